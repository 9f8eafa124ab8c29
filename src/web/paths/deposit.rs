//! Addresses of what companies do on the public site.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::domain::token::Token;
use crate::mail::link_mark;
use crate::web::error::Error;

/// What companies can do here.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/entreprises", rejection(Error))]
pub struct Companies;

/// Where an offer begins.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/entreprises/deposer-une-offre", rejection(Error))]
pub struct NewOffer;

/// Where an event begins.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/entreprises/proposer-une-rencontre", rejection(Error))]
pub struct NewEvent;

/// Where one asks for help.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/entreprises/etre-accompagnee", rejection(Error))]
pub struct Help;

/// What the look-up of companies finds.
#[derive(Debug, Clone, Copy, TypedPath)]
#[typed_path("/entreprises/recherche", rejection(Error))]
pub struct Search;

/// A deposit: where it stands.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/entreprises/depot/{token}", rejection(Error))]
pub struct Deposit {
    /// Token of the link.
    pub token: Token,
}

/// Its first step: the company and whom to ask for.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/entreprises/depot/{token}/entreprise", rejection(Error))]
pub struct CompanyStep {
    /// Token of the link.
    pub token: Token,
}

/// Its second step: the offer or the event.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/entreprises/depot/{token}/annonce", rejection(Error))]
pub struct ItemStep {
    /// Token of the link.
    pub token: Token,
}

/// Its last step: all of it, to be read again and sent.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/entreprises/depot/{token}/relecture", rejection(Error))]
pub struct Review {
    /// Token of the link.
    pub token: Token,
}

/// What visitors would see of it.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/entreprises/depot/{token}/apercu", rejection(Error))]
pub struct Preview {
    /// Token of the link.
    pub token: Token,
}

/// Where one begins to correct what was sent.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/entreprises/depot/{token}/correction", rejection(Error))]
pub struct Correction {
    /// Token of the link.
    pub token: Token,
}

/// Where one drops a draft.
#[derive(Debug, Clone, TypedPath, Deserialize)]
#[typed_path("/entreprises/depot/{token}/suppression", rejection(Error))]
pub struct Removal {
    /// Token of the link.
    pub token: Token,
}

impl Deposit {
    /// The address to write in a mail, with the link's mark in place of its token.
    pub fn in_mail(link: i64) -> String {
        Self::PATH.replace("{token}", &link_mark(link))
    }
}
