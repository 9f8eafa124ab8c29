//! The pages of a project.

pub mod deletion;
mod form;
pub mod takeover;

pub use form::{FormModel, opened_form, project_form};

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::{Content, JournalKind, JournalLine, Project, ProjectLine};
use crate::clock::Zone;
use crate::companies::Company;
use crate::form::Errors;
use crate::french;
use crate::ui::{self, Anchor, Tone};
use crate::web::paths::manage;
use crate::web::query::Query;

/// Which form is open under the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// A new offer.
    Offer,
    /// A new event.
    Event,
}

impl Opened {
    /// Name of the parameter that says so.
    pub const PARAMETER: &'static str = "ouvrir";

    /// Name of the button that opens it.
    pub const BUTTON: &'static str = "ouvre";

    /// Its value.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Offer => "offre",
            Self::Event => "rencontre",
        }
    }

    /// Reads it.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Offer, Self::Event].into_iter().find(|opened| opened.slug() == slug)
    }
}

/// « Projet du 17/10/2019 à 18:33 ».
pub fn title(created_at: i64, zone: Zone) -> String {
    let at = zone.local(created_at);
    format!("Projet du {} à {}", french::date_short(at.date()), french::clock(at.time()))
}

/// What the page of a project shows.
pub struct PageModel<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its company.
    pub company: &'a Company,
    /// What is known of the company.
    pub company_summary: Markup,
    /// The form, or what stands in its place for those who only read.
    pub content: Markup,
    /// What a company deposited, if it comes from one.
    pub deposit: Markup,
    /// Its offers and events.
    pub items: &'a [Item],
    /// The other projects of the company.
    pub others: &'a [ProjectLine],
    /// The journal.
    pub journal: &'a [JournalLine],
    /// News of what was just done, or what is to be known, on top.
    pub notice: Option<Markup>,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// What the label of a field is.
    pub label: &'a dyn Fn(&str) -> Option<&'static str>,
    /// Whether the reader may change it.
    pub mine: bool,
    /// Whether the reader may change its company.
    pub corrects_company: bool,
    /// Whether the reader may delete it.
    pub administrator: bool,
    /// The zone of the hours shown.
    pub zone: Zone,
}

/// An offer or event of a project, in words.
#[derive(Debug, Clone)]
pub struct Item {
    /// « Offre de stage n° 072019-28 . date de début : le 02/03/2020 ».
    pub label: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Where it stands.
    pub state: (Tone, String),
}

/// The page.
pub fn project_page(model: &PageModel<'_>) -> Markup {
    let title = title(model.project.created_at, model.zone);
    let dashboard = [Anchor { label: "Tableau de bord", href: manage::Dashboard::PATH }];
    html! {
        div class="wrap" {
            (ui::breadcrumb(&dashboard, &title))
            (ui::page_head(&model.company.name, html! {
                p class="lead" { (title) }
                p { (ui::quiet_button(&manage::ProjectPrint { id: model.project.id }.to_string(), "imprimer", html! { "Imprimer en PDF" })) }
            }))
            @if let Some(notice) = &model.notice { (notice) }
            (ui::summary(model.errors, model.label))
            div class="split" {
                div class="stack" {
                    (creator(model.project))
                    (model.content)
                    (comments(model))
                    (journal(model))
                }
                aside class="stack" aria-label="Autour du projet" {
                    (model.deposit)
                    (items(model.items))
                    section class="panel" aria-labelledby="entreprise" {
                        h2 id="entreprise" { "Entreprise" }
                        (model.company_summary)
                        p { a class="alone" href=(manage::Company { id: model.company.id }) { "Voir la fiche de l’entreprise" } }
                        @if model.mine && model.corrects_company {
                            p { a class="alone" href=(manage::ProjectCompany { id: model.project.id }) { "Modifier l’entreprise" } }
                        } @else if model.mine {
                            p class="hint" { "Quelqu’un d’autre la suit aussi\u{a0}: un administrateur peut la corriger." }
                        }
                        (others(model))
                    }
                    (deletion(model))
                }
            }
        }
    }
}

fn creator(project: &Project) -> Markup {
    ui::definitions(&[(
        "Nom du créateur du projet",
        html! { (project.creator.as_deref().unwrap_or("Entreprise")) },
    )])
}

fn items(items: &[Item]) -> Markup {
    html! {
        section class="panel" aria-labelledby="offres-et-rencontres" {
            h2 id="offres-et-rencontres" { "Offres et rencontres" }
            @if items.is_empty() { p { "Aucune offre ni rencontre pour l’instant." } }
            ul class="items" role="list" {
                @for item in items {
                    li {
                        a href=(item.href) { (item.label) }
                        br; (item.title) " " (ui::badge(item.state.0, &item.state.1))
                    }
                }
            }
        }
    }
}

fn others(model: &PageModel<'_>) -> Markup {
    let again =
        Query::default().with("entreprise", model.company.id.to_string()).at(manage::NewProject::PATH);
    html! {
        @if !model.others.is_empty() {
            h3 { "Ses autres projets" }
            ul class="items" role="list" {
                @for other in model.others {
                    li {
                        a href=(manage::Project { id: other.id }) { (title(other.created_at, model.zone)) }
                        @if let Some(manager) = &other.manager { br; small { (manager) } }
                    }
                }
            }
        }
        p { (ui::quiet_button(&again, "nouveau-projet", html! { "Nouveau projet" span class="vh" { " pour " (model.company.name) } })) }
    }
}

fn comments(model: &PageModel<'_>) -> Markup {
    let mut comments = model.journal.iter().filter(|line| line.kind == JournalKind::Comment).peekable();
    html! {
        section aria-labelledby="commentaires" {
            h2 id="commentaires" { "Commentaires" }
            @if comments.peek().is_none() { p { "Aucun commentaire pour l’instant." } }
            ol class="journal" role="list" { @for line in comments { (journal_line(line, model.zone, false)) } }
        }
    }
}

fn journal(model: &PageModel<'_>) -> Markup {
    html! {
        details class="journal-all" {
            summary { "Journal\u{a0}: qui a changé quoi" }
            ol class="journal" role="list" {
                @for line in model.journal.iter().filter(|line| line.kind != JournalKind::Comment) {
                    (journal_line(line, model.zone, true))
                }
            }
        }
    }
}

fn journal_line(line: &JournalLine, zone: Zone, kind: bool) -> Markup {
    let at = zone.local(line.at);
    html! {
        li {
            p class="hint" {
                time datetime=(french::iso_date_time(at)) { (french::date_time_short(at)) }
                @if let Some(author) = &line.author { ", " (author) }
                @if kind { " · " (line.kind) }
            }
            (ui::prose(&line.text))
        }
    }
}

fn deletion(model: &PageModel<'_>) -> Markup {
    let label = if model.administrator { "Supprimer ce projet" } else { "Demander la suppression" };
    html! {
        @if model.mine { p { a class="alone" href=(manage::ProjectDeletion { id: model.project.id }) { (label) } } }
    }
}

/// What stands in the place of the form for those who may only read: what is written, with the private
/// contact of the company, which partners share since they work together.
pub fn reading(project: &Project) -> Markup {
    let content = &project.content;
    let mut rows = vec![
        ("Chargé du projet", html! { (project.manager.as_deref().unwrap_or("Personne pour l’instant")) }),
        ("L’entreprise souhaite", html! { (content.wish) }),
    ];
    if !content.request.is_empty() {
        rows.push(("Sa demande", ui::prose(&content.request)));
    }
    rows.extend(contact(content));
    ui::definitions(&rows)
}

/// How partners reach the company, as far as it is written.
pub fn contact(content: &Content) -> Vec<(&'static str, Markup)> {
    let name = content.contact_name.as_ref().map(|name| ("Contact", html! { (name) }));
    let phone = content.phone.as_ref().map(|phone| ("Téléphone", ui::phone_link(phone)));
    let other = content.other_phone.as_ref().map(|phone| ("Autre téléphone", ui::phone_link(phone)));
    let email = content.email.as_ref();
    let email = email.map(|email| ("E-mail", html! { a href={ "mailto:" (email) } { (email) } }));
    [name, phone, other, email].into_iter().flatten().collect()
}
