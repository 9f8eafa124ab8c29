//! The outbox empties: what leaves when, what becomes of what does not, and that nothing leaves twice.

use cmonstage::access::key::Key;
use cmonstage::mail::outbox::sending::{self, Claim, Taken};
use cmonstage::mail::transport::{Cause, Fault, Outcome, Step};
use cmonstage::mail::worker::{self, Left};
use cmonstage::mail::{Mail, MailKind, MailState};
use time::Duration;

use crate::apply::{SEND, filled};
use crate::support::{RUNTIME, Script, TestApp, fault};

const NOT_NOW: fn() -> Outcome = || fault(Step::Recipient, 450).outcome();
const NO_SERVER: fn() -> Outcome =
    || Fault { step: Step::Connect, cause: Cause::Unreachable("personne".to_owned()) }.outcome();
const LOST: fn() -> Outcome = || Fault { step: Step::Message, cause: Cause::Lost }.outcome();

/// As a sender that crashes before it knows what became of the mail.
fn claim(app: &TestApp) -> Claim {
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| sending::claim(tx, &Key::from_bytes([7; 32]), now)).unwrap()
}

fn taken(app: &TestApp) -> Taken {
    match claim(app) {
        Claim::Taken(taken) => *taken,
        other => panic!("nothing was due: {other:?}"),
    }
}

fn settle(app: &TestApp, taken: &Taken, outcome: Outcome) -> bool {
    let (id, attempt, now) = (taken.id, taken.attempt, app.app().clock.now());
    app.db().write_blocking(move |tx| sending::settle(tx, now, id, attempt, &outcome)).unwrap()
}

#[test]
fn an_application_s_mails_leave_with_their_links_and_are_sent() {
    let app = TestApp::new();
    let offer = app.offer().published();
    filled(&app.visitor(), &offer.apply()).submit(SEND);
    let script = Script::default();
    let worker = app.worker(script.clone());
    assert_eq!(app.send_mails(&worker), Left::Nothing(None));
    let (mails, tried) = (app.mails(), script.tried());
    assert_eq!(tried.len(), mails.len());
    for (mail, message) in mails.iter().zip(&tried) {
        assert_eq!(message.header("Subject"), mail.subject);
        assert_eq!(message.text(), mail.body, "as `cmonstage mails` shows it, links included");
        assert!(message.header("To").contains(&mail.to), "{:?}", message.headers);
        assert_eq!(message.header("From"), "CMonStage <noreply@example.org>");
        assert!(message.header("Date").starts_with("Mon, 02 Mar 2026 09:00:"), "the clock's");
        assert!(message.header("Message-ID").ends_with("@stages.example.org>"));
        assert_eq!(app.mail_state(mail.id), (MailState::Sent, 1, String::new()));
        app.visitor().get(&mail.link());
    }
    let sent_at: i64 = app.value("SELECT max(sent_at) FROM mail", []);
    assert_eq!(sent_at, app.app().clock.now().unix);
    app.send_mails(&worker);
    assert_eq!(script.tried().len(), mails.len(), "nothing leaves twice");
}

#[test]
fn the_calendar_file_of_a_registration_is_attached() {
    let app = TestApp::new();
    let id = app.queue_mail(Mail {
        calendar: Some("BEGIN:VCALENDAR\r\nSUMMARY:Visite d’été\r\nEND:VCALENDAR\r\n".to_owned()),
        ..mail(&app, "ana@example.org", "Inscription confirmée : rencontre 032026-1")
    });
    let script = Script::default();
    app.send_mails(&app.worker(script.clone()));
    let message = &script.tried()[0];
    let [text, calendar] = &message.parts()[..] else { panic!("{:?}", message.headers) };
    assert_eq!(message.header("Subject"), "Inscription confirmée : rencontre 032026-1");
    assert_eq!(message.header("To"), "\"D’Œuvre Ana\" <ana@example.org>".replace('"', ""));
    assert_eq!(text.content(), "Bonjour,\n\nÀ bientôt.\n");
    assert_eq!(text.header("Content-Type"), "text/plain; charset=utf-8");
    assert_eq!(calendar.content(), "BEGIN:VCALENDAR\nSUMMARY:Visite d’été\nEND:VCALENDAR\n");
    assert_eq!(calendar.header("Content-Type"), "text/calendar; charset=utf-8; method=PUBLISH");
    assert_eq!(calendar.header("Content-Disposition"), "attachment; filename=\"rencontre.ics\"");
    assert_eq!(app.mail_state(id).0, MailState::Sent);
}

fn mail(app: &TestApp, recipient: &str, subject: &str) -> Mail {
    Mail {
        kind: MailKind::RegistrationReceived,
        subject_key: subject.to_owned(),
        project: None,
        recipient: recipient.to_owned(),
        recipient_name: "D’Œuvre Ana".to_owned(),
        subject: subject.to_owned(),
        body: "Bonjour,\n\nÀ bientôt.\n".to_owned(),
        calendar: None,
        useful_until: app.app().clock.now().plus(Duration::days(7)),
    }
}

#[test]
fn what_is_refused_for_now_leaves_after_1_5_15_and_60_minutes() {
    let app = TestApp::new();
    let id = app.queue("ana@example.org", "Une");
    let script = Script::default();
    let worker = app.worker(script.clone());
    let mut ids = Vec::new();
    for (attempt, minutes) in [(1, 1), (2, 5), (3, 15), (4, 60), (5, 180)] {
        script.next(NOT_NOW());
        app.send_mails(&worker);
        assert_eq!(script.tried().len(), 1, "try {attempt} has come");
        ids.push(script.tried()[0].header("Message-ID").to_owned());
        script.take();
        let (state, attempts, error) = app.mail_state(id);
        assert_eq!((state, attempts), (MailState::Queued, attempt));
        assert_eq!(
            error,
            "Le serveur d’envoi refuse le destinataire\u{a0}: «\u{a0}450 words of the server\u{a0}»."
        );
        app.wait(Duration::minutes(minutes) - Duration::seconds(1));
        assert!(matches!(app.send_mails(&worker), Left::Nothing(Some(_))));
        assert_eq!(script.take(), [""; 0], "not before");
        app.wait(Duration::seconds(1));
    }
    app.send_mails(&worker);
    ids.push(script.tried()[0].header("Message-ID").to_owned());
    assert_eq!(app.mail_state(id), (MailState::Sent, 6, String::new()));
    ids.dedup();
    assert_eq!(ids.len(), 1, "one Message-ID for all its tries");
}

#[test]
fn after_three_days_a_mail_is_given_up() {
    let app = TestApp::new();
    let id = app.queue("ana@example.org", "Une");
    let script = Script::default();
    let worker = app.worker(script.clone());
    let begun = app.app().clock.now().unix;
    while app.mail_state(id).0 == MailState::Queued {
        script.next(NOT_NOW());
        match app.send_mails(&worker) {
            Left::Nothing(Some(next)) => app.wait(Duration::seconds(next - app.app().clock.now().unix)),
            left => assert_eq!(left, Left::Nothing(None)),
        }
    }
    let hours = (app.app().clock.now().unix - begun) / 3600;
    assert!((66..=72).contains(&hours), "{hours} h");
    let (state, _, error) = app.mail_state(id);
    assert_eq!(state, MailState::Failed);
    assert!(
        error.starts_with("Abandonné après trois jours d’essais. Dernier essai\u{a0}: Le serveur"),
        "{error}"
    );
}

#[test]
fn what_the_server_will_never_take_fails_at_once_and_says_why() {
    let app = TestApp::new();
    let id = app.queue("ana@example.org", "Une");
    let broken = app.queue("nowhere", "Deux");
    let script = Script::default();
    script.next(fault(Step::Recipient, 550).outcome());
    app.send_mails(&app.worker(script.clone()));
    let (state, attempts, error) = app.mail_state(id);
    assert_eq!((state, attempts), (MailState::Failed, 1));
    assert!(error.contains("refuse le destinataire") && error.contains("550 words"), "{error}");
    assert_eq!(
        app.mail_state(broken),
        (MailState::Failed, 1, "L’adresse du destinataire ne convient pas.".to_owned())
    );
    assert_eq!(script.tried().len(), 1);
}

#[test]
fn what_may_have_left_is_never_sent_again_by_itself() {
    let app = TestApp::new();
    let id = app.queue("ana@example.org", "Une");
    let script = Script::default();
    script.next(LOST());
    let worker = app.worker(script.clone());
    assert_eq!(app.send_mails(&worker), Left::Trouble);
    app.wait(Duration::days(1));
    assert_eq!(app.send_mails(&worker), Left::Nothing(None));
    assert_eq!(script.tried().len(), 1);
    let (state, _, error) = app.mail_state(id);
    assert_eq!(state, MailState::Unknown);
    assert!(error.ends_with("personne ne sait s’il est arrivé."), "{error}");
}

#[test]
fn a_mail_whose_time_has_passed_is_not_sent() {
    let app = TestApp::new();
    let until = app.app().clock.now().plus(Duration::minutes(30));
    let tried = app.queue_mail(Mail { useful_until: until, ..mail(&app, "ana@example.org", "Essayé") });
    let script = Script::default();
    let worker = app.worker(script.clone());
    script.always(NOT_NOW());
    for minutes in [1, 5, 15] {
        app.send_mails(&worker);
        app.wait(Duration::minutes(minutes));
    }
    assert_eq!(app.send_mails(&worker), Left::Nothing(Some(until)), "given up then, and not an hour later");
    let late = app.queue_mail(Mail { useful_until: until, ..mail(&app, "paul@example.org", "Trop tard") });
    app.wait(Duration::minutes(9));
    script.take();
    app.send_mails(&worker);
    assert_eq!(script.take(), [""; 0], "neither is sent");
    let over = "N’est pas parti à temps\u{a0}: il n’avait plus d’utilité.";
    assert_eq!(app.mail_state(late), (MailState::Failed, 0, over.to_owned()));
    let (state, attempts, error) = app.mail_state(tried);
    assert_eq!((state, attempts), (MailState::Failed, 4));
    assert!(error.starts_with(&format!("{over} Dernier essai\u{a0}: Le serveur d’envoi refuse")), "{error}");
}

#[test]
fn after_a_crash_the_mail_leaves_again_as_the_same_mail_once_its_lease_is_over() {
    let app = TestApp::new();
    let id = app.queue("ana@example.org", "Une");
    let crashed = taken(&app);
    let script = Script::default();
    let worker = app.worker(script.clone());
    let until = app.app().clock.now().plus(sending::LEASE);
    assert_eq!(app.send_mails(&worker), Left::Nothing(Some(until)), "somebody may be sending it");
    app.wait(sending::LEASE - Duration::seconds(1));
    app.send_mails(&worker);
    assert_eq!(script.tried().len(), 0);
    app.wait(Duration::seconds(1));
    app.send_mails(&worker);
    let message = &script.tried()[0];
    let expected = format!("<{}@stages.example.org>", crashed.outgoing.message_id);
    assert_eq!(message.header("Message-ID"), expected);
    assert_eq!(message.header("Date"), "Mon, 02 Mar 2026 09:00:00 +0000", "the same Date too");
    assert_eq!(app.mail_state(id), (MailState::Sent, 2, String::new()));
}

#[test]
fn a_mail_that_crashes_its_sender_is_not_tried_for_ever() {
    let app = TestApp::new();
    let id = app.queue("ana@example.org", "Une");
    let mut tries = 0;
    while let Claim::Taken(_) = claim(&app) {
        tries += 1;
        assert!(tries < 100);
        app.wait(sending::LEASE);
    }
    let (state, attempts, error) = app.mail_state(id);
    assert_eq!((state, attempts), (MailState::Failed, tries));
    assert_eq!(error, "Abandonné après trois jours d’essais.");
}

#[test]
fn who_comes_after_the_lease_does_not_undo_what_another_did() {
    let app = TestApp::new();
    let id = app.queue("ana@example.org", "Une");
    let slow = taken(&app);
    app.wait(sending::LEASE);
    let quick = taken(&app);
    assert!(!settle(&app, &slow, fault(Step::Recipient, 550).outcome()), "its lease is over");
    assert_eq!(app.mail_state(id).0, MailState::Queued);
    assert!(settle(&app, &slow, Outcome::Sent), "it left all the same");
    assert!(!settle(&app, &quick, NOT_NOW()));
    assert!(!settle(&app, &quick, Outcome::Sent));
    assert_eq!(app.mail_state(id).0, MailState::Sent);
}

#[test]
fn two_senders_never_send_the_same_mail() {
    let app = TestApp::new();
    for number in 0..40 {
        app.queue(&format!("{number}@example.org"), &format!("n° {number}"));
    }
    let script = Script::default();
    let workers = [app.worker(script.clone()), app.worker(script.clone()), app.worker(script.clone())];
    std::thread::scope(|scope| {
        for worker in &workers {
            scope.spawn(|| while app.send_mails(worker) == Left::More {});
        }
    });
    let mut subjects = script.take();
    assert_eq!(subjects.len(), 40);
    subjects.sort();
    subjects.dedup();
    assert_eq!(subjects.len(), 40);
}

#[test]
fn mails_to_one_person_leave_in_their_order_within_reason() {
    let app = TestApp::new();
    let script = Script::default();
    let worker = app.worker(script.clone());
    app.queue("ana@example.org", "Une");
    app.queue("Ana@Example.org", "Deux");
    app.queue("paul@example.org", "Trois");
    script.next(NOT_NOW());
    app.send_mails(&worker);
    assert_eq!(script.take(), ["Une", "Trois"], "the second waits for the first");
    app.queue("ana@example.org", "Quatre");
    app.send_mails(&worker);
    assert_eq!(script.take(), [""; 0], "and what comes after them too");
    app.wait(Duration::minutes(1));
    app.send_mails(&worker);
    assert_eq!(script.take(), ["Une", "Deux", "Quatre"]);

    // One that does not get through holds nobody back for ever.
    let stuck = app.queue("ana@example.org", "Cinq");
    let after = app.queue("ana@example.org", "Six");
    for minutes in [1, 5, 9] {
        script.next(NOT_NOW());
        app.send_mails(&worker);
        assert_eq!(app.mail_state(after).1, 0);
        app.wait(Duration::minutes(minutes));
        script.take();
    }
    app.send_mails(&worker);
    assert_eq!(script.take(), ["Six"]);
    assert_eq!(app.mail_state(stuck).0, MailState::Queued);
}

#[test]
fn a_server_that_fails_is_left_alone_and_nothing_is_lost() {
    let app = TestApp::new();
    let script = Script::default();
    let worker = app.worker(script.clone());
    let ids: Vec<i64> = (0..20).map(|n| app.queue(&format!("{n}@example.org"), &format!("n° {n}"))).collect();
    script.always(NO_SERVER());
    // Down for six hours, looked at every minute as the worker does.
    for _ in 0..360 {
        app.send_mails(&worker);
        assert!(script.take().len() <= 1, "one try tells: the others do not wait for the server one by one");
        app.wait(Duration::minutes(1));
    }
    assert!(ids.iter().all(|id| app.mail_state(*id).0 == MailState::Queued));
    script.always(Outcome::Sent);
    app.wait(Duration::hours(3));
    assert_eq!(app.send_mails(&worker), Left::Nothing(None));
    assert_eq!(script.take().len(), 20);
    assert!(ids.iter().all(|id| app.mail_state(*id).0 == MailState::Sent));
}

#[test]
fn a_mail_leaves_as_soon_as_it_is_queued() {
    let app = TestApp::new();
    let script = Script::default();
    let running = RUNTIME.block_on(async { worker::start(app.worker(script.clone())) });
    let first = app.queue("ana@example.org", "Une");
    script.wait_for(1);
    let second = app.queue("ana@example.org", "Deux");
    script.wait_for(2);
    RUNTIME.block_on(running.stop());
    for id in [first, second] {
        assert_eq!(app.mail_state(id), (MailState::Sent, 1, String::new()), "recorded before it stops");
    }
    app.queue("ana@example.org", "Trois");
    assert_eq!(script.tried().len(), 2, "it has stopped");
}

#[test]
fn nothing_personal_is_logged() {
    let app = TestApp::new();
    app.queue("secret-address@example.org", "Secret subject");
    app.queue("secret-address@example.org", "Secret again");
    let script = Script::default();
    let words = "secret-address@example.org is unknown".to_owned();
    let cause = Cause::Reply { code: 550, words };
    script.next(Fault { step: Step::Recipient, cause }.outcome());
    app.logged(|| app.send_mails(&app.worker(script)));
    let log = app.log();
    assert!(log.contains("a mail has not left") && log.contains("a mail has left"), "{log}");
    assert!(log.contains("kind=\"contact_received\"") && log.contains("code=550"), "{log}");
    assert!(!log.to_lowercase().contains("secret"), "{log}");
}
