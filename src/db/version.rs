//! The version of what the public sees: a number that each commit raises when it changed something a
//! visitor can see. It is what makes the tag of a public page, and says when a page kept in memory is
//! no longer the page.
//!
//! It is raised by the writer, after the commit and before those who asked for the write are
//! answered: whoever wrote reads their own write. A page reads it before its snapshot begins, so that
//! it can be newer than its tag and never older.
//!
//! What was touched comes from SQLite itself, and only tables known to be private are left out: a
//! table that nobody thought of counts as public, and costs a few pages made again. SQLite says
//! nothing of tables WITHOUT ROWID; a test sees to it that none of them is one a visitor could see
//! change by itself. What another program writes to the file is noticed with the next write of ours,
//! a job of every quarter of an hour at the latest.
//!
//! The same eye wakes the sender of mails, when a commit touched the outbox.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

use rusqlite::Connection;
use tokio::sync::Notify;

/// The table of the mails to send.
const OUTBOX: &str = "mail";

/// Tables that no public page reads. Places taken by a registration are counted in `event`.
const PRIVATE: [&str; 15] = [
    "application",
    "application_file",
    "assignment",
    "audit",
    "contact_message",
    "deposit",
    "file_chunk",
    "form_receipt",
    "journal",
    "link",
    OUTBOX,
    "registration",
    "session",
    "sign_in_try",
    "visit",
];

/// The number, shared by those who read it.
#[derive(Debug, Clone, Default)]
pub(super) struct Version(Arc<AtomicU64>);

impl Version {
    pub(super) fn read(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Sees what the writer's connection touches.
pub(super) struct Watch {
    touched: Arc<AtomicBool>,
    outbox_touched: Arc<AtomicBool>,
    outbox: Arc<Notify>,
    /// What SQLite counts of the commits of others.
    others: AtomicI64,
    version: Version,
}

impl Watch {
    pub(super) fn over(
        connection: &Connection,
        version: Version,
        outbox: Arc<Notify>,
    ) -> rusqlite::Result<Self> {
        let (touched, outbox_touched) = <(Arc<AtomicBool>, Arc<AtomicBool>)>::default();
        let (mark, mark_outbox) = (touched.clone(), outbox_touched.clone());
        connection.update_hook(Some(move |_, _: &str, table: &str, _| {
            if table == OUTBOX {
                mark_outbox.store(true, Ordering::SeqCst);
            } else if !PRIVATE.contains(&table) {
                mark.store(true, Ordering::SeqCst);
            }
        }))?;
        let others = AtomicI64::new(commits_of_others(connection)?);
        Ok(Self { touched, outbox_touched, outbox, others, version })
    }

    /// To be called as a group begins.
    pub(super) fn begins(&self, connection: &Connection) -> rusqlite::Result<()> {
        let others = commits_of_others(connection)?;
        if self.others.swap(others, Ordering::SeqCst) != others {
            self.touched.store(true, Ordering::SeqCst);
        }
        Ok(())
    }

    /// To be called after each commit. What a job touched and then undid counts too, and so does a
    /// group that was lost: that costs a few pages made again.
    pub(super) fn committed(&self) {
        if self.touched.swap(false, Ordering::SeqCst) {
            self.version.0.fetch_add(1, Ordering::SeqCst);
        }
        if self.outbox_touched.swap(false, Ordering::SeqCst) {
            self.outbox.notify_one();
        }
    }
}

fn commits_of_others(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::super::{Db, Error};
    use super::*;

    /// Tables WITHOUT ROWID that may change while the site is served, though SQLite does not say so.
    const UNSEEN: [&str; 14] = [
        // Read at the start only.
        "setting",
        "counter",
        // Reference data, loaded before anybody reads.
        "region",
        "department",
        "commune",
        "commune_postal_code",
        "naf",
        "occupation",
        "workforce_band",
        // Private, or seen only through a row of a public table written in the same transaction.
        "application_file",
        "form_receipt",
        "file",
        // Counters kept by triggers of `offer` and `event`.
        "offer_cell",
        "event_cell",
    ];

    fn db() -> (tempfile::TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("base.db"), |_| Ok(())).unwrap();
        (folder, db)
    }

    fn tables(db: &Db, condition: &str) -> Vec<String> {
        db.read_blocking(|tx| {
            let sql = format!(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' {condition}"
            );
            let mut statement = tx.prepare(&sql)?;
            let names = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok::<_, Error>(names)
        })
        .unwrap()
    }

    #[test]
    fn sqlite_says_when_what_the_public_sees_is_touched() {
        let (_folder, db) = db();
        let unseen = tables(&db, "AND wr");
        assert!(unseen.len() > 5, "the tables without rowid are found");
        for table in &unseen {
            assert!(
                UNSEEN.contains(&table.as_str()),
                "{table} is WITHOUT ROWID: SQLite will not say that it was written. Give it a rowid, or say here why no page can differ by it alone"
            );
        }
        let all = tables(&db, "");
        for table in PRIVATE {
            assert!(all.iter().any(|name| name == table), "{table} is no table");
        }
    }

    #[test]
    fn public_writes_raise_it_before_they_are_answered_and_private_ones_do_not() {
        let (_folder, db) = db();
        let write = |sql: &'static str| db.write_blocking(move |tx| Ok::<_, Error>(tx.execute_batch(sql)?));
        let before = db.version();
        write("INSERT INTO organisation (name, created_at) VALUES ('a', 0)").unwrap();
        assert_eq!(db.version(), before + 1);
        write("UPDATE organisation SET name = 'b'; UPDATE organisation SET name = 'c'").unwrap();
        assert_eq!(db.version(), before + 2);
        write("INSERT INTO page_text VALUES ('privacy', 'x', 0)").unwrap();
        assert_eq!(db.version(), before + 3);
        write("DELETE FROM page_text WHERE slug = 'privacy'").unwrap();
        assert_eq!(db.version(), before + 4);
        for private in [
            "INSERT INTO form_receipt VALUES (zeroblob(32), '', 0)",
            "INSERT INTO contact_message (reference, name, email, message, created_at) VALUES ('M', 'a', 'b', 'c', 0)",
            "DELETE FROM contact_message WHERE name = 'a'",
            "UPDATE organisation SET name = 'd' WHERE id = 99",
            "SELECT 1",
        ] {
            write(private).unwrap();
            assert_eq!(db.version(), before + 4, "{private}");
        }
        // Places are the event's.
        db.write_blocking(|tx| {
            tx.execute_batch(
                "INSERT INTO contact_message (reference, name, email, message, created_at) VALUES ('N', 'a', 'b', 'c', 0);
                 CREATE TEMP TRIGGER t AFTER UPDATE ON contact_message BEGIN UPDATE organisation SET name = 'e'; END;",
            )?;
            Ok::<_, Error>(())
        })
        .unwrap();
        assert_eq!(db.version(), before + 4);
        write("UPDATE contact_message SET name = 'z'").unwrap();
        assert_eq!(db.version(), before + 5, "what a trigger does counts");
    }

    #[test]
    fn what_another_program_writes_is_noticed_with_the_next_write() {
        let (_folder, db) = db();
        let before = db.version();
        let nothing = || db.write_blocking(|_| Ok::<_, Error>(())).unwrap();
        nothing();
        assert_eq!(db.version(), before);
        let other = Connection::open(db.path()).unwrap();
        other.execute("INSERT INTO organisation (name, created_at) VALUES ('a', 0)", []).unwrap();
        nothing();
        assert_eq!(db.version(), before + 1);
        nothing();
        assert_eq!(db.version(), before + 1);
    }

    #[test]
    fn a_write_that_fails_changes_nothing_that_is_read() {
        let (_folder, db) = db();
        let before = db.version();
        let failed: Result<(), Error> = db.write_blocking(|tx| {
            tx.execute("INSERT INTO organisation (name, created_at) VALUES ('a', 0)", [])?;
            Err(Error::Full)
        });
        assert!(failed.is_err());
        assert!(db.version() >= before);
    }
}
