//! The databases under `target/bench`, kept from one run to the next.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use cmonstage::clock::{Clock, Zone};
use cmonstage::demo;

use crate::Result;

/// What the tables look like: another schema asks for other files.
const SCHEMA: &str = include_str!("../../schema.sql");

/// The database of so many offers, built for today unless it is there already.
pub fn of(offers: u32) -> Result<PathBuf> {
    let zone = Zone::named("Europe/Paris").ok_or("no such zone")?;
    let date = Clock::system(zone).now().today();
    let mut hasher = DefaultHasher::new();
    SCHEMA.hash(&mut hasher);
    let name = format!("{offers}-{date}-{:08x}.db", hasher.finish() as u32);
    let folder = folder()?;
    let path = folder.join(&name);
    if !path.exists() {
        forget(&folder, &format!("{offers}-"))?;
        eprintln!("building {}", path.display());
        demo::build_scaled(&path, offers, 1, date, zone)?;
    }
    Ok(path)
}

/// Where they stand.
pub fn folder() -> Result<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("no target folder")?;
    let folder = target.join("bench");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Removes the files whose names begin so: those of another day or schema.
fn forget(folder: &Path, beginning: &str) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(beginning) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// A copy that is thrown away: what is measured on it changes it, or a second server needs a file of
/// its own.
pub struct Copy(PathBuf);

impl Copy {
    /// Copies into a folder.
    pub fn of(database: &Path, folder: &Path) -> Result<Self> {
        let copy = Self(folder.join(format!("cmonstage-bench-{}.db", std::process::id())));
        fs::copy(database, &copy.0)?;
        Ok(copy)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", self.0.display()));
        }
    }
}
