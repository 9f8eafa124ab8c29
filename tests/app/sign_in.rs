//! Signing in, staying signed in, and going out.

use cmonstage::mail::MailKind;
use time::Duration;

use crate::harness::failure;
use crate::support::{PASSWORD, Page, Request, TestApp, Visitor};

const FORM: &str = "/gestion/connexion";

fn try_to(visitor: &Visitor, email: &str, password: &str, status: u16) -> Page {
    visitor
        .get(FORM)
        .fill("Identifiant", email)
        .fill("Mot de passe", password)
        .submit_expecting("Se connecter", status)
}

#[test]
fn a_partner_signs_in_with_address_and_password_and_out_again() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let visitor = app.visitor();
    let page = visitor.get("/gestion");
    assert!(page.url.starts_with("/gestion/connexion?suite="), "{}", page.url);
    page.assert_says("Connectez-vous pour ouvrir cette page");
    let page = page
        .fill("Identifiant", &user.email.to_uppercase())
        .fill("Mot de passe", PASSWORD)
        .submit("Se connecter");
    assert_eq!(page.url, "/gestion");
    assert!(page.one(".member").contains("Madame SAUVANEL Camille (Maison des essais)"));
    let cookie = visitor.cookie().unwrap();
    let out = page.submit("Se déconnecter");
    out.assert_says("Votre session est fermée.");
    assert_eq!(visitor.cookie(), None);
    // The cookie that somebody kept opens nothing.
    let thief = visitor.with_cookie(Some(cookie));
    assert!(thief.get("/gestion").url.starts_with("/gestion/connexion"));
    assert_eq!(app.count("session"), 0);
}

#[test]
fn unknown_and_wrong_are_answered_alike_and_blank_fields_are_said() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let strip = |page: &Page, email: &str| page.html().replace(email, "…");
    let wrong = try_to(&app.visitor(), &user.email, "mésanges bleues quatre", 422);
    let unknown = try_to(&app.visitor(), "personne@example.org", "mésanges bleues quatre", 422);
    assert_eq!(strip(&wrong, &user.email), strip(&unknown, "personne@example.org"));
    assert!(wrong.error_of("Identifiant").contains("ne vont pas ensemble"));
    assert_eq!(wrong.value("Identifiant"), user.email);
    assert_eq!(wrong.value("Mot de passe"), "");
    let blank = app.visitor().get(FORM).submit_expecting("Se connecter", 422);
    assert_eq!(blank.wrong_fields(), ["Identifiant", "Mot de passe"]);
    assert_eq!(app.count("session"), 0);
}

#[test]
fn visitors_have_neither_row_nor_cookie() {
    let app = TestApp::new();
    let visitor = app.visitor();
    for path in ["/", "/offres-de-stage", "/gestion", FORM, "/gestion/mot-de-passe-oublie"] {
        visitor.get(path);
    }
    try_to(&visitor, "personne@example.org", "x", 422);
    assert_eq!((visitor.cookie(), app.count("session")), (None, 0));
}

#[test]
fn an_account_slows_its_guessers_down_and_never_shuts_its_owner_out() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let mut evaluated = 0;
    for _ in 0..100 {
        let visitor = app.visitor().in_no_time();
        let form = visitor.get(FORM).fill("Identifiant", &user.email).fill("Mot de passe", "au hasard");
        let answer = visitor.send(&form.sending("Se connecter"));
        assert!(matches!(answer.status, 422 | 429), "{}", answer.status);
        evaluated += i32::from(answer.status == 422);
        if answer.status == 429 {
            assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
        }
        app.wait(Duration::milliseconds(100));
    }
    assert!((5..=12).contains(&evaluated), "{evaluated} guesses were looked at");
    let refused = try_to(&app.visitor().in_no_time(), &user.email, PASSWORD, 429);
    refused.assert_says("Trop d’essais ont échoué. Attendez");
    assert_eq!(refused.value("Identifiant"), user.email);
    app.wait(Duration::minutes(16));
    app.sign_in(&user);
    // Forgiven: five more may be wrong at once.
    for _ in 0..5 {
        try_to(&app.visitor().in_no_time(), &user.email, "au hasard", 422);
    }
}

#[test]
fn a_network_that_tries_many_accounts_waits_too() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    for n in 0..20 {
        try_to(&app.visitor().in_no_time(), &format!("p{n}@example.org"), "au hasard", 422);
    }
    try_to(&app.visitor().in_no_time(), &user.email, PASSWORD, 429);
    app.wait(Duration::minutes(10));
    app.sign_in(&user);
}

#[test]
fn a_session_ends_when_idle_and_at_the_end_of_the_day_sooner_for_administrators() {
    let app = TestApp::new();
    let cases = [(app.user("Partenaire"), 90, 12), (app.administrator("Responsable"), 30, 8)];
    for (user, idle, hours) in cases {
        let visitor = app.sign_in(&user);
        let inside = || visitor.get("/gestion").url == "/gestion";
        app.wait(Duration::minutes(idle - 1));
        assert!(inside(), "{} after {} minutes", user.name, idle - 1);
        app.wait(Duration::minutes(idle + 1));
        assert!(!inside(), "{} after {} idle minutes", user.name, idle + 1);
        let visitor = app.sign_in(&user);
        let inside = || visitor.get("/gestion").url == "/gestion";
        let steps = hours * 60 / 20;
        for _ in 0..steps - 1 {
            app.wait(Duration::minutes(20));
            assert!(inside(), "{} in use", user.name);
        }
        app.wait(Duration::minutes(21));
        assert!(!inside(), "{} after {hours} hours", user.name);
    }
}

#[test]
fn every_signing_in_has_its_own_id_which_the_file_does_not_hold() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let visitor = app.sign_in(&user);
    let first = visitor.cookie().unwrap();
    // Again, over a session that goes on.
    let form = app.visitor().get(FORM).fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD);
    visitor.follow(&form.sending("Se connecter"), 200);
    let second = visitor.cookie().unwrap();
    assert_ne!(first, second);
    assert!(visitor.with_cookie(Some(first)).get("/gestion").url.starts_with(FORM));
    assert_eq!(app.count("session"), 1);
    let id = second.split_once('=').unwrap().1;
    let (raw, bytes) = (base64_of(id), app.bytes());
    for secret in [id.as_bytes(), raw.as_slice()] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "the file holds a session");
    }
}

fn base64_of(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap()
}

#[test]
fn a_deactivated_user_is_out_at_once() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [user.id]);
    assert!(visitor.get("/gestion").url.starts_with(FORM));
    try_to(&app.visitor(), &user.email, PASSWORD, 422);
    app.visitor()
        .get("/gestion/mot-de-passe-oublie")
        .fill("Identifiant", &user.email)
        .submit("Recevoir le lien");
    assert!(app.mails().is_empty());
}

#[test]
fn a_new_role_ends_the_sessions_made_before() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    app.sql("UPDATE user SET role = 'administrator' WHERE id = ?1", [user.id]);
    assert!(visitor.get("/gestion").url.starts_with(FORM));
}

#[test]
fn a_forgotten_password_is_replaced_by_the_link_of_a_mail_once() {
    let app = TestApp::new();
    let (user, elsewhere) = app.partner("Sauvanel");
    let ask = |email: &str| {
        app.visitor()
            .get("/gestion/mot-de-passe-oublie")
            .fill("Identifiant", email)
            .submit("Recevoir le lien")
            .html()
    };
    assert_eq!(ask(&user.email), ask("personne@example.org"));
    let mail = app.take_mail(MailKind::PasswordReset);
    assert_eq!(mail.to, user.email);
    let link = mail.link();
    // Asked again at once: one mail is enough.
    ask(&user.email);
    // A scanner of mails opens the link: nothing changes.
    for _ in 0..5 {
        app.visitor().get(&link);
    }
    let page = app.visitor().get(&link);
    assert_eq!(page.value("Identifiant"), user.email);
    let short =
        page.fill("Nouveau mot de passe", "court").submit_expecting("Enregistrer ce mot de passe", 422);
    assert!(short.error_of("Nouveau mot de passe").contains("12 caractères"));
    let named = short
        .fill("Nouveau mot de passe", "sauvanel camille")
        .submit_expecting("Enregistrer ce mot de passe", 422);
    assert!(named.error_of("Nouveau mot de passe").contains("vite deviné"));
    let done =
        named.fill("Nouveau mot de passe", "trois hérons cendrés").submit("Enregistrer ce mot de passe");
    assert!(done.url.starts_with(FORM), "one signs in with it: {}", done.url);
    done.assert_says("Votre mot de passe est enregistré");
    assert_eq!(app.take_mail(MailKind::PasswordChanged).to, user.email);
    assert!(elsewhere.get("/gestion").url.starts_with(FORM), "the other sessions are over");
    try_to(&app.visitor(), &user.email, PASSWORD, 422);
    try_to(&app.visitor(), &user.email, "trois hérons cendrés", 200);
    app.visitor().open(&link, 410).assert_says("Il a déjà servi");
}

#[test]
fn the_link_of_a_forgotten_password_lives_half_an_hour_and_the_next_one_replaces_it() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let ask = || {
        app.visitor()
            .get("/gestion/mot-de-passe-oublie")
            .fill("Identifiant", &user.email)
            .submit("Recevoir le lien");
        app.take_mail(MailKind::PasswordReset).link()
    };
    let first = ask();
    app.wait(Duration::minutes(29));
    let page = app.visitor().get(&first);
    app.wait(Duration::minutes(2));
    page.fill("Nouveau mot de passe", "trois hérons cendrés")
        .submit_expecting("Enregistrer ce mot de passe", 410);
    app.visitor().open(&first, 410);
    let second = ask();
    app.wait(Duration::minutes(6));
    let third = ask();
    app.visitor().open(&second, 410);
    app.visitor().get(&third);
    app.visitor().open(&format!("/gestion/mot-de-passe/{}", "A".repeat(43)), 410);
}

#[test]
fn one_changes_ones_password_and_the_other_sessions_end() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let (visitor, other) = (app.sign_in(&user), app.sign_in(&user));
    let before = visitor.cookie();
    let page = visitor.get("/gestion/compte");
    let wrong = page
        .fill("Mot de passe actuel", "au hasard")
        .fill("Nouveau mot de passe", "court")
        .submit_expecting("Changer mon mot de passe", 422);
    assert_eq!(wrong.wrong_fields(), ["Mot de passe actuel", "Nouveau mot de passe"]);
    let done = wrong
        .fill("Mot de passe actuel", PASSWORD)
        .fill("Nouveau mot de passe", "trois hérons cendrés")
        .submit("Changer mon mot de passe");
    done.assert_says("Votre mot de passe est changé");
    app.take_mail(MailKind::PasswordChanged);
    assert_ne!(visitor.cookie(), before);
    assert_eq!(visitor.get("/gestion").url, "/gestion");
    assert!(other.get("/gestion").url.starts_with(FORM));
    assert!(visitor.with_cookie(before).get("/gestion").url.starts_with(FORM));
}

#[test]
fn sessions_are_listed_and_ended_one_by_one_or_all_at_once() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let here = app.sign_in(&user);
    let others: Vec<Visitor> = (0..3).map(|_| app.sign_in(&user)).collect();
    let (_, stranger) = app.partner("Autre");
    let page = here.get("/gestion/compte");
    assert_eq!(page.all(".sessions li").len(), 4);
    assert_eq!(page.all(".sessions li .badge"), ["Ici"]);
    let page = page.submit("Déconnecter Navigateur");
    assert_eq!(page.all(".sessions li").len(), 3);
    let still = || others.iter().filter(|other| other.get("/gestion").url == "/gestion").count();
    assert_eq!(still(), 2);
    // Somebody else's cannot be ended by its row.
    let row: i64 = app.value("SELECT max(id) FROM session", []);
    let sending = page.sending("Déconnecter Navigateur").body(format!("session={row}"));
    here.follow(&sending, 200);
    assert_eq!(stranger.get("/gestion").url, "/gestion");
    here.get("/gestion/compte").submit("Déconnecter tous les autres appareils").assert_says("à jour");
    assert_eq!(still(), 0);
    assert_eq!(here.get("/gestion").url, "/gestion");
}

#[test]
fn what_one_was_writing_when_the_session_ended_comes_back_and_is_not_replayed() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let form = visitor.get("/gestion/compte").fill("Téléphone", "05 36 49 12 34");
    app.wait(Duration::hours(2));
    let lost = || form.submit_expecting("Enregistrer mes coordonnées", 401);
    lost().assert_says("Votre session est terminée.");
    let back = lost().fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD).submit("Se connecter");
    back.assert_says("Ce que vous écriviez est encore là");
    assert_eq!(back.hidden("phone"), "05 36 49 12 34");
    assert_eq!(app.value::<String>("SELECT phone FROM user WHERE id = ?1", [user.id]), "+33536490077");
    // Somebody else signs in there: not theirs.
    let other = app.user("Autre");
    app.wait(Duration::hours(2));
    let page = lost().fill("Identifiant", &other.email).fill("Mot de passe", PASSWORD).submit("Se connecter");
    assert_eq!(page.url, "/gestion");
    assert!(!page.html().contains("05 36 49 12 34"));
}

#[test]
fn a_form_of_the_extranet_comes_from_the_extranet() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    let sending = visitor.get("/gestion/compte").fill("Téléphone", "").sending("Enregistrer mes coordonnées");
    let before = app.stored();
    let cases = [
        sending.clone().header("Sec-Fetch-Site", "cross-site").header("Origin", "https://evil.example"),
        sending.clone().header("Sec-Fetch-Site", "same-site"),
        sending.clone().without("Sec-Fetch-Site").header("Origin", "https://evil.example"),
        sending.clone().without("Sec-Fetch-Site").without("Origin"),
    ];
    for case in cases {
        assert_eq!(visitor.send(&case).status, 403, "{:?}", case.headers);
    }
    assert_eq!(app.stored(), before);
    // Nor is a page of it a picture of another site.
    let picture =
        Request::get("/gestion").header("Sec-Fetch-Site", "cross-site").header("Sec-Fetch-Mode", "no-cors");
    assert_eq!(visitor.send(&picture).status, 403);
    let link =
        Request::get("/gestion").header("Sec-Fetch-Site", "cross-site").header("Sec-Fetch-Mode", "navigate");
    assert_eq!(visitor.send(&link).status, 200, "a link from a mail read in a browser");
}

#[test]
fn nothing_of_the_extranet_stays_in_a_cache_and_htmx_is_sent_to_sign_in() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    for path in ["/gestion", "/gestion/compte", "/gestion/aide"] {
        let answer = visitor.fetch(path);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("x-robots-tag"), Some("noindex"), "{path}");
        assert_eq!(answer.header("etag"), None, "{path}");
    }
    let lost = app.visitor().send(&Request::get("/gestion/compte").header("HX-Request", "true"));
    assert_eq!(
        (lost.status, lost.header("hx-redirect")),
        (200, Some("/gestion/connexion?suite=%2Fgestion%2Fcompte"))
    );
}

/// Makes every write to a table fail.
fn refuse_writes(app: &TestApp, table: &str) {
    for what in ["INSERT", "UPDATE", "DELETE"] {
        app.sql(
            &format!(
                "CREATE TRIGGER no_{what} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"
            ),
            [],
        );
    }
}

#[test]
fn a_database_that_takes_no_more_writes_signs_nobody_out() {
    let app = TestApp::new();
    let (_, visitor) = app.partner("Sauvanel");
    refuse_writes(&app, "session");
    app.wait(Duration::minutes(10));
    assert_eq!(visitor.get("/gestion/compte").url, "/gestion/compte");
    assert!(app.log().contains("could not be written"), "{}", app.log());
}

#[test]
fn a_database_that_does_not_answer_is_said_and_signs_nobody_out() {
    type Change<'a> = (&'a str, &'a str);
    let changes: [Change; 2] = [
        ("ALTER TABLE session RENAME TO away", "ALTER TABLE away RENAME TO session"),
        ("ALTER TABLE user RENAME COLUMN active TO away", "ALTER TABLE user RENAME COLUMN away TO active"),
    ];
    for (away, back) in changes {
        let said = failure(|| {
            let app = TestApp::new();
            let (_, visitor) = app.partner("Sauvanel");
            app.sql(away, []);
            let page = visitor.open("/gestion/compte", 503);
            page.assert_says("Réessayez dans quelques secondes");
            assert!(visitor.cookie().is_some(), "still signed in");
            app.sql(back, []);
            assert_eq!(visitor.get("/gestion/compte").url, "/gestion/compte");
        });
        assert!(said.starts_with("errors were logged") && said.contains("auth session"), "{said}");
    }
}

#[test]
fn a_session_that_cannot_be_stored_is_said_too() {
    let said = failure(|| {
        let app = TestApp::new();
        let user = app.user("Sauvanel");
        refuse_writes(&app, "session");
        try_to(&app.visitor(), &user.email, PASSWORD, 503).assert_says("Réessayez dans quelques secondes");
    });
    assert!(said.starts_with("errors were logged"), "{said}");
}

#[test]
fn many_at_once_do_not_make_the_public_site_wait() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let address = app.address();
    let form = app.visitor().get(FORM).fill("Identifiant", &user.email).fill("Mot de passe", "au hasard");
    let sending = form.sending("Se connecter");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..40).map(|_| scope.spawn(|| sending.send(address).status)).collect();
        assert_eq!(app.visitor().fetch("/").status, 200);
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let evaluated = statuses.iter().filter(|status| **status == 422).count();
    assert!(evaluated <= 5, "as many at once as one after the other: {statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 422 | 429 | 503)), "{statuses:?}");
}

#[test]
fn help_names_those_who_answer() {
    let app = TestApp::new();
    let administrator = app.administrator("Marsauche");
    let (_, visitor) = app.partner("Sauvanel");
    let page = visitor.get("/gestion/aide");
    page.assert_says(&administrator.name);
    page.assert_says("05\u{a0}36\u{a0}49\u{a0}00\u{a0}77");
    page.assert_says(&administrator.email);
}
