//! The pages of projects.

mod company;
mod deletion;
mod handover;
mod items;
mod new;
mod opening;
mod page;
mod printing;
mod takeover;

pub use company::{company, save_company};
pub use deletion::{delete, deletion};
pub(super) use handover::handed_over;
pub(super) use items::{
    event as event_item, of_line as item_of, of_project as items_of, offer as offer_item,
};
pub use new::{create, new};
pub use page::{page, save};
pub use printing::print;
pub use takeover::take_over;

use axum::http::StatusCode;
use axum_extra::routing::TypedPath;
use maud::{Markup, html};
use opening::Opening;

use crate::access::Partner;
use crate::access::edit::ProjectEdit;
use crate::accounts;
use crate::assignments::mail::Given as Telling;
use crate::assignments::{self, Gift, Subject};
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::companies::Company;
use crate::db::{self, WriteTx};
use crate::extranet::editing::{Asking, NO_TICKET};
use crate::extranet::sent::{Button, Sent};
use crate::form::Errors;
use crate::french;
use crate::mail::MailKind;
use crate::projects::JournalKind;
use crate::projects::form::{self, ProjectForm};
use crate::projects::store;
pub(super) use crate::projects::view::Item;
use crate::receipts;
use crate::ui::{self, Tone};
use crate::web::App;
use crate::web::error::Error;
use crate::web::paths::manage as paths;
use crate::web::query::Query;

/// Says in the address what was just done.
const DONE: &str = "fait";

/// What was just done, in words.
fn said(query: &Query, manager: Option<&str>) -> Option<Markup> {
    let words = match query.first(DONE)? {
        "cree" => "Le projet est créé.".to_owned(),
        "enregistre" => "Le projet est enregistré.".to_owned(),
        "entreprise" => "L’entreprise est enregistrée.".to_owned(),
        "entreprise-rencontres" => "L’entreprise est enregistrée. Ses rencontres en ligne gardent l’adresse annoncée\u{a0}: si elles changent de lieu, ouvrez-les pour l’écrire et prévenir les inscrits.".to_owned(),
        "pris" => "Vous gérez maintenant ce projet.".to_owned(),
        "renvoye" => "Votre message est envoyé à l’entreprise\u{a0}: elle peut compléter sa demande.".to_owned(),
        "sans-suite" => "La demande reste sans suite, et l’entreprise en est informée.".to_owned(),
        "rattache" => "Le projet est rattaché à l’entreprise déjà connue.".to_owned(),
        "reuni" => "Les deux projets sont réunis dans celui-ci.".to_owned(),
        "demande" => "Votre demande est envoyée à son chargé de projet.".to_owned(),
        "suppression-demandee" => "Votre demande de suppression est envoyée aux administrateurs.".to_owned(),
        "affecte" => format!("{}, et un courriel lui est envoyé.", given(manager)),
        "affecte-sans-courriel" => format!("{}.", given(manager)),
        _ => return None,
    };
    Some(ui::flash(Tone::Ok, html! { p { (words) } }))
}

fn given(manager: Option<&str>) -> String {
    let manager = manager.unwrap_or("cette personne");
    format!(
        "Le projet est enregistré et affecté à {manager}\u{a0}: une alerte l’attend sur son tableau de bord"
    )
}

/// The address of a project, with what was just done.
pub(super) fn done(project: i64, what: &str) -> String {
    Query::default().with(DONE, what).at(&paths::Project { id: project }.to_string())
}

/// Gives a project to somebody: the change, its journal line, the alert, the mail, and what follows of it.
/// Nothing when it is theirs already.
pub(super) fn assign(
    tx: &WriteTx,
    app: &App,
    now: Now,
    allowed: &ProjectEdit,
    by: &Partner,
    company: &Company,
    gift: Assignment,
) -> Result<Given, db::Error> {
    let Some(handed) = hand(tx, app, now, allowed, by, &gift)? else { return Ok(Given::Nothing) };
    if gift.to == by.id() {
        return Ok(Given::Nothing);
    }
    let told = Telling {
        kind: MailKind::ProjectAssigned,
        assignment: handed.assignment,
        what: &format!("le projet {}", cited(&company.name, &company.commune)),
        by: by.name(),
        note: gift.note.as_deref(),
        path: &paths::Project { id: allowed.project() }.to_string(),
    };
    assignments::mail::queue(tx, now, &app.site, app.extranet_url(), &handed.to, &told)?;
    Ok(if handed.to.alert_mails { Given::WithMail } else { Given::WithoutMail })
}

/// Several projects given at once to one person, who gets one mail for all of them.
pub(super) struct Handover<'a> {
    pub(super) app: &'a App,
    pub(super) now: Now,
    pub(super) by: &'a Partner,
    pub(super) to: i64,
    /// The last alert, who gets it, and what was given, in words.
    handed: Option<(Handed, Vec<String>)>,
}

impl<'a> Handover<'a> {
    pub(super) fn new(asking: &'a Asking, to: i64) -> Self {
        Self { app: &asking.app, now: asking.now, by: &asking.who, to, handed: None }
    }

    /// Gives one of them, unless it is theirs already; whether it did.
    pub(super) fn give(
        &mut self,
        tx: &WriteTx,
        allowed: &ProjectEdit,
        before: Option<i64>,
        company: &str,
        commune: &str,
    ) -> Result<bool, db::Error> {
        let gift = Assignment { before, to: self.to, note: None };
        let Some(handed) = hand(tx, self.app, self.now, allowed, self.by, &gift)? else { return Ok(false) };
        let mut named = self.handed.take().map(|(_, named)| named).unwrap_or_default();
        named.push(cited(company, commune));
        self.handed = Some((handed, named));
        Ok(true)
    }

    /// Tells the one who got them, once.
    pub(super) fn tell(self, tx: &WriteTx) -> Result<(), db::Error> {
        let Some((handed, named)) = self.handed.filter(|_| self.to != self.by.id()) else { return Ok(()) };
        let what = match &named[..] {
            [one] => format!("le projet {one}"),
            all => {
                let first = all.iter().take(NAMED).map(|one| format!("\n- {one}")).collect::<String>();
                let more = all.len().saturating_sub(NAMED) as u64;
                let more = if more > 0 {
                    format!("\n- et {}", french::count(more, "autre", "autres"))
                } else {
                    String::new()
                };
                format!("{}\u{a0}:{first}{more}", french::count(all.len() as u64, "projet", "projets"))
            }
        };
        let told = Telling {
            kind: MailKind::ProjectAssigned,
            assignment: handed.assignment,
            what: &what,
            by: self.by.name(),
            note: None,
            path: paths::Dashboard::PATH,
        };
        assignments::mail::queue(tx, self.now, &self.app.site, self.app.extranet_url(), &handed.to, &told)
    }
}

/// Projects that one mail names; more are counted.
const NAMED: usize = 30;

fn cited(company: &str, commune: &str) -> String {
    format!("«\u{a0}{company}\u{a0}» ({commune})")
}

/// Somebody who got a project, and the row of the alert.
struct Handed {
    to: accounts::User,
    assignment: i64,
}

/// Gives a project to somebody, mail apart; nothing when it is theirs already.
fn hand(
    tx: &WriteTx,
    app: &App,
    now: Now,
    allowed: &ProjectEdit,
    by: &Partner,
    gift: &Assignment,
) -> Result<Option<Handed>, db::Error> {
    if gift.before == Some(gift.to) {
        return Ok(None);
    }
    let Some(to) = accounts::store::find(tx, gift.to)? else { return Ok(None) };
    store::set_manager(tx, now, allowed, by, gift.to)?;
    let line = format!("Projet affecté à {}.", to.name);
    store::note(tx, now, allowed.project(), Some(by.id()), JournalKind::Assignment, &line)?;
    let subject = Subject::Project(allowed.project());
    let word = Gift { to: gift.to, by: Some(by.id()), note: gift.note.clone() };
    let assignment = assignments::store::give(tx, now, subject, &word)?;
    handover::handed_over(tx, app, now, allowed, &to)?;
    Ok(Some(Handed { to, assignment }))
}

/// What became of a project that is saved.
pub(super) enum Given {
    /// It stays with whom it was, or goes to its author.
    Nothing,
    /// Somebody else has it, and a mail tells so.
    WithMail,
    /// Somebody else has it, who wants no mail.
    WithoutMail,
}

impl Given {
    /// The page that comes next: that of the offer or event made with the project, unless the project went
    /// to somebody else; `otherwise` is what is said of the project where nothing else happened.
    fn answer(self, project: i64, otherwise: &str, made: Option<String>) -> String {
        match (self, made) {
            (Self::Nothing, Some(made)) => made,
            (Self::Nothing, None) => done(project, otherwise),
            (Self::WithMail, _) => done(project, "affecte"),
            (Self::WithoutMail, _) => done(project, "affecte-sans-courriel"),
        }
    }
}

/// The answer that the very same sending already got (double click, retry); its document is then dropped.
pub(super) async fn answered(app: &App, key: [u8; 32], sent: &Sent) -> Result<Option<String>, Error> {
    let answer = app.db.read(move |tx| receipts::find(tx, &key)).await?;
    if answer.is_some() {
        let sent = sent.clone();
        app.db.write(move |tx| sent.discard(tx)).await?;
    }
    Ok(answer)
}

/// The form opened below, as it was sent, with where what it makes would come from.
async fn open(asking: &Asking, sent: &Sent, origin: Origin) -> Result<Option<(Opening, Origin)>, Error> {
    let (again, sent) = (asking.clone(), sent.clone());
    asking
        .app
        .db
        .read(move |tx| Ok(Opening::sent(tx, &again, &sent, &origin)?.map(|opening| (opening, origin))))
        .await
}

/// Said of a form that was not made here.
fn too_old() -> Markup {
    ui::notice(Tone::Warn, html! { p { (NO_TICKET) } })
}

/// The status of a form that comes back.
fn status(sent: &Sent, errors: &Errors) -> StatusCode {
    match sent.button() {
        Button::Again if errors.is_empty() => StatusCode::OK,
        _ if sent.too_large() => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// What was written of a project, in words: given back to those who may not change it any more.
fn words(typed: &ProjectForm) -> Vec<(&'static str, String)> {
    let chosen = [form::MANAGER.name, form::WISH.name];
    let written = form::FIELDS.iter().zip(typed.texts()).filter(|(field, _)| !chosen.contains(&field.name));
    written.map(|(field, text)| (field.label, text.to_owned())).collect()
}

/// Who has a project, and who gets it.
pub(super) struct Assignment {
    pub(super) before: Option<i64>,
    pub(super) to: i64,
    pub(super) note: Option<String>,
}
