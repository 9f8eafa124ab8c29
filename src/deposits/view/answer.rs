//! Where a partner sends a deposit back to its company: asks for more, or gives it no follow-up.

use maud::{Markup, html};

use super::super::queue::Line;
use super::what;
use crate::form::{Errors, Field, Input};
use crate::french;
use crate::ui::{self, Choice};
use crate::web::paths::manage;
use crate::web::ticket;

/// Name of the form, signed in its ticket.
pub const FORM: &str = "retour";

/// Name of the hidden field that says which deposit it is.
pub const DEPOSIT: &str = "depot";

/// What becomes of it.
pub const OUTCOME: Field =
    Field::new("suite", "Que répondez-vous").required("Choisissez ce que devient la demande.");

/// The words to the company.
pub const MESSAGE: Field = Field::new("message", "Votre message à l’entreprise")
    .required("Écrivez à l’entreprise ce qui manque, ou pourquoi vous ne donnez pas suite.")
    .hint("Il part par courriel, signé de votre nom, et s’ajoute au journal du projet.")
    .length(0, 2000)
    .input(Input::Multiline(8));

/// What a partner decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The company is asked for more.
    Return,
    /// The deposit goes no further.
    Close,
}

impl Outcome {
    const ALL: [Self; 2] = [Self::Return, Self::Close];

    /// Its value in the form.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Return => "complement",
            Self::Close => "sans-suite",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Return => "Demander un complément",
            Self::Close => "Ne pas donner suite",
        }
    }

    /// Reads it.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.slug() == slug)
    }
}

/// The label of a field.
pub fn label(name: &str) -> Option<&'static str> {
    [&OUTCOME, &MESSAGE].into_iter().find(|field| field.name == name).map(|field| field.label)
}

/// What the page shows.
pub struct AnswerModel<'a> {
    /// The deposit.
    pub line: &'a Line,
    /// What was chosen.
    pub outcome: &'a str,
    /// What was typed.
    pub message: &'a str,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// Text of the ticket.
    pub ticket: &'a str,
    /// Why the form came back, when no field is at fault.
    pub notice: Option<Markup>,
}

/// The page.
pub fn page(model: &AnswerModel<'_>) -> Markup {
    let line = model.line;
    let back = manage::Project { id: line.project };
    let choices = Outcome::ALL.map(|outcome| Choice {
        value: outcome.slug(),
        label: outcome.label(),
        checked: model.outcome == outcome.slug(),
        count: None,
    });
    let options = ui::Options {
        name: OUTCOME.name,
        legend: OUTCOME.label,
        hint: Some("Sans suite, ce qui attend ne paraîtra pas sur le site."),
        required: true,
        quiet_legend: false,
        choices: &choices,
    };
    html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head("Renvoyer à l’entreprise", html! {
                    p class="lead" { (what(line)) ", " (french::typo(&line.company)) " (" (line.commune) "), " (line.reference) }
                }))
                (ui::summary(model.errors, label))
                @if let Some(notice) = &model.notice { (notice) }
                form class="form" method="post" action=(manage::ProjectReturn { id: line.project }) novalidate {
                    (ui::required_note())
                    input type="hidden" name=(ticket::FIELD) value=(model.ticket);
                    input type="hidden" name=(DEPOSIT) value=(line.id);
                    (ui::radios(&options, model.errors))
                    (ui::field(&MESSAGE, model.message, model.errors))
                    p class="actions" {
                        (ui::submit("Envoyer à l’entreprise"))
                        a class="button quiet" id="annuler" href=(back) { "Annuler" }
                    }
                }
            }
        }
    }
}
