//! Projects in the extranet: entered, followed, given away, taken over, deleted; and the dashboard.

use cmonstage::mail::MailKind;
use time::Duration;

use crate::support::{Page, TestApp, Visitor};

const NEW: &str = "/gestion/projets/nouveau";

/// A project of a company that is not known, entered by hand.
pub fn by_hand(visitor: &Visitor, name: &str) -> Page {
    visitor
        .get(NEW)
        .fill("Nom, SIREN ou SIRET de l’entreprise", name)
        .submit("Rechercher")
        .click("Saisir l’entreprise à la main")
        .fill("Secteur d’activité", "construction")
        .fill("Numéro et rue", "4 rue du Rabot")
        .fill("Code postal", "79000")
        .fill("Commune", "Niort")
        .check("Accueillir un(e) stagiaire")
        .fill("Téléphone de l’employeur", "05 36 49 00 10")
        .fill("E-mail de l’employeur", "direction@menuiserie.example.org")
}

fn entered(visitor: &Visitor, name: &str) -> Page {
    by_hand(visitor, name).submit("Enregistrer")
}

#[test]
fn a_partner_enters_a_project_for_a_company_that_nobody_knew() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let page = by_hand(&visitor, "Menuiserie des Halles");
    assert_eq!(page.value("Nom de l’entreprise"), "Menuiserie des Halles");
    assert_eq!(page.value("Chargé du projet"), user.id.to_string());
    let page = page
        .fill("Sa demande", "Nous aimerions accueillir quelqu’un au printemps.")
        .fill("Ajouter un commentaire", "Vu au salon, à rappeler lundi.")
        .submit("Enregistrer");
    page.assert_says("Le projet est créé.");
    page.assert_says("Menuiserie des Halles");
    page.assert_says("4 rue du Rabot, 79000 Niort");
    page.assert_says("Projet du 02/03/2026 à 10:");
    page.assert_says("Vu au salon, à rappeler lundi.");
    assert_eq!(page.all(".journal .hint").len(), 2, "a comment, and the creation");
    assert_eq!(page.value("Sa demande").trim(), "Nous aimerions accueillir quelqu’un au printemps.");
    let board = visitor.get("/gestion");
    board.assert_says("Aucune alerte.");
    let again = board.click("Menuiserie des Halles");
    assert_eq!(again.value("Téléphone de l’employeur"), "05\u{a0}36\u{a0}49\u{a0}00\u{a0}10");
}

#[test]
fn a_company_is_found_by_name_siren_or_siret_and_a_colleague_at_it_is_named() {
    let app = TestApp::new();
    let (first, colleague) = app.partner("Sauvanel");
    by_hand(&colleague, "Garage de l’Étoile")
        .fill("SIRET ou SIREN", "732 829 320 00074")
        .submit("Enregistrer");
    let (_, visitor) = app.partner("Boutevin");
    for typed in ["garage etoile", "etoi niort", "732829320", "732 829 320 00074", "7328", "FR 44 732829320"]
    {
        let page = visitor.get(NEW).fill("Nom, SIREN ou SIRET de l’entreprise", typed).submit("Rechercher");
        page.assert_says("1\u{a0}entreprise trouvée");
        page.assert_says(&format!("déjà suivie par {}", first.name));
    }
    let page = visitor.get(&format!("{NEW}?q=732829321"));
    page.assert_says("Ce numéro ne convient pas");
    page.assert_says("l’un d’eux est sans doute faux");
    visitor.get(&format!("{NEW}?q=zz")).assert_says("Tapez au moins 3 lettres ou chiffres");
    visitor
        .get(&format!("{NEW}?q=%22%3B+drop+(AND)+*+near"))
        .assert_says("Aucune entreprise connue ne correspond");
    let page = visitor.get(&format!("{NEW}?q=etoile")).click("Choisir Garage de l’Étoile");
    page.assert_says("Cette entreprise est déjà suivie.");
    let page = page.check("Être contactée pour une aide à la formalisation de votre projet");
    let wrong = page.submit_expecting("Enregistrer", 422);
    assert_eq!(wrong.wrong_fields(), ["Téléphone de l’employeur"]);
    let page = wrong.fill("Téléphone de l’employeur", "05 36 49 00 11").submit("Enregistrer");
    page.assert_says("Ses autres projets");
    assert_eq!((app.count("company"), app.count("project")), (1, 2));
    page.click("Nouveau projet pour Garage de l’Étoile").assert_says("déjà suivie");
}

#[test]
fn a_company_entered_by_hand_is_held_against_those_that_resemble_it() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    by_hand(&visitor, "Menuiserie des Halles").fill("SIRET ou SIREN", "73282932000074").submit("Enregistrer");
    // The same SIRET is the same company.
    let page = by_hand(&visitor, "Autre nom")
        .fill("SIRET ou SIREN", "732 829 320 00074")
        .submit_expecting("Enregistrer", 422);
    page.assert_says("Une entreprise connue a déjà ce SIRET");
    assert!(page.all("#company-other").is_empty() && page.attributes("#company-other", "id").is_empty());
    // The same name in the same commune may be another.
    let page = by_hand(&visitor, "MENUISERIE DES HALLES").submit_expecting("Enregistrer", 422);
    page.assert_says("Cette entreprise est peut-être déjà connue");
    assert_eq!(page.value("Commune"), "Niort");
    page.check("C’est une autre entreprise que celles-ci")
        .submit("Enregistrer")
        .assert_says("Le projet est créé.");
    assert_eq!(app.count("company"), 2);
}

#[test]
fn what_is_wrong_of_a_company_is_said_field_by_field() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let page = visitor.get(&format!("{NEW}?saisie=oui&q=732829321"));
    assert_eq!(page.value("SIRET ou SIREN"), "732829321");
    let page = page
        .fill("Code postal", "00000")
        .fill("Commune", "Niort")
        .fill("Site internet de l’entreprise", "javascript:alert(1)")
        .fill("E-mail de l’employeur", "pas une adresse")
        .submit_expecting("Enregistrer", 422);
    assert_eq!(
        page.wrong_fields(),
        [
            "Nom de l’entreprise",
            "SIRET ou SIREN",
            "Secteur d’activité",
            "Code postal",
            "Commune",
            "Site internet de l’entreprise",
            "Votre entreprise souhaite",
            "E-mail de l’employeur"
        ]
    );
    let page =
        page.fill("Code postal", "79 000").fill("Commune", "Poitiers").submit_expecting("Enregistrer", 422);
    assert!(page.error_of("Commune").contains("Niort"), "{}", page.error_of("Commune"));
    assert_eq!(app.count("company"), 0);
}

#[test]
fn giving_a_project_to_somebody_alerts_them_until_they_save_it() {
    let app = TestApp::new();
    let (author, visitor) = app.partner("Sauvanel");
    let (other, colleague) = app.partner("Boutevin");
    let page = entered(&visitor, "Menuiserie des Halles");
    let path = page.url.split('?').next().unwrap().to_owned();
    let page = page
        .fill("Chargé du projet", &other.id.to_string())
        .fill("Un mot à cette personne", "Ils préfèrent être appelés le matin.")
        .fill("Ajouter un commentaire", "Transmis à Camille.")
        .submit("Enregistrer");
    page.assert_says(&format!(
        "affecté à {}\u{a0}: une alerte l’attend sur son tableau de bord, et un courriel lui est envoyé.",
        other.name
    ));
    page.assert_says(&format!("Géré par {} – lecture seule.", other.name));
    let mail = app.take_mail(MailKind::ProjectAssigned);
    assert_eq!(mail.to, other.email);
    assert!(mail.body.contains("Ils préfèrent être appelés le matin."), "{}", mail.body);
    assert!(mail.body.contains(&author.name) && mail.link() == path, "{}", mail.body);
    let board = colleague.get("/gestion");
    assert_eq!(board.one(".bubble"), "1 alerte");
    board.assert_says("Ils préfèrent être appelés le matin.");
    let page = colleague.get(&mail.link());
    assert_eq!(page.one(".bubble"), "1 alerte", "opening it is not enough");
    page.assert_says("Transmis à Camille.");
    let page = page.submit("Enregistrer");
    page.assert_says("Le projet est enregistré.");
    assert!(page.all(".bubble").is_empty());
    colleague.get("/gestion").assert_says("Aucune alerte.");
    // And back: an alert again, for the author this time.
    colleague.get(&path).fill("Chargé du projet", &author.id.to_string()).submit("Enregistrer");
    app.take_mail(MailKind::ProjectAssigned);
    assert_eq!(visitor.get("/gestion").one(".bubble"), "1 alerte");
    assert!(colleague.get("/gestion").all(".bubble").is_empty());
}

#[test]
fn somebody_who_wants_no_mail_still_has_the_alert() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let (other, colleague) = app.partner("Boutevin");
    let page = colleague.get("/gestion/compte");
    assert!(page.is_checked("Recevoir un courriel à chaque affectation"));
    let page =
        page.uncheck("Recevoir un courriel à chaque affectation").submit("Enregistrer mes coordonnées");
    page.assert_says("Vos coordonnées sont enregistrées.");
    assert!(!page.is_checked("Recevoir un courriel à chaque affectation"));
    entered(&visitor, "Menuiserie des Halles")
        .fill("Chargé du projet", &other.id.to_string())
        .submit("Enregistrer");
    assert!(app.mails().is_empty());
    assert_eq!(colleague.get("/gestion").one(".bubble"), "1 alerte");
}

#[test]
fn a_project_may_be_given_away_as_it_is_entered() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let (other, colleague) = app.partner("Boutevin");
    let page = by_hand(&visitor, "Menuiserie des Halles")
        .fill("Chargé du projet", &other.id.to_string())
        .submit("Enregistrer");
    page.assert_says(&format!("affecté à {}", other.name));
    app.take_mail(MailKind::ProjectAssigned);
    assert_eq!(colleague.get("/gestion").one(".bubble"), "1 alerte");
    assert!(visitor.get("/gestion").all(".bubble").is_empty());
}

#[test]
fn somebody_whose_account_is_closed_gets_nothing_more() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let gone = app.user("Boutevin");
    let page = entered(&visitor, "Menuiserie des Halles");
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [gone.id]);
    let refused = page.fill("Chargé du projet", &gone.id.to_string()).submit_expecting("Enregistrer", 422);
    assert!(refused.error_of("Chargé du projet").contains("n’a plus de compte actif"));
    assert_eq!(app.count("assignment"), 0);
}

#[test]
fn two_who_change_the_same_project_lose_nothing() {
    let app = TestApp::new();
    let (user, one) = app.partner("Sauvanel");
    let two = app.sign_in(&user);
    let path = entered(&one, "Menuiserie des Halles").url.split('?').next().unwrap().to_owned();
    let (first, second) = (one.get(&path), two.get(&path));
    first.fill("Personne à contacter", "Ana Bellanque").submit("Enregistrer");
    let conflict = second
        .fill("Personne à contacter", "Noé Sauvanel")
        .fill("Ajouter un commentaire", "Rappeler Noé.")
        .submit_expecting("Enregistrer", 409);
    conflict.assert_says(&format!("Modifié entre-temps par {}", user.name));
    assert_eq!(conflict.all("#conflit tbody td"), ["Ana Bellanque", "Noé Sauvanel"]);
    assert_eq!(conflict.value("Personne à contacter"), "Noé Sauvanel");
    assert_eq!(conflict.value("Ajouter un commentaire").trim(), "Rappeler Noé.");
    assert_eq!(app.value::<String>("SELECT contact_name FROM project", []), "Ana Bellanque");
    let saved = conflict.submit("Enregistrer");
    saved.assert_says("Le projet est enregistré.");
    saved.assert_says("Rappeler Noé.");
    assert_eq!(app.value::<String>("SELECT contact_name FROM project", []), "Noé Sauvanel");
}

#[test]
fn a_form_without_its_version_overwrites_nothing() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let page = entered(&visitor, "Menuiserie des Halles").fill("Personne à contacter", "Noé Sauvanel");
    let sending = page.sending("Enregistrer").with_body_replaced("version", "noversion");
    visitor.follow(&sending, 409).assert_says("Modifié entre-temps");
    assert_eq!(app.value::<Option<String>>("SELECT contact_name FROM project", []), None);
}

#[test]
fn a_double_click_gives_a_project_away_once() {
    let app = TestApp::new();
    let colleague = app.user("Boutevin");
    let (_, visitor) = app.partner("Sauvanel");
    let page = entered(&visitor, "Menuiserie des Halles").fill("Chargé du projet", &colleague.id.to_string());
    let sending = page.sending("Enregistrer");
    let answers: Vec<String> =
        (0..2).map(|_| visitor.send(&sending).header("location").unwrap_or_default().to_owned()).collect();
    assert!(answers[0].ends_with("affecte") && answers[0] == answers[1], "{answers:?}");
    assert_eq!(app.mails().len(), 1);
}

#[test]
fn the_same_company_entered_by_several_at_once_is_one() {
    let app = TestApp::new();
    let visitors: Vec<_> = ["Sauvanel", "Boutevin", "Lavergne", "Marsauche"]
        .into_iter()
        .map(|name| app.partner(name).1)
        .collect();
    let sendings: Vec<_> = visitors
        .iter()
        .map(|visitor| {
            by_hand(visitor, "Menuiserie des Halles")
                .fill("SIRET ou SIREN", "732 829 320 00074")
                .sending("Enregistrer")
        })
        .collect();
    let mut statuses: Vec<u16> = std::thread::scope(|scope| {
        let sent: Vec<_> = visitors
            .iter()
            .zip(&sendings)
            .map(|(visitor, sending)| scope.spawn(|| visitor.send(sending).status))
            .collect();
        sent.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422, 422, 422]);
    assert_eq!((app.count("company"), app.count("project")), (1, 1));
}

#[test]
fn what_is_not_there_leads_back_to_where_one_works() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let page = visitor.open("/gestion/projets/999", 404);
    page.assert_says("Page introuvable");
    assert_eq!(page.click("Aller au tableau de bord").url, "/gestion");
}

#[test]
fn a_double_click_saves_once() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let sending = by_hand(&visitor, "Menuiserie des Halles").sending("Enregistrer");
    let answers: Vec<String> =
        (0..3).map(|_| visitor.send(&sending).header("location").unwrap().to_owned()).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!((app.count("company"), app.count("project")), (1, 1));
    let sending =
        visitor.get(&answers[0]).fill("Ajouter un commentaire", "Une seule fois.").sending("Enregistrer");
    for _ in 0..3 {
        assert_eq!(visitor.send(&sending).status, 303);
    }
    assert_eq!(app.value::<i64>("SELECT count(*) FROM journal WHERE kind = 'comment'", []), 1);
}

#[test]
fn what_was_being_written_of_a_project_survives_the_end_of_the_session() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let page = entered(&visitor, "Menuiserie des Halles").fill("Ajouter un commentaire", "Long récit.");
    app.wait(Duration::hours(3));
    let lost = page.submit_expecting("Enregistrer", 401);
    let back = lost
        .fill("Identifiant", &user.email)
        .fill("Mot de passe", crate::support::PASSWORD)
        .submit("Se connecter");
    let page = back.submit("Reprendre ma saisie");
    assert_eq!(page.value("Ajouter un commentaire").trim(), "Long récit.");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM journal WHERE kind = 'comment'", []),
        0,
        "nothing is replayed"
    );
    page.submit("Enregistrer").assert_says("Long récit.");
}

#[test]
fn what_is_typed_is_never_markup() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("<b>Sauvanel</b>");
    let nasty = "<script>alert(1)</script> \" onmouseover=x & 'a'";
    let page = by_hand(&visitor, nasty)
        .fill("Sa demande", nasty)
        .fill("Ajouter un commentaire", nasty)
        .fill("Personne à contacter", nasty)
        .submit_expecting("Enregistrer", 200);
    assert!(page.html().contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.html().contains("<script>alert"));
    let board = visitor.get("/gestion");
    assert!(!board.html().contains("<script>alert"));
    assert!(!visitor.get(&format!("{NEW}?q=script")).html().contains("<script>alert"));
}

#[test]
fn the_dashboard_tells_what_is_new_since_the_last_visit() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let offer = app.offer().published();
    let event = app.event().published();
    app.sql("UPDATE project SET manager_id = ?1", [user.id]);
    let first = visitor.get("/gestion");
    first.assert_says("Nouveau ces 30 derniers jours");
    first.assert_says("Rien de nouveau.");
    app.wait(Duration::hours(6));
    crate::apply::filled(&app.visitor(), &offer.apply()).submit(crate::apply::SEND);
    crate::register::filled(&app.visitor(), &event).submit(crate::register::SEND);
    app.mails();
    let board = app.sign_in(&user).get("/gestion");
    board.assert_says("1\u{a0}candidature");
    board.assert_says("1\u{a0}inscription");
    board.assert_says("Nouveau depuis votre dernière visite");
    // Signing in again at once is the same visit.
    app.sign_in(&user).get("/gestion").assert_says("1\u{a0}candidature");
    app.wait(Duration::days(1));
    app.sign_in(&user).get("/gestion").assert_says("Rien de nouveau.");
}

#[test]
fn the_search_answers_htmx_with_what_a_reload_shows() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    entered(&visitor, "Menuiserie des Halles");
    let request = crate::support::Request::get(&format!("{NEW}?q=menui"))
        .header("HX-Request", "true")
        .header("Sec-Fetch-Site", "same-origin");
    let part = visitor.send(&request);
    assert_eq!(part.header("hx-push-url"), Some("/gestion/projets/nouveau?q=menui"));
    let whole = visitor.get(&format!("{NEW}?q=menui")).html();
    let section = part.text();
    let section = section.split("<title>").next().unwrap();
    assert!(section.starts_with("<section id=\"entreprises\"") && whole.contains(section), "{section}");
}

/// What the guide asks of an offer.
const DESCRIPTION: &str = "Au sein d’une petite équipe, vous découvrez toutes les étapes de la fabrication, du premier \
    dessin à la pose chez le client. Vous préparez les pièces, vous aidez au montage et vous accompagnez les \
    compagnons sur les chantiers des environs.";

#[test]
fn one_button_saves_a_project_and_the_offer_written_within_it() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let project = entered(&visitor, "Menuiserie des Halles");
    let path = project.url.split('?').next().unwrap().to_owned();
    // Without JavaScript, the page comes back with the form and with what was typed.
    let page = project
        .fill("Ajouter un commentaire", "Offre rédigée avec le patron.")
        .submit("Rédiger une offre de stage");
    assert_eq!(page.value("Ajouter un commentaire").trim(), "Offre rédigée avec le patron.");
    assert_eq!(app.count("offer"), 0);
    assert_eq!(
        page.value("E-mail"),
        "direction@menuiserie.example.org",
        "the public block begins as the private one"
    );
    let refused = page
        .check("Étudiant")
        .fill("Description du stage / Missions attendues", "Trop court.")
        .check("Publier")
        .submit_expecting("Enregistrer", 422);
    assert_eq!(
        refused.wrong_fields(),
        ["Description du stage / Missions attendues", "Date de début du stage"]
    );
    assert_eq!(refused.value("Ajouter un commentaire").trim(), "Offre rédigée avec le patron.");
    assert_eq!(
        (app.count("offer"), app.value::<i64>("SELECT count(*) FROM journal WHERE kind = 'comment'", [])),
        (0, 0)
    );
    let done = refused
        .fill("Description du stage / Missions attendues", DESCRIPTION)
        .check("Dès que possible")
        .attach("Joindre un document à cette offre", "fiche.pdf", crate::support::pdf(1000, 7))
        .check("Envoyer un mail à l’employeur")
        .submit("Enregistrer");
    done.assert_says("L’offre est en ligne.");
    done.assert_says("Un courriel part à l’employeur.");
    done.assert_says("fiche.pdf");
    assert_eq!(app.take_mail(MailKind::OfferPublished).to, "direction@menuiserie.example.org");
    let page = visitor.get(&path);
    page.assert_says("Offre rédigée avec le patron.");
    page.assert_says("Offre de stage n°");
    page.assert_says("dès que possible");
    // A visitor finds it and applies.
    let list = app.visitor().get("/offres-de-stage?q=menuiserie");
    assert_eq!(list.numbers().len(), 1);
    let offer = format!("/offres-de-stage/{}/candidature", list.numbers()[0]);
    crate::apply::filled(&app.visitor(), &offer).submit(crate::apply::SEND);
    app.mails();
    let manage = format!("/gestion/offres-de-stage/{}", list.numbers()[0]);
    visitor.get(&manage).assert_says("Liste des postulants à l’offre");
}

#[test]
fn a_new_project_may_begin_with_its_event() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    // The company must be known before one can say where it happens.
    let lacking = visitor.get(&format!("{NEW}?saisie=oui")).submit_expecting("Planifier une rencontre", 422);
    assert!(lacking.wrong_fields().contains(&"Nom de l’entreprise".to_owned()));
    let page = by_hand(&visitor, "Menuiserie des Halles").submit("Planifier une rencontre");
    page.assert_says("Nouvelle rencontre");
    let page = page
        .check("Élève")
        .fill("Nombre maximum de personnes accueillies", "12")
        .fill("Date de la rencontre", "2026-04-14")
        .fill("Heure de la rencontre", "14:00")
        .fill("Durée de la rencontre", "1 h 30")
        .fill("Nom du contact", "Ana Bellanque")
        .fill("Description de la rencontre", &DESCRIPTION[..150])
        .check("Publier");
    let sending = page.sending("Enregistrer");
    let answers: Vec<String> =
        (0..2).map(|_| visitor.send(&sending).header("location").expect("it is stored").to_owned()).collect();
    assert_eq!(answers[0], answers[1]);
    assert_eq!((app.count("company"), app.count("project"), app.count("event")), (1, 1, 1));
    visitor.get(&answers[0]).assert_says("La rencontre est en ligne.");
    assert_eq!(app.visitor().get("/rencontres").attributes(".card.event h3 a", "href").len(), 1);
}

#[test]
fn a_form_is_opened_by_htmx_as_by_its_address() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let page = entered(&visitor, "Menuiserie des Halles");
    let path = page.url.split('?').next().unwrap().to_owned();
    let part = visitor.send(&page.sending("Rédiger une offre de stage").header("HX-Request", "true"));
    assert_eq!(part.status, 200);
    assert_eq!(part.header("hx-push-url"), Some(format!("{path}?ouvrir=offre").as_str()));
    let region = part.text();
    let region = region.split("<title>").next().unwrap().to_owned();
    let whole = visitor.get(&format!("{path}?ouvrir=offre")).html();
    assert!(region.starts_with("<input type=\"hidden\" name=\"ouvrir\" value=\"offre\">"), "{region}");
    assert!(whole.contains(&region), "the region is that of the page");
    assert_eq!(app.count("offer"), 0);
}

#[test]
fn errors_that_were_put_right_go_when_a_form_is_opened() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let wrong = visitor
        .get(&format!("{NEW}?saisie=oui&q=Menuiserie"))
        .submit_expecting("Enregistrer", 422)
        .fill("Secteur d’activité", "construction")
        .fill("Code postal", "79000")
        .fill("Commune", "Niort")
        .check("Accueillir un(e) stagiaire")
        .fill("Téléphone de l’employeur", "05 36 49 00 10");
    assert!(wrong.attributes("#ouvrir-offre", "data-hx-post").is_empty(), "the whole page is to come back");
    let page = wrong.submit("Rédiger une offre de stage");
    assert!(page.wrong_fields().is_empty());
    page.assert_says("Description du stage");
}

#[test]
fn a_conflict_in_the_project_keeps_the_offer_that_was_being_written() {
    let app = TestApp::new();
    let (user, one) = app.partner("Sauvanel");
    let two = app.sign_in(&user);
    let path = entered(&one, "Menuiserie des Halles").url.split('?').next().unwrap().to_owned();
    let writing = two
        .get(&format!("{path}?ouvrir=offre"))
        .fill("Description du stage / Missions attendues", DESCRIPTION);
    one.get(&path).fill("Personne à contacter", "Ana Bellanque").submit("Enregistrer");
    let conflict = writing.check("Ne pas publier").submit_expecting("Enregistrer", 409);
    assert_eq!(conflict.value("Description du stage / Missions attendues").trim(), DESCRIPTION);
    assert_eq!(app.count("offer"), 0);
    conflict.submit("Enregistrer").assert_says("L’offre est enregistrée.");
    assert_eq!(app.count("offer"), 1);
}
