//! The kinds of files people may send, and how a file proves that it is one.
//!
//! The name and the first bytes must say the same. Office documents are zip archives: their
//! directory is read, never their content, to refuse macros and archives that would swell on the
//! reader's computer. Files are only ever given back as downloads, so nothing here tries to judge
//! what a valid PDF or image holds.

use std::io::{Read, Seek};

use zip::ZipArchive;

use crate::db::text_enum;

text_enum! {
    /// A kind of file that is accepted.
    pub enum FileKind {
        Pdf = "pdf" => "PDF",
        Docx = "docx" => "Word (docx)",
        Odt = "odt" => "LibreOffice (odt)",
        Png = "png" => "Image PNG",
        Jpeg = "jpeg" => "Image JPEG",
    }
}

/// The largest file, in bytes (« 5 Mo »).
pub const MAX_BYTES: u64 = 5 * 1024 * 1024;

/// The most files of one application.
pub const MAX_FILES: usize = 3;

/// The value of the attribute `accept` of a file field.
pub const ACCEPT: &str = ".pdf,.docx,.odt,.png,.jpg,.jpeg";

/// How many of the first bytes are enough for [`sniff_head`].
pub const HEAD_BYTES: usize = 4096;

/// The most entries of an office document, and the most bytes they may claim to hold unpacked.
const MAX_ENTRIES: usize = 2_000;
const MAX_UNPACKED_BYTES: u64 = 100 * 1024 * 1024;

/// Why a file is refused, in words that say what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each one says itself in its message")]
pub enum FileRefusal {
    #[error("Ce fichier est vide. Vérifiez-le, puis choisissez-le à nouveau.")]
    Empty,
    #[error("Ce fichier est trop lourd\u{a0}: 5\u{a0}Mo au plus. Réduisez-le ou enregistrez-le en PDF.")]
    TooLarge,
    #[error("Il y a trop de fichiers\u{a0}: 3 au plus. Réunissez-en plusieurs en un seul PDF.")]
    TooMany,
    #[error(
        "Ce type de fichier n’est pas accepté. Enregistrez-le en PDF, ou choisissez un fichier docx, odt, png ou jpg."
    )]
    UnknownKind,
    #[error(
        "Le contenu de ce fichier ne correspond pas à son nom. Ouvrez-le, enregistrez-le en PDF, puis envoyez le PDF."
    )]
    NotWhatItSays,
    #[error("Ce document est abîmé ou illisible. Ouvrez-le, enregistrez-le en PDF, puis envoyez le PDF.")]
    Damaged,
    #[error("Ce document contient des macros. Enregistrez-le en PDF, puis envoyez le PDF.")]
    Macros,
    #[error("Ce document est trop volumineux une fois ouvert. Enregistrez-le en PDF, puis envoyez le PDF.")]
    Swollen,
}

impl FileKind {
    /// The media type the file is given back with.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Odt => ODT_MEDIA_TYPE,
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The usual extension, without its dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            other => other.as_str(),
        }
    }

    fn from_name(file_name: &str) -> Option<Self> {
        let (_, extension) = file_name.trim_end().rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "jpg" => Some(Self::Jpeg),
            other => Self::parse(other),
        }
    }

    fn begins_as_it_should(self, head: &[u8]) -> bool {
        match self {
            Self::Pdf => head.starts_with(b"%PDF-"),
            Self::Docx => head.starts_with(ZIP_ENTRY),
            Self::Odt => first_entry_is_odt_media_type(head),
            Self::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => head.starts_with(b"\xff\xd8\xff"),
        }
    }
}

const ZIP_ENTRY: &[u8] = b"PK\x03\x04";
const ODT_MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.text";

/// The kind of a file, on which the extension of its name and its first bytes agree. Give at
/// least [`HEAD_BYTES`] bytes, or the whole file when it is shorter.
pub fn sniff_head(file_name: &str, head: &[u8]) -> Result<FileKind, FileRefusal> {
    if head.is_empty() {
        return Err(FileRefusal::Empty);
    }
    if file_name.contains('\0') {
        return Err(FileRefusal::UnknownKind);
    }
    let kind = FileKind::from_name(file_name).ok_or(FileRefusal::UnknownKind)?;
    if kind.begins_as_it_should(head) { Ok(kind) } else { Err(FileRefusal::NotWhatItSays) }
}

/// An OpenDocument file begins with an uncompressed entry named "mimetype" that says which kind
/// of document it is (ODF 1.3, part 2, § 3.3): a spreadsheet renamed odt shows here.
fn first_entry_is_odt_media_type(head: &[u8]) -> bool {
    let name = b"mimetype";
    let extra = head.get(28..30).map_or(0, |l| usize::from(u16::from_le_bytes([l[0], l[1]])));
    let content = 30 + name.len() + extra;
    let after = content + ODT_MEDIA_TYPE.len();
    head.starts_with(ZIP_ENTRY)
        && head.get(30..30 + name.len()) == Some(name)
        && head.get(content..after) == Some(ODT_MEDIA_TYPE.as_bytes())
        && !head.get(after).is_some_and(|next| matches!(next, b'-' | b'a'..=b'z'))
}

/// Reads the directory of an office document, and nothing of its content. Other kinds pass.
pub fn check_zip_directory(kind: FileKind, file: impl Read + Seek) -> Result<(), FileRefusal> {
    let required: &[&str] = match kind {
        FileKind::Docx => &["[Content_Types].xml", "word/document.xml"],
        FileKind::Odt => &["mimetype", "content.xml"],
        FileKind::Pdf | FileKind::Png | FileKind::Jpeg => return Ok(()),
    };
    let mut archive = ZipArchive::new(file).map_err(|_| FileRefusal::Damaged)?;
    if archive.len() > MAX_ENTRIES {
        return Err(FileRefusal::Swollen);
    }
    let mut found = vec![false; required.len()];
    let mut unpacked: u64 = 0;
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(|_| FileRefusal::Damaged)?;
        let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        if holds_macros(&name) {
            return Err(FileRefusal::Macros);
        }
        unpacked = unpacked.saturating_add(entry.size());
        if let Some(place) = required.iter().position(|&each| each == name) {
            found[place] = true;
        }
    }
    if unpacked > MAX_UNPACKED_BYTES {
        return Err(FileRefusal::Swollen);
    }
    if found.contains(&false) { Err(FileRefusal::NotWhatItSays) } else { Ok(()) }
}

/// Word keeps macros in one file, LibreOffice in two folders.
fn holds_macros(entry: &str) -> bool {
    let entry = entry.to_ascii_lowercase();
    entry.ends_with("vbaproject.bin") || entry.starts_with("basic/") || entry.starts_with("scripts/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, content) in entries {
            writer.start_file(*name, stored).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn docx() -> Vec<u8> {
        archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<d/>")])
    }

    fn odt() -> Vec<u8> {
        archive(&[("mimetype", ODT_MEDIA_TYPE.as_bytes()), ("content.xml", b"<c/>")])
    }

    /// The whole examination of a file.
    fn examine(name: &str, bytes: &[u8]) -> Result<FileKind, FileRefusal> {
        let kind = sniff_head(name, bytes)?;
        check_zip_directory(kind, Cursor::new(bytes)).map(|()| kind)
    }

    #[test]
    fn honest_files_pass() {
        let files: [(&str, &[u8], FileKind); 7] = [
            ("CV.PDF", b"%PDF-1.7\n", FileKind::Pdf),
            ("cv.v2.html.pdf", b"%PDF-1.4", FileKind::Pdf),
            ("photo.jpeg", b"\xff\xd8\xff\xe0", FileKind::Jpeg),
            ("photo.jpg", b"\xff\xd8\xff\xdb", FileKind::Jpeg),
            ("image.png", b"\x89PNG\r\n\x1a\n\0", FileKind::Png),
            ("lettre.docx", &docx(), FileKind::Docx),
            ("lettre.odt", &odt(), FileKind::Odt),
        ];
        for (name, bytes, kind) in files {
            assert_eq!(examine(name, bytes), Ok(kind), "{name}");
        }
    }

    #[test]
    fn the_name_and_the_bytes_must_agree() {
        let svg: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        let files: [(&str, &[u8], FileRefusal); 17] = [
            ("cv.pdf", b"", FileRefusal::Empty),
            ("cv.svg", svg, FileRefusal::UnknownKind),
            ("cv.html", b"%PDF-1.7", FileRefusal::UnknownKind),
            ("cv.pdf.exe", b"%PDF-1.7", FileRefusal::UnknownKind),
            ("cv.pdf\0.exe", b"%PDF-1.7", FileRefusal::UnknownKind),
            ("cv.exe\0.pdf", b"%PDF-1.7", FileRefusal::UnknownKind),
            ("pdf", b"%PDF-1.7", FileRefusal::UnknownKind),
            ("cv.docm", b"PK\x03\x04", FileRefusal::UnknownKind),
            ("cv.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileRefusal::UnknownKind),
            ("cv.png", svg, FileRefusal::NotWhatItSays),
            ("cv.pdf", b"<html><script>", FileRefusal::NotWhatItSays),
            ("cv.pdf", b"MZ\x90\0", FileRefusal::NotWhatItSays),
            ("cv.pdf", b"<!--%PDF-1.7", FileRefusal::NotWhatItSays),
            ("cv.jpg", b"\x89PNG\r\n\x1a\n", FileRefusal::NotWhatItSays),
            ("cv.docx", b"%PDF-1.7", FileRefusal::NotWhatItSays),
            ("cv.odt", &docx(), FileRefusal::NotWhatItSays),
            ("cv.docx", &odt(), FileRefusal::NotWhatItSays),
        ];
        for (name, bytes, refusal) in files {
            assert_eq!(examine(name, bytes), Err(refusal), "{name:?}");
        }
    }

    #[test]
    fn a_spreadsheet_or_any_archive_is_not_a_text_document() {
        let sheet =
            archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"")]);
        let template = archive(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text-template"),
            ("content.xml", b""),
        ]);
        let xlsx = archive(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]);
        assert_eq!(examine("a.odt", &sheet), Err(FileRefusal::NotWhatItSays));
        assert_eq!(examine("a.odt", &template), Err(FileRefusal::NotWhatItSays));
        assert_eq!(examine("a.docx", &xlsx), Err(FileRefusal::NotWhatItSays));
        assert_eq!(examine("a.docx", b"PK\x03\x04 cut short"), Err(FileRefusal::Damaged));
        assert_eq!(examine("a.docx", &docx()[..60]), Err(FileRefusal::Damaged));
    }

    #[test]
    fn macros_are_refused_wherever_they_are() {
        for name in ["word/vbaProject.bin", "VBAPROJECT.BIN", "word\\vbaProject.bin"] {
            let docm = archive(&[("[Content_Types].xml", b""), ("word/document.xml", b""), (name, b"x")]);
            assert_eq!(examine("a.docx", &docm), Err(FileRefusal::Macros), "{name}");
        }
        let odt = archive(&[
            ("mimetype", ODT_MEDIA_TYPE.as_bytes()),
            ("content.xml", b""),
            ("Basic/script-lc.xml", b""),
        ]);
        assert_eq!(examine("a.odt", &odt), Err(FileRefusal::Macros));
    }

    #[test]
    fn an_archive_of_too_many_entries_is_refused() {
        let names: Vec<String> = (0..1_998).map(|at| format!("word/{at}.xml")).collect();
        let mut entries: Vec<(&str, &[u8])> = vec![("[Content_Types].xml", b""), ("word/document.xml", b"")];
        entries.extend(names.iter().map(|name| (name.as_str(), b"".as_slice())));
        assert_eq!(examine("a.docx", &archive(&entries)), Ok(FileKind::Docx));
        entries.push(("one-more", b""));
        assert_eq!(examine("a.docx", &archive(&entries)), Err(FileRefusal::Swollen));
    }

    #[test]
    fn an_archive_that_claims_too_much_is_refused() {
        let mut bytes = docx();
        // The uncompressed size in the directory stands 24 bytes after its signature.
        let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        let claim = |bytes: &mut Vec<u8>, size: u32| {
            bytes[directory + 24..directory + 28].copy_from_slice(&size.to_le_bytes());
        };
        claim(&mut bytes, 100 * 1024 * 1024 - 4);
        assert_eq!(examine("a.docx", &bytes), Ok(FileKind::Docx));
        claim(&mut bytes, 100 * 1024 * 1024 - 3);
        assert_eq!(examine("a.docx", &bytes), Err(FileRefusal::Swollen));
        claim(&mut bytes, 4_000_000_000);
        assert_eq!(examine("a.docx", &bytes), Err(FileRefusal::Swollen));
    }

    #[test]
    fn every_refusal_says_what_to_do() {
        use FileRefusal::*;
        for refusal in [Empty, TooLarge, TooMany, UnknownKind, NotWhatItSays, Damaged, Macros, Swollen] {
            let text = refusal.to_string();
            assert!(["nregistrez", "éunissez", "érifiez"].iter().any(|verb| text.contains(verb)), "{text}");
            assert!(!text.contains('\''), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(
            name in "[a-z.\\x00é]{0,6}\\.(pdf|docx|odt|png|jpg|jpeg|exe)",
            start in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]),
            rest in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let bytes = [start, &rest].concat();
            let _ = examine(&name, &bytes);
            let _ = check_zip_directory(FileKind::Docx, Cursor::new(&bytes));
        }

        #[test]
        fn a_damaged_archive_is_answered(at in 0usize..400, byte in any::<u8>(), cut in 0usize..400) {
            let mut bytes = docx();
            let at = at % bytes.len();
            bytes[at] = byte;
            let _ = examine("a.docx", &bytes);
            bytes.truncate(cut);
            let _ = examine("a.docx", &bytes);
        }
    }
}
