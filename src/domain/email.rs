//! E-mail addresses.
//!
//! Stricter than the RFCs on purpose: what passes here reaches the mail server as one plain
//! address. No quoted local part, no comment, no literal IP address, no host without a dot.

/// An address as it is written to: local part as typed, domain in lower case, at most 254
/// characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

const EXAMPLE: &str = "Indiquez une adresse complète, par exemple prenom.nom@example.org.";

impl Email {
    /// Checks what was typed; spaces around it are dropped.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        check_characters(text)?;
        let (local, domain) = text.split_once('@').ok_or("Il manque le signe @ dans cette adresse.")?;
        if domain.contains('@') {
            return Err("Cette adresse contient plusieurs signes @ : indiquez une seule adresse.");
        }
        check_local(local)?;
        let domain = domain.to_ascii_lowercase();
        check_domain(&domain)?;
        let address = format!("{local}@{domain}");
        if address.len() > 254 {
            return Err("Cette adresse est trop longue.");
        }
        Ok(Self(address))
    }

    /// The stored text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two writings of the same address are equal. Servers may tell capitals in
    /// the local part apart, people do not.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

stored_as_text!(Email, |text| Email::parse(text).ok());

fn check_characters(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("Indiquez une adresse e-mail.");
    }
    if text.contains(char::is_control) {
        return Err("Cette adresse contient un caractère invisible. Saisissez-la à nouveau au clavier.");
    }
    if text.contains(char::is_whitespace) {
        return Err("Une adresse e-mail ne contient pas d’espace.");
    }
    if text.contains([',', ';']) {
        return Err(
            "Une adresse e-mail ne contient ni virgule ni point-virgule. Vouliez-vous mettre un point ?",
        );
    }
    if !text.is_ascii() {
        return Err("Une adresse e-mail ne contient ni accent ni caractère spécial.");
    }
    Ok(())
}

/// A dot-atom (RFC 5322) of at most 64 characters.
fn check_local(local: &str) -> Result<(), &'static str> {
    if local.is_empty() {
        return Err("Il manque ce qui précède le signe @.");
    }
    if local.len() > 64 {
        return Err("Cette adresse est trop longue avant le signe @.");
    }
    if local.split('.').any(str::is_empty) {
        return Err("Un point est mal placé avant le signe @.");
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
    if local.contains(|c| !allowed(c)) {
        return Err(EXAMPLE);
    }
    Ok(())
}

fn check_domain(domain: &str) -> Result<(), &'static str> {
    if domain.is_empty() {
        return Err("Il manque ce qui suit le signe @.");
    }
    let Some((_, last)) = domain.rsplit_once('.') else {
        return Err("Il manque un point après le signe @, par exemple « .fr » ou « .com » à la fin.");
    };
    if domain.split('.').any(str::is_empty) {
        return Err("Un point est mal placé après le signe @.");
    }
    let alphabetic = last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic());
    let international = last.len() > 4 && last.starts_with("xn--");
    if !domain.split('.').all(is_label) || !(alphabetic || international) {
        return Err(EXAMPLE);
    }
    Ok(())
}

fn is_label(label: &str) -> bool {
    label.len() <= 63
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::Email;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_kept_with_its_domain_in_lower_case() {
        let email = Email::parse(" Ana.O'Neil+stage@Example.ORG ").unwrap();
        assert_eq!(email.as_str(), "Ana.O'Neil+stage@example.org");
        assert_eq!(email.folded(), "ana.o'neil+stage@example.org");
        for text in ["a@b.fr", "a@sous-domaine.b2.example", "x@xn--e1afmkfd.xn--p1ai"] {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn common_slips_get_a_helpful_sentence() {
        for (text, word) in [
            ("", "Indiquez"),
            ("ana.example.org", "signe @"),
            ("ana@ example.org", "espace"),
            ("ana@example,org", "virgule"),
            ("a@b.fr;c@d.fr", "virgule"),
            ("ana@example", "point"),
            ("ana@", "suit"),
            ("@example.org", "précède"),
            ("a@b@c.fr", "plusieurs"),
            ("élodie@example.org", "accent"),
            ("a..b@example.org", "point"),
            ("a@example..org", "point"),
        ] {
            let message = Email::parse(text).unwrap_err();
            assert!(message.contains(word), "{text}: {message}");
        }
    }

    #[test]
    fn what_no_mail_server_should_see_is_refused() {
        let long_label = format!("a@{}.fr", "b".repeat(64));
        let long_local = format!("{}@b.fr", "a".repeat(65));
        let long = format!("a@{}fr", "bcdefghij.".repeat(26));
        for text in [
            "a@[192.0.2.1]",
            "a@192.0.2.1",
            "a@localhost",
            "\"a b\"@c.fr",
            "a@b.f",
            "a@b.f1",
            "<a@b.fr>",
            "Ana <a@b.fr>",
            "a(x)@b.fr",
            "a@-b.fr",
            "a@b-.fr",
            "a@b_c.fr",
            ".a@b.fr",
            "a.@b.fr",
            "a@b.fr.",
            "a\n@b.fr",
            "a@b.fr\r\nBcc:c@d.fr",
            "a\0@b.fr",
            "a@b.xn--",
            &long_label,
            &long_local,
            &long,
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
        assert!(Email::parse(&format!("{}@b.fr", "a".repeat(64))).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_answered_and_what_passes_is_one_plain_address(text in any::<String>()) {
            if let Ok(email) = Email::parse(&text) {
                prop_assert!(email.as_str().bytes().all(|b| b.is_ascii_graphic()));
            }
        }

        #[test]
        fn ordinary_addresses_pass_and_read_back(
            local in "[a-zA-Z0-9_+-]{1,20}(\\.[a-z0-9]{1,20}){0,2}",
            domain in "([a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?\\.){1,3}[a-zA-Z]{2,6}",
        ) {
            let email = Email::parse(&format!("{local}@{domain}")).unwrap();
            prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
        }

        #[test]
        fn a_stray_character_is_refused(at in 0usize..12, stray in "[\\x00-\\x20\\x7f<>()\\[\\]\\\\,;:\"é]") {
            let mut text = "ana@b.example".to_owned();
            text.insert_str(at.max(1), &stray);
            prop_assert!(Email::parse(&text).is_err(), "{:?}", text);
        }
    }
}
