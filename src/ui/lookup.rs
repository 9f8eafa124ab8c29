//! The one look-up widget: métier, commune, company.
//!
//! A text field brings matches as radio buttons, by htmx while one types and by the « Chercher »
//! button without JavaScript (it sends the form with `chercher` set to the widget's name). What is
//! sent is the value of the chosen button; what was typed only searches.

use maud::{Markup, html};

use super::{Icon, icon};
use crate::form::{Errors, Field};

/// Name of the button that searches; its value is the name of the widget.
pub const SEARCH: &str = "chercher";

/// One match, or the value already chosen.
#[derive(Debug, Clone, Copy)]
pub struct Match<'a> {
    /// Value sent.
    pub value: &'a str,
    /// Visible label.
    pub label: &'a str,
    /// What tells it from its namesakes (« 17 · Charente-Maritime »).
    pub detail: &'a str,
}

/// What the region under the field shows.
#[derive(Debug, Clone, Copy)]
pub enum Matches<'a> {
    /// Nothing was searched.
    Idle,
    /// Too few letters; the number that is needed.
    TooShort(usize),
    /// Nothing matches.
    Nothing,
    /// Why nothing is found, and what to do.
    Said(&'a str),
    /// The matches, and whether there were more than these.
    Found(&'a [Match<'a>], bool),
    /// One, chosen otherwise than by typing.
    Chosen(Match<'a>),
}

/// A look-up widget.
#[derive(Debug, Clone, Copy)]
pub struct Lookup<'a> {
    /// The text field; its name is that of the search (`metier_q`).
    pub field: &'a Field,
    /// Name of the radio buttons (`metier`), and stem of every id.
    pub name: &'a str,
    /// Address that answers the region for `?{field.name}=…`.
    pub search_href: &'a str,
    /// What was typed.
    pub typed: &'a str,
    /// What is chosen.
    pub chosen: Option<Match<'a>>,
    /// Words of the button that chooses nothing (« Tous les métiers »); none if one must choose.
    pub none_label: Option<&'a str>,
    /// What the region shows.
    pub matches: Matches<'a>,
    /// Whether this page answers its search: the focus then goes to what was found.
    pub sought: bool,
}

impl Lookup<'_> {
    /// Whether what is chosen is among the matches, where it then stays.
    fn chosen_is_found(&self) -> bool {
        let Matches::Found(list, _) = self.matches else { return false };
        self.chosen.is_some_and(|chosen| list.iter().any(|found| found.value == chosen.value))
    }
}

/// The whole widget. An error belongs to `name`.
pub fn lookup(lookup: &Lookup<'_>, errors: &Errors) -> Markup {
    let (name, field) = (lookup.name, lookup.field);
    let error = errors.of(name);
    html! {
        div class={ "field lookup" @if error.is_some() { " wrong" } } id=(name) tabindex="-1" role="group" aria-labelledby={ (name) "-titre" } {
            label for=(field.name) id={ (name) "-titre" } {
                (field.label)
                @if field.required { span class="star" aria-hidden="true" { "\u{a0}*" } }
            }
            @if let Some(hint) = field.hint { p class="hint" id={ (field.name) "-aide" } { (hint) } }
            @if let Some(error) = error {
                p class="error" id={ (name) "-erreur" } { (icon(Icon::Alert)) span { "Erreur\u{a0}: " (error) } }
            }
            (bar(lookup, error.is_some()))
            @if lookup.chosen.is_some() { (chosen(lookup)) }
            div class="matches" id={ (name) "-resultats" } {
                @match lookup.matches {
                    Matches::Found(list, more) => (found(lookup, list, more)),
                    _ => (matches(name, &lookup.matches)),
                }
            }
        }
    }
}

fn bar(lookup: &Lookup<'_>, wrong: bool) -> Markup {
    let (name, field) = (lookup.name, lookup.field);
    html! {
        div class="bar" {
            input id=(field.name) name=(field.name) type="search" value=(lookup.typed) autocomplete="off"
                autofocus[lookup.sought && !matches!(lookup.matches, Matches::Found(..))]
                aria-describedby=[field.hint.map(|_| format!("{}-aide", field.name))]
                aria-invalid=[wrong.then_some("true")]
                data-hx-get=(lookup.search_href) data-hx-trigger="input changed delay:300ms"
                data-hx-target={ "#" (name) "-resultats" } data-hx-swap="innerHTML"
                data-hx-sync="this:replace" data-hx-indicator={ "#" (name) "-resultats" };
            button class="button quiet" id={ (name) "-chercher" } type="submit" name=(SEARCH)
                value=(name) formnovalidate {
                "Chercher" span class="vh" { "\u{a0}: " (field.label) }
            }
        }
    }
}

fn chosen(lookup: &Lookup<'_>) -> Markup {
    html! {
        div class="checks chosen" {
            @if let (Some(chosen), false) = (lookup.chosen, lookup.chosen_is_found()) {
                (radio(lookup.name, "choisi", &chosen, Radio::checked(true)))
            }
            @if let Some(label) = lookup.none_label {
                (radio(lookup.name, "aucun", &Match { value: "", label, detail: "" }, Radio::default()))
            }
        }
    }
}

/// What the region holds; this is also the fragment that htmx asks for while one types.
pub fn matches(name: &str, found: &Matches<'_>) -> Markup {
    html! {
        @match found {
            Matches::Idle => {},
            Matches::TooShort(least) => p class="hint" { "Tapez au moins " (least) " lettres." },
            Matches::Nothing => p class="hint" { "Aucun résultat. Essayez un mot plus court ou plus courant." },
            Matches::Said(sentence) => p class="hint" { (sentence) },
            Matches::Found(list, more) => (list_of(name, list, *more, |_| Radio::default())),
            Matches::Chosen(one) => (radio(name, "trouve", one, Radio::checked(true))),
        }
    }
}

fn found(lookup: &Lookup<'_>, list: &[Match<'_>], more: bool) -> Markup {
    let chosen = lookup.chosen.map(|chosen| chosen.value);
    list_of(lookup.name, list, more, |n| Radio {
        checked: list.get(n).map(|one| one.value) == chosen,
        focused: lookup.sought && n == 0,
    })
}

fn list_of(name: &str, list: &[Match<'_>], more: bool, state: impl Fn(usize) -> Radio) -> Markup {
    html! {
        div class="checks" {
            @for (n, one) in list.iter().enumerate() { (radio(name, &n.to_string(), one, state(n))) }
        }
        @if more { p class="hint" { "D’autres résultats existent\u{a0}: précisez votre recherche." } }
    }
}

/// How a radio button arrives.
#[derive(Debug, Clone, Copy, Default)]
struct Radio {
    checked: bool,
    focused: bool,
}

impl Radio {
    fn checked(checked: bool) -> Self {
        Self { checked, focused: false }
    }
}

fn radio(name: &str, suffix: &str, one: &Match<'_>, state: Radio) -> Markup {
    html! {
        label class="check" {
            input type="radio" id={ (name) "-" (suffix) } name=(name) value=(one.value) checked[state.checked] autofocus[state.focused];
            span { (one.label) @if !one.detail.is_empty() { " " small { (one.detail) } } }
        }
    }
}
