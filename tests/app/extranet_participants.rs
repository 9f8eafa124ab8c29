//! Those who registered for an event, in the extranet: listed, registered by hand, corrected, taken off.

use cmonstage::access::Partner;
use cmonstage::access::edit::participants_read;
use cmonstage::access::key::random;
use cmonstage::db::Error;
use cmonstage::db::slice::Slice;
use cmonstage::domain::{About, AudienceSet, Email, EventAudience, Name, Reference};
use cmonstage::mail::MailKind;
use cmonstage::registrations::store::{self, Outcome};
use cmonstage::registrations::{ParticipantOrder, RegistrationDraft};
use time::Duration;

use crate::register::{self, told};
use crate::scale::cost;
use crate::support::{PASSWORD, Page, StoredEvent, StoredUser, TestApp, Visitor};

pub const SAVE: &str = "Enregistrer ce participant";

/// A partner, signed in, and an event of theirs.
pub fn scene(capacity: u32) -> (TestApp, StoredEvent, StoredUser, Visitor) {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let event = owned(&app, &user, capacity);
    (app, event, user, visitor)
}

pub fn owned(app: &TestApp, user: &StoredUser, capacity: u32) -> StoredEvent {
    app.event().change(|event| event.project.manager = Some(user.id)).capacity(capacity).published()
}

pub fn list(event: &StoredEvent) -> String {
    format!("/gestion/rencontres/{}/participants", event.number)
}

/// Somebody who registered on the site, mails apart.
pub fn joined(
    app: &TestApp,
    event: &StoredEvent,
    last: &str,
    first: &str,
    statuses: &[EventAudience],
) -> i64 {
    let (now, id) = (app.app().clock.now(), event.id);
    let draft = RegistrationDraft {
        last_name: Name::parse(last).unwrap(),
        first_name: Name::parse(first).unwrap(),
        email: Email::parse("quelquun@example.org").unwrap(),
        phone: None,
        statuses: statuses.iter().copied().collect::<AudienceSet<_>>(),
        age: None,
        guardian: None,
        group: None,
    };
    stored(app, move |tx| {
        store::create(tx, now, id, &Reference::from_bytes(About::Registration, random()), &draft)
    })
}

fn stored(
    app: &TestApp,
    create: impl FnOnce(&cmonstage::db::WriteTx) -> Result<Outcome, Error> + Send + 'static,
) -> i64 {
    match app.db().write_blocking(create).unwrap() {
        Outcome::Stored(stored) => stored.id,
        Outcome::Full { left } => panic!("{left} places left"),
    }
}

pub fn opened(visitor: &Visitor, event: &StoredEvent) -> Page {
    visitor.get(&list(event)).click("Inscrire un participant")
}

/// The form with what is needed, and not sent yet.
pub fn filled(visitor: &Visitor, event: &StoredEvent) -> Page {
    opened(visitor, event)
        .fill("Nom", "Bellanque")
        .fill("Prénom", "Inès")
        .fill("Adresse e-mail", "ines.bellanque@example.org")
        .check("Professionnel")
}

pub fn with_group(page: Page, count: &str) -> Page {
    page.check("La personne vient avec un groupe")
        .fill("Nombre de personnes du groupe", count)
        .fill("Établissement ou structure", "Collège des Tilleuls")
        .fill("Classe ou niveau", "3e B")
        .fill("Nombre d’accompagnateurs", "2")
}

pub fn names(page: &Page) -> Vec<String> {
    page.all("#participants tbody th")
}

pub fn journal(app: &TestApp) -> Vec<String> {
    let text: String =
        app.value("SELECT group_concat(text, '|') FROM (SELECT text FROM journal ORDER BY id)", []);
    text.split('|').map(str::to_owned).collect()
}

#[test]
fn the_list_says_who_comes_and_what_is_left() {
    let (app, event, _, visitor) = scene(12);
    let empty = visitor.get(&list(&event));
    empty.assert_says("Aucun enregistrement");
    empty.assert_says("0\u{a0}place prise sur 12, 12\u{a0}restantes.");
    assert!(!empty.says("Affichage de la ligne"));
    register::filled(&app.visitor(), &event)
        .check("Enseignant")
        .fill("Téléphone", "06 39 98 00 01")
        .submit(register::SEND);
    told(&app);
    let page = visitor.get(&list(&event));
    assert_eq!(page.one("#participants h2"), "Participants");
    assert_eq!(page.all("#participants thead a"), ["Nom", "Prénom", "Statuts", "Inscrit le"]);
    let row = page.all("#participants tbody tr > *");
    assert_eq!(row[..3], ["Bellanque", "Inès", "Parent d’élève, Enseignant"]);
    assert!(
        row[3].contains("ines.bellanque@example.org")
            && row[3].contains("06\u{a0}39\u{a0}98\u{a0}00\u{a0}01")
    );
    assert_eq!(row[4], "1");
    assert!(row[5].starts_with("02/03/2026 10:"), "{row:?}");
    assert_eq!(row[6], "Modifier l’inscription de Inès Bellanque Désinscrire Inès Bellanque");
    page.assert_says("Affichage de la ligne 1 à 1 sur 1");
    assert_eq!(
        page.one(".table-lines"),
        "Afficher 10 25 lignes par page 50 lignes par page 100 lignes par page lignes par page"
    );
    assert_eq!(page.href_of("Retour à la rencontre"), format!("/gestion/rencontres/{}", event.number));
}

#[test]
fn the_list_is_sorted_as_the_french_do_and_a_swap_is_a_reload() {
    let (app, event, _, visitor) = scene(12);
    for (last, first, status) in [
        ("Zebrano", "Élise", EventAudience::Teacher),
        ("Écureau", "Zoé", EventAudience::Parent),
        ("Abadie", "Œdipe", EventAudience::Professional),
        ("de Lalande", "anaïs", EventAudience::Student),
    ] {
        joined(&app, &event, last, first, &[status]);
        app.wait(Duration::minutes(1));
    }
    let page = visitor.get(&list(&event));
    assert_eq!(names(&page), ["Abadie", "de Lalande", "Écureau", "Zebrano"]);
    assert_eq!(page.attributes("#participants th[aria-sort]", "aria-sort"), ["ascending"]);
    let page = page.htmx_click("Nom");
    assert_eq!(page.url, format!("{}?sens=decroissant", list(&event)));
    assert_eq!(names(&page), ["Zebrano", "Écureau", "de Lalande", "Abadie"]);
    assert_eq!(page.attributes("#participants th[aria-sort]", "aria-sort"), ["descending"]);
    let page = page.htmx_click("Prénom");
    assert_eq!(names(&page), ["de Lalande", "Zebrano", "Abadie", "Écureau"], "anaïs, Élise, Œdipe, Zoé");
    let page = page.htmx_click("Statuts");
    assert_eq!(names(&page), ["Écureau", "de Lalande", "Zebrano", "Abadie"]);
    let page = page.htmx_click("Inscrit le").htmx_click("Inscrit le");
    assert_eq!(names(&page), ["de Lalande", "Abadie", "Écureau", "Zebrano"]);
    assert_eq!(page.url, format!("{}?tri=date&sens=decroissant", list(&event)));
    assert!(page.attributes("#participants [autofocus]", "id").is_empty(), "sorting does not move the focus");
}

#[test]
fn pages_are_turned_and_made_longer() {
    let (app, event, _, visitor) = scene(40);
    for n in 0..23 {
        joined(&app, &event, &format!("Nom {}", char::from(b'a' + n)), "Noé", &[EventAudience::Parent]);
    }
    let page = visitor.get(&list(&event));
    page.assert_says("Affichage de la ligne 1 à 10 sur 23");
    let page = page.htmx_click("Suivante\u{a0}: page 2");
    assert_eq!(page.url, format!("{}?page=2", list(&event)));
    assert_eq!(page.one("#annonce"), "Affichage de la ligne 11 à 20 sur 23");
    assert_eq!(page.attributes("#participants [autofocus]", "id"), ["participants-compte"]);
    let page = page.htmx_click("Page 3");
    assert_eq!(names(&page), ["Nom u", "Nom v", "Nom w"]);
    let page = page.htmx_click("Page 1");
    assert_eq!(page.url, list(&event));
    // A page that is not there is the last one.
    let page = visitor.get(&format!("{}?page=99&tri=x&lignes=7", list(&event)));
    assert_eq!(names(&page).len(), 3);
    page.assert_says("Affichage de la ligne 21 à 23 sur 23");
    // The length is remembered: the address does not say it.
    let page = page.htmx_click("25 lignes par page");
    assert_eq!((page.url.clone(), names(&page).len()), (list(&event), 23));
}

#[test]
fn somebody_registered_by_hand_is_written_to_as_if_by_the_site() {
    let (app, event, user, visitor) = scene(12);
    let form = filled(&visitor, &event).fill("Téléphone", "06 39 98 00 01");
    assert_eq!(form.attributes("[autofocus]", "id"), ["inscription-titre"]);
    let page = form.submit(SAVE);
    assert_eq!(
        page.one("#message"),
        "Inès Bellanque\u{a0}: inscription enregistrée, 11\u{a0}places restantes."
    );
    assert_eq!(page.attributes("[autofocus]", "id"), ["message"]);
    assert!(page.url.starts_with(&format!("{}?fait=inscrit&participant=", list(&event))), "{}", page.url);
    page.assert_says("Saisi à la main");
    // What was just done goes away with the next swap, as with a reload.
    page.htmx_click("Prénom");
    let mail = told(&app);
    assert_eq!(mail.to, "ines.bellanque@example.org");
    app.visitor().get(&mail.link()).assert_says("Inscription confirmée.");
    assert_eq!(app.value::<i64>("SELECT added_by FROM registration", []), user.id);
    assert_eq!(
        journal(&app),
        [format!("Rencontre n°\u{a0}{}\u{a0}: une inscription saisie à la main.", event.number)]
    );
    assert_eq!(app.count("audit WHERE action = 'seats_added'"), 0);
}

#[test]
fn nobody_is_written_to_when_it_is_not_wanted() {
    let (app, event, user, visitor) = scene(12);
    filled(&visitor, &event).check("Ne pas envoyer de courriel de confirmation").submit(SAVE);
    app.take_mail(MailKind::RegistrationToReceiver);
    // Whoever receives the registrations need not be told of what they did themselves.
    app.sql("UPDATE event SET registrar_id = ?1", [user.id]);
    filled(&visitor, &event).fill("Prénom", "Noé").submit(SAVE);
    app.take_mail(MailKind::RegistrationReceived);
    assert_eq!(app.count("mail"), 2);
}

#[test]
fn what_is_missing_is_said_of_the_person() {
    let (app, event, _, visitor) = scene(12);
    let page = opened(&visitor, &event).check("Élève").submit_expecting(SAVE, 422);
    assert_eq!(page.wrong_fields(), ["Nom", "Prénom", "Adresse e-mail", "Âge"]);
    assert_eq!(
        page.error_of("Adresse e-mail"),
        "Erreur\u{a0}: Indiquez une adresse e-mail\u{a0}: à défaut, la vôtre."
    );
    assert!(page.one("head title").starts_with("Erreur – Participants"));
    let page = page
        .fill("Nom", "Bellanque")
        .fill("Prénom", "Inès")
        .fill("Adresse e-mail", "ines@example.org")
        .fill("Âge", "13")
        .submit_expecting(SAVE, 422);
    assert_eq!(page.wrong_fields().len(), 3);
    assert!(!page.html().contains("vous avez moins de 15 ans"), "it is not the partner who is a child");
    assert_eq!(app.count("registration"), 0);
    page.fill("Prénom et nom du parent ou responsable légal", "Nadia Bellanque")
        .fill("Adresse e-mail du parent ou responsable légal", "nadia@example.org")
        .check("Le parent ou responsable légal est d’accord pour que la personne participe à cette rencontre")
        .submit(SAVE)
        .assert_says("nadia@example.org");
    told(&app);
    assert_eq!(app.take_mail(MailKind::RegistrationReceived).to, "nadia@example.org");
}

#[test]
fn a_duplicate_is_said_and_a_double_click_is_one() {
    let (app, event, _, visitor) = scene(12);
    let form = filled(&visitor, &event);
    let request = form.sending(SAVE);
    let answers: Vec<Option<String>> = std::thread::scope(|scope| {
        let sendings: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| visitor.send(&request).header("location").map(str::to_owned)))
            .collect();
        sendings.into_iter().map(|sending| sending.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer.is_some() && *answer == answers[0]), "{answers:?}");
    told(&app);
    app.wait(Duration::minutes(1));
    let twice = filled(&visitor, &event).fill("Nom", "BELLANQUE").fill("Prénom", "ines");
    let page = twice.submit_expecting(SAVE, 422);
    assert!(
        page.error_of("Adresse e-mail")
            .contains("déjà inscrite à cette rencontre, depuis le lundi 2\u{a0}mars 2026")
    );
    assert_eq!(app.seats(&event), (1, 1));
    // A second child under the same address is somebody else.
    page.fill("Prénom", "Noé").submit(SAVE);
    told(&app);
    assert_eq!(app.seats(&event), (2, 2));
}

#[test]
fn places_are_exceeded_by_a_tick_that_is_written_down_and_never_otherwise() {
    let (app, event, user, visitor) = scene(4);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let before = app.stored();
    let form = with_group(filled(&visitor, &event), "25");
    let page = form.submit_expecting(SAVE, 422);
    assert_eq!(page.wrong_fields(), ["Dépasser le nombre de places"]);
    page.assert_says("Il reste 3\u{a0}places pour un groupe de 25.");
    assert!(!page.is_checked("Dépasser le nombre de places\u{a0}: il en reste 3"));
    assert_eq!(page.value("Établissement ou structure"), "Collège des Tilleuls");
    assert_eq!(app.stored(), before);
    let page = page.check("Dépasser le nombre de places\u{a0}: il en reste 3").submit(SAVE);
    page.assert_says("Inès Bellanque\u{a0}: inscription enregistrée, 0\u{a0}place restante.");
    page.assert_says("Groupe\u{a0}: Collège des Tilleuls, 3e B, 2\u{a0}accompagnateurs");
    told(&app);
    assert_eq!(app.seats(&event), (26, 26));
    assert_eq!(app.value::<i64>("SELECT extra_seats FROM event", []), 22);
    let line =
        format!("Rencontre n°\u{a0}{}\u{a0}: 22\u{a0}places ajoutées au-delà du maximum.", event.number);
    assert_eq!(app.value::<String>("SELECT subject FROM audit WHERE action = 'seats_added'", []), line);
    assert_eq!(app.value::<i64>("SELECT user_id FROM audit WHERE action = 'seats_added'", []), user.id);
    assert_eq!(journal(&app)[0], line);
    // Full: the box is there from the start, and one place more is one place more.
    let form = filled(&visitor, &event).fill("Prénom", "Noé");
    form.check("Dépasser le nombre de places\u{a0}: il n’en reste aucune").submit(SAVE);
    told(&app);
    assert_eq!(app.value::<i64>("SELECT extra_seats FROM event", []), 23);
    // Nobody's name is in what stays.
    let kept = format!(
        "{}{}",
        app.value::<String>("SELECT group_concat(subject) FROM audit", []),
        journal(&app).join("")
    );
    assert!(!kept.contains("Bellanque") && !kept.contains("Inès"), "{kept}");
}

/// Two partners of the same event, two visitors, two places: two get one, and the others are told the figure.
#[test]
fn the_last_places_go_once_whoever_takes_them() {
    let (app, event, _, visitor) = scene(2);
    let by_hand =
        |n: u32| filled(&visitor, &event).fill("Adresse e-mail", &format!("m{n}@example.org")).sending(SAVE);
    let by_site = |n: u32| {
        register::filled(&app.visitor(), &event)
            .fill("Adresse e-mail", &format!("s{n}@example.org"))
            .sending(register::SEND)
    };
    let requests: Vec<_> = (0..8).flat_map(|n| [by_hand(n), by_site(n)]).collect();
    let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
        let sendings: Vec<_> = requests.iter().map(|request| scope.spawn(|| visitor.send(request))).collect();
        sendings
            .into_iter()
            .map(|sending| sending.join().unwrap())
            .map(|answer| (answer.status, answer.text()))
            .collect()
    });
    assert_eq!(answers.iter().filter(|(status, _)| *status == 303).count(), 2);
    for (_, text) in answers.iter().filter(|(status, _)| *status == 422) {
        assert!(
            text.contains("Il ne reste aucune place") || text.contains("Il reste 1\u{a0}place"),
            "the figure is said"
        );
    }
    assert_eq!(app.seats(&event), (2, 2));
    assert_eq!(app.value::<i64>("SELECT extra_seats FROM event", []), 0);
    (0..2).for_each(|_| drop(told(&app)));
}

#[test]
fn an_event_takes_people_by_hand_until_its_day_is_over_online_or_not() {
    let (app, event, user, visitor) = scene(12);
    app.unpublish_event(&event);
    filled(&visitor, &event).submit(SAVE);
    told(&app);
    let late = filled(&visitor, &event).fill("Prénom", "Noé");
    // A draft that nobody could read: nobody is written to.
    let draft = app.event().change(|event| event.project.manager = Some(user.id)).draft();
    let form = filled(&visitor, &draft);
    form.assert_says("aucun courriel ne part");
    form.submit(SAVE);
    assert_eq!((app.seats(&draft), app.count("mail")), ((1, 1), 2));
    let vague = app.event().change(|event| {
        event.project.manager = Some(user.id);
        event.draft.capacity = None;
    });
    let vague = visitor.get(&list(&vague.draft()));
    vague.assert_says("Indiquez d’abord la date, l’heure et le nombre de places de la rencontre.");
    assert!(vague.all("#participants-inscrire").is_empty());
    app.sql("UPDATE event SET starts_at = '2026-03-01T18:00' WHERE id = ?1", [event.id]);
    let page = late.submit_expecting(SAVE, 422);
    page.assert_says("Cette rencontre a eu lieu\u{a0}: on ne peut plus y inscrire personne.");
    assert_eq!((page.value("Prénom"), app.seats(&event)), ("Noé".to_owned(), (1, 1)));
    assert!(visitor.get(&format!("{}?ouvrir=inscription", list(&event))).all("#inscription").is_empty());
}

#[test]
fn what_was_taken_off_and_left_unfinished_is_written_to_nobody_about() {
    let (app, event, _, visitor) = scene(12);
    register::filled(&app.visitor(), &event).submit(register::SEND);
    let link = told(&app).link();
    app.unpublish_event(&event);
    app.sql("UPDATE event SET duration = NULL WHERE id = ?1", [event.id]);
    filled(&visitor, &event).fill("Prénom", "Noé").submit(SAVE);
    app.visitor().get(&link).click("Annuler mon inscription").submit("Oui, annuler mon inscription");
    assert_eq!((app.count("mail"), app.seats(&event)), (2, (1, 1)));
}

#[test]
fn other_partners_see_nothing_and_change_nothing() {
    let (app, event, _, _) = scene(12);
    let id = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let (other, stranger) = app.partner("Boutevin");
    let theirs = owned(&app, &other, 12);
    let their_form = filled(&stranger, &theirs).sending(SAVE);
    let before = app.stored();
    let row = format!("{}/{id}", list(&event));
    let addresses = [list(&event), row.clone(), format!("{row}/desinscription")];
    for address in &addresses {
        let page = stranger.open(address, 403);
        assert!(!page.html().contains("Abadie"), "{address}");
        let mut request = their_form.clone();
        request.target.clone_from(address);
        assert_eq!(stranger.send(&request).status, 403, "{address}");
        assert_eq!(stranger.send(&request.clone().header("HX-Request", "true")).status, 403, "{address}");
    }
    // A row of another event is not one of this event, whoever asks.
    for address in [format!("{}/{id}", list(&theirs)), format!("{}/{id}/desinscription", list(&theirs))] {
        stranger.open(&address, 404);
        let mut request = their_form.clone();
        request.target.clone_from(&address);
        assert_eq!(stranger.send(&request).status, 404, "{address}");
    }
    // Nor does what was just done name somebody of another event.
    let named = format!("{}?fait=inscrit&participant={id}", list(&theirs));
    assert!(!stranger.get(&named).html().contains("Abadie"));
    for wrong in ["032026-99", "022026-1", "x", "032026-1x"] {
        stranger.open(&format!("/gestion/rencontres/{wrong}/participants"), 404);
    }
    stranger.open(&format!("{}/999", list(&theirs)), 404);
    stranger.open(&format!("{}/x", list(&theirs)), 404);
    assert_eq!(app.stored(), before);
}

#[test]
fn whoever_receives_the_registrations_and_administrators_have_them_too() {
    let (app, event, _, _) = scene(12);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let (registrar, visitor) = app.partner("Boutevin");
    app.sql("UPDATE event SET registrar_id = ?1 WHERE id = ?2", [registrar.id, event.id]);
    assert_eq!(names(&visitor.get(&list(&event))), ["Abadie"]);
    let administrator = app.sign_in(&app.administrator("Responsable"));
    administrator
        .get(&list(&event))
        .click("Désinscrire Zoé Abadie")
        .uncheck("Prévenir par courriel")
        .submit("Oui, désinscrire");
    assert_eq!(app.seats(&event), (0, 0));
}

#[test]
fn what_people_type_is_text() {
    let (app, event, _, visitor) = scene(12);
    let hostile = "<script>alert(1)</script>";
    let id = joined(&app, &event, "X", "Y", &[EventAudience::Parent]);
    app.sql("UPDATE registration SET last_name = ?1, first_name = '\"><img src=x onerror=alert(2)>' WHERE id = ?2", (hostile, id));
    let page = visitor.get(&list(&event));
    assert_eq!(names(&page), [hostile]);
    let row = format!("{}/{id}", list(&event));
    for address in [
        list(&event),
        row.clone(),
        format!("{row}/desinscription"),
        format!("{}?fait=modifie&participant={id}", list(&event)),
    ] {
        let html = visitor.get(&address).html();
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "{address}");
    }
    for query in ["?tri=<script>&sens='--", "?ouvrir=\"><b>", "?page=1;drop&lignes=10'"] {
        let encoded: String =
            query.replace('<', "%3C").replace('>', "%3E").replace('"', "%22").replace('\'', "%27");
        assert!(!visitor.get(&format!("{}{encoded}", list(&event))).html().contains("<b>"));
    }
}

#[test]
fn a_lost_session_loses_nothing_and_stores_nothing() {
    let (app, event, user, visitor) = scene(12);
    let id = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let form = with_group(filled(&visitor, &event), "4");
    let edit = visitor.get(&format!("{}/{id}", list(&event))).fill("Prénom", "Zélie");
    let cross =
        visitor.get(&format!("{}/{id}/desinscription", list(&event))).uncheck("Prévenir par courriel");
    let resume = |page: Page| {
        let page =
            page.fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD).submit("Se connecter");
        page.submit("Reprendre ma saisie")
    };
    app.wait(Duration::hours(2));
    let before = app.seats(&event);
    let page = resume(form.submit_expecting(SAVE, 401));
    assert_eq!(page.value("Classe ou niveau"), "3e B");
    assert!(page.is_checked("Professionnel") && page.wrong_fields().is_empty());
    assert_eq!(app.seats(&event), before, "nothing is replayed");
    page.submit(SAVE).assert_says("Inès Bellanque\u{a0}: inscription enregistrée");
    told(&app);
    app.wait(Duration::hours(2));
    let page = resume(edit.submit_expecting("Enregistrer", 401));
    assert_eq!(page.value("Prénom"), "Zélie");
    assert_eq!(app.count("registration WHERE first_name = 'Zélie'"), 0);
    page.submit("Enregistrer").assert_says("Zélie Abadie\u{a0}: modifications enregistrées");
    app.wait(Duration::hours(2));
    // A form with nothing in it asks again.
    let page = cross.submit_expecting("Oui, désinscrire", 401);
    let page = page.fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD).submit("Se connecter");
    assert_eq!(page.one("h1"), "Désinscrire Zélie Abadie");
    assert_eq!(app.seats(&event), (5, 5));
    page.uncheck("Prévenir par courriel").submit("Oui, désinscrire");
    assert_eq!(app.seats(&event), (4, 4));
}

#[test]
fn a_form_without_a_ticket_of_ours_comes_back_whole() {
    let (app, event, _, visitor) = scene(12);
    let form = filled(&visitor, &event);
    let ticket = form.hidden("ticket");
    let page = visitor.follow(&form.sending(SAVE).with_body_replaced(&ticket, "x"), 422);
    page.assert_says("Le formulaire est resté ouvert trop longtemps");
    assert_eq!((page.value("Nom"), app.count("registration")), ("Bellanque".to_owned(), 0));
    page.submit(SAVE);
    told(&app);
}

#[test]
fn a_page_takes_as_many_statements_whatever_stands_on_it() {
    let (app, event, user, visitor) = scene(200);
    let statements = || {
        let slice = Slice { order: ParticipantOrder::FirstName, descending: true, page: 1, lines: 100 };
        cost(app.db(), |tx| {
            let who = Partner::active(tx, user.id)?.unwrap();
            let allowed = participants_read(tx, &who, event.number).unwrap();
            store::list(tx, &allowed, slice)
        })
        .0
    };
    let before = statements();
    for n in 0..120 {
        joined(&app, &event, &format!("Nom {n:03}"), "Noé", &[EventAudience::Parent]);
    }
    assert_eq!(statements(), before);
    let page = visitor.get(&format!("{}?lignes=100", list(&event)));
    assert_eq!(names(&page).len(), 100);
    page.assert_says("Affichage de la ligne 1 à 100 sur 120");
}

#[test]
fn a_form_opened_before_the_start_and_sent_after_is_read_again() {
    let (app, event, _, visitor) = scene(12);
    let form = filled(&visitor, &event);
    app.sql("UPDATE event SET starts_at = '2026-03-02T09:30'", []);
    let again = form.submit_expecting(SAVE, 422);
    again.assert_says("La rencontre a commencé depuis que ce formulaire est ouvert");
    again.assert_says("la personne est notée présente, et aucun courriel ne part.");
    assert_eq!((again.value("Nom"), app.count("registration")), ("Bellanque".to_owned(), 0));
    // And the other way round: put off meanwhile.
    app.sql("UPDATE event SET starts_at = '2026-03-20T09:30'", []);
    let again = again.submit_expecting(SAVE, 422);
    again.assert_says("elle n’a pas commencé, et la personne ne sera pas notée présente");
    assert_eq!((app.count("registration"), app.count("mail")), (0, 0));
    again.submit(SAVE);
    told(&app);
    assert_eq!(app.count("registration WHERE attendance IS NULL"), 1);
}
