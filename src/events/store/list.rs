//! Listing events: what a visitor's filters find, with the counts that the page shows around them.

use rusqlite::{OptionalExtension, ToSql, named_params, params};
use time::Date;

use super::super::ListedEvent;
use super::super::filter::{EventFilter, Order, YearMonth};
use super::{FROM, LISTED, OPEN, listed, number, stored_now};
use crate::catalogue::near::Reach;
use crate::catalogue::sql;
use crate::clock::Now;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::{Number, NumberQuery};
use crate::french;

/// What a list shows.
#[derive(Debug)]
pub struct EventList {
    /// The event whose number was typed; it comes before the others, on the first page.
    pub pinned: Pinned,
    /// The events of the page.
    pub events: Vec<ListedEvent>,
    /// How many there are in all, the pinned one included.
    pub total: u64,
    /// The page shown: the last one when a further one was asked for.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// How many events each département would give under the other filters, by code.
    pub departments: Vec<(String, u64)>,
}

/// What became of a number in the search field.
#[derive(Debug)]
pub enum Pinned {
    /// No number was typed.
    None,
    /// The event of that number.
    Event(Box<ListedEvent>),
    /// It is a number, and no event open to registration has it.
    NotOnline(NumberQuery),
}

/// Most events that a calendar shows, as a page or as a file.
const CALENDAR: u32 = 500;

/// Lists what the filters find. `territory` holds the codes of the site's own départements.
///
/// # Errors
/// What SQLite says.
pub fn list(tx: &ReadTx, now: Now, filter: &EventFilter, territory: &[String]) -> Result<EventList, Error> {
    let pinned = pinned(tx, now, filter)?;
    let reach = Reach::of(tx, filter.near)?;
    let mut conditions = shared(tx, now, filter, reach.as_ref())?;
    if let Pinned::Event(event) = &pinned {
        conditions.add("o.serial <> ?", [Box::new(event.number.serial()) as _]);
    }
    let departments = sql::count_departments(tx, "event", &conditions)?;
    sql::add_departments(&mut conditions, filter, territory);
    let found = sql::count(tx, "event", &conditions)?;
    let size = u64::from(filter.size);
    let pages = found.div_ceil(size).max(1);
    let page = filter.page.min(pages);
    let order = match filter.order {
        Order::Date => "o.starts_at, o.id",
        Order::Recent => "o.published_at DESC, o.id DESC",
        Order::Title => "o.sort_title, o.id",
        // A list has this order around a place only.
        Order::Distance => &format!("{}, o.starts_at, o.id", sql::BY_DISTANCE),
    };
    let nearest = reach.as_ref().filter(|_| filter.order == Order::Distance).map(sql::nearest);
    let mut events = rows(tx, &conditions, order, nearest, size, (page - 1) * size)?;
    for event in &mut events {
        event.distance = reach.as_ref().and_then(|reach| reach.distance(&event.place.code));
    }
    let total = found + u64::from(matches!(pinned, Pinned::Event(_)));
    Ok(EventList { pinned, events, total, page, pages, departments })
}

/// The events of a month, under the filters.
///
/// # Errors
/// What SQLite says.
pub fn month(
    tx: &ReadTx,
    now: Now,
    filter: &EventFilter,
    territory: &[String],
    month: YearMonth,
) -> Result<Vec<ListedEvent>, Error> {
    let reach = Reach::of(tx, filter.near)?;
    let mut conditions = shared(tx, now, filter, reach.as_ref())?;
    sql::add_departments(&mut conditions, filter, territory);
    conditions.add(
        "o.starts_at >= ? AND o.starts_at < ?",
        [Box::new(stored(month.first())) as _, Box::new(stored(month.next().first())) as _],
    );
    rows(tx, &conditions, "o.starts_at, o.id", None, CALENDAR.into(), 0)
}

/// The soonest events under the filters, with the rows that a calendar file needs.
///
/// # Errors
/// What SQLite says.
pub fn feed(
    tx: &ReadTx,
    now: Now,
    filter: &EventFilter,
    territory: &[String],
) -> Result<Vec<(ListedEvent, u32, i64)>, Error> {
    let reach = Reach::of(tx, filter.near)?;
    let mut conditions = shared(tx, now, filter, reach.as_ref())?;
    sql::add_departments(&mut conditions, filter, territory);
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {LISTED}, o.version, o.updated_at {FROM} WHERE {} ORDER BY o.starts_at, o.id LIMIT ?",
        conditions.text()
    ))?;
    let rows = statement
        .query_map(conditions.values(params![CALENDAR]).as_slice(), |row| {
            Ok((listed(row)?, row.get(15)?, row.get(16)?))
        })?
        .collect::<Result<_, _>>();
    Ok(rows?)
}

/// The next events open to registration.
///
/// # Errors
/// What SQLite says.
pub fn next(tx: &ReadTx, now: Now, limit: u32) -> Result<Vec<ListedEvent>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {LISTED} {FROM} WHERE {OPEN} ORDER BY o.starts_at, o.id LIMIT :limit"
    ))?;
    let rows = statement
        .query_map(named_params! { ":now": stored_now(now), ":limit": limit }, listed)?
        .collect::<Result<_, _>>();
    Ok(rows?)
}

/// The numbers of the next events open to registration, each with the instant of its last change.
///
/// # Errors
/// What SQLite says.
pub fn open_numbers(tx: &ReadTx, now: Now, limit: u32) -> Result<Vec<(Number, i64)>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.serial, o.numbered_on, o.updated_at FROM event o WHERE {OPEN} ORDER BY o.starts_at, o.id LIMIT :limit"
    ))?;
    let rows = statement
        .query_map(named_params! { ":now": stored_now(now), ":limit": limit }, |row| {
            Ok((number(row, 0, 1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>();
    Ok(rows?)
}

fn open(conditions: &mut Conditions, now: Now) {
    conditions.add(OPEN.replace(":now", "?"), [Box::new(stored_now(now)) as _]);
}

fn shared(tx: &ReadTx, now: Now, filter: &EventFilter, reach: Option<&Reach>) -> Result<Conditions, Error> {
    let mut conditions = Conditions::default();
    open(&mut conditions, now);
    sql::add_shared(tx, &mut conditions, filter, "event_text")?;
    sql::add_near(&mut conditions, reach);
    conditions.add_in("o.kind", filter.kinds.iter().copied());
    if let Some(date) = filter.from {
        conditions.add("o.starts_at >= ?", [Box::new(stored(date)) as _]);
    }
    Ok(conditions)
}

/// A day in the form that compares with stored moments: its midnight.
fn stored(date: Date) -> String {
    french::iso(date)
}

fn pinned(tx: &ReadTx, now: Now, filter: &EventFilter) -> Result<Pinned, Error> {
    let Some(query) = filter.number() else { return Ok(Pinned::None) };
    let serial = match query {
        NumberQuery::Serial(serial) => serial,
        NumberQuery::Full(number) => number.serial(),
    };
    let found = tx
        .prepare_cached(&format!("SELECT {LISTED} {FROM} WHERE o.serial = :serial AND {OPEN}"))?
        .query_row(named_params! { ":serial": serial, ":now": stored_now(now) }, listed)
        .optional()?;
    Ok(match found {
        Some(event) => Pinned::Event(Box::new(event)),
        None => Pinned::NotOnline(query),
    })
}

fn rows(
    tx: &ReadTx,
    conditions: &Conditions,
    order: &str,
    nearest: Option<String>,
    size: u64,
    offset: u64,
) -> Result<Vec<ListedEvent>, Error> {
    let (size, offset) = (i64::try_from(size).unwrap_or(i64::MAX), i64::try_from(offset).unwrap_or(i64::MAX));
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {LISTED} {FROM} WHERE {} ORDER BY {order} LIMIT ? OFFSET ?",
        conditions.text()
    ))?;
    let limits: Vec<&dyn ToSql> =
        nearest.iter().map(|nearest| nearest as _).chain([&size as _, &offset as _]).collect();
    let rows = statement.query_map(conditions.values(&limits).as_slice(), listed)?.collect::<Result<_, _>>();
    Ok(rows?)
}
