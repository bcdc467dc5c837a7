#!/usr/bin/env python3
"""Invents attributes of invented persons: for every row of a person file the columns that a payload schema declares.

usage: make_payload.py --schema FILE --persons FILE --seed N --out FILE

The person file is one of `ieum synth` with its column entity_id; what a person is like depends on the seed, the
person and the column only, so the same command writes the same bytes. Age and sex come from the person file, all else
is drawn: categories by the weight of their place in the schema, numbers between min and max, low ones more often.
"""
import argparse
import csv
import datetime
import json
import random
import sys

THIS_YEAR = 2026
CAPITAL_AREA = ("서울", "인천", "경기")


def age_of(person):
    return THIS_YEAR - int(person["birth_date"][:4]) if person["birth_date"] else 45


def age_band(person):
    age = age_of(person)
    return "under_40" if age < 40 else "40_to_59" if age < 60 else "60_up"


def region(person):
    return "capital" if person["district"].startswith(CAPITAL_AREA) else "other"


# Columns that follow from the person, by name.
KNOWN = {"age_band": age_band, "sex": lambda person: person["sex"] or "F", "region": region}


def drawn(column, person, seed):
    """A cell of `column`, or '' where it may be missing."""
    rng = random.Random(f"{seed}/{person['entity_id']}/{column['name']}")
    if column.get("nullable") and rng.random() < 0.05:
        return ""
    kind = column["type"]
    if kind == "category":
        codes = [code["code"] for code in column["codes"]]
        # A little more of the later codes with age, so that tables have something to show.
        tilt = min(age_of(person), 90) / 90
        weights = [1.0 + tilt * place / len(codes) for place in range(len(codes))]
        return rng.choices(codes, weights)[0]
    if kind == "integer":
        least, most = column.get("min", 0), column.get("max", 100)
        return str(least + int((most - least) * rng.betavariate(2, 5)))
    if kind == "date":
        least = datetime.date.fromisoformat(column.get("min", "2024-01-01"))
        most = datetime.date.fromisoformat(column.get("max", "2025-12-31"))
        return str(least + datetime.timedelta(days=rng.randrange((most - least).days + 1)))
    sys.exit(f"make_payload.py: column '{column['name']}': there is no rule for type {kind}; use category, integer or date")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("--schema", "--persons", "--seed", "--out"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()
    with open(options.schema, encoding="utf-8") as file:
        columns = json.load(file)["columns"]
    with open(options.persons, encoding="utf-8", newline="") as persons, \
            open(options.out, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["row_id"] + [column.get("column", column["name"]) for column in columns])
        for person in csv.DictReader(persons):
            cells = [KNOWN[column["name"]](person) if column["name"] in KNOWN
                     else drawn(column, person, options.seed) for column in columns]
            writer.writerow([person["row_id"]] + cells)
    return 0


if __name__ == "__main__":
    sys.exit(main())
