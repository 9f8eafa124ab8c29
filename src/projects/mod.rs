//! Projects: a company wishes to be known; offers and events are how the wish takes shape.

use rusqlite::params;

use crate::clock::Now;
use crate::db::{Error, WriteTx, text_enum};
use crate::domain::{Email, Phone, Wish};

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
        /// Somebody asked for something about it.
        Request = "request" => "Demande",
    }
}

/// Stores a project and gives its row.
///
/// # Errors
/// What SQLite says.
pub fn create(tx: &WriteTx, now: Now, project: &NewProject) -> Result<i64, Error> {
    tx.prepare_cached(
        "INSERT INTO project (company_id, creator_id, manager_id, wish, request, contact_name, phone,
             other_phone, email, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
    )?
    .execute(params![
        project.company,
        project.creator,
        project.manager,
        project.wish,
        project.request,
        project.contact_name,
        project.phone,
        project.other_phone,
        project.email,
        now.unix
    ])?;
    Ok(tx.last_insert_rowid())
}

/// Adds a line to the journal of a project; `author` is `None` for the system and for people
/// without account. The text never names an applicant.
///
/// # Errors
/// What SQLite says.
pub fn note(
    tx: &WriteTx,
    now: Now,
    project: i64,
    author: Option<i64>,
    kind: JournalKind,
    text: &str,
) -> Result<(), Error> {
    tx.prepare_cached(
        "INSERT INTO journal (project_id, author_id, kind, text, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![project, author, kind, text, now.unix])?;
    Ok(())
}
