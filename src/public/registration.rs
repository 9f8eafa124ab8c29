//! Registering for an event: the form, its sending, its confirmation.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;

use super::events::{Looked, find, gone, similar};
use super::moved;
use crate::access::key::random;
use crate::clock::Now;
use crate::db::{self, WriteTx};
use crate::domain::date::parse_moment;
use crate::domain::{About, Audience, EventAudience, Number, Reference};
use crate::events::{self, PublicEvent};
use crate::form::Errors;
use crate::french;
use crate::person::Told;
use crate::receipts;
use crate::registrations::RegistrationDraft;
use crate::registrations::form::{self, RegistrationForm, Terms};
use crate::registrations::mail::Writing;
use crate::registrations::store::{self, Outcome};
use crate::registrations::view::{self, FormModel};
use crate::ui::title_prefix;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::query::{Form, Query};
use crate::web::ticket::{Gate, Ticket};
use crate::web::{App, paths};

/// The empty form; an event that is full or past is shown instead, which says why.
pub async fn form(path: paths::Register, State(app): State<App>) -> Result<Response, Error> {
    let now = app.clock.now();
    let event = match find(&app, path.number).await? {
        Looked::Published(event) if event.is_past(now) || event.is_full() => {
            return Ok(Redirect::to(&paths::Event::page(event.number).to_string()).into_response());
        }
        Looked::Published(event) => event,
        Looked::Elsewhere(number) => return moved(&paths::Register { number }.to_string()),
        Looked::Gone(event, similar) => return Err(gone(&event, &similar, &[])),
        Looked::Unknown => return Err(Error::NotFound),
    };
    let ticket = Ticket::issue(now);
    let model = FormModel {
        form: &RegistrationForm::default(),
        errors: &Errors::default(),
        notice: None,
        ticket: &ticket.text(&app.key, form::FORM, &event.number.to_string()),
    };
    Ok(form_page(&app, &event, &model).into_response())
}

fn form_page(app: &App, event: &PublicEvent, model: &FormModel<'_>) -> Page {
    let title = format!("{}S’inscrire\u{a0}: {}", title_prefix(model.errors), event.title);
    Page {
        nav: Some(paths::Events::PATH),
        canonical: Some(app.base_url.with(&paths::Register { number: event.number }.to_string())),
        ..Page::private(title, view::form_page(event, model, &app.site))
    }
}

/// What the form sends.
pub async fn send(
    path: paths::Register,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let sending = Sending::read(&app, path.number, &texts);
    // The very same sending again (double click, retry) gets the first answer.
    if let Some(answer) = sending.answered(&app).await? {
        return Ok(Redirect::to(&answer).into_response());
    }
    let event = match find(&app, path.number).await? {
        Looked::Published(event) => *event,
        Looked::Gone(event, similar) => return Err(gone(&event, &similar, &sending.typed())),
        Looked::Elsewhere(_) | Looked::Unknown => return Err(Error::NotFound),
    };
    if event.is_past(sending.now) {
        let similar = similar(&app, &event).await?;
        let page = super::events::past(&event, &similar, &sending.typed(), sending.now);
        return Err(page.into());
    }
    match sending.check(&app, &event) {
        Ok(draft) => sending.store(&app, event, draft).await,
        Err(refusal) => Ok(sending.refused(&app, &event, &refusal).into_response()),
    }
}

/// One sending of the form, as it arrived.
struct Sending {
    now: Now,
    number: Number,
    form: RegistrationForm,
    /// When the event was to start when the form was shown.
    shown: String,
    gate: Gate,
    key: [u8; 32],
}

/// Why a sending comes back.
struct Refusal {
    errors: Errors,
    notice: Option<String>,
}

impl Sending {
    fn read(app: &App, number: Number, texts: &Query) -> Self {
        let now = app.clock.now();
        let gate = Gate::read(app, now, form::FORM, &number.to_string(), texts);
        let form = RegistrationForm::read(texts);
        let key = gate.receipt_key(form.texts().iter().map(|text| text.as_bytes()));
        Self { now, number, form, shown: texts.raw(form::STARTS).to_owned(), gate, key }
    }

    async fn answered(&self, app: &App) -> Result<Option<String>, Error> {
        let key = self.key;
        Ok(app.db.read(move |tx| receipts::find(tx, &key)).await?)
    }

    fn check(&self, app: &App, event: &PublicEvent) -> Result<RegistrationDraft, Refusal> {
        let notice = self.gate.refusal().map(str::to_owned).or_else(|| self.moved_notice(event));
        let terms = Terms { audiences: event.audiences, largest: app.site.largest_group };
        match self.form.check(&form::OWN, &terms) {
            Ok(draft) if notice.is_none() => Ok(draft),
            Ok(_) => Err(Refusal { errors: Errors::default(), notice }),
            Err(errors) => Err(Refusal { errors, notice }),
        }
    }

    /// The event was moved while the form was open: nobody registers for a day they have not read.
    fn moved_notice(&self, event: &PublicEvent) -> Option<String> {
        let shown = parse_moment(&self.shown)?;
        (shown != event.starts).then(|| {
            format!(
                "La date de cette rencontre a changé pendant que vous écriviez\u{a0}: elle a lieu {}. Si cette date vous convient, envoyez à nouveau.",
                french::date_time_long(event.starts)
            )
        })
    }

    fn refused(&self, app: &App, event: &PublicEvent, refusal: &Refusal) -> Page {
        let ticket = self.gate.again(self.now);
        let model = FormModel {
            form: &self.form,
            errors: &refusal.errors,
            notice: refusal.notice.as_deref(),
            ticket: &ticket.text(&app.key, form::FORM, &self.number.to_string()),
        };
        form_page(app, event, &model).status(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// Stores the registration with all that it causes, in one transaction.
    async fn store(self, app: &App, event: PublicEvent, draft: RegistrationDraft) -> Result<Response, Error> {
        let (shared, now, key, number) = (app.clone(), self.now, self.key, self.number);
        let seats = draft.seats();
        match app.db.write(move |tx| write(tx, &shared, now, &key, number, &draft)).await? {
            Written::Registered(answer) => Ok(Redirect::to(&answer).into_response()),
            Written::Full { left } if left > 0 && seats > 1 => {
                let mut errors = Errors::default();
                errors.push(
                    form::HEAD_COUNT.name,
                    format!(
                        "Il reste {}\u{a0}: réduisez le groupe, ou écrivez-nous.",
                        french::count(left.into(), "place", "places")
                    ),
                );
                Ok(self.refused(app, &event, &Refusal { errors, notice: None }).into_response())
            }
            Written::Full { .. } => {
                let similar = similar(app, &event).await?;
                let others = events::view::similar_section(&similar, "D’autres rencontres ouvertes");
                let main = view::full_page(&event, others, &self.typed());
                let page = Page::private("La dernière place vient d’être prise", main);
                Err(page.status(StatusCode::CONFLICT).nav(paths::Events::PATH).into())
            }
            // It went offline or started between the check and the write.
            Written::Closed => match find(app, number).await? {
                Looked::Gone(event, similar) => Err(gone(&event, &similar, &self.typed())),
                Looked::Published(event) => {
                    let similar = similar(app, &event).await?;
                    Err(super::events::past(&event, &similar, &self.typed(), self.now).into())
                }
                Looked::Elsewhere(_) | Looked::Unknown => Err(Error::NotFound),
            },
        }
    }

    /// What was written, with its labels, to be given back.
    fn typed(&self) -> Vec<(&str, &str)> {
        let form = &self.form;
        let statuses = form
            .statuses
            .iter()
            .filter_map(|slug| EventAudience::from_slug(slug))
            .map(|audience| (form::STATUSES.label, audience.label()));
        [
            (form::LAST_NAME.label, form.last_name.as_str()),
            (form::FIRST_NAME.label, &form.first_name),
            (form::EMAIL.label, &form.email),
            (form::PHONE.label, &form.phone),
            (form::AGE.label, &form.age),
            (form::HEAD_COUNT.label, &form.head_count),
            (form::SCHOOL.label, &form.school),
            (form::LEVEL.label, &form.level),
        ]
        .into_iter()
        .chain(statuses)
        .filter(|(_, value)| !value.trim().is_empty())
        .collect()
    }
}

/// What became of a registration in the database.
enum Written {
    /// The address of its confirmation.
    Registered(String),
    /// There were not places enough.
    Full { left: u32 },
    /// The event is no longer open.
    Closed,
}

fn write(
    tx: &WriteTx,
    app: &App,
    now: Now,
    key: &[u8; 32],
    number: Number,
    draft: &RegistrationDraft,
) -> Result<Written, db::Error> {
    if let Some(answer) = receipts::find(tx, key)? {
        return Ok(Written::Registered(answer));
    }
    let events::Found::Published(event) = events::store::find(tx, now, number)? else {
        return Ok(Written::Closed);
    };
    if event.is_past(now) {
        return Ok(Written::Closed);
    }
    let reference = Reference::from_bytes(About::Registration, random());
    let stored = match store::create(tx, now, event.id, &reference, draft)? {
        Outcome::Stored(stored) => stored,
        Outcome::Full { left } => return Ok(Written::Full { left }),
    };
    let writing = Writing { site: &app.site, base_url: &app.base_url, key: &app.key, event: &event, now };
    match stored.earlier {
        Some(earlier) => writing.repeated(tx, draft, &stored, earlier)?,
        None => writing.received(tx, draft, &stored, Told::EVERYBODY)?,
    }
    let answer =
        paths::Registered { number: event.number, reference: stored.reference.to_string() }.to_string();
    receipts::keep(tx, now, key, &answer)?;
    Ok(Written::Registered(answer))
}

/// The page after a sending.
pub async fn confirmation(path: paths::Registered, State(app): State<App>) -> Result<Page, Error> {
    let reference = Reference::parse(&path.reference).ok_or(Error::NotFound)?;
    let (asked, now) = (reference.clone(), app.clock.now());
    let (event, confirmed) = app
        .db
        .read(move |tx| {
            let confirmed = store::confirmed(tx, path.number, &asked)?;
            Ok::<_, db::Error>((events::store::find(tx, now, path.number)?, confirmed))
        })
        .await?;
    match (event, confirmed) {
        (events::Found::Published(event), Some(confirmed)) => {
            let main = view::confirmation_page(&event, &confirmed, &reference);
            Ok(Page::private("Inscription enregistrée", main).nav(paths::Events::PATH))
        }
        _ => Err(Error::NotFound),
    }
}
