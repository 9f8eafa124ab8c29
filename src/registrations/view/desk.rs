//! The events whose registrations are handled, each unfolding those who registered.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::super::desk::{
    CANCELLED, DeskFilter, DeskLine, DeskList, DeskOrder, EVERYBODY, UNFOLDED, Unfolded, When,
};
use super::super::{Attendance, Participant, Turnout};
use crate::catalogue::edit::state_badge;
use crate::clock::Now;
use crate::domain::{Number, UnpublishedReason};
use crate::form::{Errors, Field};
use crate::french;
use crate::ui::{self, Anchor, Choice, Head, Icon, Tone, icon};
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::{Frame, TableView};

/// Id of the section that htmx swaps.
pub const REGION: &str = "inscriptions";

/// The parameter that names an event whose row is unfolded; there may be several.
pub const OPENED: &str = "ouvert";

/// The parameter that names the event whose row was just folded again: its button has the focus.
pub const CLOSED: &str = "ferme";

/// The parameter by which a page keeps how this table was shown, to come back to it; see [`address_of`].
pub const BACK: &str = "retour";

/// Who was just taken off the list of an event that is unfolded.
pub const REMOVED: &str = "desinscrit";

/// The table as [`BACK`] says: this page, whatever that holds.
pub fn address_of(back: &str, removed: Option<i64>) -> String {
    let mut shown = Query::parse(back).without_all(&[REMOVED, CLOSED]);
    if let Some(id) = removed {
        shown = shown.with(REMOVED, id.to_string());
    }
    shown.at(paths::Registrations::PATH)
}

/// Id of what keeps, within the form of the filters, how the table is shown.
const KEPT: &str = "filtres-caches";

/// What the page shows.
#[derive(Debug, Clone)]
pub struct DeskModel {
    /// What is asked for.
    pub filter: DeskFilter,
    /// Its rows.
    pub list: DeskList,
    /// How they are shown.
    pub table: TableView<DeskOrder>,
    /// The events asked to be unfolded, in the order in which they were.
    pub asked: Vec<Number>,
    /// Those of the page that are.
    pub unfolded: Vec<Unfolded>,
    /// Those asked to be unfolded that stand on another page of the list.
    pub elsewhere: Vec<Number>,
    /// What of the address was not understood.
    pub refused: Vec<String>,
    /// Who was just taken off a list.
    pub said: Option<String>,
    /// The event whose row was just folded again.
    pub folded: Option<Number>,
    /// When the page is made.
    pub now: Now,
}

impl DeskModel {
    /// The address of what is shown, in its shortest form.
    pub fn address(&self) -> String {
        self.query(&self.asked).at(paths::Registrations::PATH)
    }

    fn query(&self, opened: &[Number]) -> Query {
        opened.iter().fold(self.table.query(), |query, number| query.with(OPENED, number.to_string()))
    }

    fn of(&self, line: &DeskLine) -> Option<&Unfolded> {
        self.unfolded.iter().find(|unfolded| unfolded.event == line.id)
    }

    /// The address with the row of an event unfolded, or folded again.
    fn toggled(&self, line: &DeskLine) -> String {
        let mut opened: Vec<Number> = self.asked.iter().copied().filter(|one| self.stands(*one)).collect();
        let query = if self.of(line).is_some() {
            opened.retain(|one| *one != line.number);
            self.query(&opened).with(CLOSED, line.number.to_string())
        } else {
            opened.push(line.number);
            self.query(&opened)
        };
        query.at(paths::Registrations::PATH)
    }

    fn stands(&self, number: Number) -> bool {
        self.list.rows.iter().any(|line| line.number == number)
    }

    /// Those asked to be unfolded that are not, each with why.
    fn missing(&self) -> impl Iterator<Item = (Number, &'static str)> {
        self.asked.iter().filter_map(|one| {
            let why = match self.list.rows.iter().find(|line| line.number == *one) {
                Some(line) if self.of(line).is_some() => return None,
                Some(_) => "est suivie par quelqu’un d’autre\u{a0}: ses participants ne s’affichent pas ici.",
                None if self.elsewhere.contains(one) => "est sur une autre page de cette liste.",
                None => "n’est pas dans cette liste\u{a0}: un filtre l’en écarte, ou elle a été supprimée.",
            };
            Some((*one, why))
        })
    }

    /// How the table is shown, to come back to it.
    fn back(&self) -> String {
        let opened: Vec<Number> = self.asked.iter().copied().filter(|one| self.stands(*one)).collect();
        self.query(&opened).encoded()
    }

    /// The event whose button has the focus: the last one that was pressed.
    fn focused(&self) -> Option<Number> {
        let pressed = self.folded.or(self.asked.last().copied()).filter(|_| self.said.is_none());
        pressed.filter(|one| self.stands(*one))
    }

    /// What is said once the table is swapped.
    pub fn announced(&self) -> String {
        if self.folded.is_some() {
            return "Participants masqués".to_owned();
        }
        match self.asked.last() {
            Some(number) => format!("Participants de la rencontre {} affichés", number.display_nbsp()),
            None => self.table.announced(self.list.total),
        }
    }
}

/// The page.
pub fn page(model: &DeskModel) -> Markup {
    html! {
        div class="wrap stack" {
            (ui::page_head("Gérer les inscriptions", html! {
                p class="lead" { "Le rond vert, à gauche, affiche les participants d’une rencontre\u{202f}; le crayon, à droite, ouvre la rencontre." }
            }))
            @if let Some(said) = &model.said { (ui::flash(Tone::Ok, html! { p { (said) } })) }
            (filters(model))
            (section(model))
        }
    }
}

fn filters(model: &DeskModel) -> Markup {
    let filter = &model.filter;
    let choice = |value, label, checked| Choice { value, label, checked, count: None };
    let dates = When::ALL.map(|when| choice(when.slug(), when.label(), when == filter.when));
    let whose = [
        choice("", "Les miennes", !filter.everybody),
        choice(EVERYBODY, "Celles de tout le monde", filter.everybody),
    ];
    let lost = [
        choice("", "Toutes", !filter.cancelled),
        choice(CANCELLED, "Avec annulations depuis ma dernière visite", filter.cancelled),
    ];
    let (none, path) = (Errors::default(), paths::Registrations::PATH);
    html! {
        form class="panel queue-filters" id="filtres" method="get" action=(path) data-hx-get=(path)
            data-hx-target={ "#" (REGION) } data-hx-swap="outerHTML" data-hx-sync="this:replace" data-hx-indicator={ "#" (REGION) }
            data-hx-trigger="submit, change changed delay:150ms, input changed delay:350ms from:#q" {
            (ui::field(&Field::new("q", "Numéro ou entreprise").autocomplete("off"), &filter.search, &none))
            (ui::select(&Field::new("date", "Date"), &dates, &none))
            (ui::select(&Field::new("qui", "Rencontres"), &whose, &none))
            (ui::select(&Field::new("suivi", "Suivi"), &lost, &none))
            div id=(KEPT) hidden { (kept(model)) }
            button class="button quiet" id="afficher" type="submit" { "Afficher les rencontres" }
        }
    }
}

/// The order and the length of the table, which a filter does not change.
fn kept(model: &DeskModel) -> Markup {
    let shown = model.table.query();
    let kept = ["tri", "sens", "lignes"].map(|name| (name, shown.first(name)));
    html! {
        @for (name, value) in kept.iter().filter_map(|(name, value)| Some((name, (*value)?))) {
            input type="hidden" name=(name) value=(value);
        }
    }
}

/// What changes around the section when htmx swaps it.
pub fn around(model: &DeskModel) -> Markup {
    html! {
        (ui::out_of_band("annonce", html! { (model.announced()) }))
        (ui::out_of_band(KEPT, kept(model)))
    }
}

/// The section that htmx swaps.
pub fn section(model: &DeskModel) -> Markup {
    let total = model.list.total;
    html! {
        section class="table-section" id=(REGION) aria-labelledby="inscriptions-titre" {
            h2 id="inscriptions-titre" { (french::count(total.into(), "rencontre", "rencontres")) }
            @for sentence in &model.refused { (ui::notice(Tone::Warn, html! { p { (sentence) } })) }
            @for (number, why) in model.missing() {
                (ui::notice(Tone::Info, html! { p { "La rencontre " (number.display_nbsp()) " " (why) } }))
            }
            @if total == 0 { (nothing(&model.filter)) } @else { (rows(model)) }
        }
    }
}

fn nothing(filter: &DeskFilter) -> Markup {
    let at = |filter: DeskFilter| filter.query().at(paths::Registrations::PATH);
    let all = at(DeskFilter { when: When::All, everybody: true, cancelled: false, ..filter.clone() });
    let past = at(DeskFilter { when: When::Past, ..DeskFilter::default() });
    let coming = at(DeskFilter::default());
    let everybody = at(DeskFilter { everybody: true, ..DeskFilter::default() });
    let link = |label, href| Anchor { label, href };
    if *filter == DeskFilter::default() {
        let links = [
            link("Voir mes rencontres passées", past.as_str()),
            link("Voir les rencontres de tout le monde", &everybody),
            link("Saisir un projet", paths::NewProject::PATH),
        ];
        return ui::empty(
            "Aucune rencontre à venir",
            "Les rencontres de vos projets, et celles dont vous recevez les inscriptions, s’affichent ici.",
            &links,
        );
    }
    let links = [
        link("Chercher à toutes les dates, chez tout le monde", all.as_str()),
        link("Voir mes rencontres à venir", &coming),
    ];
    ui::empty("Aucune rencontre ne correspond", "Changez ou retirez un filtre.", &links)
}

fn rows(model: &DeskModel) -> Markup {
    let mut dates = model.table.head("Détail de la rencontre", DeskOrder::Date);
    // The usual order of the past is the other way round, and is said as it is.
    if let Some(sort) = dates.sort.as_mut().filter(|sort| sort.descending.is_some()) {
        sort.descending = Some(model.filter.descending(&model.table.slice));
    }
    let heads = [
        Head { quiet: true, ..Head::plain("Participants") },
        Head::plain("N° du projet"),
        model.table.head("Entreprise", DeskOrder::Company),
        Head::plain("Type de rencontre"),
        dates,
        Head::plain("Personnes"),
        Head::of_actions(),
    ];
    let focus = model.table.turned && model.focused().is_none();
    let frame = Frame { region: REGION, caption: "Rencontres et nombre d’inscrits", heads: &heads, focus };
    let bodies = html! { @for line in &model.list.rows { (group(model, line, heads.len())) } };
    model.table.show_groups(&frame, model.list.total, bodies)
}

/// The row of an event, and what it unfolds.
fn group(model: &DeskModel, line: &DeskLine, columns: usize) -> Markup {
    let unfolded = model.of(line);
    html! {
        tbody id={ "grp-" (line.number) } class=[unfolded.map(|_| "unfolded")] {
            (row(model, line))
            @if let Some(unfolded) = unfolded {
                tr class="unfolded-row" { td colspan=(columns) { (participants(model, line, unfolded)) } }
            }
        }
    }
}

fn row(model: &DeskModel, line: &DeskLine) -> Markup {
    html! {
        tr id={ "rencontre-" (line.number) } {
            td class="dot-cell" { @if line.mine { (dot(model, line)) } }
            (ui::row_head("N° du projet", html! { span class="number" { (line.number) } @if let Some(badge) = badge(model, line) { br; (badge) } }))
            (ui::cell("Entreprise", html! {
                (french::typo(&line.company))
                @if !line.mine { p class="soft" { (line.manager.as_ref().map_or("À affecter".to_owned(), |name| format!("Gérée par {name}"))) } }
            }))
            (ui::cell("Type de rencontre", html! {
                (french::typo(&line.kind_label))
                p class="soft" { (line.audiences.listed()) }
            }))
            (ui::cell("Détail de la rencontre", html! {
                p {
                    @match line.starts {
                        Some(starts) => time datetime=(french::iso_date_time(starts)) {
                            "Le " (french::date_short(starts.date())) " à " (french::clock(starts.time()))
                        },
                        None => "Sans date",
                    }
                }
                (ui::clipped_text(&line.description))
            }))
            (ui::cell("Personnes", people(model, line)))
            (ui::row_actions(html! {
                a class="button quiet" id={ "modifier-" (line.number) } href=(paths::Event { number: line.number }) {
                    (icon(Icon::Pencil)) span class="words" {
                        (if line.mine { "Modifier" } else { "Consulter" })
                        span class="vh" { " la rencontre " (line.number.display_nbsp()) }
                    }
                }
            }))
        }
    }
}

/// What is not online says so; what has gone by is not online for a reason that its date tells.
fn badge(model: &DeskModel, line: &DeskLine) -> Option<Markup> {
    let past = line.starts.is_some_and(|starts| starts <= model.now.local);
    let gone_by = line.state.is_published() || line.reason == Some(UnpublishedReason::Expired);
    match (past, gone_by) {
        (true, true) => Some(ui::badge(Tone::Off, "Passée")),
        (false, _) if line.state.is_published() => None,
        _ => Some(state_badge(line.state, line.reason, false)),
    }
}

/// The round button: green with a plus, then red with a minus, and said in words.
fn dot(model: &DeskModel, line: &DeskLine) -> Markup {
    let opened = model.of(line).is_some();
    let href = model.toggled(line);
    html! {
        a class={ "dot" @if opened { " opened" } } id={ "rond-" (line.number) } href=(href)
            data-hx-get=(href) data-hx-target={ "#" (REGION) } data-hx-swap="outerHTML" data-hx-indicator={ "#" (REGION) }
            aria-expanded=(opened) aria-controls={ "grp-" (line.number) } autofocus[model.focused() == Some(line.number)] {
            span class="disc" aria-hidden="true" {}
            span class="vh" {
                (if opened { "Masquer" } else { "Afficher" }) " les participants de la rencontre " (line.number.display_nbsp())
            }
        }
    }
}

fn people(model: &DeskModel, line: &DeskLine) -> Markup {
    let most = line.capacity.map_or_else(|| "à préciser".to_owned(), |most| french::number(most.into()));
    html! {
        p { "Nb max de personnes accueillies\u{a0}: " (most) }
        p { "Nb d’inscrits\u{a0}: " (french::number(line.taken.into())) }
        @if let Some(places) = line.capacity {
            @if line.taken >= places { p { (full(line.taken, places)) } }
            meter class="places" min="0" max=(places) value=(line.taken.min(places))
                aria-label={ "Places prises, rencontre " (line.number.display_nbsp()) } {
                (line.taken) " sur " (places)
            }
        }
        @if line.tally.cancelled > 0 {
            p class="soft" {
                (french::count(line.tally.cancelled.into(), "annulation", "annulations")) " depuis votre dernière visite"
            }
        }
        @if line.tally.turnout.is_said() && has_come(model, line) { p class="soft" { (turnout(line.tally.turnout)) } }
    }
}

/// « Complet », and by how many the maximum is exceeded.
fn full(taken: u32, most: u32) -> Markup {
    html! {
        (ui::badge(Tone::Warn, "Complet"))
        @if taken > most { " " (beyond(taken, most)) }
    }
}

/// « 1 au-delà du maximum ».
pub fn beyond(taken: u32, most: u32) -> String {
    format!("{} au-delà du maximum", french::number(taken.saturating_sub(most).into()))
}

/// Whether its day has come: who comes is written down.
fn has_come(model: &DeskModel, line: &DeskLine) -> bool {
    line.starts.is_some_and(|starts| starts.date() <= model.now.today())
}

/// « 5 présents, 1 absent, 2 non notés ».
pub fn turnout(turnout: Turnout) -> String {
    let Turnout { present, absent, excused, unsaid } = turnout;
    let counts = [
        (present, "présent", "présents"),
        (absent, "absent", "absents"),
        (excused, "excusé", "excusés"),
        (unsaid, "non noté", "non notés"),
    ];
    let said = counts.into_iter().filter(|(count, ..)| *count > 0);
    said.map(|(count, one, several)| french::count(count.into(), one, several)).collect::<Vec<_>>().join(", ")
}

/// Whether somebody came, as a badge.
pub fn attendance(participant: &Participant) -> Markup {
    let (tone, said) = match participant.attendance {
        Some(said @ Attendance::Present) => (Tone::Ok, said.label()),
        Some(said @ Attendance::Absent) => (Tone::Bad, said.label()),
        Some(said @ Attendance::Excused) => (Tone::Warn, said.label()),
        None => return html! { span class="soft" { "Non noté" } },
    };
    html! {
        (ui::badge(tone, said))
        @if let Some(attended) = participant.attended {
            p class="soft" { (french::count(attended.into(), "venu", "venus")) " sur " (participant.seats) }
        }
    }
}

fn participants(model: &DeskModel, line: &DeskLine, unfolded: &Unfolded) -> Markup {
    let has_come = has_come(model, line);
    let groups = unfolded.participants.iter().any(|participant| participant.draft.group.is_some());
    let columns = Columns { number: line.number, groups, has_come, back: model.back() };
    let total = line.tally.registrations;
    let all = paths::Participants { number: line.number };
    html! {
        div class="unfolded-part stack" {
            (ui::short_table(
                "Liste des participants inscrits",
                &format!("participants-{}", line.number),
                &columns.heads(),
                html! {
                    @if unfolded.participants.is_empty() {
                        tr class="none" { td colspan=(columns.heads().len()) { "Aucun participant inscrit pour le moment." } }
                    }
                    @for participant in &unfolded.participants { (columns.row(participant)) }
                },
            ))
            @if total > UNFOLDED {
                p { "Les " (UNFOLDED) " premiers par ordre alphabétique. " a href=(all) { "Voir les " (french::number(total.into())) " inscriptions" } "." }
            }
            (actions(line, has_come))
        }
    }
}

/// What can be done with all of them, in the words of the guide.
fn actions(line: &DeskLine, has_come: bool) -> Markup {
    let number = line.number;
    let which = html! { span class="vh" { ", rencontre " (number.display_nbsp()) } };
    let entry =
        Query::default().with("ouvrir", "inscription").at(&paths::Participants { number }.to_string());
    html! {
        div class="unfolded-actions" {
            a class="button" id={ "exporter-" (number) } href=(paths::AttendanceXlsx { number }) {
                (icon(Icon::Download)) "Exporter la liste" span class="vh" { " (Excel)" } (which)
            }
            a class="button quiet" id={ "emargement-" (number) } href=(paths::AttendancePdf { number }) {
                (icon(Icon::Print)) "Feuille d’émargement (PDF)" (which)
            }
            a class="button quiet" id={ "confirmer-" (number) } href=(paths::Confirmation { number }) {
                (icon(Icon::Mail)) "Envoyer un email de confirmation" (which)
            }
            a class="button quiet" id={ "inscrire-" (number) } href=(entry) {
                (icon(Icon::User)) "Inscrire un participant" (which)
            }
            @if has_come {
                a class="button quiet" id={ "presence-" (number) } href=(paths::Presence { number }) {
                    (icon(Icon::Check)) "Noter les présences" (which)
                }
            }
        }
    }
}

/// The columns of a list of participants.
struct Columns {
    number: Number,
    groups: bool,
    has_come: bool,
    /// How the table is shown, to come back to it.
    back: String,
}

impl Columns {
    fn heads(&self) -> Vec<&'static str> {
        let mut heads = vec!["Nom", "Prénom", "Tel.", "Email", "Statuts"];
        heads.extend(self.groups.then_some("Places"));
        heads.extend(self.has_come.then_some("Présence"));
        heads.push("Actions");
        heads
    }

    fn row(&self, participant: &Participant) -> Markup {
        let (number, id, draft) = (self.number, participant.id, &participant.draft);
        let unregister = Query::default().with(BACK, self.back.as_str());
        html! {
            tr id={ "inscrit-" (id) } {
                (ui::row_head("Nom", html! { (draft.last_name) }))
                (ui::cell("Prénom", html! { (draft.first_name) }))
                (ui::cell("Tel.", html! { @if let Some(phone) = &draft.phone { (ui::phone_link(phone)) } }))
                (ui::cell("Email", html! {
                    a href={ "mailto:" (draft.email) } { (draft.email) }
                    @if let Some(guardian) = &draft.guardian {
                        p class="soft" { "Responsable légal\u{a0}: " (guardian.name) ", " a href={ "mailto:" (guardian.email) } { (guardian.email) } }
                    }
                }))
                (ui::cell("Statuts", html! { (draft.statuses.listed()) }))
                @if self.groups {
                    (ui::cell("Places", html! {
                        (participant.seats)
                        @if let Some(group) = &draft.group { p class="soft" { (french::typo(&group.school)) ", " (french::typo(&group.level)) } }
                    }))
                }
                @if self.has_come { (ui::cell("Présence", attendance(participant))) }
                (ui::row_actions(html! {
                    @if self.has_come && participant.attendance == Some(Attendance::Present) { (certificate(number, participant)) }
                    a class="button quiet remove" id={ "desinscrire-" (id) } href=(unregister.at(&paths::Unregister { number, id }.to_string())) {
                        (icon(Icon::Close)) span class="words" { "Désinscrire" span class="vh" { " " (participant.name()) } }
                    }
                }))
            }
        }
    }
}

/// Leads to what says that somebody came.
pub fn certificate(number: Number, participant: &Participant) -> Markup {
    let id = participant.id;
    html! {
        a class="button quiet" id={ "attestation-" (id) } href=(paths::Certificate { number, id }) {
            (icon(Icon::Document)) span class="words" { "Attestation" span class="vh" { " de présence de " (participant.name()) } }
        }
    }
}
