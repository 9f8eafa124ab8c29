//! Every route, for each kind of actor, with and without htmx, against the golden file
//! `routes.golden`. A route that is not in it fails: who may reach it must be written down first.

use std::collections::BTreeSet;
use std::fmt::Write;

use axum::http::Method;
use cmonstage::access::Access;
use cmonstage::mail::MailKind;

use crate::apply::{SEND, filled};
use crate::support::{Request, StoredDeposit, StoredEvent, StoredOffer, StoredUser, TestApp, Visitor, pdf};
use crate::{deposit as depositing, register};

const GOLDEN: &str = include_str!("routes.golden");

/// Where one signs out.
const SIGN_OUT: &str = "/gestion/deconnexion";

/// Buttons that need no field: pressing them is meant to do what they say.
const ACTS: [&str; 3] = [
    "/suivi/{token}/retrait",
    "/entreprises/depot/{token}/suppression",
    "/gestion/rencontres/{number}/participants/{id}/desinscription",
];

/// What each kind of actor holds.
struct Actor {
    name: &'static str,
    token: String,
    file: String,
    /// Token of the link by which one follows what one sent.
    follow: String,
    /// Token of the link by which a company writes what it deposits.
    deposit: String,
    /// Token of the link by which one chooses a password.
    choice: String,
    /// Who signs in, where somebody does.
    user: Option<StoredUser>,
    browser: Visitor,
}

struct Scene {
    app: TestApp,
    offer: StoredOffer,
    reference: String,
    event: StoredEvent,
    registration: String,
    project: i64,
    deposit: StoredDeposit,
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
    let mut drafts = Vec::new();
    for email in ["rabot@example.org", "autre@example.org"] {
        let step =
            depositing::workshop(&app.visitor(), depositing::OFFER).fill("E-mail", email).submit("Continuer");
        drafts.push(step.url.split('/').nth(3).unwrap().to_owned());
        app.mails();
    }
    let deposit = app.offer().deposited();
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| cmonstage::content::defaults::seed(tx, now)).unwrap();
    let (owner, partner, administrator) =
        (app.user("Sauvanel"), app.user("Boutevin"), app.administrator("Marsauche"));
    app.sql("UPDATE project SET manager_id = ?1", [owner.id]);
    app.visitor()
        .get("/gestion/mot-de-passe-oublie")
        .fill("Identifiant", &partner.email)
        .submit("Recevoir le lien");
    let choice = last(&app.take_mail(MailKind::PasswordReset).link());
    let project = app.value("SELECT project_id FROM offer WHERE id = ?1", [offer.id]);
    let (own, other) = (links[0].clone(), links[1].clone());
    let actor = |name, token: &str, follow: &str| Actor {
        name,
        token: token.to_owned(),
        file: own.1.clone(),
        follow: follow.to_owned(),
        deposit: token.to_owned(),
        choice: token.to_owned(),
        user: None,
        browser: app.visitor(),
    };
    let signed_in = |name, user: &StoredUser| Actor {
        user: Some(user.clone()),
        browser: app.sign_in(user),
        ..actor(name, "x", "x")
    };
    let (nobody, guess) = ("x".to_owned(), "A".repeat(43));
    let actors = vec![
        actor("visitor", &nobody, &nobody),
        Actor { choice, deposit: drafts[0].clone(), ..actor("holder", &own.0, &own.2) },
        actor("guesser", &guess, &guess),
        // Holds a right link, and asks for the file of somebody else's.
        Actor { deposit: drafts[1].clone(), ..actor("other's holder", &other.0, &other.2) },
        signed_in("owner", &owner),
        signed_in("other partner", &partner),
        signed_in("administrator", &administrator),
    ];
    Scene { app, offer, reference, event, registration, project, deposit, actors }
}

impl Scene {
    fn address(&self, pattern: &str, actor: &Actor) -> String {
        let public_file = self.offer.document.as_ref().unwrap().to_string();
        let file = if pattern.starts_with("/candidatures/") { &actor.file } else { &public_file };
        let token = match pattern.split('/').nth(1) {
            Some("suivi") => &actor.follow,
            Some("entreprises") => &actor.deposit,
            Some("gestion") => &actor.choice,
            _ => &actor.token,
        };
        let id = if pattern.contains("/participants/") {
            self.app.value("SELECT max(id) FROM registration", [])
        } else if ["/retour", "/rattachement"].iter().any(|end| pattern.ends_with(end)) {
            self.deposit.project
        } else {
            self.project
        };
        let file = if pattern.contains("/postulants/") { &actor.file } else { file };
        let (number, reference) = if pattern.contains("/rencontres/") {
            (self.event.number, &self.registration)
        } else {
            (self.offer.number, &self.reference)
        };
        let company: i64 = self.app.value("SELECT company_id FROM project WHERE id = ?1", [self.project]);
        pattern
            .replace("/rattachement", &format!("/rattachement?entreprise={company}"))
            .replace("{number}", &number.to_string())
            .replace("{slug}", &self.app.value::<String>("SELECT slug FROM resource ORDER BY id LIMIT 1", []))
            .replace("{reference}", reference)
            .replace("{token}", token)
            .replace("{id}", &id.to_string())
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
        // Whoever signs out is no longer signed in.
        let browser = match &actor.user {
            Some(user) if pattern == SIGN_OUT => self.app.sign_in(user),
            _ => actor.browser.with_cookie(actor.browser.cookie()),
        };
        let answer = browser.send(&request);
        let cookies = pattern.starts_with("/gestion");
        assert!(cookies || !answer.headers.iter().any(|(name, _)| name == "set-cookie"), "{pattern}");
        crate::support::assert_headers(pattern, &answer);
        answer.status
    }
}

/// What is written down when somebody only reads it: a list of participants leaves the site.
const EXPORTS: [&str; 2] =
    ["/gestion/rencontres/{number}/emargement.pdf", "/gestion/rencontres/{number}/emargement.xlsx"];

fn without_audit(stored: &str) -> Vec<&str> {
    stored.lines().filter(|line| !line.starts_with("audit|")).collect()
}

#[test]
fn each_actor_gets_from_each_route_what_is_written_down() {
    let scene = scene();
    let mut before = scene.app.stored();
    let mut actual = String::new();
    for route in cmonstage::routes().table() {
        let acts = ACTS.contains(&route.path) && route.method == Method::POST;
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
            assert_ne!(scene.app.stored(), before, "somebody may: {}", route.path);
            scene.app.mails();
            before = scene.app.stored();
        }
        if EXPORTS.contains(&route.path) {
            let after = scene.app.stored();
            assert_ne!(after, before, "an export is written down: {}", route.path);
            assert_eq!(without_audit(&after), without_audit(&before), "and nothing else: {}", route.path);
            before = after;
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
        for actor in scene.actors.iter().filter(|actor| !actor.name.contains("holder")) {
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
fn the_extranet_opens_to_nobody_who_is_not_signed_in() {
    let scene = scene();
    let before = scene.app.stored();
    let table = cmonstage::routes();
    let inside: Vec<_> = table.table().iter().filter(|route| route.access == Access::Partner).collect();
    assert!(inside.len() > 10, "{inside:?}");
    for route in inside {
        for actor in scene.actors.iter().filter(|actor| actor.user.is_none()) {
            let asked =
                [false, true].map(|htmx| scene.ask(&route.method, route.path, actor, htmx, "same-origin"));
            // A page leads to where one signs in, a form is given back there.
            let expected = if route.method == Method::GET { [303, 200] } else { [401, 401] };
            assert_eq!(asked, expected, "{} {} {}", actor.name, route.method, route.path);
        }
    }
    assert_eq!(scene.app.stored(), before);
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
            // The extranet tells nothing to those outside, not even that.
            let inside = path.starts_with("/gestion")
                && table.table().iter().any(|route| route.path == path && route.access == Access::Partner);
            let actor = &scene.actors[if inside { 4 } else { 1 }];
            let status = scene.ask(&method, path, actor, false, "same-origin");
            assert_eq!(status, 405, "{method} {path}");
        }
    }
    assert_eq!(scene.app.stored(), before);
}

#[test]
fn head_answers_as_get_without_a_body() {
    let scene = scene();
    for route in cmonstage::routes().table().iter().filter(|route| route.method == Method::GET) {
        let actor = &scene.actors[if route.access == Access::Partner { 4 } else { 1 }];
        let address = scene.address(route.path, actor);
        let browser = &actor.browser;
        let (get, head) = (browser.fetch(&address), browser.send(&Request::new("HEAD", &address)));
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
