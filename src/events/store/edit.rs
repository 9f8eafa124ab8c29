//! Events as those who write them see them, whatever their state.

use rusqlite::{Row, params};

use super::super::draft::{CheckedEvent, EventDraft};
use super::super::{PublicEvent, Receiver, Seats};
use super::{LISTING, kind_label, moment, title};
use crate::access::actor::{NAME, maybe_name};
use crate::catalogue::face::{Face, not_there};
use crate::catalogue::origin::Origin;
use crate::catalogue::store::{origin, publication};
use crate::catalogue::{OwnContact, Place, PublicContact, PublicEmployer};
use crate::clock::Now;
use crate::db::{Error, ReadTx};
use crate::domain::{Civility, Number, PublicationState, UnpublishedReason};
use crate::files::{self, FileId, FileInfo};

/// An event with all that its form shows.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// Its row.
    pub id: i64,
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: PublicationState,
    /// Why it is no longer online.
    pub reason: Option<UnpublishedReason>,
    /// What is written.
    pub draft: EventDraft,
    /// What is known of its document.
    pub document: Option<FileInfo>,
    /// How many times it was changed.
    pub version: u32,
    /// Who changed it last; none when the system or the employer did.
    pub updated_by: Option<String>,
    /// When.
    pub updated_at: i64,
    /// Its project.
    pub origin: Origin,
    /// Places taken.
    pub seats_taken: u32,
    /// Places that a partner allowed beyond the maximum.
    pub extra_seats: u32,
    /// How many registrations it holds, cancelled ones aside.
    pub registrations: u64,
}

impl StoredEvent {
    /// Whether visitors see its page, which says by itself that it is full or past.
    pub fn is_shown(&self, now: Now) -> bool {
        let over = self.reason == Some(UnpublishedReason::Expired) && self.draft.is_past(now);
        self.state.is_published() || (over && self.draft.is_whole())
    }
}

/// The event of this number, month included.
///
/// # Errors
/// What SQLite says.
pub fn read(tx: &ReadTx, asked: Number) -> Result<Option<StoredEvent>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.id, o.serial, o.numbered_on, o.title, o.state, o.unpublished_reason, o.audiences, o.kind,
             o.kind_detail, o.occupation, o.description, o.starts_at, o.duration, o.capacity, o.venue, o.commune,
             o.document_id, o.masked, o.trade_name, o.contact_name, o.phone, o.other_phone, o.email, o.website,
             o.registrar_id, o.version, o.updated_at, o.seats_taken, o.extra_seats, o.project_id,
             (SELECT count(*) FROM registration r WHERE r.event_id = o.id AND r.cancelled_at IS NULL), {NAME}
         FROM event o LEFT JOIN user u ON u.id = o.updated_by
         LEFT JOIN organisation g ON g.id = u.organisation_id
         WHERE o.serial = ?1 AND o.numbered_on = ?2"
    ))?;
    let mut rows = statement.query(params![asked.serial(), asked.stored_month()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let draft = draft(row)?;
    Ok(Some(StoredEvent {
        id: row.get(0)?,
        number: asked,
        title: row.get(3)?,
        state: row.get(4)?,
        reason: row.get(5)?,
        document: files::known(tx, draft.document.as_ref())?,
        draft,
        version: row.get(25)?,
        updated_by: maybe_name(row, 31)?,
        updated_at: row.get(26)?,
        origin: origin(tx, row.get(29)?)?,
        seats_taken: row.get(27)?,
        extra_seats: row.get(28)?,
        registrations: row.get::<_, u32>(30)?.into(),
    }))
}

fn draft(row: &Row) -> rusqlite::Result<EventDraft> {
    let starts = match row.get::<_, Option<String>>(11)? {
        Some(_) => Some(moment(row, 11)?),
        None => None,
    };
    let document: Option<String> = row.get(16)?;
    Ok(EventDraft {
        audiences: row.get(6)?,
        kind: row.get(7)?,
        kind_detail: row.get(8)?,
        occupation: row.get(9)?,
        description: row.get(10)?,
        starts,
        duration: row.get(12)?,
        capacity: row.get(13)?,
        venue: row.get(14)?,
        commune: row.get(15)?,
        document: document.as_deref().and_then(FileId::parse),
        contact: PublicContact {
            masked: row.get(17)?,
            trade_name: row.get(18)?,
            contact_name: row.get(19)?,
            phone: row.get(20)?,
            other_phone: row.get(21)?,
            email: row.get(22)?,
            website: row.get(23)?,
        },
        registrar: row.get(24)?,
    })
}

/// What visitors would see of an event, without storing it. `stored` is what it is now, if it is.
///
/// # Errors
/// What SQLite says; a project, commune, user or document that does not exist.
pub fn preview(
    tx: &ReadTx,
    now: Now,
    origin: &Origin,
    event: &CheckedEvent,
    stored: Option<&StoredEvent>,
) -> Result<PublicEvent, Error> {
    let draft = event.draft();
    let company = origin.company.clone();
    let named = (company.name.clone(), company.sector);
    let face = Face::of_company(tx, named, draft.commune, draft.occupation.as_deref(), &draft.contact)?;
    let document = files::known(tx, draft.document.as_ref())?;
    let (title, occupation) = (title(&face, draft), face.occupation.first().cloned());
    let at_home = company.commune == draft.commune;
    let own = OwnContact {
        street: company.street.filter(|_| at_home),
        postal_code: company.postal_code.filter(|_| at_home),
        website: company.website,
    };
    let employer = PublicEmployer::seen(face.employer, own, draft.contact.clone()).ok_or_else(not_there)?;
    let capacity = draft.capacity.unwrap_or(0) + stored.map_or(0, |event| event.extra_seats);
    let taken = stored.map_or(0, |event| event.seats_taken);
    Ok(PublicEvent {
        id: 0,
        project: origin.project,
        number: match stored {
            Some(stored) => stored.number,
            None => publication::next_number(tx, &LISTING, now)?,
        },
        version: 1,
        title,
        kind: draft.kind,
        kind_label: kind_label(draft.kind, draft.kind_detail.clone()),
        occupation,
        audiences: draft.audiences,
        sector: face.sector,
        description: draft.description.clone(),
        starts: draft.starts.unwrap_or(now.local),
        duration: draft.duration.unwrap_or(0),
        place: Place {
            commune: face.commune,
            code: draft.commune.as_str().to_owned(),
            department: face.department,
            department_name: face.department_name,
        },
        venue: draft.venue.clone().or_else(|| employer.street.clone()),
        postal_code: employer.postal_code.clone().filter(|_| draft.venue.is_none()),
        receiver: receiver(tx, draft.registrar)?,
        employer,
        seats: Seats { capacity, left: capacity.saturating_sub(taken) },
        document: document.filter(|_| !draft.contact.masked),
        published_at: now.unix,
        updated_at: now.unix,
    })
}

fn receiver(tx: &ReadTx, registrar: Option<i64>) -> Result<Receiver, Error> {
    let Some(registrar) = registrar else { return Ok(Receiver::Company) };
    Ok(tx
        .prepare_cached(
            "SELECT u.civility, u.first_name, u.last_name, g.name, u.phone, u.email
             FROM user u JOIN organisation g ON g.id = u.organisation_id WHERE u.id = ?1",
        )?
        .query_row([registrar], |row| {
            let civility: Civility = row.get(0)?;
            let (given, family): (String, String) = (row.get(1)?, row.get(2)?);
            Ok(Receiver::User {
                name: format!("{civility} {given} {family}"),
                organisation: row.get(3)?,
                phone: row.get(4)?,
                email: row.get(5)?,
            })
        })?)
}
