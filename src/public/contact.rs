//! The contact form: its page, its sending, its confirmation.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;

use crate::access::key::random;
use crate::clock::Now;
use crate::contact::form::{self, ContactForm};
use crate::contact::mail::Writing;
use crate::contact::view::{self, FormModel};
use crate::contact::{MessageDraft, store};
use crate::db::{self, WriteTx};
use crate::domain::{About, Reference};
use crate::form::Errors;
use crate::receipts;
use crate::ui::title_prefix;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::query::Form;
use crate::web::ticket::{Gate, Ticket};
use crate::web::{App, paths};

/// The empty form.
pub async fn form(_: paths::Contact, State(app): State<App>) -> Page {
    let ticket = Ticket::issue(app.clock.now());
    form_page(&app, &ContactForm::default(), &Errors::default(), None, ticket)
}

fn form_page(app: &App, typed: &ContactForm, errors: &Errors, notice: Option<&str>, ticket: Ticket) -> Page {
    let model = FormModel { form: typed, errors, notice, ticket: &ticket.text(&app.key, form::FORM, "") };
    Page {
        canonical: Some(app.base_url.with(paths::Contact::PATH)),
        description: Some(format!(
            "Écrire à {}\u{a0}: une personne de votre département vous répond.",
            app.site.name
        )),
        // A ticket is for one person; the page itself is for everybody.
        ..Page::new(format!("{}Nous écrire", title_prefix(errors)), view::form_page(&model, &app.site))
    }
}

/// What the form sends.
pub async fn send(
    _: paths::Contact,
    State(app): State<App>,
    form: Result<Form, Error>,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let Form(texts) = form.map_err(unreadable)?;
    let typed = ContactForm::read(&texts);
    let gate = Gate::read(&app, now, form::FORM, "", &texts);
    let key = gate.receipt_key(typed.texts().map(str::as_bytes));
    // The very same sending again (double click, retry) gets the first answer.
    if let Some(answer) = app.db.read(move |tx| receipts::find(tx, &key)).await? {
        return Ok(Redirect::to(&answer).into_response());
    }
    let checked = typed.check(app.site.departments.iter().map(|department| department.code.as_str()));
    match (checked, gate.refusal()) {
        (Ok(draft), None) => {
            let shared = app.clone();
            let answer = app.db.write(move |tx| write(tx, &shared, now, &key, &draft)).await?;
            Ok(Redirect::to(&answer).into_response())
        }
        (checked, notice) => {
            let errors = checked.err().unwrap_or_default();
            let page = form_page(&app, &typed, &errors, notice, gate.again(now));
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

fn unreadable(error: Error) -> Error {
    match error {
        Error::TooLarge => {
            let page = Page::private("Message trop long", view::too_long_page());
            page.status(StatusCode::PAYLOAD_TOO_LARGE).into()
        }
        error => error,
    }
}

/// The write of a message with all that it causes: the address of its confirmation.
fn write(
    tx: &WriteTx,
    app: &App,
    now: Now,
    key: &[u8; 32],
    draft: &MessageDraft,
) -> Result<String, db::Error> {
    if let Some(answer) = receipts::find(tx, key)? {
        return Ok(answer);
    }
    let answering = match draft.department {
        Some(department) => store::answering(tx, department)?,
        None => None,
    };
    let reference = Reference::from_bytes(About::Message, random());
    store::create(tx, now, &reference, draft, answering.as_ref())?;
    let readers = match answering {
        Some(reader) => vec![reader],
        None => store::administrators(tx)?,
    };
    if readers.is_empty() {
        tracing::warn!(%reference, "nobody receives the messages of the contact form: there is no administrator");
    }
    let writing = Writing { site: &app.site, base_url: &app.base_url, now, reference: &reference };
    for reader in &readers {
        writing.to_reader(tx, reader, draft)?;
    }
    writing.acknowledge(tx, &draft.email)?;
    let answer = paths::Contacted { reference: reference.to_string() }.to_string();
    receipts::keep(tx, now, key, &answer)?;
    Ok(answer)
}

/// The page after a sending.
pub async fn confirmation(path: paths::Contacted, State(app): State<App>) -> Result<Page, Error> {
    let reference = Reference::parse(&path.reference).ok_or(Error::NotFound)?;
    let asked = reference.clone();
    if !app.db.read(move |tx| store::exists(tx, &asked)).await? {
        return Err(Error::NotFound);
    }
    Ok(Page::private("Message envoyé", view::confirmation_page(&reference, &app.site)))
}
