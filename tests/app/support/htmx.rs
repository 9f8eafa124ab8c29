//! What htmx does with a page, and the law of the swap: after each action the page equals a fresh
//! GET of the address shown.

use scraper::{ElementRef, Html, Node};

use super::form::{self, selector};
use super::http::{Request, Response};
use super::page::Page;

impl Page {
    /// Ticks or unticks a box, chooses a button: the form asks for what that shows.
    #[track_caller]
    pub fn htmx_change(mut self, label: &str) -> Self {
        let id = self.control(label, "input[type=checkbox], input[type=radio]");
        let checked = form::is_checked(self.by_id(&id), &self.edits);
        self.set_checked(label, !checked);
        self.form_changed("change")
    }

    /// Chooses a date.
    #[track_caller]
    pub fn htmx_fill(self, label: &str, text: &str) -> Self {
        self.fill(label, text).form_changed("change")
    }

    /// Types in a field: the field asks by itself, or its form watches it.
    #[track_caller]
    pub fn htmx_type(self, label: &str, text: &str) -> Self {
        let page = self.fill(label, text);
        let id = page.control(label, "input");
        let control = page.by_id(&id);
        match control.value().attr("data-hx-get") {
            Some(address) => {
                let name = control.value().attr("name").unwrap_or_default();
                let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, text).finish();
                let (address, target, swap) = (format!("{address}?{query}"), target(control), swap(control));
                page.ask(&address, &target, &swap)
            }
            None => page.form_changed(&format!("from:#{id}")),
        }
    }

    /// Presses a link that htmx follows.
    #[track_caller]
    pub fn htmx_click(self, text: &str) -> Self {
        let href = self.href_of(text);
        let link = self
            .document
            .select(&selector("a[data-hx-get]"))
            .find(|link| link.value().attr("href") == Some(&href));
        let link = link.unwrap_or_else(|| panic!("« {text} » is an ordinary link"));
        assert_eq!(
            link.value().attr("data-hx-get"),
            Some(href.as_str()),
            "with and without JavaScript alike"
        );
        let (target, swap) = (target(link), swap(link));
        let included = link.value().attr("data-hx-include").map(|include| self.included(include));
        let address = match included.filter(|included| !included.is_empty()) {
            Some(included) => format!("{href}{}{included}", if href.contains('?') { '&' } else { '?' }),
            None => href,
        };
        self.ask(&address, &target, &swap)
    }

    /// What the controls of this selector would send.
    fn included(&self, include: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for control in self.document.select(&selector(include)) {
            let attribute = |name| control.value().attr(name).unwrap_or_default();
            if attribute("type") == "hidden" || form::is_checked(control, &self.edits) {
                query.append_pair(attribute("name"), attribute("value"));
            }
        }
        query.finish()
    }

    /// The form that watches its controls sends itself.
    fn form_changed(self, trigger: &str) -> Self {
        let form =
            self.document.select(&selector("form[data-hx-get]")).next().expect("a form that htmx sends");
        let triggers = form.value().attr("data-hx-trigger").unwrap_or_default();
        assert!(triggers.contains(trigger), "« {trigger} » is not among {triggers}");
        assert_eq!(
            form.value().attr("data-hx-get"),
            form.value().attr("action"),
            "with and without JavaScript alike"
        );
        let query = form::url_encoded(&form::entries(form, &self.edits, None));
        let address = format!("{}?{query}", form.value().attr("data-hx-get").unwrap_or_default());
        let (target, swap) = (target(form), swap(form));
        self.ask(&address, &target, &swap)
    }

    fn ask(mut self, address: &str, target: &str, swap: &str) -> Self {
        let current = format!("{}{}", self.visitor.origin(), self.url);
        let request = Request::get(address)
            .header("Accept-Encoding", "gzip")
            .header("Sec-Fetch-Site", "same-origin")
            .header("HX-Request", "true")
            .header("HX-Current-URL", &current);
        let response = self.visitor.send(&request);
        assert!(response.header("vary").is_some_and(|vary| vary.contains("HX-Request")), "{address}");
        self.swap(&response, target, swap);
        let moved = response.header("hx-push-url").or(response.header("hx-replace-url"));
        if let Some(moved) = moved {
            self.url = moved.to_owned();
        }
        self.status = response.status;
        self.response = response;
        if self.status == 200 {
            self.assert_law();
        }
        self
    }

    fn swap(&mut self, response: &Response, target: &str, swap: &str) {
        let target = response.header("hx-retarget").unwrap_or(target).trim_start_matches('#').to_owned();
        let swap = response.header("hx-reswap").unwrap_or(swap).to_owned();
        let text = response.text();
        let mut html = self.document.root_element().html();
        let answer = if let Some(selected) = response.header("hx-reselect") {
            let whole = Html::parse_document(&text);
            let part = whole.select(&selector(selected)).next().expect("what is reselected is in the answer");
            return self.place(&mut html, &target, &swap, &part.html());
        } else {
            assert!(!text.contains("<html"), "htmx got a whole document: {}", &text[..200]);
            Html::parse_fragment(&text)
        };
        let mut content = String::new();
        for child in answer.root_element().children() {
            match child.value() {
                Node::Text(text) => content.push_str(text),
                Node::Element(element) if element.name() == "title" => {
                    let title: String = ElementRef::wrap(child).unwrap().text().collect();
                    let old = self.document.select(&selector("head title")).next().unwrap().html();
                    html = html.replacen(&old, &format!("<title>{title}</title>"), 1);
                }
                Node::Element(element) if element.attr("data-hx-swap-oob").is_none() => {
                    content.push_str(&ElementRef::wrap(child).unwrap().html());
                }
                _ => {}
            }
        }
        self.place(&mut html, &target, &swap, &content);
        for moved in answer.select(&selector("[data-hx-swap-oob]")) {
            let id = moved.value().id().expect("what is swapped out of band has an id").to_owned();
            let mut html = self.document.root_element().html();
            match moved.value().attr("data-hx-swap-oob") {
                Some("innerHTML") => self.place(&mut html, &id, "innerHTML", &moved.inner_html()),
                Some("outerHTML" | "true") => {
                    let content = moved.html().replacen(" data-hx-swap-oob=\"outerHTML\"", "", 1);
                    self.place(&mut html, &id, "outerHTML", &content);
                }
                other => panic!("out of band: {other:?}"),
            }
        }
    }

    /// Puts content into the page, as text: ids are unique, so an element's text stands once.
    fn place(&mut self, html: &mut String, id: &str, swap: &str, content: &str) {
        let target = self.by_id(id);
        let outer = target.html();
        assert_eq!(html.matches(&outer).count(), 1, "#{id} stands once");
        let replaced = match swap {
            "outerHTML" => content.to_owned(),
            "innerHTML" => {
                let close = format!("</{}>", target.value().name());
                let open = &outer[..outer.len() - target.inner_html().len() - close.len()];
                format!("{open}{content}{close}")
            }
            other => panic!("swap {other}"),
        };
        *html = html.replacen(&outer, &replaced, 1);
        self.document = Html::parse_document(html);
        super::checks::swapped(&self.url, &self.document);
    }

    /// The law of the swap.
    #[track_caller]
    pub fn assert_law(&self) {
        let fresh = self.visitor.get(&self.url);
        let (ours, theirs) = (self.canonical(), fresh.canonical());
        if ours != theirs {
            let at = ours.lines().zip(theirs.lines()).position(|(one, other)| one != other).unwrap_or(0);
            let around =
                |text: &str| text.lines().skip(at.saturating_sub(3)).take(12).collect::<Vec<_>>().join("\n");
            panic!(
                "after the swap, {} is not what a reload shows.\n--- after the swap\n{}\n--- reloaded\n{}",
                self.url,
                around(&ours),
                around(&theirs)
            );
        }
        let title = |page: &Page| page.one("head title");
        assert_eq!(title(self), title(&fresh), "the title follows");
    }

    /// `main` as text, one node a line, with the state of its controls. What differs by nature is
    /// left out: who has the focus, tickets, what is unfolded, the content of the look-up.
    fn canonical(&self) -> String {
        let mut out = String::new();
        let main = self.document.select(&selector("main")).next().expect("a page has a main part");
        self.write_canonical(main, &mut out);
        out
    }

    fn write_canonical(&self, element: ElementRef<'_>, out: &mut String) {
        let value = element.value();
        let kind = value.attr("type").unwrap_or("text");
        let mut attributes: Vec<String> = value
            .attrs()
            .filter(|(name, _)| !matches!(*name, "autofocus" | "open" | "checked" | "selected" | "value"))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if matches!(value.name(), "input" | "select") && value.attr("name") != Some("ticket") {
            let fixed = value.attr("value").unwrap_or_default().to_owned();
            let state = match kind {
                "checkbox" | "radio" => format!("{fixed} {}", form::is_checked(element, &self.edits)),
                _ => form::value(element, &self.edits),
            };
            attributes.push(format!("state={state}"));
        }
        attributes.sort_unstable();
        out.push_str(&format!("<{} {}>\n", value.name(), attributes.join(" ")));
        if value.classes().any(|class| class == "lookup") {
            return;
        }
        for child in element.children() {
            match child.value() {
                Node::Text(text) => out.push_str(&format!("{}\n", text.trim())),
                Node::Element(_) => self.write_canonical(ElementRef::wrap(child).unwrap(), out),
                _ => {}
            }
        }
    }
}

fn target(element: ElementRef<'_>) -> String {
    element.value().attr("data-hx-target").expect("htmx is told what to swap").to_owned()
}

fn swap(element: ElementRef<'_>) -> String {
    element.value().attr("data-hx-swap").expect("htmx is told how to swap").to_owned()
}
