//! What a visitor asks of the list, read from the address and written back to it.
//!
//! The address is the state: every filter is a query parameter, unknown ones are ignored, invalid
//! values are said and ignored.

use time::Date;

use crate::domain::{NumberQuery, OfferAudience, Sector, parse_date};
use crate::text;
use crate::web::query::Query;

/// Letters of a search that are read; the rest adds nothing.
const SEARCH: usize = 200;

/// Offers on a page, the first being the default.
pub const PAGE_SIZES: [u32; 3] = [20, 50, 100];

/// The code of « Autres départements » in the address.
pub const ELSEWHERE: &str = "autres";

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
}

impl Order {
    /// All of them, in the order shown.
    pub const ALL: [Self; 3] = [Self::Recent, Self::Start, Self::Title];

    /// Value of `tri`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Recent => "recentes",
            Self::Start => "debut",
            Self::Title => "alphabetique",
        }
    }

    /// Words of its link.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Recent => "Plus récentes",
            Self::Start => "Date de début",
            Self::Title => "Ordre alphabétique",
        }
    }
}

/// The filters in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfferFilter {
    /// What was typed in the search field.
    pub search: String,
    /// Audiences, any of which will do.
    pub audiences: Vec<OfferAudience>,
    /// Codes of départements, any of which will do; [`ELSEWHERE`] among them.
    pub departments: Vec<String>,
    /// Sectors, any of which will do.
    pub sectors: Vec<Sector>,
    /// Codes of occupations, any of which will do.
    pub occupations: Vec<String>,
    /// Offers that start as soon as possible.
    pub asap: bool,
    /// Offers that start on this date or before.
    pub before: Option<Date>,
    /// Order.
    pub order: Order,
    /// Page, from 1.
    pub page: u64,
    /// Offers on a page.
    pub size: u32,
}

impl OfferFilter {
    /// Reads the filters of an address; `territory` holds the codes that `dep` may take. What was
    /// not understood is said in the second value.
    pub fn read<'c>(query: &Query, territory: impl Iterator<Item = &'c str> + Clone) -> (Self, Vec<String>) {
        let mut refused = Vec::new();
        let mut refuse = |label: &str, value: &str| {
            let value: String = text::clean_line(value).chars().take(40).collect();
            refused.push(format!("{label}\u{a0}: «\u{a0}{value}\u{a0}» n’est pas reconnu, ce filtre est ignoré."));
        };
        let mut filter = Self { page: 1, size: PAGE_SIZES[0], ..Self::default() };
        filter.search = text::clean_line(query.first("q").unwrap_or_default()).chars().take(SEARCH).collect();
        for value in query.all("public") {
            match OfferAudience::from_slug(value) {
                Some(audience) => add(&mut filter.audiences, audience),
                None => refuse("Public", value),
            }
        }
        for value in query.all("dep") {
            if value == ELSEWHERE || territory.clone().any(|code| code == value) {
                add(&mut filter.departments, value.to_owned());
            } else {
                refuse("Département", value);
            }
        }
        for value in query.all("secteur") {
            match Sector::from_slug(value) {
                Some(sector) => add(&mut filter.sectors, sector),
                None => refuse("Secteur", value),
            }
        }
        for value in query.all("metier") {
            if is_occupation_code(value) && filter.occupations.len() < 10 {
                add(&mut filter.occupations, value.to_owned());
            } else {
                refuse("Métier", value);
            }
        }
        for value in query.all("debut") {
            match (value, parse_date(value)) {
                (ASAP, _) => filter.asap = true,
                (_, Ok(date)) => filter.before = Some(date),
                _ => refuse("Date de début", value),
            }
        }
        if let Some(value) = query.first("tri") {
            match Order::ALL.into_iter().find(|order| order.slug() == value) {
                Some(order) => filter.order = order,
                None => refuse("Tri", value),
            }
        }
        if let Some(value) = query.first("page") {
            match value.parse() {
                Ok(page @ 1..) => filter.page = page,
                _ => refuse("Page", value),
            }
        }
        if let Some(value) = query.first("lignes") {
            match value.parse() {
                Ok(size) if PAGE_SIZES.contains(&size) => filter.size = size,
                _ => refuse("Lignes par page", value),
            }
        }
        filter.audiences.sort_unstable();
        filter.sectors.sort_unstable();
        filter.departments.sort_unstable();
        (filter, refused)
    }

    /// The same filters as an address writes them, in one order, defaults left out.
    pub fn query(&self) -> Query {
        let mut query = self.first_page();
        if self.page > 1 {
            query.push("page", self.page.to_string());
        }
        query
    }

    /// [`OfferFilter::query`] from the first page.
    pub fn first_page(&self) -> Query {
        let mut query = Query::default();
        query.push("q", self.search.as_str());
        for audience in &self.audiences {
            query.push("public", audience.slug());
        }
        for department in &self.departments {
            query.push("dep", department.as_str());
        }
        for sector in &self.sectors {
            query.push("secteur", sector.slug());
        }
        for occupation in &self.occupations {
            query.push("metier", occupation.as_str());
        }
        if self.asap {
            query.push("debut", ASAP);
        }
        if let Some(date) = self.before {
            query.push("debut", crate::french::iso(date));
        }
        if self.order != Order::default() {
            query.push("tri", self.order.slug());
        }
        if self.size != PAGE_SIZES[0] {
            query.push("lignes", self.size.to_string());
        }
        query
    }

    /// The number that was typed in the search field, if it is one.
    pub fn number(&self) -> Option<NumberQuery> {
        NumberQuery::parse(&self.search)
    }

    /// How many filters are in force beside the search.
    pub fn active(&self) -> usize {
        self.audiences.len()
            + self.departments.len()
            + self.sectors.len()
            + self.occupations.len()
            + usize::from(self.asap)
            + usize::from(self.before.is_some())
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

/// The shape of the codes of `reference::occupations`: A11, A1101, t11939.
fn is_occupation_code(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.len() <= 8 && text.bytes().all(|b| b.is_ascii_digit());
    let mut letters = text.chars();
    match letters.next() {
        Some('t') => digits(letters.as_str()),
        Some('A'..='Z') => matches!(letters.as_str().len(), 2 | 4) && digits(letters.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TERRITORY: [&str; 3] = ["16", "17", "33"];

    fn read(text: &str) -> (OfferFilter, Vec<String>) {
        OfferFilter::read(&Query::parse(text), TERRITORY.into_iter())
    }

    #[test]
    fn the_address_is_the_state() {
        let (filter, refused) =
            read("q=+bois&public=lyceen&dep=33&dep=17&dep=33&secteur=industrie&metier=A1101&debut=des-que-possible&debut=2026-04-01&tri=debut&page=3&lignes=50&x=1");
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
    fn what_is_not_understood_is_said_and_ignored() {
        let (filter, refused) = read("dep=99&public=roi&secteur=x&metier=%27;drop&debut=31/02/2026&tri=z&page=0&lignes=7");
        assert_eq!(filter, OfferFilter { page: 1, size: 20, ..OfferFilter::default() });
        assert_eq!(refused.len(), 8);
        assert_eq!(refused[0], "Public\u{a0}: «\u{a0}roi\u{a0}» n’est pas reconnu, ce filtre est ignoré.");
    }

    proptest! {
        #[test]
        fn whatever_is_asked_writes_back_to_itself(text in "(q|public|dep|secteur|metier|debut|tri|page|lignes|x|&|=|[0-9]{1,12}|%[0-9A-F]{2}|[a-zé-]{1,9}){0,30}") {
            let (filter, _) = read(&text);
            let again = OfferFilter::read(&filter.query(), TERRITORY.into_iter());
            prop_assert_eq!(again, (filter, vec![]));
        }
    }
}
