//! Sentence grammars: French texts that are correct, varied and always the same for the same seed.
//!
//! Words come from the profile of the trade; this module puts sentences in order, makes them agree and sets French
//! spaces. It never draws a sentence twice for one text.

mod applicant;
mod employer;
mod event;
mod hostile;
mod offer;

pub use applicant::{age_for, applicant_motivation, current_training};
pub use employer::{company_request, journal_comment, school_wanted, training_wanted};
pub use event::{EventKind, event_description};
pub use hostile::hostile_strings;
pub use offer::offer_description;

use super::companies::Cited;
use super::profiles::Profile;

/// Whom an offer is for; at least one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Audiences {
    pub middle_school: bool,
    pub high_school: bool,
    pub student: bool,
    pub job_seeker: bool,
}

impl Audiences {
    /// Pupils of the collège and nobody else: they observe.
    pub fn observation_only(self) -> bool {
        self.middle_school && !self.high_school && !self.student && !self.job_seeker
    }
}

/// The company as the subject of a sentence; without a name to cite, « notre scierie ».
fn subject(profile: &Profile, cited: Option<&Cited>) -> Cited {
    cited
        .cloned()
        .unwrap_or_else(|| Cited { text: format!("notre {}", profile.head), feminine: profile.feminine })
}

/// « a, b et c », each with `prefix` (« à a, à b et à c »); « puis » where an item holds « et » already. What holds a
/// comma goes last, and only one of them, or the list could not be read.
fn enumerate(items: &[&&str], prefix: &str) -> String {
    let (mut ordered, with_comma): (Vec<&str>, Vec<&str>) =
        items.iter().map(|item| **item).partition(|item| !item.contains(','));
    ordered.extend(with_comma.first());
    let parts: Vec<String> = ordered.iter().map(|item| format!("{prefix}{item}")).collect();
    let link = if ordered.iter().any(|item| item.contains(" et ")) { ", puis " } else { " et " };
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{}{link}{last}", others.join(", ")),
        None => String::new(),
    }
}

/// The first letter in upper case.
fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Sentences of a paragraph, with French spaces.
fn paragraph(sentences: &[String]) -> String {
    french_spaces(&sentences.join(" "))
}

/// A narrow no-break space before ; ! ?, a no-break space before : and inside « », between a number and its unit.
pub(in crate::demo) fn french_spaces(text: &str) -> String {
    let mut set = text.to_owned();
    for (plain, spaced) in [
        (" ;", "\u{202F};"),
        (" !", "\u{202F}!"),
        (" ?", "\u{202F}?"),
        (" :", "\u{A0}:"),
        ("« ", "«\u{A0}"),
        (" »", "\u{A0}»"),
        (" h – ", "\u{A0}h – "),
        (" %", "\u{A0}%"),
    ] {
        set = set.replace(plain, spaced);
    }
    hours(&set)
}

/// « 7 h 30 » must not break: the space before h, and the one between h and minutes.
fn hours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |place: usize| letters.get(place).copied().unwrap_or(' ');
    let is_hour = |h: usize| {
        h >= 2
            && at(h) == 'h'
            && at(h - 2).is_ascii_digit()
            && matches!(at(h - 1), ' ' | '\u{A0}')
            && !at(h + 1).is_alphabetic()
    };
    let glued = |place: usize| {
        at(place) == ' '
            && (is_hour(place + 1) || (place > 0 && is_hour(place - 1) && at(place + 1).is_ascii_digit()))
    };
    (0..letters.len()).map(|place| if glued(place) { '\u{A0}' } else { at(place) }).collect()
}

#[cfg(test)]
pub(in crate::demo) mod tests;
