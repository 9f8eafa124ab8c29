//! What something published shows that comes from elsewhere: its company, its commune, its
//! occupation. Computed when it is written, so that lists read one row.

use rusqlite::OptionalExtension;

use super::{PublicContact, words};
use crate::db::{Error, ReadTx};
use crate::domain::{CommuneCode, Sector, fold};
use crate::reference::occupations;

/// The face of an offer or event.
#[derive(Debug, Clone)]
pub struct Face {
    /// The name under which visitors know the employer; its own never when it is masked.
    pub employer: String,
    /// Activity of the company.
    pub sector: Sector,
    /// Name of the commune.
    pub commune: String,
    /// Code of the département.
    pub department: String,
    /// Its name.
    pub department_name: String,
    /// The labels of the occupation: its own, then that of its card.
    pub occupation: Vec<String>,
    /// The codes by which a search finds it: its own, its card's, its family's.
    occupation_codes: Vec<String>,
}

impl Face {
    /// Reads it.
    ///
    /// # Errors
    /// What SQLite says; a project or commune that does not exist.
    pub fn of(
        tx: &ReadTx,
        project: i64,
        commune: CommuneCode,
        occupation: Option<&str>,
        contact: &PublicContact,
    ) -> Result<Self, Error> {
        let (company, sector) = tx
            .prepare_cached(
                "SELECT c.name, c.sector FROM project p JOIN company c ON c.id = p.company_id WHERE p.id = ?1",
            )?
            .query_row([project], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .ok_or_else(not_there)?;
        Self::of_company(tx, (company, sector), commune, occupation, contact)
    }

    /// The same, of a company of this name and sector that may not be stored yet.
    ///
    /// # Errors
    /// What SQLite says; a commune that does not exist.
    pub fn of_company(
        tx: &ReadTx,
        (company, sector): (String, Sector),
        commune: CommuneCode,
        occupation: Option<&str>,
        contact: &PublicContact,
    ) -> Result<Self, Error> {
        let (commune, department, department_name): (String, String, String) = tx
            .prepare_cached(
                "SELECT k.name, d.code, d.name FROM commune k JOIN department d ON d.code = k.department_code
                 WHERE k.code = ?1",
            )?
            .query_row([commune], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?
            .ok_or_else(not_there)?;
        let occupation = match occupation {
            Some(code) => occupations::get(tx, code)?,
            None => None,
        };
        let (mut labels, mut codes) = (Vec::new(), Vec::new());
        if let Some(occupation) = occupation {
            let card = occupation.card.as_ref().map_or(&occupation.code, |card| &card.code);
            // The family is the beginning of the card's code.
            codes.extend(card.get(..3).map(str::to_owned));
            codes.push(card.clone());
            labels.push(occupation.label);
            labels.extend(occupation.card.map(|card| card.label));
        }
        let trade_name = contact.trade_name.clone();
        let employer =
            if contact.masked { trade_name.unwrap_or_default() } else { trade_name.unwrap_or(company) };
        Ok(Self {
            employer,
            sector,
            commune,
            department,
            department_name,
            occupation: labels,
            occupation_codes: codes,
        })
    }

    /// The words by which a search finds it, folded, and its marks; `own` are the texts of the offer or
    /// event itself, `marks` those that only it knows.
    pub fn words(&self, own: &[Option<&str>], marks: &[String]) -> String {
        let shared = [
            self.employer.as_str(),
            self.sector.label(),
            self.commune.as_str(),
            self.department_name.as_str(),
        ];
        let all: Vec<&str> = own
            .iter()
            .copied()
            .flatten()
            .chain(shared)
            .chain(self.occupation.iter().map(String::as_str))
            .collect();
        let mut text = fold(&all.join(" "));
        let own_marks = [words::department(&self.department), words::sector(self.sector)];
        let occupations = self.occupation_codes.iter().map(|code| words::occupation(code));
        for mark in own_marks.into_iter().chain(occupations).chain(marks.iter().cloned()) {
            text.push(' ');
            text.push_str(&mark);
        }
        text
    }
}

/// A row that the caller should have known to be there is not.
pub fn not_there() -> Error {
    Error::Sqlite(rusqlite::Error::QueryReturnedNoRows)
}
