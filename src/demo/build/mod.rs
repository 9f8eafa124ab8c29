//! Fills a database: organisations and their users, companies, projects, offers, applications.
//!
//! Everything goes through the stores that the site itself uses, so that a demonstration cannot hold
//! what the site would refuse. What happens is drawn first and stored in the order of its dates,
//! which gives numbers that follow the calendar.

mod events;
mod offers;

use rusqlite::Connection;
use time::{Date, Duration, PrimitiveDateTime, Time};

use super::companies::CompanyDraft;
use super::organisations::{ORGANISATIONS, USERS};
use super::people::Person;
use super::profiles::{Occupation, Profile};
use super::rng::Rng;
use super::{DemoError, Plan, companies, documents, people, story, texts};
use crate::access::key::Key;
use crate::accounts::{Civility, NewUser, Role};
use crate::catalogue::PublicContact;
use crate::clock::{Now, Zone};
use crate::companies::NewCompany;
use crate::config::Size;
use crate::contact::store as contact;
use crate::db::{Db, Error, WriteTx};
use crate::domain::{
    CommuneCode, DepartmentCode, Email, FileKind, NafVersion, Name, Phone, Siren, Siret, Wish,
};
use crate::files::{CHUNK, FileId, FileInfo};
use crate::person::Guardian;
use crate::projects::{JournalKind, NewProject};
use crate::reference::communes;
use crate::reference::communes::Commune;
use crate::site::Site;
use crate::web::client::BaseUrl;
use crate::{accounts, content, files, projects};

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
    /// How many of the same kind precede it, at this company and on this day.
    nth: u32,
    what: What,
}

impl Happening {
    /// Names its stream of draws, which no other happening has.
    fn stream(&self) -> String {
        let kind = match self.what {
            What::Offer(_) => "offer",
            What::Event(_) => "event",
        };
        let first = format!("{kind} {} {}", self.company, self.day.to_julian_day());
        if self.nth == 0 { first } else { format!("{first} {}", self.nth) }
    }
}

/// Puts happenings in the order of their days, and tells apart those of one company on one day.
fn in_order(happenings: &mut [Happening]) {
    happenings.sort_by_key(|happening| (happening.day, happening.company));
    for same in happenings.chunk_by_mut(|a, b| (a.day, a.company) == (b.day, b.company)) {
        let (mut offers, mut events) = (0.., 0..);
        for happening in same {
            let nth = match happening.what {
                What::Offer(_) => offers.next(),
                What::Event(_) => events.next(),
            };
            happening.nth = nth.unwrap_or(0);
        }
    }
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
                happenings.push(Happening {
                    day: stored.opened + Duration::days(n + 1),
                    company,
                    nth: 0,
                    what,
                });
            }
            for event in stored.told.map_or(&[][..], |company| company.events) {
                let what = What::Event(Some(event));
                happenings.push(Happening { day: stored.opened + Duration::days(2), company, nth: 0, what });
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
            happenings.push(Happening { day, company, nth: 0, what: What::Offer(None) });
        }
        let events = amounts(self.plan.size).events as usize;
        for _ in 0..events.saturating_sub(told_events) {
            let company = *rng.pick(&drawn);
            let opened = self.companies[company].opened;
            let open_for = u32::try_from((self.plan.date - opened).whole_days()).unwrap_or(1);
            let ago = rng.range(3..=open_for.clamp(4, 90));
            let day = self.plan.date - Duration::days(ago.into());
            happenings.push(Happening { day, company, nth: 0, what: What::Event(None) });
        }
        in_order(&mut happenings);
        happenings
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

fn five(rng: &mut Rng) -> [u8; 5] {
    let [a, b, c, d, e, ..] = rng.next_u64().to_be_bytes();
    [a, b, c, d, e]
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use time::macros::date;

    #[test]
    fn no_two_happenings_draw_alike() {
        let happening = |company, what| Happening { day: date!(2026 - 03 - 02), company, nth: 0, what };
        let (offer, event) = (What::Offer(None), What::Event(None));
        let mut happenings =
            [(4, offer), (1, event), (1, offer), (1, event), (1, offer), (1, offer), (4, offer)]
                .map(|(company, what)| happening(company, what));
        in_order(&mut happenings);
        let streams: HashSet<String> = happenings.iter().map(Happening::stream).collect();
        assert_eq!(streams.len(), happenings.len(), "{streams:?}");
        let root = Rng::new(1);
        let draws: HashSet<u64> = streams.iter().map(|stream| root.fork(stream).next_u64()).collect();
        assert_eq!(draws.len(), happenings.len());
    }
}
