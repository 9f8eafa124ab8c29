//! How something is put online and taken off: the same for offers and events.

use rusqlite::{OptionalExtension, params};

use super::{Listing, text};
use crate::catalogue::By;
use crate::catalogue::face::not_there;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{Number, PublicationState, UnpublishedReason};

/// Something that has just taken its number.
#[derive(Debug, Clone, Copy)]
pub struct Created {
    /// Its row.
    pub id: i64,
    /// Its public number, taken for good.
    pub number: Number,
}

/// Takes the next number of the current month for something new of a project. Its row says nothing yet:
/// whoever asks for it puts it online or holds it in the same transaction, which is its first version.
///
/// # Errors
/// What SQLite says; a project that does not exist.
pub fn create(tx: &WriteTx, listing: &Listing, now: Now, project: i64) -> Result<Created, Error> {
    let table = listing.table;
    let serial: u32 = tx
        .prepare_cached("UPDATE counter SET last = last + 1 WHERE kind = ?1 RETURNING last")?
        .query_row([table], |row| row.get(0))?;
    let number = Number::new(now.today(), serial);
    let rows = tx
        .prepare_cached(&format!(
            "INSERT INTO {table} (project_id, serial, numbered_on, state, title, sort_title, commune, department, sector,
                 version, created_at, updated_at)
             SELECT p.id, ?2, ?3, ?4, '', '', c.commune, k.department_code, c.sector, 0, ?5, ?5
             FROM project p JOIN company c ON c.id = p.company_id JOIN commune k ON k.code = c.commune
             WHERE p.id = ?1"
        ))?
        .execute(params![project, serial, number.stored_month(), PublicationState::Draft, now.unix])?;
    if rows == 1 { Ok(Created { id: tx.last_insert_rowid(), number }) } else { Err(not_there()) }
}

/// The number that something new would take.
///
/// # Errors
/// What SQLite says.
pub fn next_number(tx: &ReadTx, listing: &Listing, now: Now) -> Result<Number, Error> {
    let serial = tx
        .prepare_cached("SELECT last + 1 FROM counter WHERE kind = ?1")?
        .query_row([listing.table], |row| row.get(0))?;
    Ok(Number::new(now.today(), serial))
}

/// Its place among the publications, while visitors see it as something to come at this moment.
///
/// # Errors
/// What SQLite says.
pub fn place(tx: &ReadTx, listing: &Listing, moment: &str, id: i64) -> Result<Option<i64>, Error> {
    let Listing { table, past, .. } = listing;
    Ok(tx
        .prepare_cached(&format!(
            "SELECT o.publication FROM {table} o WHERE o.id = ? AND o.state = 'published' AND NOT ({past})"
        ))?
        .query_row(params![id, moment], |row| row.get(0))
        .optional()?)
}

/// Puts online what was just saved, without its words, and gives its place among the publications: the one it
/// had, else that of the latest.
///
/// # Errors
/// What SQLite says.
pub fn put_online(
    tx: &WriteTx,
    listing: &Listing,
    now: Now,
    id: i64,
    place: Option<i64>,
) -> Result<i64, Error> {
    text::forget(tx, listing, id)?;
    if let Some(place) = place {
        return Ok(place);
    }
    let latest = text::next_publication(tx, listing)?;
    tx.prepare_cached(&format!(
        "UPDATE {} SET state = ?2, unpublished_reason = NULL, published_at = ?3, publication = ?4,
             first_published_at = coalesce(first_published_at, ?3) WHERE id = ?1",
        listing.table
    ))?
    .execute(params![id, PublicationState::Published, now.unix, latest])?;
    Ok(latest)
}

/// Takes off line, by hand, what is about to be saved so: what is online, and what was over and is no longer,
/// now that its date is another. `over` says whether the date to be saved has gone by.
///
/// # Errors
/// What SQLite says.
pub fn hold(tx: &WriteTx, listing: &Listing, id: i64, over: bool) -> Result<(), Error> {
    tx.prepare_cached(&format!(
        "UPDATE {} SET state = ?3, unpublished_reason = ?4
         WHERE id = ?1 AND (state = 'published' OR (unpublished_reason = 'expired' AND NOT ?2))",
        listing.table
    ))?
    .execute(params![id, over, PublicationState::Unpublished, UnpublishedReason::ByHand])?;
    text::forget(tx, listing, id)
}

/// Has what was just saved wait for a partner to read it: a company deposited it.
///
/// # Errors
/// What SQLite says.
pub fn await_review(tx: &WriteTx, listing: &Listing, id: i64) -> Result<(), Error> {
    tx.prepare_cached(&format!("UPDATE {} SET state = ?2 WHERE id = ?1", listing.table))?
        .execute(params![id, PublicationState::ToReview])?;
    Ok(())
}

/// Takes something off line, and says why.
///
/// # Errors
/// What SQLite says.
pub fn unpublish(
    tx: &WriteTx,
    listing: &Listing,
    by: By,
    id: i64,
    reason: UnpublishedReason,
) -> Result<(), Error> {
    tx.prepare_cached(&format!(
        "UPDATE {} SET state = ?2, unpublished_reason = ?3, updated_at = ?4, updated_by = ?5, version = version + 1
         WHERE id = ?1",
        listing.table
    ))?
    .execute(params![id, PublicationState::Unpublished, reason, by.now.unix, by.user])?;
    text::forget(tx, listing, id)
}

/// Records what is past at this moment, for at most `limit` rows; says of how many. Nobody has changed them:
/// their version stays.
///
/// # Errors
/// What SQLite says.
pub fn expire(tx: &WriteTx, listing: &Listing, moment: &str, limit: u32) -> Result<usize, Error> {
    let Listing { table, past, .. } = listing;
    let rows: Vec<i64> = tx
        .prepare_cached(&format!(
            "SELECT o.id FROM {table} o WHERE o.state = 'published' AND {past} LIMIT ?"
        ))?
        .query_map(params![moment, limit], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for id in &rows {
        tx.prepare_cached(&format!("UPDATE {table} SET state = ?2, unpublished_reason = ?3 WHERE id = ?1"))?
            .execute(params![id, PublicationState::Unpublished, UnpublishedReason::Expired])?;
        text::forget(tx, listing, *id)?;
    }
    Ok(rows.len())
}
