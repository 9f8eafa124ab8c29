//! Events as entries of a calendar.

use super::{ListedEvent, PublicEvent, ends};
use crate::clock::Zone;
use crate::document::calendar::Entry;
use crate::french;
use crate::web::client::BaseUrl;
use crate::web::paths;

/// The entry of an event that one reads whole.
pub fn entry(event: &PublicEvent, zone: Zone, base_url: &BaseUrl) -> Entry {
    Entry {
        uid: uid(event.number, base_url),
        sequence: event.version,
        changed: event.updated_at,
        starts: zone.instant(event.starts),
        ends: zone.instant(event.ends()),
        summary: french::typo(&event.title),
        description: format!("{}\n\n{}", event.employer.name, event.description),
        location: event.address(),
        url: base_url.with(&paths::Event::page(event.number).to_string()),
        cancelled: false,
    }
}

/// The entry of an event in a list.
pub fn listed_entry(
    event: &ListedEvent,
    version: u32,
    changed: i64,
    zone: Zone,
    base_url: &BaseUrl,
) -> Entry {
    Entry {
        uid: uid(event.number, base_url),
        sequence: version,
        changed,
        starts: zone.instant(event.starts),
        ends: zone.instant(ends(event.starts, event.duration)),
        summary: french::typo(&event.title),
        description: event.employer.clone(),
        location: event.place.french(),
        url: base_url.with(&paths::Event::page(event.number).to_string()),
        cancelled: false,
    }
}

fn uid(number: crate::domain::Number, base_url: &BaseUrl) -> String {
    format!("rencontre-{number}@{}", base_url.host())
}
