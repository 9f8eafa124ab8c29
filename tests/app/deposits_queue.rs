//! The queue of what companies deposited, and who gets it.

use cmonstage::mail::MailKind;
use time::Duration;

use crate::support::{PASSWORD, Page, StoredDeposit, TestApp, Visitor};

/// The companies of the rows, in order.
fn companies(page: &Page) -> Vec<String> {
    page.all("#demandes tbody th a")
}

fn box_of(company: &str, deposit: &StoredDeposit) -> String {
    format!("Choisir {company}, {}", deposit.reference)
}

#[test]
fn what_companies_sent_waits_oldest_first_and_filters_stand_in_the_address() {
    let app = TestApp::new();
    let offer = app.offer().company("Menuiserie des Halles").deposited();
    app.wait(Duration::hours(1));
    app.event().change(|event| event.company.name = "Atelier du Marais".to_owned()).deposited();
    app.wait(Duration::hours(1));
    app.asked_for_help("Garage de l’Étoile");
    app.offer().company("Scierie du Lac").commune("75056").deposited();
    app.offer().company("Pas déposée").draft();
    let (user, visitor) = app.partner("Sauvanel");
    let page = visitor.get("/gestion").click("Demandes reçues");
    assert_eq!(page.url, "/gestion/depots");
    assert_eq!(
        companies(&page),
        ["Menuiserie des Halles", "Atelier du Marais", "Garage de l’Étoile", "Scierie du Lac"]
    );
    page.assert_says("4\u{a0}demandes en attente");
    page.assert_says("À affecter");
    assert!(page.all("#affecter").is_empty(), "only administrators assign");
    let only = |query: &str| companies(&visitor.get(&format!("/gestion/depots?{query}")));
    assert_eq!(only("nature=rencontre"), ["Atelier du Marais"]);
    assert_eq!(only("dep=autres"), ["Scierie du Lac"]);
    assert_eq!(only("dep=79&nature=offre"), ["Menuiserie des Halles"]);
    assert_eq!(
        only("tri=entreprise"),
        ["Atelier du Marais", "Garage de l’Étoile", "Menuiserie des Halles", "Scierie du Lac"]
    );
    assert_eq!(only("etat=corrigees"), Vec::<String>::new());
    assert_eq!(only("etat=n’importe&nature=x&dep=33063&page=99").len(), 4);
    visitor.get("/gestion/depots?charge=a-moi").assert_says("Aucune demande ne correspond");
    app.sql("UPDATE project SET manager_id = ?1 WHERE id = ?2", [user.id, offer.project]);
    assert_eq!(only("charge=a-moi&etat=a-relire"), ["Menuiserie des Halles"]);
    assert_eq!(only("charge=a-affecter").len(), 3);
    let page = visitor.get("/gestion/depots").fill("Nature", "offre").fill("Chargé du projet", "a-moi");
    let page = page.submit("Afficher les demandes");
    assert_eq!(page.value("Nature"), "offre");
    assert_eq!(companies(&page), ["Menuiserie des Halles"]);
    // The count beside the menu is what waits for whoever looks.
    assert_eq!(page.all(".site-nav .bubble"), ["1 demande en attente"]);
    let administrator = app.sign_in(&app.administrator("Marsauche"));
    assert_eq!(administrator.get("/gestion").all(".site-nav .bubble"), ["3 demandes en attente"]);
}

#[test]
fn an_administrator_assigns_several_at_once_and_everybody_is_told_once() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let administrator = app.sign_in(&app.administrator("Marsauche"));
    let first = app.offer().company("Menuiserie des Halles").deposited();
    let second = app.asked_for_help("Garage de l’Étoile");
    app.asked_for_help("Scierie du Lac");
    let page = administrator.get("/gestion").click("Affecter les demandes");
    let refused = page.submit_expecting("Affecter les demandes cochées", 422);
    refused.assert_says("Cochez au moins une demande.");
    refused.assert_says("Choisissez à qui les affecter.");
    let form = page
        .check(&box_of("Menuiserie des Halles", &first))
        .check(&box_of("Garage de l’Étoile", &second))
        .fill("Affecter à", &user.id.to_string());
    let sending = form.sending("Affecter les demandes cochées");
    assert_eq!((administrator.send(&sending).status, administrator.send(&sending).status), (303, 303));
    let done = administrator.follow(&sending, 200);
    done.assert_says(&format!("2 projets sont affectés à {}", user.name));
    assert_eq!(companies(&done), ["Scierie du Lac"], "the filter is kept");
    for company in ["Menuiserie des Halles", "Garage de l’Étoile"] {
        let mail = app.take_mail(MailKind::ProjectAssigned);
        assert_eq!(mail.to, user.email);
        assert!(mail.body.contains(company), "{}", mail.body);
    }
    for deposit in [&first, &second] {
        let mail = app.take_mail(MailKind::DepositTaken);
        assert_eq!(mail.to, "direction@menuiserie.example.org");
        assert!(mail.body.contains(&user.name) && mail.body.contains(&deposit.reference), "{}", mail.body);
        assert!(!mail.body.contains("Menuiserie"), "nothing that was typed: {}", mail.body);
    }
    let board = visitor.get("/gestion");
    assert_eq!(board.all("#affectations ~ tbody tr").len(), 2);
    // The row's own manager, once more: nothing happens.
    let again = administrator
        .get("/gestion/depots")
        .check(&box_of("Menuiserie des Halles", &first))
        .fill("Affecter à", &user.id.to_string())
        .submit("Affecter les demandes cochées");
    again.assert_says("Rien n’a été affecté. 1\u{a0}projet coché est resté comme il est");
}

#[test]
fn of_two_administrators_the_first_assigns() {
    let app = TestApp::new();
    let (user, other) = (app.user("Sauvanel"), app.user("Boutevin"));
    let one = app.sign_in(&app.administrator("Marsauche"));
    let two = app.sign_in(&app.administrator("Lavergne"));
    let deposit = app.offer().deposited();
    let label = box_of("Menuiserie des Halles", &deposit);
    let form =
        |by: &Visitor, to: i64| by.get("/gestion/depots").check(&label).fill("Affecter à", &to.to_string());
    let (first, second) = (form(&one, user.id), form(&two, other.id));
    first.submit("Affecter les demandes cochées").assert_says("1 projet est affecté à");
    second.submit("Affecter les demandes cochées").assert_says("affecté entre-temps par quelqu’un d’autre");
    assert_eq!(app.value::<i64>("SELECT manager_id FROM project", []), user.id);
    app.take_mail(MailKind::ProjectAssigned);
    app.take_mail(MailKind::DepositTaken);
    // Whoever has it now is seen, and may be replaced.
    form(&two, other.id).submit("Affecter les demandes cochées").assert_says("1 projet est affecté à");
    assert_eq!(app.take_mail(MailKind::ProjectAssigned).to, other.email);
    assert!(app.take_mail(MailKind::DepositTaken).body.contains(&other.name));
}

#[test]
fn nobody_else_assigns_from_the_queue_nor_what_is_no_deposit() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let chief = app.administrator("Marsauche");
    let administrator = app.sign_in(&chief);
    let deposit = app.offer().deposited();
    let plain = app.offer().company("Scierie du Lac").draft();
    let project: i64 = app.value("SELECT project_id FROM offer WHERE id = ?1", [plain.id]);
    let form = administrator
        .get("/gestion/depots")
        .check(&box_of("Menuiserie des Halles", &deposit))
        .fill("Affecter à", &user.id.to_string());
    let sending = form.sending("Affecter les demandes cochées");
    let before = app.stored();
    visitor.follow(&sending, 403).assert_says("réservé aux administrateurs");
    assert_eq!(app.stored(), before);
    // A row that is no deposit, one that is no project, and one that is no row.
    let mut forged = sending.clone();
    let ticked = format!("projet={}-0", deposit.project);
    for other in [format!("projet={project}-0"), "projet=999-0".to_owned(), "projet=x".to_owned()] {
        forged.body = String::from_utf8(sending.body.clone()).unwrap().replace(&ticked, &other).into_bytes();
        administrator.follow(&forged, 200).assert_says("Rien n’a été affecté.");
    }
    assert_eq!(app.value::<i64>("SELECT count(*) FROM project WHERE manager_id IS NOT NULL", []), 0);
    // Somebody whose account was closed meanwhile gets nothing.
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [user.id]);
    let refused = administrator.follow(&sending, 422);
    refused.assert_says("n’a plus de compte actif");
    assert!(refused.is_checked(&box_of("Menuiserie des Halles", &deposit)), "what was ticked stays");
    // Nor does an administrator whose own account was closed.
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [chief.id]);
    assert_eq!(administrator.send(&sending).status, 401);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM project WHERE manager_id IS NOT NULL", []), 0);
}

#[test]
fn two_hundred_rows_are_cut_into_pages_and_a_hundred_are_assigned_in_one_go() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let administrator = app.sign_in(&app.administrator("Marsauche"));
    let deposits: Vec<StoredDeposit> =
        (0..200).map(|n| app.asked_for_help(&format!("Atelier {n:03}"))).collect();
    let mut page = administrator.get("/gestion/depots?lignes=100&page=2");
    page.assert_says("Affichage de la ligne 101 à 200 sur 200");
    for (n, deposit) in deposits.iter().enumerate().skip(100) {
        page = page.check(&box_of(&format!("Atelier {n:03}"), deposit));
    }
    let done = page.fill("Affecter à", &user.id.to_string()).submit("Affecter les demandes cochées");
    done.assert_says("100 projets sont affectés à");
    let managed: i64 = app.value("SELECT count(*) FROM project WHERE manager_id = ?1", [user.id]);
    assert_eq!(managed, 100);
    assert_eq!(app.mails().len(), 200);
}

#[test]
fn who_gets_a_project_gets_its_events_that_wait_and_the_company_is_told() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let other = app.user("Boutevin");
    let administrator = app.administrator("Marsauche");
    let event = app.event().deposited();
    let registrar = || app.value::<Option<i64>>("SELECT registrar_id FROM event", []);
    app.sql("UPDATE event SET registrar_id = ?1", [administrator.id]);
    // Taken over from the queue.
    let page = visitor
        .get("/gestion/depots")
        .submit(&format!("Prendre en charge la demande {}, Menuiserie des Halles", event.reference));
    page.assert_says("Vous gérez maintenant ce projet.");
    assert_eq!(registrar(), Some(user.id));
    assert!(app.take_mail(MailKind::DepositTaken).body.contains(&user.name));
    // Saved, it is the same person: nobody is told again.
    page.submit("Enregistrer");
    // Given to somebody else by the form of the project.
    let page = visitor.get(&event.path()).fill("Chargé du projet", &other.id.to_string());
    page.submit("Enregistrer").assert_says("affecté à");
    assert_eq!(registrar(), Some(other.id));
    assert!(app.take_mail(MailKind::DepositTaken).body.contains(&other.name));
    app.take_mail(MailKind::ProjectAssigned);
    // Where the company receives the registrations, it goes on.
    app.sql("UPDATE event SET registrar_id = NULL", []);
    app.sql("UPDATE project SET manager_id = NULL", []);
    visitor.get(&event.path()).submit("Prendre en charge");
    assert_eq!(registrar(), None);
    app.take_mail(MailKind::DepositTaken);
}

#[test]
fn what_is_finished_leaves_the_queue_and_a_correction_comes_back() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let chief = app.administrator("Marsauche");
    let offer = app.offer().company("Menuiserie des Halles").deposited();
    let help = app.asked_for_help("Garage de l’Étoile");
    app.sql("UPDATE project SET manager_id = ?1", [user.id]);
    let waiting = || companies(&visitor.get("/gestion/depots"));
    let finished = || companies(&visitor.get("/gestion/depots?etat=terminees"));
    assert_eq!(waiting().len(), 2);
    app.wait(Duration::minutes(1));
    visitor.get(&help.path()).fill("Ajouter un commentaire", "Appelée ce matin.").submit("Enregistrer");
    assert_eq!(
        (waiting(), finished()),
        (vec!["Menuiserie des Halles".to_owned()], vec!["Garage de l’Étoile".to_owned()])
    );
    app.wait(Duration::minutes(1));
    app.correct(&help);
    let page = visitor.get("/gestion/depots?etat=corrigees");
    assert_eq!(companies(&page), ["Garage de l’Étoile"]);
    let mail = app.take_mail(MailKind::DepositCorrected);
    assert_eq!(mail.to, user.email);
    let board = visitor.get("/gestion");
    board.assert_says("L’entreprise a corrigé sa demande.");
    let project = visitor.get(&help.path());
    project.assert_says("L’entreprise a corrigé sa demande.");
    project.submit("Enregistrer");
    visitor.get("/gestion").assert_says("Aucune alerte.");
    // Nobody answers for it any more: the administrators hear of it.
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [user.id]);
    app.correct(&offer);
    assert_eq!(app.take_mail(MailKind::DepositToAdministrator).to, chief.email);
    // An offer that vanished leaves nothing to be read again.
    app.sql("UPDATE deposit SET offer_id = NULL WHERE id = ?1", [offer.id]);
    let boss = app.sign_in(&chief);
    assert_eq!(companies(&boss.get("/gestion/depots")), ["Garage de l’Étoile"]);
    assert_eq!(companies(&boss.get("/gestion/depots?etat=terminees")), ["Menuiserie des Halles"]);
}

#[test]
fn what_was_ticked_comes_back_after_a_lost_session() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let chief = app.administrator("Marsauche");
    let deposit = app.offer().deposited();
    let label = box_of("Menuiserie des Halles", &deposit);
    let form = app.sign_in(&chief).get("/gestion/depots?nature=offre").check(&label);
    let form = form.fill("Affecter à", &user.id.to_string());
    app.wait(Duration::hours(2));
    let lost = form.submit_expecting("Affecter les demandes cochées", 401);
    let page = lost.fill("Identifiant", &chief.email).fill("Mot de passe", PASSWORD).submit("Se connecter");
    let page = page.submit("Reprendre ma saisie");
    assert!(page.is_checked(&label));
    assert_eq!(page.value("Affecter à"), user.id.to_string());
    page.submit("Affecter les demandes cochées").assert_says("1 projet est affecté à");
    app.mails();
}

#[test]
fn a_request_is_found_by_its_reference_or_its_company_wherever_it_stands() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let first = app.offer().company("Menuiserie des Halles").deposited();
    app.offer().company("Garage de l’Étoile").deposited();
    app.sql("UPDATE offer SET state = 'unpublished', unpublished_reason = 'by_hand' WHERE id = 1", []);
    app.sql("UPDATE deposit SET closed_at = 1 WHERE id = ?1", [first.id]);
    let find = |typed: &str| {
        companies(
            &visitor
                .get("/gestion/depots")
                .fill("Référence ou entreprise", typed)
                .submit("Afficher les demandes"),
        )
    };
    assert_eq!(find(&first.reference), ["Menuiserie des Halles"], "although it is closed");
    assert_eq!(find(&first.reference.to_lowercase()), ["Menuiserie des Halles"]);
    assert_eq!(find("etoile"), ["Garage de l’Étoile"]);
    assert!(find("D-2222-2222").is_empty());
}
