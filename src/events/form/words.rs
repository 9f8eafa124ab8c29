//! What the form of an event says, in words: for a comparison, or for those who may only read.

use super::fields::*;
use super::{EventForm, kind_of, parse_capacity};
use crate::accounts::Assignable;
use crate::catalogue::edit::choosing;
use crate::catalogue::form::{Chosen, PUBLISH, said, said_text};
use crate::domain::{Audience, EventAudience, parse_date, parse_minutes, parse_time};
use crate::events::EventKind;
use crate::french;

impl EventForm {
    /// The form as rows, for a comparison or for those who may only read. `chosen` and `registrars` give
    /// the words of what was chosen.
    pub fn rows(&self, chosen: &Chosen, registrars: &[Assignable]) -> Vec<(&'static str, String)> {
        let mut rows = self.detail_rows(chosen);
        rows.push((REGISTRAR.label, self.registrar_words(registrars)));
        rows.extend(self.contact.rows());
        let published = if self.state == PUBLISH { "Publié" } else { "Non publié" };
        rows.push((STATE.label, published.to_owned()));
        rows
    }

    /// The rows of what the event says, but for whom to write to and whether it is online.
    pub fn detail_rows(&self, chosen: &Chosen) -> Vec<(&'static str, String)> {
        let audiences: Vec<&str> = self
            .audiences
            .iter()
            .filter_map(|slug| EventAudience::from_slug(slug))
            .map(EventAudience::label)
            .collect();
        let kind = kind_of(&self.kind).map_or(self.kind.as_str(), |kind| kind.label());
        let kind = match kind_of(&self.kind) {
            Some(EventKind::Other) => {
                let detail = said_text(&KIND_DETAIL, &self.kind_detail);
                if detail.is_empty() { kind.to_owned() } else { format!("{kind}\u{a0}: {detail}") }
            }
            _ => kind.to_owned(),
        };
        vec![
            (AUDIENCES.label, audiences.join(", ")),
            (KIND.label, kind),
            (CAPACITY.label, said(&CAPACITY, &self.capacity, parse_capacity, |places| places.to_string())),
            (DATE.label, said(&DATE, &self.date, parse_date, french::date_long)),
            (TIME.label, said(&TIME, &self.time, parse_time, french::time_of_day)),
            (DURATION.label, said(&DURATION, &self.duration, parse_minutes, french::duration_minutes)),
            choosing(OCCUPATION.label, &self.occupation, chosen.occupation_label()),
            (DESCRIPTION.label, said_text(&DESCRIPTION, &self.description)),
            (VENUE.label, said_text(&VENUE, &self.venue)),
            choosing(COMMUNE.label, &self.commune, chosen.commune_label()),
            (COMPANY_RECEIVES.label, if self.company_receives == YES { "Oui" } else { "Non" }.to_owned()),
        ]
    }

    fn registrar_words(&self, registrars: &[Assignable]) -> String {
        if self.company_receives == YES {
            return String::new();
        }
        registrars
            .iter()
            .find(|registrar| registrar.id.to_string() == self.registrar)
            .map_or_else(String::new, |registrar| registrar.name.clone())
    }
}
