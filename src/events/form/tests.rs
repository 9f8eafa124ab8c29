use std::collections::BTreeSet;

use super::*;
use crate::accounts::Assignable;
use crate::catalogue::notice::Notice;
use crate::catalogue::tests::{assert_french, chosen, now, origin, sent};
use crate::domain::{CommuneCode, Number, PublicationState};
use crate::events::edit::{EditModel, fields};
use proptest::prelude::*;
use scraper::{Html, Selector};
use time::macros::datetime;

fn registrars() -> Vec<Assignable> {
    vec![
        Assignable { id: 3, name: "Madame JAUBERTHIE Claire (Mission locale)".into() },
        Assignable { id: 8, name: "Monsieur SAUVANEL Noé (Chambre des métiers)".into() },
    ]
}

fn complete() -> EventForm {
    EventForm {
        audiences: vec!["etudiant".into()],
        capacity: "12".into(),
        date: "2026-04-01".into(),
        time: "14:30".into(),
        duration: "1 h 30".into(),
        occupation: Choosing::of("H2206"),
        description: "Vous découvrez l’atelier et les chantiers. ".repeat(3),
        state: PUBLISH.into(),
        ..EventForm::new(&origin(), 3)
    }
}

/// An event that is online, with people registered.
fn stored(capacity: u32, seats_taken: u32, extra_seats: u32) -> StoredEvent {
    let Wanted::Publish(event) = check(&complete()).unwrap().wanted else { panic!("complete") };
    StoredEvent {
        id: 1,
        number: Number::from_parts(3, 2026, 12).unwrap(),
        title: "Visite d’entreprise – Menuisier".into(),
        state: PublicationState::Published,
        reason: None,
        draft: EventDraft { capacity: Some(capacity), ..event.draft().clone() },
        document: None,
        version: 4,
        updated_by: None,
        updated_at: 0,
        origin: origin(),
        seats_taken,
        extra_seats,
        registrations: seats_taken.into(),
    }
}

fn check_of(form: &EventForm, stored: Option<&StoredEvent>) -> Result<EventSaving, Errors> {
    let known = Known { now: now(), origin: &origin(), chosen: &chosen() };
    form.check(&EventKnown { known, stored, registrars: &registrars() }, None)
}

fn check(form: &EventForm) -> Result<EventSaving, Errors> {
    check_of(form, None)
}

/// The fields refused, in order.
fn wrong(form: &EventForm) -> Vec<&'static str> {
    check(form).map_or_else(|errors| errors.iter().map(|error| error.field).collect(), |_| Vec::new())
}

#[test]
fn a_complete_event_is_published_as_it_was_typed() {
    let saving = check(&complete()).unwrap();
    assert!(matches!(saving.wanted, Wanted::Publish(_)));
    let draft = saving.draft();
    assert_eq!(draft.starts, Some(datetime!(2026-04-01 14:30)));
    assert_eq!((draft.duration, draft.capacity, draft.registrar), (Some(90), Some(12), None));
}

#[test]
fn publishing_says_everything_that_is_missing_at_once() {
    let empty = EventForm { state: PUBLISH.into(), ..EventForm::default() };
    assert_eq!(
        wrong(&empty),
        [
            "audiences",
            "kind",
            "capacity",
            "date",
            "time",
            "duration",
            "description",
            "company_receives",
            "phone",
            "email"
        ]
    );
}

#[test]
fn a_draft_may_lack_everything_but_the_contact() {
    let draft = EventForm::new(&origin(), 3);
    assert!(matches!(check(&draft).unwrap().wanted, Wanted::Hold(_)));
    let silent = EventForm { contact: ContactForm::default(), ..draft };
    assert_eq!(wrong(&silent), ["phone", "email"]);
}

#[test]
fn a_day_goes_with_an_hour() {
    let half = EventForm { state: HOLD.into(), time: String::new(), ..complete() };
    assert_eq!(wrong(&half), ["time"]);
    let gone = EventForm { date: "2026-03-01".into(), time: String::new(), ..complete() };
    assert_eq!(wrong(&gone), ["time", "date"], "a day that has passed is said at once");
    let half = EventForm { state: HOLD.into(), date: String::new(), ..complete() };
    assert_eq!(wrong(&half), ["date"]);
}

#[test]
fn what_has_begun_is_not_published() {
    let at = |date: &str, time: &str| EventForm { date: date.into(), time: time.into(), ..complete() };
    assert_eq!(wrong(&at("2026-03-01", "23:00")), ["date"]);
    assert_eq!(wrong(&at("2026-03-02", "10:00")), ["time"]);
    assert_eq!(wrong(&at("2026-03-02", "10:01")), [""; 0]);
    assert_eq!(wrong(&EventForm { state: HOLD.into(), ..at("2026-03-01", "23:00") }), [""; 0]);

    let mut running = stored(12, 3, 0);
    running.draft.starts = Some(datetime!(2026-03-02 09:00));
    assert!(check_of(&at("2026-03-02", "09:00"), Some(&running)).is_ok(), "it may be corrected");
    assert!(check_of(&at("2026-03-02", "09:30"), Some(&running)).is_err());
}

#[test]
fn autre_is_to_be_said() {
    let other = EventForm { kind: "autre".into(), ..complete() };
    assert_eq!(wrong(&other), ["kind_detail"]);
    let said = EventForm { kind_detail: "Visite de chantier".into(), ..other };
    assert_eq!(check(&said).unwrap().draft().kind_detail.as_deref(), Some("Visite de chantier"));
    let visit = EventForm { kind: "visite".into(), ..said };
    assert_eq!(check(&visit).unwrap().draft().kind_detail, None, "it says nothing of a visit");
}

#[test]
fn the_maximum_is_never_under_the_number_registered() {
    let of = |capacity: &str| EventForm { capacity: capacity.into(), ..complete() };
    let event = stored(12, 9, 2);
    assert!(check_of(&of("7"), Some(&event)).is_ok(), "two places were allowed beyond it");
    let refused = check_of(&of("6"), Some(&event)).unwrap_err();
    assert_eq!(
        refused.of("capacity"),
        Some("9\u{a0}personnes sont inscrites\u{a0}: le maximum ne peut pas être inférieur à 7.")
    );
    let emptied = EventForm { state: HOLD.into(), ..of("") };
    assert!(check_of(&emptied, Some(&event)).is_err());
    for (typed, good) in
        [("1", true), ("5000", true), ("5 000", true), ("0", false), ("5001", false), ("dix", false)]
    {
        assert_eq!(check(&of(typed)).is_ok(), good, "{typed}");
    }
}

#[test]
fn somebody_receives_the_registrations() {
    let user = EventForm { company_receives: NO.into(), registrar: "8".into(), ..complete() };
    assert_eq!(check(&user).unwrap().draft().registrar, Some(8));
    let gone = EventForm { registrar: "99".into(), ..user.clone() };
    assert!(check(&gone).unwrap_err().of("registrar").unwrap().contains("compte actif"));
    assert_eq!(wrong(&EventForm { registrar: String::new(), ..user.clone() }), ["registrar"]);
    let unnamed = ContactForm { contact_name: String::new(), ..user.contact.clone() };
    assert_eq!(wrong(&EventForm { contact: unnamed.clone(), ..user }), [""; 0], "the user is named");
    assert_eq!(wrong(&EventForm { contact: unnamed, ..complete() }), ["contact_name"]);
}

#[test]
fn a_masked_employer_stays_unknown_in_the_place_too() {
    let masked = EventForm {
        venue: "Menuiserie des Halles, 4 rue du Rabot".into(),
        contact: ContactForm {
            masked: true,
            trade_name: "Entreprise de menuiserie".into(),
            contact_name: "Claire".into(),
            phone: "05 36 49 00 99".into(),
            email: "claire@example.org".into(),
            ..ContactForm::default()
        },
        ..complete()
    };
    assert_eq!(wrong(&masked), ["leaks_meant"]);
    assert_eq!(wrong(&EventForm { venue: String::new(), ..masked }), [""; 0]);
}

#[test]
fn a_stored_event_comes_back_as_it_is() {
    let event = stored(12, 3, 0);
    let form = EventForm::of(&event, 3);
    assert_eq!((form.date.as_str(), form.time.as_str()), ("2026-04-01", "14:30"));
    assert_eq!(form.duration, "1\u{a0}h\u{a0}30");
    assert!(form.tell_registered && !form.mail_employer);
    let again = check_of(&form, Some(&event)).unwrap();
    assert_eq!(again.draft().starts, event.draft.starts);
    assert_eq!(again.draft().commune, CommuneCode::parse("79191").unwrap());
}

fn rendered(form: &EventForm, errors: &Errors, registrations: u64) -> String {
    let (origin, chosen, registrars) = (origin(), chosen(), registrars());
    let notice = Notice { to: None, subject: "Objet".into(), body: "Bonjour".into() };
    let model = EditModel {
        form,
        errors,
        origin: &origin,
        chosen: &chosen,
        registrars: &registrars,
        registrations,
        seats_taken: registrations,
        document: None,
        notice: &notice,
    };
    fields(&model).into_string()
}

#[test]
fn the_names_in_the_page_are_those_of_the_form() {
    let leaking = EventForm {
        contact: ContactForm {
            masked: true,
            trade_name: "Menuiserie des Halles".into(),
            ..complete().contact
        },
        ..complete()
    };
    let html = Html::parse_fragment(&rendered(&leaking, &Errors::default(), 4));
    let controls = Selector::parse("input[name], textarea[name], select[name]").unwrap();
    let names: BTreeSet<&str> = html.select(&controls).filter_map(|control| control.attr("name")).collect();
    let declared: BTreeSet<&str> =
        FIELDS.iter().map(|field| field.name).chain(["metier", "commune"]).collect();
    assert_eq!(names, declared);
}

#[test]
fn what_the_page_sends_back_is_what_it_showed() {
    let typed =
        EventForm { company_receives: NO.into(), registrar: "8".into(), tell_registered: true, ..complete() };
    assert_eq!(EventForm::read(&sent(&rendered(&typed, &Errors::default(), 1))), typed);
}

#[test]
fn somebody_without_account_is_not_proposed_again() {
    let gone = EventForm { company_receives: NO.into(), registrar: "99".into(), ..complete() };
    let html = rendered(&gone, &Errors::default(), 0);
    assert_eq!(EventForm::read(&sent(&html)).registrar, "");
}

#[test]
fn the_form_is_written_as_french_is() {
    let empty = EventForm { state: PUBLISH.into(), mail_employer: true, ..EventForm::default() };
    let errors = check(&empty).unwrap_err();
    assert_french(&rendered(&empty, &errors, 2));
    assert_french(&rendered(&complete(), &Errors::default(), 2));
    for error in errors.iter() {
        assert_french(&error.message);
    }
}

#[test]
fn each_refusal_leads_to_something_in_the_page() {
    let empty = EventForm {
        state: "x".into(),
        mail_employer: true,
        company_receives: NO.into(),
        kind: "autre".into(),
        ..EventForm::default()
    };
    let errors = check(&empty).unwrap_err();
    let html = Html::parse_fragment(&rendered(&empty, &errors, 1));
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
        let form = EventForm::read(&texts);
        let _ = check(&form);
        let html = rendered(&form, &Errors::default(), 1);
        prop_assert!(!html.contains("<script"));
        prop_assert_eq!(form.rows(&chosen(), &registrars()).len(), 20);
    }
}
