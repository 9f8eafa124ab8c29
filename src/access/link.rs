//! Links in mails: what their token opens, until when.

use rusqlite::{OptionalExtension, params};
use time::Duration;

use super::key::{Key, random, sha256};
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx, text_enum};
use crate::domain::token::Token;

text_enum! {
    /// What a link allows its holder to do.
    pub enum LinkPurpose {
        /// The employer, or whoever receives them, reads one application and its files.
        ReadApplication = "read_application" => "Lire une candidature",
    }
}

/// Why a link opens nothing.
#[derive(Debug)]
pub enum LinkRefusal {
    /// Nobody ever made it.
    Unknown,
    /// It was right, and its time has passed.
    Expired,
    /// The database could not be asked.
    Db(Error),
}

impl From<rusqlite::Error> for LinkRefusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Db(error.into())
    }
}

impl From<Error> for LinkRefusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

/// The permission to read one application and its files, for the time of one transaction.
pub struct ApplicationRead<'tx> {
    application: i64,
    _transaction: std::marker::PhantomData<&'tx ()>,
}

impl ApplicationRead<'_> {
    /// The application that may be read.
    pub fn application(&self) -> i64 {
        self.application
    }
}

/// Makes the link by which the receiver of an application reads it, and gives its id, which a mail
/// holds in place of the token.
///
/// # Errors
/// What SQLite says.
pub fn create_to_application(
    tx: &WriteTx,
    key: &Key,
    now: Now,
    application: i64,
    valid_for: Duration,
) -> Result<i64, Error> {
    let seed = random::<16>();
    let hash = sha256(key.link_token(&seed).as_bytes());
    tx.prepare_cached(
        "INSERT INTO link (seed, token_hash, purpose, application_id, expires_at, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        seed,
        hash,
        LinkPurpose::ReadApplication,
        application,
        now.plus(valid_for),
        now.unix
    ])?;
    Ok(tx.last_insert_rowid())
}

/// Opens a link to an application.
///
/// # Errors
/// [`LinkRefusal`].
pub fn application_read<'tx>(
    tx: &'tx ReadTx,
    token: &Token,
    now: Now,
) -> Result<ApplicationRead<'tx>, LinkRefusal> {
    let found: Option<(i64, i64)> = tx
        .prepare_cached(
            "SELECT application_id, expires_at FROM link WHERE token_hash = ?1 AND purpose = ?2",
        )?
        .query_row(params![sha256(token.as_bytes()), LinkPurpose::ReadApplication], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    match found {
        None => Err(LinkRefusal::Unknown),
        Some((_, expires_at)) if expires_at <= now.unix => Err(LinkRefusal::Expired),
        Some((application, _)) => {
            Ok(ApplicationRead { application, _transaction: std::marker::PhantomData })
        }
    }
}

/// The token of a link, to put in a mail that is being read or sent.
///
/// # Errors
/// What SQLite says.
pub fn token_of(
    connection: &rusqlite::Connection,
    key: &Key,
    link: i64,
) -> rusqlite::Result<Option<Token>> {
    connection
        .prepare_cached("SELECT seed FROM link WHERE id = ?1")?
        .query_row([link], |row| row.get::<_, [u8; 16]>(0))
        .optional()
        .map(|seed| seed.map(|seed| key.link_token(&seed)))
}
