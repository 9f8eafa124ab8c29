//! How mails leave, as the operator chose it: the mail server, its password, the sender; and a test
//! of all three.

use std::io;
use std::path::PathBuf;

use super::CommandError;
use crate::clock::Clock;
use crate::config::{self, Mailing};
use crate::domain::Email;
use crate::mail::letter;
use crate::mail::message::{Outgoing, Sender, compose};
use crate::mail::outbox::message_id;
use crate::mail::transport::server::{Secrecy, Server, ServerError};
use crate::mail::transport::smtp::Smtp;
use crate::mail::transport::{Fault, Outcome, Transport};
use crate::mail::worker::{self, Running, Worker};
use crate::site::Site;
use crate::web::App;

/// Why mails cannot leave as they are asked to, in words for the person who started the program.
#[derive(Debug, thiserror::Error)]
pub enum MailingError {
    /// The mail server's address means nothing.
    #[error("--smtp ne convient pas\u{a0}: {0}.")]
    Server(#[from] ServerError),
    /// There is a mail server and no sender.
    #[error(
        "Il manque --mail-from (ou CMONSTAGE_MAIL_FROM)\u{a0}: l’adresse d’où partent les courriels, par exemple «\u{a0}Stages <nepasrepondre@example.org>\u{a0}»."
    )]
    NoSender,
    /// The sender is no address.
    #[error("--mail-from ne convient pas\u{a0}: {0}")]
    Sender(&'static str),
    /// There is a user and no password.
    #[error(
        "--smtp nomme un identifiant, et le mot de passe manque\u{a0}: donnez-le par CMONSTAGE_SMTP_PASSWORD_FILE ou CMONSTAGE_SMTP_PASSWORD."
    )]
    NoPassword,
    /// There is a password and no user.
    #[error(
        "Un mot de passe est donné pour le serveur d’envoi, et --smtp ne nomme pas d’identifiant\u{a0}: smtps://identifiant@serveur."
    )]
    NoUser,
    /// The password's file cannot be read.
    #[error("Le mot de passe du serveur d’envoi ne peut pas être lu dans «\u{a0}{}\u{a0}»\u{a0}: {cause}", path.display())]
    PasswordFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A test was asked for, and there is no mail server.
    #[error(
        "Aucun serveur d’envoi n’est donné (--smtp ou CMONSTAGE_SMTP)\u{a0}: les courriels restent en file."
    )]
    NoServer,
    /// The test mail has not left.
    #[error("Le courriel d’essai n’est pas parti. {0}")]
    NotSent(Fault),
    /// The test mail cannot be made.
    #[error(transparent)]
    Malformed(#[from] crate::mail::message::Malformed),
}

/// Everything mails need to leave.
pub struct Post {
    sender: Sender,
    smtp: Smtp,
}

impl Post {
    /// Puts the sender of the outbox to work.
    pub fn start(self, app: &App) -> Running {
        worker::start(Worker {
            db: app.db.clone(),
            clock: app.clock.clone(),
            key: app.key.clone(),
            sender: self.sender,
            transport: self.smtp,
        })
    }
}

/// What the settings come to; none when they name no mail server. `host` is where the site stands.
///
/// # Errors
/// [`MailingError`].
pub fn post(options: &Mailing, site_name: &str, host: Option<&str>) -> Result<Option<Post>, MailingError> {
    let Some(server) = options.smtp() else {
        tracing::info!("no mail server is given: mails stay in the outbox");
        return Ok(None);
    };
    let server = Server::parse(server)?;
    let sender = Sender::parse(options.mail_from().ok_or(MailingError::NoSender)?, site_name, host)
        .map_err(MailingError::Sender)?;
    let password = password(&server)?;
    if server.secrecy == Secrecy::Clear {
        tracing::info!("mails go to the mail server in clear");
    }
    let smtp = Smtp::new(server, password, sender.host());
    Ok(Some(Post { sender, smtp }))
}

fn password(server: &Server) -> Result<Option<String>, MailingError> {
    let password =
        config::smtp_password().map_err(|(path, cause)| MailingError::PasswordFile { path, cause })?;
    match (&server.user, password.filter(|password| !password.is_empty())) {
        (Some(_), None) => Err(MailingError::NoPassword),
        (None, Some(_)) => Err(MailingError::NoUser),
        (_, password) => Ok(password),
    }
}

/// Sends a mail to try, and says what became of it.
pub fn test(options: &Mailing, site: &Site, to: &Email) -> Result<(), CommandError> {
    let post = post(options, &site.name, None)?.ok_or(MailingError::NoServer)?;
    let message = compose(&post.sender, &test_mail(site, to)).map_err(MailingError::from)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let outcome = post.smtp.send(&message).await;
        post.smtp.rest().await;
        outcome
    });
    match outcome {
        Outcome::Sent => {
            println!("Le serveur d’envoi a accepté le courriel d’essai pour {to}.");
            Ok(())
        }
        Outcome::Refused(fault) | Outcome::Deferred(fault) | Outcome::Unknown(fault) => {
            Err(MailingError::NotSent(fault).into())
        }
    }
}

fn test_mail(site: &Site, to: &Email) -> Outgoing {
    let text = "Bonjour,\n\nSi vous lisez ce message, les courriels du site partent\u{a0}: accents, œ et €\u{a0}compris.";
    Outgoing {
        message_id: message_id(),
        recipient: to.to_string(),
        recipient_name: String::new(),
        reply_to: None,
        subject: format!("Essai d’envoi de {}", site.name),
        body: letter(&[text.to_owned()], &site.name, &site.tagline),
        calendar: None,
        written_at: Clock::system(site.zone).now().unix,
    }
}
