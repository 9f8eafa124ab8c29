//! What whoever handles the registrations of an event sees, enters, corrects and takes off by hand.

use rusqlite::{OptionalExtension, Row, params};

use super::super::{EventHead, Participant, ParticipantList, ParticipantOrder, RegistrationDraft, Turnout};
use super::{DRAFT, Origin, Stored, draft, earlier, folded_name, insert, seats_left};
use crate::access::actor::{LastChange, NAME, maybe_name};
use crate::access::edit::{EventEdit, ParticipantsRead};
use crate::accounts::{self, AuditAction};
use crate::catalogue::store::number;
use crate::clock::Now;
use crate::db::slice::Slice;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::date::parse_moment;
use crate::domain::{Reference, fold};
use crate::french;
use crate::projects::{self, JournalKind};

/// A page of those who registered for an event.
///
/// # Errors
/// What SQLite says.
pub fn list(
    tx: &ReadTx,
    allowed: &ParticipantsRead,
    slice: Slice<ParticipantOrder>,
) -> Result<ParticipantList, Error> {
    let (total, cancelled): (u32, u32) = tx
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE cancelled_at IS NULL), count(cancelled_at) FROM registration
             WHERE event_id = ?1",
        )?
        .query_row([allowed.event()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let slice = slice.within(total);
    let rows = tx
        .prepare_cached(&format!(
            "SELECT {DRAFT}, {BESIDES} FROM registration r WHERE r.event_id = ?1 AND r.cancelled_at IS NULL
             ORDER BY {} LIMIT ?2 OFFSET ?3",
            order(&slice)
        ))?
        .query_map(params![allowed.event(), slice.lines, slice.offset()], found)?
        .collect::<Result<_, _>>()?;
    Ok(ParticipantList { rows, slice, total, cancelled })
}

fn order(slice: &Slice<ParticipantOrder>) -> String {
    let way = slice.direction();
    match slice.order {
        ParticipantOrder::LastName => format!("r.folded_name {way}, r.id"),
        ParticipantOrder::FirstName => format!("r.folded_first_name {way}, r.folded_name, r.id"),
        ParticipantOrder::Statuses => format!("r.statuses {way}, r.folded_name, r.id"),
        ParticipantOrder::Date => format!("r.created_at {way}, r.id {way}"),
    }
}

/// The page of the list on which somebody stands; none when they are not on it.
///
/// # Errors
/// What SQLite says.
pub fn page_of(
    tx: &ReadTx,
    allowed: &ParticipantsRead,
    slice: &Slice<ParticipantOrder>,
    id: i64,
) -> Result<Option<u32>, Error> {
    let place: Option<u32> = tx
        .prepare_cached(&format!(
            "SELECT place FROM (SELECT r.id, row_number() OVER (ORDER BY {}) - 1 AS place FROM registration r
                 WHERE r.event_id = ?1 AND r.cancelled_at IS NULL) WHERE id = ?2",
            order(slice)
        ))?
        .query_row([allowed.event(), id], |row| row.get(0))
        .optional()?;
    Ok(place.map(|place| slice.page_of(place)))
}

/// Somebody who is or was registered for this event.
///
/// # Errors
/// What SQLite says.
pub fn participant(tx: &ReadTx, allowed: &ParticipantsRead, id: i64) -> Result<Option<Participant>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {DRAFT}, {BESIDES} FROM registration r WHERE r.id = ?1 AND r.event_id = ?2"
        ))?
        .query_row([id, allowed.event()], found)
        .optional()?)
}

/// The columns of [`found`], after those of [`draft`].
pub(super) const BESIDES: &str =
    "r.id, r.reference, r.created_at, r.cancelled_at, r.added_by IS NOT NULL, r.version,
    r.confirmed_at, r.confirmations, r.attendance, r.attended";

pub(super) fn found(row: &Row) -> rusqlite::Result<Participant> {
    Ok(Participant {
        id: row.get(12)?,
        reference: row.get(13)?,
        draft: draft(row)?,
        seats: row.get(8)?,
        created_at: row.get(14)?,
        cancelled_at: row.get(15)?,
        by_hand: row.get(16)?,
        version: row.get(17)?,
        confirmed_at: row.get(18)?,
        confirmations: row.get(19)?,
        attendance: row.get(20)?,
        attended: row.get(21)?,
    })
}

/// The columns of [`turnout`], summed over registrations `r`.
pub(super) const TURNOUT: &str =
    "coalesce(sum(iif(r.attendance = 'present', coalesce(r.attended, r.seats), 0)) FILTER (WHERE r.cancelled_at IS NULL), 0),
    coalesce(sum(CASE r.attendance WHEN 'absent' THEN r.seats
        WHEN 'present' THEN max(r.seats - coalesce(r.attended, r.seats), 0) ELSE 0 END)
        FILTER (WHERE r.cancelled_at IS NULL), 0),
    coalesce(sum(iif(r.attendance = 'excused', r.seats, 0)) FILTER (WHERE r.cancelled_at IS NULL), 0),
    coalesce(sum(iif(r.attendance IS NULL, r.seats, 0)) FILTER (WHERE r.cancelled_at IS NULL), 0)";

pub(super) fn turnout(row: &Row, at: usize) -> rusqlite::Result<Turnout> {
    Ok(Turnout {
        present: row.get(at)?,
        absent: row.get(at + 1)?,
        excused: row.get(at + 2)?,
        unsaid: row.get(at + 3)?,
    })
}

/// What the event is.
///
/// # Errors
/// What SQLite says.
pub fn event_head(tx: &ReadTx, allowed: &ParticipantsRead) -> Result<EventHead, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT e.serial, e.numbered_on, e.title, e.starts_at, e.capacity + e.extra_seats, e.seats_taken,
                 e.first_published_at IS NOT NULL AND e.duration IS NOT NULL AND e.phone IS NOT NULL
                     AND e.email IS NOT NULL, e.duration, e.capacity, e.state = 'published', tally.*
             FROM event e JOIN (SELECT {TURNOUT} FROM registration r WHERE r.event_id = ?1) tally
             WHERE e.id = ?1"
        ))?
        .query_row([allowed.event()], |row| {
            let starts: Option<String> = row.get(3)?;
            Ok(EventHead {
                number: number(row, 0, 1)?,
                title: row.get(2)?,
                starts: starts.as_deref().and_then(parse_moment),
                places: row.get(4)?,
                taken: row.get(5)?,
                ever_online: row.get(6)?,
                duration: row.get(7)?,
                capacity: row.get(8)?,
                online: row.get(9)?,
                turnout: turnout(row, 10)?,
            })
        })?)
}

/// What became of somebody who was entered by hand.
#[derive(Debug, Clone)]
pub enum Entry {
    /// It is safe.
    Stored(Stored),
    /// The same person was already registered, at this instant: nothing was stored.
    Already(i64),
    /// There are fewer places left than it needs, and nobody said that they may be exceeded.
    Full {
        /// How many are left.
        left: u32,
    },
}

/// Registers somebody by hand for an event that the caller has seen open in this transaction. Places are
/// exceeded only when `exceed` says so, which is written down.
///
/// # Errors
/// What SQLite says.
pub fn enter(
    tx: &WriteTx,
    now: Now,
    allowed: &EventEdit,
    by: i64,
    reference: &Reference,
    draft: &RegistrationDraft,
    exceed: bool,
) -> Result<Entry, Error> {
    let event = allowed.event();
    if let Some(at) = earlier(tx, event, draft)?.and_then(|stored| stored.earlier) {
        return Ok(Entry::Already(at));
    }
    if let Err(left) = make_room(tx, now, allowed, by, draft.seats(), exceed)? {
        return Ok(Entry::Full { left });
    }
    let id = insert(tx, now, &Origin { event, added_by: Some(by) }, reference, draft)?;
    Ok(Entry::Stored(Stored { id, reference: reference.clone(), earlier: None }))
}

/// What became of a correction.
#[derive(Debug, Clone)]
pub enum Change {
    /// It is safe.
    Stored,
    /// It is what it was already.
    Nothing,
    /// Somebody else corrected it meanwhile: this is what stands.
    Stale(Box<Participant>),
    /// The person is no longer registered.
    Gone,
    /// Another registration has this address and these names, since this instant.
    Already(i64),
    /// There are fewer places left than it needs besides those it has.
    Full {
        /// How many are left.
        left: u32,
    },
}

/// A correction: of which version of which registration, and whether places may be exceeded.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Row of the registration.
    pub id: i64,
    /// The version that was corrected.
    pub version: u32,
    /// What is to stand.
    pub draft: RegistrationDraft,
    /// Whether somebody answers for more people than there are places.
    pub exceed: bool,
}

/// Corrects a registration of this event. More places are taken as by [`enter`].
///
/// # Errors
/// What SQLite says.
pub fn update(
    tx: &WriteTx,
    now: Now,
    allowed: &EventEdit,
    by: i64,
    correction: &Correction,
) -> Result<Change, Error> {
    let Correction { id, version, draft, exceed } = correction;
    let present = participant(tx, &allowed.participants(), *id)?;
    let Some(present) = present.filter(|present| present.cancelled_at.is_none()) else {
        return Ok(Change::Gone);
    };
    if *draft == present.draft {
        return Ok(Change::Nothing);
    }
    if *version != present.version {
        return Ok(Change::Stale(Box::new(present)));
    }
    let twin = earlier(tx, allowed.event(), draft)?.filter(|twin| twin.id != *id);
    if let Some(at) = twin.and_then(|twin| twin.earlier) {
        return Ok(Change::Already(at));
    }
    let more = draft.seats().saturating_sub(present.seats);
    if let Err(left) = make_room(tx, now, allowed, by, more, *exceed)? {
        return Ok(Change::Full { left });
    }
    let (guardian, group) = (draft.guardian.as_ref(), draft.group.as_ref());
    tx.prepare_cached(
        "UPDATE registration SET last_name = ?2, first_name = ?3, folded_name = ?4, folded_first_name = ?5, email = ?6,
             phone = ?7, statuses = ?8, age = ?9, guardian_name = ?10, guardian_email = ?11, seats = ?12, school = ?13,
             level = ?14, adults = ?15, attended = iif(?13 IS NULL, NULL, attended), version = version + 1, updated_at = ?16, updated_by = ?17
         WHERE id = ?1",
    )?
    .execute(params![
        id,
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
        by
    ])?;
    Ok(Change::Stored)
}

/// Who corrected a registration last.
///
/// # Errors
/// What SQLite says; a registration that does not exist.
pub fn last_change(tx: &ReadTx, id: i64) -> Result<LastChange, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT coalesce(r.updated_at, r.created_at), {NAME} FROM registration r
             LEFT JOIN user u ON u.id = r.updated_by LEFT JOIN organisation g ON g.id = u.organisation_id
             WHERE r.id = ?1"
        ))?
        .query_row([id], |row| Ok(LastChange { at: row.get(0)?, by: maybe_name(row, 1)? }))?)
}

/// Sees to it that so many more places can be taken: they are left, or somebody answers for adding those
/// that lack. How many are left, when neither.
fn make_room(
    tx: &WriteTx,
    now: Now,
    allowed: &EventEdit,
    by: i64,
    wanted: u32,
    exceed: bool,
) -> Result<Result<(), u32>, Error> {
    let left = seats_left(tx, allowed.event())?;
    match wanted.checked_sub(left).filter(|lacking| *lacking > 0) {
        None => Ok(Ok(())),
        Some(_) if !exceed => Ok(Err(left)),
        Some(lacking) => add_seats(tx, now, allowed, by, lacking).map(Ok),
    }
}

/// Adds places beyond the capacity, in the name of whoever answers for it.
fn add_seats(tx: &WriteTx, now: Now, allowed: &EventEdit, by: i64, seats: u32) -> Result<(), Error> {
    tx.prepare_cached("UPDATE event SET extra_seats = extra_seats + ?2 WHERE id = ?1")?
        .execute(params![allowed.event(), seats])?;
    let head = event_head(tx, &allowed.participants())?;
    let added = french::count(seats.into(), "place ajoutée", "places ajoutées");
    let line = format!("Rencontre {}\u{a0}: {added} au-delà du maximum.", head.number.display_nbsp());
    accounts::store::audit(tx, now, Some(by), AuditAction::SeatsAdded, &line)?;
    projects::store::note(tx, now, allowed.project(), Some(by), JournalKind::Registration, &line)
}

/// Takes somebody off the list of this event, which `by` does: the places are free at once. Whether they were on it.
///
/// # Errors
/// What SQLite says.
pub fn remove(tx: &WriteTx, now: Now, allowed: &EventEdit, by: i64, id: i64) -> Result<bool, Error> {
    let rows = tx
        .prepare_cached(
            "UPDATE registration SET cancelled_at = ?3, cancelled_by = ?4
             WHERE id = ?1 AND event_id = ?2 AND cancelled_at IS NULL",
        )?
        .execute(params![id, allowed.event(), now.unix, by])?;
    Ok(rows == 1)
}
