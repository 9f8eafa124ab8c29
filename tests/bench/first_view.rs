//! What travels when somebody comes for the first time, and when they change a filter.

use crate::Result;
use crate::client::{Answer, Client, Request};
use crate::process::Server;
use crate::report::FirstView;

const LIST: &str = "/offres-de-stage";

/// Asks as a browser does.
pub fn measure(server: &Server) -> Result<FirstView> {
    let mut client = Client::new(server.address)?;
    let mut asked = |path: &str| {
        let request = Request::get(path).header("Accept-Encoding", "gzip, br, zstd");
        client.expect(&request, 200)
    };
    let html = asked(LIST)?.body.len();
    let page = Client::new(server.address)?.expect(&Request::get(LIST), 200)?.text();
    let (mut css, mut js) = (0, 0);
    let mut requests = 1;
    for path in own_files(&page) {
        requests += 1;
        let bytes = asked(&path)?.body.len();
        if path.ends_with(".css") { css += bytes } else { js += bytes }
    }
    let changed = changed(&mut client)?;
    Ok(FirstView { html, css, js, requests, changed: changed.body.len() })
}

/// The style sheets and scripts that a page needs.
fn own_files(page: &str) -> Vec<String> {
    page.split(['"', '\''])
        .filter(|piece| piece.starts_with("/assets/") && (piece.ends_with(".css") || piece.ends_with(".js")))
        .map(str::to_owned)
        .collect()
}

/// The answer to a choice in the filters.
fn changed(client: &mut Client) -> Result<Answer> {
    let request = Request::get(format!("{LIST}?public=lyceen&dep=33"))
        .header("Accept-Encoding", "gzip, br, zstd")
        .header("HX-Request", "true");
    client.expect(&request, 200)
}
