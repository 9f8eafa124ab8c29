//! Applications: somebody answers an offer.
//!
//! What arrives here is safe from the moment its page says so: the row, its files, the line of the
//! journal and every mail are one transaction.

pub mod form;
pub mod mail;
pub mod store;
pub mod view;

use crate::domain::{Age, Email, Name, Phone};
use crate::files::FileInfo;

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

/// The legal representative of somebody under 15, who gets the same mails.
#[derive(Debug, Clone)]
pub struct Guardian {
    /// First and last name.
    pub name: Name,
    /// E-mail address.
    pub email: Email,
}

/// An application as whoever receives it reads it.
#[derive(Debug, Clone)]
pub struct Application {
    /// What the person quotes.
    pub reference: Reference,
    /// What was sent.
    pub draft: ApplicationDraft,
    /// Its documents.
    pub files: Vec<FileInfo>,
    /// Instant of its arrival.
    pub created_at: i64,
    /// Row of the offer.
    pub offer: i64,
    /// Number of the offer, as text.
    pub offer_number: crate::domain::Number,
    /// Title of the offer.
    pub offer_title: String,
    /// Whether the offer is still online.
    pub offer_online: bool,
}

/// What an applicant quotes on the telephone: « C-7K2M-9QRT ».
pub type Reference = crate::domain::Reference<'C'>;
