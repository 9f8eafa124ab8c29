//! People of the partner organisations: who they are, how they sign in, what they choose for
//! themselves.

pub mod device;
pub mod form;
pub mod mail;
pub mod store;
pub mod view;

use crate::db::text_enum;
use crate::domain::{Civility, Email, Name, Phone};

text_enum! {
    /// What a user may do in general.
    pub enum Role {
        /// Manages its own projects, consults the others.
        Partner = "partner" => "Partenaire",
        /// Manages everything.
        Administrator = "administrator" => "Administration",
    }
}

text_enum! {
    /// What must be explained later.
    pub enum AuditAction {
        /// An account was opened.
        UserCreated = "user_created" => "Compte ouvert",
        /// A project was deleted.
        ProjectDeleted = "project_deleted" => "Projet supprimé",
        /// An event took more people than it had places.
        SeatsAdded = "seats_added" => "Places ajoutées",
        /// Who registered for an event left the site in a file.
        ParticipantsExported = "participants_exported" => "Liste d’inscrits exportée",
    }
}

/// A user to be stored.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Row of the organisation.
    pub organisation: i64,
    /// Role.
    pub role: Role,
    /// Civility.
    pub civility: Civility,
    /// Family name.
    pub last_name: Name,
    /// First name.
    pub first_name: Name,
    /// Identifier and address.
    pub email: Email,
    /// Telephone, shown where the user receives the applications.
    pub phone: Option<Phone>,
}

/// A user, as others see them and as they see themselves.
#[derive(Debug, Clone)]
pub struct User {
    /// Row.
    pub id: i64,
    /// Role.
    pub role: Role,
    /// « Madame NOM Prénom (Organisation) ».
    pub name: String,
    /// Identifier and address.
    pub email: Email,
    /// Telephone, shown where the user receives the applications.
    pub phone: Option<Phone>,
    /// Whether a mail goes with each alert.
    pub alert_mails: bool,
}

/// A user in the list of all of them.
#[derive(Debug, Clone)]
pub struct UserLine {
    /// Role.
    pub role: Role,
    /// Identifier and address.
    pub email: Email,
    /// « Madame NOM Prénom (Organisation) ».
    pub name: String,
    /// Whether the account can be used.
    pub active: bool,
    /// When they were last there, as an instant.
    pub seen_at: Option<i64>,
}

/// Somebody to whom a project or registrations may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignable {
    /// Row.
    pub id: i64,
    /// « Madame NOM Prénom (Organisation) ».
    pub name: String,
}

/// One of the sessions of a user.
#[derive(Debug, Clone)]
pub struct SessionLine {
    /// Row.
    pub id: i64,
    /// « Firefox sur Windows ».
    pub device: String,
    /// When it began, as an instant.
    pub created_at: i64,
    /// When it was last seen, to a few minutes.
    pub seen_at: i64,
    /// Whether it is the one that asks.
    pub current: bool,
}
