//! The page that says what exactly is about to be done of what is ticked.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::plan::Plan;
use super::{Action, FORM, MANAGER, MOST_AT_ONCE, SAID, Sending, managers};
use crate::accounts::Assignable;
use crate::extranet::editing::Asking;
use crate::extranet::portfolio::{MOST_TICKED, TICKED, tick};
use crate::extranet::projects;
use crate::french;
use crate::projects::view::title as project_title;
use crate::ui::{self, Anchor, Tone};
use crate::web::page::Page;
use crate::web::ticket::{self, Ticket};

/// How many of what changes are named before it does.
const NAMED: usize = 100;

impl Sending {
    /// What exactly is about to be done.
    pub fn question(
        &self,
        asking: &Asking,
        plan: &Plan,
        managers: &[Assignable],
        notice: Option<&str>,
    ) -> Page {
        let to = managers.iter().find(|one| Some(one.id) == self.to);
        let refused = self.refusal(plan);
        let title = match (self.action, &refused, plan.changed.len() as u64) {
            (Action::Unpublish, Some(_), _) => "Rien à dépublier".to_owned(),
            (Action::Assign, Some(_), _) => "Rien à affecter".to_owned(),
            (_, None, _) => self.label(plan),
        };
        let (back, ticket) = (self.back(), Ticket::issue(asking.now));
        let ticket = ticket.text(&asking.app.key, FORM, self.scope.path());
        let main = html! {
            div class="wrap" {
                div class="narrow stack" {
                    (ui::breadcrumb(&[Anchor { label: self.scope.label(), href: &back }], &title))
                    (ui::page_head(&if refused.is_some() { title.clone() } else { format!("{title}\u{202f}?") }, Markup::default()))
                    @if let Some(notice) = notice { (ui::flash(Tone::Warn, html! { p { (notice) } })) }
                    @match &refused {
                        Some(why) => {
                            (ui::notice(Tone::Warn, html! { p { (why) } }))
                            p class="actions" { (ui::button(&back, "retour", html! { "Retour à la liste" })) }
                        }
                        None => {
                            @if let Some(to) = to.filter(|_| self.action == Action::Assign) { p { "À " strong { (to.name) } "." } }
                            (self.named(asking, plan))
                            @for sentence in plan.left_out() { p class="soft" { (sentence) } }
                            @if self.action == Action::Assign && to.is_none() { (self.to_whom(managers, &back)) }
                            @else { (self.form(plan, &ticket, &back)) }
                        }
                    }
                }
            }
        };
        let page = Page::private(title, main).nav(self.scope.path());
        match (refused, notice) {
            (_, Some(_)) => page.status(StatusCode::CONFLICT),
            (Some(_), None) => page.status(StatusCode::UNPROCESSABLE_ENTITY),
            (None, None) => page,
        }
    }

    /// « Dépublier 2 annonces ».
    fn label(&self, plan: &Plan) -> String {
        let count = plan.changed.len() as u64;
        match self.action {
            Action::Unpublish => format!("Dépublier {}", french::count(count, "annonce", "annonces")),
            Action::Assign => format!("Affecter {}", french::count(count, "projet", "projets")),
        }
    }

    /// Why nothing can be done.
    pub fn refusal(&self, plan: &Plan) -> Option<String> {
        if !self.whole && self.rows.is_empty() {
            return Some("Cochez d’abord ce qui doit changer, ou «\u{a0}Toute la liste\u{a0}».".to_owned());
        }
        if self.too_many && !self.whole {
            return Some(format!(
                "Plus de {} cases sont cochées\u{a0}: cochez-en moins, ou «\u{a0}Toute la liste\u{a0}».",
                french::number(MOST_TICKED as u64)
            ));
        }
        if plan.total > MOST_AT_ONCE as usize {
            return Some(format!(
                "La liste compte plus de {} résultats\u{a0}: resserrez les filtres, puis recommencez.",
                french::number(MOST_AT_ONCE.into())
            ));
        }
        plan.changed.is_empty().then(|| {
            let why = plan.left_out().join(" ");
            match self.action {
                Action::Unpublish => format!("Rien de ce qui est choisi ne peut être dépublié. {why}"),
                Action::Assign => format!("Rien de ce qui est choisi ne peut être affecté. {why}"),
            }
        })
    }

    /// Asks who gets them, where nobody was chosen.
    fn to_whom(&self, all: &[Assignable], back: &str) -> Markup {
        html! {
            form class="form" id="a-qui" method="get" action=(self.scope.selection()) {
                (ui::notice(Tone::Info, html! { p { "Choisissez à qui affecter ces projets." } }))
                (self.hidden())
                (managers(all, self.to))
                p class="actions" {
                    button class="button" id="continuer" type="submit" { "Continuer" }
                    a class="button quiet" id="annuler" href=(back) { "Annuler" }
                }
            }
        }
    }

    /// What was sent, but for who gets it.
    fn hidden(&self) -> Markup {
        html! {
            input type="hidden" name="filtre" value=(self.shown.encoded());
            input type="hidden" name="action" value=(self.action.slug());
            @if self.whole { input type="hidden" name="tous" value="oui"; }
            @for one in &self.rows { input type="hidden" name=(TICKED) value=(tick(*one)); }
        }
    }

    fn named(&self, asking: &Asking, plan: &Plan) -> Markup {
        let more = plan.changed.len().saturating_sub(NAMED) as u64;
        html! {
            ul class="items" role="list" {
                @for item in plan.changed.iter().take(NAMED) {
                    li {
                        strong { (french::typo(&item.company)) }
                        @if self.action == Action::Assign {
                            br; (project_title(item.created_at, asking.app.site.zone))
                        } @else {
                            br; (projects::item_of(asking.now, asking.app.site.zone, item).label)
                            @if !item.title.is_empty() { br; small { (french::typo(&item.title)) } }
                        }
                    }
                }
            }
            @if more > 0 { p { "Et " (french::count(more, "autre", "autres")) "." } }
            @if self.action == Action::Assign { p { "Chaque projet part avec toutes ses offres et ses rencontres." } }
        }
    }

    fn form(&self, plan: &Plan, ticket: &str, back: &str) -> Markup {
        html! {
            form class="form" id="confirmation" method="post" action=(self.scope.selection()) {
                input type="hidden" name=(ticket::FIELD) value=(ticket);
                input type="hidden" name=(SAID) value=(plan.in_short());
                (self.hidden())
                @if let Some(to) = self.to { input type="hidden" name=(MANAGER.name) value=(to); }
                p class="actions" {
                    (ui::submit(&self.label(plan)))
                    a class="button quiet" id="annuler" href=(back) { "Annuler" }
                }
            }
        }
    }
}
