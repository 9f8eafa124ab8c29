//! The pages of a registration: the form, its confirmation, and what the person who made it sees.

pub mod confirmation;
pub mod desk;
pub mod manage;
pub mod presence;
pub mod removal;

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::Registration;
use super::form::{self, Fields, RegistrationForm};
use super::store::Confirmed;
use crate::clock::{Now, Zone};
use crate::domain::{Audience, AudienceSet, EventAudience, Reference, Token};
use crate::events::PublicEvent;
use crate::form::Errors;
use crate::french;
use crate::site::Site;
use crate::ui::{self, Anchor, Choice, Icon, Tone};
use crate::web::{paths, ticket};

/// What the form shows besides the event.
pub struct FormModel<'a> {
    /// What was typed.
    pub form: &'a RegistrationForm,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// What the person must know before sending again, which is no field's fault.
    pub notice: Option<&'a str>,
    /// Ticket of the form.
    pub ticket: &'a str,
}

/// The form by which one registers for an event.
pub fn form_page(event: &PublicEvent, model: &FormModel<'_>, site: &Site) -> Markup {
    let (typed, errors) = (model.form, model.errors);
    html! {
        div class="wrap" {
            (trail(event))
            div class="split" {
                div class="stack" {
                    div class="page-head" {
                        h1 { "S’inscrire" }
                        p class="lead" { (french::typo(&event.title)) }
                    }
                    (ui::summary(errors, |name| form::OWN.label(name)))
                    @if let Some(notice) = model.notice {
                        div id="message" tabindex="-1" autofocus[errors.is_empty()] {
                            (ui::notice(Tone::Warn, html! { p role="alert" { (notice) } }))
                        }
                    }
                    form class="form" id="inscription" method="post" novalidate
                        action=(paths::Register { number: event.number }) {
                        (ui::required_note())
                        (ticket::fields(model.ticket))
                        input type="hidden" name=(form::STARTS) value=(french::iso_date_time(event.starts));
                        (ui::field(&form::LAST_NAME, &typed.last_name, errors))
                        (ui::field(&form::FIRST_NAME, &typed.first_name, errors))
                        (ui::field(&form::EMAIL, &typed.email, errors))
                        (ui::field(&form::PHONE, &typed.phone, errors))
                        (statuses(&form::OWN, event.audiences, typed, errors))
                        @if event.audiences.contains(EventAudience::Pupil) {
                            div class="shown-if-pupil stack" {
                                (ui::field(&form::AGE, &typed.age, errors))
                                (typed.guardian.group(&form::OWN.guardian, errors))
                            }
                        }
                        (group(&form::OWN, "Votre groupe", typed, errors))
                        (ui::submit("Envoyer mon inscription"))
                        (notice(event, site))
                    }
                }
                (reminder(event))
            }
        }
    }
}

fn statuses(
    fields: &Fields,
    audiences: AudienceSet<EventAudience>,
    typed: &RegistrationForm,
    errors: &Errors,
) -> Markup {
    let only = audiences.iter().count() == 1;
    let choices: Vec<Choice> = audiences
        .iter()
        .map(|audience| Choice {
            value: audience.slug(),
            label: audience.label(),
            // With one audience there is nothing to choose.
            checked: only || typed.statuses.iter().any(|slug| slug == audience.slug()),
            count: None,
        })
        .collect();
    let options = ui::Options {
        name: fields.statuses.name,
        legend: fields.statuses.label,
        hint: (!only).then_some("Plusieurs réponses possibles."),
        required: true,
        quiet_legend: false,
        choices: &choices,
    };
    ui::checkboxes(&options, errors)
}

/// The group, folded behind its box by the style sheet alone.
fn group(fields: &Fields, title: &str, typed: &RegistrationForm, errors: &Errors) -> Markup {
    html! {
        div class="with-group stack" {
            (ui::confirmation(&fields.with_group, "oui", typed.with_group, errors))
            fieldset class="group panel form" {
                legend { (title) }
                p class="hint" { "Une place est réservée pour chaque personne du groupe. Les noms viendront plus tard." }
                (ui::field(&form::HEAD_COUNT, &typed.head_count, errors))
                (ui::field(&form::SCHOOL, &typed.school, errors))
                (ui::field(&form::LEVEL, &typed.level, errors))
                (ui::field(&form::ADULTS, &typed.adults, errors))
            }
        }
    }
}

fn notice(event: &PublicEvent, site: &Site) -> Markup {
    ui::rgpd_notice(&ui::Notice {
        controller: &format!("{} reçoit ce formulaire pour organiser votre venue.", site.name),
        purpose: "Les champs marqués d’un astérisque sont nécessaires, les autres sont libres.",
        recipients: &format!(
            "Seuls {} et la personne qui suit cette rencontre voient votre inscription.",
            french::typo(&event.employer.name)
        ),
        retention: &format!(
            "Votre inscription est effacée {} jours après la rencontre.",
            site.registration_days
        ),
        href: Some(&paths::Privacy::part("inscription")),
        rights: "Le lien que vous recevrez par courriel permet de la voir et de l’annuler.",
    })
}

fn reminder(event: &PublicEvent) -> Markup {
    html! {
        aside class="panel stack" aria-labelledby="rappel" {
            h2 id="rappel" { "La rencontre" }
            (when_and_where(event))
            p { (french::count(event.seats.left.into(), "place restante", "places restantes")) " sur " (event.seats.capacity) }
            p { a class="alone" href=(paths::Event::page(event.number)) { "Relire la présentation" } }
        }
    }
}

fn when_and_where(event: &PublicEvent) -> Markup {
    ui::facts(html! {
        (ui::fact(Icon::Calendar, "Date", html! { (french::capitalise(&french::date_time_long(event.starts))) }))
        (ui::fact(Icon::Clock, "Durée", html! { (french::duration_minutes(event.duration)) }))
        (ui::fact(Icon::Pin, "Lieu", html! { (french::typo(&event.address())) }))
        (ui::fact(Icon::Building, "Employeur", html! { (french::typo(&event.employer.name)) }))
    })
}

fn trail(event: &PublicEvent) -> Markup {
    let path = paths::Event::page(event.number).to_string();
    ui::breadcrumb(
        &[
            Anchor { label: "Accueil", href: paths::Home::PATH },
            Anchor { label: "Rencontres", href: paths::Events::PATH },
            Anchor { label: &french::typo(&event.title), href: &path },
        ],
        "S’inscrire",
    )
}

/// The last places went while somebody was filling the form in: what they wrote, and
/// `others` that are still open.
pub fn full_page(event: &PublicEvent, others: Markup, typed: &[(&str, &str)]) -> Markup {
    html! {
        div class="wrap" {
            (trail(event))
            div class="page-head" {
                h1 tabindex="-1" autofocus { "La dernière place vient d’être prise" }
                p class="lead" { (french::typo(&event.title)) " est maintenant complète. Aucune inscription n’a été enregistrée à votre nom." }
            }
            (ui::given_back("Rien n’est perdu.", typed))
            p class="actions" {
                a class="button" href=(paths::Events) { "Voir toutes les rencontres" }
                a class="button quiet" href=(paths::Event::page(event.number)) { "Revoir cette rencontre" }
            }
            (others)
        }
    }
}

/// What somebody sees once registered.
pub fn confirmation_page(event: &PublicEvent, confirmed: &Confirmed, reference: &Reference) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                div class="page-head" {
                    h1 tabindex="-1" autofocus { "Votre inscription est enregistrée" }
                    p class="lead" { (french::typo(&event.title)) }
                }
                (ui::notice(Tone::Ok, html! {
                    p { "Votre référence, à rappeler si vous nous écrivez\u{a0}:" }
                    p class="reference" { (reference) }
                    @if confirmed.seats > 1 { p { (french::count(confirmed.seats.into(), "place réservée", "places réservées")) "." } }
                }))
                section aria-labelledby="rendez-vous" {
                    h2 id="rendez-vous" { "Le rendez-vous" }
                    (when_and_where(event))
                    p class="actions" {
                        a class="button" id="agenda" href=(paths::Event::calendar(event.number)) {
                            (ui::icon(Icon::Calendar)) "Ajouter à mon agenda"
                        }
                        a class="button quiet" href=(paths::Event::page(event.number)) { "Revoir la rencontre" }
                    }
                }
                section aria-labelledby="suite" {
                    h2 id="suite" { "Et maintenant\u{202f}?" }
                    ul class="prose" {
                        li {
                            "Un courriel de confirmation vous est adressé"
                            @if confirmed.guardian { ", ainsi qu’à votre parent ou responsable légal" }
                            ", avec le rendez-vous à joindre à votre agenda."
                        }
                        li { "Il contient le lien pour revoir votre inscription, ou l’annuler si vous ne pouvez pas venir\u{a0}: la place servira à quelqu’un d’autre." }
                    }
                }
            }
        }
    }
}

/// A registration as the person who made it sees it, by the link of a mail. `event` is there while
/// visitors see it.
pub fn followed_page(
    registration: &Registration,
    event: Option<&PublicEvent>,
    token: &Token,
    now: Now,
    zone: Zone,
) -> Markup {
    let over = registration.is_over(now);
    html! {
        div class="wrap" {
            div class="narrow stack" {
                div class="page-head" {
                    p class="card-kind" { span class="kind event" { "Inscription" } span { (registration.reference) } }
                    h1 { "Mon inscription" }
                    p class="lead" { (french::typo(&registration.event_title)) }
                }
                (state(registration, event.is_some(), over, zone))
                section aria-labelledby="rendez-vous" {
                    h2 id="rendez-vous" { "Le rendez-vous" }
                    @match (event, registration.starts) {
                        (Some(event), _) => (when_and_where(event)),
                        (None, Some(starts)) => p { (french::capitalise(&french::date_time_long(starts))) },
                        (None, None) => p { "La date n’est plus fixée." },
                    }
                }
                section aria-labelledby="envoi" {
                    h2 id="envoi" { "Ce que vous avez envoyé" }
                    (ui::definitions(&sent(registration, zone)))
                }
                p class="actions" {
                    @if event.is_some() && !over && registration.cancelled_at.is_none() {
                        a class="button" id="agenda" href=(paths::Event::calendar(registration.event)) {
                            (ui::icon(Icon::Calendar)) "Ajouter à mon agenda"
                        }
                    }
                    @if event.is_some() {
                        a class="button quiet" href=(paths::Event::page(registration.event)) { "Revoir la rencontre" }
                    }
                    @if !over && registration.cancelled_at.is_none() {
                        a class="button quiet" id="annuler" href=(paths::Withdraw { token: token.clone() }) { "Annuler mon inscription" }
                    }
                }
            }
        }
    }
}

fn state(registration: &Registration, shown: bool, over: bool, zone: Zone) -> Markup {
    match registration.cancelled_at {
        Some(at) => ui::notice(
            Tone::Off,
            html! {
                p { strong { "Inscription annulée" } " le " (french::date_time_long(zone.local(at))) "." }
            },
        ),
        None if !shown => ui::notice(
            Tone::Warn,
            html! {
                p { strong { "Cette rencontre n’est plus proposée." } " La personne qui l’organise vous en dira plus." }
            },
        ),
        None if over => ui::notice(Tone::Off, html! { p { "Cette rencontre a eu lieu." } }),
        None => ui::notice(
            Tone::Ok,
            html! {
                p { strong { "Inscription confirmée." } " "
                    @match registration.draft.seats() {
                        1 => "Votre place vous attend.",
                        seats => { (seats) " places vous attendent." },
                    }
                }
            },
        ),
    }
}

fn sent(registration: &Registration, zone: Zone) -> Vec<(&'static str, Markup)> {
    let draft = &registration.draft;
    let mut rows = vec![
        ("Nom", html! { (draft.first_name) " " (draft.last_name) }),
        ("E-mail", html! { (draft.email) }),
        ("Vous venez comme", html! { (draft.statuses.listed()) }),
    ];
    if let Some(phone) = &draft.phone {
        rows.push(("Téléphone", html! { (phone.display()) }));
    }
    if let Some(age) = draft.age {
        rows.push(("Âge", html! { (age.years()) "\u{a0}ans" }));
    }
    if let Some(guardian) = &draft.guardian {
        rows.push(("Parent ou responsable légal", html! { (guardian.name) ", " (guardian.email) }));
    }
    if let Some(group) = &draft.group {
        rows.push((
            "Groupe",
            html! {
                (french::typo(&group.school)) ", " (french::typo(&group.level)) br;
                (french::count(group.seats.into(), "personne", "personnes")) ", "
                (french::count(group.adults.into(), "accompagnateur", "accompagnateurs"))
            },
        ));
    }
    rows.push(("Envoyée le", html! { (french::date_time_long(zone.local(registration.created_at))) }));
    rows
}

/// Where one confirms that one cancels.
pub fn cancel_page(registration: &Registration, token: &Token) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                div class="page-head" {
                    h1 { "Annuler mon inscription" }
                    p class="lead" {
                        (french::typo(&registration.event_title))
                        @if let Some(starts) = registration.starts { ", " (french::date_time_long(starts)) }
                    }
                }
                p { "Votre place sera libre aussitôt pour quelqu’un d’autre, et la personne qui organise la rencontre sera prévenue." }
                form class="form" method="post" action=(paths::Withdraw { token: token.clone() }) {
                    p class="actions" {
                        button class="button danger" id="confirmer" type="submit" { "Oui, annuler mon inscription" }
                        a class="button quiet" href=(paths::Follow { token: token.clone() }) { "Non, je viens" }
                    }
                }
            }
        }
    }
}
