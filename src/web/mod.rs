//! The web kit: what turns a request into a page. Nothing here knows an offer from an event.

pub mod assets;
pub mod client;
pub mod download;
pub mod edition;
pub mod encoding;
pub mod error;
pub mod front;
pub mod headers;
pub mod hosts;
pub mod json_ld;
pub mod kept;
pub mod limits;
pub mod log;
pub mod page;
pub mod paths;
pub mod query;
pub mod routes;
pub mod server;
pub mod shell;
pub mod table;
pub mod ticket;
pub mod upload;
pub mod waiting;
pub mod xml;

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;

use error::Error;

use crate::access::key::Key;
use crate::access::password::Passwords;
use crate::clock::Clock;
use crate::db::Db;
use crate::site::Site;

/// Everything that requests share. Cloning shares it.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// What is behind an [`App`].
pub struct Shared {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The settings.
    pub site: Site,
    /// Where the site stands: the only source of the addresses in mails.
    pub base_url: client::BaseUrl,
    /// Where the extranet stands, when it has a name of its own.
    pub extranet: Option<client::BaseUrl>,
    /// What computes passwords.
    pub passwords: Passwords,
    /// Proxies whose word about the client's address is taken.
    pub trusted_proxies: client::TrustedProxies,
    /// The secret of this installation.
    pub key: Key,
    /// Style sheet, script and icon, compressed once.
    pub assets: assets::Assets,
    /// Who asked how much lately.
    pub limits: limits::Limits,
    /// Public pages ready to leave.
    pub pages: kept::Pages,
}

impl App {
    /// Shares what was put together.
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Shared {
    /// Where the extranet stands.
    pub fn extranet_url(&self) -> &client::BaseUrl {
        self.extranet.as_ref().unwrap_or(&self.base_url)
    }
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// Requests without documents hold little; the routes that take documents say so themselves.
const SMALL_BODY: usize = 64 * 1024;

/// The longest a request may take, documents over a slow line included.
const WHOLE_REQUEST: Duration = Duration::from_secs(300);

/// Puts around the routes what every request goes through. Read from the bottom up: the last layer
/// is the first to see a request.
pub fn stack(routes: Router<App>, app: &App) -> Router {
    let csrf = CsrfLayer::new().with_rejection_response(|_| Error::CrossSite.into_response());
    routes
        .fallback(error::fallback)
        .method_not_allowed_fallback(async || Error::Method)
        .layer(DefaultBodyLimit::max(SMALL_BODY))
        .layer(csrf)
        .layer(from_fn(in_time))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(front::FrontLayer(app.clone()))
        .with_state(app.clone())
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(WHOLE_REQUEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::TooSlow.into_response(),
    }
}
