//! The look-up of occupations, and what lists do with those chosen.

use axum::extract::State;

use crate::catalogue::criteria::{Criteria, Refused};
use crate::catalogue::lookups::{self, Looked};
use crate::db::{self, ReadTx};
use crate::reference::occupations::{self, Occupation};
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::query::Query;
use crate::web::{App, paths};

/// What the look-up shows while one types; by itself, a page of links.
pub async fn page(_: paths::Occupations, State(app): State<App>, query: Query) -> Result<Page, Error> {
    let typed = super::typed(query.first("metier_q").unwrap_or_default());
    let looked = app.db.read(move |tx| lookups::occupations(tx, typed)).await?;
    Ok(super::look_up_page(
        "Chercher un métier",
        lookups::occupation_fragment(&looked),
        lookups::occupation_page(&looked),
    ))
}

/// What the form of a list looks up, if it does.
///
/// # Errors
/// What SQLite says.
pub fn looked_up(tx: &ReadTx, query: &Query) -> Result<Option<Looked<Occupation>>, db::Error> {
    super::looked_up(query, "metier").map(|typed| lookups::occupations(tx, typed)).transpose()
}

/// The occupations that a list is filtered by; codes that do not exist are said and dropped.
///
/// # Errors
/// What SQLite says.
pub fn chosen<A>(
    tx: &ReadTx,
    criteria: &mut Criteria<A>,
    refused: &mut Refused,
) -> Result<Vec<Occupation>, db::Error> {
    let mut chosen = Vec::new();
    for code in std::mem::take(&mut criteria.occupations) {
        match occupations::get(tx, &code)? {
            Some(occupation) => {
                criteria.occupations.push(code);
                chosen.push(occupation);
            }
            None => refused.push("Métier", &code),
        }
    }
    Ok(chosen)
}
