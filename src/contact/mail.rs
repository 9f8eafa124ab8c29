//! The mails of a message.

use time::Duration;

use super::MessageDraft;
use super::store::Reader;
use crate::clock::Now;
use crate::content::legal::reply_delay;
use crate::db::{Error, WriteTx};
use crate::domain::{Email, Reference};
use crate::french;
use crate::mail::{Mail, MailKind, letter, outbox};
use crate::site::Site;
use crate::web::client::BaseUrl;

/// An acknowledgement that leaves later than this only puzzles its reader.
const ACKNOWLEDGED_WITHIN: Duration = Duration::days(3);

/// A message is still worth reading a month later.
const READ_WITHIN: Duration = Duration::days(30);

/// What every mail of a message needs.
pub struct Writing<'a> {
    /// Who signs.
    pub site: &'a Site,
    /// Where the site stands.
    pub base_url: &'a BaseUrl,
    /// When.
    pub now: Now,
    /// What the person quotes.
    pub reference: &'a Reference,
}

impl Writing<'_> {
    /// Queues the message to one who answers; an answer goes to whoever wrote.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn to_reader(&self, tx: &WriteTx, reader: &Reader, draft: &MessageDraft) -> Result<(), Error> {
        let department = match draft.department {
            Some(code) => match self.site.department(code.as_str()) {
                Some(name) => format!("{name} ({code})"),
                None => code.to_string(),
            },
            None => "Autre".to_owned(),
        };
        let mut lines = vec![format!("Nom\u{a0}: {}", draft.name)];
        lines.extend(
            draft
                .sender
                .map(|sender| format!("Se présente comme\u{a0}: {}", french::lower_first(sender.label()))),
        );
        lines.push(format!("E-mail\u{a0}: {}", draft.email));
        lines.extend(draft.phone.as_ref().map(|phone| format!("Téléphone\u{a0}: {}", phone.display())));
        lines.push(format!("Département\u{a0}: {department}"));
        lines.extend(draft.subject.as_ref().map(|subject| format!("Objet\u{a0}: {subject}")));
        let body = self.letter(&[
            "Bonjour,".to_owned(),
            format!("Un message est arrivé par le formulaire du site, référence {}.", self.reference),
            lines.join("\n"),
            draft.message.clone(),
            format!(
                "Pour répondre, répondez à ce courriel ou écrivez à {}. Le site annonce une réponse sous {}.",
                draft.email,
                reply_delay(self.site)
            ),
        ]);
        let mail = Mail {
            kind: MailKind::ContactToPartner,
            subject_key: format!("{}:{}", self.reference, reader.email.folded()),
            project: None,
            recipient: reader.email.to_string(),
            recipient_name: reader.name.clone(),
            subject: format!("Message du site : {}", self.reference),
            body,
            calendar: None,
            useful_until: self.now.plus(READ_WITHIN),
        };
        outbox::queue_for(tx, self.now, &mail, Some(&draft.email))?;
        Ok(())
    }

    /// Queues the acknowledgement; it holds nothing that was typed.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn acknowledge(&self, tx: &WriteTx, email: &Email) -> Result<(), Error> {
        let body = self.letter(&[
            "Bonjour,".to_owned(),
            format!(
                "Votre message est bien arrivé. Nous y répondons en général sous {}.",
                reply_delay(self.site)
            ),
            format!("Référence à rappeler\u{a0}: {}", self.reference),
            "Si vous n’êtes pas à l’origine de ce message, ne tenez pas compte de ce courriel.".to_owned(),
        ]);
        let mail = Mail {
            kind: MailKind::ContactReceived,
            subject_key: self.reference.to_string(),
            project: None,
            recipient: email.to_string(),
            recipient_name: String::new(),
            subject: format!("Message bien reçu : {}", self.reference),
            body,
            calendar: None,
            useful_until: self.now.plus(ACKNOWLEDGED_WITHIN),
        };
        outbox::queue_unverified(tx, self.now, &mail, self.site.mails_per_address_and_day)?;
        Ok(())
    }

    fn letter(&self, paragraphs: &[String]) -> String {
        letter(paragraphs, &self.site.name, self.base_url.as_str())
    }
}
