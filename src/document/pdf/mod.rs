//! Documents on paper: A4 pages of titles, texts, lists and tables, set one under the other.
//!
//! A text wraps by the widths of its letters, a heading never stays alone at the foot of a page, a table
//! says its titles again on each. What the font has not is shown as �. Measures are points from the top left.

mod face;
mod file;
mod style;
mod table;
#[cfg(test)]
mod tests;

pub use face::Weight;
pub use style::Style;
pub use table::{PaperColumn, PaperTable};

use printpdf::{
    Color, Greyscale, Line, LinePoint, Op, PaintMode, PdfFontHandle, Point, Polygon, PolygonRing, Pt, Rect,
    TextItem,
};
use qrcodegen::{QrCode, QrCodeEcc};
use time::PrimitiveDateTime;

use super::Made;
use crate::french;
use face::{Face, settable};
use style::{BODY, FURNITURE, GREY, HEADING, NOTE, SUBHEADING, TITLE, wrapped};

/// How the sheet is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// Upright.
    Portrait,
    /// Across.
    Landscape,
}

/// What a document is.
#[derive(Debug, Clone)]
pub struct About {
    /// Its title, which programs show.
    pub title: String,
    /// The name of the site.
    pub site: String,
    /// When it is made.
    pub at: PrimitiveDateTime,
    /// How the sheet is held.
    pub paper: Paper,
    /// Whether each page says the site, the day and its number; a poster does not.
    pub numbered: bool,
}

/// The long and the short side of A4.
const LONG: f32 = 841.89;
const SHORT: f32 = 595.28;
/// White around what is written.
const SIDE: f32 = 51.0;
const TOP: f32 = 62.0;
const BOTTOM: f32 = 56.0;

/// A document being written.
#[derive(Debug)]
pub struct Pdf {
    about: About,
    pages: Vec<Vec<Op>>,
    /// Where the next thing goes on the last page.
    y: f32,
    /// What waits for the first lines that follow it.
    kept: Vec<(Vec<String>, Style)>,
}

impl Pdf {
    /// A document of one empty page.
    pub fn new(about: About) -> Self {
        Self { about, pages: vec![Vec::new()], y: TOP, kept: Vec::new() }
    }

    /// The document.
    pub fn finish(mut self) -> Made {
        self.open(0.0);
        if self.about.numbered {
            self.number();
        }
        let bytes = file::write(&self.about, self.sheet(), self.pages);
        Made::bytes("application/pdf", "pdf", bytes)
    }

    /// The title of the document.
    pub fn title(&mut self, text: &str) {
        self.keep(text, TITLE);
    }

    /// The title of a part; it stays with what follows.
    pub fn heading(&mut self, text: &str) {
        self.keep(text, HEADING);
    }

    /// The title of a part of a part; it stays with what follows.
    pub fn subheading(&mut self, text: &str) {
        self.keep(text, SUBHEADING);
    }

    /// A line or two about what follows, with which it stays.
    pub fn caption(&mut self, text: &str) {
        self.keep(text, Style { above: 8.0, ..NOTE });
    }

    /// A text as it was typed: its lines, its paragraphs.
    pub fn text(&mut self, text: &str) {
        self.set(text, BODY);
    }

    /// A small text aside.
    pub fn note(&mut self, text: &str) {
        self.set(text, NOTE);
    }

    /// A text in its own manner.
    pub fn set(&mut self, text: &str, style: Style) {
        let width = self.width();
        for paragraph in settable(text).split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            self.lines(&wrapped(paragraph, style, width), SIDE, style);
        }
    }

    /// A text in the largest of these manners in which it takes so many lines at most; in the last of them it
    /// is cut.
    pub fn fitted(&mut self, text: &str, styles: &[Style], most: usize) {
        let (text, width) = (settable(text), self.width());
        for (at, style) in styles.iter().enumerate() {
            let mut lines = wrapped(&text, *style, width);
            if lines.len() <= most || at + 1 == styles.len() {
                cut(&mut lines, most);
                return self.lines(&lines, SIDE, *style);
            }
        }
    }

    /// As much of a text as stands above this height.
    pub fn beginning(&mut self, text: &str, style: Style, until: f32) {
        let (text, width) = (settable(text), self.width());
        let lines: Vec<String> = wrapped(&text, style, width);
        let mut left = until - self.y - style.above;
        let mut kept: Vec<String> = Vec::new();
        for line in lines {
            let height = if line.is_empty() { style.leading / 2.0 } else { style.leading };
            left -= height;
            if left < 0.0 {
                while kept.last().is_some_and(String::is_empty) {
                    kept.pop();
                }
                let most = kept.len();
                kept.push(line);
                cut(&mut kept, most);
                break;
            }
            kept.push(line);
        }
        self.lines(&kept, SIDE, style);
    }

    /// Names and what they are, side by side; what is empty is left out.
    pub fn definitions(&mut self, pairs: &[(&str, String)], style: Style) {
        let label = Style { grey: GREY, weight: Weight::Regular, ..style };
        let column = (self.width() * 0.3).min(13.4 * style.size);
        let width = self.width() - column;
        for (name, value) in pairs.iter().filter(|(_, value)| !value.trim().is_empty()) {
            let names = wrapped(&settable(name), label, column - 8.0);
            let values = wrapped(&settable(value), style, width);
            let needed = names.len().max(values.len().min(3)) as f32 * style.leading;
            self.open(needed + style.above);
            self.y += style.above;
            let top = self.y;
            for (at, line) in names.iter().enumerate() {
                self.put(SIDE, top + at as f32 * style.leading, line, label);
            }
            let page = self.pages.len();
            self.lines(&values, SIDE + column, Style { above: 0.0, ..style });
            if self.pages.len() == page {
                self.y = self.y.max(top + names.len() as f32 * style.leading);
            }
        }
    }

    /// White.
    pub fn gap(&mut self, height: f32) {
        self.open(0.0);
        self.y += height;
    }

    /// A line across the page.
    pub fn rule(&mut self) {
        self.open(12.0);
        let (left, right, y) = (SIDE, self.sheet().0 - SIDE, self.y + 6.0);
        self.stroke(left, y, right, y);
        self.y += 12.0;
    }

    /// A band of ink across the page, with words of paper on it.
    pub fn band(&mut self, y: f32, height: f32, words: (&str, &str)) {
        let width = self.sheet().0;
        self.shade(0.0, y, width, height, 0.13);
        let style = Style { grey: 1.0, weight: Weight::Bold, ..BODY.sized(13.0) };
        let top = y + (height - style.leading) / 2.0;
        self.put(SIDE, top, &settable(words.0), style);
        let right = settable(words.1);
        let at = width - SIDE - style.width(&right);
        self.put(at, top, &right, style);
        self.y = self.y.max(y + height);
    }

    /// A code that telephones read, and its side; nothing where the text is too long for one.
    pub fn code(&mut self, x: f32, y: f32, side: f32, text: &str) {
        let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return };
        let modules = code.size();
        let module = side / modules as f32;
        // All in one, so that no white shows between two squares.
        let mut squares = Vec::new();
        for row in 0..modules {
            for column in (0..modules).filter(|column| code.get_module(*column, row)) {
                let (left, top) = (x + column as f32 * module, y + row as f32 * module);
                let (right, low) = (left + module, top + module);
                let corners = [(left, top), (right, top), (right, low), (left, low)];
                squares.push(PolygonRing { points: corners.map(|(x, y)| self.corner(x, y)).to_vec() });
            }
        }
        let polygon = Polygon { rings: squares, mode: PaintMode::Fill, ..Polygon::default() };
        self.draw([Op::SetFillColor { col: grey(0.0) }, Op::DrawPolygon { polygon }]);
    }

    /// Lines at a place, whatever is there.
    pub fn note_at(&mut self, x: f32, y: f32, text: &str, style: Style, width: f32) -> f32 {
        let mut y = y;
        for line in wrapped(&settable(text), style, width) {
            self.put(x, y, &line, style);
            y += style.leading;
        }
        y
    }

    /// Goes on from this height.
    pub fn go_to(&mut self, y: f32) {
        self.open(0.0);
        self.y = y;
    }

    /// The height at which the next thing goes.
    pub fn height(&self) -> f32 {
        self.y
    }

    /// The left edge of what is written.
    pub fn left(&self) -> f32 {
        SIDE
    }

    /// The width of what is written.
    pub fn width(&self) -> f32 {
        self.sheet().0 - 2.0 * SIDE
    }

    /// The width and the height of the sheet.
    fn sheet(&self) -> (f32, f32) {
        match self.about.paper {
            Paper::Portrait => (SHORT, LONG),
            Paper::Landscape => (LONG, SHORT),
        }
    }

    /// Where the foot of the page begins.
    fn bottom(&self) -> f32 {
        self.sheet().1 - BOTTOM
    }

    /// Whether something this high stands on the page.
    fn holds(&self, height: f32) -> bool {
        self.y + height <= self.bottom()
    }

    fn keep(&mut self, text: &str, style: Style) {
        let lines = wrapped(&settable(text), style, self.width());
        self.kept.push((lines, style));
    }

    /// Makes sure that what follows has this height, below the headings that wait for it.
    fn open(&mut self, height: f32) {
        let kept = std::mem::take(&mut self.kept);
        let high = |(lines, style): &(Vec<String>, Style)| style.above + style.below + style.height(lines);
        let waiting: f32 = kept.iter().map(high).sum();
        if !self.holds(waiting + height) && self.y > TOP {
            self.turn();
        }
        for (lines, style) in kept {
            // On top of a page the sheet gives the white.
            self.y += if self.y > TOP { style.above } else { 0.0 };
            for line in &lines {
                if !self.holds(style.leading) {
                    self.turn();
                }
                self.put(SIDE, self.y, line, style);
                self.y += style.leading;
            }
            self.y += style.below;
        }
    }

    /// Goes to a new page.
    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Lines one under the other, over as many pages as they need; neither the first nor the last stays alone.
    fn lines(&mut self, lines: &[String], x: f32, style: Style) {
        for (at, line) in lines.iter().enumerate() {
            // Within its paragraph.
            let before = lines[..at].iter().rev().take_while(|line| !line.is_empty()).count();
            let left = lines[at..].iter().take_while(|line| !line.is_empty()).count();
            let together = match (before, left) {
                (0, left) if left <= 3 => left,
                (0, _) | (_, 2) => 2,
                _ => 1,
            };
            let above = if at == 0 { style.above } else { 0.0 };
            self.open(above + together as f32 * style.leading);
            self.y += above;
            if line.is_empty() {
                self.y += style.leading / 2.0;
                continue;
            }
            self.put(x, self.y, line, style);
            self.y += style.leading;
        }
        self.y += style.below;
    }

    /// One line; `y` is the top of the room it takes.
    fn put(&mut self, x: f32, y: f32, line: &str, style: Style) {
        let face = style.weight.face();
        // Capitals stand in the middle of their line.
        let middle = (style.leading + style.size * Face::CAPITALS / 1000.0) / 2.0;
        let pos = self.point(x, y + middle);
        self.draw([
            Op::SetFillColor { col: grey(style.grey) },
            Op::StartTextSection,
            Op::SetFont { font: PdfFontHandle::External(face.id.clone()), size: Pt(style.size) },
            Op::SetTextCursor { pos },
            Op::ShowText { items: vec![TextItem::Text(face.letters(line))] },
            Op::EndTextSection,
        ]);
    }

    fn stroke(&mut self, from_x: f32, from_y: f32, to_x: f32, to_y: f32) {
        let points = vec![self.corner(from_x, from_y), self.corner(to_x, to_y)];
        self.draw([
            Op::SetOutlineColor { col: grey(0.6) },
            Op::SetOutlineThickness { pt: Pt(0.6) },
            Op::DrawLine { line: Line { points, is_closed: false } },
        ]);
    }

    fn shade(&mut self, x: f32, y: f32, width: f32, height: f32, light: f32) {
        let low = self.point(x, y + height);
        let mut rectangle = Rect::from_xywh(low.x, low.y, Pt(width), Pt(height));
        rectangle.mode = Some(PaintMode::Fill);
        self.draw([Op::SetFillColor { col: grey(light) }, Op::DrawRectangle { rectangle }]);
    }

    /// A place on the page, as printpdf says it: from the bottom.
    fn point(&self, x: f32, y: f32) -> Point {
        Point { x: Pt(x), y: Pt(self.sheet().1 - y) }
    }

    fn corner(&self, x: f32, y: f32) -> LinePoint {
        LinePoint { p: self.point(x, y), bezier: false }
    }

    fn draw(&mut self, what: impl IntoIterator<Item = Op>) {
        if let Some(page) = self.pages.last_mut() {
            page.extend(what);
        }
    }

    /// The head and the foot of every page, once it is known how many there are.
    fn number(&mut self) {
        let (width, height) = self.sheet();
        let pages = std::mem::take(&mut self.pages);
        let count = pages.len();
        let printed = format!("Imprimé le {}", french::date_time_long(self.about.at));
        let site = settable(&self.about.site);
        for (at, page) in pages.into_iter().enumerate() {
            self.pages.push(page);
            let page = format!("Page\u{a0}{} sur\u{a0}{count}", at + 1);
            let room = width - 2.0 * SIDE - FURNITURE.width(&page) - 20.0;
            let mut title = wrapped(&settable(&self.about.title), FURNITURE, room);
            cut(&mut title, 1);
            let foot = height - 38.0;
            self.put(SIDE, 30.0, &site, FURNITURE);
            self.put(width - SIDE - FURNITURE.width(&printed), 30.0, &printed, FURNITURE);
            self.stroke(SIDE, 46.0, width - SIDE, 46.0);
            self.put(SIDE, foot, title.first().map_or("", String::as_str), FURNITURE);
            self.put(width - SIDE - FURNITURE.width(&page), foot, &page, FURNITURE);
        }
    }
}

/// Keeps so many lines; the last says that there were more.
fn cut(lines: &mut Vec<String>, most: usize) {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let kept = last.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')').len();
            last.truncate(kept);
            last.push('…');
        }
    }
}

fn grey(light: f32) -> Color {
    Color::Greyscale(Greyscale::new(light, None))
}
