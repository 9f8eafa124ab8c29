//! Documents that wait while the form they came with is put right.
//!
//! What stands for one in the form is its id, signed for the ticket of the form, so that nobody takes
//! another's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::App;
use super::error::Error;
use super::ticket::Ticket;
use super::upload::Received;
use crate::access::key::{Key, Purpose};
use crate::clock::Now;
use crate::db;
use crate::domain::file_kind::{FileRefusal, MAX_FILES};
use crate::files::{self, FileId, FileInfo};
use crate::form::Errors;

/// The documents of one sending of a form.
#[derive(Debug)]
pub struct Waiting {
    /// Those that stay: of earlier tries, then of this one.
    files: Vec<FileInfo>,
    refused: Vec<String>,
    too_large: bool,
    /// What makes them the same as those of another sending.
    marks: Vec<Vec<u8>>,
}

/// A document already received, which stays while the form is put right.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What is known of it.
    pub info: FileInfo,
    /// What stands for it in the form.
    pub token: String,
}

impl Waiting {
    /// Those that the form says are there already (`kept`), but for those taken out (`remove`), and those
    /// that have just arrived.
    ///
    /// # Errors
    /// The database's.
    pub async fn gather(
        app: &App,
        now: Now,
        ticket: Option<&Ticket>,
        received: &Received,
    ) -> Result<Self, Error> {
        let removed: Vec<&str> = received.texts.all("remove").collect();
        let earlier: Vec<FileId> = received
            .texts
            .all("kept")
            .filter(|token| !removed.contains(token))
            .filter_map(|token| read_token(&app.key, ticket?.nonce(), token))
            .collect();
        let marks = earlier
            .iter()
            .map(|id| id.as_str().as_bytes().to_vec())
            .chain(received.files.iter().map(|file| file.digest.to_vec()))
            .collect();
        let asked = earlier.len();
        let there = app
            .db
            .read(move |tx| {
                let staged =
                    earlier.iter().map(|id| files::staged(tx, now, id)).collect::<Result<Vec<_>, _>>()?;
                Ok::<_, db::Error>(staged.into_iter().flatten().collect::<Vec<_>>())
            })
            .await?;
        let lost = there.len() < asked;
        let files: Vec<FileInfo> =
            there.into_iter().chain(received.files.iter().map(|file| file.info.clone())).collect();
        let refused = refusals(received, lost, files.len());
        Ok(Self { files, refused, too_large: received.too_large(), marks })
    }

    /// Their ids, in order.
    pub fn ids(&self) -> Vec<FileId> {
        self.files.iter().map(|file| file.id.clone()).collect()
    }

    /// What makes them the same as those of another sending.
    pub fn marks(&self) -> impl Iterator<Item = &[u8]> {
        self.marks.iter().map(Vec::as_slice)
    }

    /// Whether one was too heavy, which has its own status.
    pub fn too_large(&self) -> bool {
        self.too_large
    }

    /// Says of the field why documents were not kept.
    pub fn complain(&self, field: &'static str, errors: &mut Errors) {
        self.refused.iter().for_each(|sentence| errors.push(field, sentence.clone()));
    }

    /// What stands for them in the form that has this ticket.
    pub fn kept(&self, app: &App, ticket: &Ticket) -> Vec<Kept> {
        let kept =
            |info: &FileInfo| Kept { token: token(&app.key, ticket.nonce(), &info.id), info: info.clone() };
        self.files.iter().map(kept).collect()
    }

    /// Forgets those of a sending that goes nowhere.
    ///
    /// # Errors
    /// The database's.
    pub async fn discard(&self, app: &App) -> Result<(), Error> {
        let ids = self.ids();
        if !ids.is_empty() {
            app.db.write(move |tx| ids.iter().try_for_each(|id| files::discard(tx, id))).await?;
        }
        Ok(())
    }
}

fn refusals(received: &Received, lost: bool, count: usize) -> Vec<String> {
    let mut refused: Vec<String> = received
        .refused
        .iter()
        .map(|file| format!("«\u{a0}{}\u{a0}» n’a pas été gardé. {}", file.name, file.refusal))
        .collect();
    if lost {
        // It waited too long, or went with an earlier sending.
        refused.push("Un fichier choisi plus tôt n’est plus là\u{a0}: choisissez-le à nouveau.".to_owned());
    }
    if count > MAX_FILES {
        refused.push(FileRefusal::TooMany.to_string());
    }
    refused
}

/// What stands for a document in a form: its id, signed for whoever or whatever holds it.
pub fn token(key: &Key, holder: &[u8], id: &FileId) -> String {
    let signature = key.sign(Purpose::KeptFile, &[holder, id.as_str().as_bytes()]);
    format!("{id}.{}", URL_SAFE_NO_PAD.encode(&signature[..16]))
}

/// The document that a token stands for, if it was signed for this holder.
pub fn read_token(key: &Key, holder: &[u8], token: &str) -> Option<FileId> {
    let (id, signature) = token.split_once('.')?;
    let (id, signature) = (FileId::parse(id)?, URL_SAFE_NO_PAD.decode(signature).ok()?);
    key.verify(Purpose::KeptFile, &[holder, id.as_str().as_bytes()], &signature).then_some(id)
}
