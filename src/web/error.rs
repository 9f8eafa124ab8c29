//! Errors as values: a French page with a way out for the person, a line in the log for the
//! operator.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::TypedPath;
use base64::Engine;
use maud::{Markup, html};

use super::edition::Kept;
use super::page::Page;
use super::paths;
use crate::access::key::random;
use crate::access::link::LinkRefusal;
use crate::db;
use crate::document::sheet;
use crate::ui::{self, Anchor, error_page};

/// What stops a request, and the page that says so.
#[derive(Debug, Default, thiserror::Error)]
pub enum Error {
    /// There is nothing at this address, or nothing that this person may know of.
    #[default]
    #[error("not found")]
    NotFound,
    /// The link was right once, and its time has passed.
    #[error("expired link")]
    LinkExpired,
    /// A page of its own, already made: 410 with similar offers, 422 with the form…
    #[error("{}", .0.status)]
    Page(Box<Page>),
    /// Sent from another site.
    #[error("cross-site request")]
    CrossSite,
    /// A request whose host is not ours.
    #[error("unknown host")]
    UnknownHost,
    /// The body cannot be read as the form it should be.
    #[error("unreadable form")]
    BadForm,
    /// The body is over the limit.
    #[error("too large")]
    TooLarge,
    /// It took too long to arrive.
    #[error("too slow")]
    TooSlow,
    /// Too many requests from one address; seconds to wait.
    #[error("too many requests")]
    TooMany(u32),
    /// Not the method of this address.
    #[error("method not allowed")]
    Method,
    /// The database is busy or full: trying again later is right.
    #[error("unavailable: {0}")]
    Unavailable(db::Error),
    /// A fault of ours.
    #[error("{0}")]
    Internal(String),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::Busy | db::Error::Full => Self::Unavailable(error),
            db::Error::Panicked | db::Error::Sqlite(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<sheet::Error> for Error {
    fn from(error: sheet::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        db::Error::from(error).into()
    }
}

impl From<LinkRefusal> for Error {
    fn from(refusal: LinkRefusal) -> Self {
        match refusal {
            LinkRefusal::Unknown => Self::NotFound,
            LinkRefusal::Expired => Self::LinkExpired,
            LinkRefusal::Db(error) => error.into(),
        }
    }
}

impl From<PathRejection> for Error {
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}

impl From<QueryRejection> for Error {
    fn from(_: QueryRejection) -> Self {
        Self::NotFound
    }
}

impl From<Page> for Error {
    fn from(page: Page) -> Self {
        Self::Page(Box::new(page))
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.into_page().into_response()
    }
}

impl Error {
    /// The page that says it, with the log line where the operator has something to learn.
    pub fn into_page(self) -> Page {
        match self {
            Self::Page(page) => *page,
            Self::NotFound => not_found(),
            Self::LinkExpired => message(
                StatusCode::GONE,
                "Ce lien n’est plus valable",
                html! {
                    p { "Les liens envoyés par courriel s’arrêtent après quelques semaines, pour protéger les données des personnes." }
                    p { "Si vous avez encore besoin de cette page, écrivez à la personne qui suit votre projet." }
                },
            ),
            Self::CrossSite => message(
                StatusCode::FORBIDDEN,
                "Envoi refusé",
                html! {
                    p { "Ce formulaire a été envoyé depuis un autre site. Par sécurité, il n’a pas été pris en compte." }
                    p { "Revenez à la page du formulaire sur ce site, puis envoyez-le à nouveau." }
                },
            ),
            Self::UnknownHost => message(
                StatusCode::MISDIRECTED_REQUEST,
                "Adresse inconnue",
                html! { p { "Ce site ne répond pas sous ce nom. Vérifiez l’adresse dans votre navigateur." } },
            ),
            Self::BadForm => message(
                StatusCode::BAD_REQUEST,
                "Formulaire illisible",
                html! { p { "Ce que nous avons reçu est incomplet ou abîmé. Revenez à la page précédente et réessayez." } },
            ),
            Self::TooLarge => message(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Envoi trop lourd",
                html! {
                    p { "5\u{a0}Mo au plus par fichier, trois fichiers au plus, et quelques pages de texte." }
                    p { "Revenez à la page précédente, choisissez des fichiers plus légers ou raccourcissez vos textes, puis envoyez à nouveau." }
                },
            ),
            Self::TooSlow => message(
                StatusCode::REQUEST_TIMEOUT,
                "L’envoi s’est arrêté en chemin",
                html! { p { "La connexion est peut-être faible. Revenez à la page précédente et réessayez." } },
            ),
            Self::TooMany(seconds) => Page {
                retry_after: Some(seconds),
                ..message(
                    StatusCode::TOO_MANY_REQUESTS,
                    "Trop de demandes à la fois",
                    html! {
                        p { "Beaucoup de demandes viennent de votre réseau. Attendez " (wait(seconds)) ", puis réessayez." }
                    },
                )
            },
            Self::Method => message(
                StatusCode::METHOD_NOT_ALLOWED,
                "Cette page ne s’ouvre pas ainsi",
                html! { p { "Revenez à la page précédente et réessayez." } },
            ),
            Self::Unavailable(error) => {
                tracing::warn!(%error, "a request was turned away");
                Page {
                    retry_after: Some(5),
                    ..message(
                        StatusCode::SERVICE_UNAVAILABLE,
                        "Le site est très demandé",
                        html! {
                            p { "Votre demande n’a pas pu être enregistrée pour l’instant. Rien n’a été perdu de ce qui l’était déjà." }
                            p { "Réessayez dans quelques secondes." }
                        },
                    )
                }
            }
            Self::Internal(error) => {
                let reference = incident();
                tracing::error!(%reference, %error, "a request failed");
                failure(&reference)
            }
        }
    }
}

/// What no route answers. An address with one slash too many leads to the one without.
pub async fn fallback(method: Method, uri: Uri) -> Response {
    let path = uri.path();
    let trimmed = path.trim_end_matches('/');
    // « //elsewhere » would lead to another site.
    let ours = trimmed.starts_with('/') && !trimmed.starts_with("//") && !trimmed.contains('\\');
    if trimmed.len() < path.len() && ours && matches!(method, Method::GET | Method::HEAD) {
        let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
        if let Ok(location) = HeaderValue::from_str(&format!("{trimmed}{query}")) {
            return (StatusCode::MOVED_PERMANENTLY, [(LOCATION, location)]).into_response();
        }
    }
    Error::NotFound.into_response()
}

/// What becomes of a handler that panicked: a fault of ours, and no half of an answer.
pub fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let said =
        cause.downcast_ref::<&str>().copied().or_else(|| cause.downcast_ref::<String>().map(String::as_str));
    Error::Internal(format!("panic: {}", said.unwrap_or("no message"))).into_response()
}

/// The page of a fault of ours, with the reference under which the log holds it.
pub fn failure(reference: &str) -> Page {
    message(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Une erreur est survenue de notre côté",
        html! {
            p { "Ce n’est pas de votre fait, et ce qui était déjà enregistré le reste. Réessayez dans un instant." }
            p { "Si cela continue, signalez-nous la référence " strong { (reference) } "." }
        },
    )
}

/// A reference short enough to be read on the telephone.
pub fn incident() -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random::<6>())
}

fn not_found() -> Page {
    let content = html! {
        p class="lead" { "Cette adresse ne mène à rien\u{a0}: elle est peut-être incomplète, ou la page n’existe pas." }
        (ui::search_form(paths::Offers::PATH, "Chercher une offre de stage", &[]))
    };
    let main = error_page(404, "Page introuvable", content, WAYS_OUT);
    Page { kept: Kept::Minute, ..Page::new("Page introuvable", main).status(StatusCode::NOT_FOUND) }
}

fn message(status: StatusCode, title: &str, text: Markup) -> Page {
    let main = error_page(status.as_u16(), title, text, WAYS_OUT);
    Page::new(title, main).status(status)
}

/// Where to go from an error.
pub const WAYS_OUT: &[Anchor<'static>] = &[
    Anchor { label: "Voir les offres de stage", href: paths::Offers::PATH },
    Anchor { label: "Aller à l’accueil", href: paths::Home::PATH },
];

/// How long to wait, in words.
pub fn wait(seconds: u32) -> String {
    match seconds {
        0..=1 => "une seconde".to_owned(),
        2..=89 => format!("{seconds}\u{a0}secondes"),
        _ => format!("{}\u{a0}minutes", seconds.div_ceil(60)),
    }
}
