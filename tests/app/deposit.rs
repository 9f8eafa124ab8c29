//! A company deposits an offer, proposes an event, asks for help: without account, by its link.

use cmonstage::domain::Siret;
use cmonstage::mail::MailKind;
use time::Duration;

use crate::support::{Page, Request, TestApp, Visitor, pdf};

pub const OFFER: &str = "/entreprises/deposer-une-offre";
const EVENT: &str = "/entreprises/proposer-une-rencontre";
const HELP: &str = "/entreprises/etre-accompagnee";
const ELSE: &str = "Mon entreprise n’est pas dans la liste";
const MISSIONS: &str = "Description du stage / Missions attendues";

fn long(beginning: &str) -> String {
    format!("{beginning} {}", "Vous découvrez l’atelier et les chantiers. ".repeat(6).trim())
}

/// The first step of a workshop that no list knows.
pub fn workshop(visitor: &Visitor, path: &str) -> Page {
    visitor
        .get(path)
        .check(ELSE)
        .fill("Nom de l’entreprise", "Atelier du Rabot")
        .fill("Secteur d’activité", "construction")
        .fill("Code postal", "79000")
        .fill("Commune", "Niort")
        .fill("Téléphone", "05 36 49 00 10")
        .fill("E-mail", "rabot@example.org")
}

/// The second step of an offer, once the first is sent.
pub fn offer(step: &Page) -> Page {
    step.submit("Continuer")
        .check("Collégien")
        .check("Dès que possible")
        .fill(MISSIONS, &long("À l’atelier."))
}

/// An offer deposited by a workshop; the page that says so.
pub fn deposited(visitor: &Visitor) -> Page {
    offer(&workshop(visitor, OFFER)).submit("Continuer").submit("Envoyer ma demande")
}

fn state(app: &TestApp) -> String {
    app.value("SELECT state FROM offer ORDER BY id DESC LIMIT 1", [])
}

#[test]
fn a_company_deposits_an_offer_in_three_short_steps() {
    let app = TestApp::new();
    let administrator = app.administrator("Marsauche");
    let visitor = app.visitor();
    let door = visitor.get("/").click("Déposer une offre de stage");
    assert_eq!(door.url, OFFER);
    door.assert_says("Étape 1 sur 3");
    let step = workshop(&visitor, OFFER).submit("Continuer");
    step.assert_says("Étape 2 sur 3");
    assert_eq!(step.value("Lieu du stage"), "");
    let started = app.take_mail(MailKind::DepositStarted);
    assert_eq!(started.to, "rabot@example.org");
    assert!(!started.body.contains("Atelier"), "nobody has checked that address: {}", started.body);
    let review = step
        .check("Collégien")
        .check("Dès que possible")
        .fill(MISSIONS, &long("À l’atelier."))
        .attach("Joindre un document à cette offre", "fiche.pdf", pdf(200, 1))
        .fill("Un mot pour la personne qui vous répondra", "Plutôt en mars.")
        .submit("Continuer");
    for said in ["Étape 3 sur 3", "Atelier du Rabot", "79000", "rabot@example.org", "Collégien", "fiche.pdf"]
    {
        review.assert_says(said);
    }
    let preview = review.click("Voir l’annonce comme les visiteurs la verront");
    preview.assert_says("Rien n’est en ligne.");
    preview.assert_says("Atelier du Rabot");
    assert_eq!(app.count("offer") + app.count("project"), 0, "nothing is sent yet");
    let done = preview.click("Revenir à la relecture").submit("Envoyer ma demande");
    done.assert_says("Votre demande est bien arrivée");
    let reference: String = app.value("SELECT reference FROM deposit", []);
    done.assert_says(&reference);
    let received = app.take_mail(MailKind::DepositReceived);
    assert!(received.body.contains(&reference), "{}", received.body);
    assert_eq!(received.link(), started.link(), "one link from the first step on");
    let told = app.take_mail(MailKind::DepositToAdministrator);
    assert_eq!(told.to, administrator.email);
    assert!(told.body.contains("Atelier du Rabot (Niort)"), "{}", told.body);
    assert_eq!(
        app.value::<String>(
            "SELECT coalesce(creator_id, 'Entreprise') || ' ' || coalesce(manager_id, 'à affecter') || ' ' || wish
                 || ' ' || request || ' ' || email FROM project",
            []
        ),
        "Entreprise à affecter host_intern Plutôt en mars. rabot@example.org"
    );
    assert_eq!(state(&app), "to_review");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM offer WHERE document_id IS NOT NULL", []), 1);
    let number: String = app
        .value("SELECT substr(numbered_on, 6) || substr(numbered_on, 1, 4) || '-' || serial FROM offer", []);
    app.visitor().open(&format!("/offres-de-stage/{number}"), 404);
    assert!(
        app.visitor().get("/offres-de-stage").numbers().is_empty(),
        "nothing public before somebody read it"
    );
}

#[test]
fn a_company_that_is_known_is_found_by_its_name_or_its_number() {
    let app = TestApp::new();
    let siret = Siret::parse("73282932000074").unwrap();
    app.offer()
        .change(|offer| {
            (offer.company.siren, offer.company.siret) = (Some(siret.siren()), Some(siret.clone()));
        })
        .published();
    let visitor = app.visitor();
    for typed in ["menuis", "732 829 320", "73282932000074"] {
        let found = visitor
            .get(OFFER)
            .fill("Votre entreprise", typed)
            .fill("Téléphone", "05 36 49 00 10")
            .submit("Chercher\u{a0}: Votre entreprise");
        assert_eq!(found.status, 200);
        found.assert_says("SIRET 732\u{a0}829\u{a0}320\u{a0}00074");
        assert!(!found.says("4 rue du Rabot"), "what a list needs, and no more");
        assert_eq!(found.value("Téléphone"), "05 36 49 00 10");
        let step =
            found.check("Menuiserie des Halles").fill("E-mail", "halles@example.org").submit("Continuer");
        step.assert_says("Étape 2 sur 3");
    }
    let part = visitor
        .send(&Request::get("/entreprises/recherche?entreprise_q=halles").header("HX-Request", "true"));
    assert!(
        part.text().contains("Menuiserie des Halles") && !part.text().contains("<html"),
        "{}",
        part.text()
    );
    app.mails();
    assert_eq!(app.count("company"), 1);
}

#[test]
fn what_no_visitor_may_know_is_not_found() {
    let app = TestApp::new();
    let siret = Siret::parse("73282932000074").unwrap();
    // A masked employer, and an association without a number.
    app.offer()
        .change(|offer| {
            (offer.company.siren, offer.company.siret) = (Some(siret.siren()), Some(siret.clone()));
            offer.draft.contact.masked = true;
            offer.draft.contact.trade_name = Some("Entreprise de menuiserie".to_owned());
        })
        .published();
    app.offer().published();
    let visitor = app.visitor();
    for typed in ["menuiserie des halles", "73282932000074"] {
        let found =
            visitor.get(OFFER).fill("Votre entreprise", typed).submit("Chercher\u{a0}: Votre entreprise");
        assert!(!found.html().contains("Menuiserie des Halles"), "{typed}");
    }
    let id: i64 = app.value("SELECT id FROM company WHERE siret IS NOT NULL", []);
    let form = visitor.get(OFFER).fill("Téléphone", "05 36 49 00 10").fill("E-mail", "a@example.org");
    let request = form.sending("Continuer");
    let body = format!("{}&entreprise={id}", String::from_utf8(request.body.clone()).unwrap());
    let refused = visitor.follow(&Request { body: body.into_bytes(), ..request }, 422);
    assert!(!refused.html().contains("Halles"));
}

#[test]
fn an_exact_siret_is_one_company_and_the_staff_is_told_what_was_typed() {
    let app = TestApp::new();
    app.administrator("Marsauche");
    let siret = Siret::parse("73282932000074").unwrap();
    app.offer()
        .change(|offer| {
            (offer.company.siren, offer.company.siret) = (Some(siret.siren()), Some(siret.clone()));
        })
        .draft();
    let visitor = app.visitor();
    let step = workshop(&visitor, OFFER).fill("SIRET ou SIREN", "732 829 320 00074");
    offer(&step).submit("Continuer").submit("Envoyer ma demande");
    app.mails();
    assert_eq!(app.count("company"), 1);
    let line: String = app.value("SELECT text FROM journal WHERE text LIKE 'Entreprise reconnue%'", []);
    assert!(line.contains("Atelier du Rabot"), "{line}");
}

#[test]
fn each_step_says_what_is_wrong_and_loses_nothing() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let refused = visitor.get(OFFER).fill("E-mail", "rabot").submit_expecting("Continuer", 422);
    assert_eq!(refused.wrong_fields(), ["Votre entreprise", "Téléphone", "E-mail"]);
    assert_eq!(app.count("deposit"), 0);
    let refused = refused
        .check(ELSE)
        .fill("Nom de l’entreprise", "Atelier du Rabot")
        .fill("SIRET ou SIREN", "73282932000075")
        .submit_expecting("Continuer", 422);
    assert!(
        refused.error_of("SIRET ou SIREN").contains("n’existe pas")
            || !refused.error_of("SIRET ou SIREN").is_empty()
    );
    assert_eq!(refused.value("Nom de l’entreprise"), "Atelier du Rabot");
    let step = workshop(&visitor, OFFER).submit("Continuer");
    app.mails();
    let refused = step
        .fill(MISSIONS, &"é".repeat(10_000))
        .attach("Joindre un document à cette offre", "virus.exe", b"MZ".to_vec())
        .submit_expecting("Continuer", 422);
    assert_eq!(
        refused.wrong_fields(),
        ["Public visé", MISSIONS, "Date de début du stage", "Joindre un document à cette offre"]
    );
    // The phone was closed meanwhile: the link still holds all of it.
    let again = app.visitor().get(&refused.url);
    assert_eq!(again.value(MISSIONS).chars().count(), 10_000);
}

#[test]
fn steps_out_of_order_lead_to_the_one_that_lacks_something() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let step = workshop(&visitor, OFFER).submit("Continuer");
    app.mails();
    let link = step.url.strip_suffix("/annonce").unwrap().to_owned();
    for page in ["relecture", "apercu"] {
        let led = visitor.get(&format!("{link}/{page}"));
        assert!(led.url.starts_with(&format!("{link}/annonce?")), "{}", led.url);
        assert!(led.wrong_fields().contains(&MISSIONS.to_owned()));
    }
    assert_eq!(app.count("offer"), 0);
    let draft = visitor.get(&link);
    draft.assert_says("Votre brouillon");
    draft.click("Continuer").assert_says("Étape 2 sur 3");
    visitor.open(&format!("{}/annonce", link.replace(&link[link.len() - 10..], "AAAAAAAAAA")), 404);
}

#[test]
fn two_browsers_on_one_draft_read_what_the_other_wrote() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let step = workshop(&visitor, OFFER).submit("Continuer");
    app.mails();
    let (other, open) = (app.visitor().get(&step.url), visitor.get(&step.url));
    let sent = step.check("Collégien").check("Dès que possible").fill(MISSIONS, &long("Premier."));
    sent.submit("Continuer").assert_says("Étape 3 sur 3");
    // The very same twice is once.
    sent.submit("Continuer").assert_says("Étape 3 sur 3");
    let stale = other
        .check("Lycéen")
        .check("Dès que possible")
        .fill(MISSIONS, &long("Second."))
        .submit_expecting("Continuer", 409);
    stale.assert_says("Rien n’est perdu.");
    assert!(stale.value(MISSIONS).starts_with("Second."));
    assert!(stale.one("#conflit").contains("Premier."));
    let review = stale.submit("Continuer");
    review.assert_says("Second.");
    let late = review.sending("Envoyer ma demande");
    review.submit("Envoyer ma demande").assert_says("bien arrivée");
    app.mails();
    // Sent again from a page that stayed open, and by going back.
    visitor.follow(&late, 200).assert_says("bien arrivée");
    assert_eq!((app.count("offer"), app.count("project")), (1, 1));
    let back = open.fill(MISSIONS, &long("Trop tard.")).submit_expecting("Continuer", 409);
    back.assert_says("Votre demande est déjà partie");
    back.assert_says("Trop tard.");
}

#[test]
fn the_same_sending_twice_makes_one_draft() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let form = workshop(&visitor, OFFER);
    let request = form.sending("Continuer");
    let first = visitor.follow(&request, 200);
    let second = visitor.follow(&request, 200);
    assert_eq!(first.url, second.url);
    assert_eq!(app.count("deposit"), 1);
    app.take_mail(MailKind::DepositStarted);
}

#[test]
fn the_default_manager_of_a_department_is_alerted_at_once() {
    let app = TestApp::new();
    app.administrator("Marsauche");
    let (user, partner) = app.partner("Sauvanel");
    app.sql("INSERT INTO department_contact (department, user_id) VALUES ('79', ?1)", [user.id]);
    let done = deposited(&app.visitor());
    done.assert_says(&format!("Suivie par {}", user.name));
    app.take_mail(MailKind::DepositStarted);
    let received = app.take_mail(MailKind::DepositReceived);
    assert!(received.body.contains(&format!("suivie par {}", user.name)), "{}", received.body);
    assert_eq!(app.take_mail(MailKind::ProjectAssigned).to, user.email);
    let board = partner.get("/gestion");
    board.assert_says("Atelier du Rabot");
    // An account that is closed answers for nothing.
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [user.id]);
    let step = workshop(&app.visitor(), OFFER).fill("E-mail", "autre@example.org");
    offer(&step).submit("Continuer").submit("Envoyer ma demande");
    app.take_mail(MailKind::DepositStarted);
    app.take_mail(MailKind::DepositReceived);
    app.take_mail(MailKind::DepositToAdministrator);
}

#[test]
fn what_was_sent_is_corrected_by_its_link_until_it_is_online() {
    let app = TestApp::new();
    let (user, partner) = app.partner("Sauvanel");
    app.sql("INSERT INTO department_contact (department, user_id) VALUES ('79', ?1)", [user.id]);
    let visitor = app.visitor();
    let status = deposited(&visitor);
    app.mails();
    let again = status.submit("Compléter ou corriger ma demande");
    assert!(again.value(MISSIONS).starts_with("À l’atelier."));
    let review = again
        .fill(MISSIONS, &long("En mars seulement."))
        .fill("Un mot pour la personne qui vous répondra", "J’ai changé de numéro.")
        .submit("Continuer");
    let done = review
        .click("Modifier\u{a0}: Votre entreprise")
        .fill("Téléphone", "05 36 49 00 77")
        .submit("Continuer")
        .submit("Envoyer mes corrections");
    done.assert_says("bien arrivée");
    app.take_mail(MailKind::DepositCorrected);
    assert_eq!(
        app.value::<String>("SELECT substr(o.description, 1, 18) || p.phone || o.phone || o.state FROM offer o JOIN project p", []),
        "En mars seulement.+33536490077+33536490077to_review"
    );
    let project = partner.get("/gestion/projets/1");
    project.assert_says("L’entreprise a corrigé sa demande\u{a0}: Description");
    project.assert_says("J’ai changé de numéro.");
    assert_eq!((app.count("offer"), app.count("project"), app.count("company")), (1, 1, 1));

    // A partner corrects it at the same time.
    let writing = done.submit("Compléter ou corriger ma demande");
    let number: String = app
        .value("SELECT substr(numbered_on, 6) || substr(numbered_on, 1, 4) || '-' || serial FROM offer", []);
    let page = format!("/gestion/offres-de-stage/{number}");
    partner.get(&page).fill(MISSIONS, &long("Relu par un partenaire.")).submit("Enregistrer");
    let review = writing.fill(MISSIONS, &long("Écrit par l’entreprise.")).submit("Continuer");
    let conflict = review.submit_expecting("Envoyer mes corrections", 409);
    conflict.assert_says("Relu par un partenaire.");
    conflict.submit("Envoyer mes corrections").assert_says("bien arrivée");
    app.take_mail(MailKind::DepositCorrected);
    assert!(app.value::<String>("SELECT description FROM offer", []).starts_with("Écrit par l’entreprise."));

    // Online, it is no longer the company's to change by its link.
    let open = visitor.get(&done.url).submit("Compléter ou corriger ma demande");
    partner.get(&page).check("Publier").submit("Enregistrer");
    app.mails();
    let late = open.fill(MISSIONS, &long("Trop tard.")).submit_expecting("Continuer", 409);
    late.assert_says("Trop tard.");
    let online = visitor.get(&done.url);
    online.assert_says("Votre offre est en ligne");
    online.click("Voir l’annonce").assert_says("Écrit par l’entreprise.");
}

#[test]
fn a_document_is_replaced_and_taken_out_before_and_after_sending() {
    let app = TestApp::new();
    app.administrator("Marsauche");
    let visitor = app.visitor();
    let field = "Joindre un document à cette offre";
    let step = offer(&workshop(&visitor, OFFER)).attach(field, "un.pdf", pdf(100, 1));
    let review = step.submit("Continuer");
    review.assert_says("un.pdf");
    let review = review
        .click("Modifier\u{a0}: L’offre de stage")
        .attach(field, "deux.pdf", pdf(100, 2))
        .submit("Continuer");
    review.assert_says("deux.pdf");
    assert_eq!(app.count("file"), 1, "the first is gone");
    let status = review.submit("Envoyer ma demande");
    app.mails();
    let again = status.submit("Compléter ou corriger ma demande");
    let review = again.attach(field, "trois.pdf", pdf(100, 3)).submit("Continuer");
    assert_eq!(app.count("file"), 2, "what was sent stays until it is replaced");
    review.submit("Envoyer mes corrections");
    assert_eq!(app.value::<String>("SELECT group_concat(name) FROM file", []), "trois.pdf");
    let again = visitor.get(&status.url).submit("Compléter ou corriger ma demande");
    let review = again.check("Retirer trois.pdf").submit("Continuer");
    assert!(!review.says("trois.pdf"));
    review.submit("Envoyer mes corrections");
    app.mails();
    assert_eq!(app.count("file"), 0);
}

#[test]
fn a_draft_is_kept_thirty_days_then_erased_and_its_link_says_so() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let step = workshop(&visitor, OFFER).submit("Continuer");
    app.mails();
    let (page, link) = (step.url.clone(), step.url.strip_suffix("/annonce").unwrap().to_owned());
    app.wait(Duration::days(29));
    step.fill(MISSIONS, "Un début.").submit_expecting("Continuer", 422);
    app.wait(Duration::days(29));
    assert_eq!(visitor.get(&page).value(MISSIONS), "Un début.");
    app.wait(Duration::days(2));
    visitor.open(&link, 410).assert_says("Ce brouillon n’est plus gardé");
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| cmonstage::jobs::sweep(tx, now)).unwrap();
    assert_eq!(app.value::<String>("SELECT fields || coalesce(email, '') FROM deposit", []), "");
    visitor.open(&link, 410).assert_says("Ce brouillon n’est plus gardé");
    app.wait(Duration::days(61));
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| cmonstage::jobs::sweep(tx, now)).unwrap();
    assert_eq!(app.count("deposit"), 0);
    visitor.open(&link, 404);
}

#[test]
fn a_draft_that_ends_while_its_removal_is_confirmed_says_so() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let step = workshop(&visitor, OFFER).submit("Continuer");
    app.mails();
    let link = step.url.strip_suffix("/annonce").unwrap();
    let removal = visitor.get(link).click("Supprimer ce brouillon");
    app.wait(Duration::days(31));
    removal.submit_expecting("Supprimer le brouillon", 410).assert_says("Ce brouillon n’est plus gardé");
}

#[test]
fn a_draft_is_dropped_by_whoever_wrote_it() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let step =
        offer(&workshop(&visitor, OFFER)).attach("Joindre un document à cette offre", "un.pdf", pdf(100, 1));
    let review = step.submit("Continuer");
    app.mails();
    let link = review.url.strip_suffix("/relecture").unwrap().to_owned();
    visitor
        .get(&link)
        .click("Supprimer ce brouillon")
        .submit("Supprimer le brouillon")
        .assert_says("est supprimé");
    assert_eq!(app.count("file"), 0);
    assert_eq!(app.value::<String>("SELECT fields || coalesce(email, '') FROM deposit", []), "");
    visitor.open(&link, 410).assert_says("Ce brouillon n’est plus gardé");
}

#[test]
fn an_old_link_to_what_was_sent_offers_a_fresh_one_to_the_address_on_file() {
    let app = TestApp::new();
    app.administrator("Marsauche");
    let visitor = app.visitor();
    let status = deposited(&visitor);
    app.mails();
    app.wait(Duration::days(181));
    let expired = visitor.open(&status.url, 410);
    expired.assert_says("Ce lien n’est plus valable");
    assert!(!expired.html().contains("rabot@example.org"));
    expired.submit("Recevoir un nouveau lien").assert_says("en route");
    let fresh = app.take_mail(MailKind::FreshLink);
    assert_eq!(fresh.to, "rabot@example.org");
    visitor.get(&fresh.link()).assert_says("Votre demande est bien arrivée");
}

#[test]
fn an_event_is_proposed_and_its_registrations_are_kept_by_somebody() {
    let app = TestApp::new();
    let administrator = app.administrator("Marsauche");
    let visitor = app.visitor();
    let refused = workshop(&visitor, EVENT).submit_expecting("Continuer", 422);
    assert_eq!(refused.wrong_fields(), ["Nom du contact"]);
    let step = refused.fill("Nom du contact", "Claire Rabot").submit("Continuer");
    let review = step
        .check("Élève")
        .check("Visite d’entreprise")
        .fill("Nombre maximum de personnes accueillies", "12")
        .fill("Date de la rencontre", "2026-04-02")
        .fill("Heure de la rencontre", "14:00")
        .fill("Durée de la rencontre", "1 h 30")
        .fill("Description de la rencontre", &long("On ouvre l’atelier."))
        .check("Non")
        .submit("Continuer");
    review.assert_says("jeudi 2\u{a0}avril 2026");
    review.click("Voir l’annonce comme les visiteurs la verront").assert_says("14\u{a0}h");
    let done = review.submit("Envoyer ma demande");
    done.assert_says("bien arrivée");
    app.mails();
    assert_eq!(
        app.value::<String>("SELECT state || ' ' || capacity || ' ' || registrar_id FROM event", []),
        format!("to_review 12 {}", administrator.id),
        "nobody else answers for it yet"
    );
    assert_eq!(app.value::<String>("SELECT wish FROM project", []), "organise_event");
    let again = done.submit("Compléter ou corriger ma demande");
    assert!(again.is_checked("Non"));
    assert_eq!(again.value("Date de la rencontre"), "2026-04-02");
}

#[test]
fn a_company_asks_for_help_on_one_page() {
    let app = TestApp::new();
    app.administrator("Marsauche");
    let visitor = app.visitor();
    let refused = workshop(&visitor, HELP).submit_expecting("Envoyer ma demande", 422);
    assert_eq!(refused.wrong_fields(), ["Votre demande"]);
    let form = refused
        .fill("Votre demande", "Ouvrir l’atelier à une classe.")
        .fill("Quand vous rappeler\u{202f}?", "Le matin");
    let request = form.sending("Envoyer ma demande");
    let done = visitor.follow(&request, 200);
    assert_eq!(visitor.follow(&request, 200).url, done.url, "a double click");
    done.assert_says("Votre demande est bien arrivée");
    app.take_mail(MailKind::DepositReceived);
    app.take_mail(MailKind::DepositToAdministrator);
    assert_eq!(
        app.value::<String>("SELECT wish || ' ' || request FROM project", []),
        "be_contacted Ouvrir l’atelier à une classe.\n\nÀ rappeler\u{a0}: Le matin"
    );
    assert!(!done.says("corriger ma demande"));
}

#[test]
fn robots_leave_nothing_and_the_token_is_nowhere_in_the_file() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let form = workshop(&visitor, OFFER);
    let request = form.sending("Continuer");
    let body = String::from_utf8(request.body.clone())
        .unwrap()
        .replace("homepage=", "homepage=http%3A%2F%2Fa.example");
    visitor.follow(&Request { body: body.into_bytes(), ..request.clone() }, 422);
    assert_eq!(app.count("deposit"), 0);
    let step = visitor.follow(&request, 200);
    app.mails();
    let token = step.url.split('/').nth(3).unwrap().to_owned();
    assert_eq!(token.len(), 43);
    let bytes = std::fs::read(app.folder().join("base.db")).unwrap();
    assert!(!bytes.windows(43).any(|window| window == token.as_bytes()));
}

#[test]
fn what_was_corrected_too_late_is_given_back() {
    let app = TestApp::new();
    let (user, partner) = app.partner("Sauvanel");
    app.sql("INSERT INTO department_contact (department, user_id) VALUES ('79', ?1)", [user.id]);
    let status = deposited(&app.visitor());
    let review = status
        .submit("Compléter ou corriger ma demande")
        .fill(MISSIONS, &long("Tout autre chose."))
        .attach("Joindre un document à cette offre", "deux.pdf", pdf(100, 2))
        .submit("Continuer");
    let number: String = app
        .value("SELECT substr(numbered_on, 6) || substr(numbered_on, 1, 4) || '-' || serial FROM offer", []);
    partner.get(&format!("/gestion/offres-de-stage/{number}")).check("Publier").submit("Enregistrer");
    app.mails();
    let late = review.submit_expecting("Envoyer mes corrections", 409);
    late.assert_says("Votre annonce a été traitée entre-temps");
    late.assert_says("Tout autre chose.");
    assert!(app.value::<String>("SELECT description FROM offer", []).starts_with("À l’atelier."));
    assert_eq!(app.count("file"), 0, "nothing is left of the document");
    // Pressing again says the same as the page of the deposit.
    review.submit("Envoyer mes corrections").assert_says("Votre offre est en ligne");
}

#[test]
fn a_stranger_s_link_neither_shows_nor_changes_what_others_wrote() {
    let app = TestApp::new();
    let (user, partner) = app.partner("Sauvanel");
    app.sql("INSERT INTO department_contact (department, user_id) VALUES ('79', ?1)", [user.id]);
    let status = deposited(&app.visitor());
    app.mails();
    partner
        .get("/gestion/projets/1")
        .fill("Personne à contacter", "Ana Secrète")
        .fill("Téléphone de l’employeur", "05 36 49 00 55")
        .submit("Enregistrer");
    let step = status.submit("Compléter ou corriger ma demande");
    let review = step.submit("Continuer");
    assert!(!review.says("Ana Secrète") && !review.says("05 36 49 00 55"));
    review
        .click("Modifier\u{a0}: Votre entreprise")
        .fill("Téléphone", "05 36 49 00 66")
        .submit("Continuer")
        .submit("Envoyer mes corrections")
        .assert_says("bien arrivée");
    app.mails();
    assert_eq!(
        app.value::<String>("SELECT contact_name || phone FROM project", []),
        "Ana Secrète+33536490055",
        "what a partner wrote stays"
    );
    partner.get("/gestion/projets/1").assert_says("05\u{a0}36\u{a0}49\u{a0}00\u{a0}66, rabot@example.org");
}

#[test]
fn a_known_company_entered_by_hand_is_told_only_what_it_typed() {
    let app = TestApp::new();
    app.administrator("Marsauche");
    let siret = Siret::parse("73282932000074").unwrap();
    app.offer()
        .change(|offer| {
            (offer.company.siren, offer.company.siret) = (Some(siret.siren()), Some(siret.clone()));
            offer.draft.contact.masked = true;
            offer.draft.contact.trade_name = Some("Entreprise de menuiserie".to_owned());
        })
        .published();
    let step = workshop(&app.visitor(), OFFER).fill("SIRET ou SIREN", "73282932000074");
    let status = offer(&step).submit("Continuer").submit("Envoyer ma demande");
    app.mails();
    let review = status.submit("Compléter ou corriger ma demande").submit("Continuer");
    for page in [&status, &review] {
        page.assert_says("Atelier du Rabot");
        assert!(!page.html().contains("Halles") && !page.html().contains("4 rue du Rabot"));
    }
}

#[test]
fn a_number_that_is_none_is_said_with_and_without_javascript() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let page =
        visitor.get(OFFER).fill("Votre entreprise", "732 829 321").submit("Chercher\u{a0}: Votre entreprise");
    let part = visitor
        .send(&Request::get("/entreprises/recherche?entreprise_q=732829321").header("HX-Request", "true"))
        .text();
    let said = page.one("#entreprise-resultats");
    assert!(!said.is_empty() && !said.contains("Aucun résultat"), "{said}");
    assert!(part.contains(said.split('\u{a0}').next().unwrap()), "{part}");
    // Enter looks for what was typed, and goes on once it is chosen.
    let found = visitor.get(OFFER).fill("Votre entreprise", "zzzz").press_enter("E-mail");
    found.assert_says("Aucune entreprise connue ne correspond");
    let next = workshop(&visitor, OFFER).press_enter("E-mail");
    next.assert_says("Étape 2 sur 3");
    app.mails();
}

#[test]
fn going_back_keeps_what_was_typed() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let step = workshop(&visitor, OFFER).submit("Continuer");
    app.mails();
    let item = step.url.clone();
    step.fill(MISSIONS, "Un début")
        .fill("Un mot pour la personne qui vous répondra", "Bonjour")
        .submit("Retour")
        .assert_says("Étape 1 sur 3");
    let again = visitor.get(&item);
    assert_eq!(again.value(MISSIONS), "Un début");
    assert_eq!(again.value("Un mot pour la personne qui vous répondra"), "Bonjour");
}

#[test]
fn a_word_that_is_too_long_is_not_lost_by_going_round_its_step() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let word = "Un mot pour la personne qui vous répondra";
    let refused = offer(&workshop(&visitor, OFFER))
        .fill(word, &"Plutôt en mars. ".repeat(400))
        .submit_expecting("Continuer", 422);
    assert_eq!(refused.wrong_fields(), [word]);
    app.mails();
    let led = visitor.get(&refused.url.replace("/annonce", "/relecture"));
    assert!(led.url.contains("/annonce?"), "{}", led.url);
    assert_eq!(led.wrong_fields(), [word]);
    assert!(led.value(word).chars().count() > 5000);
    led.fill(word, "Plutôt en mars.").submit("Continuer").submit("Envoyer ma demande");
    app.mails();
    assert_eq!(app.value::<String>("SELECT request FROM project", []), "Plutôt en mars.");
}

#[test]
fn another_address_gets_another_link_and_the_first_opens_nothing() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let step = workshop(&visitor, OFFER).fill("E-mail", "inconnu@example.org").submit("Continuer");
    let first = app.take_mail(MailKind::DepositStarted);
    assert_eq!(first.to, "inconnu@example.org");
    let next = step.submit("Retour").fill("E-mail", "rabot@example.org").submit("Continuer");
    next.assert_says("Étape 2 sur 3");
    let second = app.take_mail(MailKind::DepositStarted);
    assert_eq!(second.to, "rabot@example.org");
    assert!(next.url.starts_with(&second.link()));
    visitor.open(&first.link(), 404);
    visitor.get(&second.link()).assert_says("Votre brouillon");
}

#[test]
fn a_partner_reads_what_the_company_corrected_and_whose_request_it_is() {
    let app = TestApp::new();
    let (user, partner) = app.partner("Sauvanel");
    app.sql("INSERT INTO department_contact (department, user_id) VALUES ('79', ?1)", [user.id]);
    let status = deposited(&app.visitor());
    let review = status
        .submit("Compléter ou corriger ma demande")
        .fill(MISSIONS, &long("Autre chose."))
        .fill("Durée", "2 semaines")
        .submit("Continuer");
    review.submit("Envoyer mes corrections").assert_says("Corrigée");
    app.mails();
    let project = partner.get("/gestion/projets/1");
    project.assert_says(
        "L’entreprise a corrigé sa demande\u{a0}: Description du stage / Missions attendues, Durée.",
    );
    let number: String = app
        .value("SELECT substr(numbered_on, 6) || substr(numbered_on, 1, 4) || '-' || serial FROM offer", []);
    let offer = partner.get(&format!("/gestion/offres-de-stage/{number}"));
    offer.assert_says("Déposée par l’entreprise, référence D-");
    offer.click("Voir la demande, ou la renvoyer").assert_says("Renvoyer à l’entreprise");
}

#[test]
fn what_was_sent_can_be_read_again_and_is_forgotten_once_it_is_long_closed() {
    let app = TestApp::new();
    let (user, partner) = app.partner("Sauvanel");
    app.sql("INSERT INTO department_contact (department, user_id) VALUES ('79', ?1)", [user.id]);
    let visitor = app.visitor();
    let status = deposited(&visitor);
    status.assert_says("Relire ce que vous avez écrit");
    status.assert_says("À l’atelier.");
    app.mails();
    partner
        .get("/gestion/projets/1/retour")
        .check("Ne pas donner suite")
        .fill("Votre message à l’entreprise", "Nous n’avons plus de place.")
        .submit("Envoyer à l’entreprise");
    app.mails();
    let closed = visitor.get(&status.url);
    closed.assert_says("Votre demande est classée");
    closed.assert_says("Nous n’avons plus de place.");
    app.wait(Duration::days(179));
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| cmonstage::jobs::sweep(tx, now)).unwrap();
    assert_ne!(app.value::<String>("SELECT fields FROM deposit", []), "");
    app.wait(Duration::days(2));
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| cmonstage::jobs::sweep(tx, now)).unwrap();
    assert_eq!(app.value::<String>("SELECT fields FROM deposit", []), "");
}
