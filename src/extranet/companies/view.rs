//! The page of the record of a company.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::{Record, Shown};
use crate::access::edit::owns;
use crate::catalogue::public_name;
use crate::clock::Zone;
use crate::companies::view as company_view;
use crate::deposits::view as deposit_view;
use crate::events::CompanyEvent;
use crate::extranet::projects::{Item, event_item, offer_item};
use crate::french;
use crate::mail::MailState;
use crate::offers::CompanyOffer;
use crate::projects::CompanyLine;
use crate::projects::view::{contact as contact_rows, title};
use crate::ui::{self, Anchor, Head, Tone};
use crate::web::paths::manage;
use crate::web::query::Query;
use crate::web::table::Frame;

/// The region that turns its pages.
const JOURNAL: &str = "journal";

/// The page.
pub fn page(record: &Record) -> Markup {
    let dashboard = [Anchor { label: "Tableau de bord", href: manage::Dashboard::PATH }];
    html! {
        div class="wrap" {
            (ui::breadcrumb(&dashboard, &record.company.name))
            (ui::page_head(&record.company.name, lead(record)))
            div class="split" {
                div class="stack" {
                    (projects(record))
                    (items(record))
                }
                aside class="stack" aria-label="Autour de l’entreprise" {
                    (company(record))
                    (contact(record))
                    (deposits(record))
                    (mails(record))
                }
            }
            (journal(record, record.table.turned))
        }
    }
}

/// Where it is, then « Suivie par Madame SAUVANEL Camille (Mission locale) et Monsieur … ».
fn lead(record: &Record) -> Markup {
    let names: Vec<&str> = record.followers.iter().map(|follower| follower.name.as_str()).collect();
    html! {
        p class="lead" { (record.company.address()) }
        p {
            @if names.is_empty() { "Personne ne la suit pour l’instant." } @else { "Suivie par " (french::list(&names, "et")) "." }
        }
    }
}

fn company(record: &Record) -> Markup {
    let company = &record.company;
    let again = Query::default().with("entreprise", company.id.to_string()).at(manage::NewProject::PATH);
    html! {
        section class="panel" aria-labelledby="identite" {
            h2 id="identite" { "Identité" }
            (company_view::identity(company, known_as(record)))
            @if let Some(project) = record.corrected_by {
                p { a class="alone" href=(manage::ProjectCompany { id: project }) { "Modifier l’entreprise" } }
            }
            p class="actions alone-line" {
                (ui::quiet_button(&again, "nouveau-projet", html! { "Nouveau projet" span class="vh" { " pour " (company.name) } }))
                (ui::print_button("imprimer", "Imprimer la fiche"))
            }
        }
    }
}

/// The names of its offers and events, where they are not its own.
fn known_as(record: &Record) -> Option<(&'static str, Markup)> {
    let names = html! {
        @for (at, one) in record.names.iter().enumerate() {
            @if at > 0 { br; }
            (french::typo(&public_name(one.masked, Some(&one.name))))
        }
    };
    (!record.names.is_empty()).then_some(("Connue des visiteurs comme", names))
}

/// Partners share it, since they work together.
fn contact(record: &Record) -> Markup {
    let rows = record.contact.as_ref().map(contact_rows).unwrap_or_default();
    html! {
        section class="panel" aria-labelledby="contact" {
            h2 id="contact" { "Contact de l’employeur" }
            @if rows.is_empty() {
                p { "Aucun contact n’est donné." }
            } @else {
                (ui::definitions(&rows))
                p class="hint" { "Celui de son dernier projet, entre partenaires\u{a0}: les visiteurs ne le voient pas." }
            }
        }
    }
}

fn projects(record: &Record) -> Markup {
    let zone = record.zone;
    section("projets", "Projets", &record.projects, "Aucun projet pour l’instant.", |projects| {
        ui::short_table(
            "Les plus récents d’abord",
            "projets-liste",
            &["Projet", "Chargé du projet", "En ligne"],
            html! {
                @for project in projects {
                    tr {
                        (ui::row_head("Projet", project_link(project.id, project.created_at, zone)))
                        (ui::cell("Chargé du projet", html! { (project.manager.as_deref().unwrap_or("Personne pour l’instant")) }))
                        (ui::cell("En ligne", html! {
                            @if project.published > 0 {
                                (ui::badge(Tone::Ok, &format!("{} en ligne", french::number(project.published))))
                            } @else { "Rien" }
                        }))
                    }
                }
            },
        )
    })
}

fn project_link(id: i64, created_at: i64, zone: Zone) -> Markup {
    html! { a href=(manage::Project { id }) { (title(created_at, zone)) } }
}

fn items(record: &Record) -> Markup {
    html! {
        (section("offres", "Offres de stage", &record.offers, "Aucune offre pour l’instant.", |offers| {
            item_table(record, "offres-liste", "Candidatures", offers.iter().map(|one| offer(record, one)))
        }))
        (section("rencontres", "Rencontres", &record.events, "Aucune rencontre pour l’instant.", |events| {
            item_table(record, "rencontres-liste", "Inscriptions", events.iter().map(|one| event(record, one)))
        }))
    }
}

/// An offer or event, with who answered it: all know how many, those whose it is may see who.
struct Row {
    item: Item,
    answers: String,
    who: Option<String>,
    project: Markup,
}

fn offer(record: &Record, one: &CompanyOffer) -> Row {
    let number = one.offer.number;
    let mine = owns(&record.reader, one.manager, None);
    Row {
        item: offer_item(record.now, &one.offer),
        answers: french::count(one.applicants, "candidature", "candidatures"),
        who: mine.then(|| manage::Applicants { number }.to_string()),
        project: project_link(one.project, one.project_created_at, record.zone),
    }
}

fn event(record: &Record, one: &CompanyEvent) -> Row {
    let event = &one.event;
    let number = event.number;
    let mine = owns(&record.reader, one.manager, one.registrar);
    let taken = french::count(event.taken.into(), "inscrit", "inscrits");
    let seats = french::number(event.seats.into());
    Row {
        item: event_item(record.now, event),
        answers: if event.seats > 0 { format!("{taken} sur {seats}") } else { taken },
        who: mine.then(|| manage::Participants { number }.to_string()),
        project: project_link(one.project, one.project_created_at, record.zone),
    }
}

fn item_table(record: &Record, id: &str, answers: &str, rows: impl Iterator<Item = Row>) -> Markup {
    let several = record.is_of_several();
    let heads = ["Intitulé", "État", answers, "Projet"];
    ui::short_table(
        "Les plus récentes d’abord",
        id,
        if several { &heads } else { &heads[..3] },
        html! {
            @for row in rows {
                tr {
                    (ui::row_head("Intitulé", html! { a href=(row.item.href) { (row.item.label) } br; (row.item.title) }))
                    (ui::cell("État", ui::badge(row.item.state.0, &row.item.state.1)))
                    (ui::cell(answers, html! {
                        @match &row.who {
                            Some(href) => a href=(href) { (row.answers) },
                            None => (row.answers),
                        }
                    }))
                    @if several { (ui::cell("Projet", row.project)) }
                }
            }
        },
    )
}

/// The journals of its projects together.
pub fn journal(record: &Record, focus: bool) -> Markup {
    let several = record.is_of_several();
    let labels = ["Date", "Projet", "Par", "Nature", "Texte"].into_iter();
    let heads: Vec<Head> = labels.filter(|label| several || *label != "Projet").map(Head::plain).collect();
    let frame = Frame {
        region: JOURNAL,
        caption: "Journal des projets, du plus récent au plus ancien",
        heads: &heads,
        focus,
    };
    let rows = html! { @for line in &record.journal.rows { (journal_row(line, record.zone, several)) } };
    html! {
        section class="table-section" id=(JOURNAL) aria-labelledby="journal-titre" {
            div class="table-head" { h2 id="journal-titre" { "Journal de ses projets" } }
            (record.table.show(&frame, record.journal.total, rows))
        }
    }
}

fn journal_row(of: &CompanyLine, zone: Zone, several: bool) -> Markup {
    let line = &of.line;
    html! {
        tr {
            (ui::row_head("Date", deposit_view::moment(zone.local(line.at))))
            @if several { (ui::cell("Projet", project_link(of.project, of.project_created_at, zone))) }
            (ui::cell("Par", html! { @if let Some(author) = &line.author { (author) } }))
            (ui::cell("Nature", html! { (line.kind) }))
            (ui::cell("Texte", ui::long_text(&line.text)))
        }
    }
}

fn deposits(record: &Record) -> Markup {
    let zone = record.zone;
    panel(
        "depots",
        "Dépôts de l’entreprise",
        &record.deposits,
        "Elle n’a rien déposé sur le site.",
        |line| {
            html! {
                a href=(deposit_view::href(line)) { (deposit_view::what(line)) }
                br; small { (line.reference) ", " (deposit_view::moment(zone.local(line.sent_at))) } " " (deposit_view::badge(line.stage))
            }
        },
    )
}

fn mails(record: &Record) -> Markup {
    let zone = record.zone;
    panel(
        "courriels",
        "Courriels à l’entreprise",
        &record.mails,
        "Aucun courriel pour l’instant.",
        |mail| {
            html! {
                (french::typo(&mail.subject))
                br; small { (deposit_view::moment(zone.local(mail.created_at))) } " " (ui::badge(tone(mail.state), mail.state.label()))
            }
        },
    )
}

fn tone(state: MailState) -> Tone {
    match state {
        MailState::Queued => Tone::Info,
        MailState::Sent => Tone::Ok,
        MailState::Failed => Tone::Bad,
        MailState::Unknown => Tone::Warn,
    }
}

fn section<T>(
    id: &str,
    title: &str,
    shown: &Shown<T>,
    none: &str,
    table: impl FnOnce(&[T]) -> Markup,
) -> Markup {
    html! {
        section class="table-section" aria-labelledby=(id) {
            div class="table-head" { h2 id=(id) { (title) (count(shown)) } }
            @if shown.rows.is_empty() { p { (none) } } @else { (table(&shown.rows)) }
            (and_more(shown))
        }
    }
}

/// Rows of a panel that are there at once; the others unfold.
const AT_ONCE: usize = 5;

fn panel<T>(id: &str, title: &str, shown: &Shown<T>, none: &str, item: impl Fn(&T) -> Markup) -> Markup {
    let (first, others) = shown.rows.split_at(shown.rows.len().min(AT_ONCE));
    let list =
        |rows: &[T]| html! { ul class="items" role="list" { @for one in rows { li { (item(one)) } } } };
    html! {
        section class="panel" aria-labelledby=(id) {
            h2 id=(id) { (title) (count(shown)) }
            @if first.is_empty() { p { (none) } } @else { (list(first)) }
            @if !others.is_empty() {
                details class="journal-all" {
                    summary { (french::count(others.len() as u64, "autre, plus ancien", "autres, plus anciens")) }
                    (list(others))
                    (and_more(shown))
                }
            }
        }
    }
}

fn count<T>(shown: &Shown<T>) -> Markup {
    html! { @if !shown.more && !shown.rows.is_empty() { " " span class="count" { (shown.rows.len()) } } }
}

/// As many as [`super::SHOWN`].
fn and_more<T>(shown: &Shown<T>) -> Markup {
    html! { @if shown.more { p class="hint" { "La liste s’arrête aux 50\u{a0}entrées les plus récentes." } } }
}
