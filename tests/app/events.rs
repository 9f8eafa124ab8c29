//! The list of events, one event, the calendar, the calendar files: what visitors see, and when.

use cmonstage::domain::{EventAudience, Sector};
use cmonstage::events::EventKind;
use time::Duration;
use time::macros::datetime;

use crate::support::{Page, Request, StoredEvent, TestApp, pdf};

const SEARCH: &str = "Mots-clés ou numéro de rencontre";

fn shown(page: &Page) -> Vec<String> {
    page.attributes(".card.event h3 a", "href")
}

/// Empties all places but `left`.
fn fill_up(app: &TestApp, event: &StoredEvent, left: i64) {
    app.sql(
        "INSERT INTO registration (reference, event_id, last_name, first_name, folded_name, email, statuses, seats, created_at)
         SELECT 'I-' || ?1, ?1, 'A', 'B', 'a b', 'x@example.org', 16, capacity - ?2, 0 FROM event
         WHERE id = ?1 AND capacity > ?2",
        (event.id, left),
    );
}

#[test]
fn only_what_is_open_is_listed_soonest_first() {
    let app = TestApp::new();
    let later = app.event().starts(datetime!(2026-04-02 9:00)).published();
    let soon = app.event().starts(datetime!(2026-03-02 10:01)).published();
    app.event().starts(datetime!(2026-03-02 10:00)).published();
    app.event().draft();
    let full = app.event().published();
    fill_up(&app, &full, 0);
    let gone = app.event().published();
    app.unpublish_event(&gone);
    let page = app.visitor().get("/rencontres");
    assert_eq!(shown(&page), [soon.path(), later.path()]);
    assert_eq!(page.one("#resultats-titre"), "2\u{a0}rencontres");
    // The home page shows the next ones.
    assert_eq!(shown(&app.visitor().get("/")), [soon.path(), later.path()]);
    // A minute later the first has started, and no job ran.
    app.wait(Duration::minutes(1));
    assert_eq!(shown(&app.visitor().get("/rencontres")), [later.path()]);
    let page = app.visitor().get(&soon.path());
    page.assert_says("Cette rencontre a eu lieu");
    assert!(!page.says("Ajouter à mon agenda"));
    assert_eq!(app.visitor().get(&soon.register()).url, soon.path(), "no registration any more");
}

#[test]
fn places_left_are_said_in_words() {
    let app = TestApp::new();
    for (left, said) in [(12, "12\u{a0}places"), (3, "Plus que 3\u{a0}places"), (1, "Dernière place")] {
        let event = app.event().published();
        fill_up(&app, &event, left);
        let page = app.visitor().get(&format!("/rencontres?q={}", event.number));
        assert_eq!(page.all(".card.event .badge"), [said]);
    }
    let small = app.event().change(|event| event.draft.capacity = Some(3)).published();
    let page = app.visitor().get(&format!("/rencontres?q={}", small.number));
    assert_eq!(page.all(".card.event .badge"), ["3\u{a0}places"], "nobody has taken one yet");
}

#[test]
fn each_filter_narrows_and_they_combine() {
    let app = TestApp::new();
    let visit = app.event().audiences(&[EventAudience::Pupil, EventAudience::Parent]).published();
    let talk = app
        .event()
        .audiences(&[EventAudience::JobSeeker])
        .starts(datetime!(2026-05-04 18:00))
        .change(|event| {
            event.draft.kind = EventKind::JobTalk;
            event.draft.occupation = Some("A1101".into());
            event.company.sector = Sector::Agriculture;
            event.draft.commune = cmonstage::domain::CommuneCode::parse("86194").unwrap();
        })
        .published();
    let elsewhere = app
        .event()
        .change(|event| event.draft.commune = cmonstage::domain::CommuneCode::parse("75056").unwrap())
        .published();
    let find = |query: &str| shown(&app.visitor().get(&format!("/rencontres?{query}")));
    assert_eq!(find("public=demandeur-emploi&type=rendez-vous-metier"), [talk.path()]);
    assert_eq!(find("public=eleve&dep=79"), [visit.path()]);
    assert_eq!(find("dep=86&dep=79"), [visit.path(), talk.path()]);
    assert_eq!(find("dep=autres"), [elsewhere.path()]);
    assert_eq!(find("type=rendez-vous-metier"), [talk.path()]);
    assert_eq!(find("date=2026-04-01"), [talk.path()]);
    assert_eq!(find("date=2026-03-17&secteur=construction"), [visit.path(), elsewhere.path()]);
    assert_eq!(find("metier=A11"), [talk.path()]);
    assert_eq!(find("q=menuis+niort"), [visit.path()]);
    assert_eq!(find("tri=recentes").len(), 3);
    let page = app.visitor().get("/rencontres?type=fete&date=hier&vue=x");
    assert_eq!(page.all("#resultats .notice.warn").len(), 3);
    assert_eq!(page.one("#n-dep-79"), "1");
    app.visitor()
        .get("/rencontres?date=2031-01-01")
        .assert_says("Aucune rencontre ne correspond à votre recherche");
}

#[test]
fn a_number_finds_its_event_and_an_unknown_one_is_said() {
    let app = TestApp::new();
    let event = app.event().published();
    app.event().published();
    for typed in ["1", "032026-1", "n° 1"] {
        let page = app.visitor().get("/rencontres").fill(SEARCH, typed).submit("Rechercher");
        assert_eq!(shown(&page)[0], event.path(), "{typed}");
    }
    let page = app.visitor().get("/rencontres?q=77");
    page.assert_says("La rencontre 77 n’est pas en ligne.");
    // The serials of offers and events are apart.
    let offer = app.offer().published();
    assert_eq!(offer.number.serial(), 1);
}

#[test]
fn right_and_wrong_addresses() {
    let app = TestApp::new();
    let event = app.event().document("plan.pdf", pdf(400, 1)).published();
    let draft = app.event().draft();
    let location = |path: &str| app.visitor().fetch(path).header("location").map(str::to_owned);
    assert_eq!(location("/rencontres/012019-1"), Some(event.path()));
    assert_eq!(location("/rencontres/012019-1.ics"), Some(event.calendar()));
    assert_eq!(location("/rencontres/012019-1/inscription"), Some(event.register()));
    for path in [
        draft.path(),
        draft.register(),
        draft.calendar(),
        "/rencontres/032026-999".to_owned(),
        "/rencontres/x.ics".to_owned(),
        "/rencontres/032026-1.html".to_owned(),
    ] {
        app.visitor().open(&path, 404);
    }
    let document = format!("/fichiers/{}", event.document.as_ref().unwrap());
    assert_eq!(
        app.visitor()
            .fetch(&document)
            .header("content-disposition")
            .map(|value| value.starts_with("attachment")),
        Some(true)
    );
    let similar = app.event().published();
    app.unpublish_event(&event);
    for path in [event.path(), event.register(), event.calendar()] {
        let page = app.visitor().open(&path, 410);
        assert_eq!(page.one("h1"), "Cette rencontre n’est plus proposée");
        assert!(shown(&page).contains(&similar.path()));
    }
    assert_eq!(app.visitor().fetch(&document).status, 404);
}

#[test]
fn an_employer_has_its_own_street_in_its_own_commune_only() {
    let app = TestApp::new();
    let niort = app.event().published();
    app.visitor().get(&niort.path()).assert_says("4 rue du Rabot 79000 Niort");
    let elsewhere = app
        .event()
        .change(|event| event.draft.commune = cmonstage::domain::CommuneCode::parse("86194").unwrap())
        .published();
    let page = app.visitor().get(&elsewhere.path());
    page.assert_says("Poitiers");
    assert!(!page.says("rue du Rabot") && !page.says("79000"), "{}", page.one("#contenu"));
}

#[test]
fn the_calendar_of_a_month_shows_its_days_and_leads_to_the_next() {
    let app = TestApp::new();
    let march = app.event().published();
    let april = app.event().starts(datetime!(2026-04-02 9:00)).published();
    let page = app.visitor().get("/rencontres").click("Mois");
    assert_eq!(page.url, "/rencontres?vue=mois");
    assert_eq!(page.one("#resultats-titre"), "1\u{a0}rencontre en mars 2026");
    assert_eq!(page.attributes(".month-table td a", "href"), [march.path()]);
    assert_eq!(page.one(".month-days h3"), "Mardi 17\u{a0}mars 2026");
    assert_eq!(page.all(".month-table tbody tr").len(), 6, "March 2026 begins on a Sunday");
    let page = page.htmx_click("Avril 2026");
    assert_eq!(page.url, "/rencontres?vue=mois&mois=2026-04");
    assert_eq!(page.attributes(".month-table td a", "href"), [april.path()]);
    let page = page.htmx_change("Professionnel").htmx_click("Mars 2026");
    assert!(!page.says("Février 2026"), "what is over is not proposed");
    app.visitor()
        .get("/rencontres?vue=mois&mois=2031-12")
        .assert_says("Aucune rencontre ouverte aux inscriptions en décembre 2031.");
    app.visitor().get("/rencontres?vue=mois&mois=99").assert_says("n’est pas reconnu");
}

#[test]
fn choices_keep_the_law_of_the_swap() {
    let app = TestApp::new();
    for n in 0..25 {
        let day = datetime!(2026-03-10 9:00) + Duration::days(n);
        app.event().starts(day).published();
    }
    let page = app.visitor().get("/rencontres").htmx_change("Élève").htmx_change("Deux-Sèvres");
    assert_eq!(page.url, "/rencontres?public=eleve&dep=79");
    let page = page.htmx_change("Visite d’entreprise").htmx_fill("À partir du", "2026-03-15");
    assert_eq!(page.one("#n-filtres"), "(4)");
    let page = page.htmx_type(SEARCH, "bois");
    assert_eq!(page.one("#annonce"), "20\u{a0}rencontres");
    let page = app.visitor().get("/rencontres").htmx_click("Suivante\u{a0}: page 2");
    assert_eq!(page.attributes("#resultats [autofocus]", "id"), ["resultats-titre"]);
    let _ = page;
}

#[test]
fn a_calendar_is_subscribed_to_under_the_filters_of_the_page() {
    let app = TestApp::new();
    let visit = app.event().published();
    app.event().audiences(&[EventAudience::JobSeeker]).published();
    let full = app.event().published();
    fill_up(&app, &full, 0);
    let page = app.visitor().get("/rencontres?public=eleve&tri=recentes&page=1");
    let address = page.href_of("S’abonner à ces rencontres dans un agenda");
    assert_eq!(address, "/rencontres.ics?public=eleve");
    let calendar = app.visitor().fetch(&address).text();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1);
    assert!(calendar.contains(&format!("UID:rencontre-{}@", visit.number)), "{calendar}");
    // Nonsense is ignored, as the page ignores it.
    let all = app.visitor().fetch("/rencontres.ics?public=roi&dep=%00&date=x&metier=%27&page=-1");
    assert_eq!((all.status, all.text().matches("BEGIN:VEVENT").count()), (200, 2));
    for line in all.text().split("\r\n") {
        assert!(line.len() <= 75, "{line}");
    }
}

#[test]
fn the_time_of_an_event_is_the_site_s_own_on_both_sides_of_the_change() {
    let app = TestApp::new();
    for (starts, utc) in
        [(datetime!(2026-03-28 14:00), "20260328T130000Z"), (datetime!(2026-03-30 14:00), "20260330T120000Z")]
    {
        let event = app.event().starts(starts).published();
        assert!(app.visitor().fetch(&event.calendar()).text().contains(&format!("DTSTART:{utc}")));
        app.visitor().get(&event.path()).assert_says("14\u{a0}h");
    }
}

#[test]
fn structured_data_says_when_where_and_how_many_places() {
    let app = TestApp::new();
    let event = app.event().published();
    fill_up(&app, &event, 5);
    let data = |path: &str| {
        let page = app.visitor().get(path);
        let html = page.html();
        let start = html.find("application/ld+json")?;
        let text = html[start..].split_once('>')?.1.split("</script>").next()?.to_owned();
        Some(serde_json::from_str::<serde_json::Value>(&text).unwrap())
    };
    let value = data(&event.path()).unwrap();
    assert_eq!(value["@type"], "Event");
    assert_eq!(value["startDate"], "2026-03-17T14:00+01:00");
    assert_eq!(value["endDate"], "2026-03-17T15:30+01:00");
    assert_eq!(
        (&value["maximumAttendeeCapacity"], &value["remainingAttendeeCapacity"]),
        (&12.into(), &5.into())
    );
    assert_eq!(value["location"]["address"]["addressLocality"], "Niort");
    assert_eq!(data(&app.event().masked("Atelier de menuiserie").published().path()), None);
    app.wait(Duration::days(20));
    assert_eq!(data(&event.path()), None, "what is past is announced no more");
}

#[test]
fn a_masked_employer_shows_its_commune_only_and_is_found_nowhere() {
    let app = TestApp::new();
    let event = app
        .event()
        .masked("Atelier de menuiserie")
        .received_by_a_partner()
        .document("fiche-vantrel.pdf", pdf(300, 1))
        .change(|event| {
            event.company.name = "Zorvex Fermetures".to_owned();
            event.company.street = Some("77 impasse Quibrel".to_owned());
            event.company.website = Some("https://www.wubrik.example.org".to_owned());
            event.company.postal_code = Some("79983".to_owned());
            event.draft.contact.website = Some("https://visites.wubrik.example.net".to_owned());
            event.draft.occupation = None;
        })
        .published();
    let secrets = ["zorvex", "quibrel", "wubrik", "79983", "vantrel"];
    let absent = |what: &str, text: &str| {
        let text = text.to_lowercase();
        for secret in secrets {
            assert!(!text.contains(secret), "« {secret} » is in {what}");
        }
    };
    let page = app.visitor().get(&event.path());
    page.assert_says("Niort (Deux-Sèvres)");
    assert_eq!(page.one("h1"), "Visite d’entreprise chez Atelier de menuiserie");
    for path in [
        "/",
        "/rencontres",
        "/rencontres?vue=mois",
        &event.path(),
        &event.register(),
        &event.calendar(),
        "/rencontres.ics",
    ] {
        absent(path, &app.visitor().fetch(path).text());
    }
    for secret in secrets {
        assert!(shown(&app.visitor().get(&format!("/rencontres?q={secret}"))).is_empty(), "{secret}");
    }
    app.visitor().open(&format!("/fichiers/{}", event.document.as_ref().unwrap()), 404);
    let done = crate::register::filled(&app.visitor(), &event).submit(crate::register::SEND);
    absent("the confirmation", &done.html());
    let mail = crate::register::told(&app);
    absent("the mail to the participant", &mail.body);
    absent(
        "the calendar of the mail",
        &app.value::<String>("SELECT calendar FROM mail WHERE kind = 'registration_received'", []),
    );
    absent("the page by link", &app.visitor().get(&mail.link()).html());
    app.unpublish_event(&event);
    absent("the page of what is gone", &app.visitor().open(&event.path(), 410).html());
    // A place that was said is meant to be found.
    let open = app
        .event()
        .masked("Atelier")
        .change(|event| event.draft.venue = Some("Médiathèque, 3 place du Donjon".to_owned()))
        .published();
    app.visitor().get(&open.path()).assert_says("Médiathèque, 3 place du Donjon");
}

#[test]
fn an_event_answers_head_and_htmx_as_pages_do() {
    let app = TestApp::new();
    let event = app.event().published();
    let head = app.visitor().send(&Request::new("HEAD", &event.calendar()));
    assert_eq!((head.status, head.header("content-type")), (200, Some("text/calendar; charset=utf-8")));
    let region = app.visitor().send(&Request::get("/rencontres?dep=79").header("HX-Request", "true"));
    assert!(!region.text().contains("<html") && region.text().contains("id=\"resultats\""));
}
