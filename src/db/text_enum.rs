//! One declaration per closed list of values: the Rust enum, the text SQLite keeps, the French
//! words people read.

/// Declares an enum whose values are stored as text and shown in French.
///
/// ```text
/// text_enum! {
///     /// What the company asks for.
///     pub enum Wish {
///         HostIntern = "host_intern" => "Accueillir un(e) stagiaire",
///     }
/// }
/// ```
///
/// It gives `ALL` (in the order written, which is also the order of `Ord`), `as_str` (the stored
/// text), `label` (French, also `Display`), `parse` (from the stored text), and the `ToSql` and
/// `FromSql` of the stored text. A stored text that is not in the list is an error when read,
/// never a default value.
macro_rules! text_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal => $label:literal ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $( #[doc = concat!("« ", $label, " »")] $(#[$variant_meta])* $variant ),+ }

        #[allow(dead_code, reason = "not every list needs every one of its functions")]
        impl $name {
            /// Every value, in the order of the declaration.
            $vis const ALL: &'static [Self] = &[$( Self::$variant ),+];

            /// The text that the database keeps.
            $vis const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $text ),+ }
            }

            /// The French words that people read.
            $vis const fn label(self) -> &'static str {
                match self { $( Self::$variant => $label ),+ }
            }

            /// The value whose stored text this is.
            $vis fn parse(text: &str) -> Option<Self> {
                match text { $( $text => Some(Self::$variant), )+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.label())
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(
                value: rusqlite::types::ValueRef<'_>,
            ) -> rusqlite::types::FromSqlResult<Self> {
                let text = value.as_str()?;
                Self::parse(text).ok_or_else(|| {
                    rusqlite::types::FromSqlError::Other(
                        format!("« {text} » is not a {}", stringify!($name)).into(),
                    )
                })
            }
        }
    };
}
pub(crate) use text_enum;

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    text_enum! {
        /// Two values are enough to see the order and the texts.
        pub enum Season {
            Spring = "spring" => "Printemps",
            Summer = "summer" => "Été",
        }
    }

    #[test]
    fn each_value_has_its_text_and_its_label() {
        assert_eq!(Season::ALL, [Season::Spring, Season::Summer]);
        assert_eq!(Season::Summer.as_str(), "summer");
        assert_eq!(Season::Summer.to_string(), "Été");
        assert_eq!(Season::parse("spring"), Some(Season::Spring));
        assert_eq!(Season::parse("Printemps"), None);
    }

    #[test]
    fn the_database_keeps_the_text_and_refuses_an_unknown_one() {
        let connection = Connection::open_in_memory().unwrap();
        let kept: String = connection.query_row("SELECT ?1", [Season::Summer], |row| row.get(0)).unwrap();
        assert_eq!(kept, "summer");
        let read: Season = connection.query_row("SELECT 'spring'", [], |row| row.get(0)).unwrap();
        assert_eq!(read, Season::Spring);
        let unknown = connection.query_row("SELECT 'winter'", [], |row| row.get::<_, Season>(0));
        assert!(unknown.unwrap_err().to_string().contains("winter"));
    }
}
