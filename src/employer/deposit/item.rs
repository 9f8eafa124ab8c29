//! The second step of a deposit: the offer or the event itself, with its document.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::company::{CHECKED, FROM_REVIEW, Way, gone, late};
use super::draft::{self, ItemStep};
use super::{Held, VERSION, in_time, open, private, view, writing};
use crate::access::link;
use crate::catalogue::form::{Choosing, DOCUMENT};
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::db::{self, ReadTx};
use crate::deposits::store;
use crate::files;
use crate::form::{Errors, differences};
use crate::french;
use crate::ui::{Conflict, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::deposit as paths;
use crate::web::query::Query;
use crate::web::upload::{self, Received};

/// Says, in the fields of a draft, that the document of what was sent is taken out.
pub const REMOVED: &str = "document_removed";

/// What the page shows.
struct Seen {
    held: Held,
    origin: Origin,
    step: ItemStep,
    errors: Errors,
}

/// Reads the page; the errors of the first step, when it does not hold.
fn look(tx: &ReadTx, app: &App, now: Now, held: Held, asks: bool) -> Result<Result<Seen, Errors>, db::Error> {
    let origin = match held.origin(tx, now)? {
        Ok(origin) => origin,
        Err(errors) => return Ok(Err(errors)),
    };
    let step = held.item(tx, app, &origin)?;
    let document = held.document().map(|document| document.id.clone());
    let mut errors = Errors::default();
    if asks {
        errors = step.check(now, &origin, document).err().unwrap_or_default();
        draft::REQUEST.text(held.fields.raw(draft::REQUEST.name), &mut errors);
    }
    Ok(Ok(Seen { held, origin, step, errors }))
}

/// The step of a draft.
pub async fn form(path: paths::ItemStep, State(app): State<App>, query: Query) -> Result<Response, Error> {
    let (held, now) = open(&app, &path.token).await?;
    if !held.is_writable() {
        return Ok(Redirect::to(&paths::Deposit { token: path.token }.to_string()).into_response());
    }
    let (shared, asks) = (app.clone(), query.has(CHECKED));
    let way = Way { from_review: query.has(FROM_REVIEW), token: &path.token };
    match app.db.read(move |tx| look(tx, &shared, now, held, asks)).await? {
        Ok(seen) => Ok(page(&seen, None, &way).into_response()),
        Err(_) => Ok(first_step(&path.token).into_response()),
    }
}

/// Where one goes when the first step does not hold.
pub fn first_step(token: &crate::domain::Token) -> Redirect {
    let path = paths::CompanyStep { token: token.clone() }.to_string();
    Redirect::to(&Query::default().with(CHECKED, "oui").at(&path))
}

fn page(seen: &Seen, conflict: Option<&Conflict>, way: &Way<'_>) -> Page {
    let prefix = if conflict.is_some() { "Modifié entre-temps – " } else { title_prefix(&seen.errors) };
    let model = view::ItemModel {
        action: &paths::ItemStep { token: way.token.clone() }.to_string(),
        kind: seen.held.deposit.kind,
        step: &seen.step,
        document: seen.held.document(),
        errors: &seen.errors,
        conflict,
        hidden: way.hidden(&seen.held),
        request: seen.held.fields.raw(draft::REQUEST.name),
        asked: seen.held.deposit.message.as_deref(),
    };
    let title = format!("{prefix}{}", view::title(seen.held.deposit.kind));
    private(title, view::item_page(&model, &seen.origin))
}

enum Saved {
    Done(Box<Held>),
    Stale(Box<Held>),
    Gone(Box<Held>),
}

/// What the form sends. What is typed is kept whatever is wrong with it.
pub async fn send(
    path: paths::ItemStep,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    let (held, now) = open(&app, &path.token).await?;
    let received = upload::receive_any(&app, now, request, DOCUMENT.name).await?;
    let texts = received.texts.clone();
    let way = Way { from_review: texts.has(FROM_REVIEW), token: &path.token };
    let kind = held.deposit.kind;
    let refused = refusals(&received);
    let saved = keep(&app, &path.token, now, &received, kind).await;
    let saved = in_time(&app, &path.token, saved).await?;
    let shared = app.clone();
    match saved {
        Saved::Gone(held) => {
            let corrected = held.deposit.reopened_at.is_some();
            let rows = app.db.read(move |tx| typed_rows(tx, &shared, now, &held, &texts)).await?;
            let page = if corrected { late } else { gone };
            Err(page(&path.token, &rows).into())
        }
        Saved::Stale(held) => {
            let (at, sent) = (held.deposit.updated_at, texts.clone());
            let found = app
                .db
                .read(move |tx| {
                    let mine = typed_rows(tx, &shared, now, &held, &sent)?;
                    let fields = draft::merged(&held.fields, &draft::item_names(kind), &sent);
                    let stored = match held.origin(tx, now)? {
                        Ok(origin) => held.item(tx, &shared, &origin)?.rows(),
                        Err(_) => Vec::new(),
                    };
                    let held = Held { fields, ..*held };
                    Ok::<_, db::Error>((mine, stored, look(tx, &shared, now, held, false)?))
                })
                .await?;
            let (mine, stored, Ok(seen)) = found else { return Ok(first_step(&path.token).into_response()) };
            let conflict = Conflict {
                by: Some("vous, dans une autre page".to_owned()),
                at: french::date_time_short(app.site.zone.local(at)),
                differences: differences(mine, stored),
            };
            Ok(page(&seen, Some(&conflict), &way).status(StatusCode::CONFLICT).into_response())
        }
        Saved::Done(held) => {
            let sought = Choosing::is_sought(&texts);
            let sent = texts.clone();
            let seen = app
                .db
                .read(move |tx| {
                    // The look-up under way is no part of the draft, but the page shows it.
                    let held = if sought { with_search(*held, &sent) } else { *held };
                    look(tx, &shared, now, held, !sought)
                })
                .await?;
            let Ok(mut seen) = seen else { return Ok(first_step(&path.token).into_response()) };
            if texts.has(view::BACK) {
                let back = paths::CompanyStep { token: path.token.clone() };
                return Ok(Redirect::to(&back.to_string()).into_response());
            }
            refused.iter().for_each(|sentence| seen.errors.push(DOCUMENT.name, sentence.clone()));
            if sought && seen.errors.is_empty() {
                return Ok(page(&seen, None, &way).into_response());
            }
            if !seen.errors.is_empty() {
                let status = match received.too_large() {
                    true => StatusCode::PAYLOAD_TOO_LARGE,
                    false => StatusCode::UNPROCESSABLE_ENTITY,
                };
                return Ok(page(&seen, None, &way).status(status).into_response());
            }
            Ok(Redirect::to(&paths::Review { token: path.token }.to_string()).into_response())
        }
    }
}

fn with_search(held: Held, sent: &Query) -> Held {
    let mut fields = held.fields.clone();
    for name in [crate::ui::SEARCH, crate::ui::ENTER] {
        if sent.has(name) {
            fields.push_raw(name, sent.raw(name).to_owned());
        }
    }
    Held { fields, ..held }
}

/// Keeps what was typed, with the document that came with it.
async fn keep(
    app: &App,
    token: &crate::domain::Token,
    now: Now,
    received: &Received,
    kind: crate::deposits::DepositKind,
) -> Result<Saved, Error> {
    let (token, texts) = (token.clone(), received.texts.clone());
    let file = received.files.last().map(|file| file.info.id.clone());
    let removes = texts.first(&format!("{}_remove", DOCUMENT.name)).is_some();
    let version: u32 = texts.raw(VERSION).parse().unwrap_or_default();
    app.db
        .write(move |tx| {
            let (allowed, held) = writing(tx, &token, now)?;
            let discard = || file.as_ref().map_or(Ok(()), |file| files::discard(tx, file));
            if !held.is_writable() {
                discard()?;
                return Ok(Saved::Gone(Box::new(held)));
            }
            let mut fields = draft::merged(&held.fields, &draft::item_names(kind), &texts);
            if version != held.deposit.version {
                let same = fields == held.fields && !removes && file.is_none();
                discard()?;
                return Ok(if same { Saved::Done(Box::new(held)) } else { Saved::Stale(Box::new(held)) });
            }
            if (removes || file.is_some()) && !fields.has(REMOVED) && held.sent_document().is_some() {
                fields.push_raw(REMOVED, "oui".to_owned());
            }
            let email = held.deposit.email.clone().ok_or(Error::NotFound)?;
            if fields != held.fields || removes || file.is_some() {
                store::save(tx, now, &allowed, version, &email, &fields.encoded())?;
                link::extend_deposit(tx, held.deposit.id, held.good_until(now))?;
            }
            if removes || file.is_some() {
                store::set_document(tx, &allowed, file.as_ref())?;
            }
            let (_, held) = writing(tx, &token, now)?;
            Ok::<_, Error>(Saved::Done(Box::new(held)))
        })
        .await
}

fn refusals(received: &Received) -> Vec<String> {
    let said = |file: &upload::RefusedFile| {
        format!("«\u{a0}{}\u{a0}» n’a pas été gardé. {}", file.name, file.refusal)
    };
    received.refused.iter().map(said).collect()
}

/// What somebody sent, in words.
fn typed_rows(
    tx: &ReadTx,
    app: &App,
    now: Now,
    held: &Held,
    texts: &Query,
) -> Result<Vec<(&'static str, String)>, db::Error> {
    let Ok(origin) = held.origin(tx, now)? else { return Ok(Vec::new()) };
    let fields = draft::only(texts, &draft::item_names(held.deposit.kind));
    let territory = app.site.department_codes();
    Ok(ItemStep::read(tx, held.deposit.kind, &fields, &origin, None, &territory)?.rows())
}
