//! The page that a company's link opens: where its deposit stands, and what it may do with it.

use axum::extract::State;
use axum::response::Redirect;
use maud::{Markup, html};

use super::review::all_rows;
use super::{Held, Standing, in_time, open, private, writing};
use crate::access::link;
use crate::clock::Zone;
use crate::deposits::{DepositKind, store};
use crate::domain::{Phone, Token};
use crate::french;
use crate::ui::{self, Tone};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths;
use crate::web::paths::deposit as here;
use crate::web::query::Query;
use crate::{accounts, projects};

/// Who takes care of it, for the company.
struct Manager {
    name: String,
    email: String,
    phone: Option<Phone>,
}

/// The page.
pub async fn page(path: here::Deposit, State(app): State<App>) -> Result<Page, Error> {
    let (held, now) = open(&app, &path.token).await?;
    let project = held.deposit.sent.as_ref().map(|sent| sent.project);
    let shared = app.clone();
    let (held, rows, manager) = app
        .db
        .read(move |tx| {
            let rows = match held.deposit.kind {
                DepositKind::Help => vec![("Votre demande", held.fields.raw("request").to_owned())],
                _ => all_rows(tx, &shared, now, &held)?,
            };
            let manager = match project {
                Some(project) => projects::store::find(tx, project)?.and_then(|project| project.manager_id),
                None => None,
            };
            let manager = match manager {
                Some(manager) => accounts::store::find(tx, manager)?,
                None => None,
            };
            Ok::<_, crate::db::Error>((held, rows, manager))
        })
        .await?;
    let manager =
        manager.map(|user| Manager { name: user.name, email: user.email.to_string(), phone: user.phone });
    let (title, main) = match &held.deposit.sent {
        None => ("Mon brouillon", draft(&held, &path.token, app.site.zone)),
        Some(_) => ("Ma demande", sent(&held, &path.token, manager.as_ref(), &rows, app.site.zone)),
    };
    Ok(private(title, main))
}

fn draft(held: &Held, token: &Token, zone: Zone) -> Markup {
    let day =
        french::date_long(zone.local(held.deposit.updated_at + store::DRAFT_KEPT.whole_seconds()).date());
    html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head("Votre brouillon", html! {
                    p class="lead" { "Rien n’est encore transmis. Le brouillon est gardé jusqu’au " (day) "." }
                }))
                p class="actions" {
                    a class="button" id="continuer" href=(here::ItemStep { token: token.clone() }) { "Continuer" }
                    a class="button quiet" id="premiere-etape" href=(here::CompanyStep { token: token.clone() }) { "Revoir la première étape" }
                }
                p { a class="alone" href=(here::Removal { token: token.clone() }) { "Supprimer ce brouillon" } }
            }
        }
    }
}

fn sent(
    held: &Held,
    token: &Token,
    manager: Option<&Manager>,
    rows: &[(&'static str, String)],
    zone: Zone,
) -> Markup {
    let deposit = &held.deposit;
    let mut facts =
        vec![("Entreprise", html! { (held.company_name()) }), ("Demande", html! { (deposit.kind.label()) })];
    if let Some(sent) = &deposit.sent {
        facts.push(("Envoyée", html! { (french::date_time_long(zone.local(sent.at))) }));
        if deposit.reopened_at.is_none() && deposit.updated_at > sent.at {
            facts.push(("Corrigée", html! { (french::date_time_long(zone.local(deposit.updated_at))) }));
        }
    }
    let returned = deposit.sent.as_ref().is_some_and(|sent| sent.returned_at.is_some());
    html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head(if returned { "Votre demande est à compléter" } else { heading(held) }, html! {
                    p class="lead" { "Référence\u{a0}: " strong { (deposit.reference) } }
                }))
                (ui::definitions(&facts))
                @if let Some(message) = deposit.message.as_deref().filter(|_| returned || held.standing == Standing::Closed) {
                    (ui::notice(if returned { Tone::Warn } else { Tone::Info }, html! {
                        p { strong { @if returned { "On vous demande de compléter votre demande\u{a0}:" } @else { "Message de la personne qui a lu votre demande\u{a0}:" } } }
                        (ui::prose(message))
                    }))
                }
                (next(held, manager, returned))
                (acts(held, token, returned))
                (written(rows))
            }
        }
    }
}

/// What the company wrote, to be read again.
fn written(rows: &[(&'static str, String)]) -> Markup {
    let rows: Vec<(&str, Markup)> = rows
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(label, text)| (*label, ui::prose(text)))
        .collect();
    html! {
        @if !rows.is_empty() {
            details class="letter" {
                summary { "Relire ce que vous avez écrit" }
                div { (ui::definitions(&rows)) }
            }
        }
    }
}

fn heading(held: &Held) -> &'static str {
    match (held.standing, held.deposit.kind) {
        (Standing::Online, DepositKind::Event) => "Votre rencontre est en ligne",
        (Standing::Online, _) => "Votre offre est en ligne",
        (Standing::Over, DepositKind::Event) => "Votre rencontre n’est plus en ligne",
        (Standing::Over, _) => "Votre offre n’est plus en ligne",
        (Standing::Closed, _) => "Votre demande est classée",
        (Standing::Waiting | Standing::Help, _) => "Votre demande est bien arrivée",
    }
}

/// What happens next.
fn next(held: &Held, manager: Option<&Manager>, returned: bool) -> Markup {
    html! {
        section class="panel" aria-labelledby="suite" {
            h2 id="suite" { "Et maintenant\u{202f}?" }
            @match (held.standing, manager) {
                (Standing::Waiting, _) if returned => p { "Complétez votre demande, puis envoyez-la de nouveau\u{a0}: elle sera relue." },
                (Standing::Help, _) if returned => p { "Répondez au courriel que vous avez reçu, ou appelez." },
                (Standing::Closed, _) if held.deposit.kind == DepositKind::Help => p { "Vous pouvez nous écrire, ou faire une autre demande." },
                (Standing::Closed, _) => p { "Elle ne paraîtra pas. Vous pouvez nous écrire, ou déposer autre chose." },
                (Standing::Over, _) => p { "Les visiteurs ne la voient plus. Pour la remettre en ligne, écrivez à la personne qui la suit." },
                (Standing::Online, _) => p { "Les visiteurs la voient et y répondent. Pour la changer ou la retirer, écrivez à la personne qui la suit." },
                (Standing::Help, Some(_)) => p { "On vous rappelle." },
                (_, Some(_)) => p { "Elle est relue avant de paraître\u{202f}; on vous appelle s’il manque quelque chose." },
                (Standing::Help, None) => p { "Un conseiller lit votre demande et vous rappelle. Vous recevrez son nom par courriel." },
                (Standing::Waiting, None) => ol class="prose" {
                    li { "Un conseiller lit votre demande\u{a0}: vous recevrez son nom par courriel." }
                    li { "Il vous appelle s’il manque quelque chose." }
                    li { "Il la met en ligne, et vous recevez le lien." }
                },
            }
            @if let Some(manager) = manager {
                p {
                    "Suivie par " strong { (manager.name) } br;
                    a href={ "mailto:" (manager.email) } { (manager.email) }
                    @if let Some(phone) = &manager.phone { br; "Tél.\u{a0}: " (ui::phone_link(phone)) }
                }
            }
        }
    }
}

fn acts(held: &Held, token: &Token, returned: bool) -> Markup {
    let public =
        held.deposit.sent.as_ref().and_then(|sent| sent.item).map(|number| match held.deposit.kind {
            DepositKind::Event => paths::Event::page(number).to_string(),
            _ => paths::Offer { number }.to_string(),
        });
    html! {
        @match held.standing {
            Standing::Online => @if let Some(public) = &public {
                p class="actions" { a class="button" id="voir" href=(public) { "Voir l’annonce" } }
            },
            Standing::Waiting => @if held.deposit.reopened_at.is_some() {
                (ui::notice(Tone::Warn, html! { p { "Vos corrections ne sont pas encore envoyées." } }))
                p class="actions" {
                    a class="button" id="continuer" href=(here::ItemStep { token: token.clone() }) { "Continuer mes corrections" }
                }
            } @else {
                form method="post" action=(here::Correction { token: token.clone() }) {
                    button class={ "button" @if !returned { " quiet" } } id="corriger" type="submit" {
                        @if returned { "Compléter ma demande" } @else { "Compléter ou corriger ma demande" }
                    }
                }
            },
            Standing::Over | Standing::Closed | Standing::Help => p class="actions" {
                a class="button quiet" id="ecrire" href=(paths::Contact) { "Nous écrire" }
            },
        }
    }
}

/// Begins to correct what was sent: the draft is made anew from what is stored.
pub async fn reopen(path: here::Correction, State(app): State<App>) -> Result<Redirect, Error> {
    let (now, token) = (app.clock.now(), path.token.clone());
    let writable = app
        .db
        .write(move |tx| {
            let (allowed, held) = writing(tx, &token, now)?;
            if held.standing != Standing::Waiting || held.deposit.sent.is_none() {
                return Ok(false);
            }
            if !held.deposit.is_being_written() {
                store::reopen(tx, now, &allowed, &stored_fields(&held)?.encoded())?;
                link::extend_deposit(tx, held.deposit.id, held.good_until(now))?;
            }
            Ok::<_, Error>(true)
        })
        .await;
    let token = path.token;
    Ok(match in_time(&app, &token, writable).await? {
        true => Redirect::to(&here::ItemStep { token }.to_string()),
        false => Redirect::to(&here::Deposit { token }.to_string()),
    })
}

/// The fields of a draft, from what is stored: a partner may have changed it meanwhile.
fn stored_fields(held: &Held) -> Result<Query, Error> {
    let fields = held.stored.as_ref().ok_or(Error::NotFound)?.fields();
    // Whoever opens the link sees what the company itself gave of itself: the project may be another's by now.
    let own = super::draft::company_names();
    let mut kept = fields.without_all(&own);
    for (name, value) in held.fields.pairs().filter(|(name, _)| own.contains(name)) {
        kept.push_raw(name, value.to_owned());
    }
    Ok(kept)
}

/// Where one confirms that one drops a draft: opening a link changes nothing.
pub async fn confirm_removal(path: here::Removal, State(app): State<App>) -> Result<Page, Error> {
    let (held, _) = open(&app, &path.token).await?;
    if held.deposit.sent.is_some() {
        return Err(Error::NotFound);
    }
    let main = html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head("Supprimer ce brouillon\u{202f}?", html! {
                    p class="lead" { "Ce que vous avez écrit est effacé aussitôt, et ce lien n’ouvre plus rien." }
                }))
                form method="post" action=(here::Removal { token: path.token.clone() }) {
                    p class="actions" {
                        button class="button danger" id="supprimer" type="submit" { "Supprimer le brouillon" }
                        a class="button quiet" id="garder" href=(here::Deposit { token: path.token.clone() }) { "Le garder" }
                    }
                }
            }
        }
    };
    Ok(private("Supprimer ce brouillon", main))
}

/// Drops a draft.
pub async fn remove(path: here::Removal, State(app): State<App>) -> Result<Page, Error> {
    let (now, token) = (app.clock.now(), path.token.clone());
    let removed = app
        .db
        .write(move |tx| {
            let (allowed, held) = writing(tx, &token, now)?;
            if held.deposit.sent.is_some() {
                return Err(Error::NotFound);
            }
            Ok(store::erase(tx, &allowed)?)
        })
        .await;
    in_time(&app, &path.token, removed).await?;
    let main = html! {
        div class="wrap error-page" {
            h1 tabindex="-1" autofocus { "Le brouillon est supprimé" }
            p class="actions" { a class="button" href=(here::Companies) { "Espace entreprises" } }
        }
    };
    Ok(private("Brouillon supprimé", main))
}
