//! What is refused before anything is read: other sites' forms, other names, too much at once.

use time::Duration;

use crate::apply::{SEND, filled};
use crate::support::{Options, Request, TestApp};

#[test]
fn a_form_sent_from_another_site_is_refused_and_nothing_is_stored() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let honest = filled(&app.visitor(), &offer.apply()).sending(SEND);
    let origin = app.app().base_url.as_str().to_owned();
    let before = app.stored();
    let cases = [
        honest.clone().header("Sec-Fetch-Site", "cross-site"),
        honest.clone().header("Sec-Fetch-Site", "same-site"),
        honest.clone().header("Sec-Fetch-Site", "cross-site").header("Origin", &origin),
        honest.clone().header("Sec-Fetch-Site", "nonsense"),
        honest.clone().without("Sec-Fetch-Site").header("Origin", "https://evil.example"),
        honest.clone().without("Sec-Fetch-Site").header("Origin", "null"),
        honest
            .clone()
            .without("Sec-Fetch-Site")
            .header("Origin", &origin.replace("127.0.0.1", "evil.example")),
        honest.clone().without("Sec-Fetch-Site").header("Origin", &format!("{origin}.evil.example")),
        honest.clone().without("Sec-Fetch-Site").header("Origin", origin.rsplit_once(':').unwrap().0),
    ];
    for (n, request) in cases.iter().enumerate() {
        for htmx in [false, true] {
            let request = if htmx { request.clone().header("HX-Request", "true") } else { request.clone() };
            let page = app.visitor().follow(&request, 403);
            page.assert_says("Ce formulaire a été envoyé depuis un autre site.");
            assert_eq!(app.stored(), before, "case {n}");
        }
    }
    // Browsers that do not say whence, but where from.
    let answer = app.visitor().send(&honest.without("Sec-Fetch-Site"));
    assert_eq!(answer.status, 303);
    app.mails();
}

#[test]
fn pages_may_be_reached_from_anywhere() {
    let app = TestApp::new();
    let offer = app.offer().published();
    for path in ["/", "/offres-de-stage", &offer.path(), &offer.apply()] {
        let answer = app.visitor().send(&Request::get(path).header("Sec-Fetch-Site", "cross-site"));
        assert_eq!(answer.status, 200, "{path}");
    }
}

#[test]
fn a_name_that_is_not_ours_is_refused_and_never_repeated() {
    let app = TestApp::new();
    let offer = app.offer().published();
    let port = app.address().port();
    for host in [
        "evil.example",
        &format!("evil.example:{port}"),
        "127.0.0.1",
        "127.0.0.1.evil.example",
        &format!("127.0.0.1:{port}@evil.example"),
        "",
    ] {
        for path in ["/", "/offres-de-stage", &offer.path()] {
            let answer = app.visitor().send(&Request::get(path).header("Host", host));
            assert_eq!(answer.status, 421, "{host}");
            assert!(!answer.text().contains("evil"), "{host}");
        }
    }
    for host in [format!("localhost:{port}"), format!("LOCALHOST:{port}"), format!("[::1]:{port}")] {
        assert_eq!(app.visitor().send(&Request::get("/").header("Host", &host)).status, 200, "{host}");
    }
    // What a proxy would say counts for nothing: links come from the settings.
    let answer = app.visitor().send(
        &Request::get(&offer.path())
            .header("X-Forwarded-Host", "evil.example")
            .header("Forwarded", "host=evil.example"),
    );
    assert_eq!(answer.status, 200);
    assert!(!answer.text().contains("evil.example"));
}

#[test]
fn a_slash_too_many_never_leads_to_another_site() {
    let app = TestApp::new();
    for (path, location) in [
        ("/offres-de-stage/", Some("/offres-de-stage")),
        ("/offres-de-stage///", Some("/offres-de-stage")),
        ("/offres-de-stage/?q=bois&page=2", Some("/offres-de-stage?q=bois&page=2")),
        ("//evil.example/", None),
        ("///evil.example/", None),
        ("//evil.example/%2e%2e/", None),
        ("/\\evil.example/", None),
        ("/%5Cevil.example/", Some("/%5Cevil.example")),
        ("/%2f%2fevil.example/", Some("/%2f%2fevil.example")),
        ("/%09//evil.example/", Some("/%09//evil.example")),
    ] {
        let answer = app.visitor().fetch(path);
        assert_eq!(answer.header("location"), location, "{path}: {}", answer.status);
        let right = if location.is_some() { 301 } else { 404 };
        assert!(
            answer.status == right || (location.is_none() && answer.status == 400),
            "{path}: {}",
            answer.status
        );
    }
    assert_eq!(
        app.visitor()
            .send(&Request::new("POST", "/offres-de-stage/").header("Sec-Fetch-Site", "same-origin"))
            .status,
        404
    );
}

fn limited(settings: Vec<(&'static str, &'static str)>, proxies: &str) -> TestApp {
    TestApp::with(Options { settings, proxies: proxies.parse().unwrap(), ..Options::default() })
}

#[test]
fn too_many_pages_at_once_are_asked_to_wait() {
    let app = limited(vec![("limits.pages_per_minute", "10")], "");
    let offer = app.offer().published();
    let css = app.app().assets.css.href().to_owned();
    for _ in 0..10 {
        assert_eq!(app.visitor().fetch(&offer.path()).status, 200);
    }
    for htmx in [false, true] {
        let request = Request::get("/offres-de-stage");
        let answer = app.visitor().send(&if htmx { request.header("HX-Request", "true") } else { request });
        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("6")));
        assert!(answer.text().contains("Attendez 6\u{a0}secondes, puis réessayez."));
        assert_eq!(answer.header("hx-retarget"), htmx.then_some("#contenu"));
    }
    assert_eq!(app.visitor().fetch(&css).status, 200, "a page that is shown keeps its style");
    app.wait(Duration::seconds(6));
    assert_eq!(app.visitor().fetch("/").status, 200);
    assert_eq!(app.visitor().fetch("/").status, 429);
}

#[test]
fn too_many_forms_are_asked_to_wait_and_pages_are_not() {
    let app = limited(vec![("limits.forms_per_ten_minutes", "3")], "");
    let offer = app.offer().published();
    let form = filled(&app.visitor(), &offer.apply());
    // Refused forms count too: that is what robots send.
    for _ in 0..3 {
        let empty = app.visitor().get(&offer.apply());
        assert_eq!(empty.visitor().send(&empty.sending(SEND)).status, 422);
    }
    let page = app.visitor().follow(&form.sending(SEND), 429);
    page.assert_says("Trop de demandes à la fois");
    let wait: i64 = page.response.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=200).contains(&wait), "{wait}");
    assert_eq!(app.count("application"), 0);
    app.visitor().get("/offres-de-stage");
    app.wait(Duration::seconds(wait));
    form.submit(SEND);
    app.mails();
}

#[test]
fn behind_a_trusted_proxy_each_client_has_a_share_and_nobody_else_is_believed() {
    let ask = |app: &TestApp, from: &str| {
        app.visitor().send(&Request::get("/sources").header("X-Forwarded-For", from)).status
    };
    let app = limited(vec![("limits.pages_per_minute", "2")], "127.0.0.1");
    for client in ["198.51.100.1", "198.51.100.2", "2001:db8::1", "2001:db8:0:1::1"] {
        assert_eq!([ask(&app, client), ask(&app, client), ask(&app, client)], [200, 200, 429], "{client}");
    }
    assert_eq!(ask(&app, "2001:db8::ffff"), 429, "one subscriber is one client");
    assert_eq!(ask(&app, "9.9.9.9, 198.51.100.1"), 429, "what the client itself wrote does not count");
    let app = limited(vec![("limits.pages_per_minute", "2")], "");
    assert_eq!(
        [ask(&app, "198.51.100.1"), ask(&app, "198.51.100.2"), ask(&app, "198.51.100.3")],
        [200, 200, 429]
    );
}

#[test]
fn without_limits_nothing_waits() {
    let app = TestApp::with(Options {
        limited: false,
        settings: vec![("limits.pages_per_minute", "1"), ("limits.forms_per_ten_minutes", "1")],
        ..Options::default()
    });
    let offer = app.offer().published();
    for name in ["Inès", "Noé", "Lina"] {
        let form = filled(&app.visitor().in_no_time(), &offer.apply()).fill("Prénom", name);
        form.submit(SEND);
    }
    assert_eq!(app.mails().len(), 6);
}
