//! Coming in and going out: signing in, a forgotten password, a chosen one.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequest, Request, State};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use axum_login::AuthnBackend;
use maud::{Markup, html};

use super::session::{self, AuthSession, Credentials, DEVICE, SignInError};
use crate::access::link::{self, LinkRefusal};
use crate::access::password;
use crate::accounts::form::{self, EMAIL, NEW, PASSWORD};
use crate::accounts::mail::Writing;
use crate::accounts::store::{sessions, tries};
use crate::accounts::view::{self, SignInModel};
use crate::accounts::{User, device, store};
use crate::db;
use crate::domain::Token;
use crate::form::Errors;
use crate::ui::{self, Tone, title_prefix};
use crate::web::App;
use crate::web::client::{network, peer};
use crate::web::error::{Error, wait};
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::{Form, Query};

/// Where one was going.
const NEXT: &str = "suite";

/// What one was writing when the session was lost, as a query.
const WRITTEN: &str = "ecrit";

/// Row of who was writing it.
const AUTHOR: &str = "auteur";

/// Seconds to wait when too many sign in at once.
const BUSY_FOR: u32 = 5;

/// Says of a form that it comes back to be looked at, not to be stored.
pub const RESUMED: &str = "reprendre";

/// The address where one signs in, to go on to another of the extranet.
pub fn address(next: &str) -> String {
    Query::default().with(NEXT, local(next).unwrap_or_default()).at(paths::SignIn::PATH)
}

/// An address of the extranet and nothing else, so that signing in leads to no other site.
fn local(address: &str) -> Option<String> {
    let rest = address.strip_prefix(crate::web::paths::manage::ROOT)?;
    let within = rest.is_empty() || rest.starts_with(['/', '?']);
    let plain =
        address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') && !address.contains("//");
    (within && plain && address.parse::<axum::http::Uri>().is_ok()).then(|| address.to_owned())
}

/// The form.
pub async fn form(query: Query, session: AuthSession) -> Response {
    let next = query.first(NEXT).and_then(local);
    if session.user.is_some() {
        return Redirect::to(next.as_deref().unwrap_or(paths::Dashboard::PATH)).into_response();
    }
    let notice = match (query.first("fait"), &next) {
        (Some("deconnexion"), _) => Some(said(Tone::Ok, "Votre session est fermée.")),
        (Some("mot-de-passe"), _) => {
            Some(said(Tone::Ok, "Votre mot de passe est enregistré. Connectez-vous pour continuer."))
        }
        (_, Some(_)) => Some(said(Tone::Info, "Connectez-vous pour ouvrir cette page.")),
        _ => None,
    };
    let carried = Query::default().with(NEXT, next.unwrap_or_default());
    page("", &Errors::default(), notice, &carried).into_response()
}

fn said(tone: Tone, words: &str) -> Markup {
    ui::flash(tone, html! { p { (words) } })
}

fn page(email: &str, errors: &Errors, notice: Option<Markup>, carried: &Query) -> Page {
    let title = format!("{}Se connecter", title_prefix(errors));
    Page::private(title, view::sign_in_page(&SignInModel { email, errors, notice, carried }))
}

/// The form, with what its author was writing when the session ended. Nobody's words are carried: they would
/// be shown to whoever comes next.
pub fn lost(address: &str, author: Option<i64>, written: &Query) -> Page {
    let mut carried = Query::default().with(NEXT, local(address).unwrap_or_default());
    let author = author.filter(|_| *written != Query::default());
    if let Some(author) = author {
        carried.push(WRITTEN, written.at("").trim_start_matches('?'));
        carried.push(AUTHOR, author.to_string());
    }
    let notice = ui::flash(
        Tone::Warn,
        html! {
            p {
                strong { "Votre session est terminée." }
                @match author {
                    Some(_) => " Rien n’est perdu\u{a0}: connectez-vous, et vous retrouverez ce que vous écriviez. Les fichiers seront à choisir de nouveau.",
                    None => " Rien n’a été enregistré\u{a0}: connectez-vous, puis recommencez.",
                }
            }
        },
    );
    page("", &Errors::default(), Some(notice), &carried)
}

/// Whose session it was, if it is still remembered.
///
/// # Errors
/// What SQLite says.
pub async fn author(app: &App, session: &AuthSession) -> Result<Option<i64>, Error> {
    let Some(digest) = session.session.id().map(session::digest) else { return Ok(None) };
    Ok(app.db.read(move |tx| sessions::author(tx, &digest)).await?)
}

/// What the form sends.
pub async fn send(
    mut session: AuthSession,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    let browser = Browser::read(&app, &request);
    let Form(texts) = Form::from_request(request, &app).await?;
    let carried = carried(&texts);
    let mut errors = Errors::default();
    let email = EMAIL.text(texts.raw(EMAIL.name), &mut errors);
    let password = texts.raw(PASSWORD.name);
    if password.is_empty() {
        errors.push(PASSWORD.name, "Indiquez votre mot de passe.");
    }
    let (Some(email), true) = (email, errors.is_empty()) else {
        return Ok(refused(texts.raw(EMAIL.name), &errors, &carried));
    };
    let credentials =
        Credentials { email: email.clone(), password: password.to_owned(), network: browser.network };
    // By the backend: what axum-login says of a refusal in the log is for the operator of another program.
    let user = match session.backend.authenticate(credentials).await {
        Ok(Some(user)) => user,
        Ok(None) => {
            errors.push(
                EMAIL.name,
                "Cet identifiant et ce mot de passe ne vont pas ensemble. Vérifiez-les tous les deux.",
            );
            return Ok(refused(&email, &errors, &carried));
        }
        Err(SignInError::Wait(seconds)) => {
            let sentence = format!("Trop d’essais ont échoué. Attendez {}, puis réessayez.", wait(seconds));
            return Ok(later(&email, StatusCode::TOO_MANY_REQUESTS, seconds, sentence, &carried));
        }
        Err(SignInError::Busy | SignInError::Db(db::Error::Busy | db::Error::Full)) => {
            let sentence = format!("Le site est très demandé. Attendez {}, puis réessayez.", wait(BUSY_FOR));
            return Ok(later(&email, StatusCode::SERVICE_UNAVAILABLE, BUSY_FOR, sentence, &carried));
        }
        Err(error) => return Err(error.into()),
    };
    // Always a new id, whoever was signed in before.
    session.session.cycle_id().await.map_err(axum_login::Error::Session)?;
    session.session.insert(DEVICE, browser.device).await.map_err(axum_login::Error::Session)?;
    session.login(&user).await?;
    Ok(welcome(&carried, user.partner.id()))
}

/// What is known of the browser that asks.
struct Browser {
    network: String,
    device: String,
}

impl Browser {
    fn read(app: &App, request: &Request) -> Self {
        let headers = request.headers();
        let peer = peer(request.extensions().get::<ConnectInfo<SocketAddr>>());
        let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self {
            network: network(app.trusted_proxies.client(peer, headers)).to_string(),
            device: device::name(agent),
        }
    }
}

/// What goes with the form, and nothing that anybody added.
fn carried(texts: &Query) -> Query {
    let mut carried = Query::default();
    for name in [NEXT, WRITTEN, AUTHOR] {
        carried.push(name, texts.raw(name));
    }
    carried
}

fn refused(email: &str, errors: &Errors, carried: &Query) -> Response {
    page(email, errors, None, carried).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
}

/// The form, to be sent again in so many seconds.
fn later(email: &str, status: StatusCode, seconds: u32, sentence: String, carried: &Query) -> Response {
    let mut errors = Errors::default();
    errors.push(EMAIL.name, sentence);
    let page = page(email, &errors, None, carried).status(status);
    Page { retry_after: Some(seconds), ..page }.into_response()
}

/// Where somebody goes once signed in: where they were going, or what they were writing.
fn welcome(carried: &Query, user: i64) -> Response {
    let next = local(carried.raw(NEXT));
    let written = Query::parse(carried.raw(WRITTEN));
    match next {
        Some(next) if written == Query::default() => Redirect::to(&next).into_response(),
        Some(next) if carried.raw(AUTHOR).parse() == Ok(user) => {
            Page::private("Reprendre ce que vous écriviez", resume_page(&next, &written)).into_response()
        }
        _ => Redirect::to(paths::Dashboard::PATH).into_response(),
    }
}

/// What was written goes back into its own form, to be looked at and sent again.
fn resume_page(next: &str, written: &Query) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head("Vous êtes connecté", html! {
                    p class="lead" { "Ce que vous écriviez est encore là. Relisez-le, puis enregistrez." }
                }))
                form method="post" action=(next) {
                    @for (name, value) in written.pairs() { input type="hidden" name=(name) value=(value); }
                    input type="hidden" name=(RESUMED) value="oui";
                    button class="button" id="reprendre" type="submit" autofocus { "Reprendre ma saisie" }
                }
                p { a class="alone" href=(paths::Dashboard) { "Abandonner et aller au tableau de bord" } }
            }
        }
    }
}

/// Ends the session.
pub async fn sign_out(mut session: AuthSession) -> Result<Response, Error> {
    session.logout().await?;
    let to = Query::default().with("fait", "deconnexion").at(paths::SignIn::PATH);
    let mut response = Redirect::to(&to).into_response();
    // On a shared computer nothing of what was seen stays behind.
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(response)
}

/// Where one says that one forgot one's password.
pub async fn forgotten() -> Page {
    Page::private("Mot de passe oublié", view::forgotten_page("", &Errors::default()))
}

/// Sends the link, if there is such an account; the page is the same.
pub async fn ask(State(app): State<App>, Form(texts): Form) -> Result<Page, Error> {
    let typed = texts.raw(EMAIL.name);
    let email = match form::check_email(typed) {
        Ok(email) => email,
        Err(errors) => {
            let page = Page::private("Erreur – Mot de passe oublié", view::forgotten_page(typed, &errors));
            return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let (shared, now) = (app.clone(), app.clock.now());
    app.db
        .write(move |tx| {
            if let Some(user) = store::find_by_email(tx, &email)? {
                writing(&shared, now).reset(tx, &user)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Page::private("Regardez vos courriels", view::asked_page()))
}

/// What the mails of accounts need.
pub fn writing(app: &App, now: crate::clock::Now) -> Writing<'_> {
    Writing { site: &app.site, extranet: app.extranet_url(), key: &app.key, now }
}

/// Where one chooses a password by the link of a mail. Opening it changes nothing.
pub async fn choose(path: paths::ChoosePassword, State(app): State<App>) -> Result<Page, Error> {
    match chooser(&app, &path.token).await? {
        Some(user) => Ok(choice(&path.token, &user, &Errors::default())),
        None => Ok(used_link()),
    }
}

fn choice(token: &Token, user: &User, errors: &Errors) -> Page {
    let title = format!("{}Choisir un mot de passe", title_prefix(errors));
    Page::private(title, view::choose_page(token, user, errors))
}

fn used_link() -> Page {
    Page::private("Lien expiré", view::used_link_page()).status(StatusCode::GONE)
}

/// Who chooses by this link; nobody when it was used or its time has passed.
///
/// # Errors
/// [`Error::NotFound`] when nobody ever made it… as far as one can know once it was used.
async fn chooser(app: &App, token: &Token) -> Result<Option<User>, Error> {
    let (now, token) = (app.clock.now(), token.clone());
    app.db
        .read(move |tx| match link::password_choice(tx, &token, now) {
            Ok(allowed) => Ok(store::find(tx, allowed.user())?),
            // A link that was used is forgotten, and must still lead to a helpful page.
            Err(LinkRefusal::Expired | LinkRefusal::Unknown) => Ok(None),
            Err(LinkRefusal::Db(error)) => Err(error.into()),
        })
        .await
}

/// Keeps the password that was chosen; one signs in with it.
pub async fn chosen(
    path: paths::ChoosePassword,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let Some(user) = chooser(&app, &path.token).await? else { return Ok(used_link().into_response()) };
    let kept = match new_password(&app, &user, texts.raw(NEW.name)).await? {
        Ok(password) => keep(&app, password).await?,
        Err(errors) => {
            let page = choice(&path.token, &user, &errors).status(StatusCode::UNPROCESSABLE_ENTITY);
            return Ok(page.into_response());
        }
    };
    let (shared, now, token) = (app.clone(), app.clock.now(), path.token);
    let done = app
        .db
        .write(move |tx| match link::password_choice(tx, &token, now) {
            Ok(allowed) => {
                store::choose_password(tx, &allowed, &kept)?;
                tries::forgive(tx, &user.email.folded())?;
                writing(&shared, now).changed(tx, &user)?;
                Ok::<_, Error>(true)
            }
            // Used meanwhile, in another window.
            Err(LinkRefusal::Expired | LinkRefusal::Unknown) => Ok(false),
            Err(LinkRefusal::Db(error)) => Err(error.into()),
        })
        .await?;
    if !done {
        return Ok(used_link().into_response());
    }
    let to = Query::default().with("fait", "mot-de-passe").at(paths::SignIn::PATH);
    Ok(Redirect::to(&to).into_response())
}

/// Checks the password that a user chooses, and gives it back.
pub async fn new_password(app: &App, user: &User, typed: &str) -> Result<Result<String, Errors>, Error> {
    let (password, context) = (typed.to_owned(), context(app, user));
    let checked = tokio::task::spawn_blocking(move || {
        let words: Vec<&str> = context.iter().map(String::as_str).collect();
        let checked = if password.is_empty() {
            Err("Choisissez un mot de passe.".to_owned())
        } else {
            password::check_choice(&password, &words)
        };
        checked.map(|()| password)
    })
    .await
    .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(checked.map_err(|sentence| {
        let mut errors = Errors::default();
        errors.push(NEW.name, sentence);
        errors
    }))
}

/// What is kept of a password that may be chosen.
pub async fn keep(app: &App, password: String) -> Result<String, Error> {
    Ok(app.passwords.hash(password).await.map_err(SignInError::from)?)
}

/// The words that anybody would try for this person.
fn context(app: &App, user: &User) -> Vec<String> {
    let told =
        [user.name.as_str(), user.email.as_str(), &app.site.name, &app.site.territory, "stage", "extranet"];
    told.iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| word.len() > 2)
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn signing_in_leads_to_the_extranet_and_nowhere_else() {
        for ours in
            ["/gestion", "/gestion/projets/12", "/gestion?fait=x", "/gestion/projets/nouveau?q=caf%C3%A9"]
        {
            assert_eq!(local(ours).as_deref(), Some(ours));
        }
        for elsewhere in [
            "",
            "/",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/gestionnaire",
            "/gestion//evil.example",
            "/gestion\\..",
            "gestion",
            "/offres-de-stage",
            "/gestion\r\nX: y",
            "/%2f%2fevil.example",
            "javascript:alert(1)",
            "/gestion/é",
            " /gestion",
            "/gestion ",
            "\t/gestion",
        ] {
            assert_eq!(local(elsewhere), None, "{elsewhere}");
        }
    }
}
