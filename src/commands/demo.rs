//! `cmonstage demo`: builds what is missing, then serves it.

use std::io::Write;

use time::{Date, PrimitiveDateTime};

use super::CommandError;
use super::serve::{self, Parts};
use crate::access::password::{Cost, Passwords};
use crate::clock::{Clock, Zone};
use crate::config;
use crate::db;
use crate::demo::{self, Wanted};
use crate::web::client::{BaseUrl, TrustedProxies};
use crate::web::log;

/// Builds the demonstration if it is missing or of an earlier day, and serves it.
pub fn run(options: &config::Demo) -> Result<(), CommandError> {
    let _log = log::start();
    let listener = if options.no_serve { None } else { Some(serve::listen(options.listen)?) };
    let zone = Zone::named("Europe/Paris").ok_or_else(|| std::io::Error::other("Europe/Paris"))?;
    let date = options.date.unwrap_or_else(|| Clock::system(zone).now().today());
    let wanted = Wanted { size: options.size, seed: options.seed, date };
    let plan = demo::prepare(&options.db, wanted, zone, &|percent| {
        eprintln!("Construction de la démonstration : {percent}\u{a0}%");
    })?;
    print_logins(&options.db, plan.seed)?;
    let Some(listener) = listener else { return Ok(()) };
    let db = serve::open(&options.db)?;
    let site = serve::settings(&db)?;
    let clock = clock(date, site.zone);
    let limits = serve::limits(&site, &options.limits, options.listen)?;
    let base_url = BaseUrl::on_loopback(listener.local_addr()?);
    let parts = Parts {
        db,
        clock,
        site,
        base_url,
        extranet: None,
        passwords: Passwords::new(Cost::USUAL),
        key: demo::key(plan.seed),
        limits,
        proxies: TrustedProxies::default(),
    };
    // Its people do not exist: nothing leaves.
    serve::serve(serve::assemble(parts)?, listener, None)
}

/// The clock of a demonstration, which lives on its own day, at the hour that it is.
pub fn clock(date: Date, zone: Zone) -> Clock {
    Clock::starting_at(zone, PrimitiveDateTime::new(date, Clock::system(zone).now().local.time()))
}

/// Who may sign in, a line each: role, identifier, password, separated by tabs.
fn print_logins(path: &std::path::Path, seed: u64) -> Result<(), CommandError> {
    let connection = db::connect_read_only(path)?;
    let mut out = std::io::stdout();
    for (role, identifier) in demo::logins(&connection).map_err(db::Error::from)? {
        writeln!(out, "{role}\t{identifier}\t{}", demo::password(seed))?;
    }
    out.flush()?;
    Ok(())
}
