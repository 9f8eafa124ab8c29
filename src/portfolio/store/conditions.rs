//! What is asked for, as conditions: one set for each kind of thing, the same whatever is then read under them.

use rusqlite::types::ToSql;

use super::Asked;
use crate::catalogue::criteria::ELSEWHERE;
use crate::companies;
use crate::companies::query::CompanyQuery;
use crate::db::sql::Conditions;
use crate::domain::NumberQuery;
use crate::events;
use crate::portfolio::Scope;
use crate::portfolio::filter::{Charge, Etat, Nature, PortfolioFilter, Watch};

/// Where one kind of thing is read.
pub(super) struct Branch {
    pub nature: Nature,
    pub id: &'static str,
    /// Its tables.
    pub from: &'static str,
    /// What is read of it, after its kind and its row: serial to trade name.
    pub columns: &'static str,
    /// More tables, for these.
    pub besides: &'static str,
}

impl Branch {
    pub fn of(nature: Nature) -> Self {
        match nature {
            Nature::Project => Self {
                nature,
                id: "p.id",
                from: "project p",
                columns: "NULL, NULL, '', NULL, NULL, NULL, 0, NULL, NULL, 0, k.name, d.name, p.updated_at, NULL, NULL",
                besides: "JOIN company c ON c.id = p.company_id JOIN commune k ON k.code = c.commune
                    JOIN department d ON d.code = k.department_code",
            },
            Nature::Offer => Self {
                nature,
                id: "o.id",
                from: "offer o JOIN project p ON p.id = o.project_id",
                columns: "o.serial, o.numbered_on, o.title, o.state, o.unpublished_reason, o.starts_on, o.starts_asap,
                    NULL, o.places, (SELECT count(*) FROM application a WHERE a.offer_id = o.id AND a.withdrawn_at IS NULL),
                    k.name, d.name, o.updated_at, NULL, o.trade_name",
                besides: "JOIN company c ON c.id = p.company_id JOIN commune k ON k.code = o.commune JOIN department d ON d.code = o.department",
            },
            Nature::Event => Self {
                nature,
                id: "e.id",
                from: "event e JOIN project p ON p.id = e.project_id",
                columns: "e.serial, e.numbered_on, e.title, e.state, e.unpublished_reason, NULL, 0, e.starts_at,
                    e.capacity + e.extra_seats, e.seats_taken, k.name, d.name, e.updated_at, e.registrar_id, e.trade_name",
                besides: "JOIN company c ON c.id = p.company_id JOIN commune k ON k.code = e.commune JOIN department d ON d.code = e.department",
            },
        }
    }

    /// The conditions of what is asked for; `besides` says whether its other tables are read with it.
    fn conditions(&self, asked: &Asked, besides: bool) -> Conditions {
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
        conditions.extend(named(&filter.named()));
        conditions.extend(companies::store::among("p.company_id", &filter.numbered()));
        self.departments(asked, besides, &mut conditions);
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
            (Scope::Own, Nature::Project | Nature::Offer) => {
                conditions.add("p.manager_id = ?", [Box::new(me) as _])
            }
            (Scope::Own, Nature::Event) => {
                conditions.add(events::store::OWN, [Box::new(me) as _, Box::new(me) as _]);
            }
        }
    }

    fn departments(&self, asked: &Asked, besides: bool, conditions: &mut Conditions) {
        let chosen = &asked.filter.departments;
        if chosen.is_empty() {
            return;
        }
        let list = |codes: Vec<&str>| -> Box<dyn ToSql> { Box::new(serde_json::json!(codes).to_string()) };
        let here: Vec<&str> = chosen.iter().map(String::as_str).filter(|code| *code != ELSEWHERE).collect();
        let (column, (before, after)) = match self.nature {
            // Of the company itself, where there is nothing else.
            Nature::Project if besides => ("k.department_code", ("", "")),
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

/// By the name of the company, or by one under which an offer or an event of it is announced.
fn named(query: &CompanyQuery) -> Conditions {
    let CompanyQuery::Words(words) = query else { return companies::store::among("p.company_id", query) };
    let own = companies::store::among("p.company_id", query);
    let word = "instr(' ' || x.folded_trade_name, ' ' || ?) > 0";
    let all = vec![word; words.len()].join(" AND ");
    let announced = |table: &str| {
        format!(
            "SELECT y.company_id FROM {table} x JOIN project y ON y.id = x.project_id
             WHERE x.folded_trade_name IS NOT NULL AND {all}"
        )
    };
    let text = format!(
        "({} OR p.company_id IN ({} UNION ALL {}))",
        own.text(),
        announced("offer"),
        announced("event")
    );
    let values = || words.iter().map(|word| Box::new(word.clone()) as Box<dyn ToSql>);
    let mut conditions = Conditions::default();
    conditions.add_after(&own, text, values().chain(values()));
    conditions
}

/// A statement and what is bound to it.
pub(super) struct Bound {
    pub text: String,
    pub conditions: Conditions,
}

impl Bound {
    pub fn values(&self) -> Vec<&dyn ToSql> {
        self.conditions.values(&[])
    }

    pub fn values_and<'v>(&'v self, more: &[&'v dyn ToSql]) -> Vec<&'v dyn ToSql> {
        self.conditions.values(more)
    }
}

/// The kinds asked for, each read by `select` under its conditions.
pub(super) fn union(
    asked: &Asked,
    besides: bool,
    more: &Conditions,
    select: impl Fn(&Branch) -> String,
) -> Bound {
    let mut texts = Vec::new();
    let mut bound = Conditions::default();
    for nature in Nature::ALL.into_iter().filter(|nature| asked.filter.wants(*nature)) {
        let branch = Branch::of(nature);
        let mut conditions = branch.conditions(asked, besides);
        conditions.extend(more.clone());
        texts.push(format!("{} WHERE {}", select(&branch), conditions.text()));
        bound.extend(conditions);
    }
    Bound { text: texts.join(" UNION ALL "), conditions: bound }
}
