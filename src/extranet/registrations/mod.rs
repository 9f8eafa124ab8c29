//! The events whose registrations are handled: found, unfolded, confirmed, and who came.

mod confirmation;
mod presence;

pub use confirmation::{confirm, confirming};
pub use presence::{presence, say};

use axum::extract::State;
use axum_extra::routing::TypedPath;

use crate::access::Partner;
use crate::access::edit::{ParticipantsRead, participants_read_among};
use crate::db::{self, ReadTx};
use crate::domain::Number;
use crate::registrations;
use crate::registrations::desk::DeskFilter;
use crate::registrations::store::desk as store;
use crate::registrations::view::desk::{self as view, CLOSED, DeskModel, OPENED, REMOVED};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::TableView;

/// As many rows as a page may unfold at once.
const MOST_OPENED: usize = 100;

/// The table.
pub async fn page(
    _: paths::Registrations,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let model = read(&app, partner, query).await?;
    let region = Region {
        main: view::section(&model).into(),
        around: view::around(&model).into(),
        address: Some(model.address()),
        typed: &["q"],
    };
    let main = view::page(&model);
    let page = Page::private("Gérer les inscriptions", main).nav(paths::Registrations::PATH);
    Ok(Page { region: Some(region), ..page })
}

/// What the page shows, from one snapshot.
async fn read(app: &App, partner: Partner, query: Query) -> Result<DeskModel, Error> {
    let now = app.clock.now();
    let (filter, refused) = DeskFilter::read(&query);
    let mut table = TableView::read(&query, partner.lines(), paths::Registrations::PATH, filter.query());
    let asked = asked(&query);
    let folded = query.first(CLOSED).and_then(|text| text.parse().ok());
    let removed: Option<i64> = query.first(REMOVED).and_then(|text| text.parse().ok());
    app.db
        .read(move |tx| {
            let since = store::since(tx, now, &partner)?;
            let list = store::list(tx, now, &partner, &filter, table.slice, since)?;
            table.slice = list.slice;
            let (shown, others): (Vec<Number>, Vec<Number>) =
                asked.iter().partition(|one| list.rows.iter().any(|row| row.number == **one));
            let mut elsewhere = Vec::new();
            if !others.is_empty() {
                elsewhere = store::among(tx, now, &partner, &filter, &others, since)?;
            }
            let (mut unfolded, mut said) = (Vec::new(), None);
            if !shown.is_empty() {
                let allowed: Vec<_> =
                    participants_read_among(tx, &partner, &shown)?.into_iter().map(|(_, one)| one).collect();
                unfolded = store::unfolded(tx, &allowed)?;
                said = removed.map(|id| gone(tx, &allowed, id)).transpose()?.flatten();
            }
            let refused = refused.0;
            Ok(DeskModel { filter, list, table, asked, unfolded, elsewhere, refused, said, folded, now })
        })
        .await
}

/// Who was just taken off the list of one of these events, in words. The name is looked up: none stands in an
/// address.
fn gone(tx: &ReadTx, allowed: &[ParticipantsRead], id: i64) -> Result<Option<String>, db::Error> {
    for one in allowed {
        let found = registrations::store::participant(tx, one, id)?;
        if let Some(participant) = found.filter(|found| found.cancelled_at.is_some()) {
            return Ok(Some(format!("{} désinscrit.", participant.name())));
        }
    }
    Ok(None)
}

/// The events that an address unfolds, each once.
fn asked(query: &Query) -> Vec<Number> {
    let mut asked: Vec<Number> = Vec::new();
    for number in query.all(OPENED).filter_map(|text| text.parse().ok()) {
        if asked.len() < MOST_OPENED && !asked.contains(&number) {
            asked.push(number);
        }
    }
    asked
}
