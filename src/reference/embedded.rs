//! The files of `data/`, compressed by `build.rs`.

use std::fmt::Write;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

/// Raise it when `load.rs` fills the tables differently from the same files.
const SHAPE: u8 = 1;

/// A file of `data/`: its name and its compressed content.
pub struct File {
    pub name: &'static str,
    bytes: &'static [u8],
}

macro_rules! files {
    ($($constant:ident = $name:literal),+ $(,)?) => {
        $(pub const $constant: File = File {
            name: $name,
            bytes: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".gz")),
        };)+

        /// Every embedded file.
        pub const ALL: &[File] = &[$($constant),+];
    };
}

files! {
    REGIONS = "regions.csv",
    DEPARTMENTS = "departments.csv",
    COMMUNES = "communes.csv",
    OUTLINES = "outlines.csv",
    NAF_REV2 = "naf-rev2.csv",
    NAF_2025 = "naf-2025-divisions.csv",
    ROME_DOMAINS = "rome-domains.csv",
    ROME_CARDS = "rome-cards.csv",
    ROME_TITLES = "rome-titles.csv",
    STUDY_LEVELS = "study-levels.csv",
    WORKFORCE_BANDS = "workforce-bands.csv",
}

impl File {
    /// The lines of the file, read as they are decompressed; the header line is skipped.
    pub fn reader(&self) -> csv::Reader<GzDecoder<&'static [u8]>> {
        csv::Reader::from_reader(GzDecoder::new(self.bytes))
    }
}

/// What the embedded data is: it differs when any file, or the way it is loaded, differs.
pub static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new_with_prefix([SHAPE]);
    for file in ALL {
        hash.update(file.name);
        hash.update(file.bytes);
    }
    let mut text = String::new();
    for byte in &hash.finalize()[..16] {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
});
