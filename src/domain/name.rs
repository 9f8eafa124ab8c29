//! Names of people, companies and organisations.

use super::fold::fold;
use crate::text::clean_line;

/// A name on one line, 1 to 100 characters, with a letter in it.
///
/// Names go into mail headers, where a control character would add a header or make the mail
/// library panic: they are refused, not repaired.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 100;

    /// Cleans and checks what was typed.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.contains(char::is_control) {
            return Err("Ce nom contient un caractère invisible. Saisissez-le à nouveau au clavier.");
        }
        let name = clean_line(text);
        if name.is_empty() {
            return Err("Indiquez un nom.");
        }
        if !name.contains(char::is_alphabetic) {
            return Err("Un nom contient au moins une lettre.");
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err("Ce nom est trop long : 100 caractères au plus.");
        }
        Ok(Self(name))
    }

    /// The stored text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two writings of the same name are equal.
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

stored_as_text!(Name, |text| Name::parse(text).ok());

#[cfg(test)]
mod tests {
    use super::Name;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_cleaned_and_kept_as_written() {
        let name = Name::parse("  Jean-Noël   d’Œuvre ").unwrap();
        assert_eq!(name.as_str(), "Jean-Noël d’Œuvre");
        assert_eq!(name.folded(), "jean noel d oeuvre");
        assert_eq!(Name::parse("Ó").unwrap().as_str(), "Ó");
        assert_eq!(Name::parse("山田 太郎").unwrap().as_str(), "山田 太郎");
    }

    #[test]
    fn what_is_not_a_name_is_refused() {
        for text in ["", "   ", "12", "…", "\u{200b}", "a\nb", "a\r\nBcc: b@example.org", "a\0b", "a\u{7f}b"]
        {
            assert!(Name::parse(text).is_err(), "{text:?}");
        }
        assert!(Name::parse(&"é".repeat(100)).is_ok());
        assert!(Name::parse(&"é".repeat(101)).is_err());
    }

    proptest! {
        #[test]
        fn a_name_holds_no_control_and_reads_back(text in any::<String>()) {
            if let Ok(name) = Name::parse(&text) {
                prop_assert!(!name.as_str().contains(char::is_control));
                prop_assert!((1..=100).contains(&name.as_str().chars().count()));
                prop_assert_eq!(Name::parse(name.as_str()), Ok(name));
            }
        }
    }
}
