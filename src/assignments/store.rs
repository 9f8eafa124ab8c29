//! The SQL of assignments.

use rusqlite::{Row, params};

use super::{Alert, Gift, Subject};
use crate::access::actor::{NAME, maybe_name};
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::Number;

impl Subject {
    /// Its column, and its row.
    fn key(self) -> (&'static str, i64) {
        match self {
            Self::Project(id) => ("project_id", id),
            Self::Event(id) => ("event_id", id),
        }
    }
}

/// Records that something was given to somebody; an alert for them, unless they gave it to themselves.
/// The alert of whoever had it before goes away. To be called by whoever changes the manager or the
/// registrar, in the same transaction. Gives the row.
///
/// # Errors
/// What SQLite says.
pub fn give(tx: &WriteTx, now: Now, subject: Subject, gift: &Gift) -> Result<i64, Error> {
    let (column, id) = subject.key();
    settle(tx, now, subject)?;
    let acknowledged = (gift.by == Some(gift.to)).then_some(now.unix);
    tx.prepare_cached(&format!(
        "INSERT INTO assignment ({column}, user_id, assigned_by, note, assigned_at, acknowledged_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    ))?
    .execute(params![id, gift.to, gift.by, gift.note, now.unix, acknowledged])?;
    Ok(tx.last_insert_rowid())
}

/// Takes away the alert about something, whoever had it.
///
/// # Errors
/// What SQLite says.
pub fn settle(tx: &WriteTx, now: Now, subject: Subject) -> Result<(), Error> {
    let (column, id) = subject.key();
    tx.prepare_cached(&format!(
        "UPDATE assignment SET acknowledged_at = ?2 WHERE {column} = ?1 AND acknowledged_at IS NULL"
    ))?
    .execute(params![id, now.unix])?;
    Ok(())
}

/// Takes away somebody's own alert about something: they saved it.
///
/// # Errors
/// What SQLite says.
pub fn acknowledge(tx: &WriteTx, now: Now, subject: Subject, user: i64) -> Result<(), Error> {
    let (column, id) = subject.key();
    tx.prepare_cached(&format!(
        "UPDATE assignment SET acknowledged_at = ?3 WHERE {column} = ?1 AND user_id = ?2 AND acknowledged_at IS NULL"
    ))?
    .execute(params![id, user, now.unix])?;
    Ok(())
}

/// How many alerts somebody has.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx, user: i64) -> Result<u64, Error> {
    let count: u32 = tx
        .prepare_cached("SELECT count(*) FROM assignment WHERE user_id = ?1 AND acknowledged_at IS NULL")?
        .query_row([user], |row| row.get(0))?;
    Ok(count.into())
}

/// Somebody's alerts, the latest first.
///
/// # Errors
/// What SQLite says.
pub fn alerts(tx: &ReadTx, user: i64) -> Result<Vec<Alert>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT p.id, e.serial, e.numbered_on, e.title, c.name, k.name, a.note, a.assigned_at, {NAME}
             FROM assignment a
             LEFT JOIN event e ON e.id = a.event_id
             JOIN project p ON p.id = coalesce(a.project_id, e.project_id)
             JOIN company c ON c.id = p.company_id
             JOIN commune k ON k.code = c.commune
             LEFT JOIN user u ON u.id = a.assigned_by
             LEFT JOIN organisation g ON g.id = u.organisation_id
             WHERE a.user_id = ?1 AND a.acknowledged_at IS NULL ORDER BY a.assigned_at DESC, a.id DESC"
        ))?
        .query_map([user], alert)?
        .collect::<Result<_, _>>()?)
}

fn alert(row: &Row) -> rusqlite::Result<Alert> {
    let month: Option<String> = row.get(2)?;
    let serial: Option<u32> = row.get(1)?;
    Ok(Alert {
        project: row.get(0)?,
        event: month.zip(serial).and_then(|(month, serial)| Number::from_stored(&month, serial)),
        title: row.get(3)?,
        company: row.get(4)?,
        commune: row.get(5)?,
        note: row.get(6)?,
        at: row.get(7)?,
        by: maybe_name(row, 8)?,
    })
}
