//! Applications: somebody answers an offer.
//!
//! What arrives here is safe from the moment its page says so: the row, its files, the line of the
//! journal and every mail are one transaction.

pub mod form;
pub mod mail;
pub mod store;
pub mod view;

use crate::access::key::random;
use crate::domain::{Age, Email, Name, Phone};
use crate::files::FileInfo;

/// An application that may be stored.
#[derive(Debug, Clone)]
pub struct ApplicationDraft {
    /// Family name.
    pub last_name: Name,
    /// First name.
    pub first_name: Name,
    /// Age in years.
    pub age: Age,
    /// Where the answer goes.
    pub email: Email,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Formation suivie actuellement.
    pub current_training: Option<String>,
    /// Formations, expériences, motivations.
    pub motivation: Option<String>,
    /// Who consents, for somebody under 15.
    pub guardian: Option<Guardian>,
}

/// The legal representative of somebody under 15, who gets the same mails.
#[derive(Debug, Clone)]
pub struct Guardian {
    /// First and last name.
    pub name: Name,
    /// E-mail address.
    pub email: Email,
}

/// An application as whoever receives it reads it.
#[derive(Debug, Clone)]
pub struct Application {
    /// What the person quotes.
    pub reference: Reference,
    /// What was sent.
    pub draft: ApplicationDraft,
    /// Its documents.
    pub files: Vec<FileInfo>,
    /// Instant of its arrival.
    pub created_at: i64,
    /// Row of the offer.
    pub offer: i64,
    /// Number of the offer, as text.
    pub offer_number: crate::domain::Number,
    /// Title of the offer.
    pub offer_title: String,
    /// Whether the offer is still online.
    pub offer_online: bool,
}

/// What an applicant quotes on the telephone: « C-7K2M-9QRT ». 40 random bits, which open nothing
/// by themselves; no letter that is taken for a digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

impl Reference {
    /// A new reference.
    pub fn new() -> Self {
        Self::from_bytes(random())
    }

    /// The reference of these bytes.
    pub fn from_bytes(bytes: [u8; 5]) -> Self {
        let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let letters: Vec<char> =
            (0..8).rev().map(|place| char::from(ALPHABET[(bits >> (5 * place) & 31) as usize])).collect();
        let half = |letters: &[char]| letters.iter().collect::<String>();
        Self(format!("C-{}-{}", half(&letters[..4]), half(&letters[4..])))
    }

    /// Reads a reference from an address; it has one writing.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, second) = text.strip_prefix("C-")?.split_once('-')?;
        let half = |text: &str| text.len() == 4 && text.bytes().all(|byte| ALPHABET.contains(&byte));
        (half(first) && half(second)).then(|| Self(text.to_owned()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Reference {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reference_reads_well() {
        assert_eq!(Reference::from_bytes([0; 5]).as_str(), "C-2222-2222");
        assert_eq!(Reference::from_bytes([255; 5]).as_str(), "C-ZZZZ-ZZZZ");
        assert!(Reference::parse("C-OI01-2222").is_none(), "letters that look like digits are not used");
    }

    proptest! {
        #[test]
        fn every_reference_comes_back(bytes in any::<[u8; 5]>(), text in ".{0,16}") {
            let reference = Reference::from_bytes(bytes);
            prop_assert_eq!(Reference::parse(reference.as_str()), Some(reference));
            if let Some(read) = Reference::parse(&text) {
                prop_assert_eq!(read.as_str(), text);
            }
        }
    }
}
