//! The SQL of what all the projects of a company hold together.

use rusqlite::params;

use super::super::{CompanyJournal, CompanyLine, Follower, JournalLine, JournalOrder};
use crate::access::actor::{NAME, maybe_name, name};
use crate::db::slice::Slice;
use crate::db::{Error, ReadTx};

/// Those who manage projects of a company, the one who was given the latest first.
///
/// # Errors
/// What SQLite says.
pub fn followers(tx: &ReadTx, company: i64) -> Result<Vec<Follower>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT u.id, max(p.id), count(*), {NAME} FROM project p JOIN user u ON u.id = p.manager_id AND u.active = 1
             JOIN organisation g ON g.id = u.organisation_id
             WHERE p.company_id = ?1 GROUP BY u.id ORDER BY max(p.id) DESC"
        ))?
        .query_map([company], |row| {
            let projects: u32 = row.get(2)?;
            Ok(Follower {
                id: row.get(0)?,
                project: row.get(1)?,
                projects: projects.into(),
                name: name(row, 3)?,
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// A part of the journals of its projects, the latest first.
///
/// # Errors
/// What SQLite says.
pub fn journal_of_company(
    tx: &ReadTx,
    company: i64,
    slice: Slice<JournalOrder>,
) -> Result<CompanyJournal, Error> {
    let total = tx
        .prepare_cached(
            "SELECT count(*) FROM project p JOIN journal j ON j.project_id = p.id WHERE p.company_id = ?1",
        )?
        .query_row([company], |row| row.get(0))?;
    let slice = slice.within(total);
    let rows = tx
        .prepare_cached(&format!(
            "SELECT p.id, p.created_at, j.kind, j.text, j.created_at, {NAME}
             FROM project p JOIN journal j ON j.project_id = p.id
             LEFT JOIN user u ON u.id = j.author_id LEFT JOIN organisation g ON g.id = u.organisation_id
             WHERE p.company_id = ?1 ORDER BY j.created_at DESC, j.id DESC LIMIT ?2 OFFSET ?3"
        ))?
        .query_map(params![company, slice.lines, slice.offset()], |row| {
            Ok(CompanyLine {
                project: row.get(0)?,
                project_created_at: row.get(1)?,
                line: JournalLine {
                    kind: row.get(2)?,
                    text: row.get(3)?,
                    at: row.get(4)?,
                    author: maybe_name(row, 5)?,
                },
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(CompanyJournal { rows, slice, total })
}
