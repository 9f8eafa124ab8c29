//! The SQL of companies.

use rusqlite::{OptionalExtension, Row, ToSql, params};

use super::query::CompanyQuery;
use super::{Company, FoundCompany, NewCompany, PublicName};
use crate::access::Partner;
use crate::access::actor::{LastChange, NAME, maybe_name};
use crate::access::edit::CompanyEdit;
use crate::clock::Now;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx, WriteTx};
use crate::domain::{CommuneCode, Sector, Siren, Siret, fold};

/// Stores a company and gives its row.
///
/// # Errors
/// What SQLite says; a SIRET that is already there is refused by a constraint.
pub fn create(tx: &WriteTx, now: Now, company: &NewCompany) -> Result<i64, Error> {
    let (naf_code, naf_version) = company.naf.clone().unzip();
    tx.prepare_cached(
        "INSERT INTO company (name, folded_name, siren, siret, naf_code, naf_version, sector, street,
             postal_code, commune, website, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
    )?
    .execute(params![
        company.name,
        fold(&company.name),
        company.siren,
        company.siret,
        naf_code,
        naf_version,
        company.sector,
        company.street,
        company.postal_code,
        company.commune,
        company.website,
        now.unix
    ])?;
    let id = tx.last_insert_rowid();
    add_words(tx, id, company)?;
    Ok(id)
}

/// The names under which visitors know a company, by its offers and events: its own aside.
///
/// # Errors
/// What SQLite says.
pub fn public_names(tx: &ReadTx, company: i64, limit: u32) -> Result<Vec<PublicName>, Error> {
    Ok(tx
        .prepare_cached(
            "SELECT o.trade_name AS name, o.masked AS masked FROM project p JOIN offer o ON o.project_id = p.id
             WHERE p.company_id = ?1 AND o.trade_name IS NOT NULL
             UNION SELECT e.trade_name, e.masked FROM project p JOIN event e ON e.project_id = p.id
             WHERE p.company_id = ?1 AND e.trade_name IS NOT NULL
             ORDER BY masked, name LIMIT ?2",
        )?
        .query_map([company, limit.into()], |row| Ok(PublicName { name: row.get(0)?, masked: row.get(1)? }))?
        .collect::<Result<_, _>>()?)
}

/// Puts a company right, unless somebody else changed it since `version`: then nothing is
/// stored, and the answer is no. Its activity code stays: nobody types it.
///
/// # Errors
/// What SQLite says; a SIRET that another company has is refused by a constraint.
pub fn update(
    tx: &WriteTx,
    now: Now,
    allowed: &CompanyEdit,
    by: &Partner,
    version: u32,
    company: &NewCompany,
) -> Result<bool, Error> {
    let id = allowed.company();
    let rows = tx
        .prepare_cached(
            "UPDATE company SET name = ?3, folded_name = ?4, siren = ?5, siret = ?6, sector = ?7, street = ?8,
                 postal_code = ?9, commune = ?10, website = ?11, version = version + 1, updated_at = ?12,
                 updated_by = ?13
             WHERE id = ?1 AND version = ?2",
        )?
        .execute(params![
            id,
            version,
            company.name,
            fold(&company.name),
            company.siren,
            company.siret,
            company.sector,
            company.street,
            company.postal_code,
            company.commune,
            company.website,
            now.unix,
            by.id()
        ])?;
    if rows == 0 {
        return Ok(false);
    }
    tx.prepare_cached("DELETE FROM company_text WHERE rowid = ?1")?.execute([id])?;
    add_words(tx, id, company)?;
    Ok(true)
}

/// Deletes a company that no project uses; another stays.
///
/// # Errors
/// What SQLite says.
pub fn delete_unused(tx: &WriteTx, id: i64) -> Result<(), Error> {
    let rows = tx
        .prepare_cached(
            "DELETE FROM company WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM project WHERE company_id = ?1)",
        )?
        .execute([id])?;
    if rows == 1 {
        tx.prepare_cached("DELETE FROM company_text WHERE rowid = ?1")?.execute([id])?;
    }
    Ok(())
}

/// Who changed a company last.
///
/// # Errors
/// What SQLite says; a company that does not exist.
pub fn last_change(tx: &ReadTx, id: i64) -> Result<LastChange, Error> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT c.updated_at, {NAME} FROM company c LEFT JOIN user u ON u.id = c.updated_by
             LEFT JOIN organisation g ON g.id = u.organisation_id WHERE c.id = ?1"
        ))?
        .query_row([id], |row| Ok(LastChange { at: row.get(0)?, by: maybe_name(row, 1)? }))?)
}

/// The row of the company that has this SIRET.
///
/// # Errors
/// What SQLite says.
pub fn of_siret(tx: &ReadTx, siret: &Siret) -> Result<Option<i64>, Error> {
    Ok(tx
        .prepare_cached("SELECT id FROM company WHERE siret = ?1")?
        .query_row([siret], |row| row.get(0))
        .optional()?)
}

/// The words by which it is looked up.
fn add_words(tx: &WriteTx, id: i64, company: &NewCompany) -> Result<(), Error> {
    let words = format!("{} {}", fold(&company.name), commune_words(tx, company.commune)?);
    tx.prepare_cached("INSERT INTO company_text (rowid, words) VALUES (?1, ?2)")?
        .execute(params![id, words])?;
    Ok(())
}

fn commune_words(tx: &ReadTx, commune: CommuneCode) -> Result<String, Error> {
    let name: Option<String> = tx
        .prepare_cached("SELECT name FROM commune WHERE code = ?1")?
        .query_row([commune], |row| row.get(0))
        .optional()?;
    Ok(fold(&name.unwrap_or_default()))
}

const COMPANY: &str = "c.id, c.name, c.siren, c.siret, n.label, c.sector, c.street, c.postal_code, k.name, c.commune, c.website, c.version";

/// What a company `c` is shown with.
const WITH: &str = "JOIN commune k ON k.code = c.commune
    LEFT JOIN naf n ON n.code = c.naf_code AND n.nomenclature = c.naf_version";

fn company(row: &Row) -> rusqlite::Result<Company> {
    Ok(Company {
        id: row.get(0)?,
        name: row.get(1)?,
        siren: row.get(2)?,
        siret: row.get(3)?,
        activity: row.get(4)?,
        sector: row.get::<_, Sector>(5)?,
        street: row.get(6)?,
        postal_code: row.get(7)?,
        commune: row.get(8)?,
        commune_code: row.get(9)?,
        website: row.get(10)?,
        version: row.get(11)?,
    })
}

/// A company.
///
/// # Errors
/// What SQLite says.
pub fn find(tx: &ReadTx, id: i64) -> Result<Option<Company>, Error> {
    Ok(tx
        .prepare_cached(&format!("SELECT {COMPANY} FROM company c {WITH} WHERE c.id = ?1"))?
        .query_row([id], company)
        .optional()?)
}

/// The companies that answer to what was typed, at most `limit`: the exact name first, then those whose
/// name begins so. This is the one place where companies are looked for: what else knows of companies
/// joins them here.
///
/// # Errors
/// What SQLite says.
pub fn search(tx: &ReadTx, query: &CompanyQuery, limit: u32) -> Result<Vec<FoundCompany>, Error> {
    match query {
        CompanyQuery::TooShort | CompanyQuery::Wrong(_) => Ok(Vec::new()),
        CompanyQuery::Siret(siret) => found(tx, "c.siret = ?1 ORDER BY c.id", &[siret], limit),
        CompanyQuery::Siren(siren) => found(tx, "c.siren = ?1 ORDER BY c.folded_name, c.id", &[siren], limit),
        CompanyQuery::Digits(digits) => {
            let end = format!("{digits}:");
            let condition = "c.siren >= ?1 AND c.siren < ?2
                UNION ALL SELECT id FROM company WHERE siret >= ?1 AND siret < ?2 AND siren IS NULL";
            let condition =
                format!("c.id IN (SELECT id FROM company c WHERE {condition}) ORDER BY c.siren, c.id");
            found(tx, &condition, &[digits, &end], limit)
        }
        CompanyQuery::Words(words) => {
            let (matching, whole) = (beginnings(words), words.join(" "));
            let begins = format!("{whole}\u{10ffff}");
            let condition = "c.id IN (SELECT rowid FROM company_text WHERE company_text MATCH ?1)
                ORDER BY c.folded_name = ?2 DESC, c.folded_name >= ?2 AND c.folded_name < ?3 DESC, c.folded_name, c.id";
            found(tx, condition, &[&matching, &whole, &begins], limit)
        }
    }
}

/// That a column names one of the companies that answer to what was typed; nothing when it was too little, or no
/// number.
pub fn among(column: &str, query: &CompanyQuery) -> Conditions {
    let mut conditions = Conditions::default();
    let text = |text: &str| -> Box<dyn ToSql> { Box::new(text.to_owned()) };
    let by_number = |digits: &str| {
        let end = format!("{digits}:");
        [text(digits), text(&end), text(digits), text(&end)]
    };
    let numbered = format!(
        "{column} IN (SELECT id FROM company WHERE siret >= ? AND siret < ?
             UNION ALL SELECT id FROM company WHERE siren >= ? AND siren < ?)"
    );
    match query {
        CompanyQuery::TooShort | CompanyQuery::Wrong(_) => {}
        CompanyQuery::Siret(siret) => {
            conditions
                .add(format!("{column} IN (SELECT id FROM company WHERE siret = ?)"), [text(siret.as_str())]);
        }
        CompanyQuery::Siren(siren) => conditions.add(numbered, by_number(siren.as_str())),
        CompanyQuery::Digits(digits) => conditions.add(numbered, by_number(digits)),
        CompanyQuery::Words(words) => conditions.add(
            format!("{column} IN (SELECT rowid FROM company_text WHERE company_text MATCH ?)"),
            [text(&beginnings(words))],
        ),
    }
    conditions
}

/// Each word is the beginning of one of the company's; quoted, so that none is an operator.
fn beginnings(words: &[String]) -> String {
    words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ")
}

/// How many matches of a visitor's search are looked at, to leave out those that are not shown.
const PUBLIC_LOOKED_AT: u32 = 60;

/// The companies that answer to what a visitor typed: those that have a number, which anybody can look up,
/// that a partner has seen, and of which nothing was ever masked.
///
/// # Errors
/// What SQLite says.
pub fn search_public(tx: &ReadTx, query: &CompanyQuery, limit: usize) -> Result<Vec<Company>, Error> {
    let mut shown = Vec::new();
    for found in search(tx, query, PUBLIC_LOOKED_AT)? {
        if shown.len() < limit && is_public(tx, &found.company)? {
            shown.push(found.company);
        }
    }
    Ok(shown)
}

/// A company that a visitor chose among those.
///
/// # Errors
/// What SQLite says.
pub fn find_public(tx: &ReadTx, id: i64) -> Result<Option<Company>, Error> {
    match find(tx, id)? {
        Some(company) if is_public(tx, &company)? => Ok(Some(company)),
        _ => Ok(None),
    }
}

fn is_public(tx: &ReadTx, company: &Company) -> Result<bool, Error> {
    if company.siren.is_none() && company.siret.is_none() {
        return Ok(false);
    }
    // What somebody has just deposited under its name is not shown before anybody read it.
    let known: bool = tx
        .prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM project WHERE company_id = ?1)
             OR EXISTS (SELECT 1 FROM project WHERE company_id = ?1 AND (creator_id IS NOT NULL OR updated_by IS NOT NULL))
             OR EXISTS (SELECT 1 FROM project p JOIN offer o ON o.project_id = p.id
                 WHERE p.company_id = ?1 AND o.first_published_at IS NOT NULL)
             OR EXISTS (SELECT 1 FROM project p JOIN event e ON e.project_id = p.id
                 WHERE p.company_id = ?1 AND e.first_published_at IS NOT NULL)",
        )?
        .query_row([company.id], |row| row.get(0))?;
    if !known {
        return Ok(false);
    }
    let masked: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM project p JOIN offer o ON o.project_id = p.id
                 WHERE p.company_id = ?1 AND o.masked = 1)
             OR EXISTS (SELECT 1 FROM project p JOIN event e ON e.project_id = p.id
                 WHERE p.company_id = ?1 AND e.masked = 1)",
        )?
        .query_row([company.id], |row| row.get(0))?;
    Ok(!masked)
}

/// The companies that a new one could be: the same SIRET or SIREN, or the same name in the same commune.
///
/// # Errors
/// What SQLite says.
pub fn resembling(
    tx: &ReadTx,
    name: &str,
    commune: CommuneCode,
    siren: Option<&Siren>,
    siret: Option<&Siret>,
) -> Result<Vec<FoundCompany>, Error> {
    let condition = "c.siret = ?1 OR c.siren = ?2 OR (c.folded_name = ?3 AND c.commune = ?4)
        ORDER BY c.siret = ?1 DESC, c.siren = ?2 DESC, c.id";
    found(tx, condition, &[&siret, &siren, &fold(name), &commune], 10)
}

fn found(
    tx: &ReadTx,
    condition: &str,
    values: &[&dyn ToSql],
    limit: u32,
) -> Result<Vec<FoundCompany>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "WITH best (id, place) AS (
             SELECT id, row_number() OVER () FROM (SELECT c.id FROM company c WHERE {condition} LIMIT {limit}))
         SELECT {COMPANY}, (SELECT count(*) FROM project p WHERE p.company_id = c.id), {NAME}
         FROM best b JOIN company c ON c.id = b.id {WITH}
         LEFT JOIN user u ON u.id = (SELECT manager_id FROM project p WHERE p.company_id = c.id AND manager_id IS NOT NULL
             ORDER BY p.id DESC LIMIT 1)
         LEFT JOIN organisation g ON g.id = u.organisation_id
         ORDER BY b.place"
    ))?;
    let rows = statement.query_map(values, |row| {
        let projects: u32 = row.get(12)?;
        Ok(FoundCompany {
            company: company(row)?,
            projects: projects.into(),
            followed_by: maybe_name(row, 13)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
