//! Writing events.

use rusqlite::params;

use super::super::draft::{CheckedEvent, EventDraft};
use super::{LISTING, edit, kind_label, stored_now, title};
use crate::access::edit::{EventEdit, ProjectEdit};
use crate::catalogue::By;
use crate::catalogue::face::Face;
use crate::catalogue::store::numbers_of_company;
use crate::catalogue::store::publication::{self, Created};
use crate::catalogue::store::text::{self, Words};
use crate::catalogue::words;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{CommuneCode, UnpublishedReason, fold};
use crate::french;

/// Takes the next number for an event of a project; [`publish`] or [`hold`] then says what it is, in the same
/// transaction.
///
/// # Errors
/// What SQLite says; a project that does not exist.
pub fn create(tx: &WriteTx, now: Now, permission: &ProjectEdit) -> Result<Created, Error> {
    publication::create(tx, &LISTING, now, permission.project())
}

/// Puts an event online, as it is given. What is online already is corrected where it stands among the
/// latest.
///
/// # Errors
/// What SQLite says; fewer places than people registered.
pub fn publish(tx: &WriteTx, by: By, permission: &EventEdit, event: &CheckedEvent) -> Result<(), Error> {
    let words = put_online(tx, by, permission, event)?;
    text::add(tx, &LISTING, &[words])
}

/// [`publish`] but for the words, by which no search finds it before they are added: for whoever puts a
/// great many online at once.
///
/// # Errors
/// As [`publish`].
pub fn put_online(
    tx: &WriteTx,
    by: By,
    permission: &EventEdit,
    event: &CheckedEvent,
) -> Result<Words, Error> {
    let id = permission.event();
    let face = face(tx, permission.project(), event.draft())?;
    let place = publication::place(tx, &LISTING, &stored_now(by.now), id)?;
    save(tx, by, id, event.draft(), &face)?;
    let publication = publication::put_online(tx, &LISTING, by.now, id, place)?;
    Ok(Words { publication, text: words(&face, event.draft()) })
}

/// Keeps an event as it is given, off line (see [`publication::hold`]).
///
/// # Errors
/// What SQLite says; fewer places than people registered.
pub fn hold(tx: &WriteTx, by: By, permission: &EventEdit, event: &EventDraft) -> Result<(), Error> {
    let id = permission.event();
    publication::hold(tx, &LISTING, id, event.is_past(by.now))?;
    save(tx, by, id, event, &face(tx, permission.project(), event)?)
}

fn words(face: &Face, event: &EventDraft) -> String {
    let mut marks = words::audiences(event.audiences);
    marks.push(words::variant(event.kind.as_str()));
    face.words(
        &[
            Some(&title(face, event)),
            Some(&kind_label(event.kind, event.kind_detail.clone())),
            event.venue.as_deref(),
            Some(&event.description),
        ],
        &marks,
    )
}

/// Takes an event off line, and says why.
///
/// # Errors
/// What SQLite says.
pub fn unpublish(
    tx: &WriteTx,
    by: By,
    permission: &EventEdit,
    reason: UnpublishedReason,
) -> Result<(), Error> {
    publication::unpublish(tx, &LISTING, by, permission.event(), reason)
}

/// Has an event wait for a partner to read it: a company deposited it.
///
/// # Errors
/// What SQLite says.
pub fn await_review(tx: &WriteTx, permission: &EventEdit) -> Result<(), Error> {
    publication::await_review(tx, &LISTING, permission.event())
}

/// Records that events are over, for at most `limit` of them; says of how many. Visitors see no
/// difference: lists leave an event out from the minute it starts, and its own page goes on saying that
/// it is over.
///
/// # Errors
/// What SQLite says.
pub fn expire(tx: &WriteTx, now: Now, limit: u32) -> Result<usize, Error> {
    publication::expire(tx, &LISTING, &stored_now(now), limit)
}

/// The events to come of these projects that are announced at the street of their company keep that street as
/// their own place, when it is about to be another: those who registered would be elsewhere, and nobody would
/// have told them. Says of how many.
///
/// # Errors
/// What SQLite says.
pub fn keep_place(
    tx: &WriteTx,
    by: By,
    projects: &[i64],
    street: &str,
    commune: CommuneCode,
) -> Result<usize, Error> {
    Ok(tx
        .prepare_cached(
            "UPDATE event SET venue = ?3, version = version + 1, updated_at = ?5, updated_by = ?6
             WHERE project_id IN (SELECT value FROM json_each(?1)) AND commune = ?2
                 AND venue IS NULL AND masked = 0 AND state = 'published' AND starts_at >= ?4",
        )?
        .execute(params![
            serde_json::json!(projects).to_string(),
            commune,
            street,
            stored_now(by.now),
            by.now.unix,
            by.user
        ])?)
}

/// The events of a project that wait for review and whose registrations an administrator receives until somebody
/// else does, or somebody whom nobody chose, go to who manages the project now. Nobody has changed them: their version stays. Gives their rows.
///
/// # Errors
/// What SQLite says.
pub fn follow_manager(tx: &WriteTx, permission: &ProjectEdit, manager: i64) -> Result<Vec<i64>, Error> {
    Ok(tx
        .prepare_cached(
            "UPDATE event SET registrar_id = ?2
             WHERE project_id = ?1 AND state = 'to_review' AND registrar_id IS NOT NULL AND registrar_id <> ?2
                 AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.event_id = event.id AND a.user_id = registrar_id)
             RETURNING id",
        )?
        .query_map([permission.project(), manager], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// What the events of a company show of it, after it was put right: their title, their sector, the words by
/// which they are found. Nobody has changed them: their version stays.
///
/// # Errors
/// What SQLite says.
pub fn follow_company(tx: &WriteTx, company: i64) -> Result<(), Error> {
    for number in numbers_of_company(tx, &LISTING, company)? {
        let Some(stored) = edit::read(tx, number)? else { continue };
        let face = face(tx, stored.origin.project, &stored.draft)?;
        let title = title(&face, &stored.draft);
        tx.prepare_cached("UPDATE event SET title = ?2, sort_title = ?3, sector = ?4 WHERE id = ?1")?
            .execute(params![stored.id, title, fold(&title), face.sector])?;
        if stored.state.is_published() {
            text::change(tx, &LISTING, stored.id, &words(&face, &stored.draft))?;
        }
    }
    Ok(())
}

fn save(tx: &WriteTx, by: By, id: i64, event: &EventDraft, face: &Face) -> Result<(), Error> {
    let contact = &event.contact;
    let title = title(face, event);
    tx.prepare_cached(
        "UPDATE event SET audiences = ?2, kind = ?3, kind_detail = ?4, occupation = ?5, title = ?6, sort_title = ?7,
             description = ?8, starts_at = ?9, duration = ?10, capacity = ?11, venue = ?12, commune = ?13,
             extra_seats = min(extra_seats, max(seats_taken - coalesce(?11, 0), 0)), department = ?14, sector = ?15, document_id = ?16, masked = ?17, trade_name = ?18, contact_name = ?19,
             phone = ?20, other_phone = ?21, email = ?22, website = ?23, registrar_id = ?24, updated_at = ?25,
             updated_by = ?26, folded_trade_name = ?27, version = version + 1
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        event.audiences,
        event.kind,
        event.kind_detail,
        event.occupation,
        title,
        fold(&title),
        event.description,
        event.starts.map(french::iso_date_time),
        event.duration,
        event.capacity,
        event.venue,
        event.commune,
        face.department,
        face.sector,
        event.document.as_ref().map(|document| document.as_str()),
        contact.masked,
        contact.trade_name,
        contact.contact_name,
        contact.phone,
        contact.other_phone,
        contact.email,
        contact.website,
        event.registrar,
        by.now.unix,
        by.user,
        contact.trade_name.as_deref().map(fold)
    ])?;
    Ok(())
}

fn face(tx: &ReadTx, project: i64, event: &EventDraft) -> Result<Face, Error> {
    Face::of(tx, project, event.commune, event.occupation.as_deref(), &event.contact)
}
