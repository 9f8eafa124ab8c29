//! Style sheet, script, icon: few, small, kept for ever under names that change with them.

use std::path::Path;

use cmonstage::access::key::sha256;
use cmonstage::domain::OfferAudience;

use crate::support::{Request, TestApp};

fn root(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn the_vendored_htmx_is_the_one_that_was_looked_at() {
    let bytes = std::fs::read(root("assets/vendor/htmx.min.js")).unwrap();
    let digest: String = sha256(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let readme = std::fs::read_to_string(root("assets/vendor/README.md")).unwrap();
    assert!(readme.contains(&format!("`{digest}`")), "{digest} is not the sha256 in assets/vendor/README.md");
}

#[test]
fn the_fonts_of_documents_are_those_that_were_made_and_small() {
    let readme = std::fs::read_to_string(root("assets/fonts/README.md")).unwrap();
    for name in ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"] {
        let bytes = std::fs::read(root("assets/fonts").join(name)).unwrap();
        let digest: String = sha256(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(readme.contains(&format!("sha256 of `{name}`: `{digest}`")), "{name}: {digest}");
        assert!(bytes.len() <= 60_000, "{name}: {} bytes", bytes.len());
    }
}

/// Cards as different from each other as they are in life: the same words would compress too well.
fn forty_offers() -> TestApp {
    let app = TestApp::new();
    for n in 0..40_usize {
        let (occupation, commune): (String, String) = (
            app.value("SELECT code FROM occupation WHERE kind = 'card' ORDER BY code LIMIT 1 OFFSET ?1", [n as i64 * 17]),
            app.value("SELECT code FROM commune WHERE department_code IN ('79', '86', '33') ORDER BY code LIMIT 1 OFFSET ?1", [n as i64 * 23]),
        );
        let name: String =
            app.value("SELECT name FROM commune ORDER BY code LIMIT 1 OFFSET ?1", [n as i64 * 401]);
        let audiences = &OfferAudience::ALL[n % 3..];
        let offer = app.offer().commune(&commune).occupation(Some(&occupation)).audiences(audiences);
        let offer =
            offer.company(&format!("{} {name}", ["Atelier", "Maison", "Transports", "Garage"][n % 4]));
        let offer = if n % 2 == 0 { offer.starts_in(n as i64 * 3) } else { offer };
        offer.published();
    }
    app
}

#[test]
fn a_change_of_filter_takes_one_light_request() {
    let app = forty_offers();
    let page = app.visitor().get("/offres-de-stage").htmx_change("Dès que possible");
    assert_eq!(page.numbers().len(), 20);
    assert_eq!(page.response.header("content-encoding"), Some("gzip"));
    assert!(page.response.on_the_wire <= 4_096, "{} bytes", page.response.on_the_wire);
}

#[test]
fn the_first_view_of_the_list_is_light_and_takes_three_requests() {
    let app = forty_offers();
    let page = app.visitor().get("/offres-de-stage");
    assert_eq!(page.numbers().len(), 20);
    // What a browser fetches by itself, the icon apart.
    let mut fetched = page.attributes("link[rel=stylesheet]", "href");
    fetched.extend(page.attributes("script[src]", "src"));
    fetched.extend(
        page.attributes(
            "img, source, iframe, video, audio, link[rel=preload], link[rel=modulepreload]",
            "src",
        ),
    );
    assert_eq!(fetched.len(), 2, "{fetched:?}");
    let weights: Vec<usize> = fetched
        .iter()
        .map(|href| app.visitor().fetch(href).on_the_wire)
        .chain([page.response.on_the_wire])
        .collect();
    assert_eq!(page.response.header("content-encoding"), Some("gzip"));
    assert!(weights.iter().sum::<usize>() <= 30_000, "compressed, in bytes: css, js, page = {weights:?}");
    // Nothing is fetched from elsewhere by the style sheet either.
    let css = app.visitor().fetch(&fetched[0]).text();
    assert!(!css.contains("@import") && !css.contains("url("), "the style sheet fetches nothing");
}

#[test]
fn assets_are_kept_for_ever_under_names_that_hold_their_hash() {
    let app = TestApp::new();
    let page = app.visitor().get("/");
    let mut hrefs = page.attributes("link[rel=stylesheet], link[rel=icon]", "href");
    hrefs.extend(page.attributes("script[src]", "src"));
    assert_eq!(hrefs.len(), 3);
    for href in hrefs {
        let packed = app.visitor().fetch(&href);
        let plain = app.visitor().send(&Request::get(&href));
        assert_eq!((packed.status, packed.header("content-encoding")), (200, Some("gzip")), "{href}");
        assert_eq!(plain.header("content-encoding"), None);
        assert!(packed.body == plain.body, "{href}: the same once unpacked");
        for answer in [&packed, &plain] {
            assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
            assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        }
        use base64::Engine;
        let hash = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&sha256(&plain.body)[..9]);
        assert!(href.contains(&format!("-{hash}.")), "{href} holds the hash of its content, {hash}");
        app.visitor().open(&href.replace(&hash, "AAAAAAAAAAAA"), 404);
    }
}

#[test]
fn nothing_but_the_assets_is_reached_through_them() {
    let app = TestApp::new();
    for name in [
        "",
        "htmx.min.js",
        "../Cargo.toml",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "..\\..\\base.db",
        "%2fetc%2fpasswd",
        "....//....//etc/passwd",
        "cmonstage.css",
        "%00",
        "base.db",
        "cmonstage-%00.css",
        "./../../../../etc/passwd",
        "..%c0%af..%c0%afetc/passwd",
        "file:///etc/passwd",
    ] {
        let answer = app.visitor().fetch(&format!("/assets/{name}"));
        assert!(matches!(answer.status, 301 | 400 | 404), "{name}: {}", answer.status);
        assert!(!String::from_utf8_lossy(&answer.body).contains("root:"), "{name}");
    }
}

#[test]
fn each_style_and_script_of_the_folder_is_served_and_behaviours_are_short() {
    let app = TestApp::new();
    let css = app.visitor().fetch(app.app().assets.css.href()).text();
    let js = app.visitor().fetch(app.app().assets.js.href()).text();
    // The style sheet is served without the spaces that only its source needs.
    let packed = |css: &str| css.replace(|c: char| c.is_whitespace() || c == ';', "");
    for entry in std::fs::read_dir(root("assets/js")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
            assert!(js.contains(line), "a behaviour is left out: {line}");
        }
        assert!(text.lines().count() < 60, "a behaviour has grown");
    }
    for entry in std::fs::read_dir(root("assets/css")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let last_rule = text
            .lines()
            .map(str::trim)
            .rfind(|line| line.len() > 12 && !line.contains("/*") && !line.contains("*/"));
        if let Some(line) = last_rule {
            assert!(packed(&css).contains(&packed(line)), "{} is left out: {line}", path.display());
        }
    }
}
