//! Articles and their documents, the contact form, the legal pages, and what machines read.

use cmonstage::accounts::{NewUser, Role, store as accounts};
use cmonstage::contact::store as contact;
use cmonstage::content;
use cmonstage::domain::Civility;
use cmonstage::domain::{DepartmentCode, Email, FileKind, Name};
use cmonstage::files::{self, FileId, FileInfo};
use cmonstage::mail::MailKind;
use time::Duration;

use crate::support::{Page, TestApp};

const SEND: &str = "Envoyer le message";

const MESSAGE: &str = "Bonjour, j’aimerais visiter un atelier\u{202f}: zirconium.";

/// A site that begins with the articles a new file has.
fn seeded() -> TestApp {
    let app = TestApp::new();
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| content::defaults::seed(tx, now)).unwrap();
    app
}

/// An administrator, and the partner who answers for Charente-Maritime.
fn answering(app: &TestApp) {
    let now = app.app().clock.now();
    app.db()
        .write_blocking(move |tx| {
            let organisation = accounts::create_organisation(tx, now, "Agence")?;
            let user = |role, email: &str| {
                let new = NewUser {
                    organisation,
                    role,
                    civility: Civility::Madam,
                    last_name: Name::parse("Boutevin").unwrap(),
                    first_name: Name::parse("Aïcha").unwrap(),
                    email: Email::parse(email).unwrap(),
                    phone: None,
                };
                accounts::create_user(tx, now, &new)
            };
            user(Role::Administrator, "admin@agence.example")?;
            let partner = user(Role::Partner, "partenaire@agence.example")?;
            contact::set_answering(tx, DepartmentCode::parse("17").unwrap(), partner)
        })
        .unwrap();
}

fn message(app: &TestApp, department: &str) -> Page {
    app.visitor()
        .get("/contact")
        .fill("Prénom et nom", "Inès Bellanque")
        .fill("Adresse e-mail", "ines@example.org")
        .fill("Votre département", department)
        .fill("Votre message", MESSAGE)
}

#[test]
fn a_message_reaches_whoever_answers_once() {
    let app = TestApp::new();
    answering(&app);
    let sending = message(&app, "17").sending(SEND);
    let confirmation = app.visitor().follow(&sending, 200);
    assert_eq!(app.visitor().follow(&sending, 200).url, confirmation.url, "a double click is one message");
    let reference = confirmation.url.trim_start_matches("/contact/").to_owned();
    confirmation.assert_says(&reference);
    confirmation.assert_says("5\u{a0}jours ouvrés");
    app.visitor().open("/contact/M-2222-2222", 404);

    let to_reader = app.take_mail(MailKind::ContactToPartner);
    assert_eq!(to_reader.to, "partenaire@agence.example");
    assert!(to_reader.body.contains("zirconium") && to_reader.body.contains("Charente-Maritime (17)"));
    let answer_to: String = app.value("SELECT reply_to FROM mail WHERE kind = 'contact_to_partner'", []);
    assert_eq!(answer_to, "ines@example.org");
    let acknowledgement = app.take_mail(MailKind::ContactReceived);
    assert_eq!(acknowledgement.to, "ines@example.org");
    for typed in ["zirconium", "Bellanque", "Inès"] {
        assert!(!acknowledgement.body.contains(typed), "{typed}: nobody checked the address");
    }
    assert_eq!(app.count("mail"), 2);

    // Elsewhere, the administrators.
    message(&app, "autre").submit(SEND);
    assert_eq!(app.take_mail(MailKind::ContactToPartner).to, "admin@agence.example");
    app.take_mail(MailKind::ContactReceived);
}

#[test]
fn a_refused_message_comes_back_with_all_that_was_typed() {
    let app = TestApp::new();
    let hurried = app
        .visitor()
        .in_no_time()
        .get("/contact")
        .fill("Prénom et nom", "Inès")
        .fill("Adresse e-mail", "ines@")
        .fill("Objet", "Objet & co")
        .fill("Votre message", "<b>Court</b>\u{0}")
        .submit_expecting(SEND, 422);
    assert_eq!(hurried.wrong_fields().len(), 3, "{:?}", hurried.wrong_fields());
    assert_eq!(hurried.value("Adresse e-mail"), "ines@");
    assert_eq!(hurried.value("Objet"), "Objet & co");
    assert_eq!(hurried.value("Votre message"), "<b>Court</b>", "what cannot be shown is not given back");
    hurried.assert_says("envoyé très vite");
    assert!(hurried.one("title").starts_with("Erreur – "));

    let form = message(&app, "17");
    let ticket = format!("ticket={}", form.hidden("ticket"));
    let forged = form.sending(SEND).with_body_replaced(&ticket, "ticket=AAAA");
    let trapped = form.sending(SEND).with_body_replaced("homepage=", "homepage=x");
    for sending in [forged, trapped] {
        let refused = app.visitor().follow(&sending, 422);
        assert_eq!(refused.value("Votre message"), MESSAGE);
    }
    let enormous = message(&app, "17").fill("Votre message", &"x".repeat(200_000));
    enormous.submit_expecting(SEND, 413).assert_says("Message trop long");
    assert_eq!(app.count("mail"), 0);
}

#[test]
fn articles_and_their_documents_are_served_once_published() {
    let app = seeded();
    let visitor = app.visitor();
    let list = visitor.get("/ressources");
    list.assert_says("La gratification");
    assert_eq!(list.all("#sites-utiles").len(), 1);
    let found = |query: &str| {
        let hrefs = visitor.get(&format!("/ressources?q={query}")).attributes("main a", "href");
        hrefs.contains(&"/ressources/gratification".to_owned())
    };
    assert!(found("GRATIFIÉ"));
    visitor.get("/ressources?q=zzz+%3Cb%3E%25_").assert_says("Aucun article");

    let (now, id) = (app.app().clock.now(), FileId::from_bytes([9; 16]));
    let file = id.clone();
    app.db()
        .write_blocking(move |tx| {
            let info = FileInfo { id: file.clone(), name: "modele.pdf".into(), kind: FileKind::Pdf, size: 0 };
            files::stage(tx, now, &info)?;
            files::append(tx, &file, 0, b"%PDF-1.4 x")?;
            content::store::attach(tx, now, "gratification", "Un modèle", &file)
        })
        .unwrap();
    let article = visitor.get("/ressources/gratification");
    article.assert_says("Un modèle");
    article.assert_says("PDF, 10\u{a0}octets, 2\u{a0}mars 2026");
    let document = format!("/ressources/gratification/fichiers/{id}");
    assert_eq!(visitor.fetch(&document).status, 200);
    visitor.open(&format!("/ressources/etudiants/fichiers/{id}"), 404);

    for published_on in [None, Some("2026-03-03")] {
        app.sql("UPDATE resource SET published_on = ?1 WHERE slug = 'gratification'", [published_on]);
        for path in ["/ressources/gratification", &document] {
            visitor.open(path, 404);
        }
        assert!(!visitor.fetch("/sitemap.xml").text().contains("/ressources/gratification"));
        assert!(!found("gratification"));
    }
    app.wait(Duration::days(1));
    assert_eq!(visitor.fetch(&document).status, 200, "its day has come");
}

#[test]
fn a_fresh_site_marks_what_its_legal_pages_lack() {
    let app = seeded();
    for path in ["/mentions-legales", "/confidentialite", "/accessibilite"] {
        let page = app.visitor().get(path);
        assert!(page.all("main .badge.warn").iter().any(|badge| badge.starts_with("À compléter")), "{path}");
        assert!(page.all("footer a").contains(&"Accessibilité\u{a0}: non conforme".to_owned()), "{path}");
    }
    app.sql("INSERT INTO page_text VALUES ('legal_notice', '# Nous\n\nPar {{editeur}}.<script>', 0)", []);
    let own = app.visitor().get("/mentions-legales");
    assert_eq!(own.one("main h2"), "Nous");
    own.assert_says("<script>");
    assert!(!own.says("Hébergeur"));
}

#[test]
fn machines_read_valid_documents() {
    let app = seeded();
    let visitor = app.visitor();
    let origin = app.app().base_url.as_str().to_owned();
    for path in
        ["/offres-de-stage.rss", "/offres-de-stage.rss?q=%00%1f%3C%26&dep=17&page=99&x=1", "/sitemap.xml"]
    {
        let answer = visitor.fetch(path);
        assert_eq!(answer.status, 200, "{path}");
        let text = answer.text();
        assert!(roxmltree::Document::parse(&text).is_ok(), "{path}: {text}");
    }
    let map = visitor.fetch("/sitemap.xml").text();
    let map = roxmltree::Document::parse(&map).unwrap();
    let addresses: Vec<&str> =
        map.descendants().filter(|node| node.has_tag_name("loc")).filter_map(|node| node.text()).collect();
    assert!(addresses.len() > 10, "{addresses:?}");
    for address in addresses {
        assert_eq!(visitor.fetch(address.strip_prefix(&origin).unwrap()).status, 200, "{address}");
    }
    assert!(visitor.fetch("/robots.txt").text().ends_with(&format!("Sitemap: {origin}/sitemap.xml\n")));
    let security = visitor.fetch("/.well-known/security.txt").text();
    let expected = format!("Contact: {origin}/contact\nExpires: 2026-08-29T00:00:00Z\n");
    assert!(security.starts_with(&expected), "{security}");
    let images = visitor.get("/").attributes("meta[property='og:image']", "content");
    let image = images[0].strip_prefix(&origin).unwrap();
    assert!(image.ends_with(".png"), "{image}");
    assert_eq!(visitor.fetch(image).status, 200);
    let feeds = visitor
        .get("/offres-de-stage?dep=17&tri=debut")
        .attributes("link[type='application/rss+xml']", "href");
    assert_eq!(feeds, ["/offres-de-stage.rss?dep=17"]);
}

#[test]
fn a_message_that_nobody_answers_yet_is_kept() {
    let app = TestApp::new();
    message(&app, "17").submit(SEND);
    app.take_mail(MailKind::ContactReceived);
    assert_eq!(app.count("contact_message"), 1);
}
