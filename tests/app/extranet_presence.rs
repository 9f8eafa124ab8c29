//! Who came to an event, written down on the day from a phone.

use cmonstage::domain::EventAudience;
use time::Duration;

use crate::extranet_participants::{SAVE, filled, joined, journal, list, owned, scene, with_group};
use crate::offers_list::HOSTILE;
use crate::register::told;
use crate::support::{Page, Request, Response, StoredEvent, TestApp, Visitor};

fn path(event: &StoredEvent) -> String {
    format!("/gestion/rencontres/{}/presence", event.number)
}

/// It is the day of the event, and it has begun.
fn today(app: &TestApp) {
    app.sql("UPDATE event SET starts_at = '2026-03-02T09:30'", []);
}

/// What htmx sends once one has pressed an answer.
fn press(visitor: &Visitor, page: &Page, event: &StoredEvent, id: i64, answer: &str) -> Response {
    let target = format!("{}?personne={id}", path(event));
    let sent = page.sending("Enregistrer");
    let body = String::from_utf8(sent.body.clone()).unwrap();
    let others: Vec<&str> = body.split('&').filter(|pair| !pair.starts_with(&format!("p-{id}="))).collect();
    let body = format!("{}&p-{id}={answer}", others.join("&"));
    let request = Request { target, body: body.into_bytes(), ..sent }
        .header("HX-Request", "true")
        .header("HX-Current-URL", &format!("http://127.0.0.1{}", path(event)));
    visitor.send(&request)
}

fn stored(app: &TestApp, id: i64) -> (Option<String>, Option<i64>) {
    (
        app.value("SELECT attendance FROM registration WHERE id = ?1", [id]),
        app.value("SELECT attended FROM registration WHERE id = ?1", [id]),
    )
}

/// The whole form, as a browser without JavaScript sends it, with these answers changed.
fn sending(page: &Page, button: &str, answers: &[(&str, &str)]) -> Request {
    let sent = page.sending(button);
    let body = String::from_utf8(sent.body.clone()).unwrap();
    let kept =
        body.split('&').filter(|pair| !answers.iter().any(|(name, _)| pair.starts_with(&format!("{name}="))));
    let mut pairs: Vec<String> = kept.map(str::to_owned).collect();
    pairs.extend(answers.iter().map(|(name, value)| format!("{name}={value}")));
    Request { body: pairs.join("&").into_bytes(), ..sent }
}

#[test]
fn before_the_day_the_page_says_when_it_opens() {
    let (app, event, _, visitor) = scene(12);
    let id = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let page = visitor.get(&path(&event));
    page.assert_says("La présence se note à partir du mardi 17\u{a0}mars 2026, jour de la rencontre.");
    assert!(page.all("#presence").is_empty());
    assert_eq!(
        page.href_of("Préparer la feuille d’émargement (PDF)"),
        format!("/gestion/rencontres/{}/emargement.pdf", event.number)
    );
    let ready = {
        today(&app);
        let page = visitor.get(&path(&event));
        app.sql("UPDATE event SET starts_at = '2026-03-17T14:00'", []);
        page
    };
    // Moved to a later day meanwhile: nothing is said to be stored.
    let refused = press(&visitor, &ready, &event, id, "present");
    assert_eq!((refused.status, refused.header("hx-retarget")), (409, Some("#contenu")));
    assert!(refused.text().contains("Rien n’est enregistré\u{a0}: la date de la rencontre a changé"));
    let refused = visitor.follow(&sending(&ready, "Enregistrer", &[(&format!("p-{id}"), "present")]), 409);
    refused.assert_says("La présence se note à partir du mardi 17\u{a0}mars 2026");
    assert!(!visitor.get(&format!("{}?fait=note", path(&event))).says("Présence enregistrée"));
    assert_eq!((stored(&app, id).0, app.count("journal")), (None, 0), "nothing is written down before");
}

#[test]
fn each_press_is_saved_at_once_and_counted() {
    let (app, event, user, visitor) = scene(40);
    let zoe = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let noe = joined(&app, &event, "Brun", "Noé", &[EventAudience::Teacher]);
    today(&app);
    let page = visitor.get(&list(&event)).click("Noter les présences");
    assert_eq!(page.url, path(&event));
    assert_eq!(page.one("#presence-comptes"), "2\u{a0}non notés.");
    assert_eq!(page.all(".person legend"), ["Abadie Zoé", "Brun Noé"]);
    assert_eq!(page.all(".person")[0], "Abadie Zoé Parent d’élève Présent Absent Excusé Non noté");
    let answer = press(&visitor, &page, &event, zoe, "present");
    let text = answer.text();
    assert!(text.starts_with(&format!("<fieldset class=\"person\" id=\"personne-{zoe}\"")), "{text}");
    assert!(
        text.contains("1\u{a0}présent, 1\u{a0}non noté.") && text.contains("Zoé Abadie\u{a0}: Présent"),
        "{text}"
    );
    assert_eq!(answer.header("hx-push-url"), None);
    assert_eq!(stored(&app, zoe).0.as_deref(), Some("present"));
    press(&visitor, &page, &event, noe, "absent");
    let fresh = visitor.get(&path(&event));
    assert_eq!(fresh.one("#presence-comptes"), "1\u{a0}présent, 1\u{a0}absent.");
    // What htmx has put there is what a reload shows.
    let alone = press(&visitor, &fresh, &event, zoe, "present").text();
    let block = &alone[..alone.find("</fieldset>").unwrap()];
    assert!(fresh.response.text().contains(block), "{block}");
    // Somebody who changed their mind, and a wrong press.
    press(&visitor, &fresh, &event, noe, "excused");
    press(&visitor, &fresh, &event, zoe, "");
    assert_eq!((stored(&app, noe).0.as_deref(), stored(&app, zoe).0), (Some("excused"), None));
    press(&visitor, &fresh, &event, zoe, "dansant");
    assert_eq!(stored(&app, zoe).0, None);
    // The list and its counts say it too.
    let page = visitor.get(&list(&event));
    page.assert_says("1\u{a0}excusé, 1\u{a0}non noté.");
    assert_eq!(page.all(&format!("#participant-{noe} .badge")), ["Excusé"]);
    // The journal says it once a day, and names nobody.
    assert_eq!(journal(&app), [format!("Rencontre n°\u{a0}{}\u{a0}: présence notée.", event.number)]);
    app.wait(Duration::days(1));
    let visitor = app.sign_in(&user);
    let page = visitor.get(&path(&event));
    press(&visitor, &page, &event, zoe, "present");
    assert_eq!(journal(&app).len(), 2);
}

#[test]
fn without_javascript_one_button_saves_all_and_overwrites_nobody_else() {
    let (app, event, _, visitor) = scene(40);
    let ids: Vec<i64> = ["Abadie", "Brun", "Carle", "Dupin"]
        .iter()
        .map(|name| joined(&app, &event, name, "Zoé", &[EventAudience::Parent]))
        .collect();
    today(&app);
    let page = visitor.get(&path(&event));
    // A colleague at the other door, meanwhile.
    press(&visitor, &page, &event, ids[3], "absent");
    let request = sending(
        &page,
        "Enregistrer",
        &[(&format!("p-{}", ids[0]), "present"), (&format!("p-{}", ids[1]), "excused")],
    );
    let done = visitor.follow(&request, 200);
    assert_eq!(done.url, format!("{}?fait=note", path(&event)));
    assert_eq!(
        done.one("#message"),
        "Présence enregistrée\u{a0}: 1\u{a0}présent, 1\u{a0}absent, 1\u{a0}excusé, 1\u{a0}non noté."
    );
    let said = |n: usize| stored(&app, ids[n]).0;
    assert_eq!(said(3).as_deref(), Some("absent"), "what others wrote meanwhile stays");
    // « Tous présents » is for those of whom nothing was said.
    let done = done.submit("Tous présents, pour ceux qui ne sont pas encore notés");
    done.assert_says("2\u{a0}présents, 1\u{a0}absent, 1\u{a0}excusé.");
    assert_eq!([0, 1, 2, 3].map(|n| said(n).unwrap()), ["present", "excused", "present", "absent"]);
    assert!(done.all("#tous-presents").is_empty(), "nobody is left");
    // Somebody of another event is not of this one.
    let (other, stranger) = app.partner("Boutevin");
    let theirs = owned(&app, &other, 12);
    today(&app);
    joined(&app, &theirs, "Autre", "Zoé", &[EventAudience::Parent]);
    let page = stranger.get(&path(&theirs));
    let id = ids[0];
    let forged = sending(&page, "Enregistrer", &[(&format!("vu-{id}"), "x"), (&format!("p-{id}"), "absent")]);
    stranger.follow(&forged, 200);
    assert_eq!(said(0).as_deref(), Some("present"));
    stranger.open(&path(&event), 403);
    let mut request = forged;
    request.target = path(&event);
    assert_eq!(stranger.send(&request).status, 403);
}

#[test]
fn of_a_group_one_says_how_many_came() {
    let (app, event, _, visitor) = scene(40);
    with_group(filled(&visitor, &event), "25").submit(SAVE);
    told(&app);
    today(&app);
    let id: i64 = app.value("SELECT id FROM registration", []);
    let (answer, number) = (format!("p-{id}"), format!("nombre-{id}"));
    let page = visitor.get(&path(&event));
    page.assert_says("Collège des Tilleuls, 3e B, 25\u{a0}personnes");
    let done = visitor.follow(&sending(&page, "Enregistrer", &[(&answer, "present"), (&number, "23")]), 200);
    done.assert_says("23\u{a0}présents, 2\u{a0}absents.");
    assert_eq!(stored(&app, id), (Some("present".into()), Some(23)));
    visitor.get(&list(&event)).assert_says("23\u{a0}venus sur 25");
    for wrong in ["0", "38", "99", "1000", "x", "-3", "12,5"] {
        let page = visitor.get(&path(&event));
        let back =
            visitor.follow(&sending(&page, "Enregistrer", &[(&answer, "present"), (&number, wrong)]), 422);
        assert_eq!(
            (back.value("Combien sont venus"), back.one(".wrong .error")),
            (
                wrong.to_owned(),
                "Erreur\u{a0}: entre 1 et 37, pour un groupe de 25. Si personne n’est venu, choisissez «\u{a0}Absent\u{a0}»\u{202f}; si le groupe est bien plus grand, corrigez d’abord son inscription."
                    .to_owned()
            )
        );
        assert!(back.one("head title").starts_with("Erreur – Présence"));
    }
    assert_eq!(stored(&app, id).1, Some(23));
    // Absent after all: the number goes with it. More than announced may come.
    let page = visitor.get(&path(&event));
    visitor
        .follow(&sending(&page, "Enregistrer", &[(&answer, "absent")]), 200)
        .assert_says("25\u{a0}absents.");
    assert_eq!(stored(&app, id), (Some("absent".into()), None));
    let page = visitor.get(&path(&event));
    visitor
        .follow(&sending(&page, "Enregistrer", &[(&answer, "present"), (&number, "27")]), 200)
        .assert_says("27\u{a0}présents.");
    // Corrected to somebody alone, the group and its number are gone.
    visitor
        .get(&list(&event))
        .click("Modifier l’inscription de Inès Bellanque")
        .uncheck("La personne vient avec un groupe")
        .submit("Enregistrer");
    assert_eq!(stored(&app, id), (Some("present".into()), None));
}

#[test]
fn a_name_is_found_in_a_long_list() {
    let (app, event, _, visitor) = scene(40);
    for n in 0..20 {
        joined(&app, &event, &format!("Nom {}", char::from(b'a' + n)), "Noé", &[EventAudience::Parent]);
    }
    joined(&app, &event, "Écureau", "Zélie", &[EventAudience::Parent]);
    today(&app);
    let page = visitor.get(&path(&event)).fill("Chercher un nom", "zelie ecu").submit("Chercher");
    assert_eq!(page.all(".person legend"), ["Écureau Zélie"]);
    page.assert_says("1\u{a0}inscription affichée sur 21");
    let done = page.submit("Tous présents, pour ceux qui ne sont pas encore notés");
    assert_eq!(done.url, format!("{}?q=zelie+ecu&fait=note", path(&event)));
    done.assert_says("1\u{a0}présent, 20\u{a0}non notés");
    done.click("Voir tout le monde");
    visitor.get(&format!("{}?q=zzz", path(&event))).assert_says("Aucun nom ne correspond");
}

#[test]
fn somebody_who_turns_up_is_registered_on_the_day_and_is_there() {
    let (app, event, _, visitor) = scene(1);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    today(&app);
    let form = visitor.get(&path(&event)).click("Inscrire un participant");
    form.assert_says(
        "La rencontre a commencé\u{a0}: la personne est notée présente, et aucun courriel ne part.",
    );
    let page = form
        .fill("Nom", "Bellanque")
        .fill("Prénom", "Inès")
        .fill("Adresse e-mail", "ines@example.org")
        .check("Professionnel")
        .check("Dépasser le nombre de places\u{a0}: il n’en reste aucune")
        .submit(SAVE);
    page.assert_says("Inès Bellanque\u{a0}: inscription enregistrée");
    assert_eq!((app.count("mail"), app.seats(&event)), (0, (2, 2)));
    visitor.get(&path(&event)).assert_says("1\u{a0}présent, 1\u{a0}non noté.");
    // The day after, it is too late.
    app.sql("UPDATE event SET starts_at = '2026-03-01T22:00', duration = 60", []);
    let page = visitor.get(&path(&event));
    assert!(page.all("#inscrire").is_empty());
    visitor
        .get(&list(&event))
        .assert_says("Cette rencontre a eu lieu\u{a0}: on ne peut plus y inscrire personne.");
    // One that lasted until today still takes them.
    app.sql("UPDATE event SET duration = 180", []);
    assert_eq!(visitor.get(&path(&event)).all("#inscrire").len(), 1);
}

#[test]
fn nobody_registered_and_hostile_names() {
    let (app, event, _, visitor) = scene(12);
    today(&app);
    visitor.get(&path(&event)).assert_says("Personne n’est inscrit");
    let id = joined(&app, &event, "X", "Y", &[EventAudience::Parent]);
    app.sql("UPDATE registration SET last_name = '<script>alert(1)</script>' WHERE id = ?1", [id]);
    let page = visitor.get(&format!("{}?q=%22%3E%3Cb%3E", path(&event)));
    assert!(!page.html().contains("<script>alert") && !page.html().contains("\"><b>"));
    let page = visitor.get(&path(&event));
    let text = press(&visitor, &page, &event, id, "present").text();
    assert!(!text.contains("<script>alert"), "{text}");
    // Who cancelled meanwhile is no longer written down.
    app.sql("UPDATE registration SET cancelled_at = 1, attendance = NULL", []);
    let refused = press(&visitor, &page, &event, id, "present");
    assert_eq!(refused.status, 409);
    assert!(
        refused.text().contains("Rien n’est enregistré. Plus inscrits entre-temps\u{a0}: Y &lt;script&gt;")
    );
    let done =
        visitor.follow(&sending(&page, "Tous présents, pour ceux qui ne sont pas encore notés", &[]), 409);
    done.assert_says("Rien n’est enregistré. Plus inscrits entre-temps\u{a0}: Y <script>");
    assert!(!done.says("Présence enregistrée"));
    assert_eq!(stored(&app, id).0, None);
}

#[test]
fn everybody_present_is_for_those_of_whom_nobody_said_anything() {
    let (app, event, _, visitor) = scene(40);
    let [zoe, noe] =
        ["Abadie", "Brun"].map(|name| joined(&app, &event, name, "Zoé", &[EventAudience::Parent]));
    today(&app);
    let stale = visitor.get(&path(&event));
    // At the other door, since this page was made.
    press(&visitor, &stale, &event, noe, "excused");
    let done = stale.submit("Tous présents, pour ceux qui ne sont pas encore notés");
    done.assert_says("Présence enregistrée\u{a0}: 1\u{a0}présent, 1\u{a0}excusé.");
    assert_eq!(
        (stored(&app, zoe).0.as_deref(), stored(&app, noe).0.as_deref()),
        (Some("present"), Some("excused"))
    );
    // Sent again as it is, nothing is stored, and nothing is said to be.
    done.submit("Enregistrer").assert_says("Rien n’a changé");
}

#[test]
fn what_a_colleague_noted_meanwhile_stands_and_is_told() {
    let (app, event, _, visitor) = scene(40);
    with_group(filled(&visitor, &event), "25").submit(SAVE);
    told(&app);
    today(&app);
    let id: i64 = app.value("SELECT id FROM registration", []);
    let (answer, number) = (format!("p-{id}"), format!("nombre-{id}"));
    let stale = visitor.get(&path(&event));
    visitor.follow(&sending(&stale, "Enregistrer", &[(&answer, "present"), (&number, "23")]), 200);
    let text = press(&visitor, &stale, &event, id, "present").text();
    assert!(
        text.contains("Quelqu’un d’autre l’a noté entre-temps") && text.contains("value=\"23\""),
        "{text}"
    );
    assert!(text.contains("Inès Bellanque\u{a0}: Présent. Quelqu’un d’autre"), "it is announced");
    assert_eq!(stored(&app, id), (Some("present".into()), Some(23)));
    let refused = visitor.follow(&sending(&stale, "Enregistrer", &[(&answer, "absent")]), 409);
    refused.assert_says("Notés entre-temps par quelqu’un d’autre, ce qui reste\u{a0}: Inès Bellanque.");
    assert_eq!(stored(&app, id), (Some("present".into()), Some(23)));
    // The same as what stands is no quarrel.
    visitor.follow(&sending(&stale, "Enregistrer", &[(&answer, "present"), (&number, "23")]), 200);
}

#[test]
fn a_number_that_is_typed_is_never_lost() {
    let (app, event, _, visitor) = scene(40);
    with_group(filled(&visitor, &event), "25").submit(SAVE);
    told(&app);
    today(&app);
    let id: i64 = app.value("SELECT id FROM registration", []);
    let (answer, number) = (format!("p-{id}"), format!("nombre-{id}"));
    let page = visitor.get(&path(&event));
    // Before anything is chosen, it says that they came.
    visitor.follow(&sending(&page, "Enregistrer", &[(&number, "20")]), 200).assert_says("20\u{a0}présents");
    assert_eq!(stored(&app, id), (Some("present".into()), Some(20)));
    let page = visitor.get(&path(&event));
    let back = visitor.follow(&sending(&page, "Enregistrer", &[(&answer, "absent"), (&number, "12")]), 422);
    assert_eq!(back.value("Combien sont venus"), "12");
    back.assert_says("un nombre de personnes venues est indiqué pour un groupe «\u{a0}Absent\u{a0}»");
    assert_eq!(stored(&app, id), (Some("present".into()), Some(20)));
    // « Non noté » is what it says, as long as the number is left alone.
    visitor.follow(&sending(&page, "Enregistrer", &[(&answer, "")]), 200);
    assert_eq!(stored(&app, id), (None, None));
    let page = visitor.get(&path(&event));
    for wrong in ["0", "abc", "99"] {
        let all =
            sending(&page, "Tous présents, pour ceux qui ne sont pas encore notés", &[(&number, wrong)]);
        let back = visitor.follow(&all, 422);
        assert_eq!(
            (back.value("Combien sont venus"), back.all(".wrong .error").len()),
            (wrong.to_owned(), 1)
        );
    }
    assert_eq!(stored(&app, id), (None, None));
    // A wrong number comes back with what was seen: what a colleague says meanwhile is not overwritten.
    let back = visitor.follow(&sending(&page, "Enregistrer", &[(&number, "99")]), 422);
    press(&visitor, &page, &event, id, "absent");
    visitor.follow(&sending(&back, "Enregistrer", &[(&answer, "present"), (&number, "25")]), 409);
    assert_eq!(stored(&app, id).0.as_deref(), Some("absent"));
}

#[test]
fn whatever_is_searched_among_names_is_text() {
    let (app, event, _, visitor) = scene(12);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    today(&app);
    for typed in HOSTILE {
        let encoded: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        visitor.get(&format!("{}?q={encoded}", path(&event)));
        visitor.get(&format!("/gestion/inscriptions?q={encoded}"));
    }
    assert_eq!(app.count("registration"), 1);
}
