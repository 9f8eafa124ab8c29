//! The look-up of communes, and the place that a list is searched around.

use axum::extract::State;

use crate::catalogue::criteria::Refused;
use crate::catalogue::lookups::{self, Around, COMMUNE_NAME};
use crate::catalogue::near::{self, Settled};
use crate::db::{self, ReadTx};
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::query::Query;
use crate::web::{App, paths};

/// What the look-up shows while one types, in the form of a list or in that of an offer; by itself, a
/// page of links.
pub async fn page(_: paths::Communes, State(app): State<App>, query: Query) -> Result<Page, Error> {
    let of_form = query.first(&format!("{COMMUNE_NAME}_q"));
    let name = if of_form.is_some() { COMMUNE_NAME } else { "pres" };
    let typed = super::typed(of_form.or_else(|| query.first("pres_q")).unwrap_or_default());
    let territory = app.site.department_codes();
    let looked = app.db.read(move |tx| lookups::communes(tx, typed, &territory)).await?;
    Ok(super::look_up_page(
        "Chercher une commune",
        lookups::commune_fragment(name, &looked),
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
    let looked = typed.map(|typed| lookups::communes(tx, typed, territory)).transpose()?;
    Ok((query, Around { commune, located, looked }))
}
