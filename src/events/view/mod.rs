//! What visitors see of events: cards, one event, an event that is gone. The list and the calendar stand
//! apart.

mod list;

pub use list::{ListModel, Shown, around, count_sentence, list_page, loosened, results};

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::{GoneEvent, ListedEvent, PublicEvent, Receiver, Seats, ends};
use crate::catalogue::near::Distance;
use crate::catalogue::view::{self as catalogue};
use crate::clock::Now;
use crate::domain::EventAudience;
use crate::french;
use crate::ui::{self, Anchor, Icon, Tone};
use crate::web::paths;

/// Places left from which one is told to hurry.
const FEW: u32 = 3;

/// The card of an event in a list.
pub fn card(event: &ListedEvent) -> Markup {
    let audiences: Vec<&str> = event.audiences.iter().map(EventAudience::label).collect();
    ui::event_card(&ui::EventCard {
        href: &paths::Event::page(event.number).to_string(),
        title: &french::typo(&title_beside_kind(event)),
        number: &event.number.to_string(),
        kind: &french::typo(&event.kind_label),
        tile: tile(event.starts.date()),
        employer: &french::typo(&event.employer),
        place: &event.place.french(),
        distance: event.distance.map(Distance::french).as_deref(),
        audiences: &audiences,
        hours: &hours(event.starts, event.duration),
        seats: seats_badge(event.seats),
        register_href: Some(&paths::Register { number: event.number }.to_string()),
    })
}

/// The title without its kind, which a card says already: « Menuisier », « Chez Scierie Vauclerc ».
fn title_beside_kind(event: &ListedEvent) -> String {
    let rest = event.title.strip_prefix(&french::capitalise(&event.kind_label)).map(str::trim_start);
    match rest {
        Some(rest) if rest.starts_with("chez ") => french::capitalise(rest),
        Some(rest) => rest.strip_prefix("– ").unwrap_or(&event.title).to_owned(),
        None => event.title.clone(),
    }
}

fn tile(date: time::Date) -> Markup {
    let (weekday, month) = (french::weekday_short(date), french::month_short(date));
    ui::date_tile(&french::iso(date), weekday, date.day(), month)
}

/// « 14 h – 16 h 30 », « 14 h (2 jours) » beyond a day.
fn hours(starts: time::PrimitiveDateTime, minutes: u32) -> String {
    let end = ends(starts, minutes);
    let from = french::time_of_day(starts.time());
    if end.date() == starts.date() {
        format!("{from} – {}", french::time_of_day(end.time()))
    } else {
        format!("{from} – {} {}", french::date_plain(end.date()), french::time_of_day(end.time()))
    }
}

/// « 12 places », « Plus que 2 places », « Dernière place », « Complet ».
fn seats_badge(seats: Seats) -> Markup {
    match seats.left {
        0 => ui::badge(Tone::Bad, "Complet"),
        1 => ui::badge(Tone::Warn, "Dernière place"),
        left if left <= FEW && left < seats.capacity => {
            ui::badge(Tone::Warn, &format!("Plus que {}", french::count(left.into(), "place", "places")))
        }
        left => ui::badge(Tone::Ok, &french::count(left.into(), "place", "places")),
    }
}

/// One event, whole: open, full or past.
pub fn page(event: &PublicEvent, similar: &[ListedEvent], now: Now) -> Markup {
    let open = !event.is_past(now) && !event.is_full();
    let register = paths::Register { number: event.number }.to_string();
    html! {
        div class="wrap" {
            (trail(&event.title))
            div class="split" {
                article class="stack event-page" {
                    div class="page-head" {
                        p class="card-kind" {
                            span class="kind event" { (french::typo(&event.kind_label)) }
                            span { (event.number.display_nbsp()) }
                        }
                        h1 { (french::typo(&event.title)) }
                        (facts(event))
                    }
                    (state(event, now))
                    section aria-labelledby="description" {
                        h2 id="description" { "La rencontre" }
                        (ui::prose(&event.description))
                    }
                    (details(event))
                    @if let Some(document) = &event.document {
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
                aside class="stack" aria-label="S’inscrire et contacter" {
                    div class="panel apply" {
                        div class="when" { (tile(event.starts.date())) p {
                            strong { (french::capitalise(&french::date_long(event.starts.date()))) } br;
                            (hours(event.starts, event.duration))
                        } }
                        @if open {
                            p {
                                (seats_badge(event.seats))
                                @if !event.is_full() { " sur " (event.seats.capacity) }
                            }
                            (ui::button(&register, "s-inscrire", html! { "S’inscrire" }))
                        }
                        @if !event.is_past(now) {
                            (ui::quiet_button(&paths::Event::calendar(event.number).to_string(), "agenda", html! {
                                (ui::icon(Icon::Calendar)) "Ajouter à mon agenda"
                            }))
                        }
                        (ui::print_button("imprimer", "Imprimer"))
                    }
                    (receiver_panel(event))
                }
            }
            (similar_section(similar, if open { "Rencontres semblables" } else { "D’autres rencontres ouvertes" }))
        }
        @if open {
            div class="apply-bar" { a class="button wide" id="s-inscrire-bas" href=(register) { "S’inscrire" } }
        }
    }
}

fn trail(here: &str) -> Markup {
    ui::breadcrumb(
        &[
            Anchor { label: "Accueil", href: paths::Home::PATH },
            Anchor { label: "Rencontres", href: paths::Events::PATH },
        ],
        &french::typo(here),
    )
}

/// Why one cannot register, when one cannot.
fn state(event: &PublicEvent, now: Now) -> Markup {
    html! {
        @if event.is_past(now) {
            (ui::notice(Tone::Off, html! {
                p { strong { "Cette rencontre a eu lieu" } " le " (french::date_long(event.starts.date())) "\u{a0}: les inscriptions sont closes." }
            }))
        } @else if event.is_full() {
            (ui::notice(Tone::Bad, html! {
                p { strong { "Complet." } " Les " (event.seats.capacity) " places de cette rencontre sont prises. Une place peut se libérer\u{a0}: revenez voir cette page." }
            }))
        }
    }
}

fn facts(event: &PublicEvent) -> Markup {
    ui::facts(html! {
        (ui::fact(Icon::Calendar, "Date", html! { (french::capitalise(&french::date_time_long(event.starts))) }))
        (ui::fact(Icon::Clock, "Durée", html! { (french::duration_minutes(event.duration)) }))
        (ui::fact(Icon::Pin, "Lieu", html! { (event.place.french()) }))
        (ui::fact(Icon::Building, "Employeur", html! { strong { (french::typo(&event.employer.name)) } }))
        (ui::fact(Icon::Users, "Public visé", html! { (event.audiences.listed()) }))
    })
}

fn details(event: &PublicEvent) -> Markup {
    let mut rows: Vec<(&str, Markup)> = vec![(
        "Lieu",
        html! {
            @if let Some(venue) = &event.venue { (french::typo(venue)) br; }
            @if let Some(code) = &event.postal_code { (code) " " }
            (event.place.french())
            @if event.venue.is_none() { br; span class="soft" { "Le lieu exact est à demander au contact de la rencontre." } }
        },
    )];
    if let Some(occupation) = &event.occupation {
        rows.push(("Métier ou famille de métiers", html! { (french::typo(occupation)) }));
    }
    rows.push(("Secteur d’activité", html! { (event.sector.label()) }));
    rows.push((
        "Nombre de places",
        html! { (french::count(event.seats.capacity.into(), "place", "places")) },
    ));
    html! {
        section aria-labelledby="precisions" {
            h2 id="precisions" { "Précisions" }
            (ui::definitions(&rows))
        }
    }
}

/// Who receives the registrations, and how to reach them.
fn receiver_panel(event: &PublicEvent) -> Markup {
    match &event.receiver {
        Receiver::Company => catalogue::employer_panel(&event.employer, &event.place),
        Receiver::User { name, organisation, phone, email } => {
            let mut rows = vec![
                ("Inscriptions suivies par", html! { (name) br; span class="soft" { (organisation) } }),
                ("E-mail", html! { a href={ "mailto:" (email) } { (email) } }),
            ];
            if let Some(phone) = phone {
                rows.insert(1, ("Téléphone", ui::phone_link(phone)));
            }
            html! {
                section class="panel" aria-labelledby="employeur" {
                    h2 id="employeur" { "Contact" }
                    (ui::definitions(&rows))
                }
            }
        }
    }
}

/// Events that resemble one, under a title.
pub fn similar_section(similar: &[ListedEvent], title: &str) -> Markup {
    html! {
        @if !similar.is_empty() {
            section class="part similar" aria-labelledby="semblables" {
                div class="part-head" { h2 id="semblables" { (title) } }
                (ui::cards(true, similar.iter().map(card)))
            }
        }
    }
}

/// An event that was online and is no longer. `typed` is what somebody was writing when it went.
pub fn gone_page(event: &GoneEvent, similar: &[ListedEvent], typed: &[(&str, &str)]) -> Markup {
    html! {
        div class="wrap" {
            (trail(&event.title))
            div class="page-head" {
                p class="card-kind" { span class="kind event" { "Rencontre" } span { (event.number.display_nbsp()) } }
                h1 tabindex="-1" autofocus { "Cette rencontre n’est plus proposée" }
                p class="lead" { "«\u{a0}" (french::typo(&event.title)) "\u{a0}» a été annulée ou retirée." }
            }
            (ui::given_back("Votre inscription n’a pas pu être enregistrée.", typed))
            p class="actions" { a class="button" href=(paths::Events) { "Voir toutes les rencontres" } }
            (similar_section(similar, "D’autres rencontres ouvertes"))
        }
    }
}

/// The next events, for the home page.
pub fn next_section(events: &[ListedEvent]) -> Markup {
    html! {
        @if !events.is_empty() {
            (ui::section(
                "prochaines",
                "Les prochaines rencontres",
                Some(Anchor { label: "Toutes les rencontres", href: paths::Events::PATH }),
                ui::cards(true, events.iter().map(card)),
            ))
        }
    }
}
