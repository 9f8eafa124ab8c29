//! What whoever follows an offer sees of those who answer it, and enters by hand.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};

use super::super::{Applicant, ApplicantList, ApplicantOrder, ApplicationDraft, OfferHead};
use super::{Origin, Stored, draft, earlier, insert, join};
use crate::access::edit::{ApplicantsRead, OfferEdit};
use crate::catalogue::store::number;
use crate::clock::Now;
use crate::db::slice::Slice;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::Reference;
use crate::files::{self, FileId, FileInfo};

/// A page of those who answered an offer.
///
/// # Errors
/// What SQLite says.
pub fn list(
    tx: &ReadTx,
    allowed: &ApplicantsRead,
    slice: Slice<ApplicantOrder>,
) -> Result<ApplicantList, Error> {
    let (total, withdrawn): (u32, u32) = tx
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE withdrawn_at IS NULL), count(withdrawn_at) FROM application
             WHERE offer_id = ?1",
        )?
        .query_row([allowed.offer()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let slice = slice.within(total);
    let mut rows: Vec<Applicant> = tx
        .prepare_cached(&format!(
            "SELECT a.id, a.last_name, a.first_name, a.age, a.email, a.phone, a.current_training, a.motivation,
                 a.guardian_name, a.guardian_email, a.created_at, a.added_by IS NOT NULL
             FROM application a WHERE a.offer_id = ?1 AND a.withdrawn_at IS NULL ORDER BY {} LIMIT ?2 OFFSET ?3",
            order(&slice)
        ))?
        .query_map(params![allowed.offer(), slice.lines, slice.offset()], applicant)?
        .collect::<Result<_, _>>()?;
    let mut files = files_of_all(tx, &rows)?;
    for row in &mut rows {
        row.files = files.remove(&row.id).unwrap_or_default();
    }
    Ok(ApplicantList { rows, slice, total, withdrawn })
}

fn order(slice: &Slice<ApplicantOrder>) -> String {
    let way = slice.direction();
    match slice.order {
        ApplicantOrder::LastName => format!("a.folded_name {way}, a.id"),
        ApplicantOrder::FirstName => format!("a.folded_first_name {way}, a.folded_name, a.id"),
        ApplicantOrder::Age => format!("a.age {way}, a.folded_name, a.id"),
        ApplicantOrder::Date => format!("a.created_at {way}, a.id {way}"),
    }
}

fn applicant(row: &Row) -> rusqlite::Result<Applicant> {
    Ok(Applicant {
        id: row.get(0)?,
        draft: draft(row)?,
        files: Vec::new(),
        created_at: row.get(10)?,
        by_hand: row.get(11)?,
    })
}

/// The documents of all of them, by application.
fn files_of_all(tx: &ReadTx, rows: &[Applicant]) -> Result<HashMap<i64, Vec<FileInfo>>, Error> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut statement = tx.prepare_cached(
        "SELECT f.id, f.name, f.kind, f.size, a.application_id FROM application_file a JOIN file f ON f.id = a.file_id
         WHERE a.application_id IN (SELECT value FROM json_each(?1)) ORDER BY a.application_id, a.position",
    )?;
    let found = statement
        .query_map([serde_json::json!(ids).to_string()], |row| Ok((row.get(4)?, files::info(row)?)))?;
    let mut files: HashMap<i64, Vec<FileInfo>> = HashMap::new();
    for pair in found {
        let (application, file): (i64, FileInfo) = pair?;
        files.entry(application).or_default().push(file);
    }
    Ok(files)
}

/// A document of somebody who answered this offer.
///
/// # Errors
/// What SQLite says.
pub fn file(tx: &ReadTx, allowed: &ApplicantsRead, id: &FileId) -> Result<Option<FileInfo>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT f.id, f.name, f.kind, f.size FROM application_file j JOIN file f ON f.id = j.file_id
             JOIN application a ON a.id = j.application_id
             WHERE f.id = ?1 AND a.offer_id = ?2 AND a.withdrawn_at IS NULL",
        )?
        .query_row(params![id.as_str(), allowed.offer()], files::info)
        .optional()?)
}

/// « Prénom Nom » of somebody who answered this offer.
///
/// # Errors
/// What SQLite says.
pub fn name(tx: &ReadTx, allowed: &ApplicantsRead, id: i64) -> Result<Option<String>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT first_name || ' ' || last_name FROM application WHERE id = ?1 AND offer_id = ?2",
        )?
        .query_row([id, allowed.offer()], |row| row.get(0))
        .optional()?)
}

/// What the offer is.
///
/// # Errors
/// What SQLite says.
pub fn offer_head(tx: &ReadTx, allowed: &ApplicantsRead) -> Result<OfferHead, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT serial, numbered_on, title, first_published_at IS NOT NULL AND phone IS NOT NULL AND email IS NOT NULL
             FROM offer WHERE id = ?1",
        )?
        .query_row([allowed.offer()], |row| {
            Ok(OfferHead {
                number: number(row, 0, 1)?,
                title: row.get(2)?,
                ever_online: row.get(3)?,
            })
        })?)
}

/// What became of somebody who was entered by hand.
#[derive(Debug, Clone)]
pub enum Entry {
    /// It is safe.
    Stored(Stored),
    /// The same person had already applied, at this instant: nothing was stored.
    Already(i64),
}

/// Enters somebody by hand, with documents that must be staged. Nothing is stored twice.
///
/// # Errors
/// What SQLite says.
pub fn enter(
    tx: &WriteTx,
    now: Now,
    allowed: &OfferEdit,
    by: i64,
    reference: &Reference,
    draft: &ApplicationDraft,
    documents: &[FileId],
) -> Result<Entry, Error> {
    let offer = allowed.offer();
    if let Some(at) = earlier(tx, offer, draft)?.and_then(|stored| stored.earlier) {
        return Ok(Entry::Already(at));
    }
    let id = insert(tx, now, &Origin { offer, added_by: Some(by) }, reference, draft)?;
    join(tx, id, documents)?;
    Ok(Entry::Stored(Stored { id, reference: reference.clone(), earlier: None }))
}
