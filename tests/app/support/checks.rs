//! What every page owes, looked at each time one is opened.

use std::collections::HashSet;

use scraper::{ElementRef, Html};

use super::form::selector;
use super::http::Response;

const HEADERS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("content-type", "text/html; charset=utf-8"),
];

/// Headers that every answer carries, of whatever kind.
pub fn headers(url: &str, response: &Response) {
    for (name, value) in &HEADERS[..4] {
        assert_eq!(response.header(name), Some(*value), "{name} of {url}");
    }
    let policy = response.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'"), "policy of {url}: {policy}");
    assert!(!policy.contains("unsafe"), "policy of {url}: {policy}");
    assert!(response.header("permissions-policy").is_some(), "{url}");
    if !url.starts_with("/gestion") {
        assert_eq!(response.header("set-cookie"), None, "public pages set no cookie: {url}");
    }
}

pub fn page(url: &str, response: &Response, document: &Html) {
    headers(url, response);
    assert_eq!(response.header("content-type"), Some(HEADERS[4].1), "{url}");
    assert!(response.header("vary").is_some_and(|vary| vary.contains("HX-Request")), "Vary of {url}");
    assert!(matches!(response.header("cache-control"), Some("no-cache" | "no-store")), "cache of {url}");
    if response.status != 200 {
        assert_eq!(response.header("x-robots-tag"), Some("noindex"), "{url}");
    }
    assert!(document.errors.is_empty(), "{url} is not well formed: {:?}", document.errors);
    let all = |css: &str| document.select(&selector(css)).collect::<Vec<ElementRef>>();
    let title: String = all("head title").first().map(|title| title.text().collect()).unwrap_or_default();
    assert!(title.ends_with(" – CMonStage") && title.len() > " – CMonStage".len(), "title of {url}: {title}");
    assert_eq!(all("h1").len(), 1, "{url} has one h1");
    assert_eq!(all("html[lang=fr]").len(), 1, "{url}");
    assert_eq!(all("main#contenu").len(), 1, "{url}");
    assert_eq!(all("#annonce[role=status]").len(), 1, "{url}");
    assert!(all("[autofocus]").len() <= 1, "{url} gives the focus once");
    let ids = unique_ids(url, document);
    references(url, document, &ids);
    nothing_inline(url, document);
    labels(url, document);
    links(url, document, &ids);
}

fn unique_ids(url: &str, document: &Html) -> HashSet<String> {
    let mut ids = HashSet::new();
    for element in document.select(&selector("[id]")) {
        let id = element.value().id().unwrap_or_default();
        assert!(!id.is_empty() && !id.contains(' '), "id « {id} » in {url}");
        assert!(ids.insert(id.to_owned()), "id « {id} » twice in {url}");
    }
    ids
}

fn references(url: &str, document: &Html, ids: &HashSet<String>) {
    for name in ["for", "aria-labelledby", "aria-describedby", "aria-controls", "data-counter", "data-copy"] {
        for element in document.select(&selector(&format!("[{name}]"))) {
            for id in element.value().attr(name).unwrap_or_default().split(' ') {
                assert!(ids.contains(id), "{name}=« {id} » leads nowhere in {url}");
            }
        }
    }
    for element in document.select(&selector("[data-hx-target], [data-hx-indicator]")) {
        for name in ["data-hx-target", "data-hx-indicator"] {
            if let Some(target) = element.value().attr(name) {
                let id = target.strip_prefix('#').unwrap_or_else(|| panic!("{name}={target} in {url}"));
                assert!(ids.contains(id), "{name}={target} leads nowhere in {url}");
            }
        }
    }
}

/// The policy forbids what is inline; the page would be broken by it.
fn nothing_inline(url: &str, document: &Html) {
    for element in document.select(&selector("*")) {
        for (name, value) in element.value().attrs() {
            assert!(name != "style", "style= in {url}: {value}");
            assert!(!name.starts_with("on"), "{name}= in {url}: {value}");
            assert!(!name.starts_with("hx-"), "{name}= in {url} is not valid HTML: write data-{name}");
            assert!(!name.starts_with("data-hx-on"), "{name}= in {url} needs an unsafe policy");
        }
    }
    assert_eq!(document.select(&selector("style, base, iframe, object, embed")).count(), 0, "{url}");
    for script in document.select(&selector("script")) {
        let is_data = script.value().attr("type") == Some("application/ld+json");
        assert!(is_data || script.value().attr("src").is_some(), "inline script in {url}");
    }
}

fn labels(url: &str, document: &Html) {
    let named: HashSet<&str> =
        document.select(&selector("label[for]")).filter_map(|label| label.value().attr("for")).collect();
    for control in document.select(&selector("input:not([type=hidden]), select, textarea")) {
        let id = control
            .value()
            .id()
            .unwrap_or_else(|| panic!("a control without id in {url}: {}", control.html()));
        let within =
            control.ancestors().filter_map(ElementRef::wrap).any(|one| one.value().name() == "label");
        assert!(within || named.contains(id), "#{id} has no label in {url}");
    }
    for button in document.select(&selector("button")) {
        assert!(button.value().attr("type").is_some(), "a button without type in {url}: {}", button.html());
        assert!(button.value().id().is_some(), "a button without id in {url}: {}", button.html());
    }
    for form in document.select(&selector("form")) {
        let (action, method) = (form.value().attr("action"), form.value().attr("method"));
        assert!(action.is_some() && method.is_some(), "a form that says not where it goes in {url}");
        if form.select(&selector("input[type=file]")).next().is_some() {
            assert_eq!(form.value().attr("enctype"), Some("multipart/form-data"), "{url}");
        }
    }
}

fn links(url: &str, document: &Html, ids: &HashSet<String>) {
    for (css, name) in
        [("[href]", "href"), ("[src]", "src"), ("form[action]", "action"), ("[data-hx-get]", "data-hx-get")]
    {
        for element in document.select(&selector(css)) {
            let address = element.value().attr(name).unwrap_or_default();
            if let Some(id) = address.strip_prefix('#') {
                assert!(ids.contains(id), "« {address} » leads nowhere in {url}");
            } else if address.starts_with('/') {
                let plain = address.parse::<axum::http::Uri>().is_ok()
                    && address.is_ascii()
                    && !address.starts_with("//");
                assert!(plain, "« {address} » is not an address of the site, in {url}");
            } else {
                let known = ["https://", "http://", "mailto:", "tel:"]
                    .iter()
                    .any(|scheme| address.starts_with(scheme));
                assert!(known && css == "[href]", "« {address} » in {url}");
            }
        }
    }
    for link in document.select(&selector("a")) {
        assert!(link.value().attr("target").is_none(), "a link opens a window in {url}");
    }
}

/// What a page still owes once a part of it was swapped.
pub fn swapped(url: &str, document: &Html) {
    let ids = unique_ids(url, document);
    references(url, document, &ids);
    nothing_inline(url, document);
}

/// What a cookie owes: of this host, out of reach of scripts, and sent with no foreign form.
pub fn cookie(set: &str) {
    let (pair, attributes) = set.split_once("; ").expect("a cookie has attributes");
    assert!(pair.starts_with("sid=") || pair.starts_with("__Host-sid="), "{pair}");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        let ended = attributes.contains("Max-Age=0");
        assert!(attributes.split("; ").any(|one| one == attribute) || ended, "{attribute} in {set}");
    }
    assert!(
        !attributes.contains("Domain") && !attributes.contains("Expires=")
            || attributes.contains("Max-Age=0"),
        "{set}"
    );
}
