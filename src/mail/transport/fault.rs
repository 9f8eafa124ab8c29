//! Why a mail did not leave: during which step of the conversation, for which cause. From the two
//! follows what is known of the mail, which a mail library cannot tell: it only knows its own error.

use std::fmt;
use std::io::{self, ErrorKind};

use lettre::transport::smtp;

use super::Outcome;
use crate::text::clean_line;

/// The words of a server that are kept, in characters.
const WORDS: usize = 300;

/// The steps of a conversation with a mail server, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Before the conversation: the mail itself.
    Compose,
    /// Reaching the server, its greeting.
    Connect,
    /// Making the connection secret.
    Tls,
    /// Name and password.
    Login,
    /// Saying who sends.
    Sender,
    /// Saying to whom.
    Recipient,
    /// Announcing the text.
    Data,
    /// From the first byte of the text to the server's answer.
    Message,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The mail cannot be made into a message, for this reason.
    Malformed(String),
    /// There is nobody at the server's address, or no way to it.
    Unreachable(String),
    /// The server said nothing for too long.
    TimedOut,
    /// The connection was cut, or the server's words were none.
    Lost,
    /// The two could not agree on a secret connection.
    Tls(String),
    /// The server offers no secret connection.
    NoTls,
    /// The server takes no password here.
    NoLogin,
    /// The server said no.
    Reply {
        /// 4xx: not now; 5xx: never.
        code: u16,
        /// In its own words.
        words: String,
    },
}

/// Why a mail did not leave. Shown, it is a French sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// When.
    pub step: Step,
    /// Why.
    pub cause: Cause,
}

impl Fault {
    /// What lettre's error of a step comes to.
    pub fn of(step: Step, error: &smtp::Error) -> Self {
        Self { step, cause: Cause::of(error) }
    }

    /// What is known of the mail.
    ///
    /// Only a refusal of this very mail is final. A server that refuses the password, or the sender
    /// of every mail, is one whose settings are wrong: mails wait until somebody puts them right.
    pub fn outcome(self) -> Outcome {
        match (&self.cause, self.step) {
            (Cause::Malformed(_), _) => Outcome::Refused(self),
            (Cause::Reply { code, .. }, _) if self.is_of_the_mail() && *code >= 500 => Outcome::Refused(self),
            (Cause::Reply { .. }, _) => Outcome::Deferred(self),
            (_, Step::Message) => Outcome::Unknown(self),
            _ => Outcome::Deferred(self),
        }
    }

    /// Whether the next mail may fare better: the server answered, about this one.
    pub fn is_of_the_mail(&self) -> bool {
        match self.cause {
            Cause::Malformed(_) => true,
            // 421: the server leaves; 530 to 538: it wants a password, or another one.
            Cause::Reply { code, .. } => {
                self.step >= Step::Recipient && !matches!(code, 421 | 530 | 534 | 535 | 538)
            }
            _ => false,
        }
    }
}

impl Cause {
    fn of(error: &smtp::Error) -> Self {
        let source = std::error::Error::source(error);
        if let Some(code) = error.status() {
            let words = source.map(ToString::to_string).unwrap_or_default();
            return Self::Reply { code: code.into(), words: shortened(&words) };
        }
        // What fails under TLS is wrapped more than once.
        let mut causes = std::iter::successors(source, |cause| cause.source());
        causes.find_map(|cause| cause.downcast_ref::<io::Error>()).map_or(Self::Lost, Self::of_system)
    }

    fn of_system(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::TimedOut => Self::TimedOut,
            // What rustls says of a certificate or of a server that speaks otherwise.
            ErrorKind::InvalidData => Self::Tls(shortened(&error.to_string())),
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof => Self::Lost,
            ErrorKind::ConnectionRefused => Self::Unreachable("personne n’écoute à cette adresse".to_owned()),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                Self::Unreachable("le réseau n’y mène pas".to_owned())
            }
            _ => Self::Unreachable(shortened(&error.to_string())),
        }
    }
}

fn shortened(words: &str) -> String {
    clean_line(words).chars().take(WORDS).collect()
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.cause, self.step) {
            (Cause::Malformed(reason), _) => f.write_str(reason),
            (Cause::Reply { code, words }, step) => {
                write!(f, "{}\u{a0}: «\u{a0}{code} {words}\u{a0}».", refusal(step))
            }
            (Cause::Tls(words), _) => {
                write!(f, "La connexion chiffrée avec le serveur d’envoi a échoué\u{a0}: {words}.")
            }
            (Cause::NoTls, _) => f.write_str("Le serveur d’envoi ne propose pas de connexion chiffrée (STARTTLS)."),
            (Cause::NoLogin, _) => f.write_str("Le serveur d’envoi n’accepte pas de mot de passe sur cette connexion."),
            (_, Step::Message) => f.write_str(
                "La connexion a été perdue pendant que le courriel partait\u{a0}: personne ne sait s’il est arrivé.",
            ),
            (Cause::Unreachable(why), _) => write!(f, "Le serveur d’envoi est injoignable\u{a0}: {why}."),
            (Cause::TimedOut, _) => f.write_str("Le serveur d’envoi n’a pas répondu à temps."),
            (Cause::Lost, _) => f.write_str("Le serveur d’envoi a coupé la connexion."),
        }
    }
}

fn refusal(step: Step) -> &'static str {
    match step {
        Step::Compose | Step::Connect => "Le serveur d’envoi refuse la connexion",
        Step::Tls => "Le serveur d’envoi refuse la connexion chiffrée",
        Step::Login => "Le serveur d’envoi refuse l’identifiant ou le mot de passe",
        Step::Sender => "Le serveur d’envoi refuse l’expéditeur",
        Step::Recipient => "Le serveur d’envoi refuse le destinataire",
        Step::Data | Step::Message => "Le serveur d’envoi refuse le courriel",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(step: Step, code: u16) -> Fault {
        Fault { step, cause: Cause::Reply { code, words: "no".to_owned() } }
    }

    #[test]
    fn only_the_refusal_of_this_very_mail_is_final() {
        for step in [Step::Recipient, Step::Data, Step::Message] {
            assert!(matches!(reply(step, 550).outcome(), Outcome::Refused(_)), "{step:?}");
            assert!(matches!(reply(step, 450).outcome(), Outcome::Deferred(_)), "{step:?}");
            assert!(matches!(reply(step, 530).outcome(), Outcome::Deferred(_)), "{step:?}");
        }
        for step in [Step::Connect, Step::Tls, Step::Login, Step::Sender] {
            assert!(matches!(reply(step, 554).outcome(), Outcome::Deferred(_)), "{step:?}");
            assert!(!reply(step, 554).is_of_the_mail());
        }
        assert!(reply(Step::Recipient, 450).is_of_the_mail());
        assert!(!reply(Step::Recipient, 421).is_of_the_mail());
    }

    #[test]
    fn silence_is_uncertain_once_the_text_has_begun_to_leave() {
        for cause in [Cause::TimedOut, Cause::Lost, Cause::Unreachable("x".to_owned())] {
            let fault = |step| Fault { step, cause: cause.clone() };
            assert!(matches!(fault(Step::Message).outcome(), Outcome::Unknown(_)));
            for step in [Step::Connect, Step::Tls, Step::Login, Step::Sender, Step::Recipient, Step::Data] {
                assert!(matches!(fault(step).outcome(), Outcome::Deferred(_)), "{step:?}");
            }
        }
    }

    #[test]
    fn what_the_system_says_is_told_apart() {
        let of = |kind| Cause::of_system(&io::Error::new(kind, "the system's words"));
        assert_eq!(of(ErrorKind::TimedOut), Cause::TimedOut);
        assert_eq!(of(ErrorKind::InvalidData), Cause::Tls("the system's words".to_owned()));
        assert_eq!(of(ErrorKind::ConnectionReset), Cause::Lost);
        assert_eq!(of(ErrorKind::Other), Cause::Unreachable("the system's words".to_owned()));
        assert!(
            matches!(of(ErrorKind::ConnectionRefused), Cause::Unreachable(why) if why.contains("personne"))
        );
    }

    #[test]
    fn a_server_s_words_are_one_short_line() {
        let words = shortened(&format!("5.1.1\r\nno such\u{0} user{}", "!".repeat(1000)));
        assert!(words.starts_with("5.1.1 no such user!") && words.chars().count() == WORDS, "{words}");
    }
}
