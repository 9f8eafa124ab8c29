//! The summary of what is to be put right, on top of a refused form.

use maud::{Markup, html};

use super::{Icon, icon};
use crate::form::Errors;

/// What the title of a refused page starts with.
pub fn title_prefix(errors: &Errors) -> &'static str {
    if errors.is_empty() { "" } else { "Erreur – " }
}

/// The summary: it takes the focus when the page arrives, and each line leads to its field.
/// `label` gives the label of a field from its name; nothing is shown when there is no error.
pub fn summary<'a>(errors: &Errors, label: impl Fn(&str) -> Option<&'a str>) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="summary" id="erreurs" tabindex="-1" autofocus {
                div role="alert" {
                    h2 { (icon(Icon::Alert)) (count(errors.iter().len())) }
                    ul {
                        @for error in errors.iter() {
                            li {
                                a href={ "#" (error.field) } {
                                    @if let Some(label) = label(error.field) {
                                        strong { (label) } "\u{a0}: "
                                    }
                                    (error.message)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn count(errors: usize) -> String {
    match errors {
        1 => "1 erreur à corriger".to_owned(),
        n => format!("{n} erreurs à corriger"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_leads_to_its_field() {
        let mut errors = Errors::default();
        errors.push("age", "Indiquez un âge.");
        let html = summary(&errors, |name| (name == "age").then_some("Âge")).into_string();
        assert!(html.contains("1 erreur à corriger"));
        assert!(html.contains(r##"<a href="#age"><strong>Âge</strong>"##));
        assert!(html.contains("autofocus"));
    }

    #[test]
    fn no_error_no_summary() {
        assert_eq!(summary(&Errors::default(), |_| None).into_string(), "");
        assert_eq!(title_prefix(&Errors::default()), "");
    }
}
