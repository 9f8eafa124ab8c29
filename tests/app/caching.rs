//! Public pages that have not changed are not made, nor sent, again; and never is an old one.

use std::collections::HashMap;

use axum::http::Method;
use cmonstage::access::Access;
use cmonstage::content;
use cmonstage::mail::MailKind;
use time::Duration;
use time::macros::datetime;

use crate::support::{Options, Request, StoredEvent, StoredOffer, TestApp, pdf};
use crate::{apply, register};

fn ask(path: &str) -> Request {
    Request::get(path).header("Accept-Encoding", "gzip")
}

/// Made anew: somebody who bears a cookie is not answered with what is kept.
fn fresh(path: &str) -> Request {
    ask(path).header("Cookie", "a=b")
}

fn tag(app: &TestApp, path: &str) -> String {
    let kept = app.visitor().send(&ask(path));
    assert_eq!(kept.status, 200, "{path}");
    let made = app.visitor().send(&fresh(path));
    assert!(kept.body == made.body, "{path}: what is kept is what would be made");
    assert_eq!(without_date(&kept.headers), without_date(&made.headers), "{path}");
    kept.header("etag").unwrap_or_else(|| panic!("{path} has no tag")).to_owned()
}

fn without_date(headers: &[(String, String)]) -> Vec<(String, String)> {
    let mut headers: Vec<_> = headers.iter().filter(|(name, _)| name != "date").cloned().collect();
    headers.sort();
    headers
}

/// One of everything that is public.
struct Scene {
    app: TestApp,
    offer: StoredOffer,
    event: StoredEvent,
    pages: Vec<String>,
}

fn scene() -> Scene {
    let app = TestApp::new();
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| content::defaults::seed(tx, now)).unwrap();
    let offer = app.offer().document("fiche.pdf", pdf(100, 1)).starts_in(1).published();
    app.offer().published();
    let event = app.event().starts(datetime!(2026-03-02 11:30)).capacity(1).published();
    app.event().published();
    let article = app.value::<String>("SELECT slug FROM resource ORDER BY id LIMIT 1", []);
    // The pages of the table, and one of each kind that takes a number.
    let table = cmonstage::routes();
    let mut pages: Vec<String> = table
        .table()
        .iter()
        .filter(|route| !route.path.starts_with("/gestion"))
        .filter(|route| route.method == Method::GET && route.access == Access::Everyone)
        .map(|route| route.path.to_owned())
        .filter(|path| !path.contains('{') && path != "/contact")
        // A form has a ticket for one person; what finds companies is no page of what is published.
        .filter(|path| path == "/entreprises" || !path.starts_with("/entreprises/"))
        // The icon is of the program: browsers keep it for a day.
        .filter(|path| path != "/favicon.ico")
        .collect();
    assert!(pages.len() > 12, "the pages are found");
    pages.extend([
        offer.path(),
        event.path(),
        event.calendar(),
        format!("/ressources/{article}"),
        "/rencontres?vue=mois".to_owned(),
        "/metiers?metier_q=men".to_owned(),
        "/offres-de-stage?dep=79&tri=debut".to_owned(),
    ]);
    Scene { app, offer, event, pages }
}

impl Scene {
    fn tags(&self) -> Vec<String> {
        self.pages.iter().map(|path| tag(&self.app, path)).collect()
    }

    /// What changes the tags of every page.
    fn changes(&self, before: &[String], why: &str) -> Vec<String> {
        let after = self.tags();
        for ((path, before), after) in self.pages.iter().zip(before).zip(&after) {
            assert!(before != after, "{path} has the same tag after {why}");
        }
        after
    }
}

#[test]
fn who_holds_a_page_is_told_that_it_has_not_changed() {
    let Scene { app, pages, .. } = scene();
    for path in &pages {
        // Who asks for the headers alone fills what is kept with the whole page.
        let head = app.visitor().send(&Request::new("HEAD", path).header("Accept-Encoding", "gzip"));
        assert_eq!((head.status, head.on_the_wire), (200, 0), "{path}");
        let tag = tag(&app, path);
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        let others = format!("\"x\", {tag}");
        for (asked, cookie) in [(tag.as_str(), false), (tag.as_str(), true), ("*", false), (&others, false)] {
            let request = if cookie { fresh(path) } else { ask(path) };
            let answer = app.visitor().send(&request.header("If-None-Match", asked));
            assert_eq!((answer.status, answer.on_the_wire), (304, 0), "{path} {asked}");
            let full = app.visitor().send(&ask(path));
            let names: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
            for (name, value) in &answer.headers {
                assert!(
                    matches!(name.as_str(), "etag" | "cache-control" | "vary" | "date" | "connection"),
                    "{name}"
                );
                assert!(
                    name == "date" || name == "connection" || full.header(name) == Some(value),
                    "{name}: {value}"
                );
            }
            assert!(["etag", "cache-control", "vary"].iter().all(|name| names.contains(name)), "{names:?}");
            assert_eq!(answer.header("cache-control"), Some("no-cache"));
        }
        let other = app.visitor().send(&ask(path).header("If-None-Match", "W/\"x\", \"y\""));
        assert!(other.status == 200 && !other.body.is_empty(), "{path}");
        let head = app.visitor().send(&Request::new("HEAD", path).header("Accept-Encoding", "gzip"));
        assert_eq!(without_date(&head.headers), without_date(&other.headers), "HEAD {path}");
    }
}

#[test]
fn what_is_public_changes_every_tag_and_the_page_is_new() {
    let scene = scene();
    let app = &scene.app;
    let mut tags = scene.tags();
    let other = app.offer().company("Scierie du Marais").published();
    tags = scene.changes(&tags, "a publication");
    app.visitor().get("/offres-de-stage").assert_says("Scierie du Marais");
    app.unpublish(&other);
    tags = scene.changes(&tags, "a withdrawal");
    assert!(!app.visitor().get("/offres-de-stage").html().contains("Scierie du Marais"));
    assert_eq!(app.visitor().send(&ask(&other.path())).status, 410);
    assert_eq!(tag(app, &scene.event.path()), tag(app, &scene.event.path()));
    register::filled(&app.visitor(), &scene.event).submit(register::SEND);
    register::told(app);
    tags = scene.changes(&tags, "the last place is taken");
    app.visitor().get(&scene.event.path()).assert_says("Complet");
    app.sql("UPDATE resource SET title = 'Tout neuf' WHERE position = 1", []);
    tags = scene.changes(&tags, "an article is rewritten");
    app.visitor().get("/ressources").assert_says("Tout neuf");
    app.sql("INSERT INTO page_text VALUES ('privacy', 'Nos propres mots.', 0)", []);
    tags = scene.changes(&tags, "a legal page is written");
    app.visitor().get("/confidentialite").assert_says("Nos propres mots.");
    app.sql("UPDATE user SET phone = phone", []);
    assert_eq!(scene.tags(), tags, "nobody was changed");
}

#[test]
fn what_is_private_changes_no_tag() {
    let scene = scene();
    let app = &scene.app;
    // Forms take two seconds to fill in; the minute must not end meanwhile.
    let tags = scene.tags();
    apply::filled(&app.visitor(), &scene.offer.apply())
        .attach("Fichiers joints", "cv.pdf", pdf(300_000, 7))
        .submit(apply::SEND);
    let follow = app.take_mail(MailKind::ApplicationReceived).link();
    let link = app.take_mail(MailKind::ApplicationToEmployer).link();
    assert_eq!(scene.tags(), tags, "an application");
    let read = app.visitor().get(&link);
    assert_eq!(read.response.header("etag"), None);
    assert_eq!(app.visitor().get(&follow).response.header("etag"), None);
    app.visitor()
        .get("/contact")
        .fill("Prénom et nom", "Inès Bellanque")
        .fill("Adresse e-mail", "ines@example.org")
        .fill("Votre département", "86")
        .fill("Votre message", "Bonjour, j’aimerais visiter un atelier.")
        .submit("Envoyer le message");
    app.mails();
    app.sql("UPDATE mail SET state = 'failed'", []);
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| cmonstage::jobs::sweep(tx, now)).unwrap();
    assert_eq!(scene.tags(), tags, "a message, mails, what is swept");
}

/// The law of the tag: under one tag, an address always shows the same.
#[test]
fn one_tag_is_one_page_whatever_the_hour() {
    let scene = scene();
    let app = &scene.app;
    let mut known: HashMap<(String, String), Vec<u8>> = HashMap::new();
    let mut changed = HashMap::<&str, u32>::new();
    // An event starts at 11:30, an offer starts tomorrow.
    for minutes in [0, 1, 29, 59, 1, 1, 300, 399, 29, 1, 1, 600, 839, 1, 1440, 15 * 1440] {
        app.wait(Duration::minutes(minutes));
        app.wait(Duration::seconds(7));
        for path in &scene.pages {
            let made = app.visitor().send(&fresh(path));
            // An offer that has begun is no longer online: that has no tag.
            let Some(tag) = made.header("etag").map(str::to_owned) else { continue };
            match known.get(&(path.clone(), tag.clone())) {
                Some(before) => assert!(*before == made.body, "{path} changed under {tag}"),
                None => {
                    *changed.entry(path).or_default() += 1;
                    known.insert((path.clone(), tag), made.body);
                }
            }
        }
    }
    assert!(changed["/rencontres"] > 10 && changed["/"] > 10, "{changed:?}");
    assert!((3..=6).contains(&changed["/offres-de-stage"]), "{changed:?}");
}

#[test]
fn an_event_that_starts_and_a_day_that_ends_are_seen_at_once() {
    let scene = scene();
    let (app, event) = (&scene.app, scene.event.path());
    app.wait(Duration::minutes(89));
    app.wait(Duration::seconds(59));
    let before = tag(app, &event);
    let (offers, home) = (tag(app, "/offres-de-stage"), tag(app, "/"));
    assert!(app.visitor().get("/rencontres").html().contains(&event));
    app.wait(Duration::seconds(1));
    assert_ne!(tag(app, &event), before);
    assert_ne!(tag(app, "/"), home);
    assert_eq!(tag(app, "/offres-de-stage"), offers, "offers do not follow the hour");
    assert!(!app.visitor().get("/rencontres").html().contains(&event));
    // To the last second of the day on which the offer starts.
    app.wait(Duration::hours(36) + Duration::minutes(29) + Duration::seconds(59));
    let offers = tag(app, "/offres-de-stage");
    assert_eq!(app.visitor().get("/offres-de-stage").numbers().len(), 2);
    app.wait(Duration::seconds(1));
    assert_ne!(tag(app, "/offres-de-stage"), offers);
    assert_eq!(app.visitor().get("/offres-de-stage").numbers().len(), 1);
    assert_eq!(app.visitor().send(&ask(&scene.offer.path())).status, 410);
}

#[test]
fn parts_for_htmx_and_whole_pages_never_mix_nor_do_encodings() {
    let Scene { app, pages, .. } = scene();
    for path in &pages {
        let tag = tag(&app, path);
        let whole = app.visitor().send(&Request::get(path));
        let htmx = ask(path).header("HX-Request", "true");
        for _ in 0..2 {
            let packed = app.visitor().send(&ask(path));
            let plain = app.visitor().send(&Request::get(path));
            assert_eq!((packed.status, plain.status), (200, 200));
            assert_eq!(plain.header("content-encoding"), None, "{path}");
            let small = plain.body.len() < 256;
            assert_eq!(packed.header("content-encoding"), (!small).then_some("gzip"), "{path}");
            assert!(packed.body == whole.body && plain.body == whole.body, "{path}");
            assert!(plain.header("vary").is_some_and(|vary| vary.ends_with("Accept-Encoding")), "{path}");
            assert_eq!(
                app.visitor().send(&ask(path).header("Accept-Encoding", "br, gzip;q=0")).body,
                whole.body
            );
            if plain.header("content-type") != Some("text/html; charset=utf-8") {
                continue;
            }
            // The browser holds the whole page: it must not be told that the part is the same.
            let part = app.visitor().send(&htmx.clone().header("If-None-Match", &tag));
            assert_eq!((part.status, part.header("etag")), (200, None), "{path}");
            assert!(
                part.body != whole.body || part.header("hx-retarget").is_some(),
                "{path}: a part, or where the page goes"
            );
            let back = htmx.clone().header("HX-History-Restore-Request", "true");
            assert_eq!(without_date(&app.visitor().send(&back).headers), without_date(&packed.headers));
        }
    }
    // The history that htmx is told of depends on the page that asked.
    let from = |page: &str| {
        let request =
            ask("/offres-de-stage?dep=79").header("HX-Request", "true").header("HX-Current-URL", page);
        app.visitor().send(&request).header("hx-push-url").map(str::to_owned)
    };
    assert_eq!(from("http://a/offres-de-stage"), Some("/offres-de-stage?dep=79".to_owned()));
    assert_eq!(from("http://a/offres-de-stage?dep=79"), None);
}

#[test]
fn what_is_somebody_s_has_no_tag() {
    let Scene { app, offer, event, .. } = scene();
    let gone = app.offer().unpublished();
    let wrong = register::filled(&app.visitor(), &event).fill("Nom", "").sending(register::SEND);
    let file = format!("/fichiers/{}", offer.document.as_ref().unwrap());
    let requests = [
        ask("/contact"),
        ask(&offer.apply()),
        ask(&event.register()),
        ask("/rien"),
        ask(&gone.path()),
        ask(&file),
        ask("/offres-de-stage/"),
        ask("/suivi/AAAA"),
        ask("/").header("Host", "evil.example"),
        ask(app.app().assets.css.href()),
        Request::new("POST", "/offres-de-stage").header("Sec-Fetch-Site", "same-origin"),
        wrong,
    ];
    for request in requests {
        for asked in [None, Some("*")] {
            let request =
                asked.map_or(request.clone(), |asked| request.clone().header("If-None-Match", asked));
            let answer = app.visitor().send(&request);
            let said = (answer.status, answer.header("etag"));
            assert!(said.0 != 304 && said.1.is_none(), "{} {}: {said:?}", request.method, request.target);
            if String::from_utf8_lossy(&answer.body).contains("name=\"ticket\"") {
                assert_eq!(answer.header("cache-control"), Some("no-store"), "{}", request.target);
            }
        }
    }
}

#[test]
fn another_process_has_other_tags() {
    let (one, other) = (TestApp::new(), TestApp::new());
    let held = tag(&one, "/sources");
    assert_ne!(held, tag(&other, "/sources"));
    let answer = other.visitor().send(&ask("/sources").header("If-None-Match", &held));
    assert_eq!(answer.status, 200);
}

#[test]
fn who_is_known_by_a_cookie_neither_reads_nor_fills_what_is_kept() {
    let app = TestApp::new();
    for name in ["Cookie", "Authorization"] {
        for path in ["/sources", "/offres-de-stage"] {
            let known = ask(path).header(name, "a=b");
            assert_eq!(app.visitor().send(&known).status, 200);
            // Were it kept, a page made differently would show.
            let kept = app.app().pages.held();
            app.visitor().send(&known);
            assert_eq!(app.app().pages.held(), kept);
            assert_eq!(kept, 0);
        }
    }
    app.visitor().send(&ask("/sources"));
    assert_eq!(app.app().pages.held(), 1);
}

#[test]
fn a_page_that_is_kept_is_still_refused_to_other_names_and_counted() {
    let app =
        TestApp::with(Options { settings: vec![("limits.pages_per_minute", "4")], ..Options::default() });
    for _ in 0..2 {
        assert_eq!(app.visitor().send(&ask("/sources")).status, 200);
    }
    assert_eq!(app.visitor().send(&ask("/sources").header("Host", "evil.example")).status, 421);
    assert_eq!(app.visitor().send(&ask("/sources").header("If-None-Match", "*")).status, 304);
    assert_eq!(app.visitor().send(&ask("/sources")).status, 200);
    for request in [ask("/sources"), ask("/sources").header("If-None-Match", "*")] {
        let refused = app.visitor().send(&request);
        assert_eq!((refused.status, refused.header("etag")), (429, None));
    }
}

#[test]
fn nothing_is_kept_where_no_room_is_given() {
    let app = TestApp::with(Options { settings: vec![("cache.pages_mebibytes", "0")], ..Options::default() });
    let held = tag(&app, "/offres-de-stage");
    assert_eq!(app.app().pages.held(), 0);
    let answer = app.visitor().send(&ask("/offres-de-stage").header("If-None-Match", &held));
    assert_eq!(answer.status, 304, "it is made, found to be the same, and not sent");
}

#[test]
fn what_is_kept_is_logged_under_its_pattern_like_the_rest() {
    let app = TestApp::new();
    let offer = app.offer().published();
    for _ in 0..3 {
        app.visitor().send(&ask(&offer.path()));
    }
    let log = app.log();
    assert_eq!(log.matches("\"/offres-de-stage/{number}\"").count(), 3, "{log}");
    assert!(!log.contains(&offer.number.to_string()), "{log}");
}
