//! Offers, and who applies to them.

use time::{Date, Duration};

use super::agenda::Happening;
use super::applications::DrawnApplication;
use super::companies::Company;
use super::documents::Document;
use super::pipeline::References;
use super::{HOSTILE, Stage, occupation_code, occupation_of, refused};
use crate::access::edit::system;
use crate::catalogue::By;
use crate::catalogue::store::text::Words;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::demo::companies::Cited;
use crate::demo::profiles::Occupation;
use crate::demo::rng::Rng;
use crate::demo::story::{self, StoryOffer};
use crate::demo::texts::{self, Audiences};
use crate::deposits::DepositKind;
use crate::deposits::store::Item;
use crate::domain::{AudienceSet, OfferAudience, UnpublishedReason};
use crate::files;
use crate::offers::draft::OfferDraft;
use crate::offers::{Start, store as offers};

/// An offer and everything that happens to it.
pub struct DrawnOffer {
    project: i64,
    /// Nobody manages its project: what is no longer or not yet online was deposited, and waits.
    unmanaged: bool,
    now: Now,
    draft: OfferDraft,
    sheet: Option<Document>,
    /// Nothing of it for what stays a draft.
    online: Option<Online>,
}

struct Online {
    since: Now,
    applications: Vec<DrawnApplication>,
    withdrawn: Option<(Now, UnpublishedReason)>,
}

/// What the texts about an offer, and the people who answer it, depend on.
pub struct Terms {
    pub audiences: Audiences,
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

fn duration(rng: &mut Rng, audiences: Audiences) -> &'static str {
    if audiences.observation_only() {
        return "5 jours";
    }
    if audiences.student && !audiences.high_school {
        return rng.text(&["2 mois", "3 mois", "4 à 6 mois", "6 semaines"]);
    }
    rng.text(&["1 semaine", "2 semaines", "3 à 6 semaines", "De quelques jours à 4 semaines"])
}

impl Stage {
    pub(super) fn draw_offer(
        &self,
        happening: &Happening,
        told: Option<&'static StoryOffer>,
        references: &mut References,
    ) -> Result<DrawnOffer, Error> {
        let company = &self.companies[happening.company];
        let mut rng = self.scene.rng.fork(&happening.stream());
        let now = self.scene.at(happening.day, rng.range(8..=17), rng.range(0..=59));
        let terms = self.terms(&mut rng, company, told);
        let mut draft = self.offer_draft(&mut rng, company, &terms)?;
        let has_sheet = told.is_none() && rng.chance(12) && !terms.masked;
        let sheet = has_sheet.then(|| job_sheet(&mut rng, company, &terms));
        draft.document = sheet.as_ref().map(|sheet| sheet.id.clone());
        let mut fate = if told.is_some() { Fate::Online } else { self.fate(&mut rng, &terms) };
        // What nobody manages has mostly just been deposited.
        if company.manager.is_none() && rng.chance(40) {
            fate = Fate::Draft;
        }
        let online = match fate {
            Fate::Draft => None,
            fate => Some(self.online(&mut rng, happening.day, &terms, fate, company, references)?),
        };
        let unmanaged = company.manager.is_none();
        Ok(DrawnOffer { project: company.project, unmanaged, now, draft, sheet, online })
    }

    fn terms(&self, rng: &mut Rng, company: &Company, told: Option<&'static StoryOffer>) -> Terms {
        let profile = company.draft.profile;
        let today = self.scene.order.date;
        if let Some(offer) = told {
            return Terms {
                audiences: offer.audiences,
                occupation: occupation_code(offer.occupation.0, offer.occupation.1),
                start: match offer.start {
                    story::Start::AsSoonAsPossible => Start::Asap,
                    story::Start::InDays(days) => Start::On(today + Duration::days(days.into())),
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
            55..90 => Start::On(today + Duration::days(rng.range(5..=150).into())),
            _ => Start::On(today - Duration::days(rng.range(1..=60).into())),
        };
        Terms {
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
        company: &Company,
        occupation: &Occupation,
        audiences: Audiences,
        masked: bool,
    ) -> String {
        let cited: Option<&Cited> = (!masked).then_some(&company.draft.cited);
        let text = texts::offer_description(rng, company.draft.profile, occupation, audiences, cited);
        if self.scene.order.amounts.large && rng.chance(HOSTILE) {
            let hostile = texts::hostile_strings();
            let spoilt = rng.pick::<String>(&hostile);
            return crate::text::clean_text(&format!("{text}\n\n{spoilt}"));
        }
        text
    }

    fn offer_draft(&self, rng: &mut Rng, company: &Company, terms: &Terms) -> Result<OfferDraft, Error> {
        Ok(OfferDraft {
            audiences: audience_set(terms.audiences),
            occupation: terms.occupation.clone(),
            school_wanted: texts::school_wanted(rng),
            training_wanted: terms.training.clone(),
            description: terms.description.clone(),
            start: Some(terms.start),
            duration: rng.chance(60).then(|| duration(rng, terms.audiences).to_owned()),
            places: terms.places,
            commune: company.commune,
            document: None,
            contact: self.scene.contact(company, terms.masked)?,
        })
    }

    /// Of those not of the story: 60 in a hundred are online, a past date included, the others are
    /// drafts or were withdrawn.
    fn fate(&self, rng: &mut Rng, terms: &Terms) -> Fate {
        let today = self.scene.order.date;
        let days_ago = |rng: &mut Rng| today - Duration::days(rng.range(1..=20).into());
        match rng.below(100) {
            0..60 => match terms.start {
                Start::On(date) if date < today && rng.chance(50) => {
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

    fn online(
        &self,
        rng: &mut Rng,
        day: Date,
        terms: &Terms,
        fate: Fate,
        company: &Company,
        references: &mut References,
    ) -> Result<Online, Error> {
        let since = self.scene.at(day, 18, rng.range(0..=59));
        let (until, withdrawn) = match fate {
            // What is done today was done as it began.
            Fate::Withdrawn(reason, day) => {
                let (hour, minute) = if day < self.scene.order.date { (9, 30) } else { (0, 0) };
                (day, Some((self.scene.at(day, hour, minute), reason)))
            }
            Fate::Draft | Fate::Online => (self.scene.order.date, None),
        };
        // Nobody sees an offer whose date had passed when it was put online.
        let seen = match terms.start {
            Start::On(date) => date >= day,
            Start::Asap => true,
        };
        let applications = match seen {
            true => self.draw_applications(rng, company, terms, (day, until), references)?,
            false => Vec::new(),
        };
        Ok(Online { since, applications, withdrawn })
    }

    pub(super) fn store_offer(&self, tx: &WriteTx, drawn: DrawnOffer) -> Result<Option<Words>, Error> {
        let DrawnOffer { project, unmanaged, now, draft, sheet, online } = drawn;
        if let Some(sheet) = sheet {
            sheet.stage(tx, now)?;
            files::attach(tx, &sheet.id)?;
        }
        let permission = system::project(tx, project);
        let offer = offers::create(tx, now, &permission)?;
        let permission = permission.of_new_offer(offer.id);
        let Some(online) = online else {
            offers::hold(tx, By::system(now), &permission, &draft)?;
            if unmanaged {
                offers::await_review(tx, &permission)?;
                self.scene.deposit(tx, now, DepositKind::Offer, project, Some(Item::Offer(offer.id)))?;
            }
            return Ok(None);
        };
        let checked = draft.check().map_err(|_| refused())?;
        let words = offers::put_online(tx, By::system(online.since), &permission, &checked)?;
        self.store_applications(tx, project, &offer, online.applications)?;
        if let Some((now, reason)) = online.withdrawn {
            offers::unpublish(tx, By::system(now), &permission, reason)?;
            return Ok(None);
        }
        Ok(Some(words))
    }
}

fn job_sheet(rng: &mut Rng, company: &Company, terms: &Terms) -> Document {
    let mut lines =
        vec!["Fiche de poste".to_owned(), String::new(), company.draft.name.clone(), String::new()];
    lines.extend(terms.description.split(". ").take(12).map(|line| line.replace('\n', " ")));
    Document::draw(rng, "fiche-de-poste.pdf", &lines)
}
