//! The SQL of offers: how they are written, read one by one, and listed.

pub mod edit;
mod list;
mod managed;
mod printed;
mod read;
mod write;

pub use edit::StoredOffer;
pub use list::{OfferList, count, latest, list, online_by_department, online_numbers};
pub use managed::{ending, of_company, of_project};
pub use printed::{PrintedOffer, printed};
pub use read::{ever_online, find, public_document, similar};
pub use write::{await_review, create, expire, follow_company, hold, publish, put_online, unpublish};

use rusqlite::Row;
use time::Date;

use super::{ListedOffer, Start};
use crate::catalogue::face::Face;
use crate::catalogue::store::{Listing, Order as OrderIndex, number};
use crate::catalogue::{self, Place};
use crate::db::sql::unreadable;
use crate::db::{Error, ReadTx};
use crate::domain::parse_date;

/// What is online: published, and not past on the day bound to `:today`.
const ONLINE: &str = "o.state = 'published' AND (o.starts_asap = 1 OR o.start_key >= :today)";

/// How offers are listed. The present is a day.
pub const LISTING: Listing = Listing {
    table: "offer",
    text: "offer_text",
    cells: "offer_cell",
    variant: "starts_asap",
    variants: &[("dated", &0), ("asap", &1)],
    counted: "o.state = 'published'",
    live: "o.state = 'published' AND (o.starts_asap = 1 OR o.start_key >= ?)",
    live_after: "o.state = 'published' AND (o.starts_asap = 1 OR +o.start_key >= ?)",
    past: "o.start_key > '' AND o.start_key < ?",
    recent: &RECENT,
    commune: "offer_published_commune",
    within: &RECENT,
};

/// Place in [`Listing::variants`] of what starts as soon as possible.
const ASAP: usize = 1;

/// The latest first.
const RECENT: OrderIndex = OrderIndex {
    key: "publication",
    latest: true,
    walk: "offer_published_recent",
    cells: "offer_cell_recent",
};

/// As soon as possible first, then by date.
const BY_START: OrderIndex =
    OrderIndex { key: "start_key", latest: false, walk: "offer_published_start", cells: "offer_cell_start" };

/// By title.
const BY_TITLE: OrderIndex =
    OrderIndex { key: "sort_title", latest: false, walk: "offer_published_title", cells: "offer_cell_title" };

/// The columns of [`listed`]. A masked employer has no other name than its nom commercial.
const LISTED: &str = "o.serial, o.numbered_on, o.title,
    CASE WHEN o.masked = 1 THEN o.trade_name ELSE coalesce(o.trade_name, c.name) END,
    k.name, o.department, d.name, o.audiences, o.starts_asap, o.starts_on, o.published_at, o.commune";

/// The tables they come from. CROSS JOIN keeps the offers outermost, in the order of their index.
const FROM: &str = "FROM offer o
    CROSS JOIN project p ON p.id = o.project_id
    CROSS JOIN company c ON c.id = p.company_id
    CROSS JOIN commune k ON k.code = o.commune
    CROSS JOIN department d ON d.code = o.department";

/// The offers of these rows, in their order.
fn cards(tx: &ReadTx, rows: &[i64], most: u32) -> Result<Vec<ListedOffer>, Error> {
    catalogue::store::cards(tx, &format!("SELECT {LISTED}, o.id {FROM}"), rows, most, listed)
}

fn listed(row: &Row) -> rusqlite::Result<ListedOffer> {
    Ok(ListedOffer {
        number: number(row, 0, 1)?,
        title: row.get(2)?,
        employer: row.get(3)?,
        place: Place {
            commune: row.get(4)?,
            code: row.get(11)?,
            department: row.get(5)?,
            department_name: row.get(6)?,
        },
        audiences: row.get(7)?,
        start: shown_start(row)?,
        published_at: row.get(10)?,
        distance: None,
    })
}

/// When, from the columns of [`LISTED`]. Only what is off line may lack it, and nothing but mails is written
/// of that, which do not say it.
fn shown_start(row: &Row) -> rusqlite::Result<Start> {
    Ok(start(row, 8, 9)?.unwrap_or(Start::Asap))
}

/// When, from a column that says « as soon as possible » and one that holds a date; a draft may say neither.
///
/// # Errors
/// What SQLite says.
pub fn start(row: &Row, asap: usize, on: usize) -> rusqlite::Result<Option<Start>> {
    let date: Option<String> = row.get(on)?;
    let date = date.map(|text| parse_date(&text).map_err(|_| unreadable(on, "a date"))).transpose()?;
    Ok(if row.get(asap)? { Some(Start::Asap) } else { date.map(Start::On) })
}

/// The stored form of a date.
fn stored(date: Date) -> String {
    crate::french::iso(date)
}

/// The occupation, else « Stage – secteur – commune ».
fn title(face: &Face) -> String {
    match face.occupation.first() {
        Some(label) => label.clone(),
        None => format!("Stage – {} – {}", face.sector.label(), face.commune),
    }
}
