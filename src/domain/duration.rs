//! How long an event lasts, as people type it.

/// Fewest minutes: below, it was a slip.
pub const SHORTEST: u32 = 5;

/// Most minutes: a week.
pub const LONGEST: u32 = 7 * DAY;

const DAY: u32 = 24 * HOUR;
const HOUR: u32 = 60;

const FORMAT: &str = "Indiquez une durée en heures et minutes, par exemple 1 h 30 ou 45 min.";

/// Reads « 1 h 30 », « 1:30 », « 90 min », « 1,5 h », « 2 jours » as minutes. A number alone says
/// neither hours nor minutes: it is refused rather than guessed.
///
/// # Errors
/// A French sentence.
pub fn parse_minutes(text: &str) -> Result<u32, &'static str> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Err("Indiquez une durée.");
    }
    let minutes = clock_like(&text).or_else(|| with_units(&text)).ok_or(FORMAT)?;
    let sensible = (SHORTEST..=LONGEST).contains(&minutes);
    if sensible { Ok(minutes) } else { Err("Indiquez une durée de 5 minutes à 7 jours.") }
}

/// « 1:30 ».
fn clock_like(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (hours.trim_end(), minutes.trim_start());
    let under_an_hour = minutes.len() == 2;
    let minutes = whole(minutes).filter(|minutes| under_an_hour && *minutes < HOUR)?;
    Some(whole(hours)? * HOUR + minutes)
}

/// « 1 h 30 », « 2 jours », « 90 min »: numbers with their units, the larger first.
fn with_units(text: &str) -> Option<u32> {
    let (mut total, mut before, mut rest) = (0, None, text);
    while !rest.is_empty() {
        let (number, after) = cut(rest, |c| c.is_ascii_digit() || matches!(c, ',' | '.'));
        let (unit, after) = cut(after.trim_start(), char::is_alphabetic);
        let size = size_of(unit, before)?;
        let bound = before.unwrap_or(u32::MAX);
        let value = amount(number, size).filter(|value| size < bound && *value < bound)?;
        (total, before, rest) = (total + value, Some(size), after.trim_start());
    }
    Some(total)
}

fn cut(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// Minutes in a unit; a number alone after hours counts minutes.
fn size_of(unit: &str, before: Option<u32>) -> Option<u32> {
    match unit {
        "j" | "jour" | "jours" => Some(DAY),
        "h" | "heure" | "heures" => Some(HOUR),
        "m" | "mn" | "min" | "minute" | "minutes" => Some(1),
        "" if before == Some(HOUR) => Some(1),
        _ => None,
    }
}

/// « 1,5 » of hours is 90 minutes; minutes are whole.
fn amount(number: &str, size: u32) -> Option<u32> {
    match number.split_once([',', '.']) {
        None => Some(whole(number)? * size),
        Some((units, tenth)) if size > 1 && tenth.len() == 1 => {
            let tenths = whole(units)? * 10 + whole(tenth)?;
            Some(tenths * size / 10)
        }
        Some(_) => None,
    }
}

fn whole(text: &str) -> Option<u32> {
    let plain = (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::french::duration_minutes;
    use proptest::prelude::*;

    #[test]
    fn people_write_a_duration_in_many_ways() {
        for (text, minutes) in [
            ("1 h 30", 90),
            ("1h30", 90),
            ("1 h 30 min", 90),
            ("1 H 30", 90),
            ("1:30", 90),
            ("01:30", 90),
            ("90 min", 90),
            ("90mn", 90),
            ("1,5 h", 90),
            ("1.5h", 90),
            ("2 heures", 120),
            ("2h", 120),
            ("0:45", 45),
            ("45 minutes", 45),
            ("1\u{a0}h\u{a0}05", 65),
            ("2 jours", 2880),
            ("1 jour 2 h", 1560),
            ("7 j", LONGEST),
        ] {
            assert_eq!(parse_minutes(text), Ok(minutes), "{text}");
        }
    }

    #[test]
    fn each_mistake_has_its_sentence() {
        for (text, word) in [
            ("", "Indiquez une durée."),
            ("90", "par exemple 1 h 30"),
            ("2", "par exemple 1 h 30"),
            ("une heure", "par exemple"),
            ("1:5", "par exemple"),
            ("1:60", "par exemple"),
            ("1 h 75", "par exemple"),
            ("30 min 1 h", "par exemple"),
            ("1 h 2 h", "par exemple"),
            ("1,25 h", "par exemple"),
            ("1,5 min", "par exemple"),
            ("-1 h", "par exemple"),
            ("h", "par exemple"),
            ("999999 h", "par exemple"),
            ("4 min", "de 5 minutes à 7 jours"),
            ("0 h", "de 5 minutes à 7 jours"),
            ("8 jours", "de 5 minutes à 7 jours"),
            ("99999 j", "de 5 minutes à 7 jours"),
        ] {
            let message = parse_minutes(text).unwrap_err();
            assert!(message.contains(word), "{text}: {message}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(minutes in SHORTEST..=LONGEST) {
            prop_assert_eq!(parse_minutes(&duration_minutes(minutes)), Ok(minutes));
            prop_assert_eq!(parse_minutes(&format!("{}:{:02}", minutes / 60, minutes % 60)), Ok(minutes));
            prop_assert_eq!(parse_minutes(&format!("{minutes} min")), Ok(minutes));
        }

        #[test]
        fn any_text_is_answered(text in any::<String>(), likely in "[0-9]{0,6}[ ,.:hjmin]{0,3}[0-9]{0,6}[ hjmin]{0,3}") {
            for text in [text, likely] {
                if let Ok(minutes) = parse_minutes(&text) {
                    prop_assert!((SHORTEST..=LONGEST).contains(&minutes));
                }
            }
        }
    }
}
