//! Whether what is kept beside the rows still says what the rows say.

use super::Listing;
use crate::db::{Error, ReadTx};

/// The counts of cells that are not those of the rows, as « 79, industry, asap, publics 3 : 4 au lieu de
/// 5 ».
///
/// # Errors
/// What SQLite says.
pub fn cells(tx: &ReadTx, listing: &Listing) -> Result<Vec<String>, Error> {
    let Listing { table, cells, variant, variants, counted, .. } = listing;
    let mut wrong = Vec::new();
    for (column, value) in *variants {
        let mut statement = tx.prepare(&format!(
            "WITH truth AS (
                 SELECT o.department, o.sector, o.audiences, count(*) AS n FROM {table} o
                 WHERE {counted} AND o.{variant} = ?1 GROUP BY 1, 2, 3),
             kept AS (SELECT department, sector, audiences, {column} AS n FROM {cells})
             SELECT department, sector, audiences, coalesce(k.n, 0), coalesce(t.n, 0)
             FROM kept k FULL JOIN truth t USING (department, sector, audiences)
             WHERE coalesce(k.n, 0) <> coalesce(t.n, 0)"
        ))?;
        let rows = statement.query_map([*value], |row| {
            let (department, sector, audiences): (String, String, i64) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let (kept, truth): (i64, i64) = (row.get(3)?, row.get(4)?);
            Ok(format!("{department}, {sector}, {column}, publics {audiences} : {kept} au lieu de {truth}"))
        })?;
        for row in rows {
            wrong.push(row?);
        }
    }
    Ok(wrong)
}

/// Published rows that no search finds, and words that belong to no published row.
///
/// # Errors
/// What SQLite says.
pub fn words(tx: &ReadTx, listing: &Listing) -> Result<Vec<String>, Error> {
    let Listing { table, text, .. } = listing;
    let mut statement = tx.prepare(&format!(
        "SELECT 'n° ' || o.serial || ' : aucun mot' FROM {table} o WHERE o.state = 'published'
             AND NOT EXISTS (SELECT 1 FROM {text}_docsize d WHERE d.id = o.publication)
         UNION ALL
         SELECT 'publication ' || d.id || ' : des mots sans rien de publié' FROM {text}_docsize d
             WHERE NOT EXISTS (SELECT 1 FROM {table} o WHERE o.state = 'published' AND o.publication = d.id)"
    ))?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}
