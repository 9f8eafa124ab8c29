//! The SQL of messages.

use rusqlite::{OptionalExtension, params};

use super::MessageDraft;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{DepartmentCode, Email, Reference};

/// Who gets a message.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Row of the user.
    pub user: i64,
    /// First and last name.
    pub name: String,
    /// Address.
    pub email: Email,
}

fn reader(row: &rusqlite::Row) -> rusqlite::Result<Reader> {
    let (first, last): (String, String) = (row.get(1)?, row.get(2)?);
    Ok(Reader { user: row.get(0)?, name: format!("{first} {last}"), email: row.get(3)? })
}

/// Who answers for a département.
///
/// # Errors
/// What SQLite says.
pub fn answering(tx: &ReadTx, department: DepartmentCode) -> Result<Option<Reader>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT u.id, u.first_name, u.last_name, u.email FROM department_contact d JOIN user u ON u.id = d.user_id
             WHERE d.department = ?1 AND u.active = 1",
        )?
        .query_row([department], reader)
        .optional()?)
}

/// Who answers for what nobody else does.
///
/// # Errors
/// What SQLite says.
pub fn administrators(tx: &ReadTx) -> Result<Vec<Reader>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT id, first_name, last_name, email FROM user WHERE role = 'administrator' AND active = 1 ORDER BY id",
        )?
        .query_map([], reader)?
        .collect::<Result<_, _>>()?)
}

/// Says who answers for a département from now on.
///
/// # Errors
/// What SQLite says.
pub fn set_answering(tx: &WriteTx, department: DepartmentCode, user: i64) -> Result<(), Error> {
    tx.prepare_cached(
        "INSERT INTO department_contact (department, user_id) VALUES (?1, ?2)
         ON CONFLICT (department) DO UPDATE SET user_id = excluded.user_id",
    )?
    .execute(params![department, user])?;
    Ok(())
}

/// Stores a message and gives its row.
///
/// # Errors
/// What SQLite says.
pub fn create(
    tx: &WriteTx,
    now: Now,
    reference: &Reference,
    draft: &MessageDraft,
    routed_to: Option<&Reader>,
) -> Result<i64, Error> {
    tx.prepare_cached(
        "INSERT INTO contact_message (reference, sender, name, email, phone, department, subject, message, routed_to,
             created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        reference,
        draft.sender,
        draft.name,
        draft.email,
        draft.phone,
        draft.department,
        draft.subject,
        draft.message,
        routed_to.map(|reader| reader.user),
        now.unix
    ])?;
    Ok(tx.last_insert_rowid())
}

/// Whether a message has this reference.
///
/// # Errors
/// What SQLite says.
pub fn exists(tx: &ReadTx, reference: &Reference) -> Result<bool, Error> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM contact_message WHERE reference = ?1)")?
        .query_row([reference], |row| row.get(0))?)
}
