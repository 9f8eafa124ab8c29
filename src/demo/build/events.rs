//! Events, and who registers for them.

use time::{Date, Duration, PrimitiveDateTime, Time};

use super::agenda::Happening;
use super::companies::Company;
use super::pipeline::References;
use super::registrations::DrawnRegistration;
use super::{Stage, occupation_code, occupation_of, refused};
use crate::access::edit::system;
use crate::catalogue::By;
use crate::catalogue::store::text::Words;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::demo::companies::{self, Cited};
use crate::demo::rng::Rng;
use crate::demo::story::StoryEvent;
use crate::demo::texts;
use crate::deposits::DepositKind;
use crate::deposits::store::Item;
use crate::domain::{AudienceSet, EventAudience, UnpublishedReason};
use crate::events::draft::EventDraft;
use crate::events::{EventKind, store as events};

/// An event and everything that happens to it.
pub struct DrawnEvent {
    project: i64,
    /// As [`super::offers::DrawnOffer`].
    unmanaged: bool,
    now: Now,
    draft: EventDraft,
    /// Nothing of it for what stays a draft.
    online: Option<Online>,
}

struct Online {
    since: Now,
    registrations: Vec<DrawnRegistration>,
    /// When the organiser confirmed to those who had registered.
    confirmed: Option<Now>,
    withdrawn: Option<Now>,
}

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

impl Stage {
    pub(super) fn draw_event(
        &self,
        happening: &Happening,
        told: Option<&'static StoryEvent>,
        references: &mut References,
    ) -> Result<DrawnEvent, Error> {
        let company = &self.companies[happening.company];
        let mut rng = self.scene.rng.fork(&happening.stream());
        let now = self.scene.at(happening.day, rng.range(8..=17), rng.range(0..=59));
        let draft = match told {
            Some(event) => self.told_event(company, event)?,
            None => self.event_draft(&mut rng, company, happening)?,
        };
        let unfinished = told.is_none() && rng.chance(15);
        let online = if unfinished && !happening.soon {
            None
        } else {
            let registered = told.map(|event| event.registered);
            Some(self.online_event(&mut rng, happening, &draft, registered, references)?)
        };
        let unmanaged = company.manager.is_none();
        Ok(DrawnEvent { project: company.project, unmanaged, now, draft, online })
    }

    /// Of those not of the story, about one in seven is full, and a few were withdrawn since.
    fn online_event(
        &self,
        rng: &mut Rng,
        happening: &Happening,
        draft: &EventDraft,
        told: Option<u32>,
        references: &mut References,
    ) -> Result<Online, Error> {
        let (day, capacity) = (happening.day, draft.capacity.unwrap_or(1));
        let since = self.scene.at(day, 18, rng.range(0..=59));
        let wanted = match told {
            Some(registered) => registered,
            None if rng.chance(15) => capacity,
            None => rng.below(capacity * 7 / 10 + 1),
        };
        let registrations = self.draw_registrations(rng, draft, day, wanted, references)?;
        let withdrawn = (told.is_none() && rng.chance(6) && !happening.soon)
            .then(|| self.scene.at(self.scene.order.date - Duration::days(1), 10, 0));
        let confirmed = self.confirmed(&rng.fork("confirmation"), day, draft);
        Ok(Online { since, registrations, confirmed, withdrawn })
    }

    /// One organiser in three confirms, a few days before.
    fn confirmed(&self, rng: &Rng, announced: Date, draft: &EventDraft) -> Option<Now> {
        let mut rng = rng.fork("day");
        let day = draft.starts?.date() - Duration::days(rng.range(2..=9).into());
        (rng.chance(33) && day > announced && day < self.scene.order.date)
            .then(|| self.scene.at(day, rng.range(9..=17), rng.range(0..=59)))
    }

    fn told_event(&self, company: &Company, event: &StoryEvent) -> Result<EventDraft, Error> {
        let day = self.scene.order.date + Duration::days(event.in_days.into());
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
            contact: self.scene.contact(company, false)?,
            registrar: None,
        })
    }

    fn event_draft(
        &self,
        rng: &mut Rng,
        company: &Company,
        happening: &Happening,
    ) -> Result<EventDraft, Error> {
        let profile = company.draft.profile;
        let today = self.scene.order.date;
        let masked = rng.chance(5);
        let (kind, told_kind) = *rng.weighted(&[
            ((EventKind::Visit, texts::EventKind::Visit), 60),
            ((EventKind::JobTalk, texts::EventKind::JobTalk), 28),
            ((EventKind::Other, texts::EventKind::Other), 12),
        ]);
        let cited: Option<&Cited> = (!masked).then_some(&company.draft.cited);
        let over = last_working_day(today - Duration::days(rng.range(1..=12).into()));
        let to_come = working_day(today + Duration::days(rng.range(2..=75).into()));
        // One in eight is over, among those announced before its day.
        let day = if rng.chance(12) && over > happening.day { over } else { to_come };
        // Two days more at most where it would fall on a week end.
        let soon = || working_day(today + Duration::days(rng.fork("soon").range(2..=4).into()));
        let day = if happening.soon { soon() } else { day };
        let hour = Time::from_hms(rng.range(9..=16) as u8, if rng.chance(30) { 30 } else { 0 }, 0);
        let registrar = match company.manager {
            // Somebody answers for a masked employer; half of the others receive their registrations.
            Some(manager) if masked || rng.chance(50) => Some(self.scene.users[manager]),
            None if masked => Some(self.scene.users[0]),
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
            contact: self.scene.contact(company, masked)?,
            registrar,
        })
    }

    pub(super) fn store_event(&self, tx: &WriteTx, drawn: DrawnEvent) -> Result<Option<Words>, Error> {
        let DrawnEvent { project, unmanaged, now, draft, online } = drawn;
        let project = system::project(tx, project);
        let event = events::create(tx, now, &project)?;
        let permission = project.of_new_event(event.id);
        let Some(online) = online else {
            events::hold(tx, By::system(now), &permission, &draft)?;
            if unmanaged {
                events::await_review(tx, &permission)?;
                let item = Some(Item::Event(event.id));
                self.scene.deposit(tx, now, DepositKind::Event, project.project(), item)?;
            }
            return Ok(None);
        };
        let checked = draft.check().map_err(|_| refused())?;
        let words = events::put_online(tx, By::system(online.since), &permission, &checked)?;
        self.store_registrations(tx, &event, &permission, online.registrations, online.confirmed)?;
        if let Some(now) = online.withdrawn {
            events::unpublish(tx, By::system(now), &permission, UnpublishedReason::ByHand)?;
            return Ok(None);
        }
        Ok(Some(words))
    }
}
