//! The SQL of tries to sign in: how many were made on an account and from a network, and how long the
//! next one waits.
//!
//! A try is counted before the password is looked at, so that a hundred at once are not looked at a
//! hundred times; the one that succeeds, or that could not be looked at, is taken back.

use rusqlite::{OptionalExtension, params};

use crate::access::key::sha256;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};

/// Tries on an account that wait for nothing.
const FREE: u32 = 5;

/// The longest wait for an account, in seconds: nobody can keep its owner out for good.
const LONGEST: i64 = 15 * 60;

/// Seconds after which the tries on an account are forgotten.
const FORGOTTEN: i64 = 24 * 3600;

/// Tries from a network within [`WINDOW`] seconds.
const FROM_NETWORK: u32 = 20;

/// See [`FROM_NETWORK`].
const WINDOW: i64 = 10 * 60;

/// On whom, and from where; only their digests are kept.
#[derive(Debug, Clone)]
pub struct Try {
    account: [u8; 32],
    network: [u8; 32],
}

impl Try {
    /// `account` is the address that was typed, folded, whether or not somebody has it.
    pub fn new(account: &str, network: &str) -> Self {
        Self { account: account_digest(account), network: sha256(format!("network:{network}").as_bytes()) }
    }
}

fn account_digest(account: &str) -> [u8; 32] {
    sha256(format!("account:{account}").as_bytes())
}

struct Held {
    tries: u32,
    since: i64,
    free_at: i64,
}

fn held(tx: &ReadTx, subject: &[u8; 32]) -> Result<Option<Held>, Error> {
    Ok(tx
        .prepare_cached("SELECT tries, since, free_at FROM sign_in_try WHERE subject = ?1")?
        .query_row([subject], |row| Ok(Held { tries: row.get(0)?, since: row.get(1)?, free_at: row.get(2)? }))
        .optional()?)
}

fn hold(tx: &WriteTx, subject: &[u8; 32], held: &Held) -> Result<(), Error> {
    tx.prepare_cached(
        "INSERT INTO sign_in_try (subject, tries, since, free_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET tries = ?2, since = ?3, free_at = ?4",
    )?
    .execute(params![subject, held.tries, held.since, held.free_at])?;
    Ok(())
}

/// Counts a try; refused, it says how many seconds to wait, and is not counted.
///
/// # Errors
/// What SQLite says.
pub fn admit(tx: &WriteTx, now: Now, attempt: &Try) -> Result<Result<(), u32>, Error> {
    let at = now.unix;
    let account = held(tx, &attempt.account)?.filter(|held| held.free_at > at - FORGOTTEN);
    let network = held(tx, &attempt.network)?.filter(|held| held.since > at - WINDOW);
    let waits = [
        account.as_ref().map_or(0, |held| held.free_at - at),
        network.as_ref().filter(|held| held.tries >= FROM_NETWORK).map_or(0, |held| held.since + WINDOW - at),
    ];
    let wait = waits.into_iter().max().unwrap_or(0);
    if wait > 0 {
        return Ok(Err(u32::try_from(wait).unwrap_or(u32::MAX)));
    }
    let tries = account.as_ref().map_or(0, |held| held.tries) + 1;
    let free_at = if tries < FREE { at } else { at + LONGEST.min(1 << (tries - FREE).min(30)) };
    let since = account.map_or(at, |held| held.since);
    hold(tx, &attempt.account, &Held { tries, since, free_at })?;
    let (tries, since) = network.map_or((0, at), |held| (held.tries, held.since));
    hold(tx, &attempt.network, &Held { tries: tries + 1, since, free_at: at })?;
    Ok(Ok(()))
}

/// The password was right: the account is forgiven, and the network has not tried.
///
/// # Errors
/// What SQLite says.
pub fn succeeded(tx: &WriteTx, attempt: &Try) -> Result<(), Error> {
    forget(tx, &attempt.account)?;
    discount(tx, &attempt.network)
}

/// Another password was chosen by the link of a mail: the account is forgiven, since those before it can
/// be guessed no more.
///
/// # Errors
/// What SQLite says.
pub fn forgive(tx: &WriteTx, account: &str) -> Result<(), Error> {
    forget(tx, &account_digest(account))
}

fn forget(tx: &WriteTx, subject: &[u8; 32]) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM sign_in_try WHERE subject = ?1")?.execute([subject])?;
    Ok(())
}

/// The password could not be looked at: nobody has tried.
///
/// # Errors
/// What SQLite says.
pub fn take_back(tx: &WriteTx, now: Now, attempt: &Try) -> Result<(), Error> {
    discount(tx, &attempt.network)?;
    discount(tx, &attempt.account)?;
    tx.prepare_cached("UPDATE sign_in_try SET free_at = min(free_at, ?2) WHERE subject = ?1")?
        .execute(params![attempt.account, now.unix])?;
    Ok(())
}

fn discount(tx: &WriteTx, subject: &[u8; 32]) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM sign_in_try WHERE subject = ?1 AND tries = 1")?.execute([subject])?;
    tx.prepare_cached("UPDATE sign_in_try SET tries = tries - 1 WHERE subject = ?1")?.execute([subject])?;
    Ok(())
}

/// Forgets what limits nobody any more.
///
/// # Errors
/// What SQLite says.
pub fn sweep(tx: &WriteTx, now: Now) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM sign_in_try WHERE free_at <= ?1")?.execute([now.unix - FORGOTTEN])?;
    Ok(())
}
