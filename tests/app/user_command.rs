//! `cmonstage user`: how the first administrator comes in, and whoever lost the way.

use std::path::Path;

use cmonstage::mail::MailKind;
use rusqlite::Connection;

use crate::commands::{Said, Serving, assert_refused, folder_with_base, program, run};
use crate::support::{PASSWORD, Page, Request, TEMPLATE, TestApp, Visitor};

const SITE: &str = "https://stages.example.org";

/// What a person is entered with; the address besides.
const CAMILLE: [&str; 8] = [
    "--last-name",
    "Sauvanel",
    "--first-name",
    "Camille",
    "--civility",
    "madame",
    "--organisation",
    "Maison des essais",
];

fn add(db: &Path, email: &str, more: &[&str]) -> Said {
    let db = db.display().to_string();
    let file = ["user", "add", "--db", &db, "--base-url", SITE, "--email", email];
    run(&[&file[..], &CAMILLE, more].concat())
}

fn list(db: &Path) -> Vec<Vec<String>> {
    let said = run(&["user", "list", "--db", &db.display().to_string()]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    said.out.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The path of the one link printed.
#[track_caller]
fn link(said: &Said, site: &str) -> String {
    assert_eq!(said.code, Some(0), "{}", said.err);
    let line = said.out.strip_suffix('\n').unwrap();
    let path = line.strip_prefix(site).unwrap_or_else(|| panic!("{line} is of another site"));
    assert!(path.starts_with("/gestion/mot-de-passe/") && !line.contains(char::is_whitespace), "{line}");
    path.to_owned()
}

fn count(db: &Path, sql: &str) -> i64 {
    Connection::open(db).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A site that is served by the test, with the key that a program would find beside its file.
fn served() -> (TestApp, std::path::PathBuf) {
    let app = TestApp::new();
    std::fs::write(app.folder().join("base.db.key"), [7; 32]).unwrap();
    let path = app.folder().join("base.db");
    (app, path)
}

/// Chooses the password by a link; the page that comes next.
fn choose(visitor: &Visitor, link: &str) -> Page {
    visitor.get(link).fill("Nouveau mot de passe", PASSWORD).submit("Enregistrer ce mot de passe")
}

#[test]
fn the_first_administrator_comes_in_by_the_link_that_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base.db");
    let said = add(&path, "camille@example.org", &["--administrator", "--phone", "05 36 49 00 12"]);
    let link = link(&said, SITE);
    for part in [
        "Compte ouvert pour Madame SAUVANEL Camille (Maison des essais), rôle «\u{a0}Administration\u{a0}».",
        "Ce lien sert une fois, dans les 30\u{a0}minutes",
    ] {
        assert!(said.err.contains(part), "{part} is not in {}", said.err);
    }
    let key = std::fs::metadata(folder.path().join("base.db.key")).unwrap();
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&key.permissions()) & 0o777, 0o600);
    assert_eq!(key.len(), 32);
    assert_eq!(count(&path, "SELECT count(*) FROM mail"), 0);
    assert!(count(&path, "SELECT count(*) FROM commune") > 30_000, "reference data is there");
    let audit =
        "SELECT count(*) FROM audit WHERE user_id IS NULL AND action = 'user_created' AND subject = 'user 1'";
    assert_eq!(count(&path, audit), 1);
    let phone = "SELECT count(*) FROM user WHERE phone = '+33536490012' AND role = 'administrator' AND password IS NULL";
    assert_eq!(count(&path, phone), 1);

    // The program that serves the file opens the link.
    let db = path.display().to_string();
    let site = ["serve", "--db", &db, "--base-url", SITE, "--listen", "127.0.0.1:0"];
    let serving = Serving::start(&site.map(str::to_owned));
    let page = Request::get(&link).header("Host", "stages.example.org").send(serving.address);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Choisir"));
    let other = Request::get("/gestion/mot-de-passe/").header("Host", "stages.example.org");
    let wrong = Request { target: format!("{}{}", other.target, "A".repeat(43)), ..other };
    assert_eq!(wrong.send(serving.address).status, 410);
}

#[test]
fn an_account_is_opened_beside_a_server_which_takes_the_link_at_once() {
    let (app, path) = served();
    let before = app.count("user");
    let said = add(&path, "Camille.Sauvanel@Example.org", &[]);
    let link = link(&said, SITE);
    assert!(said.err.contains("rôle «\u{a0}Partenaire\u{a0}»"), "{}", said.err);
    assert_eq!(app.count("user"), before + 1);
    // By the machine's clock, which is not the one of this site.
    app.sql("UPDATE link SET expires_at = ?1", [app.app().clock.now().unix + 1800]);
    let visitor = app.visitor();
    choose(&visitor, &link).assert_says("Votre mot de passe est enregistré.");
    app.take_mail(MailKind::PasswordChanged);
    let form = visitor.get("/gestion/connexion").fill("Identifiant", "camille.sauvanel@example.org");
    let page = form.fill("Mot de passe", PASSWORD).submit("Se connecter");
    assert!(page.one(".member").contains("Madame SAUVANEL Camille (Maison des essais)"));
    // It has served.
    app.visitor().open(&link, 410);
}

#[test]
fn the_link_is_good_for_thirty_minutes() {
    let (app, path) = served();
    let link = link(&add(&path, "camille@example.org", &[]), SITE);
    assert_eq!(app.value::<i64>("SELECT expires_at - created_at FROM link", []), 30 * 60);
    let expires = app.app().clock.now().unix + 30 * 60;
    app.sql("UPDATE link SET expires_at = ?1", [expires]);
    app.wait(time::Duration::seconds(30 * 60 - 1));
    app.visitor().get(&link);
    app.wait(time::Duration::seconds(1));
    app.visitor().open(&link, 410);
}

#[test]
fn an_organisation_is_made_once() {
    let (_folder, path) = folder_with_base();
    for (email, role) in [("a@example.org", &[][..]), ("b@example.org", &["--administrator"])] {
        assert_eq!(add(&path, email, role).code, Some(0));
    }
    assert_eq!(count(&path, "SELECT count(*) FROM organisation"), 1);
    let name = "Madame SAUVANEL Camille (Maison des essais)";
    assert_eq!(
        list(&path),
        [
            ["Administration", "b@example.org", name, "actif", "jamais"],
            ["Partenaire", "a@example.org", name, "actif", "jamais"]
        ]
    );
}

#[test]
fn what_cannot_be_an_account_is_refused_and_nothing_is_stored() {
    let (app, path) = served();
    let user = app.user("Sauvanel");
    let before = app.stored();
    for address in [&user.email, &user.email.to_uppercase()] {
        assert_refused(&add(&path, address, &[]), "a déjà un compte.");
    }
    for (email, more, sentence) in [
        ("camille", &[][..], "Il manque le signe @"),
        ("a@example.org", &["--phone", "12"], "Indiquez un numéro à 10 chiffres"),
    ] {
        let said = add(&path, email, more);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{}", said.err);
        assert!(said.err.contains(sentence), "{}", said.err);
    }
    let db = path.display().to_string();
    for (last_name, civility, sentence) in [
        ("12", "madame", "Un nom contient au moins une lettre."),
        ("A", "dame", "choisissez parmi madame, monsieur"),
    ] {
        let said = run(&[
            "user",
            "add",
            "--db",
            &db,
            "--base-url",
            SITE,
            "--email",
            "a@example.org",
            "--last-name",
            last_name,
            "--first-name",
            "B",
            "--civility",
            civility,
            "--organisation",
            "C",
        ]);
        assert_eq!(said.code, Some(2));
        assert!(said.err.contains(sentence), "{}", said.err);
    }
    assert_eq!(app.stored(), before);
}

#[test]
fn everything_that_is_missing_is_said_at_once() {
    let said = run(&["user", "add", "--first-name", "Camille"]);
    assert_eq!(said.code, Some(2));
    assert_eq!(
        said.err,
        "Il manque --db <FICHIER>, --base-url <URL>, --email <ADRESSE>, --last-name <NOM>, --civility <CIVILITÉ>, --organisation <STRUCTURE>.\nAide : cmonstage --help\n"
    );
    for arguments in [&["user"][..], &["user", "add", "--help"], &["user", "link", "--help"]] {
        assert_eq!(run(arguments).code, Some(0), "{arguments:?}");
    }
    assert!(run(&["user", "effacer"]).err.contains("La commande « effacer » n’existe pas."));
}

#[test]
fn a_file_that_is_no_base_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let letter = folder.path().join("lettre.txt");
    std::fs::write(&letter, "Madame, Monsieur, ".repeat(400)).unwrap();
    let other = folder.path().join("autre.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    for (path, sentence) in
        [(&letter, "n’est pas une base de données SQLite."), (&other, "est la base d’un autre logiciel")]
    {
        let before = std::fs::read(path).unwrap();
        assert_refused(&add(path, "a@example.org", &[]), sentence);
        let db = path.display().to_string();
        let link = ["user", "link", "--db", &db, "--base-url", SITE, "--email", "a@example.org"];
        assert_refused(&run(&link), sentence);
        assert_refused(&run(&["user", "list", "--db", &db]), sentence);
        assert!(std::fs::read(path).unwrap() == before);
    }
    let nowhere = folder.path().join("nulle-part/base.db");
    assert_refused(&add(&nowhere, "a@example.org", &[]), "ne peut pas être ouverte");
    let absent = folder.path().join("absente.db").display().to_string();
    for command in [
        &["user", "list", "--db", &absent][..],
        &["user", "link", "--db", &absent, "--base-url", SITE, "--email", "a@example.org"],
    ] {
        assert_refused(&run(command), "n’existe pas.");
    }
    let made: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(made.len(), 2, "nothing is made: {made:?}");
}

#[test]
fn beside_a_server_whose_key_is_elsewhere_none_is_made() {
    let app = TestApp::new();
    let path = app.folder().join("base.db");
    assert_refused(&add(&path, "a@example.org", &[]), "La clé « ");
    assert!(!app.folder().join("base.db.key").exists());
    assert_eq!((app.count("user"), app.count("organisation")), (0, 0));
}

#[test]
fn a_demonstration_needs_no_key_and_lives_on_its_own_day() {
    let (folder, path) = folder_with_base();
    let marks =
        "INSERT INTO setting VALUES ('demo.size', 's'), ('demo.seed', '5'), ('demo.date', '2026-03-02')";
    Connection::open(&path).unwrap().execute(marks, []).unwrap();
    let link = link(&add(&path, "a@example.org", &[]), SITE);
    assert!(!folder.path().join("base.db.key").exists());
    let connection = Connection::open(&path).unwrap();
    let (seed, day): ([u8; 16], String) = connection
        .query_row("SELECT seed, date(created_at, 'unixepoch', '1 hour') FROM link", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!(day, "2026-03-02");
    assert!(link.ends_with(&cmonstage::demo::key(5).link_token(&seed).to_string()));
}

#[test]
fn whoever_lost_access_gets_a_fresh_link_and_the_one_before_is_void() {
    let (app, path) = served();
    let user = app.user("Sauvanel");
    let db = path.display().to_string();
    let again = |email: &str| run(&["user", "link", "--db", &db, "--base-url", SITE, "--email", email]);
    let first = link(&again(&user.email), SITE);
    let said = again(&user.email.to_uppercase());
    let second = link(&said, SITE);
    assert!(said.err.contains(&format!("Nouveau lien pour {}", user.name)), "{}", said.err);
    app.sql("UPDATE link SET expires_at = ?1", [app.app().clock.now().unix + 1800]);
    app.visitor().open(&first, 410);
    choose(&app.visitor(), &second).assert_says("Votre mot de passe est enregistré.");
    app.take_mail(MailKind::PasswordChanged);
    let audited = app.count("audit");
    for email in ["personne@example.org", &user.email] {
        app.sql("UPDATE user SET active = 0", []);
        assert_refused(&again(email), &format!("Aucun compte actif n’a l’adresse {email}."));
    }
    assert_eq!((app.count("link"), app.count("audit")), (0, audited));
    assert_refused(&add(&path, &user.email, &[]), "a déjà un compte.");
}

#[test]
fn the_link_is_of_the_extranet_when_it_has_a_name_of_its_own() {
    let (_folder, path) = folder_with_base();
    let extranet = "https://gestion.example.org";
    let said = add(&path, "a@example.org", &["--extranet-url", extranet]);
    link(&said, extranet);
    let db = path.display().to_string();
    let command = program(&["user", "link", "--email", "a@example.org"])
        .envs([
            ("CMONSTAGE_DB", db.as_str()),
            ("CMONSTAGE_BASE_URL", SITE),
            ("CMONSTAGE_EXTRANET_URL", extranet),
        ])
        .output()
        .unwrap();
    link(&command.into(), extranet);
}

#[test]
fn the_list_says_who_is_active_and_when_they_were_last_there() {
    let (app, path) = served();
    let (user, _) = app.partner("Sauvanel");
    let gone = app.user("Bellanque");
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [gone.id]);
    assert_eq!(
        list(&path),
        [
            ["Partenaire", &user.email, &user.name, "actif", "02/03/2026 10:00"],
            ["Partenaire", &gone.email, &gone.name, "inactif", "jamais"]
        ]
    );
}

#[test]
fn a_setting_that_is_wrong_does_not_hide_who_signs_in() {
    let (app, path) = served();
    let user = app.user("Sauvanel");
    app.sql("INSERT INTO setting (key, value) VALUES ('contact.reply_days', 'bientôt')", []);
    assert_eq!(list(&path)[0][1], user.email);
}

#[test]
fn there_is_no_account_that_nobody_opened() {
    let (_folder, path) = folder_with_base();
    assert_eq!(count(&path, "SELECT count(*) FROM user"), 0);
    assert!(list(&path).is_empty());
    assert_eq!(count(&TEMPLATE, "SELECT count(*) FROM user"), 0);
    // No form that anybody can send makes one, whatever it holds.
    let app = TestApp::new();
    let fields = "email=ana%40example.org&password=quatre+mesanges&new_password=quatre+mesanges+bleues\
        &last_name=Ana&first_name=Ana&civility=madam&organisation=Ana&role=administrator&name=Ana&message=Bonjour";
    for route in cmonstage::routes().table() {
        let path = route.path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        let request = Request::new(route.method.as_str(), &path.collect::<Vec<_>>().join("/"))
            .header("Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(fields);
        app.visitor().send(&request);
        assert_eq!((app.count("user"), app.count("organisation")), (0, 0), "{} {}", route.method, route.path);
    }
    app.mails();
}

#[test]
fn a_site_without_any_account_says_how_to_open_the_first() {
    let (_folder, path) = folder_with_base();
    let db = path.display().to_string();
    let site = ["serve", "--db", &db, "--base-url", SITE, "--listen", "127.0.0.1:0"].map(str::to_owned);
    let said = Serving::start(&site).said_when_stopped();
    let lines: Vec<&str> = said.lines().filter(|line| line.contains("cmonstage user add")).collect();
    assert_eq!(lines.len(), 1, "{said}");
    assert!(lines[0].contains("WARN"), "{}", lines[0]);
    assert_eq!(add(&path, "a@example.org", &[]).code, Some(0));
    let said = Serving::start(&site).said_when_stopped();
    assert!(!said.contains("cmonstage user add"), "{said}");
}

#[test]
fn a_file_whose_key_is_gone_is_served_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site.db");
    let db = path.display().to_string();
    let site = ["serve", "--db", &db, "--base-url", SITE, "--listen", "127.0.0.1:0"].map(str::to_owned);
    let warned = || Serving::start(&site).said_when_stopped().contains("no link sent so far opens any more");
    assert!(!warned(), "a new file has a new key");
    assert!(!warned());
    std::fs::remove_file(folder.path().join("site.db.key")).unwrap();
    assert!(warned());
}
