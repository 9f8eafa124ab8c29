//! Sessions: axum-login over our own store. Only signing in makes one, so that visitors have neither row
//! nor cookie; how long it lasts is decided by the store, by the site's clock.

use std::fmt;

use async_trait::async_trait;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_login::tower_sessions::cookie::SameSite;
use axum_login::tower_sessions::session::{Error as SessionError, Id, Record};
use axum_login::tower_sessions::{Expiry, SessionManagerLayer, SessionStore, session_store};
use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder, AuthUser, AuthnBackend, UserId};
use time::OffsetDateTime;

use crate::access::Partner;
use crate::access::key::sha256;
use crate::access::password::{PasswordError, Verdict};
use crate::accounts::store;
use crate::accounts::store::sessions::{self, Digest};
use crate::accounts::store::tries::{self, Try};
use crate::db;
use crate::domain::Email;
use crate::web::App;
use crate::web::error::Error;

/// Where a session holds the name of its browser.
pub const DEVICE: &str = "device";

/// Where axum-login keeps who it is.
const WHO: &str = "axum-login.data";

/// The session of a request, and who is signed in by it.
pub type AuthSession = axum_login::AuthSession<Backend>;

/// Puts a session before the extranet.
pub fn layer(app: &App) -> AuthManagerLayer<Backend, Store> {
    let secure = app.extranet_url().is_secure();
    let manager = SessionManagerLayer::new(Store(app.clone()))
        .with_name(cookie(secure))
        .with_secure(secure)
        // Strict would look signed out to whoever comes from the mail of an alert.
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnSessionEnd);
    AuthManagerLayerBuilder::new(Backend(app.clone()), manager).with_data_key(WHO).build()
}

/// The name of the cookie: the prefix binds it to this very host, which only TLS allows.
fn cookie(secure: bool) -> &'static str {
    if secure { "__Host-sid" } else { "sid" }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub partner: Partner,
    /// What changes with the password and the role: a session made before is then no longer one.
    mark: [u8; 32],
}

impl AuthUser for SignedIn {
    type Id = i64;

    fn id(&self) -> i64 {
        self.partner.id()
    }

    fn session_auth_hash(&self) -> &[u8] {
        &self.mark
    }
}

impl SignedIn {
    /// The active user of this row.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn load(tx: &db::ReadTx, id: i64) -> Result<Option<Self>, db::Error> {
        let Some(partner) = Partner::active(tx, id)? else { return Ok(None) };
        let (password, role) = store::credentials(tx, id)?;
        let mark = sha256(format!("{}|{}", role.as_str(), password.unwrap_or_default()).as_bytes());
        Ok(Some(Self { partner, mark }))
    }

    /// Whether the password and the role are still those that were shown.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_still(&self, tx: &db::ReadTx) -> Result<bool, db::Error> {
        Ok(Self::load(tx, self.id())?.is_some_and(|now| now.mark == self.mark))
    }
}

/// What somebody types to sign in, and from where.
#[derive(Clone)]
pub struct Credentials {
    /// The identifier.
    pub email: String,
    /// The password.
    pub password: String,
    /// The network that asks.
    pub network: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Why nobody could even be told right or wrong.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Too many tries: seconds to wait.
    #[error("too many tries")]
    Wait(u32),
    /// Too many at once.
    #[error("too many passwords at once")]
    Busy,
    /// A fault of ours.
    #[error("{0}")]
    Fault(String),
    /// The database could not be asked.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<PasswordError> for SignInError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::Busy,
            PasswordError::Fault(cause) => Self::Fault(cause),
        }
    }
}

impl From<SignInError> for Error {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wait(seconds) => Self::TooMany(seconds),
            SignInError::Busy => Self::Unavailable(db::Error::Busy),
            SignInError::Fault(cause) => Self::Internal(cause),
            SignInError::Db(error) => error.into(),
        }
    }
}

impl From<axum_login::Error<Backend>> for Error {
    fn from(error: axum_login::Error<Backend>) -> Self {
        match error {
            axum_login::Error::Session(SessionError::Store(session_store::Error::Backend(error))) => {
                tracing::warn!(%error, "a session could not be read or written");
                Self::Unavailable(db::Error::Busy)
            }
            axum_login::Error::Session(error) => Self::Internal(error.to_string()),
            axum_login::Error::Backend(error) => error.into(),
        }
    }
}

/// Who may sign in.
#[derive(Clone)]
pub struct Backend(App);

impl AuthnBackend for Backend {
    type User = SignedIn;
    type Credentials = Credentials;
    type Error = SignInError;

    /// Checks a password. Counted before it is looked at; what nobody has takes the same time.
    async fn authenticate(&self, typed: Credentials) -> Result<Option<SignedIn>, SignInError> {
        let app = &self.0;
        let email = Email::parse(&typed.email).ok();
        let folded = email.as_ref().map_or_else(|| typed.email.trim().to_lowercase(), Email::folded);
        let attempt = Try::new(&folded, &typed.network);
        if app.limits.enabled() {
            let (now, counted) = (app.clock.now(), attempt.clone());
            let admitted = app.db.write(move |tx| tries::admit(tx, now, &counted)).await?;
            admitted.map_err(SignInError::Wait)?;
        }
        let looked = loop {
            match self.look(email.as_ref(), &typed.password, &attempt).await {
                Ok(Looked::Wrong) => break Ok(None),
                Ok(Looked::Right(signed_in)) => break Ok(Some(*signed_in)),
                Ok(Looked::Changed) => {}
                Err(error) => break Err(error),
            }
        };
        if looked.is_err() && app.limits.enabled() {
            let now = app.clock.now();
            app.db.write(move |tx| tries::take_back(tx, now, &attempt)).await?;
        }
        looked
    }

    async fn get_user(&self, id: &UserId<Self>) -> Result<Option<SignedIn>, SignInError> {
        let id = *id;
        Ok(self.0.db.read(move |tx| SignedIn::load(tx, id)).await?)
    }
}

/// What a look at a password found.
enum Looked {
    /// Not the one, or nobody's.
    Wrong,
    /// The one of this user.
    Right(Box<SignedIn>),
    /// It was the one, and another was chosen meanwhile.
    Changed,
}

impl Backend {
    async fn look(
        &self,
        email: Option<&Email>,
        password: &str,
        attempt: &Try,
    ) -> Result<Looked, SignInError> {
        let app = &self.0;
        let found = match email.cloned() {
            Some(email) => app.db.read(move |tx| store::password(tx, &email)).await?,
            None => None,
        };
        let (id, kept) = found.unzip();
        let kept = kept.flatten();
        let verdict = app.passwords.verify(password.to_owned(), kept.clone()).await?;
        let (Some(id), Verdict::Right | Verdict::Outdated(_)) = (id, &verdict) else {
            return Ok(Looked::Wrong);
        };
        let attempt = attempt.clone();
        app.db
            .write(move |tx| {
                // Looking takes a while: what was right then opens nothing if it is no longer the one.
                if store::credentials(tx, id)?.0 != kept {
                    return Ok(Looked::Changed);
                }
                if let Verdict::Outdated(better) = &verdict {
                    store::improve_password(tx, id, better)?;
                }
                tries::succeeded(tx, &attempt)?;
                let signed_in = SignedIn::load(tx, id)?;
                Ok(signed_in.map_or(Looked::Wrong, |signed_in| Looked::Right(Box::new(signed_in))))
            })
            .await
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Backend(…)")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Partner {
    type Rejection = Error;

    /// The guard has let the request through: there is somebody.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let session = parts.extensions.get::<AuthSession>();
        let signed_in = session.and_then(|session| session.user.clone()).ok_or(Error::NotFound)?;
        Ok(signed_in.partner)
    }
}

/// The digest by which the store knows a session.
pub fn digest(id: Id) -> Digest {
    sha256(&id.0.to_le_bytes())
}

/// Sessions in the database.
#[derive(Clone)]
pub struct Store(App);

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store(…)")
    }
}

#[async_trait]
impl SessionStore for Store {
    /// Ids are 128 random bits: two are never the same.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let user = record.data.get(WHO).and_then(|who| who.get("user_id")?.as_i64());
        let user = user.ok_or_else(|| session_store::Error::Encode("a session is somebody's".to_owned()))?;
        let device =
            record.data.get(DEVICE).and_then(|device| device.as_str()).unwrap_or_default().to_owned();
        let (now, id, data) = (self.0.clock.now(), digest(record.id), encode(record)?);
        let stored = self.0.db.write(move |tx| sessions::create(tx, now, &id, user, &device, &data)).await;
        stored.map_err(backend)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let (id, data) = (digest(record.id), encode(record)?);
        self.0.db.write(move |tx| sessions::save(tx, &id, &data)).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let (now, digest) = (self.0.clock.now(), digest(*id));
        let found = self.0.db.read(move |tx| sessions::load(tx, now, &digest)).await.map_err(backend)?;
        let Some(loaded) = found else { return Ok(None) };
        if loaded.to_be_seen {
            // It only lasts a little less long: no reason to turn somebody away.
            let seen = self.0.db.write(move |tx| sessions::seen(tx, now, &digest)).await;
            seen.unwrap_or_else(|error: db::Error| {
                tracing::warn!(%error, "that a session is in use could not be written");
            });
        }
        // One that has ended is nobody's, and keeps its cookie: what was being written finds its author by it.
        let data = serde_json::from_str(loaded.data.as_deref().unwrap_or("{}"))
            .map_err(|error| session_store::Error::Decode(error.to_string()))?;
        // The store alone decides how long a session lasts.
        Ok(Some(Record { id: *id, data, expiry_date: OffsetDateTime::UNIX_EPOCH }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        let digest = digest(*id);
        self.0.db.write(move |tx| sessions::delete(tx, &digest)).await.map_err(backend)
    }
}

fn encode(record: &Record) -> session_store::Result<String> {
    serde_json::to_string(&record.data).map_err(|error| session_store::Error::Encode(error.to_string()))
}

fn backend(error: db::Error) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}
