//! Who came, written down on the day: one by one as one presses, or all at once.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use time::{PrimitiveDateTime, Time};

use crate::access::Partner;
use crate::access::edit::{self, event_edit};
use crate::db::WriteTx;
use crate::domain::Number;
use crate::extranet::sign_in::RESUMED;
use crate::french;
use crate::registrations::store;
use crate::registrations::store::presence as said;
use crate::registrations::view::presence::{
    self as view, ALL_PRESENT, Person, PresenceModel, WHOM, count_name, said_name, seen, seen_name,
};
use crate::registrations::{Attendance, EventHead, Participant};
use crate::text::clean_line;
use crate::ui::{self, Tone};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};

/// Says in the address what was just done: something was stored, or nothing was different.
const DONE: &str = "fait";
const NOTED: &str = "note";
const NOTHING: &str = "rien";

/// What the page shows, from one snapshot.
struct Scene {
    app: App,
    head: EventHead,
    people: Vec<Participant>,
    total: u32,
    search: String,
}

impl Scene {
    async fn read(app: &App, partner: &Partner, number: Number, query: &Query) -> Result<Self, Error> {
        let (shared, partner) = (app.clone(), partner.clone());
        let search: String = clean_line(query.first("q").unwrap_or_default()).chars().take(100).collect();
        app.db
            .read(move |tx| {
                let allowed = edit::participants_read(tx, &partner, number)?;
                let head = store::event_head(tx, &allowed)?;
                let people = said::people(tx, &allowed, &search)?;
                let total = said::count(tx, &allowed)?;
                Ok::<_, Error>(Self { app: shared, head, people, total, search })
            })
            .await
    }

    fn stored(&self) -> Vec<Person> {
        self.people.iter().cloned().map(Person::stored).collect()
    }

    /// Those of the page, as somebody sent it.
    fn typed(&self, texts: &Query) -> Vec<Person> {
        let typed = |participant: Participant| match Answer::read(texts, participant.id) {
            Some(answer) => Person {
                said: answer.said,
                wrong: answer.wrong(&participant),
                count: answer.count,
                seen: answer.seen,
                overtaken: false,
                participant,
            },
            None => Person::stored(participant),
        };
        self.people.iter().cloned().map(typed).collect()
    }

    fn page(&self, people: &[Person], said: Option<(Tone, String)>) -> Page {
        let now = self.app.clock.now();
        let wrong = people.iter().any(|person| person.wrong.is_some());
        let model = PresenceModel {
            event: &self.head,
            people,
            total: self.total,
            search: &self.search,
            open: self.head.has_come(now),
            closed: self.head.closed(now),
            said: said.as_ref().map(|(tone, words)| (*tone, words.as_str())),
        };
        let prefix = if wrong { "Erreur – " } else { "" };
        let title = format!("{prefix}Présence, rencontre {}", self.head.number.display_nbsp());
        Page::private(title, view::page(&model))
    }

    /// One person alone, for htmx, with the counts.
    fn one(&self, person: &Person) -> Page {
        let name = person.participant.name();
        let announced = match person.said {
            _ if person.wrong.is_some() => format!("{name}\u{a0}: nombre à corriger"),
            said if person.overtaken => {
                let said = said.map_or("Non noté", Attendance::label);
                format!("{name}\u{a0}: {said}. {}", view::OVERTAKEN)
            }
            Some(said) => format!("{name}\u{a0}: {}", said.label()),
            None => format!("{name}\u{a0}: non noté"),
        };
        let region = Region {
            main: view::one(&self.head, person, &self.search).into(),
            around: html! {
                (ui::out_of_band(view::COUNTS, view::counts(self.head.turnout)))
                (ui::out_of_band("annonce", html! { (announced) }))
            }
            .into(),
            address: None,
            typed: &[],
        };
        Page { region: Some(region), ..self.page(&self.stored(), None) }
    }

    fn address(&self) -> String {
        view::address(&self.head, &self.search)
    }
}

/// What is said of somebody, as it arrived.
struct Answer {
    id: i64,
    said: Option<Attendance>,
    count: String,
    /// What was stored when the page was made.
    seen: String,
    /// Whether it is « Tous présents » that says it, which is for those of whom nothing was said.
    by_default: bool,
}

impl Answer {
    /// Of this person; none when the form says nothing of them. A number that was typed says that they came.
    fn read(texts: &Query, id: i64) -> Option<Self> {
        let name = said_name(id);
        texts.has(&name).then(|| {
            let mut answer = Self {
                id,
                said: Attendance::parse(texts.raw(&name)),
                count: clean_line(texts.raw(&count_name(id))),
                seen: texts.raw(&seen_name(id)).to_owned(),
                by_default: false,
            };
            if answer.said.is_none() && answer.counts() {
                answer.said = Some(Attendance::Present);
            }
            answer
        })
    }

    /// Of everybody whom the form speaks of.
    fn all(texts: &Query) -> Vec<Self> {
        let ids = texts.pairs().filter_map(|(name, _)| name.strip_prefix("vu-")?.parse().ok());
        ids.filter_map(|id| Self::read(texts, id)).collect()
    }

    /// Whether a number was typed that was not there.
    fn counts(&self) -> bool {
        let before = self.seen.split_once(':').map_or("", |(_, count)| count);
        !self.count.is_empty() && self.count != before
    }

    /// How many of a group came, where somebody says.
    fn came(&self) -> Option<u32> {
        self.count.parse().ok().filter(|_| self.said == Some(Attendance::Present))
    }

    /// What is to be put right of it; `participant` is whom it speaks of.
    fn wrong(&self, participant: &Participant) -> Option<String> {
        let most = participant.most_attended();
        let plausible = self.count.parse().is_ok_and(|count| (1..=most).contains(&count));
        match self.said {
            Some(Attendance::Present) if !self.count.is_empty() && !plausible => Some(format!(
                "entre 1 et {most}, pour un groupe de {}. Si personne n’est venu, choisissez «\u{a0}Absent\u{a0}»\u{202f}; si le groupe est bien plus grand, corrigez d’abord son inscription.",
                participant.seats
            )),
            Some(said @ (Attendance::Absent | Attendance::Excused)) if plausible && self.counts() => {
                Some(format!(
                    "un nombre de personnes venues est indiqué pour un groupe «\u{a0}{}\u{a0}». Choisissez «\u{a0}Présent\u{a0}», ou videz cette case.",
                    said.label()
                ))
            }
            _ => None,
        }
    }

    /// Whether whoever sent it changed it: what others wrote down meanwhile stays.
    fn is_changed(&self) -> bool {
        seen(self.said, self.came()) != self.seen
    }

    /// Counts as present somebody of whom nothing is said.
    fn come(&mut self) {
        self.said = Some(Attendance::Present);
        self.by_default = self.seen == seen(None, None);
    }
}

/// The page.
pub async fn presence(
    path: paths::Presence,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let scene = Scene::read(&app, &partner, path.number, &query).await?;
    let said = scene.said(query.first(DONE).unwrap_or_default());
    Ok(scene.page(&scene.stored(), said))
}

/// Writes down what was pressed.
pub async fn say(
    path: paths::Presence,
    partner: Partner,
    State(app): State<App>,
    query: Query,
    Form(texts): Form,
) -> Result<Response, Error> {
    let number = path.number;
    let scene = Scene::read(&app, &partner, number, &query).await?;
    if texts.has(RESUMED) {
        return Ok(scene.page(&scene.typed(&texts), None).into_response());
    }
    let whom: Option<i64> = query.first(WHOM).and_then(|id| id.parse().ok());
    let mut answers = match whom {
        Some(id) => Answer::read(&texts, id).into_iter().collect(),
        None => Answer::all(&texts),
    };
    let is_wrong = |person: &Participant| {
        answers.iter().any(|answer| answer.id == person.id && answer.wrong(person).is_some())
    };
    if scene.people.iter().any(is_wrong) {
        return Ok(scene.refused(&texts, whom));
    }
    if whom.is_none() && texts.has(ALL_PRESENT) {
        answers.iter_mut().filter(|answer| answer.said.is_none()).for_each(Answer::come);
    }
    answers.retain(Answer::is_changed);
    let writes = Writes { app: app.clone(), partner: partner.clone(), number };
    let noted = app.db.write(move |tx| writes.say(tx, &answers)).await?;
    let scene = Scene::read(&app, &partner, number, &query).await?;
    Ok(scene.answer(noted, whom))
}

/// What became of what was sent.
enum Noted {
    /// Nothing is written down before the day: it has changed.
    NotYet,
    /// How many were stored, and whose were not: they are no longer registered, or somebody else wrote something
    /// else down meanwhile.
    Said { stored: u64, gone: Vec<String>, overtaken: Vec<(i64, String)> },
}

impl Scene {
    /// With what is to be put right: one person to htmx, everybody to others.
    fn refused(&self, texts: &Query, whom: Option<i64>) -> Response {
        let typed = self.typed(texts);
        match whom.and_then(|id| typed.iter().find(|person| person.participant.id == id)) {
            // A success: any other status would take the place of the whole page (`web::shell`), and of what is
            // being typed in it. Without htmx the same form goes to another address.
            Some(person) => self.one(person).into_response(),
            None => self.page(&typed, None).status(StatusCode::UNPROCESSABLE_ENTITY).into_response(),
        }
    }

    fn answer(&self, noted: Noted, whom: Option<i64>) -> Response {
        let refused = |words: &str| {
            let page =
                Page { region: None, ..self.page(&self.stored(), Some((Tone::Warn, words.to_owned()))) };
            page.status(StatusCode::CONFLICT).into_response()
        };
        let (stored, gone, overtaken) = match noted {
            Noted::NotYet => {
                return refused("Rien n’est enregistré\u{a0}: la date de la rencontre a changé entre-temps.");
            }
            Noted::Said { stored, gone, overtaken } => (stored, gone, overtaken),
        };
        let alone = whom.and_then(|id| self.people.iter().find(|one| one.id == id));
        match alone {
            Some(person) => {
                let overtaken = overtaken.iter().any(|(id, _)| *id == person.id);
                self.one(&Person { overtaken, ..Person::stored(person.clone()) }).into_response()
            }
            None if gone.is_empty() && overtaken.is_empty() && whom.is_none() => {
                Redirect::to(&self.done(if stored > 0 { NOTED } else { NOTHING })).into_response()
            }
            None => refused(&not_all(stored, &gone, &overtaken)),
        }
    }

    /// What an earlier answer did, as far as the database knows it.
    fn said(&self, done: &str) -> Option<(Tone, String)> {
        let turnout = self.head.turnout;
        let counts = crate::registrations::view::desk::turnout(turnout);
        let open = self.head.has_come(self.app.clock.now());
        match done {
            NOTED if open && turnout.is_said() => {
                Some((Tone::Ok, format!("Présence enregistrée\u{a0}: {counts}.")))
            }
            NOTHING if open => {
                Some((Tone::Info, "Rien n’a changé\u{a0}: aucune réponse n’est différente.".to_owned()))
            }
            _ => None,
        }
    }

    fn done(&self, what: &str) -> String {
        let path = self.address();
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        Query::parse(query).with(DONE, what).at(path)
    }
}

/// What is said where not everything was stored.
fn not_all(stored: u64, gone: &[String], overtaken: &[(i64, String)]) -> String {
    let mut said = match stored {
        0 => "Rien n’est enregistré.".to_owned(),
        1 => "Une réponse est enregistrée, les autres non.".to_owned(),
        stored => format!("{} réponses sont enregistrées, les autres non.", french::number(stored)),
    };
    if !gone.is_empty() {
        said.push_str(&format!(" Plus inscrits entre-temps\u{a0}: {}.", gone.join(", ")));
    }
    if !overtaken.is_empty() {
        let names: Vec<&str> = overtaken.iter().map(|(_, name)| name.as_str()).collect();
        said.push_str(&format!(
            " Notés entre-temps par quelqu’un d’autre, ce qui reste\u{a0}: {}.",
            names.join(", ")
        ));
    }
    said
}

struct Writes {
    app: App,
    partner: Partner,
    number: Number,
}

impl Writes {
    /// Stores what is said, once the day has come.
    fn say(&self, tx: &WriteTx, answers: &[Answer]) -> Result<Noted, Error> {
        let allowed = event_edit(tx, &self.partner, self.number)?;
        let now = self.app.clock.now();
        if !store::event_head(tx, &allowed.participants())?.has_come(now) {
            return Ok(Noted::NotYet);
        }
        let (mut stored, mut gone, mut overtaken) = (0, Vec::new(), Vec::new());
        for answer in answers {
            let read = allowed.participants();
            let Some((said, attended)) = said::standing(tx, &read, answer.id)? else {
                gone.extend(store::participant(tx, &read, answer.id)?.map(|one| one.name()));
                continue;
            };
            if answer.by_default && said.is_some() {
                continue;
            }
            let standing = seen(said, attended);
            if standing != answer.seen && standing != seen(answer.said, answer.came()) {
                overtaken.extend(store::participant(tx, &read, answer.id)?.map(|one| (one.id, one.name())));
                continue;
            }
            stored += u64::from(said::say(tx, &allowed, answer.id, answer.said, answer.came())?);
        }
        if stored > 0 {
            let midnight = PrimitiveDateTime::new(now.today(), Time::MIDNIGHT);
            let since = self.app.site.zone.instant(midnight);
            said::note(tx, now, &allowed, self.partner.id(), since)?;
        }
        Ok(Noted::Said { stored, gone, overtaken })
    }
}
