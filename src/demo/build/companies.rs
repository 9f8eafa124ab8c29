//! Companies, their projects and what their managers noted.

use std::sync::{Arc, Mutex, PoisonError};

use time::{Date, Duration};

use super::pipeline::{self, Progress};
use super::{HOSTILE, Scene, refused, valid};
use crate::assignments::{self, Gift, Subject};
use crate::clock::Now;
use crate::companies::{self, NewCompany};
use crate::db::{Db, Error, WriteTx};
use crate::demo::companies::{self as drafts, CompanyDraft};
use crate::demo::people::{self, Person};
use crate::demo::profiles::Profile;
use crate::demo::rng::Rng;
use crate::demo::story::{self, StoryCompany};
use crate::demo::texts;
use crate::deposits::DepositKind;
use crate::domain::{CommuneCode, Email, NafVersion, Phone, Siren, Siret, Wish};
use crate::projects::{self, JournalKind, NewProject};
use crate::reference::communes::Commune;

/// Days during which a project that nobody touched is still an alert.
const STILL_AN_ALERT: i64 = 150;

/// What a colleague noted of a company, before.
const FIRST_CALL: &str = "Premier appel\u{a0}: l’entreprise découvre les stages et voudrait qu’on lui explique ce qu’elle peut proposer.";
const VISITED: &str = "Visite sur place avec la personne qui accueillera. L’équipe est d’accord\u{a0}: elle préfère attendre la rentrée.";

/// A company that is stored, with what its offers need to know.
pub struct Company {
    pub project: i64,
    pub draft: CompanyDraft,
    pub commune: CommuneCode,
    pub contact: Person,
    pub phone: Phone,
    /// Who follows its project, as an index in the list of users.
    pub manager: Option<usize>,
    /// Day of the project.
    pub opened: Date,
    pub told: Option<&'static StoryCompany>,
}

/// A company before it is stored.
struct DrawnCompany {
    now: Now,
    place: Commune,
    company: Company,
    by_company: bool,
    request: String,
    wish: Wish,
    notes: Vec<(Now, String)>,
}

/// A company to be drawn.
struct Seed {
    number: usize,
    draft: CompanyDraft,
    told: Option<&'static StoryCompany>,
}

/// Draws and stores them all.
pub fn all(db: &Db, scene: &Arc<Scene>, progress: &mut Progress) -> Result<Vec<Company>, Error> {
    let stored = Arc::new(Mutex::new(Vec::new()));
    let (writing, into) = (Arc::clone(scene), Arc::clone(&stored));
    pipeline::run(
        db,
        seeds(scene),
        progress,
        |seed, _| scene.draw_company(seed),
        move |tx, batch| {
            let companies = batch.into_iter().map(|drawn| writing.store_company(tx, drawn));
            let companies = companies.collect::<Result<Vec<_>, _>>()?;
            into.lock().unwrap_or_else(PoisonError::into_inner).extend(companies);
            Ok(())
        },
    )?;
    let mut stored = stored.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(std::mem::take(&mut *stored))
}

/// Those of the story come first, the last of them before the others.
fn seeds(scene: &Scene) -> Vec<Seed> {
    let told = u32::try_from(story::COMPANIES.len()).unwrap_or(0);
    let count = scene.order.amounts.companies.saturating_sub(told);
    let mut rng = scene.rng.fork("companies");
    let mut companies: Vec<_> = (0..count).map(|index| (drafts::draft(&mut rng, index), None)).collect();
    for (index, company) in (count..).zip(story::COMPANIES) {
        if let Some((sector, profile)) = company.profile() {
            let mut draft = drafts::draft_of(&mut rng, index, sector, profile);
            company.name.clone_into(&mut draft.name);
            draft.trade_name = company.trade_name.map(str::to_owned);
            company.street.clone_into(&mut draft.street);
            draft.website = company.website.map(str::to_owned);
            company.email.clone_into(&mut draft.email);
            companies.push((draft, Some(company)));
        }
    }
    if scene.order.amounts.large {
        spoil(&scene.rng, &mut companies);
    }
    let reversed = companies.into_iter().rev().enumerate();
    reversed.map(|(number, (draft, told))| Seed { number, draft, told }).collect()
}

/// Gives a few companies the names that careless pages break on.
fn spoil(rng: &Rng, companies: &mut [(CompanyDraft, Option<&'static StoryCompany>)]) {
    let mut rng = rng.fork("hostile");
    let texts = texts::hostile_strings();
    for (draft, told) in companies {
        if told.is_none() && rng.chance(HOSTILE) {
            draft.name = crate::text::clean_line(rng.pick::<String>(&texts));
        }
    }
}

impl Scene {
    fn draw_company(&self, seed: Seed) -> Result<DrawnCompany, Error> {
        let Seed { number, draft, told } = seed;
        let mut rng = self.rng.fork(&format!("company {number}"));
        let place = match told.and_then(|company| self.commune(company.commune)) {
            Some(commune) => commune,
            None => self.draw_commune(&mut rng),
        };
        let age = match told {
            Some(_) => rng.range(6..=12),
            None => rng.range(20..=360),
        };
        let opened = self.order.date - Duration::days(age.into());
        let now = self.at(opened, rng.range(8..=18), rng.range(0..=59));
        let contact = told.map_or_else(
            || people::person(&mut rng),
            |company| Person {
                civility: company.contact.0,
                first_name: company.contact.1,
                last_name: company.contact.2,
            },
        );
        let phone = told.map_or_else(|| people::phone(&mut rng), |company| company.phone.to_owned());
        let phone = valid(Phone::parse(&phone))?;
        let manager = self.manager(&mut rng, &place.department, told.is_some());
        let by_company = rng.chance(45);
        let request = match told {
            Some(company) => company.request(),
            None if by_company => texts::company_request(&mut rng, draft.profile),
            None => String::new(),
        };
        let wish = if rng.chance(80) { Wish::HostIntern } else { Wish::BeContacted };
        let notes = manager.map_or_else(Vec::new, |_| self.notes(&mut rng, draft.profile, opened));
        let commune = CommuneCode::parse(&place.code).ok_or_else(refused)?;
        let company = Company { project: 0, draft, commune, contact, phone, manager, opened, told };
        Ok(DrawnCompany { now, place: place.clone(), company, by_company, request, wish, notes })
    }

    /// What its manager noted since the project was opened.
    fn notes(&self, rng: &mut Rng, profile: &Profile, opened: Date) -> Vec<(Now, String)> {
        let mut notes = Vec::new();
        for _ in 0..rng.below(3) {
            let day = opened + Duration::days(rng.range(1..=5).into());
            if day < self.order.date {
                let text = texts::journal_comment(rng, profile, day);
                notes.push((self.at(day, rng.range(9..=17), rng.range(0..=59)), text));
            }
        }
        notes
    }

    fn commune(&self, code: &str) -> Option<&Commune> {
        self.communes.iter().map(|(_, commune)| commune).find(|commune| commune.code == code)
    }

    fn draw_commune(&self, rng: &mut Rng) -> &Commune {
        let total = self.communes.last().map_or(0, |(sum, _)| *sum);
        let drawn = rng.below(total);
        let at = self.communes.partition_point(|(sum, _)| *sum <= drawn);
        &self.communes[at.min(self.communes.len() - 1)].1
    }

    /// Who follows a département; one project in twelve still waits for somebody.
    fn manager(&self, rng: &mut Rng, department: &str, told: bool) -> Option<usize> {
        if !told && rng.chance(8) {
            return None;
        }
        let near = self.partners.following(department);
        if near.is_empty() { Some(rng.below(2) as usize) } else { Some(*rng.pick(near)) }
    }

    fn store_company(&self, tx: &WriteTx, drawn: DrawnCompany) -> Result<Company, Error> {
        let DrawnCompany { now, place, mut company, by_company, request, wish, notes } = drawn;
        let row = companies::store::create(tx, now, &new_company(&company, &place)?)?;
        if company.told.is_some() && !by_company {
            self.earlier_project(tx, row, &company, &place)?;
        }
        let manager = company.manager.map(|place| self.users[place]);
        company.project = projects::store::create(
            tx,
            now,
            &NewProject {
                company: row,
                creator: manager.filter(|_| !by_company),
                manager,
                wish,
                request,
                contact_name: Some(company.contact.full_name()),
                phone: Some(company.phone.clone()),
                other_phone: None,
                email: Some(valid(Email::parse(&company.draft.email))?),
            },
        )?;
        if let (Some(manager), true) = (manager, by_company) {
            self.assign(tx, now, company.project, manager, notes.is_empty())?;
        }
        if manager.is_none() && wish == Wish::BeContacted {
            self.deposit(tx, now, DepositKind::Help, company.project, None)?;
        }
        for (now, text) in notes {
            projects::store::note(tx, now, company.project, manager, JournalKind::Comment, &text)?;
        }
        Ok(company)
    }
}

impl Scene {
    /// A colleague had already met the company: its record holds two projects.
    fn earlier_project(
        &self,
        tx: &WriteTx,
        row: i64,
        company: &Company,
        place: &Commune,
    ) -> Result<(), Error> {
        let near = self.partners.following(&place.department);
        let Some(colleague) = near.iter().copied().find(|one| Some(*one) != company.manager) else {
            return Ok(());
        };
        let (colleague, day) = (self.users[colleague], company.opened - Duration::days(190));
        let project = projects::store::create(
            tx,
            self.at(day, 11, 20),
            &NewProject {
                company: row,
                creator: Some(colleague),
                manager: Some(colleague),
                wish: Wish::BeContacted,
                request: String::new(),
                contact_name: Some(company.contact.full_name()),
                phone: Some(company.phone.clone()),
                other_phone: None,
                email: Some(valid(Email::parse(&company.draft.email))?),
            },
        )?;
        let notes = [
            (self.at(day, 11, 20), JournalKind::Creation, "Projet saisi."),
            (self.at(day + Duration::days(6), 14, 5), JournalKind::Comment, FIRST_CALL),
            (self.at(day + Duration::days(34), 9, 40), JournalKind::Comment, VISITED),
        ];
        for (now, kind, text) in notes {
            projects::store::note(tx, now, project, Some(colleague), kind, text)?;
        }
        Ok(())
    }

    /// The first administrator gave a project that a company had entered: still an alert if it was not long
    /// ago and nothing was done of it.
    fn assign(
        &self,
        tx: &WriteTx,
        now: Now,
        project: i64,
        manager: i64,
        untouched: bool,
    ) -> Result<(), Error> {
        let (subject, by) = (Subject::Project(project), self.users[0]);
        assignments::store::give(tx, now, subject, &Gift { to: manager, by: Some(by), note: None })?;
        let recent = (self.order.date - now.today()).whole_days() <= STILL_AN_ALERT;
        if !(untouched && recent) {
            assignments::store::acknowledge(tx, now, subject, manager)?;
        }
        Ok(())
    }
}

fn new_company(company: &Company, place: &Commune) -> Result<NewCompany, Error> {
    let draft = &company.draft;
    Ok(NewCompany {
        name: draft.name.clone(),
        siren: draft.siren.as_deref().map(Siren::parse).map(valid).transpose()?,
        siret: draft.siret.as_deref().map(Siret::parse).map(valid).transpose()?,
        naf: Some((draft.naf_code.to_owned(), NafVersion::Rev2)),
        sector: draft.sector,
        street: Some(draft.street.clone()),
        postal_code: place.postal_codes.first().cloned(),
        commune: company.commune,
        website: draft.website.clone(),
    })
}
