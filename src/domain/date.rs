//! Dates as people and date fields write them.

use time::{Date, Month, PrimitiveDateTime, Time};

const FORMAT: &str = "Indiquez une date sous la forme jour/mois/année, par exemple 17/02/2020.";

/// Reads `AAAA-MM-JJ` (what a date field sends) or `J/M/AAAA`, from 1900 to 2100.
pub fn parse_date(text: &str) -> Result<Date, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Indiquez une date.");
    }
    let iso: Vec<&str> = text.split('-').collect();
    let french: Vec<&str> = text.split('/').map(str::trim).collect();
    let (day, month, year) = match (iso.as_slice(), french.as_slice()) {
        ([year, month, day], _) | (_, [day, month, year]) => {
            (digits(day, 1..=2)?, digits(month, 1..=2)?, digits(year, 4..=4)?)
        }
        _ => return Err(FORMAT),
    };
    if !(1900..=2100).contains(&year) {
        return Err("Indiquez une année entre 1900 et 2100.");
    }
    calendar_date(day, month, year).ok_or("Cette date n’existe pas dans le calendrier.")
}

/// Reads a stored civil moment, `AAAA-MM-JJTHH:MM`.
pub fn parse_moment(text: &str) -> Option<PrimitiveDateTime> {
    let (date, time) = text.split_once('T')?;
    let (hour, minute) = time.split_once(':')?;
    let time = Time::from_hms(hour.parse().ok()?, minute.parse().ok()?, 0).ok()?;
    Some(PrimitiveDateTime::new(parse_date(date).ok()?, time))
}

/// Reads an hour of the day: « 14:30 », « 14 h 30 », « 9h ».
///
/// # Errors
/// A French sentence.
pub fn parse_time(text: &str) -> Result<Time, &'static str> {
    const FORMAT: &str = "Indiquez une heure, par exemple 14:30.";
    let text = text.trim().to_lowercase();
    let (hour, minute) = text.split_once([':', 'h']).ok_or(FORMAT)?;
    let (hour, minute) = (hour.trim_end(), minute.trim_start());
    // « 9 h » is nine o'clock, « 9: » is unfinished.
    let minute = if minute.is_empty() && text.contains('h') { "00" } else { minute };
    let number = |text: &str, length: std::ops::RangeInclusive<usize>| {
        let plain = length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u8>().ok().filter(|_| plain).ok_or(FORMAT)
    };
    Time::from_hms(number(hour, 1..=2)?, number(minute, 2..=2)?, 0)
        .map_err(|_| "Cette heure n’existe pas\u{a0}: indiquez une heure de 00:00 à 23:59.")
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Result<u16, &'static str> {
    let plain = length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().map_err(|_| FORMAT) } else { Err(FORMAT) }
}

fn calendar_date(day: u16, month: u16, year: u16) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{parse_date, parse_time};
    use proptest::prelude::*;
    use time::macros::{date, time};
    use time::{Date, Time};

    #[test]
    fn both_writings_are_read() {
        for text in ["2020-02-17", "17/02/2020", " 17 / 2 / 2020 ", "17/2/2020"] {
            assert_eq!(parse_date(text), Ok(date!(2020 - 02 - 17)), "{text}");
        }
        assert_eq!(parse_date("1/3/2100"), Ok(date!(2100 - 03 - 01)));
        assert_eq!(parse_date("29/02/2020"), Ok(date!(2020 - 02 - 29)));
    }

    #[test]
    fn each_mistake_has_its_sentence() {
        for (text, word) in [
            ("", "Indiquez une date."),
            ("31/02/2020", "n’existe pas"),
            ("29/02/2021", "n’existe pas"),
            ("0/1/2020", "n’existe pas"),
            ("1/13/2020", "n’existe pas"),
            ("1/1/1899", "entre 1900 et 2100"),
            ("2101-01-01", "entre 1900 et 2100"),
            ("17/02/20", "jour/mois/année"),
            ("17 février 2020", "jour/mois/année"),
            ("2020-02", "jour/mois/année"),
            ("17/02/2020/1", "jour/mois/année"),
            ("+1/02/2020", "jour/mois/année"),
            ("17-02-2020", "jour/mois/année"),
        ] {
            let message = parse_date(text).unwrap_err();
            assert!(message.contains(word), "{text}: {message}");
        }
    }

    #[test]
    fn an_hour_is_written_in_several_ways() {
        for text in ["14:30", "14h30", "14 h 30", "14 H 30", " 14\u{a0}h\u{a0}30 "] {
            assert_eq!(parse_time(text), Ok(time!(14:30)), "{text}");
        }
        assert_eq!(parse_time("9h"), Ok(time!(9:00)));
        for text in ["", "14", "14:", "14:3", "h30", "14:30:00", "midi", "+9h", "014:30"] {
            assert!(parse_time(text).unwrap_err().contains("par exemple 14:30"), "{text}");
        }
        for text in ["24:00", "12:60", "99h99"] {
            assert!(parse_time(text).unwrap_err().contains("n’existe pas"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_reads_back(julian in date!(1900 - 01 - 01).to_julian_day()..=date!(2100 - 12 - 31).to_julian_day()) {
            let date = Date::from_julian_day(julian).unwrap();
            let (year, month, day) = date.to_calendar_date();
            let month = u8::from(month);
            prop_assert_eq!(parse_date(&format!("{year}-{month:02}-{day:02}")), Ok(date));
            prop_assert_eq!(parse_date(&format!("{day}/{month}/{year}")), Ok(date));
        }

        #[test]
        fn any_text_is_answered(text in any::<String>(), likely in "[0-9]{0,5}[-/][0-9]{0,3}[-/][0-9]{0,5}") {
            let _ = (parse_date(&text), parse_date(&likely), parse_time(&text));
        }

        #[test]
        fn every_minute_of_the_day_reads_back(hour in 0u8..24, minute in 0u8..60) {
            let time = Time::from_hms(hour, minute, 0).unwrap();
            prop_assert_eq!(parse_time(&format!("{hour:02}:{minute:02}")), Ok(time));
            prop_assert_eq!(parse_time(&crate::french::time_of_day(time)), Ok(time));
        }
    }
}
