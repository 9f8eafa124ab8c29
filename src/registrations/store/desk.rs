//! The SQL of the events whose registrations are handled.

use rusqlite::{Row, params};

use super::super::desk::{DeskFilter, DeskLine, DeskList, DeskOrder, Tally, UNFOLDED, Unfolded, When};
use super::manage::{BESIDES, TURNOUT, found, turnout};
use super::{DRAFT, number};
use crate::access::Partner;
use crate::access::actor::{NAME, maybe_name};
use crate::access::edit::ParticipantsRead;
use crate::accounts;
use crate::clock::Now;
use crate::db::slice::Slice;
use crate::db::{Error, ReadTx};
use crate::domain::date::parse_moment;
use crate::events::EventKind;

/// The events of a user: of their projects, or whose registrations they receive.
const MINE: &str =
    "e.id IN (SELECT x.id FROM project y JOIN event x ON x.project_id = y.id WHERE y.manager_id = ?1
    UNION ALL SELECT x.id FROM event x WHERE x.registrar_id = ?1)";

/// What is asked for of the events `e`, with all that it is bound to.
struct Wanted {
    sql: String,
    user: i64,
    bounds: (String, String),
    sought: super::super::desk::Sought,
    since: i64,
}

impl Wanted {
    fn new(filter: &DeskFilter, who: &Partner, now: Now, since: i64) -> Self {
        let whose = if filter.everybody { "TRUE" } else { MINE };
        let when = match filter.when {
            When::Coming => "(e.starts_at >= ?2 OR e.starts_at IS NULL)",
            When::Week => "e.starts_at BETWEEN ?2 AND ?3",
            When::Past => "e.starts_at <= ?3",
            When::All => "TRUE",
        };
        let lost = if filter.cancelled {
            "e.id IN (SELECT event_id FROM registration WHERE cancelled_at > ?7)"
        } else {
            "TRUE"
        };
        let sql = format!(
            "FROM event e JOIN project p ON p.id = e.project_id JOIN company c ON c.id = p.company_id
             WHERE {whose} AND {when} AND {lost} AND (?4 = '' OR instr(c.folded_name, ?4) > 0)
                 AND (?5 IS NULL OR e.serial = ?5) AND (?6 IS NULL OR e.numbered_on = ?6)
                 AND ?1 = ?1 AND ?2 = ?2 AND ?3 = ?3 AND ?7 = ?7"
        );
        Self { sql, user: who.id(), bounds: filter.when.bounds(now), sought: filter.sought(), since }
    }

    fn values(&self) -> [&dyn rusqlite::ToSql; 7] {
        let Self { user, bounds, sought, since, .. } = self;
        [user, &bounds.0, &bounds.1, &sought.name, &sought.serial, &sought.month, since]
    }

    fn count(&self, tx: &ReadTx) -> Result<u32, Error> {
        Ok(tx
            .prepare_cached(&format!("SELECT count(*) {}", self.sql))?
            .query_row(&self.values()[..], |row| row.get(0))?)
    }
}

/// A page of the events that are asked for. `since` is the instant from which on a cancellation is news.
///
/// # Errors
/// What SQLite says.
pub fn list(
    tx: &ReadTx,
    now: Now,
    who: &Partner,
    filter: &DeskFilter,
    slice: Slice<DeskOrder>,
    since: i64,
) -> Result<DeskList, Error> {
    let wanted = Wanted::new(filter, who, now, since);
    let total = wanted.count(tx)?;
    let slice = slice.within(total);
    let way = if filter.descending(&slice) { "DESC" } else { "ASC" };
    let order = match slice.order {
        DeskOrder::Date => format!("e.starts_at {way} NULLS LAST, e.id {way}"),
        DeskOrder::Company => format!("c.folded_name {way}, e.starts_at NULLS LAST, e.id"),
    };
    // The texts are read for the rows of the page alone.
    let mut rows = tx
        .prepare_cached(&format!(
            "SELECT e.id, e.serial, e.numbered_on, c.name, e.kind, e.kind_detail, e.audiences, e.state,
                 e.unpublished_reason, e.starts_at, e.description, e.capacity + e.extra_seats, e.seats_taken,
                 p.manager_id IS ?1 OR e.registrar_id IS ?1, {NAME}
             FROM (SELECT e.id {} ORDER BY {order} LIMIT {} OFFSET {}) page
             JOIN event e ON e.id = page.id JOIN project p ON p.id = e.project_id
             JOIN company c ON c.id = p.company_id
             LEFT JOIN user u ON u.id = p.manager_id LEFT JOIN organisation g ON g.id = u.organisation_id
             ORDER BY {order}",
            wanted.sql,
            slice.lines,
            slice.offset()
        ))?
        .query_map(&wanted.values()[..], |row| line(row, who))?
        .collect::<Result<Vec<_>, _>>()?;
    tallies(tx, &mut rows, since)?;
    Ok(DeskList { rows, slice, total })
}

fn line(row: &Row, who: &Partner) -> rusqlite::Result<DeskLine> {
    let kind: EventKind = row.get(4)?;
    let detail: Option<String> = row.get(5)?;
    let starts: Option<String> = row.get(9)?;
    Ok(DeskLine {
        id: row.get(0)?,
        number: number(row, 1, 2)?,
        company: row.get(3)?,
        kind_label: detail.filter(|_| kind == EventKind::Other).unwrap_or_else(|| kind.label().to_owned()),
        audiences: row.get(6)?,
        state: row.get(7)?,
        reason: row.get(8)?,
        starts: starts.as_deref().and_then(parse_moment),
        description: row.get(10)?,
        places: row.get(11)?,
        taken: row.get(12)?,
        mine: who.is_administrator() || row.get(13)?,
        manager: maybe_name(row, 14)?,
        tally: Tally::default(),
    })
}

/// What the registrations of these events sum up to.
fn tallies(tx: &ReadTx, rows: &mut [DeskLine], since: i64) -> Result<(), Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT r.event_id, count(*) FILTER (WHERE r.cancelled_at IS NULL),
             count(*) FILTER (WHERE r.cancelled_at > ?2), {TURNOUT}
         FROM registration r WHERE r.event_id IN (SELECT value FROM json_each(?1)) GROUP BY r.event_id"
    ))?;
    let mut found = statement.query(params![ids(rows.iter().map(|row| row.id)), since])?;
    while let Some(row) = found.next()? {
        let event: i64 = row.get(0)?;
        let tally = Tally { registrations: row.get(1)?, cancelled: row.get(2)?, turnout: turnout(row, 3)? };
        rows.iter_mut().filter(|line| line.id == event).for_each(|line| line.tally = tally);
    }
    Ok(())
}

fn ids(of: impl Iterator<Item = i64>) -> String {
    serde_json::json!(of.collect::<Vec<_>>()).to_string()
}

/// The participants of the events whose rows are unfolded, by name.
///
/// # Errors
/// What SQLite says.
pub fn unfolded(tx: &ReadTx, allowed: &[ParticipantsRead]) -> Result<Vec<Unfolded>, Error> {
    let mut events: Vec<Unfolded> =
        allowed.iter().map(|one| Unfolded { event: one.event(), participants: Vec::new() }).collect();
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {DRAFT}, {BESIDES}, r.event_id
         FROM (SELECT id, row_number() OVER (PARTITION BY event_id ORDER BY folded_name, id) AS place FROM registration
                 WHERE event_id IN (SELECT value FROM json_each(?1)) AND cancelled_at IS NULL) first
         JOIN registration r ON r.id = first.id
         WHERE first.place <= ?2 ORDER BY r.folded_name, r.id"
    ))?;
    let mut rows = statement.query(params![ids(allowed.iter().map(ParticipantsRead::event)), UNFOLDED])?;
    while let Some(row) = rows.next()? {
        let event: i64 = row.get("event_id")?;
        let participant = found(row)?;
        if let Some(unfolded) = events.iter_mut().find(|unfolded| unfolded.event == event) {
            unfolded.participants.push(participant);
        }
    }
    Ok(events)
}

/// How many events the list of the seven days to come holds.
///
/// # Errors
/// What SQLite says.
pub fn count_of_week(tx: &ReadTx, now: Now, who: &Partner) -> Result<u64, Error> {
    Ok(Wanted::new(&DeskFilter::week(), who, now, 0).count(tx)?.into())
}

/// How many events the list of those that lost somebody holds, since this instant (`accounts::store::news_from`).
///
/// # Errors
/// What SQLite says.
pub fn count_of_cancellations(tx: &ReadTx, now: Now, who: &Partner, since: i64) -> Result<u64, Error> {
    Ok(Wanted::new(&DeskFilter::cancellations(), who, now, since).count(tx)?.into())
}

/// From when on a cancellation is news to somebody.
///
/// # Errors
/// What SQLite says.
pub fn since(tx: &ReadTx, now: Now, who: &Partner) -> Result<i64, Error> {
    Ok(accounts::store::news_from(tx, now, who.id())?.0)
}
