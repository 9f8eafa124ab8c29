//! Markdown, as administrators write it, made into safe HTML.
//!
//! Only a few elements come out, each written here: headings from `h2` on, paragraphs, lists, tables,
//! quotations, code, emphasis, links. HTML in the text is shown as text, a picture as its words, and
//! a link whose address is not plainly harmless as its words too. What is between `{{` and `}}` can be
//! replaced by a value, which is never read as Markdown.

use std::collections::HashSet;

use maud::{Escaper, Markup, PreEscaped};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream};
use std::fmt::Write;

use super::{Tone, badge};
use crate::domain::{Email, Phone};
use crate::french;

/// What takes the place of a variable.
#[derive(Debug, Clone)]
pub enum Insert {
    /// Words.
    Text(String),
    /// An address to write to.
    Email(Email),
    /// A number to call.
    Phone(Phone),
    /// A web address.
    Link(String),
    /// Nothing yet: the page says what is missing, for the organisation to complete.
    Missing(&'static str),
}

/// Values by the names of variables; a name that it does not know is shown as it is written.
pub type Values<'v> = &'v dyn Fn(&str) -> Option<Insert>;

/// The text as HTML, to stand in a `prose` element.
pub fn markdown(text: &str, values: Values<'_>) -> Markup {
    let mut writer = Writer::new(values, shift(text));
    for event in events(text) {
        writer.event(event);
    }
    PreEscaped(writer.out.concat())
}

/// The words of the text alone, for searches and summaries.
pub fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for event in events(text) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(end) if !matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => {
                words.push('\n')
            }
            _ => {}
        }
    }
    words
}

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES))
}

/// What to add to the levels of the text so that its highest heading is an `h2`.
fn shift(text: &str) -> i8 {
    let highest = events(text)
        .filter_map(|event| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(number(level)),
            _ => None,
        })
        .min();
    2 - highest.unwrap_or(2)
}

const fn number(level: HeadingLevel) -> i8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

struct Writer<'v> {
    /// The element being written last: headings and links are looked at before they are kept.
    out: Vec<String>,
    values: Values<'v>,
    shift: i8,
    /// Level of the last heading, so that none is skipped.
    last: i8,
    links: Vec<Option<String>>,
    headings: Vec<Option<String>>,
    ids: HashSet<String>,
    in_code: bool,
    in_head: bool,
    tables: usize,
}

impl<'v> Writer<'v> {
    fn new(values: Values<'v>, shift: i8) -> Self {
        Self {
            out: vec![String::new()],
            values,
            shift,
            last: 1,
            links: Vec::new(),
            headings: Vec::new(),
            // What the frame of every page holds.
            ids: ["contenu", "annonce", "panne"].into_iter().map(str::to_owned).collect(),
            in_code: false,
            in_head: false,
            tables: 0,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code => self.escaped(&text),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => {
                self.raw("<code>");
                self.escaped(&code);
                self.raw("</code>");
            }
            // HTML is shown, never obeyed.
            Event::Html(html) | Event::InlineHtml(html) => self.escaped(&html),
            Event::SoftBreak => self.raw("\n"),
            Event::HardBreak => self.raw("<br>"),
            Event::Rule => self.raw("<hr>"),
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.raw("<p>"),
            Tag::Heading { id, .. } => {
                self.headings.push(id.map(|id| id.to_string()));
                self.out.push(String::new());
            }
            Tag::BlockQuote(_) => self.raw("<blockquote>"),
            Tag::CodeBlock(_) => {
                self.in_code = true;
                self.raw("<pre><code>");
            }
            Tag::List(None) => self.raw("<ul>"),
            Tag::List(Some(1)) => self.raw("<ol>"),
            Tag::List(Some(start)) => {
                // Browsers read a list's start as a signed 32-bit number.
                let start = start.min(999_999_999);
                self.raw(&format!("<ol start=\"{start}\">"));
            }
            Tag::Item => self.raw("<li>"),
            Tag::Table(_) => {
                self.tables += 1;
                let n = self.tables;
                self.raw(&format!(
                    "<div class=\"scroll\" role=\"region\" aria-label=\"Tableau {n}\" tabindex=\"0\"><table>"
                ));
            }
            Tag::TableHead => {
                self.in_head = true;
                self.raw("<thead><tr>");
            }
            Tag::TableRow => self.raw("<tr>"),
            Tag::TableCell => self.raw(if self.in_head { "<th scope=\"col\">" } else { "<td>" }),
            Tag::Emphasis => self.raw("<em>"),
            Tag::Strong => self.raw("<strong>"),
            Tag::Link { dest_url, .. } => {
                self.links.push(safe_address(&dest_url));
                self.out.push(String::new());
            }
            // A picture is its words: none may come from another site.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.raw("</p>"),
            TagEnd::Heading(level) => self.heading(number(level)),
            TagEnd::BlockQuote(_) => self.raw("</blockquote>"),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.raw("</code></pre>");
            }
            TagEnd::List(ordered) => self.raw(if ordered { "</ol>" } else { "</ul>" }),
            TagEnd::Item => self.raw("</li>"),
            TagEnd::Table => self.raw("</tbody></table></div>"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.raw("</tr></thead><tbody>");
            }
            TagEnd::TableRow => self.raw("</tr>"),
            TagEnd::TableCell => self.raw(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Emphasis => self.raw("</em>"),
            TagEnd::Strong => self.raw("</strong>"),
            TagEnd::Link => self.link(),
            _ => {}
        }
    }

    /// An empty heading is none, and none skips a level.
    fn heading(&mut self, level: i8) {
        let content = self.out.pop().unwrap_or_default();
        let id = self.headings.pop().flatten();
        if content.trim().is_empty() {
            return;
        }
        let level = (level + self.shift).clamp(2, 6).min(self.last + 1);
        self.last = level;
        let id = id.filter(|id| is_anchor(id) && self.ids.insert(id.clone()));
        let id = id.map_or_else(String::new, |id| format!(" id=\"{id}\""));
        self.raw(&format!("<h{level}{id}>{content}</h{level}>"));
    }

    /// A link says something: its address, when it has no words.
    fn link(&mut self) {
        let content = self.out.pop().unwrap_or_default();
        let Some(href) = self.links.pop().flatten() else {
            return self.raw(&content);
        };
        self.raw("<a href=\"");
        self.escaped(&href);
        self.raw(if href.starts_with("http") { "\" rel=\"noopener\">" } else { "\">" });
        if content.trim().is_empty() {
            self.escaped(&href)
        } else {
            self.raw(&content)
        }
        self.raw("</a>");
    }

    /// Words, with French spaces, and the values of what is between braces.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(start) = rest.find("{{") {
            let Some(length) = rest[start..].find("}}") else { break };
            let name = rest[start + 2..start + length].trim();
            let Some(value) = (self.values)(name) else { break };
            self.words(&rest[..start]);
            self.insert(value);
            rest = &rest[start + length + 2..];
        }
        self.words(rest);
    }

    fn insert(&mut self, value: Insert) {
        let in_link = !self.links.is_empty();
        let (href, words) = match value {
            Insert::Text(words) => return self.words(&words),
            Insert::Missing(what) => {
                return self.raw(&badge(Tone::Warn, &format!("À compléter\u{a0}: {what}")).into_string());
            }
            Insert::Email(email) => (format!("mailto:{email}"), email.to_string()),
            Insert::Phone(phone) => (phone.tel_uri(), phone.display()),
            Insert::Link(address) => (address.clone(), address),
        };
        match safe_address(&href) {
            Some(href) if !in_link => {
                self.raw("<a href=\"");
                self.escaped(&href);
                self.raw("\">");
                self.escaped(&words);
                self.raw("</a>");
            }
            _ => self.escaped(&words),
        }
    }

    /// A sign that follows a link or a value takes its French space too, which the words alone do
    /// not tell.
    fn words(&mut self, text: &str) {
        let rest = text.strip_prefix(' ').unwrap_or_default();
        let space = match rest.chars().next() {
            Some(';' | '!' | '?') => Some(french::NNBSP),
            Some(':' | '»') => Some(french::NBSP),
            _ => None,
        };
        match space.filter(|_| self.continues()) {
            Some(space) => self.escaped(&format!("{space}{}", french::typo(rest))),
            None => self.escaped(&french::typo(text)),
        }
        if text.ends_with("« ") {
            self.escaped(&french::NBSP.to_string());
        }
    }

    /// Whether words come after others of the same paragraph.
    fn continues(&self) -> bool {
        let before = self.out.last().map_or("", String::as_str);
        let closed =
            ["</a>", "</em>", "</strong>", "</code>", "</span>"].iter().any(|tag| before.ends_with(tag));
        closed || !(before.is_empty() || before.ends_with(|c: char| c == '>' || c.is_whitespace()))
    }

    fn escaped(&mut self, text: &str) {
        if let Some(out) = self.out.last_mut() {
            // Writing to a String does not fail.
            let _ = Escaper::new(out).write_str(text);
        }
    }

    fn raw(&mut self, html: &str) {
        if let Some(out) = self.out.last_mut() {
            out.push_str(html);
        }
    }
}

/// The shape of an anchor: letters, digits, hyphens.
fn is_anchor(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The address, if it leads to a site, a letter, a telephone or a page of ours; anything else
/// (`javascript:`, `data:`, `//elsewhere`, another scheme) is no address.
fn safe_address(address: &str) -> Option<String> {
    // Browsers drop tabs and line ends inside an address, and take a backslash for a slash.
    if address.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
        return None;
    }
    let lower = address.to_ascii_lowercase();
    let follows =
        |scheme: &str| lower.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let abroad = follows("https://") || follows("http://");
    let letter = follows("mailto:")
        || lower
            .strip_prefix("tel:")
            .is_some_and(|rest| rest.starts_with(|c: char| c == '+' || c.is_ascii_digit()));
    let ours = address == "/"
        || address
            .strip_prefix('/')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.'));
    let here = address.strip_prefix('#').is_some_and(is_anchor);
    (abroad || letter || ours || here).then(|| {
        // What an address may not hold is written as browsers write it.
        address
            .chars()
            .map(|c| match c {
                '"' | '<' | '>' | '^' | '`' | '{' | '|' | '}' | '[' | ']' => format!("%{:02X}", u32::from(c)),
                c => c.to_string(),
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scraper::{Html, Node};

    fn html(text: &str) -> String {
        markdown(text, &|_| None).into_string()
    }

    #[test]
    fn headings_start_at_the_second_level_and_skip_none() {
        assert_eq!(html("# Un\n\n## Deux"), "<h2>Un</h2><h3>Deux</h3>");
        assert_eq!(html("### Un\n\n##### Deux\n\n### Trois"), "<h2>Un</h2><h3>Deux</h3><h2>Trois</h2>");
        assert_eq!(html("#\n\n# Dit"), "<h2>Dit</h2>", "an empty heading is none");
        assert_eq!(html("## Dit {#dit}\n## Redit {#dit}"), r#"<h2 id="dit">Dit</h2><h2>Redit</h2>"#);
        assert_eq!(html("## Dit {#contenu}"), "<h2>Dit</h2>", "an id of the frame");
    }

    #[test]
    fn html_is_shown_as_text() {
        assert_eq!(html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
        assert_eq!(html("un <b onclick=x>mot</b>"), "<p>un &lt;b onclick=x&gt;mot&lt;/b&gt;</p>");
        assert_eq!(html("![une photo](https://a.example/x.png)"), "<p>une photo</p>");
    }

    #[test]
    fn only_harmless_addresses_become_links() {
        assert_eq!(
            html("[oui](https://a.example/b?c=1&d=2)"),
            r#"<p><a href="https://a.example/b?c=1&amp;d=2" rel="noopener">oui</a></p>"#
        );
        for address in
            ["mailto:a@example.org", "tel:+33536490000", "/contact", "/", "#suite", "HTTPS://a.example"]
        {
            assert!(html(&format!("[oui]({address})")).contains("<a href="), "{address}");
        }
        for address in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "&#106;avascript:alert(1)",
            "java&#9;script:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "\\\\elsewhere.example",
            "/%09/elsewhere",
            "ftp://a.example",
            "https://",
            "page.html",
            "",
        ] {
            assert_eq!(html(&format!("[non]({address})")), "<p>non</p>", "{address}");
        }
        assert!(!html("<javascript:alert(1)>").contains("href"));
        assert!(html("[](https://a.example)").contains(">https://a.example</a>"), "a link says something");
    }

    #[test]
    fn tables_can_be_scrolled_by_keyboard() {
        let table = html("| a | b |\n|---|---|\n| 1 | 2 |");
        assert_eq!(
            table,
            "<div class=\"scroll\" role=\"region\" aria-label=\"Tableau 1\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">a</th>\
             <th scope=\"col\">b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>"
        );
    }

    #[test]
    fn variables_are_values_and_never_markdown() {
        let values = |name: &str| match name {
            "nom" => Some(Insert::Text("**Éditions <Dupont>**".to_owned())),
            "email" => Some(Insert::Email(Email::parse("a@example.org").unwrap())),
            "siren" => Some(Insert::Missing("numéro SIREN")),
            _ => None,
        };
        assert_eq!(
            markdown("Par {{nom}} ({{ email }}), {{siren}}, {{autre}}.", &values).into_string(),
            "<p>Par **Éditions &lt;Dupont&gt;** (<a href=\"mailto:a@example.org\">a@example.org</a>), \
             <span class=\"badge warn\">À compléter\u{a0}: numéro SIREN</span>, {{autre}}.</p>"
        );
        assert_eq!(markdown("`{{nom}}`", &values).into_string(), "<p><code>{{nom}}</code></p>");
        assert_eq!(
            markdown("[{{email}}](/contact)", &values).into_string(),
            r#"<p><a href="/contact">a@example.org</a></p>"#
        );
    }

    #[test]
    fn typed_spaces_become_french() {
        assert_eq!(html("L'offre : oui !"), "<p>L’offre\u{a0}: oui\u{202f}!</p>");
        assert_eq!(
            html("Voir « [ici](/) » : **tout** !"),
            "<p>Voir «\u{a0}<a href=\"/\">ici</a>\u{a0}»\u{a0}: <strong>tout</strong>\u{202f}!</p>"
        );
        assert_eq!(plain("# Un *titre*\n\nUn [lien](/a) et `code`."), "Un titre\nUn lien et code.\n");
    }

    fn check(text: &str) -> Result<(), TestCaseError> {
        let page = html(text);
        let tree = Html::parse_fragment(&page);
        let mut before = 1;
        for node in tree.tree.values() {
            let Node::Element(element) = node else { continue };
            let name = element.name();
            prop_assert!(
                [
                    "html",
                    "body",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "p",
                    "ul",
                    "ol",
                    "li",
                    "blockquote",
                    "pre",
                    "code",
                    "hr",
                    "br",
                    "em",
                    "strong",
                    "a",
                    "div",
                    "table",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td"
                ]
                .contains(&name),
                "{name} in {page}"
            );
            for (attribute, value) in element.attrs() {
                match (name, attribute) {
                    ("a", "href") => prop_assert!(safe_address(value).is_some(), "{value}"),
                    ("a", "rel")
                    | ("ol", "start")
                    | ("th", "scope")
                    | ("div", "class" | "role" | "aria-label" | "tabindex") => {}
                    ("h2" | "h3" | "h4" | "h5" | "h6", "id") => prop_assert!(is_anchor(value)),
                    _ => prop_assert!(false, "{name} {attribute} in {page}"),
                }
            }
            if let Some(level) = name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()) {
                prop_assert!(level <= before + 1, "{page}");
                before = level;
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn whatever_is_written_comes_out_harmless(
            text in any::<String>(),
            dense in "([a-z é\n\t]|# |## |##### |\\[|\\]|\\(|\\)|<|>|!|\\*|_|`|```|> |- |1\\. |\\||---|&#106;|&lt;|javascript:|data:|https://|//|/|\\\\|\"|'|=|\\{|\\}|#|<script>|<img src=x onerror=y>|onclick|style){0,60}",
        ) {
            check(&text)?;
            check(&dense)?;
            let _ = plain(&dense);
        }
    }
}
