//! Filters that somebody gave a name to.

use rusqlite::{OptionalExtension, params};

use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::portfolio::{SavedFilter, Scope};

/// Somebody's, by name.
///
/// # Errors
/// What SQLite says.
pub fn list(tx: &ReadTx, user: i64, scope: Scope) -> Result<Vec<SavedFilter>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT id, name, query FROM saved_filter WHERE user_id = ?1 AND screen = ?2 ORDER BY name COLLATE NOCASE, id",
        )?
        .query_map(params![user, scope], |row| {
            Ok(SavedFilter { id: row.get(0)?, name: row.get(1)?, query: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?)
}

/// Gives a name to filters; those that had it before give way.
///
/// # Errors
/// What SQLite says.
pub fn save(tx: &WriteTx, now: Now, user: i64, scope: Scope, name: &str, query: &str) -> Result<(), Error> {
    tx.prepare_cached(
        "INSERT INTO saved_filter (user_id, screen, name, query, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (user_id, screen, name) DO UPDATE SET query = excluded.query",
    )?
    .execute(params![user, scope, name, query, now.unix])?;
    Ok(())
}

/// Forgets one of somebody's; on which screen it was, if it was there.
///
/// # Errors
/// What SQLite says.
pub fn remove(tx: &WriteTx, user: i64, id: i64) -> Result<Option<Scope>, Error> {
    Ok(tx
        .prepare_cached("DELETE FROM saved_filter WHERE id = ?1 AND user_id = ?2 RETURNING screen")?
        .query_row([id, user], |row| row.get(0))
        .optional()?)
}
