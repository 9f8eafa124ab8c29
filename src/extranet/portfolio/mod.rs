//! « Gérer mon portefeuille », and « Consultation » which is the same over everybody's: filtered, sorted,
//! exported; what is ticked is assigned or unpublished.

mod export;
mod filters;
mod saved;
mod selection;
mod view;

pub use export::{consultation_csv, consultation_xlsx, portfolio_csv, portfolio_xlsx};
pub use saved::name;
pub use selection::{consultation_question, consultation_selection, portfolio_question, portfolio_selection};

use std::sync::Arc;

use axum::extract::State;
use axum_extra::routing::TypedPath;
use maud::Markup;

use crate::access::Partner;
use crate::accounts::{self, Assignable};
use crate::clock::Now;
use crate::db::{self, ReadTx};
use crate::form::Errors;
use crate::french;
use crate::portfolio::filter::{Nature, PortfolioFilter};
use crate::portfolio::store::{self, Asked};
use crate::portfolio::{CompanyLine, PortfolioOrder, SavedFilter, Scope, Totals};
use crate::site::Site;
use crate::ui::title_prefix;
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, Part, Region};
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::TableView;

use self::view::Shown;
use super::editing::Asking;

/// Name of the boxes of the rows.
const TICKED: &str = "coche";
/// All of them, as a selector.
const BOXES: &str = "[name=coche]";

/// How many boxes may be ticked: they go in an address, and proxies refuse long ones. For more there is « Toute la
/// liste ».
const MOST_TICKED: usize = 200;

/// The filters that one types: each letter takes the place of the last address.
const TYPED: &[&str] = &["numero", "entreprise", "siret"];

impl Scope {
    /// Where its screen is.
    const fn path(self) -> &'static str {
        match self {
            Self::Own => paths::Portfolio::PATH,
            Self::All => paths::Consultation::PATH,
        }
    }

    /// Where its rows are exported.
    const fn exports(self) -> (&'static str, &'static str) {
        match self {
            Self::Own => (paths::PortfolioXlsx::PATH, paths::PortfolioCsv::PATH),
            Self::All => (paths::ConsultationXlsx::PATH, paths::ConsultationCsv::PATH),
        }
    }

    /// Where what is ticked goes.
    const fn selection(self) -> &'static str {
        match self {
            Self::Own => paths::PortfolioSelection::PATH,
            Self::All => paths::ConsultationSelection::PATH,
        }
    }
}

/// One's own.
pub async fn portfolio(
    _: paths::Portfolio,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    page(app, partner, Scope::Own, query).await
}

/// Everybody's.
pub async fn consultation(
    _: paths::Consultation,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    page(app, partner, Scope::All, query).await
}

async fn page(app: App, who: Partner, scope: Scope, query: Query) -> Result<Page, Error> {
    let asking = Asking { now: app.clock.now(), app, who };
    let model = Model::read(&asking, scope, query).await?;
    let notice = selection::said(&model.query, &model.managers).or_else(|| saved::said(&model.query));
    Ok(model.page(&asking, &View { notice, ..View::default() }))
}

/// What the page shows, from one snapshot.
struct Model {
    query: Query,
    asked: Asked,
    /// What of the address was not understood.
    refused: Vec<String>,
    table: TableView<PortfolioOrder>,
    totals: Totals,
    companies: Vec<CompanyLine>,
    /// When nothing is found: what is found with one filter less.
    wider: Vec<(&'static str, u32, String)>,
    saved: Vec<SavedFilter>,
    managers: Vec<Assignable>,
    /// What is ticked.
    ticked: Vec<(Nature, i64)>,
}

/// What the page says besides.
#[derive(Default)]
struct View {
    notice: Option<Markup>,
    errors: Errors,
    /// The name that was typed for the filters.
    name: String,
}

impl Model {
    async fn read(asking: &Asking, scope: Scope, query: Query) -> Result<Self, Error> {
        let asking = asking.clone();
        let db = asking.app.db.clone();
        Ok(db.read(move |tx| Self::of(tx, &asking, scope, query)).await?)
    }

    fn of(tx: &ReadTx, asking: &Asking, scope: Scope, query: Query) -> Result<Self, db::Error> {
        let (asked, mut refused) = asked(tx, asking.now, &asking.who, &asking.app.site, scope, &query)?;
        let mut table = TableView::read(&query, asking.who.lines(), scope.path(), asked.filter.query());
        table.include = Some(BOXES);
        let (ticked, more) = ticked(&query);
        if more {
            refused.push(format!(
                "Seules les {} premières cases cochées sont gardées\u{a0}: pour davantage, il y a «\u{a0}Toute la liste\u{a0}».",
                french::number(MOST_TICKED as u64)
            ));
        }
        let (mut totals, mut companies, mut wider) = (Totals::default(), Vec::new(), Vec::new());
        if asked.filter.asked {
            let found = store::find(tx, &asked)?;
            totals = found.totals();
            let page = table.slice.page;
            table.slice = table.slice.within(totals.companies);
            if page > table.slice.page && totals.companies > 0 {
                refused.push(format!(
                    "La page {} n’existe pas\u{a0}: voici la dernière.",
                    french::number(page.into())
                ));
            }
            if totals.companies > 0 {
                companies = store::page(tx, &asked, &found, &table.slice)?;
            } else {
                wider = self::wider(tx, &asked)?;
            }
        }
        Ok(Self {
            ticked,
            saved: store::saved::list(tx, asking.who.id(), scope)?,
            managers: accounts::store::assignable(tx)?,
            query,
            asked,
            refused,
            table,
            totals,
            companies,
            wider,
        })
    }

    /// The address of what is shown, with what is ticked.
    fn address(&self) -> String {
        let ticked = self.ticked.iter().map(|one| tick(*one));
        ticked.fold(self.table.query(), |query, value| query.with(TICKED, value)).at(self.asked.scope.path())
    }

    fn page(self, asking: &Asking, view: &View) -> Page {
        let scope = self.asked.scope;
        let prefix = title_prefix(&view.errors);
        let title = match self.asked.filter.asked {
            true => {
                format!("{prefix}{}\u{a0}: {}", scope.label(), french::lower_first(&view::count(self.totals)))
            }
            false => format!("{prefix}{}", scope.label()),
        };
        let address = self.address();
        let shown = Arc::new(Shown { model: self, app: asking.app.clone(), now: asking.now });
        let (results, around) = (shown.clone(), shown.clone());
        let region = Region {
            main: Part::later(move || results.results()),
            around: Part::later(move || around.around()),
            address: Some(address),
            typed: TYPED,
        };
        Page { region: Some(region), ..Page::private(title, shown.page(view)).nav(scope.path()) }
    }
}

/// What an address asks for, and what of it is not understood.
fn asked(
    tx: &ReadTx,
    now: Now,
    who: &Partner,
    site: &Site,
    scope: Scope,
    query: &Query,
) -> Result<(Asked, Vec<String>), db::Error> {
    let territory = site.department_codes();
    let (filter, refused) = PortfolioFilter::read(query, &territory, scope == Scope::All);
    Ok((Asked::by(tx, now, who.clone(), scope, filter, territory)?, refused.0))
}

/// How far what a filter hides is counted.
const MOST_COUNTED: u32 = 1_000;

/// What each filter hides by itself.
fn wider(tx: &ReadTx, asked: &Asked) -> Result<Vec<(&'static str, u32, String)>, db::Error> {
    let mut found = Vec::new();
    for (label, filter) in asked.filter.loosened() {
        let asked = asked.with(filter);
        let items = store::count(tx, &asked, MOST_COUNTED + 1)?;
        if items > 0 {
            found.push((label, items, asked.filter.query().at(asked.scope.path())));
        }
    }
    Ok(found)
}

/// The value of the box of a row.
fn tick((nature, id): (Nature, i64)) -> String {
    format!("{}-{id}", nature.slug())
}

/// The boxes ticked in an address or a form, each once; and whether there are more than are taken.
fn ticked(query: &Query) -> (Vec<(Nature, i64)>, bool) {
    let (mut ticked, mut more) = (Vec::new(), false);
    for value in query.all(TICKED) {
        let parts = value.split_once('-').and_then(|(slug, id)| {
            Some((Nature::ALL.into_iter().find(|nature| nature.slug() == slug)?, id.parse().ok()?))
        });
        let Some(one) = parts.filter(|one| !ticked.contains(one)) else { continue };
        if ticked.len() < MOST_TICKED { ticked.push(one) } else { more = true }
    }
    (ticked, more)
}
