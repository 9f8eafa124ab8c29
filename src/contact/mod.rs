//! The contact form: a message reaches whoever answers for the département.
//!
//! The row and its mails are one transaction. Only the person who answers gets what was typed; the
//! acknowledgement, which goes to an address that nobody has verified, holds none of it.

pub mod form;
pub mod mail;
pub mod store;
pub mod view;

use crate::db::text_enum;
use crate::domain::{DepartmentCode, Email, Name, Phone};

text_enum! {
    /// « Vous êtes ».
    pub enum Sender {
        Company = "company" => "Une entreprise",
        Candidate = "candidate" => "Une personne qui cherche un stage ou une rencontre",
        Partner = "partner" => "Un partenaire, un établissement scolaire",
        Other = "other" => "Autre",
    }
}

impl Sender {
    /// The value of the field, in French like everything that shows in an address or a page.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Company => "entreprise",
            Self::Candidate => "candidat",
            Self::Partner => "partenaire",
            Self::Other => "autre",
        }
    }

    /// The sender whose value this is.
    pub fn from_slug(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sender| sender.slug() == text)
    }
}

/// A message that may be stored.
#[derive(Debug, Clone)]
pub struct MessageDraft {
    /// Who writes, if it was said.
    pub sender: Option<Sender>,
    /// First and last name.
    pub name: Name,
    /// Where the answer goes.
    pub email: Email,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Where they are; none for « Autre ».
    pub department: Option<DepartmentCode>,
    /// What it is about.
    pub subject: Option<String>,
    /// The message.
    pub message: String,
}
