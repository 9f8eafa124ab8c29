//! A visitor and the page they look at.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use cmonstage::web::App;
use scraper::{ElementRef, Html};
use time::Duration;

use super::checks;
use super::form::{self, Attached, BOUNDARY, Edit, Edits, selector};
use super::http::{Request, Response};

/// Somebody with a browser, without JavaScript unless a page is asked to act as htmx would.
#[derive(Clone)]
pub struct Visitor {
    app: App,
    address: SocketAddr,
    takes_time: bool,
    /// The address of the site that is visited, as the browser shows it.
    origin: String,
    /// What the site asked to keep, as `name=value`.
    cookie: Arc<Mutex<Option<String>>>,
}

impl Visitor {
    pub(super) fn new(app: App, address: SocketAddr) -> Self {
        let origin = app.base_url.as_str().to_owned();
        Self { app, address, takes_time: true, origin, cookie: Arc::default() }
    }

    /// The same, filling forms in faster than a person can.
    pub fn in_no_time(mut self) -> Self {
        self.takes_time = false;
        self
    }

    /// The same browser on the extranet, under its own name.
    pub fn on_extranet(mut self) -> Self {
        self.origin = self.app.extranet_url().as_str().to_owned();
        self
    }

    /// Opens a page that is there.
    pub fn get(&self, path: &str) -> Page {
        self.open(path, 200)
    }

    /// Opens an address that answers with this status, redirections followed.
    pub fn open(&self, path: &str, status: u16) -> Page {
        self.follow(&self.browsing(path), status)
    }

    /// The answer to a request, as it is.
    pub fn send(&self, request: &Request) -> Response {
        let mut request = request.clone();
        if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request = request.header("Host", self.origin.split_once("://").unwrap().1);
        }
        if let Some(cookie) = self.cookie() {
            request = request.header("Cookie", &cookie);
        }
        let response = request.send(self.address);
        if let Some(set) = response.header("set-cookie") {
            checks::cookie(set);
            let (pair, attributes) = set.split_once("; ").unwrap_or((set, ""));
            let kept = (!attributes.contains("Max-Age=0")).then(|| pair.to_owned());
            *self.cookie.lock().unwrap_or_else(PoisonError::into_inner) = kept;
        }
        response
    }

    /// The cookie that the browser holds.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A browser that holds this cookie, or none.
    pub fn with_cookie(&self, cookie: Option<String>) -> Self {
        Self { cookie: Arc::new(Mutex::new(cookie)), ..self.clone() }
    }

    /// The answer to a plain GET, as it is.
    pub fn fetch(&self, path: &str) -> Response {
        self.send(&self.browsing(path))
    }

    fn browsing(&self, path: &str) -> Request {
        Request::get(path).header("Accept-Encoding", "gzip").header("Sec-Fetch-Site", "same-origin")
    }

    /// Sends and follows redirections, as a browser does.
    pub fn follow(&self, request: &Request, status: u16) -> Page {
        let mut url = request.target.clone();
        let mut response = self.send(request);
        for _ in 0..5 {
            if !matches!(response.status, 301..=303) {
                break;
            }
            let location = response.header("location").expect("a redirection says where").to_owned();
            assert!(
                location.starts_with('/') && !location.starts_with("//"),
                "leads to another site: {location}"
            );
            url = location;
            response = self.send(&self.browsing(&url));
        }
        assert_eq!(response.status, status, "{} {url}\n{}", request.method, text_of(&response));
        Page::new(self.clone(), url, response)
    }

    pub(super) fn origin(&self) -> String {
        self.origin.clone()
    }

    fn time_passes(&self) {
        if self.takes_time {
            self.app.clock.advance(Duration::seconds(2));
        }
    }
}

fn text_of(response: &Response) -> String {
    let text = String::from_utf8_lossy(&response.body);
    let main = text.find("<main").unwrap_or(0);
    text[main..].chars().take(1500).collect()
}

/// A page, with what was done to its controls.
pub struct Page {
    pub(super) visitor: Visitor,
    pub status: u16,
    /// Path and query shown in the address bar.
    pub url: String,
    pub response: Response,
    pub(super) document: Html,
    pub(super) edits: Edits,
}

impl Page {
    fn new(visitor: Visitor, url: String, response: Response) -> Self {
        let document = Html::parse_document(&response.text());
        checks::page(&url, &response, &document);
        Self { visitor, status: response.status, url, response, document, edits: Edits::new() }
    }

    /// Who looks at it.
    pub fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// Everything as it arrived.
    pub fn html(&self) -> String {
        self.response.text()
    }

    /// What the elements say, white space made even.
    pub fn all(&self, css: &str) -> Vec<String> {
        self.document.select(&selector(css)).map(|element| words(element, &[])).collect()
    }

    /// What the one element says.
    pub fn one(&self, css: &str) -> String {
        let all = self.all(css);
        assert_eq!(all.len(), 1, "{css} in {}: {all:?}", self.url);
        all.into_iter().next().unwrap()
    }

    /// An attribute of every element that has it.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        self.document
            .select(&selector(css))
            .filter_map(|element| element.value().attr(name))
            .map(str::to_owned)
            .collect()
    }

    /// Whether the page's main part says this.
    pub fn says(&self, text: &str) -> bool {
        self.one("main").contains(text)
    }

    #[track_caller]
    pub fn assert_says(&self, text: &str) {
        assert!(self.says(text), "« {text} » is not in {}:\n{}", self.url, self.one("main"));
    }

    /// The titles of the offers listed, in order.
    pub fn offers(&self) -> Vec<String> {
        self.all("#resultats .card.offer h3")
    }

    /// The numbers of the offers listed, in order.
    pub fn numbers(&self) -> Vec<String> {
        let hrefs = self.attributes("#resultats .card.offer h3 a", "href");
        hrefs.into_iter().map(|href| href.rsplit('/').next().unwrap().to_owned()).collect()
    }

    /// Presses a link, by its words.
    #[track_caller]
    pub fn click(&self, text: &str) -> Page {
        self.visitor.get(&self.href_of(text))
    }

    /// Where a link leads.
    #[track_caller]
    pub fn href_of(&self, text: &str) -> String {
        let mut hrefs: Vec<String> = self
            .called("a[href]", text)
            .into_iter()
            .map(|link| link.value().attr("href").unwrap().to_owned())
            .collect();
        hrefs.dedup();
        match hrefs.as_slice() {
            [href] => href.clone(),
            [] => panic!("no link « {text} » in {}: {:?}", self.url, self.all("a")),
            several => panic!("several links « {text} » in {}: {several:?}", self.url),
        }
    }

    /// Types in a field, by its label.
    #[track_caller]
    pub fn fill(mut self, label: &str, text: &str) -> Self {
        let id = self.control(
            label,
            "input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea, select",
        );
        self.edits.insert(id, Edit::Text(text.to_owned()));
        self.visitor.time_passes();
        self
    }

    /// Ticks a box or chooses a radio button.
    #[track_caller]
    pub fn check(mut self, label: &str) -> Self {
        self.set_checked(label, true);
        self
    }

    /// Unticks a box.
    #[track_caller]
    pub fn uncheck(mut self, label: &str) -> Self {
        self.set_checked(label, false);
        self
    }

    #[track_caller]
    pub(super) fn set_checked(&mut self, label: &str, checked: bool) {
        let id = self.control(label, "input[type=checkbox], input[type=radio]");
        let control = self.by_id(&id);
        let rivals: Vec<String> = match (control.value().attr("type"), control.value().attr("name")) {
            (Some("radio"), Some(name)) => self
                .document
                .select(&selector("input[type=radio]"))
                .filter(|radio| radio.value().attr("name") == Some(name))
                .filter_map(|radio| radio.value().id())
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        self.edits.extend(rivals.into_iter().map(|rival| (rival, Edit::Checked(false))));
        self.edits.insert(id, Edit::Checked(checked));
        self.visitor.time_passes();
    }

    /// Chooses one more file.
    #[track_caller]
    pub fn attach(mut self, label: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let id = self.control(label, "input[type=file]");
        let file = Attached { name: name.to_owned(), bytes: bytes.into() };
        match self.edits.entry(id).or_insert_with(|| Edit::Files(Vec::new())) {
            Edit::Files(files) => files.push(file),
            other => panic!("not a file field: {other:?}"),
        }
        self.visitor.time_passes();
        self
    }

    /// Presses a button, by its words; the answer is a page.
    #[track_caller]
    pub fn submit(&self, button: &str) -> Page {
        self.submit_expecting(button, 200)
    }

    /// Presses a button; the answer has this status.
    #[track_caller]
    pub fn submit_expecting(&self, button: &str, status: u16) -> Page {
        self.visitor.follow(&self.sending(button), status)
    }

    /// Presses Enter in a field: browsers then press the first button of its form.
    #[track_caller]
    pub fn press_enter(&self, label: &str) -> Page {
        let form = ancestor_form(self.by_id(&self.control(label, "input")));
        let first = form.select(&selector("button[type=submit]")).next().expect("a form has a button");
        self.visitor.follow(&self.pressing(first), 200)
    }

    /// The request that pressing a button sends.
    #[track_caller]
    pub fn sending(&self, button: &str) -> Request {
        self.pressing(self.button(button))
    }

    fn pressing(&self, pressed: ElementRef<'_>) -> Request {
        let form = ancestor_form(pressed);
        let entries = form::entries(form, &self.edits, Some(pressed));
        let action = form.value().attr("action").expect("every form says where it is sent").to_owned();
        let multipart = form.value().attr("enctype") == Some("multipart/form-data");
        let request = match form.value().attr("method") {
            Some("get") => {
                let path = action.split('?').next().unwrap();
                Request::get(&format!("{path}?{}", form::url_encoded(&entries)))
            }
            Some("post") if multipart => Request::new("POST", &action)
                .header("Content-Type", &format!("multipart/form-data; boundary={BOUNDARY}"))
                .body(form::multipart(&entries)),
            Some("post") => Request::new("POST", &action)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(form::url_encoded(&entries)),
            other => panic!("method {other:?}"),
        };
        request
            .header("Accept-Encoding", "gzip")
            .header("Origin", &self.visitor.origin())
            .header("Sec-Fetch-Site", "same-origin")
    }

    #[track_caller]
    pub(super) fn button(&self, text: &str) -> ElementRef<'_> {
        let called = self.called("button[type=submit]:not([aria-hidden])", text);
        let first = called.first().copied();
        first.unwrap_or_else(|| panic!("no button « {text} » in {}: {:?}", self.url, self.all("button")))
    }

    /// What stands in a field.
    #[track_caller]
    pub fn value(&self, label: &str) -> String {
        let id = self.control(label, "input, textarea, select");
        form::value(self.by_id(&id), &self.edits)
    }

    /// Whether a box is ticked.
    #[track_caller]
    pub fn is_checked(&self, label: &str) -> bool {
        let id = self.control(label, "input[type=checkbox], input[type=radio]");
        form::is_checked(self.by_id(&id), &self.edits)
    }

    /// The value of a hidden field.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let css = format!("input[type=hidden][name={name}]");
        self.attributes(&css, "value").into_iter().next().unwrap_or_else(|| panic!("no hidden field {name}"))
    }

    /// The error said beside a field.
    #[track_caller]
    pub fn error_of(&self, label: &str) -> String {
        let id = self.control(label, "input, textarea, select");
        let control = self.by_id(&id);
        assert_eq!(control.value().attr("aria-invalid"), Some("true"), "« {label} » is not marked as wrong");
        let described = control.value().attr("aria-describedby").unwrap_or_default();
        let error =
            described.split(' ').find(|id| id.ends_with("-erreur")).expect("the error is tied to the field");
        self.one(&format!("#{error}"))
    }

    /// The labels of the fields that are in error.
    pub fn wrong_fields(&self) -> Vec<String> {
        self.all("#erreurs li a strong")
    }

    /// The elements called so: by all their words if there are any, else without those that only
    /// screen readers say. The asterisk of a required field and a count beside a choice are not part
    /// of a name.
    fn called(&self, css: &str, text: &str) -> Vec<ElementRef<'_>> {
        [&["star", "count"][..], &["star", "count", "small"], &["star", "count", "small", "vh"]]
            .into_iter()
            .map(|left_out| {
                let elements = self.document.select(&selector(css)).collect::<Vec<_>>();
                elements.into_iter().filter(|element| words(*element, left_out) == text).collect::<Vec<_>>()
            })
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    pub(super) fn by_id(&self, id: &str) -> ElementRef<'_> {
        self.document
            .select(&selector("[id]"))
            .find(|element| element.value().id() == Some(id))
            .unwrap_or_else(|| panic!("no #{id} in {}", self.url))
    }

    /// The id of the control that a label names.
    #[track_caller]
    pub(super) fn control(&self, label: &str, kinds: &str) -> String {
        let found: Vec<String> = self
            .called("label", label)
            .into_iter()
            .filter_map(|element| match element.value().attr("for") {
                Some(id) => Some(id.to_owned()),
                None => element
                    .select(&selector("input"))
                    .next()
                    .and_then(|input| input.value().id())
                    .map(str::to_owned),
            })
            .filter(|id| selector(kinds).matches(&self.by_id(id)))
            .collect();
        match found.as_slice() {
            [id] => id.clone(),
            [] => panic!("no field « {label} » in {}: {:?}", self.url, self.all("label")),
            several => panic!("several fields « {label} » in {}: {several:?}", self.url),
        }
    }
}

fn ancestor_form(element: ElementRef<'_>) -> ElementRef<'_> {
    let ancestors = element.ancestors().filter_map(ElementRef::wrap);
    ancestors.into_iter().find(|ancestor| ancestor.value().name() == "form").expect("the button is in a form")
}

/// The words of an element, but for the descendants of these classes or names; ordinary white space
/// made even, non-breaking spaces kept.
pub fn words(element: ElementRef<'_>, left_out: &[&str]) -> String {
    fn gather(element: ElementRef<'_>, left_out: &[&str], into: &mut String) {
        for child in element.children() {
            if let Some(text) = child.value().as_text() {
                into.push_str(text);
            } else if let Some(child) = ElementRef::wrap(child) {
                let skipped = child.value().classes().any(|class| left_out.contains(&class))
                    || left_out.contains(&child.value().name());
                if !skipped {
                    let block = !matches!(child.value().name(), "span" | "strong" | "small" | "a" | "em");
                    into.push_str(if block { " " } else { "" });
                    gather(child, left_out, into);
                    into.push_str(if block { " " } else { "" });
                }
            }
        }
    }
    let mut all = String::new();
    gather(element, left_out, &mut all);
    all.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
