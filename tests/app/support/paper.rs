//! Documents read by the programs of other people (`tests/run` installs them).

use std::io::Write;
use std::path::Path;
use std::process::Command;

use super::http::Response;

/// The text of a PDF, page by page, as pdftotext finds it.
pub fn pdf_pages(answer: &Response) -> Vec<String> {
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/pdf")));
    let file = written(&answer.body);
    let done = Command::new("pdftotext")
        .arg("-layout")
        .args([file.path(), Path::new("-")])
        .output()
        .expect("pdftotext is installed (poppler-utils)");
    let complaints = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success() && complaints.is_empty(), "{complaints}");
    let text = String::from_utf8(done.stdout).unwrap();
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

/// The same as one text, its white space told apart no more.
pub fn pdf_text(answer: &Response) -> String {
    pdf_pages(answer).join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What openpyxl says of a workbook.
pub struct Workbook {
    /// Its rows; an empty cell is null.
    pub rows: Vec<Vec<serde_json::Value>>,
    /// The cell below and right of what stays in sight.
    pub frozen: String,
    /// The rows printed on each page.
    pub repeated: String,
    /// Whether each cell of the last row is framed.
    pub framed: bool,
}

const READ: &str = "
import json, sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).active
rows = [[cell.isoformat() if hasattr(cell, 'isoformat') else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
last = list(sheet.iter_rows())[-1]
framed = all(cell.border.left.style and cell.border.bottom.style for cell in last)
print(json.dumps([rows, str(sheet.freeze_panes), str(sheet.print_title_rows), framed]))
";

/// Reads a workbook with openpyxl.
pub fn workbook(answer: &Response) -> Workbook {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(kind)));
    let file = written(&answer.body);
    let renamed = file.path().with_extension("xlsx");
    std::fs::rename(file.path(), &renamed).unwrap();
    // The system's own comes with Debian's python3-openpyxl; another may stand before it.
    let has = |python: &&str| {
        Command::new(python).args(["-c", "import openpyxl"]).output().is_ok_and(|done| done.status.success())
    };
    let python =
        ["python3", "/usr/bin/python3"].into_iter().find(has).expect("python3-openpyxl is installed");
    let done = Command::new(python).args(["-c", READ]).arg(&renamed).output().unwrap();
    std::fs::remove_file(&renamed).unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (rows, frozen, repeated, framed) = serde_json::from_slice(&done.stdout).unwrap();
    Workbook { rows, frozen, repeated, framed }
}

fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}
