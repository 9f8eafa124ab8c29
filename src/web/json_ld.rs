//! Structured data in a page.

use maud::{Markup, PreEscaped, html};

/// The script element that holds a value. Inside one only `<` can end it, which JSON allows to be
/// written otherwise.
pub fn block(value: &serde_json::Value) -> Markup {
    let safe = value.to_string().replace('<', "\\u003c");
    html! { script type="application/ld+json" { (PreEscaped(safe)) } }
}
