//! The SQL of applications.

mod manage;

pub use manage::{Entry, enter, file, list, name, offer_head};

use rusqlite::{OptionalExtension, Row, params};

use super::{Application, ApplicationDraft};
use crate::access::link::{ApplicationFollow, ApplicationRead};
use crate::catalogue::News;
use crate::catalogue::store::number;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{Age, Email, Name, Number, Reference, fold};
use crate::files::{self, FileId, FileInfo};
use crate::person::Guardian;

/// What became of an application that was sent.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its row.
    pub id: i64,
    /// Its reference.
    pub reference: Reference,
    /// When it had arrived already, if it had.
    pub earlier: Option<i64>,
}

/// Stores an application with its documents, which must be staged. The same person (e-mail and
/// folded names) applying again to the same offer changes nothing: the first application is given.
///
/// # Errors
/// What SQLite says.
pub fn create(
    tx: &WriteTx,
    now: Now,
    offer: i64,
    reference: &Reference,
    draft: &ApplicationDraft,
    documents: &[FileId],
) -> Result<Stored, Error> {
    if let Some(earlier) = earlier(tx, offer, draft)? {
        documents.iter().try_for_each(|document| files::discard(tx, document))?;
        return Ok(earlier);
    }
    let id = insert(tx, now, &Origin { offer, added_by: None }, reference, draft)?;
    join(tx, id, documents)?;
    Ok(Stored { id, reference: reference.clone(), earlier: None })
}

/// What the same person (e-mail and folded names) had already sent for the same offer.
fn earlier(tx: &ReadTx, offer: i64, draft: &ApplicationDraft) -> Result<Option<Stored>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT id, reference, created_at FROM application WHERE offer_id = ?1 AND email = ?2 AND folded_name = ?3
                 AND withdrawn_at IS NULL",
        )?
        .query_row(params![offer, draft.email, folded_name(draft)], |row| {
            Ok(Stored { id: row.get(0)?, reference: row.get(1)?, earlier: row.get(2)? })
        })
        .optional()?)
}

fn folded_name(draft: &ApplicationDraft) -> String {
    format!("{} {}", fold(draft.last_name.as_str()), fold(draft.first_name.as_str()))
}

/// What an application answers, and who brought it.
struct Origin {
    offer: i64,
    /// Row of the partner who entered it; none when the person did.
    added_by: Option<i64>,
}

fn insert(
    tx: &WriteTx,
    now: Now,
    origin: &Origin,
    reference: &Reference,
    draft: &ApplicationDraft,
) -> Result<i64, Error> {
    let guardian = draft.guardian.as_ref();
    tx.prepare_cached(
        "INSERT INTO application (reference, offer_id, last_name, first_name, folded_name, folded_first_name, age,
             email, phone, current_training, motivation, guardian_name, guardian_email, created_at, added_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        reference,
        origin.offer,
        draft.last_name,
        draft.first_name,
        folded_name(draft),
        fold(draft.first_name.as_str()),
        draft.age,
        draft.email,
        draft.phone,
        draft.current_training,
        draft.motivation,
        guardian.map(|guardian| &guardian.name),
        guardian.map(|guardian| &guardian.email),
        now.unix,
        origin.added_by
    ])?;
    Ok(tx.last_insert_rowid())
}

/// Gives an application its documents.
fn join(tx: &WriteTx, id: i64, documents: &[FileId]) -> Result<(), Error> {
    let mut position = 0;
    for document in documents {
        // One that was swept meanwhile is no longer there to be attached.
        if files::attach(tx, document)? {
            position += 1;
            tx.prepare_cached(
                "INSERT INTO application_file (application_id, file_id, position) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![id, document.as_str(), position])?;
        }
    }
    Ok(())
}

/// The offer that a reference is about, if it is this one: what the confirmation page may know.
///
/// # Errors
/// What SQLite says.
pub fn confirmed(tx: &ReadTx, offer: Number, reference: &Reference) -> Result<Option<Confirmed>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT o.title, o.masked = 1 OR o.trade_name IS NOT NULL, o.trade_name, c.name, a.guardian_email IS NOT NULL,
                 o.id, (SELECT count(*) FROM application_file f WHERE f.application_id = a.id)
             FROM application a JOIN offer o ON o.id = a.offer_id
             JOIN project p ON p.id = o.project_id JOIN company c ON c.id = p.company_id
             WHERE a.reference = ?1 AND o.serial = ?2 AND a.withdrawn_at IS NULL",
        )?
        .query_row(params![reference, offer.serial()], |row| {
            let traded: bool = row.get(1)?;
            Ok(Confirmed {
                offer_title: row.get(0)?,
                receiver: row.get(if traded { 2 } else { 3 })?,
                guardian: row.get(4)?,
                offer: row.get(5)?,
                files: row.get(6)?,
            })
        })
        .optional()?)
}

/// What the confirmation page shows: nothing personal, since its address is all it takes to see it.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// Title of the offer.
    pub offer_title: String,
    /// The employer, as visitors know it.
    pub receiver: String,
    /// Whether a legal representative was told.
    pub guardian: bool,
    /// Row of the offer.
    pub offer: i64,
    /// How many documents arrived.
    pub files: u32,
}

/// The application that a link allows to read.
///
/// # Errors
/// What SQLite says.
pub fn read(tx: &ReadTx, now: Now, allowed: &ApplicationRead) -> Result<Application, Error> {
    whole(tx, now, allowed.application())
}

/// One's own application.
///
/// # Errors
/// What SQLite says.
pub fn followed(tx: &ReadTx, now: Now, allowed: &ApplicationFollow) -> Result<Application, Error> {
    whole(tx, now, allowed.application())
}

/// Withdraws one's own application: its files and its words go at once, and whoever received it no
/// longer reads it. Whether it was not withdrawn already.
///
/// # Errors
/// What SQLite says.
pub fn withdraw(tx: &WriteTx, now: Now, allowed: &ApplicationFollow) -> Result<bool, Error> {
    let id = allowed.application();
    let rows = tx
        .prepare_cached(
            "UPDATE application SET withdrawn_at = ?2, phone = NULL, current_training = NULL, motivation = NULL
             WHERE id = ?1 AND withdrawn_at IS NULL",
        )?
        .execute(params![id, now.unix])?;
    if rows == 1 {
        let files: Vec<String> = tx
            .prepare_cached("DELETE FROM application_file WHERE application_id = ?1 RETURNING file_id")?
            .query_map([id], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for file in files {
            tx.prepare_cached("DELETE FROM file WHERE id = ?1")?.execute([file])?;
        }
    }
    Ok(rows == 1)
}

fn whole(tx: &ReadTx, now: Now, id: i64) -> Result<Application, Error> {
    let files = files_of(tx, id)?;
    Ok(tx
        .prepare_cached(
            "SELECT a.reference, a.last_name, a.first_name, a.age, a.email, a.phone, a.current_training,
                 a.motivation, a.guardian_name, a.guardian_email, a.created_at, o.id, o.serial, o.numbered_on, o.title,
                 o.state = 'published' AND (o.starts_asap = 1 OR o.start_key >= ?2), a.withdrawn_at
             FROM application a JOIN offer o ON o.id = a.offer_id WHERE a.id = ?1",
        )?
        .query_row(params![id, crate::french::iso(now.today())], |row| {
            Ok(Application {
                id,
                reference: row.get(0)?,
                draft: draft(row)?,
                files,
                created_at: row.get(10)?,
                withdrawn_at: row.get(16)?,
                offer: row.get(11)?,
                offer_number: number(row, 12, 13)?,
                offer_title: row.get(14)?,
                offer_online: row.get(15)?,
            })
        })?)
}

fn draft(row: &Row) -> rusqlite::Result<ApplicationDraft> {
    let guardian: Option<(Name, Email)> = row.get::<_, Option<Name>>(8)?.zip(row.get(9)?);
    Ok(ApplicationDraft {
        last_name: row.get(1)?,
        first_name: row.get(2)?,
        age: row.get::<_, Age>(3)?,
        email: row.get(4)?,
        phone: row.get(5)?,
        current_training: row.get(6)?,
        motivation: row.get(7)?,
        guardian: guardian.map(|(name, email)| Guardian { name, email }),
    })
}

/// The documents of the application that a link allows to read, in order.
///
/// # Errors
/// What SQLite says.
pub fn documents(tx: &ReadTx, allowed: &ApplicationRead) -> Result<Vec<FileInfo>, Error> {
    files_of(tx, allowed.application())
}

fn files_of(tx: &ReadTx, id: i64) -> Result<Vec<FileInfo>, Error> {
    let mut statement = tx.prepare_cached(
        "SELECT f.id, f.name, f.kind, f.size FROM application_file a JOIN file f ON f.id = a.file_id
         WHERE a.application_id = ?1 ORDER BY a.position",
    )?;
    let rows = statement.query_map([id], files::info)?.collect::<Result<_, _>>();
    Ok(rows?)
}

/// The applications to the offers of a manager since an instant, offer by offer, the latest first.
///
/// # Errors
/// What SQLite says.
pub fn news(tx: &ReadTx, manager: i64, since: i64) -> Result<Vec<News>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT o.serial, o.numbered_on, o.title, count(*), max(a.created_at) AS latest
             FROM project p JOIN offer o ON o.project_id = p.id JOIN application a ON a.offer_id = o.id
             WHERE p.manager_id = ?1 AND a.created_at > ?2 AND a.withdrawn_at IS NULL
             GROUP BY o.id ORDER BY latest DESC, o.id LIMIT 50",
        )?
        .query_map(params![manager, since], |row| {
            let count: u32 = row.get(3)?;
            Ok(News { number: number(row, 0, 1)?, title: row.get(2)?, count: count.into() })
        })?
        .collect::<Result<_, _>>()?)
}
