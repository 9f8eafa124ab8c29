//! What companies deposit on the public site, without account: an offer, an event, a request for help.
//!
//! While it is a draft, it is what was typed, kept as it came under the link that the company holds. Once
//! sent, a project holds it, with an offer or an event that waits for review; the deposit remembers where it
//! came from, and what the partner and the company answered each other.

pub mod follow_up;
pub mod mail;
pub mod queue;
pub mod store;
pub mod view;

use crate::db::text_enum;
use crate::domain::{Email, Number, Reference, Wish};
use crate::files::FileInfo;

text_enum! {
    /// What is deposited.
    pub enum DepositKind {
        /// An internship offer.
        Offer = "offer" => "Offre de stage",
        /// An event.
        Event = "event" => "Rencontre",
        /// A request for help.
        Help = "help" => "Accompagnement",
    }
}

impl DepositKind {
    /// What the project that it becomes asks for.
    pub const fn wish(self) -> Wish {
        match self {
            Self::Offer => Wish::HostIntern,
            Self::Event => Wish::OrganiseEvent,
            Self::Help => Wish::BeContacted,
        }
    }

    /// « votre offre de stage », in the middle of a sentence.
    pub const fn yours(self) -> &'static str {
        match self {
            Self::Offer => "votre offre de stage",
            Self::Event => "votre rencontre",
            Self::Help => "votre demande d’accompagnement",
        }
    }
}

/// A deposit, with where it stands.
#[derive(Debug, Clone)]
pub struct Deposit {
    /// Row.
    pub id: i64,
    /// What the company quotes.
    pub reference: Reference,
    /// What it is.
    pub kind: DepositKind,
    /// What was typed, url-encoded; nothing once it is erased.
    pub fields: String,
    /// The document of a draft.
    pub document: Option<FileInfo>,
    /// Where its link goes; nowhere once it is erased.
    pub email: Option<Email>,
    /// How many times it was changed.
    pub version: u32,
    /// What it became, once sent.
    pub sent: Option<Sent>,
    /// When the company began to correct what it had sent, as an instant.
    pub reopened_at: Option<i64>,
    /// What a partner wrote when asking for more or closing it.
    pub message: Option<String>,
    /// When it was created, as an instant.
    pub created_at: i64,
    /// When it was last changed, as an instant.
    pub updated_at: i64,
}

/// What a deposit became.
#[derive(Debug, Clone)]
pub struct Sent {
    /// When, as an instant.
    pub at: i64,
    /// Row of its project.
    pub project: i64,
    /// Number of its offer or event; none for a request for help, or when it was deleted.
    pub item: Option<Number>,
    /// Version of the offer or event when the draft was last made from it.
    pub item_version: Option<u32>,
    /// When a partner asked for more, as an instant; nothing came since.
    pub returned_at: Option<i64>,
    /// When a partner closed it, as an instant.
    pub closed_at: Option<i64>,
}

impl Deposit {
    /// Whether the company is writing: before it sends, or while it corrects.
    pub fn is_being_written(&self) -> bool {
        self.sent.is_none() || self.reopened_at.is_some()
    }

    /// Whether it was a draft that nobody went on with, and what it held is gone.
    pub fn is_erased(&self) -> bool {
        self.email.is_none()
    }
}
