//! Style sheet, script and icon: embedded, joined, compressed once at start, served for ever under
//! names that hold their hash.

use std::io::Write;

use axum::extract::State;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::error::Error;
use super::{App, paths};
use crate::access::key::sha256;

/// One file, ready to leave.
#[derive(Debug, Clone)]
pub struct Asset {
    name: String,
    href: String,
    media_type: &'static str,
    plain: Bytes,
    gzip: Bytes,
}

impl Asset {
    fn new(
        stem: &str,
        extension: &str,
        media_type: &'static str,
        content: impl Into<Bytes>,
    ) -> std::io::Result<Self> {
        let content = content.into();
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&content)?;
        Ok(Self::compressed(stem, extension, media_type, content, encoder.finish()?.into()))
    }

    /// One whose compressed form is there already.
    fn compressed(stem: &str, extension: &str, media_type: &'static str, plain: Bytes, gzip: Bytes) -> Self {
        let hash = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&sha256(&plain)[..9]);
        let name = format!("{stem}-{hash}.{extension}");
        Self { href: paths::Asset { name: name.clone() }.to_string(), name, media_type, plain, gzip }
    }

    /// Its address.
    pub fn href(&self) -> &str {
        &self.href
    }
}

/// The files of every page.
#[derive(Debug, Clone)]
pub struct Assets {
    /// The style sheet, with the rules that depend on the settings at its end.
    pub css: Asset,
    /// What only the extranet shows, so that visitors do not load it.
    pub extranet_css: Asset,
    /// htmx, then our own behaviours.
    pub js: Asset,
    /// The behaviours that only the extranet needs.
    pub extranet_js: Asset,
    /// The icon of the site.
    pub icon: Asset,
    /// The picture shown beside a shared link; it names nobody, since each site has its own name.
    pub image: Asset,
}

impl Assets {
    /// Joins and compresses the files; `own_css` is what the settings add to the style sheet.
    ///
    /// # Errors
    /// Compression in memory does not fail; its signature says it may.
    pub fn build(own_css: &str) -> std::io::Result<Self> {
        let css = [STYLES, &[own_css]].concat().join("\n");
        Ok(Self {
            css: Asset::new("cmonstage", "css", "text/css; charset=utf-8", squeezed(&css))?,
            extranet_css: Asset::new(
                "extranet",
                "css",
                "text/css; charset=utf-8",
                squeezed(&EXTRANET_STYLES.join("\n")),
            )?,
            js: Asset::compressed(
                "cmonstage",
                "js",
                "text/javascript; charset=utf-8",
                SCRIPT.0.into(),
                SCRIPT.1.into(),
            ),
            extranet_js: Asset::compressed(
                "extranet",
                "js",
                "text/javascript; charset=utf-8",
                EXTRANET_SCRIPT.0.into(),
                EXTRANET_SCRIPT.1.into(),
            ),
            icon: Asset::new("icone", "svg", "image/svg+xml", ICON)?,
            image: Asset::new("partage", "png", "image/png", IMAGE)?,
        })
    }

    fn all(&self) -> [&Asset; 6] {
        [&self.css, &self.extranet_css, &self.js, &self.extranet_js, &self.icon, &self.image]
    }
}

/// Answers one of them; a name with another hash is a page of another version.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn serve(
    paths::Asset { name }: paths::Asset,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let assets = app.assets.all();
    let asset = assets.into_iter().find(|asset| asset.name == name).ok_or(Error::NotFound)?;
    Ok(answer(asset, &headers, "public, max-age=31536000, immutable"))
}

/// Answers the icon where browsers ask for it when no page tells them where it is, as beside a PDF.
pub async fn favicon(_: paths::Favicon, State(app): State<App>, headers: HeaderMap) -> Response {
    answer(&app.assets.icon, &headers, "public, max-age=86400")
}

fn answer(asset: &Asset, headers: &HeaderMap, cache: &'static str) -> Response {
    let takes_gzip = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|coding| coding.trim().starts_with("gzip")));
    let body = if takes_gzip { asset.gzip.clone() } else { asset.plain.clone() };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if takes_gzip {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Comments, indentation and the spaces around punctuation, which only the source needs, left out of
/// the style sheet.
fn squeezed(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    out.push_str(rest);
    let lines: String = out.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    // No string of ours holds one of these; the sum in calc() needs its spaces.
    let shorter = [
        (" {", "{"),
        ("{ ", "{"),
        ("; ", ";"),
        (" }", "}"),
        ("} ", "}"),
        (";}", "}"),
        (": ", ":"),
        (", ", ","),
        (" > ", ">"),
    ];
    shorter.into_iter().fold(lines, |css, (long, short)| css.replace(long, short))
}

/// In the order of their layers; the names sort that way.
const STYLES: &[&str] = &[
    include_str!("../../assets/css/00-layers.css"),
    include_str!("../../assets/css/10-reset.css"),
    include_str!("../../assets/css/20-tokens.css"),
    include_str!("../../assets/css/30-base.css"),
    include_str!("../../assets/css/40-layout.css"),
    include_str!("../../assets/css/50-button.css"),
    include_str!("../../assets/css/51-field.css"),
    include_str!("../../assets/css/52-card.css"),
    include_str!("../../assets/css/53-list.css"),
    include_str!("../../assets/css/54-filter.css"),
    include_str!("../../assets/css/55-map.css"),
    include_str!("../../assets/css/56-parts.css"),
    include_str!("../../assets/css/57-home.css"),
    include_str!("../../assets/css/58-article.css"),
    include_str!("../../assets/css/59-event.css"),
    include_str!("../../assets/css/80-utilities.css"),
    include_str!("../../assets/css/90-print.css"),
];

/// The pages of the extranet alone.
const EXTRANET_STYLES: &[&str] = &[
    include_str!("../../assets/extranet/frame.css"),
    include_str!("../../assets/extranet/form.css"),
    include_str!("../../assets/extranet/portfolio.css"),
    include_str!("../../assets/extranet/project.css"),
    include_str!("../../assets/extranet/table.css"),
    include_str!("../../assets/extranet/registrations.css"),
    include_str!("../../assets/extranet/print.css"),
];

/// htmx and our behaviours, joined and compressed by `build.rs`.
const SCRIPT: (&str, &[u8]) = (
    include_str!(concat!(env!("OUT_DIR"), "/script.js")),
    include_bytes!(concat!(env!("OUT_DIR"), "/script.js.gz")),
);

/// The behaviours of the extranet.
const EXTRANET_SCRIPT: (&str, &[u8]) = (
    include_str!(concat!(env!("OUT_DIR"), "/extranet.js")),
    include_bytes!(concat!(env!("OUT_DIR"), "/extranet.js.gz")),
);

const ICON: &str = include_str!("../../assets/img/icon.svg");

const IMAGE: &[u8] = include_bytes!("../../assets/img/share.png");
