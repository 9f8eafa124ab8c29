//! Who came, written down on the day, most often from a phone.

use maud::{Markup, html};

use super::super::{Attendance, EventHead, Participant, Turnout};
use super::desk::turnout;
use super::manage::trail;
use crate::form::{Errors, Field};
use crate::french;
use crate::ui::{self, Tone, icon};
use crate::web::paths::manage as paths;
use crate::web::query::Query;

/// The parameter by which htmx says whom alone it sends.
pub const WHOM: &str = "personne";

/// Name of the button that counts as present those of whom nothing was said.
pub const ALL_PRESENT: &str = "tous";

/// Id of the counts.
pub const COUNTS: &str = "presence-comptes";

/// From how many people on a name is searched.
const LONG: usize = 12;

/// What is said where somebody else wrote something else down meanwhile.
pub const OVERTAKEN: &str =
    "Quelqu’un d’autre l’a noté entre-temps\u{a0}: votre réponse n’est pas enregistrée.";

/// The fields of a person: what is said of them, what was when the page was made, how many of a group came.
pub fn said_name(id: i64) -> String {
    format!("p-{id}")
}

/// See [`said_name`].
pub fn seen_name(id: i64) -> String {
    format!("vu-{id}")
}

/// See [`said_name`].
pub fn count_name(id: i64) -> String {
    format!("nombre-{id}")
}

/// Somebody and what is said of them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who, as stored.
    pub participant: Participant,
    /// What is chosen.
    pub said: Option<Attendance>,
    /// How many of the group came, as typed.
    pub count: String,
    /// What was stored when the page was made; see [`seen`].
    pub seen: String,
    /// Why that number is to be put right.
    pub wrong: Option<String>,
    /// Whether somebody else wrote something else down meanwhile, which stands.
    pub overtaken: bool,
}

impl Person {
    /// As they are stored.
    pub fn stored(participant: Participant) -> Self {
        let count = participant.attended.map(|attended| attended.to_string()).unwrap_or_default();
        let seen = seen(participant.attendance, participant.attended);
        Self { said: participant.attendance, count, seen, wrong: None, overtaken: false, participant }
    }
}

/// What stands for what is said in a field.
pub fn value(said: Option<Attendance>) -> &'static str {
    said.map_or("", Attendance::as_str)
}

/// What was stored of somebody, as the page keeps it, to tell what its reader has changed.
pub fn seen(said: Option<Attendance>, attended: Option<u32>) -> String {
    format!("{}:{}", value(said), attended.map(|attended| attended.to_string()).unwrap_or_default())
}

/// What the page shows.
pub struct PresenceModel<'a> {
    /// The event.
    pub event: &'a EventHead,
    /// Those listed.
    pub people: &'a [Person],
    /// Of how many registrations in all.
    pub total: u32,
    /// What is searched.
    pub search: &'a str,
    /// Whether its day has come.
    pub open: bool,
    /// Why nobody can be registered any more.
    pub closed: Option<&'static str>,
    /// What was just done, or could not be.
    pub said: Option<(Tone, &'a str)>,
}

impl PresenceModel<'_> {
    fn path(&self) -> String {
        address(self.event, self.search)
    }
}

/// Where those searched stand.
pub fn address(event: &EventHead, search: &str) -> String {
    Query::default().with("q", search).at(&paths::Presence { number: event.number }.to_string())
}

/// The page.
pub fn page(model: &PresenceModel<'_>) -> Markup {
    let event = model.event;
    let wrong = model.people.iter().any(|person| person.wrong.is_some());
    html! {
        div class="wrap stack presence-page" {
            (trail(event, "Présence"))
            (ui::page_head("Présence", html! {
                p class="lead" {
                    (french::typo(&event.title)) ", rencontre " (event.number.display_nbsp())
                    @if let Some(starts) = event.starts { ", " (french::date_time_long(starts)) }
                }
                p { a class="alone" id="retour" href=(paths::Participants { number: event.number }) { (icon(ui::Icon::ArrowLeft)) "Retour aux participants" } }
            }))
            @if let Some((tone, said)) = model.said { (ui::flash(tone, html! { p { (said) } })) }
            @if wrong {
                div id="message" tabindex="-1" autofocus {
                    (ui::notice(Tone::Bad, html! { p role="alert" { "Rien n’est encore enregistré\u{a0}: un nombre de personnes venues est à corriger." } }))
                }
            }
            @if model.open { (people(model)) } @else { (not_yet(event)) }
        }
    }
}

fn not_yet(event: &EventHead) -> Markup {
    html! {
        (ui::notice(Tone::Info, html! {
            @match event.starts {
                Some(starts) => p { "La présence se note à partir du " strong { (french::date_long(starts.date())) } ", jour de la rencontre." },
                None => p { "La présence se note le jour de la rencontre\u{a0}: indiquez d’abord sa date." },
            }
        }))
        p class="actions" {
            a class="button quiet" id="emargement" href=(paths::AttendancePdf { number: event.number }) { (icon(ui::Icon::Print)) "Préparer la feuille d’émargement (PDF)" }
        }
    }
}

fn people(model: &PresenceModel<'_>) -> Markup {
    let number = model.event.number;
    let entry =
        Query::default().with("ouvrir", "inscription").at(&paths::Participants { number }.to_string());
    html! {
        p id=(COUNTS) { (counts(model.event.turnout)) }
        @if model.total as usize > LONG || !model.search.is_empty() { (search(model)) }
        @if model.people.is_empty() { (nobody(model)) } @else { (form(model)) }
        @if model.closed.is_none() {
            p class="actions" {
                a class="button quiet" id="inscrire" href=(entry) { (icon(ui::Icon::User)) "Inscrire un participant" }
                span class="hint" { "Pour une personne venue sans s’être inscrite." }
            }
        }
    }
}

/// How many came, so far.
pub fn counts(said: Turnout) -> Markup {
    html! { @if said == Turnout::default() { "Aucun inscrit." } @else { (turnout(said)) "." } }
}

fn search(model: &PresenceModel<'_>) -> Markup {
    let path = paths::Presence { number: model.event.number };
    html! {
        form class="presence-search" id="recherche" role="search" method="get" action=(path) {
            (ui::field(&Field::new("q", "Chercher un nom").autocomplete("off"), model.search, &Errors::default()))
            button class="button quiet" id="chercher" type="submit" { "Chercher" }
            @if !model.search.is_empty() { a class="button quiet" id="tout-voir" href=(path) { "Voir tout le monde" } }
        }
        @if (model.people.len() as u64) < model.total.into() {
            p class="hint" { (french::count(model.people.len() as u64, "inscription affichée", "inscriptions affichées")) " sur " (model.total) "\u{a0}: cherchez un nom pour trouver les autres." }
        }
    }
}

fn nobody(model: &PresenceModel<'_>) -> Markup {
    html! {
        @if model.search.is_empty() {
            (ui::empty("Personne n’est inscrit", "Inscrivez ci-dessous les personnes qui viennent.", &[]))
        } @else {
            (ui::empty("Aucun nom ne correspond", "Vérifiez l’orthographe, ou inscrivez cette personne.", &[]))
        }
    }
}

fn form(model: &PresenceModel<'_>) -> Markup {
    let unsaid = model.people.iter().filter(|person| person.participant.attendance.is_none()).count() as u64;
    html! {
        form class="presence" id="presence" method="post" action=(model.path()) novalidate {
            (ui::enter_saves())
            ul role="list" { @for person in model.people { li { (one(model.event, person, model.search)) } } }
            div class="save-bar" {
                button class="button" id="enregistrer" type="submit" { "Enregistrer" }
                @if unsaid > 0 {
                    button class="button quiet" id="tous-presents" type="submit" name=(ALL_PRESENT) value="presents" {
                        "Tous présents" span class="vh" { ", pour ceux qui ne sont pas encore notés" }
                    }
                }
            }
        }
    }
}

/// Somebody, whom htmx saves alone.
pub fn one(event: &EventHead, person: &Person, search: &str) -> Markup {
    let (participant, draft) = (&person.participant, &person.participant.draft);
    let id = participant.id;
    let region = format!("personne-{id}");
    let alone = Query::default()
        .with("q", search)
        .with(WHOM, id.to_string())
        .at(&paths::Presence { number: event.number }.to_string());
    html! {
        fieldset class="person" id=(region) data-hx-post=(alone) data-hx-trigger="change" data-hx-target={ "#" (region) }
            data-hx-swap="outerHTML" data-hx-sync="this:queue all" data-hx-indicator={ "#" (region) } {
            legend { strong { (draft.last_name) " " (draft.first_name) } }
            p class="soft" {
                (draft.statuses.listed())
                @if let Some(group) = &draft.group {
                    "\u{a0}: " (french::typo(&group.school)) ", " (french::typo(&group.level)) ", " (french::count(group.seats.into(), "personne", "personnes"))
                }
            }
            input type="hidden" name=(seen_name(id)) value=(person.seen);
            div class="answers" {
                (answer(id, Some(Attendance::Present), person.said))
                (answer(id, Some(Attendance::Absent), person.said))
                (answer(id, Some(Attendance::Excused), person.said))
                (answer(id, None, person.said))
            }
            @if draft.group.is_some() { (came(participant, person)) }
            @if person.overtaken { p class="overtaken" { (icon(ui::Icon::Alert)) span { (OVERTAKEN) } } }
        }
    }
}

fn answer(id: i64, of: Option<Attendance>, said: Option<Attendance>) -> Markup {
    let name = said_name(id);
    let which = of.map_or("non-note", Attendance::as_str);
    html! {
        label class={ "answer " (which) } {
            input type="radio" id={ (name) "-" (which) } name=(name) value=(value(of)) checked[of == said];
            span { (of.map_or("Non noté", Attendance::label)) }
        }
    }
}

/// How many of a group came.
fn came(participant: &Participant, person: &Person) -> Markup {
    let name = count_name(participant.id);
    let hint = format!("{name}-aide");
    let error = format!("{name}-erreur");
    let wrong = person.wrong.as_ref();
    let described = if wrong.is_some() { format!("{error} {hint}") } else { hint.clone() };
    html! {
        div class={ "field came" @if wrong.is_some() { " wrong" } } {
            label for=(name) { "Combien sont venus" }
            p class="hint" id=(hint) { "Vide\u{a0}: tous, " (participant.seats) "." }
            input id=(name) name=(name) type="text" inputmode="numeric" class="w-short" autocomplete="off" value=(person.count)
                aria-describedby=(described) aria-invalid=[wrong.map(|_| "true")];
            @if let Some(wrong) = wrong {
                p class="error" id=(error) { (icon(ui::Icon::Alert)) span { "Erreur\u{a0}: " (wrong) } }
            }
        }
    }
}
