//! The SQL of contents.

use rusqlite::{OptionalExtension, Row, params, params_from_iter};

use super::legal::LegalPage;
use super::{Article, Document, Listed, NewArticle, Theme};
use crate::clock::Now;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::fold::{fold, words};
use crate::files::{self, FileId, FileInfo};
use crate::{french, ui};

/// Online on the day bound to `?1`.
const ONLINE: &str = "r.published_on <= ?1";

const LISTED: &str =
    "r.slug, r.title, r.summary, (SELECT count(*) FROM resource_file f WHERE f.resource_id = r.id),
    r.updated_at";

/// Words of a search that are read.
const WORDS: usize = 8;

fn listed(row: &Row) -> rusqlite::Result<Listed> {
    Ok(Listed {
        slug: row.get(0)?,
        title: row.get(1)?,
        summary: row.get(2)?,
        files: row.get(3)?,
        updated_at: row.get(4)?,
    })
}

/// The themes in order, each with its articles online that hold every word of the search (by its
/// beginning), themes left without any being left out.
///
/// # Errors
/// What SQLite says.
pub fn themes(tx: &ReadTx, now: Now, search: &str) -> Result<Vec<Theme>, Error> {
    let mut asked: Vec<String> =
        words(search).into_iter().take(WORDS).map(|word| format!(" {word}")).collect();
    let conditions: String =
        (0..asked.len()).map(|n| format!(" AND instr(r.words, ?{}) > 0", n + 2)).collect();
    asked.insert(0, french::iso(now.today()));
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {LISTED}, t.slug, t.title, t.summary FROM resource r JOIN resource_theme t ON t.id = r.theme_id
         WHERE {ONLINE}{conditions} ORDER BY t.position, t.id, r.position, r.id"
    ))?;
    let rows = statement.query_map(params_from_iter(asked), |row| {
        Ok((listed(row)?, row.get::<_, String>(5)?, row.get(6)?, row.get(7)?))
    })?;
    let mut themes: Vec<Theme> = Vec::new();
    for row in rows {
        let (article, slug, title, summary) = row?;
        match themes.last_mut() {
            Some(theme) if theme.slug == slug => theme.articles.push(article),
            _ => themes.push(Theme { slug, title, summary, articles: vec![article] }),
        }
    }
    Ok(themes)
}

/// An article online, with its documents and the others of its theme.
///
/// # Errors
/// What SQLite says.
pub fn article(tx: &ReadTx, now: Now, slug: &str) -> Result<Option<Article>, Error> {
    let today = french::iso(now.today());
    let found = tx
        .prepare_cached(&format!(
            "SELECT r.id, r.title, r.summary, r.body, t.slug, t.title, r.updated_at
             FROM resource r JOIN resource_theme t ON t.id = r.theme_id WHERE {ONLINE} AND r.slug = ?2"
        ))?
        .query_row(params![today, slug], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                Article {
                    slug: slug.to_owned(),
                    title: row.get(1)?,
                    summary: row.get(2)?,
                    body: row.get(3)?,
                    theme: row.get(4)?,
                    theme_title: row.get(5)?,
                    updated_at: row.get(6)?,
                    files: Vec::new(),
                    others: Vec::new(),
                },
            ))
        })
        .optional()?;
    let Some((id, mut article)) = found else { return Ok(None) };
    article.files = documents(tx, id)?;
    article.others = tx
        .prepare_cached(&format!(
            "SELECT {LISTED} FROM resource r WHERE {ONLINE} AND r.id <> ?2
             AND r.theme_id = (SELECT theme_id FROM resource WHERE id = ?2) ORDER BY r.position, r.id"
        ))?
        .query_map(params![today, id], listed)?
        .collect::<Result<_, _>>()?;
    Ok(Some(article))
}

fn documents(tx: &ReadTx, resource: i64) -> Result<Vec<Document>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT f.id, f.name, f.kind, f.size, d.title, d.added_at FROM resource_file d JOIN file f ON f.id = d.file_id
             WHERE d.resource_id = ?1 ORDER BY d.position",
        )?
        .query_map([resource], |row| {
            Ok(Document { info: files::info(row)?, title: row.get(4)?, added_at: row.get(5)? })
        })?
        .collect::<Result<_, _>>()?)
}

/// A document of an article that is online.
///
/// # Errors
/// What SQLite says.
pub fn document(tx: &ReadTx, now: Now, slug: &str, file: &FileId) -> Result<Option<FileInfo>, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT f.id, f.name, f.kind, f.size FROM file f
             JOIN resource_file d ON d.file_id = f.id JOIN resource r ON r.id = d.resource_id
             WHERE {ONLINE} AND r.slug = ?2 AND f.id = ?3"
        ))?
        .query_row(params![french::iso(now.today()), slug, file.as_str()], files::info)
        .optional()?)
}

/// What the organisation wrote in place of a legal text, and when.
///
/// # Errors
/// What SQLite says.
pub fn page_text(tx: &ReadTx, page: LegalPage) -> Result<Option<(String, i64)>, Error> {
    Ok(tx
        .prepare_cached("SELECT body, updated_at FROM page_text WHERE slug = ?1")?
        .query_row([page], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Stores a theme and gives its row.
///
/// # Errors
/// What SQLite says.
pub fn create_theme(
    tx: &WriteTx,
    slug: &str,
    title: &str,
    summary: &str,
    position: u32,
) -> Result<i64, Error> {
    tx.prepare_cached("INSERT INTO resource_theme (slug, title, summary, position) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![slug, title, summary, position])?;
    Ok(tx.last_insert_rowid())
}

/// Stores an article and gives its row.
///
/// # Errors
/// What SQLite says; a slug is taken once.
pub fn create_article(tx: &WriteTx, now: Now, article: &NewArticle) -> Result<i64, Error> {
    let words =
        format!(" {}", fold(&format!("{} {} {}", article.title, article.summary, ui::plain(&article.body))));
    tx.prepare_cached(
        "INSERT INTO resource (theme_id, slug, title, summary, body, words, position, published_on, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
    )?
    .execute(params![
        article.theme,
        article.slug,
        article.title,
        article.summary,
        article.body,
        words,
        article.position,
        article.published_on.map(french::iso),
        now.unix
    ])?;
    Ok(tx.last_insert_rowid())
}

/// Puts a staged document beside the article of this name.
///
/// # Errors
/// What SQLite says; an article that is not there.
pub fn attach(tx: &WriteTx, now: Now, slug: &str, title: &str, file: &FileId) -> Result<(), Error> {
    files::attach(tx, file)?;
    let rows = tx
        .prepare_cached(
            "INSERT INTO resource_file (resource_id, file_id, title, added_at, position)
             SELECT r.id, ?2, ?3, ?4, 1 + (SELECT count(*) FROM resource_file f WHERE f.resource_id = r.id)
             FROM resource r WHERE r.slug = ?1",
        )?
        .execute(params![slug, file.as_str(), title, now.unix])?;
    if rows == 1 { Ok(()) } else { Err(rusqlite::Error::QueryReturnedNoRows.into()) }
}

/// The setting that says that a database was given its first contents, once and for all.
const SEEDED: &str = "content.seeded";

/// Whether the database was given its first contents.
///
/// # Errors
/// What SQLite says.
pub fn is_seeded(tx: &ReadTx) -> Result<bool, Error> {
    Ok(tx.query_row("SELECT EXISTS (SELECT 1 FROM setting WHERE key = ?1)", [SEEDED], |row| row.get(0))?)
}

/// Says that it was.
///
/// # Errors
/// What SQLite says.
pub fn mark_seeded(tx: &WriteTx) -> Result<(), Error> {
    tx.execute("INSERT INTO setting (key, value) VALUES (?1, '1')", [SEEDED])?;
    Ok(())
}
