//! How long the pages of tables are: whoever works chooses it once.

use cmonstage::db::Error;
use cmonstage::domain::EventAudience;

use crate::extranet_participants::{joined, list, owned, scene};
use crate::support::{Page, StoredUser, TestApp, Visitor};

/// An event with enough participants for two pages of 25.
fn crowd(capacity: u32) -> (TestApp, String, StoredUser, Visitor) {
    let (app, event, user, visitor) = scene(capacity);
    for n in 0..30 {
        joined(&app, &event, &format!("Nom {n:02}"), "Noé", &[EventAudience::Parent]);
    }
    (app, list(&event), user, visitor)
}

fn rows(page: &Page) -> usize {
    page.all("#participants tbody tr").len()
}

fn remembered(app: &TestApp, user: &StoredUser) -> Option<u32> {
    let id = user.id;
    app.db()
        .read_blocking(move |tx| {
            Ok::<_, Error>(
                tx.prepare("SELECT lines FROM visit WHERE user_id = ?1")?
                    .query_row([id], |row| row.get(0))?,
            )
        })
        .unwrap()
}

#[test]
fn the_length_chosen_is_that_of_every_table_from_then_on() {
    let (app, participants, user, visitor) = crowd(40);
    assert_eq!((rows(&visitor.get(&participants)), remembered(&app, &user)), (10, None));
    // The address no longer says it; the swap is checked against a reload of it.
    let page = visitor.get(&participants).htmx_click("Prénom").htmx_click("25 lignes par page");
    assert_eq!((rows(&page), page.url.clone()), (25, format!("{participants}?tri=prenom")));
    let page = page.htmx_click("Suivante\u{a0}: page 2");
    assert_eq!((rows(&page), page.url), (5, format!("{participants}?tri=prenom&page=2")));
    // Another list, and the part of it that the page of its event shows.
    let other = owned(&app, &user, 40);
    for n in 0..12 {
        joined(&app, &other, &format!("Autre {n:02}"), "Ève", &[EventAudience::Parent]);
    }
    assert_eq!(rows(&visitor.get(&list(&other))), 12);
    assert_eq!(rows(&visitor.get(&format!("/gestion/rencontres/{}", other.number))), 12);
    (0..12).for_each(|n| drop(app.asked_for_help(&format!("Maison {n}"))));
    assert_eq!(visitor.get("/gestion/depots").all("main tbody tr").len(), 12);
}

#[test]
fn it_outlives_the_session_and_is_one_persons() {
    let (app, participants, user, visitor) = crowd(40);
    visitor.get(&participants).htmx_click("50 lignes par page");
    visitor.get("/gestion").submit("Se déconnecter");
    assert_eq!(rows(&app.sign_in(&user).get(&participants)), 30);
    let administrator = app.sign_in(&app.administrator("Varèse"));
    assert_eq!(rows(&administrator.get(&participants)), 10);
}

#[test]
fn the_last_choice_of_several_is_the_one_that_stays() {
    let (app, participants, user, visitor) = crowd(40);
    let mut page = visitor.get(&participants);
    for (lines, shown) in [(25, 25), (50, 30), (100, 30), (25, 25), (10, 10), (25, 25), (10, 10)] {
        page = page.htmx_click(&format!("{lines} lignes par page"));
        assert_eq!((rows(&page), remembered(&app, &user)), (shown, Some(lines)));
        assert_eq!(page.url, participants);
    }
    assert_eq!(rows(&visitor.get(&participants)), 10);
}

#[test]
fn a_page_left_open_still_chooses_what_it_says() {
    let (_app, participants, _, visitor) = crowd(40);
    let left_open = visitor.get(&participants);
    visitor.get(&participants).htmx_click("25 lignes par page").htmx_click("10 lignes par page");
    visitor.get(&participants).htmx_click("100 lignes par page");
    assert_eq!(rows(&left_open.htmx_click("25 lignes par page")), 25);
    assert_eq!(rows(&visitor.get(&participants)), 25);
}

#[test]
fn what_chooses_nothing_writes_nothing() {
    let (app, participants, user, visitor) = crowd(40);
    for query in ["lignes=7", "lignes=", "lignes=10'", "lignes=-25", "lignes=10", "lignes=99999999999"] {
        assert_eq!(rows(&visitor.get(&format!("{participants}?{query}"))), 10, "{query}");
    }
    assert_eq!(remembered(&app, &user), None);
    // What is sent is about something else, whatever the list looks like around it.
    let form = visitor.get(&format!("{participants}?ouvrir=inscription"));
    let mut request = form.sending("Enregistrer ce participant");
    request.target.push_str("?lignes=25");
    visitor.follow(&request, 422);
    assert_eq!(remembered(&app, &user), None);
}

#[test]
fn a_length_already_remembered_is_not_written_again_and_one_that_cannot_be_is_shown_all_the_same() {
    let (app, participants, user, visitor) = crowd(40);
    visitor.get(&participants).htmx_click("25 lignes par page");
    app.sql(
        "CREATE TRIGGER kept BEFORE UPDATE OF lines ON visit BEGIN SELECT RAISE(ABORT, 'no more'); END",
        [],
    );
    let again = app.logged(|| visitor.get(&format!("{participants}?lignes=25&page=2")));
    assert_eq!((rows(&again), app.log().contains("remembered")), (5, false), "{}", app.log());
    let page = app.logged(|| again.htmx_click("50 lignes par page"));
    assert_eq!((rows(&page), page.url), (30, format!("{participants}?lignes=50")));
    assert!(app.log().contains("a length of pages could not be remembered"), "{}", app.log());
    assert_eq!(remembered(&app, &user), Some(25));
}
