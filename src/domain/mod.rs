//! The values of the domain: each type exists only in its valid form, so that whoever holds an
//! `Email` or a `Siret` has nothing left to check.
//!
//! Parsers take what a person typed and answer with the value or with the French sentence that
//! helps them correct it. Nothing here knows HTTP or holds SQL; the values only know how SQLite
//! stores them. What is read back from the database passes the same checks.

/// Stores a newtype over text as that text, shows it as that text, and checks it when read back.
macro_rules! stored_as_text {
    ($name:ident, $parse:expr) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                let parse: fn(&str) -> Option<Self> = $parse;
                // The value itself may be personal: the error does not repeat it.
                parse(value.as_str()?).ok_or_else(|| {
                    rusqlite::types::FromSqlError::Other(
                        concat!("stored text is not a valid ", stringify!($name)).into(),
                    )
                })
            }
        }
    };
}

pub mod age;
pub mod audience;
pub mod civility;
pub mod commune;
pub mod date;
pub mod department;
pub mod duration;
pub mod email;
pub mod file_kind;
pub mod file_name;
pub mod fold;
pub mod name;
pub mod number;
pub mod phone;
pub mod publication;
pub mod reference;
pub mod sector;
pub mod siren;
pub mod token;
pub mod website;
pub mod wish;

pub use age::Age;
pub use audience::{Audience, AudienceSet, EventAudience, OfferAudience};
pub use civility::Civility;
pub use commune::CommuneCode;
pub use date::{parse_date, parse_time};
pub use department::DepartmentCode;
pub use duration::parse_minutes;
pub use email::Email;
pub use file_kind::{FileKind, FileRefusal};
pub use fold::fold;
pub use name::Name;
pub use number::{Number, NumberOrCalendar, NumberQuery};
pub use phone::Phone;
pub use publication::{PublicationState, UnpublishedReason};
pub use reference::{About, Reference};
pub use sector::{NafVersion, Sector};
pub use siren::{Siren, Siret, bare_number};
pub use token::Token;
pub use website::parse_website;
pub use wish::Wish;
