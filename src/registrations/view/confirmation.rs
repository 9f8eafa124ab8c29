//! The mail by which the organiser confirms an event: its text, and to whom it goes.

use maud::{Markup, html};

use super::super::EventHead;
use super::super::confirmation::Addressee;
use super::manage::trail;
use crate::clock::Zone;
use crate::form::{Errors, Field, Input};
use crate::french;
use crate::mail::{Mail, MailState};
use crate::ui::{self, Tone};
use crate::web::paths::manage as paths;
use crate::web::ticket;

/// Name of the form, signed in its ticket.
pub const FORM: &str = "confirmation";

/// Name of the boxes of those to whom it goes.
pub const TO: &str = "destinataire";

/// Hidden: those who had one when the page was made.
pub const HAD: &str = "deja";

/// Name of the button that shows the mail as it is written.
pub const PREVIEW: &str = "apercu";

/// Stands in the place of the link that each one gets.
pub const LINK: &str = "(ici, le lien personnel de chaque participant)";

/// What the organiser adds.
pub const WORD: Field = Field::new("word", "Un mot de votre part")
    .hint("Facultatif. Par exemple l’entrée à prendre, ou une tenue à prévoir. Le même pour tous.")
    .length(0, 1_000)
    .input(Input::Multiline(4));

/// Whether those who had it get it again.
pub const AGAIN: Field = Field::new("again", "Renvoyer aussi à ceux qui l’ont déjà reçu");

/// The label of a field, for the summary.
pub fn label(name: &str) -> Option<&'static str> {
    match name {
        TO => Some("Destinataires"),
        _ => [WORD, AGAIN].iter().find(|field| field.name == name).map(|field| field.label),
    }
}

/// What the page shows.
pub struct ConfirmationModel<'a> {
    /// The event.
    pub event: &'a EventHead,
    /// Those who are registered.
    pub addressees: &'a [Addressee],
    /// The boxes that are ticked.
    pub ticked: &'a dyn Fn(&Addressee) -> bool,
    /// What was typed.
    pub word: &'a str,
    /// Whether those who had it get it again.
    pub again: bool,
    /// The mail to the first one, as it would leave; none when it cannot.
    pub mail: Option<&'a Mail>,
    /// Whether the text is unfolded: somebody asked to see it.
    pub preview: bool,
    /// Why nobody can be written to.
    pub closed: Option<&'static str>,
    /// What must be known before anybody is.
    pub warned: Option<&'static str>,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// What was just done.
    pub said: Option<Markup>,
    /// Ticket of the form.
    pub ticket: &'a str,
    /// The site's zone.
    pub zone: Zone,
}

/// The page.
pub fn page(model: &ConfirmationModel<'_>) -> Markup {
    let event = model.event;
    html! {
        div class="wrap stack" {
            (trail(event, "Courriel de confirmation"))
            (ui::page_head("Envoyer un email de confirmation", html! {
                p class="lead" {
                    (french::typo(&event.title)) ", rencontre " (event.number.display_nbsp())
                    @if let Some(starts) = event.starts { ", " (french::date_time_long(starts)) }
                }
                p { a class="alone" id="retour" href=(paths::Participants { number: event.number }) { (ui::icon(ui::Icon::ArrowLeft)) "Retour aux participants" } }
            }))
            @if let Some(said) = &model.said { (said) }
            (ui::summary(model.errors, label))
            (progress(model.addressees))
            @match model.closed {
                Some(closed) => {
                    (ui::notice(Tone::Info, html! { p { (closed) } }))
                    @if !model.addressees.is_empty() { (listed(model)) }
                },
                None if model.addressees.is_empty() => (ui::empty(
                    "Personne n’est inscrit",
                    "Le courriel de confirmation s’enverra d’ici dès la première inscription.",
                    &[],
                )),
                None => {
                    @if let Some(warned) = model.warned { (ui::notice(Tone::Warn, html! { p { (warned) } })) }
                    (form(model))
                },
            }
        }
    }
}

/// Where the mails stand, counted.
fn progress(addressees: &[Addressee]) -> Markup {
    let count = |state| addressees.iter().filter(|addressee| addressee.state == Some(state)).count() as u64;
    let told = addressees.iter().filter(|addressee| addressee.participant.confirmations > 0).count() as u64;
    let states = [MailState::Queued, MailState::Sent, MailState::Failed, MailState::Unknown];
    let parts: Vec<String> = states
        .into_iter()
        .map(|state| (state, count(state)))
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| format!("{} {}", french::number(count), sent_words(state, count)))
        .collect();
    html! {
        @if told > 0 {
            p id="avancement" {
                "Déjà écrit à " (french::count(told, "inscription", "inscriptions"))
                @if !parts.is_empty() { "\u{a0}: " (parts.join(", ")) }
                "."
            }
        }
    }
}

fn sent_words(state: MailState, count: u64) -> &'static str {
    match state {
        MailState::Queued => "en file",
        MailState::Sent if count < 2 => "envoyé",
        MailState::Sent => "envoyés",
        MailState::Failed if count < 2 => "échec",
        MailState::Failed => "échecs",
        MailState::Unknown if count < 2 => "incertain",
        MailState::Unknown => "incertains",
    }
}

fn form(model: &ConfirmationModel<'_>) -> Markup {
    let had = model.addressees.iter().filter(|addressee| addressee.participant.confirmations > 0);
    html! {
        form class="form" id="confirmation" method="post" action=(paths::Confirmation { number: model.event.number }) novalidate {
            input type="hidden" name=(ticket::FIELD) value=(model.ticket);
            (ui::field(&WORD, model.word, model.errors))
            (letter(model))
            (addressees(model))
            @if had.clone().next().is_some() {
                @for addressee in had { input type="hidden" name=(HAD) value=(addressee.value()); }
                (ui::confirmation(&AGAIN, "oui", model.again, model.errors))
            }
            p class="actions" {
                button class="button" id="envoyer" type="submit" { (ui::icon(ui::Icon::Mail)) "Envoyer aux personnes cochées" }
                button class="button quiet" id="voir" type="submit" name=(PREVIEW) value="oui" { "Voir le courriel" }
                a class="button quiet" id="annuler" href=(paths::Participants { number: model.event.number }) { "Annuler" }
            }
        }
    }
}

/// The mail as it would leave.
fn letter(model: &ConfirmationModel<'_>) -> Markup {
    html! {
        @if let Some(mail) = model.mail {
            details class="letter" id="courriel" open[model.preview] {
                summary tabindex="0" autofocus[model.preview] { "Texte du courriel, tel que le premier destinataire le recevra" }
                div {
                    p { "À\u{a0}: " (mail.recipient) }
                    p { "Objet\u{a0}: " strong { (french::typo(&mail.subject)) } }
                    p { "Pièce jointe\u{a0}: la rencontre, pour son agenda" }
                    pre { (mail.body) }
                }
            }
        }
    }
}

fn addressees(model: &ConfirmationModel<'_>) -> Markup {
    let error = model.errors.of(TO);
    let ticked = model.addressees.iter().filter(|addressee| (model.ticked)(addressee)).count() as u64;
    html! {
        fieldset class={ "group addressees" @if error.is_some() { " wrong" } } id=(TO) tabindex="-1" aria-describedby={ (TO) "-aide" } {
            legend { "Destinataires" }
            p class="hint" id={ (TO) "-aide" } {
                "Un courriel pour chacun, sans les adresses des autres. "
                (french::count(ticked, "inscription cochée", "inscriptions cochées"))
                " sur " (french::number(model.addressees.len() as u64)) "."
            }
            @if let Some(error) = error { p class="error" id={ (TO) "-erreur" } { (ui::icon(ui::Icon::Alert)) span { "Erreur\u{a0}: " (error) } } }
            ul class="checks" role="list" {
                @for addressee in model.addressees {
                    li {
                        label class="check" {
                            input type="checkbox" id={ (TO) "-" (addressee.participant.id) } name=(TO) value=(addressee.value()) checked[(model.ticked)(addressee)];
                            span { (who(addressee)) " " (had(addressee, model.zone)) }
                        }
                    }
                }
            }
        }
    }
}

/// Those who are registered where nobody can be written to: who had it, and who had not.
fn listed(model: &ConfirmationModel<'_>) -> Markup {
    html! {
        ul class="items" role="list" {
            @for addressee in model.addressees { li { (who(addressee)) " " (had(addressee, model.zone)) } }
        }
    }
}

fn who(addressee: &Addressee) -> Markup {
    let (participant, draft) = (&addressee.participant, &addressee.participant.draft);
    html! {
        strong { (draft.last_name) " " (draft.first_name) } ", "
        (draft.statuses.listed())
        @if participant.seats > 1 { ", " (french::count(participant.seats.into(), "place", "places")) }
        @if draft.guardian.is_some() { ", avec son parent ou responsable légal" }
    }
}

/// Since when somebody has it, and whether it arrived.
fn had(addressee: &Addressee, zone: Zone) -> Markup {
    let tone = |state| match state {
        MailState::Queued => Tone::Info,
        MailState::Sent => Tone::Ok,
        MailState::Failed => Tone::Bad,
        MailState::Unknown => Tone::Warn,
    };
    html! {
        @if let Some(at) = addressee.participant.confirmed_at {
            @let at = zone.local(at);
            span class="soft" { "écrit le " time datetime=(french::iso_date_time(at)) { (french::date_time_short(at)) } } " "
            @if let Some(state) = addressee.state { (ui::badge(tone(state), state.label())) }
        }
    }
}
