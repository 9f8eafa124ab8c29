//! Offers and their applications.

use time::{Date, Duration};

use super::{
    Builder, HOSTILE, Happening, MAILS_KEPT, StoredCompany, amounts, five, occupation_code, occupation_of,
    refused, store_file, valid,
};
use crate::applications::mail::Writing;
use crate::applications::{ApplicationDraft, store as applications};
use crate::clock::Now;
use crate::config::Size;
use crate::db::{Error, WriteTx};
use crate::demo::companies::Cited;
use crate::demo::people::Person;
use crate::demo::profiles::Occupation;
use crate::demo::rng::Rng;
use crate::demo::texts::Audiences;
use crate::demo::{documents, people, story, texts};
use crate::domain::{
    About, Age, AudienceSet, Email, Name, OfferAudience, Phone, Reference, UnpublishedReason,
};
use crate::files::FileId;
use crate::offers::draft::OfferDraft;
use crate::offers::{Found, Start, store as offers};
use crate::projects::JournalKind;
use crate::reference::occupations;
use crate::{files, projects};

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

fn duration(rng: &mut Rng, audiences: Audiences) -> &'static str {
    if audiences.observation_only() {
        return "5 jours";
    }
    if audiences.student && !audiences.high_school {
        return rng.text(&["2 mois", "3 mois", "4 à 6 mois", "6 semaines"]);
    }
    rng.text(&["1 semaine", "2 semaines", "3 à 6 semaines", "De quelques jours à 4 semaines"])
}

impl Builder {
    pub(super) fn offer(
        &mut self,
        tx: &WriteTx,
        happening: &Happening,
        told: Option<&'static story::StoryOffer>,
    ) -> Result<(), Error> {
        let company = &self.companies[happening.company];
        let mut rng = self.rng.fork(&happening.stream());
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
}
