//! The events of partners: the page of one, and the form of a new one within the page of its project.

use axum::extract::{Request, State};
use axum::response::Response;
use maud::Markup;

use super::editing::{self, Asking, Edited};
use super::participants;
use super::saving::{Done, Fate, tell_employer};
use super::sent::{self, Joined, Sent};
use crate::access::Partner;
use crate::access::edit::{Denied, EventEdit, ProjectEdit, event_edit, may_edit_event, participants_read};
use crate::accounts::{Assignable, store as accounts};
use crate::assignments::mail::Given;
use crate::assignments::{self, Gift, Subject};
use crate::catalogue::By;
use crate::catalogue::edit::{Head, Kind};
use crate::catalogue::form::{Chosen, Known, PUBLISH, Wanted};
use crate::catalogue::origin::Origin;
use crate::catalogue::store as catalogue;
use crate::clock::Now;
use crate::db::{self, ReadTx, WriteTx};
use crate::domain::{Number, PublicationState};
use crate::events::edit::{self, EditModel};
use crate::events::form::{self, EventForm, EventKnown, EventSaving};
use crate::events::store::{self, StoredEvent};
use crate::events::{PublicEvent, mail, view};
use crate::files::FileId;
use crate::form::{Errors, differences};
use crate::french;
use crate::mail::MailKind;
use crate::projects::{self, JournalKind};
use crate::registrations;
use crate::ui::Conflict;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::{Register, manage as paths};
use crate::web::query::Query;
use crate::web::{App, download};

/// The event.
pub async fn page(
    path: paths::Event,
    who: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let asking = Asking { now: app.clock.now(), app, who };
    editing::show::<EventPage>(asking, path.number, Done::said(&query, "La rencontre")).await
}

/// What its form sends.
pub async fn send(
    path: paths::Event,
    who: Partner,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    editing::answer::<EventPage>(app, who, path.number, request).await
}

/// Its document, online or not, for those who may change it.
pub async fn document(
    path: paths::EventDocument,
    who: Partner,
    State(app): State<App>,
) -> Result<Response, Error> {
    let found = app
        .db
        .read(move |tx| {
            let mine = may_edit_event(tx, &who, path.number)?;
            let event = store::edit::read(tx, path.number)?.filter(|_| mine);
            Ok::<_, Denied>(event.and_then(|event| event.document).filter(|file| file.id == path.file))
        })
        .await?;
    download::answer(&app.db, found.ok_or(Error::NotFound)?)
}

/// The form of an event, with what its look-ups and its document stand for.
pub struct Opened {
    form: EventForm,
    chosen: Chosen,
    joined: Joined,
    registrars: Vec<Assignable>,
}

impl Opened {
    /// The form of an event to be written, as it is first shown.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn new(tx: &ReadTx, asking: &Asking, origin: &Origin) -> Result<Self, db::Error> {
        Self::of(tx, &asking.app, EventForm::new(origin, asking.who.id()), Joined::default())
    }

    /// The form of an event to be written, as somebody sent it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn sent(tx: &ReadTx, asking: &Asking, sent: &Sent) -> Result<Self, db::Error> {
        let joined = sent.joined(tx, &asking.app.key, &asking.who, None)?;
        Self::of(tx, &asking.app, EventForm::read(sent.texts()), joined)
    }

    fn of(tx: &ReadTx, app: &App, form: EventForm, joined: Joined) -> Result<Self, db::Error> {
        let chosen = Chosen::read(tx, &form.occupation, &form.commune, &app.site.department_codes())?;
        Ok(Self { form, chosen, joined, registrars: accounts::assignable(tx)? })
    }

    /// The fields of an event to be written, without the form around them.
    pub fn fields(&self, app: &App, origin: &Origin, errors: &Errors) -> Markup {
        self.shown(app, origin, None, errors, edit::fields)
    }

    fn shown(
        &self,
        app: &App,
        origin: &Origin,
        stored: Option<&StoredEvent>,
        errors: &Errors,
        view: impl FnOnce(&EditModel<'_>) -> Markup,
    ) -> Markup {
        view(&EditModel {
            form: &self.form,
            errors,
            origin,
            chosen: &self.chosen,
            registrars: &self.registrars,
            registrations: stored.map_or(0, |event| event.registrations),
            seats_taken: stored.map_or(0, |event| event.seats_taken.into()),
            document: self.joined.kept.as_ref(),
            notice: &mail::published(stored.map(|event| event.number), origin, &app.site, &app.base_url),
        })
    }

    /// What may be stored.
    ///
    /// # Errors
    /// Every refusal.
    pub fn check(&self, now: Now, origin: &Origin) -> Result<EventSaving, Errors> {
        self.check_as(&self.form, now, origin, None)
    }

    fn check_as(
        &self,
        form: &EventForm,
        now: Now,
        origin: &Origin,
        stored: Option<&StoredEvent>,
    ) -> Result<EventSaving, Errors> {
        let known = Known { now, origin, chosen: &self.chosen };
        let known = EventKnown { known, stored, registrars: &self.registrars };
        self.joined.checked(form.check(&known, self.joined.id()))
    }

    /// What visitors would see, whether or not the form asks to publish. `stored` is what it is now, if it
    /// is stored.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn preview(
        &self,
        tx: &ReadTx,
        now: Now,
        origin: &Origin,
        stored: Option<&StoredEvent>,
    ) -> Result<Result<PublicEvent, Errors>, db::Error> {
        let form = EventForm { state: PUBLISH.to_owned(), ..self.form.clone() };
        match self.check_as(&form, now, origin, stored) {
            Ok(EventSaving { wanted: Wanted::Publish(event), .. }) => {
                store::edit::preview(tx, now, origin, &event, stored).map(Ok)
            }
            Ok(_) => Ok(Err(Errors::default())),
            Err(errors) => Ok(Err(errors)),
        }
    }
}

/// Stores a new event of a project, as its form asks for, with its document, its lines of journal, its
/// mails and the alert of whoever gets its registrations; gives the address of its page.
///
/// # Errors
/// What SQLite says.
pub fn create_from_form(
    tx: &WriteTx,
    asking: &Asking,
    project: &ProjectEdit<'_>,
    opened: &Opened,
    saving: &EventSaving,
) -> Result<String, db::Error> {
    let event = store::create(tx, asking.now, project)?;
    let origin = catalogue::origin(tx, project.project())?;
    let permission = project.of_new_event(event.id);
    let writing = Writing { asking, permission, origin: &origin, number: event.number, stored: None };
    let done = writing.write(tx, opened, saving)?;
    Ok(done.at(&paths::Event { number: event.number }.to_string()))
}

/// What is needed to write an event.
struct Writing<'a> {
    asking: &'a Asking,
    permission: EventEdit<'a>,
    origin: &'a Origin,
    number: Number,
    /// What it was before, if it is not new.
    stored: Option<&'a StoredEvent>,
}

impl Writing<'_> {
    /// Stores the event, then tells the journal, the employer, whoever gets the registrations, and those
    /// who registered. Whoever saved has seen to it.
    fn write(&self, tx: &WriteTx, opened: &Opened, saving: &EventSaving) -> Result<Done, db::Error> {
        let Asking { who, now, .. } = self.asking;
        let before = store::ever_online(tx, self.number)?;
        self.store(tx, saving)?;
        opened.joined.replace(tx, self.stored.and_then(|event| event.document.as_ref()))?;
        let (event, project) = (self.permission.event(), self.permission.project());
        let publish = matches!(saving.wanted, Wanted::Publish(_));
        let fate = Fate::of(self.stored.map(|event| event.state), publish);
        fate.note(tx, *now, project, who, &self.what())?;
        assignments::store::acknowledge(tx, *now, Subject::Project(project), who.id())?;
        assignments::store::acknowledge(tx, *now, Subject::Event(event), who.id())?;
        self.assign(tx, saving.draft().registrar)?;
        Ok(Done {
            fate,
            mailed: saving.mail_employer && self.tell_employer(tx)?,
            told: self.tell_registered(tx, saving, before.as_ref())?,
            untold: self.stored.filter(|_| fate == Fate::Withdrawn).map_or(0, |event| event.registrations),
        })
    }

    fn what(&self) -> String {
        format!("Rencontre {}", self.number.display_nbsp())
    }

    fn store(&self, tx: &WriteTx, saving: &EventSaving) -> Result<(), db::Error> {
        let by = By { now: self.asking.now, user: Some(self.asking.who.id()) };
        match &saving.wanted {
            Wanted::Publish(event) => store::publish(tx, by, &self.permission, event),
            Wanted::Hold(draft) => store::hold(tx, by, &self.permission, draft),
        }
    }

    /// Gives the registrations to somebody, or back to the company, where they were not theirs.
    fn assign(&self, tx: &WriteTx, to: Option<i64>) -> Result<(), db::Error> {
        let Asking { who, now, .. } = self.asking;
        if to == self.stored.and_then(|event| event.draft.registrar) {
            return Ok(());
        }
        let subject = Subject::Event(self.permission.event());
        let given = match to {
            None => {
                assignments::store::settle(tx, *now, subject)?;
                "l’entreprise".to_owned()
            }
            Some(to) => {
                let gift = Gift { to, by: Some(who.id()), note: None };
                let assignment = assignments::store::give(tx, *now, subject, &gift)?;
                self.tell_registrar(tx, to, assignment)?
            }
        };
        let line = format!("Inscriptions de la rencontre {} confiées à {given}.", self.number.display_nbsp());
        let project = self.permission.project();
        projects::store::note(tx, *now, project, Some(who.id()), JournalKind::Assignment, &line)
    }

    /// Queues the mail of an alert, unless one gave it to oneself. Gives the name.
    fn tell_registrar(&self, tx: &WriteTx, to: i64, assignment: i64) -> Result<String, db::Error> {
        let Asking { app, who, now } = self.asking;
        let Some(user) = accounts::find(tx, to)? else { return Ok(String::new()) };
        if to != who.id() {
            let what = format!(
                "les inscriptions de la rencontre {} de l’entreprise {}",
                self.number.display_nbsp(),
                self.origin.company.name
            );
            let given = Given {
                kind: MailKind::EventAssigned,
                assignment,
                what: &what,
                by: who.name(),
                note: None,
                path: &paths::Event { number: self.number }.to_string(),
            };
            assignments::mail::queue(tx, *now, &app.site, app.extranet_url(), &user, &given)?;
        }
        Ok(user.name)
    }

    fn tell_employer(&self, tx: &WriteTx) -> Result<bool, db::Error> {
        let Asking { app, now, .. } = self.asking;
        let notice = mail::published(Some(self.number), self.origin, &app.site, &app.base_url);
        let version = self.stored.map_or(0, |event| event.version);
        let key = format!("{}:{version}", self.permission.event());
        tell_employer(tx, *now, MailKind::EventPublished, key, notice, self.origin)
    }

    /// How many of those who registered are told of another day or place, or that the event is back. What is
    /// taken offline is not announced as held elsewhere: they hear of it when it comes back.
    fn tell_registered(
        &self,
        tx: &WriteTx,
        saving: &EventSaving,
        before: Option<&PublicEvent>,
    ) -> Result<usize, db::Error> {
        let Some(stored) = self.stored else { return Ok(0) };
        let back = !stored.state.is_published();
        let published = matches!(saving.wanted, Wanted::Publish(_));
        if !(published && saving.tell_registered && (back || saving.draft().moves(&stored.draft))) {
            return Ok(0);
        }
        let (Some(before), Some(event)) = (before, store::ever_online(tx, self.number)?) else {
            return Ok(0);
        };
        let Asking { app, now, .. } = self.asking;
        let writing = registrations::mail::Writing {
            site: &app.site,
            base_url: &app.base_url,
            key: &app.key,
            event: &event,
            now: *now,
        };
        writing.changed(tx, &self.permission.participants(), (!back).then_some(before))
    }
}

/// An event that is stored, and whether whoever asks may change it.
pub struct EventPage {
    event: StoredEvent,
    mine: bool,
}

impl Edited for EventPage {
    const FORM: &'static str = form::FORM;
    const KIND: &'static Kind = &edit::KIND;
    const LABEL: fn(&str) -> Option<&'static str> = form::label;
    type Opened = Opened;
    type Public = PublicEvent;

    fn read(tx: &ReadTx, asking: &Asking, number: Number) -> Result<Self, Denied> {
        let mine = may_edit_event(tx, &asking.who, number)?;
        let event = store::edit::read(tx, number)?.ok_or(Denied::Unknown)?;
        Ok(Self { event, mine })
    }

    fn number(&self) -> Number {
        self.event.number
    }

    fn mine(&self) -> Result<(), Denied> {
        if self.mine { Ok(()) } else { Err(Denied::NotYours(self.event.origin.manager_name())) }
    }

    fn opened(&self, tx: &ReadTx, asking: &Asking, sent: Option<&Sent>) -> Result<Opened, db::Error> {
        let Asking { app, who, .. } = asking;
        let href = |file: FileId| paths::EventDocument { number: self.event.number, file }.to_string();
        let stored = sent::stored(&app.key, who, self.event.document.as_ref(), href);
        match sent {
            Some(sent) => {
                let joined = sent.joined(tx, &app.key, who, stored.as_ref())?;
                Opened::of(tx, app, EventForm::read(sent.texts()), joined)
            }
            None => Opened::of(tx, app, EventForm::of(&self.event, who.id()), Joined::of(stored)),
        }
    }

    fn is_stale(&self, typed: &Opened) -> bool {
        typed.form.version != self.event.version.to_string()
    }

    fn conflict(&self, app: &App, typed: &mut Opened, stored: &Opened) -> Conflict {
        typed.form.version = self.event.version.to_string();
        Conflict {
            by: self.event.updated_by.clone(),
            at: french::date_time_short(app.site.zone.local(self.event.updated_at)),
            differences: differences(Self::rows(typed), Self::rows(stored)),
        }
    }

    fn preview(
        &self,
        tx: &ReadTx,
        asking: &Asking,
        typed: &Opened,
    ) -> Result<Result<PublicEvent, Errors>, db::Error> {
        typed.preview(tx, asking.now, &self.event.origin, Some(&self.event))
    }

    fn public_page(_: &App, now: Now, public: &PublicEvent) -> Markup {
        view::page(public, &[], now)
    }

    fn document(typed: &Opened) -> &Joined {
        &typed.joined
    }

    fn save(&self, tx: &WriteTx, asking: &Asking, typed: &Opened) -> Result<Result<Done, Errors>, Denied> {
        let event = &self.event;
        let permission = event_edit(tx, &asking.who, event.number)?;
        // As for an offer.
        let kept = event.state == PublicationState::ToReview && typed.form.state != PUBLISH;
        let form = EventForm { mail_employer: typed.form.mail_employer && !kept, ..typed.form.clone() };
        let saving = match typed.check_as(&form, asking.now, &event.origin, Some(event)) {
            Ok(saving) => saving,
            Err(errors) => return Ok(Err(errors)),
        };
        let writing =
            Writing { asking, permission, origin: &event.origin, number: event.number, stored: Some(event) };
        Ok(Ok(writing.write(tx, typed, &saving)?))
    }

    fn path(number: Number) -> String {
        paths::Event { number }.to_string()
    }

    fn words(sent: &Sent) -> Vec<(&'static str, String)> {
        EventForm::read(sent.texts()).rows(&Chosen::default(), &[])
    }

    fn people(&self, tx: &ReadTx, asking: &Asking) -> Result<Markup, Denied> {
        if !self.mine {
            return Ok(Markup::default());
        }
        let number = self.event.number;
        let allowed = participants_read(tx, &asking.who, number)?;
        Ok(participants::section(tx, &asking.app, &asking.who, &allowed, number)?)
    }

    fn head(&self, now: Now) -> Head<'_> {
        edit::head(&self.event, now)
    }

    fn direct_link(app: &App, number: Number) -> String {
        app.base_url.with(&Register { number }.to_string())
    }

    fn fields(&self, app: &App, opened: &Opened, errors: &Errors) -> Markup {
        let event = &self.event;
        opened.shown(app, &event.origin, Some(event), errors, edit::fields)
    }

    fn rows(opened: &Opened) -> Vec<(&'static str, String)> {
        let mut rows = opened.form.rows(&opened.chosen, &opened.registrars);
        rows.push((form::DOCUMENT.label, opened.joined.name()));
        rows
    }
}
