//! Projects: a company wishes to be known; offers and events are how the wish takes shape.

pub mod form;
pub mod mail;
pub mod store;
pub mod view;

use crate::db::slice::Slice;
use crate::db::text_enum;
use crate::domain::{Email, Phone, Wish};
use crate::web::table::Column;

/// A project to be stored. Its contact is the employer's private one: what the public sees is on
/// each offer.
#[derive(Debug, Clone)]
pub struct NewProject {
    /// Row of the company.
    pub company: i64,
    /// Row of the user who enters it; `None` when the company did, on the public site.
    pub creator: Option<i64>,
    /// Row of the « chargé du projet »; `None` while it waits to be assigned.
    pub manager: Option<i64>,
    /// What the company asks for.
    pub wish: Wish,
    /// « Sa demande », in its own words.
    pub request: String,
    /// Person to ask for.
    pub contact_name: Option<String>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Second telephone.
    pub other_phone: Option<Phone>,
    /// E-mail address.
    pub email: Option<Email>,
}

text_enum! {
    /// What a line of the journal tells.
    pub enum JournalKind {
        /// Somebody's note.
        Comment = "comment" => "Commentaire",
        /// It was entered.
        Creation = "creation" => "Création",
        /// Something in it was changed.
        Change = "change" => "Modification",
        /// Somebody was given it.
        Assignment = "assignment" => "Affectation",
        /// Something in it was put online or taken off.
        Publication = "publication" => "Publication",
        /// An application arrived.
        Application = "application" => "Candidature",
        /// The registrations of an event were touched by hand.
        Registration = "registration" => "Inscription",
        /// Somebody asked to take it over.
        TakeoverRequest = "takeover_request" => "Demande de prise en charge",
        /// Somebody asked to delete it.
        DeletionRequest = "deletion_request" => "Demande de suppression",
        /// A company sent it, or answered; a partner answered the company.
        Deposit = "deposit" => "Dépôt de l’entreprise",
    }
}

/// A project as partners see it.
#[derive(Debug, Clone)]
pub struct Project {
    /// Row.
    pub id: i64,
    /// Row of the company.
    pub company: i64,
    /// Who entered it: « Entreprise », or a user.
    pub creator: Option<String>,
    /// Row of the user who entered it.
    pub creator_id: Option<i64>,
    /// Who manages it.
    pub manager: Option<String>,
    /// Row of the user who manages it.
    pub manager_id: Option<i64>,
    /// What is written of it.
    pub content: Content,
    /// Version, for concurrent edits.
    pub version: u32,
    /// When it was entered, as an instant.
    pub created_at: i64,
    /// When it was last changed, as an instant.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: Option<String>,
}

/// What is written of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What the company asks for.
    pub wish: Wish,
    /// « Sa demande », in its own words.
    pub request: String,
    /// Person to ask for.
    pub contact_name: Option<String>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Second telephone.
    pub other_phone: Option<Phone>,
    /// E-mail address.
    pub email: Option<Email>,
}

/// One project among others.
#[derive(Debug, Clone)]
pub struct ProjectLine {
    /// Row.
    pub id: i64,
    /// Name of the company.
    pub company: String,
    /// Its commune.
    pub commune: String,
    /// Who manages it.
    pub manager: Option<String>,
    /// When it was entered, as an instant.
    pub created_at: i64,
    /// How many of its offers and events are online.
    pub published: u64,
}

/// A line of the journal.
#[derive(Debug, Clone)]
pub struct JournalLine {
    /// What it tells.
    pub kind: JournalKind,
    /// Who wrote it; nobody when the system did.
    pub author: Option<String>,
    /// Its words.
    pub text: String,
    /// When, as an instant.
    pub at: i64,
}

/// Somebody who manages projects of a company.
#[derive(Debug, Clone)]
pub struct Follower {
    /// Row of the user.
    pub id: i64,
    /// « Madame NOM Prénom (Organisation) ».
    pub name: String,
    /// Row of the latest of these projects.
    pub project: i64,
    /// How many they are.
    pub projects: u64,
}

/// A line of the journal of one project among those of a company.
#[derive(Debug, Clone)]
pub struct CompanyLine {
    /// Row of the project.
    pub project: i64,
    /// When it was entered, as an instant: its name.
    pub project_created_at: i64,
    /// The line.
    pub line: JournalLine,
}

/// The order of the journal of a company: the latest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalOrder {
    /// By date.
    Date,
}

impl Column for JournalOrder {
    const ALL: &'static [Self] = &[Self::Date];
    const DEFAULT: Self = Self::Date;

    fn slug(self) -> &'static str {
        "date"
    }
}

/// A part of the journals of the projects of a company.
#[derive(Debug, Clone)]
pub struct CompanyJournal {
    /// Its lines.
    pub rows: Vec<CompanyLine>,
    /// Which part, on a page that is there.
    pub slice: Slice<JournalOrder>,
    /// How many lines there are.
    pub total: u32,
}

/// What became of a change.
#[derive(Debug, Clone)]
pub enum Saved {
    /// It is stored.
    Done,
    /// Somebody else changed it meanwhile: this is what stands.
    Stale(Box<Project>),
}
