#!/usr/bin/env python3
"""Compares names of generated persons with lists of real frequencies, where these are on this machine.

usage: synthetic_names_test.py IEUM_PROGRAM DATA_FOLDER

DATA_FOLDER/names holds the lists. Surnames must have the shares of the lists, the leading given names of each sex must
be those of the register for their birth years, with about its shares. Tolerances are six standard deviations of a
binomial count, so that a right generator fails in one of 10^8 runs; seeds are fixed.
"""
import collections
import csv
import math
import pathlib
import sys
import tempfile

import linkage_runs

PERSONS = 60_000
SEED = 5
# Registered births of a year and sex, about (statistics of Korea), for shares of the register's counts.
BIRTHS = {(1945, "m"): 280_000, (1945, "f"): 265_000, (1975, "m"): 452_000, (1975, "f"): 422_000,
          (2006, "m"): 232_000, (2006, "f"): 216_000, (2008, "m"): 240_000, (2008, "f"): 226_000}


def listed(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def near(count, expected, factor=1.0):
    return abs(count - expected) <= 6 * math.sqrt(expected + 1) + (factor - 1) * expected


def persons_of(linker, people):
    return list(linkage_runs.rows_of(linker.synth(PERSONS, SEED, preset="clean", people=people)["a"]))


def compare_shares(kind, counts, total, shares, failures, factor=1.0):
    for name, share in shares.items():
        if not near(counts[name], total * share, factor):
            failures.append(f"{kind} {name}: {counts[name]} of {total}, the list says {total * share:.0f}")


def korean(linker, names, failures):
    people = persons_of(linker, "korean")
    surnames = {row["surname"]: float(row["persons_thousand"]) for row in listed(names / "ko_surnames_2015.csv")}

    def split(name):
        size = 2 if name[:2] in surnames and len(name) > 2 else 1
        return name[:size], name[size:]

    total = sum(surnames.values()) + 164  # and those written 류, whom the list counts as 유 or leaves out
    # Names such as 남궁 and 선우 can be read in two ways, so a few of the one-syllable surnames are missing.
    counts = collections.Counter(split(row["name"])[0] for row in people)
    compare_shares("Korean surname", counts, len(people), {n: c / total for n, c in surnames.items() if len(n) == 1},
                   failures, 1.02)
    register = collections.defaultdict(list)
    for row in listed(names / "ko_given_by_year.csv"):
        register[int(row["birth_year"]), row["sex"]].append(row)
    for (year, sex), rows in register.items():
        decade = [split(row["name"])[1] for row in people
                  if int(row["birth_date"][:4]) // 10 == year // 10 and row["sex"] == sex.upper()]
        counts = collections.Counter(decade)
        first = rows[0]["name"]
        if len(decade) > 4_000 and counts[first] < max(counts.values()) * 0.5:
            failures.append(f"given name {first}: {counts[first]} of {len(decade)} born about {year}, far from the first")
        for row in rows:
            if (year, sex) in BIRTHS and row["births"]:
                share = int(row["births"]) / BIRTHS[year, sex]
                # Shares of a year stand for the decade: a quarter more or less.
                if not near(counts[row["name"]], len(decade) * share, 1.25):
                    failures.append(f"given name {row['name']}: {counts[row['name']]} of {len(decade)} born about "
                                    f"{year}, the register says {len(decade) * share:.0f}")


def latin(linker, names, failures):
    people = persons_of(linker, "latin")
    counts = collections.Counter(row["surname"] for row in people)
    # English names are half of all, German ones three tenths; of 295 and 82 million.
    for file, part, population in (("en_us_surnames.csv", 0.5, 295_000_000), ("de_surnames.csv", 0.3, 82_000_000)):
        shares = {row["last_name"]: part * int(row["count"]) / population for row in listed(names / file)[:40]}
        # Martin and Müller are French as well.
        compare_shares("surname", counts, len(people), {n: s for n, s in shares.items() if n not in
                                                        ("Martin", "Müller", "Garcia", "Thomas")}, failures, 1.1)


def japanese(linker, names, failures):
    people = persons_of(linker, "japanese")
    rows = listed(names / "ja_surnames.csv")[:40]
    longer = {row["surname"] for row in listed(names / "ja_surnames.csv")[:400]}
    counts = collections.Counter()
    for row in people:
        name = next((row["name_kanji"][:size] for size in (3, 2, 1) if row["name_kanji"][:size] in longer), "")
        counts[name] += 1
    shares = {row["surname"]: int(row["persons_est"]) / 126_000_000 for row in rows if len(row["surname"]) > 1}
    # Some made names are the same: 高橋 is 高 and 橋 as well.
    compare_shares("surname", counts, len(people), shares, failures, 1.5)


def main():
    program, names = sys.argv[1], pathlib.Path(sys.argv[2]) / "names"
    if not (names / "ko_surnames_2015.csv").is_file():
        print("the lists of names are not on this machine; nothing compared")
        return 77
    failures = []
    with tempfile.TemporaryDirectory(prefix="ieum-names-") as folder:
        linker = linkage_runs.Linker(program, folder)
        for compare in (korean, latin, japanese):
            compare(linker, names, failures)
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
