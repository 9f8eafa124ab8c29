//! Public pages kept in memory, encoded, headers and all: most visitors ask for the same few pages,
//! and an offer is read far more often than it changes.
//!
//! Nothing is ever taken out because of what was written: a page is answered again only while its
//! edition is the present one, and an older one waits to be replaced. When half of the room is taken,
//! what was not asked for since the half before goes: addresses that are asked for once, and there can be
//! any number of them, do not push out those that everybody asks for. What a page depends on is its address, its edition and its encoding, so that only
//! anonymous requests for whole pages read it or fill it (see [`super::front`]).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use bytes::Bytes;

use super::edition::{Edition, Present, holds};
use crate::access::key::random;

/// A page over this is made each time.
const LARGEST: usize = 256 * 1024;

/// What an answer takes beside its body and its address: its two maps of headers, about.
const BESIDE: usize = 2 * 1024;

/// A whole answer with its tag.
#[derive(Debug)]
pub struct Answer {
    edition: Edition,
    tag: HeaderValue,
    headers: HeaderMap,
    unchanged: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// An answer to be kept, from all that it will send.
    pub fn new(edition: Edition, process: &str, mut headers: HeaderMap, body: Bytes) -> Self {
        let tag = edition.tag(process);
        headers.insert(ETAG, tag.clone());
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        // Of its own length: what is kept is weighed by it.
        let body = Bytes::copy_from_slice(&body);
        // Of what a 304 must repeat (RFC 9110, 15.4.5). The length is the page's: over HTTP/1 it is
        // left out, and axum would otherwise write a 0, which would be wrong.
        let unchanged = [ETAG, CACHE_CONTROL, VARY, CONTENT_LENGTH]
            .into_iter()
            .filter_map(|name| headers.get(&name).cloned().map(|value| (name, value)))
            .collect();
        Self { edition, tag, headers, unchanged, body }
    }

    /// The answer to a request: the page, or that it has not changed.
    pub fn to(&self, asked: &HeaderMap) -> Response {
        let (status, headers, body) = if holds(asked, &self.tag) {
            (StatusCode::NOT_MODIFIED, &self.unchanged, Body::empty())
        } else {
            (StatusCode::OK, &self.headers, Body::from(self.body.clone()))
        };
        let mut response = body.into_response();
        *response.status_mut() = status;
        *response.headers_mut() = headers.clone();
        response
    }

    fn weight(&self, address: &str) -> usize {
        self.body.len() + address.len() + BESIDE
    }
}

/// The pages kept.
#[derive(Debug)]
pub struct Pages {
    process: String,
    room: usize,
    shelves: Mutex<[Shelves; 2]>,
}

/// A half of the room: by address, the plain form and the compressed one.
#[derive(Debug, Default)]
struct Shelves {
    answers: HashMap<Box<str>, [Option<Arc<Answer>>; 2]>,
    weight: usize,
}

impl Pages {
    /// Room for so many bytes; 0 keeps nothing.
    pub fn new(room: usize) -> Self {
        let process = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random::<6>());
        Self { process, room, shelves: Mutex::default() }
    }

    /// What tells the tags of this process from those of any other.
    pub fn process(&self) -> &str {
        &self.process
    }

    /// The answer kept for an address, if its edition is still the present one.
    pub fn get(&self, address: &str, gzip: bool, present: Present) -> Option<Arc<Answer>> {
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        let [new, old] = &mut *shelves;
        let held = |shelf: &Shelves| shelf.answers.get(address)?[usize::from(gzip)].clone();
        if let Some(answer) = held(new) {
            return present.is_of(answer.edition).then_some(answer);
        }
        let answer = held(old).filter(|answer| present.is_of(answer.edition))?;
        self.put(&mut shelves, address, gzip, answer.clone());
        Some(answer)
    }

    /// How many answers are held, old ones included.
    pub fn held(&self) -> usize {
        let shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        shelves.iter().flat_map(|shelf| shelf.answers.values().flatten().flatten()).count()
    }

    /// Keeps an answer, in place of an older one.
    pub fn keep(&self, address: &str, gzip: bool, answer: Arc<Answer>) {
        if answer.body.len() <= LARGEST && answer.weight(address) <= self.room / 2 {
            let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
            self.put(&mut shelves, address, gzip, answer);
        }
    }

    fn put(&self, shelves: &mut [Shelves; 2], address: &str, gzip: bool, answer: Arc<Answer>) {
        let weight = answer.weight(address);
        if shelves[0].weight + weight > self.room / 2 {
            shelves[1] = std::mem::take(&mut shelves[0]);
        }
        let shelf = &mut shelves[0];
        let pair = shelf.answers.entry(address.into()).or_default();
        let before = pair[usize::from(gzip)].replace(answer);
        shelf.weight += weight;
        shelf.weight -= before.map_or(0, |before| before.weight(address));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Zone};
    use crate::web::edition::Kept;
    use time::macros::datetime;

    fn present(version: u64) -> Present {
        let zone = Zone::named("Europe/Paris").unwrap();
        Present { version, now: Clock::manual(zone, datetime!(2026-03-02 10:00)).now() }
    }

    fn answer(version: u64, size: usize) -> Arc<Answer> {
        let edition = present(version).edition(Kept::Day).unwrap();
        Arc::new(Answer::new(edition, "p", HeaderMap::new(), vec![b'x'; size].into()))
    }

    fn weighed(pages: &Pages) -> (usize, usize) {
        let shelves = pages.shelves.lock().unwrap();
        let answers = shelves.iter().flat_map(|shelf| &shelf.answers);
        let real = answers
            .flat_map(|(address, pair)| pair.iter().flatten().map(|answer| answer.weight(address)))
            .sum();
        (shelves.iter().map(|shelf| shelf.weight).sum(), real)
    }

    #[test]
    fn the_room_is_never_overrun_and_what_is_weighed_is_what_is_there() {
        let pages = Pages::new(100_000);
        for n in 0..500_usize {
            pages.keep(&format!("/{}", n * 7 % 40), n % 3 == 0, answer(n as u64, n * 131 % 20_000));
            let (weight, real) = weighed(&pages);
            assert!(weight == real && weight <= 100_000, "{n}: {weight} {real}");
        }
        pages.keep("/large", false, answer(1, 49_000));
        assert!(pages.get("/large", false, present(1)).is_none(), "it does not fit with what goes with it");
        let pages = Pages::new(usize::MAX);
        pages.keep("/largest", true, answer(1, LARGEST));
        pages.keep("/larger", true, answer(1, LARGEST + 1));
        assert!(pages.get("/largest", true, present(1)).is_some());
        assert!(pages.get("/larger", true, present(1)).is_none());
        let none = Pages::new(0);
        none.keep("/", false, answer(1, 0));
        assert!(none.get("/", false, present(1)).is_none());
    }

    #[test]
    fn addresses_asked_for_once_do_not_push_out_those_that_are_asked_for_again() {
        let pages = Pages::new(100_000);
        pages.keep("/", true, answer(1, 5_000));
        for n in 0..1_000 {
            pages.keep(&format!("/?junk={n}"), true, answer(1, 5_000));
            assert!(pages.get("/", true, present(1)).is_some(), "{n}");
        }
        assert!(pages.get("/?junk=0", true, present(1)).is_none());
    }

    #[test]
    fn an_older_edition_is_never_answered_and_forms_do_not_mix() {
        let pages = Pages::new(1_000_000);
        pages.keep("/a", false, answer(1, 10));
        assert!(pages.get("/a", false, present(1)).is_some());
        assert!(pages.get("/a", true, present(1)).is_none());
        assert!(pages.get("/a?", false, present(1)).is_none());
        assert!(pages.get("/a", false, present(2)).is_none());
        // One that was long in the making comes after a newer one.
        pages.keep("/a", false, answer(2, 10));
        pages.keep("/a", false, answer(1, 10));
        assert!(pages.get("/a", false, present(2)).is_none());
    }
}
