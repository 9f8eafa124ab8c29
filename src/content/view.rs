//! What visitors see of the contents.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::legal::{self, LegalPage};
use super::{Article, Listed, Theme};
use crate::clock::Zone;
use crate::french;
use crate::site::Site;
use crate::text::count_chars;
use crate::ui::{self, Anchor, Icon, icon};
use crate::web::client::BaseUrl;
use crate::web::paths;

/// What to do when a search finds nothing.
const NOTHING_FOUND: &str = "Essayez un mot plus court ou plus général, ou parcourez les thèmes.";

/// The themes with their articles, or what a search finds in them.
pub fn list_page(themes: &[Theme], search: &str, zone: Zone) -> Markup {
    let searched = count_chars(search) > 0;
    html! {
        div class="wrap" {
            (ui::page_head("Ressources", html! {
                p class="lead" { "L’essentiel sur les stages et les immersions, pour celles et ceux qui cherchent comme pour les entreprises qui accueillent." }
            }))
            form class="search-form" role="search" action=(paths::Resources) method="get" {
                label for="q" { "Chercher dans les ressources" }
                div class="bar" {
                    input id="q" name="q" type="search" value=(search) autocomplete="off" enterkeyhint="search";
                    button class="button" id="chercher" type="submit" { (icon(Icon::Search)) "Rechercher" }
                }
                @if !searched && themes.len() > 1 { (anchors(themes)) }
            }
            @if searched { (found(themes, search)) }
            @for theme in themes {
                section class="theme" aria-labelledby=(theme.slug) {
                    h2 id=(theme.slug) { (french::typo(&theme.title)) }
                    @if !searched && !theme.summary.is_empty() { p { (french::typo(&theme.summary)) } }
                    (articles(&theme.articles, zone))
                }
            }
            @if themes.is_empty() && !searched {
                h2 class="vh" { "Articles" }
                (ui::empty("Aucun article pour l’instant", "Les ressources arrivent bientôt.", &[
                    Anchor { label: "Nous écrire", href: paths::Contact::PATH },
                ]))
            }
        }
    }
}

fn anchors(themes: &[Theme]) -> Markup {
    html! {
        ul class="pills" role="list" aria-label="Thèmes" {
            @for theme in themes { li { a class="pill" href={ "#" (theme.slug) } { (french::typo(&theme.title)) } } }
        }
    }
}

fn found(themes: &[Theme], search: &str) -> Markup {
    let total: usize = themes.iter().map(|theme| theme.articles.len()).sum();
    html! {
        div class="part-head theme" {
            h2 class="count-heading" id="trouves" {
                @match total {
                    0 => { "Aucun article pour «\u{a0}" (search) "\u{a0}»" },
                    n => { (french::count(n as u64, "article", "articles")) " pour «\u{a0}" (search) "\u{a0}»" },
                }
            }
            a class="clear" href=(paths::Resources) { "Toutes les ressources" }
        }
        @if total == 0 {
            (ui::empty("Rien à ce sujet", NOTHING_FOUND, &[
                Anchor { label: "Toutes les ressources", href: paths::Resources::PATH },
                Anchor { label: "Poser votre question", href: paths::Contact::PATH },
            ]))
        }
    }
}

fn articles(articles: &[Listed], zone: Zone) -> Markup {
    html! {
        ul class="article-links" role="list" {
            @for article in articles {
                li {
                    h3 { a href=(paths::Resource { slug: article.slug.clone() }) { (french::typo(&article.title)) } }
                    p { (french::typo(&article.summary)) }
                    p class="soft" {
                        "Mis à jour le " (updated(article.updated_at, zone))
                        @match article.files {
                            0 => {},
                            n => { ", " (french::count(n.into(), "document", "documents")) },
                        }
                    }
                    (icon(Icon::ArrowRight))
                }
            }
        }
    }
}

fn updated(at: i64, zone: Zone) -> Markup {
    let date = zone.local(at).date();
    html! { time datetime=(french::iso(date)) { (french::date_plain(date)) } }
}

/// One article.
pub fn article_page(article: &Article, zone: Zone) -> Markup {
    let theme = format!("{}#{}", paths::Resources::PATH, article.theme);
    html! {
        div class="wrap" {
            (ui::breadcrumb(
                &[
                    Anchor { label: "Accueil", href: paths::Home::PATH },
                    Anchor { label: "Ressources", href: paths::Resources::PATH },
                    Anchor { label: &french::typo(&article.theme_title), href: &theme },
                ],
                &french::typo(&article.title),
            ))
            (ui::page_head(&french::typo(&article.title), html! {
                p class="lead" { (french::typo(&article.summary)) }
                p class="soft" { "Mis à jour le " (updated(article.updated_at, zone)) }
            }))
            div class="split" {
                div class="stack" {
                    div class="prose" { (ui::markdown(&article.body, &|_| None)) }
                    @if !article.files.is_empty() { (files(article, zone)) }
                    p { (ui::print_button("imprimer", "Imprimer cette page")) }
                }
                aside class="stack" aria-label="À lire aussi" {
                    @if !article.others.is_empty() {
                        section class="panel side-links" aria-labelledby="aussi" {
                            h2 id="aussi" { "Dans le même thème" }
                            ul role="list" {
                                @for other in &article.others {
                                    li { a href=(paths::Resource { slug: other.slug.clone() }) { (french::typo(&other.title)) } }
                                }
                            }
                        }
                    }
                    section class="panel" aria-labelledby="question" {
                        h2 id="question" { "Une question\u{202f}?" }
                        p { "Une personne de votre département vous répond." }
                        p class="actions" { a class="button quiet" href=(paths::Contact) { (icon(Icon::Mail)) "Nous écrire" } }
                    }
                }
            }
        }
    }
}

fn files(article: &Article, zone: Zone) -> Markup {
    html! {
        section aria-labelledby="documents" {
            h2 id="documents" { "À télécharger" }
            ul class="stack" role="list" {
                @for file in &article.files {
                    @let href = paths::ResourceFile { slug: article.slug.clone(), file: file.info.id.clone() }.to_string();
                    @let added = french::date_plain(zone.local(file.added_at).date());
                    li {
                        (ui::attachment(
                            &href,
                            &french::typo(&file.title),
                            file.info.kind.label(),
                            &format!("{}, {added}", french::file_size(file.info.size)),
                        ))
                    }
                }
            }
        }
    }
}

/// A legal page; `own` is what the organisation wrote in place of the program's text.
pub fn legal_page(page: LegalPage, own: Option<&(String, i64)>, site: &Site, base_url: &BaseUrl) -> Markup {
    let text = own.map_or(page.default_text(), |(text, _)| text);
    html! {
        div class="wrap" {
            div class="narrow" {
                (ui::page_head(page.label(), html! {
                    p class="lead" { (page.summary()) }
                    @if let Some((_, at)) = own { p class="soft" { "Mis à jour le " (updated(*at, site.zone)) } }
                }))
                div class="prose" { (ui::markdown(text, &|name| legal::value(site, base_url, name))) }
                p class="actions theme" { (ui::print_button("imprimer", "Imprimer cette page")) }
            }
        }
    }
}
