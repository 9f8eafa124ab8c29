//! The mails of an account.

use time::Duration;

use super::User;
use crate::access::key::Key;
use crate::access::link;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::french;
use crate::mail::{Mail, MailKind, letter, outbox};
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::web::paths;

/// How long the link of a forgotten password is good.
pub const RESET_FOR: Duration = Duration::minutes(30);

/// Seconds within which somebody who asks again keeps the link that they have.
const ASKED_AGAIN: i64 = 5 * 60;

/// What every mail of an account needs.
pub struct Writing<'a> {
    /// Who signs.
    pub site: &'a Site,
    /// Where the extranet stands.
    pub extranet: &'a BaseUrl,
    /// What makes the tokens of its links.
    pub key: &'a Key,
    /// When.
    pub now: Now,
}

impl Writing<'_> {
    /// Queues the link by which a forgotten password is replaced, unless one made within five minutes is
    /// still good: it may be in the hands of whoever asks.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn reset(&self, tx: &WriteTx, user: &User) -> Result<(), Error> {
        if link::has_recent_choice(tx, self.now, user.id, ASKED_AGAIN)? {
            return Ok(());
        }
        let link = link::create_to_choose_password(tx, self.key, self.now, user.id, RESET_FOR)?;
        let address = self.extranet.with(&paths::manage::ChoosePassword::in_mail(link));
        let paragraphs = [
            "Bonjour,".to_owned(),
            format!(
                "Pour choisir un nouveau mot de passe, ouvrez ce lien dans les 30\u{a0}minutes\u{a0}:\n{address}"
            ),
            "Si vous n’avez rien demandé, ne faites rien\u{a0}: votre mot de passe reste le même.".to_owned(),
        ];
        let subject = format!("{} : choisir un nouveau mot de passe", self.site.name);
        let key = format!("{}:{link}", user.id);
        let (kind, paragraphs) = (MailKind::PasswordReset, &paragraphs);
        self.queue(tx, user, Letter { kind, key, subject, paragraphs, useful_for: RESET_FOR })
    }

    /// Queues the news that a password has changed: whoever did not do it must know.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn changed(&self, tx: &WriteTx, user: &User) -> Result<(), Error> {
        let at = french::date_time_long(self.now.local);
        let paragraphs = [
            "Bonjour,".to_owned(),
            format!("Votre mot de passe a été changé {at}. Toutes vos autres sessions sont terminées."),
            format!(
                "Si ce n’était pas vous, choisissez-en un autre sans attendre\u{a0}:\n{}",
                self.extranet.with(&paths::manage::Forgotten.to_string())
            ),
        ];
        let subject = format!("{} : votre mot de passe a changé", self.site.name);
        let key = format!("{}:{}", user.id, self.now.unix);
        let (kind, paragraphs) = (MailKind::PasswordChanged, &paragraphs);
        self.queue(tx, user, Letter { kind, key, subject, paragraphs, useful_for: Duration::days(3) })
    }

    fn queue(&self, tx: &WriteTx, user: &User, written: Letter<'_>) -> Result<(), Error> {
        let mail = Mail {
            kind: written.kind,
            subject_key: written.key,
            project: None,
            recipient: user.email.to_string(),
            recipient_name: String::new(),
            subject: written.subject,
            body: letter(written.paragraphs, &self.site.name, self.extranet.as_str()),
            calendar: None,
            useful_until: self.now.plus(written.useful_for),
        };
        outbox::queue(tx, self.now, &mail).map(drop)
    }
}

/// What one mail has of its own.
struct Letter<'a> {
    kind: MailKind,
    key: String,
    subject: String,
    paragraphs: &'a [String],
    useful_for: Duration,
}
