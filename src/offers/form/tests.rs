use std::collections::BTreeSet;

use super::*;
use crate::catalogue::notice::Notice;
use crate::catalogue::origin::PrivateContact;
use crate::catalogue::tests::{assert_french, chosen, now, origin, sent};
use crate::offers::edit::{EditModel, fields};
use proptest::prelude::*;
use scraper::{Html, Selector};
use time::macros::date;

fn complete() -> OfferForm {
    OfferForm {
        audiences: vec!["etudiant".into(), "lyceen".into()],
        occupation: Choosing::of("H2206"),
        training_wanted: "Bac pro menuiserie".into(),
        description: "Vous découvrez l’atelier et les chantiers. ".repeat(6),
        starts_on: "2026-04-01".into(),
        duration: "2 semaines".into(),
        places: "2".into(),
        state: PUBLISH.into(),
        ..OfferForm::new(&origin())
    }
}

fn check(form: &OfferForm) -> Result<OfferSaving, Errors> {
    form.check(&Known { now: now(), origin: &origin(), chosen: &chosen() }, None)
}

/// The fields refused, in order.
fn wrong(form: &OfferForm) -> Vec<&'static str> {
    check(form).map_or_else(|errors| errors.iter().map(|error| error.field).collect(), |_| Vec::new())
}

fn said(form: &OfferForm, field: &str) -> String {
    check(form).unwrap_err().of(field).unwrap_or_default().to_owned()
}

#[test]
fn a_complete_offer_is_published_as_it_was_typed() {
    let OfferSaving { wanted: Wanted::Publish(offer), mail_employer: false } = check(&complete()).unwrap()
    else {
        panic!("published")
    };
    let draft = offer.draft();
    assert_eq!(draft.start, Some(Start::On(date!(2026 - 04 - 01))));
    assert_eq!((draft.places, draft.occupation.as_deref()), (Some(2), Some("H2206")));
    assert_eq!(draft.audiences.iter().count(), 2);
    assert_eq!(draft.contact.website.as_deref(), Some("https://menuiserie.example.org"));
}

#[test]
fn publishing_says_everything_that_is_missing_at_once() {
    let empty = OfferForm { state: PUBLISH.into(), ..OfferForm::default() };
    assert_eq!(wrong(&empty), ["audiences", "description", "starts_on", "phone", "email"]);
    assert_eq!(
        said(&empty, "starts_on"),
        "Indiquez une date de début, ou cochez «\u{a0}Dès que possible\u{a0}»."
    );
    let short = OfferForm { description: "Trop court.".into(), ..complete() };
    assert!(said(&short, "description").contains("au moins 200"));
}

#[test]
fn a_draft_may_lack_everything_but_the_contact() {
    let draft = OfferForm { description: "À compléter".into(), ..OfferForm::new(&origin()) };
    assert!(matches!(check(&draft).unwrap().wanted, Wanted::Hold(_)));
    let silent = OfferForm { contact: ContactForm::default(), ..draft };
    assert_eq!(wrong(&silent), ["phone", "email"]);
}

#[test]
fn what_is_there_must_be_valid_even_in_a_draft() {
    let wild = OfferForm {
        audiences: vec!["roi".into()],
        occupation: Choosing::of("ZZ"),
        description: "x".repeat(5001),
        starts_on: "demain".into(),
        places: "deux".into(),
        contact: ContactForm {
            phone: "12".into(),
            other_phone: "x".into(),
            email: "x".into(),
            website: "javascript:alert(1)".into(),
            ..ContactForm::default()
        },
        state: HOLD.into(),
        ..OfferForm::default()
    };
    let known = Known { now: now(), origin: &origin(), chosen: &Chosen::default() };
    let errors = wild.check(&known, None).unwrap_err();
    let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
    assert_eq!(
        fields,
        [
            "audiences",
            "metier",
            "description",
            "starts_on",
            "places",
            "phone",
            "other_phone",
            "email",
            "website"
        ]
    );
}

#[test]
fn a_date_and_as_soon_as_possible_exclude_each_other() {
    let asap = OfferForm { starts_on: String::new(), starts_asap: true, ..complete() };
    let Wanted::Publish(offer) = check(&asap).unwrap().wanted else { panic!("published") };
    assert_eq!(offer.draft().start, Some(Start::Asap));
    let both = OfferForm { starts_asap: true, ..complete() };
    assert!(said(&both, "starts_on").contains("pas les deux"));
}

#[test]
fn a_day_that_has_passed_is_kept_in_a_draft_and_not_published() {
    let past = OfferForm { starts_on: "2026-03-01".into(), ..complete() };
    assert!(said(&past, "starts_on").contains("Dès que possible"));
    assert_eq!(wrong(&OfferForm { state: HOLD.into(), ..past }), [""; 0]);
    assert_eq!(wrong(&OfferForm { starts_on: "2026-03-02".into(), ..complete() }), [""; 0], "today will do");
}

#[test]
fn places_are_a_number_of_people() {
    for (typed, good) in
        [("1", true), ("500", true), ("", true), ("0", false), ("501", false), ("-1", false), ("1,5", false)]
    {
        assert_eq!(wrong(&OfferForm { places: typed.into(), ..complete() }).is_empty(), good, "{typed}");
    }
}

#[test]
fn letters_typed_in_a_look_up_must_lead_to_a_choice() {
    let typed =
        OfferForm { occupation: Choosing { typed: "menu".into(), ..Choosing::default() }, ..complete() };
    let known = Known { now: now(), origin: &origin(), chosen: &Chosen { occupation: None, ..chosen() } };
    let errors = typed.check(&known, None).unwrap_err();
    assert!(errors.of("metier").unwrap().contains("Choisissez"));
    let nowhere = OfferForm { commune: Choosing::of("99999"), ..complete() };
    let known = Known { chosen: &Chosen { commune: None, ..chosen() }, ..known };
    assert!(nowhere.check(&known, None).unwrap_err().of("commune").is_some());
}

#[test]
fn a_masked_employer_needs_a_name_that_is_not_its_own() {
    let masked = |form: OfferForm| OfferForm {
        contact: ContactForm {
            masked: true,
            trade_name: "Entreprise de menuiserie".into(),
            contact_name: String::new(),
            phone: "05 36 49 00 99".into(),
            email: "claire@example.org".into(),
            ..form.contact
        },
        ..form
    };
    let good = masked(complete());
    assert_eq!(wrong(&good), [""; 0]);
    let nameless = ContactForm { trade_name: " ".into(), ..good.contact.clone() };
    assert_eq!(wrong(&OfferForm { contact: nameless, ..good.clone() }), ["trade_name"]);

    let told = format!("La Menuiserie des Halles vous accueille. {}", good.description);
    let leaking = OfferForm { description: told, ..good };
    let message = said(&leaking, "leaks_meant");
    assert!(
        message.contains("Description du stage") && message.contains("SARL Menuiserie des Halles"),
        "{message}"
    );
    let meant = ContactForm { leaks_meant: true, ..leaking.contact.clone() };
    assert_eq!(
        wrong(&OfferForm { contact: meant, ..leaking.clone() }),
        [""; 0],
        "it is the partner’s to decide"
    );
    assert_eq!(wrong(&OfferForm { state: HOLD.into(), ..leaking }), [""; 0], "nobody reads a draft");
}

#[test]
fn the_mail_to_the_employer_goes_with_a_publication_and_an_address() {
    assert!(check(&OfferForm { mail_employer: true, ..complete() }).unwrap().mail_employer);
    let held = OfferForm { mail_employer: true, state: HOLD.into(), ..complete() };
    assert!(said(&held, "mail_employer").contains("Publier"));
    let origin = Origin { contact: PrivateContact::default(), ..origin() };
    let known = Known { now: now(), origin: &origin, chosen: &chosen() };
    let form = OfferForm { mail_employer: true, ..complete() };
    assert!(form.check(&known, None).unwrap_err().of("mail_employer").unwrap().contains("adresse e-mail"));
}

#[test]
fn one_must_say_whether_to_publish() {
    assert_eq!(wrong(&OfferForm { state: "peut-être".into(), ..complete() }), ["state"]);
}

#[test]
fn masking_is_proposed_under_another_name() {
    let named = |name: &str| ContactForm { trade_name: name.into(), ..ContactForm::default() };
    assert!(named("Entreprise de menuiserie").proposes_masking(&origin()));
    assert!(!named("SARL Menuiserie des Halles").proposes_masking(&origin()));
    assert!(!named("").proposes_masking(&origin()));
}

fn rendered(form: &OfferForm, errors: &Errors) -> String {
    let (origin, chosen) = (origin(), chosen());
    let notice = Notice { to: None, subject: "Objet".into(), body: "Bonjour".into() };
    fields(&EditModel { form, errors, origin: &origin, chosen: &chosen, document: None, notice: &notice })
        .into_string()
}

#[test]
fn the_names_in_the_page_are_those_of_the_form() {
    let leaking = OfferForm {
        contact: ContactForm {
            masked: true,
            trade_name: "Menuiserie des Halles".into(),
            ..complete().contact
        },
        ..complete()
    };
    let html = Html::parse_fragment(&rendered(&leaking, &Errors::default()));
    let controls = Selector::parse("input[name], textarea[name], select[name]").unwrap();
    let names: BTreeSet<&str> = html.select(&controls).filter_map(|control| control.attr("name")).collect();
    let declared: BTreeSet<&str> =
        FIELDS.iter().map(|field| field.name).chain(["metier", "commune"]).collect();
    assert_eq!(names, declared);
}

#[test]
fn what_the_page_sends_back_is_what_it_showed() {
    let read = OfferForm::read(&sent(&rendered(&complete(), &Errors::default())));
    let expected = OfferForm { audiences: vec!["lyceen".into(), "etudiant".into()], ..complete() };
    assert_eq!(read, expected);
}

#[test]
fn the_form_is_written_as_french_is() {
    let empty = OfferForm { state: PUBLISH.into(), mail_employer: true, ..OfferForm::default() };
    let errors = check(&empty).unwrap_err();
    assert_french(&rendered(&empty, &errors));
    assert_french(&rendered(&complete(), &Errors::default()));
    for error in errors.iter() {
        assert_french(&error.message);
    }
}

#[test]
fn each_refusal_leads_to_something_in_the_page() {
    let empty = OfferForm { state: "x".into(), mail_employer: true, ..OfferForm::default() };
    let errors = check(&empty).unwrap_err();
    let html = Html::parse_fragment(&rendered(&empty, &errors));
    for error in errors.iter() {
        let target = Selector::parse(&format!("#{}", error.field)).unwrap();
        assert!(html.select(&target).next().is_some(), "{}", error.field);
        assert!(label(error.field).is_some(), "{}", error.field);
    }
}

proptest! {
    #[test]
    fn whatever_is_sent_is_answered(values in prop::collection::vec(".{0,40}", 12), state in "publier|ne-pas-publier|.{0,5}") {
        let mut texts = Query::default();
        for (field, value) in FIELDS.iter().zip(values.iter().cycle()) {
            texts.push_raw(field.name, value.clone());
        }
        texts.push_raw(STATE.name, state);
        let form = OfferForm::read(&texts);
        let _ = check(&form);
        let html = rendered(&form, &Errors::default());
        prop_assert!(!html.contains("<script"));
        prop_assert_eq!(form.rows(&chosen()).len(), 17);
    }
}
