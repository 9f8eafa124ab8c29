//! The law of the swap: after each htmx action, the page equals a fresh GET of its address. The
//! harness compares after every action; these tests do what visitors do, and look at the history.

use cmonstage::domain::OfferAudience;
use time::macros::date;

use crate::support::{Options, Page, Request, TestApp};

const SEARCH: &str = "Mots-clés ou numéro d’offre";

fn busy() -> TestApp {
    let app = TestApp::new();
    for n in 0..42 {
        let commune = ["79191", "86194", "33063", "75056"][n % 4];
        let audience = OfferAudience::ALL[n % OfferAudience::ALL.len()];
        app.offer().commune(commune).audiences(&[audience]).published();
    }
    app.offer().description("Un cœur d’acier.").starts(date!(2026 - 04 - 01)).published();
    app
}

fn announced(page: &Page) -> String {
    page.one("#annonce")
}

#[test]
fn each_choice_brings_its_results_and_its_address() {
    let app = busy();
    let page = app.visitor().get("/offres-de-stage");
    let page = page.htmx_change("Collégien");
    assert_eq!(page.response.header("hx-push-url"), Some("/offres-de-stage?public=collegien"));
    assert_eq!(announced(&page), "11\u{a0}offres");
    let page = page.htmx_change("Deux-Sèvres");
    assert_eq!(page.url, "/offres-de-stage?public=collegien&dep=79");
    let page =
        page.htmx_change("Autres départements").htmx_change("Construction").htmx_change("Dès que possible");
    assert_eq!(page.one("#n-filtres"), "(5)");
    let page = page.htmx_fill("Début au plus tard le", "2026-12-31");
    assert!(page.url.ends_with("debut=des-que-possible&debut=2026-12-31"), "{}", page.url);
    // And back, choice by choice.
    let page = page.htmx_change("Collégien").htmx_change("Deux-Sèvres").htmx_change("Autres départements");
    let page = page
        .htmx_change("Construction")
        .htmx_change("Dès que possible")
        .htmx_fill("Début au plus tard le", "");
    assert_eq!(page.url, "/offres-de-stage");
    assert_eq!(announced(&page), "43\u{a0}offres");
}

#[test]
fn typing_replaces_the_address_and_choosing_adds_to_the_history() {
    let app = busy();
    let page = app.visitor().get("/offres-de-stage").htmx_type(SEARCH, "coeur");
    assert_eq!(page.response.header("hx-replace-url"), Some("/offres-de-stage?q=coeur"));
    assert_eq!(page.response.header("hx-push-url"), None);
    assert_eq!(announced(&page), "1\u{a0}offre");
    let page = page.htmx_type(SEARCH, "coeurs");
    assert_eq!(page.response.header("hx-replace-url"), Some("/offres-de-stage?q=coeurs"));
    assert_eq!(announced(&page), "Aucune offre");
    let page = page.htmx_change("Lycéen");
    assert_eq!(page.response.header("hx-push-url"), Some("/offres-de-stage?q=coeurs&public=lyceen"));
    // The same again: the address already says it.
    let again = page.htmx_type(SEARCH, "coeurs");
    assert_eq!((again.response.header("hx-push-url"), again.response.header("hx-replace-url")), (None, None));
}

#[test]
fn numbers_are_searched_as_words_are() {
    let app = busy();
    let page = app.visitor().get("/offres-de-stage").htmx_type(SEARCH, "7");
    assert_eq!(page.numbers()[0], "032026-7");
    let page = page.htmx_type(SEARCH, "7000");
    assert!(page.one("#resultats").contains("L’offre 7000 n’est pas en ligne."));
    page.htmx_type(SEARCH, "032026-9").htmx_change("Gironde");
}

#[test]
fn turning_pages_keeps_the_law_and_gives_the_focus_to_the_count() {
    let app = busy();
    let page = app.visitor().get("/offres-de-stage").htmx_click("Suivante\u{a0}: page 2");
    assert_eq!(page.url, "/offres-de-stage?page=2");
    assert_eq!(page.attributes("#resultats [autofocus]", "id"), ["resultats-titre"]);
    let page = page.htmx_click("Suivante\u{a0}: page 3").htmx_click("Page 1");
    assert_eq!(page.url, "/offres-de-stage");
    assert_eq!(page.attributes("#resultats [autofocus]", "id"), ["resultats-titre"]);
    // A choice does not move the focus.
    let page = page.htmx_change("Lycéen");
    assert!(page.attributes("#resultats [autofocus]", "id").is_empty());
}

#[test]
fn a_choice_goes_back_to_the_first_page() {
    let app = busy();
    let page = app.visitor().get("/offres-de-stage?page=3");
    let page = page.htmx_change("Étudiant");
    assert_eq!(page.url, "/offres-de-stage?public=etudiant");
}

#[test]
fn the_order_and_the_length_of_the_list_stay_while_one_chooses() {
    let app = busy();
    let page = app.visitor().get("/offres-de-stage?tri=alphabetique&lignes=50");
    let page = page.htmx_change("Étudiant").htmx_change("Vienne");
    assert_eq!(page.url, "/offres-de-stage?public=etudiant&dep=86&tri=alphabetique&lignes=50");
}

#[test]
fn an_occupation_is_looked_up_while_one_types_and_chosen() {
    let app = busy();
    let page = app.visitor().get("/offres-de-stage").htmx_change("Étudiant");
    let url = page.url.clone();
    let page = page.htmx_type("Métier ou famille de métiers", "m");
    page.assert_says("Tapez au moins 2 lettres.");
    assert_eq!(page.url, url, "a widget is no state of the page");
    assert_eq!((page.response.header("hx-push-url"), page.response.header("hx-replace-url")), (None, None));
    let page = page.htmx_type("Métier ou famille de métiers", "xyzxyz");
    page.assert_says("Aucun résultat.");
    let page = page.htmx_type("Métier ou famille de métiers", "menuisier");
    let page = page.htmx_change("Menuisier / Menuisière");
    assert_eq!(page.url, "/offres-de-stage?public=etudiant&metier=H2206");
}

#[test]
fn a_bad_address_is_told_to_htmx_as_to_anybody() {
    let app = busy();
    let page = app.visitor().get("/offres-de-stage?dep=99&public=roi");
    assert_eq!(page.all("#resultats .notice.warn").len(), 2);
    page.htmx_change("Vienne");
}

#[test]
fn a_territory_without_outlines_keeps_the_law_too() {
    let app = TestApp::with(Options {
        settings: vec![("site.departments", "974"), ("site.territory", "La Réunion")],
        ..Options::default()
    });
    app.offer().commune("97411").published();
    app.offer().commune("97411").audiences(&[OfferAudience::HighSchool]).published();
    app.offer().published();
    let page = app.visitor().get("/offres-de-stage");
    assert_eq!(page.one("#n-dep-974"), "2");
    let page = page.htmx_change("Lycéen");
    assert_eq!(page.one("#n-dep-974"), "1");
    page.htmx_change("La Réunion").htmx_change("Autres départements");
}

#[test]
fn after_back_htmx_gets_the_whole_page() {
    let app = busy();
    let plain = app.visitor().fetch("/offres-de-stage?dep=79");
    let back = app.visitor().send(
        &Request::get("/offres-de-stage?dep=79")
            .header("HX-Request", "true")
            .header("HX-History-Restore-Request", "true"),
    );
    assert_eq!(back.text(), plain.text());
    let region = app.visitor().send(&Request::get("/offres-de-stage?dep=79").header("HX-Request", "true"));
    assert!(!region.text().contains("<html") && region.text().contains("id=\"resultats\""));
    for answer in [&plain, &back, &region] {
        let vary = answer.header("vary").unwrap();
        assert!(vary.contains("HX-Request") && vary.contains("HX-History-Restore-Request"), "{vary}");
    }
}

#[test]
fn an_error_told_to_htmx_takes_the_place_of_the_main_part() {
    let app = TestApp::new();
    let gone = app.offer().unpublished();
    for (path, status) in [("/offres-de-stage/032026-999", 404), (gone.path().as_str(), 410)] {
        let answer = app.visitor().send(&Request::get(path).header("HX-Request", "true"));
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("hx-retarget"), Some("#contenu"));
        assert_eq!(answer.header("hx-reswap"), Some("outerHTML"));
        assert_eq!(answer.header("hx-reselect"), Some("#contenu"));
        assert!(answer.text().contains("<main id=\"contenu\""), "what is reselected is there");
        assert_eq!(answer.header("hx-push-url"), None);
    }
}

#[test]
fn a_refusal_while_choosing_shows_in_place_of_the_page() {
    let app =
        TestApp::with(Options { settings: vec![("limits.pages_per_minute", "1")], ..Options::default() });
    let page = app.visitor().get("/offres-de-stage").htmx_change("Vienne");
    assert_eq!(page.status, 429);
    page.assert_says("Trop de demandes à la fois");
    assert_eq!(page.all("h1").len(), 1);
}
