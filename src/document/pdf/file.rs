//! A PDF file (ISO 32000): its objects, its fonts, its pages.
//!
//! Written by hand: what we need of the format is a dozen objects, while the libraries at hand parse and
//! compress the fonts again for each document, draw random identifiers and cannot say that it is in French.
//! The same document is here the same bytes, in a millisecond.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use time::PrimitiveDateTime;

use super::face::Weight;

/// What a document says of itself.
pub(super) struct Info<'a> {
    pub(super) title: &'a str,
    pub(super) author: &'a str,
    pub(super) at: PrimitiveDateTime,
}

/// Objects that every document has.
const CATALOG: usize = 1;
const PAGES: usize = 2;
const INFO: usize = 3;
const RESOURCES: usize = 4;
const FONTS: usize = 5;
/// The objects of a font.
const FONT_PARTS: usize = 5;

struct File {
    bytes: Vec<u8>,
    /// Where each object begins; the first is number 1.
    places: Vec<usize>,
}

/// A document of these pages, each what draws it.
pub(super) fn write(info: &Info, size: (f32, f32), pages: &[String]) -> Vec<u8> {
    let mut file = File { bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), places: Vec::new() };
    let first_page = FONTS + FONT_PARTS * Weight::ALL.len();
    let page = |at: usize| first_page + 2 * at;
    file.object(
        CATALOG,
        &format!("<< /Type /Catalog /Pages {PAGES} 0 R /Lang (fr-FR) /ViewerPreferences << /DisplayDocTitle true >> >>"),
    );
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", page(at))).collect();
    file.object(
        PAGES,
        &format!(
            "<< /Type /Pages /Count {} /Kids [{}] /MediaBox [0 0 {:.2} {:.2}] /Resources {RESOURCES} 0 R >>",
            pages.len(),
            kids.join(" "),
            size.0,
            size.1
        ),
    );
    file.object(
        INFO,
        &format!(
            "<< /Title {} /Author {} /Producer (CMonStage) /CreationDate ({}) >>",
            text(info.title),
            text(info.author),
            date(info.at)
        ),
    );
    let named: String =
        (0..Weight::ALL.len()).map(|at| format!("/F{at} {} 0 R ", FONTS + FONT_PARTS * at)).collect();
    file.object(RESOURCES, &format!("<< /Font << {named}>> >>"));
    for (at, weight) in Weight::ALL.into_iter().enumerate() {
        file.font(FONTS + FONT_PARTS * at, weight);
    }
    for (at, drawing) in pages.iter().enumerate() {
        let id = page(at);
        file.object(id, &format!("<< /Type /Page /Parent {PAGES} 0 R /Contents {} 0 R >>", id + 1));
        match packed(drawing.as_bytes()) {
            Some(packed) => file.stream(id + 1, "/Filter /FlateDecode", &packed),
            None => file.stream(id + 1, "", drawing.as_bytes()),
        }
    }
    file.end()
}

impl File {
    fn begin(&mut self, id: usize) {
        // Objects are written in the order of their numbers.
        debug_assert_eq!(id, self.places.len() + 1);
        self.places.push(self.bytes.len());
        self.push(&format!("{id} 0 obj\n"));
    }

    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn object(&mut self, id: usize, body: &str) {
        self.begin(id);
        self.push(body);
        self.push("\nendobj\n");
    }

    fn stream(&mut self, id: usize, about: &str, data: &[u8]) {
        self.begin(id);
        self.push(&format!("<< {about} /Length {} >>\nstream\n", data.len()));
        self.bytes.extend_from_slice(data);
        self.push("\nendstream\nendobj\n");
    }

    /// A font whose codes are its glyphs.
    fn font(&mut self, id: usize, weight: Weight) {
        let (face, name) = (weight.face(), weight.name());
        let [of_glyphs, about, program, meaning] = [1, 2, 3, 4].map(|part| id + part);
        self.object(
            id,
            &format!(
                "<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H \
                 /DescendantFonts [{of_glyphs} 0 R] /ToUnicode {meaning} 0 R >>"
            ),
        );
        self.object(
            of_glyphs,
            &format!(
                "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity \
                 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> \
                 /FontDescriptor {about} 0 R /DW 600 /W [0 [{}]] >>",
                face.widths
            ),
        );
        let [left, low, right, high] = face.bounds;
        self.object(
            about,
            &format!(
                "<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{left} {low} {right} {high}] \
                 /ItalicAngle 0 /Ascent {} /Descent {} /CapHeight {} /StemV {} /FontFile2 {program} 0 R >>",
                face.ascent,
                face.descent,
                face.capitals,
                if weight == Weight::Bold { 140 } else { 80 },
            ),
        );
        let (packed, size) = &face.file;
        self.stream(program, &format!("/Filter /FlateDecode /Length1 {size}"), packed);
        self.stream(meaning, "/Filter /FlateDecode", &face.meaning);
    }

    /// The table by which readers find the objects.
    fn end(mut self) -> Vec<u8> {
        let start = self.bytes.len();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.places.len() + 1);
        for place in &self.places {
            let _ = writeln!(table, "{place:010} 00000 n ");
        }
        let _ = write!(
            table,
            "trailer\n<< /Size {} /Root {CATALOG} 0 R /Info {INFO} 0 R >>\nstartxref\n{start}\n%%EOF\n",
            self.places.len() + 1
        );
        self.push(&table);
        self.bytes
    }
}

/// The bytes compressed.
pub(super) fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// A text of the format, in UTF-16.
fn text(words: &str) -> String {
    let mut written = String::from("<feff");
    for unit in words.encode_utf16() {
        let _ = write!(written, "{unit:04x}");
    }
    written.push('>');
    written
}

fn date(at: PrimitiveDateTime) -> String {
    let (day, time) = (at.date(), at.time());
    format!(
        "D:{:04}{:02}{:02}{:02}{:02}{:02}",
        day.year(),
        u8::from(day.month()),
        day.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}
