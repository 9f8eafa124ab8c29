//! Links by token: what they open, for whom, until when.

use cmonstage::mail::MailKind;
use time::Duration;

use crate::apply::{SEND, filled};
use crate::support::{Request, StoredOffer, TestApp, pdf};

/// An application with one file, and the link by which its employer reads it.
fn applied(app: &TestApp, offer: &StoredOffer, first_name: &str) -> String {
    filled(&app.visitor(), &offer.apply())
        .fill("Prénom", first_name)
        .attach("Fichiers joints", "cv.pdf", pdf(5000, 1))
        .submit(SEND);
    app.take_mail(MailKind::ApplicationReceived);
    app.take_mail(MailKind::ApplicationToEmployer).link()
}

#[test]
fn a_link_opens_its_application_and_no_other() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let (one, other) = (applied(&app, &offer, "Inès"), applied(&app, &offer, "Noé"));
    let (page, others) = (app.visitor().get(&one), app.visitor().get(&other));
    page.assert_says("Inès Bellanque");
    others.assert_says("Noé Bellanque");
    let file = others.attributes("a.attachment", "href").remove(0);
    assert_eq!(app.visitor().fetch(&file).status, 200);
    let id = file.rsplit('/').next().unwrap();
    app.visitor().open(&format!("{one}/fichiers/{id}"), 404);
    app.visitor().open(&format!("/fichiers/{id}"), 404);
    app.visitor().open(&format!("{one}/fichiers/{}", "A".repeat(22)), 404);
    assert_eq!(page.response.header("cache-control"), Some("no-store"));
    assert_eq!(page.response.header("x-robots-tag"), Some("noindex"));
}

#[test]
fn a_link_stops_after_its_time_and_says_so() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let link = applied(&app, &offer, "Inès");
    let file = app.visitor().get(&link).attributes("a.attachment", "href").remove(0);
    app.wait(Duration::days(180) - Duration::minutes(10));
    app.visitor().get(&link);
    app.wait(Duration::minutes(11));
    for path in [&link, &file] {
        let page = app.visitor().open(path, 410);
        page.assert_says("Ce lien n’est plus valable");
        assert!(!page.html().contains("Bellanque") && !page.html().contains("cv.pdf"));
    }
}

#[test]
fn a_link_nobody_made_is_not_there() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let link = applied(&app, &offer, "Inès");
    let token = link.rsplit('/').next().unwrap();
    let mut flipped = token.to_owned().into_bytes();
    flipped[10] = if flipped[10] == b'A' { b'B' } else { b'A' };
    for wrong in [
        "x".to_owned(),
        "A".repeat(43),
        token[..42].to_owned(),
        format!("{token}A"),
        String::from_utf8(flipped).unwrap(),
        token.to_lowercase(),
    ] {
        app.visitor().open(&format!("/candidatures/{wrong}"), 404);
        app.visitor().open(&format!("/candidatures/{wrong}/fichiers/{}", "A".repeat(22)), 404);
    }
}

#[test]
fn looking_at_a_link_changes_nothing_however_often() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let link = applied(&app, &offer, "Inès");
    let before = app.stored();
    for _ in 0..50 {
        assert_eq!(app.visitor().fetch(&link).status, 200);
        assert_eq!(app.visitor().send(&Request::new("HEAD", &link)).status, 200);
    }
    assert_eq!(app.stored(), before);
}

#[test]
fn the_link_still_opens_once_the_offer_is_gone() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let link = applied(&app, &offer, "Inès");
    assert!(app.visitor().get(&link).says("Voir l’offre en ligne"));
    app.unpublish(&offer);
    assert!(!app.visitor().get(&link).says("Voir l’offre en ligne"));
}

#[test]
fn what_an_applicant_types_stays_text_on_the_employer_s_page() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let read = |text: &str| {
        filled(&app.visitor(), &offer.apply())
            .fill("Nom", text)
            .fill("Formation suivie actuellement", text)
            .fill("Formations, expériences, motivations", text)
            .attach("Fichiers joints", &format!("{text}.pdf"), pdf(100, 1))
            .submit(SEND);
        app.take_mail(MailKind::ApplicationReceived);
        app.visitor().get(&app.take_mail(MailKind::ApplicationToEmployer).link())
    };
    let plain = read("simple");
    for hostile in [
        "<img src=x onerror=alert(1)>",
        "\"><svg/onload=alert(1)>",
        "' data-hx-get='/x' data-hx-trigger='load",
        "x javascript:alert(1) <a href=\"javascript:alert(2)\">x</a>",
        "</title></dd><script src=//evil.example></script>",
        "?subject=a&bcc=victime@example.org%0d%0aBcc:x",
    ] {
        let attacked = read(hostile);
        assert_eq!(attacked.all("main *").len(), plain.all("main *").len(), "{hostile}");
        assert_eq!(attacked.all("[data-hx-get], img, script:not([src])").len(), 0, "{hostile}");
        let answer = attacked.attributes("#repondre", "href").remove(0);
        assert!(!answer.contains("victime") && !answer.contains("bcc"), "{answer}");
    }
}

#[test]
fn the_database_alone_opens_no_link_and_the_log_tells_nothing() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let link = applied(&app, &offer, "Inès");
    app.visitor().get(&link);
    app.visitor().get("/offres-de-stage?q=ines.bellanque%40example.org");
    filled(&app.visitor(), &offer.apply()).fill("Âge", "mon age secret").submit_expecting(SEND, 422);
    let token = link.rsplit('/').next().unwrap();
    let bytes = app.bytes();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("ines.bellanque@example.org"), "these are the bytes of the database");
    assert!(!holds(token), "the token is not in it");
    let log = app.log();
    assert!(log.contains("/candidatures/{token}"), "the log names routes: {log}");
    for secret in
        [token, "ines.bellanque", "Bellanque", "Inès", "secret", "cv.pdf", &offer.number.to_string()]
    {
        assert!(!log.contains(secret), "« {secret} » is in the log");
    }
}
