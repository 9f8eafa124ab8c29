//! Those who registered for an event: the list, somebody registered by hand, corrected, taken off.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::sign_in::RESUMED;
use crate::access::Partner;
use crate::access::edit::{self, ParticipantsRead};
use crate::access::key::random;
use crate::accounts;
use crate::clock::Now;
use crate::db::{self, ReadTx, WriteTx};
use crate::domain::{About, EventAudience, Number, Reference};
use crate::events;
use crate::form::Errors;
use crate::french;
use crate::person::Told;
use crate::person::another::QUIET;
use crate::projects::{self, JournalKind};
use crate::receipts;
use crate::registrations::form::{BY_HAND, EXCEED, NOTIFY, RegistrationForm, Terms};
use crate::registrations::mail::Writing;
use crate::registrations::store::{self, Change, Entry, Stored};
use crate::registrations::view::manage as view;
use crate::registrations::view::manage::{EditModel, EntryModel, Exceed, ParticipantsModel};
use crate::registrations::{EventHead, Participant, RegistrationDraft};
use crate::ui::{self, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};
use crate::web::table::TableView;
use crate::web::ticket::{self, Ticket, TicketRefusal};

/// Name of the form, signed in its ticket.
const FORM: &str = "participant";

/// The address parameter by which the form is open.
const OPEN: (&str, &str) = ("ouvrir", "inscription");

/// Says in the address what was just done, and to whom.
const DONE: &str = "fait";
const WHOM: &str = "participant";

/// The section for a page that holds it; `path` is the address of this page.
///
/// # Errors
/// What SQLite says.
pub fn model(
    tx: &ReadTx,
    app: &App,
    allowed: &ParticipantsRead,
    query: &Query,
    path: &str,
) -> Result<ParticipantsModel, db::Error> {
    let opened = query.first(OPEN.0).filter(|value| *value == OPEN.1);
    let kept = opened.map_or_else(Query::default, |value| Query::default().with(OPEN.0, value));
    let mut table = TableView::read(query, path, kept);
    let list = store::list(tx, allowed, table.slice)?;
    table.slice = list.slice;
    let event = store::event_head(tx, allowed)?;
    let closed = event.closed(app.clock.now());
    let zone = app.site.zone;
    Ok(ParticipantsModel { event, list, table, said: None, closed, in_place: false, editing: None, zone })
}

/// The section on its own page.
fn own(
    tx: &ReadTx,
    app: &App,
    allowed: &ParticipantsRead,
    number: Number,
    query: &Query,
) -> Result<ParticipantsModel, db::Error> {
    let path = paths::Participants { number }.to_string();
    let mut model = model(tx, app, allowed, query, &path)?;
    model.in_place = model.table.query().first(OPEN.0).is_none();
    model.said = said(tx, allowed, query, &model.event)?;
    Ok(model)
}

async fn read_own(
    app: &App,
    partner: &Partner,
    number: Number,
    query: Query,
) -> Result<ParticipantsModel, Error> {
    let (shared, partner) = (app.clone(), partner.clone());
    app.db
        .read(move |tx| {
            let allowed = edit::participants_read(tx, &partner, number)?;
            Ok::<_, Error>(own(tx, &shared, &allowed, number, &query)?)
        })
        .await
}

/// What was just done, in words. Who it was done to is looked up: no name stands in an address.
fn said(
    tx: &ReadTx,
    allowed: &ParticipantsRead,
    query: &Query,
    event: &EventHead,
) -> Result<Option<String>, db::Error> {
    let Some(id) = query.first(WHOM).and_then(|id| id.parse().ok()) else { return Ok(None) };
    let Some(whom) = store::participant(tx, allowed, id)? else { return Ok(None) };
    let (name, there) = (whom.name(), whom.cancelled_at.is_none());
    let left = french::count(event.left().into(), "place restante", "places restantes");
    Ok(match query.first(DONE) {
        Some("inscrit") if there => Some(format!("{name}\u{a0}: inscription enregistrée, {left}.")),
        Some("modifie") if there => Some(format!("{name}\u{a0}: modifications enregistrées, {left}.")),
        Some("desinscrit") if !there => Some(format!("{name} désinscrit, {left}.")),
        _ => None,
    })
}

fn done(query: Query, number: Number, what: &str, whom: i64) -> String {
    let path = paths::Participants { number }.to_string();
    query.with(DONE, what).with(WHOM, whom.to_string()).at(&path)
}

/// The page, with the form open where somebody asked for it.
pub async fn page(
    path: paths::Participants,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let model = read_own(&app, &partner, path.number, query).await?;
    if model.in_place || model.closed.is_some() {
        return Ok(shown(&model, None, model.table.address()));
    }
    let sending = Sending::fresh(&app, path.number);
    Ok(sending.shown(&app, &model, &Refusal::default()))
}

fn shown(model: &ParticipantsModel, entry: Option<&EntryModel<'_>>, address: String) -> Page {
    let errors = entry.map(|entry| entry.errors).or(model.editing.as_ref().map(|editing| &editing.errors));
    let prefix = errors.map(title_prefix).unwrap_or_default();
    let title = format!("{prefix}Participants, rencontre {}", model.event.number.display_nbsp());
    let announced = model.table.announced(model.list.total);
    let region = Region {
        main: view::section(model, model.focus()).into(),
        around: ui::out_of_band("annonce", maud::html! { (announced) }).into(),
        address: Some(address),
        typed: &[],
    };
    Page { region: Some(region), ..Page::private(title, view::page(model, entry)) }
}

/// One sending of the form, as it arrived.
struct Sending {
    number: Number,
    form: RegistrationForm,
    quiet: bool,
    exceed: bool,
    ticket: Option<Ticket>,
}

/// Why a sending comes back.
#[derive(Default)]
struct Refusal {
    errors: Errors,
    notice: Option<&'static str>,
    /// Places left, where more are needed.
    lacking: Option<u32>,
}

impl Sending {
    fn fresh(app: &App, number: Number) -> Self {
        let ticket = Some(Ticket::issue(app.clock.now()));
        Self { number, form: RegistrationForm::default(), quiet: false, exceed: false, ticket }
    }

    fn read(app: &App, number: Number, texts: &Query) -> Self {
        Self {
            number,
            form: RegistrationForm::read(texts),
            quiet: !texts.raw(QUIET.name).is_empty(),
            exceed: !texts.raw(EXCEED.name).is_empty(),
            ticket: Ticket::read(&app.key, FORM, &number.to_string(), texts.raw(ticket::FIELD)),
        }
    }

    /// The form with what was typed, and a ticket that will do.
    fn shown(&self, app: &App, model: &ParticipantsModel, refusal: &Refusal) -> Page {
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
}

/// Somebody may come along who is not of the public that the event is announced to; a group already there
/// may stay as large as it is.
fn terms(app: &App, present: u32) -> Terms {
    let audiences = EventAudience::ALL.iter().copied().collect();
    Terms { audiences, largest: app.site.largest_group.max(present) }
}

/// Registers somebody by hand.
pub async fn enter(
    path: paths::Participants,
    partner: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let number = path.number;
    let opened = Query::default().with(OPEN.0, OPEN.1);
    let model = read_own(&app, &partner, number, opened).await?;
    let sending = Sending::read(&app, number, &texts);
    if !texts.raw(RESUMED).is_empty() {
        return Ok(sending.shown(&app, &model, &Refusal::default()).into_response());
    }
    let refusal = match sending.check(&app) {
        Ok((key, draft)) => {
            let (shared, quiet, exceed) = (app.clone(), sending.quiet, sending.exceed);
            let writing = Writes { app: shared, partner, number };
            match app.db.write(move |tx| writing.enter(tx, &key, &draft, quiet, exceed)).await? {
                Ok(answer) => return Ok(Redirect::to(&answer).into_response()),
                Err(refusal) => refusal,
            }
        }
        Err(refusal) => refusal,
    };
    let page = sending.shown(&app, &model, &refusal);
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

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

/// How the list is shown, on the page where this row stands.
fn on_its_page(
    tx: &ReadTx,
    allowed: &ParticipantsRead,
    query: &Query,
    number: Number,
    id: i64,
) -> Result<Query, db::Error> {
    let path = paths::Participants { number }.to_string();
    let mut table = TableView::read(query, path, Query::default());
    table.slice.page = store::page_of(tx, allowed, &table.slice, id)?.unwrap_or(1);
    Ok(table.query())
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
    let main = view::gone_page(event, &present.name(), typed);
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
    let main = view::unregister_page(model, present, told.then_some(notify));
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

/// What becomes of a correction.
enum Saved {
    /// Where the list shows it.
    Done(String),
    /// The person is no longer registered.
    Gone,
    /// Why not.
    Refused(Refusal),
}

/// What a partner changes among the participants of an event, with all that it causes.
struct Writes {
    app: App,
    partner: Partner,
    number: Number,
}

impl Writes {
    fn now(&self) -> Now {
        self.app.clock.now()
    }

    fn enter(
        &self,
        tx: &WriteTx,
        key: &[u8; 32],
        draft: &RegistrationDraft,
        quiet: bool,
        exceed: bool,
    ) -> Result<Result<String, Refusal>, Error> {
        let allowed = edit::event_edit(tx, &self.partner, self.number)?;
        if let Some(answer) = receipts::find(tx, key)? {
            return Ok(Ok(answer));
        }
        let now = self.now();
        if let Some(closed) = store::event_head(tx, &allowed.participants())?.closed(now) {
            return Ok(Err(Refusal { notice: Some(closed), ..Refusal::default() }));
        }
        let reference = Reference::from_bytes(About::Registration, random());
        let stored = match store::enter(tx, now, &allowed, self.partner.id(), &reference, draft, exceed)? {
            Entry::Stored(stored) => stored,
            Entry::Already(at) => return Ok(Err(self.already(at))),
            Entry::Full { left } => return Ok(Err(lacking(left, draft.seats()))),
        };
        self.tell(tx, draft, &stored, quiet)?;
        self.note(tx, allowed.project(), "une inscription saisie à la main")?;
        let answer = done(Query::default(), self.number, "inscrit", stored.id);
        receipts::keep(tx, now, key, &answer)?;
        Ok(Ok(answer))
    }

    fn already(&self, at: i64) -> Refusal {
        let when = french::date_time_long(self.app.site.zone.local(at));
        let mut errors = Errors::default();
        errors.push(
            BY_HAND.email.name,
            format!("Cette personne (mêmes nom, prénom et adresse) est déjà inscrite à cette rencontre, depuis le {when}."),
        );
        Refusal { errors, ..Refusal::default() }
    }

    /// The same mails as on the site, but for whoever does it.
    fn tell(
        &self,
        tx: &WriteTx,
        draft: &RegistrationDraft,
        stored: &Stored,
        quiet: bool,
    ) -> Result<(), Error> {
        let Some(event) = events::store::ever_online(tx, self.number)? else { return Ok(()) };
        let me = accounts::store::find(tx, self.partner.id())?;
        let receiver = me.is_none_or(|me| me.email.folded() != event.receiver_email().folded());
        let app = &self.app;
        let (site, base_url, key) = (&app.site, &app.base_url, &app.key);
        let writing = Writing { site, base_url, key, event: &event, now: self.now() };
        Ok(writing.received(tx, draft, stored, Told { person: !quiet, receiver })?)
    }

    fn note(&self, tx: &WriteTx, project: i64, what: &str) -> Result<(), Error> {
        let line = format!("Rencontre {}\u{a0}: {what}.", self.number.display_nbsp());
        let kind = JournalKind::Registration;
        Ok(projects::store::note(tx, self.now(), project, Some(self.partner.id()), kind, &line)?)
    }

    fn save(
        &self,
        tx: &WriteTx,
        id: i64,
        draft: &RegistrationDraft,
        exceed: bool,
        query: &Query,
    ) -> Result<Saved, Error> {
        let allowed = edit::event_edit(tx, &self.partner, self.number)?;
        match store::update(tx, self.now(), &allowed, self.partner.id(), id, draft, exceed)? {
            Change::Stored => {}
            Change::Gone => return Ok(Saved::Gone),
            Change::Already(at) => return Ok(Saved::Refused(self.already(at))),
            Change::Full { left } => return Ok(Saved::Refused(lacking(left, draft.seats()))),
        }
        self.note(tx, allowed.project(), "une inscription corrigée")?;
        let list = on_its_page(tx, &allowed.participants(), query, self.number, id)?;
        Ok(Saved::Done(done(list, self.number, "modifie", id)))
    }

    fn unregister(&self, tx: &WriteTx, id: i64, notify: bool) -> Result<(), Error> {
        let allowed = edit::event_edit(tx, &self.partner, self.number)?;
        let present = store::participant(tx, &allowed.participants(), id)?.ok_or(Error::NotFound)?;
        let now = self.now();
        if !store::remove(tx, now, &allowed, id)? {
            return Ok(());
        }
        // The same sending again is then a new registration.
        let reference = present.reference.to_string();
        let confirmation = crate::web::paths::Registered { number: self.number, reference };
        receipts::forget(tx, &confirmation.to_string())?;
        receipts::forget(tx, &done(Query::default(), self.number, "inscrit", id))?;
        self.note(tx, allowed.project(), "une personne désinscrite")?;
        let event = events::store::ever_online(tx, self.number)?;
        if let Some(event) = event.filter(|event| notify && !event.is_past(now)) {
            let app = &self.app;
            let (site, base_url, key) = (&app.site, &app.base_url, &app.key);
            let writing = Writing { site, base_url, key, event: &event, now };
            writing.removed(tx, &present.draft, id, &present.reference)?;
        }
        Ok(())
    }
}

fn lacking(left: u32, seats: u32) -> Refusal {
    let mut errors = Errors::default();
    let there = match left {
        0 => "Il ne reste aucune place".to_owned(),
        left => format!("Il reste {}", french::count(left.into(), "place", "places")),
    };
    let needed = match seats {
        1 => String::new(),
        seats => format!(" pour un groupe de {seats}"),
    };
    errors.push(
        EXCEED.name,
        format!("{there}{needed}. Cochez cette case pour dépasser, sinon rien n’est enregistré."),
    );
    Refusal { errors, notice: None, lacking: Some(left) }
}
