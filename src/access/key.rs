//! The secret of this installation: 32 random bytes in a file beside the database.
//!
//! It signs the tickets of public forms and derives the tokens of links. Kept out of the database,
//! so that a stolen copy of the database opens no link.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::domain::token::Token;

/// What a signature is for; the same bytes signed for two purposes have nothing in common.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// Tokens of links.
    Link,
    /// Tickets of public forms.
    Ticket,
    /// Files kept between two tries of a form.
    KeptFile,
}

impl Purpose {
    const fn domain(self) -> &'static [u8] {
        match self {
            Self::Link => b"cmonstage link\0",
            Self::Ticket => b"cmonstage ticket\0",
            Self::KeptFile => b"cmonstage kept file\0",
        }
    }
}

/// The secret key.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Reads the key file.
    ///
    /// # Errors
    /// What the system says; [`io::ErrorKind::InvalidData`] when the file does not hold 32 bytes.
    pub fn load(path: &Path) -> io::Result<Self> {
        fs::read(path)?
            .try_into()
            .map(Self)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "la clé doit faire 32 octets"))
    }

    /// Reads the key file, or makes it (readable by its owner only) when there is none.
    ///
    /// # Errors
    /// As [`Key::load`].
    pub fn load_or_create(path: &Path) -> io::Result<Self> {
        match Self::load(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::create(path),
            loaded => loaded,
        }
    }

    fn create(path: &Path) -> io::Result<Self> {
        let key = random();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(&key)?;
        file.sync_all()?;
        Ok(Self(key))
    }

    /// A key from given bytes, for demonstrations and tests that must be the same every time.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Signs `parts` for one purpose; each part's length is signed too, so that they cannot slide
    /// into each other.
    pub fn sign(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(purpose, parts).finalize().into_bytes().into()
    }

    /// Whether `signature` (or its beginning, of at least 16 bytes) is ours; compared in constant
    /// time.
    pub fn verify(&self, purpose: Purpose, parts: &[&[u8]], signature: &[u8]) -> bool {
        signature.len() >= 16 && self.mac(purpose, parts).verify_truncated_left(signature).is_ok()
    }

    /// The token of the link that holds `seed`.
    pub fn link_token(&self, seed: &[u8; 16]) -> Token {
        Token::from_bytes(self.sign(Purpose::Link, &[seed]))
    }

    fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> Hmac<Sha256> {
        // HMAC takes keys of any length; 32 bytes always fit.
        #[expect(clippy::expect_used, reason = "cannot fail: HMAC-SHA256 accepts every key length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length");
        mac.update(purpose.domain());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

/// SHA-256, the form in which tokens are stored.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Random bytes from the operating system. Without its generator nothing here is safe, so the
/// program stops.
#[expect(clippy::panic, reason = "no secret can be made without the system's random generator")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Err(error) = getrandom::fill(&mut bytes) {
        panic!("the system gives no random bytes: {error}");
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("base.db.key");
        let made = Key::load_or_create(&path).unwrap();
        let read = Key::load_or_create(&path).unwrap();
        assert_eq!(made.sign(Purpose::Ticket, &[b"a"]), read.sign(Purpose::Ticket, &[b"a"]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, b"short").unwrap();
        assert_eq!(Key::load_or_create(&path).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn purposes_and_parts_do_not_mix() {
        let key = Key::from_bytes([7; 32]);
        let signed = key.sign(Purpose::Ticket, &[b"ab", b"c"]);
        assert!(key.verify(Purpose::Ticket, &[b"ab", b"c"], &signed));
        assert!(key.verify(Purpose::Ticket, &[b"ab", b"c"], &signed[..16]));
        assert!(!key.verify(Purpose::Ticket, &[b"ab", b"c"], &signed[..15]));
        assert!(!key.verify(Purpose::Ticket, &[b"a", b"bc"], &signed));
        assert!(!key.verify(Purpose::Link, &[b"ab", b"c"], &signed));
        assert!(!Key::from_bytes([8; 32]).verify(Purpose::Ticket, &[b"ab", b"c"], &signed));
    }
}
