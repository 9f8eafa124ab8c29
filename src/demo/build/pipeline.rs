//! One thread draws, the writer stores.

use std::collections::HashSet;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use crate::db::{Db, Error, WriteTx};
use crate::demo::amounts::Amounts;
use crate::demo::rng::Rng;

/// Things drawn before they are handed over.
const BATCH: usize = 500;

/// Batches drawn ahead of the writer.
const AHEAD: usize = 4;

/// Commits at most: each writes again the pages of every index that a few rows fell on. And one for
/// each tenth of the way at least, since it is then that progress is told.
const COMMITS: usize = 40;

/// References given so far. They are 40 bits: among three million, two are often the same.
#[derive(Default)]
pub struct References(HashSet<[u8; 5]>);

impl References {
    /// Bytes of a reference that no other has.
    pub fn fresh(&mut self, rng: &mut Rng) -> [u8; 5] {
        loop {
            let [a, b, c, d, e, ..] = rng.next_u64().to_be_bytes();
            if self.0.insert([a, b, c, d, e]) {
                return [a, b, c, d, e];
            }
        }
    }
}

/// Draws `items` in their order and stores what becomes of them in the same order, a batch at a time.
pub fn run<I: Send, D: Send + 'static>(
    db: &Db,
    items: Vec<I>,
    progress: &mut Progress,
    draw: impl Fn(I, &mut References) -> Result<D, Error> + Send,
    store: impl Fn(&WriteTx, Vec<D>) -> Result<(), Error> + Clone + Send + 'static,
) -> Result<(), Error> {
    let each = items.len().div_ceil(COMMITS).max(BATCH).div_ceil(BATCH);
    let (sender, mut batches) = sync_channel(AHEAD);
    thread::scope(|scope| {
        scope.spawn(move || draw_all(items, draw, &sender));
        loop {
            let store = store.clone();
            let (stored, left) = db.write_blocking(move |tx| {
                let mut stored = 0;
                // The writer itself waits for what is being drawn.
                for batch in batches.iter().take(each) {
                    let batch: Vec<D> = batch?;
                    stored += batch.len();
                    store(tx, batch)?;
                }
                Ok::<_, Error>((stored, batches))
            })?;
            if stored == 0 {
                return Ok(());
            }
            batches = left;
            progress.done(stored);
        }
    })
}

fn draw_all<I, D>(
    items: Vec<I>,
    draw: impl Fn(I, &mut References) -> Result<D, Error>,
    sender: &SyncSender<Result<Vec<D>, Error>>,
) {
    let mut references = References::default();
    let mut items = items.into_iter().peekable();
    while items.peek().is_some() {
        let batch = items.by_ref().take(BATCH).map(|item| draw(item, &mut references)).collect();
        // Once the writer has failed nobody waits for more.
        if sender.send(batch).is_err() {
            return;
        }
    }
}

/// How much is done, said each time that a tenth is.
pub struct Progress<'a> {
    all: usize,
    done: usize,
    report: &'a dyn Fn(u32),
}

impl<'a> Progress<'a> {
    pub fn new(amounts: Amounts, report: &'a dyn Fn(u32)) -> Self {
        let all = amounts.companies + amounts.offers + amounts.events;
        Self { all: all as usize, done: 0, report }
    }

    /// So many more things are stored.
    pub fn done(&mut self, count: usize) {
        let before = self.tenths();
        self.done += count;
        if (before + 1..10).contains(&self.tenths()) {
            (self.report)(self.tenths() * 10);
        }
    }

    /// Everything is.
    pub fn end(self) {
        (self.report)(100);
    }

    fn tenths(&self) -> u32 {
        (self.done * 10 / self.all.max(1)) as u32
    }
}
