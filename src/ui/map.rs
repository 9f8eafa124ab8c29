//! The map of the départements, and the list that is its real control.
//!
//! The drawing is hidden from assistive technologies and from the keyboard: the list beside it
//! says and does the same. Its colours follow the boxes by rules of the style sheet ([`map_css`]);
//! a click on a shape is a link, which a few lines of script turn into a tick of the box.

use std::fmt::Write;

use maud::{Markup, html};

use super::field::{Choice, Count, check_box};
use super::{Anchor, Text, out_of_band};
use crate::reference::departments::ViewBox;

/// One département on the map.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    /// Its code (`17`, `2A`).
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its outline, the `d` of a path.
    pub path: &'a str,
    /// Where its count is written.
    pub label: (i32, i32),
    /// How many offers it has, when that is known.
    pub count: Count,
    /// The list with this département ticked, or unticked when it is.
    pub href: &'a str,
    /// Whether it is chosen.
    pub selected: bool,
}

/// A choice that has no place on the map: overseas, or outside the territory.
#[derive(Debug, Clone, Copy)]
pub struct Other<'a> {
    /// Value sent.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How many offers it has, when that is known.
    pub count: Count,
    /// Whether it is chosen.
    pub selected: bool,
}

/// The outlines, once in a page: the drawing uses them by reference, so that its colours, counts
/// and links can be sent again without them.
pub fn map_outlines(shapes: &[Shape<'_>]) -> Markup {
    html! {
        svg class="outlines" width="0" height="0" aria-hidden="true" {
            defs { @for shape in shapes { path id={ "f-" (shape.code) } d=(Text(shape.path)) vector-effect="non-scaling-stroke" {} } }
        }
    }
}

/// The drawing alone; `again` marks it to take the place of the one that the page shows. The words
/// on it are sized from its width, as no style sheet knows its units.
pub fn map_picture(view: ViewBox, shapes: &[Shape<'_>], again: bool) -> Markup {
    let ViewBox { x, y, width, height } = view;
    html! {
        svg class="map" id="carte" viewBox={ (x) " " (y) " " (width) " " (height) }
            font-size=((width / 19).max(1)) aria-hidden="true" data-hx-swap-oob=[again.then_some("outerHTML")] {
            @for shape in shapes {
                a href=(Text(shape.href)) data-dep=(shape.code) tabindex="-1"
                    class=[(shape.count == Count::Known(0)).then_some("none")] {
                    title { (Text(shape.name)) }
                    use href={ "#f-" (shape.code) } {}
                    text x=(shape.label.0) y=(shape.label.1) { (shape.count) }
                }
            }
        }
    }
}

/// The drawing with its boxes, named `dep`; `all` leads to the list with every one
/// ticked. A territory without outlines (overseas) has no drawing.
pub fn map_chooser(
    view: Option<ViewBox>,
    shapes: &[Shape<'_>],
    other: &[Other<'_>],
    all: Anchor<'_>,
) -> Markup {
    html! {
        fieldset class="group map-chooser" id="dep" tabindex="-1" {
            legend class="vh" { "Département" }
            @if let Some(view) = view { (map_outlines(shapes)) (map_picture(view, shapes, false)) }
            p class="map-all" id="dep-tout" { (all_link(all)) }
            div class="checks tight" {
                @for shape in shapes {
                    (check_box("dep", &Choice {
                        value: shape.code, label: shape.name, checked: shape.selected, count: Some(shape.count),
                    }))
                }
                @for choice in other {
                    (check_box("dep", &Choice {
                        value: choice.code, label: choice.name, checked: choice.selected, count: Some(choice.count),
                    }))
                }
            }
        }
    }
}

fn all_link(all: Anchor<'_>) -> Markup {
    html! { a id="dep-tous" href=(all.href) { (all.label) } }
}

/// What a change of filters changes in [`map_chooser`], the boxes themselves apart.
pub fn map_changes(
    view: Option<ViewBox>,
    shapes: &[Shape<'_>],
    other: &[Other<'_>],
    all: Anchor<'_>,
) -> Markup {
    html! {
        @if let Some(view) = view { (map_picture(view, shapes, true)) }
        (out_of_band("dep-tout", all_link(all)))
        @for shape in shapes { (out_of_band(&format!("n-dep-{}", shape.code), html! { (shape.count) })) }
        @for choice in other { (out_of_band(&format!("n-dep-{}", choice.code), html! { (choice.count) })) }
    }
}

/// The same départements as a list of links, where nothing is to be ticked.
pub fn map_links(shapes: &[Shape<'_>]) -> Markup {
    html! {
        ul class="map-links" role="list" {
            @for shape in shapes {
                li {
                    a href=(Text(shape.href)) {
                        span { (Text(shape.name)) }
                        @if let Count::Known(count) = shape.count {
                            span class="count" { (count) span class="vh" { @if count < 2 { " offre" } @else { " offres" } } }
                        }
                    }
                }
            }
        }
    }
}

/// The rules that colour a shape when its box is ticked, for these codes; they belong at the end
/// of the style sheet.
pub fn map_css(codes: &[&str]) -> String {
    let mut css = String::from("@layer parts{");
    for (n, code) in codes.iter().enumerate() {
        let comma = if n == 0 { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(css, "{comma}body:has(#dep-{code}:checked) .map a[data-dep=\"{code}\"]");
    }
    css.push_str("{--area:var(--accent);--count:var(--on-accent)}}");
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_its_rule() {
        let css = map_css(&["17", "2A"]);
        assert!(css.contains(r#"body:has(#dep-17:checked) .map a[data-dep="17"],body"#));
        assert!(css.contains(r#"#dep-2A:checked"#));
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }

    #[test]
    fn the_drawing_is_silent_and_the_list_speaks() {
        let shape = Shape {
            code: "17",
            name: "Charente-Maritime",
            path: "m0 0z",
            label: (1, 2),
            count: Count::Known(4),
            href: "/offres-de-stage?dep=17",
            selected: true,
        };
        let view = ViewBox { x: 0, y: 0, width: 190, height: 100 };
        let html = map_chooser(Some(view), &[shape], &[], Anchor { label: "Tout", href: "/offres-de-stage" })
            .into_string();
        assert!(html.contains(
            r#"<svg class="map" id="carte" viewBox="0 0 190 100" font-size="10" aria-hidden="true">"#
        ));
        assert!(html.contains(r#"<a href="/offres-de-stage?dep=17" data-dep="17" tabindex="-1">"#));
        assert!(html.contains(r#"id="dep-17" name="dep" value="17" checked"#));
        assert!(html.contains(r##"<use href="#f-17">"##) && html.contains(r#"id="n-dep-17""#));
    }
}
