//! What somebody was writing when the session ended: it comes back to them and to nobody else, to be read
//! again, and never acts by itself.

use axum::http::Method;
use cmonstage::access::Access;
use time::Duration;

use crate::apply;
use crate::extranet_projects::by_hand;
use crate::register;
use crate::support::{PASSWORD, Page, Request, StoredUser, TestApp, Visitor};

const RESUME: &str = "Reprendre ma saisie";

fn sign_in(page: Page, user: &StoredUser) -> Page {
    page.fill("Identifiant", &user.email).fill("Mot de passe", PASSWORD).submit("Se connecter")
}

/// A form that is filled in, and whose session then ends.
struct Written {
    /// Pattern of the address that it is sent to.
    route: &'static str,
    user: StoredUser,
    browser: Visitor,
    sending: Request,
}

/// A form for each address of the extranet that takes one, filled in so that it would be stored.
fn written(app: &TestApp) -> Vec<Written> {
    let (owner, colleague, administrator) =
        (app.user("Sauvanel"), app.user("Boutevin"), app.administrator("Marsauche"));
    let offer = app.offer().change(|offer| offer.project.manager = Some(owner.id)).published();
    let event = app.event().change(|event| event.project.manager = Some(owner.id)).published();
    apply::filled(&app.visitor(), &offer.apply()).submit(apply::SEND);
    register::filled(&app.visitor(), &event).submit(register::SEND);
    let nobodys = app.offer().draft();
    let deposited = app.offer().deposited();
    // A reference is chance.
    app.sql("UPDATE deposit SET reference = 'D-2222-2222' WHERE id = ?1", [deposited.id]);
    app.mails();
    let project = |offer: i64| {
        let id: i64 = app.value("SELECT project_id FROM offer WHERE id = ?1", [offer]);
        format!("/gestion/projets/{id}")
    };
    let (mine, free) = (project(offer.id), project(nobodys.id));
    let offer = format!("/gestion{}", offer.path());
    let event = format!("/gestion{}", event.path());
    let somebody = format!(
        "{event}/participants/{}",
        app.value::<i64>("SELECT max(id) FROM registration WHERE cancelled_at IS NULL", [])
    );
    let mut all = Vec::new();
    let mut add = |route, user: &StoredUser, page: &str, fill: fn(Page) -> Page, button: &str| {
        let browser = app.sign_in(user);
        let sending = fill(browser.get(page)).sending(button);
        all.push(Written { route, user: user.clone(), browser, sending });
    };
    let as_it_is: fn(Page) -> Page = |page| page;
    add("/gestion/deconnexion", &owner, "/gestion", as_it_is, "Se déconnecter");
    add(
        "/gestion/compte/mot-de-passe",
        &owner,
        "/gestion/compte",
        |page| {
            page.fill("Mot de passe actuel", PASSWORD).fill("Nouveau mot de passe", "trois hérons cendrés")
        },
        "Changer mon mot de passe",
    );
    add(
        "/gestion/compte",
        &owner,
        "/gestion/compte",
        |page| page.fill("Téléphone", "05 36 49 12 34").uncheck("Recevoir un courriel à chaque affectation"),
        "Enregistrer mes coordonnées",
    );
    add(
        "/gestion/compte/sessions",
        &owner,
        "/gestion/compte",
        as_it_is,
        "Déconnecter tous les autres appareils",
    );
    add(
        "/gestion/projets/nouveau",
        &owner,
        "/gestion/projets/nouveau",
        |page| by_hand(page.visitor(), "Garage de l’Étoile"),
        "Enregistrer",
    );
    let tick: fn(Page) -> Page =
        |page| page.check("Choisir Menuiserie des Halles, D-2222-2222").fill("Affecter à", "1");
    add("/gestion/depots", &administrator, "/gestion/depots", tick, "Affecter les demandes cochées");
    for (route, filter) in [
        ("/gestion/portefeuille/selection", "nature%3Doffre%26etat%3Dpublier"),
        ("/gestion/consultation/selection", "nature%3Drencontre%26etat%3Dpublier"),
    ] {
        let question = format!("{route}?action=depublier&tous=oui&filtre={filter}");
        add(route, &owner, &question, as_it_is, "Dépublier 1\u{a0}annonce");
    }
    let named: fn(Page) -> Page = |page| page.fill("Enregistrer ces filtres sous le nom", "En ligne");
    add("/gestion/filtres", &owner, "/gestion/portefeuille?etat=publier", named, "Enregistrer ces filtres");
    app.sql(
        "INSERT INTO saved_filter (user_id, screen, name, query, created_at) VALUES (?1, 'portfolio', 'Tout', '', 0)",
        [owner.id],
    );
    let forget = "Oublier le filtre Tout";
    add("/gestion/filtres", &owner, "/gestion/portefeuille", as_it_is, forget);
    let comment: fn(Page) -> Page = |page| page.fill("Ajouter un commentaire", "À rappeler lundi.");
    add("/gestion/projets/{id}", &owner, &mine, comment, "Enregistrer");
    add(
        "/gestion/projets/{id}/entreprise",
        &owner,
        &format!("{mine}/entreprise"),
        |page| page.fill("Nom de l’entreprise", "Menuiserie Sauvanel"),
        "Enregistrer",
    );
    let taken = "/gestion/projets/{id}/prise-en-charge";
    add(taken, &colleague, &free, as_it_is, "Prendre en charge");
    add(
        taken,
        &colleague,
        &mine,
        |page| page.fill("Un mot à son chargé de projet", "Je connais bien l’entreprise."),
        "Demander la prise en charge",
    );
    let back = format!("/gestion/projets/{}/retour", deposited.project);
    add(
        "/gestion/projets/{id}/retour",
        &administrator,
        &back,
        |page| {
            page.check("Ne pas donner suite").fill("Votre message à l’entreprise", "Le stage est trop court.")
        },
        "Envoyer à l’entreprise",
    );
    let company: i64 = app.value("SELECT company_id FROM project ORDER BY id LIMIT 1", []);
    add(
        "/gestion/projets/{id}/rattachement",
        &administrator,
        &format!("/gestion/projets/{}/rattachement?entreprise={company}", deposited.project),
        as_it_is,
        "Rattacher à cette entreprise",
    );
    let deleted = "/gestion/projets/{id}/suppression";
    add(
        deleted,
        &owner,
        &format!("{mine}/suppression"),
        |page| page.fill("Pourquoi le supprimer", "Saisi deux fois."),
        "Envoyer la demande",
    );
    add(deleted, &administrator, &format!("{free}/suppression"), as_it_is, "Supprimer pour de bon");
    let offers = "/gestion/offres-de-stage/{number}";
    add(offers, &owner, &offer, |page| page.fill("Durée", "6 mois"), "Enregistrer");
    add(
        "/gestion/offres-de-stage/{number}/postulants",
        &owner,
        &format!("{offer}/postulants?ouvrir=inscription"),
        |page| {
            page.fill("Nom", "Abadie")
                .fill("Prénom", "Zélie")
                .fill("Âge", "17")
                .fill("Adresse e-mail", "zelie.abadie@example.org")
        },
        "Enregistrer ce postulant",
    );
    let events = "/gestion/rencontres/{number}";
    add(
        events,
        &owner,
        &event,
        |page| page.fill("Nombre maximum de personnes accueillies", "25"),
        "Enregistrer",
    );
    add(
        "/gestion/rencontres/{number}/participants",
        &owner,
        &format!("{event}/participants?ouvrir=inscription"),
        |page| {
            page.fill("Nom", "Abadie")
                .fill("Prénom", "Zélie")
                .fill("Adresse e-mail", "zelie.abadie@example.org")
                .check("Professionnel")
        },
        "Enregistrer ce participant",
    );
    add(
        "/gestion/rencontres/{number}/confirmation",
        &owner,
        &format!("{event}/confirmation"),
        |page| page.fill("Un mot de votre part", "Entrez par la cour."),
        "Envoyer aux personnes cochées",
    );
    // Who comes is written down on the day, which must not change what can be published.
    app.sql("UPDATE event SET starts_at = '2026-03-02T23:00'", []);
    add(
        "/gestion/rencontres/{number}/presence",
        &owner,
        &format!("{event}/presence"),
        |page| page.check("Absent"),
        "Enregistrer",
    );
    let participant = "/gestion/rencontres/{number}/participants/{id}";
    add(participant, &owner, &somebody, |page| page.fill("Prénom", "Zélie"), "Enregistrer");
    add(
        "/gestion/rencontres/{number}/participants/{id}/desinscription",
        &owner,
        &format!("{somebody}/desinscription"),
        as_it_is,
        "Oui, désinscrire",
    );
    all
}

/// Whether an address is one of this pattern.
fn is_of(address: &str, pattern: &str) -> bool {
    let path = address.split('?').next().unwrap();
    path.split('/').count() == pattern.split('/').count()
        && path
            .split('/')
            .zip(pattern.split('/'))
            .all(|(part, named)| named.starts_with('{') || part == named)
}

/// Everything that a form could have changed.
fn kept(app: &TestApp) -> String {
    app.stored() + &app.value::<String>("SELECT group_concat(id) FROM session", [])
}

#[test]
fn whatever_was_sent_after_the_session_ended_does_nothing_by_itself() {
    let app = TestApp::new();
    let all = written(&app);
    let table = cmonstage::routes();
    for route in table.table() {
        let sends = route.method == Method::POST && route.access == Access::Partner;
        assert!(
            !sends || all.iter().any(|written| written.route == route.path),
            "no form for {}",
            route.path
        );
    }
    app.wait(Duration::hours(2));
    for Written { route, user, browser, sending } in all {
        assert!(is_of(&sending.target, route), "{} for {route}", sending.target);
        let lost = browser.follow(&sending, 401);
        let shown = lost.html();
        let back = sign_in(lost, &user);
        let shown = shown + &back.html();
        for secret in ["sanges", "cendr"] {
            assert!(!shown.contains(secret), "a password in the page after {route}");
        }
        let resumes = back.all("button").iter().any(|button| button == RESUME);
        let resumable = table.table().iter().any(|line| line.path == route && line.resumable);
        assert_eq!(resumes, resumable && !sending.body.is_empty(), "{route}");
        let before = kept(&app);
        if resumes {
            back.submit(RESUME);
        }
        assert_eq!(kept(&app), before, "{route} is not replayed");
    }
}

#[test]
fn what_may_come_back_has_a_page_at_its_address() {
    let table = cmonstage::routes();
    for route in table.table().iter().filter(|route| route.resumable) {
        let page = table.table().iter().any(|line| line.path == route.path && line.method == Method::GET);
        assert!(page, "{}", route.path);
    }
}

/// Somebody who typed another telephone, and the form in which it stands.
fn typed(app: &TestApp) -> (StoredUser, Page) {
    let (user, browser) = app.partner("Sauvanel");
    let form = browser.get("/gestion/compte").fill("Téléphone", "05 36 49 12 34");
    (user, form)
}

const SAVE: &str = "Enregistrer mes coordonnées";

#[test]
fn a_telephone_comes_back_in_its_form_with_what_was_ticked() {
    let app = TestApp::new();
    let (user, form) = typed(&app);
    let form = form.uncheck("Recevoir un courriel à chaque affectation");
    app.wait(Duration::hours(2));
    let lost = form.submit_expecting(SAVE, 401);
    lost.assert_says("Rien n’est perdu");
    let page = sign_in(lost, &user).submit(RESUME);
    assert_eq!(page.value("Téléphone"), "05 36 49 12 34");
    assert!(!page.is_checked("Recevoir un courriel à chaque affectation"));
    assert!(page.wrong_fields().is_empty());
    page.submit(SAVE).assert_says("Vos coordonnées sont enregistrées.");
    assert_eq!(app.value::<String>("SELECT phone FROM user WHERE id = ?1", [user.id]), "+33536491234");
}

#[test]
fn another_tab_and_a_long_week_end_do_not_lose_it() {
    let app = TestApp::new();
    let (user, form) = typed(&app);
    app.wait(Duration::hours(2));
    // Another tab was opened first, and led to where one signs in.
    assert!(form.visitor().get("/gestion").url.starts_with("/gestion/connexion"));
    app.wait(Duration::days(4));
    let now = app.app().clock.now();
    app.db().write_blocking(move |tx| cmonstage::jobs::sweep(tx, now)).unwrap();
    let page = sign_in(form.submit_expecting(SAVE, 401), &user).submit(RESUME);
    assert_eq!(page.value("Téléphone"), "05 36 49 12 34");
}

#[test]
fn whoever_signs_in_next_on_that_browser_reads_nothing_of_it() {
    type End = fn(&TestApp, &StoredUser, &Visitor);
    let ends: [(&str, End); 3] = [
        ("from another device", |app, user, _| {
            let page = app.sign_in(user).get("/gestion/compte");
            page.submit("Déconnecter tous les autres appareils");
        }),
        ("by time, as another tab had found", |app, _, browser| {
            app.wait(Duration::hours(2));
            browser.get("/gestion");
        }),
        ("by signing out", |_, _, browser| drop(browser.get("/gestion").submit("Se déconnecter"))),
    ];
    for (how, end) in ends {
        let app = TestApp::new();
        let (user, form) = typed(&app);
        end(&app, &user, form.visitor());
        let page = sign_in(form.submit_expecting(SAVE, 401), &app.user("Boutevin"));
        assert!(!page.html().contains("49 12 34"), "ended {how}");
    }
}
