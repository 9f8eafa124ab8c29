//! The SQL of the events whose registrations are handled.

use rusqlite::{Row, params};
use time::{PrimitiveDateTime, Time};

use super::super::desk::{DeskFilter, DeskLine, DeskList, DeskOrder, Tally, UNFOLDED, Unfolded, When};
use super::manage::{BESIDES, TURNOUT, found, turnout};
use super::{DRAFT, number};
use crate::access::Partner;
use crate::access::actor::{NAME, maybe_name};
use crate::access::edit::ParticipantsRead;
use crate::accounts;
use crate::clock::Now;
use crate::db::slice::Slice;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::Number;
use crate::domain::date::parse_moment;
use crate::events::store::{OF_WEEK, OWN, kind_label, week};
use crate::french;

/// Where the events `e` stand.
const FROM: &str = "FROM event e JOIN project p ON p.id = e.project_id JOIN company c ON c.id = p.company_id";

/// What is asked for of the events of [`FROM`].
fn wanted(filter: &DeskFilter, who: &Partner, now: Now, since: i64) -> Conditions {
    let mut wanted = Conditions::default();
    if !filter.everybody {
        wanted.add(OWN, [Box::new(who.id()) as _, Box::new(who.id()) as _]);
    }
    match filter.when {
        When::Coming => {
            let midnight = french::iso_date_time(PrimitiveDateTime::new(now.today(), Time::MIDNIGHT));
            wanted.add("(e.starts_at >= ? OR e.starts_at IS NULL)", [Box::new(midnight) as _]);
        }
        When::Week => {
            let (from, until) = week(now);
            wanted.add(OF_WEEK, [Box::new(from) as _, Box::new(until) as _]);
        }
        When::Past => wanted.add("e.starts_at <= ?", [Box::new(french::iso_date_time(now.local)) as _]),
        When::All => {}
    }
    if filter.cancelled {
        wanted.add(
            format!("e.id IN (SELECT r.event_id FROM registration r WHERE {LOST})"),
            [Box::new(since) as _, Box::new(who.id()) as _],
        );
    }
    let sought = filter.sought();
    if !sought.name.is_empty() {
        wanted.add(
            "(instr(c.folded_name, ?) > 0 OR instr(e.folded_trade_name, ?) > 0)",
            [Box::new(sought.name.clone()) as _, Box::new(sought.name) as _],
        );
    }
    if let Some(serial) = sought.serial {
        wanted.add("e.serial = ?", [Box::new(serial) as _]);
    }
    if let Some(month) = sought.month {
        wanted.add("e.numbered_on = ?", [Box::new(month) as _]);
    }
    wanted
}

/// The registrations `r` that were cancelled after an instant, the first `?`, by anybody but this user, the second:
/// what one did is no news.
const LOST: &str = "r.cancelled_at > ? AND r.cancelled_by IS NOT ?";

fn count(tx: &ReadTx, wanted: &Conditions) -> Result<u32, Error> {
    Ok(tx
        .prepare_cached(&format!("SELECT count(*) {FROM} WHERE {}", wanted.text()))?
        .query_row(&wanted.values(&[])[..], |row| row.get(0))?)
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
    let wanted = wanted(filter, who, now, since);
    let total = count(tx, &wanted)?;
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
                 e.unpublished_reason, e.starts_at, e.description, e.capacity, e.seats_taken,
                 p.manager_id, e.registrar_id, {NAME}
             FROM (SELECT e.id {FROM} WHERE {} ORDER BY {order} LIMIT ? OFFSET ?) page
             JOIN event e ON e.id = page.id JOIN project p ON p.id = e.project_id
             JOIN company c ON c.id = p.company_id
             LEFT JOIN user u ON u.id = p.manager_id LEFT JOIN organisation g ON g.id = u.organisation_id
             ORDER BY {order}",
            wanted.text()
        ))?
        .query_map(&wanted.values(&[&slice.lines, &slice.offset()])[..], |row| line(row, who))?
        .collect::<Result<Vec<_>, _>>()?;
    tallies(tx, &mut rows, who, since)?;
    Ok(DeskList { rows, slice, total })
}

fn line(row: &Row, who: &Partner) -> rusqlite::Result<DeskLine> {
    let starts: Option<String> = row.get(9)?;
    let theirs: [Option<i64>; 2] = [row.get(13)?, row.get(14)?];
    Ok(DeskLine {
        id: row.get(0)?,
        number: number(row, 1, 2)?,
        company: row.get(3)?,
        kind_label: kind_label(row.get(4)?, row.get(5)?),
        audiences: row.get(6)?,
        state: row.get(7)?,
        reason: row.get(8)?,
        starts: starts.as_deref().and_then(parse_moment),
        description: row.get(10)?,
        capacity: row.get(11)?,
        taken: row.get(12)?,
        mine: who.is_administrator() || theirs.contains(&Some(who.id())),
        manager: maybe_name(row, 15)?,
        tally: Tally::default(),
    })
}

/// Which of these events are asked for, on whatever page they stand.
///
/// # Errors
/// What SQLite says.
pub fn among(
    tx: &ReadTx,
    now: Now,
    who: &Partner,
    filter: &DeskFilter,
    numbers: &[Number],
    since: i64,
) -> Result<Vec<Number>, Error> {
    let wanted = wanted(filter, who, now, since);
    let serials = serde_json::json!(numbers.iter().map(|one| one.serial()).collect::<Vec<_>>()).to_string();
    let found: Vec<Number> = tx
        .prepare_cached(&format!(
            "SELECT e.serial, e.numbered_on {FROM} WHERE {} AND e.serial IN (SELECT value FROM json_each(?))",
            wanted.text()
        ))?
        .query_map(&wanted.values(&[&serials])[..], |row| number(row, 0, 1))?
        .collect::<Result<_, _>>()?;
    Ok(found.into_iter().filter(|one| numbers.contains(one)).collect())
}

/// What the registrations of these events sum up to.
fn tallies(tx: &ReadTx, rows: &mut [DeskLine], who: &Partner, since: i64) -> Result<(), Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT r.event_id, count(*) FILTER (WHERE r.cancelled_at IS NULL),
             count(*) FILTER (WHERE {LOST}), {TURNOUT}
         FROM registration r WHERE r.event_id IN (SELECT value FROM json_each(?)) GROUP BY r.event_id"
    ))?;
    let mut found = statement.query(params![since, who.id(), ids(rows.iter().map(|row| row.id))])?;
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
    Ok(count(tx, &wanted(&DeskFilter::week(), who, now, 0))?.into())
}

/// How many events the list of those that lost somebody holds, since this instant (`accounts::store::news_from`).
///
/// # Errors
/// What SQLite says.
pub fn count_of_cancellations(tx: &ReadTx, now: Now, who: &Partner, since: i64) -> Result<u64, Error> {
    Ok(count(tx, &wanted(&DeskFilter::cancellations(), who, now, since))?.into())
}

/// From when on a cancellation is news to somebody.
///
/// # Errors
/// What SQLite says.
pub fn since(tx: &ReadTx, now: Now, who: &Partner) -> Result<i64, Error> {
    Ok(accounts::store::news_from(tx, now, who.id())?.0)
}
