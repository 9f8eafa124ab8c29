//! Where a project is deleted, or its deletion asked for.

use maud::{Markup, html};

use super::super::Project;
use super::title;
use crate::clock::Zone;
use crate::form::{Errors, Field, Input};
use crate::ui::{self, Tone};
use crate::web::paths::manage;
use crate::web::ticket;

/// Where an administrator deletes a project, or another asks for it.
pub struct DeletionModel<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its company.
    pub company: &'a str,
    /// Whether the reader deletes, or asks.
    pub administrator: bool,
    /// Whether something keeps it from being deleted.
    pub held: bool,
    /// What was typed.
    pub reason: &'a str,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// Text of the ticket.
    pub ticket: &'a str,
    /// Why the form came back, when no field is at fault.
    pub notice: Option<Markup>,
    /// The zone of the hours shown.
    pub zone: Zone,
}

/// Name of its form, signed in its ticket.
pub const FORM: &str = "suppression";

/// Why a project should be deleted.
pub const REASON: Field = Field::new("reason", "Pourquoi le supprimer")
    .required("Dites pourquoi, en quelques mots.")
    .length(3, 1000)
    .input(Input::Multiline(3));

/// The page.
pub fn deletion_page(model: &DeletionModel<'_>) -> Markup {
    let title = title(model.project.created_at, model.zone);
    let back = manage::Project { id: model.project.id };
    let heading = if model.administrator { "Supprimer ce projet" } else { "Demander la suppression" };
    html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head(heading, html! { p class="lead" { (title) ", " (model.company) } }))
                (ui::summary(model.errors, |name| (name == REASON.name).then_some(REASON.label)))
                @if let Some(notice) = &model.notice { (notice) }
                @if model.administrator && model.held {
                    (ui::notice(Tone::Warn, html! {
                        p { "Une de ses offres ou rencontres a déjà paru, ou quelqu’un y a répondu\u{a0}: le projet ne peut pas être supprimé. Retirez plutôt du site ce qui n’est plus d’actualité." }
                    }))
                    p class="actions" { a class="button" href=(back) { "Revenir au projet" } }
                } @else {
                    @if model.administrator {
                        p { "Le projet, ses brouillons et son journal seront effacés pour de bon." }
                    } @else {
                        p { "Seul un administrateur peut supprimer un projet. Votre demande lui est envoyée." }
                    }
                    form class="form" method="post" action=(manage::ProjectDeletion { id: model.project.id }) novalidate {
                        input type="hidden" name=(ticket::FIELD) value=(model.ticket);
                        @if model.administrator {
                            button class="button danger" id="supprimer" type="submit" { "Supprimer pour de bon" }
                        } @else {
                            (ui::field(&REASON, model.reason, model.errors))
                            (ui::submit("Envoyer la demande"))
                        }
                        " " a class="button quiet" id="annuler" href=(back) { "Annuler" }
                    }
                }
            }
        }
    }
}
