//! The adviser's day: every count is that of the list it leads to.

use cmonstage::domain::EventAudience;
use time::Duration;

use crate::extranet_participants::joined;
use crate::support::{Page, TestApp};

/// What a list says that it holds.
fn held(page: &Page) -> u64 {
    let number = |text: &str| -> Option<u64> {
        text.split(|c: char| !c.is_ascii_digit()).rfind(|part| !part.is_empty())?.parse().ok()
    };
    if page.url.starts_with("/gestion/portefeuille") {
        return number(&page.one("#resultats-titre")).unwrap();
    }
    let counts = page.all(".table-count");
    counts.first().and_then(|count| number(count)).unwrap_or_default()
}

#[test]
fn each_count_of_the_day_is_that_of_the_list_it_leads_to() {
    let app = TestApp::new();
    let (user, first) = app.partner("Sauvanel");
    assert!(first.get("/gestion").all(".day a").is_empty(), "nothing calls for attention");
    let mine = Some(user.id);
    let given = |deposit: &crate::support::StoredDeposit| {
        app.sql("UPDATE project SET manager_id = ?1 WHERE id = ?2", [user.id, deposit.project]);
    };
    app.offer().company("À affecter").deposited();
    app.offer().company("À affecter aussi").deposited();
    given(&app.offer().company("À relire").deposited());
    let returned = app.offer().company("Chez l’entreprise").deposited();
    given(&returned);
    app.sql("UPDATE deposit SET returned_at = sent_at, message = 'Précisez.' WHERE id = ?1", [returned.id]);
    for n in 0..3 {
        let offer = app
            .offer()
            .company(&format!("Ancienne {n}"))
            .change(|offer| offer.project.manager = mine)
            .published();
        app.sql("UPDATE offer SET updated_at = updated_at - 100 * 24 * 3600 WHERE id = ?1", [offer.id]);
    }
    let now = app.app().clock.now().local;
    for days in [2, 5, 30] {
        let event = app
            .event()
            .starts(now + Duration::days(days))
            .change(|event| event.project.manager = mine)
            .published();
        let id = joined(&app, &event, "Bellanque", "Inès", &[EventAudience::Teacher]);
        if days > 2 {
            app.sql("UPDATE registration SET cancelled_at = created_at + 1 WHERE id = ?1", [id]);
        }
    }
    app.mails();
    let board = first.get("/gestion");
    let counts = board.all(".day a");
    assert_eq!(
        counts,
        [
            "2 demandes à affecter",
            "1 demande à relire",
            "1 demande attend l’entreprise",
            "1 annonce a de nouvelles réponses",
            "3 annonces à vérifier",
            "2 rencontres dans les sept jours",
            "2 rencontres ont de nouvelles annulations",
        ]
    );
    assert_eq!(board.all(".day .nothing"), ["0 demande corrigée"]);
    for (count, href) in counts.iter().zip(board.attributes(".day a", "href")) {
        let said: u64 = count.split(' ').next().unwrap().parse().unwrap();
        assert_eq!(held(&first.get(&href)), said, "{count}: {href}");
    }
}
