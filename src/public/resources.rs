//! The articles.

use axum::extract::State;
use axum::response::Response;
use axum_extra::routing::TypedPath;

use crate::content::{store, view};
use crate::french;
use crate::text::clean_line;
use crate::web::edition::Kept;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::query::Query;
use crate::web::{App, download, paths};

/// Letters of a search that are read.
const SEARCH: usize = 200;

/// The themes with their articles, or what a search finds in them.
pub async fn list(_: paths::Resources, State(app): State<App>, query: Query) -> Result<Page, Error> {
    let now = app.clock.now();
    let search: String = clean_line(query.first("q").unwrap_or_default()).chars().take(SEARCH).collect();
    let asked = search.clone();
    let themes = app.db.read(move |tx| store::themes(tx, now, &asked)).await?;
    let title =
        if search.is_empty() { "Ressources".to_owned() } else { format!("Ressources\u{a0}: {search}") };
    Ok(Page {
        nav: Some(paths::Resources::PATH),
        description: Some(
            "Règles des stages, conventions, gratification, accueil d’un stagiaire\u{a0}: l’essentiel, et les sites qui font référence."
                .to_owned(),
        ),
        canonical: Some(app.base_url.with(paths::Resources::PATH)),
        indexed: search.is_empty(),
        kept: Kept::Day,
        ..Page::new(title, view::list_page(&themes, &search, app.site.zone))
    })
}

/// One article.
pub async fn page(path: paths::Resource, State(app): State<App>) -> Result<Page, Error> {
    let now = app.clock.now();
    let address = app.base_url.with(&path.to_string());
    let article = app.db.read(move |tx| store::article(tx, now, &path.slug)).await?.ok_or(Error::NotFound)?;
    Ok(Page {
        nav: Some(paths::Resources::PATH),
        description: Some(article.summary.clone()),
        canonical: Some(address),
        kept: Kept::Day,
        ..Page::new(french::typo(&article.title), view::article_page(&article, app.site.zone))
    })
}

/// A document beside an article.
pub async fn document(path: paths::ResourceFile, State(app): State<App>) -> Result<Response, Error> {
    let now = app.clock.now();
    let found = app.db.read(move |tx| store::document(tx, now, &path.slug, &path.file)).await?;
    download::answer(&app.db, found.ok_or(Error::NotFound)?)
}
