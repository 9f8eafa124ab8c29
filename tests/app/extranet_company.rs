//! The company of a project, put right by whoever manages the project.

use cmonstage::catalogue::store::check;
use cmonstage::{events, offers};
use time::Duration;

use crate::support::{PASSWORD, Page, StoredUser, TestApp, Visitor};

const FORM: &str = "/gestion/projets/1/entreprise";

/// The form of a joinery's project, managed by whoever looks at it; an offer of it is online.
fn mine(app: &TestApp) -> (StoredUser, Visitor) {
    let (user, visitor) = app.partner("Sauvanel");
    app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
    (user, visitor)
}

fn name(app: &TestApp) -> String {
    app.value("SELECT name FROM company WHERE id = 1", [])
}

fn form(visitor: &Visitor) -> Page {
    visitor.get("/gestion/projets/1").click("Modifier l’entreprise")
}

#[test]
fn what_is_put_right_is_shown_and_found_everywhere() {
    let app = TestApp::new();
    let (user, visitor) = mine(&app);
    app.event().published();
    app.offer().draft();
    app.sql("UPDATE project SET company_id = 1, manager_id = ?1", [user.id]);
    let page = form(&visitor);
    assert_eq!(page.url, FORM);
    assert_eq!(page.value("Nom de l’entreprise"), "Menuiserie des Halles");
    assert_eq!(page.value("Secteur d’activité"), "construction");
    assert_eq!(page.value("Commune"), "Niort");
    let done = page
        .fill("Nom de l’entreprise", "Ébénisterie du Marais")
        .fill("SIRET ou SIREN", "732 829 320 00074")
        .fill("Secteur d’activité", "industrie")
        .fill("Code postal", "86000")
        .fill("Commune", "poitiers")
        .submit("Enregistrer");
    done.assert_says("L’entreprise est enregistrée.");
    done.assert_says("4 rue du Rabot, 86000 Poitiers");
    done.assert_says("732\u{a0}829\u{a0}320\u{a0}00074");
    let line = "Entreprise modifiée\u{a0}: «\u{a0}Menuiserie des Halles\u{a0}» devient «\u{a0}Ébénisterie du Marais\u{a0}».";
    done.assert_says(line);
    assert_eq!(app.count("journal"), 3, "one line in each of its projects");

    let public = app.visitor();
    let found = |address: String| public.get(&address).all("#resultats .card h3").len();
    for list in ["/offres-de-stage", "/rencontres"] {
        assert_eq!(found(format!("{list}?q=ebenisterie")), 1, "{list}");
        assert_eq!(found(format!("{list}?q=halles")), 0, "{list}");
        assert_eq!(found(format!("{list}?secteur=industrie")), 1, "{list}");
        assert_eq!(found(format!("{list}?secteur=construction")), 0, "{list}");
        public.get(list).assert_says("Ébénisterie du Marais");
    }
    let lies = app
        .db()
        .read_blocking(|tx| {
            let (offers, events) = (&offers::store::LISTING, &events::store::LISTING);
            Ok::<_, cmonstage::db::Error>([
                check::cells(tx, offers)?,
                check::words(tx, offers)?,
                check::cells(tx, events)?,
                check::words(tx, events)?,
            ])
        })
        .unwrap();
    assert!(lies.iter().all(Vec::is_empty), "{lies:?}");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM offer WHERE version > 1", []),
        0,
        "nobody has changed the offers: who is writing one is not stopped"
    );
    visitor.get("/gestion/projets/nouveau?q=ebenisterie+poitiers").assert_says("1\u{a0}entreprise trouvée");
    // The two that the event and the draft came with.
    visitor.get("/gestion/projets/nouveau?q=halles").assert_says("2\u{a0}entreprises trouvées");
}

#[test]
fn an_event_stays_where_it_was_announced() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let event = app.event().change(|event| {
        event.project.manager = Some(user.id);
        event.draft.venue = None;
    });
    let event = event.published();
    let visitor = app.sign_in(&user);
    let public = app.visitor();
    public.get(&event.path()).assert_says("4 rue du Rabot");
    let change = |street: &str| form(&visitor).fill("Numéro et rue", street).submit("Enregistrer");
    change("12 avenue des Charmes").assert_says("Ses rencontres en ligne gardent l’adresse annoncée");
    let page = public.get(&event.path());
    page.assert_says("4 rue du Rabot");
    page.assert_says("12 avenue des Charmes");
    assert_eq!(
        visitor.get(&format!("/gestion{}", event.path())).value("Lieu"),
        "4 rue du Rabot",
        "it is there to be changed, and those who registered told"
    );
    let said = change("14 avenue des Charmes");
    said.assert_says("L’entreprise est enregistrée.");
    assert!(!said.says("gardent l’adresse"));
}

#[test]
fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let app = TestApp::new();
    let (_, visitor) = mine(&app);
    app.offer()
        .change(|offer| {
            let siret = cmonstage::domain::Siret::parse("73282932000074").unwrap();
            (offer.company.siren, offer.company.siret) = (Some(siret.siren()), Some(siret));
        })
        .draft();
    let page = form(&visitor)
        .fill("Nom de l’entreprise", "")
        .fill("SIRET ou SIREN", "73282932000075")
        .fill("Code postal", "00000")
        .submit_expecting("Enregistrer", 422);
    assert_eq!(page.wrong_fields(), ["Nom de l’entreprise", "SIRET ou SIREN", "Code postal", "Commune"]);
    let page = page
        .fill("Nom de l’entreprise", "Menuiserie Sauvanel")
        .fill("SIRET ou SIREN", "73282932000074")
        .fill("Code postal", "79000")
        .submit_expecting("Enregistrer", 422);
    assert!(page.error_of("SIRET ou SIREN").contains("Une autre entreprise connue a déjà ce SIRET\u{a0}: "));
    assert_eq!(page.value("Nom de l’entreprise"), "Menuiserie Sauvanel");
    assert_eq!(name(&app), "Menuiserie des Halles");
    page.fill("SIRET ou SIREN", "").submit("Enregistrer").assert_says("L’entreprise est enregistrée.");
    assert_eq!(name(&app), "Menuiserie Sauvanel");
}

#[test]
fn only_who_manages_the_project_or_administers_may() {
    let app = TestApp::new();
    let (user, visitor) = mine(&app);
    let page = form(&visitor).fill("Nom de l’entreprise", "Menuiserie Sauvanel");
    let (_, other) = app.partner("Boutevin");
    assert!(!other.get("/gestion/projets/1").says("Modifier l’entreprise"));
    other.open(FORM, 403).assert_says(&format!("Ce projet est géré par {}", user.name));
    let refused = other.follow(&page.sending("Enregistrer"), 403);
    refused.assert_says("Rien n’a été enregistré.");
    refused.assert_says("Menuiserie Sauvanel");
    assert_eq!(name(&app), "Menuiserie des Halles");
    let administrator = app.sign_in(&app.administrator("Sabourin"));
    form(&administrator)
        .fill("Nom de l’entreprise", "Menuiserie Sauvanel")
        .submit("Enregistrer")
        .assert_says("L’entreprise est enregistrée.");
    assert_eq!(name(&app), "Menuiserie Sauvanel");
}

#[test]
fn a_company_that_a_colleague_follows_too_is_changed_by_an_administrator() {
    let app = TestApp::new();
    let (_, visitor) = mine(&app);
    let page = form(&visitor).fill("Nom de l’entreprise", "Menuiserie Sauvanel");
    let (colleague, other) = app.partner("Boutevin");
    let project = other
        .get("/gestion/projets/nouveau?entreprise=1")
        .check("Accueillir un(e) stagiaire")
        .fill("Téléphone de l’employeur", "05 36 49 00 10");
    project.submit("Enregistrer").assert_says("Le projet est créé.");
    for (page, visitor) in [("/gestion/projets/1", &visitor), ("/gestion/projets/2", &other)] {
        assert!(!visitor.get(page).says("Modifier l’entreprise"), "{page}");
    }
    let refused = page.submit_expecting("Enregistrer", 403);
    refused.assert_says(&format!("suivie aussi par {}", colleague.name));
    refused.assert_says("Menuiserie Sauvanel");
    other.open("/gestion/projets/2/entreprise", 403).assert_says("demandez à un administrateur");
    assert_eq!(name(&app), "Menuiserie des Halles");
    let administrator = app.sign_in(&app.administrator("Sabourin"));
    form(&administrator).fill("Nom de l’entreprise", "Menuiserie Sauvanel").submit("Enregistrer");
    assert_eq!(name(&app), "Menuiserie Sauvanel");
    // Whose account is closed follows nothing any more.
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [colleague.id]);
    form(&visitor).fill("Nom de l’entreprise", "Menuiserie des Halles").submit("Enregistrer");
    assert_eq!(name(&app), "Menuiserie des Halles");
}

#[test]
fn two_who_change_the_same_company_lose_nothing_and_a_double_click_saves_once() {
    let app = TestApp::new();
    let (user, one) = mine(&app);
    let two = app.sign_in(&user);
    let (first, second) = (form(&one), form(&two));
    let sending = first.fill("Numéro et rue", "6 rue du Rabot").sending("Enregistrer");
    assert_eq!((one.send(&sending).status, one.send(&sending).status), (303, 303));
    assert_eq!(app.count("journal"), 1);
    let conflict = second.fill("Numéro et rue", "8 rue du Rabot").submit_expecting("Enregistrer", 409);
    conflict.assert_says(&format!("Modifié entre-temps par {}", user.name));
    assert_eq!(conflict.all("#conflit tbody td"), ["6 rue du Rabot", "8 rue du Rabot"]);
    assert_eq!(app.value::<String>("SELECT street FROM company", []), "6 rue du Rabot");
    conflict.submit("Enregistrer").assert_says("8 rue du Rabot, 79000 Niort");
}

#[test]
fn what_was_being_written_survives_the_end_of_the_session() {
    let app = TestApp::new();
    let (user, visitor) = mine(&app);
    let page = form(&visitor).fill("Nom de l’entreprise", "Menuiserie Sauvanel");
    app.wait(Duration::hours(3));
    let lost = page.submit_expecting("Enregistrer", 401);
    let back = lost.fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD).submit("Se connecter");
    let page = back.submit("Reprendre ma saisie");
    assert_eq!(page.value("Nom de l’entreprise"), "Menuiserie Sauvanel");
    assert_eq!(name(&app), "Menuiserie des Halles", "nothing is replayed");
    page.submit("Enregistrer");
    assert_eq!(name(&app), "Menuiserie Sauvanel");
}
