//! What offers and events have in common: the public face of their employer, where they take place,
//! and the lists in which visitors find them.

pub mod criteria;
pub mod edit;
pub mod face;
pub mod form;
pub mod lookups;
pub mod near;
pub mod notice;
pub mod origin;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;
pub mod view;
pub mod words;

use crate::clock::Now;
use crate::domain::{Email, Number, Phone};

/// How many answered an offer or event since an instant.
#[derive(Debug, Clone)]
pub struct News {
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// How many.
    pub count: u64,
}

/// Who writes, and when.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// When.
    pub now: Now,
    /// Row of the user; none when the system or the employer does.
    pub user: Option<i64>,
}

impl By {
    /// Nobody with an account.
    pub fn system(now: Now) -> Self {
        Self { now, user: None }
    }
}

/// Where something takes place; this is shown even when the employer is masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the commune.
    pub commune: String,
    /// Its code.
    pub code: String,
    /// Code of the département.
    pub department: String,
    /// Its name.
    pub department_name: String,
}

impl Place {
    /// « Niort (Deux-Sèvres) ».
    pub fn french(&self) -> String {
        format!("{} ({})", self.commune, self.department_name)
    }
}

/// The block by which visitors reach the employer, or whoever answers in its place.
#[derive(Debug, Clone, Default)]
pub struct PublicContact {
    /// Whether the employer's identity is hidden.
    pub masked: bool,
    /// Nom commercial; without it the company's name is shown.
    pub trade_name: Option<String>,
    /// Person to ask for.
    pub contact_name: Option<String>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Second telephone.
    pub other_phone: Option<Phone>,
    /// Where answers go.
    pub email: Option<Email>,
    /// Web site.
    pub website: Option<String>,
}

/// What a company would show of itself.
#[derive(Debug, Clone, Default)]
pub struct OwnContact {
    /// Number and street.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Web site.
    pub website: Option<String>,
}

impl OwnContact {
    /// Nothing that belongs to the company itself passes this line when it is masked.
    #[must_use]
    pub fn shown(self, masked: bool) -> Self {
        if masked { Self::default() } else { self }
    }
}

/// What visitors read in place of the company's name.
pub fn public_name(masked: bool, trade_name: Option<&str>) -> String {
    match (masked, trade_name) {
        (true, name) => format!("{} (employeur masqué)", name.unwrap_or("Sans nom commercial")),
        (false, name) => name.unwrap_or_default().to_owned(),
    }
}

/// An employer as the public may know it. When it is masked there is a generic name and the
/// contact of whoever answers in its place, and nothing else.
#[derive(Debug, Clone)]
pub struct PublicEmployer {
    /// Nom commercial, else the company's name.
    pub name: String,
    /// Whether its identity is hidden.
    pub masked: bool,
    /// Street of the company.
    pub street: Option<String>,
    /// Postal code of the company.
    pub postal_code: Option<String>,
    /// Person to ask for.
    pub contact: Option<String>,
    /// Telephone.
    pub phone: Phone,
    /// Second telephone.
    pub other_phone: Option<Phone>,
    /// Where answers go.
    pub email: Email,
    /// Web site.
    pub website: Option<String>,
}

impl PublicEmployer {
    /// What visitors know of an employer; none while it lacks a telephone or an address.
    pub fn seen(name: String, own: OwnContact, contact: PublicContact) -> Option<Self> {
        let own = own.shown(contact.masked);
        let said = if contact.masked { None } else { contact.website };
        Some(Self {
            name,
            masked: contact.masked,
            street: own.street,
            postal_code: own.postal_code,
            contact: contact.contact_name,
            phone: contact.phone?,
            other_phone: contact.other_phone,
            email: contact.email?,
            website: said.or(own.website),
        })
    }
}
