//! Offers as they stand on the paper of their project: all that is written, none of who answered.

use rusqlite::Row;

use super::super::Start;
use super::{number, start};
use crate::db::{Error, ReadTx};
use crate::domain::{AudienceSet, Number, OfferAudience, PublicationState, UnpublishedReason};

/// An offer on paper.
#[derive(Debug, Clone)]
pub struct PrintedOffer {
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: PublicationState,
    /// Why it is no longer online.
    pub reason: Option<UnpublishedReason>,
    /// Whether visitors do not learn who the employer is.
    pub masked: bool,
    /// Nom commercial.
    pub trade_name: Option<String>,
    /// When.
    pub start: Option<Start>,
    /// How long, in the employer's words.
    pub duration: Option<String>,
    /// How many interns.
    pub places: Option<u32>,
    /// Who it is for.
    pub audiences: AudienceSet<OfferAudience>,
    /// What the intern will do.
    pub description: String,
    /// Training that the employer wishes.
    pub training_wanted: Option<String>,
    /// School that the employer wishes.
    pub school_wanted: Option<String>,
    /// Commune.
    pub commune: String,
    /// How many applications it holds, withdrawn ones aside.
    pub applications: u32,
}

/// The offers of a project, in the order of their numbers.
///
/// # Errors
/// What SQLite says.
pub fn printed(tx: &ReadTx, project: i64) -> Result<Vec<PrintedOffer>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT o.serial, o.numbered_on, o.title, o.state, o.unpublished_reason, o.masked, o.trade_name,
                 o.starts_asap, o.starts_on, o.duration, o.places, o.audiences, o.description, o.training_wanted,
                 o.school_wanted, k.name,
                 (SELECT count(*) FROM application a WHERE a.offer_id = o.id AND a.withdrawn_at IS NULL)
             FROM offer o JOIN commune k ON k.code = o.commune WHERE o.project_id = ?1 ORDER BY o.serial",
        )?
        .query_map([project], offer)?
        .collect::<Result<_, _>>()?)
}

fn offer(row: &Row) -> rusqlite::Result<PrintedOffer> {
    Ok(PrintedOffer {
        number: number(row, 0, 1)?,
        title: row.get(2)?,
        state: row.get(3)?,
        reason: row.get(4)?,
        masked: row.get(5)?,
        trade_name: row.get(6)?,
        start: start(row, 7, 8)?,
        duration: row.get(9)?,
        places: row.get(10)?,
        audiences: row.get(11)?,
        description: row.get(12)?,
        training_wanted: row.get(13)?,
        school_wanted: row.get(14)?,
        commune: row.get(15)?,
        applications: row.get(16)?,
    })
}
