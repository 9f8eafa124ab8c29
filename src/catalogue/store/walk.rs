//! The rows of a page in their order, without sorting what the page does not show.
//!
//! Two ways. When most of what is online matches, the index of the order is walked, leaving out what does
//! not match. When little does, each cell that matches is a sorted run of another index, and the runs are
//! merged (`UNION ALL … ORDER BY … LIMIT`, which SQLite does lazily). The cells tell beforehand how many
//! rows match, hence which way is shorter; the wrong one can cost a thousand times more.

use rusqlite::types::ToSql;

use super::cells::{self, Asked, Cell};
use super::{Cursor, Hit, Listing, Order};
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};

/// Rows that a walk may leave out before a merge is considered.
const SHORT: u64 = 300;

/// Steps of SQLite's machine for a row that is left out, and for one that is taken.
const LEFT_OUT: u64 = 12;
const TAKEN: u64 = 40;

/// Most runs that one statement merges: preparing it costs more than running it, and grows faster.
const RUNS: usize = 64;

/// Which rows are wanted.
pub(super) struct Wanted<'a> {
    pub listing: &'a Listing,
    pub order: &'a Order,
    pub moment: &'a str,
    pub asked: Asked<'a>,
    /// Conditions on départements and sectors.
    pub places: &'a Conditions,
    /// Conditions that no cell knows.
    pub besides: &'a Conditions,
    /// Where the page before ended.
    pub after: Option<&'a Cursor>,
    pub offset: u64,
    pub limit: u64,
    /// How many rows are online, and how many of them the cells say match.
    pub online: u64,
    pub matching: u64,
    /// Steps after which the rows found so far will do; none when all are wanted whatever it takes.
    pub steps: Option<u64>,
}

/// The rows, in order; true when all of them could be read.
pub(super) fn rows(tx: &ReadTx, wanted: &Wanted<'_>) -> Result<(Vec<Hit>, bool), Error> {
    if wanted.matching == 0 {
        return Ok((Vec::new(), true));
    }
    let reach = (wanted.offset + wanted.limit).min(wanted.matching);
    let walked = reach.saturating_mul(wanted.online) / wanted.matching;
    let cells = if walked <= reach + SHORT {
        None
    } else {
        Some(cells::filled(tx, wanted.listing, wanted.asked, wanted.places)?)
    };
    // A run costs about as much as eight rows walked, a row merged as two.
    let merged = cells
        .as_ref()
        .map_or(u64::MAX, |cells| cells.len() as u64 * 8 + reach * 2 * cells.len().div_ceil(RUNS) as u64);
    if merged >= walked {
        // What matches may stand together, far from where the walk begins (all of a sector published on
        // one day): it is then given up for a merge, which no order can make long.
        let (hits, all) = walk(tx, wanted, LEFT_OUT * (walked + SHORT) + TAKEN * reach)?;
        if all {
            return Ok((hits, true));
        }
    }
    match cells {
        Some(cells) => merge(tx, wanted, &cells),
        None => merge(tx, wanted, &cells::filled(tx, wanted.listing, wanted.asked, wanted.places)?),
    }
}

fn walk(tx: &ReadTx, wanted: &Wanted<'_>, steps: u64) -> Result<(Vec<Hit>, bool), Error> {
    let Wanted { listing, order, moment, asked, places, besides, after, .. } = wanted;
    let of_cells = asked.conditions(listing);
    let mut text = format!(
        "SELECT {} FROM {} o INDEXED BY {} WHERE {} AND {} AND {} AND {}",
        order.columns(),
        listing.table,
        order.walk,
        live(wanted),
        places.text(),
        of_cells.text(),
        besides.text()
    );
    let mut values: Vec<&dyn ToSql> = vec![moment];
    for conditions in [*places, &of_cells, *besides] {
        values.extend(conditions.values(&[]));
    }
    if let Some(cursor) = after {
        text.push_str(&format!(" AND {}", order.after()));
        values.extend(cursor.values(order));
    }
    text.push_str(&format!(" ORDER BY {} LIMIT ? OFFSET ?", order.by()));
    read(tx, &text, values, (wanted.offset, wanted.limit), Some(steps))
}

/// What is shown. After a row of the same order, that row is where the index is entered: without the plus
/// sign SQLite would enter it at the present and read everything up to that row.
fn live(wanted: &Wanted<'_>) -> &'static str {
    if wanted.after.is_some() { wanted.listing.live_after } else { wanted.listing.live }
}

/// Merges the runs, so many at a time: each statement gives the rows that the page may show of its own.
fn merge(tx: &ReadTx, wanted: &Wanted<'_>, cells: &[Cell]) -> Result<(Vec<Hit>, bool), Error> {
    if cells.len() <= RUNS {
        return merge_runs(tx, wanted, cells, wanted.offset, wanted.limit);
    }
    let mut hits = Vec::new();
    let mut all = true;
    for some in cells.chunks(RUNS) {
        let (found, whole) = merge_runs(tx, wanted, some, 0, wanted.offset + wanted.limit)?;
        hits.extend(found);
        all &= whole;
    }
    hits.sort_by(|one, other| wanted.order.compare(one, other));
    let (offset, limit) = (wanted.offset as usize, wanted.limit as usize);
    Ok((hits.into_iter().skip(offset).take(limit).collect(), all))
}

fn merge_runs(
    tx: &ReadTx,
    wanted: &Wanted<'_>,
    cells: &[Cell],
    offset: u64,
    limit: u64,
) -> Result<(Vec<Hit>, bool), Error> {
    let Wanted { listing, order, moment, besides, after, .. } = wanted;
    let after_text = after.map_or_else(String::new, |_| format!(" AND {}", order.after()));
    let run = format!(
        "SELECT {} FROM {} o INDEXED BY {} WHERE {} AND o.department = ? AND o.sector = ? AND o.audiences = ?
         AND o.{} = ? AND {}{after_text}",
        order.columns(),
        listing.table,
        order.cells,
        live(wanted),
        listing.variant,
        besides.text()
    );
    // Empty runs make up the next power of two, so that few statements serve every number of cells.
    let runs = cells.len().next_power_of_two().max(2);
    let mut values: Vec<&dyn ToSql> = Vec::new();
    for at in 0..runs {
        values.push(moment);
        match cells.get(at) {
            Some(cell) => {
                let of_cell: [&dyn ToSql; 4] =
                    [&cell.department, &cell.sector, &cell.audiences, cell.variant];
                values.extend(of_cell);
            }
            None => {
                let of_none: [&dyn ToSql; 4] = [&"", &"", &0, &0];
                values.extend(of_none);
            }
        }
        values.extend(besides.values(&[]));
        if let Some(cursor) = after {
            values.extend(cursor.values(order));
        }
    }
    let text =
        format!("{} ORDER BY {} LIMIT ? OFFSET ?", vec![run; runs].join(" UNION ALL "), order.by_result());
    read(tx, &text, values, (offset, limit), wanted.steps)
}

fn read(
    tx: &ReadTx,
    text: &str,
    values: Vec<&dyn ToSql>,
    (offset, limit): (u64, u64),
    steps: Option<u64>,
) -> Result<(Vec<Hit>, bool), Error> {
    let [limit, offset] = [limit, offset].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    let all: Vec<&dyn ToSql> = values.into_iter().chain([&limit as &dyn ToSql, &offset]).collect();
    super::hits(tx, text, &all, steps)
}
