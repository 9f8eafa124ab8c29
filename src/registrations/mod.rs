//! Registrations: somebody comes to an event, alone or with a group.
//!
//! Places cannot be oversold: they are counted and taken in one transaction of the one writer, and
//! the event's row has a CHECK that holds against any other path.

pub mod changes;
pub mod confirmation;
pub mod desk;
pub mod form;
pub mod mail;
pub mod store;
pub mod view;

use time::PrimitiveDateTime;

use crate::clock::Now;
use crate::db::slice::Slice;
use crate::db::text_enum;
use crate::domain::{Age, AudienceSet, Email, EventAudience, Name, Number, Phone, Reference};
use crate::events::ends;
use crate::person::Guardian;
use crate::web::table::Column;

/// A registration that may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationDraft {
    /// Family name.
    pub last_name: Name,
    /// First name.
    pub first_name: Name,
    /// Where the confirmation goes.
    pub email: Email,
    /// Telephone.
    pub phone: Option<Phone>,
    /// In what quality the person comes; at least one.
    pub statuses: AudienceSet<EventAudience>,
    /// Age of a pupil.
    pub age: Option<Age>,
    /// Who consents, for somebody under 15.
    pub guardian: Option<Guardian>,
    /// The group that comes along.
    pub group: Option<Group>,
}

impl RegistrationDraft {
    /// How many places it takes.
    pub fn seats(&self) -> u32 {
        self.group.as_ref().map_or(1, |group| group.seats)
    }
}

/// A group: a class, most often. Names come later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// How many places it takes.
    pub seats: u32,
    /// Establishment.
    pub school: String,
    /// Class or level.
    pub level: String,
    /// Adults who come along.
    pub adults: u32,
}

text_enum! {
    /// Whether somebody came.
    pub enum Attendance {
        /// They came.
        Present = "present" => "Présent",
        /// They did not come.
        Absent = "absent" => "Absent",
        /// They did not come, and had said so.
        Excused = "excused" => "Excusé",
    }
}

/// How many people came to an event; a group counts as many as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turnout {
    /// Those who came.
    pub present: u32,
    /// Those who did not, of a group that came as well.
    pub absent: u32,
    /// Those who had said that they would not.
    pub excused: u32,
    /// Those of whom nobody said anything.
    pub unsaid: u32,
}

impl Turnout {
    /// Whether anything was said of anybody.
    pub fn is_said(self) -> bool {
        self.present + self.absent + self.excused > 0
    }
}

/// The most people of a group that may have come.
const MOST_ATTENDED: u32 = 999;

/// So many more than were announced may have come with a group, besides the adults.
const MORE_THAN_ANNOUNCED: u32 = 10;

/// A registration as the person who made it sees it.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Its row; never shown.
    pub id: i64,
    /// What the person quotes.
    pub reference: Reference,
    /// What was sent.
    pub draft: RegistrationDraft,
    /// Instant of its arrival.
    pub created_at: i64,
    /// Instant at which it was cancelled.
    pub cancelled_at: Option<i64>,
    /// Number of the event.
    pub event: Number,
    /// Title of the event.
    pub event_title: String,
    /// When the event starts, in the site's zone; one that is off line may not say.
    pub starts: Option<PrimitiveDateTime>,
}

impl Registration {
    /// Whether the event has started: nothing is cancelled any more.
    pub fn is_over(&self, now: Now) -> bool {
        self.starts.is_some_and(|starts| starts <= now.local)
    }
}

/// By what those who registered for an event are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParticipantOrder {
    /// Family name.
    LastName,
    /// First name.
    FirstName,
    /// In what quality they come.
    Statuses,
    /// When they registered.
    Date,
}

impl Column for ParticipantOrder {
    const ALL: &'static [Self] = &[Self::LastName, Self::FirstName, Self::Statuses, Self::Date];
    const DEFAULT: Self = Self::LastName;

    fn slug(self) -> &'static str {
        match self {
            Self::LastName => "nom",
            Self::FirstName => "prenom",
            Self::Statuses => "statuts",
            Self::Date => "date",
        }
    }
}

/// Somebody who registered for an event, in the list of whoever handles it.
#[derive(Debug, Clone)]
pub struct Participant {
    /// Row of the registration.
    pub id: i64,
    /// What the person quotes.
    pub reference: Reference,
    /// What was sent.
    pub draft: RegistrationDraft,
    /// How many places it takes.
    pub seats: u32,
    /// Instant of its arrival.
    pub created_at: i64,
    /// Instant at which it was cancelled.
    pub cancelled_at: Option<i64>,
    /// Whether a partner entered it.
    pub by_hand: bool,
    /// How many times it was corrected.
    pub version: u32,
    /// When the organiser's confirmation was last written, as an instant.
    pub confirmed_at: Option<i64>,
    /// How many times it was.
    pub confirmations: u32,
    /// Whether they came, once somebody said.
    pub attendance: Option<Attendance>,
    /// Of a group that came, how many did; none when as many as were announced.
    pub attended: Option<u32>,
}

impl Participant {
    /// « Prénom Nom ».
    pub fn name(&self) -> String {
        format!("{} {}", self.draft.first_name, self.draft.last_name)
    }

    /// The most people who may have come: those announced, the adults, and a few more. Beyond, it is a slip of
    /// the finger, or a group to be corrected first.
    pub fn most_attended(&self) -> u32 {
        let adults = self.draft.group.as_ref().map_or(0, |group| group.adults);
        (self.seats + adults + MORE_THAN_ANNOUNCED).min(MOST_ATTENDED)
    }
}

/// A page of those who registered for an event. Those who cancelled are counted, not listed.
#[derive(Debug, Clone)]
pub struct ParticipantList {
    /// The page.
    pub rows: Vec<Participant>,
    /// Which page it is.
    pub slice: Slice<ParticipantOrder>,
    /// How many registrations there are in all.
    pub total: u32,
    /// How many were cancelled.
    pub cancelled: u32,
}

/// What an event is, for whoever handles its registrations.
#[derive(Debug, Clone)]
pub struct EventHead {
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// When it starts, in the site's zone; a draft may not say.
    pub starts: Option<PrimitiveDateTime>,
    /// How long, in minutes; a draft may not say.
    pub duration: Option<u32>,
    /// How many places there are, with those that were added; a draft may not say.
    pub places: Option<u32>,
    /// How many there are without those; a draft may not say.
    pub capacity: Option<u32>,
    /// How many are taken.
    pub taken: u32,
    /// Whether it is online.
    pub online: bool,
    /// Whether it has ever been online: nobody is written to about an event that nobody could read.
    pub ever_online: bool,
    /// Who came.
    pub turnout: Turnout,
}

impl EventHead {
    /// How many places are left.
    pub fn left(&self) -> u32 {
        self.places.unwrap_or(0).saturating_sub(self.taken)
    }

    /// Whether it has started.
    pub fn is_past(&self, now: Now) -> bool {
        self.starts.is_some_and(|starts| starts <= now.local)
    }

    /// Whether its day has come: who comes can be written down.
    pub fn has_come(&self, now: Now) -> bool {
        self.starts.is_some_and(|starts| starts.date() <= now.today())
    }

    /// Whether its last day has gone by.
    fn is_over(&self, now: Now) -> bool {
        let last = self.starts.map(|starts| ends(starts, self.duration.unwrap_or(0)).date());
        last.is_some_and(|day| day < now.today())
    }

    /// Why nobody can be registered by hand; nothing when somebody can. It need not be online, and takes
    /// those who turn up as long as its day lasts.
    pub fn closed(&self, now: Now) -> Option<&'static str> {
        if self.starts.is_none() || self.places.is_none() {
            Some("Indiquez d’abord la date, l’heure et le nombre de places de la rencontre.")
        } else if self.is_over(now) {
            Some("Cette rencontre a eu lieu\u{a0}: on ne peut plus y inscrire personne.")
        } else {
            None
        }
    }
}
