use proptest::prelude::*;
use rusqlite::params;
use time::macros::datetime;

use super::*;
use crate::access::key::{Key, random};
use crate::access::link::{self, Followed};
use crate::clock::{Clock, Zone};
use crate::db::Db;
use crate::domain::token::Token;
use crate::domain::{About, AudienceSet, Email, EventAudience, Name};

fn clock() -> Clock {
    Clock::manual(Zone::named("Europe/Paris").unwrap(), datetime!(2026-03-02 10:00))
}

/// A database that holds one published event, row 1, and nothing that is not needed for it.
fn with_event(capacity: u32) -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("base.db"), |tx| {
        tx.execute_batch(&format!(
            "INSERT INTO region VALUES ('75', 'Nouvelle-Aquitaine', NULL);
             INSERT INTO department VALUES ('79', 'Deux-Sèvres', 'department', '75', '79191', 463000, -4000, NULL);
             INSERT INTO commune VALUES ('79191', 'Niort', '79', 463000, -4000, 0, 59000, NULL);
             INSERT INTO company (id, name, folded_name, sector, commune, created_at, updated_at)
                 VALUES (1, 'Scierie', 'scierie', 'industry', '79191', 0, 0);
             INSERT INTO project (id, company_id, wish, created_at, updated_at) VALUES (1, 1, 'organise_event', 0, 0);
             INSERT INTO event (id, project_id, serial, numbered_on, state, audiences, kind, title, sort_title,
                 description, starts_at, duration, commune, department, sector, phone, email, capacity,
                 published_at, publication, first_published_at, created_at, updated_at)
             VALUES (1, 1, 1, '2026-03', 'published', 63, 'visit', 'Visite', 'visite', '{}', '2026-03-20T14:00', 90,
                 '79191', '79', 'industry', '+33536490000', 'a@example.org', {capacity}, 0, 1, 0, 0, 0);",
            "Une visite. ".repeat(10)
        ))
    })
    .unwrap();
    (folder, db)
}

fn draft(person: u32, seats: u32) -> RegistrationDraft {
    RegistrationDraft {
        last_name: Name::parse("Bellanque").unwrap(),
        first_name: Name::parse("Inès").unwrap(),
        email: Email::parse(&format!("p{person}@example.org")).unwrap(),
        phone: None,
        statuses: [EventAudience::Teacher].into_iter().collect::<AudienceSet<_>>(),
        age: None,
        guardian: None,
        group: (seats > 1).then(|| Group { seats, school: "Collège".into(), level: "3e".into(), adults: 1 }),
    }
}

fn register(db: &Db, person: u32, seats: u32) -> Outcome {
    let now = clock().now();
    let reference = Reference::from_bytes(About::Registration, random());
    db.write_blocking(move |tx| create(tx, now, 1, &reference, &draft(person, seats))).unwrap()
}

/// Cancels by the link that the person got.
fn give_back(db: &Db, registration: i64) {
    let (key, now) = (Key::from_bytes([3; 32]), clock().now());
    db.write_blocking(move |tx| {
        let id = link::create_to_follow_registration(tx, &key, now, registration, now.unix + 100)?;
        let token: Token = link::token_of(tx, &key, id)?.unwrap();
        let Ok(Followed::Registration(allowed)) = link::follow(tx, &token, now) else { panic!("a link") };
        cancel(tx, now, &allowed)
    })
    .unwrap();
}

fn counted(db: &Db) -> (u32, u32, u32) {
    db.read_blocking(|tx| {
        Ok::<_, Error>(tx.query_row(
            "SELECT seats_taken, capacity + extra_seats,
                 (SELECT coalesce(sum(seats), 0) FROM registration WHERE cancelled_at IS NULL) FROM event",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?)
    })
    .unwrap()
}

#[test]
fn the_same_person_takes_one_place_and_another_of_the_family_a_second() {
    let (_folder, db) = with_event(5);
    assert!(matches!(register(&db, 1, 1), Outcome::Stored(Stored { earlier: None, .. })));
    assert!(matches!(register(&db, 1, 1), Outcome::Stored(Stored { earlier: Some(_), .. })));
    let now = clock().now();
    let brother = RegistrationDraft { first_name: Name::parse("Noé").unwrap(), ..draft(1, 1) };
    let reference = Reference::from_bytes(About::Registration, [9; 5]);
    db.write_blocking(move |tx| create(tx, now, 1, &reference, &brother)).unwrap();
    assert_eq!(counted(&db), (2, 5, 2));
}

#[test]
fn no_statement_typed_by_hand_can_oversell() {
    let (_folder, db) = with_event(1);
    register(&db, 1, 1);
    let refused = db.write_blocking(|tx| {
        tx.execute(
            "INSERT INTO registration (reference, event_id, last_name, first_name, folded_name, email, statuses, created_at)
             VALUES ('I-2222-2223', 1, 'A', 'B', 'a b', 'x@example.org', 16, 0)",
            [],
        )?;
        Ok::<_, Error>(())
    });
    assert!(matches!(refused, Err(Error::Sqlite(_))));
    let lowered = db.write_blocking(|tx| Ok::<_, Error>(tx.execute("UPDATE event SET capacity = 0", [])?));
    assert!(lowered.is_err(), "a capacity of nothing is not a capacity");
    assert_eq!(counted(&db), (1, 1, 1));
}

#[derive(Debug, Clone)]
enum Step {
    Register { person: u32, seats: u32 },
    Cancel(usize),
    Capacity(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u32..40, 1_u32..6).prop_map(|(person, seats)| Step::Register { person, seats }),
        2 => any::<usize>().prop_map(Step::Cancel),
        1 => (1_u32..25).prop_map(Step::Capacity),
    ]
}

/// The places counted are those taken, and never one too many.
fn follow(steps: &[Step]) {
    let (_folder, db) = with_event(10);
    let mut held: Vec<i64> = Vec::new();
    for step in steps {
        let (taken, capacity, _) = counted(&db);
        match *step {
            Step::Register { person, seats } => match register(&db, person, seats) {
                Outcome::Stored(stored) => {
                    if stored.earlier.is_none() {
                        held.push(stored.id);
                    }
                }
                Outcome::Full { left } => {
                    assert_eq!(left, capacity - taken);
                    assert!(seats > left);
                }
            },
            Step::Cancel(which) if !held.is_empty() => {
                let registration = held.swap_remove(which % held.len());
                give_back(&db, registration);
            }
            Step::Cancel(_) => {}
            Step::Capacity(to) => {
                let changed = db.write_blocking(move |tx| {
                    Ok::<_, Error>(tx.execute("UPDATE event SET capacity = ?1", params![to])?)
                });
                assert_eq!(changed.is_ok(), to >= taken, "never below those who registered");
            }
        }
        let (taken, capacity, summed) = counted(&db);
        assert_eq!(taken, summed);
        assert!(taken <= capacity);
    }
}

/// Found by the property below.
#[test]
fn somebody_whose_place_was_given_back_may_take_one_again() {
    let register = |person| Step::Register { person, seats: 1 };
    for cancelled in 0..4 {
        follow(&[register(19), register(0), register(1), register(2), Step::Cancel(cancelled), register(19)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever people do in whatever order.
    #[test]
    fn places_are_exact_whatever_happens(steps in prop::collection::vec(step(), 1..60)) {
        follow(&steps);
    }
}
