//! A mail as it travels: headers, text, calendar file.

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address, Message};

use crate::clock::rfc2822;
use crate::domain::{Email, Name};
use crate::text::clean_line;

/// A subject longer than this is cut: servers refuse lines of a thousand bytes.
const SUBJECT_CHARS: usize = 250;

/// Who the mails come from.
#[derive(Debug, Clone)]
pub struct Sender {
    from: Mailbox,
    host: String,
}

impl Sender {
    /// Reads « Name <address> », or an address, which then gets the site's name. `host` is where the
    /// site stands; the address's domain serves when there is none.
    ///
    /// # Errors
    /// A French sentence for the person who started the program.
    pub fn parse(text: &str, site_name: &str, host: Option<&str>) -> Result<Self, &'static str> {
        let (name, address) = match text.trim().strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => (Some(name.trim().trim_matches('"')), address),
            None => (None, text),
        };
        let address = Email::parse(address)?;
        let name = match name.filter(|name| !name.is_empty()) {
            Some(name) => Some(Name::parse(name)?),
            None => Name::parse(site_name).ok(),
        };
        let email = mailbox_address(address.as_str()).ok_or("Cette adresse ne convient pas.")?;
        let host = host.map_or_else(|| email.domain().to_owned(), str::to_owned);
        Ok(Self { from: Mailbox::new(name.map(|name| name.to_string()), email), host })
    }

    /// The host that names the sender to mail servers, and its mails to everybody.
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// A mail of the outbox that is to leave, its tokens in their places.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// What tells it from all others, before the `@` of its Message-ID.
    pub message_id: String,
    /// The address it goes to.
    pub recipient: String,
    /// The name beside the address; may be empty.
    pub recipient_name: String,
    /// Where an answer goes, when not to the sender.
    pub reply_to: Option<String>,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// A calendar file to attach.
    pub calendar: Option<String>,
    /// Instant at which it was written: its Date, the same at each try.
    pub written_at: i64,
}

/// Why a mail cannot be made into a message.
#[derive(Debug, thiserror::Error)]
pub enum Malformed {
    /// The address is none.
    #[error("L’adresse du destinataire ne convient pas.")]
    Recipient,
    /// The mail library says no.
    #[error("Ce courriel ne peut pas être mis en forme.")]
    Message(#[from] lettre::error::Error),
}

/// Makes the message that a mail server takes. It is all ASCII: the text is quoted-printable, the
/// headers are encoded, so that any server takes it as it is.
///
/// # Errors
/// [`Malformed`].
pub fn compose(sender: &Sender, mail: &Outgoing) -> Result<Message, Malformed> {
    let to = mailbox_address(&mail.recipient).ok_or(Malformed::Recipient)?;
    // The library panics on some names: only those that pass the check of names stand there.
    let name = Name::parse(&mail.recipient_name).ok().map(|name| name.to_string());
    let mut headers = Message::builder()
        .from(sender.from.clone())
        .to(Mailbox::new(name, to))
        .subject(clean_line(&mail.subject).chars().take(SUBJECT_CHARS).collect::<String>())
        .message_id(Some(format!("<{}@{}>", mail.message_id, sender.host)))
        .raw_header(plain("Date", rfc2822(mail.written_at)))
        .raw_header(plain("Auto-Submitted", "auto-generated".to_owned()));
    if let Some(reply_to) = mail.reply_to.as_deref().and_then(mailbox_address) {
        headers = headers.reply_to(reply_to.into());
    }
    Ok(content(headers, mail)?)
}

fn content(headers: MessageBuilder, mail: &Outgoing) -> Result<Message, lettre::error::Error> {
    let text = SinglePart::builder().content_type(ContentType::TEXT_PLAIN).body(quoted(&mail.body));
    let Some(calendar) = &mail.calendar else { return headers.singlepart(text) };
    let attached = Attachment::new("rencontre.ics".to_owned()).body(quoted(calendar), calendar_type());
    headers.multipart(MultiPart::mixed().singlepart(text).singlepart(attached))
}

/// The method is the one that the file itself gives (see `document::calendar`).
fn calendar_type() -> ContentType {
    ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH").unwrap_or(ContentType::TEXT_PLAIN)
}

fn quoted(text: &str) -> Body {
    let encoded = Body::new_with_encoding(text.to_owned(), ContentTransferEncoding::QuotedPrintable);
    // Every text can be quoted; base64 carries what could not.
    encoded.unwrap_or_else(Body::new)
}

fn plain(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn mailbox_address(text: &str) -> Option<Address> {
    Email::parse(text).ok()?.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sender() -> Sender {
        Sender::parse("noreply@stages.example.org", "Stages d’ici", Some("stages.example.org")).unwrap()
    }

    fn mail() -> Outgoing {
        Outgoing {
            message_id: "0123".to_owned(),
            recipient: "ana@example.org".to_owned(),
            recipient_name: "Ana".to_owned(),
            reply_to: None,
            subject: "Candidature reçue".to_owned(),
            body: "Bonjour,\n.\nVoilà.\n".to_owned(),
            calendar: None,
            written_at: 1_772_442_000,
        }
    }

    /// The names of the headers of a message, which ends at its first empty line.
    fn header_names(message: &[u8]) -> Vec<String> {
        let text = std::str::from_utf8(message).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        let starts = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        starts.map(|line| line.split_once(':').unwrap().0.to_owned()).collect()
    }

    const HEADERS: [&str; 9] = [
        "From",
        "To",
        "Subject",
        "Message-ID",
        "Date",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    ];

    #[test]
    fn a_sender_is_an_address_with_its_name_or_the_site_s() {
        for (text, from) in [
            ("noreply@example.org", "CMonStage <noreply@example.org>"),
            ("Stages 17 <noreply@example.org>", "Stages 17 <noreply@example.org>"),
            (" \"Stages 17\" <noreply@example.org> ", "Stages 17 <noreply@example.org>"),
            ("<noreply@example.org>", "CMonStage <noreply@example.org>"),
        ] {
            let sender = Sender::parse(text, "CMonStage", None).unwrap();
            assert_eq!((sender.from.to_string().as_str(), sender.host()), (from, "example.org"), "{text}");
        }
        for text in ["", "noreply", "Stages", "Stages <noreply>", "a@b.fr, c@d.fr", "A\nBcc: x <a@b.fr>"] {
            assert!(Sender::parse(text, "CMonStage", None).is_err(), "{text}");
        }
    }

    #[test]
    fn the_message_says_what_it_must_and_nothing_else() {
        let message = compose(&sender(), &mail()).unwrap().formatted();
        assert_eq!(header_names(&message), HEADERS);
        let text = String::from_utf8(message).unwrap();
        for line in [
            "From: =?utf-8?b?U3RhZ2VzIGTigJlpY2k=?= <noreply@stages.example.org>",
            "To: Ana <ana@example.org>",
            "Message-ID: <0123@stages.example.org>",
            "Date: Mon, 02 Mar 2026 09:00:00 +0000",
            "Auto-Submitted: auto-generated",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} is not in {text}");
        }
        assert!(text.ends_with("Bonjour,\r\n.\r\nVoil=C3=A0.\r\n\r\n"), "{text}");
    }

    #[test]
    fn an_answer_goes_where_it_is_said_and_a_bad_address_is_an_error() {
        let mut answered = mail();
        answered.reply_to = Some("paul@example.org".to_owned());
        let message = compose(&sender(), &answered).unwrap().formatted();
        assert!(String::from_utf8(message).unwrap().contains("Reply-To: paul@example.org\r\n"));
        answered.recipient = "ana@example.org\r\nBcc: x@example.org".to_owned();
        assert!(matches!(compose(&sender(), &answered), Err(Malformed::Recipient)));
    }

    proptest! {
        #[test]
        fn no_name_subject_or_address_adds_a_header_or_panics(
            name in hostile(), subject in hostile(), body in hostile(), reply_to in hostile(), long in 0usize..2000,
        ) {
            let subject = format!("{subject}{}", "a".repeat(long));
            let reply_to = Some(reply_to);
            let hostile = Outgoing { recipient_name: name, subject, body, reply_to, ..mail() };
            let message = compose(&sender(), &hostile).unwrap().formatted();
            let names = header_names(&message);
            prop_assert!(names.iter().filter(|name| *name != "Reply-To").eq(HEADERS.iter()), "{names:?}");
            prop_assert!(message.is_ascii());
            for line in message.split(|byte| *byte == b'\n') {
                prop_assert!(line.len() < 999 && !line.contains(&0));
                prop_assert!(line.iter().rev().skip(1).all(|byte| *byte != b'\r'), "a lone CR");
            }
        }
    }

    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\r\nBcc: x@example.org\r\n".to_owned()),
            Just("\r\n\r\n".to_owned()),
            Just("\n.\r\n".to_owned()),
            Just("=?utf-8?q?=0D=0ABcc:_x?=".to_owned()),
            Just("\" <x@example.org>,".to_owned()),
            Just("\r\u{0}\u{7f}\u{85}\u{2028}".to_owned()),
            any::<String>(),
            "[ -~]{0,200}",
            "[éœ€😀 ]{0,100}",
        ];
        prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
    }
}
