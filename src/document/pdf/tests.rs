//! Documents are read back by pdftotext and pdfinfo (`tests/run` installs them); what decides of the layout is
//! read in the operations of the pages.

use std::io::{Read, Write};
use std::process::Command;

use time::macros::datetime;

use super::*;

fn about(paper: Paper) -> About {
    About {
        title: "Projet de la Scierie de l’Œuvre".into(),
        site: "Stages & rencontres".into(),
        at: datetime!(2026-03-02 09:30),
        paper,
        numbered: true,
    }
}

fn bytes(pdf: Pdf) -> Vec<u8> {
    let mut made = pdf.finish();
    assert_eq!((made.media_type(), made.extension()), ("application/pdf", "pdf"));
    let mut bytes = Vec::new();
    made.read_to_end(&mut bytes).unwrap();
    bytes
}

/// What one of poppler's programs says of a document.
fn says(program: &str, bytes: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let mut command = Command::new(program);
    command.env("TZ", "UTC").env("LC_ALL", "C.UTF-8").arg(file.path());
    if program == "pdftotext" {
        command.args(["-layout", "-"]);
    }
    let done = command.output().unwrap();
    let complaints = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && complaints.is_empty(), "{complaints}");
    String::from_utf8(done.stdout).unwrap()
}

/// The lines set on a page, each with its face.
fn set(page: &[Op]) -> Vec<(String, String)> {
    let mut face = String::new();
    let mut lines = Vec::new();
    for op in page {
        match op {
            Op::SetFont { font: PdfFontHandle::External(id), .. } => face.clone_from(&id.0),
            Op::ShowText { items } => {
                for item in items {
                    let TextItem::Text(text) = item else { panic!("{item:?}") };
                    lines.push((face.clone(), text.clone()));
                }
            }
            _ => {}
        }
    }
    lines
}

#[test]
fn a_document_says_what_it_is() {
    let mut pdf = Pdf::new(about(Paper::Landscape));
    pdf.text("Texte");
    let bytes = bytes(pdf);
    let info = says("pdfinfo", &bytes);
    let line = |name: &str| {
        let line = info.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{info}"));
        line.trim().to_owned()
    };
    assert_eq!(line("Title:"), "Projet de la Scierie de l’Œuvre");
    assert_eq!(line("Author:"), "Stages & rencontres");
    for date in ["CreationDate:", "ModDate:"] {
        assert_eq!(line(date), "Mon Mar  2 09:30:00 2026 UTC");
    }
    assert_eq!(line("Page size:"), "841.89 x 595.28 pts (A4)");
    assert_eq!(line("Pages:"), "1");
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("/Lang(fr-FR)") && holds("/DisplayDocTitle true"));
}

#[test]
fn letters_are_read_back_as_they_were_typed() {
    let typed = "Łukasz Żółć, Đorđe et Ştefan : l’œuvre « à 12\u{202f}500\u{a0}€ » → Ωμέγα, Жанна, Nguyễn \
        (100 % \\ vu) Ÿ…";
    let mut pdf = Pdf::new(About { numbered: false, ..about(Paper::Landscape) });
    pdf.text(&format!("{typed} 山"));
    pdf.heading(typed);
    pdf.note("e\u{301}te\u{301}");
    let text = says("pdftotext", &bytes(pdf));
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    // pdftotext writes every space as the plain one.
    let typed = typed.replace(['\u{a0}', '\u{202f}'], " ");
    assert_eq!(lines, [&format!("{typed} \u{fffd}"), &typed, "été"]);
}

#[test]
fn a_long_document_is_small() {
    let mut pdf = Pdf::new(about(Paper::Landscape));
    pdf.heading("Une partie");
    pdf.text(&"mot ".repeat(5_000));
    let pages = pdf.pages.len();
    let bytes = bytes(pdf);
    assert!(bytes.len() < 120_000, "{} bytes", bytes.len());
    let text = says("pdftotext", &bytes);
    assert_eq!(text.matches("mot").count(), 5_000);
    let read: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert_eq!(read.len(), pages);
    for (at, page) in read.iter().enumerate() {
        assert!(page.contains(&format!("Page {} sur {pages}", at + 1)), "{page}");
    }
}

#[test]
fn a_heading_does_not_stay_alone_at_the_foot_of_a_page() {
    for filling in 0..60 {
        let mut pdf = Pdf::new(about(Paper::Portrait));
        for _ in 0..filling {
            pdf.text("Une ligne.");
        }
        pdf.heading("Journal");
        pdf.subheading("Mars");
        let page = pdf.pages.len();
        pdf.text("Première ligne.");
        let last = set(pdf.pages.last().unwrap());
        let texts: Vec<&str> = last.iter().rev().take(3).map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["Première ligne.", "Mars", "Journal"], "{filling} lines, from page {page}");
        let faces: Vec<&str> = last.iter().rev().take(3).map(|(face, _)| face.as_str()).collect();
        assert_eq!(faces, ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Bold"]);
    }
}

#[test]
fn a_table_says_its_titles_on_each_page_and_loses_no_row() {
    let columns = [PaperColumn { title: "N°", share: 1.0 }, PaperColumn { title: "Nom", share: 4.0 }];
    let mut rows: Vec<Vec<String>> = (0..100).map(|at| vec![at.to_string(), "Żółć".into()]).collect();
    // One that no page holds, one without end.
    rows.insert(50, vec!["long".into(), "mot ".repeat(4_000)]);
    rows.insert(51, vec!["sans espace".into(), "m".repeat(2_000)]);
    let mut pdf = Pdf::new(about(Paper::Portrait));
    pdf.table(&PaperTable { columns: &columns, rows: &rows, height: 0.0, ruled: true });
    let pages = pdf.pages.len();
    assert!(pages > 5);
    let text = says("pdftotext", &bytes(pdf));
    let read: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert_eq!(read.len(), pages);
    let row = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    for page in &read {
        assert!(page.lines().any(|line| row(line) == ["N°", "Nom"]), "{page}");
    }
    for at in 0..100 {
        assert!(text.lines().any(|line| row(line) == [at.to_string(), "Żółć".into()]), "row {at}");
    }
    assert_eq!(text.matches("mot").count(), 4_000);
    let of_one_letter = text.split_whitespace().filter(|word| word.bytes().all(|byte| byte == b'm'));
    assert_eq!(of_one_letter.map(str::len).sum::<usize>(), 2_000);
}

#[test]
fn what_is_too_long_is_cut_where_it_must_fit() {
    let mut pdf = Pdf::new(About { numbered: false, ..about(Paper::Portrait) });
    let large = [40.0, 30.0].map(|size| Style::BODY.bold().sized(size));
    pdf.fitted(&"grand titre ".repeat(30), &large, 3);
    pdf.beginning(&"description ".repeat(900), Style::BODY, 600.0);
    assert!(pdf.height() <= 602.0, "{}", pdf.height());
    pdf.code(50.0, 650.0, 120.0, "https://stages.example.org/offres-de-stage/022026-7");
    pdf.code(50.0, 650.0, 120.0, &"x".repeat(5_000));
    assert_eq!(pdf.pages.len(), 1);
    // The title and the text both say that there was more.
    let cut: Vec<_> = set(&pdf.pages[0]).into_iter().filter(|(_, text)| text.ends_with('…')).collect();
    assert_eq!(cut.len(), 2, "{cut:?}");
}

#[test]
fn whatever_is_typed_makes_a_document() {
    for text in ["", "\n\n\n", "山\u{0}\u{202e}\u{fe0f}🦀", "\u{301}", ")\\(", "\r\n\ta"] {
        let mut pdf = Pdf::new(About { title: text.into(), site: text.into(), ..about(Paper::Portrait) });
        pdf.title(text);
        pdf.heading(text);
        pdf.text(text);
        pdf.definitions(&[(text, text.into()), ("Nom", text.into())], Style::BODY);
        pdf.note(text);
        pdf.fitted(text, &[], 0);
        pdf.heading("Seul");
        let made = bytes(pdf);
        assert!(made.starts_with(b"%PDF-1.7"));
        assert!(says("pdftotext", &made).contains("Seul"));
    }
}
