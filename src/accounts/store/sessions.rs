//! The SQL of sessions. How long one lasts is decided here, by the site's clock: so much without being
//! seen, so much in all, and less for administrators.

use rusqlite::{OptionalExtension, params};

use super::super::SessionLine;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};

/// The digest by which a session is known.
pub type Digest = [u8; 32];

/// How often being seen is written.
const SEEN_EVERY: i64 = 5 * 60;

/// How long a session is remembered once begun, so that what somebody was writing finds its author: over a
/// long week-end.
const REMEMBERED: i64 = 7 * 24 * 3600;

/// Signing in again within these seconds goes on with the same visit.
const SAME_VISIT: i64 = 4 * 3600;

/// The session that is still one: seen less than 90 minutes ago and begun less than 12 hours ago (30
/// minutes and 8 hours for administrators), of a user who is active. `?1` is the present.
const LIVE: &str = "u.active = 1
    AND s.seen_at > ?1 - CASE u.role WHEN 'administrator' THEN 1800 ELSE 5400 END
    AND s.created_at > ?1 - CASE u.role WHEN 'administrator' THEN 28800 ELSE 43200 END";

/// A session that is remembered.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What it holds, as JSON; nothing once it has ended.
    pub data: Option<String>,
    /// Whether that it was seen should be written.
    pub to_be_seen: bool,
}

/// Stores a new session; the visit before it is over, and what came after it is new.
///
/// # Errors
/// What SQLite says.
pub fn create(tx: &WriteTx, now: Now, id: &Digest, user: i64, device: &str, data: &str) -> Result<(), Error> {
    tx.prepare_cached(
        "INSERT INTO session (id_hash, user_id, data, device, created_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
    )?
    .execute(params![id, user, data, device, now.unix])?;
    tx.prepare_cached(
        "INSERT INTO visit (user_id, last_seen_at, news_since) VALUES (?1, ?2, NULL)
         ON CONFLICT DO UPDATE SET last_seen_at = ?2,
             news_since = CASE WHEN last_seen_at <= ?3 THEN last_seen_at ELSE news_since END",
    )?
    .execute(params![user, now.unix, now.unix - SAME_VISIT])?;
    Ok(())
}

/// Changes what a session holds.
///
/// # Errors
/// What SQLite says.
pub fn save(tx: &WriteTx, id: &Digest, data: &str) -> Result<(), Error> {
    tx.prepare_cached("UPDATE session SET data = ?2 WHERE id_hash = ?1")?.execute(params![id, data])?;
    Ok(())
}

/// A session, ended or not.
///
/// # Errors
/// What SQLite says.
pub fn load(tx: &ReadTx, now: Now, id: &Digest) -> Result<Option<Loaded>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT CASE WHEN {LIVE} THEN s.data END, {LIVE} AND s.seen_at <= ?1 - {SEEN_EVERY}
             FROM session s JOIN user u ON u.id = s.user_id WHERE s.id_hash = ?2"
        ))?
        .query_row(params![now.unix, id], |row| Ok(Loaded { data: row.get(0)?, to_be_seen: row.get(1)? }))
        .optional()?)
}

/// Writes that a session is in use.
///
/// # Errors
/// What SQLite says.
pub fn seen(tx: &WriteTx, now: Now, id: &Digest) -> Result<(), Error> {
    tx.prepare_cached("UPDATE session SET seen_at = max(seen_at, ?2) WHERE id_hash = ?1")?
        .execute(params![id, now.unix])?;
    tx.prepare_cached(
        "UPDATE visit SET last_seen_at = ?2 WHERE user_id = (SELECT user_id FROM session WHERE id_hash = ?1)",
    )?
    .execute(params![id, now.unix])?;
    Ok(())
}

/// Remembers how long somebody likes the pages of their tables.
///
/// # Errors
/// What SQLite says.
pub fn prefer_lines(tx: &WriteTx, user: i64, lines: u32) -> Result<(), Error> {
    tx.prepare_cached("UPDATE visit SET lines = ?2 WHERE user_id = ?1")?.execute(params![user, lines])?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// What SQLite says.
pub fn delete(tx: &WriteTx, id: &Digest) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM session WHERE id_hash = ?1")?.execute([id])?;
    Ok(())
}

/// Whose session it was, whether or not it still is one.
///
/// # Errors
/// What SQLite says.
pub fn author(tx: &ReadTx, id: &Digest) -> Result<Option<i64>, Error> {
    Ok(tx
        .prepare_cached("SELECT user_id FROM session WHERE id_hash = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// The sessions of a user that still are, the latest seen first.
///
/// # Errors
/// What SQLite says.
pub fn of_user(tx: &ReadTx, now: Now, user: i64, current: &Digest) -> Result<Vec<SessionLine>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT s.id, s.device, s.created_at, s.seen_at, s.id_hash = ?3 FROM session s JOIN user u ON u.id = s.user_id
             WHERE s.user_id = ?2 AND {LIVE} ORDER BY s.id_hash = ?3 DESC, s.seen_at DESC, s.id DESC"
        ))?
        .query_map(params![now.unix, user, current], |row| {
            Ok(SessionLine {
                id: row.get(0)?,
                device: row.get(1)?,
                created_at: row.get(2)?,
                seen_at: row.get(3)?,
                current: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// Ends one session of a user.
///
/// # Errors
/// What SQLite says.
pub fn end(tx: &WriteTx, user: i64, id: i64) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM session WHERE user_id = ?1 AND id = ?2")?.execute([user, id])?;
    Ok(())
}

/// Ends the sessions of a user but this one.
///
/// # Errors
/// What SQLite says.
pub fn end_others(tx: &WriteTx, user: i64, current: &Digest) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM session WHERE user_id = ?1 AND id_hash <> ?2")?
        .execute(params![user, current])?;
    Ok(())
}

/// Ends every session of a user.
///
/// # Errors
/// What SQLite says.
pub fn end_all(tx: &WriteTx, user: i64) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM session WHERE user_id = ?1")?.execute([user])?;
    Ok(())
}

/// Forgets the sessions that ended long ago.
///
/// # Errors
/// What SQLite says.
pub fn sweep(tx: &WriteTx, now: Now) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM session WHERE created_at <= ?1")?.execute([now.unix - REMEMBERED])?;
    Ok(())
}
