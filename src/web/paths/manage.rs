//! Addresses of the extranet.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use super::super::error::Error;
use crate::domain::Number;
use crate::domain::token::Token;
use crate::files::FileId;
use crate::mail::link_mark;
use crate::ui::Anchor;

/// What every address of the extranet begins with.
pub const ROOT: &str = "/gestion";

/// Whether a path is of the extranet.
pub fn holds(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where one signs in.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/connexion", rejection(Error))]
pub struct SignIn;

/// Where one signs out.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/deconnexion", rejection(Error))]
pub struct SignOut;

/// Where one says that one forgot one's password.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/mot-de-passe-oublie", rejection(Error))]
pub struct Forgotten;

/// Where one chooses a password by the link of a mail.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/gestion/mot-de-passe/{token}", rejection(Error))]
pub struct ChoosePassword {
    /// Token of the link.
    pub token: Token,
}

impl ChoosePassword {
    /// The address to write in a mail, with the link's mark in place of its token.
    pub fn in_mail(link: i64) -> String {
        Self::PATH.replace("{token}", &link_mark(link))
    }
}

/// The dashboard.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion", rejection(Error))]
pub struct Dashboard;

/// What companies deposited.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/depots", rejection(Error))]
pub struct Deposits;

/// Whom to ask when something does not work.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/aide", rejection(Error))]
pub struct Help;

/// One's own account.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/compte", rejection(Error))]
pub struct Account;

/// Where one changes one's password.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/compte/mot-de-passe", rejection(Error))]
pub struct AccountPassword;

/// Where one ends one's other sessions.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/compte/sessions", rejection(Error))]
pub struct AccountSessions;

/// A new project.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/projets/nouveau", rejection(Error))]
pub struct NewProject;

/// One project.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/projets/{id}", rejection(Error))]
pub struct Project {
    /// Its row.
    pub id: i64,
}

/// All that is known of one company.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/entreprises/{id}", rejection(Error))]
pub struct Company {
    /// Its row.
    pub id: i64,
}

/// The company of a project.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/projets/{id}/entreprise", rejection(Error))]
pub struct ProjectCompany {
    /// Row of the project.
    pub id: i64,
}

/// Where one takes a project over, or asks to.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/projets/{id}/prise-en-charge", rejection(Error))]
pub struct ProjectTakeover {
    /// Row of the project.
    pub id: i64,
}

/// Where what a company deposited in a project is sent back to it.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/projets/{id}/retour", rejection(Error))]
pub struct ProjectReturn {
    /// Row of the project.
    pub id: i64,
}

/// Where a project is joined to the company or to the project that it repeats.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/projets/{id}/rattachement", rejection(Error))]
pub struct ProjectJoining {
    /// Row of the project.
    pub id: i64,
}

/// Where a project is deleted, or its deletion asked for.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/projets/{id}/suppression", rejection(Error))]
pub struct ProjectDeletion {
    /// Row of the project.
    pub id: i64,
}

/// One offer.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/offres-de-stage/{number}", rejection(Error))]
pub struct Offer {
    /// Its number.
    pub number: Number,
}

/// The document of an offer, online or not.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/gestion/offres-de-stage/{number}/document/{file}", rejection(Error))]
pub struct OfferDocument {
    /// Number of the offer.
    pub number: Number,
    /// The document.
    pub file: FileId,
}

/// The poster of an offer.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/offres-de-stage/{number}/affiche", rejection(Error))]
pub struct OfferPoster {
    /// Number of the offer.
    pub number: Number,
}

/// Where an applicant is entered by hand.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/offres-de-stage/{number}/postulants", rejection(Error))]
pub struct Applicants {
    /// Number of the offer.
    pub number: Number,
}

/// A document of an applicant.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/gestion/offres-de-stage/{number}/postulants/fichiers/{file}", rejection(Error))]
pub struct ApplicantFile {
    /// Number of the offer.
    pub number: Number,
    /// The document.
    pub file: FileId,
}

/// One event.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}", rejection(Error))]
pub struct Event {
    /// Its number.
    pub number: Number,
}

/// The document of an event, online or not.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}/document/{file}", rejection(Error))]
pub struct EventDocument {
    /// Number of the event.
    pub number: Number,
    /// The document.
    pub file: FileId,
}

/// The poster of an event.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}/affiche", rejection(Error))]
pub struct EventPoster {
    /// Number of the event.
    pub number: Number,
}

/// Where a participant is registered by hand.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}/participants", rejection(Error))]
pub struct Participants {
    /// Number of the event.
    pub number: Number,
}

/// One participant.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}/participants/{id}", rejection(Error))]
pub struct Participant {
    /// Number of the event.
    pub number: Number,
    /// Row of the registration.
    pub id: i64,
}

/// Where a participant is taken off the list.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}/participants/{id}/desinscription", rejection(Error))]
pub struct Unregister {
    /// Number of the event.
    pub number: Number,
    /// Row of the registration.
    pub id: i64,
}

/// A project on paper.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/projets/{id}/impression", rejection(Error))]
pub struct ProjectPrint {
    /// Row of the project.
    pub id: i64,
}

/// One's portfolio.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/portefeuille", rejection(Error))]
pub struct Portfolio;

/// What a portfolio shows, as a spreadsheet.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/portefeuille/export.xlsx", rejection(Error))]
pub struct PortfolioXlsx;

/// The same as text.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/portefeuille/export.csv", rejection(Error))]
pub struct PortfolioCsv;

/// Where what is ticked in a portfolio is assigned or unpublished.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/portefeuille/selection", rejection(Error))]
pub struct PortfolioSelection;

/// Everybody's projects, offers and events.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/consultation", rejection(Error))]
pub struct Consultation;

/// What the consultation shows, as a spreadsheet.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/consultation/export.xlsx", rejection(Error))]
pub struct ConsultationXlsx;

/// The same as text.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/consultation/export.csv", rejection(Error))]
pub struct ConsultationCsv;

/// Where what is ticked in the consultation is assigned or unpublished.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/consultation/selection", rejection(Error))]
pub struct ConsultationSelection;

/// Where filters get a name, and lose it.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/filtres", rejection(Error))]
pub struct SavedFilters;

/// The events whose registrations are handled.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/gestion/inscriptions", rejection(Error))]
pub struct Registrations;

/// Where those who registered are sent the organiser's confirmation.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}/confirmation", rejection(Error))]
pub struct Confirmation {
    /// Number of the event.
    pub number: Number,
}

/// Where one writes down who came.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}/presence", rejection(Error))]
pub struct Presence {
    /// Number of the event.
    pub number: Number,
}

/// The attendance sheet of an event, as a spreadsheet.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}/emargement.xlsx", rejection(Error))]
pub struct AttendanceXlsx {
    /// Number of the event.
    pub number: Number,
}

/// The attendance sheet of an event, to be printed.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}/emargement.pdf", rejection(Error))]
pub struct AttendancePdf {
    /// Number of the event.
    pub number: Number,
}

/// What says that a participant came.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/gestion/rencontres/{number}/participants/{id}/attestation", rejection(Error))]
pub struct Certificate {
    /// Number of the event.
    pub number: Number,
    /// Row of the registration.
    pub id: i64,
}

/// The menu.
pub const NAV: &[Anchor<'static>] = &[
    Anchor { label: "Tableau de bord", href: Dashboard::PATH },
    Anchor { label: "Demandes reçues", href: Deposits::PATH },
    Anchor { label: "Saisir un projet", href: NewProject::PATH },
    Anchor { label: "Gérer mon portefeuille", href: Portfolio::PATH },
    Anchor { label: "Gérer les inscriptions", href: Registrations::PATH },
    Anchor { label: "Consultation", href: Consultation::PATH },
];

/// What is one's own, beside one's name.
pub const OWN: &[Anchor<'static>] =
    &[Anchor { label: "Mon compte", href: Account::PATH }, Anchor { label: "Aide", href: Help::PATH }];
