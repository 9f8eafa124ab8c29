//! Somebody registered by hand.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::writes::{Refusal, Terms, Writes};
use super::{OPEN, read_own, shown, terms};
use crate::access::Partner;
use crate::domain::Number;
use crate::extranet::sign_in::RESUMED;
use crate::person::another::QUIET;
use crate::registrations::RegistrationDraft;
use crate::registrations::form::{BY_HAND, EXCEED, RegistrationForm};
use crate::registrations::view::manage::{EntryModel, Exceed, ParticipantsModel, STARTED};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};
use crate::web::ticket::{self, Ticket, TicketRefusal};

/// Name of the form, signed in its ticket.
const FORM: &str = "participant";

/// One sending of the form, as it arrived.
pub struct Sending {
    number: Number,
    form: RegistrationForm,
    quiet: bool,
    exceed: bool,
    /// Whether the event had begun when the form was shown.
    started: bool,
    ticket: Option<Ticket>,
}

impl Sending {
    /// The empty form.
    pub fn fresh(app: &App, number: Number) -> Self {
        let ticket = Some(Ticket::issue(app.clock.now()));
        Self {
            number,
            form: RegistrationForm::default(),
            quiet: false,
            exceed: false,
            started: false,
            ticket,
        }
    }

    fn read(app: &App, number: Number, texts: &Query) -> Self {
        Self {
            number,
            form: RegistrationForm::read(texts),
            quiet: !texts.raw(QUIET.name).is_empty(),
            exceed: !texts.raw(EXCEED.name).is_empty(),
            started: texts.has(STARTED),
            ticket: Ticket::read(&app.key, FORM, &number.to_string(), texts.raw(ticket::FIELD)),
        }
    }

    /// The form with what was typed, and a ticket that will do.
    pub fn shown(&self, app: &App, model: &ParticipantsModel, refusal: &Refusal) -> Page {
        let ticket = self.ticket.unwrap_or_else(|| Ticket::issue(app.clock.now()));
        let left = refusal.lacking.or((self.exceed || model.event.left() == 0).then(|| model.event.left()));
        let entry = EntryModel {
            form: &self.form,
            quiet: self.quiet,
            errors: &refusal.errors,
            notice: refusal.notice,
            exceed: left.map(|left| Exceed { left, ticked: self.exceed }),
            ticket: &ticket.text(&app.key, FORM, &self.number.to_string()),
        };
        shown(model, Some(&entry), model.table.address())
    }

    /// What makes it the same as another, and what may be stored.
    fn check(&self, app: &App) -> Result<([u8; 32], RegistrationDraft), Refusal> {
        let Some(ticket) = &self.ticket else {
            let notice = Some(TicketRefusal::Unknown.message());
            return Err(Refusal { notice, ..Refusal::default() });
        };
        let marks = [(self.quiet, "quiet"), (self.exceed, "exceed")];
        let marks = marks.into_iter().filter_map(|(ticked, mark)| ticked.then_some(mark));
        let key = ticket.receipt_key(self.form.texts().into_iter().chain(marks).map(str::as_bytes));
        match self.form.check(&BY_HAND, &terms(app, 0)) {
            Ok(draft) => Ok((key, draft)),
            Err(errors) => Err(Refusal { errors, ..Refusal::default() }),
        }
    }

    /// The address that says so, once it is stored.
    async fn store(&self, app: &App, partner: &Partner) -> Result<Result<String, Refusal>, Error> {
        let (key, draft) = match self.check(app) {
            Ok(checked) => checked,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let writes = Writes { app: app.clone(), partner: partner.clone(), number: self.number };
        let terms = Terms { quiet: self.quiet, exceed: self.exceed, started: self.started };
        app.db.write(move |tx| writes.enter(tx, &key, &draft, terms)).await
    }
}

/// Registers somebody by hand.
pub async fn enter(
    path: paths::Participants,
    partner: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let number = path.number;
    let sending = Sending::read(&app, number, &texts);
    let (refusal, status) = if texts.has(RESUMED) {
        (Refusal::default(), StatusCode::OK)
    } else {
        match sending.store(&app, &partner).await? {
            Ok(answer) => return Ok(Redirect::to(&answer).into_response()),
            Err(refusal) => (refusal, StatusCode::UNPROCESSABLE_ENTITY),
        }
    };
    // The list is read when it is shown, and then as it stands.
    let opened = Query::default().with(OPEN.0, OPEN.1);
    let model = read_own(&app, &partner, number, opened).await?;
    Ok(sending.shown(&app, &model, &refusal).status(status).into_response())
}
