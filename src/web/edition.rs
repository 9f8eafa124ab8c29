//! Editions of public pages: what a page shows follows from its address, from what is public in the
//! database, and from the moment. An edition names the last two. It makes the `ETag` of the page, so
//! that a browser that has it already is told so (304), and says when a page kept in memory is no
//! longer the page.
//!
//! Answers to htmx have no tag: their headers depend on the page that asked, and browsers that hold
//! the whole page under the same address would be told that it has not changed.

use axum::http::header::IF_NONE_MATCH;
use axum::http::{HeaderMap, HeaderValue};

use crate::clock::Now;

/// How long an answer stays true while nothing public is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Not at all: it is made for one person, or for one sending. Browsers do not keep it either.
    No,
    /// Until the minute ends: it may show events, which close when they start.
    Minute,
    /// Until midnight on the site: nothing in it moves with the hour.
    Day,
}

/// The present of a request, taken before its page is made: a page may be newer than its edition,
/// never older.
#[derive(Debug, Clone, Copy)]
pub struct Present {
    /// [`crate::db::Db::version`].
    pub version: u64,
    /// The hour.
    pub now: Now,
}

/// A state of the site that a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    version: u64,
    moment: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Minute(i64),
    Day(i32),
}

impl Present {
    /// The edition of an answer made now; none when it is not kept.
    pub fn edition(self, kept: Kept) -> Option<Edition> {
        let moment = match kept {
            Kept::No => return None,
            Kept::Minute => self.minute(),
            Kept::Day => self.day(),
        };
        Some(Edition { version: self.version, moment })
    }

    /// Whether an edition is today's, of this minute if it is one of a minute.
    pub fn is_of(self, edition: Edition) -> bool {
        let moment = match edition.moment {
            Moment::Minute(_) => self.minute(),
            Moment::Day(_) => self.day(),
        };
        edition == Edition { version: self.version, moment }
    }

    /// Zones are offset by whole minutes, so that a civil minute is one of UTC; and unlike the hour
    /// on the wall, it never comes back in autumn.
    fn minute(self) -> Moment {
        Moment::Minute(self.now.unix.div_euclid(60))
    }

    fn day(self) -> Moment {
        Moment::Day(self.now.today().to_julian_day())
    }
}

impl Edition {
    /// The tag of the pages of this edition. `process` tells apart the programs that count versions,
    /// each from 0. It is weak: the same page travels compressed or not.
    pub fn tag(self, process: &str) -> HeaderValue {
        let version = self.version;
        let text = match self.moment {
            Moment::Minute(minute) => format!("W/\"{process}-{version:x}-m{minute:x}\""),
            Moment::Day(day) => format!("W/\"{process}-{version:x}-d{day:x}\""),
        };
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""))
    }
}

/// Whether the request says that it holds the answer of this tag already (RFC 9110, 13.1.2).
pub fn holds(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    headers.get_all(IF_NONE_MATCH).iter().any(|value| value == tag || lists(value.as_bytes(), tag.as_bytes()))
}

/// Whether a list of tags, or `*`, holds one; tags are compared weakly. What cannot be read ends the
/// list.
fn lists(list: &[u8], tag: &[u8]) -> bool {
    if list.trim_ascii() == b"*" {
        return true;
    }
    let wanted = tag.strip_prefix(b"W/").unwrap_or(tag);
    let mut rest = list;
    loop {
        rest = rest.trim_ascii_start();
        if let Some(after) = rest.strip_prefix(b",") {
            rest = after;
            continue;
        }
        let quoted = rest.strip_prefix(b"W/").unwrap_or(rest);
        // A comma may stand between the quotes, where nothing is escaped.
        let Some(end) = quoted
            .strip_prefix(b"\"")
            .and_then(|inside| inside.iter().position(|byte| *byte == b'"'))
            .map(|at| at + 2)
        else {
            return false;
        };
        let (one, after) = quoted.split_at(end);
        if one == wanted {
            return true;
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Zone};
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::datetime;

    fn asked(values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (IF_NONE_MATCH, HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn a_tag_is_found_in_what_browsers_and_proxies_send() {
        let tag = HeaderValue::from_static("W/\"abc-1-d2\"");
        for right in [
            &["W/\"abc-1-d2\""][..],
            &["\"abc-1-d2\""],
            &["*"],
            &[" * "],
            &["\"x\", W/\"abc-1-d2\""],
            &["\"x,\" ,,W/\"y\",\t\"abc-1-d2\" , \"z\""],
            &["\"x\"", "\"abc-1-d2\""],
            &["\"\",\"abc-1-d2\""],
        ] {
            assert!(holds(&asked(right), &tag), "{right:?}");
        }
        for wrong in [
            &[][..],
            &[""],
            &["abc-1-d2"],
            &["W/abc-1-d2"],
            &["\"abc-1-d\""],
            &["\"abc-1-d22\""],
            &["\"abc-1-d2"],
            &["w/\"abc-1-d2\""],
            &["\"*\""],
            &["*, *"],
            &["\"x\" nonsense, \"abc-1-d2\""],
            &["\", \"abc-1-d2\""],
            &["\"ABC-1-D2\""],
        ] {
            assert!(!holds(&asked(wrong), &tag), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn any_list_is_read_as_it_was_written(
            tags in proptest::collection::vec(("[!#-~\u{e9}]{0,12}", any::<bool>(), "[ \t]{0,2},[ ,\t]{0,3}"), 0..6),
            wanted in "[!#-~]{0,6}",
        ) {
            let text: String =
                tags.iter().map(|(tag, weak, gap)| format!("{}\"{tag}\"{gap}", if *weak { "W/" } else { "" })).collect();
            let there = tags.iter().any(|(tag, ..)| *tag == wanted);
            prop_assert_eq!(lists(text.as_bytes(), format!("W/\"{wanted}\"").as_bytes()), there);
        }

        #[test]
        fn nonsense_is_read_without_harm(list in proptest::collection::vec(any::<u8>(), 0..60)) {
            lists(&list, b"W/\"abc\"");
        }
    }

    #[test]
    fn editions_end_with_the_minute_with_the_day_and_with_the_version() {
        let clock = Clock::manual(Zone::named("Europe/Paris").unwrap(), datetime!(2026-03-02 23:58:30));
        let present = |version| Present { version, now: clock.now() };
        let (minute, day) =
            (present(1).edition(Kept::Minute).unwrap(), present(1).edition(Kept::Day).unwrap());
        assert_eq!(present(1).edition(Kept::No), None);
        assert!(minute.tag("p") != day.tag("p") && minute.tag("p") != minute.tag("q"));
        assert!(present(1).is_of(minute) && present(1).is_of(day));
        assert!(!present(2).is_of(minute) && !present(2).is_of(day));
        clock.advance(Duration::seconds(29));
        assert!(present(1).is_of(minute));
        clock.advance(Duration::seconds(1));
        assert!(!present(1).is_of(minute) && present(1).is_of(day));
        clock.advance(Duration::minutes(1));
        assert!(!present(1).is_of(day));
    }
}
