//! The mail that tells an employer that its offer is online.

use crate::catalogue::notice::{About, Notice, written};
use crate::catalogue::origin::Origin;
use crate::domain::Number;
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::web::paths;

/// The mail about the offer of this number.
pub fn published(number: Number, origin: &Origin, site: &Site, base_url: &BaseUrl) -> Notice {
    let about = About {
        subject: &format!("offre de stage {number}"),
        what: &format!("Votre offre de stage {}", number.display_nbsp()),
        path: &paths::Offer { number }.to_string(),
        next: "Les personnes intéressées y répondent en ligne. Leurs candidatures arrivent à l’adresse e-mail que montre l’offre.",
    };
    written(&about, origin, site, base_url)
}
