//! The numbers of the map and of the sectors, which a page reads at once: through the library, since no
//! address answers them alone.

use std::fs;
use std::path::Path;

use cmonstage::clock::{Clock, Zone};
use cmonstage::db::{self, Error};
use cmonstage::offers::{filter::OfferFilter, store};
use cmonstage::site::Site;
use cmonstage::web::query::Query;

use crate::Result;
use crate::report::median;

/// Closed filters of every kind.
const FILTERS: [&str; 6] = [
    "",
    "public=lyceen",
    "public=etudiant&dep=33&secteur=industrie",
    "dep=17&dep=79&debut=des-que-possible",
    "secteur=agriculture&public=collegien&public=lyceen",
    "public=demandeur-emploi-ou-salarie&debut=des-que-possible",
];

/// Times that each is counted.
const TIMES: usize = 400;

/// Microseconds of processor to count under a closed filter: the dearest of the filters.
pub fn measure(database: &Path) -> Result<f64> {
    let connection = db::connect_read_only(database)?;
    let now = Clock::system(Zone::named("Europe/Paris").ok_or("no such zone")?).now();
    let territory = Site::load(&connection)?.department_codes();
    let mut dearest = 0.0_f64;
    for text in FILTERS {
        let (filter, _) = OfferFilter::read(&Query::parse(text), &territory);
        let mut each = Vec::new();
        for _ in 0..5 {
            let before = spent()?;
            for _ in 0..TIMES {
                db::snapshot::<_, Error>(&connection, |tx| store::count(tx, now, &filter, &territory))?;
            }
            each.push((spent()? - before) / TIMES as f64);
        }
        dearest = dearest.max(median(each));
    }
    Ok(dearest)
}

/// Microseconds of processor that this thread has had.
fn spent() -> Result<f64> {
    let said = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = said.split_whitespace().next().ok_or("an empty schedstat")?.parse()?;
    Ok(nanoseconds / 1_000.0)
}
