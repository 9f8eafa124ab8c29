//! Workbooks, read as other programs read them.

use std::io::{Cursor, Read};

use roxmltree::{Document, Node};
use zip::ZipArchive;

/// The rows of the first sheet, each cell as its text or its number; empty cells are empty texts.
pub fn workbook_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("it is a workbook");
    let mut xml = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
    let sheet = Document::parse(&xml).unwrap();
    let rows = sheet.descendants().filter(|node| node.has_tag_name("row"));
    rows.map(|row| {
        let mut cells = Vec::new();
        for cell in row.children().filter(|node| node.has_tag_name("c")) {
            let column = column(cell.attribute("r").unwrap());
            cells.resize(column.max(cells.len()), String::new());
            cells.push(text(cell));
        }
        cells
    })
    .collect()
}

fn column(place: &str) -> usize {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    letters.fold(0, |column, letter| column * 26 + usize::from(letter - b'A' + 1)) - 1
}

fn text(cell: Node) -> String {
    cell.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}
