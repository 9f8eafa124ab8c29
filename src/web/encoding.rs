//! Compression of answers whose text is there as a whole: pages, feeds. Documents are sent as they
//! are, since their formats are compressed already, and assets were compressed once and for all.
//!
//! What tower-http does instead streams through a compressor of its own for each answer; a page that
//! is kept (see [`super::kept`]) is compressed once.

use std::io::Write;

use axum::body::{Body, HttpBody, to_bytes};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Texts below this gain nothing that counts.
const LEAST: u64 = 256;

/// Texts above this pass as they are: none of ours is.
const MOST: u64 = 32 * 1024 * 1024;

/// The level at which pages of a few kilobytes stop getting smaller for the time it takes.
const LEVEL: Compression = Compression::new(6);

/// Whether the client takes gzip: named, or by `*`, and not with a weight of 0.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let mut any = false;
    for coding in headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
    {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let wanted = weight
            .trim()
            .strip_prefix(['q', 'Q'])
            .and_then(|weight| weight.trim_start().strip_prefix('='))
            .is_none_or(|weight| weight.trim().parse().is_ok_and(|weight: f32| weight > 0.0));
        let name = name.trim();
        if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
            return wanted;
        }
        any |= name == "*" && wanted;
    }
    any
}

/// Bytes over which compressing is no work for the runtime's own threads.
const LARGE: usize = 128 * 1024;

/// Gives the answer in the form that the client takes, and says that it depended on it.
pub async fn encode(mut response: Response, gzip: bool) -> Response {
    let headers = response.headers();
    let text = headers.get(CONTENT_TYPE).is_some_and(is_text);
    let Some(size) = response.body().size_hint().exact().filter(|_| text) else { return response };
    if headers.contains_key(CONTENT_ENCODING) || size > MOST {
        return response;
    }
    let said = headers.get_all(VARY).iter().any(|value| {
        value.to_str().is_ok_and(|value| value.split(", ").any(|name| name == "Accept-Encoding"))
    });
    if !said {
        response.headers_mut().append(VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    if !gzip || size < LEAST {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // The body is there as a whole: nothing is waited for, nothing is copied, nothing can fail.
    let plain = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let packed = if plain.len() > LARGE {
        let copy = plain.clone();
        tokio::task::spawn_blocking(move || compressed(&copy)).await.unwrap_or_else(|error| Err(error.into()))
    } else {
        compressed(&plain)
    };
    let body = match packed {
        Ok(packed) => {
            parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            parts.headers.remove(CONTENT_LENGTH);
            packed
        }
        Err(_) => plain,
    };
    Response::from_parts(parts, Body::from(body))
}

fn is_text(media_type: &HeaderValue) -> bool {
    let Ok(media_type) = media_type.to_str() else { return false };
    media_type.starts_with("text/")
        || ["application/xml", "application/rss+xml", "application/json", "image/svg+xml"]
            .iter()
            .any(|known| media_type.starts_with(known))
}

fn compressed(plain: &[u8]) -> std::io::Result<Bytes> {
    // Pages come out at about a quarter.
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 3), LEVEL);
    encoder.write_all(plain)?;
    Ok(encoder.finish()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_taken_when_it_is_named_and_wanted() {
        let takes = |values: &[&str]| {
            takes_gzip(
                &values
                    .iter()
                    .map(|value| (ACCEPT_ENCODING, HeaderValue::from_str(value).unwrap()))
                    .collect(),
            )
        };
        for right in [
            "gzip",
            "GZip",
            "x-gzip",
            "deflate, gzip;q=1.0, *;q=0.5",
            "br;q=1,gzip ; q=0.001",
            "*",
            "*;q=0.1",
            "gzip;q = 0.5",
        ] {
            assert!(takes(&[right]), "{right}");
        }
        for wrong in ["", "identity", "br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzipped", "gzip;q=x"] {
            assert!(!takes(&[wrong]), "{wrong}");
        }
        assert!(takes(&["br", "gzip"]) && !takes(&[]));
    }
}
