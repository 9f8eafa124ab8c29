//! Totals and the numbers of the map, from counters kept per cell.
//!
//! A cell is a département, a sector and a set of audiences. Triggers keep its counts in the transaction
//! of every change (schema.sql), so that a total costs the same for two hundred offers and for a million,
//! where counting them would cost as many steps as there are.

use rusqlite::types::ToSql;

use super::Listing;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::Sector;

/// What closed filters ask of the cells. An empty list asks for nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Bits of the audiences, any of which will do; 0 asks for none in particular.
    pub audiences: u32,
    /// Places in [`Listing::variants`].
    pub variants: &'a [usize],
}

impl Asked<'_> {
    /// The same as SQL.
    pub(super) fn conditions(&self, listing: &Listing) -> Conditions {
        let mut conditions = Conditions::default();
        if self.audiences != 0 {
            conditions.add("o.audiences & ? <> 0", [Box::new(self.audiences) as _]);
        }
        if !self.variants.is_empty() {
            let chosen = self.variants(listing).map(|(_, value)| *value);
            conditions.add_in(&format!("o.{}", listing.variant), chosen);
        }
        conditions
    }

    fn variants<'l>(
        &self,
        listing: &'l Listing,
    ) -> impl Iterator<Item = &'l (&'static str, &'static dyn ToSql)> {
        let all = listing.variants.iter().enumerate();
        all.filter(|(at, _)| self.variants.is_empty() || self.variants.contains(at))
            .map(|(_, variant)| variant)
    }
}

/// How many things each département and sector has.
#[derive(Debug, Default)]
pub struct Counts(Vec<(String, Sector, u64)>);

/// Counts under filters, and how many things there are without any.
pub(super) struct Counted {
    pub counts: Counts,
    pub online: u64,
}

impl Counts {
    /// Counts one by one, for what no cell counts.
    pub(super) fn of(places: impl IntoIterator<Item = (String, Sector)>) -> Self {
        let mut counts = Self::default();
        for (department, sector) in places {
            match counts.0.iter_mut().find(|row| row.0 == department && row.1 == sector) {
                Some(row) => row.2 += 1,
                None => counts.0.push((department, sector, 1)),
            }
        }
        counts
    }

    fn sum(&self, counted: impl Fn(&str, Sector) -> bool) -> u64 {
        self.0.iter().filter(|(department, sector, _)| counted(department, *sector)).map(|row| row.2).sum()
    }

    /// How many there are in all under a choice of départements and sectors.
    pub(super) fn total(&self, department: impl Fn(&str) -> bool, sectors: &[Sector]) -> u64 {
        self.sum(|code, sector| department(code) && chosen(sectors, sector))
    }

    /// How many each département has, by code.
    pub(super) fn departments(&self, sectors: &[Sector]) -> Vec<(String, u64)> {
        let mut counts: Vec<(String, u64)> = Vec::new();
        for (department, sector, count) in &self.0 {
            if !chosen(sectors, *sector) {
                continue;
            }
            match counts.iter_mut().find(|(code, _)| code == department) {
                Some((_, sum)) => *sum += count,
                None => counts.push((department.clone(), *count)),
            }
        }
        counts
    }

    /// How many each sector has.
    pub(super) fn sectors(&self, department: impl Fn(&str) -> bool) -> Vec<(Sector, u64)> {
        let count = |sector| self.sum(|code, counted| department(code) && counted == sector);
        Sector::ALL.iter().map(|sector| (*sector, count(*sector))).collect()
    }
}

fn chosen(sectors: &[Sector], sector: Sector) -> bool {
    sectors.is_empty() || sectors.contains(&sector)
}

/// Reads the counts, exact at `moment` (see [`Listing::live`]).
pub(super) fn counts(
    tx: &ReadTx,
    listing: &Listing,
    asked: Asked<'_>,
    moment: &str,
) -> Result<Counted, Error> {
    let Listing { table, cells, counted: shown, past, .. } = listing;
    let sum = |columns: Vec<&str>| columns.join(" + ");
    let asked_for = sum(asked.variants(listing).map(|(column, _)| *column).collect());
    let all = sum(listing.variants.iter().map(|(column, _)| *column).collect());
    // One walk of the cells for both: without a filter it costs no more than the sum alone.
    let (condition, bits) = match asked.audiences {
        0 => ("", None),
        bits => ("* (audiences & ?1 <> 0)", Some(bits)),
    };
    let mut statement = tx.prepare_cached(&format!(
        "SELECT department, sector, sum(({asked_for}) {condition}), sum({all}) FROM {cells} GROUP BY department, sector"
    ))?;
    let mut counted = Counted { counts: Counts(Vec::with_capacity(72)), online: 0 };
    let counts = &mut counted.counts.0;
    let mut rows = statement.query(rusqlite::params_from_iter(bits))?;
    while let Some(row) = rows.next()? {
        counted.online += row.get::<_, i64>(3)?.unsigned_abs();
        match row.get::<_, i64>(2)?.unsigned_abs() {
            0 => {}
            count => counts.push((row.get(0)?, row.get(1)?, count)),
        }
    }
    // What has just passed and is not recorded yet: none, but for the minutes after the change of day.
    let mut conditions = asked.conditions(listing);
    let over = format!("o.state = 'published' AND {shown} AND {past}");
    conditions.add(over, [Box::new(moment.to_owned()) as _]);
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.department, o.sector FROM {table} o WHERE {}",
        conditions.text()
    ))?;
    let mut rows = statement.query(conditions.values(&[]).as_slice())?;
    while let Some(row) = rows.next()? {
        let (department, sector): (String, Sector) = (row.get(0)?, row.get(1)?);
        if let Some(row) = counts.iter_mut().find(|row| row.0 == department && row.1 == sector) {
            row.2 = row.2.saturating_sub(1);
        }
    }
    Ok(counted)
}

/// A cell with something in it, of one variant: a sorted run of the indexes.
pub(super) struct Cell {
    pub department: String,
    pub sector: Sector,
    pub audiences: i64,
    pub variant: &'static dyn ToSql,
}

/// The cells that hold what is asked under these conditions on départements and sectors.
pub(super) fn filled(
    tx: &ReadTx,
    listing: &Listing,
    asked: Asked<'_>,
    places: &Conditions,
) -> Result<Vec<Cell>, Error> {
    let variants: Vec<_> = asked.variants(listing).collect();
    let columns: Vec<&str> = variants.iter().map(|(column, _)| *column).collect();
    let bits = i64::from(asked.audiences);
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.department, o.sector, o.audiences, {} FROM {} o WHERE {} AND (o.audiences & ? <> 0 OR ? = 0)",
        columns.join(", "),
        listing.cells,
        places.text()
    ))?;
    let mut rows = statement.query(places.values(&[&bits, &bits]).as_slice())?;
    let mut cells = Vec::new();
    while let Some(row) = rows.next()? {
        for (at, (_, value)) in variants.iter().enumerate() {
            if row.get::<_, i64>(3 + at)? > 0 {
                cells.push(Cell {
                    department: row.get(0)?,
                    sector: row.get(1)?,
                    audiences: row.get(2)?,
                    variant: *value,
                });
            }
        }
    }
    Ok(cells)
}
