//! The words by which a search finds what is published, and the marks beside them.
//!
//! A mark is a word that no text holds (« zzd79 » for Deux-Sèvres). It stands for a closed filter or an
//! occupation, so that a search under filters is one walk of the index of words, the latest first, which
//! can stop early, instead of a walk of everything that holds the words.

use crate::domain::fold::words;
use crate::domain::{Audience, AudienceSet, Sector, fold};

/// Words that nearly everything holds, or that say nothing: they do not narrow a search.
const COMMON: [&str; 32] = [
    "a",
    "au",
    "aux",
    "avec",
    "ce",
    "d",
    "dans",
    "de",
    "decouverte",
    "des",
    "du",
    "en",
    "entreprise",
    "entreprises",
    "et",
    "l",
    "la",
    "le",
    "les",
    "offre",
    "offres",
    "ou",
    "par",
    "pour",
    "rencontre",
    "rencontres",
    "stage",
    "stages",
    "sur",
    "un",
    "une",
    "y",
];

/// Words beyond these are not searched.
const WORDS: usize = 8;

/// Letters of a word that are searched: the longest beginning that the index of words holds.
const LETTERS: usize = 10;

/// The words of a search that narrow it.
pub fn searched(search: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in words(search) {
        if !COMMON.contains(&word.as_str()) && !all.contains(&word) {
            all.push(word);
        }
    }
    all.truncate(WORDS);
    all
}

/// The mark of a département.
pub fn department(code: &str) -> String {
    mark('d', code)
}

/// The mark of a sector.
pub fn sector(sector: Sector) -> String {
    mark('s', sector.as_str())
}

/// The marks of a set of audiences.
pub fn audiences<A: Audience>(set: AudienceSet<A>) -> Vec<String> {
    (0..A::EVERY.len()).filter(|at| set.bits() >> at & 1 == 1).map(|at| mark('a', &at.to_string())).collect()
}

/// The mark of what one list alone filters by: how an offer starts, what an event is.
pub fn variant(name: &str) -> String {
    mark('v', name)
}

/// The mark of an occupation: the code of a card or of a family.
pub fn occupation(code: &str) -> String {
    mark('o', code)
}

/// The mark that nothing has.
pub const NOWHERE: &str = "zzdx";

fn mark(kind: char, value: &str) -> String {
    let value: String = fold(value).split_whitespace().collect();
    format!("zz{kind}{value}")
}

/// An FTS5 expression: every group must be met.
#[derive(Debug, Default)]
pub struct Expression {
    groups: Vec<String>,
}

impl Expression {
    /// Words, each by its beginning. The quotes keep any word from being read as an operator.
    pub fn words(&mut self, words: &[String]) {
        self.groups.extend(words.iter().map(|word| {
            let beginning: String = word.chars().take(LETTERS).collect();
            format!("\"{beginning}\"*")
        }));
    }

    /// One of these marks; nothing is asked when there is none.
    pub fn any(&mut self, marks: &[String]) {
        if !marks.is_empty() {
            self.groups.push(format!("({})", quoted(marks)));
        }
    }

    /// As FTS5 reads it.
    pub fn text(&self) -> String {
        self.groups.join(" AND ")
    }
}

fn quoted(marks: &[String]) -> String {
    marks.iter().map(|mark| format!("\"{mark}\"")).collect::<Vec<_>>().join(" OR ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::OfferAudience;

    #[test]
    fn only_the_words_that_narrow_are_searched() {
        assert_eq!(searched("Le stage de l’Œuvre, à Niort"), ["oeuvre", "niort"]);
        assert!(searched("stage découverte").is_empty());
        assert_eq!(searched(&"mot ".repeat(200)), ["mot"]);
    }

    #[test]
    fn an_expression_quotes_words_and_groups_marks() {
        let mut expression = Expression::default();
        expression.words(&searched("anticonstitutionnellement 3e"));
        expression
            .any(&audiences(AudienceSet::from_iter([OfferAudience::Student, OfferAudience::HighSchool])));
        expression.any(&[department("79")]);
        assert_eq!(expression.text(), r#""anticonsti"* AND "3e"* AND ("zza1" OR "zza2") AND ("zzd79")"#);
    }
}
