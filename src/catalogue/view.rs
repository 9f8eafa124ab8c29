//! What the pages of both lists are made of: the groups of the filter form, the pills, the map, the
//! contact of an employer.

use maud::{Markup, html};

use super::criteria::{Criteria, ELSEWHERE, PAGE_SIZES};
use super::lookups::{self, Around};
use super::near;
use super::{Place, PublicEmployer};
use crate::domain::{Audience, NumberQuery, Sector};
use crate::form::Errors;
use crate::french;
use crate::reference::departments::{Outline, ViewBox, outlines, view_box};
use crate::reference::occupations::Occupation;
use crate::site::Site;
use crate::text;
use crate::ui::{self, Anchor, Choice, Tone};
use crate::web::query::Query;

fn boxes(name: &str, legend: &str, choices: &[Choice<'_>]) -> Markup {
    let options = ui::Options { name, legend, hint: None, required: false, quiet_legend: true, choices };
    ui::checkboxes(&options, &Errors::default())
}

/// One box for each audience.
pub fn audience_boxes<A: Audience>(criteria: &Criteria<A>) -> Markup {
    let choices: Vec<Choice> = A::EVERY
        .iter()
        .map(|audience| Choice {
            value: audience.slug(),
            label: audience.label(),
            checked: criteria.audiences.contains(audience),
            count: None,
        })
        .collect();
    boxes("public", "Public visé", &choices)
}

/// One box for each sector.
pub fn sector_boxes<A>(criteria: &Criteria<A>) -> Markup {
    let choices: Vec<Choice> = Sector::ALL
        .iter()
        .map(|sector| Choice {
            value: sector.slug(),
            label: sector.label(),
            checked: criteria.sectors.contains(sector),
            count: None,
        })
        .collect();
    boxes("secteur", "Secteur d’activité", &choices)
}

/// The criteria in force, each with the address that takes it away. `query` is the address of the
/// first page.
pub fn in_force<A: Audience>(
    criteria: &Criteria<A>,
    occupations: &[Occupation],
    around: &Around,
    site: &Site,
    query: &Query,
    path: &str,
) -> Vec<(String, String)> {
    let without = |name: &str, value: &str| query.without(name, value).at(path);
    let mut list = Vec::new();
    if !criteria.search.is_empty() {
        list.push((format!("«\u{a0}{}\u{a0}»", criteria.search), without("q", &criteria.search)));
    }
    for audience in &criteria.audiences {
        list.push((audience.label().to_owned(), without("public", audience.slug())));
    }
    for code in &criteria.departments {
        list.push((department_label(site, code), without("dep", code)));
    }
    for sector in &criteria.sectors {
        list.push((sector.label().to_owned(), without("secteur", sector.slug())));
    }
    for occupation in occupations {
        list.push((occupation.label.clone(), without("metier", &occupation.code)));
    }
    if let (Some(near), Some(commune)) = (criteria.near, &around.commune) {
        let label = near::sentence(commune, near.kilometres);
        list.push((label, query.without_all(&["pres", "rayon"]).at(path)));
    }
    list
}

fn department_label(site: &Site, code: &str) -> String {
    match site.department(code) {
        Some(name) => format!("{name} ({code})"),
        None => "Autres départements".to_owned(),
    }
}

/// The criteria in force as pills.
fn pills(in_force: &[(String, String)], path: &str) -> Markup {
    let anchors: Vec<Anchor> = in_force.iter().map(|(label, href)| Anchor { label, href }).collect();
    ui::pills(&anchors, path)
}

/// The widest search around the same place, when that is not what is asked.
pub fn wider<A>(
    criteria: &Criteria<A>,
    around: &Around,
    query: &Query,
    path: &str,
) -> Option<(String, String)> {
    let widest = near::RADII[near::RADII.len() - 1];
    let commune = around.commune.as_ref().filter(|_| near::kilometres(criteria.near) < widest)?;
    let label = format!("Chercher {}", french::lower_first(&near::sentence(commune, widest)));
    Some((label, query.without_all(&["rayon"]).with("rayon", widest.to_string()).at(path)))
}

/// The empty state of a list under criteria: where to look further, what can be taken away.
pub fn empty(
    in_force: &[(String, String)],
    wider: Option<(String, String)>,
    title: &str,
    everything: &str,
    path: &str,
) -> Markup {
    let fewer = in_force.iter().map(|(label, href)| (format!("Retirer {}", within(label)), href.clone()));
    let ways: Vec<(String, String)> = wider.into_iter().chain(fewer).collect();
    let mut actions: Vec<Anchor> = ways.iter().map(|(label, href)| Anchor { label, href }).collect();
    if in_force.len() > 1 {
        actions.push(Anchor { label: everything, href: path });
    }
    ui::empty(title, "Retirez un critère, ou essayez un mot plus courant.", &actions)
}

/// A criterion within a sentence: a name keeps its capital (« Charente (16) »), a turn of phrase does not
/// (« à moins de 30 km de Niort (79) »).
fn within(label: &str) -> String {
    let turn = ["À ", "Avant ", "Dès "].iter().any(|start| label.starts_with(start));
    if turn { french::lower_first(label) } else { label.to_owned() }
}

/// What is said of a number that no offer or event online has; `noun` is « L’offre ».
pub fn number_not_online(noun: &str, query: NumberQuery) -> Markup {
    let said = match query {
        NumberQuery::Serial(serial) => format!("{noun} {serial} n’est pas en ligne."),
        NumberQuery::Full(number) => format!("{noun} {} n’est pas en ligne.", number.display_nbsp()),
    };
    ui::notice(Tone::Info, html! { p { (said) } })
}

/// The region of results that htmx swaps, around what a list or a calendar shows.
pub struct Results<'a> {
    /// « 12 offres ».
    pub count: &'a str,
    /// Whether a page of the list was asked for: its heading then takes the focus.
    pub turned: bool,
    /// Links to other orders and views.
    pub choices: Markup,
    /// What of the address was not understood.
    pub refused: &'a [String],
    /// The criteria in force, with the address that takes each away.
    pub in_force: &'a [(String, String)],
    /// Where the list is.
    pub path: &'a str,
    /// What is found.
    pub found: Markup,
    /// The link to follow these results elsewhere.
    pub feed: Markup,
}

/// The region of results.
pub fn results(results: &Results<'_>) -> Markup {
    html! {
        section class="results" id="resultats" aria-labelledby="resultats-titre" {
            div class="results-head" {
                (ui::heading("resultats-titre", results.count, results.turned))
                (results.choices)
            }
            @for sentence in results.refused { (ui::notice(Tone::Warn, html! { p { (sentence) } })) }
            (pills(results.in_force, results.path))
            (results.found)
            p class="soft feed" { (results.feed) }
        }
    }
}

/// The pager of a list, and the links to longer pages where there is more than one.
pub fn pages(
    (page, pages, total): (u64, u64, u64),
    first_page: &Query,
    path: &str,
    size: u32,
    sized: impl Fn(u32) -> String,
) -> Markup {
    // The page is said even when it is the first: that is how turning back to it is known.
    let href = |page: u64| first_page.clone().with("page", page.to_string()).at(path);
    html! {
        (ui::pager(&ui::Pager { page, pages, href: &href }))
        @if total > u64::from(PAGE_SIZES[0]) { (sizes(size, sized)) }
    }
}

/// What changes around the results when htmx swaps them: the counts of the map and of the groups,
/// what the form keeps, and what is announced.
pub fn around(
    map: &TerritoryMap<'_>,
    place: &Around,
    active: usize,
    groups: &[(&str, usize)],
    kept: &Query,
    count: &str,
) -> Markup {
    html! {
        (map.changes())
        (lookups::located(place))
        (ui::filter_changes(active, groups, &kept.pairs().collect::<Vec<_>>()))
        (ui::out_of_band("annonce", html! { (count) }))
    }
}

/// The links that change how many lines a page shows; `href` gives the address for a size.
fn sizes(current: u32, href: impl Fn(u32) -> String) -> Markup {
    let hrefs = PAGE_SIZES.map(&href);
    let labels = PAGE_SIZES.map(|size| size.to_string());
    let links: Vec<Anchor> = labels.iter().zip(&hrefs).map(|(label, href)| Anchor { label, href }).collect();
    ui::lines_per_page(&href(current), &links)
}

/// The map of the territory, over a list.
pub struct TerritoryMap<'a> {
    view: Option<ViewBox>,
    places: Vec<MapPlace<'a>>,
    elsewhere: (u64, bool),
    all: String,
}

struct MapPlace<'a> {
    code: &'a str,
    name: &'a str,
    outline: Option<&'static Outline>,
    count: u64,
    selected: bool,
    href: String,
}

impl<'a> TerritoryMap<'a> {
    /// The map of a list: a département's link ticks or unticks it. `query` is the address of the
    /// first page, `counts` what each département would give.
    pub fn of_list<A>(
        site: &'a Site,
        criteria: &Criteria<A>,
        counts: &[(String, u64)],
        query: &Query,
        path: &str,
    ) -> Self {
        let chosen = |code: &str| criteria.departments.iter().any(|chosen| chosen == code);
        let toggled = |code: &str| {
            if chosen(code) { query.without("dep", code).at(path) } else { query.with("dep", code).at(path) }
        };
        let codes = site.departments.iter().map(|department| department.code.as_str());
        let all = codes.fold(query.without_all(&["dep"]), |query, code| query.with("dep", code)).at(path);
        Self::new(site, counts, chosen, toggled, all)
    }

    /// The map of the home page: each département leads to its list.
    pub fn of_home(site: &'a Site, counts: &[(String, u64)], path: &str) -> Self {
        let href = |code: &str| Query::default().with("dep", code).at(path);
        Self::new(site, counts, |_| false, href, path.to_owned())
    }

    fn new(
        site: &'a Site,
        counts: &[(String, u64)],
        chosen: impl Fn(&str) -> bool,
        href: impl Fn(&str) -> String,
        all: String,
    ) -> Self {
        let codes: Vec<&str> = site.departments.iter().map(|department| department.code.as_str()).collect();
        let drawn = outlines(&codes);
        let places: Vec<MapPlace> = site
            .departments
            .iter()
            .map(|department| {
                let code = department.code.as_str();
                MapPlace {
                    code,
                    name: &department.name,
                    outline: drawn.iter().find(|outline| outline.code == code).copied(),
                    count: counts.iter().find(|(counted, _)| counted == code).map_or(0, |(_, count)| *count),
                    selected: chosen(code),
                    href: href(code),
                }
            })
            .collect();
        let within: u64 = places.iter().map(|place| place.count).sum();
        let elsewhere = counts.iter().map(|(_, count)| count).sum::<u64>() - within;
        Self { view: view_box(&codes), places, elsewhere: (elsewhere, chosen(ELSEWHERE)), all }
    }

    fn shapes(&self) -> Vec<ui::Shape<'_>> {
        self.places
            .iter()
            .filter_map(|place| {
                let outline = place.outline?;
                Some(ui::Shape {
                    code: place.code,
                    name: place.name,
                    path: &outline.path,
                    label: outline.label,
                    count: place.count,
                    href: &place.href,
                    selected: place.selected,
                })
            })
            .collect()
    }

    /// The départements that have no outline (overseas), and what lies outside the territory.
    fn other(&self) -> Vec<ui::Other<'_>> {
        let undrawn = self.places.iter().filter(|place| place.outline.is_none()).map(|place| ui::Other {
            code: place.code,
            name: place.name,
            count: place.count,
            selected: place.selected,
        });
        let (count, selected) = self.elsewhere;
        let elsewhere = ui::Other { code: ELSEWHERE, name: "Autres départements", count, selected };
        undrawn.chain([elsewhere]).collect()
    }

    /// The map with its boxes.
    pub fn chooser(&self) -> Markup {
        ui::map_chooser(self.view, &self.shapes(), &self.other(), &self.all)
    }

    /// What a change of criteria changes in it, the boxes themselves apart.
    pub fn changes(&self) -> Markup {
        ui::map_changes(self.view, &self.shapes(), &self.other(), &self.all)
    }

    /// The drawing alone.
    pub fn picture(&self) -> Markup {
        let shapes = self.shapes();
        html! {
            @if let Some(view) = self.view { (ui::map_outlines(&shapes)) (ui::map_picture(view, &shapes, false)) }
        }
    }

    /// The same as a list of links.
    pub fn links(&self) -> Markup {
        ui::map_links(&self.shapes())
    }
}

/// The panel of an employer: who, where, how to reach them.
pub fn employer_panel(employer: &PublicEmployer, place: &Place) -> Markup {
    let mut rows = vec![("Employeur", html! { (french::typo(&employer.name)) })];
    rows.push((
        "Adresse",
        html! {
            @if let Some(street) = &employer.street { (french::typo(street)) br; }
            @if let Some(code) = &employer.postal_code { (code) " " }
            (place.commune)
        },
    ));
    rows.extend(contact_rows(employer));
    html! {
        section class="panel" aria-labelledby="employeur" {
            h2 id="employeur" { @if employer.masked { "Contact" } @else { "L’employeur" } }
            (ui::definitions(&rows))
        }
    }
}

/// How to reach an employer, as rows of definitions.
pub fn contact_rows(employer: &PublicEmployer) -> Vec<(&'static str, Markup)> {
    let mut rows = Vec::new();
    if let Some(contact) = &employer.contact {
        rows.push(("Personne à contacter", html! { (contact) }));
    }
    rows.push(("Téléphone", ui::phone_link(&employer.phone)));
    if let Some(other) = &employer.other_phone {
        rows.push(("Autre téléphone", ui::phone_link(other)));
    }
    rows.push(("E-mail", html! { a href={ "mailto:" (employer.email) } { (employer.email) } }));
    if let Some(website) = &employer.website
        && let [text::Piece::Link(href)] = text::pieces(website)[..]
    {
        let shown = href.split_once("://").map_or(href, |(_, rest)| rest);
        rows.push(("Site internet", html! { a href=(href) rel="noopener nofollow" { (shown) } }));
    }
    rows
}
