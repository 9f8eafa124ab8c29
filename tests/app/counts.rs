//! The counts kept aside and the lists say what the rows say, one by one, whatever happens to them.

use cmonstage::access::edit::system;
use cmonstage::catalogue::By;
use cmonstage::catalogue::near::{Distance, Reach};
use cmonstage::catalogue::store::{Total, check};
use cmonstage::clock::Now;
use cmonstage::db::{Db, Error, ReadTx};
use cmonstage::domain::{EventAudience, OfferAudience, Sector, UnpublishedReason};
use cmonstage::events::{self, filter::EventFilter};
use cmonstage::french;
use cmonstage::offers::{self, Start, filter::OfferFilter, filter::Order};
use cmonstage::web::query::Query;
use proptest::prelude::*;
use proptest::sample::Index;
use time::Duration;

use crate::support::{StoredEvent, StoredOffer, TestApp};

/// What may happen to the things that cells count.
#[derive(Debug, Clone)]
enum Happening {
    Offer { place: usize, sector: usize, audiences: u8, starts_in: Option<i64> },
    Event { place: usize, audiences: u8, kind: usize, capacity: u32, starts_in: i64 },
    OfferLeaves(Index),
    OfferComesBack { offer: Index, place: usize, audiences: u8, starts_in: Option<i64> },
    OfferIsErased(Index),
    EventLeaves(Index),
    EventIsErased(Index),
    SeatsChange { event: Index, taken: u32 },
    CapacityChanges { event: Index, more: u32 },
    HoursPass(i64),
    JobsRun,
}

/// Three communes of the territory, one of elsewhere.
const PLACES: [&str; 4] = ["79191", "86194", "33063", "75056"];

fn happening() -> impl Strategy<Value = Happening> {
    let place = 0..PLACES.len();
    let starts = || proptest::option::of(-1..4_i64);
    let index = any::<Index>;
    prop_oneof![
        6 => (place.clone(), 0..Sector::ALL.len(), 1..16_u8, starts()).prop_map(|(place, sector, audiences, starts_in)| {
            Happening::Offer { place, sector, audiences, starts_in }
        }),
        4 => (place.clone(), 1..64_u8, 0..3_usize, 1..4_u32, 1..80_i64).prop_map(
            |(place, audiences, kind, capacity, starts_in)| Happening::Event { place, audiences, kind, capacity, starts_in }
        ),
        2 => index().prop_map(Happening::OfferLeaves),
        2 => (index(), place, 1..16_u8, starts()).prop_map(|(offer, place, audiences, starts_in)| {
            Happening::OfferComesBack { offer, place, audiences, starts_in }
        }),
        1 => index().prop_map(Happening::OfferIsErased),
        1 => index().prop_map(Happening::EventLeaves),
        1 => index().prop_map(Happening::EventIsErased),
        3 => (index(), 0..4_u32).prop_map(|(event, taken)| Happening::SeatsChange { event, taken }),
        1 => (index(), 0..3_u32).prop_map(|(event, more)| Happening::CapacityChanges { event, more }),
        3 => (1..40_i64).prop_map(Happening::HoursPass),
        1 => Just(Happening::JobsRun),
    ]
}

struct World {
    app: TestApp,
    offers: Vec<StoredOffer>,
    events: Vec<StoredEvent>,
}

fn audiences<A: Copy>(every: &[A], bits: u8) -> Vec<A> {
    every.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, audience)| *audience).collect()
}

impl World {
    fn now(&self) -> Now {
        self.app.app().clock.now()
    }

    fn happens(&mut self, what: &Happening) {
        let (app, now) = (&self.app, self.now());
        match *what {
            Happening::Offer { place, sector, audiences: bits, starts_in } => {
                let offer = app.offer().commune(PLACES[place]).sector(Sector::ALL[sector]);
                let offer = offer.audiences(&audiences(OfferAudience::ALL, bits));
                self.offers.push(match starts_in {
                    Some(days) => offer.starts_in(days).published(),
                    None => offer.published(),
                });
            }
            Happening::Event { place, audiences: bits, kind, capacity, starts_in } => {
                let starts = now.local + Duration::hours(starts_in);
                let event = app.event().audiences(&audiences(EventAudience::ALL, bits)).capacity(capacity);
                let event = event.starts(starts.replace_second(0).unwrap()).change(|event| {
                    event.company.commune = cmonstage::domain::CommuneCode::parse(PLACES[place]).unwrap();
                    event.draft.commune = event.company.commune;
                    event.draft.kind = events::EventKind::ALL[kind];
                    event.draft.kind_detail = (kind == 2).then(|| "Forum".to_owned());
                });
                self.events.push(event.published());
            }
            Happening::OfferLeaves(at) if !self.offers.is_empty() => app.unpublish(at.get(&self.offers)),
            Happening::OfferComesBack { offer, place, audiences: bits, starts_in }
                if !self.offers.is_empty() =>
            {
                let mut draft = app.offer().commune(PLACES[place]).draft;
                draft.audiences = audiences(OfferAudience::ALL, bits).into_iter().collect();
                draft.start =
                    Some(starts_in.map_or(Start::Asap, |days| Start::On(now.today() + Duration::days(days))));
                let id = offer.get(&self.offers).id;
                let publish = move |tx: &cmonstage::db::WriteTx<'_>| {
                    let permission = system::offer(tx, id)?;
                    let checked = draft.check().expect("nothing is missing");
                    offers::store::publish(tx, By::system(now), &permission, &checked)
                };
                app.db().write_blocking(publish).unwrap();
            }
            Happening::OfferIsErased(at) if !self.offers.is_empty() => {
                let offer = self.offers.swap_remove(at.index(self.offers.len()));
                app.sql(
                    "DELETE FROM offer_text WHERE rowid = (SELECT publication FROM offer WHERE id = ?1)",
                    [offer.id],
                );
                app.sql("DELETE FROM offer WHERE id = ?1", [offer.id]);
            }
            Happening::EventLeaves(at) if !self.events.is_empty() => {
                app.unpublish_event(at.get(&self.events))
            }
            Happening::EventIsErased(at) if !self.events.is_empty() => {
                let event = self.events.swap_remove(at.index(self.events.len()));
                app.sql(
                    "DELETE FROM event_text WHERE rowid = (SELECT publication FROM event WHERE id = ?1)",
                    [event.id],
                );
                app.sql("DELETE FROM event WHERE id = ?1", [event.id]);
            }
            Happening::SeatsChange { event, taken } if !self.events.is_empty() => {
                let id = event.get(&self.events).id;
                app.sql(
                    "UPDATE event SET seats_taken = min(?2, capacity + extra_seats) WHERE id = ?1",
                    (id, taken),
                );
            }
            Happening::CapacityChanges { event, more } if !self.events.is_empty() => {
                let id = event.get(&self.events).id;
                app.sql("UPDATE event SET capacity = max(seats_taken, 1) + ?2 WHERE id = ?1", (id, more));
            }
            Happening::HoursPass(hours) => app.wait(Duration::hours(hours)),
            Happening::JobsRun => app.expire(),
            _ => {}
        }
    }

    /// The counters, the totals, the map and every page say what the rows say, one by one.
    fn is_exact(&self, filter: &str) {
        let now = self.now();
        let territory = self.app.app().site.department_codes();
        let differences = read(self.app.db(), |tx| {
            let mut all = check::cells(tx, &offers::store::LISTING)?;
            all.extend(check::cells(tx, &events::store::LISTING)?);
            Ok(all)
        });
        assert!(differences.is_empty(), "{differences:#?}");
        for order in ["", "&tri=debut", "&tri=alphabetique"] {
            let address = format!("{filter}{order}");
            let (filter, _) = OfferFilter::read(&Query::parse(&address), &territory);
            let truth = read(self.app.db(), |tx| offers_by_hand(tx, now, &filter, &territory));
            let shown = read(self.app.db(), |tx| {
                let first = offers::store::list(tx, now, &filter, &territory)?;
                assert_eq!(first.total, Total { count: truth.len() as u64, more: false }, "{address}");
                assert_eq!(offers::store::count(tx, now, &filter, &territory)?, first.total, "{address}");
                let on_map = first.found.departments.as_ref().unwrap();
                let (mut here, chosen) = (0, &filter.departments);
                for (code, count) in on_map {
                    let elsewhere = !territory.contains(code) && chosen.iter().any(|code| code == "autres");
                    if chosen.is_empty() || chosen.contains(code) || elsewhere {
                        here += count;
                    }
                }
                assert_eq!(here, first.total.count, "{address}");
                let sectors = first.found.sectors.as_ref().unwrap();
                let here: u64 = sectors
                    .iter()
                    .filter(|(sector, _)| filter.sectors.is_empty() || filter.sectors.contains(sector))
                    .map(|(_, count)| count)
                    .sum();
                assert_eq!(here, first.total.count, "{address}");
                Ok(first.cards.iter().map(|offer| offer.number.serial()).collect::<Vec<_>>())
            });
            assert_eq!(shown, truth.into_iter().take(20).collect::<Vec<_>>(), "{address}");
        }
        let address = filter.replace("lyceen", "eleve").replace("etudiant", "teacher");
        let (filter, _) = EventFilter::read(&Query::parse(&address), &territory);
        let (truth, list) = read(self.app.db(), |tx| {
            let list = events::store::list(tx, now, &filter, &territory)?;
            Ok((events_by_hand(tx, now, &filter, &territory)?, list))
        });
        assert_eq!(list.total, Total { count: truth.len() as u64, more: false }, "{address}");
        let shown: Vec<u32> = list.cards.iter().map(|event| event.number.serial()).collect();
        assert_eq!(shown, truth.into_iter().take(20).collect::<Vec<_>>(), "{address}");
    }
}

/// The serials that the filters find, counted on fingers: every row is read and looked at.
pub fn offers_by_hand(
    tx: &ReadTx,
    now: Now,
    filter: &OfferFilter,
    territory: &[String],
) -> Result<Vec<u32>, Error> {
    let order = match filter.order {
        Order::Recent => "publication DESC",
        Order::Start => "coalesce(starts_on, ''), id",
        Order::Title => "sort_title, id",
        // Distances are sorted below.
        Order::Distance => "publication DESC",
    };
    let reach = Reach::of(tx, filter.near)?;
    let mut statement = tx.prepare(&format!(
        "SELECT serial, department, sector, audiences, starts_asap, commune FROM offer
         WHERE state = 'published' AND (starts_on IS NULL OR starts_on >= ?1) ORDER BY {order}"
    ))?;
    let bits: i64 = filter.audiences.iter().map(|audience| 1 << (*audience as i64)).sum();
    let mut rows = statement.query([french::iso(now.today())])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (department, sector, audiences): (String, Sector, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
        if within(&filter.departments, &department, territory)
            && (filter.sectors.is_empty() || filter.sectors.contains(&sector))
            && (bits == 0 || bits & audiences != 0)
            && (!filter.asap || row.get(4)?)
        {
            let commune: String = row.get(5)?;
            match &reach {
                Some(reach) => {
                    found.extend(metres(reach, &commune).map(|metres| (metres, row.get(0).unwrap())))
                }
                None => found.push((0, row.get(0)?)),
            }
        }
    }
    if filter.order == Order::Distance {
        found.sort_by_key(|(metres, _)| *metres);
    }
    Ok(found.into_iter().map(|(_, serial)| serial).collect())
}

fn metres(reach: &Reach, commune: &str) -> Option<u32> {
    reach.distance(commune).map(|distance| match distance {
        Distance::Within => 0,
        Distance::Metres(metres) => metres,
    })
}

fn events_by_hand(
    tx: &ReadTx,
    now: Now,
    filter: &EventFilter,
    territory: &[String],
) -> Result<Vec<u32>, Error> {
    let reach = Reach::of(tx, filter.near)?;
    let mut statement = tx.prepare(
        "SELECT serial, department, sector, audiences, commune FROM event
         WHERE state = 'published' AND starts_at > ?1 AND seats_taken < capacity + extra_seats ORDER BY starts_at, id",
    )?;
    let bits: i64 = filter.audiences.iter().map(|audience| 1 << (*audience as i64)).sum();
    let mut rows = statement.query([french::iso_date_time(now.local)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (department, sector, audiences): (String, Sector, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
        if within(&filter.departments, &department, territory)
            && (filter.sectors.is_empty() || filter.sectors.contains(&sector))
            && (bits == 0 || bits & audiences != 0)
        {
            let commune: String = row.get(4)?;
            match &reach {
                Some(reach) => {
                    found.extend(metres(reach, &commune).map(|metres| (metres, row.get(0).unwrap())))
                }
                None => found.push((0, row.get(0)?)),
            }
        }
    }
    found.sort_by_key(|(metres, _)| *metres);
    Ok(found.into_iter().map(|(_, serial)| serial).collect())
}

fn within(chosen: &[String], code: &str, territory: &[String]) -> bool {
    let elsewhere = !territory.iter().any(|own| own == code);
    chosen.is_empty() || chosen.iter().any(|one| one == code || (one == "autres" && elsewhere))
}

pub fn read<T>(db: &Db, work: impl FnOnce(&ReadTx) -> Result<T, Error>) -> T {
    db.read_blocking(work).unwrap()
}

const FILTERS: [&str; 10] = [
    "",
    "public=lyceen",
    "dep=79&dep=86",
    "secteur=construction&secteur=services",
    "dep=autres",
    "pres=79191&rayon=100",
    "pres=86194&rayon=100&public=lyceen&secteur=services&secteur=construction&dep=79&dep=86",
    "dep=79&dep=autres&public=etudiant",
    "debut=des-que-possible&secteur=construction",
    "public=collegien&public=lyceen&dep=33&secteur=industrie&debut=des-que-possible",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_and_lists_are_exact_whatever_happens(
        happenings in proptest::collection::vec((happening(), 0..FILTERS.len()), 30..60)
    ) {
        let mut world = World { app: TestApp::new(), offers: Vec::new(), events: Vec::new() };
        for (what, filter) in &happenings {
            world.happens(what);
            world.is_exact(FILTERS[*filter]);
        }
        for filter in FILTERS {
            world.is_exact(filter);
        }
    }
}

#[test]
fn a_counter_that_lies_is_seen() {
    let app = TestApp::new();
    app.offer().published();
    app.event().published();
    app.sql("UPDATE offer_cell SET asap = asap + 1", []);
    app.sql("DELETE FROM event_cell", []);
    let lies = read(app.db(), |tx| {
        Ok([check::cells(tx, &offers::store::LISTING)?, check::cells(tx, &events::store::LISTING)?])
    });
    assert_eq!(lies[0], ["79, construction, asap, publics 4 : 2 au lieu de 1"]);
    assert_eq!(lies[1], ["79, construction, visit, publics 63 : 0 au lieu de 1"]);
}

#[test]
fn what_is_past_is_recorded_and_nothing_that_visitors_see_changes() {
    let app = TestApp::new();
    let offer = app.offer().starts_in(0).published();
    let stays = app.offer().published();
    let event = app.event().published();
    app.wait(Duration::days(20));
    let pages = |app: &TestApp| {
        let list = app.visitor().get("/offres-de-stage?q=menuisier").numbers();
        let gone = app.visitor().open(&offer.path(), 410).one("main");
        (
            list,
            gone,
            app.visitor().get(&event.path()).one("main"),
            app.visitor().get("/rencontres").one("main"),
        )
    };
    let before = pages(&app);
    assert_eq!(before.0, [stays.number.to_string()]);
    app.expire();
    assert_eq!(pages(&app), before);
    for table in ["offer", "event"] {
        let expired: i64 =
            app.value(&format!("SELECT count(*) FROM {table} WHERE unpublished_reason = 'expired'"), []);
        assert_eq!(expired, 1, "{table}");
        let version: i64 =
            app.value(&format!("SELECT version FROM {table} WHERE unpublished_reason = 'expired'"), []);
        app.expire();
        let again: i64 =
            app.value(&format!("SELECT version FROM {table} WHERE unpublished_reason = 'expired'"), []);
        assert_eq!(version, again, "{table}: what people wrote has not changed");
    }
    let words = read(app.db(), |tx| {
        Ok((check::words(tx, &offers::store::LISTING)?, check::words(tx, &events::store::LISTING)?))
    });
    assert_eq!(words, (Vec::new(), Vec::new()), "nothing is left to be found");
    let reasons = UnpublishedReason::Expired.as_str();
    assert_eq!(
        app.value::<String>("SELECT unpublished_reason FROM offer WHERE id = ?1", [offer.id]),
        reasons
    );
}

#[test]
fn an_offer_found_by_its_number_is_counted_where_it_is() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let serial = offer.number.serial();
    let page = app.visitor().get(&format!("/offres-de-stage?q={serial}"));
    assert_eq!(page.one("#resultats-titre"), "1\u{a0}offre");
    assert_eq!(
        (page.one("#n-dep-79"), page.one("#n-secteur-construction")),
        ("1".to_owned(), "1".to_owned())
    );
}

#[test]
fn a_calendar_counts_its_own_month() {
    let app = TestApp::new();
    app.event().published();
    app.event().starts(time::macros::datetime!(2026-05-04 9:00)).published();
    app.event()
        .starts(time::macros::datetime!(2026-05-05 9:00))
        .audiences(&[EventAudience::Student])
        .published();
    let may = app.visitor().get("/rencontres?vue=mois&mois=2026-05");
    assert_eq!(may.one("#resultats-titre"), "2\u{a0}rencontres en mai 2026");
    assert_eq!(may.one("#n-dep-79"), "2");
    // A month without any says what would give some; one without filter just says so.
    let none = app.visitor().get("/rencontres?vue=mois&mois=2026-05&dep=33&public=eleve");
    none.assert_says("Aucune rencontre ne correspond en mai 2026");
    let wider = none.click("Dans tous les départements");
    assert_eq!(wider.url, "/rencontres?public=eleve&vue=mois&mois=2026-05");
    assert_eq!(wider.one("#resultats-titre"), "1\u{a0}rencontre en mai 2026");
    let june = app.visitor().get("/rencontres?vue=mois&mois=2026-06");
    june.assert_says("Aucune rencontre ouverte aux inscriptions en juin 2026");
    // What one subscribes to is not of one month.
    let feed = app.visitor().fetch("/rencontres.ics?vue=mois&mois=2026-05").text();
    assert_eq!(feed.matches("BEGIN:VEVENT").count(), 3);
}
