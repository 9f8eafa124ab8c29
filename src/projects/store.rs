//! The SQL of projects and of their journals.

mod company;

pub use company::{followers, journal_of_company};

use rusqlite::{OptionalExtension, Row, params};

use super::{Content, JournalKind, JournalLine, NewProject, Project, ProjectLine, Saved};
use crate::access::Partner;
use crate::access::actor::{NAME, maybe_name};
use crate::access::edit::{ProjectDeletion, ProjectEdit};
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{Email, Phone};
use crate::files::{self, FileId};

/// Stores a project and gives its row.
///
/// # Errors
/// What SQLite says.
pub fn create(tx: &WriteTx, now: Now, project: &NewProject) -> Result<i64, Error> {
    tx.prepare_cached(
        "INSERT INTO project (company_id, creator_id, manager_id, wish, request, contact_name, phone,
             other_phone, email, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
    )?
    .execute(params![
        project.company,
        project.creator,
        project.manager,
        project.wish,
        project.request,
        project.contact_name,
        project.phone,
        project.other_phone,
        project.email,
        now.unix
    ])?;
    Ok(tx.last_insert_rowid())
}

/// Adds a line to the journal of a project; `author` is `None` for the system and for people
/// without account. The text never names an applicant.
///
/// # Errors
/// What SQLite says.
pub fn note(
    tx: &WriteTx,
    now: Now,
    project: i64,
    author: Option<i64>,
    kind: JournalKind,
    text: &str,
) -> Result<(), Error> {
    tx.prepare_cached(
        "INSERT INTO journal (project_id, author_id, kind, text, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![project, author, kind, text, now.unix])?;
    Ok(())
}

/// The rows of the projects of a company.
///
/// # Errors
/// What SQLite says.
pub fn of_company(tx: &ReadTx, company: i64) -> Result<Vec<i64>, Error> {
    Ok(tx
        .prepare_cached("SELECT id FROM project WHERE company_id = ?1 ORDER BY id")?
        .query_map([company], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// A project.
///
/// # Errors
/// What SQLite says.
pub fn find(tx: &ReadTx, id: i64) -> Result<Option<Project>, Error> {
    let (creator, manager, editor) = (named("a", "ga"), named("m", "gm"), named("e", "ge"));
    Ok(tx
        .prepare_cached(&format!(
            "SELECT p.id, p.company_id, p.creator_id, p.manager_id, p.wish, p.request, p.contact_name, p.phone,
                 p.other_phone, p.email, p.version, p.created_at, p.updated_at, {creator}, {manager}, {editor}
             FROM project p
             LEFT JOIN user a ON a.id = p.creator_id LEFT JOIN organisation ga ON ga.id = a.organisation_id
             LEFT JOIN user m ON m.id = p.manager_id LEFT JOIN organisation gm ON gm.id = m.organisation_id
             LEFT JOIN user e ON e.id = p.updated_by LEFT JOIN organisation ge ON ge.id = e.organisation_id
             WHERE p.id = ?1"
        ))?
        .query_row([id], project)
        .optional()?)
}

/// The columns of a name, under other aliases.
fn named(user: &str, organisation: &str) -> String {
    NAME.replace("u.", &format!("{user}.")).replace("g.", &format!("{organisation}."))
}

fn project(row: &Row) -> rusqlite::Result<Project> {
    Ok(Project {
        id: row.get(0)?,
        company: row.get(1)?,
        creator_id: row.get(2)?,
        manager_id: row.get(3)?,
        content: Content {
            wish: row.get(4)?,
            request: row.get(5)?,
            contact_name: row.get(6)?,
            phone: row.get(7)?,
            other_phone: row.get(8)?,
            email: row.get(9)?,
        },
        version: row.get(10)?,
        created_at: row.get(11)?,
        updated_at: row.get(12)?,
        creator: maybe_name(row, 13)?,
        manager: maybe_name(row, 17)?,
        updated_by: maybe_name(row, 21)?,
    })
}

/// Stores what was written, unless somebody else changed the project since `version`.
///
/// # Errors
/// What SQLite says.
pub fn save(
    tx: &WriteTx,
    now: Now,
    allowed: &ProjectEdit,
    by: &Partner,
    version: u32,
    content: &Content,
) -> Result<Saved, Error> {
    let rows = tx
        .prepare_cached(
            "UPDATE project SET wish = ?3, request = ?4, contact_name = ?5, phone = ?6, other_phone = ?7, email = ?8,
                 version = version + 1, updated_at = ?9, updated_by = ?10
             WHERE id = ?1 AND version = ?2",
        )?
        .execute(params![
            allowed.project(),
            version,
            content.wish,
            content.request,
            content.contact_name,
            content.phone,
            content.other_phone,
            content.email,
            now.unix,
            by.id()
        ])?;
    if rows == 1 {
        return Ok(Saved::Done);
    }
    let standing = find(tx, allowed.project())?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    Ok(Saved::Stale(Box::new(standing)))
}

/// How the employer is reached.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Person to ask for.
    pub name: Option<String>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Second telephone.
    pub other_phone: Option<Phone>,
    /// E-mail address.
    pub email: Option<Email>,
}

impl Contact {
    /// « Claire Rabot, 05 36 49 00 10, claire@example.org ».
    pub fn words(&self) -> String {
        let phone = |phone: &Option<Phone>| phone.as_ref().map(Phone::display);
        let parts = [
            self.name.clone(),
            phone(&self.phone),
            phone(&self.other_phone),
            self.email.as_ref().map(ToString::to_string),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Changes how the employer is reached, as it says itself, in a project that nobody else has written in
/// since it deposited it at the instant `sent`; whether it did.
///
/// # Errors
/// What SQLite says.
pub fn set_contact(
    tx: &WriteTx,
    now: Now,
    allowed: &ProjectEdit,
    sent: i64,
    contact: &Contact,
) -> Result<bool, Error> {
    let rows = tx
    .prepare_cached(
        "UPDATE project SET contact_name = ?2, phone = ?3, other_phone = ?4, email = ?5, version = version + 1,
             updated_at = ?6
         WHERE id = ?1 AND creator_id IS NULL AND updated_by IS NULL AND created_at = ?7",
    )?
    .execute(params![
        allowed.project(),
        contact.name,
        contact.phone,
        contact.other_phone,
        contact.email,
        now.unix,
        sent
    ])?;
    Ok(rows == 1)
}

/// Gives a project to somebody. The alert is another's (see `assignments`).
///
/// # Errors
/// What SQLite says.
pub fn set_manager(
    tx: &WriteTx,
    now: Now,
    allowed: &ProjectEdit,
    by: &Partner,
    manager: i64,
) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE project SET manager_id = ?2, version = version + 1, updated_at = ?3, updated_by = ?4
         WHERE id = ?1",
    )?
    .execute(params![allowed.project(), manager, now.unix, by.id()])?;
    Ok(())
}

/// Gives a project to another company. What its offers and events show of it is theirs to follow.
///
/// # Errors
/// What SQLite says.
pub fn set_company(
    tx: &WriteTx,
    now: Now,
    allowed: &ProjectEdit,
    by: &Partner,
    company: i64,
) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE project SET company_id = ?2, version = version + 1, updated_at = ?3, updated_by = ?4
         WHERE id = ?1",
    )?
    .execute(params![allowed.project(), company, now.unix, by.id()])?;
    Ok(())
}

/// Empties a project into another of the same company, and deletes it: its offers, its events, the mails to
/// its company, and the lines of its journal as they were written. What else points at it has gone to the other before.
///
/// # Errors
/// What SQLite says.
pub fn merge(
    tx: &WriteTx,
    now: Now,
    from: &ProjectEdit,
    into: &ProjectEdit,
    by: &Partner,
) -> Result<(), Error> {
    for statement in [
        "UPDATE offer SET project_id = ?2 WHERE project_id = ?1",
        "UPDATE event SET project_id = ?2 WHERE project_id = ?1",
        "UPDATE mail SET project_id = ?2 WHERE project_id = ?1",
        "INSERT INTO journal (project_id, author_id, kind, text, created_at)
         SELECT ?2, author_id, kind, text, created_at FROM journal WHERE project_id = ?1 ORDER BY id",
    ] {
        tx.prepare_cached(statement)?.execute([from.project(), into.project()])?;
    }
    for statement in ["DELETE FROM journal WHERE project_id = ?1", "DELETE FROM project WHERE id = ?1"] {
        tx.prepare_cached(statement)?.execute([from.project()])?;
    }
    tx.prepare_cached(
        "UPDATE project SET version = version + 1, updated_at = ?2, updated_by = ?3 WHERE id = ?1",
    )?
    .execute(params![into.project(), now.unix, by.id()])?;
    Ok(())
}

/// Takes over a project that nobody manages; whether nobody did.
///
/// # Errors
/// What SQLite says.
pub fn take_over(tx: &WriteTx, now: Now, project: i64, by: &Partner) -> Result<bool, Error> {
    let rows = tx
        .prepare_cached(
            "UPDATE project SET manager_id = ?2, version = version + 1, updated_at = ?3, updated_by = ?2
             WHERE id = ?1 AND manager_id IS NULL",
        )?
        .execute(params![project, by.id(), now.unix])?;
    Ok(rows == 1)
}

/// The journal, latest first.
///
/// # Errors
/// What SQLite says.
pub fn journal(tx: &ReadTx, project: i64) -> Result<Vec<JournalLine>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT j.kind, j.text, j.created_at, {NAME} FROM journal j
             LEFT JOIN user u ON u.id = j.author_id LEFT JOIN organisation g ON g.id = u.organisation_id
             WHERE j.project_id = ?1 ORDER BY j.created_at DESC, j.id DESC LIMIT 500"
        ))?
        .query_map([project], |row| {
            Ok(JournalLine {
                kind: row.get(0)?,
                text: row.get(1)?,
                at: row.get(2)?,
                author: maybe_name(row, 3)?,
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// Which projects are listed.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// Those of a manager.
    Of(i64),
    /// Those that wait for one.
    Unassigned,
    /// Those of a company.
    About(i64),
}

/// Projects, the latest changed first (the oldest entered first, where they wait to be assigned).
///
/// # Errors
/// What SQLite says.
pub fn list(tx: &ReadTx, which: Which, limit: u32) -> Result<Vec<ProjectLine>, Error> {
    let (condition, id, order) = match which {
        Which::Of(manager) => ("p.manager_id = ?1", manager, "p.updated_at DESC, p.id DESC"),
        Which::Unassigned => ("p.manager_id IS NULL AND ?1 = 0", 0, "p.created_at, p.id"),
        Which::About(company) => ("p.company_id = ?1", company, "p.created_at DESC, p.id DESC"),
    };
    Ok(tx
        .prepare_cached(&format!(
            "SELECT p.id, c.name, k.name, p.created_at,
                 (SELECT count(*) FROM offer o WHERE o.project_id = p.id AND o.state = 'published')
                     + (SELECT count(*) FROM event o WHERE o.project_id = p.id AND o.state = 'published'), {NAME}
             FROM project p JOIN company c ON c.id = p.company_id JOIN commune k ON k.code = c.commune
             LEFT JOIN user u ON u.id = p.manager_id LEFT JOIN organisation g ON g.id = u.organisation_id
             WHERE {condition} ORDER BY {order} LIMIT ?2"
        ))?
        .query_map(params![id, limit], |row| {
            let published: u32 = row.get(4)?;
            Ok(ProjectLine {
                id: row.get(0)?,
                company: row.get(1)?,
                commune: row.get(2)?,
                created_at: row.get(3)?,
                published: published.into(),
                manager: maybe_name(row, 5)?,
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// How many projects there are of these.
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx, which: Which) -> Result<u64, Error> {
    let (condition, id) = match which {
        Which::Of(manager) => ("manager_id = ?1", manager),
        Which::Unassigned => ("manager_id IS NULL AND ?1 = 0", 0),
        Which::About(company) => ("company_id = ?1", company),
    };
    let count: u32 = tx
        .prepare_cached(&format!("SELECT count(*) FROM project WHERE {condition}"))?
        .query_row([id], |row| row.get(0))?;
    Ok(count.into())
}

/// When somebody last asked to take a project over, since it was last given to anybody.
///
/// # Errors
/// What SQLite says.
pub fn takeover_asked(tx: &ReadTx, project: i64, by: &Partner) -> Result<Option<i64>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT max(created_at) FROM journal WHERE project_id = ?1 AND author_id = ?2 AND kind = ?3
                 AND id > coalesce((SELECT max(id) FROM journal WHERE project_id = ?1 AND kind = ?4), 0)",
        )?
        .query_row(
            params![project, by.id(), JournalKind::TakeoverRequest, JournalKind::Assignment],
            |row| row.get(0),
        )?)
}

/// What keeps a project from being deleted: something of it was online once, or somebody applied or
/// registered.
///
/// # Errors
/// What SQLite says.
pub fn is_held(tx: &ReadTx, project: i64) -> Result<bool, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM offer o WHERE o.project_id = ?1 AND (o.first_published_at IS NOT NULL
                 OR EXISTS (SELECT 1 FROM application a WHERE a.offer_id = o.id)))
             OR EXISTS (SELECT 1 FROM event e WHERE e.project_id = ?1 AND (e.first_published_at IS NOT NULL
                 OR EXISTS (SELECT 1 FROM registration r WHERE r.event_id = e.id)))",
        )?
        .query_row([project], |row| row.get(0))?)
}

/// Deletes a project that nothing holds, with its drafts and its journal.
///
/// # Errors
/// What SQLite says.
pub fn delete(tx: &WriteTx, allowed: &ProjectDeletion) -> Result<(), Error> {
    let documents: Vec<String> = tx
        .prepare_cached(
            "SELECT document_id FROM offer WHERE project_id = ?1 AND document_id IS NOT NULL
             UNION SELECT document_id FROM event WHERE project_id = ?1 AND document_id IS NOT NULL
             UNION SELECT document_id FROM deposit WHERE project_id = ?1 AND document_id IS NOT NULL",
        )?
        .query_map([allowed.project()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for statement in [
        "DELETE FROM offer WHERE project_id = ?1",
        "DELETE FROM event WHERE project_id = ?1",
        "DELETE FROM journal WHERE project_id = ?1",
        "DELETE FROM project WHERE id = ?1",
    ] {
        tx.prepare_cached(statement)?.execute([allowed.project()])?;
    }
    for document in documents {
        if let Some(document) = FileId::parse(&document) {
            files::delete(tx, &document)?;
        }
    }
    Ok(())
}
