//! Taking a project over: at once where nobody manages it, by asking where somebody does.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::handover::handed_over;
use super::page::{Shown, View};
use super::{answered, done, status, too_old};
use crate::access::Partner;
use crate::access::edit;
use crate::accounts;
use crate::assignments::{self, Gift, Subject};
use crate::companies;
use crate::db::WriteTx;
use crate::extranet::editing::Asking;
use crate::extranet::sent::{Button, Sent};
use crate::form::Errors;
use crate::projects::form::ProjectForm;
use crate::projects::mail::Request as MailRequest;
use crate::projects::store as projects;
use crate::projects::view::takeover::{FORM, WORD};
use crate::projects::{JournalKind, Project};
use crate::receipts;
use crate::web::App;
use crate::web::error::Error;
use crate::web::paths::manage as paths;
use crate::web::ticket::Ticket;

/// What the button sends.
pub async fn take_over(
    path: paths::ProjectTakeover,
    partner: Partner,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    let sent = Sent::read(&app, request).await?;
    let asking = Asking { now: sent.now, app, who: partner };
    let typed = sent.texts().raw(WORD.name);
    let ticket = sent.ticket(&asking.app.key, FORM, &path.id.to_string());
    let key = ticket.map(|ticket| sent.receipt_key(&ticket));
    if let Some(key) = key
        && let Some(answer) = answered(&asking.app, key, &sent).await?
    {
        return Ok(Redirect::to(&answer).into_response());
    }
    let mut errors = Errors::default();
    let word = WORD.text(typed, &mut errors).unwrap_or_default();
    if let (Some(key), true, Button::Save) = (key, errors.is_empty(), sent.button()) {
        let (db, id) = (asking.app.db.clone(), path.id);
        let answer = db.write(move |tx| take(tx, &asking, id, &word, &key)).await?;
        return Ok(Redirect::to(&answer).into_response());
    }
    let shown = Shown::read(&asking, path.id).await?;
    let form = ProjectForm::of(&shown.project.content, shown.project.manager_id);
    let again = ticket.unwrap_or_else(|| Ticket::issue(asking.now));
    let notice = key.is_none().then(too_old);
    let view = View { notice, word: typed, ..View::new(&form, &errors, &again, shown.project.version, None) };
    Ok(shown.page(&asking, &view).status(status(&sent, &errors)).into_response())
}

fn take(tx: &WriteTx, asking: &Asking, id: i64, word: &str, key: &[u8; 32]) -> Result<String, Error> {
    if let Some(answer) = receipts::find(tx, key)? {
        return Ok(answer);
    }
    let (now, partner) = (asking.now, &asking.who);
    let project = projects::find(tx, id)?.ok_or(Error::NotFound)?;
    let answer = if project.manager_id == Some(partner.id()) {
        done(id, "pris")
    } else if projects::take_over(tx, now, id, partner)? {
        let line = format!("Pris en charge par {}.", partner.name());
        projects::note(tx, now, id, Some(partner.id()), JournalKind::Assignment, &line)?;
        let gift = Gift { to: partner.id(), by: Some(partner.id()), note: None };
        assignments::store::give(tx, now, Subject::Project(id), &gift)?;
        let user = accounts::store::find(tx, partner.id())?.ok_or(Error::NotFound)?;
        handed_over(tx, &asking.app, now, &edit::project_edit(tx, partner, id)?, &user)?;
        done(id, "pris")
    } else {
        ask(tx, asking, &project, word)?;
        done(id, "demande")
    };
    receipts::keep(tx, now, key, &answer)?;
    Ok(answer)
}

fn ask(tx: &WriteTx, asking: &Asking, project: &Project, word: &str) -> Result<(), Error> {
    let (now, partner) = (asking.now, &asking.who);
    let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
    let author = accounts::store::find(tx, partner.id())?.ok_or(Error::NotFound)?;
    let manager = match project.manager_id {
        Some(manager) => accounts::store::find(tx, manager)?,
        None => None,
    };
    // A manager whose account is closed answers no more: the administrators do.
    let readers = manager.map_or_else(|| accounts::store::administrators(tx), |manager| Ok(vec![manager]))?;
    let request = MailRequest {
        site: &asking.app.site,
        extranet: asking.app.extranet_url(),
        now,
        by: &author,
        project: project.id,
        company: &company.name,
        reason: word,
    };
    for reader in &readers {
        request.takeover(tx, reader)?;
    }
    let line = "Prise en charge demandée.";
    projects::note(tx, now, project.id, Some(partner.id()), JournalKind::TakeoverRequest, line)?;
    Ok(())
}
