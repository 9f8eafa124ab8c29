//! The list of events and the calendar of a month, with their filters.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};
use time::Duration;

use super::super::filter::{EventFilter, MONTH_VIEW, Order, YearMonth};
use super::super::store::EventList;
use super::super::{EventKind, ListedEvent};
use super::card;
use crate::catalogue::criteria::PAGE_SIZES;
use crate::catalogue::lookups::{self, Around, Looked};
use crate::catalogue::near;
use crate::catalogue::store::{Foremost, Pinned, Total};
use crate::catalogue::view::{self as catalogue, TerritoryMap, Wider};
use crate::clock::Now;
use crate::form::{Errors, Field, Input};
use crate::french;
use crate::reference::occupations::Occupation;
use crate::site::Site;
use crate::ui::{self, Anchor, Choice, Icon};
use crate::web::paths;
use crate::web::query::Query;

/// What the results show.
pub enum Shown {
    /// The list.
    List(EventList),
    /// The calendar of a month: the list's counts, the events of the month, and whether it has others.
    Month(EventList, YearMonth, Vec<ListedEvent>, bool),
}

impl Shown {
    fn list(&self) -> &EventList {
        match self {
            Self::List(list) | Self::Month(list, ..) => list,
        }
    }
}

/// Everything that the list of events shows.
pub struct ListModel {
    /// The filters in force.
    pub filter: EventFilter,
    /// What of the address was not understood.
    pub refused: Vec<String>,
    /// What they find.
    pub shown: Shown,
    /// The occupations chosen, by code.
    pub occupations: Vec<Occupation>,
    /// What was typed in the look-up of occupations, and what it finds.
    pub looked: Option<Looked<Occupation>>,
    /// The place that one searches around.
    pub around: Around,
    /// When they find nothing: wider searches that do.
    pub wider: Vec<Wider>,
}

/// The list of events with its filters, whole.
pub fn list_page(model: &ListModel, site: &Site, now: Now, turned: bool) -> Markup {
    html! {
        div class="wrap" {
            (ui::page_head("Rencontres", html! {
                p class="lead" { "Visites d’entreprise, rendez-vous métiers, portes ouvertes\u{a0}: inscrivez-vous en ligne, sans créer de compte." }
            }))
            (ui::with_filters(filters(model, site), results(model, site, now, turned)))
        }
    }
}

/// The results alone: what htmx swaps. `turned` when a page of the list was asked for: its heading
/// then takes the focus.
pub fn results(model: &ListModel, site: &Site, now: Now, turned: bool) -> Markup {
    catalogue::results(&catalogue::Results {
        count: &count_sentence(model),
        turned,
        choices: html! {
            div class="results-choices" {
                (views(&model.filter))
                @if matches!(model.shown, Shown::List(_)) { (orders(&model.filter)) }
            }
        },
        refused: &model.refused,
        in_force: &in_force(model, site),
        path: paths::Events::PATH,
        found: match &model.shown {
            Shown::List(list) => list_results(model, list),
            Shown::Month(_, month, events, more) => month_results(model, *month, (events, *more), now),
        },
        feed: html! {
            a href=(feed_href(&model.filter)) { (ui::icon(Icon::Calendar)) "S’abonner à ces rencontres dans un agenda" }
        },
    })
}

fn feed_href(filter: &EventFilter) -> String {
    filter.feed().at(paths::EventsCalendar::PATH)
}

fn list_results(model: &ListModel, list: &EventList) -> Markup {
    let filter = &model.filter;
    let last = list.cards.last().map(|event| event.number.serial());
    html! {
        @if let Pinned::NotOnline(query) = &list.pinned { (catalogue::number_not_online("La rencontre", *query)) }
        (catalogue::unfinished(list.total, list.found.foremost))
        @if list.total.count == 0 {
            (empty(model))
        } @else {
            (ui::cards(false, list.on_page(filter).map(card)))
        }
        (catalogue::pages(&list.found, last, filter, &filter.first_page(), paths::Events::PATH, |size| {
            filter.with_size(size).query().at(paths::Events::PATH)
        }))
    }
}

fn month_results(
    model: &ListModel,
    month: YearMonth,
    (events, more): (&[ListedEvent], bool),
    now: Now,
) -> Markup {
    let title = french::month_year(month.first());
    let href =
        |month| EventFilter { month: Some(month), ..model.filter.clone() }.query().at(paths::Events::PATH);
    let (previous, next) = (month.previous(), month.next());
    let labels = [previous, next].map(|month| french::capitalise(&french::month_year(month.first())));
    let hrefs = [previous, next].map(href);
    let weeks = weeks(month, events, now);
    let total = Total { count: events.len() as u64, more };
    html! {
        (catalogue::unfinished(total, Foremost::First))
        (ui::month(&ui::Month {
            title: &title,
            previous: (previous >= YearMonth::of(now.today())).then_some(Anchor { label: &labels[0], href: &hrefs[0] }),
            next: Anchor { label: &labels[1], href: &hrefs[1] },
            weeks: &weeks,
        }))
        @if events.is_empty() {
            @if unfiltered(&model.filter) {
                p { "Aucune rencontre ouverte aux inscriptions en " (title) "." }
            } @else {
                (nothing(model, &format!("Aucune rencontre ne correspond en {title}")))
            }
        }
    }
}

/// The weeks that hold the month, from Monday to Sunday.
fn weeks(month: YearMonth, events: &[ListedEvent], now: Now) -> Vec<Vec<ui::Day>> {
    let (first, last) = (month.first(), month.last());
    let mut monday = first - Duration::days(i64::from(first.weekday().number_days_from_monday()));
    let mut weeks = Vec::new();
    while monday <= last {
        let days = (0..7).map(|offset| day(monday + Duration::days(offset), month, events, now)).collect();
        weeks.push(days);
        monday += Duration::days(7);
    }
    weeks
}

fn day(date: time::Date, month: YearMonth, events: &[ListedEvent], now: Now) -> ui::Day {
    let within = YearMonth::of(date) == month;
    ui::Day {
        number: within.then_some(date.day()),
        iso: french::iso(date),
        long: french::capitalise(&french::date_long(date)),
        today: date == now.today(),
        entries: events
            .iter()
            .filter(|event| within && event.starts.date() == date)
            .map(|event| ui::DayEntry {
                href: paths::Event::page(event.number).to_string(),
                hour: french::time_of_day(event.starts.time()),
                title: french::typo(&event.title),
            })
            .collect(),
    }
}

/// What changes around the results when htmx swaps them.
pub fn around(model: &ListModel, site: &Site) -> Markup {
    let filter = &model.filter;
    let count = count_sentence(model);
    let sectors = model.shown.list().found.sectors.as_deref();
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

/// « 12 rencontres », « Aucune rencontre en mars 2026 ».
pub fn count_sentence(model: &ListModel) -> String {
    let (total, of_month) = match &model.shown {
        Shown::List(list) => (list.total, String::new()),
        Shown::Month(_, month, events, more) => (
            Total { count: events.len() as u64, more: *more },
            format!(" en {}", french::month_year(month.first())),
        ),
    };
    match total {
        Total { count: 0, more: false } => format!("Aucune rencontre{of_month}"),
        Total { count: 0, more: true } => format!("Aucune rencontre trouvée{of_month}"),
        total => format!("{}{of_month}", catalogue::total_sentence(total, "rencontre", "rencontres")),
    }
}

fn map<'a>(model: &ListModel, site: &'a Site) -> TerritoryMap<'a> {
    let query = model.filter.first_page();
    let counts = model.shown.list().found.departments.as_deref();
    TerritoryMap::of_list(site, &model.filter.departments, counts, &query, paths::Events::PATH)
}

fn views(filter: &EventFilter) -> Markup {
    let href = |calendar| {
        EventFilter { calendar, month: None, ..filter.clone() }.first_page().at(paths::Events::PATH)
    };
    let (list, month) = (href(false), href(true));
    let links = [Anchor { label: "Liste", href: &list }, Anchor { label: "Mois", href: &month }];
    ui::view_links(if filter.calendar { &month } else { &list }, &links)
}

fn orders(filter: &EventFilter) -> Markup {
    let href = |order| EventFilter { order, ..filter.clone() }.first_page().at(paths::Events::PATH);
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
        catalogue::in_force(filter, &model.occupations, &model.around, site, &query, paths::Events::PATH);
    for kind in &filter.kinds {
        list.push((kind.label().to_owned(), query.without("type", kind.slug()).at(paths::Events::PATH)));
    }
    if let Some(date) = filter.from {
        let href = query.without("date", &french::iso(date)).at(paths::Events::PATH);
        list.push((format!("À partir du {}", french::date_plain(date)), href));
    }
    list
}

/// The filters with one of them let go, each with the words that say so.
pub fn loosened(filter: &EventFilter) -> Vec<(String, EventFilter)> {
    let mut list: Vec<(String, EventFilter)> = catalogue::loosened(filter)
        .into_iter()
        .map(|(label, criteria)| (label, EventFilter { criteria, ..filter.clone() }))
        .collect();
    if !filter.kinds.is_empty() {
        list.push(("De tous les types".to_owned(), EventFilter { kinds: Vec::new(), ..filter.clone() }));
    }
    if filter.from.is_some() {
        list.push(("Quelle que soit la date".to_owned(), EventFilter { from: None, ..filter.clone() }));
    }
    list
}

fn empty(model: &ListModel) -> Markup {
    if unfiltered(&model.filter) {
        return ui::empty(
            "Aucune rencontre à venir pour l’instant",
            "De nouvelles rencontres arrivent régulièrement\u{a0}: revenez dans quelques jours.",
            &[Anchor { label: "Voir les offres de stage", href: paths::Offers::PATH }],
        );
    }
    nothing(model, "Aucune rencontre ne correspond à votre recherche")
}

fn unfiltered(filter: &EventFilter) -> bool {
    filter.feed() == Query::default()
}

fn nothing(model: &ListModel, title: &str) -> Markup {
    let everything = Anchor { label: "Voir toutes les rencontres", href: paths::Events::PATH };
    catalogue::empty(&model.wider, title, ("rencontre", "rencontres"), everything)
}

const FROM: Field = Field::new("date", "À partir du").length(0, 10).input(Input::Date);

fn group_counts(filter: &EventFilter) -> [(&'static str, usize); 7] {
    [
        ("f-public", filter.audiences.len()),
        ("f-dep", filter.departments.len()),
        ("f-pres", usize::from(filter.near.is_some())),
        ("f-type", filter.kinds.len()),
        ("f-date", usize::from(filter.from.is_some())),
        ("f-secteur", filter.sectors.len()),
        ("f-metier", filter.occupations.len()),
    ]
}

/// What the address keeps and no control shows.
fn kept(model: &ListModel) -> Query {
    let filter = &model.filter;
    let mut kept = Query::default();
    if filter.order != Order::usual(filter.near) {
        kept.push("tri", filter.order.slug());
    }
    if filter.calendar {
        kept.push("vue", MONTH_VIEW);
    }
    if let Some(month) = filter.month {
        kept.push("mois", month.text());
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
        action: paths::Events::PATH,
        search_label: "Mots-clés ou numéro de rencontre",
        search_hint: "Par exemple\u{a0}: bois, Niort, 12",
        search: &filter.search,
        active: filter.active(),
        looking_up: lookups::under_way(model.looked.as_ref())
            || lookups::under_way(model.around.looked.as_ref()),
        hidden: &hidden,
    };
    let [(_, audiences), (_, departments), (_, place), (_, kinds), (_, date), (_, sectors), (_, occupations)] =
        group_counts(filter);
    let from = filter.from.map(french::iso).unwrap_or_default();
    ui::filter_form(
        &form,
        html! {
            (ui::filter_group("f-public", "Public visé", audiences, true, catalogue::audience_boxes(filter)))
            (ui::filter_group("f-dep", "Département", departments, true, map(model, site).chooser()))
            (ui::filter_group("f-pres", near::TITLE, place, place > 0 || model.around.looked.is_some(), lookups::place(filter.near, &model.around)))
            (ui::filter_group("f-type", "Type de rencontre", kinds, kinds > 0, kind_boxes(filter)))
            (ui::filter_group("f-date", "Date", date, date > 0, ui::field(&FROM, &from, &Errors::default())))
            (ui::filter_group("f-secteur", "Secteur d’activité", sectors, sectors > 0, catalogue::sector_boxes(filter, model.shown.list().found.sectors.as_deref())))
            (ui::filter_group("f-metier", "Métier", occupations, occupations > 0 || model.looked.is_some(),
                lookups::occupation(model.occupations.first(), model.looked.as_ref())))
        },
    )
}

fn kind_boxes(filter: &EventFilter) -> Markup {
    let choices: Vec<Choice> = EventKind::ALL
        .iter()
        .map(|kind| Choice {
            value: kind.slug(),
            label: kind.label(),
            checked: filter.kinds.contains(kind),
            count: None,
        })
        .collect();
    let options = ui::Options {
        name: "type",
        legend: "Type de rencontre",
        hint: None,
        required: false,
        quiet_legend: true,
        choices: &choices,
    };
    ui::checkboxes(&options, &Errors::default())
}
