//! Those who answered an offer: the list, their documents, somebody entered by hand.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::sign_in::RESUMED;
use crate::access::Partner;
use crate::access::edit::{self, ApplicantsRead, OfferEdit};
use crate::access::key::random;
use crate::accounts;
use crate::applications::ApplicationDraft;
use crate::applications::form::{self, ApplicationForm, BY_HAND};
use crate::applications::mail::Writing;
use crate::applications::store::{self, Entry, Stored};
use crate::applications::view::manage as view;
use crate::applications::view::manage::{ApplicantsModel, EntryModel};
use crate::clock::Now;
use crate::db::{self, ReadTx, WriteTx};
use crate::domain::{About, Number, Reference};
use crate::files::FileId;
use crate::form::Errors;
use crate::french;
use crate::offers;
use crate::person::Told;
use crate::person::another::QUIET;
use crate::projects::{self, JournalKind};
use crate::receipts;
use crate::ui::{self, title_prefix};
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::TableView;
use crate::web::ticket::{self, Ticket, TicketRefusal};
use crate::web::upload::{self, Received};
use crate::web::waiting::Waiting;
use crate::web::{App, download};

/// Name of the form, signed in its ticket.
const FORM: &str = "applicant";

/// The address parameter by which the form is open.
const OPEN: (&str, &str) = ("ouvrir", "inscription");

/// Says in the address what was just done, and to whom.
const DONE: &str = "fait";
const WHOM: &str = "postulant";

/// The section within a page that has something else to say: its first rows, from which links lead to its
/// own page.
///
/// # Errors
/// What SQLite says.
pub fn section(
    tx: &ReadTx,
    app: &App,
    partner: &Partner,
    allowed: &ApplicantsRead,
    number: Number,
) -> Result<Markup, db::Error> {
    let path = paths::Applicants { number }.to_string();
    let mut model = model(tx, app, partner, allowed, &Query::default(), &path)?;
    model.table.swaps = false;
    Ok(view::section(&model, false))
}

/// The section as an address shows it; `path` is where it stands, which answers it as a region.
///
/// # Errors
/// What SQLite says.
pub fn model(
    tx: &ReadTx,
    app: &App,
    partner: &Partner,
    allowed: &ApplicantsRead,
    query: &Query,
    path: &str,
) -> Result<ApplicantsModel, db::Error> {
    let open = query.first(OPEN.0) == Some(OPEN.1);
    let kept = if open { Query::default().with(OPEN.0, OPEN.1) } else { Query::default() };
    let mut table = TableView::read(query, partner.lines(), path, kept);
    let list = store::list(tx, allowed, table.slice)?;
    table.slice = list.slice;
    let offer = store::offer_head(tx, allowed)?;
    Ok(ApplicantsModel { offer, list, table, said: None, open, zone: app.site.zone })
}

/// The section on its own page.
async fn read_own(
    app: &App,
    partner: &Partner,
    number: Number,
    query: Query,
) -> Result<ApplicantsModel, Error> {
    let (shared, partner) = (app.clone(), partner.clone());
    app.db
        .read(move |tx| {
            let allowed = edit::applicants_read(tx, &partner, number)?;
            let path = paths::Applicants { number }.to_string();
            let mut model = model(tx, &shared, &partner, &allowed, &query, &path)?;
            model.said = said(tx, &allowed, &query)?;
            Ok::<_, Error>(model)
        })
        .await
}

/// What was just done, in words. Who it was done to is looked up: no name stands in an address.
fn said(tx: &ReadTx, allowed: &ApplicantsRead, query: &Query) -> Result<Option<String>, db::Error> {
    let id = query.first(WHOM).and_then(|id| id.parse().ok());
    let (Some(id), Some(done)) = (id, query.first(DONE)) else { return Ok(None) };
    let told = match done {
        "inscrit" => "",
        "transmis" => " L’employeur la reçoit par courriel.",
        _ => return Ok(None),
    };
    Ok(store::name(tx, allowed, id)?.map(|name| format!("{name}\u{a0}: candidature enregistrée.{told}")))
}

/// The page, with the form open where somebody asked for it.
pub async fn page(
    path: paths::Applicants,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let model = read_own(&app, &partner, path.number, query).await?;
    if !model.open {
        return Ok(shown(&model, None));
    }
    let now = app.clock.now();
    let sending = Sending::read(&app, now, path.number, Received::default()).await?;
    Ok(sending.shown(&app, &model, &Refusal::default()))
}

fn shown(model: &ApplicantsModel, entry: Option<&EntryModel<'_>>) -> Page {
    let prefix = entry.map(|entry| title_prefix(entry.errors)).unwrap_or_default();
    let title = format!("{prefix}Postulants, offre {}", model.offer.number.display_nbsp());
    let announced = model.table.announced(model.list.total);
    let region = Region {
        main: view::section(model, model.focus()).into(),
        around: ui::out_of_band("annonce", html! { (announced) }).into(),
        address: Some(model.table.address()),
        typed: &[],
    };
    Page { region: Some(region), ..Page::private(title, view::page(model, entry)) }
}

/// A document of somebody who answered; another's is not there.
pub async fn document(
    path: paths::ApplicantFile,
    partner: Partner,
    State(app): State<App>,
) -> Result<Response, Error> {
    let found = app
        .db
        .read(move |tx| {
            let allowed = edit::applicants_read(tx, &partner, path.number)?;
            Ok::<_, Error>(store::file(tx, &allowed, &path.file)?)
        })
        .await?;
    download::answer(&app.db, found.ok_or(Error::NotFound)?)
}

/// One sending of the form, as it arrived.
struct Sending {
    now: Now,
    number: Number,
    form: ApplicationForm,
    quiet: bool,
    ticket: Option<Ticket>,
    documents: Waiting,
}

/// Why a sending comes back.
#[derive(Default)]
struct Refusal {
    errors: Errors,
    notice: Option<&'static str>,
}

impl Sending {
    async fn read(app: &App, now: Now, number: Number, received: Received) -> Result<Self, Error> {
        let texts = &received.texts;
        let ticket = Ticket::read(&app.key, FORM, &number.to_string(), texts.raw(ticket::FIELD));
        Ok(Self {
            now,
            number,
            form: ApplicationForm::read(texts),
            quiet: !texts.raw(QUIET.name).is_empty(),
            ticket,
            documents: Waiting::gather(app, now, ticket.as_ref(), &received).await?,
        })
    }

    /// The form with what was typed, the documents already received, and a ticket that will do.
    fn shown(&self, app: &App, model: &ApplicantsModel, refusal: &Refusal) -> Page {
        let ticket = self.ticket.unwrap_or_else(|| Ticket::issue(self.now));
        let entry = EntryModel {
            form: &self.form,
            quiet: self.quiet,
            errors: &refusal.errors,
            notice: refusal.notice,
            kept: &self.documents.kept(app, &ticket),
            ticket: &ticket.text(&app.key, FORM, &self.number.to_string()),
        };
        shown(model, Some(&entry))
    }

    /// What makes it the same as another, and what may be stored.
    fn check(&self) -> Result<([u8; 32], ApplicationDraft), Refusal> {
        let Some(ticket) = &self.ticket else {
            return Err(Refusal { notice: Some(TicketRefusal::Unknown.message()), ..Refusal::default() });
        };
        let quiet = if self.quiet { "quiet" } else { "" };
        let texts = self.form.texts().into_iter().chain([quiet]).map(str::as_bytes);
        let key = ticket.receipt_key(texts.chain(self.documents.marks()));
        let checked = self.form.check(&BY_HAND);
        let mut errors = checked.as_ref().err().cloned().unwrap_or_default();
        self.documents.complain(form::FILES.name, &mut errors);
        match checked {
            Ok(draft) if errors.is_empty() => Ok((key, draft)),
            _ => Err(Refusal { errors, notice: None }),
        }
    }

    /// The address that says so, once it is stored.
    async fn store(&self, app: &App, partner: &Partner) -> Result<Result<String, Refusal>, Error> {
        let (key, draft) = match self.check() {
            Ok(checked) => checked,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (number, now, quiet) = (self.number, self.now, self.quiet);
        let writing = Writes { app: app.clone(), partner: partner.clone(), number, now, quiet };
        let documents = self.documents.ids();
        app.db.write(move |tx| writing.enter(tx, &key, &draft, &documents)).await
    }
}

/// Enters somebody by hand.
pub async fn enter(
    path: paths::Applicants,
    partner: Partner,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    let (number, now) = (path.number, app.clock.now());
    // Before a document is taken in.
    let asked = partner.clone();
    app.db.read(move |tx| Ok::<_, Error>(edit::applicants_read(tx, &asked, number).map(drop)?)).await?;
    let received = upload::receive_any(&app, now, request, form::FILES.name).await?;
    let resumed = received.texts.has(RESUMED);
    let sending = Sending::read(&app, now, number, received).await?;
    let (refusal, status) = if resumed {
        (Refusal::default(), StatusCode::OK)
    } else {
        match sending.store(&app, &partner).await? {
            Ok(answer) => return Ok(Redirect::to(&answer).into_response()),
            Err(refusal) if sending.documents.too_large() => (refusal, StatusCode::PAYLOAD_TOO_LARGE),
            Err(refusal) => (refusal, StatusCode::UNPROCESSABLE_ENTITY),
        }
    };
    // The list is read when it is shown, and then as it stands.
    let opened = Query::default().with(OPEN.0, OPEN.1);
    let model = read_own(&app, &partner, number, opened).await?;
    Ok(sending.shown(&app, &model, &refusal).status(status).into_response())
}

/// What a partner enters among those who answered an offer, with all that it causes.
struct Writes {
    app: App,
    partner: Partner,
    number: Number,
    now: Now,
    quiet: bool,
}

impl Writes {
    fn enter(
        &self,
        tx: &WriteTx,
        key: &[u8; 32],
        draft: &ApplicationDraft,
        documents: &[FileId],
    ) -> Result<Result<String, Refusal>, Error> {
        let allowed = edit::offer_edit(tx, &self.partner, self.number)?;
        if let Some(answer) = receipts::find(tx, key)? {
            documents.iter().try_for_each(|document| crate::files::discard(tx, document))?;
            return Ok(Ok(answer));
        }
        let reference = Reference::from_bytes(About::Application, random());
        let by = self.partner.id();
        let stored = match store::enter(tx, self.now, &allowed, by, &reference, draft, documents)? {
            Entry::Stored(stored) => stored,
            Entry::Already(at) => return Ok(Err(self.already(at))),
        };
        let told = self.tell(tx, &allowed, draft, &stored, documents.len())?;
        let line = format!("Offre {}\u{a0}: une candidature saisie à la main.", self.number.display_nbsp());
        projects::store::note(tx, self.now, allowed.project(), Some(by), JournalKind::Application, &line)?;
        let list = paths::Applicants { number: self.number }.to_string();
        let done = if told { "transmis" } else { "inscrit" };
        let answer = Query::default().with(DONE, done).with(WHOM, stored.id.to_string()).at(&list);
        receipts::keep(tx, self.now, key, &answer)?;
        Ok(Ok(answer))
    }

    fn already(&self, at: i64) -> Refusal {
        let when = french::date_time_long(self.app.site.zone.local(at));
        let mut errors = Errors::default();
        errors.push(
            BY_HAND.email.name,
            format!(
                "Cette personne (mêmes nom, prénom et adresse) postule déjà à cette offre, depuis le {when}."
            ),
        );
        Refusal { errors, notice: None }
    }

    /// The same mails as on the site, but for whoever does it. Whether whoever receives applications is told.
    fn tell(
        &self,
        tx: &WriteTx,
        allowed: &OfferEdit,
        draft: &ApplicationDraft,
        stored: &Stored,
        files: usize,
    ) -> Result<bool, Error> {
        let Some(offer) = offers::store::ever_online(tx, allowed.offer())? else { return Ok(false) };
        let me = accounts::store::find(tx, self.partner.id())?;
        let receiver = me.is_none_or(|me| me.email.folded() != offer.employer.email.folded());
        let app = &self.app;
        let (site, base_url, key) = (&app.site, &app.base_url, &app.key);
        let writing = Writing { site, base_url, key, offer: &offer, now: self.now };
        writing.received(tx, draft, stored, files, Told { person: !self.quiet, receiver })?;
        Ok(receiver)
    }
}
