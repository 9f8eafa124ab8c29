//! The look-ups of the filter form: occupations and communes, in the form, as the fragment that htmx
//! asks for while one types, and each as a page by itself.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::near::{self, Near};
use crate::db::{self, ReadTx};
use crate::form::{Errors, Field};
use crate::reference::communes::{self, Commune};
use crate::reference::occupations::{self, Occupation};
use crate::text;
use crate::ui::{self, Choice, Icon, Match};
use crate::web::paths;
use crate::web::query::Query;

/// Fewest letters that a look-up takes.
pub const LEAST: usize = 2;

/// Most matches that a look-up shows; one more is asked for, to say that there are others.
pub const MOST: usize = 12;

/// A look-up under way: what was typed, and what it finds.
pub type Looked<T> = (String, Vec<T>);

/// What the look-up of occupations finds.
///
/// # Errors
/// What SQLite says.
pub fn occupations(tx: &ReadTx, typed: String) -> Result<Looked<Occupation>, db::Error> {
    let enough = text::count_chars(&typed) >= LEAST;
    let found = if enough { occupations::search(tx, &typed, MOST + 1)? } else { Vec::new() };
    Ok((typed, found))
}

/// What the look-up of communes finds: those of the territory first, then those of all France.
///
/// # Errors
/// What SQLite says.
pub fn communes(
    tx: &ReadTx,
    typed: String,
    territory: &[String],
) -> Result<Looked<communes::Found>, db::Error> {
    let mut found = Vec::new();
    if text::count_chars(&typed) >= LEAST {
        found = communes::search(tx, &typed, territory, MOST + 1)?;
        // As many again, since those of the territory are among them.
        let everywhere = communes::search::<&str>(tx, &typed, &[], 2 * MOST + 1)?;
        let others: Vec<communes::Found> = everywhere
            .into_iter()
            .filter(|other| found.iter().all(|known| known.commune.code != other.commune.code))
            .collect();
        found.extend(others);
        found.truncate(MOST + 1);
    }
    Ok((typed, found))
}

/// What a look-up finds.
pub fn found<T>(looked: Option<&Looked<T>>) -> &[T] {
    looked.map_or(&[], |(_, found)| found)
}

/// Whether something was typed in a look-up.
pub fn under_way<T>(looked: Option<&Looked<T>>) -> bool {
    looked.is_some_and(|(typed, _)| !typed.is_empty())
}

/// The place of a list, as its form shows it.
#[derive(Debug, Default)]
pub struct Around {
    /// The commune one searches around.
    pub commune: Option<Commune>,
    /// Whether it was found from a position: the form, which holds that position, then gets its
    /// commune instead.
    pub located: bool,
    /// The look-up of communes.
    pub looked: Option<Looked<communes::Found>>,
}

impl Around {
    /// Whether its commune was found from a position, which must not stay in an address.
    pub fn came_from_a_position(&self) -> bool {
        self.located && self.commune.is_some()
    }
}

const OCCUPATION: Field = Field::new("metier_q", "Métier ou famille de métiers")
    .hint("Par exemple\u{a0}: menuisier, vente, A11")
    .length(0, 100);

const COMMUNE: Field =
    Field::new("pres_q", "Commune ou code postal").hint("Par exemple\u{a0}: Niort, 79000").length(0, 100);

const RADIUS: Field = Field::new("rayon", "Dans un rayon de").length(0, 3);

/// Name of the occupation chosen, in an address and in a form.
pub const OCCUPATION_NAME: &str = "metier";

/// The look-up of occupations among the filters.
pub fn occupation(chosen: Option<&Occupation>, looked: Option<&Looked<Occupation>>) -> Markup {
    occupation_field(&OCCUPATION, "Tous les métiers", chosen, looked, false, &Errors::default())
}

/// The look-up of occupations; `none` are the words of the button that chooses none of them.
pub fn occupation_field(
    field: &Field,
    none: &str,
    chosen: Option<&Occupation>,
    looked: Option<&Looked<Occupation>>,
    sought: bool,
    errors: &Errors,
) -> Markup {
    let found = looked.map(|(typed, found)| Found::new(typed, occupation_matches(found)));
    ui::lookup(
        &ui::Lookup {
            field,
            name: OCCUPATION_NAME,
            search_href: paths::Occupations::PATH,
            typed: looked.map_or("", |(typed, _)| typed),
            chosen: chosen.map(|occupation| Match {
                value: &occupation.code,
                label: &occupation.label,
                detail: "",
            }),
            none_label: Some(none),
            matches: found.as_ref().map_or(ui::Matches::Idle, Found::shown),
            sought,
        },
        errors,
    )
}

/// Name of the commune chosen in a form; « pres » is the one that a list searches around.
pub const COMMUNE_NAME: &str = "commune";

/// The look-up of communes in a form, where one must be chosen.
pub fn commune_field(
    field: &Field,
    chosen: Option<&Commune>,
    looked: Option<&Looked<communes::Found>>,
    sought: bool,
    errors: &Errors,
) -> Markup {
    let label = chosen.map(near::label).unwrap_or_default();
    let labels = looked.map(|(_, found)| commune_labels(found)).unwrap_or_default();
    let found = looked.map(|(typed, found)| Found::new(typed, commune_matches(found, &labels)));
    ui::lookup(
        &ui::Lookup {
            field,
            name: COMMUNE_NAME,
            search_href: paths::Communes::PATH,
            typed: looked.map_or("", |(typed, _)| typed),
            chosen: chosen.map(|commune| Match { value: &commune.code, label: &label, detail: "" }),
            none_label: None,
            matches: found.as_ref().map_or(ui::Matches::Idle, Found::shown),
            sought,
        },
        errors,
    )
}

fn occupation_matches(found: &[Occupation]) -> Vec<Match<'_>> {
    found
        .iter()
        .map(|occupation| Match {
            value: &occupation.code,
            label: &occupation.label,
            detail: match &occupation.card {
                Some(card) => &card.label,
                None => occupation.kind.label(),
            },
        })
        .collect()
}

/// What the look-up shows of the occupations found.
pub fn occupation_fragment((typed, found): &Looked<Occupation>) -> Markup {
    ui::matches(OCCUPATION_NAME, &Found::new(typed, occupation_matches(found)).shown())
}

/// The same as a page by itself: each occupation leads to its offers.
pub fn occupation_page((typed, found): &Looked<Occupation>) -> Markup {
    let links: Vec<(&str, &str)> =
        found.iter().map(|occupation| (occupation.code.as_str(), occupation.label.as_str())).collect();
    page(
        &Alone {
            title: "Chercher un métier",
            action: paths::Occupations::PATH,
            field: &OCCUPATION,
            parameter: "metier",
            nothing: "Aucun métier ne correspond. Essayez un mot plus court ou plus courant.",
        },
        typed,
        &links,
    )
}

/// Around which commune, and how far: one widget, since a radius is nothing without a place. The button
/// that asks for the position shows itself where it can work.
pub fn place(near: Option<Near>, around: &Around) -> Markup {
    let label = around.commune.as_ref().map(near::label).unwrap_or_default();
    let labels = around.looked.as_ref().map(|(_, found)| commune_labels(found)).unwrap_or_default();
    let found =
        around.looked.as_ref().map(|(typed, found)| Found::new(typed, commune_matches(found, &labels)));
    let kilometres = near::kilometres(near);
    let radii = near::RADII.map(|radius| (radius.to_string(), format!("{radius}\u{a0}km")));
    let choices: Vec<Choice> = near::RADII
        .iter()
        .zip(&radii)
        .map(|(radius, (value, label))| Choice { value, label, checked: *radius == kilometres, count: None })
        .collect();
    html! {
        div class="lookup near" {
            div class="field" data-near="pres-resultats" hidden {
                button class="button quiet" id="pres-ici" type="button" { (ui::icon(Icon::Pin)) "Autour de moi" }
                p class="hint" {}
            }
            (ui::lookup(
                &ui::Lookup {
                    field: &COMMUNE,
                    name: "pres",
                    search_href: paths::Communes::PATH,
                    typed: around.looked.as_ref().map_or("", |(typed, _)| typed),
                    chosen: around.commune.as_ref().map(|commune| Match { value: &commune.code, label: &label, detail: "" }),
                    none_label: Some("Partout"),
                    matches: found.as_ref().map_or(ui::Matches::Idle, Found::shown),
                    sought: false,
                },
                &Errors::default(),
            ))
            (ui::select(&RADIUS, &choices, &Errors::default()))
        }
    }
}

/// What takes the place of a position in the form: the commune that it was found to be, or nothing.
pub fn located(around: &Around) -> Markup {
    let matches = match &around.commune {
        _ if !around.located => return Markup::default(),
        Some(commune) => {
            let one = Match { value: &commune.code, label: &near::label(commune), detail: "" };
            ui::matches("pres", &ui::Matches::Chosen(one))
        }
        None => ui::matches("pres", &ui::Matches::Idle),
    };
    ui::out_of_band("pres-resultats", matches)
}

fn commune_labels(found: &[communes::Found]) -> Vec<String> {
    found.iter().map(|found| near::label(&found.commune)).collect()
}

fn commune_matches<'a>(found: &'a [communes::Found], labels: &'a [String]) -> Vec<Match<'a>> {
    found
        .iter()
        .zip(labels)
        .map(|(found, label)| Match {
            value: &found.commune.code,
            label,
            detail: found.alias.as_deref().unwrap_or_default(),
        })
        .collect()
}

/// What the look-up of that name shows of the communes found.
pub fn commune_fragment(name: &str, (typed, found): &Looked<communes::Found>) -> Markup {
    ui::matches(name, &Found::new(typed, commune_matches(found, &commune_labels(found))).shown())
}

/// The same as a page by itself: each commune leads to the offers around it.
pub fn commune_page((typed, found): &Looked<communes::Found>) -> Markup {
    let labels = commune_labels(found);
    let links: Vec<(&str, &str)> = found
        .iter()
        .zip(&labels)
        .map(|(found, label)| (found.commune.code.as_str(), label.as_str()))
        .collect();
    page(
        &Alone {
            title: "Chercher une commune",
            action: paths::Communes::PATH,
            field: &COMMUNE,
            parameter: "pres",
            nothing: "Aucune commune ne correspond. Essayez le début de son nom ou son code postal.",
        },
        typed,
        &links,
    )
}

/// A look-up as a page.
struct Alone<'a> {
    title: &'a str,
    action: &'a str,
    field: &'a Field,
    /// What a choice is in the address of the list.
    parameter: &'a str,
    nothing: &'a str,
}

fn page(alone: &Alone<'_>, typed: &str, links: &[(&str, &str)]) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head(alone.title, html! {}))
                form class="form" method="get" action=(alone.action) role="search" {
                    (ui::field(alone.field, typed, &Errors::default()))
                    (ui::submit("Chercher"))
                }
                @if links.is_empty() && !typed.is_empty() { p { (alone.nothing) } }
                ul role="list" {
                    @for (value, label) in links {
                        li { a class="alone" href=(Query::default().with(alone.parameter, *value).at(paths::Offers::PATH)) { (label) } }
                    }
                }
            }
        }
    }
}

/// The matches of what was typed.
struct Found<'a> {
    idle: bool,
    short: bool,
    matches: Vec<Match<'a>>,
    more: bool,
}

impl<'a> Found<'a> {
    fn new(typed: &str, mut matches: Vec<Match<'a>>) -> Self {
        let more = matches.len() > MOST;
        matches.truncate(MOST);
        Self { idle: typed.is_empty(), short: text::count_chars(typed) < LEAST, matches, more }
    }

    fn shown(&self) -> ui::Matches<'_> {
        match self {
            Self { idle: true, .. } => ui::Matches::Idle,
            Self { short: true, .. } => ui::Matches::TooShort(LEAST),
            Self { matches, .. } if matches.is_empty() => ui::Matches::Nothing,
            Self { matches, more, .. } => ui::Matches::Found(matches, *more),
        }
    }
}
