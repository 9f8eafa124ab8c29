//! What the pages of both lists are made of: the groups of the filter form, the pills, the map, the
//! contact of an employer.

use maud::{Markup, html};

use super::criteria::{Criteria, ELSEWHERE, PAGE_SIZES};
use super::lookups::{self, Around};
use super::near::{self, Near};
use super::store::{Foremost, Found, Total};
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

/// One box for each sector, with how many it would give.
pub fn sector_boxes<A>(criteria: &Criteria<A>, counts: Option<&[(Sector, u64)]>) -> Markup {
    let choices: Vec<Choice> = Sector::ALL
        .iter()
        .map(|sector| Choice {
            value: sector.slug(),
            label: sector.label(),
            checked: criteria.sectors.contains(sector),
            count: Some(sector_count(*sector, counts)),
        })
        .collect();
    boxes("secteur", "Secteur d’activité", &choices)
}

fn sector_count(sector: Sector, counts: Option<&[(Sector, u64)]>) -> ui::Count {
    counts
        .and_then(|counts| counts.iter().find(|(counted, _)| *counted == sector))
        .map(|(_, count)| *count)
        .into()
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

/// Makes the criteria say the page that is shown; what is said when that is not the one asked for.
pub fn settle<A>(criteria: &mut Criteria<A>, found: &Found) -> Option<String> {
    if criteria.after.is_some() && !found.continued {
        criteria.after = None;
        return Some("La suite de la liste n’est plus là\u{a0}: voici son début.".to_owned());
    }
    let page = found.page;
    let asked = std::mem::replace(&mut criteria.page, page);
    if asked <= page {
        None
    } else if found.more {
        Some(format!(
            "On ne va pas directement plus loin que la page {page}\u{a0}: la suite vient après elle."
        ))
    } else {
        Some(format!("La page {asked} n’existe pas\u{a0}: voici la dernière."))
    }
}

/// A search made wider when it finds nothing: what is let go, and what that finds.
pub struct Wider {
    /// « Dans tous les départements ».
    pub label: String,
    /// How many it finds.
    pub total: Total,
    /// Its address.
    pub href: String,
}

/// Those of the wider searches that find something.
///
/// # Errors
/// What counting them says.
pub fn wider<F, E>(
    loosened: Vec<(String, F)>,
    count: impl Fn(&F) -> Result<Total, E>,
    address: impl Fn(&F) -> String,
) -> Result<Vec<Wider>, E> {
    let mut found = Vec::new();
    for (label, filter) in loosened {
        let total = count(&filter)?;
        if total.count > 0 {
            found.push(Wider { label, total, href: address(&filter) });
        }
    }
    Ok(found)
}

/// The criteria with one of them let go, each with the words that say so.
pub fn loosened<A: Audience>(criteria: &Criteria<A>) -> Vec<(String, Criteria<A>)> {
    let whole = || Criteria { page: 1, after: None, ..criteria.clone() };
    let mut list = Vec::new();
    let typed: Vec<&str> = criteria.search.split_whitespace().collect();
    if typed.len() > 1 {
        for (at, word) in typed.iter().enumerate().take(LOOSENED_WORDS) {
            let others: Vec<&str> =
                typed.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, word)| *word).collect();
            list.push((
                format!("Sans le mot «\u{a0}{word}\u{a0}»"),
                Criteria { search: others.join(" "), ..whole() },
            ));
        }
    }
    if !criteria.search.is_empty() {
        let label = format!("Sans «\u{a0}{}\u{a0}»", criteria.search);
        list.push((label, Criteria { search: String::new(), ..whole() }));
    }
    if !criteria.departments.is_empty() {
        list.push(("Dans tous les départements".to_owned(), Criteria { departments: Vec::new(), ..whole() }));
    }
    if let Some(place) = criteria.near {
        let radius = near::RADII.iter().copied().filter(|radius| *radius > place.kilometres);
        list.extend(radius.map(|kilometres| {
            let wider = Near { kilometres, ..place };
            (format!("Dans un rayon de {kilometres}\u{a0}km"), Criteria { near: Some(wider), ..whole() })
        }));
        list.push(("Quel que soit l’endroit".to_owned(), Criteria { near: None, ..whole() }));
    }
    if !criteria.audiences.is_empty() {
        list.push(("Pour tous les publics".to_owned(), Criteria { audiences: Vec::new(), ..whole() }));
    }
    if !criteria.sectors.is_empty() {
        list.push(("Dans tous les secteurs".to_owned(), Criteria { sectors: Vec::new(), ..whole() }));
    }
    if !criteria.occupations.is_empty() {
        list.push(("Pour tous les métiers".to_owned(), Criteria { occupations: Vec::new(), ..whole() }));
    }
    list
}

/// Words of a search that are let go one by one.
const LOOSENED_WORDS: usize = 4;

/// « 12 offres », « Plus de 1 000 offres ».
pub fn total_sentence(total: Total, one: &str, many: &str) -> String {
    let counted = french::count(total.count, one, many);
    if total.more { format!("Plus de {counted}") } else { counted }
}

/// The empty state of a list under criteria: which one to let go, and what that gives.
pub fn empty(wider: &[Wider], title: &str, (one, many): (&str, &str), everything: Anchor<'_>) -> Markup {
    let counts: Vec<String> =
        wider.iter().map(|wider| french::lower_first(&total_sentence(wider.total, one, many))).collect();
    let mut ways: Vec<ui::WayOut> = wider
        .iter()
        .zip(&counts)
        .map(|(wider, count)| ui::WayOut {
            link: Anchor { label: &wider.label, href: &wider.href },
            count: Some(count),
        })
        .collect();
    ways.push(ui::WayOut { link: everything, count: None });
    let text = if wider.is_empty() {
        "Retirez plusieurs critères, ou essayez un mot plus courant."
    } else {
        "Voici ce que donnerait une recherche un peu plus large."
    };
    ui::empty_with_counts(title, text, &ways)
}

/// What is said when a list could not be counted to its end.
pub fn unfinished(total: Total, foremost: Foremost) -> Markup {
    let which = match foremost {
        Foremost::First => "premiers résultats sont montrés",
        Foremost::Latest => "résultats les plus récents sont montrés",
        Foremost::Nearest => "résultats les plus proches sont montrés",
    };
    html! {
        @if total.more {
            (ui::notice(Tone::Info, html! {
                p {
                    @if total.count == 0 {
                        "Cette recherche est trop large pour être menée jusqu’au bout. Précisez-la."
                    } @else {
                        "Seuls les " (french::number(total.count)) " " (which) "\u{a0}: précisez votre recherche pour trouver les autres."
                    }
                }
            }))
        }
    }
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

/// The pager of a list, and the links to longer pages where there is more than one. `last` is the number
/// of the last one on the page, after which the next page begins once pages have no number.
pub fn pages<A>(
    found: &Found,
    last: Option<u32>,
    criteria: &Criteria<A>,
    first_page: &Query,
    path: &str,
    sized: impl Fn(u32) -> String,
) -> Markup {
    // The page is said even when it is the first: that is how turning back to it is known.
    let href = |page: u64| first_page.clone().with("page", page.to_string()).at(path);
    let beyond = last
        .filter(|_| found.more)
        .map(|serial| first_page.clone().with("apres", serial.to_string()).at(path));
    let page = criteria.after.is_none().then_some(found.page);
    html! {
        (ui::pager(&ui::Pager {
            page, pages: found.pages, href: &href, beyond: beyond.as_deref(), region: Some("resultats"), include: None, prefix: "",
        }))
        @if found.total.count > u64::from(PAGE_SIZES[0]) { (sizes(criteria.size, sized)) }
    }
}

/// What changes around the results when htmx swaps them: the counts of the map and of the groups,
/// what the form keeps, and what is announced.
pub fn around(
    map: &TerritoryMap<'_>,
    place: &Around,
    sectors: Option<&[(Sector, u64)]>,
    active: usize,
    groups: &[(&str, usize)],
    kept: &Query,
    count: &str,
) -> Markup {
    html! {
        (map.changes())
        (lookups::located(place))
        @for sector in Sector::ALL {
            (ui::out_of_band(&format!("n-secteur-{}", sector.slug()), html! { (sector_count(*sector, sectors)) }))
        }
        (ui::filter_changes(active, groups, &kept.pairs().collect::<Vec<_>>()))
        (ui::out_of_band("annonce", html! {
            @if let Some(commune) = place.commune.as_ref().filter(|_| place.came_from_a_position()) {
                "Autour " (french::de(&near::label(commune))) "\u{a0}: " (french::lower_first(count))
            } @else { (count) }
        }))
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
    elsewhere: (ui::Count, bool),
    /// The link that ticks them all: its words and its address.
    all: (&'static str, String),
}

struct MapPlace<'a> {
    code: &'a str,
    name: &'a str,
    outline: Option<&'static Outline>,
    count: ui::Count,
    selected: bool,
    href: String,
}

impl<'a> TerritoryMap<'a> {
    /// The map of a list: a département's link ticks or unticks it. `query` is the address of the
    /// first page, `departments` the codes ticked, `counts` what each département would give, when that is known.
    pub fn of_list(
        site: &'a Site,
        departments: &[String],
        counts: Option<&[(String, u64)]>,
        query: &Query,
        path: &str,
    ) -> Self {
        let chosen = |code: &str| departments.iter().any(|chosen| chosen == code);
        let toggled = |code: &str| {
            if chosen(code) { query.without("dep", code).at(path) } else { query.with("dep", code).at(path) }
        };
        let codes = site.departments.iter().map(|department| department.code.as_str());
        let none = query.without_all(&["dep"]);
        let all = match codes.clone().all(chosen) {
            true => none.at(path),
            false => codes.fold(none, |query, code| query.with("dep", code)).at(path),
        };
        Self::new(site, counts, chosen, toggled, ("Tout sélectionner", all))
    }

    /// The same with other words on the link that ticks them all.
    pub fn with_all(self, label: &'static str) -> Self {
        Self { all: (label, self.all.1), ..self }
    }

    /// The map of the home page: each département leads to its list.
    pub fn of_home(site: &'a Site, counts: &[(String, u64)], path: &str) -> Self {
        let href = |code: &str| Query::default().with("dep", code).at(path);
        Self::new(site, Some(counts), |_| false, href, ("Tout sélectionner", path.to_owned()))
    }

    fn new(
        site: &'a Site,
        counts: Option<&[(String, u64)]>,
        chosen: impl Fn(&str) -> bool,
        href: impl Fn(&str) -> String,
        all: (&'static str, String),
    ) -> Self {
        let codes: Vec<&str> = site.departments.iter().map(|department| department.code.as_str()).collect();
        let drawn = outlines(&codes);
        let count = |code: &str| {
            let of_code = |counts: &[(String, u64)]| {
                counts.iter().find(|(counted, _)| counted == code).map_or(0, |(_, count)| *count)
            };
            counts.map(of_code)
        };
        let places: Vec<MapPlace> = site
            .departments
            .iter()
            .map(|department| {
                let code = department.code.as_str();
                MapPlace {
                    code,
                    name: &department.name,
                    outline: drawn.iter().find(|outline| outline.code == code).copied(),
                    count: count(code).into(),
                    selected: chosen(code),
                    href: href(code),
                }
            })
            .collect();
        let elsewhere = counts.map(|counts| {
            let others = counts.iter().filter(|(code, _)| !codes.contains(&code.as_str()));
            others.map(|(_, count)| count).sum::<u64>()
        });
        Self { view: view_box(&codes), places, elsewhere: (elsewhere.into(), chosen(ELSEWHERE)), all }
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

    fn all(&self) -> Anchor<'_> {
        Anchor { label: self.all.0, href: &self.all.1 }
    }

    /// The map with its boxes.
    pub fn chooser(&self) -> Markup {
        ui::map_chooser(self.view, &self.shapes(), &self.other(), self.all())
    }

    /// What a change of criteria changes in it, the boxes themselves apart.
    pub fn changes(&self) -> Markup {
        ui::map_changes(self.view, &self.shapes(), &self.other(), self.all())
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
