//! The proofs of who may change a project, an offer or an event, and see who applied or registered.
//!
//! « Own » means: managing the project, with all its offers and events; or receiving the registrations of
//! one event, for that event alone. Administrators own everything. A proof is made inside the transaction
//! that uses it, and cannot leave it.

use std::marker::PhantomData;

use rusqlite::OptionalExtension;

use super::actor::{NAME, Partner, name};
use super::link::DepositEdit;
use crate::db::{self, Error, ReadTx, WriteTx};
use crate::domain::Number;

/// Why somebody may not.
#[derive(Debug)]
pub enum Denied {
    /// There is no such thing.
    Unknown,
    /// It is somebody else's, named here; nobody's when it has no manager.
    NotYours(Option<String>),
    /// The database could not be asked.
    Db(Error),
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

impl From<rusqlite::Error> for Denied {
    fn from(error: rusqlite::Error) -> Self {
        Self::Db(error.into())
    }
}

/// The permission to change a project and what it holds.
#[derive(Debug, Clone, Copy)]
pub struct ProjectEdit<'tx> {
    project: i64,
    transaction: PhantomData<&'tx ()>,
}

/// The permission to change an offer.
#[derive(Debug, Clone, Copy)]
pub struct OfferEdit<'tx> {
    offer: i64,
    project: i64,
    transaction: PhantomData<&'tx ()>,
}

/// The permission to change an event.
#[derive(Debug, Clone, Copy)]
pub struct EventEdit<'tx> {
    event: i64,
    project: i64,
    transaction: PhantomData<&'tx ()>,
}

/// The permission to delete a project.
#[derive(Debug, Clone, Copy)]
pub struct ProjectDeletion<'tx> {
    project: i64,
    transaction: PhantomData<&'tx ()>,
}

/// The permission to change a company.
#[derive(Debug, Clone, Copy)]
pub struct CompanyEdit<'tx> {
    company: i64,
    transaction: PhantomData<&'tx ()>,
}

/// The permission to see who applied to an offer, with their files.
#[derive(Debug, Clone, Copy)]
pub struct ApplicantsRead<'tx> {
    offer: i64,
    transaction: PhantomData<&'tx ()>,
}

/// The permission to see who registered for an event.
#[derive(Debug, Clone, Copy)]
pub struct ParticipantsRead<'tx> {
    event: i64,
    transaction: PhantomData<&'tx ()>,
}

impl<'tx> ProjectEdit<'tx> {
    /// The row of the project.
    pub fn project(&self) -> i64 {
        self.project
    }

    /// The same permission, for an offer of the project that was just stored.
    pub fn of_new_offer(&self, offer: i64) -> OfferEdit<'tx> {
        OfferEdit { offer, project: self.project, transaction: PhantomData }
    }

    /// The same permission, for an event of the project that was just stored.
    pub fn of_new_event(&self, event: i64) -> EventEdit<'tx> {
        EventEdit { event, project: self.project, transaction: PhantomData }
    }
}

impl ProjectDeletion<'_> {
    /// The row of the project.
    pub fn project(&self) -> i64 {
        self.project
    }
}

impl CompanyEdit<'_> {
    /// The row of the company.
    pub fn company(&self) -> i64 {
        self.company
    }
}

impl<'tx> OfferEdit<'tx> {
    /// The row of the offer.
    pub fn offer(&self) -> i64 {
        self.offer
    }

    /// The row of its project.
    pub fn project(&self) -> i64 {
        self.project
    }

    /// Who may change it may see who applied.
    pub fn applicants(&self) -> ApplicantsRead<'tx> {
        ApplicantsRead { offer: self.offer, transaction: PhantomData }
    }
}

impl<'tx> EventEdit<'tx> {
    /// The row of the event.
    pub fn event(&self) -> i64 {
        self.event
    }

    /// The row of its project.
    pub fn project(&self) -> i64 {
        self.project
    }

    /// Who may change it may see who registered.
    pub fn participants(&self) -> ParticipantsRead<'tx> {
        ParticipantsRead { event: self.event, transaction: PhantomData }
    }
}

impl ApplicantsRead<'_> {
    /// The row of the offer.
    pub fn offer(&self) -> i64 {
        self.offer
    }
}

impl ParticipantsRead<'_> {
    /// The row of the event.
    pub fn event(&self) -> i64 {
        self.event
    }
}

/// Proves that somebody may change a project.
///
/// # Errors
/// [`Denied`].
pub fn project_edit<'tx>(tx: &'tx WriteTx, who: &Partner, project: i64) -> Result<ProjectEdit<'tx>, Denied> {
    let owners = of_project(tx, project)?.ok_or(Denied::Unknown)?;
    owners.check(tx, who)?;
    Ok(ProjectEdit { project, transaction: PhantomData })
}

/// Proves that a company may write the project which its deposit has become.
///
/// # Errors
/// [`Denied`].
pub fn deposited_project<'tx>(
    tx: &'tx WriteTx,
    deposit: &DepositEdit<'tx>,
) -> Result<ProjectEdit<'tx>, Denied> {
    let project: Option<i64> = tx
        .prepare_cached("SELECT project_id FROM deposit WHERE id = ?1")?
        .query_row([deposit.deposit()], |row| row.get(0))?;
    Ok(ProjectEdit { project: project.ok_or(Denied::Unknown)?, transaction: PhantomData })
}

/// Proves that somebody may delete a project: only administrators may.
///
/// # Errors
/// [`Denied`].
pub fn project_deletion<'tx>(
    tx: &'tx WriteTx,
    who: &Partner,
    project: i64,
) -> Result<ProjectDeletion<'tx>, Denied> {
    let owners = of_project(tx, project)?.ok_or(Denied::Unknown)?;
    if !who.is_administrator() {
        return Err(owners.denied(tx)?);
    }
    Ok(ProjectDeletion { project, transaction: PhantomData })
}

/// Proves that somebody may change a company. All its offers and events show it: administrators may, and
/// whoever manages a project of it while nobody else does.
///
/// # Errors
/// [`Denied`]; it names somebody else who manages a project of it.
pub fn company_edit<'tx>(tx: &'tx WriteTx, who: &Partner, company: i64) -> Result<CompanyEdit<'tx>, Denied> {
    may_edit_company(tx, who, company)?;
    Ok(CompanyEdit { company, transaction: PhantomData })
}

/// Whether somebody may change a company.
///
/// # Errors
/// As [`company_edit`].
pub fn may_edit_company(tx: &ReadTx, who: &Partner, company: i64) -> Result<(), Denied> {
    if who.is_administrator() {
        return Ok(());
    }
    let mut statement = tx.prepare_cached(&format!(
        "SELECT u.id, {NAME} FROM project p JOIN user u ON u.id = p.manager_id AND u.active = 1
         JOIN organisation g ON g.id = u.organisation_id
         WHERE p.company_id = ?1 ORDER BY u.id = ?2, p.updated_at DESC LIMIT 1"
    ))?;
    // The others come first.
    match statement
        .query_row((company, who.id()), |row| Ok((row.get::<_, i64>(0)?, name(row, 1)?)))
        .optional()?
    {
        Some((manager, _)) if who.id() == manager => Ok(()),
        other => Err(Denied::NotYours(other.map(|(_, name)| name))),
    }
}

/// Proves that somebody may change an offer.
///
/// # Errors
/// [`Denied`].
pub fn offer_edit<'tx>(tx: &'tx WriteTx, who: &Partner, number: Number) -> Result<OfferEdit<'tx>, Denied> {
    let (offer, owners) = of_offer(tx, number)?.ok_or(Denied::Unknown)?;
    owners.check(tx, who)?;
    Ok(OfferEdit { offer, project: owners.project, transaction: PhantomData })
}

/// Proves that somebody may change an event.
///
/// # Errors
/// [`Denied`].
pub fn event_edit<'tx>(tx: &'tx WriteTx, who: &Partner, number: Number) -> Result<EventEdit<'tx>, Denied> {
    let (event, owners) = of_event(tx, number)?.ok_or(Denied::Unknown)?;
    owners.check(tx, who)?;
    Ok(EventEdit { event, project: owners.project, transaction: PhantomData })
}

/// Proves that somebody may see who applied to an offer.
///
/// # Errors
/// [`Denied`].
pub fn applicants_read<'tx>(
    tx: &'tx ReadTx,
    who: &Partner,
    number: Number,
) -> Result<ApplicantsRead<'tx>, Denied> {
    let (offer, owners) = of_offer(tx, number)?.ok_or(Denied::Unknown)?;
    owners.check(tx, who)?;
    Ok(ApplicantsRead { offer, transaction: PhantomData })
}

/// Proves that somebody may see who registered for an event.
///
/// # Errors
/// [`Denied`].
pub fn participants_read<'tx>(
    tx: &'tx ReadTx,
    who: &Partner,
    number: Number,
) -> Result<ParticipantsRead<'tx>, Denied> {
    let (event, owners) = of_event(tx, number)?.ok_or(Denied::Unknown)?;
    owners.check(tx, who)?;
    Ok(ParticipantsRead { event, transaction: PhantomData })
}

/// Proves of which of these events somebody may see who registered, whatever their number, in one statement;
/// the others are left out.
///
/// # Errors
/// What SQLite says.
pub fn participants_read_among<'tx>(
    tx: &'tx ReadTx,
    who: &Partner,
    numbers: &[Number],
) -> Result<Vec<(Number, ParticipantsRead<'tx>)>, Error> {
    let serials: Vec<String> = numbers.iter().map(|number| number.serial().to_string()).collect();
    let mut statement = tx.prepare_cached(
        "SELECT e.id, e.project_id, p.manager_id, e.registrar_id, e.serial, e.numbered_on FROM event e
         JOIN project p ON p.id = e.project_id WHERE e.serial IN (SELECT value FROM json_each(?1))",
    )?;
    let found = statement
        .query_map([format!("[{}]", serials.join(","))], |row| {
            let owners = Owners { project: row.get(1)?, manager: row.get(2)?, registrar: row.get(3)? };
            Ok((row.get(0)?, owners, row.get::<_, u32>(4)?, row.get::<_, String>(5)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let allowed = found.into_iter().filter(|(_, owners, ..)| owners.include(who));
    Ok(allowed
        .filter_map(|(event, _, serial, month)| {
            let number = numbers.iter().find(|one| one.serial() == serial && one.stored_month() == month)?;
            Some((*number, ParticipantsRead { event, transaction: PhantomData }))
        })
        .collect())
}

/// Whether somebody may change a project, for pages that show it otherwise to those who may not.
///
/// # Errors
/// [`Denied::Unknown`], [`Denied::Db`].
pub fn may_edit_project(tx: &ReadTx, who: &Partner, project: i64) -> Result<bool, Denied> {
    let owners = of_project(tx, project)?.ok_or(Denied::Unknown)?;
    Ok(owners.include(who))
}

/// Whether somebody may change an offer.
///
/// # Errors
/// [`Denied::Unknown`], [`Denied::Db`].
pub fn may_edit_offer(tx: &ReadTx, who: &Partner, number: Number) -> Result<bool, Denied> {
    let (_, owners) = of_offer(tx, number)?.ok_or(Denied::Unknown)?;
    Ok(owners.include(who))
}

/// Whether somebody may change an event.
///
/// # Errors
/// [`Denied::Unknown`], [`Denied::Db`].
pub fn may_edit_event(tx: &ReadTx, who: &Partner, number: Number) -> Result<bool, Denied> {
    let (_, owners) = of_event(tx, number)?.ok_or(Denied::Unknown)?;
    Ok(owners.include(who))
}

/// Whether somebody owns what `manager` manages and of which `registrar` receives the registrations: for lists,
/// whose rows say both.
pub fn owns(who: &Partner, manager: Option<i64>, registrar: Option<i64>) -> bool {
    who.is_administrator() || [manager, registrar].contains(&Some(who.id()))
}

/// Who owns something.
struct Owners {
    project: i64,
    manager: Option<i64>,
    registrar: Option<i64>,
}

impl Owners {
    fn include(&self, who: &Partner) -> bool {
        owns(who, self.manager, self.registrar)
    }

    fn check(&self, tx: &ReadTx, who: &Partner) -> Result<(), Denied> {
        if self.include(who) { Ok(()) } else { Err(self.denied(tx)?) }
    }

    /// Names who manages it, though their account be closed.
    fn denied(&self, tx: &ReadTx) -> Result<Denied, Error> {
        let mut statement = tx.prepare_cached(&format!(
            "SELECT {NAME} FROM user u JOIN organisation g ON g.id = u.organisation_id WHERE u.id = ?1"
        ))?;
        Ok(Denied::NotYours(statement.query_row([self.manager], |row| name(row, 0)).optional()?))
    }
}

fn of_project(tx: &ReadTx, project: i64) -> Result<Option<Owners>, Error> {
    Ok(tx
        .prepare_cached("SELECT manager_id FROM project WHERE id = ?1")?
        .query_row([project], |row| Ok(Owners { project, manager: row.get(0)?, registrar: None }))
        .optional()?)
}

fn of_offer(tx: &ReadTx, number: Number) -> Result<Option<(i64, Owners)>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT o.id, o.project_id, p.manager_id FROM offer o JOIN project p ON p.id = o.project_id
             WHERE o.serial = ?1 AND o.numbered_on = ?2",
        )?
        .query_row((number.serial(), number.stored_month()), |row| {
            Ok((row.get(0)?, Owners { project: row.get(1)?, manager: row.get(2)?, registrar: None }))
        })
        .optional()?)
}

fn of_event(tx: &ReadTx, number: Number) -> Result<Option<(i64, Owners)>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT e.id, e.project_id, p.manager_id, e.registrar_id FROM event e
             JOIN project p ON p.id = e.project_id WHERE e.serial = ?1 AND e.numbered_on = ?2",
        )?
        .query_row((number.serial(), number.stored_month()), |row| {
            Ok((row.get(0)?, Owners { project: row.get(1)?, manager: row.get(2)?, registrar: row.get(3)? }))
        })
        .optional()?)
}

/// What acts without anybody: the jobs, the demonstration, tests that set a scene. A test sees to it that no
/// screen takes a proof from here.
pub mod system {
    use super::{EventEdit, OfferEdit, PhantomData, ProjectEdit, WriteTx, db};
    use crate::db::Error;

    /// A project, whoever manages it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn project<'tx>(_: &'tx WriteTx, project: i64) -> ProjectEdit<'tx> {
        ProjectEdit { project, transaction: PhantomData }
    }

    /// An offer.
    ///
    /// # Errors
    /// What SQLite says; an offer that does not exist.
    pub fn offer<'tx>(tx: &'tx WriteTx, offer: i64) -> Result<OfferEdit<'tx>, Error> {
        let project = project_of(tx, "SELECT project_id FROM offer WHERE id = ?1", offer)?;
        Ok(OfferEdit { offer, project, transaction: PhantomData })
    }

    /// An event.
    ///
    /// # Errors
    /// What SQLite says; an event that does not exist.
    pub fn event<'tx>(tx: &'tx WriteTx, event: i64) -> Result<EventEdit<'tx>, Error> {
        let project = project_of(tx, "SELECT project_id FROM event WHERE id = ?1", event)?;
        Ok(EventEdit { event, project, transaction: PhantomData })
    }

    fn project_of(tx: &WriteTx, sql: &str, id: i64) -> Result<i64, db::Error> {
        Ok(tx.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
    }
}
