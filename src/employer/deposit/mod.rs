//! A company deposits an offer or proposes an event in three steps, or asks for help on one page; no account
//! and no cookie: what it writes is kept under its link from the first step on.

pub mod company;
mod current;
mod draft;
pub mod help;
pub mod item;
pub mod review;
pub mod start;
pub mod status;
mod view;

use maud::html;

use self::current::StoredItem;
use self::draft::{BY_HAND, CompanyStep, Depositor, ItemStep};
use crate::access::link::{self, DepositEdit};
use crate::accounts::{self, Assignable};
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::companies::{self, Company};
use crate::contact;
use crate::db::{self, ReadTx, WriteTx};
use crate::deposits::store::{DRAFT_KEPT, FOLLOWED};
use crate::deposits::{self, Deposit, DepositKind};
use crate::domain::{CommuneCode, DepartmentCode, PublicationState, Token, UnpublishedReason};
use crate::files::FileInfo;
use crate::follow;
use crate::form::Errors;
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, PagePlace};
use crate::web::paths::deposit as paths;
use crate::web::query::Query;

/// Name of the hidden field that tells which draft a page shows.
const VERSION: &str = "version";

/// Where the offer or event of a deposit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// A partner reads it, or will.
    Waiting,
    /// Visitors see it.
    Online,
    /// It was online, and is no longer.
    Over,
    /// Somebody decided not to put it online, or deleted it.
    Closed,
    /// A request for help, which shows nothing to visitors.
    Help,
}

/// A deposit as its link shows it, read in one snapshot.
struct Held {
    deposit: Deposit,
    fields: Query,
    step: CompanyStep,
    /// The company of its project, once it was sent.
    company: Option<Company>,
    standing: Standing,
    /// Its offer or event, as it stands.
    stored: Option<StoredItem>,
}

impl Held {
    fn read(tx: &ReadTx, allowed: &DepositEdit) -> Result<Self, db::Error> {
        let deposit = deposits::store::read(tx, allowed)?;
        let fields = Query::parse(&deposit.fields);
        let mut held = Self {
            step: CompanyStep::read(&fields),
            fields,
            company: None,
            standing: Standing::Waiting,
            stored: None,
            deposit,
        };
        let Some(sent) = held.deposit.sent.clone() else { return Ok(held) };
        held.company = company_of(tx, sent.project)?;
        if held.deposit.kind == DepositKind::Help {
            held.standing = if sent.closed_at.is_some() { Standing::Closed } else { Standing::Help };
            return Ok(held);
        }
        held.stored = StoredItem::read(tx, &held.deposit)?;
        held.standing = match held.stored.as_ref().map(StoredItem::state) {
            Some((PublicationState::Published, _)) => Standing::Online,
            Some((PublicationState::Unpublished, Some(UnpublishedReason::Expired))) => Standing::Over,
            Some((PublicationState::ToReview | PublicationState::Draft, _)) => Standing::Waiting,
            Some((PublicationState::Unpublished, _)) if sent.closed_at.is_none() => Standing::Over,
            _ => Standing::Closed,
        };
        Ok(held)
    }

    /// The name of the company, as whoever holds the link knows it.
    fn company_name(&self) -> &str {
        match &self.company {
            Some(company) if self.step.choice != BY_HAND => &company.name,
            _ => self.step.company.name.trim(),
        }
    }

    /// Whether the company may write: before it sends, or while it corrects what nobody has put online yet.
    fn is_writable(&self) -> bool {
        self.deposit.is_being_written() && self.standing == Standing::Waiting
    }

    /// The company that it comes from; what is wrong with it is added to `errors`.
    fn depositor(&self, tx: &ReadTx, errors: &mut Errors) -> Result<Option<Depositor>, db::Error> {
        match &self.company {
            // What was typed by hand is shown as it was typed, even of a company that was known.
            Some(_) if self.step.choice == BY_HAND => self.step.check_company(tx, errors),
            // Once it was sent, its project says which it is.
            Some(company) => Ok(Some(Depositor::Known(Box::new(company.clone())))),
            None => self.step.check_company(tx, errors),
        }
    }

    /// What the first step makes, if nothing is wrong with it.
    fn origin(&self, tx: &ReadTx, now: Now) -> Result<Result<Origin, Errors>, db::Error> {
        let mut errors = Errors::default();
        let depositor = self.depositor(tx, &mut errors)?;
        self.step.check_contact(self.deposit.kind, &mut errors);
        Ok(match depositor {
            Some(depositor) if errors.is_empty() => Ok(self.step.origin(depositor.as_origin(), now)),
            _ => Err(errors),
        })
    }

    /// The second step as it stands.
    fn item(&self, tx: &ReadTx, app: &App, origin: &Origin) -> Result<ItemStep, db::Error> {
        let keeper = keeper(tx, origin.company.commune)?;
        ItemStep::read(tx, self.deposit.kind, &self.fields, origin, keeper, &app.site.department_codes())
    }

    /// The document that it holds: the one just joined, else that of what was sent.
    fn document(&self) -> Option<&FileInfo> {
        let kept = self.sent_document().filter(|_| !self.fields.has(item::REMOVED));
        self.deposit.document.as_ref().or(kept)
    }

    /// The document of what was sent.
    fn sent_document(&self) -> Option<&FileInfo> {
        self.stored.as_ref().and_then(StoredItem::document)
    }

    /// The version of its offer or event.
    fn item_version(&self) -> Option<u32> {
        self.stored.as_ref().map(StoredItem::version)
    }

    /// Until when its link is good, if something is done now.
    fn good_until(&self, now: Now) -> i64 {
        now.plus(if self.deposit.sent.is_some() { FOLLOWED } else { DRAFT_KEPT })
    }
}

fn company_of(tx: &ReadTx, project: i64) -> Result<Option<Company>, db::Error> {
    match crate::projects::store::find(tx, project)? {
        Some(project) => companies::store::find(tx, project.company),
        None => Ok(None),
    }
}

/// Who answers for what comes from a commune: the default manager of its département.
fn manager(tx: &ReadTx, commune: CommuneCode) -> Result<Option<accounts::User>, db::Error> {
    let department = DepartmentCode::from_commune_code(commune.as_str());
    let Some(department) = department else { return Ok(None) };
    match contact::store::answering(tx, department)? {
        Some(reader) => accounts::store::find(tx, reader.user),
        None => Ok(None),
    }
}

/// Who receives the registrations of an event until somebody takes care of it: its manager, else an
/// administrator.
fn keeper(tx: &ReadTx, commune: CommuneCode) -> Result<Option<Assignable>, db::Error> {
    let user = match manager(tx, commune)? {
        Some(manager) => Some(manager),
        None => accounts::store::administrators(tx)?.into_iter().next(),
    };
    Ok(user.map(|user| Assignable { id: user.id, name: user.name }))
}

/// What a link leads to; a page that says why, when it leads nowhere any more.
async fn open(app: &App, token: &Token) -> Result<(Held, Now), Error> {
    let (now, asked) = (app.clock.now(), token.clone());
    let held = app
        .db
        .read(move |tx| {
            let allowed = link::deposit_edit(tx, &asked, now)?;
            Ok::<_, Error>(Held::read(tx, &allowed)?)
        })
        .await;
    match held {
        Ok(held) if held.deposit.is_erased() => Err(erased().into()),
        held => in_time(app, token, held).await.map(|held| (held, now)),
    }
}

/// What was done by a link; a page that says what became of it, when its time had passed meanwhile.
async fn in_time<T>(app: &App, token: &Token, done: Result<T, Error>) -> Result<T, Error> {
    match done {
        Err(Error::LinkExpired) => Err(closed_link(app, token).await?.into()),
        done => done,
    }
}

/// A link whose time has passed: a fresh one is offered where there is still something to see.
async fn closed_link(app: &App, token: &Token) -> Result<Page, Error> {
    let (now, asked) = (app.clock.now(), token.clone());
    let draft = app
        .db
        .read(move |tx| match link::expired(tx, &asked, now)? {
            link::Followed::Deposit(allowed) => {
                Ok::<_, Error>(deposits::store::read(tx, &allowed)?.sent.is_none())
            }
            _ => Err(Error::NotFound),
        })
        .await?;
    Ok(if draft { erased() } else { follow::expired(token) })
}

fn erased() -> Page {
    let days = DRAFT_KEPT.whole_days();
    let main = html! {
        div class="wrap error-page" {
            h1 tabindex="-1" autofocus { "Ce brouillon n’est plus gardé" }
            p { "Il a été supprimé, ou personne ne l’a repris pendant " (days) " jours\u{a0}: ce qu’il contenait est effacé, pour protéger vos données." }
            p class="actions" { a class="button" href=(paths::Companies) { "Recommencer" } }
        }
    };
    Page::private("Brouillon effacé", main).status(axum::http::StatusCode::GONE)
}

/// A page of a deposit: on the public site, with what the forms of partners have besides.
fn private(title: impl Into<String>, main: maud::Markup) -> Page {
    Page { place: PagePlace::Writing, ..Page::private(title, main) }
        .nav(<paths::Companies as axum_extra::routing::TypedPath>::PATH)
}

/// Proves the link again inside a write.
fn writing<'tx>(tx: &'tx WriteTx, token: &Token, now: Now) -> Result<(DepositEdit<'tx>, Held), Error> {
    let allowed = link::deposit_edit(tx, token, now)?;
    let held = Held::read(tx, &allowed)?;
    if held.deposit.is_erased() {
        return Err(erased().into());
    }
    Ok((allowed, held))
}
