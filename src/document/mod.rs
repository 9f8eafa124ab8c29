//! Files that the program writes for other programs to read, and for paper.

pub mod calendar;
pub mod pdf;
pub mod sheet;

use std::fs::File;
use std::io::{self, Read, Seek};

/// A file just made, whole and ready to be read from its start.
#[derive(Debug)]
pub struct Made {
    media_type: &'static str,
    extension: &'static str,
    size: u64,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Bytes(io::Cursor<Vec<u8>>),
    /// A file that no folder lists: it is gone once it is read, or when the program stops.
    Unlisted(File),
}

impl Made {
    /// A small file, held in memory.
    pub fn bytes(media_type: &'static str, extension: &'static str, bytes: Vec<u8>) -> Self {
        let size = bytes.len() as u64;
        Self { media_type, extension, size, content: Content::Bytes(io::Cursor::new(bytes)) }
    }

    /// A file that may be large.
    fn unlisted(media_type: &'static str, extension: &'static str, mut file: File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        file.rewind()?;
        Ok(Self { media_type, extension, size, content: Content::Unlisted(file) })
    }

    /// What it is, for browsers.
    pub fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// The end of its name, without the dot.
    pub fn extension(&self) -> &'static str {
        self.extension
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl Read for Made {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.content {
            Content::Bytes(bytes) => bytes.read(into),
            Content::Unlisted(file) => file.read(into),
        }
    }
}
