//! The SQL of who came.

use rusqlite::{OptionalExtension, params};

use super::super::{Attendance, Participant};
use super::DRAFT;
use super::manage::{BESIDES, found};
use crate::access::edit::{EventEdit, ParticipantsRead};
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::fold;
use crate::projects::{self, JournalKind};

/// How many people a page lists at most; a name finds the others.
pub const LISTED: u32 = 300;

/// Those who are registered, by name; of one name or school only, where something is searched.
///
/// # Errors
/// What SQLite says.
pub fn people(tx: &ReadTx, allowed: &ParticipantsRead, search: &str) -> Result<Vec<Participant>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {DRAFT}, {BESIDES} FROM registration r
             WHERE r.event_id = ?1 AND r.cancelled_at IS NULL
                 AND (?2 = '' OR instr(r.folded_name, ?2) > 0 OR instr(r.folded_first_name || ' ' || r.folded_name, ?2) > 0)
             ORDER BY r.folded_name, r.id LIMIT ?3"
        ))?
        .query_map(params![allowed.event(), fold(search), LISTED], found)?
        .collect::<Result<_, _>>()?)
}

/// How many registrations there are, cancelled ones left out.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx, allowed: &ParticipantsRead) -> Result<u32, Error> {
    Ok(tx
        .prepare_cached("SELECT count(*) FROM registration WHERE event_id = ?1 AND cancelled_at IS NULL")?
        .query_row([allowed.event()], |row| row.get(0))?)
}

/// Whether somebody came, once that is said, and of a group how many.
pub type Standing = (Option<Attendance>, Option<u32>);

/// What is written down of somebody who is registered; nothing of somebody who no longer is.
///
/// # Errors
/// What SQLite says.
pub fn standing(tx: &ReadTx, allowed: &ParticipantsRead, id: i64) -> Result<Option<Standing>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT attendance, attended FROM registration WHERE id = ?1 AND event_id = ?2 AND cancelled_at IS NULL",
        )?
        .query_row([id, allowed.event()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Writes down whether somebody came, and of a group how many. Whether that is something new of somebody who is
/// registered.
///
/// # Errors
/// What SQLite says.
pub fn say(
    tx: &WriteTx,
    allowed: &EventEdit,
    id: i64,
    said: Option<Attendance>,
    attended: Option<u32>,
) -> Result<bool, Error> {
    let attended = attended.filter(|_| said == Some(Attendance::Present));
    let rows = tx
        .prepare_cached(
            "UPDATE registration SET attendance = ?3, attended = iif(school IS NULL, NULL, ?4)
             WHERE id = ?1 AND event_id = ?2 AND cancelled_at IS NULL
                 AND (attendance IS NOT ?3 OR attended IS NOT iif(school IS NULL, NULL, ?4))",
        )?
        .execute(params![id, allowed.event(), said, attended])?;
    Ok(rows == 1)
}

/// Notes in the journal that somebody wrote down who came: once a day, however many times they press.
///
/// # Errors
/// What SQLite says.
pub fn note(tx: &WriteTx, now: Now, allowed: &EventEdit, by: i64, since: i64) -> Result<(), Error> {
    let head = super::event_head(tx, &allowed.participants())?;
    let line = format!("Rencontre {}\u{a0}: présence notée.", head.number.display_nbsp());
    let noted: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM journal WHERE project_id = ?1 AND created_at >= ?2 AND author_id = ?3 AND text = ?4)",
        )?
        .query_row(params![allowed.project(), since, by, line], |row| row.get(0))?;
    if noted {
        return Ok(());
    }
    projects::store::note(tx, now, allowed.project(), Some(by), JournalKind::Registration, &line)
}
