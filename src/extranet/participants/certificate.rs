//! The certificate of attendance of somebody who was marked present.

use axum::extract::State;
use axum::response::Response;
use maud::html;

use crate::access::Partner;
use crate::access::edit;
use crate::clock::Now;
use crate::document::Made;
use crate::document::pdf::{About, Paper, Pdf, Style};
use crate::domain::file_name;
use crate::events::store::{PrintedEvent, printed_for};
use crate::extranet::conflict;
use crate::french;
use crate::registrations::{Attendance, Participant, store};
use crate::ui::Anchor;
use crate::web::App;
use crate::web::download;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;

/// The certificate, of those of whom somebody wrote down that they came, once the event has begun: its day may
/// have been changed since.
pub async fn print(
    path: paths::Certificate,
    who: Partner,
    State(app): State<App>,
) -> Result<Response, Error> {
    let (now, site) = (app.clock.now(), app.site.name.clone());
    let (event, person) = app
        .db
        .read(move |tx| {
            let allowed = edit::participants_read(tx, &who, path.number)?;
            let event = printed_for(tx, &allowed)?.ok_or(Error::NotFound)?;
            let person = store::participant(tx, &allowed, path.id)?.ok_or(Error::NotFound)?;
            if !store::event_head(tx, &allowed)?.is_past(now) {
                return Err(not_begun(&person, path).into());
            }
            if person.cancelled_at.is_some() || person.attendance != Some(Attendance::Present) {
                return Err(not_present(&person, path).into());
            }
            Ok::<_, Error>((event, person))
        })
        .await?;
    let number = path.number.to_string();
    let name = file_name::of_words(&["attestation", &number, person.draft.last_name.as_str()]);
    let made = download::make(move || Ok(certificate(&event, &person, &site, now))).await?;
    download::shown(made, &name)
}

fn not_begun(person: &Participant, path: paths::Certificate) -> Page {
    let list = paths::Participants { number: path.number }.to_string();
    let why = html! {
        p class="lead" { "L’attestation de " (person.name()) " s’imprime une fois la rencontre commencée." }
    };
    let way = Anchor { label: "Voir les participants", href: &list };
    conflict("Cette rencontre n’a pas encore eu lieu", why, way)
}

fn not_present(person: &Participant, path: paths::Certificate) -> Page {
    let presence = paths::Presence { number: path.number }.to_string();
    let why = html! {
        p class="lead" { "L’attestation de " (person.name()) " s’imprime une fois sa présence notée." }
    };
    let way = Anchor { label: "Noter les présences", href: &presence };
    conflict("Cette personne n’est pas notée présente", why, way)
}

/// The paper. Its employer is named as visitors know it: it leaves the house.
fn certificate(event: &PrintedEvent, person: &Participant, site: &str, now: Now) -> Made {
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
    pdf.set(&with_whom(person), text);
    pdf.gap(18.0);
    pdf.fitted(&french::typo(&event.title), &[19.0, 16.0].map(|size| bold.sized(size)), 3);
    pdf.gap(8.0);
    let rows = [
        ("Date", event.when()),
        ("Durée", event.lasts()),
        ("Entreprise", event.public_employer().to_owned()),
        ("Lieu", event.public_place.clone()),
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

fn with_whom(person: &Participant) -> String {
    match &person.draft.group {
        None => "a participé à la rencontre".to_owned(),
        Some(group) => {
            let people =
                french::count(person.attended.unwrap_or(group.seats).into(), "personne", "personnes");
            format!(
                "a participé, avec un groupe de {people} ({}, {}), à la rencontre",
                group.school, group.level
            )
        }
    }
}
