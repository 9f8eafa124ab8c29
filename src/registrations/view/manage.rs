//! Those who registered for an event, for whoever handles it.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::super::form::{BY_HAND, EXCEED, RegistrationForm};
use super::super::{Attendance, EventHead, Participant, ParticipantList, ParticipantOrder};
use super::desk::{attendance, beyond, certificate, turnout};
use super::{group, statuses};
use crate::clock::Zone;
use crate::domain::{AudienceSet, EventAudience};
use crate::form::{Errors, Field};
use crate::french;
use crate::person::another::QUIET;
use crate::ui::{self, Anchor, Choice, Conflict, Head, Icon, Tone, icon};
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::{Frame, TableView};
use crate::web::ticket;

/// Hidden in the form by which somebody is registered: the event had begun when it was shown, which decides on the
/// mail and on who is there.
pub const STARTED: &str = "commencee";

/// Id of the section that htmx swaps.
pub const REGION: &str = "participants";

/// What the section shows.
#[derive(Debug, Clone)]
pub struct ParticipantsModel {
    /// The event.
    pub event: EventHead,
    /// Those of the page.
    pub list: ParticipantList,
    /// How they are shown.
    pub table: TableView<ParticipantOrder>,
    /// What was just done.
    pub said: Option<String>,
    /// Why nobody can be registered any more.
    pub closed: Option<&'static str>,
    /// Whether its day has come: who comes is written down.
    pub has_come: bool,
    /// Whether it has started: nobody is written to any more.
    pub started: bool,
    /// Whether it stands alone on its own page, with no form beside it: a row is then corrected in its place.
    pub in_place: bool,
    /// The row being corrected.
    pub editing: Option<EditModel>,
    /// The site's zone.
    pub zone: Zone,
}

impl ParticipantsModel {
    /// Whether the count takes the focus: the person has turned the page, and nothing else asks for it.
    pub fn focus(&self) -> bool {
        self.table.turned && self.said.is_none() && self.editing.is_none()
    }

    /// An address of the same event, from which the list comes back as it is.
    fn at(&self, path: &str) -> String {
        self.table.query().without_all(&["ouvrir"]).at(path)
    }

    fn list_path(&self) -> String {
        paths::Participants { number: self.event.number }.to_string()
    }
}

/// A row that is being corrected.
#[derive(Debug, Clone)]
pub struct EditModel {
    /// Its row.
    pub id: i64,
    /// « Prénom Nom », as stored.
    pub name: String,
    /// What was typed.
    pub form: RegistrationForm,
    /// What is to be put right.
    pub errors: Errors,
    /// What somebody else corrected meanwhile.
    pub conflict: Option<Conflict>,
    /// The version that is corrected.
    pub version: u32,
    /// Places left, where more are needed; and whether they may be exceeded.
    pub exceed: Option<Exceed>,
}

/// The form by which somebody is registered.
pub struct EntryModel<'a> {
    /// What was typed.
    pub form: &'a RegistrationForm,
    /// Whether the person is not written to.
    pub quiet: bool,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// What must be known before sending again, which is no field's fault.
    pub notice: Option<&'a str>,
    /// Places left, where more may be needed; and whether they may be exceeded.
    pub exceed: Option<Exceed>,
    /// Ticket of the form.
    pub ticket: &'a str,
}

/// The box by which somebody answers for more people than there are places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceed {
    /// How many places are left.
    pub left: u32,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// The page of the section alone.
pub fn page(model: &ParticipantsModel, entry: Option<&EntryModel<'_>>) -> Markup {
    html! {
        div class="wrap stack" {
            (trail(&model.event, "Participants"))
            (ui::page_head("Participants", lead(&model.event)))
            @if let Some(entry) = entry { (entry_form(model, entry)) }
            (section(model, model.focus() && entry.is_none()))
        }
    }
}

pub(super) fn trail(event: &EventHead, here: &str) -> Markup {
    let label = format!("Rencontre {}", event.number.display_nbsp());
    let href = paths::Event { number: event.number }.to_string();
    ui::breadcrumb(
        &[
            Anchor { label: "Tableau de bord", href: paths::Dashboard::PATH },
            Anchor { label: &label, href: &href },
        ],
        here,
    )
}

fn lead(event: &EventHead) -> Markup {
    html! {
        p class="lead" {
            (french::typo(&event.title)) ", rencontre " (event.number.display_nbsp())
            @if let Some(starts) = event.starts { ", " (french::date_time_long(starts)) }
        }
        p {
            a class="alone" id="retour" href=(paths::Event { number: event.number }) {
                (icon(Icon::ArrowLeft)) "Retour à la rencontre"
            }
        }
    }
}

/// The list of those who registered.
pub fn section(model: &ParticipantsModel, focus: bool) -> Markup {
    let (list, table) = (&model.list, &model.table);
    let mut heads = vec![
        table.head("Nom", ParticipantOrder::LastName),
        table.head("Prénom", ParticipantOrder::FirstName),
        table.head("Statuts", ParticipantOrder::Statuses),
        Head::plain("Coordonnées"),
        Head::plain("Places"),
        table.head("Inscrit le", ParticipantOrder::Date),
    ];
    heads.extend(model.has_come.then_some(Head::plain("Présence")));
    heads.push(Head::of_actions());
    let frame =
        Frame { region: REGION, caption: "Personnes inscrites à la rencontre", heads: &heads, focus };
    let rows = html! {
        @for participant in &list.rows {
            @match model.editing.as_ref().filter(|editing| editing.id == participant.id) {
                Some(editing) => (edit_row(model, editing, heads.len())),
                None => (row(model, participant)),
            }
        }
    };
    html! {
        section class="table-section" id=(REGION) aria-labelledby="participants-titre" {
            @if let Some(said) = &model.said { (ui::flash(Tone::Ok, html! { p { (said) } })) }
            div class="table-head" {
                h2 id="participants-titre" { "Participants" }
                @if model.closed.is_none() { (open_link(model)) }
            }
            (places(model))
            (all_of_them(model))
            (table.show(&frame, list.total, rows))
            @if list.cancelled > 0 {
                p class="soft" { (french::count(list.cancelled.into(), "inscription annulée", "inscriptions annulées")) "." }
            }
        }
    }
}

/// Leads to where somebody is registered; nowhere new while somebody is.
fn open_link(model: &ParticipantsModel) -> Markup {
    let href = Query::default().with("ouvrir", "inscription").at(&model.list_path());
    html! {
        @if model.table.query().first("ouvrir").is_none() {
            a class="button" id="participants-inscrire" href=(href) { "Inscrire un participant" }
        }
    }
}

/// What can be done with all of them.
fn all_of_them(model: &ParticipantsModel) -> Markup {
    let number = model.event.number;
    html! {
        p class="list-actions" {
            a id="participants-exporter" href=(paths::AttendanceXlsx { number }) { (icon(Icon::Download)) "Exporter la liste" }
            a id="participants-emargement" href=(paths::AttendancePdf { number }) { (icon(Icon::Print)) "Feuille d’émargement (PDF)" }
            a id="participants-confirmer" href=(paths::Confirmation { number }) { (icon(Icon::Mail)) "Envoyer un email de confirmation" }
            a id="participants-presence" href=(paths::Presence { number }) { (icon(Icon::Check)) "Noter les présences" }
        }
    }
}

fn places(model: &ParticipantsModel) -> Markup {
    let event = &model.event;
    html! {
        @if let Some(most) = event.capacity {
            p {
                (french::count(event.taken.into(), "place prise", "places prises")) " sur " (french::number(most.into())) ", "
                @if event.taken > most { (beyond(event.taken, most)) } @else { (french::count(event.left().into(), "restante", "restantes")) }
                "."
            }
        }
        @if event.turnout.is_said() && model.has_come { p { (turnout(event.turnout)) "." } }
        @if let Some(closed) = model.closed { p class="soft" { (closed) } }
    }
}

fn row(model: &ParticipantsModel, participant: &Participant) -> Markup {
    let draft = &participant.draft;
    let arrived = model.zone.local(participant.created_at);
    html! {
        tr id={ "participant-" (participant.id) } {
            (ui::row_head("Nom", html! { (draft.last_name) }))
            (ui::cell("Prénom", html! { (draft.first_name) }))
            (ui::cell("Statuts", html! {
                (draft.statuses.listed())
                @if let Some(age) = draft.age { p class="soft" { (age.years()) "\u{a0}ans" } }
            }))
            (ui::cell("Coordonnées", contact(participant)))
            (ui::cell("Places", seats(participant)))
            (ui::cell("Inscrit le", html! {
                time datetime=(french::iso_date_time(arrived)) { (french::date_time_short(arrived)) }
                @if participant.by_hand { p class="soft" { "Saisi à la main" } }
            }))
            @if model.has_come { (ui::cell("Présence", attendance(participant))) }
            (ui::row_actions(actions(model, participant)))
        }
    }
}

fn contact(participant: &Participant) -> Markup {
    let draft = &participant.draft;
    html! {
        p { a href={ "mailto:" (draft.email) } { (draft.email) } }
        @if let Some(phone) = &draft.phone { p { (ui::phone_link(phone)) } }
        @if let Some(guardian) = &draft.guardian {
            p class="soft" {
                "Parent ou responsable légal\u{a0}: " (guardian.name) ", "
                a href={ "mailto:" (guardian.email) } { (guardian.email) }
            }
        }
    }
}

fn seats(participant: &Participant) -> Markup {
    html! {
        (participant.seats)
        @if let Some(group) = &participant.draft.group {
            p class="soft" {
                "Groupe\u{a0}: " (french::typo(&group.school)) ", " (french::typo(&group.level)) ", "
                (french::count(group.adults.into(), "accompagnateur", "accompagnateurs"))
            }
        }
    }
}

/// The pencil and the red cross.
fn actions(model: &ParticipantsModel, participant: &Participant) -> Markup {
    let (number, id, name) = (model.event.number, participant.id, participant.name());
    let edit = model.at(&paths::Participant { number, id }.to_string());
    let remove = model.at(&paths::Unregister { number, id }.to_string());
    html! {
        @if model.has_come && participant.attendance == Some(Attendance::Present) { (certificate(number, participant)) }
        a class="button quiet" id={ "participant-" (id) "-modifier" } href=(edit)
            data-hx-get=[model.in_place.then_some(&edit)] data-hx-target=[model.in_place.then_some("#participants")]
            data-hx-swap=[model.in_place.then_some("outerHTML")] data-hx-indicator=[model.in_place.then_some("#participants")] {
            (icon(Icon::Pencil)) span class="words" { "Modifier" span class="vh" { " l’inscription de " (name) } }
        }
        a class="button quiet remove" id={ "participant-" (id) "-desinscrire" } href=(remove) {
            (icon(Icon::Close)) span class="words" { "Désinscrire" span class="vh" { " " (name) } }
        }
    }
}

/// The row's own form.
fn edit_row(model: &ParticipantsModel, editing: &EditModel, columns: usize) -> Markup {
    let action = model.at(&paths::Participant { number: model.event.number, id: editing.id }.to_string());
    let back = model.at(&model.list_path());
    html! {
        tr class="editing" id={ "participant-" (editing.id) } {
            td colspan=(columns) {
                form class="form" id="modification" method="post" action=(action) novalidate {
                    h3 id="modification-titre" tabindex="-1" autofocus[editing.errors.is_empty() && editing.conflict.is_none()] {
                        "Modifier l’inscription de " (editing.name)
                    }
                    (ui::summary(&editing.errors, |name| BY_HAND.label(name)))
                    @if let Some(conflict) = &editing.conflict { (ui::conflict(conflict)) }
                    (ui::required_note())
                    input type="hidden" name="version" value=(editing.version);
                    (fields(&editing.form, editing.exceed, &editing.errors))
                    p class="actions" {
                        (ui::submit("Enregistrer"))
                        a class="button quiet" id="annuler" href=(back) data-hx-get=(back) data-hx-target="#participants"
                            data-hx-swap="outerHTML" data-hx-indicator="#participants" { "Annuler" }
                    }
                }
            }
        }
    }
}

fn entry_form(model: &ParticipantsModel, entry: &EntryModel<'_>) -> Markup {
    let calm = entry.errors.is_empty() && entry.notice.is_none();
    html! {
        section class="panel stack" id="participants-nouveau" aria-labelledby="inscription-titre" {
            h2 id="inscription-titre" tabindex="-1" autofocus[calm] { "Inscrire un participant" }
            (ui::summary(entry.errors, |name| BY_HAND.label(name)))
            @if let Some(notice) = entry.notice {
                div id="message" tabindex="-1" autofocus[entry.errors.is_empty()] {
                    (ui::notice(Tone::Warn, html! { p role="alert" { (notice) } }))
                }
            }
            form class="form" id="inscription" method="post" action=(model.list_path()) novalidate {
                (ui::required_note())
                input type="hidden" name=(ticket::FIELD) value=(entry.ticket);
                @if model.started { input type="hidden" name=(STARTED) value="oui"; }
                (fields(entry.form, entry.exceed, entry.errors))
                (who_is_told(model, entry))
                p class="actions" {
                    (ui::submit("Enregistrer ce participant"))
                    a class="button quiet" id="annuler" href=(model.list_path()) { "Annuler" }
                }
            }
        }
    }
}

fn who_is_told(model: &ParticipantsModel, entry: &EntryModel<'_>) -> Markup {
    html! {
        @if model.started {
            p class="hint" { "La rencontre a commencé\u{a0}: la personne est notée présente, et aucun courriel ne part." }
        } @else if model.event.ever_online {
            (ui::confirmation(&QUIET, "oui", entry.quiet, entry.errors))
        } @else {
            p class="hint" { "Cette rencontre n’a jamais été en ligne\u{a0}: aucun courriel ne part." }
        }
    }
}

/// What is asked of somebody, new or not.
fn fields(typed: &RegistrationForm, exceed: Option<Exceed>, errors: &Errors) -> Markup {
    let age = Field { required: false, ..BY_HAND.age };
    // Somebody may come along who is not of the public that the event is announced to.
    let everybody = EventAudience::ALL.iter().copied().collect::<AudienceSet<_>>();
    html! {
        (ui::field(&BY_HAND.last_name, &typed.last_name, errors))
        (ui::field(&BY_HAND.first_name, &typed.first_name, errors))
        (ui::field(&BY_HAND.email, &typed.email, errors))
        (ui::field(&BY_HAND.phone, &typed.phone, errors))
        (statuses(&BY_HAND, everybody, typed, errors))
        div class="shown-if-pupil stack" {
            (ui::field(&age, &typed.age, errors))
            (typed.guardian.group(&BY_HAND.guardian, errors))
        }
        (group(&BY_HAND, "Le groupe", typed, errors))
        @if let Some(exceed) = exceed { (exceed_box(exceed, errors)) }
    }
}

fn exceed_box(exceed: Exceed, errors: &Errors) -> Markup {
    let left = match exceed.left {
        0 => "il n’en reste aucune".to_owned(),
        left => format!("il en reste {left}"),
    };
    let label = format!("Dépasser le nombre de places\u{a0}: {left}");
    let choice = Choice { value: "oui", label: &label, checked: exceed.ticked, count: None };
    let options = ui::Options {
        name: EXCEED.name,
        legend: "Places",
        hint: Some("Les places ajoutées sont notées à votre nom dans le suivi du projet."),
        required: false,
        quiet_legend: false,
        choices: &[choice],
    };
    ui::checkboxes(&options, errors)
}
