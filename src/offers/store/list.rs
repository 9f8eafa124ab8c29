//! Listing offers: what a visitor's filters find, with the counts that the page shows around them.

use rusqlite::{OptionalExtension, ToSql, named_params};

use super::super::ListedOffer;
use super::super::filter::{OfferFilter, Order};
use super::{FROM, LISTED, ONLINE, listed, number, stored};
use crate::catalogue::near::Reach;
use crate::catalogue::sql;
use crate::clock::Now;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::{Number, NumberQuery};

/// What a list shows.
#[derive(Debug)]
pub struct OfferList {
    /// The offer whose number was typed; it comes before the others, on the first page.
    pub pinned: Pinned,
    /// The offers of the page.
    pub offers: Vec<ListedOffer>,
    /// How many there are in all, the pinned one included.
    pub total: u64,
    /// The page shown: the last one when a further one was asked for.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// How many offers each département would give under the other filters, by code.
    pub departments: Vec<(String, u64)>,
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
    let criteria = &filter.criteria;
    let pinned = pinned(tx, now, filter)?;
    let mut conditions = Conditions::default();
    online(&mut conditions, now);
    sql::add_shared(tx, &mut conditions, criteria, "offer_text")?;
    let reach = Reach::of(tx, criteria.near)?;
    sql::add_near(&mut conditions, reach.as_ref());
    if let Some(date) = filter.before {
        // What starts as soon as possible starts before any date.
        conditions.add("(o.starts_asap = 1 OR o.starts_on <= ?)", [Box::new(stored(date)) as _]);
    } else if filter.asap {
        conditions.add("o.starts_asap = 1", []);
    }
    if let Pinned::Offer(offer) = &pinned {
        conditions.add("o.serial <> ?", [Box::new(offer.number.serial()) as _]);
    }
    let departments = sql::count_departments(tx, "offer", &conditions)?;
    sql::add_departments(&mut conditions, criteria, territory);
    let found = sql::count(tx, "offer", &conditions)?;
    let size = u64::from(criteria.size);
    let pages = found.div_ceil(size).max(1);
    let page = criteria.page.min(pages);
    let offers = page_of(tx, &conditions, filter.order, reach.as_ref(), size, (page - 1) * size)?;
    let total = found + u64::from(matches!(pinned, Pinned::Offer(_)));
    Ok(OfferList { pinned, offers, total, page, pages, departments })
}

/// The latest offers put online.
///
/// # Errors
/// What SQLite says.
pub fn latest(tx: &ReadTx, now: Now, limit: u32) -> Result<Vec<ListedOffer>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {LISTED} {FROM} WHERE {ONLINE} ORDER BY o.published_at DESC, o.id DESC LIMIT :limit"
    ))?;
    let rows = statement
        .query_map(named_params! { ":today": stored(now.today()), ":limit": limit }, listed)?
        .collect::<Result<_, _>>();
    Ok(rows?)
}

/// The numbers of the latest offers online, each with the instant of its last change.
///
/// # Errors
/// What SQLite says.
pub fn online_numbers(tx: &ReadTx, now: Now, limit: u32) -> Result<Vec<(Number, i64)>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.serial, o.numbered_on, o.updated_at FROM offer o
         WHERE {ONLINE} ORDER BY o.published_at DESC, o.id DESC LIMIT :limit"
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
    let mut conditions = Conditions::default();
    online(&mut conditions, now);
    sql::count_departments(tx, "offer", &conditions)
}

fn online(conditions: &mut Conditions, now: Now) {
    conditions.add(ONLINE.replace(":today", "?"), [Box::new(stored(now.today())) as _]);
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

fn page_of(
    tx: &ReadTx,
    conditions: &Conditions,
    order: Order,
    reach: Option<&Reach>,
    size: u64,
    offset: u64,
) -> Result<Vec<ListedOffer>, Error> {
    let by_distance = order == Order::Distance;
    let order = match order {
        Order::Recent => "o.published_at DESC, o.id DESC",
        Order::Start => "o.starts_on, o.id",
        Order::Title => "o.sort_title, o.id",
        // A list has this order around a place only.
        Order::Distance => &format!("{}, o.published_at DESC, o.id DESC", sql::BY_DISTANCE),
    };
    let (size, offset) = (i64::try_from(size).unwrap_or(i64::MAX), i64::try_from(offset).unwrap_or(i64::MAX));
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {LISTED} {FROM} WHERE {} ORDER BY {order} LIMIT ? OFFSET ?",
        conditions.text()
    ))?;
    let nearest = reach.filter(|_| by_distance).map(sql::nearest);
    let limits: Vec<&dyn ToSql> =
        nearest.iter().map(|nearest| nearest as _).chain([&size as _, &offset as _]).collect();
    let mut rows = statement
        .query_map(conditions.values(&limits).as_slice(), listed)?
        .collect::<Result<Vec<ListedOffer>, _>>()?;
    for offer in &mut rows {
        offer.distance = reach.and_then(|reach| reach.distance(&offer.place.code));
    }
    Ok(rows)
}
