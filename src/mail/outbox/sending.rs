//! The outbox as its sender sees it: the next mail to send, then what became of it.
//!
//! A claim is a lease: whoever holds it sends the mail outside any transaction, then settles it.
//! After a crash between the two nobody knows whether the mail left; once the lease is over it
//! leaves again, with the same Message-ID, by which the receiving end knows it for the same.

use rusqlite::{OptionalExtension, Row, params};
use time::Duration;

use super::{Text, with_tokens};
use crate::access::key::Key;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::mail::message::Outgoing;
use crate::mail::retry;
use crate::mail::transport::Outcome;
use crate::mail::{MailKind, MailState};

/// How long a claim holds: longer than the slowest sending.
pub const LEASE: Duration = Duration::minutes(10);

/// How long a mail stands behind an older one to the same person that is being tried again. Beyond,
/// leaving matters more than leaving in order.
pub const PATIENCE: Duration = Duration::minutes(15);

/// What a sender found to do.
#[derive(Debug)]
pub enum Claim {
    /// This mail is to be sent, by nobody else as long as the lease holds.
    Taken(Box<Taken>),
    /// A mail was given up: its time had passed, or its link was revoked. There may be others.
    GivenUp,
    /// Nothing is due before this instant; never, when there is none.
    Nothing(Option<i64>),
}

/// A mail that its holder is to send, then to settle.
#[derive(Debug)]
pub struct Taken {
    /// Its row.
    pub id: i64,
    /// Which mail it is.
    pub kind: MailKind,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// What is to leave.
    pub outgoing: Outgoing,
}

/// Takes the next mail that is due.
///
/// # Errors
/// What SQLite says.
pub fn claim(tx: &WriteTx, key: &Key, now: Now) -> Result<Claim, Error> {
    let Some(due) = next(tx, now)? else { return Ok(Claim::Nothing(next_due(tx)?)) };
    if let Some(reason) = due.over(now) {
        fail(tx, due.id, &reason)?;
        tracing::warn!(mail = due.id, attempts = due.attempts, "a mail was given up: its time has passed");
        return Ok(Claim::GivenUp);
    }
    let Some(mut taken) = take(tx, key, due.id)? else {
        fail(tx, due.id, REVOKED)?;
        tracing::info!(mail = due.id, "a mail was given up: its link was revoked");
        return Ok(Claim::GivenUp);
    };
    tx.prepare_cached("UPDATE mail SET attempts = attempts + 1, lease_until = ?2 WHERE id = ?1")?
        .execute(params![due.id, now.plus(LEASE)])?;
    taken.attempt += 1;
    Ok(Claim::Taken(Box::new(taken)))
}

const REVOKED: &str = "N’est pas parti\u{a0}: le lien qu’il contient ne sert plus.";

/// A mail whose turn it is.
struct Due {
    id: i64,
    attempts: u32,
    useful_until: i64,
    error: Option<String>,
}

impl Due {
    /// Why it is not worth another try.
    fn over(&self, now: Now) -> Option<String> {
        let reason = if self.useful_until <= now.unix {
            "N’est pas parti à temps\u{a0}: il n’avait plus d’utilité."
        } else if self.attempts > 0 && retry::delay_after(self.attempts).is_none() {
            ABANDONED
        } else {
            return None;
        };
        Some(with_last_error(reason, self.error.as_deref()))
    }
}

const ABANDONED: &str = "Abandonné après trois jours d’essais.";

fn with_last_error(reason: &str, error: Option<&str>) -> String {
    error.map_or_else(|| reason.to_owned(), |error| format!("{reason} Dernier essai\u{a0}: {error}"))
}

fn next(tx: &ReadTx, now: Now) -> Result<Option<Due>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT id, attempts, useful_until, error FROM mail
             WHERE state = 'queued' AND next_try_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
             ORDER BY next_try_at, id LIMIT 1",
        )?
        .query_row([now.unix], |row| {
            Ok(Due { id: row.get(0)?, attempts: row.get(1)?, useful_until: row.get(2)?, error: row.get(3)? })
        })
        .optional()?)
}

/// When the next mail will be due.
fn next_due(tx: &ReadTx) -> Result<Option<i64>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT min(max(next_try_at, coalesce(lease_until, next_try_at))) FROM mail WHERE state = 'queued'",
        )?
        .query_row([], |row| row.get(0))?)
}

/// The mail, unless it holds a link that opens nothing any more.
fn take(tx: &ReadTx, key: &Key, id: i64) -> Result<Option<Taken>, Error> {
    let mut taken = tx
        .prepare_cached(
            "SELECT id, kind, attempts, message_id, recipient, recipient_name, reply_to, subject, body, calendar,
                 created_at
             FROM mail WHERE id = ?1",
        )?
        .query_row([id], taken)?;
    let Text { text, revoked } = with_tokens(tx, key, &taken.outgoing.body)?;
    taken.outgoing.body = text;
    Ok((!revoked).then_some(taken))
}

fn taken(row: &Row) -> rusqlite::Result<Taken> {
    Ok(Taken {
        id: row.get(0)?,
        kind: row.get(1)?,
        attempt: row.get(2)?,
        outgoing: Outgoing {
            message_id: row.get(3)?,
            recipient: row.get(4)?,
            recipient_name: row.get(5)?,
            reply_to: row.get(6)?,
            subject: row.get(7)?,
            body: row.get(8)?,
            calendar: row.get(9)?,
            written_at: row.get(10)?,
        },
    })
}

/// Records what became of a try. `false` when there was nothing left to record: the lease was over,
/// and somebody else has tried since.
///
/// # Errors
/// What SQLite says.
pub fn settle(tx: &WriteTx, now: Now, id: i64, attempt: u32, outcome: &Outcome) -> Result<bool, Error> {
    match outcome {
        // It left, whoever has claimed it since.
        Outcome::Sent => sent(tx, now, id),
        _ if !is_current(tx, id, attempt)? => Ok(false),
        Outcome::Refused(fault) => fail(tx, id, &fault.to_string()),
        Outcome::Unknown(fault) => close(tx, id, MailState::Unknown, &fault.to_string()),
        Outcome::Deferred(fault) => match retry::delay_after(attempt) {
            Some(delay) => defer(tx, now, id, delay, &fault.to_string()),
            None => fail(tx, id, &with_last_error(ABANDONED, Some(&fault.to_string()))),
        },
    }
}

fn is_current(tx: &ReadTx, id: i64, attempt: u32) -> Result<bool, Error> {
    Ok(tx
        .prepare_cached("SELECT 1 FROM mail WHERE id = ?1 AND state = 'queued' AND attempts = ?2")?
        .exists(params![id, attempt])?)
}

fn sent(tx: &WriteTx, now: Now, id: i64) -> Result<bool, Error> {
    let rows = tx
        .prepare_cached(
            "UPDATE mail SET state = ?2, sent_at = ?3, lease_until = NULL, error = NULL WHERE id = ?1 AND sent_at IS NULL",
        )?
        .execute(params![id, MailState::Sent, now.unix])?;
    Ok(rows == 1)
}

fn fail(tx: &WriteTx, id: i64, reason: &str) -> Result<bool, Error> {
    close(tx, id, MailState::Failed, reason)
}

fn close(tx: &WriteTx, id: i64, state: MailState, reason: &str) -> Result<bool, Error> {
    let rows = tx
        .prepare_cached("UPDATE mail SET state = ?2, lease_until = NULL, error = ?3 WHERE id = ?1")?
        .execute(params![id, state, reason])?;
    Ok(rows == 1)
}

/// Puts a mail off, until it is useless at the latest: it is then given up at once. Those to the same
/// person stay behind it, as long as their patience lasts.
fn defer(tx: &WriteTx, now: Now, id: i64, delay: Duration, reason: &str) -> Result<bool, Error> {
    let rows = tx
        .prepare_cached(
            "UPDATE mail SET next_try_at = min(?2, useful_until), lease_until = NULL, error = ?3 WHERE id = ?1",
        )?
        .execute(params![id, now.plus(delay), reason])?;
    tx.prepare_cached(
        "UPDATE mail SET next_try_at = max(next_try_at, min(?2, created_at + ?3))
         WHERE state = 'queued' AND id > ?1
             AND recipient = (SELECT recipient FROM mail WHERE id = ?1) COLLATE NOCASE",
    )?
    .execute(params![id, now.plus(delay), PATIENCE.whole_seconds()])?;
    Ok(rows == 1)
}
