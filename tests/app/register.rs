//! Registering for an event: what visitors type, what they are told, and places that cannot be
//! oversold.

use cmonstage::domain::EventAudience;
use cmonstage::mail::MailKind;
use time::Duration;
use time::macros::datetime;

use crate::support::{Options, Page, StoredEvent, TestApp, Visitor};

pub const SEND: &str = "Envoyer mon inscription";

/// The form with what is needed, and not sent yet.
pub fn filled(visitor: &Visitor, event: &StoredEvent) -> Page {
    visitor
        .get(&event.register())
        .fill("Nom", "Bellanque")
        .fill("Prénom", "Inès")
        .fill("Adresse e-mail", "ines.bellanque@example.org")
        .check("Parent d’élève")
}

/// Looks at the mails of a registration; gives the participant's.
pub fn told(app: &TestApp) -> crate::support::ReadMail {
    app.take_mail(MailKind::RegistrationToReceiver);
    app.take_mail(MailKind::RegistrationReceived)
}

#[test]
fn a_visitor_registers_and_gets_a_reference_a_mail_and_a_calendar_file() {
    let app = TestApp::new();
    let event = app.event().published();
    let form = app.visitor().get("/rencontres").click("S’inscrire\u{a0}: Menuisier / Menuisière");
    let done = form
        .fill("Nom", "Bellanque")
        .fill("Prénom", "Inès")
        .fill("Adresse e-mail", "ines.bellanque@example.org")
        .fill("Téléphone", "06 39 98 00 01")
        .check("Parent d’élève")
        .check("Professionnel")
        .submit(SEND);
    assert_eq!(done.one("h1"), "Votre inscription est enregistrée");
    let reference = done.one(".reference");
    assert!(reference.starts_with("I-"), "{reference}");
    assert_eq!(app.seats(&event), (1, 1));
    assert!(!done.html().contains("Bellanque"), "nothing personal at an address that a reference opens");
    // The calendar file of the page and that of the mail say the same.
    let calendar = app.visitor().fetch(&done.href_of("Ajouter à mon agenda"));
    assert_eq!(calendar.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert!(
        calendar.text().contains("DTSTART:20260317T130000Z\r\nDTEND:20260317T143000Z"),
        "{}",
        calendar.text()
    );
    let mail = told(&app);
    assert_eq!(mail.to, "ines.bellanque@example.org");
    assert!(
        mail.body.contains(&reference) && mail.body.contains("mardi 17\u{a0}mars 2026 à 14\u{a0}h"),
        "{}",
        mail.body
    );
    let attached: String = app.value("SELECT calendar FROM mail WHERE kind = 'registration_received'", []);
    assert_eq!(attached, calendar.text());
}

#[test]
fn whoever_receives_the_registrations_is_told_and_seen() {
    let app = TestApp::new();
    let company = app.event().published();
    let page = app.visitor().get(&company.path());
    page.assert_says("visites@menuiserie.example.org");
    filled(&app.visitor(), &company).fill("Téléphone", "06 39 98 00 01").submit(SEND);
    app.take_mail(MailKind::RegistrationReceived);
    let mail = app.take_mail(MailKind::RegistrationToReceiver);
    assert_eq!(mail.to, "visites@menuiserie.example.org");
    for said in [
        "Inès Bellanque (Parent d’élève)",
        "ines.bellanque@example.org",
        "06\u{a0}39\u{a0}98\u{a0}00\u{a0}01",
        "Il reste 11\u{a0}places sur 12.",
    ] {
        assert!(mail.body.contains(said), "{said} in {}", mail.body);
    }

    let partner = app.event().received_by_a_partner().published();
    let page = app.visitor().get(&partner.path());
    page.assert_says("Madame Aïcha Boutevin");
    page.assert_says("Mission jeunes des Deux-Rives");
    assert!(!page.says("visites@menuiserie.example.org"), "the company's own contact is not shown");
    filled(&app.visitor(), &partner).submit(SEND);
    app.take_mail(MailKind::RegistrationReceived);
    assert_eq!(app.take_mail(MailKind::RegistrationToReceiver).to, "aicha.boutevin@example.org");
}

#[test]
fn what_a_closed_account_received_goes_to_the_manager_then_to_an_administrator() {
    let app = TestApp::new();
    let (manager, boss) = (app.user("Sauvanel"), app.administrator("Rouvière"));
    let event = app
        .event()
        .change(|event| event.project.manager = Some(manager.id))
        .received_by_a_partner()
        .published();
    let mut gone = "aicha.boutevin@example.org".to_owned();
    for (name, next) in [("Sauvanel", &manager), ("Rouvière", &boss)] {
        app.sql("UPDATE user SET active = 0 WHERE email = ?1", [gone.clone()]);
        let page = app.visitor().get(&event.path());
        page.assert_says(&format!("Madame Camille {name}"));
        for secret in ["Boutevin", "05\u{a0}36\u{a0}49\u{a0}20\u{a0}11", &gone] {
            assert!(!page.html().contains(secret), "{secret}");
        }
        filled(&app.visitor(), &event).fill("Prénom", name).submit(SEND);
        assert_eq!(app.take_mail(MailKind::RegistrationToReceiver).to, next.email);
        let confirmed = app.take_mail(MailKind::RegistrationReceived);
        assert!(confirmed.body.contains(&format!("Camille {name}")), "{}", confirmed.body);
        gone = next.email.clone();
    }
}

#[test]
fn a_pupil_gives_an_age_and_under_fifteen_a_parent_consents() {
    let app = TestApp::new();
    let event = app.event().audiences(&[EventAudience::Pupil, EventAudience::Teacher]).published();
    let form = app
        .visitor()
        .get(&event.register())
        .fill("Nom", "Bellanque")
        .fill("Prénom", "Inès")
        .fill("Adresse e-mail", "ines@example.org")
        .check("Élève");
    let refused = form.submit_expecting(SEND, 422);
    assert_eq!(refused.wrong_fields(), ["Âge"]);
    let refused = refused.fill("Âge", "13").submit_expecting(SEND, 422);
    assert_eq!(
        refused.error_of("Prénom et nom du parent ou responsable légal"),
        "Erreur\u{a0}: Vous avez moins de 15 ans\u{a0}: indiquez le nom d’un parent ou responsable légal."
    );
    assert_eq!(app.count("registration"), 0);
    refused
        .fill("Prénom et nom du parent ou responsable légal", "Nadia Bellanque")
        .fill("Adresse e-mail du parent ou responsable légal", "nadia@example.org")
        .check("Mon parent ou responsable légal est d’accord pour que je participe à cette rencontre")
        .submit(SEND)
        .assert_says("ainsi qu’à votre parent ou responsable légal");
    app.take_mail(MailKind::RegistrationToReceiver);
    let mut told: Vec<String> = (0..2).map(|_| app.take_mail(MailKind::RegistrationReceived).to).collect();
    told.sort();
    assert_eq!(told, ["ines@example.org", "nadia@example.org"]);
    // A teacher is not asked for an age.
    let form = app
        .visitor()
        .get(&event.register())
        .fill("Nom", "Roy")
        .fill("Prénom", "Ali")
        .fill("Adresse e-mail", "ali@example.org");
    form.check("Enseignant").submit(SEND);
    self::told(&app);
}

#[test]
fn a_group_takes_as_many_places_as_it_counts_heads() {
    let app = TestApp::new();
    let event = app.event().capacity(30).published();
    let mut form = filled(&app.visitor(), &event)
        .uncheck("Parent d’élève")
        .check("Enseignant")
        .check("Je viens avec un groupe");
    for wrong in ["0", "-1", "1", "61", "10000", "", "vingt", "2.5"] {
        let refused = form.fill("Nombre de personnes du groupe", wrong).submit_expecting(SEND, 422);
        assert!(!refused.error_of("Nombre de personnes du groupe").is_empty(), "{wrong}");
        assert_eq!(refused.value("Nombre de personnes du groupe"), wrong, "what was typed stays");
        form = refused;
    }
    let group = form
        .fill("Nombre de personnes du groupe", "25")
        .fill("Établissement ou structure", "Collège du Pont")
        .fill("Classe ou niveau", "3e B")
        .fill("Nombre d’accompagnateurs", "2");
    group.submit(SEND).assert_says("25\u{a0}places réservées");
    assert_eq!(app.seats(&event), (25, 25));
    app.take_mail(MailKind::RegistrationReceived);
    let mail = app.take_mail(MailKind::RegistrationToReceiver);
    assert!(
        mail.body
            .contains("Groupe\u{a0}: Collège du Pont, 3e B, 25\u{a0}personnes et 2\u{a0}accompagnateurs."),
        "{}",
        mail.body
    );
    // The next class is too large for what is left, and is told by how much.
    let refused = filled(&app.visitor(), &event)
        .fill("Prénom", "Noé")
        .check("Je viens avec un groupe")
        .fill("Nombre de personnes du groupe", "6")
        .fill("Établissement ou structure", "Lycée")
        .fill("Classe ou niveau", "2de")
        .submit_expecting(SEND, 422);
    assert_eq!(
        refused.error_of("Nombre de personnes du groupe"),
        "Erreur\u{a0}: Il reste 5\u{a0}places\u{a0}: réduisez le groupe, ou écrivez-nous."
    );
    refused.fill("Nombre de personnes du groupe", "5").submit(SEND);
    told(&app);
    assert_eq!(app.seats(&event), (30, 30));
}

#[test]
fn only_the_publics_of_the_event_may_come() {
    let app = TestApp::new();
    let event = app.event().audiences(&[EventAudience::JobSeeker]).published();
    let form = app.visitor().get(&event.register());
    assert!(form.is_checked("Demandeur d’emploi"), "with one public there is nothing to choose");
    let form = form.fill("Nom", "Roy").fill("Prénom", "Ali").fill("Adresse e-mail", "ali@example.org");
    let forged = form.sending(SEND).with_body_replaced("demandeur-emploi", "eleve");
    app.visitor().follow(&forged, 422).assert_says("Cette rencontre n’est pas ouverte à ce public.");
    assert_eq!(app.count("registration"), 0);
    form.uncheck("Demandeur d’emploi").submit_expecting(SEND, 422).assert_says("Cochez au moins une case.");
}

#[test]
fn registering_again_changes_nothing_and_only_the_mail_says_so() {
    let app = TestApp::new();
    let event = app.event().published();
    let first = filled(&app.visitor(), &event).submit(SEND);
    told(&app);
    app.wait(Duration::days(1));
    let again = filled(&app.visitor(), &event).fill("Nom", "BELLANQUE").fill("Prénom", "ines").submit(SEND);
    assert_eq!((again.url.clone(), again.one("main")), (first.url.clone(), first.one("main")));
    assert_eq!(app.seats(&event), (1, 1));
    let mail = app.take_mail(MailKind::RegistrationRepeated);
    assert!(
        mail.body.contains("avait déjà été reçue le lundi 2\u{a0}mars 2026 à 10\u{a0}h"),
        "{}",
        mail.body
    );
    // A second child of the same parent is another registration.
    filled(&app.visitor(), &event).fill("Prénom", "Noé").submit(SEND);
    told(&app);
    assert_eq!(app.seats(&event), (2, 2));
}

#[test]
fn a_double_click_takes_one_place() {
    let app = TestApp::new();
    let event = app.event().published();
    let request = filled(&app.visitor(), &event).sending(SEND);
    let answers: Vec<Option<String>> = std::thread::scope(|scope| {
        let sendings: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| app.visitor().send(&request).header("location").map(str::to_owned)))
            .collect();
        sendings.into_iter().map(|sending| sending.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer.is_some() && *answer == answers[0]), "{answers:?}");
    assert_eq!(app.seats(&event), (1, 1));
    told(&app);
}

#[test]
fn the_last_place_taken_meanwhile_is_said_with_what_was_written_and_other_events() {
    let app = TestApp::new();
    let event = app.event().capacity(1).published();
    let other = app.event().change(|event| event.draft.capacity = Some(5)).published();
    let slow = filled(&app.visitor(), &event).fill("Téléphone", "06 39 98 00 07");
    filled(&app.visitor(), &event).fill("Prénom", "Noé").submit(SEND);
    told(&app);
    let page = slow.submit_expecting(SEND, 409);
    assert_eq!(page.one("h1"), "La dernière place vient d’être prise");
    page.assert_says("06 39 98 00 07");
    assert!(page.attributes(".card h3 a", "href").contains(&other.path()), "an alternative is shown");
    assert_eq!(app.seats(&event), (1, 1));
    // The full event leaves the list, keeps its address, and its form leads back to it.
    assert!(!app.visitor().get("/rencontres").attributes(".card h3 a", "href").contains(&event.path()));
    let page = app.visitor().get(&event.path());
    page.assert_says("Complet.");
    assert!(page.response.header("x-robots-tag").is_some_and(|tag| tag == "noindex"));
    assert_eq!(app.visitor().get(&event.register()).url, event.path());
}

#[test]
fn an_event_moved_while_the_form_is_open_is_read_again_before_one_registers() {
    let app = TestApp::new();
    let event = app.event().published();
    let form = filled(&app.visitor(), &event);
    app.sql("UPDATE event SET starts_at = '2026-03-18T09:30' WHERE id = ?1", [event.id]);
    let again = form.submit_expecting(SEND, 422);
    again.assert_says("elle a lieu mercredi 18\u{a0}mars 2026 à 9\u{a0}h\u{a0}30");
    assert_eq!((again.value("Prénom"), app.count("registration")), ("Inès".to_owned(), 0));
    again.submit(SEND);
    told(&app);
}

#[test]
fn an_event_that_goes_while_one_writes_gives_back_what_was_written() {
    let app = TestApp::new();
    let event = app.event().published();
    let form = filled(&app.visitor(), &event).fill("Téléphone", "06 39 98 00 07");
    app.unpublish_event(&event);
    let page = form.submit_expecting(SEND, 410);
    assert_eq!(page.one("h1"), "Cette rencontre n’est plus proposée");
    page.assert_says("06 39 98 00 07");
    assert_eq!(app.count("registration"), 0);

    let event = app.event().published();
    let form = filled(&app.visitor(), &event).fill("Téléphone", "06 39 98 00 08");
    app.wait(Duration::hours(4) + Duration::days(15));
    let page = form.submit_expecting(SEND, 410);
    page.assert_says("06 39 98 00 08");
    page.assert_says("Cette rencontre a eu lieu");
}

#[test]
fn nothing_typed_goes_to_an_address_nobody_verified() {
    let app = TestApp::new();
    let event = app.event().published();
    filled(&app.visitor(), &event)
        .fill("Nom", "Achetez-Mes-Pilules")
        .fill("Prénom", "Vite")
        .fill("Téléphone", "06 39 98 00 03")
        .check("Je viens avec un groupe")
        .fill("Nombre de personnes du groupe", "3")
        .fill("Établissement ou structure", "https://spam.example.org/ici")
        .fill("Classe ou niveau", "niveau-spam")
        .submit(SEND);
    app.take_mail(MailKind::RegistrationToReceiver);
    let mail = app.take_mail(MailKind::RegistrationReceived);
    for typed in ["Pilules", "Vite", "98\u{a0}00\u{a0}03", "spam"] {
        assert!(!mail.body.contains(typed) && !mail.subject.contains(typed), "{typed} in {}", mail.body);
    }
}

#[test]
fn a_form_left_open_too_long_or_sent_by_a_robot_comes_back_whole() {
    let app = TestApp::new();
    let event = app.event().starts(datetime!(2026-05-12 9:00)).published();
    let form = filled(&app.visitor(), &event);
    app.wait(Duration::hours(13));
    let again = form.submit_expecting(SEND, 422);
    again.assert_says("resté ouvert trop longtemps");
    assert_eq!(again.value("Adresse e-mail"), "ines.bellanque@example.org");
    app.wait(Duration::minutes(1));
    let trapped = again.sending(SEND).with_body_replaced("homepage=", "homepage=x");
    app.visitor().follow(&trapped, 422).assert_says("champ caché");
    assert_eq!(app.count("registration"), 0);
    again.submit(SEND);
    told(&app);
}

/// 64 people at once for 5 places, over HTTP: exactly 5 get one, nobody gets an error page.
#[test]
fn sixty_four_at_once_for_five_places_leave_exactly_five() {
    let app = TestApp::new();
    let event = app.event().capacity(5).published();
    let requests: Vec<_> = (0..64)
        .map(|n| {
            filled(&app.visitor(), &event).fill("Adresse e-mail", &format!("p{n}@example.org")).sending(SEND)
        })
        .collect();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let sendings: Vec<_> =
            requests.iter().map(|request| scope.spawn(|| app.visitor().send(request).status)).collect();
        sendings.into_iter().map(|sending| sending.join().unwrap()).collect()
    });
    let count = |status: u16| statuses.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(303), count(409)), (5, 59), "{statuses:?}");
    assert_eq!(app.seats(&event), (5, 5));
    for _ in 0..5 {
        told(&app);
    }
}

/// What makes durability affordable: those who register while a commit is under way share the next one.
#[test]
fn registrations_sent_at_once_share_commits() {
    let app = TestApp::new();
    let event = app.event().capacity(64).published();
    let requests: Vec<_> = (0..64)
        .map(|n| {
            filled(&app.visitor(), &event).fill("Adresse e-mail", &format!("p{n}@example.org")).sending(SEND)
        })
        .collect();
    let before = app.db().version();
    std::thread::scope(|scope| {
        for request in &requests {
            scope.spawn(|| assert_eq!(app.visitor().send(request).status, 303));
        }
    });
    assert_eq!(app.seats(&event), (64, 64));
    // Each commit that takes a place makes one version more.
    let commits = app.db().version() - before;
    assert!((1..=48).contains(&commits), "64 registrations took {commits} commits");
    for _ in 0..64 {
        told(&app);
    }
}

/// The same race where each looks first and writes after, and where the CHECK of the row is
/// switched off: it oversells. So the race above can fail, and it is the guard that holds.
#[test]
fn without_its_guard_the_same_race_oversells() {
    let app = TestApp::new();
    let event = app.event().capacity(5).published();
    app.db()
        .write_blocking(|tx| {
            Ok::<_, cmonstage::db::Error>(tx.execute_batch("PRAGMA ignore_check_constraints = ON")?)
        })
        .unwrap();
    let barrier = std::sync::Barrier::new(64);
    std::thread::scope(|scope| {
        for n in 0..64 {
            let (app, barrier, event) = (&app, &barrier, &event);
            scope.spawn(move || {
                let left: i64 = app.value("SELECT capacity - seats_taken FROM event WHERE id = ?1", [event.id]);
                barrier.wait();
                if left > 0 {
                    app.sql(
                        "INSERT INTO registration (reference, event_id, last_name, first_name, folded_name, email, statuses, created_at)
                         VALUES ('I-' || ?2, ?1, 'A', 'B', 'a b', ?2 || '@example.org', 16, 0)",
                        (event.id, n),
                    );
                }
            });
        }
    });
    let (taken, summed) = app.seats(&event);
    assert!(taken > 5, "the naive way sold {taken} of 5 places");
    assert_eq!(taken, summed);
}

#[test]
fn nobodys_box_is_filled_through_the_forms() {
    let app = TestApp::with(Options {
        settings: vec![("limits.mails_per_address_and_day", "3")],
        ..Options::default()
    });
    let event = app.event().capacity(30).published();
    let register = |first_name: &str, email: &str| {
        filled(&app.visitor(), &event).fill("Prénom", first_name).fill("Adresse e-mail", email).submit(SEND);
        app.take_mail(MailKind::RegistrationToReceiver);
    };
    let written = || app.count("mail WHERE kind = 'registration_received'");
    for first_name in ["Ana", "Bea", "Cora", "Dalia", "Edna"] {
        register(first_name, "Visee@example.org");
    }
    register("Fara", "visee@EXAMPLE.org");
    assert_eq!(written(), 3, "the case of an address changes nothing");
    assert_eq!(app.seats(&event), (6, 6), "everybody is registered");
    register("Gala", "autre@example.org");
    assert_eq!(written(), 4, "others are written to");
    app.wait(Duration::hours(24));
    register("Hana", "visee@example.org");
    assert_eq!(written(), 5, "and the next day is another day");
    for _ in 0..5 {
        app.take_mail(MailKind::RegistrationReceived);
    }
}
