//! Screens of the public site: what anybody sees, without account and without cookie.

mod application;
mod communes;
mod contact;
mod events;
mod home;
mod legal;
mod machines;
mod occupations;
mod offers;
mod registration;
mod resources;
mod sources;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::Markup;

use crate::access::Access;
use crate::clock::Now;
use crate::site::Site;
use crate::text::clean_line;
use crate::ui;
use crate::web::edition::Kept;
use crate::web::error::Error;
use crate::web::page::{Page, Part, Region};
use crate::web::query::Query;
use crate::web::routes::Routes;
use crate::web::{App, assets, paths, upload};

/// Adds the routes of the public site.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get::<paths::Home>(Access::Everyone, get(home::page))
        .get::<paths::Offers>(Access::Everyone, get(offers::list))
        .get::<paths::Communes>(Access::Everyone, get(communes::page))
        .get::<paths::Occupations>(Access::Everyone, get(occupations::page))
        .get::<paths::Offer>(Access::Everyone, get(offers::page))
        .get::<paths::OldOffer>(Access::Everyone, get(offers::old_address))
        .get::<paths::OldOfferBare>(Access::Everyone, get(offers::old_bare_address))
        .get::<paths::PublicFile>(Access::Everyone, get(offers::document))
        .get::<paths::Apply>(Access::Everyone, get(application::form))
        .post::<paths::Apply>(
            Access::Everyone,
            post(application::send).layer(DefaultBodyLimit::max(upload::BODY)),
        )
        .get::<paths::Applied>(Access::Everyone, get(application::confirmation))
        .get::<paths::Events>(Access::Everyone, get(events::list))
        .get::<paths::EventsCalendar>(Access::Everyone, get(events::subscription))
        .get::<paths::Event>(Access::Everyone, get(events::page))
        .get::<paths::Register>(Access::Everyone, get(registration::form))
        .post::<paths::Register>(Access::Everyone, post(registration::send))
        .get::<paths::Registered>(Access::Everyone, get(registration::confirmation))
        .get::<paths::Resources>(Access::Everyone, get(resources::list))
        .get::<paths::Resource>(Access::Everyone, get(resources::page))
        .get::<paths::ResourceFile>(Access::Everyone, get(resources::document))
        .get::<paths::Contact>(Access::Everyone, get(contact::form))
        .post::<paths::Contact>(Access::Everyone, post(contact::send))
        .get::<paths::Contacted>(Access::Everyone, get(contact::confirmation))
        .get::<paths::LegalNotice>(Access::Everyone, get(legal::notice))
        .get::<paths::Privacy>(Access::Everyone, get(legal::privacy))
        .get::<paths::Accessibility>(Access::Everyone, get(legal::accessibility))
        .get::<paths::SiteMap>(Access::Everyone, get(legal::plan))
        .get::<paths::Sources>(Access::Everyone, get(sources::page))
        .get::<paths::OffersFeed>(Access::Everyone, get(machines::offers_feed))
        .get::<paths::SitemapXml>(Access::Everyone, get(machines::sitemap))
        .get::<paths::Robots>(Access::Everyone, get(machines::robots))
        .get::<paths::SecurityTxt>(Access::Everyone, get(machines::security))
        .get::<paths::Asset>(Access::Everyone, get(assets::serve))
        .get::<paths::Favicon>(Access::Everyone, get(assets::favicon))
}

/// Whether a page of a list was asked for: its heading then takes the focus.
fn turned(query: &Query) -> bool {
    query.first("page").is_some() || query.first("apres").is_some()
}

/// What a list shows of its model, once it is known to be wanted.
fn part<M: Send + Sync + 'static>(
    app: &App,
    model: &Arc<M>,
    now: Now,
    turned: bool,
    view: fn(&M, &Site, Now, bool) -> Markup,
) -> Part {
    let (app, model) = (app.clone(), model.clone());
    Part::later(move || view(&model, &app.site, now, turned))
}

/// A look-up: what it finds while one types, and a page by itself.
fn look_up_page(title: &str, matches: Markup, main: Markup) -> Page {
    Page {
        indexed: false,
        kept: Kept::Day,
        region: Some(Region {
            main: matches.into(),
            around: Markup::default().into(),
            address: None,
            typed: &[],
        }),
        ..Page::new(title, main)
    }
}

/// Letters of a look-up that are read.
const LOOKED_UP: usize = 100;

/// What a look-up is asked without JavaScript: its own button then sends the whole form. So does
/// Enter in its field, which presses the first button of the form instead: what was typed then asks
/// by itself. `name` is that of what is chosen.
fn looked_up(query: &Query, name: &str) -> Option<String> {
    let asked = query.first(ui::SEARCH) == Some(name);
    let alone = query.all(name).next().is_none();
    query.first(&format!("{name}_q")).filter(|_| asked || alone).map(typed)
}

/// What was typed in a look-up, as it is searched.
fn typed(text: &str) -> String {
    clean_line(text).chars().take(LOOKED_UP).collect()
}

/// « Moved for good ». Axum's own permanent redirection is 308, which old browsers and link
/// checkers know less.
fn moved(address: &str) -> Result<Response, Error> {
    let location = HeaderValue::from_str(address).map_err(|error| Error::Internal(error.to_string()))?;
    Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, location)]).into_response())
}

/// How long a page stays true that may give back what somebody was writing.
fn given_back(typed: &[(&str, &str)]) -> Kept {
    if typed.is_empty() { Kept::Minute } else { Kept::No }
}

/// As much of a text as search engines show, cut between two words.
fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', ':', '.', ' ']))
}
