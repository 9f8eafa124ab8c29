//! An offer as the partner who manages it writes it, and as the others read it.

use cmonstage::mail::MailKind;
use time::Duration;
use time::macros::date;

use crate::support::{NewOffer, Page, Request, StoredOffer, TestApp, Visitor, pdf};

const DESCRIPTION: &str = "Description du stage / Missions attendues";
const SHORT: &str = "Trop court.";
const JOURNAL: &str = "SELECT group_concat(text, ' | ') FROM (SELECT text FROM journal ORDER BY id)";

/// A joinery's offer, managed by whoever looks at it.
fn mine(app: &TestApp) -> (Visitor, NewOffer<'_>) {
    let (user, visitor) = app.partner("Sauvanel");
    (visitor, app.offer().change(|offer| offer.project.manager = Some(user.id)))
}

fn page_of(offer: &StoredOffer) -> String {
    format!("/gestion{}", offer.path())
}

fn open(visitor: &Visitor, offer: &StoredOffer) -> Page {
    visitor.get(&page_of(offer))
}

fn state(app: &TestApp, offer: &StoredOffer) -> String {
    app.value("SELECT state || coalesce(' ' || unpublished_reason, '') FROM offer WHERE id = ?1", [offer.id])
}

fn long(beginning: &str) -> String {
    format!("{beginning} {}", "Vous découvrez l’atelier et les chantiers. ".repeat(6).trim())
}

#[test]
fn what_is_online_is_corrected_where_it_stands() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let offer = app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
    let later = app.offer().published();
    app.wait(Duration::days(3));
    let visitor = app.sign_in(&user);
    let page = open(&visitor, &offer);
    assert!(page.one(".badge.ok").contains("Publié"));
    assert_eq!(page.value("Durée"), "2 semaines");
    assert!(page.is_checked("Étudiant") && page.is_checked("Dès que possible") && page.is_checked("Publier"));
    let page = page.fill("Durée", "6 mois").fill("Nombre de places", "3").submit("Enregistrer");
    page.assert_says("L’offre est enregistrée.");
    assert_eq!(page.attributes("#message", "tabindex"), ["-1"]);
    let public = app.visitor().get(&offer.path());
    public.assert_says("6 mois");
    public.assert_says("Publiée le 2\u{a0}mars 2026");
    assert_eq!(
        app.visitor().get("/offres-de-stage").numbers(),
        [later.number.to_string(), offer.number.to_string()],
        "a correction is no publication"
    );
    assert_eq!(
        app.value::<String>(JOURNAL, []),
        format!("Offre de stage {} modifiée.", offer.number.display_nbsp())
    );
    page.assert_says("Voir la page publique");
    assert!(
        page.value("Lien direct pour postuler")
            .ends_with(&format!("/detail-offre-stage/offre-detail/{}/", offer.number))
    );
}

#[test]
fn publishing_says_all_that_is_missing_then_puts_online_and_tells_the_employer_once() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer
        .change(|offer| {
            offer.draft.description = SHORT.to_owned();
            offer.draft.start = None;
            offer.draft.audiences = Default::default();
        })
        .draft();
    let refused = open(&visitor, &offer)
        .check("Publier")
        .check("Envoyer un mail à l’employeur")
        .submit_expecting("Enregistrer", 422);
    assert_eq!(refused.wrong_fields(), ["Public visé", DESCRIPTION, "Date de début du stage"]);
    assert!(refused.error_of(DESCRIPTION).contains("Ce texte compte 11 caractères"));
    assert!(refused.is_checked("Publier") && refused.is_checked("Envoyer un mail à l’employeur"));
    assert_eq!(state(&app, &offer), "draft");

    let shown = refused.all(".letter pre");
    let done = refused
        .check("Lycéen")
        .fill(DESCRIPTION, &long("Au sein d’une petite équipe."))
        .fill("Date de début du stage", "2026-06-01")
        .submit("Enregistrer");
    done.assert_says("L’offre est en ligne. Un courriel part à l’employeur.");
    assert!(!done.is_checked("Envoyer un mail à l’employeur"), "it is asked anew each time");
    assert_eq!(state(&app, &offer), "published");
    app.visitor().get(&offer.path()).assert_says("À partir du 1er\u{a0}juin 2026");
    let mail = app.take_mail(MailKind::OfferPublished);
    assert_eq!(mail.to, "direction@menuiserie.example.org");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&mail.body), words(&shown[0]), "what is read before saving is what leaves");
    assert!(mail.body.contains(&offer.path()) && mail.body.contains("Madame SAUVANEL Camille"));

    done.fill("Durée", "1 mois").submit("Enregistrer");
    assert_eq!(app.mails().len(), 1, "nothing more leaves");
    open(&visitor, &offer).check("Envoyer un mail à l’employeur").submit("Enregistrer");
    assert_eq!(app.mails().len(), 2, "unless it is asked again");
}

#[test]
fn a_draft_is_kept_however_incomplete_but_for_its_contact() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.change(|offer| offer.draft.start = None).draft();
    let refused = open(&visitor, &offer)
        .fill("Téléphone", "")
        .fill("E-mail", "contact@")
        .submit_expecting("Enregistrer", 422);
    assert_eq!(refused.wrong_fields(), ["Téléphone", "E-mail"]);
    let kept = refused
        .fill(DESCRIPTION, SHORT)
        .fill("Téléphone", "05.36.49.00.21")
        .fill("E-mail", "stages@menuiserie.example.org")
        .submit("Enregistrer");
    kept.assert_says("L’offre est enregistrée.");
    assert_eq!(kept.value(DESCRIPTION).trim(), SHORT);
    assert_eq!(kept.value("Téléphone"), "05\u{a0}36\u{a0}49\u{a0}00\u{a0}21");
    assert_eq!(app.visitor().fetch(&offer.path()).status, 404, "no visitor ever saw it");
}

#[test]
fn what_is_taken_offline_is_gone_for_visitors_and_comes_back_as_a_new_publication() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let offer = app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
    let other = app.offer().published();
    app.wait(Duration::days(1));
    let visitor = app.sign_in(&user);
    let page = open(&visitor, &offer).check("Ne pas publier").submit("Enregistrer");
    page.assert_says("L’offre n’est plus en ligne.");
    page.assert_says("Non publié – retrait par un conseiller");
    assert_eq!(state(&app, &offer), "unpublished by_hand");
    assert_eq!(app.visitor().fetch(&offer.path()).status, 410);
    page.click("Projet du 02/03/2026 à 10:00").assert_says("Non publié – retrait par un conseiller");
    let page = page.check("Publier").submit("Enregistrer");
    page.assert_says("L’offre est en ligne.");
    let numbers = app.visitor().get("/offres-de-stage").numbers();
    assert_eq!(numbers, [offer.number.to_string(), other.number.to_string()]);
    let journal: String = app.value(JOURNAL, []);
    assert!(journal.contains("retirée du site. | ") && journal.ends_with("publiée."), "{journal}");
}

#[test]
fn an_offer_whose_date_had_passed_and_is_another_is_held_by_hand() {
    let app = TestApp::new();
    let user = app.user("Sauvanel");
    let offer = app
        .offer()
        .change(|offer| offer.project.manager = Some(user.id))
        .starts(date!(2026 - 03 - 03))
        .published();
    app.wait(Duration::days(2));
    app.expire();
    let visitor = app.sign_in(&user);
    let page = open(&visitor, &offer).fill("Durée", "un mois").submit("Enregistrer");
    page.assert_says("Non publié – date dépassée");
    let page = page.fill("Date de début du stage", "2026-06-01").submit("Enregistrer");
    page.assert_says("Non publié – retrait par un conseiller");
    assert_eq!(app.visitor().fetch(&offer.path()).status, 410);
}

#[test]
fn an_employer_is_not_sent_to_somebody_whose_account_is_closed() {
    let app = TestApp::new();
    let manager = app.user("Sauvanel");
    let offer = app.offer().change(|offer| offer.project.manager = Some(manager.id)).published();
    let visitor = app.sign_in(&app.administrator("Rouvière"));
    let reply_to = "SELECT coalesce(reply_to, 'site') FROM mail ORDER BY id DESC LIMIT 1";
    for (closed, expected) in [(false, manager.email.as_str()), (true, "site")] {
        app.sql("UPDATE user SET active = ?2 WHERE id = ?1", (manager.id, !closed));
        open(&visitor, &offer).check("Envoyer un mail à l’employeur").submit("Enregistrer");
        let mail = app.take_mail(MailKind::OfferPublished);
        assert_eq!(mail.body.contains("Madame SAUVANEL Camille"), !closed, "{}", mail.body);
        assert_eq!(app.value::<String>(reply_to, []), expected);
    }
}

#[test]
fn a_new_offer_is_told_as_such() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.draft();
    let project: i64 = app.value("SELECT project_id FROM offer WHERE id = ?1", [offer.id]);
    let form = visitor.get(&format!("/gestion/projets/{project}")).submit("Rédiger une offre de stage");
    form.submit("Enregistrer").assert_says("L’offre est enregistrée.");
    let journal: String = app.value(JOURNAL, []);
    assert!(journal.contains("Offre de stage n°\u{a0}032026-2 saisie."), "{journal}");
    assert!(!journal.contains("Offre de stage n°\u{a0}032026-2 modifiée."), "{journal}");
    assert_eq!(app.value::<i64>("SELECT version FROM offer WHERE serial = 2", []), 1, "written once");
}

#[test]
fn a_deposit_waits_until_somebody_publishes_it() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.awaiting_review();
    let page = open(&visitor, &offer).fill("Durée", "3 mois").submit("Enregistrer");
    page.assert_says("À valider");
    assert_eq!(state(&app, &offer), "to_review", "nothing was decided");
    page.check("Publier").submit("Enregistrer");
    assert_eq!(state(&app, &offer), "published");
    app.take_mail(MailKind::OfferPublished);
}

#[test]
fn somebody_else_reads_and_changes_nothing() {
    let app = TestApp::new();
    let (owner, offer) = mine(&app);
    let offer = offer.document("fiche.pdf", pdf(400, 1)).published();
    let form = open(&owner, &offer).fill("Durée", "un an");
    let (_, other) = app.partner("Bellanque");
    let page = open(&other, &offer);
    page.assert_says("Géré par Madame SAUVANEL Camille (Maison des essais) – lecture seule");
    page.assert_says("2 semaines");
    page.assert_says("Dès que possible");
    assert!(page.all("form#offre, main input, main textarea").len() <= 2, "the link to copy at most");

    let before = app.stored();
    for button in ["Enregistrer", "Aperçu"] {
        let refused = other.follow(&form.sending(button), 403);
        refused.assert_says("Ce projet est géré par Madame SAUVANEL Camille (Maison des essais)");
        refused.assert_says("un an");
    }
    assert_eq!(app.stored(), before);
    let file = format!("{}/document/{}", page_of(&offer), offer.document.clone().unwrap());
    assert_eq!(other.fetch(&file).status, 404);
    assert_eq!(owner.fetch(&file).status, 200);

    let boss = app.sign_in(&app.administrator("Rouvière"));
    open(&boss, &offer).fill("Durée", "un an").submit("Enregistrer").assert_says("L’offre est enregistrée.");
}

#[test]
fn only_the_right_number_leads_to_an_offer() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.published();
    for number in ["032026-999", "042026-1", "abc"] {
        assert_eq!(visitor.fetch(&format!("/gestion/offres-de-stage/{number}")).status, 404, "{number}");
    }
    assert_eq!(visitor.fetch(&page_of(&offer)).status, 200);
    let unsigned = app.visitor().get(&page_of(&offer));
    assert!(unsigned.url.starts_with("/gestion/connexion"), "{}", unsigned.url);
}

#[test]
fn pressing_twice_does_it_once() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.draft();
    let form = open(&visitor, &offer).check("Publier").check("Envoyer un mail à l’employeur").attach(
        "Joindre un document à cette offre",
        "fiche.pdf",
        pdf(400, 1),
    );
    let request = form.sending("Enregistrer");
    let answers: Vec<_> = std::thread::scope(|scope| {
        let twice: Vec<_> = (0..2).map(|_| scope.spawn(|| visitor.send(&request))).collect();
        twice.into_iter().map(|sending| sending.join().unwrap()).collect()
    });
    for answer in &answers {
        assert_eq!(answer.status, 303);
        assert_eq!(answer.header("location"), answers[0].header("location"));
    }
    assert_eq!(app.value::<i64>("SELECT count(*) FROM journal", []), 1);
    assert_eq!(app.mails().len(), 1);
    assert_eq!(app.count("file"), 1, "the same document twice is one");
}

#[test]
fn what_two_people_write_at_once_is_shown_side_by_side_and_nothing_is_lost() {
    let app = TestApp::new();
    let (first, offer) = mine(&app);
    let offer = offer.published();
    let second = app.sign_in(&app.administrator("Rouvière"));
    let theirs = open(&second, &offer);
    let mine = open(&first, &offer);
    mine.fill("Durée", "6 mois").submit("Enregistrer");
    let before = app.stored();
    let conflict =
        theirs.fill("Durée", "un an").fill("Formation souhaitée", "CAP").submit_expecting("Enregistrer", 409);
    assert_eq!(app.stored(), before);
    conflict.assert_says("Modifié entre-temps par Madame SAUVANEL Camille (Maison des essais)");
    let rows = conflict.all("#conflit tbody tr");
    assert_eq!(rows, ["Formation souhaitée vide CAP", "Durée 6 mois un an"]);
    assert_eq!(
        (conflict.value("Durée"), conflict.value("Formation souhaitée")),
        ("un an".into(), "CAP".into())
    );
    conflict.submit("Enregistrer").assert_says("L’offre est enregistrée.");
    assert_eq!(app.value::<String>("SELECT duration FROM offer WHERE id = ?1", [offer.id]), "un an");
}

#[test]
fn the_same_value_in_another_writing_is_no_difference() {
    let app = TestApp::new();
    let (first, offer) = mine(&app);
    let offer = offer
        .starts(date!(2026 - 06 - 01))
        .change(|offer| offer.draft.contact.website = Some("https://www.example.org/emplois".to_owned()))
        .published();
    let second = app.sign_in(&app.administrator("Rouvière"));
    let theirs = open(&second, &offer);
    open(&first, &offer).fill("Durée", "6 mois").submit("Enregistrer");
    let conflict = theirs
        .fill("Téléphone", "0536490020")
        .fill("E-mail", " stages@menuiserie.example.org ")
        .fill("Site internet de l’entreprise", "www.example.org/emplois")
        .fill("Nom et prénom d’un contact dans l’entreprise", "Dominique  Sauvanel")
        .fill("Date de début du stage", "1/6/2026")
        .fill("Nombre de places", " 1 ")
        .submit_expecting("Enregistrer", 409);
    assert_eq!(conflict.all("#conflit tbody tr"), ["Durée 6 mois 2 semaines"]);
    // What cannot be read is shown as it was typed.
    let conflict = open(&second, &offer);
    open(&first, &offer).fill("Durée", "un an").submit("Enregistrer");
    let conflict = conflict.fill("Téléphone", "05 36 49").submit_expecting("Enregistrer", 409);
    let rows = conflict.all("#conflit tbody tr");
    assert!(rows[1].ends_with(" 05 36 49"), "{rows:?}");
}

#[test]
fn the_preview_is_what_visitors_will_see_and_stores_nothing() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.starts(date!(2026 - 06 - 01)).document("fiche.pdf", pdf(400, 1)).draft();
    let before = app.stored();
    let form = open(&visitor, &offer)
        .fill("Durée", "6 mois")
        .fill("Site internet de l’entreprise", "www.example.org/emplois")
        .fill(DESCRIPTION, &long("Avant : un mot."));
    let preview = form.submit("Aperçu");
    assert_eq!(app.stored(), before);
    preview.assert_says("Aperçu\u{a0}: rien n’est enregistré.");
    let seen = preview.one(".preview");
    let back = preview.submit("Revenir au formulaire");
    assert_eq!((back.status, back.value("Durée")), (200, "6 mois".to_owned()));
    assert_eq!(app.stored(), before);
    back.check("Publier").submit("Aperçu").submit("Enregistrer").assert_says("L’offre est en ligne.");
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(seen), words(app.visitor().get(&offer.path()).one("main")));
}

#[test]
fn a_preview_of_what_is_missing_is_a_form_to_put_right() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.draft();
    let refused = open(&visitor, &offer).fill(DESCRIPTION, SHORT).submit_expecting("Aperçu", 422);
    assert_eq!(refused.wrong_fields(), [DESCRIPTION]);
    assert!(refused.is_checked("Ne pas publier"));
}

#[test]
fn a_masked_employer_stays_unknown_in_the_preview_and_on_the_site() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.document("menuiserie-des-halles.pdf", pdf(400, 1)).draft();
    let page = open(&visitor, &offer);
    assert!(page.attributes("[data-differs-from]", "hidden").len() == 1, "nothing to propose");
    let masked = page
        .fill("Nom commercial", "Entreprise de menuiserie")
        .check("Masquer l’employeur")
        .fill("Nom et prénom d’un contact dans l’entreprise", "")
        .fill("Téléphone", "05 36 49 00 77")
        .fill("E-mail", "camille.sauvanel@example.org")
        .fill("Site internet de l’entreprise", "");
    let preview = masked.submit("Aperçu");
    let secrets =
        ["Halles", "rue du Rabot", "menuiserie.example.org", "05\u{a0}36\u{a0}49\u{a0}00\u{a0}10", "fiche"];
    for secret in secrets {
        assert!(!preview.one(".preview").contains(secret), "{secret}");
    }
    preview.assert_says("Entreprise de menuiserie");
    preview.submit("Revenir au formulaire").check("Publier").submit("Enregistrer");
    let public = app.visitor().get(&offer.path()).html();
    assert!(secrets.iter().all(|secret| !public.contains(secret)));
}

#[test]
fn what_tells_who_a_masked_employer_is_must_be_meant() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.draft();
    let refused = open(&visitor, &offer)
        .fill("Nom commercial", "Entreprise de menuiserie")
        .check("Masquer l’employeur")
        .fill("Téléphone", "05 36 49 00 10")
        .fill(DESCRIPTION, &long("La menuiserie des halles vous accueille."))
        .check("Publier")
        .submit_expecting("Enregistrer", 422);
    refused.assert_says("Les visiteurs pourraient reconnaître l’employeur.");
    refused.assert_says("Le téléphone est celui de l’employeur.");
    let error = refused.error_of("J’ai vérifié ces points\u{a0}: publier quand même");
    assert!(error.contains("contient le nom de l’entreprise (Menuiserie des Halles)"), "{error}");
    let done = refused.check("J’ai vérifié ces points\u{a0}: publier quand même").submit("Enregistrer");
    done.assert_says("L’offre est en ligne.");
}

#[test]
fn masking_is_proposed_under_another_name() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.trade_name("Entreprise de menuiserie").draft();
    let page = open(&visitor, &offer);
    assert!(page.attributes("[data-differs-from]", "hidden").is_empty());
    page.assert_says("Ce nom n’est pas celui de l’entreprise (Menuiserie des Halles)");
}

#[test]
fn a_date_is_either_to_come_or_as_soon_as_possible() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let offer = app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
    let both = open(&visitor, &offer)
        .fill("Date de début du stage", "2026-06-01")
        .submit_expecting("Enregistrer", 422);
    assert!(both.error_of("Date de début du stage").contains("pas les deux"));
    let past = both
        .uncheck("Dès que possible")
        .fill("Date de début du stage", "2026-03-01")
        .submit_expecting("Enregistrer", 422);
    assert!(past.error_of("Date de début du stage").contains("dépassée"));
    past.fill("Date de début du stage", "2026-03-02").submit("Enregistrer");
    app.wait(Duration::days(2));
    let expired = open(&app.sign_in(&user), &offer);
    expired.assert_says("Date dépassée");
    expired.assert_says("Toute offre dont la date est dépassée est automatiquement dépubliée.");
    assert!(!expired.says("Voir la page publique"));
}

#[test]
fn a_document_is_kept_while_the_form_is_put_right_then_replaced_and_taken_out() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.draft();
    let field = "Joindre un document à cette offre";
    let refused = open(&visitor, &offer)
        .attach(field, "fiche.pdf", pdf(400, 1))
        .fill("E-mail", "x")
        .submit_expecting("Enregistrer", 422);
    assert!(refused.one(".kept").contains("fiche.pdf"));
    let done = refused.fill("E-mail", "stages@menuiserie.example.org").submit("Enregistrer");
    let href = done.href_of("fiche.pdf");
    let answer = visitor.fetch(&href);
    assert_eq!((answer.status, answer.body.clone()), (200, pdf(400, 1)));
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment"));
    let public = href.replace(&format!("/gestion{}/document", offer.path()), "/fichiers");
    assert_eq!(app.visitor().fetch(&public).status, 404, "a draft’s document is not public");

    let replaced = done.attach(field, "autre.pdf", pdf(500, 2)).submit("Enregistrer");
    assert!(replaced.one(".kept").contains("autre.pdf"));
    assert_eq!((visitor.fetch(&href).status, app.count("file")), (404, 1));
    let taken = replaced.check("Retirer autre.pdf").submit("Enregistrer");
    assert!(taken.all(".kept").is_empty());
    assert_eq!((app.count("file"), app.count("file_chunk")), (0, 0));
}

#[test]
fn what_is_no_document_is_refused_and_the_rest_comes_back() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.document("fiche.pdf", pdf(400, 1)).published();
    let field = "Joindre un document à cette offre";
    let refused = open(&visitor, &offer)
        .fill("Durée", "un an")
        .attach(field, "page.pdf", "<script>alert(1)</script>")
        .submit_expecting("Enregistrer", 422);
    assert!(refused.error_of(field).contains("page.pdf"));
    assert_eq!(refused.value("Durée"), "un an");
    assert!(refused.one(".kept").contains("fiche.pdf"), "the one before stays");
    let heavy =
        refused.attach(field, "lourd.pdf", pdf(5 * 1024 * 1024 + 1, 3)).submit_expecting("Enregistrer", 413);
    assert!(heavy.error_of(field).contains("5\u{a0}Mo"));
    assert_eq!(app.count("file"), 1);
}

#[test]
fn somebody_else_s_document_cannot_be_taken() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.draft();
    let (other, stranger) = app.partner("Bellanque");
    let theirs = app.offer().change(|offer| offer.project.manager = Some(other.id)).draft();
    let staged = open(&stranger, &theirs)
        .attach("Joindre un document à cette offre", "secret.pdf", pdf(600, 4))
        .fill("E-mail", "x")
        .submit_expecting("Enregistrer", 422)
        .hidden("document_kept");
    let form = open(&visitor, &offer);
    let request = form.sending("Enregistrer");
    let body = String::from_utf8(request.body.clone()).unwrap();
    let boundary = body.lines().next().unwrap().to_owned();
    let part =
        format!("{boundary}\r\nContent-Disposition: form-data; name=\"document_kept\"\r\n\r\n{staged}\r\n");
    let refused = visitor.follow(&Request { body: (part + &body).into_bytes(), ..request }, 422);
    assert!(refused.one("#erreurs").contains("n’est plus là"));
}

#[test]
fn a_look_up_shows_what_it_finds_and_keeps_what_was_typed() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.draft();
    let before = app.stored();
    let page = open(&visitor, &offer)
        .fill("Durée", "un an")
        .fill("Métier ou famille de métiers proposé(e)", "boulang")
        .submit("Chercher\u{a0}: Métier ou famille de métiers proposé(e)");
    assert_eq!((page.status, app.stored()), (200, before));
    assert_eq!(page.value("Durée"), "un an");
    let page = page
        .check("Boulanger / Boulangère")
        .fill("Lieu du stage", "86000")
        .submit("Chercher\u{a0}: Lieu du stage");
    let done = page.check("Poitiers (86)").submit("Enregistrer");
    done.assert_says("Boulanger / Boulangère");
    let stored: String =
        app.value("SELECT occupation || ' ' || commune FROM offer WHERE id = ?1", [offer.id]);
    assert_eq!(stored, "D1102 86194");
    let none = done.check("Aucun métier").submit("Enregistrer");
    assert!(none.one("h1").starts_with("Stage – "), "{}", none.one("h1"));
}

#[test]
fn letters_that_lead_to_no_choice_are_a_question() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.change(|offer| offer.draft.occupation = None).draft();
    let refused = open(&visitor, &offer)
        .fill("Métier ou famille de métiers proposé(e)", "boulang")
        .submit_expecting("Enregistrer", 422);
    assert_eq!(refused.wrong_fields(), ["Métier ou famille de métiers proposé(e)"]);
    refused.check("Boulanger / Boulangère").submit("Enregistrer").assert_says("Boulanger / Boulangère");
}

#[test]
fn enter_in_a_look_up_searches_and_saves_nothing() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.change(|offer| offer.draft.occupation = None).draft();
    let before = app.stored();
    let found = open(&visitor, &offer)
        .check("Publier")
        .fill("Métier ou famille de métiers proposé(e)", "boulang")
        .press_enter("Métier ou famille de métiers proposé(e)");
    assert_eq!((found.status, app.stored()), (200, before));
    assert_eq!(found.wrong_fields(), [""; 0]);
    assert_eq!(found.attributes("[autofocus]", "id"), ["metier-0"], "the eye goes where the matches are");
    let saved = found.check("Boulanger / Boulangère").press_enter("Durée");
    saved.assert_says("Boulanger / Boulangère");
    assert_eq!(state(&app, &offer), "published");
}

#[test]
fn letters_that_do_not_lead_to_what_is_chosen_are_a_question_too() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.change(|offer| offer.draft.occupation = Some("H2206".to_owned())).draft();
    let before = app.stored();
    let refused = open(&visitor, &offer)
        .fill("Métier ou famille de métiers proposé(e)", "boulang")
        .submit_expecting("Enregistrer", 422);
    assert_eq!(refused.wrong_fields(), ["Métier ou famille de métiers proposé(e)"]);
    assert_eq!(app.stored(), before);
    let chosen = refused.check("Boulanger / Boulangère").submit("Aperçu");
    let back = chosen.submit("Revenir au formulaire");
    let there = back.attributes("#metier input[value=D1102]", "id");
    assert_eq!(there.len(), 1, "what is chosen and found is there once: {there:?}");
    back.submit("Enregistrer").assert_says("Boulanger / Boulangère");
}

#[test]
fn what_was_written_when_the_session_ended_comes_back() {
    let app = TestApp::new();
    let (user, visitor) = app.partner("Sauvanel");
    let offer = app.offer().change(|offer| offer.project.manager = Some(user.id)).published();
    let form = open(&visitor, &offer).fill("Durée", "un an").fill("Nom commercial", "<b>Bois</b> & fils");
    app.wait(Duration::hours(2));
    let before = app.stored();
    let door = form.submit_expecting("Enregistrer", 401);
    door.assert_says("Rien n’est perdu");
    let resume = door
        .fill("Identifiant", &user.email)
        .fill("Mot de passe", crate::support::PASSWORD)
        .submit("Se connecter");
    let again = resume.submit("Reprendre ma saisie");
    assert_eq!(app.stored(), before, "it is never replayed by itself");
    assert_eq!(
        (again.value("Durée"), again.value("Nom commercial")),
        ("un an".into(), "<b>Bois</b> & fils".into())
    );
    again.submit("Enregistrer").assert_says("L’offre est enregistrée.");
}

#[test]
fn a_form_that_was_not_made_here_stores_nothing() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.draft();
    let before = app.stored();
    let request = open(&visitor, &offer).fill("Durée", "un an").sending("Enregistrer");
    let body = String::from_utf8(request.body.clone()).unwrap().replacen("name=\"ticket\"", "name=\"x\"", 1);
    let refused = visitor.follow(&Request { body: body.into_bytes(), ..request }, 422);
    refused.assert_says("Le formulaire est resté ouvert trop longtemps");
    assert_eq!((app.stored(), refused.value("Durée")), (before, "un an".to_owned()));
    refused.submit("Enregistrer").assert_says("L’offre est enregistrée.");
}

#[test]
fn what_is_typed_is_never_markup() {
    let app = TestApp::new();
    let (visitor, offer) = mine(&app);
    let offer = offer.draft();
    let write = |text: &str| {
        let preview = open(&visitor, &offer)
            .fill("Durée", text)
            .fill("Nom commercial", text)
            .fill("Formation souhaitée", text)
            .fill(DESCRIPTION, &long(text))
            .submit("Aperçu");
        let elements = preview.all("main *").len();
        let saved = preview.submit("Enregistrer");
        assert_eq!(saved.value("Nom commercial"), text);
        (elements, saved.all("main *").len())
    };
    let traps = [
        "\"><script>alert(1)</script><img src=x onerror=alert(1)>",
        "' onfocus='alert(1)' autofocus='",
        "</textarea><svg onload=alert(1)>",
        "<input type=hidden name=offer_version value=9>",
        "data-hx-get=/ javascript:alert(1)",
    ];
    let plain = write("Un texte ordinaire");
    for trap in traps {
        assert_eq!(write(trap), plain, "{trap}");
    }
}
