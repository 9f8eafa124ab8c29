//! Somebody who is taken off the list of participants, or is no longer on it.

use maud::{Markup, html};

use super::super::form::{self, NOTIFY, RegistrationForm};
use super::super::{EventHead, Participant};
use super::manage::trail;
use crate::form::Errors;
use crate::french;
use crate::ui;
use crate::web::paths::manage as paths;
use crate::web::query::Query;

/// Where one confirms that somebody is taken off the list: the query `sent` goes with the form, `back` is where
/// one came from. `notify` says whether they are told; nothing when nobody can be.
pub fn unregister_page(
    event: &EventHead,
    sent: &Query,
    back: &str,
    participant: &Participant,
    notify: Option<bool>,
) -> Markup {
    let (number, id) = (event.number, participant.id);
    let action = sent.at(&paths::Unregister { number, id }.to_string());
    let freed = french::count(participant.seats.into(), "place sera libre", "places seront libres");
    html! {
        div class="wrap" {
            (trail(event, "Désinscrire"))
            div class="narrow stack" {
                (ui::page_head(&format!("Désinscrire {}", participant.name()), html! {
                    p class="lead" { (french::typo(&event.title)) ", rencontre " (number.display_nbsp()) }
                }))
                p { (freed) " aussitôt pour quelqu’un d’autre." }
                form class="form" id="desinscription" method="post" action=(action) {
                    @match notify {
                        Some(notify) => (ui::confirmation(&NOTIFY, "oui", notify, &Errors::default())),
                        None => p class="soft" { "Aucun courriel ne partira." },
                    }
                    p class="actions" {
                        button class="button danger" id="confirmer" type="submit" { "Oui, désinscrire" }
                        a class="button quiet" id="annuler" href=(back) { "Non, revenir à la liste" }
                    }
                }
            }
        }
    }
}

/// What stands where somebody is corrected who is no longer registered; `typed` is given back.
pub fn gone_page(event: &EventHead, name: &str, typed: &RegistrationForm) -> Markup {
    let written: Vec<(&str, &str)> = [
        (form::LAST_NAME.label, &typed.last_name),
        (form::FIRST_NAME.label, &typed.first_name),
        (form::EMAIL.label, &typed.email),
        (form::PHONE.label, &typed.phone),
        (form::AGE.label, &typed.age),
        (form::HEAD_COUNT.label, &typed.head_count),
        (form::SCHOOL.label, &typed.school),
        (form::LEVEL.label, &typed.level),
    ]
    .into_iter()
    .map(|(label, value)| (label, value.as_str()))
    .filter(|(_, value)| !value.trim().is_empty())
    .collect();
    let href = paths::Participants { number: event.number };
    html! {
        div class="wrap error-page" {
            h1 tabindex="-1" autofocus { "Cette inscription est annulée" }
            p { (name) " ne figure plus parmi les participants\u{a0}: l’inscription a été annulée entre-temps." }
            (ui::given_back("Rien n’a été enregistré.", &written))
            p class="actions" { a class="button" href=(href) { "Revenir à la liste des participants" } }
        }
    }
}
