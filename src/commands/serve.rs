//! `cmonstage serve`, and what `demo` shares with it.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use axum_server::Handle;

use super::{CommandError, Post, mailing};
use crate::access::key::Key;
use crate::access::password::{Cost, Passwords};
use crate::clock::Clock;
use crate::config::{self, LimitSwitch, Switch};
use crate::db::Db;
use crate::reference;
use crate::site::Site;
use crate::web::client::{BaseUrl, TrustedProxies};
use crate::web::kept::Pages;
use crate::web::limits::Limits;
use crate::web::{App, Shared, assets, log, server};
use crate::{accounts, content, jobs, router, ui};

/// Serves a site until it is told to stop.
pub fn run(options: config::Serve) -> Result<(), CommandError> {
    let _log = log::start();
    options.names.check()?;
    let listener = listen(options.listen)?;
    let config::Names { base_url, extranet_url } = options.names;
    if !base_url.is_secure() && !options.listen.ip().is_loopback() {
        tracing::warn!("base_url is http and the address is not loopback: put a TLS proxy in front");
    }
    let key_path = config::key_path(&options.db, options.key);
    let (old, keyless) = (options.db.exists(), !key_path.exists());
    let db = open(&options.db)?;
    if old && keyless {
        tracing::warn!(
            key = %key_path.display(),
            "this file had a key, which is not there: a new one is made, and no link sent so far opens any more; put the old key back if you have it"
        );
    }
    let key = Key::load_or_create(&key_path).map_err(|cause| CommandError::Key { path: key_path, cause })?;
    if db.read_blocking(accounts::store::is_empty)? {
        tracing::warn!("nobody can sign in to the extranet yet: run `cmonstage user add`");
    }
    let site = settings(&db)?;
    let post = mailing::post(&options.mail, &site.name, Some(base_url.host()))?;
    let clock = Clock::system(site.zone);
    let now = clock.now();
    db.write_blocking(move |tx| content::defaults::seed(tx, now)).map_err(CommandError::Db)?;
    let limits = limits(&site, &options.limits, options.listen)?;
    let app = assemble(Parts {
        db,
        clock,
        site,
        base_url,
        extranet: extranet_url,
        passwords: Passwords::new(Cost::USUAL),
        key,
        limits,
        proxies: options.trusted_proxies,
    })?;
    serve(app, listener, post)
}

/// What an [`App`] is put together from.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The settings.
    pub site: Site,
    /// Where the site stands.
    pub base_url: BaseUrl,
    /// Where the extranet stands, when it has a name of its own.
    pub extranet: Option<BaseUrl>,
    /// What computes passwords.
    pub passwords: Passwords,
    /// The secret.
    pub key: Key,
    /// The rate limits.
    pub limits: Limits,
    /// Proxies in front.
    pub proxies: TrustedProxies,
}

/// Puts an [`App`] together.
///
/// # Errors
/// What the compression of the assets says.
pub fn assemble(parts: Parts) -> Result<App, CommandError> {
    let codes: Vec<&str> = parts.site.departments.iter().map(|department| department.code.as_str()).collect();
    let assets = assets::Assets::build(&ui::map_css(&codes))?;
    let pages = Pages::new(parts.site.page_cache_bytes());
    Ok(App::new(Shared {
        db: parts.db,
        clock: parts.clock,
        site: parts.site,
        base_url: parts.base_url,
        extranet: parts.extranet,
        passwords: parts.passwords,
        trusted_proxies: parts.proxies,
        key: parts.key,
        assets,
        limits: parts.limits,
        pages,
    }))
}

/// Opens the database and brings its reference data up to date.
///
/// # Errors
/// [`CommandError::Open`].
pub fn open(path: &Path) -> Result<Db, CommandError> {
    Ok(Db::open(path, |connection| reference::load(connection).map(drop).map_err(Into::into))?)
}

/// Reads the settings.
///
/// # Errors
/// [`CommandError::Settings`].
pub fn settings(db: &Db) -> Result<Site, CommandError> {
    db.read_blocking(|tx| Site::load(tx).map_err(db_error)).map_err(|error| match error {
        crate::db::Error::Sqlite(error) => CommandError::Settings(error),
        other => CommandError::Db(other),
    })
}

fn db_error(error: rusqlite::Error) -> crate::db::Error {
    error.into()
}

/// The rate limits; switching them off is for this machine only.
///
/// # Errors
/// [`CommandError::LimitsOffInPublic`].
pub fn limits(site: &Site, switch: &LimitSwitch, listen: SocketAddr) -> Result<Limits, CommandError> {
    let off = switch.limits == Switch::Off;
    if off && !listen.ip().is_loopback() {
        return Err(CommandError::LimitsOffInPublic(listen));
    }
    Ok(Limits::new(site, !off))
}

/// Takes the address before anything slow is done, so that a taken port is said at once.
///
/// # Errors
/// [`CommandError::Listen`].
pub fn listen(address: SocketAddr) -> Result<TcpListener, CommandError> {
    let bind = || {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    bind().map_err(|cause| CommandError::Listen { address, cause })
}

/// Serves until SIGINT or SIGTERM, and sends mails if there is a way to. The address really bound is printed, on a line of its own, once
/// connections are accepted.
///
/// # Errors
/// What the system says of the socket.
pub fn serve(app: App, listener: TcpListener, post: Option<Post>) -> Result<(), CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let sending = post.map(|post| post.start(&app));
        let handle = Handle::new();
        tokio::spawn(server::stop_on_signal(handle.clone()));
        tokio::spawn(jobs::run(app.clone()));
        tokio::spawn(announce(handle.clone()));
        let router = router(&app);
        let served = server::serve(listener, router, app.trusted_proxies.clone(), handle).await;
        if let Some(sending) = sending {
            sending.stop().await;
        }
        served
    })?;
    Ok(())
}

async fn announce(handle: Handle<SocketAddr>) {
    if let Some(address) = handle.listening().await {
        let mut out = std::io::stdout();
        // Nobody may be reading; the site is served all the same.
        let _ = writeln!(out, "http://{address}").and_then(|()| out.flush());
    }
}
