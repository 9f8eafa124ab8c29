//! Taking a project over: at once where nobody manages it, by asking where somebody does.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::done;
use crate::access::Partner;
use crate::accounts;
use crate::assignments::{self, Gift, Subject};
use crate::clock::Now;
use crate::companies;
use crate::db::WriteTx;
use crate::form::{Errors, Field, Input};
use crate::projects::mail::Asking;
use crate::projects::store as projects;
use crate::projects::{JournalKind, Project};
use crate::web::App;
use crate::web::error::Error;
use crate::web::paths::manage as paths;
use crate::web::query::Form;

/// A word to the one who manages it.
const REASON: Field =
    Field::new("reason", "Un mot à son chargé de projet").length(0, 1000).input(Input::Multiline(2));

/// Seconds within which asking again sends no second mail.
const ASKED_AGAIN: i64 = 3600;

/// What the button sends.
pub async fn take_over(
    path: paths::ProjectTakeover,
    partner: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let reason = REASON.text(texts.raw(REASON.name), &mut Errors::default()).unwrap_or_default();
    let (shared, now) = (app.clone(), app.clock.now());
    let answer = app.db.write(move |tx| take(tx, &shared, now, &partner, path.id, &reason)).await?;
    Ok(Redirect::to(&answer).into_response())
}

fn take(
    tx: &WriteTx,
    app: &App,
    now: Now,
    partner: &Partner,
    id: i64,
    reason: &str,
) -> Result<String, Error> {
    let project = projects::find(tx, id)?.ok_or(Error::NotFound)?;
    if project.manager_id == Some(partner.id()) {
        return Ok(done(id, "pris"));
    }
    if projects::take_over(tx, now, id, partner)? {
        let line = format!("Pris en charge par {}.", partner.name());
        projects::note(tx, now, id, Some(partner.id()), JournalKind::Assignment, &line)?;
        let gift = Gift { to: partner.id(), by: Some(partner.id()), note: None };
        assignments::store::give(tx, now, Subject::Project(id), &gift)?;
        return Ok(done(id, "pris"));
    }
    ask(tx, app, now, partner, &project, reason)?;
    Ok(done(id, "demande"))
}

fn ask(
    tx: &WriteTx,
    app: &App,
    now: Now,
    partner: &Partner,
    project: &Project,
    reason: &str,
) -> Result<(), Error> {
    if projects::asked_since(tx, project.id, partner, now.unix - ASKED_AGAIN)? {
        return Ok(());
    }
    let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
    let author = accounts::store::find(tx, partner.id())?.ok_or(Error::NotFound)?;
    let manager = match project.manager_id {
        Some(manager) => accounts::store::find(tx, manager)?,
        None => None,
    };
    // A manager whose account is closed answers no more: the administrators do.
    let readers = manager.map_or_else(|| accounts::store::administrators(tx), |manager| Ok(vec![manager]))?;
    let asking = Asking {
        site: &app.site,
        extranet: app.extranet_url(),
        now,
        by: partner.name(),
        reply_to: &author.email,
        project: project.id,
        company: &company.name,
        reason,
    };
    for reader in &readers {
        asking.takeover(tx, reader)?;
    }
    let line = "Prise en charge demandée.";
    projects::note(tx, now, project.id, Some(partner.id()), JournalKind::Request, line)?;
    Ok(())
}
