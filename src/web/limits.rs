//! Rate limits: how much one network may ask. Generous by default, since a whole school shares one
//! address. Kept in memory: a restart forgives.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::extract::{ConnectInfo, Request};
use axum::http::Method;
use std::net::SocketAddr;

use super::client::{network, peer};
use super::error::Error;
use super::{App, paths};
use crate::clock::Now;
use crate::site::Site;

/// Entries beyond which those that no longer limit anybody are dropped.
const SWEEP_AT: usize = 10_000;

/// What is counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Bucket {
    Pages,
    Forms,
}

/// So many at once, then so many per second.
#[derive(Debug, Clone, Copy)]
struct Rate {
    burst: u32,
    seconds: u32,
}

/// Who asked how much lately. The rule is GCRA: each request pushes a theoretical arrival time
/// forward, and a request that would push it further than the burst allows is refused.
#[derive(Debug)]
pub struct Limits {
    enabled: bool,
    pages: Rate,
    forms: Rate,
    arrivals: Mutex<HashMap<(Bucket, IpAddr), f64>>,
}

impl Limits {
    /// The limits that the settings say; none when `enabled` is false (tests and load runs).
    pub fn new(site: &Site, enabled: bool) -> Self {
        Self {
            enabled,
            pages: Rate { burst: site.pages_per_minute.max(1), seconds: 60 },
            forms: Rate { burst: site.forms_per_ten_minutes.max(1), seconds: 600 },
            arrivals: Mutex::default(),
        }
    }

    /// Whether anything is limited at all.
    pub fn enabled(&self) -> bool {
        self.enabled
    }

    /// Counts one request; refused, it says how many seconds to wait.
    fn take(&self, bucket: Bucket, from: IpAddr, now: Now) -> Result<(), u32> {
        let rate = match bucket {
            Bucket::Pages => self.pages,
            Bucket::Forms => self.forms,
        };
        let spacing = f64::from(rate.seconds) / f64::from(rate.burst);
        let at = now.unix as f64;
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        if arrivals.len() >= SWEEP_AT {
            arrivals.retain(|_, arrival| *arrival > at);
        }
        let arrival = arrivals.entry((bucket, from)).or_insert(at);
        let next = arrival.max(at) + spacing;
        let wait = next - at - f64::from(rate.seconds);
        if wait > 0.5e-6 {
            return Err((wait.ceil() as u32).max(1));
        }
        *arrival = next;
        Ok(())
    }
}

/// Counts a request and refuses what is over the limit, saying how long to wait. Assets are not
/// counted.
///
/// # Errors
/// [`Error::TooMany`].
pub fn admit(app: &App, request: &Request, now: Now) -> Result<(), Error> {
    if !app.limits.enabled || request.uri().path().starts_with(paths::ASSETS) {
        return Ok(());
    }
    let peer = peer(request.extensions().get::<ConnectInfo<SocketAddr>>());
    let client = network(app.trusted_proxies.client(peer, request.headers()));
    let bucket = if request.method() == Method::POST { Bucket::Forms } else { Bucket::Pages };
    app.limits.take(bucket, client, now).map_err(Error::TooMany)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Zone};
    use time::Duration;
    use time::macros::datetime;

    fn limits(pages: u32) -> Limits {
        Limits {
            enabled: true,
            pages: Rate { burst: pages, seconds: 60 },
            forms: Rate { burst: 2, seconds: 600 },
            arrivals: Mutex::default(),
        }
    }

    #[test]
    fn a_burst_passes_then_waits_and_another_network_does_not() {
        let clock = Clock::manual(Zone::named("Europe/Paris").unwrap(), datetime!(2026-03-02 10:00));
        let (limits, one, two) = (limits(60), "192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for n in 0..60 {
            assert_eq!(limits.take(Bucket::Pages, one, clock.now()), Ok(()), "request {n}");
        }
        assert_eq!(limits.take(Bucket::Pages, one, clock.now()), Err(1));
        assert_eq!(limits.take(Bucket::Pages, two, clock.now()), Ok(()));
        assert_eq!(limits.take(Bucket::Forms, one, clock.now()), Ok(()));
        clock.advance(Duration::seconds(2));
        assert_eq!(limits.take(Bucket::Pages, one, clock.now()), Ok(()));
        assert_eq!(limits.take(Bucket::Pages, one, clock.now()), Ok(()));
        assert_eq!(limits.take(Bucket::Pages, one, clock.now()), Err(1));
    }

    #[test]
    fn those_who_left_are_forgotten() {
        let clock = Clock::manual(Zone::named("Europe/Paris").unwrap(), datetime!(2026-03-02 10:00));
        let limits = limits(60);
        for n in 0..SWEEP_AT as u32 {
            let _ = limits.take(Bucket::Pages, IpAddr::V4(n.into()), clock.now());
        }
        clock.advance(Duration::minutes(5));
        let _ = limits.take(Bucket::Pages, "192.0.2.1".parse().unwrap(), clock.now());
        assert_eq!(limits.arrivals.lock().unwrap().len(), 1);
    }
}
