//! Writing from a command, beside a server that may be running: by a connection of its own, which waits for
//! its turn as SQLite makes it wait, for the few things that nobody can ask the server for.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::open::{Refusal, connect, is_fresh, recognise};
use super::{Error, OpenError, ReadTx, WriteTx, pragmas};

/// Runs `work` in one immediate transaction of a file that exists. What it did is durable once this returns,
/// and the server reads it at once; when `work` fails, nothing of it remains.
///
/// # Errors
/// [`OpenError`], as for [`super::Db::open`]; what `work` returns; [`Error::Busy`] when the server writes
/// for longer than one waits.
pub fn write_beside<T, E: From<OpenError> + From<Error>>(
    path: &Path,
    work: impl FnOnce(&WriteTx) -> Result<T, E>,
) -> Result<T, E> {
    let connection = open(path).map_err(|refusal| refusal.of(path))?;
    let transaction =
        Transaction::new_unchecked(&connection, TransactionBehavior::Immediate).map_err(Error::from)?;
    let done = work(&WriteTx(ReadTx(&transaction)))?;
    transaction.commit().map_err(Error::from)?;
    Ok(done)
}

fn open(path: &Path) -> Result<Connection, Refusal> {
    if !path.exists() {
        return Err(Refusal::Open(OpenError::Missing(path.to_owned())));
    }
    let connection = connect(path)?;
    pragmas::apply(&connection)?;
    if is_fresh(&connection)? {
        // Whoever makes it has not finished.
        return Err(Refusal::Open(OpenError::InUse(path.to_owned())));
    }
    recognise(&connection, path)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::super::Db;
    use super::*;

    fn add(tx: &WriteTx, name: &str) -> Result<(), Failure> {
        tx.execute("INSERT INTO organisation (name, created_at) VALUES (?1, 0)", [name])
            .map_err(Error::from)?;
        Ok(())
    }

    #[derive(Debug, thiserror::Error)]
    enum Failure {
        #[error(transparent)]
        Open(#[from] OpenError),
        #[error(transparent)]
        Db(#[from] Error),
        #[error("on purpose")]
        OnPurpose,
    }

    #[test]
    fn what_is_written_beside_a_server_is_read_by_it_at_once_and_is_all_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("base.db");
        assert!(matches!(write_beside(&path, |tx| add(tx, "a")), Err(Failure::Open(OpenError::Missing(_)))));
        assert!(!path.exists());
        let db = Db::open(&path, |_| Ok(())).unwrap();
        write_beside(&path, |tx| add(tx, "a")).unwrap();
        let failed = write_beside(&path, |tx| {
            add(tx, "b")?;
            Err::<(), _>(Failure::OnPurpose)
        });
        assert!(matches!(failed, Err(Failure::OnPurpose)));
        let names = "SELECT group_concat(name) FROM organisation";
        let read = |tx: &ReadTx| Ok::<_, Error>(tx.query_row(names, [], |row| row.get::<_, String>(0))?);
        assert_eq!(db.read_blocking(read).unwrap(), "a");
        // The server goes on writing.
        db.write_blocking(|tx| add(tx, "c")).unwrap();
        assert_eq!(db.read_blocking(read).unwrap(), "a,c");
    }

    #[test]
    fn a_file_that_somebody_else_makes_is_left_to_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("base.db");
        std::fs::write(&path, "").unwrap();
        let refused = write_beside(&path, |tx| add(tx, "a"));
        assert!(matches!(refused, Err(Failure::Open(OpenError::InUse(_)))));
        assert_eq!(std::fs::read(&path).unwrap(), b"");
    }
}
