//! The form that filters a list, and its place beside the results.
//!
//! It is one GET form, so that every filtered list has its address. With JavaScript the results
//! follow each choice; without it, the button sends the same request.

use maud::{Markup, html};

use super::{Icon, Text, icon, out_of_band};

/// The frame of a filter form.
#[derive(Debug, Clone)]
pub struct FilterForm<'a> {
    /// Address of the list.
    pub action: &'a str,
    /// Label of the search field, whose name is `q`.
    pub search_label: &'a str,
    /// Help under that label.
    pub search_hint: &'a str,
    /// What was searched.
    pub search: &'a str,
    /// How many filters are in force, the search field left out.
    pub active: usize,
    /// Whether a look-up of the form is under way: its matches are then in sight on a narrow screen too.
    pub looking_up: bool,
    /// What the address must keep and no control shows, such as the order.
    pub hidden: &'a [(&'a str, &'a str)],
}

/// The form: the search field always in sight, the groups of filters folded on a narrow screen.
pub fn filter_form(form: &FilterForm<'_>, groups: Markup) -> Markup {
    html! {
        form id="filtres" class="filters" role="search" action=(Text(form.action)) method="get"
            data-hx-get=(Text(form.action)) data-hx-target="#resultats" data-hx-swap="outerHTML"
            data-hx-trigger="submit, change changed delay:150ms, input changed delay:350ms from:#q"
            data-hx-sync="this:replace" data-hx-indicator="#resultats" {
            (search(form))
            details class="filter-panel" open[form.looking_up] {
                summary {
                    (icon(Icon::Filter)) "Filtres " span id="n-filtres" { (active(form.active)) }
                }
                div class="filter-groups" {
                    (groups)
                    div id="filtres-caches" hidden { (hidden(form.hidden)) }
                    button class="button wide" id="afficher" type="submit" { "Afficher les résultats" }
                }
            }
        }
    }
}

fn search(form: &FilterForm<'_>) -> Markup {
    html! {
        div class="field" {
            label for="q" { (Text(form.search_label)) }
            p class="hint" id="q-aide" { (Text(form.search_hint)) }
            div class="bar" {
                input id="q" name="q" type="search" value=(Text(form.search)) autocomplete="off"
                    enterkeyhint="search" aria-describedby="q-aide";
                button class="button" id="chercher" type="submit" {
                    (icon(Icon::Search)) span class="vh" { "Rechercher" }
                }
            }
        }
    }
}

fn active(n: usize) -> Markup {
    html! { @if n > 0 { "(" (n) ")" } }
}

/// One group of filters, folded or not, with the number of choices made in it. The content is a
/// fieldset with a quiet legend, or a widget with its own labels.
pub fn filter_group(id: &str, title: &str, selected: usize, open: bool, content: Markup) -> Markup {
    html! {
        details class="filter-group" id=(id) open[open] {
            summary {
                span { (Text(title)) }
                span id={ "g-" (id) } { (group_count(selected)) }
            }
            (content)
        }
    }
}

fn hidden(fields: &[(&str, &str)]) -> Markup {
    html! { @for (name, value) in fields { input type="hidden" name=(name) value=(value); } }
}

fn group_count(selected: usize) -> Markup {
    html! {
        @if selected > 0 { span class="count" { (selected) span class="vh" { " en service" } } }
    }
}

/// What a change of filters changes in the form, the controls themselves apart: how many filters
/// are in force, in all and in each group, and what the address keeps (`kept`).
pub fn filter_changes(active: usize, groups: &[(&str, usize)], kept: &[(&str, &str)]) -> Markup {
    html! {
        (out_of_band("filtres-caches", hidden(kept)))
        (out_of_band("n-filtres", self::active(active)))
        @for (id, selected) in groups { (out_of_band(&format!("g-{id}"), group_count(*selected))) }
    }
}

/// The form beside what it filters; on a narrow screen, above it.
pub fn with_filters(form: Markup, results: Markup) -> Markup {
    html! { div class="with-filters" { (form) (results) } }
}
