//! « Gérer mon portefeuille » and « Consultation »: found, filtered, sorted, exported, with filters of one's own.

use cmonstage::domain::{EventAudience, Sector};
use cmonstage::portfolio::filter::PortfolioFilter;
use cmonstage::portfolio::store::{self, Asked};
use cmonstage::portfolio::{Scope, Totals};
use cmonstage::web::query::Query;

use crate::extranet_participants::joined;
use crate::scale::cost;
use crate::support::{Page, StoredEvent, StoredUser, TestApp, Visitor, workbook_rows};

pub const OWN: &str = "/gestion/portefeuille";
const ALL: &str = "/gestion/consultation";

/// The companies of the rows, in order.
pub fn companies(page: &Page) -> Vec<String> {
    page.all("#resultats tbody th a")
}

/// Projects, offers and events shown, as their links say them.
pub fn actions(page: &Page) -> Vec<String> {
    page.all(".actions-list > li > div > a")
}

/// A few companies of somebody's, and one of somebody else's.
pub struct Scene {
    pub app: TestApp,
    pub user: StoredUser,
    pub visitor: Visitor,
    pub other: StoredUser,
}

pub fn scene() -> Scene {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let other = app.user("Boutevin");
    let mine = Some(user.id);
    app.next_offer(28);
    app.offer()
        .company("Scierie du Lac")
        .change(|offer| offer.project.manager = mine)
        .starts_in(30)
        .published();
    app.offer()
        .company("Garage de l’Étoile")
        .change(|offer| offer.project.manager = mine)
        .sector(Sector::Trade)
        .commune("17300")
        .published();
    app.offer().company("Atelier du Marais").change(|offer| offer.project.manager = mine).draft();
    app.event()
        .change(|event| {
            event.company.name = "Conserverie Plumier".to_owned();
            event.project.manager = mine;
        })
        .published();
    let theirs = Some(other.id);
    app.offer().company("Verrerie du Pont").change(|offer| offer.project.manager = theirs).published();
    Scene { app, user, visitor, other }
}

#[test]
fn nothing_is_shown_before_it_is_asked_for_and_the_boxes_of_the_guide_are_ticked() {
    let Scene { app: _app, visitor, .. } = scene();
    let page = visitor.get("/gestion").click("Gérer mon portefeuille");
    assert_eq!(page.url, OWN);
    assert!(companies(&page).is_empty());
    page.assert_says("puis «\u{a0}Afficher les résultats\u{a0}»");
    assert!(page.is_checked("Publier") && page.is_checked("Afficher les actions en cours"));
    assert!(!page.is_checked("Ne pas publier"));
    page.assert_says("Département(s) sélectionné(s)\u{a0}: Aucun");
    // Nothing follows the boxes before somebody asks.
    assert!(page.attributes("#filtres", "data-hx-get").is_empty());
    let page = page.submit("Afficher les résultats");
    assert!(page.url.contains("etat=publier") && page.url.contains("actions=oui"), "{}", page.url);
    assert_eq!(companies(&page), ["Conserverie Plumier", "Garage de l’Étoile", "Scierie du Lac"]);
    page.assert_says("3\u{a0}entreprises, 6\u{a0}résultats");
    assert_eq!(
        actions(&page)[..2],
        ["Projet du 02/03/2026 à 10:00", "Rencontre n°\u{a0}032026-1 – le 17/03/2026 14:00"]
    );
    page.assert_says("Offre de stage n°\u{a0}032026-28 – date de début\u{a0}: le 01/04/2026");
    page.assert_says("4 rue du Rabot 79000 Niort");
    page.assert_says("Secteur d’activité\u{a0}: Construction");
}

#[test]
fn each_filter_of_the_guide_narrows_the_list() {
    let Scene { app, user, visitor, .. } = scene();
    let found = |query: &str| companies(&visitor.get(&format!("{OWN}?{query}")));
    assert_eq!(found("etat=ne-pas-publier"), ["Atelier du Marais"]);
    assert_eq!(found("afficher=oui").len(), 4);
    assert_eq!(found("etat=publier&etat=ne-pas-publier").len(), 4);
    assert_eq!(found("nature=rencontre"), ["Conserverie Plumier"]);
    assert_eq!(found("nature=offre&nature=rencontre&etat=publier").len(), 3);
    assert_eq!(found("secteur=commerce"), ["Garage de l’Étoile"]);
    assert_eq!(found("secteur=commerce&secteur=construction").len(), 4);
    assert_eq!(found("dep=17"), ["Garage de l’Étoile"]);
    assert_eq!(found("dep=autres"), Vec::<String>::new());
    assert_eq!(found("entreprise=etoile"), ["Garage de l’Étoile"]);
    assert_eq!(found("entreprise=Étoile+gar"), ["Garage de l’Étoile"]);
    assert_eq!(found("siret=abc").len(), 4, "what is no number is left out");
    let mine = Some(user.id);
    let hidden = app.offer().company("Couvoir du Bois").change(|offer| offer.project.manager = mine);
    hidden.masked("Les Ateliers de l’Œuf").published();
    let page = visitor.get(&format!("{OWN}?entreprise=oeuf+atel&actions=oui"));
    assert_eq!(companies(&page), ["Couvoir du Bois"], "by the name under which it is announced");
    page.assert_says("Annoncée sous le nom de Les Ateliers de l’Œuf");
    assert_eq!(found("nature=offre&numero=28"), ["Scierie du Lac"]);
    assert_eq!(found("numero=032026-28"), ["Scierie du Lac"]);
    assert_eq!(found("numero=042026-28"), Vec::<String>::new(), "another month");
    // An offer and an event may have the same number.
    assert_eq!(found("numero=1"), ["Conserverie Plumier"]);
    assert_eq!(found("numero=31"), Vec::<String>::new(), "somebody else’s");
    // Only the companies, without their actions.
    let page = visitor.get(&format!("{OWN}?etat=publier"));
    assert_eq!((companies(&page).len(), actions(&page).len()), (4, 0));
    assert!(page.all("#selection").is_empty(), "nothing is done of what is not shown");
}

#[test]
fn a_company_is_found_by_its_number_whole_or_begun() {
    let Scene { app, visitor, .. } = scene();
    app.sql(
        "UPDATE company SET siret = '73282932000074', siren = '732829320' WHERE name = ?1",
        ["Scierie du Lac"],
    );
    for typed in ["732 829 320 00074", "732829320", "7328", "73282932000"] {
        let page = visitor.get(OWN).fill("SIRET", typed).submit("Afficher les résultats");
        assert_eq!(companies(&page), ["Scierie du Lac"], "{typed}");
        assert_eq!(page.value("SIRET"), typed);
    }
}

#[test]
fn what_makes_no_sense_is_said_and_left_out_and_stays_in_its_field() {
    let Scene { app: _app, visitor, .. } = scene();
    let page = visitor.get(&format!("{OWN}?siret=732829321&numero=abc&dep=75&etat=publier&nature=projet"));
    page.assert_says("SIRET\u{a0}: Ce SIREN n’existe pas");
    page.assert_says("Numéro\u{a0}: «\u{a0}abc\u{a0}» n’est pas un numéro d’offre ou de rencontre");
    page.assert_says("Département\u{a0}: «\u{a0}75\u{a0}» n’est pas reconnu");
    assert_eq!((page.value("SIRET"), page.value("Numéro")), ("732829321".to_owned(), "abc".to_owned()));
    assert_eq!(companies(&page).len(), 3);
    // A project has no number: it is looked for where there is one.
    let page = visitor.get(&format!("{OWN}?nature=projet&numero=28"));
    page.assert_says("Un projet n’a pas de numéro");
    assert_eq!(companies(&page), ["Scierie du Lac"]);
    let page = visitor.get(&format!("{OWN}?etat=publier&page=99"));
    page.assert_says("La page 99 n’existe pas\u{a0}: voici la dernière.");
    assert_eq!(companies(&page).len(), 3);
}

#[test]
fn when_nothing_is_found_it_says_which_filter_hides_it() {
    let Scene { app, visitor, .. } = scene();
    let page = visitor.get(&format!("{OWN}?entreprise=marais&etat=publier&actions=oui"));
    page.assert_says("Rien ne correspond à ces filtres");
    assert_eq!(
        page.all(".empty li"),
        [
            "Publiés ou non\u{a0}: 2\u{a0}résultats",
            "Sans le nom de l’entreprise\u{a0}: 6\u{a0}résultats",
            "Retirer tous les filtres",
            "Chercher dans Consultation",
        ]
    );
    assert_eq!(companies(&page.click("Publiés ou non")), ["Atelier du Marais"]);
    let newcomer = app.sign_in(&app.user("Marsauche"));
    let page = newcomer.get(OWN).uncheck("Publier").submit("Afficher les résultats");
    page.assert_says("Votre portefeuille est vide");
    assert_eq!(page.click("Saisir un projet").url, "/gestion/projets/nouveau");
}

#[test]
fn whoever_receives_the_registrations_of_an_event_finds_that_event_alone() {
    let Scene { app, other, .. } = scene();
    app.sql("UPDATE event SET registrar_id = ?1", [other.id]);
    let theirs = app.sign_in(&other);
    let page = theirs.get(&format!("{OWN}?afficher=oui&actions=oui"));
    assert_eq!(companies(&page), ["Conserverie Plumier", "Verrerie du Pont"]);
    assert_eq!(actions(&page)[0], "Rencontre n°\u{a0}032026-1 – le 17/03/2026 14:00");
    assert_eq!(actions(&page).len(), 3, "not its project");
}

#[test]
fn a_swap_is_a_reload_and_going_back_finds_the_list_as_it_was() {
    let Scene { app: _app, visitor, .. } = scene();
    let page = visitor.get(OWN).submit("Afficher les résultats");
    let page = page.htmx_change("Ne pas publier");
    assert_eq!(page.url, format!("{OWN}?etat=publier&etat=ne-pas-publier&actions=oui"));
    assert_eq!(companies(&page).len(), 4);
    assert_eq!(page.one("#annonce"), "4\u{a0}entreprises, 8\u{a0}résultats");
    let page = page.htmx_change("Charente-Maritime");
    assert_eq!(page.one("#dep-choisis"), "Charente-Maritime");
    assert_eq!(companies(&page), ["Garage de l’Étoile"]);
    assert_eq!(companies(&visitor.get(&page.url)), ["Garage de l’Étoile"]);
    let page = page.htmx_change("Charente-Maritime").htmx_click("Entreprise");
    assert_eq!(companies(&page)[0], "Scierie du Lac", "the last ones first");
    assert!(page.url.ends_with("&sens=decroissant"), "{}", page.url);
}

#[test]
fn every_departement_is_ticked_and_unticked_by_one_link() {
    let Scene { app, visitor, .. } = scene();
    let all = visitor.get(OWN).click("Sélectionner/désélectionner tous les départements");
    let count = app.app().site.departments.len();
    assert_eq!(all.url.matches("dep=").count(), count);
    assert!(all.url.contains("etat=publier"), "the boxes stay as they were: {}", all.url);
    let none = all.click("Sélectionner/désélectionner tous les départements");
    assert_eq!(none.url.matches("dep=").count(), 0);
    none.assert_says("Département(s) sélectionné(s)\u{a0}: Aucun");
}

#[test]
fn filters_get_a_name_and_are_found_again() {
    let Scene { app, visitor, other, .. } = scene();
    let page = visitor.get(&format!("{OWN}?etat=publier&dep=17&actions=oui&sens=decroissant&page=3"));
    let wrong = page.submit_expecting("Enregistrer ces filtres", 422);
    assert_eq!(
        wrong.error_of("Enregistrer ces filtres sous le nom"),
        "Erreur\u{a0}: Donnez un nom à ces filtres."
    );
    assert_eq!(companies(&wrong), ["Garage de l’Étoile"], "what was shown is still there");
    let sending = wrong
        .fill("Enregistrer ces filtres sous le nom", "Charente-Maritime en ligne")
        .sending("Enregistrer ces filtres");
    visitor.send(&sending);
    let saved = visitor.follow(&sending, 200);
    saved.assert_says("Ces filtres sont enregistrés.");
    assert_eq!(saved.all(".saved-filters li a"), ["Charente-Maritime en ligne"]);
    let again = visitor.get(OWN).click("Charente-Maritime en ligne");
    assert_eq!(again.url, format!("{OWN}?etat=publier&dep=17&actions=oui&sens=decroissant"));
    assert_eq!(companies(&again), ["Garage de l’Étoile"]);
    // They are the author’s, on that screen.
    assert!(visitor.get(ALL).all(".saved-filters li").is_empty());
    let theirs = app.sign_in(&other);
    assert!(theirs.get(OWN).all(".saved-filters li").is_empty());
    let id: i64 = app.value("SELECT id FROM saved_filter", []);
    let forged = visitor.get(OWN).sending("Oublier le filtre Charente-Maritime en ligne");
    assert_eq!(theirs.send(&forged).status, 303);
    assert_eq!(app.count("saved_filter"), 1, "{id} is still there");
    // A département that is no longer of the territory is said, and the rest holds.
    app.sql("UPDATE saved_filter SET query = 'etat=publier&dep=75&actions=oui'", []);
    let page = visitor.get(OWN).click("Charente-Maritime en ligne");
    page.assert_says("Département\u{a0}: «\u{a0}75\u{a0}» n’est pas reconnu, ce filtre est ignoré.");
    assert_eq!(companies(&page).len(), 3);
    let gone = page.submit("Oublier le filtre Charente-Maritime en ligne");
    gone.assert_says("Ces filtres sont oubliés.");
    assert_eq!(app.count("saved_filter"), 0);
}

#[test]
fn the_same_name_takes_the_place_of_the_first_and_thirty_are_enough() {
    let Scene { app, user, visitor, .. } = scene();
    let name = |query: &str, name: &str, status| {
        visitor
            .get(&format!("{OWN}?{query}"))
            .fill("Enregistrer ces filtres sous le nom", name)
            .submit_expecting("Enregistrer ces filtres", status)
    };
    name("etat=publier", "En ligne", 200);
    name("etat=publier&nature=offre", "En ligne", 200);
    assert_eq!(app.value::<String>("SELECT query FROM saved_filter", []), "nature=offre&etat=publier");
    let last =
        visitor.get(&format!("{OWN}?etat=publier")).fill("Enregistrer ces filtres sous le nom", "Trop");
    for n in 0..29 {
        app.sql(
            "INSERT INTO saved_filter (user_id, screen, name, query, created_at) VALUES (?1, 'portfolio', ?2, '', 0)",
            (user.id, format!("Filtre {n}")),
        );
    }
    let full = last.submit_expecting("Enregistrer ces filtres", 422);
    full.assert_says("Vous avez déjà 30 filtres enregistrés");
    assert_eq!(app.count("saved_filter"), 30);
}

#[test]
fn consultation_shows_everything_and_what_is_others_is_only_read() {
    let Scene { app, visitor, other, .. } = scene();
    let offer: i64 = app.value("SELECT max(serial) FROM offer", []);
    let page = visitor.get("/gestion").click("Consultation");
    assert_eq!(page.url, ALL);
    let page = page.submit("Afficher les résultats");
    assert_eq!(companies(&page).len(), 4);
    page.assert_says(&format!("Géré par {} – lecture seule", other.name));
    assert!(page.all(".actions-list label").len() < actions(&page).len(), "others’ cannot be ticked");
    let label = format!("Offre de stage n°\u{a0}032026-{offer} – date de début\u{a0}: dès que possible");
    let record = page.click(&label);
    record.assert_says("lecture seule");
    assert!(record.all("form.edit").is_empty());
    // Whose they are is one more filter there.
    let theirs = visitor.get(&format!("{ALL}?charge={}&actions=oui", other.id));
    assert_eq!(companies(&theirs), ["Verrerie du Pont"]);
    assert!(visitor.get(&format!("{OWN}?charge={}&etat=publier", other.id)).all("#charge").is_empty());
    visitor.get(&format!("{ALL}?charge=personne")).assert_says("Rien ne correspond");
    visitor
        .get(&format!("{ALL}?charge=12ab&etat=publier"))
        .assert_says("Chargé du projet\u{a0}: «\u{a0}12ab\u{a0}»");
}

/// What a row says of its thing: its kind, its number and its company.
fn shown(page: &Page) -> Vec<String> {
    let mut rows = Vec::new();
    for row in 1..=companies(page).len() {
        let company = page.one(&format!("#resultats tbody tr:nth-of-type({row}) th a"));
        for action in
            page.all(&format!("#resultats tbody tr:nth-of-type({row}) .actions-list > li > div > a"))
        {
            let words: Vec<&str> = action.split([' ', '\u{a0}']).collect();
            let number = words.iter().find(|word| word.contains('-')).filter(|_| words[0] != "Projet");
            let kind = if words[0] == "Offre" { "Offre de stage" } else { words[0] };
            rows.push(format!("{kind} {} {company}", number.unwrap_or(&"")));
        }
    }
    rows
}

fn exported(visitor: &Visitor, path: &str, query: &str) -> Vec<String> {
    let answer = visitor.fetch(&format!("{path}/export.xlsx?{query}"));
    assert_eq!(answer.status, 200, "{query}");
    let rows = workbook_rows(&answer.body);
    let head =
        rows.iter().position(|row| row.first().is_some_and(|cell| cell == "Nature")).unwrap_or(rows.len());
    // The criteria may begin with « Nature » too: the table is what has that many columns.
    let head = (head..rows.len()).find(|at| rows[*at].len() > 10).expect("there is a table");
    rows[head + 1..].iter().map(|row| format!("{} {} {}", row[0], row[1], row[10])).collect()
}

fn exported_as_text(visitor: &Visitor, path: &str, query: &str) -> Vec<String> {
    let text = visitor.fetch(&format!("{path}/export.csv?{query}")).text();
    let lines = text.lines().skip(1).map(|line| line.split(';').collect::<Vec<_>>());
    lines.map(|cells| format!("{} {} {}", cells[0], cells[1], cells[10])).collect()
}

/// A portfolio with some of everything.
fn varied(app: &TestApp, user: &StoredUser, other: &StoredUser) {
    let communes = ["79191", "17300", "86194", "75056", "16015"];
    let sectors =
        [Sector::Agriculture, Sector::Industry, Sector::Construction, Sector::Trade, Sector::Services];
    let states = ["published", "draft", "to_review", "unpublished"];
    for n in 0..60_usize {
        let manager = [Some(user.id), Some(other.id), None][n * 7 % 3];
        let company = format!("{} {}", ["Atelier", "Garage", "Scierie", "Ferme"][n % 4], n / 3);
        if n % 3 == 0 {
            let event = app
                .event()
                .change(|event| {
                    event.company.name = company;
                    event.company.sector = sectors[n % 5];
                    event.project.manager = manager;
                })
                .published();
            if n % 2 == 0 {
                app.sql("UPDATE event SET registrar_id = ?1 WHERE id = ?2", [user.id, event.id]);
            }
            if n % 5 == 0 {
                app.unpublish_event(&event);
            }
            continue;
        }
        let offer =
            app.offer().company(&company).sector(sectors[n % 5]).commune(communes[n % 5]).change(|offer| {
                offer.project.manager = manager;
            });
        let offer = if n % 4 == 0 { offer.published() } else { offer.draft() };
        let state = states[n % 4];
        let reason = (state == "unpublished").then_some("expired");
        app.sql(
            "UPDATE offer SET state = ?1, unpublished_reason = ?2 WHERE id = ?3",
            (state, reason, offer.id),
        );
        if n % 10 == 1 {
            app.sql("UPDATE company SET siret = '73282932000074' WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM company WHERE siret IS NOT NULL)", [company]);
        }
    }
}

#[test]
fn the_rows_of_an_export_are_those_of_the_pages_for_fifty_filters() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    varied(&app, &user, &app.user("Boutevin"));
    let parts: [&[&str]; 8] = [
        &["", "nature=offre", "nature=rencontre", "nature=projet&nature=rencontre", "nature=projet"],
        &["", "", "secteur=services", "secteur=commerce&secteur=agriculture"],
        &["", "etat=publier", "etat=ne-pas-publier"],
        &["", "", "dep=79", "dep=17&dep=autres", "dep=86&dep=16&dep=79"],
        &["", "", "", "entreprise=garage", "entreprise=ate"],
        &["", "", "", "", "numero=3", "siret=7328"],
        &["", "", "charge=personne"],
        &["", "suivi=a-verifier", ""],
    ];
    // A walk that meets all of them, and is the same each time.
    let mut seed = 7_u64;
    let mut draw = |many: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % many
    };
    let (mut some, mut rows) = (0, 0);
    for n in 0..50 {
        let query: Vec<&str> = parts.iter().map(|choices| choices[draw(choices.len())]).collect();
        let query = format!("actions=oui&{}", query.join("&"));
        let path = if n % 2 == 0 { OWN } else { ALL };
        let mut page = visitor.get(&format!("{path}?{query}&lignes=100"));
        let mut seen = shown(&page);
        while !page.all("#resultats-page-suivante").is_empty() {
            page = visitor.get(&page.attributes("#resultats-page-suivante", "href")[0]);
            seen.extend(shown(&page));
        }
        assert_eq!(exported(&visitor, path, &query), seen, "{path}?{query}");
        assert_eq!(exported_as_text(&visitor, path, &query), seen, "{path}?{query}");
        let alone = query.replace("actions=oui&", "afficher=oui&");
        let page = visitor.get(&format!("{path}?{alone}&lignes=100"));
        let sheet = workbook_rows(&visitor.fetch(&format!("{path}/export.xlsx?{alone}")).body);
        let listed = sheet
            .iter()
            .skip_while(|row| row.get(7).is_none_or(|cell| cell != "Projets, offres et rencontres"));
        let names: Vec<&str> = listed.skip(1).map(|row| row[0].as_str()).collect();
        assert_eq!(names, companies(&page), "{path}?{alone}");
        some += usize::from(!seen.is_empty());
        rows += seen.len();
    }
    assert!(some > 15 && rows > 200, "the filters find something: {some}, {rows}");
}

#[test]
fn a_workbook_says_what_was_asked_by_whom_and_when_and_holds_real_dates() {
    let Scene { app, visitor, user, .. } = scene();
    app.sql("UPDATE company SET name = '=1+1' WHERE name = 'Scierie du Lac'", []);
    let answer = visitor.fetch(&format!("{OWN}/export.xlsx?etat=publier&dep=79&actions=oui"));
    assert_eq!(
        answer.header("content-disposition"),
        Some(
            "attachment; filename=\"portefeuille-2026-03-02.xlsx\"; filename*=UTF-8''portefeuille-2026-03-02.xlsx"
        )
    );
    let rows = workbook_rows(&answer.body);
    let text = rows.iter().map(|row| row.join("|")).collect::<Vec<_>>().join("\n");
    assert!(text.contains(&format!("Portefeuille de {}", user.name)), "{text}");
    assert!(
        text.contains("Etat\u{a0}: Publier") && text.contains("Départements\u{a0}: Deux-Sèvres"),
        "{text}"
    );
    let offer = rows.iter().find(|row| row.get(1).is_some_and(|cell| cell == "032026-28")).unwrap();
    assert_eq!(offer[4], "46113", "1 April 2026 as a number of days: {offer:?}");
    assert_eq!(offer[10], "=1+1", "text, whatever it begins with");
    let csv = visitor.fetch(&format!("{OWN}/export.csv?etat=publier&dep=79&actions=oui")).text();
    assert!(csv.starts_with("\u{feff}Nature;Numéro;"), "{csv}");
    assert!(csv.contains(";'=1+1;"), "{csv}");
    // Companies alone, where their actions are not shown.
    let rows = workbook_rows(&visitor.fetch(&format!("{OWN}/export.xlsx?etat=publier")).body);
    assert_eq!(rows.last().unwrap()[7], "2", "{rows:?}");
}

fn asked(app: &TestApp, user: &StoredUser, scope: Scope, query: &str) -> Asked {
    let id = user.id;
    let (now, site) = (app.app().clock.now(), app.app().site.clone());
    let query = Query::parse(query);
    app.db()
        .read_blocking(move |tx| {
            let who = cmonstage::access::Partner::active(tx, id)?.expect("an account");
            let territory = site.department_codes();
            let (filter, _) = PortfolioFilter::read(&query, &territory, true);
            Asked::by(tx, now, who, scope, filter, territory)
        })
        .unwrap()
}

#[test]
fn rows_that_go_while_an_export_is_read_are_not_there_and_the_others_are_once() {
    let Scene { app, user, .. } = scene();
    let asked = asked(&app, &user, Scope::All, "actions=oui");
    let found = app.db().read_blocking(|tx| store::find(tx, &asked)).unwrap();
    let all = app.db().read_blocking(|tx| store::by_name(tx, &found, false)).unwrap();
    let mut names = Vec::new();
    for some in all.chunks(2) {
        let lines = app.db().read_blocking(|tx| store::companies(tx, &asked, some)).unwrap();
        names.extend(lines.into_iter().map(|company| company.name));
        if names.len() == 2 {
            // The one before has been read; the one after has not. Another takes a name that comes later.
            app.sql("UPDATE company SET name = 'Zinguerie', folded_name = 'zinguerie' WHERE name = 'Conserverie Plumier'", []);
            for name in ["Atelier du Marais", "Garage de l’Étoile"] {
                app.sql(
                    "DELETE FROM offer WHERE project_id IN (SELECT p.id FROM project p JOIN company c ON c.id = p.company_id WHERE c.name = ?1)",
                    [name],
                );
                app.sql(
                    "DELETE FROM project WHERE company_id = (SELECT id FROM company WHERE name = ?1)",
                    [name],
                );
            }
        }
    }
    assert_eq!(names, ["Atelier du Marais", "Conserverie Plumier", "Scierie du Lac", "Verrerie du Pont"]);
}

#[test]
fn a_page_asks_as_much_of_the_database_for_one_company_as_for_fifty() {
    let app = TestApp::new();
    let (user, _) = app.partner("Sauvanel");
    varied(&app, &user, &app.user("Boutevin"));
    let asked = asked(&app, &user, Scope::All, "actions=oui");
    let slice = |lines| cmonstage::db::slice::Slice {
        order: cmonstage::portfolio::PortfolioOrder::Company,
        descending: false,
        page: 1,
        lines,
    };
    let found = app.db().read_blocking(|tx| store::find(tx, &asked)).unwrap();
    assert_eq!(found.totals(), Totals { companies: 60, items: 120 });
    let (one, _) = cost(app.db(), |tx| store::page(tx, &asked, &found, &slice(1)));
    let (fifty, _) = cost(app.db(), |tx| store::page(tx, &asked, &found, &slice(50)));
    assert_eq!((one, fifty), (3, 3));
    let (all, _) = cost(app.db(), |tx| store::find(tx, &asked));
    assert_eq!(all, 1);
}

#[test]
fn what_is_to_be_followed_is_found() {
    let Scene { app, visitor, .. } = scene();
    let found = |query: &str| actions(&visitor.get(&format!("{OWN}?actions=oui&{query}")));
    assert!(found("suivi=a-verifier").is_empty() && found("suivi=nouveau").is_empty());
    let touched = |days: i64| app.app().clock.now().unix - days * 24 * 3600;
    app.sql("UPDATE offer SET updated_at = ?1", [touched(91)]);
    app.sql("UPDATE event SET updated_at = ?1", [touched(89)]);
    assert_eq!(found("suivi=a-verifier").len(), 2, "two offers online; not the draft, nor the event");
    let event = StoredEvent { id: 1, number: "032026-1".parse().unwrap(), document: None };
    joined(&app, &event, "Bellanque", "Inès", &[EventAudience::Teacher]);
    let page = visitor.get(&format!("{OWN}?actions=oui&suivi=nouveau"));
    assert_eq!(actions(&page), ["Rencontre n°\u{a0}032026-1 – le 17/03/2026 14:00"]);
    page.assert_says("1\u{a0}place prise");
    app.sql("UPDATE registration SET cancelled_at = created_at", []);
    assert!(found("suivi=nouveau").is_empty(), "somebody who cancelled is no answer");
}

#[test]
fn whatever_is_typed_is_looked_for_as_it_is() {
    let Scene { app, visitor, .. } = scene();
    for hostile in crate::offers_list::HOSTILE {
        let typed = form_urlencoded::Serializer::new(String::new())
            .append_pair("entreprise", hostile)
            .append_pair("numero", hostile)
            .append_pair("siret", hostile)
            .finish();
        for path in [OWN, ALL] {
            visitor.get(&format!("{path}?etat=publier&{typed}"));
            assert_eq!(
                visitor.fetch(&format!("{path}/export.csv?actions=oui&{typed}")).status,
                200,
                "{hostile}"
            );
        }
    }
    assert_eq!(app.count("offer"), 4);
}

#[test]
fn a_filter_named_after_somebody_who_left_says_so() {
    let Scene { app, visitor, other, .. } = scene();
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [other.id]);
    let page = visitor.get(&format!("{ALL}?charge={}&actions=oui", other.id));
    assert_eq!(companies(&page), ["Verrerie du Pont"]);
    assert_eq!(page.one("#charge option[selected]"), "Compte fermé");
}
