//! A masked employer is nowhere: every private word is a sentinel, looked for in everything that the
//! public can get.

use cmonstage::access::edit::system;
use cmonstage::catalogue::By;
use cmonstage::domain::{Email, OfferAudience, Phone, Sector, Siret};
use cmonstage::mail::MailKind;
use proptest::prelude::*;

use crate::apply::{SEND, filled};
use crate::support::{NewOffer, StoredOffer, TestApp, pdf};

/// What must not be seen of an employer.
#[derive(Debug, Clone)]
struct Secrets {
    name: String,
    street: String,
    website: String,
    own_website: String,
    document: String,
    contact: String,
    request: String,
    phone: &'static str,
    email: String,
    postal_code: &'static str,
    siret: &'static str,
}

impl Secrets {
    fn of(seed: &str) -> Self {
        Self {
            name: format!("Zorvex{seed} Fermetures"),
            street: format!("77 impasse Quibrel{seed}"),
            website: format!("https://www.wubrik{seed}.example.org"),
            own_website: format!("https://stages.wubrik{seed}.example.net"),
            document: format!("fiche-vantrel{seed}.pdf"),
            contact: format!("Maxence Ourdolle{seed}"),
            request: format!("Drimoula{seed} cherche quelqu’un"),
            phone: "05 36 49 77 31",
            email: format!("patron{seed}@zorvex.example.org"),
            postal_code: "79983",
            siret: "73282932000074",
        }
    }

    fn given_to<'a>(&self, offer: NewOffer<'a>) -> NewOffer<'a> {
        offer
            .change(|offer| {
                offer.company.name = self.name.clone();
                offer.company.street = Some(self.street.clone());
                offer.company.website = Some(self.website.clone());
                offer.company.postal_code = Some(self.postal_code.to_owned());
                let siret = Siret::parse(self.siret).unwrap();
                offer.company.siren = Some(siret.siren());
                offer.company.siret = Some(siret);
                offer.draft.contact.website = Some(self.own_website.clone());
                offer.project.contact_name = Some(self.contact.clone());
                offer.project.request = self.request.clone();
                offer.project.phone = Some(Phone::parse(self.phone).unwrap());
                offer.project.email = Some(Email::parse(&self.email).unwrap());
            })
            .document(&self.document, pdf(300, 1))
    }

    /// Pieces short enough to be found however they are written around.
    fn sentinels(&self) -> Vec<String> {
        let first = |text: &str, word: usize| text.split(' ').nth(word).unwrap().to_owned();
        vec![
            first(&self.name, 0),
            first(&self.street, 2),
            "wubrik".to_owned(),
            self.document.trim_end_matches(".pdf").to_owned(),
            first(&self.contact, 1),
            first(&self.request, 0),
            "77\u{a0}31".to_owned(),
            "+33536497731".to_owned(),
            self.email.clone(),
            self.postal_code.to_owned(),
            "732829320".to_owned(),
            "732\u{a0}829\u{a0}320".to_owned(),
        ]
    }
}

fn assert_absent(secrets: &Secrets, where_: &str, text: &str) {
    let lower = text.to_lowercase();
    for sentinel in secrets.sentinels() {
        assert!(!lower.contains(&sentinel.to_lowercase()), "« {sentinel} » is in {where_}");
    }
}

/// Everything that the public gets about an offer, the applicant's mails included.
fn examine(app: &TestApp, offer: &StoredOffer, secrets: &Secrets) {
    let visitor = app.visitor();
    let absent = |path: &str, status: u16| {
        let page = visitor.open(path, status);
        assert_absent(secrets, path, &page.html());
        page
    };
    absent("/", 200);
    absent("/offres-de-stage", 200);
    absent("/offres-de-stage?tri=alphabetique", 200);
    for read_by_machines in ["/offres-de-stage.rss", "/sitemap.xml", "/plan-du-site"] {
        let answer = visitor.fetch(read_by_machines);
        assert_eq!(answer.status, 200, "{read_by_machines}");
        assert_absent(secrets, read_by_machines, &answer.text());
    }
    let page = absent(&offer.path(), 200);
    page.assert_says("Entreprise de menuiserie");
    page.assert_says("Niort (Deux-Sèvres)");
    absent(&offer.apply(), 200);
    let document = format!("/fichiers/{}", offer.document.as_ref().unwrap());
    absent(&document, 404);
    for sentinel in secrets.sentinels() {
        let typed: String = form_urlencoded::byte_serialize(sentinel.as_bytes()).collect();
        let found = visitor.get(&format!("/offres-de-stage?q={typed}"));
        assert!(found.numbers().is_empty(), "a search for « {sentinel} » finds the offer");
    }
    let wrong = filled(&visitor, &offer.apply()).fill("Âge", "x").submit_expecting(SEND, 422);
    assert_absent(secrets, "the refused form", &wrong.html());
    let done = filled(&visitor, &offer.apply()).submit(SEND);
    assert_absent(secrets, "the confirmation", &done.html());
    let again = filled(&visitor, &offer.apply()).fill("Téléphone", "06 39 98 00 09").submit(SEND);
    assert_absent(secrets, "the second confirmation", &again.html());
    for kind in [MailKind::ApplicationReceived, MailKind::ApplicationRepeated] {
        let mail = app.take_mail(kind);
        assert_absent(secrets, "a mail to the applicant", &format!("{} {}", mail.subject, mail.body));
        assert!(mail.body.contains("Entreprise de menuiserie"));
    }
    let to_receiver = app.take_mail(MailKind::ApplicationToEmployer);
    assert_eq!(to_receiver.to, "stages@menuiserie.example.org", "the public address receives");
    assert_absent(secrets, "the receiver's mail", &to_receiver.body);
    let similar = app.offer().published();
    absent(&similar.path(), 200);
    app.unpublish(&offer.clone());
    absent(&offer.path(), 410);
    absent(&offer.apply(), 410);
    absent(&document, 404);
    absent(&done.url, 200);
}

#[test]
fn a_masked_employer_is_nowhere() {
    let app = TestApp::new();
    let secrets = Secrets::of("a");
    let offer = secrets.given_to(app.offer().masked("Entreprise de menuiserie")).published();
    examine(&app, &offer, &secrets);
}

#[test]
fn the_same_employer_unmasked_is_seen_so_that_the_test_could_fail() {
    let app = TestApp::new();
    let secrets = Secrets::of("b");
    let offer = secrets.given_to(app.offer()).published();
    let page = app.visitor().get(&offer.path()).html();
    for public in [&secrets.name, &secrets.street, &secrets.document, &secrets.postal_code.to_owned()] {
        assert!(page.contains(public.as_str()), "{public}");
    }
    // But the employer's private contact belongs to the project, masked or not.
    for private in [
        &secrets.contact,
        &secrets.request,
        &secrets.email,
        &"77\u{a0}31".to_owned(),
        &"732829320".to_owned(),
    ] {
        assert!(!page.contains(private.as_str()), "{private}");
    }
    assert_eq!(app.visitor().get("/offres-de-stage?q=zorvexb").numbers().len(), 1);
}

#[test]
fn masking_an_offer_that_was_open_hides_it_from_searches_and_old_links_too() {
    let app = TestApp::new();
    let secrets = Secrets::of("c");
    let offer = secrets.given_to(app.offer()).published();
    let document = format!("/fichiers/{}", offer.document.as_ref().unwrap());
    assert_eq!(app.visitor().fetch(&document).status, 200);
    // Published again, masked this time.
    let mut masked = secrets.given_to(app.offer().masked("Entreprise de menuiserie"));
    masked.draft.document = offer.document.clone();
    let (now, id) = (app.app().clock.now(), offer.id);
    let checked = masked.draft.clone().check().unwrap();
    app.db()
        .write_blocking(move |tx| {
            cmonstage::offers::store::publish(tx, By::system(now), &system::offer(tx, id)?, &checked)
        })
        .unwrap();
    drop(masked);
    examine(&app, &offer, &secrets);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_the_offer_is_like_its_masked_employer_is_nowhere(
        seed in "[a-z]{4}",
        audiences in prop::sample::subsequence(OfferAudience::ALL.to_vec(), 1..=4),
        sector in prop::sample::select(Sector::ALL.to_vec()),
        occupation in prop::option::of(prop::sample::select(vec!["H2206", "A1101", "H22", "t16615"])),
        start in prop::option::of(0_i64..300),
        other_phone in any::<bool>(),
    ) {
        let app = TestApp::new();
        let secrets = Secrets::of(&seed);
        let offer = secrets
            .given_to(app.offer().masked("Entreprise de menuiserie"))
            .audiences(&audiences)
            .sector(sector)
            .occupation(occupation);
        let offer = match start {
            Some(days) => offer.starts_in(days),
            None => offer,
        };
        let offer = offer.change(|offer| {
            offer.draft.contact.other_phone = other_phone.then(|| Phone::parse("05 36 49 00 99").unwrap());
        });
        examine(&app, &offer.published(), &secrets);
    }
}
