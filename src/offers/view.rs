//! What visitors see of offers: cards, the list with its filters, one offer, an offer that is gone.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::feed;
use super::filter::{ASAP, OfferFilter, Order};
use super::store::OfferList;
use super::{GoneOffer, ListedOffer, PublicOffer};
use crate::catalogue::criteria::PAGE_SIZES;
use crate::catalogue::lookups::{self, Around, Looked};
use crate::catalogue::near::{self, Distance};
use crate::catalogue::store::{Pinned, Total};
use crate::catalogue::view::{self as catalogue, TerritoryMap, Wider};
use crate::clock::{Now, Zone};
use crate::domain::OfferAudience;
use crate::form::{Errors, Field, Input};
use crate::french;
use crate::reference::occupations::Occupation;
use crate::site::Site;
use crate::ui::{self, Anchor, Choice, Icon, Tone};
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
        distance: offer.distance.map(Distance::french).as_deref(),
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
    pub looked: Option<Looked<Occupation>>,
    /// The place that one searches around.
    pub around: Around,
    /// When they find nothing: wider searches that do.
    pub wider: Vec<Wider>,
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
    catalogue::results(&catalogue::Results {
        count: &count_sentence(&model.list),
        turned,
        choices: orders(&model.filter),
        refused: &model.refused,
        in_force: &in_force(model, site),
        path: paths::Offers::PATH,
        found: found(model, site, now),
        feed: html! {
            a id="flux" href=(feed::address(&model.filter)) { (ui::icon(Icon::Feed)) "Suivre ces offres par un flux RSS" }
        },
    })
}

fn found(model: &ListModel, site: &Site, now: Now) -> Markup {
    let (list, filter) = (&model.list, &model.filter);
    let last = list.cards.last().map(|offer| offer.number.serial());
    html! {
        @if let Pinned::NotOnline(query) = &list.pinned { (catalogue::number_not_online("L’offre", *query)) }
        (catalogue::unfinished(list.total, list.found.foremost))
        @if list.total.count == 0 {
            (empty(model))
        } @else {
            (ui::cards(false, list.on_page(filter).map(|offer| card(offer, now, site.zone))))
        }
        (catalogue::pages(&list.found, last, filter, &filter.first_page(), paths::Offers::PATH, |size| {
            filter.with_size(size).query().at(paths::Offers::PATH)
        }))
    }
}

/// What changes around the results when htmx swaps them.
pub fn around(model: &ListModel, site: &Site) -> Markup {
    let filter = &model.filter;
    let count = count_sentence(&model.list);
    let sectors = model.list.found.sectors.as_deref();
    catalogue::around(
        &map(model, site),
        &model.around,
        sectors,
        filter.active(),
        &group_counts(filter),
        &kept(model),
        &count,
    )
}

/// « 12 offres », « Aucune offre ».
pub fn count_sentence(list: &OfferList) -> String {
    match list.total {
        Total { count: 0, more: false } => "Aucune offre".to_owned(),
        Total { count: 0, more: true } => "Aucune offre trouvée".to_owned(),
        total => catalogue::total_sentence(total, "offre", "offres"),
    }
}

fn map<'a>(model: &ListModel, site: &'a Site) -> TerritoryMap<'a> {
    let query = model.filter.first_page();
    let counts = model.list.found.departments.as_deref();
    TerritoryMap::of_list(site, &model.filter.departments, counts, &query, paths::Offers::PATH)
}

fn orders(filter: &OfferFilter) -> Markup {
    let href = |order| OfferFilter { order, ..filter.clone() }.first_page().at(paths::Offers::PATH);
    let orders: Vec<Order> = Order::offered(filter.near).collect();
    let hrefs: Vec<String> = orders.iter().map(|order| href(*order)).collect();
    let links: Vec<Anchor> =
        orders.iter().zip(&hrefs).map(|(order, href)| Anchor { label: order.label(), href }).collect();
    ui::sort_links(&href(filter.order), &links)
}

/// The filters in force, with the address that takes each away.
fn in_force(model: &ListModel, site: &Site) -> Vec<(String, String)> {
    let filter = &model.filter;
    let query = filter.first_page();
    let mut list =
        catalogue::in_force(filter, &model.occupations, &model.around, site, &query, paths::Offers::PATH);
    let without = |value: &str| query.without("debut", value).at(paths::Offers::PATH);
    if filter.asap {
        list.push(("Dès que possible".to_owned(), without(ASAP)));
    }
    if let Some(date) = filter.before {
        list.push((format!("Au plus tard le {}", french::date_plain(date)), without(&french::iso(date))));
    }
    list
}

/// The filters with one of them let go, each with the words that say so.
pub fn loosened(filter: &OfferFilter) -> Vec<(String, OfferFilter)> {
    let mut list: Vec<(String, OfferFilter)> = catalogue::loosened(filter)
        .into_iter()
        .map(|(label, criteria)| (label, OfferFilter { criteria, ..filter.clone() }))
        .collect();
    if filter.asap || filter.before.is_some() {
        let any = OfferFilter { asap: false, before: None, ..filter.clone() };
        list.push(("Quelle que soit la date de début".to_owned(), any));
    }
    list
}

fn empty(model: &ListModel) -> Markup {
    if model.filter.first_page().without_all(&["tri", "lignes"]) == Query::default() {
        return ui::empty(
            "Aucune offre en ligne pour l’instant",
            "De nouvelles offres arrivent régulièrement\u{a0}: revenez dans quelques jours.",
            &[Anchor { label: "Aller à l’accueil", href: paths::Home::PATH }],
        );
    }
    let title = "Aucune offre ne correspond à votre recherche";
    let everything = Anchor { label: "Voir toutes les offres", href: paths::Offers::PATH };
    catalogue::empty(&model.wider, title, ("offre", "offres"), everything)
}

const SEARCH_LABEL: &str = "Mots-clés ou numéro d’offre";

const BEFORE: Field = Field::new("debut", "Début au plus tard le").length(0, 10).input(Input::Date);

fn group_counts(filter: &OfferFilter) -> [(&'static str, usize); 6] {
    [
        ("f-public", filter.audiences.len()),
        ("f-dep", filter.departments.len()),
        ("f-pres", usize::from(filter.near.is_some())),
        ("f-secteur", filter.sectors.len()),
        ("f-metier", filter.occupations.len()),
        ("f-debut", usize::from(filter.asap) + usize::from(filter.before.is_some())),
    ]
}

/// What the address keeps and no control shows.
fn kept(model: &ListModel) -> Query {
    let filter = &model.filter;
    let mut kept = Query::default();
    if filter.order != Order::usual(filter.near) {
        kept.push("tri", filter.order.slug());
    }
    if filter.size != PAGE_SIZES[0] {
        kept.push("lignes", filter.size.to_string());
    }
    for occupation in model.occupations.iter().skip(1) {
        kept.push("metier", occupation.code.as_str());
    }
    kept
}

fn filters(model: &ListModel, site: &Site) -> Markup {
    let filter = &model.filter;
    let kept = kept(model);
    let hidden: Vec<(&str, &str)> = kept.pairs().collect();
    let form = ui::FilterForm {
        action: paths::Offers::PATH,
        search_label: SEARCH_LABEL,
        search_hint: "Par exemple\u{a0}: menuiserie, Niort, 59",
        search: &filter.search,
        active: filter.active(),
        looking_up: lookups::under_way(model.looked.as_ref())
            || lookups::under_way(model.around.looked.as_ref()),
        hidden: &hidden,
    };
    let [(_, audiences), (_, departments), (_, place), (_, sectors), (_, occupations), (_, start)] =
        group_counts(filter);
    ui::filter_form(
        &form,
        html! {
            (ui::filter_group("f-public", "Public visé", audiences, true, catalogue::audience_boxes(filter)))
            (ui::filter_group("f-dep", "Département", departments, true, map(model, site).chooser()))
            (ui::filter_group("f-pres", near::TITLE, place, place > 0 || model.around.looked.is_some(), lookups::place(filter.near, &model.around)))
            (ui::filter_group("f-secteur", "Secteur d’activité", sectors, sectors > 0, catalogue::sector_boxes(filter, model.list.found.sectors.as_deref())))
            (ui::filter_group("f-metier", "Métier", occupations, occupations > 0 || model.looked.is_some(), lookups::occupation(model.occupations.first(), model.looked.as_ref())))
            (ui::filter_group("f-debut", "Début du stage", start, start > 0, start_fields(filter)))
        },
    )
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

/// One offer, whole.
pub fn page(
    offer: &PublicOffer,
    similar: &[ListedOffer],
    site: &Site,
    now: Now,
    direct_link: &str,
) -> Markup {
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
                    (catalogue::employer_panel(&offer.employer, &offer.place))
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
    ui::facts(html! {
        (ui::fact(Icon::Building, "Employeur", html! { strong { (french::typo(&offer.employer.name)) } }))
        (ui::fact(Icon::Pin, "Lieu", html! { (offer.place.french()) }))
        (ui::fact(Icon::Users, "Public visé", html! { (offer.audiences.listed()) }))
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
            (ui::given_back("Votre candidature n’a pas pu être envoyée.", typed))
            p class="actions" { a class="button" href=(paths::Offers) { "Voir toutes les offres" } }
            (similar_section(similar, "Offres semblables", now, site))
        }
    }
}
