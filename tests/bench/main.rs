//! What a request costs the server: `cargo bench`.
//!
//! The real program serves generated databases beside a server that answers a constant string, in
//! alternating rounds on the same cores, so that what the machine does meanwhile weighs on both. What
//! is counted is the processor time of the server (from `/proc`), not the time on the wall: client and
//! server share this machine, and only one of them is being measured. Figures are medians.
//!
//! `cargo bench -- --full` adds a million offers; `--only list` keeps the scenarios whose name says so.
//! Timings are reported against goals, never asserted: what must not change is in `tests/app`.

mod capacity;
mod client;
mod counts;
mod databases;
mod draws;
mod extranet;
mod facts;
mod first_view;
mod goals;
mod logged;
mod options;
mod plain;
mod process;
mod registrations;
mod report;
mod rounds;
mod scenarios;
mod start;
mod worst;

use clap::Parser;

use options::Options;

/// What goes wrong ends the bench with a sentence.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Result<()> {
    let options = Options::parse();
    if options.plain_server {
        return plain::serve();
    }
    let mut report = report::Report::default();
    for (place, offers) in options.sizes().into_iter().enumerate() {
        let database = databases::of(offers)?;
        eprintln!("{} offers: {}", report::grouped(offers.into()), database.display());
        measure(&options, offers, &database, &mut report)?;
        if place == 0 && options.wants("registration") {
            report.registrations = Some(registrations::measure(&database)?);
        }
        if place == 0 && options.wants("extranet, export") {
            report.export = Some(extranet::export(&database)?);
        }
        if place == 0 && options.wants("log") {
            report.log_line = Some(logged::measure(&database)?);
        }
    }
    report.print();
    Ok(())
}

/// Everything that is measured on one database.
fn measure(
    options: &Options,
    offers: u32,
    database: &std::path::Path,
    report: &mut report::Report,
) -> Result<()> {
    let mut sized = report::Sized::new(offers);
    if options.wants("start") {
        sized.start = Some(start::measure(database)?);
    }
    if options.wants("counts") {
        sized.counts = Some(counts::measure(database)?);
    }
    let facts = facts::Facts::read(database)?;
    let plain = plain::start()?;
    let server = process::Server::site(database, "warn")?;
    let scenarios: Vec<_> = scenarios::all(&server, &facts)?
        .into_iter()
        .chain(extranet::scenarios(&server, database)?)
        .filter(|scenario| options.wants(&scenario.name))
        .collect();
    sized.rows = rounds::measure(&plain, &server, &scenarios, options.rounds)?;
    if options.wants("worst") {
        sized.worst = Some(worst::find(&server, &scenarios)?);
    }
    if options.wants("view") {
        sized.view = Some(first_view::measure(&server)?);
    }
    if options.wants("open loop") {
        sized.open_loop = Some(capacity::measure(&server, &facts)?);
    }
    report.sizes.push(sized);
    Ok(())
}
