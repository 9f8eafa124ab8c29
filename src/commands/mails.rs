//! `cmonstage mails`: what would leave, and what a mail says.

use std::io::Write;

use rusqlite::Connection;

use super::CommandError;
use crate::access::key::Key;
use crate::clock::Zone;
use crate::config;
use crate::db::{self, connect_read_only};
use crate::demo;
use crate::french::date_time_short;
use crate::mail::outbox::{self, Line};
use crate::site::Site;

/// Lists the latest mails, or shows one.
pub fn run(options: config::Mails) -> Result<(), CommandError> {
    let connection = connect_read_only(&options.db)?;
    let zone = Site::load(&connection).map_err(CommandError::Settings)?.zone;
    match options.id {
        Some(id) => show(&connection, options, id, zone),
        None => list(&connection, options.limit, zone),
    }
}

fn list(connection: &Connection, limit: u32, zone: Zone) -> Result<(), CommandError> {
    let lines = outbox::latest(connection, limit).map_err(db::Error::from)?;
    let mut out = std::io::stdout();
    if lines.is_empty() {
        writeln!(out, "Aucun courriel.")?;
    }
    for line in lines {
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}",
            line.id,
            date_time_short(zone.local(line.created_at)),
            line.state,
            line.recipient,
            line.subject
        )?;
    }
    Ok(())
}

fn show(connection: &Connection, options: config::Mails, id: i64, zone: Zone) -> Result<(), CommandError> {
    let key = match demo::seed_of(connection).map_err(db::Error::from)? {
        Some(seed) => demo::key(seed),
        None => {
            let path = config::key_path(&options.db, options.key);
            Key::load(&path).map_err(|cause| CommandError::Key { path, cause })?
        }
    };
    let (line, body) =
        outbox::read(connection, &key, id).map_err(db::Error::from)?.ok_or(CommandError::NoSuchMail(id))?;
    print(&line, &body, zone)?;
    Ok(())
}

fn print(line: &Line, body: &str, zone: Zone) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "N°\u{a0}: {}", line.id)?;
    writeln!(out, "Écrit le\u{a0}: {}", date_time_short(zone.local(line.created_at)))?;
    writeln!(out, "Nature\u{a0}: {}", line.kind)?;
    writeln!(out, "État\u{a0}: {}", line.state)?;
    writeln!(out, "À\u{a0}: {}", line.recipient)?;
    writeln!(out, "Objet\u{a0}: {}\n", line.subject)?;
    writeln!(out, "{body}")
}
