//! Those who answered an offer, for whoever follows it.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::super::form::{ApplicationForm, BY_HAND};
use super::super::{Applicant, ApplicantList, ApplicantOrder, OfferHead};
use super::files;
use crate::clock::Zone;
use crate::form::Errors;
use crate::french;
use crate::person::another::QUIET;
use crate::ui::{self, Anchor, Head, Icon, Tone, icon};
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::{Frame, TableView};
use crate::web::ticket;
use crate::web::waiting::Kept;

/// Id of the section that htmx swaps.
pub const REGION: &str = "postulants";

/// What the section shows.
#[derive(Debug, Clone)]
pub struct ApplicantsModel {
    /// The offer.
    pub offer: OfferHead,
    /// Those of the page.
    pub list: ApplicantList,
    /// How they are shown.
    pub table: TableView<ApplicantOrder>,
    /// What was just done.
    pub said: Option<String>,
    /// Whether somebody is being entered beside it.
    pub open: bool,
    /// The site's zone.
    pub zone: Zone,
}

impl ApplicantsModel {
    /// Whether the count takes the focus: the person has turned the page, and nothing else asks for it.
    pub fn focus(&self) -> bool {
        self.table.turned && self.said.is_none()
    }
}

/// The form by which somebody is entered.
pub struct EntryModel<'a> {
    /// What was typed.
    pub form: &'a ApplicationForm,
    /// Whether the person is not written to.
    pub quiet: bool,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// What must be known before sending again, which is no field's fault.
    pub notice: Option<&'a str>,
    /// Documents already received.
    pub kept: &'a [Kept],
    /// Ticket of the form.
    pub ticket: &'a str,
}

/// The page of the section alone.
pub fn page(model: &ApplicantsModel, entry: Option<&EntryModel<'_>>) -> Markup {
    let number = model.offer.number;
    let offer = format!("Offre de stage {}", number.display_nbsp());
    let href = paths::Offer { number }.to_string();
    html! {
        div class="wrap stack" {
            (ui::breadcrumb(
                &[Anchor { label: "Tableau de bord", href: paths::Dashboard::PATH }, Anchor { label: &offer, href: &href }],
                "Postulants",
            ))
            (ui::page_head("Postulants", html! {
                p class="lead" { (french::typo(&model.offer.title)) ", offre " (number.display_nbsp()) }
                p { a class="alone" id="retour" href=(href) { (icon(Icon::ArrowLeft)) "Retour à l’offre" } }
            }))
            @if let Some(entry) = entry { (entry_form(model, entry)) }
            (section(model, model.focus() && entry.is_none()))
        }
    }
}

/// The list of those who answered.
pub fn section(model: &ApplicantsModel, focus: bool) -> Markup {
    let (list, table) = (&model.list, &model.table);
    let heads = [
        table.head("Nom", ApplicantOrder::LastName),
        table.head("Prénom", ApplicantOrder::FirstName),
        table.head("Âge", ApplicantOrder::Age),
        Head::plain("Coordonnées"),
        Head::plain("Formation suivie actuellement"),
        Head::plain("Formations / expériences / motivations"),
        Head::plain("Fichiers joints"),
        table.head("Reçue le", ApplicantOrder::Date),
    ];
    let frame =
        Frame { region: REGION, caption: "Personnes qui répondent à l’offre", heads: &heads, focus };
    let rows = html! { @for applicant in &list.rows { (row(model, applicant)) } };
    html! {
        section class="table-section" id=(REGION) aria-labelledby="postulants-titre" {
            @if let Some(said) = &model.said { (ui::flash(Tone::Ok, html! { p { (said) } })) }
            div class="table-head" {
                h2 id="postulants-titre" { "Liste des postulants à l’offre" }
                @if !model.open { a class="button" id="postulants-inscrire" href=(opened(model)) { "Inscrire un postulant" } }
            }
            (table.show(&frame, list.total, rows))
            @if list.withdrawn > 0 {
                p class="soft" { (french::count(list.withdrawn.into(), "candidature retirée", "candidatures retirées")) "." }
            }
        }
    }
}

/// Where the form is open.
fn opened(model: &ApplicantsModel) -> String {
    let path = paths::Applicants { number: model.offer.number }.to_string();
    Query::default().with("ouvrir", "inscription").at(&path)
}

fn row(model: &ApplicantsModel, applicant: &Applicant) -> Markup {
    let draft = &applicant.draft;
    let arrived = model.zone.local(applicant.created_at);
    html! {
        tr id={ "postulant-" (applicant.id) } {
            (ui::row_head("Nom", html! { (draft.last_name) }))
            (ui::cell("Prénom", html! { (draft.first_name) }))
            (ui::cell("Âge", html! { (draft.age.years()) }))
            (ui::cell("Coordonnées", contact(applicant)))
            (ui::cell("Formation suivie actuellement", html! {
                @if let Some(training) = &draft.current_training { (french::typo(training)) }
            }))
            (ui::cell("Formations / expériences / motivations", html! {
                @if let Some(motivation) = &draft.motivation { (ui::long_text(motivation)) }
            }))
            (ui::cell("Fichiers joints", documents(model, applicant)))
            (ui::cell("Reçue le", html! {
                time datetime=(french::iso_date_time(arrived)) { (french::date_time_short(arrived)) }
                @if applicant.by_hand { p class="soft" { "Saisie à la main" } }
            }))
        }
    }
}

fn contact(applicant: &Applicant) -> Markup {
    let draft = &applicant.draft;
    html! {
        p { a href={ "mailto:" (draft.email) } { (draft.email) } }
        @if let Some(phone) = &draft.phone { p { (ui::phone_link(phone)) } }
        @if let Some(guardian) = &draft.guardian {
            p class="soft" {
                "Parent ou responsable légal\u{a0}: " (guardian.name) ", "
                a href={ "mailto:" (guardian.email) } { (guardian.email) }
            }
        }
    }
}

fn documents(model: &ApplicantsModel, applicant: &Applicant) -> Markup {
    let number = model.offer.number;
    html! {
        @for file in &applicant.files {
            p {
                a href=(paths::ApplicantFile { number, file: file.id.clone() }) { (file.name) }
                " " small { (file.kind.label()) ", " (french::file_size(file.size)) }
            }
        }
    }
}

fn entry_form(model: &ApplicantsModel, entry: &EntryModel<'_>) -> Markup {
    let (typed, errors) = (entry.form, entry.errors);
    let calm = errors.is_empty() && entry.notice.is_none();
    html! {
        section class="panel stack" id="postulants-nouveau" aria-labelledby="inscription-titre" {
            h2 id="inscription-titre" tabindex="-1" autofocus[calm] { "Inscrire un postulant" }
            (ui::summary(errors, |name| BY_HAND.label(name)))
            @if let Some(notice) = entry.notice {
                div id="message" tabindex="-1" autofocus[errors.is_empty()] {
                    (ui::notice(Tone::Warn, html! { p role="alert" { (notice) } }))
                }
            }
            form class="form" id="candidature" method="post" enctype="multipart/form-data" novalidate
                action=(paths::Applicants { number: model.offer.number }) {
                (ui::required_note())
                input type="hidden" name=(ticket::FIELD) value=(entry.ticket);
                (ui::field(&BY_HAND.last_name, &typed.last_name, errors))
                (ui::field(&BY_HAND.first_name, &typed.first_name, errors))
                (ui::field(&BY_HAND.age, &typed.age, errors))
                (typed.guardian.group(&BY_HAND.guardian, errors))
                (ui::field(&BY_HAND.email, &typed.email, errors))
                (ui::field(&BY_HAND.phone, &typed.phone, errors))
                (ui::field(&BY_HAND.current_training, &typed.current_training, errors))
                (ui::field(&BY_HAND.motivation, &typed.motivation, errors))
                (files(entry.kept, errors))
                (who_is_told(model, entry))
                p class="actions" {
                    (ui::submit("Enregistrer ce postulant"))
                    a class="button quiet" id="annuler" href=(paths::Applicants { number: model.offer.number }) { "Annuler" }
                }
            }
        }
    }
}

fn who_is_told(model: &ApplicantsModel, entry: &EntryModel<'_>) -> Markup {
    html! {
        @if model.offer.ever_online {
            p class="hint" { "L’employeur reçoit la candidature par courriel, comme si elle venait du site." }
            (ui::confirmation(&QUIET, "oui", entry.quiet, entry.errors))
        } @else {
            p class="hint" { "Cette offre n’a jamais été en ligne\u{a0}: aucun courriel ne part, ni à l’employeur ni à la personne." }
        }
    }
}
