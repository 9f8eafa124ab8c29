//! The secret in a link sent by mail: 32 random bytes, written as 43 characters of base64url.
//!
//! Whoever has the link may act, so the token shows itself only through `Display`, where a link
//! is written, and never in a log. It is not compared either: the database keeps a hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use std::fmt;

/// A token; the caller brings the random bytes.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(PartialEq, Eq))]
#[serde(try_from = "String")]
pub struct Token([u8; 32]);

/// The text is not a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("ce lien est incomplet")]
pub struct NotAToken;

impl Token {
    /// The length of the written form.
    pub const TEXT_LENGTH: usize = 43;

    /// The token made of these bytes.
    pub const fn from_bytes(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Reads the written form; each token has one.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != Self::TEXT_LENGTH {
            return None;
        }
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// What the stored hash is computed from.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl TryFrom<String> for Token {
    type Error = NotAToken;

    fn try_from(text: String) -> Result<Self, NotAToken> {
        Self::parse(&text).ok_or(NotAToken)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Token;
    use proptest::prelude::*;

    #[test]
    fn a_log_never_shows_the_secret() {
        assert_eq!(format!("{:?}", Token::from_bytes([65; 32])), "Token(…)");
    }

    #[test]
    fn only_the_exact_writing_is_read() {
        let text = Token::from_bytes([0; 32]).to_string();
        assert_eq!(text, "A".repeat(43));
        let last_bit = format!("{}B", "A".repeat(42));
        for other in [
            &text[1..],
            &format!("{text}="),
            &format!("{text}A"),
            &last_bit,
            &"+".repeat(43),
            &"é".repeat(21),
            "",
        ] {
            assert!(Token::parse(other).is_none(), "{other}");
        }
        assert!(serde_json::from_str::<Token>(&format!("{text:?}")).is_ok());
        assert!(serde_json::from_str::<Token>("\"x\"").is_err());
    }

    proptest! {
        #[test]
        fn a_token_reads_back(bytes in any::<[u8; 32]>(), other in any::<String>()) {
            let text = Token::from_bytes(bytes).to_string();
            prop_assert_eq!(text.len(), Token::TEXT_LENGTH);
            prop_assert_eq!(Token::parse(&text), Some(Token::from_bytes(bytes)));
            let _ = Token::parse(&other);
        }
    }
}
