//! Opening the file: ours, of today's version, and used by nobody else; or a clear refusal.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use sha2::{Digest, Sha256};
use tokio::sync::Notify;

use super::version::{Version, Watch};
use super::writer::Writer;
use super::{Db, READERS, Shared, pragmas};

/// Today's whole schema, the source of `application_id` and `user_version` too.
const SCHEMA: &str = include_str!("../../schema.sql");

/// `PRAGMA application_id` of our files: « CMS1 ».
const APPLICATION_ID: i64 = 0x434D_5331;

/// `PRAGMA user_version` that this program reads and writes. Until the first release the schema is
/// edited freely, so that its version is what it says: any edit makes another version.
static VERSION: LazyLock<i64> = LazyLock::new(|| {
    let digest = Sha256::digest(SCHEMA);
    i64::from(u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]) >> 1)
});

/// Why a file was refused, in words for the person who started the program.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is something else than an SQLite database.
    #[error("« {} » n’est pas une base de données SQLite.", .0.display())]
    NotADatabase(PathBuf),
    /// An SQLite database, of another program.
    #[error("« {} » est la base d’un autre logiciel : elle n’a pas été touchée.", .0.display())]
    OfAnotherProgram(PathBuf),
    /// Ours, of another version of the program.
    #[error(
        "« {} » vient d’une autre version de CMonStage (base en version {found}, programme en version {}) : elle n’a pas été touchée.",
        path.display(), *VERSION
    )]
    OfAnotherVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
    },
    /// Another process serves it, or holds a lock on it.
    #[error("« {} » est déjà utilisée par un autre programme.", .0.display())]
    InUse(PathBuf),
    /// Commands that only read need an existing file.
    #[error("« {} » n’existe pas.", .0.display())]
    Missing(PathBuf),
    /// The system refuses the file.
    #[error("« {} » ne peut pas être ouverte : {cause}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// Anything else that SQLite says.
    #[error("« {} » ne peut pas être ouverte : {cause}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        cause: rusqlite::Error,
    },
}

impl OpenError {
    fn sqlite(path: &Path, cause: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match cause.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotADatabase(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse(path),
            _ => Self::Sqlite { path, cause },
        }
    }
}

impl Db {
    /// Opens `path` for this process alone, creating it when there is nothing yet. `prepare` runs in
    /// one immediate transaction before anybody else reads (reference data is loaded there).
    ///
    /// # Errors
    /// [`OpenError`], whose message is for the person who started the program. A refused file has
    /// not been changed.
    pub fn open(
        path: &Path,
        prepare: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<Self, OpenError> {
        let lock = lock(path)?;
        let writer = open_writer(path, prepare).map_err(|refusal| refusal.of(path))?;
        Self::around(path, lock, writer)
    }

    /// The writer's thread and the readers, around a connection that is ready.
    fn around(path: &Path, lock: File, writer: Connection) -> Result<Self, OpenError> {
        let pool = |size, idle, prepare: fn(&Connection) -> rusqlite::Result<()>| {
            let manager = SqliteConnectionManager::file(path)
                .with_flags(OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
                .with_init(move |connection| prepare(connection));
            r2d2::Pool::builder()
                .max_size(size)
                .min_idle(idle)
                .test_on_check_out(false)
                .build(manager)
                .map_err(|error| OpenError::Io { path: path.to_owned(), cause: io::Error::other(error) })
        };
        // Nobody waits for the one of exports at the start.
        let (readers, exporter) =
            (pool(READERS, None, pragmas::apply)?, pool(1, Some(0), pragmas::keep_little)?);
        let (version, outbox) = <(Version, Arc<Notify>)>::default();
        let watch = Watch::over(&writer, version.clone(), outbox.clone())
            .map_err(|cause| OpenError::sqlite(path, cause))?;
        let writer =
            Writer::start(writer, watch).map_err(|cause| OpenError::Io { path: path.to_owned(), cause })?;
        Ok(Self(Arc::new(Shared {
            readers,
            exporter,
            writer,
            version,
            outbox,
            path: path.to_owned(),
            _lock: lock,
        })))
    }
}

/// A database being built beside the place where it will stand: it is filled through the same writer
/// and the same stores, but nothing of it is durable before [`NewFile::finish`], and whatever goes
/// wrong before that leaves a file to be thrown away.
pub struct NewFile {
    db: Db,
    /// The statements that make the indexes put off.
    indexes: Vec<String>,
}

impl std::ops::Deref for NewFile {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl NewFile {
    /// Begins a database at `path`, in place of what was begun there before.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn create(
        path: &Path,
        prepare: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<Self, OpenError> {
        for name in [path.to_owned(), beside(path, "-wal"), beside(path, "-shm"), beside(path, "-journal")] {
            match std::fs::remove_file(&name) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(OpenError::Io { path: name, cause });
                }
                _ => {}
            }
        }
        let lock = lock(path)?;
        let begin = || -> Result<Connection, Refusal> {
            let connection = connect(path)?;
            connection.execute_batch(BEFORE_THE_FIRST_PAGE)?;
            pragmas::apply(&connection)?;
            pragmas::loosen(&connection)?;
            fill(&connection, true, prepare)?;
            Ok(connection)
        };
        let writer = begin().map_err(|refusal| refusal.of(path))?;
        let indexes = put_off(&writer).map_err(|cause| OpenError::sqlite(path, cause))?;
        Ok(Self { db: Db::around(path, lock, writer)?, indexes })
    }

    /// Makes the indexes of public lists, which were put off: sorting a million entries once takes a
    /// tenth of the time of finding a million places in a tree.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn make_indexes(&self) -> Result<(), super::Error> {
        let all = self.indexes.join(";");
        self.db.write_blocking(move |tx| Ok(tx.execute_batch(&all)?))
    }

    /// Makes it durable, and like any other; it can be put in its place.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn finish(self) -> Result<(), OpenError> {
        let path = self.db.path().to_owned();
        drop(self.db);
        let connection = connect(&path).map_err(|cause| OpenError::sqlite(&path, cause))?;
        connection
            .execute_batch("PRAGMA journal_mode = WAL")
            .map_err(|cause| OpenError::sqlite(&path, cause))?;
        drop(connection);
        let file = File::open(&path).and_then(|file| file.sync_all());
        file.map_err(|cause| OpenError::Io { path, cause })
    }
}

/// Drops the indexes that serve public lists alone, and gives back what makes them.
fn put_off(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let indexes: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql LIKE '%WHERE state = ''published''%'")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (name, _) in &indexes {
        connection.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    Ok(indexes.into_iter().map(|(_, sql)| sql).collect())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A connection that only reads, beside a server that may be running; for commands.
///
/// # Errors
/// [`OpenError`], as for [`Db::open`].
pub fn connect_read_only(path: &Path) -> Result<Connection, OpenError> {
    if !path.exists() {
        return Err(OpenError::Missing(path.to_owned()));
    }
    let open = || -> Result<Connection, Refusal> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        pragmas::apply(&connection)?;
        recognise(&connection, path)?;
        Ok(connection)
    };
    open().map_err(|refusal| refusal.of(path))
}

/// Whether nobody serves `path`; a file that does not exist is free.
///
/// # Errors
/// [`OpenError::InUse`] when another process does.
pub fn check_free(path: &Path) -> Result<(), OpenError> {
    if path.exists() { lock(path).map(drop) } else { Ok(()) }
}

/// Why a file is not opened, before its name is known.
pub(super) enum Refusal {
    Open(OpenError),
    Sqlite(rusqlite::Error),
}

impl Refusal {
    pub(super) fn of(self, path: &Path) -> OpenError {
        match self {
            Self::Open(error) => error,
            Self::Sqlite(cause) => OpenError::sqlite(path, cause),
        }
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// Takes the file for this process. The lock is `flock`, which SQLite's own locks ignore; the
/// handle must live as long as the connections, because closing any handle of a file drops the
/// process's other locks on it.
fn lock(path: &Path) -> Result<File, OpenError> {
    let io = |cause| OpenError::Io { path: path.to_owned(), cause };
    let file = File::options().read(true).write(true).create(true).truncate(false).open(path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(path.to_owned())),
        Err(TryLockError::Error(cause)) => Err(io(cause)),
    }
}

/// Only effective before the first page and before WAL.
const BEFORE_THE_FIRST_PAGE: &str = "PRAGMA auto_vacuum = INCREMENTAL";

pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn open_writer(
    path: &Path,
    prepare: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<Connection, Refusal> {
    let connection = connect(path)?;
    let fresh = is_fresh(&connection)?;
    if fresh {
        connection.execute_batch(BEFORE_THE_FIRST_PAGE)?;
    } else {
        recognise(&connection, path)?;
    }
    connection.execute_batch("PRAGMA journal_mode = WAL")?;
    pragmas::apply(&connection)?;
    fill(&connection, fresh, prepare)?;
    Ok(connection)
}

/// The schema, when the file has none, and what must be there before anybody reads.
fn fill(
    connection: &Connection,
    fresh: bool,
    prepare: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let transaction =
        rusqlite::Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)?;
    if fresh {
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "user_version", *VERSION)?;
    }
    prepare(&transaction)?;
    transaction.commit()
}

/// Whether nothing was ever written to a file.
pub(super) fn is_fresh(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

pub(super) fn recognise(connection: &Connection, path: &Path) -> Result<(), Refusal> {
    let pragma = |name: &str| -> rusqlite::Result<i64> {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
    };
    if pragma("application_id")? != APPLICATION_ID {
        return Err(Refusal::Open(OpenError::OfAnotherProgram(path.to_owned())));
    }
    let found = pragma("user_version")?;
    if found != *VERSION {
        return Err(Refusal::Open(OpenError::OfAnotherVersion { path: path.to_owned(), found }));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn refusal(path: &Path) -> OpenError {
        Db::open(path, |_| Ok(())).err().unwrap()
    }

    #[test]
    fn a_new_file_gets_the_schema_and_opens_again() {
        let folder = folder();
        let path = folder.path().join("base.db");
        drop(Db::open(&path, |_| Ok(())).unwrap());
        drop(Db::open(&path, |_| Ok(())).unwrap());
        let ours = connect_read_only(&path).unwrap();
        assert_eq!(ours.query_row("PRAGMA application_id", [], |r| r.get(0)), Ok(APPLICATION_ID));
    }

    #[test]
    fn what_is_not_ours_is_refused_and_left_alone() {
        let folder = folder();
        let path = folder.path().join("base.db");
        std::fs::write(&path, "Ceci est une lettre, assez longue pour passer pour une page.".repeat(90))
            .unwrap();
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(refusal(&path), OpenError::NotADatabase(_)));
        assert_eq!(std::fs::read(&path).unwrap(), before);

        let other = folder.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
        assert!(matches!(refusal(&other), OpenError::OfAnotherProgram(_)));
    }

    #[test]
    fn another_version_is_refused() {
        let folder = folder();
        let path = folder.path().join("base.db");
        drop(Db::open(&path, |_| Ok(())).unwrap());
        for version in [0, 2, 99] {
            Connection::open(&path)
                .unwrap()
                .execute_batch(&format!("PRAGMA user_version = {version}"))
                .unwrap();
            assert!(matches!(refusal(&path), OpenError::OfAnotherVersion { found, .. } if found == version));
        }
    }

    #[test]
    fn a_file_in_use_is_refused() {
        let folder = folder();
        let path = folder.path().join("base.db");
        let _held = Db::open(&path, |_| Ok(())).unwrap();
        assert!(matches!(refusal(&path), OpenError::InUse(_)));
    }

    #[test]
    fn a_folder_that_does_not_exist_is_said() {
        let folder = folder();
        assert!(matches!(refusal(&folder.path().join("nowhere/base.db")), OpenError::Io { .. }));
        assert!(matches!(
            connect_read_only(&folder.path().join("nothing.db")).err().unwrap(),
            OpenError::Missing(_)
        ));
    }
}
