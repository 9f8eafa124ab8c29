//! Tables: sorted by their columns, cut into pages, read as cards on a narrow screen.
//!
//! Everything is a link, so that a table may stand in a page that has a form of its own. htmx swaps the
//! region around it, where the page can show what is then shown.

use maud::{Markup, html};

use super::{Pager, Text, pager, prose};
use crate::french;

/// The head of a column.
#[derive(Debug, Clone)]
pub struct Head<'a> {
    /// Its words.
    pub label: &'a str,
    /// How the table is sorted by it, if it can be.
    pub sort: Option<Sort>,
    /// Whether it is said but not shown: what stands under it speaks for itself.
    pub quiet: bool,
}

impl<'a> Head<'a> {
    /// A column that gives no order.
    pub fn plain(label: &'a str) -> Self {
        Self { label, sort: None, quiet: false }
    }

    /// The column of what can be done with a row.
    pub fn of_actions() -> Self {
        Self { label: "Actions", sort: None, quiet: true }
    }
}

/// The link that sorts by a column.
#[derive(Debug, Clone)]
pub struct Sort {
    /// Tells it from the other columns' in its id.
    pub slug: &'static str,
    /// Where it leads.
    pub href: String,
    /// Whether the table is sorted by it, the last ones first.
    pub descending: Option<bool>,
}

/// A table, without its rows.
pub struct Table<'a> {
    /// Id of the region that holds it and is swapped with it. The ids within begin with it.
    pub region: &'a str,
    /// What it shows.
    pub caption: &'a str,
    /// Its columns.
    pub heads: &'a [Head<'a>],
    /// How many rows come before those shown.
    pub before: u64,
    /// How many rows a page has, and the addresses of other lengths.
    pub lines: (u64, &'a [(u64, String)]),
    /// How many rows there are in all.
    pub total: u64,
    /// Its pages.
    pub pager: Pager<'a>,
    /// Whether the count takes the focus: the person has turned the page.
    pub focus: bool,
    /// Whether htmx swaps the region; each link is a page of its own otherwise.
    pub swaps: bool,
    /// The controls, as a selector, whose values a swap sends along.
    pub include: Option<&'a str>,
}

/// The table with its rows (`tr`), its count and what turns its pages.
pub fn table(table: &Table<'_>, rows: Markup) -> Markup {
    let bodies = html! {
        tbody {
            @if table.total == 0 {
                tr class="none" { td colspan=(table.heads.len()) { "Aucun enregistrement" } }
            }
            (rows)
        }
    };
    table_of_groups(table, bodies)
}

/// The same with rows in groups (`tbody`), such as one thing and what unfolds under it.
pub fn table_of_groups(table: &Table<'_>, bodies: Markup) -> Markup {
    let Table { region, caption, heads, total, .. } = *table;
    let legend = format!("{region}-legende");
    html! {
        // Above, so that a page that is turned is read from its top.
        @if total > 0 {
            (lengths(table))
            p class="table-count" id={ (region) "-compte" } tabindex="-1" autofocus[table.focus] { (shown(table)) }
        }
        (framed(
            html! { caption class="vh" id=(legend) { (caption) } },
            &legend,
            html! { @for head in heads { (column(table, head)) } },
            bodies,
        ))
        (pager(&table.pager))
    }
}

/// A short table, whole: nothing sorts it, nothing turns its pages.
pub fn short_table(caption: &str, id: &str, heads: &[&str], rows: Markup) -> Markup {
    framed(
        html! { caption id=(id) { (caption) } },
        id,
        html! { @for head in heads { th scope="col" { (head) } } },
        html! { tbody { (rows) } },
    )
}

/// What scrolls sideways, where the screen is too narrow and cards do not stand in its place.
fn framed(caption: Markup, labelled_by: &str, heads: Markup, bodies: Markup) -> Markup {
    html! {
        div class="table-scroll" role="region" aria-labelledby=(labelled_by) tabindex="0" {
            table class="table" {
                (caption)
                thead { tr { (heads) } }
                (bodies)
            }
        }
    }
}

/// A cell. On a narrow screen its label stands before it.
pub fn cell(label: &str, content: Markup) -> Markup {
    html! { td data-l=(label) { div { (content) } } }
}

/// The cell that names its row.
pub fn row_head(label: &str, content: Markup) -> Markup {
    html! { th scope="row" data-l=(label) { div { (content) } } }
}

/// The cell of what can be done with the row.
pub fn row_actions(content: Markup) -> Markup {
    html! { td class="row-actions" { div { (content) } } }
}

/// A text that may be long: its beginning, which unfolds.
pub fn long_text(typed: &str) -> Markup {
    html! {
        @match beginning(typed) {
            None => (prose(typed)),
            Some(words) => details { summary { (french::typo(&words)) "…" } (prose(typed)) },
        }
    }
}

/// The same, with words that say that it goes on.
pub fn clipped_text(typed: &str) -> Markup {
    html! {
        @match beginning(typed) {
            None => (prose(typed)),
            Some(words) => details class="clipped" {
                summary {
                    span class="when-closed" { (french::typo(&words)) "… " strong { "Lire la suite" } }
                    span class="when-open" { "Replier" }
                }
                (prose(typed))
            },
        }
    }
}

/// The first words of a text that does not stand in a few lines of a cell.
fn beginning(text: &str) -> Option<String> {
    const SHORT: usize = 120;
    const SHOWN: usize = 80;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHORT {
        return None;
    }
    let cut: String = line.chars().take(SHOWN).collect();
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    Some(words.trim_end_matches(|c: char| c.is_ascii_punctuation()).to_owned())
}

/// « Affichage de la ligne 1 à 5 sur 5 ».
pub fn line_count(first: u64, last: u64, total: u64) -> String {
    let number = french::number;
    format!("Affichage de la ligne {} à {} sur {}", number(first), number(last), number(total))
}

fn shown(table: &Table<'_>) -> String {
    let last = (table.before + table.lines.0).min(table.total);
    line_count(table.before + 1, last, table.total)
}

fn column(table: &Table<'_>, head: &Head<'_>) -> Markup {
    let order = head.sort.as_ref().and_then(|sort| sort.descending);
    let said = order.map(|descending| if descending { "descending" } else { "ascending" });
    html! {
        th scope="col" aria-sort=[said] {
            @match &head.sort {
                Some(sort) => (link(table, &format!("tri-{}", sort.slug), &sort.href, html! {
                    (head.label) span class="order" aria-hidden="true" {}
                })),
                None if head.quiet => span class="vh" { (head.label) },
                None => (head.label),
            }
        }
    }
}

/// A link that shows the table otherwise.
fn link(table: &Table<'_>, id: &str, href: &str, content: Markup) -> Markup {
    let region = table.swaps.then(|| format!("#{}", table.region));
    html! {
        a id={ (table.region) "-" (id) } href=(Text(href)) data-hx-get=[region.as_ref().map(|_| Text(href))]
            data-hx-target=[&region] data-hx-swap=[region.as_ref().map(|_| "outerHTML")] data-hx-indicator=[&region] data-hx-include=[region.as_ref().and(table.include)] { (content) }
    }
}

/// « Afficher 10, 25, 50, 100 lignes par page ».
fn lengths(table: &Table<'_>) -> Markup {
    let (current, lengths) = table.lines;
    html! {
        div class="table-lines" role="group" aria-label="Lignes par page" {
            span { "Afficher" }
            ul role="list" {
                @for (lines, href) in lengths {
                    li {
                        @if *lines == current {
                            span class="current" aria-current="true" { (lines) }
                        } @else {
                            (link(table, &format!("lignes-{lines}"), href, html! {
                                (lines) span class="vh" { " lignes par page" }
                            }))
                        }
                    }
                }
            }
            span { "lignes par page" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(total: u64, page: u64, focus: bool) -> String {
        swapped(total, page, focus, true)
    }

    fn swapped(total: u64, page: u64, focus: bool, swaps: bool) -> String {
        let heads = [
            Head {
                label: "Nom",
                sort: Some(Sort { slug: "nom", href: "/ici?tri=<nom>".into(), descending: Some(true) }),
                quiet: false,
            },
            Head::plain("Fichiers joints"),
            Head::of_actions(),
        ];
        let href = |page| format!("/ici?page={page}");
        let whole = table(
            &Table {
                region: "liste",
                caption: "Personnes",
                heads: &heads,
                before: (page - 1) * 10,
                lines: (10, &[(10, "/ici".into()), (25, "/ici?lignes=25".into())]),
                total,
                pager: Pager {
                    page: Some(page),
                    pages: total.div_ceil(10).max(1),
                    href: &href,
                    beyond: None,
                    region: swaps.then_some("liste"),
                    include: None,
                    prefix: "liste-",
                },
                focus,
                swaps,
                include: None,
            },
            html! { tr { (row_head("Nom", html! { "<b>" })) (cell("Fichiers joints", html! {})) } },
        );
        whole.into_string()
    }

    #[test]
    fn a_column_says_how_it_is_sorted_and_leads_to_the_other_way() {
        let html = rendered(3, 1, false);
        assert!(html.contains(r##"<th scope="col" aria-sort="descending"><a id="liste-tri-nom""##), "{html}");
        assert!(html.contains(r##"data-hx-target="#liste""##));
        assert!(html.contains("/ici?tri=&lt;nom&gt;") && html.contains("&lt;b&gt;"));
        assert_eq!(html.matches("aria-sort").count(), 1);
        assert!(html.contains(r#"<th scope="col"><span class="vh">Actions</span></th>"#));
    }

    #[test]
    fn the_count_is_in_the_words_of_the_guide_and_takes_the_focus_once_the_page_is_turned() {
        assert!(rendered(5, 1, false).contains(">Affichage de la ligne 1 à 5 sur 5</p>"));
        let last = rendered(23, 3, true);
        assert!(
            last.contains(r#"tabindex="-1" autofocus>Affichage de la ligne 21 à 23 sur 23</p>"#),
            "{last}"
        );
        assert!(last.contains(r#"id="liste-page-precedente""#));
        assert!(last.contains("Afficher") && last.contains(">lignes par page<"));
    }

    #[test]
    fn what_is_not_swapped_is_still_a_link() {
        let html = swapped(23, 2, false, false);
        assert!(!html.contains("data-hx"), "{html}");
        assert!(html.contains(r#"<a id="liste-lignes-25" href="/ici?lignes=25">"#), "{html}");
        assert_eq!(swapped(23, 2, false, true).matches("data-hx-get").count(), html.matches("<a ").count());
    }

    #[test]
    fn a_long_text_is_unfolded_from_its_first_words() {
        assert!(long_text("Du bois, du fer.").into_string().starts_with(r#"<div class="prose">"#));
        let long = long_text(&"J'aime le bois, ".repeat(9)).into_string();
        assert!(long.starts_with("<details><summary>J’aime le bois, J’aime"), "{long}");
        assert!(
            long.contains("le bois…</summary><div class=\"prose\">") || long.contains("J’aime le…</summary>"),
            "{long}"
        );
        // One word of two thousand letters is cut as well.
        assert!(
            long_text(&"a".repeat(2_000)).into_string().contains(&format!("{}…</summary>", "a".repeat(80)))
        );
    }

    #[test]
    fn nothing_is_said_to_be_nothing() {
        let html = rendered(0, 1, false);
        assert!(html.contains(r#"<td colspan="3">Aucun enregistrement</td>"#));
        assert!(!html.contains("Affichage") && !html.contains("lignes par page"));
    }
}
