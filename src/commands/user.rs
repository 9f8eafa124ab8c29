//! `cmonstage user`: who signs in, as whoever holds the file decides. It works beside a server that may be
//! running, and mails nothing: the link by which a password is chosen is printed, to be handed over.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{CommandError, demo, serve};
use crate::access::key::Key;
use crate::access::link;
use crate::accounts::mail::RESET_FOR;
use crate::accounts::{AuditAction, NewUser, Role, User, UserLine, store};
use crate::clock::{Clock, Zone};
use crate::config::{self, NewAccount, UserCommand};
use crate::db::{self, OpenError, WriteTx, connect_read_only};
use crate::demo as demonstration;
use crate::domain::Email;
use crate::french::date_time_short;
use crate::site;
use crate::web::client::BaseUrl;
use crate::web::paths::manage::ChoosePassword;

/// Why an account is not opened, or no link made to one.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// Somebody has this address.
    #[error("{0} a déjà un compte. Pour lui donner un nouveau lien\u{a0}: cmonstage user link.")]
    Known(Email),
    /// Nobody active has it.
    #[error("Aucun compte actif n’a l’adresse {0}. Les comptes\u{a0}: cmonstage user list.")]
    Unknown(Email),
}

/// Carries out one of the commands about users.
pub fn run(options: config::User) -> Result<(), CommandError> {
    match options.command {
        UserCommand::Add(options) => add(options),
        UserCommand::Link(options) => fresh_link(options),
        UserCommand::List(options) => list(&options.db),
    }
}

/// Opens an account, in a file that is made if there is none.
fn add(options: config::AddUser) -> Result<(), CommandError> {
    options.names.check()?;
    let alone = make_ready(&options.secret.db)?;
    let base = Base::open(options.secret, alone)?;
    let (user, address) = db::write_beside(&base.path, |tx| {
        let user = create(tx, &base, &options.account)?;
        let address = base.link(tx, &user, options.names.extranet())?;
        Ok::<_, CommandError>((user, address))
    })?;
    eprintln!("Compte ouvert pour {}, rôle «\u{a0}{}\u{a0}».", user.name, user.role);
    print(&address)
}

/// Makes another link to an account whose password is lost, or was never chosen.
fn fresh_link(options: config::UserLink) -> Result<(), CommandError> {
    options.names.check()?;
    let base = Base::open(options.secret, false)?;
    let (user, address) = db::write_beside(&base.path, |tx| {
        let user = store::find_by_email(tx, &options.email)?.ok_or(UserError::Unknown(options.email))?;
        let address = base.link(tx, &user, options.names.extranet())?;
        Ok::<_, CommandError>((user, address))
    })?;
    eprintln!("Nouveau lien pour {}\u{202f}; les précédents ne servent plus.", user.name);
    print(&address)
}

/// The link alone on standard output, what it is beside.
fn print(address: &str) -> Result<(), CommandError> {
    eprintln!(
        "Ce lien sert une fois, dans les {}\u{a0}minutes, à choisir le mot de passe. Il n’est envoyé à personne\u{a0}: transmettez-le.",
        RESET_FOR.whole_minutes()
    );
    let mut out = std::io::stdout();
    writeln!(out, "{address}")?;
    Ok(out.flush()?)
}

fn create(tx: &WriteTx, base: &Base, account: &NewAccount) -> Result<User, CommandError> {
    if store::is_known(tx, &account.email)? {
        return Err(UserError::Known(account.email.clone()).into());
    }
    let now = base.clock.now();
    let new = NewUser {
        organisation: store::organisation(tx, now, account.organisation.as_str())?,
        role: if account.administrator { Role::Administrator } else { Role::Partner },
        civility: account.civility.into(),
        last_name: account.last_name.clone(),
        first_name: account.first_name.clone(),
        email: account.email.clone(),
        phone: account.phone.clone(),
    };
    let id = store::create_user(tx, now, &new)?;
    store::audit(tx, now, None, AuditAction::UserCreated, &format!("user {id}"))?;
    Ok(store::find(tx, id)?.ok_or(UserError::Unknown(new.email))?)
}

/// Makes a file what `serve` would make of it. Whether nobody serves it: a server has done it already.
fn make_ready(path: &Path) -> Result<bool, CommandError> {
    match serve::open(path) {
        Ok(_released) => Ok(true),
        Err(CommandError::Open(OpenError::InUse(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The file that a command works on, and what makes its links.
struct Base {
    path: PathBuf,
    key: Key,
    clock: Clock,
}

impl Base {
    /// Reads what the file says of itself. Its key is made, when it has none, only if nobody serves it: a
    /// server has one, and it is not where it was looked for.
    fn open(secret: config::Secret, alone: bool) -> Result<Self, CommandError> {
        let config::Secret { db: path, key } = secret;
        let connection = connect_read_only(&path)?;
        let zone = site::zone(&connection).map_err(CommandError::Settings)?;
        let plan = demonstration::plan_of(&connection).map_err(db::Error::from)?;
        let (key, clock) = match plan {
            Some(plan) => (demonstration::key(plan.seed), demo::clock(plan.date, zone)),
            None => (read_key(config::key_path(&path, key), alone)?, Clock::system(zone)),
        };
        Ok(Self { path, key, clock })
    }

    /// Makes the link by which somebody chooses a password.
    fn link(&self, tx: &WriteTx, user: &User, extranet: &BaseUrl) -> Result<String, CommandError> {
        let link = link::create_to_choose_password(tx, &self.key, self.clock.now(), user.id, RESET_FOR)?;
        let token = link::token_of(tx, &self.key, link).map_err(db::Error::from)?;
        let token = token.ok_or_else(|| UserError::Unknown(user.email.clone()))?;
        Ok(extranet.with(&ChoosePassword { token }.to_string()))
    }
}

fn read_key(path: PathBuf, alone: bool) -> Result<Key, CommandError> {
    let key = if alone { Key::load_or_create(&path) } else { Key::load(&path) };
    key.map_err(|cause| CommandError::Key { path, cause })
}

/// Who signs in, a line each.
fn list(path: &Path) -> Result<(), CommandError> {
    let connection = connect_read_only(path)?;
    let zone = site::zone(&connection).map_err(CommandError::Settings)?;
    let mut out = std::io::stdout();
    for line in db::snapshot(&connection, store::everybody)? {
        writeln!(out, "{}", written(&line, zone))?;
    }
    Ok(out.flush()?)
}

fn written(line: &UserLine, zone: Zone) -> String {
    let state = if line.active { "actif" } else { "inactif" };
    let seen = line.seen_at.map_or_else(|| "jamais".to_owned(), |at| date_time_short(zone.local(at)));
    format!("{}\t{}\t{}\t{state}\t{seen}", line.role, line.email, line.name)
}
