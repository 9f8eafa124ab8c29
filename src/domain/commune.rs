//! Communes, by their INSEE code.

use super::department::DepartmentCode;

/// The INSEE code of a commune: five characters, "16015" or "2A004". Not a postal code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommuneCode([u8; 5]);

impl CommuneCode {
    /// The code, if it has the shape of one: a département (97 and 98 overseas) and digits.
    pub fn parse(text: &str) -> Option<Self> {
        let code: [u8; 5] = text.as_bytes().try_into().ok()?;
        let plausible = match &code[..2] {
            b"2A" | b"2B" | b"97" | b"98" => true,
            start => std::str::from_utf8(start).is_ok_and(|s| DepartmentCode::parse(s).is_some()),
        };
        (plausible && code[2..].iter().all(u8::is_ascii_digit)).then_some(Self(code))
    }

    /// The département, from the code; `None` in the overseas collectivities.
    pub fn department(self) -> Option<DepartmentCode> {
        DepartmentCode::from_commune_code(self.as_str())
    }

    /// The stored text.
    pub fn as_str(&self) -> &str {
        // Checked to be ASCII when parsed.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl std::fmt::Debug for CommuneCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

stored_as_text!(CommuneCode, CommuneCode::parse);

#[cfg(test)]
mod tests {
    use super::CommuneCode;
    use proptest::prelude::*;

    #[test]
    fn a_code_has_five_characters_and_a_departement() {
        for (text, department) in
            [("16015", Some("16")), ("2A004", Some("2A")), ("97411", Some("974")), ("97502", None)]
        {
            let code = CommuneCode::parse(text).unwrap();
            assert_eq!(code.as_str(), text);
            assert_eq!(code.department().map(|department| department.as_str()), department);
        }
        for text in [
            "", "1601", "160155", "20004", "00001", "96001", "99100", "16A15", "2C001", "2a004", "1601é",
            "é001",
        ] {
            assert!(CommuneCode::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_parses_reads_back(text in "[0-9AB]{5}", other in any::<String>()) {
            if let Some(code) = CommuneCode::parse(&text) {
                prop_assert_eq!(code.as_str(), text);
            }
            let _ = CommuneCode::parse(&other);
        }
    }
}
