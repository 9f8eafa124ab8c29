//! Applications: somebody answers an offer.
//!
//! What arrives here is safe from the moment its page says so: the row, its files, the line of the
//! journal and every mail are one transaction.

pub mod form;
pub mod mail;
pub mod store;
pub mod view;

use crate::db::slice::Slice;
use crate::domain::{Age, Email, Name, Number, Phone, Reference};
use crate::files::FileInfo;
use crate::person::Guardian;
use crate::web::table::Column;

/// An application that may be stored.
#[derive(Debug, Clone)]
pub struct ApplicationDraft {
    /// Family name.
    pub last_name: Name,
    /// First name.
    pub first_name: Name,
    /// Age in years.
    pub age: Age,
    /// Where the answer goes.
    pub email: Email,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Formation suivie actuellement.
    pub current_training: Option<String>,
    /// Formations, expériences, motivations.
    pub motivation: Option<String>,
    /// Who consents, for somebody under 15.
    pub guardian: Option<Guardian>,
}

/// An application as whoever receives it reads it.
#[derive(Debug, Clone)]
pub struct Application {
    /// Its row; never shown.
    pub id: i64,
    /// What the person quotes.
    pub reference: Reference,
    /// What was sent.
    pub draft: ApplicationDraft,
    /// Its documents.
    pub files: Vec<FileInfo>,
    /// Instant of its arrival.
    pub created_at: i64,
    /// Instant at which it was withdrawn.
    pub withdrawn_at: Option<i64>,
    /// Row of the offer.
    pub offer: i64,
    /// Number of the offer.
    pub offer_number: Number,
    /// Title of the offer.
    pub offer_title: String,
    /// Whether the offer is still online.
    pub offer_online: bool,
}

/// By what those who answered an offer are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplicantOrder {
    /// Family name.
    LastName,
    /// First name.
    FirstName,
    /// Age.
    Age,
    /// When they answered.
    Date,
}

impl Column for ApplicantOrder {
    const ALL: &'static [Self] = &[Self::LastName, Self::FirstName, Self::Age, Self::Date];
    const DEFAULT: Self = Self::LastName;

    fn slug(self) -> &'static str {
        match self {
            Self::LastName => "nom",
            Self::FirstName => "prenom",
            Self::Age => "age",
            Self::Date => "date",
        }
    }
}

/// Somebody who answered an offer, in the list of whoever follows it.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// Row of the application.
    pub id: i64,
    /// What was sent.
    pub draft: ApplicationDraft,
    /// Its documents.
    pub files: Vec<FileInfo>,
    /// Instant of its arrival.
    pub created_at: i64,
    /// Whether a partner entered it.
    pub by_hand: bool,
}

/// A page of those who answered an offer. Those who changed their mind are counted, not listed.
#[derive(Debug, Clone)]
pub struct ApplicantList {
    /// The page.
    pub rows: Vec<Applicant>,
    /// Which page it is.
    pub slice: Slice<ApplicantOrder>,
    /// How many there are in all.
    pub total: u32,
    /// How many withdrew.
    pub withdrawn: u32,
}

/// What an offer is, for whoever handles those who answer it.
#[derive(Debug, Clone)]
pub struct OfferHead {
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// Whether it has ever been online: nobody is written to about an offer that nobody could read.
    pub ever_online: bool,
}
