//! The frame around every page: head, header, main region, footer.

use maud::{DOCTYPE, Markup, html};

use super::{Anchor, Icon, icon};

/// Settings of htmx: no style sheet of its own (the policy forbids it), a server failure leaves
/// the page as it is, and a request is given up after 20 seconds.
const HTMX_CONFIG: &str = r#"{"includeIndicatorCSS":false,"noSwap":[204,304,"5xx"],"defaultTimeout":20000}"#;

/// The drawing of [`horizon`], ours: ground, then pines, lighthouse, hut and hills from left to right.
const HORIZON: &str = "M0 57c60-9 110-9 170-2s120 6 180 0 110-13 180-8 120 13 190 12 120-10 190-8 110 9 160 8 90-5 130-4\
M88 52V31m-13 0a6 6 0 0 1 4-10 9 8 0 0 1 18 0 6 6 0 0 1 4 10z\
M122 52V38m-9 0a4 4 0 0 1 3-7 6 6 0 0 1 12 0 4 4 0 0 1 3 7z\
M236 58l3-36h8l3 36M237 22h12M239 22v-7h8v7M240 15l3-4 3 4M238 36h10\
M372 55V29m-15 0a7 7 0 0 1 5-12 10 9 0 0 1 20 0 7 7 0 0 1 5 12z\
M408 51V35m-10 0a5 5 0 0 1 3-8 7 7 0 0 1 14 0 5 5 0 0 1 3 8z\
M528 47V33h22v15M524 34l15-11 15 11M536 48v-8h6v8M545 26v-6h4v9\
M618 53V27m-16 0a7 7 0 0 1 5-12 11 9 0 0 1 22 0 7 7 0 0 1 5 12z\
M652 56V38m-9 0a4 4 0 0 1 3-7 6 6 0 0 1 12 0 4 4 0 0 1 3 7z\
M742 58v-9m10 9v-9m10 9v-9m10 8v-9m10 8v-9M738 52q24-6 48-4\
M880 51V33m-10 0a5 5 0 0 1 3-8 7 7 0 0 1 14 0 5 5 0 0 1 3 8z\
M940 53l34-34 14 14 20-24 26 31 12-9 26 28M996 23l6 7 5-4 7 5";

/// What the frame of a page needs to know.
#[derive(Debug, Clone)]
pub struct Layout<'a> {
    /// Name of the site, as set by the organisation that runs it.
    pub site_name: &'a str,
    /// One line under the name.
    pub tagline: &'a str,
    /// Title of the document, without the name of the site.
    pub title: &'a str,
    /// Summary for search engines and for people who are sent the link.
    pub description: Option<&'a str>,
    /// The address that stands for this page, absolute.
    pub canonical: Option<&'a str>,
    /// Whether search engines are asked to leave the page out.
    pub noindex: bool,
    /// Address of the style sheet.
    pub css: &'a str,
    /// Address of the script.
    pub js: &'a str,
    /// Address of the icon.
    pub icon: &'a str,
    /// Address of the picture shown beside a shared link, absolute.
    pub image: &'a str,
    /// What a page of the extranet has besides; nothing on the public site.
    pub extranet: Option<Extranet<'a>>,
    /// Entries of the main menu, in order; only those that exist.
    pub nav: &'a [Anchor<'a>],
    /// Address of the entry that the page belongs to.
    pub current: Option<&'a str>,
    /// What the head holds besides, such as JSON-LD.
    pub head_extra: Markup,
    /// Name of the territory served.
    pub territory_name: &'a str,
    /// Links at the foot of every page.
    pub footer: &'a [Anchor<'a>],
    /// State of conformity, in the words of the law: « non conforme ».
    pub accessibility: &'a str,
    /// Address of the declaration of accessibility, once there is one.
    pub accessibility_href: Option<&'a str>,
}

/// What the frame of a page of the extranet holds besides.
#[derive(Debug, Clone, Copy)]
pub struct Extranet<'a> {
    /// Address of its own style sheet.
    pub css: &'a str,
    /// Address of its own script.
    pub js: &'a str,
    /// Where the name of the site leads.
    pub home: &'a str,
    /// Where one signs out.
    pub sign_out: &'a str,
    /// Who is signed in.
    pub member: Option<Member<'a>>,
}

/// Who is signed in.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// « Madame NOM Prénom (Organisation) ».
    pub name: &'a str,
    /// What is theirs rather than of their work, beside their name.
    pub own: &'a [Anchor<'a>],
    /// What waits for them, beside entries of the menu.
    pub waiting: [Waiting<'a>; 2],
}

/// How many things wait, beside an entry of the menu.
#[derive(Debug, Clone, Copy)]
pub struct Waiting<'a> {
    /// Address of the entry.
    pub href: &'a str,
    /// How many.
    pub count: u64,
    /// What one of them is.
    pub one: &'a str,
    /// What several are.
    pub several: &'a str,
}

/// A whole document.
pub fn document(layout: &Layout<'_>, main: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="fr" {
            head { (head(layout)) }
            body {
                a class="skip" href="#contenu" { "Aller au contenu" }
                (header(layout))
                main id="contenu" tabindex="-1" { (main) }
                (footer(layout))
                div id="panne" class="outage" hidden {
                    (icon(Icon::Alert)) p { }
                }
                div id="annonce" class="vh" role="status" { }
            }
        }
    }
}

fn head(layout: &Layout<'_>) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        title { (layout.title) " – " (layout.site_name) }
        @if let Some(description) = layout.description {
            meta name="description" content=(description);
        }
        @if layout.noindex { meta name="robots" content="noindex"; }
        @if let Some(canonical) = layout.canonical {
            link rel="canonical" href=(canonical);
            meta property="og:url" content=(canonical);
        }
        meta property="og:title" content=(layout.title);
        @if let Some(description) = layout.description {
            meta property="og:description" content=(description);
        }
        meta property="og:image" content=(layout.image);
        meta property="og:image:type" content="image/png";
        meta property="og:image:width" content="1200";
        meta property="og:image:height" content="630";
        meta name="twitter:card" content="summary_large_image";
        meta property="og:site_name" content=(layout.site_name);
        meta property="og:locale" content="fr_FR";
        meta property="og:type" content="website";
        meta name="color-scheme" content="light dark";
        meta name="htmx-config" content=(HTMX_CONFIG);
        link rel="icon" type="image/svg+xml" href=(layout.icon);
        link rel="stylesheet" href=(layout.css);
        @if let Some(extranet) = layout.extranet { link rel="stylesheet" href=(extranet.css); }
        script src=(layout.js) defer { }
        @if let Some(extranet) = layout.extranet { script src=(extranet.js) defer { } }
        (layout.head_extra)
    }
}

fn header(layout: &Layout<'_>) -> Markup {
    html! {
        header class="site-header" {
            @if let Some(Extranet { sign_out, member: Some(member), .. }) = layout.extranet {
                (member_bar(sign_out, member, layout.current))
            }
            div class="wrap" {
                a class="brand" href=(layout.extranet.map_or("/", |extranet| extranet.home)) {
                    (icon(Icon::Pine))
                    span {
                        strong { (layout.site_name) }
                        span class="tagline" { (layout.tagline) }
                    }
                }
                @if !layout.nav.is_empty() { (nav(layout)) }
            }
        }
    }
}

/// Up to two entries are shown on the narrowest screen; more fold into a menu there.
fn nav(layout: &Layout<'_>) -> Markup {
    let entries = html! {
        ul role="list" {
            @for entry in layout.nav {
                li {
                    a href=(entry.href) aria-current=[(layout.current == Some(entry.href)).then_some("page")] {
                        (entry.label)
                        @if let Some(waiting) = waiting(layout, entry) { (waiting) }
                    }
                }
            }
        }
    };
    html! {
        nav class="site-nav" aria-label="Menu principal" {
            @if layout.nav.len() > 2 {
                details class="menu" {
                    summary { (icon(Icon::Menu)) "Menu" }
                    (entries)
                }
            } @else { (entries) }
        }
    }
}

/// Who is signed in, and the way out.
fn member_bar(sign_out: &str, member: Member<'_>, current: Option<&str>) -> Markup {
    html! {
        div class="member" {
            div class="wrap" {
                span { span class="vh" { "Vous êtes connecté\u{a0}: " } (member.name) }
                nav aria-label="Votre compte" {
                    ul role="list" {
                        @for entry in member.own {
                            li { a href=(entry.href) aria-current=[(current == Some(entry.href)).then_some("page")] { (entry.label) } }
                        }
                    }
                }
                form action=(sign_out) method="post" {
                    button class="link" id="deconnexion" type="submit" { "Se déconnecter" }
                }
            }
        }
    }
}

fn waiting(layout: &Layout<'_>, entry: &Anchor<'_>) -> Option<Markup> {
    let all = layout.extranet?.member?.waiting;
    let Waiting { count, one, several, .. } =
        all.into_iter().find(|waiting| waiting.href == entry.href && waiting.count > 0)?;
    let said = if count == 1 { one } else { several };
    Some(html! { " " span class="bubble" { (count) span class="vh" { " " (said) } } })
}

fn footer(layout: &Layout<'_>) -> Markup {
    html! {
        footer class="site-footer" {
            (horizon())
            div class="wrap" {
                div {
                    p class="footer-name" { (icon(Icon::Pine)) (layout.site_name) }
                    p { (layout.territory_name) }
                }
                nav aria-label="Pied de page" {
                    ul role="list" {
                        @for link in layout.footer {
                            li { a href=(link.href) { (link.label) } }
                        }
                        li { (accessibility(layout)) }
                    }
                }
            }
        }
    }
}

/// The line of the country at the foot of the page: dunes, umbrella pines, a lighthouse, hills.
fn horizon() -> Markup {
    html! {
        svg class="horizon" viewBox="0 0 1200 64" preserveAspectRatio="xMidYMax slice" aria-hidden="true" {
            path d=(HORIZON) {}
        }
    }
}

fn accessibility(layout: &Layout<'_>) -> Markup {
    html! {
        @if let Some(href) = layout.accessibility_href {
            a href=(href) { "Accessibilité\u{a0}: " (layout.accessibility) }
        } @else {
            span { "Accessibilité\u{a0}: " (layout.accessibility) }
        }
    }
}
