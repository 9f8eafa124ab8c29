//! What carries a mail away, and what is known afterwards. There is one in the program ([`smtp`]); a
//! site without mail server has none, and tests have theirs, that do what the test says.

mod fault;
pub mod server;
pub mod smtp;

use std::future::Future;

use lettre::Message;

pub use fault::{Cause, Fault, Step};

/// What is known of a mail after a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it.
    Sent,
    /// The server will never take it.
    Refused(Fault),
    /// It has not left, and may leave later.
    Deferred(Fault),
    /// The connection was lost between its last byte and the server's answer: nobody knows. Sending
    /// it again could make two of it, so that only a person decides.
    Unknown(Fault),
}

/// Carries mails away.
pub trait Transport: Send + Sync + 'static {
    /// Tries to send one mail. Takes less than [`super::outbox::sending::LEASE`].
    fn send(&self, message: &Message) -> impl Future<Output = Outcome> + Send;

    /// Told when nothing is left to send for now.
    fn rest(&self) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }
}
