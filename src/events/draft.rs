//! What is written of an event: a draft may be incomplete, what is published may not.

use time::PrimitiveDateTime;

use super::EventKind;
use crate::catalogue::PublicContact;
use crate::clock::Now;
use crate::domain::{AudienceSet, CommuneCode, EventAudience};
use crate::files::FileId;
use crate::text::count_chars;

/// Fewest characters of a published description (user guide, 1.4).
pub const DESCRIPTION_MIN: usize = 100;

/// Most characters of a description.
pub const DESCRIPTION_MAX: usize = 5000;

/// An event that may still lack things.
#[derive(Debug, Clone)]
pub struct EventDraft {
    /// Who it is for.
    pub audiences: AudienceSet<EventAudience>,
    /// What kind it is.
    pub kind: EventKind,
    /// What it is, when its kind is « Autre ».
    pub kind_detail: Option<String>,
    /// Code of the occupation presented.
    pub occupation: Option<String>,
    /// What one will see there.
    pub description: String,
    /// When it starts, in the site's zone.
    pub starts: Option<PrimitiveDateTime>,
    /// How long, in minutes.
    pub duration: Option<u32>,
    /// How many people at most.
    pub capacity: Option<u32>,
    /// Name and street of the place, when it is not the company's own.
    pub venue: Option<String>,
    /// Where.
    pub commune: CommuneCode,
    /// The document joined, already received.
    pub document: Option<FileId>,
    /// The block that visitors see.
    pub contact: PublicContact,
    /// Row of the user who receives the registrations; `None` when the company does.
    pub registrar: Option<i64>,
}

/// An event that lacks nothing: only this can be published.
#[derive(Debug, Clone)]
pub struct CheckedEvent(EventDraft);

/// What an event lacks to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// No audience.
    Audiences,
    /// « Autre » without saying what.
    KindDetail,
    /// A description of [`DESCRIPTION_MIN`] characters.
    Description,
    /// A date and an hour.
    Start,
    /// A duration.
    Duration,
    /// A number of places.
    Capacity,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A masked employer needs a generic name.
    TradeName,
}

impl EventDraft {
    /// Whether it happens at another time or place than this one.
    pub fn moves(&self, before: &Self) -> bool {
        (self.starts, &self.venue, self.commune) != (before.starts, &before.venue, before.commune)
    }

    /// Whether a page can say when, how long, for how many and whom to ask.
    pub fn is_whole(&self) -> bool {
        let contact = self.contact.phone.is_some() && self.contact.email.is_some();
        self.starts.is_some() && self.duration.is_some() && self.capacity.is_some() && contact
    }

    /// Whether it has started.
    pub fn is_past(&self, now: Now) -> bool {
        self.starts.is_some_and(|starts| starts <= now.local)
    }

    /// The same event, once nothing is missing.
    ///
    /// # Errors
    /// Everything that is missing.
    pub fn check(self) -> Result<CheckedEvent, Vec<Missing>> {
        let contact = &self.contact;
        let missing: Vec<Missing> = [
            (self.audiences.is_empty(), Missing::Audiences),
            (self.kind == EventKind::Other && self.kind_detail.is_none(), Missing::KindDetail),
            (count_chars(&self.description) < DESCRIPTION_MIN, Missing::Description),
            (self.starts.is_none(), Missing::Start),
            (self.duration.is_none(), Missing::Duration),
            (self.capacity.is_none(), Missing::Capacity),
            (contact.phone.is_none(), Missing::Phone),
            (contact.email.is_none(), Missing::Email),
            (contact.masked && contact.trade_name.is_none(), Missing::TradeName),
        ]
        .into_iter()
        .filter_map(|(lacks, what)| lacks.then_some(what))
        .collect();
        if missing.is_empty() { Ok(CheckedEvent(self)) } else { Err(missing) }
    }
}

impl CheckedEvent {
    /// What will be published.
    pub fn draft(&self) -> &EventDraft {
        &self.0
    }
}
