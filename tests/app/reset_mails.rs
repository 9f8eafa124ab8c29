//! The mails by which a forgotten password is replaced: as many as are worth it, with links that open.

use cmonstage::mail::{MailKind, MailState};
use time::Duration;

use crate::support::{PASSWORD, ReadMail, Script, StoredUser, TestApp};

const OTHER: &str = "trois hérons cendrés";

/// Asks for a link by the form.
fn ask(app: &TestApp, user: &StoredUser) {
    let form = app.visitor().in_no_time().get("/gestion/mot-de-passe-oublie");
    form.fill("Identifiant", &user.email).submit("Recevoir le lien");
}

fn choose(app: &TestApp, mail: &ReadMail, password: &str) {
    let form = app.visitor().get(&mail.link()).fill("Nouveau mot de passe", password);
    form.submit("Enregistrer ce mot de passe").assert_says("Votre mot de passe est enregistré");
    app.take_mail(MailKind::PasswordChanged);
}

#[test]
fn whoever_asks_again_within_five_minutes_keeps_the_link_they_have() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    // Just before a round number of minutes, and after it.
    app.wait(Duration::seconds(299));
    ask(&app, &user);
    let first = app.take_mail(MailKind::PasswordReset);
    for _ in 0..2 {
        app.wait(Duration::seconds(149));
        ask(&app, &user);
        app.visitor().get(&first.link());
    }
    app.wait(Duration::seconds(2));
    ask(&app, &user);
    let second = app.take_mail(MailKind::PasswordReset);
    app.visitor().open(&first.link(), 410);
    // The link was used: nothing is on its way any more.
    choose(&app, &second, OTHER);
    app.wait(Duration::seconds(1));
    ask(&app, &user);
    app.visitor().get(&app.take_mail(MailKind::PasswordReset).link());
}

#[test]
fn a_mail_whose_link_was_replaced_before_it_left_does_not_leave() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let asked = || {
        ask(&app, &user);
        app.take_mail(MailKind::PasswordReset)
    };
    let first = asked();
    app.wait(Duration::minutes(6));
    let second = asked();
    let script = Script::default();
    app.send_mails(&app.worker(script.clone()));
    let bodies: Vec<String> = script.tried().iter().map(|mail| mail.text().to_owned()).collect();
    assert_eq!(bodies.len(), 1, "{bodies:#?}");
    assert!(bodies[0].contains(&second.link()), "{bodies:#?}");
    let why = "N’est pas parti\u{a0}: le lien qu’il contient ne sert plus.".to_owned();
    assert_eq!(app.mail_state(first.id), (MailState::Failed, 0, why));
}

#[test]
fn a_mail_never_leaves_with_the_link_of_somebody_else() {
    let app = TestApp::new();
    let (user, browser) = app.partner("Sauvanel");
    ask(&app, &user);
    let page = browser.get("/gestion/compte").fill("Mot de passe actuel", PASSWORD);
    page.fill("Nouveau mot de passe", OTHER).submit("Changer mon mot de passe");
    ask(&app, &app.administrator("Marsauche"));
    let script = Script::default();
    app.send_mails(&app.worker(script.clone()));
    let tried = script.tried();
    let told: Vec<&str> = tried
        .iter()
        .filter(|mail| mail.text().contains("/gestion/mot-de-passe/"))
        .map(|mail| mail.header("To"))
        .collect();
    assert_eq!(told, ["camille.marsauche@example.org"]);
    app.mails();
}

#[test]
fn whoever_chose_another_password_does_not_wait_for_the_tries_before_it() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let tried = |password: &str, status: u16| {
        let form = app.visitor().in_no_time().get("/gestion/connexion").fill("Identifiant", &user.email);
        form.fill("Mot de passe", password).submit_expecting("Se connecter", status)
    };
    for _ in 0..10 {
        tried("au hasard", 422);
        app.wait(Duration::minutes(2));
    }
    tried("au hasard", 422);
    tried(PASSWORD, 429);
    ask(&app, &user);
    choose(&app, &app.take_mail(MailKind::PasswordReset), OTHER);
    assert_eq!(tried(OTHER, 200).url, "/gestion");
}
