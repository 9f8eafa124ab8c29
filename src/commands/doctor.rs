//! `cmonstage doctor`: whether a database still holds what it promises. It only reads, beside a server
//! that may be running.

use std::io::Write;

use super::CommandError;
use crate::catalogue::store::check;
use crate::config;
use crate::db::{self, Error, ReadTx};
use crate::{events, offers, registrations};

/// What is wrong with each thing looked at; nothing when it is sound.
type Findings = Result<Vec<String>, Error>;

/// A thing looked at, by its name in the report.
type Check = (&'static str, fn(&ReadTx) -> Findings);

/// What is looked at, in the order of the report.
const CHECKS: [Check; 8] = [
    ("Fichier", |tx| db::check::integrity(tx)),
    ("Clés étrangères", |tx| db::check::foreign_keys(tx)),
    ("Réglages de SQLite", |tx| db::check::pragmas(tx)),
    ("Compteurs des offres", |tx| check::cells(tx, &offers::store::LISTING)),
    ("Compteurs des rencontres", |tx| check::cells(tx, &events::store::LISTING)),
    ("Mots des offres", |tx| check::words(tx, &offers::store::LISTING)),
    ("Mots des rencontres", |tx| check::words(tx, &events::store::LISTING)),
    ("Places des rencontres", |tx| registrations::store::seats_that_differ(tx)),
];

/// Findings shown for each thing; the others are counted.
const SHOWN: usize = 10;

/// Looks at everything, says what it finds, and fails when something is wrong.
pub fn run(options: &config::Doctor) -> Result<(), CommandError> {
    let connection = db::connect_read_only(&options.db)?;
    let mut wrong = 0;
    let mut out = std::io::stdout();
    for (name, check) in CHECKS {
        let findings = db::snapshot(&connection, check)?;
        if findings.is_empty() {
            writeln!(out, "bien\t{name}")?;
            continue;
        }
        wrong += 1;
        writeln!(out, "MAL\t{name}")?;
        for finding in findings.iter().take(SHOWN) {
            writeln!(out, "\t{finding}")?;
        }
        if findings.len() > SHOWN {
            writeln!(out, "\t… et {} autres", findings.len() - SHOWN)?;
        }
    }
    if wrong == 0 { Ok(()) } else { Err(CommandError::Unsound(wrong)) }
}
