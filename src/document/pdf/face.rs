//! The faces that documents are set in: what each letter is in the font, and how wide.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::LazyLock;

use ttf_parser::GlyphId;
use unicode_normalization::UnicodeNormalization;

use super::file::packed;

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
        static REGULAR: LazyLock<Face> =
            LazyLock::new(|| Face::read(include_bytes!("../../../assets/fonts/DejaVuSans.ttf")));
        static BOLD: LazyLock<Face> =
            LazyLock::new(|| Face::read(include_bytes!("../../../assets/fonts/DejaVuSans-Bold.ttf")));
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }

    /// Its name within documents.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Regular => "CMONST+DejaVuSans",
            Self::Bold => "CMONST+DejaVuSans-Bold",
        }
    }
}

/// A face, read and compressed once.
#[derive(Debug, Default)]
pub(super) struct Face {
    /// The glyph of each letter and its width, in thousandths of the size.
    letters: HashMap<char, (u16, u16)>,
    /// The font itself, compressed, and its size before.
    pub(super) file: (Vec<u8>, usize),
    /// The widths of all its glyphs, as documents write them.
    pub(super) widths: String,
    /// What letter each glyph stands for, compressed, so that text can be copied and searched.
    pub(super) meaning: Vec<u8>,
    /// Its highest and lowest points, the height of its capitals, its box: in thousandths.
    pub(super) ascent: i32,
    pub(super) descent: i32,
    pub(super) capitals: i32,
    pub(super) bounds: [i32; 4],
}

/// What stands for a letter that the font has not.
const MISSING: char = '\u{fffd}';

impl Face {
    /// The font is ours: what could not be read shows in the tests, and a document without letters is
    /// better than none.
    fn read(bytes: &[u8]) -> Self {
        let Ok(font) = ttf_parser::Face::parse(bytes, 0) else { return Self::default() };
        let unit = i32::from(font.units_per_em()).max(1);
        let scaled = |value: i16| i32::from(value) * 1000 / unit;
        let mut letters = HashMap::new();
        let mut glyphs = BTreeMap::new();
        for subtable in font.tables().cmap.iter().flat_map(|cmap| cmap.subtables).filter(|s| s.is_unicode()) {
            subtable.codepoints(|code| {
                let letter = char::from_u32(code);
                let glyph = subtable.glyph_index(code);
                if let (Some(letter), Some(glyph)) = (letter, glyph) {
                    letters.insert(letter, (glyph.0, width(&font, glyph)));
                    glyphs.entry(glyph.0).or_insert(letter);
                }
            });
        }
        let mut widths = String::new();
        for glyph in 0..font.number_of_glyphs() {
            let _ = write!(widths, "{} ", width(&font, GlyphId(glyph)));
        }
        let bounds = font.global_bounding_box();
        Self {
            letters,
            file: (packed(bytes).unwrap_or_default(), bytes.len()),
            widths,
            meaning: packed(meaning(&glyphs).as_bytes()).unwrap_or_default(),
            ascent: scaled(font.ascender()),
            descent: scaled(font.descender()),
            capitals: scaled(font.capital_height().unwrap_or(font.ascender())),
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(scaled),
        }
    }

    /// The glyph of a letter, or of what stands for it.
    fn letter(&self, letter: char) -> (u16, u16) {
        self.letters.get(&letter).or_else(|| self.letters.get(&MISSING)).copied().unwrap_or_default()
    }

    /// How wide a text is, in thousandths of its size.
    pub(super) fn width(&self, text: &str) -> u32 {
        text.chars().map(|letter| u32::from(self.letter(letter).1)).sum()
    }

    /// The text as its glyphs, in hexadecimal.
    pub(super) fn glyphs(&self, text: &str) -> String {
        let mut glyphs = String::with_capacity(4 * text.len());
        for letter in text.chars() {
            let _ = write!(glyphs, "{:04x}", self.letter(letter).0);
        }
        glyphs
    }

    #[cfg(test)]
    pub(super) fn has(&self, letter: char) -> bool {
        self.letters.contains_key(&letter)
    }
}

fn width(font: &ttf_parser::Face, glyph: GlyphId) -> u16 {
    let unit = u32::from(font.units_per_em()).max(1);
    let advance = u32::from(font.glyph_hor_advance(glyph).unwrap_or_default());
    u16::try_from((advance * 1000 + unit / 2) / unit).unwrap_or(u16::MAX)
}

/// The text as it is set: letters and their accents as one, what cannot be seen left out.
pub(super) fn settable(text: &str) -> String {
    let seen = |c: &char| {
        !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
            && (!c.is_control() || *c == '\n')
    };
    text.replace('\t', " ").nfc().filter(seen).collect()
}

/// The table by which readers find letters again, in PostScript.
fn meaning(glyphs: &BTreeMap<u16, char>) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n",
    );
    let pairs: Vec<(&u16, &char)> = glyphs.iter().collect();
    // A hundred lines at most, says the format.
    for some in pairs.chunks(100) {
        let _ = writeln!(map, "{} beginbfchar", some.len());
        for (glyph, letter) in some {
            let _ = write!(map, "<{glyph:04x}> <");
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(map, "{unit:04x}");
            }
            map.push_str(">\n");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
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
            for letter in needed.chars() {
                assert!(face.has(letter), "{weight:?} lacks {letter:?}");
            }
            assert!(face.file.1 <= 60_000 && !face.file.0.is_empty());
            assert!(face.width("mm") > face.width("ii"));
            assert!(face.ascent > 700 && face.descent < 0 && face.capitals > 600);
        }
    }

    #[test]
    fn a_letter_that_the_font_has_not_is_seen() {
        let face = Weight::Regular.face();
        assert_eq!(face.glyphs("山"), face.glyphs("\u{fffd}"));
        assert_ne!(face.width("山"), 0);
    }

    #[test]
    fn accents_join_their_letters_and_nothing_hides() {
        assert_eq!(settable("e\u{301}te\u{301}\u{200b}\u{202e}\u{1}\t!"), "été !");
    }
}
