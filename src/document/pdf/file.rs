//! The file made of the pages, by printpdf.

use std::collections::BTreeMap;

use printpdf::{DictItem, Op, PdfDocument, PdfFont, PdfPage, PdfSaveOptions, Pt, Rect};
use time::macros::format_description;

use super::About;
use super::face::Weight;

/// A document of these pages, each what draws it.
pub(super) fn write(about: &About, (width, height): (f32, f32), pages: Vec<Vec<Op>>) -> Vec<u8> {
    let mut pdf = PdfDocument::new(&about.title);
    let info = &mut pdf.metadata.info;
    (info.author, info.producer) = (about.site.clone(), "CMonStage".to_owned());
    for face in Weight::ALL.map(Weight::face) {
        if let Some(font) = &face.font {
            pdf.resources.fonts.map.insert(face.id.clone(), PdfFont::new(font.clone()));
        }
    }
    let sheet = Rect::from_wh(Pt(width), Pt(height));
    let page =
        |ops| PdfPage { media_box: sheet.clone(), trim_box: sheet.clone(), crop_box: sheet.clone(), ops };
    pdf.with_pages(pages.into_iter().map(page).collect());
    let mut file = pdf.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    file.version = "1.7".to_owned();
    // What printpdf has no word for: the language, the title instead of the file's name in the window, and
    // dates that are not those of Greenwich.
    if let Ok(catalog) = file.catalog_mut() {
        let title =
            DictItem::Dict { map: BTreeMap::from([("DisplayDocTitle".to_owned(), DictItem::Bool(true))]) };
        catalog.set("Lang", string("fr-FR").to_lopdf());
        catalog.set("ViewerPreferences", title.to_lopdf());
    }
    let info = file.trailer.get(b"Info").and_then(|info| info.as_reference());
    if let Ok(info) = info.and_then(|id| file.get_object_mut(id)).and_then(|info| info.as_dict_mut()) {
        for date in ["CreationDate", "ModDate"] {
            info.set(date, string(&when(about)).to_lopdf());
        }
    }
    file.compress();
    let mut bytes = Vec::new();
    // Memory takes all that is written to it.
    let _ = file.save_to(&mut bytes);
    bytes
}

fn string(text: &str) -> DictItem {
    DictItem::String { data: text.as_bytes().to_vec(), literal: true }
}

fn when(about: &About) -> String {
    let form = format_description!("D:[year][month][day][hour][minute][second]");
    about.at.format(form).unwrap_or_default()
}
