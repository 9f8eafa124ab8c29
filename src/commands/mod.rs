//! The commands of the program. What goes wrong is one French sentence on standard error.

mod demo;
mod doctor;
mod mailing;
mod mails;
pub mod serve;
mod usage;
mod user;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::config::{Cli, Command, NamesError};
use crate::db::{self, OpenError};
use crate::demo::DemoError;

pub use mailing::{MailingError, Post};
pub use usage::{explain, read};
pub use user::UserError;

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The demonstration cannot be built.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The settings in the database cannot be read.
    #[error("Les réglages de la base ne peuvent pas être lus : {0}")]
    Settings(rusqlite::Error),
    /// The database refused a query.
    #[error("La base ne répond pas comme prévu : {0}")]
    Db(#[from] db::Error),
    /// The key file cannot be used.
    #[error("La clé « {} » ne peut pas être lue : {cause}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// Nothing can be listened to at this address.
    #[error("{}", cannot_listen(*.address, .cause))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// Limits may be switched off on loopback only.
    #[error(
        "CMONSTAGE_LIMITS=off n’est accepté que sur cette machine (127.0.0.1 ou [::1]) : {0} est visible du réseau."
    )]
    LimitsOffInPublic(SocketAddr),
    /// A file of the system failed.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The doctor found something wrong, and said what.
    #[error("{}", unsound(*.0))]
    Unsound(usize),
    /// The names of the site do not go together.
    #[error(transparent)]
    Names(#[from] NamesError),
    /// An account is not opened, or no link made to it.
    #[error(transparent)]
    User(#[from] UserError),
    /// Mails cannot leave as they are asked to.
    #[error(transparent)]
    Mailing(#[from] MailingError),
    /// There is no such mail.
    #[error("Il n’y a pas de courriel n° {0} dans cette base.")]
    NoSuchMail(i64),
}

fn unsound(wrong: usize) -> String {
    match wrong {
        1 => "Une vérification a échoué.".to_owned(),
        _ => format!("{wrong} vérifications ont échoué."),
    }
}

fn cannot_listen(address: SocketAddr, cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Le port {} est déjà utilisé par un autre programme. Arrêtez-le, ou choisissez une autre adresse : --listen {}:0 prend un port libre.",
            address.port(),
            bracketed(address)
        ),
        io::ErrorKind::PermissionDenied => format!(
            "Le port {} est réservé au système. Choisissez un port au-dessus de 1023, derrière un serveur mandataire.",
            address.port()
        ),
        io::ErrorKind::AddrNotAvailable => {
            format!("L’adresse {} n’est pas une adresse de cette machine.", address.ip())
        }
        _ => format!("Impossible d’écouter sur {address} : {cause}"),
    }
}

fn bracketed(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(address) => address.ip().to_string(),
        SocketAddr::V6(address) => format!("[{}]", address.ip()),
    }
}

/// Carries out a command.
///
/// # Errors
/// [`CommandError`], whose message is for the person who started the program.
pub fn run(cli: Cli) -> Result<(), CommandError> {
    match cli.command {
        Command::Demo(options) => demo::run(&options),
        Command::Serve(options) => serve::run(options),
        Command::User(options) => user::run(options),
        Command::Mails(options) => mails::run(options),
        Command::Doctor(options) => doctor::run(&options),
    }
}
