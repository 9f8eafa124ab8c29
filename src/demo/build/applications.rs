//! Who applies to an offer.

use std::collections::HashSet;

use time::{Date, Duration};

use super::companies::Company;
use super::documents::Document;
use super::offers::Terms;
use super::pipeline::References;
use super::{Stage, refused, valid};
use crate::applications::mail::Writing;
use crate::applications::{ApplicationDraft, store as applications};
use crate::catalogue::store::publication::Created;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::demo::people::{self, Person};
use crate::demo::profiles::Profile;
use crate::demo::rng::Rng;
use crate::demo::texts;
use crate::domain::{About, Age, Email, Name, Phone, Reference};
use crate::offers::PublicOffer;
use crate::offers::store as offers;
use crate::person::Told;
use crate::projects::{self, JournalKind};

/// An application before it is stored.
pub struct DrawnApplication {
    now: Now,
    draft: ApplicationDraft,
    cv: Option<Document>,
    reference: Reference,
}

impl Stage {
    /// Those who apply while the offer is online, from the first day to the second.
    pub(super) fn draw_applications(
        &self,
        rng: &mut Rng,
        company: &Company,
        terms: &Terms,
        (since, until): (Date, Date),
        references: &mut References,
    ) -> Result<Vec<DrawnApplication>, Error> {
        // Two dice, so that most offers have a few and some have a dozen.
        let wanted = self.scene.order.amounts;
        let faces = (wanted.applications * 38 + wanted.offers * 5) / (wanted.offers * 10) + 2;
        let (first, second) = (faces / 2, faces.div_ceil(2));
        let count = if rng.chance(35) { 0 } else { rng.below(first) + rng.below(second) };
        let span = u32::try_from((until - since).whole_days()).unwrap_or(0);
        let mut seen = HashSet::new();
        let mut drawn = Vec::new();
        for n in 0..count.min(12) {
            // The day before the last one at most: whoever looks in the morning would see the evening to come.
            let day = since + Duration::days(rng.below(span.max(1)).into());
            let now = self.scene.at(day, rng.range(18..=22), rng.range(0..=59));
            let mut rng = rng.fork(&format!("application {n}"));
            let application = self.draw_application(&mut rng, company, terms, now, references)?;
            // Sending it again would change nothing.
            if seen.insert(application.draft.email.to_string()) {
                drawn.push(application);
            }
        }
        Ok(drawn)
    }

    fn draw_application(
        &self,
        rng: &mut Rng,
        company: &Company,
        terms: &Terms,
        now: Now,
        references: &mut References,
    ) -> Result<DrawnApplication, Error> {
        let person = people::person(rng);
        let number = rng.range(1..=9_999);
        let age = texts::age_for(rng, terms.audiences);
        let draft = self.application_draft(rng, &person, number, age, company.draft.profile)?;
        let cv = rng.chance(45).then(|| cv(rng, &person, &draft));
        let reference = Reference::from_bytes(About::Application, references.fresh(rng));
        Ok(DrawnApplication { now, draft, cv, reference })
    }

    fn application_draft(
        &self,
        rng: &mut Rng,
        person: &Person,
        number: u32,
        age: u32,
        profile: &Profile,
    ) -> Result<ApplicationDraft, Error> {
        let years = u8::try_from(age).ok().and_then(Age::new).ok_or_else(refused)?;
        let guardian = match years.is_minor_under_15() {
            true => Some(self.scene.guardian(rng, person, number)?),
            false => None,
        };
        Ok(ApplicationDraft {
            last_name: valid(Name::parse(person.last_name))?,
            first_name: valid(Name::parse(person.first_name))?,
            age: years,
            email: valid(Email::parse(&people::email(person, "example.org", number)))?,
            phone: rng.chance(70).then(|| valid(Phone::parse(&people::mobile(rng)))).transpose()?,
            current_training: rng.chance(85).then(|| texts::current_training(rng, profile, age)),
            motivation: rng.chance(90).then(|| texts::applicant_motivation(rng, profile, age)),
            guardian,
        })
    }

    pub(super) fn store_applications(
        &self,
        tx: &WriteTx,
        project: i64,
        offer: &Created,
        drawn: Vec<DrawnApplication>,
    ) -> Result<(), Error> {
        let line = format!("Une candidature est arrivée pour l’offre {}.", offer.number.display_nbsp());
        // Mails speak of the offer as visitors see it; it is read once, when there is one to write.
        let mut public = None;
        for application in drawn {
            let DrawnApplication { now, draft, cv, reference } = application;
            let documents: Vec<_> = cv.iter().map(|cv| cv.id.clone()).collect();
            if let Some(cv) = cv {
                cv.stage(tx, now)?;
            }
            let stored = applications::create(tx, now, offer.id, &reference, &draft, &documents)?;
            projects::store::note(tx, now, project, None, JournalKind::Application, &line)?;
            if self.scene.mails_kept(now) {
                let offer = match &public {
                    Some(offer) => offer,
                    None => public.insert(known(tx, offer.id)?),
                };
                self.writing(offer, now).received(tx, &draft, &stored, documents.len(), Told::EVERYBODY)?;
            }
        }
        Ok(())
    }

    fn writing<'a>(&'a self, offer: &'a PublicOffer, now: Now) -> Writing<'a> {
        let scene = &self.scene;
        Writing { site: &scene.site, base_url: &scene.base_url, key: &scene.key, offer, now }
    }
}

fn known(tx: &WriteTx, offer: i64) -> Result<PublicOffer, Error> {
    offers::ever_online(tx, offer)?.ok_or_else(refused)
}

fn cv(rng: &mut Rng, person: &Person, draft: &ApplicationDraft) -> Document {
    let mut lines =
        vec!["Curriculum vitae".to_owned(), String::new(), person.full_name(), draft.email.to_string()];
    lines.extend(draft.current_training.clone());
    Document::draw(rng, &format!("CV {}.pdf", person.full_name()), &lines)
}
