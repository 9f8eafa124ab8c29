//! The record of a company: all that partners know of it, on one page.

use cmonstage::access::Partner;
use cmonstage::db::Error;
use cmonstage::domain::EventAudience;
use cmonstage::extranet::companies::Record;
use cmonstage::mail::{Mail, MailKind};
use cmonstage::projects::{self, JournalKind};
use cmonstage::web::query::Query;

use crate::apply;
use crate::extranet_participants::joined;
use crate::register;
use crate::scale::cost;
use crate::support::{Page, StoredUser, TestApp, Visitor};

const RECORD: &str = "/gestion/entreprises/1";

/// A company of two projects, of two partners: an offer online and a draft, an event; who reads manages the
/// first.
fn scene() -> (TestApp, StoredUser, StoredUser, Visitor) {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let other = app.user("Boutevin");
    app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
    app.event().change(|event| event.project.manager = Some(other.id)).capacity(12).published();
    app.offer().change(|offer| offer.project.manager = Some(other.id)).draft();
    app.sql("UPDATE project SET company_id = 1", []);
    app.sql("UPDATE offer SET project_id = 2 WHERE id = 2", []);
    app.sql("DELETE FROM project WHERE id = 3", []);
    (app, user, other, visitor)
}

fn note(app: &TestApp, project: i64, author: &StoredUser, text: &str) {
    let (now, author, text) = (app.app().clock.now(), author.id, text.to_owned());
    app.db()
        .write_blocking(move |tx| {
            projects::store::note(tx, now, project, Some(author), JournalKind::Comment, &text)
        })
        .unwrap();
}

fn section(page: &Page, id: &str) -> Vec<String> {
    page.all(&format!("section[aria-labelledby={id}] tbody tr"))
}

fn panel(page: &Page, id: &str) -> Vec<String> {
    page.all(&format!("section[aria-labelledby={id}] li"))
}

#[test]
fn the_record_says_all_that_is_known_of_a_company() {
    let (app, user, other, visitor) = scene();
    app.sql("UPDATE company SET siren = '732829320', siret = '73282932000074' WHERE id = 1", []);
    app.sql(
        "UPDATE company SET naf_code = code, naf_version = nomenclature FROM (SELECT * FROM naf WHERE code LIKE '43.32A' LIMIT 1)
         WHERE company.id = 1",
        [],
    );
    note(&app, 1, &user, "Rappelée ce matin.");
    app.wait(time::Duration::minutes(1));
    note(&app, 2, &other, "Visite convenue pour mars.");
    let page = visitor.get(RECORD);
    assert_eq!(page.one("h1"), "Menuiserie des Halles");
    page.assert_says(&format!("Suivie par {} et {}.", other.name, user.name));
    for known in [
        "4 rue du Rabot, 79000 Niort",
        "Construction",
        "732\u{a0}829\u{a0}320\u{a0}00074",
        "Travaux de menuiserie",
    ] {
        page.assert_says(known);
    }
    assert_eq!(page.href_of("https://menuiserie.example.org"), "https://menuiserie.example.org");
    let rows = section(&page, "projets");
    assert_eq!(rows.len(), 2);
    assert!(rows[0].contains(&other.name) && rows[0].contains("1 en ligne"), "{rows:?}");
    let offers = section(&page, "offres");
    assert!(
        offers[0].contains("Offre de stage n°\u{a0}032026-2") && offers[0].contains("Brouillon"),
        "{offers:?}"
    );
    assert!(offers[1].contains("Publié") && offers[1].contains("0\u{a0}candidature"), "{offers:?}");
    let events = section(&page, "rencontres");
    assert!(
        events[0].contains("0\u{a0}inscrit sur 12") && events[0].contains("Projet du 02/03/2026"),
        "{events:?}"
    );
    let journal = page.all("#journal tbody tr");
    assert!(
        journal[0].contains("Visite convenue pour mars.") && journal[0].contains(&other.name),
        "{journal:?}"
    );
    assert!(journal[1].contains("Rappelée ce matin."), "{journal:?}");
    assert_eq!(page.all("#journal tbody a").len(), 2, "each says its project");
    page.assert_says("Elle n’a rien déposé sur le site.");
    page.assert_says("Aucun courriel pour l’instant.");
    page.click("Nouveau projet pour Menuiserie des Halles").assert_says("Cette entreprise est déjà suivie.");
}

#[test]
fn anybody_who_is_signed_in_consults_it_and_nobody_else() {
    let (app, _, _, visitor) = scene();
    app.sign_in(&app.user("Jauberthie")).get(RECORD).assert_says("Menuiserie des Halles");
    let page = app.visitor().get(RECORD);
    assert!(page.url.starts_with("/gestion/connexion") && !page.says("Menuiserie"), "{}", page.url);
    for address in ["/gestion/entreprises/99", "/gestion/entreprises/-1", "/gestion/entreprises/x"] {
        visitor.open(address, 404);
    }
}

#[test]
fn how_many_answered_is_said_to_all_and_who_to_those_whose_it_is() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let offer = app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
    let event = app.event().change(|event| event.project.manager = Some(user.id)).capacity(12).published();
    app.sql("UPDATE project SET company_id = 1", []);
    apply::filled(&app.visitor(), &offer.apply()).submit(apply::SEND);
    app.mails();
    joined(&app, &event, "Zebrano", "Élise", &[EventAudience::Parent]);
    let mine = visitor.get(RECORD);
    assert_eq!(
        mine.href_of("1\u{a0}candidature"),
        format!("/gestion/offres-de-stage/{}/postulants", offer.number)
    );
    assert_eq!(
        mine.href_of("1\u{a0}inscrit sur 12"),
        format!("/gestion/rencontres/{}/participants", event.number)
    );
    let administrator = app.sign_in(&app.administrator("Marsauche")).get(RECORD);
    administrator.href_of("1\u{a0}candidature");
    let theirs = app.sign_in(&app.user("Boutevin")).get(RECORD);
    theirs.assert_says("1\u{a0}candidature");
    theirs.assert_says("1\u{a0}inscrit sur 12");
    let links = theirs.attributes("main a", "href");
    assert!(
        !links.iter().any(|href| href.contains("/postulants") || href.contains("/participants")),
        "{links:?}"
    );
    // Who receives the registrations of an event sees theirs.
    let registrar = app.user("Peyrelade");
    app.sql("UPDATE event SET registrar_id = ?1", [registrar.id]);
    let page = app.sign_in(&registrar).get(RECORD);
    page.href_of("1\u{a0}inscrit sur 12");
    assert!(!page.attributes("main a", "href").iter().any(|href| href.contains("/postulants")));
}

#[test]
fn it_is_put_right_through_a_project_of_whoever_may() {
    let (app, user, _, visitor) = scene();
    assert!(!visitor.get(RECORD).says("Modifier l’entreprise"), "somebody else follows it too");
    let administrator = app.sign_in(&app.administrator("Marsauche"));
    administrator.get(RECORD).click("Modifier l’entreprise").assert_says("Modifier l’entreprise");
    app.sql("UPDATE project SET manager_id = NULL WHERE id = 2", []);
    let form = visitor.get(RECORD).click("Modifier l’entreprise");
    assert_eq!(form.url, "/gestion/projets/1/entreprise");
    form.fill("Nom de l’entreprise", "Ébénisterie du Marais").submit("Enregistrer");
    visitor.get(RECORD).assert_says(&format!("Suivie par {}.", user.name));
    assert_eq!(visitor.get(RECORD).one("h1"), "Ébénisterie du Marais");
    assert!(!app.sign_in(&app.user("Jauberthie")).get(RECORD).says("Modifier l’entreprise"));
    // Whoever left follows nothing.
    app.sql("UPDATE user SET active = 0 WHERE id = ?1", [user.id]);
    administrator.get(RECORD).assert_says("Personne ne la suit pour l’instant.");
}

#[test]
fn what_the_company_was_written_is_listed_and_what_others_were_is_not() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let offer = app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
    let event = app.event().change(|event| event.project.manager = Some(user.id)).published();
    let help = app.asked_for_help("Menuiserie des Halles");
    app.sql("UPDATE project SET company_id = 1", []);
    apply::filled(&app.visitor(), &offer.apply()).submit(apply::SEND);
    register::filled(&app.visitor(), &event).submit(register::SEND);
    let administrator = app.sign_in(&app.administrator("Marsauche"));
    administrator.get(&help.path()).fill("Chargé du projet", &user.id.to_string()).submit("Enregistrer");
    let company: i64 = app.value("SELECT count(*) FROM mail WHERE project_id IS NOT NULL", []);
    let mails = panel(&visitor.get(RECORD), "courriels");
    assert_eq!((mails.len(), company), (3, 3), "{mails:?}");
    let said = mails.join("\n");
    for subject in ["Nouvelle candidature", "Nouvelle inscription", "votre demande est prise en charge"] {
        assert!(said.contains(subject), "{said}");
    }
    assert!(said.contains("En file") && said.contains("02/03/2026"), "{said}");
    let all = app.mails();
    assert!(all.len() > 3, "the others went to who applied, who registered and who manages");
    for name in ["Bellanque", "Inès", "@"] {
        assert!(!said.contains(name), "{said}");
    }
    // Nobody's box but the company's.
    let strangers: i64 = app.value(
        "SELECT count(*) FROM mail WHERE project_id IS NOT NULL AND recipient NOT LIKE '%menuiserie.example.org'",
        [],
    );
    assert_eq!(strangers, 0);
}

#[test]
fn what_a_partner_receives_in_the_place_of_the_company_was_not_written_to_it() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let address = cmonstage::domain::Email::parse(&user.email.to_uppercase()).unwrap();
    let offer = app
        .offer()
        .masked("Entreprise de menuiserie")
        .change(|offer| {
            offer.project.manager = Some(user.id);
            offer.draft.contact.email = Some(address);
        })
        .published();
    let event =
        app.event().received_by_a_partner().change(|event| event.project.manager = Some(user.id)).published();
    app.sql("UPDATE project SET company_id = 1", []);
    apply::filled(&app.visitor(), &offer.apply()).submit(apply::SEND);
    register::filled(&app.visitor(), &event).submit(register::SEND);
    assert_eq!(app.take_mail(MailKind::ApplicationToEmployer).to.to_lowercase(), user.email);
    assert_eq!(app.take_mail(MailKind::RegistrationToReceiver).to, "aicha.boutevin@example.org");
    app.mails();
    visitor.get(RECORD).assert_says("Aucun courriel pour l’instant.");
}

#[test]
fn what_a_box_of_the_partners_receives_for_a_masked_company_was_not_written_to_it() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let shared = cmonstage::domain::Email::parse("accueil@maison-des-essais.example.org").unwrap();
    let offer = app
        .offer()
        .masked("Entreprise de menuiserie")
        .change(|offer| {
            offer.project.manager = Some(user.id);
            offer.draft.contact.email = Some(shared);
        })
        .published();
    let page = apply::filled(&app.visitor(), &offer.apply()).submit(apply::SEND);
    page.assert_says("Votre candidature est bien arrivée");
    let received = app.take_mail(MailKind::ApplicationToEmployer);
    assert_eq!(received.to, "accueil@maison-des-essais.example.org", "nobody signs in with it");
    app.mails();
    visitor.get(RECORD).assert_says("Aucun courriel pour l’instant.");
}

#[test]
fn nor_was_it_for_those_who_register_for_its_masked_event() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let shared = cmonstage::domain::Email::parse("accueil@maison-des-essais.example.org").unwrap();
    let event = app
        .event()
        .masked("Entreprise de menuiserie")
        .change(|event| {
            event.project.manager = Some(user.id);
            event.draft.contact.email = Some(shared);
        })
        .published();
    register::filled(&app.visitor(), &event).submit(register::SEND);
    let received = app.take_mail(MailKind::RegistrationToReceiver);
    assert_eq!(received.to, "accueil@maison-des-essais.example.org", "nobody signs in with it");
    app.mails();
    visitor.get(RECORD).assert_says("Aucun courriel pour l’instant.");
}

#[test]
fn how_to_reach_it_and_how_visitors_know_it_are_said() {
    let (app, _, _, visitor) = scene();
    let page = visitor.get(RECORD);
    let contact = page.one("section[aria-labelledby=contact]");
    for known in ["05 36 49 00 10", "direction@menuiserie.example.org", "les visiteurs ne le voient pas"] {
        assert!(contact.replace('\u{a0}', " ").contains(known), "{contact}");
    }
    assert!(!page.says("Connue des visiteurs comme"));
    app.sql("UPDATE project SET contact_name = 'Dominique ' || id", []);
    app.sql("UPDATE offer SET trade_name = 'Atelier des Halles'", []);
    app.sql("UPDATE event SET trade_name = 'Entreprise de menuiserie', masked = 1", []);
    let page = visitor.get(RECORD);
    let identity = page.one("section[aria-labelledby=identite]");
    assert_eq!(identity.matches("Atelier des Halles").count(), 1, "{identity}");
    assert!(identity.contains("Entreprise de menuiserie (employeur masqué)"), "{identity}");
    let contact = page.one("section[aria-labelledby=contact]");
    assert!(contact.contains("Dominique 2") && !contact.contains("Dominique 1"), "the latest: {contact}");
    app.sql("UPDATE project SET contact_name = NULL, phone = NULL, other_phone = NULL, email = NULL", []);
    visitor.get(RECORD).assert_says("Aucun contact n’est donné.");
}

#[test]
fn a_mail_outlives_its_project_and_says_where_it_stands() {
    let (app, _, _, visitor) = scene();
    let mail = |n: i64| Mail {
        kind: MailKind::OfferPublished,
        subject_key: n.to_string(),
        project: Some(1 + n % 2),
        recipient: "stages@menuiserie.example.org".to_owned(),
        recipient_name: String::new(),
        subject: format!("Votre offre : la {n}"),
        body: "Bonjour,".to_owned(),
        calendar: None,
        useful_until: app.app().clock.now().plus(time::Duration::days(7)),
    };
    for n in 0..60 {
        app.queue_mail(mail(n));
    }
    app.sql("UPDATE mail SET state = 'failed' WHERE subject LIKE '%la 59'", []);
    let page = visitor.get(RECORD);
    let mails = panel(&page, "courriels");
    assert_eq!(mails.len(), 50);
    assert!(mails[0].contains("Votre offre\u{a0}: la 59") && mails[0].contains("Échec"), "{}", mails[0]);
    assert_eq!(page.one("section[aria-labelledby=courriels] summary"), "45\u{a0}autres, plus anciens");
    page.assert_says("La liste s’arrête aux 50\u{a0}entrées les plus récentes.");
    app.sql("DELETE FROM journal", []);
    app.sql("DELETE FROM event", []);
    app.sql("DELETE FROM offer WHERE project_id = 2", []);
    app.sql("DELETE FROM project WHERE id = 2", []);
    assert_eq!((app.count("mail"), panel(&visitor.get(RECORD), "courriels").len()), (60, 30));
}

#[test]
fn its_journal_turns_its_pages_and_keeps_their_length() {
    let (app, user, _, visitor) = scene();
    for n in 0..23 {
        note(&app, 1 + n % 2, &user, &format!("Note {n:02}"));
    }
    let page = visitor.get(RECORD);
    assert!(page.all("#journal tbody tr")[0].contains("Note 22"));
    let page = page.htmx_click("Suivante\u{a0}: page 2");
    assert_eq!(page.url, format!("{RECORD}?page=2"));
    assert_eq!(page.one("#annonce"), "Affichage de la ligne 11 à 20 sur 23");
    let page = page.htmx_click("25 lignes par page");
    assert_eq!((page.all("#journal tbody tr").len(), page.url), (23, RECORD.to_owned()));
    let page = visitor.get(&format!("{RECORD}?page=99&tri=x&sens=decroissant&lignes=10"));
    assert!(page.all("#journal tbody tr")[0].contains("Note 02"), "the last page, and no other order");
}

#[test]
fn a_company_without_anything_says_so() {
    let (app, _, _, visitor) = scene();
    app.sql("INSERT INTO company SELECT 9, 'Atelier <b>', 'atelier', NULL, NULL, NULL, NULL, sector, NULL, NULL, commune, NULL, 1, 0, 0, NULL FROM company WHERE id = 1", []);
    let page = visitor.get("/gestion/entreprises/9");
    for said in [
        "Personne ne la suit pour l’instant.",
        "Aucun projet pour l’instant.",
        "Aucune offre pour l’instant.",
        "Aucune rencontre pour l’instant.",
        "Aucun enregistrement",
        "Son SIREN et son SIRET ne sont pas connus.",
    ] {
        page.assert_says(said);
    }
    assert_eq!(page.one("h1"), "Atelier <b>");
    let administrator = app.sign_in(&app.administrator("Marsauche"));
    assert!(
        !administrator.get("/gestion/entreprises/9").says("Modifier l’entreprise"),
        "there is no project to do it through"
    );
}

#[test]
fn it_is_reached_from_where_a_company_is_met() {
    let (app, _, _, visitor) = scene();
    let from =
        |address: &str, link: &str| assert_eq!(visitor.get(address).href_of(link), RECORD, "{address}");
    from("/gestion/projets/1", "Voir la fiche de l’entreprise");
    from("/gestion/projets/2", "Voir la fiche de l’entreprise");
    from("/gestion/projets/nouveau?q=halles", "Voir sa fiche, Menuiserie des Halles");
    from("/gestion/projets/nouveau?entreprise=1", "Tout ce qu’on sait de cette entreprise");
    app.sql("UPDATE company SET siret = '73282932000074' WHERE id = 1", []);
    // Visitors who look a company up are not led there.
    let page = app.visitor().get("/entreprises/deposer-une-offre");
    assert!(!page.html().contains("/gestion/entreprises"));
}

#[test]
fn its_page_takes_as_many_statements_whatever_the_company_has() {
    let (app, user, _, visitor) = scene();
    let before = statements(&app, &user);
    for n in 0..60 {
        app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
        note(&app, 1, &user, &format!("Note {n}"));
    }
    app.event().published();
    (0..5).for_each(|n| drop(app.asked_for_help(&format!("Maison {n}"))));
    app.sql("UPDATE project SET company_id = 1", []);
    assert_eq!(statements(&app, &user), before);
    let page = visitor.get(RECORD);
    assert_eq!((section(&page, "projets").len(), section(&page, "offres").len()), (50, 50));
    page.assert_says("La liste s’arrête aux 50\u{a0}entrées les plus récentes.");
    assert_eq!(panel(&page, "depots").len(), 5);
}

fn statements(app: &TestApp, user: &StoredUser) -> u64 {
    let id = user.id;
    let site = app.app().clone();
    cost(app.db(), |tx| {
        let who = Partner::active(tx, id)?.unwrap();
        Record::read(tx, &site, site.clock.now(), who, 1, &Query::default()).map_err(|_| Error::Busy)
    })
    .0
}
