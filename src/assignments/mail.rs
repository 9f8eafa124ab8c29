//! The mail that goes with an alert.

use time::Duration;

use crate::accounts::User;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::mail::{Mail, MailKind, letter, outbox};
use crate::site::Site;
use crate::web::client::BaseUrl;

/// How long the mail of an alert is of use: the alert itself stays.
const USEFUL_FOR: Duration = Duration::days(7);

/// What was given, in words.
pub struct Given<'a> {
    /// [`MailKind::ProjectAssigned`] or [`MailKind::EventAssigned`].
    pub kind: MailKind,
    /// Row of the assignment.
    pub assignment: i64,
    /// « le projet de l’entreprise X (Poitiers) », « les inscriptions de la rencontre n° … ».
    pub what: &'a str,
    /// Who gave it: « Madame NOM Prénom (Organisation) ».
    pub by: &'a str,
    /// A word of theirs.
    pub note: Option<&'a str>,
    /// Its page in the extranet.
    pub path: &'a str,
}

/// Queues the mail to the one who gets it, unless they would rather only see the alert.
///
/// # Errors
/// What SQLite says.
pub fn queue(
    tx: &WriteTx,
    now: Now,
    site: &Site,
    extranet: &BaseUrl,
    to: &User,
    given: &Given<'_>,
) -> Result<(), Error> {
    if !to.alert_mails {
        return Ok(());
    }
    let mut paragraphs = vec!["Bonjour,".to_owned(), format!("{} vous a affecté {}.", given.by, given.what)];
    paragraphs.extend(given.note.map(|note| format!("Son message\u{a0}:\n{note}")));
    paragraphs.push(format!("Ouvrir\u{a0}:\n{}", extranet.with(given.path)));
    paragraphs
        .push("L’alerte reste sur votre tableau de bord jusqu’à votre premier enregistrement.".to_owned());
    let mail = Mail {
        kind: given.kind,
        subject_key: given.assignment.to_string(),
        project: None,
        recipient: to.email.to_string(),
        recipient_name: String::new(),
        subject: format!("{} : une affectation pour vous", site.name),
        body: letter(&paragraphs, &site.name, extranet.as_str()),
        calendar: None,
        useful_until: now.plus(USEFUL_FOR),
    };
    outbox::queue(tx, now, &mail).map(drop)
}
