//! The one layer that knows htmx: it turns a [`Page`] into the whole document or into its region,
//! and says which request headers that depended on.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use axum_extra::routing::TypedPath;

use super::App;
use super::edition::Kept;
use super::page::{Page, PagePlace, Region};
use super::paths;
use super::query::Query;
use crate::ui::{Extranet, Layout, Member, Waiting, document};

const HX_REQUEST: &str = "hx-request";
const HX_HISTORY: &str = "hx-history-restore-request";
const HX_CURRENT_URL: &str = "hx-current-url";

/// The request headers on which a page depends: ours, and the one of compression.
const DEPENDS: &str = "HX-Request, HX-History-Restore-Request, HX-Current-URL, Accept-Encoding";

/// Turns the page that a handler answered into bytes; other answers pass untouched. Says how long
/// what is answered stays true.
pub fn dress(app: &App, asked: &Asked, mut response: Response) -> (Response, Kept) {
    match response.extensions_mut().remove::<Page>() {
        Some(Page { moved: Some(address), .. }) if !asked.by_htmx => (see_other(&address), Kept::No),
        Some(page) => {
            let kept = page.kept;
            (render(app, asked, page, response), kept)
        }
        None => {
            let kept = response.extensions_mut().remove::<Kept>().unwrap_or(Kept::No);
            (response, kept)
        }
    }
}

/// Tells htmx to open another page, since what it asked for is not there for whoever asks.
pub fn leave_for(address: &str) -> Response {
    let mut response = StatusCode::OK.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(HeaderName::from_static("hx-redirect"), address);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn see_other(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(address) {
        headers.insert(LOCATION, location);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What the request said of htmx.
pub struct Asked {
    by_htmx: bool,
    current: Option<String>,
}

impl Asked {
    /// Reads the headers of a request.
    pub fn read(headers: &HeaderMap) -> Self {
        let says = |name: &str| headers.get(name).is_some_and(|value| value == "true");
        Self {
            // After Back, htmx asks for the whole page again and says so.
            by_htmx: says(HX_REQUEST) && !says(HX_HISTORY),
            current: headers.get(HX_CURRENT_URL).and_then(|value| value.to_str().ok()).map(str::to_owned),
        }
    }

    /// Whether htmx asks for a part of a page.
    pub fn by_htmx(&self) -> bool {
        self.by_htmx
    }
}

fn render(app: &App, asked: &Asked, mut page: Page, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.append(VARY, HeaderValue::from_static(DEPENDS));
    let cache = if page.kept == Kept::No { "no-store" } else { "no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Some(seconds) = page.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if !page.indexed {
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    }
    let body = match page.region.take() {
        Some(region) if asked.by_htmx && page.status.is_success() => {
            if let Some(address) = &region.address {
                history(headers, address, region.typed, asked.current.as_deref());
            }
            fragment(app, &page.title, region)
        }
        _ => {
            if asked.by_htmx {
                // A whole page in answer to htmx (an error, most often) takes the place of `main`.
                headers.insert("hx-retarget", HeaderValue::from_static("#contenu"));
                headers.insert("hx-reswap", HeaderValue::from_static("outerHTML"));
                headers.insert("hx-reselect", HeaderValue::from_static("#contenu"));
            }
            whole(app, page)
        }
    };
    *response.body_mut() = Body::from(body.into_string());
    response
}

/// Says what the browser's history becomes: a choice adds an entry, typing replaces the last one.
fn history(headers: &mut HeaderMap, address: &str, typed: &[&str], current: Option<&str>) {
    let (path, shown) = path_and_query(address);
    let (path_before, before) = current.map(path_and_query).unwrap_or_default();
    let same_path = path == path_before;
    if same_path && shown == before {
        return;
    }
    let only_typed = shown.without_all(typed) == before.without_all(typed);
    let name = if same_path && only_typed { "hx-replace-url" } else { "hx-push-url" };
    if let Ok(value) = HeaderValue::from_str(address) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

/// The path and the query of an address, of this site or absolute.
fn path_and_query(address: &str) -> (&str, Query) {
    let address = address.split('#').next().unwrap_or_default();
    let (before, query) = address.split_once('?').unwrap_or((address, ""));
    let after_host = before.split_once("://").map_or(before, |(_, rest)| rest);
    (after_host.find('/').map_or("/", |at| &after_host[at..]), Query::parse(query))
}

fn fragment(app: &App, title: &str, region: Region) -> Markup {
    html! {
        (region.main.make())
        @if region.address.is_some() { title { (title) " – " (app.site.name) } }
        (region.around.make())
    }
}

/// What the frame of an extranet page holds besides.
fn extranet<'a>(app: &'a App, place: &'a PagePlace) -> Option<Extranet<'a>> {
    let (css, js) = (app.assets.extranet_css.href(), app.assets.extranet_js.href());
    let (home, sign_out) = (paths::manage::Dashboard::PATH, paths::manage::SignOut::PATH);
    match place {
        PagePlace::Public => None,
        PagePlace::Writing => Some(Extranet { css, js, home: paths::Home::PATH, sign_out, member: None }),
        PagePlace::Door => Some(Extranet { css, js, home, sign_out, member: None }),
        PagePlace::Extranet { name, alerts, requests } => {
            let waiting = [
                Waiting { href: home, count: *alerts, one: "alerte", several: "alertes" },
                Waiting {
                    href: paths::manage::Deposits::PATH,
                    count: *requests,
                    one: "demande en attente",
                    several: "demandes en attente",
                },
            ];
            Some(Extranet {
                css,
                js,
                home,
                sign_out,
                member: Some(Member { name, own: paths::manage::OWN, waiting }),
            })
        }
    }
}

fn whole(app: &App, page: Page) -> Markup {
    document(
        &Layout {
            site_name: &app.site.name,
            tagline: &app.site.tagline,
            territory_name: &app.site.territory,
            title: &page.title,
            description: page.description.as_deref(),
            canonical: page.canonical.as_deref(),
            noindex: !page.indexed,
            css: app.assets.css.href(),
            extranet: extranet(app, &page.place),
            js: app.assets.js.href(),
            icon: app.assets.icon.href(),
            nav: match page.place {
                PagePlace::Public | PagePlace::Writing => paths::NAV,
                PagePlace::Door => &[],
                PagePlace::Extranet { .. } => paths::manage::NAV,
            },
            current: page.nav,
            footer: paths::FOOTER,
            accessibility: app.site.legal.accessibility.label(),
            accessibility_href: Some(paths::Accessibility::PATH),
            image: &app.base_url.with(app.assets.image.href()),
            head_extra: page.head,
        },
        page.main.make(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history_of(address: &str, current: Option<&str>) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        history(&mut headers, address, &["q"], current);
        ["hx-push-url", "hx-replace-url"].into_iter().find(|name| headers.contains_key(*name))
    }

    #[test]
    fn choices_are_kept_in_the_history_and_typing_replaces() {
        let here = "http://127.0.0.1:8080/liste?q=a&dep=17#haut";
        assert_eq!(history_of("/liste?q=a&dep=17", Some(here)), None);
        assert_eq!(history_of("/liste?q=ab&dep=17", Some(here)), Some("hx-replace-url"));
        assert_eq!(history_of("/liste?q=a", Some(here)), Some("hx-push-url"));
        assert_eq!(history_of("/liste/12?q=a&dep=17", Some(here)), Some("hx-push-url"));
        assert_eq!(history_of("/liste?q=a", None), Some("hx-push-url"));
        assert_eq!(history_of("/", Some("https://stages.example.org")), None);
    }
}
