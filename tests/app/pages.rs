//! The other pages: home, sources, errors, and what all of them owe (looked at by the harness at
//! each opening).

use crate::support::{Request, TestApp};

#[test]
fn the_home_page_leads_to_the_lists() {
    let app = TestApp::new();
    for _ in 0..5 {
        app.offer().published();
    }
    let home = app.visitor().get("/");
    assert_eq!(home.all(".card.offer").len(), 3, "the latest ones");
    assert_eq!(home.click("Toutes les offres").url, "/offres-de-stage");
    assert_eq!(home.click("Stage de 3e").url, "/offres-de-stage?public=collegien");
    assert_eq!(home.click("Dès que possible").numbers().len(), 5);
    assert_eq!(home.click("Offres pour les étudiants").numbers().len(), 5);
    assert_eq!(home.click("Deux-Sèvres").url, "/offres-de-stage?dep=79");
    assert_eq!(home.href_of("Offres de stage"), "/offres-de-stage");
}

#[test]
fn the_sources_are_named_with_their_licences() {
    let app = TestApp::new();
    let page = app.visitor().get("/").click("Sources des données");
    assert_eq!(page.one("h1"), "Sources des données");
    assert!(page.all("section.panel h2").len() >= 5);
    assert_eq!(
        page.all("dt").iter().filter(|term| *term == "Licence").count(),
        page.all("section.panel").len()
    );
}

#[test]
fn an_address_that_leads_nowhere_offers_a_search() {
    let app = TestApp::new();
    app.offer().published();
    for path in [
        "/nulle-part",
        "/offres-de-stage/x/y/z",
        "/gestionnaire",
        "/admin.php",
        "/.env",
        "/%f0%28%8c%28",
        "/a%00b",
    ] {
        let page = app.visitor().open(path, 404);
        page.assert_says("Cette adresse ne mène à rien");
        assert_eq!(page.response.header("cache-control"), Some("no-cache"));
        page.click("Aller à l’accueil");
        assert_eq!(
            page.fill("Chercher une offre de stage", "menuisier").submit("Rechercher").numbers().len(),
            1
        );
    }
}

#[test]
fn a_method_that_an_address_does_not_know_is_a_page_too() {
    let app = TestApp::new();
    let page = app
        .visitor()
        .follow(&Request::new("POST", "/offres-de-stage").header("Sec-Fetch-Site", "same-origin"), 405);
    page.assert_says("Cette page ne s’ouvre pas ainsi");
    page.click("Voir les offres de stage");
}

#[test]
fn what_is_marked_secure_is_said_to_browsers() {
    // Over plain http a promise of https would be ignored, and would lock a test machine out.
    let app = TestApp::new();
    let answer = app.visitor().fetch("/");
    assert_eq!(answer.header("strict-transport-security"), None);
    let policy = answer.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "script-src 'self';",
    ] {
        assert!(policy.contains(part), "{part} is not in {policy}");
    }
}

#[test]
fn the_menu_says_where_one_is() {
    let app = TestApp::new();
    let offer = app.offer().published();
    for path in ["/offres-de-stage", &offer.path(), &offer.apply()] {
        assert_eq!(
            app.visitor().get(path).all(".site-nav [aria-current=page]"),
            ["Offres de stage"],
            "{path}"
        );
    }
    assert!(app.visitor().get("/").all(".site-nav [aria-current]").is_empty());
}

#[test]
fn each_page_has_a_title_of_its_own() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let gone = app.offer().occupation(None).unpublished();
    let mut titles: Vec<String> =
        ["/", "/offres-de-stage", "/offres-de-stage?q=zzz", "/sources", &offer.path(), &offer.apply()]
            .iter()
            .map(|path| app.visitor().get(path).one("head title"))
            .collect();
    titles.push(app.visitor().open(&gone.path(), 410).one("head title"));
    titles.push(app.visitor().open("/rien", 404).one("head title"));
    let count = titles.len();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), count, "{titles:?}");
}
