//! The dearest thing that anybody may type, beside the ordinary one.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use crate::Result;
use crate::client::{Request, slice};
use crate::process::Server;
use crate::report::{Worst, median};
use crate::scenarios::Scenario;

/// Addresses of each scenario that are tried.
const TRIED: u64 = 8;

/// How long one address is asked, and how long those that seem the dearest are asked again.
const LOOK: Duration = Duration::from_millis(15);
const AGAIN: Duration = Duration::from_millis(250);

/// Looks among all the lists for the dearest address.
pub fn find(server: &Server, scenarios: &[Scenario]) -> Result<Worst> {
    let mut costs = Vec::new();
    for scenario in scenarios.iter().filter(|scenario| scenario.public_box) {
        for n in 0..TRIED {
            // Numbers that the rounds have not reached.
            let request = (scenario.make)(1_000_000_000 + n);
            costs.push((cost(server, &request, LOOK)?, request.path));
        }
    }
    costs.sort_by(|one, other| other.0.total_cmp(&one.0));
    let ordinary = median(costs.iter().map(|(micros, _)| *micros).collect());
    let mut dearest = Vec::new();
    for (_, path) in costs.into_iter().take(5) {
        dearest.push((cost(server, &Request::get(path.clone()), AGAIN)?, path));
    }
    dearest.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (micros, path) = dearest.into_iter().next().ok_or("no list was measured")?;
    Ok(Worst { path, micros, ordinary })
}

/// Microseconds for one address over one connection; a parameter that means nothing makes every
/// request of it a new one.
fn cost(server: &Server, request: &Request, lasting: Duration) -> Result<f64> {
    let link = if request.path.contains('?') { '&' } else { '?' };
    let make = |n: u64| Request::get(format!("{}{link}y={n}", request.path));
    Ok(slice(server, 1, lasting, 200, &AtomicU64::new(0), &make)?.micros())
}
