//! Names of files that people send: made harmless when stored, written safely when given back.

use super::fold::{fold, words};
use crate::text::clean_line;

/// The longest stored name, in characters, extension included.
const MAX_CHARS: usize = 120;

/// The longest name that is made here, in characters.
const MAX_WORDS: usize = 60;

/// The name without folders, control or direction characters, quotes and signs that file systems
/// refuse; at most 120 characters with its extension kept; never empty, never hidden (no leading
/// dot).
pub fn sanitise(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !REFUSED.contains(*c)).collect();
    let name = clean_line(&name.replace('\'', "’"));
    let name = name.trim_matches(is_edge);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if is_extension(extension) => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let stem: String = stem.chars().take(MAX_CHARS - extension.len()).collect();
    // Cutting can leave half of what an invisible joiner held together.
    let stem = clean_line(&stem);
    let stem = stem.trim_matches(is_edge);
    format!("{}{extension}", if stem.is_empty() { "fichier" } else { stem })
}

const REFUSED: &str = "\"`“”«»<>:|?*;%";

fn is_edge(c: char) -> bool {
    c == '.' || c.is_whitespace()
}

fn is_extension(text: &str) -> bool {
    (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A name made of these words, without accents, in small letters: « projet-2026-03-02-scierie ».
pub fn of_words(parts: &[&str]) -> String {
    let words: Vec<String> = parts.iter().flat_map(|part| words(part)).collect();
    let name: String = words.join("-").chars().take(MAX_WORDS).collect();
    name.trim_end_matches('-').to_owned()
}

/// The value of `Content-Disposition` for a download under this name (RFC 6266): an ASCII name
/// for old readers, the exact one in `filename*`.
pub fn content_disposition_attachment(name: &str) -> String {
    format!("attachment; {}", named(name))
}

/// The value of `Content-Disposition` for what is shown at once and may be saved under this name.
pub fn content_disposition_inline(name: &str) -> String {
    format!("inline; {}", named(name))
}

fn named(name: &str) -> String {
    let name = sanitise(name);
    format!("filename=\"{}\"; filename*=UTF-8''{}", ascii_name(&name), percent(&name))
}

/// The name letter by letter without accents; what has no ASCII letter is `_`.
fn ascii_name(name: &str) -> String {
    let mut ascii = String::with_capacity(name.len());
    for c in name.chars() {
        let folded = if c.is_ascii() { String::from(c) } else { fold(c.encode_utf8(&mut [0; 4])) };
        if folded.is_empty() || !folded.is_ascii() {
            ascii.push('_');
        } else if c.is_uppercase() {
            ascii.push_str(&folded.to_ascii_uppercase());
        } else {
            ascii.push_str(&folded);
        }
    }
    ascii
}

/// Percent-encoding of all but the `attr-char` of RFC 5987.
fn percent(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_ordinary_name_is_kept() {
        assert_eq!(sanitise("CV Élodie (2026).pdf"), "CV Élodie (2026).pdf");
        assert_eq!(sanitise("lettre d'Ana.docx"), "lettre d’Ana.docx");
    }

    #[test]
    fn a_name_is_made_of_words() {
        assert_eq!(of_words(&["projet", "2026-03-02", "L’Œuvre & fils"]), "projet-2026-03-02-l-oeuvre-fils");
        assert_eq!(of_words(&["", &"mots ".repeat(40)]).len(), 59, "a name does not end with a dash");
    }

    #[test]
    fn tricks_are_removed() {
        for (name, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\fakepath\\cv.pdf", "cv.pdf"),
            ("cv\r\nSet-Cookie: a=b.pdf", "cv Set-Cookie a=b.pdf"),
            ("cv\u{202e}fdp.exe", "cvfdp.exe"),
            ("a\"b;c%00.pdf", "abc00.pdf"),
            (".htaccess", "htaccess"),
            (".pdf", "pdf"),
            ("…", "…"),
            ("cv.pdf. . ", "cv.pdf"),
            ("", "fichier"),
            ("///", "fichier"),
            ("\u{200b}\0", "fichier"),
        ] {
            assert_eq!(sanitise(name), kept, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = sanitise(&format!("{}.docx", "é".repeat(300)));
        assert_eq!(name.chars().count(), 120);
        assert!(name.ends_with("é.docx"));
    }

    #[test]
    fn the_header_has_both_names() {
        assert_eq!(
            content_disposition_attachment("Œuvre d’été 山.pdf"),
            "attachment; filename=\"OEuvre d_ete _.pdf\"; \
             filename*=UTF-8''%C5%92uvre%20d%E2%80%99%C3%A9t%C3%A9%20%E5%B1%B1.pdf"
        );
    }

    proptest! {
        #[test]
        fn a_stored_name_is_harmless_and_stable(name in any::<String>(), tricky in "[a. '/\\\\\"\\r\\n\\u{202e}\\u{200d}é👩]{0,200}") {
            for name in [name, tricky] {
                let kept = sanitise(&name);
                prop_assert!(!kept.is_empty() && kept.chars().count() <= 120, "{:?}", kept);
                let harmful = |c: char| c.is_control() || "/\\\"'\u{202e}".contains(c);
                prop_assert!(!kept.starts_with('.') && !kept.contains(harmful), "{:?}", kept);
                prop_assert_eq!(sanitise(&kept), kept);
            }
        }

        #[test]
        fn the_header_is_one_ascii_line_with_two_quotes(name in any::<String>()) {
            let header = content_disposition_attachment(&name);
            prop_assert!(header.bytes().all(|b| b == b' ' || b.is_ascii_graphic()), "{}", header);
            prop_assert_eq!(header.matches('"').count(), 2);
            prop_assert!(!header.contains('\\'));
        }
    }
}
