//! The first step of a deposit that nobody has begun yet: its sending creates the draft.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;

use super::company::Shown;
use super::draft::{self, CompanyStep};
use super::{private, view};
use crate::access::key::random;
use crate::access::link;
use crate::clock::Now;
use crate::db::{self, ReadTx, WriteTx};
use crate::deposits::mail::Writing;
use crate::deposits::store::DRAFT_KEPT;
use crate::deposits::{DepositKind, store};
use crate::domain::{About, Email, Reference, Token};
use crate::form::Errors;
use crate::receipts;
use crate::ui::title_prefix;
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::deposit as paths;
use crate::web::query::{Form, Query};
use crate::web::ticket::{self, Gate, Ticket};

/// Name of the form, signed in its ticket.
pub const FORM: &str = "deposit";

/// An offer.
pub async fn offer(_: paths::NewOffer, State(app): State<App>) -> Page {
    empty(&app, DepositKind::Offer)
}

/// An event.
pub async fn event(_: paths::NewEvent, State(app): State<App>) -> Page {
    empty(&app, DepositKind::Event)
}

/// What the form of an offer sends.
pub async fn create_offer(
    _: paths::NewOffer,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    create(app, DepositKind::Offer, texts).await
}

/// What the form of an event sends.
pub async fn create_event(
    _: paths::NewEvent,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    create(app, DepositKind::Event, texts).await
}

/// The address where a deposit of this kind begins.
pub fn path(kind: DepositKind) -> &'static str {
    match kind {
        DepositKind::Offer => paths::NewOffer::PATH,
        DepositKind::Event => paths::NewEvent::PATH,
        DepositKind::Help => paths::Help::PATH,
    }
}

fn empty(app: &App, kind: DepositKind) -> Page {
    let step = CompanyStep::read(&Query::default());
    let shown = Shown::default();
    let ticket = Ticket::issue(app.clock.now());
    Page {
        indexed: true,
        canonical: Some(app.base_url.with(path(kind))),
        description: Some(view::summary(kind).to_owned()),
        ..page(app, kind, &step, &shown, &Errors::default(), None, ticket)
    }
}

fn page(
    app: &App,
    kind: DepositKind,
    step: &CompanyStep,
    shown: &Shown,
    errors: &Errors,
    notice: Option<&str>,
    ticket: Ticket,
) -> Page {
    let model = view::CompanyModel {
        kind,
        action: path(kind),
        step,
        shown,
        errors,
        notice,
        conflict: None,
        hidden: ticket::fields(&ticket.text(&app.key, FORM, kind.as_str())),
        back: paths::Companies::PATH.to_owned(),
        first: true,
    };
    private(format!("{}{}", title_prefix(errors), view::title(kind)), view::company_page(&model, &app.site))
}

async fn create(app: App, kind: DepositKind, texts: Query) -> Result<Response, Error> {
    let now = app.clock.now();
    let fields = draft::only(&texts, &draft::company_names());
    let step = CompanyStep::read(&fields);
    let gate = Gate::read(&app, now, FORM, kind.as_str(), &texts);
    let key = gate.receipt_key(fields.pairs().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]));
    // The very same sending again (double click, retry) gets the draft that the first one made.
    let shared = app.clone();
    if let Some(token) = app.db.read(move |tx| answered(tx, &shared, &key)).await? {
        return Ok(Redirect::to(&paths::ItemStep { token }.to_string()).into_response());
    }
    let (asked, searched) = (step.clone(), CompanyStep::is_sought(&texts));
    let (shown, checked) = app
        .db
        .read(move |tx| {
            let mut errors = Errors::default();
            let depositor = asked.check_company(tx, &mut errors)?;
            let contact = asked.check_contact(kind, &mut errors);
            let email = contact.email.filter(|_| depositor.is_some() && errors.is_empty());
            Ok::<_, db::Error>((Shown::read(tx, &asked, searched)?, email.ok_or(errors)))
        })
        .await?;
    let again = gate.again(now);
    if searched {
        return Ok(page(&app, kind, &step, &shown, &Errors::default(), None, again).into_response());
    }
    let email = match (checked, gate.refusal()) {
        (Ok(email), None) => email,
        (checked, notice) => {
            let errors = checked.err().unwrap_or_default();
            let page = page(&app, kind, &step, &shown, &errors, notice, again);
            return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
        }
    };
    let shared = app.clone();
    let token = app.db.write(move |tx| write(tx, &shared, now, kind, &key, &email, &fields)).await?;
    Ok(Redirect::to(&paths::ItemStep { token }.to_string()).into_response())
}

/// The draft that this very sending already made. What is kept of it is the row of its link: the token is
/// nowhere in the file.
pub fn answered(tx: &ReadTx, app: &App, key: &[u8; 32]) -> Result<Option<Token>, db::Error> {
    match receipts::find(tx, key)?.and_then(|answer| answer.parse().ok()) {
        Some(link) => Ok(link::token_of(tx, &app.key, link)?),
        None => Ok(None),
    }
}

fn write(
    tx: &WriteTx,
    app: &App,
    now: Now,
    kind: DepositKind,
    key: &[u8; 32],
    email: &Email,
    fields: &Query,
) -> Result<Token, Error> {
    if let Some(token) = answered(tx, app, key)? {
        return Ok(token);
    }
    let (link, token) = begin(tx, app, now, kind, email, fields)?;
    let allowed = link::deposit_edit(tx, &token, now)?;
    let deposit = store::read(tx, &allowed)?;
    let (site, base_url, extranet) = (&app.site, &app.base_url, app.extranet_url());
    Writing { site, base_url, extranet, now, deposit: &deposit }.started(tx)?;
    receipts::keep(tx, now, key, &link.to_string())?;
    Ok(token)
}

/// Stores a draft with its link: the row of the link, and its token.
pub fn begin(
    tx: &WriteTx,
    app: &App,
    now: Now,
    kind: DepositKind,
    email: &Email,
    fields: &Query,
) -> Result<(i64, Token), Error> {
    let reference = Reference::from_bytes(About::Deposit, random());
    let id = store::create(tx, now, &reference, kind, email, &fields.encoded())?;
    let link = link::create_to_deposit(tx, &app.key, now, id, now.plus(DRAFT_KEPT))?;
    let token = link::token_of(tx, &app.key, link).map_err(db::Error::from)?.ok_or(Error::NotFound)?;
    Ok((link, token))
}
