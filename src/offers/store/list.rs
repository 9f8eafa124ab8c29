//! Listing offers: what a visitor's filters find, with the counts that the page shows around them.

use rusqlite::{OptionalExtension, named_params, params};

use super::super::ListedOffer;
use super::super::filter::{ELSEWHERE, OfferFilter, Order};
use super::{FROM, LISTED, ONLINE, listed, number, stored};
use crate::clock::Now;
use crate::db::sql::{Conditions, marks};
use crate::db::{Error, ReadTx};
use crate::domain::fold::words;
use crate::domain::{AudienceSet, Number, NumberQuery};
use crate::reference::occupations;

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

/// Words that nearly every offer holds, or that say nothing: searching them would find everything
/// at the price of reading everything.
const COMMON: [&str; 26] = [
    "a", "au", "aux", "avec", "ce", "d", "dans", "de", "des", "du", "en", "entreprise", "et", "l", "la", "le",
    "les", "offre", "offres", "ou", "par", "pour", "stage", "stages", "sur", "un",
];

/// Words beyond these are not searched.
const WORDS: usize = 8;

/// Lists what the filters find. `territory` holds the codes of the site's own départements.
///
/// # Errors
/// What SQLite says.
pub fn list(tx: &ReadTx, now: Now, filter: &OfferFilter, territory: &[String]) -> Result<OfferList, Error> {
    let today = stored(now.today());
    let pinned = pinned(tx, now, filter)?;
    let mut conditions = shared_conditions(tx, filter, &today)?;
    if let Pinned::Offer(offer) = &pinned {
        conditions.add("o.serial <> ?", [Box::new(offer.number.serial()) as _]);
    }
    let departments = count_departments(tx, &conditions)?;
    by_department(&mut conditions, filter, territory);
    let found = count(tx, &conditions)?;
    let size = u64::from(filter.size);
    let pages = found.div_ceil(size).max(1);
    let page = filter.page.min(pages);
    let offers = page_of(tx, &conditions, filter.order, size, (page - 1) * size)?;
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
    online(&mut conditions, &stored(now.today()));
    count_departments(tx, &conditions)
}

fn online(conditions: &mut Conditions, today: &str) {
    conditions.add(ONLINE.replace(":today", "?"), [Box::new(today.to_owned()) as _]);
}

/// Everything but the département, whose counts are taken under the other filters.
fn shared_conditions(tx: &ReadTx, filter: &OfferFilter, today: &str) -> Result<Conditions, Error> {
    let mut conditions = Conditions::default();
    online(&mut conditions, today);
    if !filter.audiences.is_empty() {
        let wanted: AudienceSet<_> = filter.audiences.iter().copied().collect();
        conditions.add("o.audiences & ? <> 0", [Box::new(wanted) as _]);
    }
    conditions.add_in("o.sector", filter.sectors.iter().copied());
    if let Some(date) = filter.before {
        // What starts as soon as possible starts before any date.
        conditions.add("(o.starts_asap = 1 OR o.starts_on <= ?)", [Box::new(stored(date)) as _]);
    } else if filter.asap {
        conditions.add("o.starts_asap = 1", []);
    }
    by_occupation(tx, &mut conditions, &filter.occupations)?;
    if let Some(expression) = text_expression(&filter.search) {
        conditions.add("o.id IN (SELECT rowid FROM offer_text WHERE offer_text MATCH ?)", [Box::new(expression) as _]);
    }
    Ok(conditions)
}

/// A family covers its cards, a card its titles, a title its card.
fn by_occupation(tx: &ReadTx, conditions: &mut Conditions, codes: &[String]) -> Result<(), Error> {
    if codes.is_empty() {
        return Ok(());
    }
    let mut cards = Vec::new();
    for code in codes {
        cards.extend(occupations::covers(tx, code)?);
    }
    let held: Vec<String> = codes.iter().chain(&cards).cloned().collect();
    let values = held.iter().chain(&cards).map(|code| Box::new(code.clone()) as _).collect::<Vec<_>>();
    conditions.add(
        format!(
            "(o.occupation IN ({}) OR o.occupation IN (SELECT code FROM occupation WHERE parent_code IN ({})))",
            marks(held.len()),
            marks(cards.len())
        ),
        values,
    );
    Ok(())
}

fn by_department(conditions: &mut Conditions, filter: &OfferFilter, territory: &[String]) {
    let (elsewhere, named): (Vec<&String>, Vec<&String>) =
        filter.departments.iter().partition(|code| *code == ELSEWHERE);
    if filter.departments.is_empty() {
        return;
    }
    let mut texts = Vec::new();
    let mut values: Vec<Box<dyn rusqlite::ToSql>> = Vec::new();
    if !named.is_empty() {
        texts.push(format!("o.department IN ({})", marks(named.len())));
        values.extend(named.into_iter().map(|code| Box::new(code.clone()) as _));
    }
    if !elsewhere.is_empty() {
        texts.push(format!("o.department NOT IN ({})", marks(territory.len())));
        values.extend(territory.iter().map(|code| Box::new(code.clone()) as _));
    }
    conditions.add(format!("({})", texts.join(" OR ")), values);
}

/// The FTS5 expression of what was typed: every word, by its beginning. None when nothing typed
/// narrows a search. The quotes keep any word from being read as an operator.
fn text_expression(search: &str) -> Option<String> {
    let terms: Vec<String> = words(search)
        .into_iter()
        .filter(|word| !COMMON.contains(&word.as_str()))
        .take(WORDS)
        .map(|word| format!("\"{word}\"*"))
        .collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

fn pinned(tx: &ReadTx, now: Now, filter: &OfferFilter) -> Result<Pinned, Error> {
    let Some(query) = filter.number() else { return Ok(Pinned::None) };
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

fn count(tx: &ReadTx, conditions: &Conditions) -> Result<u64, Error> {
    let found: i64 = tx
        .prepare_cached(&format!("SELECT count(*) FROM offer o WHERE {}", conditions.text()))?
        .query_row(conditions.values(&[]).as_slice(), |row| row.get(0))?;
    Ok(found.unsigned_abs())
}

fn count_departments(tx: &ReadTx, conditions: &Conditions) -> Result<Vec<(String, u64)>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.department, count(*) FROM offer o WHERE {} GROUP BY o.department",
        conditions.text()
    ))?;
    let rows = statement
        .query_map(conditions.values(&[]).as_slice(), |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?
        .collect::<Result<_, _>>();
    Ok(rows?)
}

fn page_of(
    tx: &ReadTx,
    conditions: &Conditions,
    order: Order,
    size: u64,
    offset: u64,
) -> Result<Vec<ListedOffer>, Error> {
    let order = match order {
        Order::Recent => "o.published_at DESC, o.id DESC",
        Order::Start => "o.starts_on, o.id",
        Order::Title => "o.sort_title, o.id",
    };
    let (size, offset) = (i64::try_from(size).unwrap_or(i64::MAX), i64::try_from(offset).unwrap_or(i64::MAX));
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {LISTED} {FROM} WHERE {} ORDER BY {order} LIMIT ? OFFSET ?",
        conditions.text()
    ))?;
    let limits = params![size, offset];
    let rows = statement.query_map(conditions.values(limits).as_slice(), listed)?.collect::<Result<_, _>>();
    Ok(rows?)
}
