//! Fields and forms, declared once.
//!
//! A [`Field`] holds everything that both sides of a form need: the view takes its label, hint,
//! asterisk and HTML attributes from it, the check takes the same rules and says them in French.
//! A form is then a struct of what was typed (strings) with a `check` that collects every error.

use crate::french::number;
use crate::text::{clean_line, clean_text, count_chars};

/// How a field is typed in, which decides its HTML control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// One line of text.
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// A web address.
    Url,
    /// A whole number; the control stays a text one with a numeric keyboard, so that what was
    /// typed by mistake comes back with its message instead of vanishing.
    Digits,
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// A password: never shown again, with a button to look at it.
    Password,
    /// Several lines; the value is the number of rows shown.
    Multiline(u8),
}

/// One field of one form: its name, its words and its rules.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Name in the request and id in the page.
    pub name: &'static str,
    /// Visible label, in French.
    pub label: &'static str,
    /// Help shown between the label and the control.
    pub hint: Option<&'static str>,
    /// Whether an empty value is refused.
    pub required: bool,
    /// Fewest characters, counted by [`count_chars`]; 0 when there is no minimum.
    pub min: usize,
    /// Most characters, counted the same way.
    pub max: usize,
    /// How it is typed in.
    pub input: Input,
    /// Token of the HTML `autocomplete` attribute (WCAG 1.3.5).
    pub autocomplete: Option<&'static str>,
    /// What to say when it is required and empty; a sentence is made from the label otherwise.
    pub missing: Option<&'static str>,
}

impl Field {
    /// An optional one-line text of at most 200 characters.
    pub const fn new(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            hint: None,
            required: false,
            min: 0,
            max: 200,
            input: Input::Text,
            autocomplete: None,
            missing: None,
        }
    }

    /// The field must be filled in; `missing` says so to the person (« Indiquez votre nom. »).
    pub const fn required(mut self, missing: &'static str) -> Self {
        self.required = true;
        self.missing = Some(missing);
        self
    }

    /// The same where it may still be missing or unfinished, as in a draft.
    pub const fn unfinished(mut self) -> Self {
        self.required = false;
        self.min = 0;
        self
    }

    /// Sets the number of characters allowed, bounds included.
    pub const fn length(mut self, min: usize, max: usize) -> Self {
        self.min = min;
        self.max = max;
        self
    }

    /// Sets the help shown above the control.
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// Sets the kind of control.
    pub const fn input(mut self, input: Input) -> Self {
        self.input = input;
        self
    }

    /// Sets the `autocomplete` token.
    pub const fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// Cleans and checks a text: presence and length. `None` when it is empty or refused; a
    /// refusal has then been added to `errors`.
    pub fn text(&self, typed: &str, errors: &mut Errors) -> Option<String> {
        let value = match self.input {
            Input::Multiline(_) => clean_text(typed),
            _ => clean_line(typed),
        };
        let length = count_chars(&value);
        if length == 0 {
            if self.required {
                errors.push(self.name, self.missing_message());
            }
            return None;
        }
        if length < self.min {
            errors.push(
                self.name,
                format!(
                    "Ce texte compte {}\u{a0}: il en faut au moins {}.",
                    characters(length),
                    number(self.min as u64)
                ),
            );
            return None;
        }
        if length > self.max {
            errors.push(
                self.name,
                format!(
                    "Ce texte compte {}\u{a0}: il en faut au plus {}.",
                    characters(length),
                    number(self.max as u64)
                ),
            );
            return None;
        }
        Some(value)
    }

    /// Checks a text, then turns it into a value of the domain; the parser's refusal is a French
    /// sentence.
    pub fn parse<T, E: Into<String>>(
        &self,
        typed: &str,
        errors: &mut Errors,
        parser: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.text(typed, errors)?;
        match parser(&value) {
            Ok(parsed) => Some(parsed),
            Err(message) => {
                errors.push(self.name, message);
                None
            }
        }
    }

    fn missing_message(&self) -> String {
        match self.missing {
            Some(message) => message.to_owned(),
            None => format!("Remplissez le champ «\u{a0}{}\u{a0}».", self.label),
        }
    }
}

fn characters(n: usize) -> String {
    format!("{} {}", number(n as u64), if n < 2 { "caractère" } else { "caractères" })
}

/// A field that two people wrote differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Label of the field.
    pub label: &'static str,
    /// What was typed.
    pub typed: String,
    /// What is stored.
    pub stored: String,
}

/// The fields of two forms that differ, as they would be stored: browsers end lines in their own way.
pub fn differences(
    typed: Vec<(&'static str, String)>,
    stored: Vec<(&'static str, String)>,
) -> Vec<Difference> {
    typed
        .into_iter()
        .zip(stored)
        .map(|((label, typed), (_, stored))| Difference {
            label,
            typed: clean_text(&typed),
            stored: clean_text(&stored),
        })
        .filter(|difference| difference.typed != difference.stored)
        .collect()
}

/// The refusals of a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(Vec<FieldError>);

/// One refusal: the field it belongs to and the sentence that the person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field, which is also the id that the summary links to.
    pub field: &'static str,
    /// French sentence that says how to put it right.
    pub message: String,
}

impl Errors {
    /// Adds a refusal.
    pub fn push(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(FieldError { field, message: message.into() });
    }

    /// The first refusal of a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// Every refusal, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &FieldError> {
        self.0.iter()
    }

    /// Whether nothing was refused.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOTIVATION: Field = Field::new("motivation", "Motivation")
        .required("Dites pourquoi.")
        .length(5, 10)
        .input(Input::Multiline(4));

    #[test]
    fn a_required_field_says_its_own_sentence() {
        let mut errors = Errors::default();
        assert_eq!(MOTIVATION.text(" \u{0} \r\n", &mut errors), None);
        assert_eq!(errors.of("motivation"), Some("Dites pourquoi."));
    }

    #[test]
    fn lengths_count_a_line_break_once() {
        let mut errors = Errors::default();
        assert_eq!(MOTIVATION.text("12\r\n34", &mut errors).as_deref(), Some("12\n34"));
        assert!(errors.is_empty());
        assert_eq!(MOTIVATION.text("12345678901", &mut errors), None);
        assert_eq!(MOTIVATION.text("1234", &mut errors), None);
        let said: Vec<_> = errors.iter().map(|error| error.message.clone()).collect();
        assert_eq!(
            said,
            [
                "Ce texte compte 11 caractères\u{a0}: il en faut au plus 10.",
                "Ce texte compte 4 caractères\u{a0}: il en faut au moins 5.",
            ]
        );
    }

    #[test]
    fn a_parser_speaks_only_of_what_is_there() {
        let field = Field::new("age", "Âge");
        let mut errors = Errors::default();
        assert_eq!(field.parse("", &mut errors, |_| Err::<u8, _>("non")), None);
        assert!(errors.is_empty());
        assert_eq!(field.parse("x", &mut errors, |_| Err::<u8, _>("non")), None);
        assert_eq!(errors.of("age"), Some("non"));
    }

    #[test]
    fn only_what_would_be_stored_otherwise_differs() {
        let rows = |text: &str| vec![("Description", text.to_owned()), ("Durée", "2 h".to_owned())];
        assert!(differences(rows(" Un\r\n\r\nDeux "), rows("Un\n\nDeux")).is_empty());
        let differ = differences(rows("Un"), rows("Deux"));
        let expected = Difference { label: "Description", typed: "Un".to_owned(), stored: "Deux".to_owned() };
        assert_eq!(differ, [expected]);
    }
}
