//! Where an offer or event comes from, read from its project.

use rusqlite::{OptionalExtension, Row};

use super::Listing;
use crate::access::actor::{NAME, name};
use crate::catalogue::face::not_there;
use crate::catalogue::origin::{Company, Manager, Origin, PrivateContact};
use crate::db::sql::unreadable;
use crate::db::{Error, ReadTx};
use crate::domain::Number;

/// The project of this row with its company and its manager.
///
/// # Errors
/// What SQLite says; a project that does not exist.
pub fn origin(tx: &ReadTx, project: i64) -> Result<Origin, Error> {
    tx.prepare_cached(&format!(
        "SELECT p.id, p.created_at, p.contact_name, p.phone, p.other_phone, p.email, c.name, c.sector, c.street,
             c.postal_code, c.commune, c.website, u.id, u.email, u.active, {NAME}
         FROM project p JOIN company c ON c.id = p.company_id LEFT JOIN user u ON u.id = p.manager_id
         LEFT JOIN organisation g ON g.id = u.organisation_id
         WHERE p.id = ?1"
    ))?
    .query_row([project], read)
    .optional()?
    .ok_or_else(not_there)
}

/// The public number, from the serial and the month of creation (`YYYY-MM`).
///
/// # Errors
/// A column that does not hold it.
pub fn number(row: &Row, serial: usize, numbered_on: usize) -> rusqlite::Result<Number> {
    let month: String = row.get(numbered_on)?;
    Number::from_stored(&month, row.get(serial)?)
        .ok_or_else(|| unreadable(numbered_on, "a month of creation"))
}

/// The numbers of all that a company has, in whatever state.
///
/// # Errors
/// What SQLite says; a number that cannot be one.
pub fn numbers_of_company(tx: &ReadTx, listing: &Listing, company: i64) -> Result<Vec<Number>, Error> {
    let table = listing.table;
    Ok(tx
        .prepare_cached(&format!(
            "SELECT o.serial, o.numbered_on FROM project p JOIN {table} o ON o.project_id = p.id
             WHERE p.company_id = ?1"
        ))?
        .query_map([company], |row| number(row, 0, 1))?
        .collect::<Result<_, _>>()?)
}

fn read(row: &Row) -> rusqlite::Result<Origin> {
    Ok(Origin {
        project: row.get(0)?,
        created_at: row.get(1)?,
        manager: manager(row, 12)?,
        company: Company {
            name: row.get(6)?,
            sector: row.get(7)?,
            street: row.get(8)?,
            postal_code: row.get(9)?,
            commune: row.get(10)?,
            website: row.get(11)?,
        },
        contact: PrivateContact {
            name: row.get(2)?,
            phone: row.get(3)?,
            other_phone: row.get(4)?,
            email: row.get(5)?,
        },
    })
}

fn manager(row: &Row, first: usize) -> rusqlite::Result<Option<Manager>> {
    let Some(id) = row.get(first)? else { return Ok(None) };
    Ok(Some(Manager {
        id,
        email: row.get(first + 1)?,
        active: row.get(first + 2)?,
        name: name(row, first + 3)?,
    }))
}
