//! Form controls, made from the declaration of each field.

use maud::{Markup, Render, html};

use super::{Icon, Text, icon};
use crate::form::{Errors, Field, Input};
use crate::french::number;

/// One box or radio button, or one entry of a list.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// Value sent.
    pub value: &'a str,
    /// Visible label.
    pub label: &'a str,
    /// Whether it is ticked or selected.
    pub checked: bool,
    /// How many results it stands for, where choices say so.
    pub count: Option<Count>,
}

/// How many results a choice stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// This many.
    Known(u64),
    /// Not counted under the present filters: nothing is written.
    Unknown,
}

impl From<Option<u64>> for Count {
    fn from(count: Option<u64>) -> Self {
        count.map_or(Self::Unknown, Self::Known)
    }
}

impl Render for Count {
    fn render_to(&self, buffer: &mut String) {
        if let Self::Known(count) = self {
            count.render_to(buffer);
        }
    }
}

/// A group of boxes or radio buttons.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Name in the request; each control has the id `name-value`, the group the id `name`.
    pub name: &'a str,
    /// Title of the group.
    pub legend: &'a str,
    /// Help under the title.
    pub hint: Option<&'a str>,
    /// Whether nothing ticked is refused.
    pub required: bool,
    /// Whether the title is said but not shown, when the page already shows it.
    pub quiet_legend: bool,
    /// What can be chosen.
    pub choices: &'a [Choice<'a>],
}

/// A file that the server already holds for this form.
#[derive(Debug, Clone, Copy)]
pub struct KeptFile<'a> {
    /// Its name, as the person knows it.
    pub name: &'a str,
    /// Its size, in French (« 240 ko »).
    pub size_text: &'a str,
    /// What stands for it in the request.
    pub token: &'a str,
}

/// A labelled control with its hint, its counter and its error.
pub fn field(field: &Field, value: &str, errors: &Errors) -> Markup {
    let error = errors.of(field.name);
    let described = described_by(field.name, field.hint.is_some(), counts(field), error.is_some());
    html! {
        div class={ "field" @if error.is_some() { " wrong" } } {
            label for=(field.name) { (field.label) (asterisk(field.required)) }
            (hint(field.name, field.hint))
            @if let Input::Multiline(rows) = field.input {
                (textarea(field, rows, value, described.as_deref(), error.is_some()))
            } @else if field.input == Input::Password {
                (password(field, described.as_deref(), error.is_some()))
            } @else {
                (input(field, value, described.as_deref(), error.is_some()))
            }
            @if counts(field) { (counter(field)) }
            (message(field.name, error))
        }
    }
}

fn input(field: &Field, value: &str, described: Option<&str>, wrong: bool) -> Markup {
    html! {
        input id=(field.name) name=(field.name) type=(kind(field.input)) value=(value)
            class=[width(field)] required[field.required]
            minlength=[(field.min > 0).then_some(field.min)]
            inputmode=[matches!(field.input, Input::Digits).then_some("numeric")]
            autocomplete=[field.autocomplete]
            spellcheck=[matches!(field.input, Input::Email | Input::Url).then_some("false")]
            aria-describedby=[described] aria-invalid=[wrong.then_some("true")];
    }
}

/// What was typed never comes back; where there is a script, a button shows it while one types.
fn password(field: &Field, described: Option<&str>, wrong: bool) -> Markup {
    html! {
        div class="bar" {
            input id=(field.name) name=(field.name) type="password" required[field.required]
                autocomplete=[field.autocomplete]
                aria-describedby=[described] aria-invalid=[wrong.then_some("true")];
            button class="button quiet" id={ (field.name) "-voir" } type="button" data-reveal=(field.name)
                aria-pressed="false" hidden { "Afficher" span class="vh" { " : " (field.label) } }
        }
    }
}

/// The value starts after a line break of ours: browsers drop the first one of a text area.
fn textarea(field: &Field, rows: u8, value: &str, described: Option<&str>, wrong: bool) -> Markup {
    html! {
        textarea id=(field.name) name=(field.name) rows=(rows) required[field.required]
            minlength=[(field.min > 0).then_some(field.min)]
            autocomplete=[field.autocomplete]
            aria-describedby=[described] aria-invalid=[wrong.then_some("true")] { "\n" (value) }
    }
}

/// A text of several lines says how long it may be; the page then counts while one types.
/// Nothing is ever cut: no `maxlength`.
fn counter(field: &Field) -> Markup {
    html! {
        p class="hint counter" id={ (field.name) "-compte" } data-counter=(field.name)
            data-min=(field.min) data-max=(field.max) {
            @if field.min > 0 {
                "Entre " (number(field.min as u64)) " et " (number(field.max as u64)) " caractères"
            } @else {
                (number(field.max as u64)) " caractères au plus"
            }
        }
    }
}

fn counts(field: &Field) -> bool {
    matches!(field.input, Input::Multiline(_))
}

fn kind(input: Input) -> &'static str {
    match input {
        Input::Email => "email",
        Input::Tel => "tel",
        Input::Url => "url",
        Input::Date => "date",
        Input::Time => "time",
        Input::Password => "password",
        Input::Text | Input::Digits | Input::Multiline(_) => "text",
    }
}

/// The width of a control tells how much is expected in it.
fn width(field: &Field) -> Option<&'static str> {
    match field.input {
        Input::Digits | Input::Time => Some("w-short"),
        Input::Date | Input::Tel => Some("w-medium"),
        _ if field.max <= 10 => Some("w-short"),
        _ if field.max <= 30 => Some("w-medium"),
        _ => None,
    }
}

fn described_by(name: &str, hint: bool, counter: bool, error: bool) -> Option<String> {
    let ids: Vec<String> = [(error, "erreur"), (hint, "aide"), (counter, "compte")]
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| format!("{name}-{part}"))
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

fn asterisk(required: bool) -> Markup {
    html! { @if required { span class="star" aria-hidden="true" { "\u{a0}*" } } }
}

fn hint(name: &str, text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { p class="hint" id={ (name) "-aide" } { (text) } } }
}

fn message(name: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p class="error" id={ (name) "-erreur" } {
                (icon(Icon::Alert)) span { "Erreur\u{a0}: " (error) }
            }
        }
    }
}

/// Boxes, several of which can be ticked.
pub fn checkboxes(options: &Options<'_>, errors: &Errors) -> Markup {
    group(options, "checkbox", errors)
}

/// Radio buttons, one of which can be chosen.
pub fn radios(options: &Options<'_>, errors: &Errors) -> Markup {
    group(options, "radio", errors)
}

fn group(options: &Options<'_>, kind: &str, errors: &Errors) -> Markup {
    let error = errors.of(options.name);
    let described = described_by(options.name, options.hint.is_some(), false, error.is_some());
    html! {
        fieldset id=(options.name) tabindex="-1" class={ "group" @if error.is_some() { " wrong" } }
            aria-describedby=[described] {
            legend class=[options.quiet_legend.then_some("vh")] {
                (options.legend)
                @if options.required { span class="star" { "\u{a0}*" } }
            }
            (hint(options.name, options.hint))
            (message(options.name, error))
            div class="checks" {
                @for choice in options.choices { (control(options.name, kind, choice)) }
            }
        }
    }
}

/// One box with its label; the count can be replaced by the server (`n-name-value`).
pub fn check_box(name: &str, choice: &Choice<'_>) -> Markup {
    control(name, "checkbox", choice)
}

fn control(name: &str, kind: &str, choice: &Choice<'_>) -> Markup {
    html! {
        label class="check" {
            input type=(kind) id={ (name) "-" (choice.value) } name=(name) value=(choice.value)
                checked[choice.checked];
            span { (Text(choice.label)) }
            @if let Some(count) = choice.count {
                span class="count" id={ "n-" (name) "-" (choice.value) } { (count) }
            }
        }
    }
}

/// One box alone, for a yes that must be said.
pub fn confirmation(field: &Field, value: &str, checked: bool, errors: &Errors) -> Markup {
    confirmation_labelled(field, field.label, value, checked, errors)
}

/// [`confirmation`], where the words depend on what is shown (« Prévenir les 12 inscrits »).
pub fn confirmation_labelled(
    field: &Field,
    label: &str,
    value: &str,
    checked: bool,
    errors: &Errors,
) -> Markup {
    let error = errors.of(field.name);
    let described = described_by(field.name, field.hint.is_some(), false, error.is_some());
    html! {
        div class={ "field" @if error.is_some() { " wrong" } } {
            (message(field.name, error))
            label class="check" {
                input type="checkbox" id=(field.name) name=(field.name) value=(value)
                    checked[checked] required[field.required] aria-describedby=[described]
                    aria-invalid=[error.map(|_| "true")];
                span { (label) (asterisk(field.required)) }
            }
            (hint(field.name, field.hint))
        }
    }
}

/// A drop-down list.
pub fn select(field: &Field, choices: &[Choice<'_>], errors: &Errors) -> Markup {
    let error = errors.of(field.name);
    let described = described_by(field.name, field.hint.is_some(), false, error.is_some());
    html! {
        div class={ "field" @if error.is_some() { " wrong" } } {
            label for=(field.name) { (field.label) (asterisk(field.required)) }
            (hint(field.name, field.hint))
            // A list that always holds an answer needs none: HTML allows it with an empty first line only.
            select id=(field.name) name=(field.name) required[field.required && choices.first().is_some_and(|first| first.value.is_empty())]
                autocomplete=[field.autocomplete]
                aria-describedby=[described] aria-invalid=[error.map(|_| "true")] {
                @for choice in choices {
                    option value=(choice.value) selected[choice.checked] { (choice.label) }
                }
            }
            (message(field.name, error))
        }
    }
}

/// A field for files; those already received are listed with a box to take each one out. They
/// travel in `kept`, those to take out in `remove`.
pub fn files(field: &Field, accept: &str, kept: &[KeptFile<'_>], errors: &Errors) -> Markup {
    let error = errors.of(field.name);
    let described = described_by(field.name, field.hint.is_some(), false, error.is_some());
    html! {
        div class={ "field" @if error.is_some() { " wrong" } } {
            label for=(field.name) { (field.label) (asterisk(field.required)) }
            (hint(field.name, field.hint))
            @if !kept.is_empty() { (kept_files(kept)) }
            input type="file" id=(field.name) name=(field.name) accept=(accept) multiple
                aria-describedby=[described] aria-invalid=[error.map(|_| "true")];
            (message(field.name, error))
        }
    }
}

fn kept_files(kept: &[KeptFile<'_>]) -> Markup {
    html! {
        ul class="kept" role="list" aria-label="Fichiers déjà reçus" {
            @for file in kept {
                li { (kept_file(file, None, "kept", "remove")) }
            }
        }
    }
}

/// A field for one file. The one already there is named, with a box to take it out; another that is
/// chosen takes its place. It travels in `{name}_kept`, the box in `{name}_remove`. `href` leads to it.
pub fn file(
    field: &Field,
    accept: &str,
    kept: Option<&KeptFile<'_>>,
    href: Option<&str>,
    errors: &Errors,
) -> Markup {
    let error = errors.of(field.name);
    let described = described_by(field.name, field.hint.is_some(), false, error.is_some());
    html! {
        div class={ "field" @if error.is_some() { " wrong" } } {
            label for=(field.name) { (field.label) (asterisk(field.required)) }
            (hint(field.name, field.hint))
            @if let Some(kept) = kept {
                ul class="kept" role="list" aria-label="Fichier déjà reçu" {
                    li { (kept_file(kept, href, &format!("{}_kept", field.name), &format!("{}_remove", field.name))) }
                }
            }
            input type="file" id=(field.name) name=(field.name) accept=(accept)
                aria-describedby=[described] aria-invalid=[error.map(|_| "true")];
            (message(field.name, error))
        }
    }
}

fn kept_file(file: &KeptFile<'_>, href: Option<&str>, kept: &str, remove: &str) -> Markup {
    html! {
        input type="hidden" name=(kept) value=(file.token);
        span class="kept-name" {
            (icon(Icon::Paperclip))
            span {
                @if let Some(href) = href { a href=(href) { (file.name) } } @else { (file.name) }
                " " small { (file.size_text) }
            }
        }
        label class="check" {
            input type="checkbox" id={ (remove) "-" (file.token.replace('.', "_")) } name=(remove) value=(file.token);
            span { "Retirer" span class="vh" { " " (file.name) } }
        }
    }
}

/// The sentence that explains the asterisk, first in a form.
pub fn required_note() -> Markup {
    html! {
        p class="hint" {
            "Les champs marqués d’un astérisque (" span class="star" { "*" } ") sont obligatoires."
        }
    }
}

/// A field that people neither see nor reach, and that robots fill in.
pub fn honeypot(name: &str, value: &str) -> Markup {
    html! {
        div class="aside-field" aria-hidden="true" {
            label for=(name) { "Laissez ce champ vide" }
            input id=(name) name=(name) type="text" value=(value) tabindex="-1" autocomplete="off";
        }
    }
}

/// Name of the button that the Enter key presses.
pub const ENTER: &str = "entree";

/// The Enter key presses the first button of a form: where there are several, this one saves. It has a
/// name, since what is being looked up is to be found first.
pub fn enter_saves() -> Markup {
    enter("Enregistrer")
}

fn enter(label: &str) -> Markup {
    html! {
        button class="vh" id=(ENTER) type="submit" name=(ENTER) value="oui" tabindex="-1" aria-hidden="true" {
            (label)
        }
    }
}

/// [`enter_saves`], where the form goes on to another page.
pub fn enter_continues() -> Markup {
    enter("Continuer")
}

/// The button that sends the form; its words start with a verb.
pub fn submit(label: &str) -> Markup {
    html! { button class="button" id="envoyer" type="submit" { (label) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Field = Field::new("name", "Nom").required("Indiquez votre nom.").hint("Comme à l’école");

    #[test]
    fn an_error_is_tied_to_its_control() {
        let mut errors = Errors::default();
        errors.push("name", "Indiquez votre nom.");
        let html = field(&NAME, "<b>", &errors).into_string();
        assert!(html.contains(r#"aria-describedby="name-erreur name-aide" aria-invalid="true""#));
        assert!(html.contains(r#"id="name-erreur""#));
        assert!(html.contains(r#"value="&lt;b&gt;""#));
    }

    #[test]
    fn nothing_typed_is_ever_cut() {
        let text = Field::new("text", "Texte").length(5, 10).input(Input::Multiline(4));
        let html = field(&text, "\nligne", &Errors::default()).into_string();
        assert!(!html.contains("maxlength"));
        assert!(html.contains(">\n\nligne</textarea>"));
        assert!(html.contains(r#"data-counter="text""#));
    }

    #[test]
    fn a_count_can_be_refreshed_alone() {
        let choice =
            Choice { value: "17", label: "Charente-Maritime", checked: true, count: Some(Count::Known(4)) };
        let html = check_box("dep", &choice).into_string();
        assert!(html.contains(r#"id="dep-17""#) && html.contains(" checked"));
        assert!(html.contains(r#"<span class="count" id="n-dep-17">4</span>"#));
    }
}
