//! The SQL of deposits.

pub mod queue;

use rusqlite::{OptionalExtension, Row, params};
use time::Duration;

use super::{Deposit, DepositKind, Sent};
use crate::access::link::DepositEdit;
use crate::catalogue::store::number;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{Email, Reference};
use crate::files::{self, FileId};

/// How long a draft is kept once nobody writes it any more.
pub const DRAFT_KEPT: Duration = Duration::days(30);

/// How long its row remembers that there was a draft.
const REMEMBERED: Duration = Duration::days(90);

/// How long what was typed is kept of a request that was given no follow-up.
const CLOSED_KEPT: Duration = Duration::days(180);

/// How long the link of what was sent is good, after the last thing that was done by it.
pub const FOLLOWED: Duration = Duration::days(180);

/// Stores a draft and gives its row.
///
/// # Errors
/// What SQLite says.
pub fn create(
    tx: &WriteTx,
    now: Now,
    reference: &Reference,
    kind: DepositKind,
    email: &Email,
    fields: &str,
) -> Result<i64, Error> {
    tx.prepare_cached(
        "INSERT INTO deposit (reference, kind, fields, email, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
    )?
    .execute(params![reference, kind, fields, email, now.unix])?;
    Ok(tx.last_insert_rowid())
}

const DEPOSIT: &str = "d.id, d.reference, d.kind, d.fields, d.email, d.version, d.sent_at, d.project_id,
    coalesce(o.serial, e.serial), coalesce(o.numbered_on, e.numbered_on), d.item_version, d.returned_at, d.closed_at,
    d.reopened_at, d.message, d.created_at, d.updated_at, f.id, f.name, f.kind, f.size";

const FROM: &str =
    "FROM deposit d LEFT JOIN offer o ON o.id = d.offer_id LEFT JOIN event e ON e.id = d.event_id
    LEFT JOIN file f ON f.id = d.document_id";

fn deposit(row: &Row) -> rusqlite::Result<Deposit> {
    let item = match row.get::<_, Option<i64>>(8)? {
        Some(_) => Some(number(row, 8, 9)?),
        None => None,
    };
    let sent = match (row.get(6)?, row.get(7)?) {
        (Some(at), Some(project)) => Some(Sent {
            at,
            project,
            item,
            item_version: row.get(10)?,
            returned_at: row.get(11)?,
            closed_at: row.get(12)?,
        }),
        _ => None,
    };
    let document = match row.get::<_, Option<String>>(17)? {
        Some(_) => Some(files::info_at(row, 17)?),
        None => None,
    };
    Ok(Deposit {
        id: row.get(0)?,
        reference: row.get(1)?,
        kind: row.get(2)?,
        fields: row.get(3)?,
        document,
        email: row.get(4)?,
        version: row.get(5)?,
        sent,
        reopened_at: row.get(13)?,
        message: row.get(14)?,
        created_at: row.get(15)?,
        updated_at: row.get(16)?,
    })
}

/// What a link leads to.
///
/// # Errors
/// What SQLite says.
pub fn read(tx: &ReadTx, allowed: &DepositEdit) -> Result<Deposit, Error> {
    Ok(tx
        .prepare_cached(&format!("SELECT {DEPOSIT} {FROM} WHERE d.id = ?1"))?
        .query_row([allowed.deposit()], deposit)?)
}

/// What a project came from, if a company deposited it.
///
/// # Errors
/// What SQLite says.
pub fn of_project(tx: &ReadTx, project: i64) -> Result<Option<Deposit>, Error> {
    Ok(tx
        .prepare_cached(&format!("SELECT {DEPOSIT} {FROM} WHERE d.project_id = ?1 ORDER BY d.id LIMIT 1"))?
        .query_row([project], deposit)
        .optional()?)
}

/// All that was deposited in a project, the first first.
///
/// # Errors
/// What SQLite says.
pub fn sent_in(tx: &ReadTx, project: i64) -> Result<Vec<Deposit>, Error> {
    Ok(tx
        .prepare_cached(&format!("SELECT {DEPOSIT} {FROM} WHERE d.project_id = ?1 ORDER BY d.id"))?
        .query_map([project], deposit)?
        .collect::<Result<_, _>>()?)
}

/// Keeps what is being written, unless another browser changed it since `version`; whether it is kept.
///
/// # Errors
/// What SQLite says.
pub fn save(
    tx: &WriteTx,
    now: Now,
    allowed: &DepositEdit,
    version: u32,
    email: &Email,
    fields: &str,
) -> Result<bool, Error> {
    let rows = tx
        .prepare_cached(
            "UPDATE deposit SET fields = ?3, email = ?4, version = version + 1, updated_at = ?5
             WHERE id = ?1 AND version = ?2",
        )?
        .execute(params![allowed.deposit(), version, fields, email, now.unix])?;
    Ok(rows == 1)
}

/// Gives a draft another document, or none. The one it had is dropped.
///
/// # Errors
/// What SQLite says.
pub fn set_document(tx: &WriteTx, allowed: &DepositEdit, document: Option<&FileId>) -> Result<(), Error> {
    let before: Option<String> = tx
        .prepare_cached("SELECT document_id FROM deposit WHERE id = ?1")?
        .query_row([allowed.deposit()], |row| row.get(0))?;
    if let Some(document) = document {
        files::attach(tx, document)?;
    }
    tx.prepare_cached("UPDATE deposit SET document_id = ?2 WHERE id = ?1")?
        .execute(params![allowed.deposit(), document.map(FileId::as_str)])?;
    match before.as_deref().and_then(FileId::parse) {
        Some(before) if Some(&before) != document => files::delete(tx, &before),
        _ => Ok(()),
    }
}

/// The offer or event that a deposit became.
#[derive(Debug, Clone, Copy)]
pub enum Item {
    /// Row of an offer.
    Offer(i64),
    /// Row of an event.
    Event(i64),
}

/// Records that a deposit was sent, for the first time or once corrected: what it became holds its document
/// from now on.
///
/// # Errors
/// What SQLite says.
pub fn sent(
    tx: &WriteTx,
    now: Now,
    allowed: &DepositEdit,
    project: i64,
    item: Option<Item>,
) -> Result<(), Error> {
    let (offer, event) = match item {
        Some(Item::Offer(id)) => (Some(id), None),
        Some(Item::Event(id)) => (None, Some(id)),
        None => (None, None),
    };
    tx.prepare_cached(
        "UPDATE deposit SET project_id = ?2, offer_id = ?3, event_id = ?4, sent_at = coalesce(sent_at, ?5),
             reopened_at = NULL, returned_at = NULL, answered_at = NULL, message = NULL, document_id = NULL,
             version = version + 1,
             item_version = coalesce((SELECT version FROM offer WHERE id = ?3), (SELECT version FROM event WHERE id = ?4)),
             updated_at = ?5
         WHERE id = ?1",
    )?
    .execute(params![allowed.deposit(), project, offer, event, now.unix])?;
    Ok(())
}

/// Begins to correct what was sent: its draft is made anew from what is stored of it.
///
/// # Errors
/// What SQLite says.
pub fn reopen(tx: &WriteTx, now: Now, allowed: &DepositEdit, fields: &str) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE deposit SET fields = ?2, reopened_at = ?3, version = version + 1, updated_at = ?3,
             item_version = coalesce((SELECT version FROM offer WHERE id = offer_id),
                 (SELECT version FROM event WHERE id = event_id))
         WHERE id = ?1",
    )?
    .execute(params![allowed.deposit(), fields, now.unix])?;
    Ok(())
}

/// Gives up what was being corrected, with its document: it was put online or closed meanwhile.
///
/// # Errors
/// What SQLite says.
pub fn give_up(tx: &WriteTx, allowed: &DepositEdit) -> Result<(), Error> {
    set_document(tx, allowed, None)?;
    tx.prepare_cached("UPDATE deposit SET reopened_at = NULL, version = version + 1 WHERE id = ?1")?
        .execute([allowed.deposit()])?;
    Ok(())
}

/// Records that a partner asks the company for more.
///
/// # Errors
/// What SQLite says.
pub fn send_back(tx: &WriteTx, now: Now, deposit: i64, message: &str) -> Result<(), Error> {
    tx.prepare_cached("UPDATE deposit SET returned_at = ?2, closed_at = NULL, message = ?3 WHERE id = ?1")?
        .execute(params![deposit, now.unix, message])?;
    Ok(())
}

/// Records that a partner has written in a project: its request for help is answered.
///
/// # Errors
/// What SQLite says.
pub fn answer_help(tx: &WriteTx, now: Now, project: i64) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE deposit SET answered_at = ?2 WHERE project_id = ?1 AND kind = 'help' AND answered_at IS NULL",
    )?
    .execute([project, now.unix])?;
    Ok(())
}

/// Records that a partner gives it no follow-up.
///
/// # Errors
/// What SQLite says.
pub fn close(tx: &WriteTx, now: Now, deposit: i64, message: &str) -> Result<(), Error> {
    tx.prepare_cached("UPDATE deposit SET closed_at = ?2, returned_at = NULL, message = ?3 WHERE id = ?1")?
        .execute(params![deposit, now.unix, message])?;
    Ok(())
}

/// Gives a deposit to another project, which holds its offer or event from now on.
///
/// # Errors
/// What SQLite says.
pub fn move_to(tx: &WriteTx, from: i64, to: i64) -> Result<(), Error> {
    tx.prepare_cached("UPDATE deposit SET project_id = ?2 WHERE project_id = ?1")?.execute([from, to])?;
    Ok(())
}

/// Erases what a draft holds, with its document. Its row remembers for a while that there was one.
///
/// # Errors
/// What SQLite says; a deposit that was sent is not touched.
pub fn erase(tx: &WriteTx, allowed: &DepositEdit) -> Result<(), Error> {
    set_document(tx, allowed, None)?;
    tx.prepare_cached("UPDATE deposit SET fields = '', email = NULL, version = version + 1 WHERE id = ?1 AND sent_at IS NULL")?
        .execute([allowed.deposit()])?;
    Ok(())
}

/// Erases the drafts that nobody writes any more, and forgets those erased long ago.
///
/// # Errors
/// What SQLite says.
pub fn sweep(tx: &WriteTx, now: Now) -> Result<(), Error> {
    let before = now.unix - DRAFT_KEPT.whole_seconds();
    let documents: Vec<String> = tx
        .prepare_cached(
            "SELECT document_id FROM deposit WHERE sent_at IS NULL AND updated_at <= ?1 AND document_id IS NOT NULL",
        )?
        .query_map([before], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    tx.prepare_cached(
        "UPDATE deposit SET fields = '', email = NULL, document_id = NULL
         WHERE sent_at IS NULL AND updated_at <= ?1 AND email IS NOT NULL",
    )?
    .execute([before])?;
    for document in documents.iter().filter_map(|document| FileId::parse(document)) {
        files::delete(tx, &document)?;
    }
    // A request that nobody follows needs its reference, no longer what was typed.
    tx.prepare_cached("UPDATE deposit SET fields = '' WHERE closed_at <= ?1 AND fields <> ''")?
        .execute([now.unix - CLOSED_KEPT.whole_seconds()])?;
    tx.prepare_cached("DELETE FROM deposit WHERE sent_at IS NULL AND updated_at <= ?1")?
        .execute([now.unix - REMEMBERED.whole_seconds()])?;
    Ok(())
}
