//! One's own account: password, telephone, alerts, sessions.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use axum_login::AuthnBackend;

use super::session::{self, AuthSession, Credentials, SignInError, SignedIn};
use super::sign_in::{RESUMED, keep, new_password, writing};
use crate::access::Partner;
use crate::accounts::form::{self, CURRENT, NEW, PHONE};
use crate::accounts::store::{self, sessions};
use crate::accounts::view::{self, AccountModel};
use crate::accounts::{SessionLine, User};
use crate::db;
use crate::form::Errors;
use crate::ui::title_prefix;
use crate::web::App;
use crate::web::error::{Error, wait};
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};

/// The page.
pub async fn page(
    session: AuthSession,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let done = match query.first("fait") {
        Some("mot-de-passe") => Some("Votre mot de passe est changé. Vos autres sessions sont terminées."),
        Some("coordonnees") => Some("Vos coordonnées sont enregistrées."),
        Some("sessions") => Some("C’est fait\u{a0}: la liste ci-dessous est à jour."),
        _ => None,
    };
    let seen = See::read(&app, &session, &partner).await?;
    let phone = seen.user.phone.as_ref().map(crate::domain::Phone::display).unwrap_or_default();
    Ok(seen.page(&app, &phone, &Errors::default(), done))
}

/// What the page shows.
struct See {
    user: User,
    sessions: Vec<SessionLine>,
}

impl See {
    async fn read(app: &App, session: &AuthSession, partner: &Partner) -> Result<Self, Error> {
        let (now, id) = (app.clock.now(), partner.id());
        let current = session.session.id().map(session::digest).unwrap_or_default();
        let (user, sessions) = app
            .db
            .read(move |tx| {
                let user = store::find(tx, id)?;
                Ok::<_, db::Error>((user, sessions::of_user(tx, now, id, &current)?))
            })
            .await?;
        Ok(Self { user: user.ok_or(Error::NotFound)?, sessions })
    }

    fn page(&self, app: &App, phone: &str, errors: &Errors, done: Option<&str>) -> Page {
        let model = AccountModel {
            user: &self.user,
            phone,
            sessions: &self.sessions,
            errors,
            done,
            zone: app.site.zone,
        };
        let title = format!("{}Mon compte", title_prefix(errors));
        let page = Page::private(title, view::account_page(&model)).nav(paths::Account::PATH);
        if errors.is_empty() { page } else { page.status(StatusCode::UNPROCESSABLE_ENTITY) }
    }
}

fn back(done: &str) -> Response {
    Redirect::to(&Query::default().with("fait", done).at(paths::Account::PATH)).into_response()
}

/// Changes the password: the other sessions end, and this one goes on under another id.
pub async fn password(
    mut session: AuthSession,
    partner: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let seen = See::read(&app, &session, &partner).await?;
    let mut errors = Errors::default();
    let current = current(&session, &seen.user, texts.raw(CURRENT.name)).await?;
    let new = new_password(&app, &seen.user, texts.raw(NEW.name)).await?;
    let (shown, kept) = match (current, new) {
        (Ok(shown), Ok(password)) => (shown, keep(&app, password).await?),
        (current, new) => {
            current.err().into_iter().for_each(|sentence| errors.push(CURRENT.name, sentence));
            new.err()
                .iter()
                .flat_map(Errors::iter)
                .for_each(|error| errors.push(error.field, error.message.clone()));
            return Ok(refused(&app, &seen, &errors));
        }
    };
    let (shared, now, user) = (app.clone(), app.clock.now(), seen.user.clone());
    let changed = app
        .db
        .write(move |tx| {
            // Another was chosen meanwhile, perhaps to keep out whoever holds the old one.
            if !shown.is_still(tx)? {
                return Ok(None);
            }
            store::set_password(tx, user.id, &kept)?;
            writing(&shared, now).changed(tx, &user)?;
            SignedIn::load(tx, user.id)
        })
        .await?;
    let Some(signed_in) = changed else {
        errors.push(CURRENT.name, NOT_CURRENT);
        return Ok(refused(&app, &seen, &errors));
    };
    session.session.cycle_id().await.map_err(axum_login::Error::Session)?;
    session.login(&signed_in).await?;
    Ok(back("mot-de-passe"))
}

fn refused(app: &App, seen: &See, errors: &Errors) -> Response {
    let phone = seen.user.phone.as_ref().map(crate::domain::Phone::display).unwrap_or_default();
    seen.page(app, &phone, errors, None).into_response()
}

const NOT_CURRENT: &str = "Ce n’est pas votre mot de passe actuel.";

/// Whoever the current password shows, which is counted as a try to sign in; or what is wrong with it.
async fn current(session: &AuthSession, user: &User, typed: &str) -> Result<Result<SignedIn, String>, Error> {
    if typed.is_empty() {
        return Ok(Err("Indiquez votre mot de passe actuel.".to_owned()));
    }
    let credentials = Credentials {
        email: user.email.to_string(),
        password: typed.to_owned(),
        network: format!("session of {}", user.id),
    };
    match session.backend.authenticate(credentials).await {
        Ok(Some(shown)) => Ok(Ok(shown)),
        Ok(None) => Ok(Err(NOT_CURRENT.to_owned())),
        Err(SignInError::Wait(seconds)) => {
            Ok(Err(format!("Trop d’essais ont échoué. Attendez {}, puis réessayez.", wait(seconds))))
        }
        Err(error) => Err(error.into()),
    }
}

/// Changes the telephone, and what is told by mail.
pub async fn details(
    session: AuthSession,
    partner: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    if !texts.has(PHONE.name) {
        // Blank takes the number away; nothing at all is no form of ours.
        return Err(Error::BadForm);
    }
    let (typed, alert_mails) = (texts.raw(PHONE.name), !texts.raw(form::ALERT_MAILS.name).is_empty());
    let checked = if texts.has(RESUMED) { Err(Errors::default()) } else { form::check_phone(typed) };
    let phone = match checked {
        Ok(phone) => phone,
        Err(errors) => {
            let mut seen = See::read(&app, &session, &partner).await?;
            seen.user.alert_mails = alert_mails;
            return Ok(seen.page(&app, typed, &errors, None).into_response());
        }
    };
    let id = partner.id();
    app.db.write(move |tx| store::set_details(tx, id, phone.as_ref(), alert_mails)).await?;
    Ok(back("coordonnees"))
}

/// Ends one session, or all the others.
pub async fn sessions(
    session: AuthSession,
    partner: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let (user, one) = (partner.id(), texts.first("session").map(str::parse::<i64>));
    let current = session.session.id().map(session::digest).unwrap_or_default();
    match one {
        Some(Ok(one)) => app.db.write(move |tx| sessions::end(tx, user, one)).await?,
        Some(Err(_)) => return Err(Error::BadForm),
        None => app.db.write(move |tx| sessions::end_others(tx, user, &current)).await?,
    }
    Ok(back("sessions"))
}
