//! How texts are set, and where their lines end.

use super::face::Weight;

/// The manner of a text, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Its face.
    pub weight: Weight,
    /// The size of its letters.
    pub size: f32,
    /// From one line to the next.
    pub leading: f32,
    /// White above it.
    pub above: f32,
    /// White below it.
    pub below: f32,
    /// From 0, ink, to 1, paper.
    pub grey: f32,
}

/// The ink of what is said aside: dark enough for a worn printer.
pub(super) const GREY: f32 = 0.36;

const fn style(weight: Weight, size: f32, above: f32, below: f32, grey: f32) -> Style {
    Style { weight, size, leading: size * 1.4, above, below, grey }
}

pub(super) const TITLE: Style = Style { leading: 25.0, ..style(Weight::Bold, 20.0, 0.0, 4.0, 0.0) };
pub(super) const HEADING: Style = style(Weight::Bold, 13.0, 18.0, 4.0, 0.0);
pub(super) const SUBHEADING: Style = style(Weight::Bold, 10.5, 12.0, 1.0, 0.0);
pub(super) const BODY: Style = style(Weight::Regular, 9.5, 3.0, 2.0, 0.0);
pub(super) const NOTE: Style = style(Weight::Regular, 8.5, 2.0, 0.0, GREY);
pub(super) const FURNITURE: Style = style(Weight::Regular, 8.0, 0.0, 0.0, GREY);

impl Style {
    /// For what is read.
    pub const BODY: Self = BODY;
    /// For what is said aside.
    pub const NOTE: Self = NOTE;

    /// The same in letters of this size.
    pub const fn sized(self, size: f32) -> Self {
        Self { size, leading: size * 1.35, ..self }
    }

    /// The same in bold.
    pub const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// How wide a line is.
    pub(super) fn width(self, line: &str) -> f32 {
        self.weight.face().width(line) as f32 * self.size / 1000.0
    }

    /// How high so many lines are.
    pub(super) fn height(self, lines: &[String]) -> f32 {
        lines.len() as f32 * self.leading
    }
}

/// The lines of a text in this width. It is cut at its spaces, and within a word that is wider than a line;
/// its own line ends stay.
pub(super) fn wrapped(text: &str, style: Style, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.trim().lines() {
        let mut wrap = Wrap { style, width, line: String::new(), used: 0.0, lines: &mut lines };
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            wrap.word(word);
        }
        wrap.end();
    }
    lines
}

struct Wrap<'a> {
    style: Style,
    width: f32,
    line: String,
    used: f32,
    lines: &'a mut Vec<String>,
}

impl Wrap<'_> {
    fn word(&mut self, word: &str) {
        let (long, space) = (self.style.width(word), self.style.width(" "));
        if !self.line.is_empty() {
            if self.used + space + long <= self.width {
                self.line.push(' ');
                self.line.push_str(word);
                self.used += space + long;
                return;
            }
            self.end();
        }
        if long <= self.width {
            self.line.push_str(word);
            self.used = long;
            return;
        }
        for letter in word.chars() {
            let wide = self.style.width(letter.encode_utf8(&mut [0; 4]));
            if self.used + wide > self.width && !self.line.is_empty() {
                self.end_within();
            }
            self.line.push(letter);
            self.used += wide;
        }
    }

    /// Ends a line within a word: after the last sign of an address there, unless it leaves half of the line.
    fn end_within(&mut self) {
        let sign = self.line.rfind(['@', '/', '.', '-', '_', '?', '&', '=']).map_or(0, |at| at + 1);
        let rest = if 2 * sign > self.line.len() { self.line.split_off(sign) } else { String::new() };
        self.end();
        self.used = self.style.width(&rest);
        self.line = rest;
    }

    fn end(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.used = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_end_at_spaces_but_never_at_a_hard_one() {
        let lines =
            wrapped("Le stage dure 6\u{a0}mois à Niort", BODY, BODY.width("Le stage dure 6\u{a0}moi"));
        assert_eq!(lines, ["Le stage dure", "6\u{a0}mois à Niort"]);
        assert_eq!(wrapped("a\n\nb", BODY, 100.0), ["a", "", "b"]);
        let lines = wrapped("ines.bellanque@example.org", BODY, BODY.width("ines.bellanque@exam"));
        assert_eq!(lines, ["ines.bellanque@", "example.org"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(text in "[a-zé ]{0,80}[a-z@./]{0,80}[ \n]{0,3}[mwi]{0,40}", width in 20.0_f32..200.0) {
            let lines = wrapped(&text, BODY, width);
            for line in &lines {
                prop_assert!(BODY.width(line) <= width + 0.01, "{line}");
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.join(" ")), letters(&text));
        }
    }
}
