//! The queue of what companies sent: where each stands, and which of it is asked for.

use super::DepositKind;
use crate::catalogue::criteria::ELSEWHERE;
use crate::db::slice::Slice;
use crate::db::text_enum;
use crate::domain::{Number, Reference};
use crate::text::clean_line;
use crate::web::query::Query;
use crate::web::table::Column;

text_enum! {
    /// Where a deposit stands. A request for help is finished once its manager has written something in the
    /// project since the company last sent it; an offer or event once it no longer waits for review.
    pub enum Stage {
        /// Nobody manages its project.
        Unassigned = "unassigned" => "À affecter",
        /// Its manager has it.
        ToReview = "to_review" => "À relire",
        /// The company was asked for more.
        Returned = "returned" => "Renvoyée à l’entreprise",
        /// The company is writing.
        Reopened = "reopened" => "En correction par l’entreprise",
        /// The company sent it again.
        Corrected = "corrected" => "Corrigée par l’entreprise",
        /// It was put online.
        Published = "published" => "Publiée",
        /// Its manager took it up.
        Answered = "answered" => "Traitée",
        /// It was given no follow-up.
        Closed = "closed" => "Sans suite",
    }
}

impl Stage {
    /// Those that wait for somebody.
    pub const WAITING: [Self; 5] =
        [Self::Unassigned, Self::ToReview, Self::Corrected, Self::Returned, Self::Reopened];

    /// Those that wait for nobody any more.
    pub const FINISHED: [Self; 3] = [Self::Published, Self::Answered, Self::Closed];

    /// Whether it waits for somebody.
    pub fn waits(self) -> bool {
        Self::WAITING.contains(&self)
    }

    /// Its value in an address; finished ones are not told apart there.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Unassigned => "a-affecter",
            Self::ToReview => "a-relire",
            Self::Returned => "renvoyees",
            Self::Reopened => "en-correction",
            Self::Corrected => "corrigees",
            Self::Published | Self::Answered | Self::Closed => FINISHED,
        }
    }
}

/// The value of `etat` for those that are finished.
pub const FINISHED: &str = "terminees";

/// Who manages what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charge {
    /// Anybody, or nobody.
    #[default]
    All,
    /// Whoever asks.
    Mine,
    /// Nobody.
    Nobody,
}

impl Charge {
    const ALL: [Self; 3] = [Self::All, Self::Mine, Self::Nobody];

    /// Its value in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Mine => "a-moi",
            Self::Nobody => "a-affecter",
        }
    }
}

impl DepositKind {
    /// Its value in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Offer => "offre",
            Self::Event => "rencontre",
            Self::Help => "accompagnement",
        }
    }
}

/// What is asked for, as the address says it: `etat`, `nature`, `dep`, `charge`. What makes no sense is as if
/// it were not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Where they stand, as [`Stage::slug`] says it; empty for all that wait.
    pub state: String,
    /// Of one kind.
    pub kind: Option<DepositKind>,
    /// In a département of the territory, or [`ELSEWHERE`].
    pub department: Option<String>,
    /// By who manages them.
    pub charge: Charge,
    /// A reference, or a part of the name of a company.
    pub search: String,
}

impl QueueFilter {
    /// Reads it; `territory` are the codes of the départements of the site.
    pub fn read(query: &Query, territory: &[String]) -> Self {
        let first = |name: &str| query.first(name).unwrap_or_default();
        let department = first("dep");
        Self {
            state: Stage::ALL
                .iter()
                .map(|stage| stage.slug())
                .find(|slug| *slug == first("etat"))
                .unwrap_or_default()
                .to_owned(),
            kind: DepositKind::ALL.iter().copied().find(|kind| kind.slug() == first("nature")),
            department: (department == ELSEWHERE || territory.iter().any(|code| code == department))
                .then(|| department.to_owned()),
            charge: Charge::ALL
                .into_iter()
                .find(|charge| charge.slug() == first("charge"))
                .unwrap_or_default(),
            search: clean_line(first("q")).chars().take(100).collect(),
        }
    }

    /// The address parameters that say it.
    pub fn query(&self) -> Query {
        Query::default()
            .with("etat", self.state.as_str())
            .with("nature", self.kind.map(DepositKind::slug).unwrap_or_default())
            .with("dep", self.department.as_deref().unwrap_or_default())
            .with("charge", self.charge.slug())
            .with("q", self.search.as_str())
    }

    /// The stages asked for.
    pub fn stages(&self) -> Vec<Stage> {
        match self.state.as_str() {
            // A reference is looked for wherever it stands.
            "" if !self.search.is_empty() => Stage::ALL.to_vec(),
            "" => Stage::WAITING.to_vec(),
            slug => Stage::ALL.iter().copied().filter(|stage| stage.slug() == slug).collect(),
        }
    }

    /// Whether finished ones are asked for.
    pub fn is_finished(&self) -> bool {
        self.state == FINISHED
    }
}

/// A deposit in the queue.
#[derive(Debug, Clone)]
pub struct Line {
    /// Row.
    pub id: i64,
    /// What the company quotes.
    pub reference: Reference,
    /// What it is.
    pub kind: DepositKind,
    /// Number of its offer or event, if it still has one.
    pub item: Option<Number>,
    /// Row of its project.
    pub project: i64,
    /// Name of the company.
    pub company: String,
    /// Its commune.
    pub commune: String,
    /// Name of the département of the offer or event, else of the company.
    pub department: String,
    /// When it was first sent, as an instant.
    pub sent_at: i64,
    /// Who manages its project.
    pub manager: Option<String>,
    /// Row of that user.
    pub manager_id: Option<i64>,
    /// Where it stands.
    pub stage: Stage,
    /// What a partner wrote last to the company.
    pub message: Option<String>,
}

/// The columns by which the queue is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueOrder {
    /// When it was sent.
    Sent,
    /// Name of the company.
    Company,
}

impl Column for QueueOrder {
    const ALL: &'static [Self] = &[Self::Sent, Self::Company];
    const DEFAULT: Self = Self::Sent;

    fn slug(self) -> &'static str {
        match self {
            Self::Sent => "depot",
            Self::Company => "entreprise",
        }
    }
}

/// The part of the queue that a page shows.
#[derive(Debug, Clone)]
pub struct QueueList {
    /// Its rows.
    pub rows: Vec<Line>,
    /// Which they are.
    pub slice: Slice<QueueOrder>,
    /// How many there are in all.
    pub total: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> QueueFilter {
        QueueFilter::read(&Query::parse(query), &["79".to_owned()])
    }

    #[test]
    fn the_address_says_what_is_asked_for_and_nonsense_is_nothing() {
        let all = "etat=corrigees&nature=rencontre&dep=79&charge=a-moi";
        assert_eq!(read(all).query().encoded(), all);
        assert_eq!(read("etat=terminees&dep=autres").stages(), Stage::FINISHED);
        assert_eq!(read("etat=a-relire").stages(), [Stage::ToReview]);
        for nonsense in ["", "etat=x&nature=y&dep=33&charge=z", "etat=&charge=tous"] {
            assert_eq!(read(nonsense), QueueFilter::default(), "{nonsense}");
        }
        assert_eq!(read("").stages(), Stage::WAITING);
    }
}
