//! The pages that the law asks for: their texts, and the values that fill them.

use crate::db::text_enum;
use crate::french;
use crate::site::{Accessibility, Site};
use crate::ui::Insert;
use crate::web::client::BaseUrl;

text_enum! {
    /// A legal page, by the name under which its own text is stored.
    pub enum LegalPage {
        LegalNotice = "legal_notice" => "Mentions légales",
        Privacy = "privacy" => "Données personnelles",
        Accessibility = "accessibility" => "Accessibilité",
    }
}

impl LegalPage {
    /// The text that stands as long as the organisation has not written its own.
    pub const fn default_text(self) -> &'static str {
        match self {
            Self::LegalNotice => include_str!("defaults/mentions-legales.md"),
            Self::Privacy => include_str!("defaults/confidentialite.md"),
            Self::Accessibility => include_str!("defaults/accessibilite.md"),
        }
    }

    /// One sentence under the title.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::LegalNotice => "Qui publie ce site, qui l’héberge, et à qui s’adresser.",
            Self::Privacy => {
                "Ce que deviennent les informations que vous nous confiez, formulaire par formulaire."
            }
            Self::Accessibility => {
                "La déclaration d’accessibilité du site, et comment signaler une difficulté."
            }
        }
    }
}

/// The value of a variable of the texts; none when there is no such variable.
pub fn value(site: &Site, base_url: &BaseUrl, name: &str) -> Option<Insert> {
    let legal = &site.legal;
    let text = |value: &Option<String>, missing| value.clone().map_or(Insert::Missing(missing), Insert::Text);
    let phone = |value: &Option<_>, missing| value.clone().map_or(Insert::Missing(missing), Insert::Phone);
    let email = |value: &Option<_>, missing| value.clone().map_or(Insert::Missing(missing), Insert::Email);
    Some(match name {
        "site" => Insert::Text(site.name.clone()),
        "territoire" => Insert::Text(site.territory.clone()),
        "adresse_du_site" => Insert::Link(base_url.as_str().to_owned()),
        "editeur" => text(&legal.publisher, "nom de l’éditeur"),
        "editeur_forme" => text(&legal.form, "forme juridique de l’éditeur"),
        "editeur_adresse" => text(&legal.address, "adresse de l’éditeur"),
        "editeur_telephone" => phone(&legal.phone, "téléphone de l’éditeur"),
        "editeur_siren" => legal
            .siren
            .as_ref()
            .map_or(Insert::Missing("numéro SIREN de l’éditeur"), |siren| Insert::Text(siren.display())),
        "directeur" => text(&legal.director, "directeur ou directrice de la publication"),
        "hebergeur" => text(&legal.host, "nom de l’hébergeur"),
        "hebergeur_adresse" => text(&legal.host_address, "adresse de l’hébergeur"),
        "hebergeur_telephone" => phone(&legal.host_phone, "téléphone de l’hébergeur"),
        "courriel" => email(&legal.contact, "adresse e-mail de contact"),
        "courriel_dpo" => email(&legal.dpo, "adresse du délégué à la protection des données"),
        "base_legale" => legal.basis.map_or(Insert::Missing("base légale des traitements"), |basis| {
            Insert::Text(basis.label().to_owned())
        }),
        "duree_candidature" => Insert::Text(french::count(site.application_months.into(), "mois", "mois")),
        "duree_inscription" => Insert::Text(french::count(site.registration_days.into(), "jour", "jours")),
        "duree_contact" => Insert::Text(french::count(site.contact_months.into(), "mois", "mois")),
        "delai_reponse" => Insert::Text(reply_delay(site)),
        "etat_accessibilite" => Insert::Text(legal.accessibility.label().to_owned()),
        "raison_accessibilite" => Insert::Text(reason(legal.accessibility).to_owned()),
        "resultats_accessibilite" => match (&legal.audit, legal.accessibility) {
            (Some(audit), _) => Insert::Text(audit.clone()),
            (None, Accessibility::None) => {
                Insert::Text("Aucun audit de conformité en cours de validité n’existe à ce jour.".to_owned())
            }
            (None, _) => Insert::Missing("résultats de l’audit d’accessibilité"),
        },
        "date_declaration" => {
            legal.declared_on.map_or(Insert::Missing("date de la déclaration d’accessibilité"), |date| {
                Insert::Text(french::date_plain(date))
            })
        }
        "schema_pluriannuel" => legal
            .accessibility_plan
            .clone()
            .map_or(Insert::Missing("adresse du schéma pluriannuel"), Insert::Link),
        _ => return None,
    })
}

/// « 5 jours ouvrés ».
pub fn reply_delay(site: &Site) -> String {
    french::count(site.contact_reply_days.into(), "jour ouvré", "jours ouvrés")
}

const fn reason(state: Accessibility) -> &'static str {
    match state {
        Accessibility::None => {
            "en raison de l’absence d’audit en cours de validité, ou d’un taux inférieur à la moitié des critères"
        }
        Accessibility::Partial => "en raison des non-conformités énumérées ci-dessous",
        Accessibility::Full => "tous les critères applicables étant respectés",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui;
    use rusqlite::Connection;

    fn site(settings: &[(&str, &str)]) -> Site {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("../../schema.sql")).unwrap();
        for setting in settings {
            connection.execute("INSERT INTO setting VALUES (?1, ?2)", *setting).unwrap();
        }
        Site::load(&connection).unwrap()
    }

    fn shown(page: LegalPage, site: &Site) -> String {
        let base_url = BaseUrl::parse("https://stages.example.org").unwrap();
        ui::markdown(page.default_text(), &|name| value(site, &base_url, name)).into_string()
    }

    const MARK: &str = "À compléter\u{a0}:";

    #[test]
    fn what_is_missing_is_marked_in_its_place() {
        let bare = site(&[]);
        for (page, marks) in
            [(LegalPage::LegalNotice, 10), (LegalPage::Privacy, 3), (LegalPage::Accessibility, 3)]
        {
            let html = shown(page, &bare);
            assert!(html.matches(MARK).count() >= marks, "{page}: {html}");
            assert!(!html.contains("{{"), "{page}: an unknown variable");
        }
        let partly = site(&[("publisher.name", "Agence <b>")]);
        let html = shown(LegalPage::LegalNotice, &partly);
        assert!(html.contains("Agence &lt;b&gt;") && !html.contains("nom de l’éditeur"));
    }

    #[test]
    fn each_form_has_its_part_with_the_durations_of_the_settings() {
        let site = site(&[
            ("retention.application_months", "4"),
            ("retention.registration_days", "45"),
            ("retention.contact_months", "7"),
        ]);
        let html = shown(LegalPage::Privacy, &site);
        for id in ["candidature", "inscription", "contact"] {
            assert!(html.contains(&format!(" id=\"{id}\">")), "{id}");
        }
        for duration in ["4\u{a0}mois", "45\u{a0}jours", "7\u{a0}mois"] {
            assert!(html.contains(duration), "{duration}");
        }
    }
}
