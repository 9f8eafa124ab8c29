//! What is proposed to be joined, and both side by side.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::{COMPANY, FROM, Item, Joining, Known, Other, PROJECT, Suggestions};
use crate::clock::Zone;
use crate::companies::Company;
use crate::french;
use crate::projects::view::title;
use crate::ui::{self, Anchor};
use crate::web::paths::manage;
use crate::web::query::Query;
use crate::web::ticket;

/// What a deposited project could be joined to; nothing where it resembles nothing.
pub fn suggestions(found: &Suggestions, project: i64, zone: Zone) -> Markup {
    let to = |name: &str, id: i64| {
        Query::default().with(name, id.to_string()).at(&manage::ProjectJoining { id: project }.to_string())
    };
    html! {
        @if !found.companies.is_empty() {
            h3 { "Une entreprise déjà connue\u{202f}?" }
            ul class="items" role="list" {
                @for other in &found.companies {
                    @let company = &other.company;
                    li {
                        strong { (french::typo(&company.name)) } br;
                        small { (company.address()) ", " (french::count(other.projects, "projet", "projets")) } br;
                        a id={ "rattacher-" (company.id) } href=(to(COMPANY, company.id)) {
                            "Rattacher à cette entreprise" span class="vh" { ", " (company.name) ", " (company.address()) }
                        }
                    }
                }
            }
        }
        @if !found.projects.is_empty() {
            h3 { "Un projet qui existe déjà\u{202f}?" }
            ul class="items" role="list" {
                @for other in &found.projects {
                    li {
                        strong { (title(other.created_at, zone)) }
                        @if let Some(manager) = &other.manager { br; small { (manager) } }
                        br;
                        a id={ "reunir-" (other.id) } href=(to(PROJECT, other.id)) {
                            "Réunir avec ce projet" span class="vh" { ", " (french::lower_first(&title(other.created_at, zone))) }
                        }
                    }
                }
            }
        }
    }
}

/// What the page shows.
pub struct Side<'a> {
    /// Both.
    pub joining: &'a Joining,
    /// Text of the ticket.
    pub ticket: &'a str,
    /// Why the page came back.
    pub notice: Option<Markup>,
    /// The zone of the hours shown.
    pub zone: Zone,
}

/// The page.
pub fn page(heading: &str, side: &Side<'_>) -> Markup {
    let mine = &side.joining.mine;
    let project = mine.project.id;
    let back = manage::Project { id: project }.to_string();
    let trail = [
        Anchor { label: "Tableau de bord", href: manage::Dashboard::PATH },
        Anchor { label: &mine.company.name, href: &back },
    ];
    html! {
        div class="wrap stack" {
            (ui::breadcrumb(&trail, heading))
            (ui::page_head(heading, html! { p class="lead" { (title(mine.project.created_at, side.zone)) ", " (french::typo(&mine.company.name)) } }))
            @if let Some(notice) = &side.notice { (notice) }
            @match &side.joining.other {
                Other::Company { company, last } => (companies(&mine.company, company, *last)),
                Other::Project(other) => (projects(mine, other, side.zone)),
            }
            form class="form" method="post" action=(manage::ProjectJoining { id: project }) {
                input type="hidden" name=(ticket::FIELD) value=(side.ticket);
                input type="hidden" name=(FROM) value=(mine.company.id);
                @match &side.joining.other {
                    Other::Company { company, .. } => input type="hidden" name=(COMPANY) value=(company.id);,
                    Other::Project(other) => input type="hidden" name=(PROJECT) value=(other.project.id);,
                }
                p class="actions" {
                    @match &side.joining.other {
                        Other::Company { .. } => (ui::submit("Rattacher à cette entreprise")),
                        Other::Project(_) => (ui::submit("Réunir les deux projets")),
                    }
                    a class="button quiet" id="annuler" href=(back) { "Annuler" }
                }
            }
        }
    }
}

fn companies(mine: &Company, other: &Company, last: bool) -> Markup {
    let rows = |company: &Company| {
        [
            ("Nom", company.name.clone()),
            ("Adresse", company.address()),
            ("Secteur d’activité", company.activity().to_owned()),
            ("SIREN", company.siren.as_ref().map(|siren| siren.display()).unwrap_or_default()),
            ("SIRET", company.siret.as_ref().map(|siret| siret.display()).unwrap_or_default()),
            ("Site internet", company.website.clone().unwrap_or_default()),
        ]
    };
    html! {
        p {
            "Le projet, ses offres et ses rencontres montreront l’entreprise déjà connue. "
            @if last { "Celle du dépôt, que rien d’autre n’utilise, sera supprimée\u{202f}; le journal du projet en garde la trace." }
            @else { "Celle du dépôt reste\u{a0}: d’autres projets l’utilisent." }
        }
        (beside(["Celle du dépôt", "Celle déjà connue"], &rows(mine), &rows(other)))
    }
}

fn projects(mine: &Known, other: &Known, zone: Zone) -> Markup {
    let rows = |known: &Known| {
        let mut rows = vec![
            ("Projet", title(known.project.created_at, zone)),
            ("Chargé du projet", known.project.manager.clone().unwrap_or_default()),
        ];
        rows.extend(known.project.content.rows());
        rows.push(("Offres et rencontres", known.items.iter().map(described).collect::<Vec<_>>().join("\n")));
        rows
    };
    html! {
        p {
            "Les offres, les rencontres, le dépôt et le journal du premier passent au second, qui reste tel qu’il est. "
            "Ce qui diffère du premier est gardé en commentaire, puis il disparaît."
        }
        (beside(["Celui qui disparaît", "Celui qui reste"], &rows(mine), &rows(other)))
    }
}

fn described(item: &Item) -> String {
    format!("{} – {} ({})", item.label, item.title, item.state.1)
}

fn beside(heads: [&str; 2], one: &[(&'static str, String)], other: &[(&'static str, String)]) -> Markup {
    let said = |text: &str| html! { @if text.is_empty() { em { "vide" } } @else { (ui::prose(text)) } };
    let rows = html! {
        @for ((label, first), (_, second)) in one.iter().zip(other) {
            tr {
                (ui::row_head("Champ", html! { (label) }))
                (ui::cell(heads[0], said(first)))
                (ui::cell(heads[1], said(second)))
            }
        }
    };
    ui::short_table("L’un à côté de l’autre", "cote-a-cote", &["Champ", heads[0], heads[1]], rows)
}
