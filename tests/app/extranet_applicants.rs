//! Those who answered an offer, in the extranet: listed with their documents, entered by hand.

use cmonstage::access::Partner;
use cmonstage::access::edit::applicants_read;
use cmonstage::applications::{ApplicantOrder, store};
use cmonstage::db::slice::Slice;
use cmonstage::mail::MailKind;
use time::Duration;

use crate::apply;
use crate::scale::cost;
use crate::support::{PASSWORD, Page, StoredOffer, StoredUser, TestApp, Visitor, docm, pdf, png};

const SAVE: &str = "Enregistrer ce postulant";

/// A partner, signed in, and an offer of theirs.
fn scene() -> (TestApp, StoredOffer, StoredUser, Visitor) {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let offer = owned(&app, &user);
    (app, offer, user, visitor)
}

fn owned(app: &TestApp, user: &StoredUser) -> StoredOffer {
    app.offer().change(|offer| offer.project.manager = Some(user.id)).published()
}

fn list(offer: &StoredOffer) -> String {
    format!("/gestion/offres-de-stage/{}/postulants", offer.number)
}

/// Looks at the mails of an application; gives the applicant's.
fn told(app: &TestApp) -> crate::support::ReadMail {
    app.take_mail(MailKind::ApplicationToEmployer);
    app.take_mail(MailKind::ApplicationReceived)
}

fn applied(app: &TestApp, offer: &StoredOffer, last: &str, first: &str, age: &str) {
    apply::filled(&app.visitor(), &offer.apply())
        .fill("Nom", last)
        .fill("Prénom", first)
        .fill("Âge", age)
        .submit(apply::SEND);
    told(app);
}

/// The form with what is needed, and not sent yet.
fn filled(visitor: &Visitor, offer: &StoredOffer) -> Page {
    visitor
        .get(&list(offer))
        .click("Inscrire un postulant")
        .fill("Nom", "Bellanque")
        .fill("Prénom", "Inès")
        .fill("Âge", "17")
        .fill("Adresse e-mail", "ines.bellanque@example.org")
}

fn names(page: &Page) -> Vec<String> {
    page.all("#postulants tbody th")
}

#[test]
fn the_list_holds_what_the_guide_says_and_leads_to_the_documents() {
    let (app, offer, _, visitor) = scene();
    let empty = visitor.get(&list(&offer));
    assert_eq!(empty.one("#postulants h2"), "Liste des postulants à l’offre");
    empty.assert_says("Aucun enregistrement");
    let long = "J'aime le bois et les machines. ".repeat(20);
    apply::filled(&app.visitor(), &offer.apply())
        .fill("Âge", "17")
        .fill("Téléphone", "06 39 98 00 01")
        .fill("Formation suivie actuellement", "CAP menuisier")
        .fill("Formations, expériences, motivations", &long)
        .attach("Fichiers joints", "cv.pdf", pdf(300_000, 3))
        .attach("Fichiers joints", "photo.png", png())
        .submit(apply::SEND);
    told(&app);
    let page = visitor.get(&list(&offer));
    let heads = page.all("#postulants thead th");
    assert_eq!(
        heads,
        [
            "Nom",
            "Prénom",
            "Âge",
            "Coordonnées",
            "Formation suivie actuellement",
            "Formations / expériences / motivations",
            "Fichiers joints",
            "Reçue le"
        ]
    );
    let row = page.all("#postulants tbody tr > *");
    assert_eq!(row[2], "17");
    assert!(row[3].contains("06\u{a0}39\u{a0}98\u{a0}00\u{a0}01"), "{row:?}");
    assert_eq!(row[4], "CAP menuisier");
    assert!(page.one("#postulants details summary").starts_with("J’aime le bois et les machines."));
    assert!(row[6].contains("cv.pdf") && row[6].contains("photo.png"));
    page.assert_says("Affichage de la ligne 1 à 1 sur 1");
    // To be saved, never opened within the site.
    let file = visitor.fetch(&page.href_of("cv.pdf"));
    assert_eq!((file.status, &file.body), (200, &pdf(300_000, 3)));
    assert!(file.header("content-disposition").unwrap().starts_with("attachment"));
    assert_eq!(file.header("content-security-policy"), Some("sandbox; default-src 'none'"));
    assert_eq!(file.header("cache-control"), Some("no-store"));
}

#[test]
fn the_list_is_sorted_and_cut_and_a_swap_is_a_reload() {
    let (app, offer, _, visitor) = scene();
    for (last, first, age) in [
        ("Zebrano", "Élise", "19"),
        ("Écureau", "Zoé", "16"),
        ("Abadie", "Œdipe", "45"),
        ("Fabre", "anaïs", "18"),
    ] {
        applied(&app, &offer, last, first, age);
    }
    let page = visitor.get(&list(&offer));
    assert_eq!(names(&page), ["Abadie", "Écureau", "Fabre", "Zebrano"]);
    let page = page.htmx_click("Prénom");
    assert_eq!(names(&page), ["Fabre", "Zebrano", "Abadie", "Écureau"]);
    let page = page.htmx_click("Âge").htmx_click("Âge");
    assert_eq!(page.all("#postulants tbody td:nth-child(3)"), ["45", "19", "18", "16"]);
    assert_eq!(page.url, format!("{}?tri=age&sens=decroissant", list(&offer)));
    let page = page.htmx_click("Reçue le");
    assert_eq!(names(&page), ["Zebrano", "Écureau", "Abadie", "Fabre"]);
    for n in 0..9 {
        applied(&app, &offer, &format!("Nom {}", char::from(b'a' + n)), "Noé", "20");
    }
    let page = visitor.get(&list(&offer)).htmx_click("Suivante\u{a0}: page 2");
    assert_eq!(page.one("#annonce"), "Affichage de la ligne 11 à 13 sur 13");
    page.htmx_click("25 lignes par page").htmx_click("Nom");
}

#[test]
fn those_who_withdrew_are_counted_and_their_documents_are_gone() {
    let (app, offer, _, visitor) = scene();
    let sent = apply::filled(&app.visitor(), &offer.apply()).attach("Fichiers joints", "cv.pdf", pdf(100, 1));
    sent.submit(apply::SEND);
    let link = told(&app).link();
    let file = visitor.get(&list(&offer)).href_of("cv.pdf");
    app.visitor().get(&link).click("Retirer ma candidature").submit("Oui, retirer ma candidature");
    app.take_mail(MailKind::ApplicationWithdrawn);
    app.take_mail(MailKind::ApplicationWithdrawnToEmployer);
    let page = visitor.get(&list(&offer));
    page.assert_says("Aucun enregistrement");
    page.assert_says("1\u{a0}candidature retirée.");
    assert_eq!(visitor.fetch(&file).status, 404);
}

#[test]
fn somebody_entered_by_hand_is_sent_on_as_if_by_the_site() {
    let (app, offer, user, visitor) = scene();
    let form = filled(&visitor, &offer).fill("Formation suivie actuellement", "Première générale").attach(
        "Fichiers joints",
        "cv.pdf",
        pdf(70_000, 1),
    );
    assert_eq!(form.attributes("[autofocus]", "id"), ["inscription-titre"]);
    let page = form.submit(SAVE);
    assert_eq!(
        page.one("#message"),
        "Inès Bellanque\u{a0}: candidature enregistrée. L’employeur la reçoit par courriel."
    );
    assert!(!page.url.contains("Bellanque"), "{}", page.url);
    page.assert_says("Saisie à la main");
    assert_eq!(visitor.fetch(&page.href_of("cv.pdf")).body, pdf(70_000, 1));
    let to_employer = app.take_mail(MailKind::ApplicationToEmployer);
    assert_eq!(to_employer.to, "stages@menuiserie.example.org");
    app.visitor().get(&to_employer.link()).assert_says("Première générale");
    assert_eq!(app.take_mail(MailKind::ApplicationReceived).to, "ines.bellanque@example.org");
    assert_eq!(app.value::<i64>("SELECT added_by FROM application", []), user.id);
    let line: String = app.value("SELECT text FROM journal ORDER BY id DESC LIMIT 1", []);
    assert_eq!(line, format!("Offre n°\u{a0}{}\u{a0}: une candidature saisie à la main.", offer.number));
}

#[test]
fn who_is_written_to_depends_on_the_box_on_the_receiver_and_on_the_offer() {
    let (app, offer, user, visitor) = scene();
    filled(&visitor, &offer).check("Ne pas envoyer de courriel de confirmation").submit(SAVE);
    app.take_mail(MailKind::ApplicationToEmployer);
    // A partner whose own address stands on a masked offer knows already.
    app.sql("UPDATE offer SET email = ?1", [user.email.to_uppercase()]);
    let page = filled(&visitor, &offer).fill("Prénom", "Noé").submit(SAVE);
    assert_eq!(page.one("#message"), "Noé Bellanque\u{a0}: candidature enregistrée.");
    app.take_mail(MailKind::ApplicationReceived);
    let draft = app.offer().change(|offer| offer.project.manager = Some(user.id)).draft();
    let form = filled(&visitor, &draft);
    form.assert_says("aucun courriel ne part, ni à l’employeur ni à la personne");
    let page = form.submit(SAVE);
    assert_eq!(page.one("#message"), "Inès Bellanque\u{a0}: candidature enregistrée.");
    assert_eq!(app.count("mail"), 2);
}

#[test]
fn what_is_missing_is_said_and_documents_wait() {
    let (app, offer, _, visitor) = scene();
    let form = visitor.get(&format!("{}?ouvrir=inscription", list(&offer)));
    let page = form
        .attach("Fichiers joints", "cv.pdf", pdf(100, 1))
        .attach("Fichiers joints", "lettre.docx", docm())
        .fill("Âge", "14")
        .submit_expecting(SAVE, 422);
    assert_eq!(
        page.wrong_fields(),
        [
            "Nom",
            "Prénom",
            "Prénom et nom du parent ou responsable légal",
            "Adresse e-mail du parent ou responsable légal",
            "Le parent ou responsable légal est d’accord pour que cette candidature soit envoyée",
            "Adresse e-mail",
            "Fichiers joints"
        ]
    );
    assert!(page.one("head title").starts_with("Erreur – Postulants"));
    page.assert_says("cv.pdf");
    assert_eq!((app.count("application"), app.count("mail")), (0, 0));
    page.fill("Nom", "Bellanque")
        .fill("Prénom", "Inès")
        .fill("Adresse e-mail", "ines@example.org")
        .fill("Prénom et nom du parent ou responsable légal", "Nadia Bellanque")
        .fill("Adresse e-mail du parent ou responsable légal", "nadia@example.org")
        .check("Le parent ou responsable légal est d’accord pour que cette candidature soit envoyée")
        .submit(SAVE)
        .assert_says("cv.pdf");
    told(&app);
    app.take_mail(MailKind::ApplicationReceived);
    assert_eq!(app.count("application_file"), 1);
}

#[test]
fn a_duplicate_is_said_and_a_double_click_is_one() {
    let (app, offer, _, visitor) = scene();
    let request = filled(&visitor, &offer).attach("Fichiers joints", "cv.pdf", pdf(100, 1)).sending(SAVE);
    let answers: Vec<Option<String>> = std::thread::scope(|scope| {
        let sendings: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| visitor.send(&request).header("location").map(str::to_owned)))
            .collect();
        sendings.into_iter().map(|sending| sending.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer.is_some() && *answer == answers[0]), "{answers:?}");
    told(&app);
    let twice = filled(&visitor, &offer).fill("Nom", "BELLANQUE").fill("Prénom", "ines");
    let page = twice.attach("Fichiers joints", "cv2.pdf", pdf(100, 2)).submit_expecting(SAVE, 422);
    assert!(
        page.error_of("Adresse e-mail")
            .contains("postule déjà à cette offre, depuis le lundi 2\u{a0}mars 2026")
    );
    assert_eq!((app.count("application"), app.count("application_file")), (1, 1));
    // Its documents still wait for the name to be put right.
    page.fill("Prénom", "Noé").submit(SAVE).assert_says("cv2.pdf");
    told(&app);
}

#[test]
fn other_partners_see_nothing_and_change_nothing() {
    let (app, offer, _, visitor) = scene();
    apply::filled(&app.visitor(), &offer.apply())
        .attach("Fichiers joints", "cv.pdf", pdf(100, 1))
        .submit(apply::SEND);
    told(&app);
    let file = visitor.get(&list(&offer)).href_of("cv.pdf");
    let (other, stranger) = app.partner("Boutevin");
    let theirs = owned(&app, &other);
    let form = filled(&stranger, &theirs).attach("Fichiers joints", "cv.pdf", pdf(100, 2));
    let mut request = form.sending(SAVE);
    let before = app.stored();
    request.target = list(&offer);
    assert_eq!(stranger.send(&request).status, 403);
    for htmx in ["false", "true"] {
        let answer = stranger.send(&crate::support::Request::get(&list(&offer)).header("HX-Request", htmx));
        assert_eq!(answer.status, 403);
        assert!(!answer.text().contains("Bellanque"));
    }
    assert_eq!(stranger.open(&file, 403).status, 403);
    // A right document under the number of another offer is not there.
    let id = file.rsplit('/').next().unwrap();
    stranger.open(&format!("{}/fichiers/{id}", list(&theirs)), 404);
    visitor.open(&format!("{}/fichiers/AAAAAAAAAAAAAAAAAAAAAA", list(&offer)), 404);
    visitor.open(&format!("{}/fichiers/x", list(&offer)), 404);
    for wrong in ["032026-99", "022026-1", "x"] {
        visitor.open(&format!("/gestion/offres-de-stage/{wrong}/postulants"), 404);
    }
    assert_eq!(app.stored(), before, "no document of theirs was even taken in");
    // Nobody at all without an account.
    assert!(app.visitor().get(&list(&offer)).url.starts_with("/gestion/connexion"));
    assert_eq!(app.visitor().fetch(&file).status, 303);
    let administrator = app.sign_in(&app.administrator("Responsable"));
    assert_eq!(administrator.fetch(&file).body, pdf(100, 1));
}

#[test]
fn what_people_type_is_text() {
    let (app, offer, _, visitor) = scene();
    applied(&app, &offer, "X", "Y", "20");
    app.sql(
        "UPDATE application SET last_name = '<script>alert(1)</script>', current_training = '\"><img src=x>',
             motivation = ?1, guardian_name = '<b>', guardian_email = 'a@example.org'",
        [format!("<img src=x onerror=alert(2)>{}", " mot".repeat(90))],
    );
    let page = visitor.get(&list(&offer));
    assert_eq!(names(&page), ["<script>alert(1)</script>"]);
    for address in [list(&offer), format!("{}?fait=inscrit&postulant=1", list(&offer))] {
        let html = visitor.get(&address).html();
        assert!(
            !html.contains("<script>alert") && !html.contains("<img src=x") && !html.contains("<b>"),
            "{address}"
        );
    }
}

#[test]
fn a_lost_session_gives_the_text_back_and_asks_for_the_documents_again() {
    let (app, offer, user, visitor) = scene();
    let form = filled(&visitor, &offer)
        .fill("Formations, expériences, motivations", "Du bois, du fer.\nEt du verre.")
        .attach("Fichiers joints", "cv.pdf", pdf(900_000, 1));
    app.wait(Duration::hours(2));
    let lost = form.submit_expecting(SAVE, 401);
    let page = lost.fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD).submit("Se connecter");
    let page = page.submit("Reprendre ma saisie");
    assert_eq!((page.value("Prénom"), page.wrong_fields().len()), ("Inès".to_owned(), 0));
    assert!(page.value("Formations, expériences, motivations").contains("Et du verre."));
    assert_eq!((app.count("application"), app.count("file")), (0, 0), "nothing is replayed");
    page.attach("Fichiers joints", "cv.pdf", pdf(900, 1)).submit(SAVE).assert_says("cv.pdf");
    told(&app);
}

#[test]
fn a_page_takes_as_many_statements_whatever_stands_on_it() {
    let (app, offer, user, visitor) = scene();
    let statements = || {
        let slice = Slice { order: ApplicantOrder::Age, descending: false, page: 1, lines: 100 };
        cost(app.db(), |tx| {
            let who = Partner::active(tx, user.id)?.unwrap();
            let allowed = applicants_read(tx, &who, offer.number).unwrap();
            store::list(tx, &allowed, slice)
        })
        .0
    };
    let before = statements();
    for n in 0..12 {
        apply::filled(&app.visitor(), &offer.apply())
            .fill("Prénom", &format!("Noé {}", char::from(b'a' + n)))
            .attach("Fichiers joints", "cv.pdf", pdf(100, n))
            .submit(apply::SEND);
        told(&app);
    }
    assert_eq!(statements(), before);
    assert_eq!(visitor.get(&format!("{}?lignes=25", list(&offer))).all("#postulants tbody tr").len(), 12);
}
