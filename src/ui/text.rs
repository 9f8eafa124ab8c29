//! Text in the pieces that a page repeats by the dozen.

use maud::Render;

/// Text, escaped exactly as Maud escapes it. Maud looks at each byte and copies it by itself, which is
/// the larger part of the making of a list; this looks at eight bytes at once, and copies at once what
/// stands between two escapes. Worth writing for texts of ten bytes and more.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a>(pub &'a str);

impl Render for Text<'_> {
    fn render_to(&self, out: &mut String) {
        let mut rest = self.0;
        while let Some((at, escape)) = next_escape(rest.as_bytes()) {
            out.push_str(&rest[..at]);
            out.push_str(escape);
            // What is escaped is one byte long.
            rest = &rest[at + 1..];
        }
        out.push_str(rest);
    }
}

/// Where the next byte to be escaped stands, and what it becomes.
fn next_escape(bytes: &[u8]) -> Option<(usize, &'static str)> {
    let (eights, _) = bytes.as_chunks::<8>();
    let clean = 8 * eights.iter().take_while(|eight| is_clean(u64::from_le_bytes(**eight))).count();
    bytes[clean..].iter().zip(clean..).find_map(|(byte, at)| Some((at, escape(*byte)?)))
}

fn escape(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    }
}

/// Whether none of eight bytes is to be escaped. Taking 1 from each byte brings its highest bit up
/// where it was 0; < and > differ by one bit.
fn is_clean(eight: u64) -> bool {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    const fn zeros(eight: u64) -> u64 {
        eight.wrapping_sub(each(1)) & !eight
    }
    let angles = zeros((eight | each(b'<' ^ b'>')) ^ each(b'<' | b'>'));
    let found = zeros(eight ^ each(b'&')) | zeros(eight ^ each(b'"')) | angles;
    found & each(0x80) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use maud::html;
    use proptest::prelude::*;

    fn both(text: &str) -> (String, String) {
        (
            html! { a b=(Text(text)) { (Text(text)) } }.into_string(),
            html! { a b=(text) { (text) } }.into_string(),
        )
    }

    #[test]
    fn each_byte_is_escaped_as_maud_does() {
        for letter in (0..=0x24f).chain(0x2010..0x2030).filter_map(char::from_u32) {
            for text in [
                letter.to_string(),
                format!("{letter}{letter}"),
                format!("a{letter}b"),
                format!("<{letter}&"),
                format!("{letter}é"),
                format!("0123{letter}567012345678{letter}"),
                format!("01234567{letter}{letter}"),
            ] {
                let (ours, mauds) = both(&text);
                assert_eq!(ours, mauds);
            }
        }
        assert_eq!(both("").0, both("").1);
    }

    proptest! {
        #[test]
        fn any_text_is_escaped_as_maud_does(plain in any::<String>(), nasty in "[&<>\"'a é;]{0,40}") {
            for text in [plain, nasty] {
                let (ours, mauds) = both(&text);
                prop_assert_eq!(ours, mauds);
            }
        }
    }
}
