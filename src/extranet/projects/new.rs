//! A new project: the company first, found or entered by hand, then the project.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::opening::{self, Opening, Saving};
use super::{Assignment, assign};
use crate::access::Partner;
use crate::access::edit;
use crate::accounts::{self, Assignable};
use crate::catalogue::origin::Origin;
use crate::companies::form::CompanyForm;
use crate::companies::query::CompanyQuery;
use crate::companies::view as company_view;
use crate::companies::{self, Company, FoundCompany, NewCompany};
use crate::db::{self, ReadTx};
use crate::extranet::editing::Asking;
use crate::extranet::sent::{Button, Sent};
use crate::form::Errors;
use crate::projects::form::{self, ProjectDraft, ProjectForm};
use crate::projects::store::{self as projects, Which};
use crate::projects::view::{self, FormModel, Opened, opened_form, project_form};
use crate::projects::{JournalKind, NewProject, ProjectLine};
use crate::receipts;
use crate::reference::communes;
use crate::ui::{self, Anchor, Tone, title_prefix};
use crate::web::App;
use crate::web::error::Error;
use crate::web::page::{Page, Region};
use crate::web::paths::manage as paths;
use crate::web::query::Query;
use crate::web::ticket::Ticket;

/// Companies shown at once.
const SHOWN: u32 = 20;

/// Which company it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// One that is known, by its row.
    Known(i64),
    /// One that is entered by hand.
    ByHand,
}

impl About {
    fn read(query: &Query) -> Option<Self> {
        match query.first("entreprise").map(str::parse) {
            Some(Ok(id)) => Some(Self::Known(id)),
            _ => query.first("saisie").map(|_| Self::ByHand),
        }
    }

    /// What travels with the form.
    fn hidden(self) -> Query {
        match self {
            Self::Known(id) => Query::default().with("entreprise", id.to_string()),
            Self::ByHand => Query::default().with("saisie", "oui"),
        }
    }
}

/// The search, or the form once the company is known.
pub async fn new(
    _: paths::NewProject,
    partner: Partner,
    State(app): State<App>,
    query: Query,
) -> Result<Page, Error> {
    let Some(about) = About::read(&query) else { return search(&app, &query).await };
    let typed = Typed {
        about,
        project: ProjectForm { manager: partner.id().to_string(), ..ProjectForm::default() },
        company: by_hand(&query),
    };
    let mut shown = Shown::read(&app, &typed).await?;
    let asking = Asking { now: app.clock.now(), app, who: partner };
    // A company that is entered by hand is not yet anywhere.
    if let (Some(company), Some(opened)) = (&shown.company, opening::wanted(&query)) {
        let origin = opening::origin(&typed.project, 0, asking.now.unix, company.into());
        let (again, from) = (asking.clone(), origin.clone());
        let opening = asking.app.db.read(move |tx| Opening::new(tx, &again, opened, &from)).await?;
        shown.opened = Some((opening, origin));
    }
    let ticket = Ticket::issue(asking.now);
    Ok(shown.page(&asking, &typed, &Errors::default(), &ticket))
}

/// What was typed in the search begins the company entered by hand.
fn by_hand(query: &Query) -> CompanyForm {
    let typed = query.first("q").unwrap_or_default().to_owned();
    match CompanyQuery::parse(&typed) {
        CompanyQuery::Words(_) | CompanyQuery::TooShort => {
            CompanyForm { name: typed, ..CompanyForm::default() }
        }
        _ => CompanyForm { number: typed, ..CompanyForm::default() },
    }
}

async fn search(app: &App, query: &Query) -> Result<Page, Error> {
    let typed = query.first("q").unwrap_or_default().to_owned();
    let asked = (!typed.is_empty()).then(|| CompanyQuery::parse(&typed));
    let (asked, found) = app
        .db
        .read(move |tx| {
            let found = match &asked {
                Some(asked) => companies::store::search(tx, asked, SHOWN)?,
                None => Vec::new(),
            };
            Ok::<_, db::Error>((asked, found))
        })
        .await?;
    let region = Region {
        main: company_view::results(&typed, asked.as_ref(), &found).into(),
        around: Markup::default().into(),
        address: Some(Query::default().with("q", &typed).at(paths::NewProject::PATH)),
        typed: &["q"],
    };
    let main = company_view::search_page(&typed, asked.as_ref(), &found);
    Ok(Page { region: Some(region), ..Page::private("Saisir un projet", main).nav(paths::NewProject::PATH) })
}

/// What was typed of a new project.
#[derive(Debug, Clone)]
struct Typed {
    about: About,
    project: ProjectForm,
    company: CompanyForm,
}

/// What the form shows besides.
struct Shown {
    company: Option<Company>,
    projects: Vec<ProjectLine>,
    resembling: Vec<FoundCompany>,
    managers: Vec<Assignable>,
    communes: Vec<communes::Commune>,
    opened: Below,
}

/// The form opened below, if one is, and where what it makes would come from.
type Below = Option<(Opening, Origin)>;

impl Shown {
    async fn read(app: &App, typed: &Typed) -> Result<Self, Error> {
        let (about, postal_code) = (typed.about, typed.company.postal_code());
        app.db
            .read(move |tx| {
                let (company, projects) = match about {
                    About::Known(id) => {
                        let company = companies::store::find(tx, id)?.ok_or(Error::NotFound)?;
                        (Some(company), projects::list(tx, Which::About(id), 5)?)
                    }
                    About::ByHand => (None, Vec::new()),
                };
                Ok(Self {
                    company,
                    projects,
                    resembling: Vec::new(),
                    managers: accounts::store::assignable(tx)?,
                    communes: communes::of_postal_code(tx, &postal_code)?,
                    opened: None,
                })
            })
            .await
    }

    fn page(&self, asking: &Asking, typed: &Typed, errors: &Errors, ticket: &Ticket) -> Page {
        let title = format!("{}Nouveau projet", title_prefix(errors));
        let opened = self.opened.as_ref().map(|(opening, origin)| {
            (opening.opened(), opening.fields(asking, origin, errors, errors.is_empty()))
        });
        let region = opened.as_ref().map(|(opened, fields)| Region {
            main: opened_form(*opened, fields).into(),
            around: Markup::default().into(),
            address: Some(
                typed.about.hidden().with(Opened::PARAMETER, opened.slug()).at(paths::NewProject::PATH),
            ),
            typed: &[],
        });
        let main = self.main(&asking.app, typed, errors, ticket, opened);
        Page { region, ..Page::private(title, main).nav(paths::NewProject::PATH) }
    }

    fn main(
        &self,
        app: &App,
        typed: &Typed,
        errors: &Errors,
        ticket: &Ticket,
        opened: Option<(Opened, Markup)>,
    ) -> Markup {
        let search = [Anchor { label: "Saisir un projet", href: paths::NewProject::PATH }];
        let company = match &self.company {
            Some(_) => Markup::default(),
            None => html! {
                section class="form-part" aria-labelledby="partie-entreprise" {
                    h2 id="partie-entreprise" { "Entreprise" }
                    (company_view::fields(&typed.company, &self.resembling, errors))
                }
            },
        };
        let model = FormModel {
            action: paths::NewProject::PATH,
            form: &typed.project,
            errors,
            ticket: &ticket.text(&app.key, form::FORM, ""),
            version: None,
            managers: &self.managers,
            manager: None,
            own_words: None,
            hidden: &typed.about.hidden(),
            company,
            opened,
        };
        html! {
            div class="wrap" {
                (ui::breadcrumb(&search, "Nouveau projet"))
                (ui::page_head("Nouveau projet", html! {
                    @if let Some(company) = &self.company { p class="lead" { (company.name) } }
                }))
                (ui::summary(errors, |name| self.label(name)))
                div class="narrow stack" {
                    @if let Some(company) = &self.company {
                        (company_view::summary(company))
                        (self.followed(app))
                    }
                    (project_form(&model))
                }
            }
        }
    }

    fn label(&self, name: &str) -> Option<&'static str> {
        let opened = || self.opened.as_ref().and_then(|(opening, _)| opening.label()(name));
        form::label(name).or_else(|| companies::form::label(name)).or_else(opened)
    }

    /// A colleague may already be at it.
    fn followed(&self, app: &App) -> Markup {
        html! {
            @if !self.projects.is_empty() {
                (ui::notice(Tone::Warn, html! {
                    p { strong { "Cette entreprise est déjà suivie." } " Vérifiez que ce n’est pas pour la même chose." }
                    ul {
                        @for project in &self.projects {
                            li {
                                a href=(paths::Project { id: project.id }) { (view::title(project.created_at, app.site.zone)) }
                                @if let Some(manager) = &project.manager { ", " (manager) }
                            }
                        }
                    }
                    @if let Some(company) = &self.company {
                        p { a href=(paths::Company { id: company.id }) { "Tout ce qu’on sait de cette entreprise" } }
                    }
                }))
            }
        }
    }
}

/// What the form sends.
pub async fn create(
    _: paths::NewProject,
    partner: Partner,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Error> {
    let sent = Sent::read(&app, request).await?;
    let asking = Asking { now: sent.now, app, who: partner };
    let texts = sent.texts();
    let about = About::read(texts).ok_or(Error::BadForm)?;
    let typed = Typed { about, project: ProjectForm::read(texts), company: CompanyForm::read(texts) };
    let ticket = sent.ticket(&asking.app.key, form::FORM, "");
    let key = ticket.map(|ticket| sent.receipt_key(&ticket));
    if let Some(key) = key
        && let Some(answer) = super::answered(&asking.app, key, &sent).await?
    {
        return Ok(Redirect::to(&answer).into_response());
    }
    let mut shown = Shown::read(&asking.app, &typed).await?;
    let again = ticket.unwrap_or_else(|| Ticket::issue(asking.now));
    let mut errors = Errors::default();
    let opens = opening::wanted(texts).is_some();
    // A form that is opened needs to know of the company; one that comes back as it was does not.
    let company = match sent.button() == Button::Again && !opens {
        true => None,
        false => shown.check_company(&asking.app, &typed, &mut errors).await?,
    };
    if let Some(company) = &company {
        shown.open(&asking, &sent, &typed, company).await?;
    }
    if sent.button() == Button::Again && errors.is_empty() {
        return Ok(shown.page(&asking, &typed, &errors, &again).into_response());
    }
    let saving = shown.check_opened(&asking, &mut errors);
    let managers: Vec<i64> = shown.managers.iter().map(|manager| manager.id).collect();
    let project = typed.project.check(&managers, None, &mut errors);
    let (Some(company), Some(project), Some(key), true) = (company, project, key, errors.is_empty()) else {
        let page = shown.page(&asking, &typed, &errors, &again);
        return Ok(page.status(super::status(&sent, &errors)).into_response());
    };
    let writing = Writing { company, project, opened: shown.opened, saving, key };
    let (db, by) = (asking.app.db.clone(), asking.clone());
    match db.write(move |tx| writing.store(tx, &by)).await? {
        Ok(answer) => Ok(Redirect::to(&answer).into_response()),
        // Somebody else entered the same company a moment before.
        Err(opened) => {
            let mut shown = Shown { opened: *opened, ..Shown::read(&asking.app, &typed).await? };
            shown.check_company(&asking.app, &typed, &mut errors).await?;
            let page = shown.page(&asking, &typed, &errors, &again);
            Ok(page.status(super::status(&sent, &errors)).into_response())
        }
    }
}

/// The company of a new project.
#[derive(Clone)]
enum Wanted {
    Known(i64),
    New(Box<NewCompany>),
}

impl Shown {
    async fn check_company(
        &mut self,
        app: &App,
        typed: &Typed,
        errors: &mut Errors,
    ) -> Result<Option<Wanted>, Error> {
        if let About::Known(id) = typed.about {
            return Ok(Some(Wanted::Known(id)));
        }
        let Some(company) = typed.company.check(&self.communes, errors) else { return Ok(None) };
        let asked = company.clone();
        self.resembling = app.db.read(move |tx| resembling(tx, &asked)).await?;
        let same = company
            .siret
            .as_ref()
            .and_then(|siret| self.resembling.iter().find(|one| one.company.siret.as_ref() == Some(siret)));
        if same.is_some() {
            errors.push(
                companies::form::OTHER.name,
                "Une entreprise connue a déjà ce SIRET\u{a0}: choisissez-la.",
            );
        } else if !self.resembling.is_empty() && !typed.company.other {
            errors.push(
                companies::form::OTHER.name,
                "Choisissez l’entreprise connue, ou cochez la case si c’en est une autre.",
            );
        }
        Ok(errors.is_empty().then(|| Wanted::New(Box::new(company))))
    }

    /// Reads the form opened below, if one is.
    async fn open(
        &mut self,
        asking: &Asking,
        sent: &Sent,
        typed: &Typed,
        company: &Wanted,
    ) -> Result<(), Error> {
        let company = match (company, &self.company) {
            (Wanted::New(company), _) => company.as_ref().into(),
            (Wanted::Known(_), Some(company)) => company.into(),
            (Wanted::Known(_), None) => return Err(Error::NotFound),
        };
        let origin = opening::origin(&typed.project, 0, asking.now.unix, company);
        self.opened = super::open(asking, sent, origin).await?;
        Ok(())
    }

    fn check_opened(&self, asking: &Asking, errors: &mut Errors) -> Option<Saving> {
        let (opening, origin) = self.opened.as_ref()?;
        opening.check(asking, origin, errors)
    }
}

fn resembling(tx: &ReadTx, company: &NewCompany) -> Result<Vec<FoundCompany>, db::Error> {
    let (siren, siret) = (company.siren.as_ref(), company.siret.as_ref());
    companies::store::resembling(tx, &company.name, company.commune, siren, siret)
}

/// A project that lacks nothing.
struct Writing {
    company: Wanted,
    project: ProjectDraft,
    /// The offer or event that begins with it.
    opened: Below,
    saving: Option<Saving>,
    key: [u8; 32],
}

impl Writing {
    /// Everything in one transaction; the address of what it made. The form opened below comes back when
    /// the company became known meanwhile.
    fn store(self, tx: &db::WriteTx, asking: &Asking) -> Result<Result<String, Box<Below>>, Error> {
        if let Some(answer) = receipts::find(tx, &self.key)? {
            return Ok(Ok(answer));
        }
        let (now, partner) = (asking.now, &asking.who);
        let company = match &self.company {
            Wanted::Known(id) => *id,
            Wanted::New(company) => match &company.siret {
                Some(siret) if companies::store::of_siret(tx, siret)?.is_some() => {
                    return Ok(Err(Box::new(self.opened)));
                }
                _ => companies::store::create(tx, now, company)?,
            },
        };
        let content = self.project.content;
        let project = projects::create(
            tx,
            now,
            &NewProject {
                company,
                creator: Some(partner.id()),
                // The author's first, and then whose it is to be.
                manager: Some(partner.id()),
                wish: content.wish,
                request: content.request,
                contact_name: content.contact_name,
                phone: content.phone,
                other_phone: content.other_phone,
                email: content.email,
            },
        )?;
        let allowed = edit::project_edit(tx, partner, project)?;
        projects::note(tx, now, project, Some(partner.id()), JournalKind::Creation, "Projet saisi.")?;
        if let Some(comment) = &self.project.comment {
            projects::note(tx, now, project, Some(partner.id()), JournalKind::Comment, comment)?;
        }
        let made = match (&self.opened, &self.saving) {
            (Some((opening, _)), Some(saving)) => opening.create(tx, asking, &allowed, saving)?,
            _ => None,
        };
        let company = companies::store::find(tx, company)?.ok_or(Error::NotFound)?;
        let gift =
            Assignment { before: Some(partner.id()), to: self.project.manager, note: self.project.note };
        let given = assign(tx, &asking.app, now, &allowed, partner, &company, gift)?;
        let answer = given.answer(project, "cree", made);
        receipts::keep(tx, now, &self.key, &answer)?;
        Ok(Ok(answer))
    }
}
