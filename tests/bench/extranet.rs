//! What partners ask for all day, signed in; and the export of everything.

use std::path::Path;

use cmonstage::accounts::Role;
use cmonstage::demo;
use rusqlite::{Connection, OpenFlags};

use crate::Result;
use crate::client::{Client, Request, now};
use crate::databases::{Copy, folder};
use crate::process::Server;
use crate::report::{Export, median};
use crate::scenarios::Scenario;

/// What their names begin with.
pub const NAMED: &str = "extranet, ";

/// Addresses, each with its name and who asks for it. Nothing is kept: each page is made each time.
const PAGES: [(&str, Role, &str); 14] = [
    ("dashboard", Role::Partner, "/gestion"),
    ("portfolio", Role::Partner, "/gestion/portefeuille?etat=publier&actions=oui"),
    ("consultation, published", Role::Administrator, "/gestion/consultation?etat=publier&actions=oui"),
    ("consultation, all", Role::Administrator, "/gestion/consultation?afficher=oui&actions=oui"),
    (
        "consultation, page 300",
        Role::Administrator,
        "/gestion/consultation?afficher=oui&actions=oui&page=300",
    ),
    (
        "consultation, place and sector",
        Role::Administrator,
        "/gestion/consultation?etat=publier&actions=oui&dep=33&dep=autres&secteur=services",
    ),
    ("consultation, name", Role::Administrator, "/gestion/consultation?entreprise=garage&actions=oui"),
    ("consultation, number", Role::Administrator, "/gestion/consultation?numero=5000&actions=oui"),
    (
        "consultation, nothing found",
        Role::Administrator,
        "/gestion/consultation?etat=publier&actions=oui&numero=99999999",
    ),
    ("registrations", Role::Partner, "/gestion/inscriptions"),
    ("registrations of all", Role::Administrator, "/gestion/inscriptions?date=toutes&qui=tous"),
    ("record of a company", Role::Administrator, "/gestion/entreprises/12"),
    ("project", Role::Administrator, "/gestion/projets/12"),
    ("project on paper", Role::Administrator, "/gestion/projets/12/impression"),
];

/// What is measured of them.
pub fn scenarios<'a>(server: &Server, database: &Path) -> Result<Vec<Scenario<'a>>> {
    let (partner, administrator) =
        (sign_in(server, database, Role::Partner)?, sign_in(server, database, Role::Administrator)?);
    let page = |(name, role, path): (&str, Role, &'static str)| {
        let cookie = if role == Role::Partner { partner.clone() } else { administrator.clone() };
        let make = move |_| Request::get(path).header("Cookie", &cookie);
        Scenario::new(&format!("{NAMED}{name}"), make)
    };
    Ok(PAGES.map(page).into())
}

/// The cookie of the first who has this role.
fn sign_in(server: &Server, database: &Path, role: Role) -> Result<String> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let logins = demo::logins(&connection)?;
    let (_, email) = logins.iter().find(|(of, _)| *of == role).ok_or("nobody has this role")?;
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("email", email.as_str()), ("password", demo::password(1).as_str())])
        .finish();
    let request = Request { form: Some(form), ..Request::get("/gestion/connexion") };
    let answer = Client::new(server.address)?.expect(&request, 303)?;
    let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
    Ok(cookie.ok_or("no cookie")?.to_owned())
}

/// Exports of which the median is taken.
const EXPORTS: usize = 5;

/// Every offer as a workbook, from a server that has answered pages before.
pub fn export(database: &Path) -> Result<Export> {
    let copy = Copy::of(database, &folder()?)?;
    let server = Server::site(copy.path(), "warn")?;
    let cookie = sign_in(&server, copy.path(), Role::Administrator)?;
    let mut client = Client::new(server.address)?;
    for (_, _, path) in PAGES {
        client.expect(&Request::get(path).header("Cookie", &cookie), 200)?;
    }
    let before = server.resident()?;
    let export =
        Request::get("/gestion/consultation/export.xlsx?nature=offre&actions=oui").header("Cookie", &cookie);
    let (mut milliseconds, mut bytes) = (Vec::new(), 0);
    for _ in 0..EXPORTS {
        let began = now();
        bytes = client.expect(&export, 200)?.body.len();
        milliseconds.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    let grown_mb = server.peak()?.saturating_sub(before) as f64 / 1_024.0;
    Ok(Export { milliseconds: median(milliseconds), grown_mb, bytes })
}
