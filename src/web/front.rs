//! The one layer that every request meets first. Someone else's name and too many requests are
//! refused; a public page that is kept is answered at once; what remains goes through the other layers
//! to its handler, and what comes back is made into bytes, headers and all.
//!
//! One layer rather than one per job, because each of axum's costs a boxed future and a copy of all
//! those below it: that would be most of the time of an answer that is there already.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use futures_util::future::Either;
use tower::{Layer, Service, ServiceExt};

use super::edition::{Edition, Present};
use super::hosts::{Host, Refused};
use super::kept::Answer;
use super::{App, encoding, headers, hosts, limits, log, shell};

/// Puts [`Front`] before what it is given.
#[derive(Clone)]
pub struct FrontLayer(pub App);

impl<S> Layer<S> for FrontLayer {
    type Service = Front<S>;

    fn layer(&self, inner: S) -> Front<S> {
        Front { app: self.0.clone(), inner: Arc::new(inner) }
    }
}

/// See the module. What stands behind is shared: a page that is kept does not even copy it.
pub struct Front<S> {
    app: App,
    inner: Arc<S>,
}

impl<S> Clone for Front<S> {
    fn clone(&self) -> Self {
        Self { app: self.app.clone(), inner: self.inner.clone() }
    }
}

type Answered = Result<Response, Infallible>;

impl<S> Service<Request> for Front<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Answered>, Pin<Box<dyn Future<Output = Answered> + Send>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let entry = log::Entry::start(&request);
        let app = &self.app;
        let asking = Asking::read(app, &request);
        let admitted = admit(app, &request, asking.present);
        let host = *admitted.as_ref().unwrap_or(&Host::Site);
        // Answers are kept by their address alone: those of one name only.
        let public = asking.public && host == Host::Site;
        if admitted.is_ok()
            && public
            && let Some(answer) = app.pages.get(address(&request), asking.gzip, asking.present)
        {
            let response = answer.to(request.headers());
            entry.end(&response);
            return Either::Left(ready(Ok(response)));
        }
        let (app, inner) = (app.clone(), self.inner.clone());
        Either::Right(Box::pin(async move {
            let asked = asking.whole.then(|| (address(&request).to_owned(), request.headers().clone()));
            let response = match admitted {
                Ok(_) => S::clone(&inner).oneshot(request).await?,
                Err(refused) => refused.answer(&asking.htmx),
            };
            let (mut response, kept) = shell::dress(&app, &asking.htmx, response);
            headers::add(&app, host, response.headers_mut());
            let mut response = encoding::encode(response, asking.gzip).await;
            if let (Some((address, headers)), Some(edition), StatusCode::OK) =
                (asked, asking.present.edition(kept), response.status())
            {
                let answer = whole(edition, &app, response).await;
                response = answer.to(&headers);
                if public {
                    app.pages.keep(&address, asking.gzip, Arc::new(answer));
                }
            }
            entry.end(&response);
            Ok(response)
        }))
    }
}

/// What decides of the form of an answer, and whether it is everybody's.
struct Asking {
    present: Present,
    htmx: shell::Asked,
    gzip: bool,
    /// Asks for a whole page, which then has a tag.
    whole: bool,
    /// So, and without saying who asks.
    public: bool,
}

impl Asking {
    fn read(app: &App, request: &Request) -> Self {
        let headers = request.headers();
        let htmx = shell::Asked::read(headers);
        let whole = !htmx.by_htmx() && matches!(*request.method(), Method::GET | Method::HEAD);
        Self {
            // Before anything else is read: a page is of this edition or of a later one.
            present: Present { version: app.db.version(), now: app.clock.now() },
            gzip: encoding::takes_gzip(headers),
            public: whole && !headers.contains_key(COOKIE) && !headers.contains_key(AUTHORIZATION),
            whole,
            htmx,
        }
    }
}

/// Someone else's name is refused first, then too many requests.
fn admit(app: &App, request: &Request, present: Present) -> Result<Host, Refused> {
    let host = hosts::admit(app, request)?;
    limits::admit(app, request, present.now)?;
    Ok(host)
}

/// The address as it was written: parameters in another order are another address.
pub(super) fn address(request: &Request) -> &str {
    request.uri().path_and_query().map_or("/", |address| address.as_str())
}

/// An answer with its tag, from all that it will send. Its body is there already: nothing is waited
/// for, and nothing can fail.
async fn whole(edition: Edition, app: &App, response: Response) -> Answer {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    Answer::new(edition, app.pages.process(), parts.headers, body)
}
