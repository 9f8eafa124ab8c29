//! The pages of an application: the form, its confirmation, what its receiver reads.

pub mod manage;

use maud::{Markup, html};

use super::Application;
use super::form::{self, ApplicationForm};
use super::store::Confirmed;
use crate::clock::Zone;
use crate::domain::{Reference, Token, file_kind};
use crate::form::Errors;
use crate::french;
use crate::offers::PublicOffer;
use crate::site::Site;
use crate::ui::{self, Anchor, Icon, Tone, icon};
use crate::web::waiting::Kept;
use crate::web::{paths, ticket};
use axum_extra::routing::TypedPath;

/// What the form shows besides the offer.
pub struct FormModel<'a> {
    /// What was typed.
    pub form: &'a ApplicationForm,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// What the person must know before sending again, which is no field's fault.
    pub notice: Option<&'a str>,
    /// Documents already received.
    pub kept: &'a [Kept],
    /// Ticket of the form.
    pub ticket: &'a str,
}

/// The form by which one applies to an offer.
pub fn form_page(offer: &PublicOffer, model: &FormModel<'_>, site: &Site) -> Markup {
    let typed = model.form;
    let errors = model.errors;
    html! {
        div class="wrap" {
            (trail(offer, "Postuler"))
            div class="split" {
                div class="stack" {
                    div class="page-head" {
                        h1 { "Postuler" }
                        p class="lead" { (french::typo(&offer.title)) " – " (french::typo(&offer.employer.name)) }
                    }
                    (ui::summary(errors, |name| form::OWN.label(name)))
                    @if let Some(notice) = model.notice {
                        div id="message" tabindex="-1" autofocus[errors.is_empty()] {
                            (ui::notice(Tone::Warn, html! { p role="alert" { (notice) } }))
                        }
                    }
                    form class="form" id="candidature" method="post" enctype="multipart/form-data" novalidate
                        action=(paths::Apply { number: offer.number }) {
                        (ui::required_note())
                        (ticket::fields(model.ticket))
                        (ui::field(&form::LAST_NAME, &typed.last_name, errors))
                        (ui::field(&form::FIRST_NAME, &typed.first_name, errors))
                        (ui::field(&form::AGE, &typed.age, errors))
                        (typed.guardian.group(&form::OWN.guardian, errors))
                        (ui::field(&form::EMAIL, &typed.email, errors))
                        (ui::field(&form::PHONE, &typed.phone, errors))
                        (ui::field(&form::CURRENT_TRAINING, &typed.current_training, errors))
                        (ui::field(&form::MOTIVATION, &typed.motivation, errors))
                        (files(model.kept, errors))
                        (ui::submit("Envoyer ma candidature"))
                        (notice(offer, site))
                    }
                }
                (reminder(offer))
            }
        }
    }
}

fn files(kept: &[Kept], errors: &Errors) -> Markup {
    let sizes: Vec<String> = kept.iter().map(|kept| french::file_size(kept.info.size)).collect();
    let kept: Vec<ui::KeptFile> = kept
        .iter()
        .zip(&sizes)
        .map(|(kept, size_text)| ui::KeptFile { name: &kept.info.name, size_text, token: &kept.token })
        .collect();
    ui::files(&form::FILES, file_kind::ACCEPT, &kept, errors)
}

fn notice(offer: &PublicOffer, site: &Site) -> Markup {
    ui::rgpd_notice(&ui::Notice {
        controller: &format!("{} reçoit ce formulaire pour transmettre votre candidature.", site.name),
        purpose: "Les champs marqués d’un astérisque sont nécessaires pour vous répondre, les autres sont libres.",
        recipients: &format!(
            "Seuls {} et la personne qui suit cette offre lisent votre candidature.",
            french::typo(&offer.employer.name)
        ),
        retention: &format!(
            "Votre candidature est effacée {} mois après la fin de l’offre.",
            site.application_months
        ),
        href: Some(&paths::Privacy::part("candidature")),
        rights: "Vous pouvez demander à la lire, la corriger ou l’effacer en rappelant sa référence.",
    })
}

fn reminder(offer: &PublicOffer) -> Markup {
    html! {
        aside class="panel stack" aria-labelledby="rappel" {
            h2 id="rappel" { "L’offre" }
            (ui::facts(html! {
                (ui::fact(Icon::Briefcase, "Offre", html! { (offer.number.display_nbsp()) }))
                (ui::fact(Icon::Building, "Employeur", html! { (french::typo(&offer.employer.name)) }))
                (ui::fact(Icon::Pin, "Lieu", html! { (offer.place.french()) }))
                (ui::fact(Icon::Calendar, "Début", html! { (offer.start.french()) }))
            }))
            p { a class="alone" href=(paths::Offer { number: offer.number }) { "Relire l’offre" } }
        }
    }
}

fn trail(offer: &PublicOffer, here: &str) -> Markup {
    let path = paths::Offer { number: offer.number }.to_string();
    ui::breadcrumb(
        &[
            Anchor { label: "Accueil", href: paths::Home::PATH },
            Anchor { label: "Offres de stage", href: paths::Offers::PATH },
            Anchor { label: &french::typo(&offer.title), href: &path },
        ],
        here,
    )
}

/// What the applicant sees once the application is safe.
pub fn confirmation_page(confirmed: &Confirmed, reference: &Reference, site: &Site) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                div class="page-head" {
                    h1 tabindex="-1" autofocus { "Votre candidature est bien arrivée" }
                    p class="lead" { (french::typo(&confirmed.offer_title)) " – " (french::typo(&confirmed.receiver)) }
                }
                (ui::notice(Tone::Ok, html! {
                    p { "Votre référence, à rappeler si vous nous écrivez\u{a0}:" }
                    p class="reference" { (reference) }
                }))
                section aria-labelledby="suite" {
                    h2 id="suite" { "Et maintenant\u{202f}?" }
                    ul class="prose" {
                        li {
                            (french::typo(&confirmed.receiver)) " a reçu votre candidature"
                            @match confirmed.files {
                                0 => {},
                                1 => " et votre fichier",
                                n => { " et vos " (n) " fichiers" },
                            }
                            "."
                        }
                        li { "La réponse vient directement de l’employeur, par courriel ou par téléphone, en général sous deux semaines." }
                        li {
                            "Un courriel de confirmation vous est adressé"
                            @if confirmed.guardian { ", ainsi qu’à votre parent ou responsable légal" }
                            "."
                        }
                    }
                }
                p class="actions" {
                    a class="button" href=(paths::Offers) { "Voir d’autres offres" }
                    a class="button quiet" href=(paths::Home) { "Aller à l’accueil" }
                }
                p class="soft" { "Gardez cette page ou notez la référence\u{a0}: " (site.name) " n’utilise pas de compte." }
            }
        }
    }
}

/// An application as its receiver reads it, by the link of a mail.
pub fn received_page(application: &Application, token: &Token, zone: Zone) -> Markup {
    let draft = &application.draft;
    let name = format!("{} {}", draft.first_name, draft.last_name);
    html! {
        div class="wrap" {
            div class="page-head" {
                p class="card-kind" { span class="kind" { "Candidature" } span { (application.reference) } }
                h1 { (french::typo(&name)) }
                p class="lead" {
                    "Répond à l’offre de stage " (application.offer_number.display_nbsp()) ", "
                    (french::typo(&application.offer_title))
                }
            }
            div class="split" {
                div class="stack" {
                    (words(application))
                    (documents(application, token))
                }
                aside class="stack" aria-label="Coordonnées" {
                    section class="panel" aria-labelledby="coordonnees" {
                        h2 id="coordonnees" { "Coordonnées" }
                        (ui::definitions(&contact_rows(application)))
                        p class="actions" {
                            a class="button" id="repondre" href=(reply(application)) { (icon(Icon::Mail)) "Répondre par courriel" }
                        }
                    }
                    p class="soft" { "Reçue le " (french::date_time_long(zone.local(application.created_at))) }
                    @if application.offer_online {
                        p { a class="alone" href=(paths::Offer { number: application.offer_number }) { "Voir l’offre en ligne" } }
                    }
                    (ui::notice(Tone::Info, html! {
                        p { "Cette page vous est réservée. Les données de cette personne ne servent qu’à lui répondre\u{a0}: ne les transmettez pas, et effacez vos copies une fois le stage pourvu." }
                    }))
                }
            }
        }
    }
}

/// One's own application, by the link of a mail.
pub fn followed_page(application: &Application, token: &Token, zone: Zone) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                div class="page-head" {
                    p class="card-kind" { span class="kind" { "Candidature" } span { (application.reference) } }
                    h1 { "Ma candidature" }
                    p class="lead" { (french::typo(&application.offer_title)) ", " (application.offer_number.display_nbsp()) }
                }
                @match application.withdrawn_at {
                    Some(at) => (ui::notice(Tone::Off, html! {
                        p { strong { "Candidature retirée" } " le " (french::date_time_long(zone.local(at))) ". Ses fichiers sont effacés." }
                    })),
                    None => (ui::notice(Tone::Ok, html! {
                        p { strong { "Candidature transmise" } " le " (french::date_time_long(zone.local(application.created_at))) "." }
                        p { "La réponse vient directement de l’employeur, par courriel ou par téléphone." }
                    })),
                }
                section aria-labelledby="envoi" {
                    h2 id="envoi" { "Ce que vous avez envoyé" }
                    (ui::definitions(&sent(application)))
                }
                p class="actions" {
                    @if application.offer_online {
                        a class="button quiet" href=(paths::Offer { number: application.offer_number }) { "Revoir l’offre" }
                    }
                    @if application.withdrawn_at.is_none() {
                        a class="button quiet" id="retirer" href=(paths::Withdraw { token: token.clone() }) { "Retirer ma candidature" }
                    }
                    a class="button quiet" href=(paths::Offers) { "Voir d’autres offres" }
                }
            }
        }
    }
}

fn sent(application: &Application) -> Vec<(&'static str, Markup)> {
    let draft = &application.draft;
    let mut rows = vec![
        ("Nom", html! { (draft.first_name) " " (draft.last_name) }),
        ("Âge", html! { (draft.age.years()) "\u{a0}ans" }),
        ("E-mail", html! { (draft.email) }),
    ];
    if let Some(phone) = &draft.phone {
        rows.push(("Téléphone", html! { (phone.display()) }));
    }
    if let Some(guardian) = &draft.guardian {
        rows.push(("Parent ou responsable légal", html! { (guardian.name) ", " (guardian.email) }));
    }
    if let Some(training) = &draft.current_training {
        rows.push(("Formation suivie actuellement", html! { (french::typo(training)) }));
    }
    if let Some(motivation) = &draft.motivation {
        rows.push(("Formations, expériences, motivations", ui::prose(motivation)));
    }
    if !application.files.is_empty() {
        let names: Vec<&str> = application.files.iter().map(|file| file.name.as_str()).collect();
        rows.push(("Fichiers joints", html! { (names.join(", ")) }));
    }
    rows
}

/// Where one confirms that one withdraws.
pub fn withdraw_page(application: &Application, token: &Token) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                div class="page-head" {
                    h1 { "Retirer ma candidature" }
                    p class="lead" { (french::typo(&application.offer_title)) }
                }
                p { "L’employeur sera prévenu. Vos fichiers et ce que vous avez écrit seront effacés aussitôt\u{a0}: on ne peut pas revenir en arrière." }
                form class="form" method="post" action=(paths::Withdraw { token: token.clone() }) {
                    p class="actions" {
                        button class="button danger" id="confirmer" type="submit" { "Oui, retirer ma candidature" }
                        a class="button quiet" href=(paths::Follow { token: token.clone() }) { "Non, la laisser" }
                    }
                }
            }
        }
    }
}

/// What the receiver of an application sees once it was withdrawn.
pub fn withdrawn_page(application: &Application) -> Markup {
    html! {
        div class="wrap error-page" {
            h1 tabindex="-1" autofocus { "Cette candidature a été retirée" }
            p { "La personne qui répondait à l’offre " (application.offer_number.display_nbsp()) " a changé d’avis. Merci d’effacer ce que vous en avez gardé." }
            @if application.offer_online {
                p class="actions" { a class="button" href=(paths::Offer { number: application.offer_number }) { "Voir l’offre en ligne" } }
            }
        }
    }
}

fn words(application: &Application) -> Markup {
    let draft = &application.draft;
    html! {
        section aria-labelledby="parcours" {
            h2 id="parcours" { "Formation et motivations" }
            (ui::definitions(&[
                ("Âge", html! { (draft.age.years()) "\u{a0}ans" }),
                ("Formation suivie actuellement", or_nothing(draft.current_training.as_deref())),
            ]))
        }
        section aria-labelledby="motivations" {
            h2 id="motivations" { "Formations, expériences, motivations" }
            @match &draft.motivation {
                Some(text) => (ui::prose(text)),
                None => p class="soft" { "Rien n’a été écrit ici." },
            }
        }
    }
}

fn or_nothing(text: Option<&str>) -> Markup {
    match text {
        Some(text) => html! { (french::typo(text)) },
        None => html! { span class="soft" { "Non indiquée" } },
    }
}

fn documents(application: &Application, token: &Token) -> Markup {
    html! {
        section aria-labelledby="fichiers" {
            h2 id="fichiers" { "Fichiers joints" }
            @if application.files.is_empty() {
                p class="soft" { "Aucun fichier." }
            } @else {
                ul class="stack" role="list" {
                    @for file in &application.files {
                        li {
                            (ui::attachment(
                                &paths::ApplicationFile { token: token.clone(), file: file.id.clone() }.to_string(),
                                &file.name,
                                file.kind.label(),
                                &french::file_size(file.size),
                            ))
                        }
                    }
                }
            }
        }
    }
}

fn contact_rows(application: &Application) -> Vec<(&'static str, Markup)> {
    let draft = &application.draft;
    let mut rows = vec![("E-mail", html! { a href={ "mailto:" (draft.email) } { (draft.email) } })];
    if let Some(phone) = &draft.phone {
        rows.push(("Téléphone", ui::phone_link(phone)));
    }
    if let Some(guardian) = &draft.guardian {
        rows.push((
            "Parent ou responsable légal",
            html! {
                (guardian.name) br; a href={ "mailto:" (guardian.email) } { (guardian.email) }
            },
        ));
    }
    rows
}

/// A reply already addressed, with its subject; the legal representative gets a copy.
fn reply(application: &Application) -> String {
    let subject = format!("Votre candidature à l’offre {}", application.offer_number);
    let encode =
        |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let copy = application
        .draft
        .guardian
        .as_ref()
        .map_or_else(String::new, |guardian| format!("&cc={}", encode(guardian.email.as_str())));
    let to = encode(application.draft.email.as_str()).replace("%40", "@");
    format!("mailto:{to}?subject={}{copy}", encode(&subject))
}
