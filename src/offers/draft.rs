//! What is written of an offer: a draft may be incomplete, what is published may not.

use crate::catalogue::PublicContact;
use crate::clock::Now;
use crate::domain::{AudienceSet, CommuneCode, OfferAudience};
use crate::files::FileId;
use crate::text::count_chars;

use super::Start;

/// Fewest characters of a published description (user guide, 1.3).
pub const DESCRIPTION_MIN: usize = 200;

/// Most characters of a description.
pub const DESCRIPTION_MAX: usize = 5000;

/// An offer that may still lack things.
#[derive(Debug, Clone)]
pub struct OfferDraft {
    /// Who it is for.
    pub audiences: AudienceSet<OfferAudience>,
    /// Code of the occupation proposed: a family, a card or a title.
    pub occupation: Option<String>,
    /// School that the intern should come from.
    pub school_wanted: Option<String>,
    /// Training that the intern should follow.
    pub training_wanted: Option<String>,
    /// What the intern will do.
    pub description: String,
    /// When.
    pub start: Option<Start>,
    /// How long, in the employer's words.
    pub duration: Option<String>,
    /// How many interns.
    pub places: Option<u32>,
    /// Where.
    pub commune: CommuneCode,
    /// The document joined, already received.
    pub document: Option<FileId>,
    /// The block that visitors see.
    pub contact: PublicContact,
}

/// An offer that lacks nothing: only this can be published.
#[derive(Debug, Clone)]
pub struct CheckedOffer(OfferDraft);

/// What an offer lacks to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// No audience.
    Audiences,
    /// A description of [`DESCRIPTION_MIN`] characters.
    Description,
    /// A date, or « dès que possible ».
    Start,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A masked employer needs a generic name.
    TradeName,
}

impl OfferDraft {
    /// Whether its date has gone by.
    pub fn is_past(&self, now: Now) -> bool {
        self.start.is_some_and(|start| start.is_past(now))
    }

    /// The same offer, once nothing is missing.
    ///
    /// # Errors
    /// Everything that is missing.
    pub fn check(self) -> Result<CheckedOffer, Vec<Missing>> {
        let contact = &self.contact;
        let missing: Vec<Missing> = [
            (self.audiences.is_empty(), Missing::Audiences),
            (count_chars(&self.description) < DESCRIPTION_MIN, Missing::Description),
            (self.start.is_none(), Missing::Start),
            (contact.phone.is_none(), Missing::Phone),
            (contact.email.is_none(), Missing::Email),
            (contact.masked && contact.trade_name.is_none(), Missing::TradeName),
        ]
        .into_iter()
        .filter_map(|(lacks, what)| lacks.then_some(what))
        .collect();
        if missing.is_empty() { Ok(CheckedOffer(self)) } else { Err(missing) }
    }
}

impl CheckedOffer {
    /// What will be published.
    pub fn draft(&self) -> &OfferDraft {
        &self.0
    }
}
