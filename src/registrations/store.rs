//! The SQL of registrations.

use rusqlite::{OptionalExtension, Row, params};

use super::{Group, Registration, RegistrationDraft};
use crate::access::link::RegistrationFollow;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{Number, Reference, fold};
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
    let folded = format!("{} {}", fold(draft.last_name.as_str()), fold(draft.first_name.as_str()));
    let earlier: Option<(i64, Reference, i64)> = tx
        .prepare_cached(
            "SELECT id, reference, created_at FROM registration
             WHERE event_id = ?1 AND email = ?2 AND folded_name = ?3 AND cancelled_at IS NULL",
        )?
        .query_row(params![event, draft.email, folded], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((id, reference, created_at)) = earlier {
        return Ok(Outcome::Stored(Stored { id, reference, earlier: Some(created_at) }));
    }
    let left = seats_left(tx, event)?;
    if draft.seats() > left {
        return Ok(Outcome::Full { left });
    }
    let (guardian, group) = (draft.guardian.as_ref(), draft.group.as_ref());
    tx.prepare_cached(
        "INSERT INTO registration (reference, event_id, last_name, first_name, folded_name, email, phone, statuses,
             age, guardian_name, guardian_email, seats, school, level, adults, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        reference,
        event,
        draft.last_name,
        draft.first_name,
        folded,
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
        now.unix
    ])?;
    Ok(Outcome::Stored(Stored { id: tx.last_insert_rowid(), reference: reference.clone(), earlier: None }))
}

/// Places left of an event.
///
/// # Errors
/// What SQLite says; an event that does not exist.
pub fn seats_left(tx: &ReadTx, event: i64) -> Result<u32, Error> {
    Ok(tx
        .prepare_cached("SELECT max(coalesce(capacity, 0) + extra_seats - seats_taken, 0) FROM event WHERE id = ?1")?
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
             WHERE r.reference = ?1 AND e.serial = ?2",
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
        .prepare_cached(
            "SELECT r.reference, r.last_name, r.first_name, r.email, r.phone, r.statuses, r.age, r.guardian_name,
                 r.guardian_email, r.seats, r.school, r.level, r.adults, r.created_at, r.cancelled_at, e.serial,
                 e.numbered_on, e.title, e.starts_at, e.state = 'published', r.id
             FROM registration r JOIN event e ON e.id = r.event_id WHERE r.id = ?1",
        )?
        .query_row([allowed.registration()], registration)?)
}

fn registration(row: &Row) -> rusqlite::Result<Registration> {
    let group = match row.get(10)? {
        Some(school) => {
            Some(Group { seats: row.get(9)?, school, level: row.get(11)?, adults: row.get(12)? })
        }
        None => None,
    };
    let guardian = row.get::<_, Option<_>>(7)?.zip(row.get(8)?);
    let (month, serial): (String, u32) = (row.get(16)?, row.get(15)?);
    let starts: String = row.get(18)?;
    Ok(Registration {
        id: row.get(20)?,
        reference: row.get(0)?,
        draft: RegistrationDraft {
            last_name: row.get(1)?,
            first_name: row.get(2)?,
            email: row.get(3)?,
            phone: row.get(4)?,
            statuses: row.get(5)?,
            age: row.get(6)?,
            guardian: guardian.map(|(name, email)| Guardian { name, email }),
            group,
        },
        created_at: row.get(13)?,
        cancelled_at: row.get(14)?,
        event: Number::from_stored(&month, serial).ok_or(rusqlite::Error::InvalidQuery)?,
        event_title: row.get(17)?,
        starts: crate::domain::date::parse_moment(&starts).ok_or(rusqlite::Error::InvalidQuery)?,
        published: row.get(19)?,
    })
}
