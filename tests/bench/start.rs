//! From the start of the program to its first list, and what it holds while nobody asks.

use std::path::Path;
use std::time::Duration;

use crate::Result;
use crate::client::{Client, Request, now};
use crate::process::Server;
use crate::report::{Start, median};

/// Starts of which the median is taken.
const STARTS: usize = 5;

/// Starts the program several times.
pub fn measure(database: &Path) -> Result<Start> {
    let mut milliseconds = Vec::new();
    let mut resident = 0;
    for _ in 0..STARTS {
        let began = now();
        let server = Server::site(database, "warn")?;
        Client::new(server.address)?.expect(&Request::get("/offres-de-stage"), 200)?;
        milliseconds.push(began.elapsed().as_secs_f64() * 1_000.0);
        std::thread::sleep(Duration::from_millis(200));
        resident = server.resident()?;
    }
    Ok(Start { milliseconds: median(milliseconds), resident_mb: resident as f64 / 1_024.0 })
}
