//! Where the mail server is, as the operator writes it.
//!
//! | written | means |
//! |---|---|
//! | `smtps://user@host` | TLS from the first byte, port 465 |
//! | `smtp://user@host` | STARTTLS, or nothing is sent, port 587 |
//! | `smtp://localhost` | this machine, in clear, port 25 |
//! | `smtp://host?tls=none` | another machine, in clear, without password, port 25 |

use std::net::IpAddr;

/// A mail server, and how to speak to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name or its address, without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept secret.
    pub secrecy: Secrecy,
    /// The name given with the password, if there is one.
    pub user: Option<String>,
}

/// How a connection is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// TLS from the first byte.
    Tls,
    /// TLS before anything is said.
    StartTls,
    /// None.
    Clear,
}

/// Why a text is no mail server. The text itself may hold a password, and is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ServerError {
    /// It cannot be read.
    #[error("l’adresse du serveur d’envoi s’écrit smtps://identifiant@serveur ou smtp://identifiant@serveur")]
    Unreadable,
    /// A password where every user of the machine can see it.
    #[error(
        "le mot de passe ne s’écrit pas dans l’adresse du serveur d’envoi\u{a0}: donnez-le par CMONSTAGE_SMTP_PASSWORD_FILE ou CMONSTAGE_SMTP_PASSWORD"
    )]
    Password,
    /// A password that would travel in clear.
    #[error("un mot de passe ne part pas en clair\u{a0}: ôtez «\u{a0}tls=none\u{a0}» ou l’identifiant")]
    ClearPassword,
    /// Something after the question mark that means nothing.
    #[error("après l’adresse du serveur d’envoi, seul «\u{a0}?tls=none\u{a0}» est compris")]
    Parameter,
}

impl Server {
    /// Reads the address of a mail server.
    ///
    /// # Errors
    /// [`ServerError`].
    pub fn parse(text: &str) -> Result<Self, ServerError> {
        let (scheme, rest) = text.trim().split_once("://").ok_or(ServerError::Unreadable)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        // An identifier is often an e-mail address: the last @ is the one before the host.
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => (Some(user_name(user)?), place),
            None => (None, rest),
        };
        let (host, port) = host_and_port(place.strip_suffix('/').unwrap_or(place))?;
        let secrecy = secrecy(scheme, query, &host)?;
        if user.is_some() && secrecy == Secrecy::Clear && !is_this_machine(&host) {
            return Err(ServerError::ClearPassword);
        }
        Ok(Self { host, port: port.unwrap_or(secrecy.port()), secrecy, user })
    }
}

impl Secrecy {
    const fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::Clear => 25,
        }
    }
}

fn secrecy(scheme: &str, query: &str, host: &str) -> Result<Secrecy, ServerError> {
    match (scheme, query) {
        ("smtps", "") => Ok(Secrecy::Tls),
        // Nobody listens between a machine and itself, and no certificate is made out to localhost.
        ("smtp", "") if is_this_machine(host) => Ok(Secrecy::Clear),
        ("smtp", "") => Ok(Secrecy::StartTls),
        ("smtp", "tls=none") => Ok(Secrecy::Clear),
        ("smtp" | "smtps", _) => Err(ServerError::Parameter),
        _ => Err(ServerError::Unreadable),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// `%40` stands for @ and so on, as in other addresses; a colon begins a password.
fn user_name(text: &str) -> Result<String, ServerError> {
    if text.contains(':') {
        return Err(ServerError::Password);
    }
    let plain = text.replace('+', "%2B");
    let (name, _) = form_urlencoded::parse(plain.as_bytes()).next().ok_or(ServerError::Unreadable)?;
    if name.is_empty() || name.contains(char::is_control) || plain.contains(['&', '=']) {
        return Err(ServerError::Unreadable);
    }
    Ok(name.into_owned())
}

fn host_and_port(place: &str) -> Result<(String, Option<u16>), ServerError> {
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, "")) => (address, None),
        Some((address, rest)) => (address, Some(rest.strip_prefix(':').ok_or(ServerError::Unreadable)?)),
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    let named = host.split('.').all(|label| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    });
    if !named && host.parse::<IpAddr>().is_err() {
        return Err(ServerError::Unreadable);
    }
    let port = port.map(|port| port.parse().ok().filter(|port| *port > 0).ok_or(ServerError::Unreadable));
    Ok((host.to_ascii_lowercase(), port.transpose()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_form_has_its_secrecy_and_its_port() {
        for (text, host, port, secrecy, user) in [
            ("smtps://ana@mail.example.org", "mail.example.org", 465, Secrecy::Tls, Some("ana")),
            ("smtps://Mail.Example.org:8465/", "mail.example.org", 8465, Secrecy::Tls, None),
            ("smtp://ana@mail.example.org", "mail.example.org", 587, Secrecy::StartTls, Some("ana")),
            ("smtp://mail.example.org:25", "mail.example.org", 25, Secrecy::StartTls, None),
            ("smtp://localhost", "localhost", 25, Secrecy::Clear, None),
            ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, Secrecy::Clear, None),
            ("smtp://ana@[::1]:1025", "::1", 1025, Secrecy::Clear, Some("ana")),
            ("smtp://relay.lan?tls=none", "relay.lan", 25, Secrecy::Clear, None),
            ("smtp://relay?tls=none", "relay", 25, Secrecy::Clear, None),
        ] {
            let user = user.map(str::to_owned);
            let expected = Server { host: host.to_owned(), port, secrecy, user };
            assert_eq!(Server::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn an_identifier_may_be_an_address() {
        for text in
            ["smtps://ana+1@example.org@mail.example.org", "smtps://ana+1%40example.org@mail.example.org"]
        {
            assert_eq!(Server::parse(text).unwrap().user.as_deref(), Some("ana+1@example.org"));
        }
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        for (text, error) in [
            ("mail.example.org", ServerError::Unreadable),
            ("http://mail.example.org", ServerError::Unreadable),
            ("smtp://", ServerError::Unreadable),
            ("smtp://@mail.example.org", ServerError::Unreadable),
            ("smtp://mail.example.org:0", ServerError::Unreadable),
            ("smtp://mail.example.org:99999", ServerError::Unreadable),
            ("smtp://mail..example.org", ServerError::Unreadable),
            ("smtp://mail.example.org/path", ServerError::Unreadable),
            ("smtps://ana:secret@mail.example.org", ServerError::Password),
            ("smtp://ana@mail.example.org?tls=none", ServerError::ClearPassword),
            ("smtp://mail.example.org?tls=maybe", ServerError::Parameter),
            ("smtps://mail.example.org?tls=none", ServerError::Parameter),
        ] {
            assert_eq!(Server::parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered_and_no_password_gets_in(text in any::<String>(), word in "[a-z]{1,9}") {
            let _ = Server::parse(&text);
            let _ = Server::parse(&format!("smtp://{text}"));
            let with_password = Server::parse(&format!("smtps://ana:{word}@mail.example.org"));
            prop_assert_eq!(with_password, Err(ServerError::Password));
        }
    }
}
