//! Companies: a legal entity at one address.

use rusqlite::params;

use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::domain::{CommuneCode, NafVersion, Sector, Siren, Siret, fold};

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

/// Stores a company and gives its row.
///
/// # Errors
/// What SQLite says; a SIRET that is already there is refused by a constraint.
pub fn create(tx: &WriteTx, now: Now, company: &NewCompany) -> Result<i64, Error> {
    let (naf_code, naf_version) = company.naf.clone().unzip();
    tx.prepare_cached(
        "INSERT INTO company (name, folded_name, siren, siret, naf_code, naf_version, sector, street,
             postal_code, commune, website, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
    )?
    .execute(params![
        company.name,
        fold(&company.name),
        company.siren,
        company.siret,
        naf_code,
        naf_version,
        company.sector,
        company.street,
        company.postal_code,
        company.commune,
        company.website,
        now.unix
    ])?;
    Ok(tx.last_insert_rowid())
}
