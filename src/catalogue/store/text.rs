//! The index of words: what is published enters it, and leaves it with its publication.

use rusqlite::params;

use super::Listing;
use crate::db::{Error, WriteTx};

/// The words of a publication.
#[derive(Debug)]
pub struct Words {
    /// Its number.
    pub publication: i64,
    /// Folded, its marks among them.
    pub text: String,
}

/// Makes publications findable. Many at once cost much less than one by one: each statement that may
/// be undone makes FTS5 write what it holds in memory.
///
/// # Errors
/// What SQLite says.
pub fn add(tx: &WriteTx, listing: &Listing, all: &[Words]) -> Result<(), Error> {
    let table = listing.text;
    if let [Words { publication, text }] = all {
        tx.prepare_cached(&format!("INSERT INTO {table} (rowid, words) VALUES (?1, ?2)"))?
            .execute(params![publication, text])?;
    } else {
        let rows: Vec<_> = all.iter().map(|words| (words.publication, words.text.as_str())).collect();
        tx.prepare_cached(&format!(
            "INSERT INTO {table} (rowid, words) SELECT value ->> 0, value ->> 1 FROM json_each(?1)"
        ))?
        .execute([serde_json::json!(rows).to_string()])?;
    }
    Ok(())
}

/// Takes out the words of a row, if it has some.
///
/// # Errors
/// What SQLite says.
pub fn forget(tx: &WriteTx, listing: &Listing, id: i64) -> Result<(), Error> {
    let Listing { table, text, .. } = listing;
    tx.prepare_cached(&format!(
        "DELETE FROM {text} WHERE rowid = (SELECT publication FROM {table} WHERE id = ?1 AND publication IS NOT NULL)"
    ))?
    .execute([id])?;
    Ok(())
}

/// Puts other words in the place of those of a publication.
///
/// # Errors
/// What SQLite says.
pub fn change(tx: &WriteTx, listing: &Listing, id: i64, words: &str) -> Result<(), Error> {
    forget(tx, listing, id)?;
    let Listing { table, text, .. } = listing;
    tx.prepare_cached(&format!(
        "INSERT INTO {text} (rowid, words) SELECT publication, ?2 FROM {table} WHERE id = ?1"
    ))?
    .execute(params![id, words])?;
    Ok(())
}

/// Merges what a great many writes left into one piece, so that searches read one.
///
/// # Errors
/// What SQLite says.
pub fn merge(tx: &WriteTx, listing: &Listing) -> Result<(), Error> {
    tx.execute_batch(&format!("INSERT INTO {0} ({0}) VALUES ('optimize')", listing.text))?;
    Ok(())
}

/// The number of the next publication.
pub(super) fn next_publication(tx: &WriteTx, listing: &Listing) -> Result<i64, Error> {
    Ok(tx
        .prepare_cached(
            "UPDATE counter SET last = last + 1 WHERE kind = ?1 || '_publication' RETURNING last",
        )?
        .query_row([listing.table], |row| row.get(0))?)
}
