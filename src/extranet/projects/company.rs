//! The company of a project, put right by whoever manages the project. What is online shows it at once.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::done;
use crate::access::Partner;
use crate::access::actor::LastChange;
use crate::access::edit::{self, Denied};
use crate::catalogue::By;
use crate::clock::Now;
use crate::companies::form::{self, CompanyForm};
use crate::companies::view as company_view;
use crate::companies::{self, Company, NewCompany};
use crate::db::{ReadTx, WriteTx};
use crate::extranet::sign_in::RESUMED;
use crate::extranet::{not_yours, refusal};
use crate::form::{Errors, differences};
use crate::french;
use crate::projects::store as projects;
use crate::projects::{JournalKind, Project};
use crate::reference::communes;
use crate::ui::{self, Anchor, Conflict, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::Page;
use crate::web::paths::manage as paths;
use crate::web::query::Form;
use crate::{events, offers};

/// The form.
pub async fn company(
    path: paths::ProjectCompany,
    partner: Partner,
    State(app): State<App>,
) -> Result<Page, Error> {
    let about = app.db.read(move |tx| About::of(tx, &partner, path.id)).await?;
    about.check(&[])?;
    Ok(page(&about, &CompanyForm::of(&about.company), &News::default()))
}

/// The company of a project.
struct About {
    project: Project,
    company: Company,
    mine: Mine,
}

/// Whether who asks may change it.
enum Mine {
    Yes,
    /// The project is another's.
    AnothersProject,
    /// Somebody else follows the company too.
    Shared(String),
}

impl About {
    fn of(tx: &ReadTx, partner: &Partner, id: i64) -> Result<Self, Error> {
        let project = projects::find(tx, id)?.ok_or(Error::NotFound)?;
        let company = companies::store::find(tx, project.company)?.ok_or(Error::NotFound)?;
        let mine = match edit::may_edit_company(tx, partner, company.id) {
            _ if !edit::may_edit_project(tx, partner, id)? => Mine::AnothersProject,
            Ok(()) => Mine::Yes,
            Err(Denied::NotYours(Some(name))) => Mine::Shared(name),
            Err(denied) => return Err(denied.into()),
        };
        Ok(Self { mine, project, company })
    }

    /// Refuses those who may not, and gives back what they typed.
    fn check(&self, typed: &[(&'static str, String)]) -> Result<(), Error> {
        match &self.mine {
            Mine::Yes => Ok(()),
            Mine::AnothersProject => Err(not_yours(self.project.manager.as_deref(), typed).into()),
            Mine::Shared(name) => Err(refusal(
                "Cette entreprise n’est pas qu’à vous",
                html! {
                    p { "Elle est suivie aussi par " strong { (name) } ", dont les offres et les rencontres la montrent\u{a0}: demandez à un administrateur de la corriger." }
                },
                typed,
            ).into()),
        }
    }
}

/// Why the form is shown again.
#[derive(Default)]
struct News {
    errors: Errors,
    conflict: Option<Conflict>,
}

fn page(about: &About, typed: &CompanyForm, news: &News) -> Page {
    let prefix =
        if news.conflict.is_some() { "Modifié entre-temps – " } else { title_prefix(&news.errors) };
    Page::private(format!("{prefix}Modifier l’entreprise"), main(about, typed, news))
        .nav(paths::Dashboard::PATH)
}

fn main(about: &About, typed: &CompanyForm, news: &News) -> Markup {
    let project = about.project.id;
    let back = paths::Project { id: project }.to_string();
    let trail = [
        Anchor { label: "Tableau de bord", href: paths::Dashboard::PATH },
        Anchor { label: &about.company.name, href: &back },
    ];
    html! {
        div class="wrap" {
            (ui::breadcrumb(&trail, "Entreprise"))
            div class="narrow stack" {
                (ui::page_head("Modifier l’entreprise", html! {
                    p class="lead" { "Tous ses projets, ses offres et ses rencontres montrent ce qui est écrit ici. Chaque offre et chaque rencontre garde son propre lieu." }
                }))
                (ui::summary(&news.errors, form::label))
                @if let Some(conflict) = &news.conflict { (ui::conflict(conflict)) }
                form class="form wide-form" method="post" action=(paths::ProjectCompany { id: project }) novalidate {
                    (ui::required_note())
                    input type="hidden" name="version" value=(about.company.version);
                    (company_view::fields(typed, &[], &news.errors))
                    div class="save-bar" {
                        (ui::submit("Enregistrer"))
                        a class="button quiet" id="retour" href=(back) { "Retour" }
                    }
                }
            }
        }
    }
}

/// What the form sends.
pub async fn save_company(
    path: paths::ProjectCompany,
    partner: Partner,
    State(app): State<App>,
    Form(texts): Form,
) -> Result<Response, Error> {
    let typed = CompanyForm::read(&texts);
    let (asked, postal_code) = (partner.clone(), typed.postal_code());
    let (about, communes) = app
        .db
        .read(move |tx| {
            let about = About::of(tx, &asked, path.id)?;
            Ok::<_, Error>((about, communes::of_postal_code(tx, &postal_code)?))
        })
        .await?;
    about.check(&typed.rows())?;
    // It comes back after a lost session.
    if texts.has(RESUMED) {
        return Ok(page(&about, &typed, &News::default()).into_response());
    }
    let mut errors = Errors::default();
    let (Some(company), true) = (typed.check(&communes, &mut errors), errors.is_empty()) else {
        return Ok(refused(&about, &typed, errors));
    };
    // Without its version a form is older than anything.
    let version = texts.raw("version").parse().unwrap_or_default();
    let writing = Writing { now: app.clock.now(), partner, project: path.id, version, company };
    match app.db.write(move |tx| writing.store(tx)).await? {
        Written::Done { kept } => {
            let said = if kept { "entreprise-rencontres" } else { "entreprise" };
            Ok(Redirect::to(&done(path.id, said)).into_response())
        }
        Written::Taken(other) => {
            let mut errors = Errors::default();
            let sentence = format!(
                "Une autre entreprise connue a déjà ce SIRET\u{a0}: {}, {}.",
                other.name,
                other.address()
            );
            errors.push(form::NUMBER.name, sentence);
            Ok(refused(&about, &typed, errors))
        }
        Written::Stale(standing, last) => {
            let conflict = Conflict {
                by: last.by,
                at: french::date_time_short(app.site.zone.local(last.at)),
                differences: differences(typed.rows(), CompanyForm::of(&standing.company).rows()),
            };
            // Saved again, it takes the place of what stands now, which was shown.
            let news = News { conflict: Some(conflict), ..News::default() };
            Ok(page(&standing, &typed, &news).status(StatusCode::CONFLICT).into_response())
        }
    }
}

fn refused(about: &About, typed: &CompanyForm, errors: Errors) -> Response {
    let news = News { errors, conflict: None };
    page(about, typed, &news).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
}

/// A change that lacks nothing.
struct Writing {
    now: Now,
    partner: Partner,
    project: i64,
    version: u32,
    company: NewCompany,
}

/// What became of it.
enum Written {
    Done {
        /// Whether events keep the address that it had.
        kept: bool,
    },
    /// Another company has its SIRET.
    Taken(Box<Company>),
    /// Somebody else was faster.
    Stale(Box<About>, LastChange),
}

impl Writing {
    fn store(&self, tx: &WriteTx) -> Result<Written, Error> {
        let before = About::of(tx, &self.partner, self.project)?;
        let allowed = edit::company_edit(tx, &self.partner, before.company.id)?;
        let (id, company) = (before.company.id, &self.company);
        // A double click, or nothing changed.
        if company.is(&before.company) {
            return Ok(Written::Done { kept: false });
        }
        if let Some(siret) = &company.siret
            && let Some(other) = companies::store::of_siret(tx, siret)?.filter(|other| *other != id)
            && let Some(other) = companies::store::find(tx, other)?
        {
            return Ok(Written::Taken(Box::new(other)));
        }
        if !companies::store::update(tx, self.now, &allowed, &self.partner, self.version, company)? {
            let last = companies::store::last_change(tx, id)?;
            return Ok(Written::Stale(Box::new(before), last));
        }
        let kept = self.keep_places(tx, &before.company)?;
        offers::store::follow_company(tx, id)?;
        events::store::follow_company(tx, id)?;
        self.tell(tx, &before.company)?;
        Ok(Written::Done { kept })
    }

    /// Nobody who registered at an address finds himself sent to another.
    fn keep_places(&self, tx: &WriteTx, before: &Company) -> Result<bool, Error> {
        let after = &self.company;
        let moved = (&before.street, before.commune_code) != (&after.street, after.commune);
        let Some(street) = before.street.as_deref().filter(|_| moved) else { return Ok(false) };
        let by = By { user: Some(self.partner.id()), now: self.now };
        Ok(events::store::keep_place(
            tx,
            by,
            &projects::of_company(tx, before.id)?,
            street,
            before.commune_code,
        )? > 0)
    }

    /// A line in the journal of each of its projects: their managers see their own change too.
    fn tell(&self, tx: &WriteTx, before: &Company) -> Result<(), Error> {
        let line = if before.name == self.company.name {
            "Entreprise modifiée.".to_owned()
        } else {
            format!(
                "Entreprise modifiée\u{a0}: «\u{a0}{}\u{a0}» devient «\u{a0}{}\u{a0}».",
                before.name, self.company.name
            )
        };
        let author = Some(self.partner.id());
        for project in projects::of_company(tx, before.id)? {
            projects::note(tx, self.now, project, author, JournalKind::Change, &line)?;
        }
        Ok(())
    }
}
