//! Files are read back as other programs read them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use proptest::prelude::*;
use roxmltree::{Document, Node};
use time::macros::{date, datetime};
use zip::ZipArchive;

use super::*;

const COLUMNS: [Column; 5] = [
    Column::text("N°", 12),
    Column::long("Description", 40),
    Column::date("Début"),
    Column::moment("Créée le"),
    Column::number("Places", 8),
];

fn head() -> Head {
    Head {
        title: "Offres de stage".into(),
        criteria: vec![("Secteur".into(), "Industrie".into()), ("Entreprise".into(), "=Œuvre & fils".into())],
        author: "Marie Żółć".into(),
        at: datetime!(2026-03-02 09:30),
    }
}

fn bytes(mut made: Made) -> Vec<u8> {
    let mut bytes = Vec::new();
    made.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, made.size());
    bytes
}

/// A workbook once read: its parts as XML.
struct Book(BTreeMap<String, String>);

impl Book {
    fn read(made: Made) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes(made))).unwrap();
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            parts.insert(file.name().unwrap().into_owned(), text);
        }
        Self(parts)
    }

    fn sheet(&self) -> Document<'_> {
        let sheet = Document::parse(&self.0["xl/worksheets/sheet1.xml"]).unwrap();
        let rows: Vec<u32> = sheet
            .descendants()
            .filter(|node| node.has_tag_name("row"))
            .map(|row| row.attribute("r").unwrap().parse().unwrap())
            .collect();
        assert!(rows.is_sorted_by(|one, next| one < next), "each row is there once: {rows:?}");
        sheet
    }

    /// The text or the number of each cell, by its place.
    fn cells(&self) -> BTreeMap<String, String> {
        let sheet = self.sheet();
        sheet
            .descendants()
            .filter(|node| node.has_tag_name("c") && node.has_children())
            .map(|cell| (cell.attribute("r").unwrap().to_owned(), text(cell)))
            .collect()
    }

    fn is_text(&self, place: &str) -> bool {
        let sheet = self.sheet();
        let cell = sheet.descendants().find(|node| node.attribute("r") == Some(place)).unwrap();
        assert!(!cell.descendants().any(|node| node.has_tag_name("f")), "{place} holds a formula");
        cell.attribute("t") == Some("inlineStr")
    }
}

/// Whatever is written in it; escapes of Excel are read as it reads them.
fn text(node: Node) -> String {
    node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect::<String>()
}

fn written(rows: &[[Value; 5]]) -> Book {
    let mut sheet = Sheet::xlsx(&head(), &COLUMNS).unwrap();
    for row in rows {
        sheet.row(row).unwrap();
    }
    Book::read(sheet.finish().unwrap())
}

fn row<'a>(text: &'a str, long: &'a str) -> [Value<'a>; 5] {
    [
        Value::text(text),
        Value::text(long),
        Value::Date(date!(2026 - 02 - 17)),
        Value::Moment(datetime!(2026-02-17 06:00)),
        Value::Whole(3),
    ]
}

#[test]
fn a_workbook_says_what_it_is_above_its_table() {
    let cells = written(&[row("022026-7", "Deux\nlignes")]).cells();
    assert_eq!(cells["A1"], "Offres de stage");
    assert_eq!(cells["A2"], "Secteur\u{a0}: Industrie");
    assert_eq!(cells["A3"], "Entreprise\u{a0}: =Œuvre & fils");
    assert_eq!(cells["A4"], "Fait le 02/03/2026 09:30 par Marie Żółć");
    assert_eq!(["A6", "B6", "C6", "D6", "E6"].map(|at| &cells[at][..]), COLUMNS.map(|column| column.title));
    assert_eq!(["A7", "B7"].map(|at| &cells[at][..]), ["022026-7", "Deux\nlignes"]);
    // Days since the end of 1899.
    assert_eq!(["C7", "D7", "E7"].map(|at| &cells[at][..]), ["46070", "46070.25", "3"]);
}

#[test]
fn a_workbook_is_ready_to_be_sorted_and_printed() {
    let book = written(&[row("a", "b"), row("c", "d")]);
    let sheet = book.sheet();
    let found = |tag: &str| {
        sheet.descendants().find(|node| node.has_tag_name(tag)).unwrap_or_else(|| panic!("no {tag}"))
    };
    let pane = found("pane");
    assert_eq!((pane.attribute("ySplit"), pane.attribute("state")), (Some("6"), Some("frozen")));
    assert_eq!(found("autoFilter").attribute("ref"), Some("A6:E8"));
    let setup = found("pageSetup");
    assert_eq!(
        (setup.attribute("orientation"), setup.attribute("paperSize")),
        (Some("landscape"), Some("9"))
    );
    assert_eq!(setup.attribute("fitToHeight"), Some("0"));
    assert_eq!(found("col").attribute("customWidth"), Some("1"));
    let names = &book.0["xl/workbook.xml"];
    assert!(names.contains("_xlnm.Print_Titles") && names.contains("'Offres de stage'!$6:$6"), "{names}");
    let styles = &book.0["xl/styles.xml"];
    for format in ["dd/mm/yyyy", "dd/mm/yyyy hh:mm"] {
        assert!(styles.contains(&format!("formatCode=\"{format}\"")), "{styles}");
    }
    let core = &book.0["docProps/core.xml"];
    assert!(core.contains("2026-03-02T09:30:00Z") && core.contains("Marie Żółć"), "{core}");
}

#[test]
fn what_begins_like_a_formula_stays_text() {
    for typed in ["=1+1", "+33 5 49", "-2", "@SOMME(A1)", "=HYPERLINK(\"http://x\")", "{=1}"] {
        let book = written(&[row(typed, typed)]);
        assert_eq!(book.cells()["A7"], typed);
        assert!(book.is_text("A7") && book.is_text("B7"));
    }
}

#[test]
fn a_text_that_no_cell_holds_is_cut_and_cleaned() {
    let long = "é".repeat(40_000);
    let wide = "🦀".repeat(20_000);
    let cells = written(&[row(&long, &wide), row("a\u{1}b\u{b}c\u{ffff}\r\nd", "_x0041_")]).cells();
    assert_eq!(cells["A7"].encode_utf16().count(), LONGEST);
    assert!(cells["A7"].ends_with("é…"));
    assert!(cells["B7"].encode_utf16().count() <= LONGEST && cells["B7"].ends_with("🦀…"));
    assert_eq!(cells["A8"], "abc\nd");
    assert_eq!(cells["B8"], "_x005F_x0041_", "as Excel writes these very letters");
}

#[test]
fn dates_and_numbers_that_excel_has_not_are_kept_as_text() {
    let odd = [
        Value::Whole(i64::MAX),
        Value::Empty,
        Value::Date(date!(1066 - 10 - 14)),
        Value::Moment(datetime!(1599-12-31 23:59)),
        Value::Number(f64::NAN),
    ];
    let cells = written(&[odd]).cells();
    assert_eq!(cells["A7"], "9223372036854775807");
    assert_eq!((&cells["C7"][..], &cells["D7"][..]), ("14/10/1066", "31/12/1599 23:59"));
    assert!(!cells.contains_key("B7") && !cells.contains_key("E7"));
}

#[test]
fn any_title_makes_a_sheet() {
    for title in [
        "",
        "[Offres] : a/b\\c*?'",
        "History",
        "un titre de plus de trente et un signes 🦀🦀",
        "&P &\"Arial\"",
    ] {
        let head = Head { title: title.into(), criteria: vec![], author: "\u{1}".into(), ..head() };
        let mut sheet = Sheet::xlsx(&head, &COLUMNS).unwrap();
        sheet.row(&row("a", "b")).unwrap();
        let book = Book::read(sheet.finish().unwrap());
        assert_eq!(book.cells().get("A1").map_or("", |title| title), title);
    }
}

#[test]
fn a_row_that_does_not_fit_is_an_error() {
    let mut sheet = Sheet::csv(&COLUMNS).unwrap();
    assert!(matches!(sheet.row(&[Value::Empty]), Err(Error::Cells { cells: 1, columns: 5 })));
}

#[test]
fn a_ruled_sheet_leaves_room_for_a_hand() {
    let mut sheet = Sheet::ruled(&head(), &COLUMNS, 30).unwrap();
    sheet.row(&[const { Value::Empty }; 5]).unwrap();
    let book = Book::read(sheet.finish().unwrap());
    let sheet = book.sheet();
    let row = sheet.descendants().rfind(|node| node.has_tag_name("row")).unwrap();
    assert_eq!((row.attribute("ht"), row.children().count()), (Some("30"), 5));
    let usual = sheet.descendants().find(|node| node.has_tag_name("sheetFormatPr")).unwrap();
    assert_eq!(usual.attribute("defaultRowHeight"), Some("30"));
    assert!(!sheet.descendants().any(|node| node.has_tag_name("autoFilter")));
}

fn csv_text(rows: &[[Value; 5]]) -> String {
    let mut sheet = Sheet::csv(&COLUMNS).unwrap();
    for row in rows {
        sheet.row(row).unwrap();
    }
    String::from_utf8(bytes(sheet.finish().unwrap())).unwrap()
}

#[test]
fn a_csv_file_opens_in_french_spreadsheets() {
    let mut cells = row("022026-7", "Deux ; ou \"trois\"\nlignes");
    cells[4] = Value::Number(2.5);
    assert_eq!(
        csv_text(&[cells]),
        "\u{feff}N°;Description;Début;Créée le;Places\r\n\
         022026-7;\"Deux ; ou \"\"trois\"\"\nlignes\";17/02/2026;17/02/2026 06:00;2,5\r\n"
    );
}

#[test]
fn a_csv_file_holds_no_formula() {
    for typed in ["=1+1", "+33 5 49", "-2", "@SOMME(A1)", "\t=1", "\r=1", "\r\n=1", "\u{0}=1", "＝1"] {
        let text = csv_text(&[row(typed, "b")]);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let first = reader.records().next().unwrap().unwrap().get(0).unwrap().to_owned();
        assert!(first.starts_with('\''), "{typed:?} became {first:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_comes_back(text in "\\PC{1,60}", other in any::<String>()) {
        let book = written(&[row(&text, &other)]);
        let cells = book.cells();
        let unescaped = cells["A7"].replace("_x005F_", "_");
        prop_assert_eq!(unescaped, text.clone());
        let csv = csv_text(&[row(&text, &other)]);
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        prop_assert_eq!(record.len(), 5);
        prop_assert_eq!(record.get(0).unwrap().trim_start_matches('\''), text.trim_start_matches('\''));
    }
}
