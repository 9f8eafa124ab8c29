//! Pages by link, for people who applied or registered: what they sent, and the way to take it back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::html;

use crate::access::Access;
use crate::access::link::{self, Followed, LinkRefusal};
use crate::applications::mail::Writing as ApplicationMails;
use crate::applications::{self, Application, view as application_view};
use crate::clock::Now;
use crate::db::WriteTx;
use crate::deposits;
use crate::domain::Token;
use crate::events::{self, PublicEvent};
use crate::offers::{self, PublicOffer};
use crate::receipts;
use crate::registrations::mail::Writing as RegistrationMails;
use crate::registrations::{self, Registration, view as registration_view};
use crate::ui;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::routes::Routes;
use crate::web::{App, paths};

/// Adds the routes of the links.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get::<paths::Follow>(Access::LinkHolder, get(page))
        .get::<paths::Withdraw>(Access::LinkHolder, get(confirm))
        .post::<paths::Withdraw>(Access::LinkHolder, post(withdraw))
        .post::<paths::FreshLink>(Access::LinkHolder, post(fresh_link))
}

/// What a link leads to, read in one snapshot.
enum Seen {
    /// A deposit has pages of its own.
    Deposit,
    Application(Box<Application>),
    Registration(Box<Registration>, Option<Box<PublicEvent>>),
}

async fn see(app: &App, token: &Token, now: Now) -> Result<Seen, Error> {
    let token = token.clone();
    let read = app
        .db
        .read(move |tx| {
            Ok::<_, LinkRefusal>(match link::follow(tx, &token, now)? {
                Followed::Application(allowed) => {
                    Seen::Application(Box::new(applications::store::followed(tx, now, &allowed)?))
                }
                Followed::Registration(allowed) => {
                    let registration = registrations::store::read(tx, &allowed)?;
                    let event = match events::store::find(tx, now, registration.event)? {
                        events::Found::Published(event) => Some(event),
                        _ => None,
                    };
                    Seen::Registration(Box::new(registration), event)
                }
                Followed::Deposit(_) => Seen::Deposit,
            })
        })
        .await;
    read.map_err(Error::from)
}

/// One's own application or registration; an expired link offers to send a fresh one.
async fn page(path: paths::Follow, State(app): State<App>) -> Result<Page, Error> {
    let now = app.clock.now();
    match see(&app, &path.token, now).await {
        Ok(Seen::Deposit) => Err(Error::NotFound),
        Ok(Seen::Application(application)) => {
            let main = application_view::followed_page(&application, &path.token, app.site.zone);
            Ok(Page::private("Ma candidature", main))
        }
        Ok(Seen::Registration(registration, event)) => {
            let main = registration_view::followed_page(
                &registration,
                event.as_deref(),
                &path.token,
                now,
                app.site.zone,
            );
            Ok(Page::private("Mon inscription", main))
        }
        Err(Error::LinkExpired) => Ok(expired(&path.token)),
        Err(error) => Err(error),
    }
}

/// A link whose time has passed.
pub fn expired(token: &Token) -> Page {
    let main = html! {
        div class="wrap error-page" {
            h1 tabindex="-1" autofocus { "Ce lien n’est plus valable" }
            p { "Les liens envoyés par courriel s’arrêtent après quelque temps, pour protéger vos données." }
            form method="post" action=(paths::FreshLink { token: token.clone() }) {
                (ui::submit("Recevoir un nouveau lien"))
            }
            p class="soft" { "Il sera envoyé à l’adresse e-mail que vous aviez donnée." }
        }
    };
    Page::private("Lien expiré", main).status(StatusCode::GONE)
}

/// Where one confirms that one takes it back: opening a link changes nothing.
async fn confirm(path: paths::Withdraw, State(app): State<App>) -> Result<Response, Error> {
    let now = app.clock.now();
    let back = Redirect::to(&paths::Follow { token: path.token.clone() }.to_string());
    let seen = match see(&app, &path.token, now).await {
        Err(Error::LinkExpired) => return Ok(expired(&path.token).into_response()),
        seen => seen?,
    };
    match seen {
        Seen::Deposit => Err(Error::NotFound),
        Seen::Application(application) if application.withdrawn_at.is_some() => Ok(back.into_response()),
        Seen::Registration(registration, _)
            if registration.cancelled_at.is_some() || registration.is_over(now) =>
        {
            Ok(back.into_response())
        }
        Seen::Application(application) => {
            let main = application_view::withdraw_page(&application, &path.token);
            Ok(Page::private("Retirer ma candidature", main).into_response())
        }
        Seen::Registration(registration, _) => {
            let main = registration_view::cancel_page(&registration, &path.token);
            Ok(Page::private("Annuler mon inscription", main).into_response())
        }
    }
}

/// Takes it back. A second time changes nothing.
async fn withdraw(path: paths::Withdraw, State(app): State<App>) -> Result<Redirect, Error> {
    let (now, shared, token) = (app.clock.now(), app.clone(), path.token.clone());
    app.db
        .write(move |tx| {
            match link::follow(tx, &token, now)? {
                Followed::Application(allowed) => {
                    let application = applications::store::followed(tx, now, &allowed)?;
                    if applications::store::withdraw(tx, now, &allowed)? {
                        let confirmation = paths::Applied {
                            number: application.offer_number,
                            reference: application.reference.to_string(),
                        };
                        receipts::forget(tx, &confirmation.to_string())?;
                        tell_of_withdrawal(tx, &shared, now, &application)?;
                    }
                }
                Followed::Registration(allowed) => {
                    let registration = registrations::store::read(tx, &allowed)?;
                    let open = !registration.is_over(now);
                    if open && registrations::store::cancel(tx, now, &allowed)? {
                        let confirmation = paths::Registered {
                            number: registration.event,
                            reference: registration.reference.to_string(),
                        };
                        receipts::forget(tx, &confirmation.to_string())?;
                        tell_of_cancellation(tx, &shared, now, &registration)?;
                    }
                }
                Followed::Deposit(_) => return Err(LinkRefusal::Unknown),
            }
            Ok::<_, LinkRefusal>(())
        })
        .await?;
    Ok(Redirect::to(&paths::Follow { token: path.token }.to_string()))
}

fn tell_of_withdrawal(
    tx: &WriteTx,
    app: &App,
    now: Now,
    application: &Application,
) -> Result<(), LinkRefusal> {
    if let Some(offer) = offer_of(tx, application)? {
        let writing =
            ApplicationMails { site: &app.site, base_url: &app.base_url, key: &app.key, offer: &offer, now };
        writing.withdrawn(tx, application)?;
    }
    Ok(())
}

fn tell_of_cancellation(
    tx: &WriteTx,
    app: &App,
    now: Now,
    registration: &Registration,
) -> Result<(), LinkRefusal> {
    if let Some(event) = events::store::ever_online(tx, registration.event)? {
        let writing =
            RegistrationMails { site: &app.site, base_url: &app.base_url, key: &app.key, event: &event, now };
        writing.cancelled(tx, &registration.draft, registration.id, &registration.reference)?;
    }
    Ok(())
}

fn offer_of(tx: &WriteTx, application: &Application) -> Result<Option<PublicOffer>, LinkRefusal> {
    Ok(offers::store::ever_online(tx, application.offer)?)
}

/// Sends a fresh link to the address on file. The page is the same whatever happened.
async fn fresh_link(path: paths::FreshLink, State(app): State<App>) -> Result<Page, Error> {
    let (now, shared) = (app.clock.now(), app.clone());
    app.db
        .write(move |tx| {
            match link::expired(tx, &path.token, now)? {
                Followed::Application(allowed) => {
                    let application = applications::store::followed(tx, now, &allowed)?;
                    if let Some(offer) = offer_of(tx, &application)? {
                        let (site, base_url, key) = (&shared.site, &shared.base_url, &shared.key);
                        ApplicationMails { site, base_url, key, offer: &offer, now }
                            .fresh_link(tx, &application)?;
                    }
                }
                Followed::Registration(allowed) => {
                    let registration = registrations::store::read(tx, &allowed)?;
                    let (site, base_url, key) = (&shared.site, &shared.base_url, &shared.key);
                    registrations::mail::fresh_link(tx, now, site, base_url, key, &registration)?;
                }
                Followed::Deposit(allowed) => {
                    let deposit = deposits::store::read(tx, &allowed)?;
                    if !link::deposit_is_open(tx, now, deposit.id)? {
                        let until = now.plus(deposits::store::FOLLOWED);
                        link::create_to_deposit(tx, &shared.key, now, deposit.id, until)?;
                    }
                    let (site, base_url, extranet) = (&shared.site, &shared.base_url, shared.extranet_url());
                    deposits::mail::Writing { site, base_url, extranet, now, deposit: &deposit }
                        .fresh_link(tx)?;
                }
            }
            Ok::<_, LinkRefusal>(())
        })
        .await?;
    let main = html! {
        div class="wrap error-page" {
            h1 tabindex="-1" autofocus { "Un nouveau lien est en route" }
            p { "Il arrive à l’adresse e-mail que vous aviez donnée. S’il n’est pas là dans quelques minutes, regardez parmi les courriels indésirables." }
            p class="actions" { a class="button" href=(paths::Home) { "Aller à l’accueil" } }
        }
    };
    Ok(Page::private("Nouveau lien envoyé", main))
}
