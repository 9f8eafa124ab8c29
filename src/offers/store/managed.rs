//! Offers as those who manage them list them.

use rusqlite::{Row, params};
use time::Duration;

use super::super::{CompanyOffer, ManagedOffer};
use super::{number, start};
use crate::clock::Now;
use crate::db::{Error, ReadTx};
use crate::french;

/// The offers of a project, in the order of their numbers.
///
/// # Errors
/// What SQLite says.
pub fn of_project(tx: &ReadTx, project: i64) -> Result<Vec<ManagedOffer>, Error> {
    Ok(tx
        .prepare_cached(&format!("SELECT {MANAGED} FROM offer WHERE project_id = ?1 ORDER BY serial"))?
        .query_map([project], managed)?
        .collect::<Result<_, _>>()?)
}

/// The offers of a company, the latest first.
///
/// # Errors
/// What SQLite says.
pub fn of_company(tx: &ReadTx, company: i64, limit: u32) -> Result<Vec<CompanyOffer>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {MANAGED}, p.id, p.created_at, p.manager_id,
                 (SELECT count(*) FROM application a WHERE a.offer_id = o.id AND a.withdrawn_at IS NULL)
             FROM project p JOIN offer o ON o.project_id = p.id
             WHERE p.company_id = ?1 ORDER BY serial DESC LIMIT ?2"
        ))?
        .query_map([company, limit.into()], |row| {
            let applicants: u32 = row.get(10)?;
            Ok(CompanyOffer {
                offer: managed(row)?,
                project: row.get(7)?,
                project_created_at: row.get(8)?,
                manager: row.get(9)?,
                applicants: applicants.into(),
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// How soon a date is near.
const NEAR: Duration = Duration::days(7);

/// How long one is told that a date has gone by.
const TOLD: Duration = Duration::days(30);

/// The offers of a manager whose date is near, or has just gone by, in the order of their dates.
///
/// # Errors
/// What SQLite says.
pub fn ending(tx: &ReadTx, now: Now, manager: i64) -> Result<Vec<ManagedOffer>, Error> {
    let day = |by: Duration| french::iso(now.today().saturating_add(by));
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {MANAGED} FROM project p JOIN offer o ON o.project_id = p.id
             WHERE p.manager_id = ?1 AND o.starts_on BETWEEN ?2 AND ?3
                 AND (o.state = 'published' OR o.unpublished_reason = 'expired')
             ORDER BY starts_on, serial LIMIT 50"
        ))?
        .query_map(params![manager, day(-TOLD), day(NEAR)], managed)?
        .collect::<Result<_, _>>()?)
}

const MANAGED: &str = "serial, numbered_on, title, state, unpublished_reason, starts_on, starts_asap";

fn managed(row: &Row) -> rusqlite::Result<ManagedOffer> {
    Ok(ManagedOffer {
        number: number(row, 0, 1)?,
        title: row.get(2)?,
        state: row.get(3)?,
        reason: row.get(4)?,
        start: start(row, 6, 5)?,
    })
}
