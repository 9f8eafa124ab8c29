//! People who register at the same moment: how many share a commit, what durability costs, and that
//! no place is given twice.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::Connection;

use crate::client::{Client, Request, Slice, slice};
use crate::databases::{Copy, folder};
use crate::process::Server;
use crate::report::{Registrations, median};
use crate::{Result, facts::Facts};

/// People who send at once.
const AT_ONCE: usize = 64;

const ROUNDS: usize = 5;

/// How long each round lasts.
const SLICE: Duration = Duration::from_millis(800);

/// Events over which they spread.
const EVENTS: usize = 64;

/// Places of the event that everybody wants.
const WANTED: u32 = 100;

/// Measures on copies of a database, in rounds that alternate: on the disk, and in memory, where
/// making a write durable costs nothing.
pub fn measure(database: &Path) -> Result<Registrations> {
    let disk = Site::open(database, &folder()?)?;
    let memory = Site::open(database, Path::new("/dev/shm"))?;
    let commits = disk.commits.read()?;
    let (mut slices, mut of_free) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (durable, free) = (disk.register()?, memory.register()?);
        of_free.push(durable.rate() / free.rate());
        slices.push(durable);
    }
    let commits = disk.commits.read()?.wrapping_sub(commits);
    let stored: u64 = slices.iter().map(|slice| slice.requests).sum();
    Ok(Registrations {
        a_second: median(slices.iter().map(Slice::rate).collect()),
        micros: median(slices.iter().map(Slice::micros).collect()),
        each_commit: stored as f64 / f64::from(commits.max(1)),
        of_free: median(of_free),
        oversold: disk.oversold()?,
    })
}

/// A server on a copy where nearly every event has places for everybody.
struct Site {
    // Stopped before its file goes.
    server: Server,
    copy: Copy,
    forms: Vec<Form>,
    commits: Commits,
    next: AtomicU64,
}

impl Site {
    fn open(database: &Path, folder: &Path) -> Result<Self> {
        let copy = Copy::of(database, folder)?;
        Connection::open(copy.path())?.execute(
            "UPDATE event SET capacity = CASE WHEN seats_taken < ?1 AND id % 64 = 0 THEN ?1 ELSE 5000 END
             WHERE state = 'published'",
            [WANTED],
        )?;
        let server = Server::site(copy.path(), "warn")?;
        let forms = forms(&server, &Facts::events(copy.path())?)?;
        let commits = Commits::of(copy.path())?;
        Ok(Self { server, copy, forms, commits, next: AtomicU64::new(0) })
    }

    fn register(&self) -> Result<Slice> {
        let form = |n: u64| &self.forms[n as usize % self.forms.len()];
        slice(&self.server, AT_ONCE, SLICE, 303, &self.next, &|n| form(n).filled(n))
    }

    /// Everybody wants the same event; how many more have got in than there are places.
    fn oversold(&self) -> Result<i64> {
        let connection = Connection::open(self.copy.path())?;
        let (id, address): (i64, String) = connection.query_row(
            &format!(
                "SELECT id, {} FROM event WHERE state = 'published' AND capacity = {WANTED}
                 AND starts_at > date('now', '+1 day') LIMIT 1",
                crate::facts::EVENT_ADDRESS
            ),
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let form = Form::of(&mut Client::new(self.server.address)?, &address)?;
        let next = AtomicU64::new(1 << 32);
        std::thread::scope(|scope| -> Result<()> {
            let workers: Vec<_> = (0..AT_ONCE)
                .map(|_| {
                    scope.spawn(|| -> Result<()> {
                        let mut client = Client::new(self.server.address)?;
                        for _ in 0..8 {
                            client.send(&form.filled(next.fetch_add(1, Ordering::Relaxed)))?;
                        }
                        Ok(())
                    })
                })
                .collect();
            workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| "a client panicked")?)
        })?;
        let seats: i64 = connection.query_row(
            "SELECT sum(seats) FROM registration WHERE event_id = ?1 AND cancelled_at IS NULL",
            [id],
            |row| row.get(0),
        )?;
        Ok((seats - i64::from(WANTED)).abs())
    }
}

/// A form that was shown, with what it hides.
struct Form {
    path: String,
    hidden: Vec<(String, String)>,
}

fn forms(server: &Server, events: &[String]) -> Result<Vec<Form>> {
    let mut client = Client::new(server.address)?;
    events.iter().take(EVENTS).map(|event| Form::of(&mut client, event)).collect()
}

impl Form {
    fn of(client: &mut Client, event: &str) -> Result<Self> {
        let path = format!("{event}/inscription");
        let page = client.expect(&Request::get(&path), 200)?.text();
        let mut hidden = Vec::new();
        for name in ["ticket", "starts"] {
            let value = value_of(&page, name).ok_or_else(|| format!("{path} has no field {name}"))?;
            hidden.push((name.to_owned(), value));
        }
        // Anything but a pupil, who would be asked for an age.
        let status = page
            .split("name=\"statuses\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .find(|status| *status != "eleve")
            .ok_or_else(|| format!("{path} asks nobody"))?;
        hidden.push(("statuses".to_owned(), status.to_owned()));
        Ok(Self { path, hidden })
    }

    /// The form as the person of this number sends it.
    fn filled(&self, n: u64) -> Request {
        let letter = |shift: u64| char::from(b'a' + (n >> shift) as u8 % 26);
        let last_name: String = (0..6).map(|place| letter(place * 4)).collect();
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.hidden)
            .append_pair("homepage", "")
            .append_pair("last_name", &last_name)
            .append_pair("first_name", "Camille")
            .append_pair("email", &format!("camille.{n}@example.org"))
            .append_pair("phone", "06 39 98 00 01")
            .finish();
        Request { path: self.path.clone(), form: Some(form), ..Request::default() }
    }
}

fn value_of(page: &str, name: &str) -> Option<String> {
    let rest = page.split_once(&format!("name=\"{name}\" value=\""))?.1;
    Some(rest.split('"').next()?.to_owned())
}

/// The counter of commits in the index of the write-ahead log: its header (twelve bytes on) says how
/// many transactions were written.
struct Commits(File);

impl Commits {
    fn of(database: &Path) -> Result<Self> {
        Ok(Self(File::open(format!("{}-shm", database.display()))?))
    }

    fn read(&self) -> Result<u32> {
        let mut bytes = [0; 4];
        self.0.read_exact_at(&mut bytes, 8)?;
        Ok(u32::from_ne_bytes(bytes))
    }
}
