//! Reference data: what the State and its agencies publish (communes, activities, occupations…).
//!
//! The files of `data/` are embedded in the executable and copied into the database when their
//! version differs from the one it holds. Rows are keyed by official codes and never deleted,
//! because offers point at them; what disappears from a nomenclature is only no longer proposed.

pub mod communes;
pub mod departments;
mod embedded;
mod load;
pub mod naf;
pub mod occupations;
pub mod sources;

pub use load::{ReferenceError, load};

/// A word as an FTS5 term that matches what begins with it. Folded words hold only letters and
/// digits, and the quotes keep any of them (AND, NEAR…) from being read as an operator.
fn beginning(word: &str) -> String {
    format!("\"{word}\"*")
}

/// Words beyond these are not searched: nobody types as many, and each costs a look-up.
const MOST_WORDS: usize = 8;

#[cfg(test)]
mod tests {
    use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

    use rusqlite::Connection;

    /// A database in memory, as a new installation has it after its first start.
    pub(super) fn loaded() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("../../schema.sql")).unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        connection.pragma_update(None, "trusted_schema", false).unwrap();
        connection.execute_batch("BEGIN").unwrap();
        assert!(super::load(&connection).unwrap());
        connection.execute_batch("COMMIT").unwrap();
        connection
    }

    /// The same for the tests that only read: loading takes a second without optimisation.
    pub(super) fn shared() -> MutexGuard<'static, Connection> {
        static SHARED: LazyLock<Mutex<Connection>> = LazyLock::new(|| Mutex::new(loaded()));
        SHARED.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
