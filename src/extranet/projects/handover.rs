//! What follows when somebody else gets a project: the company that deposited it is told, and the events that
//! wait for review go with it.

use crate::access::edit::ProjectEdit;
use crate::access::link;
use crate::accounts::User;
use crate::assignments::{self, Subject};
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::deposits::mail::Writing;
use crate::deposits::store as deposits;
use crate::events;
use crate::web::App;

/// Tells the company, and gives `to` the registrations that nobody was announced to receive yet. To be called
/// once the project is theirs, and was somebody else's or nobody's.
pub fn handed_over(tx: &WriteTx, app: &App, now: Now, allowed: &ProjectEdit, to: &User) -> Result<(), Error> {
    for event in events::store::follow_manager(tx, allowed, to.id)? {
        assignments::store::settle(tx, now, Subject::Event(event))?;
    }
    tell_company(tx, app, now, allowed.project(), to)
}

/// Tells the company who takes care of what it deposited in a project and that still waits.
pub fn tell_company(tx: &WriteTx, app: &App, now: Now, project: i64, to: &User) -> Result<(), Error> {
    for deposit in deposits::sent_in(tx, project)? {
        if deposits::queue::is_waiting(tx, deposit.id)? {
            link::extend_deposit(tx, deposit.id, now.plus(deposits::FOLLOWED))?;
            let (base_url, extranet) = (&app.base_url, app.extranet_url());
            Writing { site: &app.site, base_url, extranet, now, deposit: &deposit }.taken(tx, to)?;
        }
    }
    Ok(())
}
