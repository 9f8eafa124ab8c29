//! The extranet: what partners do all day. Its routes stand behind a guard that refuses by default;
//! only the pages by which one comes in are outside.

mod account;
pub mod applicants;
pub mod companies;
mod dashboard;
mod deposits;
mod editing;
pub mod events;
mod guard;
mod help;
pub mod offers;
pub mod participants;
mod portfolio;
mod posters;
mod projects;
mod registrations;
mod saving;
mod sent;
pub mod session;
mod sign_in;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use maud::{Markup, html};

use crate::access::Access;
use crate::access::edit::Denied;
use crate::ui::{self, Anchor};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::routes::Routes;
use crate::web::upload;

/// The pages by which one comes in.
pub fn door_routes(routes: Routes) -> Routes {
    routes
        .get::<paths::SignIn>(Access::Everyone, get(sign_in::form))
        .post::<paths::SignIn>(
            Access::Everyone,
            post(sign_in::send).layer(DefaultBodyLimit::max(upload::PLAIN)),
        )
        .get::<paths::Forgotten>(Access::Everyone, get(sign_in::forgotten))
        .post::<paths::Forgotten>(Access::Everyone, post(sign_in::ask))
        .get::<paths::ChoosePassword>(Access::LinkHolder, get(sign_in::choose))
        .post::<paths::ChoosePassword>(Access::LinkHolder, post(sign_in::chosen))
}

/// The pages of those who are signed in.
pub fn routes(routes: Routes) -> Routes {
    routes
        .post::<paths::SignOut>(Access::Partner, post(sign_in::sign_out))
        .get::<paths::Dashboard>(Access::Partner, get(dashboard::page))
        .get::<paths::Deposits>(Access::Partner, get(deposits::page))
        .resumable::<paths::Deposits>(Access::Partner, post(deposits::assign))
        .get::<paths::Help>(Access::Partner, get(help::page))
        .get::<paths::Account>(Access::Partner, get(account::page))
        .resumable::<paths::Account>(Access::Partner, post(account::details))
        .post::<paths::AccountPassword>(Access::Partner, post(account::password))
        .post::<paths::AccountSessions>(Access::Partner, post(account::sessions))
        .get::<paths::Portfolio>(Access::Partner, get(portfolio::portfolio))
        .get::<paths::PortfolioXlsx>(Access::Partner, get(portfolio::portfolio_xlsx))
        .get::<paths::PortfolioCsv>(Access::Partner, get(portfolio::portfolio_csv))
        .get::<paths::ConsultationXlsx>(Access::Partner, get(portfolio::consultation_xlsx))
        .get::<paths::ConsultationCsv>(Access::Partner, get(portfolio::consultation_csv))
        .get::<paths::PortfolioSelection>(Access::Partner, get(portfolio::portfolio_question))
        .post::<paths::PortfolioSelection>(Access::Partner, post(portfolio::portfolio_selection))
        .get::<paths::Consultation>(Access::Partner, get(portfolio::consultation))
        .get::<paths::ConsultationSelection>(Access::Partner, get(portfolio::consultation_question))
        .post::<paths::ConsultationSelection>(Access::Partner, post(portfolio::consultation_selection))
        .post::<paths::SavedFilters>(Access::Partner, post(portfolio::name))
        .get::<paths::NewProject>(Access::Partner, get(projects::new))
        .resumable::<paths::NewProject>(
            Access::Partner,
            post(projects::create).layer(DefaultBodyLimit::max(upload::BODY)),
        )
        .get::<paths::Project>(Access::Partner, get(projects::page))
        .resumable::<paths::Project>(
            Access::Partner,
            post(projects::save).layer(DefaultBodyLimit::max(upload::BODY)),
        )
        .get::<paths::Company>(Access::Partner, get(companies::page))
        .get::<paths::ProjectPrint>(Access::Partner, get(projects::print))
        .get::<paths::ProjectCompany>(Access::Partner, get(projects::company))
        .resumable::<paths::ProjectCompany>(Access::Partner, post(projects::save_company))
        .post::<paths::ProjectTakeover>(Access::Partner, post(projects::take_over))
        .get::<paths::ProjectReturn>(Access::Partner, get(deposits::answering))
        .resumable::<paths::ProjectReturn>(Access::Partner, post(deposits::answer))
        .get::<paths::ProjectJoining>(Access::Partner, get(deposits::joining))
        .resumable::<paths::ProjectJoining>(Access::Partner, post(deposits::join))
        .get::<paths::ProjectDeletion>(Access::Partner, get(projects::deletion))
        .resumable::<paths::ProjectDeletion>(Access::Partner, post(projects::delete))
        .get::<paths::Offer>(Access::Partner, get(offers::page))
        .resumable::<paths::Offer>(
            Access::Partner,
            post(offers::send).layer(DefaultBodyLimit::max(upload::BODY)),
        )
        .get::<paths::OfferPoster>(Access::Partner, get(posters::offer))
        .get::<paths::OfferDocument>(Access::Partner, get(offers::document))
        .get::<paths::Event>(Access::Partner, get(events::page))
        .resumable::<paths::Event>(
            Access::Partner,
            post(events::send).layer(DefaultBodyLimit::max(upload::BODY)),
        )
        .get::<paths::EventPoster>(Access::Partner, get(posters::event))
        .get::<paths::AttendancePdf>(Access::Partner, get(participants::attendance::paper))
        .get::<paths::AttendanceXlsx>(Access::Partner, get(participants::attendance::workbook))
        .get::<paths::Certificate>(Access::Partner, get(participants::certificate::print))
        .get::<paths::EventDocument>(Access::Partner, get(events::document))
        .get::<paths::Applicants>(Access::Partner, get(applicants::page))
        .resumable::<paths::Applicants>(
            Access::Partner,
            post(applicants::enter).layer(DefaultBodyLimit::max(upload::BODY)),
        )
        .get::<paths::ApplicantFile>(Access::Partner, get(applicants::document))
        .get::<paths::Registrations>(Access::Partner, get(registrations::page))
        .get::<paths::Confirmation>(Access::Partner, get(registrations::confirming))
        .resumable::<paths::Confirmation>(
            Access::Partner,
            post(registrations::confirm).layer(DefaultBodyLimit::max(upload::PLAIN)),
        )
        .get::<paths::Presence>(Access::Partner, get(registrations::presence))
        .resumable::<paths::Presence>(
            Access::Partner,
            post(registrations::say).layer(DefaultBodyLimit::max(upload::PLAIN)),
        )
        .get::<paths::Participants>(Access::Partner, get(participants::page))
        .resumable::<paths::Participants>(Access::Partner, post(participants::enter))
        .get::<paths::Participant>(Access::Partner, get(participants::row))
        .resumable::<paths::Participant>(Access::Partner, post(participants::save))
        .get::<paths::Unregister>(Access::Partner, get(participants::unregistering))
        .resumable::<paths::Unregister>(Access::Partner, post(participants::unregister))
}

/// The extranet, behind its sessions.
pub fn router(app: &App) -> Router<App> {
    let door = door_routes(Routes::default())
        .into_router()
        .route_layer(from_fn_with_state(app.clone(), guard::door));
    let inside = routes(Routes::default());
    let guard = guard::Guard::new(app, inside.table());
    let inside = inside.into_router().route_layer(from_fn_with_state(guard, guard::inside));
    door.merge(inside).route_layer(session::layer(app)).route_layer(from_fn(guard::whole))
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Unknown => Self::NotFound,
            Denied::NotYours(manager) => not_yours(manager.as_deref(), &[]).into(),
            Denied::Db(error) => error.into(),
        }
    }
}

/// What is somebody else's to change; what was typed is given back.
fn not_yours(manager: Option<&str>, typed: &[(&'static str, String)]) -> Page {
    let why = html! {
        @match manager {
            Some(manager) => p { "Ce projet est géré par " strong { (manager) } "\u{a0}: vous pouvez le consulter, mais pas le modifier ni voir qui y a répondu." },
            None => p { "Personne ne gère encore ce projet\u{a0}: prenez-le en charge pour le modifier." },
        }
    };
    refusal("Ce projet n’est pas le vôtre", why, typed)
}

/// Why something cannot be done as things stand, and where to go from there.
fn conflict(title: &str, why: Markup, way: Anchor<'_>) -> Page {
    let main = ui::error_page(409, title, why, &[way]);
    Page::private(title, main).status(StatusCode::CONFLICT)
}

/// Why something may not be done; what was typed is given back.
fn refusal(title: &str, why: Markup, typed: &[(&'static str, String)]) -> Page {
    let typed: Vec<(&str, &str)> = typed
        .iter()
        .map(|(label, text)| (*label, text.as_str()))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect();
    let content = html! {
        (why)
        @if !typed.is_empty() {
            (ui::given_back("Rien n’a été enregistré.", &typed))
        }
    };
    let main = ui::error_page(403, title, content, crate::accounts::view::WAYS_OUT);
    Page::private(title, main).status(StatusCode::FORBIDDEN)
}
