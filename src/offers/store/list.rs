//! Listing offers: what a visitor's filters find, with the counts that the page shows around them.

use rusqlite::{OptionalExtension, named_params};

use super::super::ListedOffer;
use super::super::filter::{OfferFilter, Order};
use super::{
    ASAP, BY_START, BY_TITLE, FROM, LISTED, LISTING, ONLINE, OrderIndex, RECENT, cards, listed, number,
    stored,
};
use crate::catalogue::near::Reach;
use crate::catalogue::store::{self, Found, Request, Total};
use crate::clock::Now;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::{Number, NumberQuery, OfferAudience};

/// What a list shows.
#[derive(Debug)]
pub struct OfferList {
    /// The offer whose number was typed; it comes before the others, on the first page.
    pub pinned: Pinned,
    /// The offers of the page.
    pub offers: Vec<ListedOffer>,
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
    /// The offer of that number.
    Offer(Box<ListedOffer>),
    /// It is a number, and no offer online has it.
    NotOnline(NumberQuery),
}

/// Lists what the filters find. `territory` holds the codes of the site's own départements.
///
/// # Errors
/// What SQLite says.
pub fn list(tx: &ReadTx, now: Now, filter: &OfferFilter, territory: &[String]) -> Result<OfferList, Error> {
    let pinned = pinned(tx, now, filter)?;
    let around = Reach::of(tx, filter.near)?;
    let request = request(now, filter, territory, around, &pinned);
    let after = match (filter.after, request.order) {
        (Some(serial), Some(order)) => store::cursor(tx, &LISTING, order, serial)?,
        _ => None,
    };
    let found = store::find(tx, &request, after.as_ref())?;
    let mut offers = cards(tx, &found.rows, filter.size)?;
    for offer in &mut offers {
        offer.distance = request.around.as_ref().and_then(|reach| reach.distance(&offer.place.code));
    }
    let own = u64::from(matches!(pinned, Pinned::Offer(_)));
    let total = Total { count: found.total.count + own, ..found.total };
    Ok(OfferList { pinned, offers, total, found })
}

/// How many the filters find, a number typed apart.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx, now: Now, filter: &OfferFilter, territory: &[String]) -> Result<Total, Error> {
    let around = Reach::of(tx, filter.near)?;
    store::total(tx, &request(now, filter, territory, around, &Pinned::None))
}

fn request<'r>(
    now: Now,
    filter: &'r OfferFilter,
    territory: &'r [String],
    around: Option<Reach>,
    pinned: &Pinned,
) -> Request<'r, OfferAudience> {
    let mut besides = Conditions::default();
    let mut variants = Vec::new();
    if let Some(date) = filter.before {
        // What starts as soon as possible starts before any date.
        besides.add("o.start_key <= ?", [Box::new(stored(date)) as _]);
    } else if filter.asap {
        variants.push(ASAP);
    }
    if let Pinned::Offer(offer) = pinned {
        besides.add("o.serial <> ?", [Box::new(offer.number.serial()) as _]);
    }
    Request {
        listing: &LISTING,
        criteria: &filter.criteria,
        territory,
        moment: stored(now.today()),
        variants,
        besides,
        around,
        order: index(filter.order),
    }
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

fn pinned(tx: &ReadTx, now: Now, filter: &OfferFilter) -> Result<Pinned, Error> {
    let Some(query) = filter.criteria.number() else { return Ok(Pinned::None) };
    let serial = match query {
        NumberQuery::Serial(serial) => serial,
        NumberQuery::Full(number) => number.serial(),
    };
    let found = tx
        .prepare_cached(&format!("SELECT {LISTED} {FROM} WHERE o.serial = :serial AND {ONLINE}"))?
        .query_row(named_params! { ":serial": serial, ":today": stored(now.today()) }, listed)
        .optional()?;
    Ok(match found {
        Some(offer) => Pinned::Offer(Box::new(offer)),
        None => Pinned::NotOnline(query),
    })
}
