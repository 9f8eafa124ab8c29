//! The first step of a deposit: which company, and whom to ask for.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::draft::{self, COMPANY_SEARCH, CompanyStep};
use super::{Held, VERSION, in_time, open, private, view, writing};
use crate::access::link::{self, DepositEdit};
use crate::catalogue::lookups::MOST;
use crate::clock::Now;
use crate::companies::query::CompanyQuery;
use crate::companies::{self, Company};
use crate::db::{self, ReadTx, WriteTx};
use crate::deposits::mail::Writing;
use crate::deposits::store;
use crate::domain::{Email, Token};
use crate::form::{Errors, differences};
use crate::french;
use crate::ui::{self, Conflict, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::paths::deposit as paths;
use crate::web::query::{Form, Query};
use maud::{Markup, html};

/// Says that the page one comes from is the last step, where one then goes back.
pub const FROM_REVIEW: &str = "relecture";

/// Says that what is wrong is to be shown at once.
pub const CHECKED: &str = "verifier";

/// What the look-up of the company shows.
#[derive(Default)]
pub struct Shown {
    /// The one that is chosen.
    pub chosen: Option<Company>,
    /// What was typed, and what it finds.
    pub found: Option<(CompanyQuery, Vec<Company>)>,
    /// Whether the page answers a search.
    pub sought: bool,
}

impl Shown {
    /// Reads it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(tx: &ReadTx, step: &CompanyStep, sought: bool) -> Result<Self, db::Error> {
        let found = match step.search.trim() {
            "" => None,
            typed => Some(find(tx, typed)?),
        };
        Ok(Self { chosen: step.chosen(tx)?, found, sought })
    }
}

fn find(tx: &ReadTx, typed: &str) -> Result<(CompanyQuery, Vec<Company>), db::Error> {
    let query = CompanyQuery::parse(typed);
    let found = companies::store::search_public(tx, &query, MOST + 1)?;
    Ok((query, found))
}

/// What the look-up finds: what htmx asks for while one types, and a page by itself.
pub async fn search(_: paths::Search, State(app): State<App>, query: Query) -> Result<Page, Error> {
    let typed: String = query.first(COMPANY_SEARCH.name).unwrap_or_default().chars().take(100).collect();
    let asked = typed.clone();
    let found = match typed.as_str() {
        "" => None,
        _ => Some(app.db.read(move |tx| find(tx, &asked)).await?),
    };
    let matches = view::company_matches(found.as_ref());
    let main = html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head("Chercher une entreprise", html! {}))
                form class="form" method="get" action=(paths::Search) role="search" {
                    (ui::field(&crate::form::Field { required: false, ..COMPANY_SEARCH }, &typed, &Errors::default()))
                    (ui::submit("Chercher"))
                }
                @if let Some((_, found)) = &found {
                    ul class="items" role="list" { @for company in found.iter().take(MOST) { li { (company.name) ", " (company.commune) } } }
                    @if found.is_empty() { p { "Aucune entreprise connue ne correspond." } }
                }
            }
        }
    };
    Ok(Page {
        indexed: false,
        region: Some(Region {
            main: matches.into(),
            around: Markup::default().into(),
            address: None,
            typed: &[],
        }),
        ..Page::new("Chercher une entreprise", main)
    })
}

/// The step of a draft.
pub async fn form(path: paths::CompanyStep, State(app): State<App>, query: Query) -> Result<Response, Error> {
    let (held, _) = open(&app, &path.token).await?;
    if !held.is_writable() {
        return Ok(Redirect::to(&paths::Deposit { token: path.token }.to_string()).into_response());
    }
    let asks = query.has(CHECKED);
    let (held, shown, errors) = app.db.read(move |tx| look(tx, held, false, asks)).await?;
    let from = Way { from_review: query.has(FROM_REVIEW), token: &path.token };
    Ok(page(&app, &held, &shown, &errors, None, &from).into_response())
}

fn look(tx: &ReadTx, held: Held, sought: bool, asks: bool) -> Result<(Held, Shown, Errors), db::Error> {
    let mut errors = Errors::default();
    if asks {
        held.depositor(tx, &mut errors)?;
        held.step.check_contact(held.deposit.kind, &mut errors);
    }
    let shown = Shown::read(tx, &held.step, sought)?;
    Ok((held, shown, errors))
}

/// Where one comes from, and goes.
pub struct Way<'a> {
    /// Whether it was the last step.
    pub from_review: bool,
    /// The link.
    pub token: &'a Token,
}

impl Way<'_> {
    /// The hidden fields that keep it.
    pub(super) fn hidden(&self, held: &Held) -> Markup {
        html! {
            input type="hidden" name=(VERSION) value=(held.deposit.version);
            @if self.from_review { input type="hidden" name=(FROM_REVIEW) value="oui"; }
        }
    }
}

fn page(
    app: &App,
    held: &Held,
    shown: &Shown,
    errors: &Errors,
    conflict: Option<&Conflict>,
    way: &Way<'_>,
) -> Page {
    let prefix = if conflict.is_some() { "Modifié entre-temps – " } else { title_prefix(errors) };
    let model = view::CompanyModel {
        kind: held.deposit.kind,
        action: &paths::CompanyStep { token: way.token.clone() }.to_string(),
        step: &held.step,
        shown,
        errors,
        notice: None,
        conflict,
        hidden: way.hidden(held),
        back: paths::Deposit { token: way.token.clone() }.to_string(),
        first: held.company.is_none(),
    };
    private(format!("{prefix}{}", view::title(held.deposit.kind)), view::company_page(&model, &app.site))
}

/// What the form sends.
pub async fn send(
    path: paths::CompanyStep,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let (now, token) = (app.clock.now(), path.token.clone());
    let searched = CompanyStep::is_sought(&texts);
    let names = draft::company_names();
    let sent = draft::only(&texts, &names);
    let version: u32 = texts.raw(VERSION).parse().unwrap_or_default();
    let shared = app.clone();
    let saved = app
        .db
        .write(move |tx| {
            let (allowed, held) = writing(tx, &token, now)?;
            if !held.is_writable() {
                return Ok(Saved::Gone(held.deposit.reopened_at.is_some()));
            }
            let fields = draft::merged(&held.fields, &names, &sent);
            if version != held.deposit.version && fields != held.fields {
                return Ok(Saved::Stale(Box::new(held)));
            }
            if fields != held.fields {
                let typed = Email::parse(&CompanyStep::read(&fields).contact.email).ok();
                let email = typed.or(held.deposit.email.clone()).ok_or(Error::NotFound)?;
                store::save(tx, now, &allowed, held.deposit.version, &email, &fields.encoded())?;
                link::extend_deposit(tx, held.deposit.id, held.good_until(now))?;
                if held.deposit.email.as_ref() != Some(&email) {
                    let token = another_link(tx, &shared, now, &allowed, &held)?;
                    let (_, held) = writing(tx, &token, now)?;
                    return Ok(Saved::Done(Box::new(held), token));
                }
            }
            let (_, held) = writing(tx, &token, now)?;
            Ok::<_, Error>(Saved::Done(Box::new(held), token))
        })
        .await;
    let saved = in_time(&app, &path.token, saved).await?;
    let token = match &saved {
        Saved::Done(_, token) => token.clone(),
        _ => path.token.clone(),
    };
    let way = Way { from_review: texts.has(FROM_REVIEW), token: &token };
    match saved {
        Saved::Gone(corrected) => {
            let page = if corrected { late } else { gone };
            Err(page(&path.token, &typed_rows(&texts)).into())
        }
        Saved::Stale(held) => {
            let typed = CompanyStep::read(&texts);
            let conflict = Conflict {
                by: Some("vous, dans une autre page".to_owned()),
                at: french::date_time_short(app.site.zone.local(held.deposit.updated_at)),
                differences: differences(rows(&typed), rows(&held.step)),
            };
            let held = Held { step: typed, ..*held };
            let (held, shown, _) = app.db.read(move |tx| look(tx, held, false, false)).await?;
            let page = page(&app, &held, &shown, &Errors::default(), Some(&conflict), &way);
            Ok(page.status(StatusCode::CONFLICT).into_response())
        }
        Saved::Done(held, _) => {
            let (held, shown, errors) = app.db.read(move |tx| look(tx, *held, searched, !searched)).await?;
            if searched {
                return Ok(page(&app, &held, &shown, &errors, None, &way).into_response());
            }
            if !errors.is_empty() {
                let page = page(&app, &held, &shown, &errors, None, &way);
                return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
            }
            let next = match way.from_review {
                true => paths::Review { token: token.clone() }.to_string(),
                false => paths::ItemStep { token: token.clone() }.to_string(),
            };
            Ok(Redirect::to(&next).into_response())
        }
    }
}

/// The company gave another address: it gets a link of its own, and the one that went to the first, which may
/// be a stranger's, opens nothing any more.
fn another_link(
    tx: &WriteTx,
    app: &App,
    now: Now,
    allowed: &DepositEdit<'_>,
    held: &Held,
) -> Result<Token, Error> {
    link::revoke_deposit(tx, allowed)?;
    let link = link::create_to_deposit(tx, &app.key, now, held.deposit.id, held.good_until(now))?;
    let token = link::token_of(tx, &app.key, link).map_err(db::Error::from)?.ok_or(Error::NotFound)?;
    let deposit = store::read(tx, allowed)?;
    let (site, base_url, extranet) = (&app.site, &app.base_url, app.extranet_url());
    let writing = Writing { site, base_url, extranet, now, deposit: &deposit };
    if deposit.sent.is_some() {
        writing.fresh_link(tx)?
    } else {
        writing.started(tx)?
    }
    Ok(token)
}

enum Saved {
    Done(Box<Held>, Token),
    Stale(Box<Held>),
    /// It was sent meanwhile, or was put online or closed while it was corrected.
    Gone(bool),
}

fn rows(step: &CompanyStep) -> Vec<(&'static str, String)> {
    let mut rows = step.company.rows();
    rows.extend(step.contact_rows());
    rows
}

fn typed_rows(texts: &Query) -> Vec<(&'static str, String)> {
    rows(&CompanyStep::read(texts))
}

/// What was corrected while somebody put it online or closed it: given back.
pub fn late(token: &Token, typed: &[(&'static str, String)]) -> Page {
    given_back(
        token,
        "Votre annonce a été traitée entre-temps",
        "Une personne l’a mise en ligne ou classée pendant que vous la corrigiez.",
        typed,
    )
}

/// What was typed after it was sent, from a page that stayed open: given back.
pub fn gone(token: &Token, typed: &[(&'static str, String)]) -> Page {
    given_back(token, "Votre demande est déjà partie", "Cette page date d’avant l’envoi.", typed)
}

fn given_back(token: &Token, title: &str, why: &str, typed: &[(&'static str, String)]) -> Page {
    let written: Vec<(&str, &str)> = typed
        .iter()
        .map(|(label, text)| (*label, text.as_str()))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect();
    let main = html! {
        div class="wrap error-page" {
            h1 tabindex="-1" autofocus { (title) }
            p { (why) }
            (ui::given_back("Rien n’a été changé.", &written))
            p class="actions" { a class="button" href=(paths::Deposit { token: token.clone() }) { "Voir ma demande" } }
        }
    };
    private(title, main).status(StatusCode::CONFLICT)
}
