//! What SQLite itself can say of a file, for `cmonstage doctor`.

use super::{Error, ReadTx};

/// What stands in the file and not on its connections.
const KEPT: [(&str, &str); 2] = [("journal_mode", "wal"), ("auto_vacuum", "2")];

/// Pages, indexes and constraints that are broken.
///
/// # Errors
/// What SQLite says.
pub fn integrity(tx: &ReadTx) -> Result<Vec<String>, Error> {
    let mut statement = tx.prepare("PRAGMA integrity_check(100)")?;
    let found = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}

/// Rows that point at nothing.
///
/// # Errors
/// What SQLite says.
pub fn foreign_keys(tx: &ReadTx) -> Result<Vec<String>, Error> {
    let mut statement = tx.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |row| {
        let (table, id, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let id = id.map_or_else(String::new, |id| format!(", ligne {id}"));
        Ok(format!("{table}{id} : rien ne lui répond dans {parent}"))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Settings of the file that are not those that this program gives it.
///
/// # Errors
/// What SQLite says.
pub fn pragmas(tx: &ReadTx) -> Result<Vec<String>, Error> {
    let mut wrong = Vec::new();
    for (name, wanted) in KEPT {
        let found = tx.query_row(&format!("PRAGMA {name}"), [], |row| {
            row.get_ref(0).map(|value| match value {
                rusqlite::types::ValueRef::Integer(n) => n.to_string(),
                other => other.as_str().unwrap_or_default().to_owned(),
            })
        })?;
        if found != wanted {
            wrong.push(format!("{name} vaut {found} au lieu de {wanted}"));
        }
    }
    Ok(wrong)
}
