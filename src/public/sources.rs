//! Where the reference data come from, as their licences ask that it be said.

use maud::html;

use crate::reference::sources::SOURCES;
use crate::ui;
use crate::web::edition::Kept;
use crate::web::page::Page;
use crate::web::paths;

/// The page of sources.
pub async fn page(_: paths::Sources) -> Page {
    let main = html! {
        div class="wrap" {
            div class="narrow" {
                (ui::page_head("Sources des données", html! {
                    p class="lead" { "Ce site s’appuie sur des données publiques. Les voici, avec leur licence." }
                }))
                div class="stack" {
                    @for source in SOURCES {
                        section class="panel" {
                            h2 { (source.what) }
                            (ui::definitions(&[
                                ("Producteur", html! { (source.producer) }),
                                ("Version", html! { (source.version) }),
                                ("Licence", html! { a href=(source.licence_url) rel="noopener" { (source.licence) } }),
                                ("Adresse", html! { a href=(source.address) rel="noopener" { (source.address) } }),
                            ]))
                        }
                    }
                }
            }
        }
    };
    Page { kept: Kept::Day, ..Page::new("Sources des données", main) }
}
