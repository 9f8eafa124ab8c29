//! Writing offers.

use rusqlite::params;

use super::super::Start;
use super::super::draft::{CheckedOffer, OfferDraft};
use super::{LISTING, edit, stored, title};
use crate::access::edit::{OfferEdit, ProjectEdit};
use crate::catalogue::By;
use crate::catalogue::face::Face;
use crate::catalogue::store::numbers_of_company;
use crate::catalogue::store::publication::{self, Created};
use crate::catalogue::store::text::{self, Words};
use crate::catalogue::words;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{UnpublishedReason, fold};

/// Takes the next number for an offer of a project; [`publish`] or [`hold`] then says what it is, in the same
/// transaction.
///
/// # Errors
/// What SQLite says; a project that does not exist.
pub fn create(tx: &WriteTx, now: Now, permission: &ProjectEdit) -> Result<Created, Error> {
    publication::create(tx, &LISTING, now, permission.project())
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
    let place = publication::place(tx, &LISTING, &stored(by.now.today()), id)?;
    save(tx, by, id, offer.draft(), &face)?;
    let publication = publication::put_online(tx, &LISTING, by.now, id, place)?;
    Ok(Words { publication, text: words(&face, offer.draft()) })
}

/// Keeps an offer as it is given, off line (see [`publication::hold`]).
///
/// # Errors
/// What SQLite says.
pub fn hold(tx: &WriteTx, by: By, permission: &OfferEdit, offer: &OfferDraft) -> Result<(), Error> {
    let id = permission.offer();
    publication::hold(tx, &LISTING, id, offer.is_past(by.now))?;
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
    publication::unpublish(tx, &LISTING, by, permission.offer(), reason)
}

/// Has an offer wait for a partner to read it: a company deposited it.
///
/// # Errors
/// What SQLite says.
pub fn await_review(tx: &WriteTx, permission: &OfferEdit) -> Result<(), Error> {
    publication::await_review(tx, &LISTING, permission.offer())
}

/// Records that the date of offers has passed, for at most `limit` of them; says of how many. Visitors
/// see no difference: what is past is no longer shown from midnight on, whether or not this ran.
///
/// # Errors
/// What SQLite says.
pub fn expire(tx: &WriteTx, now: Now, limit: u32) -> Result<usize, Error> {
    publication::expire(tx, &LISTING, &stored(now.today()), limit)
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
             updated_at = ?24, updated_by = ?25, folded_trade_name = ?26, version = version + 1
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
        by.user,
        contact.trade_name.as_deref().map(fold)
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
