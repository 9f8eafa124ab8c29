//! The look-up of communes, and the place that a list is searched around.

use axum::extract::State;

use crate::catalogue::criteria::Refused;
use crate::catalogue::lookups::{self, Around, LEAST, Looked, MOST};
use crate::catalogue::near::{self, Settled};
use crate::db::{self, ReadTx};
use crate::reference::communes::{self, Found};
use crate::text::count_chars;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::query::Query;
use crate::web::{App, paths};

/// What the look-up shows while one types; by itself, a page of links.
pub async fn page(_: paths::Communes, State(app): State<App>, query: Query) -> Result<Page, Error> {
    let typed = super::typed(query.first("pres_q").unwrap_or_default());
    let territory = app.site.department_codes();
    let looked = app.db.read(move |tx| look_up(tx, typed, &territory)).await?;
    Ok(super::look_up_page(
        "Chercher une commune",
        lookups::commune_fragment(&looked),
        lookups::commune_page(&looked),
    ))
}

/// The place of a list, from its address, which comes back with a commune's code in the place of a
/// position.
///
/// # Errors
/// What SQLite says.
pub fn around(
    tx: &ReadTx,
    query: Query,
    territory: &[String],
    refused: &mut Refused,
) -> Result<(Query, Around), db::Error> {
    let Settled { query, commune, located } = near::settle(tx, query, refused)?;
    let typed = super::looked_up(&query, "pres");
    let looked = typed.map(|typed| look_up(tx, typed, territory)).transpose()?;
    Ok((query, Around { commune, located, looked }))
}

/// The communes of the territory first, then those of all France.
fn look_up(tx: &ReadTx, typed: String, territory: &[String]) -> Result<Looked<Found>, db::Error> {
    let mut found = Vec::new();
    if count_chars(&typed) >= LEAST {
        found = communes::search(tx, &typed, territory, MOST + 1)?;
        // As many again, since those of the territory are among them.
        let everywhere = communes::search::<&str>(tx, &typed, &[], 2 * MOST + 1)?;
        let others: Vec<Found> = everywhere
            .into_iter()
            .filter(|other| found.iter().all(|known| known.commune.code != other.commune.code))
            .collect();
        found.extend(others);
        found.truncate(MOST + 1);
    }
    Ok((typed, found))
}
