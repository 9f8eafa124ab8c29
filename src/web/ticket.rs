//! Tickets of public forms, which have no session: signed, they say which form they belong to and
//! when it was shown.
//!
//! One ticket gives the shortest time in which a person can fill a form in, the longest during which
//! it stays good, and the key by which a second sending (double click, retry) gets the first answer.
//! The key covers the fields too, so that coming back to write for a second child is a new sending.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maud::{Markup, html};
use sha2::{Digest, Sha256};
use time::Duration;

use super::App;
use super::query::Query;
use crate::access::key::{Key, Purpose, random};
use crate::clock::Now;
use crate::ui;

/// Hidden field of the ticket.
pub const FIELD: &str = "ticket";

/// Field that only robots fill in.
pub const HONEYPOT: &str = "homepage";

/// The hidden fields of a public form: its ticket, and the trap.
pub fn fields(ticket: &str) -> Markup {
    html! {
        input type="hidden" name=(FIELD) value=(ticket);
        (ui::honeypot(HONEYPOT, ""))
    }
}

/// How a public form came back: with which ticket, and whether something fell into the trap.
#[derive(Debug, Clone, Copy)]
pub struct Gate {
    ticket: Option<Ticket>,
    age: Result<(), TicketRefusal>,
    trapped: bool,
}

impl Gate {
    /// Reads the hidden fields. `form` and `subject` say what the ticket must be good for.
    pub fn read(app: &App, now: Now, form: &str, subject: &str, texts: &Query) -> Self {
        let ticket = Ticket::read(&app.key, form, subject, texts.raw(FIELD));
        Self {
            age: ticket
                .map_or(Err(TicketRefusal::Unknown), |ticket| ticket.check_age(now, app.limits.enabled())),
            ticket,
            trapped: !texts.raw(HONEYPOT).is_empty(),
        }
    }

    /// The ticket, whatever its age.
    pub fn ticket(&self) -> Option<&Ticket> {
        self.ticket.as_ref()
    }

    /// Why the form is not taken as it is, in words for the person; none when it is.
    pub fn refusal(&self) -> Option<&'static str> {
        match self.age {
            Err(reason) => Some(reason.message()),
            Ok(()) if self.trapped => Some(
                "Votre navigateur a rempli un champ caché, réservé aux robots\u{a0}: il a été vidé. Envoyez à nouveau.",
            ),
            Ok(()) => None,
        }
    }

    /// The ticket under which the form is shown again: the same if it still does.
    pub fn again(&self, now: Now) -> Ticket {
        match (self.ticket, self.age) {
            (Some(ticket), Ok(())) => ticket,
            _ => Ticket::issue(now),
        }
    }

    /// [`Ticket::receipt_key`]. Without a ticket of ours nothing is ever stored, so any key will do.
    pub fn receipt_key<'f>(&self, fields: impl IntoIterator<Item = &'f [u8]>) -> [u8; 32] {
        self.ticket.map_or([0; 32], |ticket| ticket.receipt_key(fields))
    }
}

/// Nobody reads and fills in a form faster.
const SHORTEST: Duration = Duration::seconds(3);

/// A form left open overnight must be sent again; what was typed is kept.
const LONGEST: Duration = Duration::hours(12);

/// Bytes of the signature that travel.
const SIGNATURE: usize = 16;

/// A ticket for one form about one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    issued: i64,
    nonce: [u8; 16],
}

/// Why a sending is not taken as it is. In each case the form comes back with what was typed and a
/// ticket that will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketRefusal {
    /// Not one of ours, or of another form.
    Unknown,
    /// Sent faster than a person can.
    TooFast,
    /// The form stayed open too long.
    Expired,
}

impl TicketRefusal {
    /// What the person reads.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Unknown | Self::Expired => {
                "Le formulaire est resté ouvert trop longtemps\u{a0}: vérifiez ce que vous avez écrit, puis envoyez-le à nouveau."
            }
            Self::TooFast => {
                "Le formulaire a été envoyé très vite\u{a0}: vérifiez ce que vous avez écrit, puis envoyez-le à nouveau."
            }
        }
    }
}

impl Ticket {
    /// A new ticket.
    pub fn issue(now: Now) -> Self {
        Self { issued: now.unix, nonce: random() }
    }

    /// Its text, for a hidden field. `form` and `subject` say what it is good for.
    pub fn text(&self, key: &Key, form: &str, subject: &str) -> String {
        let issued = self.issued.to_be_bytes();
        let signature =
            key.sign(Purpose::Ticket, &[form.as_bytes(), subject.as_bytes(), &issued, &self.nonce]);
        let mut bytes = Vec::with_capacity(8 + 16 + SIGNATURE);
        bytes.extend_from_slice(&issued);
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&signature[..SIGNATURE]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a ticket that came back, whatever its age.
    pub fn read(key: &Key, form: &str, subject: &str, text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (issued, rest) = bytes.split_first_chunk::<8>()?;
        let (nonce, signature) = rest.split_first_chunk::<16>()?;
        (signature.len() == SIGNATURE
            && key.verify(Purpose::Ticket, &[form.as_bytes(), subject.as_bytes(), issued, nonce], signature))
        .then(|| Self { issued: i64::from_be_bytes(*issued), nonce: *nonce })
    }

    /// Checks its age; `limited` is false when limits are switched off, and the shortest time with
    /// them.
    ///
    /// # Errors
    /// [`TicketRefusal::TooFast`] or [`TicketRefusal::Expired`].
    pub fn check_age(&self, now: Now, limited: bool) -> Result<(), TicketRefusal> {
        let age = Duration::seconds(now.unix - self.issued);
        if limited && age < SHORTEST {
            Err(TicketRefusal::TooFast)
        } else if age > LONGEST {
            Err(TicketRefusal::Expired)
        } else {
            Ok(())
        }
    }

    /// What makes a sending the same as another: this ticket and these fields.
    pub fn receipt_key<'f>(&self, fields: impl IntoIterator<Item = &'f [u8]>) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(self.nonce);
        for field in fields {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        hash.finalize().into()
    }

    /// What ties to this ticket the documents that wait for the form to be sent again.
    pub fn nonce(&self) -> &[u8; 16] {
        &self.nonce
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Zone};
    use proptest::prelude::*;
    use time::macros::datetime;

    fn clock() -> Clock {
        Clock::manual(Zone::named("Europe/Paris").unwrap(), datetime!(2026-03-02 10:00))
    }

    #[test]
    fn a_ticket_is_good_for_its_form_and_subject_only() {
        let (key, clock) = (Key::from_bytes([1; 32]), clock());
        let ticket = Ticket::issue(clock.now());
        let text = ticket.text(&key, "application", "112026-1");
        assert_eq!(Ticket::read(&key, "application", "112026-1", &text), Some(ticket));
        assert_eq!(Ticket::read(&key, "application", "112026-2", &text), None);
        assert_eq!(Ticket::read(&key, "contact", "112026-1", &text), None);
        assert_eq!(Ticket::read(&Key::from_bytes([2; 32]), "application", "112026-1", &text), None);
    }

    #[test]
    fn its_age_decides() {
        let clock = clock();
        let ticket = Ticket::issue(clock.now());
        clock.advance(Duration::seconds(2));
        assert_eq!(ticket.check_age(clock.now(), true), Err(TicketRefusal::TooFast));
        assert_eq!(ticket.check_age(clock.now(), false), Ok(()));
        clock.advance(Duration::seconds(1));
        assert_eq!(ticket.check_age(clock.now(), true), Ok(()));
        clock.advance(LONGEST - Duration::seconds(3));
        assert_eq!(ticket.check_age(clock.now(), true), Ok(()));
        clock.advance(Duration::seconds(1));
        assert_eq!(ticket.check_age(clock.now(), true), Err(TicketRefusal::Expired));
    }

    #[test]
    fn other_fields_are_another_sending() {
        let ticket = Ticket::issue(clock().now());
        let key = |fields: &[&str]| ticket.receipt_key(fields.iter().map(|field| field.as_bytes()));
        assert_eq!(key(&["Lina", "x"]), key(&["Lina", "x"]));
        assert_ne!(key(&["Lina", "x"]), key(&["Noé", "x"]));
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
    }

    proptest! {
        #[test]
        fn no_text_is_taken_for_a_ticket(text in ".{0,80}", flip in 0_usize..53) {
            let key = Key::from_bytes([1; 32]);
            prop_assert_eq!(Ticket::read(&key, "application", "1", &text), None);
            let mut altered = Ticket::issue(clock().now()).text(&key, "application", "1").into_bytes();
            altered[flip] = if altered[flip] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            prop_assert_eq!(Ticket::read(&key, "application", "1", &altered), None);
        }
    }
}
