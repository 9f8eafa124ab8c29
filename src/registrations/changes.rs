//! The mail to those who registered, when the day, the hour or the place becomes another, or when their event
//! is back online.

use super::mail::Writing;
use super::store;
use crate::access::edit::ParticipantsRead;
use crate::db::{Error, WriteTx};
use crate::document::calendar;
use crate::domain::Email;
use crate::events::PublicEvent;
use crate::events::calendar::entry;
use crate::french;
use crate::mail::{MailKind, outbox};
use crate::person::{opening, recipients};

impl Writing<'_> {
    /// Queues the mail to everybody who is registered, with the calendar file that takes the place of the
    /// one they have; `before` is the event as they knew it, none when it comes back after it was taken off
    /// line: it may have changed unseen meanwhile. Gives how many people were told.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn changed(
        &self,
        tx: &WriteTx,
        allowed: &ParticipantsRead,
        before: Option<&PublicEvent>,
    ) -> Result<usize, Error> {
        let people = store::to_be_told(tx, allowed)?;
        for (id, email, guardian) in &people {
            let follow = self.follow_address(tx, *id)?;
            for (email, guardian) in recipients(email, guardian.as_ref()) {
                self.tell_change(tx, *id, email, guardian, before, &follow)?;
            }
        }
        Ok(people.len())
    }

    fn tell_change(
        &self,
        tx: &WriteTx,
        id: i64,
        email: &Email,
        guardian: bool,
        before: Option<&PublicEvent>,
        follow: &str,
    ) -> Result<(), Error> {
        let paragraphs = [
            opening(guardian),
            format!(
                "La rencontre {} {}.",
                self.cited(),
                if before.is_some() { "a changé" } else { "est de nouveau proposée" }
            ),
            self.what_changed(before.unwrap_or(self.event)),
            format!(
                "L’inscription reste valable. Pour l’annuler et laisser la place à quelqu’un d’autre\u{a0}:\n{follow}"
            ),
            "Le fichier joint met votre agenda à jour.".to_owned(),
        ];
        let subject = format!("Changement : rencontre {}", self.event.number);
        let mut mail = self.to_participant(MailKind::EventChanged, email, id, subject, &paragraphs);
        mail.subject_key.push_str(&format!(":{}", self.event.version));
        mail.calendar =
            Some(calendar::write(&self.site.name, &[entry(self.event, self.site.zone, self.base_url)]));
        outbox::queue(tx, self.now, &mail).map(drop)
    }

    /// The day and the place as they are now, and as they were where that is another.
    fn what_changed(&self, before: &PublicEvent) -> String {
        let line = |label: &str, now: String, then: String| {
            let was = if now == then { String::new() } else { format!(" (avant\u{a0}: {then})") };
            format!("{label}\u{a0}: {now}{was}")
        };
        let event = self.event;
        [
            line("Quand", french::date_time_long(event.starts), french::date_time_long(before.starts)),
            line("Où", event.address(), before.address()),
        ]
        .join("\n")
    }
}
