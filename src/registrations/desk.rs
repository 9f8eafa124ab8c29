//! The events whose registrations are handled: which are asked for, and what is told of each.

use time::PrimitiveDateTime;

use super::{Participant, Turnout};
use crate::catalogue::criteria::Refused;
use crate::db::slice::Slice;
use crate::domain::{
    AudienceSet, EventAudience, Number, NumberQuery, PublicationState, UnpublishedReason, fold,
};
use crate::text::clean_line;
use crate::web::query::Query;
use crate::web::table::Column;

/// By when events are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// Those of today, those to come, and those that say no date yet.
    #[default]
    Coming,
    /// Those of the seven days to come that are online and have not begun, as on the dashboard.
    Week,
    /// Those that have started.
    Past,
    /// All of them.
    All,
}

impl When {
    /// Every one, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Coming, Self::Week, Self::Past, Self::All];

    /// Its value in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Coming => "",
            Self::Week => "semaine",
            Self::Past => "passees",
            Self::All => "toutes",
        }
    }

    /// Its words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Coming => "À venir",
            Self::Week => "Dans les sept jours, en ligne",
            Self::Past => "Passées",
            Self::All => "Toutes",
        }
    }

    /// Whether the latest come first.
    pub fn latest_first(self) -> bool {
        matches!(self, Self::Past | Self::All)
    }
}

/// What is asked for, as the address says it: `date`, `qui`, `suivi`, `q`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskFilter {
    /// By date.
    pub when: When,
    /// Whether those of others are asked for too.
    pub everybody: bool,
    /// Whether only those are asked for that somebody lately cancelled a registration for.
    pub cancelled: bool,
    /// A number, or a part of the name of a company, its own or its nom commercial.
    pub search: String,
}

/// The value of `qui` for those of everybody.
pub const EVERYBODY: &str = "tous";

/// The value of `suivi` for those with registrations cancelled lately.
pub const CANCELLED: &str = "annulations";

impl DeskFilter {
    /// One's own events of the seven days to come.
    pub fn week() -> Self {
        Self { when: When::Week, ..Self::default() }
    }

    /// One's own events to come that lost somebody since the last visit.
    pub fn cancellations() -> Self {
        Self { cancelled: true, ..Self::default() }
    }

    /// Reads it, and says what makes no sense, which is as if it were not there.
    pub fn read(query: &Query) -> (Self, Refused) {
        let mut refused = Refused::default();
        let first = |name: &str| query.first(name).unwrap_or_default();
        let when = When::ALL.into_iter().find(|when| when.slug() == first("date"));
        if when.is_none() {
            refused.push("Date", first("date"));
        }
        let mut said = |name: &str, label: &str, value: &str| {
            let typed = first(name);
            if !["", value].contains(&typed) {
                refused.push(label, typed);
            }
            typed == value
        };
        let filter = Self {
            when: when.unwrap_or_default(),
            everybody: said("qui", "Rencontres", EVERYBODY),
            cancelled: said("suivi", "Suivi", CANCELLED),
            search: clean_line(first("q")).chars().take(100).collect(),
        };
        (filter, refused)
    }

    /// The address parameters that say it.
    pub fn query(&self) -> Query {
        let said = |so: bool, value: &str| if so { value.to_owned() } else { String::new() };
        Query::default()
            .with("date", self.when.slug())
            .with("qui", said(self.everybody, EVERYBODY))
            .with("suivi", said(self.cancelled, CANCELLED))
            .with("q", self.search.as_str())
    }

    /// What is searched, as the database looks for it: a part of a folded name, else a serial and perhaps a month.
    pub fn sought(&self) -> Sought {
        match NumberQuery::parse(&self.search) {
            Some(NumberQuery::Serial(serial)) => Sought { serial: Some(serial), ..Sought::default() },
            Some(NumberQuery::Full(number)) => Sought {
                serial: Some(number.serial()),
                month: Some(number.stored_month()),
                ..Sought::default()
            },
            None => Sought { name: fold(&self.search), ..Sought::default() },
        }
    }
}

/// See [`DeskFilter::sought`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// A part of the folded name of the company, or of its nom commercial; empty for any.
    pub name: String,
    /// The serial of the number.
    pub serial: Option<u32>,
    /// Its month.
    pub month: Option<String>,
}

/// The columns by which the events are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskOrder {
    /// When they start: the soonest first, or, where the past is asked for, the latest.
    Date,
    /// Name of the company.
    Company,
}

impl Column for DeskOrder {
    const ALL: &'static [Self] = &[Self::Date, Self::Company];
    const DEFAULT: Self = Self::Date;

    fn slug(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Company => "entreprise",
        }
    }
}

impl DeskFilter {
    /// Whether the last ones come first, in the order of a slice: the usual order of the past is the other way
    /// round.
    pub fn descending(&self, slice: &Slice<DeskOrder>) -> bool {
        slice.descending ^ (slice.order == DeskOrder::Date && self.when.latest_first())
    }
}

/// An event whose registrations are handled.
#[derive(Debug, Clone)]
pub struct DeskLine {
    /// Row.
    pub id: i64,
    /// Number.
    pub number: Number,
    /// Name of the company.
    pub company: String,
    /// « Visite d’entreprise », or what « Autre » stands for.
    pub kind_label: String,
    /// Who it is for.
    pub audiences: AudienceSet<EventAudience>,
    /// Where it stands.
    pub state: PublicationState,
    /// Why it is no longer online.
    pub reason: Option<UnpublishedReason>,
    /// When it starts, in the site's zone; a draft may not say.
    pub starts: Option<PrimitiveDateTime>,
    /// What one will see there.
    pub description: String,
    /// The most people who are to come, places that were added left out; a draft may not say.
    pub capacity: Option<u32>,
    /// How many are taken.
    pub taken: u32,
    /// Whether whoever asks handles its registrations.
    pub mine: bool,
    /// Who manages its project.
    pub manager: Option<String>,
    /// What its registrations sum up to.
    pub tally: Tally,
}

/// What the registrations for an event sum up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many there are, cancelled ones left out.
    pub registrations: u32,
    /// How many were cancelled lately.
    pub cancelled: u32,
    /// Who came.
    pub turnout: Turnout,
}

/// The part of the list that a page shows.
#[derive(Debug, Clone)]
pub struct DeskList {
    /// Its rows.
    pub rows: Vec<DeskLine>,
    /// Which they are.
    pub slice: Slice<DeskOrder>,
    /// How many there are in all.
    pub total: u32,
}

/// The participants of an event whose row is unfolded; the first ones, where there are many.
#[derive(Debug, Clone)]
pub struct Unfolded {
    /// Row of the event.
    pub event: i64,
    /// Those shown.
    pub participants: Vec<Participant>,
}

/// How many participants a row unfolds at most; the others are on the page of the event's participants.
pub const UNFOLDED: u32 = 50;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> DeskFilter {
        DeskFilter::read(&Query::parse(query)).0
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let refused = |query: &str| DeskFilter::read(&Query::parse(query)).1.0;
        assert_eq!(
            refused("date=abc&qui=moi&suivi=annulations"),
            [
                "Date\u{a0}: «\u{a0}abc\u{a0}» n’est pas reconnu, ce filtre est ignoré.",
                "Rencontres\u{a0}: «\u{a0}moi\u{a0}» n’est pas reconnu, ce filtre est ignoré."
            ]
        );
        assert!(refused("date=&qui=&suivi=&q=x").is_empty() && refused("").is_empty());
    }

    #[test]
    fn the_address_says_what_is_asked_for_and_nonsense_is_nothing() {
        let all = "date=passees&qui=tous&suivi=annulations&q=bois";
        assert_eq!(read(all).query().encoded(), all);
        assert_eq!(read("date=semaine"), DeskFilter::week());
        assert_eq!(read("suivi=annulations&date=x"), DeskFilter::cancellations());
        for nonsense in ["", "date=x&qui=moi&suivi=oui&q=", "date=demain", "qui=TOUS"] {
            assert_eq!(read(nonsense), DeskFilter::default(), "{nonsense}");
        }
    }

    #[test]
    fn a_number_is_searched_as_one_and_anything_else_as_a_name() {
        let sought = |text: &str| DeskFilter { search: text.to_owned(), ..DeskFilter::default() }.sought();
        assert_eq!(sought("n° 333").serial, Some(333));
        assert_eq!(sought("012019-333"), Sought { month: Some("2019-01".into()), ..sought("333") });
        assert_eq!(sought("Élan").name, "elan");
        assert_eq!(sought(""), Sought::default());
    }

    #[test]
    fn the_past_begins_with_its_end() {
        let slice = |descending| Slice { order: DeskOrder::Date, descending, page: 1, lines: 10 };
        assert!(!read("").descending(&slice(false)) && read("date=passees").descending(&slice(false)));
        assert!(read("").descending(&slice(true)) && !read("date=toutes").descending(&slice(true)));
        let by_company = Slice { order: DeskOrder::Company, ..slice(false) };
        assert!(!read("date=passees").descending(&by_company));
    }
}
