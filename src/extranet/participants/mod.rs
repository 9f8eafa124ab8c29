//! Those who registered for an event: the list, somebody registered by hand, corrected, taken off.

pub(super) mod attendance;
pub(super) mod certificate;
mod entry;
mod row;
mod writes;

pub use entry::enter;
pub use row::{row, save, unregister, unregistering};

use axum::extract::State;
use maud::{Markup, html};

use self::entry::Sending;
use self::writes::Refusal;
use crate::access::Partner;
use crate::access::edit::{self, ParticipantsRead};
use crate::db::{self, ReadTx};
use crate::domain::{EventAudience, Number};
use crate::french;
use crate::registrations::EventHead;
use crate::registrations::form::Terms;
use crate::registrations::store;
use crate::registrations::view::manage as view;
use crate::registrations::view::manage::{EntryModel, ParticipantsModel};
use crate::ui::{self, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::TableView;

/// The address parameter by which the form is open.
const OPEN: (&str, &str) = ("ouvrir", "inscription");

/// Says in the address what was just done, and to whom.
const DONE: &str = "fait";
const WHOM: &str = "participant";

/// The section within a page that has something else to say: its first rows, from which links lead to its
/// own page.
///
/// # Errors
/// What SQLite says.
pub fn section(
    tx: &ReadTx,
    app: &App,
    partner: &Partner,
    allowed: &ParticipantsRead,
    number: Number,
) -> Result<Markup, db::Error> {
    let path = paths::Participants { number }.to_string();
    let mut model = model(tx, app, partner, allowed, &Query::default(), &path)?;
    model.table.swaps = false;
    Ok(view::section(&model, false))
}

/// The section as an address shows it; `path` is where it stands, which answers it as a region.
///
/// # Errors
/// What SQLite says.
pub fn model(
    tx: &ReadTx,
    app: &App,
    partner: &Partner,
    allowed: &ParticipantsRead,
    query: &Query,
    path: &str,
) -> Result<ParticipantsModel, db::Error> {
    let opened = query.first(OPEN.0).filter(|value| *value == OPEN.1);
    let kept = opened.map_or_else(Query::default, |value| Query::default().with(OPEN.0, value));
    let mut table = TableView::read(query, partner.lines(), path, kept);
    let list = store::list(tx, allowed, table.slice)?;
    table.slice = list.slice;
    let event = store::event_head(tx, allowed)?;
    let now = app.clock.now();
    Ok(ParticipantsModel {
        closed: event.closed(now),
        has_come: event.has_come(now),
        started: event.is_past(now),
        event,
        list,
        table,
        said: None,
        in_place: false,
        editing: None,
        zone: app.site.zone,
    })
}

/// The section on its own page.
fn own(
    tx: &ReadTx,
    app: &App,
    partner: &Partner,
    allowed: &ParticipantsRead,
    number: Number,
    query: &Query,
) -> Result<ParticipantsModel, db::Error> {
    let path = paths::Participants { number }.to_string();
    let mut model = model(tx, app, partner, allowed, query, &path)?;
    model.in_place = model.table.query().first(OPEN.0).is_none();
    model.said = said(tx, allowed, query, &model.event)?;
    Ok(model)
}

async fn read_own(
    app: &App,
    partner: &Partner,
    number: Number,
    query: Query,
) -> Result<ParticipantsModel, Error> {
    let (shared, partner) = (app.clone(), partner.clone());
    app.db
        .read(move |tx| {
            let allowed = edit::participants_read(tx, &partner, number)?;
            Ok::<_, Error>(own(tx, &shared, &partner, &allowed, number, &query)?)
        })
        .await
}

/// What was just done, in words. Who it was done to is looked up: no name stands in an address.
fn said(
    tx: &ReadTx,
    allowed: &ParticipantsRead,
    query: &Query,
    event: &EventHead,
) -> Result<Option<String>, db::Error> {
    let Some(id) = query.first(WHOM).and_then(|id| id.parse().ok()) else { return Ok(None) };
    let Some(whom) = store::participant(tx, allowed, id)? else { return Ok(None) };
    let (name, there) = (whom.name(), whom.cancelled_at.is_none());
    let left = french::count(event.left().into(), "place restante", "places restantes");
    Ok(match query.first(DONE) {
        Some("inscrit") if there => Some(format!("{name}\u{a0}: inscription enregistrée, {left}.")),
        Some("modifie") if there => Some(format!("{name}\u{a0}: modifications enregistrées, {left}.")),
        Some("desinscrit") if !there => Some(format!("{name} désinscrit, {left}.")),
        _ => None,
    })
}

fn done(query: Query, number: Number, what: &str, whom: i64) -> String {
    let path = paths::Participants { number }.to_string();
    query.with(DONE, what).with(WHOM, whom.to_string()).at(&path)
}

/// The page, with the form open where somebody asked for it.
pub async fn page(
    path: paths::Participants,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let model = read_own(&app, &partner, path.number, query).await?;
    if model.in_place || model.closed.is_some() {
        return Ok(shown(&model, None, model.table.address()));
    }
    let sending = Sending::fresh(&app, path.number);
    Ok(sending.shown(&app, &model, &Refusal::default()))
}

fn shown(model: &ParticipantsModel, entry: Option<&EntryModel<'_>>, address: String) -> Page {
    let errors = entry.map(|entry| entry.errors).or(model.editing.as_ref().map(|editing| &editing.errors));
    let prefix = errors.map(title_prefix).unwrap_or_default();
    let title = format!("{prefix}Participants, rencontre {}", model.event.number.display_nbsp());
    let announced = model.table.announced(model.list.total);
    let region = Region {
        main: view::section(model, model.focus()).into(),
        around: ui::out_of_band("annonce", html! { (announced) }).into(),
        address: Some(address),
        typed: &[],
    };
    Page { region: Some(region), ..Page::private(title, view::page(model, entry)) }
}

/// How the list is shown, on the page where this row stands.
fn on_its_page(
    tx: &ReadTx,
    partner: &Partner,
    allowed: &ParticipantsRead,
    query: &Query,
    id: i64,
) -> Result<Query, db::Error> {
    let mut table = TableView::read(query, partner.lines(), "", Query::default());
    table.slice.page = store::page_of(tx, allowed, &table.slice, id)?.unwrap_or(1);
    Ok(table.query())
}

/// Somebody may come along who is not of the public that the event is announced to; a group already there
/// may stay as large as it is.
fn terms(app: &App, present: u32) -> Terms {
    let audiences = EventAudience::ALL.iter().copied().collect();
    Terms { audiences, largest: app.site.largest_group.max(present) }
}
