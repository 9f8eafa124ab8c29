//! One line per request, holding the pattern of the route and never its address: tokens, searches
//! and numbers stay out of the log.
//!
//! A page that is ready to leave takes less time than a line of log written as libraries write it (a
//! map of the fields, a call to the system). So lines are written straight into a buffer, which leaves
//! a tenth of a second later; a warning or an error leaves at once, with all that came before it.

use std::io::{self, Write as _};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;
use tokio::time::Instant;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, time};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::registry::LookupSpan;

/// A request that is being answered.
pub struct Entry {
    method: Method,
    route: Option<MatchedPath>,
    start: Instant,
}

impl Entry {
    /// When it arrives.
    #[expect(clippy::disallowed_methods, reason = "measures how long an answer takes; decides nothing")]
    pub fn start(request: &Request) -> Self {
        Self {
            method: request.method().clone(),
            route: request.extensions().get::<MatchedPath>().cloned(),
            start: Instant::now(),
        }
    }

    /// Logs the method, the pattern, the status and the time taken.
    pub fn end(self, response: &Response) {
        let route = self.route.as_ref().map_or("-", MatchedPath::as_str);
        let status = response.status().as_u16();
        let microseconds = u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX);
        tracing::info!(method = self.method.as_str(), route, status, microseconds, "request");
    }
}

/// Holds back nothing of the log once it is dropped.
#[must_use]
pub struct Log(());

impl Drop for Log {
    fn drop(&mut self) {
        BUFFER.flush();
    }
}

/// Writes the log to standard error, as JSON lines; `RUST_LOG` chooses what is said. To be kept as
/// long as something is logged.
pub fn start() -> Log {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,cmonstage=info"));
    // Without the thread, lines leave when there are many, when one is urgent, and at the end.
    let _ = std::thread::Builder::new().name("log".to_owned()).spawn(|| BUFFER.write_on());
    // Fails only when a log was started already, as tests do; that one then serves.
    let _ = tracing_subscriber::fmt()
        .event_format(Lines)
        .with_env_filter(filter)
        .with_writer(Buffered)
        .try_init();
    Log(())
}

/// How long a line may wait for others.
const WAIT: Duration = Duration::from_millis(100);

/// Beyond so many bytes, lines do not wait.
const FULL: usize = 64 * 1024;

/// Lines that wait, written by a thread that sleeps while there are none.
static BUFFER: Buffer = Buffer { lines: Mutex::new(Vec::new()), some: Condvar::new() };

struct Buffer {
    lines: Mutex<Vec<u8>>,
    some: Condvar,
}

impl Buffer {
    fn add(&self, line: &[u8], at_once: bool) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let first = lines.is_empty();
        lines.extend_from_slice(line);
        if at_once || lines.len() > FULL {
            let waiting = std::mem::take(&mut *lines);
            drop(lines);
            write_out(&waiting);
        } else if first {
            self.some.notify_one();
        }
    }

    fn flush(&self) {
        let waiting = std::mem::take(&mut *self.lines.lock().unwrap_or_else(PoisonError::into_inner));
        write_out(&waiting);
    }

    fn write_on(&self) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            lines =
                self.some.wait_while(lines, |lines| lines.is_empty()).unwrap_or_else(PoisonError::into_inner);
            // Nobody says that others have come: this only waits for the time to pass.
            lines = self
                .some
                .wait_timeout_while(lines, WAIT, |lines| !lines.is_empty())
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            // Whoever reads may be slow: nobody waits for them while adding a line.
            let waiting = std::mem::take(&mut *lines);
            drop(lines);
            write_out(&waiting);
            lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn write_out(lines: &[u8]) {
    // Nobody may be reading; there is nowhere to say so.
    let _ = io::stderr().write_all(lines);
}

/// Where the formatted lines go.
struct Buffered;

/// One line on its way.
struct Line {
    at_once: bool,
}

impl<'a> MakeWriter<'a> for Buffered {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line { at_once: true }
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> Line {
        // Levels grow with the detail.
        Line { at_once: *metadata.level() <= Level::WARN }
    }
}

impl io::Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        BUFFER.add(line, self.at_once);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An event as a line of JSON. Spans are left out: the program has none.
struct Lines;

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> std::fmt::Result {
        writer.write_str("{\"timestamp\":\"")?;
        time().format_time(&mut writer)?;
        write!(writer, "\",\"level\":\"{}\",\"fields\":{{", event.metadata().level().as_str())?;
        let mut fields = Fields { out: writer.by_ref(), first: true, result: Ok(()) };
        event.record(&mut fields);
        fields.result?;
        writer.write_str("},\"target\":")?;
        string(&mut writer, event.metadata().target())?;
        writer.write_str("}\n")
    }
}

/// Writes the fields of an event.
struct Fields<'w> {
    out: Writer<'w>,
    first: bool,
    result: std::fmt::Result,
}

impl Fields<'_> {
    fn put(&mut self, field: &Field, write: impl FnOnce(&mut Writer<'_>) -> std::fmt::Result) {
        let comma = if std::mem::take(&mut self.first) { "" } else { "," };
        self.result = self.result.and_then(|()| {
            self.out.write_str(comma)?;
            string(&mut self.out, field.name())?;
            self.out.write_char(':')?;
            write(&mut self.out)
        });
    }
}

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, |out| string(out, value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, |out| write!(out, "{value}"));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, |out| write!(out, "{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, |out| write!(out, "{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.put(field, |out| string(out, &format!("{value:?}")));
    }
}

/// A JSON string. Most need no escaping.
fn string(out: &mut Writer<'_>, text: &str) -> std::fmt::Result {
    if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        out.write_char('"')?;
        out.write_str(text)?;
        out.write_char('"')
    } else {
        out.write_str(&serde_json::to_string(text).map_err(|_| std::fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    /// What a writer was given.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_is_json_whatever_it_says() {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber =
            tracing_subscriber::fmt().event_format(Lines).with_writer(move || writer.clone()).finish();
        let nasty = "«\"\\\n\u{1}é» <";
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(
                method = "GET",
                route = "/a/{b}",
                status = 200_u16,
                microseconds = 12_u64,
                "request"
            );
            tracing::warn!(error = %nasty, good = false, below = -3, "it {}", nasty);
        });
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2, "{text}");
        let fields = serde_json::json!({
            "message": "request", "method": "GET", "route": "/a/{b}", "status": 200, "microseconds": 12
        });
        assert_eq!(lines[0]["fields"], fields);
        assert_eq!((&lines[0]["level"], &lines[1]["level"]), (&"INFO".into(), &"WARN".into()));
        assert!(lines[0]["target"].as_str().unwrap().ends_with("log::tests"));
        assert!(lines[0]["timestamp"].as_str().unwrap().ends_with('Z'));
        assert_eq!(lines[1]["fields"]["error"], nasty);
        assert_eq!(lines[1]["fields"]["message"], format!("it {nasty}"));
        assert_eq!(
            (&lines[1]["fields"]["good"], &lines[1]["fields"]["below"]),
            (&false.into(), &(-3).into())
        );
    }
}
