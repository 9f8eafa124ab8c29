//! Activity codes of companies (INSEE), in the two nomenclatures that live side by side.

use rusqlite::{Connection, OptionalExtension};

use crate::domain::NafVersion;

/// The label of a code of any level, from section ("A") to sub-class ("01.11Z"); "0111Z", as
/// SIRENE's interfaces and letterheads write it, is the same code. In NAF 2025 only divisions are
/// known: any code is given the label of its division.
pub fn label(
    connection: &Connection,
    nomenclature: NafVersion,
    code: &str,
) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT label FROM naf WHERE nomenclature = ?1 AND code = ?2")?
        .query_row((nomenclature, key(nomenclature, code)), |row| row.get(0))
        .optional()
}

/// The code as the table has it.
fn key(nomenclature: NafVersion, code: &str) -> String {
    let bare: String = code.trim().chars().filter(|c| *c != '.').flat_map(char::to_uppercase).collect();
    match bare.get(..2) {
        Some(division) if nomenclature == NafVersion::Naf2025 => division.to_owned(),
        Some(division) if bare.len() > 2 => format!("{division}.{}", &bare[2..]),
        _ => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::label;
    use crate::domain::NafVersion;
    use crate::reference::tests::shared;

    #[test]
    fn a_code_has_its_label_with_or_without_the_point() {
        let connection = shared();
        let of = |code| label(&connection, NafVersion::Rev2, code).unwrap();
        assert_eq!(of("16.10A").as_deref(), Some("Sciage et rabotage du bois, hors imprégnation"));
        assert_eq!(of("1610a"), of("16.10A"));
        assert_eq!(of("A").as_deref(), Some("Agriculture, sylviculture et pêche"));
        assert_eq!(of("45").as_deref(), Some("Commerce et réparation d’automobiles et de motocycles"));
        assert_eq!(of("00.00Z"), None);
        assert_eq!(of("é'; --"), None);
    }

    #[test]
    fn naf_2025_knows_divisions() {
        let connection = shared();
        let of = |code| label(&connection, NafVersion::Naf2025, code).unwrap();
        assert!(of("95.31Y").unwrap().contains("véhicules automobiles"));
        assert_eq!(of("45"), None, "vehicle trade has left its division");
    }
}
