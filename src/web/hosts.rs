//! The names under which the site answers. The extranet may have one of its own: each page is then served
//! under one name only, so that the cookie of a session never meets the pages of visitors, and whoever
//! opens a page under the other name is led to the right one.

use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::TypedPath;

use super::client::BaseUrl;
use super::error::Error;
use super::shell::{self, Asked};
use super::{App, front, paths};

/// The name under which a request was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// The site's; the extranet's too, when it has none of its own.
    Site,
    /// The extranet's own.
    Extranet,
}

/// Why a request goes no further.
#[derive(Debug)]
pub enum Refused {
    /// As the page says.
    Error(Error),
    /// What it asks for stands at this address, under our other name.
    Elsewhere(String),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Refused {
    /// What is answered.
    pub fn answer(self, htmx: &Asked) -> Response {
        match self {
            Self::Error(error) => error.into_response(),
            // Scripts are not allowed to follow a redirection to another origin; htmx can be told to leave.
            Self::Elsewhere(address) if htmx.by_htmx() => shell::leave_for(&address),
            Self::Elsewhere(address) => {
                let kept = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
                (StatusCode::FOUND, [kept], [(LOCATION, address)]).into_response()
            }
        }
    }
}

/// Lets through what is asked under the name that serves it, and says which name that is. Under a name that
/// is not ours nothing is answered: links and caches would carry it further.
///
/// # Errors
/// [`Refused`]: another name's page leads there, and what would change something is refused.
pub fn admit(app: &App, request: &Request) -> Result<Host, Refused> {
    let named = |ours: &BaseUrl| ours.answers_to(request.uri(), request.headers());
    let path = request.uri().path();
    match &app.extranet {
        None if named(&app.base_url) => Ok(Host::Site),
        Some(extranet) if named(extranet) => match path {
            _ if serves(path) => Ok(Host::Extranet),
            paths::Home::PATH => Err(elsewhere(request, extranet.with(paths::manage::Dashboard::PATH))),
            _ => Err(elsewhere(request, app.base_url.with(front::address(request)))),
        },
        Some(extranet) if named(&app.base_url) => {
            if paths::manage::holds(path) {
                Err(elsewhere(request, extranet.with(front::address(request))))
            } else {
                Ok(Host::Site)
            }
        }
        _ => Err(Error::UnknownHost.into()),
    }
}

/// Whether the extranet serves a path under its own name: its pages, and what they are made of.
fn serves(path: &str) -> bool {
    paths::manage::holds(path)
        || path.starts_with(paths::ASSETS)
        || matches!(path, paths::Occupations::PATH | paths::Communes::PATH)
}

fn elsewhere(request: &Request, address: String) -> Refused {
    match *request.method() {
        Method::GET | Method::HEAD => Refused::Elsewhere(address),
        // A form is sent to where its page came from; whoever sends one elsewhere is not that page.
        _ => Error::UnknownHost.into(),
    }
}
