//! What is ticked in a portfolio is assigned, or taken off line: first it is shown what exactly, then it is done.

mod plan;
mod question;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use self::plan::{Plan, assign, unpublish};
use super::{Model, TICKED, asked, tick, ticked};
use crate::access::Partner;
use crate::accounts::{self, Assignable};
use crate::db::{self, ReadTx, WriteTx};
use crate::domain::fold;
use crate::extranet::editing::{Asking, NO_TICKET};
use crate::form::{Errors, Field};
use crate::french;
use crate::portfolio::filter::Nature;
use crate::portfolio::{Scope, store};
use crate::receipts;
use crate::ui::{self, Choice, Tone};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};
use crate::web::ticket::{self, Ticket};

/// Name of the form, signed in its ticket.
const FORM: &str = "selection";

/// How many things are changed at once.
const MOST_AT_ONCE: u32 = 500;

/// To whom projects go.
const MANAGER: Field = Field::new("manager", "Affecter à");

/// Says in the address what was just done, to how many, and to how many not.
const DONE: &str = "fait";
const COUNT: &str = "nombre";
const LEFT: &str = "laisses";

/// Hidden field of what was said to change.
const SAID: &str = "empreinte";

/// What is done of what is ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Unpublish,
    Assign,
}

impl Action {
    const fn slug(self) -> &'static str {
        match self {
            Self::Unpublish => "depublier",
            Self::Assign => "affecter",
        }
    }

    /// Says in the address that it was done.
    const fn done(self) -> &'static str {
        match self {
            Self::Unpublish => "depublie",
            Self::Assign => "affecte",
        }
    }
}

/// What was just done, in words.
pub fn said(query: &Query, managers: &[Assignable]) -> Option<Markup> {
    let number = |name: &str| query.first(name).and_then(|text| text.parse::<u64>().ok());
    let (count, left) = (number(COUNT)?, number(LEFT).unwrap_or_default());
    let done = query.first(DONE)?;
    let action = [Action::Unpublish, Action::Assign].into_iter().find(|action| action.done() == done)?;
    let mut words = match action {
        Action::Unpublish => match count {
            0 => "Rien n’a été dépublié.".to_owned(),
            1 => "1\u{a0}annonce n’est plus en ligne.".to_owned(),
            _ => format!("{}\u{a0}annonces ne sont plus en ligne.", french::number(count)),
        },
        Action::Assign => {
            let to = query.first(MANAGER.name).and_then(|id| id.parse::<i64>().ok());
            let to = managers.iter().find(|one| Some(one.id) == to);
            let to = to.map_or("cette personne", |one| one.name.as_str());
            match count {
                0 => "Rien n’a été affecté.".to_owned(),
                1 => format!("1\u{a0}projet est affecté à {to}."),
                _ => format!("{}\u{a0}projets sont affectés à {to}.", french::number(count)),
            }
        }
    };
    if left > 0 {
        words.push(' ');
        words.push_str(&french::count(left, "élément ne change pas", "éléments ne changent pas"));
        words.push('.');
    }
    let tone = if count == 0 { Tone::Warn } else { Tone::Ok };
    Some(ui::flash(tone, html! { p { (words) } }))
}

/// Whether anything can be done from the page: nothing is done of what is not shown.
pub fn acts(model: &Model) -> bool {
    let mut items = model.companies.iter().flat_map(|company| &company.items);
    model.asked.filter.actions && (items.any(|item| item.mine) || !model.ticked.is_empty())
}

/// What stands under the table.
pub fn bar(model: &Model) -> Markup {
    let whole = format!(
        "Toute la liste\u{a0}: {}",
        french::count(model.totals.items.into(), "résultat", "résultats")
    );
    html! {
        fieldset class="panel selection-bar" {
            legend { "Ce qui est coché" }
            p class="soft" data-ticked=(TICKED) {
                (french::count(model.ticked.len() as u64, "case cochée", "cases cochées"))
            }
            label class="check" {
                input type="checkbox" id="tous" name="tous" value="oui";
                span { (whole) }
            }
            div class="selection-actions" {
                (managers(&model.managers, None))
                button class="button quiet" id="affecter" type="submit" name="action" value=(Action::Assign.slug()) { "Affecter les projets…" }
                button class="button quiet" id="depublier" type="submit" name="action" value=(Action::Unpublish.slug()) { "Dépublier…" }
            }
        }
    }
}

fn managers(managers: &[Assignable], to: Option<i64>) -> Markup {
    let ids: Vec<String> = managers.iter().map(|one| one.id.to_string()).collect();
    let chosen = to.map(|to| to.to_string()).unwrap_or_default();
    let choices: Vec<Choice> = std::iter::once(("", "Choisissez"))
        .chain(ids.iter().map(String::as_str).zip(managers.iter().map(|one| one.name.as_str())))
        .map(|(value, label)| Choice { value, label, checked: value == chosen, count: None })
        .collect();
    ui::select(&MANAGER, &choices, &Errors::default())
}

/// What would be done of what is ticked in one's portfolio.
pub async fn portfolio_question(
    _: paths::PortfolioSelection,
    who: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    question(app, who, Scope::Own, query).await
}

/// What would be done of what is ticked in the consultation.
pub async fn consultation_question(
    _: paths::ConsultationSelection,
    who: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    question(app, who, Scope::All, query).await
}

/// Does it, in one's portfolio.
pub async fn portfolio_selection(
    _: paths::PortfolioSelection,
    who: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    answer(app, who, Scope::Own, texts).await
}

/// Does it, in the consultation.
pub async fn consultation_selection(
    _: paths::ConsultationSelection,
    who: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    answer(app, who, Scope::All, texts).await
}

/// A page of its own, at an address of its own: one comes back to it, and nothing is sent again.
async fn question(app: App, who: Partner, scope: Scope, query: Query) -> Result<Page, Error> {
    let asking = Asking { now: app.clock.now(), app, who };
    let sending = Sending::read(&asking, scope, &query);
    let (again, by) = (sending.clone(), asking.clone());
    let (plan, managers) = asking
        .app
        .db
        .read(move |tx| Ok::<_, Error>((again.plan(tx, &by)?, accounts::store::assignable(tx)?)))
        .await?;
    Ok(sending.question(&asking, &plan, &managers, None))
}

/// Does it, if it is still what was said.
async fn answer(app: App, who: Partner, scope: Scope, texts: Query) -> Result<Response, Error> {
    let asking = Asking { now: app.clock.now(), app, who };
    let sending = Sending::read(&asking, scope, &texts);
    let (again, by) = (sending.clone(), asking.clone());
    match asking.app.db.write(move |tx| again.store(tx, &by)).await? {
        Ok(answer) => Ok(Redirect::to(&answer).into_response()),
        Err(changed) => {
            let Changed { plan, managers } = *changed;
            let why = match sending.key {
                None => NO_TICKET,
                Some(_) => "La liste a changé entre-temps\u{a0}: voici ce qui changerait maintenant.",
            };
            Ok(sending.question(&asking, &plan, &managers, Some(why)).into_response())
        }
    }
}

/// What was sent.
#[derive(Debug, Clone)]
struct Sending {
    scope: Scope,
    action: Action,
    rows: Vec<(Nature, i64)>,
    /// Whether everything that the filters find is meant.
    whole: bool,
    /// What was shown.
    shown: Query,
    to: Option<i64>,
    /// Whether more was ticked than is taken.
    too_many: bool,
    /// What was said to change, in short.
    said: String,
    key: Option<[u8; 32]>,
}

impl Sending {
    fn read(asking: &Asking, scope: Scope, texts: &Query) -> Self {
        let ticket = Ticket::read(&asking.app.key, FORM, scope.path(), texts.raw(ticket::FIELD));
        let (rows, too_many) = ticked(texts);
        let fields = || texts.pairs().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
        Self {
            scope,
            action: if texts.raw("action") == Action::Assign.slug() {
                Action::Assign
            } else {
                Action::Unpublish
            },
            rows,
            too_many,
            whole: texts.first("tous").is_some(),
            shown: Query::parse(texts.raw("filtre")),
            to: texts.first(MANAGER.name).and_then(|id| id.parse().ok()),
            said: texts.raw(SAID).to_owned(),
            key: ticket.map(|ticket| ticket.receipt_key(fields())),
        }
    }

    /// The list as it was, with what was ticked.
    fn back(&self) -> String {
        let ticked = self.rows.iter().map(|one| tick(*one));
        ticked.fold(self.shown.clone(), |query, value| query.with(TICKED, value)).at(self.scope.path())
    }

    /// What would be done of what is ticked, as things stand.
    fn plan(&self, tx: &ReadTx, asking: &Asking) -> Result<Plan, db::Error> {
        let (asked, _) = asked(tx, asking.now, &asking.who, &asking.app.site, self.scope, &self.shown)?;
        let mut items = match self.whole {
            true => store::items(tx, &asked, MOST_AT_ONCE + 1)?,
            false => store::chosen(tx, &asked, &self.rows)?,
        };
        // By company, as in the list.
        items.sort_by_cached_key(|item| fold(&item.company));
        Ok(match self.action {
            Action::Unpublish => Plan::unpublish(items),
            Action::Assign => Plan::assign(items, self.to),
        })
    }

    /// The address that says so; what would be done instead, when that is no longer what was said.
    fn store(&self, tx: &WriteTx, asking: &Asking) -> Result<Result<String, Box<Changed>>, Error> {
        if let Some(key) = &self.key
            && let Some(answer) = receipts::find(tx, key)?
        {
            return Ok(Ok(answer));
        }
        let plan = self.plan(tx, asking)?;
        let managers = accounts::store::assignable(tx)?;
        let to = managers.iter().map(|one| one.id).find(|id| Some(*id) == self.to);
        let agreed = self.said == plan.in_short() && self.refusal(&plan).is_none();
        let (key, done, to) = match (&self.key, self.action, to) {
            (Some(key), Action::Unpublish, _) if agreed => (key, unpublish(tx, asking, &plan.changed)?, None),
            (Some(key), Action::Assign, Some(to)) if agreed => {
                (key, assign(tx, asking, &plan.changed, to)?, Some(to))
            }
            _ => return Ok(Err(Box::new(Changed { plan, managers }))),
        };
        let answer = self
            .shown
            .with(DONE, self.action.done())
            .with(COUNT, done.to_string())
            .with(LEFT, (plan.total - done).to_string())
            .with(MANAGER.name, to.map(|id| id.to_string()).unwrap_or_default())
            .at(self.scope.path());
        receipts::keep(tx, asking.now, key, &answer)?;
        Ok(Ok(answer))
    }
}

/// What would be done now, where that is no longer what was said.
struct Changed {
    plan: Plan,
    managers: Vec<Assignable>,
}
