//! Requests that arrive when they arrive, whether the server is ready or not, at half of what it can
//! do. Latency counts from the moment when a request should have left: a client that waits for one
//! answer before it asks again would not see a stall.

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::Result;
use crate::client::{Client, Request, now, slice};
use crate::draws::Draws;
use crate::facts::Facts;
use crate::process::Server;
use crate::report::OpenLoop;

/// How long the capacity is looked for.
const CLOSED: Duration = Duration::from_secs(2);

/// How long requests arrive.
const OPEN: Duration = Duration::from_secs(6);

/// Connections over which they do: more than are ever busy at once.
const CONNECTIONS: usize = 32;

/// Finds the capacity, then offers half of it.
pub fn measure(server: &Server, facts: &Facts) -> Result<OpenLoop> {
    let make = |n: u64| visit(facts, n);
    let capacity = slice(server, 8, CLOSED, 200, &AtomicU64::new(0), &make)?.rate();
    let rate = capacity / 2.0;
    let mut latencies = arrive(server, rate, &make)?;
    latencies.sort_unstable();
    let at = |share: f64| {
        let place = (latencies.len() as f64 * share) as usize;
        latencies.get(place.min(latencies.len().saturating_sub(1))).copied().unwrap_or_default()
    };
    let ms = |latency: Duration| latency.as_secs_f64() * 1_000.0;
    Ok(OpenLoop { capacity, rate, p50: ms(at(0.5)), p99: ms(at(0.99)), p999: ms(at(0.999)) })
}

/// What people do on the site, in their usual proportions.
fn visit(facts: &Facts, n: u64) -> Request {
    let mut draws = Draws::of(n);
    let path = match draws.below(100) {
        0..10 => "/".to_owned(),
        10..45 => {
            let lists =
                ["", "?public=lyceen", "?public=collegien", "?dep=33", "?dep=86", "?public=collegien&dep=33"];
            format!("/offres-de-stage{}", draws.pick(&lists))
        }
        45..65 => {
            let codes = ["16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87"];
            let page = 1 + draws.below(5);
            format!(
                "/offres-de-stage?public=etudiant&dep={}&dep={}&page={page}",
                draws.pick(&codes),
                draws.pick(&codes)
            )
        }
        65..85 => draws.pick(&facts.offers).clone(),
        85..90 => draws.pick(&facts.events).clone(),
        90..95 => "/rencontres".to_owned(),
        _ => format!("/offres-de-stage?q={}", draws.pick(&facts.rare)),
    };
    Request::get(path).header("Accept-Encoding", "gzip")
}

fn arrive(server: &Server, rate: f64, make: &(dyn Fn(u64) -> Request + Sync)) -> Result<Vec<Duration>> {
    let mut clients =
        (0..CONNECTIONS).map(|_| Client::new(server.address)).collect::<io::Result<Vec<_>>>()?;
    let (next, latencies) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    let began = now();
    thread::scope(|scope| -> Result<()> {
        let workers: Vec<_> = clients
            .iter_mut()
            .map(|client| {
                scope.spawn(|| -> Result<()> {
                    let mut seen = Vec::new();
                    loop {
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        let due = Duration::from_secs_f64(n as f64 / rate);
                        if due > OPEN {
                            break;
                        }
                        thread::sleep(due.saturating_sub(began.elapsed()));
                        client.send(&make(n + (1 << 40)))?;
                        seen.push(began.elapsed().saturating_sub(due));
                    }
                    latencies.lock().map_err(|_| "a client panicked")?.extend(seen);
                    Ok(())
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| "a client panicked")?)
    })?;
    latencies.into_inner().map_err(|_| "a client panicked".into())
}
