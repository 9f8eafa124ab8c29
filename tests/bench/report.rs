//! One table for people, then one line of JSON for programs.

use serde_json::{Value, json};

use crate::goals;

/// Everything that was measured.
#[derive(Default)]
pub struct Report {
    /// By database, the smallest first.
    pub sizes: Vec<Sized>,
    /// On the smallest.
    pub registrations: Option<Registrations>,
    /// On the smallest.
    pub export: Option<Export>,
    /// Microseconds that the line logged for each request adds, on the smallest; the servers of the
    /// table log warnings only.
    pub log_line: Option<f64>,
}

/// What was measured on one database.
pub struct Sized {
    /// How many offers it holds.
    pub offers: u32,
    /// Scenarios.
    pub rows: Vec<Row>,
    /// See [`Start`].
    pub start: Option<Start>,
    /// Microseconds to count under a closed filter.
    pub counts: Option<f64>,
    /// See [`Worst`].
    pub worst: Option<Worst>,
    /// See [`FirstView`].
    pub view: Option<FirstView>,
    /// See [`OpenLoop`].
    pub open_loop: Option<OpenLoop>,
}

/// A scenario.
pub struct Row {
    /// Its name.
    pub name: String,
    /// Microseconds of the server's processor for one request.
    pub micros: f64,
    /// What a plain string costs, divided by what this costs: the share of its rate.
    pub of_plain: f64,
    /// Requests a second on the wall, client included.
    pub rate: f64,
}

/// Start of the program.
pub struct Start {
    /// To the end of the first list.
    pub milliseconds: f64,
    /// Memory held afterwards.
    pub resident_mb: f64,
}

/// The dearest list that was found.
pub struct Worst {
    /// Its address.
    pub path: String,
    /// Microseconds.
    pub micros: f64,
    /// Microseconds of the median list.
    pub ordinary: f64,
}

/// Bytes of a first view, as they travel.
pub struct FirstView {
    /// The page.
    pub html: usize,
    /// Its style sheet.
    pub css: usize,
    /// Its script.
    pub js: usize,
    /// How many requests that took.
    pub requests: usize,
    /// What a changed filter brings.
    pub changed: usize,
}

/// Requests that arrive at half the capacity.
pub struct OpenLoop {
    /// Requests a second that the server does at most, client on the same machine.
    pub capacity: f64,
    /// Requests a second that arrived.
    pub rate: f64,
    /// Milliseconds from the moment when they were due.
    pub p50: f64,
    /// The same.
    pub p99: f64,
    /// The same.
    pub p999: f64,
}

/// Registrations by 64 people at once.
pub struct Registrations {
    /// How many a second.
    pub a_second: f64,
    /// Microseconds of processor for one.
    pub micros: f64,
    /// How many share a commit.
    pub each_commit: f64,
    /// Their rate, beside the rate where an fsync costs nothing.
    pub of_free: f64,
    /// Places too many, or too few, where everybody wanted the same event.
    pub oversold: i64,
}

/// Every offer as a workbook.
pub struct Export {
    /// Until its last byte.
    pub milliseconds: f64,
    /// Memory held at most, above what was held before.
    pub grown_mb: f64,
    /// Bytes of the workbook.
    pub bytes: usize,
}

/// The one in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Two decimals are more than anybody can measure.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Digits by three.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    groups.into_iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",")
}

impl Sized {
    /// Nothing yet.
    pub fn new(offers: u32) -> Self {
        Self { offers, rows: Vec::new(), start: None, counts: None, worst: None, view: None, open_loop: None }
    }

    /// A scenario, if it was measured.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }
}

impl Report {
    /// What was measured on a database of so many offers.
    pub fn of(&self, offers: u32) -> Option<&Sized> {
        self.sizes.iter().find(|sized| sized.offers == offers)
    }

    /// Prints it.
    pub fn print(&self) {
        for sized in &self.sizes {
            sized.print();
        }
        if let Some(found) = &self.registrations {
            println!(
                "\nregistrations, 64 at once: {:.0} a second, {:.0} µs of processor each, {:.1} to a commit, {:.0} % of what a free fsync would give",
                found.a_second,
                found.micros,
                found.each_commit,
                found.of_free * 100.0
            );
        }
        if let Some(found) = &self.export {
            println!(
                "\nexport of every offer: {:.0} ms, {:.1} MB more memory, {} bytes",
                found.milliseconds, found.grown_mb, found.bytes
            );
        }
        if let Some(micros) = self.log_line {
            println!("\nthe line logged for each request adds {micros:.1} µs (RUST_LOG=warn elsewhere)");
        }
        println!();
        for goal in goals::all(self) {
            let verdict = match goal.reached {
                Some(true) => "reached",
                Some(false) => "MISSED",
                None => "not measured",
            };
            println!("{verdict:<13} {} ({})", goal.asked, goal.found.as_deref().unwrap_or("-"));
        }
        println!("{}", self.json());
    }

    fn json(&self) -> Value {
        json!({
            "sizes": self.sizes.iter().map(Sized::json).collect::<Vec<_>>(),
            "registrations": self.registrations.as_ref().map(|found| json!({
                "a_second": rounded(found.a_second), "micros": rounded(found.micros),
                "each_commit": rounded(found.each_commit), "of_free": rounded(found.of_free),
                "oversold": found.oversold,
            })),
            "export": self.export.as_ref().map(|found| json!({
                "milliseconds": rounded(found.milliseconds), "grown_mb": rounded(found.grown_mb), "bytes": found.bytes,
            })),
            "log_line": self.log_line.map(rounded),
            "goals": goals::all(self).iter().map(|goal| json!({
                "asked": goal.asked, "found": goal.found, "reached": goal.reached,
            })).collect::<Vec<_>>(),
        })
    }
}

impl Sized {
    fn print(&self) {
        println!("\n{} offers", grouped(self.offers.into()));
        println!("{:<42}{:>12}{:>14}{:>14}", "", "µs of server", "of plain rate", "requests/s");
        for row in &self.rows {
            let share = row.of_plain * 100.0;
            println!("{:<42}{:>12.1}{:>12.1} %{:>14.0}", row.name, row.micros, share, row.rate);
        }
        if let Some(start) = &self.start {
            let Start { milliseconds, resident_mb } = start;
            println!("start to first list {milliseconds:.1} ms, then {resident_mb:.1} MB held");
        }
        if let Some(counts) = self.counts {
            println!("numbers of the map and of the sectors {counts:.1} µs");
        }
        if let Some(view) = &self.view {
            println!(
                "first view {} bytes (page {}, style {}, script {}) in {} requests; a changed filter {} bytes",
                view.html + view.css + view.js,
                view.html,
                view.css,
                view.js,
                view.requests,
                view.changed
            );
        }
        if let Some(found) = &self.open_loop {
            println!(
                "open loop at {:.0} of {:.0} requests/s: p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms",
                found.rate, found.capacity, found.p50, found.p99, found.p999
            );
        }
        if let Some(worst) = &self.worst {
            println!("worst list {:.0} µs, median {:.0} µs: {}", worst.micros, worst.ordinary, worst.path);
        }
    }

    fn json(&self) -> Value {
        json!({
            "offers": self.offers,
            "rows": self.rows.iter().map(|row| json!({
                "name": row.name, "micros": rounded(row.micros), "of_plain": (row.of_plain * 10_000.0).round() / 10_000.0, "rate": rounded(row.rate),
            })).collect::<Vec<_>>(),
            "start": self.start.as_ref().map(|found| json!({
                "milliseconds": rounded(found.milliseconds), "resident_mb": rounded(found.resident_mb),
            })),
            "counts": self.counts.map(rounded),
            "worst": self.worst.as_ref().map(|found| json!({
                "path": found.path, "micros": rounded(found.micros), "ordinary": rounded(found.ordinary),
            })),
            "view": self.view.as_ref().map(|found| json!({
                "html": found.html, "css": found.css, "js": found.js, "requests": found.requests,
                "changed": found.changed,
            })),
            "open_loop": self.open_loop.as_ref().map(|found| json!({
                "capacity": rounded(found.capacity), "rate": rounded(found.rate), "p50": rounded(found.p50), "p99": rounded(found.p99),
                "p999": rounded(found.p999),
            })),
        })
    }
}
