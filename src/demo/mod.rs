//! The demonstration: a database that is the same for the same seed and the same day, in which
//! nobody and no company exists.

mod amounts;
mod build;
mod companies;
mod documents;
mod organisations;
mod people;
mod profiles;
mod rng;
mod settings;
mod story;
mod texts;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension};
use time::Date;

use crate::access::key::{Key, sha256};
use crate::accounts::Role;
use crate::clock::Zone;
use crate::config::Size;
use crate::db::{self, NewFile, OpenError};
use crate::domain::parse_date;
use crate::{french, reference};
use amounts::Amounts;
use build::Order;

/// What a demonstration is made from; the same plan gives the same database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How much.
    pub size: Size,
    /// Seed of every draw.
    pub seed: u64,
    /// The day that it is in the demonstration.
    pub date: Date,
}

/// Why a demonstration cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file holds something else.
    #[error(
        "« {} » n’est pas une base de démonstration : elle n’a pas été touchée. Pour la servir : cmonstage serve --db.",
        .0.display()
    )]
    NotADemonstration(PathBuf),
    /// The database refused what was drawn.
    #[error("La démonstration ne peut pas être construite : {0}")]
    Build(#[from] db::Error),
    /// The system refuses a file.
    #[error("La démonstration ne peut pas être construite : {0}")]
    Io(#[from] std::io::Error),
}

/// What is asked for; what is not said stays as the file has it, or takes the default.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// How much.
    pub size: Option<Size>,
    /// Seed of every draw.
    pub seed: Option<u64>,
    /// The day.
    pub date: Date,
}

/// Builds the demonstration if it is missing, or made for another day or from something else than
/// what is asked; says what it is made from. A file that is no demonstration is never touched.
///
/// # Errors
/// [`DemoError`].
pub fn prepare(path: &Path, wanted: Wanted, zone: Zone, report: &dyn Fn(u32)) -> Result<Plan, DemoError> {
    let held = if path.exists() { Some(held(path)?) } else { None };
    let plan = Plan {
        size: wanted.size.or(held.map(|held| held.size)).unwrap_or(Size::S),
        seed: wanted.seed.or(held.map(|held| held.seed)).unwrap_or(1),
        date: wanted.date,
    };
    if held == Some(plan) {
        return Ok(plan);
    }
    db::check_free(path)?;
    let order = Order { amounts: Amounts::of(plan.size), seed: plan.seed, date: plan.date, zone };
    let silent = |_| {};
    build(path, order, marks(&plan).into(), if plan.size == Size::S { &silent } else { report })?;
    Ok(plan)
}

/// Builds a database of any number of offers and of the proportions of size m, in place of what
/// stands at `path`: for measures. It is no demonstration: one is not served nor built in its place.
///
/// # Errors
/// [`DemoError`].
pub fn build_scaled(path: &Path, offers: u32, seed: u64, date: Date, zone: Zone) -> Result<(), DemoError> {
    db::check_free(path)?;
    let order = Order { amounts: Amounts::with_offers(offers), seed, date, zone };
    build(path, order, Vec::new(), &|_| {})
}

/// Built beside, then put in place: a demonstration that was interrupted is none.
fn build(
    path: &Path,
    order: Order,
    marks: Vec<(&'static str, String)>,
    report: &dyn Fn(u32),
) -> Result<(), DemoError> {
    let beside = suffixed(path, ".building");
    let db =
        NewFile::create(&beside, |connection| reference::load(connection).map(drop).map_err(Into::into))?;
    build::fill(&db, order, marks, report)?;
    db.finish()?;
    for suffix in ["-wal", "-shm"] {
        remove(&suffixed(path, suffix))?;
    }
    std::fs::rename(&beside, path)?;
    Ok(())
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What the demonstration of a file is made from. One of another version of the program has no plan
/// that could still be served: it is given one of the first day, so that it is built again.
fn held(path: &Path) -> Result<Plan, DemoError> {
    let not_one = || DemoError::NotADemonstration(path.to_owned());
    match db::connect_read_only(path) {
        Ok(connection) => plan_of(&connection).ok().flatten().ok_or_else(not_one),
        Err(OpenError::OfAnotherVersion { .. }) => {
            let connection =
                Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|_| not_one())?;
            let plan = plan_of(&connection).ok().flatten().ok_or_else(not_one)?;
            Ok(Plan { date: Date::MIN, ..plan })
        }
        Err(error) => Err(error.into()),
    }
}

/// What a demonstration is made from; nothing for a real database.
///
/// # Errors
/// What SQLite says.
pub fn plan_of(connection: &Connection) -> rusqlite::Result<Option<Plan>> {
    let value = |key: &str| {
        connection
            .query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get::<_, String>(0))
            .optional()
    };
    let (size, seed, date) = (value(SIZE)?, value(SEED)?, value(DATE)?);
    let plan = || {
        Some(Plan {
            size: clap::ValueEnum::from_str(&size?, true).ok()?,
            seed: seed?.parse().ok()?,
            date: parse_date(&date?).ok()?,
        })
    };
    Ok(plan())
}

const SIZE: &str = "demo.size";
const SEED: &str = "demo.seed";
const DATE: &str = "demo.date";

/// What marks a file as a demonstration, and nothing else ever is marked so.
fn marks(plan: &Plan) -> [(&'static str, String); 3] {
    let size = match plan.size {
        Size::S => "s",
        Size::M => "m",
        Size::L => "l",
    };
    [(SIZE, size.to_owned()), (SEED, plan.seed.to_string()), (DATE, french::iso(plan.date))]
}

fn mark(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    connection.execute("INSERT INTO setting (key, value) VALUES (?1, ?2)", [key, value])?;
    Ok(())
}

/// The secret of a demonstration is no secret: it follows from its seed, so that the same seed
/// gives the same links.
pub fn key(seed: u64) -> Key {
    Key::from_bytes(sha256(format!("cmonstage demo {seed}").as_bytes()))
}

/// The password of everybody in a demonstration is no secret either: it is printed.
pub fn password(seed: u64) -> String {
    format!("decouvrir-un-metier-{seed}")
}

/// Who signs in to a demonstration: the role of each and the identifier, administrators first.
///
/// # Errors
/// What SQLite says.
pub fn logins(connection: &Connection) -> rusqlite::Result<Vec<(Role, String)>> {
    connection
        .prepare("SELECT role, email FROM user WHERE active = 1 ORDER BY role, id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The seed of a demonstration; nothing for a real database.
///
/// # Errors
/// What SQLite says.
pub fn seed_of(connection: &Connection) -> rusqlite::Result<Option<u64>> {
    Ok(plan_of(connection)?.map(|plan| plan.seed))
}

#[cfg(test)]
mod tests;
