//! One of those who registered: corrected in its place, or taken off the list.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::writes::{Saved, Writes};
use super::{done, on_its_page, own, shown, terms};
use crate::access::Partner;
use crate::access::edit;
use crate::extranet::sign_in::RESUMED;
use crate::form::Errors;
use crate::registrations::form::{BY_HAND, EXCEED, NOTIFY, RegistrationForm};
use crate::registrations::view::manage::{EditModel, Exceed, ParticipantsModel};
use crate::registrations::view::removal;
use crate::registrations::{EventHead, Participant, store};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};

/// The form of one row, in its place.
pub async fn row(
    path: paths::Participant,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let (model, present) = seen(&app, &partner, path, query).await?;
    let form = RegistrationForm::of(&present.draft);
    if present.cancelled_at.is_some() {
        return Err(gone(&model.event, &present, &RegistrationForm::default()));
    }
    Ok(edited(model, path, &present, form, Errors::default(), None))
}

/// Somebody who is or was registered, and the page of the list on which they stand.
async fn seen(
    app: &App,
    partner: &Partner,
    path: paths::Participant,
    query: Query,
) -> Result<(ParticipantsModel, Participant), Error> {
    let (shared, partner, number) = (app.clone(), partner.clone(), path.number);
    app.db
        .read(move |tx| {
            let allowed = edit::participants_read(tx, &partner, number)?;
            let present = store::participant(tx, &allowed, path.id)?.ok_or(Error::NotFound)?;
            let query = on_its_page(tx, &allowed, &query, number, path.id)?;
            Ok::<_, Error>((own(tx, &shared, &allowed, number, &query)?, present))
        })
        .await
}

fn edited(
    mut model: ParticipantsModel,
    path: paths::Participant,
    present: &Participant,
    form: RegistrationForm,
    errors: Errors,
    exceed: Option<Exceed>,
) -> Page {
    let address = model.table.query().at(&path.to_string());
    model.editing = Some(EditModel { id: present.id, name: present.name(), form, errors, exceed });
    shown(&model, None, address)
}

fn gone(event: &EventHead, present: &Participant, typed: &RegistrationForm) -> Error {
    let main = removal::gone_page(event, &present.name(), typed);
    Page::private("Cette inscription est annulée", main).status(StatusCode::GONE).into()
}

/// Corrects a registration.
pub async fn save(
    path: paths::Participant,
    partner: Partner,
    State(app): State<App>,
    query: Query,
    Form(texts): Form,
) -> Result<Response, Error> {
    let (model, present) = seen(&app, &partner, path, query.clone()).await?;
    let form = RegistrationForm::read(&texts);
    let ticked = !texts.raw(EXCEED.name).is_empty();
    let exceed = ticked.then(|| Exceed { left: model.event.left(), ticked });
    if present.cancelled_at.is_some() {
        return Err(gone(&model.event, &present, &form));
    }
    if !texts.raw(RESUMED).is_empty() {
        return Ok(edited(model, path, &present, form, Errors::default(), exceed).into_response());
    }
    let (errors, lacking) = match form.check(&BY_HAND, &terms(&app, present.seats)) {
        Ok(draft) => {
            let writing = Writes { app: app.clone(), partner, number: path.number };
            match app.db.write(move |tx| writing.save(tx, path.id, &draft, ticked, &query)).await? {
                Saved::Done(answer) => return Ok(Redirect::to(&answer).into_response()),
                Saved::Gone => return Err(gone(&model.event, &present, &form)),
                Saved::Refused(refusal) => (refusal.errors, refusal.lacking),
            }
        }
        Err(errors) => (errors, None),
    };
    let exceed = lacking.map(|left| Exceed { left, ticked }).or(exceed);
    let page = edited(model, path, &present, form, errors, exceed);
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// Where one confirms that somebody is taken off the list.
pub async fn unregistering(
    path: paths::Unregister,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Response, Error> {
    let row = paths::Participant { number: path.number, id: path.id };
    let (model, present) = seen(&app, &partner, row, query).await?;
    if present.cancelled_at.is_some() {
        let list = done(model.table.query(), path.number, "desinscrit", path.id);
        return Ok(Redirect::to(&list).into_response());
    }
    Ok(unregister_page(&app, &model, &present, true).into_response())
}

fn unregister_page(app: &App, model: &ParticipantsModel, present: &Participant, notify: bool) -> Page {
    let told = model.event.ever_online && !model.event.is_past(app.clock.now());
    let main = removal::unregister_page(model, present, told.then_some(notify));
    Page::private(format!("Désinscrire {}", present.name()), main)
}

/// Takes somebody off the list; a second time changes nothing.
pub async fn unregister(
    path: paths::Unregister,
    partner: Partner,
    State(app): State<App>,
    query: Query,
    Form(texts): Form,
) -> Result<Response, Error> {
    let row = paths::Participant { number: path.number, id: path.id };
    let notify = !texts.raw(NOTIFY.name).is_empty();
    let (model, present) = seen(&app, &partner, row, query).await?;
    if !texts.raw(RESUMED).is_empty() && present.cancelled_at.is_none() {
        return Ok(unregister_page(&app, &model, &present, notify).into_response());
    }
    let writing = Writes { app: app.clone(), partner, number: path.number };
    app.db.write(move |tx| writing.unregister(tx, path.id, notify)).await?;
    let list = done(model.table.query(), path.number, "desinscrit", path.id);
    Ok(Redirect::to(&list).into_response())
}
