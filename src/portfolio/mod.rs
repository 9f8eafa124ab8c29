//! Portfolios: the companies that somebody follows, with their projects, offers and events; the same over
//! everybody's, to consult.

pub mod filter;
pub mod store;

use time::PrimitiveDateTime;

use crate::clock::Now;
use crate::db::text_enum;
use crate::domain::{Number, PublicationState, UnpublishedReason};
use crate::form::Field;
use crate::offers::Start;
use crate::web::table::Column;
use filter::Nature;

text_enum! {
    /// Whose things are looked at, and on which screen.
    pub enum Scope {
        /// Those of whoever asks: the projects they manage with all that they hold, and the events whose
        /// registrations they receive.
        Own = "portfolio" => "Gérer mon portefeuille",
        /// Everybody's.
        All = "consultation" => "Consultation",
    }
}

/// Filters that somebody gave a name to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFilter {
    /// Row.
    pub id: i64,
    /// What they are called.
    pub name: String,
    /// The address parameters, url-encoded.
    pub query: String,
}

/// What they are called.
pub const NAME: Field = Field::new("nom", "Enregistrer ces filtres sous le nom")
    .required("Donnez un nom à ces filtres.")
    .length(1, 60);

/// How many of them somebody may have on one screen.
pub const MOST_SAVED: usize = 30;

/// The columns by which companies are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortfolioOrder {
    /// Its name.
    Company,
}

impl Column for PortfolioOrder {
    const ALL: &'static [Self] = &[Self::Company];
    const DEFAULT: Self = Self::Company;

    fn slug(self) -> &'static str {
        match self {
            Self::Company => "entreprise",
        }
    }
}

/// A company, with what of it was asked for.
#[derive(Debug, Clone)]
pub struct CompanyLine {
    /// Row.
    pub id: i64,
    /// Name.
    pub name: String,
    /// SIRET, else SIREN, as stored.
    pub registered: Option<String>,
    /// Street.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Name of its commune.
    pub commune: String,
    /// Name of its département.
    pub department: String,
    /// Label of its activity, else of its sector.
    pub activity: String,
    /// What of it was asked for: each project, then its offers and events.
    pub items: Vec<Item>,
}

/// A project, offer or event.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is.
    pub nature: Nature,
    /// Its row.
    pub id: i64,
    /// Row of its project.
    pub project: i64,
    /// Name of the company.
    pub company: String,
    /// Under which other name it is announced.
    pub trade_name: Option<String>,
    /// When its project was entered, as an instant.
    pub created_at: i64,
    /// Its number; a project has none.
    pub number: Option<Number>,
    /// Its title; a project has none.
    pub title: String,
    /// Where it stands; a project does not say.
    pub state: Option<PublicationState>,
    /// Why it is no longer online.
    pub reason: Option<UnpublishedReason>,
    /// When an offer starts.
    pub start: Option<Start>,
    /// When an event starts, in the site's zone.
    pub starts: Option<PrimitiveDateTime>,
    /// Places of an event, with those added; of an offer, how many it takes.
    pub places: Option<u32>,
    /// How many applied, or how many places are taken.
    pub answers: u32,
    /// Name of the commune where it is.
    pub commune: String,
    /// Name of its département.
    pub department: String,
    /// When it was last changed, as an instant.
    pub updated_at: i64,
    /// Row of the user who manages its project.
    pub manager_id: Option<i64>,
    /// Who that is.
    pub manager: Option<String>,
    /// Whether whoever asks may change it.
    pub mine: bool,
    /// Whether whoever asks may give its project to somebody: who only receives the registrations of an
    /// event may not.
    pub project_mine: bool,
}

impl Item {
    /// Whether its date has gone by.
    pub fn is_past(&self, now: Now) -> bool {
        self.start.is_some_and(|start| start.is_past(now))
            || self.starts.is_some_and(|starts| starts <= now.local)
    }
}

/// How much there is of what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Companies.
    pub companies: u32,
    /// Projects, offers and events.
    pub items: u32,
}
