//! Duplicates: a project that a company deposited goes to the company already known, or into the project that
//! it already has. They are proposed, shown side by side, and nothing happens until somebody says so.

mod view;
mod writes;

pub use view::suggestions;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use self::view::{Side, page as shown};
use self::writes::Writing;
use super::flash;
use crate::access::Partner;
use crate::access::edit::{self, Denied};
use crate::clock::Now;
use crate::companies::{self, Company, FoundCompany};
use crate::db::{self, ReadTx};
use crate::deposits::store::queue;
use crate::extranet::editing::{Asking, NO_TICKET};
use crate::extranet::projects::{Item, answered, items_of};
use crate::extranet::sent::{Button, Sent};
use crate::extranet::{conflict, not_yours};
use crate::projects::store::{self as projects, Which};
use crate::projects::{Project, ProjectLine};
use crate::ui::{Anchor, Tone};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::ticket::Ticket;

/// Name of the form, signed in its ticket.
const FORM: &str = "rattachement";

/// The address parameters, and the hidden fields, of the company and of the project to join.
const COMPANY: &str = "entreprise";
const PROJECT: &str = "projet";

/// The hidden field of the company that the project had when the page was made.
const FROM: &str = "de";

/// Other projects proposed.
const SHOWN: u32 = 6;

/// What a project could be joined to.
pub struct Suggestions {
    companies: Vec<FoundCompany>,
    projects: Vec<ProjectLine>,
}

impl Suggestions {
    /// The companies that its own resembles, and the other projects of its own that `who` may change.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn of(tx: &ReadTx, who: &Partner, project: i64, company: &Company) -> Result<Self, Denied> {
        let mut own = Vec::new();
        for other in projects::list(tx, Which::About(company.id), SHOWN)? {
            if other.id != project && edit::may_edit_project(tx, who, other.id)? {
                own.push(other);
            }
        }
        Ok(Self { companies: resembling(tx, company)?, projects: own })
    }

    /// Nothing: for a project that no company deposited, or that one only reads.
    pub fn none() -> Self {
        Self { companies: Vec::new(), projects: Vec::new() }
    }
}

fn resembling(tx: &ReadTx, company: &Company) -> Result<Vec<FoundCompany>, db::Error> {
    let (siren, siret) = (company.siren.as_ref(), company.siret.as_ref());
    let mut found = companies::store::resembling(tx, &company.name, company.commune_code, siren, siret)?;
    found.retain(|other| other.company.id != company.id);
    Ok(found)
}

/// A project with all that is shown of it.
struct Known {
    project: Project,
    company: Company,
    items: Vec<Item>,
}

impl Known {
    fn read(tx: &ReadTx, now: Now, id: i64) -> Result<Option<Self>, Error> {
        let Some(project) = projects::find(tx, id)? else { return Ok(None) };
        let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
        Ok(Some(Self { items: items_of(tx, now, id)?, project, company }))
    }
}

/// What the project is to be joined to.
enum Other {
    /// A company, and whether the one left behind goes.
    Company { company: Box<Company>, last: bool },
    /// Another project of the same company.
    Project(Box<Known>),
}

/// Both sides, as somebody may join them.
struct Joining {
    mine: Known,
    other: Other,
}

impl Joining {
    /// What the address or the form asks for.
    fn read(tx: &ReadTx, asking: &Asking, id: i64, texts: &Query) -> Result<Self, Error> {
        let mine = Known::read(tx, asking.now, id)?.ok_or(Error::NotFound)?;
        if queue::of_project(tx, id)?.is_empty() {
            return Err(Error::NotFound);
        }
        if !edit::may_edit_project(tx, &asking.who, id)? {
            return Err(not_yours(mine.project.manager.as_deref(), &[]).into());
        }
        let asked = |name: &str| texts.first(name).and_then(|text| text.parse::<i64>().ok());
        let other = match (asked(COMPANY), asked(PROJECT)) {
            (Some(company), _) => Self::company(tx, &mine, company)?,
            (None, Some(project)) => Self::project(tx, asking, &mine, project)?,
            (None, None) => return Err(Error::NotFound),
        };
        Ok(Self { mine, other })
    }

    fn company(tx: &ReadTx, mine: &Known, id: i64) -> Result<Other, Error> {
        let found = resembling(tx, &mine.company)?.into_iter().find(|found| found.company.id == id);
        let Some(found) = found else {
            let why =
                "L’entreprise à laquelle vous vouliez le rattacher n’existe plus, ou ne lui ressemble plus.";
            return Err(changed(mine.project.id, why).into());
        };
        let last = projects::count(tx, Which::About(mine.company.id))? == 1;
        Ok(Other::Company { company: Box::new(found.company), last })
    }

    fn project(tx: &ReadTx, asking: &Asking, mine: &Known, id: i64) -> Result<Other, Error> {
        let same = |other: &Known| other.company.id == mine.company.id && other.project.id != mine.project.id;
        let Some(other) = Known::read(tx, asking.now, id)?.filter(same) else {
            let why = "L’autre projet n’existe plus, ou n’est plus de la même entreprise.";
            return Err(changed(mine.project.id, why).into());
        };
        if !edit::may_edit_project(tx, &asking.who, id)? {
            return Err(not_yours(other.project.manager.as_deref(), &[]).into());
        }
        Ok(Other::Project(Box::new(other)))
    }
}

/// Said when something changed since the page was made.
fn changed(project: i64, why: &str) -> Page {
    let project = paths::Project { id: project }.to_string();
    let back = Anchor { label: "Revenir au projet", href: &project };
    conflict("Rien n’a été réuni", html! { p { (why) } }, back)
}

/// Both side by side, and the button.
pub async fn joining(
    path: paths::ProjectJoining,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let asking = Asking { now: app.clock.now(), app, who: partner };
    page(&asking, path.id, &query, None, None).await
}

async fn page(
    asking: &Asking,
    id: i64,
    texts: &Query,
    ticket: Option<Ticket>,
    notice: Option<Markup>,
) -> Result<Page, Error> {
    let (again, asked) = (asking.clone(), texts.clone());
    let joining = asking.app.db.read(move |tx| Joining::read(tx, &again, id, &asked)).await?;
    let ticket = ticket.unwrap_or_else(|| Ticket::issue(asking.now));
    let side = Side {
        joining: &joining,
        ticket: &ticket.text(&asking.app.key, FORM, &id.to_string()),
        notice,
        zone: asking.app.site.zone,
    };
    let title = match joining.other {
        Other::Company { .. } => "Rattacher à une entreprise connue",
        Other::Project(_) => "Réunir deux projets",
    };
    Ok(Page::private(title, shown(title, &side)).nav(paths::Deposits::PATH))
}

/// What the button sends.
pub async fn join(
    path: paths::ProjectJoining,
    partner: Partner,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    let sent = Sent::read(&app, request).await?;
    let asking = Asking { now: sent.now, app, who: partner };
    let ticket = sent.ticket(&asking.app.key, FORM, &path.id.to_string());
    let key = ticket.map(|ticket| sent.receipt_key(&ticket));
    // Before anything else: after a double click the project may be gone.
    if let Some(key) = key
        && let Some(answer) = answered(&asking.app, key, &sent).await?
    {
        return Ok(Redirect::to(&answer).into_response());
    }
    if sent.button() != Button::Save {
        return Ok(page(&asking, path.id, sent.texts(), ticket, None).await?.into_response());
    }
    let Some(key) = key else {
        let notice = Some(flash(Tone::Warn, NO_TICKET));
        let page = page(&asking, path.id, sent.texts(), None, notice).await?;
        return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    let db = asking.app.db.clone();
    let writing = Writing { asking, id: path.id, texts: sent.texts().clone(), key };
    let answer = db.write(move |tx| writing.store(tx)).await?;
    Ok(Redirect::to(&answer).into_response())
}
