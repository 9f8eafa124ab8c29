//! The harness itself: what it is there to notice, it notices.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::apply::{SEND, filled};
use crate::support::TestApp;

/// What a test that does this fails with.
pub fn failure(test: impl FnOnce()) -> String {
    let cause = catch_unwind(AssertUnwindSafe(test)).expect_err("the harness says nothing");
    cause
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| cause.downcast_ref::<&str>().map(|said| (*said).to_owned()))
        .unwrap()
}

#[test]
fn a_mail_that_nobody_looked_at_fails_the_test() {
    let said = failure(|| {
        let app = TestApp::new();
        let offer = app.offer().published();
        filled(&app.visitor(), &offer.apply()).submit(SEND);
    });
    assert!(said.starts_with("mails that the test did not examine"), "{said}");
}

#[test]
fn a_failure_of_ours_fails_the_test_even_when_nobody_looks_at_its_status() {
    let said = failure(|| {
        let app = TestApp::new();
        app.sql("DROP TABLE offer_text", []);
        let page = app.visitor().open("/offres-de-stage?q=bois", 500);
        page.assert_says("Ce n’est pas de votre fait");
        assert_eq!(page.one("main strong").len(), 8, "a reference to quote");
        assert!(!page.html().contains("offer_text"), "and nothing of what went wrong");
    });
    assert!(said.starts_with("errors were logged") && said.contains("offer_text"), "{said}");
}

#[test]
fn a_row_that_points_at_nothing_fails_the_test() {
    let said = failure(|| {
        let app = TestApp::new();
        app.offer().published();
        let path = app.folder().join("base.db");
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM project").unwrap();
    });
    assert!(said.contains("rows point at nothing"), "{said}");
}

#[test]
fn a_label_that_names_nothing_fails_the_test() {
    let app = TestApp::new();
    let offer = app.offer().published();
    assert!(
        failure(|| drop(app.visitor().get(&offer.apply()).fill("Date de naissance", "x")))
            .contains("no field")
    );
    assert!(
        failure(|| drop(app.visitor().get(&offer.path()).click("Postuler par courrier"))).contains("no link")
    );
    assert!(failure(|| drop(app.visitor().get(&offer.apply()).submit("Valider"))).contains("no button"));
}

#[test]
fn a_page_that_differs_after_a_swap_fails_the_test() {
    let app = TestApp::new();
    app.offer().published();
    let said = failure(|| {
        // A box ticked by hand and never sent: the form no longer says what the address says.
        app.visitor().get("/offres-de-stage").check("Vienne").assert_law();
    });
    assert!(said.contains("is not what a reload shows"), "{said}");
}
