//! The companies' trades: for each, its NAF sub-class, its ROME cards and the vocabulary from which `texts` writes.
//!
//! The sources are written with ordinary spaces before double punctuation and inside « »; `texts::compose` puts the
//! French ones. Phrases are lower case without a full stop, sentences are complete.

mod agriculture;
mod care;
mod construction;
mod industry;
mod leisure;
mod office;
mod trade;

use super::rng::Rng;
use crate::domain::sector::Sector;

/// A trade and its words.
#[derive(Debug)]
pub struct Profile {
    /// Stable name, for tests and the story.
    pub key: &'static str,
    /// Sub-class of NAF rév. 2.
    pub naf: &'static str,
    /// What one calls such a place, without article: « scierie »; `feminine` is its gender.
    pub head: &'static str,
    pub feminine: bool,
    /// The trade name shown when the employer is masked: « Entreprise de sciage ».
    pub generic: &'static str,
    /// Run by volunteers as well, and without SIREN in the demonstration.
    pub association: bool,
    pub rhythm: Rhythm,
    /// Name patterns: `{nom}` is a family name, `{lieu}` a place-like complement with its preposition (« de la Plaine »).
    pub names: &'static [&'static str],
    /// Sentences that say what the place does.
    pub about: &'static [&'static str],
    /// What one can look at on an observation week: infinitive phrases.
    pub watch: &'static [&'static str],
    pub occupations: &'static [Occupation],
    /// A sentence on equipment, clothes or rules.
    pub gear: &'static str,
    /// Sentences on the person we look for.
    pub seek: &'static [&'static str],
    /// The field in the singular with its article: « le travail du bois ».
    pub field: &'static str,
    /// Sentences of an applicant, in the first person, at any age and of any gender.
    pub link: &'static [&'static str],
    /// Trainings of the lycée and of apprenticeship.
    pub school: &'static [&'static str],
    /// Trainings after the baccalauréat.
    pub higher: &'static [&'static str],
}

/// One job of the place.
#[derive(Debug)]
pub struct Occupation {
    /// ROME 4.0 card.
    pub card: &'static str,
    /// OGR code of a title of this card, where one is closer than the card.
    pub title: Option<u32>,
    /// Who takes care of the intern: « notre scieur ».
    pub tutor: &'static str,
    /// What the intern does: infinitive phrases.
    pub tasks: &'static [&'static str],
}

/// The working day, which decides on hours and lunch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    Workshop,
    Site,
    Farm,
    Bakery,
    Shop,
    Kitchen,
    Season,
    Care,
    Office,
}

impl Profile {
    /// « la scierie », « le garage », « l’atelier ».
    pub fn with_article(&self) -> String {
        let elided = self.head.starts_with(['a', 'e', 'é', 'i', 'o', 'u', 'h', 'œ']);
        match (elided, self.feminine) {
            (true, _) => format!("l’{}", self.head),
            (false, true) => format!("la {}", self.head),
            (false, false) => format!("le {}", self.head),
        }
    }
}

/// The profiles of a sector.
pub fn of_sector(sector: Sector) -> Vec<&'static Profile> {
    all().filter(|(of, _)| *of == sector).map(|(_, profile)| profile).collect()
}

/// Every profile with its sector.
pub fn all() -> impl Iterator<Item = (Sector, &'static Profile)> {
    let with = |sector, profiles: &'static [Profile]| profiles.iter().map(move |profile| (sector, profile));
    with(Sector::Agriculture, agriculture::PROFILES)
        .chain(with(Sector::Industry, industry::PROFILES))
        .chain(with(Sector::Construction, construction::PROFILES))
        .chain(with(Sector::Trade, trade::PROFILES))
        .chain(with(Sector::Services, leisure::PROFILES))
        .chain(with(Sector::Services, care::PROFILES))
        .chain(with(Sector::Services, office::PROFILES))
}

/// The profile of this key.
pub fn by_key(key: &str) -> Option<(Sector, &'static Profile)> {
    all().find(|(_, profile)| profile.key == key)
}

/// A sector with the weights of the demonstration, 5/12/12/20/51 %, then one of its profiles.
pub fn draw(rng: &mut Rng) -> (Sector, &'static Profile) {
    let weights = [
        (Sector::Agriculture, 5),
        (Sector::Industry, 12),
        (Sector::Construction, 12),
        (Sector::Trade, 20),
        (Sector::Services, 51),
    ];
    let sector = *rng.weighted(&weights);
    let profiles = of_sector(sector);
    let place = rng.below(profiles.len() as u32) as usize;
    (sector, profiles[place])
}
