//! What companies deposited: the queue, and what partners do with it.

mod answering;
mod assigning;
mod joining;

pub use answering::{answer, answering};
pub use assigning::assign;
pub use joining::{Suggestions, join, joining, suggestions};

use axum::extract::State;
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::editing::Asking;
use crate::access::Partner;
use crate::accounts::{self, Assignable};
use crate::deposits::queue::{QueueFilter, QueueList, QueueOrder};
use crate::deposits::store::queue as store;
use crate::deposits::view::queue::{self as view, QueueModel};
use crate::form::Errors;
use crate::projects::view::takeover;
use crate::ui::{self, Tone, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::TableView;
use crate::web::ticket::Ticket;

/// The queue.
pub async fn page(
    _: paths::Deposits,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let asking = Asking { now: app.clock.now(), app, who: partner };
    let queue = Queue::read(&asking, query).await?;
    let notice = assigning::said(&queue.query, &queue.managers);
    Ok(queue.page(&asking, &View { notice, ..View::default() }))
}

/// What the page shows, from one snapshot.
struct Queue {
    query: Query,
    filter: QueueFilter,
    table: TableView<QueueOrder>,
    list: QueueList,
    managers: Vec<Assignable>,
}

/// How the form that assigns stands.
#[derive(Default)]
struct View {
    ticked: Vec<String>,
    manager: String,
    errors: Errors,
    notice: Option<Markup>,
    ticket: Option<Ticket>,
}

impl Queue {
    async fn read(asking: &Asking, query: Query) -> Result<Self, Error> {
        let (who, territory) = (asking.who.clone(), asking.app.site.department_codes());
        let filter = QueueFilter::read(&query, &territory);
        let mut table = TableView::read(&query, asking.who.lines(), paths::Deposits::PATH, filter.query());
        table.swaps = false;
        asking
            .app
            .db
            .read(move |tx| {
                let list = store::list(tx, &who, &filter, table.slice, &territory)?;
                table.slice = list.slice;
                Ok(Self { managers: accounts::store::assignable(tx)?, query, filter, table, list })
            })
            .await
    }

    fn page(&self, asking: &Asking, view: &View) -> Page {
        let (app, now) = (&asking.app, asking.now);
        let ticket = view.ticket.unwrap_or_else(|| Ticket::issue(now));
        let model = QueueModel {
            list: &self.list,
            table: &self.table,
            filter: &self.filter,
            departments: &app.site.departments,
            managers: asking.who.is_administrator().then_some(self.managers.as_slice()),
            ticked: &view.ticked,
            manager: &view.manager,
            errors: &view.errors,
            ticket: &ticket.text(&app.key, view::FORM, ""),
            takeover: &|project| Ticket::issue(now).text(&app.key, takeover::FORM, &project.to_string()),
            notice: view.notice.clone(),
            zone: app.site.zone,
        };
        let title = format!("{}Demandes reçues", title_prefix(&view.errors));
        Page::private(title, view::page(&model)).nav(paths::Deposits::PATH)
    }
}

fn flash(tone: Tone, words: &str) -> Markup {
    ui::flash(tone, html! { p { (words) } })
}
