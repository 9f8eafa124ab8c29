//! The SQL of portfolios. One function makes the conditions of what is asked for, and everything is read under
//! them: the counts, the page, the export, what is ticked. So none of them can hold more than another.

mod conditions;
pub mod saved;

use std::collections::{HashMap, HashSet};

use rusqlite::Row;
use rusqlite::types::ToSql;

use crate::access::Partner;
use crate::access::actor::{NAME, maybe_name};
use crate::accounts;
use crate::catalogue::store::number;
use crate::clock::Now;
use crate::db::slice::Slice;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::Sector;
use crate::domain::date::parse_moment;
use crate::offers::store::start;
use crate::portfolio::filter::{Nature, PortfolioFilter};
use crate::portfolio::{CompanyLine, Item, PortfolioOrder, Scope, Totals};
use conditions::{Bound, Branch, union};
use time::Duration;

/// For how long something may stay online without anybody touching it, before it is to be checked.
const UNTOUCHED: Duration = Duration::days(90);

/// What is asked for, and by whom.
#[derive(Clone)]
pub struct Asked {
    /// What.
    pub filter: PortfolioFilter,
    /// Whose.
    pub scope: Scope,
    /// By whom.
    pub who: Partner,
    /// Codes of the départements of the site.
    pub territory: Vec<String>,
    /// From when on an answer is new, as an instant.
    pub news_from: i64,
    /// Before when the last change of something online calls for a check, as an instant.
    pub untouched_since: i64,
}

impl Asked {
    /// By somebody, at this moment.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn by(
        tx: &ReadTx,
        now: Now,
        who: Partner,
        scope: Scope,
        filter: PortfolioFilter,
        territory: Vec<String>,
    ) -> Result<Self, Error> {
        let (news_from, _) = accounts::store::news_from(tx, now, who.id())?;
        Ok(Self {
            filter,
            scope,
            who,
            territory,
            news_from,
            untouched_since: now.unix - UNTOUCHED.whole_seconds(),
        })
    }

    /// The same with another filter.
    pub fn with(&self, filter: PortfolioFilter) -> Self {
        Self { filter, ..self.clone() }
    }
}

/// What is found: in which companies, and how much of it.
#[derive(Debug, Default)]
pub struct Found {
    companies: HashSet<i64>,
    items: u32,
}

impl Found {
    /// How much there is.
    pub fn totals(&self) -> Totals {
        Totals { companies: u32::try_from(self.companies.len()).unwrap_or(u32::MAX), items: self.items }
    }
}

/// What is found. One pass over indexes; SQLite would sort to tell the companies apart, and go through all
/// of it once more to page them.
///
/// # Errors
/// What SQLite says.
pub fn find(tx: &ReadTx, asked: &Asked) -> Result<Found, Error> {
    let read = union(asked, false, &Conditions::default(), |branch| {
        format!("SELECT p.company_id FROM {}", branch.from)
    });
    let mut statement = tx.prepare_cached(&read.text)?;
    let mut rows = statement.query(&read.values()[..])?;
    let mut found = Found::default();
    while let Some(row) = rows.next()? {
        found.companies.insert(row.get(0)?);
        found.items += 1;
    }
    Ok(found)
}

/// How many projects, offers and events are found, counted to `most` and no further.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx, asked: &Asked, most: u32) -> Result<u32, Error> {
    let read = union(asked, false, &Conditions::default(), |branch| format!("SELECT 1 FROM {}", branch.from));
    Ok(tx
        .prepare_cached(&format!("SELECT count(*) FROM ({} LIMIT ?)", read.text))?
        .query_row(&read.values_and(&[&most])[..], |row| row.get(0))?)
}

/// Fewer companies than this are sorted by themselves; for more, all there are are walked in their order.
const FEW: usize = 1_000;

/// The rows of the companies of what is found, by name.
///
/// # Errors
/// What SQLite says.
pub fn by_name(tx: &ReadTx, found: &Found, descending: bool) -> Result<Vec<i64>, Error> {
    let way = if descending { "DESC" } else { "ASC" };
    let mut ids = Vec::with_capacity(found.companies.len());
    if found.companies.len() < FEW {
        let few: Vec<i64> = found.companies.iter().copied().collect();
        let sorted = format!(
            "SELECT id FROM company WHERE id IN (SELECT value FROM json_each(?)) ORDER BY folded_name {way}, id {way}"
        );
        let mut statement = tx.prepare_cached(&sorted)?;
        let rows = statement.query_map([json(&few)], |row| row.get(0))?;
        return Ok(rows.collect::<Result<_, _>>()?);
    }
    let mut statement =
        tx.prepare_cached(&format!("SELECT id FROM company ORDER BY folded_name {way}, id {way}"))?;
    let mut rows = statement.query([])?;
    while ids.len() < found.companies.len() {
        let Some(row) = rows.next()? else { break };
        let id: i64 = row.get(0)?;
        if found.companies.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// A page of the companies of what is found, each with what of it was asked for.
///
/// # Errors
/// What SQLite says.
pub fn page(
    tx: &ReadTx,
    asked: &Asked,
    found: &Found,
    slice: &Slice<PortfolioOrder>,
) -> Result<Vec<CompanyLine>, Error> {
    let ids = by_name(tx, found, slice.descending)?;
    let shown: Vec<i64> = ids.into_iter().skip(slice.offset() as usize).take(slice.lines as usize).collect();
    companies(tx, asked, &shown)
}

/// Companies, in this order, each with what of it was asked for. Those that are gone, or of which nothing is
/// left, are not there.
///
/// # Errors
/// What SQLite says.
pub fn companies(tx: &ReadTx, asked: &Asked, ids: &[i64]) -> Result<Vec<CompanyLine>, Error> {
    let places: HashMap<i64, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut companies = tx
        .prepare_cached(&format!("SELECT {COMPANY} WHERE c.id IN (SELECT value FROM json_each(?))"))?
        .query_map([json(ids)], company)?
        .collect::<Result<Vec<_>, _>>()?;
    companies.sort_by_key(|company| places.get(&company.id).copied());
    fill(tx, asked, &mut companies)?;
    companies.retain(|company| !company.items.is_empty());
    Ok(companies)
}

/// At most `limit` of the projects, offers and events, whatever their company.
///
/// # Errors
/// What SQLite says.
pub fn items(tx: &ReadTx, asked: &Asked, limit: u32) -> Result<Vec<Item>, Error> {
    let details = details(asked, Conditions::default());
    tx.prepare_cached(&format!("{} LIMIT ?", details.text))?
        .query_map(&details.values_and(&[&limit])[..], |row| Ok(item(row, &asked.who)?.1))?
        .collect::<Result<_, _>>()
        .map_err(Error::from)
}

/// Those of these rows, whatever is asked for, as long as they are of the scope.
///
/// # Errors
/// What SQLite says.
pub fn chosen(tx: &ReadTx, asked: &Asked, rows: &[(Nature, i64)]) -> Result<Vec<Item>, Error> {
    let asked = asked.with(PortfolioFilter { asked: true, ..PortfolioFilter::default() });
    let mut items = Vec::new();
    for nature in Nature::ALL {
        let ids: Vec<i64> = rows.iter().filter(|(of, _)| *of == nature).map(|(_, id)| *id).collect();
        if ids.is_empty() {
            continue;
        }
        let only = asked.with(PortfolioFilter { natures: vec![nature], ..asked.filter.clone() });
        let mut among = Conditions::default();
        among.add(format!("{} IN (SELECT value FROM json_each(?))", Branch::of(nature).id), [json(&ids)]);
        let details = details(&only, among);
        let found = tx
            .prepare_cached(&details.text)?
            .query_map(&details.values()[..], |row| Ok(item(row, &only.who)?.1))?
            .collect::<Result<Vec<_>, _>>()?;
        items.extend(found);
    }
    Ok(items)
}

/// Gives each company what of it was asked for, in one statement.
fn fill(tx: &ReadTx, asked: &Asked, companies: &mut [CompanyLine]) -> Result<(), Error> {
    let places: HashMap<i64, usize> = companies.iter().enumerate().map(|(at, line)| (line.id, at)).collect();
    let ids: Vec<i64> = companies.iter().map(|company| company.id).collect();
    let mut among = Conditions::default();
    among.add("p.company_id IN (SELECT value FROM json_each(?))", [json(&ids)]);
    // They were found by what is asked of companies: SQLite would look among all of them again.
    let filter = PortfolioFilter {
        sectors: Vec::new(),
        company: String::new(),
        siret: String::new(),
        ..asked.filter.clone()
    };
    let details = details(&asked.with(filter), among);
    let mut statement = tx.prepare_cached(&details.text)?;
    let mut rows = statement.query(&details.values()[..])?;
    while let Some(row) = rows.next()? {
        let (company, item) = item(row, &asked.who)?;
        if let Some(line) = places.get(&company).and_then(|at| companies.get_mut(*at)) {
            line.items.push(item);
        }
    }
    Ok(())
}

fn json(ids: &[i64]) -> Box<dyn ToSql> {
    Box::new(serde_json::json!(ids).to_string())
}

const COMPANY: &str =
    "c.id, c.name, coalesce(c.siret, c.siren), c.street, c.postal_code, k.name, n.label, c.sector,
        c.folded_name, d.name
    FROM company c JOIN commune k ON k.code = c.commune JOIN department d ON d.code = k.department_code
    LEFT JOIN naf n ON n.nomenclature = c.naf_version AND n.code = c.naf_code";

fn company(row: &Row) -> rusqlite::Result<CompanyLine> {
    let (activity, sector): (Option<String>, Sector) = (row.get(6)?, row.get(7)?);
    Ok(CompanyLine {
        id: row.get(0)?,
        name: row.get(1)?,
        registered: row.get(2)?,
        street: row.get(3)?,
        postal_code: row.get(4)?,
        commune: row.get(5)?,
        department: row.get(9)?,
        activity: activity.unwrap_or_else(|| sector.label().to_owned()),
        items: Vec::new(),
    })
}

/// What is read of each: the latest project first, each followed by its offers, then by its events.
fn details(asked: &Asked, among: Conditions) -> Bound {
    let read = union(asked, true, &among, |Branch { nature, id, from, columns, besides, .. }| {
        format!(
            "SELECT {} AS kind, {id} AS id, p.company_id, p.id AS project, p.created_at AS entered, p.manager_id,
                 {columns}, c.name, {NAME}
             FROM {from} {besides} LEFT JOIN user u ON u.id = p.manager_id
             LEFT JOIN organisation g ON g.id = u.organisation_id",
            *nature as u8
        )
    });
    Bound {
        text: format!("SELECT * FROM ({}) ORDER BY entered DESC, project DESC, kind, id", read.text),
        ..read
    }
}

/// The row of its company, and what it is.
fn item(row: &Row, who: &Partner) -> rusqlite::Result<(i64, Item)> {
    let nature = match row.get(0)? {
        0_u8 => Nature::Project,
        1 => Nature::Offer,
        _ => Nature::Event,
    };
    let starts: Option<String> = row.get(13)?;
    let (manager, registrar): (Option<i64>, Option<i64>) = (row.get(5)?, row.get(19)?);
    let project_mine = who.is_administrator() || manager == Some(who.id());
    let item = Item {
        nature,
        id: row.get(1)?,
        project: row.get(3)?,
        company: row.get(21)?,
        trade_name: row.get(20)?,
        created_at: row.get(4)?,
        number: if nature == Nature::Project { None } else { Some(number(row, 6, 7)?) },
        title: row.get(8)?,
        state: row.get(9)?,
        reason: row.get(10)?,
        start: start(row, 12, 11)?,
        starts: starts.as_deref().and_then(parse_moment),
        places: row.get(14)?,
        answers: row.get(15)?,
        commune: row.get(16)?,
        department: row.get(17)?,
        updated_at: row.get(18)?,
        manager: maybe_name(row, 22)?,
        manager_id: manager,
        mine: project_mine || registrar == Some(who.id()),
        project_mine,
    };
    Ok((row.get(2)?, item))
}
