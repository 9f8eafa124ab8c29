//! One of those who registered for an event, in the extranet: corrected in its place, taken off the list.

use cmonstage::domain::EventAudience;
use cmonstage::mail::MailKind;

use crate::extranet_participants::{SAVE, filled, joined, journal, list, names, scene, with_group};
use crate::register::told;
use crate::support::Visitor;

#[test]
fn a_row_is_corrected_in_its_place() {
    let (app, event, _, visitor) = scene(40);
    for n in 0..12 {
        joined(&app, &event, &format!("Nom {}", char::from(b'a' + n)), "Noé", &[EventAudience::Parent]);
    }
    let page = visitor.get(&list(&event)).htmx_click("Suivante\u{a0}: page 2");
    // With htmx and without, the same page.
    let page = page.htmx_click("Modifier l’inscription de Noé Nom l");
    assert!(page.url.ends_with("?page=2"), "{}", page.url);
    assert_eq!(page.attributes("#participants [autofocus]", "id"), ["modification-titre"]);
    let page = page.htmx_click("Annuler");
    assert_eq!(page.url, format!("{}?page=2", list(&event)));
    let page = page.click("Modifier l’inscription de Noé Nom l");
    assert_eq!((page.value("Nom"), page.is_checked("Parent d’élève")), ("Nom l".to_owned(), true));
    let wrong = page.fill("Adresse e-mail", "x").submit_expecting("Enregistrer", 422);
    assert_eq!(wrong.wrong_fields(), ["Adresse e-mail"]);
    let done = wrong
        .fill("Nom", "Abadie")
        .fill("Adresse e-mail", "noe@example.org")
        .fill("Téléphone", "06 39 98 00 09")
        .uncheck("Parent d’élève")
        .check("Élève")
        .fill("Âge", "16")
        .submit("Enregistrer");
    // The list is shown where the row now stands.
    assert_eq!(
        done.one("#message"),
        "Noé Abadie\u{a0}: modifications enregistrées, 28\u{a0}places restantes."
    );
    assert!(done.url.starts_with(&format!("{}?fait=modifie", list(&event))), "{}", done.url);
    assert_eq!(names(&done)[0], "Abadie");
    let row = done.all("#participants tbody tr")[0].clone();
    assert!(row.contains("Élève 16\u{a0}ans noe@example.org 06\u{a0}39\u{a0}98\u{a0}00\u{a0}09"), "{row}");
    assert_eq!(
        journal(&app),
        [format!("Rencontre n°\u{a0}{}\u{a0}: une inscription corrigée.", event.number)]
    );
}

#[test]
fn a_group_that_grows_takes_the_places_that_there_are() {
    let (app, event, _, visitor) = scene(12);
    with_group(filled(&visitor, &event), "10").submit(SAVE);
    told(&app);
    let edit = || visitor.get(&list(&event)).click("Modifier l’inscription de Inès Bellanque");
    let count = "Nombre de personnes du groupe";
    assert_eq!((edit().value(count), edit().value("Classe ou niveau")), ("10".to_owned(), "3e B".to_owned()));
    edit().fill(count, "12").submit("Enregistrer");
    assert_eq!(app.seats(&event), (12, 12));
    let page = edit().fill(count, "14").submit_expecting("Enregistrer", 422);
    page.assert_says("Il ne reste aucune place pour un groupe de 14.");
    assert_eq!(app.seats(&event), (12, 12));
    page.check("Dépasser le nombre de places\u{a0}: il n’en reste aucune").submit("Enregistrer");
    assert_eq!(app.value::<i64>("SELECT extra_seats FROM event", []), 2);
    // Fewer, then nobody but one: places come back, those that were added go.
    edit().fill(count, "13").submit("Enregistrer").assert_says("0\u{a0}place restante");
    assert_eq!(app.value::<i64>("SELECT extra_seats FROM event", []), 1);
    edit().fill(count, "3").submit("Enregistrer").assert_says("9\u{a0}places restantes");
    edit().uncheck("La personne vient avec un groupe").submit("Enregistrer");
    assert_eq!(app.seats(&event), (1, 1));
    assert_eq!(app.value::<i64>("SELECT extra_seats FROM event", []), 0);
    app.visitor().get(&event.path()).assert_says("11\u{a0}places sur 12");
}

#[test]
fn a_correction_does_not_make_two_of_the_same() {
    let (app, event, _, visitor) = scene(12);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    joined(&app, &event, "Abadie", "Noé", &[EventAudience::Parent]);
    let page = visitor.get(&list(&event)).click("Modifier l’inscription de Noé Abadie").fill("Prénom", "ZOE");
    assert!(page.submit_expecting("Enregistrer", 422).error_of("Adresse e-mail").contains("déjà inscrite"));
    // The same row again is not another.
    page.fill("Prénom", "Noë")
        .submit("Enregistrer")
        .assert_says("Noë Abadie\u{a0}: modifications enregistrées");
    assert_eq!(app.seats(&event), (2, 2));
}

#[test]
fn the_red_cross_asks_frees_the_places_and_tells() {
    let (app, event, _, visitor) = scene(12);
    with_group(filled(&visitor, &event), "5").submit(SAVE);
    told(&app);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let ask = visitor.get(&format!("{}?tri=prenom", list(&event))).click("Désinscrire Inès Bellanque");
    assert_eq!(ask.one("h1"), "Désinscrire Inès Bellanque");
    ask.assert_says("5\u{a0}places seront libres");
    assert!(ask.is_checked("Prévenir par courriel"));
    assert_eq!(app.seats(&event), (6, 6), "asking changes nothing");
    let page = ask.submit("Oui, désinscrire");
    assert_eq!(page.one("#message"), "Inès Bellanque désinscrit, 11\u{a0}places restantes.");
    assert_eq!(page.attributes("[autofocus]", "id"), ["message"]);
    assert!(page.url.contains("tri=prenom") && !page.url.contains("Bellanque"), "{}", page.url);
    assert_eq!(names(&page), ["Abadie"]);
    page.assert_says("1\u{a0}inscription annulée.");
    assert_eq!(app.seats(&event), (1, 1));
    let mail = app.take_mail(MailKind::RegistrationRemoved);
    assert_eq!(mail.to, "ines.bellanque@example.org");
    assert!(mail.body.contains("est annulée par la personne qui l’organise"), "{}", mail.body);
    assert!(
        mail.body.contains("mardi 17\u{a0}mars 2026 à 14\u{a0}h")
            && mail.body.contains("Menuiserie des Halles")
    );
    assert!(
        !mail.body.contains("Bellanque") && !mail.body.contains("Tilleuls"),
        "nothing typed is sent: {}",
        mail.body
    );
    let line = journal(&app).pop().unwrap();
    assert_eq!(line, format!("Rencontre n°\u{a0}{}\u{a0}: une personne désinscrite.", event.number));
    // Again, by the same button or by the link: nothing more.
    let before = app.stored();
    assert_eq!(ask.submit("Oui, désinscrire").one("#message"), page.one("#message"));
    assert!(visitor.get(&ask.url).url.contains("fait=desinscrit"));
    assert_eq!(app.stored(), before);
    // The person may come back, by the very form of before.
    with_group(filled(&visitor, &event), "5").submit(SAVE);
    told(&app);
    assert_eq!(app.seats(&event), (6, 6));
}

#[test]
fn nobody_is_told_where_the_box_is_not_ticked_or_the_event_is_over() {
    let (app, event, _, visitor) = scene(12);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    joined(&app, &event, "Abadie", "Noé", &[EventAudience::Parent]);
    let ask = visitor.get(&list(&event)).click("Désinscrire Zoé Abadie").uncheck("Prévenir par courriel");
    ask.submit("Oui, désinscrire");
    app.sql("UPDATE event SET starts_at = '2026-03-02T09:00'", []);
    let ask = visitor.get(&list(&event)).click("Désinscrire Noé Abadie");
    ask.assert_says("Aucun courriel ne partira.");
    ask.submit("Oui, désinscrire");
    assert_eq!((app.count("mail"), app.seats(&event)), (0, (0, 0)));
}

#[test]
fn a_row_that_went_meanwhile_gives_back_what_was_written() {
    let (app, event, _, visitor) = scene(12);
    let id = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let form =
        visitor.get(&list(&event)).click("Modifier l’inscription de Zoé Abadie").fill("Nom", "Abadie-Lacaze");
    app.sql("UPDATE registration SET cancelled_at = 5 WHERE id = ?1", [id]);
    let before = app.stored();
    let page = form.submit_expecting("Enregistrer", 410);
    page.assert_says("Zoé Abadie ne figure plus parmi les participants");
    page.assert_says("Abadie-Lacaze");
    visitor.open(&form.url, 410);
    assert_eq!(app.stored(), before);
}

#[test]
fn places_beyond_the_maximum_go_with_those_who_took_them() {
    let (app, event, _, visitor) = scene(3);
    let regular = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let page = with_group(filled(&visitor, &event), "5").submit_expecting(SAVE, 422);
    page.check("Dépasser le nombre de places\u{a0}: il en reste 2").submit(SAVE);
    let extra = || app.value::<i64>("SELECT extra_seats FROM event", []);
    assert_eq!((app.seats(&event), extra()), ((6, 6), 3));
    // A name corrected changes no place.
    let edit = |name: &str| visitor.get(&list(&event)).click(&format!("Modifier l’inscription de {name}"));
    edit("Inès Bellanque").fill("Téléphone", "06 39 98 00 09").submit("Enregistrer");
    assert_eq!((app.seats(&event), extra()), ((6, 6), 3));
    let cross = |id: i64| format!("{}/{id}/desinscription", list(&event));
    visitor.get(&cross(regular)).submit("Oui, désinscrire");
    assert_eq!((app.seats(&event), extra()), ((5, 5), 2), "nobody comes in their place");
    // A maximum raised takes in those who were beyond it.
    visitor
        .get(&format!("/gestion/rencontres/{}", event.number))
        .fill("Nombre maximum de personnes accueillies", "8")
        .submit("Enregistrer");
    assert_eq!((app.seats(&event), extra()), ((5, 5), 0));
    app.visitor().get(&event.path()).assert_says("3\u{a0}places sur 8");
    told(&app);
    app.take_mail(MailKind::RegistrationRemoved);
}

#[test]
fn two_who_correct_the_same_registration_lose_nothing() {
    let (app, event, user, one) = scene(12);
    let two = app.sign_in(&user);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let edit = |visitor: &Visitor| visitor.get(&list(&event)).click("Modifier l’inscription de Zoé Abadie");
    let (first, second) = (edit(&one), edit(&two));
    let sending = first.fill("Téléphone", "0639980009").sending("Enregistrer");
    assert_eq!((one.send(&sending).status, one.send(&sending).status), (303, 303));
    assert_eq!(journal(&app).len(), 1, "a double click corrects once");
    let conflict = second.fill("Téléphone", "06 39 98 00 08").submit_expecting("Enregistrer", 409);
    conflict.assert_says(&format!("Modifié entre-temps par {}", user.name));
    assert_eq!(
        conflict.all("#conflit tbody td"),
        ["06\u{a0}39\u{a0}98\u{a0}00\u{a0}09", "06\u{a0}39\u{a0}98\u{a0}00\u{a0}08"]
    );
    assert_eq!(app.value::<String>("SELECT phone FROM registration", []), "+33639980009");
    conflict.submit("Enregistrer").assert_says("modifications enregistrées");
    assert_eq!(app.value::<String>("SELECT phone FROM registration", []), "+33639980008");
}
