//! Listing offers: what a visitor's filters find, with the counts that the page shows around them.

use rusqlite::named_params;

use super::super::ListedOffer;
use super::super::filter::{OfferFilter, Order};
use super::{
    ASAP, BY_START, BY_TITLE, FROM, LISTED, LISTING, ONLINE, OrderIndex, RECENT, cards, listed, number,
    stored,
};
use crate::catalogue::near::Reach;
use crate::catalogue::store::{self, Listed, Request, Total};
use crate::clock::Now;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::{Number, OfferAudience};

/// What a list of offers shows.
pub type OfferList = Listed<ListedOffer>;

/// Lists what the filters find. `territory` holds the codes of the site's own départements.
///
/// # Errors
/// What SQLite says.
pub fn list(tx: &ReadTx, now: Now, filter: &OfferFilter, territory: &[String]) -> Result<OfferList, Error> {
    let select = format!("SELECT {LISTED}, o.id {FROM}");
    store::list(tx, request(tx, now, filter, territory)?, &select, |row, reach| {
        let offer = listed(row)?;
        let distance = reach.and_then(|reach| reach.distance(&offer.place.code));
        Ok(ListedOffer { distance, ..offer })
    })
}

/// How many the filters find, a number typed apart.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx, now: Now, filter: &OfferFilter, territory: &[String]) -> Result<Total, Error> {
    store::total(tx, &request(tx, now, filter, territory)?)
}

fn request<'r>(
    tx: &ReadTx,
    now: Now,
    filter: &'r OfferFilter,
    territory: &'r [String],
) -> Result<Request<'r, OfferAudience>, Error> {
    let mut besides = Conditions::default();
    let mut variants = Vec::new();
    if let Some(date) = filter.before {
        // What starts as soon as possible starts before any date.
        besides.add("o.start_key <= ?", [Box::new(stored(date)) as _]);
    } else if filter.asap {
        variants.push(ASAP);
    }
    Ok(Request {
        listing: &LISTING,
        criteria: &filter.criteria,
        territory,
        moment: stored(now.today()),
        variants,
        besides,
        around: Reach::of(tx, filter.near)?,
        order: index(filter.order),
    })
}

/// None is the order of distances, which no index has.
fn index(order: Order) -> Option<&'static OrderIndex> {
    match order {
        Order::Recent => Some(&RECENT),
        Order::Start => Some(&BY_START),
        Order::Title => Some(&BY_TITLE),
        Order::Distance => None,
    }
}

/// The latest offers put online.
///
/// # Errors
/// What SQLite says.
pub fn latest(tx: &ReadTx, now: Now, limit: u32) -> Result<Vec<ListedOffer>, Error> {
    let rows = store::first(tx, &LISTING, &RECENT, &stored(now.today()), limit)?;
    cards(tx, &rows, limit)
}

/// The numbers of the latest offers online, each with the instant of its last change.
///
/// # Errors
/// What SQLite says.
pub fn online_numbers(tx: &ReadTx, now: Now, limit: u32) -> Result<Vec<(Number, i64)>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.serial, o.numbered_on, o.updated_at FROM offer o INDEXED BY offer_published_recent
         WHERE {ONLINE} ORDER BY o.publication DESC LIMIT :limit"
    ))?;
    let rows = statement
        .query_map(named_params! { ":today": stored(now.today()), ":limit": limit }, |row| {
            Ok((number(row, 0, 1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>();
    Ok(rows?)
}

/// How many offers are online in each département, by code.
///
/// # Errors
/// What SQLite says.
pub fn online_by_department(tx: &ReadTx, now: Now) -> Result<Vec<(String, u64)>, Error> {
    store::by_department(tx, &LISTING, &stored(now.today()))
}
