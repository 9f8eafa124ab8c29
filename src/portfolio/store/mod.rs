//! The SQL of portfolios. One function makes the conditions of what is asked for, and everything is read under
//! them: the counts, the page, the export, what is ticked. So none of them can hold more than another.

pub mod saved;

use std::collections::{HashMap, HashSet};

use rusqlite::Row;
use rusqlite::types::ToSql;

use crate::access::Partner;
use crate::access::actor::{NAME, maybe_name};
use crate::accounts;
use crate::catalogue::criteria::ELSEWHERE;
use crate::catalogue::store::number;
use crate::clock::Now;
use crate::companies;
use crate::db::slice::Slice;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::date::parse_moment;
use crate::domain::{NumberQuery, Sector};
use crate::offers::store::start;
use crate::portfolio::filter::{Charge, Etat, Nature, PortfolioFilter, Watch};
use crate::portfolio::{CompanyLine, Item, PortfolioOrder, Scope, Totals};
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
    let read =
        union(asked, &Conditions::default(), |branch| format!("SELECT p.company_id FROM {}", branch.from));
    let mut statement = tx.prepare_cached(&read.text)?;
    let mut rows = statement.query(&read.values()[..])?;
    let mut found = Found::default();
    while let Some(row) = rows.next()? {
        found.companies.insert(row.get(0)?);
        found.items += 1;
    }
    Ok(found)
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
    let way = slice.direction();
    let all = match slice.order {
        PortfolioOrder::Company => format!("SELECT id FROM company ORDER BY folded_name {way}, id"),
        PortfolioOrder::Commune => format!(
            "SELECT c.id FROM company c JOIN commune k ON k.code = c.commune ORDER BY k.name {way}, c.folded_name, c.id"
        ),
    };
    let mut statement = tx.prepare_cached(&all)?;
    let mut rows = statement.query([])?;
    let (mut ids, mut before) = (Vec::new(), slice.offset());
    while ids.len() < slice.lines as usize {
        let Some(row) = rows.next()? else { break };
        let id: i64 = row.get(0)?;
        if !found.companies.contains(&id) {
            continue;
        }
        match before.checked_sub(1) {
            Some(fewer) => before = fewer,
            None => ids.push(id),
        }
    }
    let places: HashMap<i64, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut companies = tx
        .prepare_cached(&format!("SELECT {COMPANY} WHERE c.id IN (SELECT value FROM json_each(?))"))?
        .query_map([json(&ids)], company)?
        .collect::<Result<Vec<_>, _>>()?;
    companies.sort_by_key(|company| places.get(&company.id).copied());
    fill(tx, asked, &mut companies)?;
    Ok(companies)
}

/// How far a walk by name has come: the folded name and the row of the last company.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    name: String,
    id: i64,
}

/// A few companies of a walk.
#[derive(Debug)]
pub struct Step {
    /// Those of which something was asked for.
    pub companies: Vec<CompanyLine>,
    /// Where to go on.
    pub mark: Mark,
}

/// The next companies by name, among `limit` of all there are; nothing when there are none left. What is read
/// costs the same wherever one is, so that a long list can be walked without holding a snapshot.
///
/// # Errors
/// What SQLite says.
pub fn after(tx: &ReadTx, asked: &Asked, mark: &Mark, limit: u32) -> Result<Option<Step>, Error> {
    let mut last = None;
    let mut companies = tx
        .prepare_cached(&format!(
            "SELECT {COMPANY} WHERE (c.folded_name, c.id) > (?, ?) ORDER BY c.folded_name, c.id LIMIT ?"
        ))?
        .query_map((&mark.name, mark.id, limit), |row| {
            last = Some(Mark { name: row.get(8)?, id: row.get(0)? });
            company(row)
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let Some(mark) = last else { return Ok(None) };
    fill(tx, asked, &mut companies)?;
    companies.retain(|company| !company.items.is_empty());
    Ok(Some(Step { companies, mark }))
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
    let details = details(asked, among);
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

/// Where one kind of thing is read.
struct Branch {
    nature: Nature,
    id: &'static str,
    /// Its tables.
    from: &'static str,
    /// What is read of it, after its kind and its row: serial to registrar.
    columns: &'static str,
    /// More tables, for these.
    besides: &'static str,
}

impl Branch {
    fn of(nature: Nature) -> Self {
        match nature {
            Nature::Project => Self {
                nature,
                id: "p.id",
                from: "project p",
                columns: "NULL, NULL, '', NULL, NULL, NULL, 0, NULL, NULL, 0, k.name, d.name, p.updated_at, NULL",
                besides: "JOIN company c ON c.id = p.company_id JOIN commune k ON k.code = c.commune
                    JOIN department d ON d.code = k.department_code",
            },
            Nature::Offer => Self {
                nature,
                id: "o.id",
                from: "offer o JOIN project p ON p.id = o.project_id",
                columns: "o.serial, o.numbered_on, o.title, o.state, o.unpublished_reason, o.starts_on, o.starts_asap,
                    NULL, o.places, (SELECT count(*) FROM application a WHERE a.offer_id = o.id AND a.withdrawn_at IS NULL),
                    k.name, d.name, o.updated_at, NULL",
                besides: "JOIN company c ON c.id = p.company_id JOIN commune k ON k.code = o.commune JOIN department d ON d.code = o.department",
            },
            Nature::Event => Self {
                nature,
                id: "e.id",
                from: "event e JOIN project p ON p.id = e.project_id",
                columns: "e.serial, e.numbered_on, e.title, e.state, e.unpublished_reason, NULL, 0, e.starts_at,
                    e.capacity + e.extra_seats, e.seats_taken, k.name, d.name, e.updated_at, e.registrar_id",
                besides: "JOIN company c ON c.id = p.company_id JOIN commune k ON k.code = e.commune JOIN department d ON d.code = e.department",
            },
        }
    }

    /// The conditions of what is asked for.
    fn conditions(&self, asked: &Asked) -> Conditions {
        let filter = &asked.filter;
        let mut conditions = Conditions::default();
        self.scope(asked, &mut conditions);
        if !filter.sectors.is_empty() {
            let sectors =
                serde_json::json!(filter.sectors.iter().map(|one| one.as_str()).collect::<Vec<_>>());
            let list: Box<dyn ToSql> = Box::new(sectors.to_string());
            conditions.add(
                "p.company_id IN (SELECT id FROM company WHERE sector IN (SELECT value FROM json_each(?)))",
                [list],
            );
        }
        for query in [filter.named(), filter.numbered()] {
            conditions.extend(companies::store::among("p.company_id", &query));
        }
        self.departments(asked, &mut conditions);
        self.state(filter, &mut conditions);
        match filter.charge {
            Charge::All => {}
            Charge::Nobody => conditions.add("p.manager_id IS NULL", []),
            Charge::Of(user) => conditions.add("p.manager_id = ?", [Box::new(user) as _]),
        }
        if self.nature != Nature::Project {
            self.number(filter, &mut conditions);
            self.watched(asked, &mut conditions);
        }
        conditions
    }

    fn scope(&self, asked: &Asked, conditions: &mut Conditions) {
        let me = asked.who.id();
        match (asked.scope, self.nature) {
            (Scope::All, _) => {}
            (Scope::Own, Nature::Project | Nature::Offer) => conditions.add("p.manager_id = ?", [Box::new(me) as _]),
            (Scope::Own, Nature::Event) => conditions.add(
                "e.id IN (SELECT x.id FROM project y JOIN event x ON x.project_id = y.id WHERE y.manager_id = ?
                     UNION ALL SELECT id FROM event WHERE registrar_id = ?)",
                [Box::new(me) as _, Box::new(me) as _],
            ),
        }
    }

    fn departments(&self, asked: &Asked, conditions: &mut Conditions) {
        let chosen = &asked.filter.departments;
        if chosen.is_empty() {
            return;
        }
        let list = |codes: Vec<&str>| -> Box<dyn ToSql> { Box::new(serde_json::json!(codes).to_string()) };
        let here: Vec<&str> = chosen.iter().map(String::as_str).filter(|code| *code != ELSEWHERE).collect();
        let (column, (before, after)) = match self.nature {
            // Of the company itself, where there is nothing else.
            Nature::Project => (
                "k.department_code",
                (
                    "p.company_id IN (SELECT c.id FROM company c JOIN commune k ON k.code = c.commune WHERE ",
                    ")",
                ),
            ),
            Nature::Offer => ("o.department", ("", "")),
            Nature::Event => ("e.department", ("", "")),
        };
        let one_of = format!("{column} IN (SELECT value FROM json_each(?))");
        if here.len() == chosen.len() {
            conditions.add(format!("{before}{one_of}{after}"), [list(here)]);
        } else {
            let territory = asked.territory.iter().map(String::as_str).collect();
            conditions.add(
                format!("{before}({one_of} OR {column} NOT IN (SELECT value FROM json_each(?))){after}"),
                [list(here), list(territory)],
            );
        }
    }

    fn state(&self, filter: &PortfolioFilter, conditions: &mut Conditions) {
        let [state] = filter.states[..] else { return };
        let published = match self.nature {
            Nature::Project => {
                "(EXISTS (SELECT 1 FROM offer x WHERE x.project_id = p.id AND x.state = 'published')
                    OR EXISTS (SELECT 1 FROM event x WHERE x.project_id = p.id AND x.state = 'published'))"
            }
            Nature::Offer => "o.state = 'published'",
            Nature::Event => "e.state = 'published'",
        };
        match state {
            Etat::Published => conditions.add(published, []),
            Etat::Held => conditions.add(format!("NOT {published}"), []),
        }
    }

    fn number(&self, filter: &PortfolioFilter, conditions: &mut Conditions) {
        let table = if self.nature == Nature::Offer { "o" } else { "e" };
        match filter.number() {
            None => {}
            Some(NumberQuery::Serial(serial)) => {
                conditions.add(format!("{table}.serial = ?"), [Box::new(serial) as _]);
            }
            Some(NumberQuery::Full(number)) => conditions.add(
                format!("{table}.serial = ? AND {table}.numbered_on = ?"),
                [Box::new(number.serial()) as _, Box::new(number.stored_month()) as _],
            ),
        }
    }

    fn watched(&self, asked: &Asked, conditions: &mut Conditions) {
        let offer = self.nature == Nature::Offer;
        match asked.filter.watch {
            None => {}
            Some(Watch::Answered) if offer => conditions.add(
                "EXISTS (SELECT 1 FROM application a WHERE a.offer_id = o.id AND a.created_at > ? AND a.withdrawn_at IS NULL)",
                [Box::new(asked.news_from) as _],
            ),
            Some(Watch::Answered) => conditions.add(
                "EXISTS (SELECT 1 FROM registration r WHERE r.event_id = e.id AND r.created_at > ? AND r.cancelled_at IS NULL)",
                [Box::new(asked.news_from) as _],
            ),
            Some(Watch::ToCheck) => {
                let table = if offer { "o" } else { "e" };
                conditions.add(
                    format!("{table}.state = 'published' AND {table}.updated_at < ?"),
                    [Box::new(asked.untouched_since) as _],
                );
            }
        }
    }
}

/// A statement and what is bound to it.
struct Bound {
    text: String,
    conditions: Conditions,
}

impl Bound {
    fn values(&self) -> Vec<&dyn ToSql> {
        self.conditions.values(&[])
    }

    fn values_and<'v>(&'v self, more: &[&'v dyn ToSql]) -> Vec<&'v dyn ToSql> {
        self.conditions.values(more)
    }
}

/// The kinds asked for, each read by `select` under its conditions.
fn union(asked: &Asked, more: &Conditions, select: impl Fn(&Branch) -> String) -> Bound {
    let mut texts = Vec::new();
    let mut bound = Conditions::default();
    for nature in Nature::ALL.into_iter().filter(|nature| asked.filter.wants(*nature)) {
        let branch = Branch::of(nature);
        let mut conditions = branch.conditions(asked);
        conditions.extend(more.clone());
        texts.push(format!("{} WHERE {}", select(&branch), conditions.text()));
        bound.extend(conditions);
    }
    Bound { text: texts.join(" UNION ALL "), conditions: bound }
}

/// What is read of each: the latest project first, each followed by its offers, then by its events.
fn details(asked: &Asked, among: Conditions) -> Bound {
    let read = union(asked, &among, |Branch { nature, id, from, columns, besides, .. }| {
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
        company: row.get(20)?,
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
        manager: maybe_name(row, 21)?,
        manager_id: manager,
        mine: project_mine || registrar == Some(who.id()),
        project_mine,
    };
    Ok((row.get(2)?, item))
}
