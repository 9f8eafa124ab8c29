//! Applying to an offer: the form, its sending, its confirmation.

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::moved;
use super::offers::{Looked, find, gone};
use crate::access::key::random;
use crate::applications::form::{self, ApplicationForm};
use crate::applications::mail::Writing;
use crate::applications::view::{self, FormModel};
use crate::applications::{ApplicationDraft, store};
use crate::clock::Now;
use crate::db::{self, WriteTx};
use crate::domain::{About, Number, Reference};
use crate::files::{self, FileId};
use crate::form::Errors;
use crate::offers::PublicOffer;
use crate::person::Told;
use crate::projects::{self, JournalKind};
use crate::receipts;
use crate::ui::title_prefix;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::ticket::{Gate, Ticket};
use crate::web::upload::{self, Received};
use crate::web::waiting::Waiting;
use crate::web::{App, paths};
use axum_extra::routing::TypedPath;

/// The empty form.
pub async fn form(path: paths::Apply, State(app): State<App>) -> Result<Response, Error> {
    let offer = match find(&app, path.number).await? {
        Looked::Online(offer) => offer,
        Looked::Elsewhere(number) => return moved(&paths::Apply { number }.to_string()),
        Looked::Gone(offer, similar) => return Err(gone(&app, &offer, &similar, &[])),
        Looked::Unknown => return Err(Error::NotFound),
    };
    let ticket = Ticket::issue(app.clock.now());
    let model = FormModel {
        form: &ApplicationForm::default(),
        errors: &Errors::default(),
        notice: None,
        kept: &[],
        ticket: &ticket.text(&app.key, form::FORM, &offer.number.to_string()),
    };
    Ok(form_page(&app, &offer, &model).into_response())
}

fn form_page(app: &App, offer: &PublicOffer, model: &FormModel<'_>) -> Page {
    let title = format!("{}Postuler\u{a0}: {}", title_prefix(model.errors), offer.title);
    Page {
        nav: Some(paths::Offers::PATH),
        canonical: Some(app.base_url.with(&paths::Apply { number: offer.number }.to_string())),
        ..Page::private(title, view::form_page(offer, model, &app.site))
    }
}

/// What the form sends.
pub async fn send(
    path: paths::Apply,
    State(app): State<App>,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let body = body.map_err(|_| Error::BadForm)?;
    let received = upload::receive(&app, now, body, form::FILES.name).await?;
    let sending = Sending::read(&app, now, path.number, received).await?;
    // The very same sending again (double click, retry) gets the first answer.
    if let Some(answer) = sending.answered(&app).await? {
        sending.documents.discard(&app).await?;
        return Ok(Redirect::to(&answer).into_response());
    }
    let offer = match find(&app, path.number).await? {
        Looked::Online(offer) => *offer,
        Looked::Gone(offer, similar) => {
            sending.documents.discard(&app).await?;
            return Err(gone(&app, &offer, &similar, &sending.typed()));
        }
        Looked::Elsewhere(_) | Looked::Unknown => {
            sending.documents.discard(&app).await?;
            return Err(Error::NotFound);
        }
    };
    match sending.check() {
        Ok(draft) => sending.store(&app, offer, draft).await,
        Err(refusal) => Ok(sending.refused(&app, &offer, &refusal).into_response()),
    }
}

/// One sending of the form, as it arrived.
struct Sending {
    now: Now,
    number: Number,
    form: ApplicationForm,
    gate: Gate,
    documents: Waiting,
    key: [u8; 32],
}

/// Why a sending comes back.
struct Refusal {
    errors: Errors,
    notice: Option<&'static str>,
}

impl Sending {
    async fn read(app: &App, now: Now, number: Number, received: Received) -> Result<Self, Error> {
        let texts = &received.texts;
        let gate = Gate::read(app, now, form::FORM, &number.to_string(), texts);
        let typed = ApplicationForm::read(texts);
        let documents = Waiting::gather(app, now, gate.ticket(), &received).await?;
        let fields = typed.texts().into_iter().map(str::as_bytes);
        let key = gate.receipt_key(fields.chain(documents.marks()));
        Ok(Self { now, number, form: typed, gate, documents, key })
    }

    async fn answered(&self, app: &App) -> Result<Option<String>, Error> {
        let key = self.key;
        Ok(app.db.read(move |tx| receipts::find(tx, &key)).await?)
    }

    fn check(&self) -> Result<ApplicationDraft, Refusal> {
        let mut refusal = Refusal { errors: Errors::default(), notice: None };
        let checked = self.form.check(&form::OWN);
        if let Err(errors) = &checked {
            refusal.errors = errors.clone();
        }
        self.documents.complain(form::FILES.name, &mut refusal.errors);
        refusal.notice = self.gate.refusal();
        match checked {
            Ok(draft) if refusal.errors.is_empty() && refusal.notice.is_none() => Ok(draft),
            _ => Err(refusal),
        }
    }

    /// The form again, with what was typed, the documents already received, and a ticket that will
    /// do.
    fn refused(&self, app: &App, offer: &PublicOffer, refusal: &Refusal) -> Page {
        let ticket = self.gate.again(self.now);
        let kept = self.documents.kept(app, &ticket);
        let model = FormModel {
            form: &self.form,
            errors: &refusal.errors,
            notice: refusal.notice,
            kept: &kept,
            ticket: &ticket.text(&app.key, form::FORM, &self.number.to_string()),
        };
        let status = if self.documents.too_large() {
            StatusCode::PAYLOAD_TOO_LARGE
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        form_page(app, offer, &model).status(status)
    }

    /// Stores the application with all that it causes, in one transaction.
    async fn store(self, app: &App, offer: PublicOffer, draft: ApplicationDraft) -> Result<Response, Error> {
        let (shared, now, key) = (app.clone(), self.now, self.key);
        let documents = self.documents.ids();
        let number = self.number;
        let stored =
            app.db.write(move |tx| write(tx, &shared, now, &key, &offer.number, &draft, &documents)).await?;
        match stored {
            Some(answer) => Ok(Redirect::to(&answer).into_response()),
            // It went offline between the check and the write.
            None => match find(app, number).await? {
                Looked::Gone(offer, similar) => Err(gone(app, &offer, &similar, &self.typed())),
                _ => Err(Error::NotFound),
            },
        }
    }

    /// What was written, with its labels, to be given back.
    fn typed(&self) -> Vec<(&str, &str)> {
        [
            (form::LAST_NAME.label, &self.form.last_name),
            (form::FIRST_NAME.label, &self.form.first_name),
            (form::AGE.label, &self.form.age),
            (form::EMAIL.label, &self.form.email),
            (form::PHONE.label, &self.form.phone),
            (form::CURRENT_TRAINING.label, &self.form.current_training),
            (form::MOTIVATION.label, &self.form.motivation),
        ]
        .into_iter()
        .map(|(label, value)| (label, value.as_str()))
        .filter(|(_, value)| !value.trim().is_empty())
        .collect()
    }
}

/// The write of an application: the address of its confirmation, or nothing when the offer is no
/// longer online.
fn write(
    tx: &WriteTx,
    app: &App,
    now: Now,
    key: &[u8; 32],
    number: &Number,
    draft: &ApplicationDraft,
    documents: &[FileId],
) -> Result<Option<String>, db::Error> {
    if let Some(answer) = receipts::find(tx, key)? {
        documents.iter().try_for_each(|document| files::discard(tx, document))?;
        return Ok(Some(answer));
    }
    let crate::offers::Found::Online(offer) = crate::offers::store::find(tx, now, *number)? else {
        return Ok(None);
    };
    let stored = store::create(
        tx,
        now,
        offer.id,
        &Reference::from_bytes(About::Application, random()),
        draft,
        documents,
    )?;
    let writing = Writing { site: &app.site, base_url: &app.base_url, key: &app.key, offer: &offer, now };
    match stored.earlier {
        Some(earlier) => writing.repeated(tx, draft, &stored, earlier)?,
        None => {
            writing.received(tx, draft, &stored, documents.len(), Told::EVERYBODY)?;
            let line = format!("Une candidature est arrivée pour l’offre {}.", offer.number.display_nbsp());
            projects::store::note(tx, now, offer.project, None, JournalKind::Application, &line)?;
        }
    }
    let answer = paths::Applied { number: offer.number, reference: stored.reference.to_string() }.to_string();
    receipts::keep(tx, now, key, &answer)?;
    Ok(Some(answer))
}

/// The page after a sending.
pub async fn confirmation(path: paths::Applied, State(app): State<App>) -> Result<Page, Error> {
    let reference = Reference::parse(&path.reference).ok_or(Error::NotFound)?;
    let asked = reference.clone();
    let confirmed =
        app.db.read(move |tx| store::confirmed(tx, path.number, &asked)).await?.ok_or(Error::NotFound)?;
    let main = view::confirmation_page(&confirmed, &reference, &app.site);
    Ok(Page::private("Candidature envoyée", main).nav(paths::Offers::PATH))
}
