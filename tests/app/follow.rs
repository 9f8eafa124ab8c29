//! Pages by link, for people who applied or registered.

use cmonstage::mail::MailKind;
use time::Duration;
use time::macros::datetime;

use crate::apply;
use crate::register::{self, SEND, filled};
use crate::support::{Request, TestApp, pdf};

#[test]
fn a_registration_is_seen_and_cancelled_by_its_link_and_the_place_is_free_at_once() {
    let app = TestApp::new();
    let event = app.event().capacity(1).published();
    filled(&app.visitor(), &event).submit(SEND);
    let link = register::told(&app).link();
    let page = app.visitor().get(&link);
    assert_eq!(page.one("h1"), "Mon inscription");
    page.assert_says("Inscription confirmée.");
    page.assert_says("Inès Bellanque");
    assert_eq!(page.response.header("cache-control"), Some("no-store"));
    assert!(app.visitor().fetch(&page.href_of("Ajouter à mon agenda")).text().starts_with("BEGIN:VCALENDAR"));
    // Looking changes nothing, not even at the page that asks.
    let before = app.stored();
    let asking = page.click("Annuler mon inscription");
    for path in [&link, &asking.url] {
        assert_eq!(app.visitor().send(&Request::new("HEAD", path)).status, 200);
    }
    assert_eq!(app.stored(), before);
    assert_eq!(asking.click("Non, je viens").url, link);

    let gone = asking.submit("Oui, annuler mon inscription");
    gone.assert_says("Inscription annulée");
    assert_eq!(app.seats(&event), (0, 0));
    assert!(app.take_mail(MailKind::RegistrationCancelledToReceiver).body.contains("Inès Bellanque annule"));
    assert!(!app.take_mail(MailKind::RegistrationCancelled).body.contains("Bellanque"));
    // The place serves somebody else at once.
    filled(&app.visitor(), &event).fill("Prénom", "Noé").submit(SEND);
    register::told(&app);
    // Twice is once; the address that asks leads back.
    assert_eq!(app.visitor().get(&format!("{link}/retrait")).url, link);
    let again = asking.sending("Oui, annuler mon inscription");
    app.visitor().follow(&again, 200);
    assert_eq!(app.seats(&event), (1, 1));
    // And the same person may come after all.
    assert_eq!(app.count("mail"), 6);
}

#[test]
fn once_cancelled_one_may_register_again() {
    let app = TestApp::new();
    let event = app.event().published();
    filled(&app.visitor(), &event).submit(SEND);
    let link = register::told(&app).link();
    app.visitor().get(&link).click("Annuler mon inscription").submit("Oui, annuler mon inscription");
    app.take_mail(MailKind::RegistrationCancelled);
    app.take_mail(MailKind::RegistrationCancelledToReceiver);
    app.wait(Duration::minutes(5));
    filled(&app.visitor(), &event).submit(SEND);
    register::told(&app);
    assert_eq!(app.seats(&event), (1, 1));
    assert_eq!(app.count("registration"), 2);
}

#[test]
fn an_application_is_withdrawn_by_its_link_and_its_files_go_at_once() {
    let app = TestApp::new();
    let offer = app.offer().published();
    apply::filled(&app.visitor(), &offer.apply())
        .fill("Formations, expériences, motivations", "Zibulette, mon mot à moi.")
        .attach("Fichiers joints", "cv.pdf", pdf(300_000, 3))
        .submit(apply::SEND);
    let employer = app.take_mail(MailKind::ApplicationToEmployer).link();
    let link = app.take_mail(MailKind::ApplicationReceived).link();
    let page = app.visitor().get(&link);
    assert_eq!(page.one("h1"), "Ma candidature");
    page.assert_says("Zibulette");
    page.assert_says("cv.pdf");
    let file = app.visitor().get(&employer).attributes("a.attachment", "href").remove(0);
    let page = page.click("Retirer ma candidature").submit("Oui, retirer ma candidature");
    page.assert_says("Candidature retirée");
    assert_eq!((app.count("file"), app.count("file_chunk"), app.count("application")), (0, 0, 1));
    app.visitor().open(&employer, 410).assert_says("Cette candidature a été retirée");
    app.visitor().open(&file, 404);
    assert_eq!(app.value::<Option<String>>("SELECT motivation FROM application", []), None);
    app.take_mail(MailKind::ApplicationWithdrawn);
    let mail = app.take_mail(MailKind::ApplicationWithdrawnToEmployer);
    assert_eq!(mail.to, "stages@menuiserie.example.org");
    // The same person may apply again.
    app.wait(Duration::minutes(5));
    apply::filled(&app.visitor(), &offer.apply()).submit(apply::SEND);
    app.take_mail(MailKind::ApplicationToEmployer);
    app.take_mail(MailKind::ApplicationReceived);
    assert_eq!(app.count("application"), 2);
}

#[test]
fn an_expired_link_offers_a_fresh_one_to_the_address_on_file_and_tells_nothing() {
    let app = TestApp::new();
    let event = app.event().published();
    filled(&app.visitor(), &event).submit(SEND);
    let link = register::told(&app).link();
    app.wait(Duration::days(60));
    let page = app.visitor().open(&link, 410);
    assert!(!page.html().contains("Bellanque") && !page.html().contains("example.org\""));
    app.visitor().open(&format!("{link}/retrait"), 410);
    let sent = page.submit("Recevoir un nouveau lien");
    sent.assert_says("Un nouveau lien est en route");
    let mail = app.take_mail(MailKind::FreshLink);
    assert_eq!(mail.to, "ines.bellanque@example.org");
    app.visitor().get(&mail.link()).assert_says("Inès Bellanque");
    // Pressed again within the hour: the page is the same, no mail more.
    page.submit("Recevoir un nouveau lien").assert_says("Un nouveau lien est en route");
    assert_eq!(app.mails().iter().filter(|mail| mail.kind == MailKind::FreshLink).count(), 1);
}

#[test]
fn a_link_that_is_good_or_unknown_sends_no_fresh_one() {
    let app = TestApp::new();
    let event = app.event().published();
    filled(&app.visitor(), &event).submit(SEND);
    let link = register::told(&app).link();
    for path in [format!("{link}/nouveau-lien"), format!("/suivi/{}/nouveau-lien", "A".repeat(43))] {
        let request = Request::new("POST", &path).header("Sec-Fetch-Site", "same-origin");
        assert_eq!(app.visitor().send(&request).status, 404, "{path}");
    }
    assert!(app.mails().iter().all(|mail| mail.kind != MailKind::FreshLink));
}

#[test]
fn the_links_of_receivers_and_of_senders_are_not_the_same() {
    let app = TestApp::new();
    let offer = app.offer().published();
    apply::filled(&app.visitor(), &offer.apply()).submit(apply::SEND);
    let employer = app.take_mail(MailKind::ApplicationToEmployer).link();
    let own = app.take_mail(MailKind::ApplicationReceived).link();
    let token = |link: &str| link.rsplit('/').next().unwrap().to_owned();
    app.visitor().open(&format!("/suivi/{}", token(&employer)), 404);
    app.visitor().open(&format!("/suivi/{}/retrait", token(&employer)), 404);
    app.visitor().open(&format!("/candidatures/{}", token(&own)), 404);
}

#[test]
fn after_the_event_nothing_can_be_cancelled() {
    let app = TestApp::new();
    let event = app.event().starts(datetime!(2026-03-03 9:00)).published();
    filled(&app.visitor(), &event).submit(SEND);
    let link = register::told(&app).link();
    let asking = app.visitor().get(&format!("{link}/retrait"));
    app.wait(Duration::days(2));
    let page = app.visitor().follow(&asking.sending("Oui, annuler mon inscription"), 200);
    page.assert_says("Cette rencontre a eu lieu.");
    assert_eq!(app.seats(&event), (1, 1));
}

#[test]
fn an_event_taken_offline_is_still_cancelled_with_its_mails() {
    let app = TestApp::new();
    let event = app.event().published();
    filled(&app.visitor(), &event).submit(SEND);
    let link = register::told(&app).link();
    app.unpublish_event(&event);
    app.visitor().get(&link).click("Annuler mon inscription").submit("Oui, annuler mon inscription");
    app.take_mail(MailKind::RegistrationCancelled);
    app.take_mail(MailKind::RegistrationCancelledToReceiver);
}

#[test]
fn a_registration_is_followed_when_its_event_has_no_date_any_more() {
    let app = TestApp::new();
    let (user, partner) = app.partner("Sauvanel");
    let event = app.event().change(|event| event.project.manager = Some(user.id)).published();
    filled(&app.visitor(), &event).submit(SEND);
    let link = register::told(&app).link();
    app.visitor().get(&link).click("Annuler mon inscription").submit("Oui, annuler mon inscription");
    app.take_mail(MailKind::RegistrationCancelled);
    app.take_mail(MailKind::RegistrationCancelledToReceiver);
    // Nobody counts on the date any more: it may be left out.
    partner
        .get(&format!("/gestion{}", event.path()))
        .fill("Date de la rencontre", "")
        .fill("Heure de la rencontre", "")
        .check("Ne pas publier")
        .submit("Enregistrer");
    let page = app.visitor().get(&link);
    page.assert_says("Inscription annulée");
    page.assert_says("La date n’est plus fixée.");
    assert_eq!(app.visitor().get(&format!("{link}/retrait")).url, link);
    app.wait(Duration::days(60));
    app.visitor().open(&link, 410).submit("Recevoir un nouveau lien");
    let mail = app.take_mail(MailKind::FreshLink);
    assert!(mail.body.contains(&format!("rencontre n°\u{a0}{}", event.number)), "{}", mail.body);
    app.visitor().get(&mail.link()).assert_says("Inscription annulée");
}

/// As a file of before the form refused it may hold.
#[test]
fn who_is_registered_for_an_event_without_a_date_may_cancel() {
    let app = TestApp::new();
    let event = app.event().published();
    filled(&app.visitor(), &event).submit(SEND);
    let link = register::told(&app).link();
    app.unpublish_event(&event);
    app.sql("UPDATE event SET starts_at = NULL WHERE id = ?1", [event.id]);
    let page = app.visitor().get(&link);
    page.assert_says("Cette rencontre n’est plus proposée.");
    page.assert_says("La date n’est plus fixée.");
    let asking = page.click("Annuler mon inscription");
    asking.submit("Oui, annuler mon inscription").assert_says("Inscription annulée");
    assert_eq!(app.seats(&event), (0, 0));
}

#[test]
fn an_employer_hears_of_a_withdrawal_whatever_became_of_its_offer() {
    let app = TestApp::new();
    let (user, partner) = app.partner("Sauvanel");
    let offer = app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
    apply::filled(&app.visitor(), &offer.apply()).submit(apply::SEND);
    app.take_mail(MailKind::ApplicationToEmployer);
    let link = app.take_mail(MailKind::ApplicationReceived).link();
    partner
        .get(&format!("/gestion{}", offer.path()))
        .uncheck("Dès que possible")
        .check("Ne pas publier")
        .submit("Enregistrer");
    app.visitor().get(&link).click("Retirer ma candidature").submit("Oui, retirer ma candidature");
    app.take_mail(MailKind::ApplicationWithdrawn);
    let mail = app.take_mail(MailKind::ApplicationWithdrawnToEmployer);
    assert_eq!(mail.to, "stages@menuiserie.example.org");
}

#[test]
fn an_event_that_was_cancelled_did_not_take_place() {
    let app = TestApp::new();
    let event = app.event().published();
    filled(&app.visitor(), &event).submit(SEND);
    let link = register::told(&app).link();
    app.unpublish_event(&event);
    app.wait(Duration::days(20));
    let page = app.visitor().get(&link);
    page.assert_says("Cette rencontre n’est plus proposée.");
    assert!(!page.says("a eu lieu"));
}

#[test]
fn after_a_cancellation_the_same_form_registers_anew() {
    let app = TestApp::new();
    let event = app.event().published();
    let form = filled(&app.visitor(), &event).sending(SEND);
    let first = app.visitor().follow(&form, 200).url;
    let link = register::told(&app).link();
    app.visitor().get(&link).click("Annuler mon inscription").submit("Oui, annuler mon inscription");
    app.take_mail(MailKind::RegistrationCancelled);
    app.take_mail(MailKind::RegistrationCancelledToReceiver);
    // The confirmation no longer says what is no longer true.
    app.visitor().open(&first, 404);
    let second = app.visitor().follow(&form, 200).url;
    assert_ne!(second, first);
    register::told(&app);
    assert_eq!(app.seats(&event), (1, 1));
}
