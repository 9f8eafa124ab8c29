//! Events: a company opens its doors, or comes to speak. For the public they are « rencontres ».
//!
//! What a visitor reads comes in types that hold no private contact, and no identity at all when
//! the employer is masked.

pub mod calendar;
pub mod draft;
pub mod edit;
pub mod filter;
pub mod form;
pub mod json_ld;
pub mod mail;
pub mod store;
pub mod view;

use time::PrimitiveDateTime;

use crate::catalogue::near::Distance;
use crate::catalogue::{Place, PublicEmployer};
use crate::clock::Now;
use crate::db::text_enum;
use crate::domain::{
    AudienceSet, Email, EventAudience, Number, Phone, PublicationState, Sector, UnpublishedReason,
};
use crate::files::FileInfo;

text_enum! {
    /// What kind of event it is.
    pub enum EventKind {
        /// In the company.
        Visit = "visit" => "Visite d’entreprise",
        /// The employer speaks to a group, outside the company.
        JobTalk = "job_talk" => "Rendez-vous métier",
        /// Something else, which is then said.
        Other = "other" => "Autre",
    }
}

impl EventKind {
    /// The value of the parameter `type` in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Visit => "visite",
            Self::JobTalk => "rendez-vous-metier",
            Self::Other => "autre",
        }
    }
}

/// Places of an event, as a visitor sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// How many there are.
    pub capacity: u32,
    /// How many are left.
    pub left: u32,
}

/// An event in a public list.
#[derive(Debug, Clone)]
pub struct ListedEvent {
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// What it is (« Visite d’entreprise », or its own words).
    pub kind_label: String,
    /// The name under which its employer is shown.
    pub employer: String,
    /// Where.
    pub place: Place,
    /// Who it is for.
    pub audiences: AudienceSet<EventAudience>,
    /// When it starts, in the site's zone.
    pub starts: PrimitiveDateTime,
    /// How long, in minutes.
    pub duration: u32,
    /// Its places.
    pub seats: Seats,
    /// How far, in a list around a place.
    pub distance: Option<Distance>,
}

/// An event that the public reads whole.
#[derive(Debug, Clone)]
pub struct PublicEvent {
    /// Its row; never shown.
    pub id: i64,
    /// Row of its project; never shown.
    pub project: i64,
    /// Its number.
    pub number: Number,
    /// How many times it was changed: the SEQUENCE of its calendar file.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: EventKind,
    /// The same in words.
    pub kind_label: String,
    /// The occupation presented.
    pub occupation: Option<String>,
    /// Who it is for.
    pub audiences: AudienceSet<EventAudience>,
    /// Activity of the employer.
    pub sector: Sector,
    /// What one will see there.
    pub description: String,
    /// When it starts, in the site's zone.
    pub starts: PrimitiveDateTime,
    /// How long, in minutes.
    pub duration: u32,
    /// Where.
    pub place: Place,
    /// Name and street of the place: the company's own street unless another is said; nothing when
    /// that would tell who a masked employer is.
    pub venue: Option<String>,
    /// Postal code of the company, when the venue is its own.
    pub postal_code: Option<String>,
    /// Who proposes it.
    pub employer: PublicEmployer,
    /// Who receives the registrations, and whose contact is shown.
    pub receiver: Receiver,
    /// Its places.
    pub seats: Seats,
    /// The document joined.
    pub document: Option<FileInfo>,
    /// Instant of its publication.
    pub published_at: i64,
    /// Instant of its last change.
    pub updated_at: i64,
}

/// Who receives the registrations of an event.
#[derive(Debug, Clone)]
pub enum Receiver {
    /// The company, by its public contact.
    Company,
    /// A user in charge, whose contact is public for this event.
    User {
        /// « Madame Jauberthie Claire ».
        name: String,
        /// Name of the organisation.
        organisation: String,
        /// Telephone.
        phone: Option<Phone>,
        /// E-mail address.
        email: Email,
    },
}

impl PublicEvent {
    /// When it ends, in the site's zone.
    pub fn ends(&self) -> PrimitiveDateTime {
        ends(self.starts, self.duration)
    }

    /// Whether it has started: nobody registers from then on.
    pub fn is_past(&self, now: Now) -> bool {
        self.starts <= now.local
    }

    /// Whether no place is left.
    pub fn is_full(&self) -> bool {
        self.seats.left == 0
    }

    /// Where registrations are sent.
    pub fn receiver_email(&self) -> &Email {
        match &self.receiver {
            Receiver::Company => &self.employer.email,
            Receiver::User { email, .. } => email,
        }
    }

    /// The place on one line, as a calendar shows it.
    pub fn address(&self) -> String {
        address(self.venue.as_deref(), self.postal_code.as_deref(), &self.place.commune)
    }
}

/// A place on one line.
fn address(venue: Option<&str>, postal_code: Option<&str>, commune: &str) -> String {
    let commune = postal_code.map_or_else(|| commune.to_owned(), |code| format!("{code} {commune}"));
    venue.map_or_else(|| commune.clone(), |venue| format!("{venue}, {commune}"))
}

/// When something ends that starts then and lasts so many minutes.
pub fn ends(starts: PrimitiveDateTime, minutes: u32) -> PrimitiveDateTime {
    starts.saturating_add(time::Duration::minutes(i64::from(minutes)))
}

/// What an address that names an event leads to.
#[derive(Debug)]
pub enum Found {
    /// Published: open, full or past, as it says itself.
    Published(Box<PublicEvent>),
    /// Another month: this is the right number.
    Elsewhere(Number),
    /// It was online once.
    Gone(GoneEvent),
    /// It never was, or does not exist: one may not know which.
    Unknown,
}

/// What remains to be said of an event that is no longer online.
#[derive(Debug, Clone)]
pub struct GoneEvent {
    /// Its row, to look for similar ones.
    pub id: i64,
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
}

/// An event among those of its company.
#[derive(Debug, Clone)]
pub struct CompanyEvent {
    /// The event.
    pub event: ManagedEvent,
    /// Row of its project.
    pub project: i64,
    /// When that was entered, as an instant: its name.
    pub project_created_at: i64,
    /// Row of the user who manages it.
    pub manager: Option<i64>,
    /// Row of the user who receives the registrations, where the company does not.
    pub registrar: Option<i64>,
}

/// An event as those who manage it list it.
#[derive(Debug, Clone)]
pub struct ManagedEvent {
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// What was decided of it.
    pub state: PublicationState,
    /// Why it is no longer online.
    pub reason: Option<UnpublishedReason>,
    /// When it starts, if that is known.
    pub starts: Option<PrimitiveDateTime>,
    /// Places in all.
    pub seats: u32,
    /// Places taken.
    pub taken: u32,
}
