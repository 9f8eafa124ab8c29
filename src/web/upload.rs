//! Forms with documents, read as they arrive: texts are kept in memory up to a bound, documents go
//! to the database chunk by chunk, recognised by content.
//!
//! A document that is refused does not stop the reading: the texts that follow it must come back to
//! the person. What was staged for nothing is dropped at once, or swept later.

use std::time::Duration;

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::App;
use super::error::Error;
use super::query::{Form, Query};
use crate::clock::Now;
use crate::db;
use crate::domain::file_kind::{self, FileKind, FileRefusal, MAX_BYTES, MAX_FILES};
use crate::domain::file_name;
use crate::files::{self, CHUNK, FileId, FileInfo};
use crate::text::showable;

/// Bytes of text in one form, all fields together.
const TEXTS: usize = 64 * 1024;

/// Fields in one form.
const FIELDS: usize = 64;

/// Bytes read in all before the connection is given up: three documents at their limit and some
/// more, so that a person who chose one too heavy gets an answer rather than a broken connection.
pub const BODY: usize = 48 * 1024 * 1024;

/// Bytes of a form without documents that may hold another's texts, written a second time: what somebody was
/// writing when a session ended.
pub const PLAIN: usize = 512 * 1024;

/// The longest silence of a client in the middle of its form.
const SILENCE: Duration = Duration::from_secs(20);

/// A form that arrived.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// Its texts, in order.
    pub texts: Query,
    /// The documents taken in, staged.
    pub files: Vec<ReceivedFile>,
    /// Why the others were not.
    pub refused: Vec<RefusedFile>,
}

/// A document that was not taken in.
#[derive(Debug, Clone)]
pub struct RefusedFile {
    /// The name it came with, made harmless.
    pub name: String,
    /// Why.
    pub refusal: FileRefusal,
}

/// A document taken in.
#[derive(Debug, Clone)]
pub struct ReceivedFile {
    /// What is known of it.
    pub info: FileInfo,
    /// Digest of its bytes, by which a second sending is recognised.
    pub digest: [u8; 32],
}

impl Received {
    /// Whether a refused document was too heavy, which has its own status.
    pub fn too_large(&self) -> bool {
        self.refused.iter().any(|file| file.refusal == FileRefusal::TooLarge)
    }
}

/// Reads a form to its end; documents are those of the fields named `file_field`.
///
/// # Errors
/// [`Error::BadForm`], [`Error::TooLarge`], [`Error::TooSlow`] when nothing can be answered but an
/// error page; [`Error::Unavailable`] when the database is busy.
pub async fn receive(app: &App, now: Now, mut form: Multipart, file_field: &str) -> Result<Received, Error> {
    let mut received = Received::default();
    let mut reading = Reading { body: 0, texts: 0 };
    let mut count = 0;
    while let Some(field) = in_time(form.next_field()).await? {
        count += 1;
        if count > FIELDS {
            return Err(Error::BadForm);
        }
        let name = field.name().unwrap_or_default().to_owned();
        if name == file_field {
            reading.file(app, now, field, &mut received).await?;
        } else {
            let text = reading.text(field).await?;
            received.texts.push_raw(&name, text);
        }
    }
    Ok(received)
}

/// Reads a form that may come without its documents: what was written before a session ended is sent
/// again as plain texts.
///
/// # Errors
/// As [`receive`].
pub async fn receive_any(app: &App, now: Now, request: Request, file_field: &str) -> Result<Received, Error> {
    if is_multipart(&request) {
        let form = Multipart::from_request(request, &()).await.map_err(|_| Error::BadForm)?;
        return receive(app, now, form, file_field).await;
    }
    Ok(Received { texts: plain(request).await?, ..Received::default() })
}

/// Reads the texts of a form, however it is sent; its documents go by.
///
/// # Errors
/// As [`receive`].
pub async fn any_texts(mut request: Request) -> Result<Query, Error> {
    if is_multipart(&request) {
        // Whatever the route takes: its texts are bounded apart, and its documents are not kept.
        DefaultBodyLimit::max(BODY).apply(&mut request);
        let form = Multipart::from_request(request, &()).await.map_err(|_| Error::BadForm)?;
        return texts(form).await;
    }
    plain(request).await
}

/// A form without documents, which is read whole: the route that takes documents would let too much pass.
async fn plain(mut request: Request) -> Result<Query, Error> {
    DefaultBodyLimit::max(PLAIN).apply(&mut request);
    Ok(Form::from_request(request, &()).await?.0)
}

/// Whether a form comes in parts, as those that may hold documents do.
fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

async fn texts(mut form: Multipart) -> Result<Query, Error> {
    let (mut texts, mut reading) = (Query::default(), Reading { body: 0, texts: 0 });
    while let Some(mut field) = in_time(form.next_field()).await? {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_some() {
            while reading.next(&mut field).await?.is_some() {}
        } else {
            let text = reading.text(field).await?;
            texts.push_raw(&name, text);
        }
    }
    Ok(texts)
}

struct Reading {
    body: usize,
    texts: usize,
}

impl Reading {
    async fn next(&mut self, field: &mut Field<'_>) -> Result<Option<Bytes>, Error> {
        let bytes = in_time(field.chunk()).await?;
        self.body += bytes.as_ref().map_or(0, Bytes::len);
        if self.body > BODY { Err(Error::TooLarge) } else { Ok(bytes) }
    }

    async fn text(&mut self, mut field: Field<'_>) -> Result<String, Error> {
        let mut text = Vec::new();
        while let Some(bytes) = self.next(&mut field).await? {
            self.texts += bytes.len();
            if self.texts > TEXTS {
                return Err(Error::TooLarge);
            }
            text.extend_from_slice(&bytes);
        }
        Ok(showable(&String::from_utf8_lossy(&text)))
    }

    async fn file(
        &mut self,
        app: &App,
        now: Now,
        mut field: Field<'_>,
        received: &mut Received,
    ) -> Result<(), Error> {
        let name = file_name::sanitise(field.file_name().unwrap_or_default());
        let chosen = field.file_name().is_some_and(|name| !name.is_empty());
        let mut head = self.fill(&mut field, Vec::new()).await?;
        if !chosen && head.is_empty() {
            // A file control where nothing was chosen.
            return Ok(());
        }
        let refusal = if received.files.len() >= MAX_FILES {
            FileRefusal::TooMany
        } else {
            match file_kind::sniff_head(&name, &head) {
                Ok(kind) => {
                    let info = FileInfo { id: FileId::new(), name: name.clone(), kind, size: 0 };
                    match self.store(app, now, &mut field, &mut head, info).await? {
                        Ok(file) => {
                            received.files.push(file);
                            return Ok(());
                        }
                        Err(refusal) => refusal,
                    }
                }
                Err(refusal) => refusal,
            }
        };
        let mut size = head.len() as u64;
        while let Some(bytes) = self.next(&mut field).await? {
            size += bytes.len() as u64;
        }
        // Too heavy is the first thing to say: another kind would not help.
        let refusal = if size > MAX_BYTES { FileRefusal::TooLarge } else { refusal };
        received.refused.push(RefusedFile { name, refusal });
        Ok(())
    }

    /// Reads on until `held` makes a chunk or the field ends.
    async fn fill(&mut self, field: &mut Field<'_>, mut held: Vec<u8>) -> Result<Vec<u8>, Error> {
        while held.len() < CHUNK {
            match self.next(field).await? {
                Some(bytes) => held.extend_from_slice(&bytes),
                None => break,
            }
        }
        Ok(held)
    }

    /// Stages the document; a refusal leaves nothing behind, and in `head` what was read last.
    async fn store(
        &mut self,
        app: &App,
        now: Now,
        field: &mut Field<'_>,
        head: &mut Vec<u8>,
        mut info: FileInfo,
    ) -> Result<Result<ReceivedFile, FileRefusal>, Error> {
        let begun = info.clone();
        app.db.write(move |tx| files::stage(tx, now, &begun)).await?;
        let mut digest = Sha256::new();
        let mut position = 0;
        let mut held = std::mem::take(head);
        while !held.is_empty() {
            let rest = held.split_off(held.len().min(CHUNK));
            digest.update(&held);
            info.size += held.len() as u64;
            if info.size > MAX_BYTES {
                let id = info.id.clone();
                app.db.write(move |tx| files::discard(tx, &id)).await?;
                return Ok(Err(FileRefusal::TooLarge));
            }
            let id = info.id.clone();
            app.db.write(move |tx| files::append(tx, &id, position, &held)).await?;
            position += 1;
            held = self.fill(field, rest).await?;
        }
        match inspect(app, &info).await? {
            Ok(()) => Ok(Ok(ReceivedFile { info, digest: digest.finalize().into() })),
            Err(refusal) => {
                let id = info.id.clone();
                app.db.write(move |tx| files::discard(tx, &id)).await?;
                Ok(Err(refusal))
            }
        }
    }
}

/// Looks inside the kinds that are archives, once they have wholly arrived.
async fn inspect(app: &App, info: &FileInfo) -> Result<Result<(), FileRefusal>, Error> {
    if !matches!(info.kind, FileKind::Docx | FileKind::Odt) {
        return Ok(Ok(()));
    }
    let info = info.clone();
    Ok(app
        .db
        .read(move |tx| {
            Ok::<_, db::Error>(file_kind::check_zip_directory(
                info.kind,
                files::Reader::new(tx, info.clone()),
            ))
        })
        .await?)
}

async fn in_time<T>(reading: impl Future<Output = Result<T, MultipartError>>) -> Result<T, Error> {
    match tokio::time::timeout(SILENCE, reading).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => Err(Error::TooLarge),
        Ok(Err(_)) => Err(Error::BadForm),
        Err(_) => Err(Error::TooSlow),
    }
}
