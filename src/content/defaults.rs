//! What a new site begins with: three themes and their articles, which say what the law says and
//! hold nothing of any organisation.
//!
//! A site needs them on its first day, before anybody has had the time to write; they are rows like
//! any others, to be changed or removed. They are given once: what an organisation removes stays
//! removed.

use super::{NewArticle, store};
use crate::clock::Now;
use crate::db::{Error, WriteTx};

/// Slug, title, summary.
const THEMES: [(&str, &str, &str); 3] = [
    (
        "cadre",
        "Le cadre des stages",
        "Ce que la loi prévoit, selon l’âge et le statut de la personne accueillie.",
    ),
    ("conventions", "Conventions et accueil", "Qui signe quoi, et comment bien préparer une venue."),
    ("sites-utiles", "Sites utiles", "Les sites publics qui font référence, et à quoi sert chacun."),
];

/// Theme and slug, then the text: a title, a summary, and the article after a blank line.
const ARTICLES: [(&str, &str, &str); 10] = [
    ("cadre", "collegiens-et-lyceens", include_str!("defaults/articles/collegiens-et-lyceens.md")),
    ("cadre", "etudiants", include_str!("defaults/articles/etudiants.md")),
    ("cadre", "gratification", include_str!("defaults/articles/gratification.md")),
    (
        "cadre",
        "mineurs-et-travaux-interdits",
        include_str!("defaults/articles/mineurs-et-travaux-interdits.md"),
    ),
    ("cadre", "immersion-professionnelle", include_str!("defaults/articles/immersion-professionnelle.md")),
    ("conventions", "convention-de-stage", include_str!("defaults/articles/convention-de-stage.md")),
    ("conventions", "rediger-une-offre", include_str!("defaults/articles/rediger-une-offre.md")),
    ("conventions", "accueillir-un-stagiaire", include_str!("defaults/articles/accueillir-un-stagiaire.md")),
    ("conventions", "bien-postuler", include_str!("defaults/articles/bien-postuler.md")),
    ("sites-utiles", "sites-publics", include_str!("defaults/articles/sites-publics.md")),
];

/// Gives a database its first contents, unless it was given them before.
///
/// # Errors
/// What SQLite says.
pub fn seed(tx: &WriteTx, now: Now) -> Result<(), Error> {
    if store::is_seeded(tx)? {
        return Ok(());
    }
    for (position, (slug, title, summary)) in (1..).zip(THEMES) {
        let theme = store::create_theme(tx, slug, title, summary, position)?;
        let articles = ARTICLES.iter().filter(|(of, ..)| *of == slug);
        for (position, (_, slug, text)) in (1..).zip(articles) {
            let (title, summary, body) = parts(text);
            store::create_article(
                tx,
                now,
                &NewArticle {
                    theme,
                    slug: (*slug).to_owned(),
                    title: title.to_owned(),
                    summary: summary.to_owned(),
                    body: body.to_owned(),
                    position,
                    published_on: Some(now.today()),
                },
            )?;
        }
    }
    store::mark_seeded(tx)
}

fn parts(text: &str) -> (&str, &str, &str) {
    let (title, rest) = text.split_once('\n').unwrap_or_default();
    let (summary, body) = rest.split_once("\n\n").unwrap_or_default();
    (title.trim_start_matches("# "), summary, body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui;
    use std::collections::HashSet;

    #[test]
    fn every_article_is_whole_and_of_a_theme() {
        let mut slugs = HashSet::new();
        for (theme, slug, text) in ARTICLES {
            let (title, summary, body) = parts(text);
            assert!(THEMES.iter().any(|(slug, ..)| *slug == theme), "{slug}");
            assert!(slugs.insert(slug), "{slug}");
            assert!(
                !title.is_empty() && !title.contains('#') && title.chars().count() < 90,
                "{slug}: {title}"
            );
            assert!(summary.chars().count() > 40 && !summary.contains('\n'), "{slug}: {summary}");
            assert!(body.chars().count() > 800, "{slug}");
            assert!(!text.contains('\''), "{slug}: a straight apostrophe");
        }
    }

    #[test]
    fn links_between_articles_lead_somewhere() {
        for (_, slug, text) in ARTICLES {
            let html = ui::markdown(text, &|_| None).into_string();
            for (_, rest) in
                html.match_indices("href=\"/ressources/").map(|(at, found)| html.split_at(at + found.len()))
            {
                let target = rest.split('"').next().unwrap_or_default();
                assert!(ARTICLES.iter().any(|(_, slug, _)| *slug == target), "{slug} → {target}");
            }
            assert_eq!(
                text.matches("](").count(),
                html.matches("<a href").count(),
                "{slug}: a link was refused"
            );
        }
    }
}
