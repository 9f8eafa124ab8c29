mod companies;
mod organisations;
mod people;
mod profiles;
mod rng;
mod story;
mod texts;

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use time::Date;

use crate::access::key::{Key, sha256};
use crate::clock::Zone;
use crate::config::Size;
use crate::db::OpenError;

/// What a demonstration is made from; the same plan gives the same database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How much.
    pub size: Size,
    /// Seed of every draw.
    pub seed: u64,
    /// The day that it is in the demonstration.
    pub date: Date,
}

/// Somebody who can sign in.
#[derive(Debug, Clone)]
pub struct Login {
    /// Role, in French.
    pub role: &'static str,
    /// E-mail address.
    pub identifier: String,
    /// Password.
    pub password: &'static str,
}

/// Why a demonstration cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Builds the demonstration if needed.
///
/// # Errors
/// [`DemoError`].
pub fn prepare(_path: &Path, _plan: &Plan, _zone: Zone) -> Result<(), DemoError> {
    Ok(())
}

/// The logins, once the extranet opens.
pub fn logins() -> Vec<Login> {
    Vec::new()
}

/// The secret of a demonstration is no secret: it follows from its seed, so that the same seed
/// gives the same links.
pub fn key(seed: u64) -> Key {
    Key::from_bytes(sha256(format!("cmonstage demo {seed}").as_bytes()))
}

/// The seed of a demonstration; nothing for a real database.
///
/// # Errors
/// What SQLite says.
pub fn seed_of(connection: &Connection) -> rusqlite::Result<Option<u64>> {
    let seed: Option<String> = connection
        .query_row("SELECT value FROM setting WHERE key = 'demo.seed'", [], |row| row.get(0))
        .optional()?;
    Ok(seed.and_then(|seed| seed.parse().ok()))
}
