//! What joining stores.

use super::{FROM, Joining, Known, Other, changed};
use crate::access::edit;
use crate::accounts::store as accounts;
use crate::assignments::mail::Given;
use crate::assignments::{self, Gift, Subject};
use crate::catalogue::By;
use crate::companies::{self, Company};
use crate::db::WriteTx;
use crate::deposits::store as deposits;
use crate::extranet::editing::Asking;
use crate::extranet::projects::{done, handed_over};
use crate::form::differences;
use crate::french;
use crate::mail::MailKind;
use crate::projects::JournalKind;
use crate::projects::store as projects;
use crate::projects::view::title;
use crate::web::error::Error;
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::{events, offers, receipts};

/// What is to be joined.
pub struct Writing {
    pub asking: Asking,
    pub id: i64,
    pub texts: Query,
    pub key: [u8; 32],
}

impl Writing {
    /// Joins both, and gives the address of what stays.
    pub fn store(&self, tx: &WriteTx) -> Result<String, Error> {
        if let Some(answer) = receipts::find(tx, &self.key)? {
            return Ok(answer);
        }
        let Joining { mine, other } = Joining::read(tx, &self.asking, self.id, &self.texts)?;
        if self.texts.first(FROM) != Some(mine.company.id.to_string().as_str()) {
            return Err(changed(self.id, "L’entreprise de ce projet a changé entre-temps.").into());
        }
        let answer = match other {
            Other::Company { company, last } => self.attach(tx, &mine, &company, last)?,
            Other::Project(other) => self.merge(tx, &mine, &other)?,
        };
        receipts::keep(tx, self.asking.now, &self.key, &answer)?;
        Ok(answer)
    }

    fn attach(&self, tx: &WriteTx, mine: &Known, to: &Company, last: bool) -> Result<String, Error> {
        let Asking { who, now, .. } = &self.asking;
        let (from, by) = (&mine.company, By { user: Some(who.id()), now: *now });
        let allowed = edit::project_edit(tx, who, self.id)?;
        // Nobody who registered at an address finds himself sent to another.
        if let Some(street) = from.street.as_deref().filter(|_| from.address() != to.address()) {
            events::store::keep_place(tx, by, &[self.id], street, from.commune_code)?;
        }
        projects::set_company(tx, *now, &allowed, who, to.id)?;
        if last {
            companies::store::delete_unused(tx, from.id)?;
        }
        offers::store::follow_company(tx, to.id)?;
        events::store::follow_company(tx, to.id)?;
        let line = format!(
            "Entreprise\u{a0}: «\u{a0}{}\u{a0}» remplace «\u{a0}{}\u{a0}».",
            described(to),
            described(from)
        );
        projects::note(tx, *now, self.id, Some(who.id()), JournalKind::Change, &line)?;
        Ok(done(self.id, "rattache"))
    }

    fn merge(&self, tx: &WriteTx, mine: &Known, other: &Known) -> Result<String, Error> {
        let Asking { app, who, now } = &self.asking;
        let (from, into) =
            (edit::project_edit(tx, who, self.id)?, edit::project_edit(tx, who, other.project.id)?);
        let (before, after) = (mine.project.manager_id, other.project.manager_id);
        let manager = match after {
            Some(after) => accounts::find(tx, after)?.filter(|manager| before != Some(manager.id)),
            None => None,
        };
        if let Some(manager) = &manager {
            handed_over(tx, app, *now, &from, manager)?;
        }
        deposits::move_to(tx, from.project(), into.project())?;
        projects::merge(tx, *now, &from, &into, who)?;
        if let (Some(before), None) = (before, after) {
            projects::set_manager(tx, *now, &into, who, before)?;
            // What waited there for somebody has found them.
            if let Some(manager) = accounts::find(tx, before)? {
                handed_over(tx, app, *now, &into, &manager)?;
            }
        }
        self.tell(tx, mine, other)?;
        if let Some(manager) = manager.filter(|manager| manager.id != who.id()) {
            let gift = Gift { to: manager.id, by: Some(who.id()), note: None };
            let assignment = assignments::store::give(tx, *now, Subject::Project(into.project()), &gift)?;
            let what = format!(
                "une demande de «\u{a0}{}\u{a0}» ({}), réunie avec votre projet",
                mine.company.name, mine.company.commune
            );
            let given = Given {
                kind: MailKind::ProjectAssigned,
                assignment,
                what: &what,
                by: who.name(),
                note: None,
                path: &paths::Project { id: into.project() }.to_string(),
            };
            assignments::mail::queue(tx, *now, &app.site, app.extranet_url(), &manager, &given)?;
        }
        Ok(done(into.project(), "reuni"))
    }

    /// What differs from what stays, then that both were joined.
    fn tell(&self, tx: &WriteTx, mine: &Known, other: &Known) -> Result<(), Error> {
        let Asking { app, who, now } = &self.asking;
        let (project, author) = (other.project.id, Some(who.id()));
        let name = french::lower_first(&title(mine.project.created_at, app.site.zone));
        let kept: Vec<String> = differences(mine.project.content.rows(), other.project.content.rows())
            .into_iter()
            .filter(|difference| !difference.typed.is_empty())
            .map(|difference| format!("{}\u{a0}: {}", difference.label, difference.typed))
            .collect();
        if !kept.is_empty() {
            let comment = format!("Du {name}, réuni avec celui-ci\u{a0}:\n{}", kept.join("\n"));
            projects::note(tx, *now, project, author, JournalKind::Comment, &comment)?;
        }
        let line = format!("Réuni avec le {name}\u{a0}: ses offres, ses rencontres et son journal sont ici.");
        projects::note(tx, *now, project, author, JournalKind::Change, &line)?;
        Ok(())
    }
}

/// « Menuiserie des Halles, 4 rue du Rabot, 79000 Niort, SIRET 732 829 320 00074 ».
fn described(company: &Company) -> String {
    let number = match (&company.siret, &company.siren) {
        (Some(siret), _) => format!(", SIRET {}", siret.display()),
        (None, Some(siren)) => format!(", SIREN {}", siren.display()),
        (None, None) => String::new(),
    };
    format!("{}, {}{number}", company.name, company.address())
}
