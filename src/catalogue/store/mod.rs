//! Which offers or events a list shows, in what order, and how many there are: the same for both.
//!
//! Closed filters (audience, département, sector, and one that each list has of its own) are counted by
//! cells, exactly, and paged by walking indexes. The others (words, occupation, dates, distance) cannot be
//! counted beforehand: at most [`MOST`] rows are enumerated, and a list says when there are more.

mod cells;
pub mod check;
mod list;
mod origin;
pub mod publication;
pub mod receiving;
mod search;
mod similar;
pub mod text;
mod walk;

pub use cells::Counts;
pub use list::{Listed, Pinned, list};
pub use origin::{number, numbers_of_company, origin};
pub use similar::{Likeness, similar};

use rusqlite::types::{ToSql, Value};
use rusqlite::{OptionalExtension, Row};

use super::criteria::{Criteria, ELSEWHERE};
use super::near::Reach;
use super::words;
use crate::db::sql::{Conditions, marks};
use crate::db::{Error, ReadTx};
use crate::domain::{Audience, AudienceSet, Sector};
use crate::reference::occupations;
use cells::{Asked, Counted};
use walk::Wanted;

/// Rows that filters outside the cells enumerate, and the furthest row that a numbered page reaches.
pub const MOST: u64 = 1_000;

/// Steps of SQLite's machine that one enumeration may take: a few milliseconds.
const STEPS: u64 = 400_000;

/// What is listed: its tables, and what offers and events do not have in common.
pub struct Listing {
    /// Table.
    pub table: &'static str,
    /// FTS5 table of its words, whose rowid is the publication.
    pub text: &'static str,
    /// Table of its cells.
    pub cells: &'static str,
    /// The last column of a cell in the indexes: how an offer starts, what an event is.
    pub variant: &'static str,
    /// For each value of it, the column that counts it in a cell, and the value itself.
    pub variants: &'static [(&'static str, &'static dyn ToSql)],
    /// What the cells count.
    pub counted: &'static str,
    /// What is shown at the moment bound to its only `?`. The state is a literal, so that the partial
    /// indexes serve.
    pub live: &'static str,
    /// The same where a row of the list has already told where the index is entered.
    pub live_after: &'static str,
    /// What has gone by at the moment bound to its only `?`.
    pub past: &'static str,
    /// The order of publications.
    pub recent: &'static Order,
    /// Index of what each commune has, in the order of `within`.
    pub commune: &'static str,
    /// The order of what is equally far.
    pub within: &'static Order,
}

/// An order of a list. Publications are told apart by their number, the others by their row as well.
pub struct Order {
    /// Column.
    pub key: &'static str,
    /// Whether it is the order of publications, the latest first; the others go up.
    pub latest: bool,
    /// Index of the whole list in this order.
    pub walk: &'static str,
    /// Index of each cell in this order.
    pub cells: &'static str,
}

impl Order {
    fn columns(&self) -> String {
        format!("o.id AS id, o.department AS department, o.sector AS sector, o.{} AS key", self.key)
    }

    fn by(&self) -> String {
        if self.latest { format!("o.{} DESC", self.key) } else { format!("o.{}, o.id", self.key) }
    }

    fn by_result(&self) -> &'static str {
        if self.latest { "key DESC" } else { "key, id" }
    }

    fn after(&self) -> String {
        if self.latest { format!("o.{} < ?", self.key) } else { format!("(o.{}, o.id) > (?, ?)", self.key) }
    }

    fn compare(&self, one: &Hit, other: &Hit) -> std::cmp::Ordering {
        let keys = match (&one.key, &other.key) {
            (Value::Integer(one), Value::Integer(other)) => one.cmp(other),
            (Value::Text(one), Value::Text(other)) => one.cmp(other),
            _ => std::cmp::Ordering::Equal,
        };
        if self.latest { keys.reverse() } else { keys.then(one.id.cmp(&other.id)) }
    }
}

/// A row found.
#[derive(Debug, Clone)]
struct Hit {
    id: i64,
    department: String,
    sector: Sector,
    key: Value,
    /// Where it is, when a place is looked around.
    commune: Option<String>,
}

/// Where a page ended: the next one begins after this row.
#[derive(Debug)]
pub struct Cursor {
    key: Value,
    id: i64,
}

impl Cursor {
    fn values<'c>(&'c self, order: &Order) -> Vec<&'c dyn ToSql> {
        if order.latest { vec![&self.key] } else { vec![&self.key, &self.id] }
    }
}

/// How many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// This many...
    pub count: u64,
    /// ... and others beyond, which were not counted.
    pub more: bool,
}

/// What is asked of a list.
pub struct Request<'r, A> {
    /// What is listed.
    pub listing: &'r Listing,
    /// The filters that every list has.
    pub criteria: &'r Criteria<A>,
    /// Codes of the site's own départements.
    pub territory: &'r [String],
    /// The present, in the form that [`Listing::live`] compares.
    pub moment: String,
    /// Places in [`Listing::variants`] of those asked for, any of which will do; all when empty.
    pub variants: Vec<usize>,
    /// Conditions that no cell knows.
    pub besides: Conditions,
    /// What is within reach of the place looked around, if one is.
    pub around: Option<Reach>,
    /// Order; with a place, `None` is the nearest first.
    pub order: Option<&'r Order>,
}

impl Found {
    /// Counts one more, where it is.
    fn count_in(&mut self, department: &str, sector: Sector) {
        if let Some(departments) = &mut self.departments {
            match departments.iter_mut().find(|(code, _)| code == department) {
                Some((_, count)) => *count += 1,
                None => departments.push((department.to_owned(), 1)),
            }
        }
        for (counted, count) in self.sectors.iter_mut().flatten() {
            *count += u64::from(*counted == sector);
        }
    }
}

/// Which rows are enumerated when there are more than can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Foremost {
    /// The first ones of the order asked for.
    #[default]
    First,
    /// The latest publications.
    Latest,
    /// The nearest ones.
    Nearest,
}

/// What a list shows, before its rows are read.
#[derive(Debug, Default)]
pub struct Found {
    /// Rows of the page, in order.
    pub rows: Vec<i64>,
    /// How many there are.
    pub total: Total,
    /// The page shown: the last numbered one when a further one was asked for.
    pub page: u64,
    /// How many numbered pages there are.
    pub pages: u64,
    /// Whether the page is the one asked for beyond the numbered pages.
    pub continued: bool,
    /// Which rows were enumerated when there are more than can be.
    pub foremost: Foremost,
    /// Whether others follow the last row of this page.
    pub more: bool,
    /// How many each département has under the other filters, by code, when that is known.
    pub departments: Option<Vec<(String, u64)>>,
    /// How many each sector has under the other filters, when that is known.
    pub sectors: Option<Vec<(Sector, u64)>>,
}

impl<A> Request<'_, A> {
    /// The order of the rows as they are read.
    fn order(&self) -> &Order {
        self.order.unwrap_or(self.listing.within)
    }
}

impl<A: Audience> Request<'_, A> {
    fn audiences(&self) -> AudienceSet<A> {
        self.criteria.audiences.iter().copied().collect()
    }

    fn asked(&self) -> Asked<'_> {
        Asked { audiences: self.audiences().bits(), variants: &self.variants }
    }

    fn within(&self, department: &str) -> bool {
        let chosen = &self.criteria.departments;
        chosen.is_empty()
            || chosen.iter().any(|code| code == department)
            || (chosen.iter().any(|code| code == ELSEWHERE)
                && !self.territory.iter().any(|code| code == department))
    }

    /// The closed filters as SQL, those of départements and sectors when `placed`.
    fn closed(&self, placed: bool) -> Conditions {
        let mut conditions = self.asked().conditions(self.listing);
        if placed {
            conditions.extend(self.places());
        }
        conditions
    }

    /// The départements and sectors as SQL.
    fn places(&self) -> Conditions {
        let mut conditions = Conditions::default();
        let chosen = &self.criteria.departments;
        if chosen.iter().any(|code| code == ELSEWHERE) {
            let others = self.territory.iter().filter(|code| !chosen.contains(code));
            conditions.add_none_of("o.department", others.map(String::as_str));
        } else {
            conditions.add_one_of("o.department", chosen.iter().map(String::as_str));
        }
        conditions.add_one_of("o.sector", self.criteria.sectors.iter().map(|sector| sector.as_str()));
        conditions
    }
}

/// Finds what a list shows. `after` is the row with which the page before ended, for pages beyond the
/// numbered ones.
///
/// # Errors
/// What SQLite says.
pub fn find<A: Audience>(
    tx: &ReadTx,
    request: &Request<'_, A>,
    after: Option<&Cursor>,
) -> Result<Found, Error> {
    match search::source(tx, request)? {
        Some(source) => open(tx, request, &source),
        None => closed(tx, request, after),
    }
}

/// How many there are under these filters.
///
/// # Errors
/// What SQLite says.
pub fn total<A: Audience>(tx: &ReadTx, request: &Request<'_, A>) -> Result<Total, Error> {
    match search::source(tx, request)? {
        Some(source) => {
            let (hits, all) = search::enumerate(tx, request, &source, true)?;
            Ok(Total { count: hits.len() as u64, more: !all })
        }
        None => {
            let counts = cells::counts(tx, request.listing, request.asked(), &request.moment)?.counts;
            let count = counts.total(|code| request.within(code), &request.criteria.sectors);
            Ok(Total { count, more: false })
        }
    }
}

/// The first rows under these filters, for what has no pages, and whether there are others; `most` is at
/// most [`MOST`].
///
/// # Errors
/// What SQLite says.
pub fn foremost<A: Audience>(
    tx: &ReadTx,
    request: &Request<'_, A>,
    most: u32,
) -> Result<(Vec<i64>, bool), Error> {
    let source = match search::source(tx, request)? {
        Some(source) => source,
        None => search::in_order(tx, request)?,
    };
    let (mut hits, all) = search::enumerate(tx, request, &source, true)?;
    search::sort(request, &source, &mut hits);
    let more = !all || hits.len() > most as usize;
    hits.truncate(most as usize);
    Ok((hits.iter().map(|hit| hit.id).collect(), more))
}

/// How many are shown in each département, by code.
///
/// # Errors
/// What SQLite says.
pub fn by_department(tx: &ReadTx, listing: &Listing, moment: &str) -> Result<Vec<(String, u64)>, Error> {
    Ok(cells::counts(tx, listing, Asked { audiences: 0, variants: &[] }, moment)?.counts.departments(&[]))
}

/// The first rows of an order.
///
/// # Errors
/// What SQLite says.
pub fn first(
    tx: &ReadTx,
    listing: &Listing,
    order: &Order,
    moment: &str,
    limit: u32,
) -> Result<Vec<i64>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.id FROM {} o INDEXED BY {} WHERE {} ORDER BY {} LIMIT ?",
        listing.table,
        order.walk,
        listing.live,
        order.by()
    ))?;
    let rows = statement.query_map((moment, limit), |row| row.get(0))?.collect::<Result<_, _>>();
    Ok(rows?)
}

/// Reads these rows, in their order. `select` ends with the column `o.id`; `most` is how many a page holds:
/// the statement is then the same for a page that is not full.
///
/// # Errors
/// What SQLite says.
pub fn cards<T>(
    tx: &ReadTx,
    select: &str,
    rows: &[i64],
    most: u32,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Error> {
    let most = (most as usize).max(rows.len());
    let mut statement = tx.prepare_cached(&format!("{select} WHERE o.id IN ({})", marks(most)))?;
    let id = statement.column_count() - 1;
    let padded = rows.iter().copied().map(Some).chain(std::iter::repeat(None)).take(most);
    let mut cards: Vec<Option<T>> = rows.iter().map(|_| None).collect();
    let mut found = statement.query(rusqlite::params_from_iter(padded))?;
    while let Some(row) = found.next()? {
        let id: i64 = row.get(id)?;
        if let Some(at) = rows.iter().position(|asked| *asked == id) {
            cards[at] = Some(read(row)?);
        }
    }
    Ok(cards.into_iter().flatten().collect())
}

/// The place of a row in an order, if there is such a row.
///
/// # Errors
/// What SQLite says.
pub fn cursor(tx: &ReadTx, listing: &Listing, order: &Order, serial: u32) -> Result<Option<Cursor>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {}, id FROM {} WHERE serial = ?1 AND publication IS NOT NULL",
            order.key, listing.table
        ))?
        .query_row([serial], |row| Ok(Cursor { key: row.get(0)?, id: row.get(1)? }))
        .optional()?)
}

fn closed<A: Audience>(
    tx: &ReadTx,
    request: &Request<'_, A>,
    after: Option<&Cursor>,
) -> Result<Found, Error> {
    let (criteria, listing) = (request.criteria, request.listing);
    let Counted { counts, online } = cells::counts(tx, listing, request.asked(), &request.moment)?;
    let matching = counts.total(|code| request.within(code), &criteria.sectors);
    let size = u64::from(criteria.size);
    let pages = matching.min(MOST).div_ceil(size).max(1);
    let page = criteria.page.min(pages);
    let offset = if after.is_some() { 0 } else { (page - 1) * size };
    let (mut hits, _) = walk::rows(
        tx,
        &Wanted {
            listing,
            order: request.order(),
            moment: &request.moment,
            asked: request.asked(),
            places: &request.places(),
            besides: &Conditions::default(),
            after,
            offset,
            limit: size + 1,
            online,
            matching,
            steps: None,
        },
    )?;
    let more = hits.len() as u64 > size;
    hits.truncate(criteria.size as usize);
    Ok(Found {
        rows: hits.iter().map(|hit| hit.id).collect(),
        total: Total { count: matching, more: false },
        page,
        pages,
        continued: after.is_some(),
        foremost: Foremost::First,
        more,
        departments: Some(counts.departments(&criteria.sectors)),
        sectors: Some(counts.sectors(|code| request.within(code))),
    })
}

fn open<A: Audience>(tx: &ReadTx, request: &Request<'_, A>, source: &search::Source) -> Result<Found, Error> {
    let criteria = request.criteria;
    let placed = !criteria.departments.is_empty() || !criteria.sectors.is_empty();
    // Everywhere first: few enough, and they give the numbers of the map as well.
    let (mut hits, mut all) = search::enumerate(tx, request, source, false)?;
    let counts = all.then(|| Counts::of(hits.iter().map(|hit| (hit.department.clone(), hit.sector))));
    if placed && all {
        let sectors = &criteria.sectors;
        hits.retain(|hit| {
            request.within(&hit.department) && (sectors.is_empty() || sectors.contains(&hit.sector))
        });
    } else if placed {
        (hits, all) = search::enumerate(tx, request, source, true)?;
    }
    search::sort(request, source, &mut hits);
    let count = hits.len() as u64;
    let size = u64::from(criteria.size);
    let pages = count.div_ceil(size).max(1);
    let page = criteria.page.min(pages);
    let start = (page - 1) * size;
    let rows = hits.iter().skip(start as usize).take(criteria.size as usize).map(|hit| hit.id).collect();
    Ok(Found {
        rows,
        total: Total { count, more: !all },
        page,
        pages,
        continued: false,
        foremost: source.foremost(request),
        more: start + size < count,
        departments: counts.as_ref().map(|counts| counts.departments(&criteria.sectors)),
        sectors: counts.as_ref().map(|counts| counts.sectors(|code| request.within(code))),
    })
}

/// Reads hits until there is no other, or the steps allowed are spent; true when all were read.
fn hits(
    tx: &ReadTx,
    text: &str,
    values: &[&dyn ToSql],
    steps: Option<u64>,
) -> Result<(Vec<Hit>, bool), Error> {
    let mut hits = Vec::new();
    let mut read = || {
        let mut statement = tx.prepare_cached(text)?;
        let mut rows = statement.query(values)?;
        while let Some(row) = rows.next()? {
            hits.push(hit(row)?);
        }
        Ok(())
    };
    let all = match steps {
        Some(steps) => tx.within_steps(steps, read)?,
        None => read().map(|()| true)?,
    };
    Ok((hits, all))
}

fn hit(row: &Row<'_>) -> rusqlite::Result<Hit> {
    let commune = if row.as_ref().column_count() > 4 { row.get(4)? } else { None };
    Ok(Hit { id: row.get(0)?, department: row.get(1)?, sector: row.get(2)?, key: row.get(3)?, commune })
}

/// The codes by which the index of words knows these occupations: a family covers its cards, a card its
/// titles, a title its card.
fn occupation_marks(tx: &ReadTx, codes: &[String]) -> Result<Vec<String>, Error> {
    let mut marks = Vec::new();
    for code in codes {
        let card = match occupations::get(tx, code)? {
            Some(occupation) => occupation.card.map_or(occupation.code, |card| card.code),
            None => code.clone(),
        };
        marks.push(words::occupation(&card));
    }
    Ok(marks)
}
