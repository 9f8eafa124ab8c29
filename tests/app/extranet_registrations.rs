//! « Gérer les inscriptions »: the events of a partner, each unfolding those who registered.

use cmonstage::access::Partner;
use cmonstage::access::edit::participants_read_among;
use cmonstage::db::slice::Slice;
use cmonstage::domain::EventAudience;
use cmonstage::registrations::desk::{DeskFilter, DeskOrder, When};
use cmonstage::registrations::store::desk as store;

use time::Duration;

use crate::extranet_participants::{joined, owned, scene};
use crate::scale::cost;
use crate::support::{Page, Request, StoredEvent, StoredUser, TestApp};

pub const DESK: &str = "/gestion/inscriptions";

fn show(event: &StoredEvent) -> String {
    format!("Afficher les participants de la rencontre n°\u{a0}{}", event.number)
}

fn hide(event: &StoredEvent) -> String {
    format!("Masquer les participants de la rencontre n°\u{a0}{}", event.number)
}

fn numbers(page: &Page) -> Vec<String> {
    page.all("#inscriptions .number")
}

fn at(app: &TestApp, user: &StoredUser, starts: &str) -> StoredEvent {
    let event = owned(app, user, 12);
    app.sql("UPDATE event SET starts_at = ?1 WHERE id = ?2", (starts.to_owned(), event.id));
    event
}

#[test]
fn the_table_says_what_the_guide_shows() {
    let (app, event, _, visitor) = scene(7);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let page = visitor.get("/gestion").click("Gérer les inscriptions");
    assert_eq!(page.url, DESK);
    let heads = page.all("#inscriptions thead th");
    assert_eq!(heads[1..4], ["N° du projet", "Entreprise", "Type de rencontre"]);
    assert!(heads[4].starts_with("Détail de la rencontre") && heads[5] == "Personnes", "{heads:?}");
    let row = page.all("#inscriptions tbody tr > *");
    assert_eq!(row[0], show(&event));
    assert_eq!(row[1], event.number.to_string());
    assert_eq!(row[2], "Menuiserie des Halles");
    assert_eq!(
        row[3],
        "Visite d’entreprise Élève, Parent d’élève, Étudiant, Demandeur d’emploi, Enseignant, Professionnel"
    );
    assert!(row[4].starts_with("Le 17/03/2026 à 14:00 Une heure et demie dans l’atelier"), "{}", row[4]);
    assert!(row[4].contains("Lire la suite") && row[4].contains("un copeau de chêne"));
    assert!(
        row[5].starts_with("Nb max de personnes accueillies\u{a0}: 7 Nb d’inscrits\u{a0}: 1"),
        "{}",
        row[5]
    );
    assert_eq!(page.attributes("#inscriptions meter", "value"), ["1"]);
    assert_eq!(page.attributes("#inscriptions meter", "max"), ["7"]);
    let event_page = page.click(&format!("Modifier la rencontre n°\u{a0}{}", event.number));
    assert_eq!(event_page.url, format!("/gestion/rencontres/{}", event.number));
}

#[test]
fn the_green_dot_turns_red_and_unfolds_the_participants() {
    let (app, event, user, visitor) = scene(12);
    let second = owned(&app, &user, 12);
    let zoe = joined(&app, &event, "Zebrano", "Zoé", &[EventAudience::Parent, EventAudience::Teacher]);
    joined(&app, &event, "Abadie", "Noé", &[EventAudience::Professional]);
    app.sql("UPDATE registration SET phone = '+33639980001' WHERE id = ?1", [zoe]);
    let page = visitor.get(DESK);
    assert_eq!(page.attributes(".dot", "aria-expanded"), ["false", "false"]);
    let page = page.htmx_click(&show(&event));
    assert_eq!(page.url, format!("{DESK}?ouvert={}", event.number));
    assert_eq!(
        page.one("#annonce"),
        format!("Participants de la rencontre n°\u{a0}{} affichés", event.number)
    );
    assert_eq!(page.attributes("[autofocus]", "id"), [format!("rond-{}", event.number)], "the focus stays");
    assert_eq!(page.attributes(".dot.opened", "aria-expanded"), ["true"]);
    assert_eq!(page.attributes(".dot.opened", "aria-controls"), [format!("grp-{}", event.number)]);
    assert_eq!(page.one(".dot.opened"), hide(&event));
    assert_eq!(page.one(".unfolded-part caption"), "Liste des participants inscrits");
    assert_eq!(page.all(".unfolded-part thead th"), ["Nom", "Prénom", "Tel.", "Email", "Statuts", "Actions"]);
    assert_eq!(page.all(".unfolded-part tbody th"), ["Abadie", "Zebrano"]);
    let row = page.all(&format!("#inscrit-{zoe} > *"));
    assert_eq!(
        row[1..5],
        ["Zoé", "06\u{a0}39\u{a0}98\u{a0}00\u{a0}01", "quelquun@example.org", "Parent d’élève, Enseignant"]
    );
    // Another one: both stay open, as the address says.
    let page = page.htmx_click(&show(&second));
    assert_eq!(page.url, format!("{DESK}?ouvert={}&ouvert={}", event.number, second.number));
    page.assert_says("Aucun participant inscrit pour le moment.");
    assert_eq!(page.attributes("[autofocus]", "id"), [format!("rond-{}", second.number)]);
    let page = page.htmx_click(&hide(&event));
    assert_eq!(page.url, format!("{DESK}?ouvert={}", second.number));
    assert_eq!(page.attributes("[autofocus]", "id"), [format!("rond-{}", event.number)]);
    assert_eq!(page.one("#annonce"), "Participants masqués");
    // And without JavaScript.
    let page = page.click(&hide(&second));
    assert!(page.all(".unfolded").is_empty());
    assert_eq!(page.click(&show(&event)).all(".unfolded-part tbody th").len(), 2);
}

#[test]
fn what_can_be_done_with_the_participants_is_under_them() {
    let (app, event, _, visitor) = scene(12);
    let id = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let open = || visitor.get(&format!("{DESK}?ouvert={}", event.number));
    let path = format!("/gestion/rencontres/{}", event.number);
    let hrefs = open().attributes(".unfolded-actions a", "href");
    assert_eq!(
        hrefs,
        [
            format!("{path}/emargement.xlsx"),
            format!("{path}/emargement.pdf"),
            format!("{path}/confirmation"),
            format!("{path}/participants?ouvrir=inscription")
        ],
        "who came is not asked before the day"
    );
    assert!(open().all(".unfolded-actions a")[0].starts_with("Exporter la liste"));
    let page = open().click("Désinscrire Zoé Abadie");
    let back = format!("?retour=ouvert%3D{}", event.number);
    assert_eq!(page.url, format!("{path}/participants/{id}/desinscription{back}"));
}

#[test]
fn on_the_day_one_writes_down_who_comes_and_gets_a_certificate() {
    let (app, event, _, visitor) = scene(12);
    let id = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    joined(&app, &event, "Brun", "Noé", &[EventAudience::Parent]);
    app.sql("UPDATE event SET starts_at = '2026-03-02T09:00'", []);
    app.sql("UPDATE registration SET attendance = 'present' WHERE id = ?1", [id]);
    // What has started today is still there.
    let page = visitor.get(&format!("{DESK}?ouvert={}", event.number));
    assert_eq!(page.all(".unfolded-part thead th")[5..], ["Présence", "Actions"]);
    let path = format!("/gestion/rencontres/{}", event.number);
    assert_eq!(
        page.href_of("Attestation de présence de Zoé Abadie"),
        format!("{path}/participants/{id}/attestation")
    );
    assert_eq!(page.attributes("a[href$=attestation]", "href").len(), 1, "for who came alone");
    assert!(page.attributes(".unfolded-actions a", "href").contains(&format!("{path}/presence")));
    page.assert_says("1\u{a0}présent, 1\u{a0}non noté");
}

#[test]
fn events_are_found_by_date_by_whose_they_are_by_number_and_by_company() {
    let (app, soon, user, visitor) = scene(12);
    let later = at(&app, &user, "2026-05-04T10:00");
    let week = at(&app, &user, "2026-03-05T10:00");
    let (past, before) = (at(&app, &user, "2026-02-10T10:00"), at(&app, &user, "2026-01-12T10:00"));
    let draft = app.event().change(|event| {
        event.project.manager = Some(user.id);
        event.draft.starts = None;
    });
    let draft = draft.draft();
    let (other, _) = app.partner("Boutevin");
    let theirs = at(&app, &other, "2026-03-06T10:00");
    let texts =
        |events: &[&StoredEvent]| events.iter().map(|event| event.number.to_string()).collect::<Vec<_>>();
    let found = |query: &str| numbers(&visitor.get(&format!("{DESK}{query}")));
    assert_eq!(found(""), texts(&[&week, &soon, &later, &draft]), "the soonest first, then what has no date");
    assert_eq!(found("?date=passees"), texts(&[&past, &before]), "the latest first");
    assert_eq!(found("?date=passees&sens=decroissant"), texts(&[&before, &past]));
    assert_eq!(found("?date=semaine"), texts(&[&week]));
    assert_eq!(found("?date=toutes").len(), 6);
    assert_eq!(found("?qui=tous&date=semaine"), texts(&[&week, &theirs]));
    assert_eq!(found(&format!("?q={}", later.number)), texts(&[&later]));
    assert_eq!(found(&format!("?q=n°+{}&date=toutes", past.number.serial())), texts(&[&past]));
    app.sql("UPDATE company SET name = 'Élan', folded_name = 'elan' WHERE id = (SELECT company_id FROM project p JOIN event e ON e.project_id = p.id WHERE e.id = ?1)", [week.id]);
    assert_eq!(found("?q=ÉLA"), texts(&[&week]));
    assert_eq!(found("?tri=entreprise")[0], week.number.to_string());
    assert_eq!(found("?tri=entreprise&sens=decroissant").last(), Some(&week.number.to_string()));
    // Nonsense is as if it were not there.
    assert_eq!(found("?date=x&qui=y&suivi=z&tri=w&page=99&lignes=7&ouvert=x&ferme=%3Cb%3E").len(), 4);
    let page = visitor.get(DESK).htmx_click("Entreprise");
    assert_eq!(page.url, format!("{DESK}?tri=entreprise"));
    let page = page.htmx_type("Numéro ou entreprise", "elan");
    assert_eq!(page.url, format!("{DESK}?q=elan&tri=entreprise"), "the order stays");
    assert_eq!(numbers(&page), texts(&[&week]));
    assert_eq!(
        visitor.get(&format!("{DESK}?date=passees")).attributes("th[aria-sort]", "aria-sort"),
        ["descending"]
    );
    assert_eq!(visitor.get(DESK).all("#inscriptions .badge"), ["Brouillon"]);
}

#[test]
fn what_is_somebody_elses_shows_counts_and_nobodys_name() {
    let (app, event, user, _) = scene(12);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let (_, stranger) = app.partner("Boutevin");
    assert!(numbers(&stranger.get(DESK)).is_empty());
    let page = stranger.get(&format!("{DESK}?qui=tous&ouvert={}", event.number));
    assert_eq!(numbers(&page), [event.number.to_string()]);
    assert!(page.all(".dot").is_empty() && !page.html().contains("Abadie"));
    page.assert_says(&format!("Gérée par {}", user.name));
    page.assert_says("Nb d’inscrits\u{a0}: 1");
    page.assert_says("est suivie par quelqu’un d’autre\u{a0}: ses participants ne s’affichent pas ici.");
    assert_eq!(
        page.href_of(&format!("Consulter la rencontre n°\u{a0}{}", event.number)),
        format!("/gestion/rencontres/{}", event.number)
    );
    // Whoever receives the registrations has them among their own; an administrator acts on all.
    let (registrar, receiving) = app.partner("Lavergne");
    app.sql("UPDATE event SET registrar_id = ?1 WHERE id = ?2", [registrar.id, event.id]);
    assert_eq!(receiving.get(DESK).click(&show(&event)).all(".unfolded-part tbody th"), ["Abadie"]);
    let administrator = app.sign_in(&app.administrator("Responsable"));
    assert!(numbers(&administrator.get(DESK)).is_empty());
    let page = administrator.get(&format!("{DESK}?qui=tous")).click(&show(&event));
    assert_eq!(page.all(".unfolded-part tbody th"), ["Abadie"]);
}

#[test]
fn those_that_lost_somebody_since_the_last_visit_are_found_and_counted() {
    let (app, event, user, visitor) = scene(12);
    let quiet = owned(&app, &user, 12);
    for (event, name) in [(&event, "Abadie"), (&event, "Brun"), (&quiet, "Carle")] {
        joined(&app, event, name, "Zoé", &[EventAudience::Parent]);
    }
    app.sql("UPDATE registration SET cancelled_at = 0 WHERE last_name = 'Carle'", []);
    assert!(numbers(&visitor.get(&format!("{DESK}?suivi=annulations"))).is_empty());
    visitor.get(&format!("{DESK}?suivi=annulations")).assert_says("Aucune rencontre ne correspond");
    let now = app.app().clock.now();
    app.sql("UPDATE registration SET cancelled_at = ?1 WHERE last_name = 'Abadie'", [now.unix]);
    let page = visitor.get(&format!("{DESK}?suivi=annulations"));
    assert_eq!(numbers(&page), [event.number.to_string()]);
    page.assert_says("1\u{a0}annulation depuis votre dernière visite");
    let counts = |who: i64| {
        app.db()
            .read_blocking(|tx| {
                let who = Partner::active(tx, who)?.unwrap();
                let since = store::since(tx, now, &who)?;
                Ok::<_, cmonstage::db::Error>((
                    store::count_of_cancellations(tx, now, &who, since)?,
                    store::count_of_week(tx, now, &who)?,
                ))
            })
            .unwrap()
    };
    assert_eq!(counts(user.id), (1, 0));
    at(&app, &user, "2026-03-02T08:00");
    at(&app, &user, "2026-03-09T09:00");
    assert_eq!(counts(user.id), (1, 1), "what has begun is not to come");
    assert_eq!(numbers(&visitor.get(&format!("{DESK}?date=semaine"))).len(), 1);
    let (other, _) = app.partner("Boutevin");
    assert_eq!(counts(other.id), (0, 0));
}

#[test]
fn an_event_that_empties_or_goes_while_it_is_unfolded_is_told() {
    let (app, event, _, visitor) = scene(12);
    let id = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    let page = visitor.get(DESK).htmx_click(&show(&event));
    app.sql("UPDATE registration SET cancelled_at = 1 WHERE id = ?1", [id]);
    visitor.get(&page.url).assert_says("Aucun participant inscrit pour le moment.");
    app.sql("DELETE FROM registration", []);
    app.sql("DELETE FROM event", []);
    let page = page.htmx_click(&hide(&event));
    page.assert_says("Aucune rencontre à venir");
    let gone = visitor.get(&format!("{DESK}?ouvert={}", event.number));
    gone.assert_says(&format!("La rencontre n°\u{a0}{} n’est pas dans cette liste", event.number));
    assert_eq!(gone.href_of("Saisir un projet"), "/gestion/projets/nouveau");
}

#[test]
fn pages_are_turned_and_the_focus_goes_where_one_looks() {
    let (app, _, user, visitor) = scene(12);
    for day in 10..32 {
        at(&app, &user, &format!("2026-05-{day}T10:00"));
    }
    let page = visitor.get(DESK).htmx_click("Suivante\u{a0}: page 2");
    assert_eq!(page.url, format!("{DESK}?page=2"));
    assert_eq!(page.attributes("[autofocus]", "id"), ["inscriptions-compte"]);
    let dot = page.attributes(".dot", "id")[3].clone();
    let number = dot.trim_start_matches("rond-").to_owned();
    let page = page.htmx_click(&format!("Afficher les participants de la rencontre n°\u{a0}{number}"));
    assert_eq!(page.url, format!("{DESK}?page=2&ouvert={number}"));
    assert_eq!(page.one("[autofocus]"), page.one(&format!("#{dot}")));
    let page = page.htmx_click(&format!("Masquer les participants de la rencontre n°\u{a0}{number}"));
    assert_eq!(page.attributes("[autofocus]", "id"), [dot]);
    let page = page.htmx_click("50 lignes par page");
    // The length is remembered, so that the address need not say it.
    assert_eq!((page.url.as_str(), numbers(&page).len()), (DESK, 23));
}

#[test]
fn a_page_takes_as_many_statements_whatever_stands_on_it() {
    let (app, event, user, _) = scene(200);
    let statements = |lines| {
        let slice = Slice { order: DeskOrder::Date, descending: false, page: 1, lines };
        let filter = DeskFilter { when: When::All, everybody: true, ..DeskFilter::default() };
        let now = app.app().clock.now();
        cost(app.db(), |tx| {
            let who = Partner::active(tx, user.id)?.unwrap();
            let list = store::list(tx, now, &who, &filter, slice, 0)?;
            let numbers: Vec<_> = list.rows.iter().map(|row| row.number).collect();
            let allowed: Vec<_> =
                participants_read_among(tx, &who, &numbers)?.into_iter().map(|(_, one)| one).collect();
            let unfolded = store::unfolded(tx, &allowed)?;
            assert!(unfolded.iter().all(|one| one.participants.len() <= 50));
            Ok::<_, cmonstage::db::Error>(())
        })
        .0
    };
    let before = statements(100);
    for n in 0..60 {
        joined(&app, &event, &format!("Nom {n:03}"), "Noé", &[EventAudience::Parent]);
        owned(&app, &user, 12);
    }
    assert_eq!(statements(100), before);
}

#[test]
fn what_people_type_is_text_and_a_many_times_unfolded_row_is_one() {
    let (app, event, _, visitor) = scene(12);
    let id = joined(&app, &event, "X", "Y", &[EventAudience::Parent]);
    let hostile = "<script>alert(1)</script>";
    app.sql("UPDATE registration SET last_name = ?1, first_name = ?1 WHERE id = ?2", (hostile, id));
    app.sql("UPDATE company SET name = ?1", [hostile]);
    let query = format!("ouvert={}&", event.number).repeat(40);
    let page = visitor.get(&format!("{DESK}?{query}q=%3Cscript%3E"));
    assert!(!page.html().contains("<script>alert"));
    let page = visitor.get(&format!("{DESK}?{query}"));
    assert_eq!(page.all(".unfolded").len(), 1);
    assert!(!page.html().contains("<script>alert"));
    let answer = visitor.send(&Request::get(&format!("{DESK}?{query}")).header("HX-Request", "true"));
    assert_eq!(answer.header("hx-push-url"), Some(format!("{DESK}?ouvert={}", event.number).as_str()));
}

#[test]
fn the_seven_days_are_the_same_wherever_they_are_told() {
    let (app, _, user, visitor) = scene(12);
    let coming = at(&app, &user, "2026-03-05T10:00");
    at(&app, &user, "2026-03-02T08:00");
    app.unpublish_event(&at(&app, &user, "2026-03-06T10:00"));
    let draft = app.event().change(|event| event.project.manager = Some(user.id)).draft();
    app.sql("UPDATE event SET starts_at = '2026-03-06T11:00' WHERE id = ?1", [draft.id]);
    let board = visitor.get("/gestion");
    assert_eq!(board.one("#jour-rencontres-de-la-semaine"), "1 rencontre dans les sept jours");
    assert_eq!(board.all("[aria-labelledby=semaine] li").len(), 1);
    assert_eq!(numbers(&board.click("1 rencontre dans les sept jours")), [coming.number.to_string()]);
}

#[test]
fn what_one_took_off_oneself_is_no_news() {
    let (app, event, user, visitor) = scene(12);
    let id = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    app.wait(Duration::minutes(5));
    let page = visitor.get(&format!("{DESK}?ouvert={}", event.number)).click("Désinscrire Zoé Abadie");
    page.uncheck("Prévenir par courriel").submit("Oui, désinscrire");
    assert_eq!(app.value::<i64>("SELECT cancelled_by FROM registration WHERE id = ?1", [id]), user.id);
    let board = visitor.get("/gestion");
    assert!(board.all("#jour-annulations").is_empty(), "{:?}", board.all(".day li"));
    assert!(numbers(&visitor.get(&format!("{DESK}?suivi=annulations"))).is_empty());
    assert!(!visitor.get(DESK).says("depuis votre dernière visite"));
    // To whoever receives the registrations besides, it is.
    let (registrar, receiving) = app.partner("Lavergne");
    app.sql("UPDATE event SET registrar_id = ?1 WHERE id = ?2", [registrar.id, event.id]);
    let page = receiving.get(&format!("{DESK}?suivi=annulations"));
    assert_eq!(numbers(&page), [event.number.to_string()]);
    page.assert_says("1\u{a0}annulation depuis votre dernière visite");
}

#[test]
fn somebody_is_taken_off_and_the_table_comes_back_as_it_was() {
    let (app, event, user, visitor) = scene(12);
    let id = joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    joined(&app, &event, "Brun", "Noé", &[EventAudience::Parent]);
    let second = owned(&app, &user, 12);
    let shown = format!("{DESK}?date=toutes&ouvert={}&ouvert={}", event.number, second.number);
    let page = visitor.get(&shown).click("Désinscrire Zoé Abadie");
    assert_eq!(page.href_of("Non, revenir à la liste"), shown);
    let request = page.sending("Oui, désinscrire");
    let done = page.uncheck("Prévenir par courriel").submit("Oui, désinscrire");
    assert_eq!(done.url, format!("{shown}&desinscrit={id}"));
    assert_eq!((done.one("#message"), done.all(".unfolded").len()), ("Zoé Abadie désinscrit.".to_owned(), 2));
    assert_eq!(done.attributes("[autofocus]", "id"), ["message"]);
    // Somebody who is there is not said to be gone, nor somebody whom nobody asked about.
    let brun: i64 = app.value("SELECT id FROM registration WHERE last_name = 'Brun'", []);
    for other in [brun.to_string(), "9999".to_owned(), "x".to_owned()] {
        assert!(visitor.get(&format!("{shown}&desinscrit={other}")).all("#message").is_empty());
    }
    // Wherever an address says to come back to, it is this page.
    for hostile in ["//evil.example.org/", "https://evil.example.org", "%0d%0aLocation:%20x", "\\evil"] {
        let cross = format!("/gestion/rencontres/{}/participants/{id}/desinscription", event.number);
        let request = Request { target: format!("{cross}?retour={hostile}"), ..request.clone() };
        let answer = visitor.send(&request);
        let location = answer.header("location").unwrap();
        assert!(location.starts_with("/gestion/inscriptions?"), "{hostile}: {location}");
    }
}

#[test]
fn what_the_maximum_is_and_that_it_is_exceeded_is_said() {
    let (app, event, _, visitor) = scene(2);
    for name in ["Abadie", "Brun"] {
        joined(&app, &event, name, "Zoé", &[EventAudience::Parent]);
    }
    let people = |page: &Page| page.all("#inscriptions tbody tr > *")[5].clone();
    let text = people(&visitor.get(DESK));
    assert!(
        text.contains("Nb max de personnes accueillies\u{a0}: 2 Nb d’inscrits\u{a0}: 2 Complet"),
        "{text}"
    );
    crate::extranet_participants::filled(&visitor, &event)
        .check("Dépasser le nombre de places\u{a0}: il n’en reste aucune")
        .submit(crate::extranet_participants::SAVE);
    crate::register::told(&app);
    let page = visitor.get(DESK);
    let text = people(&page);
    assert!(
        text.contains("accueillies\u{a0}: 2 Nb d’inscrits\u{a0}: 3 Complet 1 au-delà du maximum"),
        "{text}"
    );
    assert_eq!(page.attributes("#inscriptions meter", "max"), ["2"]);
    visitor
        .get(&format!("/gestion/rencontres/{}/participants", event.number))
        .assert_says("3\u{a0}places prises sur 2, 1 au-delà du maximum.");
}

#[test]
fn an_event_moved_to_a_later_day_says_nothing_of_who_came() {
    let (app, event, _, visitor) = scene(12);
    joined(&app, &event, "Abadie", "Zoé", &[EventAudience::Parent]);
    app.sql("UPDATE registration SET attendance = 'present'", []);
    assert!(!visitor.get(DESK).says("1\u{a0}présent"));
    let list = format!("/gestion/rencontres/{}/participants", event.number);
    assert!(!visitor.get(&list).says("1\u{a0}présent"));
    app.sql("UPDATE event SET starts_at = '2026-03-02T09:00'", []);
    visitor.get(DESK).assert_says("1\u{a0}présent");
    visitor.get(&list).assert_says("1\u{a0}présent");
}

#[test]
fn what_is_not_understood_or_not_shown_is_told_and_a_trade_name_finds_its_event() {
    let (app, event, user, visitor) = scene(12);
    let page = visitor.get(&format!("{DESK}?date=abc&suivi=oui"));
    page.assert_says("Date\u{a0}: «\u{a0}abc\u{a0}» n’est pas reconnu, ce filtre est ignoré.");
    page.assert_says("Suivi\u{a0}: «\u{a0}oui\u{a0}» n’est pas reconnu, ce filtre est ignoré.");
    assert_eq!(numbers(&page), [event.number.to_string()]);
    for day in 10..21 {
        at(&app, &user, &format!("2026-03-{day}T10:00"));
    }
    let page = visitor.get(&format!("{DESK}?page=2&lignes=10&ouvert={}", numbers(&visitor.get(DESK))[0]));
    page.assert_says("est sur une autre page de cette liste.");
    let known = app.event().change(|event| event.project.manager = Some(user.id)).masked("L’Élan du bois");
    let known = known.published();
    assert_eq!(numbers(&visitor.get(&format!("{DESK}?q=elan+du"))), [known.number.to_string()]);
    visitor.get(&format!("{DESK}?q=menuiserie+des")).assert_says("13\u{a0}rencontres");
}
