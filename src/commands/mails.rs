//! `cmonstage mails`: what leaves, what became of it, what a mail says; whether any would leave.

use std::io::Write;

use rusqlite::Connection;

use super::{CommandError, mailing};
use crate::access::key::Key;
use crate::clock::Zone;
use crate::config;
use crate::db::{self, connect_read_only};
use crate::demo;
use crate::french::date_time_short;
use crate::mail::MailState;
use crate::mail::outbox::{self, Line};
use crate::site::{self, Site};

/// Lists the latest mails, shows one, or sends one to try.
pub fn run(options: config::Mails) -> Result<(), CommandError> {
    let connection = connect_read_only(&options.db)?;
    if let Some(to) = &options.test {
        let site = Site::load(&connection).map_err(CommandError::Settings)?;
        return mailing::test(&options.mail, &site, to);
    }
    let zone = site::zone(&connection).map_err(CommandError::Settings)?;
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
    print_tries(&mut out, line, zone)?;
    writeln!(out, "À\u{a0}: {}", line.recipient)?;
    writeln!(out, "Objet\u{a0}: {}\n", line.subject)?;
    writeln!(out, "{body}")
}

fn print_tries(out: &mut impl Write, line: &Line, zone: Zone) -> std::io::Result<()> {
    let at = |instant| date_time_short(zone.local(instant));
    writeln!(out, "Essais\u{a0}: {}", line.attempts)?;
    if let Some(sent) = line.sent_at {
        writeln!(out, "Envoyé le\u{a0}: {}", at(sent))?;
    }
    if let Some(error) = &line.error {
        writeln!(out, "Motif\u{a0}: {error}")?;
    }
    if line.state == MailState::Queued && line.attempts > 0 {
        writeln!(out, "Prochain essai\u{a0}: {}", at(line.next_try_at))?;
    }
    Ok(())
}
