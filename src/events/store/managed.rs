//! Events as those who manage them list them.

use super::super::{CompanyEvent, ManagedEvent};
use super::{OF_WEEK, OWN, moment, number, week};
use crate::clock::Now;
use crate::db::{Error, ReadTx};
use rusqlite::{Row, params};

/// The events of a project, in the order of their numbers.
///
/// # Errors
/// What SQLite says.
pub fn of_project(tx: &ReadTx, project: i64) -> Result<Vec<ManagedEvent>, Error> {
    Ok(tx
        .prepare_cached(&format!("SELECT {MANAGED} FROM event WHERE project_id = ?1 ORDER BY serial"))?
        .query_map([project], managed)?
        .collect::<Result<_, _>>()?)
}

/// The events of a company, the latest first.
///
/// # Errors
/// What SQLite says.
pub fn of_company(tx: &ReadTx, company: i64, limit: u32) -> Result<Vec<CompanyEvent>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {MANAGED}, p.id, p.created_at, p.manager_id, registrar_id
             FROM project p JOIN event e ON e.project_id = p.id
             WHERE p.company_id = ?1 ORDER BY serial DESC LIMIT ?2"
        ))?
        .query_map([company, limit.into()], |row| {
            Ok(CompanyEvent {
                event: managed(row)?,
                project: row.get(8)?,
                project_created_at: row.get(9)?,
                manager: row.get(10)?,
                registrar: row.get(11)?,
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// The events of the seven days to come that are somebody's, as [`OWN`] and [`OF_WEEK`] say. The soonest first.
///
/// # Errors
/// What SQLite says.
pub fn of_week(tx: &ReadTx, now: Now, user: i64) -> Result<Vec<ManagedEvent>, Error> {
    let (from, until) = week(now);
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {MANAGED} FROM event e WHERE {OF_WEEK} AND {OWN} ORDER BY e.starts_at, e.serial LIMIT 50"
        ))?
        .query_map(params![from, until, user, user], managed)?
        .collect::<Result<_, _>>()?)
}

const MANAGED: &str = "serial, numbered_on, title, state, unpublished_reason, starts_at, coalesce(capacity, 0) + extra_seats, seats_taken";

fn managed(row: &Row) -> rusqlite::Result<ManagedEvent> {
    let dated = row.get::<_, Option<String>>(5)?.is_some();
    Ok(ManagedEvent {
        number: number(row, 0, 1)?,
        title: row.get(2)?,
        state: row.get(3)?,
        reason: row.get(4)?,
        starts: if dated { Some(moment(row, 5)?) } else { None },
        seats: row.get(6)?,
        taken: row.get(7)?,
    })
}
