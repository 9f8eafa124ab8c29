//! What the line that the program logs for each request costs, to a reader who throws it away.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use crate::Result;
use crate::client::{CONNECTIONS, Request, slice};
use crate::databases::{Copy, folder};
use crate::process::Server;
use crate::report::median;

const ROUNDS: usize = 5;

const SLICE: Duration = Duration::from_millis(200);

/// Microseconds of processor for one line. The figures of the table are without it.
pub fn measure(database: &Path) -> Result<f64> {
    let copy = Copy::of(database, &folder()?)?;
    let silent = Server::site(database, "warn")?;
    let talking = Server::site(copy.path(), "")?;
    let asked = |server: &Server| {
        let make = |_| Request::get("/offres-de-stage").header("Accept-Encoding", "gzip");
        slice(server, CONNECTIONS, SLICE, 200, &AtomicU64::new(0), &make).map(|slice| slice.micros())
    };
    let mut lines = Vec::new();
    for round in 0..=ROUNDS {
        let line = asked(&talking)? - asked(&silent)?;
        if round > 0 {
            lines.push(line);
        }
    }
    Ok(median(lines))
}
