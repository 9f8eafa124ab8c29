//! Listing events: what a visitor's filters find, with the counts that the page shows around them.

use rusqlite::named_params;
use time::Date;

use super::super::filter::{EventFilter, Order};
use super::super::{EventKind, ListedEvent};
use super::{
    BY_DATE, BY_TITLE, FROM, LISTED, LISTING, OPEN, OrderIndex, RECENT, cards, listed, number, stored_now,
};
use crate::catalogue::near::Reach;
use crate::catalogue::store::{self, Listed, Request, Total};
use crate::clock::Now;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::{EventAudience, Number};
use crate::french;

/// What a list of events shows.
pub type EventList = Listed<ListedEvent>;

/// Most events that a calendar shows, as a page or as a file.
const CALENDAR: u32 = 500;

/// Lists what the filters find, in its month when a calendar is asked for. `territory` holds the codes of
/// the site's own départements.
///
/// # Errors
/// What SQLite says.
pub fn list(tx: &ReadTx, now: Now, filter: &EventFilter, territory: &[String]) -> Result<EventList, Error> {
    let select = format!("SELECT {LISTED}, o.id {FROM}");
    store::list(tx, request(tx, now, filter, territory)?, &select, |row, reach| {
        let event = listed(row)?;
        let distance = reach.and_then(|reach| reach.distance(&event.place.code));
        Ok(ListedEvent { distance, ..event })
    })
}

/// How many the filters find, a number typed apart.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx, now: Now, filter: &EventFilter, territory: &[String]) -> Result<Total, Error> {
    store::total(tx, &request(tx, now, filter, territory)?)
}

fn request<'r>(
    tx: &ReadTx,
    now: Now,
    filter: &'r EventFilter,
    territory: &'r [String],
) -> Result<Request<'r, EventAudience>, Error> {
    let mut besides = Conditions::default();
    if let Some(date) = filter.from {
        besides.add("o.starts_at >= ?", [Box::new(stored(date)) as _]);
    }
    if filter.calendar {
        let month = filter.shown_month(now);
        besides.add(
            "o.starts_at >= ? AND o.starts_at < ?",
            [Box::new(stored(month.first())) as _, Box::new(stored(month.next().first())) as _],
        );
    }
    let variant = |kind| EventKind::ALL.iter().position(|each| *each == kind);
    Ok(Request {
        listing: &LISTING,
        criteria: &filter.criteria,
        territory,
        moment: stored_now(now),
        variants: filter.kinds.iter().copied().filter_map(variant).collect(),
        besides,
        around: Reach::of(tx, filter.near)?,
        order: index(filter.order),
    })
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

/// The events of the month of a calendar, under its filters, and whether there are others.
///
/// # Errors
/// What SQLite says.
pub fn month(
    tx: &ReadTx,
    now: Now,
    filter: &EventFilter,
    territory: &[String],
) -> Result<(Vec<ListedEvent>, bool), Error> {
    let request = Request { order: Some(&BY_DATE), ..request(tx, now, filter, territory)? };
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
    let filter = EventFilter { calendar: false, ..filter.clone() };
    let request = Request { order: Some(&BY_DATE), ..request(tx, now, &filter, territory)? };
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
