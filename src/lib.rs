//! CMonStage: internships, and meetings with companies, in one region. One executable, one SQLite
//! file, pages made on the server.
//!
//! # The floors
//!
//! A module imports from its own floor or from a lower one, never from a higher one; a test reads
//! the `use` lines and keeps it true.
//!
//! 1. `clock`, `db`, `form`, `french`, `text`: know neither the domain nor HTTP.
//! 2. `domain`, `access`, `files`, `mail`, `receipts`, `reference`, `site`: values of the domain and
//!    what every feature needs; no HTTP.
//! 3. `web`, `ui`, `document`: the web kit, the components, files for other programs; no feature.
//! 4. `accounts`, `companies`, `projects`, `assignments`, `person`, `catalogue`, `offers`, `events`, `applications`,
//!    `registrations`, `content`, `contact`, `deposits`, `portfolio`: the features, each with its types, its form, its SQL
//!    (`store`), its views and its mails. A feature uses the types and the store of those before it,
//!    never their views or forms; `person` and `catalogue` are there to be shared whole.
//! 5. `public`, `employer`, `follow`, `extranet`: the screens, which compose features.
//! 6. `jobs`, `demo`, `config`, `commands`: what starts, fills and runs the rest.
//!
//! # A few words
//!
//! | in the code | for people |
//! |---|---|
//! | company | entreprise |
//! | deposit: what a company sends without account | demande, dépôt |
//! | project: a company wishes to be known | projet |
//! | offer | offre de stage |
//! | application, applicant | candidature, postulant |
//! | manager | chargé du projet |
//! | assignment | affectation |
//! | partner | partenaire : whoever is signed in |
//! | event, registration, participant | rencontre (évènement), inscription, participant |
//! | organisation | structure partenaire |
//! | audience | public visé |
//! | near: around a commune, within a radius | autour d’une commune, dans un rayon de |
//! | occupation: family, card or title of the ROME | métier ou famille de métiers |
//! | masked employer | employeur masqué |

pub mod clock;
pub mod db;
pub mod form;
pub mod french;
pub mod text;

pub mod access;
pub mod domain;
pub mod files;
pub mod mail;
pub mod receipts;
pub mod reference;
pub mod site;

pub mod document;
pub mod ui;
pub mod web;

pub mod accounts;
pub mod applications;
pub mod assignments;
pub mod catalogue;
pub mod companies;
pub mod contact;
pub mod content;
pub mod deposits;
pub mod events;
pub mod offers;
pub mod person;
pub mod portfolio;
pub mod projects;
pub mod registrations;

pub mod employer;
pub mod extranet;
pub mod follow;
pub mod public;

pub mod commands;
pub mod config;
pub mod demo;
pub mod jobs;

use web::App;
use web::routes::Routes;

/// The table of every route.
pub fn routes() -> Routes {
    extranet::routes(extranet::door_routes(open_routes()))
}

/// The routes that need no account.
fn open_routes() -> Routes {
    follow::routes(employer::routes(public::routes(Routes::default())))
}

/// The whole site, ready to be served.
pub fn router(app: &App) -> axum::Router {
    web::stack(open_routes().into_router().merge(extranet::router(app)), app)
}
