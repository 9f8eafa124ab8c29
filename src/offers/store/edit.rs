//! Offers as those who write them see them, whatever their state.

use rusqlite::{Row, params};

use super::super::draft::{CheckedOffer, OfferDraft};
use super::super::{PublicOffer, Start};
use super::{LISTING, start, title};
use crate::access::actor::{NAME, maybe_name};
use crate::catalogue::face::{Face, not_there};
use crate::catalogue::origin::Origin;
use crate::catalogue::store::{origin, publication};
use crate::catalogue::{OwnContact, Place, PublicContact, PublicEmployer};
use crate::clock::Now;
use crate::db::{Error, ReadTx};
use crate::domain::{Number, PublicationState, UnpublishedReason};
use crate::files::{self, FileId, FileInfo};

/// An offer with all that its form shows.
#[derive(Debug, Clone)]
pub struct StoredOffer {
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
    pub draft: OfferDraft,
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
    /// How many applications it holds, withdrawn ones aside.
    pub applications: u64,
}

impl StoredOffer {
    /// Whether visitors see it.
    pub fn is_online(&self, now: Now) -> bool {
        self.state.is_published() && !self.draft.is_past(now)
    }
}

/// The offer of this number, month included.
///
/// # Errors
/// What SQLite says.
pub fn read(tx: &ReadTx, asked: Number) -> Result<Option<StoredOffer>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.id, o.serial, o.numbered_on, o.title, o.state, o.unpublished_reason, o.audiences, o.occupation,
             o.school_wanted, o.training_wanted, o.description, o.starts_asap, o.starts_on, o.duration, o.places,
             o.commune, o.document_id, o.masked, o.trade_name, o.contact_name, o.phone, o.other_phone, o.email,
             o.website, o.version, o.updated_at, o.project_id,
             (SELECT count(*) FROM application a WHERE a.offer_id = o.id AND a.withdrawn_at IS NULL), {NAME}
         FROM offer o LEFT JOIN user u ON u.id = o.updated_by
         LEFT JOIN organisation g ON g.id = u.organisation_id
         WHERE o.serial = ?1 AND o.numbered_on = ?2"
    ))?;
    let mut rows = statement.query(params![asked.serial(), asked.stored_month()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let draft = draft(row)?;
    Ok(Some(StoredOffer {
        id: row.get(0)?,
        number: asked,
        title: row.get(3)?,
        state: row.get(4)?,
        reason: row.get(5)?,
        document: files::known(tx, draft.document.as_ref())?,
        draft,
        version: row.get(24)?,
        updated_by: maybe_name(row, 28)?,
        updated_at: row.get(25)?,
        origin: origin(tx, row.get(26)?)?,
        applications: row.get::<_, u32>(27)?.into(),
    }))
}

fn draft(row: &Row) -> rusqlite::Result<OfferDraft> {
    let document: Option<String> = row.get(16)?;
    Ok(OfferDraft {
        audiences: row.get(6)?,
        occupation: row.get(7)?,
        school_wanted: row.get(8)?,
        training_wanted: row.get(9)?,
        description: row.get(10)?,
        start: start(row, 11, 12)?,
        duration: row.get(13)?,
        places: row.get(14)?,
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
    })
}

/// What visitors would see of an offer, without storing it. `number` is the one it has, if it has one.
///
/// # Errors
/// What SQLite says; a project, commune or document that does not exist.
pub fn preview(
    tx: &ReadTx,
    now: Now,
    origin: &Origin,
    offer: &CheckedOffer,
    number: Option<Number>,
) -> Result<PublicOffer, Error> {
    let draft = offer.draft();
    let company = origin.company.clone();
    let named = (company.name.clone(), company.sector);
    let face = Face::of_company(tx, named, draft.commune, draft.occupation.as_deref(), &draft.contact)?;
    let at_home = company.commune == draft.commune;
    let own = OwnContact {
        street: company.street.filter(|_| at_home),
        postal_code: company.postal_code.filter(|_| at_home),
        website: company.website,
    };
    let document = files::known(tx, draft.document.as_ref())?;
    Ok(PublicOffer {
        id: 0,
        number: match number {
            Some(number) => number,
            None => publication::next_number(tx, &LISTING, now)?,
        },
        title: title(&face),
        occupation: face.occupation.first().cloned(),
        audiences: draft.audiences,
        sector: face.sector,
        description: draft.description.clone(),
        training_wanted: draft.training_wanted.clone(),
        school_wanted: draft.school_wanted.clone(),
        start: draft.start.unwrap_or(Start::Asap),
        duration: draft.duration.clone(),
        places: draft.places,
        place: Place {
            commune: face.commune,
            code: draft.commune.as_str().to_owned(),
            department: face.department,
            department_name: face.department_name,
        },
        employer: PublicEmployer::seen(face.employer, own, draft.contact.clone()).ok_or_else(not_there)?,
        document: document.filter(|_| !draft.contact.masked),
        published_at: now.unix,
        project: origin.project,
    })
}
