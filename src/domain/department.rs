//! The 101 départements.

/// The code of a département: "17", "2A", "971".
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DepartmentCode(&'static str);

/// Every code, sorted as text (INSEE). Corsica has 2A and 2B instead of 20.
const CODES: [&str; 101] = [
    "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "19", "21", "22", "23", "24", "25", "26", "27", "28", "29", "2A", "2B", "30", "31", "32", "33",
    "34", "35", "36", "37", "38", "39", "40", "41", "42", "43", "44", "45", "46", "47", "48", "49", "50",
    "51", "52", "53", "54", "55", "56", "57", "58", "59", "60", "61", "62", "63", "64", "65", "66", "67",
    "68", "69", "70", "71", "72", "73", "74", "75", "76", "77", "78", "79", "80", "81", "82", "83", "84",
    "85", "86", "87", "88", "89", "90", "91", "92", "93", "94", "95", "971", "972", "973", "974", "976",
];

impl DepartmentCode {
    /// The département that has this code.
    pub fn parse(text: &str) -> Option<Self> {
        CODES.binary_search(&text).ok().map(|at| Self(CODES[at]))
    }

    /// The département of a commune, from its INSEE code: the postal code would not tell Corsica's
    /// two apart, and some offices serve the neighbouring département. `None` for the overseas
    /// collectivities, which are no départements.
    pub fn from_commune_code(insee: &str) -> Option<Self> {
        if insee.len() != 5 {
            return None;
        }
        insee.get(..3).and_then(Self::parse).or_else(|| insee.get(..2).and_then(Self::parse))
    }

    /// Every département, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        CODES.into_iter().map(Self)
    }

    /// The stored text.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl std::fmt::Debug for DepartmentCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

stored_as_text!(DepartmentCode, DepartmentCode::parse);

#[cfg(test)]
mod tests {
    use super::{CODES, DepartmentCode};
    use proptest::prelude::*;

    fn of(insee: &str) -> Option<&'static str> {
        DepartmentCode::from_commune_code(insee).map(DepartmentCode::as_str)
    }

    #[test]
    fn there_are_101_codes_in_order() {
        assert!(CODES.is_sorted_by(|a, b| a < b));
        assert_eq!(DepartmentCode::all().count(), 101);
        assert!(DepartmentCode::all().all(|code| DepartmentCode::parse(code.as_str()) == Some(code)));
        for text in ["", "20", "96", "1", "975", "977", "2a", " 17", "99"] {
            assert_eq!(DepartmentCode::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_commune_tells_its_departement() {
        assert_eq!(of("16015"), Some("16"));
        assert_eq!(of("2A004"), Some("2A"));
        assert_eq!(of("2B033"), Some("2B"));
        assert_eq!(of("97105"), Some("971"));
        assert_eq!(of("97608"), Some("976"));
        for insee in ["97502", "20004", "1601", "160155", "", "98735", "é0000"] {
            assert_eq!(of(insee), None, "{insee}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>(), five in ".{0,5}") {
            let _ = (DepartmentCode::parse(&text), of(&five));
        }
    }
}
