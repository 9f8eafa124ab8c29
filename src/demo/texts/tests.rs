//! Thousands of generated texts, read by rules: lengths, spaces, apostrophes, contractions, repetitions.

use super::*;
use crate::demo::companies;
use crate::demo::profiles;
use crate::demo::rng::Rng;
use std::collections::{BTreeSet, HashSet};
use time::{Date, Month};

const NARROW: char = '\u{202F}';
const NO_BREAK: char = '\u{A0}';

/// Fails on what no French text may contain.
pub(in crate::demo) fn check_french(text: &str) {
    for wrong in [
        "  ", "'", "{", "}", " ,", " .", "..", ",.", ".,", " \n", "\n ", "\"", "·", "(e)", " ;", " !", " ?",
        " :", "« ", " »", ",,",
    ] {
        assert!(!text.contains(wrong), "{wrong:?} in {text}");
    }
    for wrong in CONTRACTIONS {
        assert!(!format!(" {} ", text.to_lowercase()).contains(wrong), "{wrong:?} in {text}");
    }
    for (double, space) in [(';', NARROW), ('!', NARROW), ('?', NARROW), (':', NO_BREAK)] {
        let marks: Vec<char> = text.chars().collect();
        assert!(
            marks.windows(2).all(|pair| pair[1] != double || pair[0] == space),
            "space before {double} in {text}"
        );
    }
    check_elisions(text);
    check_sentences(text);
}

const CONTRACTIONS: &[&str] = &[
    " de le ",
    " de les ",
    " à le ",
    " à les ",
    " que il",
    " que elle",
    " si il",
    " de des ",
    " à à ",
    " et et ",
    " vous vous pourrez",
    " de du ",
];

/// « de Angoulême », « que on », « le atelier », « je ai ».
fn check_elisions(text: &str) {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| c.is_whitespace() || c == NO_BREAK).filter(|word| !word.is_empty()).collect();
    for pair in words.windows(2) {
        let elides = ["de", "le", "la", "que", "je", "ne", "se", "me", "te", "jusque"].contains(&pair[0]);
        let vowel = pair[1].starts_with(['a', 'à', 'â', 'e', 'é', 'è', 'ê', 'i', 'î', 'o', 'ô', 'u', 'œ']);
        let aspirated = ["onze", "oui", "un-", "onzième"].iter().any(|word| pair[1].starts_with(word));
        assert!(!(elides && vowel) || aspirated, "« {} {} » in {text}", pair[0], pair[1]);
    }
}

fn check_sentences(text: &str) {
    let mut seen = HashSet::new();
    for paragraph in text.split("\n\n") {
        let first = paragraph.chars().next().unwrap_or(' ');
        assert!(first.is_uppercase(), "paragraph begins with {first:?} in {text}");
        assert!(paragraph.ends_with(['.', '!', '?']), "no final punctuation in {text}");
        for sentence in
            paragraph.split_inclusive(['.', '!', '?']).map(str::trim).filter(|sentence| sentence.len() > 3)
        {
            assert!(sentence.chars().next().is_some_and(char::is_uppercase), "{sentence:?} in {text}");
            assert!(seen.insert(sentence.to_owned()), "twice {sentence:?} in {text}");
        }
    }
}

fn audiences(rng: &mut Rng) -> Audiences {
    let drawn = Audiences {
        middle_school: rng.chance(45),
        high_school: rng.chance(55),
        student: rng.chance(40),
        job_seeker: rng.chance(20),
    };
    if drawn == Audiences::default() { Audiences { high_school: true, ..drawn } } else { drawn }
}

#[test]
fn five_thousand_descriptions_are_french() {
    let mut rng = Rng::new(2026);
    let mut distinct = HashSet::new();
    for index in 0..5000 {
        let company = companies::draft(&mut rng, index);
        let occupation = rng.pick(company.profile.occupations);
        let (whom, masked) = (audiences(&mut rng), rng.chance(20));
        let text = offer_description(
            &mut rng,
            company.profile,
            occupation,
            whom,
            (!masked).then_some(&company.cited),
        );
        let length = text.chars().count();
        assert!((260..=1400).contains(&length), "{length} : {text}");
        check_french(&text);
        let name = company.trade_name.as_ref().unwrap_or(&company.name);
        assert!(!masked || !text.contains(name.as_str()), "{name} in {text}");
        distinct.insert(text);
    }
    assert!(distinct.len() > 4990, "{}", distinct.len());
}

#[test]
fn the_other_texts_are_french() {
    let mut rng = Rng::new(7);
    let day = Date::from_calendar_date(2026, Month::March, 2).unwrap();
    for index in 0..2000 {
        let company = companies::draft(&mut rng, index);
        let profile = company.profile;
        let age = age_for(
            &mut rng,
            Audiences { middle_school: true, high_school: true, student: true, job_seeker: true },
        );
        check_french(&applicant_motivation(&mut rng, profile, age));
        check_french(&company_request(&mut rng, profile));
        let note = journal_comment(&mut rng, profile, day);
        check_french(&note);
        assert!(note.contains("02/03"), "{note}");
        for kind in [EventKind::Visit, EventKind::JobTalk, EventKind::Other] {
            let cited = rng.chance(50).then_some(&company.cited);
            let text = event_description(&mut rng, profile, kind, cited);
            assert!((100..=900).contains(&text.chars().count()), "{text}");
            check_french(&text);
        }
        for label in [
            current_training(&mut rng, profile, age),
            training_wanted(&mut rng, profile),
            school_wanted(&mut rng).unwrap_or("X".into()),
        ] {
            assert!(!label.is_empty() && !label.contains(['\'', '{', '.']), "{label}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_text() {
    let text = |seed| {
        let mut rng = Rng::new(seed);
        let company = companies::draft(&mut rng, 1);
        offer_description(
            &mut rng,
            company.profile,
            &company.profile.occupations[0],
            Audiences { student: true, ..Audiences::default() },
            None,
        )
    };
    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
}

#[test]
fn ages_suit_the_audiences() {
    let mut rng = Rng::new(1);
    let pupils = Audiences { middle_school: true, ..Audiences::default() };
    assert!((0..200).all(|_| (13..=14).contains(&age_for(&mut rng, pupils))));
    let adults = Audiences { job_seeker: true, ..Audiences::default() };
    assert!((0..200).all(|_| age_for(&mut rng, adults) >= 26));
}

#[test]
fn french_spaces_are_set() {
    assert_eq!(
        french_spaces("Horaires : 8 h – 12 h et 13 h 30 – 17 h ; venez !"),
        "Horaires\u{A0}: 8\u{A0}h – 12\u{A0}h et 13\u{A0}h\u{A0}30 – 17\u{A0}h\u{202F}; venez\u{202F}!"
    );
    assert_eq!(french_spaces("« Oui » à 10 h 15"), "«\u{A0}Oui\u{A0}» à 10\u{A0}h\u{A0}15");
    assert_eq!(french_spaces("les 3 heures"), "les 3 heures");
}

#[test]
fn every_code_exists_in_the_reference_data() {
    let naf: BTreeSet<&str> = first_column(include_str!("../../../data/naf-rev2.csv"));
    let cards: BTreeSet<&str> = first_column(include_str!("../../../data/rome-cards.csv"));
    let titles = include_str!("../../../data/rome-titles.csv");
    for (_, profile) in profiles::all() {
        assert!(naf.contains(profile.naf), "{} {}", profile.key, profile.naf);
        for occupation in profile.occupations {
            assert!(cards.contains(occupation.card), "{} {}", profile.key, occupation.card);
            if let Some(title) = occupation.title {
                assert!(
                    titles.lines().any(|line| line.starts_with(&format!("{title},{},", occupation.card))),
                    "{title}"
                );
            }
        }
    }
    let story = crate::demo::story::COMPANIES;
    let communes: BTreeSet<&str> = first_column(include_str!("../../../data/communes.csv"));
    assert!(story.iter().all(|company| communes.contains(company.commune)));
    assert!(story.iter().flat_map(|company| company.offers).all(|offer| cards.contains(offer.occupation.0)));
}

fn first_column(csv: &'static str) -> BTreeSet<&'static str> {
    csv.lines().filter_map(|line| line.split([',', ';']).next()).collect()
}

#[test]
fn the_profiles_are_rich_enough() {
    assert!(profiles::all().count() >= 40);
    let keys: HashSet<_> = profiles::all().map(|(_, profile)| profile.key).collect();
    assert_eq!(keys.len(), profiles::all().count());
    for (_, profile) in profiles::all() {
        assert!(
            profile.about.len() >= 3
                && profile.watch.len() >= 4
                && profile.seek.len() >= 3
                && profile.link.len() >= 3,
            "{}",
            profile.key
        );
        assert!(profile.watch.iter().filter(|look| look.contains(',')).count() <= 2, "{}", profile.key);
        assert!(profile.occupations.iter().all(|occupation| occupation.tasks.len() >= 4), "{}", profile.key);
    }
}
