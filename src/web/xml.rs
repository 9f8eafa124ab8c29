//! XML for machines: feeds and site maps. Maud escapes it as it does HTML; an element without content
//! is written with braces, so that it is closed.

use axum::Extension;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::Markup;

use super::edition::Kept;

/// Answers with a document, and with how long it stays true.
pub fn answer(media_type: &'static str, root: &Markup, kept: Kept) -> Response {
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", root.0);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (Extension(kept), headers, text).into_response()
}

/// The text without the characters that XML cannot hold, even escaped.
pub fn text(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use maud::html;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_makes_a_document(typed in any::<String>(), nasty in "[\u{0}-\u{20}<>&\"'\\]\u{fffe}\u{ffff}é👩]{0,30}") {
            for typed in [typed, nasty] {
                let kept = text(&typed);
                let root = html! { a b=(kept) { c {} (kept) } };
                prop_assert!(roxmltree::Document::parse(&root.0).is_ok(), "{}", root.0);
            }
        }
    }
}
