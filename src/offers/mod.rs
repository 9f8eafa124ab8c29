//! Internship offers: what the public sees of them, how they are found, how they are stored.
//!
//! What a visitor reads comes in types that hold no private contact, and no identity at all when
//! the employer is masked: a view cannot leak what it does not receive.

pub mod draft;
pub mod edit;
pub mod feed;
pub mod filter;
pub mod form;
pub mod json_ld;
pub mod mail;
pub mod store;
pub mod view;

use time::Date;

use crate::catalogue::near::Distance;
use crate::catalogue::{Place, PublicEmployer};
use crate::clock::Now;
use crate::domain::{AudienceSet, Number, OfferAudience, PublicationState, Sector, UnpublishedReason};
use crate::files::FileInfo;
use crate::french;

/// When an internship begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// As soon as possible: such an offer does not expire.
    Asap,
    /// On a date; the day after, the offer is past.
    On(Date),
}

impl Start {
    /// « Dès que possible », « À partir du 2 mars 2026 ».
    pub fn french(self) -> String {
        match self {
            Self::Asap => "Dès que possible".to_owned(),
            Self::On(date) => format!("À partir du {}", french::date_plain(date)),
        }
    }

    /// Whether it has gone by.
    pub fn is_past(self, now: Now) -> bool {
        matches!(self, Self::On(date) if date < now.today())
    }
}

/// An offer in a public list.
#[derive(Debug, Clone)]
pub struct ListedOffer {
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// The name under which its employer is shown.
    pub employer: String,
    /// Where.
    pub place: Place,
    /// Who it is for.
    pub audiences: AudienceSet<OfferAudience>,
    /// When.
    pub start: Start,
    /// Instant of its publication.
    pub published_at: i64,
    /// How far, in a list around a place.
    pub distance: Option<Distance>,
}

/// An offer that the public reads whole.
#[derive(Debug, Clone)]
pub struct PublicOffer {
    /// Its row, by which applications hold to it; never shown.
    pub id: i64,
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// The occupation proposed.
    pub occupation: Option<String>,
    /// Who it is for.
    pub audiences: AudienceSet<OfferAudience>,
    /// Activity of the employer.
    pub sector: Sector,
    /// What the intern will do.
    pub description: String,
    /// Training that the employer wishes.
    pub training_wanted: Option<String>,
    /// School that the employer wishes.
    pub school_wanted: Option<String>,
    /// When.
    pub start: Start,
    /// How long, in the employer's words.
    pub duration: Option<String>,
    /// How many interns.
    pub places: Option<u32>,
    /// Where.
    pub place: Place,
    /// Who proposes it, as the public may know them.
    pub employer: PublicEmployer,
    /// The document joined.
    pub document: Option<FileInfo>,
    /// Instant of its publication.
    pub published_at: i64,
    /// Row of its project, whose journal tells of applications; never shown.
    pub project: i64,
}

/// What an address that names an offer leads to.
#[derive(Debug)]
pub enum Found {
    /// The offer, online.
    Online(Box<PublicOffer>),
    /// Another month: this is the right number.
    Elsewhere(Number),
    /// It was online once.
    Gone(GoneOffer),
    /// It never was, or does not exist: one may not know which.
    Unknown,
}

/// What remains to be said of an offer that is no longer online.
#[derive(Debug, Clone)]
pub struct GoneOffer {
    /// Its row, to look for similar ones.
    pub id: i64,
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
}

/// An offer among those of its company.
#[derive(Debug, Clone)]
pub struct CompanyOffer {
    /// The offer.
    pub offer: ManagedOffer,
    /// Row of its project.
    pub project: i64,
    /// When that was entered, as an instant: its name.
    pub project_created_at: i64,
    /// Row of the user who manages it.
    pub manager: Option<i64>,
    /// How many answered and did not withdraw.
    pub applicants: u64,
}

/// An offer as those who manage it list it.
#[derive(Debug, Clone)]
pub struct ManagedOffer {
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// What was decided of it.
    pub state: PublicationState,
    /// Why it is no longer online.
    pub reason: Option<UnpublishedReason>,
    /// When, if that is known.
    pub start: Option<Start>,
}
