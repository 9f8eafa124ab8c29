//! What a partner changes among the participants of an event.

use super::{done, on_its_page};
use crate::access::actor::LastChange;
use crate::access::key::random;
use crate::access::{Partner, edit};
use crate::accounts;
use crate::clock::Now;
use crate::db::WriteTx;
use crate::domain::{About, Number, Reference};
use crate::events;
use crate::form::Errors;
use crate::french;
use crate::person::Told;
use crate::projects::{self, JournalKind};
use crate::receipts;
use crate::registrations::form::{BY_HAND, EXCEED};
use crate::registrations::mail::Writing;
use crate::registrations::store::{self, Change, Correction, Entry, Stored};
use crate::registrations::{Attendance, Participant, RegistrationDraft};
use crate::web::App;
use crate::web::error::Error;
use crate::web::query::Query;

/// What has become other than the form said, about the mail and who is there.
const STARTED: &str = "La rencontre a commencé depuis que ce formulaire est ouvert\u{a0}: la personne sera notée présente, et aucun courriel ne partira. Enregistrez de nouveau si c’est bien ce que vous voulez.";
const NOT_STARTED: &str = "La date de la rencontre a changé depuis que ce formulaire est ouvert\u{a0}: elle n’a pas commencé, et la personne ne sera pas notée présente. Relisez ce qui suit, puis enregistrez de nouveau.";

/// Why a sending comes back.
#[derive(Default)]
pub struct Refusal {
    /// What is to be put right.
    pub errors: Errors,
    /// What must be known, which is no field's fault.
    pub notice: Option<&'static str>,
    /// Places left, where more are needed.
    pub lacking: Option<u32>,
}

/// What is decided besides what is typed, when somebody is registered by hand.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Whether the person is not written to.
    pub quiet: bool,
    /// Whether somebody answers for more people than there are places.
    pub exceed: bool,
    /// Whether the event had begun when the form was shown.
    pub started: bool,
}

/// What becomes of a correction.
pub enum Saved {
    /// Where the list shows it.
    Done(String),
    /// The person is no longer registered.
    Gone,
    /// Somebody else corrected it meanwhile: what stands, and since when.
    Stale(Box<Participant>, LastChange),
    /// Why not.
    Refused(Refusal),
}

/// What a partner changes among the participants of an event, with all that it causes.
pub struct Writes {
    /// The application.
    pub app: App,
    /// Who.
    pub partner: Partner,
    /// The event.
    pub number: Number,
}

impl Writes {
    fn now(&self) -> Now {
        self.app.clock.now()
    }

    /// Registers somebody; gives the address that says so.
    pub fn enter(
        &self,
        tx: &WriteTx,
        key: &[u8; 32],
        draft: &RegistrationDraft,
        terms: Terms,
    ) -> Result<Result<String, Refusal>, Error> {
        let allowed = edit::event_edit(tx, &self.partner, self.number)?;
        if let Some(answer) = receipts::find(tx, key)? {
            return Ok(Ok(answer));
        }
        let now = self.now();
        let head = store::event_head(tx, &allowed.participants())?;
        if let Some(closed) = head.closed(now) {
            return Ok(Err(Refusal { notice: Some(closed), ..Refusal::default() }));
        }
        if head.is_past(now) != terms.started {
            let notice = Some(if terms.started { NOT_STARTED } else { STARTED });
            return Ok(Err(Refusal { notice, ..Refusal::default() }));
        }
        let reference = Reference::from_bytes(About::Registration, random());
        let by = self.partner.id();
        let stored = match store::enter(tx, now, &allowed, by, &reference, draft, terms.exceed)? {
            Entry::Stored(stored) => stored,
            Entry::Already(at) => return Ok(Err(self.already(at))),
            Entry::Full { left } => return Ok(Err(lacking(left, draft.seats()))),
        };
        if head.is_past(now) {
            // Whoever turns up is there, and has no use for a mail.
            store::presence::say(tx, &allowed, stored.id, Some(Attendance::Present), None)?;
        } else {
            self.tell(tx, draft, &stored, terms.quiet)?;
        }
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

    /// Corrects a registration.
    pub fn save(&self, tx: &WriteTx, correction: &Correction, query: &Query) -> Result<Saved, Error> {
        let id = correction.id;
        let allowed = edit::event_edit(tx, &self.partner, self.number)?;
        match store::update(tx, self.now(), &allowed, self.partner.id(), correction)? {
            Change::Stored => self.note(tx, allowed.project(), "une inscription corrigée")?,
            // A double click, or nothing changed.
            Change::Nothing => {}
            Change::Gone => return Ok(Saved::Gone),
            Change::Stale(standing) => return Ok(Saved::Stale(standing, store::last_change(tx, id)?)),
            Change::Already(at) => return Ok(Saved::Refused(self.already(at))),
            Change::Full { left } => return Ok(Saved::Refused(lacking(left, correction.draft.seats()))),
        }
        let list = on_its_page(tx, &self.partner, &allowed.participants(), query, id)?;
        Ok(Saved::Done(done(list, self.number, "modifie", id)))
    }

    /// Takes somebody off the list; a second time changes nothing.
    pub fn unregister(&self, tx: &WriteTx, id: i64, notify: bool) -> Result<(), Error> {
        let allowed = edit::event_edit(tx, &self.partner, self.number)?;
        let present = store::participant(tx, &allowed.participants(), id)?.ok_or(Error::NotFound)?;
        let now = self.now();
        if !store::remove(tx, now, &allowed, self.partner.id(), id)? {
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
