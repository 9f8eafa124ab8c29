//! « Aide »: whom to ask.

use axum::extract::State;
use axum_extra::routing::TypedPath;

use crate::access::Partner;
use crate::accounts::store;
use crate::accounts::view::{HelpContact, help_page};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;

/// The contacts that the organisation set, else its administrators.
pub async fn page(_: Partner, State(app): State<App>) -> Result<Page, Error> {
    let contacts: Vec<HelpContact> = if app.site.technical_contacts.is_empty() {
        let administrators = app.db.read(store::administrators).await?;
        administrators
            .into_iter()
            .map(|user| HelpContact { name: user.name, phone: user.phone, email: user.email })
            .collect()
    } else {
        let set = app.site.technical_contacts.iter().cloned();
        set.map(|contact| HelpContact { name: contact.name, phone: contact.phone, email: contact.email })
            .collect()
    };
    Ok(Page::private("Aide", help_page(&contacts)).nav(paths::Help::PATH))
}
