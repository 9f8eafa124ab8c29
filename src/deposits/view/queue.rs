//! The queue of what companies sent.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::super::DepositKind;
use super::super::queue::{Charge, FINISHED, Line, QueueFilter, QueueList, QueueOrder, Stage};
use super::{badge, href, moment, what};
use crate::accounts::Assignable;
use crate::catalogue::criteria::ELSEWHERE;
use crate::clock::Zone;
use crate::form::{Errors, Field};
use crate::french;
use crate::reference::departments::Department;
use crate::ui::{self, Anchor, Choice, Head};
use crate::web::paths::manage;
use crate::web::table::{Frame, TableView};
use crate::web::ticket;

/// Name of the form that assigns, signed in its ticket.
pub const FORM: &str = "affectations";

/// Name of the boxes of the rows.
pub const ROWS: &str = "projet";

/// To whom what is ticked goes.
pub const MANAGER: Field = Field::new("manager", "Affecter à").required("Choisissez à qui les affecter.");

/// The label of a field, for the summary.
pub fn label(name: &str) -> Option<&'static str> {
    match name {
        ROWS => Some("Demandes"),
        _ => (name == MANAGER.name).then_some(MANAGER.label),
    }
}

/// What the page shows.
pub struct QueueModel<'a> {
    /// Its rows.
    pub list: &'a QueueList,
    /// How they are shown.
    pub table: &'a TableView<QueueOrder>,
    /// What is asked for.
    pub filter: &'a QueueFilter,
    /// The départements of the site.
    pub departments: &'a [Department],
    /// Those to whom an administrator may assign; nobody for a partner.
    pub managers: Option<&'a [Assignable]>,
    /// What was ticked.
    pub ticked: &'a [String],
    /// Who was chosen.
    pub manager: &'a str,
    /// What is to be put right.
    pub errors: &'a Errors,
    /// Text of the ticket of the form that assigns.
    pub ticket: &'a str,
    /// Text of the ticket by which a project of this row is taken over.
    pub takeover: &'a dyn Fn(i64) -> String,
    /// What was just done, or why the form came back.
    pub notice: Option<Markup>,
    /// The zone of the hours shown.
    pub zone: Zone,
}

/// The value of the box of a row: the project, and who managed it when the page was made.
pub fn row_value(line: &Line) -> String {
    format!("{}-{}", line.project, line.manager_id.unwrap_or_default())
}

/// The page.
pub fn page(model: &QueueModel<'_>) -> Markup {
    html! {
        div class="wrap stack" {
            (ui::page_head("Demandes reçues", html! {
                p class="lead" { "Ce que les entreprises ont déposé sur le site\u{a0}: à affecter, à relire, à publier." }
            }))
            @if let Some(notice) = &model.notice { (notice) }
            (ui::summary(model.errors, label))
            (filters(model))
            section class="table-section" id="demandes" aria-labelledby="demandes-titre" {
                h2 id="demandes-titre" { (heading(model)) }
                @if model.list.total == 0 { (nothing(model.filter)) }
                @else if let Some(managers) = model.managers { (assigning(model, managers)) }
                @else { (rows(model)) }
            }
        }
    }
}

fn heading(model: &QueueModel<'_>) -> String {
    let total = model.list.total.into();
    match model.filter.is_finished() {
        true => french::count(total, "demande terminée", "demandes terminées"),
        false => french::count(total, "demande en attente", "demandes en attente"),
    }
}

fn filters(model: &QueueModel<'_>) -> Markup {
    let filter = model.filter;
    let choice = |value, label, chosen: &str| Choice { value, label, checked: value == chosen, count: None };
    let state = filter.state.as_str();
    let states: Vec<Choice> = std::iter::once(choice("", "Toutes celles qui attendent", state))
        .chain(Stage::WAITING.iter().map(|stage| choice(stage.slug(), stage.label(), state)))
        .chain([choice(FINISHED, "Terminées", state)])
        .collect();
    let kind = filter.kind.map(DepositKind::slug).unwrap_or_default();
    let kinds: Vec<Choice> = std::iter::once(choice("", "Toutes", kind))
        .chain(DepositKind::ALL.iter().map(|one| choice(one.slug(), one.label(), kind)))
        .collect();
    let department = filter.department.as_deref().unwrap_or_default();
    let departments: Vec<Choice> = std::iter::once(choice("", "Tous", department))
        .chain(model.departments.iter().map(|one| choice(&one.code, &one.name, department)))
        .chain([choice(ELSEWHERE, "Autres départements", department)])
        .collect();
    let charge = filter.charge.slug();
    let charges = [
        choice(Charge::All.slug(), "Tous", charge),
        choice(Charge::Mine.slug(), "Moi", charge),
        choice(Charge::Nobody.slug(), "Personne\u{a0}: à affecter", charge),
    ];
    let none = Errors::default();
    html! {
        form class="panel queue-filters" id="filtres" method="get" action=(manage::Deposits) {
            (ui::field(&Field::new("q", "Référence ou entreprise"), &filter.search, &none))
            (ui::select(&Field::new("etat", "État"), &states, &none))
            (ui::select(&Field::new("nature", "Nature"), &kinds, &none))
            (ui::select(&Field::new("dep", "Département"), &departments, &none))
            (ui::select(&Field::new("charge", "Chargé du projet"), &charges, &none))
            button class="button quiet" id="afficher" type="submit" { "Afficher les demandes" }
        }
    }
}

fn nothing(filter: &QueueFilter) -> Markup {
    let finished = format!("{}?etat={FINISHED}", manage::Deposits::PATH);
    let all = Anchor { label: "Voir tout ce qui attend", href: manage::Deposits::PATH };
    let finished = Anchor { label: "Voir les demandes terminées", href: &finished };
    if *filter == QueueFilter::default() {
        return ui::empty(
            "Rien n’attend",
            "Toutes les demandes des entreprises ont eu leur suite. Les prochaines arriveront ici.",
            &[finished],
        );
    }
    ui::empty("Aucune demande ne correspond", "Changez ou retirez un filtre.", &[all, finished])
}

/// The table in the form that assigns what is ticked.
fn assigning(model: &QueueModel<'_>, managers: &[Assignable]) -> Markup {
    let ids: Vec<String> = managers.iter().map(|manager| manager.id.to_string()).collect();
    let choices: Vec<Choice> = std::iter::once(("", "Choisissez"))
        .chain(ids.iter().map(String::as_str).zip(managers.iter().map(|manager| manager.name.as_str())))
        .map(|(value, label)| Choice { value, label, checked: value == model.manager, count: None })
        .collect();
    html! {
        form class="table-section" id=(ROWS) tabindex="-1" method="post" action=(model.table.address()) novalidate {
            input type="hidden" name=(ticket::FIELD) value=(model.ticket);
            (rows(model))
            div class="panel queue-assign" {
                (ui::select(&MANAGER, &choices, model.errors))
                button class="button" id="affecter" type="submit" { "Affecter les demandes cochées" }
            }
        }
    }
}

fn rows(model: &QueueModel<'_>) -> Markup {
    let mut heads = vec![
        model.table.head("Entreprise", QueueOrder::Company),
        Head::plain("Nature"),
        Head::plain("Département"),
        model.table.head("Déposée le", QueueOrder::Sent),
        Head::plain("Chargé du projet"),
        Head::plain("État"),
    ];
    if model.managers.is_some() {
        heads.insert(0, Head { quiet: true, ..Head::plain("Choisir") });
    } else {
        heads.push(Head::of_actions());
    }
    // One thing takes the focus.
    let focus = model.table.turned && model.notice.is_none() && model.errors.is_empty();
    let frame = Frame { region: "demandes", caption: "Demandes des entreprises", heads: &heads, focus };
    model.table.show(&frame, model.list.total, html! { @for line in &model.list.rows { (row(model, line)) } })
}

fn row(model: &QueueModel<'_>, line: &Line) -> Markup {
    html! {
        tr id={ "demande-" (line.id) } {
            @if model.managers.is_some() { (tick(model, line)) }
            (ui::row_head("Entreprise", html! {
                a class="alone" href=(manage::Project { id: line.project }) { (french::typo(&line.company)) }
                br; small { (line.commune) }
            }))
            (ui::cell("Nature", html! { a href=(href(line)) { (what(line)) } br; small { (line.reference) } }))
            (ui::cell("Département", html! { (line.department) }))
            (ui::cell("Déposée le", moment(model.zone.local(line.sent_at))))
            (ui::cell("Chargé du projet", html! { (line.manager.as_deref().unwrap_or("À affecter")) }))
            (ui::cell("État", badge(line.stage)))
            @if model.managers.is_none() { (ui::row_actions(take(model, line))) }
        }
    }
}

fn tick(model: &QueueModel<'_>, line: &Line) -> Markup {
    let value = row_value(line);
    html! {
        td {
            label class="check" {
                input type="checkbox" id={ (ROWS) "-" (line.id) } name=(ROWS) value=(value) checked[model.ticked.contains(&value)];
                span class="words" { "Choisir " span class="vh" { (line.company) ", " (line.reference) } }
            }
        }
    }
}

fn take(model: &QueueModel<'_>, line: &Line) -> Markup {
    html! {
        @if line.manager_id.is_none() {
            form method="post" action=(manage::ProjectTakeover { id: line.project }) {
                input type="hidden" name=(ticket::FIELD) value=((model.takeover)(line.project));
                button class="button" id={ "prendre-" (line.id) } type="submit" {
                    "Prendre en charge" span class="vh" { " la demande " (line.reference) ", " (line.company) }
                }
            }
        }
    }
}
