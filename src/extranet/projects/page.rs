//! One project: seen, changed, or only read.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::{Assignment, assign, done, said};
use crate::access::Partner;
use crate::access::edit;
use crate::accounts::{self, Assignable};
use crate::assignments::{self, Subject};
use crate::clock::Now;
use crate::companies::view as company_view;
use crate::companies::{self, Company};
use crate::db::{ReadTx, WriteTx};
use crate::extranet::guard;
use crate::extranet::sign_in::RESUMED;
use crate::form::Errors;
use crate::projects::form::{self, ProjectDraft, ProjectForm};
use crate::projects::store::{self as projects, Which};
use crate::projects::view::{self, FormModel, Item, Opened, PageModel};
use crate::projects::{JournalKind, JournalLine, Project, ProjectLine, Saved};
use crate::receipts;
use crate::ui::title_prefix;
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::ticket::{self, Ticket};

/// The page.
pub async fn page(
    path: paths::Project,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let shown = Shown::read(&app, &partner, path.id).await?;
    let typed = ProjectForm::of(&shown.project.content, shown.project.manager_id);
    let notice = said(&query, shown.project.manager.as_deref());
    let ticket = Ticket::issue(app.clock.now());
    Ok(shown.page(
        &app,
        &View {
            typed: &typed,
            errors: &Errors::default(),
            notice,
            ticket: &ticket,
            version: shown.project.version,
        },
    ))
}

/// Everything that the page shows, from one snapshot.
struct Shown {
    project: Project,
    company: Company,
    others: Vec<ProjectLine>,
    items: Vec<Item>,
    journal: Vec<JournalLine>,
    managers: Vec<Assignable>,
    mine: bool,
    administrator: bool,
    user: i64,
}

/// How the form stands.
struct View<'a> {
    typed: &'a ProjectForm,
    errors: &'a Errors,
    notice: Option<Markup>,
    ticket: &'a Ticket,
    version: u32,
}

impl Shown {
    async fn read(app: &App, partner: &Partner, id: i64) -> Result<Self, Error> {
        let (partner, now) = (partner.clone(), app.clock.now());
        app.db.read(move |tx| Self::of(tx, now, &partner, id)).await
    }

    fn of(tx: &ReadTx, now: Now, partner: &Partner, id: i64) -> Result<Self, Error> {
        let project = projects::find(tx, id)?.ok_or(Error::NotFound)?;
        let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
        let mut others = projects::list(tx, Which::About(company.id), 6)?;
        others.retain(|other| other.id != id);
        Ok(Self {
            mine: edit::may_edit_project(tx, partner, id)?,
            administrator: partner.is_administrator(),
            user: partner.id(),
            items: super::items::of_project(tx, now, id)?,
            journal: projects::journal(tx, id)?,
            managers: accounts::store::assignable(tx)?,
            project,
            company,
            others,
        })
    }

    fn page(&self, app: &App, view: &View<'_>) -> Page {
        let title = format!("{}{} – projet", title_prefix(view.errors), self.company.name);
        let content = if self.mine { self.form(app, view) } else { view::reading(&self.project) };
        let band = (!self.mine).then(|| view::read_only_band(&self.project));
        let notice = html! {
            @if let Some(notice) = &view.notice { (notice) }
            @if let Some(band) = band { (band) }
        };
        let model = PageModel {
            project: &self.project,
            company: &self.company,
            company_summary: company_view::summary(&self.company),
            content,
            items: &self.items,
            others: &self.others,
            journal: &self.journal,
            notice: Some(notice),
            errors: view.errors,
            label: form::label,
            administrator: self.administrator,
            zone: app.site.zone,
        };
        Page::private(title, view::project_page(&model)).nav(paths::Dashboard::PATH)
    }

    fn form(&self, app: &App, view: &View<'_>) -> Markup {
        view::project_form(&FormModel {
            action: &paths::Project { id: self.project.id }.to_string(),
            form: view.typed,
            errors: view.errors,
            ticket: &view.ticket.text(&app.key, form::FORM, &self.project.id.to_string()),
            version: Some(view.version),
            managers: &self.managers,
            manager: self.project.manager.as_deref(),
            own_words: self.own_words(),
            hidden: &Query::default(),
            company: Markup::default(),
            opened: None,
        })
    }

    /// What the company wrote itself; what its creator typed for it stays the creator's to change.
    fn own_words(&self) -> Option<&str> {
        (self.project.creator_id != Some(self.user)).then_some(self.project.content.request.as_str())
    }
}

/// What the form sends.
pub async fn save(
    path: paths::Project,
    partner: Partner,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    let texts = guard::read(request).await?;
    let now = app.clock.now();
    let shown = Shown::read(&app, &partner, path.id).await?;
    if !shown.mine {
        return Err(super::not_mine(&shown.project, &ProjectForm::read(&texts)));
    }
    let typed = ProjectForm::read(&texts);
    let ticket = Ticket::read(&app.key, form::FORM, &path.id.to_string(), texts.raw(ticket::FIELD));
    let key = ticket.map(|ticket| ticket.receipt_key(texts.pairs().map(|(_, value)| value.as_bytes())));
    if let Some(key) = key
        && let Some(answer) = app.db.read(move |tx| receipts::find(tx, &key)).await?
    {
        return Ok(Redirect::to(&answer).into_response());
    }
    let again = ticket.unwrap_or_else(|| Ticket::issue(now));
    let version = texts.raw("version").parse().unwrap_or(shown.project.version);
    let mut view = View { typed: &typed, errors: &Errors::default(), notice: None, ticket: &again, version };
    if [RESUMED, Opened::PARAMETER].iter().any(|name| !texts.raw(name).is_empty()) {
        return Ok(shown.page(&app, &view).into_response());
    }
    let mut errors = Errors::default();
    let managers: Vec<i64> = shown.managers.iter().map(|manager| manager.id).collect();
    let draft = typed.check(&managers, shown.own_words(), &mut errors);
    let (Some(draft), Some(key), true) = (draft, key, errors.is_empty()) else {
        view.errors = &errors;
        return Ok(shown.page(&app, &view).status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    let (shared, writing) = (app.clone(), Writing { id: path.id, version, draft: draft.clone(), key });
    match app.db.write(move |tx| writing.store(tx, &shared, now, &partner)).await? {
        Written::Done(answer) => Ok(Redirect::to(&answer).into_response()),
        Written::Stale(standing) => {
            let differences = draft.content.differences(&standing.content);
            view.notice = Some(view::conflict(&standing, &differences, app.site.zone));
            // Saved again, it takes the place of what stands now, which was shown.
            view.version = standing.version;
            let fresh = Ticket::issue(now);
            view.ticket = &fresh;
            Ok(shown.page(&app, &view).status(StatusCode::CONFLICT).into_response())
        }
    }
}

/// A change that lacks nothing.
struct Writing {
    id: i64,
    version: u32,
    draft: ProjectDraft,
    key: [u8; 32],
}

/// What became of it.
enum Written {
    /// The address of what it made.
    Done(String),
    /// Somebody else was faster.
    Stale(Box<Project>),
}

impl Writing {
    fn store(self, tx: &WriteTx, app: &App, now: Now, partner: &Partner) -> Result<Written, Error> {
        if let Some(answer) = receipts::find(tx, &self.key)? {
            return Ok(Written::Done(answer));
        }
        let allowed = edit::project_edit(tx, partner, self.id)?;
        let before = projects::find(tx, self.id)?.ok_or(Error::NotFound)?;
        let content = &self.draft.content;
        if let Saved::Stale(standing) = projects::save(tx, now, &allowed, partner, self.version, content)? {
            return Ok(Written::Stale(standing));
        }
        assignments::store::acknowledge(tx, now, Subject::Project(self.id), partner.id())?;
        let author = Some(partner.id());
        let changed: Vec<&str> =
            content.differences(&before.content).iter().map(|difference| difference.label).collect();
        if !changed.is_empty() {
            let line = format!("Modifié\u{a0}: {}.", changed.join(", "));
            projects::note(tx, now, self.id, author, JournalKind::Change, &line)?;
        }
        if let Some(comment) = &self.draft.comment {
            projects::note(tx, now, self.id, author, JournalKind::Comment, comment)?;
        }
        let company = companies::store::find(tx, before.company)?.ok_or(Error::NotFound)?;
        let gift = Assignment { before: before.manager_id, to: self.draft.manager, note: self.draft.note };
        let given = assign(tx, app, now, &allowed, partner, &company, gift)?;
        let answer = done(self.id, given.said("enregistre"));
        receipts::keep(tx, now, &self.key, &answer)?;
        Ok(Written::Done(answer))
    }
}
