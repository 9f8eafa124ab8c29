//! Two people changed the same record: what the second one reads.

use maud::{Markup, html};

use super::{Tone, cell, notice, prose, row_head, short_table};
use crate::form::Difference;

/// What somebody else stored meanwhile, beside what was typed.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// Who changed it; none when it was nobody with an account.
    pub by: Option<String>,
    /// When, in words.
    pub at: String,
    /// The fields that differ.
    pub differences: Vec<Difference>,
}

/// What somebody else changed meanwhile, beside what was typed. Nothing is lost: the form below holds what
/// was typed, and saving again puts it in the place of the other.
pub fn conflict(conflict: &Conflict) -> Markup {
    let who = conflict.by.as_deref().unwrap_or("quelqu’un d’autre");
    html! {
        div id="conflit" tabindex="-1" autofocus role="alert" {
            (notice(Tone::Warn, html! {
                p { strong { "Modifié entre-temps par " (who) } ", le " (conflict.at) ". Rien n’est perdu." }
                @if conflict.differences.is_empty() {
                    p { "Vos textes sont ceux qui sont enregistrés. S’il reste autre chose à enregistrer (un commentaire, un document), enregistrez de nouveau." }
                } @else {
                    p { "Le formulaire ci-dessous garde ce que vous avez écrit. Comparez, corrigez si besoin, puis enregistrez de nouveau." }
                    (comparison(&conflict.differences))
                }
            }))
        }
    }
}

/// What was typed beside what is stored.
pub fn comparison(differences: &[Difference]) -> Markup {
    let rows = html! {
        @for difference in differences {
            tr {
                (row_head("Champ", html! { (difference.label) }))
                (cell("Enregistré", said(&difference.stored)))
                (cell("Le vôtre", said(&difference.typed)))
            }
        }
    };
    short_table("Ce qui diffère", "conflit-titre", &["Champ", "Enregistré", "Le vôtre"], rows)
}

fn said(text: &str) -> Markup {
    html! { @if text.trim().is_empty() { em { "vide" } } @else { (prose(text)) } }
}
