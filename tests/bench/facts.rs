//! What the database holds that addresses can be made of.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::Result;

/// Things that can be asked for.
pub struct Facts {
    /// Addresses of offers that are online.
    pub offers: Vec<String>,
    /// Addresses of events that are online.
    pub events: Vec<String>,
    /// Codes of communes that have offers.
    pub communes: Vec<String>,
    /// Codes of occupations that offers have.
    pub occupations: Vec<String>,
    /// The words found in most offers, the most frequent first.
    pub frequent: Vec<String>,
    /// Words of a single offer, or nearly.
    pub rare: Vec<String>,
    /// Beginnings of descriptions, as people paste them.
    pub sentences: Vec<String>,
}

/// The address of an event, in SQL.
pub const EVENT_ADDRESS: &str =
    "'/rencontres/' || substr(numbered_on, 6, 2) || substr(numbered_on, 1, 4) || '-' || serial";

/// The address of an offer, in SQL.
const OFFER_ADDRESS: &str =
    "'/offres-de-stage/' || substr(numbered_on, 6, 2) || substr(numbered_on, 1, 4) || '-' || serial";

/// One may still register for it.
const EVENT: &str =
    "state = 'published' AND starts_at > date('now', '+1 day') AND seats_taken < capacity + extra_seats";

/// So many of each are enough for no page to be asked twice in a row.
const EACH: usize = 2_000;

impl Facts {
    /// Reads them.
    pub fn read(database: &Path) -> Result<Self> {
        let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let offer = "state = 'published' AND (starts_asap = 1 OR starts_on > date('now', '+1 day'))";
        Ok(Self {
            offers: list(&connection, &format!("SELECT {OFFER_ADDRESS} FROM offer WHERE {offer}"))?,
            events: list(&connection, &format!("SELECT {EVENT_ADDRESS} FROM event WHERE {EVENT}"))?,
            communes: list(&connection, &format!("SELECT DISTINCT commune FROM offer WHERE {offer}"))?,
            occupations: list(
                &connection,
                "SELECT DISTINCT occupation FROM offer WHERE occupation IS NOT NULL",
            )?,
            frequent: words(&connection, "doc DESC", 12)?,
            rare: words(&connection, "doc, term", 200)?,
            sentences: list(
                &connection,
                &format!("SELECT substr(description, 1, 120) FROM offer WHERE {offer}"),
            )?,
        })
    }

    /// Addresses of events, with room or not.
    pub fn events(database: &Path) -> Result<Vec<String>> {
        let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        list(&connection, &format!("SELECT {EVENT_ADDRESS} FROM event WHERE {EVENT} AND capacity = 5000"))
    }
}

fn list(connection: &Connection, question: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare(&format!("{question} LIMIT {EACH}"))?;
    let rows = statement.query_map([], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
    Ok(rows)
}

/// Words of the offers, read from the index itself.
fn words(connection: &Connection, order: &str, count: usize) -> Result<Vec<String>> {
    connection.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'offer_text', 'row')",
    )?;
    let question = format!("SELECT term FROM vocabulary WHERE length(term) > 3 ORDER BY {order}");
    let mut words = list(connection, &question)?;
    words.truncate(count);
    Ok(words)
}
