//! An event as the partner who manages it, or who receives its registrations, writes it.

use cmonstage::mail::MailKind;
use time::Duration;
use time::macros::datetime;

use crate::register::{SEND, filled, told};
use crate::support::{NewEvent, Page, StoredEvent, TestApp, Visitor, pdf};

const RECEIVES: &str = "company_receives";
const REGISTRAR: &str = "Personne qui gère les inscriptions";
const DESCRIPTION: &str = "Description de la rencontre";
const JOURNAL: &str = "SELECT group_concat(text, ' | ') FROM (SELECT text FROM journal ORDER BY id)";

fn page_of(event: &StoredEvent) -> String {
    format!("/gestion{}", event.path())
}

fn open(visitor: &Visitor, event: &StoredEvent) -> Page {
    visitor.get(&page_of(event))
}

fn column(app: &TestApp, event: &StoredEvent, column: &str) -> String {
    app.value(&format!("SELECT coalesce({column}, 'NULL') || '' FROM event WHERE id = ?1"), [event.id])
}

/// The event of a partner who is signed in.
fn mine(app: &TestApp) -> (Visitor, NewEvent<'_>) {
    let (user, visitor) = app.partner("Sauvanel");
    (visitor, app.event().change(|event| event.project.manager = Some(user.id)))
}

#[test]
fn an_event_is_shown_as_it_is_and_corrected() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.published();
    let page = open(&visitor, &event);
    assert_eq!(page.value("Date de la rencontre"), "2026-03-17");
    assert_eq!(page.value("Heure de la rencontre"), "14:00");
    assert_eq!(page.value("Nombre maximum de personnes accueillies"), "12");
    assert!(page.is_checked("Visite d’entreprise") && page.is_checked("Oui") && page.is_checked("Publier"));
    assert!(page.says("0\u{a0}inscrit sur 12"));
    assert!(!page.says("Prévenir"), "nobody to tell");
    let page = page.fill("Durée de la rencontre", "2:15").submit("Enregistrer");
    page.assert_says("La rencontre est enregistrée.");
    assert_eq!(page.value("Durée de la rencontre"), "2\u{a0}h\u{a0}15");
    app.visitor().get(&event.path()).assert_says("2\u{a0}h\u{a0}15");
    assert!(page.value("Lien direct pour s’inscrire").ends_with(&event.register()));
}

#[test]
fn a_new_event_is_told_as_such() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.draft();
    let project: i64 = app.value("SELECT project_id FROM event WHERE id = ?1", [event.id]);
    let form = visitor.get(&format!("/gestion/projets/{project}")).submit("Planifier une rencontre");
    form.submit("Enregistrer").assert_says("La rencontre est enregistrée.");
    let journal: String = app.value(JOURNAL, []);
    assert!(journal.contains("Rencontre n°\u{a0}032026-2 saisie."), "{journal}");
    assert_eq!(app.value::<i64>("SELECT version FROM event WHERE serial = 2", []), 1, "written once");
}

#[test]
fn publishing_says_all_that_is_missing() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event
        .change(|event| {
            let draft = &mut event.draft;
            (draft.starts, draft.duration, draft.capacity) = (None, None, None);
            draft.description = "Trop court.".to_owned();
            draft.audiences = Default::default();
            draft.contact.contact_name = None;
        })
        .draft();
    let refused = open(&visitor, &event).check("Publier").submit_expecting("Enregistrer", 422);
    assert_eq!(
        refused.wrong_fields(),
        [
            "Public visé",
            "Nombre maximum de personnes accueillies",
            "Date de la rencontre",
            "Heure de la rencontre",
            "Durée de la rencontre",
            DESCRIPTION,
            "Nom du contact"
        ]
    );
    let page = refused
        .check("Élève")
        .check("Autre (à préciser)")
        .fill("Nombre maximum de personnes accueillies", "25")
        .fill("Date de la rencontre", "2026-03-02")
        .fill("Heure de la rencontre", "09:00")
        .fill("Durée de la rencontre", "90")
        .fill(DESCRIPTION, &"Vous découvrez l’atelier et les chantiers. ".repeat(3))
        .fill("Nom du contact", "Dominique Sauvanel")
        .submit_expecting("Enregistrer", 422);
    assert_eq!(
        page.wrong_fields(),
        ["Autre\u{a0}: à préciser", "Heure de la rencontre", "Durée de la rencontre"]
    );
    assert!(page.error_of("Heure de la rencontre").contains("plus tard que maintenant"));
    let done = page
        .fill("Autre\u{a0}: à préciser", "Visite de chantier")
        .fill("Heure de la rencontre", "15:00")
        .fill("Durée de la rencontre", "90 min")
        .check("Envoyer un mail à l’employeur")
        .submit("Enregistrer");
    done.assert_says("La rencontre est en ligne. Un courriel part à l’employeur.");
    let mail = app.take_mail(MailKind::EventPublished);
    assert_eq!(mail.to, "direction@menuiserie.example.org");
    app.visitor().get(&event.path()).assert_says("Visite de chantier");
}

#[test]
fn the_maximum_never_goes_under_those_who_registered() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.published();
    let form = open(&visitor, &event).fill("Nombre maximum de personnes accueillies", "1");
    // Two people register while the form is being filled in.
    for name in ["Noé", "Lina"] {
        filled(&app.visitor(), &event).fill("Prénom", name).submit(SEND);
        told(&app);
    }
    let refused = form.submit_expecting("Enregistrer", 422);
    assert!(
        refused
            .error_of("Nombre maximum de personnes accueillies")
            .contains("2\u{a0}personnes sont inscrites\u{a0}: le maximum ne peut pas être inférieur à 2.")
    );
    let done = refused.fill("Nombre maximum de personnes accueillies", "2").submit("Enregistrer");
    assert!(done.says("2\u{a0}inscrits sur 2"));
    assert_eq!(app.seats(&event), (2, 2));
}

#[test]
fn registrations_are_given_to_somebody_who_is_told_and_then_owns_the_event_alone() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.published();
    let other = app.user("Bellanque");
    let page =
        open(&visitor, &event).check("Non").fill(REGISTRAR, &other.id.to_string()).submit("Enregistrer");
    page.assert_says("La rencontre est enregistrée.");
    let mail = app.take_mail(MailKind::EventAssigned);
    assert_eq!(mail.to, other.email);
    assert!(
        mail.body.contains("Madame SAUVANEL Camille (Maison des essais) vous a affecté les inscriptions")
    );
    assert!(mail.body.contains(&page_of(&event)));
    app.visitor().get(&event.path()).assert_says("Madame Camille Bellanque");
    let journal: String = app.value(JOURNAL, []);
    assert!(journal.contains("confiées à Madame BELLANQUE Camille (Maison des essais)."), "{journal}");

    let theirs = app.sign_in(&other);
    let alerts = "SELECT count(*) FROM assignment WHERE acknowledged_at IS NULL";
    assert_eq!(app.value::<i64>(alerts, []), 1);
    let saved = open(&theirs, &event).fill("Lieu", "Atelier, porte B").submit("Enregistrer");
    saved.assert_says("La rencontre est enregistrée.");
    assert_eq!(app.value::<i64>(alerts, []), 0, "the alert leaves once they saved");
    assert!(app.mails().len() == 1, "giving it again to the same person tells nobody");

    // Back to the company: whoever had them only reads from then on.
    let back = open(&theirs, &event).check("Oui").submit("Enregistrer");
    back.assert_says("lecture seule");
    assert_eq!(column(&app, &event, "registrar_id"), "NULL");
}

#[test]
fn pressing_twice_to_hand_an_event_on_does_it_once_and_says_so() {
    let app = TestApp::new();
    let (_, event) = mine(&app);
    let (registrar, other) = (app.user("Bellanque"), app.user("Rouvière"));
    let event = event.change(|event| event.draft.registrar = Some(registrar.id)).published();
    let theirs = app.sign_in(&registrar);
    let handing = open(&theirs, &event).fill(REGISTRAR, &other.id.to_string()).sending("Enregistrer");
    let answers = [theirs.send(&handing), theirs.send(&handing)];
    let places = answers.each_ref().map(|answer| (answer.status, answer.header("location")));
    assert_eq!(places[0].0, 303);
    assert_eq!(places[1], places[0]);
    let page = theirs.get(places[1].1.unwrap());
    page.assert_says("La rencontre est enregistrée.");
    page.assert_says("lecture seule");
    assert_eq!(app.take_mail(MailKind::EventAssigned).to, other.email);
    assert_eq!(app.mails().len(), 1);
}

#[test]
fn taking_the_registrations_oneself_tells_nobody() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.published();
    let page = open(&visitor, &event);
    let me = page.value(REGISTRAR);
    assert!(!me.is_empty(), "oneself is proposed");
    page.check("Non").submit("Enregistrer");
    assert_eq!(column(&app, &event, "registrar_id"), me);
    assert_eq!(app.mails().len(), 0);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM assignment WHERE acknowledged_at IS NULL", []), 0);
}

#[test]
fn somebody_whose_account_was_closed_receives_nothing() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.received_by_a_partner().published();
    app.sql("UPDATE user SET active = 0 WHERE last_name = 'Boutevin'", []);
    let page = open(&visitor, &event);
    assert_eq!(page.value(REGISTRAR), "", "they are not proposed again");
    let refused = page.submit_expecting("Enregistrer", 422);
    assert!(refused.error_of(REGISTRAR).contains("Choisissez la personne"));
    let gone: String = app.value("SELECT id || '' FROM user WHERE active = 0", []);
    let forged = refused.fill(REGISTRAR, &gone).submit_expecting("Enregistrer", 422);
    assert!(forged.error_of(REGISTRAR).contains("compte actif"));
    assert_eq!(forged.attributes(&format!("#{RECEIVES}-non"), "checked").len(), 1);
}

#[test]
fn those_who_registered_are_not_left_without_a_date() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.published();
    filled(&app.visitor(), &event).submit(SEND);
    told(&app);
    let lacking = ["Date de la rencontre", "Heure de la rencontre", "Durée de la rencontre"];
    let form = lacking.iter().fold(open(&visitor, &event), |form, field| form.fill(field, ""));
    let refused = form.check("Ne pas publier").submit_expecting("Enregistrer", 422);
    assert_eq!(refused.wrong_fields(), lacking);
    assert!(refused.error_of(lacking[0]).contains("Des personnes sont inscrites"));
    let again = open(&visitor, &event).check("Ne pas publier").submit("Enregistrer");
    again.assert_says("La rencontre n’est plus en ligne.");
}

#[test]
fn those_who_registered_are_told_of_another_day_or_place_and_of_nothing_else() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.published();
    filled(&app.visitor(), &event).submit(SEND);
    told(&app);
    let page = open(&visitor, &event);
    assert!(page.is_checked("Prévenir la personne inscrite"));
    let page = page.fill("Durée de la rencontre", "2 h").submit("Enregistrer");
    page.assert_says("La rencontre est enregistrée.");
    assert_eq!(app.mails().len(), 2, "an hour more is no other day");

    let moved = page
        .fill("Date de la rencontre", "2026-03-18")
        .fill("Lieu", "Mission locale, 3 place du Marché")
        .submit("Enregistrer");
    moved.assert_says("La rencontre est enregistrée. La personne inscrite est prévenue.");
    let mail = app.take_mail(MailKind::EventChanged);
    assert_eq!(mail.to, "ines.bellanque@example.org");
    assert!(mail.body.contains(
        "mercredi 18\u{a0}mars 2026 à 14\u{a0}h (avant\u{a0}: mardi 17\u{a0}mars 2026 à 14\u{a0}h)"
    ));
    assert!(
        mail.body
            .contains("Mission locale, 3 place du Marché, Niort (avant\u{a0}: 4 rue du Rabot, 79000 Niort)")
    );
    app.visitor().get(&mail.link()).assert_says("18\u{a0}mars 2026");

    moved
        .uncheck("Prévenir la personne inscrite")
        .fill("Date de la rencontre", "2026-03-19")
        .submit("Enregistrer");
    assert_eq!(app.mails().len(), 3, "nobody is told who should not be");
}

#[test]
fn an_event_that_is_over_says_so_and_stays_on_its_page() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let event = app
        .event()
        .change(|event| event.project.manager = Some(user.id))
        .starts(datetime!(2026-03-02 11:00))
        .published();
    app.wait(Duration::hours(2));
    let visitor = app.sign_in(&user);
    let page = open(&visitor, &event);
    page.assert_says("Date dépassée");
    // What is wrong in it may still be corrected, but not its date.
    page.fill("Lieu", "Atelier").submit("Enregistrer").assert_says("La rencontre est enregistrée.");
    let refused =
        open(&visitor, &event).fill("Heure de la rencontre", "12:00").submit_expecting("Enregistrer", 422);
    assert!(refused.error_of("Heure de la rencontre").contains("plus tard que maintenant"));
    app.visitor().get(&event.path()).assert_says("Cette rencontre a eu lieu");
}

/// An event of a partner that took place, and was recorded as such.
fn over(app: &TestApp) -> (Visitor, StoredEvent) {
    let user = app.user("Sauvanel");
    let event = app
        .event()
        .change(|event| event.project.manager = Some(user.id))
        .starts(datetime!(2026-03-03 9:00))
        .published();
    app.wait(Duration::days(2));
    app.expire();
    let visitor = app.sign_in(&user);
    assert!(open(&visitor, &event).is_checked("Ne pas publier"));
    (visitor, event)
}

#[test]
fn an_event_that_is_over_comes_back_online_only_when_somebody_says_so() {
    let app = TestApp::new();
    let (visitor, event) = over(&app);
    let page = open(&visitor, &event).fill("Lieu", "Atelier").submit("Enregistrer");
    page.assert_says("Non publié – date dépassée");
    app.visitor().get(&event.path()).assert_says("Cette rencontre a eu lieu");

    let page = page.fill("Date de la rencontre", "2026-04-02").submit("Enregistrer");
    page.assert_says("Non publié – retrait par un conseiller");
    assert!(!page.says("Voir la page publique"));
    assert_eq!(app.visitor().fetch(&event.path()).status, 410);
    assert_eq!(app.visitor().fetch(&event.register()).status, 410, "nobody registers");

    page.check("Publier").submit("Enregistrer").assert_says("La rencontre est en ligne.");
    filled(&app.visitor(), &event).submit(SEND);
    told(&app);
}

#[test]
fn an_event_that_is_over_and_left_unfinished_is_gone() {
    for (label, lacking) in [
        ("Date de la rencontre", &["Date de la rencontre", "Heure de la rencontre"][..]),
        ("Durée de la rencontre", &["Durée de la rencontre"]),
        ("Nombre maximum de personnes accueillies", &["Nombre maximum de personnes accueillies"]),
    ] {
        let app = TestApp::new();
        let (visitor, event) = over(&app);
        let mut form = open(&visitor, &event);
        for field in lacking {
            form = form.fill(field, "");
        }
        let page = form.submit("Enregistrer");
        assert!(!page.says("Voir la page publique"), "{label}");
        assert_eq!(app.visitor().fetch(&event.path()).status, 410, "{label}");
        assert_eq!(app.visitor().fetch(&event.calendar()).status, 410, "{label}");
    }
}

#[test]
fn the_preview_is_what_visitors_will_see_masked_or_not() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.document("plan-des-halles.pdf", pdf(300, 1)).draft();
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let before = app.stored();
    let preview = open(&visitor, &event).check("Publier").submit("Aperçu");
    assert_eq!(app.stored(), before);
    let seen = words(preview.one(".preview"));
    preview.submit("Enregistrer");
    assert_eq!(seen, words(app.visitor().get(&event.path()).one("main")));

    let masked = open(&visitor, &event)
        .fill("Nom commercial", "Entreprise de menuiserie")
        .check("Masquer l’employeur")
        .fill("Nom du contact", "Camille")
        .fill("Téléphone", "05 36 49 00 77")
        .fill("E-mail", "camille@example.org")
        .submit("Aperçu");
    for secret in ["Halles", "Rabot", "menuiserie.example.org", "plan-des"] {
        assert!(!masked.one(".preview").contains(secret), "{secret}");
    }
    let seen = words(masked.one(".preview"));
    masked.submit("Enregistrer");
    assert_eq!(seen, words(app.visitor().get(&event.path()).one("main")));
}

#[test]
fn somebody_else_reads_it_and_sees_no_participant() {
    let app = TestApp::new();
    let (owner, event) = mine(&app);
    let event = event.published();
    filled(&app.visitor(), &event).submit(SEND);
    told(&app);
    let form = open(&owner, &event).fill("Lieu", "Ailleurs");
    let (_, other) = app.partner("Bellanque");
    let page = open(&other, &event);
    page.assert_says("Géré par Madame SAUVANEL Camille (Maison des essais) – lecture seule");
    page.assert_says("1\u{a0}inscrit sur 12");
    assert!(!page.says("Inès") && !page.says("ines.bellanque@example.org"));
    let before = app.stored();
    for button in ["Enregistrer", "Aperçu"] {
        other.follow(&form.sending(button), 403).assert_says("Ailleurs");
    }
    assert_eq!(app.stored(), before);
}

#[test]
fn two_people_who_write_at_once_both_see_what_the_other_wrote() {
    let app = TestApp::new();
    let (first, event) = mine(&app);
    let event = event.published();
    let second = app.sign_in(&app.administrator("Rouvière"));
    let theirs = open(&second, &event);
    open(&first, &event).fill("Date de la rencontre", "2026-03-20").submit("Enregistrer");
    let conflict = theirs.check("Non").submit_expecting("Enregistrer", 409);
    let rows = conflict.all("#conflit tbody tr");
    assert!(
        rows[0].starts_with("Date de la rencontre vendredi 20\u{a0}mars 2026 mardi 17\u{a0}mars 2026"),
        "{rows:?}"
    );
    assert!(rows.iter().any(|row| row.starts_with("L’entreprise souhaite recevoir directement les inscriptions Oui Non")));
    conflict.submit("Enregistrer").assert_says("La rencontre est enregistrée.");
    assert_eq!(column(&app, &event, "starts_at"), "2026-03-17T14:00");
}

#[test]
fn the_same_hour_and_number_in_another_writing_are_no_difference() {
    let app = TestApp::new();
    let (first, event) = mine(&app);
    let event = event.published();
    let second = app.sign_in(&app.administrator("Rouvière"));
    let theirs = open(&second, &event);
    open(&first, &event).fill("Lieu", "Atelier").submit("Enregistrer");
    let conflict = theirs
        .fill("Heure de la rencontre", "14 h")
        .fill("Durée de la rencontre", "90 min")
        .fill("Nombre maximum de personnes accueillies", "1 2")
        .fill("Téléphone", "05.36.49.00.20")
        .submit_expecting("Enregistrer", 409);
    assert_eq!(conflict.all("#conflit tbody tr"), ["Lieu Atelier vide"]);
}

#[test]
fn those_who_registered_are_told_when_their_event_is_back_on_another_day() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.published();
    filled(&app.visitor(), &event).submit(SEND);
    told(&app);
    let page = open(&visitor, &event)
        .fill("Date de la rencontre", "2026-03-20")
        .check("Ne pas publier")
        .submit("Enregistrer");
    page.assert_says("La personne inscrite n’en est pas prévenue.");
    let back = page.check("Publier").submit("Enregistrer");
    back.assert_says("La rencontre est en ligne. La personne inscrite est prévenue.");
    let mail = app.take_mail(MailKind::EventChanged);
    assert!(mail.body.contains("est de nouveau proposée."), "{}", mail.body);
    assert!(mail.body.contains("Quand\u{a0}: vendredi 20\u{a0}mars 2026 à 14\u{a0}h\n"), "{}", mail.body);
    assert!(!mail.body.contains("avant"), "nobody knows which day they had in mind: {}", mail.body);
}

#[test]
fn taking_an_event_offline_leaves_the_registered_in_peace() {
    let app = TestApp::new();
    let (visitor, event) = mine(&app);
    let event = event.published();
    filled(&app.visitor(), &event).submit(SEND);
    told(&app);
    let page = open(&visitor, &event)
        .fill("Date de la rencontre", "2026-03-20")
        .check("Ne pas publier")
        .submit("Enregistrer");
    page.assert_says("La rencontre n’est plus en ligne. La personne inscrite n’en est pas prévenue.");
    assert_eq!(column(&app, &event, "state"), "unpublished");
    assert_eq!(app.mails().len(), 2, "what is taken offline is not announced on another day");
    assert_eq!(app.visitor().fetch(&event.path()).status, 410);
}
