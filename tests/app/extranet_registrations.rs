//! « Gérer les inscriptions »: the events of a partner, each unfolding those who registered.

use cmonstage::access::Partner;
use cmonstage::access::edit::participants_read_among;
use cmonstage::db::slice::Slice;
use cmonstage::domain::EventAudience;
use cmonstage::registrations::desk::{DeskFilter, DeskOrder, When};
use cmonstage::registrations::store::desk as store;

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
    assert_eq!(page.url, format!("{path}/participants/{id}/desinscription"));
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
    page.assert_says("n’est pas dans cette liste");
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
    assert_eq!(counts(user.id), (1, 2));
    assert_eq!(numbers(&visitor.get(&format!("{DESK}?date=semaine"))).len(), 2);
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
