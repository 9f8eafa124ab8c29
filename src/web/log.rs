//! One line per request, holding the pattern of the route and never its address: tokens, searches
//! and numbers stay out of the log.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;
use tokio::time::Instant;

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

/// Writes the log to standard error, as JSON lines; `RUST_LOG` chooses what is said.
pub fn start() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,cmonstage=info"));
    // Fails only when a log was started already, as tests do; that one then serves.
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
