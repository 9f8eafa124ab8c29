//! The pages that the law asks for, and the plan of the site.

use axum::extract::State;
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use crate::content::legal::LegalPage;
use crate::content::{Theme, store, view};
use crate::domain::{Audience, EventAudience, OfferAudience};
use crate::french;
use crate::ui;
use crate::web::edition::Kept;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::query::Query;
use crate::web::{App, paths};

/// Who publishes the site.
pub async fn notice(_: paths::LegalNotice, State(app): State<App>) -> Result<Page, Error> {
    page(&app, LegalPage::LegalNotice, paths::LegalNotice::PATH).await
}

/// What becomes of personal data.
pub async fn privacy(_: paths::Privacy, State(app): State<App>) -> Result<Page, Error> {
    page(&app, LegalPage::Privacy, paths::Privacy::PATH).await
}

/// The declaration of accessibility.
pub async fn accessibility(_: paths::Accessibility, State(app): State<App>) -> Result<Page, Error> {
    page(&app, LegalPage::Accessibility, paths::Accessibility::PATH).await
}

async fn page(app: &App, page: LegalPage, path: &str) -> Result<Page, Error> {
    let own = app.db.read(move |tx| store::page_text(tx, page)).await?;
    Ok(Page {
        description: Some(page.summary().to_owned()),
        canonical: Some(app.base_url.with(path)),
        kept: Kept::Day,
        ..Page::new(page.label(), view::legal_page(page, own.as_ref(), &app.site, &app.base_url))
    })
}

/// The plan of the site.
pub async fn plan(_: paths::SiteMap, State(app): State<App>) -> Result<Page, Error> {
    let now = app.clock.now();
    let themes = app.db.read(move |tx| store::themes(tx, now, "")).await?;
    let main = html! {
        div class="wrap" {
            (ui::page_head("Plan du site", html! { p class="lead" { "Toutes les pages, d’un coup d’œil." } }))
            div class="plan" {
                (offers(&app))
                (events(&app))
                (companies())
                (resources(&themes))
                (about())
            }
        }
    };
    Ok(Page {
        description: Some(format!("Toutes les pages de {}.", app.site.name)),
        canonical: Some(app.base_url.with(paths::SiteMap::PATH)),
        kept: Kept::Day,
        ..Page::new("Plan du site", main)
    })
}

fn part(id: &str, title: &str, links: Markup) -> Markup {
    html! { section aria-labelledby=(id) { h2 id=(id) { (title) } ul role="list" { (links) } } }
}

fn offers(app: &App) -> Markup {
    let filtered = |name: &str, value: &str| Query::default().with(name, value).at(paths::Offers::PATH);
    part(
        "plan-offres",
        "Trouver un stage",
        html! {
            li { a href=(paths::Home) { "Accueil" } }
            li {
                a href=(paths::Offers) { "Toutes les offres de stage" }
                ul role="list" {
                    @for audience in OfferAudience::ALL {
                        li { a href=(filtered("public", audience.slug())) { "Pour\u{a0}: " (french::lower_first(audience.label())) } }
                    }
                    @for department in &app.site.departments {
                        li { a href=(filtered("dep", &department.code)) { (department.name) " (" (department.code) ")" } }
                    }
                }
            }
        },
    )
}

fn events(app: &App) -> Markup {
    let filtered = |name: &str, value: &str| Query::default().with(name, value).at(paths::Events::PATH);
    part(
        "plan-rencontres",
        "Découvrir un métier",
        html! {
            li {
                a href=(paths::Events) { "Toutes les rencontres" }
                ul role="list" {
                    @for audience in EventAudience::ALL {
                        li { a href=(filtered("public", audience.slug())) { "Pour\u{a0}: " (french::lower_first(audience.label())) } }
                    }
                    @for department in &app.site.departments {
                        li { a href=(filtered("dep", &department.code)) { (department.name) " (" (department.code) ")" } }
                    }
                }
            }
            li { a href=(filtered("vue", "mois")) { "Le calendrier du mois" } }
        },
    )
}

fn companies() -> Markup {
    use paths::deposit;
    part(
        "plan-entreprises",
        "Entreprises",
        html! {
            li { a href=(deposit::Companies) { "Espace entreprises" } }
            li { a href=(deposit::NewOffer) { "Déposer une offre de stage" } }
            li { a href=(deposit::NewEvent) { "Proposer une rencontre" } }
            li { a href=(deposit::Help) { "Demander un accompagnement" } }
        },
    )
}

fn resources(themes: &[Theme]) -> Markup {
    part(
        "plan-ressources",
        "S’informer",
        html! {
            li { a href=(paths::Resources) { "Ressources" } }
            @for theme in themes {
                li {
                    a href={ (paths::Resources::PATH) "#" (theme.slug) } { (french::typo(&theme.title)) }
                    ul role="list" {
                        @for article in &theme.articles {
                            li { a href=(paths::Resource { slug: article.slug.clone() }) { (french::typo(&article.title)) } }
                        }
                    }
                }
            }
        },
    )
}

fn about() -> Markup {
    part(
        "plan-site",
        "À propos du site",
        html! {
            li { a href=(paths::Contact) { "Nous écrire" } }
            li { a href=(paths::LegalNotice) { "Mentions légales" } }
            li { a href=(paths::Privacy) { "Données personnelles" } }
            li { a href=(paths::Accessibility) { "Accessibilité" } }
            li { a href=(paths::Sources) { "Sources des données" } }
        },
    )
}
