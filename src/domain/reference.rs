//! What a person quotes on the telephone: « C-7K2M-9QRT ».

use crate::access::key::random;

/// 40 random bits, which open nothing by themselves, after a letter that says of what: C for a
/// candidature, M for a message. No letter that is taken for a digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference<const KIND: char>(String);

const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

impl<const KIND: char> Reference<KIND> {
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
        Self(format!("{KIND}-{}-{}", half(&letters[..4]), half(&letters[4..])))
    }

    /// Reads a reference from an address; it has one writing.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, second) = text.strip_prefix(KIND)?.strip_prefix('-')?.split_once('-')?;
        let half = |text: &str| text.len() == 4 && text.bytes().all(|byte| ALPHABET.contains(&byte));
        (half(first) && half(second)).then(|| Self(text.to_owned()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const KIND: char> Default for Reference<KIND> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const KIND: char> std::fmt::Display for Reference<KIND> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    type Reference = super::Reference<'C'>;

    #[test]
    fn a_reference_reads_well() {
        assert_eq!(Reference::from_bytes([0; 5]).as_str(), "C-2222-2222");
        assert_eq!(Reference::from_bytes([255; 5]).as_str(), "C-ZZZZ-ZZZZ");
        assert!(Reference::parse("C-OI01-2222").is_none(), "letters that look like digits are not used");
        assert!(Reference::parse("M-2222-2222").is_none(), "a reference of something else");
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
