//! What moves by itself. Each job is idempotent and computed from the data, so that one that was
//! missed repairs itself the next time.

use std::time::Duration;

use time::Time;

use crate::clock::Now;
use crate::db::{Db, Error, WriteTx};
use crate::web::App;
use crate::{accounts, deposits, events, files, offers, receipts};

/// How often the jobs run, and at the change of day besides.
const EVERY: Duration = Duration::from_secs(15 * 60);

/// Rows that one write of the change of day takes: visitors' writes pass between two of them.
const SOME: u32 = 200;

/// Runs the jobs at once, then again and again.
pub async fn run(app: App) {
    let mut expired_on = None;
    loop {
        let now = app.clock.now();
        if let Err(error) = app.db.write(move |tx| sweep(tx, now)).await {
            tracing::warn!(%error, "what is left over could not be swept");
        }
        // Once a day: each time makes visitors' pages anew.
        if expired_on != Some(now.today()) {
            match expire(&app.db, now).await {
                Ok(()) => expired_on = Some(now.today()),
                Err(error) => tracing::warn!(%error, "what is past could not be recorded"),
            }
        }
        tokio::time::sleep(until_next(app.clock.now())).await;
    }
}

/// A second after midnight at the latest: what is past then is taken away from every count until it is
/// recorded.
fn until_next(now: Now) -> Duration {
    let midnight = now.today().next_day().map(|day| day.with_time(Time::MIDNIGHT));
    let left = midnight.and_then(|midnight| Duration::try_from(midnight - now.local).ok());
    left.map_or(EVERY, |left| EVERY.min(left + Duration::from_secs(1)))
}

/// Drops what forms left behind (documents never attached, receipts nobody will ask for again), and what
/// signing in did.
///
/// # Errors
/// What SQLite says.
pub fn sweep(tx: &WriteTx, now: Now) -> Result<(), Error> {
    files::sweep(tx, now)?;
    receipts::sweep(tx, now)?;
    deposits::store::sweep(tx, now)?;
    accounts::store::sessions::sweep(tx, now)?;
    accounts::store::tries::sweep(tx, now)
}

/// Records what is past: offers whose date went by, events that have started. It changes nothing of what
/// visitors see.
///
/// # Errors
/// What SQLite says.
pub async fn expire(db: &Db, now: Now) -> Result<(), Error> {
    while db.write(move |tx| offers::store::expire(tx, now, SOME)).await? > 0 {}
    while db.write(move |tx| events::store::expire(tx, now, SOME)).await? > 0 {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_change_of_day_is_never_slept_over() {
        let at = |local| until_next(Now { unix: 0, local });
        assert_eq!(at(datetime!(2026-03-02 10:00)), EVERY);
        assert_eq!(at(datetime!(2026-03-02 23:59:50)), Duration::from_secs(11));
        assert_eq!(at(datetime!(2026-03-02 0:00)), EVERY);
    }
}
