//! Time as an argument.
//!
//! Everything that depends on the hour receives a [`Now`], taken once per request from the one
//! [`Clock`]. Clippy forbids every other source of time (see `clippy.toml`), so that a test, or a
//! demonstration of another day, moves the whole program by moving its clock. The time zone's rules
//! are embedded: visibility flips at the site's own midnight on a machine without zone files.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};
use tz::TimeZoneRef;

/// One instant, seen as the world counts it and as the site's walls show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Seconds since 1970 in UTC, the form in which instants are stored.
    pub unix: i64,
    /// Civil date and time in the site's zone.
    pub local: PrimitiveDateTime,
}

impl Now {
    /// Today's date in the site's zone.
    pub fn today(self) -> Date {
        self.local.date()
    }

    /// The instant `duration` later, in stored form.
    pub fn plus(self, duration: Duration) -> i64 {
        self.unix + duration.whole_seconds()
    }
}

/// A stored instant as mails and feeds write it: « Mon, 02 Mar 2026 09:00:00 +0000 ».
pub fn rfc2822(unix: i64) -> String {
    let instant = OffsetDateTime::from_unix_timestamp(unix).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    instant.format(&time::format_description::well_known::Rfc2822).unwrap_or_default()
}

/// A time zone of the IANA database, with its rules embedded.
#[derive(Debug, Clone, Copy)]
pub struct Zone(&'static TimeZoneRef<'static>);

impl Zone {
    /// Finds a zone by its IANA name (« Europe/Paris », « Indian/Reunion »).
    pub fn named(name: &str) -> Option<Self> {
        tzdb_data::find_tz(name.as_bytes()).map(Self)
    }

    /// Civil date and time of a stored instant. Instants outside the years that `time` can hold
    /// cannot come from the database's own clock; they read as 1970.
    pub fn local(self, unix: i64) -> PrimitiveDateTime {
        let offset = self
            .0
            .find_local_time_type(unix)
            .ok()
            .and_then(|kind| UtcOffset::from_whole_seconds(kind.ut_offset()).ok())
            .unwrap_or(UtcOffset::UTC);
        let instant =
            OffsetDateTime::from_unix_timestamp(unix).unwrap_or(OffsetDateTime::UNIX_EPOCH).to_offset(offset);
        PrimitiveDateTime::new(instant.date(), instant.time())
    }

    /// The stored instant at which a civil time happens. An hour that the spring change skips is
    /// read with the offset before it; one that autumn repeats is its first passage.
    pub fn instant(self, local: PrimitiveDateTime) -> i64 {
        let as_utc = local.assume_utc().unix_timestamp();
        let offset =
            |at: i64| self.0.find_local_time_type(at).map(|kind| i64::from(kind.ut_offset())).unwrap_or(0);
        let before = as_utc - offset(as_utc - 86_400);
        let after = as_utc - offset(as_utc + 86_400);
        if self.local(before) == local {
            before
        } else if self.local(after) == local {
            after
        } else {
            before
        }
    }
}

/// Where the time comes from.
#[derive(Debug, Clone)]
enum Source {
    /// The machine's clock, moved by a number of seconds (0 but for demonstrations).
    System { shift: i64 },
    /// A clock that only a test moves.
    Manual(Arc<AtomicI64>),
}

/// The one clock of the program.
#[derive(Debug, Clone)]
pub struct Clock {
    source: Source,
    zone: Zone,
}

impl Clock {
    /// The machine's clock.
    pub fn system(zone: Zone) -> Self {
        Self { source: Source::System { shift: 0 }, zone }
    }

    /// A clock that says `local` now and runs on from there.
    pub fn starting_at(zone: Zone, local: PrimitiveDateTime) -> Self {
        Self { source: Source::System { shift: zone.instant(local) - machine_time() }, zone }
    }

    /// A clock that stands still until [`Clock::advance`].
    pub fn manual(zone: Zone, local: PrimitiveDateTime) -> Self {
        Self { source: Source::Manual(Arc::new(AtomicI64::new(zone.instant(local)))), zone }
    }

    /// Moves a manual clock; the machine's clock does not move.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(at) = &self.source {
            at.fetch_add(by.whole_seconds(), Ordering::SeqCst);
        }
    }

    /// The present.
    pub fn now(&self) -> Now {
        let unix = match &self.source {
            Source::System { shift } => machine_time() + shift,
            Source::Manual(at) => at.load(Ordering::SeqCst),
        };
        Now { unix, local: self.zone.local(unix) }
    }

    /// The site's time zone.
    pub fn zone(&self) -> Zone {
        self.zone
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine what time it is")]
fn machine_time() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn paris() -> Zone {
        Zone::named("Europe/Paris").unwrap()
    }

    #[test]
    fn midnight_is_the_site_s_own() {
        let clock = Clock::manual(paris(), datetime!(2026-06-30 23:59:58));
        assert_eq!(clock.now().today(), time::macros::date!(2026 - 06 - 30));
        clock.advance(Duration::seconds(2));
        assert_eq!(clock.now().today(), time::macros::date!(2026 - 07 - 01));
        let reunion = Zone::named("Indian/Reunion").unwrap();
        assert_eq!(reunion.local(clock.now().unix), datetime!(2026-07-01 2:00));
    }

    #[test]
    fn civil_times_become_instants_on_both_sides_of_the_changes() {
        for local in [
            datetime!(2026-03-29 1:59),
            datetime!(2026-03-29 3:00),
            datetime!(2026-10-25 1:59),
            datetime!(2026-10-25 2:30),
            datetime!(2026-10-25 3:00),
            datetime!(2028-02-29 12:00),
        ] {
            assert_eq!(paris().local(paris().instant(local)), local);
        }
        // 2 h 30 does not exist on the night of the spring change.
        assert_eq!(paris().local(paris().instant(datetime!(2026-03-29 2:30))), datetime!(2026-03-29 3:30));
    }
}
