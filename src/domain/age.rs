//! Ages: a number of years, never a birth date.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// A whole number of years from 10 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Age(u8);

impl Age {
    /// Reads a number of years, "ans" being allowed after it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Err("Indiquez un âge.");
        }
        let years = text.strip_suffix("ans").unwrap_or(text).trim_end();
        let plain = years.len() <= 3 && years.bytes().all(|b| b.is_ascii_digit());
        let years = if plain { years.parse().ok() } else { None };
        years.and_then(Self::new).ok_or("Indiquez un âge en années, de 10 à 99.")
    }

    /// The age of so many years, if it lies between 10 and 99.
    pub fn new(years: u8) -> Option<Self> {
        (10..=99).contains(&years).then_some(Self(years))
    }

    /// The number of years.
    pub fn years(self) -> u8 {
        self.0
    }

    /// Under 15 the consent of the legal representative is asked for (French data protection act,
    /// article 45).
    pub fn is_minor_under_15(self) -> bool {
        self.0 < 15
    }
}

impl ToSql for Age {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for Age {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let years = u8::column_result(value)?;
        Self::new(years).ok_or(FromSqlError::OutOfRange(i64::from(years)))
    }
}

#[cfg(test)]
mod tests {
    use super::Age;
    use proptest::prelude::*;

    #[test]
    fn an_age_is_a_whole_number_from_10_to_99() {
        assert_eq!(Age::parse(" 16 ").unwrap().years(), 16);
        assert_eq!(Age::parse("16 ans").unwrap().years(), 16);
        for text in
            ["", "9", "100", "15,5", "15.5", "-15", "+15", "quinze", "1999", "0x10", "ans", "256", "266"]
        {
            assert!(Age::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn fourteen_is_under_fifteen() {
        assert!(Age::new(14).unwrap().is_minor_under_15());
        assert!(!Age::new(15).unwrap().is_minor_under_15());
    }

    proptest! {
        #[test]
        fn the_bounds_are_exact(years in 0u16..1000) {
            prop_assert_eq!(Age::parse(&years.to_string()).is_ok(), (10..=99).contains(&years));
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = Age::parse(&text);
        }
    }
}
