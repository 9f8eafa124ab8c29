//! Reference numbers of offers and events, and what people type to find one.
//!
//! `102019-59` is the 59th offer, created in October 2019. The digits after the dash are a counter
//! per kind that is never reset, so that they alone find an offer.

use serde::Deserialize;
use std::fmt;
use std::str::FromStr;
use time::{Date, Month};

use crate::french::NBSP;

/// A number such as `102019-59`. Read from an address, it has exactly this one writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Number {
    month: u8,
    year: u16,
    serial: u32,
}

impl Number {
    /// The number of what is created on this day (of the site's time zone).
    pub fn new(date: Date, serial: u32) -> Self {
        let year = u16::try_from(date.year()).unwrap_or_default();
        Self { month: date.month().into(), year, serial }
    }

    /// The number made of these parts: month 1 to 12, year of four digits, serial from 1.
    pub fn from_parts(month: u8, year: u16, serial: u32) -> Option<Self> {
        let month: u8 = Month::try_from(month).ok()?.into();
        ((1000..=9999).contains(&year) && serial > 0).then_some(Self { month, year, serial })
    }

    /// The number as it is stored: the serial, and the month of creation (`YYYY-MM`).
    pub fn from_stored(month: &str, serial: u32) -> Option<Self> {
        let (year, month) = month.split_once('-')?;
        Self::from_parts(month.parse().ok()?, year.parse().ok()?, serial)
    }

    /// The month of creation as it is stored (`YYYY-MM`).
    pub fn stored_month(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// The month of creation, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The year of creation.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The digits after the dash, unique among offers and among events.
    pub fn serial(self) -> u32 {
        self.serial
    }

    /// « n° 102019-59 », with a non-breaking space.
    pub fn display_nbsp(self) -> String {
        format!("n°{NBSP}{self}")
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{:04}-{}", self.month, self.year, self.serial)
    }
}

/// The text is not a reference number in its one writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("« numéro » attendu sous la forme 102019-59")]
pub struct NotANumber;

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (period, serial) = text.split_once('-').ok_or(NotANumber)?;
        let number = parts(period, serial).ok_or(NotANumber)?;
        if serial.starts_with('0') { Err(NotANumber) } else { Ok(number) }
    }
}

impl TryFrom<String> for Number {
    type Error = NotANumber;

    fn try_from(text: String) -> Result<Self, NotANumber> {
        text.parse()
    }
}

/// A number at the end of an address, alone or with `.ics` after it: a page, or its calendar file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct NumberOrCalendar {
    /// The number.
    pub number: Number,
    /// Whether its calendar file is asked for.
    pub calendar: bool,
}

impl fmt::Display for NumberOrCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, if self.calendar { ".ics" } else { "" })
    }
}

impl TryFrom<String> for NumberOrCalendar {
    type Error = NotANumber;

    fn try_from(text: String) -> Result<Self, NotANumber> {
        match text.strip_suffix(".ics") {
            Some(number) => Ok(Self { number: number.parse()?, calendar: true }),
            None => Ok(Self { number: text.parse()?, calendar: false }),
        }
    }
}

fn parts(period: &str, serial: &str) -> Option<Number> {
    if period.len() != 6 || !is_digits(period) || !is_digits(serial) {
        return None;
    }
    Number::from_parts(period[..2].parse().ok()?, period[2..].parse().ok()?, serial.parse().ok()?)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// What a visitor typed to find an offer or event by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberQuery {
    /// The digits after the dash: "59".
    Serial(u32),
    /// The whole number: "102019-59".
    Full(Number),
}

const PREFIXES: [&str; 6] = ["numéro", "numero", "n°", "nº", "no", "№"];

impl NumberQuery {
    /// Reads "59", "-59", "n° 59", "102019-59", "102019 59"; `None` when it is not a number.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let text = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(&text);
        let separator = |c: char| c.is_whitespace() || "-‐‑–—".contains(c);
        let groups: Vec<&str> = text.split(separator).filter(|group| !group.is_empty()).collect();
        match groups[..] {
            [serial] if is_digits(serial) => {
                serial.parse().ok().filter(|&serial| serial > 0).map(Self::Serial)
            }
            [period, serial] => parts(period, serial).map(Self::Full),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Number, NumberQuery};
    use proptest::prelude::*;
    use time::macros::date;

    #[test]
    fn a_number_is_month_year_and_serial() {
        let number = Number::new(date!(2019 - 10 - 17), 59);
        assert_eq!(number.to_string(), "102019-59");
        assert_eq!(Number::new(date!(2019 - 01 - 02), 333).to_string(), "012019-333");
        assert_eq!(number.display_nbsp(), "n°\u{a0}102019-59");
        assert_eq!((number.month(), number.year(), number.serial()), (10, 2019, 59));
        assert_eq!("102019-59".parse(), Ok(number));
    }

    #[test]
    fn an_address_has_one_writing() {
        for text in [
            "102019-059",
            "102019-0",
            "132019-1",
            "002019-1",
            "12019-1",
            "102019",
            "102019-",
            "-1",
            " 102019-59",
            "102019-59 ",
            "102019-+5",
            "102019-4294967296",
            "1O2019-1",
            "",
            "é02019-1",
            "100999-1",
        ] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn parts_out_of_range_make_no_number() {
        assert!(Number::from_parts(10, 2019, 1).is_some());
        for (month, year, serial) in [(0, 2019, 1), (13, 2019, 1), (10, 999, 1), (10, 2019, 0)] {
            assert_eq!(Number::from_parts(month, year, serial), None);
        }
        assert_eq!(NumberQuery::parse("102019-0"), None);
    }

    #[test]
    fn a_path_parameter_reads_as_a_number() {
        let read: Number = serde_json::from_str("\"102019-59\"").unwrap();
        assert_eq!(read.serial(), 59);
        assert!(serde_json::from_str::<Number>("\"59\"").is_err());
    }

    #[test]
    fn visitors_type_numbers_in_many_ways() {
        let full = Some(NumberQuery::Full(Number::new(date!(2019 - 10 - 01), 59)));
        for text in [
            "102019-59",
            "n° 102019-59",
            "N°102019-59",
            "102019 59",
            "102019 - 59",
            "102019–59",
            "n°\u{a0}102019-59",
            "102019-059",
        ] {
            assert_eq!(NumberQuery::parse(text), full, "{text}");
        }
        for text in ["59", " 59 ", "-59", "n° 59", "no 59", "numéro 59", "0059"] {
            assert_eq!(NumberQuery::parse(text), Some(NumberQuery::Serial(59)), "{text}");
        }
    }

    #[test]
    fn other_words_are_not_numbers() {
        for text in [
            "",
            "-",
            "0",
            "n°",
            "menuisier",
            "59 rue",
            "4294967296",
            "99999999999999999999",
            "1-2-3",
            "132019-59",
            "16 17",
            "5,9",
        ] {
            assert_eq!(NumberQuery::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_number_reads_back(month in 1u8..=12, year in 1000u16..=9999, serial in 1u32..) {
            let number = Number::from_parts(month, year, serial).unwrap();
            prop_assert_eq!(number.to_string().parse(), Ok(number));
            prop_assert_eq!(NumberQuery::parse(&number.to_string()), Some(NumberQuery::Full(number)));
            prop_assert_eq!(NumberQuery::parse(&serial.to_string()), Some(NumberQuery::Serial(serial)));
        }

        #[test]
        fn what_reads_writes_the_same(text in "[0-9]{5,7}-[0-9]{0,11}") {
            if let Ok(number) = text.parse::<Number>() {
                prop_assert_eq!(number.to_string(), text);
            }
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = (text.parse::<Number>(), NumberQuery::parse(&text));
        }
    }
}
