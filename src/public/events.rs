//! The list of events, one event, their calendar files.

use axum::Extension;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::{communes, given_back, moved, occupations, shortened};
use crate::catalogue::criteria::Refused;
use crate::catalogue::near;
use crate::catalogue::view as catalogue;
use crate::clock::Now;
use crate::db;
use crate::document::calendar;
use crate::domain::Number;
use crate::events::calendar::{entry, listed_entry};
use crate::events::filter::EventFilter;
use crate::events::view::{self, ListModel, Shown};
use crate::events::{Found, GoneEvent, ListedEvent, PublicEvent, json_ld, store};
use crate::french;
use crate::ui;
use crate::web::edition::Kept;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::query::Query;
use crate::web::{App, paths};

/// Similar events shown.
const SIMILAR: u32 = 3;

/// The list, or the calendar of a month, under the filters of its address.
pub async fn list(_: paths::Events, State(app): State<App>, query: Query) -> Result<Page, Error> {
    let now = app.clock.now();
    let territory = app.site.department_codes();
    let turned = super::turned(&query);
    let model = app.db.read(move |tx| load(tx, now, query, &territory)).await?;
    Ok(page_of_list(&app, model, now, turned))
}

fn load(tx: &db::ReadTx, now: Now, query: Query, territory: &[String]) -> Result<ListModel, db::Error> {
    let mut refused = Refused::default();
    let (query, around) = communes::around(tx, query, territory, &mut refused)?;
    let (mut filter, misread) = EventFilter::read(&query, territory);
    refused.0.extend(misread.0);
    let occupations = occupations::chosen(tx, &mut filter.criteria, &mut refused)?;
    let list = store::list(tx, now, &filter, territory)?;
    let settled = catalogue::settle(&mut filter.criteria, &list.found);
    refused.0.extend(settled.filter(|_| !filter.calendar));
    let wider = if list.total.count == 0 {
        catalogue::wider(
            view::loosened(&filter),
            |filter| store::count(tx, now, filter, territory),
            |filter| filter.first_page().at(paths::Events::PATH),
        )?
    } else {
        Vec::new()
    };
    let shown = if filter.calendar {
        let (events, more) = store::month(tx, now, &filter, territory)?;
        Shown::Month(list, filter.shown_month(now), events, more)
    } else {
        Shown::List(list)
    };
    let looked = occupations::looked_up(tx, &query)?;
    Ok(ListModel { filter, refused: refused.0, shown, occupations, looked, around, wider })
}

fn page_of_list(app: &App, model: ListModel, now: Now, turned: bool) -> Page {
    let (site, model) = (&app.site, Arc::new(model));
    let part = |view| super::part(app, &model, now, turned, view);
    let address = model.filter.query().at(paths::Events::PATH);
    let narrowed = model.filter.query() != Query::default();
    let count = french::lower_first(&view::count_sentence(&model));
    let title = match model.filter.page {
        _ if model.filter.after.is_some() => format!("Rencontres\u{a0}: {count}, suite"),
        1 => format!("Rencontres\u{a0}: {count}"),
        page => format!("Rencontres\u{a0}: {count}, page {page}"),
    };
    Page {
        nav: Some(paths::Events::PATH),
        description: Some(format!(
            "Visites d’entreprise et rendez-vous métiers en {}\u{a0}: inscription en ligne.",
            site.territory
        )),
        canonical: Some(app.base_url.with(paths::Events::PATH)),
        indexed: !narrowed,
        moved: model.around.came_from_a_position().then(|| address.clone()),
        region: Some(Region {
            main: part(view::results),
            around: part(|model, site, _, _| view::around(model, site)),
            address: Some(address),
            typed: &["q"],
        }),
        kept: Kept::Minute,
        ..Page::new(title, part(view::list_page))
    }
}

/// The same filters as a calendar that one subscribes to.
pub async fn subscription(
    _: paths::EventsCalendar,
    State(app): State<App>,
    query: Query,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let territory = app.site.department_codes();
    let events = app
        .db
        .read(move |tx| {
            let query = near::settle(tx, query, &mut Refused::default())?.query;
            let (mut filter, _) = EventFilter::read(&query, &territory);
            occupations::chosen(tx, &mut filter.criteria, &mut Refused::default())?;
            store::feed(tx, now, &filter, &territory)
        })
        .await?;
    let entries: Vec<_> = events
        .iter()
        .map(|(event, version, changed)| {
            listed_entry(event, *version, *changed, app.site.zone, &app.base_url)
        })
        .collect();
    let name = format!("{} – rencontres", app.site.name);
    Ok(calendar_file("rencontres.ics", calendar::write(&name, &entries)))
}

fn calendar_file(name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "no-cache".to_owned()),
    ];
    (Extension(Kept::Minute), headers, text).into_response()
}

/// One event, or its calendar file.
pub async fn page(path: paths::Event, State(app): State<App>) -> Result<Response, Error> {
    let now = app.clock.now();
    let asked = path.number;
    let looked = app
        .db
        .read(move |tx| {
            let looked = look_up(tx, now, asked.number)?;
            let similar = match &looked {
                Looked::Published(event) if !asked.calendar => store::similar(tx, now, event.id, SIMILAR)?,
                _ => Vec::new(),
            };
            Ok::<_, db::Error>((looked, similar))
        })
        .await?;
    match looked.0 {
        Looked::Published(event) if asked.calendar => {
            let entries = [entry(&event, app.site.zone, &app.base_url)];
            let name = format!("rencontre-{}.ics", event.number);
            Ok(calendar_file(&name, calendar::write(&app.site.name, &entries)))
        }
        Looked::Published(event) => Ok(event_page(&app, &event, &looked.1, now).into_response()),
        Looked::Elsewhere(number) if asked.calendar => moved(&paths::Event::calendar(number).to_string()),
        Looked::Elsewhere(number) => moved(&paths::Event::page(number).to_string()),
        Looked::Gone(event, similar) => Err(gone(&event, &similar, &[])),
        Looked::Unknown => Err(Error::NotFound),
    }
}

fn event_page(app: &App, event: &PublicEvent, similar: &[ListedEvent], now: Now) -> Page {
    let address = app.base_url.with(&paths::Event::page(event.number).to_string());
    let open = !event.is_past(now) && !event.is_full();
    let description = format!(
        "{}, {}. {}",
        french::date_time_long(event.starts),
        event.place.french(),
        event.description.split_whitespace().collect::<Vec<_>>().join(" ")
    );
    Page {
        nav: Some(paths::Events::PATH),
        description: Some(shortened(&french::capitalise(&description))),
        canonical: Some(address.clone()),
        indexed: open,
        head: if event.is_past(now) {
            Markup::default()
        } else {
            json_ld::markup(event, app.site.zone, &address)
        },
        kept: Kept::Minute,
        ..Page::new(format!("{} à {}", event.title, event.place.commune), view::page(event, similar, now))
    }
}

/// What a number leads to, with the open events that resemble it.
pub enum Looked {
    /// Published: open, full or past.
    Published(Box<PublicEvent>),
    /// The right number is this one.
    Elsewhere(Number),
    /// Once online.
    Gone(GoneEvent, Vec<ListedEvent>),
    /// Never online, or nothing.
    Unknown,
}

/// Looks a number up, in one snapshot. What resembles an event costs many times what the event does: of
/// one that is there, [`similar`] tells where it is shown.
///
/// # Errors
/// What the database says.
pub async fn find(app: &App, number: Number) -> Result<Looked, Error> {
    let now = app.clock.now();
    Ok(app.db.read(move |tx| look_up(tx, now, number)).await?)
}

fn look_up(tx: &db::ReadTx, now: Now, number: Number) -> Result<Looked, db::Error> {
    Ok(match store::find(tx, now, number)? {
        Found::Published(event) => Looked::Published(event),
        Found::Gone(event) => {
            let similar = store::similar(tx, now, event.id, SIMILAR)?;
            Looked::Gone(event, similar)
        }
        Found::Elsewhere(number) => Looked::Elsewhere(number),
        Found::Unknown => Looked::Unknown,
    })
}

/// The events that resemble one.
///
/// # Errors
/// What the database says.
pub async fn similar(app: &App, event: &PublicEvent) -> Result<Vec<ListedEvent>, Error> {
    let (now, id) = (app.clock.now(), event.id);
    Ok(app.db.read(move |tx| store::similar(tx, now, id, SIMILAR)).await?)
}

/// The page of an event that is no longer online; `typed` gives back what somebody was writing.
pub fn gone(event: &GoneEvent, similar: &[ListedEvent], typed: &[(&str, &str)]) -> Error {
    let main = view::gone_page(event, similar, typed);
    let page = Page::new("Rencontre qui n’est plus proposée", html! { (main) });
    let page = Page { kept: given_back(typed), ..page.status(StatusCode::GONE).nav(paths::Events::PATH) };
    page.into()
}

/// The page of an event that has started while somebody was filling its form in.
pub fn past(event: &PublicEvent, similar: &[ListedEvent], typed: &[(&str, &str)], now: Now) -> Page {
    let main = html! {
        @if !typed.is_empty() {
            div class="wrap" { (ui::given_back("Votre inscription arrive trop tard.", typed)) }
        }
        (view::page(event, similar, now))
    };
    Page::private("Rencontre passée", main).status(StatusCode::GONE).nav(paths::Events::PATH)
}
