//! What sending a deposit writes: the company, its project, the offer or event that waits for review, and the
//! mails that all this causes; or what correcting it changes.

use super::super::current::StoredItem;
use super::super::draft::{Checked, CompanyStep, Depositor};
use super::super::{Held, company_of, manager, writing};
use super::{Ready, Whole, whole};
use crate::access::edit::{self, ProjectEdit};
use crate::access::link::{self, DepositEdit};
use crate::accounts::{self, User};
use crate::assignments::{self, Gift, Subject, mail::Given};
use crate::catalogue::By;
use crate::clock::Now;
use crate::companies::{self, Company};
use crate::db::WriteTx;
use crate::deposits::mail::Writing;
use crate::deposits::store::{self as deposits, FOLLOWED, Item};
use crate::deposits::{Deposit, follow_up};
use crate::domain::Token;
use crate::files;
use crate::form::{Difference, Errors, differences};
use crate::mail::MailKind;
use crate::projects::store as projects;
use crate::projects::{JournalKind, NewProject};
use crate::web::App;
use crate::web::error::Error;
use crate::web::paths::manage;
use crate::{events, offers};

/// What became of a sending.
pub enum Done {
    /// It is sent, now or already.
    Sent,
    /// Somebody put it online or closed it meanwhile: what was corrected is given back.
    Late(Box<Held>),
    /// The first step does not hold any more.
    First,
    /// The second does not.
    Second,
    /// Another browser changed the draft meanwhile: it is to be read again.
    Stale(Box<Ready>),
    /// A partner changed what had been sent.
    Changed(Box<Ready>, Vec<Difference>),
}

/// Sends a draft, or what was corrected of what had been sent. `seen` is the version of the offer or event
/// that a partner had changed meanwhile, once the company has read it.
pub fn send(
    tx: &WriteTx,
    app: &App,
    now: Now,
    token: &Token,
    version: u32,
    seen: Option<u32>,
) -> Result<Done, Error> {
    let (allowed, held) = writing(tx, token, now)?;
    if !held.is_writable() {
        // A double click; or somebody decided while the company was correcting.
        if held.deposit.reopened_at.is_none() {
            return Ok(Done::Sent);
        }
        deposits::give_up(tx, &allowed)?;
        return Ok(Done::Late(Box::new(held)));
    }
    let stale = held.deposit.version != version;
    let ready = match whole(tx, app, now, held)? {
        Whole::Ready(ready) => ready,
        Whole::First => return Ok(Done::First),
        Whole::Second => return Ok(Done::Second),
    };
    if stale {
        return Ok(Done::Stale(ready));
    }
    let sent = ready.held.deposit.sent.clone();
    let differences = changed(tx, app, &ready)?;
    let (project, item) = match &sent {
        None => {
            let held = &ready.held;
            let depositor = held.step.check_company(tx, &mut Errors::default())?.ok_or(Error::NotFound)?;
            let project = new_project(tx, app, now, &held.deposit, &held.step, &depositor, &ready.request)?;
            deposits::sent(tx, now, &allowed, project, None)?;
            let permission = edit::deposited_project(tx, &allowed)?;
            (project, create(tx, now, &permission, &ready)?)
        }
        Some(sent) => {
            if ready.held.item_version() != sent.item_version && ready.held.item_version() != seen {
                return Ok(Done::Changed(ready, differences));
            }
            let permission = edit::deposited_project(tx, &allowed)?;
            let item = correct(tx, now, &permission, &ready)?;
            let contact = contact(&ready.held.step);
            if !projects::set_contact(tx, now, &permission, sent.at, &contact)? {
                // Somebody else has written in the project, or it is another's: what the company says of
                // itself is said, and changes nothing.
                let line = format!("L’entreprise donne ses coordonnées\u{a0}: {}.", contact.words());
                projects::note(tx, now, sent.project, None, JournalKind::Deposit, &line)?;
            }
            if !ready.request.is_empty() {
                projects::note(tx, now, sent.project, None, JournalKind::Comment, &ready.request)?;
            }
            (sent.project, item)
        }
    };
    deposits::sent(tx, now, &allowed, project, Some(item))?;
    link::extend_deposit(tx, ready.held.deposit.id, now.plus(FOLLOWED))?;
    let company = company_of(tx, project)?.ok_or(Error::NotFound)?;
    let deposit = deposits::read(tx, &allowed)?;
    match sent {
        None => tell(tx, app, now, &deposit, &company, project)?,
        Some(_) => {
            let labels: Vec<&str> = differences.iter().map(|difference| difference.label).collect();
            follow_up::corrected(tx, &mails(app, now, &deposit), &labels)?;
        }
    }
    Ok(Done::Sent)
}

fn contact(step: &CompanyStep) -> projects::Contact {
    let contact = step.contact.check(&mut Errors::default());
    projects::Contact {
        name: contact.contact_name,
        phone: contact.phone,
        other_phone: contact.other_phone,
        email: contact.email,
    }
}

/// Sends a request for help, which has no draft.
#[expect(clippy::too_many_arguments, reason = "what a request is made of")]
pub fn ask_for_help(
    tx: &WriteTx,
    app: &App,
    now: Now,
    allowed: &DepositEdit<'_>,
    deposit: &Deposit,
    step: &CompanyStep,
    depositor: &Depositor,
    request: &str,
) -> Result<(), Error> {
    let project = new_project(tx, app, now, deposit, step, depositor, request)?;
    deposits::sent(tx, now, allowed, project, None)?;
    link::extend_deposit(tx, deposit.id, now.plus(FOLLOWED))?;
    let company = company_of(tx, project)?.ok_or(Error::NotFound)?;
    tell(tx, app, now, deposit, &company, project)
}

/// Stores the company, unless it is known, and its project.
fn new_project(
    tx: &WriteTx,
    app: &App,
    now: Now,
    deposit: &Deposit,
    step: &CompanyStep,
    depositor: &Depositor,
    request: &str,
) -> Result<i64, Error> {
    let contact = contact(step);
    let (company, known) = match depositor {
        Depositor::Known(company) => (company.id, None),
        Depositor::New(company) => match &company.siret {
            Some(siret) => match companies::store::of_siret(tx, siret)? {
                Some(id) => (id, Some(company)),
                None => (companies::store::create(tx, now, company)?, None),
            },
            None => (companies::store::create(tx, now, company)?, None),
        },
    };
    let manager = manager(tx, depositor.as_origin().commune)?;
    let project = projects::create(
        tx,
        now,
        &NewProject {
            company,
            creator: None,
            manager: manager.as_ref().map(|manager| manager.id),
            wish: deposit.kind.wish(),
            request: request.to_owned(),
            contact_name: contact.name,
            phone: contact.phone,
            other_phone: contact.other_phone,
            email: contact.email,
        },
    )?;
    let line = format!("Déposé par l’entreprise sur le site, référence {}.", deposit.reference);
    projects::note(tx, now, project, None, JournalKind::Deposit, &line)?;
    if let Some(typed) = known {
        // An exact SIRET is one company; what was typed of it may be right all the same.
        let line = format!(
            "Entreprise reconnue par son SIRET. Elle avait écrit\u{a0}: {}, {}, {}.",
            typed.name,
            typed.street.as_deref().unwrap_or("sans rue"),
            typed.postal_code.as_deref().unwrap_or_default()
        );
        projects::note(tx, now, project, None, JournalKind::Deposit, &line)?;
    }
    if let Some(manager) = &manager {
        give(tx, app, now, project, company, manager)?;
    }
    Ok(project)
}

/// The default manager of a département gets it, as anybody who is given a project.
fn give(tx: &WriteTx, app: &App, now: Now, project: i64, company: i64, manager: &User) -> Result<(), Error> {
    let company = companies::store::find(tx, company)?.ok_or(Error::NotFound)?;
    let gift = Gift { to: manager.id, by: None, note: None };
    let assignment = assignments::store::give(tx, now, Subject::Project(project), &gift)?;
    let line = format!("Projet affecté à {}, qui répond pour ce département.", manager.name);
    projects::note(tx, now, project, None, JournalKind::Assignment, &line)?;
    let told = Given {
        kind: MailKind::ProjectAssigned,
        assignment,
        what: &format!(
            "le projet «\u{a0}{}\u{a0}» ({}), déposé par l’entreprise",
            company.name, company.commune
        ),
        by: &app.site.name,
        note: None,
        path: &manage::Project { id: project }.to_string(),
    };
    Ok(assignments::mail::queue(tx, now, &app.site, app.extranet_url(), manager, &told)?)
}

/// Stores the offer or event, which waits for a partner to read it.
fn create(tx: &WriteTx, now: Now, permission: &ProjectEdit<'_>, ready: &Ready) -> Result<Item, Error> {
    let by = By { now, user: None };
    Ok(match &ready.checked {
        Checked::Offer(offer) => {
            let created = offers::store::create(tx, now, permission)?;
            let allowed = permission.of_new_offer(created.id);
            offers::store::hold(tx, by, &allowed, offer.draft())?;
            offers::store::await_review(tx, &allowed)?;
            Item::Offer(created.id)
        }
        Checked::Event(event) => {
            let created = events::store::create(tx, now, permission)?;
            let allowed = permission.of_new_event(created.id);
            events::store::hold(tx, by, &allowed, event.draft())?;
            events::store::await_review(tx, &allowed)?;
            Item::Event(created.id)
        }
    })
}

/// Puts what was corrected in the place of what had been sent.
fn correct(tx: &WriteTx, now: Now, permission: &ProjectEdit<'_>, ready: &Ready) -> Result<Item, Error> {
    let by = By { now, user: None };
    let item = match (&ready.checked, &ready.held.stored) {
        (Checked::Offer(offer), Some(StoredItem::Offer(stored))) => {
            // What visitors see of the company is the partner's to decide, once one has.
            let mut draft = offer.draft().clone();
            if stored.updated_by.is_some() {
                draft.contact = stored.draft.contact.clone();
            }
            offers::store::hold(tx, by, &permission.of_new_offer(stored.id), &draft)?;
            Item::Offer(stored.id)
        }
        (Checked::Event(event), Some(StoredItem::Event(stored))) => {
            let mut draft = event.draft().clone();
            if stored.updated_by.is_some() {
                draft.contact = stored.draft.contact.clone();
            }
            // Who receives the registrations was decided by whoever took care of it.
            draft.registrar = draft.registrar.map(|keeper| stored.draft.registrar.unwrap_or(keeper));
            events::store::hold(tx, by, &permission.of_new_event(stored.id), &draft)?;
            Item::Event(stored.id)
        }
        _ => return Err(Error::NotFound),
    };
    // The document of what had been sent is dropped once nothing holds it.
    let before = ready.held.sent_document().map(|document| &document.id);
    let after = ready.held.document().map(|document| &document.id);
    if let Some(before) = before.filter(|before| Some(*before) != after) {
        files::delete(tx, before)?;
    }
    Ok(item)
}

/// What a partner changed since the company began to correct, beside what it sends.
fn changed(tx: &WriteTx, app: &App, ready: &Ready) -> Result<Vec<Difference>, Error> {
    let Some(stored) = &ready.held.stored else { return Ok(Vec::new()) };
    Ok(differences(ready.rows.clone(), stored.rows(tx, &app.site.department_codes())?))
}

/// Tells the company that it arrived, and those who answer for it.
fn tell(
    tx: &WriteTx,
    app: &App,
    now: Now,
    deposit: &Deposit,
    company: &Company,
    project: i64,
) -> Result<(), Error> {
    let writing = mails(app, now, deposit);
    let manager = match projects::find(tx, project)?.and_then(|project| project.manager_id) {
        Some(manager) => accounts::store::find(tx, manager)?,
        None => None,
    };
    writing.received(tx, manager.as_ref())?;
    if manager.is_none() {
        writing.to_administrators(tx, company, project)?;
    }
    Ok(())
}

fn mails<'a>(app: &'a App, now: Now, deposit: &'a Deposit) -> Writing<'a> {
    Writing { site: &app.site, base_url: &app.base_url, extranet: app.extranet_url(), now, deposit }
}
