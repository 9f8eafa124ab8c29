//! The form of the filters of a portfolio.

use maud::{Markup, html};

use super::view::Shown;
use crate::catalogue::criteria::ELSEWHERE;
use crate::domain::Sector;
use crate::form::{Errors, Field};
use crate::portfolio::Scope;
use crate::portfolio::filter::{Charge, Etat, Nature, Watch};
use crate::ui::{self, Choice, Icon, icon};

const NUMBER: Field =
    Field::new("numero", "Numéro").hint("D’une offre ou d’une rencontre\u{a0}: 102019-59, ou 59");
const COMPANY: Field = Field::new("entreprise", "Nom de l’entreprise");
const SIRET: Field = Field::new("siret", "SIRET").hint("14 chiffres, ou les premiers");
const CHARGE: Field = Field::new("charge", "Chargé du projet");
const WATCH: Field = Field::new("suivi", "À suivre");

impl Shown {
    /// The filters of the guide, in its order.
    pub fn filters(&self) -> Markup {
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

    pub fn chosen_departments(&self) -> Markup {
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
}

fn boxes(name: &str, legend: &str, choices: &[Choice<'_>]) -> Markup {
    let options = ui::Options { name, legend, hint: None, required: false, quiet_legend: false, choices };
    ui::checkboxes(&options, &Errors::default())
}
