//! The database: one SQLite file, one writer thread, a pool of readers.
//!
//! Every write goes through one thread that takes the jobs waiting in its queue, runs each in a
//! savepoint of one immediate transaction and commits them together: with `synchronous=FULL` an
//! fsync costs the same for one job or for thirty, nobody meets a lock, and an answer leaves only
//! when its fact is safe. Readers are opened read-only and see one snapshot per page.
//!
//! `read` and `write` take closures, so that a transaction cannot be forgotten open, and a proof
//! obtained inside (see `access`) cannot leave it.

mod beside;
pub mod check;
mod open;
mod pragmas;
pub mod slice;
pub mod sql;
mod text_enum;
mod version;
mod writer;

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, ErrorCode};
use tokio::sync::Notify;

pub use beside::write_beside;
pub use open::{NewFile, OpenError, check_free, connect_read_only};
pub(crate) use text_enum::text_enum;
use version::Version;
use writer::Writer;

/// How long a page waits for a reader before it says that the site is busy.
const READER_WAIT: Duration = Duration::from_secs(5);

/// Number of readers: twice the cores of the small machines this is made for.
const READERS: u32 = 4;

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Too many requests wait already; trying again later is right.
    #[error("the database is busy")]
    Busy,
    /// The disk refuses to take more.
    #[error("no space left for the database")]
    Full,
    /// A job panicked; its changes were undone.
    #[error("a database job panicked")]
    Panicked,
    /// Anything else that SQLite says.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            _ => Self::Sqlite(error),
        }
    }
}

/// A snapshot to read from.
pub struct ReadTx<'c>(&'c Connection);

impl Deref for ReadTx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.0
    }
}

impl ReadTx<'_> {
    /// Runs `work`, which is given up after about so many steps of SQLite's machine. False when it was given
    /// up; what it had gathered by then is kept.
    ///
    /// # Errors
    /// What `work` returns.
    pub fn within_steps(
        &self,
        steps: u64,
        work: impl FnOnce() -> rusqlite::Result<()>,
    ) -> Result<bool, Error> {
        /// How often steps are looked at.
        const LOOK: i32 = 1_000;
        let mut left = steps / u64::from(LOOK.unsigned_abs());
        let spent = move || {
            let over = left == 0;
            left = left.saturating_sub(1);
            over
        };
        /// Lets the connection go on without a limit, whatever happened to the work.
        struct Unlimited<'c>(&'c Connection);
        impl Drop for Unlimited<'_> {
            fn drop(&mut self) {
                // Only a connection that is not ours to close refuses; readers are.
                let _ = self.0.progress_handler(0, None::<fn() -> bool>);
            }
        }
        self.progress_handler(LOOK, Some(spent))?;
        let unlimited = Unlimited(self);
        let done = work();
        drop(unlimited);
        match done {
            Ok(()) => Ok(true),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// The transaction of one write job. It reads too, so it lends itself as a [`ReadTx`].
pub struct WriteTx<'c>(ReadTx<'c>);

impl<'c> Deref for WriteTx<'c> {
    type Target = ReadTx<'c>;

    fn deref(&self) -> &ReadTx<'c> {
        &self.0
    }
}

/// Runs `work` on one snapshot of a connection that a command opened by itself.
///
/// # Errors
/// What `work` returns.
pub fn snapshot<T, E: From<Error>>(
    connection: &Connection,
    work: impl FnOnce(&ReadTx) -> Result<T, E>,
) -> Result<T, E> {
    let transaction = connection.unchecked_transaction().map_err(Error::from)?;
    work(&ReadTx(&transaction))
}

/// The reader of [`Db::export`].
pub struct Exporter<'c>(&'c Connection);

impl Exporter<'_> {
    /// Runs one step on a snapshot of its own.
    ///
    /// # Errors
    /// What `work` returns.
    pub fn step<T, E: From<Error>>(&self, work: impl FnOnce(&ReadTx) -> Result<T, E>) -> Result<T, E> {
        snapshot(self.0, work)
    }
}

/// The open database. Cloning shares it; the file is released when the last clone goes.
#[derive(Clone)]
pub struct Db(Arc<Shared>);

struct Shared {
    // Fields drop in order: the connections close before the lock is let go.
    readers: r2d2::Pool<SqliteConnectionManager>,
    /// One reader apart, for what reads for long.
    exporter: r2d2::Pool<SqliteConnectionManager>,
    writer: Writer,
    version: Version,
    outbox: Arc<Notify>,
    path: PathBuf,
    _lock: std::fs::File,
}

impl Db {
    /// Path of the SQLite file.
    pub fn path(&self) -> &std::path::Path {
        &self.0.path
    }

    /// The version of what the public sees, raised by each commit that changes it. To be read before
    /// [`Db::read`], for what is then read to be of this version or of a later one.
    pub fn version(&self) -> u64 {
        self.0.version.read()
    }

    /// Answers once a commit has touched the outbox since the last answer; for one sender of mails.
    pub async fn outbox_touched(&self) {
        self.0.outbox.notified().await;
    }

    /// Runs `work` on one snapshot, off the asynchronous runtime.
    ///
    /// # Errors
    /// What `work` returns, [`Error::Busy`] when no reader comes free in time.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&ReadTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let db = self.clone();
        tokio::task::spawn_blocking(move || db.read_blocking(work))
            .await
            .unwrap_or_else(|_| Err(Error::Panicked.into()))
    }

    /// [`Db::read`] for commands and tests, which have no runtime to protect.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_blocking<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&ReadTx) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.0.readers.get_timeout(READER_WAIT).map_err(|_| Error::Busy)?;
        let transaction = connection.unchecked_transaction().map_err(Error::from)?;
        work(&ReadTx(&transaction))
    }

    /// Runs `work` off the asynchronous runtime with the one reader that is kept for what reads for long, so
    /// that pages never wait for it. It takes a snapshot for each of its steps: a long one would keep the
    /// write-ahead log from being emptied.
    ///
    /// # Errors
    /// What `work` returns, [`Error::Busy`] when another is still reading.
    pub async fn export<T, E>(
        &self,
        work: impl FnOnce(&Exporter) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let db = self.clone();
        tokio::task::spawn_blocking(move || {
            let connection = db.0.exporter.get_timeout(READER_WAIT).map_err(|_| Error::Busy)?;
            work(&Exporter(&connection))
        })
        .await
        .unwrap_or_else(|_| Err(Error::Panicked.into()))
    }

    /// Runs `work` in the next group of the writer and answers once it is durable. When `work`
    /// fails, nothing it did remains.
    ///
    /// # Errors
    /// What `work` returns, [`Error::Busy`] when the queue is full, [`Error::Full`] and others when
    /// the group could not be committed.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&WriteTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match self.0.writer.submit(work) {
            Ok(answer) => answer.await.unwrap_or_else(|_| Err(Error::Panicked.into())),
            Err(error) => Err(error.into()),
        }
    }

    /// [`Db::write`] for commands and tests, outside any runtime.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_blocking<T, E>(
        &self,
        work: impl FnOnce(&WriteTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match self.0.writer.submit(work) {
            Ok(answer) => answer.blocking_recv().unwrap_or_else(|_| Err(Error::Panicked.into())),
            Err(error) => Err(error.into()),
        }
    }
}
