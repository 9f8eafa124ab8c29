//! The SQL of events: how they are written, read one by one, and listed.

pub mod edit;
mod list;
mod managed;
mod printed;
mod read;
mod write;

pub use edit::StoredEvent;
pub use list::{EventList, count, feed, list, month, next, open_numbers};
pub use managed::{of_company, of_project, of_week};
pub use printed::{PrintedEvent, printed, printed_for};
pub use read::{ever_online, find, public_document, similar};
pub use write::{
    await_review, create, expire, follow_company, follow_manager, hold, keep_place, publish, put_online,
    unpublish,
};

use rusqlite::Row;
use time::{Duration, PrimitiveDateTime};

use super::draft::EventDraft;
use super::{EventKind, ListedEvent, Seats};
use crate::catalogue::face::Face;
use crate::catalogue::store::{Listing, Order as OrderIndex, number};
use crate::catalogue::{self, Place};
use crate::clock::Now;
use crate::db::sql::unreadable;
use crate::db::{Error, ReadTx};
use crate::domain::date::parse_moment;
use crate::french;

/// What lists show: published with places left, not started at the civil time bound to `:now`.
const OPEN: &str = "o.state = 'published' AND o.open AND o.starts_at > :now";

/// How events are listed. The present is a civil moment.
pub const LISTING: Listing = Listing {
    table: "event",
    text: "event_text",
    cells: "event_cell",
    variant: "kind",
    variants: &[
        ("visit", &EventKind::Visit),
        ("job_talk", &EventKind::JobTalk),
        ("other", &EventKind::Other),
    ],
    counted: "o.open",
    live: "o.state = 'published' AND o.open AND o.starts_at > ?",
    live_after: "o.state = 'published' AND o.open AND +o.starts_at > ?",
    past: "o.starts_at <= ?",
    recent: &RECENT,
    commune: "event_published_commune",
    within: &BY_DATE,
};

/// The soonest first.
const BY_DATE: OrderIndex =
    OrderIndex { key: "starts_at", latest: false, walk: "event_published_date", cells: "event_cell_date" };

/// The latest published first.
const RECENT: OrderIndex = OrderIndex {
    key: "publication",
    latest: true,
    walk: "event_published_recent",
    cells: "event_cell_recent",
};

/// By title.
const BY_TITLE: OrderIndex =
    OrderIndex { key: "sort_title", latest: false, walk: "event_published_title", cells: "event_cell_title" };

/// The events `e` of somebody: of their projects, or whose registrations they receive. Holds two `?`, both for the
/// row of that user.
pub const OWN: &str =
    "e.id IN (SELECT x.id FROM project y JOIN event x ON x.project_id = y.id WHERE y.manager_id = ?
    UNION ALL SELECT x.id FROM event x WHERE x.registrar_id = ?)";

/// The events `e` of the seven days to come: online, and not begun. Holds two `?`, for [`week`].
pub const OF_WEEK: &str = "e.state = 'published' AND e.starts_at BETWEEN ? AND ?";

/// From when until when the seven days to come last, as civil moments are stored.
pub fn week(now: Now) -> (String, String) {
    // What starts at this minute has begun.
    let from = now.local.saturating_add(Duration::minutes(1));
    (french::iso_date_time(from), french::iso_date_time(now.local.saturating_add(Duration::days(7))))
}

/// Lacking nothing that a page or a mail says: what is off line may be left unfinished.
const WHOLE: &str = "o.starts_at IS NOT NULL AND o.duration IS NOT NULL AND o.capacity IS NOT NULL
    AND o.phone IS NOT NULL AND o.email IS NOT NULL";

/// What its own page still shows at the civil time bound to `:now`: an event that is over says so itself.
fn shown() -> String {
    format!(
        "(o.state = 'published' OR (o.unpublished_reason = 'expired' AND o.starts_at <= :now AND {WHOLE}))"
    )
}

/// The columns of [`listed`]. A masked employer has no other name than its nom commercial.
const LISTED: &str = "o.serial, o.numbered_on, o.title, o.kind, o.kind_detail,
    CASE WHEN o.masked = 1 THEN o.trade_name ELSE coalesce(o.trade_name, c.name) END,
    k.name, o.department, d.name, o.audiences, o.starts_at, o.duration, o.capacity + o.extra_seats, o.seats_taken,
    o.commune";

/// The tables they come from. CROSS JOIN keeps the events outermost, in the order of their index.
const FROM: &str = "FROM event o
    CROSS JOIN project p ON p.id = o.project_id
    CROSS JOIN company c ON c.id = p.company_id
    CROSS JOIN commune k ON k.code = o.commune
    CROSS JOIN department d ON d.code = o.department";

/// The events of these rows, in their order.
fn cards(tx: &ReadTx, rows: &[i64], most: u32) -> Result<Vec<ListedEvent>, Error> {
    catalogue::store::cards(tx, &format!("SELECT {LISTED}, o.id {FROM}"), rows, most, listed)
}

fn listed(row: &Row) -> rusqlite::Result<ListedEvent> {
    let (capacity, taken): (u32, u32) = (row.get(12)?, row.get(13)?);
    Ok(ListedEvent {
        number: number(row, 0, 1)?,
        title: row.get(2)?,
        kind_label: kind_label(row.get(3)?, row.get(4)?),
        employer: row.get(5)?,
        place: Place {
            commune: row.get(6)?,
            code: row.get(14)?,
            department: row.get(7)?,
            department_name: row.get(8)?,
        },
        audiences: row.get(9)?,
        starts: moment(row, 10)?,
        duration: row.get(11)?,
        seats: Seats { capacity, left: capacity.saturating_sub(taken) },
        distance: None,
    })
}

/// « Visite d’entreprise – Menuisier », else « Visite d’entreprise chez Menuiserie des Halles ».
fn title(face: &Face, event: &EventDraft) -> String {
    let kind = match (event.kind, &event.kind_detail) {
        (EventKind::Other, Some(detail)) => french::capitalise(detail),
        (EventKind::Other, None) => "Rencontre".to_owned(),
        (kind, _) => kind.label().to_owned(),
    };
    match face.occupation.first() {
        Some(label) => format!("{kind} – {label}"),
        None => format!("{kind} chez {}", face.employer),
    }
}

/// « Visite d’entreprise », or what « Autre » stands for.
pub fn kind_label(kind: EventKind, detail: Option<String>) -> String {
    match (kind, detail) {
        (EventKind::Other, Some(detail)) => detail,
        (kind, _) => kind.label().to_owned(),
    }
}

/// A stored civil moment, `YYYY-MM-DDTHH:MM`.
fn moment(row: &Row, column: usize) -> rusqlite::Result<PrimitiveDateTime> {
    let text: String = row.get(column)?;
    parse_moment(&text).ok_or_else(|| unreadable(column, "a civil moment"))
}

/// The stored form of the present.
fn stored_now(now: Now) -> String {
    french::iso_date_time(now.local)
}
