//! The SQL of the queue of deposits.

use rusqlite::{Row, params};

use super::super::queue::{Charge, Line, QueueFilter, QueueList, QueueOrder, Stage};
use crate::access::Partner;
use crate::access::actor::{NAME, maybe_name};
use crate::catalogue::criteria::ELSEWHERE;
use crate::catalogue::store::number;
use crate::db::slice::Slice;
use crate::db::{Error, ReadTx};
use crate::domain::fold;

/// Those that may still wait, found without looking at all that was ever deposited.
const CANDIDATES: &str =
    "SELECT d.id FROM offer o JOIN deposit d ON d.offer_id = o.id WHERE o.state = 'to_review'
    UNION ALL SELECT d.id FROM event e JOIN deposit d ON d.event_id = e.id WHERE e.state = 'to_review'
    UNION ALL SELECT id FROM deposit WHERE kind = 'help' AND sent_at IS NOT NULL AND closed_at IS NULL AND answered_at IS NULL";

/// What a deposit `d` is read with.
const WITH: &str = "JOIN project p ON p.id = d.project_id JOIN company c ON c.id = p.company_id
    JOIN commune k ON k.code = c.commune
    LEFT JOIN offer o ON o.id = d.offer_id LEFT JOIN event e ON e.id = d.event_id
    JOIN department t ON t.code = coalesce(o.department, e.department, k.department_code)
    LEFT JOIN user u ON u.id = p.manager_id LEFT JOIN organisation g ON g.id = u.organisation_id";

/// A [`Stage`]. What the company last did is later than its first sending once it has sent again.
const STAGE: &str = "CASE WHEN d.closed_at IS NULL AND (coalesce(o.state, e.state, '') = 'to_review'
        OR d.kind = 'help' AND d.answered_at IS NULL)
    THEN CASE WHEN d.returned_at IS NOT NULL THEN 'returned' WHEN p.manager_id IS NULL THEN 'unassigned'
        WHEN d.reopened_at IS NOT NULL THEN 'reopened' WHEN d.updated_at > d.sent_at THEN 'corrected'
        ELSE 'to_review' END
    ELSE CASE WHEN coalesce(o.first_published_at, e.first_published_at) IS NOT NULL THEN 'published'
        WHEN d.closed_at IS NOT NULL THEN 'closed' ELSE 'answered' END END";

const LINE: &str =
    "d.id, d.reference, d.kind, coalesce(o.serial, e.serial), coalesce(o.numbered_on, e.numbered_on),
    p.id, c.name, k.name, t.name, d.sent_at, p.manager_id, d.message";

fn line(row: &Row) -> rusqlite::Result<Line> {
    let item = match row.get::<_, Option<u32>>(3)? {
        Some(_) => Some(number(row, 3, 4)?),
        None => None,
    };
    Ok(Line {
        id: row.get(0)?,
        reference: row.get(1)?,
        kind: row.get(2)?,
        item,
        project: row.get(5)?,
        company: row.get(6)?,
        commune: row.get(7)?,
        department: row.get(8)?,
        sent_at: row.get(9)?,
        manager_id: row.get(10)?,
        message: row.get(11)?,
        stage: row.get(12)?,
        manager: maybe_name(row, 13)?,
    })
}

/// What is asked for of the queue; `territory` are the codes of the départements of the site.
///
/// # Errors
/// What SQLite says.
pub fn list(
    tx: &ReadTx,
    who: &Partner,
    filter: &QueueFilter,
    slice: Slice<QueueOrder>,
    territory: &[String],
) -> Result<QueueList, Error> {
    let candidates = if filter.is_finished() || !filter.search.is_empty() {
        "SELECT id FROM deposit WHERE sent_at IS NOT NULL"
    } else {
        CANDIDATES
    };
    let stages: Vec<&str> = filter.stages().into_iter().map(Stage::as_str).collect();
    let (stages, territory) =
        (serde_json::json!(stages).to_string(), serde_json::json!(territory).to_string());
    let elsewhere = filter.department.as_deref() == Some(ELSEWHERE);
    let department = filter.department.as_deref().filter(|_| !elsewhere);
    let charge = match filter.charge {
        Charge::All => "",
        Charge::Mine => "AND p.manager_id = ?6",
        Charge::Nobody => "AND p.manager_id IS NULL",
    };
    let wanted = format!(
        "FROM deposit d {WITH} WHERE d.id IN ({candidates}) AND {STAGE} IN (SELECT value FROM json_each(?1))
             AND (?2 IS NULL OR d.kind = ?2) AND (?3 IS NULL OR t.code = ?3)
             AND (NOT ?4 OR t.code NOT IN (SELECT value FROM json_each(?5))) AND ?6 = ?6 {charge}
             AND (?7 = '' OR d.reference = upper(?8) OR instr(c.folded_name, ?7) > 0)"
    );
    let search = fold(&filter.search);
    let values =
        params![stages, filter.kind, department, elsewhere, territory, who.id(), search, filter.search];
    let total =
        tx.prepare_cached(&format!("SELECT count(*) {wanted}"))?.query_row(values, |row| row.get(0))?;
    let slice = slice.within(total);
    let way = slice.direction();
    let order = match slice.order {
        QueueOrder::Sent => format!("d.sent_at {way}, d.id {way}"),
        QueueOrder::Company => format!("c.folded_name {way}, d.id"),
    };
    let rows = tx
        .prepare_cached(&format!(
            "SELECT {LINE}, {STAGE}, {NAME} {wanted} ORDER BY {order} LIMIT {} OFFSET {}",
            slice.lines,
            slice.offset()
        ))?
        .query_map(values, line)?
        .collect::<Result<_, _>>()?;
    Ok(QueueList { rows, slice, total })
}

/// How many [`list`] finds.
///
/// # Errors
/// What SQLite says.
pub fn total(tx: &ReadTx, who: &Partner, filter: &QueueFilter, territory: &[String]) -> Result<u32, Error> {
    let first = Slice { order: QueueOrder::Sent, descending: false, page: 1, lines: 1 };
    Ok(list(tx, who, filter, first, territory)?.total)
}

/// How many deposits wait for somebody: those to be read again that are theirs, and, for an administrator,
/// those that nobody manages.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx, who: &Partner) -> Result<u64, Error> {
    let count: u32 = tx
        .prepare_cached(&format!(
            "SELECT count(*) FROM deposit d {WITH} WHERE d.id IN ({CANDIDATES})
                 AND (p.manager_id = ?1 AND {STAGE} IN ('to_review', 'corrected', 'reopened')
                     OR ?2 AND {STAGE} = 'unassigned')"
        ))?
        .query_row(params![who.id(), who.is_administrator()], |row| row.get(0))?;
    Ok(count.into())
}

/// Whether a deposit waits for somebody: it is neither published, nor closed, nor answered.
///
/// # Errors
/// What SQLite says; a deposit that was never sent, or does not exist.
pub fn is_waiting(tx: &ReadTx, deposit: i64) -> Result<bool, Error> {
    let stage: Stage = tx
        .prepare_cached(&format!("SELECT {STAGE} FROM deposit d {WITH} WHERE d.id = ?1"))?
        .query_row([deposit], |row| row.get(0))?;
    Ok(stage.waits())
}

/// What a project came from, the latest first.
///
/// # Errors
/// What SQLite says.
pub fn of_project(tx: &ReadTx, project: i64) -> Result<Vec<Line>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {LINE}, {STAGE}, {NAME} FROM deposit d {WITH} WHERE d.project_id = ?1 ORDER BY d.sent_at DESC, d.id DESC"
        ))?
        .query_map([project], line)?
        .collect::<Result<_, _>>()?)
}

/// What a company deposited, the latest first.
///
/// # Errors
/// What SQLite says.
pub fn of_company(tx: &ReadTx, company: i64, limit: u32) -> Result<Vec<Line>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {LINE}, {STAGE}, {NAME} FROM deposit d {WITH} WHERE p.company_id = ?1
             ORDER BY d.sent_at DESC, d.id DESC LIMIT ?2"
        ))?
        .query_map([company, limit.into()], line)?
        .collect::<Result<_, _>>()?)
}
