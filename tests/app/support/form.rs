//! What a browser would send of a form: every successful control, in the order of the page.

use std::collections::BTreeMap;

use scraper::{ElementRef, Selector};

/// A file chosen in a file field.
#[derive(Debug, Clone)]
pub struct Attached {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What a person did to a control, by the control's id.
#[derive(Debug, Clone)]
pub enum Edit {
    Text(String),
    Checked(bool),
    Files(Vec<Attached>),
}

pub type Edits = BTreeMap<String, Edit>;

/// One entry of what a form sends.
#[derive(Debug, Clone)]
pub enum Entry {
    Text(String, String),
    File(String, Attached),
}

pub fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The entries of a form; `button` is the one that sends it.
pub fn entries(form: ElementRef<'_>, edits: &Edits, button: Option<ElementRef<'_>>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for control in form.select(&selector("input, select, textarea, button")) {
        let attribute = |name| control.value().attr(name);
        let Some(name) = attribute("name").filter(|name| !name.is_empty()) else { continue };
        if attribute("disabled").is_some() {
            continue;
        }
        let kind = attribute("type").unwrap_or("text");
        let is_button =
            control.value().name() == "button" || matches!(kind, "submit" | "image" | "reset" | "button");
        if is_button {
            if button.is_some_and(|button| button.id() == control.id()) {
                entries.push(Entry::Text(name.to_owned(), attribute("value").unwrap_or_default().to_owned()));
            }
        } else if matches!(kind, "checkbox" | "radio") {
            if is_checked(control, edits) {
                entries.push(Entry::Text(name.to_owned(), attribute("value").unwrap_or("on").to_owned()));
            }
        } else if kind == "file" {
            match edit(control, edits) {
                Some(Edit::Files(files)) => {
                    entries.extend(files.iter().map(|file| Entry::File(name.to_owned(), file.clone())));
                }
                _ => entries
                    .push(Entry::File(name.to_owned(), Attached { name: String::new(), bytes: Vec::new() })),
            }
        } else {
            entries.push(Entry::Text(name.to_owned(), value(control, edits)));
        }
    }
    entries
}

fn edit<'e>(control: ElementRef<'_>, edits: &'e Edits) -> Option<&'e Edit> {
    edits.get(control.value().id()?)
}

pub fn is_checked(control: ElementRef<'_>, edits: &Edits) -> bool {
    match edit(control, edits) {
        Some(Edit::Checked(checked)) => *checked,
        _ => control.value().attr("checked").is_some(),
    }
}

/// The value of a text control, a text area or a list.
pub fn value(control: ElementRef<'_>, edits: &Edits) -> String {
    if let Some(Edit::Text(text)) = edit(control, edits) {
        return text.clone();
    }
    match control.value().name() {
        "textarea" => control.text().collect(),
        "select" => {
            let options: Vec<ElementRef> = control.select(&selector("option")).collect();
            let chosen =
                options.iter().find(|option| option.value().attr("selected").is_some()).or(options.first());
            chosen.and_then(|option| option.value().attr("value")).unwrap_or_default().to_owned()
        }
        _ => control.value().attr("value").unwrap_or_default().to_owned(),
    }
}

/// Line ends as browsers send them.
fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
}

pub fn url_encoded(entries: &[Entry]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for entry in entries {
        match entry {
            Entry::Text(name, value) => out.append_pair(name, &crlf(value)),
            Entry::File(name, file) => out.append_pair(name, &file.name),
        };
    }
    out.finish()
}

pub const BOUNDARY: &str = "----geckoformboundary7d1f3c5b9a2e4680";

pub fn multipart(entries: &[Entry]) -> Vec<u8> {
    let quoted = |text: &str| text.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22");
    let mut body = Vec::new();
    for entry in entries {
        body.extend_from_slice(format!("--{BOUNDARY}\r\n").as_bytes());
        match entry {
            Entry::Text(name, value) => body.extend_from_slice(
                format!("Content-Disposition: form-data; name=\"{}\"\r\n\r\n{}", quoted(name), crlf(value))
                    .as_bytes(),
            ),
            Entry::File(name, file) => {
                let (name, file_name) = (quoted(name), quoted(&file.name));
                body.extend_from_slice(
                    format!(
                        "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
                         Content-Type: application/octet-stream\r\n\r\n"
                    )
                    .as_bytes(),
                );
                body.extend_from_slice(&file.bytes);
            }
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}
