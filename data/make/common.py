"""What the scripts of this folder share: folding, French typography, and the shape of the files."""

import csv
import pathlib
import re
import unicodedata

DATA = pathlib.Path(__file__).resolve().parent.parent


def fold(text):
    """Lower case ASCII words separated by single spaces: how names of different origins are compared."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", " ").replace("'", " ")
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", text))


def typography(text):
    """The official text as a French reader expects it printed: ’, « », and spaces that do not break."""
    text = re.sub(r"\s+", " ", text).strip().replace("'", "’")
    text = re.sub(r"« ?", "«\u00a0", text)
    text = re.sub(r" ?»", "\u00a0»", text)
    text = re.sub(r" ?([;!?])", "\u202f\\1", text)
    return re.sub(r" :", "\u00a0:", text)


def write(name, header, rows):
    """Writes a file of `data/`: UTF-8, line feeds, one header line, sorted by the caller."""
    with open(DATA / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows, {(DATA / name).stat().st_size} bytes")
