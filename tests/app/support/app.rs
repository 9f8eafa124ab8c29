//! One site: its own SQLite file, its own clock, the program's own server on a free port.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::middleware::{Next, from_fn};
use axum_server::Handle;
use cmonstage::access::key::Key;
use cmonstage::access::password::{Cost, Passwords};
use cmonstage::clock::Clock;
use cmonstage::commands::serve::{self, Parts};
use cmonstage::db::Db;
use cmonstage::jobs;
use cmonstage::mail::message::Sender;
use cmonstage::mail::transport::Transport;
use cmonstage::mail::worker::{Left, Worker};
use cmonstage::mail::{Mail, MailKind, MailState, outbox};
use cmonstage::web::client::{BaseUrl, TrustedProxies};
use cmonstage::web::limits::Limits;
use cmonstage::web::{App, server};
use rusqlite::Params;
use time::macros::datetime;
use time::{Duration, PrimitiveDateTime};
use tokio::runtime::Runtime;
use tracing::Instrument;

use super::log;
use super::page::Visitor;

/// A database as it is after its first start. Loading the reference data takes a second without
/// optimisation, so it is done once and the file copied.
pub static TEMPLATE: LazyLock<PathBuf> = LazyLock::new(|| {
    let path = FOLDER.path().join("template.db");
    drop(serve::open(&path).expect("a new database opens"));
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    path
});

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
});

/// Passwords cost a tenth of a second on purpose; tests that are not about them choose less.
const CHEAP: Cost = Cost { memory: 8, passes: 1 };

static SITES: AtomicU64 = AtomicU64::new(1);

/// How a site differs from the usual one.
pub struct Options {
    /// The hour that it is there.
    pub at: PrimitiveDateTime,
    /// Rows of `setting`.
    pub settings: Vec<(&'static str, &'static str)>,
    /// Whether there are limits (and the shortest time of forms with them).
    pub limited: bool,
    /// Trusted proxies.
    pub proxies: TrustedProxies,
    /// The address of the site and that of its extranet, where « {port} » is the port that is listened to;
    /// none for a site known by any name of this machine.
    pub names: Option<(&'static str, &'static str)>,
    /// What a password costs.
    pub cost: Cost,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            at: datetime!(2026-03-02 10:00),
            // The clock stands still, so that limits never forgive: only their own tests meet them.
            settings: vec![
                ("limits.pages_per_minute", "1000000"),
                ("limits.forms_per_ten_minutes", "1000000"),
                ("limits.mails_per_address_and_day", "1000000"),
            ],
            limited: true,
            proxies: TrustedProxies::default(),
            names: None,
            cost: CHEAP,
        }
    }
}

pub struct TestApp {
    app: App,
    handle: Handle<SocketAddr>,
    address: SocketAddr,
    number: u64,
    examined: Mutex<HashSet<i64>>,
    folder: tempfile::TempDir,
}

/// A mail as its reader gets it.
#[derive(Debug, Clone)]
pub struct ReadMail {
    pub id: i64,
    pub kind: MailKind,
    pub to: String,
    pub subject: String,
    pub body: String,
}

impl ReadMail {
    /// The address of the link by token that it holds, as a path of the site.
    pub fn link(&self) -> String {
        let start = ["/candidatures/", "/suivi/", "/entreprises/depot/", "/gestion/"]
            .iter()
            .find_map(|path| self.body.find(path));
        let start = start.unwrap_or_else(|| panic!("no link in {}", self.body));
        self.body[start..].split_whitespace().next().unwrap().to_owned()
    }
}

impl TestApp {
    /// A site with the default settings, on Monday 2 March 2026 at 10 o'clock.
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    /// A site at another hour.
    pub fn at(at: PrimitiveDateTime) -> Self {
        Self::with(Options { at, ..Options::default() })
    }

    pub fn with(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("base.db");
        std::fs::copy(&*TEMPLATE, &path).unwrap();
        let db = serve::open(&path).unwrap();
        for (key, value) in options.settings {
            db.write_blocking(move |tx| {
                Ok::<_, cmonstage::db::Error>(
                    tx.execute("INSERT OR REPLACE INTO setting VALUES (?1, ?2)", [key, value])?,
                )
            })
            .unwrap();
        }
        let site = serve::settings(&db).unwrap();
        let listener = serve::listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let named =
            |text: &str| BaseUrl::parse(&text.replace("{port}", &address.port().to_string())).unwrap();
        let (base_url, extranet) = match options.names {
            Some((site, extranet)) => (named(site), Some(named(extranet))),
            None => (BaseUrl::on_loopback(address), None),
        };
        let parts = Parts {
            clock: Clock::manual(site.zone, options.at),
            base_url,
            extranet,
            passwords: Passwords::new(options.cost),
            key: Key::from_bytes([7; 32]),
            limits: Limits::new(&site, options.limited),
            proxies: options.proxies,
            site,
            db,
        };
        let app = serve::assemble(parts).unwrap();
        let number = SITES.fetch_add(1, Ordering::Relaxed);
        let router = cmonstage::router(&app)
            .layer(from_fn(move |request, next: Next| next.run(request).instrument(log::span(number))));
        let handle = Handle::new();
        RUNTIME.spawn(server::serve(listener, router, app.trusted_proxies.clone(), handle.clone()));
        Self { app, handle, address, number, examined: Mutex::default(), folder }
    }

    /// Somebody who comes to the site with a browser.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.app.clone(), self.address)
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn db(&self) -> &Db {
        &self.app.db
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets time pass.
    pub fn wait(&self, time: Duration) {
        self.app.clock.advance(time);
    }

    /// Changes rows by hand, as nothing in the program does yet.
    pub fn sql(&self, sql: &str, values: impl Params + Send + 'static) -> usize {
        let sql = sql.to_owned();
        self.db().write_blocking(move |tx| Ok::<_, cmonstage::db::Error>(tx.execute(&sql, values)?)).unwrap()
    }

    /// The one value that a query gives.
    pub fn value<T: rusqlite::types::FromSql>(&self, sql: &str, values: impl Params) -> T {
        self.db()
            .read_blocking(|tx| Ok::<_, cmonstage::db::Error>(tx.query_row(sql, values, |row| row.get(0))?))
            .unwrap()
    }

    pub fn count(&self, table: &str) -> i64 {
        self.value(&format!("SELECT count(*) FROM {table}"), [])
    }

    /// Everything that people have put into the database, as one text to compare with itself later.
    pub fn stored(&self) -> String {
        const TABLES: [&str; 18] = [
            "assignment",
            "deposit",
            "audit",
            "event",
            "registration",
            "setting",
            "counter",
            "organisation",
            "user",
            "company",
            "project",
            "journal",
            "file",
            "offer",
            "application",
            "application_file",
            "link",
            "form_receipt",
        ];
        self.db()
            .read_blocking(|tx| {
                let mut all = String::new();
                for table in TABLES.iter().chain(&["mail"]) {
                    let mut statement = tx.prepare(&format!("SELECT * FROM {table} ORDER BY 1"))?;
                    let columns = statement.column_count();
                    let mut rows = statement.query([])?;
                    while let Some(row) = rows.next()? {
                        all.push_str(table);
                        for column in 0..columns {
                            all.push_str(&format!("|{:?}", row.get_ref(column)?));
                        }
                        all.push('\n');
                    }
                }
                all.push_str(&format!(
                    "{} chunks",
                    tx.query_row("SELECT count(*) FROM file_chunk", [], |row| row.get::<_, i64>(0))?
                ));
                Ok::<_, cmonstage::db::Error>(all)
            })
            .unwrap()
    }

    /// Every byte of the database file and of its journal.
    pub fn bytes(&self) -> Vec<u8> {
        let path = self.folder.path();
        ["base.db", "base.db-wal"]
            .iter()
            .filter_map(|name| std::fs::read(path.join(name)).ok())
            .flatten()
            .collect()
    }

    /// Does something whose log is this site's.
    pub fn logged<T>(&self, work: impl FnOnce() -> T) -> T {
        log::span(self.number).in_scope(work)
    }

    /// What was logged for this site.
    pub fn log(&self) -> String {
        log::lines(self.number).into_iter().map(|(level, line)| format!("{level} {line}\n")).collect()
    }

    /// Queues a mail that is useful for a week, and gives its row.
    pub fn queue(&self, recipient: &str, subject: &str) -> i64 {
        self.queue_mail(Mail {
            kind: MailKind::ContactReceived,
            subject_key: format!("{subject}:{recipient}"),
            project: None,
            recipient: recipient.to_owned(),
            recipient_name: String::new(),
            subject: subject.to_owned(),
            body: format!("Bonjour,\n\n{subject}.\n"),
            calendar: None,
            useful_until: self.app.clock.now().plus(Duration::days(7)),
        })
    }

    /// Queues a mail, and gives its row. It counts as examined.
    pub fn queue_mail(&self, mail: Mail) -> i64 {
        let now = self.app.clock.now();
        let id = self
            .db()
            .write_blocking(move |tx| {
                assert!(outbox::queue(tx, now, &mail)?, "it is a new one");
                Ok::<_, cmonstage::db::Error>(tx.last_insert_rowid())
            })
            .unwrap();
        self.examined().insert(id);
        id
    }

    /// A sender of mails for this site, which only works when told to.
    pub fn worker<T: Transport>(&self, transport: T) -> Worker<T> {
        let sender = Sender::parse("noreply@example.org", "CMonStage", Some("stages.example.org")).unwrap();
        let (db, clock, key) = (self.app.db.clone(), self.app.clock.clone(), self.app.key.clone());
        Worker { db, clock, key, sender, transport }
    }

    /// Sends what is due, until nothing is or the server fails.
    pub fn send_mails<T: Transport>(&self, worker: &Worker<T>) -> Left {
        RUNTIME.block_on(async {
            loop {
                let left = worker.send_next().await.unwrap();
                if left != Left::More {
                    worker.transport.rest().await;
                    return left;
                }
            }
        })
    }

    /// Where a mail stands: its state, its tries, why it has not left.
    pub fn mail_state(&self, id: i64) -> (MailState, u32, String) {
        let line = self.db().read_blocking(|tx| Ok::<_, cmonstage::db::Error>(outbox::latest(tx, u32::MAX)?));
        let line = line.unwrap().into_iter().find(|line| line.id == id).unwrap();
        (line.state, line.attempts, line.error.unwrap_or_default())
    }

    /// Records what is past, as the change of day does.
    pub fn expire(&self) {
        RUNTIME.block_on(jobs::expire(self.db(), self.app.clock.now())).unwrap();
    }

    /// Every mail of the outbox, oldest first; they are examined from now on.
    pub fn mails(&self) -> Vec<ReadMail> {
        let mails = self.outbox();
        self.examined().extend(mails.iter().map(|mail| mail.id));
        mails
    }

    /// The oldest mail of a kind that was not examined yet.
    pub fn take_mail(&self, kind: MailKind) -> ReadMail {
        let mails = self.outbox();
        let mut examined = self.examined();
        let mail = mails
            .iter()
            .find(|mail| mail.kind == kind && !examined.contains(&mail.id))
            .unwrap_or_else(|| panic!("no mail « {kind} » left to examine among {mails:#?}"));
        examined.insert(mail.id);
        mail.clone()
    }

    fn examined(&self) -> std::sync::MutexGuard<'_, HashSet<i64>> {
        self.examined.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn outbox(&self) -> Vec<ReadMail> {
        let mut mails: Vec<ReadMail> = self
            .db()
            .read_blocking(|tx| {
                outbox::latest(tx, u32::MAX)?
                    .into_iter()
                    .map(|line| {
                        let (line, body) =
                            outbox::read(tx, &self.app.key, line.id)?.expect("it was just listed");
                        Ok(ReadMail {
                            id: line.id,
                            kind: line.kind,
                            to: line.recipient,
                            subject: line.subject,
                            body,
                        })
                    })
                    .collect::<Result<_, cmonstage::db::Error>>()
            })
            .unwrap();
        mails.reverse();
        mails
    }

    fn leave_nothing_behind(&self) {
        let forgotten: Vec<ReadMail> =
            self.outbox().into_iter().filter(|mail| !self.examined().contains(&mail.id)).collect();
        assert!(forgotten.is_empty(), "mails that the test did not examine: {forgotten:#?}");
        let errors: Vec<String> = [self.number, 0]
            .into_iter()
            .flat_map(log::lines)
            .filter(|(level, _)| *level == tracing::Level::ERROR)
            .map(|(_, line)| line)
            .collect();
        assert!(errors.is_empty(), "errors were logged: {errors:#?}");
        let broken: i64 = self.value("SELECT count(*) FROM pragma_foreign_key_check", []);
        assert_eq!(broken, 0, "rows point at nothing");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.handle.shutdown();
        // A test that already failed says why by itself.
        if !std::thread::panicking() {
            self.leave_nothing_behind();
        }
    }
}
