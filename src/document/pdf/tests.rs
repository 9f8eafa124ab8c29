//! Documents are read back by their own tables; `tests/app` reads them with other programs.

use std::io::Read;

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

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn the_table_of_objects_says_where_each_is() {
    let mut pdf = Pdf::new(about(Paper::Portrait));
    pdf.title("Titre");
    pdf.text("Texte");
    let bytes = bytes(pdf);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let start: usize = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
    let table = std::str::from_utf8(&bytes[start..]).unwrap();
    let places = table.lines().filter_map(|line| line.strip_suffix(" 00000 n "));
    let mut count = 0;
    for (at, place) in places.enumerate() {
        let place: usize = place.parse().unwrap();
        assert!(bytes[place..].starts_with(format!("{} 0 obj", at + 1).as_bytes()));
        count += 1;
    }
    assert!(table.contains(&format!("/Size {}", count + 1)));
    assert!(holds(&bytes, "/Lang (fr-FR)") && holds(&bytes, "/DisplayDocTitle true"));
    assert!(holds(&bytes, "D:20260302093000"));
}

#[test]
fn the_same_document_is_the_same_bytes_and_small() {
    let make = || {
        let mut pdf = Pdf::new(about(Paper::Landscape));
        pdf.heading("Une partie");
        pdf.text(&"mot ".repeat(5_000));
        bytes(pdf)
    };
    let first = make();
    assert_eq!(first, make());
    assert!(first.len() < 120_000, "{} bytes", first.len());
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
        let marks: Vec<usize> = pdf.pages.iter().map(|page| page.matches("/F1").count()).collect();
        let last = pdf.pages.last().unwrap();
        assert!(last.contains("/F1") && last.contains("/F0"), "{filling} lines: {marks:?}, from page {page}");
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
    assert!(pdf.pages.len() > 5);
    let title = Weight::Bold.face().glyphs("N°");
    assert!(pdf.pages.iter().all(|page| page.contains(&title)));
    let drawn = pdf.pages.concat();
    for at in 0..100 {
        let number = Weight::Regular.face().glyphs(&at.to_string());
        assert!(drawn.contains(&format!("<{number}>")), "row {at}");
    }
    assert_eq!(drawn.matches(&Weight::Regular.face().glyphs("mot")).count(), 4_000);
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
    assert_eq!(pdf.pages[0].matches(&format!("{}> Tj", Weight::Bold.face().glyphs("…"))).count(), 2);
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
        assert!(bytes(pdf).starts_with(b"%PDF-1.7"));
    }
}
