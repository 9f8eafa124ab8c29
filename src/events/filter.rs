//! What visitors ask of the list of events beside the criteria that every list has.

use std::ops::Deref;

use time::{Date, Month};

use super::EventKind;
use crate::catalogue::criteria::{Criteria, Refused, add};
use crate::catalogue::near::Near;
use crate::clock::Now;
use crate::domain::{EventAudience, parse_date};
use crate::french;
use crate::web::query::Query;

/// Value of `vue` for the calendar of a month.
pub const MONTH_VIEW: &str = "mois";

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Soonest first.
    #[default]
    Date,
    /// Latest published first.
    Recent,
    /// By title.
    Title,
    /// Nearest first, around a place.
    Distance,
}

impl Order {
    /// All of them, in the order shown.
    pub const ALL: [Self; 4] = [Self::Distance, Self::Date, Self::Recent, Self::Title];

    /// Value of `tri`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Recent => "recentes",
            Self::Title => "alphabetique",
            Self::Distance => "distance",
        }
    }

    /// Words of its link.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Date => "Date",
            Self::Recent => "Plus récentes",
            Self::Title => "Ordre alphabétique",
            Self::Distance => "Distance",
        }
    }

    /// The order of a list when none is said.
    pub fn usual(near: Option<Near>) -> Self {
        if near.is_some() { Self::Distance } else { Self::default() }
    }

    /// Those that a list may have.
    pub fn offered(near: Option<Near>) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |order| near.is_some() || *order != Self::Distance)
    }
}

/// A month of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearMonth {
    /// Year.
    pub year: i32,
    /// Month.
    pub month: Month,
}

impl YearMonth {
    /// The month of a day.
    pub fn of(date: Date) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// Reads `2026-03`.
    pub fn parse(text: &str) -> Option<Self> {
        parse_date(&format!("{text}-01")).ok().filter(|_| text.len() == 7).map(Self::of)
    }

    /// Its first day.
    pub fn first(self) -> Date {
        Date::from_calendar_date(self.year, self.month, 1).unwrap_or(Date::MIN)
    }

    /// Its last day.
    pub fn last(self) -> Date {
        let days = self.month.length(self.year);
        Date::from_calendar_date(self.year, self.month, days).unwrap_or(Date::MAX)
    }

    /// The month after; the last one that addresses can say is its own.
    pub fn next(self) -> Self {
        self.last().next_day().map_or(self, Self::of)
    }

    /// The month before.
    pub fn previous(self) -> Self {
        self.first().previous_day().map_or(self, Self::of)
    }

    /// `2026-03`.
    pub fn text(self) -> String {
        format!("{:04}-{:02}", self.year, u8::from(self.month))
    }
}

/// The filters in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// What every list has.
    pub criteria: Criteria<EventAudience>,
    /// Kinds, any of which will do.
    pub kinds: Vec<EventKind>,
    /// Events on this day or later.
    pub from: Option<Date>,
    /// Order.
    pub order: Order,
    /// Whether the calendar of a month is shown instead of the list.
    pub calendar: bool,
    /// Its month; the current one when none is said.
    pub month: Option<YearMonth>,
}

impl Deref for EventFilter {
    type Target = Criteria<EventAudience>;

    fn deref(&self) -> &Self::Target {
        &self.criteria
    }
}

impl EventFilter {
    /// Reads the filters of an address; `territory` holds the codes that `dep` may take.
    pub fn read(query: &Query, territory: &[String]) -> (Self, Refused) {
        let mut refused = Refused::default();
        let mut filter = Self { criteria: Criteria::read(query, territory, &mut refused), ..Self::default() };
        for value in query.all("type") {
            match EventKind::ALL.iter().find(|kind| kind.slug() == value) {
                Some(kind) => add(&mut filter.kinds, *kind),
                None => refused.push("Type de rencontre", value),
            }
        }
        filter.kinds.sort_unstable();
        if let Some(value) = query.first("date") {
            match parse_date(value) {
                Ok(date) => filter.from = Some(date),
                Err(_) => refused.push("Date", value),
            }
        }
        filter.order = Order::usual(filter.near);
        if let Some(value) = query.first("tri") {
            match Order::ALL.into_iter().find(|order| order.slug() == value) {
                Some(Order::Distance) if filter.near.is_none() => refused.distance_of_nothing(),
                Some(order) => filter.order = order,
                None => refused.push("Tri", value),
            }
        }
        match query.first("vue") {
            Some(MONTH_VIEW) => filter.calendar = true,
            None | Some("liste") => {}
            Some(value) => refused.push("Vue", value),
        }
        if let Some(value) = query.first("mois").filter(|_| filter.calendar) {
            match YearMonth::parse(value) {
                Some(month) => filter.month = Some(month),
                None => refused.push("Mois", value),
            }
        }
        (filter, refused)
    }

    /// The same filters as an address writes them, in one order, defaults left out.
    pub fn query(&self) -> Query {
        self.criteria.write_page(self.first_page())
    }

    /// [`EventFilter::query`] from the first page.
    pub fn first_page(&self) -> Query {
        self.criteria.write(|query| {
            for kind in &self.kinds {
                query.push("type", kind.slug());
            }
            if let Some(date) = self.from {
                query.push("date", french::iso(date));
            }
            if self.calendar {
                query.push("vue", MONTH_VIEW);
            }
            if let Some(month) = self.month {
                query.push("mois", month.text());
            }
            if self.order != Order::usual(self.near) {
                query.push("tri", self.order.slug());
            }
        })
    }

    /// The month that a calendar shows.
    pub fn shown_month(&self, now: Now) -> YearMonth {
        self.month.unwrap_or(YearMonth::of(now.today()))
    }

    /// The filters alone, as a feed takes them: neither order, page nor view.
    pub fn feed(&self) -> Query {
        let criteria = Criteria {
            page: 1,
            after: None,
            size: Criteria::<EventAudience>::default().size,
            ..self.criteria.clone()
        };
        Self { criteria, order: Order::usual(self.near), calendar: false, month: None, ..self.clone() }
            .query()
    }

    /// The same with another page size, from the first page.
    pub fn with_size(&self, size: u32) -> Self {
        Self { criteria: Criteria { size, page: 1, after: None, ..self.criteria.clone() }, ..self.clone() }
    }

    /// How many filters are in force beside the search.
    pub fn active(&self) -> usize {
        self.criteria.active() + self.kinds.len() + usize::from(self.from.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (EventFilter, Vec<String>) {
        let (filter, refused) = EventFilter::read(&Query::parse(text), &["17".to_owned(), "33".to_owned()]);
        (filter, refused.0)
    }

    #[test]
    fn the_address_is_the_state() {
        let text = "q=bois&public=eleve&public=parent&dep=17&type=visite&date=2026-04-01&vue=mois&mois=2026-05&tri=recentes&lignes=50&page=2";
        let (filter, refused) = read(text);
        assert!(refused.is_empty(), "{refused:?}");
        assert_eq!(filter.query().at("/rencontres"), format!("/rencontres?{text}"));
        assert_eq!(
            filter.feed().at("/x"),
            "/x?q=bois&public=eleve&public=parent&dep=17&type=visite&date=2026-04-01"
        );
    }

    #[test]
    fn what_is_not_understood_is_said_and_ignored() {
        let (filter, refused) = read("type=fete&date=hier&vue=annee&tri=x&dep=99");
        assert_eq!(filter, EventFilter::default());
        assert_eq!(refused.len(), 5);
        // A month without its view means nothing, and is not a mistake.
        assert_eq!(read("mois=2026-05"), (EventFilter::default(), vec![]));
        assert_eq!(read("vue=mois&mois=2026-13").1.len(), 1);
    }

    #[test]
    fn months_follow_each_other() {
        let december = YearMonth::parse("2026-12").unwrap();
        assert_eq!(december.next().text(), "2027-01");
        assert_eq!(december.next().previous(), december);
        assert_eq!(YearMonth::parse("2028-02").unwrap().last().day(), 29);
        assert_eq!(YearMonth::parse("2026-3"), None);
    }

    proptest! {
        #[test]
        fn whatever_is_asked_writes_back_to_itself(text in "(q|public|dep|type|date|vue|mois|pres=79191|pres|rayon|=30|=100|=distance|=date|tri|page|x|&|=|[0-9-]{1,10}|%[0-9A-F]{2}|[a-zé-]{1,9}){0,30}") {
            let (filter, _) = read(&text);
            let again = EventFilter::read(&filter.query(), &["17".to_owned(), "33".to_owned()]);
            prop_assert_eq!(again, (filter, Refused::default()));
        }
    }
}
