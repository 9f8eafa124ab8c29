//! The pages of a project.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::form::{self, Difference, ProjectForm};
use super::{JournalKind, JournalLine, Project, ProjectLine};
use crate::accounts::Assignable;
use crate::clock::Zone;
use crate::companies::Company;
use crate::domain::Wish;
use crate::form::Errors;
use crate::french;
use crate::ui::{self, Anchor, Choice, Icon, Tone, icon};
use crate::web::paths::manage;
use crate::web::query::Query;

/// Which form is open under the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// A new offer.
    Offer,
    /// A new event.
    Event,
}

impl Opened {
    /// Name of the parameter that says so.
    pub const PARAMETER: &'static str = "ouvrir";

    /// Name of the button that opens it.
    pub const BUTTON: &'static str = "ouvre";

    /// Its value.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Offer => "offre",
            Self::Event => "rencontre",
        }
    }

    /// Reads it.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Offer, Self::Event].into_iter().find(|opened| opened.slug() == slug)
    }
}

/// « Projet du 17/10/2019 à 18:33 ».
pub fn title(created_at: i64, zone: Zone) -> String {
    let at = zone.local(created_at);
    format!("Projet du {} à {}", french::date_short(at.date()), french::clock(at.time()))
}

/// What the form shows, of a project that is there or of a new one.
pub struct FormModel<'a> {
    /// Where it is sent.
    pub action: &'a str,
    /// What was typed.
    pub form: &'a ProjectForm,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// Ticket of the form.
    pub ticket: &'a str,
    /// Version of the project that the form was made from.
    pub version: Option<u32>,
    /// Who may be given it.
    pub managers: &'a [Assignable],
    /// Who manages it, in words, where somebody does.
    pub manager: Option<&'a str>,
    /// « Sa demande », where the company wrote it itself: it is read, not changed.
    pub own_words: Option<&'a str>,
    /// What goes with the form, unseen.
    pub hidden: &'a Query,
    /// The fields of a new company, where it is entered by hand.
    pub company: Markup,
    /// The form opened below, if one is.
    pub opened: Option<(Opened, Markup)>,
}

/// The form.
pub fn project_form(model: &FormModel<'_>) -> Markup {
    html! {
        form class="form wide-form" id="projet" method="post" action=(model.action) enctype="multipart/form-data" novalidate {
            (ui::enter_saves())
            (ui::required_note())
            input type="hidden" name=(crate::web::ticket::FIELD) value=(model.ticket);
            @if let Some(version) = model.version { input type="hidden" name="version" value=(version); }
            @for (name, value) in model.hidden.pairs() { input type="hidden" name=(name) value=(value); }
            (model.company)
            (project_fields(model))
            (contact_fields(model))
            div id="formulaires" {
                @if let Some((opened, fields)) = &model.opened { (opened_form(*opened, fields)) }
            }
            div class="save-bar" {
                (ui::submit("Enregistrer"))
                a class="button quiet" id="retour" href=(manage::Dashboard) { "Retour" }
            }
        }
    }
}

fn project_fields(model: &FormModel<'_>) -> Markup {
    let typed = model.form;
    html! {
        section class="form-part" aria-labelledby="partie-projet" {
            h2 id="partie-projet" { "Projet" }
            (manager_field(model))
            (wishes(model))
            @match model.own_words {
                Some(words) => div class="field" {
                    p class="label" { (form::REQUEST.label) }
                    (ui::prose(words))
                },
                None => (ui::field(&form::REQUEST, &typed.request, model.errors)),
            }
            (ui::field(&form::COMMENT, &typed.comment, model.errors))
        }
    }
}

/// Who manages it; the pencil opens the list.
fn manager_field(model: &FormModel<'_>) -> Markup {
    let values: Vec<String> = model.managers.iter().map(|one| one.id.to_string()).collect();
    let mut choices: Vec<Choice> = model
        .managers
        .iter()
        .zip(&values)
        .map(|(one, value)| Choice {
            value,
            label: &one.name,
            checked: model.form.manager == *value,
            count: None,
        })
        .collect();
    if !choices.iter().any(|choice| choice.checked) {
        choices.insert(0, Choice { value: "", label: "Choisissez", checked: true, count: None });
    }
    let list = html! {
        (ui::select(&form::MANAGER, &choices, model.errors))
        (ui::field(&form::NOTE, &model.form.note, model.errors))
    };
    let changed = model
        .managers
        .iter()
        .any(|one| Some(one.name.as_str()) != model.manager && one.id.to_string() == model.form.manager);
    html! {
        @match model.manager {
            Some(name) => {
                details class="pencil" open[changed || model.errors.of(form::MANAGER.name).is_some()] {
                    summary id="crayon-charge" {
                        span class="label" { "Chargé du projet" } " " strong { (name) } " "
                        span class="pencil-mark" { (icon(Icon::Pencil)) "Modifier" span class="vh" { " le chargé du projet" } }
                    }
                    (list)
                }
            },
            None => (list),
        }
    }
}

/// The three wishes of the guide; the first two open their form at once.
fn wishes(model: &FormModel<'_>) -> Markup {
    let choices: Vec<Choice> = Wish::ALL
        .iter()
        .map(|wish| Choice {
            value: wish.as_str(),
            label: wish.label(),
            checked: model.form.wish == wish.as_str(),
            count: None,
        })
        .collect();
    html! {
        (ui::radios(
            &ui::Options {
                name: form::WISH.name,
                legend: form::WISH.label,
                hint: None,
                required: true,
                quiet_legend: false,
                choices: &choices,
            },
            model.errors,
        ))
        p class="actions" {
            (opener(model, Opened::Offer, "Rédiger une offre de stage"))
            (opener(model, Opened::Event, "Planifier une rencontre"))
        }
    }
}

/// A button that opens a form under the project, with what was typed: without JavaScript the page comes
/// back with it.
fn opener(model: &FormModel<'_>, opened: Opened, label: &str) -> Markup {
    html! {
        button class="button quiet" id={ "ouvrir-" (opened.slug()) } type="submit" name=(Opened::BUTTON) value=(opened.slug())
            formnovalidate data-hx-post=(model.action) data-hx-target="#formulaires" data-hx-swap="innerHTML" {
            (label)
        }
    }
}

/// The form opened below, as htmx gets it too.
pub fn opened_form(opened: Opened, fields: &Markup) -> Markup {
    html! {
        input type="hidden" name=(Opened::PARAMETER) value=(opened.slug());
        (fields)
    }
}

fn contact_fields(model: &FormModel<'_>) -> Markup {
    let typed = model.form;
    html! {
        section class="form-part" aria-labelledby="partie-contact" {
            h2 id="partie-contact" { "Contact privé" }
            p class="hint" { "Pour joindre l’entreprise. Ce que voient les visiteurs est sur chaque offre et chaque rencontre." }
            (ui::field(&form::CONTACT, &typed.contact_name, model.errors))
            (ui::field(&form::PHONE, &typed.phone, model.errors))
            (ui::field(&form::OTHER_PHONE, &typed.other_phone, model.errors))
            (ui::field(&form::EMAIL, &typed.email, model.errors))
        }
    }
}

/// What somebody else changed meanwhile, beside what was typed. Nothing is lost: the form below holds
/// what was typed, and saving again puts it in the place of the other.
pub fn conflict(standing: &Project, differences: &[Difference], zone: Zone) -> Markup {
    let who = standing.updated_by.as_deref().unwrap_or("quelqu’un d’autre");
    let at = french::date_time_short(zone.local(standing.updated_at));
    html! {
        div id="conflit" tabindex="-1" autofocus role="alert" {
            (ui::notice(Tone::Warn, html! {
                p { strong { "Ce projet a été modifié entre-temps par " (who) } ", le " (at) ". Rien n’est perdu." }
                @if differences.is_empty() {
                    p { "Vos textes sont les mêmes que les siens. Enregistrez de nouveau pour ajouter votre commentaire." }
                } @else {
                    p { "Le formulaire ci-dessous garde ce que vous avez écrit. Comparez, corrigez si besoin, puis enregistrez de nouveau." }
                    div class="table-scroll" role="region" aria-labelledby="conflit-titre" tabindex="0" {
                        table class="table" {
                            caption id="conflit-titre" { "Ce qui diffère" }
                            thead { tr { th scope="col" { "Champ" } th scope="col" { "Enregistré" } th scope="col" { "Le vôtre" } } }
                            tbody {
                                @for difference in differences {
                                    tr {
                                        th scope="row" { (difference.label) }
                                        td data-l="Enregistré" { (or_nothing(&difference.that)) }
                                        td data-l="Le vôtre" { (or_nothing(&difference.this)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn or_nothing(text: &str) -> Markup {
    html! { @if text.is_empty() { em { "vide" } } @else { (ui::prose(text)) } }
}

/// What the page of a project shows.
pub struct PageModel<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its company.
    pub company: &'a Company,
    /// What is known of the company.
    pub company_summary: Markup,
    /// The form, or what stands in its place for those who only read.
    pub content: Markup,
    /// Its offers and events.
    pub items: &'a [Item],
    /// The other projects of the company.
    pub others: &'a [ProjectLine],
    /// The journal.
    pub journal: &'a [JournalLine],
    /// News of what was just done, or what is to be known, on top.
    pub notice: Option<Markup>,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// What the label of a field is.
    pub label: &'a dyn Fn(&str) -> Option<&'static str>,
    /// Whether the reader may delete it.
    pub administrator: bool,
    /// The zone of the hours shown.
    pub zone: Zone,
}

/// An offer or event of a project, in words.
#[derive(Debug, Clone)]
pub struct Item {
    /// « Offre de stage n° 072019-28 . date de début : le 02/03/2020 ».
    pub label: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Where it stands.
    pub state: (Tone, String),
}

/// The page.
pub fn project_page(model: &PageModel<'_>) -> Markup {
    let title = title(model.project.created_at, model.zone);
    let dashboard = [Anchor { label: "Tableau de bord", href: manage::Dashboard::PATH }];
    html! {
        div class="wrap" {
            (ui::breadcrumb(&dashboard, &title))
            (ui::page_head(&model.company.name, html! { p class="lead" { (title) } }))
            @if let Some(notice) = &model.notice { (notice) }
            (ui::summary(model.errors, model.label))
            div class="split" {
                div class="stack" {
                    (creator(model.project))
                    (model.content)
                    (comments(model))
                    (journal(model))
                }
                aside class="stack" aria-label="Autour du projet" {
                    (items(model.items))
                    section class="panel" aria-labelledby="entreprise" {
                        h2 id="entreprise" { "Entreprise" }
                        (model.company_summary)
                        (others(model))
                    }
                    (deletion(model))
                }
            }
        }
    }
}

fn creator(project: &Project) -> Markup {
    ui::definitions(&[(
        "Nom du créateur du projet",
        html! { (project.creator.as_deref().unwrap_or("Entreprise")) },
    )])
}

fn items(items: &[Item]) -> Markup {
    html! {
        section class="panel" aria-labelledby="offres-et-rencontres" {
            h2 id="offres-et-rencontres" { "Offres et rencontres" }
            @if items.is_empty() { p { "Aucune offre ni rencontre pour l’instant." } }
            ul class="items" role="list" {
                @for item in items {
                    li {
                        a href=(item.href) { (item.label) }
                        br; (item.title) " " (ui::badge(item.state.0, &item.state.1))
                    }
                }
            }
        }
    }
}

fn others(model: &PageModel<'_>) -> Markup {
    let again =
        Query::default().with("entreprise", model.company.id.to_string()).at(manage::NewProject::PATH);
    html! {
        @if !model.others.is_empty() {
            h3 { "Ses autres projets" }
            ul class="items" role="list" {
                @for other in model.others {
                    li {
                        a href=(manage::Project { id: other.id }) { (title(other.created_at, model.zone)) }
                        @if let Some(manager) = &other.manager { br; small { (manager) } }
                    }
                }
            }
        }
        p { (ui::quiet_button(&again, "nouveau-projet", html! { "Nouveau projet" span class="vh" { " pour " (model.company.name) } })) }
    }
}

fn comments(model: &PageModel<'_>) -> Markup {
    let mut comments = model.journal.iter().filter(|line| line.kind == JournalKind::Comment).peekable();
    html! {
        section aria-labelledby="commentaires" {
            h2 id="commentaires" { "Commentaires" }
            @if comments.peek().is_none() { p { "Aucun commentaire pour l’instant." } }
            ol class="journal" role="list" { @for line in comments { (journal_line(line, model.zone, false)) } }
        }
    }
}

fn journal(model: &PageModel<'_>) -> Markup {
    html! {
        details class="journal-all" {
            summary { "Journal\u{a0}: qui a changé quoi" }
            ol class="journal" role="list" {
                @for line in model.journal.iter().filter(|line| line.kind != JournalKind::Comment) {
                    (journal_line(line, model.zone, true))
                }
            }
        }
    }
}

fn journal_line(line: &JournalLine, zone: Zone, kind: bool) -> Markup {
    let at = zone.local(line.at);
    html! {
        li {
            p class="hint" {
                time datetime=(french::iso_date_time(at)) { (french::date_time_short(at)) }
                @if let Some(author) = &line.author { ", " (author) }
                @if kind { " · " (line.kind) }
            }
            (ui::prose(&line.text))
        }
    }
}

fn deletion(model: &PageModel<'_>) -> Markup {
    let label = if model.administrator { "Supprimer ce projet" } else { "Demander la suppression" };
    html! {
        p { a class="alone" href=(manage::ProjectDeletion { id: model.project.id }) { (label) } }
    }
}

/// What stands in the place of the form for those who may only read: what is written, without the private
/// contact of the company… which partners share, since they work together.
pub fn reading(project: &Project) -> Markup {
    let content = &project.content;
    let mut rows = vec![
        ("Chargé du projet", html! { (project.manager.as_deref().unwrap_or("Personne pour l’instant")) }),
        ("Votre entreprise souhaite", html! { (content.wish) }),
    ];
    if !content.request.is_empty() {
        rows.push(("Sa demande", ui::prose(&content.request)));
    }
    if let Some(name) = &content.contact_name {
        rows.push(("Contact", html! { (name) }));
    }
    rows.extend(content.phone.as_ref().map(|phone| ("Téléphone", ui::phone_link(phone))));
    rows.extend(content.other_phone.as_ref().map(|phone| ("Autre téléphone", ui::phone_link(phone))));
    rows.extend(
        content.email.as_ref().map(|email| ("E-mail", html! { a href={ "mailto:" (email) } { (email) } })),
    );
    ui::definitions(&rows)
}

/// The band on top of a project that one only reads.
pub fn read_only_band(project: &Project) -> Markup {
    html! {
        div class="reading" {
            @match &project.manager {
                Some(manager) => p { "Géré par " strong { (manager) } " – lecture seule." },
                None => p { "Personne ne gère ce projet pour l’instant." },
            }
            form method="post" action=(manage::ProjectTakeover { id: project.id }) {
                @if project.manager.is_some() {
                    div class="field" {
                        label for="reason" { "Un mot à son chargé de projet" }
                        p class="hint" id="reason-aide" { "Facultatif." }
                        textarea id="reason" name="reason" rows="2" aria-describedby="reason-aide" {}
                    }
                    button class="button" id="demander" type="submit" { "Demander la prise en charge" }
                } @else {
                    button class="button" id="prendre" type="submit" { "Prendre en charge" }
                }
            }
        }
    }
}

/// Where an administrator deletes a project, or another asks for it.
pub struct DeletionModel<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its company.
    pub company: &'a str,
    /// Whether the reader deletes, or asks.
    pub administrator: bool,
    /// Whether something keeps it from being deleted.
    pub held: bool,
    /// What was typed.
    pub reason: &'a str,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// The zone of the hours shown.
    pub zone: Zone,
}

/// Why a project should be deleted.
pub const REASON: crate::form::Field = crate::form::Field::new("reason", "Pourquoi le supprimer")
    .required("Dites pourquoi, en quelques mots.")
    .length(3, 1000)
    .input(crate::form::Input::Multiline(3));

/// The page.
pub fn deletion_page(model: &DeletionModel<'_>) -> Markup {
    let title = title(model.project.created_at, model.zone);
    let back = manage::Project { id: model.project.id };
    let heading = if model.administrator { "Supprimer ce projet" } else { "Demander la suppression" };
    html! {
        div class="wrap" {
            div class="narrow stack" {
                (ui::page_head(heading, html! { p class="lead" { (title) ", " (model.company) } }))
                (ui::summary(model.errors, |name| (name == REASON.name).then_some(REASON.label)))
                @if model.administrator && model.held {
                    (ui::notice(Tone::Warn, html! {
                        p { "Une de ses offres ou rencontres a déjà paru, ou quelqu’un y a répondu\u{a0}: le projet ne peut pas être supprimé. Retirez plutôt du site ce qui n’est plus d’actualité." }
                    }))
                    p class="actions" { a class="button" href=(back) { "Revenir au projet" } }
                } @else {
                    @if model.administrator {
                        p { "Le projet, ses brouillons et son journal seront effacés pour de bon." }
                    } @else {
                        p { "Seul un administrateur peut supprimer un projet. Votre demande lui est envoyée." }
                    }
                    form class="form" method="post" action=(manage::ProjectDeletion { id: model.project.id }) novalidate {
                        @if model.administrator {
                            button class="button danger" id="supprimer" type="submit" { "Supprimer pour de bon" }
                        } @else {
                            (ui::field(&REASON, model.reason, model.errors))
                            (ui::submit("Envoyer la demande"))
                        }
                        " " a class="button quiet" id="annuler" href=(back) { "Annuler" }
                    }
                }
            }
        }
    }
}
