//! What the organisation of the demonstration set; neither it nor its host exists.

use time::{Date, Duration};

use crate::french;

/// Keys and values of the settings, for a demonstration of this day.
pub fn settings(today: Date) -> Vec<(&'static str, String)> {
    let fixed = [
        ("publisher.name", "Agence régionale des premiers pas"),
        ("publisher.legal_form", "groupement d’intérêt public"),
        ("publisher.address", "12 rue de l’Exemple, 86000 Poitiers"),
        ("publisher.phone", "05 36 49 10 00"),
        ("publisher.director", "Hélène Marsauche, directrice"),
        ("host.name", "Hébergement des Coteaux"),
        ("host.address", "3 chemin du Serveur, 33000 Bordeaux"),
        ("host.phone", "05 36 49 90 00"),
        ("contact.email", "contact@premiers-pas.example"),
        ("privacy.dpo_email", "donnees@premiers-pas.example"),
        ("privacy.basis", "public_task"),
        ("accessibility.plan_url", "https://premiers-pas.example/schema-pluriannuel-accessibilite"),
    ];
    let mut settings: Vec<_> = fixed.into_iter().map(|(key, value)| (key, value.to_owned())).collect();
    settings.push(("publisher.siren", super::companies::siren(9_000)));
    settings.push(("accessibility.declared_on", french::iso(today - Duration::days(60))));
    settings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::legal::{self, LegalPage};
    use crate::site::Site;
    use crate::ui;
    use crate::web::client::BaseUrl;
    use rusqlite::Connection;
    use time::macros::date;

    #[test]
    fn no_legal_page_of_the_demonstration_lacks_anything() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("../../schema.sql")).unwrap();
        for (key, value) in settings(date!(2026 - 03 - 02)) {
            connection.execute("INSERT INTO setting VALUES (?1, ?2)", [key, &value]).unwrap();
        }
        let site = Site::load(&connection).unwrap();
        let base_url = BaseUrl::parse("https://stages.example.org").unwrap();
        for page in LegalPage::ALL {
            let html =
                ui::markdown(page.default_text(), &|name| legal::value(&site, &base_url, name)).into_string();
            assert!(!html.contains("À compléter"), "{page}");
        }
    }
}
