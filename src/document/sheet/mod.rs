//! Tables for spreadsheets, row by row: as a workbook (xlsx) for people, as CSV for programs.
//!
//! Rows go to an unlisted temporary file as they come, so that a list of a hundred thousand rows takes
//! no more memory than one of ten. What a person typed is never read as a formula: in the workbook it is
//! text by its type, in CSV, which has no types, an apostrophe comes before what would begin one.

mod plain;
#[cfg(test)]
mod tests;
mod workbook;

use std::borrow::Cow;
use std::io;

use rust_xlsxwriter::XlsxError;
use time::{Date, PrimitiveDateTime};

use super::Made;
use plain::Plain;
use workbook::Workbook;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, which go on over several lines of their cell.
    Text,
    /// A text of many lines, kept on one so that rows stay low; it is read in the cell itself.
    Long,
    /// A day.
    Date,
    /// A day and an hour.
    Moment,
    /// A number.
    Number,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What stands on top of it.
    pub title: &'static str,
    /// Its width, in digits.
    pub width: u8,
    /// What it holds.
    pub kind: Kind,
}

impl Column {
    /// A column of words.
    pub const fn text(title: &'static str, width: u8) -> Self {
        Self { title, width, kind: Kind::Text }
    }

    /// A column of texts too long to be seen whole.
    pub const fn long(title: &'static str, width: u8) -> Self {
        Self { title, width, kind: Kind::Long }
    }

    /// A column of days.
    pub const fn date(title: &'static str) -> Self {
        Self { title, width: 13, kind: Kind::Date }
    }

    /// A column of days and hours.
    pub const fn moment(title: &'static str) -> Self {
        Self { title, width: 18, kind: Kind::Moment }
    }

    /// A column of numbers.
    pub const fn number(title: &'static str, width: u8) -> Self {
        Self { title, width, kind: Kind::Number }
    }
}

/// What a workbook says above its table.
#[derive(Debug, Clone)]
pub struct Head {
    /// What the table is.
    pub title: String,
    /// What was asked, or what the table is about: « Secteur », « Industrie ».
    pub criteria: Vec<(String, String)>,
    /// Who asked for it.
    pub author: String,
    /// When.
    pub at: PrimitiveDateTime,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Words, whatever they begin with.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// A day and an hour.
    Moment(PrimitiveDateTime),
    /// Nothing.
    Empty,
}

impl<'a> Value<'a> {
    /// Words.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Words, if there are any.
    pub fn words(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }
}

/// Why a table was not written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The workbook refuses it (more than a million rows, for one).
    #[error("workbook: {0}")]
    Workbook(#[from] XlsxError),
    /// The rows could not be kept.
    #[error("temporary file: {0}")]
    Disk(#[from] io::Error),
    /// A row that does not fit under its columns.
    #[error("a row of {cells} cells under {columns} columns")]
    Cells {
        /// How many cells it has.
        cells: usize,
        /// How many it should have.
        columns: usize,
    },
}

/// A table being written.
#[derive(Debug)]
pub struct Sheet {
    columns: usize,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Workbook(Box<Workbook>),
    Plain(Box<Plain>),
}

impl Sheet {
    /// A workbook, whose table stands under what `head` says. It prints on A4, the width of a page.
    ///
    /// # Errors
    /// [`Error`], as for all that follows.
    pub fn xlsx(head: &Head, columns: &[Column]) -> Result<Self, Error> {
        let body = Body::Workbook(Box::new(Workbook::new(head, columns, None)?));
        Ok(Self { columns: columns.len(), body })
    }

    /// The same with every cell ruled and rows of this height (in points): to be written on by hand.
    ///
    /// # Errors
    /// [`Error`].
    pub fn ruled(head: &Head, columns: &[Column], height: u16) -> Result<Self, Error> {
        let body = Body::Workbook(Box::new(Workbook::new(head, columns, Some(height))?));
        Ok(Self { columns: columns.len(), body })
    }

    /// A CSV file as French spreadsheets open it by a double click: UTF-8 with its mark, semicolons.
    ///
    /// # Errors
    /// [`Error`].
    pub fn csv(columns: &[Column]) -> Result<Self, Error> {
        let body = Body::Plain(Box::new(Plain::new(columns)?));
        Ok(Self { columns: columns.len(), body })
    }

    /// Writes the next row, a value for each column.
    ///
    /// # Errors
    /// [`Error`].
    pub fn row(&mut self, cells: &[Value]) -> Result<(), Error> {
        if cells.len() != self.columns {
            return Err(Error::Cells { cells: cells.len(), columns: self.columns });
        }
        match &mut self.body {
            Body::Workbook(workbook) => workbook.row(cells),
            Body::Plain(plain) => plain.row(cells),
        }
    }

    /// The file.
    ///
    /// # Errors
    /// [`Error`].
    pub fn finish(self) -> Result<Made, Error> {
        match self.body {
            Body::Workbook(workbook) => workbook.finish(),
            Body::Plain(plain) => plain.finish(),
        }
    }
}

/// The most a cell holds, in UTF-16 units, which is how Excel counts.
const LONGEST: usize = 32_767;

/// A text that any cell can hold: line ends as one sign, no character that XML refuses, cut where Excel
/// would refuse the whole file.
fn cell(text: &str) -> Cow<'_, str> {
    let refused =
        |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = if text.contains(refused) {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").replace(refused, ""))
    } else {
        Cow::Borrowed(text)
    };
    // A character takes as many bytes as UTF-16 units, or more.
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return text;
    }
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units < LONGEST
    });
    Cow::Owned(kept.chain(['…']).collect())
}
