//! The offers and events of a project, in words.

use crate::catalogue::edit::standing;
use crate::clock::{Now, Zone};
use crate::db::{Error, ReadTx};
use crate::events::{self, ManagedEvent};
use crate::french;
use crate::offers::{self, ManagedOffer, Start};
use crate::portfolio;
use crate::portfolio::filter::Nature;
use crate::projects::view::{self, Item};
use crate::ui::Tone;
use crate::web::paths::manage as paths;

/// Those of a project: offers, then events.
pub fn of_project(tx: &ReadTx, now: Now, project: i64) -> Result<Vec<Item>, Error> {
    let offers = offers::store::of_project(tx, project)?;
    let events = events::store::of_project(tx, project)?;
    let offers = offers.iter().map(|offer| self::offer(now, offer));
    Ok(offers.chain(events.iter().map(|event| self::event(now, event))).collect())
}

/// One of a portfolio; its project stands for itself.
pub fn of_line(now: Now, zone: Zone, line: &portfolio::Item) -> Item {
    match (line.number, line.state) {
        (Some(number), Some(state)) if line.nature == Nature::Offer => {
            let (title, reason) = (line.title.clone(), line.reason);
            offer(now, &ManagedOffer { number, title, state, reason, start: line.start })
        }
        (Some(number), Some(state)) => event(
            now,
            &ManagedEvent {
                number,
                title: line.title.clone(),
                state,
                reason: line.reason,
                starts: line.starts,
                seats: line.places.unwrap_or_default(),
                taken: line.answers,
            },
        ),
        _ => Item {
            label: view::title(line.created_at, zone),
            title: String::new(),
            href: paths::Project { id: line.project }.to_string(),
            state: (Tone::Off, String::new()),
        },
    }
}

/// « Offre de stage n° 072019-28 – date de début : le 02/03/2020 ».
pub fn offer(now: Now, offer: &ManagedOffer) -> Item {
    let start = match offer.start {
        Some(Start::On(date)) => format!("le {}", french::date_short(date)),
        Some(Start::Asap) => "dès que possible".to_owned(),
        None => "à préciser".to_owned(),
    };
    let past = offer.start.is_some_and(|start| start.is_past(now));
    Item {
        label: format!("Offre de stage {} – date de début\u{a0}: {start}", offer.number.display_nbsp()),
        title: offer.title.clone(),
        href: paths::Offer { number: offer.number }.to_string(),
        state: standing(offer.state, offer.reason, past),
    }
}

/// « Rencontre n° 102019-42 – le 12/03/2020 à 10:00 ».
pub fn event(now: Now, event: &ManagedEvent) -> Item {
    let when = match event.starts {
        Some(starts) => format!("le {}", french::date_time_short(starts)),
        None => "date à préciser".to_owned(),
    };
    let past = event.starts.is_some_and(|starts| starts <= now.local);
    Item {
        label: format!("Rencontre {} – {when}", event.number.display_nbsp()),
        title: event.title.clone(),
        href: paths::Event { number: event.number }.to_string(),
        state: standing(event.state, event.reason, past),
    }
}
