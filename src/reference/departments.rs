//! Départements, and their outlines for the map.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, Row};

use super::embedded;

/// A département.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// INSEE code: "17", "2A", "971".
    pub code: String,
    /// Official name.
    pub name: String,
    /// INSEE code of its region.
    pub region: String,
    /// Mean position of its communes, in ten-thousandths of a degree.
    pub latitude: i32,
    /// As the latitude, east of Greenwich.
    pub longitude: i32,
}

/// The 101 départements of today, by code.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Department>> {
    connection
        .prepare_cached(
            "SELECT code, name, region_code, latitude, longitude FROM department
             WHERE kind = 'department' AND ended_on IS NULL ORDER BY code",
        )?
        .query_map([], department)?
        .collect()
}

/// Those of a territory, by code. Codes that are no département are left out.
pub fn of_territory<C: AsRef<str>>(
    connection: &Connection,
    codes: &[C],
) -> rusqlite::Result<Vec<Department>> {
    let mut departments = all(connection)?;
    departments.retain(|department| codes.iter().any(|code| code.as_ref() == department.code));
    Ok(departments)
}

/// The name of a département or of an overseas collectivity, past ones included.
pub fn name(connection: &Connection, code: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT name FROM department WHERE code = ?1")?
        .query_row([code], |row| row.get(0))
        .optional()
}

fn department(row: &Row<'_>) -> rusqlite::Result<Department> {
    Ok(Department {
        code: row.get(0)?,
        name: row.get(1)?,
        region: row.get(2)?,
        latitude: row.get(3)?,
        longitude: row.get(4)?,
    })
}

/// The shape of a département of metropolitan France. All are drawn in one system of coordinates.
#[derive(Debug)]
pub struct Outline {
    /// Code of the département.
    pub code: String,
    /// Its name.
    pub name: String,
    /// A point well inside the shape.
    pub label: (i32, i32),
    /// The `d` of an SVG path. Neighbours share their border exactly.
    pub path: String,
    /// Smallest and largest x and y.
    bounds: [i32; 4],
}

/// The outlines of these départements, by code. The overseas ones have none.
pub fn outlines<C: AsRef<str>>(codes: &[C]) -> Vec<&'static Outline> {
    OUTLINES.iter().filter(|outline| codes.iter().any(|code| code.as_ref() == outline.code)).collect()
}

/// The part of the plane that a map shows; displayed as the `viewBox` of SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewBox {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl fmt::Display for ViewBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.x, self.y, self.width, self.height)
    }
}

/// Room around the shapes for the thickness of their border, in units of the outlines.
const MARGIN: i32 = 10;

/// What holds the outlines of these départements, and a margin; nothing when they have none.
pub fn view_box<C: AsRef<str>>(codes: &[C]) -> Option<ViewBox> {
    let [left, top, right, bottom] = outlines(codes)
        .into_iter()
        .map(|outline| outline.bounds)
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])?;
    Some(ViewBox {
        x: left - MARGIN,
        y: top - MARGIN,
        width: right - left + 2 * MARGIN,
        height: bottom - top + 2 * MARGIN,
    })
}

static OUTLINES: LazyLock<Vec<Outline>> = LazyLock::new(|| {
    let names: HashMap<String, String> = embedded::DEPARTMENTS
        .reader()
        .records()
        .flatten()
        .map(|line| (line[0].to_owned(), line[1].to_owned()))
        .collect();
    embedded::OUTLINES.reader().records().flatten().filter_map(|line| outline(&line, &names)).collect()
});

/// A line of the file; the tests make sure that none is lost.
fn outline(line: &csv::StringRecord, names: &HashMap<String, String>) -> Option<Outline> {
    let path = line[3].to_owned();
    let points = rings(&path)?.concat();
    Some(Outline {
        code: line[0].to_owned(),
        name: names.get(&line[0])?.clone(),
        label: (line[1].parse().ok()?, line[2].parse().ok()?),
        bounds: [
            points.iter().map(|p| p.0).min()?,
            points.iter().map(|p| p.1).min()?,
            points.iter().map(|p| p.0).max()?,
            points.iter().map(|p| p.1).max()?,
        ],
        path,
    })
}

/// The closed rings of a path made of relative whole `m`, `l`, `h`, `v` and `z`, as ours are.
fn rings(path: &str) -> Option<Vec<Vec<(i32, i32)>>> {
    let mut rings: Vec<Vec<(i32, i32)>> = Vec::new();
    let (mut x, mut y) = (0, 0);
    for part in path.split_inclusive('z') {
        let mut ring = Vec::new();
        for (command, numbers) in commands(part.strip_suffix('z')?)? {
            let step = if matches!(command, 'h' | 'v') { 1 } else { 2 };
            for pair in numbers.chunks(step) {
                match (command, pair) {
                    ('h', [dx]) => x += dx,
                    ('v', [dy]) => y += dy,
                    ('m' | 'l', [dx, dy]) => (x, y) = (x + dx, y + dy),
                    _ => return None,
                }
                ring.push((x, y));
            }
        }
        (x, y) = *ring.first()?;
        rings.push(ring);
    }
    Some(rings)
}

/// Each letter with the numbers that follow it.
fn commands(text: &str) -> Option<Vec<(char, Vec<i32>)>> {
    let mut rest = text;
    let mut commands = Vec::new();
    while let Some(letter) = rest.chars().next() {
        let tail = rest.strip_prefix(letter)?;
        let end = tail.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let numbers = tail[..end].replace('-', " -");
        commands.push((letter, numbers.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?));
        rest = &tail[end..];
    }
    Some(commands)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::reference::tests::shared;

    type Point = (i32, i32);

    const NOUVELLE_AQUITAINE: [&str; 12] =
        ["16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87"];

    #[test]
    fn there_are_101_and_corsica_is_two_of_them() {
        let connection = shared();
        let all = all(&connection).unwrap();
        assert_eq!(all.len(), 101);
        assert!(all.iter().any(|d| d.code == "2A" && d.region == "94"));
        assert!(all.iter().any(|d| d.code == "976" && d.name == "Mayotte"));
        assert_eq!(name(&connection, "47").unwrap().as_deref(), Some("Lot-et-Garonne"));
        assert_eq!(name(&connection, "988").unwrap().as_deref(), Some("Nouvelle-Calédonie"));
        assert_eq!(name(&connection, "20").unwrap(), None);
    }

    #[test]
    fn a_territory_is_in_the_order_of_codes() {
        let connection = shared();
        let found = of_territory(&connection, &["33", "17", "zz"]).unwrap();
        assert_eq!(found.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["17", "33"]);
    }

    #[test]
    fn every_metropolitan_department_has_its_outline_with_the_label_inside() {
        assert_eq!(OUTLINES.len(), 96);
        for outline in OUTLINES.iter() {
            let rings = rings(&outline.path).unwrap();
            let inside = rings.iter().filter(|ring| contains(ring, outline.label)).count();
            assert_eq!(inside % 2, 1, "{}", outline.code);
        }
    }

    #[test]
    fn no_gap_opens_between_neighbours() {
        let all: Vec<_> = OUTLINES.iter().collect();
        assert_eq!(border_loops(&all).len(), 6, "mainland, Corsica, Ré, Oléron, Yeu, Belle-Île");
        // Holes in the dozen would be départements left out; there are none.
        let areas = border_loops(&outlines(&NOUVELLE_AQUITAINE));
        // The two enclaves of Hautes-Pyrénées in Pyrénées-Atlantiques are the only holes.
        assert_eq!(areas.iter().filter(|area| **area < 0).count(), 2, "{areas:?}");
        assert_eq!(areas.iter().filter(|area| **area > 0).count(), 3, "{areas:?}");
    }

    #[test]
    fn the_map_of_twelve_departments_is_light() {
        let drawn = outlines(&NOUVELLE_AQUITAINE);
        assert_eq!(drawn.len(), 12);
        assert!(drawn.iter().map(|outline| outline.path.len()).sum::<usize>() <= 10_000);
    }

    #[test]
    fn the_view_box_holds_the_shapes_and_a_margin() {
        let view = view_box(&["17"]).unwrap();
        let outline = outlines(&["17"])[0];
        for (x, y) in rings(&outline.path).unwrap().concat() {
            assert!(x >= view.x + MARGIN && x <= view.x + view.width - MARGIN);
            assert!(y >= view.y + MARGIN && y <= view.y + view.height - MARGIN);
        }
        let wider = view_box(&NOUVELLE_AQUITAINE).unwrap();
        assert!(wider.width > view.width && wider.height > view.height);
        assert_eq!(view_box(&["974"]), None);
        let shown = ViewBox { x: -1, y: 2, width: 3, height: 4 };
        assert_eq!(shown.to_string(), "-1 2 3 4");
    }

    #[test]
    fn a_path_of_another_kind_is_refused() {
        assert_eq!(rings("m1 2l3-4h5v-6z").unwrap(), [[(1, 2), (4, -2), (9, -2), (9, -8)]]);
        assert_eq!(rings("m1 2c1 2 3 4 5 6z"), None);
        assert_eq!(rings("m1 2l3 4"), None);
    }

    fn edges(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> {
        ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
    }

    fn contains(ring: &[Point], (x, y): Point) -> bool {
        let crossings = edges(ring).filter(|&((ax, ay), (bx, by))| {
            let at = || f64::from(bx - ax) * f64::from(y - ay) / f64::from(by - ay) + f64::from(ax);
            (ay > y) != (by > y) && f64::from(x) < at()
        });
        crossings.count() % 2 == 1
    }

    /// Twice the signed areas of the loops made of the edges that no neighbour draws the other
    /// way: coasts are positive, gaps would be negative.
    fn border_loops(outlines: &[&Outline]) -> Vec<i64> {
        let mut drawn = HashSet::new();
        for outline in outlines {
            for edge in rings(&outline.path).unwrap().iter().flat_map(|ring| edges(ring)) {
                assert!(drawn.insert(edge), "an edge drawn twice the same way: {edge:?}");
            }
        }
        let lone = drawn.iter().filter(|(a, b)| !drawn.contains(&(*b, *a)));
        let mut next: HashMap<Point, Vec<Point>> = HashMap::new();
        for (a, b) in lone {
            next.entry(*a).or_default().push(*b);
        }
        let mut areas = Vec::new();
        while let Some(&start) = next.keys().next() {
            let (mut here, mut area) = (start, 0);
            loop {
                let ways = next.get_mut(&here).unwrap();
                let to = ways.pop().unwrap();
                if ways.is_empty() {
                    next.remove(&here);
                }
                area += i64::from(here.0) * i64::from(to.1) - i64::from(to.0) * i64::from(here.1);
                here = to;
                if here == start {
                    break;
                }
            }
            areas.push(area);
        }
        areas
    }
}
