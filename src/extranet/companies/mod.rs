//! The record of a company: all that partners know of it, on one page that any of them may consult.

mod view;

use axum::extract::State;
use axum_extra::routing::TypedPath;
use maud::html;

use crate::access::Partner;
use crate::access::edit::{self, Denied};
use crate::clock::{Now, Zone};
use crate::companies::{self, Company, PublicName};
use crate::db::ReadTx;
use crate::deposits;
use crate::deposits::queue::Line;
use crate::events::{self, CompanyEvent};
use crate::mail::outbox::{self, CompanyMail};
use crate::offers::{self, CompanyOffer};
use crate::projects::store::{self as projects, Which};
use crate::projects::{CompanyJournal, Content, Follower, JournalOrder, ProjectLine};
use crate::ui;
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::TableView;

/// Rows of each list; a company that has more is told to have more.
const SHOWN: u32 = 50;

/// Those of a list that are shown.
pub struct Shown<T> {
    /// The latest.
    pub rows: Vec<T>,
    /// Whether there are others.
    pub more: bool,
}

impl<T> Shown<T> {
    /// Those that `read` gives, when asked for so many at most.
    fn read<E>(read: impl FnOnce(u32) -> Result<Vec<T>, E>) -> Result<Self, E> {
        let mut rows = read(SHOWN + 1)?;
        let more = rows.len() > SHOWN as usize;
        rows.truncate(SHOWN as usize);
        Ok(Self { rows, more })
    }
}

/// What the page shows, from one snapshot.
pub struct Record {
    /// The company.
    pub company: Company,
    /// The names under which visitors know it, its own aside.
    pub names: Vec<PublicName>,
    /// How one reaches it, as its latest project says.
    pub contact: Option<Content>,
    /// Who manages its projects.
    pub followers: Vec<Follower>,
    /// Through which of its projects the reader puts the company right; none when they may not.
    pub corrected_by: Option<i64>,
    /// Its projects.
    pub projects: Shown<ProjectLine>,
    /// Its offers.
    pub offers: Shown<CompanyOffer>,
    /// Its events.
    pub events: Shown<CompanyEvent>,
    /// What it deposited.
    pub deposits: Shown<Line>,
    /// What it was written.
    pub mails: Shown<CompanyMail>,
    /// The journals of its projects together.
    pub journal: CompanyJournal,
    /// How the journal is shown.
    pub table: TableView<JournalOrder>,
    /// Who reads.
    pub reader: Partner,
    /// When.
    pub now: Now,
    /// The zone of the hours shown.
    pub zone: Zone,
}

impl Record {
    /// Everything about a company, in as many statements whatever it holds.
    ///
    /// # Errors
    /// That there is no such company; what SQLite says.
    pub fn read(
        tx: &ReadTx,
        app: &App,
        now: Now,
        reader: Partner,
        id: i64,
        query: &Query,
    ) -> Result<Self, Error> {
        let company = companies::store::find(tx, id)?.ok_or(Error::NotFound)?;
        let followers = projects::followers(tx, id)?;
        let shown = Shown::read(|limit| projects::list(tx, Which::About(id), limit))?;
        let path = paths::Company { id }.to_string();
        let mut table = TableView::read(query, reader.lines(), path, Query::default());
        // There is one order.
        table.slice.descending = false;
        let journal = projects::journal_of_company(tx, id, table.slice)?;
        table.slice = journal.slice;
        Ok(Self {
            corrected_by: corrected_by(tx, &reader, id, &followers, &shown.rows)?,
            names: companies::store::public_names(tx, id, SHOWN)?,
            contact: match shown.rows.first() {
                Some(latest) => projects::find(tx, latest.id)?.map(|project| project.content),
                None => None,
            },
            followers,
            projects: shown,
            offers: Shown::read(|limit| offers::store::of_company(tx, id, limit))?,
            events: Shown::read(|limit| events::store::of_company(tx, id, limit))?,
            deposits: Shown::read(|limit| deposits::store::queue::of_company(tx, id, limit))?,
            mails: Shown::read(|limit| outbox::to_company(tx, id, limit))?,
            journal,
            table,
            company,
            reader,
            now,
            zone: app.site.zone,
        })
    }

    /// Whether it has several projects: with a single one, all that is listed is of it.
    fn is_of_several(&self) -> bool {
        self.projects.rows.len() > 1
    }

    fn page(&self) -> Page {
        let region = Region {
            main: view::journal(self, self.table.turned).into(),
            around: ui::out_of_band("annonce", html! { (self.table.announced(self.journal.total)) }).into(),
            address: Some(self.table.address()),
            typed: &[],
        };
        let title = format!("{} – entreprise", self.company.name);
        let page = Page::private(title, view::page(self)).nav(paths::Dashboard::PATH);
        Page { region: Some(region), ..page }
    }
}

/// A company is put right through a project of it: the reader's own, or any for an administrator.
fn corrected_by(
    tx: &ReadTx,
    reader: &Partner,
    company: i64,
    followers: &[Follower],
    projects: &[ProjectLine],
) -> Result<Option<i64>, Error> {
    match edit::may_edit_company(tx, reader, company) {
        Ok(()) if reader.is_administrator() => Ok(projects.first().map(|project| project.id)),
        Ok(()) => {
            let own = followers.iter().find(|follower| follower.id == reader.id());
            Ok(own.map(|follower| follower.project))
        }
        Err(Denied::NotYours(_)) => Ok(None),
        Err(denied) => Err(denied.into()),
    }
}

/// The page; also its journal alone, when one turns its pages.
pub async fn page(
    path: paths::Company,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let (now, shared) = (app.clock.now(), app.clone());
    let record = app.db.read(move |tx| Record::read(tx, &shared, now, partner, path.id, &query)).await?;
    Ok(record.page())
}
