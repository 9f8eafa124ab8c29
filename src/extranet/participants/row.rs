//! One of those who registered: corrected in its place, or taken off the list.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::writes::{Saved, Writes};
use super::{done, on_its_page, read_own, shown, terms};
use crate::access::Partner;
use crate::access::edit;
use crate::extranet::sign_in::RESUMED;
use crate::form::{Errors, differences};
use crate::french;
use crate::registrations::form::{BY_HAND, EXCEED, NOTIFY, RegistrationForm};
use crate::registrations::store::Correction;
use crate::registrations::view::desk::{BACK, address_of};
use crate::registrations::view::manage::{EditModel, Exceed};
use crate::registrations::view::removal;
use crate::registrations::{EventHead, Participant, store};
use crate::ui::Conflict;
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};

/// Somebody who is or was registered.
struct Row {
    app: App,
    partner: Partner,
    event: EventHead,
    present: Participant,
    /// How the list is shown, on the page on which they stand.
    list: Query,
    /// How the table of the events was shown, when one came from it.
    desk: Option<String>,
}

impl Row {
    async fn read(app: App, partner: Partner, path: paths::Participant, query: Query) -> Result<Self, Error> {
        let db = app.db.clone();
        db.read(move |tx| {
            let allowed = edit::participants_read(tx, &partner, path.number)?;
            let present = store::participant(tx, &allowed, path.id)?.ok_or(Error::NotFound)?;
            let event = store::event_head(tx, &allowed)?;
            let list = on_its_page(tx, &partner, &allowed, &query, path.id)?;
            let desk = query.first(BACK).map(str::to_owned);
            Ok(Self { app, partner, event, present, list, desk })
        })
        .await
    }

    /// Its form, as it is stored.
    fn form(&self) -> EditModel {
        EditModel {
            id: self.present.id,
            name: self.present.name(),
            form: RegistrationForm::of(&self.present.draft),
            errors: Errors::default(),
            conflict: None,
            version: self.present.version,
            exceed: None,
        }
    }

    /// The list with the form in the place of the row.
    async fn edited(&self, editing: EditModel) -> Result<Page, Error> {
        let path = paths::Participant { number: self.event.number, id: self.present.id };
        let mut model = read_own(&self.app, &self.partner, path.number, self.list.clone()).await?;
        let address = model.table.query().at(&path.to_string());
        model.editing = Some(editing);
        Ok(shown(&model, None, address))
    }

    fn gone(&self, typed: &RegistrationForm) -> Error {
        let main = removal::gone_page(&self.event, &self.present.name(), typed);
        Page::private("Cette inscription est annulée", main).status(StatusCode::GONE).into()
    }

    fn writes(&self) -> Writes {
        Writes { app: self.app.clone(), partner: self.partner.clone(), number: self.event.number }
    }

    /// The list, or the table one came from, once the person is no longer on it.
    fn unregistered(&self) -> Response {
        let id = self.present.id;
        let shown = match &self.desk {
            Some(desk) => address_of(desk, Some(id)),
            None => done(self.list.clone(), self.event.number, "desinscrit", id),
        };
        Redirect::to(&shown).into_response()
    }

    fn unregister_page(&self, notify: bool) -> Page {
        let told = self.event.ever_online && !self.event.is_past(self.app.clock.now());
        let participants = paths::Participants { number: self.event.number };
        let (sent, back) = match &self.desk {
            Some(desk) => (self.list.with(BACK, desk.as_str()), address_of(desk, None)),
            None => (self.list.clone(), self.list.at(&participants.to_string())),
        };
        let main = removal::unregister_page(&self.event, &sent, &back, &self.present, told.then_some(notify));
        Page::private(format!("Désinscrire {}", self.present.name()), main)
    }
}

/// The form of one row, in its place.
pub async fn row(
    path: paths::Participant,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let row = Row::read(app, partner, path, query).await?;
    if row.present.cancelled_at.is_some() {
        return Err(row.gone(&RegistrationForm::default()));
    }
    row.edited(row.form()).await
}

/// Corrects a registration.
pub async fn save(
    path: paths::Participant,
    partner: Partner,
    State(app): State<App>,
    query: Query,
    Form(texts): Form,
) -> Result<Response, Error> {
    let row = Row::read(app, partner, path, query.clone()).await?;
    let form = RegistrationForm::read(&texts);
    let ticked = !texts.raw(EXCEED.name).is_empty();
    // Without its version a form is older than anything.
    let version = texts.raw("version").parse().unwrap_or_default();
    if row.present.cancelled_at.is_some() {
        return Err(row.gone(&form));
    }
    let exceed = ticked.then(|| Exceed { left: row.event.left(), ticked });
    let typed = EditModel { form: form.clone(), version, exceed, ..row.form() };
    if texts.has(RESUMED) {
        return Ok(row.edited(typed).await?.into_response());
    }
    let draft = match form.check(&BY_HAND, &terms(&row.app, row.present.seats)) {
        Ok(draft) => draft,
        Err(errors) => {
            let page = row.edited(EditModel { errors, ..typed }).await?;
            return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
        }
    };
    let (writes, mine) = (row.writes(), RegistrationForm::of(&draft));
    let correction = Correction { id: path.id, version, draft, exceed: ticked };
    match row.app.db.write(move |tx| writes.save(tx, &correction, &query)).await? {
        Saved::Done(answer) => Ok(Redirect::to(&answer).into_response()),
        Saved::Gone => Err(row.gone(&form)),
        Saved::Refused(refusal) => {
            let exceed = refusal.lacking.map(|left| Exceed { left, ticked }).or(typed.exceed);
            let page = row.edited(EditModel { errors: refusal.errors, exceed, ..typed }).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
        Saved::Stale(standing, last) => {
            let conflict = Some(Conflict {
                by: last.by,
                at: french::date_time_short(row.app.site.zone.local(last.at)),
                differences: differences(
                    mine.rows(&BY_HAND),
                    RegistrationForm::of(&standing.draft).rows(&BY_HAND),
                ),
            });
            // Saved again, it takes the place of what stands now, which was shown.
            let page = row.edited(EditModel { conflict, version: standing.version, ..typed }).await?;
            Ok(page.status(StatusCode::CONFLICT).into_response())
        }
    }
}

/// Where one confirms that somebody is taken off the list.
pub async fn unregistering(
    path: paths::Unregister,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Response, Error> {
    let path = paths::Participant { number: path.number, id: path.id };
    let row = Row::read(app, partner, path, query).await?;
    if row.present.cancelled_at.is_some() {
        return Ok(row.unregistered());
    }
    Ok(row.unregister_page(true).into_response())
}

/// Takes somebody off the list; a second time changes nothing.
pub async fn unregister(
    path: paths::Unregister,
    partner: Partner,
    State(app): State<App>,
    query: Query,
    Form(texts): Form,
) -> Result<Response, Error> {
    let path = paths::Participant { number: path.number, id: path.id };
    let notify = !texts.raw(NOTIFY.name).is_empty();
    let row = Row::read(app, partner, path, query).await?;
    if texts.has(RESUMED) && row.present.cancelled_at.is_none() {
        return Ok(row.unregister_page(notify).into_response());
    }
    let writes = row.writes();
    row.app.db.write(move |tx| writes.unregister(tx, path.id, notify)).await?;
    Ok(row.unregistered())
}
