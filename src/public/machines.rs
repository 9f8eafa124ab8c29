//! What machines read: feed, site map, robots.txt, security.txt.

use axum::Extension;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::TypedPath;
use maud::html;
use time::{Date, Duration};

use super::occupations;
use crate::catalogue::criteria::Refused;
use crate::catalogue::near;
use crate::clock::Now;
use crate::db::{self, ReadTx};
use crate::events::store as events;
use crate::offers::filter::OfferFilter;
use crate::offers::{feed, store as offers};
use crate::web::edition::Kept;
use crate::web::error::Error;
use crate::web::query::Query;
use crate::web::{App, paths, xml};
use crate::{content, french};

/// The latest offers under the filters of the address. What the address says wrong is ignored: a
/// machine reads no message.
pub async fn offers_feed(
    _: paths::OffersFeed,
    State(app): State<App>,
    query: Query,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let territory = app.site.department_codes();
    let (filter, list) = app
        .db
        .read(move |tx| {
            let query = near::settle(tx, query, &mut Refused::default())?.query;
            let (mut filter, _) = OfferFilter::read(&query, &territory);
            occupations::chosen(tx, &mut filter.criteria, &mut Refused::default())?;
            let filter = feed::filter(&filter);
            let list = offers::list(tx, now, &filter, &territory)?;
            Ok::<_, db::Error>((filter, list))
        })
        .await?;
    let latest = list.on_page(&filter).take(feed::LATEST as usize);
    let document = feed::rss(latest, &filter, &app.site, &app.base_url);
    Ok(xml::answer("application/rss+xml; charset=utf-8", &document, Kept::Day))
}

/// A page that search engines may keep.
struct Entry {
    path: String,
    changed: Option<Date>,
}

impl Entry {
    fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), changed: None }
    }
}

/// One file may name 50,000 pages: the latest offers, the next events, and the few others.
const OFFERS_MOST: u32 = 40_000;
const EVENTS_MOST: u32 = 9_000;

/// Every page that search engines may keep, a function per kind.
fn entries(app: &App, tx: &ReadTx, now: Now) -> Result<Vec<Entry>, db::Error> {
    let mut entries = pages();
    entries.extend(articles(app, tx, now)?);
    entries.extend(published_offers(app, tx, now)?);
    entries.extend(open_events(app, tx, now)?);
    Ok(entries)
}

fn pages() -> Vec<Entry> {
    [
        paths::Home::PATH,
        paths::Offers::PATH,
        paths::Events::PATH,
        paths::Resources::PATH,
        paths::Contact::PATH,
        paths::SiteMap::PATH,
        paths::LegalNotice::PATH,
        paths::Privacy::PATH,
        paths::Accessibility::PATH,
        paths::Sources::PATH,
    ]
    .map(Entry::new)
    .into()
}

fn articles(app: &App, tx: &ReadTx, now: Now) -> Result<Vec<Entry>, db::Error> {
    let themes = content::store::themes(tx, now, "")?;
    let articles = themes.into_iter().flat_map(|theme| theme.articles);
    Ok(articles
        .map(|article| Entry {
            path: paths::Resource { slug: article.slug }.to_string(),
            changed: Some(app.site.zone.local(article.updated_at).date()),
        })
        .collect())
}

fn published_offers(app: &App, tx: &ReadTx, now: Now) -> Result<Vec<Entry>, db::Error> {
    Ok(offers::online_numbers(tx, now, OFFERS_MOST)?
        .into_iter()
        .map(|(number, at)| Entry {
            path: paths::Offer { number }.to_string(),
            changed: Some(app.site.zone.local(at).date()),
        })
        .collect())
}

fn open_events(app: &App, tx: &ReadTx, now: Now) -> Result<Vec<Entry>, db::Error> {
    Ok(events::open_numbers(tx, now, EVENTS_MOST)?
        .into_iter()
        .map(|(number, at)| Entry {
            path: paths::Event::page(number).to_string(),
            changed: Some(app.site.zone.local(at).date()),
        })
        .collect())
}

/// Every page, for search engines.
pub async fn sitemap(_: paths::SitemapXml, State(app): State<App>) -> Result<Response, Error> {
    let now = app.clock.now();
    let shared = app.clone();
    // Written where it is read: fifty thousand lines would keep the runtime from everybody else.
    let document = app
        .db
        .read(move |tx| {
            let entries = entries(&shared, tx, now)?;
            Ok::<_, db::Error>(html! {
                urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {
                    @for entry in &entries {
                        url {
                            loc { (shared.base_url.with(&entry.path)) }
                            @if let Some(date) = entry.changed { lastmod { (french::iso(date)) } }
                        }
                    }
                }
            })
        })
        .await?;
    // It names the events that are open.
    Ok(xml::answer("application/xml; charset=utf-8", &document, Kept::Minute))
}

/// Links by token are nobody's but their holder's, and the extranet is for partners.
pub async fn robots(_: paths::Robots, State(app): State<App>) -> impl IntoResponse {
    plain(format!(
        "User-agent: *\nDisallow: /candidatures/\nDisallow: /suivi/\nDisallow: /entreprises/depot/\nDisallow: /fichiers/\nDisallow: /gestion\n\nSitemap: {}\n",
        app.base_url.with(paths::SitemapXml::PATH)
    ))
}

/// How long security.txt says that it is good for; RFC 9116 asks for less than a year.
const SECURITY_TXT_VALID: Duration = Duration::days(180);

/// Where to report a weakness (RFC 9116): by mail when there is an address, by the form otherwise.
pub async fn security(_: paths::SecurityTxt, State(app): State<App>) -> impl IntoResponse {
    let contact = match &app.site.legal.contact {
        Some(email) => format!("mailto:{email}"),
        None => app.base_url.with(paths::Contact::PATH),
    };
    let expires = app.clock.now().today() + SECURITY_TXT_VALID;
    plain(format!(
        "Contact: {contact}\nExpires: {}T00:00:00Z\nPreferred-Languages: fr\nCanonical: {}\n",
        french::iso(expires),
        app.base_url.with(paths::SecurityTxt::PATH)
    ))
}

fn plain(text: String) -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (Extension(Kept::Day), headers, text)
}
