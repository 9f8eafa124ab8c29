//! Telephone numbers: stored in the international form (E.164), shown the French way.

use crate::french::NBSP;

/// A number such as `+33536490000`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// Country codes of overseas France whose numbers keep nine digits after it, with the first three
/// of these digits (ARCEP's numbering plan). In France they are dialled `0` and these nine digits.
const OVERSEAS: [(&str, &[&str]); 4] = [
    ("262", &["262", "263", "269", "639", "692", "693"]),
    ("590", &["590", "690", "691"]),
    ("594", &["594", "694"]),
    ("596", &["596", "696", "697"]),
];

/// Saint-Pierre-et-Miquelon: `0508` and six digits from France, `+508` and six digits from abroad.
const SAINT_PIERRE: &str = "508";

/// The country codes of two digits (ITU E.164); those that begin with 1 and 7 have one digit, the
/// others three.
const TWO_DIGIT_COUNTRIES: [&str; 42] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
    "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
    "82", "84", "86", "90", "91", "92", "94", "95",
];

/// Mobile numbers that ARCEP keeps for fiction: of metropolitan France, though 0639 is Mayotte's.
const FICTION: &str = "63998";

const EXAMPLE: &str =
    "Indiquez un numéro à 10 chiffres, par exemple 05 36 49 00 00, ou un numéro étranger qui commence par +.";

impl Phone {
    /// Reads the usual French writings (05.36.49.00.00, +33 (0)5 36…, 0033 5…), overseas numbers,
    /// and foreign numbers that begin with + or 00.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let digits = compact(text)?;
        let international = match digits.strip_prefix('+') {
            Some(abroad) => from_international(abroad),
            None => digits.strip_prefix('0').and_then(from_national),
        };
        international.map(Self).ok_or(EXAMPLE)
    }

    /// The stored form, `+` and 8 to 15 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form people read: « 05 36 49 00 00 », « 0692 12 34 56 », « +32 25 55 00 00 », with
    /// non-breaking spaces.
    pub fn display(&self) -> String {
        let digits = &self.0[1..];
        if let Some(national) = digits.strip_prefix("33") {
            return pairs(&format!("0{national}"));
        }
        for (code, _) in OVERSEAS {
            if let Some(national) = digits.strip_prefix(code) {
                return format!("0{}{NBSP}{}", &national[..3], pairs(&national[3..]));
            }
        }
        let (country, rest) = digits.split_at(country_length(digits));
        format!("+{country}{NBSP}{}", pairs(rest))
    }

    /// The target of a link that dials the number.
    pub fn tel_uri(&self) -> String {
        format!("tel:{}", self.0)
    }
}

stored_as_text!(Phone, |text| Phone::parse(text).ok());

/// What was typed, without separators; a leading 00 becomes +, the (0) of "+33 (0)5" goes.
fn compact(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Indiquez un numéro de téléphone.");
    }
    let abroad = text.starts_with('+') || text.starts_with("00");
    let text = if abroad { text.replacen("(0)", "", 1) } else { text.to_owned() };
    let separator = |c: char| c.is_whitespace() || ".-‐‑–/()_".contains(c);
    let digits: String = text.chars().filter(|&c| !separator(c)).collect();
    let digits = match digits.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => digits,
    };
    let number = digits.strip_prefix('+').unwrap_or(&digits);
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err("Un numéro de téléphone ne contient que des chiffres. Indiquez un seul numéro.");
    }
    Ok(digits)
}

/// The number dialled in France, without its 0.
fn from_national(national: &str) -> Option<String> {
    if national.len() != 9 || national.starts_with('0') {
        return None;
    }
    if national.starts_with(SAINT_PIERRE) {
        return Some(format!("+{national}"));
    }
    let overseas = OVERSEAS
        .iter()
        .filter(|_| !national.starts_with(FICTION))
        .find(|(_, starts)| starts.contains(&&national[..3]));
    let country = overseas.map_or("33", |(code, _)| code);
    Some(format!("+{country}{national}"))
}

/// The number without its +. One number has one stored form: what is French is checked as a
/// national number, whatever the code it was written with.
fn from_international(digits: &str) -> Option<String> {
    if let Some(national) = digits.strip_prefix("33") {
        return from_national(national.strip_prefix('0').unwrap_or(national));
    }
    for (code, starts) in OVERSEAS {
        if let Some(national) = digits.strip_prefix(code) {
            let national = national.strip_prefix('0').unwrap_or(national);
            let known = national.len() == 9 && starts.contains(&&national[..3]);
            return known.then(|| format!("+{code}{national}"));
        }
    }
    let expected = match digits.get(..3)? {
        "508" | "681" | "687" => 9..=9,
        "689" => 11..=11,
        _ => 8..=15,
    };
    (expected.contains(&digits.len()) && !digits.starts_with('0')).then(|| format!("+{digits}"))
}

fn country_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        _ if TWO_DIGIT_COUNTRIES.iter().any(|code| digits.starts_with(code)) => 2,
        _ => 3,
    }
}

/// Digits two by two; when their number is odd, the first group has three.
fn pairs(digits: &str) -> String {
    let odd = digits.len() % 2;
    let mut shown = String::with_capacity(2 * digits.len());
    for (at, digit) in digits.chars().enumerate() {
        if at > odd && (at - odd).is_multiple_of(2) {
            shown.push(NBSP);
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::Phone;
    use proptest::prelude::*;

    fn stored(text: &str) -> String {
        Phone::parse(text).unwrap_or_else(|message| panic!("{text}: {message}")).to_string()
    }

    fn shown(text: &str) -> String {
        Phone::parse(text).unwrap().display().replace('\u{a0}', " ")
    }

    #[test]
    fn french_writings_have_one_stored_form() {
        for text in [
            "0536490000",
            "05.36.49.00.00",
            "05 36 49 00 00",
            "05-36-49-00-00",
            " 05/36/49/00/00 ",
            "+33 5 36 49 00 00",
            "+33 (0)5 36 49 00 00",
            "+330536490000",
            "0033 5 36 49 00 00",
            "00 33 (0) 5 36 49 00 00".replace("(0) ", "(0)").as_str(),
            "05\u{a0}36\u{202f}49 00 00",
            "(05) 36 49 00 00",
        ] {
            assert_eq!(stored(text), "+33536490000", "{text}");
        }
    }

    #[test]
    fn overseas_numbers_have_their_own_code() {
        for (text, expected) in [
            ("0262 12 34 56", "+262262123456"),
            ("0692123456", "+262692123456"),
            ("+33 692 12 34 56", "+262692123456"),
            ("0639 12 34 56", "+262639123456"),
            ("0590 12 34 56", "+590590123456"),
            ("0691 12 34 56", "+590691123456"),
            ("0694 12 34 56", "+594694123456"),
            ("+596 0696 12 34 56", "+596696123456"),
            ("0508 41 12 34", "+508411234"),
            ("+687 12 34 56", "+687123456"),
            ("+689 40 12 34 56", "+68940123456"),
        ] {
            assert_eq!(stored(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_shown_by_pairs() {
        assert_eq!(Phone::parse("0536490000").unwrap().display(), "05\u{a0}36\u{a0}49\u{a0}00\u{a0}00");
        assert_eq!(shown("+262692123456"), "0692 12 34 56");
        assert_eq!(shown("+508411234"), "+508 41 12 34");
        assert_eq!(shown("+32 2 555 00 00"), "+32 25 55 00 00");
        assert_eq!(shown("+352 621 123 456"), "+352 621 12 34 56");
        assert_eq!(shown("+44 20 7946 0000"), "+44 20 79 46 00 00");
        assert_eq!(Phone::parse("0536490000").unwrap().tel_uri(), "tel:+33536490000");
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in [
            "",
            "   ",
            "+",
            "05 36 49 00",
            "05 36 49 00 00 0",
            "536490000",
            "poste 12",
            "0536490000 ou 0536490001",
            "+33 36 49 00 00",
            "+33 0 0 36 49 00 00",
            "+1234567",
            "+1234567890123456",
            "+262 136 49 00 00",
            "++33536490000",
            "05+36490000",
            "٠٥٣٦٤٩٠٠٠٠",
        ] {
            assert!(Phone::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = Phone::parse(&text);
        }

        #[test]
        fn the_stored_and_the_shown_form_read_back(text in "(\\+|00|0|\\+33 ?|0262|0690|\\+596)[0-9 .]{5,16}") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert!((9..=16).contains(&phone.as_str().len()));
                prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
                prop_assert_eq!(Phone::parse(&phone.display()), Ok(phone));
            }
        }

        #[test]
        fn every_national_number_passes(first in 1u8..=9, rest in "[0-9]{8}") {
            let national = format!("0{first}{rest}");
            prop_assert!(Phone::parse(&national).is_ok());
        }
    }
}
