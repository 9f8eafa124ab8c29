//! What partners type to find a company: a name, a SIREN or a SIRET, in one box.

use crate::domain::{Siren, Siret, bare_number, fold};

/// Fewest letters or digits that a search takes.
pub const LEAST: usize = 3;

/// What was typed, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompanyQuery {
    /// Too little to search.
    TooShort,
    /// A whole SIREN.
    Siren(Siren),
    /// A whole SIRET.
    Siret(Siret),
    /// The beginning of a number.
    Digits(String),
    /// Digits that make no number, and why.
    Wrong(&'static str),
    /// Words of a name or of a commune, folded.
    Words(Vec<String>),
}

impl CompanyQuery {
    /// Reads what was typed. Spaces, dots and a VAT number's « FR » do not matter.
    pub fn parse(text: &str) -> Self {
        let digits = bare_number(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::words(text);
        }
        match digits.len() {
            0..LEAST => Self::TooShort,
            9 => Siren::parse(&digits).map_or_else(Self::Wrong, Self::Siren),
            14 => Siret::parse(&digits).map_or_else(Self::Wrong, Self::Siret),
            LEAST..14 => Self::Digits(digits),
            _ => Self::Wrong("Un SIREN compte 9 chiffres, un SIRET 14."),
        }
    }

    fn words(text: &str) -> Self {
        let words: Vec<String> =
            fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        if words.iter().map(|word| word.chars().count()).sum::<usize>() < LEAST {
            Self::TooShort
        } else {
            Self::Words(words)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_box_takes_a_name_a_siren_or_a_siret() {
        let siren = Siren::parse("732829320").unwrap();
        for text in ["732829320", "732 829 320", "732.829.320", "FR 44 732829320", "732\u{a0}829\u{a0}320"] {
            assert_eq!(CompanyQuery::parse(text), CompanyQuery::Siren(siren.clone()), "{text}");
        }
        let siret = Siret::parse("73282932000074").unwrap();
        assert_eq!(CompanyQuery::parse("732 829 320 00074"), CompanyQuery::Siret(siret));
        assert_eq!(CompanyQuery::parse("7328"), CompanyQuery::Digits("7328".to_owned()));
        assert!(matches!(CompanyQuery::parse("732829321"), CompanyQuery::Wrong(_)));
        assert!(matches!(CompanyQuery::parse("732829320000741234"), CompanyQuery::Wrong(_)));
        for short in ["", " ", "73", "ab", "é"] {
            assert_eq!(CompanyQuery::parse(short), CompanyQuery::TooShort, "{short}");
        }
        assert_eq!(
            CompanyQuery::parse("Garage de l’Étoile"),
            CompanyQuery::Words(["garage", "de", "l", "etoile"].map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn a_name_that_begins_as_a_vat_number_is_a_name() {
        let words = ["fraicheur", "bio"].map(str::to_owned).to_vec();
        assert_eq!(CompanyQuery::parse("Fraîcheur bio"), CompanyQuery::Words(words));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "(fr|FR)?.{0,12}") {
            let _ = CompanyQuery::parse(&text);
        }
    }
}
