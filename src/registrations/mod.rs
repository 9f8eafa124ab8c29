//! Registrations: somebody comes to an event, alone or with a group.
//!
//! Places cannot be oversold: they are counted and taken in one transaction of the one writer, and
//! the event's row has a CHECK that holds against any other path.

pub mod changes;
pub mod form;
pub mod mail;
pub mod store;
pub mod view;

use time::PrimitiveDateTime;

use crate::domain::{Age, AudienceSet, Email, EventAudience, Name, Number, Phone, Reference};
use crate::person::Guardian;

/// A registration that may be stored.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
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
    /// When the event starts, in the site's zone.
    pub starts: PrimitiveDateTime,
    /// Whether the event is still published.
    pub published: bool,
}
