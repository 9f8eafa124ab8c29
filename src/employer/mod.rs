//! Screens of employers, without account: what they deposit on the public site, and the applications that
//! they read by the link of a mail.

mod application;
mod deposit;
mod door;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::access::Access;
use crate::web::paths::deposit as paths;
use crate::web::paths::{ApplicationFile, ReadApplication};
use crate::web::routes::Routes;
use crate::web::upload;

/// Adds the routes of employers.
pub fn routes(routes: Routes) -> Routes {
    let holder = Access::LinkHolder;
    routes
        .get::<ReadApplication>(holder, get(application::application))
        .get::<ApplicationFile>(holder, get(application::document))
        .get::<paths::Companies>(Access::Everyone, get(door::page))
        .get::<paths::Search>(Access::Everyone, get(deposit::company::search))
        .get::<paths::NewOffer>(Access::Everyone, get(deposit::start::offer))
        .post::<paths::NewOffer>(Access::Everyone, post(deposit::start::create_offer))
        .get::<paths::NewEvent>(Access::Everyone, get(deposit::start::event))
        .post::<paths::NewEvent>(Access::Everyone, post(deposit::start::create_event))
        .get::<paths::Help>(Access::Everyone, get(deposit::help::form))
        .post::<paths::Help>(Access::Everyone, post(deposit::help::send))
        .get::<paths::Deposit>(holder, get(deposit::status::page))
        .post::<paths::Correction>(holder, post(deposit::status::reopen))
        .get::<paths::CompanyStep>(holder, get(deposit::company::form))
        .post::<paths::CompanyStep>(holder, post(deposit::company::send))
        .get::<paths::ItemStep>(holder, get(deposit::item::form))
        .post::<paths::ItemStep>(holder, post(deposit::item::send).layer(DefaultBodyLimit::max(upload::BODY)))
        .get::<paths::Review>(holder, get(deposit::review::page))
        .post::<paths::Review>(holder, post(deposit::review::send))
        .get::<paths::Preview>(holder, get(deposit::review::preview))
        .get::<paths::Removal>(holder, get(deposit::status::confirm_removal))
        .post::<paths::Removal>(holder, post(deposit::status::remove))
}
