//! The look-up of occupations, and what lists do with those chosen.

use axum::extract::State;
use maud::Markup;

use crate::catalogue::criteria::{Criteria, Refused};
use crate::catalogue::view::{self, LOOKUP_LEAST, LOOKUP_MOST, Looked};
use crate::db::{self, ReadTx};
use crate::reference::occupations::{self, Occupation};
use crate::text::{clean_line, count_chars};
use crate::web::edition::Kept;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::query::Query;
use crate::web::{App, paths};

/// Letters of a look-up that are read.
const LONGEST: usize = 100;

/// What the look-up shows while one types; by itself, a page of links.
pub async fn page(_: paths::Occupations, State(app): State<App>, query: Query) -> Result<Page, Error> {
    let typed = cleaned(query.first("metier_q").unwrap_or_default());
    let (typed, found) = app.db.read(move |tx| look_up(tx, typed)).await?;
    let fragment = view::occupation_fragment(&typed, &found);
    Ok(Page {
        indexed: false,
        kept: Kept::Day,
        region: Some(Region { main: fragment, around: Markup::default(), address: None, typed: &[] }),
        ..Page::new("Chercher un métier", view::occupation_page(&typed, &found))
    })
}

/// What is looked up without JavaScript: the look-up's own button then sends the whole form. So does
/// Enter in its field, which presses the first button of the form instead: what was typed then asks
/// by itself.
pub fn looked_up(query: &Query) -> Option<String> {
    let asked = query.first("chercher") == Some("metier");
    let alone = query.all("metier").next().is_none();
    query.first("metier_q").filter(|_| asked || alone).map(cleaned)
}

/// Looks up what was typed.
///
/// # Errors
/// What SQLite says.
pub fn look_up(tx: &ReadTx, typed: String) -> Result<Looked, db::Error> {
    let enough = count_chars(&typed) >= LOOKUP_LEAST;
    let found = if enough { occupations::search(tx, &typed, LOOKUP_MOST + 1)? } else { Vec::new() };
    Ok((typed, found))
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

fn cleaned(typed: &str) -> String {
    clean_line(typed).chars().take(LONGEST).collect()
}
