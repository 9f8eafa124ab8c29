//! The ring around the extranet: nobody passes who is not signed in, and what passes is framed.
//!
//! A session that ended while somebody was writing loses nothing: what was sent stands, unseen, in the
//! form where one signs in, and comes back to its author in its own form afterwards. It is never replayed
//! by itself.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::session::AuthSession;
use super::sign_in;
use crate::access::Partner;
use crate::accounts;
use crate::accounts::store::sessions;
use crate::assignments;
use crate::db;
use crate::deposits;
use crate::web::edition::Kept;
use crate::web::error::Error;
use crate::web::page::{Page, PagePlace};
use crate::web::paths::manage::ROOT;
use crate::web::query::Query;
use crate::web::routes::Route;
use crate::web::table::{LINES, asked_lines};
use crate::web::{App, shell, upload};

/// What the ring needs to know.
#[derive(Clone)]
pub struct Guard {
    app: App,
    /// Patterns of the addresses whose forms may come back.
    resumable: Arc<[&'static str]>,
}

impl Guard {
    /// Around these routes.
    pub fn new(app: &App, table: &[Route]) -> Self {
        let resumable = table.iter().filter(|route| route.resumable).map(|route| route.path).collect();
        Self { app: app.clone(), resumable }
    }

    fn may_resume(&self, request: &Request) -> bool {
        let path = request.extensions().get::<MatchedPath>();
        path.is_some_and(|path| self.resumable.contains(&path.as_str()))
    }
}

/// Around the sessions. Where the database does not answer them, their layers answer an empty page: this one
/// takes its place.
pub async fn whole(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let empty = response.extensions().get::<Page>().is_none();
    if empty && response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        return framed(Error::Unavailable(db::Error::Busy).into_response(), PagePlace::Door);
    }
    response
}

/// Around the pages by which one comes in.
pub async fn door(State(_): State<App>, request: Request, next: Next) -> Response {
    if let Err(error) = from_our_own_pages(request.method(), request.headers()) {
        return error.into_response();
    }
    framed(next.run(request).await, PagePlace::Door)
}

/// Around the pages of those who are signed in.
pub async fn inside(
    State(guard): State<Guard>,
    mut session: AuthSession,
    mut request: Request,
    next: Next,
) -> Response {
    if let Err(error) = from_our_own_pages(request.method(), request.headers()) {
        return framed(error.into_response(), PagePlace::Door);
    }
    let Some(mut signed_in) = session.user.take() else {
        return turned_away(&guard, &session, request).await;
    };
    if let Some(lines) = chosen_lines(&request, &signed_in.partner)
        && remembered(&guard.app, &signed_in.partner, lines).await
    {
        signed_in.partner = signed_in.partner.with_lines(lines);
        session.user = Some(signed_in.clone());
        request.extensions_mut().insert(session);
    }
    let response = next.run(request).await;
    if response.extensions().get::<Page>().is_none() {
        return response;
    }
    let place = place(&guard.app, &signed_in.partner).await;
    framed(response, place)
}

/// The length of the pages of tables that somebody has just chosen: one asked for, and not the one they had.
fn chosen_lines(request: &Request, partner: &Partner) -> Option<u32> {
    let query = request.uri().query().filter(|_| request.method() == Method::GET)?;
    asked_lines(&Query::parse(query)).filter(|lines| *lines != partner.lines().unwrap_or(LINES[0]))
}

/// Remembers it. Before the page is made, whose addresses no longer say it: where it could not be, they do.
async fn remembered(app: &App, partner: &Partner, lines: u32) -> bool {
    let id = partner.id();
    let written = app.db.write(move |tx| sessions::prefer_lines(tx, id, lines)).await;
    written
        .inspect_err(|error: &db::Error| tracing::warn!(%error, "a length of pages could not be remembered"))
        .is_ok()
}

/// The frame of somebody's page. Made after it, so that what it changed is counted.
async fn place(app: &App, partner: &Partner) -> PagePlace {
    let who = partner.clone();
    let counts = app.db.read(move |tx| {
        Ok((assignments::store::count(tx, who.id())?, deposits::store::queue::count(tx, &who)?))
    });
    let (alerts, requests) = counts.await.unwrap_or_else(|error: db::Error| {
        tracing::warn!(%error, "what waits could not be counted");
        (0, 0)
    });
    PagePlace::Extranet { name: partner.name().to_owned(), alerts, requests }
}

fn framed(mut response: Response, place: PagePlace) -> Response {
    if let Some(page) = response.extensions_mut().get_mut::<Page>() {
        // What is not there is looked for where one works, not among what visitors see.
        if page.status == StatusCode::NOT_FOUND && matches!(place, PagePlace::Extranet { .. }) {
            page.main = accounts::view::not_there().into();
        }
        page.place = place;
        page.kept = Kept::No;
        page.indexed = false;
    }
    response
}

/// What changes something comes from our own pages, and says so: all browsers do. What is read for
/// another site's page (a picture, a script) is refused too.
fn from_our_own_pages(method: &Method, headers: &HeaderMap) -> Result<(), Error> {
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = says("sec-fetch-site");
    if matches!(*method, Method::GET | Method::HEAD) {
        let foreign = matches!(site, Some("cross-site" | "same-site"));
        let visited = says("sec-fetch-mode").is_none_or(|mode| mode == "navigate");
        return if foreign && !visited { Err(Error::CrossSite) } else { Ok(()) };
    }
    // With one of the two, the layer that every request goes through has judged.
    if site.is_none() && !headers.contains_key(ORIGIN) { Err(Error::CrossSite) } else { Ok(()) }
}

/// Where somebody goes who is not signed in, or no longer.
async fn turned_away(guard: &Guard, session: &AuthSession, request: Request) -> Response {
    let address = request.uri().path_and_query().map_or(ROOT, |address| address.as_str()).to_owned();
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let to = sign_in::address(&address);
        return if shell::Asked::read(request.headers()).by_htmx() {
            shell::leave_for(&to)
        } else {
            Redirect::to(&to).into_response()
        };
    }
    let page = if guard.may_resume(&request) {
        let author = sign_in::author(&guard.app, session).await;
        match (author, upload::any_texts(request).await) {
            (Ok(author), Ok(written)) => sign_in::lost(&address, author, &written),
            (Err(error), _) | (_, Err(error)) => return framed(error.into_response(), PagePlace::Door),
        }
    } else {
        // Its text may be a password, and sending it again would act. Its button stands on the page above.
        let above = request.uri().path().rsplit_once('/').map_or(ROOT, |(above, _)| above);
        sign_in::lost(above, None, &Query::default())
    };
    framed(page.status(StatusCode::UNAUTHORIZED).into_response(), PagePlace::Door)
}
