//! Documents in the database, in chunks of 256 kB.
//!
//! A document is first *staged* by small writes while it arrives, then *attached* by the write that
//! stores what it belongs to. What was staged and never attached is swept once its time has passed.

use std::io::{self, Read, Seek, SeekFrom};

use rusqlite::{Connection, OptionalExtension, params};
use time::Duration;

use crate::access::key::random;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::file_kind::FileKind;

/// Bytes in one chunk, but for the last.
pub const CHUNK: usize = 256 * 1024;

/// How long a staged document waits for its form to be sent again.
pub const STAGED_FOR: Duration = Duration::hours(12);

/// Bytes of staged documents at most: nobody who sends forms that go nowhere fills the disk.
pub const STAGED_AT_MOST: i64 = 1 << 30;

/// 128 random bits that name a document; knowing one opens nothing by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(String);

impl FileId {
    /// A new name.
    pub fn new() -> Self {
        Self::from_bytes(random())
    }

    /// The name made of these bits, which should be random.
    pub fn from_bytes(bits: [u8; 16]) -> Self {
        use base64::Engine;
        Self(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bits))
    }

    /// Reads a name from an address or a form.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 22 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
            .then(|| Self(text.to_owned()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for FileId {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Display for FileId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for FileId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a file id"))
    }
}

/// What is known of a document without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// Its name in the database.
    pub id: FileId,
    /// The name that people see, already sanitised.
    pub name: String,
    /// What it is, by content.
    pub kind: FileKind,
    /// Its size in bytes.
    pub size: u64,
}

/// Begins a staged document.
///
/// # Errors
/// [`Error::Full`] while [`STAGED_AT_MOST`] bytes already wait; what SQLite says.
pub fn stage(tx: &WriteTx, now: Now, file: &FileInfo) -> Result<(), Error> {
    let waiting: i64 = tx
        .prepare_cached("SELECT coalesce(sum(size), 0) FROM file WHERE staged_until IS NOT NULL")?
        .query_row([], |row| row.get(0))?;
    if waiting >= STAGED_AT_MOST {
        return Err(Error::Full);
    }
    tx.prepare_cached(
        "INSERT INTO file (id, name, kind, size, staged_until, created_at) VALUES (?1, ?2, ?3, 0, ?4, ?5)",
    )?
    .execute(params![file.id.as_str(), file.name, file.kind, now.plus(STAGED_FOR), now.unix])?;
    Ok(())
}

/// Adds the next chunk of a staged document.
///
/// # Errors
/// What SQLite says.
pub fn append(tx: &WriteTx, id: &FileId, position: u32, bytes: &[u8]) -> Result<(), Error> {
    tx.prepare_cached("INSERT INTO file_chunk (file_id, position, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![id.as_str(), position, bytes])?;
    tx.prepare_cached("UPDATE file SET size = size + ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), i64::try_from(bytes.len()).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// Keeps a staged document for good. `false` when it is not there, or attached already.
///
/// # Errors
/// What SQLite says.
pub fn attach(tx: &WriteTx, id: &FileId) -> Result<bool, Error> {
    let rows = tx
        .prepare_cached("UPDATE file SET staged_until = NULL WHERE id = ?1 AND staged_until IS NOT NULL")?
        .execute([id.as_str()])?;
    Ok(rows == 1)
}

/// Drops a staged document; an attached one is not touched.
///
/// # Errors
/// What SQLite says.
pub fn discard(tx: &WriteTx, id: &FileId) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM file WHERE id = ?1 AND staged_until IS NOT NULL")?
        .execute([id.as_str()])?;
    Ok(())
}

/// Drops a document, attached or not: nothing holds it any more.
///
/// # Errors
/// What SQLite says; a document that something still holds.
pub fn delete(tx: &WriteTx, id: &FileId) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM file WHERE id = ?1")?.execute([id.as_str()])?;
    Ok(())
}

/// Drops the staged documents whose time has passed, and says how many.
///
/// # Errors
/// What SQLite says.
pub fn sweep(tx: &WriteTx, now: Now) -> Result<usize, Error> {
    Ok(tx
        .prepare_cached("DELETE FROM file WHERE staged_until IS NOT NULL AND staged_until <= ?1")?
        .execute([now.unix])?)
}

/// What is known of a document that is still staged.
///
/// # Errors
/// What SQLite says.
pub fn staged(tx: &ReadTx, now: Now, id: &FileId) -> Result<Option<FileInfo>, Error> {
    Ok(tx
        .prepare_cached("SELECT id, name, kind, size FROM file WHERE id = ?1 AND staged_until > ?2")?
        .query_row(params![id.as_str(), now.unix], info)
        .optional()?)
}

/// What is known of a document, staged or attached, where there is one.
///
/// # Errors
/// What SQLite says.
pub fn known(tx: &ReadTx, id: Option<&FileId>) -> Result<Option<FileInfo>, Error> {
    Ok(tx
        .prepare_cached("SELECT id, name, kind, size FROM file WHERE id = ?1")?
        .query_row([id.map(FileId::as_str)], info)
        .optional()?)
}

/// Reads a [`FileInfo`] from the columns id, name, kind, size.
///
/// # Errors
/// What SQLite says.
pub fn info(row: &rusqlite::Row) -> rusqlite::Result<FileInfo> {
    info_at(row, 0)
}

/// [`info`], from the column `first` on.
///
/// # Errors
/// What SQLite says.
pub fn info_at(row: &rusqlite::Row, first: usize) -> rusqlite::Result<FileInfo> {
    Ok(FileInfo {
        id: FileId(row.get(first)?),
        name: row.get(first + 1)?,
        kind: row.get(first + 2)?,
        size: row.get::<_, i64>(first + 3)?.unsigned_abs(),
    })
}

/// One chunk of a document, `None` past its end.
///
/// # Errors
/// What SQLite says.
pub fn chunk(connection: &Connection, id: &FileId, position: u32) -> Result<Option<Vec<u8>>, Error> {
    Ok(connection
        .prepare_cached("SELECT bytes FROM file_chunk WHERE file_id = ?1 AND position = ?2")?
        .query_row(params![id.as_str(), position], |row| row.get(0))
        .optional()?)
}

/// A document read chunk by chunk, for what needs to look inside it (the directory of a docx stands
/// at its end).
pub struct Reader<'c> {
    connection: &'c Connection,
    file: FileInfo,
    at: u64,
    held: Option<(u32, Vec<u8>)>,
}

impl<'c> Reader<'c> {
    /// Starts at the first byte.
    pub fn new(connection: &'c Connection, file: FileInfo) -> Self {
        Self { connection, file, at: 0, held: None }
    }
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.file.size {
            return Ok(0);
        }
        let (position, within) = split(self.at);
        if self.held.as_ref().is_none_or(|(held, _)| *held != position) {
            let bytes = chunk(self.connection, &self.file.id, position)
                .map_err(io::Error::other)?
                .ok_or(io::ErrorKind::UnexpectedEof)?;
            self.held = Some((position, bytes));
        }
        let rest = self.held.as_ref().and_then(|(_, bytes)| bytes.get(within..)).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Reader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.file.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Chunk and offset within it.
fn split(at: u64) -> (u32, usize) {
    let chunk = CHUNK as u64;
    (u32::try_from(at / chunk).unwrap_or(u32::MAX), (at % chunk) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Zone};
    use crate::db::Db;
    use time::macros::datetime;

    #[test]
    fn a_document_is_staged_read_attached_or_swept() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("base.db"), |_| Ok(())).unwrap();
        let clock = Clock::manual(Zone::named("Europe/Paris").unwrap(), datetime!(2026-03-02 10:00));
        let bytes: Vec<u8> = (0..CHUNK * 2 + 1000).map(|n| (n % 251) as u8).collect();
        let files: Vec<FileInfo> = (0..2)
            .map(|_| FileInfo {
                id: FileId::new(),
                name: "cv.pdf".into(),
                kind: FileKind::Pdf,
                size: bytes.len() as u64,
            })
            .collect();
        for file in files.clone() {
            let (bytes, now) = (bytes.clone(), clock.now());
            db.write_blocking(move |tx| {
                stage(tx, now, &file)?;
                for (position, part) in (0..).zip(bytes.chunks(CHUNK)) {
                    append(tx, &file.id, position, part)?;
                }
                Ok::<_, Error>(())
            })
            .unwrap();
        }
        let (kept, left) = (files[0].clone(), files[1].clone());
        let read_back = db
            .read_blocking(|tx| {
                let mut reader = Reader::new(tx, kept.clone());
                let mut all = Vec::new();
                reader.read_to_end(&mut all).map_err(|_| Error::Panicked)?;
                reader.seek(SeekFrom::End(-5)).map_err(|_| Error::Panicked)?;
                let mut tail = Vec::new();
                reader.read_to_end(&mut tail).map_err(|_| Error::Panicked)?;
                assert_eq!(tail, bytes[bytes.len() - 5..]);
                Ok::<_, Error>(all)
            })
            .unwrap();
        assert_eq!(read_back, bytes);

        let id = kept.id.clone();
        assert!(db.write_blocking(move |tx| attach(tx, &id)).unwrap());
        let id = kept.id.clone();
        assert!(!db.write_blocking(move |tx| attach(tx, &id)).unwrap(), "only once");
        clock.advance(STAGED_FOR);
        let now = clock.now();
        assert_eq!(db.write_blocking(move |tx| sweep(tx, now)).unwrap(), 1);
        let chunks: i64 = db
            .read_blocking(|tx| {
                Ok::<_, Error>(tx.query_row(
                    "SELECT count(*) FROM file_chunk WHERE file_id = ?1",
                    [left.id.as_str()],
                    |row| row.get(0),
                )?)
            })
            .unwrap();
        assert_eq!(chunks, 0, "its bytes went with it");
    }

    #[test]
    fn what_waits_is_bounded_and_room_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("base.db"), |_| Ok(())).unwrap();
        let clock = Clock::manual(Zone::named("Europe/Paris").unwrap(), datetime!(2026-03-02 10:00));
        let now = clock.now();
        let new = || FileInfo { id: FileId::new(), name: "cv.pdf".into(), kind: FileKind::Pdf, size: 0 };
        let (first, second, third) = (new(), new(), new());
        db.write_blocking(move |tx| {
            stage(tx, now, &first)?;
            tx.execute("UPDATE file SET size = ?1", [STAGED_AT_MOST])?;
            Ok::<_, Error>(())
        })
        .unwrap();
        let refused = db.write_blocking(move |tx| stage(tx, now, &second));
        assert!(matches!(refused, Err(Error::Full)), "{refused:?}");
        db.write_blocking(move |tx| {
            tx.execute("UPDATE file SET staged_until = NULL", [])?;
            stage(tx, now, &third)
        })
        .unwrap();
    }
}
