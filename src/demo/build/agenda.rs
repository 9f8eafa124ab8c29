//! When what happens happens, before anything of it is drawn.

use std::collections::HashSet;

use time::{Date, Duration};

use super::Stage;
use super::companies::Company;
use crate::demo::story::{StoryEvent, StoryOffer};

/// An offer or event that will be stored on its day.
pub struct Happening {
    pub day: Date,
    /// Index of the company.
    pub company: usize,
    pub what: What,
    /// An event that takes place within the week, and surely: each partner has one to prepare.
    pub soon: bool,
    /// How many of the same kind precede it, at this company and on this day.
    nth: u32,
}

/// What happens.
#[derive(Clone, Copy)]
pub enum What {
    /// An offer, which may be of the story.
    Offer(Option<&'static StoryOffer>),
    /// An event.
    Event(Option<&'static StoryEvent>),
}

impl Happening {
    fn new(day: Date, company: usize, what: What) -> Self {
        Self { day, company, what, soon: false, nth: 0 }
    }

    /// Names its stream of draws, which no other happening has.
    pub fn stream(&self) -> String {
        let kind = match self.what {
            What::Offer(_) => "offer",
            What::Event(_) => "event",
        };
        let first = format!("{kind} {} {}", self.company, self.day.to_julian_day());
        if self.nth == 0 { first } else { format!("{first} {}", self.nth) }
    }
}

/// Everything that happens, in the order of its days.
pub fn of(stage: &Stage) -> Vec<Happening> {
    let mut happenings = told(&stage.companies);
    let told_events = happenings.iter().filter(|happening| matches!(happening.what, What::Event(_))).count();
    let told_offers = happenings.len() - told_events;
    let amounts = stage.scene.order.amounts;
    let today = stage.scene.order.date;
    let mut rng = stage.scene.rng.fork("happenings");
    let drawn: Vec<usize> =
        (0..stage.companies.len()).filter(|company| stage.companies[*company].told.is_none()).collect();
    let open_for =
        |company: usize| u32::try_from((today - stage.companies[company].opened).whole_days()).unwrap_or(1);
    for n in 0..(amounts.offers as usize).saturating_sub(told_offers) {
        // Most companies have an offer, some have several, some none yet.
        let company = if n < drawn.len() * 4 / 5 { drawn[n] } else { *rng.pick(&drawn) };
        let after = rng.range(1..=open_for(company).saturating_sub(3).max(1));
        let day = stage.companies[company].opened + Duration::days(after.into());
        happenings.push(Happening::new(day, company, What::Offer(None)));
    }
    for _ in 0..(amounts.events as usize).saturating_sub(told_events) {
        let company = *rng.pick(&drawn);
        let ago = rng.range(3..=open_for(company).clamp(4, 90));
        happenings.push(Happening::new(today - Duration::days(ago.into()), company, What::Event(None)));
    }
    in_order(&mut happenings);
    first_of_each(&mut happenings, |company| stage.companies[company].manager);
    happenings
}

/// The first event of each manager that the story does not tell is soon.
fn first_of_each(happenings: &mut [Happening], manager: impl Fn(usize) -> Option<usize>) {
    let mut seen = HashSet::new();
    for happening in happenings.iter_mut().filter(|one| matches!(one.what, What::Event(None))) {
        happening.soon = manager(happening.company).is_some_and(|manager| seen.insert(manager));
    }
}

/// What the story tells.
fn told(companies: &[Company]) -> Vec<Happening> {
    let mut happenings = Vec::new();
    for (company, stored) in companies.iter().enumerate() {
        let Some(told) = stored.told else { continue };
        for (n, offer) in (1..).zip(told.offers) {
            let day = stored.opened + Duration::days(n);
            happenings.push(Happening::new(day, company, What::Offer(Some(offer))));
        }
        for event in told.events {
            let day = stored.opened + Duration::days(2);
            happenings.push(Happening::new(day, company, What::Event(Some(event))));
        }
    }
    happenings
}

/// Puts happenings in the order of their days, and tells apart those of one company on one day.
fn in_order(happenings: &mut [Happening]) {
    happenings.sort_by_key(|happening| (happening.day, happening.company));
    for same in happenings.chunk_by_mut(|a, b| (a.day, a.company) == (b.day, b.company)) {
        let (mut offers, mut events) = (0, 0);
        for happening in same {
            let before = match happening.what {
                What::Offer(_) => &mut offers,
                What::Event(_) => &mut events,
            };
            happening.nth = *before;
            *before += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::rng::Rng;
    use time::macros::date;

    #[test]
    fn no_two_happenings_draw_alike() {
        let (offer, event) = (What::Offer(None), What::Event(None));
        let mut happenings =
            [(4, offer), (1, event), (1, offer), (1, event), (1, offer), (1, offer), (4, offer)]
                .map(|(company, what)| Happening::new(date!(2026 - 03 - 02), company, what));
        in_order(&mut happenings);
        let streams: HashSet<String> = happenings.iter().map(Happening::stream).collect();
        assert_eq!(streams.len(), happenings.len(), "{streams:?}");
        let root = Rng::new(1);
        let draws: HashSet<u64> = streams.iter().map(|stream| root.fork(stream).next_u64()).collect();
        assert_eq!(draws.len(), happenings.len());
    }
}
