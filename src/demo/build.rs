//! Fills a database: organisations and their users, companies, projects, offers, applications.
//!
//! Everything goes through the stores that the site itself uses, so that a demonstration cannot hold
//! what the site would refuse. What happens is drawn first and stored in the order of its dates,
//! which gives numbers that follow the calendar.

use rusqlite::Connection;
use time::{Date, Duration, PrimitiveDateTime, Time};

use super::companies::{self, Cited, CompanyDraft};
use super::documents;
use super::organisations::{ORGANISATIONS, USERS};
use super::people::{self, Person};
use super::profiles::{Occupation, Profile};
use super::rng::Rng;
use super::story;
use super::texts::{self, Audiences};
use super::{DemoError, Plan};
use crate::access::key::Key;
use crate::accounts::{self, Civility, NewUser, Role};
use crate::applications::mail::Writing;
use crate::applications::{ApplicationDraft, store as applications};
use crate::catalogue::PublicContact;
use crate::clock::{Now, Zone};
use crate::companies::NewCompany;
use crate::config::Size;
use crate::contact::store as contact;
use crate::content;
use crate::db::{Db, Error, WriteTx};
use crate::domain::{
    About, Age, AudienceSet, CommuneCode, DepartmentCode, Email, EventAudience, FileKind, NafVersion, Name,
    Number, OfferAudience, Phone, Reference, Siren, Siret, UnpublishedReason, Wish,
};
use crate::events::draft::EventDraft;
use crate::events::{EventKind, Found as FoundEvent, store as events};
use crate::files::{self, CHUNK, FileId, FileInfo};
use crate::offers::draft::OfferDraft;
use crate::offers::{Found, Start, store as offers};
use crate::person::Guardian;
use crate::projects::{self, JournalKind, NewProject};
use crate::reference::communes::{self, Commune};
use crate::reference::occupations;
use crate::registrations::mail::Writing as RegistrationMails;
use crate::registrations::store::{self as registrations, Outcome};
use crate::registrations::{Group, RegistrationDraft};
use crate::site::Site;
use crate::web::client::BaseUrl;

/// How many of each.
struct Amounts {
    companies: u32,
    offers: u32,
    applications: u32,
    events: u32,
}

const fn amounts(size: Size) -> Amounts {
    match size {
        Size::S => Amounts { companies: 120, offers: 200, applications: 440, events: 40 },
        Size::M => Amounts { companies: 4_000, offers: 10_000, applications: 30_000, events: 1_500 },
        Size::L => {
            Amounts { companies: 200_000, offers: 1_000_000, applications: 2_000_000, events: 100_000 }
        }
    }
}

/// Things stored by one write; a demonstration of a million offers does not fit in one.
const BATCH: usize = 2_000;

/// Mails of applications older than this would have been erased.
const MAILS_KEPT: i64 = 30;

/// Out of a hundred, in sizes m and l: texts made to break careless pages.
const HOSTILE: u32 = 3;

/// Fills `db`.
///
/// # Errors
/// [`DemoError`].
pub fn fill(db: &Db, plan: Plan, zone: Zone) -> Result<(), DemoError> {
    let site = db.read_blocking(|tx| Site::load(tx).map_err(Error::from))?;
    let communes = db.read_blocking(|tx| Ok::<_, Error>(places(tx, &site)?))?;
    let base_url = BaseUrl::on_loopback(std::net::SocketAddr::from(([127, 0, 0, 1], 8080)));
    let mut builder = Builder {
        plan,
        zone,
        site,
        base_url,
        key: super::key(plan.seed),
        rng: Rng::new(plan.seed),
        communes,
        users: Vec::new(),
        companies: Vec::new(),
    };
    builder = db.write_blocking(move |tx| {
        builder.people(tx)?;
        Ok::<_, Error>(builder)
    })?;
    let mut drafts = builder.company_drafts();
    while !drafts.is_empty() {
        let batch = drafts.split_off(drafts.len().saturating_sub(BATCH));
        builder = db.write_blocking(move |tx| {
            for draft in batch {
                builder.company(tx, draft)?;
            }
            Ok::<_, Error>(builder)
        })?;
    }
    let mut happenings = builder.happenings();
    happenings.reverse();
    while !happenings.is_empty() {
        let mut batch = happenings.split_off(happenings.len().saturating_sub(BATCH));
        batch.reverse();
        builder = db.write_blocking(move |tx| {
            for happening in batch {
                match happening.what {
                    What::Offer(told) => builder.offer(tx, &happening, told)?,
                    What::Event(told) => builder.event(tx, &happening, told)?,
                }
            }
            Ok::<_, Error>(builder)
        })?;
    }
    Ok(())
}

/// The communes of the territory, each with the sum of the populations so far: a draw below the
/// last sum falls in a commune as often as people live there.
fn places(connection: &Connection, site: &Site) -> rusqlite::Result<Vec<(u32, Commune)>> {
    let codes: Vec<&str> = site.departments.iter().map(|department| department.code.as_str()).collect();
    let mut sum = 0;
    let mut places = Vec::new();
    for commune in communes::of_departments(connection, &codes)? {
        if commune.postal_codes.is_empty() {
            continue;
        }
        sum += commune.population.max(1);
        places.push((sum, commune));
    }
    Ok(places)
}

struct Builder {
    plan: Plan,
    zone: Zone,
    site: Site,
    base_url: BaseUrl,
    key: Key,
    rng: Rng,
    communes: Vec<(u32, Commune)>,
    users: Vec<StoredUser>,
    companies: Vec<StoredCompany>,
}

struct StoredUser {
    id: i64,
    place: usize,
}

struct StoredCompany {
    project: i64,
    draft: CompanyDraft,
    commune: CommuneCode,
    contact: Person,
    phone: Phone,
    manager: Option<usize>,
    opened: Date,
    told: Option<&'static story::StoryCompany>,
}

/// An offer or event that will be stored on its day.
struct Happening {
    day: Date,
    company: usize,
    what: What,
}

/// What happens.
#[derive(Clone, Copy)]
enum What {
    Offer(Option<&'static story::StoryOffer>),
    Event(Option<&'static story::StoryEvent>),
}

impl Builder {
    fn people(&mut self, tx: &WriteTx) -> Result<(), Error> {
        let now = self.at(self.plan.date - Duration::days(400), 9, 0);
        for (key, value) in
            super::marks(&self.plan).into_iter().chain(super::settings::settings(self.plan.date))
        {
            super::mark(tx, key, &value)?;
        }
        let mut ids = Vec::new();
        for organisation in &ORGANISATIONS {
            ids.push(accounts::create_organisation(tx, now, organisation.name)?);
        }
        for (place, user) in USERS.iter().enumerate() {
            let id = accounts::create_user(
                tx,
                now,
                &NewUser {
                    organisation: ids[user.organisation],
                    role: if user.administrator { Role::Administrator } else { Role::Partner },
                    civility: if user.civility == "Madame" { Civility::Madam } else { Civility::Sir },
                    last_name: valid(Name::parse(user.last_name))?,
                    first_name: valid(Name::parse(user.first_name))?,
                    email: valid(Email::parse(&user.email()))?,
                    phone: Some(valid(Phone::parse(user.phone))?),
                },
            )?;
            for code in user.departments {
                let department = DepartmentCode::parse(code).ok_or_else(refused)?;
                if contact::answering(tx, department)?.is_none() {
                    contact::set_answering(tx, department, id)?;
                }
            }
            self.users.push(StoredUser { id, place });
        }
        self.contents(tx)
    }

    /// The articles that every site begins with, and documents beside two of them.
    fn contents(&self, tx: &WriteTx) -> Result<(), Error> {
        let now = self.at(self.plan.date - Duration::days(45), 10, 0);
        content::defaults::seed(tx, now)?;
        let mut rng = self.rng.fork("contents");
        for sheet in &documents::SHEETS {
            let lines: Vec<String> = sheet.lines.iter().map(|line| (*line).to_owned()).collect();
            let id = store_file(tx, &mut rng, now, sheet.name, &documents::pdf(&lines))?;
            content::store::attach(tx, now, sheet.article, sheet.title, &id)?;
        }
        Ok(())
    }

    /// The companies, those of the story last among them so that it can be told of recent days; in
    /// reverse order, since they are taken from the end.
    fn company_drafts(&mut self) -> Vec<(CompanyDraft, Option<&'static story::StoryCompany>)> {
        let told = u32::try_from(story::COMPANIES.len()).unwrap_or(0);
        let drawn = amounts(self.plan.size).companies.saturating_sub(told);
        let mut rng = self.rng.fork("companies");
        let mut drafts: Vec<_> = (0..drawn).map(|index| (companies::draft(&mut rng, index), None)).collect();
        for (index, company) in (drawn..).zip(story::COMPANIES) {
            if let Some((sector, profile)) = company.profile() {
                let mut draft = companies::draft_of(&mut rng, index, sector, profile);
                company.name.clone_into(&mut draft.name);
                draft.trade_name = company.trade_name.map(str::to_owned);
                company.street.clone_into(&mut draft.street);
                draft.website = company.website.map(str::to_owned);
                company.email.clone_into(&mut draft.email);
                drafts.push((draft, Some(company)));
            }
        }
        if self.plan.size != Size::S {
            self.spoil(&mut drafts);
        }
        drafts.reverse();
        drafts
    }

    /// Gives a few companies the names that careless pages break on.
    fn spoil(&self, drafts: &mut [(CompanyDraft, Option<&'static story::StoryCompany>)]) {
        let mut rng = self.rng.fork("hostile");
        let texts = texts::hostile_strings();
        for (draft, told) in drafts {
            if told.is_none() && rng.chance(HOSTILE) {
                draft.name = crate::text::clean_line(rng.pick::<String>(&texts));
            }
        }
    }

    fn company(
        &mut self,
        tx: &WriteTx,
        (draft, told): (CompanyDraft, Option<&'static story::StoryCompany>),
    ) -> Result<(), Error> {
        let mut rng = self.rng.fork(&format!("company {}", self.companies.len()));
        let place = match told {
            Some(company) => {
                communes::by_code(tx, company.commune)?.unwrap_or_else(|| self.draw_commune(&mut rng))
            }
            None => self.draw_commune(&mut rng),
        };
        let age = match told {
            Some(_) => rng.range(6..=12),
            None => rng.range(20..=360),
        };
        let opened = self.plan.date - Duration::days(age.into());
        let now = self.at(opened, rng.range(8..=18), rng.range(0..=59));
        let company = self.store_company(tx, now, &draft, &place)?;
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
        let project = projects::create(
            tx,
            now,
            &NewProject {
                company,
                creator: manager.filter(|_| !by_company).map(|place| self.users[place].id),
                manager: manager.map(|place| self.users[place].id),
                wish: if rng.chance(80) { Wish::HostIntern } else { Wish::BeContacted },
                request,
                contact_name: Some(contact.full_name()),
                phone: Some(phone.clone()),
                other_phone: None,
                email: Some(valid(Email::parse(&draft.email))?),
            },
        )?;
        self.journal(tx, &mut rng, project, manager, draft.profile, opened)?;
        let commune = CommuneCode::parse(&place.code).ok_or_else(refused)?;
        self.companies.push(StoredCompany { project, draft, commune, contact, phone, manager, opened, told });
        Ok(())
    }

    fn store_company(
        &self,
        tx: &WriteTx,
        now: Now,
        draft: &CompanyDraft,
        place: &Commune,
    ) -> Result<i64, Error> {
        crate::companies::create(
            tx,
            now,
            &NewCompany {
                name: draft.name.clone(),
                siren: draft.siren.as_deref().map(Siren::parse).map(valid).transpose()?,
                siret: draft.siret.as_deref().map(Siret::parse).map(valid).transpose()?,
                naf: Some((draft.naf_code.to_owned(), NafVersion::Rev2)),
                sector: draft.sector,
                street: Some(draft.street.clone()),
                postal_code: place.postal_codes.first().cloned(),
                commune: CommuneCode::parse(&place.code).ok_or_else(refused)?,
                website: draft.website.clone(),
            },
        )
    }

    /// What its manager noted since the project was opened.
    fn journal(
        &self,
        tx: &WriteTx,
        rng: &mut Rng,
        project: i64,
        manager: Option<usize>,
        profile: &Profile,
        opened: Date,
    ) -> Result<(), Error> {
        let Some(manager) = manager else { return Ok(()) };
        for _ in 0..rng.below(3) {
            let day = opened + Duration::days(rng.range(1..=5).into());
            if day < self.plan.date {
                let text = texts::journal_comment(rng, profile, day);
                let now = self.at(day, rng.range(9..=17), rng.range(0..=59));
                projects::note(tx, now, project, Some(self.users[manager].id), JournalKind::Comment, &text)?;
            }
        }
        Ok(())
    }

    fn draw_commune(&self, rng: &mut Rng) -> Commune {
        let total = self.communes.last().map_or(0, |(sum, _)| *sum);
        let drawn = rng.below(total);
        let at = self.communes.partition_point(|(sum, _)| *sum <= drawn);
        self.communes[at.min(self.communes.len() - 1)].1.clone()
    }

    /// Who follows a département; one project in twelve still waits for somebody.
    fn manager(&self, rng: &mut Rng, department: &str, told: bool) -> Option<usize> {
        if !told && rng.chance(8) {
            return None;
        }
        let near: Vec<usize> = self
            .users
            .iter()
            .map(|user| user.place)
            .filter(|place| USERS[*place].departments.contains(&department))
            .collect();
        if near.is_empty() { Some(rng.below(2) as usize) } else { Some(*rng.pick(&near)) }
    }

    /// The offers to be stored, in the order of their days.
    fn happenings(&mut self) -> Vec<Happening> {
        let mut rng = self.rng.fork("happenings");
        let mut happenings = Vec::new();
        for (company, stored) in self.companies.iter().enumerate() {
            let told = stored.told.map_or(&[][..], |company| company.offers);
            for (n, offer) in (0..).zip(told) {
                let what = What::Offer(Some(offer));
                happenings.push(Happening { day: stored.opened + Duration::days(n + 1), company, what });
            }
            for event in stored.told.map_or(&[][..], |company| company.events) {
                let what = What::Event(Some(event));
                happenings.push(Happening { day: stored.opened + Duration::days(2), company, what });
            }
        }
        let told_events =
            happenings.iter().filter(|happening| matches!(happening.what, What::Event(_))).count();
        let told_offers = happenings.len() - told_events;
        let drawn: Vec<usize> =
            (0..self.companies.len()).filter(|company| self.companies[*company].told.is_none()).collect();
        let wanted = amounts(self.plan.size).offers as usize;
        for n in 0..wanted.saturating_sub(told_offers) {
            // Most companies have an offer, some have several, some none yet.
            let company = if n < drawn.len() * 4 / 5 { drawn[n] } else { *rng.pick(&drawn) };
            let opened = self.companies[company].opened;
            let open_for = u32::try_from((self.plan.date - opened).whole_days()).unwrap_or(1);
            let day = opened + Duration::days(rng.range(1..=open_for.saturating_sub(3).max(1)).into());
            happenings.push(Happening { day, company, what: What::Offer(None) });
        }
        let events = amounts(self.plan.size).events as usize;
        for _ in 0..events.saturating_sub(told_events) {
            let company = *rng.pick(&drawn);
            let opened = self.companies[company].opened;
            let open_for = u32::try_from((self.plan.date - opened).whole_days()).unwrap_or(1);
            let ago = rng.range(3..=open_for.clamp(4, 90));
            let day = self.plan.date - Duration::days(ago.into());
            happenings.push(Happening { day, company, what: What::Event(None) });
        }
        happenings.sort_by_key(|happening| (happening.day, happening.company));
        happenings
    }

    fn offer(
        &mut self,
        tx: &WriteTx,
        happening: &Happening,
        told: Option<&'static story::StoryOffer>,
    ) -> Result<(), Error> {
        let company = &self.companies[happening.company];
        let mut rng =
            self.rng.fork(&format!("offer {} {}", happening.company, happening.day.to_julian_day()));
        let now = self.at(happening.day, rng.range(8..=17), rng.range(0..=59));
        let drawn = self.draw_offer(&mut rng, company, told);
        let mut draft = self.offer_draft(tx, &mut rng, company, &drawn)?;
        if told.is_none() && rng.chance(12) && !drawn.masked {
            draft.document = Some(self.job_sheet(tx, &mut rng, now, company, &drawn)?);
        }
        let offer = offers::create(tx, now, company.project, &draft)?;
        let fate = self.fate(&mut rng, &drawn, told.is_some());
        if fate == Fate::Draft {
            return Ok(());
        }
        let online = self.at(happening.day, 18, rng.range(0..=59));
        let checked = draft.check().map_err(|_| refused())?;
        offers::publish(tx, online, offer.id, &checked)?;
        let until = match fate {
            Fate::Withdrawn(_, day) => day,
            _ => self.plan.date,
        };
        if let Found::Online(online) = offers::find(tx, online, offer.number)? {
            self.applications(tx, &mut rng, company, &online, &drawn, until)?;
        }
        if let Fate::Withdrawn(reason, day) = fate {
            offers::unpublish(tx, self.at(day, 9, 30), offer.id, reason)?;
        }
        Ok(())
    }

    fn draw_offer(
        &self,
        rng: &mut Rng,
        company: &StoredCompany,
        told: Option<&'static story::StoryOffer>,
    ) -> DrawnOffer {
        let profile = company.draft.profile;
        if let Some(offer) = told {
            return DrawnOffer {
                audiences: offer.audiences,
                occupation: occupation_code(offer.occupation.0, offer.occupation.1),
                start: match offer.start {
                    story::Start::AsSoonAsPossible => Start::Asap,
                    story::Start::InDays(days) => Start::On(self.plan.date + Duration::days(days.into())),
                },
                masked: offer.masked,
                description: offer.description(),
                training: offer.training.map(str::to_owned),
                places: Some(offer.seats),
            };
        }
        let occupation = rng.pick(profile.occupations);
        let audiences = draw_audiences(rng);
        let masked = rng.chance(5);
        let start = match rng.below(100) {
            0..55 => Start::Asap,
            55..90 => Start::On(self.plan.date + Duration::days(rng.range(5..=150).into())),
            _ => Start::On(self.plan.date - Duration::days(rng.range(1..=60).into())),
        };
        DrawnOffer {
            audiences,
            occupation: rng.chance(88).then(|| occupation_of(occupation)).flatten(),
            start,
            masked,
            description: self.description(rng, company, occupation, audiences, masked),
            training: rng.chance(40).then(|| texts::training_wanted(rng, profile)),
            places: rng.chance(60).then(|| rng.range(1..=3)),
        }
    }

    fn description(
        &self,
        rng: &mut Rng,
        company: &StoredCompany,
        occupation: &Occupation,
        audiences: Audiences,
        masked: bool,
    ) -> String {
        let cited: Option<&Cited> = (!masked).then_some(&company.draft.cited);
        let text = texts::offer_description(rng, company.draft.profile, occupation, audiences, cited);
        if self.plan.size != Size::S && rng.chance(HOSTILE) {
            let hostile = texts::hostile_strings();
            let spoilt = rng.pick::<String>(&hostile);
            return crate::text::clean_text(&format!("{text}\n\n{spoilt}"));
        }
        text
    }

    fn offer_draft(
        &self,
        tx: &WriteTx,
        rng: &mut Rng,
        company: &StoredCompany,
        drawn: &DrawnOffer,
    ) -> Result<OfferDraft, Error> {
        let occupation = match &drawn.occupation {
            Some(code) => occupations::get(tx, code)?.map(|occupation| occupation.code),
            None => None,
        };
        Ok(OfferDraft {
            audiences: audience_set(drawn.audiences),
            occupation,
            school_wanted: texts::school_wanted(rng),
            training_wanted: drawn.training.clone(),
            description: drawn.description.clone(),
            start: Some(drawn.start),
            duration: rng.chance(60).then(|| duration(rng, drawn.audiences).to_owned()),
            places: drawn.places,
            commune: company.commune,
            document: None,
            contact: self.contact(company, drawn.masked)?,
        })
    }

    /// What visitors see: the employer's own contact, or the manager's when it is masked.
    fn contact(&self, company: &StoredCompany, masked: bool) -> Result<PublicContact, Error> {
        if masked {
            let manager = &USERS[company.manager.unwrap_or(0)];
            return Ok(PublicContact {
                masked: true,
                trade_name: Some(company.draft.generic_name.to_owned()),
                contact_name: Some(format!("{} {}", manager.first_name, manager.last_name)),
                phone: Some(valid(Phone::parse(manager.phone))?),
                other_phone: None,
                email: Some(valid(Email::parse(&manager.email()))?),
                website: None,
            });
        }
        Ok(PublicContact {
            masked: false,
            trade_name: company.draft.trade_name.clone(),
            contact_name: Some(company.contact.full_name()),
            phone: Some(company.phone.clone()),
            other_phone: None,
            email: Some(valid(Email::parse(&company.draft.email))?),
            website: company.draft.website.clone(),
        })
    }

    fn job_sheet(
        &self,
        tx: &WriteTx,
        rng: &mut Rng,
        now: Now,
        company: &StoredCompany,
        drawn: &DrawnOffer,
    ) -> Result<FileId, Error> {
        let mut lines =
            vec!["Fiche de poste".to_owned(), String::new(), company.draft.name.clone(), String::new()];
        lines.extend(drawn.description.split(". ").take(12).map(|line| line.replace('\n', " ")));
        let id = store_file(tx, rng, now, "fiche-de-poste.pdf", &documents::pdf(&lines))?;
        files::attach(tx, &id)?;
        Ok(id)
    }

    /// Of those not of the story: 60 in a hundred are online, a past date included, the others are
    /// drafts or were withdrawn.
    fn fate(&self, rng: &mut Rng, drawn: &DrawnOffer, told: bool) -> Fate {
        if told {
            return Fate::Online;
        }
        let days_ago = |rng: &mut Rng| self.plan.date - Duration::days(rng.range(1..=20).into());
        match rng.below(100) {
            0..60 => match drawn.start {
                Start::On(date) if date < self.plan.date && rng.chance(50) => {
                    Fate::Withdrawn(UnpublishedReason::Expired, date + Duration::days(1))
                }
                _ => Fate::Online,
            },
            60..78 => Fate::Draft,
            78..90 => Fate::Withdrawn(UnpublishedReason::ByHand, days_ago(rng)),
            90..96 => Fate::Withdrawn(UnpublishedReason::ByEmployer, days_ago(rng)),
            _ => Fate::Withdrawn(UnpublishedReason::NoAnswer, days_ago(rng)),
        }
    }

    fn applications(
        &self,
        tx: &WriteTx,
        rng: &mut Rng,
        company: &StoredCompany,
        offer: &crate::offers::PublicOffer,
        drawn: &DrawnOffer,
        until: Date,
    ) -> Result<(), Error> {
        let wanted = amounts(self.plan.size);
        // Spread so that most offers have a few and some have a dozen.
        let mean = (wanted.applications * 100 / wanted.offers).div_ceil(80);
        let count = if rng.chance(35) { 0 } else { rng.below(mean + 2) + rng.below(mean + 2) };
        for n in 0..count.min(12) {
            let published = self.zone.local(offer.published_at).date();
            let span = u32::try_from((until - published).whole_days()).unwrap_or(0);
            let day = published + Duration::days(rng.below(span + 1).into());
            let now = self.at(day, rng.range(18..=22), rng.range(0..=59));
            self.application(tx, &mut rng.fork(&format!("application {n}")), company, offer, drawn, now)?;
        }
        Ok(())
    }

    fn application(
        &self,
        tx: &WriteTx,
        rng: &mut Rng,
        company: &StoredCompany,
        offer: &crate::offers::PublicOffer,
        drawn: &DrawnOffer,
        now: Now,
    ) -> Result<(), Error> {
        let person = people::person(rng);
        let number = rng.range(1..=9_999);
        let age = texts::age_for(rng, drawn.audiences);
        let profile = company.draft.profile;
        let age_value = u8::try_from(age).ok().and_then(Age::new).ok_or_else(refused)?;
        let guardian = match age_value.is_minor_under_15() {
            true => Some(self.guardian(rng, &person, number)?),
            false => None,
        };
        let draft = ApplicationDraft {
            last_name: valid(Name::parse(person.last_name))?,
            first_name: valid(Name::parse(person.first_name))?,
            age: age_value,
            email: valid(Email::parse(&people::email(&person, "example.org", number)))?,
            phone: rng.chance(70).then(|| valid(Phone::parse(&people::mobile(rng)))).transpose()?,
            current_training: rng.chance(85).then(|| texts::current_training(rng, profile, age)),
            motivation: rng.chance(90).then(|| texts::applicant_motivation(rng, profile, age)),
            guardian,
        };
        let documents =
            if rng.chance(45) { vec![self.cv(tx, rng, now, &person, &draft)?] } else { Vec::new() };
        let reference = Reference::from_bytes(About::Application, five(rng));
        let stored = applications::create(tx, now, offer.id, &reference, &draft, &documents)?;
        if stored.earlier.is_none() {
            let line = format!("Une candidature est arrivée pour l’offre {}.", offer.number.display_nbsp());
            projects::note(tx, now, offer.project, None, JournalKind::Application, &line)?;
            if (self.plan.date - now.today()).whole_days() <= MAILS_KEPT {
                let writing =
                    Writing { site: &self.site, base_url: &self.base_url, key: &self.key, offer, now };
                writing.received(tx, &draft, &stored, documents.len())?;
            }
        }
        Ok(())
    }

    fn cv(
        &self,
        tx: &WriteTx,
        rng: &mut Rng,
        now: Now,
        person: &Person,
        draft: &ApplicationDraft,
    ) -> Result<FileId, Error> {
        let mut lines =
            vec!["Curriculum vitae".to_owned(), String::new(), person.full_name(), draft.email.to_string()];
        lines.extend(draft.current_training.clone());
        store_file(tx, rng, now, &format!("CV {}.pdf", person.full_name()), &documents::pdf(&lines))
    }

    fn event(
        &mut self,
        tx: &WriteTx,
        happening: &Happening,
        told: Option<&'static story::StoryEvent>,
    ) -> Result<(), Error> {
        let company = &self.companies[happening.company];
        let mut rng =
            self.rng.fork(&format!("event {} {}", happening.company, happening.day.to_julian_day()));
        let now = self.at(happening.day, rng.range(8..=17), rng.range(0..=59));
        let draft = match told {
            Some(event) => self.told_event(company, event)?,
            None => self.drawn_event(&mut rng, company, happening.day)?,
        };
        let capacity = draft.capacity.unwrap_or(1);
        let event = events::create(tx, now, company.project, &draft)?;
        if told.is_none() && rng.chance(15) {
            return Ok(());
        }
        let online = self.at(happening.day, 18, rng.range(0..=59));
        let checked = draft.check().map_err(|_| refused())?;
        events::publish(tx, online, event.id, &checked)?;
        // About one in seven is full.
        let wanted = match told {
            Some(event) => event.registered,
            None if rng.chance(15) => capacity,
            None => rng.below(capacity * 7 / 10 + 1),
        };
        for n in 0..wanted {
            self.registration(tx, &mut rng.fork(&format!("registration {n}")), event.number, happening.day)?;
        }
        if told.is_none() && rng.chance(6) {
            events::unpublish(
                tx,
                self.at(self.plan.date - Duration::days(1), 10, 0),
                event.id,
                UnpublishedReason::ByHand,
            )?;
        }
        Ok(())
    }

    fn told_event(&self, company: &StoredCompany, event: &story::StoryEvent) -> Result<EventDraft, Error> {
        let day = self.plan.date + Duration::days(event.in_days.into());
        let hour = Time::from_hms(event.hour, 0, 0).unwrap_or(Time::MIDNIGHT);
        Ok(EventDraft {
            audiences: event.audiences.iter().copied().collect(),
            kind: event.kind,
            kind_detail: None,
            occupation: occupation_code(event.occupation.0, event.occupation.1),
            description: event.description(),
            starts: Some(PrimitiveDateTime::new(working_day(day), hour)),
            duration: Some(event.duration),
            capacity: Some(event.capacity),
            venue: None,
            commune: company.commune,
            document: None,
            contact: self.contact(company, false)?,
            registrar: None,
        })
    }

    fn drawn_event(
        &self,
        rng: &mut Rng,
        company: &StoredCompany,
        announced: Date,
    ) -> Result<EventDraft, Error> {
        let profile = company.draft.profile;
        let masked = rng.chance(5);
        let (kind, told_kind) = *rng.weighted(&[
            ((EventKind::Visit, texts::EventKind::Visit), 60),
            ((EventKind::JobTalk, texts::EventKind::JobTalk), 28),
            ((EventKind::Other, texts::EventKind::Other), 12),
        ]);
        let cited: Option<&Cited> = (!masked).then_some(&company.draft.cited);
        let over = last_working_day(self.plan.date - Duration::days(rng.range(1..=12).into()));
        let to_come = working_day(self.plan.date + Duration::days(rng.range(2..=75).into()));
        // One in eight is over, among those announced before its day.
        let day = if rng.chance(12) && over > announced { over } else { to_come };
        let hour = Time::from_hms(rng.range(9..=16) as u8, if rng.chance(30) { 30 } else { 0 }, 0);
        let registrar = match company.manager {
            // Somebody answers for a masked employer; half of the others receive their registrations.
            Some(manager) if masked || rng.chance(50) => Some(self.users[manager].id),
            None if masked => Some(self.users[0].id),
            _ => None,
        };
        Ok(EventDraft {
            audiences: draw_event_audiences(rng),
            kind,
            kind_detail: (kind == EventKind::Other).then(|| rng.text(OTHER_EVENTS).to_owned()),
            occupation: rng.chance(80).then(|| occupation_of(rng.pick(profile.occupations))).flatten(),
            description: texts::event_description(rng, profile, told_kind, cited),
            starts: Some(PrimitiveDateTime::new(day, hour.unwrap_or(Time::MIDNIGHT))),
            duration: Some(*rng.pick(&[60, 90, 120, 150, 180])),
            capacity: Some(rng.range(5..=30)),
            venue: (kind == EventKind::JobTalk)
                .then(|| format!("{}, {}", rng.text(VENUES), companies::street(rng))),
            commune: company.commune,
            document: None,
            contact: self.contact(company, masked)?,
            registrar,
        })
    }

    fn registration(&self, tx: &WriteTx, rng: &mut Rng, event: Number, day: Date) -> Result<(), Error> {
        let FoundEvent::Published(event) = events::find(tx, event)? else { return Ok(()) };
        let last = event.starts.date().min(self.plan.date);
        let span = u32::try_from((last - day).whole_days()).unwrap_or(0);
        let now = self.at(
            day + Duration::days(rng.below(span.max(1)).into()),
            rng.range(18..=22),
            rng.range(0..=59),
        );
        let open: Vec<EventAudience> = event.audiences.iter().collect();
        let status = *rng.pick(&open);
        let person = people::person(rng);
        let number = rng.range(1..=9_999);
        let age = match status {
            EventAudience::Pupil => u8::try_from(rng.range(13..=18)).ok().and_then(Age::new),
            _ => None,
        };
        let guardian = match age {
            Some(age) if age.is_minor_under_15() => Some(self.guardian(rng, &person, number)?),
            _ => None,
        };
        let group =
            (status == EventAudience::Teacher && event.seats.left >= 12 && rng.chance(60)).then(|| Group {
                seats: rng.range(5..=event.seats.left.min(12)),
                school: texts::school_wanted(rng).unwrap_or_else(|| "Collège du Pont-aux-Loups".to_owned()),
                level: rng.text(&["4e", "3e", "3e prépa-métiers", "Seconde", "Première pro"]).to_owned(),
                adults: rng.range(1..=2),
            });
        let draft = RegistrationDraft {
            last_name: valid(Name::parse(person.last_name))?,
            first_name: valid(Name::parse(person.first_name))?,
            email: valid(Email::parse(&people::email(&person, "example.org", number)))?,
            phone: rng.chance(75).then(|| valid(Phone::parse(&people::mobile(rng)))).transpose()?,
            statuses: [status].into_iter().collect(),
            age,
            guardian,
            group,
        };
        let reference = Reference::from_bytes(About::Registration, five(rng));
        if let Outcome::Stored(stored) = registrations::create(tx, now, event.id, &reference, &draft)?
            && stored.earlier.is_none()
            && (self.plan.date - now.today()).whole_days() <= MAILS_KEPT
        {
            let writing = RegistrationMails {
                site: &self.site,
                base_url: &self.base_url,
                key: &self.key,
                event: &event,
                now,
            };
            writing.received(tx, &draft, &stored)?;
        }
        Ok(())
    }

    fn guardian(&self, rng: &mut Rng, person: &Person, number: u32) -> Result<Guardian, Error> {
        let parent = people::person(rng);
        let address = people::email(person, "example.net", number);
        Ok(Guardian {
            name: valid(Name::parse(&format!("{} {}", parent.first_name, person.last_name)))?,
            email: valid(Email::parse(&format!("parents.{address}")))?,
        })
    }

    /// That day, at that hour of the site.
    fn at(&self, day: Date, hour: u32, minute: u32) -> Now {
        let time = Time::from_hms(hour as u8, minute as u8, 0).unwrap_or(Time::MIDNIGHT);
        let local = PrimitiveDateTime::new(day, time);
        Now { unix: self.zone.instant(local), local }
    }
}

struct DrawnOffer {
    audiences: Audiences,
    occupation: Option<String>,
    start: Start,
    masked: bool,
    description: String,
    training: Option<String>,
    places: Option<u32>,
}

/// What becomes of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Draft,
    Online,
    Withdrawn(UnpublishedReason, Date),
}

fn draw_audiences(rng: &mut Rng) -> Audiences {
    let (middle_school, high_school, student, job_seeker) = *rng.weighted(&[
        ((true, false, false, false), 24),
        ((true, true, false, false), 22),
        ((false, true, false, false), 16),
        ((false, true, true, false), 14),
        ((false, false, true, false), 12),
        ((false, false, true, true), 7),
        ((false, false, false, true), 5),
    ]);
    Audiences { middle_school, high_school, student, job_seeker }
}

fn audience_set(audiences: Audiences) -> AudienceSet<OfferAudience> {
    [
        (audiences.middle_school, OfferAudience::MiddleSchool),
        (audiences.high_school, OfferAudience::HighSchool),
        (audiences.student, OfferAudience::Student),
        (audiences.job_seeker, OfferAudience::JobSeekerOrEmployee),
    ]
    .into_iter()
    .filter_map(|(open, audience)| open.then_some(audience))
    .collect()
}

/// Whom events are for, a few at once.
fn draw_event_audiences(rng: &mut Rng) -> AudienceSet<EventAudience> {
    use EventAudience::{JobSeeker, Parent, Professional, Pupil, Student, Teacher};
    let sets: [(&[EventAudience], u32); 6] = [
        (&[Pupil, Parent, Teacher], 34),
        (&[Pupil, Teacher], 18),
        (&[Pupil, Parent, Student, JobSeeker, Teacher, Professional], 16),
        (&[Student, JobSeeker], 14),
        (&[JobSeeker], 10),
        (&[JobSeeker, Professional], 8),
    ];
    rng.weighted(&sets).iter().copied().collect()
}

/// Nobody visits at the week end or on a day off: the next working day, instead.
fn working_day(day: Date) -> Date {
    if is_off(day) { working_day(day + Duration::days(1)) } else { day }
}

/// The same for what is over: the working day before.
fn last_working_day(day: Date) -> Date {
    if is_off(day) { last_working_day(day - Duration::days(1)) } else { day }
}

fn is_off(day: Date) -> bool {
    let week_end = matches!(day.weekday(), time::Weekday::Saturday | time::Weekday::Sunday);
    let holidays = matches!(
        (u8::from(day.month()), day.day()),
        (12, 24..=31) | (1, 1..=2) | (5, 1 | 8) | (7, 14) | (8, 15) | (11, 1 | 11)
    );
    week_end || holidays
}

/// What « Autre » stands for.
const OTHER_EVENTS: &[&str] =
    &["Portes ouvertes", "Visite de chantier", "Présence sur un forum", "Rallye des métiers"];

/// Where employers come to speak.
const VENUES: &[&str] =
    &["Médiathèque", "Mission jeunes des Deux-Rives", "Salle des Tilleuls", "Maison des associations"];

fn five(rng: &mut Rng) -> [u8; 5] {
    let [a, b, c, d, e, ..] = rng.next_u64().to_be_bytes();
    [a, b, c, d, e]
}

fn duration(rng: &mut Rng, audiences: Audiences) -> &'static str {
    if audiences.observation_only() {
        return "5 jours";
    }
    if audiences.student && !audiences.high_school {
        return rng.text(&["2 mois", "3 mois", "4 à 6 mois", "6 semaines"]);
    }
    rng.text(&["1 semaine", "2 semaines", "3 à 6 semaines", "De quelques jours à 4 semaines"])
}

fn occupation_of(occupation: &Occupation) -> Option<String> {
    occupation_code(occupation.card, occupation.title)
}

fn occupation_code(card: &str, title: Option<u32>) -> Option<String> {
    Some(title.map_or_else(|| card.to_owned(), |title| format!("t{title}")))
}

fn store_file(tx: &WriteTx, rng: &mut Rng, now: Now, name: &str, bytes: &[u8]) -> Result<FileId, Error> {
    let id = FileId::from_bytes(
        [rng.next_u64().to_be_bytes(), rng.next_u64().to_be_bytes()].concat().try_into().unwrap_or_default(),
    );
    let info = FileInfo { id, name: name.to_owned(), kind: FileKind::Pdf, size: 0 };
    files::stage(tx, now, &info)?;
    for (position, chunk) in (0..).zip(bytes.chunks(CHUNK)) {
        files::append(tx, &info.id, position, chunk)?;
    }
    Ok(info.id)
}

/// What the demonstration writes is valid; a mistake in its texts stops it rather than hides.
fn valid<T>(parsed: Result<T, &'static str>) -> Result<T, Error> {
    parsed.map_err(|_| refused())
}

fn refused() -> Error {
    Error::Sqlite(rusqlite::Error::InvalidQuery)
}
