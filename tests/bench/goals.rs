//! What the figures should be.

use crate::report::{Report, Sized};

/// A goal beside what was measured.
pub struct Goal {
    /// What is asked, with its number.
    pub asked: String,
    /// What was found; nothing when it was not measured.
    pub found: Option<String>,
    /// Whether that will do.
    pub reached: Option<bool>,
}

impl Goal {
    fn new(asked: &str, found: Option<f64>, unit: &str, will_do: impl Fn(f64) -> bool) -> Self {
        let decimals = |value: f64| if value.abs() < 10.0 { 2 } else { 0 };
        Self {
            asked: asked.to_owned(),
            found: found.map(|value| format!("{value:.*} {unit}", decimals(value)).trim_end().to_owned()),
            reached: found.map(will_do),
        }
    }
}

/// All of them.
pub fn all(report: &Report) -> Vec<Goal> {
    let mut goals = Vec::new();
    if let Some(sized) = report.of(100_000) {
        goals.extend(rates(sized));
    }
    goals.extend(growth(report));
    goals.extend(extranet(report));
    goals.extend(registrations(report));
    for sized in &report.sizes {
        goals.extend(start_and_view(sized));
    }
    goals
}

fn rates(sized: &Sized) -> Vec<Goal> {
    let rate = |name: &str| sized.row(name).map(|row| row.of_plain * 100.0);
    let micros = |name: &str| sized.row(name).map(|row| row.micros);
    let compressed = micros("cached list, gzip").zip(micros("cached list, plain"));
    vec![
        Goal::new(
            "V1 list under closed filters, rendered: at least 30 % of a plain string's rate",
            rate("list, closed filters"),
            "%",
            |found| found >= 30.0,
        ),
        Goal::new("V1 list from the cache: at least 60 %", rate("cached list, gzip"), "%", |found| {
            found >= 60.0
        }),
        Goal::new("V1 304: at least 85 %", rate("304, list"), "%", |found| found >= 85.0),
        Goal::new(
            "V5 compressed page: no dearer than the plain one",
            compressed.map(|(gzip, plain)| gzip / plain),
            "times",
            |found| found <= 1.05,
        ),
    ]
}

/// From the smallest database to the largest; a goal of a million offers is measured there only.
fn growth(report: &Report) -> Vec<Goal> {
    let mut goals = Vec::new();
    if let [first, .., last] = report.sizes.as_slice() {
        for name in ["list, closed filters", "list, events, closed filters", "home"] {
            let grown = first.row(name).zip(last.row(name)).map(|(one, other)| other.micros / one.micros);
            goals.push(Goal::new(
                &format!("V2 {name}, from {} to {} offers: at most 1.5 times", first.offers, last.offers),
                grown,
                "times",
                |found| found <= 1.5,
            ));
        }
    }
    for sized in &report.sizes {
        let worst = sized.worst.as_ref().map(|worst| worst.micros / worst.ordinary);
        goals.push(Goal::new(
            &format!("V2 the worst query at {} offers: at most 20 times the median one", sized.offers),
            worst,
            "times",
            |found| found <= 20.0,
        ));
    }
    for sized in &report.sizes {
        let name =
            format!("V3 numbers of the map and of the sectors at {} offers: at most 100 µs", sized.offers);
        goals.push(Goal::new(&name, sized.counts, "µs", |found| found <= 100.0));
    }
    goals
}

/// At 10,000 offers; a goal that was not measured is not said.
fn extranet(report: &Report) -> Vec<Goal> {
    let dearest = report.of(10_000).and_then(|sized| {
        let pages = sized.rows.iter().filter(|row| row.name.starts_with(crate::extranet::NAMED));
        pages.map(|row| row.micros / 1_000.0).reduce(f64::max)
    });
    let export = report.export.as_ref();
    let mut goals = vec![
        Goal::new(
            "the dearest page of the extranet at 10000 offers: at most 20 ms",
            dearest,
            "ms",
            |found| found <= 20.0,
        ),
        Goal::new(
            "every offer of 10000 as a workbook: at most 500 ms",
            export.map(|found| found.milliseconds),
            "ms",
            |found| found <= 500.0,
        ),
        Goal::new(
            "every offer of 10000 as a workbook: at most 16 MB more",
            export.map(|found| found.grown_mb),
            "MB",
            |found| found <= 16.0,
        ),
    ];
    goals.retain(|goal| goal.found.is_some());
    goals
}

fn registrations(report: &Report) -> Vec<Goal> {
    let measured = report.registrations.as_ref();
    vec![
        Goal::new(
            "V4 registrations that share a commit, 64 at once: at least 20",
            measured.map(|found| found.each_commit),
            "",
            |found| found >= 20.0,
        ),
        Goal::new(
            "V4 durable, beside a disk where durability is free: at least 75 %",
            measured.map(|found| found.of_free * 100.0),
            "%",
            |found| found >= 75.0,
        ),
        Goal::new(
            "V4 places given twice, or lost: none",
            measured.map(|found| found.oversold as f64),
            "",
            |found| found == 0.0,
        ),
    ]
}

fn start_and_view(sized: &Sized) -> Vec<Goal> {
    let offers = sized.offers;
    let soon = if offers > 100_000 { 100.0 } else { 50.0 };
    let view = sized.view.as_ref();
    let mut goals = vec![
        Goal::new(
            &format!("V7 start to first list at {offers} offers: at most {soon} ms"),
            sized.start.as_ref().map(|start| start.milliseconds),
            "ms",
            move |found| found <= soon,
        ),
        Goal::new(
            &format!("V7 memory while idle at {offers} offers: at most 30 MB"),
            sized.start.as_ref().map(|start| start.resident_mb),
            "MB",
            |found| found <= 30.0,
        ),
        Goal::new(
            "V8 first view: at most 30 kB",
            view.map(|view| (view.html + view.css + view.js) as f64 / 1_000.0),
            "kB",
            |found| found <= 30.0,
        ),
        Goal::new("V8 requests of a first view: 3", view.map(|view| view.requests as f64), "", |found| {
            found <= 3.0
        }),
        Goal::new(
            "V8 HTML and CSS: at most 14 kB",
            view.map(|view| (view.html + view.css) as f64 / 1_000.0),
            "kB",
            |found| found <= 14.0,
        ),
        Goal::new(
            "V8 a changed filter: at most 4 kB",
            view.map(|view| view.changed as f64 / 1_000.0),
            "kB",
            |found| found <= 4.0,
        ),
    ];
    goals.retain(|goal| goal.found.is_some());
    goals
}
