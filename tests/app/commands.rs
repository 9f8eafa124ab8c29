//! The program itself: what it says when it cannot start, what it prints when it does.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use cmonstage::mail::MailKind;

use crate::apply::{SEND, filled};
use crate::support::{Received, Reply, Request, SmtpServer, TEMPLATE, TestApp};

/// Longer than the program gives itself to stop (10 s), on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cmonstage"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let names =
        ["DB", "LISTEN", "BASE_URL", "EXTRANET_URL", "TRUSTED_PROXIES", "KEY", "LIMITS", "SMTP", "MAIL_FROM"];
    for name in names.iter().chain(&["SMTP_PASSWORD", "SMTP_PASSWORD_FILE"]) {
        command.env_remove(format!("CMONSTAGE_{name}"));
    }
    command.env_remove("RUST_LOG");
    command
}

pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program speaks UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Runs a command to its end; one that serves instead is stopped, and fails the test.
pub fn run(arguments: &[&str]) -> Said {
    let child = program(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id().to_string();
    let (ended, end) = std::sync::mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        if end.recv_timeout(std::time::Duration::from_secs(60)).is_err() {
            Command::new("kill").args(["-9", &id]).status().unwrap();
        }
    });
    let said = child.wait_with_output().unwrap().into();
    // Nobody listens any more when the child had to be stopped.
    let _ = ended.send(());
    watch.join().unwrap();
    said
}

pub fn serve(db: &Path, more: &[&str]) -> Vec<String> {
    let db = db.display().to_string();
    ["serve", "--db", &db, "--base-url", "http://localhost:8080", "--listen", "127.0.0.1:0"]
        .iter()
        .chain(more)
        .map(|argument| (*argument).to_owned())
        .collect()
}

fn run_all(arguments: &[String]) -> Said {
    run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

pub fn folder_with_base() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base.db");
    std::fs::copy(&*TEMPLATE, &path).unwrap();
    (folder, path)
}

#[track_caller]
pub fn assert_refused(said: &Said, sentence: &str) {
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert!(said.err.contains(sentence), "« {sentence} » is not in: {}", said.err);
    assert!(!said.err.contains("panicked") && !said.err.contains("Error"), "{}", said.err);
    assert_eq!(said.out, "", "nothing is announced");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lettre.txt");
    std::fs::write(&path, "Madame, Monsieur, ".repeat(400)).unwrap();
    assert_refused(&run_all(&serve(&path, &[])), "n’est pas une base de données SQLite.");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "Madame, Monsieur, ".repeat(400));
    let mails = run(&["mails", "--db", &path.display().to_string()]);
    assert_refused(&mails, "n’est pas une base de données SQLite.");
}

#[test]
fn another_program_s_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("autre.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    assert_refused(
        &run_all(&serve(&path, &[])),
        "est la base d’un autre logiciel : elle n’a pas été touchée.",
    );
    assert_refused(&run(&["mails", "--db", &path.display().to_string()]), "est la base d’un autre logiciel");
    assert!(std::fs::read(&path).unwrap() == before);
}

#[test]
fn a_database_of_another_version_is_refused_and_left_as_it_is() {
    let (_folder, path) = folder_with_base();
    for version in [0, 2, 99] {
        rusqlite::Connection::open(&path)
            .unwrap()
            .execute_batch(&format!("PRAGMA user_version = {version}"))
            .unwrap();
        let before = std::fs::read(&path).unwrap();
        let said = run_all(&serve(&path, &[]));
        assert_refused(
            &said,
            &format!(
                "vient d’une autre version de CMonStage (base en version {version}, programme en version"
            ),
        );
        assert!(std::fs::read(&path).unwrap() == before, "version {version}");
    }
}

#[test]
fn a_database_in_use_is_refused_and_goes_on_being_served() {
    let app = TestApp::new();
    let path = app.folder().join("base.db");
    assert_refused(&run_all(&serve(&path, &[])), "est déjà utilisée par un autre programme.");
    app.visitor().get("/");
}

#[test]
fn a_file_that_is_not_there_or_cannot_be_made_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nulle-part/base.db");
    assert_refused(&run_all(&serve(&nowhere, &[])), "ne peut pas être ouverte");
    let absent = folder.path().join("absente.db");
    assert_refused(&run(&["mails", "--db", &absent.display().to_string()]), "n’existe pas.");
    assert!(!absent.exists(), "looking makes nothing");
}

#[test]
fn a_port_in_use_is_said_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base.db");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let db = path.display().to_string();
    let said =
        run(&["serve", "--db", &db, "--base-url", "http://localhost", "--listen", &address.to_string()]);
    assert_refused(&said, &format!("Le port {} est déjà utilisé par un autre programme.", address.port()));
    assert!(!path.exists());
}

#[test]
fn limits_are_switched_off_on_this_machine_only() {
    let (_folder, path) = folder_with_base();
    let db = path.display().to_string();
    let said: Said =
        program(&["serve", "--db", &db, "--base-url", "https://stages.example.org", "--listen", "0.0.0.0:0"])
            .env("CMONSTAGE_LIMITS", "off")
            .output()
            .unwrap()
            .into();
    assert_refused(&said, "CMONSTAGE_LIMITS=off n’est accepté que sur cette machine");
}

#[test]
fn names_that_do_not_go_together_are_refused_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base.db");
    for (site, extranet, sentence) in [
        (
            "https://stages.example.org",
            "https://stages.example.org",
            "doit porter un autre nom que --base-url",
        ),
        ("https://stages.example.org", "https://Stages.Example.org/", "doit porter un autre nom"),
        ("https://stages.example.org", "https://stages.example.org:8443", "un autre port ne suffit pas"),
        ("https://stages.example.org", "http://gestion.example.org", "toutes deux en https"),
        ("http://stages.example.org", "https://gestion.example.org", "toutes deux en https"),
        ("http://stages.example.org", "https://localhost", "toutes deux en https"),
    ] {
        let db = path.display().to_string();
        let names = ["--db", &db, "--base-url", site, "--extranet-url", extranet];
        let said = run(&[&["serve", "--listen", "127.0.0.1:0"], &names[..]].concat());
        assert_refused(&said, sentence);
        assert_refused(
            &run(&[&["user", "link", "--email", "ana@example.org"], &names[..]].concat()),
            sentence,
        );
        assert!(!path.exists());
    }
}

#[test]
fn a_setting_that_means_nothing_is_named() {
    let (_folder, path) = folder_with_base();
    for (key, value) in [
        ("site.time_zone", "Europe/Nulle-Part"),
        ("site.departments", "17 XX"),
        ("limits.pages_per_minute", "beaucoup"),
    ] {
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute("DELETE FROM setting WHERE key <> 'reference_version'", []).unwrap();
        connection.execute("INSERT INTO setting VALUES (?1, ?2)", [key, value]).unwrap();
        drop(connection);
        let said = run_all(&serve(&path, &[]));
        assert_refused(
            &said,
            &format!("le réglage « {key} » a une valeur qui ne convient pas : « {value} »"),
        );
    }
}

#[test]
fn a_key_that_is_no_key_is_said() {
    let (folder, path) = folder_with_base();
    std::fs::write(folder.path().join("base.db.key"), "court").unwrap();
    assert_refused(&run_all(&serve(&path, &[])), "la clé doit faire 32 octets");
}

#[test]
fn a_command_line_that_is_not_understood_is_explained_in_french() {
    for (arguments, sentence) in [
        (&["serve"][..], "Il manque --db"),
        (&["serve", "--db", "x", "--base-url", "stages.example.org"], "n’est pas une adresse de site"),
        (&["serve", "--db", "x", "--base-url", "http://a.example/chemin"], "n’est pas une adresse de site"),
        (
            &["serve", "--db", "x", "--base-url", "http://a.example", "--listen", "ici"],
            "« ici » ne convient pas",
        ),
        (
            &["serve", "--db", "x", "--base-url", "http://a.example", "--trusted-proxies", "10.0.0"],
            "n’est pas une adresse IP",
        ),
        (
            &["serve", "--db", "x", "--base-url", "http://a.example", "--extranet-url", "b.example"],
            "n’est pas une adresse de site",
        ),
        (&["serve", "--nimporte"], "L’option « --nimporte » n’existe pas."),
        (&["danser"], "La commande « danser » n’existe pas."),
        (&["demo", "--size", "xl"], "choisissez parmi s, m, l"),
        (&["demo", "--date", "31/02/2026"], "n’existe pas dans le calendrier"),
        (&["mails", "--limit", "-1"], "Aide : cmonstage --help"),
    ] {
        let said = run(arguments);
        assert_eq!(said.code, Some(2), "{arguments:?}: {}", said.err);
        assert!(said.err.contains(sentence), "{arguments:?}: {}", said.err);
        assert!(said.err.contains("Aide : cmonstage --help"));
        assert!(!said.err.contains("error:") && !said.err.contains("Usage"), "{}", said.err);
    }
}

#[test]
fn help_and_version_are_answers_not_errors() {
    for arguments in [
        &["--help"][..],
        &["serve", "--help"],
        &["demo", "-h"],
        &["user", "add", "--help"],
        &["--version"],
        &[],
    ] {
        let said = run(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?} {}", said.err);
        for english in ["Usage", "Commands", "Print", "default", "env:", "values"] {
            assert!(!said.out.contains(english), "« {english} » in {}", said.out);
        }
    }
    let serve = run(&["serve", "--help"]).out;
    for said in [
        "Utilisation : cmonstage serve",
        "--db <FICHIER>",
        "variable : CMONSTAGE_DB",
        "par défaut : 127.0.0.1:8080",
    ] {
        assert!(serve.contains(said), "« {said} » is not in {serve}");
    }
}

/// A program that serves, stopped when the test ends in any way.
pub struct Serving {
    child: Child,
    pub address: SocketAddr,
}

impl Serving {
    pub fn start(arguments: &[String]) -> Self {
        let mut child = program(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("http://").and_then(|address| address.parse().ok());
        let Some(address) = address else {
            let mut err = String::new();
            child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
            panic!("« {line} » is not an address; {err}");
        };
        Self { child, address }
    }

    fn signal(&self, name: &str) {
        let done = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
    }

    /// Stops the program; what it said on standard error.
    pub fn said_when_stopped(mut self) -> String {
        let err = self.child.stderr.take().unwrap();
        self.signal("-TERM");
        assert_eq!(self.ended(), Some(0));
        std::io::read_to_string(err).unwrap()
    }

    /// Waits for the end; the code it ends with.
    fn ended(mut self) -> Option<i32> {
        let (tell, told) = mpsc::channel();
        let mut child = std::mem::replace(&mut self.child, Command::new("true").spawn().unwrap());
        let id = child.id();
        thread::spawn(move || tell.send(child.wait().unwrap().code()));
        told.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            let _ = Command::new("kill").args(["-KILL", &id.to_string()]).status();
            panic!("the program did not stop in time");
        })
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn serving_prints_the_address_answers_and_stops_when_told() {
    for signal in ["-TERM", "-INT"] {
        let (folder, path) = folder_with_base();
        let mut arguments = serve(&path, &[]);
        // The address must be known beforehand, as it is part of the name under which it answers.
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        arguments[4] = format!("http://{free}");
        arguments[6] = free.to_string();
        let serving = Serving::start(&arguments);
        assert_eq!(serving.address, free);
        let answer = Request::get("/offres-de-stage").send(serving.address);
        assert_eq!(answer.status, 200);
        assert!(answer.text().contains("Aucune offre en ligne"));
        serving.signal(signal);
        assert_eq!(serving.ended(), Some(0), "{signal}");
        assert!(folder.path().join("base.db.key").exists());
        let left: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(
            !left.iter().any(|name| name.to_string_lossy().ends_with("-wal")),
            "closed cleanly: {left:?}"
        );
    }
}

#[test]
fn a_connection_that_says_nothing_does_not_hold_the_program_back() {
    let (_folder, path) = folder_with_base();
    let serving = Serving::start(&serve(&path, &[]));
    let idle = std::net::TcpStream::connect(serving.address).unwrap();
    // An answered request: the silent connection before it has been accepted too.
    assert_eq!(Request::get("/").send(serving.address).status, 421);
    serving.signal("-TERM");
    assert_eq!(serving.ended(), Some(0));
    drop(idle);
}

#[test]
fn what_is_under_way_is_answered_before_the_program_stops() {
    let (_folder, path) = folder_with_base();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut arguments = serve(&path, &[]);
    arguments[4] = format!("http://{free}");
    arguments[6] = free.to_string();
    let serving = Serving::start(&arguments);
    let body = "--b\r\nContent-Disposition: form-data; name=\"last_name\"\r\n\r\nBellanque\r\n--b--\r\n";
    let mut slow = std::net::TcpStream::connect(free).unwrap();
    let head = format!(
        "POST /offres-de-stage/032026-1/candidature HTTP/1.1\r\nHost: {free}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    slow.write_all(format!("{head}{}", &body[..30]).as_bytes()).unwrap();
    // Another request, answered: the half of a form before it has reached the program.
    assert_eq!(Request::get("/").send(free).status, 200);
    serving.signal("-TERM");
    // The address is free again once the program no longer takes anybody in.
    while TcpListener::bind(free).is_err() {
        thread::yield_now();
    }
    slow.write_all(&body.as_bytes()[30..]).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404") && answer.ends_with("</html>"), "{answer}");
    assert_eq!(serving.ended(), Some(0));
}

#[test]
fn reading_a_mail_makes_no_key_of_its_own() {
    let app = TestApp::new();
    let offer = app.offer().published();
    filled(&app.visitor(), &offer.apply()).submit(SEND);
    let mails = app.mails();
    let db = app.folder().join("base.db").display().to_string();
    // Another key would show a link that opens nothing, and be taken for the site's own at its next start.
    let said = run(&["mails", &mails[0].id.to_string(), "--db", &db]);
    assert_refused(&said, "La clé « ");
    assert!(!app.folder().join("base.db.key").exists());
}

#[test]
fn the_mails_command_lists_and_shows_what_would_leave_while_the_site_is_served() {
    let app = TestApp::new();
    let db = app.folder().join("base.db").display().to_string();
    let none = run(&["mails", "--db", &db]);
    assert_eq!((none.code, none.out.as_str()), (Some(0), "Aucun courriel.\n"));
    let offer = app.offer().published();
    filled(&app.visitor(), &offer.apply()).submit(SEND);
    let key = app.folder().join("cle");
    std::fs::write(&key, [7; 32]).unwrap();
    let key = key.display().to_string();
    let to_employer = app.take_mail(MailKind::ApplicationToEmployer);
    let receipt = app.take_mail(MailKind::ApplicationReceived);

    let list = run(&["mails", "--db", &db]);
    assert_eq!(list.code, Some(0), "{}", list.err);
    let lines: Vec<&str> = list.out.lines().collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[0].split('\t').collect::<Vec<_>>()[1..],
        ["02/03/2026 10:00", "En file", receipt.to.as_str(), receipt.subject.as_str()]
    );
    let one = run(&["mails", "--db", &db, "--limit", "1"]);
    assert_eq!(one.out.lines().count(), 1);

    let shown = run(&["mails", &to_employer.id.to_string(), "--db", &db, "--key", &key]);
    assert_eq!(shown.code, Some(0), "{}", shown.err);
    for part in [
        "Nature\u{a0}: Candidature transmise",
        "À\u{a0}: stages@menuiserie.example.org",
        "Essais\u{a0}: 0\n",
        &to_employer.link(),
        &to_employer.body,
    ] {
        assert!(shown.out.contains(part), "{part} is not in {}", shown.out);
    }
    assert_refused(
        &run(&["mails", "999", "--db", &db, "--key", &key]),
        "Il n’y a pas de courriel n° 999 dans cette base.",
    );
    app.visitor().get(&to_employer.link());
}

#[test]
fn the_doctor_finds_a_sound_base_sound_and_says_what_is_wrong_with_another() {
    let app = TestApp::new();
    app.offer().published();
    let event = app.event().published();
    let path = app.db().path().display().to_string();
    // It looks beside the server.
    let said = run(&["doctor", "--db", &path]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
    assert_eq!(said.out.lines().filter(|line| line.starts_with("bien\t")).count(), 8, "{}", said.out);

    app.sql("UPDATE offer_cell SET asap = asap + 4", []);
    app.sql("UPDATE event SET seats_taken = 3 WHERE id = ?1", [event.id]);
    app.sql("DELETE FROM event_text", []);
    let said = run(&["doctor", "--db", &path]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("3 vérifications ont échoué."), "{}", said.err);
    for line in [
        "MAL\tCompteurs des offres\n\t79, construction, asap, publics 4 : 5 au lieu de 1\n",
        "MAL\tMots des rencontres\n\tn° 1 : aucun mot\n",
        "MAL\tPlaces des rencontres\n\tn° 1 : 3 au lieu de 0\n",
        "bien\tFichier\n",
    ] {
        assert!(said.out.contains(line), "{line} in {}", said.out);
    }
    let missing = run(&["doctor", "--db", "/nowhere/base.db"]);
    assert_refused(&missing, "n’existe pas");
}

const FROM: [&str; 2] = ["--mail-from", "Stages <noreply@example.org>"];

#[test]
fn mails_that_cannot_leave_as_asked_keep_the_program_from_starting() {
    let (folder, path) = folder_with_base();
    let password = folder.path().join("password").display().to_string();
    for (options, environment, sentence) in [
        (&["--smtp", "mail.example.org"][..], None, "--smtp ne convient pas\u{a0}: l’adresse"),
        (&["--smtp", "smtps://ana:sesame@mail.example.org"], None, "ne s’écrit pas dans l’adresse"),
        (&["--smtp", "smtp://ana@mail.example.org?tls=none"], None, "un mot de passe ne part pas en clair"),
        (&["--smtp", "smtps://mail.example.org"], None, "Il manque --mail-from"),
        (
            &["--smtp", "smtps://mail.example.org", "--mail-from", "Stages"],
            None,
            "--mail-from ne convient pas",
        ),
        (&["--smtp", "smtps://ana@mail.example.org", FROM[0], FROM[1]], None, "le mot de passe manque"),
        (
            &["--smtp", "smtps://mail.example.org", FROM[0], FROM[1]],
            Some(("CMONSTAGE_SMTP_PASSWORD", "sesame")),
            "--smtp ne nomme pas d’identifiant",
        ),
        (
            &["--smtp", "smtps://ana@mail.example.org", FROM[0], FROM[1]],
            Some(("CMONSTAGE_SMTP_PASSWORD_FILE", password.as_str())),
            "ne peut pas être lu dans «\u{a0}",
        ),
    ] {
        let arguments = serve(&path, options);
        let mut command = program(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let said: Said = command.envs(environment).output().unwrap().into();
        assert_refused(&said, sentence);
        assert!(!said.err.contains("sesame"), "the password is not repeated: {}", said.err);
    }
}

/// `cmonstage mails --test`, with the settings of a server.
fn try_mail(db: &Path, smtp: &str, password: Option<&Path>) -> Said {
    let db = db.display().to_string();
    let mut command =
        program(&["mails", "--db", &db, "--test", "ana@example.org", "--smtp", smtp, FROM[0], FROM[1]]);
    command.envs(password.map(|path| ("CMONSTAGE_SMTP_PASSWORD_FILE", path)));
    command.output().unwrap().into()
}

#[test]
fn a_test_mail_says_whether_mails_leave() {
    let (folder, path) = folder_with_base();
    let server = SmtpServer::start();
    let said = try_mail(&path, &server.url(), None);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(said.out, "Le serveur d’envoi a accepté le courriel d’essai pour ana@example.org.\n");
    let received = Received::parse(&server.mails()[0]);
    assert_eq!(received.header("Subject"), "Essai d’envoi de CMonStage");
    assert_eq!(received.header("From"), "Stages <noreply@example.org>");

    let password = folder.path().join("password");
    std::fs::write(&password, "sesame\n").unwrap();
    let with_user = format!("smtp://ana@{}", server.address);
    server.take_heard();
    assert_eq!(try_mail(&path, &with_user, Some(&password)).code, Some(0));
    // \0 ana \0 sesame: the end of the line is no part of it.
    assert!(server.take_heard().contains(&"AUTH PLAIN AGFuYQBzZXNhbWU=".to_owned()));
    server.next("AUTH", Reply::Say("535 5.7.8 no"));
    let said = try_mail(&path, &with_user, Some(&password));
    assert_refused(&said, "refuse l’identifiant ou le mot de passe\u{a0}: «\u{a0}535 5.7.8 no\u{a0}».");

    server.next("RCPT", Reply::Say("550 5.1.1 nobody"));
    assert_refused(
        &try_mail(&path, &server.url(), None),
        "Le courriel d’essai n’est pas parti. Le serveur d’envoi refuse le destinataire\u{a0}: «\u{a0}550",
    );
    let tls = try_mail(&path, &server.url().replace("smtp:", "smtps:"), None);
    assert_refused(&tls, "La connexion chiffrée avec le serveur d’envoi a échoué");
    assert_refused(&try_mail(&path, "smtp://127.0.0.1:1", None), "Le serveur d’envoi est injoignable");
    let without = run(&["mails", "--db", &path.display().to_string(), "--test", "ana@example.org"]);
    assert_refused(&without, "Aucun serveur d’envoi n’est donné");
}

fn queue_by_hand(path: &Path, recipient: &str) {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection
        .execute(
            "INSERT INTO mail (kind, unique_key, message_id, recipient, recipient_name, subject, body, state,
                 next_try_at, useful_until, created_at)
             VALUES ('fresh_link', ?1, ?1, ?1, '', 'Sujet', 'Texte', 'queued', 0, 9999999999, 1772442000)",
            [recipient],
        )
        .unwrap();
}

#[test]
fn the_mail_that_is_leaving_when_the_program_is_told_to_stop_leaves_and_is_recorded() {
    let (folder, path) = folder_with_base();
    queue_by_hand(&path, "ana@example.org");
    queue_by_hand(&path, "paul@example.org");
    let server = SmtpServer::start();
    let (held, go_on) = server.hold_next("TEXT");
    let smtp = server.url();
    let serving = Serving::start(&serve(&path, &["--smtp", &smtp, FROM[0], FROM[1]]));
    held.recv_timeout(PATIENCE).unwrap();
    serving.signal("-TERM");
    // The site no longer answers: the program has begun to stop.
    while std::net::TcpStream::connect(serving.address).is_ok() {
        thread::yield_now();
    }
    go_on.notify_one();
    assert_eq!(serving.ended(), Some(0));
    let connection = rusqlite::Connection::open(&path).unwrap();
    let states: String = connection
        .query_row("SELECT group_concat(state || ' ' || attempts, ', ' ORDER BY id) FROM mail", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(states, "sent 1, queued 0");
    assert_eq!(server.mails().len(), 1);
    drop((connection, folder));
}
