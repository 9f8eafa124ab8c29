//! The list of offers, one offer, and what stands around them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::moved;
use axum_extra::routing::TypedPath;
use crate::db;
use crate::offers::filter::OfferFilter;
use crate::offers::view::{self, ListModel};
use crate::offers::{Found, GoneOffer, ListedOffer, PublicOffer, feed, json_ld, store};
use crate::reference::occupations::{self, Occupation};
use crate::text::{clean_line, count_chars};
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::query::Query;
use crate::web::{App, download, paths};

/// Similar offers shown.
const SIMILAR: u32 = 3;

/// Letters of a look-up that are read.
const LOOKUP_LONGEST: usize = 100;

/// The list, under the filters of its address.
pub async fn list(_: paths::Offers, State(app): State<App>, query: Query) -> Result<Page, Error> {
    let now = app.clock.now();
    let territory: Vec<String> = app.site.departments.iter().map(|department| department.code.clone()).collect();
    let (filter, refused) = OfferFilter::read(&query, territory.iter().map(String::as_str));
    // Without JavaScript the look-up's own button sends the whole form.
    let typed = query.first("metier_q").filter(|_| query.first("chercher") == Some("metier")).map(looked_up);
    let model = app.db.read(move |tx| load(tx, now, filter, refused, &territory, typed)).await?;
    // A page of the list was asked for: its heading takes the focus.
    let turned = query.first("page").is_some();
    Ok(page_of_list(&app, &model, now, turned))
}

fn load(
    tx: &db::ReadTx,
    now: crate::clock::Now,
    mut filter: OfferFilter,
    mut refused: Vec<String>,
    territory: &[String],
    typed: Option<String>,
) -> Result<ListModel, db::Error> {
    let mut chosen = Vec::new();
    for code in std::mem::take(&mut filter.occupations) {
        match occupations::get(tx, &code)? {
            Some(occupation) => {
                filter.occupations.push(code);
                chosen.push(occupation);
            }
            None => refused.push(format!(
                "Métier\u{a0}: «\u{a0}{code}\u{a0}» n’est pas reconnu, ce filtre est ignoré."
            )),
        }
    }
    let list = store::list(tx, now, &filter, territory)?;
    if list.page < filter.page {
        refused.push(format!("La page {} n’existe pas\u{a0}: voici la dernière.", filter.page));
        filter.page = list.page;
    }
    let lookup = match typed {
        Some(typed) => {
            let found = search_occupations(tx, &typed)?;
            Some((typed, found))
        }
        None => None,
    };
    Ok(ListModel { filter, refused, list, occupations: chosen, lookup })
}

fn page_of_list(app: &App, model: &ListModel, now: crate::clock::Now, turned: bool) -> Page {
    let site = &app.site;
    let narrowed = model.filter.query() != Query::default();
    Page {
        nav: Some(paths::Offers::PATH),
        description: Some(format!(
            "Offres de stage en {}\u{a0}: collégiens, lycéens, étudiants, demandeurs d’emploi.",
            site.territory
        )),
        canonical: Some(app.base_url.with(paths::Offers::PATH)),
        indexed: !narrowed,
        head: html! {
            link rel="alternate" type="application/rss+xml" title="Offres de stage (RSS)" href=(feed::address(&model.filter));
        },
        region: Some(Region {
            main: view::results(model, site, now, turned),
            around: view::around(model, site),
            address: Some(model.filter.query().at(paths::Offers::PATH)),
            typed: &["q"],
        }),
        ..Page::new(list_title(model), view::list_page(model, site, now, turned))
    }
}

fn list_title(model: &ListModel) -> String {
    let count = view::count_sentence(&model.list);
    match model.filter.page {
        1 => format!("Offres de stage\u{a0}: {}", crate::french::lower_first(&count)),
        page => format!("Offres de stage\u{a0}: {}, page {page}", crate::french::lower_first(&count)),
    }
}

/// What the look-up of occupations shows while one types; by itself, a page of links.
pub async fn occupations(
    _: paths::OfferOccupations,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let typed = looked_up(query.first("metier_q").unwrap_or_default());
    let words = typed.clone();
    let found = app.db.read(move |tx| search_occupations(tx, &words)).await?;
    let main = view::occupation_page(&typed, &found);
    let fragment = view::occupation_fragment(&typed, &found);
    Ok(Page {
        nav: Some(paths::Offers::PATH),
        indexed: false,
        region: Some(Region { main: fragment, around: Markup::default(), address: None, typed: &[] }),
        ..Page::new("Chercher un métier", main)
    })
}

fn looked_up(typed: &str) -> String {
    clean_line(typed).chars().take(LOOKUP_LONGEST).collect()
}

fn search_occupations(tx: &db::ReadTx, typed: &str) -> Result<Vec<Occupation>, db::Error> {
    if count_chars(typed) < view::LOOKUP_LEAST {
        return Ok(Vec::new());
    }
    Ok(occupations::search(tx, typed, view::LOOKUP_MOST + 1)?)
}

/// One offer.
pub async fn page(path: paths::Offer, State(app): State<App>) -> Result<Response, Error> {
    let now = app.clock.now();
    match find(&app, path.number).await? {
        Looked::Online(offer, similar) => Ok(offer_page(&app, &offer, &similar, now).into_response()),
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
        head: json_ld::markup(offer, app.site.zone, &address),
        ..Page::new(
            format!("{} – stage à {}", offer.title, offer.place.commune),
            view::page(offer, similar, &app.site, now, &direct),
        )
    }
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

/// The reference system's direct link to an offer.
pub async fn old_address(path: paths::OldOffer) -> Result<Response, Error> {
    moved(&paths::Offer { number: path.number }.to_string())
}

/// The document joined to an offer.
pub async fn document(path: paths::PublicFile, State(app): State<App>) -> Result<Response, Error> {
    let now = app.clock.now();
    let found = app.db.read(move |tx| store::public_document(tx, now, &path.file)).await?;
    download::answer(&app.db, found.ok_or(Error::NotFound)?)
}

/// What a number leads to, with the offers that resemble it.
pub enum Looked {
    /// Online.
    Online(Box<PublicOffer>, Vec<ListedOffer>),
    /// The right number is this one.
    Elsewhere(crate::domain::Number),
    /// Once online.
    Gone(GoneOffer, Vec<ListedOffer>),
    /// Never online, or nothing.
    Unknown,
}

/// Looks a number up, in one snapshot.
pub async fn find(app: &App, number: crate::domain::Number) -> Result<Looked, Error> {
    let now = app.clock.now();
    let looked = app
        .db
        .read(move |tx| {
            Ok::<_, db::Error>(match store::find(tx, now, number)? {
                Found::Online(offer) => {
                    let similar = store::similar(tx, now, offer.id, SIMILAR)?;
                    Looked::Online(offer, similar)
                }
                Found::Gone(offer) => {
                    let similar = store::similar(tx, now, offer.id, SIMILAR)?;
                    Looked::Gone(offer, similar)
                }
                Found::Elsewhere(number) => Looked::Elsewhere(number),
                Found::Unknown => Looked::Unknown,
            })
        })
        .await?;
    Ok(looked)
}

/// The page of an offer that is no longer online; `typed` gives back what somebody was writing.
pub fn gone(app: &App, offer: &GoneOffer, similar: &[ListedOffer], typed: &[(&str, &str)]) -> Error {
    let main = view::gone_page(offer, similar, typed, &app.site, app.clock.now());
    let page = Page::new("Offre qui n’est plus disponible", html! { (main) });
    let page = Page { stored: typed.is_empty(), ..page.status(StatusCode::GONE).nav(paths::Offers::PATH) };
    page.into()
}
