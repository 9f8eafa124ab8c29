//! What resembles an offer or an event, for who looks at it, or finds it gone.

use super::cells::{self, Asked, Counted};
use super::walk::{self, Wanted};
use super::{Listing, occupation_marks, search};
use crate::catalogue::words;
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::{Audience, AudienceSet, Sector};

/// Where likeness is looked for.
pub struct Likeness<'l> {
    /// What is listed.
    pub listing: &'l Listing,
    /// The present, in the form that [`Listing::live`] compares.
    pub moment: String,
    /// Whether those for other audiences will do, once there is no other left.
    pub others: bool,
}

/// Up to `limit` rows that resemble one: the same occupation first (those of its département before), then
/// the same sector in the same département, then the same sector; the latest of each. A few of each are
/// looked at, whatever the number of rows.
///
/// # Errors
/// What SQLite says.
pub fn similar<A: Audience>(
    tx: &ReadTx,
    likeness: &Likeness<'_>,
    id: i64,
    limit: usize,
) -> Result<Vec<i64>, Error> {
    let table = likeness.listing.table;
    let (department, sector, occupation, audiences): (String, Sector, Option<String>, AudienceSet<A>) = tx
        .prepare_cached(&format!(
            "SELECT department, sector, occupation, audiences FROM {table} WHERE id = ?1"
        ))?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let occupations = occupation_marks(tx, occupation.as_slice())?;
    let mut rows = Vec::new();
    let moment = &likeness.moment;
    for shared in [audiences, AudienceSet::new()] {
        if rows.len() >= limit || (shared.bits() == 0 && !likeness.others) {
            break;
        }
        let mut found = search::with_marks(tx, likeness, &[&occupations, &words::audiences(shared)])?;
        found.sort_by_key(|hit| hit.department != department);
        let asked = Asked { audiences: shared.bits(), variants: &[] };
        let Counted { counts, online } = cells::counts(tx, likeness.listing, asked, moment)?;
        for here in [true, false] {
            let mut places = Conditions::default();
            places.add_one_of("o.sector", [sector.as_str()]);
            if here {
                places.add_one_of("o.department", [department.as_str()]);
            }
            let wanted = Wanted {
                listing: likeness.listing,
                order: likeness.listing.recent,
                moment,
                asked,
                places: &places,
                besides: &Conditions::default(),
                after: None,
                offset: 0,
                limit: search::LIKE.unsigned_abs(),
                online,
                matching: counts.total(|code| !here || code == department, &[sector]),
                steps: None,
            };
            found.extend(walk::rows(tx, &wanted)?.0);
        }
        for hit in found {
            if hit.id != id && !rows.contains(&hit.id) {
                rows.push(hit.id);
            }
        }
    }
    rows.truncate(limit);
    Ok(rows)
}
