//! What the tests of both forms stand on.

use scraper::{Html, Selector};
use time::macros::datetime;

use super::form::Chosen;
use super::origin::{Company, Manager, Origin, PrivateContact};
use crate::clock::{Clock, Now, Zone};
use crate::domain::{CommuneCode, Email, Phone, Sector};
use crate::reference::communes::Commune;
use crate::reference::occupations::{Occupation, OccupationKind};
use crate::web::query::Query;

/// The day of the tests.
pub fn now() -> Now {
    Clock::manual(Zone::named("Europe/Paris").unwrap(), datetime!(2026-03-02 10:00)).now()
}

/// A project of a joinery in Niort, with its manager.
pub fn origin() -> Origin {
    Origin {
        project: 1,
        created_at: 0,
        manager: Some(Manager {
            id: 3,
            name: "Madame Claire Jauberthie".to_owned(),
            email: Email::parse("claire@example.org").unwrap(),
            active: true,
        }),
        company: Company {
            name: "SARL Menuiserie des Halles".to_owned(),
            sector: Sector::Construction,
            street: Some("4 rue du Rabot".to_owned()),
            postal_code: Some("79000".to_owned()),
            commune: CommuneCode::parse("79191").unwrap(),
            website: Some("https://menuiserie.example.org".to_owned()),
        },
        contact: PrivateContact {
            name: Some("Camille Bellanque".to_owned()),
            phone: Phone::parse("05 36 49 00 10").ok(),
            other_phone: None,
            email: Email::parse("direction@menuiserie.example.org").ok(),
        },
    }
}

/// A joiner, in Niort.
pub fn chosen() -> Chosen {
    Chosen {
        occupation: Some(Occupation {
            code: "H2206".to_owned(),
            kind: OccupationKind::Card,
            label: "Menuisier".to_owned(),
            card: None,
        }),
        commune: Some(Commune {
            code: "79191".to_owned(),
            name: "Niort".to_owned(),
            department: "79".to_owned(),
            latitude: 0,
            longitude: 0,
            approximate: false,
            population: 0,
            postal_codes: Vec::new(),
        }),
        ..Chosen::default()
    }
}

/// What a browser would send of a form that it was given.
pub fn sent(html: &str) -> Query {
    let html = Html::parse_fragment(html);
    let mut sent = Query::default();
    let controls = Selector::parse("input[name]:not([type=file]), textarea[name], select[name]").unwrap();
    let chosen = Selector::parse("option[selected]").unwrap();
    for control in html.select(&controls) {
        let name = control.attr("name").unwrap();
        let text: String = control.text().collect();
        let value = match control.value().name() {
            "textarea" => text.strip_prefix('\n').unwrap_or(&text),
            "select" => control.select(&chosen).next().and_then(|option| option.attr("value")).unwrap_or(""),
            _ => control.attr("value").unwrap_or("on"),
        };
        let box_or_button = matches!(control.attr("type"), Some("checkbox" | "radio"));
        if !box_or_button || control.attr("checked").is_some() {
            sent.push_raw(name, value.to_owned());
        }
    }
    sent
}

/// No straight apostrophe, and before each sign the space that keeps it on its line.
pub fn assert_french(html: &str) {
    let page = Html::parse_fragment(html);
    let text: String = page.root_element().text().collect::<Vec<_>>().join("\n");
    assert!(!text.contains('\''), "{text}");
    for (at, sign) in text.char_indices().filter(|(_, c)| ":;!?»".contains(*c)) {
        let before = text[..at].chars().next_back();
        let address = text[at..].starts_with("://");
        let wanted = if ":»".contains(sign) { '\u{a0}' } else { '\u{202f}' };
        assert!(address || before == Some(wanted), "« {} »", &text[text[..at].rfind('\n').unwrap_or(0)..=at]);
    }
}
