//! Who is signed in.

use rusqlite::{OptionalExtension, Row};

use crate::db::{Error, ReadTx};
use crate::domain::Civility;

/// Somebody who signed in to the extranet, partner or administrator. Only the session makes one, from an
/// active account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    id: i64,
    administrator: bool,
    name: String,
    lines: Option<u32>,
}

impl Partner {
    /// The active user of this row.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn active(tx: &ReadTx, id: i64) -> Result<Option<Self>, Error> {
        Ok(tx
            .prepare_cached(&format!(
                "SELECT u.id, u.role = 'administrator', v.lines, {NAME}
                 FROM user u JOIN organisation g ON g.id = u.organisation_id LEFT JOIN visit v ON v.user_id = u.id
                 WHERE u.id = ?1 AND u.active = 1"
            ))?
            .query_row([id], |row| {
                let (id, administrator, lines) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(Self { id, administrator, lines, name: name(row, 3)? })
            })
            .optional()?)
    }

    /// The row of the user.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Whether the user may do everything.
    pub fn is_administrator(&self) -> bool {
        self.administrator
    }

    /// « Madame NOM Prénom (Organisation) ».
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How long they like the pages of their tables, once they have said so.
    pub fn lines(&self) -> Option<u32> {
        self.lines
    }

    /// The same, who likes them this long.
    #[must_use]
    pub fn with_lines(self, lines: u32) -> Self {
        Self { lines: Some(lines), ..self }
    }
}

/// Who changed something last.
#[derive(Debug, Clone)]
pub struct LastChange {
    /// « Madame NOM Prénom (Organisation) »; none when it was nobody with an account.
    pub by: Option<String>,
    /// When, as an instant.
    pub at: i64,
}

/// The columns of [`name`], of a user `u` and its organisation `g`.
pub const NAME: &str = "u.civility, u.last_name, u.first_name, g.name";

/// « Madame NOM Prénom (Organisation) », from the columns of [`NAME`].
///
/// # Errors
/// What SQLite says.
pub fn name(row: &Row, at: usize) -> rusqlite::Result<String> {
    let civility: Civility = row.get(at)?;
    let (last, first, organisation): (String, String, String) =
        (row.get(at + 1)?, row.get(at + 2)?, row.get(at + 3)?);
    Ok(civility.name(&last, &first, &organisation))
}

/// The same where there may be nobody.
///
/// # Errors
/// What SQLite says.
pub fn maybe_name(row: &Row, at: usize) -> rusqlite::Result<Option<String>> {
    match row.get_ref(at)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => name(row, at).map(Some),
    }
}
