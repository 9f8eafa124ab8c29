//! The page of a portfolio, and the same over everybody's.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::saved::FORGET;
use super::{MOST_COUNTED, Model, TICKED, View, selection, tick};
use crate::catalogue::criteria::ELSEWHERE;
use crate::catalogue::view::TerritoryMap;
use crate::clock::Now;
use crate::domain::Sector;
use crate::extranet::projects::{self, Item};
use crate::form::{Errors, Field};
use crate::french;
use crate::portfolio::filter::{Charge, Etat, Nature, Watch};
use crate::portfolio::{self, CompanyLine, PortfolioOrder, Scope, Totals};
use crate::ui::{self, Anchor, Choice, Head, Icon, Tone, icon};
use crate::web::App;
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::Frame;

const NUMBER: Field =
    Field::new("numero", "Numéro").hint("D’une offre ou d’une rencontre\u{a0}: 102019-59, ou 59");
const COMPANY: Field = Field::new("entreprise", "Nom de l’entreprise");
const SIRET: Field = Field::new("siret", "SIRET").hint("14 chiffres, ou les premiers");
const CHARGE: Field = Field::new("charge", "Chargé du projet");
const WATCH: Field = Field::new("suivi", "À suivre");

/// What is shown.
pub struct Shown {
    pub model: Model,
    pub app: App,
    pub now: Now,
}

/// « 3 entreprises, 7 projets, offres et rencontres ».
pub fn count(totals: Totals) -> String {
    match totals.companies {
        0 => "Aucun résultat".to_owned(),
        companies => format!(
            "{}, {}",
            french::count(companies.into(), "entreprise", "entreprises"),
            french::count(totals.items.into(), "résultat", "résultats")
        ),
    }
}

impl Shown {
    /// The whole page.
    pub fn page(&self, view: &View) -> Markup {
        let scope = self.model.asked.scope;
        let lead = match scope {
            Scope::Own => "Vos projets, vos offres et vos rencontres, par entreprise.",
            Scope::All => {
                "Tous les projets, offres et rencontres du site. Ce que d’autres gèrent se lit sans se modifier."
            }
        };
        let asked = self.model.asked.filter.asked;
        html! {
            div class="wrap stack" {
                (ui::page_head(scope.label(), html! { p class="lead" { (lead) } }))
                @if let Some(notice) = &view.notice { (notice) }
                (self.saved())
                (ui::summary(&view.errors, |name| (name == portfolio::NAME.name).then_some(portfolio::NAME.label)))
                @if asked {
                    div class="with-filters" {
                        div class="stack beside" { (self.filters()) (self.naming(view)) }
                        (self.results())
                    }
                } @else {
                    div class="first-filters" { (self.filters()) }
                    (self.results())
                }
            }
        }
    }

    /// What htmx swaps.
    pub fn results(&self) -> Markup {
        let model = &self.model;
        html! {
            section class="results table-section by-company" id="resultats" aria-labelledby="resultats-titre" {
                @if model.asked.filter.asked {
                    div class="results-head" {
                        (ui::heading("resultats-titre", &count(model.totals), model.table.turned))
                        @if model.totals.items > 0 { (self.exports()) }
                    }
                    @for sentence in &model.refused { (ui::notice(Tone::Warn, html! { p { (sentence) } })) }
                    @if model.totals.companies == 0 { (self.nothing()) } @else { (self.selecting()) }
                } @else {
                    h2 class="vh" id="resultats-titre" { "Résultats" }
                    p class="soft" { "Choisissez ce que vous cherchez, puis «\u{a0}Afficher les résultats\u{a0}»." }
                }
            }
        }
    }

    /// What changes around the results when htmx swaps them.
    pub fn around(&self) -> Markup {
        let model = &self.model;
        html! {
            (self.map().changes())
            (ui::out_of_band("dep-choisis", self.chosen_departments()))
            (ui::filter_changes(model.asked.filter.active(), &[], &self.kept().pairs().collect::<Vec<_>>()))
            (ui::out_of_band("filtre-courant", self.current()))
            (ui::out_of_band("annonce", html! { (count(model.totals)) }))
        }
    }

    /// What the address keeps besides the filters.
    fn kept(&self) -> Query {
        let kept = self.model.table.with_kept(Query::default());
        kept.with("afficher", "oui")
    }

    fn map(&self) -> TerritoryMap<'_> {
        let asked = &self.model.asked;
        let mut filter = asked.filter.clone();
        filter.asked = true;
        let query = self.model.table.with_kept(filter.query());
        TerritoryMap::of_list(&self.app.site, &filter.departments, None, &query, asked.scope.path())
            .with_all("Sélectionner/désélectionner tous les départements")
    }

    /// The filters of the guide, in its order.
    fn filters(&self) -> Markup {
        let asked = &self.model.asked;
        let path = asked.scope.path();
        // Nothing follows the boxes before somebody asks.
        let swaps = asked.filter.asked;
        html! {
            form id="filtres" class="filters" role="search" action=(path) method="get"
                data-hx-get=[swaps.then_some(path)] data-hx-target=[swaps.then_some("#resultats")]
                data-hx-swap=[swaps.then_some("outerHTML")] data-hx-trigger=[swaps.then_some("submit, change changed delay:150ms")]
                data-hx-sync=[swaps.then_some("this:replace")] data-hx-indicator=[swaps.then_some("#resultats")] {
                details class="filter-panel" open[!swaps] {
                    summary {
                        (icon(Icon::Filter)) "Filtres " span id="n-filtres" { @if asked.filter.active() > 0 { "(" (asked.filter.active()) ")" } }
                    }
                    div class="filter-groups portfolio-filters" {
                        (self.what())
                        (self.place())
                        div id="filtres-caches" hidden {
                            @for (name, value) in self.kept().pairs() { input type="hidden" name=(name) value=(value); }
                        }
                        button class="button wide" id="afficher" type="submit" { "Afficher les résultats" }
                    }
                }
            }
        }
    }

    fn what(&self) -> Markup {
        let filter = &self.model.asked.filter;
        let none = Errors::default();
        let natures = Nature::ALL.map(|one| Choice {
            value: one.slug(),
            label: one.label(),
            checked: filter.natures.contains(&one),
            count: None,
        });
        let sectors: Vec<Choice> = Sector::ALL
            .iter()
            .map(|one| Choice {
                value: one.slug(),
                label: one.label(),
                checked: filter.sectors.contains(one),
                count: None,
            })
            .collect();
        let states = Etat::ALL.map(|one| Choice {
            value: one.slug(),
            label: one.label(),
            checked: filter.states.contains(&one),
            count: None,
        });
        html! {
            div class="stack" {
                (boxes("nature", "Nature", &natures))
                (ui::field(&NUMBER, &filter.number, &none))
                (boxes("secteur", "Secteur d’activité de l’employeur", &sectors))
                (ui::field(&COMPANY, &filter.company, &none))
                (ui::field(&SIRET, &filter.siret, &none))
                (boxes("etat", "Etat", &states))
                (self.charge())
                (self.watch())
                div class="checks tight" {
                    (ui::check_box("actions", &Choice {
                        value: "oui", label: "Afficher les actions en cours", checked: filter.actions, count: None,
                    }))
                }
            }
        }
    }

    /// Where others' are shown, whose.
    fn charge(&self) -> Markup {
        let asked = &self.model.asked;
        if asked.scope == Scope::Own {
            return Markup::default();
        }
        let chosen = asked.filter.charge.slug();
        let ids: Vec<String> = self.model.managers.iter().map(|manager| manager.id.to_string()).collect();
        let people =
            ids.iter().map(String::as_str).zip(self.model.managers.iter().map(|one| one.name.as_str()));
        // Somebody who left may still have a filter named after them.
        let known = !matches!(asked.filter.charge, Charge::Of(_)) || ids.contains(&chosen);
        let choices: Vec<Choice> = [("", "Tous"), (Charge::NOBODY, "Personne\u{a0}: à affecter")]
            .into_iter()
            .chain(people)
            .chain((!known).then_some((chosen.as_str(), "Compte fermé")))
            .map(|(value, label)| Choice { value, label, checked: value == chosen, count: None })
            .collect();
        ui::select(&CHARGE, &choices, &Errors::default())
    }

    fn watch(&self) -> Markup {
        let chosen = self.model.asked.filter.watch;
        let choices: Vec<Choice> =
            std::iter::once(Choice { value: "", label: "Tout", checked: chosen.is_none(), count: None })
                .chain(Watch::ALL.map(|one| Choice {
                    value: one.slug(),
                    label: one.label(),
                    checked: chosen == Some(one),
                    count: None,
                }))
                .collect();
        ui::select(&WATCH, &choices, &Errors::default())
    }

    fn place(&self) -> Markup {
        html! {
            div class="stack" {
                p class="label" { "Recherche par départements" }
                (self.map().chooser())
                p class="soft" { "Département(s) sélectionné(s)\u{a0}: " span id="dep-choisis" { (self.chosen_departments()) } }
            }
        }
    }

    fn chosen_departments(&self) -> Markup {
        let chosen: Vec<&str> = self
            .model
            .asked
            .filter
            .departments
            .iter()
            .map(|code| match code.as_str() {
                ELSEWHERE => "Autres départements",
                code => self.app.site.department(code).unwrap_or(code),
            })
            .collect();
        html! { @if chosen.is_empty() { "Aucun" } @else { (chosen.join(", ")) } }
    }

    /// Filters with a name, each a link.
    fn saved(&self) -> Markup {
        let model = &self.model;
        html! {
            @if !model.saved.is_empty() {
                section class="saved-filters" aria-labelledby="filtres-enregistres" {
                    h2 id="filtres-enregistres" { "Filtres enregistrés" }
                    ul role="list" {
                        @for one in &model.saved {
                            li {
                                a href=(Query::parse(&one.query).at(model.asked.scope.path())) { (one.name) }
                                form method="post" action=(paths::SavedFilters) {
                                    input type="hidden" name="filtre" value=(model.table.query().encoded());
                                    button class="link" id={ "oublier-" (one.id) } type="submit" name=(FORGET) value=(one.id) {
                                        (icon(Icon::Close)) span class="vh" { "Oublier le filtre " (one.name) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The form that gives a name to what is asked for.
    fn naming(&self, view: &View) -> Markup {
        html! {
            form class="panel form" id="enregistrer-filtres" method="post" action=(paths::SavedFilters) novalidate {
                span id="filtre-courant" { (self.current()) }
                (ui::field(&portfolio::NAME, &view.name, &view.errors))
                button class="button quiet" id="enregistrer" type="submit" { "Enregistrer ces filtres" }
            }
        }
    }

    /// What is shown, for the form that gives it a name.
    fn current(&self) -> Markup {
        html! {
            input type="hidden" name="ecran" value=(self.model.asked.scope.path());
            input type="hidden" name="filtre" value=(self.model.table.first_page().encoded());
        }
    }

    fn exports(&self) -> Markup {
        let filter = self.model.asked.filter.query();
        let (xlsx, csv) = self.model.asked.scope.exports();
        html! {
            p class="exports" {
                a class="button quiet" id="exporter" href=(filter.at(xlsx)) { (icon(Icon::Download)) "Exporter (Excel)" }
                a class="button quiet" id="exporter-csv" href=(filter.at(csv)) { (icon(Icon::Download)) "Exporter (CSV)" }
            }
        }
    }

    /// Which filter hides what is there.
    fn nothing(&self) -> Markup {
        let model = &self.model;
        let counts: Vec<String> = model.wider.iter().map(|(_, items, _)| hidden_count(*items)).collect();
        let all =
            Query::default().with("afficher", "oui").with("actions", "oui").at(model.asked.scope.path());
        let mut ways: Vec<ui::WayOut> = model
            .wider
            .iter()
            .zip(&counts)
            .map(|((label, _, href), count)| ui::WayOut { link: Anchor { label, href }, count: Some(count) })
            .collect();
        let new = Anchor { label: "Saisir un projet", href: paths::NewProject::PATH };
        let consult = Anchor { label: "Chercher dans Consultation", href: paths::Consultation::PATH };
        if model.asked.filter.active() > 0 {
            ways.push(ui::WayOut {
                link: Anchor { label: "Retirer tous les filtres", href: &all },
                count: None,
            });
            if model.asked.scope == Scope::Own {
                ways.push(ui::WayOut { link: consult, count: None });
            }
            let text = match model.wider.is_empty() {
                true => "Retirez plusieurs filtres à la fois.",
                false => "Voici ce que donnerait un filtre de moins.",
            };
            return ui::empty_with_counts("Rien ne correspond à ces filtres", text, &ways);
        }
        match model.asked.scope {
            Scope::Own => ui::empty(
                "Votre portefeuille est vide",
                "Les projets que vous gérez, leurs offres et leurs rencontres se retrouvent ici.",
                &[
                    new,
                    Anchor { label: "Voir les demandes des entreprises", href: paths::Deposits::PATH },
                    consult,
                ],
            ),
            Scope::All => ui::empty("Il n’y a encore aucun projet", "Le premier se saisit ici.", &[new]),
        }
    }

    /// The table, in the form that does something of what is ticked.
    fn selecting(&self) -> Markup {
        let model = &self.model;
        let action = model.asked.scope.selection();
        html! {
            form class="table-section" id="selection" method="get" action=(action) {
                input type="hidden" name="filtre" value=(model.table.query().encoded());
                (self.elsewhere())
                (self.table())
                (selection::bar(model))
            }
        }
    }

    /// What is ticked and does not stand on this page.
    fn elsewhere(&self) -> Markup {
        let here = |one: &(Nature, i64)| {
            self.model
                .companies
                .iter()
                .flat_map(|company| &company.items)
                .any(|item| (item.nature, item.id) == *one)
        };
        let others: Vec<_> = self.model.ticked.iter().filter(|one| !here(one)).collect();
        html! {
            @if !others.is_empty() {
                p class="soft" id="coches-ailleurs" {
                    (french::count(others.len() as u64, "case est cochée", "cases sont cochées")) " sur d’autres pages. "
                    a id="tout-decocher" href=(self.model.table.query().at(self.model.asked.scope.path())) { "Tout décocher" }
                }
                @for one in others { input type="hidden" name=(TICKED) value=(tick(*one)); }
            }
        }
    }

    fn table(&self) -> Markup {
        let model = &self.model;
        let mut heads = vec![
            model.table.head("Entreprise", PortfolioOrder::Company),
            Head::plain("Actions"),
            Head::plain("Nouveau"),
        ];
        if !model.asked.filter.actions {
            heads.remove(1);
        }
        let frame = Frame {
            region: "resultats",
            caption: "Entreprises, avec leurs projets, leurs offres et leurs rencontres",
            heads: &heads,
            // The heading of the results takes it.
            focus: false,
        };
        let rows = html! { @for company in &model.companies { (self.row(company)) } };
        model.table.show(&frame, model.totals.companies, rows)
    }

    fn row(&self, company: &CompanyLine) -> Markup {
        let new = Query::default().with("entreprise", company.id.to_string()).at(paths::NewProject::PATH);
        html! {
            tr id={ "entreprise-" (company.id) } {
                (ui::row_head("Entreprise", html! {
                    a class="alone" href=(paths::Company { id: company.id }) { (french::typo(&company.name)) }
                    br; small { (address(company)) }
                    br; small { "Secteur d’activité\u{a0}: " (company.activity) }
                }))
                @if self.model.asked.filter.actions {
                    (ui::cell("Actions", html! {
                        ul class="actions-list" role="list" { @for item in &company.items { li { (self.item(item)) } } }
                    }))
                }
                (ui::cell("Nouveau", html! {
                    a class="button quiet" id={ "nouveau-" (company.id) } href=(new) {
                        (icon(Icon::Plus)) span class="words" { "Nouveau projet" span class="vh" { " pour " (company.name) } }
                    }
                }))
            }
        }
    }

    fn item(&self, line: &portfolio::Item) -> Markup {
        let item = projects::item_of(self.now, self.app.site.zone, line);
        let value = tick((line.nature, line.id));
        let others = self.model.asked.scope == Scope::All;
        html! {
            @if line.mine {
                label class="check" {
                    input type="checkbox" id={ (TICKED) "-" (value) } name=(TICKED) value=(value)
                        checked[self.model.ticked.contains(&(line.nature, line.id))];
                    span class="vh" { "Choisir\u{a0}: " (item.label) ", " (line.company) }
                }
            }
            div {
                a href=(item.href) { (item.label) }
                @if !item.title.is_empty() { br; (french::typo(&item.title)) }
                " " (state(&item, line))
                @if line.number.is_some() && line.answers > 0 { " " span class="soft" { (answers(line)) } }
                @if let Some(name) = line.trade_name.as_ref().filter(|name| **name != line.company) {
                    br; small { "Annoncée sous le nom de " (french::typo(name)) }
                }
                @if others { br; small { (managed(line)) } }
            }
            a class="button quiet" id={ "imprimer-" (value) } href=(paths::ProjectPrint { id: line.project }) {
                (icon(Icon::Print)) span class="words" { "Imprimer en PDF" span class="vh" { "\u{a0}: " (item.label) ", " (line.company) } }
            }
        }
    }
}

/// « 12 résultats », « plus de 1 000 résultats ».
fn hidden_count(items: u32) -> String {
    match items > MOST_COUNTED {
        true => format!("plus de {}\u{a0}résultats", french::number(MOST_COUNTED.into())),
        false => french::count(items.into(), "résultat", "résultats"),
    }
}

/// « Non publié – date dépassée ».
fn state(item: &Item, line: &portfolio::Item) -> Markup {
    let (tone, word) = &item.state;
    html! {
        @match line.reason {
            Some(reason) => (ui::badge(*tone, &format!("{word} – {}", french::lower_first(reason.label())))),
            None if word.is_empty() => {},
            None => (ui::badge(*tone, word)),
        }
    }
}

fn answers(line: &portfolio::Item) -> String {
    match line.nature {
        Nature::Event => french::count(line.answers.into(), "place prise", "places prises"),
        _ => french::count(line.answers.into(), "postulant", "postulants"),
    }
}

/// Who manages it; « lecture seule » where the reader may not change it.
fn managed(line: &portfolio::Item) -> Markup {
    html! {
        @match &line.manager {
            None => "Personne ne le gère encore",
            Some(manager) => { "Géré par " (manager) },
        }
        @if !line.mine { " – lecture seule" }
    }
}

fn address(company: &CompanyLine) -> Markup {
    html! {
        @if let Some(street) = &company.street { (french::typo(street)) " " }
        @if let Some(code) = &company.postal_code { (code) " " }
        (company.commune)
    }
}

fn boxes(name: &str, legend: &str, choices: &[Choice<'_>]) -> Markup {
    let options = ui::Options { name, legend, hint: None, required: false, quiet_legend: false, choices };
    ui::checkboxes(&options, &Errors::default())
}
