//! How partners look for a company, and see it.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::form::{self, CompanyForm};
use super::query::{CompanyQuery, LEAST};
use super::{Company, FoundCompany};
use crate::domain::Sector;
use crate::form::Errors;
use crate::french;
use crate::ui::{self, Choice, Icon, Tone, icon};
use crate::web::paths::manage;
use crate::web::query::Query;

/// The search: one box, and what it finds.
pub fn search_page(typed: &str, query: Option<&CompanyQuery>, found: &[FoundCompany]) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head("Saisir un projet", html! {
                    p class="lead" { "Cherchez d’abord l’entreprise\u{a0}: elle est peut-être déjà connue." }
                }))
                form class="search-form" id="recherche" method="get" action=(manage::NewProject) role="search"
                    data-hx-get=(manage::NewProject) data-hx-target="#entreprises" data-hx-swap="outerHTML"
                    data-hx-trigger="submit, input changed delay:400ms from:#q" data-hx-sync="this:replace"
                    data-hx-indicator="#entreprises" {
                    label for="q" { "Nom, SIREN ou SIRET de l’entreprise" }
                    p class="hint" id="q-aide" { "Un nom, avec ou sans sa commune, ou l’un de ses numéros. Par exemple\u{a0}: menuiserie Niort" }
                    div class="bar" {
                        input id="q" name="q" type="search" value=(typed) autocomplete="off" aria-describedby="q-aide"
                            autofocus[query.is_none()];
                        button class="button" id="chercher" type="submit" { (icon(Icon::Search)) "Rechercher" }
                    }
                }
                (results(typed, query, found))
            }
        }
    }
}

/// What was found; this is also what htmx asks for while one types.
pub fn results(typed: &str, query: Option<&CompanyQuery>, found: &[FoundCompany]) -> Markup {
    html! {
        section id="entreprises" aria-labelledby="entreprises-titre" {
            @match query {
                None => h2 class="vh" id="entreprises-titre" { "Entreprises" },
                Some(query) => {
                    h2 id="entreprises-titre" { (heading(query, found.len())) }
                    @if let CompanyQuery::Wrong(why) = query { (ui::notice(Tone::Warn, html! { p { (why) } })) }
                    ul class="companies" role="list" { @for one in found { li { (line(one)) } } }
                }
            }
            p class="alone-line" {
                a class="alone" href=(by_hand(typed)) { "Saisir l’entreprise à la main" }
                " " span class="hint" { "Association sans numéro, entreprise toute neuve…" }
            }
        }
    }
}

fn heading(query: &CompanyQuery, found: usize) -> String {
    match query {
        CompanyQuery::TooShort => format!("Tapez au moins {LEAST} lettres ou chiffres"),
        CompanyQuery::Wrong(_) => "Ce numéro ne convient pas".to_owned(),
        _ if found == 0 => "Aucune entreprise connue ne correspond".to_owned(),
        _ => french::count(found as u64, "entreprise trouvée", "entreprises trouvées"),
    }
}

/// The address where a company is entered by hand, with what was already typed.
fn by_hand(typed: &str) -> String {
    Query::default().with("saisie", "oui").with("q", typed).at(manage::NewProject::PATH)
}

fn line(found: &FoundCompany) -> Markup {
    let company = &found.company;
    let choose = Query::default().with("entreprise", company.id.to_string()).at(manage::NewProject::PATH);
    html! {
        div class="company" {
            div {
                h3 { (company.name) }
                p { (company.address()) br; (company.activity()) }
                @if let Some(number) = number(company) { p class="hint" { (number) } }
                @if found.projects > 0 {
                    p {
                        (french::count(found.projects, "projet", "projets"))
                        @if let Some(name) = &found.followed_by { ", déjà suivie par " strong { (name) } }
                        ". "
                        a href=(manage::Company { id: company.id }) { "Voir sa fiche" span class="vh" { ", " (company.name) } }
                    }
                }
            }
            a class="button quiet" id={ "choisir-" (company.id) } href=(choose) {
                "Choisir" span class="vh" { " " (company.name) }
            }
        }
    }
}

fn number(company: &Company) -> Option<String> {
    match (&company.siret, &company.siren) {
        (Some(siret), _) => Some(format!("SIRET {}", siret.display())),
        (None, Some(siren)) => Some(format!("SIREN {}", siren.display())),
        (None, None) => None,
    }
}

/// What is known of a company.
pub fn summary(company: &Company) -> Markup {
    let mut rows = vec![
        ("Adresse", html! { (company.address()) }),
        ("Secteur d’activité", html! { (company.activity()) }),
    ];
    if let Some(siret) = &company.siret {
        rows.push(("SIRET", html! { (siret.display()) }));
    } else if let Some(siren) = &company.siren {
        rows.push(("SIREN", html! { (siren.display()) }));
    }
    if let Some(website) = &company.website {
        rows.push(("Site internet", link(website)));
    }
    ui::definitions(&rows)
}

/// All that is known of a company itself, and a row more.
pub fn identity(company: &Company, more: Option<(&'static str, Markup)>) -> Markup {
    let mut rows = vec![("Adresse", html! { (company.address()) })];
    rows.extend(company.activity.as_ref().map(|activity| ("Activité", html! { (activity) })));
    rows.push(("Secteur d’activité", html! { (company.sector.label()) }));
    rows.extend(company.siren.as_ref().map(|siren| ("SIREN", html! { (siren.display()) })));
    rows.extend(company.siret.as_ref().map(|siret| ("SIRET", html! { (siret.display()) })));
    rows.extend(company.website.as_ref().map(|website| ("Site internet", link(website))));
    rows.extend(more);
    html! {
        (ui::definitions(&rows))
        @if number(company).is_none() { p class="hint" { "Son SIREN et son SIRET ne sont pas connus." } }
    }
}

fn link(website: &str) -> Markup {
    html! { a href=(website) rel="noopener nofollow" { (website) } }
}

/// The fields of a company entered by hand. `resembling` are those that it could be.
pub fn fields(typed: &CompanyForm, resembling: &[FoundCompany], errors: &Errors) -> Markup {
    let sectors: Vec<Choice> = std::iter::once(("", "Choisissez"))
        .chain(Sector::ALL.iter().map(|sector| (sector.slug(), sector.label())))
        .map(|(value, label)| Choice { value, label, checked: typed.sector == value, count: None })
        .collect();
    html! {
        @if !resembling.is_empty() {
            div class="panel" id=(form::OTHER.name) tabindex="-1" {
                p { strong { "Cette entreprise est peut-être déjà connue\u{a0}:" } }
                ul class="companies" role="list" { @for one in resembling { li { (line(one)) } } }
                @if resembling.iter().all(|one| !is_the_same(one, typed)) {
                    label class="check" {
                        input type="checkbox" id="company-other" name=(form::OTHER.name) value="oui" checked[typed.other];
                        span { (form::OTHER.label) }
                    }
                }
            }
        }
        (ui::field(&form::NAME, &typed.name, errors))
        (ui::field(&form::NUMBER, &typed.number, errors))
        (ui::select(&form::SECTOR, &sectors, errors))
        (ui::field(&form::STREET, &typed.street, errors))
        (ui::field(&form::POSTAL_CODE, &typed.postal_code, errors))
        (ui::field(&form::COMMUNE, &typed.commune, errors))
        (ui::field(&form::WEBSITE, &typed.website, errors))
    }
}

/// A SIRET has one company: another cannot be made of it.
fn is_the_same(found: &FoundCompany, typed: &CompanyForm) -> bool {
    let digits: String = typed.number.chars().filter(char::is_ascii_digit).collect();
    found.company.siret.as_ref().is_some_and(|siret| siret.as_str() == digits)
}
