//! Reading events one by one.

use rusqlite::{OptionalExtension, Row, ToSql, named_params};

use super::super::{EventKind, Found, GoneEvent, ListedEvent, PublicEvent, Receiver};
use super::{FROM, LISTED, LISTING, WHOLE, cards, listed, number, shown, stored_now, unreadable};
use crate::catalogue::store::{self as catalogue, Likeness, receiving};
use crate::catalogue::{OwnContact, PublicContact, PublicEmployer};
use crate::clock::Now;
use crate::db::{Error, ReadTx};
use crate::domain::{Civility, EventAudience, Number};
use crate::files::{self, FileId, FileInfo};

/// What a number leads to. A published event stays at its address when it is full or past, and says
/// so itself.
///
/// # Errors
/// What SQLite says.
pub fn find(tx: &ReadTx, now: Now, asked: Number) -> Result<Found, Error> {
    let stored: Option<(i64, Number, String, bool)> = tx
        .prepare_cached(
            "SELECT id, serial, numbered_on, title, first_published_at IS NOT NULL FROM event WHERE serial = ?1",
        )?
        .query_row([asked.serial()], |row| Ok((row.get(0)?, number(row, 1, 2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let Some((id, number, title, once_online)) = stored else { return Ok(Found::Unknown) };
    let values: [(&str, &dyn ToSql); 2] = [(":id", &id), (":now", &stored_now(now))];
    Ok(match known(tx, &shown(), &values)? {
        // A number whose month is wrong tells of an event only what its right number would.
        Some(_) if number != asked => Found::Elsewhere(number),
        Some(event) => Found::Published(Box::new(event)),
        None if !once_online => Found::Unknown,
        None if number != asked => Found::Elsewhere(number),
        None => Found::Gone(GoneEvent { id, number, title }),
    })
}

/// An event that is or was online, for those whom it still concerns: who registered hears of it by
/// mail after it is taken offline as well.
///
/// # Errors
/// What SQLite says.
pub fn ever_online(tx: &ReadTx, asked: Number) -> Result<Option<PublicEvent>, Error> {
    let id: Option<i64> = tx
        .prepare_cached("SELECT id FROM event WHERE serial = ?1")?
        .query_row([asked.serial()], |row| row.get(0))
        .optional()?;
    match id {
        Some(id) => {
            let condition = format!("o.first_published_at IS NOT NULL AND {WHOLE}");
            known(tx, &condition, &[(":id", &id)])
        }
        None => Ok(None),
    }
}

fn known(tx: &ReadTx, condition: &str, values: &[(&str, &dyn ToSql)]) -> Result<Option<PublicEvent>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {LISTED}, o.id, o.project_id, o.version, m.label, o.sector, o.description, o.venue, o.masked,
                 {HOME}, o.contact_name, o.phone, o.other_phone, {email},
                 coalesce(o.website, c.website), f.id, f.name, f.kind, f.size, o.published_at, o.updated_at,
                 u.id, u.civility, u.last_name, u.first_name, g.name, u.phone, u.email
             {FROM}
             LEFT JOIN occupation m ON m.code = o.occupation
             LEFT JOIN file f ON f.id = o.document_id
             LEFT JOIN user u ON u.id = {registrar}
             LEFT JOIN organisation g ON g.id = u.organisation_id
             WHERE o.id = :id AND {condition}",
            email = receiving::email(),
            registrar = receiving::registrar(),
        ))?
        .query_row(values, |row| public_event(row, listed(row)?))
        .optional()?)
}

/// Street and postal code of the company, where the event is in its commune: in another one they would be a wrong
/// address.
pub(super) const HOME: &str = "CASE WHEN c.commune = o.commune THEN c.street END,
    CASE WHEN c.commune = o.commune THEN c.postal_code END";

/// Name and street of the place, and the postal code of what is the company's own. A place that was said is
/// meant to be found, whoever the employer is.
pub(super) fn whereabouts(said: Option<String>, own: &OwnContact) -> (Option<String>, Option<String>) {
    let postal_code = own.postal_code.clone().filter(|_| said.is_none());
    (said.or_else(|| own.street.clone()), postal_code)
}

fn public_event(row: &Row, listed: ListedEvent) -> rusqlite::Result<PublicEvent> {
    let contact = PublicContact {
        masked: row.get(22)?,
        trade_name: None,
        contact_name: row.get(25)?,
        phone: row.get(26)?,
        other_phone: row.get(27)?,
        email: row.get(28)?,
        website: None,
    };
    let own = OwnContact { street: row.get(23)?, postal_code: row.get(24)?, website: row.get(29)? };
    let document = match row.get::<_, Option<String>>(30)? {
        Some(id) if !contact.masked => Some(FileInfo {
            id: FileId::parse(&id).unwrap_or_default(),
            name: row.get(31)?,
            kind: row.get(32)?,
            size: row.get::<_, i64>(33)?.unsigned_abs(),
        }),
        _ => None,
    };
    let employer =
        PublicEmployer::seen(listed.employer, own, contact).ok_or_else(|| unreadable(26, "a contact"))?;
    let home = OwnContact {
        street: employer.street.clone(),
        postal_code: employer.postal_code.clone(),
        website: None,
    };
    let (venue, postal_code) = whereabouts(row.get(21)?, &home);
    Ok(PublicEvent {
        id: row.get(15)?,
        project: row.get(16)?,
        number: listed.number,
        version: row.get(17)?,
        title: listed.title,
        kind: row.get::<_, EventKind>(3)?,
        kind_label: listed.kind_label,
        occupation: row.get(18)?,
        audiences: listed.audiences,
        sector: row.get(19)?,
        description: row.get(20)?,
        starts: listed.starts,
        duration: listed.duration,
        place: listed.place,
        postal_code,
        venue,
        employer,
        receiver: receiver(row)?,
        seats: listed.seats,
        document,
        published_at: row.get(34)?,
        updated_at: row.get(35)?,
    })
}

fn receiver(row: &Row) -> rusqlite::Result<Receiver> {
    if row.get::<_, Option<i64>>(36)?.is_none() {
        return Ok(Receiver::Company);
    }
    let civility: Civility = row.get(37)?;
    let (last_name, first_name): (String, String) = (row.get(38)?, row.get(39)?);
    Ok(Receiver::User {
        name: format!("{civility} {first_name} {last_name}"),
        organisation: row.get(40)?,
        phone: row.get(41)?,
        email: row.get(42)?,
    })
}

/// The document of an event that visitors see and whose employer is not masked.
///
/// # Errors
/// What SQLite says.
pub fn public_document(tx: &ReadTx, now: Now, id: &FileId) -> Result<Option<FileInfo>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT f.id, f.name, f.kind, f.size FROM file f JOIN event o ON o.document_id = f.id
             WHERE f.id = :id AND o.masked = 0 AND {}",
            shown()
        ))?
        .query_row(named_params! { ":id": id.as_str(), ":now": stored_now(now) }, files::info)
        .optional()?)
}

/// Up to `limit` other events open to registration that resemble one, which may itself be full, past
/// or gone (see [`catalogue::similar`]).
///
/// # Errors
/// What SQLite says.
pub fn similar(tx: &ReadTx, now: Now, id: i64, limit: u32) -> Result<Vec<ListedEvent>, Error> {
    let likeness = Likeness { listing: &LISTING, moment: stored_now(now), others: false };
    let rows = catalogue::similar::<EventAudience>(tx, &likeness, id, limit as usize)?;
    cards(tx, &rows, limit)
}
