//! What the program logs while tests run, each line kept for the site that it came from: requests
//! are handled inside a span that bears its number. What comes from elsewhere (the writer's thread)
//! is everybody's, under the number 0.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{LazyLock, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

/// What each site has logged, by its number.
type Lines = HashMap<u64, Vec<(Level, String)>>;

static LINES: LazyLock<Mutex<Lines>> = LazyLock::new(|| {
    tracing_subscriber::registry().with(Recorder.with_filter(LevelFilter::INFO)).init();
    Mutex::default()
});

/// The span in which the requests of one site are handled.
pub fn span(site: u64) -> tracing::Span {
    LazyLock::force(&LINES);
    tracing::info_span!("site", site)
}

/// Everything that was logged for a site.
pub fn lines(site: u64) -> Vec<(Level, String)> {
    LINES.lock().unwrap_or_else(PoisonError::into_inner).get(&site).cloned().unwrap_or_default()
}

struct Recorder;

struct Site(u64);

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut reader = Reader::default();
        attributes.record(&mut reader);
        if let (Some(site), Some(span)) = (reader.site, context.span(id)) {
            span.extensions_mut().insert(Site(site));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut reader = Reader::default();
        event.record(&mut reader);
        let site = context
            .event_scope(event)
            .and_then(|mut scope| scope.find_map(|span| span.extensions().get::<Site>().map(|site| site.0)))
            .unwrap_or(0);
        let line = (*event.metadata().level(), reader.text);
        LINES.lock().unwrap_or_else(PoisonError::into_inner).entry(site).or_default().push(line);
    }
}

#[derive(Default)]
struct Reader {
    site: Option<u64>,
    text: String,
}

impl Visit for Reader {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "site" {
            self.site = Some(value);
        }
        let _ = write!(self.text, "{field}={value} ");
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.text, "{field}={value:?} ");
    }
}
