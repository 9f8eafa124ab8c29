//! What filters that no cell counts find: at most so many, the latest or the nearest first.

use rusqlite::types::ToSql;

use super::cells::{self, Counted};
use super::walk::{self, Wanted};
use super::{Foremost, Hit, Likeness, Listing, MOST, Request, STEPS};
use crate::catalogue::criteria::ELSEWHERE;
use crate::catalogue::near::Reach;
use crate::catalogue::words::{self, Expression};
use crate::db::sql::Conditions;
use crate::db::{Error, ReadTx};
use crate::domain::Audience;

/// Rows looked at for each kind of likeness.
pub(super) const LIKE: i64 = 8;

/// Where the rows come from.
pub(super) enum Source {
    /// The index of words.
    Words { searched: Vec<String>, occupations: Vec<String> },
    /// The communes around a place.
    Around,
    /// The order asked for, with what the cells count.
    Order(Counted),
}

impl Source {
    /// Which rows are enumerated when there are more than can be.
    pub(super) fn foremost<A>(&self, request: &Request<'_, A>) -> Foremost {
        match self {
            Self::Words { .. } => Foremost::Latest,
            Self::Around if request.order.is_none() => Foremost::Nearest,
            Self::Around | Self::Order(_) => Foremost::First,
        }
    }
}

/// Where the rows of a request come from; none when the cells count them.
pub(super) fn source<A: Audience>(tx: &ReadTx, request: &Request<'_, A>) -> Result<Option<Source>, Error> {
    let searched = words::searched(&request.criteria.search);
    let occupations = super::occupation_marks(tx, &request.criteria.occupations)?;
    Ok(if !searched.is_empty() || !occupations.is_empty() {
        Some(Source::Words { searched, occupations })
    } else if request.around.is_some() {
        Some(Source::Around)
    } else if !request.besides.is_empty() {
        Some(in_order(tx, request)?)
    } else {
        None
    })
}

/// The rows in the order asked for.
pub(super) fn in_order<A: Audience>(tx: &ReadTx, request: &Request<'_, A>) -> Result<Source, Error> {
    Ok(Source::Order(cells::counts(tx, request.listing, request.asked(), &request.moment)?))
}

/// The rows, at most [`MOST`]; true when there are no others. Without `placed` the choice of départements
/// and sectors is left out.
pub(super) fn enumerate<A: Audience>(
    tx: &ReadTx,
    request: &Request<'_, A>,
    source: &Source,
    placed: bool,
) -> Result<(Vec<Hit>, bool), Error> {
    let (mut hits, all) = match source {
        Source::Words { searched, occupations } => by_words(tx, request, searched, occupations, placed)?,
        Source::Around => around(tx, request, placed)?,
        Source::Order(counted) => by_order(tx, request, counted, placed)?,
    };
    let more = hits.len() as u64 > MOST;
    hits.truncate(MOST as usize);
    Ok((hits, all && !more))
}

/// Puts rows in the order asked for, when they come in another.
pub(super) fn sort<A>(request: &Request<'_, A>, source: &Source, hits: &mut [Hit]) {
    match (&request.around, request.order, source) {
        (_, Some(order), Source::Words { .. } | Source::Around) => {
            hits.sort_by(|one, other| order.compare(one, other));
        }
        (Some(around), None, Source::Words { .. }) => {
            let places = around.places();
            let place = |hit: &Hit| hit.commune.as_deref().and_then(|code| places.get(code)).copied();
            hits.sort_by(|one, other| {
                place(one).cmp(&place(other)).then_with(|| request.order().compare(one, other))
            });
        }
        _ => {}
    }
}

fn by_words<A: Audience>(
    tx: &ReadTx,
    request: &Request<'_, A>,
    searched: &[String],
    occupations: &[String],
    placed: bool,
) -> Result<(Vec<Hit>, bool), Error> {
    let (listing, order, criteria) = (request.listing, request.order(), request.criteria);
    let mut expression = Expression::default();
    expression.words(searched);
    expression.any(occupations);
    expression.any(&words::audiences(request.audiences()));
    expression
        .any(&request.variants.iter().map(|at| words::variant(listing.variants[*at].0)).collect::<Vec<_>>());
    if let Some(reach) = &request.around {
        // Not needed to be right: it spares the hits of the other end of the country.
        expression.any(&reach.departments().map(words::department).collect::<Vec<_>>());
    }
    if placed {
        expression.any(&departments(tx, request)?);
        expression.any(&criteria.sectors.iter().map(|sector| words::sector(*sector)).collect::<Vec<_>>());
    }
    let codes = request.around.as_ref().map(Reach::codes);
    let (commune, around) = match codes {
        Some(_) => (", o.commune", "o.commune IN (SELECT value FROM json_each(?))"),
        None => ("", "true"),
    };
    let columns = format!("{}{commune}", order.columns());
    let text = by_words_sql(listing, &columns, &format!("{} AND {around}", request.besides.text()));
    let (expression, limit) = (expression.text(), i64::try_from(MOST + 1).unwrap_or(i64::MAX));
    let mut values: Vec<&dyn ToSql> = vec![&expression, &request.moment];
    values.extend(request.besides.values(&[]));
    values.extend(codes.iter().map(|codes| codes as &dyn ToSql));
    values.push(&limit);
    super::hits(tx, &text, &values, Some(STEPS))
}

/// The marks of the départements asked for. « Autres départements » are those that have something now and
/// are not the site's own: leaving out the site's own instead would read everything that is found there.
fn departments<A: Audience>(tx: &ReadTx, request: &Request<'_, A>) -> Result<Vec<String>, Error> {
    let chosen = &request.criteria.departments;
    if !chosen.iter().any(|code| code == ELSEWHERE) {
        return Ok(chosen.iter().map(|code| words::department(code)).collect());
    }
    let counted = super::by_department(tx, request.listing, &request.moment)?;
    let asked = counted.iter().filter(|(code, _)| request.within(code));
    Ok(asked.map(|(code, _)| words::department(code)).chain([words::NOWHERE.to_owned()]).collect())
}

/// The latest first, which is the order of the index: reading stops at the limit.
fn by_words_sql(listing: &Listing, columns: &str, besides: &str) -> String {
    format!(
        "SELECT {columns} FROM {words} t CROSS JOIN {table} o INDEXED BY {index} ON o.publication = t.rowid
         WHERE {words} MATCH ? AND {live} AND {besides} ORDER BY t.rowid DESC LIMIT ?",
        words = listing.text,
        table = listing.table,
        index = listing.recent.walk,
        live = listing.live,
    )
}

/// Everything around a place when it is few enough; else the nearest, or, in another order, its first rows.
fn around<A: Audience>(
    tx: &ReadTx,
    request: &Request<'_, A>,
    placed: bool,
) -> Result<(Vec<Hit>, bool), Error> {
    let (hits, all) = by_place(tx, request, placed)?;
    if request.order.is_none() || (all && hits.len() as u64 <= MOST) {
        return Ok((hits, all));
    }
    let counted = cells::counts(tx, request.listing, request.asked(), &request.moment)?;
    by_order(tx, request, &counted, placed)
}

/// Commune by commune, the nearest first, and in each in the order of its index.
fn by_place<A: Audience>(
    tx: &ReadTx,
    request: &Request<'_, A>,
    placed: bool,
) -> Result<(Vec<Hit>, bool), Error> {
    let listing = request.listing;
    let (closed, codes) = (request.closed(placed), request.around.as_ref().map(Reach::codes));
    let text = format!(
        "SELECT {columns} FROM json_each(?) n CROSS JOIN {table} o INDEXED BY {index} ON o.commune = n.value
         WHERE {live} AND {closed} AND {besides} LIMIT ?",
        columns = request.order().columns(),
        table = listing.table,
        index = listing.commune,
        live = listing.live,
        closed = closed.text(),
        besides = request.besides.text(),
    );
    let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let mut values: Vec<&dyn ToSql> = vec![&codes, &request.moment];
    values.extend(closed.values(&[]));
    values.extend(request.besides.values(&[&limit]));
    super::hits(tx, &text, &values, Some(STEPS))
}

fn by_order<A: Audience>(
    tx: &ReadTx,
    request: &Request<'_, A>,
    Counted { counts, online }: &Counted,
    placed: bool,
) -> Result<(Vec<Hit>, bool), Error> {
    let mut besides = request.besides.clone();
    if let Some(reach) = &request.around {
        besides.add("o.commune IN (SELECT value FROM json_each(?))", [Box::new(reach.codes()) as _]);
    }
    let matching = match placed {
        true => counts.total(|code| request.within(code), &request.criteria.sectors),
        false => counts.total(|_| true, &[]),
    };
    walk::rows(
        tx,
        &Wanted {
            listing: request.listing,
            order: request.order(),
            moment: &request.moment,
            asked: request.asked(),
            places: &if placed { request.places() } else { Conditions::default() },
            besides: &besides,
            after: None,
            offset: 0,
            limit: MOST + 1,
            online: *online,
            matching,
            steps: Some(STEPS),
        },
    )
}

/// The latest rows that bear one mark of each of these groups; none when the first group is empty.
pub(super) fn with_marks(
    tx: &ReadTx,
    likeness: &Likeness<'_>,
    groups: &[&[String]],
) -> Result<Vec<Hit>, Error> {
    if groups.first().is_none_or(|first| first.is_empty()) {
        return Ok(Vec::new());
    }
    let mut expression = Expression::default();
    for group in groups {
        expression.any(group);
    }
    let text = by_words_sql(likeness.listing, &likeness.listing.recent.columns(), "true");
    let (hits, _) = super::hits(tx, &text, &[&expression.text(), &likeness.moment, &LIKE], Some(STEPS))?;
    Ok(hits)
}
