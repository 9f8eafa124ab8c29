//! The pages of accounts.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::form::{ALERT_MAILS, CURRENT, EMAIL, NEW, PASSWORD, PHONE, label};
use super::{SessionLine, User};
use crate::clock::Zone;
use crate::domain::Token;
use crate::form::Errors;
use crate::french;
use crate::ui::{self, Anchor, Tone, summary};
use crate::web::paths::{self, manage};
use crate::web::query::Query;

/// What the page where one signs in shows.
pub struct SignInModel<'a> {
    /// The identifier that was typed.
    pub email: &'a str,
    /// What to put right.
    pub errors: &'a Errors,
    /// What is said on top: why one must sign in, or what was just done.
    pub notice: Option<Markup>,
    /// What goes with the form, unseen: where one was going, what one was writing.
    pub carried: &'a Query,
}

/// Where one signs in.
pub fn sign_in_page(model: &SignInModel<'_>) -> Markup {
    door(
        "Se connecter",
        html! {
            @if let Some(notice) = &model.notice { (notice) }
            (summary(model.errors, label))
            form class="form" method="post" action=(manage::SignIn) novalidate {
                @for (name, value) in model.carried.pairs() { input type="hidden" name=(name) value=(value); }
                (ui::field(&EMAIL, model.email, model.errors))
                (ui::field(&PASSWORD, "", model.errors))
                (ui::submit("Se connecter"))
            }
            p { a class="alone" href=(manage::Forgotten) { "Mot de passe oublié" } }
            p { a class="alone" href=(paths::Home) { "Aller au site public" } }
        },
    )
}

/// Where one says that one forgot one's password.
pub fn forgotten_page(email: &str, errors: &Errors) -> Markup {
    door(
        "Mot de passe oublié",
        html! {
            (summary(errors, label))
            p { "Indiquez votre identifiant\u{a0}: vous recevrez par courriel un lien pour choisir un nouveau mot de passe." }
            form class="form" method="post" action=(manage::Forgotten) novalidate {
                (ui::field(&EMAIL, email, errors))
                (ui::submit("Recevoir le lien"))
            }
            p { a class="alone" href=(manage::SignIn) { "Revenir à la connexion" } }
        },
    )
}

/// What is answered to everybody who said so.
pub fn asked_page() -> Markup {
    door(
        "Regardez vos courriels",
        html! {
            p { "Si un compte existe à cette adresse, un lien lui est envoyé, valable 30\u{a0}minutes." }
            p { "Rien n’est arrivé après quelques minutes\u{202f}? Regardez parmi les courriels indésirables, ou demandez à votre administrateur." }
            p { a class="alone" href=(manage::SignIn) { "Revenir à la connexion" } }
        },
    )
}

/// Where one chooses a password by the link of a mail.
pub fn choose_page(token: &Token, user: &User, errors: &Errors) -> Markup {
    door(
        "Choisir un mot de passe",
        html! {
            (summary(errors, label))
            form class="form" method="post" action=(manage::ChoosePassword { token: token.clone() }) novalidate {
                (identifier(user))
                (ui::field(&NEW, "", errors))
                (ui::submit("Enregistrer ce mot de passe"))
            }
        },
    )
}

/// Whose password it is: password managers look for it in the form.
fn identifier(user: &User) -> Markup {
    html! {
        div class="field" {
            label for=(EMAIL.name) { (EMAIL.label) }
            input id=(EMAIL.name) type="email" value=(user.email) autocomplete="username" readonly;
        }
    }
}

/// A link that opens nothing any more.
pub fn used_link_page() -> Markup {
    door(
        "Ce lien n’est plus valable",
        html! {
            p { "Il a déjà servi, ou son temps est passé. Demandez-en un autre\u{a0}: il arrive aussitôt." }
            p class="actions" { a class="button" href=(manage::Forgotten) { "Recevoir un autre lien" } }
        },
    )
}

fn door(title: &str, content: Markup) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head(title, html! {}))
                (content)
            }
        }
    }
}

/// What the page of one's own account shows.
pub struct AccountModel<'a> {
    /// Who.
    pub user: &'a User,
    /// What was typed as a telephone.
    pub phone: &'a str,
    /// The sessions.
    pub sessions: &'a [SessionLine],
    /// What to put right.
    pub errors: &'a Errors,
    /// What was just done.
    pub done: Option<&'a str>,
    /// The zone of the hours shown.
    pub zone: Zone,
}

/// One's own account.
pub fn account_page(model: &AccountModel<'_>) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow account" {
                (ui::page_head("Mon compte", html! { p class="lead" { (model.user.name) } }))
                @if let Some(done) = model.done { (ui::flash(Tone::Ok, html! { p { (done) } })) }
                (summary(model.errors, label))
                (identity(model))
                (password(model))
                (sessions(model))
            }
        }
    }
}

fn identity(model: &AccountModel<'_>) -> Markup {
    html! {
        section aria-labelledby="coordonnees" {
            h2 id="coordonnees" { "Mes coordonnées" }
            (ui::definitions(&[
                ("Profil", html! { (model.user.role) }),
            ]))
            p class="hint" { "Pour changer de nom, d’adresse ou de structure, écrivez à votre administrateur." }
            form class="form" method="post" action=(manage::Account) novalidate {
                (ui::field(&PHONE, model.phone, model.errors))
                (ui::confirmation(&ALERT_MAILS, "oui", model.user.alert_mails, model.errors))
                button class="button" id="coordonnees-enregistrer" type="submit" { "Enregistrer mes coordonnées" }
            }
        }
    }
}

fn password(model: &AccountModel<'_>) -> Markup {
    html! {
        section aria-labelledby="mot-de-passe" {
            h2 id="mot-de-passe" { "Changer mon mot de passe" }
            p class="hint" { "Vos autres sessions seront terminées." }
            form class="form" method="post" action=(manage::AccountPassword) novalidate {
                (identifier(model.user))
                (ui::field(&CURRENT, "", model.errors))
                (ui::field(&NEW, "", model.errors))
                button class="button" id="mot-de-passe-enregistrer" type="submit" { "Changer mon mot de passe" }
            }
        }
    }
}

fn sessions(model: &AccountModel<'_>) -> Markup {
    let at = |instant: i64| french::date_time_short(model.zone.local(instant));
    html! {
        section aria-labelledby="sessions" {
            h2 id="sessions" { "Mes sessions ouvertes" }
            ul class="sessions" role="list" {
                @for session in model.sessions {
                    li {
                        p {
                            strong { (session.device) }
                            @if session.current { " " (ui::badge(Tone::Ok, "Ici")) }
                            br;
                            small { "Ouverte le " (at(session.created_at)) ", active le " (at(session.seen_at)) }
                        }
                        @if !session.current {
                            form method="post" action=(manage::AccountSessions) {
                                input type="hidden" name="session" value=(session.id);
                                button class="button quiet" id={ "fin-" (session.id) } type="submit" {
                                    "Déconnecter" span class="vh" { " " (session.device) }
                                }
                            }
                        }
                    }
                }
            }
            @if model.sessions.len() > 1 {
                form method="post" action=(manage::AccountSessions) {
                    button class="button quiet" id="fin-des-autres" type="submit" { "Déconnecter tous les autres appareils" }
                }
            }
        }
    }
}

/// The page « Aide »: whom to ask.
pub fn help_page(contacts: &[HelpContact]) -> Markup {
    html! {
        div class="wrap" {
            div class="narrow stack help" {
                (ui::page_head("Aide", html! { p class="lead" { "Une question sur l’utilisation de l’extranet\u{202f}? Ces personnes vous répondent." } }))
                @if contacts.is_empty() {
                    p { "Aucun contact n’est indiqué pour l’instant." }
                }
                ul class="cards" role="list" {
                    @for contact in contacts {
                        li class="card" {
                            h2 { (contact.name) }
                            @if let Some(phone) = &contact.phone { p { "Tél.\u{a0}: " (ui::phone_link(phone)) } }
                            p { a href={ "mailto:" (contact.email) } { (contact.email) } }
                        }
                    }
                }
                section aria-labelledby="usages" {
                    h2 id="usages" { "Les premiers pas" }
                    ol class="prose" {
                        li { "Un projet, c’est une entreprise qui souhaite se faire connaître\u{a0}: cherchez-la, puis saisissez son projet." }
                        li { "Contactez l’entreprise, notez vos échanges dans les commentaires." }
                        li { "Rédigez une offre de stage ou une rencontre, et publiez-la\u{a0}: elle paraît aussitôt sur le site public." }
                        li { "Les candidatures et les inscriptions arrivent par courriel et sur l’offre ou la rencontre." }
                    }
                    (ui::quiet_button(manage::NewProject::PATH, "aide-projet", html! { "Saisir un projet" }))
                }
            }
        }
    }
}

/// Somebody who helps.
#[derive(Debug, Clone)]
pub struct HelpContact {
    /// Who.
    pub name: String,
    /// Telephone.
    pub phone: Option<crate::domain::Phone>,
    /// Address.
    pub email: crate::domain::Email,
}

/// The way back from the extranet's errors.
pub const WAYS_OUT: &[Anchor<'static>] =
    &[Anchor { label: "Aller au tableau de bord", href: manage::Dashboard::PATH }];

/// What stands where there is nothing, or nothing any more.
pub fn not_there() -> Markup {
    let content = html! {
        p class="lead" { "Cette adresse ne mène à rien\u{a0}: elle est peut-être incomplète, ou ce qui s’y trouvait a été supprimé." }
    };
    ui::error_page(404, "Page introuvable", content, WAYS_OUT)
}
