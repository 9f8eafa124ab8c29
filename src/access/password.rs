//! Passwords: how they are kept, checked and refused.
//!
//! Argon2id takes a tenth of a second and 19 MiB on purpose, so a few at a time are computed, some wait,
//! and the others are told to come back: signing in cannot be made into a way of stopping the site.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use super::key::random;
use crate::domain::fold;
use crate::text::count_chars;

/// Fewest characters (ASVS 6.2.1).
pub const SHORTEST: usize = 12;

/// Most characters; nothing is ever cut (ASVS 6.2.9).
pub const LONGEST: usize = 128;

/// Computed at once.
const AT_ONCE: usize = 2;

/// Computed or waiting; beyond, people are told to come back.
const IN_ALL: usize = 34;

/// What a password costs to check: memory in KiB, then passes. Never lower than what OWASP advises for
/// Argon2id; tests that are not about passwords choose less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// KiB of memory.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// The least that OWASP advises.
    pub const USUAL: Self = Self { memory: 19_456, passes: 2 };
}

/// Why a password could not be computed or checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many are waiting.
    #[error("too many passwords at once")]
    Busy,
    /// Argon2 refuses; a fault of ours.
    #[error("{0}")]
    Fault(String),
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Not the one, or nobody's.
    Wrong,
    /// The one.
    Right,
    /// The one, kept at a lower cost than today's: this takes its place.
    Outdated(String),
}

/// What computes passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    cost: Cost,
    free: Arc<Semaphore>,
    taken: Arc<AtomicUsize>,
}

impl Passwords {
    /// At this cost.
    pub fn new(cost: Cost) -> Self {
        Self { cost, free: Arc::new(Semaphore::new(AT_ONCE)), taken: Arc::default() }
    }

    /// What is kept of a password: a PHC string, with its salt.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let cost = self.cost;
        self.compute(move || hash(cost, &password, &random::<16>())).await?
    }

    /// Checks a password against what was kept. What nobody keeps costs the same time.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn verify(&self, password: String, kept: Option<String>) -> Result<Verdict, PasswordError> {
        let cost = self.cost;
        self.compute(move || verify(cost, &password, kept.as_deref())).await?
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let _place = Place::take(&self.taken)?;
        let permit = self.free.clone().acquire_owned().await.map_err(|_| PasswordError::Busy)?;
        tokio::task::spawn_blocking(move || {
            // Kept until the work is done, even if nobody waits for it any more.
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| PasswordError::Fault(error.to_string()))
    }
}

/// A place among those who compute or wait.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(taken: &Arc<AtomicUsize>) -> Result<Self, PasswordError> {
        let place = Self(taken.clone());
        if taken.fetch_add(1, Ordering::SeqCst) >= IN_ALL { Err(PasswordError::Busy) } else { Ok(place) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What is kept of a password under this salt.
///
/// # Errors
/// [`PasswordError::Fault`].
pub fn hash(cost: Cost, password: &str, salt: &[u8; 16]) -> Result<String, PasswordError> {
    let fault = |error: &dyn std::fmt::Display| PasswordError::Fault(error.to_string());
    let params = Params::new(cost.memory, cost.passes, 1, None).map_err(|error| fault(&error))?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(normal(password).as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|error| fault(&error))
}

fn verify(cost: Cost, password: &str, kept: Option<&str>) -> Result<Verdict, PasswordError> {
    let nobodys = format!("{}c2VsIGRlIHBlcnNvbm5l$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", prefix(cost));
    let hash = kept.unwrap_or(&nobodys);
    let right = Argon2::default().verify_password(normal(password).as_bytes(), hash).is_ok();
    match kept {
        Some(kept) if right && !kept.starts_with(&prefix(cost)) => {
            self::hash(cost, password, &random()).map(Verdict::Outdated)
        }
        Some(_) if right => Ok(Verdict::Right),
        _ => Ok(Verdict::Wrong),
    }
}

fn prefix(cost: Cost) -> String {
    format!("$argon2id$v=19$m={},t={},p=1$", cost.memory, cost.passes)
}

/// The same letters typed on two keyboards are the same password (ASVS 6.2.9, NIST SP 800-63B).
fn normal(password: &str) -> String {
    password.nfc().collect()
}

/// Fewest letters and digits that a password has besides the words of its context, when it holds one.
const OWN_LETTERS: usize = 6;

fn own_letters(password: &str, context: &[&str]) -> usize {
    let folded = fold(password);
    let mut rest = folded.clone();
    let mut words: Vec<String> = context.iter().map(|word| fold(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words.iter().filter(|word| !word.is_empty()) {
        rest = rest.replace(word.as_str(), " ");
    }
    if rest == folded {
        return LONGEST;
    }
    rest.chars().filter(|letter| !letter.is_whitespace()).count()
}

/// Whether a password may be chosen; `context` holds the words that anybody would try for this person.
/// Long, at ease, and not to be guessed: there is no rule of composition. To be called off the
/// asynchronous runtime: looking for patterns takes a while.
///
/// # Errors
/// A French sentence for the person.
pub fn check_choice(password: &str, context: &[&str]) -> Result<(), String> {
    match count_chars(&normal(password)) {
        0..SHORTEST => {
            return Err(format!(
                "Il faut au moins {SHORTEST} caractères\u{a0}: une courte phrase convient très bien."
            ));
        }
        length if length > LONGEST => return Err(format!("{LONGEST} caractères au plus.")),
        _ => {}
    }
    if own_letters(password, context) < OWN_LETTERS || zxcvbn(password, context).score() < Score::Three {
        return Err(
            "Ce mot de passe serait vite deviné\u{a0}: évitez les suites, les dates, les mots de passe courants et votre propre nom."
                .to_owned(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOW: Cost = Cost { memory: 8, passes: 1 };

    #[tokio::test]
    async fn a_password_is_found_right_wrong_or_outdated() {
        let passwords = Passwords::new(LOW);
        let kept = passwords.hash("quatre mésanges bleues".to_owned()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{kept}");
        let verify = async |password: &str, kept: &str| {
            passwords.verify(password.to_owned(), Some(kept.to_owned())).await.unwrap()
        };
        assert_eq!(verify("quatre mésanges bleues", &kept).await, Verdict::Right);
        // The same word with a combining accent.
        assert_eq!(verify("quatre me\u{301}sanges bleues", &kept).await, Verdict::Right);
        assert_eq!(verify("quatre mesanges bleues", &kept).await, Verdict::Wrong);
        assert_eq!(verify("quatre mésanges bleue", &kept).await, Verdict::Wrong);
        assert_eq!(passwords.verify("x".to_owned(), None).await.unwrap(), Verdict::Wrong);
        let dearer = Passwords::new(Cost { memory: 16, passes: 1 });
        let verdict = dearer.verify("quatre mésanges bleues".to_owned(), Some(kept)).await.unwrap();
        let Verdict::Outdated(better) = verdict else { panic!("{verdict:?}") };
        assert!(better.starts_with("$argon2id$v=19$m=16,t=1,p=1$"));
        assert_eq!(
            dearer.verify("quatre mésanges bleues".to_owned(), Some(better)).await.unwrap(),
            Verdict::Right
        );
    }

    #[test]
    fn the_usual_cost_is_at_least_what_owasp_advises() {
        let kept = hash(Cost::USUAL, "x", &[1; 16]).unwrap();
        let costs: Vec<u32> =
            kept.split('$').nth(3).unwrap().split(',').map(|pair| pair[2..].parse().unwrap()).collect();
        assert!(costs[0] >= 19_456 && costs[1] >= 2 && costs[2] == 1, "{kept}");
    }

    #[tokio::test]
    async fn beyond_those_that_wait_people_are_told_to_come_back() {
        let passwords = Passwords::new(LOW);
        let held: Vec<_> =
            (0..AT_ONCE).map(|_| passwords.free.clone().try_acquire_owned().unwrap()).collect();
        let waiting: Vec<_> = (0..IN_ALL)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.verify("x".to_owned(), None).await })
            })
            .collect();
        while passwords.taken.load(Ordering::SeqCst) < IN_ALL {
            tokio::task::yield_now().await;
        }
        assert!(matches!(passwords.verify("x".to_owned(), None).await, Err(PasswordError::Busy)));
        drop(held);
        for one in waiting {
            assert_eq!(one.await.unwrap().unwrap(), Verdict::Wrong);
        }
        assert_eq!(passwords.taken.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn what_anybody_would_try_is_refused_and_what_is_long_and_odd_is_not() {
        let context = ["marsauche", "hélène", "cmonstage"];
        for refused in [
            "",
            "court",
            "azertyuiop12",
            "motdepasse1234",
            "123456789012",
            "aaaaaaaaaaaa",
            "password1234",
            "qwertyuiop123",
            "cmonstage2026",
            "marsauche2026",
            "Hélène Marsauche",
            "marsauche-helene-2026",
            "abcdefghijkl",
            "111111111111",
            "19851985198519",
            "iloveyou1234",
            "soleil123456",
        ] {
            assert!(check_choice(refused, &context).is_err(), "{refused}");
        }
        for accepted in [
            "quatre mésanges bleues",
            "le chat dort sur le radiateur",
            "Xk7#pq29!vTz",
            "jupe-verre-ocre-38",
            "тихий дом у реки",
            "un-deux-soleil-vert-pomme",
            "vélo rouge sous la pluie",
            "🦊 renard 🌲 sapin 🌧️ pluie",
            "tondeuse à spirales",
            "cerf-volant et marmelade",
            "Zinc?Moutarde;Étagère",
            "le 7e nain avait soif",
        ] {
            assert_eq!(check_choice(accepted, &context), Ok(()), "{accepted}");
        }
        assert_eq!(check_choice(&"mésange ".repeat(16), &context), Ok(()), "128 characters");
        assert!(check_choice(&"mésange ".repeat(17), &context).is_err());
    }

    #[tokio::test]
    async fn nothing_of_a_long_password_is_cut() {
        let passwords = Passwords::new(LOW);
        let long = "é".repeat(LONGEST - 1);
        let kept = passwords.hash(format!("{long}a")).await.unwrap();
        assert_eq!(passwords.verify(format!("{long}b"), Some(kept.clone())).await.unwrap(), Verdict::Wrong);
        assert_eq!(passwords.verify(format!("{long}a"), Some(kept)).await.unwrap(), Verdict::Right);
    }
}
