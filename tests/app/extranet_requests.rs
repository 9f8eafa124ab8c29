//! What partners ask of each other about a project: to take it over, to delete it.

use cmonstage::mail::MailKind;
use time::Duration;

use crate::support::{Page, TestApp, Visitor};

/// The page of a project that somebody has just entered for a company of this name.
fn entered(visitor: &Visitor, name: &str) -> String {
    let page = visitor
        .get("/gestion/projets/nouveau?saisie=oui")
        .fill("Nom de l’entreprise", name)
        .fill("Secteur d’activité", "construction")
        .fill("Code postal", "79000")
        .fill("Commune", "Niort")
        .check("Accueillir un(e) stagiaire")
        .fill("Téléphone de l’employeur", "05 36 49 00 10")
        .submit("Enregistrer");
    page.url.split('?').next().unwrap().to_owned()
}

#[test]
fn others_read_and_ask_and_what_they_wrote_comes_back() {
    let app = TestApp::new();
    let (owner, visitor) = app.partner("Sauvanel");
    let (_, other) = app.partner("Boutevin");
    let path = entered(&visitor, "Menuiserie des Halles");
    let mine = visitor.get(&path);
    let page = other.get(&path);
    page.assert_says("lecture seule");
    assert!(page.attributes("form#projet", "id").is_empty());
    // The owner's form, sent by somebody else.
    let before = app.stored();
    let sending = mine.fill("Ajouter un commentaire", "Un mot de trop.").sending("Enregistrer");
    let refused = other.follow(&sending, 403);
    refused.assert_says(&owner.name);
    refused.assert_says("Un mot de trop.");
    assert_eq!(app.stored(), before);
    let asked = page
        .fill("Un mot à son chargé de projet", "Je connais le patron.")
        .submit("Demander la prise en charge");
    asked.assert_says("Votre demande est envoyée");
    let mail = app.take_mail(MailKind::TakeoverRequested);
    assert_eq!(mail.to, owner.email);
    assert!(mail.body.contains("Je connais le patron."));
    other.get(&path).submit("Demander la prise en charge");
    visitor.get(&path).assert_says("Prise en charge demandée.");
}

#[test]
fn a_project_without_manager_waits_for_administrators_and_anybody_may_take_it_over() {
    let app = TestApp::new();
    let offer = app.offer().draft();
    let project: i64 = app.value("SELECT project_id FROM offer WHERE id = ?1", [offer.id]);
    let (user, visitor) = app.partner("Sauvanel");
    let administrator = app.sign_in(&app.administrator("Marsauche"));
    assert!(!visitor.get("/gestion").says("À affecter"));
    let page = administrator.get("/gestion");
    page.assert_says("À affecter 1");
    let page = page.click("Menuiserie des Halles");
    page.fill("Chargé du projet", &user.id.to_string()).submit("Enregistrer").assert_says("affecté à");
    app.take_mail(MailKind::ProjectAssigned);
    app.sql("UPDATE project SET manager_id = NULL", []);
    let page = visitor.get(&format!("/gestion/projets/{project}"));
    page.assert_says("Personne ne gère ce projet pour l’instant.");
    page.assert_says("Nom du créateur du projet Entreprise");
    let page = page.submit("Prendre en charge");
    page.assert_says("Vous gérez maintenant ce projet.");
    // « Sa demande » is the company's own words.
    page.assert_says("Nous aimerions accueillir une personne.");
    assert!(page.attributes("#request", "id").is_empty());
    page.assert_says("Offre de stage");
    // Somebody who takes it over a second later only asks.
    let (_, late) = app.partner("Boutevin");
    app.sql("UPDATE project SET manager_id = NULL", []);
    let form = late.get(&format!("/gestion/projets/{project}"));
    visitor.get(&format!("/gestion/projets/{project}")).submit("Prendre en charge");
    form.submit("Prendre en charge").assert_says("Votre demande est envoyée");
    app.take_mail(MailKind::TakeoverRequested);
}

#[test]
fn only_an_administrator_deletes_and_only_what_nobody_saw() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let administrator = app.administrator("Marsauche");
    let path = entered(&visitor, "Menuiserie des Halles");
    let page = visitor.get(&path).click("Demander la suppression");
    let page = page.submit_expecting("Envoyer la demande", 422);
    assert!(page.error_of("Pourquoi le supprimer").contains("Dites pourquoi"));
    page.fill("Pourquoi le supprimer", "Saisi deux fois.")
        .submit("Envoyer la demande")
        .assert_says("envoyée aux administrateurs");
    let mail = app.take_mail(MailKind::DeletionRequested);
    assert_eq!(mail.to, administrator.email);
    assert!(mail.body.contains("Saisi deux fois."));
    let boss = app.sign_in(&administrator);
    let page = boss.get(&mail.link()).click("Supprimer ce projet");
    let done = page.submit("Supprimer pour de bon");
    done.assert_says("Le projet est supprimé.");
    assert_eq!((app.count("project"), app.count("journal"), app.count("audit")), (0, 0, 1));
    visitor.open(&path, 404);
    // What was online once stays.
    let offer = app.offer().draft();
    let project: i64 = app.value("SELECT id FROM project", []);
    let form = boss.get(&format!("/gestion/projets/{project}/suppression"));
    app.sql("UPDATE offer SET first_published_at = created_at WHERE id = ?1", [offer.id]);
    let page = form.submit_expecting("Supprimer pour de bon", 409);
    page.assert_says("ne peut pas être supprimé");
    assert!(page.all("#supprimer").is_empty());
    assert_eq!(app.count("project"), 1);
}

#[test]
fn a_second_request_with_other_words_leaves_too_and_one_sees_that_one_asked() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let (_, other) = app.partner("Boutevin");
    let path = entered(&visitor, "Menuiserie des Halles");
    let page = other.get(&path).fill("Un mot à son chargé de projet", "Je connais le patron.");
    let sending = page.sending("Demander la prise en charge");
    assert_eq!((other.send(&sending).status, other.send(&sending).status), (303, 303));
    assert_eq!(app.mails().len(), 1, "a double click asks once");
    app.wait(Duration::minutes(5));
    let page = other.get(&path);
    page.assert_says("Vous avez demandé à prendre en charge ce projet le 02/03/2026 10:00.");
    page.fill("Un mot à son chargé de projet", "Il m’a rappelée hier.")
        .submit("Demander la prise en charge")
        .assert_says("Votre demande est envoyée");
    let mails = app.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().any(|mail| mail.body.contains("Il m’a rappelée hier.")));
    let long = "mot ".repeat(300);
    let refused = other
        .get(&path)
        .fill("Un mot à son chargé de projet", &long)
        .submit_expecting("Demander la prise en charge", 422);
    assert!(refused.error_of("Un mot à son chargé de projet").contains("1\u{202f}000"));
    assert_eq!(refused.value("Un mot à son chargé de projet").trim(), long.trim());
    assert_eq!(app.mails().len(), 2);
}

#[test]
fn two_who_ask_at_the_same_time_are_both_heard() {
    let app = TestApp::new();
    let (owner, visitor) = app.partner("Sauvanel");
    let path = entered(&visitor, "Menuiserie des Halles");
    for name in ["Boutevin", "Lavergne"] {
        app.partner(name).1.get(&path).submit("Demander la prise en charge");
    }
    let mails = app.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.to == owner.email));
}

#[test]
fn only_who_manages_a_project_asks_to_delete_it_and_once() {
    let app = TestApp::new();
    app.administrator("Marsauche");
    let (_, visitor) = app.partner("Sauvanel");
    let path = entered(&visitor, "Menuiserie des Halles");
    let form = visitor.get(&path).click("Demander la suppression");
    let (_, other) = app.partner("Boutevin");
    assert!(!other.get(&path).says("Demander la suppression"));
    other.open(&format!("{path}/suppression"), 403);
    let form = form.fill("Pourquoi le supprimer", "Saisi deux fois.");
    let sending = form.sending("Envoyer la demande");
    let refused = other.follow(&sending, 403);
    refused.assert_says("Saisi deux fois.");
    assert!(app.mails().is_empty());
    assert_eq!((visitor.send(&sending).status, visitor.send(&sending).status), (303, 303));
    assert_eq!(app.mails().len(), 1, "a double click asks once");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM journal WHERE kind = 'deletion_request'", []), 1);
}

#[test]
fn a_double_click_deletes_once_and_says_so() {
    let app = TestApp::new();
    let administrator = app.sign_in(&app.administrator("Marsauche"));
    let path = entered(&administrator, "Menuiserie des Halles");
    let form = administrator.get(&path).click("Supprimer ce projet");
    let sending = form.sending("Supprimer pour de bon");
    for _ in 0..2 {
        let answer = administrator.send(&sending);
        assert_eq!((answer.status, answer.header("location")), (303, Some("/gestion?fait=supprime")));
    }
    assert_eq!(app.count("audit"), 1);
}

#[test]
fn who_manages_it_is_named_though_their_account_is_closed() {
    let app = TestApp::new();
    let (owner, visitor) = app.partner("Sauvanel");
    let path = entered(&visitor, "Menuiserie des Halles");
    let form = visitor.get(&path);
    let administrator = app.administrator("Marsauche");
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [owner.id]);
    let (_, other) = app.partner("Boutevin");
    let page = other.get(&path);
    page.assert_says(&format!("Géré par {}", owner.name));
    let refused: Page = other.follow(&form.sending("Enregistrer"), 403);
    refused.assert_says(&format!("Ce projet est géré par {}", owner.name));
    page.submit("Demander la prise en charge").assert_says("Votre demande est envoyée");
    assert_eq!(app.take_mail(MailKind::TakeoverRequested).to, administrator.email);
}
