//! The dashboard.

use axum_extra::routing::TypedPath;
use maud::html;

use crate::access::Partner;
use crate::ui;
use crate::web::page::Page;
use crate::web::paths::manage as paths;

/// What waits for somebody.
pub async fn page(_: Partner) -> Page {
    let main = html! { div class="wrap" { (ui::page_head("Tableau de bord", html! {})) } };
    Page::private("Tableau de bord", main).nav(paths::Dashboard::PATH)
}
