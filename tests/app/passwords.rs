//! Passwords as they are kept and changed: what two do at once, what a flood does.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use cmonstage::access::password::{Cost, PasswordError, hash};
use cmonstage::accounts::store;
use time::Duration;

use crate::support::{Options, PASSWORD, RUNTIME, StoredUser, TestApp};

const OTHER: &str = "trois hérons cendrés";

/// Looked at long enough for something to happen meanwhile.
const SLOW: Cost = Cost { memory: 19_456, passes: 10 };

/// Does something that looks at a password; another is chosen as soon as it is being looked at.
fn choose_meanwhile<T: Send>(
    app: &TestApp,
    user: &StoredUser,
    chosen: &str,
    look: impl FnOnce() -> T + Send,
) -> T {
    app.sql("DELETE FROM sign_in_try", []);
    let (id, kept) = (user.id, hash(Cost { memory: 8, passes: 1 }, chosen, &[5; 16]).unwrap());
    std::thread::scope(|scope| {
        let looking = scope.spawn(look);
        while app.count("sign_in_try") == 0 {
            std::thread::yield_now();
        }
        app.db().write_blocking(move |tx| store::set_password(tx, id, &kept)).unwrap();
        looking.join().unwrap()
    })
}

/// Whether somebody signs in with this password.
fn opens(app: &TestApp, user: &StoredUser, password: &str) -> bool {
    let form = app.visitor().in_no_time().get("/gestion/connexion").fill("Identifiant", &user.email);
    let form = form.fill("Mot de passe", password);
    form.visitor().send(&form.sending("Se connecter")).status == 303
}

fn kept(app: &TestApp, user: &StoredUser) -> String {
    app.value("SELECT password FROM user WHERE id = ?1", [user.id])
}

#[test]
fn a_password_kept_at_another_cost_is_kept_at_todays_once_it_is_given() {
    let app = TestApp::with(Options { cost: Cost { memory: 16, passes: 1 }, ..Options::default() });
    let user = app.user("Sauvanel");
    let old = kept(&app, &user);
    assert!(old.starts_with("$argon2id$v=19$m=8,"), "{old}");
    assert!(!opens(&app, &user, OTHER));
    assert_eq!(kept(&app, &user), old);
    assert!(opens(&app, &user, PASSWORD));
    let better = kept(&app, &user);
    assert!(better.starts_with("$argon2id$v=19$m=16,"), "{better}");
    assert!(opens(&app, &user, PASSWORD));
    assert_eq!(kept(&app, &user), better);
}

#[test]
fn a_password_chosen_while_the_old_one_is_looked_at_is_the_one_that_counts() {
    let app = TestApp::with(Options { cost: SLOW, ..Options::default() });
    let user = app.user("Sauvanel");
    // The old one is kept at a lower cost, then at today's.
    for (old, chosen) in [(PASSWORD, OTHER), (OTHER, PASSWORD)] {
        assert!(!choose_meanwhile(&app, &user, chosen, || opens(&app, &user, old)), "the old one opens");
        assert_eq!(app.count("session"), 0);
        assert!(opens(&app, &user, chosen));
    }
}

#[test]
fn whoever_changes_a_password_that_is_being_changed_has_to_know_the_new_one() {
    let app = TestApp::with(Options { cost: SLOW, ..Options::default() });
    let (user, browser) = app.partner("Sauvanel");
    let form = browser
        .get("/gestion/compte")
        .fill("Mot de passe actuel", PASSWORD)
        .fill("Nouveau mot de passe", "cinq loutres du Gave");
    let sending = form.sending("Changer mon mot de passe");
    let answer = choose_meanwhile(&app, &user, OTHER, || browser.send(&sending));
    assert_eq!((answer.status, app.count("session")), (422, 0));
    assert!(opens(&app, &user, OTHER));
}

/// A password that is looked at, or that waits.
type Place = Pin<Box<dyn Future<Output = Result<String, PasswordError>>>>;

/// Takes every place where passwords are looked at or wait, as a flood does, until it is dropped.
fn flood(app: &TestApp) -> Vec<Place> {
    let _runtime = RUNTIME.enter();
    let mut places = Vec::new();
    loop {
        let passwords = app.app().passwords.clone();
        let mut place: Place = Box::pin(async move { passwords.hash("x".to_owned()).await });
        match place.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Err(PasswordError::Busy)) => return places,
            _ => places.push(place),
        }
    }
}

#[test]
fn a_flood_costs_its_victims_no_try_and_nothing_of_what_they_were_writing() {
    let app = TestApp::new();
    let (user, browser) = app.partner("Sauvanel");
    let form = browser.get("/gestion/compte").fill("Téléphone", "05 36 49 12 34");
    app.wait(Duration::hours(2));
    let mut page = form.submit_expecting("Enregistrer mes coordonnées", 401);
    let places = flood(&app);
    for _ in 0..30 {
        let filled = page.fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD);
        page = filled.submit_expecting("Se connecter", 503);
        page.assert_says("Attendez 5\u{a0}secondes, puis réessayez.");
    }
    drop(places);
    assert_eq!(app.count("sign_in_try"), 0);
    assert_eq!(page.value("Identifiant"), user.email);
    let back = page.fill("Mot de passe", PASSWORD).submit("Se connecter");
    assert_eq!(back.hidden("phone"), "05 36 49 12 34");
}

#[test]
fn a_flood_does_not_forgive_the_guesses_before_it() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let tried = |status: u16| {
        let form = app.visitor().in_no_time().get("/gestion/connexion").fill("Identifiant", &user.email);
        form.fill("Mot de passe", "au hasard").submit_expecting("Se connecter", status);
    };
    (0..4).for_each(|_| tried(422));
    let places = flood(&app);
    (0..10).for_each(|_| tried(503));
    drop(places);
    tried(422);
    tried(429);
}

#[test]
fn nothing_is_made_of_a_new_password_as_long_as_the_current_one_is_wrong() {
    let app = TestApp::new();
    let (_, browser) = app.partner("Sauvanel");
    let form = browser.get("/gestion/compte").fill("Nouveau mot de passe", OTHER);
    // Making something of it would have to wait.
    let _places = flood(&app);
    let refused = form.submit_expecting("Changer mon mot de passe", 422);
    assert_eq!(refused.wrong_fields(), ["Mot de passe actuel"]);
}
