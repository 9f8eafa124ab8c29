//! People of the partner organisations. Signing in comes with the extranet; until then they are
//! who manages the projects.

use rusqlite::params;

use crate::clock::Now;
use crate::db::{Error, WriteTx, text_enum};
use crate::domain::{Email, Name, Phone};

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
    /// How a person is addressed.
    pub enum Civility {
        Madam = "madam" => "Madame",
        Sir = "sir" => "Monsieur",
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

/// Stores a partner organisation and gives its row.
///
/// # Errors
/// What SQLite says.
pub fn create_organisation(tx: &WriteTx, now: Now, name: &str) -> Result<i64, Error> {
    tx.prepare_cached("INSERT INTO organisation (name, created_at) VALUES (?1, ?2)")?
        .execute(params![name, now.unix])?;
    Ok(tx.last_insert_rowid())
}

/// Stores a user and gives its row.
///
/// # Errors
/// What SQLite says.
pub fn create_user(tx: &WriteTx, now: Now, user: &NewUser) -> Result<i64, Error> {
    tx.prepare_cached(
        "INSERT INTO user (organisation_id, role, civility, last_name, first_name, email, phone, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        user.organisation,
        user.role,
        user.civility,
        user.last_name,
        user.first_name,
        user.email,
        user.phone,
        now.unix
    ])?;
    Ok(tx.last_insert_rowid())
}
