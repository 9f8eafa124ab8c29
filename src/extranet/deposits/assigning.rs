//! Assigning several requests at once, from the queue.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::{Queue, View, flash};
use crate::access::Partner;
use crate::access::edit::{self, Denied};
use crate::accounts::Assignable;
use crate::companies;
use crate::db::WriteTx;
use crate::deposits::store::queue as store;
use crate::deposits::view::queue::{FORM, MANAGER, ROWS};
use crate::extranet::editing::{Asking, NO_TICKET};
use crate::extranet::projects::{Assignment, assign as give};
use crate::extranet::refusal;
use crate::extranet::sign_in::RESUMED;
use crate::form::Errors;
use crate::french;
use crate::projects::store as projects;
use crate::receipts;
use crate::ui::Tone;
use crate::web::App;
use crate::web::error::Error;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};
use crate::web::ticket::{self, Ticket};

/// How many projects were assigned, how many were not since somebody else had been faster, and to whom.
const DONE: &str = "affectes";
const LEFT: &str = "laisses";
const TO: &str = "a";

/// What was just done, in words.
pub fn said(query: &Query, managers: &[Assignable]) -> Option<Markup> {
    let number = |name: &str| query.first(name).and_then(|text| text.parse::<u64>().ok());
    let (done, left) = (number(DONE)?, number(LEFT).unwrap_or_default());
    let to = number(TO).and_then(|id| managers.iter().find(|manager| u64::try_from(manager.id) == Ok(id)));
    let to = to.map_or("cette personne", |manager| manager.name.as_str());
    let mut words = match done {
        0 => "Rien n’a été affecté.".to_owned(),
        1 => format!("1 projet est affecté à {to}. L’entreprise en est prévenue par courriel."),
        _ => format!(
            "{} projets sont affectés à {to}. Les entreprises en sont prévenues par courriel.",
            french::number(done)
        ),
    };
    if left > 0 {
        words.push(' ');
        words.push_str(&french::count(
            left,
            "projet coché est resté comme il est",
            "projets cochés sont restés comme ils sont",
        ));
        words.push_str("\u{a0}: déjà à cette personne, ou affecté entre-temps par quelqu’un d’autre.");
    }
    Some(flash(if left > 0 { Tone::Warn } else { Tone::Ok }, &words))
}

/// What the form sends.
pub async fn assign(
    _: paths::Deposits,
    partner: Partner,
    State(app): State<App>,
    query: Query,
    Form(texts): Form,
) -> Result<Response, Error> {
    if !partner.is_administrator() {
        let why = html! { p { "Seul un administrateur affecte les demandes. Vous pouvez prendre en charge celles que personne ne gère." } };
        return Err(refusal("Affecter est réservé aux administrateurs", why, &[]).into());
    }
    let asking = Asking { now: app.clock.now(), app, who: partner };
    let ticket = Ticket::read(&asking.app.key, FORM, "", texts.raw(ticket::FIELD));
    let ticked: Vec<String> = texts.all(ROWS).map(str::to_owned).collect();
    let queue = Queue::read(&asking, query).await?;
    let manager = texts.raw(MANAGER.name).to_owned();
    let mut errors = Errors::default();
    // It comes back after a lost session.
    if texts.has(RESUMED) {
        let view = View { ticked, manager, errors, notice: None, ticket };
        return Ok(queue.page(&asking, &view).into_response());
    }
    if ticked.is_empty() {
        errors.push(ROWS, "Cochez au moins une demande.");
    }
    let to = MANAGER.parse(&manager, &mut errors, |text| {
        let chosen = text.parse().ok().filter(|id| queue.managers.iter().any(|manager| manager.id == *id));
        chosen.ok_or("Cette personne n’a plus de compte actif\u{a0}: choisissez-en une autre.")
    });
    let (Some(to), Some(ticket), true) = (to, ticket, errors.is_empty()) else {
        let notice = ticket.is_none().then(|| flash(Tone::Warn, NO_TICKET));
        let view = View { ticked, manager, errors, notice, ticket };
        return Ok(queue.page(&asking, &view).status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    let fields = texts.pairs().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
    let writing =
        Writing { key: ticket.receipt_key(fields), rows: rows(&ticked), to, shown: queue.table.query() };
    let (db, by) = (asking.app.db.clone(), asking);
    let answer = db.write(move |tx| writing.store(tx, &by)).await?;
    Ok(Redirect::to(&answer).into_response())
}

/// The projects of the ticked boxes, each once, with who managed them when the page was made.
fn rows(ticked: &[String]) -> Vec<(i64, i64)> {
    let mut rows: Vec<(i64, i64)> = ticked
        .iter()
        .filter_map(|value| value.split_once('-'))
        .filter_map(|(project, seen)| Some((project.parse().ok()?, seen.parse().ok()?)))
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// What is to be assigned.
struct Writing {
    key: [u8; 32],
    rows: Vec<(i64, i64)>,
    to: i64,
    /// What the page showed, to come back to.
    shown: Query,
}

impl Writing {
    fn store(self, tx: &WriteTx, asking: &Asking) -> Result<String, Error> {
        if let Some(answer) = receipts::find(tx, &self.key)? {
            return Ok(answer);
        }
        let (mut done, mut left) = (0_u64, 0_u64);
        for (project, seen) in &self.rows {
            match self.give(tx, asking, *project, *seen)? {
                true => done += 1,
                false => left += 1,
            }
        }
        let answer = self
            .shown
            .with(DONE, done.to_string())
            .with(LEFT, left.to_string())
            .with(TO, self.to.to_string())
            .at(paths::Deposits::PATH);
        receipts::keep(tx, asking.now, &self.key, &answer)?;
        Ok(answer)
    }

    /// Whether one was assigned. What is no deposit, or was given to somebody meanwhile, stays as it is.
    fn give(&self, tx: &WriteTx, asking: &Asking, id: i64, seen: i64) -> Result<bool, Error> {
        let allowed = match edit::project_edit(tx, &asking.who, id) {
            Err(Denied::Unknown) => return Ok(false),
            allowed => allowed?,
        };
        let project = projects::find(tx, id)?.ok_or(Error::NotFound)?;
        let before = project.manager_id;
        if before.unwrap_or_default() != seen
            || before == Some(self.to)
            || store::of_project(tx, id)?.is_empty()
        {
            return Ok(false);
        }
        let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
        let gift = Assignment { before, to: self.to, note: None };
        give(tx, &asking.app, asking.now, &allowed, &asking.who, &company, gift)?;
        Ok(true)
    }
}
