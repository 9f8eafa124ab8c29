//! The mail that tells an employer that its offer is online.

use crate::catalogue::notice::{About, Notice, UNNUMBERED, written};
use crate::catalogue::origin::Origin;
use crate::domain::Number;
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::web::paths;
use axum_extra::routing::TypedPath;

/// The mail about the offer of this number; one that is not stored yet has none.
pub fn published(number: Option<Number>, origin: &Origin, site: &Site, base_url: &BaseUrl) -> Notice {
    let (shown, path) = match number {
        Some(number) => (number.to_string(), paths::Offer { number }.to_string()),
        None => (UNNUMBERED.to_owned(), paths::Offer::PATH.replace("{number}", UNNUMBERED)),
    };
    let about = About {
        subject: &format!("offre de stage {shown}"),
        what: &format!("Votre offre de stage n°\u{a0}{shown}"),
        path: &path,
        next: "Les personnes intéressées y répondent en ligne\u{202f}; leurs candidatures sont envoyées à l’adresse e-mail indiquée dans l’offre.",
    };
    written(&about, origin, site, base_url)
}
