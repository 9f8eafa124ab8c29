//! Headers that every answer carries, whatever made it.

use axum::http::header::{CONTENT_SECURITY_POLICY, STRICT_TRANSPORT_SECURITY};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::App;
use super::hosts::Host;

/// Nothing but our own files, nothing inline, nobody's frame. The interface is written for it: no
/// `style=`, no inline script, no `js:` value of htmx.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

const EVERYWHERE: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    // no-referrer would make browsers send « Origin: null » with our own forms.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(self), payment=(), usb=()"),
];

/// Adds the headers, where the answer has not set its own (a downloaded document is sandboxed more
/// strictly).
pub fn add(app: &App, host: Host, headers: &mut HeaderMap) {
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| policy(app, host));
    for (name, value) in EVERYWHERE {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if app.base_url.is_secure() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// A page of the extranet may hold a form that searches the public site, which has another name then:
/// browsers look at where a form ends up.
fn policy(app: &App, host: Host) -> HeaderValue {
    const FORMS: &str = "form-action 'self'";
    let usual = HeaderValue::from_static(POLICY);
    match host {
        Host::Site => usual,
        Host::Extranet => {
            let wider = POLICY.replace(FORMS, &format!("{FORMS} {}", app.base_url.as_str()));
            HeaderValue::from_str(&wider).unwrap_or(usual)
        }
    }
}
