//! The web kit: what turns a request into a page. Nothing here knows an offer from an event.

pub mod assets;
pub mod client;
pub mod download;
pub mod error;
pub mod headers;
pub mod limits;
pub mod log;
pub mod page;
pub mod paths;
pub mod query;
pub mod routes;
pub mod server;
pub mod shell;
pub mod ticket;
pub mod upload;

use std::ops::Deref;
use std::sync::Arc;

use crate::access::key::Key;
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
    /// Proxies whose word about the client's address is taken.
    pub trusted_proxies: client::TrustedProxies,
    /// The secret of this installation.
    pub key: Key,
    /// Style sheet, script and icon, compressed once.
    pub assets: assets::Assets,
    /// Who asked how much lately.
    pub limits: limits::Limits,
}

impl App {
    /// Shares what was put together.
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
