//! The one helper by which filters become SQL: conditions and their bound parameters, together. And what is
//! said of what cannot be read back.

use std::rc::Rc;

use rusqlite::types::ToSql;

/// Conditions joined by AND. The texts are ours, never a person's; values are bound.
#[derive(Default, Clone)]
pub struct Conditions {
    texts: Vec<String>,
    values: Vec<Rc<dyn ToSql>>,
}

impl Conditions {
    /// Adds a condition that holds one `?` per value.
    pub fn add(&mut self, text: impl Into<String>, values: impl IntoIterator<Item = Box<dyn ToSql>>) {
        self.texts.push(text.into());
        self.values.extend(values.into_iter().map(Rc::from));
    }

    /// Adds a condition that holds those of another, then one `?` per value.
    pub fn add_after(
        &mut self,
        held: &Self,
        text: impl Into<String>,
        values: impl IntoIterator<Item = Box<dyn ToSql>>,
    ) {
        self.texts.push(text.into());
        self.values.extend(held.values.iter().cloned());
        self.values.extend(values.into_iter().map(Rc::from));
    }

    /// Adds `column IN (…)`; nothing when there is no value.
    pub fn add_in<T: ToSql + 'static>(&mut self, column: &str, values: impl IntoIterator<Item = T>) {
        let values: Vec<Box<dyn ToSql>> =
            values.into_iter().map(|value| Box::new(value) as Box<dyn ToSql>).collect();
        if !values.is_empty() {
            self.add(format!("{column} IN ({})", marks(values.len())), values);
        }
    }

    /// Adds that a column is one of these texts; nothing when there is none. The statement is the same
    /// whatever their number, so that it stays prepared.
    pub fn add_one_of<'t>(&mut self, column: &str, texts: impl IntoIterator<Item = &'t str>) {
        if let Some(list) = json_list(texts) {
            self.add(format!("{column} IN (SELECT value FROM json_each(?))"), [Box::new(list) as _]);
        }
    }

    /// Adds that a column is none of these texts.
    pub fn add_none_of<'t>(&mut self, column: &str, texts: impl IntoIterator<Item = &'t str>) {
        if let Some(list) = json_list(texts) {
            self.add(format!("{column} NOT IN (SELECT value FROM json_each(?))"), [Box::new(list) as _]);
        }
    }

    /// The conditions as SQL; `true` when there are none.
    pub fn text(&self) -> String {
        if self.texts.is_empty() { "true".to_owned() } else { self.texts.join(" AND ") }
    }

    /// Adds those of another.
    pub fn extend(&mut self, other: Self) {
        self.texts.extend(other.texts);
        self.values.extend(other.values);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The values, in order, followed by `more`.
    pub fn values<'v>(&'v self, more: &[&'v dyn ToSql]) -> Vec<&'v dyn ToSql> {
        self.values.iter().map(AsRef::as_ref).chain(more.iter().copied()).collect()
    }
}

/// Texts as `json_each` reads them.
fn json_list<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    let texts: Vec<&str> = texts.into_iter().collect();
    (!texts.is_empty()).then(|| serde_json::json!(texts).to_string())
}

/// `?, ?, ?`
pub fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// What is said of a stored text that is not what its column holds: a fault of ours or of the file.
pub fn unreadable(column: usize, what: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(
        column,
        rusqlite::types::Type::Text,
        format!("stored text is not {what}").into(),
    )
}
