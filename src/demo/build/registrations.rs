//! Who registers for an event.

use std::collections::HashSet;

use time::{Date, Duration};

use super::pipeline::References;
use super::{Stage, refused, valid};
use crate::access::edit::EventEdit;
use crate::access::link;
use crate::catalogue::store::publication::Created;
use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::demo::rng::Rng;
use crate::demo::{people, texts};
use crate::domain::{About, Age, Email, EventAudience, Name, Phone, Reference};
use crate::events::PublicEvent;
use crate::events::draft::EventDraft;
use crate::events::store as events;
use crate::person::Told;
use crate::registrations::mail::Writing;
use crate::registrations::store::{self as registrations, Outcome};
use crate::registrations::{Attendance, Group, RegistrationDraft};

/// A registration before it is stored.
pub struct DrawnRegistration {
    now: Now,
    draft: RegistrationDraft,
    reference: Reference,
    came: Came,
    /// When its link was used to cancel it.
    cancelled: Option<Now>,
}

/// Whether somebody came, and of a group how many.
type Came = (Option<Attendance>, Option<u32>);

/// Most of those who registered come.
fn draw_came(rng: &mut Rng, draft: &RegistrationDraft) -> Came {
    let said = *rng.weighted(&[
        (Some(Attendance::Present), 78),
        (Some(Attendance::Absent), 12),
        (Some(Attendance::Excused), 6),
        (None, 4),
    ]);
    let attended = draft.group.as_ref().filter(|_| said == Some(Attendance::Present) && rng.chance(50));
    (said, attended.map(|group| group.seats.saturating_sub(rng.below(3)).max(1)))
}

impl Stage {
    /// Up to `wanted` people or groups, from the first day on, while there are places.
    pub(super) fn draw_registrations(
        &self,
        rng: &Rng,
        event: &EventDraft,
        since: Date,
        wanted: u32,
        references: &mut References,
    ) -> Result<Vec<DrawnRegistration>, Error> {
        let starts = event.starts.ok_or_else(refused)?;
        let last = starts.date().min(self.scene.order.date);
        // What is meant to be full stays so.
        let some_cancel = wanted < event.capacity.unwrap_or(0);
        let open: Vec<EventAudience> = event.audiences.iter().collect();
        let span = u32::try_from((last - since).whole_days()).unwrap_or(0);
        let mut left = event.capacity.unwrap_or(0);
        let mut seen = HashSet::new();
        let mut drawn = Vec::new();
        for n in 0..wanted {
            let mut rng = rng.fork(&format!("registration {n}"));
            let day = since + Duration::days(rng.below(span.max(1)).into());
            let now = self.scene.at(day, rng.range(18..=22), rng.range(0..=59));
            let draft = self.registration_draft(&mut rng, &open, left)?;
            let reference = Reference::from_bytes(About::Registration, references.fresh(&mut rng));
            // Sending it again would change nothing, nor would asking for more places than there are.
            if draft.seats() <= left && seen.insert(draft.email.to_string()) {
                left -= draft.seats();
                let came = if starts.date() < self.scene.order.date {
                    draw_came(&mut rng.fork("came"), &draft)
                } else {
                    (None, None)
                };
                let cancelled = some_cancel.then(|| self.cancelled(&rng, day, last)).flatten();
                drawn.push(DrawnRegistration { now, draft, reference, came, cancelled });
            }
        }
        Ok(drawn)
    }

    /// One in eight cancels, a day or more after, before the last day.
    fn cancelled(&self, rng: &Rng, registered: Date, last: Date) -> Option<Now> {
        let mut rng = rng.fork("cancelled");
        let day = registered + Duration::days(rng.range(1..=4).into());
        (rng.chance(12) && day < last).then(|| self.scene.at(day, rng.range(8..=20), rng.range(0..=59)))
    }

    fn registration_draft(
        &self,
        rng: &mut Rng,
        open: &[EventAudience],
        left: u32,
    ) -> Result<RegistrationDraft, Error> {
        let status = *rng.pick(open);
        let person = people::person(rng);
        let number = rng.range(1..=9_999);
        let age = match status {
            EventAudience::Pupil => u8::try_from(rng.range(13..=18)).ok().and_then(Age::new),
            _ => None,
        };
        let guardian = match age {
            Some(age) if age.is_minor_under_15() => Some(self.scene.guardian(rng, &person, number)?),
            _ => None,
        };
        let group = (status == EventAudience::Teacher && left >= 12 && rng.chance(60)).then(|| Group {
            seats: rng.range(5..=left.min(12)),
            school: texts::school_wanted(rng).unwrap_or_else(|| "Collège du Pont-aux-Loups".to_owned()),
            level: rng.text(&["4e", "3e", "3e prépa-métiers", "Seconde", "Première pro"]).to_owned(),
            adults: rng.range(1..=2),
        });
        Ok(RegistrationDraft {
            last_name: valid(Name::parse(person.last_name))?,
            first_name: valid(Name::parse(person.first_name))?,
            email: valid(Email::parse(&people::email(&person, "example.org", number)))?,
            phone: rng.chance(75).then(|| valid(Phone::parse(&people::mobile(rng)))).transpose()?,
            statuses: [status].into_iter().collect(),
            age,
            guardian,
            group,
        })
    }

    pub(super) fn store_registrations(
        &self,
        tx: &WriteTx,
        event: &Created,
        permission: &EventEdit,
        drawn: Vec<DrawnRegistration>,
        confirmed: Option<Now>,
    ) -> Result<(), Error> {
        // As for applications: read once, when there is a mail to write.
        let mut public = None;
        for registration in drawn {
            let DrawnRegistration { now, draft, reference, came, cancelled } = registration;
            let Outcome::Stored(stored) = registrations::create(tx, now, event.id, &reference, &draft)?
            else {
                return Err(refused());
            };
            if self.scene.mails_kept(cancelled.unwrap_or(now)) && public.is_none() {
                public = Some(known(tx, event)?);
            }
            let mails = |at: Now| {
                let event = public.as_ref().filter(|_| self.scene.mails_kept(at))?;
                Some(self.registration_mails(event, at))
            };
            if let Some(mails) = mails(now) {
                mails.received(tx, &draft, &stored, Told::EVERYBODY)?;
            }
            if let Some(at) = cancelled {
                registrations::cancel(tx, at, &link::system::registration(tx, stored.id))?;
                if let Some(mails) = mails(at) {
                    mails.cancelled(tx, &draft, stored.id, &reference)?;
                }
                continue;
            }
            registrations::presence::say(tx, permission, stored.id, came.0, came.1)?;
        }
        match confirmed {
            Some(at) => self.confirm(tx, event, permission, at),
            None => Ok(()),
        }
    }

    /// The organiser confirms to those who had registered by then.
    fn confirm(&self, tx: &WriteTx, event: &Created, permission: &EventEdit, at: Now) -> Result<(), Error> {
        let people = registrations::confirmation::addressees(tx, &permission.participants())?;
        let there = people.iter().map(|one| &one.participant).filter(|one| one.created_at <= at.unix);
        if self.scene.mails_kept(at) {
            let chosen = there.map(|one| (one.id, 0)).collect();
            let word = Some("Présentez-vous à l’accueil dix minutes avant le début. À bientôt\u{202f}!");
            self.registration_mails(&known(tx, event)?, at).confirmed(tx, permission, &chosen, word)?;
        } else {
            for one in there {
                registrations::confirmation::keep(tx, at, permission, one.id)?;
            }
        }
        Ok(())
    }

    fn registration_mails<'a>(&'a self, event: &'a PublicEvent, now: Now) -> Writing<'a> {
        let scene = &self.scene;
        Writing { site: &scene.site, base_url: &scene.base_url, key: &scene.key, event, now }
    }
}

fn known(tx: &WriteTx, event: &Created) -> Result<PublicEvent, Error> {
    events::ever_online(tx, event.number)?.ok_or_else(refused)
}
