//! What people quote when they write or call about what they sent.

use super::number::NotANumber;

/// A reference such as « C-7K2M-9QRT »: a letter that says what it is about, and 40 random bits,
/// which open nothing by themselves. No letter that is taken for a digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

/// What a reference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// An application (candidature).
    Application,
    /// A registration (inscription).
    Registration,
    /// A message.
    Message,
    /// What a company deposited.
    Deposit,
}

impl About {
    const ALL: [Self; 4] = [Self::Application, Self::Registration, Self::Message, Self::Deposit];

    const fn letter(self) -> char {
        match self {
            Self::Application => 'C',
            Self::Registration => 'I',
            Self::Message => 'M',
            Self::Deposit => 'D',
        }
    }
}

const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

impl Reference {
    /// The reference made of these bytes, which should be random.
    pub fn from_bytes(about: About, bytes: [u8; 5]) -> Self {
        let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let letters: Vec<char> =
            (0..8).rev().map(|place| char::from(ALPHABET[(bits >> (5 * place) & 31) as usize])).collect();
        let half = |letters: &[char]| letters.iter().collect::<String>();
        Self(format!("{}-{}-{}", about.letter(), half(&letters[..4]), half(&letters[4..])))
    }

    /// Reads a reference; it has one writing.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (letter, first, second) = (parts.next()?, parts.next()?, parts.next()?);
        let known = About::ALL.iter().any(|about| letter.chars().eq([about.letter()]));
        let half = |text: &str| text.len() == 4 && text.bytes().all(|byte| ALPHABET.contains(&byte));
        (known && half(first) && half(second) && parts.next().is_none()).then(|| Self(text.to_owned()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reference {
    type Error = NotANumber;

    fn try_from(text: String) -> Result<Self, NotANumber> {
        Self::parse(&text).ok_or(NotANumber)
    }
}

stored_as_text!(Reference, Reference::parse);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reference_reads_well() {
        assert_eq!(Reference::from_bytes(About::Application, [0; 5]).as_str(), "C-2222-2222");
        assert_eq!(Reference::from_bytes(About::Registration, [255; 5]).as_str(), "I-ZZZZ-ZZZZ");
        assert!(Reference::parse("C-OI01-2222").is_none(), "letters that look like digits are not used");
        assert!(Reference::parse("X-2222-2222").is_none());
    }

    proptest! {
        #[test]
        fn every_reference_comes_back(bytes in any::<[u8; 5]>(), text in ".{0,16}") {
            let reference = Reference::from_bytes(About::Message, bytes);
            prop_assert_eq!(Reference::parse(reference.as_str()), Some(reference));
            if let Some(read) = Reference::parse(&text) {
                prop_assert_eq!(read.as_str(), text);
            }
        }
    }
}
