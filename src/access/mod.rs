//! Who acts, and the proofs of what they may.
//!
//! A proof is a value with private fields that only this module makes, inside the transaction that
//! uses it: store functions take the proof, not an id, so a forgotten check does not compile. What
//! one may not know of is « introuvable », not « interdit ».

pub mod actor;
pub mod edit;
pub mod key;
pub mod link;
pub mod password;

pub use actor::Partner;

/// Who a route is made for. The route table names one for each route, and a test walks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without account.
    Everyone,
    /// Whoever holds the link of a mail.
    LinkHolder,
    /// Whoever is signed in.
    Partner,
}
