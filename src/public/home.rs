//! The home page.

use axum::extract::State;
use maud::{Markup, html};

use crate::catalogue::view::TerritoryMap;
use crate::clock::Now;
use crate::db;
use crate::domain::{Audience, OfferAudience};
use crate::events::{self, ListedEvent};
use crate::french;
use crate::offers::{ListedOffer, store, view};
use crate::site::Site;
use crate::ui::{self, Anchor, Door, Icon};
use crate::web::edition::Kept;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::query::Query;
use crate::web::{App, paths};
use axum_extra::routing::TypedPath;

/// Latest offers shown.
const LATEST: u32 = 3;

/// Next events shown.
const NEXT: u32 = 3;

/// What the page shows of the database.
struct Shown {
    events: Vec<ListedEvent>,
    latest: Vec<ListedOffer>,
    counts: Vec<(String, u64)>,
}

/// The home page.
pub async fn page(_: paths::Home, State(app): State<App>) -> Result<Page, Error> {
    let now = app.clock.now();
    let shown = app
        .db
        .read(move |tx| {
            Ok::<_, db::Error>(Shown {
                events: events::store::next(tx, now, NEXT)?,
                latest: store::latest(tx, now, LATEST)?,
                counts: store::online_by_department(tx, now)?,
            })
        })
        .await?;
    let site = &app.site;
    Ok(Page {
        description: Some(format!("{}. {}.", site.tagline, lead(site, total(&shown.counts)))),
        canonical: Some(app.base_url.with(paths::Home::PATH)),
        kept: Kept::Minute,
        ..Page::new("Accueil", content(site, now, &shown))
    })
}

fn total(counts: &[(String, u64)]) -> u64 {
    counts.iter().map(|(_, count)| count).sum()
}

fn lead(site: &Site, total: u64) -> String {
    match total {
        0 => format!("Les offres de stage de {} arrivent bientôt", site.territory),
        _ => format!(
            "{} en {}, à consulter et auxquelles répondre sans créer de compte",
            french::count(total, "offre de stage", "offres de stage"),
            site.territory
        ),
    }
}

fn content(site: &Site, now: Now, shown: &Shown) -> Markup {
    let (latest, counts) = (&shown.latest, &shown.counts);
    let map = TerritoryMap::of_home(site, counts, paths::Offers::PATH);
    let shortcuts =
        [("debut", "des-que-possible", "Dès que possible"), ("public", "collegien", "Stage de 3e")];
    let hrefs = shortcuts.map(|(name, value, _)| Query::default().with(name, value).at(paths::Offers::PATH));
    let anchors: Vec<Anchor> =
        shortcuts.iter().zip(&hrefs).map(|((_, _, label), href)| Anchor { label, href }).collect();
    html! {
        (ui::hero(&ui::Hero {
            title: html! { "Le stage, c’est " em { "par ici" } "." },
            lead: &format!("{}.", lead(site, total(counts))),
            action: paths::Offers::PATH,
            search_label: "Un métier, une ville, un numéro d’offre",
            shortcuts: &anchors,
            map_title: "Les offres par département",
            map: map.picture(),
            map_list: map.links(),
        }))
        (events::view::next_section(&shown.events))
        @if !latest.is_empty() {
            (ui::section(
                "dernieres",
                "Les dernières offres",
                Some(Anchor { label: "Toutes les offres", href: paths::Offers::PATH }),
                ui::cards(true, latest.iter().map(|offer| view::card(offer, now, site.zone))),
            ))
        }
        (ui::section("pour-qui", "Pour qui\u{202f}?", None, audiences()))
        (ui::company_band(
            "Vous accueillez des stagiaires\u{202f}?",
            "Stage d’observation, stage d’études ou immersion\u{a0}: dites-nous ce que vous proposez, nous vous accompagnons de l’offre à la convention.",
            &[
                Anchor { label: "Déposer une offre de stage", href: paths::deposit::NewOffer::PATH },
                Anchor { label: "Proposer une rencontre", href: paths::deposit::NewEvent::PATH },
                Anchor { label: "Demander un accompagnement", href: paths::deposit::Help::PATH },
            ],
        ))
    }
}

/// One door for each audience, into the list already filtered.
fn audiences() -> Markup {
    let said = [
        (
            OfferAudience::MiddleSchool,
            Icon::School,
            "Collégiens",
            "Une semaine d’observation, pour voir un métier de près.",
        ),
        (
            OfferAudience::HighSchool,
            Icon::Users,
            "Lycéens",
            "Un stage ou une période en entreprise, de la seconde au baccalauréat.",
        ),
        (
            OfferAudience::Student,
            Icon::Briefcase,
            "Étudiants",
            "Un stage de quelques semaines ou de plusieurs mois, dans votre filière.",
        ),
        (
            OfferAudience::JobSeekerOrEmployee,
            Icon::Building,
            "Demandeurs d’emploi et salariés",
            "Une immersion, pour confirmer un projet ou changer de voie.",
        ),
    ];
    let hrefs =
        said.map(|(audience, ..)| Query::default().with("public", audience.slug()).at(paths::Offers::PATH));
    let labels = said.map(|(_, _, title, _)| format!("Offres pour les {}", french::lower_first(title)));
    let links: Vec<[Anchor; 1]> =
        labels.iter().zip(&hrefs).map(|(label, href)| [Anchor { label, href }]).collect();
    let doors: Vec<Door> = said
        .iter()
        .zip(&links)
        .map(|((_, picture, title, text), links)| Door { picture: *picture, title, text, links })
        .collect();
    ui::doors(&doors)
}
