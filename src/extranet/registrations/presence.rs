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
use crate::registrations::store;
use crate::registrations::store::presence as said;
use crate::registrations::view::presence::{
    self as view, ALL_PRESENT, Person, PresenceModel, WHOM, count_name, said_name, seen, seen_name,
};
use crate::registrations::{Attendance, EventHead, MOST_ATTENDED, Participant};
use crate::text::clean_line;
use crate::ui;
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};

/// Says in the address that it was saved.
const DONE: (&str, &str) = ("fait", "note");

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
            Some(answer) => {
                Person { participant, said: answer.said, wrong: answer.came().is_err(), count: answer.count }
            }
            None => Person::stored(participant),
        };
        self.people.iter().cloned().map(typed).collect()
    }

    fn page(&self, people: &[Person], done: bool) -> Page {
        let now = self.app.clock.now();
        let said = format!(
            "Présence enregistrée\u{a0}: {}.",
            crate::registrations::view::desk::turnout(self.head.turnout)
        );
        let wrong = people.iter().any(|person| person.wrong);
        let model = PresenceModel {
            event: &self.head,
            people,
            total: self.total,
            search: &self.search,
            open: self.head.has_come(now),
            closed: self.head.closed(now),
            said: done.then_some(said.as_str()),
        };
        let prefix = if wrong { "Erreur – " } else { "" };
        let title = format!("{prefix}Présence, rencontre {}", self.head.number.display_nbsp());
        Page::private(title, view::page(&model))
    }

    /// One person alone, for htmx, with the counts.
    fn one(&self, person: &Person) -> Page {
        let name = person.participant.name();
        let announced = match person.said {
            _ if person.wrong => format!("{name}\u{a0}: nombre à corriger"),
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
        Page { region: Some(region), ..self.page(&self.stored(), false) }
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
}

impl Answer {
    /// Of this person; none when the form says nothing of them.
    fn read(texts: &Query, id: i64) -> Option<Self> {
        let name = said_name(id);
        texts.has(&name).then(|| Self {
            id,
            said: Attendance::parse(texts.raw(&name)),
            count: clean_line(texts.raw(&count_name(id))),
            seen: texts.raw(&seen_name(id)).to_owned(),
        })
    }

    /// Of everybody whom the form speaks of.
    fn all(texts: &Query) -> Vec<Self> {
        let ids = texts.pairs().filter_map(|(name, _)| name.strip_prefix("vu-")?.parse().ok());
        ids.filter_map(|id| Self::read(texts, id)).collect()
    }

    /// How many of a group came, where somebody says.
    fn came(&self) -> Result<Option<u32>, ()> {
        if self.count.is_empty() || self.said != Some(Attendance::Present) {
            return Ok(None);
        }
        match self.count.parse() {
            Ok(count) if (1..=MOST_ATTENDED).contains(&count) => Ok(Some(count)),
            _ => Err(()),
        }
    }

    /// Whether whoever sent it changed it: what others wrote down meanwhile stays.
    fn is_changed(&self) -> bool {
        self.came().is_ok_and(|came| seen(self.said, came) != self.seen)
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
    Ok(scene.page(&scene.stored(), query.first(DONE.0) == Some(DONE.1)))
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
        return Ok(scene.page(&scene.typed(&texts), false).into_response());
    }
    let whom: Option<i64> = query.first(WHOM).and_then(|id| id.parse().ok());
    let mut answers = match whom {
        Some(id) => Answer::read(&texts, id).into_iter().collect(),
        None => Answer::all(&texts),
    };
    if answers.iter().any(|answer| answer.came().is_err()) {
        let typed = scene.typed(&texts);
        // What is wrong comes back in its place to htmx, whole to others.
        let alone = whom.and_then(|id| typed.iter().find(|person| person.participant.id == id));
        return Ok(match alone {
            Some(person) => scene.one(person).into_response(),
            None => scene.page(&typed, false).status(StatusCode::UNPROCESSABLE_ENTITY).into_response(),
        });
    }
    if whom.is_none() {
        if texts.has(ALL_PRESENT) {
            answers.iter_mut().filter(|answer| answer.said.is_none()).for_each(Answer::come);
        }
        answers.retain(Answer::is_changed);
    }
    let writes = Writes { app: app.clone(), partner: partner.clone(), number };
    app.db.write(move |tx| writes.say(tx, &answers)).await?;
    let scene = Scene::read(&app, &partner, number, &query).await?;
    let alone = whom.and_then(|id| scene.people.iter().find(|one| one.id == id));
    Ok(match alone {
        Some(person) => scene.alone(person),
        None => Redirect::to(&scene.done()).into_response(),
    })
}

impl Answer {
    fn come(&mut self) {
        self.said = Some(Attendance::Present);
    }
}

impl Scene {
    /// After one person alone: what htmx swaps, and the whole page to whoever asked for it.
    fn alone(&self, person: &Participant) -> Response {
        self.one(&Person::stored(person.clone())).into_response()
    }

    fn done(&self) -> String {
        let path = self.address();
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        Query::parse(query).with(DONE.0, DONE.1).at(path)
    }
}

struct Writes {
    app: App,
    partner: Partner,
    number: Number,
}

impl Writes {
    /// Stores what is said, once the day has come.
    fn say(&self, tx: &WriteTx, answers: &[Answer]) -> Result<(), Error> {
        let allowed = event_edit(tx, &self.partner, self.number)?;
        let now = self.app.clock.now();
        if !store::event_head(tx, &allowed.participants())?.has_come(now) {
            return Ok(());
        }
        let mut changed = false;
        for answer in answers {
            let came = answer.came().unwrap_or_default();
            changed |= said::say(tx, &allowed, answer.id, answer.said, came)?;
        }
        if changed {
            let midnight = PrimitiveDateTime::new(now.today(), Time::MIDNIGHT);
            let since = self.app.site.zone.instant(midnight);
            said::note(tx, now, &allowed, self.partner.id(), since)?;
        }
        Ok(())
    }
}
