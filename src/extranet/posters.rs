//! The poster of an offer or of an event: what visitors read of it, on one sheet, with the code that leads to
//! its page. It is made of the same types as the public pages, so that it tells nothing that they do not.

use axum::extract::State;
use axum::response::Response;
use maud::html;

use crate::access::Partner;
use crate::access::edit::{may_edit_event, may_edit_offer};
use crate::catalogue::PublicEmployer;
use crate::clock::Now;
use crate::document::Made;
use crate::document::pdf::{About, Paper, Pdf, Style};
use crate::domain::{Number, Phone, file_name};
use crate::events::{self, PublicEvent, Receiver};
use crate::extranet::conflict;
use crate::french;
use crate::offers::{self, PublicOffer};
use crate::ui::Anchor;
use crate::web::App;
use crate::web::download;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::{self as public, manage as paths};

/// The poster of an offer that is online.
pub async fn offer(
    path: paths::OfferPoster,
    who: Partner,
    State(app): State<App>,
) -> Result<Response, Error> {
    let (number, now) = (path.number, app.clock.now());
    let found = app
        .db
        .read(move |tx| {
            // Any partner may print what any visitor reads; what does not exist is not found.
            may_edit_offer(tx, &who, number)?;
            Ok::<_, Error>(offers::store::find(tx, now, number)?)
        })
        .await?;
    let offers::Found::Online(offer) = found else {
        let back = paths::Offer { number }.to_string();
        return Err(not_online("Cette offre n’est pas en ligne", "Voir l’offre", &back).into());
    };
    let link = app.base_url.with(&public::Offer { number }.to_string());
    let (poster, site) = (of_offer(&offer, &link), app.site.name.clone());
    let made = download::make(move || Ok(poster.made(&site, now))).await?;
    download::shown(made, &file_name::of_words(&["affiche", "offre", &number.to_string()]))
}

/// The poster of an event that is online and to come.
pub async fn event(
    path: paths::EventPoster,
    who: Partner,
    State(app): State<App>,
) -> Result<Response, Error> {
    let (number, now) = (path.number, app.clock.now());
    let found = app
        .db
        .read(move |tx| {
            may_edit_event(tx, &who, number)?;
            Ok::<_, Error>(events::store::find(tx, now, number)?)
        })
        .await?;
    let back = paths::Event { number }.to_string();
    let event = match found {
        events::Found::Published(event) if event.is_past(now) => {
            return Err(not_online("Cette rencontre a déjà eu lieu", "Voir la rencontre", &back).into());
        }
        events::Found::Published(event) => event,
        _ => return Err(not_online("Cette rencontre n’est pas en ligne", "Voir la rencontre", &back).into()),
    };
    let link = app.base_url.with(&public::Event::page(number).to_string());
    let (poster, site) = (of_event(&event, &link), app.site.name.clone());
    let made = download::make(move || Ok(poster.made(&site, now))).await?;
    download::shown(made, &file_name::of_words(&["affiche", "rencontre", &number.to_string()]))
}

/// A poster must not lead to a page that is not there.
fn not_online(title: &str, label: &str, back: &str) -> Page {
    let content = html! {
        p class="lead" { "Son affiche porterait un code qui ne mène à rien." }
        p { "Elle peut être imprimée dès que les visiteurs peuvent lire sa page." }
    };
    conflict(title, content, Anchor { label, href: back })
}

/// What a poster says.
struct Poster {
    kind: &'static str,
    number: Number,
    title: String,
    employer: String,
    place: String,
    facts: Vec<(&'static str, String)>,
    description: String,
    invitation: &'static str,
    contact: Vec<String>,
    link: String,
}

fn of_offer(offer: &PublicOffer, link: &str) -> Poster {
    let facts = vec![
        ("Pour qui", offer.audiences.listed()),
        ("Début", offer.start.french()),
        ("Durée", offer.duration.clone().unwrap_or_default()),
        ("Places", offer.places.map(|places| french::number(places.into())).unwrap_or_default()),
    ];
    Poster {
        kind: "Offre de stage",
        number: offer.number,
        title: french::typo(&offer.title),
        employer: french::typo(&offer.employer.name),
        place: offer.place.french(),
        facts,
        description: french::typo(&offer.description),
        invitation: "Pour postuler",
        contact: contact(&offer.employer),
        link: link.to_owned(),
    }
}

fn of_event(event: &PublicEvent, link: &str) -> Poster {
    let facts = vec![
        ("Quand", french::capitalise(&french::date_time_long(event.starts))),
        ("Durée", french::duration_minutes(event.duration)),
        ("Où", event.address()),
        ("Pour qui", event.audiences.listed()),
        ("Places", french::number(event.seats.capacity.into())),
    ];
    let contact = match &event.receiver {
        Receiver::Company => contact(&event.employer),
        Receiver::User { name, organisation, phone, email } => {
            let phone = phone.as_ref().map(Phone::display);
            [Some(format!("{name} ({organisation})")), phone, Some(email.to_string())]
                .into_iter()
                .flatten()
                .collect()
        }
    };
    Poster {
        kind: "Rencontre",
        number: event.number,
        title: french::typo(&event.title),
        employer: french::typo(&event.employer.name),
        place: event.place.french(),
        facts,
        description: french::typo(&event.description),
        invitation: "Pour s’inscrire",
        contact,
        link: link.to_owned(),
    }
}

fn contact(employer: &PublicEmployer) -> Vec<String> {
    [employer.contact.clone(), Some(employer.phone.display()), Some(employer.email.to_string())]
        .into_iter()
        .flatten()
        .collect()
}

/// The band of ink on top.
const BAND: f32 = 58.0;
/// Where the foot begins, and the side of its code.
const FOOT: f32 = 668.0;
const CODE: f32 = 126.0;

impl Poster {
    fn made(&self, site: &str, now: Now) -> Made {
        let number = self.number.display_nbsp();
        let mut pdf = Pdf::new(About {
            title: format!("{} {number} – {}", self.kind, self.title),
            site: site.to_owned(),
            at: now.local,
            paper: Paper::Portrait,
            numbered: false,
        });
        let bold = Style::BODY.bold();
        pdf.band(0.0, BAND, (self.kind, site));
        pdf.go_to(BAND + 40.0);
        pdf.fitted(&self.title, &[40.0, 33.0, 27.0, 22.0].map(|size| bold.sized(size)), 3);
        pdf.gap(10.0);
        if !self.title.ends_with(&self.employer) {
            pdf.fitted(&self.employer, &[19.0, 16.0].map(|size| bold.sized(size)), 2);
        }
        pdf.fitted(&self.place, &[Style::BODY.sized(15.0)], 1);
        pdf.gap(14.0);
        pdf.definitions(&self.facts, Style::BODY.sized(13.0));
        pdf.gap(6.0);
        pdf.rule();
        pdf.gap(4.0);
        pdf.beginning(&self.description, Style::BODY.sized(12.0), FOOT - 12.0);
        self.foot(&mut pdf, &number);
        pdf.finish()
    }

    /// The code, where it leads, and whom to ask.
    fn foot(&self, pdf: &mut Pdf, number: &str) {
        let (bold, small) = (Style::BODY.bold(), Style::NOTE.sized(10.5));
        pdf.go_to(FOOT - 12.0);
        pdf.rule();
        let (left, top) = (pdf.left(), FOOT + 6.0);
        pdf.code(left, top, CODE, &self.link);
        let (x, width) = (left + CODE + 22.0, pdf.width() - CODE - 22.0);
        let y = pdf.note_at(x, top, self.invitation, bold.sized(19.0), width);
        let words = "Visez le code avec un téléphone, ou recopiez l’adresse\u{a0}:";
        let y = pdf.note_at(x, y + 3.0, words, small, width);
        let y = pdf.note_at(x, y + 1.0, &self.link, bold.sized(10.5), width);
        let y = pdf.note_at(x, y + 6.0, &self.contact.join(" · "), Style::BODY.sized(11.0), width);
        pdf.note_at(x, y + 5.0, &format!("{} {number}", self.kind), small, width);
    }
}
