//! What must hold whatever the number of offers: a page costs the same steps at any size, and no search
//! costs more than so many. Nothing here looks at a clock.

use std::cell::RefCell;
use std::collections::HashMap;

use cmonstage::db::{Db, Error, ReadTx};
use cmonstage::domain::Sector;
use cmonstage::events::{self, filter::EventFilter};
use cmonstage::offers::{self, filter::OfferFilter};
use cmonstage::web::query::Query;
use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::counts::{offers_by_hand, read};
use crate::support::TestApp;

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
pub fn cost<T>(db: &Db, work: impl FnOnce(&ReadTx) -> Result<T, Error>) -> (u64, u64) {
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
        let shown: Vec<u32> = list.cards.iter().map(|offer| offer.number.serial()).collect();
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
