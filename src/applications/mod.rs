//! Applications: somebody answers an offer.
//!
//! What arrives here is safe from the moment its page says so: the row, its files, the line of the
//! journal and every mail are one transaction.

pub mod form;
pub mod mail;
pub mod store;
pub mod view;

use crate::domain::{Age, Email, Name, Number, Phone, Reference};
use crate::files::FileInfo;
use crate::person::Guardian;

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
