//! The deposits that a project came from, on its page.

use maud::{Markup, html};

use super::super::queue::Line;
use super::{badge, href, moment, what};
use crate::clock::Zone;
use crate::ui::{self, Tone};
use crate::web::paths::manage;
use crate::web::query::Query;

/// What the panel shows.
pub struct PanelModel<'a> {
    /// The deposits.
    pub lines: &'a [Line],
    /// Whether the reader may act: what was written to the company is shown to nobody else.
    pub mine: bool,
    /// What it resembles, with the links that bring both together.
    pub duplicates: Markup,
    /// The zone of the hours shown.
    pub zone: Zone,
}

/// On the page of an offer or event that waits: whose request it is, and where to answer it.
pub fn of_item(line: &Line) -> Markup {
    ui::notice(
        Tone::Info,
        html! {
            p {
                "Déposée par l’entreprise, référence " (line.reference) " " (badge(line.stage)) ". "
                a href=(manage::Project { id: line.project }) { "Voir la demande, ou la renvoyer" }
            }
        },
    )
}

/// The panel; nothing for a project that no company deposited.
pub fn panel(model: &PanelModel<'_>) -> Markup {
    html! {
        @if !model.lines.is_empty() {
            section class="panel" aria-labelledby="depot" {
                h2 id="depot" { "Dépôt de l’entreprise" }
                @for line in model.lines { (deposit(model, line)) }
                (model.duplicates)
            }
        }
    }
}

fn deposit(model: &PanelModel<'_>, line: &Line) -> Markup {
    let mut rows = vec![
        ("Référence", html! { (line.reference) }),
        (
            "Nature",
            html! { @if line.item.is_some() { a href=(href(line)) { (what(line)) } } @else { (what(line)) } },
        ),
        ("Déposée le", moment(model.zone.local(line.sent_at))),
        ("État", badge(line.stage)),
    ];
    if let Some(message) = line.message.as_deref().filter(|_| model.mine) {
        rows.push(("Dernier message à l’entreprise", ui::prose(message)));
    }
    let back = Query::default()
        .with("depot", line.id.to_string())
        .at(&manage::ProjectReturn { id: line.project }.to_string());
    html! {
        (ui::definitions(&rows))
        @if model.mine && line.stage.waits() {
            p {
                (ui::quiet_button(&back, &format!("renvoyer-{}", line.id), html! {
                    "Renvoyer à l’entreprise" span class="vh" { " la demande " (line.reference) }
                }))
            }
        }
    }
}
