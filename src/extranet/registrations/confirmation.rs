//! The organiser's confirmation: read before it leaves, sent to those who are ticked, followed afterwards.

use std::collections::HashSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::access::Partner;
use crate::access::edit::{self, event_edit};
use crate::clock::Now;
use crate::db::WriteTx;
use crate::domain::Number;
use crate::events::{self, PublicEvent};
use crate::extranet::sign_in::RESUMED;
use crate::form::Errors;
use crate::french;
use crate::mail::Mail;
use crate::projects::{self, JournalKind};
use crate::receipts;
use crate::registrations::EventHead;
use crate::registrations::confirmation::{Addressee, chosen};
use crate::registrations::mail::Writing;
use crate::registrations::store;
use crate::registrations::view::confirmation::{
    self as view, AGAIN, ConfirmationModel, FORM, HAD, LINK, PREVIEW, TO, WORD,
};
use crate::ui::{self, Tone, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};
use crate::web::ticket::{self, Ticket, TicketRefusal};

/// Says in the address what was just done: some were written to, or nobody. How many, the database says.
const DONE: &str = "fait";
const SENT: &str = "envoye";
const NOBODY: &str = "personne";

/// What is known of the event, from one snapshot.
struct Scene {
    app: App,
    head: EventHead,
    event: Option<PublicEvent>,
    addressees: Vec<Addressee>,
}

impl Scene {
    async fn read(app: &App, partner: &Partner, number: Number) -> Result<Self, Error> {
        let (shared, partner) = (app.clone(), partner.clone());
        app.db
            .read(move |tx| {
                let allowed = edit::participants_read(tx, &partner, number)?;
                Ok::<_, Error>(Self {
                    head: store::event_head(tx, &allowed)?,
                    event: events::store::ever_online(tx, number)?,
                    addressees: store::confirmation::addressees(tx, &allowed)?,
                    app: shared,
                })
            })
            .await
    }

    /// The mail to the first of those who are ticked, else to the first one.
    fn letter(&self, now: Now, sending: &Sending) -> Option<Mail> {
        let event = self.event.as_ref()?;
        let first = self.addressees.iter().find(|one| sending.ticks(one)).or(self.addressees.first())?;
        let app = &self.app;
        let writing = Writing { site: &app.site, base_url: &app.base_url, key: &app.key, event, now };
        let participant = &first.participant;
        let word = crate::text::clean_text(&sending.word);
        let word = Some(word.as_str()).filter(|word| !word.is_empty());
        Some(writing.confirmation(participant, &participant.draft.email, false, LINK, word))
    }

    fn page(&self, sending: &Sending, errors: &Errors, said: Option<Markup>, preview: bool) -> Page {
        let now = self.app.clock.now();
        let number = self.head.number;
        let ticket = sending.ticket.unwrap_or_else(|| Ticket::issue(now));
        let mail = self.letter(now, sending);
        let model = ConfirmationModel {
            event: &self.head,
            addressees: &self.addressees,
            ticked: &|addressee| sending.ticks(addressee),
            word: &sending.word,
            again: sending.again,
            mail: mail.as_ref(),
            preview,
            closed: closed(&self.head, self.event.as_ref(), now),
            warned: (!self.head.online).then_some(OFF_LINE),
            errors,
            said,
            ticket: &ticket.text(&self.app.key, FORM, &number.to_string()),
            zone: self.app.site.zone,
        };
        let prefix = title_prefix(errors);
        let title = format!("{prefix}Courriel de confirmation, rencontre {}", number.display_nbsp());
        Page::private(title, view::page(&model))
            .nav(<paths::Registrations as axum_extra::routing::TypedPath>::PATH)
    }
}

/// What is said of an event that was taken off line.
const OFF_LINE: &str =
    "Cette rencontre n’est plus en ligne. Assurez-vous qu’elle a bien lieu avant de la confirmer.";

/// Why nobody can be written to.
fn closed(head: &EventHead, event: Option<&PublicEvent>, now: Now) -> Option<&'static str> {
    if head.is_past(now) {
        Some("Cette rencontre a commencé\u{a0}: on n’envoie plus de courriel de confirmation.")
    } else if event.is_none() {
        Some(
            "Cette rencontre n’a jamais été en ligne\u{a0}: publiez-la avant d’écrire aux personnes inscrites.",
        )
    } else {
        None
    }
}

/// One sending of the form, as it arrived.
#[derive(Default)]
struct Sending {
    word: String,
    /// What is ticked; before anything is sent, whoever has not had it.
    to: Option<Vec<String>>,
    /// The same, as it is looked up.
    ticked: HashSet<(i64, u32)>,
    /// Those who had it when the page was made.
    had: Vec<String>,
    again: bool,
    ticket: Option<Ticket>,
}

impl Sending {
    fn read(app: &App, number: Number, texts: &Query) -> Self {
        Self {
            word: texts.raw(WORD.name).to_owned(),
            to: Some(texts.all(TO).map(str::to_owned).collect()),
            ticked: texts.all(TO).filter_map(chosen).collect(),
            had: texts.all(HAD).map(str::to_owned).collect(),
            again: !texts.raw(AGAIN.name).is_empty(),
            ticket: Ticket::read(&app.key, FORM, &number.to_string(), texts.raw(ticket::FIELD)),
        }
    }

    fn ticks(&self, addressee: &Addressee) -> bool {
        match &self.to {
            Some(_) => self.ticked.contains(&(addressee.participant.id, addressee.participant.confirmations)),
            None => addressee.participant.confirmations == 0,
        }
    }

    /// To whom it goes: which registrations, as they were on the page.
    fn chosen(&self) -> HashSet<(i64, u32)> {
        let again = self.had.iter().filter(|_| self.again);
        self.ticked.iter().copied().chain(again.filter_map(|value| chosen(value))).collect()
    }

    /// What makes it the same as another, and what is sent.
    fn check(&self, errors: &mut Errors) -> Option<([u8; 32], Option<String>)> {
        let word = WORD.text(&self.word, errors);
        if self.chosen().is_empty() {
            errors.push(TO, "Cochez au moins une personne.");
        }
        let ticket = self.ticket.filter(|_| errors.is_empty())?;
        let fields = self.to.iter().flatten().chain(&self.had).chain([&self.word]);
        let again = if self.again { "again" } else { "" };
        let key = ticket.receipt_key(fields.map(String::as_bytes).chain([again.as_bytes()]));
        Some((key, word))
    }
}

/// The page by which it is sent.
pub async fn confirming(
    path: paths::Confirmation,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let scene = Scene::read(&app, &partner, path.number).await?;
    let said = query.first(DONE).and_then(|done| said(done, &scene.addressees));
    Ok(scene.page(&Sending::default(), &Errors::default(), said, false))
}

/// What was just done, as far as the database knows it: the last ones who were written to.
fn said(done: &str, addressees: &[Addressee]) -> Option<Markup> {
    let last = addressees.iter().filter_map(|one| one.participant.confirmed_at).max();
    let told = addressees.iter().filter(|one| one.participant.confirmed_at == last).count() as u64;
    let (tone, words) = match done {
        NOBODY => (
            Tone::Info,
            "Aucun courriel n’est parti\u{a0}: ces personnes l’ont déjà reçu, ou ne sont plus inscrites."
                .to_owned(),
        ),
        SENT if last.is_some() => {
            let told = french::count(told, "inscription", "inscriptions");
            (
                Tone::Ok,
                format!(
                    "Dernier envoi du courriel de confirmation\u{a0}: {told}. Rechargez cette page pour suivre les envois."
                ),
            )
        }
        _ => return None,
    };
    Some(ui::flash(tone, html! { p { (words) } }))
}

/// Sends it, or shows it as it is written.
pub async fn confirm(
    path: paths::Confirmation,
    partner: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let number = path.number;
    let sending = Sending::read(&app, number, &texts);
    let scene = Scene::read(&app, &partner, number).await?;
    let mut errors = Errors::default();
    if texts.has(RESUMED) || texts.has(PREVIEW) {
        return Ok(scene.page(&sending, &errors, None, texts.has(PREVIEW)).into_response());
    }
    let refused = |errors: &Errors, said| {
        let page = scene.page(&sending, errors, said, false);
        Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
    };
    if sending.ticket.is_none() {
        return refused(
            &errors,
            Some(ui::flash(Tone::Warn, html! { p { (TicketRefusal::Unknown.message()) } })),
        );
    }
    let Some((key, word)) = sending.check(&mut errors) else { return refused(&errors, None) };
    let (writes, chosen) = (Writes { app: app.clone(), partner, number }, sending.chosen());
    match app.db.write(move |tx| writes.send(tx, &key, &chosen, word.as_deref())).await? {
        Some(answer) => Ok(Redirect::to(&answer).into_response()),
        None => refused(&errors, None),
    }
}

struct Writes {
    app: App,
    partner: Partner,
    number: Number,
}

impl Writes {
    /// Queues the mails; gives the address that says so, nothing when nobody can be written to any more.
    fn send(
        &self,
        tx: &WriteTx,
        key: &[u8; 32],
        chosen: &HashSet<(i64, u32)>,
        word: Option<&str>,
    ) -> Result<Option<String>, Error> {
        let allowed = event_edit(tx, &self.partner, self.number)?;
        if let Some(answer) = receipts::find(tx, key)? {
            return Ok(Some(answer));
        }
        let now = self.app.clock.now();
        let head = store::event_head(tx, &allowed.participants())?;
        let event = events::store::ever_online(tx, self.number)?;
        let (None, Some(event)) = (closed(&head, event.as_ref(), now), event.as_ref()) else {
            return Ok(None);
        };
        let app = &self.app;
        let writing = Writing { site: &app.site, base_url: &app.base_url, key: &app.key, event, now };
        let told = writing.confirmed(tx, &allowed, chosen, word)? as u64;
        if told > 0 {
            let line = format!(
                "Rencontre {}\u{a0}: courriel de confirmation envoyé pour {}.",
                self.number.display_nbsp(),
                french::count(told, "inscription", "inscriptions")
            );
            let (by, kind) = (Some(self.partner.id()), JournalKind::Registration);
            projects::store::note(tx, now, allowed.project(), by, kind, &line)?;
        }
        let path = paths::Confirmation { number: self.number }.to_string();
        let answer = Query::default().with(DONE, if told > 0 { SENT } else { NOBODY }).at(&path);
        receipts::keep(tx, now, key, &answer)?;
        Ok(Some(answer))
    }
}
