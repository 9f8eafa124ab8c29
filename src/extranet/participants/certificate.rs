//! The certificate of attendance of somebody who was marked present.

use crate::clock::Now;
use crate::document::Made;
use crate::document::pdf::{About, Paper, Pdf, Style};
use crate::events::store::PrintedEvent;
use crate::french;
use crate::registrations::Participant;

/// The certificate. `came` is how many of a group came, where that was counted. Its employer is named as
/// visitors know it: the paper leaves the house.
pub fn certificate(
    event: &PrintedEvent,
    person: &Participant,
    came: Option<u32>,
    site: &str,
    now: Now,
) -> Made {
    let mut pdf = Pdf::new(About {
        title: format!("Attestation de présence – {}", person.name()),
        site: site.to_owned(),
        at: now.local,
        paper: Paper::Portrait,
        numbered: false,
    });
    let (bold, text) = (Style::BODY.bold(), Style::BODY.sized(13.0));
    pdf.band(0.0, 58.0, (site, ""));
    pdf.go_to(150.0);
    pdf.fitted("Attestation de présence", &[bold.sized(32.0)], 1);
    pdf.gap(34.0);
    pdf.set("Nous attestons que", text);
    pdf.gap(8.0);
    pdf.fitted(&person.name(), &[26.0, 20.0, 15.0].map(|size| bold.sized(size)), 2);
    pdf.gap(8.0);
    pdf.set(&with_whom(person, came), text);
    pdf.gap(18.0);
    pdf.fitted(&french::typo(&event.title), &[19.0, 16.0].map(|size| bold.sized(size)), 3);
    pdf.gap(8.0);
    let when = event.starts.map(|at| french::capitalise(&french::date_time_long(at))).unwrap_or_default();
    let rows = [
        ("Date", when),
        ("Durée", event.duration.map(french::duration_minutes).unwrap_or_default()),
        ("Entreprise", employer(event)),
        ("Lieu", place(event)),
        ("Rencontre", event.number.to_string()),
    ];
    pdf.definitions(&rows, text);
    pdf.gap(40.0);
    pdf.set(
        &format!("Fait le {}, pour servir et valoir ce que de droit.", french::date_plain(now.today())),
        text,
    );
    pdf.gap(22.0);
    pdf.set("Nom, signature et cachet de l’organisateur\u{a0}:", Style::NOTE.sized(11.0));
    pdf.finish()
}

fn with_whom(person: &Participant, came: Option<u32>) -> String {
    match &person.draft.group {
        None => "a participé à la rencontre".to_owned(),
        Some(group) => {
            let people = french::count(came.unwrap_or(group.seats).into(), "personne", "personnes");
            format!(
                "a participé, avec un groupe de {people} ({}, {}), à la rencontre",
                group.school, group.level
            )
        }
    }
}

fn employer(event: &PrintedEvent) -> String {
    let known = (!event.masked).then(|| event.company.clone());
    event.trade_name.clone().or(known).unwrap_or_default()
}

/// Without the street of a masked employer.
fn place(event: &PrintedEvent) -> String {
    match (event.masked, event.place.rsplit_once(", ")) {
        (true, Some((_, commune))) => commune.to_owned(),
        _ => event.place.clone(),
    }
}
