//! The form of a project.

use maud::{Markup, html};

use super::super::form::{self, ProjectForm};
use super::Opened;
use crate::accounts::Assignable;
use crate::domain::Wish;
use crate::form::Errors;
use crate::ui::{self, Choice, Icon, icon};
use crate::web::paths::manage;
use crate::web::query::Query;

/// What the form shows, of a project that is there or of a new one.
pub struct FormModel<'a> {
    /// Where it is sent.
    pub action: &'a str,
    /// What was typed.
    pub form: &'a ProjectForm,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// Ticket of the form.
    pub ticket: &'a str,
    /// Version of the project that the form was made from.
    pub version: Option<u32>,
    /// Who may be given it.
    pub managers: &'a [Assignable],
    /// Who manages it, in words, where somebody does.
    pub manager: Option<&'a str>,
    /// « Sa demande », where the company wrote it itself: it is read, not changed.
    pub own_words: Option<&'a str>,
    /// What goes with the form, unseen.
    pub hidden: &'a Query,
    /// The fields of a new company, where it is entered by hand.
    pub company: Markup,
    /// The form opened below, if one is.
    pub opened: Option<(Opened, Markup)>,
}

/// The form.
pub fn project_form(model: &FormModel<'_>) -> Markup {
    html! {
        form class="form wide-form" id="projet" method="post" action=(model.action) enctype="multipart/form-data" novalidate {
            (ui::enter_saves())
            (ui::required_note())
            input type="hidden" name=(crate::web::ticket::FIELD) value=(model.ticket);
            @if let Some(version) = model.version { input type="hidden" name="version" value=(version); }
            @for (name, value) in model.hidden.pairs() { input type="hidden" name=(name) value=(value); }
            (model.company)
            (project_fields(model))
            (contact_fields(model))
            div id="formulaires" {
                @if let Some((opened, fields)) = &model.opened { (opened_form(*opened, fields)) }
            }
            div class="save-bar" {
                (ui::submit("Enregistrer"))
                a class="button quiet" id="retour" href=(manage::Dashboard) { "Retour" }
            }
        }
    }
}

fn project_fields(model: &FormModel<'_>) -> Markup {
    let typed = model.form;
    html! {
        section class="form-part" aria-labelledby="partie-projet" {
            h2 id="partie-projet" { "Projet" }
            (manager_field(model))
            (wishes(model))
            @match model.own_words {
                Some(words) => div class="field" {
                    p class="label" { (form::REQUEST.label) }
                    @if words.is_empty() { p class="hint" { "L’entreprise n’a rien ajouté." } } @else { (ui::prose(words)) }
                },
                None => (ui::field(&form::REQUEST, &typed.request, model.errors)),
            }
            (ui::field(&form::COMMENT, &typed.comment, model.errors))
        }
    }
}

/// Who manages it; the pencil opens the list.
fn manager_field(model: &FormModel<'_>) -> Markup {
    let values: Vec<String> = model.managers.iter().map(|one| one.id.to_string()).collect();
    let mut choices: Vec<Choice> = model
        .managers
        .iter()
        .zip(&values)
        .map(|(one, value)| Choice {
            value,
            label: &one.name,
            checked: model.form.manager == *value,
            count: None,
        })
        .collect();
    if !choices.iter().any(|choice| choice.checked) {
        choices.insert(0, Choice { value: "", label: "Choisissez", checked: true, count: None });
    }
    let list = html! {
        (ui::select(&form::MANAGER, &choices, model.errors))
        (ui::field(&form::NOTE, &model.form.note, model.errors))
    };
    let changed = model
        .managers
        .iter()
        .any(|one| Some(one.name.as_str()) != model.manager && one.id.to_string() == model.form.manager);
    html! {
        @match model.manager {
            Some(name) => {
                details class="pencil" open[changed || model.errors.of(form::MANAGER.name).is_some()] {
                    summary id="crayon-charge" {
                        span class="label" { "Chargé du projet" } " " strong { (name) } " "
                        span class="pencil-mark" { (icon(Icon::Pencil)) "Modifier" span class="vh" { " le chargé du projet" } }
                    }
                    (list)
                }
            },
            None => (list),
        }
    }
}

/// The three wishes of the guide; the first two open their form at once.
fn wishes(model: &FormModel<'_>) -> Markup {
    let choices: Vec<Choice> = Wish::ALL
        .iter()
        .map(|wish| Choice {
            value: wish.as_str(),
            label: wish.label(),
            checked: model.form.wish == wish.as_str(),
            count: None,
        })
        .collect();
    html! {
        (ui::radios(
            &ui::Options {
                name: form::WISH.name,
                legend: form::WISH.label,
                hint: None,
                required: true,
                quiet_legend: false,
                choices: &choices,
            },
            model.errors,
        ))
        p class="actions" {
            (opener(model, Opened::Offer, "Rédiger une offre de stage"))
            (opener(model, Opened::Event, "Planifier une rencontre"))
        }
    }
}

/// A button that opens a form under the project, with what was typed: without JavaScript the page comes
/// back with it, and so it does when it shows errors, which may have been put right since.
fn opener(model: &FormModel<'_>, opened: Opened, label: &str) -> Markup {
    let in_place = model.errors.is_empty().then_some(model.action);
    html! {
        button class="button quiet" id={ "ouvrir-" (opened.slug()) } type="submit" name=(Opened::BUTTON) value=(opened.slug())
            formnovalidate data-hx-post=[in_place] data-hx-target="#formulaires" data-hx-swap="innerHTML" {
            (label)
        }
    }
}

/// The form opened below, as htmx gets it too.
pub fn opened_form(opened: Opened, fields: &Markup) -> Markup {
    html! {
        input type="hidden" name=(Opened::PARAMETER) value=(opened.slug());
        (fields)
    }
}

fn contact_fields(model: &FormModel<'_>) -> Markup {
    let typed = model.form;
    html! {
        section class="form-part" aria-labelledby="partie-contact" {
            h2 id="partie-contact" { "Contact privé" }
            p class="hint" { "Pour joindre l’entreprise\u{a0}: indiquez au moins un téléphone ou une adresse e-mail. Ce que voient les visiteurs est sur chaque offre et chaque rencontre." }
            (ui::field(&form::CONTACT, &typed.contact_name, model.errors))
            (ui::field(&form::PHONE, &typed.phone, model.errors))
            (ui::field(&form::OTHER_PHONE, &typed.other_phone, model.errors))
            (ui::field(&form::EMAIL, &typed.email, model.errors))
        }
    }
}
