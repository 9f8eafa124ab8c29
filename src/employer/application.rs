//! One application, read by link by the employer or whoever receives it in its place; no account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::access::link;
use crate::applications::{store, view};
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::{App, download, paths};

/// One application.
pub async fn application(path: paths::ReadApplication, State(app): State<App>) -> Result<Page, Error> {
    let (now, token) = (app.clock.now(), path.token.clone());
    let application = app
        .db
        .read(move |tx| {
            let allowed = link::application_read(tx, &token, now)?;
            Ok::<_, Error>(store::read(tx, now, &allowed)?)
        })
        .await?;
    if application.withdrawn_at.is_some() {
        let page = Page::private("Candidature retirée", view::withdrawn_page(&application));
        return Ok(page.status(StatusCode::GONE));
    }
    let main = view::received_page(&application, &path.token, app.site.zone);
    Ok(Page::private("Candidature reçue", main))
}

/// One of its documents; another's is not there.
pub async fn document(path: paths::ApplicationFile, State(app): State<App>) -> Result<Response, Error> {
    let (now, token) = (app.clock.now(), path.token);
    let found = app
        .db
        .read(move |tx| {
            let allowed = link::application_read(tx, &token, now)?;
            Ok::<_, Error>(store::documents(tx, &allowed)?)
        })
        .await?
        .into_iter()
        .find(|file| file.id == path.file);
    download::answer(&app.db, found.ok_or(Error::NotFound)?)
}
