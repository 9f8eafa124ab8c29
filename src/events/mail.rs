//! The mail that tells an employer that its event is online.

use crate::catalogue::notice::{About, Notice, written};
use crate::catalogue::origin::Origin;
use crate::domain::Number;
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::web::paths;

/// The mail about the event of this number.
pub fn published(number: Number, origin: &Origin, site: &Site, base_url: &BaseUrl) -> Notice {
    let about = About {
        subject: &format!("rencontre {number}"),
        what: &format!("Votre rencontre {}", number.display_nbsp()),
        path: &paths::Event::page(number).to_string(),
        next: "Les personnes intéressées s’y inscrivent en ligne. Chaque inscription est annoncée par mail à qui les reçoit.",
    };
    written(&about, origin, site, base_url)
}
