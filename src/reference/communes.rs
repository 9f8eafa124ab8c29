//! Communes: what one types as a place, by name or by postal code, and what lies around it.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{MOST_WORDS, beginning};
use crate::domain::fold::fold;

/// A commune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    /// INSEE code, which is not a postal code: Bordeaux is 33063.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Code of its département or overseas collectivity.
    pub department: String,
    /// In ten-thousandths of a degree.
    pub latitude: i32,
    /// In ten-thousandths of a degree, east of Greenwich.
    pub longitude: i32,
    /// The position is that of its neighbours.
    pub approximate: bool,
    /// Inhabitants; 0 when not published.
    pub population: u32,
    /// In order; none for a few overseas territories.
    pub postal_codes: Vec<String>,
}

/// A commune that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The commune.
    pub commune: Commune,
    /// The name it was found by when that is not its own: a merged commune, an arrondissement, an
    /// island.
    pub alias: Option<String>,
}

/// The columns of `commune`, in the order of [`commune`].
const COLUMNS: &str = "c.code, c.name, c.department_code, c.latitude, c.longitude, c.approximate,
    c.population, (SELECT group_concat(postal_code, '|') FROM
        (SELECT postal_code FROM commune_postal_code WHERE commune_code = c.code ORDER BY 1))";

/// The commune of an INSEE code, past ones included. The codes of the arrondissements of Paris,
/// Lyon and Marseille, which the company register uses, are those cities.
pub fn by_code(connection: &Connection, code: &str) -> rusqlite::Result<Option<Commune>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM commune c WHERE c.code = ?1"))?
        .query_row([city_of(code)], commune)
        .optional()
}

/// The communes of today of a postal code, the most populated first.
pub fn of_postal_code(connection: &Connection, postal_code: &str) -> rusqlite::Result<Vec<Commune>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM commune_postal_code p JOIN commune c ON c.code = p.commune_code
             WHERE p.postal_code = ?1 AND c.ended_on IS NULL ORDER BY c.population DESC, c.code"
        ))?
        .query_map([postal_code], commune)?
        .collect()
}

/// The communes of today of these départements, by code.
pub fn of_departments<C: AsRef<str>>(
    connection: &Connection,
    departments: &[C],
) -> rusqlite::Result<Vec<Commune>> {
    let mut found = Vec::new();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM commune c WHERE c.department_code = ?1 AND c.ended_on IS NULL ORDER BY c.code"
    ))?;
    for department in departments {
        for commune in statement.query_map([department.as_ref()], commune)? {
            found.push(commune?);
        }
    }
    Ok(found)
}

/// The communes within so many kilometres of a point, each with its distance in metres, nearest
/// first. The point is in ten-thousandths of a degree, as the table has them. Past communes are there,
/// since an offer may still name one.
///
/// SQLite has no trigonometry here: it reads a band of the covering index, and the distances are
/// computed in Rust, which takes less time than reading the band.
pub fn near(
    connection: &Connection,
    latitude: i32,
    longitude: i32,
    kilometres: u32,
) -> rusqlite::Result<Vec<(String, u32)>> {
    let (north, east) = band(latitude, kilometres);
    // A band that crosses the antimeridian is read whole.
    let (west, east) = match (longitude - east, longitude + east) {
        (west, east) if west < -HALF_TURN || east > HALF_TURN => (-HALF_TURN, HALF_TURN),
        inside => inside,
    };
    let mut found: Vec<(String, u32)> = connection
        .prepare_cached(
            "SELECT code, latitude, longitude FROM commune INDEXED BY commune_by_position
             WHERE latitude BETWEEN ?1 AND ?2 AND longitude BETWEEN ?3 AND ?4",
        )?
        .query_map(params![latitude - north, latitude + north, west, east], |row| {
            Ok((row.get(0)?, metres((latitude, longitude), (row.get(1)?, row.get(2)?))))
        })?
        .filter(|found| found.as_ref().map_or(true, |(_, metres)| *metres <= kilometres * 1_000))
        .collect::<Result<_, _>>()?;
    found.sort_unstable_by(|(one, this), (other, that)| this.cmp(that).then_with(|| one.cmp(other)));
    Ok(found)
}

/// The commune of today that a point is in, or nearly: the one whose position is nearest; none beyond
/// a hundred kilometres of all of them.
pub fn nearest(connection: &Connection, latitude: i32, longitude: i32) -> rusqlite::Result<Option<Commune>> {
    for kilometres in [10, 100] {
        for (code, _) in near(connection, latitude, longitude, kilometres)? {
            let current: bool = connection
                .prepare_cached("SELECT ended_on IS NULL FROM commune WHERE code = ?1")?
                .query_row([&code], |row| row.get(0))?;
            if current {
                return by_code(connection, &code);
            }
        }
    }
    Ok(None)
}

const EARTH_METRES: f64 = 6_371_000.0;
const HALF_TURN: i32 = 1_800_000;

fn radians(ten_thousandths: i32) -> f64 {
    (f64::from(ten_thousandths) / 10_000.0).to_radians()
}

/// Half the height and half the width, in ten-thousandths of a degree, of what holds a circle.
fn band(latitude: i32, kilometres: u32) -> (i32, i32) {
    let degrees = (f64::from(kilometres) * 1_000.0 / EARTH_METRES).to_degrees();
    let whole = |degrees: f64| (degrees * 10_000.0).ceil().min(f64::from(2 * HALF_TURN)) as i32;
    // Where the parallels are shortest, at the edge towards the pole.
    let edge = radians(latitude).abs() + degrees.to_radians();
    (whole(degrees), whole(degrees / edge.cos().max(1e-6)))
}

/// The distance between two points (haversine), to the metre.
fn metres((latitude, longitude): (i32, i32), (other_latitude, other_longitude): (i32, i32)) -> u32 {
    let (here, there) = (radians(latitude), radians(other_latitude));
    let (height, width) = ((there - here) / 2.0, (radians(other_longitude) - radians(longitude)) / 2.0);
    let chord = height.sin().powi(2) + here.cos() * there.cos() * width.sin().powi(2);
    (2.0 * EARTH_METRES * chord.sqrt().min(1.0).asin()).round() as u32
}

fn city_of(code: &str) -> &str {
    match code.parse() {
        Ok(75101..=75120) => "75056",
        Ok(69381..=69389) => "69123",
        Ok(13201..=13216) => "13055",
        _ => code,
    }
}

/// The communes that answer to what a person types: every word is the beginning of a word of the
/// name, or of a postal code ("st jean ang", "330", "33000 bordeaux"). First those that bear
/// exactly this name, then the most populated. An empty list of départements means all of them.
pub fn search<C: AsRef<str>>(
    connection: &Connection,
    text: &str,
    departments: &[C],
    limit: usize,
) -> rusqlite::Result<Vec<Found>> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().take(MOST_WORDS).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let name = words.iter().map(|word| in_full(word)).collect::<Vec<_>>().join(" ");
    collect(
        connection,
        "commune_name n CROSS JOIN commune c ON c.code = n.commune_code
         WHERE n.folded = ?1 ORDER BY n.rank",
        &name,
        |commune| departments.is_empty() || departments.iter().any(|d| d.as_ref() == commune.department),
        limit,
        &mut found,
    )?;
    collect(
        connection,
        "commune_word w CROSS JOIN commune_name n ON n.rank = w.rowid
             CROSS JOIN commune c ON c.code = n.commune_code
         WHERE commune_word MATCH ?1 ORDER BY w.rowid",
        &expression(&words, departments),
        |_| true,
        limit,
        &mut found,
    )?;
    Ok(found)
}

/// Adds the communes of a query in its order, each once, and stops reading at the limit.
fn collect(
    connection: &Connection,
    source: &str,
    sought: &str,
    wanted: impl Fn(&Commune) -> bool,
    limit: usize,
    found: &mut Vec<Found>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS}, n.alias FROM {source}"))?;
    let mut rows = statement.query(params![sought])?;
    while found.len() < limit {
        let Some(row) = rows.next()? else { break };
        let commune = commune(row)?;
        if wanted(&commune) && found.iter().all(|other| other.commune.code != commune.code) {
            found.push(Found { commune, alias: row.get(8)? });
        }
    }
    Ok(())
}

/// The FTS5 expression: all the words, in one of the départements.
fn expression<C: AsRef<str>>(words: &[&str], departments: &[C]) -> String {
    let mut parts: Vec<String> = words.iter().map(|word| term(word)).collect();
    if !departments.is_empty() {
        let codes: Vec<String> = departments
            .iter()
            .map(|code| format!("\"zz{}\"", fold(code.as_ref()).replace(' ', "")))
            .collect();
        parts.push(format!("({})", codes.join(" OR ")));
    }
    parts.join(" AND ")
}

fn term(word: &str) -> String {
    match in_full(word) {
        full if full == word => beginning(word),
        full => format!("({} OR {})", beginning(word), beginning(full)),
    }
}

/// « St » and « Ste » are how one writes Saint and Sainte; no name in the register does.
fn in_full(word: &str) -> &str {
    match word {
        "st" => "saint",
        "ste" => "sainte",
        other => other,
    }
}

fn commune(row: &Row<'_>) -> rusqlite::Result<Commune> {
    let postal_codes: Option<String> = row.get(7)?;
    Ok(Commune {
        code: row.get(0)?,
        name: row.get(1)?,
        department: row.get(2)?,
        latitude: row.get(3)?,
        longitude: row.get(4)?,
        approximate: row.get(5)?,
        population: row.get(6)?,
        postal_codes: postal_codes
            .map(|codes| codes.split('|').map(str::to_owned).collect())
            .unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::tests::shared;

    const ALL: [&str; 0] = [];

    fn names(connection: &Connection, text: &str, departments: &[&str]) -> Vec<String> {
        let found = search(connection, text, departments, 10).unwrap();
        found.into_iter().map(|found| found.commune.name).collect()
    }

    #[test]
    fn a_commune_is_known_by_its_code() {
        let connection = shared();
        let bordeaux = by_code(&connection, "33063").unwrap().unwrap();
        assert_eq!(bordeaux.name, "Bordeaux");
        assert_eq!(bordeaux.postal_codes, ["33000", "33100", "33200", "33300", "33800"]);
        assert!((447_000..450_000).contains(&bordeaux.latitude));
        assert!((-7_000..-5_000).contains(&bordeaux.longitude));
        assert!(!bordeaux.approximate);
        assert_eq!(by_code(&connection, "75111").unwrap().unwrap().name, "Paris");
        assert_eq!(by_code(&connection, "2A004").unwrap().unwrap().department, "2A");
        assert_eq!(by_code(&connection, "33999").unwrap(), None);
    }

    #[test]
    fn names_are_found_by_the_beginnings_of_their_words() {
        let connection = shared();
        assert_eq!(names(&connection, "bordeaux", &[])[0], "Bordeaux");
        assert_eq!(names(&connection, "BORD", &[])[0], "Bordeaux");
        assert_eq!(names(&connection, "st jean angel", &["17"]), ["Saint-Jean-d’Angély"]);
        assert_eq!(names(&connection, "l'isle espa", &[]), ["L’Isle-d’Espagnac"]);
        assert_eq!(names(&connection, "st", &[])[..2], ["Strasbourg", "Saint-Étienne"]);
        assert!(names(&connection, "stras", &[]).contains(&"Strasbourg".to_owned()));
        assert!(names(&connection, "bordeaux zzz", &[]).is_empty());
    }

    #[test]
    fn the_exact_name_comes_before_a_bigger_commune() {
        let connection = shared();
        assert_eq!(names(&connection, "pau", &[])[0], "Pau");
        assert_eq!(names(&connection, "y", &[])[0], "Y", "in the Somme");
        assert_eq!(names(&connection, "saint denis", &["11"])[0], "Saint-Denis");
    }

    #[test]
    fn postal_codes_are_found_by_their_beginning() {
        let connection = shared();
        assert_eq!(names(&connection, "33000", &[]), ["Bordeaux"]);
        assert_eq!(names(&connection, "33000 bordeaux", &[]), ["Bordeaux"]);
        let shared = names(&connection, "17137", &[]);
        assert!(shared.len() > 1 && shared.contains(&"L’Houmeau".to_owned()), "{shared:?}");
        assert_eq!(names(&connection, "790", &[])[0], "Niort");
        assert!(names(&connection, "00000", &[]).is_empty());
    }

    #[test]
    fn other_names_lead_to_the_commune_and_are_said() {
        let connection = shared();
        let found = search(&connection, "paris 11", &ALL, 5).unwrap();
        assert_eq!(found[0].commune.name, "Paris");
        assert_eq!(found[0].alias.as_deref(), Some("Paris 11e arrondissement"));
        let island = search(&connection, "ile de re", &ALL, 20).unwrap();
        assert_eq!(island.len(), 10);
        assert!(island.iter().all(|found| found.alias.as_deref() == Some("Île de Ré")));
        let merged = search(&connection, "boulazac", &["24"], 5).unwrap();
        assert_eq!(merged[0].commune.name, "Boulazac Isle Manoire");
    }

    #[test]
    fn a_search_stays_in_its_departments_and_within_its_limit() {
        let connection = shared();
        let found = search(&connection, "saint", &["16", "2A"], 500).unwrap();
        assert!(found.len() > 40);
        assert!(found.iter().all(|found| ["16", "2A"].contains(&found.commune.department.as_str())));
        assert_eq!(search(&connection, "s", &ALL, 7).unwrap().len(), 7);
        assert!(names(&connection, "bordeaux", &["17"]).is_empty());
    }

    fn distance(connection: &Connection, from: &str, to: &str) -> u32 {
        let centre = by_code(connection, from).unwrap().unwrap();
        let found = near(connection, centre.latitude, centre.longitude, 1_000).unwrap();
        found.into_iter().find(|(code, _)| code == to).unwrap().1
    }

    #[test]
    fn distances_are_those_of_the_map() {
        let connection = shared();
        for (from, to, least, most) in [
            ("33063", "33318", 4_000, 8_000),     // Bordeaux, Pessac
            ("79191", "17300", 55_000, 65_000),   // Niort, La Rochelle
            ("75056", "69123", 385_000, 400_000), // Paris, Lyon
            ("97411", "97416", 48_000, 54_000),   // Saint-Denis and Saint-Pierre, La Réunion
            ("79191", "79191", 0, 0),
        ] {
            let (there, back) = (distance(&connection, from, to), distance(&connection, to, from));
            assert!((least..=most).contains(&there), "{from}, {to}: {there}");
            assert_eq!(there, back);
        }
    }

    #[test]
    fn a_neighbourhood_is_sorted_complete_and_holds_approximate_communes() {
        let connection = shared();
        let niort = by_code(&connection, "79191").unwrap().unwrap();
        let found = near(&connection, niort.latitude, niort.longitude, 30).unwrap();
        assert_eq!(found[0], ("79191".to_owned(), 0));
        assert!(found.is_sorted_by_key(|(_, metres)| *metres));
        assert!(found.last().unwrap().1 <= 30_000);
        // The same as without an index nor a band, in the territory and around.
        let departments = ["79", "17", "86", "85", "16"];
        let mut slowly: Vec<(String, u32)> = of_departments(&connection, &departments)
            .unwrap()
            .into_iter()
            .map(|other| {
                let metres = metres((niort.latitude, niort.longitude), (other.latitude, other.longitude));
                (other.code, metres)
            })
            .filter(|(_, metres)| *metres <= 30_000)
            .collect();
        slowly.sort_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
        assert_eq!(found, slowly);
        let approximate =
            found.iter().filter(|(code, _)| by_code(&connection, code).unwrap().unwrap().approximate);
        assert!(approximate.count() > 0);
        assert_eq!(near(&connection, niort.latitude, niort.longitude, 0).unwrap().len(), 1);
    }

    #[test]
    fn overseas_and_the_ends_of_the_map_confuse_nothing() {
        let connection = shared();
        let codes = |latitude, longitude, kilometres| -> Vec<String> {
            let found = near(&connection, latitude, longitude, kilometres).unwrap();
            found.into_iter().map(|(code, _)| code).collect()
        };
        let denis = by_code(&connection, "97411").unwrap().unwrap();
        let around = codes(denis.latitude, denis.longitude, 100);
        assert!(around.len() > 20 && around.iter().all(|code| code.starts_with("974")), "{around:?}");
        // On the other side of the antimeridian from Wallis and Futuna.
        let wallis = codes(-133_000, 1_799_000, 1_000);
        assert!(wallis.iter().any(|code| code.starts_with("986")), "{wallis:?}");
        assert!(wallis.iter().all(|code| code.starts_with("98")), "{wallis:?}");
        assert!(metres((0, 1_799_999), (0, -1_799_999)) < 100);
        for (latitude, longitude) in [(900_000, 0), (-900_000, 1_800_000), (0, -1_800_000)] {
            assert!(codes(latitude, longitude, 100).is_empty());
        }
    }

    #[test]
    fn a_point_is_in_its_nearest_commune() {
        let connection = shared();
        let at =
            |latitude, longitude| nearest(&connection, latitude, longitude).unwrap().map(|found| found.name);
        assert_eq!(at(463_200, -4_600).as_deref(), Some("Niort"));
        assert_eq!(at(448_400, -5_800).as_deref(), Some("Bordeaux"));
        assert_eq!(at(407_100, -740_000), None, "New York");
        connection
            .execute_batch("BEGIN; UPDATE commune SET ended_on = '2026-01-01' WHERE code = '79191'")
            .unwrap();
        let neighbour = at(463_200, -4_600);
        let still = near(&connection, 463_200, -4_600, 10).unwrap().iter().any(|(code, _)| code == "79191");
        connection.execute_batch("ROLLBACK").unwrap();
        assert!(neighbour.is_some_and(|name| name != "Niort") && still);
    }

    #[test]
    fn a_neighbourhood_is_read_from_the_index_alone() {
        let connection = shared();
        let plan: String = connection
            .query_row(
                "EXPLAIN QUERY PLAN SELECT code, latitude, longitude FROM commune INDEXED BY commune_by_position
                 WHERE latitude BETWEEN 1 AND 2 AND longitude BETWEEN 3 AND 4",
                [],
                |row| row.get(3),
            )
            .unwrap();
        assert!(plan.contains("COVERING INDEX commune_by_position"), "{plan}");
    }

    #[test]
    fn no_text_is_an_error() {
        let connection = shared();
        for text in ["", " ", "\"", "'; DROP", "a AND", "NEAR(", "*", "^a", "{x}: y", "-", "\0", "عرب", "🦊"]
        {
            search(&connection, text, &["33"], 5).unwrap();
            search(&connection, "a", &[text], 5).unwrap();
        }
        search(&connection, &"a ".repeat(5_000), &ALL, 5).unwrap();
    }
}
