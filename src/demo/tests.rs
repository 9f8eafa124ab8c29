//! What a demonstration holds, whatever its size.

use std::sync::LazyLock;

use rusqlite::Connection;
use rusqlite::types::Value;
use time::macros::date;

use super::build::{self, Order};
use super::*;

/// A tenth of size m.
const OFFERS: u32 = 1_000;

fn built(path: &Path, amounts: Amounts, seed: u64) -> Connection {
    let zone = Zone::named("Europe/Paris").unwrap();
    let order = Order { amounts, seed, date: date!(2026 - 03 - 02), zone };
    super::build(path, order, Vec::new(), &|_| {}).unwrap();
    Connection::open(path).unwrap()
}

/// One for every test that only reads.
fn demonstration() -> Connection {
    static BUILT: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        built(&folder.path().join("demo.db"), Amounts::with_offers(OFFERS), 1);
        folder
    });
    Connection::open(BUILT.path().join("demo.db")).unwrap()
}

fn number(connection: &Connection, question: &str) -> f64 {
    connection.query_row(&format!("SELECT CAST(({question}) AS REAL)"), [], |row| row.get(0)).unwrap()
}

/// Out of a hundred rows of `table`, how many fulfil `condition`.
fn share(connection: &Connection, table: &str, condition: &str) -> f64 {
    number(connection, &format!("SELECT 100.0 * avg({condition}) FROM {table}"))
}

#[track_caller]
fn close(found: f64, wanted: f64, within: f64) {
    assert!((found - wanted).abs() <= within, "{found} rather than {wanted} ± {within}");
}

#[test]
fn amounts_are_as_ordered() {
    let db = demonstration();
    for (table, wanted) in
        [("company", 400.0), ("offer", 1_000.0), ("event", 150.0), ("user", 15.0), ("organisation", 4.0)]
    {
        close(number(&db, &format!("SELECT count(*) FROM {table}")), wanted, 0.0);
    }
    let people = "SELECT (SELECT count(*) FROM application) + (SELECT count(*) FROM registration)";
    close(number(&db, people), 4_000.0, 320.0);
    for (size, people) in [(Size::S, 600.0), (Size::M, 40_000.0), (Size::L, 3_000_000.0)] {
        // About six people register for an event.
        let amounts = Amounts::of(size);
        let drawn = f64::from(amounts.applications) + 5.9 * f64::from(amounts.events);
        close(drawn / people, 1.0, 0.15);
    }
}

#[test]
fn companies_and_offers_are_spread_as_in_life() {
    let db = demonstration();
    for (sector, wanted) in [
        ("agriculture", 5.0),
        ("industry", 12.0),
        ("construction", 12.0),
        ("trade", 20.0),
        ("services", 51.0),
    ] {
        close(share(&db, "company", &format!("sector = '{sector}'")), wanted, 6.0);
    }
    close(share(&db, "offer", "starts_asap"), 55.0, 4.0);
    close(share(&db, "offer", "coalesce(starts_on > '2026-03-02', 0)"), 35.0, 4.0);
    close(share(&db, "offer", "coalesce(starts_on < '2026-03-02', 0)"), 10.0, 3.0);
    // Recorded as past or not, as the change of day finds it.
    close(share(&db, "offer", "state = 'published' OR unpublished_reason IS 'expired'"), 60.0, 4.0);
    close(share(&db, "offer", "masked"), 5.0, 2.0);
    close(share(&db, "offer", "description LIKE '%<script>%' OR description LIKE '%DROP TABLE%'"), 0.3, 0.3);
    let most = "SELECT max(n) FROM (SELECT count(*) AS n FROM application GROUP BY offer_id)";
    close(number(&db, most), 10.0, 2.0);
}

#[test]
fn events_have_places_and_some_are_full() {
    let db = demonstration();
    close(number(&db, "SELECT min(capacity) FROM event"), 5.0, 0.0);
    close(number(&db, "SELECT max(capacity) FROM event"), 30.0, 0.0);
    let full = number(
        &db,
        "SELECT 100.0 * avg(seats_taken = capacity) FROM event WHERE first_published_at IS NOT NULL",
    );
    close(full, 15.0, 10.0);
}

#[test]
fn nothing_has_happened_after_the_day_began() {
    let db = demonstration();
    // 2 March, midnight in Paris.
    let morning = 1_772_406_000;
    for (table, columns) in [
        ("mail", &["created_at"][..]),
        ("application", &["created_at", "withdrawn_at"]),
        ("registration", &["created_at", "cancelled_at", "confirmed_at"]),
        ("journal", &["created_at"]),
        ("project", &["created_at", "updated_at"]),
        ("offer", &["created_at", "updated_at", "published_at"]),
        ("event", &["created_at", "updated_at", "published_at"]),
        ("deposit", &["created_at", "sent_at"]),
    ] {
        for column in columns {
            let later = format!("SELECT count(*) FROM {table} WHERE {column} > {morning}");
            assert_eq!(number(&db, &later), 0.0, "{table}.{column}");
        }
    }
}

#[test]
fn whoever_manages_events_has_one_to_prepare_this_week() {
    let db = demonstration();
    let managers = "SELECT count(DISTINCT p.manager_id) FROM event e JOIN project p ON p.id = e.project_id";
    let soon = format!(
        "{managers} WHERE e.state = 'published' AND e.starts_at BETWEEN '2026-03-02T10:00' AND '2026-03-09T10:00'"
    );
    assert_eq!(number(&db, &soon), number(&db, managers));
}

#[test]
fn some_who_registered_cancel_before_the_day() {
    let db = demonstration();
    close(share(&db, "registration", "cancelled_at IS NOT NULL"), 6.0, 3.0);
    let late = "SELECT count(*) FROM registration r JOIN event e ON e.id = r.event_id
         WHERE r.cancelled_at <= r.created_at OR (r.cancelled_at IS NOT NULL AND r.attendance IS NOT NULL)";
    assert_eq!(number(&db, late), 0.0);
}

#[test]
fn projects_are_spread_over_those_who_follow_the_departement() {
    let db = demonstration();
    let share = "SELECT 100.0 * max(n) / (SELECT count(*) FROM project)
         FROM (SELECT count(*) AS n FROM project WHERE manager_id IS NOT NULL GROUP BY manager_id)";
    assert!(number(&db, share) < 30.0);
    close(number(&db, "SELECT 100.0 * avg(manager_id IS NULL) FROM project"), 8.0, 5.0);
}

#[test]
fn addresses_and_numbers_are_nobodys() {
    let db = demonstration();
    for (table, column) in [
        ("company", "website"),
        ("project", "email"),
        ("user", "email"),
        ("offer", "email"),
        ("event", "email"),
        ("application", "email"),
        ("application", "guardian_email"),
        ("registration", "email"),
        ("mail", "recipient"),
    ] {
        let real = format!(
            "SELECT count(*) FROM {table} WHERE {column} NOT LIKE '%.example' AND {column} NOT LIKE '%example.org'
                 AND {column} NOT LIKE '%example.net'"
        );
        close(number(&db, &real), 0.0, 0.0);
    }
    for table in ["project", "user", "offer", "event", "application", "registration"] {
        let real = format!(
            "SELECT count(*) FROM {table} WHERE substr(phone, 1, 9) NOT IN
                 ('+33199000', '+33199001') AND substr(phone, 1, 7) NOT IN
                 ('+331990', '+332619', '+333530', '+334657', '+335364', '+336399')"
        );
        close(number(&db, &real), 0.0, 0.0);
    }
}

/// Rows of every table but what the system's own chance makes: the seeds of links, the ids of mails.
fn rows(connection: &Connection) -> Vec<(String, Vec<Vec<Value>>)> {
    let names: Vec<String> = connection
        .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' ORDER BY name")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    names
        .into_iter()
        .filter(|name| !name.starts_with("sqlite_"))
        .map(|name| {
            let columns: Vec<String> = connection
                .prepare(
                    "SELECT name FROM pragma_table_info(?1)
                     WHERE name NOT IN ('seed', 'token_hash', 'message_id')",
                )
                .unwrap()
                .query_map([&name], |row| row.get(0))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            let mut statement =
                connection.prepare(&format!("SELECT {} FROM {name}", columns.join(", "))).unwrap();
            let rows = statement
                .query_map([], |row| (0..columns.len()).map(|column| row.get(column)).collect())
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            (name, rows)
        })
        .collect()
}

#[test]
fn the_same_seed_and_day_give_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let amounts =
        Amounts { companies: 20, offers: 60, events: 12, applications: 120, ..Amounts::of(Size::S) };
    let build = |name: &str, seed| rows(&built(&folder.path().join(name), amounts, seed));
    let first = build("first.db", 1);
    for ((name, once), (_, again)) in first.iter().zip(build("again.db", 1)) {
        assert!(*once == again, "{name} differs");
    }
    assert_ne!(first, build("other.db", 2));
}

#[test]
fn a_file_of_any_amount_is_no_demonstration_to_serve_or_to_replace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scaled.db");
    let (date, zone) = (date!(2026 - 03 - 02), Zone::named("Europe/Paris").unwrap());
    build_scaled(&path, 20, 1, date, zone).unwrap();
    let wanted = Wanted { size: None, seed: None, date };
    assert!(matches!(prepare(&path, wanted, zone, &|_| {}), Err(DemoError::NotADemonstration(_))));
    assert!(!suffixed(&path, ".building").exists());
}

#[test]
fn progress_is_told_by_tenths() {
    let told = std::cell::RefCell::new(Vec::new());
    let report = |percent| told.borrow_mut().push(percent);
    let mut progress = build::Progress::new(Amounts::with_offers(1_000), &report);
    progress.done(400);
    progress.done(90);
    (0..106).for_each(|_| progress.done(10));
    progress.end();
    assert_eq!(*told.borrow(), [20, 30, 40, 50, 60, 70, 80, 90, 100]);
}
