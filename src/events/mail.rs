//! The mail that tells an employer that its event is online.

use crate::catalogue::notice::{About, Notice, UNNUMBERED, written};
use crate::catalogue::origin::Origin;
use crate::domain::Number;
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::web::paths;
use axum_extra::routing::TypedPath;

/// The mail about the event of this number; one that is not stored yet has none.
pub fn published(number: Option<Number>, origin: &Origin, site: &Site, base_url: &BaseUrl) -> Notice {
    let (shown, path) = match number {
        Some(number) => (number.to_string(), paths::Event::page(number).to_string()),
        None => (UNNUMBERED.to_owned(), paths::Event::PATH.replace("{number}", UNNUMBERED)),
    };
    let about = About {
        subject: &format!("rencontre {shown}"),
        what: &format!("Votre rencontre n°\u{a0}{shown}"),
        path: &path,
        next: "Les personnes intéressées s’y inscrivent en ligne\u{202f}; chaque inscription est signalée par courriel à la personne qui les reçoit.",
    };
    written(&about, origin, site, base_url)
}
