//! What saving an offer or an event tells: the page that follows, the journal, the employer.

use time::Duration;

use crate::access::Partner;
use crate::catalogue::notice::Notice;
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::domain::PublicationState;
use crate::mail::{Mail, MailKind, outbox};
use crate::projects::{self, JournalKind};
use crate::web::query::Query;

/// How long it makes sense to tell an employer that something is online.
const NEWS_FOR: Duration = Duration::days(7);

/// Name of the parameter that says what was just done.
const DONE: &str = "fait";

/// What saving does to the publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was not online, and is.
    Published,
    /// It was online, and is no longer.
    Withdrawn,
    /// It is new, and not online.
    Created,
    /// It stays where it is.
    Changed,
}

impl Fate {
    /// From what it was, if it is not new, to what is wanted.
    pub fn of(before: Option<PublicationState>, publish: bool) -> Self {
        match (before.map(PublicationState::is_published), publish) {
            (None | Some(false), true) => Self::Published,
            (Some(true), false) => Self::Withdrawn,
            (None, false) => Self::Created,
            (Some(true), true) | (Some(false), false) => Self::Changed,
        }
    }

    /// Its value in an address.
    fn slug(self) -> &'static str {
        match self {
            Self::Published => "publication",
            Self::Withdrawn => "retrait",
            Self::Created => "saisie",
            Self::Changed => "modification",
        }
    }

    /// « L’offre » and what became of it.
    fn sentence(self, the_thing: &str) -> String {
        match self {
            Self::Published => format!("{the_thing} est en ligne."),
            Self::Withdrawn => format!("{the_thing} n’est plus en ligne."),
            Self::Created | Self::Changed => format!("{the_thing} est enregistrée."),
        }
    }

    /// Tells it in the journal of the project; `what` is « Offre de stage n° 102019-59 ».
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note(self, tx: &WriteTx, now: Now, project: i64, who: &Partner, what: &str) -> Result<(), Error> {
        let (kind, line) = match self {
            Self::Published => (JournalKind::Publication, format!("{what} publiée.")),
            Self::Withdrawn => (JournalKind::Publication, format!("{what} retirée du site.")),
            Self::Created => (JournalKind::Creation, format!("{what} saisie.")),
            Self::Changed => (JournalKind::Change, format!("{what} modifiée.")),
        };
        projects::store::note(tx, now, project, Some(who.id()), kind, &line)
    }
}

/// What was done, in the address of the page that says so.
#[derive(Debug, Clone, Copy)]
pub struct Done {
    /// What became of the publication.
    pub fate: Fate,
    /// Whether the employer is told.
    pub mailed: bool,
    /// How many who registered are told of a change.
    pub told: usize,
    /// How many who registered are not told that it is no longer online.
    pub untold: u64,
}

impl Done {
    /// The address of `path` with it.
    pub fn at(&self, path: &str) -> String {
        let mut query = Query::default().with(DONE, self.fate.slug());
        if self.mailed {
            query.push("mail", "oui");
        }
        if self.told > 0 {
            query.push("prevenus", self.told.to_string());
        }
        if self.untold > 0 {
            query.push("inscrits", self.untold.to_string());
        }
        query.at(path)
    }

    /// What the page says of it; `the_thing` is « L’offre ».
    pub fn said(query: &Query, the_thing: &str) -> Option<String> {
        let fates = [Fate::Published, Fate::Withdrawn, Fate::Created, Fate::Changed];
        let fate = fates.into_iter().find(|fate| query.first(DONE) == Some(fate.slug()))?;
        let mut said = fate.sentence(the_thing);
        if query.first("mail").is_some() {
            said.push_str(" Un courriel part à l’employeur.");
        }
        match query.first("prevenus").and_then(|told| told.parse::<u32>().ok()) {
            Some(1) => said.push_str(" La personne inscrite est prévenue."),
            Some(told) => said.push_str(&format!(" Les {told} inscrits sont prévenus.")),
            None => {}
        }
        match query.first("inscrits").and_then(|untold| untold.parse::<u32>().ok()) {
            Some(1) => said.push_str(" La personne inscrite n’en est pas prévenue."),
            Some(untold) => said.push_str(&format!(" Les {untold} inscrits n’en sont pas prévenus.")),
            None => {}
        }
        Some(said)
    }
}

/// Queues the mail that tells the employer; `key` tells this save from every other. Answers go to the
/// manager, where somebody still manages the project.
///
/// # Errors
/// What SQLite says.
pub fn tell_employer(
    tx: &WriteTx,
    now: Now,
    kind: MailKind,
    key: String,
    notice: Notice,
    origin: &Origin,
) -> Result<bool, Error> {
    let Some(recipient) = notice.to else { return Ok(false) };
    let mail = Mail {
        kind,
        subject_key: key,
        project: Some(origin.project),
        recipient,
        recipient_name: String::new(),
        subject: notice.subject,
        body: notice.body,
        calendar: None,
        useful_until: now.plus(NEWS_FOR),
    };
    outbox::queue_for(tx, now, &mail, origin.answering().map(|manager| &manager.email))
}
