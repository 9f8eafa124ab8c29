//! Searching near a place, in both lists: by a commune, by a position that never stays, how far, and
//! in what order.

use cmonstage::domain::CommuneCode;
use time::macros::datetime;

use crate::support::{Page, Request, StoredEvent, TestApp};

const SHOW: &str = "Afficher les résultats";
const COMMUNE: &str = "Commune ou code postal";
const LOOK_UP: &str = "Chercher\u{a0}: Commune ou code postal";
const RADIUS: &str = "Dans un rayon de";

/// Niort, Aiffres which touches it, La Rochelle at some 57 km, Poitiers at some 70, Paris.
const PLACES: [&str; 5] = ["79191", "79003", "17300", "86194", "75056"];

/// One offer in each of the places, the nearest put online first.
fn offers(app: &TestApp) -> Vec<String> {
    PLACES.iter().map(|code| app.offer().commune(code).published().number.to_string()).collect()
}

fn event(app: &TestApp, code: &str, starts: time::PrimitiveDateTime) -> StoredEvent {
    let code = CommuneCode::parse(code).unwrap();
    app.event().starts(starts).change(|event| event.draft.commune = code).published()
}

fn away(page: &Page) -> Vec<String> {
    page.all("#resultats .away")
}

#[test]
fn a_list_around_a_commune_holds_what_is_near_nearest_first() {
    let app = TestApp::new();
    let numbers = offers(&app);
    let page = app.visitor().get("/offres-de-stage?pres=79191");
    assert_eq!(page.numbers(), numbers[..2]);
    assert_eq!(away(&page), ["dans la commune", "à 5\u{a0}km"]);
    assert_eq!(page.all(".pills .pill"), ["Retirer le filtre À moins de 30\u{a0}km de Niort (79)"]);
    assert_eq!(page.one("#n-filtres"), "(1)");
    assert!(page.is_checked("Niort (79)"), "the form shows what is in force");
    assert_eq!(page.value(RADIUS), "30");
    assert_eq!(page.response.header("x-robots-tag"), Some("noindex"));
    let wide = app.visitor().get("/offres-de-stage?pres=79191&rayon=100");
    assert_eq!(wide.numbers(), numbers[..4]);
    assert_eq!(away(&wide).len(), 4);
    assert_eq!(wide.value(RADIUS), "100");
    assert_eq!(app.visitor().get("/offres-de-stage?pres=79191&rayon=10").numbers(), numbers[..2]);
    // The commune of another: Poitiers is then the nearest.
    let poitiers = app.visitor().get("/offres-de-stage?pres=86194&rayon=100");
    assert_eq!(poitiers.numbers()[0], numbers[3]);
    // The arrondissements that registers use are the city.
    let paris = app.visitor().get("/offres-de-stage?pres=75111");
    assert_eq!(
        (paris.numbers(), away(&paris)),
        (vec![numbers[4].clone()], vec!["dans la commune".to_owned()])
    );
    assert!(paris.is_checked("Paris (75)"));
    assert!(away(&app.visitor().get("/offres-de-stage")).is_empty(), "no place, no distance");
}

#[test]
fn the_place_combines_with_the_other_filters_and_is_taken_away_by_its_pill() {
    let app = TestApp::new();
    let numbers = offers(&app);
    let page = app.visitor().get("/offres-de-stage?dep=17&dep=86&pres=79191&rayon=100");
    assert_eq!(page.numbers(), numbers[2..4]);
    assert_eq!(page.one("#n-dep-79"), "2", "the map counts around the place");
    assert_eq!(page.one("#n-dep-autres"), "0");
    let wider = page.click("Retirer le filtre À moins de 100\u{a0}km de Niort (79)");
    assert_eq!(wider.url, "/offres-de-stage?dep=17&dep=86");
    // Nothing found: further is proposed first.
    let none = app.visitor().get("/offres-de-stage?dep=17&pres=79191");
    none.assert_says("Aucune offre ne correspond à votre recherche");
    let further = none.click("Dans un rayon de 100\u{a0}km");
    assert_eq!(further.url, "/offres-de-stage?dep=17&pres=79191&rayon=100");
    assert_eq!(further.numbers(), [numbers[2].clone()]);
}

#[test]
fn distance_is_the_order_around_a_place_and_the_others_stay() {
    let app = TestApp::new();
    let numbers = offers(&app);
    let page = app.visitor().get("/offres-de-stage?pres=79191&rayon=100");
    let recent = page.click("Plus récentes");
    assert_eq!(recent.url, "/offres-de-stage?pres=79191&rayon=100&tri=recentes");
    assert_eq!(recent.numbers(), [&numbers[3], &numbers[2], &numbers[1], &numbers[0]].map(String::clone));
    assert_eq!(recent.hidden("tri"), "recentes", "the form keeps it");
    let nearest = recent.click("Distance");
    assert_eq!(nearest.url, "/offres-de-stage?pres=79191&rayon=100");
    assert_eq!(nearest.numbers(), numbers[..4]);
    let plain = app.visitor().get("/offres-de-stage");
    assert!(!plain.all(".sort li").contains(&"Distance".to_owned()), "nothing is far from nowhere");
    plain.click("Ordre alphabétique");
    // What was chosen before the place stays chosen.
    let titled =
        app.visitor().get("/offres-de-stage?tri=alphabetique").fill(COMMUNE, "niort").submit(LOOK_UP);
    assert_eq!(titled.check("Niort (79)").submit(SHOW).one(".sort [aria-current]"), "Ordre alphabétique");
}

#[test]
fn without_javascript_a_commune_is_looked_up_then_chosen() {
    let app = TestApp::new();
    let numbers = offers(&app);
    let form = app.visitor().get("/offres-de-stage").check("Étudiant").fill(COMMUNE, "niort").submit(LOOK_UP);
    assert_eq!(form.value(COMMUNE), "niort");
    assert!(form.is_checked("Étudiant"), "the other choices are kept");
    assert_eq!(form.numbers().len(), 5, "looking up filters nothing yet");
    let list = form.check("Niort (79)").fill(RADIUS, "100").submit(SHOW);
    assert_eq!(list.numbers(), numbers[..4]);
    assert!(list.is_checked("Niort (79)"));
    assert_eq!(list.check("Partout").submit(SHOW).numbers().len(), 5);
    // By postal code, then by Enter in the field, which presses the first button of the form.
    let form = app.visitor().get("/offres-de-stage").fill(COMMUNE, "17000").submit("Rechercher");
    assert_eq!(form.check("La Rochelle (17)").submit(SHOW).numbers(), [numbers[2].clone()]);
    // The territory comes first, and other départements are found too.
    let labels = |typed: &str| {
        app.visitor()
            .get("/offres-de-stage")
            .fill(COMMUNE, typed)
            .submit(LOOK_UP)
            .all("#pres-resultats label")
    };
    assert_eq!(labels("saint-denis")[..2], ["Saint-Denis-de-Pile (33)", "Saint-Denis-d’Oléron (17)"]);
    assert_eq!(labels("strasbourg"), ["Strasbourg (67)"]);
    assert!(labels("ile de re")[0].ends_with("Île de Ré"), "how it was found is said");
    for (typed, said) in [("x", "Tapez au moins 2 lettres."), ("zzzzz", "Aucun résultat.")] {
        app.visitor().get("/offres-de-stage").fill(COMMUNE, typed).submit(LOOK_UP).assert_says(said);
    }
}

#[test]
fn the_look_up_of_communes_is_a_page_by_itself_too() {
    let app = TestApp::new();
    let numbers = offers(&app);
    let page = app.visitor().get("/communes").fill(COMMUNE, "niort").submit("Chercher");
    let list = page.click("Niort (79)");
    assert_eq!((list.url.as_str(), list.numbers()), ("/offres-de-stage?pres=79191", numbers[..2].to_vec()));
    page.fill(COMMUNE, "zzzzz").submit("Chercher").assert_says("Aucune commune ne correspond.");
}

#[test]
fn choices_around_a_place_keep_the_law_of_the_swap() {
    let app = TestApp::new();
    offers(&app);
    let page = app.visitor().get("/offres-de-stage").htmx_change("Étudiant").htmx_type(COMMUNE, "niort");
    assert_eq!(page.url, "/offres-de-stage?public=etudiant", "a look-up is no state of the page");
    let page = page.htmx_change("Niort (79)");
    assert_eq!(page.response.header("hx-push-url"), Some("/offres-de-stage?public=etudiant&pres=79191"));
    assert_eq!(page.one("#annonce"), "2\u{a0}offres");
    assert_eq!(page.one("#g-f-pres"), "1 en service");
    let page = page.htmx_fill(RADIUS, "100");
    assert_eq!(page.url, "/offres-de-stage?public=etudiant&pres=79191&rayon=100");
    let page = page.htmx_change("Deux-Sèvres").htmx_fill(RADIUS, "30");
    assert_eq!(page.url, "/offres-de-stage?public=etudiant&dep=79&pres=79191");
    let page = app.visitor().get("/offres-de-stage?pres=79191&rayon=50").htmx_change("Partout");
    assert_eq!(page.url, "/offres-de-stage");
    // And among the events, in the list and in the calendar.
    event(&app, "79003", datetime!(2026-03-17 14:00));
    let page = app.visitor().get("/rencontres").htmx_type(COMMUNE, "79000").htmx_change("Niort (79)");
    let page = page.htmx_fill(RADIUS, "10");
    assert_eq!(page.url, "/rencontres?pres=79191&rayon=10");
    page.click("Mois").htmx_fill(RADIUS, "50");
}

#[test]
fn a_position_becomes_its_commune_and_stays_nowhere() {
    let app = TestApp::new();
    let numbers = offers(&app);
    event(&app, "79191", datetime!(2026-03-17 14:00));
    let traces = ["46.32", "46,32", "46%2C32", "0.46", "463200"];
    for list in ["/offres-de-stage", "/rencontres"] {
        let asked = format!("{list}?q=&pres_q=&pres=46.32%2C-0.46&rayon=30");
        let settled = format!("{list}?pres=79191");
        let request = Request::get(&asked)
            .header("HX-Request", "true")
            .header("HX-Current-URL", &format!("http://localhost{list}"));
        let answer = app.visitor().send(&request);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("hx-push-url"), Some(settled.as_str()));
        let text = answer.text();
        // The form, which holds the position, gets the commune in its place.
        assert!(text.contains(r#"<span id="pres-resultats" data-hx-swap-oob="innerHTML">"#), "{text}");
        assert!(text.contains(r#"name="pres" value="79191" checked"#));
        let whole = app.visitor().get(&asked);
        let fresh = app.visitor().get(&settled);
        assert_eq!(whole.all("#resultats"), fresh.all("#resultats"));
        assert_eq!(whole.attributes("#resultats a", "href"), fresh.attributes("#resultats a", "href"));
        assert!(whole.is_checked("Niort (79)"));
        for page in [text, whole.html()] {
            for trace in traces {
                assert!(!page.contains(trace), "{list}: {trace}");
            }
        }
    }
    assert_eq!(app.visitor().get("/offres-de-stage?pres=46.32,-0.46").numbers(), numbers[..2]);
    // Out of the country, or out of the world.
    for asked in ["40.71,-74.01", "91.5,0.46", "46.32,", "nan,nan"] {
        let page = app.visitor().get(&format!("/offres-de-stage?pres={asked}"));
        page.assert_says(
            "Votre position n’est proche d’aucune commune de France\u{a0}: ce filtre est ignoré.",
        );
        assert_eq!(page.numbers().len(), 5, "{asked}");
        assert!(!page.html().contains(asked), "{asked}");
    }
    let log = app.log();
    assert!(log.contains("/offres-de-stage"), "requests are logged");
    for trace in traces.iter().chain(&["40.71", "91.5", "79191"]) {
        assert!(!log.contains(trace), "{trace}");
    }
}

#[test]
fn events_are_searched_around_a_place_too() {
    let app = TestApp::new();
    let near = event(&app, "79003", datetime!(2026-04-20 14:00));
    let here = event(&app, "79191", datetime!(2026-05-12 14:00));
    let far = event(&app, "17300", datetime!(2026-03-17 14:00));
    let shown = |query: &str| {
        let page = app.visitor().get(&format!("/rencontres?{query}"));
        (page.attributes(".card.event h3 a", "href"), away(&page))
    };
    let (paths, said) = shown("pres=79191");
    assert_eq!(
        (paths, said),
        (vec![here.path(), near.path()], vec!["dans la commune".into(), "à 5\u{a0}km".into()])
    );
    assert_eq!(shown("pres=79191&rayon=100&tri=date").0, [far.path(), near.path(), here.path()]);
    let page = app.visitor().get("/rencontres?pres=79191&vue=mois&mois=2026-04");
    assert_eq!(page.attributes(".month-table td a", "href"), [near.path()]);
    let page = app.visitor().get("/rencontres?pres=79191&vue=mois&mois=2026-03");
    page.assert_says("Aucune rencontre ne correspond en mars 2026");
    page.assert_says("Quel que soit l’endroit");
    app.visitor().get("/rencontres?tri=distance").assert_says("choisissez d’abord un lieu");
}

#[test]
fn feeds_keep_the_place() {
    let app = TestApp::new();
    let offers: Vec<_> = PLACES.iter().map(|code| app.offer().commune(code).published()).collect();
    let events: Vec<_> = PLACES.iter().map(|code| event(&app, code, datetime!(2026-03-17 14:00))).collect();
    let page = app.visitor().get("/offres-de-stage?pres=79191&rayon=100&tri=alphabetique");
    let feed = page.attributes("#flux", "href").remove(0);
    assert_eq!(feed, "/offres-de-stage.rss?pres=79191&rayon=100");
    let text = app.visitor().fetch(&feed).text();
    assert_eq!(offers.iter().filter(|offer| text.contains(&offer.path())).count(), 4);
    let page = app.visitor().get("/rencontres?pres=46.32,-0.46&tri=date");
    let feed = page.attributes(".feed a", "href").remove(0);
    assert_eq!(feed, "/rencontres.ics?pres=79191");
    let text = app.visitor().fetch(&feed).text();
    assert_eq!(events.iter().filter(|event| text.contains(&event.path())).count(), 2);
    // What is wrong is ignored, as by the page.
    let text = app.visitor().fetch("/rencontres.ics?pres=79999").text();
    assert_eq!(events.iter().filter(|event| text.contains(&event.path())).count(), 5);
}

#[test]
fn a_long_list_around_a_place_turns_its_pages_in_one_order() {
    let app = TestApp::new();
    for n in 0..45 {
        app.offer().commune(["86194", "79191", "79003"][n % 3]).published();
    }
    let one = app.visitor().get("/offres-de-stage?pres=79191&rayon=100");
    one.assert_says("45\u{a0}offres");
    let two = one.htmx_click("Suivante\u{a0}: page 2");
    let three = two.click("Suivante\u{a0}: page 3");
    let said: Vec<String> =
        [away(&app.visitor().get("/offres-de-stage?pres=79191&rayon=100")), away(&two), away(&three)]
            .concat();
    let mut counted: Vec<(String, usize)> = Vec::new();
    for words in said {
        match counted.last_mut() {
            Some((last, count)) if *last == words => *count += 1,
            _ => counted.push((words, 1)),
        }
    }
    let counts: Vec<usize> = counted.iter().map(|(_, count)| *count).collect();
    assert_eq!(counts, [15, 15, 15], "{counted:?}");
}

/// Without JavaScript the form comes back folded on a narrow screen, but for what one is choosing from.
#[test]
fn the_filters_stay_open_while_a_commune_is_looked_up() {
    let app = TestApp::new();
    let open = |query: &str| {
        !app.visitor().get(&format!("/offres-de-stage?{query}")).all("details.filter-panel[open]").is_empty()
    };
    assert!(open("pres_q=niort&chercher=pres"));
    assert!(open("metier_q=menuisier"));
    assert!(!open("q=&pres_q=&metier_q=&debut="));
    assert!(!open("pres=79191"));
}
