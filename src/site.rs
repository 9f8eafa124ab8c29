//! What the organisation that hosts the site chose: its name, its territory, its time zone, how
//! long it keeps what it is sent. Kept in the `setting` table; a missing key means its default, and
//! the defaults are Nouvelle-Aquitaine's.

mod legal;

use rusqlite::{Connection, OptionalExtension};

pub use legal::{Accessibility, Basis, Legal};

use crate::clock::Zone;
use crate::domain::{DepartmentCode, Email, Phone};
use crate::reference::departments::{self, Department};

/// The settings that pages and rules read, taken once at start.
#[derive(Debug, Clone)]
pub struct Site {
    /// Name of the site, in the header, titles and mails.
    pub name: String,
    /// One sentence that says what it is.
    pub tagline: String,
    /// Name of the territory (« Nouvelle-Aquitaine »).
    pub territory: String,
    /// Its départements, in the order of their codes.
    pub departments: Vec<Department>,
    /// Its time zone.
    pub zone: Zone,
    /// Months during which an application is kept after its offer closed.
    pub application_months: u32,
    /// Days during which a registration is kept after its event.
    pub registration_days: u32,
    /// The largest group that one registration may announce.
    pub largest_group: u32,
    /// Months during which a message of the contact form is kept.
    pub contact_months: u32,
    /// Working days within which a message is answered.
    pub contact_reply_days: u32,
    /// What the law wants said of the publisher, and what it lacks.
    pub legal: Legal,
    /// Requests a minute that one address may make, all pages together; a whole school shares one.
    pub pages_per_minute: u32,
    /// Mails a day at most to an address that somebody typed in a form and nobody checked.
    pub mails_per_address_and_day: u32,
    /// Forms that one address may send in ten minutes.
    pub forms_per_ten_minutes: u32,
    /// Memory for public pages ready to leave, in mebibytes; 0 keeps none.
    pub page_cache_mebibytes: u16,
    /// Who answers questions about the extranet; the administrators when nobody is set.
    pub technical_contacts: Vec<TechnicalContact>,
}

/// Somebody who answers questions about the extranet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TechnicalContact {
    /// First and last name.
    pub name: String,
    /// Telephone.
    pub phone: Option<Phone>,
    /// E-mail address.
    pub email: Email,
}

impl TechnicalContact {
    /// Reads one per line, as « name | address | telephone »; the telephone may be left out.
    fn list(text: &str) -> Option<Vec<Self>> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Self::parse).collect()
    }

    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split('|').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?.to_owned();
        let email = Email::parse(parts.next()?).ok()?;
        let phone = match parts.next() {
            Some(phone) if !phone.is_empty() => Some(Phone::parse(phone).ok()?),
            _ => None,
        };
        Some(Self { name, phone, email })
    }
}

/// A setting that cannot be understood.
#[derive(Debug, thiserror::Error)]
#[error("le réglage « {key} » a une valeur qui ne convient pas : « {value} »")]
pub struct BadSetting {
    key: &'static str,
    value: String,
}

const DEPARTMENTS: &str = "16 17 19 23 24 33 40 47 64 79 86 87";

impl Site {
    /// Reads the settings.
    ///
    /// # Errors
    /// A value that does not parse is an SQLite conversion error naming the setting, so that the
    /// program refuses to start rather than serve another territory.
    pub fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let settings = Settings(connection);
        let codes: Vec<DepartmentCode> = settings.parsed("site.departments", DEPARTMENTS, |text| {
            let codes: Option<Vec<DepartmentCode>> =
                text.split_whitespace().map(DepartmentCode::parse).collect();
            codes.filter(|codes| !codes.is_empty())
        })?;
        Ok(Self {
            name: settings.text("site.name", "CMonStage")?,
            tagline: settings.text(
                "site.tagline",
                "Des stages et des rencontres avec les entreprises, près de chez vous",
            )?,
            territory: settings.text("site.territory", "Nouvelle-Aquitaine")?,
            departments: departments::of_territory(
                connection,
                &codes.iter().map(|code| code.as_str()).collect::<Vec<_>>(),
            )?,
            zone: zone(connection)?,
            application_months: settings
                .parsed("retention.application_months", "3", |text| text.parse().ok())?,
            registration_days: settings
                .parsed("retention.registration_days", "30", |text| text.parse().ok())?,
            largest_group: settings.parsed("registrations.largest_group", "60", |text| {
                text.parse().ok().filter(|n| (2..=500).contains(n))
            })?,
            contact_months: settings.parsed("retention.contact_months", "6", |text| text.parse().ok())?,
            contact_reply_days: settings.parsed("contact.reply_days", "5", |text| text.parse().ok())?,
            legal: Legal::load(&settings)?,
            pages_per_minute: settings.parsed("limits.pages_per_minute", "400", |text| text.parse().ok())?,
            mails_per_address_and_day: settings
                .parsed("limits.mails_per_address_and_day", "20", |text| text.parse().ok())?,
            forms_per_ten_minutes: settings
                .parsed("limits.forms_per_ten_minutes", "120", |text| text.parse().ok())?,
            page_cache_mebibytes: settings.parsed("cache.pages_mebibytes", "16", |text| text.parse().ok())?,
            technical_contacts: settings
                .maybe_parsed("help.contacts", TechnicalContact::list)?
                .unwrap_or_default(),
        })
    }
}

/// The time zone alone, for a command that needs nothing else: another setting that is wrong does not stop it.
///
/// # Errors
/// As [`Site::load`].
pub fn zone(connection: &Connection) -> rusqlite::Result<Zone> {
    Settings(connection).parsed("site.time_zone", "Europe/Paris", Zone::named)
}

impl Site {
    /// The codes of the territory's départements.
    pub fn department_codes(&self) -> Vec<String> {
        self.departments.iter().map(|department| department.code.clone()).collect()
    }

    /// Memory for public pages ready to leave.
    pub fn page_cache_bytes(&self) -> usize {
        usize::from(self.page_cache_mebibytes) << 20
    }

    /// The name of a département of the territory.
    pub fn department(&self, code: &str) -> Option<&str> {
        self.departments
            .iter()
            .find(|department| department.code == code)
            .map(|department| department.name.as_str())
    }
}

struct Settings<'c>(&'c Connection);

impl Settings<'_> {
    /// What is set; a blank value is none.
    fn maybe(&self, key: &'static str) -> rusqlite::Result<Option<String>> {
        let stored: Option<String> = self
            .0
            .query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0))
            .optional()?;
        Ok(stored.filter(|value| !value.trim().is_empty()))
    }

    fn text(&self, key: &'static str, default: &str) -> rusqlite::Result<String> {
        Ok(self.maybe(key)?.unwrap_or_else(|| default.to_owned()))
    }

    /// What is set, once understood; none when nothing is.
    fn maybe_parsed<T>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> rusqlite::Result<Option<T>> {
        self.maybe(key)?.map(|value| self.parsed(key, &value, parse)).transpose()
    }

    fn parsed<T>(
        &self,
        key: &'static str,
        default: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> rusqlite::Result<T> {
        let value = self.text(key, default)?;
        parse(&value)
            .ok_or_else(|| rusqlite::Error::ToSqlConversionFailure(Box::new(BadSetting { key, value })))
    }
}
