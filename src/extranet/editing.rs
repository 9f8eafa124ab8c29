//! The pages on which an offer or an event is edited: read, put right, previewed, saved. What one does to
//! both stands here; what they are stands in [`super::offers`] and [`super::events`].

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::Markup;

use super::saving::Done;
use super::sent::{Button, Sent};
use crate::access::Partner;
use crate::access::edit::Denied;
use crate::catalogue::edit::{self, EditPage, Head, Kind, News};
use crate::clock::Now;
use crate::db::{self, ReadTx, WriteTx};
use crate::deposits;
use crate::domain::Number;
use crate::form::Errors;
use crate::projects;
use crate::receipts;
use crate::ui::{Anchor, Conflict, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::ticket::Ticket;

/// Said instead of storing, when a form was not made here.
pub const NO_TICKET: &str = "Le formulaire est resté ouvert trop longtemps\u{a0}: vérifiez ce que vous avez écrit, puis enregistrez à nouveau.";

/// Who asks, and of which site.
#[derive(Clone)]
pub struct Asking {
    /// The site.
    pub app: App,
    /// Who.
    pub who: Partner,
    /// When.
    pub now: Now,
}

/// An offer or an event as it is stored, to be edited on a page of its own.
pub trait Edited: Sized + Send + 'static {
    /// Name of its form, signed in its ticket.
    const FORM: &'static str;

    /// What its page is of.
    const KIND: &'static Kind;

    /// The labels of its fields, by name.
    const LABEL: fn(&str) -> Option<&'static str>;

    /// Its form, with what its look-ups and its document stand for.
    type Opened: Send + 'static;

    /// What visitors would see of it.
    type Public: Send + 'static;

    /// The one of this number, whoever asks.
    ///
    /// # Errors
    /// [`Denied::Unknown`], [`Denied::Db`].
    fn read(tx: &ReadTx, asking: &Asking, number: Number) -> Result<Self, Denied>;

    /// Its number.
    fn number(&self) -> Number;

    /// Refuses those who may not change it.
    ///
    /// # Errors
    /// [`Denied::NotYours`].
    fn mine(&self) -> Result<(), Denied>;

    /// Its form: as it is stored, or as somebody sent it.
    ///
    /// # Errors
    /// What SQLite says.
    fn opened(&self, tx: &ReadTx, asking: &Asking, sent: Option<&Sent>) -> Result<Self::Opened, db::Error>;

    /// Whether the form shows an older version than the one stored.
    fn is_stale(&self, typed: &Self::Opened) -> bool;

    /// What was typed beside what is stored; what was typed then stands for the stored version.
    fn conflict(&self, app: &App, typed: &mut Self::Opened, stored: &Self::Opened) -> Conflict;

    /// What visitors would see, or what is missing for that.
    ///
    /// # Errors
    /// What SQLite says.
    fn preview(
        &self,
        tx: &ReadTx,
        asking: &Asking,
        typed: &Self::Opened,
    ) -> Result<Result<Self::Public, Errors>, db::Error>;

    /// The page of visitors.
    fn public_page(app: &App, now: Now, public: &Self::Public) -> Markup;

    /// What stands for the document of a form, to travel on.
    fn document(typed: &Self::Opened) -> &super::sent::Joined;

    /// Stores what was typed with all that it causes, or says what is to be put right.
    ///
    /// # Errors
    /// [`Denied`].
    fn save(
        &self,
        tx: &WriteTx,
        asking: &Asking,
        typed: &Self::Opened,
    ) -> Result<Result<Done, Errors>, Denied>;

    /// Where its page is, and where its form is sent.
    fn path(number: Number) -> String;

    /// What somebody sent, in words: given back to those who may not change it any more.
    fn words(sent: &Sent) -> Vec<(&'static str, String)>;

    /// Those who answered, for those who may know: a part of the page that saving has no use for.
    ///
    /// # Errors
    /// [`Denied`].
    fn people(&self, tx: &ReadTx, asking: &Asking) -> Result<Markup, Denied>;

    /// The top of its page.
    fn head(&self, now: Now) -> Head<'_>;

    /// The link by which one is sent straight to answering it, whole.
    fn direct_link(app: &App, number: Number) -> String;

    /// The fields of its form.
    fn fields(&self, app: &App, opened: &Self::Opened, errors: &Errors) -> Markup;

    /// What its form says, in words.
    fn rows(opened: &Self::Opened) -> Vec<(&'static str, String)>;
}

/// The page.
fn page<T: Edited>(
    seen: &T,
    asking: &Asking,
    opened: &T::Opened,
    came: Option<Ticket>,
    mut news: News,
) -> Page {
    let number = seen.number();
    let ticket = came.unwrap_or_else(|| Ticket::issue(asking.now));
    news.ticket = ticket.text(&asking.app.key, T::FORM, &number.to_string());
    let prefix =
        if news.conflict.is_some() { "Modifié entre-temps – " } else { title_prefix(&news.errors) };
    let title = format!("{prefix}{} {}", T::KIND.name, number.display_nbsp());
    Page::private(title, main(seen, asking, opened, &news))
}

fn main<T: Edited>(seen: &T, asking: &Asking, opened: &T::Opened, news: &News) -> Markup {
    let (app, head) = (&asking.app, seen.head(asking.now));
    let page = EditPage {
        project: Anchor {
            label: &projects::view::title(head.origin.created_at, app.site.zone),
            href: &paths::Project { id: head.origin.project }.to_string(),
        },
        home: Anchor { label: "Tableau de bord", href: paths::Dashboard::PATH },
        action: &T::path(head.number),
        direct_link: &T::direct_link(app, head.number),
        head: &head,
        news,
    };
    match seen.mine() {
        Ok(()) => edit::page(&page, T::LABEL, seen.fields(app, opened, &news.errors)),
        Err(_) => edit::read_only_page(&page, &T::rows(opened)),
    }
}

/// The page as it is stored.
///
/// # Errors
/// What is not there, and what the database says.
pub async fn show<T: Edited>(asking: Asking, number: Number, flash: Option<String>) -> Result<Page, Error> {
    let db = asking.app.db.clone();
    let (asking, seen, opened, people, request) = db
        .read(move |tx| {
            let seen = T::read(tx, &asking, number)?;
            let opened = seen.opened(tx, &asking, None)?;
            let people = seen.people(tx, &asking)?;
            let request = request(tx, &seen, asking.now, number)?;
            Ok::<_, Denied>((asking, seen, opened, people, request))
        })
        .await?;
    Ok(page(&seen, &asking, &opened, None, News { flash, people, request, ..News::default() }))
}

/// What says that a company deposited it, and waits: where its request stands, and where it is answered.
fn request<T: Edited>(tx: &ReadTx, seen: &T, now: Now, number: Number) -> Result<Markup, db::Error> {
    let project = seen.head(now).origin.project;
    let lines = deposits::store::queue::of_project(tx, project)?;
    let line = lines.iter().find(|line| line.item == Some(number) && line.stage.waits());
    Ok(line.map(deposits::view::panel::of_item).unwrap_or_default())
}

/// Answers what the form sends.
///
/// # Errors
/// What cannot be read or may not be changed, and what the database says.
pub async fn answer<T: Edited>(
    app: App,
    who: Partner,
    number: Number,
    request: Request,
) -> Result<Response, Error> {
    let sent = Sent::read(&app, request).await?;
    let came = sent.ticket(&app.key, T::FORM, &number.to_string());
    let button = sent.button();
    let form = Sending { asking: Asking { app, who, now: sent.now }, number, sent, came };
    let typed = T::words(&form.sent);
    let answer = match (button, came) {
        (Button::Again, _) => form.again::<T>(StatusCode::OK, None).await,
        (Button::Preview, _) => form.preview::<T>().await,
        (Button::Save, Some(ticket)) => form.save::<T>(ticket).await,
        (Button::Save, None) => form.again::<T>(StatusCode::UNPROCESSABLE_ENTITY, Some(NO_TICKET)).await,
    };
    answer.map_err(|denied| match denied {
        Denied::NotYours(manager) => super::not_yours(manager.as_deref(), &typed).into(),
        other => other.into(),
    })
}

/// A form that arrived.
struct Sending {
    asking: Asking,
    number: Number,
    sent: Sent,
    came: Option<Ticket>,
}

/// What became of a save.
enum Saved<T: Edited> {
    /// The address of the page that says so.
    Done(String),
    /// Something is to be put right.
    Refused(T, T::Opened, Errors),
    /// Somebody else changed it meanwhile: what was typed, and what is stored.
    Stale(T, T::Opened, T::Opened),
}

impl Sending {
    fn open<T: Edited>(&self, tx: &ReadTx) -> Result<(T, T::Opened), Denied> {
        let seen = T::read(tx, &self.asking, self.number)?;
        seen.mine()?;
        let opened = seen.opened(tx, &self.asking, Some(&self.sent))?;
        Ok((seen, opened))
    }

    /// The form again, with what was typed; nothing is stored.
    async fn again<T: Edited>(
        self,
        status: StatusCode,
        notice: Option<&'static str>,
    ) -> Result<Response, Denied> {
        let db = self.asking.app.db.clone();
        let (form, seen, opened, people) = db
            .read(move |tx| {
                let (seen, opened) = self.open::<T>(tx)?;
                let people = seen.people(tx, &self.asking)?;
                Ok::<_, Denied>((self, seen, opened, people))
            })
            .await?;
        let news = News { notice, people, ..News::default() };
        Ok(page(&seen, &form.asking, &opened, form.came, news).status(status).into_response())
    }

    async fn preview<T: Edited>(self) -> Result<Response, Denied> {
        let db = self.asking.app.db.clone();
        let (form, seen, opened, public) = db
            .read(move |tx| {
                let (seen, opened) = self.open::<T>(tx)?;
                let public = seen.preview(tx, &self.asking, &opened)?;
                Ok::<_, Denied>((self, seen, opened, public))
            })
            .await?;
        match public {
            Ok(public) => Ok(form.previewed::<T>(&opened, &public).into_response()),
            Err(errors) => form.refused(seen, opened, errors).await,
        }
    }

    fn previewed<T: Edited>(&self, opened: &T::Opened, public: &T::Public) -> Page {
        let carried = self.sent.carried(T::document(opened));
        let typed: Vec<(&str, &str)> =
            carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let main = T::public_page(&self.asking.app, self.asking.now, public);
        let title = format!("Aperçu – {} {}", T::KIND.name, self.number.display_nbsp());
        Page::private(title, edit::preview(&T::path(self.number), &typed, main))
    }

    async fn refused<T: Edited>(
        &self,
        seen: T,
        opened: T::Opened,
        errors: Errors,
    ) -> Result<Response, Denied> {
        let status = match self.sent.too_large() {
            true => StatusCode::PAYLOAD_TOO_LARGE,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        };
        self.come_back(seen, opened, News { errors, ..News::default() }, status).await
    }

    /// The form as it was typed, beside those who answered.
    async fn come_back<T: Edited>(
        &self,
        seen: T,
        opened: T::Opened,
        mut news: News,
        status: StatusCode,
    ) -> Result<Response, Denied> {
        let asking = self.asking.clone();
        let read = self.asking.app.db.read(move |tx| {
            let people = seen.people(tx, &asking)?;
            Ok::<_, Denied>((seen, people))
        });
        let (seen, people) = read.await?;
        news.people = people;
        Ok(page(&seen, &self.asking, &opened, self.came, news).status(status).into_response())
    }

    async fn save<T: Edited>(self, ticket: Ticket) -> Result<Response, Denied> {
        let db = self.asking.app.db.clone();
        let (form, saved) = db
            .write(move |tx| {
                let saved = self.write::<T>(tx, &ticket)?;
                Ok::<_, Denied>((self, saved))
            })
            .await?;
        match saved {
            Saved::Done(address) => Ok(Redirect::to(&address).into_response()),
            Saved::Refused(seen, opened, errors) => form.refused(seen, opened, errors).await,
            Saved::Stale(seen, mut typed, stored) => {
                let conflict = seen.conflict(&form.asking.app, &mut typed, &stored);
                let news = News { conflict: Some(conflict), ..News::default() };
                form.come_back(seen, typed, news, StatusCode::CONFLICT).await
            }
        }
    }

    /// One transaction: the permission, the check, the change, its journal and its mails.
    fn write<T: Edited>(&self, tx: &WriteTx, ticket: &Ticket) -> Result<Saved<T>, Denied> {
        // The very same sending again (double click, retry) gets the first answer, also where it gave the
        // thing away.
        let key = self.sent.receipt_key(ticket);
        if let Some(answer) = receipts::find(tx, &key)? {
            self.sent.discard(tx)?;
            return Ok(Saved::Done(answer));
        }
        let (seen, opened) = self.open::<T>(tx)?;
        if seen.is_stale(&opened) {
            let stored = seen.opened(tx, &self.asking, None)?;
            return Ok(Saved::Stale(seen, opened, stored));
        }
        match seen.save(tx, &self.asking, &opened)? {
            Ok(done) => {
                let answer = done.at(&T::path(self.number));
                receipts::keep(tx, self.asking.now, &key, &answer)?;
                Ok(Saved::Done(answer))
            }
            Err(errors) => Ok(Saved::Refused(seen, opened, errors)),
        }
    }
}
