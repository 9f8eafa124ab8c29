//! The last step of a deposit: everything is read again, seen as visitors would see it, and sent.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::company::{CHECKED, FROM_REVIEW, late};
use super::draft::{Checked, REQUEST};
use super::item::first_step;
use super::{Held, VERSION, in_time, open, private, view};
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::db::{self, ReadTx};
use crate::domain::Token;
use crate::events::form::{COMPANY_RECEIVES, NO, YES};
use crate::form::Errors;
use crate::reference::communes;
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::OldOffer;
use crate::web::paths::deposit as paths;
use crate::web::query::{Form, Query};
use crate::{events, offers};

mod sending;

pub use sending::ask_for_help;

/// Everything, or the step that does not hold.
enum Whole {
    Ready(Box<Ready>),
    First,
    Second,
}

struct Ready {
    held: Held,
    origin: Origin,
    rows: Vec<(&'static str, String)>,
    checked: Checked,
    /// Name of the commune of the company.
    commune: String,
    /// « Un mot… ».
    request: String,
}

fn whole(tx: &ReadTx, app: &App, now: Now, held: Held) -> Result<Whole, db::Error> {
    let Ok(origin) = held.origin(tx, now)? else { return Ok(Whole::First) };
    let step = held.item(tx, app, &origin)?;
    let document = held.document().map(|document| document.id.clone());
    let mut errors = Errors::default();
    let request = REQUEST.text(held.fields.raw(REQUEST.name), &mut errors).unwrap_or_default();
    let Ok(checked) = step.check(now, &origin, document) else { return Ok(Whole::Second) };
    if !errors.is_empty() {
        return Ok(Whole::Second);
    }
    let commune = communes::by_code(tx, origin.company.commune.as_str())?;
    let commune = commune.map(|commune| commune.name).unwrap_or_default();
    Ok(Whole::Ready(Box::new(Ready { rows: step.rows(), held, origin, checked, commune, request })))
}

/// Everything that was written, in words.
///
/// # Errors
/// What SQLite says.
pub(super) fn all_rows(
    tx: &ReadTx,
    app: &App,
    now: Now,
    held: &Held,
) -> Result<Vec<(&'static str, String)>, db::Error> {
    let mut rows = held.step.contact_rows();
    if let Ok(origin) = held.origin(tx, now)? {
        rows.extend(held.item(tx, app, &origin)?.rows());
    }
    rows.push((REQUEST.label, held.fields.raw(REQUEST.name).to_owned()));
    Ok(rows)
}

fn second_step(token: &Token) -> Redirect {
    let path = paths::ItemStep { token: token.clone() }.to_string();
    Redirect::to(&Query::default().with(CHECKED, "oui").with(FROM_REVIEW, "oui").at(&path))
}

fn elsewhere(whole: Whole, token: &Token) -> Result<Ready, Redirect> {
    match whole {
        Whole::Ready(ready) => Ok(*ready),
        Whole::First => Err(first_step(token)),
        Whole::Second => Err(second_step(token)),
    }
}

/// The step: everything that was written, to be read again.
pub async fn page(path: paths::Review, State(app): State<App>) -> Result<Response, Error> {
    let (held, now) = open(&app, &path.token).await?;
    if !held.is_writable() {
        return Ok(Redirect::to(&paths::Deposit { token: path.token }.to_string()).into_response());
    }
    let shared = app.clone();
    let whole = app.db.read(move |tx| whole(tx, &shared, now, held)).await?;
    Ok(match elsewhere(whole, &path.token) {
        Ok(ready) => shown(&app, &path.token, &ready, None).into_response(),
        Err(step) => step.into_response(),
    })
}

fn shown(app: &App, token: &Token, ready: &Ready, notice: Option<view::ReviewNotice>) -> Page {
    let held = &ready.held;
    let model = view::ReviewModel {
        token,
        kind: held.deposit.kind,
        company: &ready.origin.company,
        commune: &ready.commune,
        step: &held.step,
        known: held.company.is_some(),
        rows: &ready.rows,
        document: held.document().map(|document| document.name.as_str()),
        version: held.deposit.version,
        version_field: VERSION,
        request: &ready.request,
        sent: held.deposit.sent.is_some(),
        item_version: held.item_version(),
        notice,
    };
    let prefix = if model.notice.is_some() { "Modifié entre-temps – " } else { "" };
    let title = format!("{prefix}{}", view::title(held.deposit.kind));
    private(title, view::review_page(&model, &app.site))
}

/// What visitors would see.
pub async fn preview(path: paths::Preview, State(app): State<App>) -> Result<Response, Error> {
    let (held, now) = open(&app, &path.token).await?;
    if !held.is_writable() {
        return Ok(Redirect::to(&paths::Deposit { token: path.token }.to_string()).into_response());
    }
    let shared = app.clone();
    let found = app
        .db
        .read(move |tx| {
            // Who would receive the registrations has not been asked yet, and is named to nobody.
            let kept_by_staff = held.fields.raw(COMPANY_RECEIVES.name) == NO;
            let mut held = held;
            if kept_by_staff {
                held.fields =
                    held.fields.without_all(&[COMPANY_RECEIVES.name]).with(COMPANY_RECEIVES.name, YES);
            }
            let ready = match whole(tx, &shared, now, held)? {
                Whole::Ready(ready) => *ready,
                other => return Ok(Err(other)),
            };
            let number = ready.held.deposit.sent.as_ref().and_then(|sent| sent.item);
            let main = match &ready.checked {
                Checked::Offer(offer) => {
                    let public = offers::store::edit::preview(tx, now, &ready.origin, offer, number)?;
                    let direct = shared.base_url.with(&OldOffer { number: public.number }.to_string());
                    offers::view::page(&public, &[], &shared.site, now, &direct)
                }
                Checked::Event(event) => {
                    let public = events::store::edit::preview(tx, now, &ready.origin, event, None)?;
                    events::view::page(&public, &[], now)
                }
            };
            Ok::<_, db::Error>(Ok((main, kept_by_staff)))
        })
        .await?;
    Ok(match found {
        Ok((main, kept_by_staff)) => {
            private("Aperçu", view::preview_page(&path.token, kept_by_staff, main)).into_response()
        }
        Err(step) => match elsewhere(step, &path.token) {
            Ok(_) => Redirect::to(&paths::Review { token: path.token }.to_string()).into_response(),
            Err(step) => step.into_response(),
        },
    })
}

/// Sends everything. A second time changes nothing.
pub async fn send(path: paths::Review, State(app): State<App>, Form(texts): Form) -> Result<Response, Error> {
    let now = app.clock.now();
    let version: u32 = texts.raw(VERSION).parse().unwrap_or_default();
    let (shared, token) = (app.clone(), path.token.clone());
    let (seen, asked) = (texts.raw(view::SEEN).parse().ok(), token.clone());
    let done = app.db.write(move |tx| sending::send(tx, &shared, now, &asked, version, seen)).await;
    let done = in_time(&app, &token, done).await?;
    let status = Redirect::to(&paths::Deposit { token: token.clone() }.to_string());
    let (notice, ready) = match done {
        sending::Done::Sent => return Ok(status.into_response()),
        sending::Done::Late(held) => {
            let shared = app.clone();
            let rows = app.db.read(move |tx| all_rows(tx, &shared, now, &held)).await?;
            return Err(late(&token, &rows).into());
        }
        sending::Done::First => return Ok(first_step(&token).into_response()),
        sending::Done::Second => return Ok(second_step(&token).into_response()),
        sending::Done::Stale(ready) => (view::ReviewNotice::AnotherBrowser, ready),
        sending::Done::Changed(ready, differences) => (view::ReviewNotice::Partner(differences), ready),
    };
    let page = shown(&app, &token, &ready, Some(notice));
    Ok(page.status(StatusCode::CONFLICT).into_response())
}
