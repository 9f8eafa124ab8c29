//! Small documents of each kind that people send.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

/// A file that begins as a PDF does, of exactly `size` bytes, different for each `seed`.
pub fn pdf(size: usize, seed: u8) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..size.saturating_sub(bytes.len())).map(|n| (n % 251) as u8 ^ seed));
    bytes
}

pub fn png() -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 64]].concat()
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in entries {
        writer.start_file(*name, stored).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn docx() -> Vec<u8> {
    archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<d/>")])
}

/// A document with macros, whatever its name says.
pub fn docm() -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<d/>"),
        ("word/vbaProject.bin", b"Sub AutoOpen()"),
    ])
}

pub fn odt() -> Vec<u8> {
    archive(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<c/>")])
}

/// An archive whose directory claims far more than a person wrote: more entries than are taken.
pub fn swollen_docx() -> Vec<u8> {
    let names: Vec<String> = (0..2_100).map(|n| format!("word/{n}.xml")).collect();
    let mut entries: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<d/>")];
    entries.extend(names.iter().map(|name| (name.as_str(), b"".as_slice())));
    archive(&entries)
}
