//! Listing events: what a visitor's filters find, with the counts that the page shows around them.

use rusqlite::{OptionalExtension, named_params};
use time::Date;

use super::super::filter::{EventFilter, Order, YearMonth};
use super::super::{EventKind, ListedEvent};
use super::{
    BY_DATE, BY_TITLE, FROM, LISTED, LISTING, OPEN, OrderIndex, RECENT, cards, listed, number, stored_now,
};
use crate::catalogue::near::Reach;
use crate::catalogue::store::{self, Found, Request, Total};
use crate::clock::Now;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::{EventAudience, Number, NumberQuery};
use crate::french;

/// What a list shows.
#[derive(Debug)]
pub struct EventList {
    /// The event whose number was typed; it comes before the others, on the first page.
    pub pinned: Pinned,
    /// The events of the page.
    pub events: Vec<ListedEvent>,
    /// How many there are in all, the pinned one included.
    pub total: Total,
    /// Where the page stands, and the counts around it.
    pub found: Found,
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
    let around = Reach::of(tx, filter.near)?;
    let mut request = request(now, filter, territory, around);
    if let Pinned::Event(event) = &pinned {
        request.besides.add("o.serial <> ?", [Box::new(event.number.serial()) as _]);
    }
    let after = match (filter.after, request.order) {
        (Some(serial), Some(order)) => store::cursor(tx, &LISTING, order, serial)?,
        _ => None,
    };
    let found = store::find(tx, &request, after.as_ref())?;
    let mut events = cards(tx, &found.rows, filter.size)?;
    for event in &mut events {
        event.distance = request.around.as_ref().and_then(|reach| reach.distance(&event.place.code));
    }
    let own = u64::from(matches!(pinned, Pinned::Event(_)));
    let total = Total { count: found.total.count + own, ..found.total };
    Ok(EventList { pinned, events, total, found })
}

/// How many the filters find, a number typed apart.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx, now: Now, filter: &EventFilter, territory: &[String]) -> Result<Total, Error> {
    let around = Reach::of(tx, filter.near)?;
    store::total(tx, &request(now, filter, territory, around))
}

fn request<'r>(
    now: Now,
    filter: &'r EventFilter,
    territory: &'r [String],
    around: Option<Reach>,
) -> Request<'r, EventAudience> {
    let mut besides = Conditions::default();
    if let Some(date) = filter.from {
        besides.add("o.starts_at >= ?", [Box::new(stored(date)) as _]);
    }
    let variant = |kind| EventKind::ALL.iter().position(|each| *each == kind);
    Request {
        listing: &LISTING,
        criteria: &filter.criteria,
        territory,
        moment: stored_now(now),
        variants: filter.kinds.iter().copied().filter_map(variant).collect(),
        besides,
        around,
        order: index(filter.order),
    }
}

/// None is the order of distances, which no index has.
fn index(order: Order) -> Option<&'static OrderIndex> {
    match order {
        Order::Date => Some(&BY_DATE),
        Order::Recent => Some(&RECENT),
        Order::Title => Some(&BY_TITLE),
        Order::Distance => None,
    }
}

/// The events of a month, under the filters, and whether there are others.
///
/// # Errors
/// What SQLite says.
pub fn month(
    tx: &ReadTx,
    now: Now,
    filter: &EventFilter,
    territory: &[String],
    month: YearMonth,
) -> Result<(Vec<ListedEvent>, bool), Error> {
    let around = Reach::of(tx, filter.near)?;
    let mut request = request(now, filter, territory, around);
    request.order = Some(&BY_DATE);
    request.besides.add(
        "o.starts_at >= ? AND o.starts_at < ?",
        [Box::new(stored(month.first())) as _, Box::new(stored(month.next().first())) as _],
    );
    let (rows, more) = store::foremost(tx, &request, CALENDAR)?;
    Ok((cards(tx, &rows, CALENDAR)?, more))
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
    let around = Reach::of(tx, filter.near)?;
    let mut request = request(now, filter, territory, around);
    request.order = Some(&BY_DATE);
    let (rows, _) = store::foremost(tx, &request, CALENDAR)?;
    let select = format!("SELECT {LISTED}, o.version, o.updated_at, o.id {FROM}");
    store::cards(tx, &select, &rows, CALENDAR, |row| Ok((listed(row)?, row.get(15)?, row.get(16)?)))
}

/// The next events open to registration.
///
/// # Errors
/// What SQLite says.
pub fn next(tx: &ReadTx, now: Now, limit: u32) -> Result<Vec<ListedEvent>, Error> {
    let rows = store::first(tx, &LISTING, &BY_DATE, &stored_now(now), limit)?;
    cards(tx, &rows, limit)
}

/// The numbers of the next events open to registration, each with the instant of its last change.
///
/// # Errors
/// What SQLite says.
pub fn open_numbers(tx: &ReadTx, now: Now, limit: u32) -> Result<Vec<(Number, i64)>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.serial, o.numbered_on, o.updated_at FROM event o INDEXED BY event_published_date
         WHERE {OPEN} ORDER BY o.starts_at, o.id LIMIT :limit"
    ))?;
    let rows = statement
        .query_map(named_params! { ":now": stored_now(now), ":limit": limit }, |row| {
            Ok((number(row, 0, 1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>();
    Ok(rows?)
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
