//! The only place that formats for French readers: dates, numbers, plurals, lists, spaces.
//!
//! A non-breaking space keeps together what must not be cut at the end of a line; the narrow one
//! goes before ; ! ? and between thousands, the wide one before : and inside « ».

use time::{Date, Month, PrimitiveDateTime, Time, Weekday};

/// The non-breaking space.
pub const NBSP: char = '\u{a0}';

/// The narrow non-breaking space.
pub const NNBSP: char = '\u{202f}';

/// « lundi 17 février 2020 », « dimanche 1er mars 2020 ».
pub fn date_long(date: Date) -> String {
    format!("{} {}", weekday(date.weekday()), date_plain(date))
}

/// « 17 février 2020 », « 1er mars 2020 ».
pub fn date_plain(date: Date) -> String {
    let day = match date.day() {
        1 => "1er".to_owned(),
        day => day.to_string(),
    };
    format!("{day}{NBSP}{}", month_year(date))
}

/// « 17/02/2020 ».
pub fn date_short(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), u8::from(date.month()), date.year())
}

/// « lundi 17 février 2020 à 14 h 30 ».
pub fn date_time_long(moment: PrimitiveDateTime) -> String {
    format!("{} à {}", date_long(moment.date()), time_of_day(moment.time()))
}

/// « 17/02/2020 11:00 », for tables.
pub fn date_time_short(moment: PrimitiveDateTime) -> String {
    format!("{} {:02}:{:02}", date_short(moment.date()), moment.hour(), moment.minute())
}

/// « 18:33 », in tables.
pub fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// « 14 h 30 », « 14 h ».
pub fn time_of_day(time: Time) -> String {
    hours_and_minutes(u32::from(time.hour()), u32::from(time.minute()))
}

/// « février 2020 ».
pub fn month_year(date: Date) -> String {
    format!("{} {}", month(date.month()), date.year())
}

/// `2020-02-17`, for machines (`<time datetime>`, date fields).
pub fn iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// `2020-02-17T14:30`, for machines.
pub fn iso_date_time(moment: PrimitiveDateTime) -> String {
    format!("{}T{:02}:{:02}", iso(moment.date()), moment.hour(), moment.minute())
}

/// « 45 min », « 1 h », « 2 h 05 ».
pub fn duration_minutes(minutes: u32) -> String {
    match minutes / 60 {
        0 => format!("{minutes}{NBSP}min"),
        hours => hours_and_minutes(hours, minutes % 60),
    }
}

fn hours_and_minutes(hours: u32, minutes: u32) -> String {
    match minutes {
        0 => format!("{hours}{NBSP}h"),
        _ => format!("{hours}{NBSP}h{NBSP}{minutes:02}"),
    }
}

/// « lun. », « mar. », for tiles.
pub fn weekday_short(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "lun.",
        Weekday::Tuesday => "mar.",
        Weekday::Wednesday => "mer.",
        Weekday::Thursday => "jeu.",
        Weekday::Friday => "ven.",
        Weekday::Saturday => "sam.",
        Weekday::Sunday => "dim.",
    }
}

/// « janv. », « mars », « sept. », for tiles.
pub fn month_short(date: Date) -> &'static str {
    match date.month() {
        Month::January => "janv.",
        Month::February => "févr.",
        Month::March => "mars",
        Month::April => "avr.",
        Month::May => "mai",
        Month::June => "juin",
        Month::July => "juil.",
        Month::August => "août",
        Month::September => "sept.",
        Month::October => "oct.",
        Month::November => "nov.",
        Month::December => "déc.",
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "lundi",
        Weekday::Tuesday => "mardi",
        Weekday::Wednesday => "mercredi",
        Weekday::Thursday => "jeudi",
        Weekday::Friday => "vendredi",
        Weekday::Saturday => "samedi",
        Weekday::Sunday => "dimanche",
    }
}

fn month(month: Month) -> &'static str {
    match month {
        Month::January => "janvier",
        Month::February => "février",
        Month::March => "mars",
        Month::April => "avril",
        Month::May => "mai",
        Month::June => "juin",
        Month::July => "juillet",
        Month::August => "août",
        Month::September => "septembre",
        Month::October => "octobre",
        Month::November => "novembre",
        Month::December => "décembre",
    }
}

/// « 1 234 567 », with narrow spaces.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut shown = String::with_capacity(2 * digits.len());
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(NNBSP);
        }
        shown.push(digit);
    }
    shown
}

/// « 0 offre », « 1 offre », « 12 offres ».
pub fn count(n: u64, singular: &str, plural: &str) -> String {
    format!("{}{NBSP}{}", number(n), if n < 2 { singular } else { plural })
}

/// How far something is, to the kilometre: « à 12 km ».
pub fn away(metres: u32) -> String {
    match metres {
        0..1_000 => "à moins de 1\u{a0}km".to_owned(),
        _ => format!("à {}\u{a0}km", number((metres.saturating_add(500) / 1_000).into())),
    }
}

/// « 512 octets », « 120 ko », « 1,2 Mo »: a kilo is 1,024 here, as on most people's screens.
pub fn file_size(bytes: u64) -> String {
    const KILO: u64 = 1024;
    const MEGA: u64 = KILO * KILO;
    let kilos = bytes.saturating_add(KILO / 2) / KILO;
    if bytes < KILO {
        return count(bytes, "octet", "octets");
    }
    if kilos < KILO {
        return format!("{kilos}{NBSP}ko");
    }
    let tenths = (u128::from(bytes) * 10 + u128::from(MEGA / 2)) / u128::from(MEGA);
    let whole = number(u64::try_from(tenths / 10).unwrap_or(u64::MAX));
    match tenths % 10 {
        0 => format!("{whole}{NBSP}Mo"),
        tenth => format!("{whole},{tenth}{NBSP}Mo"),
    }
}

/// « a, b et c »; the conjunction is "et" or "ou".
pub fn list<S: AsRef<str>>(items: &[S], conjunction: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {conjunction} {}", first.join(", "), last.as_ref())
        }
    }
}

/// The name after « de »: « d’Angoulême », « de Niort », « du Bouscat », « des Herbiers ».
///
/// An h is taken as mute, as in most place names, but in "Haut…" and "Hongrie"; a y is a vowel
/// before a consonant (« d’Yvrac », « de Yaoundé »).
pub fn de(name: &str) -> String {
    if let Some(rest) = name.strip_prefix("Le ") {
        return format!("du {rest}");
    }
    if let Some(rest) = name.strip_prefix("Les ") {
        return format!("des {rest}");
    }
    if begins_with_vowel_sound(name) { format!("d’{name}") } else { format!("de {name}") }
}

fn begins_with_vowel_sound(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut letters = lower.chars();
    match (letters.next(), letters.next()) {
        (Some('h'), _) => !["haut", "hong"].iter().any(|start| lower.starts_with(start)),
        (Some('y'), Some(second)) => !is_vowel(second),
        (Some(first), _) => is_vowel(first),
        _ => false,
    }
}

fn is_vowel(letter: char) -> bool {
    "aeiouàâäæéèêëîïôöœùûü".contains(letter)
}

/// The text with its first letter as a capital.
pub fn capitalise(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The text with its first letter in lower case.
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The text with ’ for the straight apostrophe inside words, a narrow non-breaking space before
/// ; ! ? and a wide one before : and inside « ».
///
/// For texts that people typed on any keyboard, and for display only. Addresses (web and e-mail)
/// and times such as 14:30 stay as they are; doing it twice changes nothing.
pub fn typo(text: &str) -> String {
    // Most titles and names hold nothing to set.
    if !text.contains(['\'', ';', '!', '?', ':', '«', '»']) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut starts_word = true;
    while let Some(letter) = rest.chars().next() {
        if starts_word {
            let token = &rest[..rest.find(cuts_words).unwrap_or(rest.len())];
            if is_address(token) {
                shown.push_str(token);
                rest = &rest[token.len()..];
                starts_word = false;
                continue;
            }
        }
        rest = &rest[letter.len_utf8()..];
        starts_word = cuts_words(letter);
        match letter {
            '\'' if joins_words(&shown, rest) => shown.push('’'),
            ';' | '!' | '?' => push_sign(&mut shown, letter, NNBSP, rest),
            ':' => push_sign(&mut shown, letter, NBSP, rest),
            '«' => {
                shown.push(letter);
                rest = rest.trim_start_matches(is_space);
                if rest.starts_with(|c: char| c != '»' && !c.is_whitespace()) {
                    shown.push(NBSP);
                }
            }
            '»' => {
                shown.truncate(shown.trim_end_matches(is_space).len());
                if shown.ends_with(|c: char| c != '«' && !c.is_whitespace()) {
                    shown.push(NBSP);
                }
                shown.push(letter);
            }
            _ => shown.push(letter),
        }
    }
    shown
}

/// The sign after its space: the one typed is replaced; one is added only where the sign clearly
/// ends a word, so that "14:30" or "a:b" stay.
fn push_sign(shown: &mut String, sign: char, space: char, rest: &str) {
    let before = shown.trim_end_matches(is_space);
    let after_word = before.ends_with(|c: char| c.is_alphanumeric() || ")]»\"%€…’".contains(c));
    let ends_word =
        rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || ")]»\"!?…".contains(c));
    let spaced = before.len() < shown.len();
    let starts_line = before.is_empty() || before.ends_with(char::is_whitespace);
    if !starts_line && (spaced || (after_word && ends_word)) {
        shown.truncate(before.len());
        shown.push(space);
    }
    shown.push(sign);
}

fn joins_words(before: &str, after: &str) -> bool {
    before.ends_with(char::is_alphabetic) && after.starts_with(|c: char| c.is_alphanumeric() || c == '«')
}

fn is_address(token: &str) -> bool {
    token.contains("://") || token.contains('@') || token.starts_with("www.")
}

fn cuts_words(c: char) -> bool {
    c.is_whitespace() || "«»<>\"".contains(c)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | NBSP | NNBSP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::{date, datetime, time};

    /// Spaces made visible: `_` for the wide non-breaking one, `.` for the narrow one.
    fn seen(text: String) -> String {
        text.replace(NBSP, "_").replace(NNBSP, ".")
    }

    #[test]
    fn dates_in_full() {
        assert_eq!(seen(date_long(date!(2020 - 02 - 17))), "lundi 17_février 2020");
        assert_eq!(seen(date_long(date!(2020 - 03 - 01))), "dimanche 1er_mars 2020");
        assert_eq!(seen(date_long(date!(2026 - 08 - 11))), "mardi 11_août 2026");
        assert_eq!(seen(date_plain(date!(2020 - 03 - 01))), "1er_mars 2020");
        assert_eq!(month_year(date!(2019 - 12 - 31)), "décembre 2019");
        assert_eq!(seen(date_time_long(datetime!(2020-02-17 14:30))), "lundi 17_février 2020 à 14_h_30");
        assert_eq!(seen(time_of_day(time!(14:00))), "14_h");
        assert_eq!(seen(time_of_day(time!(8:05))), "8_h_05");
    }

    #[test]
    fn dates_for_tables_and_machines() {
        assert_eq!(date_short(date!(2020 - 02 - 07)), "07/02/2020");
        assert_eq!(date_time_short(datetime!(2020-02-17 9:05)), "17/02/2020 09:05");
        assert_eq!(iso(date!(2020 - 02 - 07)), "2020-02-07");
        assert_eq!(iso_date_time(datetime!(2020-02-07 9:05)), "2020-02-07T09:05");
    }

    #[test]
    fn durations() {
        let shown = [0, 45, 60, 90, 125].map(|minutes| seen(duration_minutes(minutes)));
        assert_eq!(shown, ["0_min", "45_min", "1_h", "1_h_30", "2_h_05"]);
    }

    #[test]
    fn numbers_and_plurals() {
        let shown = [0, 999, 1000, 34_969, 1_000_000].map(|n| seen(number(n)));
        assert_eq!(shown, ["0", "999", "1.000", "34.969", "1.000.000"]);
        let shown = [0, 1, 2, 1200].map(|n| seen(count(n, "offre", "offres")));
        assert_eq!(shown, ["0_offre", "1_offre", "2_offres", "1.200_offres"]);
    }

    #[test]
    fn sizes_of_files() {
        for (bytes, shown) in [
            (0, "0_octet"),
            (512, "512_octets"),
            (1024, "1_ko"),
            (122_880, "120_ko"),
            (1_048_575, "1_Mo"),
            (1_258_291, "1,2_Mo"),
            (5 * 1024 * 1024, "5_Mo"),
        ] {
            assert_eq!(seen(file_size(bytes)), shown);
        }
    }

    #[test]
    fn lists_end_with_their_conjunction() {
        assert_eq!(list::<&str>(&[], "et"), "");
        assert_eq!(list(&["a"], "et"), "a");
        assert_eq!(list(&["a", "b"], "ou"), "a ou b");
        assert_eq!(list(&["a".to_owned(), "b".to_owned(), "c".to_owned()], "et"), "a, b et c");
    }

    #[test]
    fn names_after_de() {
        for (name, shown) in [
            ("Angoulême", "d’Angoulême"),
            ("Niort", "de Niort"),
            ("Hendaye", "d’Hendaye"),
            ("Haute-Savoie", "de Haute-Savoie"),
            ("Yvrac", "d’Yvrac"),
            ("Yaoundé", "de Yaoundé"),
            ("Écuras", "d’Écuras"),
            ("Œyreluy", "d’Œyreluy"),
            ("Le Bouscat", "du Bouscat"),
            ("Les Herbiers", "des Herbiers"),
            ("La Rochelle", "de La Rochelle"),
            ("", "de "),
        ] {
            assert_eq!(de(name), shown);
        }
    }

    #[test]
    fn a_capital_at_the_start() {
        assert_eq!(capitalise("évènement"), "Évènement");
        assert_eq!(capitalise(""), "");
    }

    #[test]
    fn typed_texts_get_french_spaces_and_apostrophes() {
        for (typed, shown) in [
            ("Bonjour! Ça va? Oui; non: si.", "Bonjour.! Ça va.? Oui.; non_: si."),
            ("Bonjour ! Note : a  ;b", "Bonjour.! Note_: a.;b"),
            ("Bonjour\u{a0}!", "Bonjour.!"),
            ("L'offre d'aujourd'hui, l'«Atelier»", "L’offre d’aujourd’hui, l’«_Atelier_»"),
            ("« mot », «mot», «  mot  »!", "«_mot_», «_mot_», «_mot_».!"),
            ("Quoi ?! Vraiment?!", "Quoi.?! Vraiment.?!"),
            ("(vraiment ?) [oui!]", "(vraiment.?) [oui.!]"),
            ("fini :\n; début\n ! suite", "fini_:\n; début\n ! suite"),
        ] {
            assert_eq!(seen(typo(typed)), shown, "{typed}");
        }
    }

    #[test]
    fn addresses_times_and_codes_stay() {
        for text in [
            "14:30",
            "de 9:00 à 12:15",
            "https://example.org/a?b=c;d!e:f'g",
            "www.example.org/?q=1;2",
            "o'neil@example.org",
            "a:b;c?d",
            "C:\\x",
            "5' 12\"",
            "'mot'",
            "",
            "!",
            " ?",
            "« »".replace(' ', "").as_str(),
        ] {
            assert_eq!(typo(text), text);
        }
        assert_eq!(
            seen(typo("Voir https://example.org/a?b ! «www.example.org»")),
            "Voir https://example.org/a?b.! «_www.example.org_»"
        );
    }

    proptest! {
        #[test]
        fn typo_twice_changes_nothing(text in any::<String>(), dense in "([aé1 '\"«»;:!?()<>\n\t\u{a0}\u{202f}@…]|https?://|www\\.){0,30}") {
            for text in [text, dense] {
                let once = typo(&text);
                prop_assert_eq!(typo(&once), once.clone());
                let bare = |text: &str| text.replace('\'', "’").replace([' ', '\t', NBSP, NNBSP], "");
                prop_assert_eq!(bare(&once), bare(&text), "only spaces and apostrophes change");
            }
        }

        #[test]
        fn an_address_is_never_touched(path in "[a-z0-9?!;:'&=/.-]{0,20}", around in "[a «»!]{0,3} ") {
            let address = format!("https://example.org/{path}");
            let text = format!("{around}{address} {around}");
            prop_assert!(typo(&text).contains(&address));
        }

        #[test]
        fn a_number_keeps_its_digits(n in any::<u64>()) {
            prop_assert_eq!(number(n).replace(NNBSP, ""), n.to_string());
            prop_assert!(number(n).split(NNBSP).skip(1).all(|group| group.len() == 3));
        }

        #[test]
        fn larger_files_never_look_smaller(bytes in 0u64..10_000_000, more in 0u64..10_000_000) {
            let value = |bytes| {
                let shown = file_size(bytes);
                let (n, unit) = shown.split_once(NBSP).unwrap();
                let unit = match unit { "Mo" => 1e6, "ko" => 1e3, _ => 1.0 };
                n.replace(',', ".").replace(NNBSP, "").parse::<f64>().unwrap() * unit
            };
            prop_assert!(value(bytes) <= value(bytes + more) + 1.0);
        }

        #[test]
        fn any_text_is_answered(text in any::<String>(), bytes in any::<u64>()) {
            let _ = (de(&text), capitalise(&text), file_size(bytes));
        }
    }
}
