//! Every address of the site: the pattern of a route and the link to it are one value, so a link
//! cannot be wrong.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use super::error::Error;
use crate::domain::number::Number;
use crate::domain::token::Token;
use crate::files::FileId;
use crate::ui::Anchor;

/// Home.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/", rejection(Error))]
pub struct Home;

/// List of internship offers.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/offres-de-stage", rejection(Error))]
pub struct Offers;

/// What the look-up of occupations finds.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/metiers", rejection(Error))]
pub struct Occupations;

/// One offer.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/offres-de-stage/{number}", rejection(Error))]
pub struct Offer {
    /// Its public number.
    pub number: Number,
}

/// The form to apply to an offer.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/offres-de-stage/{number}/candidature", rejection(Error))]
pub struct Apply {
    /// Number of the offer.
    pub number: Number,
}

/// What the applicant sees once the application is in.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/offres-de-stage/{number}/candidature/{reference}", rejection(Error))]
pub struct Applied {
    /// Number of the offer.
    pub number: Number,
    /// Reference of the application.
    pub reference: String,
}

/// The reference system's direct link to an offer.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/detail-offre-stage/offre-detail/{number}/", rejection(Error))]
pub struct OldOffer {
    /// Number of the offer.
    pub number: Number,
}

/// One application, read by whoever receives it.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/candidatures/{token}", rejection(Error))]
pub struct ReadApplication {
    /// Token of the link.
    pub token: Token,
}

/// A document of that application.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/candidatures/{token}/fichiers/{file}", rejection(Error))]
pub struct ApplicationFile {
    /// Token of the link.
    pub token: Token,
    /// The document.
    pub file: FileId,
}

/// The document joined to a published offer.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/fichiers/{file}", rejection(Error))]
pub struct PublicFile {
    /// The document.
    pub file: FileId,
}

/// Where the reference data come from.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/sources", rejection(Error))]
pub struct Sources;

/// Style sheet, script, icon.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/assets/{name}", rejection(Error))]
pub struct Asset {
    /// Name with its hash.
    pub name: String,
}

/// What the addresses of [`Asset`] begin with.
pub const ASSETS: &str = "/assets/";

/// What search engines may visit.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/robots.txt", rejection(Error))]
pub struct Robots;

/// The menu.
pub const NAV: &[Anchor<'static>] = &[Anchor { label: "Offres de stage", href: Offers::PATH }];

/// Links at the foot of each page.
pub const FOOTER: &[Anchor<'static>] = &[
    Anchor { label: "Offres de stage", href: Offers::PATH },
    Anchor { label: "Sources des données", href: Sources::PATH },
];

impl ReadApplication {
    /// The address to write in a mail, with the link's mark in place of its token.
    pub fn in_mail(link: i64) -> String {
        Self::PATH.replace("{token}", &crate::mail::link_mark(link))
    }
}
