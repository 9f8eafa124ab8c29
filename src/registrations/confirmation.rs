//! The mail by which the organiser confirms an event to those who registered: one to each, with a word of
//! the organiser's own and the calendar file.

use std::collections::HashSet;

use super::Participant;
use super::mail::Writing;
use super::store::confirmation as store;
use crate::access::edit::EventEdit;
use crate::db::{Error, WriteTx};
use crate::document::calendar;
use crate::domain::Email;
use crate::events::calendar::entry;
use crate::french;
use crate::mail::{Mail, MailKind, MailState, outbox};
use crate::person::{opening, recipients};

/// Somebody to whom the confirmation goes, or went.
#[derive(Debug, Clone)]
pub struct Addressee {
    /// Who.
    pub participant: Participant,
    /// Where the last one stands, if there was any: the worst of two where a legal representative got it too.
    pub state: Option<MailState>,
}

impl Addressee {
    /// The value of their box: which registration, and how many mails it had when the page was made. A box that
    /// was ticked before somebody else wrote to them asks for nothing more.
    pub fn value(&self) -> String {
        format!("{}-{}", self.participant.id, self.participant.confirmations)
    }
}

/// What a box stands for; see [`Addressee::value`].
pub fn chosen(value: &str) -> Option<(i64, u32)> {
    let (id, round) = value.split_once('-')?;
    Some((id.parse().ok()?, round.parse().ok()?))
}

impl Writing<'_> {
    /// Queues the confirmation to those who are chosen, and keeps that they had it. Who cancelled, or was written
    /// to since the page was made, is left out. Gives how many registrations were written to.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn confirmed(
        &self,
        tx: &WriteTx,
        allowed: &EventEdit,
        chosen: &HashSet<(i64, u32)>,
        word: Option<&str>,
    ) -> Result<usize, Error> {
        let calendar = self.calendar();
        let mut told = 0;
        for addressee in store::addressees(tx, &allowed.participants())? {
            let participant = &addressee.participant;
            if !chosen.contains(&(participant.id, participant.confirmations)) {
                continue;
            }
            store::keep(tx, self.now, allowed, participant.id)?;
            let follow = self.follow_address(tx, participant.id)?;
            for (email, guardian) in recipients(&participant.draft.email, participant.draft.guardian.as_ref())
            {
                let mail = self.confirmation(participant, email, guardian, &follow, word);
                outbox::queue(tx, self.now, &Mail { calendar: Some(calendar.clone()), ..mail })?;
            }
            told += 1;
        }
        Ok(told)
    }

    /// The event for one's calendar: the same for everybody.
    fn calendar(&self) -> String {
        calendar::write(&self.site.name, &[entry(self.event, self.site.zone, self.base_url)])
    }

    /// The confirmation to one address, but for the calendar file that goes with it; `follow` is where the person
    /// sees the registration.
    pub fn confirmation(
        &self,
        participant: &Participant,
        email: &Email,
        guardian: bool,
        follow: &str,
        word: Option<&str>,
    ) -> Mail {
        let seats = match participant.seats {
            1 => String::new(),
            seats => format!(" ({})", french::count(seats.into(), "place", "places")),
        };
        let mut paragraphs = vec![
            opening(guardian),
            format!(
                "La rencontre {} est confirmée. L’inscription{seats} est bien enregistrée.",
                self.cited()
            ),
            format!(
                "Quand\u{a0}: {}\nDurée\u{a0}: {}\nOù\u{a0}: {}\nContact\u{a0}: {}",
                french::date_time_long(self.event.starts),
                french::duration_minutes(self.event.duration),
                self.event.address(),
                self.contact()
            ),
        ];
        if let Some(word) = word {
            paragraphs.push(format!("Un mot de l’organisateur\u{a0}:\n{word}"));
        }
        paragraphs.push(format!(
            "Un empêchement\u{202f}? Annulez cette inscription, pour laisser la place à quelqu’un d’autre\u{a0}:\n{follow}"
        ));
        paragraphs.push(format!("Référence à rappeler\u{a0}: {}", participant.reference));
        paragraphs.push("Le fichier joint ajoute la rencontre à votre agenda.".to_owned());
        let subject = format!("Confirmation : rencontre {}", self.event.number);
        let id = participant.id;
        let mut mail = self.to_participant(MailKind::EventConfirmation, email, id, subject, &paragraphs);
        mail.subject_key = format!("{id}:{}:{}", participant.confirmations + 1, email.folded());
        // It bids one come: once the event has begun it is of no use.
        mail.useful_until = self.site.zone.instant(self.event.starts);
        mail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_says_whom_and_since_when_and_nothing_else_does() {
        assert_eq!(chosen("12-0"), Some((12, 0)));
        for wrong in ["", "12", "-", "12-", "-3", "12--1", "x-1", "12-1-1", "99999999999999999999-1"] {
            assert_eq!(chosen(wrong), None, "{wrong}");
        }
    }
}
