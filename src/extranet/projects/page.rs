//! One project: seen, changed, or only read.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::opening::{self, Opening, Saving};
use super::{Assignment, assign, said};
use crate::access::Partner;
use crate::access::edit::{self, Denied};
use crate::accounts::{self, Assignable};
use crate::assignments::{self, Subject};
use crate::catalogue::origin::Origin;
use crate::clock::Now;
use crate::companies::view as company_view;
use crate::companies::{self, Company};
use crate::db::{ReadTx, WriteTx};
use crate::deposits;
use crate::deposits::queue::Line;
use crate::deposits::view::panel::{PanelModel, panel};
use crate::extranet::deposits::{Suggestions, suggestions};
use crate::extranet::editing::Asking;
use crate::extranet::not_yours;
use crate::extranet::sent::{Button, Sent};
use crate::form::{Errors, differences};
use crate::french;
use crate::projects::form::{self, ProjectDraft, ProjectForm};
use crate::projects::store::{self as projects, Which};
use crate::projects::view::takeover::{self, TakeoverModel};
use crate::projects::view::{self, FormModel, Item, Opened, PageModel, opened_form};
use crate::projects::{JournalKind, JournalLine, Project, ProjectLine, Saved};
use crate::receipts;
use crate::ui::{self, Conflict, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::ticket::Ticket;

/// The page.
pub async fn page(
    path: paths::Project,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let asking = Asking { now: app.clock.now(), app, who: partner };
    let shown = Shown::read(&asking, path.id).await?;
    let typed = ProjectForm::of(&shown.project.content, shown.project.manager_id);
    let notice = said(&query, shown.project.manager.as_deref());
    let opened = match opening::wanted(&query).filter(|_| shown.mine) {
        Some(opened) => {
            let (again, origin) = (asking.clone(), shown.origin(&typed));
            let from = origin.clone();
            let opening = asking.app.db.read(move |tx| Opening::new(tx, &again, opened, &from)).await?;
            Some((opening, origin))
        }
        None => None,
    };
    let ticket = Ticket::issue(asking.now);
    let version = shown.project.version;
    let errors = Errors::default();
    let view = View { notice, ..View::new(&typed, &errors, &ticket, version, opened) };
    Ok(shown.page(&asking, &view))
}

/// Everything that the page shows, from one snapshot.
pub(super) struct Shown {
    pub(super) project: Project,
    company: Company,
    others: Vec<ProjectLine>,
    items: Vec<Item>,
    journal: Vec<JournalLine>,
    managers: Vec<Assignable>,
    deposits: Vec<Line>,
    suggestions: Suggestions,
    mine: bool,
    corrects_company: bool,
    /// When who asks asked to take it over.
    asked: Option<i64>,
    user: i64,
}

/// How the form stands.
pub(super) struct View<'a> {
    pub(super) typed: &'a ProjectForm,
    pub(super) errors: &'a Errors,
    pub(super) notice: Option<Markup>,
    pub(super) ticket: &'a Ticket,
    pub(super) version: u32,
    /// The form opened below, and where what it makes would come from.
    pub(super) opened: Option<(Opening, Origin)>,
    /// The word to who manages it, where one only reads.
    pub(super) word: &'a str,
}

impl<'a> View<'a> {
    pub(super) fn new(
        typed: &'a ProjectForm,
        errors: &'a Errors,
        ticket: &'a Ticket,
        version: u32,
        opened: Option<(Opening, Origin)>,
    ) -> Self {
        Self { typed, errors, notice: None, ticket, version, opened, word: "" }
    }
}

impl Shown {
    pub(super) async fn read(asking: &Asking, id: i64) -> Result<Self, Error> {
        let (who, now) = (asking.who.clone(), asking.now);
        asking.app.db.read(move |tx| Self::of(tx, now, &who, id)).await
    }

    /// Where a new offer or event would come from, as the form stands.
    fn origin(&self, typed: &ProjectForm) -> Origin {
        opening::origin(typed, self.project.id, self.project.created_at, (&self.company).into())
    }

    fn of(tx: &ReadTx, now: Now, partner: &Partner, id: i64) -> Result<Self, Error> {
        let project = projects::find(tx, id)?.ok_or(Error::NotFound)?;
        let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
        let mut others = projects::list(tx, Which::About(company.id), 6)?;
        others.retain(|other| other.id != id);
        let corrects_company = match edit::may_edit_company(tx, partner, company.id) {
            Ok(()) => true,
            Err(Denied::NotYours(_)) => false,
            Err(denied) => return Err(denied.into()),
        };
        let deposits = deposits::store::queue::of_project(tx, id)?;
        let mine = edit::may_edit_project(tx, partner, id)?;
        let suggestions = match mine && !deposits.is_empty() {
            true => Suggestions::of(tx, partner, id, &company)?,
            false => Suggestions::none(),
        };
        Ok(Self {
            corrects_company,
            asked: projects::takeover_asked(tx, id, partner)?,
            mine,
            suggestions,
            user: partner.id(),
            items: super::items::of_project(tx, now, id)?,
            journal: projects::journal(tx, id)?,
            managers: accounts::store::assignable(tx)?,
            deposits,
            project,
            company,
            others,
        })
    }

    pub(super) fn page(&self, asking: &Asking, view: &View<'_>) -> Page {
        let title = format!("{}{} – projet", title_prefix(view.errors), self.company.name);
        let opened = view.opened.as_ref().map(|(opening, origin)| {
            let focused = view.errors.is_empty() && view.notice.is_none();
            (opening.opened(), opening.fields(asking, origin, view.errors, focused))
        });
        let region = opened.as_ref().map(|(opened, fields)| Region {
            main: opened_form(*opened, fields).into(),
            around: Markup::default().into(),
            address: Some(self.address(*opened)),
            typed: &[],
        });
        let content =
            if self.mine { self.form(&asking.app, view, opened) } else { view::reading(&self.project) };
        let notice = html! {
            @if let Some(notice) = &view.notice { (notice) }
            @if !self.mine { (self.band(asking, view)) }
        };
        let model = PageModel {
            project: &self.project,
            company: &self.company,
            company_summary: company_view::summary(&self.company),
            content,
            deposit: panel(&PanelModel {
                lines: &self.deposits,
                mine: self.mine,
                duplicates: suggestions(&self.suggestions, self.project.id, asking.app.site.zone),
                zone: asking.app.site.zone,
            }),
            items: &self.items,
            others: &self.others,
            journal: &self.journal,
            notice: Some(notice),
            errors: view.errors,
            label: &|name| {
                let opened = || view.opened.as_ref().and_then(|(opening, _)| opening.label()(name));
                let word = (name == takeover::WORD.name).then_some(takeover::WORD.label);
                form::label(name).or_else(opened).or(word)
            },
            mine: self.mine,
            corrects_company: self.corrects_company,
            administrator: asking.who.is_administrator(),
            zone: asking.app.site.zone,
        };
        Page { region, ..Page::private(title, view::project_page(&model)).nav(paths::Dashboard::PATH) }
    }

    fn band(&self, asking: &Asking, view: &View<'_>) -> Markup {
        takeover::takeover_band(&TakeoverModel {
            project: &self.project,
            asked: self.asked,
            word: view.word,
            errors: view.errors,
            ticket: &view.ticket.text(&asking.app.key, takeover::FORM, &self.project.id.to_string()),
            zone: asking.app.site.zone,
        })
    }

    /// The address of the page with a form opened.
    fn address(&self, opened: Opened) -> String {
        let path = paths::Project { id: self.project.id }.to_string();
        Query::default().with(Opened::PARAMETER, opened.slug()).at(&path)
    }

    fn form(&self, app: &App, view: &View<'_>, opened: Option<(Opened, Markup)>) -> Markup {
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
            opened,
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
    let sent = Sent::read(&app, request).await?;
    let asking = Asking { now: sent.now, app, who: partner };
    let typed = ProjectForm::read(sent.texts());
    let ticket = sent.ticket(&asking.app.key, form::FORM, &path.id.to_string());
    let key = ticket.map(|ticket| sent.receipt_key(&ticket));
    // Before anything else: what a double click already gave away is no longer its author's.
    if let Some(key) = key
        && let Some(answer) = super::answered(&asking.app, key, &sent).await?
    {
        return Ok(Redirect::to(&answer).into_response());
    }
    let shown = Shown::read(&asking, path.id).await?;
    if !shown.mine {
        return Err(not_yours(shown.project.manager.as_deref(), &super::words(&typed)).into());
    }
    let again = ticket.unwrap_or_else(|| Ticket::issue(asking.now));
    // Without its version a form is older than anything.
    let version = sent.texts().raw("version").parse().unwrap_or_default();
    let opened = super::open(&asking, &sent, shown.origin(&typed)).await?;
    let mut errors = Errors::default();
    if sent.button() == Button::Again {
        let view = View::new(&typed, &errors, &again, version, opened);
        return Ok(shown.page(&asking, &view).into_response());
    }
    let managers: Vec<i64> = shown.managers.iter().map(|manager| manager.id).collect();
    let draft = typed.check(&managers, shown.own_words(), &mut errors);
    let saving = opened.as_ref().and_then(|(opening, origin)| opening.check(&asking, origin, &mut errors));
    let (Some(draft), Some(key), true) = (draft, key, errors.is_empty()) else {
        let notice = key.is_none().then(super::too_old);
        let view = View { notice, ..View::new(&typed, &errors, &again, version, opened) };
        return Ok(shown.page(&asking, &view).status(super::status(&sent, &errors)).into_response());
    };
    let writing = Writing { id: path.id, version, draft: draft.clone(), opened, saving, key };
    let (db, by) = (asking.app.db.clone(), asking.clone());
    match db.write(move |tx| writing.store(tx, &by)).await? {
        Written::Done(answer) => Ok(Redirect::to(&answer).into_response()),
        Written::Stale(stale) => {
            let Stale { standing, opened } = *stale;
            let notice = Some(ui::conflict(&Conflict {
                by: standing.updated_by.clone(),
                at: french::date_time_short(asking.app.site.zone.local(standing.updated_at)),
                differences: differences(draft.content.rows(), standing.content.rows()),
            }));
            // Saved again, it takes the place of what stands now, which was shown.
            let (version, ticket) = (standing.version, &Ticket::issue(asking.now));
            let view = View { notice, ..View::new(&typed, &errors, ticket, version, opened) };
            Ok(shown.page(&asking, &view).status(StatusCode::CONFLICT).into_response())
        }
    }
}

/// A change that lacks nothing.
struct Writing {
    id: i64,
    version: u32,
    draft: ProjectDraft,
    /// The offer or event that comes with it.
    opened: Option<(Opening, Origin)>,
    saving: Option<Saving>,
    key: [u8; 32],
}

/// What became of it.
enum Written {
    /// The address of what it made.
    Done(String),
    /// Somebody else was faster; the form opened below comes back.
    Stale(Box<Stale>),
}

/// What stands instead of a change that came too late.
struct Stale {
    standing: Project,
    opened: Option<(Opening, Origin)>,
}

impl Writing {
    fn store(self, tx: &WriteTx, asking: &Asking) -> Result<Written, Error> {
        if let Some(answer) = receipts::find(tx, &self.key)? {
            return Ok(Written::Done(answer));
        }
        let (now, partner) = (asking.now, &asking.who);
        let allowed = edit::project_edit(tx, partner, self.id)?;
        let before = projects::find(tx, self.id)?.ok_or(Error::NotFound)?;
        let content = &self.draft.content;
        if let Saved::Stale(standing) = projects::save(tx, now, &allowed, partner, self.version, content)? {
            return Ok(Written::Stale(Box::new(Stale { standing: *standing, opened: self.opened })));
        }
        assignments::store::acknowledge(tx, now, Subject::Project(self.id), partner.id())?;
        self.tell(tx, asking, &before)?;
        let made = match (&self.opened, &self.saving) {
            (Some((opening, _)), Some(saving)) => opening.create(tx, asking, &allowed, saving)?,
            _ => None,
        };
        let written = self.draft.content != before.content || self.draft.comment.is_some() || made.is_some();
        if written {
            deposits::store::answer_help(tx, now, self.id)?;
        }
        let company = companies::store::find(tx, before.company)?.ok_or(Error::NotFound)?;
        let gift = Assignment { before: before.manager_id, to: self.draft.manager, note: self.draft.note };
        let given = assign(tx, &asking.app, now, &allowed, partner, &company, gift)?;
        let answer = given.answer(self.id, "enregistre", made);
        receipts::keep(tx, now, &self.key, &answer)?;
        Ok(Written::Done(answer))
    }

    /// The lines of the journal.
    fn tell(&self, tx: &WriteTx, asking: &Asking, before: &Project) -> Result<(), Error> {
        let (now, author) = (asking.now, Some(asking.who.id()));
        let differences = differences(self.draft.content.rows(), before.content.rows());
        if !differences.is_empty() {
            let labels: Vec<&str> = differences.iter().map(|difference| difference.label).collect();
            let line = format!("Modifié\u{a0}: {}.", labels.join(", "));
            projects::note(tx, now, self.id, author, JournalKind::Change, &line)?;
        }
        if let Some(comment) = &self.draft.comment {
            projects::note(tx, now, self.id, author, JournalKind::Comment, comment)?;
        }
        Ok(())
    }
}
