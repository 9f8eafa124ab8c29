//! The pieces of the home page.

use maud::{Markup, html};

use super::{Anchor, Icon, icon};

/// The opening of the home page: what it is for, the search field, the map.
#[derive(Debug, Clone)]
pub struct Hero<'a> {
    /// The title; what is emphasised in it takes the accent.
    pub title: Markup,
    /// One sentence that says what the site is.
    pub lead: &'a str,
    /// Address of the list of offers.
    pub action: &'a str,
    /// Label of the search field, whose name is `q`.
    pub search_label: &'a str,
    /// Shortcuts under the field.
    pub shortcuts: &'a [Anchor<'a>],
    /// Title over the map.
    pub map_title: &'a str,
    /// The drawing.
    pub map: Markup,
    /// The list that says the same.
    pub map_list: Markup,
}

/// One of the doors that the home page opens.
#[derive(Debug, Clone, Copy)]
pub struct Door<'a> {
    /// What it shows.
    pub picture: Icon,
    /// Who it is for.
    pub title: &'a str,
    /// What is behind.
    pub text: &'a str,
    /// Where it leads.
    pub links: &'a [Anchor<'a>],
}

/// Title, search and map, side by side where there is room.
pub fn hero(hero: &Hero<'_>) -> Markup {
    html! {
        div class="hero wrap" {
            div class="hero-words" {
                h1 { (hero.title) }
                p class="lead" { (hero.lead) }
                (search_form(hero.action, hero.search_label, hero.shortcuts))
            }
            section class="hero-map" aria-labelledby="carte-titre" {
                h2 id="carte-titre" { (hero.map_title) }
                (hero.map)
                details { summary { "Liste des départements" } (hero.map_list) }
            }
        }
    }
}

/// A search field by itself, with shortcuts under it when there are any.
pub fn search_form(action: &str, label: &str, shortcuts: &[Anchor<'_>]) -> Markup {
    html! {
        form class="search-form" role="search" action=(action) method="get" {
            label for="q" { (label) }
            div class="bar" {
                input id="q" name="q" type="search" autocomplete="off" enterkeyhint="search";
                button class="button" id="chercher" type="submit" { (icon(Icon::Search)) "Rechercher" }
            }
            @if !shortcuts.is_empty() {
                ul class="pills" role="list" aria-label="Recherches fréquentes" {
                    @for link in shortcuts { li { a class="pill" href=(link.href) { (link.label) } } }
                }
            }
        }
    }
}

/// A titled part of the home page, with a link to the rest of it.
pub fn section(id: &str, title: &str, more: Option<Anchor<'_>>, content: Markup) -> Markup {
    html! {
        section class="wrap part" aria-labelledby=(id) {
            div class="part-head" {
                h2 id=(id) { (title) }
                @if let Some(more) = more { a class="more" href=(more.href) { (more.label) (icon(Icon::ArrowRight)) } }
            }
            (content)
        }
    }
}

/// The band that speaks to companies.
pub fn company_band(title: &str, text: &str, links: &[Anchor<'_>]) -> Markup {
    html! {
        section class="band" aria-labelledby="entreprises-titre" {
            div class="wrap" {
                div {
                    h2 id="entreprises-titre" { (title) }
                    p { (text) }
                }
                @if !links.is_empty() {
                    ul role="list" {
                        @for (n, link) in links.iter().enumerate() {
                            li { a class={ "button" @if n > 0 { " quiet" } } href=(link.href) { (link.label) } }
                        }
                    }
                }
            }
        }
    }
}

/// The doors, side by side where there is room.
pub fn doors(doors: &[Door<'_>]) -> Markup {
    html! {
        ul class="doors" role="list" {
            @for door in doors {
                li {
                    (icon(door.picture))
                    h3 { (door.title) }
                    p { (door.text) }
                    ul role="list" {
                        @for link in door.links { li { a href=(link.href) { (link.label) (icon(Icon::ArrowRight)) } } }
                    }
                }
            }
        }
    }
}
