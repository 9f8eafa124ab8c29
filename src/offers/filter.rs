//! What visitors ask of the list of offers beside the criteria that every list has.

use std::ops::Deref;

use time::Date;

use crate::catalogue::criteria::{Criteria, Refused};
use crate::catalogue::near::Near;
use crate::domain::{OfferAudience, parse_date};
use crate::french;
use crate::web::query::Query;

/// Value of `debut` for what starts as soon as possible.
pub const ASAP: &str = "des-que-possible";

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Latest published first.
    #[default]
    Recent,
    /// As soon as possible first, then by date.
    Start,
    /// By title.
    Title,
    /// Nearest first, around a place.
    Distance,
}

impl Order {
    /// All of them, in the order shown.
    pub const ALL: [Self; 4] = [Self::Distance, Self::Recent, Self::Start, Self::Title];

    /// Value of `tri`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Recent => "recentes",
            Self::Start => "debut",
            Self::Title => "alphabetique",
            Self::Distance => "distance",
        }
    }

    /// Words of its link.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Recent => "Plus récentes",
            Self::Start => "Date de début",
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

/// The filters in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfferFilter {
    /// What every list has.
    pub criteria: Criteria<OfferAudience>,
    /// Offers that start as soon as possible.
    pub asap: bool,
    /// Offers that start on this date or before.
    pub before: Option<Date>,
    /// Order.
    pub order: Order,
}

impl Deref for OfferFilter {
    type Target = Criteria<OfferAudience>;

    fn deref(&self) -> &Self::Target {
        &self.criteria
    }
}

impl OfferFilter {
    /// Reads the filters of an address; `territory` holds the codes that `dep` may take.
    pub fn read(query: &Query, territory: &[String]) -> (Self, Refused) {
        let mut refused = Refused::default();
        let mut filter = Self { criteria: Criteria::read(query, territory, &mut refused), ..Self::default() };
        for value in query.all("debut") {
            match (value, parse_date(value)) {
                (ASAP, _) => filter.asap = true,
                (_, Ok(date)) => filter.before = Some(date),
                _ => refused.push("Date de début", value),
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
        (filter, refused)
    }

    /// The same filters as an address writes them, in one order, defaults left out.
    pub fn query(&self) -> Query {
        self.criteria.write_page(self.first_page())
    }

    /// [`OfferFilter::query`] from the first page.
    pub fn first_page(&self) -> Query {
        self.criteria.write(|query| {
            if self.asap {
                query.push("debut", ASAP);
            }
            if let Some(date) = self.before {
                query.push("debut", french::iso(date));
            }
            if self.order != Order::usual(self.near) {
                query.push("tri", self.order.slug());
            }
        })
    }

    /// The same with another page size, from the first page.
    pub fn with_size(&self, size: u32) -> Self {
        Self { criteria: Criteria { size, page: 1, after: None, ..self.criteria.clone() }, ..self.clone() }
    }

    /// How many filters are in force beside the search.
    pub fn active(&self) -> usize {
        self.criteria.active() + usize::from(self.asap) + usize::from(self.before.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn territory() -> Vec<String> {
        ["16", "17", "33"].map(str::to_owned).to_vec()
    }

    fn read(text: &str) -> (OfferFilter, Vec<String>) {
        let (filter, refused) = OfferFilter::read(&Query::parse(text), &territory());
        (filter, refused.0)
    }

    #[test]
    fn the_address_is_the_state() {
        let (filter, refused) = read(
            "q=+bois&public=lyceen&dep=33&dep=17&dep=33&secteur=industrie&metier=A1101&debut=des-que-possible&debut=2026-04-01&tri=debut&page=3&lignes=50&x=1",
        );
        assert!(refused.is_empty(), "{refused:?}");
        assert_eq!(filter.departments, ["17", "33"]);
        assert!(filter.asap && filter.before.is_some());
        assert_eq!(filter.active(), 7);
        let address = filter.query().at("/offres-de-stage");
        assert_eq!(
            address,
            "/offres-de-stage?q=bois&public=lyceen&dep=17&dep=33&secteur=industrie&metier=A1101&debut=des-que-possible&debut=2026-04-01&tri=debut&lignes=50&page=3"
        );
    }

    #[test]
    fn a_list_near_a_place_goes_by_distance_unless_told_otherwise() {
        let near = |text: &str| {
            let (filter, refused) = read(text);
            assert!(refused.is_empty(), "{refused:?}");
            (filter.order, filter.query().at(""))
        };
        assert_eq!(near("pres=79191&tri=distance"), (Order::Distance, "?pres=79191".into()));
        assert_eq!(near("pres=79191&rayon=50"), (Order::Distance, "?pres=79191&rayon=50".into()));
        assert_eq!(near("pres=79191&tri=recentes"), (Order::Recent, "?pres=79191&tri=recentes".into()));
        assert_eq!(near("rayon=50&tri=recentes"), (Order::Recent, String::new()));
        let (filter, refused) = read("tri=distance");
        assert_eq!((filter, refused.len()), (OfferFilter::default(), 1));
        assert_eq!(read("pres=79191").0.active(), 1);
    }

    #[test]
    fn what_is_not_understood_is_said_and_ignored() {
        let (filter, refused) =
            read("dep=99&public=roi&secteur=x&metier=%27;drop&debut=31/02/2026&tri=z&page=0&lignes=7");
        assert_eq!(filter, OfferFilter::default());
        assert_eq!(refused.len(), 8);
        assert_eq!(refused[0], "Public\u{a0}: «\u{a0}roi\u{a0}» n’est pas reconnu, ce filtre est ignoré.");
    }

    proptest! {
        #[test]
        fn whatever_is_asked_writes_back_to_itself(text in "(q|public|dep|secteur|metier|debut|pres=79191|pres|rayon|=30|=100|=distance|=recentes|tri|page|lignes|x|&|=|[0-9]{1,12}|%[0-9A-F]{2}|[a-zé-]{1,9}){0,30}") {
            let (filter, _) = read(&text);
            let again = OfferFilter::read(&filter.query(), &territory());
            prop_assert_eq!(again, (filter, Refused::default()));
        }
    }
}
