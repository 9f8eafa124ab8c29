//! The page of a portfolio, and the same over everybody's.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::saved::FORGET;
use super::{MOST_COUNTED, Model, TICKED, View, selection, tick};
use crate::catalogue::view::TerritoryMap;
use crate::clock::Now;
use crate::extranet::projects;
use crate::french;
use crate::portfolio::filter::Nature;
use crate::portfolio::{self, CompanyLine, PortfolioOrder, Scope, Totals};
use crate::ui::{self, Anchor, Head, Icon, Tone, icon};
use crate::web::App;
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::table::Frame;

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
    pub fn kept(&self) -> Query {
        let kept = self.model.table.with_kept(Query::default());
        kept.with("afficher", "oui")
    }

    pub fn map(&self) -> TerritoryMap<'_> {
        let asked = &self.model.asked;
        let mut filter = asked.filter.clone();
        filter.asked = true;
        let query = self.model.table.with_kept(filter.query());
        TerritoryMap::of_list(&self.app.site, &filter.departments, None, &query, asked.scope.path())
            .with_all("Sélectionner/désélectionner tous les départements")
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
        if !selection::acts(model) {
            return self.table();
        }
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
                @if line.state.is_some() { " " (ui::badge(item.state.0, &item.state.1)) }
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
