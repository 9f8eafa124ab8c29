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
        /// The applicant sees the application, and withdraws it.
        FollowApplication = "follow_application" => "Suivre sa candidature",
        /// The participant sees the registration, and cancels it.
        FollowRegistration = "follow_registration" => "Suivre son inscription",
        /// A user chooses a password, once.
        ChoosePassword = "choose_password" => "Choisir un mot de passe",
        /// A company writes, sends, corrects and follows what it deposits.
        Deposit = "deposit" => "Suivre un dépôt",
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

/// The permission to see one's own application and to withdraw it.
pub struct ApplicationFollow<'tx> {
    application: i64,
    _transaction: std::marker::PhantomData<&'tx ()>,
}

impl ApplicationFollow<'_> {
    /// The application.
    pub fn application(&self) -> i64 {
        self.application
    }
}

/// The permission to see one's own registration and to cancel it.
pub struct RegistrationFollow<'tx> {
    registration: i64,
    _transaction: std::marker::PhantomData<&'tx ()>,
}

impl RegistrationFollow<'_> {
    /// The registration.
    pub fn registration(&self) -> i64 {
        self.registration
    }
}

/// The permission to choose the password of a user, once.
pub struct PasswordChoice<'tx> {
    user: i64,
    _transaction: std::marker::PhantomData<&'tx ()>,
}

impl PasswordChoice<'_> {
    /// The user.
    pub fn user(&self) -> i64 {
        self.user
    }
}

/// The permission to write, send and follow a deposit.
#[derive(Debug, Clone, Copy)]
pub struct DepositEdit<'tx> {
    deposit: i64,
    _transaction: std::marker::PhantomData<&'tx ()>,
}

impl DepositEdit<'_> {
    /// The deposit.
    pub fn deposit(&self) -> i64 {
        self.deposit
    }
}

/// What a link to follow leads to.
pub enum Followed<'tx> {
    /// An application.
    Application(ApplicationFollow<'tx>),
    /// A registration.
    Registration(RegistrationFollow<'tx>),
    /// A deposit.
    Deposit(DepositEdit<'tx>),
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
    create(tx, key, now, LinkPurpose::ReadApplication, application, now.plus(valid_for))
}

/// Makes the link by which somebody follows their own application.
///
/// # Errors
/// What SQLite says.
pub fn create_to_follow_application(
    tx: &WriteTx,
    key: &Key,
    now: Now,
    application: i64,
    valid_for: Duration,
) -> Result<i64, Error> {
    create(tx, key, now, LinkPurpose::FollowApplication, application, now.plus(valid_for))
}

/// Makes the link by which somebody follows their own registration, until an instant.
///
/// # Errors
/// What SQLite says.
pub fn create_to_follow_registration(
    tx: &WriteTx,
    key: &Key,
    now: Now,
    registration: i64,
    until: i64,
) -> Result<i64, Error> {
    create(tx, key, now, LinkPurpose::FollowRegistration, registration, until)
}

/// Makes the link by which a company writes and follows what it deposits, until an instant, and gives its id.
///
/// # Errors
/// What SQLite says.
pub fn create_to_deposit(tx: &WriteTx, key: &Key, now: Now, deposit: i64, until: i64) -> Result<i64, Error> {
    create(tx, key, now, LinkPurpose::Deposit, deposit, until)
}

/// [`create_to_deposit`], whose token is made from bytes that are given: for demonstrations, which must be the
/// same every time.
///
/// # Errors
/// What SQLite says.
pub fn create_to_deposit_from(
    tx: &WriteTx,
    key: &Key,
    now: Now,
    deposit: i64,
    until: i64,
    seed: [u8; 16],
) -> Result<i64, Error> {
    create_from(tx, key, now, (LinkPurpose::Deposit, deposit), until, seed)
}

/// The latest link to a deposit.
///
/// # Errors
/// What SQLite says; a deposit without any.
pub fn of_deposit(tx: &ReadTx, deposit: i64) -> Result<i64, Error> {
    Ok(tx
        .prepare_cached("SELECT id FROM link WHERE deposit_id = ?1 ORDER BY id DESC LIMIT 1")?
        .query_row([deposit], |row| row.get(0))?)
}

/// Whether the latest link to a deposit is still good.
///
/// # Errors
/// What SQLite says.
pub fn deposit_is_open(tx: &ReadTx, now: Now, deposit: i64) -> Result<bool, Error> {
    Ok(tx
        .prepare_cached("SELECT coalesce(max(expires_at), 0) > ?2 FROM link WHERE deposit_id = ?1")?
        .query_row([deposit, now.unix], |row| row.get(0))?)
}

/// Takes their force from the links to a deposit: its company gave another address, which gets another link.
///
/// # Errors
/// What SQLite says.
pub fn revoke_deposit(tx: &WriteTx, allowed: &DepositEdit) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM link WHERE deposit_id = ?1")?.execute([allowed.deposit()])?;
    Ok(())
}

/// Makes the latest link to a deposit good until an instant: something was just done by it.
///
/// # Errors
/// What SQLite says.
pub fn extend_deposit(tx: &WriteTx, deposit: i64, until: i64) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE link SET expires_at = max(expires_at, ?2)
         WHERE id = (SELECT max(id) FROM link WHERE deposit_id = ?1)",
    )?
    .execute([deposit, until])?;
    Ok(())
}

/// Makes the link by which a user chooses a password, and gives its id. Those made before it open nothing
/// any more.
///
/// # Errors
/// What SQLite says.
pub fn create_to_choose_password(
    tx: &WriteTx,
    key: &Key,
    now: Now,
    user: i64,
    valid_for: Duration,
) -> Result<i64, Error> {
    revoke_choices(tx, user)?;
    create(tx, key, now, LinkPurpose::ChoosePassword, user, now.plus(valid_for))
}

/// Whether a user can choose a password by a link made less than so many seconds ago.
///
/// # Errors
/// What SQLite says.
pub fn has_recent_choice(tx: &ReadTx, now: Now, user: i64, seconds: i64) -> Result<bool, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM link WHERE user_id = ?1 AND created_at > ?2 AND expires_at > ?3)",
        )?
        .query_row([user, now.unix - seconds, now.unix], |row| row.get(0))?)
}

/// Takes their force from the links by which a user could choose a password: one was chosen.
///
/// # Errors
/// What SQLite says.
pub fn revoke_choices(tx: &WriteTx, user: i64) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM link WHERE user_id = ?1")?.execute([user])?;
    Ok(())
}

fn create(
    tx: &WriteTx,
    key: &Key,
    now: Now,
    purpose: LinkPurpose,
    subject: i64,
    until: i64,
) -> Result<i64, Error> {
    create_from(tx, key, now, (purpose, subject), until, random::<16>())
}

fn create_from(
    tx: &WriteTx,
    key: &Key,
    now: Now,
    (purpose, subject): (LinkPurpose, i64),
    until: i64,
    seed: [u8; 16],
) -> Result<i64, Error> {
    let hash = sha256(key.link_token(&seed).as_bytes());
    let column = match purpose {
        LinkPurpose::ReadApplication | LinkPurpose::FollowApplication => "application_id",
        LinkPurpose::FollowRegistration => "registration_id",
        LinkPurpose::ChoosePassword => "user_id",
        LinkPurpose::Deposit => "deposit_id",
    };
    tx.prepare_cached(&format!(
        "INSERT INTO link (seed, token_hash, purpose, {column}, expires_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    ))?
    .execute(params![seed, hash, purpose, subject, until, now.unix])?;
    Ok(tx.last_insert_rowid())
}

/// Opens the link by which a user chooses a password.
///
/// # Errors
/// [`LinkRefusal`]: a link that was used is as one that nobody made.
pub fn password_choice<'tx>(
    tx: &'tx ReadTx,
    token: &Token,
    now: Now,
) -> Result<PasswordChoice<'tx>, LinkRefusal> {
    let link = known(tx, token)?.ok_or(LinkRefusal::Unknown)?;
    match link.purpose {
        LinkPurpose::ChoosePassword if link.expires_at <= now.unix => Err(LinkRefusal::Expired),
        LinkPurpose::ChoosePassword => {
            Ok(PasswordChoice { user: link.subject, _transaction: std::marker::PhantomData })
        }
        LinkPurpose::ReadApplication
        | LinkPurpose::FollowApplication
        | LinkPurpose::FollowRegistration
        | LinkPurpose::Deposit => Err(LinkRefusal::Unknown),
    }
}

/// Opens a company's link to what it deposits.
///
/// # Errors
/// [`LinkRefusal`].
pub fn deposit_edit<'tx>(tx: &'tx ReadTx, token: &Token, now: Now) -> Result<DepositEdit<'tx>, LinkRefusal> {
    match follow(tx, token, now)? {
        Followed::Deposit(allowed) => Ok(allowed),
        Followed::Application(_) | Followed::Registration(_) => Err(LinkRefusal::Unknown),
    }
}

/// Opens the receiver's link to an application.
///
/// # Errors
/// [`LinkRefusal`].
pub fn application_read<'tx>(
    tx: &'tx ReadTx,
    token: &Token,
    now: Now,
) -> Result<ApplicationRead<'tx>, LinkRefusal> {
    let link = known(tx, token)?.ok_or(LinkRefusal::Unknown)?;
    match link.purpose {
        LinkPurpose::ReadApplication if link.expires_at <= now.unix => Err(LinkRefusal::Expired),
        LinkPurpose::ReadApplication => {
            Ok(ApplicationRead { application: link.subject, _transaction: std::marker::PhantomData })
        }
        LinkPurpose::FollowApplication
        | LinkPurpose::FollowRegistration
        | LinkPurpose::ChoosePassword
        | LinkPurpose::Deposit => Err(LinkRefusal::Unknown),
    }
}

/// Opens somebody's link to what they sent.
///
/// # Errors
/// [`LinkRefusal`].
pub fn follow<'tx>(tx: &'tx ReadTx, token: &Token, now: Now) -> Result<Followed<'tx>, LinkRefusal> {
    let link = known(tx, token)?.ok_or(LinkRefusal::Unknown)?;
    let followed = link.followed().ok_or(LinkRefusal::Unknown)?;
    if link.expires_at <= now.unix { Err(LinkRefusal::Expired) } else { Ok(followed) }
}

/// What an expired link led to: whoever holds it may have a fresh one sent to the address on file,
/// and is told nothing else.
///
/// # Errors
/// [`LinkRefusal::Unknown`] when there is no such link, or when it is still good.
pub fn expired<'tx>(tx: &'tx ReadTx, token: &Token, now: Now) -> Result<Followed<'tx>, LinkRefusal> {
    let link = known(tx, token)?.filter(|link| link.expires_at <= now.unix).ok_or(LinkRefusal::Unknown)?;
    link.followed().ok_or(LinkRefusal::Unknown)
}

struct Known {
    purpose: LinkPurpose,
    subject: i64,
    expires_at: i64,
}

impl Known {
    fn followed<'tx>(&self) -> Option<Followed<'tx>> {
        let _transaction = std::marker::PhantomData;
        match self.purpose {
            LinkPurpose::ReadApplication | LinkPurpose::ChoosePassword => None,
            LinkPurpose::FollowApplication => {
                Some(Followed::Application(ApplicationFollow { application: self.subject, _transaction }))
            }
            LinkPurpose::FollowRegistration => {
                Some(Followed::Registration(RegistrationFollow { registration: self.subject, _transaction }))
            }
            LinkPurpose::Deposit => {
                Some(Followed::Deposit(DepositEdit { deposit: self.subject, _transaction }))
            }
        }
    }
}

fn known(tx: &ReadTx, token: &Token) -> Result<Option<Known>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT purpose, coalesce(application_id, registration_id, user_id, deposit_id), expires_at FROM link WHERE token_hash = ?1",
        )?
        .query_row([sha256(token.as_bytes())], |row| {
            Ok(Known { purpose: row.get(0)?, subject: row.get(1)?, expires_at: row.get(2)? })
        })
        .optional()?)
}

/// The token of a link, to put in a mail that is being read or sent; none once the link is revoked.
///
/// # Errors
/// What SQLite says.
pub fn token_of(connection: &rusqlite::Connection, key: &Key, link: i64) -> rusqlite::Result<Option<Token>> {
    connection
        .prepare_cached("SELECT seed FROM link WHERE id = ?1")?
        .query_row([link], |row| row.get::<_, [u8; 16]>(0))
        .optional()
        .map(|seed| seed.map(|seed| key.link_token(&seed)))
}

/// Proofs for what no company does: building a demonstration.
pub mod system {
    use super::{DepositEdit, RegistrationFollow, WriteTx};

    /// A deposit, whoever holds its link.
    pub fn deposit<'tx>(_: &'tx WriteTx, deposit: i64) -> DepositEdit<'tx> {
        DepositEdit { deposit, _transaction: std::marker::PhantomData }
    }

    /// A registration, whoever holds its link.
    pub fn registration<'tx>(_: &'tx WriteTx, registration: i64) -> RegistrationFollow<'tx> {
        RegistrationFollow { registration, _transaction: std::marker::PhantomData }
    }
}
