//! Companies: a legal entity at one address.

pub mod form;
pub mod query;
pub mod store;
pub mod view;

use crate::domain::{CommuneCode, NafVersion, Sector, Siren, Siret};

/// A company to be stored.
#[derive(Debug, Clone)]
pub struct NewCompany {
    /// Raison sociale.
    pub name: String,
    /// Optional: associations and new firms have none.
    pub siren: Option<Siren>,
    /// Optional too; an exact SIRET is unique.
    pub siret: Option<Siret>,
    /// Activity code, with the nomenclature it belongs to.
    pub naf: Option<(String, NafVersion)>,
    /// Decided now and kept, whatever becomes of the nomenclature.
    pub sector: Sector,
    /// Number and street.
    pub street: Option<String>,
    /// Postal code, five digits.
    pub postal_code: Option<String>,
    /// Where it is.
    pub commune: CommuneCode,
    /// Web site.
    pub website: Option<String>,
}

impl NewCompany {
    /// Whether this is what is written of a company already.
    pub fn is(&self, company: &Company) -> bool {
        self.name == company.name
            && self.siren == company.siren
            && self.siret == company.siret
            && self.sector == company.sector
            && self.street == company.street
            && self.postal_code == company.postal_code
            && self.commune == company.commune_code
            && self.website == company.website
    }
}

/// A company as partners see it.
#[derive(Debug, Clone)]
pub struct Company {
    /// Row.
    pub id: i64,
    /// Raison sociale.
    pub name: String,
    /// SIREN.
    pub siren: Option<Siren>,
    /// SIRET.
    pub siret: Option<Siret>,
    /// Label of its activity code.
    pub activity: Option<String>,
    /// Sector.
    pub sector: Sector,
    /// Number and street.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Name of the commune.
    pub commune: String,
    /// Code of the commune.
    pub commune_code: CommuneCode,
    /// Web site.
    pub website: Option<String>,
    /// How many times it was changed.
    pub version: u32,
}

impl Company {
    /// « 4 rue du Rabot, 79000 Niort ».
    pub fn address(&self) -> String {
        let place = match &self.postal_code {
            Some(postal_code) => format!("{postal_code} {}", self.commune),
            None => self.commune.clone(),
        };
        match &self.street {
            Some(street) => format!("{street}, {place}"),
            None => place,
        }
    }

    /// « Secteur d’activité », in the words of its code where it has one.
    pub fn activity(&self) -> &str {
        self.activity.as_deref().unwrap_or(self.sector.label())
    }
}

/// A company that a search found, with who follows it already.
#[derive(Debug, Clone)]
pub struct FoundCompany {
    /// The company.
    pub company: Company,
    /// How many projects it has.
    pub projects: u64,
    /// Who manages the latest of them.
    pub followed_by: Option<String>,
}

/// A name under which visitors know a company.
#[derive(Debug, Clone)]
pub struct PublicName {
    /// The nom commercial of an offer or event.
    pub name: String,
    /// Whether it stands there in place of who the employer is.
    pub masked: bool,
}
