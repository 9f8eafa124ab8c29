//! The dashboard: what waits for somebody, what is new, what comes.

mod day;
mod view;

use axum::extract::State;
use axum_extra::routing::TypedPath;

use super::editing::Asking;
use crate::access::Partner;
use crate::accounts;
use crate::applications;
use crate::assignments::{self, Alert};
use crate::catalogue::News;
use crate::db::{self, ReadTx};
use crate::events::{self, ManagedEvent};
use crate::offers::{self, ManagedOffer};
use crate::projects::ProjectLine;
use crate::projects::store::{self as projects, Which};
use crate::registrations;
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::Query;

/// Projects shown; more are counted.
const SHOWN: u32 = 20;

/// What the page shows, from one snapshot.
pub struct Board {
    /// « Vos affectations ».
    pub alerts: Vec<Alert>,
    /// What calls for attention, counted.
    pub day: Vec<day::Count>,
    /// From when on what follows is new.
    pub since: i64,
    /// Whether there was no visit before.
    pub first: bool,
    /// Applications since then.
    pub applications: Vec<News>,
    /// Registrations since then.
    pub registrations: Vec<News>,
    /// Events of the week.
    pub week: Vec<ManagedEvent>,
    /// Offers whose date is near, or has just gone by.
    pub ending: Vec<ManagedOffer>,
    /// Own projects, and how many there are in all.
    pub projects: (Vec<ProjectLine>, u64),
    /// Projects that nobody manages, for those who assign them, and how many there are in all.
    pub unassigned: Option<(Vec<ProjectLine>, u64)>,
}

impl Board {
    fn read(tx: &ReadTx, asking: &Asking) -> Result<Self, db::Error> {
        let Asking { who, now, .. } = asking;
        let (id, now) = (who.id(), *now);
        let (since, first) = accounts::store::news_from(tx, now, id)?;
        let some =
            |which| Ok::<_, db::Error>((projects::list(tx, which, SHOWN)?, projects::count(tx, which)?));
        Ok(Self {
            alerts: assignments::store::alerts(tx, id)?,
            day: day::read(tx, asking, since)?,
            since,
            first,
            applications: applications::store::news(tx, id, since)?,
            registrations: registrations::store::news(tx, id, since)?,
            week: events::store::of_week(tx, now, id)?,
            ending: offers::store::ending(tx, now, id)?,
            projects: some(Which::Of(id))?,
            unassigned: if who.is_administrator() { Some(some(Which::Unassigned)?) } else { None },
        })
    }
}

/// The page.
pub async fn page(
    _: paths::Dashboard,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let (now, zone) = (app.clock.now(), app.site.zone);
    let asking = Asking { now, app, who: partner };
    let db = asking.app.db.clone();
    let board = db.read(move |tx| Board::read(tx, &asking)).await?;
    let done = (query.first("fait") == Some("supprime")).then_some("Le projet est supprimé.");
    let main = view::page(&board, now, zone, done);
    Ok(Page::private("Tableau de bord", main).nav(paths::Dashboard::PATH))
}
