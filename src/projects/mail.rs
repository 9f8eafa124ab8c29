//! The mails that one partner asks another by.

use time::Duration;

use crate::accounts::User;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::mail::{Mail, MailKind, letter, outbox};
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::web::paths::manage;

/// How long such a mail is of use.
const USEFUL_FOR: Duration = Duration::days(14);

/// What somebody asks about a project.
pub struct Request<'a> {
    /// Who signs.
    pub site: &'a Site,
    /// Where the extranet stands.
    pub extranet: &'a BaseUrl,
    /// When.
    pub now: Now,
    /// Who asks, and to whom one answers.
    pub by: &'a User,
    /// Row of the project.
    pub project: i64,
    /// Name of its company.
    pub company: &'a str,
    /// Why.
    pub reason: &'a str,
}

impl Request<'_> {
    /// Queues the request to take the project over, to who manages it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn takeover(&self, tx: &WriteTx, to: &User) -> Result<(), Error> {
        let wish =
            format!("{} demande à prendre en charge le projet «\u{a0}{}\u{a0}».", self.by.name, self.company);
        let how = "Pour le lui confier, ouvrez le projet et changez le chargé du projet.";
        self.queue(tx, MailKind::TakeoverRequested, to, "demande de prise en charge", [wish, how.to_owned()])
    }

    /// Queues the request to delete the project, to an administrator.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn deletion(&self, tx: &WriteTx, to: &User) -> Result<(), Error> {
        let wish =
            format!("{} demande la suppression du projet «\u{a0}{}\u{a0}».", self.by.name, self.company);
        let how = "Pour le supprimer, ouvrez le projet.";
        self.queue(tx, MailKind::DeletionRequested, to, "demande de suppression", [wish, how.to_owned()])
    }

    fn queue(
        &self,
        tx: &WriteTx,
        kind: MailKind,
        to: &User,
        what: &str,
        [wish, how]: [String; 2],
    ) -> Result<(), Error> {
        let address = self.extranet.with(&manage::Project { id: self.project }.to_string());
        let mut paragraphs = vec!["Bonjour,".to_owned(), wish];
        if !self.reason.is_empty() {
            paragraphs.push(format!("Son message\u{a0}:\n{}", self.reason));
        }
        paragraphs.push(format!("{how}\n{address}"));
        let mail = Mail {
            kind,
            subject_key: format!("{}:{}:{}:{}", self.project, self.by.id, to.id, self.now.unix),
            project: None,
            recipient: to.email.to_string(),
            recipient_name: String::new(),
            subject: format!("{} : {what}", self.site.name),
            body: letter(&paragraphs, &self.site.name, self.extranet.as_str()),
            calendar: None,
            useful_until: self.now.plus(USEFUL_FOR),
        };
        outbox::queue_for(tx, self.now, &mail, Some(&self.by.email)).map(drop)
    }
}
