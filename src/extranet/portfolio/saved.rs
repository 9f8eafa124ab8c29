//! Filters get a name, and lose it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Model, View};
use crate::access::Partner;
use crate::extranet::editing::Asking;
use crate::form::Errors;
use crate::french;
use crate::portfolio::filter::PortfolioFilter;
use crate::portfolio::store::saved as store;
use crate::portfolio::{MOST_SAVED as MOST, NAME, Scope};
use crate::ui::{self, Tone};
use crate::web::App;
use crate::web::error::Error;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};

/// Says in the address what was just done.
const DONE: &str = "filtre";

/// What was just done, in words.
pub fn said(query: &Query) -> Option<Markup> {
    let words = match query.first(DONE)? {
        "enregistre" => "Ces filtres sont enregistrés.",
        "oublie" => "Ces filtres sont oubliés.",
        _ => return None,
    };
    Some(ui::flash(Tone::Ok, html! { p { (words) } }))
}

/// The button that forgets one.
pub const FORGET: &str = "oublier";

/// What both forms send.
pub async fn name(
    _: paths::SavedFilters,
    who: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    match texts.first(FORGET) {
        Some(id) => forget(&app, &who, id.parse().unwrap_or_default(), &texts).await,
        None => save(app, who, texts).await,
    }
}

/// Gives a name to what is shown. Twice the same changes nothing.
async fn save(app: App, who: Partner, texts: Query) -> Result<Response, Error> {
    let scope = if texts.raw("ecran") == Scope::All.path() { Scope::All } else { Scope::Own };
    let shown = Query::parse(texts.raw("filtre"));
    // What stands in the address today, and nothing else.
    let territory = app.site.department_codes();
    let (filter, _) = PortfolioFilter::read(&shown, &territory, scope == Scope::All);
    let kept = ["tri", "sens"].iter().fold(filter.query(), |query, name| query.with(name, shown.raw(name)));
    let mut errors = Errors::default();
    let name = NAME.text(texts.raw(NAME.name), &mut errors);
    let asking = Asking { now: app.clock.now(), app, who };
    let (Some(name), true) = (name, errors.is_empty()) else {
        let view = View { errors, name: texts.raw(NAME.name).to_owned(), notice: None };
        let model = Model::read(&asking, scope, shown).await?;
        return Ok(model.page(&asking, &view).status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    let (now, user, address) = (asking.now, asking.who.id(), kept.encoded());
    let kept_one = asking
        .app
        .db
        .write(move |tx| {
            let saved = store::list(tx, user, scope)?;
            let room = saved.len() < MOST || saved.iter().any(|one| one.name == name);
            if room {
                store::save(tx, now, user, scope, &name, &address)?;
            }
            Ok::<_, Error>(room)
        })
        .await?;
    if !kept_one {
        let mut errors = Errors::default();
        errors.push(
            NAME.name,
            format!(
                "Vous avez déjà {} filtres enregistrés\u{a0}: oubliez-en un d’abord.",
                french::number(MOST as u64)
            ),
        );
        let view = View { errors, name: texts.raw(NAME.name).to_owned(), notice: None };
        let model = Model::read(&asking, scope, shown).await?;
        return Ok(model.page(&asking, &view).status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    }
    Ok(Redirect::to(&kept.with(DONE, "enregistre").at(scope.path())).into_response())
}

/// Forgets one; a second time changes nothing.
async fn forget(app: &App, who: &Partner, id: i64, texts: &Query) -> Result<Response, Error> {
    let user = who.id();
    let scope = app.db.write(move |tx| Ok::<_, Error>(store::remove(tx, user, id)?)).await?;
    let path = scope.unwrap_or(Scope::Own).path();
    // What was shown stays.
    let shown = Query::parse(texts.raw("filtre")).without_all(&[DONE]);
    Ok(Redirect::to(&shown.with(DONE, "oublie").at(path)).into_response())
}
