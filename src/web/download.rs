//! Sending a document: chunk by chunk, to be saved and never opened within the site.

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
use crate::domain::file_name::content_disposition_attachment;
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
