//! What is ticked in a portfolio is assigned, or taken off line: first it is shown what exactly, then it is done.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use sha2::{Digest, Sha256};

use super::{MOST_TICKED, Model, TICKED, asked, tick, ticked};
use crate::access::Partner;
use crate::access::edit;
use crate::accounts::{self, Assignable};
use crate::catalogue::By;
use crate::db::{self, ReadTx, WriteTx};
use crate::domain::UnpublishedReason;
use crate::extranet::editing::{Asking, NO_TICKET};
use crate::extranet::projects::{self, Handover};
use crate::extranet::saving::Fate;
use crate::form::{Errors, Field};
use crate::french;
use crate::portfolio::filter::Nature;
use crate::portfolio::{Item, Scope, store};
use crate::projects::view::title as project_title;
use crate::receipts;
use crate::ui::{self, Anchor, Choice, Tone};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};
use crate::web::ticket::{self, Ticket};
use crate::{events, offers};

/// Name of the form, signed in its ticket.
const FORM: &str = "selection";

/// How many things are changed at once.
const MOST_AT_ONCE: u32 = 500;

/// How many of them are named before they are changed.
const NAMED: usize = 100;

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
}

/// What was just done, in words.
pub fn said(query: &Query, managers: &[Assignable]) -> Option<Markup> {
    let number = |name: &str| query.first(name).and_then(|text| text.parse::<u64>().ok());
    let (count, left) = (number(COUNT)?, number(LEFT).unwrap_or_default());
    let mut words = match query.first(DONE)? {
        "depublie" => match count {
            0 => "Rien n’a été dépublié.".to_owned(),
            1 => "1\u{a0}annonce n’est plus en ligne.".to_owned(),
            _ => format!("{}\u{a0}annonces ne sont plus en ligne.", french::number(count)),
        },
        "affecte" => {
            let to = query.first(MANAGER.name).and_then(|id| id.parse::<i64>().ok());
            let to = managers.iter().find(|one| Some(one.id) == to);
            let to = to.map_or("cette personne", |one| one.name.as_str());
            match count {
                0 => "Rien n’a été affecté.".to_owned(),
                1 => format!("1\u{a0}projet est affecté à {to}."),
                _ => format!("{}\u{a0}projets sont affectés à {to}.", french::number(count)),
            }
        }
        _ => return None,
    };
    if left > 0 {
        words.push(' ');
        words.push_str(&french::count(left, "case cochée ne change rien", "cases cochées ne changent rien"));
        words.push('.');
    }
    let tone = if count == 0 { Tone::Warn } else { Tone::Ok };
    Some(ui::flash(tone, html! { p { (words) } }))
}

/// What stands under the table.
pub fn bar(model: &Model) -> Markup {
    let any = model.companies.iter().flat_map(|company| &company.items).any(|item| item.mine);
    // Nothing is done of what is not shown.
    if !model.asked.filter.actions || (!any && model.ticked.is_empty()) {
        return Markup::default();
    }
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
        let items = match self.whole {
            true => store::items(tx, &asked, MOST_AT_ONCE + 1)?,
            false => store::chosen(tx, &asked, &self.rows)?,
        };
        Ok(match self.action {
            Action::Unpublish => Plan::unpublish(items),
            Action::Assign => Plan::assign(items, self.to),
        })
    }

    /// What exactly is about to be done.
    fn question(&self, asking: &Asking, plan: &Plan, managers: &[Assignable], notice: Option<&str>) -> Page {
        let to = managers.iter().find(|one| Some(one.id) == self.to);
        let refused = self.refusal(plan);
        let title = match (self.action, &refused, plan.changed.len() as u64) {
            (Action::Unpublish, Some(_), _) => "Rien à dépublier".to_owned(),
            (Action::Assign, Some(_), _) => "Rien à affecter".to_owned(),
            (_, None, _) => self.label(plan),
        };
        let (back, ticket) = (self.back(), Ticket::issue(asking.now));
        let ticket = ticket.text(&asking.app.key, FORM, self.scope.path());
        let main = html! {
            div class="wrap" {
                div class="narrow stack" {
                    (ui::breadcrumb(&[Anchor { label: self.scope.label(), href: &back }], &title))
                    (ui::page_head(&if refused.is_some() { title.clone() } else { format!("{title}\u{202f}?") }, Markup::default()))
                    @if let Some(notice) = notice { (ui::flash(Tone::Warn, html! { p { (notice) } })) }
                    @match &refused {
                        Some(why) => {
                            (ui::notice(Tone::Warn, html! { p { (why) } }))
                            p class="actions" { (ui::button(&back, "retour", html! { "Retour à la liste" })) }
                        }
                        None => {
                            @if let Some(to) = to.filter(|_| self.action == Action::Assign) { p { "À " strong { (to.name) } "." } }
                            (self.named(asking, plan))
                            @for sentence in plan.left_out() { p class="soft" { (sentence) } }
                            @if self.action == Action::Assign && to.is_none() { (self.to_whom(managers, &back)) }
                            @else { (self.form(plan, &ticket, &back)) }
                        }
                    }
                }
            }
        };
        let page = Page::private(title, main).nav(self.scope.path());
        match (refused, notice) {
            (_, Some(_)) => page.status(StatusCode::CONFLICT),
            (Some(_), None) => page.status(StatusCode::UNPROCESSABLE_ENTITY),
            (None, None) => page,
        }
    }

    /// « Dépublier 2 annonces ».
    fn label(&self, plan: &Plan) -> String {
        let count = plan.changed.len() as u64;
        match self.action {
            Action::Unpublish => format!("Dépublier {}", french::count(count, "annonce", "annonces")),
            Action::Assign => format!("Affecter {}", french::count(count, "projet", "projets")),
        }
    }

    /// Why nothing can be done.
    fn refusal(&self, plan: &Plan) -> Option<String> {
        if !self.whole && self.rows.is_empty() {
            return Some("Cochez d’abord ce qui doit changer, ou «\u{a0}Toute la liste\u{a0}».".to_owned());
        }
        if self.too_many && !self.whole {
            return Some(format!(
                "Plus de {} cases sont cochées\u{a0}: cochez-en moins, ou «\u{a0}Toute la liste\u{a0}».",
                french::number(MOST_TICKED as u64)
            ));
        }
        if plan.total > MOST_AT_ONCE as usize {
            return Some(format!(
                "La liste compte plus de {} résultats\u{a0}: resserrez les filtres, puis recommencez.",
                french::number(MOST_AT_ONCE.into())
            ));
        }
        plan.changed.is_empty().then(|| {
            let why = plan.left_out().join(" ");
            match self.action {
                Action::Unpublish => format!("Rien de ce qui est coché ne peut être dépublié. {why}"),
                Action::Assign => format!("Rien de ce qui est coché ne peut être affecté. {why}"),
            }
        })
    }

    /// Asks who gets them, where nobody was chosen.
    fn to_whom(&self, all: &[Assignable], back: &str) -> Markup {
        html! {
            form class="form" id="a-qui" method="get" action=(self.scope.selection()) {
                (ui::notice(Tone::Info, html! { p { "Choisissez à qui affecter ces projets." } }))
                (self.hidden())
                (managers(all, self.to))
                p class="actions" {
                    button class="button" id="continuer" type="submit" { "Continuer" }
                    a class="button quiet" id="annuler" href=(back) { "Annuler" }
                }
            }
        }
    }

    /// What was sent, but for who gets it.
    fn hidden(&self) -> Markup {
        html! {
            input type="hidden" name="filtre" value=(self.shown.encoded());
            input type="hidden" name="action" value=(self.action.slug());
            @if self.whole { input type="hidden" name="tous" value="oui"; }
            @for one in &self.rows { input type="hidden" name=(TICKED) value=(tick(*one)); }
        }
    }

    fn named(&self, asking: &Asking, plan: &Plan) -> Markup {
        let more = plan.changed.len().saturating_sub(NAMED) as u64;
        html! {
            ul class="items" role="list" {
                @for item in plan.changed.iter().take(NAMED) {
                    li {
                        strong { (french::typo(&item.company)) }
                        @if self.action == Action::Assign {
                            br; (project_title(item.created_at, asking.app.site.zone))
                        } @else {
                            br; (projects::item_of(asking.now, asking.app.site.zone, item).label)
                            @if !item.title.is_empty() { br; small { (french::typo(&item.title)) } }
                        }
                    }
                }
            }
            @if more > 0 { p { "Et " (french::count(more, "autre", "autres")) "." } }
            @if self.action == Action::Assign { p { "Chaque projet part avec toutes ses offres et ses rencontres." } }
        }
    }

    fn form(&self, plan: &Plan, ticket: &str, back: &str) -> Markup {
        html! {
            form class="form" id="confirmation" method="post" action=(self.scope.selection()) {
                input type="hidden" name=(ticket::FIELD) value=(ticket);
                input type="hidden" name=(SAID) value=(plan.in_short());
                (self.hidden())
                @if let Some(to) = self.to { input type="hidden" name=(MANAGER.name) value=(to); }
                p class="actions" {
                    (ui::submit(&self.label(plan)))
                    a class="button quiet" id="annuler" href=(back) { "Annuler" }
                }
            }
        }
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
        let to = managers.iter().find(|one| Some(one.id) == self.to);
        let (Some(key), true, None) = (
            &self.key,
            self.said == plan.in_short() && (self.action == Action::Unpublish || to.is_some()),
            self.refusal(&plan),
        ) else {
            return Ok(Err(Box::new(Changed { plan, managers })));
        };
        let done = match self.action {
            Action::Unpublish => unpublish(tx, asking, &plan.changed)?,
            Action::Assign => assign(tx, asking, &plan.changed, self.to.unwrap_or_default())?,
        };
        let left = plan.total - done;
        let mut answer =
            self.shown.with(DONE, if self.action == Action::Assign { "affecte" } else { "depublie" });
        answer = answer.with(COUNT, done.to_string()).with(LEFT, left.to_string());
        if let Some(to) = self.to.filter(|_| self.action == Action::Assign) {
            answer = answer.with(MANAGER.name, to.to_string());
        }
        let answer = answer.at(self.scope.path());
        receipts::keep(tx, asking.now, key, &answer)?;
        Ok(Ok(answer))
    }
}

/// What would be done now, where that is no longer what was said.
struct Changed {
    plan: Plan,
    managers: Vec<Assignable>,
}

/// What is done of what is ticked.
struct Plan {
    /// What changes; for an assignment, one thing for each project.
    changed: Vec<Item>,
    /// How many were ticked, for an assignment how many projects.
    total: usize,
    /// Why the others do not change, and how many.
    left: Vec<(&'static str, &'static str, u64)>,
    /// Of the events taken off line, how many people have registered.
    registered: u64,
}

impl Plan {
    fn unpublish(items: Vec<Item>) -> Self {
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
            ("coché est géré par quelqu’un d’autre.", "cochés sont gérés par quelqu’un d’autre.", counts[0]),
            (
                "est un projet\u{a0}: ce sont ses offres et ses rencontres qui se dépublient.",
                "sont des projets\u{a0}: ce sont leurs offres et leurs rencontres qui se dépublient.",
                counts[1],
            ),
            ("n’est pas en ligne.", "ne sont pas en ligne.", counts[2]),
        ];
        Self { changed, total, left, registered }
    }

    fn assign(items: Vec<Item>, to: Option<i64>) -> Self {
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
    fn in_short(&self) -> String {
        let mut rows: Vec<String> = self.changed.iter().map(|item| tick((item.nature, item.id))).collect();
        rows.sort_unstable();
        let digest = Sha256::digest(rows.join(" "));
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Why some do not change, and what else is to be known.
    fn left_out(&self) -> Vec<String> {
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
fn unpublish(tx: &WriteTx, asking: &Asking, items: &[Item]) -> Result<usize, Error> {
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
fn assign(tx: &WriteTx, asking: &Asking, items: &[Item], to: i64) -> Result<usize, Error> {
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
