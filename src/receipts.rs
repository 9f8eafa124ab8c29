//! Answers already given to public forms: the same ticket with the same fields (double click, retry)
//! gets the first answer again. The key is `web::ticket`'s.

use rusqlite::{OptionalExtension, params};
use time::Duration;

use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};

/// How long an answer is kept: longer than its ticket is good.
const KEPT: Duration = Duration::hours(24);

/// The answer already given to this very sending.
///
/// # Errors
/// What SQLite says.
pub fn find(tx: &ReadTx, key: &[u8; 32]) -> Result<Option<String>, Error> {
    Ok(tx
        .prepare_cached("SELECT answer FROM form_receipt WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

/// Keeps the answer given to a sending.
///
/// # Errors
/// What SQLite says.
pub fn keep(tx: &WriteTx, now: Now, key: &[u8; 32], answer: &str) -> Result<(), Error> {
    tx.prepare_cached("INSERT INTO form_receipt (key, answer, created_at) VALUES (?1, ?2, ?3)")?
        .execute(params![key, answer, now.unix])?;
    Ok(())
}

/// Drops an answer that is no longer true: the same sending starts anew.
///
/// # Errors
/// What SQLite says.
pub fn forget(tx: &WriteTx, answer: &str) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM form_receipt WHERE answer = ?1")?.execute([answer])?;
    Ok(())
}

/// Drops the answers that nobody will ask for again.
///
/// # Errors
/// What SQLite says.
pub fn sweep(tx: &WriteTx, now: Now) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM form_receipt WHERE created_at <= ?1")?
        .execute([now.unix - KEPT.whole_seconds()])?;
    Ok(())
}
