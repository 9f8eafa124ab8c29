//! The mails of an application.
//!
//! What goes to an address that nobody has verified holds nothing that was typed in the form: the
//! site cannot be made to carry somebody's words to a third person.

use time::Duration;

use super::store::Stored;
use super::{Application, ApplicationDraft};
use crate::access::key::Key;
use crate::access::link;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::domain::Email;
use crate::french;
use crate::mail::{Mail, MailKind, letter, outbox};
use crate::offers::PublicOffer;
use crate::person::{Told, opening, recipients};
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::web::paths;

/// How long the receiver's link opens an application.
pub const LINK_VALID: Duration = Duration::days(180);

/// An acknowledgement that leaves later than this only puzzles its reader.
const ACKNOWLEDGED_WITHIN: Duration = Duration::days(3);

/// An application is still worth reading a month later.
const READ_WITHIN: Duration = Duration::days(30);

/// What every mail of an application needs.
pub struct Writing<'a> {
    /// Who signs.
    pub site: &'a Site,
    /// Where its links lead.
    pub base_url: &'a BaseUrl,
    /// What makes the tokens of its links.
    pub key: &'a Key,
    /// The offer.
    pub offer: &'a PublicOffer,
    /// When.
    pub now: Now,
}

impl Writing<'_> {
    /// Queues what a new application causes to those who are told: to whoever receives it, to the
    /// applicant, to the legal representative.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn received(
        &self,
        tx: &WriteTx,
        draft: &ApplicationDraft,
        stored: &Stored,
        files: usize,
        told: Told,
    ) -> Result<(), Error> {
        if told.receiver {
            self.to_receiver(tx, draft, stored, files)?;
        }
        if !told.person {
            return Ok(());
        }
        let follow = self.follow_address(tx, stored.id)?;
        for (email, guardian) in recipients(&draft.email, draft.guardian.as_ref()) {
            self.acknowledge(tx, email, guardian, stored, &follow)?;
        }
        Ok(())
    }

    /// Queues what sending it again causes: the applicant is told that it had arrived, and when;
    /// once a day at most.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn repeated(
        &self,
        tx: &WriteTx,
        draft: &ApplicationDraft,
        stored: &Stored,
        earlier: i64,
    ) -> Result<(), Error> {
        let at = french::date_time_long(self.site.zone.local(earlier));
        for (email, guardian) in recipients(&draft.email, draft.guardian.as_ref()) {
            let paragraphs = [
                opening(guardian),
                format!("Une candidature à l’offre de stage {} avait déjà été reçue le {at}.", self.cited()),
                "Elle a bien été transmise\u{a0}: il n’est pas utile de l’envoyer à nouveau.".to_owned(),
                format!("Référence\u{a0}: {}", stored.reference),
            ];
            let subject = format!("Candidature déjà reçue : offre {}", self.offer.number);
            let mut mail = self.mail(MailKind::ApplicationRepeated, stored.id, email, subject, &paragraphs);
            mail.subject_key.push_str(&format!(":{}", french::iso(self.now.today())));
            outbox::queue_unverified(tx, self.now, &mail, self.site.mails_per_address_and_day)?;
        }
        Ok(())
    }

    /// Queues what a withdrawal causes.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn withdrawn(&self, tx: &WriteTx, application: &Application) -> Result<(), Error> {
        let draft = &application.draft;
        for (email, guardian) in recipients(&draft.email, draft.guardian.as_ref()) {
            let paragraphs = [
                opening(guardian),
                format!(
                    "La candidature à l’offre de stage {} est retirée. Ses fichiers sont effacés.",
                    self.cited()
                ),
                format!("Référence\u{a0}: {}", application.reference),
            ];
            let subject = format!("Candidature retirée : offre {}", self.offer.number);
            let mail = self.mail(MailKind::ApplicationWithdrawn, application.id, email, subject, &paragraphs);
            outbox::queue_unverified(tx, self.now, &mail, self.site.mails_per_address_and_day)?;
        }
        let paragraphs = [
            "Bonjour,".to_owned(),
            format!(
                "{} {} retire sa candidature à l’offre de stage {}. Merci d’effacer ce que vous en avez gardé.",
                draft.first_name,
                draft.last_name,
                self.cited()
            ),
        ];
        let subject = format!("Candidature retirée : offre {}", self.offer.number);
        let kind = MailKind::ApplicationWithdrawnToEmployer;
        let mail = self.mail(kind, application.id, &self.offer.employer.email, subject, &paragraphs);
        let mail = Mail { project: self.project_written_to(), ..mail };
        outbox::queue(tx, self.now, &mail)?;
        Ok(())
    }

    /// Queues a fresh link, to the address on file; once an hour at most.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn fresh_link(&self, tx: &WriteTx, application: &Application) -> Result<(), Error> {
        let address = self.follow_address(tx, application.id)?;
        let paragraphs = [
            "Bonjour,".to_owned(),
            format!(
                "Voici un nouveau lien vers la candidature à l’offre de stage {}\u{a0}:\n{address}",
                self.cited()
            ),
        ];
        let subject = format!("Votre lien : offre {}", self.offer.number);
        let email = &application.draft.email;
        let mut mail = self.mail(MailKind::FreshLink, application.id, email, subject, &paragraphs);
        mail.subject_key = format!("application:{}:{}", mail.subject_key, self.now.unix / 3600);
        outbox::queue_unverified(tx, self.now, &mail, self.site.mails_per_address_and_day)?;
        Ok(())
    }

    fn follow_address(&self, tx: &WriteTx, application: i64) -> Result<String, Error> {
        let link = link::create_to_follow_application(tx, self.key, self.now, application, LINK_VALID)?;
        Ok(self.base_url.with(&paths::Follow::in_mail(link)))
    }

    fn mail(&self, kind: MailKind, id: i64, email: &Email, subject: String, paragraphs: &[String]) -> Mail {
        Mail {
            kind,
            subject_key: format!("{id}:{}", email.folded()),
            project: None,
            recipient: email.to_string(),
            recipient_name: String::new(),
            subject,
            body: self.letter(paragraphs),
            calendar: None,
            useful_until: self.now.plus(ACKNOWLEDGED_WITHIN),
        }
    }

    fn acknowledge(
        &self,
        tx: &WriteTx,
        email: &Email,
        guardian: bool,
        stored: &Stored,
        follow: &str,
    ) -> Result<(), Error> {
        let employer = &self.offer.employer;
        let paragraphs = [
            opening(guardian),
            format!("La candidature à l’offre de stage {} est bien arrivée.", self.cited()),
            format!(
                "Elle a été transmise à {}, qui répond directement, par courriel ou par téléphone. Sans nouvelles \
                 d’ici deux semaines, on peut appeler le {}.",
                employer.name,
                employer.phone.display()
            ),
            format!("Référence à rappeler\u{a0}: {}", stored.reference),
            format!("Voir cette candidature, ou la retirer\u{a0}:\n{follow}"),
            format!(
                "Voir l’offre\u{a0}:\n{}",
                self.base_url.with(&paths::Offer { number: self.offer.number }.to_string())
            ),
            "Si vous n’êtes pas à l’origine de cette candidature, retirez-la par le lien ci-dessus."
                .to_owned(),
        ];
        let subject = format!("Candidature bien reçue : offre {}", self.offer.number);
        let mail = self.mail(MailKind::ApplicationReceived, stored.id, email, subject, &paragraphs);
        outbox::queue_unverified(tx, self.now, &mail, self.site.mails_per_address_and_day)?;
        Ok(())
    }

    /// The project whose company is written to: of a masked one, somebody answers in its place.
    fn project_written_to(&self) -> Option<i64> {
        (!self.offer.employer.masked).then_some(self.offer.project)
    }

    fn to_receiver(
        &self,
        tx: &WriteTx,
        draft: &ApplicationDraft,
        stored: &Stored,
        files: usize,
    ) -> Result<(), Error> {
        let link = link::create_to_application(tx, self.key, self.now, stored.id, LINK_VALID)?;
        let until = self.site.zone.local(self.now.plus(LINK_VALID)).date();
        let training = match &draft.current_training {
            Some(training) => format!(" Formation suivie\u{a0}: {}.", training.trim_end_matches('.')),
            None => String::new(),
        };
        let documents = match files {
            0 => String::new(),
            1 => " et le document joint".to_owned(),
            n => format!(" et les {n} documents joints"),
        };
        let address = self.base_url.with(&paths::ReadApplication::in_mail(link));
        let body = self.letter(&[
            "Bonjour,".to_owned(),
            format!(
                "{} {}, {} ans, répond à l’offre de stage {}.{training}",
                draft.first_name,
                draft.last_name,
                draft.age.years(),
                self.cited(),
            ),
            format!("Lire la candidature{documents}\u{a0}:\n{address}"),
            "Merci de répondre à cette personne, même brièvement\u{a0}: ses coordonnées sont sur cette page.".to_owned(),
            format!(
                "Ce lien vous est réservé et reste valable jusqu’au {}. Ne le transmettez qu’aux personnes qui \
                 choisissent le ou la stagiaire.",
                french::date_plain(until)
            ),
        ]);
        let receiver = &self.offer.employer;
        let mail = Mail {
            kind: MailKind::ApplicationToEmployer,
            subject_key: format!("{}:{}", stored.id, receiver.email.folded()),
            project: self.project_written_to(),
            recipient: receiver.email.to_string(),
            recipient_name: receiver.contact.clone().unwrap_or_default(),
            subject: format!("Nouvelle candidature : offre {}", self.offer.number),
            body,
            calendar: None,
            useful_until: self.now.plus(READ_WITHIN),
        };
        outbox::queue(tx, self.now, &mail)?;
        Ok(())
    }

    /// « n° 102019-59 « Menuisier » (Menuiserie des Halles) ».
    fn cited(&self) -> String {
        format!(
            "{} «\u{a0}{}\u{a0}» ({})",
            self.offer.number.display_nbsp(),
            self.offer.title,
            self.offer.employer.name
        )
    }

    fn letter(&self, paragraphs: &[String]) -> String {
        letter(paragraphs, &self.site.name, self.base_url.as_str())
    }
}
