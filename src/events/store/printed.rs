//! Events as they stand on paper: with their project, and above the sheet that those who come sign.

use rusqlite::{OptionalExtension, Row};
use time::PrimitiveDateTime;

use super::read::{HOME, whereabouts};
use super::{kind_label, moment, number};
use crate::access::actor::{NAME, maybe_name};
use crate::access::edit::ParticipantsRead;
use crate::catalogue::OwnContact;
use crate::db::{Error, ReadTx};
use crate::domain::{AudienceSet, EventAudience, Number, PublicationState, UnpublishedReason};
use crate::events::address;
use crate::french;

/// An event on paper.
#[derive(Debug, Clone)]
pub struct PrintedEvent {
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// « Visite d’entreprise », or its own words.
    pub kind: String,
    /// Where it stands.
    pub state: PublicationState,
    /// Why it is no longer online.
    pub reason: Option<UnpublishedReason>,
    /// Whether visitors do not learn who the employer is.
    pub masked: bool,
    /// Name of the company.
    pub company: String,
    /// Nom commercial.
    pub trade_name: Option<String>,
    /// When it starts, in the site's zone; a draft may not say.
    pub starts: Option<PrimitiveDateTime>,
    /// How long, in minutes; a draft may not say.
    pub duration: Option<u32>,
    /// Who it is for.
    pub audiences: AudienceSet<EventAudience>,
    /// What one will see there.
    pub description: String,
    /// How many places there are, with those that were added; a draft may not say.
    pub places: Option<u32>,
    /// How many are taken.
    pub taken: u32,
    /// Where, as partners know it.
    pub place: String,
    /// Where, as visitors may know it.
    pub public_place: String,
    /// The user who receives the registrations; nobody when the company does.
    pub registrar: Option<String>,
    /// Whom to ask for in the company.
    pub contact: Option<String>,
}

impl PrintedEvent {
    /// The employer as visitors know it.
    pub fn public_employer(&self) -> &str {
        match (&self.trade_name, self.masked) {
            (Some(name), _) => name,
            (None, true) => "Employeur masqué",
            (None, false) => &self.company,
        }
    }

    /// When it starts: « Jeudi 12 mars 2026 à 10 h ».
    pub fn when(&self) -> String {
        self.starts.map_or_else(to_be_said, |at| french::capitalise(&french::date_time_long(at)))
    }

    /// How long it takes.
    pub fn lasts(&self) -> String {
        self.duration.map_or_else(to_be_said, french::duration_minutes)
    }

    /// Who receives the registrations. Whom to ask for in the company is for those who know its name.
    pub fn receiver(&self, named: bool) -> String {
        match (&self.registrar, self.contact.as_ref().filter(|_| named)) {
            (Some(user), _) => user.clone(),
            (None, Some(contact)) => format!("L’entreprise ({contact})"),
            (None, None) => "L’entreprise".to_owned(),
        }
    }

    /// « 12 inscrits sur 20 places ».
    pub fn seats(&self) -> String {
        let taken = french::count(self.taken.into(), "inscrit", "inscrits");
        match self.places {
            Some(places) => format!("{taken} sur {}", french::count(places.into(), "place", "places")),
            None => taken,
        }
    }
}

fn to_be_said() -> String {
    "À préciser".to_owned()
}

/// The events of a project, in the order of their numbers.
///
/// # Errors
/// What SQLite says.
pub fn printed(tx: &ReadTx, project: i64) -> Result<Vec<PrintedEvent>, Error> {
    let mut statement = tx.prepare_cached(&select("o.project_id = ?1 ORDER BY o.serial"))?;
    Ok(statement.query_map([project], event)?.collect::<Result<_, _>>()?)
}

/// The event whose registrations somebody handles.
///
/// # Errors
/// What SQLite says.
pub fn printed_for(tx: &ReadTx, allowed: &ParticipantsRead) -> Result<Option<PrintedEvent>, Error> {
    let mut statement = tx.prepare_cached(&select("o.id = ?1"))?;
    Ok(statement.query_row([allowed.event()], event).optional()?)
}

fn select(condition: &str) -> String {
    format!(
        "SELECT o.serial, o.numbered_on, o.title, o.kind, o.kind_detail, o.state, o.unpublished_reason, o.masked,
             c.name, o.trade_name, o.starts_at, o.duration, o.audiences, o.description,
             o.capacity + o.extra_seats, o.seats_taken,
             o.venue, {HOME}, k.name, o.contact_name, {NAME}
         FROM event o JOIN project p ON p.id = o.project_id JOIN company c ON c.id = p.company_id
         JOIN commune k ON k.code = o.commune
         LEFT JOIN user u ON u.id = o.registrar_id LEFT JOIN organisation g ON g.id = u.organisation_id
         WHERE {condition}"
    )
}

fn event(row: &Row) -> rusqlite::Result<PrintedEvent> {
    let dated = row.get::<_, Option<String>>(10)?.is_some();
    let masked = row.get(7)?;
    let own = OwnContact { street: row.get(17)?, postal_code: row.get(18)?, website: None };
    let (said, commune): (Option<String>, String) = (row.get(16)?, row.get(19)?);
    let place = |own| {
        let (venue, postal_code) = whereabouts(said.clone(), &own);
        address(venue.as_deref(), postal_code.as_deref(), &commune)
    };
    Ok(PrintedEvent {
        number: number(row, 0, 1)?,
        title: row.get(2)?,
        kind: kind_label(row.get(3)?, row.get(4)?),
        state: row.get(5)?,
        reason: row.get(6)?,
        masked,
        company: row.get(8)?,
        trade_name: row.get(9)?,
        starts: if dated { Some(moment(row, 10)?) } else { None },
        duration: row.get(11)?,
        audiences: row.get(12)?,
        description: row.get(13)?,
        places: row.get(14)?,
        taken: row.get(15)?,
        place: place(own.clone()),
        public_place: place(own.shown(masked)),
        registrar: maybe_name(row, 21)?,
        contact: row.get(20)?,
    })
}
