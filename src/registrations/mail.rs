//! The mails of a registration. What goes to an address that nobody has verified holds nothing that
//! was typed in the form.

use time::Duration;

use super::store::Stored;
use super::{Registration, RegistrationDraft};
use crate::access::key::Key;
use crate::access::link;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::document::calendar;
use crate::domain::{Email, Number, Reference};
use crate::events::calendar::entry;
use crate::events::{PublicEvent, Receiver};
use crate::french;
use crate::mail::{Mail, MailKind, letter, outbox};
use crate::person::{Told, opening, recipients};
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::web::paths;

/// Days after an event during which one may still see one's registration.
const FOLLOWED_FOR: Duration = Duration::days(30);

/// What every mail of a registration needs.
pub struct Writing<'a> {
    /// Who signs.
    pub site: &'a Site,
    /// Where its links lead.
    pub base_url: &'a BaseUrl,
    /// What makes the tokens of its links.
    pub key: &'a Key,
    /// The event.
    pub event: &'a PublicEvent,
    /// When.
    pub now: Now,
}

impl Writing<'_> {
    /// Queues what a new registration causes to those who are told: to whoever receives it, to the
    /// participant with the calendar file, to the legal representative.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn received(
        &self,
        tx: &WriteTx,
        draft: &RegistrationDraft,
        stored: &Stored,
        told: Told,
    ) -> Result<(), Error> {
        if told.receiver {
            self.to_receiver(tx, draft, stored)?;
        }
        if told.person { self.confirm(tx, draft, stored) } else { Ok(()) }
    }

    fn confirm(&self, tx: &WriteTx, draft: &RegistrationDraft, stored: &Stored) -> Result<(), Error> {
        let follow = self.follow_address(tx, stored.id)?;
        for (email, guardian) in recipients(&draft.email, draft.guardian.as_ref()) {
            let seats = match draft.seats() {
                1 => String::new(),
                seats => format!(" ({})", french::count(seats.into(), "place", "places")),
            };
            let paragraphs = [
                opening(guardian),
                format!("L’inscription{seats} à la rencontre {} est confirmée.", self.cited()),
                format!(
                    "Quand\u{a0}: {}\nOù\u{a0}: {}\nContact\u{a0}: {}",
                    french::date_time_long(self.event.starts),
                    self.event.address(),
                    self.contact()
                ),
                format!(
                    "Voir cette inscription, ou l’annuler pour laisser la place à quelqu’un d’autre\u{a0}:\n{follow}"
                ),
                format!("Référence à rappeler\u{a0}: {}", stored.reference),
                "Si vous n’êtes pas à l’origine de cette inscription, annulez-la par le lien ci-dessus."
                    .to_owned(),
            ];
            let subject = format!("Inscription confirmée : rencontre {}", self.event.number);
            let kind = MailKind::RegistrationReceived;
            let mut mail = self.to_participant(kind, email, stored.id, subject, &paragraphs);
            mail.calendar =
                Some(calendar::write(&self.site.name, &[entry(self.event, self.site.zone, self.base_url)]));
            outbox::queue_unverified(tx, self.now, &mail, self.site.mails_per_address_and_day)?;
        }
        Ok(())
    }

    /// Queues what sending it again causes: the participant is told that it had arrived, and when;
    /// once a day at most.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn repeated(
        &self,
        tx: &WriteTx,
        draft: &RegistrationDraft,
        stored: &Stored,
        earlier: i64,
    ) -> Result<(), Error> {
        let at = french::date_time_long(self.site.zone.local(earlier));
        let follow = self.follow_address(tx, stored.id)?;
        for (email, guardian) in recipients(&draft.email, draft.guardian.as_ref()) {
            let paragraphs = [
                opening(guardian),
                format!(
                    "Une inscription à la rencontre {} avait déjà été reçue le {at}. Elle reste valable.",
                    self.cited()
                ),
                format!("La voir ou l’annuler\u{a0}:\n{follow}"),
                format!("Référence\u{a0}: {}", stored.reference),
            ];
            let subject = format!("Inscription déjà reçue : rencontre {}", self.event.number);
            let kind = MailKind::RegistrationRepeated;
            let mut mail = self.to_participant(kind, email, stored.id, subject, &paragraphs);
            mail.subject_key.push_str(&format!(":{}", french::iso(self.now.today())));
            outbox::queue_unverified(tx, self.now, &mail, self.site.mails_per_address_and_day)?;
        }
        Ok(())
    }

    /// Queues what a cancellation causes.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn cancelled(
        &self,
        tx: &WriteTx,
        draft: &RegistrationDraft,
        id: i64,
        reference: &Reference,
    ) -> Result<(), Error> {
        for (email, guardian) in recipients(&draft.email, draft.guardian.as_ref()) {
            let paragraphs = [
                opening(guardian),
                format!(
                    "L’inscription à la rencontre {} est annulée. Merci d’avoir prévenu\u{a0}: la place est libre.",
                    self.cited()
                ),
                format!("Référence\u{a0}: {reference}"),
            ];
            let subject = format!("Inscription annulée : rencontre {}", self.event.number);
            let mail = self.to_participant(MailKind::RegistrationCancelled, email, id, subject, &paragraphs);
            outbox::queue_unverified(tx, self.now, &mail, self.site.mails_per_address_and_day)?;
        }
        let paragraphs = [
            "Bonjour,".to_owned(),
            format!(
                "{} {} annule son inscription à la rencontre {}.",
                draft.first_name,
                draft.last_name,
                self.cited()
            ),
            self.seats_sentence(tx)?,
        ];
        let subject = format!("Inscription annulée : rencontre {}", self.event.number);
        let mail = self.mail_to_receiver(MailKind::RegistrationCancelledToReceiver, id, subject, &paragraphs);
        outbox::queue(tx, self.now, &mail)?;
        Ok(())
    }

    /// Queues what the participant is told once the organiser took them off the list.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn removed(
        &self,
        tx: &WriteTx,
        draft: &RegistrationDraft,
        id: i64,
        reference: &Reference,
    ) -> Result<(), Error> {
        for (email, guardian) in recipients(&draft.email, draft.guardian.as_ref()) {
            let paragraphs = [
                opening(guardian),
                format!(
                    "L’inscription à la rencontre {}, {}, est annulée par la personne qui l’organise.",
                    self.cited(),
                    french::date_time_long(self.event.starts)
                ),
                format!("Pour toute question\u{a0}: {}", self.contact()),
                format!("Référence\u{a0}: {reference}"),
            ];
            let subject = format!("Inscription annulée : rencontre {}", self.event.number);
            let mail = self.to_participant(MailKind::RegistrationRemoved, email, id, subject, &paragraphs);
            outbox::queue_unverified(tx, self.now, &mail, self.site.mails_per_address_and_day)?;
        }
        Ok(())
    }

    pub(super) fn follow_address(&self, tx: &WriteTx, id: i64) -> Result<String, Error> {
        let until = self.site.zone.instant(self.event.ends()) + FOLLOWED_FOR.whole_seconds();
        let link = link::create_to_follow_registration(tx, self.key, self.now, id, until)?;
        Ok(self.base_url.with(&paths::Follow::in_mail(link)))
    }

    fn to_receiver(&self, tx: &WriteTx, draft: &RegistrationDraft, stored: &Stored) -> Result<(), Error> {
        let mut person = format!("{} {} ({})", draft.first_name, draft.last_name, draft.statuses.listed());
        if let Some(age) = draft.age {
            person.push_str(&format!(", {} ans,", age.years()));
        }
        let mut contact = format!("E-mail\u{a0}: {}", draft.email);
        if let Some(phone) = &draft.phone {
            contact.push_str(&format!("\nTéléphone\u{a0}: {}", phone.display()));
        }
        if let Some(guardian) = &draft.guardian {
            contact.push_str(&format!(
                "\nParent ou responsable légal\u{a0}: {}, {}",
                guardian.name, guardian.email
            ));
        }
        let mut paragraphs = vec![
            "Bonjour,".to_owned(),
            format!(
                "{person} s’inscrit à la rencontre {}, {}.",
                self.cited(),
                french::date_time_long(self.event.starts)
            ),
            contact,
        ];
        if let Some(group) = &draft.group {
            paragraphs.push(format!(
                "Groupe\u{a0}: {}, {}, {} et {}.",
                group.school,
                group.level,
                french::count(group.seats.into(), "personne", "personnes"),
                french::count(group.adults.into(), "accompagnateur", "accompagnateurs"),
            ));
        }
        paragraphs.push(self.seats_sentence(tx)?);
        let subject = format!("Nouvelle inscription : rencontre {}", self.event.number);
        let mail = self.mail_to_receiver(MailKind::RegistrationToReceiver, stored.id, subject, &paragraphs);
        outbox::queue(tx, self.now, &mail)?;
        Ok(())
    }

    fn seats_sentence(&self, tx: &WriteTx) -> Result<String, Error> {
        let left = super::store::seats_left(tx, self.event.id)?;
        Ok(match left {
            0 => "La rencontre est complète\u{a0}: elle n’apparaît plus dans la liste publique.".to_owned(),
            left => format!(
                "Il reste {} sur {}.",
                french::count(left.into(), "place", "places"),
                self.event.seats.capacity
            ),
        })
    }

    pub(super) fn to_participant(
        &self,
        kind: MailKind,
        email: &Email,
        id: i64,
        subject: String,
        paragraphs: &[String],
    ) -> Mail {
        Mail {
            kind,
            subject_key: format!("{id}:{}", email.folded()),
            project: None,
            recipient: email.to_string(),
            recipient_name: String::new(),
            subject,
            body: letter(paragraphs, &self.site.name, self.base_url.as_str()),
            calendar: None,
            useful_until: self.useful_until(),
        }
    }

    fn mail_to_receiver(&self, kind: MailKind, id: i64, subject: String, paragraphs: &[String]) -> Mail {
        let email = self.event.receiver_email();
        Mail {
            kind,
            subject_key: format!("{id}:{}", email.folded()),
            // Of a masked one, what visitors write to may be a box of whoever answers in its place.
            project: (matches!(self.event.receiver, Receiver::Company) && !self.event.employer.masked)
                .then_some(self.event.project),
            recipient: email.to_string(),
            recipient_name: String::new(),
            subject,
            body: letter(paragraphs, &self.site.name, self.base_url.as_str()),
            calendar: None,
            useful_until: self.useful_until(),
        }
    }

    /// Once the event has ended, nobody has a use for a mail about it; a mail about the past (a
    /// cancellation seen late) still has a day.
    fn useful_until(&self) -> i64 {
        self.site.zone.instant(self.event.ends()).max(self.now.plus(Duration::days(1)))
    }

    pub(super) fn contact(&self) -> String {
        match &self.event.receiver {
            Receiver::Company => {
                format!("{}, {}", self.event.employer.name, self.event.employer.phone.display())
            }
            Receiver::User { name, organisation, phone, email } => {
                let reach = phone.as_ref().map_or_else(|| email.to_string(), crate::domain::Phone::display);
                format!("{name} ({organisation}), {reach}")
            }
        }
    }

    pub(super) fn cited(&self) -> String {
        cited(self.event.number, &self.event.title)
    }
}

/// « n° 012019-333 « Visite d’entreprise – Menuisier » ».
fn cited(number: Number, title: &str) -> String {
    format!("{} «\u{a0}{title}\u{a0}»", number.display_nbsp())
}

/// Queues a fresh link, to the address on file; once an hour at most. It needs nothing of the event, which
/// may have become anything since.
///
/// # Errors
/// What SQLite says.
pub fn fresh_link(
    tx: &WriteTx,
    now: Now,
    site: &Site,
    base_url: &BaseUrl,
    key: &Key,
    registration: &Registration,
) -> Result<(), Error> {
    let (id, email) = (registration.id, &registration.draft.email);
    let until = now.plus(FOLLOWED_FOR);
    let link = link::create_to_follow_registration(tx, key, now, id, until)?;
    let address = base_url.with(&paths::Follow::in_mail(link));
    let cited = cited(registration.event, &registration.event_title);
    let paragraphs = [
        "Bonjour,".to_owned(),
        format!("Voici un nouveau lien vers l’inscription à la rencontre {cited}\u{a0}:\n{address}"),
    ];
    let mail = Mail {
        kind: MailKind::FreshLink,
        subject_key: format!("registration:{id}:{}:{}", email.folded(), now.unix / 3600),
        project: None,
        recipient: email.to_string(),
        recipient_name: String::new(),
        subject: format!("Votre lien : rencontre {}", registration.event),
        body: letter(&paragraphs, &site.name, base_url.as_str()),
        calendar: None,
        useful_until: until,
    };
    outbox::queue_unverified(tx, now, &mail, site.mails_per_address_and_day)?;
    Ok(())
}
