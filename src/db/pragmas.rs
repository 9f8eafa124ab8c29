//! What every connection is told before anything else.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// Applied to the writer and to each reader.
///
/// - `synchronous=FULL`: an acknowledged registration survives a power cut; grouped commits make it
///   almost free.
/// - `secure_delete`: erased personal data leaves no byte in the file.
/// - `trusted_schema=OFF`: a crafted database file cannot call functions through its schema.
/// - `cache_size` is in KiB when negative.
const EACH: &str = "
    PRAGMA busy_timeout = 5000;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -16384;
    PRAGMA temp_store = MEMORY;
";

/// Statements kept prepared on each connection.
const STATEMENT_CACHE: usize = 256;

/// Applied after [`EACH`] to the writer of a file that is being built: it is worth nothing until it
/// is whole, so nothing of it is made durable or undone on the way, and no byte of it was ever
/// anybody's. The cache holds the indexes, whose pages a bulk load touches in no order.
const BUILDING: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA secure_delete = OFF;
    PRAGMA cell_size_check = OFF;
    PRAGMA cache_size = -1048576;
";

pub(super) fn loosen(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(BUILDING)
}

/// Applied after [`EACH`] to the reader of exports: it goes through everything once, and what it has read is of
/// no use to it again.
pub(super) fn keep_little(connection: &Connection) -> rusqlite::Result<()> {
    apply(connection)?;
    connection.execute_batch("PRAGMA cache_size = -2048")
}

pub(super) fn apply(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    // Plans do not look at the values that are bound. Otherwise every statement with a bound LIMIT is
    // compiled again each time that it runs, which costs more than most of them do.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(EACH)
}

#[cfg(test)]
mod tests {
    use super::super::{Db, Error, NewFile};
    use rusqlite::{Connection, StatementStatus};

    const EXPECTED: &[(&str, &str)] = &[
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("busy_timeout", "5000"),
        ("secure_delete", "1"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("journal_size_limit", "67108864"),
        ("auto_vacuum", "2"),
    ];

    fn read_back(connection: &Connection) -> Vec<String> {
        EXPECTED
            .iter()
            .map(|(name, _)| {
                connection
                    .query_row(&format!("PRAGMA {name}"), [], |row| {
                        row.get_ref(0).map(|value| match value {
                            rusqlite::types::ValueRef::Integer(n) => n.to_string(),
                            other => other.as_str().unwrap_or_default().to_owned(),
                        })
                    })
                    .unwrap()
            })
            .collect()
    }

    #[test]
    fn every_connection_keeps_its_promises() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("base.db"), |_| Ok(())).unwrap();
        let expected: Vec<String> = EXPECTED.iter().map(|(_, value)| (*value).to_owned()).collect();
        let writer = db.write_blocking(|tx| Ok::<_, Error>(read_back(tx))).unwrap();
        assert_eq!(writer, expected);
        // Every reader of the pool, all held at once so that each is a different one.
        let readers: Vec<_> = (0..super::super::READERS).map(|_| db.0.readers.get().unwrap()).collect();
        let exporter = db.0.exporter.get().unwrap();
        for reader in readers.iter().chain([&exporter]) {
            assert_eq!(read_back(reader), expected);
            assert!(reader.execute("DELETE FROM setting", []).is_err(), "readers cannot write");
        }
    }

    #[test]
    fn a_file_that_was_built_is_like_any_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("base.db");
        let file = NewFile::create(&path, |_| Ok(())).unwrap();
        let (journal, synchronous): (String, i64) = file
            .write_blocking(|tx| {
                let journal = tx.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
                Ok::<_, Error>((journal, tx.query_row("PRAGMA synchronous", [], |row| row.get(0))?))
            })
            .unwrap();
        assert_eq!((journal.as_str(), synchronous), ("off", 0));
        file.finish().unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing beside it");
        let db = Db::open(&path, |_| Ok(())).unwrap();
        let expected: Vec<String> = EXPECTED.iter().map(|(_, value)| (*value).to_owned()).collect();
        assert_eq!(db.write_blocking(|tx| Ok::<_, Error>(read_back(tx))).unwrap(), expected);
    }

    #[test]
    fn a_statement_is_prepared_once_whatever_is_bound_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("base.db"), |_| Ok(())).unwrap();
        let prepared_again = db
            .read_blocking(|tx| {
                let mut statement = tx.prepare_cached("SELECT key FROM setting WHERE key > ?1 LIMIT ?2")?;
                for limit in 1..9 {
                    statement.query_map(rusqlite::params!["a", limit], |_| Ok(()))?.for_each(drop);
                }
                Ok::<_, Error>(statement.get_status(StatementStatus::RePrepare))
            })
            .unwrap();
        assert_eq!(prepared_again, 0);
    }
}
