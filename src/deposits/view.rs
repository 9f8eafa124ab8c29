//! What partners see of deposits: the queue, and where the deposit of a project stands.

pub mod answer;
pub mod panel;
pub mod queue;

use maud::{Markup, html};

use super::DepositKind;
use super::queue::{Line, Stage};
use crate::french;
use crate::ui::{self, Tone};
use crate::web::paths::manage;

/// Where it stands, as a badge.
pub fn badge(stage: Stage) -> Markup {
    let tone = match stage {
        Stage::Unassigned | Stage::ToReview | Stage::Corrected => Tone::Warn,
        Stage::Returned | Stage::Reopened => Tone::Info,
        Stage::Published | Stage::Answered => Tone::Ok,
        Stage::Closed => Tone::Off,
    };
    ui::badge(tone, stage.label())
}

/// « Offre de stage n° 102019-59 », « Accompagnement ».
pub fn what(line: &Line) -> String {
    match line.item {
        Some(number) => format!("{} {}", line.kind, number.display_nbsp()),
        None => line.kind.label().to_owned(),
    }
}

/// Its page in the extranet: that of its offer or event, where it has one.
pub fn href(line: &Line) -> String {
    match (line.kind, line.item) {
        (DepositKind::Offer, Some(number)) => manage::Offer { number }.to_string(),
        (DepositKind::Event, Some(number)) => manage::Event { number }.to_string(),
        _ => manage::Project { id: line.project }.to_string(),
    }
}

/// A date and an hour, short.
pub fn moment(at: time::PrimitiveDateTime) -> Markup {
    html! { time datetime=(french::iso_date_time(at)) { (french::date_time_short(at)) } }
}
