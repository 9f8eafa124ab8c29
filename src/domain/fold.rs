//! Folding: what makes « L’Œuvre d’Élodie » and "l oeuvre d elodie" the same words.
//!
//! SQLite's FTS5 folds neither œ nor æ, so the text is folded here before it is indexed and
//! before it is searched; comparisons of names (duplicates) use the same function.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents; œ, æ and ß as two letters; whatever is neither a letter nor a
/// digit is one space, except the dots of initials, which vanish ("R.P.S." is "rps").
///
/// Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let letters = letters(text);
    let mut folded = String::with_capacity(text.len());
    let mut previous: &[char] = &[];
    let mut rest = letters.as_slice();
    while let Some(start) = rest.iter().position(|c| c.is_alphanumeric()) {
        let (gap, tail) = rest.split_at(start);
        let end = tail.iter().position(|c| !c.is_alphanumeric()).unwrap_or(tail.len());
        let (word, tail) = tail.split_at(end);
        let initials = gap == ['.'] && is_initial(previous) && is_initial(word);
        if !(previous.is_empty() || initials) {
            folded.push(' ');
        }
        folded.extend(word);
        (previous, rest) = (word, tail);
    }
    folded
}

/// The folded words of a text.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_initial(word: &[char]) -> bool {
    matches!(word, [letter] if letter.is_alphabetic())
}

/// The characters in lower case, without marks, ligatures opened. Nearly all of a French text is
/// ASCII, which needs none of the tables.
fn letters(text: &str) -> Vec<char> {
    let mut letters = Vec::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            letters.push(letter.to_ascii_lowercase());
        } else {
            letters.extend(plain(letter));
        }
    }
    letters
}

/// Decomposed on both sides of the change of case, because either can bring new marks (İ). One
/// character at a time is enough: decomposition reorders nothing but the marks that are dropped.
fn plain(letter: char) -> impl Iterator<Item = char> {
    std::iter::once(letter)
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .flat_map(open_ligature)
        .nfd()
        .filter(|c| !is_combining_mark(*c))
}

fn open_ligature(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'œ' => ('o', Some('e')),
        'æ' => ('a', Some('e')),
        'ß' => ('s', Some('s')),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::{fold, is_combining_mark, letters, open_ligature, words};
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn accents_case_and_ligatures_vanish() {
        assert_eq!(fold("Élève CHÂTEAUX ñandú"), "eleve chateaux nandu");
        assert_eq!(fold("Cœur, Læticia, Straße, ŒUVRE"), "coeur laeticia strasse oeuvre");
        assert_eq!(fold("e\u{301}le\u{300}ve"), "eleve", "already decomposed");
        assert_eq!(fold("İstanbul"), "istanbul");
    }

    #[test]
    fn punctuation_is_one_space() {
        assert_eq!(fold("  L’Isle-d'Espagnac — (16) !"), "l isle d espagnac 16");
        assert_eq!(fold("\u{a0}a\u{202f}b\tc\nd"), "a b c d");
        assert_eq!(fold("…!?"), "");
    }

    #[test]
    fn the_dots_of_initials_vanish_and_no_others() {
        assert_eq!(fold("R.P.S."), "rps");
        assert_eq!(fold("S.A.R.L. Martin"), "sarl martin");
        assert_eq!(fold("Dr. A. Martin"), "dr a martin");
        assert_eq!(fold("Ets.J.Martin"), "ets j martin");
        assert_eq!(fold("martin.fr v1.5 2.3"), "martin fr v1 5 2 3");
    }

    #[test]
    fn words_are_the_folded_words() {
        assert_eq!(words("Leclerc, Niort"), ["leclerc", "niort"]);
        assert!(words(" - ").is_empty());
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn only_letters_digits_and_single_spaces_remain(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert!(folded.chars().all(|c| c == ' ' || c.is_alphanumeric()));
            prop_assert!(!folded.contains("  ") && folded.trim() == folded);
        }

        #[test]
        fn a_character_folds_alone_as_in_its_text(text in any::<String>()) {
            let whole: Vec<char> = text
                .nfd()
                .filter(|c| !is_combining_mark(*c))
                .flat_map(char::to_lowercase)
                .flat_map(open_ligature)
                .nfd()
                .filter(|c| !is_combining_mark(*c))
                .collect();
            prop_assert_eq!(letters(&text), whole);
        }

        #[test]
        fn case_does_not_matter(text in "[a-zéèêàçœæ .'-]{0,40}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        }
    }
}
