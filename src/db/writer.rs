//! The one thread that writes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use rusqlite::{Connection, ffi};
use tokio::sync::oneshot;

use super::version::Watch;
use super::{Error, ReadTx, WriteTx};

/// Jobs that may wait; beyond, people are told to come back.
const QUEUE: usize = 512;

/// Jobs that share one commit at the most.
const GROUP: usize = 64;

/// A write waiting for its turn: it runs, and is answered once its fate is known.
trait Job: Send {
    /// Runs inside its savepoint; whether to keep what it did.
    fn run(&mut self, tx: &WriteTx) -> bool;
    /// Answers: with the job's own result, or with what happened to its group.
    fn answer(self: Box<Self>, lost: Option<Error>);
}

struct Task<F, T, E> {
    work: Option<F>,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Task<F, T, E>
where
    F: FnOnce(&WriteTx) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &WriteTx) -> bool {
        let Some(work) = self.work.take() else { return false };
        let result =
            catch_unwind(AssertUnwindSafe(|| work(tx))).unwrap_or_else(|_| Err(Error::Panicked.into()));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, lost: Option<Error>) {
        let result = match (self.result, lost) {
            (Some(Ok(_)) | None, Some(error)) => Err(error.into()),
            (Some(result), _) => result,
            (None, None) => Err(Error::Panicked.into()),
        };
        // Whoever asked may have gone away: their change stands all the same.
        let _ = self.reply.send(result);
    }
}

/// The way into the writer's queue. The thread ends when this is dropped.
pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(connection: Connection, watch: Watch) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(QUEUE);
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || work_through(&connection, &watch, &jobs))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    pub(super) fn submit<F, T, E>(&self, work: F) -> Result<oneshot::Receiver<Result<T, E>>, Error>
    where
        F: FnOnce(&WriteTx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let task = Task { work: Some(work), result: None, reply };
        let queue = self.queue.as_ref().ok_or(Error::Busy)?;
        match queue.try_send(Box::new(task)) {
            Ok(()) => Ok(answer),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Error::Busy),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // The thread catches the panics of its jobs; there is nothing to learn from its end.
            let _ = thread.join();
        }
    }
}

fn work_through(connection: &Connection, watch: &Watch, jobs: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = jobs.recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            match jobs.try_recv() {
                Ok(job) => group.push(job),
                Err(_) => break,
            }
        }
        let fate = commit_group(connection, watch, &mut group);
        if fate.is_ok() {
            watch.committed();
        }
        if let Err(error) = &fate {
            tracing::error!(%error, jobs = group.len(), "a group of writes was lost");
        }
        let mut fate = fate.err();
        for job in group {
            job.answer(fate.as_mut().map(take_kind));
        }
    }
}

fn commit_group(connection: &Connection, watch: &Watch, group: &mut [Box<dyn Job>]) -> Result<(), Error> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let done = watch
        .begins(connection)
        .map_err(Error::from)
        .and_then(|()| group.iter_mut().try_for_each(|job| run_in_savepoint(connection, job.as_mut())));
    if let Err(error) = done {
        roll_back(connection);
        return Err(error);
    }
    connection.execute_batch("COMMIT").map_err(|error| {
        stop_if_disk_lies(&error);
        roll_back(connection);
        Error::from(error)
    })
}

fn run_in_savepoint(connection: &Connection, job: &mut dyn Job) -> Result<(), Error> {
    connection.execute_batch("SAVEPOINT job")?;
    let keep = job.run(&WriteTx(ReadTx(connection)));
    if connection.is_autocommit() {
        // An error such as a full disk rolled the whole transaction back under the job.
        return Err(Error::Full);
    }
    connection.execute_batch(if keep { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" })?;
    Ok(())
}

fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a group of writes could not be rolled back");
    }
}

/// After a failed fsync the kernel may have dropped the very pages it failed to write: going on
/// would acknowledge facts that are nowhere. Stop, and let the service manager start afresh.
fn stop_if_disk_lies(error: &rusqlite::Error) {
    if let rusqlite::Error::SqliteFailure(failure, _) = error
        && failure.extended_code == ffi::SQLITE_IOERR_FSYNC
    {
        tracing::error!("the disk failed to make a write durable; stopping");
        std::process::abort();
    }
}

/// Each job of a lost group gets the same reason; SQLite's own error goes to the first.
fn take_kind(error: &mut Error) -> Error {
    match error {
        Error::Busy => Error::Busy,
        Error::Full => Error::Full,
        Error::Panicked => Error::Panicked,
        Error::Sqlite(_) => std::mem::replace(error, Error::Busy),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Db;
    use super::*;

    fn db() -> (tempfile::TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("base.db"), |tx| {
            tx.execute_batch("CREATE TABLE seen (n INTEGER PRIMARY KEY)")
        })
        .unwrap();
        (folder, db)
    }

    fn seen(db: &Db) -> Vec<i64> {
        db.read_blocking(|tx| {
            let mut statement = tx.prepare("SELECT n FROM seen ORDER BY n")?;
            let rows = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>();
            Ok::<_, Error>(rows?)
        })
        .unwrap()
    }

    #[test]
    fn a_failing_or_panicking_job_leaves_nothing_and_disturbs_nobody() {
        let (_folder, db) = db();
        let answers: Vec<_> = (0..90_i64)
            .map(|n| {
                db.0.writer
                    .submit(move |tx| -> Result<i64, Error> {
                        tx.execute("INSERT INTO seen VALUES (?1)", [n])?;
                        match n % 3 {
                            0 => Ok(n),
                            1 => Err(Error::Full),
                            _ => panic!("on purpose"),
                        }
                    })
                    .unwrap()
            })
            .collect();
        for (n, answer) in (0..).zip(answers) {
            let answer = answer.blocking_recv().unwrap();
            assert_eq!(answer.is_ok(), n % 3 == 0, "job {n}");
        }
        assert_eq!(seen(&db), (0..90).filter(|n| n % 3 == 0).collect::<Vec<_>>());
    }

    #[test]
    fn waiting_jobs_share_a_commit() {
        let (_folder, db) = db();
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let first =
            db.0.writer
                .submit(move |_| {
                    held.recv().ok();
                    Ok::<_, Error>(())
                })
                .unwrap();
        // All of these wait while the first one holds the thread.
        let waiting: Vec<_> = (0..40_i64)
            .map(|n| {
                db.0.writer
                    .submit(move |tx| {
                        tx.execute("INSERT INTO seen VALUES (?1)", [n])?;
                        Ok::<_, Error>(tx.query_row("PRAGMA data_version", [], |r| r.get::<_, i64>(0))?)
                    })
                    .unwrap()
            })
            .collect();
        let version = |db: &Db| {
            let reader = db.0.readers.get().unwrap();
            (reader.query_row("PRAGMA data_version", [], |r| r.get::<_, i64>(0)).unwrap(), reader)
        };
        let (before, reader) = version(&db);
        hold.send(()).unwrap();
        first.blocking_recv().unwrap().unwrap();
        for answer in waiting {
            answer.blocking_recv().unwrap().unwrap();
        }
        let after: i64 = reader.query_row("PRAGMA data_version", [], |r| r.get(0)).unwrap();
        assert!(before != after, "the group was committed");
        assert_eq!(seen(&db).len(), 40);
    }

    #[test]
    fn a_full_queue_says_so_at_once() {
        let (_folder, db) = db();
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let _first = db.0.writer.submit(move |_| {
            held.recv().ok();
            Ok::<_, Error>(())
        });
        let mut waiting = Vec::new();
        let refused = loop {
            match db.0.writer.submit(|_| Ok::<_, Error>(())) {
                Ok(answer) => waiting.push(answer),
                Err(error) => break error,
            }
            // Besides the queue, the thread may have taken a group before the first job held it.
            assert!(waiting.len() < QUEUE + GROUP, "the queue has a bound");
        };
        assert!(matches!(refused, Error::Busy));
        hold.send(()).unwrap();
        for answer in waiting {
            answer.blocking_recv().unwrap().unwrap();
        }
    }
}
