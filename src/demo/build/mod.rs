//! Fills a database: organisations and their users, companies, projects, offers and events, who
//! applies and who registers.
//!
//! Everything goes through the stores that the site itself uses, so that a demonstration cannot hold
//! what the site would refuse. What happens is stored in the order of its dates, which gives numbers
//! that follow the calendar.
//!
//! Drawing a thing needs no database: what is drawn is a plain value, and storing it draws nothing.
//! So one thread draws ahead of the other, which stores; texts cost about as much as SQLite does.

mod agenda;
mod applications;
mod companies;
mod deposits;
mod documents;
mod events;
mod offers;
mod partners;
mod pipeline;
mod registrations;

use std::sync::Arc;

use rusqlite::Connection;
use time::{Date, PrimitiveDateTime, Time};

use super::amounts::Amounts;
use super::organisations::{Partners, User};
use super::people::Person;
use super::profiles::Occupation;
use super::rng::Rng;
use super::{DemoError, people};
use crate::access::key::Key;
use crate::catalogue::PublicContact;
use crate::catalogue::store::text;
use crate::clock::{Now, Zone};
use crate::db::{Db, Error, NewFile, WriteTx};
use crate::domain::{DepartmentCode, Email, Name, Phone};
use crate::person::Guardian;
use crate::reference::communes;
use crate::reference::communes::Commune;
use crate::site::Site;
use crate::web::client::BaseUrl;
use agenda::{Happening, What};
use companies::Company;
pub use pipeline::Progress;

/// What is built.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// How much.
    pub amounts: Amounts,
    /// Seed of every draw.
    pub seed: u64,
    /// The day that it is.
    pub date: Date,
    /// Where.
    pub zone: Zone,
}

/// Days after which mails would have been erased.
const MAILS_KEPT: i64 = 30;

/// The same in large demonstrations, where they would be most of the file.
const MANY_MAILS_KEPT: i64 = 3;

/// Out of a hundred, in large demonstrations: texts made to break careless pages.
const HOSTILE: u32 = 3;

/// Rows past that are recorded at once.
const EXPIRED: u32 = 1_000;

/// Fills `db`; `marks` are the settings that say what it is. `report` hears of each tenth that is done,
/// in per cent.
///
/// # Errors
/// [`DemoError`].
pub fn fill(
    db: &NewFile,
    order: Order,
    marks: Vec<(&'static str, String)>,
    report: &dyn Fn(u32),
) -> Result<(), DemoError> {
    let scene = Scene::set(db, order, marks)?;
    let mut progress = Progress::new(order.amounts, report);
    let companies = companies::all(db, &scene, &mut progress)?;
    let stage = Arc::new(Stage { scene, companies });
    let happenings = agenda::of(&stage);
    pipeline::run(
        db,
        happenings,
        &mut progress,
        |happening: Happening, references| match happening.what {
            What::Offer(told) => Ok(Drawn::Offer(stage.draw_offer(&happening, told, references)?)),
            What::Event(told) => Ok(Drawn::Event(stage.draw_event(&happening, told, references)?)),
        },
        {
            let stage = Arc::clone(&stage);
            move |tx, batch| stage.store(tx, batch)
        },
    )?;
    db.make_indexes()?;
    // As the jobs of a site that had lived these days would have left it.
    let now = stage.scene.at(stage.scene.order.date, 0, 0);
    db.write_blocking(move |tx| {
        while crate::offers::store::expire(tx, now, EXPIRED)? > 0 {}
        while crate::events::store::expire(tx, now, EXPIRED)? > 0 {}
        text::merge(tx, &crate::offers::store::LISTING)?;
        text::merge(tx, &crate::events::store::LISTING)
    })?;
    progress.end();
    Ok(())
}

/// What a happening becomes once it is drawn.
enum Drawn {
    Offer(offers::DrawnOffer),
    Event(events::DrawnEvent),
}

/// What stands before the first company is drawn.
struct Scene {
    order: Order,
    site: Site,
    base_url: BaseUrl,
    key: Key,
    rng: Rng,
    communes: Vec<(u32, Commune)>,
    partners: Partners,
    /// Rows of the users, in the order of [`Partners::users`].
    users: Vec<i64>,
}

/// The scene and the companies on it.
struct Stage {
    scene: Arc<Scene>,
    companies: Vec<Company>,
}

impl Stage {
    /// Stores what was drawn, in its order; then its words, all at once.
    fn store(&self, tx: &WriteTx, batch: Vec<Drawn>) -> Result<(), Error> {
        let (mut of_offers, mut of_events) = (Vec::new(), Vec::new());
        for drawn in batch {
            match drawn {
                Drawn::Offer(offer) => of_offers.extend(self.store_offer(tx, offer)?),
                Drawn::Event(event) => of_events.extend(self.store_event(tx, event)?),
            }
        }
        text::add(tx, &crate::offers::store::LISTING, &of_offers)?;
        text::add(tx, &crate::events::store::LISTING, &of_events)
    }
}

impl Scene {
    fn set(db: &Db, order: Order, marks: Vec<(&'static str, String)>) -> Result<Arc<Self>, Error> {
        let (site, communes) = db.read_blocking(|tx| {
            let site = Site::load(tx)?;
            let communes = places(tx, &site)?;
            Ok::<_, Error>((site, communes))
        })?;
        let territory: Vec<DepartmentCode> = site
            .departments
            .iter()
            .filter_map(|department| DepartmentCode::parse(&department.code))
            .collect();
        let rng = Rng::new(order.seed);
        let Amounts { organisations, users, .. } = order.amounts;
        let mut scene = Self {
            order,
            site,
            base_url: BaseUrl::on_loopback(std::net::SocketAddr::from(([127, 0, 0, 1], 8080))),
            key: super::key(order.seed),
            communes,
            partners: Partners::draw(&mut rng.fork("partners"), organisations, users, &territory),
            rng,
            users: Vec::new(),
        };
        db.write_blocking(move |tx| {
            scene.users = scene.store_partners(tx, marks)?;
            Ok(Arc::new(scene))
        })
    }

    /// Who answers for a project; while nobody is assigned, the first administrator.
    fn user(&self, manager: Option<usize>) -> &User {
        &self.partners.users[manager.unwrap_or(0)]
    }

    fn guardian(&self, rng: &mut Rng, person: &Person, number: u32) -> Result<Guardian, Error> {
        let parent = people::person(rng);
        let address = people::email(person, "example.net", number);
        Ok(Guardian {
            name: valid(Name::parse(&format!("{} {}", parent.first_name, person.last_name)))?,
            email: valid(Email::parse(&format!("parents.{address}")))?,
        })
    }

    /// What visitors see: the employer's own contact, or the manager's when it is masked.
    fn contact(&self, company: &Company, masked: bool) -> Result<PublicContact, Error> {
        if masked {
            let manager = self.user(company.manager);
            return Ok(PublicContact {
                masked: true,
                trade_name: Some(company.draft.generic_name.to_owned()),
                contact_name: Some(format!("{} {}", manager.first_name, manager.last_name)),
                phone: Some(valid(Phone::parse(&manager.phone))?),
                other_phone: None,
                email: Some(valid(Email::parse(&manager.email))?),
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

    /// That day, at that hour of the site.
    fn at(&self, day: Date, hour: u32, minute: u32) -> Now {
        let time = Time::from_hms(hour as u8, minute as u8, 0).unwrap_or(Time::MIDNIGHT);
        let local = PrimitiveDateTime::new(day, time);
        Now { unix: self.order.zone.instant(local), local }
    }

    /// Whether the mails of that moment are still there.
    fn mails_kept(&self, now: Now) -> bool {
        let kept = if self.order.amounts.large { MANY_MAILS_KEPT } else { MAILS_KEPT };
        (self.order.date - now.today()).whole_days() <= kept
    }
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

fn occupation_of(occupation: &Occupation) -> Option<String> {
    occupation_code(occupation.card, occupation.title)
}

fn occupation_code(card: &str, title: Option<u32>) -> Option<String> {
    Some(title.map_or_else(|| card.to_owned(), |title| format!("t{title}")))
}

/// What the demonstration writes is valid; a mistake in its texts stops it rather than hides.
fn valid<T>(parsed: Result<T, &'static str>) -> Result<T, Error> {
    parsed.map_err(|_| refused())
}

fn refused() -> Error {
    Error::Sqlite(rusqlite::Error::InvalidQuery)
}
