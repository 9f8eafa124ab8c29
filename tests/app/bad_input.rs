//! What people, and those who do not use the form, send instead of what was asked for: each gets a
//! clear page and a right status, none a failure of ours, and nothing stored is lost.

use cmonstage::mail::MailKind;
use proptest::prelude::*;

use crate::apply::{SEND, filled};
use crate::support::{Page, Request, TestApp, docm, docx, odt, pdf, png, swollen_docx};

const TEXTS: [&str; 4] = [
    "Téléphone",
    "Formation suivie actuellement",
    "Formations, expériences, motivations",
    "Laissez ce champ vide",
];

#[test]
fn an_empty_form_says_all_that_is_missing_at_once() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let form = app.visitor().get(&offer.apply());
    app.wait(time::Duration::seconds(10));
    let refused = form.submit_expecting(SEND, 422);
    assert_eq!(refused.one("#erreurs h2"), "4 erreurs à corriger");
    assert_eq!(refused.wrong_fields(), ["Nom", "Prénom", "Âge", "Adresse e-mail"]);
    assert_eq!(refused.error_of("Nom"), "Erreur\u{a0}: Indiquez votre nom.");
    assert!(refused.one("head title").starts_with("Erreur – Postuler"));
    assert_eq!(refused.attributes("[autofocus]", "id"), ["erreurs"], "the summary takes the focus");
    assert_eq!(app.count("application"), 0);
}

#[test]
fn each_field_refuses_what_it_cannot_be_and_keeps_what_was_typed() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let long = "é".repeat(101);
    let longer = "mot ".repeat(1100);
    for (field, typed, said) in [
        ("Nom", "", "Indiquez votre nom."),
        ("Nom", "12345", "Un nom contient au moins une lettre."),
        ("Nom", &long, "il en faut au plus 100"),
        ("Prénom", "\u{202e}\u{200b}", "Indiquez votre prénom."),
        ("Prénom", "!!!", "Un nom contient au moins une lettre."),
        ("Âge", "seize", "de 10 à 99"),
        ("Âge", "9", "de 10 à 99"),
        ("Âge", "100", "de 10 à 99"),
        ("Âge", "-16", "de 10 à 99"),
        ("Âge", "16,5", "de 10 à 99"),
        ("Âge", "١٦", "de 10 à 99"),
        ("Âge", "99999999999", "il en faut au plus 10"),
        ("Adresse e-mail", "ines", "Il manque le signe @"),
        ("Adresse e-mail", "ines@localhost", "Il manque un point"),
        ("Adresse e-mail", "a@b.example,c@d.example", "ni virgule"),
        ("Adresse e-mail", "a@b@d.example", "plusieurs signes @"),
        ("Adresse e-mail", "ines @example.org", "pas d’espace"),
        ("Adresse e-mail", "ines@[127.0.0.1]", "adresse complète"),
        ("Adresse e-mail", "\"ines\"@example.org", "adresse complète"),
        ("Adresse e-mail", "inès@example.org", "ni accent"),
        ("Adresse e-mail", &format!("{}@example.org", "a".repeat(250)), "il en faut au plus 254"),
        ("Téléphone", "abc", "ne contient que des chiffres"),
        ("Téléphone", "12", "10 chiffres"),
        ("Téléphone", "05 36 49 00 00 05 36 49 00 00 05", "il en faut au plus 30"),
        ("Formation suivie actuellement", &"x".repeat(201), "il en faut au plus 200"),
        ("Formations, expériences, motivations", &longer, "il en faut au plus 4\u{202f}000"),
    ] {
        let refused = filled(&app.visitor(), &offer.apply()).fill(field, typed).submit_expecting(SEND, 422);
        let error = refused.error_of(field);
        assert!(error.contains(said), "{field} « {typed} »: {error}");
        let kept = |text: &str| text.replace("\r\n", "\n");
        assert_eq!(kept(&refused.value(field)), kept(typed), "{field}: what was typed stays");
        assert_eq!(refused.wrong_fields(), [field]);
    }
    assert_eq!((app.count("application"), app.count("mail")), (0, 0));
}

#[test]
fn lengths_are_counted_as_people_count() {
    let app = TestApp::new();
    let offer = app.offer().published();
    // Four thousand characters, emoji and line ends among them, spaces around left out.
    let text = format!("  {}\n{}  ", "😀".repeat(1999), "é".repeat(2000));
    filled(&app.visitor(), &offer.apply()).fill("Formations, expériences, motivations", &text).submit(SEND);
    assert_eq!(app.value::<String>("SELECT motivation FROM application", []).chars().count(), 4000);
    app.mails();
}

#[test]
fn invisible_characters_are_taken_out_and_the_rest_is_kept() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let done = filled(&app.visitor(), &offer.apply())
        .fill("Nom", "Bel\u{0}lan\u{202e}que\u{2066}\t ")
        .fill("Prénom", "  Zoé   👩🏽‍🔧 ")
        .fill("Formation suivie actuellement", "Seconde\r\nBcc: x@example.org")
        .fill("Formations, expériences, motivations", "شكرا\u{202e} 🙏\u{0}\u{1f}7\u{1f}\n\n\n\nfin\u{7}")
        .submit(SEND);
    done.assert_says("Votre candidature est bien arrivée");
    let stored = |column: &str| app.value::<String>(&format!("SELECT {column} FROM application"), []);
    assert_eq!(stored("last_name"), "Bellanque");
    assert_eq!(stored("first_name"), "Zoé 👩🏽‍🔧");
    assert_eq!(stored("current_training"), "Seconde Bcc: x@example.org");
    assert_eq!(stored("motivation"), "شكرا 🙏7\n\nfin");
    let mail = app.take_mail(MailKind::ApplicationToEmployer);
    app.take_mail(MailKind::ApplicationReceived);
    assert!(!mail.subject.contains(['\r', '\n']) && !mail.body.contains('\u{1f}'));
    assert_eq!(mail.body.matches("/candidatures/").count(), 1, "nobody writes a link by typing its mark");
    app.visitor().get(&mail.link()).assert_says("Zoé 👩🏽‍🔧 Bellanque");
}

/// Bytes that are hard on decoders, in each field of the form.
const NASTY: [&str; 12] = [
    "\u{0}",
    "\u{0}\u{1}\u{1b}[31m",
    "\u{202e}abc\u{202c}\u{2066}",
    "😀👨‍👩‍👧‍👦🏳️‍🌈",
    "a\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{feff}\u{fffe}\u{ffff}",
    "'; DROP TABLE application; --",
    "</textarea><script>alert(1)</script>",
    "\"--\r\nContent-Disposition: form-data; name=\"age\"\r\n\r\n99",
    "%00%0d%0a{{7*7}}${7*7}",
    "\n\n\nun saut d’abord",
    "= cmd|' /C calc'!A0",
];

#[test]
fn nothing_nasty_in_any_field_breaks_the_page_or_what_is_stored() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let visitor = app.visitor();
    filled(&visitor, &offer.apply()).submit(SEND);
    app.mails();
    let labels = [
        "Nom",
        "Prénom",
        "Âge",
        "Adresse e-mail",
        "Prénom et nom du parent ou responsable légal",
        "Adresse e-mail du parent ou responsable légal",
    ];
    for nasty in NASTY {
        let mut all = filled(&visitor, &offer.apply()).fill("Âge", "13");
        for label in labels.into_iter().chain(TEXTS) {
            all = all.fill(label, nasty);
            let answer = visitor.send(&filled(&visitor, &offer.apply()).fill(label, nasty).sending(SEND));
            assert!(matches!(answer.status, 303 | 422), "{label} « {nasty:?} »: {}", answer.status);
        }
        let refused = all.submit_expecting(SEND, 422);
        assert!(refused.all("script:not([src])").is_empty());
    }
    app.mails();
    let first: String = app.value("SELECT last_name FROM application ORDER BY id LIMIT 1", []);
    assert_eq!(first, "Bellanque", "what was stored first is there");
}

#[test]
fn a_text_longer_than_any_form_is_refused_without_a_failure() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let form = filled(&app.visitor(), &offer.apply())
        .fill("Formations, expériences, motivations", &"mot ".repeat(30_000));
    let page = form.submit_expecting(SEND, 413);
    page.assert_says("quelques pages de texte");
    assert_eq!((app.count("application"), app.count("file")), (0, 0));
}

fn refused_file(app: &TestApp, path: &str, name: &str, bytes: Vec<u8>, status: u16) -> Page {
    let refused =
        filled(&app.visitor(), path).attach("Fichiers joints", name, bytes).submit_expecting(SEND, status);
    assert_eq!(refused.wrong_fields(), ["Fichiers joints"]);
    assert_eq!(refused.value("Nom"), "Bellanque", "what was typed stays");
    assert!(refused.all(".kept").is_empty());
    refused
}

#[test]
fn a_file_of_six_megabytes_is_too_heavy_and_the_form_stays() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let refused = refused_file(&app, &offer.apply(), "cv.pdf", pdf(6 * 1024 * 1024, 1), 413);
    let error = refused.error_of("Fichiers joints");
    assert!(
        error.contains(
            "«\u{a0}cv.pdf\u{a0}» n’a pas été gardé. Ce fichier est trop lourd\u{a0}: 5\u{a0}Mo au plus."
        ),
        "{error}"
    );
    assert_eq!(app.count("file"), 0, "nothing of it stays");
    // Five megabytes to the byte pass; one more does not.
    let limit = 5 * 1024 * 1024;
    refused_file(&app, &offer.apply(), "cv.pdf", pdf(limit + 1, 1), 413);
    filled(&app.visitor(), &offer.apply()).attach("Fichiers joints", "cv.pdf", pdf(limit, 1)).submit(SEND);
    assert_eq!(app.value::<i64>("SELECT size FROM file", []), limit as i64);
    app.mails();
}

#[test]
fn each_file_that_is_not_what_it_should_be_is_refused_with_its_reason() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let html = b"<!doctype html><script>alert(1)</script>".to_vec();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    for (name, bytes, said) in [
        ("cv.pdf", html.clone(), "ne correspond pas à son nom"),
        ("cv.html", html.clone(), "Ce type de fichier n’est pas accepté"),
        ("cv.pdf.html", pdf(100, 1), "Ce type de fichier n’est pas accepté"),
        ("cv.svg", svg.clone(), "Ce type de fichier n’est pas accepté"),
        ("photo.png", svg, "ne correspond pas à son nom"),
        ("photo.jpg", png(), "ne correspond pas à son nom"),
        ("cv", pdf(100, 1), "Ce type de fichier n’est pas accepté"),
        ("cv.exe", b"MZ\x90\0".to_vec(), "Ce type de fichier n’est pas accepté"),
        ("cv.pdf", Vec::new(), "Ce fichier est vide"),
        ("lettre.docx", docm(), "contient des macros"),
        ("lettre.docx", swollen_docx(), "trop volumineux une fois ouvert"),
        ("lettre.docx", odt(), "ne correspond pas à son nom"),
        ("lettre.odt", docx(), "ne correspond pas à son nom"),
        ("lettre.docx", docx()[..60].to_vec(), "abîmé ou illisible"),
        ("lettre.docx", b"PK\x03\x04".to_vec(), "abîmé ou illisible"),
    ] {
        let refused = refused_file(&app, &offer.apply(), name, bytes, 422);
        let error = refused.error_of("Fichiers joints");
        assert!(error.contains(said), "{name}: {error}");
    }
    assert_eq!((app.count("file"), app.count("file_chunk"), app.count("application")), (0, 0, 0));
}

#[test]
fn a_refused_file_does_not_take_the_good_ones_with_it() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let refused = filled(&app.visitor(), &offer.apply())
        .attach("Fichiers joints", "cv.pdf", pdf(1000, 1))
        .attach("Fichiers joints", "piege.pdf", b"<html>".to_vec())
        .attach("Fichiers joints", "photo.png", png())
        .submit_expecting(SEND, 422);
    assert_eq!(refused.all(".kept-name small").len(), 2);
    refused.submit(SEND).assert_says("et vos 2 fichiers");
    app.mails();
}

#[test]
fn names_of_files_are_made_harmless() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let long = format!("{}.pdf", "long".repeat(100));
    for (name, kept) in [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\moi\\cv.pdf", "cv.pdf"),
        ("cv\u{202e}fdp.pdf", "cvfdp.pdf"),
        ("\"a\r\nSet-Cookie: x=1.pdf", "22a0D0ASet-Cookie x=1.pdf"),
        ("<script>.pdf", "script.pdf"),
        (long.as_str(), &long[long.len() - 4..]),
        ("😀 été.pdf", "😀 été.pdf"),
        ("….pdf", "….pdf"),
    ] {
        let form = filled(&app.visitor(), &offer.apply()).fill("Âge", "").attach(
            "Fichiers joints",
            name,
            pdf(100, 1),
        );
        let refused = form.submit_expecting(SEND, 422);
        let shown = refused.one(".kept-name span");
        assert!(shown.contains(kept) && shown.chars().count() < 140, "{name:?}: {shown}");
        let done = refused
            .fill("Âge", "16")
            .fill("Prénom", &format!("Inès {}", "x".repeat(kept.len())))
            .submit(SEND);
        done.assert_says("et votre fichier");
    }
    for mail in app.mails().into_iter().filter(|mail| mail.kind == MailKind::ApplicationToEmployer) {
        let page = app.visitor().get(&mail.link());
        let answer = app.visitor().fetch(&page.attributes("a.attachment", "href")[0]);
        let disposition = answer.header("content-disposition").unwrap();
        assert!(
            disposition.is_ascii() && disposition.starts_with("attachment; filename=\""),
            "{disposition}"
        );
        assert_eq!(answer.header("set-cookie"), None);
    }
}

fn posting(app: &TestApp, target: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Request {
    Request::new("POST", target)
        .header("Content-Type", content_type)
        .header("Origin", app.app().base_url.as_str())
        .header("Sec-Fetch-Site", "same-origin")
        .body(body)
}

#[test]
fn what_is_no_form_is_refused_as_unreadable() {
    let app = TestApp::new();
    let offer = app.offer().published();
    for (content_type, body, status) in [
        ("application/x-www-form-urlencoded", "last_name=x", 400),
        ("application/json", "{\"last_name\":\"x\"}", 400),
        ("text/plain", "", 400),
        ("multipart/form-data", "x", 400),
        ("multipart/form-data; boundary=", "x", 400),
        ("multipart/form-data; boundary=b", "", 400),
        (
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"last_name\"\r\n\r\ntronqu",
            400,
        ),
        ("multipart/form-data; boundary=b", "--b--\r\n", 422),
    ] {
        let page = app.visitor().follow(&posting(&app, &offer.apply(), content_type, body), status);
        if status == 400 {
            page.assert_says("Formulaire illisible");
        }
    }
    let many = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n".repeat(200) + "--b--\r\n";
    app.visitor().follow(&posting(&app, &offer.apply(), "multipart/form-data; boundary=b", many), 400);
    assert_eq!((app.count("application"), app.count("file")), (0, 0));
}

#[test]
fn fields_that_nobody_asked_for_change_nothing() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let form = filled(&app.visitor(), &offer.apply());
    let ticket = form.hidden("ticket");
    let more: String = ["id=1", "offer_id=999", "reference=C-2222-2222", "created_at=0", "role=administrator", "last_name=Autre"]
        .iter()
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            format!("\r\n------geckoformboundary7d1f3c5b9a2e4680\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}")
        })
        .collect();
    let request = form.sending(SEND).with_body_replaced(&ticket, &format!("{ticket}{more}"));
    // The first value of a repeated name is the one read: here, the one that was slipped in.
    let done = app.visitor().follow(&request, 200);
    assert_ne!(done.one(".reference"), "C-2222-2222");
    assert_eq!(app.value::<i64>("SELECT offer_id FROM application", []), offer.id);
    assert_eq!(app.value::<String>("SELECT last_name FROM application", []), "Autre");
    app.mails();
}

#[test]
fn no_bytes_sent_as_a_form_make_the_server_fail() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let form = filled(&app.visitor(), &offer.apply()).attach("Fichiers joints", "cv.pdf", pdf(400, 1));
    let honest = form.sending(SEND);
    let visitor = app.visitor();
    let config = ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(
        noise in prop::collection::vec(any::<u8>(), 0..300),
        cut in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        how in 0..4,
    )| {
        let body = match how {
            0 => noise,
            1 => honest.body[..cut.index(honest.body.len())].to_vec(),
            2 => {
                let mut body = honest.body.clone();
                let at = at.index(body.len());
                body.splice(at..at, noise);
                body
            }
            _ => {
                let mut body = honest.body.clone();
                let at = at.index(body.len());
                let end = (at + noise.len()).min(body.len());
                body.splice(at..end, noise);
                body
            }
        };
        let answer = visitor.send(&honest.clone().body(body));
        prop_assert!(matches!(answer.status, 303 | 400 | 404 | 413 | 422), "{}", answer.status);
    });
    let staged: i64 = app.value("SELECT count(*) FROM file WHERE staged_until IS NULL AND id NOT IN (SELECT file_id FROM application_file)", []);
    assert_eq!(staged, 0, "no file is kept that belongs to nothing");
    app.mails();
}

#[test]
fn what_was_staged_and_never_sent_is_swept() {
    let app = TestApp::new();
    let offer = app.offer().document("fiche.pdf", pdf(300, 1)).published();
    filled(&app.visitor(), &offer.apply())
        .fill("Âge", "")
        .attach("Fichiers joints", "cv.pdf", pdf(600_000, 1))
        .submit_expecting(SEND, 422);
    assert_eq!(app.count("file"), 2);
    let sweep = || {
        let now = app.app().clock.now();
        app.db().write_blocking(move |tx| cmonstage::jobs::sweep(tx, now)).unwrap();
    };
    sweep();
    assert_eq!(app.count("file"), 2, "it waits for its form");
    app.wait(time::Duration::hours(12));
    sweep();
    sweep();
    assert_eq!((app.count("file"), app.count("file_chunk")), (1, 1), "the offer's own stays");
}
