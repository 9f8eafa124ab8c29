//! Documents beside what is drawn.

use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::demo::documents::pdf;
use crate::demo::rng::Rng;
use crate::domain::FileKind;
use crate::files::{self, CHUNK, FileId, FileInfo};

/// A document, drawn.
pub struct Document {
    /// Its name in the database.
    pub id: FileId,
    name: String,
    bytes: Vec<u8>,
}

impl Document {
    /// A page of PDF that says these lines.
    pub fn draw(rng: &mut Rng, name: &str, lines: &[String]) -> Self {
        let bits = u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64());
        Self { id: FileId::from_bytes(bits.to_be_bytes()), name: name.to_owned(), bytes: pdf(lines) }
    }

    /// Stages it, for what it belongs to.
    pub fn stage(&self, tx: &WriteTx, now: Now) -> Result<(), Error> {
        let info = FileInfo { id: self.id.clone(), name: self.name.clone(), kind: FileKind::Pdf, size: 0 };
        files::stage(tx, now, &info)?;
        for (position, chunk) in (0..).zip(self.bytes.chunks(CHUNK)) {
            files::append(tx, &self.id, position, chunk)?;
        }
        Ok(())
    }
}
