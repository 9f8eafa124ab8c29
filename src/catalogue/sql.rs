//! The criteria of a list as SQL, over a table whose alias is `o`: offers and events name their
//! columns alike.

use super::criteria::{Criteria, ELSEWHERE};
use super::near::Reach;
use crate::db::sql::{Conditions, marks};
use crate::db::{Error, ReadTx};
use crate::domain::fold::words;
use crate::domain::{Audience, AudienceSet};
use crate::reference::occupations;

/// Words that nearly everything holds, or that say nothing: searching them would find everything
/// at the price of reading everything.
const COMMON: [&str; 29] = [
    "a",
    "au",
    "aux",
    "avec",
    "ce",
    "d",
    "dans",
    "de",
    "des",
    "du",
    "en",
    "entreprise",
    "et",
    "l",
    "la",
    "le",
    "les",
    "offre",
    "offres",
    "ou",
    "par",
    "pour",
    "rencontre",
    "rencontres",
    "stage",
    "stages",
    "sur",
    "un",
    "une",
];

/// Words beyond these are not searched.
const WORDS: usize = 8;

/// Adds everything but the département, whose counts are taken under the other criteria. `index` is
/// the FTS5 table of the words.
///
/// # Errors
/// What SQLite says.
pub fn add_shared<A: Audience>(
    tx: &ReadTx,
    conditions: &mut Conditions,
    criteria: &Criteria<A>,
    index: &str,
) -> Result<(), Error> {
    if !criteria.audiences.is_empty() {
        let wanted: AudienceSet<A> = criteria.audiences.iter().copied().collect();
        conditions.add("o.audiences & ? <> 0", [Box::new(wanted) as _]);
    }
    conditions.add_in("o.sector", criteria.sectors.iter().copied());
    add_occupations(tx, conditions, &criteria.occupations)?;
    if let Some(expression) = text_expression(&criteria.search) {
        conditions.add(
            format!("o.id IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)"),
            [Box::new(expression) as _],
        );
    }
    Ok(())
}

/// A family covers its cards, a card its titles, a title its card.
fn add_occupations(tx: &ReadTx, conditions: &mut Conditions, codes: &[String]) -> Result<(), Error> {
    if codes.is_empty() {
        return Ok(());
    }
    let mut cards = Vec::new();
    for code in codes {
        cards.extend(occupations::covers(tx, code)?);
    }
    let held: Vec<String> = codes.iter().chain(&cards).cloned().collect();
    let values = held.iter().chain(&cards).map(|code| Box::new(code.clone()) as _).collect::<Vec<_>>();
    conditions.add(
        format!(
            "(o.occupation IN ({}) OR o.occupation IN (SELECT code FROM occupation WHERE parent_code IN ({})))",
            marks(held.len()),
            marks(cards.len())
        ),
        values,
    );
    Ok(())
}

/// Adds the départements; `territory` holds the codes of the site's own.
pub fn add_departments<A>(conditions: &mut Conditions, criteria: &Criteria<A>, territory: &[String]) {
    if criteria.departments.is_empty() {
        return;
    }
    let (elsewhere, named): (Vec<&String>, Vec<&String>) =
        criteria.departments.iter().partition(|code| *code == ELSEWHERE);
    let mut texts = Vec::new();
    let mut values: Vec<Box<dyn rusqlite::ToSql>> = Vec::new();
    if !named.is_empty() {
        texts.push(format!("o.department IN ({})", marks(named.len())));
        values.extend(named.into_iter().map(|code| Box::new(code.clone()) as _));
    }
    if !elsewhere.is_empty() {
        texts.push(format!("o.department NOT IN ({})", marks(territory.len())));
        values.extend(territory.iter().map(|code| Box::new(code.clone()) as _));
    }
    conditions.add(format!("({})", texts.join(" OR ")), values);
}

/// Keeps what lies within reach of a place.
pub fn add_near(conditions: &mut Conditions, reach: Option<&Reach>) {
    if let Some(reach) = reach {
        conditions.add("o.commune IN (SELECT value FROM json_each(?))", [Box::new(nearest(reach)) as _]);
    }
}

/// The order of what lies near a place; `?` is [`nearest`].
pub const BY_DISTANCE: &str = "(SELECT key FROM json_each(?) WHERE value = o.commune)";

/// The communes within reach as JSON, nearest first.
pub fn nearest(reach: &Reach) -> String {
    let codes: Vec<String> = reach.codes().map(|code| format!("\"{code}\"")).collect();
    format!("[{}]", codes.join(","))
}

/// How many rows of `table` there are under these conditions.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx, table: &str, conditions: &Conditions) -> Result<u64, Error> {
    let found: i64 = tx
        .prepare_cached(&format!("SELECT count(*) FROM {table} o WHERE {}", conditions.text()))?
        .query_row(conditions.values(&[]).as_slice(), |row| row.get(0))?;
    Ok(found.unsigned_abs())
}

/// The same for each département, by code.
///
/// # Errors
/// What SQLite says.
pub fn count_departments(
    tx: &ReadTx,
    table: &str,
    conditions: &Conditions,
) -> Result<Vec<(String, u64)>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.department, count(*) FROM {table} o WHERE {} GROUP BY o.department",
        conditions.text()
    ))?;
    let rows = statement
        .query_map(conditions.values(&[]).as_slice(), |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
        })?
        .collect::<Result<_, _>>();
    Ok(rows?)
}

/// The FTS5 expression of what was typed: every word, by its beginning. None when nothing typed
/// narrows a search. The quotes keep any word from being read as an operator.
fn text_expression(search: &str) -> Option<String> {
    let terms: Vec<String> = words(search)
        .into_iter()
        .filter(|word| !COMMON.contains(&word.as_str()))
        .take(WORDS)
        .map(|word| format!("\"{word}\"*"))
        .collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}
