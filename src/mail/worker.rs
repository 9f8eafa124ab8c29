//! The sender of the outbox: one for a site, woken by each commit that touched the outbox.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::message::{Sender, compose};
use super::outbox::sending::{self, Claim, Taken};
use super::transport::{Cause, Fault, Outcome, Step, Transport};
use crate::access::key::Key;
use crate::clock::Clock;
use crate::db::{Db, Error};

/// How long the server is left alone once it failed: the other mails would wait for it one by one.
const BREATH: Duration = Duration::from_secs(60);

/// The longest sleep. A clock may have been set, another program may have written to the outbox.
const NAP: Duration = Duration::from_secs(60);

/// Between two tries to record what became of a mail: it is not to leave twice for a busy database.
const INSIST: Duration = Duration::from_secs(1);

/// How long the mail that is leaving has to leave once the program is asked to stop. One cut short
/// leaves again once its lease is over.
const GRACE: Duration = Duration::from_secs(20);

/// Takes mails from the outbox and hands them to a transport.
pub struct Worker<T> {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The secret of the links.
    pub key: Key,
    /// Who the mails come from.
    pub sender: Sender,
    /// What carries them.
    pub transport: T,
}

/// What is left to do after a look at the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Perhaps more, at once.
    More,
    /// Nothing before this instant; nothing at all when there is none.
    Nothing(Option<i64>),
    /// The server fails: nothing for a while.
    Trouble,
}

impl<T: Transport> Worker<T> {
    /// Sends the next mail that is due, if there is one.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn send_next(&self) -> Result<Left, Error> {
        let (key, now) = (self.key.clone(), self.clock.now());
        let taken = match self.db.write(move |tx| sending::claim(tx, &key, now)).await? {
            Claim::Taken(taken) => taken,
            Claim::GivenUp => return Ok(Left::More),
            Claim::Nothing(next) => return Ok(Left::Nothing(next)),
        };
        let outcome = self.send(&taken).await;
        let left = match &outcome {
            Outcome::Deferred(fault) | Outcome::Unknown(fault) if !fault.is_of_the_mail() => Left::Trouble,
            _ => Left::More,
        };
        self.settle(&taken, outcome).await;
        Ok(left)
    }

    async fn send(&self, taken: &Taken) -> Outcome {
        match compose(&self.sender, &taken.outgoing) {
            Ok(message) => self.transport.send(&message).await,
            Err(reason) => {
                Fault { step: Step::Compose, cause: Cause::Malformed(reason.to_string()) }.outcome()
            }
        }
    }

    /// Records what became of a mail, and insists as long as its lease holds.
    async fn settle(&self, taken: &Taken, outcome: Outcome) {
        log(taken, &outcome);
        let outcome = Arc::new(outcome);
        for _ in 0..sending::LEASE.whole_seconds() {
            let (id, attempt, outcome, now) = (taken.id, taken.attempt, outcome.clone(), self.clock.now());
            match self.db.write(move |tx| sending::settle(tx, now, id, attempt, &outcome)).await {
                Ok(true) => return,
                Ok(false) => {
                    return tracing::warn!(mail = id, attempt, "a mail was settled by somebody else");
                }
                Err(error) => tracing::error!(%error, mail = id, "what became of a mail cannot be recorded"),
            }
            sleep(INSIST).await;
        }
    }

    async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow_and_update() {
            let left = self.send_next().await.unwrap_or_else(|error| {
                tracing::error!(%error, "the outbox cannot be read");
                Left::Trouble
            });
            if left != Left::More {
                self.transport.rest().await;
                self.wait(left, &mut stop).await;
            }
        }
    }

    async fn wait(&self, left: Left, stop: &mut watch::Receiver<bool>) {
        let pause = match left {
            Left::Nothing(Some(next)) => until(next - self.clock.now().unix),
            Left::Nothing(None) => NAP,
            _ => BREATH,
        };
        tokio::select! {
            _ = stop.changed() => {}
            () = sleep(pause) => {}
            () = self.db.outbox_touched(), if left != Left::Trouble => {}
        }
    }
}

fn until(seconds: i64) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0)).clamp(Duration::from_secs(1), NAP)
}

/// Says what became of a mail. Neither addresses nor subjects nor a server's words, which repeat them.
fn log(taken: &Taken, outcome: &Outcome) {
    let (mail, kind, attempt) = (taken.id, taken.kind.as_str(), taken.attempt);
    let (fault, became) = match outcome {
        Outcome::Sent => return tracing::info!(mail, kind, attempt, "a mail has left"),
        Outcome::Refused(fault) => (fault, "refused"),
        Outcome::Deferred(fault) => (fault, "deferred"),
        Outcome::Unknown(fault) => (fault, "unknown"),
    };
    let step = fault.step;
    let code = if let Cause::Reply { code, .. } = fault.cause { code } else { 0 };
    tracing::warn!(mail, kind, attempt, became, ?step, code, "a mail has not left");
}

/// A worker at work.
#[must_use]
pub struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Lets the mail that is leaving leave, and stops.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        if timeout(GRACE, &mut self.task).await.is_err() {
            tracing::warn!("a mail was leaving when the program stopped; it will leave again");
            self.task.abort();
        }
    }
}

/// Puts a worker to work, on the runtime of the caller.
pub fn start<T: Transport>(worker: Worker<T>) -> Running {
    let (stop, stopped) = watch::channel(false);
    Running { stop, task: tokio::spawn(supervise(Arc::new(worker), stopped)) }
}

/// A panic is like a crash: the lease of the mail expires, and the worker goes on with the others.
async fn supervise<T: Transport>(worker: Arc<Worker<T>>, mut stop: watch::Receiver<bool>) {
    while tokio::spawn(worker.clone().run(stop.clone())).await.is_err() {
        tracing::error!("the sender of mails panicked; it starts again after a while");
        tokio::select! {
            _ = stop.changed() => return,
            () = sleep(BREATH) => {}
        }
    }
}
