//! The yardstick: a server of the same stack that answers a constant page.

use std::io::Write;
use std::process::Command;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::Result;
use crate::process::Server;

/// As many bytes as a list of twenty cards has.
const BYTES: usize = 17_000;

/// Starts it in a process of its own, as the site is.
pub fn start() -> Result<Server> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--plain-server");
    Server::start(command)
}

/// What that process does.
pub fn serve() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let page: &'static str = "x".repeat(BYTES).leak();
        let answer =
            move || async move { ([(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response() };
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let mut out = std::io::stdout();
        writeln!(out, "http://{}", listener.local_addr()?)?;
        out.flush()?;
        axum::serve(listener, Router::new().route("/", get(answer))).await?;
        Ok(())
    })
}
