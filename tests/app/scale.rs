//! What must hold whatever the number of offers: counts kept aside say what the rows say, lists are exact
//! and in order by whichever index they walk, and a page costs the same steps at any size. Nothing here
//! looks at a clock.

use std::cell::RefCell;
use std::collections::HashMap;

use cmonstage::catalogue::near::{Distance, Reach};
use cmonstage::catalogue::store::{Total, check};
use cmonstage::clock::Now;
use cmonstage::db::{Db, Error, ReadTx};
use cmonstage::domain::{EventAudience, OfferAudience, Sector, UnpublishedReason};
use cmonstage::events::{self, filter::EventFilter};
use cmonstage::offers::{self, Start, filter::OfferFilter, filter::Order};
use cmonstage::web::query::Query;
use cmonstage::{french, jobs};
use proptest::prelude::*;
use proptest::sample::Index;
use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
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
                    offers::store::publish(tx, now, id, &draft.check().expect("nothing is missing"))
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
            Happening::JobsRun => block_on(jobs::expire(app.db(), now)),
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
                Ok(first.offers.iter().map(|offer| offer.number.serial()).collect::<Vec<_>>())
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
        let shown: Vec<u32> = list.events.iter().map(|event| event.number.serial()).collect();
        assert_eq!(shown, truth.into_iter().take(20).collect::<Vec<_>>(), "{address}");
    }
}

/// The serials that the filters find, counted on fingers: every row is read and looked at.
fn offers_by_hand(
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

fn read<T>(db: &Db, work: impl FnOnce(&ReadTx) -> Result<T, Error>) -> T {
    db.read_blocking(work).unwrap()
}

fn block_on(work: impl Future<Output = Result<(), Error>>) {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work).unwrap();
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
fn every_page_of_a_long_list_follows_the_one_before() {
    let app = TestApp::new();
    app.bulk_offers(1_300);
    for query in
        ["", "dep=79&secteur=agriculture&public=lyceen", "tri=debut&secteur=services", "tri=alphabetique"]
    {
        let territory = app.app().site.department_codes();
        let (filter, _) = OfferFilter::read(&Query::parse(query), &territory);
        let truth = read(app.db(), |tx| offers_by_hand(tx, app.app().clock.now(), &filter, &territory));
        let mut shown = Vec::new();
        let mut page = app.visitor().get(&format!("/offres-de-stage?lignes=100&{query}"));
        loop {
            let numbers = page.numbers();
            assert!(!numbers.is_empty());
            shown.extend(
                numbers.iter().map(|number| number.split('-').next_back().unwrap().parse::<u32>().unwrap()),
            );
            if page.all("#page-suivante").is_empty() {
                break;
            }
            page = app.visitor().get(&page.attributes("#page-suivante", "href")[0]);
        }
        assert_eq!(shown, truth, "{query}");
    }
}

#[test]
fn beyond_the_numbered_pages_one_goes_on_from_the_last_offer() {
    let app = TestApp::new();
    app.bulk_offers(1_100);
    let last = app.visitor().get("/offres-de-stage?page=50");
    last.assert_says("1\u{202f}101\u{a0}offres");
    let next = last.click("Suivante");
    assert!(next.url.starts_with("/offres-de-stage?apres="), "{}", next.url);
    assert_eq!(next.numbers().len(), 20);
    assert!(next.numbers().iter().all(|number| !last.numbers().contains(number)));
    assert!(next.one("head > title").contains("suite"), "{}", next.one("head > title"));
    // A page of ten digits, or one that cannot be reached at once, is said and the furthest one shown.
    for page in ["51", "9999999999"] {
        let far = app.visitor().get(&format!("/offres-de-stage?page={page}"));
        far.assert_says("On ne va pas directement plus loin que la page 50");
        assert_eq!(far.numbers(), last.numbers());
    }
    app.visitor().get("/offres-de-stage?page=99999999999999999999").assert_says("n’est pas reconnu");
    // The offer with which a page ended may be gone since; the list goes on from where it was.
    let serial: u32 = next.url.rsplit('=').next().unwrap().parse().unwrap();
    app.sql(
        "UPDATE offer SET state = 'unpublished', unpublished_reason = 'by_hand' WHERE serial = ?1",
        [serial],
    );
    assert_eq!(app.visitor().get(&next.url).numbers(), next.numbers());
    let lost = app.visitor().get("/offres-de-stage?apres=999999");
    lost.assert_says("La suite de la liste n’est plus là");
    assert_eq!(lost.numbers().len(), 20);
}

#[test]
fn a_search_that_finds_too_much_says_so_and_shows_the_latest() {
    let app = TestApp::new();
    app.bulk_offers(1_200);
    let page = app.visitor().get("/offres-de-stage?q=menuisier");
    page.assert_says("Plus de 1\u{202f}000\u{a0}offres");
    page.assert_says("Seuls les 1\u{202f}000 résultats les plus récents sont montrés");
    assert_eq!(page.numbers().len(), 20);
    assert_eq!(page.all("#carte text").concat(), "", "numbers that nobody knows are not shown");
    assert_eq!(page.one("#n-dep-79"), "");
    let latest = app.visitor().get("/offres-de-stage");
    assert_eq!(page.numbers(), latest.numbers());
    // Narrow enough, it is counted and the map has its numbers again.
    let narrow = app.visitor().get("/offres-de-stage?q=menuisier+mot5&public=lyceen");
    let found: u64 = narrow.one("#resultats-titre").split('\u{a0}').next().unwrap().parse().unwrap();
    let there: i64 = app.value(
        "SELECT count(*) FROM offer WHERE serial % 13 = 5 AND audiences & 2 AND (starts_asap OR starts_on >= '2026-03-02')",
        [],
    );
    assert_eq!(found, there.unsigned_abs());
    let on_map: u64 = narrow.all("#carte text").iter().map(|count| count.parse::<u64>().unwrap()).sum();
    assert_eq!(on_map, found);
}

thread_local! {
    static STEPS: RefCell<(HashMap<String, i32>, u64, u64)> = RefCell::default();
}

/// Counts the statements that end, and the steps they took: a statement that is kept prepared goes on
/// adding to its own count.
fn count_steps(event: TraceEvent<'_>) {
    if let TraceEvent::Profile(statement, _) = event {
        STEPS.with_borrow_mut(|(seen, statements, steps)| {
            let (sql, now) = (statement.sql().into_owned(), statement.get_status(StatementStatus::VmStep));
            let before = seen.insert(sql, now).unwrap_or(0);
            *statements += 1;
            *steps += u64::try_from(now - before).unwrap_or(0);
        });
    }
}

/// Statements and steps of SQLite's machine that `work` takes.
fn cost<T>(db: &Db, work: impl FnOnce(&ReadTx) -> Result<T, Error>) -> (u64, u64) {
    STEPS.with_borrow_mut(|counted| *counted = Default::default());
    read(db, |tx| {
        tx.flush_prepared_statement_cache();
        tx.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(count_steps));
        let done = work(tx);
        tx.trace_v2(TraceEventCodes::empty(), None);
        done
    });
    STEPS.with_borrow(|(_, statements, steps)| (*statements, *steps))
}

fn offer_cost(app: &TestApp, query: &str) -> (u64, u64) {
    let territory = app.app().site.department_codes();
    let (filter, refused) = OfferFilter::read(&Query::parse(query), &territory);
    assert!(refused.0.is_empty(), "{query}");
    let now = app.app().clock.now();
    cost(app.db(), |tx| offers::store::list(tx, now, &filter, &territory))
}

fn event_cost(app: &TestApp, query: &str) -> (u64, u64) {
    let territory = app.app().site.department_codes();
    let (filter, _) = EventFilter::read(&Query::parse(query), &territory);
    let now = app.app().clock.now();
    cost(app.db(), |tx| events::store::list(tx, now, &filter, &territory))
}

/// Closed filters of every kind, common and rare, near and far.
const CLOSED: [&str; 10] = [
    "",
    "page=5",
    "public=lyceen",
    "dep=79",
    "dep=79&dep=86&dep=33&public=collegien",
    "secteur=agriculture",
    "dep=79&secteur=agriculture&public=etudiant&debut=des-que-possible",
    "dep=79&secteur=agriculture&public=etudiant&page=3",
    "tri=debut&dep=33&secteur=commerce",
    "tri=alphabetique&public=lyceen&secteur=industrie",
];

#[test]
fn a_page_costs_the_same_steps_at_any_size() {
    let app = TestApp::new();
    app.bulk_offers(2_000);
    app.bulk_events(2_000);
    let measure = |app: &TestApp| {
        let offers = CLOSED.map(|query| offer_cost(app, query));
        let events =
            ["", "dep=79&type=rendez-vous", "public=eleve&secteur=agriculture", "tri=recentes&page=4"];
        let now = app.app().clock.now();
        let id: i64 = app.value("SELECT max(id) - 7 FROM offer", []);
        let others = [
            cost(app.db(), |tx| offers::store::latest(tx, now, 3)),
            cost(app.db(), |tx| events::store::next(tx, now, 3)),
            cost(app.db(), |tx| offers::store::online_by_department(tx, now)),
            cost(app.db(), |tx| offers::store::similar(tx, now, id, 3)),
        ];
        offers.into_iter().chain(events.map(|query| event_cost(app, query))).chain(others).collect::<Vec<_>>()
    };
    let small = measure(&app);
    app.bulk_offers(18_000);
    app.bulk_events(18_000);
    let large = measure(&app);
    for (at, ((statements, before), (again, after))) in small.iter().zip(&large).enumerate() {
        assert!(*statements <= 7 && *again <= 7, "page {at}: {statements} statements, then {again}");
        // Ten times the rows; half as much again would already be a walk that grows.
        assert!(*after * 2 <= *before * 3, "page {at}: {before} steps, then {after}");
        assert!(*after < 25_000, "page {at}: {after} steps");
    }
}

/// Visits all come after the days of other kinds here: a walk by date would pass over thousands.
#[test]
fn what_stands_together_far_from_the_first_page_is_not_walked_to() {
    let app = TestApp::new();
    app.bulk_events(20_000);
    let (statements, steps) = event_cost(&app, "dep=79&type=visite");
    assert!(statements <= 8 && steps < 20_000, "{statements} statements, {steps} steps");
}

/// A whole sector put online long ago, in all its cells: neither the walk nor the merge is long.
#[test]
fn what_was_published_long_ago_in_many_cells_is_not_walked_to() {
    let app = TestApp::new();
    app.bulk_offers(20_000);
    app.sql("UPDATE offer SET publication = publication - 1000000 WHERE sector = 'agriculture'", []);
    for query in ["secteur=agriculture", "secteur=agriculture&page=9", "secteur=agriculture&tri=alphabetique"]
    {
        let (statements, steps) = offer_cost(&app, query);
        assert!(statements <= 12 && steps < 60_000, "{query}: {statements} statements, {steps} steps");
    }
    let territory = app.app().site.department_codes();
    let (filter, _) = OfferFilter::read(&Query::parse("secteur=agriculture"), &territory);
    let now = app.app().clock.now();
    let (shown, truth) = read(app.db(), |tx| {
        let list = offers::store::list(tx, now, &filter, &territory)?;
        let shown: Vec<u32> = list.offers.iter().map(|offer| offer.number.serial()).collect();
        Ok((shown, offers_by_hand(tx, now, &filter, &territory)?))
    });
    assert_eq!(shown, truth[..20]);
}

#[test]
fn the_ten_thousandth_event_is_reached_as_the_first_is() {
    let app = TestApp::new();
    app.bulk_events(20_000);
    let deep: i64 =
        app.value("SELECT serial FROM event ORDER BY starts_at DESC, id DESC LIMIT 1 OFFSET 5000", []);
    for query in [format!("apres={deep}"), format!("apres={deep}&secteur=agriculture&public=eleve")] {
        let (statements, steps) = event_cost(&app, &query);
        assert!(statements <= 8 && steps < 20_000, "{query}: {statements} statements, {steps} steps");
    }
}

#[test]
fn around_a_place_the_latest_are_the_latest_and_words_are_found_there() {
    let app = TestApp::new();
    app.bulk_offers(4_000);
    app.next_offer(50_000);
    let new = app.offer().commune("17300").occupation(None).published();
    app.sql("UPDATE offer SET publication = 9000000 WHERE id = ?1", [new.id]);
    let nearest = app.visitor().get("/offres-de-stage?pres=79191&rayon=100");
    nearest.assert_says("Seuls les 1\u{202f}000 résultats les plus proches sont montrés");
    assert!(!nearest.numbers().contains(&new.number.to_string()), "it is sixty kilometres away");
    let latest = nearest.click("Plus récentes");
    assert_eq!(latest.numbers()[0], new.number.to_string());
    let feed = app.visitor().fetch("/offres-de-stage.rss?pres=79191&rayon=100").text();
    assert!(feed.contains(&new.number.to_string()), "the feed is of the latest");
    // A common word, where hardly anything is: the hits of elsewhere do not hide it.
    let there = app.offer().commune("23096").published();
    let found = app.visitor().get("/offres-de-stage?pres=23096&rayon=10&q=menuisier");
    assert_eq!(found.numbers(), [there.number.to_string()]);
}

#[test]
fn a_month_of_more_events_than_a_page_holds_says_so() {
    let app = TestApp::new();
    app.bulk_events(3_600);
    let page = app.visitor().get("/rencontres?vue=mois&mois=2026-05");
    assert_eq!(page.one("#resultats-titre"), "Plus de 500\u{a0}rencontres en mai 2026");
    page.assert_says("Seuls les 500 premiers résultats sont montrés");
}

#[test]
fn the_worst_search_is_bounded() {
    let app = TestApp::new();
    app.bulk_offers(20_000);
    for query in [
        "q=menuisier",
        "q=m",
        "q=bois+menuisier+mot3",
        "q=bois&dep=79&secteur=agriculture&public=lyceen&debut=2026-03-15&tri=debut",
        "debut=2026-03-15&secteur=agriculture&dep=86&public=etudiant",
        "debut=2026-12-31",
        "q=menuisier&tri=alphabetique&lignes=100&page=9",
    ] {
        let (statements, steps) = offer_cost(&app, query);
        assert!(statements <= 20 && steps < 100_000, "{query}: {statements} statements, {steps} steps");
    }
}

/// What somebody may type to find out where a search breaks, or how to make it slow.
fn searches() -> Vec<String> {
    let letters = ('a'..='z').chain(['é', 'œ', '0', '9']).map(String::from);
    let two_hundred = (0..200).map(|n| format!("mot{n}")).collect::<Vec<_>>().join(" ");
    let typed = [
        "menuisier bois",
        "stage",
        "découverte",
        "le la les de du des",
        "\"bois\" OR \"menuisier\"",
        "bois NOT menuisier",
        "NEAR(bois menuisier, 2)",
        "words:bois",
        "bo*",
        "*",
        "**",
        "%",
        "_",
        "b_is",
        "\"",
        "'",
        "''",
        "\"\"\"",
        "(((",
        "zzd79",
        "zz",
        "zzvasap",
        "- - -",
        "bois AND (menuisier OR",
        "1-2-3",
        "{bois}",
        "^bois",
        "\\",
        "/* */",
        "bois;--",
    ];
    let long = ["a".repeat(200), "é".repeat(5_000), "bois ".repeat(200), two_hundred];
    letters.chain(typed.map(str::to_owned)).chain(long).collect()
}

#[test]
fn nothing_typed_makes_a_search_break_or_grow() {
    let app = TestApp::new();
    app.bulk_offers(6_000);
    let encoded = |typed: &str| form_urlencoded::byte_serialize(typed.as_bytes()).collect::<String>();
    for typed in searches() {
        let query = format!("q={}", encoded(&typed));
        let (statements, steps) = offer_cost(&app, &query);
        assert!(statements <= 40 && steps < 60_000, "{typed}: {statements} statements, {steps} steps");
    }
    for typed in searches().iter().step_by(7) {
        app.visitor().get(&format!("/offres-de-stage?q={}", encoded(typed)));
        app.visitor().get(&format!("/rencontres?q={}", encoded(typed)));
    }
}

#[test]
fn every_filter_at_once_is_answered() {
    let app = TestApp::new();
    app.bulk_offers(6_000);
    let departments: String =
        app.app().site.department_codes().iter().map(|code| format!("&dep={code}")).collect();
    let sectors: String = Sector::ALL.iter().map(|sector| format!("&secteur={}", sector.slug())).collect();
    let occupations = "&metier=A11&metier=H2206&metier=F1607&metier=M1508&metier=t11939&metier=K2110";
    let all = format!(
        "public=collegien&public=lyceen&public=etudiant&public=demandeur-emploi-ou-salarie{departments}&dep=autres{sectors}"
    );
    for query in [
        all.clone(),
        format!("{all}&tri=alphabetique&lignes=100&page=9999999999"),
        format!("{all}&q=menuisier&debut=2026-12-31&debut=des-que-possible&tri=debut&lignes=50&page=3"),
        format!("{all}{occupations}&q=bois+mot3&debut=2026-12-31"),
    ] {
        let (statements, steps) = offer_cost(&app, &query);
        assert!(statements <= 60 && steps < 120_000, "{query}: {statements} statements, {steps} steps");
        app.visitor().get(&format!("/offres-de-stage?{query}"));
    }
    app.visitor().get(&format!(
        "/rencontres?public=eleve&public=parent{departments}&dep=autres{sectors}{occupations}&type=visite&type=autre&date=2026-03-05&q=bois&tri=recentes&page=4"
    ));
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
    block_on(jobs::expire(app.db(), app.app().clock.now()));
    assert_eq!(pages(&app), before);
    for table in ["offer", "event"] {
        let expired: i64 =
            app.value(&format!("SELECT count(*) FROM {table} WHERE unpublished_reason = 'expired'"), []);
        assert_eq!(expired, 1, "{table}");
        let version: i64 =
            app.value(&format!("SELECT version FROM {table} WHERE unpublished_reason = 'expired'"), []);
        block_on(jobs::expire(app.db(), app.app().clock.now()));
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
