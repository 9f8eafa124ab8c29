//! Every address of the site: the pattern of a route and the link to it are one value, so a link
//! cannot be wrong.

pub mod deposit;
pub mod manage;

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use super::error::Error;
use crate::domain::token::Token;
use crate::domain::{Number, NumberOrCalendar};
use crate::files::FileId;
use crate::mail::link_mark;
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

/// What the look-up of communes finds.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/communes", rejection(Error))]
pub struct Communes;

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

/// The same, as it is pasted without its last slash.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/detail-offre-stage/offre-detail/{number}", rejection(Error))]
pub struct OldOfferBare {
    /// Number of the offer.
    pub number: Number,
}

/// List of events.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/rencontres", rejection(Error))]
pub struct Events;

/// The same as a calendar that one subscribes to.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/rencontres.ics", rejection(Error))]
pub struct EventsCalendar;

/// One event, or its calendar file.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/rencontres/{number}", rejection(Error))]
pub struct Event {
    /// Its public number.
    pub number: NumberOrCalendar,
}

impl Event {
    /// The page of an event.
    pub fn page(number: Number) -> Self {
        Self { number: NumberOrCalendar { number, calendar: false } }
    }

    /// Its calendar file.
    pub fn calendar(number: Number) -> Self {
        Self { number: NumberOrCalendar { number, calendar: true } }
    }
}

/// The form to register for an event.
#[derive(Debug, Clone, Copy, TypedPath, Deserialize)]
#[typed_path("/rencontres/{number}/inscription", rejection(Error))]
pub struct Register {
    /// Number of the event.
    pub number: Number,
}

/// What one sees once registered.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/rencontres/{number}/inscription/{reference}", rejection(Error))]
pub struct Registered {
    /// Number of the event.
    pub number: Number,
    /// Reference of the registration.
    pub reference: String,
}

/// One's own application or registration.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/suivi/{token}", rejection(Error))]
pub struct Follow {
    /// Token of the link.
    pub token: Token,
}

/// Where one confirms that one withdraws it.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/suivi/{token}/retrait", rejection(Error))]
pub struct Withdraw {
    /// Token of the link.
    pub token: Token,
}

/// Where an expired link asks for a fresh one.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/suivi/{token}/nouveau-lien", rejection(Error))]
pub struct FreshLink {
    /// Token of the expired link.
    pub token: Token,
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

/// Articles for visitors and companies.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/ressources", rejection(Error))]
pub struct Resources;

/// One article.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/ressources/{slug}", rejection(Error))]
pub struct Resource {
    /// Its name in addresses.
    pub slug: String,
}

/// A document beside an article.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/ressources/{slug}/fichiers/{file}", rejection(Error))]
pub struct ResourceFile {
    /// Name of the article.
    pub slug: String,
    /// The document.
    pub file: FileId,
}

/// The contact form.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/contact", rejection(Error))]
pub struct Contact;

/// What one sees once the message is in.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/contact/{reference}", rejection(Error))]
pub struct Contacted {
    /// Reference of the message.
    pub reference: String,
}

/// Who publishes the site.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/mentions-legales", rejection(Error))]
pub struct LegalNotice;

/// What becomes of personal data.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/confidentialite", rejection(Error))]
pub struct Privacy;

impl Privacy {
    /// The address of the part about one form.
    pub fn part(form: &str) -> String {
        format!("{}#{form}", Self::PATH)
    }
}

/// The declaration of accessibility.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/accessibilite", rejection(Error))]
pub struct Accessibility;

/// Every page of the site, for people.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/plan-du-site", rejection(Error))]
pub struct SiteMap;

/// The latest offers under the filters of the list, for feed readers.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/offres-de-stage.rss", rejection(Error))]
pub struct OffersFeed;

/// Every page of the site, for search engines.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/sitemap.xml", rejection(Error))]
pub struct SitemapXml;

/// Where to report a weakness (RFC 9116).
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/.well-known/security.txt", rejection(Error))]
pub struct SecurityTxt;

/// Style sheet, script, icon.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/assets/{name}", rejection(Error))]
pub struct Asset {
    /// Name with its hash.
    pub name: String,
}

/// What the addresses of [`Asset`] begin with.
pub const ASSETS: &str = "/assets/";

/// The icon, where browsers look for it by themselves.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/favicon.ico", rejection(Error))]
pub struct Favicon;

/// What search engines may visit.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/robots.txt", rejection(Error))]
pub struct Robots;

/// The menu.
pub const NAV: &[Anchor<'static>] = &[
    Anchor { label: "Offres de stage", href: Offers::PATH },
    Anchor { label: "Rencontres", href: Events::PATH },
    Anchor { label: "Entreprises", href: deposit::Companies::PATH },
    Anchor { label: "Ressources", href: Resources::PATH },
];

/// Links at the foot of each page.
pub const FOOTER: &[Anchor<'static>] = &[
    Anchor { label: "Offres de stage", href: Offers::PATH },
    Anchor { label: "Rencontres", href: Events::PATH },
    Anchor { label: "Entreprises", href: deposit::Companies::PATH },
    Anchor { label: "Ressources", href: Resources::PATH },
    Anchor { label: "Nous écrire", href: Contact::PATH },
    Anchor { label: "Plan du site", href: SiteMap::PATH },
    Anchor { label: "Mentions légales", href: LegalNotice::PATH },
    Anchor { label: "Données personnelles", href: Privacy::PATH },
    Anchor { label: "Sources des données", href: Sources::PATH },
];

impl ReadApplication {
    /// The address to write in a mail, with the link's mark in place of its token.
    pub fn in_mail(link: i64) -> String {
        Self::PATH.replace("{token}", &link_mark(link))
    }
}

impl Follow {
    /// The address to write in a mail, with the link's mark in place of its token.
    pub fn in_mail(link: i64) -> String {
        Self::PATH.replace("{token}", &link_mark(link))
    }
}
