//! The numbers that INSEE gives to companies (SIREN, 9 digits) and establishments (SIRET, the
//! SIREN and 5 more). Both end with a key in the sense of Luhn.

use crate::french::NBSP;

/// The number of a company.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Siren(String);

/// The number of an establishment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Siret(String);

/// La Poste has too many establishments for the key: their digits may sum to a multiple of 5
/// instead (INSEE).
const LA_POSTE: &str = "356000000";

impl Siren {
    /// Reads nine digits, whatever the spaces and dots, or the company's VAT number (FR and two
    /// digits before the nine).
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let digits = bare_number(text);
        check_digits(&digits)?;
        if digits.len() != 9 {
            return Err("Un SIREN compte 9 chiffres.");
        }
        if !has_luhn_key(&digits) {
            return Err(
                "Ce SIREN n’existe pas\u{a0}: vérifiez ses 9 chiffres, l’un d’eux est sans doute faux.",
            );
        }
        Ok(Self(digits))
    }

    /// The digits, which is the stored text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// « 123 456 789 », with non-breaking spaces.
    pub fn display(&self) -> String {
        format!("{}{NBSP}{}{NBSP}{}", &self.0[..3], &self.0[3..6], &self.0[6..])
    }
}

impl Siret {
    /// Reads fourteen digits, whatever the spaces and dots.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let digits = compact(text);
        check_digits(&digits)?;
        if digits.len() != 14 {
            return Err("Un SIRET compte 14 chiffres.");
        }
        let la_poste = digits.starts_with(LA_POSTE) && digit_sum(&digits).is_multiple_of(5);
        if !has_luhn_key(&digits) && !la_poste {
            return Err(
                "Ce SIRET n’existe pas\u{a0}: vérifiez ses 14 chiffres, l’un d’eux est sans doute faux.",
            );
        }
        if !has_luhn_key(&digits[..9]) {
            return Err("Ce SIRET n’existe pas\u{a0}: vérifiez ses 9 premiers chiffres (le SIREN).");
        }
        Ok(Self(digits))
    }

    /// The digits, which is the stored text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The company that this establishment belongs to.
    pub fn siren(&self) -> Siren {
        Siren(self.0[..9].to_owned())
    }

    /// « 123 456 789 00012 », with non-breaking spaces.
    pub fn display(&self) -> String {
        format!("{}{NBSP}{}", self.siren().display(), &self.0[9..])
    }
}

stored_as_text!(Siren, |text| Siren::parse(text).ok());
stored_as_text!(Siret, |text| Siret::parse(text).ok());

/// What was typed without what does not matter in a number: spaces, dots, dashes, and what comes before the
/// SIREN in a VAT number.
pub fn bare_number(text: &str) -> String {
    let compact = compact(text);
    vat_siren(&compact).map(str::to_owned).unwrap_or(compact)
}

fn compact(text: &str) -> String {
    text.chars().filter(|&c| !c.is_whitespace() && !".-‐‑–".contains(c)).collect()
}

fn vat_siren(text: &str) -> Option<&str> {
    let prefix = text.get(..2)?;
    let rest = text.get(4..)?;
    (prefix.eq_ignore_ascii_case("FR") && rest.len() == 9).then_some(rest)
}

fn check_digits(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("Indiquez le numéro de l’entreprise.");
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err("Ce numéro ne contient que des chiffres.");
    }
    Ok(())
}

/// Luhn's rule: every second digit from the right counts double, nine less when that passes nine;
/// the sum is a multiple of ten. Nothing but zeros is no number.
fn has_luhn_key(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let doubled = u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 2 };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum > 0 && sum.is_multiple_of(10)
}

fn digit_sum(digits: &str) -> u32 {
    digits.bytes().map(|digit| u32::from(digit - b'0')).sum()
}

#[cfg(test)]
mod tests {
    use super::{Siren, Siret};
    use proptest::prelude::*;

    #[test]
    fn a_siren_is_read_however_it_is_written() {
        for text in [
            "732829320",
            " 732 829 320 ",
            "732.829.320",
            "732\u{a0}829\u{202f}320",
            "FR 44 732 829 320",
            "fr44732829320",
        ] {
            assert_eq!(Siren::parse(text).unwrap().as_str(), "732829320", "{text}");
        }
        assert_eq!(Siren::parse("732829320").unwrap().display(), "732\u{a0}829\u{a0}320");
    }

    #[test]
    fn a_siret_knows_its_siren() {
        let siret = Siret::parse("732 829 320 00074").unwrap();
        assert_eq!(siret.as_str(), "73282932000074");
        assert_eq!(siret.siren(), Siren::parse("732829320").unwrap());
        assert_eq!(siret.display(), "732\u{a0}829\u{a0}320\u{a0}00074");
    }

    #[test]
    fn the_message_says_what_is_wrong() {
        for (text, word) in [
            ("73282932", "9 chiffres"),
            ("7328293200", "9 chiffres"),
            ("732829321", "vérifiez"),
            ("", "Indiquez"),
            ("73282932O", "que des chiffres"),
            ("000000000", "vérifiez"),
            ("FR732829320", "que des chiffres"),
        ] {
            let message = Siren::parse(text).unwrap_err();
            assert!(message.contains(word), "{text}: {message}");
        }
        for (text, word) in [
            ("732829320", "14 chiffres"),
            ("73282932000075", "vérifiez"),
            ("é", "que des chiffres"),
            ("00000000000000", "vérifiez"),
        ] {
            let message = Siret::parse(text).unwrap_err();
            assert!(message.contains(word), "{text}: {message}");
        }
    }

    #[test]
    fn la_poste_has_a_second_key() {
        assert!(Siret::parse("35600000000048").is_ok(), "by Luhn");
        assert!(Siret::parse("35600000049837").is_ok(), "the digits sum to 45");
        assert!(Siret::parse("35600000049838").is_err(), "neither");
        assert!(Siret::parse("73282932000010").is_err(), "the second key is La Poste's only");
    }

    #[test]
    fn a_siret_needs_a_valid_siren() {
        // Luhn over the fourteen digits holds, over the first nine it does not.
        let text = (0..100_000)
            .map(|nic| format!("732829321{nic:05}"))
            .find(|text| super::has_luhn_key(text))
            .unwrap();
        assert!(Siret::parse(&text).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = (Siren::parse(&text), Siret::parse(&text));
        }

        #[test]
        fn one_wrong_digit_is_always_seen(at in 0usize..9, other in 1u8..=9) {
            let mut digits = b"732829320".to_vec();
            digits[at] = b'0' + (digits[at] - b'0' + other) % 10;
            prop_assert!(Siren::parse(std::str::from_utf8(&digits).unwrap()).is_err());
        }

        #[test]
        fn one_key_in_ten_is_right_and_reads_back(start in 1u32..100_000_000) {
            let valid: Vec<_> = (0..10).filter_map(|key| Siren::parse(&format!("{start:08}{key}")).ok()).collect();
            prop_assert_eq!(valid.len(), 1);
            prop_assert_eq!(Siren::parse(&valid[0].display()).unwrap(), valid[0].clone());
        }
    }
}
