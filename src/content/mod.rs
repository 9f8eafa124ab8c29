//! Contents: articles for visitors and companies, and the pages that the law asks for.
//!
//! Both are Markdown. A new site begins with articles and legal texts that stand as they are; the
//! organisation changes the articles in the database, and replaces a legal text by its own when the
//! settings that fill it are not enough.

pub mod defaults;
pub mod legal;
pub mod store;
pub mod view;

use time::Date;

use crate::files::FileInfo;

/// A theme of the resources, with its articles.
#[derive(Debug, Clone)]
pub struct Theme {
    /// Its anchor.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub summary: String,
    /// Its articles online.
    pub articles: Vec<Listed>,
}

/// An article in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// How many documents it has.
    pub files: u32,
    /// The last time it was read over, as an instant.
    pub updated_at: i64,
}

/// An article.
#[derive(Debug, Clone)]
pub struct Article {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// Its text, in Markdown.
    pub body: String,
    /// Anchor of its theme.
    pub theme: String,
    /// Title of its theme.
    pub theme_title: String,
    /// The last time it was read over, as an instant.
    pub updated_at: i64,
    /// Its documents.
    pub files: Vec<Document>,
    /// The others of its theme.
    pub others: Vec<Listed>,
}

/// A document beside an article.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it is.
    pub title: String,
    /// The file.
    pub info: FileInfo,
    /// When it was added, as an instant.
    pub added_at: i64,
}

/// An article to be stored.
#[derive(Debug, Clone)]
pub struct NewArticle {
    /// Row of its theme.
    pub theme: i64,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// Its text, in Markdown.
    pub body: String,
    /// Its place in the theme.
    pub position: u32,
    /// The day it comes online; none for a draft.
    pub published_on: Option<Date>,
}
