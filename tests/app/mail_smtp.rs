//! The real transport against a real mail server, which does what the test says.

use std::time::Duration;

use cmonstage::mail::transport::server::{Secrecy, Server};
use cmonstage::mail::transport::smtp::Smtp;
use cmonstage::mail::transport::{Cause, Fault, Outcome, Step, Transport};
use cmonstage::mail::worker::Left;
use cmonstage::mail::{MailState, message};
use lettre::Message;

use crate::support::{RUNTIME, Received, Reply, SmtpServer, TestApp};

/// A server that is silent for longer is given up; one that speaks does so at once.
const SHORT: Duration = Duration::from_millis(400);

fn smtp(server: Server) -> Smtp {
    Smtp::new(server, None, "stages.example.org").with_patience(SHORT)
}

fn message() -> Message {
    let sender = message::Sender::parse("noreply@example.org", "CMonStage", None).unwrap();
    let outgoing = message::Outgoing {
        message_id: "0123".to_owned(),
        recipient: "ana@example.org".to_owned(),
        recipient_name: "Zoé d’Œuvre".to_owned(),
        reply_to: Some("paul@example.org".to_owned()),
        subject: "Candidature reçue : stage d’été à Châteauneuf-sur-Charente, très longtemps".to_owned(),
        body: "Bonjour,\n.\n..\nÀ bientôt, œ, €, «\u{a0}guillemets\u{a0}».\n-- \nCMonStage\n".to_owned(),
        calendar: Some("BEGIN:VCALENDAR\r\nSUMMARY:Visite d’été\r\nEND:VCALENDAR\r\n".to_owned()),
        written_at: 1_772_442_000,
    };
    message::compose(&sender, &outgoing).unwrap()
}

fn send(smtp: &Smtp) -> Outcome {
    RUNTIME.block_on(smtp.send(&message()))
}

fn reply(step: Step, code: u16, words: &str) -> Fault {
    Fault { step, cause: Cause::Reply { code, words: words.to_owned() } }
}

fn without_reply(step: Step, cause: Cause) -> Fault {
    Fault { step, cause }
}

#[test]
fn a_message_arrives_as_it_was_written() {
    let server = SmtpServer::start();
    assert_eq!(send(&smtp(server.server())), Outcome::Sent);
    assert_eq!(
        server.take_heard(),
        ["EHLO stages.example.org", "MAIL FROM:<noreply@example.org>", "RCPT TO:<ana@example.org>", "DATA",]
    );
    let received = Received::parse(&server.mails()[0]);
    for (name, value) in [
        ("From", "CMonStage <noreply@example.org>"),
        ("To", "Zoé d’Œuvre <ana@example.org>"),
        ("Reply-To", "paul@example.org"),
        ("Subject", "Candidature reçue : stage d’été à Châteauneuf-sur-Charente, très longtemps"),
        ("Message-ID", "<0123@example.org>"),
        ("Date", "Mon, 02 Mar 2026 09:00:00 +0000"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
    ] {
        assert_eq!(received.header(name), value, "{name}");
    }
    let [text, calendar] = &received.parts()[..] else { panic!("two parts") };
    assert_eq!(
        text.content(),
        "Bonjour,\n.\n..\nÀ bientôt, œ, €, «\u{a0}guillemets\u{a0}».\n-- \nCMonStage\n"
    );
    assert!(calendar.header("Content-Disposition").ends_with("\"rencontre.ics\""));
    assert!(calendar.content().contains("SUMMARY:Visite d’été\n"));
}

#[test]
fn each_refusal_is_of_the_mail_or_of_the_server_and_now_or_for_ever() {
    let server = SmtpServer::start();
    let smtp = smtp(server.server());
    for (command, said, outcome) in [
        ("CONNECT", "554 5.3.2 no", Outcome::Deferred(reply(Step::Connect, 554, "5.3.2 no"))),
        ("CONNECT", "421 busy", Outcome::Deferred(reply(Step::Connect, 421, "busy"))),
        ("EHLO", "502 what", Outcome::Deferred(reply(Step::Connect, 502, "what"))),
        ("MAIL", "553 5.7.1 who", Outcome::Deferred(reply(Step::Sender, 553, "5.7.1 who"))),
        ("RCPT", "450 4.2.0 later", Outcome::Deferred(reply(Step::Recipient, 450, "4.2.0 later"))),
        ("RCPT", "550 5.1.1 nobody", Outcome::Refused(reply(Step::Recipient, 550, "5.1.1 nobody"))),
        ("RCPT", "530 5.7.0 password", Outcome::Deferred(reply(Step::Recipient, 530, "5.7.0 password"))),
        ("DATA", "451 4.3.0 later", Outcome::Deferred(reply(Step::Data, 451, "4.3.0 later"))),
        ("DATA", "554 5.5.1 none", Outcome::Refused(reply(Step::Data, 554, "5.5.1 none"))),
        ("TEXT", "421 4.3.2 closing", Outcome::Deferred(reply(Step::Message, 421, "4.3.2 closing"))),
        ("TEXT", "452 4.3.1 full", Outcome::Deferred(reply(Step::Message, 452, "4.3.1 full"))),
        ("TEXT", "554 5.7.1 spam", Outcome::Refused(reply(Step::Message, 554, "5.7.1 spam"))),
    ] {
        server.next(command, Reply::Say(said));
        assert_eq!(send(&smtp), outcome, "{command} {said}");
    }
    assert_eq!(send(&smtp), Outcome::Sent, "and then it works");
}

#[test]
fn a_lost_connection_is_uncertain_only_once_the_text_was_leaving() {
    let server = SmtpServer::start();
    let smtp = smtp(server.server());
    for (command, step) in [
        ("CONNECT", Step::Connect),
        ("EHLO", Step::Connect),
        ("MAIL", Step::Sender),
        ("RCPT", Step::Recipient),
        ("DATA", Step::Data),
    ] {
        server.next(command, Reply::Drop);
        assert_eq!(send(&smtp), Outcome::Deferred(without_reply(step, Cause::Lost)), "{command}");
    }
    server.next("TEXT", Reply::Drop);
    assert_eq!(send(&smtp), Outcome::Unknown(without_reply(Step::Message, Cause::Lost)));
    server.next("TEXT", Reply::Say("what?"));
    assert_eq!(send(&smtp), Outcome::Unknown(without_reply(Step::Message, Cause::Lost)), "no answer at all");
}

#[test]
fn a_silent_server_is_not_waited_for_without_end() {
    let server = SmtpServer::start();
    let smtp = smtp(server.server());
    for (command, step) in
        [("CONNECT", Step::Connect), ("EHLO", Step::Connect), ("RCPT", Step::Recipient), ("DATA", Step::Data)]
    {
        server.next(command, Reply::Hang);
        assert_eq!(send(&smtp), Outcome::Deferred(without_reply(step, Cause::TimedOut)), "{command}");
    }
    server.next("TEXT", Reply::Hang);
    assert_eq!(send(&smtp), Outcome::Unknown(without_reply(Step::Message, Cause::TimedOut)));
}

#[test]
fn nobody_at_the_address_and_no_such_name_are_said() {
    let gone = SmtpServer::start().server();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let outcome = send(&smtp(Server { port: free, ..gone.clone() }));
    let Outcome::Deferred(fault) = outcome else { panic!("{outcome:?}") };
    assert_eq!(
        fault.to_string(),
        "Le serveur d’envoi est injoignable\u{a0}: personne n’écoute à cette adresse."
    );
    let outcome = send(&smtp(Server { host: "no-such-host.invalid".to_owned(), ..gone }));
    assert!(matches!(outcome, Outcome::Deferred(Fault { step: Step::Connect, .. })), "{outcome:?}");
}

#[test]
fn nothing_is_said_in_clear_to_a_server_that_is_to_be_secret() {
    let server = SmtpServer::start();
    let secret = |secrecy| {
        let server = Server { secrecy, user: Some("ana".to_owned()), ..server.server() };
        Smtp::new(server, Some("sesame".to_owned()), "stages.example.org").with_patience(SHORT)
    };
    let outcome = send(&secret(Secrecy::StartTls));
    assert_eq!(outcome, Outcome::Deferred(without_reply(Step::Tls, Cause::NoTls)));
    assert_eq!(server.take_heard(), ["EHLO stages.example.org"]);
    let outcome = send(&secret(Secrecy::Tls));
    assert!(matches!(&outcome, Outcome::Deferred(Fault { cause: Cause::Tls(_), .. })), "{outcome:?}");
    assert!(server.mails().is_empty());
}

#[test]
fn a_password_is_given_and_a_wrong_one_keeps_the_mails() {
    let server = SmtpServer::start();
    let with_user = Server { user: Some("ana@example.org".to_owned()), ..server.server() };
    let smtp = Smtp::new(with_user, Some("sésame".to_owned()), "stages.example.org").with_patience(SHORT);
    server.next("AUTH", Reply::Say("535 5.7.8 no"));
    let outcome = send(&smtp);
    assert_eq!(outcome, Outcome::Deferred(reply(Step::Login, 535, "5.7.8 no")));
    server.take_heard();
    assert_eq!(send(&smtp), Outcome::Sent);
    // \0 ana@example.org \0 sésame
    assert_eq!(server.take_heard()[1], "AUTH PLAIN AGFuYUBleGFtcGxlLm9yZwBzw6lzYW1l");
    server.next("EHLO", Reply::Say("250 fake.example.org"));
    RUNTIME.block_on(smtp.rest());
    assert_eq!(send(&smtp), Outcome::Deferred(without_reply(Step::Login, Cause::NoLogin)));
}

#[test]
fn mails_share_a_connection_which_ends_when_there_are_no_more() {
    let app = TestApp::new();
    let server = SmtpServer::start();
    let worker = app.worker(smtp(server.server()));
    for number in 0..3 {
        app.queue(&format!("{number}@example.org"), &format!("n° {number}"));
    }
    assert_eq!(app.send_mails(&worker), Left::Nothing(None));
    let heard = server.take_heard();
    let times = |command: &str| heard.iter().filter(|line| line.starts_with(command)).count();
    assert_eq!((times("EHLO"), times("MAIL"), times("QUIT")), (1, 3, 1), "{heard:?}");

    // A connection that died meanwhile costs nothing.
    app.queue("4@example.org", "n° 4");
    app.queue("5@example.org", "n° 5");
    server.next("NOOP", Reply::Drop);
    assert_eq!(app.send_mails(&worker), Left::Nothing(None));
    assert_eq!(server.mails().len(), 5);
}

#[test]
fn one_refused_mail_does_not_hold_the_others_back() {
    let app = TestApp::new();
    let server = SmtpServer::start();
    let worker = app.worker(smtp(server.server()));
    let refused = app.queue("nobody@example.org", "Une");
    let taken = app.queue("ana@example.org", "Deux");
    server.next("RCPT", Reply::Say("550 5.1.1 nobody"));
    assert_eq!(app.send_mails(&worker), Left::Nothing(None));
    assert_eq!(app.mail_state(refused).0, MailState::Failed);
    assert_eq!(app.mail_state(taken).0, MailState::Sent);
}
