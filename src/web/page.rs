//! A page is a value: handlers make it, the shell alone turns it into bytes.

use std::fmt;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;

use super::edition::Kept;

/// What a handler answers. It carries no layout: the shell adds the document around it, or answers
/// only its region to htmx.
#[derive(Debug, Clone)]
pub struct Page {
    /// Title of the document, without the site's name.
    pub title: String,
    /// What stands in `main`.
    pub main: Part,
    /// Status of the answer.
    pub status: StatusCode,
    /// Address of the menu's entry that the page belongs to.
    pub nav: Option<&'static str>,
    /// One sentence for search engines and shared links.
    pub description: Option<String>,
    /// The address that search engines should keep, without filters.
    pub canonical: Option<String>,
    /// Whether search engines may keep it.
    pub indexed: bool,
    /// How long it stays true while nothing public is written; pages by link and personal ones are
    /// not kept at all.
    pub kept: Kept,
    /// Added to `head`: structured data.
    pub head: Markup,
    /// The address that a browser goes to instead, when it asks for the whole page: the one asked for holds
    /// what must not stay in a history.
    pub moved: Option<String>,
    /// What changes when htmx asks for this address.
    pub region: Option<Region>,
    /// How long to wait before asking again, in seconds, for 429 and 503.
    pub retry_after: Option<u32>,
    /// Where it stands, which decides of its menu.
    pub place: PagePlace,
}

/// Where a page stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagePlace {
    /// On the public site.
    Public,
    /// On the public site, where companies write: its forms have what those of partners have.
    Writing,
    /// In the extranet, before one is signed in.
    Door,
    /// In the extranet.
    Extranet {
        /// « Madame NOM Prénom (Organisation) ».
        name: String,
        /// Alerts that wait on the dashboard.
        alerts: u64,
        /// Deposits of companies that wait for them.
        requests: u64,
    },
}

/// Markup that is there, or that is made once it is known to be wanted: a list answers its whole page or
/// its region, and making both would double its price.
#[derive(Clone)]
pub enum Part {
    /// It is there.
    Made(Markup),
    /// What makes it.
    Later(Arc<dyn Fn() -> Markup + Send + Sync>),
}

impl Part {
    /// A part to be made later.
    pub fn later(make: impl Fn() -> Markup + Send + Sync + 'static) -> Self {
        Self::Later(Arc::new(make))
    }

    /// The markup.
    pub fn make(self) -> Markup {
        match self {
            Self::Made(markup) => markup,
            Self::Later(make) => make(),
        }
    }
}

impl From<Markup> for Part {
    fn from(markup: Markup) -> Self {
        Self::Made(markup)
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Made(_) => "Made",
            Self::Later(_) => "Later",
        })
    }
}

/// The part of a page that htmx swaps.
#[derive(Debug, Clone)]
pub struct Region {
    /// The swapped element, with its id.
    pub main: Part,
    /// What changes around it, marked for out-of-band swaps.
    pub around: Part,
    /// Canonical address of the state shown; none for a widget, which is no state of the page.
    pub address: Option<String>,
    /// Parameters that a person types rather than chooses: a change in these alone replaces the
    /// address instead of adding one to the history.
    pub typed: &'static [&'static str],
}

impl Page {
    /// An ordinary page. Unless it says otherwise it is made each time, for who asks: a page that anybody
    /// may be given says until when it is true.
    pub fn new(title: impl Into<String>, main: impl Into<Part>) -> Self {
        Self {
            title: title.into(),
            main: main.into(),
            status: StatusCode::OK,
            nav: None,
            description: None,
            canonical: None,
            indexed: true,
            kept: Kept::No,
            head: Markup::default(),
            moved: None,
            region: None,
            retry_after: None,
            place: PagePlace::Public,
        }
    }

    /// A page for one person: not indexed, not kept by the browser.
    pub fn private(title: impl Into<String>, main: impl Into<Part>) -> Self {
        Self { indexed: false, kept: Kept::No, ..Self::new(title, main) }
    }

    /// Sets the status; what is not a success is not indexed.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self.indexed &= status.is_success();
        self
    }

    /// Sets the entry of the menu that the page belongs to.
    pub fn nav(mut self, href: &'static str) -> Self {
        self.nav = Some(href);
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
