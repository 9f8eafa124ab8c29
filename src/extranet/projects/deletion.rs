//! Deleting a project that was created by mistake: administrators do, who manages it asks.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::Markup;

use super::{answered, done, status, too_old};
use crate::access::Partner;
use crate::access::edit;
use crate::accounts::{self, AuditAction};
use crate::companies;
use crate::db::WriteTx;
use crate::extranet::editing::Asking;
use crate::extranet::not_yours;
use crate::extranet::sent::{Button, Sent};
use crate::form::Errors;
use crate::projects::JournalKind;
use crate::projects::mail::Request as MailRequest;
use crate::projects::store as projects;
use crate::projects::view::deletion::{DeletionModel, FORM, REASON, deletion_page};
use crate::receipts;
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::ticket::Ticket;

/// The page that asks whether one is sure, or why.
pub async fn deletion(
    path: paths::ProjectDeletion,
    partner: Partner,
    State(app): State<App>,
) -> Result<Page, Error> {
    let asking = Asking { now: app.clock.now(), app, who: partner };
    page(&asking, path.id, &View::default()).await
}

/// How the form stands.
#[derive(Default)]
struct View<'a> {
    reason: &'a str,
    errors: Errors,
    notice: Option<Markup>,
    ticket: Option<Ticket>,
}

async fn page(asking: &Asking, id: i64, view: &View<'_>) -> Result<Page, Error> {
    let who = asking.who.clone();
    let (project, company, held, mine) = asking
        .app
        .db
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or(Error::NotFound)?;
            let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
            let mine = edit::may_edit_project(tx, &who, id)?;
            Ok::<_, Error>((project, company, projects::is_held(tx, id)?, mine))
        })
        .await?;
    if !mine {
        let typed = [(REASON.label, view.reason.to_owned())];
        return Err(not_yours(project.manager.as_deref(), &typed).into());
    }
    let ticket = view.ticket.unwrap_or_else(|| Ticket::issue(asking.now));
    let model = DeletionModel {
        project: &project,
        company: &company.name,
        administrator: asking.who.is_administrator(),
        held,
        reason: view.reason,
        errors: &view.errors,
        ticket: &ticket.text(&asking.app.key, FORM, &id.to_string()),
        notice: view.notice.clone(),
        zone: asking.app.site.zone,
    };
    let title = if model.administrator { "Supprimer un projet" } else { "Demander la suppression" };
    Ok(Page::private(title, deletion_page(&model)).nav(paths::Dashboard::PATH))
}

/// What the form sends.
pub async fn delete(
    path: paths::ProjectDeletion,
    partner: Partner,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    let sent = Sent::read(&app, request).await?;
    let asking = Asking { now: sent.now, app, who: partner };
    let typed = sent.texts().raw(REASON.name);
    let ticket = sent.ticket(&asking.app.key, FORM, &path.id.to_string());
    let key = ticket.map(|ticket| sent.receipt_key(&ticket));
    if let Some(key) = key
        && let Some(answer) = answered(&asking.app, key, &sent).await?
    {
        return Ok(Redirect::to(&answer).into_response());
    }
    let mut errors = Errors::default();
    let reason = match asking.who.is_administrator() {
        true => Some(String::new()),
        false => REASON.text(typed, &mut errors),
    };
    let (Some(key), Some(reason), Button::Save) = (key, reason, sent.button()) else {
        let status = status(&sent, &errors);
        let view = View { reason: typed, errors, notice: key.is_none().then(too_old), ticket };
        return Ok(page(&asking, path.id, &view).await?.status(status).into_response());
    };
    let writing = Writing { asking: asking.clone(), id: path.id, reason, key };
    match asking.app.db.write(move |tx| writing.store(tx)).await? {
        Some(answer) => Ok(Redirect::to(&answer).into_response()),
        None => {
            let page = page(&asking, path.id, &View::default()).await?;
            Ok(page.status(StatusCode::CONFLICT).into_response())
        }
    }
}

/// What is to be done.
struct Writing {
    asking: Asking,
    id: i64,
    reason: String,
    key: [u8; 32],
}

impl Writing {
    /// The address of what comes next; none when something keeps the project from being deleted.
    fn store(&self, tx: &WriteTx) -> Result<Option<String>, Error> {
        if let Some(answer) = receipts::find(tx, &self.key)? {
            return Ok(Some(answer));
        }
        let answer = match self.asking.who.is_administrator() {
            true => self.erase(tx)?,
            false => Some(self.ask(tx)?),
        };
        if let Some(answer) = &answer {
            receipts::keep(tx, self.asking.now, &self.key, answer)?;
        }
        Ok(answer)
    }

    fn erase(&self, tx: &WriteTx) -> Result<Option<String>, Error> {
        let Asking { who, now, .. } = &self.asking;
        let allowed = edit::project_deletion(tx, who, self.id)?;
        if projects::is_held(tx, self.id)? {
            return Ok(None);
        }
        projects::delete(tx, &allowed)?;
        let subject = format!("projet {}", self.id);
        accounts::store::audit(tx, *now, Some(who.id()), AuditAction::ProjectDeleted, &subject)?;
        Ok(Some(Query::default().with("fait", "supprime").at(paths::Dashboard::PATH)))
    }

    fn ask(&self, tx: &WriteTx) -> Result<String, Error> {
        let Asking { app, who, now } = &self.asking;
        let allowed = match edit::project_edit(tx, who, self.id) {
            Ok(allowed) => allowed,
            Err(edit::Denied::NotYours(manager)) => {
                let typed = [(REASON.label, self.reason.clone())];
                return Err(not_yours(manager.as_deref(), &typed).into());
            }
            Err(denied) => return Err(denied.into()),
        };
        let project = projects::find(tx, allowed.project())?.ok_or(Error::NotFound)?;
        let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
        let author = accounts::store::find(tx, who.id())?.ok_or(Error::NotFound)?;
        let request = MailRequest {
            site: &app.site,
            extranet: app.extranet_url(),
            now: *now,
            by: &author,
            project: project.id,
            company: &company.name,
            reason: &self.reason,
        };
        for administrator in accounts::store::administrators(tx)? {
            request.deletion(tx, &administrator)?;
        }
        let line = format!("Suppression demandée\u{a0}: {}", self.reason);
        projects::note(tx, *now, project.id, Some(who.id()), JournalKind::DeletionRequest, &line)?;
        Ok(done(project.id, "suppression-demandee"))
    }
}
