//! What would be done of what is ticked: what changes, what does not and why; and doing it.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::access::edit;
use crate::catalogue::By;
use crate::db::WriteTx;
use crate::domain::UnpublishedReason;
use crate::extranet::editing::Asking;
use crate::extranet::portfolio::tick;
use crate::extranet::projects::Handover;
use crate::extranet::saving::Fate;
use crate::french;
use crate::portfolio::Item;
use crate::portfolio::filter::Nature;
use crate::web::error::Error;
use crate::{events, offers};

/// What is done of what is ticked.
pub(super) struct Plan {
    /// What changes; for an assignment, one thing for each project.
    pub changed: Vec<Item>,
    /// How many were ticked, for an assignment how many projects.
    pub total: usize,
    /// Why the others do not change, and how many.
    left: Vec<(&'static str, &'static str, u64)>,
    /// Of the events taken off line, how many people have registered.
    registered: u64,
}

impl Plan {
    pub fn unpublish(items: Vec<Item>) -> Self {
        let (total, mut counts) = (items.len(), [0_u64; 3]);
        let mut changed = Vec::new();
        for item in items {
            match item.state {
                _ if !item.mine => counts[0] += 1,
                None => counts[1] += 1,
                Some(state) if !state.is_published() => counts[2] += 1,
                Some(_) => changed.push(item),
            }
        }
        let registered = changed
            .iter()
            .filter(|item| item.nature == Nature::Event)
            .map(|item| u64::from(item.answers))
            .sum();
        let left = vec![
            (
                "élément est géré par quelqu’un d’autre.",
                "éléments sont gérés par quelqu’un d’autre.",
                counts[0],
            ),
            (
                "élément est un projet\u{a0}: ce sont ses offres et ses rencontres qui se dépublient.",
                "éléments sont des projets\u{a0}: ce sont leurs offres et leurs rencontres qui se dépublient.",
                counts[1],
            ),
            ("élément n’est pas en ligne.", "éléments ne sont pas en ligne.", counts[2]),
        ];
        Self { changed, total, left, registered }
    }

    pub fn assign(items: Vec<Item>, to: Option<i64>) -> Self {
        let mut seen = BTreeSet::new();
        let (mut changed, mut counts) = (Vec::new(), [0_u64; 3]);
        for item in items {
            if !seen.insert(item.project) {
                continue;
            }
            if !item.project_mine && item.manager_id.is_none() {
                counts[2] += 1;
            } else if !item.project_mine {
                counts[0] += 1;
            } else if to.is_some() && item.manager_id == to {
                counts[1] += 1;
            } else {
                changed.push(item);
            }
        }
        let left = vec![
            (
                "projet est géré par quelqu’un d’autre.",
                "projets sont gérés par quelqu’un d’autre.",
                counts[0],
            ),
            ("projet est déjà à cette personne.", "projets sont déjà à cette personne.", counts[1]),
            (
                "projet n’est géré par personne\u{a0}: prenez-le d’abord en charge.",
                "projets ne sont gérés par personne\u{a0}: prenez-les d’abord en charge.",
                counts[2],
            ),
        ];
        Self { total: seen.len(), changed, left, registered: 0 }
    }

    /// What changes, in short: told apart from anything else that could be done.
    pub fn in_short(&self) -> String {
        let mut rows: Vec<String> = self.changed.iter().map(|item| tick((item.nature, item.id))).collect();
        rows.sort_unstable();
        let digest = Sha256::digest(rows.join(" "));
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Why some do not change, and what else is to be known.
    pub fn left_out(&self) -> Vec<String> {
        let left = self.left.iter().filter(|(_, _, count)| *count > 0);
        let mut said: Vec<String> = left.map(|(one, many, count)| french::count(*count, one, many)).collect();
        if self.registered > 0 {
            said.push(format!(
                "{}\u{a0}: aucun courriel ne part. Pour prévenir, écrivez-leur d’abord depuis la rencontre.",
                french::count(
                    self.registered,
                    "place est prise à ces rencontres",
                    "places sont prises à ces rencontres"
                )
            ));
        }
        said
    }
}

/// How many were taken off line.
pub(super) fn unpublish(tx: &WriteTx, asking: &Asking, items: &[Item]) -> Result<usize, Error> {
    let by = By { now: asking.now, user: Some(asking.who.id()) };
    let mut done = 0;
    for item in items {
        let Some(number) = item.number else { continue };
        let what = match item.nature {
            Nature::Event => {
                let allowed = edit::event_edit(tx, &asking.who, number)?;
                events::store::unpublish(tx, by, &allowed, UnpublishedReason::ByHand)?;
                format!("Rencontre {}", number.display_nbsp())
            }
            _ => {
                let allowed = edit::offer_edit(tx, &asking.who, number)?;
                offers::store::unpublish(tx, by, &allowed, UnpublishedReason::ByHand)?;
                format!("Offre de stage {}", number.display_nbsp())
            }
        };
        Fate::Withdrawn.note(tx, asking.now, item.project, &asking.who, &what)?;
        done += 1;
    }
    Ok(done)
}

/// How many projects were given.
pub(super) fn assign(tx: &WriteTx, asking: &Asking, items: &[Item], to: i64) -> Result<usize, Error> {
    let mut handover = Handover::new(asking, to);
    let mut done = 0;
    for item in items {
        let allowed = edit::project_edit(tx, &asking.who, item.project)?;
        if handover.give(tx, &allowed, item.manager_id, &item.company, &item.commune)? {
            done += 1;
        }
    }
    handover.tell(tx)?;
    Ok(done)
}
