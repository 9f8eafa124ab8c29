//! A company that deposits twice, or that is known already: what resembles is proposed, and never joined
//! silently.

use cmonstage::catalogue::store::check;
use cmonstage::events::store::LISTING as EVENTS;
use cmonstage::mail::MailKind;
use cmonstage::offers::store::LISTING as OFFERS;
use time::Duration;

use crate::support::{StoredDeposit, StoredUser, TestApp, Visitor};

const ATTACH: &str = "Rattacher à cette entreprise";
const JOIN: &str = "Réunir les deux projets";

/// A project known before, a deposit of what looks like the same company, and who manages both.
fn twice(app: &TestApp) -> (i64, StoredDeposit, StoredUser, Visitor) {
    let known = app.offer().published();
    let known: i64 = app.value("SELECT project_id FROM offer WHERE id = ?1", [known.id]);
    app.wait(Duration::hours(1));
    let deposit =
        app.offer().change(|offer| offer.company.street = Some("4 r. du Rabot".to_owned())).deposited();
    let (user, visitor) = app.partner("Sauvanel");
    app.sql("UPDATE project SET manager_id = ?1", [user.id]);
    (known, deposit, user, visitor)
}

/// The same, once both projects are of one company.
fn of_one_company(app: &TestApp) -> (i64, StoredDeposit, StoredUser, Visitor) {
    let all = twice(app);
    app.sql("UPDATE project SET company_id = (SELECT company_id FROM project WHERE id = ?1)", [all.0]);
    app.sql("DELETE FROM company WHERE id NOT IN (SELECT company_id FROM project)", []);
    all
}

/// What is counted and what is found says what is stored.
fn assert_true(app: &TestApp) {
    for listing in [&OFFERS, &EVENTS] {
        let wrong = app
            .db()
            .read_blocking(|tx| {
                let (cells, words) = (check::cells(tx, listing)?, check::words(tx, listing)?);
                Ok::<_, cmonstage::db::Error>([cells, words].concat())
            })
            .unwrap();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

fn company_of(app: &TestApp, project: i64) -> i64 {
    app.value("SELECT company_id FROM project WHERE id = ?1", [project])
}

#[test]
fn a_deposit_goes_to_the_company_already_known_and_the_one_left_behind_goes() {
    let app = TestApp::new();
    let (known, deposit, _, visitor) = twice(&app);
    app.sql("UPDATE company SET sector = 'trade' WHERE id = ?1", [company_of(&app, known)]);
    let page = visitor.get(&deposit.path());
    page.assert_says("Une entreprise déjà connue");
    let target = company_of(&app, known);
    let page = visitor.get(&page.attributes(&format!("#rattacher-{target}"), "href").remove(0));
    page.assert_says("4 r. du Rabot");
    page.assert_says("4 rue du Rabot");
    page.assert_says("sera supprimée");
    assert_eq!(app.count("company"), 2, "nothing is done yet");
    let sending = page.sending(ATTACH);
    assert_eq!((visitor.send(&sending).status, visitor.send(&sending).status), (303, 303));
    let done = visitor.follow(&sending, 200);
    done.assert_says("Le projet est rattaché à l’entreprise déjà connue.");
    assert_eq!(
        (company_of(&app, deposit.project), app.count("company"), app.count("company_text")),
        (target, 1, 1)
    );
    done.assert_says("remplace «\u{a0}Menuiserie des Halles, 4 r. du Rabot, 79000 Niort\u{a0}»");
    // What visitors see follows, and so do the counts.
    assert_true(&app);
    let sectors: i64 = app.value("SELECT count(*) FROM offer WHERE sector = 'trade'", []);
    assert_eq!(sectors, 2);
    assert_true(&app);
    // Now the other project of the company is proposed, and the company no longer.
    let page = visitor.get(&deposit.path());
    assert!(!page.says("Une entreprise déjà connue"));
    page.assert_says("Un projet qui existe déjà");
}

#[test]
fn the_company_left_behind_stays_where_another_project_uses_it() {
    let app = TestApp::new();
    let (known, deposit, _, visitor) = twice(&app);
    let event = app.event().change(|event| event.company.name = "Autre".to_owned()).published();
    app.sql(
        "UPDATE project SET company_id = ?1 WHERE id = (SELECT project_id FROM event WHERE id = ?2)",
        [company_of(&app, deposit.project), event.id],
    );
    let path = format!("{}/rattachement?entreprise={}", deposit.path(), company_of(&app, known));
    let page = visitor.get(&path);
    page.assert_says("d’autres projets l’utilisent");
    page.submit(ATTACH);
    assert_eq!(app.count("company"), 3);
}

#[test]
fn an_event_online_keeps_the_street_it_was_announced_at() {
    let app = TestApp::new();
    let (known, deposit, _, visitor) = twice(&app);
    let event = app.event().published();
    app.sql("UPDATE event SET project_id = ?1", [deposit.project]);
    let path = format!("{}/rattachement?entreprise={}", deposit.path(), company_of(&app, known));
    visitor.get(&path).submit(ATTACH);
    assert_eq!(app.value::<String>("SELECT venue FROM event", []), "4 r. du Rabot");
    assert_true(&app);
    app.visitor().get(&event.path()).assert_says("4 r. du Rabot");
}

#[test]
fn two_projects_of_one_company_become_one_and_nothing_is_lost() {
    let app = TestApp::new();
    let (known, deposit, user, visitor) = of_one_company(&app);
    app.sql(
        "UPDATE project SET phone = '+33536490099', request = 'Un stagiaire en mars.' WHERE id = ?1",
        [deposit.project],
    );
    visitor.get(&deposit.path()).fill("Ajouter un commentaire", "Appelée ce matin.").submit("Enregistrer");
    let (written, at): (String, i64) = (
        app.value("SELECT text FROM journal WHERE kind = 'comment'", []),
        app.value("SELECT created_at FROM journal WHERE kind = 'comment'", []),
    );
    app.wait(Duration::hours(1));
    let page = visitor.get(&deposit.path());
    let mail = app.queue("accueil@menuiserie.example.org", "Votre demande");
    app.sql("UPDATE mail SET project_id = ?1 WHERE id = ?2", [deposit.project, mail]);
    let page = visitor.get(&page.attributes(&format!("#reunir-{known}"), "href").remove(0));
    page.assert_says("Un stagiaire en mars.");
    page.assert_says("Celui qui disparaît");
    let sending = page.sending(JOIN);
    assert_eq!((visitor.send(&sending).status, visitor.send(&sending).status), (303, 303));
    let done = visitor.follow(&sending, 200);
    done.assert_says("Les deux projets sont réunis dans celui-ci.");
    assert_eq!(app.value::<i64>("SELECT project_id FROM mail WHERE id = ?1", [mail]), known);
    assert_eq!(done.url.split('?').next().unwrap(), format!("/gestion/projets/{known}"));
    assert_eq!((app.count("project"), app.count("offer"), app.count("deposit")), (1, 2, 1));
    for word in [
        "Appelée ce matin.",
        "Un stagiaire en mars.",
        "05\u{a0}36\u{a0}49\u{a0}00\u{a0}99",
        "Réuni avec le projet du 02/03/2026",
        &deposit.reference,
    ] {
        done.assert_says(word);
    }
    assert_eq!(written, "Appelée ce matin.");
    assert_eq!(app.value::<i64>("SELECT created_at FROM journal WHERE text = 'Appelée ce matin.'", []), at);
    assert_eq!(
        app.value::<i64>("SELECT author_id FROM journal WHERE text = 'Appelée ce matin.'", []),
        user.id
    );
    visitor.open(&deposit.path(), 404);
    assert_true(&app);
    // It waits still, in the project that stays.
    let queue = visitor.get("/gestion/depots");
    assert_eq!(queue.attributes("#demandes tbody th a", "href"), [format!("/gestion/projets/{known}")]);
}

#[test]
fn an_administrator_joins_to_another_s_project_and_everybody_hears_of_it() {
    let app = TestApp::new();
    let (known, deposit, user, _) = of_one_company(&app);
    app.sql("UPDATE project SET manager_id = NULL WHERE id = ?1", [deposit.project]);
    let administrator = app.sign_in(&app.administrator("Marsauche"));
    administrator.get(&format!("{}/rattachement?projet={known}", deposit.path())).submit(JOIN);
    let mail = app.take_mail(MailKind::ProjectAssigned);
    assert_eq!(mail.to, user.email);
    assert!(mail.body.contains("réunie avec votre projet"), "{}", mail.body);
    assert!(app.take_mail(MailKind::DepositTaken).body.contains(&user.name));
    // The other way round, who managed the one that disappears gets the other.
    let again = app.asked_for_help("Menuiserie des Halles");
    app.sql("UPDATE project SET company_id = ?1", [company_of(&app, known)]);
    app.sql("UPDATE project SET manager_id = NULL WHERE id = ?1", [known]);
    app.sql("UPDATE project SET manager_id = ?1 WHERE id = ?2", [user.id, again.project]);
    administrator.get(&format!("{}/rattachement?projet={known}", again.path())).submit(JOIN);
    assert_eq!(app.value::<i64>("SELECT manager_id FROM project WHERE id = ?1", [known]), user.id);
    // What waited there for somebody has found them: whoever deposited it is told.
    let mails = app.mails();
    let taken = mails.iter().filter(|mail| mail.kind == MailKind::DepositTaken);
    assert!(taken.clone().count() >= 2 && taken.clone().all(|mail| mail.body.contains(&user.name)));
}

#[test]
fn nobody_joins_what_is_another_s_what_is_no_deposit_or_what_does_not_match() {
    let app = TestApp::new();
    let (known, deposit, user, visitor) = of_one_company(&app);
    let other = app.user("Boutevin");
    let joining = |from: i64, query: &str| format!("/gestion/projets/{from}/rattachement?{query}");
    let page = visitor.get(&joining(deposit.project, &format!("projet={known}")));
    let before = app.stored();
    // No deposit, nothing asked for, itself, a project of another company, a company that does not resemble.
    visitor.open(&joining(known, &format!("projet={}", deposit.project)), 404);
    visitor.open(&joining(deposit.project, ""), 404);
    visitor.open(&joining(deposit.project, &format!("projet={}", deposit.project)), 409);
    visitor.open(&joining(deposit.project, "projet=999"), 409);
    visitor.open(&joining(deposit.project, "entreprise=999"), 409);
    visitor.open(&joining(999, &format!("projet={known}")), 404);
    assert_eq!(app.stored(), before);
    // The other project went to somebody else meanwhile, or is gone.
    app.sql("UPDATE project SET manager_id = ?1 WHERE id = ?2", [other.id, known]);
    assert!(visitor.get(&deposit.path()).attributes(&format!("#reunir-{known}"), "href").is_empty());
    page.submit_expecting(JOIN, 403).assert_says(&other.name);
    app.sql("UPDATE project SET manager_id = ?1 WHERE id = ?2", [user.id, known]);
    app.sql("UPDATE project SET company_id = (SELECT max(id) FROM company) WHERE id = ?1", [known]);
    let elsewhere = app.offer().company("Scierie du Lac").draft();
    app.sql("UPDATE project SET company_id = (SELECT company_id FROM project WHERE id = (SELECT project_id FROM offer WHERE id = ?1)) WHERE id = ?2", [elsewhere.id, known]);
    page.submit_expecting(JOIN, 409).assert_says("n’est plus de la même entreprise");
    let rival = app.sign_in(&other);
    rival.open(&joining(deposit.project, &format!("projet={known}")), 403).assert_says(&user.name);
    rival.follow(&page.sending(JOIN), 403);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM deposit WHERE project_id = ?1", [deposit.project]), 1);
}
