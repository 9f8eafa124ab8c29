//! The faces that documents are set in: what each letter is in the font, and how wide.

use std::sync::LazyLock;

use printpdf::{FontId, ParsedFont};
use unicode_normalization::UnicodeNormalization;

/// One of the two faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// For what is read.
    Regular,
    /// For what is looked for.
    Bold,
}

impl Weight {
    pub(super) const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    pub(super) fn face(self) -> &'static Face {
        static REGULAR: LazyLock<Face> = LazyLock::new(|| {
            Face::read("DejaVuSans", include_bytes!("../../../assets/fonts/DejaVuSans.ttf"))
        });
        static BOLD: LazyLock<Face> = LazyLock::new(|| {
            Face::read("DejaVuSans-Bold", include_bytes!("../../../assets/fonts/DejaVuSans-Bold.ttf"))
        });
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }
}

/// A face, read once.
#[derive(Debug)]
pub(super) struct Face {
    /// What pages call it.
    pub(super) id: FontId,
    pub(super) font: Option<ParsedFont>,
}

/// What stands for a letter that the font has not.
const MISSING: char = '\u{fffd}';

impl Face {
    /// The height of its capitals, in thousandths of the size; the same in both.
    pub(super) const CAPITALS: f32 = 729.0;

    /// The font is ours: what could not be read shows in the tests, and a document without letters is
    /// better than none.
    fn read(name: &str, bytes: &[u8]) -> Self {
        let mut font = ParsedFont::from_bytes(bytes, 0, &mut Vec::new());
        if let Some(font) = &mut font {
            font.font_name = Some(name.to_owned());
        }
        Self { id: FontId(name.to_owned()), font }
    }

    fn glyph(&self, letter: char) -> Option<u16> {
        self.font.as_ref()?.lookup_glyph_index(letter.into())
    }

    /// How wide a text is, in thousandths of its size, as documents say it.
    pub(super) fn width(&self, text: &str) -> u32 {
        text.chars().map(|letter| self.advance(letter).unwrap_or_default()).sum()
    }

    fn advance(&self, letter: char) -> Option<u32> {
        let glyph = self.glyph(letter).or_else(|| self.glyph(MISSING))?;
        let font = self.font.as_ref()?;
        Some(u32::from(font.get_glyph_width(glyph)?) * 1000 / u32::from(font.units_per_em).max(1))
    }

    /// The text in the letters that the font has.
    pub(super) fn letters(&self, text: &str) -> String {
        text.chars().map(|letter| if self.glyph(letter).is_some() { letter } else { MISSING }).collect()
    }
}

/// The text as it is set: letters and their accents as one, what cannot be seen left out, each picture as one
/// sign.
pub(super) fn settable(text: &str) -> String {
    let seen = |c: &char| {
        !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}')
            && (!c.is_control() || *c == '\n')
    };
    one_sign_each(text).replace('\t', " ").nfc().filter(seen).collect()
}

/// Joins two pictures in one.
const JOINER: char = '\u{200d}';

/// Of pictures made of several only the first: of a family one head, of a flag one of its letters, of a hand
/// no colour.
fn one_sign_each(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut joined, mut half_flag) = (false, false);
    for c in text.chars() {
        let follows = match c {
            '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}' => true,
            '\u{1f1e6}'..='\u{1f1ff}' => half_flag,
            _ => joined && is_picture(c),
        };
        half_flag = !half_flag && matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
        joined = c == JOINER;
        if !follows {
            kept.push(c);
        }
    }
    kept
}

fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_faces_hold_what_names_and_french_need() {
        let needed = "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆàâäçéèêëîïôöùûüÿœæ«»’‘“”–—…€·•°№\u{a0}\u{202f}ŁłŻżÓóÐđŞşȘșĞğİıŐőŘřŠšŽžĲĳ\
            ΑΩαωЖжЇїẾếữ→□✓\u{fffd}";
        for weight in Weight::ALL {
            let face = weight.face();
            assert_eq!(face.letters(needed), needed, "{weight:?}");
            assert!(face.font.as_ref().unwrap().original_bytes.len() <= 60_000);
            assert!(face.width("mm") > face.width("ii"));
        }
    }

    #[test]
    fn a_letter_that_the_font_has_not_is_seen() {
        let face = Weight::Regular.face();
        assert_eq!(face.letters("le 山"), "le \u{fffd}");
        assert_eq!(face.width("山"), face.width("\u{fffd}"));
        assert_ne!(face.width("山"), 0);
    }

    #[test]
    fn a_picture_made_of_several_is_one_sign() {
        let face = Weight::Regular.face();
        let set = |text: &str| face.letters(&settable(text)).matches(MISSING).count();
        for one in ["🦀", "👩‍🔧", "👨‍👩‍👧‍👦", "👍🏽", "🧑🏿‍🚒", "🇫🇷", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]
        {
            assert_eq!(set(one), 1, "{one}");
        }
        assert_eq!((set("🇫🇷🇪🇸"), set("👍👍"), set("🇫🇷 🇪🇸")), (2, 2, 2));
        assert_eq!(settable("1️⃣ ♥️ क्\u{200d}ष"), "1 ♥ क्ष");
    }

    #[test]
    fn accents_join_their_letters_and_nothing_hides() {
        assert_eq!(settable("e\u{301}te\u{301}\u{200b}\u{202e}\u{1}\t!"), "été !");
    }
}
