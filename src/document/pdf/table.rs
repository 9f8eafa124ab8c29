//! Tables on paper.

use super::face::{Weight, settable};
use super::style::{Style, wrapped};
use super::{Pdf, SIDE};

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct PaperColumn {
    /// What stands on top of it.
    pub title: &'static str,
    /// Its part of the width, beside those of the others.
    pub share: f32,
}

/// A table.
#[derive(Debug)]
pub struct PaperTable<'a> {
    /// Its columns.
    pub columns: &'a [PaperColumn],
    /// Its rows, a text for each column.
    pub rows: &'a [Vec<String>],
    /// The least height of a row.
    pub height: f32,
    /// Whether each cell is framed, to be written on by hand.
    pub ruled: bool,
}

/// White between a cell's edge and its words.
const PAD: f32 = 4.0;
const CELL: Style =
    Style { weight: Weight::Regular, size: 8.5, leading: 11.5, above: 0.0, below: 0.0, grey: 0.0 };
const TITLE: Style = Style { weight: Weight::Bold, size: 8.0, ..CELL };

impl Pdf {
    /// A table, its titles again on each page it takes.
    pub fn table(&mut self, table: &PaperTable) {
        let widths = self.widths(table.columns);
        let titles: Vec<String> = table.columns.iter().map(|column| column.title.to_owned()).collect();
        let titles = cells(&titles, &widths, TITLE);
        let first = table.rows.first().map_or(0.0, |row| height(&cells(row, &widths, CELL), table.height));
        let head = height(&titles, 0.0);
        self.open(head + first.min(6.0 * CELL.leading));
        self.row(&titles, &widths, head, TITLE, table.ruled);
        for row in table.rows {
            let mut cells = cells(row, &widths, CELL);
            loop {
                let high = height(&cells, table.height);
                if self.holds(high) {
                    self.row(&cells, &widths, high, CELL, table.ruled);
                    break;
                }
                // A row goes over to the next page whole, unless no page could hold it.
                let room = self.bottom() - self.y - 2.0 * PAD;
                let fitting = (room / CELL.leading).floor().max(0.0) as usize;
                let page = self.bottom() - super::TOP - head;
                if high > page && fitting >= 3 {
                    let rest: Vec<Vec<String>> =
                        cells.iter_mut().map(|lines| lines.split_off(fitting.min(lines.len()))).collect();
                    self.row(&cells, &widths, height(&cells, 0.0), CELL, table.ruled);
                    cells = rest;
                }
                self.turn();
                self.row(&titles, &widths, head, TITLE, table.ruled);
            }
        }
        self.y += 6.0;
    }

    fn widths(&self, columns: &[PaperColumn]) -> Vec<f32> {
        let all: f32 = columns.iter().map(|column| column.share).sum();
        columns.iter().map(|column| self.width() * column.share / all.max(0.01)).collect()
    }

    fn row(&mut self, cells: &[Vec<String>], widths: &[f32], height: f32, style: Style, ruled: bool) {
        let (top, right) = (self.y, SIDE + widths.iter().sum::<f32>());
        if style == TITLE {
            self.shade(SIDE, top, right - SIDE, height, 0.92);
        }
        let mut x = SIDE;
        for (lines, width) in cells.iter().zip(widths) {
            let mut y = top + PAD;
            for line in lines {
                self.put(x + PAD, y, line, style);
                y += style.leading;
            }
            if ruled {
                self.stroke(x, top, x, top + height);
            }
            x += width;
        }
        if ruled {
            self.stroke(right, top, right, top + height);
            self.stroke(SIDE, top, right, top);
        }
        self.stroke(SIDE, top + height, right, top + height);
        self.y += height;
    }
}

/// The lines of each cell.
fn cells(row: &[String], widths: &[f32], style: Style) -> Vec<Vec<String>> {
    row.iter().zip(widths).map(|(text, width)| wrapped(&settable(text), style, width - 2.0 * PAD)).collect()
}

fn height(cells: &[Vec<String>], least: f32) -> f32 {
    let lines = cells.iter().map(Vec::len).max().unwrap_or(0);
    (lines as f32 * CELL.leading + 2.0 * PAD).max(least)
}
