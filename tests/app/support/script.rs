//! A transport that does what the test says, and remembers what it was given.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cmonstage::mail::transport::{Cause, Fault, Outcome, Step, Transport};
use lettre::Message;

use super::Received;

/// Shared by its clones: the test keeps one, the worker has the other.
#[derive(Clone, Default)]
pub struct Script(Arc<Shared>);

#[derive(Default)]
struct Shared {
    inner: Mutex<Inner>,
    arrived: Condvar,
}

#[derive(Default)]
struct Inner {
    outcomes: VecDeque<Outcome>,
    usual: Option<Outcome>,
    tried: Vec<Received>,
}

/// What a server that answers so, at this step, comes to.
pub fn fault(step: Step, code: u16) -> Fault {
    Fault { step, cause: Cause::Reply { code, words: "words of the server".to_owned() } }
}

impl Script {
    /// What becomes of the next mail; then of the one after. All others are sent, unless it is said otherwise.
    pub fn next(&self, outcome: Outcome) {
        self.inner().outcomes.push_back(outcome);
    }

    /// What becomes of all others, from now on.
    pub fn always(&self, outcome: Outcome) {
        self.inner().usual = Some(outcome);
    }

    /// Every message that was tried, oldest first.
    pub fn tried(&self) -> Vec<Received> {
        self.inner().tried.clone()
    }

    /// The subjects of those tried since the last time this was asked.
    pub fn take(&self) -> Vec<String> {
        let tried = std::mem::take(&mut self.inner().tried);
        tried.iter().map(|message| message.header("Subject").to_owned()).collect()
    }

    /// Waits until so many messages have been tried.
    pub fn wait_for(&self, messages: usize) {
        let fewer = |inner: &mut Inner| inner.tried.len() < messages;
        let (_inner, waited) =
            self.0.arrived.wait_timeout_while(self.inner(), Duration::from_secs(30), fewer).unwrap();
        assert!(!waited.timed_out(), "the mail has not left");
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Script {
    async fn send(&self, message: &Message) -> Outcome {
        // Others may work meanwhile.
        tokio::task::yield_now().await;
        let mut inner = self.inner();
        inner.tried.push(Received::parse(&message.formatted()));
        self.0.arrived.notify_all();
        let planned = inner.outcomes.pop_front().or_else(|| inner.usual.clone());
        planned.unwrap_or(Outcome::Sent)
    }
}
