//! What is ticked in a portfolio: assigned, or taken off line.

use cmonstage::domain::EventAudience;
use cmonstage::mail::MailKind;

use crate::extranet_participants::{joined, journal};
use crate::extranet_portfolio::{OWN, Scene, actions, companies, scene};
use crate::support::{Page, StoredEvent, TestApp};

fn shown(scene: &Scene) -> Page {
    scene.visitor.get(&format!("{OWN}?afficher=oui&actions=oui"))
}

/// The boxes of what has this in its label.
fn tick(page: Page, words: &str) -> Page {
    let labels = page.all(".actions-list label");
    let mine: Vec<String> = labels.into_iter().filter(|label| label.contains(words)).collect();
    assert!(!mine.is_empty(), "« {words} »");
    mine.iter().fold(page, |page, label| page.check(label))
}

fn online(app: &TestApp) -> i64 {
    app.value("SELECT (SELECT count(*) FROM offer WHERE state = 'published') + (SELECT count(*) FROM event WHERE state = 'published')", [])
}

#[test]
fn what_is_ticked_is_said_exactly_before_it_is_taken_off_line() {
    let scene = scene();
    let app = &scene.app;
    let event = StoredEvent { id: 1, number: "032026-1".parse().unwrap(), document: None };
    joined(app, &event, "Bellanque", "Inès", &[EventAudience::Teacher]);
    let page = shown(&scene);
    let page = tick(tick(tick(page, "032026-28"), "Rencontre"), "Projet du");
    // The draft is not online.
    let page = tick(page, "032026-30");
    let question = page.submit("Dépublier…");
    assert_eq!(question.one("h1"), "Dépublier 2\u{a0}annonces\u{202f}?");
    assert_eq!(question.all(".items strong"), ["Conserverie Plumier", "Scierie du Lac"], "as in the list");
    question.assert_says("Offre de stage n°\u{a0}032026-28");
    question.assert_says("1\u{a0}élément n’est pas en ligne.");
    question.assert_says("4\u{a0}éléments sont des projets");
    question.assert_says("1\u{a0}place est prise à ces rencontres\u{a0}: aucun courriel ne part.");
    assert_eq!(online(app), 4, "nothing has changed yet");
    let back = question.click("Annuler");
    assert!(back.is_checked(
        &back.all(".actions-list label").into_iter().find(|label| label.contains("-28")).unwrap()
    ));
    let sending = question.sending("Dépublier 2\u{a0}annonces");
    assert_eq!((scene.visitor.send(&sending).status, scene.visitor.send(&sending).status), (303, 303));
    let done = scene.visitor.follow(&sending, 200);
    done.assert_says("2\u{a0}annonces ne sont plus en ligne. 5\u{a0}éléments ne changent pas.");
    assert_eq!(online(app), 2);
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM offer WHERE unpublished_reason = 'by_hand'", []),
        1,
        "taken off line by hand"
    );
    let lines = journal(app);
    assert_eq!(lines.iter().filter(|line| line.ends_with("retirée du site.")).count(), 2, "{lines:?}");
    // Visitors no longer find it.
    app.visitor().open("/offres-de-stage/032026-28", 410);
}

#[test]
fn what_is_ticked_stays_so_on_other_pages_and_in_the_address() {
    let scene = scene();
    for n in 0..12 {
        let mine = Some(scene.user.id);
        scene
            .app
            .offer()
            .company(&format!("Zinguerie {n}"))
            .change(|offer| offer.project.manager = mine)
            .published();
    }
    let page = tick(shown(&scene), "032026-28");
    let second = page.htmx_click("Suivante\u{a0}: page 2");
    second.assert_says("1\u{a0}case est cochée sur d’autres pages.");
    assert!(second.url.contains("coche=offre-"), "{}", second.url);
    let labels = second.all(".actions-list label");
    let second = second.check(labels.iter().find(|label| label.contains("Offre")).unwrap());
    let question = second.submit("Dépublier…");
    assert_eq!(question.one("h1"), "Dépublier 2\u{a0}annonces\u{202f}?");
    // Back and forth, it is still ticked.
    let first = scene.visitor.get(&second.url).click("Précédente");
    assert!(first.all("#coches-ailleurs").is_empty(), "a plain link keeps the list, not what is ticked");
}

#[test]
fn the_whole_list_is_what_the_filters_find_and_a_change_meanwhile_is_said() {
    let scene = scene();
    let app = &scene.app;
    let page = scene.visitor.get(&format!("{OWN}?nature=offre&etat=publier&actions=oui"));
    let question = page.check("Toute la liste\u{a0}: 2\u{a0}résultats").submit("Dépublier…");
    assert!(question.url.contains("/selection?"), "one comes back to it: {}", question.url);
    assert_eq!(question.one("h1"), "Dépublier 2\u{a0}annonces\u{202f}?");
    // One comes, one goes: as many as before, and others.
    let mine = Some(scene.user.id);
    app.offer().company("Arrivée depuis").change(|offer| offer.project.manager = mine).published();
    app.sql("UPDATE offer SET state = 'unpublished', unpublished_reason = 'by_hand' WHERE serial = 28", []);
    let again = question.submit_expecting("Dépublier 2\u{a0}annonces", 409);
    again.assert_says("La liste a changé entre-temps");
    again.assert_says("Arrivée depuis");
    assert_eq!(online(app), 4);
    again.submit("Dépublier 2\u{a0}annonces").assert_says("2\u{a0}annonces ne sont plus en ligne.");
    assert_eq!(online(app), 2, "the event, and what is somebody else’s");
}

#[test]
fn projects_are_given_at_once_and_one_mail_names_them_all() {
    let scene = scene();
    let (app, other) = (&scene.app, &scene.other);
    let page = shown(&scene);
    // An offer stands for its project: it goes once.
    let page = tick(tick(tick(page, "Projet du"), "032026-28"), "Rencontre");
    let whom = page.submit("Affecter les projets…");
    whom.assert_says("Choisissez à qui affecter ces projets.");
    let question = whom.fill("Affecter à", &other.id.to_string()).submit("Continuer");
    assert_eq!(question.one("h1"), "Affecter 4\u{a0}projets\u{202f}?");
    question.assert_says(&other.name);
    question.assert_says("Chaque projet part avec toutes ses offres et ses rencontres.");
    let sending = question.sending("Affecter 4\u{a0}projets");
    scene.visitor.send(&sending);
    let done = scene.visitor.follow(&sending, 200);
    done.assert_says(&format!("4\u{a0}projets sont affectés à {}.", other.name));
    assert_eq!(companies(&done).len(), 0, "they are somebody else’s now");
    let mail = app.take_mail(MailKind::ProjectAssigned);
    assert_eq!(mail.to, other.email);
    for company in ["Scierie du Lac", "Garage de l’Étoile", "Atelier du Marais", "Conserverie Plumier"] {
        assert!(mail.body.contains(company), "{}", mail.body);
    }
    assert_eq!(app.count("mail"), 1);
    let theirs = app.sign_in(other);
    assert_eq!(theirs.get("/gestion").all("#affectations ~ tbody tr").len(), 4);
    assert_eq!(journal(app).iter().filter(|line| line.starts_with("Projet affecté à")).count(), 4);
}

#[test]
fn nobody_changes_what_is_somebody_elses_by_ticking_it() {
    let scene = scene();
    let app = &scene.app;
    let offer: i64 = app.value("SELECT max(id) FROM offer", []);
    let page = tick(shown(&scene), "032026-28");
    let first: i64 = app.value("SELECT id FROM offer WHERE serial = 28", []);
    let consult = scene.visitor.get("/gestion/consultation?afficher=oui&actions=oui");
    let asked = tick(consult, "032026-28").sending("Dépublier…").target;
    let (from, to) = (format!("offre-{first}"), format!("offre-{offer}"));
    let refused = scene.visitor.open(&asked.replace(&from, &to), 422);
    assert_eq!(refused.one("h1"), "Rien à dépublier");
    refused.assert_says("1\u{a0}élément est géré par quelqu’un d’autre.");
    // Straight to the confirmation, nothing of it happens either.
    let sending = page.submit("Dépublier…").sending("Dépublier 1\u{a0}annonce");
    let answer = scene.visitor.send(&sending.with_body_replaced(&from, &to));
    assert_eq!(answer.status, 409, "it is not what was said");
    assert_eq!(online(app), 4);
    let nothing = shown(&scene).submit_expecting("Dépublier…", 422);
    nothing.assert_says("Cochez d’abord ce qui doit changer");
    assert_eq!(actions(&nothing.click("Retour à la liste")).len(), 8);
}

#[test]
fn whoever_receives_the_registrations_of_an_event_may_not_give_its_project_away() {
    let scene = scene();
    let (app, other) = (&scene.app, &scene.other);
    app.sql("UPDATE event SET registrar_id = ?1", [other.id]);
    let theirs = app.sign_in(other);
    let page = || tick(theirs.get(&format!("{OWN}?nature=rencontre&actions=oui")), "Rencontre");
    let refused = page().fill("Affecter à", &scene.user.id.to_string());
    let refused = refused.submit_expecting("Affecter les projets…", 422);
    refused.assert_says("1\u{a0}projet est géré par quelqu’un d’autre.");
    let question = page().submit("Dépublier…");
    question.submit("Dépublier 1\u{a0}annonce").assert_says("1\u{a0}annonce n’est plus en ligne.");
}

#[test]
fn what_nobody_manages_is_not_called_somebody_elses_and_too_many_ticks_are_refused() {
    let scene = scene();
    scene.app.offer().company("À prendre").draft();
    let page = scene.visitor.get("/gestion/consultation?charge=personne&actions=oui");
    assert!(page.all("#tous").is_empty(), "nothing of it may be changed");
    let refused = scene
        .visitor
        .open("/gestion/consultation/selection?action=affecter&tous=oui&filtre=charge%3Dpersonne", 422);
    refused.assert_says("1\u{a0}projet n’est géré par personne\u{a0}: prenez-le d’abord en charge.");
    let ticks: String = (1..=201).map(|id| format!("&coche=offre-{id}")).collect();
    let many = scene.visitor.open(&format!("{OWN}/selection?action=depublier{ticks}"), 422);
    many.assert_says("Plus de 200 cases sont cochées");
    scene
        .visitor
        .get(&format!("{OWN}?afficher=oui&actions=oui{ticks}"))
        .assert_says("Seules les 200 premières cases cochées sont gardées");
}

#[test]
fn a_project_that_a_colleague_takes_meanwhile_is_not_given_away() {
    let scene = scene();
    let (app, chief) = (&scene.app, scene.app.administrator("Marsauche"));
    let administrator = app.sign_in(&chief);
    app.offer().company("À prendre").draft();
    let question = administrator
        .get("/gestion/consultation?charge=personne&nature=projet&actions=oui")
        .check("Toute la liste\u{a0}: 1\u{a0}résultat")
        .fill("Affecter à", &scene.other.id.to_string())
        .submit("Affecter les projets…");
    let project: i64 = app.value("SELECT max(id) FROM project", []);
    scene.visitor.get(&format!("/gestion/projets/{project}")).submit("Prendre en charge");
    let late = question.submit_expecting("Affecter 1\u{a0}projet", 409);
    late.assert_says("La liste a changé entre-temps");
    assert_eq!(app.value::<i64>("SELECT manager_id FROM project WHERE id = ?1", [project]), scene.user.id);
}
