//! Web addresses that people type.

/// Reads the address of a web site; `https://` is added where nothing is said.
///
/// # Errors
/// A French sentence for the person.
pub fn parse_website(text: &str) -> Result<String, &'static str> {
    const REFUSAL: &str = "Cette adresse de site n’est pas complète. Exemple : https://www.example.org";
    let lower = text.to_ascii_lowercase();
    let address = match lower.split_once("://") {
        Some(("http" | "https", _)) => text.to_owned(),
        Some(_) => return Err(REFUSAL),
        None => format!("https://{text}"),
    };
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.') || byte >= 0x80;
    let sound = name.contains('.')
        && !name.starts_with(['.', '-'])
        && !name.ends_with(['.', '-'])
        && !name.contains("..")
        && name.bytes().all(letters)
        && address
            .chars()
            .all(|letter| !letter.is_whitespace() && !letter.is_control() && !"<>\"\\^`{|}".contains(letter));
    if sound { Ok(address) } else { Err(REFUSAL) }
}

#[cfg(test)]
mod tests {
    use super::parse_website;
    use proptest::prelude::*;

    #[test]
    fn sites_are_typed_in_many_ways() {
        let cases = [
            ("www.example.org", "https://www.example.org"),
            ("https://example.org/menuiserie?x=1#y", "https://example.org/menuiserie?x=1#y"),
            ("HTTP://Example.org", "HTTP://Example.org"),
            ("example.org:8080/a", "https://example.org:8080/a"),
            ("été.example", "https://été.example"),
        ];
        for (typed, expected) in cases {
            assert_eq!(parse_website(typed).as_deref(), Ok(expected), "{typed}");
        }
        for refused in [
            "exemple",
            "javascript:alert(1)",
            "javascript://a.b",
            "ftp://a.example",
            "https://",
            "a..b",
            "https://a b.fr",
            "https://u\"x.fr",
            ".fr",
        ] {
            assert!(parse_website(refused).is_err(), "{refused}");
        }
    }

    proptest! {
        #[test]
        fn what_passes_is_a_link_to_the_web(text in any::<String>()) {
            if let Ok(address) = parse_website(&text) {
                let lower = address.to_ascii_lowercase();
                prop_assert!(lower.starts_with("https://") || lower.starts_with("http://"));
                prop_assert!(!address.contains(char::is_whitespace));
            }
        }
    }
}
