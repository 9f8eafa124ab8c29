//! The parts that the form of an offer and that of an event have in common, and the page around them.

use maud::{Markup, html};

use super::form::{self, Choosing, Chosen, ContactForm, HOLD, PUBLISH};
use super::lookups;
use super::notice::Notice;
use super::origin::Origin;
use crate::domain::{Audience, Number, PublicationState, UnpublishedReason, file_kind};
use crate::files::FileInfo;
use crate::form::{Errors, Field};
use crate::french;
use crate::ui::{self, Anchor, Choice, Conflict, Icon, Tone};
use crate::web::ticket;

/// Name of the button that shows what visitors would see.
pub const PREVIEW: &str = "apercu";

/// Boxes of the audiences.
pub fn audiences<A: Audience>(chosen: &[String], errors: &Errors) -> Markup {
    let choices: Vec<Choice> = A::EVERY
        .iter()
        .map(|audience| Choice {
            value: audience.slug(),
            label: audience.label(),
            checked: chosen.iter().any(|slug| slug == audience.slug()),
            count: None,
        })
        .collect();
    ui::checkboxes(&options(&form::AUDIENCES, true, &choices), errors)
}

/// A group of buttons or boxes declared as a field.
pub fn options<'a>(field: &'a Field, required: bool, choices: &'a [Choice<'a>]) -> ui::Options<'a> {
    ui::Options {
        name: field.name,
        legend: field.label,
        hint: field.hint,
        required,
        quiet_legend: false,
        choices,
    }
}

/// The look-up of the occupation.
pub fn occupation(choosing: &Choosing, chosen: &Chosen, errors: &Errors) -> Markup {
    lookups::occupation_field(
        &form::OCCUPATION,
        "Aucun métier",
        chosen.occupation.as_ref(),
        chosen.occupations.as_ref(),
        choosing.sought,
        errors,
    )
}

/// The look-up of the commune; `field` says of what.
pub fn commune(field: &Field, choosing: &Choosing, chosen: &Chosen, errors: &Errors) -> Markup {
    lookups::commune_field(field, chosen.commune.as_ref(), chosen.communes.as_ref(), choosing.sought, errors)
}

/// A document that the form holds already.
#[derive(Debug, Clone)]
pub struct KeptDocument {
    /// What is known of it.
    pub info: FileInfo,
    /// What stands for it in the form.
    pub token: String,
    /// Where it can be read, once it is stored.
    pub href: Option<String>,
}

/// The document joined; `field` says to what.
pub fn document(field: &Field, kept: Option<&KeptDocument>, errors: &Errors) -> Markup {
    let size = kept.map(|kept| french::file_size(kept.info.size)).unwrap_or_default();
    let shown = kept.map(|kept| ui::KeptFile { name: &kept.info.name, size_text: &size, token: &kept.token });
    let href = kept.and_then(|kept| kept.href.as_deref());
    ui::file(field, file_kind::ACCEPT, shown.as_ref(), href, errors)
}

/// The block by which visitors reach the employer. `leaks` are what would tell who it is although it is
/// masked; `between` stands in the place of the contact's name where the form asks for it elsewhere.
pub fn contact(
    typed: &ContactForm,
    origin: &Origin,
    leaks: &[String],
    between: Option<Markup>,
    errors: &Errors,
) -> Markup {
    html! {
        section class="form-part" aria-labelledby="complements" {
            h2 id="complements" { "Informations complémentaires" }
            p class="hint" { "C’est ce que les visiteurs lisent. Pour gérer vous-même les réponses, donnez vos propres coordonnées." }
            (ui::field(&form::TRADE_NAME, &typed.trade_name, errors))
            (masking(typed, origin, leaks, errors))
            @match between {
                Some(other) => (other),
                None => (ui::field(&form::CONTACT_NAME, &typed.contact_name, errors)),
            }
            (ui::field(&form::PHONE, &typed.phone, errors))
            (ui::field(&form::OTHER_PHONE, &typed.other_phone, errors))
            (ui::field(&form::EMAIL, &typed.email, errors))
            (ui::field(&form::WEBSITE, &typed.website, errors))
        }
    }
}

/// The switch, proposed where the public name is another; what goes against it is said beside it.
fn masking(typed: &ContactForm, origin: &Origin, leaks: &[String], errors: &Errors) -> Markup {
    html! {
        div class="together" {
            div data-differs-from=(origin.company.name) data-of=(form::TRADE_NAME.name) hidden[!typed.proposes_masking(origin)] {
                (ui::notice(Tone::Info, html! {
                    p {
                        "Ce nom n’est pas celui de l’entreprise (" (french::typo(&origin.company.name)) "). "
                        "Si c’est pour ne pas la nommer, masquez l’employeur."
                    }
                }))
            }
            (ui::confirmation(&form::MASKED, "oui", typed.masked, errors))
            @if !leaks.is_empty() {
                (ui::notice(Tone::Warn, html! {
                    p { strong { "Les visiteurs pourraient reconnaître l’employeur." } }
                    ul { @for leak in leaks { li { (french::typo(leak)) } } }
                }))
                (ui::confirmation(&form::LEAKS_MEANT, "oui", typed.leaks_meant, errors))
            }
        }
    }
}

/// The end of the form: to publish or not, and whether the employer is told.
pub fn publication(
    field: &Field,
    state: &str,
    mail_employer: bool,
    notice: &Notice,
    besides: Markup,
    errors: &Errors,
) -> Markup {
    let choice = |value, label| Choice { value, label, checked: state == value, count: None };
    let choices = [choice(PUBLISH, "Publier"), choice(HOLD, "Ne pas publier")];
    html! {
        section class="form-part" aria-labelledby="publication" {
            h2 id="publication" { "Publication" }
            (ui::radios(&options(field, true, &choices), errors))
            (besides)
            (ui::confirmation(&form::MAIL_EMPLOYER, "oui", mail_employer, errors))
            details class="letter" {
                summary { "Lire ce mail" }
                div {
                    @match &notice.to {
                        Some(to) => p { "À\u{a0}: " (to) },
                        None => p { "Le projet ne donne pas l’adresse e-mail de l’employeur." },
                    }
                    p { "Objet\u{a0}: " (notice.subject) }
                    pre { (notice.body) }
                }
            }
        }
    }
}

/// Where an offer or event stands, as a badge; see [`PublicationState::said`].
pub fn state_badge(state: PublicationState, reason: Option<UnpublishedReason>, past: bool) -> Markup {
    let (tone, words) = standing(state, reason, past);
    ui::badge(tone, &words)
}

/// The tone and the words of that badge.
pub fn standing(state: PublicationState, reason: Option<UnpublishedReason>, past: bool) -> (Tone, String) {
    let tone = match state {
        PublicationState::Published if past => Tone::Warn,
        PublicationState::Published => Tone::Ok,
        PublicationState::ToReview => Tone::Warn,
        PublicationState::Draft | PublicationState::Unpublished => Tone::Off,
    };
    (tone, state.said(reason, past))
}

/// What kind of thing a page is of, in words and in names of its elements.
pub struct Kind {
    /// « Offre de stage », « Rencontre ».
    pub name: &'static str,
    /// Class of its band of colour (`event`), if any.
    pub class: &'static str,
    /// Id of its form.
    pub id: &'static str,
    /// Title of what it says, for those who may not change it.
    pub detail: &'static str,
    /// Label of the link to pass on.
    pub direct: &'static str,
}

/// The offer or event that a page is of, as the top of the page tells it.
pub struct Head<'a> {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: &'a str,
    /// Where it stands.
    pub badge: Markup,
    /// The project and its company.
    pub origin: &'a Origin,
    /// How many wrote to it.
    pub people: String,
    /// Its page for visitors, while they see it.
    pub online: Option<String>,
    /// Its poster, while it leads somewhere.
    pub poster: Option<String>,
}

/// The page around a form: what it is of, where it stands, the form, the sections that follow.
pub struct EditPage<'a> {
    /// What it is of.
    pub head: &'a Head<'a>,
    /// The page of the project, above.
    pub project: Anchor<'a>,
    /// The first page of the extranet.
    pub home: Anchor<'a>,
    /// Where the form is sent.
    pub action: &'a str,
    /// The link to pass on, whole.
    pub direct_link: &'a str,
    /// What it says besides.
    pub news: &'a News,
}

/// What a page says besides.
#[derive(Default)]
pub struct News {
    /// What was just done.
    pub flash: Option<String>,
    /// What is to be put right.
    pub errors: Errors,
    /// What somebody else stored meanwhile.
    pub conflict: Option<Conflict>,
    /// Why the form came back, when no field is at fault.
    pub notice: Option<&'static str>,
    /// Text of the ticket.
    pub ticket: String,
    /// Those who answered, for those who may know.
    pub people: Markup,
    /// The request of a company that it comes from, while it waits.
    pub request: Markup,
}

/// The page, for those who may change what it is of; `label` gives the labels of its fields.
pub fn page(page: &EditPage<'_>, label: impl Fn(&str) -> Option<&'static str>, fields: Markup) -> Markup {
    let news = page.news;
    html! {
        div class="wrap edit-page" {
            (head(page))
            (page.news.request)
            @if let Some(notice) = news.notice { (ui::flash(Tone::Warn, html! { p { (notice) } })) }
            @if let Some(conflict) = &news.conflict { (ui::conflict(conflict)) }
            (ui::summary(&news.errors, label))
            form class="form wide-form edit" id=(page.head.kind.id) method="post" enctype="multipart/form-data" novalidate action=(page.action) {
                (ui::enter_saves())
                (ui::required_note())
                input type="hidden" name=(ticket::FIELD) value=(news.ticket);
                (fields)
                (save_bar(page.project.href))
            }
            (news.people)
        }
    }
}

/// The same for those who may only read it. `rows` are its fields in words.
pub fn read_only_page(page: &EditPage<'_>, rows: &[(&'static str, String)]) -> Markup {
    let kind = page.head.kind;
    let id = format!("{}-detail", kind.id);
    html! {
        div class="wrap edit-page" {
            (head(page))
            (page.news.request)
            (read_only_band(page.head.origin.manager.as_ref().map(|manager| manager.name.as_str())))
            section class="form-part" aria-labelledby=(id) {
                h2 id=(id) { (kind.detail) }
                (read_only(rows))
            }
            (page.news.people)
        }
    }
}

/// The top of the page.
fn head(page: &EditPage<'_>) -> Markup {
    let Head { kind, number, title, badge, origin, people, online, poster } = page.head;
    html! {
        (ui::breadcrumb(
            &[
                Anchor { label: page.home.label, href: page.home.href },
                Anchor { label: page.project.label, href: page.project.href },
            ],
            &format!("{} {}", kind.name, number.display_nbsp()),
        ))
        @if let Some(said) = &page.news.flash { (ui::flash(Tone::Ok, html! { p { (said) } })) }
        div class="page-head" {
            p class="card-kind" {
                span class={ "kind " (kind.class) } { (kind.name) } span { (number.display_nbsp()) }
                " " (badge)
            }
            h1 { (french::typo(title)) }
            (ui::facts(html! {
                (ui::fact(Icon::Building, "Entreprise", html! { strong { (french::typo(&origin.company.name)) } }))
                (ui::fact(Icon::User, "Chargé du projet", html! {
                    @match &origin.manager { Some(manager) => (manager.name), None => "À affecter" }
                }))
                (ui::fact(Icon::Users, "Réponses", html! { (people) }))
            }))
        }
        @if let Some(public) = online {
            div class="panel reach" {
                (ui::quiet_button(public, "page-publique", html! { "Voir la page publique" }))
                @if let Some(poster) = poster { (ui::quiet_button(poster, "affiche", html! { "Affiche à imprimer (PDF)" })) }
                (ui::copy_link("lien", kind.direct, page.direct_link))
            }
        }
    }
}

/// The bar of buttons at the foot of the form.
fn save_bar(back: &str) -> Markup {
    html! {
        div class="save-bar" {
            a class="button quiet" id="retour" href=(back) { "Retour" }
            button class="button quiet" id="apercu" type="submit" name=(PREVIEW) value="oui" { "Aperçu" }
            button class="button" id="envoyer" type="submit" { "Enregistrer" }
        }
    }
}

/// « Géré par … – lecture seule ».
fn read_only_band(owner: Option<&str>) -> Markup {
    ui::notice(
        Tone::Off,
        html! {
            p {
                @match owner {
                    Some(owner) => { strong { "Géré par " (owner) } " – lecture seule" },
                    None => { strong { "À affecter" } " – lecture seule" },
                }
            }
        },
    )
}

/// What a form says, for those who may not change it: labels and values, empty ones left out.
fn read_only(rows: &[(&'static str, String)]) -> Markup {
    let rows: Vec<(&str, Markup)> = rows
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(label, value)| (*label, ui::prose(value)))
        .collect();
    ui::definitions(&rows)
}

/// « Aperçu : rien n’est enregistré », around what visitors would see. `typed` travels on.
pub fn preview(action: &str, typed: &[(&str, &str)], page: Markup) -> Markup {
    html! {
        form class="preview-band" method="post" enctype="multipart/form-data" action=(action) {
            @for (name, value) in typed { input type="hidden" name=(name) value=(value); }
            p tabindex="-1" autofocus id="apercu-titre" { strong { "Aperçu" } "\u{a0}: rien n’est enregistré." }
            div class="actions" {
                button class="button quiet" id="reprendre" type="submit" name="reprendre" value="oui" { "Revenir au formulaire" }
                button class="button" id="envoyer" type="submit" { "Enregistrer" }
            }
        }
        div class="preview" { (page) }
    }
}

/// What was chosen, in the words of the look-ups, where the form only holds codes.
pub fn choosing(label: &'static str, choosing: &Choosing, known: String) -> (&'static str, String) {
    (label, if known.is_empty() { choosing.value.clone() } else { known })
}
