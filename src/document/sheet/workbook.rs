//! A table as a workbook.

use std::fs::File;
use std::io::BufWriter;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};
use time::{Date, Time};

use super::{Column, Error, Head, Kind, Made, Value, cell};
use crate::french;

const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A4, as Excel numbers papers.
const A4: u8 = 9;
/// The height of a line above the table, in points.
const LINE: u8 = 16;
/// Grey lines and grounds that stay readable once printed.
const GREY: Color = Color::RGB(0x8c_8c_8c);
const LIGHT: Color = Color::RGB(0xe7_ec_ea);

/// A workbook of one sheet being written.
pub(super) struct Workbook {
    book: rust_xlsxwriter::Workbook,
    looks: Looks,
    kinds: Vec<Kind>,
    /// The row of the titles of the columns.
    top: u32,
    /// The row written last.
    last: u32,
    ruled: bool,
}

impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook").field("last", &self.last).finish_non_exhaustive()
    }
}

/// How cells are shown.
struct Looks {
    text: Format,
    /// A text that would be a formula were it typed: it stays text when somebody edits its cell.
    quoted: Format,
    long: Format,
    date: Format,
    moment: Format,
    number: Format,
}

impl Looks {
    fn new(ruled: bool) -> Self {
        let base = Format::new().set_align(FormatAlign::Top);
        let base = if ruled {
            base.set_border(FormatBorder::Thin).set_border_color(GREY).set_align(FormatAlign::VerticalCenter)
        } else {
            base
        };
        let text = base.clone().set_text_wrap();
        Self {
            quoted: text.clone().set_quote_prefix(),
            text,
            long: base.clone(),
            date: base.clone().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
            moment: base.clone().set_num_format("dd/mm/yyyy hh:mm").set_align(FormatAlign::Left),
            number: base,
        }
    }
}

impl Workbook {
    pub(super) fn new(head: &Head, columns: &[Column], height: Option<u16>) -> Result<Self, Error> {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.set_properties(&properties(head)?);
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name(&head.title))?;
        for (at, column) in (0..).zip(columns) {
            sheet.set_column_width(at, column.width)?;
        }
        let top = write_head(sheet, head)?;
        if let Some(height) = height {
            // Not row by row: the height of the last one would have it written twice.
            sheet.set_default_row_height(height);
        }
        let titles = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(LIGHT)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_color(GREY);
        let titles = if height.is_some() { titles.set_border(FormatBorder::Thin) } else { titles };
        for (at, column) in (0..).zip(columns) {
            sheet.write_string_with_format(top, at, column.title, &titles)?;
        }
        sheet.set_freeze_panes(top + 1, 0)?;
        set_print(sheet, head, top)?;
        let kinds = columns.iter().map(|column| column.kind).collect();
        Ok(Self { book, looks: Looks::new(height.is_some()), kinds, top, last: top, ruled: height.is_some() })
    }

    pub(super) fn row(&mut self, cells: &[Value]) -> Result<(), Error> {
        self.last += 1;
        let (row, looks) = (self.last, &self.looks);
        let sheet = self.book.worksheet_from_index(0)?;
        for ((at, value), kind) in (0..).zip(cells).zip(&self.kinds) {
            write(sheet, row, at, value, *kind, looks)?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self: Box<Self>) -> Result<Made, Error> {
        let (top, last) = (self.top, self.last);
        let columns = u16::try_from(self.kinds.len()).unwrap_or(u16::MAX);
        // A sheet to write on is not one to sort.
        if !self.ruled {
            self.book.worksheet_from_index(0)?.autofilter(top, 0, last, columns.saturating_sub(1))?;
        }
        let mut file = BufWriter::new(tempfile::tempfile()?);
        self.book.save_to_writer(&mut file)?;
        let file: File = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        Ok(Made::unlisted(MEDIA_TYPE, "xlsx", file)?)
    }
}

/// What the program that opens it tells of the file.
fn properties(head: &Head) -> Result<DocProperties, XlsxError> {
    let made = instant(head.at.date(), head.at.time())?;
    Ok(DocProperties::new()
        .set_title(cell(&head.title))
        .set_author(cell(&head.author))
        .set_creation_datetime(&made))
}

/// The title, what was asked, by whom and when; answers the row where the table begins.
fn write_head(sheet: &mut Worksheet, head: &Head) -> Result<u32, XlsxError> {
    let big = Format::new().set_bold().set_font_size(15);
    let small = Format::new().set_font_color(Color::RGB(0x55_55_55));
    sheet.write_string_with_format(0, 0, cell(&head.title), &big)?;
    sheet.set_row_height(0, 24)?;
    let mut row = 1;
    for (label, value) in &head.criteria {
        let line = format!("{label}\u{a0}: {value}").replace('\n', " ");
        sheet.write_string(row, 0, cell(&line))?;
        sheet.set_row_height(row, LINE)?;
        row += 1;
    }
    let made = format!("Fait le {} par {}", french::date_time_short(head.at), head.author);
    sheet.write_string_with_format(row, 0, cell(&made), &small)?;
    sheet.set_row_height(row, LINE)?;
    sheet.set_row_height(row + 1, LINE / 2)?;
    Ok(row + 2)
}

/// A4 across, as wide as the page, the titles of the columns on each page.
fn set_print(sheet: &mut Worksheet, head: &Head, top: u32) -> Result<(), XlsxError> {
    // In a foot, & begins an order.
    let title: String = cell(&head.title).replace('\n', " ").chars().take(80).collect();
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.2, 0.3)
        .set_footer(format!("&L{}&RPage &P sur &N", title.replace('&', "&&")))
        .set_repeat_rows(top, top)?;
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    value: &Value,
    kind: Kind,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) => {
            let look = match kind {
                _ if text.starts_with(['=', '+', '-', '@']) => &looks.quoted,
                Kind::Long => &looks.long,
                _ => &looks.text,
            };
            sheet.write_string_with_format(row, at, cell(text), look)?;
        }
        // Excel keeps fifteen digits: beyond, the number is worth keeping more than its type.
        Value::Whole(number) => match i32::try_from(*number) {
            Ok(number) => {
                sheet.write_number_with_format(row, at, number, &looks.number)?;
            }
            Err(_) => {
                sheet.write_string_with_format(row, at, number.to_string(), &looks.text)?;
            }
        },
        Value::Number(number) if number.is_finite() => {
            sheet.write_number_with_format(row, at, *number, &looks.number)?;
        }
        Value::Date(date) => match instant(*date, Time::MIDNIGHT) {
            Ok(day) => {
                sheet.write_datetime_with_format(row, at, &day, &looks.date)?;
            }
            Err(_) => {
                sheet.write_string_with_format(row, at, french::date_short(*date), &looks.text)?;
            }
        },
        Value::Moment(moment) => match instant(moment.date(), moment.time()) {
            Ok(moment) => {
                sheet.write_datetime_with_format(row, at, &moment, &looks.moment)?;
            }
            Err(_) => {
                sheet.write_string_with_format(row, at, french::date_time_short(*moment), &looks.text)?;
            }
        },
        Value::Number(_) | Value::Empty => {
            sheet.write_blank(row, at, &looks.text)?;
        }
    }
    Ok(())
}

/// The date as Excel counts it, from 1900 on.
fn instant(date: Date, time: Time) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(date.year()).unwrap_or(0);
    ExcelDateTime::from_ymd(year, u8::from(date.month()), date.day())?.and_hms(
        u16::from(time.hour()),
        time.minute(),
        f64::from(time.second()),
    )
}

/// The name on the sheet's tab: 31 characters at most, without those that Excel refuses.
fn name(title: &str) -> String {
    let kept: String = cell(title)
        .chars()
        .map(|c| if c.is_control() || "[]:*?/\\'".contains(c) { ' ' } else { c })
        .collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    let name: String = words.join(" ").chars().filter(|c| c.len_utf16() == 1).take(31).collect();
    match name.trim() {
        // Excel keeps the second for itself.
        "" | "History" => "Liste".to_owned(),
        name => name.to_owned(),
    }
}
