//! The pages of the contact form.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::Sender;
use super::form::{self, ContactForm};
use crate::content::legal::reply_delay;
use crate::domain::Reference;
use crate::form::Errors;
use crate::french;
use crate::site::Site;
use crate::ui::{self, Anchor, Choice, Icon, Tone, icon};
use crate::web::{paths, ticket};

/// What the form shows.
pub struct FormModel<'a> {
    /// What was typed.
    pub form: &'a ContactForm,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// What the person must know before sending again, which is no field's fault.
    pub notice: Option<&'a str>,
    /// Ticket of the form.
    pub ticket: &'a str,
}

/// The form.
pub fn form_page(model: &FormModel<'_>, site: &Site) -> Markup {
    let typed = model.form;
    let errors = model.errors;
    html! {
        div class="wrap" {
            (ui::page_head("Nous écrire", html! {
                p class="lead" { "Une question sur un stage, une rencontre, une offre à publier\u{202f}? Une personne de votre département vous répond." }
            }))
            div class="split" {
                div class="stack" {
                    (ui::summary(errors, form::label))
                    @if let Some(notice) = model.notice {
                        div id="message-formulaire" tabindex="-1" autofocus[errors.is_empty()] {
                            (ui::notice(Tone::Warn, html! { p role="alert" { (notice) } }))
                        }
                    }
                    form class="form" id="contact" method="post" novalidate action=(paths::Contact) {
                        (ui::required_note())
                        (ticket::fields(model.ticket))
                        (senders(typed, errors))
                        (ui::field(&form::NAME, &typed.name, errors))
                        (ui::field(&form::EMAIL, &typed.email, errors))
                        (ui::field(&form::PHONE, &typed.phone, errors))
                        (departments(typed, errors, site))
                        (ui::field(&form::SUBJECT, &typed.subject, errors))
                        (ui::field(&form::MESSAGE, &typed.message, errors))
                        (ui::submit("Envoyer le message"))
                        (notice(site))
                    }
                }
                (elsewhere(site))
            }
        }
    }
}

fn senders(typed: &ContactForm, errors: &Errors) -> Markup {
    let choices: Vec<Choice> = Sender::ALL
        .iter()
        .map(|sender| Choice {
            value: sender.slug(),
            label: sender.label(),
            checked: typed.sender == sender.slug(),
            count: None,
        })
        .collect();
    ui::radios(
        &ui::Options {
            name: form::SENDER.name,
            legend: form::SENDER.label,
            hint: Some("Facultatif."),
            required: false,
            quiet_legend: false,
            choices: &choices,
        },
        errors,
    )
}

fn departments(typed: &ContactForm, errors: &Errors, site: &Site) -> Markup {
    let labels: Vec<(&str, String)> = site
        .departments
        .iter()
        .map(|department| (department.code.as_str(), format!("{} ({})", department.name, department.code)))
        .collect();
    let choice = |value, label| Choice { value, label, checked: typed.department == value, count: None };
    let mut choices = vec![choice("", "Choisissez")];
    choices.extend(labels.iter().map(|(code, label)| choice(code, label)));
    choices.push(choice(form::ELSEWHERE, "Autre"));
    ui::select(&form::DEPARTMENT, &choices, errors)
}

fn notice(site: &Site) -> Markup {
    ui::rgpd_notice(&ui::Notice {
        controller: &format!("{} reçoit ce formulaire pour répondre à votre message.", site.name),
        purpose: "Les champs marqués d’un astérisque sont nécessaires pour vous répondre, les autres sont libres.",
        recipients: "Seule la personne qui s’occupe de votre département, ou l’administration du site, le lit.",
        retention: &format!(
            "Il est effacé au bout de {}.",
            french::count(site.contact_months.into(), "mois", "mois")
        ),
        href: Some(&paths::Privacy::part("contact")),
        rights: "Vous pouvez demander à le lire, le corriger ou l’effacer en rappelant sa référence.",
    })
}

/// Other ways, so that nobody waits for an answer that is already written.
fn elsewhere(site: &Site) -> Markup {
    let legal = &site.legal;
    html! {
        aside class="stack" aria-label="Autres moyens" {
            section class="panel" aria-labelledby="reponse" {
                h2 id="reponse" { "Quand vous répond-on\u{202f}?" }
                p { "En général sous " strong { (reply_delay(site)) } ", par courriel ou par téléphone." }
            }
            @if legal.phone.is_some() || legal.address.is_some() {
                section class="panel" aria-labelledby="autrement" {
                    h2 id="autrement" { "Autrement" }
                    (ui::facts(html! {
                        @if let Some(phone) = &legal.phone { (ui::fact(Icon::Phone, "Téléphone", ui::phone_link(phone))) }
                        @if let Some(address) = &legal.address { (ui::fact(Icon::Pin, "Adresse", html! { (french::typo(address)) })) }
                    }))
                }
            }
            section class="panel side-links" aria-labelledby="deja" {
                h2 id="deja" { "La réponse est peut-être ici" }
                ul role="list" {
                    li { a href=(paths::Resources) { "Ressources sur les stages" } }
                    li { a href=(paths::Offers) { "Offres de stage" } }
                    li { a href=(paths::Privacy) { "Vos données personnelles" } }
                }
            }
        }
    }
}

/// What one sees once the message is safe.
pub fn confirmation_page(reference: &Reference, site: &Site) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                div class="page-head" {
                    h1 tabindex="-1" autofocus { "Votre message est bien arrivé" }
                    p class="lead" { "Nous vous répondons en général sous " (reply_delay(site)) ", par courriel ou par téléphone." }
                }
                (ui::notice(Tone::Ok, html! {
                    p { "Votre référence, à rappeler si vous nous écrivez à nouveau\u{a0}:" }
                    p class="reference" { (reference) }
                }))
                section aria-labelledby="suite" {
                    h2 id="suite" { "Et maintenant\u{202f}?" }
                    ul class="prose" {
                        li { "La personne chargée de vous répondre a reçu votre message." }
                        li { "Un courriel vous confirme qu’il est arrivé. S’il n’est pas là dans une heure, regardez parmi les indésirables." }
                        li { "Sans nouvelles passé ce délai, écrivez-nous à nouveau en rappelant la référence." }
                    }
                }
                p class="actions" {
                    a class="button" href=(paths::Offers) { "Voir les offres de stage" }
                    a class="button quiet" href=(paths::Home) { "Aller à l’accueil" }
                }
            }
        }
    }
}

/// Said when the whole form is too long to be read at all.
pub fn too_long_page() -> Markup {
    ui::error_page(
        413,
        "Message trop long",
        html! {
            p { "Votre message dépasse de beaucoup 4\u{202f}000 caractères. Revenez à la page précédente pour le raccourcir\u{a0}: votre texte y est encore." }
            p { (icon(Icon::Info)) "Pour un document, demandez d’abord une adresse où l’envoyer." }
        },
        &[Anchor { label: "Revenir au formulaire", href: paths::Contact::PATH }],
    )
}
