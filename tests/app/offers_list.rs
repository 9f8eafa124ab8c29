//! Finding an offer: words, numbers, filters, order, pages.

use cmonstage::domain::{OfferAudience, Sector};
use proptest::prelude::*;
use time::macros::{date, datetime};

use crate::support::TestApp;

const SEARCH: &str = "Mots-clés ou numéro d’offre";
const SHOW: &str = "Afficher les résultats";

#[test]
fn somebody_searches_from_the_home_page_and_reaches_the_form() {
    let app = TestApp::new();
    app.offer().published();
    app.offer().occupation(Some("A1101")).published();
    let home = app.visitor().get("/");
    home.assert_says("2\u{a0}offres de stage en Nouvelle-Aquitaine");
    let list = home.fill("Un métier, une ville, un numéro d’offre", "menuisier").submit("Rechercher");
    assert_eq!(list.url, "/offres-de-stage?q=menuisier");
    assert_eq!(list.offers(), ["Menuisier / Menuisière"]);
    let offer = list.click("Menuisier / Menuisière");
    let form = offer.click("Postuler");
    assert_eq!(form.one("h1"), "Postuler");
    assert_eq!(
        list.click("Postuler\u{a0}: Menuisier / Menuisière").url,
        form.url,
        "straight from the card too"
    );
}

#[test]
fn a_number_finds_its_offer_first_however_it_is_written() {
    let app = TestApp::at(datetime!(2019-10-17 10:00));
    app.next_offer(59);
    let offer = app.offer().published();
    assert_eq!(offer.number.to_string(), "102019-59");
    app.offer().description("Nous sommes au 59 de la rue.").published();
    app.offer().published();
    for typed in ["59", "-59", "n° 59", "102019-59", "102019 59", "N°102019–59", "0059", " 59 "] {
        let list = app.visitor().get("/offres-de-stage").fill(SEARCH, typed).submit(SHOW);
        assert_eq!(list.numbers()[0], "102019-59", "{typed}");
    }
    // The month says nothing by itself: the digits after the dash decide.
    let list = app.visitor().get("/offres-de-stage").fill(SEARCH, "012020-59").submit(SHOW);
    assert_eq!(list.numbers()[0], "102019-59");
    let whole = app.visitor().get("/offres-de-stage?q=59");
    assert_eq!(whole.numbers(), ["102019-59", "102019-60"], "the digits are words too");
    whole.assert_says("2\u{a0}offres");
}

#[test]
fn an_unknown_number_is_said_not_to_be_online() {
    let app = TestApp::new();
    app.offer().published();
    let draft = app.offer().draft();
    let list = app.visitor().get("/offres-de-stage?q=4059");
    list.assert_says("L’offre 4059 n’est pas en ligne.");
    list.assert_says("Aucune offre ne correspond à votre recherche");
    let list = app.visitor().get("/offres-de-stage?q=102019-4059");
    list.assert_says("L’offre n°\u{a0}102019-4059 n’est pas en ligne.");
    // A draft is as unknown as nothing at all.
    let list = app.visitor().get(&format!("/offres-de-stage?q={}", draft.number));
    list.assert_says("n’est pas en ligne.");
    assert!(list.numbers().is_empty());
}

#[test]
fn accents_ligatures_and_beginnings_of_words_do_not_matter() {
    let app = TestApp::new();
    app.offer().company("Les Œuvres d’Élodie").description("Un cœur d’acier façonné à la forge.").published();
    app.offer().company("Autre").published();
    for typed in
        ["oeuvres", "ŒUVRES", "elodie", "Élodie oeuv", "coeur", "faconne", "FAÇONNÉ forge", "d'élodie"]
    {
        let list = app.visitor().get("/offres-de-stage").fill(SEARCH, typed).submit(SHOW);
        assert_eq!(list.numbers().len(), 1, "{typed}");
    }
    for typed in ["elodies", "coeurs acier", "lodie"] {
        let list = app.visitor().get("/offres-de-stage").fill(SEARCH, typed).submit(SHOW);
        assert!(list.numbers().is_empty(), "{typed}");
    }
    // Place, département, sector and occupation are words of the offer as well.
    for typed in ["niort", "deux sevres", "construction", "menuisiere"] {
        let list = app.visitor().get("/offres-de-stage").fill(SEARCH, typed).submit(SHOW);
        assert_eq!(list.numbers().len(), 2, "{typed}");
    }
}

#[test]
fn words_that_say_nothing_do_not_empty_the_list() {
    let app = TestApp::new();
    app.offer().published();
    for typed in ["stage", "une offre de stage", "stage menuisier", "stages dans la menuiserie"] {
        let list = app.visitor().get("/offres-de-stage").fill(SEARCH, typed).submit(SHOW);
        assert!(list.numbers().len() <= 1);
        if typed != "une offre de stage" {
            assert_eq!(list.numbers().len(), 1, "{typed}");
        }
    }
}

#[test]
fn each_filter_narrows_and_all_of_them_together() {
    let app = TestApp::new();
    let collegien = app.offer().audiences(&[OfferAudience::MiddleSchool]).published();
    let poitiers = app.offer().commune("86194").published();
    let trade = app.offer().sector(Sector::Trade).occupation(Some("D1212")).published();
    let later = app.offer().starts(date!(2026 - 06 - 15)).published();
    let all = app.visitor().get("/offres-de-stage");
    all.assert_says("4\u{a0}offres");
    let only = |label: &str| app.visitor().get("/offres-de-stage").check(label).submit(SHOW).numbers();
    assert_eq!(only("Collégien"), [collegien.number.to_string()]);
    assert_eq!(only("Vienne"), [poitiers.number.to_string()]);
    assert_eq!(
        only("Commerce\u{202f}; réparation d’automobiles et de motocycles"),
        [trade.number.to_string()]
    );
    assert_eq!(only("Dès que possible").len(), 3);
    assert!(only("Agriculture, sylviculture et pêche").is_empty());
    let before =
        |day: &str| app.visitor().get("/offres-de-stage").fill("Début au plus tard le", day).submit(SHOW);
    // What starts as soon as possible starts before any date.
    assert_eq!(before("2026-06-14").numbers().len(), 3);
    assert_eq!(before("2026-06-15").numbers().len(), 4);

    let list = app
        .visitor()
        .get("/offres-de-stage")
        .fill(SEARCH, "fabrication")
        .check("Étudiant")
        .check("Deux-Sèvres")
        .check("Construction")
        .fill("Début au plus tard le", "2026-12-31")
        .submit(SHOW);
    assert_eq!(list.numbers(), [later.number.to_string()]);
    for (label, ticked) in [
        ("Étudiant", true),
        ("Lycéen", false),
        ("Deux-Sèvres", true),
        ("Vienne", false),
        ("Construction", true),
    ] {
        assert_eq!(list.is_checked(label), ticked, "the form shows what is in force: {label}");
    }
    assert_eq!(list.value("Début au plus tard le"), "2026-12-31");
    assert_eq!(
        list.all(".pills .pill"),
        [
            "Retirer le filtre «\u{a0}fabrication\u{a0}»",
            "Retirer le filtre Étudiant",
            "Retirer le filtre Deux-Sèvres (79)",
            "Retirer le filtre Construction",
            "Retirer le filtre Au plus tard le 31\u{a0}décembre 2026"
        ]
    );
    let wider = list.click("Retirer le filtre Étudiant");
    assert_eq!(wider.numbers(), [later.number.to_string(), collegien.number.to_string()]);
    assert!(!wider.is_checked("Étudiant") && wider.is_checked("Construction"));
    assert_eq!(list.click("Tout effacer").url, "/offres-de-stage");
}

#[test]
fn a_box_unticked_widens_the_list_again() {
    let app = TestApp::new();
    app.offer().published();
    app.offer().commune("86194").published();
    let vienne = app.visitor().get("/offres-de-stage?dep=86&public=etudiant");
    assert_eq!(vienne.numbers().len(), 1);
    assert_eq!(vienne.uncheck("Vienne").submit(SHOW).numbers().len(), 2);
}

#[test]
fn several_values_of_a_filter_are_alternatives() {
    let app = TestApp::new();
    app.offer().audiences(&[OfferAudience::MiddleSchool, OfferAudience::HighSchool]).published();
    app.offer().audiences(&[OfferAudience::Student]).commune("86194").published();
    app.offer().audiences(&[OfferAudience::JobSeekerOrEmployee]).commune("33063").published();
    let count = |query: &str| app.visitor().get(&format!("/offres-de-stage?{query}")).numbers().len();
    assert_eq!(count("public=lyceen&public=etudiant"), 2);
    assert_eq!(count("dep=79&dep=33"), 2);
    assert_eq!(count("dep=79&dep=33&public=etudiant"), 0);
    assert_eq!(count("secteur=construction&secteur=services"), 3);
}

#[test]
fn an_occupation_is_looked_up_without_javascript_and_covers_what_it_holds() {
    let app = TestApp::new();
    let card = app.offer().published();
    let family = app.offer().occupation(Some("H22")).published();
    let title = app.offer().occupation(Some("t16615")).published(); // on card F1140
    app.offer().occupation(Some("A1101")).published();
    let found = app
        .visitor()
        .get("/offres-de-stage")
        .check("Étudiant")
        .fill("Métier ou famille de métiers", "menuisier")
        .submit("Chercher\u{a0}: Métier ou famille de métiers");
    assert_eq!(found.value("Métier ou famille de métiers"), "menuisier");
    assert!(found.is_checked("Étudiant"), "the other choices are kept");
    let list = found.check("Menuisier / Menuisière").submit(SHOW);
    assert_eq!(list.numbers(), [card.number.to_string()]);
    assert!(list.is_checked("Menuisier / Menuisière"), "what is chosen stays chosen");
    let list = list.check("Tous les métiers").submit(SHOW);
    assert_eq!(list.numbers().len(), 4);
    let of = |code: &str| app.visitor().get(&format!("/offres-de-stage?metier={code}")).numbers();
    assert_eq!(of("H22"), [family.number.to_string(), card.number.to_string()], "a family covers its cards");
    assert_eq!(of("F1140"), [title.number.to_string()], "a card covers its titles");
    assert_eq!(of("t16615"), [title.number.to_string()]);
    assert_eq!(of("H22&metier=F1140").len(), 3);
}

#[test]
fn the_look_up_of_occupations_is_a_page_by_itself_too() {
    let app = TestApp::new();
    let page =
        app.visitor().get("/metiers").fill("Métier ou famille de métiers", "boulang").submit("Chercher");
    let list = page.click("Boulanger / Boulangère");
    assert!(list.url.starts_with("/offres-de-stage?metier="), "{}", list.url);
    let nothing = page.fill("Métier ou famille de métiers", "xyzxyz").submit("Chercher");
    nothing.assert_says("Aucun métier ne correspond.");
}

#[test]
fn departments_show_their_counts_under_the_other_filters() {
    let app = TestApp::new();
    app.offer().published();
    app.offer().published();
    app.offer().commune("86194").audiences(&[OfferAudience::HighSchool]).published();
    app.offer().commune("75056").published();
    app.offer().commune("86194").draft();
    let counts = |query: &str| {
        let page = app.visitor().get(&format!("/offres-de-stage?{query}"));
        ["79", "86", "33", "autres"].map(|code| page.one(&format!("#n-dep-{code}")))
    };
    assert_eq!(counts(""), ["2", "1", "0", "1"]);
    assert_eq!(counts("public=lyceen"), ["0", "1", "0", "0"]);
    // A chosen département does not hide what the others would give.
    assert_eq!(counts("dep=86"), ["2", "1", "0", "1"]);
    let page = app.visitor().get("/offres-de-stage");
    let on_map = page.all("#carte a[data-dep='79'] text");
    assert_eq!(on_map, ["2"], "the map says the same");
    let home = app.visitor().get("/");
    assert_eq!(home.all("#carte a[data-dep='79'] text"), ["2"]);
}

#[test]
fn what_lies_outside_the_territory_is_found_under_other_departments() {
    let app = TestApp::new();
    app.offer().published();
    let paris = app.offer().commune("75056").published();
    let reunion = app.offer().commune("97411").published();
    let list = app.visitor().get("/offres-de-stage").check("Autres départements").submit(SHOW);
    assert_eq!(list.url, "/offres-de-stage?q=&dep=autres&pres_q=&rayon=30&metier_q=&debut=");
    assert_eq!(list.numbers(), [reunion.number.to_string(), paris.number.to_string()]);
    let list = list.check("Deux-Sèvres").submit(SHOW);
    assert_eq!(list.numbers().len(), 3);
    let all = app.visitor().get("/offres-de-stage").click("Tout sélectionner");
    assert_eq!(all.numbers().len(), 1, "every département of the territory, and only these");
}

#[test]
fn an_offer_counts_where_it_takes_place_not_where_its_company_is() {
    let app = TestApp::new();
    let offer = app.offer().elsewhere("86194").published();
    assert_eq!(app.visitor().get("/offres-de-stage?dep=86").numbers(), [offer.number.to_string()]);
    assert!(app.visitor().get("/offres-de-stage?dep=79").numbers().is_empty());
}

#[test]
fn the_list_is_sorted_as_asked_and_keeps_its_filters() {
    let app = TestApp::new();
    let first = app.offer().occupation(Some("A1101")).starts(date!(2026 - 05 - 01)).published();
    app.wait(time::Duration::minutes(1));
    let second = app.offer().starts(date!(2026 - 04 - 01)).published();
    app.wait(time::Duration::minutes(1));
    let third = app.offer().occupation(Some("D1212")).published();
    let numbers = |list: [&crate::support::StoredOffer; 3]| list.map(|offer| offer.number.to_string());
    let list = app.visitor().get("/offres-de-stage?public=etudiant");
    assert_eq!(list.numbers(), numbers([&third, &second, &first]));
    let by_start = list.click("Date de début");
    assert_eq!(by_start.numbers(), numbers([&third, &second, &first]), "as soon as possible, then by date");
    assert_eq!(by_start.url, "/offres-de-stage?public=etudiant&tri=debut");
    let by_title = list.click("Ordre alphabétique");
    let titles = by_title.offers();
    let mut sorted = titles.clone();
    sorted.sort();
    assert_eq!(titles, sorted);
    // The form keeps the order it was opened under.
    let kept = by_title.check("Lycéen").submit(SHOW);
    assert_eq!(kept.hidden("tri"), "alphabetique");
}

#[test]
fn pages_follow_each_other_and_a_page_too_far_is_the_last() {
    let app = TestApp::new();
    for _ in 0..45 {
        app.offer().published();
    }
    let one = app.visitor().get("/offres-de-stage");
    one.assert_says("45\u{a0}offres");
    assert_eq!(one.numbers().len(), 20);
    let two = one.click("Suivante\u{a0}: page 2");
    assert_eq!(two.url, "/offres-de-stage?page=2");
    assert_eq!(two.one("head title"), "Offres de stage\u{a0}: 45\u{a0}offres, page 2 – CMonStage");
    let three = two.click("Suivante\u{a0}: page 3");
    assert_eq!(three.numbers().len(), 5);
    let mut seen = [one.numbers(), two.numbers(), three.numbers()].concat();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 45, "each offer once");
    assert_eq!(three.click("Page 1").numbers(), one.numbers());
    for far in ["4", "99999", "18446744073709551615"] {
        let last = app.visitor().get(&format!("/offres-de-stage?page={far}"));
        assert_eq!(last.numbers(), three.numbers());
        last.assert_says(&format!("La page {far} n’existe pas\u{a0}: voici la dernière."));
    }
    let longer = one.click("50");
    assert_eq!((longer.numbers().len(), longer.url.as_str()), (45, "/offres-de-stage?lignes=50"));
    // A page of another number of lines: the count stays, the filter form keeps it.
    assert_eq!(longer.hidden("lignes"), "50");
}

#[test]
fn what_the_address_holds_and_nobody_understands_is_said_and_ignored() {
    let app = TestApp::new();
    app.offer().published();
    for (query, said) in [
        ("public=roi", "Public\u{a0}: «\u{a0}roi\u{a0}» n’est pas reconnu"),
        ("dep=99", "Département\u{a0}: «\u{a0}99\u{a0}» n’est pas reconnu"),
        ("dep=75", "Département\u{a0}: «\u{a0}75\u{a0}» n’est pas reconnu"),
        ("secteur=piraterie", "Secteur\u{a0}: «\u{a0}piraterie\u{a0}»"),
        ("metier=Z9999", "Métier\u{a0}: «\u{a0}Z9999\u{a0}»"),
        ("metier=%27%3Bdrop", "Métier\u{a0}: «\u{a0}';drop\u{a0}»"),
        ("debut=31/02/2026", "Date de début\u{a0}: «\u{a0}31/02/2026\u{a0}»"),
        ("pres=Niort", "Autour d’une commune\u{a0}: «\u{a0}Niort\u{a0}» n’est pas reconnu"),
        ("pres=79999", "Autour d’une commune\u{a0}: «\u{a0}79999\u{a0}» n’est pas reconnu"),
        ("pres=79191&rayon=7", "Rayon\u{a0}: «\u{a0}7\u{a0}»"),
        ("tri=distance", "choisissez d’abord un lieu"),
        ("pres=79999&tri=distance", "choisissez d’abord un lieu"),
        ("tri=hasard", "Tri\u{a0}: «\u{a0}hasard\u{a0}»"),
        ("page=0", "Page\u{a0}: «\u{a0}0\u{a0}»"),
        ("page=-1", "Page\u{a0}: «\u{a0}-1\u{a0}»"),
        ("page=99999999999999999999", "Page\u{a0}: «\u{a0}99999999999999999999\u{a0}»"),
        ("lignes=1000000", "Lignes par page\u{a0}: «\u{a0}1000000\u{a0}»"),
        ("public=%3Cscript%3Ealert(1)%3C/script%3E", "«\u{a0}<script>alert(1)</script>\u{a0}»"),
    ] {
        let list = app.visitor().get(&format!("/offres-de-stage?{query}"));
        list.assert_says(said);
        assert_eq!(list.numbers().len(), 1, "{query}: the list is there");
    }
    let list = app.visitor().get("/offres-de-stage?utm_source=x&fbclid=%00&&&=&ouvert=17&rayon=5");
    assert_eq!(list.numbers().len(), 1);
    assert!(list.all("#resultats .notice").is_empty(), "what we do not know is none of our business");
}

#[test]
fn only_what_is_online_today_is_listed() {
    let app = TestApp::new();
    app.offer().draft();
    app.offer().awaiting_review();
    app.offer().unpublished();
    app.offer().starts_in(-1).published();
    let today = app.offer().starts_in(0).published();
    let list = app.visitor().get("/offres-de-stage");
    assert_eq!(list.numbers(), [today.number.to_string()]);
    app.visitor().get("/").assert_says("1\u{a0}offre de stage en Nouvelle-Aquitaine");
}

#[test]
fn an_empty_site_says_so_kindly() {
    let app = TestApp::new();
    app.visitor().get("/offres-de-stage").assert_says("Aucune offre en ligne pour l’instant");
    app.visitor().get("/").assert_says("Les offres de stage de Nouvelle-Aquitaine arrivent bientôt.");
}

#[test]
fn an_empty_result_says_which_filter_to_let_go_and_what_that_gives() {
    let app = TestApp::new();
    let joiner = app.offer().published();
    app.offer().audiences(&[OfferAudience::HighSchool]).commune("86194").published();
    app.offer().audiences(&[OfferAudience::HighSchool]).commune("86194").occupation(None).published();
    let list =
        app.visitor().get("/offres-de-stage?q=menuisier+niort&public=lyceen&dep=79&secteur=construction");
    list.assert_says("Aucune offre ne correspond à votre recherche");
    // Nothing there but what would help: the sector is not in the way, and each alternative says its worth.
    assert_eq!(
        list.all(".empty li"),
        ["Pour tous les publics\u{a0}: 1\u{a0}offre", "Voir toutes les offres"]
    );
    let wider = list.click("Pour tous les publics");
    assert_eq!(wider.url, "/offres-de-stage?q=menuisier+niort&dep=79&secteur=construction");
    assert_eq!(wider.numbers(), [joiner.number.to_string()]);
    assert_eq!(list.click("Voir toutes les offres").numbers().len(), 3);

    let list = app.visitor().get("/offres-de-stage?q=zzz+menuisier&dep=79");
    assert_eq!(list.all(".empty li")[0], "Sans le mot «\u{a0}zzz\u{a0}»\u{a0}: 1\u{a0}offre");
    let none = app.visitor().get("/offres-de-stage?q=zzz+yyy&dep=33");
    assert_eq!(none.all(".empty li"), ["Voir toutes les offres"]);
    none.assert_says("Retirez plusieurs critères");
    // Words that say nothing filter nothing: they cannot be what empties the list.
    let common = app.visitor().get("/offres-de-stage?q=stage&dep=33");
    assert_eq!(
        common.all(".empty li"),
        ["Dans tous les départements\u{a0}: 3\u{a0}offres", "Voir toutes les offres"]
    );
}

#[test]
fn a_narrowed_list_is_not_for_search_engines() {
    let app = TestApp::new();
    let plain = app.visitor().get("/offres-de-stage");
    assert_eq!(plain.response.header("x-robots-tag"), None);
    let canonical = plain.attributes("link[rel=canonical]", "href");
    assert!(canonical[0].ends_with("/offres-de-stage"));
    let narrowed = app.visitor().get("/offres-de-stage?dep=79");
    assert_eq!(narrowed.response.header("x-robots-tag"), Some("noindex"));
    assert_eq!(narrowed.attributes("link[rel=canonical]", "href"), canonical);
}

/// What people and attackers type in a search field; FTS5 would read some of it as its own language.
pub const HOSTILE: [&str; 24] = [
    "\"",
    "'",
    "*",
    "a*",
    "AND",
    "OR NOT",
    "NEAR(a b)",
    "words:x",
    "{x}",
    "^a",
    "a\"b",
    "(",
    ")",
    "-- ",
    ";",
    "%",
    "_",
    "\\",
    "\u{0}",
    "\u{202e}abc",
    "😀",
    "' OR 1=1 --",
    "\") OR (\"",
    "ﬁ ½ ² Ⅷ",
];

#[test]
fn nothing_typed_in_a_search_is_read_as_a_language() {
    let app = TestApp::new();
    app.offer().published();
    for typed in HOSTILE {
        for path in
            ["/offres-de-stage?q=", "/offres-de-stage?pres=", "/metiers?metier_q=", "/communes?pres_q="]
        {
            let encoded: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
            app.visitor().get(&format!("{path}{encoded}"));
        }
    }
    assert_eq!(app.count("offer"), 1);
}

#[test]
fn any_text_can_be_searched() {
    let app = TestApp::new();
    app.offer().published();
    let visitor = app.visitor();
    let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(typed in "\\PC{0,40}|[\"'*()^:{}\\-+ a-zAND]{0,30}|.{0,30}", raw in "[a-z%&=;+0-9A-F\\[\\]]{0,60}")| {
        let encoded: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        for target in [
            format!("/offres-de-stage?q={encoded}"),
            format!("/metiers?metier_q={encoded}"),
            format!("/communes?pres_q={encoded}"),
            format!("/rencontres?pres_q={encoded}&pres={encoded}"),
            format!("/offres-de-stage?{raw}"),
        ] {
            let answer = visitor.fetch(&target);
            prop_assert_eq!(answer.status, 200, "{}", target);
        }
    });
}

#[test]
fn the_feed_holds_the_latest_offers_under_the_filters_of_the_list() {
    let app = TestApp::new();
    let menuiserie = app.offer().occupation(Some("H2206")).published();
    let other = app.offer().occupation(Some("A1101")).published();
    let waiting = app.offer().awaiting_review();
    let feed = |query: &str| {
        let answer = app.visitor().fetch(&format!("/offres-de-stage.rss{query}"));
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("application/rss+xml; charset=utf-8"));
        let text = answer.text();
        [&menuiserie, &other, &waiting].map(|offer| text.contains(&offer.path()))
    };
    assert_eq!(feed(""), [true, true, false]);
    assert_eq!(feed("?metier=H2206"), [true, false, false]);
    assert_eq!(feed("?metier=Z9999"), [true, true, false], "what is wrong is ignored, as by the page");
}
