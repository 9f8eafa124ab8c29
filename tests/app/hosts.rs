//! The names of the site: that of the extranet when it has its own, and those that are nobody's.

use std::collections::BTreeSet;

use axum::http::Method;
use cmonstage::mail::MailKind;
use cmonstage::web::client::TrustedProxies;

use crate::apply::{SEND, filled};
use crate::support::{Options, PASSWORD, Request, Response, StoredUser, TestApp, Visitor};

const SITE: &str = "https://stages.example.org";
const EXTRANET: &str = "https://gestion.example.org";

fn with_names(site: &'static str, extranet: &'static str) -> TestApp {
    TestApp::with(Options { names: Some((site, extranet)), ..Options::default() })
}

/// Two names of this machine.
fn on_this_machine() -> TestApp {
    with_names("http://127.0.0.1:{port}", "http://localhost:{port}")
}

/// Two names behind a proxy that does the TLS.
fn behind_tls() -> TestApp {
    with_names(SITE, EXTRANET)
}

/// A request of each route of the table, whatever its parameters are.
fn everywhere() -> Vec<(Method, String)> {
    let fill = |path: &str| {
        let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    cmonstage::routes().table().iter().map(|route| (route.method.clone(), fill(route.path))).collect()
}

fn location(visitor: &Visitor, target: &str) -> (u16, String) {
    let answer = visitor.fetch(target);
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{target}");
    (answer.status, answer.header("location").unwrap_or_else(|| panic!("{target} is served")).to_owned())
}

#[test]
fn each_page_is_served_under_one_name_and_the_other_leads_there() {
    let app = behind_tls();
    let (site, extranet) = (app.visitor(), app.visitor().on_extranet());
    let page = format!("{SITE}/offres-de-stage?q=bois&page=2");
    assert_eq!(location(&extranet, "/offres-de-stage?q=bois&page=2"), (302, page));
    assert_eq!(location(&extranet, "/"), (302, format!("{EXTRANET}/gestion")));
    assert_eq!(location(&site, "/gestion"), (302, format!("{EXTRANET}/gestion")));
    let sign_in = "/gestion/connexion?suite=%2Fgestion%2Faide";
    assert_eq!(location(&site, sign_in), (302, format!("{EXTRANET}{sign_in}")));
    for path in ["/gestion/connexion", "/metiers?metier_q=menuisier", "/communes?commune_q=niort"] {
        assert_eq!(extranet.fetch(path).status, 200, "{path}");
    }
    for path in ["/", "/metiers?metier_q=menuisier", "/communes?commune_q=niort"] {
        assert_eq!(site.fetch(path).status, 200, "{path}");
    }
    let sheet = app.app().assets.css.href();
    assert_eq!((site.fetch(sheet).status, extranet.fetch(sheet).status), (200, 200));
    // What only begins alike is of neither.
    assert_eq!(site.fetch("/gestionnaire").status, 404);
    assert_eq!(location(&extranet, "/gestionnaire"), (302, format!("{SITE}/gestionnaire")));
    assert_eq!(extranet.fetch("/gestion/nulle-part").status, 404);
}

#[test]
fn every_route_answers_under_its_own_name_only_and_nothing_is_sent_under_the_other() {
    let app = behind_tls();
    let before = app.stored();
    let both = BTreeSet::from(["/assets/1", "/metiers", "/communes"]);
    for (method, path) in everywhere() {
        let ours = path == "/gestion" || path.starts_with("/gestion/");
        let own = if ours { app.visitor().on_extranet() } else { app.visitor() };
        let other = if ours { app.visitor() } else { app.visitor().on_extranet() };
        let request = Request::new(method.as_str(), &path).header("Sec-Fetch-Site", "same-origin");
        let answer = own.send(&request);
        assert!(!matches!(answer.status, 302 | 421), "{method} {path}: {}", answer.status);
        let astray = other.send(&request);
        crate::support::assert_headers(&path, &astray);
        let right = match method {
            _ if both.contains(path.as_str()) => answer.status,
            Method::GET => 302,
            _ => 421,
        };
        assert_eq!(astray.status, right, "{method} {path}");
        let head = other.send(&Request::new("HEAD", &path));
        assert_eq!(head.status == 302, right != answer.status, "HEAD {path}: {}", head.status);
        for method in ["PUT", "DELETE", "OPTIONS"] {
            let status = other.send(&Request::new(method, &path)).status;
            assert_eq!(status, if both.contains(path.as_str()) { 405 } else { 421 }, "{method} {path}");
        }
    }
    assert_eq!(app.stored(), before);
}

#[test]
fn a_partner_works_under_the_name_of_the_extranet_alone() {
    let app = on_this_machine();
    let user = app.user("Sauvanel");
    let visitor = app.visitor().on_extranet();
    let form = visitor.get("/gestion").fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD);
    let sign_in = form.sending("Se connecter");
    // The same form, sent to the site: nothing is looked at, nothing is given.
    let astray = app.visitor().send(&sign_in);
    assert_eq!((astray.status, astray.header("set-cookie")), (421, None));
    let page = form.submit("Se connecter");
    assert_eq!(page.url, "/gestion");
    page.assert_says("Tableau de bord");
    // The cookie opens nothing under the other name, if a browser ever sent it there.
    let elsewhere = app.visitor().with_cookie(visitor.cookie());
    let answer = elsewhere.fetch("/gestion");
    assert_eq!(answer.status, 302);
    assert_eq!(answer.header("set-cookie"), None);
    visitor.get("/gestion").submit("Se déconnecter").assert_says("Votre session est fermée.");
}

#[test]
fn forms_come_from_the_name_they_are_sent_to() {
    let app = on_this_machine();
    let user = app.user("Sauvanel");
    let extranet = app.visitor().on_extranet();
    let form = extranet.get("/gestion").fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD);
    let request = form.sending("Se connecter");
    let port = app.address().port();
    let site = format!("http://127.0.0.1:{port}");
    for (fetched, origin, status) in [
        (None, Some(site.as_str()), 403),
        (Some("same-site"), Some(&site), 403),
        (Some("cross-site"), Some(&site), 403),
        (None, Some("https://evil.example"), 403),
        (None, Some("null"), 403),
        (None, None, 403),
        (None, Some(&format!("http://localhost:{port}")), 303),
        (Some("same-origin"), None, 303),
    ] {
        let mut sent = request.clone().without("Sec-Fetch-Site").without("Origin");
        for (name, value) in [("Sec-Fetch-Site", fetched), ("Origin", origin)] {
            if let Some(value) = value {
                sent = sent.header(name, value);
            }
        }
        let answer = app.visitor().on_extranet().send(&sent);
        assert_eq!(answer.status, status, "{fetched:?} {origin:?}");
        assert_eq!(answer.header("set-cookie").is_some(), status == 303);
    }
    // And the other way round.
    let offer = app.offer().published();
    let apply = filled(&app.visitor(), &offer.apply()).sending(SEND).without("Sec-Fetch-Site");
    let abroad = apply.header("Origin", &format!("http://localhost:{port}"));
    assert_eq!(app.visitor().send(&abroad).status, 403);
    assert_eq!(app.count("application"), 0);
}

/// What every cookie of a site behind TLS is: bound to its host, out of reach of scripts and of clear
/// connections, and not sent with the forms of others.
fn is_bound_to_its_host(cookie: &str) -> bool {
    let Some((pair, attributes)) = cookie.split_once("; ") else { return false };
    let value = pair.strip_prefix("__Host-sid=").unwrap_or("-");
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let mut attributes: Vec<&str> = attributes.split("; ").collect();
    attributes.sort_unstable();
    plain && attributes == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
}

#[test]
fn the_only_cookie_is_that_of_a_session_given_by_the_extranet_and_bound_to_it() {
    let app = behind_tls();
    let user = app.user("Sauvanel");
    let visitor = app.visitor().on_extranet();
    let form = visitor.get("/gestion/connexion");
    let sign_in =
        form.fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD).sending("Se connecter");
    let answer = visitor.send(&sign_in);
    let cookies: Vec<&str> =
        answer.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| &**value).collect();
    assert_eq!(cookies.len(), 1);
    assert!(is_bound_to_its_host(cookies[0]), "{}", cookies[0]);
    assert_eq!(visitor.get("/gestion").url, "/gestion");
    // No other answer gives any, to whoever asks, under any name; signing out takes it away.
    let cookie = visitor.cookie().unwrap();
    let out = |path: &str| path == "/gestion/deconnexion";
    for (method, path) in everywhere().into_iter().filter(|(_, path)| !out(path)) {
        for visitor in [app.visitor(), app.visitor().on_extranet()] {
            for held in [None, Some(cookie.clone()), Some("__Host-sid=AAAAAAAAAAAAAAAAAAAAAA".to_owned())] {
                let request = Request::new(method.as_str(), &path).header("Sec-Fetch-Site", "same-origin");
                let stale = held.as_ref().is_some_and(|held| *held != cookie);
                let answer = visitor.with_cookie(held).send(&request);
                let given = answer.header("set-cookie");
                let forgotten = stale && given.is_some_and(|given| given.contains("Max-Age=0"));
                assert!(given.is_none() || forgotten, "{method} {path}: {given:?}");
            }
        }
    }
    let page = visitor.get("/gestion").submit("Se déconnecter");
    page.assert_says("Votre session est fermée.");
    assert_eq!(visitor.cookie(), None);
}

#[test]
fn a_site_in_clear_gives_a_cookie_without_the_prefix_that_only_tls_allows() {
    let app = on_this_machine();
    let user = app.user("Sauvanel");
    let visitor = app.visitor().on_extranet();
    let form = visitor.get("/gestion/connexion");
    form.fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD).submit("Se connecter");
    assert!(visitor.cookie().unwrap().starts_with("sid="));
}

#[test]
fn a_name_that_is_neither_is_refused_whatever_a_proxy_says() {
    let app = TestApp::with(Options {
        names: Some((SITE, EXTRANET)),
        // Even one that is trusted with the address of the client.
        proxies: "127.0.0.1".parse::<TrustedProxies>().unwrap(),
        ..Options::default()
    });
    let port = app.address().port();
    let long = format!("{}.example.org", "a".repeat(300));
    let hosts = [
        "evil.example",
        "127.0.0.1",
        &format!("127.0.0.1:{port}"),
        &format!("localhost:{port}"),
        "stages.example.org:8080",
        "stages.example.org.evil.example",
        "evil.example/stages.example.org",
        "stages.example.org@evil.example",
        "stages.example.org, evil.example",
        "gestion.example.org.",
        "",
        &long,
    ];
    for host in hosts {
        for path in ["/", "/gestion", "/gestion/connexion", "/offres-de-stage"] {
            let request =
                Request::get(path).header("Host", host).header("X-Forwarded-Host", "stages.example.org");
            let answer = app.visitor().send(&request);
            // What is no host at all does not even reach the program.
            assert!(matches!(answer.status, 421 | 400), "{host} {path}: {}", answer.status);
            assert!(!answer.text().contains("evil") && answer.header("location").is_none(), "{host}");
        }
    }
    for (name, value) in [
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Server", "evil.example"),
        ("X-Original-Host", "evil.example"),
        ("X-Host", "evil.example"),
        ("Forwarded", "host=evil.example;proto=http"),
        ("X-Forwarded-Proto", "http"),
    ] {
        for (visitor, target) in [
            (app.visitor(), "/gestion/aide"),
            (app.visitor().on_extranet(), "/contact"),
            (app.visitor(), "/contact"),
        ] {
            let answer = visitor.send(&Request::get(target).header(name, value));
            assert!(!answer.text().contains("evil"), "{name}");
            let location = answer.header("location").unwrap_or(SITE);
            assert!(location.starts_with(SITE) || location.starts_with(EXTRANET), "{name}: {location}");
        }
    }
    // Two hosts are none.
    let both = Request::get("/").header("Host", "stages.example.org\r\nHost: evil.example");
    assert!(matches!(app.visitor().send(&both).status, 400 | 421));
}

#[test]
fn nothing_that_is_typed_leads_to_another_site() {
    let app = behind_tls();
    let payloads = [
        "//evil.example",
        "///evil.example",
        "////evil.example/%2e%2e",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2f%2fevil.example",
        "/%09/evil.example",
        "/.evil.example",
        "/@evil.example",
        "/:80@evil.example",
        "/https://evil.example",
        "/https:evil.example",
        "/?url=https://evil.example",
        "/;@evil.example",
        "/gestion//evil.example",
        "/gestion/@evil.example",
        "/gestion/..//evil.example",
        "/gestion/%2e%2e/%2f%2fevil.example",
        "/gestion?suite=//evil.example",
        "/gestion/connexion?suite=https://evil.example",
    ];
    for payload in payloads {
        for visitor in [app.visitor(), app.visitor().on_extranet()] {
            let answer = visitor.fetch(payload);
            let Some(location) = answer.header("location") else { continue };
            let relative = location.starts_with('/') && !location[1..].starts_with(['/', '\\']);
            let ours = [SITE, EXTRANET].iter().any(|name| location.starts_with(&format!("{name}/")));
            assert!(relative || ours, "{payload}: {location}");
        }
    }
    // Where one goes on to after signing in is a page of the extranet, or the dashboard.
    let user = app.user("Sauvanel");
    assert_eq!(going_on(&app, &user, "/gestion/aide"), "/gestion/aide");
    for next in [
        "https://evil.example",
        "https:evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%2f%2fevil.example",
        "/%5cevil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " //evil.example",
        "\t//evil.example",
        "/gestion@evil.example",
        "/gestion.evil.example",
        "/gestion//evil.example",
        "/gestion/\\evil.example",
        "/gestion\r\nLocation: https://evil.example",
        "https://gestion.example.org.evil.example/gestion",
        "https://gestion.example.org@evil.example/gestion",
        "/contact",
        "gestion",
    ] {
        assert_eq!(going_on(&app, &user, next), "/gestion", "{next:?}");
    }
}

/// Where somebody is sent who signs in to go on to an address.
fn going_on(app: &TestApp, user: &StoredUser, next: &str) -> String {
    let visitor = app.visitor().on_extranet();
    let form = visitor.get("/gestion/connexion");
    let mut request =
        form.fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD).sending("Se connecter");
    request.body.extend_from_slice(b"&suite=");
    request.body.extend(form_urlencoded::byte_serialize(next.as_bytes()).flat_map(str::bytes));
    let answer = visitor.send(&request);
    assert_eq!(answer.status, 303, "{next:?}");
    answer.header("location").unwrap().to_owned()
}

#[test]
fn pages_that_are_kept_are_those_of_one_name() {
    let app = on_this_machine();
    let (site, extranet) = (app.visitor(), app.visitor().on_extranet());
    let path = "/metiers?metier_q=menuisier";
    assert_eq!(extranet.fetch(path).status, 200);
    assert_eq!(app.app().pages.held(), 0);
    let kept = site.fetch(path);
    assert_eq!(app.app().pages.held(), 1);
    let policy =
        |response: &Response| response.header("content-security-policy").unwrap_or_default().to_owned();
    assert!(policy(&kept).contains("form-action 'self';"), "{}", policy(&kept));
    let own = extranet.fetch(path);
    assert!(policy(&own).contains("form-action 'self' http://127.0.0.1:"), "{}", policy(&own));
    // A page that is kept is still elsewhere for who asks under the other name.
    site.get("/sources");
    assert_eq!(extranet.fetch("/sources").status, 302);
    assert_eq!(site.fetch("/gestion/connexion").status, 302);
}

#[test]
fn htmx_is_told_to_leave_for_the_other_name() {
    let app = on_this_machine();
    let request = Request::get("/gestion/aide").header("HX-Request", "true");
    let answer = app.visitor().send(&request);
    let address = format!("http://localhost:{}/gestion/aide", app.address().port());
    assert_eq!((answer.status, answer.header("hx-redirect")), (200, Some(address.as_str())));
    assert!(answer.body.is_empty());
}

#[test]
fn mails_lead_partners_to_the_extranet_and_visitors_to_the_site() {
    let app = behind_tls();
    let user = app.user("Sauvanel");
    let visitor = app.visitor().on_extranet();
    let form = visitor.get("/gestion/mot-de-passe-oublie").fill("Identifiant", &user.email);
    // Whatever the request says of itself.
    let request = form.sending("Recevoir le lien").header("X-Forwarded-Host", "evil.example");
    visitor.follow(&request, 200);
    let mail = app.take_mail(MailKind::PasswordReset);
    let addresses = |body: &str| -> Vec<String> {
        body.split_whitespace().filter(|word| word.starts_with("http")).map(str::to_owned).collect()
    };
    let to_extranet = addresses(&mail.body);
    assert!(to_extranet.iter().all(|address| address.starts_with(EXTRANET)), "{to_extranet:?}");
    visitor.get(&mail.link()).assert_says("Choisir");
    let offer = app.offer().published();
    filled(&app.visitor(), &offer.apply()).submit(SEND);
    for mail in app.mails().into_iter().filter(|mail| mail.kind != MailKind::PasswordReset) {
        let to_site = addresses(&mail.body);
        assert!(to_site.iter().any(|address| address.starts_with(SITE)), "{}", mail.body);
        assert!(!to_site.iter().any(|address| address.starts_with(EXTRANET)), "{}", mail.body);
    }
}

#[test]
fn without_a_name_of_its_own_the_extranet_is_where_the_site_is() {
    let app = TestApp::new();
    for path in ["/", "/gestion/connexion", "/metiers"] {
        assert_eq!(app.visitor().fetch(path).status, 200, "{path}");
    }
    let policy = app.visitor().fetch("/gestion/connexion");
    assert!(policy.header("content-security-policy").unwrap().contains("form-action 'self';"));
}
