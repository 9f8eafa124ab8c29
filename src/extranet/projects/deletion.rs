//! Deleting a project that was created by mistake: administrators do, others ask.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;

use super::done;
use crate::access::Partner;
use crate::access::edit;
use crate::accounts::{self, AuditAction};
use crate::clock::Now;
use crate::companies;
use crate::db::WriteTx;
use crate::extranet::sign_in::RESUMED;
use crate::form::Errors;
use crate::projects::mail::Asking;
use crate::projects::store as projects;
use crate::projects::view::{self, DeletionModel, REASON};
use crate::projects::{JournalKind, Project};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};

/// The page that asks whether one is sure, or why.
pub async fn deletion(
    path: paths::ProjectDeletion,
    partner: Partner,
    State(app): State<App>,
) -> Result<Page, Error> {
    page(&app, &partner, path.id, "", &Errors::default()).await
}

async fn page(app: &App, partner: &Partner, id: i64, reason: &str, errors: &Errors) -> Result<Page, Error> {
    let (project, company, held) = app
        .db
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or(Error::NotFound)?;
            let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
            let held = projects::is_held(tx, id)?;
            Ok::<_, Error>((project, company, held))
        })
        .await?;
    let model = DeletionModel {
        project: &project,
        company: &company.name,
        administrator: partner.is_administrator(),
        held,
        reason,
        errors,
        zone: app.site.zone,
    };
    let title = if model.administrator { "Supprimer un projet" } else { "Demander la suppression" };
    Ok(Page::private(title, view::deletion_page(&model)).nav(paths::Dashboard::PATH))
}

/// What the form sends.
pub async fn delete(
    path: paths::ProjectDeletion,
    partner: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let (shared, now, id) = (app.clone(), app.clock.now(), path.id);
    if texts.has(RESUMED) {
        return Ok(page(&app, &partner, id, texts.raw(REASON.name), &Errors::default())
            .await?
            .into_response());
    }
    if partner.is_administrator() {
        let author = partner.clone();
        let deleted = app.db.write(move |tx| erase(tx, now, &author, id)).await?;
        if !deleted {
            let page = page(&app, &partner, id, "", &Errors::default()).await?;
            return Ok(page.status(StatusCode::CONFLICT).into_response());
        }
        let to = Query::default().with("fait", "supprime").at(paths::Dashboard::PATH);
        return Ok(Redirect::to(&to).into_response());
    }
    let mut errors = Errors::default();
    let Some(reason) = REASON.text(texts.raw(REASON.name), &mut errors) else {
        let page = page(&app, &partner, id, texts.raw(REASON.name), &errors).await?;
        return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    app.db.write(move |tx| ask(tx, &shared, now, &partner, id, &reason)).await?;
    Ok(Redirect::to(&done(id, "suppression-demandee")).into_response())
}

/// Whether nothing kept it.
fn erase(tx: &WriteTx, now: Now, partner: &Partner, id: i64) -> Result<bool, Error> {
    let allowed = edit::project_edit(tx, partner, id)?;
    if projects::is_held(tx, id)? {
        return Ok(false);
    }
    projects::delete(tx, &allowed)?;
    let subject = format!("projet {id}");
    accounts::store::audit(tx, now, Some(partner.id()), AuditAction::ProjectDeleted, &subject)?;
    Ok(true)
}

fn ask(tx: &WriteTx, app: &App, now: Now, partner: &Partner, id: i64, reason: &str) -> Result<(), Error> {
    let project: Project = projects::find(tx, id)?.ok_or(Error::NotFound)?;
    let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
    let author = accounts::store::find(tx, partner.id())?.ok_or(Error::NotFound)?;
    let asking = Asking {
        site: &app.site,
        extranet: app.extranet_url(),
        now,
        by: partner.name(),
        reply_to: &author.email,
        project: id,
        company: &company.name,
        reason,
    };
    for administrator in accounts::store::administrators(tx)? {
        asking.deletion(tx, &administrator)?;
    }
    let line = format!("Suppression demandée\u{a0}: {reason}");
    Ok(projects::note(tx, now, id, Some(partner.id()), JournalKind::Request, &line)?)
}
