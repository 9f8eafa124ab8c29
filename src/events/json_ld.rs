//! Structured data of an event (schema.org `Event`), for search engines: only what the page shows,
//! and never for a masked employer.

use maud::Markup;
use serde_json::json;

use super::PublicEvent;
use crate::clock::Zone;
use crate::french;
use crate::web::json_ld;

/// The block to put in the head of the page; nothing when the event is not to be published so.
pub fn markup(event: &PublicEvent, zone: Zone, address: &str) -> Markup {
    if event.employer.masked {
        return Markup::default();
    }
    json_ld::block(&value(event, zone, address))
}

fn value(event: &PublicEvent, zone: Zone, address: &str) -> serde_json::Value {
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.description,
        "startDate": with_offset(event.starts, zone),
        "endDate": with_offset(event.ends(), zone),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": true,
        "maximumAttendeeCapacity": event.seats.capacity,
        "remainingAttendeeCapacity": event.seats.left,
        "url": address,
        "organizer": { "@type": "Organization", "name": event.employer.name },
        "location": { "@type": "Place", "name": event.venue.as_deref().unwrap_or(&event.employer.name), "address": {
            "@type": "PostalAddress",
            "addressLocality": event.place.commune,
            "addressRegion": event.place.department_name,
            "addressCountry": "FR",
        } },
    });
    if let Some(venue) = &event.venue {
        value["location"]["address"]["streetAddress"] = json!(venue);
    }
    if let Some(code) = &event.postal_code {
        value["location"]["address"]["postalCode"] = json!(code);
    }
    if let Some(website) = &event.employer.website {
        value["organizer"]["url"] = json!(website);
    }
    value
}

/// `2026-03-17T14:00+01:00`.
fn with_offset(local: time::PrimitiveDateTime, zone: Zone) -> String {
    let minutes = (local.assume_utc().unix_timestamp() - zone.instant(local)) / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{}{sign}{:02}:{:02}", french::iso_date_time(local), minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_civil_time_has_its_offset() {
        let paris = Zone::named("Europe/Paris").unwrap();
        assert_eq!(with_offset(datetime!(2026-03-17 14:00), paris), "2026-03-17T14:00+01:00");
        assert_eq!(with_offset(datetime!(2026-07-17 14:00), paris), "2026-07-17T14:00+02:00");
        let martinique = Zone::named("America/Martinique").unwrap();
        assert_eq!(with_offset(datetime!(2026-07-17 14:00), martinique), "2026-07-17T14:00-04:00");
    }
}
