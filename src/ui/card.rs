//! An offer in a list.

use maud::{Markup, html};

use super::{Icon, Text, icon};

/// What the card of an offer says.
#[derive(Debug, Clone)]
pub struct OfferCard<'a> {
    /// Address of the offer.
    pub href: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its number (`102019-59`).
    pub number: &'a str,
    /// Name under which the employer is shown.
    pub employer: &'a str,
    /// Commune and département.
    pub place: &'a str,
    /// How far that is, in a list around a place.
    pub distance: Option<&'a str>,
    /// Who it is for.
    pub audiences: &'a [&'a str],
    /// When it starts (« Dès que possible », « À partir du 2 mars 2026 »).
    pub start: &'a str,
    /// Badges, made by [`super::badge`].
    pub badges: Markup,
    /// Address of the application form; none when one cannot apply.
    pub apply_href: Option<&'a str>,
    /// When it was published, in French.
    pub published: &'a str,
}

/// The card of one offer.
pub fn offer_card(offer: &OfferCard<'_>) -> Markup {
    html! {
        article class="card offer" {
            p class="card-kind" {
                span class="kind" { "Offre de stage" }
                span { "n°\u{a0}" (Text(offer.number)) }
                (offer.badges)
            }
            h3 { a href=(Text(offer.href)) { (Text(offer.title)) } }
            p class="card-who" {
                strong { (Text(offer.employer)) }
                (place(offer.place, offer.distance))
            }
            ul class="card-facts" role="list" {
                li { (icon(Icon::Users)) span class="vh" { "Pour " } (Text(&offer.audiences.join(", "))) }
                li { (icon(Icon::Calendar)) (Text(offer.start)) }
            }
            p class="card-foot" {
                span class="soft" { (Text(offer.published)) }
                @if let Some(href) = offer.apply_href {
                    a class="button quiet small" href=(Text(href)) {
                        "Postuler" span class="vh" { "\u{a0}: " (Text(offer.title)) }
                    }
                }
            }
        }
    }
}

fn place(place: &str, distance: Option<&str>) -> Markup {
    html! {
        span {
            (icon(Icon::Pin))
            @match distance {
                Some(distance) => span { (place) ", " strong class="away" { (distance) } },
                None => (place),
            }
        }
    }
}

/// Cards as a list; `columns` lays them side by side where there is room.
pub fn cards(columns: bool, items: impl IntoIterator<Item = Markup>) -> Markup {
    html! {
        ul class={ "cards" @if columns { " columns" } } role="list" {
            @for item in items { li { (item) } }
        }
    }
}

/// What the card of an event says.
#[derive(Debug, Clone)]
pub struct EventCard<'a> {
    /// Address of the event.
    pub href: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its number.
    pub number: &'a str,
    /// What it is (« Visite d’entreprise »).
    pub kind: &'a str,
    /// Its day, made by [`super::date_tile`].
    pub tile: Markup,
    /// Name under which the employer is shown.
    pub employer: &'a str,
    /// Commune and département.
    pub place: &'a str,
    /// How far that is, in a list around a place.
    pub distance: Option<&'a str>,
    /// Who it is for.
    pub audiences: &'a [&'a str],
    /// From when to when (« 14 h – 16 h »).
    pub hours: &'a str,
    /// Places left, made by [`super::badge`].
    pub seats: Markup,
    /// Address of the registration form; none when one cannot register.
    pub register_href: Option<&'a str>,
}

/// The card of one event: its day first.
pub fn event_card(event: &EventCard<'_>) -> Markup {
    html! {
        article class="card event" {
            (event.tile)
            div class="card-body" {
                p class="card-kind" {
                    span class="kind" { (Text(event.kind)) }
                    span { "n°\u{a0}" (Text(event.number)) }
                    (event.seats)
                }
                h3 { a href=(Text(event.href)) { (Text(event.title)) } }
                p class="card-who" {
                    strong { (Text(event.employer)) }
                    (place(event.place, event.distance))
                }
                ul class="card-facts" role="list" {
                    li { (icon(Icon::Clock)) span class="vh" { "Horaires\u{a0}: " } (Text(event.hours)) }
                    li { (icon(Icon::Users)) span class="vh" { "Pour " } (Text(&event.audiences.join(", "))) }
                }
            }
            @if let Some(href) = event.register_href {
                p class="card-foot" {
                    a class="button quiet small" href=(Text(href)) {
                        "S’inscrire" span class="vh" { "\u{a0}: " (Text(event.title)) }
                    }
                }
            }
        }
    }
}
