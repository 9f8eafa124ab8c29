//! Occupations of the ROME (France Travail): what a métier is called, and what a filter covers.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{MOST_WORDS, beginning};
use crate::db::text_enum;
use crate::domain::fold::fold;

text_enum! {
    /// The three sizes in which the ROME cuts the world of work.
    pub enum OccupationKind {
        Family = "family" => "Famille de métiers",
        Card = "card" => "Métier",
        Title = "title" => "Appellation",
    }
}

/// A métier or a family of métiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupation {
    /// "A11" for a family, "A1101" for a card, "t" and its OGR number for a title.
    pub code: String,
    /// Family, card or title.
    pub kind: OccupationKind,
    /// Its name, in French.
    pub label: String,
    /// The card of a title.
    pub card: Option<Card>,
}

/// The card that a title is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its code.
    pub code: String,
    /// Its name, in French.
    pub label: String,
}

/// Words that say nothing of a métier: "chargé de développement" is « Chargé du développement ».
const EMPTY_WORDS: [&str; 12] = ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le"];

/// The columns of an occupation, in the order of [`occupation`].
const COLUMNS: &str = "o.code, o.kind, o.label, c.code, c.label";

/// The occupations that answer to what a person types: every word is the beginning of a word of
/// the label, or of the code of a card or family. Cards and principal titles come first, then
/// families, other titles, and the rare ones last; the shortest first among equals.
pub fn search(connection: &Connection, text: &str, limit: usize) -> rusqlite::Result<Vec<Occupation>> {
    let Some(expression) = expression(&fold(text)) else { return Ok(Vec::new()) };
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM occupation_word w
             CROSS JOIN occupation_rank r ON r.rank = w.rowid
             CROSS JOIN occupation o ON o.code = r.occupation_code
             LEFT JOIN occupation c ON o.kind = 'title' AND c.code = o.parent_code
             WHERE occupation_word MATCH ?1 ORDER BY w.rowid LIMIT ?2"
        ))?
        .query_map(params![expression, i64::try_from(limit).unwrap_or(i64::MAX)], occupation)?
        .collect()
}

/// The FTS5 expression of folded words; none when there is no word.
fn expression(folded: &str) -> Option<String> {
    let all: Vec<&str> = folded.split_whitespace().collect();
    let mut words = all.clone();
    words.retain(|word| !EMPTY_WORDS.contains(word));
    let words = if words.is_empty() { all } else { words };
    let terms: Vec<String> = words.into_iter().take(MOST_WORDS).map(beginning).collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

/// The occupation of a code, past ones included.
pub fn get(connection: &Connection, code: &str) -> rusqlite::Result<Option<Occupation>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM occupation o
             LEFT JOIN occupation c ON o.kind = 'title' AND c.code = o.parent_code
             WHERE o.code = ?1"
        ))?
        .query_row([code], occupation)
        .optional()
}

/// The codes of the cards that a filter on this occupation covers: those of a family, a card
/// itself, the card of a title; none for an unknown code. Past cards are there, since an offer
/// may still name one.
pub fn covers(connection: &Connection, code: &str) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached(
            "SELECT code FROM occupation WHERE kind = 'card' AND (code = ?1 OR parent_code = ?1)
             UNION
             SELECT parent_code FROM occupation WHERE kind = 'title' AND code = ?1
             ORDER BY 1",
        )?
        .query_map([code], |row| row.get(0))?
        .collect()
}

fn occupation(row: &Row<'_>) -> rusqlite::Result<Occupation> {
    let card = match row.get(3)? {
        Some(code) => Some(Card { code, label: row.get(4)? }),
        None => None,
    };
    Ok(Occupation { code: row.get(0)?, kind: row.get(1)?, label: row.get(2)?, card })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::tests::shared;

    fn codes(connection: &Connection, text: &str) -> Vec<String> {
        search(connection, text, 20).unwrap().into_iter().map(|found| found.code).collect()
    }

    #[test]
    fn the_example_of_the_guide_is_found_by_its_words() {
        let connection = shared();
        for text in [
            "charge developpement ressources humaines",
            "Chargée de développement des ressources humaines",
            "dev res hum char",
        ] {
            assert!(codes(&connection, text).contains(&"t11939".to_owned()), "{text}");
        }
        let found = get(&connection, "t11939").unwrap().unwrap();
        assert_eq!(found.label, "Chargé / Chargée du développement des ressources humaines");
        assert_eq!(found.kind, OccupationKind::Title);
        assert_eq!(found.card.unwrap().code, "M1508");
    }

    #[test]
    fn the_principal_comes_first_and_the_rare_last() {
        let connection = shared();
        let first = &search(&connection, "boulanger", 5).unwrap()[0];
        assert_eq!(first.kind, OccupationKind::Card);
        assert_eq!(first.label, "Boulanger / Boulangère");
        let place = place_in_file();
        let classes: Vec<u8> = search(&connection, "conducteur", 20_000)
            .unwrap()
            .iter()
            .map(|found| match found.kind {
                OccupationKind::Card => 0,
                OccupationKind::Family => 1,
                OccupationKind::Title => place[&found.code],
            })
            .collect();
        assert!(classes.is_sorted(), "{classes:?}");
        assert!(classes.contains(&0) && classes.contains(&2) && classes.contains(&3));
    }

    /// Where each title belongs, read from the file.
    fn place_in_file() -> std::collections::HashMap<String, u8> {
        let lines = crate::reference::embedded::ROME_TITLES.reader().into_records();
        lines
            .map(Result::unwrap)
            .map(|line| {
                let place = match &line[2] {
                    "principal" => 0,
                    "rare" => 3,
                    _ => 2,
                };
                (format!("t{}", &line[0]), place)
            })
            .collect()
    }

    #[test]
    fn a_card_stands_for_its_principal_title_of_the_same_name() {
        let connection = shared();
        let found = codes(&connection, "conducteur engins agricoles");
        assert!(found.contains(&"A1101".to_owned()));
        assert!(!found.contains(&"t404030".to_owned()));
        assert!(get(&connection, "t404030").unwrap().is_some(), "but it can be read");
    }

    #[test]
    fn families_and_codes_are_found() {
        let connection = shared();
        assert!(codes(&connection, "engins agricoles forestiers").contains(&"A11".to_owned()));
        assert_eq!(codes(&connection, "A1101"), ["A1101"]);
    }

    #[test]
    fn a_filter_covers_the_cards_of_a_family_and_the_card_of_a_title() {
        let connection = shared();
        assert_eq!(covers(&connection, "A11").unwrap(), ["A1101", "A1102"]);
        assert_eq!(covers(&connection, "A1101").unwrap(), ["A1101"]);
        assert_eq!(covers(&connection, "t11939").unwrap(), ["M1508"]);
        assert!(covers(&connection, "nothing").unwrap().is_empty());
    }

    #[test]
    fn no_text_is_an_error() {
        let connection = shared();
        for text in ["", " ", "de", "\"", "a AND", "NEAR(a, 2)", "*", "x:y", "\0", "عرب", "🦊", "' OR 1=1 --"]
        {
            search(&connection, text, 5).unwrap();
        }
        assert!(search(&connection, "  ", 5).unwrap().is_empty());
        assert!(!search(&connection, "de", 5).unwrap().is_empty(), "a beginning, until there is more");
        search(&connection, &"boulanger ".repeat(5_000), 5).unwrap();
    }
}
