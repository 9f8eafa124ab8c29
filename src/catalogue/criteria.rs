//! What visitors ask of a list, read from the address and written back to it.
//!
//! The address is the state: every criterion is a query parameter, unknown ones are ignored,
//! invalid values are said and ignored.

use super::near::{self, Near};
use crate::domain::{Audience, NumberQuery, Sector};
use crate::text;
use crate::web::query::Query;

/// Letters of a search that are read; the rest adds nothing.
const SEARCH: usize = 200;

/// Occupations that one list is filtered by.
const OCCUPATIONS: usize = 10;

/// Lines on a page, the first being the default.
pub const PAGE_SIZES: [u32; 3] = [20, 50, 100];

/// The code of « Autres départements » in the address.
pub const ELSEWHERE: &str = "autres";

/// The criteria that every list has. `A` is whom it is for: offers and events name their audiences
/// differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criteria<A> {
    /// What was typed in the search field.
    pub search: String,
    /// Audiences, any of which will do.
    pub audiences: Vec<A>,
    /// Codes of départements, any of which will do; [`ELSEWHERE`] among them.
    pub departments: Vec<String>,
    /// Sectors, any of which will do.
    pub sectors: Vec<Sector>,
    /// Codes of occupations, any of which will do.
    pub occupations: Vec<String>,
    /// Around a commune.
    pub near: Option<Near>,
    /// Page, from 1.
    pub page: u64,
    /// Beyond the numbered pages: the number (the n of MMYYYY-n) with which the page before ended.
    pub after: Option<u32>,
    /// Lines on a page.
    pub size: u32,
}

impl<A> Default for Criteria<A> {
    fn default() -> Self {
        Self {
            search: String::new(),
            audiences: Vec::new(),
            departments: Vec::new(),
            sectors: Vec::new(),
            occupations: Vec::new(),
            near: None,
            page: 1,
            after: None,
            size: PAGE_SIZES[0],
        }
    }
}

/// What of an address was not understood, in French sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused(pub Vec<String>);

impl Refused {
    /// Says that a value was ignored.
    pub fn push(&mut self, label: &str, value: &str) {
        let value: String = text::clean_line(value).chars().take(40).collect();
        self.0.push(format!("{label}\u{a0}: «\u{a0}{value}\u{a0}» n’est pas reconnu, ce filtre est ignoré."));
    }

    /// Says that nothing is near or far without a place.
    pub fn distance_of_nothing(&mut self) {
        self.0.push(format!(
            "Tri par distance\u{a0}: choisissez d’abord un lieu, sous «\u{a0}{}\u{a0}».",
            near::TITLE
        ));
    }
}

impl<A: Audience + Ord> Criteria<A> {
    /// Reads the criteria of an address; `territory` holds the codes that `dep` may take.
    pub fn read(query: &Query, territory: &[String], refused: &mut Refused) -> Self {
        let mut criteria = Self {
            search: text::clean_line(query.first("q").unwrap_or_default()).chars().take(SEARCH).collect(),
            ..Self::default()
        };
        for value in query.all("public") {
            match A::EVERY.iter().find(|audience| audience.slug() == value) {
                Some(audience) => add(&mut criteria.audiences, *audience),
                None => refused.push("Public", value),
            }
        }
        for value in query.all("dep") {
            if value == ELSEWHERE || territory.iter().any(|code| code == value) {
                add(&mut criteria.departments, value.to_owned());
            } else {
                refused.push("Département", value);
            }
        }
        for value in query.all("secteur") {
            match Sector::from_slug(value) {
                Some(sector) => add(&mut criteria.sectors, sector),
                None => refused.push("Secteur", value),
            }
        }
        for value in query.all("metier") {
            if is_occupation_code(value) && criteria.occupations.len() < OCCUPATIONS {
                add(&mut criteria.occupations, value.to_owned());
            } else {
                refused.push("Métier", value);
            }
        }
        criteria.near = Near::read(query, refused);
        if let Some(value) = query.first("page") {
            match value.parse() {
                Ok(page @ 1..) => criteria.page = page,
                _ => refused.push("Page", value),
            }
        }
        if let Some(value) = query.first("apres") {
            match value.parse() {
                Ok(serial) => (criteria.after, criteria.page) = (Some(serial), 1),
                Err(_) => refused.push("Suite de la liste", value),
            }
        }
        if let Some(value) = query.first("lignes") {
            match value.parse() {
                Ok(size) if PAGE_SIZES.contains(&size) => criteria.size = size,
                _ => refused.push("Lignes par page", value),
            }
        }
        criteria.audiences.sort_unstable();
        criteria.sectors.sort_unstable();
        criteria.departments.sort_unstable();
        criteria
    }

    /// Writes the criteria, in one order, defaults left out; `own` writes those of one list.
    pub fn write(&self, own: impl FnOnce(&mut Query)) -> Query {
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
        if let Some(near) = self.near {
            near.write(&mut query);
        }
        own(&mut query);
        if self.size != PAGE_SIZES[0] {
            query.push("lignes", self.size.to_string());
        }
        query
    }
}

impl<A> Criteria<A> {
    /// The number that was typed in the search field, if it is one.
    pub fn number(&self) -> Option<NumberQuery> {
        NumberQuery::parse(&self.search)
    }

    /// The place in the pages, written at the end of an address.
    pub fn write_page(&self, query: Query) -> Query {
        match (self.after, self.page) {
            (Some(serial), _) => query.with("apres", serial.to_string()),
            (None, 1) => query,
            (None, page) => query.with("page", page.to_string()),
        }
    }

    /// How many criteria are in force beside the search.
    pub fn active(&self) -> usize {
        self.audiences.len()
            + self.departments.len()
            + self.sectors.len()
            + self.occupations.len()
            + usize::from(self.near.is_some())
    }
}

/// Adds a value once.
pub fn add<T: PartialEq>(list: &mut Vec<T>, value: T) {
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
