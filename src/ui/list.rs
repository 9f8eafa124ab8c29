//! What surrounds a list: its count, its filters as pills, its order, its pages, its absence.

use maud::{Markup, html};

use super::{Anchor, Icon, Text, icon};

/// Where one stands in a list of pages, and the address of each.
pub struct Pager<'a> {
    /// Page shown, from 1; none beyond the numbered pages.
    pub page: Option<u64>,
    /// How many pages have a number.
    pub pages: u64,
    /// Address of a page.
    pub href: &'a dyn Fn(u64) -> String,
    /// Address of what follows the last numbered page, or this one beyond it.
    pub beyond: Option<&'a str>,
    /// Id of the region that a page takes the place of; none where each is a page of its own.
    pub region: Option<&'a str>,
    /// The controls, as a selector, whose values a swap sends along.
    pub include: Option<&'a str>,
    /// What its ids begin with, where a page holds several.
    pub prefix: &'a str,
}

/// The heading of a region of results. It can take the focus; `focus` makes it do so as the
/// region arrives, when the person has moved to another page.
pub fn heading(id: &str, text: &str, focus: bool) -> Markup {
    html! { h2 class="count-heading" id=(id) tabindex="-1" autofocus[focus] { (Text(text)) } }
}

/// Numbered pages, with the first, the last and the neighbours of the present one.
pub fn pager(pager: &Pager<'_>) -> Markup {
    let Pager { page, pages, .. } = *pager;
    let link = |n: u64, id: &str, content| page_link(pager, &(pager.href)(n), id, content);
    html! {
        @if pages > 1 || page.is_none() {
            nav class="pager" aria-label="Pages de résultats" {
                @if let Some(page) = page.filter(|page| *page > 1) {
                    (link(page - 1, "page-precedente", html! {
                        (icon(Icon::ArrowLeft)) span { "Précédente" span class="vh" { "\u{a0}: page " (page - 1) } }
                    }))
                }
                @if page.is_none() {
                    (link(pages, "page-precedente", html! {
                        (icon(Icon::ArrowLeft)) span { "Retour à la page " (pages) }
                    }))
                }
                ol role="list" {
                    @for step in steps(page.unwrap_or(1), pages) {
                        li {
                            @match step {
                                None => span class="gap" aria-hidden="true" { "…" },
                                Some(n) if page == Some(n) => span class="current" aria-current="page" {
                                    span class="vh" { "Page " } (n)
                                },
                                Some(n) => (link(n, &format!("page-{n}"), html! {
                                    span class="vh" { "Page " } (n)
                                })),
                            }
                        }
                    }
                    @if page.is_none() { li { span class="current" aria-current="page" { "Suite" } } }
                }
                @if let Some(page) = page.filter(|page| *page < pages) {
                    (link(page + 1, "page-suivante", html! {
                        span { "Suivante" span class="vh" { "\u{a0}: page " (page + 1) } } (icon(Icon::ArrowRight))
                    }))
                } @else if let Some(href) = pager.beyond {
                    (page_link(pager, href, "page-suivante", html! {
                        span { "Suivante" span class="vh" { "\u{a0}: suite de la liste" } } (icon(Icon::ArrowRight))
                    }))
                }
            }
        }
    }
}

fn page_link(pager: &Pager<'_>, href: &str, id: &str, content: Markup) -> Markup {
    let region = pager.region.map(|region| format!("#{region}"));
    html! {
        a id={ (pager.prefix) (id) } href=(Text(href)) data-hx-get=[region.as_ref().map(|_| Text(href))] data-hx-target=[&region]
            data-hx-swap=[region.as_ref().map(|_| "outerHTML")] data-hx-indicator=[&region]
            data-hx-include=[region.as_ref().and(pager.include)] { (content) }
    }
}

/// Pages to name, `None` standing for those left out.
fn steps(page: u64, pages: u64) -> Vec<Option<u64>> {
    let mut steps = Vec::new();
    let mut last = 0;
    for n in (1..=pages).filter(|&n| n == 1 || n == pages || n.abs_diff(page) <= 1) {
        if n == last + 2 {
            steps.push(Some(n - 1));
        } else if n > last + 2 {
            steps.push(None);
        }
        steps.push(Some(n));
        last = n;
    }
    steps
}

/// The filters in force, each one a link that takes it away. They change the boxes of the form
/// too, so they are plain links that load the page.
pub fn pills(filters: &[Anchor<'_>], clear_href: &str) -> Markup {
    html! {
        @if !filters.is_empty() {
            ul class="pills" role="list" aria-label="Filtres appliqués" {
                @for (n, filter) in filters.iter().enumerate() {
                    li {
                        a class="pill" id={ "filtre-" (n) } href=(Text(filter.href)) {
                            (icon(Icon::Close)) span class="vh" { "Retirer le filtre " } (Text(filter.label))
                        }
                    }
                }
                @if filters.len() > 1 {
                    li { a class="clear" id="filtres-tous" href=(Text(clear_href)) { "Tout effacer" } }
                }
            }
        }
    }
}

/// Links that change the order of the list; `current` is the address of the present one, which
/// is said and is not a link.
pub fn sort_links(current: &str, orders: &[Anchor<'_>]) -> Markup {
    choice_links("tri-titre", "Trier par", current, orders)
}

/// Links that change how many lines a page shows.
pub fn lines_per_page(current: &str, sizes: &[Anchor<'_>]) -> Markup {
    choice_links("lignes-titre", "Lignes par page", current, sizes)
}

/// Links that change how the results are shown.
pub fn view_links(current: &str, views: &[Anchor<'_>]) -> Markup {
    choice_links("vue-titre", "Afficher", current, views)
}

fn choice_links(id: &str, title: &str, current: &str, links: &[Anchor<'_>]) -> Markup {
    html! {
        div class="sort" {
            span id=(id) { (title) }
            ul role="list" aria-labelledby=(id) {
                @for link in links {
                    li {
                        @if link.href == current {
                            span aria-current="true" { (Text(link.label)) }
                        } @else {
                            a href=(Text(link.href)) { (Text(link.label)) }
                        }
                    }
                }
            }
        }
    }
}

/// A way out of an empty list, and how many things it leads to.
pub struct WayOut<'a> {
    /// The link.
    pub link: Anchor<'a>,
    /// « 12 offres ».
    pub count: Option<&'a str>,
}

/// What stands where a list has nothing to show: why, and what to do now.
pub fn empty(title: &str, text: &str, actions: &[Anchor<'_>]) -> Markup {
    let ways: Vec<WayOut> = actions.iter().map(|link| WayOut { link: *link, count: None }).collect();
    empty_with_counts(title, text, &ways)
}

/// The same, each way with what it leads to.
pub fn empty_with_counts(title: &str, text: &str, actions: &[WayOut<'_>]) -> Markup {
    html! {
        div class="empty" {
            (icon(Icon::Search))
            h3 { (title) }
            p { (Text(text)) }
            @if !actions.is_empty() {
                ul role="list" {
                    @for WayOut { link, count } in actions {
                        li { a href=(link.href) { (link.label) } @if let Some(count) = count { "\u{a0}: " (count) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_pages_are_left_out_and_a_gap_of_one_is_filled() {
        assert_eq!(steps(1, 3), [Some(1), Some(2), Some(3)]);
        assert_eq!(steps(1, 9), [Some(1), Some(2), None, Some(9)]);
        assert_eq!(steps(5, 9), [Some(1), None, Some(4), Some(5), Some(6), None, Some(9)]);
        assert_eq!(steps(4, 5), [Some(1), Some(2), Some(3), Some(4), Some(5)]);
    }

    fn shown(page: Option<u64>, pages: u64, beyond: Option<&str>) -> String {
        let href = |n| format!("/liste?page={n}");
        pager(&Pager {
            page,
            pages,
            href: &href,
            beyond,
            region: Some("resultats"),
            include: None,
            prefix: "",
        })
        .into_string()
    }

    #[test]
    fn the_present_page_is_said_and_is_not_a_link() {
        let html = shown(Some(2), 3, None);
        assert!(html.contains(r#"aria-current="page""#));
        assert!(!html.contains(r#"id="page-2""#));
        assert_eq!(shown(Some(1), 1, None), "");
    }

    #[test]
    fn the_last_numbered_page_leads_beyond_and_what_is_beyond_leads_back() {
        let next = Some("/liste?apres=59");
        let last = shown(Some(50), 50, next);
        assert!(last.contains(r#"id="page-suivante" href="/liste?apres=59""#));
        let further = shown(None, 50, next);
        assert!(further.contains(r#"id="page-suivante" href="/liste?apres=59""#));
        assert!(further.contains("page=1\"") && further.contains("page=50\""));
        assert!(further.contains(r#"aria-current="page">Suite<"#) && further.contains("Retour à la page 50"));
        let before = shown(Some(49), 50, next);
        assert!(before.contains(r#"id="page-suivante" href="/liste?page=50""#));
    }
}
