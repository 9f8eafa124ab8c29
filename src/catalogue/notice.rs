//! The mail that tells an employer that its offer or event is online, sent when a partner asks for it.

use super::origin::Origin;
use crate::mail::letter;
use crate::site::Site;
use crate::web::client::BaseUrl;

/// Stands in the mail that a form shows, before there is a number.
pub const UNNUMBERED: &str = "…";

/// The mail, as the form shows it and as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The employer's private address, if the project gives one.
    pub to: Option<String>,
    /// Subject line.
    pub subject: String,
    /// Text.
    pub body: String,
}

/// What the mail is about.
pub struct About<'a> {
    /// « offre de stage 102019-59 », in the subject line.
    pub subject: &'a str,
    /// « Votre offre de stage n° 102019-59 ».
    pub what: &'a str,
    /// Its public page.
    pub path: &'a str,
    /// What happens from now on, a whole sentence.
    pub next: &'a str,
}

/// Writes the mail. It says nothing that the form may still change, so that what is read before
/// saving is what leaves.
pub fn written(about: &About<'_>, origin: &Origin, site: &Site, base_url: &BaseUrl) -> Notice {
    let paragraphs = [
        "Bonjour,".to_owned(),
        format!("{} est en ligne sur {}\u{a0}:\n{}", about.what, site.name, base_url.with(about.path)),
        about.next.to_owned(),
        match origin.answering() {
            Some(manager) => {
                format!(
                    "Pour la corriger ou la retirer, répondez à ce message\u{a0}: {} vous lira.",
                    manager.name
                )
            }
            None => "Pour la corriger ou la retirer, répondez à ce message.".to_owned(),
        },
    ];
    Notice {
        to: origin.contact.email.as_ref().map(ToString::to_string),
        subject: format!("Votre {} est en ligne", about.subject),
        body: letter(&paragraphs, &site.name, base_url.as_str()),
    }
}
