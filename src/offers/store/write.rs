//! Writing offers.

use rusqlite::{OptionalExtension, params};

use super::super::Start;
use super::super::draft::{CheckedOffer, OfferDraft};
use super::{LISTING, edit, stored, title};
use crate::access::edit::{OfferEdit, ProjectEdit};
use crate::catalogue::By;
use crate::catalogue::face::Face;
use crate::catalogue::store::numbers_of_company;
use crate::catalogue::store::text::{self, Words};
use crate::catalogue::words;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{Number, PublicationState, UnpublishedReason, fold};

/// An offer just stored.
#[derive(Debug, Clone, Copy)]
pub struct NewOffer {
    /// Its row.
    pub id: i64,
    /// Its public number, taken for good.
    pub number: Number,
}

/// Stores a new offer as a draft, under the next number of the current month.
///
/// # Errors
/// What SQLite says; a project or commune that does not exist.
pub fn create(tx: &WriteTx, by: By, permission: &ProjectEdit, offer: &OfferDraft) -> Result<NewOffer, Error> {
    let (now, project) = (by.now, permission.project());
    let serial: u32 = tx
        .prepare_cached("UPDATE counter SET last = last + 1 WHERE kind = 'offer' RETURNING last")?
        .query_row([], |row| row.get(0))?;
    let number = Number::new(now.today(), serial);
    let face = face(tx, project, offer)?;
    let title = title(&face);
    tx.prepare_cached(
        "INSERT INTO offer (project_id, serial, numbered_on, state, title, sort_title, commune, department, sector,
             created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
    )?
    .execute(params![
        project,
        serial,
        number.stored_month(),
        PublicationState::Draft,
        title,
        fold(&title),
        offer.commune,
        face.department,
        face.sector,
        now.unix
    ])?;
    let id = tx.last_insert_rowid();
    save(tx, by, id, offer, &face)?;
    Ok(NewOffer { id, number })
}

/// Puts an offer online, as it is given. What is online already is corrected where it stands among the
/// latest.
///
/// # Errors
/// What SQLite says.
pub fn publish(tx: &WriteTx, by: By, permission: &OfferEdit, offer: &CheckedOffer) -> Result<(), Error> {
    let words = put_online(tx, by, permission, offer)?;
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
    permission: &OfferEdit,
    offer: &CheckedOffer,
) -> Result<Words, Error> {
    let id = permission.offer();
    let face = face(tx, permission.project(), offer.draft())?;
    let there = online(tx, by.now, id)?;
    save(tx, by, id, offer.draft(), &face)?;
    text::forget(tx, &LISTING, id)?;
    let publication = match there {
        Some(publication) => publication,
        None => become_published(tx, by.now, id)?,
    };
    Ok(Words { publication, text: words(&face, offer.draft()) })
}

/// Its place among the publications, while visitors see it.
fn online(tx: &ReadTx, now: Now, id: i64) -> Result<Option<i64>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT publication FROM offer WHERE id = ?1 AND state = 'published' AND (starts_asap = 1 OR start_key >= ?2)",
        )?
        .query_row(params![id, stored(now.today())], |row| row.get(0))
        .optional()?)
}

fn become_published(tx: &WriteTx, now: Now, id: i64) -> Result<i64, Error> {
    let publication = text::next_publication(tx, &LISTING)?;
    tx.prepare_cached(
        "UPDATE offer SET state = ?2, unpublished_reason = NULL, published_at = ?3, publication = ?4,
             first_published_at = coalesce(first_published_at, ?3) WHERE id = ?1",
    )?
    .execute(params![id, PublicationState::Published, now.unix, publication])?;
    Ok(publication)
}

/// Keeps an offer as it is given, off line: by hand if it was online, or if its date had gone by and is now
/// another.
///
/// # Errors
/// What SQLite says.
pub fn hold(tx: &WriteTx, by: By, permission: &OfferEdit, offer: &OfferDraft) -> Result<(), Error> {
    let id = permission.offer();
    let taken_off = tx
        .prepare_cached(
            "SELECT state = 'published' OR (unpublished_reason IS 'expired' AND NOT ?2) FROM offer WHERE id = ?1",
        )?
        .query_row(params![id, offer.is_past(by.now)], |row| row.get(0))?;
    if taken_off {
        unpublish(tx, by, permission, UnpublishedReason::ByHand)?;
    }
    save(tx, by, id, offer, &face(tx, permission.project(), offer)?)
}

/// Takes an offer off line, and says why.
///
/// # Errors
/// What SQLite says.
pub fn unpublish(
    tx: &WriteTx,
    by: By,
    permission: &OfferEdit,
    reason: UnpublishedReason,
) -> Result<(), Error> {
    let id = permission.offer();
    tx.prepare_cached(
        "UPDATE offer SET state = ?2, unpublished_reason = ?3, updated_at = ?4, updated_by = ?5,
             version = version + 1 WHERE id = ?1",
    )?
    .execute(params![id, PublicationState::Unpublished, reason, by.now.unix, by.user])?;
    text::forget(tx, &LISTING, id)
}

/// Records that the date of offers has passed, for at most `limit` of them; says of how many. Visitors
/// see no difference: what is past is no longer shown from midnight on, whether or not this ran.
///
/// # Errors
/// What SQLite says.
pub fn expire(tx: &WriteTx, now: Now, limit: u32) -> Result<usize, Error> {
    let past: Vec<i64> = tx
        .prepare_cached(&format!("SELECT o.id FROM offer o WHERE {} LIMIT ?", LISTING.over))?
        .query_map(params![stored(now.today()), limit], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for id in &past {
        tx.prepare_cached("UPDATE offer SET state = ?2, unpublished_reason = ?3 WHERE id = ?1")?
            .execute(params![id, PublicationState::Unpublished, UnpublishedReason::Expired])?;
        text::forget(tx, &LISTING, *id)?;
    }
    Ok(past.len())
}

/// What the offers of a company show of it, after it was put right: their title, their sector, the words by
/// which they are found. Nobody has changed them: their version stays.
///
/// # Errors
/// What SQLite says.
pub fn follow_company(tx: &WriteTx, company: i64) -> Result<(), Error> {
    for number in numbers_of_company(tx, &LISTING, company)? {
        let Some(stored) = edit::read(tx, number)? else { continue };
        let face = face(tx, stored.origin.project, &stored.draft)?;
        let title = title(&face);
        tx.prepare_cached("UPDATE offer SET title = ?2, sort_title = ?3, sector = ?4 WHERE id = ?1")?
            .execute(params![stored.id, title, fold(&title), face.sector])?;
        if stored.state.is_published() {
            text::change(tx, &LISTING, stored.id, &words(&face, &stored.draft))?;
        }
    }
    Ok(())
}

fn save(tx: &WriteTx, by: By, id: i64, offer: &OfferDraft, face: &Face) -> Result<(), Error> {
    let contact = &offer.contact;
    let title = title(face);
    let starts_on = match offer.start {
        Some(Start::On(date)) => Some(stored(date)),
        Some(Start::Asap) | None => None,
    };
    tx.prepare_cached(
        "UPDATE offer SET audiences = ?2, occupation = ?3, title = ?4, sort_title = ?5, school_wanted = ?6,
             training_wanted = ?7, description = ?8, starts_on = ?9, starts_asap = ?10, duration = ?11,
             places = ?12, commune = ?13, department = ?14, sector = ?15, document_id = ?16, masked = ?17,
             trade_name = ?18, contact_name = ?19, phone = ?20, other_phone = ?21, email = ?22, website = ?23,
             updated_at = ?24, updated_by = ?25, version = version + 1
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        offer.audiences,
        offer.occupation,
        title,
        fold(&title),
        offer.school_wanted,
        offer.training_wanted,
        offer.description,
        starts_on,
        offer.start == Some(Start::Asap),
        offer.duration,
        offer.places,
        offer.commune,
        face.department,
        face.sector,
        offer.document.as_ref().map(|document| document.as_str()),
        contact.masked,
        contact.trade_name,
        contact.contact_name,
        contact.phone,
        contact.other_phone,
        contact.email,
        contact.website,
        by.now.unix,
        by.user
    ])?;
    Ok(())
}

fn face(tx: &ReadTx, project: i64, offer: &OfferDraft) -> Result<Face, Error> {
    Face::of(tx, project, offer.commune, offer.occupation.as_deref(), &offer.contact)
}

fn words(face: &Face, offer: &OfferDraft) -> String {
    let mut marks = words::audiences(offer.audiences);
    let start = usize::from(offer.start == Some(Start::Asap));
    marks.push(words::variant(LISTING.variants[start].0));
    face.words(
        &[
            Some(&title(face)),
            offer.training_wanted.as_deref(),
            offer.school_wanted.as_deref(),
            Some(&offer.description),
        ],
        &marks,
    )
}
