//! What the form of an offer or event sends: its texts, at most one document, and the button pressed.
//!
//! A document stays while the form is put right. What stands for it is signed for the user, so that nobody
//! takes another's.

use axum::extract::Request;

use super::sign_in::RESUMED;
use crate::access::Partner;
use crate::access::key::Key;
use crate::catalogue::edit::{KeptDocument, PREVIEW};
use crate::catalogue::form::{Choosing, DOCUMENT};
use crate::clock::Now;
use crate::db::{Error as DbError, ReadTx, WriteTx};
use crate::files::{self, FileId, FileInfo};
use crate::form::Errors;
use crate::projects::view::Opened;
use crate::ui::{ENTER, SEARCH};
use crate::web::App;
use crate::web::error::Error;
use crate::web::query::Query;
use crate::web::ticket::{self, Ticket};
use crate::web::upload::{self, Received};
use crate::web::waiting;

/// Names of the buttons that bring the form again.
const AGAIN: [&str; 3] = [SEARCH, RESUMED, Opened::BUTTON];

/// Which button was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// « Enregistrer », or the Enter key where nothing is being looked up.
    Save,
    /// « Aperçu ».
    Preview,
    /// « Chercher », « Revenir au formulaire », « Reprendre ma saisie »: the form again, nothing else.
    Again,
}

/// A form that arrived.
#[derive(Debug, Clone)]
pub struct Sent {
    /// When.
    pub now: Now,
    received: Received,
}

impl Sent {
    /// Reads it, with its document if it brings one.
    ///
    /// # Errors
    /// As [`upload::receive`].
    pub async fn read(app: &App, request: Request) -> Result<Self, Error> {
        let now = app.clock.now();
        Ok(Self { now, received: upload::receive_any(app, now, request, DOCUMENT.name).await? })
    }

    /// Its texts.
    pub fn texts(&self) -> &Query {
        &self.received.texts
    }

    /// The button pressed.
    pub fn button(&self) -> Button {
        let pressed = |name| !self.texts().raw(name).is_empty();
        let again = AGAIN.iter().any(|name| pressed(name)) || Choosing::is_sought(self.texts());
        match (pressed(PREVIEW), again) {
            (_, true) => Button::Again,
            (true, false) => Button::Preview,
            (false, false) => Button::Save,
        }
    }

    /// Its ticket, if it is one of ours for this form and this subject.
    pub fn ticket(&self, key: &Key, form: &str, subject: &str) -> Option<Ticket> {
        Ticket::read(key, form, subject, self.texts().raw(ticket::FIELD))
    }

    /// What makes this sending the same as another.
    pub fn receipt_key(&self, ticket: &Ticket) -> [u8; 32] {
        let texts = self.texts().pairs().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
        let documents = self.received.files.iter().map(|file| file.digest.as_slice());
        ticket.receipt_key(texts.chain(documents))
    }

    /// What travels on to the next page: its texts but for the button, and what stands for its document.
    pub fn carried(&self, joined: &Joined) -> Vec<(String, String)> {
        let (kept, remove) = names();
        let left = [PREVIEW, SEARCH, ENTER, RESUMED, &kept, &remove];
        let texts = self.texts().without_all(&left);
        texts
            .pairs()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .chain(joined.kept.iter().map(|document| (kept.clone(), document.token.clone())))
            .collect()
    }

    /// Drops the document that came with a sending which was taken in already.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn discard(&self, tx: &WriteTx) -> Result<(), DbError> {
        self.received.files.iter().try_for_each(|file| files::discard(tx, &file.info.id))
    }

    /// Whether its document was too heavy, which has its own status.
    pub fn too_large(&self) -> bool {
        self.received.too_large()
    }

    /// The document that the form holds: the one it brings, else the one it kept. `stored` is the one that
    /// the offer or event has.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn joined(
        &self,
        tx: &ReadTx,
        key: &Key,
        who: &Partner,
        stored: Option<&KeptDocument>,
    ) -> Result<Joined, DbError> {
        let mut joined = Joined { kept: None, refused: self.refusals() };
        if let Some(file) = self.received.files.last() {
            joined.kept = Some(KeptDocument {
                info: file.info.clone(),
                token: token(key, who, &file.info.id),
                href: None,
            });
            return Ok(joined);
        }
        let (kept, remove) = names();
        let held = self.texts().raw(&kept);
        if held.is_empty() || self.texts().all(&remove).any(|removed| removed == held) {
            return Ok(joined);
        }
        joined.kept = match stored.filter(|stored| stored.token == held) {
            Some(stored) => Some(stored.clone()),
            None => self.staged(tx, key, who, held)?,
        };
        if joined.kept.is_none() {
            // It waited too long.
            joined
                .refused
                .push("Le document choisi plus tôt n’est plus là\u{a0}: choisissez-le à nouveau.".to_owned());
        }
        Ok(joined)
    }

    fn refusals(&self) -> Vec<String> {
        let said = |file: &upload::RefusedFile| {
            format!("«\u{a0}{}\u{a0}» n’a pas été gardé. {}", file.name, file.refusal)
        };
        self.received.refused.iter().map(said).collect()
    }

    fn staged(
        &self,
        tx: &ReadTx,
        key: &Key,
        who: &Partner,
        held: &str,
    ) -> Result<Option<KeptDocument>, DbError> {
        let Some(id) = waiting::read_token(key, &who.id().to_be_bytes(), held) else { return Ok(None) };
        let found = files::staged(tx, self.now, &id)?;
        Ok(found.map(|info| KeptDocument { info, token: held.to_owned(), href: None }))
    }
}

/// Names of the fields of the document already there, and of the box that takes it out.
fn names() -> (String, String) {
    (format!("{}_kept", DOCUMENT.name), format!("{}_remove", DOCUMENT.name))
}

/// The document of a form, and why another was not taken.
#[derive(Debug, Clone, Default)]
pub struct Joined {
    /// The document.
    pub kept: Option<KeptDocument>,
    /// Sentences.
    pub refused: Vec<String>,
}

impl Joined {
    /// The one that is stored, if there is one.
    pub fn of(stored: Option<KeptDocument>) -> Self {
        Self { kept: stored, refused: Vec::new() }
    }

    /// What the rest of the form was found to be, with what was refused of the document.
    ///
    /// # Errors
    /// Every refusal.
    pub fn checked<T>(&self, rest: Result<T, Errors>) -> Result<T, Errors> {
        if self.refused.is_empty() {
            return rest;
        }
        let mut errors = rest.err().unwrap_or_default();
        self.refused.iter().for_each(|sentence| errors.push(DOCUMENT.name, sentence.clone()));
        Err(errors)
    }

    /// Its name, for people.
    pub fn name(&self) -> String {
        self.kept.as_ref().map(|document| document.info.name.clone()).unwrap_or_default()
    }

    /// Its name in the database.
    pub fn id(&self) -> Option<FileId> {
        self.kept.as_ref().map(|document| document.info.id.clone())
    }

    /// Puts it in the place of the one before, which nothing holds any more. To be called once the
    /// offer or event names it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn replace(&self, tx: &WriteTx, before: Option<&FileInfo>) -> Result<(), DbError> {
        let (new, old) = (self.id(), before.map(|file| file.id.clone()));
        if new == old {
            return Ok(());
        }
        if let Some(new) = &new {
            files::attach(tx, new)?;
        }
        old.map_or(Ok(()), |old| files::delete(tx, &old))
    }
}

/// A stored document as the form of this user holds it.
pub fn stored(
    key: &Key,
    who: &Partner,
    info: Option<&FileInfo>,
    href: impl Fn(FileId) -> String,
) -> Option<KeptDocument> {
    info.map(|info| KeptDocument {
        token: token(key, who, &info.id),
        href: Some(href(info.id.clone())),
        info: info.clone(),
    })
}

fn token(key: &Key, who: &Partner, id: &FileId) -> String {
    waiting::token(key, &who.id().to_be_bytes(), id)
}
