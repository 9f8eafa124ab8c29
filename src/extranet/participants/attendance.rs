//! The sheet that those who come to an event sign: on paper, or as a workbook to be completed before.
//!
//! Blank rows follow those who registered, for those who come without having said so. It goes from hand to hand:
//! its employer is named as visitors know it, and on paper nobody reads how to reach the others.

use axum::extract::State;
use axum::response::Response;

use crate::access::Partner;
use crate::access::edit;
use crate::accounts::{self, AuditAction};
use crate::clock::Now;
use crate::db::ReadTx;
use crate::db::slice::Slice;
use crate::document::Made;
use crate::document::pdf::{About, Paper, PaperColumn, PaperTable, Pdf};
use crate::document::sheet::{self, Column, Head, Sheet, Value};
use crate::domain::{Number, file_name};
use crate::events::store::{PrintedEvent, printed_for};
use crate::french;
use crate::registrations::{Participant, ParticipantOrder, store};
use crate::web::App;
use crate::web::download;
use crate::web::error::Error;
use crate::web::paths::manage as paths;

/// The sheet on paper.
pub async fn paper(
    path: paths::AttendancePdf,
    who: Partner,
    State(app): State<App>,
) -> Result<Response, Error> {
    let (now, site) = (app.clock.now(), app.site.name.clone());
    let sheet = taken_out(&app, now, who, path.number).await?;
    let made = download::make(move || Ok(sheet.paper(site, now))).await?;
    download::shown(made, &name(path.number))
}

/// The sheet as a workbook.
pub async fn workbook(
    path: paths::AttendanceXlsx,
    who: Partner,
    State(app): State<App>,
) -> Result<Response, Error> {
    let (now, author) = (app.clock.now(), who.name().to_owned());
    let sheet = taken_out(&app, now, who, path.number).await?;
    let made = download::make(move || Ok(sheet.workbook(author, now)?)).await?;
    download::made(made, &name(path.number))
}

/// What a sheet says, once it is written down that somebody took it out.
///
/// This is the one thing that a GET writes: an export is a link, so that it opens in a tab and can be kept among
/// one's favourites, and the list of those who registered must not leave the site unseen. Nothing that anybody
/// reads changes by it, whoever asks twice only adds a line.
async fn taken_out(app: &App, now: Now, who: Partner, number: Number) -> Result<Attendance, Error> {
    let by = who.id();
    let sheet = app.db.read(move |tx| Attendance::read(tx, &who, number)).await?;
    let subject = format!("Rencontre {}", number.display_nbsp());
    app.db
        .write(move |tx| {
            accounts::store::audit(tx, now, Some(by), AuditAction::ParticipantsExported, &subject)
        })
        .await?;
    Ok(sheet)
}

fn name(number: Number) -> String {
    file_name::of_words(&["emargement", &number.to_string()])
}

/// The fewest and the most blank rows.
const BLANK: (u32, u32) = (5, 30);
/// The height of a row to sign in, in points.
const HEIGHT: u16 = 32;

/// An event and those who come.
struct Attendance {
    event: PrintedEvent,
    people: Vec<Participant>,
}

impl Attendance {
    /// All of them: there are never more than the event has places.
    fn read(tx: &ReadTx, who: &Partner, number: Number) -> Result<Self, Error> {
        let allowed = edit::participants_read(tx, who, number)?;
        let event = printed_for(tx, &allowed)?.ok_or(Error::NotFound)?;
        let all = Slice { order: ParticipantOrder::LastName, descending: false, page: 1, lines: u32::MAX };
        Ok(Self { event, people: store::list(tx, &allowed, all)?.rows })
    }

    /// How many rows stay blank: as many as places are left, within bounds.
    fn blank(&self) -> usize {
        let left = self.event.places.unwrap_or(0).saturating_sub(self.event.taken);
        left.clamp(BLANK.0, BLANK.1) as usize
    }

    /// What the event is, above the table.
    fn about(&self) -> [(&'static str, String); 7] {
        let event = &self.event;
        [
            ("Rencontre", format!("{} – {}", event.number, event.kind)),
            ("Date", event.when()),
            ("Durée", event.lasts()),
            ("Lieu", event.public_place.clone()),
            ("Entreprise", event.public_employer().to_owned()),
            ("Inscriptions reçues par", event.receiver(!event.masked)),
            ("Participants", event.seats()),
        ]
    }

    /// The same in three lines, to leave the sheet to those who sign.
    fn lines(&self) -> String {
        let [event, date, duration, place, company, receiver, people] = self.about();
        let said = |(label, value): (&str, String)| format!("{label}\u{a0}: {value}");
        [
            [said(event), date.1, duration.1].join(" · "),
            [said(place), said(company)].join(" · "),
            [said(receiver), people.1].join(" · "),
        ]
        .join("\n")
    }

    fn paper(&self, site: String, now: Now) -> Made {
        let title = format!("Feuille d’émargement – {}", french::typo(&self.event.title));
        let mut pdf = Pdf::new(About { title, site, at: now.local, paper: Paper::Landscape, numbered: true });
        pdf.title("Feuille d’émargement");
        pdf.subheading(&french::typo(&self.event.title));
        pdf.text(&self.lines());
        pdf.gap(6.0);
        let people = self.people.iter().enumerate().map(|(at, person)| {
            let draft = &person.draft;
            vec![
                (at + 1).to_string(),
                draft.last_name.to_string(),
                draft.first_name.to_string(),
                quality(person),
                person.seats.to_string(),
                String::new(),
            ]
        });
        let count = self.people.len();
        let blank = (count..count + self.blank()).map(|at| {
            let mut row = vec![String::new(); PAPER.len()];
            row[0] = (at + 1).to_string();
            row
        });
        let rows: Vec<Vec<String>> = people.chain(blank).collect();
        pdf.table(&PaperTable { columns: &PAPER, rows: &rows, height: f32::from(HEIGHT), ruled: true });
        pdf.finish()
    }

    fn workbook(&self, author: String, now: Now) -> Result<Made, sheet::Error> {
        let criteria = self.about().into_iter().map(|(label, value)| (label.to_owned(), value)).collect();
        let title = format!("Émargement – {}", french::typo(&self.event.title));
        let head = Head { title, criteria, author, at: now.local };
        let mut sheet = Sheet::ruled(&head, &WORKBOOK, HEIGHT)?;
        let mut number = 0;
        for person in &self.people {
            let draft = &person.draft;
            number += 1;
            sheet.row(&[
                Value::Whole(number),
                Value::text(draft.last_name.as_str()),
                Value::text(draft.first_name.as_str()),
                Value::text(quality(person)),
                draft.phone.as_ref().map_or(Value::Empty, |phone| Value::text(phone.display())),
                Value::text(draft.email.as_str()),
                Value::Whole(person.seats.into()),
                Value::Empty,
            ])?;
        }
        for _ in 0..self.blank() {
            number += 1;
            let mut row = [const { Value::Empty }; WORKBOOK.len()];
            row[0] = Value::Whole(number);
            sheet.row(&row)?;
        }
        sheet.finish()
    }
}

const PAPER: [PaperColumn; 6] = [
    PaperColumn { title: "N°", share: 0.7 },
    PaperColumn { title: "Nom", share: 2.6 },
    PaperColumn { title: "Prénom", share: 2.3 },
    PaperColumn { title: "Statuts", share: 4.0 },
    PaperColumn { title: "Places", share: 1.0 },
    PaperColumn { title: "Signature", share: 5.4 },
];

const WORKBOOK: [Column; 8] = [
    Column::number("N°", 5),
    Column::text("Nom", 20),
    Column::text("Prénom", 16),
    Column::text("Statuts", 44),
    Column::text("Téléphone", 15),
    Column::text("E-mail", 30),
    Column::number("Places", 8),
    Column::text("Signature", 30),
];

/// In what quality somebody comes; a group says what it is.
fn quality(person: &Participant) -> String {
    let statuses = person.draft.statuses.listed();
    match &person.draft.group {
        None => statuses,
        Some(group) => {
            let people = french::count(group.seats.into(), "personne", "personnes");
            let adults = match group.adults {
                0 => String::new(),
                adults => {
                    format!(", {}", french::count(adults.into(), "accompagnateur", "accompagnateurs"))
                }
            };
            format!("{statuses}. Groupe de {people}\u{a0}: {}, {}{adults}", group.school, group.level)
        }
    }
}
