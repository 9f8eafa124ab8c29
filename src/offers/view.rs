//! What visitors see of offers: cards, the list with its filters, one offer, an offer that is gone.

use maud::{Markup, html};

use super::filter::{ASAP, ELSEWHERE, OfferFilter, Order, PAGE_SIZES};
use super::feed;
use super::store::{OfferList, Pinned};
use super::{GoneOffer, ListedOffer, PublicEmployer, PublicOffer};
use axum_extra::routing::TypedPath;
use crate::clock::{Now, Zone};
use crate::domain::{NumberQuery, OfferAudience, Sector};
use crate::form::{Errors, Field, Input};
use crate::french;
use crate::reference::departments::{outlines, view_box};
use crate::reference::occupations::Occupation;
use crate::site::Site;
use crate::text;
use crate::ui::{self, Anchor, Choice, Icon, Tone, icon};
use crate::web::paths;
use crate::web::query::Query;

/// Days during which an offer is said to be new.
const NEW_FOR: i64 = 7;

/// The card of an offer in a list.
pub fn card(offer: &ListedOffer, now: Now, zone: Zone) -> Markup {
    let path = paths::Offer { number: offer.number };
    let audiences: Vec<&str> = offer.audiences.iter().map(OfferAudience::label).collect();
    let published = zone.local(offer.published_at).date();
    let fresh = (now.today() - published).whole_days() < NEW_FOR;
    ui::offer_card(&ui::OfferCard {
        href: &path.to_string(),
        title: &french::typo(&offer.title),
        number: &offer.number.to_string(),
        employer: &french::typo(&offer.employer),
        place: &offer.place.french(),
        audiences: &audiences,
        start: &offer.start.french(),
        badges: if fresh { ui::badge(Tone::Info, "Nouveau") } else { Markup::default() },
        apply_href: Some(&paths::Apply { number: offer.number }.to_string()),
        published: &format!("Publiée le {}", french::date_plain(published)),
    })
}

/// Everything that the list of offers shows.
pub struct ListModel {
    /// The filters in force.
    pub filter: OfferFilter,
    /// What of the address was not understood.
    pub refused: Vec<String>,
    /// What they find.
    pub list: OfferList,
    /// The occupations chosen, by code.
    pub occupations: Vec<Occupation>,
    /// What was typed in the look-up of occupations, and what it finds.
    pub lookup: Option<(String, Vec<Occupation>)>,
}

/// The list of offers with its filters, whole.
pub fn list_page(model: &ListModel, site: &Site, now: Now, turned: bool) -> Markup {
    html! {
        div class="wrap" {
            (ui::page_head("Offres de stage", html! {
                p class="lead" { "Trouvez un stage près de chez vous et postulez en ligne, sans créer de compte." }
            }))
            (ui::with_filters(filters(model, site), results(model, site, now, turned)))
        }
    }
}

/// The results alone: what htmx swaps. `turned` when a page of the list was asked
/// for: its heading then takes the focus.
pub fn results(model: &ListModel, site: &Site, now: Now, turned: bool) -> Markup {
    let list = &model.list;
    // The page is said even when it is the first: that is how turning back to it is known.
    let pager_href = |page: u64| model.filter.first_page().with("page", page.to_string()).at(paths::Offers::PATH);
    html! {
        section class="results" id="resultats" aria-labelledby="resultats-titre" {
            div class="results-head" {
                (ui::heading("resultats-titre", &count_sentence(list), turned))
                (orders(&model.filter))
            }
            @for sentence in &model.refused { (ui::notice(Tone::Warn, html! { p { (sentence) } })) }
            (pills(model, site))
            (numbered(&list.pinned))
            @let pinned = match &list.pinned { Pinned::Offer(offer) if list.page == 1 => Some(offer.as_ref()), _ => None };
            @if list.total == 0 {
                (empty(model, site))
            } @else {
                (ui::cards(false, pinned.into_iter().chain(&list.offers).map(|offer| card(offer, now, site.zone))))
            }
            (ui::pager(&ui::Pager { page: list.page, pages: list.pages, href: &pager_href }))
            @if list.total > u64::from(PAGE_SIZES[0]) { (sizes(&model.filter)) }
            a class="feed" id="flux" href=(feed::address(&model.filter)) { (icon(Icon::Feed)) "Suivre ces offres par un flux RSS" }
        }
    }
}

/// What changes around the results when htmx swaps them: the counts, and what is announced.
pub fn around(model: &ListModel, site: &Site) -> Markup {
    let map = Map::of(model, site);
    html! {
        @if let Some(view) = map.view { (ui::map_changes(view, &map.shapes(), &map.other(), &map.all)) }
        (ui::filter_changes(model.filter.active(), &group_counts(&model.filter)))
        (ui::out_of_band("annonce", html! { (count_sentence(&model.list)) }))
    }
}

/// « 12 offres », « Aucune offre ».
pub fn count_sentence(list: &OfferList) -> String {
    match list.total {
        0 => "Aucune offre".to_owned(),
        total => french::count(total, "offre", "offres"),
    }
}

fn numbered(pinned: &Pinned) -> Markup {
    let said = match pinned {
        Pinned::NotOnline(NumberQuery::Serial(serial)) => format!("L’offre {serial} n’est pas en ligne."),
        Pinned::NotOnline(NumberQuery::Full(number)) => format!("L’offre {} n’est pas en ligne.", number.display_nbsp()),
        Pinned::None | Pinned::Offer(_) => return Markup::default(),
    };
    ui::notice(Tone::Info, html! { p { (said) } })
}

fn orders(filter: &OfferFilter) -> Markup {
    let href = |order| OfferFilter { order, page: 1, ..filter.clone() }.query().at(paths::Offers::PATH);
    let hrefs = Order::ALL.map(href);
    let links: Vec<Anchor> =
        Order::ALL.iter().zip(&hrefs).map(|(order, href)| Anchor { label: order.label(), href }).collect();
    ui::sort_links(&href(filter.order), &links)
}

fn sizes(filter: &OfferFilter) -> Markup {
    let href = |size| OfferFilter { size, page: 1, ..filter.clone() }.query().at(paths::Offers::PATH);
    let hrefs = PAGE_SIZES.map(href);
    let labels = PAGE_SIZES.map(|size| size.to_string());
    let links: Vec<Anchor> = labels.iter().zip(&hrefs).map(|(label, href)| Anchor { label, href }).collect();
    ui::lines_per_page(&href(filter.size), &links)
}

/// The filters in force, with the address that takes each away.
fn in_force(model: &ListModel, site: &Site) -> Vec<(String, String)> {
    let filter = &model.filter;
    let query = filter.first_page();
    let without = |name: &str, value: &str| query.without(name, value).at(paths::Offers::PATH);
    let mut list = Vec::new();
    if !filter.search.is_empty() {
        list.push((format!("«\u{a0}{}\u{a0}»", filter.search), without("q", &filter.search)));
    }
    for audience in &filter.audiences {
        list.push((audience.label().to_owned(), without("public", audience.slug())));
    }
    for code in &filter.departments {
        list.push((department_label(site, code), without("dep", code)));
    }
    for sector in &filter.sectors {
        list.push((sector.label().to_owned(), without("secteur", sector.slug())));
    }
    for occupation in &model.occupations {
        list.push((occupation.label.clone(), without("metier", &occupation.code)));
    }
    if filter.asap {
        list.push(("Dès que possible".to_owned(), without("debut", ASAP)));
    }
    if let Some(date) = filter.before {
        let label = format!("Avant le {}", french::date_plain(date));
        list.push((label, without("debut", &french::iso(date))));
    }
    list
}

fn department_label(site: &Site, code: &str) -> String {
    match site.department(code) {
        Some(name) => format!("{name} ({code})"),
        None => "Autres départements".to_owned(),
    }
}

fn pills(model: &ListModel, site: &Site) -> Markup {
    let filters = in_force(model, site);
    let anchors: Vec<Anchor> = filters.iter().map(|(label, href)| Anchor { label, href }).collect();
    ui::pills(&anchors, paths::Offers::PATH)
}

fn empty(model: &ListModel, site: &Site) -> Markup {
    let filters = in_force(model, site);
    let labels: Vec<String> = filters.iter().map(|(label, _)| format!("Retirer {label}")).collect();
    let mut actions: Vec<Anchor> =
        labels.iter().zip(&filters).map(|(label, (_, href))| Anchor { label, href }).collect();
    if filters.is_empty() {
        return ui::empty(
            "Aucune offre en ligne pour l’instant",
            "De nouvelles offres arrivent régulièrement\u{a0}: revenez dans quelques jours.",
            &[Anchor { label: "Aller à l’accueil", href: paths::Home::PATH }],
        );
    }
    if filters.len() > 1 {
        actions.push(Anchor { label: "Voir toutes les offres", href: paths::Offers::PATH });
    }
    ui::empty(
        "Aucune offre ne correspond à votre recherche",
        "Retirez un critère, ou essayez un mot plus courant.",
        &actions,
    )
}

const SEARCH_LABEL: &str = "Mots-clés ou numéro d’offre";

const OCCUPATION: Field = Field::new("metier_q", "Métier ou famille de métiers")
    .hint("Par exemple\u{a0}: menuisier, vente, A11")
    .length(0, 100);

const BEFORE: Field = Field::new("debut", "Début au plus tard le").length(0, 10).input(Input::Date);

fn group_counts(filter: &OfferFilter) -> [(&'static str, usize); 5] {
    [
        ("f-public", filter.audiences.len()),
        ("f-dep", filter.departments.len()),
        ("f-secteur", filter.sectors.len()),
        ("f-metier", filter.occupations.len()),
        ("f-debut", usize::from(filter.asap) + usize::from(filter.before.is_some())),
    ]
}

fn filters(model: &ListModel, site: &Site) -> Markup {
    let filter = &model.filter;
    let size = filter.size.to_string();
    let mut hidden = Vec::new();
    if filter.order != Order::default() {
        hidden.push(("tri", filter.order.slug()));
    }
    if filter.size != PAGE_SIZES[0] {
        hidden.push(("lignes", size.as_str()));
    }
    hidden.extend(model.occupations.iter().skip(1).map(|occupation| ("metier", occupation.code.as_str())));
    let form = ui::FilterForm {
        action: paths::Offers::PATH,
        search_label: SEARCH_LABEL,
        search_hint: "Par exemple\u{a0}: menuiserie, Niort, 59",
        search: &filter.search,
        active: filter.active(),
        hidden: &hidden,
    };
    let map = Map::of(model, site);
    let [(_, audiences), (_, departments), (_, sectors), (_, occupations), (_, start)] = group_counts(filter);
    ui::filter_form(
        &form,
        html! {
            (ui::filter_group("f-public", "Public visé", audiences, true, audience_boxes(filter)))
            (ui::filter_group("f-dep", "Département", departments, true, map.chooser()))
            (ui::filter_group("f-secteur", "Secteur d’activité", sectors, sectors > 0, sector_boxes(filter)))
            (ui::filter_group("f-metier", "Métier", occupations, occupations > 0 || model.lookup.is_some(), occupation_lookup(model)))
            (ui::filter_group("f-debut", "Début du stage", start, start > 0, start_fields(filter)))
        },
    )
}

fn boxes(name: &str, legend: &str, choices: &[Choice<'_>]) -> Markup {
    let options = ui::Options { name, legend, hint: None, required: false, quiet_legend: true, choices };
    ui::checkboxes(&options, &Errors::default())
}

fn audience_boxes(filter: &OfferFilter) -> Markup {
    let choices: Vec<Choice> = OfferAudience::ALL
        .iter()
        .map(|audience| Choice {
            value: audience.slug(),
            label: audience.label(),
            checked: filter.audiences.contains(audience),
            count: None,
        })
        .collect();
    boxes("public", "Public visé", &choices)
}

fn sector_boxes(filter: &OfferFilter) -> Markup {
    let choices: Vec<Choice> = Sector::ALL
        .iter()
        .map(|sector| Choice {
            value: sector.slug(),
            label: sector.label(),
            checked: filter.sectors.contains(sector),
            count: None,
        })
        .collect();
    boxes("secteur", "Secteur d’activité", &choices)
}

fn occupation_lookup(model: &ListModel) -> Markup {
    let chosen = model.occupations.first().map(|occupation| ui::Match {
        value: &occupation.code,
        label: &occupation.label,
        detail: "",
    });
    let matches = model.lookup.as_ref().map(|(typed, found)| occupation_matches(typed, found));
    let matches = matches.unwrap_or_default();
    ui::lookup(
        &ui::Lookup {
            field: &OCCUPATION,
            name: "metier",
            search_href: paths::OfferOccupations::PATH,
            typed: model.lookup.as_ref().map_or("", |(typed, _)| typed),
            chosen,
            none_label: Some("Tous les métiers"),
            matches: matches.shown(),
        },
        &Errors::default(),
    )
}

/// What the look-up shows of the occupations found: the fragment that htmx asks for while one
/// types.
pub fn occupation_fragment(typed: &str, found: &[Occupation]) -> Markup {
    ui::matches("metier", &occupation_matches(typed, found).shown())
}

/// The same as a page by itself: each occupation leads to its offers.
pub fn occupation_page(typed: &str, found: &[Occupation]) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head("Chercher un métier", html! {}))
                form class="form" method="get" action=(paths::OfferOccupations) role="search" {
                    (ui::field(&OCCUPATION, typed, &Errors::default()))
                    (ui::submit("Chercher"))
                }
                @if found.is_empty() && !typed.is_empty() {
                    p { "Aucun métier ne correspond. Essayez un mot plus court ou plus courant." }
                }
                ul class="prose" {
                    @for occupation in found {
                        li { a href=(Query::default().with("metier", occupation.code.as_str()).at(paths::Offers::PATH)) { (occupation.label) } }
                    }
                }
            }
        }
    }
}

/// Fewest letters that the look-up takes.
pub const LOOKUP_LEAST: usize = 2;

/// Most occupations that the look-up shows; one more is asked for, to say that there are others.
pub const LOOKUP_MOST: usize = 12;

#[derive(Default)]
struct OccupationMatches<'a> {
    searched: bool,
    short: bool,
    matches: Vec<ui::Match<'a>>,
    more: bool,
}

impl OccupationMatches<'_> {
    fn shown(&self) -> ui::Matches<'_> {
        match self {
            Self { searched: false, .. } => ui::Matches::Idle,
            Self { short: true, .. } => ui::Matches::TooShort(LOOKUP_LEAST),
            Self { matches, .. } if matches.is_empty() => ui::Matches::Nothing,
            Self { matches, more, .. } => ui::Matches::Found(matches, *more),
        }
    }
}

fn occupation_matches<'a>(typed: &str, found: &'a [Occupation]) -> OccupationMatches<'a> {
    OccupationMatches {
        searched: !typed.is_empty(),
        short: text::count_chars(typed) < LOOKUP_LEAST,
        matches: found
            .iter()
            .take(LOOKUP_MOST)
            .map(|occupation| ui::Match {
                value: &occupation.code,
                label: &occupation.label,
                detail: match &occupation.card {
                    Some(card) => &card.label,
                    None => occupation.kind.label(),
                },
            })
            .collect(),
        more: found.len() > LOOKUP_MOST,
    }
}

fn start_fields(filter: &OfferFilter) -> Markup {
    let asap = Choice { value: ASAP, label: "Dès que possible", checked: filter.asap, count: None };
    let before = filter.before.map(french::iso).unwrap_or_default();
    html! {
        div class="stack" {
            (ui::check_box("debut", &asap))
            (ui::field(&BEFORE, &before, &Errors::default()))
        }
    }
}

/// What the map of a list needs, kept while its parts are borrowed.
struct Map<'a> {
    view: Option<crate::reference::departments::ViewBox>,
    places: Vec<Place<'a>>,
    elsewhere: Option<(u64, bool)>,
    all: String,
}

struct Place<'a> {
    code: &'a str,
    name: &'a str,
    outline: Option<&'static crate::reference::departments::Outline>,
    count: u64,
    selected: bool,
    href: String,
}

impl<'a> Map<'a> {
    fn of(model: &ListModel, site: &'a Site) -> Self {
        let codes: Vec<&str> = site.departments.iter().map(|department| department.code.as_str()).collect();
        let drawn = outlines(&codes);
        let query = model.filter.first_page();
        let count = |code: &str| {
            let counts = &model.list.departments;
            counts.iter().find(|(counted, _)| counted == code).map_or(0, |(_, count)| *count)
        };
        let chosen = |code: &str| model.filter.departments.iter().any(|chosen| chosen == code);
        let places: Vec<Place> = site
            .departments
            .iter()
            .map(|department| {
                let code = department.code.as_str();
                let toggled = if chosen(code) { query.without("dep", code) } else { query.with("dep", code) };
                Place {
                    code,
                    name: &department.name,
                    outline: drawn.iter().find(|outline| outline.code == code).copied(),
                    count: count(code),
                    selected: chosen(code),
                    href: toggled.at(paths::Offers::PATH),
                }
            })
            .collect();
        let within: u64 = places.iter().map(|place| place.count).sum();
        let elsewhere = model.list.departments.iter().map(|(_, count)| count).sum::<u64>() - within;
        let all = codes.iter().fold(query.without_all(&["dep"]), |query, code| query.with("dep", *code));
        Self {
            view: view_box(&codes),
            places,
            elsewhere: Some((elsewhere, chosen(ELSEWHERE))),
            all: all.at(paths::Offers::PATH),
        }
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
        let elsewhere = self.elsewhere.map(|(count, selected)| ui::Other {
            code: ELSEWHERE,
            name: "Autres départements",
            count,
            selected,
        });
        undrawn.chain(elsewhere).collect()
    }

    fn chooser(&self) -> Markup {
        ui::map_chooser(self.view, &self.shapes(), &self.other(), &self.all)
    }
}

/// The map of the home page: each département leads to its offers.
pub fn home_map(site: &Site, counts: &[(String, u64)]) -> (Markup, Markup) {
    let codes: Vec<&str> = site.departments.iter().map(|department| department.code.as_str()).collect();
    let hrefs: Vec<String> = codes
        .iter()
        .map(|code| Query::default().with("dep", *code).at(paths::Offers::PATH))
        .collect();
    let drawn = outlines(&codes);
    let shapes: Vec<ui::Shape> = site
        .departments
        .iter()
        .zip(&hrefs)
        .filter_map(|(department, href)| {
            let outline = drawn.iter().find(|outline| outline.code == department.code)?;
            Some(ui::Shape {
                code: &department.code,
                name: &department.name,
                path: &outline.path,
                label: outline.label,
                count: counts.iter().find(|(code, _)| *code == department.code).map_or(0, |(_, count)| *count),
                href,
                selected: false,
            })
        })
        .collect();
    let picture = match view_box(&codes) {
        Some(view) => html! { (ui::map_outlines(&shapes)) (ui::map_picture(view, &shapes, false)) },
        None => Markup::default(),
    };
    (picture, ui::map_links(&shapes))
}

/// One offer, whole.
pub fn page(offer: &PublicOffer, similar: &[ListedOffer], site: &Site, now: Now, direct_link: &str) -> Markup {
    let apply = paths::Apply { number: offer.number }.to_string();
    html! {
        div class="wrap" {
            (ui::breadcrumb(
                &[
                    Anchor { label: "Accueil", href: paths::Home::PATH },
                    Anchor { label: "Offres de stage", href: paths::Offers::PATH },
                ],
                &french::typo(&offer.title),
            ))
            div class="split" {
                article class="stack" {
                    div class="page-head" {
                        p class="card-kind" {
                            span class="kind" { "Offre de stage" } span { (offer.number.display_nbsp()) }
                        }
                        h1 { (french::typo(&offer.title)) }
                        (facts(offer))
                    }
                    section aria-labelledby="description" {
                        h2 id="description" { "Description du stage" }
                        (ui::prose(&offer.description))
                    }
                    (wishes(offer))
                    @if let Some(document) = &offer.document {
                        section aria-labelledby="document" {
                            h2 id="document" { "Document joint" }
                            (ui::attachment(
                                &paths::PublicFile { file: document.id.clone() }.to_string(),
                                &document.name,
                                document.kind.label(),
                                &french::file_size(document.size),
                            ))
                        }
                    }
                }
                aside class="stack" aria-label="Postuler et contacter" {
                    div class="panel apply" {
                        p { strong { "Cette offre vous intéresse\u{202f}?" } " Répondez en ligne, sans créer de compte." }
                        (ui::button(&apply, "postuler", html! { "Postuler" }))
                    }
                    (employer(&offer.employer, offer))
                    div class="panel apply" {
                        (ui::copy_link("lien", "Lien direct pour postuler", direct_link))
                        p class="hint" { "Donnez ce lien à une personne que cette offre peut intéresser." }
                        (ui::print_button("imprimer", "Imprimer l’offre"))
                    }
                    p class="soft" {
                        "Publiée le " (french::date_plain(site.zone.local(offer.published_at).date()))
                    }
                }
            }
            (similar_section(similar, "Offres semblables", now, site))
        }
        div class="apply-bar" { a class="button wide" id="postuler-bas" href=(apply) { "Postuler" } }
    }
}

fn facts(offer: &PublicOffer) -> Markup {
    let audiences: Vec<&str> = offer.audiences.iter().map(OfferAudience::label).collect();
    ui::facts(html! {
        (ui::fact(Icon::Building, "Employeur", html! { strong { (french::typo(&offer.employer.name)) } }))
        (ui::fact(Icon::Pin, "Lieu", html! { (offer.place.french()) }))
        (ui::fact(Icon::Users, "Public visé", html! { (audiences.join(", ")) }))
        (ui::fact(Icon::Calendar, "Début", html! { (offer.start.french()) }))
        @if let Some(duration) = &offer.duration {
            (ui::fact(Icon::Clock, "Durée", html! { (french::typo(duration)) }))
        }
        @if let Some(places) = offer.places {
            (ui::fact(Icon::User, "Places", html! { (french::count(places.into(), "place", "places")) }))
        }
    })
}

fn wishes(offer: &PublicOffer) -> Markup {
    let mut rows: Vec<(&str, Markup)> = Vec::new();
    if let Some(occupation) = &offer.occupation {
        rows.push(("Métier ou famille de métiers", html! { (french::typo(occupation)) }));
    }
    rows.push(("Secteur d’activité", html! { (offer.sector.label()) }));
    if let Some(training) = &offer.training_wanted {
        rows.push(("Formation souhaitée", html! { (french::typo(training)) }));
    }
    if let Some(school) = &offer.school_wanted {
        rows.push(("Établissement souhaité", html! { (french::typo(school)) }));
    }
    html! {
        section aria-labelledby="precisions" {
            h2 id="precisions" { "Précisions" }
            (ui::definitions(&rows))
        }
    }
}

fn employer(employer: &PublicEmployer, offer: &PublicOffer) -> Markup {
    html! {
        section class="panel" aria-labelledby="employeur" {
            h2 id="employeur" { @if employer.masked { "Contact" } @else { "L’employeur" } }
            (ui::definitions(&contact_rows(employer, offer)))
        }
    }
}

fn contact_rows<'a>(employer: &'a PublicEmployer, offer: &'a PublicOffer) -> Vec<(&'a str, Markup)> {
    let mut rows = vec![("Employeur", html! { (french::typo(&employer.name)) })];
    rows.push((
        "Adresse",
        html! {
            @if let Some(street) = &employer.street { (french::typo(street)) br; }
            @if let Some(code) = &employer.postal_code { (code) " " }
            (offer.place.commune)
        },
    ));
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
        rows.push(("Site internet", html! { a href=(href) rel="noopener nofollow" { (href.split_once("://").map_or(href, |(_, rest)| rest)) } }));
    }
    rows
}

fn similar_section(similar: &[ListedOffer], title: &str, now: Now, site: &Site) -> Markup {
    html! {
        @if !similar.is_empty() {
            section class="part similar" aria-labelledby="semblables" {
                div class="part-head" { h2 id="semblables" { (title) } }
                (ui::cards(true, similar.iter().map(|offer| card(offer, now, site.zone))))
            }
        }
    }
}

/// An offer that was online and is no longer. `typed` is what somebody was writing when it went:
/// it is given back, so that nothing is lost.
pub fn gone_page(
    offer: &GoneOffer,
    similar: &[ListedOffer],
    typed: &[(&str, &str)],
    site: &Site,
    now: Now,
) -> Markup {
    html! {
        div class="wrap" {
            (ui::breadcrumb(
                &[
                    Anchor { label: "Accueil", href: paths::Home::PATH },
                    Anchor { label: "Offres de stage", href: paths::Offers::PATH },
                ],
                &french::typo(&offer.title),
            ))
            div class="page-head" {
                p class="card-kind" { span class="kind" { "Offre de stage" } span { (offer.number.display_nbsp()) } }
                h1 tabindex="-1" autofocus { "Cette offre n’est plus disponible" }
                p class="lead" { "«\u{a0}" (french::typo(&offer.title)) "\u{a0}» a été pourvue, retirée, ou sa date est passée." }
            }
            @if !typed.is_empty() {
                (ui::notice(Tone::Warn, html! {
                    p { strong { "Votre candidature n’a pas pu être envoyée." } " Voici ce que vous aviez écrit\u{a0}: copiez-le pour répondre à une autre offre." }
                    (ui::definitions(&typed.iter().map(|(label, value)| (*label, ui::prose(value))).collect::<Vec<_>>()))
                }))
            }
            p class="actions" { a class="button" href=(paths::Offers) { "Voir toutes les offres" } }
            (similar_section(similar, "Offres semblables", now, site))
        }
    }
}

