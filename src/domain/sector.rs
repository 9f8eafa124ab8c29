//! The five sectors of activity people filter by, and how a company's activity code leads to one.

use crate::db::text_enum;

text_enum! {
    /// A sector of activity. Stored when the company is created, not computed again silently.
    pub enum Sector {
        Agriculture = "agriculture" => "Agriculture, sylviculture et pêche",
        Industry = "industry" => "Industrie",
        Construction = "construction" => "Construction",
        Trade = "trade" => "Commerce\u{202f}; réparation d’automobiles et de motocycles",
        Services = "services" => "Services",
    }
}

text_enum! {
    /// The edition of INSEE's list of activities that a code belongs to. The second one is the
    /// official one from 1 January 2027.
    pub enum NafVersion {
        Rev2 = "rev2" => "NAF rév. 2",
        Naf2025 = "2025" => "NAF 2025",
    }
}

impl Sector {
    /// The value of the parameter `secteur` in an address.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Agriculture => "agriculture",
            Self::Industry => "industrie",
            Self::Construction => "construction",
            Self::Trade => "commerce",
            Self::Services => "services",
        }
    }

    /// The sector whose slug this is.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sector| sector.slug() == slug)
    }

    /// The sector of an activity code ("43.32A", "4332A", or its beginning), by division.
    ///
    /// NAF 2025 moves the repair of vehicles (95.3) among the repairs of goods; people still look
    /// for it with the garages.
    pub fn from_naf(code: &str, version: NafVersion) -> Option<Self> {
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        if version == NafVersion::Naf2025 && code.starts_with("953") {
            return Some(Self::Trade);
        }
        let division = code.get(..2).filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?;
        match division.parse::<u8>().ok()? {
            1..=3 => Some(Self::Agriculture),
            5..=39 => Some(Self::Industry),
            41..=43 => Some(Self::Construction),
            45..=47 => Some(Self::Trade),
            49..=99 => Some(Self::Services),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NafVersion, Sector};
    use proptest::prelude::*;

    fn rev2(code: &str) -> Option<Sector> {
        Sector::from_naf(code, NafVersion::Rev2)
    }

    #[test]
    fn the_division_gives_the_sector() {
        for (code, sector) in [
            ("01.11Z", Sector::Agriculture),
            ("03", Sector::Agriculture),
            ("05.10Z", Sector::Industry),
            ("3900Z", Sector::Industry),
            ("41.10A", Sector::Construction),
            ("43.99E", Sector::Construction),
            ("45.20A", Sector::Trade),
            ("47.99B", Sector::Trade),
            ("49.10Z", Sector::Services),
            ("99.00Z", Sector::Services),
            ("95.31Z", Sector::Services),
        ] {
            assert_eq!(rev2(code), Some(sector), "{code}");
        }
        for code in ["", "0", "04.1", "40.11", "44", "48.00", "00.00Z", "A1", "é1", "[ND]"] {
            assert_eq!(rev2(code), None, "{code}");
        }
    }

    #[test]
    fn vehicle_repair_stays_with_trade_in_naf_2025() {
        assert_eq!(Sector::from_naf("95.31Y", NafVersion::Naf2025), Some(Sector::Trade));
        assert_eq!(Sector::from_naf("95.21Y", NafVersion::Naf2025), Some(Sector::Services));
        assert_eq!(Sector::from_naf("46.11Y", NafVersion::Naf2025), Some(Sector::Trade));
    }

    #[test]
    fn every_sector_has_its_slug() {
        for &sector in Sector::ALL {
            assert_eq!(Sector::from_slug(sector.slug()), Some(sector));
        }
        assert_eq!(Sector::from_slug("commerce"), Some(Sector::Trade));
        assert_eq!(Sector::from_slug("trade"), None);
    }

    proptest! {
        #[test]
        fn any_code_is_answered(code in any::<String>()) {
            let _ = (rev2(&code), Sector::from_naf(&code, NafVersion::Naf2025));
        }
    }
}
