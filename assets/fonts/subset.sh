#!/bin/sh
# Makes the two faces of this folder from Debian's fonts-dejavu-core, with fonttools (pip install fonttools).
# What a document needs to name people and places in languages written with Latin, Greek or Cyrillic letters.
set -eu
cd "$(dirname "$0")"
letters="U+0020-007E,U+00A0-024F,U+0259,U+02BB-02BC,U+0300-0304,U+0306-030C,U+0327-0328,U+0384-03CE,\
U+0400-045F,U+0490-0491,U+1E00-1E9E,U+1EA0-1EF9"
signs="U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,\
U+2116,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264-2265,U+25A1,U+25CF,U+2610-2611,U+2713,U+FFFD"
for face in DejaVuSans DejaVuSans-Bold; do
  pyftsubset "/usr/share/fonts/truetype/dejavu/$face.ttf" --unicodes="$letters,$signs" --output-file="$face.ttf" \
    --layout-features='' --no-hinting --notdef-outline \
    --drop-tables+=GDEF,GPOS,GSUB,MATH,gasp,FFTM,kern,name,post
done
sha256sum ./*.ttf
