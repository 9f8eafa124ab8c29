//! Writing offers.

use rusqlite::{OptionalExtension, params};

use super::super::Start;
use super::super::draft::{CheckedOffer, OfferDraft, not_there};
use super::stored;
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{Number, PublicationState, Sector, UnpublishedReason, fold};
use crate::reference::occupations;

/// An offer just stored.
#[derive(Debug, Clone, Copy)]
pub struct NewOffer {
    /// Its row.
    pub id: i64,
    /// Its public number, taken for good.
    pub number: Number,
}

/// Stores a new offer as a draft, under the next number of the current month.
///
/// # Errors
/// What SQLite says; a project or commune that does not exist.
pub fn create(tx: &WriteTx, now: Now, project: i64, offer: &OfferDraft) -> Result<NewOffer, Error> {
    let serial: u32 = tx
        .prepare_cached("UPDATE counter SET last = last + 1 WHERE kind = 'offer' RETURNING last")?
        .query_row([], |row| row.get(0))?;
    let number = Number::new(now.today(), serial);
    let face = Face::of(tx, project, offer)?;
    tx.prepare_cached(
        "INSERT INTO offer (project_id, serial, numbered_on, state, title, sort_title, commune, department, sector,
             created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
    )?
    .execute(params![
        project,
        serial,
        number.stored_month(),
        PublicationState::Draft,
        face.title,
        fold(&face.title),
        offer.commune,
        face.department,
        face.sector,
        now.unix
    ])?;
    let id = tx.last_insert_rowid();
    save(tx, now, id, offer, &face)?;
    Ok(NewOffer { id, number })
}

/// Puts an offer online, as it is given.
///
/// # Errors
/// What SQLite says; an offer that does not exist.
pub fn publish(tx: &WriteTx, now: Now, id: i64, offer: &CheckedOffer) -> Result<(), Error> {
    let project: i64 = tx
        .prepare_cached("SELECT project_id FROM offer WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or_else(not_there)?;
    let face = Face::of(tx, project, offer.draft())?;
    save(tx, now, id, offer.draft(), &face)?;
    tx.prepare_cached(
        "UPDATE offer SET state = ?2, unpublished_reason = NULL, published_at = ?3,
             first_published_at = coalesce(first_published_at, ?3) WHERE id = ?1",
    )?
    .execute(params![id, PublicationState::Published, now.unix])?;
    tx.prepare_cached("INSERT OR REPLACE INTO offer_text (rowid, words) VALUES (?1, ?2)")?
        .execute(params![id, face.words(offer.draft())])?;
    Ok(())
}

/// Takes an offer off line, and says why.
///
/// # Errors
/// What SQLite says.
pub fn unpublish(tx: &WriteTx, now: Now, id: i64, reason: UnpublishedReason) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE offer SET state = ?2, unpublished_reason = ?3, updated_at = ?4, version = version + 1 WHERE id = ?1",
    )?
    .execute(params![id, PublicationState::Unpublished, reason, now.unix])?;
    tx.prepare_cached("DELETE FROM offer_text WHERE rowid = ?1")?.execute([id])?;
    Ok(())
}

fn save(tx: &WriteTx, now: Now, id: i64, offer: &OfferDraft, face: &Face) -> Result<(), Error> {
    let contact = &offer.contact;
    let starts_on = match offer.start {
        Some(Start::On(date)) => Some(stored(date)),
        Some(Start::Asap) | None => None,
    };
    tx.prepare_cached(
        "UPDATE offer SET audiences = ?2, occupation = ?3, title = ?4, sort_title = ?5, school_wanted = ?6,
             training_wanted = ?7, description = ?8, starts_on = ?9, starts_asap = ?10, duration = ?11,
             places = ?12, commune = ?13, department = ?14, sector = ?15, document_id = ?16, masked = ?17,
             trade_name = ?18, contact_name = ?19, phone = ?20, other_phone = ?21, email = ?22, website = ?23,
             updated_at = ?24, version = version + 1
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        offer.audiences,
        offer.occupation,
        face.title,
        fold(&face.title),
        offer.school_wanted,
        offer.training_wanted,
        offer.description,
        starts_on,
        offer.start == Some(Start::Asap),
        offer.duration,
        offer.places,
        offer.commune,
        face.department,
        face.sector,
        offer.document.as_ref().map(|document| document.as_str()),
        contact.masked,
        contact.trade_name,
        contact.contact_name,
        contact.phone,
        contact.other_phone,
        contact.email,
        contact.website,
        now.unix
    ])?;
    Ok(())
}

/// What an offer shows that comes from elsewhere: its company, its commune, its occupation.
struct Face {
    title: String,
    employer: String,
    sector: Sector,
    commune: String,
    department: String,
    department_name: String,
    occupation: Vec<String>,
}

impl Face {
    fn of(tx: &ReadTx, project: i64, offer: &OfferDraft) -> Result<Self, Error> {
        let (company, sector): (String, Sector) = tx
            .prepare_cached(
                "SELECT c.name, c.sector FROM project p JOIN company c ON c.id = p.company_id WHERE p.id = ?1",
            )?
            .query_row([project], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .ok_or_else(not_there)?;
        let (commune, department, department_name): (String, String, String) = tx
            .prepare_cached(
                "SELECT k.name, d.code, d.name FROM commune k JOIN department d ON d.code = k.department_code
                 WHERE k.code = ?1",
            )?
            .query_row([offer.commune], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?
            .ok_or_else(not_there)?;
        let occupation = match &offer.occupation {
            Some(code) => occupations::get(tx, code)?,
            None => None,
        };
        let labels: Vec<String> = occupation
            .into_iter()
            .flat_map(|occupation| [Some(occupation.label), occupation.card.map(|card| card.label)])
            .flatten()
            .collect();
        let title = match labels.first() {
            Some(label) => label.clone(),
            None => format!("Stage – {} – {commune}", sector.label()),
        };
        let trade_name = offer.contact.trade_name.clone();
        // A masked employer is never indexed under its own name.
        let employer = if offer.contact.masked {
            trade_name.unwrap_or_default()
        } else {
            trade_name.unwrap_or(company)
        };
        Ok(Self { title, employer, sector, commune, department, department_name, occupation: labels })
    }

    /// The words by which a search finds the offer, folded.
    fn words(&self, offer: &OfferDraft) -> String {
        let parts = [
            Some(self.title.as_str()),
            Some(self.employer.as_str()),
            Some(self.sector.label()),
            Some(self.commune.as_str()),
            Some(self.department_name.as_str()),
            offer.training_wanted.as_deref(),
            offer.school_wanted.as_deref(),
            Some(offer.description.as_str()),
        ];
        let all: Vec<&str> =
            parts.into_iter().flatten().chain(self.occupation.iter().map(String::as_str)).collect();
        fold(&all.join(" "))
    }
}
