//! Every route, for each kind of actor, with and without htmx, against the golden file
//! `routes.golden`. A route that is not in it fails: who may reach it must be written down first.

use std::collections::BTreeSet;
use std::fmt::Write;

use axum::http::Method;
use cmonstage::access::Access;
use cmonstage::mail::MailKind;

use crate::apply::{SEND, filled};
use crate::register;
use crate::support::{Request, StoredEvent, StoredOffer, TestApp, pdf};

const GOLDEN: &str = include_str!("routes.golden");

/// What each kind of actor holds.
struct Actor {
    name: &'static str,
    token: String,
    file: String,
    /// Token of the link by which one follows what one sent.
    follow: String,
}

struct Scene {
    app: TestApp,
    offer: StoredOffer,
    reference: String,
    event: StoredEvent,
    registration: String,
    actors: Vec<Actor>,
}

/// One offer, two applications with a file each, an event with a registration, and those who hold a
/// link, another's, or none.
fn scene() -> Scene {
    let app = TestApp::new();
    let offer = app.offer().document("fiche.pdf", pdf(100, 1)).published();
    let last = |address: &str| address.rsplit('/').next().unwrap().to_owned();
    let mut links = Vec::new();
    let mut reference = String::new();
    for name in ["Inès", "Noé"] {
        let done = filled(&app.visitor(), &offer.apply())
            .fill("Prénom", name)
            .attach("Fichiers joints", "cv.pdf", pdf(100, 2))
            .submit(SEND);
        reference = done.one(".reference");
        let follow = app.take_mail(MailKind::ApplicationReceived).link();
        let link = app.take_mail(MailKind::ApplicationToEmployer).link();
        let file = app.visitor().get(&link).attributes("a.attachment", "href").remove(0);
        links.push((last(&link), last(&file), last(&follow)));
    }
    let event = app.event().published();
    let registration = register::filled(&app.visitor(), &event).submit(register::SEND).one(".reference");
    register::told(&app);
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| cmonstage::content::defaults::seed(tx, now)).unwrap();
    let (own, other) = (links[0].clone(), links[1].clone());
    let actor = |name, token: &str, follow: &str| Actor {
        name,
        token: token.to_owned(),
        file: own.1.clone(),
        follow: follow.to_owned(),
    };
    let (nobody, guess) = ("x".to_owned(), "A".repeat(43));
    let actors = vec![
        actor("visitor", &nobody, &nobody),
        actor("holder", &own.0, &own.2),
        actor("guesser", &guess, &guess),
        // Holds a right link, and asks for the file of somebody else's.
        actor("other's holder", &other.0, &other.2),
    ];
    Scene { app, offer, reference, event, registration, actors }
}

impl Scene {
    fn address(&self, pattern: &str, actor: &Actor) -> String {
        let public_file = self.offer.document.as_ref().unwrap().to_string();
        let file = if pattern.starts_with("/candidatures/") { &actor.file } else { &public_file };
        let token = if pattern.starts_with("/suivi/") { &actor.follow } else { &actor.token };
        let (number, reference) = if pattern.starts_with("/rencontres/") {
            (self.event.number, &self.registration)
        } else {
            (self.offer.number, &self.reference)
        };
        pattern
            .replace("{number}", &number.to_string())
            .replace("{slug}", &self.app.value::<String>("SELECT slug FROM resource ORDER BY id LIMIT 1", []))
            .replace("{reference}", reference)
            .replace("{token}", token)
            .replace("{file}", file)
            .replace("{name}", self.app.app().assets.css.href().rsplit('/').next().unwrap())
    }

    fn ask(&self, method: &Method, pattern: &str, actor: &Actor, htmx: bool, site: &str) -> u16 {
        let mut request =
            Request::new(method.as_str(), &self.address(pattern, actor)).header("Sec-Fetch-Site", site);
        if *method != Method::GET {
            request = request
                .header("Content-Type", "multipart/form-data; boundary=b")
                .body("--b\r\nContent-Disposition: form-data; name=\"last_name\"\r\n\r\nx\r\n--b--\r\n");
        }
        if htmx {
            request = request.header("HX-Request", "true");
        }
        let answer = self.app.visitor().send(&request);
        assert!(!answer.headers.iter().any(|(name, _)| name == "set-cookie"), "{pattern}");
        crate::support::assert_headers(pattern, &answer);
        answer.status
    }
}

#[test]
fn each_actor_gets_from_each_route_what_is_written_down() {
    let scene = scene();
    let mut before = scene.app.stored();
    let mut actual = String::new();
    for route in cmonstage::routes().table() {
        // A button of a link needs no field: pressing it is meant to do what it says.
        let acts = route.path == "/suivi/{token}/retrait" && route.method == Method::POST;
        let access = match route.access {
            Access::Everyone => "everyone",
            Access::LinkHolder => "link holder",
            Access::Partner => "partner",
        };
        let _ = writeln!(actual, "{} {} for {access}", route.method, route.path);
        for actor in &scene.actors {
            let plain = scene.ask(&route.method, route.path, actor, false, "same-origin");
            let htmx = scene.ask(&route.method, route.path, actor, true, "same-origin");
            let abroad = scene.ask(&route.method, route.path, actor, false, "cross-site");
            let _ = writeln!(actual, "  {}: {plain}, htmx {htmx}, from another site {abroad}", actor.name);
        }
        if acts {
            assert_ne!(scene.app.stored(), before, "their holders withdrew");
            for kind in [MailKind::ApplicationWithdrawn, MailKind::ApplicationWithdrawnToEmployer] {
                (0..2).for_each(|_| drop(scene.app.take_mail(kind)));
            }
            before = scene.app.stored();
        }
        assert_eq!(
            scene.app.stored(),
            before,
            "none of this was a form that could be stored: {}",
            route.path
        );
    }
    if actual != GOLDEN {
        let missing: Vec<&str> = actual.lines().filter(|line| !GOLDEN.contains(line)).collect();
        panic!(
            "the routes are not those of tests/app/routes.golden; not there: {missing:#?}\nall of it:\n{actual}"
        );
    }
}

#[test]
fn what_is_for_link_holders_opens_to_nobody_else() {
    let scene = scene();
    for route in cmonstage::routes().table().iter().filter(|route| route.access == Access::LinkHolder) {
        for actor in scene.actors.iter().filter(|actor| matches!(actor.name, "visitor" | "guesser")) {
            for htmx in [false, true] {
                let status = scene.ask(&route.method, route.path, actor, htmx, "same-origin");
                // The link of a password is forgotten once it has served, and its page says so.
                let shut = if route.path.starts_with("/gestion/") { [410, 404] } else { [404, 404] };
                assert!(shut.contains(&status), "{} {}: {status}", actor.name, route.path);
            }
        }
    }
}

#[test]
fn no_route_answers_a_method_that_it_does_not_declare() {
    let scene = scene();
    let before = scene.app.stored();
    let table = cmonstage::routes();
    let paths: BTreeSet<&str> = table.table().iter().map(|route| route.path).collect();
    for path in paths {
        for method in
            [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE]
        {
            if table.table().iter().any(|route| route.path == path && route.method == method) {
                continue;
            }
            let status = scene.ask(&method, path, &scene.actors[1], false, "same-origin");
            assert_eq!(status, 405, "{method} {path}");
        }
    }
    assert_eq!(scene.app.stored(), before);
}

#[test]
fn head_answers_as_get_without_a_body() {
    let scene = scene();
    for route in cmonstage::routes().table().iter().filter(|route| route.method == Method::GET) {
        let address = scene.address(route.path, &scene.actors[1]);
        let (get, head) =
            (scene.app.visitor().fetch(&address), scene.app.visitor().send(&Request::new("HEAD", &address)));
        assert_eq!(head.status, get.status, "{address}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{address}");
    }
}

#[test]
fn every_link_of_the_site_leads_somewhere() {
    let scene = scene();
    scene.app.offer().occupation(None).elsewhere("33063").published();
    let mut waiting = vec!["/".to_owned(), format!("/candidatures/{}", scene.actors[1].token)];
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    while let Some(path) = waiting.pop() {
        let answer = scene.app.visitor().fetch(&path);
        let html = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if answer.status == 301 || !html {
            assert!(matches!(answer.status, 200 | 301), "{path}: {}", answer.status);
            continue;
        }
        for href in scene.app.visitor().get(&path).attributes("a[href]", "href") {
            let address = href.split('#').next().unwrap_or_default().to_owned();
            // Filters combine without end: one filter deep is enough.
            let deep = address.matches('&').count() > 0;
            if address.starts_with('/') && !deep && seen.insert(address.clone()) {
                waiting.push(address);
            }
        }
    }
    assert!(seen.len() > 25, "{seen:?}");
}

#[test]
fn the_table_holds_every_route_once_and_robots_are_told_where_not_to_go() {
    let table = cmonstage::routes();
    let mut all: Vec<String> =
        table.table().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
    let app = TestApp::new();
    let robots = app.visitor().fetch("/robots.txt");
    assert_eq!(robots.header("content-type"), Some("text/plain; charset=utf-8"));
    for route in table.table().iter().filter(|route| route.access != Access::Everyone) {
        let folder = route.path.split('{').next().unwrap();
        let told = robots.text();
        let mut closed = told.lines().filter_map(|line| line.strip_prefix("Disallow: "));
        assert!(closed.any(|start| folder.starts_with(start)), "{folder}");
    }
}
