//! Assignments: somebody is given a project, or the registrations of an event. It is an alert on their
//! dashboard and a mail, until they save what they were given.

pub mod mail;
pub mod store;

use crate::domain::Number;

/// What somebody is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A project, by its row.
    Project(i64),
    /// The registrations of an event, by its row.
    Event(i64),
}

/// A word of the one who gives, and whom to.
#[derive(Debug, Clone)]
pub struct Gift {
    /// Row of the user who gets it.
    pub to: i64,
    /// Row of the user who gives it.
    pub by: Option<i64>,
    /// A word to the one who gets it.
    pub note: Option<String>,
}

/// An alert: « Vos affectations ».
#[derive(Debug, Clone)]
pub struct Alert {
    /// Row of the project.
    pub project: i64,
    /// The event, when it is its registrations that were given.
    pub event: Option<Number>,
    /// Title of the event.
    pub title: Option<String>,
    /// Name of the company.
    pub company: String,
    /// Its commune.
    pub commune: String,
    /// Who gave it; nobody when the system did.
    pub by: Option<String>,
    /// A word of theirs.
    pub note: Option<String>,
    /// When, as an instant.
    pub at: i64,
}
