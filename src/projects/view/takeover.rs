//! The band on top of a project that one only reads: where one takes it over, or asks to.

use maud::{Markup, html};

use super::super::Project;
use crate::clock::Zone;
use crate::form::{Errors, Field, Input};
use crate::french;
use crate::ui;
use crate::web::paths::manage;
use crate::web::ticket;

/// Name of its form, signed in its ticket.
pub const FORM: &str = "prise-en-charge";

/// A word to the one who manages it.
pub const WORD: Field = Field::new("reason", "Un mot à son chargé de projet")
    .hint("Facultatif.")
    .length(0, 1000)
    .input(Input::Multiline(2));

/// What the band shows.
pub struct TakeoverModel<'a> {
    /// The project.
    pub project: &'a Project,
    /// When the reader asked to take it over, as an instant.
    pub asked: Option<i64>,
    /// What was typed.
    pub word: &'a str,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// Text of the ticket.
    pub ticket: &'a str,
    /// The zone of the hours shown.
    pub zone: Zone,
}

/// The band.
pub fn takeover_band(model: &TakeoverModel<'_>) -> Markup {
    let project = model.project;
    html! {
        div class="reading" {
            @match &project.manager {
                Some(manager) => p { "Géré par " strong { (manager) } " – lecture seule." },
                None => p { "Personne ne gère ce projet pour l’instant." },
            }
            @if let Some(asked) = model.asked {
                p { "Vous avez demandé à prendre en charge ce projet le " (french::date_time_short(model.zone.local(asked))) "." }
            }
            form method="post" action=(manage::ProjectTakeover { id: project.id }) novalidate {
                input type="hidden" name=(ticket::FIELD) value=(model.ticket);
                @if project.manager.is_some() {
                    (ui::field(&WORD, model.word, model.errors))
                    button class="button" id="demander" type="submit" { "Demander la prise en charge" }
                } @else {
                    button class="button" id="prendre" type="submit" { "Prendre en charge" }
                }
            }
        }
    }
}
