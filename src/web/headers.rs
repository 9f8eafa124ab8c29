//! Headers that every answer carries, whatever made it.

use axum::extract::Request;
use axum::http::header::STRICT_TRANSPORT_SECURITY;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::App;
use super::error::Error;

/// Nothing but our own files, nothing inline, nobody's frame. The interface is written for it: no
/// `style=`, no inline script, no `js:` value of htmx.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

const EVERYWHERE: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    // no-referrer would make browsers send « Origin: null » with our own forms.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(self), payment=(), usb=()"),
];

/// Adds the headers, where the answer has not set its own (a downloaded document is sandboxed more
/// strictly).
pub fn add(app: &App, headers: &mut HeaderMap) {
    for (name, value) in EVERYWHERE {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if app.base_url.is_secure() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// Refuses requests made under a name that is not ours: links and caches would carry it further.
///
/// # Errors
/// [`Error::UnknownHost`].
pub fn own_host(app: &App, request: &Request) -> Result<(), Error> {
    if app.base_url.answers_to(request.uri(), request.headers()) { Ok(()) } else { Err(Error::UnknownHost) }
}
