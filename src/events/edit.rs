//! The form of an event, for those who write it: alone on its page, or within that of its project.

use maud::{Markup, html};

use super::EventKind;
use super::form::{self, EventForm, NO, YES};
use super::store::StoredEvent;
use crate::accounts::Assignable;
use crate::catalogue::edit::{self, Head, KeptDocument, Kind, options};
use crate::catalogue::form::Chosen;
use crate::catalogue::notice::Notice;
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::domain::EventAudience;
use crate::form::Errors;
use crate::french;
use crate::ui::{self, Choice};
use crate::web::paths;

/// What its page is of.
pub const KIND: Kind = Kind {
    name: "Rencontre",
    class: "event",
    id: "rencontre",
    detail: "La rencontre",
    direct: "Lien direct pour s’inscrire",
};

/// What the form shows.
pub struct EditModel<'a> {
    /// What was typed.
    pub form: &'a EventForm,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// The project and its company.
    pub origin: &'a Origin,
    /// What the look-ups have chosen and find.
    pub chosen: &'a Chosen,
    /// Who may receive the registrations.
    pub registrars: &'a [Assignable],
    /// How many registered, and would hear of another date.
    pub registrations: u64,
    /// How many people come.
    pub seats_taken: u64,
    /// The document joined.
    pub document: Option<&'a KeptDocument>,
    /// The mail that the employer would get.
    pub notice: &'a Notice,
}

/// The fields, without the form around them.
pub fn fields(model: &EditModel<'_>) -> Markup {
    let (typed, errors) = (model.form, model.errors);
    let leaks = typed.leaks(model.origin);
    html! {
        input type="hidden" name=(form::VERSION.name) value=(typed.version);
        section class="form-part" aria-labelledby="rencontre-detail" {
            h2 id="rencontre-detail" { "Formulaire de saisie de la rencontre" }
            (detail(typed, model.chosen, model.document, errors))
            (receiver(model))
        }
        (edit::contact(&typed.contact, model.origin, &leaks, Some(Markup::default()), errors))
        (edit::publication(&form::STATE, &typed.state, typed.mail_employer, model.notice, tell(model), errors))
    }
}

/// What the event says, but for who receives the registrations and whom to write to.
pub fn detail(
    typed: &EventForm,
    chosen: &Chosen,
    document: Option<&KeptDocument>,
    errors: &Errors,
) -> Markup {
    html! {
            (edit::audiences::<EventAudience>(&typed.audiences, errors))
            (kind(typed, errors))
            (ui::field(&form::CAPACITY, &typed.capacity, errors))
            (ui::field(&form::DATE, &typed.date, errors))
            (ui::field(&form::TIME, &typed.time, errors))
            (ui::field(&form::DURATION, &typed.duration, errors))
            (edit::occupation(&typed.occupation, chosen, errors))
            (ui::field(&form::DESCRIPTION, &typed.description, errors))
            (edit::document(&form::DOCUMENT, document, errors))
            (ui::field(&form::VENUE, &typed.venue, errors))
            (edit::commune(&form::COMMUNE, &typed.commune, chosen, errors))
    }
}

fn kind(typed: &EventForm, errors: &Errors) -> Markup {
    let choices: Vec<Choice> = EventKind::ALL
        .iter()
        .map(|kind| Choice {
            value: kind.slug(),
            label: if *kind == EventKind::Other { "Autre (à préciser)" } else { kind.label() },
            checked: typed.kind == kind.slug(),
            count: None,
        })
        .collect();
    html! {
        div class="kinds stack" {
            (ui::radios(&options(&form::KIND, true, &choices), errors))
            div class="when-other" { (ui::field(&form::KIND_DETAIL, &typed.kind_detail, errors)) }
        }
    }
}

/// Who receives the registrations: the company, by its contact, or a user.
fn receiver(model: &EditModel<'_>) -> Markup {
    let (typed, errors) = (model.form, model.errors);
    html! {
        div class="receiver stack" {
            (company_receives(typed, errors))
            div class="when-company" { (ui::field(&form::CONTACT_NAME, &typed.contact.contact_name, errors)) }
            div class="when-user" { (registrar(model)) }
        }
    }
}

/// Whether the company wishes to receive the registrations itself.
pub fn company_receives(typed: &EventForm, errors: &Errors) -> Markup {
    let choice =
        |value, label| Choice { value, label, checked: typed.company_receives == value, count: None };
    ui::radios(&options(&form::COMPANY_RECEIVES, true, &[choice(YES, "Oui"), choice(NO, "Non")]), errors)
}

/// Somebody who has no account any more is not proposed: one must choose again.
fn registrar(model: &EditModel<'_>) -> Markup {
    let values: Vec<String> = model.registrars.iter().map(|registrar| registrar.id.to_string()).collect();
    let known = values.contains(&model.form.registrar);
    let nobody = Choice { value: "", label: "Choisissez une personne", checked: !known, count: None };
    let choices: Vec<Choice> = std::iter::once(nobody)
        .chain(values.iter().zip(model.registrars).map(|(value, registrar)| Choice {
            value,
            label: &registrar.name,
            checked: *value == model.form.registrar,
            count: None,
        }))
        .collect();
    ui::select(&form::REGISTRAR, &choices, model.errors)
}

/// The box that tells those who registered.
fn tell(model: &EditModel<'_>) -> Markup {
    // A group is one registration, and one person to write to.
    let label = match model.registrations {
        1 => "Prévenir la personne inscrite",
        n if n == model.seats_taken => &format!("Prévenir les {} inscrits", french::number(n)),
        n => &format!("Prévenir les inscrits ({})", french::count(n, "inscription", "inscriptions")),
    };
    html! {
        @if model.registrations > 0 {
            (ui::confirmation_labelled(&form::TELL_REGISTERED, label, YES, model.form.tell_registered, model.errors))
        }
    }
}

/// What the page of an event says of it.
pub fn head(event: &StoredEvent, now: Now) -> Head<'_> {
    let seats = match event.draft.capacity {
        Some(capacity) => format!(" sur {}", french::number((capacity + event.extra_seats).into())),
        None => String::new(),
    };
    Head {
        kind: &KIND,
        number: event.number,
        title: &event.title,
        badge: edit::state_badge(event.state, event.reason, event.draft.is_past(now)),
        origin: &event.origin,
        people: format!("{}{seats}", french::count(event.seats_taken.into(), "inscrit", "inscrits")),
        online: event.is_shown(now).then(|| paths::Event::page(event.number).to_string()),
        poster: (event.is_shown(now) && !event.draft.is_past(now))
            .then(|| paths::manage::EventPoster { number: event.number }.to_string()),
    }
}
