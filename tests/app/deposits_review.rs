//! What a partner does with what a company deposited: reads it again, publishes it, or sends it back.

use cmonstage::domain::Number;
use cmonstage::mail::MailKind;
use time::Duration;

use crate::support::{Page, StoredDeposit, StoredUser, TestApp, Visitor};

const SEND: &str = "Envoyer à l’entreprise";
const MESSAGE: &str = "Votre message à l’entreprise";

/// A deposited offer, who manages it, and their browser.
fn managed(app: &TestApp) -> (StoredDeposit, StoredUser, Visitor) {
    let deposit = app.offer().deposited();
    let (user, visitor) = app.partner("Sauvanel");
    app.sql("UPDATE project SET manager_id = ?1", [user.id]);
    (deposit, user, visitor)
}

/// The page of the one offer.
fn offer(app: &TestApp) -> String {
    let serial = app.value("SELECT serial FROM offer", []);
    let number = Number::new(app.app().clock.now().today(), serial);
    format!("/gestion/offres-de-stage/{number}")
}

fn stage(visitor: &Visitor, deposit: &StoredDeposit) -> String {
    visitor.get(&deposit.path()).one("section[aria-labelledby=depot] .badge")
}

#[test]
fn the_project_says_where_its_deposit_stands_and_only_its_manager_acts() {
    let app = TestApp::new();
    let (deposit, _, visitor) = managed(&app);
    let page = visitor.get(&deposit.path());
    page.assert_says("Dépôt de l’entreprise");
    page.assert_says(&format!("Référence {}", deposit.reference));
    assert_eq!(stage(&visitor, &deposit), "À relire");
    let (_, other) = app.partner("Boutevin");
    let read = other.get(&deposit.path());
    read.assert_says(&deposit.reference);
    assert!(!read.says("Renvoyer à l’entreprise"));
    // A project that no company deposited says nothing of it, and cannot be sent back.
    let plain = app.offer().change(|offer| offer.project.manager = None).draft();
    let project: i64 = app.value("SELECT project_id FROM offer WHERE id = ?1", [plain.id]);
    assert!(!visitor.get(&format!("/gestion/projets/{project}")).says("Dépôt de l’entreprise"));
    visitor.open(&format!("/gestion/projets/{project}/retour"), 404);
    visitor.open(&format!("{}/retour?depot=999", deposit.path()), 404);
}

#[test]
fn publishing_tells_the_company_and_finishes_the_deposit() {
    let app = TestApp::new();
    let (deposit, _, visitor) = managed(&app);
    let form = visitor.get(&offer(&app));
    form.assert_says("À valider");
    assert!(form.is_checked("Envoyer un mail à l’employeur"));
    // Kept off line for now, it tells nobody, and still waits.
    let page = form.fill("Durée", "3 semaines").submit("Enregistrer");
    page.assert_says("L’offre est enregistrée.");
    assert!(page.is_checked("Envoyer un mail à l’employeur"));
    assert_eq!(stage(&visitor, &deposit), "À relire");
    let page = page.check("Publier").submit("Enregistrer");
    page.assert_says("L’offre est en ligne. Un courriel part à l’employeur.");
    assert!(!page.is_checked("Envoyer un mail à l’employeur"));
    app.take_mail(MailKind::OfferPublished);
    assert_eq!(stage(&visitor, &deposit), "Publiée");
    assert!(!visitor.get(&deposit.path()).says("Renvoyer à l’entreprise"));
    visitor.get("/gestion/depots").assert_says("Rien n’attend");
    // Taken off later, it does not come back into the queue.
    visitor.get(&offer(&app)).check("Ne pas publier").submit("Enregistrer");
    assert_eq!(stage(&visitor, &deposit), "Publiée");
}

#[test]
fn an_event_that_waits_is_published_as_an_offer_is() {
    let app = TestApp::new();
    let deposit = app.event().deposited();
    let (user, visitor) = app.partner("Sauvanel");
    app.sql("UPDATE project SET manager_id = ?1", [user.id]);
    let form = visitor.get(&deposit.path()).click("Rencontre n°\u{a0}032026-1");
    assert!(form.is_checked("Envoyer un mail à l’employeur"));
    form.submit("Enregistrer")
        .check("Publier")
        .submit("Enregistrer")
        .assert_says("La rencontre est en ligne.");
    app.take_mail(MailKind::EventPublished);
    assert_eq!(stage(&visitor, &deposit), "Publiée");
}

fn asked(page: &Page, outcome: &str, message: &str) -> Page {
    page.visitor().get(&page.url).check(outcome).fill(MESSAGE, message)
}

#[test]
fn the_company_is_asked_for_more_once_and_its_answer_comes_back() {
    let app = TestApp::new();
    let (deposit, user, visitor) = managed(&app);
    let form = visitor
        .get(&deposit.path())
        .click(&format!("Renvoyer à l’entreprise la demande {}", deposit.reference));
    let refused = form.submit_expecting(SEND, 422);
    assert!(refused.error_of("Votre message à l’entreprise").contains("ce qui manque"));
    refused.assert_says("Choisissez ce que devient la demande.");
    let long = asked(&form, "Demander un complément", &"mot ".repeat(600)).submit_expecting(SEND, 422);
    assert!(long.error_of(MESSAGE).contains("2\u{202f}000"));
    let message = "Pouvez-vous préciser les horaires ?\n\nMerci.";
    let sending = asked(&form, "Demander un complément", message).sending(SEND);
    assert_eq!((visitor.send(&sending).status, visitor.send(&sending).status), (303, 303));
    let page = visitor.follow(&sending, 200);
    page.assert_says("Votre message est envoyé à l’entreprise");
    let mail = app.take_mail(MailKind::DepositReturned);
    assert_eq!(mail.to, "direction@menuiserie.example.org");
    assert!(mail.body.contains("préciser les horaires") && mail.body.contains(&user.name));
    page.assert_says("Complément demandé à l’entreprise");
    assert_eq!(stage(&visitor, &deposit), "Renvoyée à l’entreprise");
    let (_, other) = app.partner("Boutevin");
    assert!(!other.get(&deposit.path()).says("Dernier message à l’entreprise"));
    assert_eq!(visitor.get("/gestion/depots?etat=renvoyees").all("#demandes tbody tr").len(), 1);
    assert!(visitor.get("/gestion").all(".site-nav .bubble").is_empty(), "it is the company's turn");
    // It waits still, and may be asked again.
    let again = visitor.get(&format!("{}/retour", deposit.path()));
    asked(&again, "Demander un complément", "Et le lieu ?").submit(SEND);
    app.take_mail(MailKind::DepositReturned);
    app.wait(Duration::minutes(5));
    app.correct(&deposit);
    app.take_mail(MailKind::DepositCorrected);
    assert_eq!(stage(&visitor, &deposit), "Corrigée par l’entreprise");
}

#[test]
fn what_is_given_no_follow_up_never_goes_online_but_for_who_publishes_it() {
    let app = TestApp::new();
    let (deposit, _, visitor) = managed(&app);
    let form = visitor.get(&format!("{}/retour", deposit.path()));
    let stale = asked(&form, "Demander un complément", "Trop tard.");
    let page = asked(&form, "Ne pas donner suite", "Nous avons déjà assez d’offres.").submit(SEND);
    page.assert_says("La demande reste sans suite");
    assert!(app.take_mail(MailKind::DepositClosed).body.contains("déjà assez d’offres"));
    assert_eq!(
        app.value::<String>("SELECT state || unpublished_reason FROM offer", []),
        "unpublishedby_hand"
    );
    assert_eq!(stage(&visitor, &deposit), "Sans suite");
    let refused = stale.submit_expecting(SEND, 409);
    refused.assert_says("Cette demande est déjà close");
    refused.assert_says("Trop tard.");
    // Publishing it finishes it.
    visitor.get(&offer(&app)).check("Publier").submit("Enregistrer").assert_says("L’offre est en ligne.");
    assert_eq!(stage(&visitor, &deposit), "Publiée");
    visitor.get(&deposit.path()).submit("Enregistrer");
    assert_eq!(visitor.get("/gestion/depots?etat=terminees").all("#demandes tbody tr").len(), 1);
}

#[test]
fn a_request_for_help_is_closed_without_any_offer() {
    let app = TestApp::new();
    let deposit = app.asked_for_help("Garage de l’Étoile");
    let administrator = app.sign_in(&app.administrator("Marsauche"));
    let form = administrator.get(&format!("{}/retour", deposit.path()));
    asked(&form, "Ne pas donner suite", "Ce n’est pas notre métier.").submit(SEND);
    app.take_mail(MailKind::DepositClosed);
    assert_eq!(stage(&administrator, &deposit), "Sans suite");
    // Somebody who gets the project now is not made known: it is over for the company.
    administrator.get(&deposit.path());
    let (_, visitor) = app.partner("Sauvanel");
    visitor.get(&deposit.path()).submit("Prendre en charge");
}

#[test]
fn what_was_published_meanwhile_is_not_sent_back_and_the_message_is_given_back() {
    let app = TestApp::new();
    let (deposit, _, visitor) = managed(&app);
    let form = visitor.get(&format!("{}/retour", deposit.path()));
    let form = form.check("Ne pas donner suite").fill(MESSAGE, "Nous ne donnons pas suite.");
    let page = visitor.get(&offer(&app)).uncheck("Envoyer un mail à l’employeur").check("Publier");
    page.submit("Enregistrer");
    let before = app.stored();
    let refused = form.submit_expecting(SEND, 409);
    refused.assert_says("Cette demande est déjà publiée");
    refused.assert_says("Nous ne donnons pas suite.");
    refused.click("Revenir au projet");
    assert_eq!(app.stored(), before);
    visitor.open(&format!("{}/retour", deposit.path()), 409);
}

#[test]
fn nobody_sends_back_what_is_another_s() {
    let app = TestApp::new();
    let (deposit, user, visitor) = managed(&app);
    let (_, other) = app.partner("Boutevin");
    other.open(&format!("{}/retour", deposit.path()), 403).assert_says(&user.name);
    let form = visitor.get(&format!("{}/retour", deposit.path()));
    let sending = form.check("Ne pas donner suite").fill(MESSAGE, "Un mot de trop.").sending(SEND);
    let before = app.stored();
    other.follow(&sending, 403).assert_says("Un mot de trop.");
    // Nor by a deposit of another project.
    let elsewhere = app.offer().company("Scierie du Lac").deposited();
    let mut forged = sending.clone();
    let body = String::from_utf8(sending.body.clone()).unwrap();
    forged.body =
        body.replace(&format!("depot={}", deposit.id), &format!("depot={}", elsewhere.id)).into_bytes();
    visitor.follow(&forged, 404);
    assert!(app.mails().is_empty());
    assert_ne!(app.stored(), before, "but for the other deposit");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM deposit WHERE message IS NOT NULL", []), 0);
}
