//! One offer, its addresses, its document, and what is said once it is gone.

use cmonstage::domain::{OfferAudience, UnpublishedReason};
use time::macros::{date, datetime};

use crate::support::{Request, TestApp, pdf};

#[test]
fn the_page_of_an_offer_says_all_that_one_needs() {
    let app = TestApp::new();
    let offer = app
        .offer()
        .description("Voir https://exemple.example.org/metier : c'est là !\n<b>gras</b>")
        .change(|offer| {
            offer.draft.training_wanted = Some("CAP menuisier".to_owned());
            offer.draft.school_wanted = Some("Lycée du Haut-Val".to_owned());
            offer.draft.places = Some(2);
        })
        .starts(date!(2026 - 04 - 06))
        .published();
    let page = app.visitor().get(&offer.path());
    assert_eq!(page.one("h1"), "Menuisier / Menuisière");
    for said in [
        "n°\u{a0}032026-1",
        "Menuiserie des Halles",
        "Niort (Deux-Sèvres)",
        "Étudiant",
        "À partir du 6\u{a0}avril 2026",
        "2\u{a0}places",
        "CAP menuisier",
        "Lycée du Haut-Val",
        "Dominique Sauvanel",
        "05\u{a0}36\u{a0}49\u{a0}00\u{a0}20",
        "stages@menuiserie.example.org",
        "4 rue du Rabot",
        "c’est là\u{202f}!",
        "<b>gras</b>",
        "Publiée le 2\u{a0}mars 2026",
    ] {
        page.assert_says(said);
    }
    let links = page.attributes(".prose a", "href");
    assert_eq!(links, ["https://exemple.example.org/metier"]);
    // The employer's private contact belongs to the project.
    for private in ["Camille Bellanque", "direction@menuiserie", "00\u{a0}10"] {
        assert!(!page.html().contains(private), "{private}");
    }
}

#[test]
fn the_direct_link_can_be_copied_and_leads_to_the_offer() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let page = app.visitor().get(&offer.path());
    let link = page.value("Lien direct pour postuler");
    let path = format!("/detail-offre-stage/offre-detail/{}/", offer.number);
    assert_eq!(link, app.app().base_url.with(&path));
    let answer = app.visitor().fetch(&path);
    assert_eq!((answer.status, answer.header("location")), (301, Some(offer.path().as_str())));
    assert_eq!(app.visitor().get(&path).url, offer.path());
}

#[test]
fn the_right_number_under_a_wrong_month_leads_to_the_right_address() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let gone = app.offer().unpublished();
    let wrong = |number: cmonstage::domain::Number| format!("/offres-de-stage/012020-{}", number.serial());
    for (offer, status) in [(&offer, 200), (&gone, 410)] {
        let answer = app.visitor().fetch(&wrong(offer.number));
        assert_eq!((answer.status, answer.header("location")), (301, Some(offer.path().as_str())));
        app.visitor().open(&wrong(offer.number), status);
        let form = app.visitor().fetch(&format!("{}/candidature", wrong(offer.number)));
        assert_eq!((form.status, form.header("location")), (301, Some(offer.apply().as_str())));
    }
}

#[test]
fn what_was_never_online_is_not_there_and_tells_nothing() {
    let app = TestApp::new();
    let draft = app.offer().draft();
    let waiting = app.offer().awaiting_review();
    let mut pages = Vec::new();
    for path in [
        draft.path(),
        waiting.path(),
        "/offres-de-stage/032026-777".to_owned(),
        "/offres-de-stage/012020-1".to_owned(),
    ] {
        pages.push(app.visitor().open(&path, 404).one("main"));
        app.visitor().open(&format!("{path}/candidature"), 404);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "nobody can tell a draft from nothing");
}

#[test]
fn addresses_that_are_no_numbers_are_not_there() {
    let app = TestApp::new();
    app.offer().published();
    for wrong in [
        "1",
        "032026-01",
        "132026-1",
        "032026-1x",
        "032026-4294967296",
        "%00",
        "..",
        "032026-1%2F..",
        "é",
        "032026–1",
    ] {
        let encoded: String = wrong
            .chars()
            .map(|c| {
                if c.is_ascii() {
                    c.to_string()
                } else {
                    form_urlencoded::byte_serialize(c.to_string().as_bytes()).collect()
                }
            })
            .collect();
        app.visitor().open(&format!("/offres-de-stage/{encoded}"), 404);
        app.visitor().open(&format!("/detail-offre-stage/offre-detail/{encoded}/"), 404);
    }
}

#[test]
fn an_offer_that_is_gone_says_so_and_shows_what_resembles_it() {
    let app = TestApp::new();
    let like_it = app.offer().company("Ébénisterie du Marais").published();
    let gone = app.offer().unpublished();
    let page = app.visitor().open(&gone.path(), 410);
    page.assert_says("Cette offre n’est plus disponible");
    assert_eq!(page.attributes(".similar h3 a", "href"), [like_it.path()]);
    assert!(!page.says("Menuiserie des Halles"), "nothing of the employer stays");
    assert!(page.all("script[type='application/ld+json']").is_empty());
    app.visitor().open(&gone.apply(), 410).assert_says("Cette offre n’est plus disponible");
    for reason in UnpublishedReason::ALL {
        app.sql("UPDATE offer SET unpublished_reason = ?1 WHERE state = 'unpublished'", [*reason]);
        app.visitor().open(&gone.path(), 410);
    }
}

#[test]
fn similar_offers_share_the_occupation_first() {
    let app = TestApp::new();
    let same = app.offer().commune("33063").published();
    app.offer().occupation(Some("F1607")).published();
    let offer = app.offer().published();
    let page = app.visitor().get(&offer.path());
    let similar = page.attributes(".similar h3 a", "href");
    assert_eq!(similar.len(), 2);
    assert_eq!(similar[0], same.path());
}

#[test]
fn an_offer_leaves_at_the_site_s_midnight_with_no_job_run() {
    let app = TestApp::at(datetime!(2026-03-28 23:59:58));
    let offer = app.offer().starts(date!(2026 - 03 - 28)).published();
    app.visitor().get(&offer.path());
    assert_eq!(app.visitor().get("/offres-de-stage").numbers().len(), 1);
    app.wait(time::Duration::seconds(2));
    app.visitor().open(&offer.path(), 410);
    app.visitor().open(&offer.apply(), 410);
    assert!(app.visitor().get("/offres-de-stage").numbers().is_empty());
    app.visitor().get("/offres-de-stage?q=1").assert_says("n’est pas en ligne");
    let state: String = app.value("SELECT state FROM offer", []);
    assert_eq!(state, "published", "nothing was written");
    // What starts as soon as possible never goes by.
    let asap = app.offer().published();
    app.wait(time::Duration::days(800));
    app.visitor().get(&asap.path());
}

#[test]
fn its_document_is_saved_and_never_opened_within_the_site() {
    let app = TestApp::new();
    let bytes = pdf(700_000, 3);
    let offer = app.offer().document("Fiche d’atelier été.pdf", bytes.clone()).published();
    let page = app.visitor().get(&offer.path());
    page.assert_says("Fiche d’atelier été.pdf");
    let href = page.attributes("a.attachment", "href").remove(0);
    let answer = app.visitor().fetch(&href);
    assert_eq!(answer.status, 200);
    assert!(answer.body == bytes, "byte for byte");
    assert_eq!(answer.header("content-type"), Some("application/pdf"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("content-security-policy"), Some("sandbox; default-src 'none'"));
    assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
    let disposition = answer.header("content-disposition").unwrap();
    assert!(disposition.starts_with("attachment; filename=\"Fiche d"), "{disposition}");
    assert!(
        disposition.contains("filename*=UTF-8''Fiche%20d%E2%80%99atelier%20%C3%A9t%C3%A9.pdf"),
        "{disposition}"
    );
    let head = app.visitor().send(&Request::new("HEAD", &href));
    assert_eq!((head.status, head.body.len()), (200, 0));
    app.unpublish(&offer);
    app.visitor().open(&href, 404);
}

#[test]
fn a_document_of_nobody_s_or_of_another_kind_is_not_there() {
    let app = TestApp::new();
    let hidden = app.offer().masked("Entreprise de menuiserie").document("a.pdf", pdf(100, 1)).published();
    let draft = app.offer().document("b.pdf", pdf(100, 2)).draft();
    for id in [
        hidden.document.unwrap().to_string(),
        draft.document.unwrap().to_string(),
        "A".repeat(22),
        "x".to_owned(),
        "%2e%2e".to_owned(),
    ] {
        app.visitor().open(&format!("/fichiers/{id}"), 404);
    }
}

fn json_ld(app: &TestApp, path: &str) -> Option<serde_json::Value> {
    let html = app.visitor().get(path).html();
    let start = html.find("application/ld+json\">")? + "application/ld+json\">".len();
    let text = &html[start..start + html[start..].find("</script>")?];
    assert!(!text.contains('<'), "nothing in it can end the element: {text}");
    Some(serde_json::from_str(text).expect("structured data is JSON"))
}

#[test]
fn search_engines_get_structured_data_of_jobs_and_internships_only() {
    let app = TestApp::new();
    let student = app.offer().starts(date!(2026 - 04 - 06)).published();
    let data = json_ld(&app, &student.path()).unwrap();
    assert_eq!(data["@type"], "JobPosting");
    assert_eq!(data["title"], "Menuisier / Menuisière");
    assert_eq!(data["employmentType"], "INTERN");
    assert_eq!(data["identifier"]["value"], "032026-1");
    assert_eq!(data["datePosted"], "2026-03-02");
    assert_eq!(data["validThrough"], "2026-04-06T23:59");
    assert_eq!(data["hiringOrganization"]["name"], "Menuiserie des Halles");
    assert_eq!(data["jobLocation"]["address"]["addressLocality"], "Niort");
    assert_eq!(data["jobLocation"]["address"]["streetAddress"], "4 rue du Rabot");
    let job = app.offer().audiences(&[OfferAudience::JobSeekerOrEmployee]).published();
    assert!(json_ld(&app, &job.path()).unwrap().get("validThrough").is_none());
    let pupils = app.offer().audiences(&[OfferAudience::MiddleSchool, OfferAudience::HighSchool]).published();
    assert!(json_ld(&app, &pupils.path()).is_none());
    let masked = app.offer().masked("Entreprise de menuiserie").published();
    assert!(json_ld(&app, &masked.path()).is_none());
}

#[test]
fn nothing_typed_ends_the_structured_data() {
    let app = TestApp::new();
    let offer = app
        .offer()
        .company("</script><script>alert(1)</script>")
        .description("</script><!-- <script>alert(2)</script> \u{2028} \\u003c/script>")
        .published();
    let data = json_ld(&app, &offer.path()).unwrap();
    assert_eq!(data["hiringOrganization"]["name"], "</script><script>alert(1)</script>");
    assert!(data["description"].as_str().unwrap().starts_with("</script><!--"));
}

#[test]
fn the_address_shown_is_the_company_s_only_where_the_offer_is() {
    let app = TestApp::new();
    // The company is in Niort, the internship in Poitiers: « 4 rue du Rabot, 79000 Poitiers » is nowhere.
    let offer = app.offer().elsewhere("86194").published();
    let page = app.visitor().get(&offer.path());
    page.assert_says("Poitiers");
    assert!(!page.says("4 rue du Rabot") && !page.says("79000"), "{}", page.one("main"));
    let data = json_ld(&app, &offer.path()).unwrap();
    assert_eq!(data["jobLocation"]["address"]["addressLocality"], "Poitiers");
    assert!(data["jobLocation"]["address"].get("streetAddress").is_none(), "{data}");
    assert!(data["jobLocation"]["address"].get("postalCode").is_none(), "{data}");
}

#[test]
fn what_is_typed_stays_text_on_every_page() {
    let app = TestApp::new();
    let hostile = "\"><img src=x onerror=alert(1)> <svg/onload=alert(2)> data-hx-get=/x {{7*7}} ' onfocus='x";
    let plain =
        app.offer().description("simple").change(|offer| fill_everything(offer, "simple")).published();
    let offer = app.offer().description(hostile).change(|offer| fill_everything(offer, hostile)).published();
    let shape = |page: &crate::support::Page, css: &str| page.all(css).len();
    let (benign, attacked) = (app.visitor().get(&plain.path()), app.visitor().get(&offer.path()));
    assert_eq!(shape(&benign, "main article *"), shape(&attacked, "main article *"));
    assert_eq!(shape(&benign, "main aside *"), shape(&attacked, "main aside *"));
    assert_eq!(shape(&benign, "img"), 0);
    attacked.assert_says("<img src=x onerror=alert(1)>");
    for path in ["/", "/offres-de-stage", &offer.apply()] {
        assert!(app.visitor().get(path).all("img, svg[onload]").is_empty(), "{path}");
    }
}

#[test]
fn the_trade_name_stands_for_the_company_wherever_it_is_named() {
    let app = TestApp::new();
    let offer = app.offer().trade_name("L’Atelier Clair").published();
    let page = app.visitor().get(&offer.path());
    page.assert_says("L’Atelier Clair");
    page.assert_says("4 rue du Rabot");
    for path in [offer.path(), offer.apply(), "/".to_owned(), "/offres-de-stage".to_owned()] {
        let html = app.visitor().get(&path).html();
        assert!(html.contains("L’Atelier Clair") && !html.contains("Menuiserie des Halles"), "{path}");
    }
    assert_eq!(json_ld(&app, &offer.path()).unwrap()["hiringOrganization"]["name"], "L’Atelier Clair");
    assert_eq!(app.visitor().get("/offres-de-stage?q=atelier+clair").numbers().len(), 1);
}

fn fill_everything(offer: &mut crate::support::NewOffer<'_>, text: &str) {
    offer.company.name = text.to_owned();
    offer.company.street = Some(text.to_owned());
    offer.company.website = Some(text.to_owned());
    offer.draft.school_wanted = Some(text.to_owned());
    offer.draft.training_wanted = Some(text.to_owned());
    offer.draft.duration = Some(text.to_owned());
    offer.draft.contact.trade_name = Some(text.to_owned());
    offer.draft.contact.contact_name = Some(text.to_owned());
}
