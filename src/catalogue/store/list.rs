//! A list whole: its page of cards, the one whose number was typed before them, the counts around.

use rusqlite::{OptionalExtension, Row};

use super::{Found, Request, Total, cards, cursor, find};
use crate::catalogue::criteria::Criteria;
use crate::catalogue::near::Reach;
use crate::db::{Error, ReadTx};
use crate::domain::{Audience, NumberQuery, Sector};

/// What a list shows.
#[derive(Debug)]
pub struct Listed<T> {
    /// The one whose number was typed; it comes before the others, on the first page.
    pub pinned: Pinned<T>,
    /// The others of the page.
    pub cards: Vec<T>,
    /// How many there are in all, the pinned one included.
    pub total: Total,
    /// Where the page stands, and the counts around it.
    pub found: Found,
}

/// What became of a number in the search field.
#[derive(Debug)]
pub enum Pinned<T> {
    /// No number was typed.
    None,
    /// The one of that number.
    There(Box<T>),
    /// It is a number, and nothing shown has it.
    NotOnline(NumberQuery),
}

impl<T> Listed<T> {
    /// What the page shows, in order.
    pub fn on_page<A>(&self, criteria: &Criteria<A>) -> impl Iterator<Item = &T> {
        let first = self.found.page == 1 && criteria.after.is_none();
        let pinned = match &self.pinned {
            Pinned::There(card) if first => Some(card.as_ref()),
            _ => None,
        };
        pinned.into_iter().chain(&self.cards)
    }
}

/// Lists what is asked. `select` ends with the column `o.id`; `read` makes a card of a row, and is given
/// what is within reach when a place is looked around.
///
/// # Errors
/// What SQLite says.
pub fn list<A: Audience, T>(
    tx: &ReadTx,
    mut request: Request<'_, A>,
    select: &str,
    read: impl Fn(&Row<'_>, Option<&Reach>) -> rusqlite::Result<T>,
) -> Result<Listed<T>, Error> {
    let pin = match request.criteria.number() {
        Some(query) => Some((query, numbered(tx, &request, query)?)),
        None => None,
    };
    if let Some((_, Some(pin))) = &pin {
        request.besides.add("o.id <> ?", [Box::new(pin.id) as _]);
    }
    let after = match (request.criteria.after, request.order) {
        (Some(serial), Some(order)) => cursor(tx, request.listing, order, serial)?,
        _ => None,
    };
    let mut found = find(tx, &request, after.as_ref())?;
    let read = |row: &Row<'_>| read(row, request.around.as_ref());
    let cards_of = |rows: &[i64], most| cards(tx, select, rows, most, read);
    let mut total = found.total;
    let pinned = match pin {
        None => Pinned::None,
        Some((query, None)) => Pinned::NotOnline(query),
        Some((query, Some(pin))) => {
            found.count_in(&pin.department, pin.sector);
            // « Plus de 1 000 » is said of a thousand, not of a thousand and one.
            total.count += u64::from(!total.more);
            match cards_of(&[pin.id], 1)?.pop() {
                Some(card) => Pinned::There(Box::new(card)),
                None => Pinned::NotOnline(query),
            }
        }
    };
    let cards = cards_of(&found.rows, request.criteria.size)?;
    Ok(Listed { pinned, cards, total, found })
}

struct Pin {
    id: i64,
    department: String,
    sector: Sector,
}

fn numbered<A>(tx: &ReadTx, request: &Request<'_, A>, query: NumberQuery) -> Result<Option<Pin>, Error> {
    let serial = match query {
        NumberQuery::Serial(serial) => serial,
        NumberQuery::Full(number) => number.serial(),
    };
    let listing = request.listing;
    Ok(tx
        .prepare_cached(&format!(
            "SELECT o.id, o.department, o.sector FROM {} o WHERE o.serial = ? AND {}",
            listing.table, listing.live
        ))?
        .query_row((serial, &request.moment), |row| {
            Ok(Pin { id: row.get(0)?, department: row.get(1)?, sector: row.get(2)? })
        })
        .optional()?)
}
