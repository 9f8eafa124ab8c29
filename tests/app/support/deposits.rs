//! What companies have deposited, made by the functions that the program itself uses.

use cmonstage::access::key::random;
use cmonstage::access::link;
use cmonstage::clock::Now;
use cmonstage::companies;
use cmonstage::db::{Error, WriteTx};
use cmonstage::deposits::DepositKind;
use cmonstage::deposits::store::{self, Item};
use cmonstage::domain::{About, Email, Reference, Wish};
use cmonstage::projects;
use time::Duration;

use super::app::TestApp;
use super::events::NewEvent;
use super::world::NewOffer;

/// A deposit that was sent.
#[derive(Debug, Clone)]
pub struct StoredDeposit {
    pub id: i64,
    pub project: i64,
    pub reference: String,
}

impl StoredDeposit {
    /// The page of its project.
    pub fn path(&self) -> String {
        format!("/gestion/projets/{}", self.project)
    }
}

impl NewOffer<'_> {
    /// Stores it as a company has deposited it.
    pub fn deposited(self) -> StoredDeposit {
        let app = self.app();
        let offer = self.awaiting_review();
        let project = app.value("SELECT project_id FROM offer WHERE id = ?1", [offer.id]);
        app.deposit(DepositKind::Offer, project, Some(Item::Offer(offer.id)))
    }
}

impl NewEvent<'_> {
    /// Stores it as a company has deposited it.
    pub fn deposited(self) -> StoredDeposit {
        let app = self.app();
        let event = self.draft();
        app.sql("UPDATE event SET state = 'to_review' WHERE id = ?1", [event.id]);
        let project = app.value("SELECT project_id FROM event WHERE id = ?1", [event.id]);
        app.deposit(DepositKind::Event, project, Some(Item::Event(event.id)))
    }
}

impl TestApp {
    /// A request for help of a company of this name.
    pub fn asked_for_help(&self, company: &str) -> StoredDeposit {
        let offer = self.offer().company(company);
        let (company, mut project, now) = (offer.company, offer.project, self.app().clock.now());
        project.wish = Wish::BeContacted;
        let project = self
            .db()
            .write_blocking(move |tx| {
                project.company = companies::store::create(tx, now, &company)?;
                projects::store::create(tx, now, &project)
            })
            .unwrap();
        self.deposit(DepositKind::Help, project, None)
    }

    fn deposit(&self, kind: DepositKind, project: i64, item: Option<Item>) -> StoredDeposit {
        let (now, key) = (self.app().clock.now(), self.app().key.clone());
        self.db()
            .write_blocking(move |tx| {
                let reference = Reference::from_bytes(About::Deposit, random());
                let email = Email::parse("accueil@menuiserie.example.org").unwrap();
                let id = store::create(tx, now, &reference, kind, &email, "")?;
                link::create_to_deposit(tx, &key, now, id, now.plus(Duration::days(180)))?;
                send(tx, now, &key, id, project, item)?;
                Ok::<_, Error>(StoredDeposit { id, project, reference: reference.to_string() })
            })
            .unwrap()
    }

    /// The company sends a deposit once more, and its manager hears of it.
    pub fn correct(&self, deposit: &StoredDeposit) {
        let (app, now, id) = (self.app().clone(), self.app().clock.now(), deposit.id);
        self.db()
            .write_blocking(move |tx| {
                let (project, offer, event): (i64, Option<i64>, Option<i64>) = tx.query_row(
                    "SELECT project_id, offer_id, event_id FROM deposit WHERE id = ?1",
                    [id],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )?;
                let item = offer.map(Item::Offer).or(event.map(Item::Event));
                send(tx, now, &app.key, id, project, item)?;
                let deposit = store::sent_in(tx, project)?.into_iter().find(|one| one.id == id).unwrap();
                let (base_url, extranet) = (&app.base_url, app.extranet_url());
                let writing = cmonstage::deposits::mail::Writing {
                    site: &app.site,
                    base_url,
                    extranet,
                    now,
                    deposit: &deposit,
                };
                cmonstage::deposits::follow_up::corrected(tx, &writing, &[])
            })
            .unwrap();
    }
}

fn send(
    tx: &WriteTx,
    now: Now,
    key: &cmonstage::access::key::Key,
    id: i64,
    project: i64,
    item: Option<Item>,
) -> Result<(), Error> {
    let token = link::token_of(tx, key, link::of_deposit(tx, id)?)?.unwrap();
    let Ok(allowed) = link::deposit_edit(tx, &token, now) else { panic!("the link opens") };
    store::sent(tx, now, &allowed, project, item)
}
