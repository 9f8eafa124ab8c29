//! The page of the dashboard.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::{Board, day};
use crate::accounts::store::FIRST_NEWS_DAYS;
use crate::assignments::Alert;
use crate::clock::{Now, Zone};
use crate::events::ManagedEvent;
use crate::french;
use crate::offers::{ManagedOffer, Start};
use crate::portfolio::filter::{Charge, Nature, PortfolioFilter};
use crate::projects::ProjectLine;
use crate::projects::view::title;
use crate::ui::{self, Icon, Tone, icon};
use crate::web::paths::manage;
use crate::web::query::Query;

/// The page.
pub fn page(board: &Board, now: Now, zone: Zone, done: Option<&str>) -> Markup {
    // Those of companies, and all of them.
    let nobodys = PortfolioFilter {
        asked: true,
        natures: vec![Nature::Project],
        charge: Charge::Nobody,
        actions: true,
        ..PortfolioFilter::default()
    };
    let nobodys = nobodys.query().at(manage::Consultation::PATH);
    let unassigned = Query::default().with("charge", "a-affecter").at(manage::Deposits::PATH);
    html! {
        div class="wrap" {
            (ui::page_head("Tableau de bord", html! { p class="lead" { (french::capitalise(&french::date_long(now.today()))) } }))
            @if let Some(done) = done { (ui::flash(Tone::Ok, html! { p { (done) } })) }
            (day::view(&board.day))
            div class="stack" {
                (alerts(&board.alerts, zone))
                @if let Some((projects, count)) = &board.unassigned {
                    (section("a-affecter", "À affecter", *count, html! {
                        (project_list(projects, zone))
                        (and_more(projects.len(), *count))
                        p class="actions" {
                            (ui::quiet_button(&unassigned, "demandes-a-affecter", html! { "Affecter les demandes" }))
                            (ui::quiet_button(&nobodys, "projets-a-affecter", html! { "Affecter tous ces projets" }))
                        }
                    }))
                }
                (news(board, zone))
                (week(&board.week))
                (ending(&board.ending, now))
                (projects(board, zone))
            }
        }
    }
}

fn alerts(alerts: &[Alert], zone: Zone) -> Markup {
    html! {
        section class="panel" aria-labelledby="alertes" {
            h2 id="alertes" { "Vos alertes" }
            @if alerts.is_empty() { p { "Aucune alerte." } } @else {
                (ui::short_table(
                    "Vos affectations",
                    "affectations",
                    &["Type", "Entreprise", "Affecté par", "Le"],
                    html! { @for alert in alerts { (alert_row(alert, zone)) } },
                ))
            }
        }
    }
}

fn alert_row(alert: &Alert, zone: Zone) -> Markup {
    let (kind, href) = match alert.event {
        Some(number) => {
            (format!("Rencontre {}", number.display_nbsp()), manage::Event { number }.to_string())
        }
        None => ("Projet".to_owned(), manage::Project { id: alert.project }.to_string()),
    };
    let at = zone.local(alert.at);
    html! {
        tr {
            (ui::row_head("Type", html! { (kind) }))
            (ui::cell("Entreprise", html! {
                a href=(href) { (alert.title.as_deref().unwrap_or(&alert.company)) }
                br; small { @if alert.title.is_some() { (alert.company) ", " } (alert.commune) }
            }))
            (ui::cell("Affecté par", html! {
                (alert.by.as_deref().unwrap_or("Le site"))
                @if let Some(note) = &alert.note { div class="quoted" { (ui::prose(note)) } }
            }))
            (ui::cell("Le", html! { time datetime=(french::iso_date_time(at)) { (french::date_time_short(at)) } }))
        }
    }
}

/// What has come since the visit before this one.
fn news(board: &Board, zone: Zone) -> Markup {
    let at = zone.local(board.since);
    let nothing = board.applications.is_empty() && board.registrations.is_empty();
    html! {
        section class="panel" aria-labelledby="nouveautes" {
            @if board.first {
                h2 id="nouveautes" { "Nouveau ces " (FIRST_NEWS_DAYS) " derniers jours" }
            } @else {
                h2 id="nouveautes" { "Nouveau depuis votre dernière visite" }
                p class="hint" { "Depuis le " time datetime=(french::iso_date_time(at)) { (french::date_time_short(at)) } "." }
            }
            @if nothing { p { "Rien de nouveau." } }
            ul class="items" role="list" {
                @for news in &board.applications {
                    li {
                        (icon(Icon::Briefcase)) strong { (french::count(news.count, "candidature", "candidatures")) } " "
                        a href=(manage::Offer { number: news.number }) { "Offre " (news.number.display_nbsp()) " – " (news.title) }
                    }
                }
                @for news in &board.registrations {
                    li {
                        (icon(Icon::Users)) strong { (french::count(news.count, "inscription", "inscriptions")) } " "
                        a href=(manage::Event { number: news.number }) { "Rencontre " (news.number.display_nbsp()) " – " (news.title) }
                    }
                }
            }
        }
    }
}

fn week(events: &[ManagedEvent]) -> Markup {
    html! {
        section class="panel" aria-labelledby="semaine" {
            h2 id="semaine" { "Vos rencontres des sept jours à venir" }
            @if events.is_empty() { p { "Aucune rencontre dans les sept jours à venir." } }
            ul class="items" role="list" {
                @for event in events {
                    li {
                        @if let Some(starts) = event.starts {
                            time datetime=(french::iso_date_time(starts)) { strong { (french::capitalise(&french::date_time_long(starts))) } }
                        }
                        br;
                        a href=(manage::Event { number: event.number }) { (event.title) }
                        " – " (french::count(event.taken.into(), "inscrit", "inscrits")) " sur " (event.seats)
                    }
                }
            }
        }
    }
}

fn ending(offers: &[ManagedOffer], now: Now) -> Markup {
    html! {
        @if !offers.is_empty() {
            section class="panel" aria-labelledby="echeances" {
                h2 id="echeances" { "Offres dont la date est proche ou dépassée" }
                p class="hint" { "Une offre dont la date est dépassée n’est plus en ligne. Pour la prolonger, changez sa date ou choisissez «\u{a0}dès que possible\u{a0}»." }
                ul class="items" role="list" {
                    @for offer in offers {
                        li {
                            a href=(manage::Offer { number: offer.number }) { "Offre " (offer.number.display_nbsp()) " – " (offer.title) }
                            @if let Some(Start::On(date)) = offer.start {
                                ", " (french::date_short(date)) " "
                                @if date < now.today() { (ui::badge(Tone::Off, "Dépassée")) } @else { (ui::badge(Tone::Warn, "Proche")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn projects(board: &Board, zone: Zone) -> Markup {
    let (projects, count) = &board.projects;
    section(
        "mes-projets",
        "Mes projets",
        *count,
        html! {
            @if projects.is_empty() {
                p { "Vous ne gérez encore aucun projet." }
            }
            (project_list(projects, zone))
            (and_more(projects.len(), *count))
            @if *count > 0 {
                p { a class="alone" href=(Query::default().with("afficher", "oui").with("actions", "oui").at(manage::Portfolio::PATH)) { "Voir tout mon portefeuille" } }
            }
            p { (ui::quiet_button(manage::NewProject::PATH, "saisir", html! { "Saisir un projet" })) }
        },
    )
}

fn section(id: &str, title: &str, count: u64, content: Markup) -> Markup {
    html! {
        section class="panel" aria-labelledby=(id) {
            h2 id=(id) { (title) " " span class="count" { (count) } }
            (content)
        }
    }
}

fn project_list(projects: &[ProjectLine], zone: Zone) -> Markup {
    html! {
        ul class="items" role="list" {
            @for project in projects {
                li {
                    a href=(manage::Project { id: project.id }) { (project.company) }
                    " " small { (project.commune) ", " (french::lower_first(&title(project.created_at, zone))) }
                    @if project.published > 0 {
                        " " (ui::badge(Tone::Ok, &format!("{} en ligne", french::number(project.published))))
                    }
                }
            }
        }
    }
}

fn and_more(shown: usize, count: u64) -> Markup {
    let more = count.saturating_sub(shown as u64);
    html! { @if more > 0 { p class="hint" { "Et " (french::count(more, "autre", "autres")) "." } } }
}
