//! What a portfolio shows, as a spreadsheet: a row for each project, offer or event of every page; for each
//! company, where its actions are not shown.

use axum::extract::State;
use axum::response::Response;

use super::asked;
use crate::access::Partner;
use crate::accounts;
use crate::catalogue::criteria::ELSEWHERE;
use crate::clock::{Now, Zone};
use crate::document::Made;
use crate::document::sheet::{Column, Head, Sheet, Value};
use crate::domain::Sector;
use crate::french;
use crate::offers::Start;
use crate::portfolio::filter::{Charge, Etat, Nature, PortfolioFilter, Watch};
use crate::portfolio::store::{self, Asked};
use crate::portfolio::{CompanyLine, Item, Scope};
use crate::site::Site;
use crate::web::error::Error;
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::{App, download};

/// How many companies are read at a time, each time on a snapshot of its own.
const STEP: usize = 500;

/// In what form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Xlsx,
    Csv,
}

/// One's own, for people.
pub async fn portfolio_xlsx(
    _: paths::PortfolioXlsx,
    who: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Response, Error> {
    export(app, who, Scope::Own, Form::Xlsx, query).await
}

/// One's own, for programs.
pub async fn portfolio_csv(
    _: paths::PortfolioCsv,
    who: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Response, Error> {
    export(app, who, Scope::Own, Form::Csv, query).await
}

/// Everybody's, for people.
pub async fn consultation_xlsx(
    _: paths::ConsultationXlsx,
    who: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Response, Error> {
    export(app, who, Scope::All, Form::Xlsx, query).await
}

/// Everybody's, for programs.
pub async fn consultation_csv(
    _: paths::ConsultationCsv,
    who: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Response, Error> {
    export(app, who, Scope::All, Form::Csv, query).await
}

async fn export(app: App, who: Partner, scope: Scope, form: Form, query: Query) -> Result<Response, Error> {
    let (now, site) = (app.clock.now(), app.site.clone());
    let made = app
        .db
        .export(move |reader| {
            let (asked, managers, companies) = reader.step(|tx| {
                let (asked, _) = asked(tx, now, &who, &site, scope, &query)?;
                let found = store::find(tx, &asked)?;
                let companies = store::by_name(tx, &found, false)?;
                Ok::<_, Error>((asked, accounts::store::assignable(tx)?, companies))
            })?;
            let manager = |id| managers.iter().find(|one| one.id == id).map(|one| one.name.clone());
            let criteria = criteria(&asked.filter, &site, manager);
            let mut table = Table::new(&asked, form, head(&asked, criteria, now), now, site.zone)?;
            // What changes or goes meanwhile is as it is when its turn comes.
            for some in companies.chunks(STEP) {
                let lines = reader.step(|tx| Ok::<_, Error>(store::companies(tx, &asked, some)?))?;
                lines.iter().try_for_each(|company| table.write(company))?;
            }
            table.finish()
        })
        .await?;
    let name = match scope {
        Scope::Own => "portefeuille",
        Scope::All => "consultation",
    };
    download::made(made, &format!("{name}-{}", french::iso(now.today())))
}

fn head(asked: &Asked, criteria: Vec<(String, String)>, now: Now) -> Head {
    let title = match asked.scope {
        Scope::Own => format!("Portefeuille de {}", asked.who.name()),
        Scope::All => "Projets, offres de stage et rencontres".to_owned(),
    };
    Head { title, criteria, author: asked.who.name().to_owned(), at: now.local }
}

/// What is asked for, in words.
fn criteria(
    filter: &PortfolioFilter,
    site: &Site,
    manager: impl Fn(i64) -> Option<String>,
) -> Vec<(String, String)> {
    let list = |words: Vec<&str>| words.join(", ");
    let departments = filter.departments.iter().map(|code| match code.as_str() {
        ELSEWHERE => "Autres départements",
        code => site.department(code).unwrap_or(code),
    });
    let charge = match filter.charge {
        Charge::All => String::new(),
        Charge::Nobody => "Personne".to_owned(),
        Charge::Of(id) => manager(id).unwrap_or_else(|| "Compte fermé".to_owned()),
    };
    // What is looked for, rather than what was typed.
    let [number, company, siret] = filter.typed();
    let natures = filter.natures.iter().copied().filter(|nature| filter.wants(*nature));
    let all = [
        ("Nature", list(natures.map(Nature::label).collect())),
        ("Numéro", number.unwrap_or_default().to_owned()),
        ("Secteur d’activité", list(filter.sectors.iter().map(|one| Sector::label(*one)).collect())),
        ("Nom de l’entreprise", company.unwrap_or_default().to_owned()),
        ("SIRET", siret.unwrap_or_default().to_owned()),
        ("Etat", list(filter.states.iter().map(|one| Etat::label(*one)).collect())),
        ("Départements", list(departments.collect())),
        ("Chargé du projet", charge),
        ("À suivre", filter.watch.map(Watch::label).unwrap_or_default().to_owned()),
    ];
    let said: Vec<(String, String)> = all
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| (label.to_owned(), value))
        .collect();
    if said.is_empty() { vec![("Filtres".to_owned(), "Aucun".to_owned())] } else { said }
}

const ITEMS: [Column; 19] = [
    Column::text("Nature", 14),
    Column::text("Numéro", 12),
    Column::text("Intitulé", 40),
    Column::text("Etat", 26),
    Column::date("Date de début"),
    Column::moment("Date de la rencontre"),
    Column::number("Places", 8),
    Column::number("Postulants ou places prises", 14),
    Column::text("Commune", 22),
    Column::text("Département", 20),
    Column::text("Entreprise", 36),
    Column::text("SIRET ou SIREN", 20),
    Column::text("Adresse", 32),
    Column::text("Code postal", 11),
    Column::text("Commune de l’entreprise", 22),
    Column::text("Secteur d’activité", 34),
    Column::text("Chargé du projet", 36),
    Column::moment("Projet saisi le"),
    Column::moment("Modifié le"),
];

const COMPANIES: [Column; 8] = [
    Column::text("Entreprise", 36),
    Column::text("SIRET ou SIREN", 20),
    Column::text("Adresse", 32),
    Column::text("Code postal", 11),
    Column::text("Commune", 22),
    Column::text("Département", 20),
    Column::text("Secteur d’activité", 34),
    Column::number("Projets, offres et rencontres", 14),
];

/// The table being written.
struct Table {
    sheet: Sheet,
    now: Now,
    zone: Zone,
    /// Whether each project, offer and event has its row.
    actions: bool,
}

impl Table {
    fn new(asked: &Asked, form: Form, head: Head, now: Now, zone: Zone) -> Result<Self, Error> {
        let actions = asked.filter.actions;
        let columns: &[Column] = if actions { &ITEMS } else { &COMPANIES };
        let sheet = match form {
            Form::Xlsx => Sheet::xlsx(&head, columns)?,
            Form::Csv => Sheet::csv(columns)?,
        };
        Ok(Self { sheet, now, zone, actions })
    }

    fn write(&mut self, company: &CompanyLine) -> Result<(), Error> {
        if self.actions {
            return company.items.iter().try_for_each(|item| self.item(company, item));
        }
        let [name, registered, street, postal_code, commune, activity] = of_company(company);
        let department = Value::text(&company.department);
        let count = Value::Whole(company.items.len() as i64);
        Ok(self.sheet.row(&[name, registered, street, postal_code, commune, department, activity, count])?)
    }

    fn item(&mut self, company: &CompanyLine, item: &Item) -> Result<(), Error> {
        let [name, registered, street, postal_code, commune, activity] = of_company(company);
        let whole = |number: u32| Value::Whole(number.into());
        let counted = |number: u32| if item.nature == Nature::Project { Value::Empty } else { whole(number) };
        Ok(self.sheet.row(&[
            Value::text(item.nature.label()),
            item.number.map_or(Value::Empty, |number| Value::text(number.to_string())),
            Value::text(&item.title),
            item.state
                .map_or(Value::Empty, |state| Value::text(state.said(item.reason, item.is_past(self.now)))),
            start(item),
            item.starts.map_or(Value::Empty, Value::Moment),
            item.places.map_or(Value::Empty, whole),
            counted(item.answers),
            Value::text(&item.commune),
            Value::text(&item.department),
            name,
            registered,
            street,
            postal_code,
            commune,
            activity,
            Value::words(item.manager.as_deref()),
            Value::Moment(self.zone.local(item.created_at)),
            Value::Moment(self.zone.local(item.updated_at)),
        ])?)
    }

    fn finish(self) -> Result<Made, Error> {
        Ok(self.sheet.finish()?)
    }
}

fn of_company(company: &CompanyLine) -> [Value<'_>; 6] {
    [
        Value::text(&company.name),
        // Digits alone: other tables are looked up by it.
        Value::words(company.registered.as_deref()),
        Value::words(company.street.as_deref()),
        Value::words(company.postal_code.as_deref()),
        Value::text(&company.commune),
        Value::text(&company.activity),
    ]
}

fn start(item: &Item) -> Value<'static> {
    match item.start {
        Some(Start::On(date)) => Value::Date(date),
        Some(Start::Asap) => Value::text("dès que possible"),
        None => Value::Empty,
    }
}
