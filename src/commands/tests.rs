//! The contents, the contact form and the feeds, asked of the whole router.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use time::Duration;
use time::macros::datetime;
use tower::ServiceExt;

use super::serve::{self, Parts};
use crate::access::key::Key;
use crate::accounts::{self, Civility, NewUser, Role};
use crate::clock::{Clock, Zone};
use crate::contact::store as contact;
use crate::content;
use crate::db::Error;
use crate::domain::{DepartmentCode, Email, FileKind, Name};
use crate::files::{self, FileId, FileInfo};
use crate::site::Site;
use crate::web::App;
use crate::web::client::{BaseUrl, TrustedProxies};
use crate::web::limits::Limits;

struct Served {
    app: App,
    clock: Clock,
    router: Router,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

struct Answer {
    status: StatusCode,
    location: String,
    text: String,
}

impl Served {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = serve::open(&folder.path().join("base.db")).unwrap();
        let clock = Clock::manual(Zone::named("Europe/Paris").unwrap(), datetime!(2026-03-02 10:00));
        let now = clock.now();
        db.write_blocking(move |tx| content::defaults::seed(tx, now)).unwrap();
        let site = db.read_blocking(|tx| Site::load(tx).map_err(Error::from)).unwrap();
        let app = serve::assemble(Parts {
            db,
            clock: clock.clone(),
            limits: Limits::new(&site, true),
            site,
            base_url: BaseUrl::parse("https://stages.example.org").unwrap(),
            key: Key::from_bytes([3; 32]),
            proxies: TrustedProxies::default(),
        })
        .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { router: crate::router(&app), app, clock, runtime, _folder: folder }
    }

    fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status();
            let location =
                response.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            Answer {
                status,
                location: location.unwrap_or_default(),
                text: String::from_utf8_lossy(&bytes).into_owned(),
            }
        })
    }

    fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::HOST, "stages.example.org").body(Body::empty()).unwrap())
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::HOST, "stages.example.org")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap())
    }

    fn mails(&self) -> Vec<(String, String, String, Option<String>)> {
        self.app
            .db
            .read_blocking(|tx| {
                Ok::<_, Error>(
                    tx.prepare("SELECT kind, recipient, subject || body, reply_to FROM mail ORDER BY id")?
                        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
                        .collect::<Result<_, _>>()?,
                )
            })
            .unwrap()
    }

    /// An administrator, and the partner who answers for Charente-Maritime.
    fn people(&self) {
        let now = self.clock.now();
        self.app
            .db
            .write_blocking(move |tx| {
                let organisation = accounts::create_organisation(tx, now, "Agence")?;
                let user = |role, email: &str| {
                    let new = NewUser {
                        organisation,
                        role,
                        civility: Civility::Madam,
                        last_name: Name::parse("Boutevin").unwrap(),
                        first_name: Name::parse("Aïcha").unwrap(),
                        email: Email::parse(email).unwrap(),
                        phone: None,
                    };
                    accounts::create_user(tx, now, &new)
                };
                user(Role::Administrator, "admin@agence.example")?;
                let partner = user(Role::Partner, "partenaire@agence.example")?;
                contact::set_answering(tx, DepartmentCode::parse("17").unwrap(), partner)
            })
            .unwrap();
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(found, _)| found)
}

const MESSAGE: &str = "Bonjour, j’aimerais visiter un atelier\u{202f}: zirconium.";

#[test]
fn a_message_reaches_whoever_answers_once() {
    let site = Served::new();
    site.people();
    let page = site.get("/contact");
    let ticket = between(&page.text, "name=\"ticket\" value=\"", "\"").to_owned();
    site.clock.advance(Duration::seconds(20));
    let fields = [
        ("ticket", ticket.as_str()),
        ("homepage", ""),
        ("name", "Inès Bellanque"),
        ("email", "ines@example.org"),
        ("department", "17"),
        ("message", MESSAGE),
    ];
    let (first, second) = (site.post("/contact", &fields), site.post("/contact", &fields));
    assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(first.location, second.location, "a double click is one message");
    let confirmation = site.get(&first.location);
    let reference = first.location.trim_start_matches("/contact/");
    assert!(confirmation.text.contains(reference) && confirmation.text.contains("5\u{a0}jours ouvrés"));
    assert_eq!(site.get("/contact/M-2222-2222").status, StatusCode::NOT_FOUND);
    let mails = site.mails();
    assert_eq!(mails.len(), 2, "{mails:?}");
    let (to_reader, acknowledgement) = (&mails[0], &mails[1]);
    assert_eq!(
        (to_reader.0.as_str(), to_reader.1.as_str()),
        ("contact_to_partner", "partenaire@agence.example")
    );
    assert_eq!(to_reader.3.as_deref(), Some("ines@example.org"));
    assert!(to_reader.2.contains("zirconium") && to_reader.2.contains("Charente-Maritime (17)"));
    assert_eq!(
        (acknowledgement.0.as_str(), acknowledgement.1.as_str()),
        ("contact_received", "ines@example.org")
    );
    for typed in ["zirconium", "Bellanque", "Inès"] {
        assert!(!acknowledgement.2.contains(typed), "{typed}");
    }
    // Elsewhere, the administrators; and one address is not acknowledged without end.
    for n in 0..7 {
        let message = format!("{MESSAGE} {n}");
        let answer = site
            .post("/contact", &[&fields[..4], &[("department", "autre"), ("message", &message)]].concat());
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let mails = site.mails();
    assert_eq!(mails.iter().filter(|mail| mail.1 == "admin@agence.example").count(), 7);
    assert_eq!(mails.iter().filter(|mail| mail.0 == "contact_received").count(), 5);
}

#[test]
fn a_refused_message_comes_back_with_all_that_was_typed() {
    let site = Served::new();
    let page = site.get("/contact");
    let ticket = between(&page.text, "name=\"ticket\" value=\"", "\"").to_owned();
    let typed =
        [("name", "Inès"), ("email", "ines@"), ("message", "<b>Court</b>"), ("subject", "Objet & co")];
    let hurried = site.post("/contact", &[&[("ticket", ticket.as_str())][..], &typed].concat());
    assert_eq!(hurried.status, StatusCode::UNPROCESSABLE_ENTITY);
    for shown in [
        "value=\"ines@\"",
        "&lt;b&gt;Court&lt;/b&gt;",
        "Objet &amp; co",
        "3 erreurs à corriger",
        "envoyé très vite",
        "<title>Erreur – ",
    ] {
        assert!(hurried.text.contains(shown), "{shown}");
    }
    site.clock.advance(Duration::seconds(20));
    let good = [("name", "Inès"), ("email", "ines@example.org"), ("department", "17"), ("message", MESSAGE)];
    let forged = site.post("/contact", &[&[("ticket", "AAAA")][..], &good].concat());
    let trapped =
        site.post("/contact", &[&[("ticket", ticket.as_str()), ("homepage", "x")][..], &good].concat());
    assert_eq!(
        (forged.status, trapped.status),
        (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY)
    );
    let enormous = "x".repeat(200_000);
    let enormous = site.post("/contact", &[("message", enormous.as_str())]);
    assert_eq!(enormous.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(site.mails().is_empty());
}

#[test]
fn articles_and_their_documents_are_served_once_published() {
    let site = Served::new();
    let list = site.get("/ressources");
    assert!(list.text.contains("La gratification") && list.text.contains("id=\"sites-utiles\""));
    assert!(site.get("/ressources?q=GRATIFIÉ").text.contains("/ressources/gratification\""));
    assert!(site.get("/ressources?q=zzz+%3Cb%3E%25_").text.contains("Aucun article"));
    let now = site.clock.now();
    let id = FileId::from_bytes([9; 16]);
    let file = id.clone();
    site.app
        .db
        .write_blocking(move |tx| {
            let info = FileInfo { id: file.clone(), name: "modele.pdf".into(), kind: FileKind::Pdf, size: 0 };
            files::stage(tx, now, &info)?;
            files::append(tx, &file, 0, b"%PDF-1.4 x")?;
            content::store::attach(tx, now, "gratification", "Un modèle", &file)
        })
        .unwrap();
    let article = site.get("/ressources/gratification");
    assert!(
        article.text.contains("Un modèle") && article.text.contains("PDF, 10\u{a0}octets, 2\u{a0}mars 2026")
    );
    let path = format!("/ressources/gratification/fichiers/{id}");
    assert_eq!(site.get(&path).status, StatusCode::OK);
    assert_eq!(site.get(&format!("/ressources/etudiants/fichiers/{id}")).status, StatusCode::NOT_FOUND);
    for state in ["NULL", "'2026-03-03'"] {
        let sql = format!("UPDATE resource SET published_on = {state} WHERE slug = 'gratification'");
        site.app.db.write_blocking(move |tx| tx.execute(&sql, []).map_err(Error::from)).unwrap();
        for path in ["/ressources/gratification", &path] {
            assert_eq!(site.get(path).status, StatusCode::NOT_FOUND, "{path} {state}");
        }
        assert!(!site.get("/sitemap.xml").text.contains("/ressources/gratification"));
        assert!(!site.get("/ressources?q=gratification").text.contains("/ressources/gratification\""));
    }
    site.clock.advance(Duration::days(1));
    assert_eq!(site.get(&path).status, StatusCode::OK, "its day has come");
}

#[test]
fn a_fresh_site_marks_what_its_legal_pages_lack() {
    let site = Served::new();
    for path in ["/mentions-legales", "/confidentialite", "/accessibilite"] {
        let page = site.get(path);
        assert!(page.text.contains("class=\"badge warn\">À compléter\u{a0}:"), "{path}");
        assert!(page.text.contains(">Accessibilité\u{a0}: non conforme</a>"), "{path}");
    }
    site.app
        .db
        .write_blocking(|tx| {
            tx.execute(
                "INSERT INTO page_text VALUES ('legal_notice', '# Nous\n\nPar {{editeur}}.<script>', 0)",
                [],
            )
            .map_err(Error::from)
        })
        .unwrap();
    let own = site.get("/mentions-legales");
    assert!(
        own.text.contains("<h2>Nous</h2>")
            && own.text.contains("&lt;script&gt;")
            && !own.text.contains("Hébergeur")
    );
}

#[test]
fn machines_read_valid_documents() {
    let site = Served::new();
    for path in
        ["/offres-de-stage.rss", "/offres-de-stage.rss?q=%00%1f%3C%26&dep=17&page=99&x=1", "/sitemap.xml"]
    {
        let answer = site.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(roxmltree::Document::parse(&answer.text).is_ok(), "{path}: {}", answer.text);
    }
    let map = site.get("/sitemap.xml").text;
    for address in
        between(&map, "<urlset", "</urlset>").split("<loc>").skip(1).map(|rest| between(rest, "", "</loc>"))
    {
        let path = address.strip_prefix("https://stages.example.org").unwrap();
        assert_eq!(site.get(path).status, StatusCode::OK, "{path}");
    }
    assert!(site.get("/robots.txt").text.ends_with("Sitemap: https://stages.example.org/sitemap.xml\n"));
    let security = site.get("/.well-known/security.txt").text;
    assert!(
        security.starts_with("Contact: https://stages.example.org/contact\nExpires: 2026-08-29T00:00:00Z\n"),
        "{security}"
    );
    let home = site.get("/").text;
    let image = between(&home, "property=\"og:image\" content=\"https://stages.example.org", "\"");
    assert!(image.ends_with(".png"), "{image}");
    assert_eq!(site.get(image).status, StatusCode::OK);
    let list = site.get("/offres-de-stage?dep=17&tri=debut").text;
    assert!(
        list.contains("type=\"application/rss+xml\"")
            && list.contains("href=\"/offres-de-stage.rss?dep=17\"")
    );
}
