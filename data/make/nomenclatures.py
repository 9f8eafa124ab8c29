"""Makes naf-rev2.csv, rome-domains.csv, rome-cards.csv and rome-titles.csv.

    python3 nomenclatures.py OFFICIAL

OFFICIAL is a folder with four files of the same names and columns, UTF-8 with commas, as extracted
from npm @socialgouv/codes-naf 1.1.1 (NAF) and from France Travail's ROME 4.0, version 460: this script
only sorts them and gives their labels French typography. The columns are listed below.
"""

import csv
import pathlib
import sys

from common import typography, write

FILES = {
    "naf-rev2.csv": ["code", "section", "label"],
    "rome-domains.csv": ["code", "label"],
    "rome-cards.csv": ["code", "parent", "label"],
    "rome-titles.csv": ["ogr", "card", "kind", "label", "long_label"],
}


def main(official):
    for name, columns in FILES.items():
        with open(pathlib.Path(official) / name, encoding="utf-8", newline="") as file:
            rows = [[typography(row[column]) for column in columns] for row in csv.DictReader(file)]
        if name == "rome-titles.csv":
            rows.sort(key=lambda row: (row[1], int(row[0])))
        else:
            rows.sort()
        write(name, columns, rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
