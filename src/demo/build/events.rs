//! Events and their registrations.

use time::{Date, Duration, PrimitiveDateTime, Time};

use super::{
    Builder, Happening, MAILS_KEPT, StoredCompany, five, occupation_code, occupation_of, refused, valid,
};
use crate::db::{Error, WriteTx};
use crate::demo::companies::Cited;
use crate::demo::rng::Rng;
use crate::demo::{companies, people, story, texts};
use crate::domain::{
    About, Age, AudienceSet, Email, EventAudience, Name, Number, Phone, Reference, UnpublishedReason,
};
use crate::events::draft::EventDraft;
use crate::events::{EventKind, Found as FoundEvent, store as events};
use crate::registrations::mail::Writing as RegistrationMails;
use crate::registrations::store::{self as registrations, Outcome};
use crate::registrations::{Group, RegistrationDraft};

/// What « Autre » stands for.
const OTHER_EVENTS: &[&str] =
    &["Portes ouvertes", "Visite de chantier", "Présence sur un forum", "Rallye des métiers"];

/// Where employers come to speak.
const VENUES: &[&str] =
    &["Médiathèque", "Mission jeunes des Deux-Rives", "Salle des Tilleuls", "Maison des associations"];

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

impl Builder {
    pub(super) fn event(
        &mut self,
        tx: &WriteTx,
        happening: &Happening,
        told: Option<&'static story::StoryEvent>,
    ) -> Result<(), Error> {
        let company = &self.companies[happening.company];
        let mut rng = self.rng.fork(&happening.stream());
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
}
