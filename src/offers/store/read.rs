//! Reading offers one by one.

use rusqlite::{OptionalExtension, Row, named_params};

use super::super::{Found, GoneOffer, ListedOffer, PublicOffer};
use super::{FROM, LISTED, LISTING, ONLINE, cards, listed, number, stored, unreadable};
use crate::catalogue::store::{self as catalogue, Likeness, receiving};
use crate::catalogue::{OwnContact, PublicContact, PublicEmployer};
use crate::clock::Now;
use crate::db::{Error, ReadTx};
use crate::domain::{Number, OfferAudience};
use crate::files::{self, FileId, FileInfo};

/// What a number leads to today.
///
/// # Errors
/// What SQLite says.
pub fn find(tx: &ReadTx, now: Now, asked: Number) -> Result<Found, Error> {
    let known: Option<(i64, Number, String, bool)> = tx
        .prepare_cached(
            "SELECT id, serial, numbered_on, title, first_published_at IS NOT NULL FROM offer WHERE serial = ?1",
        )?
        .query_row([asked.serial()], |row| Ok((row.get(0)?, number(row, 1, 2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let Some((id, number, title, once_online)) = known else { return Ok(Found::Unknown) };
    let online = public(tx, now, id)?;
    Ok(match online {
        // A number whose month is wrong tells of an offer only what its right number would.
        Some(_) if number != asked => Found::Elsewhere(number),
        Some(offer) => Found::Online(Box::new(offer)),
        None if !once_online => Found::Unknown,
        None if number != asked => Found::Elsewhere(number),
        None => Found::Gone(GoneOffer { id, number, title }),
    })
}

fn public(tx: &ReadTx, now: Now, id: i64) -> Result<Option<PublicOffer>, Error> {
    known(tx, ONLINE, &[(":id", &id), (":today", &stored(now.today()))])
}

fn known(
    tx: &ReadTx,
    condition: &str,
    values: &[(&str, &dyn rusqlite::ToSql)],
) -> Result<Option<PublicOffer>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {LISTED}, o.id, m.label, o.sector, o.description, o.training_wanted, o.school_wanted, o.duration,
                 o.places, o.masked, CASE WHEN c.commune = o.commune THEN c.street END,
                 CASE WHEN c.commune = o.commune THEN c.postal_code END, o.contact_name, o.phone, o.other_phone, {email},
                 coalesce(o.website, c.website), f.id, f.name, f.kind, f.size, o.project_id
             {FROM}
             LEFT JOIN occupation m ON m.code = o.occupation
             LEFT JOIN file f ON f.id = o.document_id
             WHERE o.id = :id AND {condition}",
            email = receiving::email(),
        ))?
        .query_row(values, |row| public_offer(row, listed(row)?))
        .optional()?)
}

fn public_offer(row: &Row, listed: ListedOffer) -> rusqlite::Result<PublicOffer> {
    let contact = PublicContact {
        masked: row.get(20)?,
        trade_name: None,
        contact_name: row.get(23)?,
        phone: row.get(24)?,
        other_phone: row.get(25)?,
        email: row.get(26)?,
        website: None,
    };
    // The street of a company is only read where the internship takes place: in another commune it
    // would be a wrong address.
    let own = OwnContact { street: row.get(21)?, postal_code: row.get(22)?, website: row.get(27)? };
    let document = match row.get::<_, Option<String>>(28)? {
        Some(_) if !contact.masked => Some(file(row, 28)?),
        _ => None,
    };
    Ok(PublicOffer {
        id: row.get(12)?,
        number: listed.number,
        title: listed.title,
        occupation: row.get(13)?,
        audiences: listed.audiences,
        sector: row.get(14)?,
        description: row.get(15)?,
        training_wanted: row.get(16)?,
        school_wanted: row.get(17)?,
        start: listed.start,
        duration: row.get(18)?,
        places: row.get(19)?,
        place: listed.place,
        employer: PublicEmployer::seen(listed.employer, own, contact)
            .ok_or_else(|| unreadable(24, "a contact"))?,
        document,
        published_at: listed.published_at,
        project: row.get(32)?,
    })
}

fn file(row: &Row, first: usize) -> rusqlite::Result<FileInfo> {
    let id: String = row.get(first)?;
    Ok(FileInfo {
        id: FileId::parse(&id).unwrap_or_default(),
        name: row.get(first + 1)?,
        kind: row.get(first + 2)?,
        size: row.get::<_, i64>(first + 3)?.unsigned_abs(),
    })
}

/// Once online, and lacking nothing since that a mail says: what was taken off may be left unfinished.
const WHOLE: &str = "o.first_published_at IS NOT NULL AND o.phone IS NOT NULL AND o.email IS NOT NULL";

/// The offer of this row as visitors knew it, if it was ever online: for mails about what was sent
/// to it.
///
/// # Errors
/// What SQLite says.
pub fn ever_online(tx: &ReadTx, id: i64) -> Result<Option<PublicOffer>, Error> {
    known(tx, WHOLE, &[(":id", &id)])
}

/// The document of an offer that is online and whose employer is not masked.
///
/// # Errors
/// What SQLite says.
pub fn public_document(tx: &ReadTx, now: Now, id: &FileId) -> Result<Option<FileInfo>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT f.id, f.name, f.kind, f.size FROM file f JOIN offer o ON o.document_id = f.id
             WHERE f.id = :id AND o.masked = 0 AND {ONLINE}"
        ))?
        .query_row(named_params! { ":id": id.as_str(), ":today": stored(now.today()) }, files::info)
        .optional()?)
}

/// Up to `limit` other offers online that resemble one, which may itself be gone (see
/// [`catalogue::similar`]).
///
/// # Errors
/// What SQLite says.
pub fn similar(tx: &ReadTx, now: Now, id: i64, limit: u32) -> Result<Vec<ListedOffer>, Error> {
    let likeness = Likeness { listing: &LISTING, moment: stored(now.today()), others: true };
    let rows = catalogue::similar::<OfferAudience>(tx, &likeness, id, limit as usize)?;
    cards(tx, &rows, limit)
}
