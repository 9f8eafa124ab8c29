//! The calendar of a month: a table where there is room, a list by day on a narrow screen.

use maud::{Markup, html};

use super::{Anchor, Icon, icon};

/// One entry of a day.
#[derive(Debug, Clone)]
pub struct DayEntry {
    /// Its page.
    pub href: String,
    /// Hour at which it starts (« 14 h »).
    pub hour: String,
    /// Its title.
    pub title: String,
}

/// One day.
#[derive(Debug, Clone)]
pub struct Day {
    /// Number of the day in its month; `None` for a square outside the month.
    pub number: Option<u8>,
    /// `2026-03-17`.
    pub iso: String,
    /// « mardi 17 mars ».
    pub long: String,
    /// Whether it is today.
    pub today: bool,
    /// What happens.
    pub entries: Vec<DayEntry>,
}

/// A month to show.
pub struct Month<'a> {
    /// « mars 2026 ».
    pub title: &'a str,
    /// The month before; nothing when it is over.
    pub previous: Option<Anchor<'a>>,
    /// The month after.
    pub next: Anchor<'a>,
    /// Its weeks, from Monday to Sunday.
    pub weeks: &'a [Vec<Day>],
}

const WEEKDAYS: [(&str, &str); 7] = [
    ("lun.", "lundi"),
    ("mar.", "mardi"),
    ("mer.", "mercredi"),
    ("jeu.", "jeudi"),
    ("ven.", "vendredi"),
    ("sam.", "samedi"),
    ("dim.", "dimanche"),
];

/// The month, with links to those around it.
pub fn month(month: &Month<'_>) -> Markup {
    html! {
        div class="month" {
            nav class="month-nav" aria-label="Mois" {
                @if let Some(previous) = month.previous {
                    (month_link("mois-precedent", &previous, html! { (icon(Icon::ArrowLeft)) span { (previous.label) } }))
                }
                (month_link("mois-suivant", &month.next, html! { span { (month.next.label) } (icon(Icon::ArrowRight)) }))
            }
            (table(month))
            (by_day(month))
        }
    }
}

fn month_link(id: &str, link: &Anchor<'_>, content: Markup) -> Markup {
    html! {
        a id=(id) href=(link.href) data-hx-get=(link.href) data-hx-target="#resultats"
            data-hx-swap="outerHTML" data-hx-indicator="#resultats" { (content) }
    }
}

fn table(month: &Month<'_>) -> Markup {
    html! {
        table class="month-table" {
            caption { "Rencontres de " (month.title) }
            thead { tr { @for (short, long) in WEEKDAYS { th scope="col" abbr=(long) { (short) } } } }
            tbody {
                @for week in month.weeks {
                    tr {
                        @for day in week {
                            td class={ @if day.number.is_none() { "outside" } @else if day.today { "today" } } {
                                @if let Some(number) = day.number {
                                    time datetime=(day.iso) { (number) }
                                    @if day.today { span class="vh" { " (aujourd’hui)" } }
                                    (entries(day))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn by_day(month: &Month<'_>) -> Markup {
    html! {
        div class="month-days" {
            @for day in month.weeks.iter().flatten().filter(|day| !day.entries.is_empty()) {
                section {
                    h3 { time datetime=(day.iso) { (day.long) } }
                    (entries(day))
                }
            }
        }
    }
}

fn entries(day: &Day) -> Markup {
    html! {
        @if !day.entries.is_empty() {
            ul role="list" {
                @for entry in &day.entries {
                    li { a href=(entry.href) { span class="month-hour" { (entry.hour) } " " (entry.title) } }
                }
            }
        }
    }
}
