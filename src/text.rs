//! What people type, made fit to store, to count and to show.
//!
//! Shown texts are plain: paragraphs, line ends and links to http(s) addresses, never markup.

/// One line: control characters and invisible ones that hide or reorder text removed, every run
/// of white space one plain space, ends trimmed.
///
/// Non-breaking spaces become plain ones too: they are put back when the text is shown.
pub fn clean_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let visible = without_invisible(&spaced);
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Several lines: line ends as `\n`, at most one blank line in a row, no space at the end of a
/// line, ends trimmed; the same removals as [`clean_line`], tabs becoming spaces.
pub fn clean_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}'], "\n");
    let text = text.replace('\u{2029}', "\n\n").replace(['\t', '\u{b}', '\u{c}'], " ");
    let mut cleaned = String::with_capacity(text.len());
    let mut ends = 0;
    for line in text.split('\n') {
        let line = without_invisible(line);
        let line = line.trim_end();
        if !line.is_empty() {
            cleaned.push_str(if cleaned.is_empty() { "" } else { ["\n", "\n\n"][usize::from(ends > 1)] });
            cleaned.push_str(line);
            ends = 0;
        }
        ends += 1;
    }
    cleaned.trim().to_owned()
}

/// The text without the control characters that no page can hold: what was typed must come back to
/// the person, and every check drops them anyway.
pub fn showable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect()
}

/// The length people are told: trimmed, CR LF as one, in Unicode scalar values. The counter in
/// the page counts the same.
pub fn count_chars(text: &str) -> usize {
    text.replace("\r\n", "\n").trim().chars().count()
}

/// A stretch of a shown line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words, shown as they are.
    Text(&'a str),
    /// An address that begins with `http://` or `https://`, to be shown as it is.
    Link(&'a str),
}

/// The pieces of one line.
pub type Line<'a> = Vec<Piece<'a>>;

/// The paragraphs of a cleaned text (separated by blank lines), each a list of lines.
pub fn paragraphs(text: &str) -> impl Iterator<Item = Vec<Line<'_>>> {
    text.split("\n\n")
        .map(|paragraph| {
            paragraph.lines().filter(|line| !line.trim().is_empty()).map(pieces).collect::<Vec<_>>()
        })
        .filter(|lines| !lines.is_empty())
}

/// A line cut at its links; put end to end, the pieces are the line.
pub fn pieces(line: &str) -> Line<'_> {
    let mut pieces = Vec::new();
    let mut shown = 0;
    let mut from = 0;
    while let Some(start) = next_scheme(line, from) {
        let length = link_length(&line[start..]);
        from = start + length.max(1);
        if length > 0 {
            if start > shown {
                pieces.push(Piece::Text(&line[shown..start]));
            }
            pieces.push(Piece::Link(&line[start..from]));
            shown = from;
        }
    }
    if shown < line.len() {
        pieces.push(Piece::Text(&line[shown..]));
    }
    pieces
}

const SCHEMES: [&str; 2] = ["https://", "http://"];

fn scheme_length(text: &str) -> Option<usize> {
    SCHEMES
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
        .map(str::len)
}

/// Where the next address begins: a scheme that does not continue a word.
fn next_scheme(line: &str, from: usize) -> Option<usize> {
    line[from..].char_indices().map(|(at, _)| from + at).find(|&at| {
        let continues = line[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        !continues && scheme_length(&line[at..]).is_some()
    })
}

/// The length of the address that begins the text, 0 when nothing follows its scheme. The
/// punctuation that ends a sentence or closes a bracket is not part of it.
fn link_length(text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || c.is_control() || "<>\"«»“”".contains(c);
    let text = &text[..text.find(ends).unwrap_or(text.len())];
    let link = text.trim_end_matches(|c: char| ".,;:!?…)]}'’".contains(c));
    match scheme_length(link) {
        Some(scheme) if link[scheme..].starts_with(char::is_alphanumeric) => link.len(),
        _ => 0,
    }
}

/// Removes what cannot be seen and could mislead: control characters but the line end, zero-width
/// spaces, and the controls that reverse the direction of text. A joiner stays between two
/// characters beyond ASCII, where emoji and some scripts need it.
fn without_invisible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    let mut characters = text.chars().filter(|&c| !is_misleading(c)).peekable();
    while let Some(c) = characters.next() {
        let joins = |c: char| !c.is_ascii() && !c.is_whitespace() && c != JOINER;
        let useless = c == JOINER
            && !(visible.chars().next_back().is_some_and(joins)
                && characters.peek().copied().is_some_and(joins));
        if !useless {
            visible.push(c);
        }
    }
    visible
}

const JOINER: char = '\u{200d}';

/// Whether the character is a control or an invisible one that hides or reorders text.
pub(super) fn is_misleading(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200b}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::Piece::{Link, Text};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_has_single_plain_spaces() {
        assert_eq!(clean_line("  a\r\n b\t\tc\u{a0}d\u{202f}\u{2028}e  "), "a b c d e");
        assert_eq!(clean_line("\u{200b} \u{feff}"), "");
    }

    #[test]
    fn what_hides_or_reorders_is_removed() {
        assert_eq!(clean_line("fac\u{0}ture\u{202e}fdp\u{2069}.e\u{200b}xe\u{7f}"), "facturefdp.exe");
        assert_eq!(clean_text("a\u{202d}b\nc\u{1b}d"), "ab\ncd");
    }

    #[test]
    fn a_joiner_stays_inside_an_emoji_only() {
        assert_eq!(clean_line("👩\u{200d}🌾 ok"), "👩\u{200d}🌾 ok");
        assert_eq!(clean_line("ab\u{200d}é"), "abé");
        assert_eq!(clean_line("\u{200d}ab\u{200d}c 👩\u{200d}"), "abc 👩");
    }

    #[test]
    fn a_text_keeps_its_lines_and_one_blank_line() {
        assert_eq!(clean_text("\r\n a \r\nb\r\r\n \n\n\tc\n"), "a\nb\n\n c");
        assert_eq!(clean_text("n°\u{a0}12"), "n°\u{a0}12");
        assert_eq!(clean_text(" \n \n"), "");
    }

    #[test]
    fn characters_are_counted_as_the_page_counts_them() {
        assert_eq!(count_chars(" é\r\nà \r\n"), 3);
        assert_eq!(count_chars("👩\u{200d}🌾"), 3);
        assert_eq!(count_chars("  "), 0);
    }

    #[test]
    fn paragraphs_are_separated_by_blank_lines() {
        let shown: Vec<_> = paragraphs("un\ndeux\n\ntrois").collect();
        assert_eq!(shown, [vec![vec![Text("un")], vec![Text("deux")]], vec![vec![Text("trois")]]]);
        assert_eq!(paragraphs("").count(), 0);
    }

    #[test]
    fn addresses_become_links_without_the_punctuation_around() {
        assert_eq!(
            pieces("Voir (https://example.org/a?b=1), puis http://example.net."),
            [
                Text("Voir ("),
                Link("https://example.org/a?b=1"),
                Text("), puis "),
                Link("http://example.net"),
                Text("."),
            ]
        );
        assert_eq!(pieces("«https://a.example»"), [Text("«"), Link("https://a.example"), Text("»")]);
        assert_eq!(pieces("Https://a.example"), [Link("Https://a.example")]);
    }

    #[test]
    fn nothing_else_becomes_a_link() {
        for line in [
            "javascript:alert(1)",
            "www.example.org",
            "ftp://example.org",
            "mailto:a@example.org",
            "https://",
            "https:// x",
            "xhttp://example.org",
            "data:text/html,<script>",
            "https://<script>",
            "http://'onclick",
            "//example.org",
        ] {
            assert_eq!(pieces(line), [Text(line)], "{line}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            let (line, lines) = (clean_line(&text), clean_text(&text));
            prop_assert_eq!(clean_line(&line), line);
            prop_assert_eq!(clean_text(&lines), lines);
        }

        #[test]
        fn a_clean_text_holds_nothing_hidden(text in "[ab \\r\\n\\t\\u{0}\\u{85}\\u{a0}\\u{200b}\\u{200d}\\u{202e}\\u{2028}\\u{2029}é👩]{0,40}") {
            let (line, lines) = (clean_line(&text), clean_text(&text));
            prop_assert!(!line.contains(is_misleading) && !line.contains("  "));
            prop_assert!(!lines.contains(|c| c != '\n' && is_misleading(c)));
            prop_assert!(!lines.contains("\n\n\n") && !lines.contains(" \n"));
            prop_assert_eq!(clean_text(&lines), lines.clone());
            prop_assert_eq!(clean_line(&line), line);
            prop_assert_eq!(lines.trim(), lines.as_str());
        }

        #[test]
        fn pieces_are_the_line_and_links_are_http(line in "([a-z().,:/ «»é<>\"']|https?://){0,20}") {
            let pieces = pieces(&line);
            let text: String = pieces.iter().map(|p| match p { Text(t) | Link(t) => *t }).collect();
            prop_assert_eq!(&text, &line);
            for piece in pieces {
                if let Link(address) = piece {
                    prop_assert!(address.starts_with("http://") || address.starts_with("https://"));
                    prop_assert!(!address.contains([' ', '<', '>', '"']));
                }
            }
        }

        #[test]
        fn any_line_can_be_cut(line in any::<String>()) {
            let text: String = pieces(&line).iter().map(|p| match p { Text(t) | Link(t) => *t }).collect();
            prop_assert_eq!(text, line);
        }
    }
}
