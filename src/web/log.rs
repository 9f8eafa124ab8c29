//! One line per request, holding the pattern of the route and never its address: tokens, searches
//! and numbers stay out of the log.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

/// Logs the method, the pattern, the status and the time taken.
pub async fn layer(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    #[expect(clippy::disallowed_methods, reason = "measures how long an answer takes; decides nothing")]
    let start = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let microseconds = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(%method, route, status, microseconds, "request");
    response
}

/// Writes the log to standard error, as JSON lines; `RUST_LOG` chooses what is said.
pub fn start() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,cmonstage=info"));
    // Fails only when a log was started already, as tests do; that one then serves.
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
