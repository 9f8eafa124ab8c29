//! Applying: the form, its documents, what is stored, who is told.

use cmonstage::access::edit::system;
use cmonstage::catalogue::By;
use cmonstage::domain::UnpublishedReason;
use cmonstage::mail::MailKind;
use cmonstage::offers::store;
use time::Duration;

use crate::support::{Page, TestApp, Visitor, docx, odt, pdf, png};

pub const SEND: &str = "Envoyer ma candidature";

/// A form filled in with the four fields that are needed.
pub fn filled(visitor: &Visitor, path: &str) -> Page {
    visitor
        .get(path)
        .fill("Nom", "Bellanque")
        .fill("Prénom", "Inès")
        .fill("Âge", "16")
        .fill("Adresse e-mail", "ines.bellanque@example.org")
}

#[test]
fn applications_to_a_closed_account_go_to_the_manager_then_to_an_administrator() {
    let app = TestApp::new();
    let (writer, manager, boss) =
        (app.user("Bellanque"), app.user("Sauvanel"), app.administrator("Rouvière"));
    let address = cmonstage::domain::Email::parse(&writer.email.to_uppercase()).unwrap();
    let offer = app
        .offer()
        .masked("Entreprise de menuiserie")
        .change(|offer| {
            offer.project.manager = Some(manager.id);
            offer.draft.contact.email = Some(address);
        })
        .published();
    let mut gone = writer.email;
    for (name, next) in [("Ana", &manager), ("Bea", &boss)] {
        app.sql("UPDATE user SET active = 0 WHERE email = ?1", [gone.clone()]);
        let page = app.visitor().get(&offer.path());
        page.assert_says(&next.email);
        assert!(!page.html().to_lowercase().contains(&gone));
        filled(&app.visitor(), &offer.apply()).fill("Prénom", name).submit(SEND);
        assert_eq!(app.take_mail(MailKind::ApplicationToEmployer).to, next.email);
        app.take_mail(MailKind::ApplicationReceived);
        gone = next.email.clone();
    }
}

/// Reads the three mails of a first application, in whatever order they were written.
fn told(app: &TestApp) {
    app.take_mail(MailKind::ApplicationToEmployer);
    app.take_mail(MailKind::ApplicationReceived);
}

#[test]
fn an_application_with_three_files_reaches_the_employer_byte_for_byte() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let (cv, letter) = (pdf(900_000, 7), docx());
    let done = filled(&app.visitor(), &offer.apply())
        .fill("Téléphone", "06 39 98 00 01")
        .fill("Formation suivie actuellement", "Seconde professionnelle")
        .fill("Formations, expériences, motivations", "J’aime le bois.\n\nEt l’atelier !")
        .attach("Fichiers joints", "CV d’Inès.pdf", cv.clone())
        .attach("Fichiers joints", "lettre.docx", letter.clone())
        .attach("Fichiers joints", "photo.png", png())
        .submit(SEND);
    done.assert_says("Votre candidature est bien arrivée");
    done.assert_says("et vos 3 fichiers");
    let reference = done.one(".reference");
    assert_eq!(done.url, format!("{}/{reference}", offer.apply()));
    assert_eq!(app.count("application"), 1);

    let mail = app.take_mail(MailKind::ApplicationToEmployer);
    assert_eq!(mail.to, "stages@menuiserie.example.org");
    assert!(
        mail.body.contains("Inès Bellanque, 16 ans") && mail.body.contains("les 3 documents joints"),
        "{}",
        mail.body
    );
    let read = app.visitor().get(&mail.link());
    for said in [
        "Inès Bellanque",
        reference.as_str(),
        "16\u{a0}ans",
        "ines.bellanque@example.org",
        "06\u{a0}39\u{a0}98\u{a0}00\u{a0}01",
        "Seconde professionnelle",
        "J’aime le bois.",
        "Et l’atelier\u{202f}!",
        "lundi 2\u{a0}mars 2026 à 10\u{a0}h",
    ] {
        read.assert_says(said);
    }
    let files = read.attributes("a.attachment", "href");
    assert_eq!(files.len(), 3);
    for (href, (name, bytes)) in
        files.iter().zip([("CV d’Inès.pdf", cv), ("lettre.docx", letter), ("photo.png", png())])
    {
        let answer = app.visitor().fetch(href);
        assert_eq!(answer.status, 200);
        assert!(answer.body == bytes, "{name}: byte for byte");
        assert!(answer.header("content-disposition").unwrap().starts_with("attachment;"), "{name}");
        assert_eq!(answer.header("content-security-policy"), Some("sandbox; default-src 'none'"));
        read.assert_says(name);
    }

    let receipt = app.take_mail(MailKind::ApplicationReceived);
    assert_eq!(receipt.to, "ines.bellanque@example.org");
    assert!(receipt.body.contains(&reference) && receipt.body.contains(&offer.path()), "{}", receipt.body);
    let line: String = app.value("SELECT text FROM journal", []);
    assert_eq!(line, "Une candidature est arrivée pour l’offre n°\u{a0}032026-1.");
}

#[test]
fn four_fields_are_enough() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let done = filled(&app.visitor(), &offer.apply()).submit(SEND);
    done.assert_says("a reçu votre candidature.");
    told(&app);
    let stored: (Option<String>, Option<String>) =
        (app.value("SELECT phone FROM application", []), app.value("SELECT motivation FROM application", []));
    assert_eq!(stored, (None, None));
    assert_eq!(app.count("file"), 0);
}

#[test]
fn under_fifteen_the_legal_representative_consents_and_gets_the_same_mail() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let refused = filled(&app.visitor(), &offer.apply()).fill("Âge", "14").submit_expecting(SEND, 422);
    assert_eq!(
        refused.wrong_fields(),
        [
            "Prénom et nom du parent ou responsable légal",
            "Adresse e-mail du parent ou responsable légal",
            "Mon parent ou responsable légal est d’accord pour que j’envoie cette candidature"
        ]
    );
    assert_eq!(app.count("application"), 0);
    let done = refused
        .fill("Prénom et nom du parent ou responsable légal", "Nadia Bellanque")
        .fill("Adresse e-mail du parent ou responsable légal", "nadia@example.org")
        .check("Mon parent ou responsable légal est d’accord pour que j’envoie cette candidature")
        .submit(SEND);
    done.assert_says("ainsi qu’à votre parent ou responsable légal");
    let (child, parent) =
        (app.take_mail(MailKind::ApplicationReceived), app.take_mail(MailKind::ApplicationReceived));
    assert_eq!((child.to.as_str(), parent.to.as_str()), ("ines.bellanque@example.org", "nadia@example.org"));
    assert_eq!(child.subject, parent.subject);
    assert!(parent.body.contains("comme parent ou responsable légal"), "{}", parent.body);
    let facts = |body: &str| {
        body.split("\n\n")
            .skip_while(|part| !part.starts_with("La candidature"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(facts(&child.body), facts(&parent.body), "the same mail");
    let read = app.visitor().get(&app.take_mail(MailKind::ApplicationToEmployer).link());
    read.assert_says("Nadia Bellanque");
    assert!(read.attributes("#repondre", "href")[0].contains("cc=nadia%40example.org"));
}

#[test]
fn a_parent_who_lends_their_address_gets_one_mail() {
    let app = TestApp::new();
    let offer = app.offer().published();
    filled(&app.visitor(), &offer.apply())
        .fill("Âge", "12")
        .fill("Prénom et nom du parent ou responsable légal", "Nadia Bellanque")
        .fill("Adresse e-mail du parent ou responsable légal", "Ines.BELLANQUE@example.org")
        .check("Mon parent ou responsable légal est d’accord pour que j’envoie cette candidature")
        .submit(SEND);
    assert_eq!(app.mails().len(), 2, "one to the employer, one to the shared address");
}

#[test]
fn from_fifteen_on_nothing_is_kept_of_a_representative() {
    let app = TestApp::new();
    let offer = app.offer().published();
    filled(&app.visitor(), &offer.apply())
        .fill("Âge", "15")
        .fill("Prénom et nom du parent ou responsable légal", "Nadia Bellanque")
        .fill("Adresse e-mail du parent ou responsable légal", "nadia@example.org")
        .submit(SEND);
    told(&app);
    assert_eq!(app.value::<Option<String>>("SELECT guardian_email FROM application", []), None);
}

#[test]
fn sending_it_again_later_shows_the_same_page_and_only_the_mail_says_so() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let visitor = app.visitor();
    let first =
        filled(&visitor, &offer.apply()).attach("Fichiers joints", "cv.pdf", pdf(1000, 1)).submit(SEND);
    told(&app);
    app.wait(Duration::days(2));
    // The same person: address and names are compared as people do.
    let again = visitor
        .get(&offer.apply())
        .fill("Nom", "BELLANQUE")
        .fill("Prénom", "ines")
        .fill("Âge", "17")
        .fill("Adresse e-mail", "Ines.Bellanque@EXAMPLE.org")
        .attach("Fichiers joints", "autre.pdf", pdf(2000, 2))
        .submit(SEND);
    assert_eq!(again.url, first.url);
    assert_eq!(again.one("main"), first.one("main"));
    assert_eq!((app.count("application"), app.count("file"), app.count("link")), (1, 1, 2));
    let mail = app.take_mail(MailKind::ApplicationRepeated);
    assert!(
        mail.body.contains("avait déjà été reçue le lundi 2\u{a0}mars 2026 à 10\u{a0}h"),
        "{}",
        mail.body
    );
    assert!(mail.body.contains(&first.one(".reference")));
    let texts = || app.mails().into_iter().map(|mail| mail.body).collect::<Vec<_>>();
    let told = texts();
    assert_eq!(told.len(), 3, "the employer is not told twice");
    // A third time on the same day: not one mail more, and none that changes in the queue.
    app.wait(Duration::hours(1));
    filled(&visitor, &offer.apply()).submit(SEND);
    assert!(texts() == told);
}

#[test]
fn another_offer_or_another_name_is_another_application() {
    let app = TestApp::new();
    let (one, other) = (app.offer().published(), app.offer().published());
    let visitor = app.visitor();
    filled(&visitor, &one.apply()).submit(SEND);
    filled(&visitor, &other.apply()).submit(SEND);
    filled(&visitor, &one.apply()).fill("Prénom", "Noé").submit(SEND);
    assert_eq!(app.count("application"), 3);
    assert_eq!(app.mails().len(), 6);
}

#[test]
fn a_double_click_stores_one_application_and_both_get_the_same_answer() {
    for round in 0..4 {
        let app = TestApp::new();
        let offer = app.offer().published();
        let request = filled(&app.visitor(), &offer.apply())
            .attach("Fichiers joints", "cv.pdf", pdf(300_000, round))
            .sending(SEND);
        let answers: Vec<_> = std::thread::scope(|scope| {
            let clicks: Vec<_> = (0..4).map(|_| scope.spawn(|| app.visitor().send(&request))).collect();
            clicks.into_iter().map(|click| click.join().unwrap()).collect()
        });
        let places: Vec<_> =
            answers.iter().map(|answer| (answer.status, answer.header("location").unwrap())).collect();
        assert!(places.iter().all(|place| place.0 == 303 && place == &places[0]), "{places:?}");
        assert_eq!((app.count("application"), app.count("file"), app.count("application_file")), (1, 1, 1));
        assert_eq!((app.count("form_receipt"), app.count("journal")), (1, 1));
        assert_eq!(app.mails().len(), 2);
    }
}

#[test]
fn a_retry_much_later_gets_the_first_answer() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let request = filled(&app.visitor(), &offer.apply()).sending(SEND);
    let first = app.visitor().send(&request);
    app.wait(Duration::hours(13));
    app.unpublish(&offer);
    let again = app.visitor().send(&request);
    assert_eq!(
        (again.status, again.header("location")),
        (303, first.header("location")),
        "the ticket is old, the answer known"
    );
    told(&app);
}

#[test]
fn going_back_for_a_second_child_is_a_new_application() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let form = filled(&app.visitor(), &offer.apply()).attach("Fichiers joints", "cv.pdf", pdf(1000, 1));
    let first = form.submit(SEND);
    // Back: the same page, the same ticket, other words.
    let second = form.fill("Prénom", "Noé").submit(SEND);
    assert_ne!(first.url, second.url);
    assert_eq!((app.count("application"), app.count("application_file")), (2, 2));
    assert_eq!(app.mails().len(), 4);
}

#[test]
fn an_offer_that_goes_while_one_writes_gives_back_what_was_written() {
    let app = TestApp::new();
    let like_it = app.offer().published();
    let offer = app.offer().published();
    let form = filled(&app.visitor(), &offer.apply())
        .fill("Téléphone", "06 39 98 00 02")
        .fill("Formations, expériences, motivations", "Trois pages <b>écrites</b> avec soin.\nEt une ligne.")
        .attach("Fichiers joints", "cv.pdf", pdf(1000, 1));
    app.unpublish(&offer);
    let before = app.stored();
    let gone = form.submit_expecting(SEND, 410);
    for said in [
        "Votre candidature n’a pas pu être envoyée.",
        "Trois pages <b>écrites</b> avec soin.",
        "Et une ligne.",
        "Bellanque",
        "Inès",
        "06 39 98 00 02",
        "ines.bellanque@example.org",
    ] {
        gone.assert_says(said);
    }
    assert_eq!(gone.attributes(".similar h3 a", "href"), [like_it.path()]);
    assert_eq!(gone.response.header("cache-control"), Some("no-store"), "it holds personal words");
    assert_eq!(app.stored(), before, "not even the file is left behind");
}

#[test]
fn an_offer_that_goes_between_the_check_and_the_write_takes_nothing_in() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let form =
        filled(&app.visitor(), &offer.apply()).fill("Formations, expériences, motivations", "Avec soin.");
    let request = form.sending(SEND);
    let (now, id) = (app.app().clock.now(), offer.id);
    std::thread::scope(|scope| {
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel::<()>();
        // The write that takes the offer offline waits: pages still see it online, and the
        // application stands behind it in the queue of the writer.
        let withdrawal = scope.spawn(|| {
            app.db()
                .write_blocking(move |tx| {
                    tell.send(()).unwrap();
                    held.recv().unwrap();
                    store::unpublish(tx, By::system(now), &system::offer(tx, id)?, UnpublishedReason::ByHand)
                })
                .unwrap();
        });
        told.recv().unwrap();
        let sending = scope.spawn(|| app.visitor().follow(&request, 410).one("main"));
        // Pages go on being read meanwhile, which leaves the sending time to be checked.
        for _ in 0..5 {
            app.visitor().get(&offer.path());
        }
        hold.send(()).unwrap();
        withdrawal.join().unwrap();
        let page = sending.join().unwrap();
        assert!(
            page.contains("Votre candidature n’a pas pu être envoyée.") && page.contains("Avec soin."),
            "{page}"
        );
    });
    assert_eq!((app.count("application"), app.count("mail"), app.count("form_receipt")), (0, 0, 0));
}

#[test]
fn a_whole_class_that_applies_at_once_is_taken_in() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let requests: Vec<_> = (0..30)
        .map(|n| {
            let form = filled(&app.visitor(), &offer.apply())
                .fill("Adresse e-mail", &format!("eleve{n}@example.org"));
            form.attach("Fichiers joints", "cv.pdf", pdf(20_000, n)).sending(SEND)
        })
        .collect();
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let sendings: Vec<_> =
            requests.iter().map(|request| scope.spawn(|| app.visitor().send(request).status)).collect();
        sendings.into_iter().map(|sending| sending.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|status| *status == 303), "{answers:?}");
    assert_eq!((app.count("application"), app.count("application_file"), app.count("link")), (30, 30, 60));
    assert_eq!(app.mails().len(), 60);
}

#[test]
fn each_sort_of_offer_that_is_not_online_refuses_applications() {
    let app = TestApp::new();
    let open = app.offer().published();
    let others = [
        (app.offer().draft(), 404),
        (app.offer().awaiting_review(), 404),
        (app.offer().unpublished(), 410),
        (app.offer().starts_in(-1).published(), 410),
    ];
    let request = filled(&app.visitor(), &open.apply()).sending(SEND);
    let before = app.stored();
    for (offer, status) in others {
        let mut request = request.clone();
        request.target = offer.apply();
        assert_eq!(app.visitor().send(&request).status, status);
    }
    let mut request = request;
    request.target = "/offres-de-stage/032026-999/candidature".to_owned();
    assert_eq!(app.visitor().send(&request).status, 404);
    assert_eq!(app.stored(), before);
}

#[test]
fn a_form_left_open_overnight_comes_back_with_its_text_and_its_files() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let cv = pdf(300_000, 9);
    let form = filled(&app.visitor(), &offer.apply()).attach("Fichiers joints", "cv.pdf", cv.clone());
    app.wait(Duration::hours(12));
    let again = form.submit_expecting(SEND, 422);
    again.assert_says("Le formulaire est resté ouvert trop longtemps");
    assert_eq!((again.value("Nom").as_str(), again.value("Âge").as_str()), ("Bellanque", "16"));
    assert_eq!(again.all(".kept .kept-name"), ["cv.pdf 293\u{a0}ko"]);
    assert_eq!(app.count("application"), 0);
    app.wait(Duration::seconds(5));
    let done = again.submit(SEND);
    done.assert_says("et votre fichier");
    let read = app.visitor().get(&app.take_mail(MailKind::ApplicationToEmployer).link());
    let href = read.attributes("a.attachment", "href").remove(0);
    assert!(app.visitor().fetch(&href).body == cv);
    app.take_mail(MailKind::ApplicationReceived);
}

#[test]
fn what_is_sent_faster_than_a_person_can_is_asked_again() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let again = filled(&app.visitor().in_no_time(), &offer.apply()).submit_expecting(SEND, 422);
    again.assert_says("Le formulaire a été envoyé très vite");
    assert_eq!(again.value("Nom"), "Bellanque");
    assert_eq!(app.count("application"), 0);
    app.wait(Duration::seconds(3));
    again.submit(SEND);
    told(&app);
}

#[test]
fn a_ticket_that_is_not_ours_stores_nothing_and_loses_nothing() {
    let app = TestApp::new();
    let (offer, other) = (app.offer().published(), app.offer().published());
    let visitor = app.visitor();
    let good = visitor.get(&offer.apply()).hidden("ticket");
    let others = visitor.get(&other.apply()).hidden("ticket");
    let mut flipped = good.clone().into_bytes();
    flipped[3] = if flipped[3] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    for forged in ["", "x", "AAAA", &"A".repeat(53), &others, &flipped] {
        let form = filled(&visitor, &offer.apply());
        let request = form.sending(SEND).with_body_replaced(&form.hidden("ticket"), forged);
        let again = visitor.follow(&request, 422);
        again.assert_says("Le formulaire est resté ouvert trop longtemps");
        assert_eq!(again.value("Nom"), "Bellanque");
    }
    assert_eq!((app.count("application"), app.count("form_receipt")), (0, 0));
}

#[test]
fn the_field_that_only_robots_fill_in_stops_them_and_a_person_can_go_on() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let again = filled(&app.visitor(), &offer.apply())
        .fill("Laissez ce champ vide", "https://spam.example")
        .submit_expecting(SEND, 422);
    again.assert_says("Votre navigateur a rempli un champ caché");
    assert_eq!(app.count("application"), 0);
    assert_eq!(again.value("Laissez ce champ vide"), "");
    again.submit(SEND);
    told(&app);
}

#[test]
fn files_already_received_stay_while_the_form_is_put_right() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let (cv, letter) = (pdf(1000, 1), odt());
    let refused = filled(&app.visitor(), &offer.apply())
        .fill("Âge", "")
        .attach("Fichiers joints", "cv.pdf", cv.clone())
        .submit_expecting(SEND, 422);
    assert_eq!(refused.wrong_fields(), ["Âge"]);
    assert_eq!(refused.all(".kept-name"), ["cv.pdf 1\u{202f}000\u{a0}octets"]);
    let done = refused.fill("Âge", "16").attach("Fichiers joints", "lettre.odt", letter.clone()).submit(SEND);
    done.assert_says("et vos 2 fichiers");
    let read = app.visitor().get(&app.take_mail(MailKind::ApplicationToEmployer).link());
    app.take_mail(MailKind::ApplicationReceived);
    let bodies: Vec<_> =
        read.attributes("a.attachment", "href").iter().map(|href| app.visitor().fetch(href).body).collect();
    assert!(bodies == [cv, letter], "in the order they were chosen");
}

#[test]
fn a_file_already_received_can_be_taken_out() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let refused = filled(&app.visitor(), &offer.apply())
        .fill("Âge", "")
        .attach("Fichiers joints", "brouillon.pdf", pdf(1000, 1))
        .attach("Fichiers joints", "cv.pdf", pdf(1000, 2))
        .submit_expecting(SEND, 422);
    let done = refused.fill("Âge", "16").check("Retirer brouillon.pdf").submit(SEND);
    done.assert_says("et votre fichier");
    let read = app.visitor().get(&app.take_mail(MailKind::ApplicationToEmployer).link());
    app.take_mail(MailKind::ApplicationReceived);
    assert_eq!(read.all(".attachment-name"), ["cv.pdf"]);
}

#[test]
fn a_file_that_is_no_longer_there_is_said_and_never_left_out_in_silence() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let refused = filled(&app.visitor(), &offer.apply())
        .fill("Âge", "")
        .attach("Fichiers joints", "cv.pdf", pdf(1000, 1))
        .submit_expecting(SEND, 422)
        .fill("Âge", "16");
    refused.submit(SEND).assert_says("et votre fichier");
    told(&app);
    // Back, for a second child: the file went with the first application.
    let second = refused.fill("Prénom", "Noé");
    let told_so = second.submit_expecting(SEND, 422);
    assert!(told_so.error_of("Fichiers joints").contains("Un fichier choisi plus tôt n’est plus là"));
    assert_eq!(app.count("application"), 1);
    told_so.attach("Fichiers joints", "cv.pdf", pdf(1000, 1)).submit(SEND).assert_says("et votre fichier");
    told(&app);

    let waiting = filled(&app.visitor(), &offer.apply())
        .fill("Âge", "")
        .attach("Fichiers joints", "cv.pdf", pdf(1000, 1))
        .submit_expecting(SEND, 422);
    app.wait(Duration::hours(13));
    let again = waiting.fill("Prénom", "Lina").fill("Âge", "16").submit_expecting(SEND, 422);
    assert!(again.error_of("Fichiers joints").contains("n’est plus là"));
    again.assert_says("Le formulaire est resté ouvert trop longtemps");
}

#[test]
fn nobody_takes_a_file_that_waits_in_another_s_form() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let waiting = filled(&app.visitor(), &offer.apply())
        .fill("Âge", "")
        .attach("Fichiers joints", "prive.pdf", pdf(1000, 1))
        .submit_expecting(SEND, 422);
    let theirs = waiting.hidden("kept");
    let own = filled(&app.visitor(), &offer.apply())
        .fill("Âge", "")
        .attach("Fichiers joints", "cv.pdf", pdf(1000, 2))
        .submit_expecting(SEND, 422);
    let id = theirs.split('.').next().unwrap();
    let signature = own.hidden("kept").split('.').nth(1).unwrap().to_owned();
    for forged in
        [theirs.clone(), id.to_owned(), format!("{id}."), format!("{id}.{signature}"), "../../x.y".to_owned()]
    {
        let request = own.sending(SEND).with_body_replaced(&own.hidden("kept"), &forged);
        let again = app.visitor().follow(&request, 422);
        assert!(!again.says("prive.pdf") && again.all(".kept").is_empty(), "{forged}");
    }
    assert_eq!(app.count("application"), 0);
    // The one it belongs to still has it.
    waiting.fill("Âge", "16").submit(SEND).assert_says("et votre fichier");
    told(&app);
}

#[test]
fn a_fourth_file_is_one_too_many_also_when_some_came_earlier() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let mut form = filled(&app.visitor(), &offer.apply());
    for n in 0..4 {
        form = form.attach("Fichiers joints", &format!("{n}.pdf"), pdf(1000, n));
    }
    let refused = form.submit_expecting(SEND, 422);
    assert!(refused.error_of("Fichiers joints").contains("Il y a trop de fichiers\u{a0}: 3 au plus."));
    assert_eq!(refused.all(".kept-name").len(), 3, "the first three are kept");
    let refused = refused.attach("Fichiers joints", "4.pdf", pdf(1000, 4)).submit_expecting(SEND, 422);
    assert!(refused.error_of("Fichiers joints").contains("Il y a trop de fichiers"));
    let names = refused.all(".kept-name");
    assert_eq!(names.len(), 4);
    refused.check("Retirer 0.pdf").submit(SEND).assert_says("et vos 3 fichiers");
    told(&app);
}

#[test]
fn the_form_says_who_reads_it_and_for_how_long() {
    let app = TestApp::with(crate::support::Options {
        settings: vec![("retention.application_months", "5")],
        ..Default::default()
    });
    let offer = app.offer().published();
    let form = app.visitor().get(&offer.apply());
    form.assert_says(
        "Seuls Menuiserie des Halles et la personne qui suit cette offre lisent votre candidature.",
    );
    form.assert_says("Votre candidature est effacée 5 mois après la fin de l’offre.");
    assert_eq!(form.response.header("x-robots-tag"), Some("noindex"));
    assert_eq!(form.response.header("cache-control"), Some("no-store"), "it holds a ticket");
    assert_eq!(form.response.header("etag"), None);
}

#[test]
fn the_names_in_the_form_are_those_that_are_read() {
    use cmonstage::applications::form::{ApplicationForm, FIELDS};
    use cmonstage::web::query::Query;
    use cmonstage::web::ticket::{FIELD as TICKET, HONEYPOT};
    let app = TestApp::new();
    let offer = app.offer().published();
    // A refused form with a file shows every control there can be.
    let page = app
        .visitor()
        .get(&offer.apply())
        .attach("Fichiers joints", "cv.pdf", pdf(100, 1))
        .submit_expecting(SEND, 422);
    let mut shown = page.attributes("#candidature [name]", "name");
    shown.sort();
    let mut declared: Vec<&str> =
        FIELDS.iter().map(|field| field.name).chain([HONEYPOT, TICKET, "kept", "remove"]).collect();
    declared.sort();
    assert_eq!(shown, declared);
    // And each of them ends in the struct, under its own name.
    let mut query = Query::default();
    for field in FIELDS {
        query.push_raw(field.name, format!("valeur-{}", field.name));
    }
    let read = format!("{:#?}", ApplicationForm::read(&query));
    for field in FIELDS.iter().filter(|field| !matches!(field.name, "files" | "guardian_consent")) {
        assert!(read.contains(&format!("{0}: \"valeur-{0}\"", field.name)), "{} in {read}", field.name);
    }
    assert!(read.contains("guardian_consent: true"));
}

#[test]
fn the_confirmation_needs_the_right_reference_and_shows_nothing_personal() {
    let app = TestApp::new();
    let (offer, other) = (app.offer().published(), app.offer().published());
    let done = filled(&app.visitor(), &offer.apply()).submit(SEND);
    told(&app);
    for personal in ["Bellanque", "Inès", "ines.bellanque", "example.org\""] {
        assert!(!done.html().contains(personal), "{personal}");
    }
    let reference = done.one(".reference");
    for wrong in [
        format!("{}/{reference}", other.apply()),
        format!("{}/C-2222-2222", offer.apply()),
        format!("{}/{}", offer.apply(), reference.to_lowercase()),
        format!("{}/x", offer.apply()),
        format!("{}/%27%20OR%201=1", offer.apply()),
    ] {
        app.visitor().open(&wrong, 404);
    }
}

#[test]
fn the_applicant_s_mail_holds_nothing_that_was_typed() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let typed =
        ["Achetez-Mes-Pilules", "Vite", "https://spam.example/nom", "0639980003", "Formation spam.example"];
    let visitor = app.visitor();
    let form = visitor
        .get(&offer.apply())
        .fill("Nom", typed[0])
        .fill("Prénom", typed[1])
        .fill("Âge", "33")
        .fill("Adresse e-mail", "victime@example.org")
        .fill("Téléphone", typed[3])
        .fill("Formation suivie actuellement", typed[4])
        .fill("Formations, expériences, motivations", typed[2]);
    form.submit(SEND);
    form.fill("Formations, expériences, motivations", "encore").submit(SEND);
    app.take_mail(MailKind::ApplicationToEmployer);
    for kind in [MailKind::ApplicationReceived, MailKind::ApplicationRepeated] {
        let mail = app.take_mail(kind);
        let whole = format!("{} {}", mail.subject, mail.body);
        for words in typed.iter().chain(&["spam", "Pilules", "33 ans", "victime"]) {
            assert!(!whole.contains(words), "« {words} » travels to a third person: {whole}");
        }
    }
}
