//! The SQL of registrations.

pub mod confirmation;
pub mod desk;
mod manage;
pub mod presence;

pub use manage::{
    Change, Correction, Entry, enter, event_head, last_change, list, page_of, participant, remove, update,
};

use rusqlite::{OptionalExtension, Row, params};

use super::{Group, Registration, RegistrationDraft};
use crate::access::edit::ParticipantsRead;
use crate::access::link::RegistrationFollow;
use crate::catalogue::News;
use crate::catalogue::store::number;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::date::parse_moment;
use crate::domain::{Email, Number, Reference, fold};
use crate::events::store::OWN;
use crate::person::Guardian;

/// What became of a registration that was sent.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It is safe.
    Stored(Stored),
    /// There are fewer places left than it needs.
    Full {
        /// How many are left.
        left: u32,
    },
}

/// A registration that is safe.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its row.
    pub id: i64,
    /// Its reference.
    pub reference: Reference,
    /// When it had arrived already, if it had.
    pub earlier: Option<i64>,
}

/// Registers somebody for an event that the caller has seen open in this transaction. The same
/// person (e-mail and folded names) registering again changes nothing: the first registration is
/// given.
///
/// # Errors
/// What SQLite says.
pub fn create(
    tx: &WriteTx,
    now: Now,
    event: i64,
    reference: &Reference,
    draft: &RegistrationDraft,
) -> Result<Outcome, Error> {
    if let Some(earlier) = earlier(tx, event, draft)? {
        return Ok(Outcome::Stored(earlier));
    }
    let left = seats_left(tx, event)?;
    if draft.seats() > left {
        return Ok(Outcome::Full { left });
    }
    let id = insert(tx, now, &Origin { event, added_by: None }, reference, draft)?;
    Ok(Outcome::Stored(Stored { id, reference: reference.clone(), earlier: None }))
}

/// What the same person (e-mail and folded names) had already sent for the same event.
fn earlier(tx: &ReadTx, event: i64, draft: &RegistrationDraft) -> Result<Option<Stored>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT id, reference, created_at FROM registration
             WHERE event_id = ?1 AND email = ?2 AND folded_name = ?3 AND cancelled_at IS NULL",
        )?
        .query_row(params![event, draft.email, folded_name(draft)], |row| {
            Ok(Stored { id: row.get(0)?, reference: row.get(1)?, earlier: row.get(2)? })
        })
        .optional()?)
}

fn folded_name(draft: &RegistrationDraft) -> String {
    format!("{} {}", fold(draft.last_name.as_str()), fold(draft.first_name.as_str()))
}

/// What a registration is for, and who brought it.
struct Origin {
    event: i64,
    /// Row of the partner who entered it; none when the person did.
    added_by: Option<i64>,
}

fn insert(
    tx: &WriteTx,
    now: Now,
    origin: &Origin,
    reference: &Reference,
    draft: &RegistrationDraft,
) -> Result<i64, Error> {
    let (guardian, group) = (draft.guardian.as_ref(), draft.group.as_ref());
    tx.prepare_cached(
        "INSERT INTO registration (reference, event_id, last_name, first_name, folded_name, folded_first_name, email,
             phone, statuses, age, guardian_name, guardian_email, seats, school, level, adults, created_at, added_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .execute(params![
        reference,
        origin.event,
        draft.last_name,
        draft.first_name,
        folded_name(draft),
        fold(draft.first_name.as_str()),
        draft.email,
        draft.phone,
        draft.statuses,
        draft.age,
        guardian.map(|guardian| &guardian.name),
        guardian.map(|guardian| &guardian.email),
        draft.seats(),
        group.map(|group| &group.school),
        group.map(|group| &group.level),
        group.map(|group| group.adults),
        now.unix,
        origin.added_by
    ])?;
    Ok(tx.last_insert_rowid())
}

/// Places left of an event.
///
/// # Errors
/// What SQLite says; an event that does not exist.
pub fn seats_left(tx: &ReadTx, event: i64) -> Result<u32, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT max(coalesce(capacity, 0) + extra_seats - seats_taken, 0) FROM event WHERE id = ?1",
        )?
        .query_row([event], |row| row.get(0))?)
}

/// Cancels a registration: its places are free at once. Whether it was not cancelled already.
///
/// # Errors
/// What SQLite says.
pub fn cancel(tx: &WriteTx, now: Now, allowed: &RegistrationFollow) -> Result<bool, Error> {
    let rows = tx
        .prepare_cached("UPDATE registration SET cancelled_at = ?2 WHERE id = ?1 AND cancelled_at IS NULL")?
        .execute(params![allowed.registration(), now.unix])?;
    Ok(rows == 1)
}

/// What the confirmation page shows: nothing personal, since its address is all it takes to see it.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// How many places.
    pub seats: u32,
    /// Whether a legal representative was told.
    pub guardian: bool,
}

/// The registration of a reference, if it is for this event.
///
/// # Errors
/// What SQLite says.
pub fn confirmed(tx: &ReadTx, event: Number, reference: &Reference) -> Result<Option<Confirmed>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT r.seats, r.guardian_email IS NOT NULL FROM registration r JOIN event e ON e.id = r.event_id
             WHERE r.reference = ?1 AND e.serial = ?2 AND r.cancelled_at IS NULL",
        )?
        .query_row(params![reference, event.serial()], |row| {
            Ok(Confirmed { seats: row.get(0)?, guardian: row.get(1)? })
        })
        .optional()?)
}

/// The registration that a link allows to see.
///
/// # Errors
/// What SQLite says.
pub fn read(tx: &ReadTx, allowed: &RegistrationFollow) -> Result<Registration, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {DRAFT}, r.reference, r.created_at, r.cancelled_at, e.serial, e.numbered_on, e.title, e.starts_at, r.id
             FROM registration r JOIN event e ON e.id = r.event_id WHERE r.id = ?1"
        ))?
        .query_row([allowed.registration()], registration)?)
}

fn registration(row: &Row) -> rusqlite::Result<Registration> {
    let starts: Option<String> = row.get(18)?;
    Ok(Registration {
        id: row.get(19)?,
        reference: row.get(12)?,
        draft: draft(row)?,
        created_at: row.get(13)?,
        cancelled_at: row.get(14)?,
        event: number(row, 15, 16)?,
        event_title: row.get(17)?,
        starts: starts.as_deref().and_then(parse_moment),
    })
}

/// Who must hear of what changes: row, address and, of a child, that of the legal representative.
///
/// # Errors
/// What SQLite says.
pub fn to_be_told(
    tx: &ReadTx,
    allowed: &ParticipantsRead,
) -> Result<Vec<(i64, Email, Option<Guardian>)>, Error> {
    let mut statement = tx.prepare_cached(
        "SELECT id, email, guardian_name, guardian_email FROM registration
         WHERE event_id = ?1 AND cancelled_at IS NULL ORDER BY id",
    )?;
    let rows = statement
        .query_map([allowed.event()], |row| {
            let guardian = match (row.get(2)?, row.get(3)?) {
                (Some(name), Some(email)) => Some(Guardian { name, email }),
                _ => None,
            };
            Ok((row.get(0)?, row.get(1)?, guardian))
        })?
        .collect::<Result<_, _>>();
    Ok(rows?)
}

/// The columns of [`draft`], first in their row.
const DRAFT: &str =
    "r.last_name, r.first_name, r.email, r.phone, r.statuses, r.age, r.guardian_name, r.guardian_email,
    r.seats, r.school, r.level, r.adults";

fn draft(row: &Row) -> rusqlite::Result<RegistrationDraft> {
    let group = match row.get(9)? {
        Some(school) => Some(Group { seats: row.get(8)?, school, level: row.get(10)?, adults: row.get(11)? }),
        None => None,
    };
    let guardian = row.get::<_, Option<_>>(6)?.zip(row.get(7)?);
    Ok(RegistrationDraft {
        last_name: row.get(0)?,
        first_name: row.get(1)?,
        email: row.get(2)?,
        phone: row.get(3)?,
        statuses: row.get(4)?,
        age: row.get(5)?,
        guardian: guardian.map(|(name, email)| Guardian { name, email }),
        group,
    })
}

/// Events whose count of places taken is not the sum of their registrations.
///
/// # Errors
/// What SQLite says.
pub fn seats_that_differ(tx: &ReadTx) -> Result<Vec<String>, Error> {
    let mut statement = tx.prepare(
        "SELECT 'n° ' || e.serial || ' : ' || e.seats_taken || ' au lieu de ' || coalesce(sum(r.seats), 0)
         FROM event e LEFT JOIN registration r ON r.event_id = e.id AND r.cancelled_at IS NULL
         GROUP BY e.id HAVING e.seats_taken <> coalesce(sum(r.seats), 0)",
    )?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The registrations since an instant for the events that are somebody's ([`OWN`]), event by event, the latest first.
///
/// # Errors
/// What SQLite says.
pub fn news(tx: &ReadTx, user: i64, since: i64) -> Result<Vec<News>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT e.serial, e.numbered_on, e.title, count(*), max(r.created_at) AS latest
             FROM event e JOIN registration r ON r.event_id = e.id
             WHERE {OWN} AND r.created_at > ? AND r.cancelled_at IS NULL
             GROUP BY e.id ORDER BY latest DESC, e.id LIMIT 50"
        ))?
        .query_map(params![user, user, since], |row| {
            let count: u32 = row.get(3)?;
            Ok(News { number: number(row, 0, 1)?, title: row.get(2)?, count: count.into() })
        })?
        .collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests;
