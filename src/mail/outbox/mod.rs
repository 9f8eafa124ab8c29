//! The outbox: queueing, listing, reading. What its sender asks of it is in [`sending`].

pub mod sending;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Mail, MailKind, MailState};
use crate::access::key::{Key, random};
use crate::access::link;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::Email;

/// Seconds over which the mails to an address that nobody checked are counted.
const DAY: i64 = 24 * 3600;

/// Queues a mail, once: the same kind and key again changes nothing. Whether it is new.
///
/// # Errors
/// What SQLite says.
pub fn queue(tx: &WriteTx, now: Now, mail: &Mail) -> Result<bool, Error> {
    queue_for(tx, now, mail, None)
}

/// [`queue`], for a mail whose answer goes to somebody else than the site.
///
/// # Errors
/// What SQLite says.
pub fn queue_for(tx: &WriteTx, now: Now, mail: &Mail, reply_to: Option<&Email>) -> Result<bool, Error> {
    let key = format!("{}:{}", mail.kind.as_str(), mail.subject_key);
    let rows = tx
        .prepare_cached(
            "INSERT INTO mail (kind, unique_key, project_id, recipient, recipient_name, reply_to, subject, body, calendar, state,
                 useful_until, created_at, message_id, next_try_at)
             VALUES (?1, ?2, iif(EXISTS (SELECT 1 FROM user WHERE email = ?4), NULL, ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (unique_key) DO NOTHING",
        )?
        .execute(params![
            mail.kind,
            key,
            mail.project,
            mail.recipient,
            mail.recipient_name,
            reply_to,
            mail.subject,
            mail.body,
            mail.calendar,
            MailState::Queued,
            mail.useful_until,
            now.unix,
            message_id(),
            first_try(tx, now, &mail.recipient)?
        ])?;
    Ok(rows == 1)
}

/// What tells a mail from all others, before the `@` of its Message-ID.
pub fn message_id() -> String {
    format!("{:032x}", u128::from_be_bytes(random()))
}

/// At once, or with the mails to the same person that are put off.
fn first_try(tx: &ReadTx, now: Now, recipient: &str) -> Result<i64, Error> {
    let put_off: Option<i64> = tx
        .prepare_cached(
            "SELECT next_try_at FROM mail WHERE state = 'queued' AND recipient = ?1 COLLATE NOCASE
             ORDER BY next_try_at DESC LIMIT 1",
        )?
        .query_row([recipient], |row| row.get(0))
        .optional()?;
    Ok(put_off.map_or(now.unix, |at| at.clamp(now.unix, now.plus(sending::PATIENCE))))
}

/// [`queue`], for an address that somebody typed and nobody checked: so many a day at most, so that
/// nobody's box is filled through the forms. `false` as well when the day's mails are used up.
///
/// # Errors
/// What SQLite says.
pub fn queue_unverified(tx: &WriteTx, now: Now, mail: &Mail, a_day: u32) -> Result<bool, Error> {
    queue_unverified_for(tx, now, mail, a_day, None)
}

/// [`queue_unverified`], for a mail whose answer goes to somebody else than the site.
///
/// # Errors
/// What SQLite says.
pub fn queue_unverified_for(
    tx: &WriteTx,
    now: Now,
    mail: &Mail,
    a_day: u32,
    reply_to: Option<&Email>,
) -> Result<bool, Error> {
    let kinds = MailKind::UNVERIFIED.map(|kind| format!("'{}'", kind.as_str())).join(", ");
    let written: u32 = tx
        .prepare_cached(&format!(
            "SELECT count(*) FROM mail WHERE recipient = ?1 COLLATE NOCASE AND created_at > ?2 AND kind IN ({kinds})"
        ))?
        .query_row(params![mail.recipient, now.unix - DAY], |row| row.get(0))?;
    if written >= a_day {
        tracing::warn!(
            kind = mail.kind.as_str(),
            "an address that nobody checked has had its mails of the day"
        );
        return Ok(false);
    }
    queue_for(tx, now, mail, reply_to)
}

/// A line of the list of mails.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its row.
    pub id: i64,
    /// When it was written, as an instant.
    pub created_at: i64,
    /// Which mail it is.
    pub kind: MailKind,
    /// Where it stands.
    pub state: MailState,
    /// The address it goes to.
    pub recipient: String,
    /// Its subject line.
    pub subject: String,
    /// Tries begun.
    pub attempts: u32,
    /// When it is tried next, if it is still to leave.
    pub next_try_at: i64,
    /// When the mail server took it.
    pub sent_at: Option<i64>,
    /// Why it has not left.
    pub error: Option<String>,
}

const LINE: &str = "id, created_at, kind, state, recipient, subject, attempts, next_try_at, sent_at, error";

fn line(row: &Row) -> rusqlite::Result<Line> {
    Ok(Line {
        id: row.get(0)?,
        created_at: row.get(1)?,
        kind: row.get(2)?,
        state: row.get(3)?,
        recipient: row.get(4)?,
        subject: row.get(5)?,
        attempts: row.get(6)?,
        next_try_at: row.get(7)?,
        sent_at: row.get(8)?,
        error: row.get(9)?,
    })
}

/// The latest mails, newest first.
///
/// # Errors
/// What SQLite says.
pub fn latest(connection: &Connection, limit: u32) -> rusqlite::Result<Vec<Line>> {
    connection
        .prepare(&format!("SELECT {LINE} FROM mail ORDER BY created_at DESC, id DESC LIMIT ?1"))?
        .query_map([limit], line)?
        .collect()
}

/// What a company was written, without the words: about its projects, its offers, its events.
#[derive(Debug, Clone)]
pub struct CompanyMail {
    /// When it was written, as an instant.
    pub created_at: i64,
    /// Its subject line.
    pub subject: String,
    /// Where it stands.
    pub state: MailState,
}

/// The latest mails to a company, newest first.
///
/// # Errors
/// What SQLite says.
pub fn to_company(tx: &ReadTx, company: i64, limit: u32) -> Result<Vec<CompanyMail>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT m.created_at, m.subject, m.state FROM project p JOIN mail m ON m.project_id = p.id
             WHERE p.company_id = ?1 ORDER BY m.created_at DESC, m.id DESC LIMIT ?2",
        )?
        .query_map([company, limit.into()], |row| {
            Ok(CompanyMail { created_at: row.get(0)?, subject: row.get(1)?, state: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?)
}

/// One mail, with its text as its reader gets it (tokens included). `None` when there is none.
///
/// # Errors
/// What SQLite says.
pub fn read(connection: &Connection, key: &Key, id: i64) -> rusqlite::Result<Option<(Line, String)>> {
    let found = connection
        .prepare(&format!("SELECT {LINE}, body FROM mail WHERE id = ?1"))?
        .query_row([id], |row| Ok((line(row)?, row.get::<_, String>("body")?)))
        .optional()?;
    found.map(|(line, body)| Ok((line, with_tokens(connection, key, &body)?.text))).transpose()
}

/// The text of a mail as its reader gets it.
struct Text {
    text: String,
    /// Whether a link that it holds was revoked.
    revoked: bool,
}

/// Puts the tokens where the stored body holds marks.
fn with_tokens(connection: &Connection, key: &Key, body: &str) -> rusqlite::Result<Text> {
    let (mut text, mut revoked) = (String::with_capacity(body.len() + 43), false);
    for (position, piece) in body.split('\u{1f}').enumerate() {
        // Marks come in pairs, so every second piece is what stands between two of them.
        match (position % 2 == 1).then(|| piece.parse::<i64>()) {
            Some(Ok(id)) => match link::token_of(connection, key, id)? {
                Some(token) => text.push_str(&token.to_string()),
                None => {
                    text.push_str("lien-effacé");
                    revoked = true;
                }
            },
            _ => text.push_str(piece),
        }
    }
    Ok(Text { text, revoked })
}
