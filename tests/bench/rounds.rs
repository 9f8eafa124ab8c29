//! Rounds that alternate: what slows the machine down slows both servers down.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use crate::Result;
use crate::client::{CONNECTIONS, Request, Slice, slice};
use crate::process::Server;
use crate::report::{Row, median};
use crate::scenarios::Scenario;

/// How long the yardstick is asked in each round.
const PLAIN: Duration = Duration::from_millis(60);

/// How long a scenario is.
const SLICE: Duration = Duration::from_millis(150);

/// Measures every scenario, each next to the yardstick.
pub fn measure(plain: &Server, site: &Server, scenarios: &[Scenario], rounds: usize) -> Result<Vec<Row>> {
    let mut measured: Vec<Measured> = scenarios.iter().map(Measured::new).collect();
    // One round more, of which nothing is kept: statements are prepared and pages read in it.
    for round in 0..=rounds {
        for measured in &mut measured {
            let plain = slice(plain, CONNECTIONS, PLAIN, 200, &AtomicU64::new(0), &|_| Request::get("/"))?;
            let taken = measured.ask(site)?;
            if round > 0 {
                measured.taken.push(Taken {
                    micros: taken.micros(),
                    of_plain: plain.micros() / taken.micros(),
                    rate: taken.rate(),
                });
            }
        }
    }
    Ok(measured.iter().map(Measured::row).collect())
}

struct Measured<'s> {
    scenario: &'s Scenario<'s>,
    /// Place of the next request.
    next: AtomicU64,
    taken: Vec<Taken>,
}

struct Taken {
    micros: f64,
    of_plain: f64,
    rate: f64,
}

impl<'s> Measured<'s> {
    fn new(scenario: &'s Scenario) -> Self {
        Self { scenario, next: AtomicU64::new(0), taken: Vec::new() }
    }

    fn ask(&self, site: &Server) -> Result<Slice> {
        let Scenario { name, status, make, .. } = self.scenario;
        slice(site, CONNECTIONS, SLICE, *status, &self.next, make)
            .map_err(|error| format!("{name}: {error}").into())
    }

    fn row(&self) -> Row {
        let of = |value: fn(&Taken) -> f64| median(self.taken.iter().map(value).collect());
        Row {
            name: self.scenario.name.clone(),
            micros: of(|taken| taken.micros),
            of_plain: of(|taken| taken.of_plain),
            rate: of(|taken| taken.rate),
        }
    }
}
