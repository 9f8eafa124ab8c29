//! Copies the embedded files into the database.
//!
//! Everything is marked as ended first, then each line of the files inserts its row or revives it:
//! what remains ended is what the files no longer know. On a new database the first step touches
//! nothing. Nothing points at the tables of the look-ups, which are emptied and filled again.

use std::cmp::Reverse;
use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Statement, params, params_from_iter};

use super::embedded::{self, File};
use crate::domain::fold::fold;

/// The day of this edition of the files: a row they no longer have has ended by then.
/// Change it with them.
const EDITION: &str = "2026-11-24";

/// The key in `setting` of the version that the database holds.
const VERSION_KEY: &str = "reference_version";

/// Why the reference data could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// The database refused.
    #[error("reference data: {0}")]
    Database(#[from] rusqlite::Error),
    /// An embedded file is not the table it should be.
    #[error("reference data: {0}")]
    File(#[from] csv::Error),
}

impl From<ReferenceError> for rusqlite::Error {
    fn from(error: ReferenceError) -> Self {
        match error {
            ReferenceError::Database(error) => error,
            ReferenceError::File(_) => Self::ToSqlConversionFailure(Box::new(error)),
        }
    }
}

/// Brings the database's reference data to the embedded version; says whether there was anything
/// to do. Runs in the caller's transaction, which must be there: half of a version is worse than
/// the old one.
pub fn load(connection: &Connection) -> Result<bool, ReferenceError> {
    let held: Option<String> = connection
        .query_row("SELECT value FROM setting WHERE key = ?1", [VERSION_KEY], |row| row.get(0))
        .optional()?;
    if held.as_deref() == Some(embedded::VERSION.as_str()) {
        return Ok(false);
    }
    end_everything(connection)?;
    load_lists(connection)?;
    load_communes(connection)?;
    load_occupations(connection)?;
    connection.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        params![VERSION_KEY, *embedded::VERSION],
    )?;
    Ok(true)
}

fn end_everything(connection: &Connection) -> Result<(), ReferenceError> {
    for table in ["region", "department", "commune", "naf", "occupation", "study_level", "workforce_band"] {
        let sql = format!("UPDATE {table} SET ended_on = ?1 WHERE ended_on IS NULL");
        connection.execute(&sql, [EDITION])?;
    }
    connection.execute_batch(
        "DELETE FROM commune_postal_code;
         DELETE FROM commune_name;
         DELETE FROM occupation_rank;
         INSERT INTO commune_word (commune_word) VALUES ('delete-all');
         INSERT INTO occupation_word (occupation_word) VALUES ('delete-all');",
    )?;
    Ok(())
}

/// The files whose lines are the rows of a table.
fn load_lists(connection: &Connection) -> Result<(), ReferenceError> {
    for (file, sql) in [
        (
            embedded::REGIONS,
            "INSERT INTO region (code, name) VALUES (?1, ?2)
             ON CONFLICT (code) DO UPDATE SET name = excluded.name, ended_on = NULL",
        ),
        (
            embedded::DEPARTMENTS,
            "INSERT INTO department
                 (code, name, kind, region_code, prefecture_code, latitude, longitude)
             VALUES (?1, ?2, ?3, NULLIF(?4, ''), ?5, ?6, ?7)
             ON CONFLICT (code) DO UPDATE SET
                 name = excluded.name, kind = excluded.kind, region_code = excluded.region_code,
                 prefecture_code = excluded.prefecture_code, latitude = excluded.latitude,
                 longitude = excluded.longitude, ended_on = NULL",
        ),
        (
            embedded::NAF_REV2,
            "INSERT INTO naf (nomenclature, code, section, label) VALUES ('rev2', ?1, ?2, ?3)
             ON CONFLICT (nomenclature, code) DO UPDATE SET
                 section = excluded.section, label = excluded.label, ended_on = NULL",
        ),
        (
            embedded::NAF_2025,
            "INSERT INTO naf (nomenclature, code, section, label) VALUES ('2025', ?1, ?2, ?3)
             ON CONFLICT (nomenclature, code) DO UPDATE SET
                 section = excluded.section, label = excluded.label, ended_on = NULL",
        ),
        (
            embedded::STUDY_LEVELS,
            "INSERT INTO study_level (level, label, examples) VALUES (?1, ?2, ?3)
             ON CONFLICT (level) DO UPDATE SET
                 label = excluded.label, examples = excluded.examples, ended_on = NULL",
        ),
        (
            embedded::WORKFORCE_BANDS,
            "INSERT INTO workforce_band (code, label, lowest, highest)
             VALUES (?1, ?2, NULLIF(?3, ''), NULLIF(?4, ''))
             ON CONFLICT (code) DO UPDATE SET
                 label = excluded.label, lowest = excluded.lowest, highest = excluded.highest,
                 ended_on = NULL",
        ),
    ] {
        copy(connection, file, sql)?;
    }
    Ok(())
}

/// Runs the statement for each line with its fields, in the order of the columns. STRICT tables
/// turn the digits of an integer column into an integer, or refuse the text.
fn copy(connection: &Connection, file: File, sql: &str) -> Result<(), ReferenceError> {
    let mut insert = connection.prepare(sql)?;
    for line in file.reader().records() {
        insert.execute(params_from_iter(line?.iter()))?;
    }
    Ok(())
}

/// A name of a commune on its way to the look-up.
struct CommuneName {
    population: u32,
    folded: String,
    commune: String,
    alias: Option<String>,
    words: String,
}

fn load_communes(connection: &Connection) -> Result<(), ReferenceError> {
    let mut commune = connection.prepare(
        "INSERT INTO commune
             (code, name, department_code, latitude, longitude, approximate, population)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (code) DO UPDATE SET
             name = excluded.name, department_code = excluded.department_code,
             latitude = excluded.latitude, longitude = excluded.longitude,
             approximate = excluded.approximate, population = excluded.population,
             ended_on = NULL",
    )?;
    let mut postal_codes = Vec::new();
    let mut names = Vec::new();
    for line in embedded::COMMUNES.reader().records() {
        let line = line?;
        commune.execute(params_from_iter(line.iter().take(7)))?;
        postal_codes.extend(list(&line[7]).map(|code| (code.to_owned(), line[0].to_owned())));
        names.extend(commune_names(&line));
    }
    // In the order of their keys, the rows are appended rather than spread over the table.
    postal_codes.sort_unstable();
    let mut insert = connection.prepare("INSERT INTO commune_postal_code VALUES (?1, ?2)")?;
    for (postal_code, commune) in &postal_codes {
        insert.execute([postal_code, commune])?;
    }
    index_commune_names(connection, names)
}

/// The commune's own name and its aliases.
fn commune_names(line: &csv::StringRecord) -> Vec<CommuneName> {
    let own = (&line[1], None);
    let others = list(&line[8]).map(|alias| (alias, Some(alias.to_owned())));
    std::iter::once(own)
        .chain(others)
        .map(|(name, alias)| {
            let folded = fold(name);
            let words = format!("{folded} {} zz{}", line[7].replace('|', " "), line[2].to_lowercase());
            let (population, commune) = (line[6].parse().unwrap_or(0), line[0].to_owned());
            CommuneName { population, folded, commune, alias, words }
        })
        .collect()
}

fn index_commune_names(connection: &Connection, mut names: Vec<CommuneName>) -> Result<(), ReferenceError> {
    names.sort_unstable_by(|a, b| {
        let key = |name: &CommuneName| (Reverse(name.population), name.alias.is_some());
        key(a).cmp(&key(b)).then_with(|| (&a.commune, &a.folded).cmp(&(&b.commune, &b.folded)))
    });
    let mut name = connection.prepare("INSERT INTO commune_name VALUES (?1, ?2, ?3, ?4)")?;
    let mut word = connection.prepare("INSERT INTO commune_word (rowid, folded) VALUES (?1, ?2)")?;
    for (rank, entry) in (1_i64..).zip(&names) {
        name.execute(params![rank, entry.commune, entry.folded, entry.alias])?;
        word.execute(params![rank, entry.words])?;
    }
    Ok(())
}

/// An occupation on its way to the look-up, with what decides of its place there.
struct Ranked {
    class: u8,
    length: usize,
    code: String,
    words: String,
}

const BEST: u8 = 0;
const FAMILY: u8 = 1;
const COMMON: u8 = 2;
const RARE: u8 = 3;

fn load_occupations(connection: &Connection) -> Result<(), ReferenceError> {
    let mut insert = connection.prepare(
        "INSERT INTO occupation (code, kind, label, parent_code) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (code) DO UPDATE SET
             label = excluded.label, parent_code = excluded.parent_code, ended_on = NULL",
    )?;
    let mut ranked = load_families_and_cards(&mut insert)?;
    let cards: HashSet<(String, String)> =
        ranked.iter().map(|card| (card.code.clone(), card.words.clone())).collect();
    for line in embedded::ROME_TITLES.reader().records() {
        let line = line?;
        let (card, short, long) = (&line[1], &line[3], &line[4]);
        let code = format!("t{}", &line[0]);
        let label = if long.is_empty() { short } else { long };
        insert.execute(params![code, "title", label, card])?;
        // The card is proposed in the place of a principal title of the same name.
        let of_card = || (card.to_owned(), occupation_words(card, &[label]));
        if &line[2] == "principal" && cards.contains(&of_card()) {
            continue;
        }
        let class = match &line[2] {
            "principal" => BEST,
            "rare" => RARE,
            _ => COMMON,
        };
        let words = occupation_words("", &[label, short]);
        ranked.push(Ranked { class, length: label.chars().count(), code, words });
    }
    index_occupations(connection, ranked)
}

fn load_families_and_cards(insert: &mut Statement<'_>) -> Result<Vec<Ranked>, ReferenceError> {
    let mut ranked = Vec::new();
    let mut keep = |class, code: &str, label: &str| {
        let words = occupation_words(code, &[label]);
        ranked.push(Ranked { class, length: label.chars().count(), code: code.to_owned(), words });
    };
    for line in embedded::ROME_DOMAINS.reader().records() {
        let line = line?;
        // One letter is a whole domain, too wide to be anyone's occupation.
        if line[0].len() > 1 {
            insert.execute(params![&line[0], "family", &line[1], None::<&str>])?;
            keep(FAMILY, &line[0], &line[1]);
        }
    }
    for line in embedded::ROME_CARDS.reader().records() {
        let line = line?;
        insert.execute(params![&line[0], "card", &line[2], &line[0][..3]])?;
        keep(BEST, &line[0], &line[2]);
    }
    Ok(ranked)
}

/// What the look-up finds an occupation by: the words of its labels, and its code.
fn occupation_words(code: &str, labels: &[&str]) -> String {
    let mut words: Vec<String> = labels.iter().map(|label| fold(label)).collect();
    words.dedup();
    words.push(code.to_lowercase());
    words.join(" ")
}

fn index_occupations(connection: &Connection, mut ranked: Vec<Ranked>) -> Result<(), ReferenceError> {
    ranked.sort_unstable_by(|a, b| {
        (a.class, a.length, &a.words, &a.code).cmp(&(b.class, b.length, &b.words, &b.code))
    });
    let mut place = connection.prepare("INSERT INTO occupation_rank VALUES (?1, ?2)")?;
    let mut word = connection.prepare("INSERT INTO occupation_word (rowid, folded) VALUES (?1, ?2)")?;
    for (rank, entry) in (1_i64..).zip(&ranked) {
        place.execute(params![rank, entry.code])?;
        word.execute(params![rank, entry.words])?;
    }
    Ok(())
}

fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::{EDITION, load};
    use crate::reference::tests::{loaded, shared};

    fn count(connection: &Connection, from: &str) -> u32 {
        connection.query_row(&format!("SELECT count(*) FROM {from}"), [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn everything_is_there() {
        let connection = shared();
        for (from, expected) in [
            ("region", 18),
            ("department WHERE kind = 'department'", 101),
            ("department WHERE kind = 'collectivity'", 8),
            ("commune", 34_969),
            ("naf WHERE nomenclature = 'rev2'", 1_728),
            ("naf WHERE nomenclature = '2025'", 87),
            ("occupation WHERE kind = 'family'", 110),
            ("occupation WHERE kind = 'card'", 1_584),
            ("occupation WHERE kind = 'title'", 13_120),
            ("study_level", 6),
            ("workforce_band", 16),
        ] {
            assert_eq!(count(&connection, from), expected, "{from}");
        }
        assert_eq!(count(&connection, "pragma_foreign_key_check"), 0);
    }

    #[test]
    fn what_is_shown_has_french_typography() {
        let connection = shared();
        for (table, column) in
            [("commune", "name"), ("department", "name"), ("naf", "label"), ("occupation", "label")]
        {
            let wrong = format!("{table} WHERE {column} GLOB '*[''\"]*' OR {column} GLOB '* [;:!?»]*'");
            assert_eq!(count(&connection, &wrong), 0, "{table}");
        }
    }

    #[test]
    fn loading_twice_changes_nothing() {
        let connection = loaded();
        let before = connection.total_changes();
        assert!(!load(&connection).unwrap());
        assert_eq!(connection.total_changes(), before);
    }

    #[test]
    fn another_version_updates_ends_and_revives() {
        let connection = loaded();
        connection
            .execute_batch(
                "UPDATE setting SET value = 'older' WHERE key = 'reference_version';
                 UPDATE commune SET name = 'Burdigala' WHERE code = '33063';
                 UPDATE occupation SET ended_on = '2020-01-01' WHERE code = 'A1101';
                 INSERT INTO naf (nomenclature, code, section, label)
                     VALUES ('rev2', '00.00Z', 'A', 'Divination');
                 INSERT INTO commune_name VALUES (999999, '33063', 'burdigala', NULL);",
            )
            .unwrap();
        let names = count(&connection, "commune_name") - 1;
        assert!(load(&connection).unwrap());
        assert_eq!(count(&connection, "commune WHERE name = 'Burdigala'"), 0);
        assert_eq!(count(&connection, "commune_name"), names);
        let (words, rows) = (
            count(&connection, "commune_word WHERE commune_word MATCH 'bordeaux'"),
            count(&connection, "commune_name WHERE ' ' || folded || ' ' GLOB '* bordeaux *'"),
        );
        assert_eq!(words, rows, "the index was emptied before it was filled");
        assert_eq!(count(&connection, "occupation WHERE ended_on IS NOT NULL"), 0);
        let ended: String = connection
            .query_row("SELECT ended_on FROM naf WHERE code = '00.00Z'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(ended, EDITION);
        assert_eq!(count(&connection, "naf WHERE ended_on IS NOT NULL"), 1);
    }
}
