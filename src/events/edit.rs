//! The form of an event, for those who write it: alone on its page, or within that of its project.

use maud::{Markup, html};

use super::EventKind;
use super::form::{self, EventForm, NO, YES};
use super::store::StoredEvent;
use crate::accounts::Assignable;
use crate::catalogue::edit::{self, EditPage, KeptDocument, Online, options};
use crate::catalogue::form::Chosen;
use crate::catalogue::notice::Notice;
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::domain::EventAudience;
use crate::form::Errors;
use crate::french;
use crate::ui::{self, Anchor, Choice, Conflict, Tone};
use crate::web::{paths, ticket};

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
            (edit::audiences::<EventAudience>(&typed.audiences, errors))
            (kind(typed, errors))
            (ui::field(&form::CAPACITY, &typed.capacity, errors))
            (ui::field(&form::DATE, &typed.date, errors))
            (ui::field(&form::TIME, &typed.time, errors))
            (ui::field(&form::DURATION, &typed.duration, errors))
            (edit::occupation(model.chosen, errors))
            (ui::field(&form::DESCRIPTION, &typed.description, errors))
            (edit::document(&form::DOCUMENT, model.document, errors))
            (ui::field(&form::VENUE, &typed.venue, errors))
            (edit::commune(&form::COMMUNE, model.chosen, errors))
            (receiver(model))
        }
        (edit::contact(&typed.contact, model.origin, &leaks, Some(Markup::default()), errors))
        (edit::publication(&form::STATE, &typed.state, typed.mail_employer, model.notice, tell(model), errors))
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
    let choice =
        |value, label| Choice { value, label, checked: typed.company_receives == value, count: None };
    html! {
        div class="receiver stack" {
            (ui::radios(&options(&form::COMPANY_RECEIVES, true, &[choice(YES, "Oui"), choice(NO, "Non")]), errors))
            div class="when-company" { (ui::field(&form::CONTACT_NAME, &typed.contact.contact_name, errors)) }
            div class="when-user" { (registrar(model)) }
        }
    }
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

/// What the page of an event shows beside its form.
pub struct PageModel<'a> {
    /// The event as it is stored.
    pub event: &'a StoredEvent,
    /// The page of its project.
    pub project: Anchor<'a>,
    /// The first page of the extranet.
    pub home: Anchor<'a>,
    /// Where the form is sent.
    pub action: &'a str,
    /// The link to pass on, whole.
    pub direct_link: &'a str,
    /// News of what was just done.
    pub flash: Option<&'a str>,
    /// Why the form came back, when no field is at fault.
    pub notice: Option<&'a str>,
    /// What somebody else stored meanwhile.
    pub conflict: Option<&'a Conflict>,
    /// Ticket of the form.
    pub ticket: &'a str,
    /// The participants.
    pub participants: Markup,
}

/// The page of an event, for those who may change it.
pub fn page(page: &PageModel<'_>, model: &EditModel<'_>, now: Now) -> Markup {
    html! {
        div class="wrap edit-page" {
            (head(page, now))
            @if let Some(notice) = page.notice { (ui::flash(Tone::Warn, html! { p { (notice) } })) }
            @if let Some(conflict) = page.conflict { (ui::conflict(conflict)) }
            (ui::summary(model.errors, form::label))
            form class="form wide-form edit" id="rencontre" method="post" enctype="multipart/form-data" novalidate action=(page.action) {
                (ui::enter_saves())
                (ui::required_note())
                input type="hidden" name=(ticket::FIELD) value=(page.ticket);
                (fields(model))
                (edit::save_bar(page.project.href))
            }
            (page.participants)
        }
    }
}

/// The same for those who may only read it. `rows` are its fields in words.
pub fn read_only_page(page: &PageModel<'_>, rows: &[(&'static str, String)], now: Now) -> Markup {
    let manager = page.event.origin.manager.as_ref().map(|manager| manager.name.as_str());
    html! {
        div class="wrap edit-page" {
            (head(page, now))
            (edit::read_only_band(manager))
            section class="form-part" aria-labelledby="rencontre-detail" {
                h2 id="rencontre-detail" { "La rencontre" }
                (edit::read_only(rows))
            }
            (page.participants)
        }
    }
}

fn head(page: &PageModel<'_>, now: Now) -> Markup {
    let event = page.event;
    let public = paths::Event::page(event.number).to_string();
    let seats = match event.draft.capacity {
        Some(capacity) => format!(" sur {}", french::number((capacity + event.extra_seats).into())),
        None => String::new(),
    };
    let people = format!("{}{seats}", french::count(event.seats_taken.into(), "inscrit", "inscrits"));
    edit::head(&EditPage {
        kind: "Rencontre",
        kind_class: "event",
        number: event.number,
        title: &event.title,
        badge: edit::state_badge(event.state, event.reason, event.draft.is_past(now)),
        project: Anchor { label: page.project.label, href: page.project.href },
        home: Anchor { label: page.home.label, href: page.home.href },
        origin: &event.origin,
        people: &people,
        online: event.is_shown(now).then(|| Online {
            href: &public,
            direct: Anchor { label: "Lien direct pour s’inscrire", href: page.direct_link },
        }),
        flash: page.flash,
    })
}
