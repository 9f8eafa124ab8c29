//! The SQL of users; of their sessions and of their tries to sign in, in files of their own.

pub mod sessions;
pub mod tries;

use rusqlite::{OptionalExtension, Row, params};

use super::{Assignable, AuditAction, NewUser, Role, User, UserLine};
use crate::access::actor::{NAME, name};
use crate::access::link::{self, PasswordChoice};
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{Email, Phone};

/// Stores a partner organisation and gives its row.
///
/// # Errors
/// What SQLite says.
pub fn create_organisation(tx: &WriteTx, now: Now, name: &str) -> Result<i64, Error> {
    tx.prepare_cached("INSERT INTO organisation (name, created_at) VALUES (?1, ?2)")?
        .execute(params![name, now.unix])?;
    Ok(tx.last_insert_rowid())
}

/// The organisation of this name, made if there is none.
///
/// # Errors
/// What SQLite says.
pub fn organisation(tx: &WriteTx, now: Now, name: &str) -> Result<i64, Error> {
    let found: Option<i64> = tx
        .prepare_cached("SELECT id FROM organisation WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    match found {
        Some(id) => Ok(id),
        None => create_organisation(tx, now, name),
    }
}

/// Stores a user, who has no password yet, and gives its row.
///
/// # Errors
/// What SQLite says; an address that another user has is refused by a constraint.
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

const USER: &str = "u.id, u.role, u.email, u.phone, u.alert_mails";

fn user(row: &Row) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        role: row.get(1)?,
        email: row.get(2)?,
        phone: row.get(3)?,
        alert_mails: row.get(4)?,
        name: name(row, 5)?,
    })
}

/// An active user.
///
/// # Errors
/// What SQLite says.
pub fn find(tx: &ReadTx, id: i64) -> Result<Option<User>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {USER}, {NAME} FROM user u JOIN organisation g ON g.id = u.organisation_id
             WHERE u.id = ?1 AND u.active = 1"
        ))?
        .query_row([id], user)
        .optional()?)
}

/// The active user of this address.
///
/// # Errors
/// What SQLite says.
pub fn find_by_email(tx: &ReadTx, email: &Email) -> Result<Option<User>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {USER}, {NAME} FROM user u JOIN organisation g ON g.id = u.organisation_id
             WHERE u.email = ?1 AND u.active = 1"
        ))?
        .query_row([email], user)
        .optional()?)
}

/// Whether somebody, active or not, has this address.
///
/// # Errors
/// What SQLite says.
pub fn is_known(tx: &ReadTx, email: &Email) -> Result<bool, Error> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM user WHERE email = ?1)")?
        .query_row([email], |row| row.get(0))?)
}

/// Whether there is no account at all: nobody can sign in.
///
/// # Errors
/// What SQLite says.
pub fn is_empty(tx: &ReadTx) -> Result<bool, Error> {
    Ok(tx.query_row("SELECT NOT EXISTS (SELECT 1 FROM user)", [], |row| row.get(0))?)
}

/// Every account, active or not, administrators first.
///
/// # Errors
/// What SQLite says.
pub fn everybody(tx: &ReadTx) -> Result<Vec<UserLine>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT u.role, u.email, u.active, v.last_seen_at, {NAME}
             FROM user u JOIN organisation g ON g.id = u.organisation_id LEFT JOIN visit v ON v.user_id = u.id
             ORDER BY u.role, u.id"
        ))?
        .query_map([], |row| {
            Ok(UserLine {
                role: row.get(0)?,
                email: row.get(1)?,
                active: row.get(2)?,
                seen_at: row.get(3)?,
                name: name(row, 4)?,
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// Everybody who may be given something, by name.
///
/// # Errors
/// What SQLite says.
pub fn assignable(tx: &ReadTx) -> Result<Vec<Assignable>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT u.id, {NAME} FROM user u JOIN organisation g ON g.id = u.organisation_id
             WHERE u.active = 1 ORDER BY u.last_name COLLATE NOCASE, u.first_name COLLATE NOCASE, u.id"
        ))?
        .query_map([], |row| Ok(Assignable { id: row.get(0)?, name: name(row, 1)? }))?
        .collect::<Result<_, _>>()?)
}

/// The active administrators, the first first.
///
/// # Errors
/// What SQLite says.
pub fn administrators(tx: &ReadTx) -> Result<Vec<User>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {USER}, {NAME} FROM user u JOIN organisation g ON g.id = u.organisation_id
             WHERE u.role = ?1 AND u.active = 1 ORDER BY u.id"
        ))?
        .query_map([Role::Administrator], user)?
        .collect::<Result<_, _>>()?)
}

/// What is kept of the password of an active user, with its row.
///
/// # Errors
/// What SQLite says.
pub fn password(tx: &ReadTx, email: &Email) -> Result<Option<(i64, Option<String>)>, Error> {
    Ok(tx
        .prepare_cached("SELECT id, password FROM user WHERE email = ?1 AND active = 1")?
        .query_row([email], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// What is kept of the password of a user, and the role: a session made before either changed is no
/// longer one.
///
/// # Errors
/// What SQLite says.
pub fn credentials(tx: &ReadTx, id: i64) -> Result<(Option<String>, Role), Error> {
    Ok(tx
        .prepare_cached("SELECT password, role FROM user WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Keeps the same password better.
///
/// # Errors
/// What SQLite says.
pub fn improve_password(tx: &WriteTx, id: i64, kept: &str) -> Result<(), Error> {
    tx.prepare_cached("UPDATE user SET password = ?2 WHERE id = ?1")?.execute(params![id, kept])?;
    Ok(())
}

/// Gives a user the password that was chosen by a link, which is then used up, and ends every session.
///
/// # Errors
/// What SQLite says.
pub fn choose_password(tx: &WriteTx, allowed: &PasswordChoice, kept: &str) -> Result<(), Error> {
    set_password(tx, allowed.user(), kept)
}

/// Gives a user another password, and ends every session.
///
/// # Errors
/// What SQLite says.
pub fn set_password(tx: &WriteTx, id: i64, kept: &str) -> Result<(), Error> {
    improve_password(tx, id, kept)?;
    link::revoke_choices(tx, id)?;
    sessions::end_all(tx, id)
}

/// Changes what a user chooses for themselves: the telephone, and whether a mail goes with each alert.
///
/// # Errors
/// What SQLite says.
pub fn set_details(tx: &WriteTx, id: i64, phone: Option<&Phone>, alert_mails: bool) -> Result<(), Error> {
    tx.prepare_cached("UPDATE user SET phone = ?2, alert_mails = ?3 WHERE id = ?1")?.execute(params![
        id,
        phone,
        alert_mails
    ])?;
    Ok(())
}

/// Writes down something that must be explained later; `subject` names nobody.
///
/// # Errors
/// What SQLite says.
pub fn audit(
    tx: &WriteTx,
    now: Now,
    by: Option<i64>,
    action: AuditAction,
    subject: &str,
) -> Result<(), Error> {
    tx.prepare_cached("INSERT INTO audit (user_id, action, subject, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![by, action, subject, now.unix])?;
    Ok(())
}

/// From when on what happened is new to a user: the end of the visit before this one, else so many days ago.
///
/// # Errors
/// What SQLite says.
pub fn news_from(tx: &ReadTx, now: Now, id: i64) -> Result<i64, Error> {
    /// What is new to somebody who comes for the first time, in days.
    const FIRST_NEWS_DAYS: i64 = 30;
    Ok(news_since(tx, id)?.unwrap_or(now.unix - FIRST_NEWS_DAYS * 24 * 3600))
}

/// From when on what happened is new to a user: the end of the visit before this one, if there was one.
///
/// # Errors
/// What SQLite says.
pub fn news_since(tx: &ReadTx, id: i64) -> Result<Option<i64>, Error> {
    let found: Option<Option<i64>> = tx
        .prepare_cached("SELECT news_since FROM visit WHERE user_id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(found.flatten())
}
