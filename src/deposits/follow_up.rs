//! What follows from what a company or a partner does with a deposit that was sent.

use super::mail::Writing;
use crate::accounts;
use crate::assignments::{self, Gift, Subject};
use crate::companies;
use crate::db::{Error, WriteTx};
use crate::projects::{self, JournalKind};

/// The line of the journal, and the word of the alert.
const CORRECTED: &str = "L’entreprise a corrigé sa demande.";

/// The company has sent its deposit again: a line in the journal of its project, an alert on the dashboard of
/// the manager with a mail, or a mail to the administrators where nobody answers for it. To be called once it
/// is stored, with the deposit as it then is, and the labels of what changed; nothing happens for one that was never sent.
///
/// # Errors
/// What SQLite says.
pub fn corrected(tx: &WriteTx, writing: &Writing<'_>, changed: &[&str]) -> Result<(), Error> {
    let Some(sent) = &writing.deposit.sent else { return Ok(()) };
    let Some(project) = projects::store::find(tx, sent.project)? else { return Ok(()) };
    let Some(company) = companies::store::find(tx, project.company)? else { return Ok(()) };
    let line = match changed {
        [] => CORRECTED.to_owned(),
        labels => format!("L’entreprise a corrigé sa demande\u{a0}: {}.", labels.join(", ")),
    };
    projects::store::note(tx, writing.now, project.id, None, JournalKind::Deposit, &line)?;
    let manager = match project.manager_id {
        Some(manager) => accounts::store::find(tx, manager)?,
        None => None,
    };
    let Some(manager) = manager else {
        return writing.to_administrators(tx, &company, project.id);
    };
    let gift = Gift { to: manager.id, by: None, note: Some(CORRECTED.to_owned()) };
    assignments::store::give(tx, writing.now, Subject::Project(project.id), &gift)?;
    writing.corrected(tx, &manager, &company, project.id)
}
