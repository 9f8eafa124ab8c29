//! What moves by itself. Each job is idempotent and computed from the data, so that one that was
//! missed repairs itself the next time.

use std::time::Duration;

use crate::clock::Now;
use crate::db::{Error, WriteTx};
use crate::files;
use crate::receipts;
use crate::web::App;

/// How often the jobs run.
const EVERY: Duration = Duration::from_secs(15 * 60);

/// Runs the jobs at once, then again and again.
pub async fn run(app: App) {
    loop {
        let now = app.clock.now();
        if let Err(error) = app.db.write(move |tx| sweep(tx, now)).await {
            tracing::warn!(%error, "what is left over could not be swept");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Drops what forms left behind: documents never attached, receipts nobody will ask for again.
///
/// # Errors
/// What SQLite says.
pub fn sweep(tx: &WriteTx, now: Now) -> Result<(), Error> {
    files::sweep(tx, now)?;
    receipts::sweep(tx, now)
}
