#!/usr/bin/env python3
"""Prints the tables of docs/matching.md: greedy against optimal solving, and repeated persons within one file.

usage: solving_table.py IEUM_PROGRAM DATA_FOLDER [--only TEXT]

Greedy and optimal: every public set of two files without duplicates, with every profile of quality_table.py. Repeated
persons: every public set with a file of all rows (all.csv or all.csv.gz), as its profile is and once with a segment for
each field. Scored here, not by the program under test.
"""
import argparse
import collections
import csv
import json
import os
import pathlib
import sys
import tempfile

import linkage_runs
import quality_table

ALL_FILES = ("all.csv", "all.csv.gz")


def compare_solvers(linker, data_set):
    truth = linkage_runs.truth_of(data_set.files)
    for profile in data_set.profiles:
        source = profile.source(linker)
        shape = json.loads(linkage_runs.run([linker.program, "profile", "show", source]))
        cells = []
        for solver in ("greedy", "optimal"):
            groups, report = linker.link(source, data_set.files, columns=profile.columns, exclude=profile.exclude,
                                         model=True, solver=solver)
            found = linkage_runs.score_groups(groups, truth)
            cells += [f"{value:.4f}" for value in (found.precision, found.recall, found.f1)]
        yield (f"| {data_set.name} | {profile.name} | {profile.preset(shape)} | {len(shape['segments'])} | "
               f"{' | '.join(cells)} | {report['greedy_components']} |")


def pairs(counts):
    return sum(n * (n - 1) // 2 for n in counts.values())


def score_within(path, groups):
    """Pairs of rows of one file, by person and by key."""
    persons = {row["row_id"]: row["entity_id"] for row in linkage_runs.rows_of(path)}
    with open(groups, encoding="utf-8", newline="") as file:
        keys = {row["row_id"]: row["joint_key"] for row in csv.DictReader(file)}
    if keys.keys() != persons.keys():
        sys.exit(f"{groups}: not the rows of the input")
    return linkage_runs.Score(pairs(collections.Counter(persons.values())), pairs(collections.Counter(keys.values())),
                              pairs(collections.Counter((persons[row], keys[row]) for row in persons)))


def deduplicate(linker, name, path, profile):
    source = profile.source(linker)
    shape = json.loads(linkage_runs.run([linker.program, "profile", "show", source]))
    groups = linker.folder / "repeated.csv"
    command = [linker.program, "dedupe", "--profile", source, "--secret-file", linker.secret, "--in", path, "--out", groups,
               "--truth", "entity_id", "--threads", os.cpu_count() or 1, "--output", "json"]
    for ours, theirs in profile.columns.items():
        command += ["--column", f"{ours}={theirs}"]
    for column in profile.exclude:
        command += ["--exclude", column]
    report = json.loads(linkage_runs.run(command))
    found = score_within(path, groups)
    own_count = (report["true_pairs"], report["declared_pairs"], report["correct_pairs"])
    if own_count != (found.true, found.declared, found.correct):
        sys.exit(f"{name}: the program counts {own_count}, not {found.true, found.declared, found.correct}")
    return (f"| {name} | {profile.name} | {len(shape['segments'])} | {report['records']:,} | {found.true:,} | "
            f"{found.precision:.4f} | {report['estimated_precision']:.4f} | {found.recall:.4f} | {found.f1:.4f} | "
            f"{report['completeness_bound']:.4f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    wanted = [data_set for data_set in quality_table.PUBLIC_SETS if options.only in data_set.name]
    for data_set in wanted:
        place = options.data / (data_set.folder or data_set.name)
        data_set.files = {name: place / file for name, file in data_set.files.items()}
    with tempfile.TemporaryDirectory(prefix="ieum-solving-") as folder:
        linker = linkage_runs.Linker(options.program, folder)
        print("| set | profile | preset | segments | greedy: precision | recall | F1 | optimal: precision | recall | F1 "
              "| groups left to greedy |\n|" + "---|" * 11)
        for data_set in wanted:
            if len(data_set.files) != 2 or data_set.duplicates:
                continue
            if not all(path.is_file() for path in data_set.files.values()):
                print(f"{data_set.name}: not on this machine, left out", file=sys.stderr)
                continue
            for line in compare_solvers(linker, data_set):
                print(line, flush=True)
        print("\n| file | profile | segments | rows | true pairs | precision | estimated | recall | F1 | completeness ≥ |\n|"
              + "---|" * 10)
        for data_set in wanted:
            if data_set.folder not in ("", data_set.name):
                continue
            for path in (options.data / data_set.name / file for file in ALL_FILES):
                for profile in data_set.profiles[:2] if path.is_file() else []:
                    print(deduplicate(linker, data_set.name, path, profile), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
