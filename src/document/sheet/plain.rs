//! A table as CSV.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::{Column, Error, Made, Value, cell};
use crate::french;

/// What tells spreadsheets that the file is UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A CSV file being written.
#[derive(Debug)]
pub(super) struct Plain(csv::Writer<BufWriter<File>>);

impl Plain {
    pub(super) fn new(columns: &[Column]) -> Result<Self, Error> {
        let mut file = BufWriter::new(tempfile::tempfile()?);
        file.write_all(MARK)?;
        let mut writer =
            csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(file);
        writer.write_record(columns.iter().map(|column| column.title)).map_err(io::Error::from)?;
        Ok(Self(writer))
    }

    pub(super) fn row(&mut self, cells: &[Value]) -> Result<(), Error> {
        for cell in cells {
            self.0.write_field(&*written(cell)).map_err(io::Error::from)?;
        }
        Ok(self.0.write_record(None::<&[u8]>).map_err(io::Error::from)?)
    }

    pub(super) fn finish(self) -> Result<Made, Error> {
        let buffer = self.0.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        let file = buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Made::unlisted("text/csv; charset=utf-8", "csv", file)?)
    }
}

fn written<'a>(value: &'a Value) -> Cow<'a, str> {
    match value {
        Value::Text(text) => harmless(cell(text)),
        Value::Whole(number) => Cow::Owned(number.to_string()),
        Value::Number(number) => Cow::Owned(number.to_string().replace('.', ",")),
        Value::Date(date) => Cow::Owned(french::date_short(*date)),
        Value::Moment(moment) => Cow::Owned(french::date_time_short(*moment)),
        Value::Empty => Cow::Borrowed(""),
    }
}

/// The text with an apostrophe before what a spreadsheet would take for a formula.
fn harmless(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}
