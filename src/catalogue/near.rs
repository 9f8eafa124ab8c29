//! Searching near a place: a commune and a radius.
//!
//! The precision of a commune is enough to choose an internship, and says less of a person than a
//! position does. A position that a browser gives becomes its commune before anything else reads the
//! address ([`settle`]): no page, link or log of ours ever holds it, and a browser that asks for a whole
//! page with it is sent to the address of the commune.

use std::collections::{BTreeSet, HashMap};

use crate::db::{Error, ReadTx};
use crate::domain::CommuneCode;
use crate::french;
use crate::reference::communes::{self, Commune};
use crate::web::query::Query;

use super::criteria::Refused;

/// Radii that one may ask for, in kilometres.
pub const RADII: [u32; 4] = [10, 30, 50, 100];

/// The one that is meant when none is said.
const RADIUS: u32 = 30;

/// The title of the filter, which sentences name.
pub const TITLE: &str = "Autour d’une commune";

/// Around a commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// Its code.
    pub commune: CommuneCode,
    /// How far around it, one of [`RADII`].
    pub kilometres: u32,
}

impl Near {
    /// Reads `pres` and `rayon`; a radius around nothing means nothing, and is no mistake.
    pub fn read(query: &Query, refused: &mut Refused) -> Option<Self> {
        let value = query.first("pres")?;
        let Some(commune) = CommuneCode::parse(value) else {
            // The value may be somebody's position: it is not repeated.
            match value.split_once(',') {
                Some(_) => refused.0.push(NOWHERE.to_owned()),
                None => refused.push(TITLE, value),
            }
            return None;
        };
        let mut near = Self { commune, kilometres: RADIUS };
        if let Some(value) = query.first("rayon") {
            match value.parse() {
                Ok(kilometres) if RADII.contains(&kilometres) => near.kilometres = kilometres,
                _ => refused.push("Rayon", value),
            }
        }
        Some(near)
    }

    /// Writes both, the radius only when it is not the one that is meant without it.
    pub fn write(self, query: &mut Query) {
        query.push("pres", self.commune.as_str());
        if self.kilometres != RADIUS {
            query.push("rayon", self.kilometres.to_string());
        }
    }
}

/// The radius shown where nothing is asked.
pub fn kilometres(near: Option<Near>) -> u32 {
    near.map_or(RADIUS, |near| near.kilometres)
}

const NOWHERE: &str = "Votre position n’est proche d’aucune commune de France\u{a0}: ce filtre est ignoré.";

/// What an address says of a place, once it is known.
#[derive(Debug)]
pub struct Settled {
    /// The address, with the commune's code in the place of a position.
    pub query: Query,
    /// The commune.
    pub commune: Option<Commune>,
    /// Whether it was found from a position.
    pub located: bool,
}

/// Finds the commune that an address names, or that its position is in. What does not exist is said
/// and dropped.
///
/// # Errors
/// What SQLite says.
pub fn settle(tx: &ReadTx, query: Query, refused: &mut Refused) -> Result<Settled, Error> {
    let value = query.first("pres").unwrap_or_default();
    let position = position(value);
    let commune = match (position, CommuneCode::parse(value)) {
        (Some((latitude, longitude)), _) => communes::nearest(tx, latitude, longitude)?,
        (None, Some(code)) => communes::by_code(tx, code.as_str())?,
        // Not the shape of either: whoever reads the address says so.
        (None, None) => return Ok(Settled { query, commune: None, located: false }),
    };
    let mut settled = query.without_all(&["pres"]);
    match (&commune, position) {
        (Some(commune), _) => settled.push("pres", commune.code.as_str()),
        (None, Some(_)) => refused.0.push(NOWHERE.to_owned()),
        (None, None) => refused.push(TITLE, value),
    }
    Ok(Settled { query: settled, commune, located: position.is_some() })
}

/// « 46.32,-0.46 », in decimal degrees, as ten-thousandths.
fn position(text: &str) -> Option<(i32, i32)> {
    let (latitude, longitude) = text.split_once(',')?;
    let within = |text: &str, most: f64| {
        let degrees: f64 = text.trim().parse().ok()?;
        (-most..=most).contains(&degrees).then(|| (degrees * 10_000.0).round() as i32)
    };
    Some((within(latitude, 90.0)?, within(longitude, 180.0)?))
}

/// « Niort (79) ».
pub fn label(commune: &Commune) -> String {
    format!("{} ({})", commune.name, commune.department)
}

/// « À moins de 30 km de Niort (79) ».
pub fn sentence(commune: &Commune, kilometres: u32) -> String {
    format!("À moins de {kilometres}\u{a0}km {}", french::de(&label(commune)))
}

/// The communes within reach of a place, nearest first.
#[derive(Debug)]
pub struct Reach {
    centre: CommuneCode,
    communes: Vec<(String, u32)>,
}

impl Reach {
    /// Finds them; none when nothing is asked.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn of(tx: &ReadTx, near: Option<Near>) -> Result<Option<Self>, Error> {
        let Some(near) = near else { return Ok(None) };
        let communes = match communes::by_code(tx, near.commune.as_str())? {
            Some(centre) => communes::near(tx, centre.latitude, centre.longitude, near.kilometres)?,
            None => Vec::new(),
        };
        Ok(Some(Self { centre: near.commune, communes }))
    }

    /// Their codes, nearest first, as SQLite's `json_each` reads them.
    pub fn codes(&self) -> String {
        let codes: Vec<String> = self.communes.iter().map(|(code, _)| format!("\"{code}\"")).collect();
        format!("[{}]", codes.join(","))
    }

    /// The codes of their départements and collectivities.
    pub fn departments(&self) -> impl Iterator<Item = &str> {
        let of =
            |code: &str| code.len() - if code.starts_with("97") || code.starts_with("98") { 2 } else { 3 };
        let codes: BTreeSet<&str> =
            self.communes.iter().filter_map(|(code, _)| code.get(..of(code))).collect();
        codes.into_iter()
    }

    /// Their places in that order, by code.
    pub fn places(&self) -> HashMap<&str, usize> {
        self.communes.iter().enumerate().map(|(place, (code, _))| (code.as_str(), place)).collect()
    }

    /// How far one of them is.
    pub fn distance(&self, commune: &str) -> Option<Distance> {
        if commune == self.centre.as_str() {
            return Some(Distance::Within);
        }
        self.communes.iter().find(|(code, _)| code == commune).map(|(_, metres)| Distance::Metres(*metres))
    }
}

/// How far something is from the place one searches around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distance {
    /// In that commune.
    Within,
    /// So many metres from its centre to that of another.
    Metres(u32),
}

impl Distance {
    /// « dans la commune », « à moins de 1 km », « à 12 km ».
    pub fn french(self) -> String {
        match self {
            Self::Within => "dans la commune".to_owned(),
            Self::Metres(metres) => french::away(metres),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_two_numbers_of_degrees() {
        assert_eq!(position("46.32,-0.46"), Some((463_200, -4_600)));
        assert_eq!(position("-20.9, 55.5"), Some((-209_000, 555_000)));
        for text in ["", "46.32", "46.32;0.1", "91,0", "0,181", "NaN,0", "0,inf", "a,b", "46,32,0"] {
            assert_eq!(position(text), None, "{text}");
        }
    }

    #[test]
    fn distances_are_said_to_the_kilometre() {
        assert_eq!(Distance::Within.french(), "dans la commune");
        assert_eq!(Distance::Metres(999).french(), "à moins de 1\u{a0}km");
        assert_eq!(Distance::Metres(1_000).french(), "à 1\u{a0}km");
        assert_eq!(Distance::Metres(12_499).french(), "à 12\u{a0}km");
        assert_eq!(Distance::Metres(12_500).french(), "à 13\u{a0}km");
    }

    #[test]
    fn a_place_and_its_radius_are_read_and_written() {
        let read = |text: &str| {
            let mut refused = Refused::default();
            (Near::read(&Query::parse(text), &mut refused), refused.0)
        };
        let written = |text: &str| {
            let mut query = Query::default();
            read(text).0.unwrap().write(&mut query);
            query.at("")
        };
        assert_eq!(written("pres=79191"), "?pres=79191");
        assert_eq!(written("pres=79191&rayon=30"), "?pres=79191");
        assert_eq!(written("rayon=100&pres=2A004"), "?pres=2A004&rayon=100");
        assert_eq!(read("rayon=7"), (None, vec![]), "a radius around nothing");
        let (near, refused) = read("pres=79191&rayon=7");
        assert_eq!(near.unwrap().kilometres, 30);
        assert_eq!(refused, ["Rayon\u{a0}: «\u{a0}7\u{a0}» n’est pas reconnu, ce filtre est ignoré."]);
        assert_eq!(read("pres=Niort").1.len(), 1);
        assert!(!read("pres=46.321,-0.459").1[0].contains("46"), "a position is not repeated");
    }
}
