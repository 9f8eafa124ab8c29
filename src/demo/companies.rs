//! Companies that do not exist: a trade, a name put together from its patterns, numbers that pass Luhn in a block
//! set apart for the demonstration, an invented street and a site under `.example`.

use super::people::{ascii, last_name};
use super::profiles::{self, Profile};
use super::rng::Rng;
use crate::domain::sector::Sector;

/// A company before it is stored.
#[derive(Debug, Clone)]
pub struct CompanyDraft {
    /// The legal name.
    pub name: String,
    /// The name on the sign, where it differs.
    pub trade_name: Option<String>,
    pub siren: Option<String>,
    pub siret: Option<String>,
    /// NAF rév. 2.
    pub naf_code: &'static str,
    pub sector: Sector,
    pub street: String,
    pub website: Option<String>,
    /// The company's own address, under `.example`.
    pub email: String,
    /// The name shown when the employer is masked.
    pub generic_name: &'static str,
    pub profile: &'static Profile,
    /// How its texts speak of it.
    pub cited: Cited,
}

/// A company as the subject of a sentence: « la scierie Vauclerc », feminine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    pub text: String,
    pub feminine: bool,
}

/// The company number `index`, counted from 0: its SIREN depends on it and is unique.
pub fn draft(rng: &mut Rng, index: u32) -> CompanyDraft {
    let (sector, profile) = profiles::draw(rng);
    draft_of(rng, index, sector, profile)
}

/// The company number `index`, of a given trade.
pub fn draft_of(rng: &mut Rng, index: u32, sector: Sector, profile: &'static Profile) -> CompanyDraft {
    let family = last_name(rng);
    let sign = rng.text(profile.names).replace("{nom}", family).replace("{lieu}", rng.text(PLACES));
    let legal =
        rng.pick(&["SARL {nom}", "Établissements {nom}", "{nom} et Associés"]).replace("{nom}", family);
    let differs = !profile.association && rng.chance(20);
    let slug = ascii(&sign);
    let siren = (!profile.association).then(|| siren(index));
    CompanyDraft {
        siret: siren.as_deref().map(siret),
        siren,
        naf_code: profile.naf,
        sector,
        street: street(rng),
        website: rng.chance(65).then(|| format!("https://www.{slug}.example")),
        email: format!("contact@{slug}.example"),
        generic_name: profile.generic,
        profile,
        cited: cite(profile, &sign),
        trade_name: differs.then(|| sign.clone()),
        name: if differs { legal } else { sign },
    }
}

/// How a sentence speaks of a place with this name: its own noun takes an article (« le garage de la Plaine »), a name
/// that has one keeps it after the trade (« la boulangerie Le Fournil des Halles »), the others are « l’entreprise … ».
pub fn cite(profile: &Profile, name: &str) -> Cited {
    let first = name.split([' ', '’']).next().unwrap_or_default();
    if let Some((_, article, feminine)) = NOUNS.iter().find(|(noun, _, _)| *noun == first) {
        return Cited {
            text: format!("{article}{}{}", first.to_lowercase(), &name[first.len()..]),
            feminine: *feminine,
        };
    }
    if ["Le", "La", "Les", "L", "Aux"].contains(&first) {
        return Cited { text: format!("{} {name}", profile.with_article()), feminine: profile.feminine };
    }
    let noun = if profile.association { "l’association" } else { "l’entreprise" };
    Cited { text: format!("{noun} {name}"), feminine: true }
}

/// « 12 rue des Tilleuls ».
pub fn street(rng: &mut Rng) -> String {
    let number = rng.range(1..=148);
    let suffix = if rng.chance(8) { " bis" } else { "" };
    format!("{number}{suffix} {}", rng.text(STREETS))
}

/// A SIREN that passes Luhn, from ranges where no company is known: 0000 for the first ten thousand, then 040 to 044.
/// 000 as a whole would not do: a few companies of the first registers hold numbers from 0001 to 0018, and the other
/// numbers that begin with 0 have a third digit of 5 or more.
pub fn siren(index: u32) -> String {
    let number = index + 1;
    let body = if number < 10_000 { number } else { 4_000_000 + number };
    with_luhn(&format!("{body:08}"))
}

/// The SIRET of the first establishment: its internal number is 0001 and a Luhn digit.
pub fn siret(siren: &str) -> String {
    with_luhn(&format!("{siren}0001"))
}

fn with_luhn(digits: &str) -> String {
    let sum: u32 =
        digits.bytes().rev().enumerate().map(|(place, byte)| luhn_term(place, u32::from(byte - b'0'))).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// The term of a digit, `place` counted from the right of what precedes the check digit.
fn luhn_term(place: usize, digit: u32) -> u32 {
    match (place % 2, digit * 2) {
        (0, doubled) if doubled > 9 => doubled - 9,
        (0, doubled) => doubled,
        _ => digit,
    }
}

/// First words of names that are common nouns, with their article and whether they are feminine.
#[rustfmt::skip]
const NOUNS: &[(&str, &str, bool)] = &[
    ("Agence", "l’", true), ("Atelier", "l’", false), ("Auberge", "l’", true), ("Boucherie", "la ", true), ("Boulangerie", "la ", true),
    ("Cabinet", "le ", false), ("Camping", "le ", false), ("Chantier", "le ", false), ("Clinique", "la ", true), ("Club", "le ", false),
    ("Crèche", "la ", true), ("Domaine", "le ", false), ("Écomusée", "l’", false), ("Étude", "l’", true), ("Ferme", "la ", true),
    ("Fromagerie", "la ", true), ("Garage", "le ", false), ("Hôtel", "l’", false), ("Imprimerie", "l’", true), ("Institut", "l’", false),
    ("Laboratoire", "le ", false), ("Laiterie", "la ", true), ("Librairie", "la ", true), ("Maison", "la ", true), ("Maroquinerie", "la ", true),
    ("Menuiserie", "la ", true), ("Musée", "le ", false), ("Office", "l’", false), ("Pharmacie", "la ", true), ("Relais", "le ", false),
    ("Restaurant", "le ", false), ("Résidence", "la ", true), ("Salon", "le ", false), ("Scierie", "la ", true), ("Sellerie", "la ", true),
    ("Studio", "le ", false), ("Supermarché", "le ", false), ("Théâtre", "le ", false),
];

#[rustfmt::skip]
const PLACES: &[&str] = &[
    "de la Plaine", "du Vieux Pont", "des Tilleuls", "des Trois Chênes", "de la Combe", "du Moulin Neuf", "des Halles", "de la Fontaine",
    "du Grand Pré", "des Ormeaux", "de la Croix Verte", "du Val d’Auvelle", "des Deux Rives", "de la Tourelle", "du Clos Marin",
    "de l’Aubrelle", "des Quatre Vents", "du Petit Bois", "de la Garenne", "des Lavandières", "du Vallon", "de l’Étang", "de la Passerelle",
    "des Sources", "du Pays de Brenelle", "de la Haute Lande", "du Marais Bleu", "des Coteaux",
];

#[rustfmt::skip]
const STREETS: &[&str] = &[
    "rue des Tilleuls", "rue du Moulin", "rue de la Fontaine", "avenue des Platanes", "chemin des Ormeaux", "route du Vieux Pont",
    "impasse des Lilas", "place du Marché", "rue des Tanneurs", "rue du Four", "chemin de la Garenne", "zone artisanale des Trois Chênes",
    "rue de l’Ancienne Gare", "quai des Gabares", "allée des Peupliers", "rue des Écoles", "route de la Combe", "rue du Lavoir",
    "avenue de la Plaine", "rue des Charrons", "chemin du Grand Pré", "boulevard des Deux Rives", "rue Traversière", "cours des Halles",
    "zone d’activités du Marais", "rue des Forges", "rue du Puits", "venelle des Jardins",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Written again, the long way: the numbers must not be checked by what made them.
    fn passes_luhn(digits: &str) -> bool {
        let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
        let sum: u32 = values
            .iter()
            .rev()
            .enumerate()
            .map(|(i, d)| if i % 2 == 1 { d * 2 / 10 + d * 2 % 10 } else { *d })
            .sum();
        sum.is_multiple_of(10) && values.len() == digits.len()
    }

    #[test]
    fn numbers_pass_luhn_and_are_unique() {
        assert!(passes_luhn("356000000") && !passes_luhn("356000001"));
        let mut seen = HashSet::new();
        for index in (0..12_000).chain([199_999]) {
            let (siren, siret) = (siren(index), siret(&siren(index)));
            assert!(passes_luhn(&siren) && passes_luhn(&siret), "{siren} {siret}");
            assert_eq!((siren.len(), siret.len()), (9, 14));
            assert!(
                siren.starts_with("0000") || ["040", "041", "042", "043", "044"].contains(&&siren[..3]),
                "{siren}"
            );
            assert!(seen.insert(siren));
        }
    }

    #[test]
    fn names_become_subjects() {
        let (_, sawmill) = profiles::by_key("sawmill").unwrap();
        let (_, bakery) = profiles::by_key("bakery").unwrap();
        let (_, club) = profiles::by_key("sports-club").unwrap();
        assert_eq!(cite(sawmill, "Scierie Vauclerc").text, "la scierie Vauclerc");
        assert_eq!(cite(bakery, "Le Fournil des Halles").text, "la boulangerie Le Fournil des Halles");
        assert_eq!(
            cite(sawmill, "Sciages Vauclerc"),
            Cited { text: "l’entreprise Sciages Vauclerc".into(), feminine: true }
        );
        assert_eq!(cite(club, "Étoile sportive du Vallon").text, "l’association Étoile sportive du Vallon");
        let (_, hotel) = profiles::by_key("hotel").unwrap();
        assert_eq!(
            cite(hotel, "Hôtel des Coteaux"),
            Cited { text: "l’hôtel des Coteaux".into(), feminine: false }
        );
    }

    #[test]
    fn the_sectors_are_spread_as_intended() {
        let mut rng = Rng::new(11);
        let drafts: Vec<_> = (0..4000).map(|index| draft(&mut rng, index)).collect();
        let share =
            |sector| drafts.iter().filter(|draft| draft.sector == sector).count() * 100 / drafts.len();
        assert!(
            (4..=6).contains(&share(Sector::Agriculture)) && (48..=54).contains(&share(Sector::Services))
        );
        let without = drafts.iter().filter(|draft| draft.siren.is_none()).count() * 100 / drafts.len();
        assert!((3..=7).contains(&without), "{without} %");
        assert!(
            drafts
                .iter()
                .all(|draft| !draft.name.contains('{') && draft.siren.is_some() == draft.siret.is_some())
        );
        assert!(drafts.iter().all(|draft| draft.email.is_ascii() && draft.email.ends_with(".example")));
    }

    #[test]
    fn a_seed_always_gives_the_same_company() {
        let one = format!("{:?}", draft(&mut Rng::new(4), 7));
        assert_eq!(one, format!("{:?}", draft(&mut Rng::new(4), 7)));
    }
}
