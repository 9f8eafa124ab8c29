//! What the law wants said of whoever publishes the site: identity, host, data protection,
//! accessibility. Nothing has a default: what is missing shows in the pages until it is set.

use time::Date;

use super::Settings;
use crate::db::text_enum;
use crate::domain::{Email, Phone, Siren, parse_date};

text_enum! {
    /// State of conformity with the RGAA, in the words of the law.
    pub enum Accessibility {
        /// No valid audit, or less than half of the criteria.
        None = "none" => "non conforme",
        /// At least half of the criteria.
        Partial = "partial" => "partiellement conforme",
        /// All of them.
        Full = "full" => "totalement conforme",
    }
}

text_enum! {
    /// By what right personal data are used (RGPD, article 6-1).
    pub enum Basis {
        /// e.
        PublicTask = "public_task" => "l’exécution d’une mission d’intérêt public",
        /// f.
        LegitimateInterest = "legitimate_interest" => "l’intérêt légitime de l’organisme, qui est de rapprocher les entreprises et les personnes qui cherchent un stage",
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Legal {
    /// Name of the publisher.
    pub publisher: Option<String>,
    /// Its legal form, with its capital if it has one.
    pub form: Option<String>,
    /// Its address, on one line.
    pub address: Option<String>,
    /// Its telephone.
    pub phone: Option<Phone>,
    /// Its SIREN.
    pub siren: Option<Siren>,
    /// Who answers for what is published.
    pub director: Option<String>,
    /// Name of the host.
    pub host: Option<String>,
    /// Its address.
    pub host_address: Option<String>,
    /// Its telephone.
    pub host_phone: Option<Phone>,
    /// Where one writes to the publisher.
    pub contact: Option<Email>,
    /// Where one writes to the data protection officer, or to whoever stands in for one.
    pub dpo: Option<Email>,
    /// By what right data are used.
    pub basis: Option<Basis>,
    /// State of conformity.
    pub accessibility: Accessibility,
    /// Who audited, when, with what result: a whole sentence. Only once an audit was made.
    pub audit: Option<String>,
    /// Day on which the declaration of accessibility was made.
    pub declared_on: Option<Date>,
    /// Address of the « schéma pluriannuel ».
    pub accessibility_plan: Option<String>,
}

impl Legal {
    pub(super) fn load(settings: &Settings<'_>) -> rusqlite::Result<Self> {
        let phone = |key| settings.maybe_parsed(key, |text| Phone::parse(text).ok());
        let email = |key| settings.maybe_parsed(key, |text| Email::parse(text).ok());
        Ok(Self {
            publisher: settings.maybe("publisher.name")?,
            form: settings.maybe("publisher.legal_form")?,
            address: settings.maybe("publisher.address")?,
            phone: phone("publisher.phone")?,
            siren: settings.maybe_parsed("publisher.siren", |text| Siren::parse(text).ok())?,
            director: settings.maybe("publisher.director")?,
            host: settings.maybe("host.name")?,
            host_address: settings.maybe("host.address")?,
            host_phone: phone("host.phone")?,
            contact: email("contact.email")?,
            dpo: email("privacy.dpo_email")?,
            basis: settings.maybe_parsed("privacy.basis", Basis::parse)?,
            accessibility: settings.parsed("accessibility.state", "none", Accessibility::parse)?,
            audit: settings.maybe("accessibility.audit")?,
            declared_on: settings.maybe_parsed("accessibility.declared_on", |text| parse_date(text).ok())?,
            accessibility_plan: settings.maybe_parsed("accessibility.plan_url", |text| {
                (text.starts_with("https://") || text.starts_with("http://")).then(|| text.to_owned())
            })?,
        })
    }
}
