//! Small pieces that several screens share.

use maud::{Markup, html};

use super::{Anchor, Icon, icon};
use crate::domain::Phone;
use crate::{french, text};

/// What a badge, a message or a band means, beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done, published.
    Ok,
    /// Out of service, unpublished.
    Off,
    /// To watch.
    Warn,
    /// Refused, full.
    Bad,
    /// To know.
    Info,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Off => "off",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Ok => Icon::Check,
            Self::Off | Self::Info => Icon::Info,
            Self::Warn | Self::Bad => Icon::Alert,
        }
    }
}

/// A word in a pill.
pub fn badge(tone: Tone, word: &str) -> Markup {
    html! { span class={ "badge " (tone.class()) } { (word) } }
}

/// A message within a page.
pub fn notice(tone: Tone, content: Markup) -> Markup {
    html! { div class={ "notice " (tone.class()) } { (icon(tone.icon())) div { (content) } } }
}

/// The news of what was just done, on top of the page that follows; it takes the focus.
pub fn flash(tone: Tone, content: Markup) -> Markup {
    html! {
        div class={ "notice " (tone.class()) } id="message" role="status" tabindex="-1" autofocus {
            (icon(tone.icon())) div { (content) }
        }
    }
}

/// The way back up; the page itself comes last and is not a link.
pub fn breadcrumb(trail: &[Anchor<'_>], here: &str) -> Markup {
    html! {
        nav class="trail" aria-label="Fil d’Ariane" {
            ol role="list" {
                @for step in trail { li { a href=(step.href) { (step.label) } } }
                li { span aria-current="page" { (here) } }
            }
        }
    }
}

/// The top of a page: its one title and what follows it.
pub fn page_head(title: &str, lead: Markup) -> Markup {
    html! { div class="page-head" { h1 { (title) } (lead) } }
}

/// A list of terms and what they stand for.
pub fn definitions(rows: &[(&str, Markup)]) -> Markup {
    html! {
        dl class="definitions" {
            @for (term, what) in rows { div { dt { (term) } dd { (what) } } }
        }
    }
}

/// Short facts in a row, each with its icon.
pub fn facts(items: Markup) -> Markup {
    html! { ul class="facts" role="list" { (items) } }
}

/// One fact; `label` is said and not shown.
pub fn fact(picture: Icon, label: &str, content: Markup) -> Markup {
    html! { li { (icon(picture)) span { span class="vh" { (label) "\u{a0}: " } (content) } } }
}

/// A link that looks like the main button.
pub fn button(href: &str, id: &str, label: Markup) -> Markup {
    html! { a class="button" id=(id) href=(href) { (label) } }
}

/// A link that looks like a second button.
pub fn quiet_button(href: &str, id: &str, label: Markup) -> Markup {
    html! { a class="button quiet" id=(id) href=(href) { (label) } }
}

/// An address to pass on: it can be selected by hand, and copied in one press with JavaScript.
pub fn copy_link(id: &str, label: &str, url: &str) -> Markup {
    html! {
        div class="field copy" {
            label for=(id) { (label) }
            div class="bar" {
                input id=(id) type="url" value=(url) readonly;
                button class="button quiet" id={ (id) "-copier" } type="button" data-copy=(id) hidden {
                    (icon(Icon::Copy)) "Copier le lien"
                }
            }
        }
    }
}

/// A button that prints the page; it appears only where it can work.
pub fn print_button(id: &str, label: &str) -> Markup {
    html! {
        button class="button quiet" id=(id) type="button" data-print hidden { (icon(Icon::Print)) (label) }
    }
}

/// A date as a tile: a large day, a small month.
pub fn date_tile(iso: &str, weekday: &str, day: u8, month: &str) -> Markup {
    html! {
        time class="tile" datetime=(iso) {
            span { (weekday) } " " strong { (day) } " " span { (month) }
        }
    }
}

/// Where one stands in a form of several pages.
pub fn step(now: u8, of: u8, title: &str) -> Markup {
    html! { p class="step" { "Étape " (now) " sur " (of) span { (title) } } }
}

/// What the law wants said under a form that takes personal data.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// Who answers for the data.
    pub controller: &'a str,
    /// What they are for and by what right, a whole sentence.
    pub purpose: &'a str,
    /// Who receives them, a whole sentence.
    pub recipients: &'a str,
    /// How long they are kept, a whole sentence.
    pub retention: &'a str,
    /// Where the whole notice is, if there is such a page.
    pub href: Option<&'a str>,
    /// How to exercise one's rights, a whole sentence.
    pub rights: &'a str,
}

/// The short notice, under the button.
pub fn rgpd_notice(notice: &Notice<'_>) -> Markup {
    html! {
        section class="rgpd" aria-labelledby="rgpd-titre" {
            h2 id="rgpd-titre" { (icon(Icon::Lock)) "Vos données" }
            p { (notice.controller) " " (notice.purpose) " " (notice.recipients) }
            p {
                (notice.retention) " " (notice.rights)
                @if let Some(href) = notice.href { " " a href=(href) { "Tout savoir sur vos données" } "." }
            }
        }
    }
}

/// A file to download, with its kind and its size.
pub fn attachment(href: &str, name: &str, kind: &str, size_text: &str) -> Markup {
    html! {
        a class="attachment" href=(href) {
            (icon(Icon::Document))
            span { span class="attachment-name" { (name) } " " small { (kind) ", " (size_text) } }
            (icon(Icon::Download))
        }
    }
}

/// A text that somebody typed: paragraphs, line breaks, links, French spaces, and nothing else.
pub fn prose(typed: &str) -> Markup {
    html! {
        div class="prose" {
            @for paragraph in text::paragraphs(typed) {
                p {
                    @for (n, line) in paragraph.iter().enumerate() {
                        @if n > 0 { br; }
                        @for piece in line {
                            @match piece {
                                text::Piece::Text(words) => (french::typo(words)),
                                text::Piece::Link(href) => a href=(href) rel="noopener nofollow ugc" { (href) },
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What somebody was writing when it could no longer be sent: given back, so that nothing is lost.
/// Nothing when nothing was typed.
pub fn given_back(why: &str, typed: &[(&str, &str)]) -> Markup {
    let rows: Vec<(&str, Markup)> = typed.iter().map(|(label, value)| (*label, prose(value))).collect();
    html! {
        @if !typed.is_empty() {
            (notice(Tone::Warn, html! {
                p { strong { (why) } " Voici ce que vous aviez écrit\u{a0}: copiez-le pour vous en resservir." }
                (definitions(&rows))
            }))
        }
    }
}

/// A telephone number as a link that dials it.
pub fn phone_link(number: &Phone) -> Markup {
    html! { a href=(number.tel_uri()) { (number.display()) } }
}

/// A page that says what went wrong and where to go from there.
pub fn error_page(code: u16, title: &str, content: Markup, actions: &[Anchor<'_>]) -> Markup {
    html! {
        div class="wrap error-page" {
            p class="error-code" { "Erreur " (code) }
            h1 tabindex="-1" autofocus { (title) }
            (content)
            @if let Some((first, rest)) = actions.split_first() {
                p class="actions" {
                    a class="button" href=(first.href) { (first.label) }
                    @for action in rest { a class="button quiet" href=(action.href) { (action.label) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_keeps_paragraphs_and_lines_and_escapes() {
        let html = prose("Un\ndeux\n\n\n<b>trois</b>\n").into_string();
        assert_eq!(html, r#"<div class="prose"><p>Un<br>deux</p><p>&lt;b&gt;trois&lt;/b&gt;</p></div>"#);
        let linked = prose("Voir https://a.example\u{20}: c'est ici !").into_string();
        assert!(
            linked
                .contains(r#"<a href="https://a.example" rel="noopener nofollow ugc">https://a.example</a>"#),
            "{linked}"
        );
        assert!(linked.ends_with("c’est ici\u{202f}!</p></div>"), "{linked}");
    }
}
