//! The organiser's confirmation to those who registered: read before it leaves, one mail each, once.

use cmonstage::domain::EventAudience;
use cmonstage::mail::MailKind;
use cmonstage::mail::transport::{Outcome, Step};
use time::Duration;

use crate::extranet_participants::{joined, journal, owned, scene};
use crate::support::{Page, Request, Script, StoredEvent, TestApp, Visitor, fault};

pub const SEND: &str = "Envoyer aux personnes cochées";

pub fn path(event: &StoredEvent) -> String {
    format!("/gestion/rencontres/{}/confirmation", event.number)
}

/// Somebody with an address of their own.
fn with_address(app: &TestApp, event: &StoredEvent, last: &str, email: &str) -> i64 {
    let id = joined(app, event, last, "Zoé", &[EventAudience::Parent]);
    app.sql("UPDATE registration SET email = ?1 WHERE id = ?2", (email.to_owned(), id));
    id
}

fn recipients(app: &TestApp) -> Vec<String> {
    let mails = app.mails().into_iter().filter(|mail| mail.kind == MailKind::EventConfirmation);
    mails.map(|mail| mail.to).collect()
}

fn open(visitor: &Visitor, event: &StoredEvent) -> Page {
    visitor.get(&path(event))
}

#[test]
fn each_one_gets_a_mail_of_their_own_as_it_was_shown() {
    let (app, event, _, visitor) = scene(12);
    with_address(&app, &event, "Abadie", "zoe@example.org");
    with_address(&app, &event, "Brun", "noe@example.org");
    app.sql("UPDATE registration SET age = 13, statuses = 1, guardian_name = 'Nadia Brun', guardian_email = 'nadia@example.org' WHERE last_name = 'Brun'", []);
    let page = visitor.get(&format!("/gestion/inscriptions?ouvert={}", event.number));
    let page = page.click(&format!("Envoyer un email de confirmation, rencontre n°\u{a0}{}", event.number));
    assert_eq!(
        (page.url.clone(), page.one("h1")),
        (path(&event), "Envoyer un email de confirmation".to_owned())
    );
    page.assert_says("2\u{a0}inscriptions cochées sur 2.");
    assert!(page.is_checked("Abadie Zoé, Parent d’élève"));
    assert!(page.is_checked("Brun Zoé, Élève, avec son parent ou responsable légal"));
    // It is read before it leaves, with the organiser's word, and nothing has left.
    let page = page.fill("Un mot de votre part", "Entrez par la cour.").submit("Voir le courriel");
    let shown = page.one("#courriel pre");
    assert!(shown.contains("Un mot de l’organisateur\u{a0}: Entrez par la cour."), "{shown}");
    page.assert_says("À\u{a0}: zoe@example.org");
    page.assert_says(&format!("Objet\u{a0}: Confirmation\u{a0}: rencontre {}", event.number));
    assert_eq!((app.count("mail"), page.value("Un mot de votre part").trim()), (0, "Entrez par la cour."));
    let done = page.submit(SEND);
    assert_eq!(done.url, format!("{}?fait=envoye", path(&event)));
    done.assert_says("Dernier envoi du courriel de confirmation\u{a0}: 2\u{a0}inscriptions.");
    let mail = app.take_mail(MailKind::EventConfirmation);
    assert_eq!(mail.to, "zoe@example.org");
    for words in [
        "La rencontre n°\u{a0}032026-1 «\u{a0}Visite d’entreprise – Menuisier / Menuisière\u{a0}» est confirmée.",
        "Quand\u{a0}: mardi 17\u{a0}mars 2026 à 14\u{a0}h",
        "Durée\u{a0}: 1\u{a0}h\u{a0}30",
        "Un mot de l’organisateur\u{a0}:\nEntrez par la cour.",
        "Référence à rappeler\u{a0}: I-",
    ] {
        assert!(mail.body.contains(words), "« {words} » in {}", mail.body);
    }
    // What was shown is what left, but for the link.
    let link = mail.body.lines().find(|line| line.contains("/suivi/")).unwrap().to_owned();
    let sent = mail.body.replace(&link, "(ici, le lien personnel de chaque participant)");
    assert_eq!(sent.split_whitespace().collect::<Vec<_>>(), shown.split_whitespace().collect::<Vec<_>>());
    app.visitor().get(&mail.link()).assert_says("Annuler mon inscription");
    assert!(!mail.body.contains("Brun") && !mail.body.contains("noe@example.org"));
    let calendar: String = app.value("SELECT calendar FROM mail ORDER BY id LIMIT 1", []);
    assert!(calendar.starts_with("BEGIN:VCALENDAR"));
    // The parent of a child is told too.
    assert_eq!(recipients(&app), ["zoe@example.org", "noe@example.org", "nadia@example.org"]);
    assert!(app.mails()[2].body.contains("comme parent ou responsable légal"));
    assert_eq!(
        journal(&app),
        [format!(
            "Rencontre n°\u{a0}{}\u{a0}: courriel de confirmation envoyé pour 2\u{a0}inscriptions.",
            event.number
        )]
    );
}

#[test]
fn only_those_who_have_not_had_it_get_it_unless_asked() {
    let (app, event, _, visitor) = scene(12);
    with_address(&app, &event, "Abadie", "zoe@example.org");
    with_address(&app, &event, "Brun", "noe@example.org");
    open(&visitor, &event).uncheck("Brun Zoé, Parent d’élève").submit(SEND);
    assert_eq!(recipients(&app), ["zoe@example.org"]);
    app.wait(Duration::minutes(5));
    let page = open(&visitor, &event);
    assert!(
        page.all(".addressees li")[0].contains("écrit le 02/03/2026 10:0"),
        "{:?}",
        page.all(".addressees li")
    );
    page.assert_says("1\u{a0}inscription cochée sur 2.");
    page.submit(SEND);
    assert_eq!(recipients(&app), ["zoe@example.org", "noe@example.org"]);
    // Nobody is left who has not had it.
    let refused = open(&visitor, &event).submit_expecting(SEND, 422);
    refused.assert_says("Cochez au moins une personne.");
    app.wait(Duration::minutes(5));
    let done = refused.check("Renvoyer aussi à ceux qui l’ont déjà reçu").submit(SEND);
    assert!(done.url.ends_with("fait=envoye"), "{}", done.url);
    assert_eq!(recipients(&app).len(), 4);
    assert_eq!(app.value::<i64>("SELECT sum(confirmations) FROM registration", []), 4);
}

#[test]
fn a_double_click_two_tabs_and_those_who_came_meanwhile() {
    let (app, event, _, visitor) = scene(12);
    with_address(&app, &event, "Abadie", "zoe@example.org");
    let gone = with_address(&app, &event, "Brun", "noe@example.org");
    let (first, second) = (open(&visitor, &event), open(&visitor, &event));
    with_address(&app, &event, "Carle", "tard@example.org");
    app.sql("UPDATE registration SET cancelled_at = 1 WHERE id = ?1", [gone]);
    let request = first.sending(SEND);
    let answers: Vec<Option<String>> = std::thread::scope(|scope| {
        let sendings: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| visitor.send(&request).header("location").map(str::to_owned)))
            .collect();
        sendings.into_iter().map(|sending| sending.join().unwrap()).collect()
    });
    assert_eq!(answers, vec![Some(format!("{}?fait=envoye", path(&event))); 6]);
    assert_eq!(
        recipients(&app),
        ["zoe@example.org"],
        "who came since was not on the page, who left is not written to"
    );
    // Another tab of before asks for nobody who has not had it.
    let done = second.submit(SEND);
    done.assert_says("Aucun courriel n’est parti");
    assert_eq!((recipients(&app).len(), journal(&app).len()), (1, 1));
}

#[test]
fn where_each_mail_stands_is_read_in_the_log() {
    let (app, event, _, visitor) = scene(12);
    for (name, email) in [("Abadie", "a@example.org"), ("Brun", "b@example.org"), ("Carle", "c@example.org")]
    {
        with_address(&app, &event, name, email);
    }
    open(&visitor, &event).uncheck("Carle Zoé, Parent d’élève").submit(SEND);
    open(&visitor, &event).assert_says("Déjà écrit à 2\u{a0}inscriptions\u{a0}: 2 en file.");
    let script = Script::default();
    script.next(Outcome::Sent);
    script.always(Outcome::Refused(fault(Step::Recipient, 550)));
    app.send_mails(&app.worker(script.clone()));
    let page = open(&visitor, &event);
    page.assert_says("Déjà écrit à 2\u{a0}inscriptions\u{a0}: 1 envoyé, 1 échec.");
    assert_eq!(page.all(".addressees .badge"), ["Envoyé", "Échec"]);
    let parts = script.tried()[0].parts();
    assert_eq!(parts.len(), 2, "the text, and the calendar file");
    recipients(&app);
    // A mail that the log no longer holds leaves its date.
    app.sql("DELETE FROM mail", []);
    open(&visitor, &event).assert_says("Déjà écrit à 2\u{a0}inscriptions.");
}

#[test]
fn nobody_is_written_to_about_what_has_begun_or_was_never_online() {
    let (app, event, user, visitor) = scene(12);
    with_address(&app, &event, "Abadie", "zoe@example.org");
    let form = open(&visitor, &event);
    app.sql("UPDATE event SET starts_at = '2026-03-02T10:00'", []);
    let page = open(&visitor, &event);
    page.assert_says("Cette rencontre a commencé");
    assert!(page.all("#envoyer").is_empty());
    form.submit_expecting(SEND, 422).assert_says("Cette rencontre a commencé");
    let draft = app.event().change(|event| event.project.manager = Some(user.id)).draft();
    joined(&app, &draft, "Brun", "Noé", &[EventAudience::Parent]);
    open(&visitor, &draft).assert_says("n’a jamais été en ligne");
    let empty = owned(&app, &user, 12);
    open(&visitor, &empty).assert_says("Personne n’est inscrit");
    assert_eq!((app.count("mail"), app.count("registration WHERE confirmed_at IS NOT NULL")), (0, 0));
}

#[test]
fn what_cannot_be_sent_comes_back_and_others_may_not() {
    let (app, event, _, visitor) = scene(12);
    let id = with_address(&app, &event, "Abadie", "zoe@example.org");
    let page = open(&visitor, &event).fill("Un mot de votre part", &"a".repeat(1_001));
    let page = page.submit_expecting(SEND, 422);
    assert_eq!(page.wrong_fields(), ["Un mot de votre part"]);
    assert!(page.is_checked("Abadie Zoé, Parent d’élève"));
    let page = page.fill("Un mot de votre part", "<script>alert(1)</script>").submit("Voir le courriel");
    assert!(!page.html().contains("<script>alert"));
    // A box that is nobody's, or of another event, is nothing.
    let (other, stranger) = app.partner("Boutevin");
    let theirs = owned(&app, &other, 12);
    with_address(&app, &theirs, "Carle", "carle@example.org");
    let request = open(&stranger, &theirs).sending(SEND);
    let body = String::from_utf8(request.body.clone()).unwrap();
    let of_theirs: i64 = app.value("SELECT max(id) FROM registration", []);
    let forged = body.replace(
        &format!("destinataire={of_theirs}-0"),
        &format!("destinataire={id}-0&destinataire=x&destinataire=9-9-9"),
    );
    let sent = stranger.follow(&Request { body: forged.into_bytes(), ..request.clone() }, 200);
    sent.assert_says("Aucun courriel n’est parti");
    let mut mine = request;
    mine.target = path(&event);
    assert_eq!(stranger.send(&mine).status, 403);
    stranger.open(&path(&event), 403);
    assert_eq!(app.count("mail"), 0);
}

/// A large event is written to in one transaction, by as many statements for each as for the others.
#[test]
fn five_hundred_people_are_written_to_at_once() {
    let (app, event, _, visitor) = scene(600);
    for n in 0..500 {
        with_address(&app, &event, &format!("Nom {n:03}"), &format!("p{n}@example.org"));
    }
    let before = app.db().version();
    let answer = visitor.send(&open(&visitor, &event).sending(SEND));
    assert_eq!(answer.header("location"), Some(format!("{}?fait=envoye", path(&event)).as_str()));
    assert_eq!(recipients(&app).len(), 500);
    let at: i64 = app.value("SELECT count(DISTINCT confirmed_at) FROM registration", []);
    assert_eq!((at, app.db().version()), (1, before), "and no page that visitors see is made again");
}

#[test]
fn what_an_address_claims_is_not_said_and_what_was_taken_off_line_is_told() {
    let (app, event, _, visitor) = scene(12);
    with_address(&app, &event, "Abadie", "zoe@example.org");
    for claim in ["fait=envoye", "envoyes=400", "fait=400"] {
        assert!(visitor.get(&format!("{}?{claim}", path(&event))).all("#message").is_empty(), "{claim}");
    }
    assert!(!open(&visitor, &event).says("n’est plus en ligne"));
    app.unpublish_event(&event);
    let page = open(&visitor, &event);
    page.assert_says(
        "Cette rencontre n’est plus en ligne. Assurez-vous qu’elle a bien lieu avant de la confirmer.",
    );
    app.wait(Duration::minutes(5));
    page.submit(SEND).assert_says("Dernier envoi du courriel de confirmation\u{a0}: 1\u{a0}inscription.");
    assert_eq!(recipients(&app).len(), 1);
}

/// A mail that bids one come is of no use once the event has begun.
#[test]
fn a_confirmation_that_has_not_left_by_the_start_does_not_leave() {
    let (app, event, _, visitor) = scene(12);
    with_address(&app, &event, "Abadie", "zoe@example.org");
    app.sql("UPDATE event SET starts_at = '2026-03-02T18:00'", []);
    open(&visitor, &event).submit(SEND);
    let until: i64 = app.value("SELECT useful_until FROM mail", []);
    let starts = app.app().site.zone.instant(time::macros::datetime!(2026-03-02 18:00));
    assert_eq!(until, starts);
    recipients(&app);
}
