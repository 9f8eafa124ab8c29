//! What leaves on paper: a project, posters, the sheet that those who come sign.

use cmonstage::domain::EventAudience;
use cmonstage::{events, offers};
use serde_json::json;
use time::Duration;
use time::macros::date;

use crate::apply::{SEND, filled};
use crate::extranet_participants::{joined, list, owned, scene};
use crate::scale::cost;
use crate::support::{Request, Response, TestApp, Visitor, pdf_pages, pdf_text, workbook};

/// What every document answers.
fn assert_document(answer: &Response, name: &str) {
    let disposition = answer.header("content-disposition").unwrap();
    assert!(disposition.contains(&format!("filename=\"{name}\"")), "{disposition}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let length: usize = answer.header("content-length").unwrap().parse().unwrap();
    assert_eq!(length, answer.body.len());
    // Some browsers show no PDF in a sandbox.
    assert!(!answer.header("content-security-policy").unwrap().contains("sandbox"));
}

fn in_order(text: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = text[from..].find(part).unwrap_or_else(|| panic!("« {part} » comes after {from} in {text}"));
        from += at + part.len();
    }
}

#[test]
fn a_project_is_printed_with_all_that_partners_share() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let offer = app
        .offer()
        .company("Scierie de l’Œuvre & fils")
        .masked("Entreprise de sciage")
        .starts(date!(2026 - 04 - 06))
        .change(|offer| {
            offer.project.manager = Some(user.id);
            offer.project.contact_name = Some("Łukasz Żółć".to_owned());
            offer.project.request =
                "Bonjour,\n\nnous cherchons Đorđe ou Ştefan. Coût : 12 € – « vu ».".to_owned();
            offer.draft.training_wanted = Some("CAP Menuiserie".to_owned());
        })
        .published();
    filled(&app.visitor(), &offer.apply()).submit(SEND);
    app.mails();
    let project: i64 = app.value("SELECT project_id FROM offer WHERE id = ?1", [offer.id]);
    let event = app.event().published();
    app.sql("UPDATE event SET project_id = ?1 WHERE id = ?2", [project, event.id]);
    joined(&app, &event, "Bellanque", "Inès", &[EventAudience::Parent]);
    visitor
        .get(&format!("/gestion/projets/{project}"))
        .fill("Ajouter un commentaire", "Rappeler lundi : l'accueil est d'accord !")
        .submit("Enregistrer");

    // Somebody else prints it.
    let (_, other) = app.partner("Boutevin");
    let page = other.get(&format!("/gestion/projets/{project}"));
    let href = page.href_of("Imprimer en PDF");
    let answer = other.fetch(&href);
    assert_document(&answer, "projet-2026-03-02-scierie-de-l-oeuvre-fils.pdf");
    assert!(answer.header("content-disposition").unwrap().starts_with("inline; "));
    let text = pdf_text(&answer);
    in_order(
        &text,
        &[
            "Scierie de l’Œuvre & fils",
            "Projet du 02/03/2026 à",
            "4 rue du Rabot, 79000 Niort",
            "Construction",
            "Contact de l’employeur",
            "Łukasz Żółć",
            "05 36 49 00 10",
            "direction@menuiserie.example.org",
            "Accueillir un(e) stagiaire",
            "nous cherchons Đorđe ou Ştefan. Coût : 12 € – « vu ».",
            &user.name,
            "Offres de stage",
            &format!("Offre de stage n° {}", offer.number),
            "Publié",
            "Entreprise de sciage (employeur masqué)",
            "Étudiant",
            "À partir du 6 avril 2026",
            "Postulants 1",
            "CAP Menuiserie",
            "Rencontres",
            &format!("Rencontre n° {}", event.number),
            "Mardi 17 mars 2026 à 14 h",
            "1 inscrit sur 12 places",
            "Commentaires",
            &user.name,
            "Rappeler lundi : l’accueil est d’accord !",
            "Journal",
            "Candidature",
        ],
    );
    assert!(text.contains("Page 1 sur 2") && text.contains("Page 2 sur 2"), "{text}");
    for personal in ["Bellanque", "Inès", "quelquun@example.org"] {
        assert!(!text.contains(personal), "{personal} applied or registered");
    }
    other.open("/gestion/projets/987654/impression", 404);
    assert_eq!(app.visitor().send(&Request::get(&href)).status, 303);
}

#[test]
fn a_project_of_any_size_is_read_in_as_many_questions() {
    let app = TestApp::new();
    let first = app.offer().published();
    let project: i64 = app.value("SELECT project_id FROM offer WHERE id = ?1", [first.id]);
    let questions = || {
        let offers = cost(app.db(), |tx| offers::store::printed(tx, project)).0;
        (offers, cost(app.db(), |tx| events::store::printed(tx, project)).0)
    };
    assert_eq!(questions(), (1, 1));
    for _ in 0..8 {
        let (offer, event) = (app.offer().published(), app.event().published());
        app.sql("UPDATE offer SET project_id = ?1 WHERE id = ?2", [project, offer.id]);
        app.sql("UPDATE event SET project_id = ?1 WHERE id = ?2", [project, event.id]);
    }
    assert_eq!(questions(), (1, 1));
    let (_, visitor) = app.partner("Sauvanel");
    let pages = pdf_pages(&visitor.fetch(&format!("/gestion/projets/{project}/impression")));
    let count = pages.len();
    assert!(count > 4, "{count} pages");
    for (at, page) in pages.iter().enumerate() {
        let page = page.replace('\u{a0}', " ");
        assert!(page.contains(&format!("Page {} sur {count}", at + 1)), "{page}");
    }
}

#[test]
fn whatever_was_typed_is_printed_or_shown_as_missing() {
    let app = TestApp::new();
    let offer = app
        .offer()
        .company("山 & <b>Fils</b> 🦀")
        .change(|offer| {
            offer.project.request = format!("{} fin", "w".repeat(2_000));
            offer.project.contact_name = Some("O’Neil (\\) Jr".to_owned());
        })
        .published();
    let project: i64 = app.value("SELECT project_id FROM offer WHERE id = ?1", [offer.id]);
    let (_, visitor) = app.partner("Sauvanel");
    let text = pdf_text(&visitor.fetch(&format!("/gestion/projets/{project}/impression")));
    in_order(&text, &["\u{fffd} & <b>Fils</b> \u{fffd}", "O’Neil (\\) Jr", "fin"]);
    assert_eq!(text.matches('w').count(), 2_000);
}

#[test]
fn the_poster_of_an_offer_says_what_visitors_read() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let offer = app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
    let edit = format!("/gestion/offres-de-stage/{}", offer.number);
    let href = visitor.get(&edit).href_of("Affiche à imprimer (PDF)");
    let answer = visitor.fetch(&href);
    assert_document(&answer, &format!("affiche-offre-{}.pdf", offer.number));
    let pages = pdf_pages(&answer);
    assert_eq!(pages.len(), 1);
    let text = pdf_text(&answer);
    let link = app.app().base_url.with(&format!("/offres-de-stage/{}", offer.number));
    in_order(
        &text,
        &[
            "Offre de stage",
            "Menuisier",
            "Menuiserie des Halles",
            "Niort (Deux-Sèvres)",
            "Étudiant",
            "Dès que possible",
            "2 semaines",
            "Pour postuler",
            &link,
            "Dominique Sauvanel · 05 36 49 00 20 · stages@menuiserie.example.org",
            &format!("n° {}", offer.number),
        ],
    );
    // Any partner may print what any visitor reads.
    let (_, other) = app.partner("Boutevin");
    assert_eq!(other.fetch(&href).status, 200);
    app.unpublish(&offer);
    let refused = other.open(&href, 409);
    refused.assert_says("Cette offre n’est pas en ligne");
    refused.click("Voir l’offre");
    assert!(!visitor.get(&edit).html().contains("/affiche"));
    other.open("/gestion/offres-de-stage/032026-999/affiche", 404);
}

#[test]
fn the_poster_of_a_masked_employer_tells_nothing_of_it() {
    let app = TestApp::new();
    let offer = app.offer().company("Établissements Roncevel").masked("Entreprise de menuiserie").published();
    let (_, visitor) = app.partner("Sauvanel");
    let answer = visitor.fetch(&format!("/gestion/offres-de-stage/{}/affiche", offer.number));
    let text = pdf_text(&answer);
    assert!(text.contains("Entreprise de menuiserie") && text.contains("Niort"), "{text}");
    for secret in ["Roncevel", "rue du Rabot", "79000", "menuiserie.example.org/"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn the_poster_of_an_event_stops_when_it_has_begun() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let event = owned(&app, &user, 12);
    let edit = format!("/gestion/rencontres/{}", event.number);
    let href = visitor.get(&edit).href_of("Affiche à imprimer (PDF)");
    let answer = visitor.fetch(&href);
    assert_document(&answer, &format!("affiche-rencontre-{}.pdf", event.number));
    let link = app.app().base_url.with(&event.path());
    in_order(
        &pdf_text(&answer),
        &[
            "Rencontre",
            "Mardi 17 mars 2026 à 14 h",
            "4 rue du Rabot, 79000 Niort",
            "12",
            "Pour s’inscrire",
            &link,
        ],
    );
    let draft = app.event().draft();
    visitor
        .open(&format!("/gestion/rencontres/{}/affiche", draft.number), 409)
        .assert_says("Cette rencontre n’est pas en ligne");
    app.wait(Duration::days(16));
    let visitor = app.sign_in(&user);
    visitor.open(&href, 409).assert_says("Cette rencontre a déjà eu lieu");
    assert!(!visitor.get(&edit).html().contains("/affiche"));
}

/// Somebody who comes with a class.
fn with_a_class(app: &TestApp, visitor: &Visitor, event: &crate::support::StoredEvent) {
    visitor
        .get(&list(event))
        .click("Inscrire un participant")
        .fill("Nom", "Żółć")
        .fill("Prénom", "Łukasz")
        .fill("Adresse e-mail", "lukasz@example.org")
        .check("Enseignant")
        .check("La personne vient avec un groupe")
        .fill("Nombre de personnes du groupe", "8")
        .fill("Établissement ou structure", "Lycée de l’Œuvre")
        .fill("Classe ou niveau", "2de B")
        .fill("Nombre d’accompagnateurs", "2")
        .submit(crate::extranet_participants::SAVE);
    app.mails();
}

#[test]
fn the_sheet_to_sign_opens_in_openpyxl_and_reads_in_pdftotext() {
    let (app, event, user, visitor) = scene(12);
    joined(&app, &event, "Bellanque", "Inès", &[EventAudience::Student, EventAudience::Teacher]);
    with_a_class(&app, &visitor, &event);
    let page = visitor.get(&list(&event));

    let answer = visitor.fetch(&page.href_of("Exporter la liste"));
    assert_document(&answer, &format!("emargement-{}.xlsx", event.number));
    let book = workbook(&answer);
    let top = book.rows.iter().position(|row| row[0] == json!("N°")).unwrap();
    assert_eq!(
        book.rows[top],
        ["N°", "Nom", "Prénom", "Statuts", "Téléphone", "E-mail", "Places", "Signature"]
            .map(|title| json!(title))
    );
    assert_eq!(book.frozen, format!("A{}", top + 2));
    assert_eq!(book.repeated, format!("${0}:${0}", top + 1));
    let above: Vec<&str> = book.rows[..top].iter().filter_map(|row| row[0].as_str()).collect();
    let above = above.join("\n").replace('\u{a0}', " ");
    for said in [
        &event.number.to_string(),
        "Mardi 17 mars 2026 à 14 h",
        "Menuiserie des Halles",
        "4 rue du Rabot, 79000 Niort",
        "9 inscrits sur 12 places",
        &format!("par {}", user.name),
    ] {
        assert!(above.contains(said), "{said} in {above}");
    }
    let rows = &book.rows[top + 1..];
    assert_eq!(rows[0][..4], [json!(1), json!("Bellanque"), json!("Inès"), json!("Étudiant, Enseignant")]);
    assert_eq!((&rows[0][5], &rows[0][6]), (&json!("quelquun@example.org"), &json!(1)));
    assert_eq!((&rows[1][1], &rows[1][2], &rows[1][6]), (&json!("Żółć"), &json!("Łukasz"), &json!(8)));
    let group = rows[1][3].as_str().unwrap().replace('\u{a0}', " ");
    assert_eq!(group, "Enseignant. Groupe de 8 personnes : Lycée de l’Œuvre, 2de B, 2 accompagnateurs");
    // Three places are left, and five rows at least.
    assert_eq!(rows.len(), 7);
    assert!(
        rows[2..]
            .iter()
            .enumerate()
            .all(|(at, row)| row[0] == json!(at + 3) && row[1..].iter().all(|cell| cell.is_null()))
    );
    assert!(book.framed);

    let answer = visitor.fetch(&page.href_of("Feuille d’émargement (PDF)"));
    assert_document(&answer, &format!("emargement-{}.pdf", event.number));
    let text = pdf_text(&answer);
    in_order(
        &text,
        &["Feuille d’émargement", "Mardi 17 mars 2026 à 14 h", "9 inscrits sur 12 places", "Signature"],
    );
    for said in ["Bellanque", "Żółć", "Łukasz", "Lycée de l’Œuvre", "Page 1 sur 1"] {
        assert!(text.contains(said), "{said} in {text}");
    }
    // It goes from hand to hand.
    for private in ["example.org", "Téléphone", "E-mail"] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}

#[test]
fn a_class_that_nobody_accompanies_says_nothing_of_it() {
    let (app, event, _, visitor) = scene(12);
    with_a_class(&app, &visitor, &event);
    app.sql("UPDATE registration SET adults = 0", []);
    let path = format!("/gestion/rencontres/{}/emargement.pdf", event.number);
    let text = pdf_text(&visitor.fetch(&path));
    assert!(text.contains("2de B") && !text.contains("accompagnateur"), "{text}");
}

#[test]
fn the_sheet_of_a_masked_employer_names_it_as_visitors_know_it() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let masked = |venue: Option<&str>| {
        app.event()
            .masked("Entreprise de menuiserie")
            .change(|event| {
                event.project.manager = Some(user.id);
                event.draft.venue = venue.map(str::to_owned);
                event.draft.contact.contact_name = Some("Dominique Roncevel".to_owned());
            })
            .published()
    };
    for (venue, place) in [
        (None, "Lieu : Niort"),
        (Some("Salle des Tilleuls, 2 rue Basse"), "Salle des Tilleuls, 2 rue Basse, Niort"),
    ] {
        let event = masked(venue);
        let path = |end: &str| format!("/gestion/rencontres/{}/emargement.{end}", event.number);
        let text = pdf_text(&visitor.fetch(&path("pdf")));
        let rows = workbook(&visitor.fetch(&path("xlsx"))).rows;
        let rows: Vec<&str> = rows.iter().flatten().filter_map(|cell| cell.as_str()).collect();
        let rows = rows.join("\n").replace('\u{a0}', " ");
        for sheet in [&text, &rows] {
            assert!(sheet.contains("Entreprise de menuiserie") && sheet.contains(place), "{sheet}");
            for secret in ["Menuiserie des Halles", "rue du Rabot", "79000", "Roncevel"] {
                assert!(!sheet.contains(secret), "{secret} in {sheet}");
            }
        }
    }
}

#[test]
fn whoever_takes_a_list_of_participants_out_is_written_down_and_nobody_else() {
    let (app, event, user, visitor) = scene(12);
    joined(&app, &event, "Bellanque", "Inès", &[EventAudience::Parent]);
    let written = || -> String {
        let lines = "SELECT coalesce(group_concat(user_id || ' ' || subject, '; '), '') FROM audit
             WHERE action = 'participants_exported'";
        app.value::<String>(lines, []).replace('\u{a0}', " ")
    };
    let (_, other) = app.partner("Boutevin");
    for end in ["pdf", "xlsx"] {
        let path = format!("/gestion/rencontres/{}/emargement.{end}", event.number);
        other.open(&path, 403);
        assert_eq!(app.visitor().send(&Request::get(&path)).status, 303);
        other.open(&format!("/gestion/rencontres/032026-999/emargement.{end}"), 404);
    }
    visitor.get(&list(&event));
    assert_eq!(written(), "");
    let line = format!("{} Rencontre n° {}", user.id, event.number);
    visitor.fetch(&format!("/gestion/rencontres/{}/emargement.pdf", event.number));
    assert_eq!(written(), line);
    visitor.fetch(&format!("/gestion/rencontres/{}/emargement.xlsx", event.number));
    assert_eq!(written(), format!("{line}; {line}"));
}

#[test]
fn a_long_sheet_says_its_titles_on_each_page() {
    let (app, event, _, visitor) = scene(80);
    for at in 0..45_u8 {
        let name = format!("Bellanque{}", char::from(b'a' + at % 26));
        joined(&app, &event, &name, &format!("Inès{}", char::from(b'a' + at / 26)), &[EventAudience::Parent]);
    }
    let answer = visitor.fetch(&format!("/gestion/rencontres/{}/emargement.pdf", event.number));
    let pages = pdf_pages(&answer);
    assert!(pages.len() > 3, "{} pages", pages.len());
    for page in &pages {
        assert!(page.contains("Signature") && page.contains("Prénom"), "{page}");
    }
    let rows =
        workbook(&visitor.fetch(&format!("/gestion/rencontres/{}/emargement.xlsx", event.number))).rows;
    assert_eq!(rows.last().unwrap()[0], json!(45 + 30), "thirty blank rows at most");
}

#[test]
fn the_sheet_is_for_those_who_receive_the_registrations() {
    let (app, event, _, _) = scene(12);
    let (_, other) = app.partner("Boutevin");
    let administrator = app.administrator("Marsauche");
    for end in ["pdf", "xlsx"] {
        let path = format!("/gestion/rencontres/{}/emargement.{end}", event.number);
        other.open(&path, 403).assert_says("Ce projet n’est pas le vôtre");
        assert_eq!(app.sign_in(&administrator).fetch(&path).status, 200);
        other.open(&format!("/gestion/rencontres/032026-999/emargement.{end}"), 404);
    }
}

#[test]
fn a_draft_that_says_nothing_yet_has_a_sheet_too() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let event = app
        .event()
        .change(|event| {
            event.project.manager = Some(user.id);
            event.draft.starts = None;
            event.draft.duration = None;
            event.draft.capacity = None;
        })
        .draft();
    let text = pdf_text(&visitor.fetch(&format!("/gestion/rencontres/{}/emargement.pdf", event.number)));
    assert!(text.contains("À préciser"), "{text}");
}

#[test]
fn a_certificate_names_who_came_and_the_employer_as_visitors_know_it() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let event = app
        .event()
        .masked("Entreprise de menuiserie")
        .change(|event| event.project.manager = Some(user.id))
        .published();
    let alone = joined(&app, &event, "Żółć", "Łukasz", &[EventAudience::Parent]);
    with_a_class(&app, &visitor, &event);
    let path = |id: i64| format!("/gestion/rencontres/{}/participants/{id}/attestation", event.number);
    // The day after it.
    app.wait(Duration::days(16));
    let visitor = app.sign_in(&user);
    let early = visitor.open(&path(alone), 409);
    early.assert_says("n’est pas notée présente");
    early.click("Noter les présences");
    app.sql("UPDATE registration SET attendance = 'present', attended = iif(school IS NULL, NULL, 7)", []);
    let answer = visitor.fetch(&path(alone));
    assert_document(&answer, &format!("attestation-{}-zo_c.pdf", event.number));
    let text = pdf_text(&answer);
    in_order(
        &text,
        &[
            "Attestation de présence",
            "Łukasz Żółć",
            "Mardi 17 mars 2026 à 14 h",
            "Entreprise de menuiserie",
            "Niort",
            "Fait le 18 mars 2026",
        ],
    );
    assert!(!text.contains("Menuiserie des Halles") && !text.contains("rue du Rabot"), "{text}");
    let text = pdf_text(&visitor.fetch(&path(alone + 1)));
    assert!(text.contains("avec un groupe de 7 personnes (Lycée de l’Œuvre, 2de B)"), "{text}");
    for status in ["absent", "excused"] {
        app.sql("UPDATE registration SET attendance = ?1, attended = NULL", [status]);
        visitor.open(&path(alone), 409);
    }
    visitor.open(&path(987_654), 404);
    let (_, other) = app.partner("Boutevin");
    other.open(&path(alone), 403);
}

#[test]
fn nobody_is_certified_to_have_come_to_what_has_not_begun() {
    let (app, event, user, visitor) = scene(12);
    let person = joined(&app, &event, "Bellanque", "Inès", &[EventAudience::Parent]);
    let path = format!("/gestion/rencontres/{}/participants/{person}/attestation", event.number);
    // Noted, then put off to another month.
    app.sql("UPDATE registration SET attendance = 'present'", []);
    let early = visitor.open(&path, 409);
    early.assert_says("Cette rencontre n’a pas encore eu lieu");
    early.click("Voir les participants");
    // On its day, before its hour.
    app.wait(Duration::days(15));
    let visitor = app.sign_in(&user);
    visitor.open(&path, 409).assert_says("Cette rencontre n’a pas encore eu lieu");
    app.wait(Duration::hours(12));
    assert_eq!(app.sign_in(&user).fetch(&path).status, 200);
}

#[test]
fn a_certificate_says_the_place_whole_whoever_the_employer_is() {
    let app = TestApp::new();
    let (user, _) = app.partner("Sauvanel");
    let event = app
        .event()
        .masked("Entreprise de menuiserie")
        .change(|event| {
            event.project.manager = Some(user.id);
            event.draft.venue = Some("Salle des Tilleuls, 2 rue Basse".to_owned());
        })
        .published();
    let person = joined(&app, &event, "Bellanque", "Inès", &[EventAudience::Parent]);
    app.sql("UPDATE registration SET attendance = 'present'", []);
    app.wait(Duration::days(16));
    let path = format!("/gestion/rencontres/{}/participants/{person}/attestation", event.number);
    let text = pdf_text(&app.sign_in(&user).fetch(&path));
    assert!(text.contains("Salle des Tilleuls, 2 rue Basse, Niort"), "{text}");
    assert!(text.contains("Entreprise de menuiserie") && !text.contains("Menuiserie des Halles"), "{text}");
}

#[test]
fn the_poster_of_an_event_names_its_employer_once() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let poster = |occupation: Option<&str>| {
        let event = app
            .event()
            .change(|event| {
                event.project.manager = Some(user.id);
                event.draft.occupation = occupation.map(str::to_owned);
            })
            .published();
        pdf_text(&visitor.fetch(&format!("/gestion/rencontres/{}/affiche", event.number)))
    };
    let text = poster(None);
    assert!(text.contains("Visite d’entreprise chez"), "{text}");
    assert_eq!(text.matches("Menuiserie des Halles").count(), 1, "{text}");
}
