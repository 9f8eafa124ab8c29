//! The SQL of the organiser's confirmations: who had one, and where its mail stands.

use rusqlite::params;

use super::super::confirmation::Addressee;
use super::DRAFT;
use super::manage::{BESIDES, found};
use crate::access::edit::{EventEdit, ParticipantsRead};
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};

/// Everybody who is registered, by name, with where the last confirmation of each stands.
///
/// # Errors
/// What SQLite says.
pub fn addressees(tx: &ReadTx, allowed: &ParticipantsRead) -> Result<Vec<Addressee>, Error> {
    // The keys of the mails of a round begin alike, and are found in their index.
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {DRAFT}, {BESIDES}, (SELECT m.state FROM mail m
                 WHERE r.confirmations > 0 AND m.unique_key BETWEEN 'event_confirmation:' || r.id || ':' || r.confirmations || ':'
                     AND 'event_confirmation:' || r.id || ':' || r.confirmations || ';'
                 ORDER BY CASE m.state WHEN 'failed' THEN 0 WHEN 'unknown' THEN 1 WHEN 'queued' THEN 2 ELSE 3 END LIMIT 1)
                 AS mail_state
             FROM registration r WHERE r.event_id = ?1 AND r.cancelled_at IS NULL ORDER BY r.folded_name, r.id"
        ))?
        .query_map([allowed.event()], |row| {
            Ok(Addressee { participant: found(row)?, state: row.get("mail_state")? })
        })?
        .collect::<Result<_, _>>()?)
}

/// Keeps that a confirmation was written to somebody.
///
/// # Errors
/// What SQLite says.
pub fn keep(tx: &WriteTx, now: Now, allowed: &EventEdit, id: i64) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE registration SET confirmed_at = ?3, confirmations = confirmations + 1 WHERE id = ?1 AND event_id = ?2",
    )?
    .execute(params![id, allowed.event(), now.unix])?;
    Ok(())
}
