//! Sending a document: chunk by chunk, to be saved and never opened within the site. What the program
//! itself has just made may be shown at once.

use std::io::{self, Read};

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream::try_unfold;

use super::error::Error;
use crate::db::{self, Db};
use crate::document::Made;
use crate::domain::file_name::{content_disposition_attachment, content_disposition_inline};
use crate::files::{self, FileInfo};

/// Answers with a document that the caller has the right to send.
///
/// # Errors
/// [`Error::Internal`] when its name cannot make a header, which sanitised names always can.
pub fn answer(db: &Db, file: FileInfo) -> Result<Response, Error> {
    let disposition = HeaderValue::from_str(&content_disposition_attachment(&file.name))
        .map_err(|error| Error::Internal(error.to_string()))?;
    let media_type = HeaderValue::from_static(file.kind.media_type());
    let size = HeaderValue::from(file.size);
    let mut response = Body::from_stream(chunks(db.clone(), file)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, media_type);
    headers.insert(CONTENT_LENGTH, size);
    headers.insert(CONTENT_DISPOSITION, disposition);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    Ok(response)
}

/// Makes a file off the runtime, once what it says has been read: no reader waits for it.
///
/// # Errors
/// What `work` returns.
pub async fn make(work: impl FnOnce() -> Result<Made, Error> + Send + 'static) -> Result<Made, Error> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(Error::Internal(error.to_string())))
}

/// Answers with a file just made, to be saved under this name, its extension added.
///
/// # Errors
/// [`Error::Internal`] when its name cannot make a header, which sanitised names always can.
pub fn made(made: Made, name: &str) -> Result<Response, Error> {
    let disposition = content_disposition_attachment(&format!("{name}.{}", made.extension()));
    just_made(made, &disposition)
}

/// Answers with a file just made, shown at once by browsers that can.
///
/// # Errors
/// As [`made`].
pub fn shown(made: Made, name: &str) -> Result<Response, Error> {
    let disposition = content_disposition_inline(&format!("{name}.{}", made.extension()));
    just_made(made, &disposition)
}

/// It holds nothing that acts: a sandbox would only keep some browsers from showing it.
fn just_made(made: Made, disposition: &str) -> Result<Response, Error> {
    let disposition =
        HeaderValue::from_str(disposition).map_err(|error| Error::Internal(error.to_string()))?;
    let media_type = HeaderValue::from_static(made.media_type());
    let size = HeaderValue::from(made.size());
    let mut response = Body::from_stream(pieces(made)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, media_type);
    headers.insert(CONTENT_LENGTH, size);
    headers.insert(CONTENT_DISPOSITION, disposition);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    Ok(response)
}

/// What is sent of a made file at once.
const PIECE: u64 = 64 * 1024;

/// The file from its start, read off the runtime, piece by piece.
fn pieces(made: Made) -> impl futures_util::Stream<Item = io::Result<Bytes>> {
    try_unfold(made, async |mut made| {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::new();
            made.by_ref().take(PIECE).read_to_end(&mut piece)?;
            io::Result::Ok((Bytes::from(piece), made))
        });
        let (piece, made) = read.await.map_err(io::Error::other)??;
        Ok((!piece.is_empty()).then_some((piece, made)))
    })
}

/// Each chunk is read by itself, so that a slow client never holds a reader.
fn chunks(db: Db, file: FileInfo) -> impl futures_util::Stream<Item = Result<Bytes, db::Error>> {
    try_unfold(0_u32, move |position| {
        let (db, id) = (db.clone(), file.id.clone());
        async move {
            let chunk = db.read(move |tx| files::chunk(tx, &id, position)).await?;
            Ok(chunk.map(|bytes| (Bytes::from(bytes), position + 1)))
        }
    })
}
