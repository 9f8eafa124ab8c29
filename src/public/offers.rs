//! The list of offers, one offer, and what stands around them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::{communes, given_back, moved, occupations, shortened};
use crate::catalogue::criteria::Refused;
use crate::catalogue::view as catalogue;
use crate::db;
use crate::offers::filter::OfferFilter;
use crate::offers::view::{self, ListModel};
use crate::offers::{Found, GoneOffer, ListedOffer, PublicOffer, feed, json_ld, store};
use crate::web::edition::Kept;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::query::Query;
use crate::web::{App, download, paths};
use axum_extra::routing::TypedPath;

/// Similar offers shown.
const SIMILAR: u32 = 3;

/// The list, under the filters of its address.
pub async fn list(_: paths::Offers, State(app): State<App>, query: Query) -> Result<Page, Error> {
    let now = app.clock.now();
    let territory = app.site.department_codes();
    let turned = super::turned(&query);
    let model = app.db.read(move |tx| load(tx, now, query, &territory)).await?;
    Ok(page_of_list(&app, model, now, turned))
}

fn load(
    tx: &db::ReadTx,
    now: crate::clock::Now,
    query: Query,
    territory: &[String],
) -> Result<ListModel, db::Error> {
    let mut refused = Refused::default();
    let (query, around) = communes::around(tx, query, territory, &mut refused)?;
    let (mut filter, misread) = OfferFilter::read(&query, territory);
    refused.0.extend(misread.0);
    let occupations = occupations::chosen(tx, &mut filter.criteria, &mut refused)?;
    let list = store::list(tx, now, &filter, territory)?;
    refused.0.extend(catalogue::settle(&mut filter.criteria, &list.found));
    let looked = occupations::looked_up(tx, &query)?;
    let wider = if list.total.count == 0 {
        catalogue::wider(
            view::loosened(&filter),
            |filter| store::count(tx, now, filter, territory),
            |filter| filter.first_page().at(paths::Offers::PATH),
        )?
    } else {
        Vec::new()
    };
    Ok(ListModel { filter, refused: refused.0, list, occupations, looked, around, wider })
}

fn page_of_list(app: &App, model: ListModel, now: crate::clock::Now, turned: bool) -> Page {
    let (site, model) = (&app.site, Arc::new(model));
    let part = |view| super::part(app, &model, now, turned, view);
    let address = model.filter.query().at(paths::Offers::PATH);
    let narrowed = model.filter.query() != Query::default();
    Page {
        nav: Some(paths::Offers::PATH),
        description: Some(format!(
            "Offres de stage en {}\u{a0}: collégiens, lycéens, étudiants, demandeurs d’emploi.",
            site.territory
        )),
        canonical: Some(app.base_url.with(paths::Offers::PATH)),
        indexed: !narrowed,
        kept: Kept::Day,
        head: html! {
            link rel="alternate" type="application/rss+xml" title="Offres de stage (RSS)" href=(feed::address(&model.filter));
        },
        moved: model.around.came_from_a_position().then(|| address.clone()),
        region: Some(Region {
            main: part(view::results),
            around: part(|model, site, _, _| view::around(model, site)),
            address: Some(address),
            typed: &["q"],
        }),
        ..Page::new(list_title(&model), part(view::list_page))
    }
}

fn list_title(model: &ListModel) -> String {
    let count = view::count_sentence(&model.list);
    match model.filter.page {
        _ if model.filter.after.is_some() => {
            format!("Offres de stage\u{a0}: {}, suite", crate::french::lower_first(&count))
        }
        1 => format!("Offres de stage\u{a0}: {}", crate::french::lower_first(&count)),
        page => format!("Offres de stage\u{a0}: {}, page {page}", crate::french::lower_first(&count)),
    }
}

/// One offer.
pub async fn page(path: paths::Offer, State(app): State<App>) -> Result<Response, Error> {
    let now = app.clock.now();
    let (looked, similar) = app
        .db
        .read(move |tx| {
            let looked = look_up(tx, now, path.number)?;
            let similar = match &looked {
                Looked::Online(offer) => store::similar(tx, now, offer.id, SIMILAR)?,
                _ => Vec::new(),
            };
            Ok::<_, db::Error>((looked, similar))
        })
        .await?;
    match looked {
        Looked::Online(offer) => Ok(offer_page(&app, &offer, &similar, now).into_response()),
        Looked::Elsewhere(number) => moved(&paths::Offer { number }.to_string()),
        Looked::Gone(offer, similar) => Err(gone(&app, &offer, &similar, &[])),
        Looked::Unknown => Err(Error::NotFound),
    }
}

fn offer_page(app: &App, offer: &PublicOffer, similar: &[ListedOffer], now: crate::clock::Now) -> Page {
    let address = app.base_url.with(&paths::Offer { number: offer.number }.to_string());
    let direct = app.base_url.with(&paths::OldOffer { number: offer.number }.to_string());
    let description = format!(
        "Stage chez {}, {}. {}. {}",
        offer.employer.name,
        offer.place.french(),
        offer.start.french(),
        offer.description.split_whitespace().collect::<Vec<_>>().join(" ")
    );
    Page {
        nav: Some(paths::Offers::PATH),
        description: Some(shortened(&description)),
        canonical: Some(address.clone()),
        kept: Kept::Day,
        head: json_ld::markup(offer, app.site.zone, &address),
        ..Page::new(
            format!("{} – stage à {}", offer.title, offer.place.commune),
            view::page(offer, similar, &app.site, now, &direct),
        )
    }
}

/// The reference system's direct link to an offer.
pub async fn old_address(path: paths::OldOffer) -> Result<Response, Error> {
    moved(&paths::Offer { number: path.number }.to_string())
}

/// The same without its last slash.
pub async fn old_bare_address(path: paths::OldOfferBare) -> Result<Response, Error> {
    moved(&paths::Offer { number: path.number }.to_string())
}

/// The document joined to an offer or an event.
pub async fn document(path: paths::PublicFile, State(app): State<App>) -> Result<Response, Error> {
    let now = app.clock.now();
    let found = app
        .db
        .read(move |tx| {
            let of_offer = store::public_document(tx, now, &path.file)?;
            match of_offer {
                Some(file) => Ok::<_, db::Error>(Some(file)),
                None => crate::events::store::public_document(tx, now, &path.file),
            }
        })
        .await?;
    download::answer(&app.db, found.ok_or(Error::NotFound)?)
}

/// What a number leads to.
pub enum Looked {
    /// Online.
    Online(Box<PublicOffer>),
    /// The right number is this one.
    Elsewhere(crate::domain::Number),
    /// Once online.
    Gone(GoneOffer, Vec<ListedOffer>),
    /// Never online, or nothing.
    Unknown,
}

/// Looks a number up, in one snapshot, without what resembles an offer that is there: that costs many
/// times what the offer does.
pub async fn find(app: &App, number: crate::domain::Number) -> Result<Looked, Error> {
    let now = app.clock.now();
    Ok(app.db.read(move |tx| look_up(tx, now, number)).await?)
}

fn look_up(
    tx: &db::ReadTx,
    now: crate::clock::Now,
    number: crate::domain::Number,
) -> Result<Looked, db::Error> {
    Ok(match store::find(tx, now, number)? {
        Found::Online(offer) => Looked::Online(offer),
        Found::Gone(offer) => {
            let similar = store::similar(tx, now, offer.id, SIMILAR)?;
            Looked::Gone(offer, similar)
        }
        Found::Elsewhere(number) => Looked::Elsewhere(number),
        Found::Unknown => Looked::Unknown,
    })
}

/// The page of an offer that is no longer online; `typed` gives back what somebody was writing.
pub fn gone(app: &App, offer: &GoneOffer, similar: &[ListedOffer], typed: &[(&str, &str)]) -> Error {
    let main = view::gone_page(offer, similar, typed, &app.site, app.clock.now());
    let page = Page::new("Offre qui n’est plus disponible", html! { (main) });
    let page = Page { kept: given_back(typed), ..page.status(StatusCode::GONE).nav(paths::Offers::PATH) };
    page.into()
}
