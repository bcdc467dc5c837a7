#!/usr/bin/env python3
"""Links every public set and generated persons by `ieum link` and writes the table of docs/quality.md.

usage: quality_table.py IEUM_PROGRAM DATA_FOLDER [--write DOCUMENT] [--only TEXT] [--quick] [--large]

Every set with a profile of plain comparison and, where its columns fit, a shipped hardened template. Beside it the
exact hash: pairs whose key columns are equal, as letters and digits, all present. "Best F1" is the F1 at the best of
all thresholds, found with the truth: an upper bound that nobody reaches in practice. Sets that are not on this
machine are named and left out. --write puts the table between the marks in the document. --quick leaves out the upper
bounds and sets of more than 30,000 rows; --large adds 100,000 x 100,000 generated persons.
"""
import argparse
import dataclasses
import pathlib
import re
import sys
import tempfile

import linkage_runs

HERE = pathlib.Path(__file__).resolve().parent
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
QUICK_ROWS = 30_000
# Thresholds tried for the upper bound: first the coarse ones, then around the best of them.
COARSE = range(5_000, 9_501, 500)
FINE = (-300, -200, -100, 100, 200, 300)
BEST_ROWS = 45_000  # of all files; for larger sets the upper bound is left out

EUROPEAN = {"birth_date": "date_of_birth", "street": "address_1", "city": "suburb"}


@dataclasses.dataclass
class Profile:
    name: str  # built-in, or of the folder profiles
    columns: dict = dataclasses.field(default_factory=dict)
    exclude: tuple = ()

    def source(self):
        own = HERE / "profiles" / f"{self.name}.json"
        return own if own.exists() else self.name


@dataclasses.dataclass
class DataSet:
    name: str
    files: dict  # {dataset: file name in the folder}
    exact: tuple  # columns of the exact key
    profiles: list
    folder: str = ""


def febrl(name):
    return DataSet(name, {"a": "a.csv", "b": "b.csv"}, ("given_name", "surname", "date_of_birth", "postcode"),
                   [Profile("febrl-person"), Profile("european-person", EUROPEAN, ("sex",))])


def own(name, profile, exact, files=None, folder=None):
    return DataSet(name, files or {"a": "a.csv", "b": "b.csv"}, exact, [Profile(profile)], folder or name)


ANONLINK = ("givenname", "surname", "dob", "phone_number")
FOREIGNERS = ("fname", "surname", "date")
SPLINK = ("first_name", "surname", "dob", "email")
RLDATA = ("fname_c1", "lname_c1", "by", "bm", "bd")
PUBLIC_SETS = [
    febrl("febrl1"), febrl("febrl2"), febrl("febrl3"), febrl("febrl4"), febrl("febrl4_partial"), febrl("febrl_d10k"),
    own("rldata500", "rldata", RLDATA),
    own("rldata10000", "rldata", RLDATA),
    own("splink_fake1000", "splink", SPLINK),
    own("splink_fake1000 with duplicates", "splink", SPLINK, {"a": "a_dup.csv", "b": "b_dup.csv"}, "splink_fake1000"),
    own("anonlink5 p1, p2", "anonlink", ANONLINK, {"p1": "p1.csv", "p2": "p2.csv"}, "anonlink5"),
    own("anonlink5 p1 to p5", "anonlink", ANONLINK, {f"p{i}": f"p{i}.csv" for i in range(1, 6)}, "anonlink5"),
    own("foreigners110k", "foreigners", FOREIGNERS),
    own("foreigners110k with duplicates", "foreigners", FOREIGNERS, {"a": "a_dup.csv.gz", "b": "b_dup.csv.gz"},
        "foreigners110k"),
    own("geco_en", "geco-en", ("given_name", "surname", "telephone_number")),
    own("geco_ja", "geco-ja", ("surname", "credit_card_number")),
]

KOREAN_EXACT = ("name", "birth_date", "phone")


def generated_sets(linker, large):
    """Generated persons with the errors of KR-mid, two seeds each, and the other peoples."""
    for persons, seed in [(5_000, 1), (20_000, 1), (20_000, 2)] + ([(100_000, 1)] if large else []):
        profiles = ["korean-person", "korean-person-field", "korean-person-record", "clinic-patient"]
        if persons != 20_000 or seed != 1:
            profiles = profiles[:1]
        files = linker.synth(persons, seed)
        yield DataSet(f"KR-mid {persons:,}, seed {seed}", files, KOREAN_EXACT, [Profile(name) for name in profiles])
    files = linker.synth(20_000, 1, people="latin")
    yield DataSet("Latin 20,000, seed 1", files, ("given_name", "surname", "birth_date", "postcode"),
                  [Profile("european-person")])
    files = linker.synth(20_000, 1, people="japanese")
    yield DataSet("Japanese 20,000, seed 1", files, ("name_kana", "birth_date", "phone"),
                  [Profile("japanese-person")])


def best_f1(linker, profile, files, truth):
    def f1_at(threshold):
        groups, _ = linker.link(profile.source(), files, columns=profile.columns, exclude=profile.exclude,
                                threshold=threshold)
        return linkage_runs.score_groups(groups, truth).f1
    best, threshold = max((f1_at(threshold), threshold) for threshold in COARSE)
    return max([best] + [f1_at(threshold + step) for step in FINE])


def rows_of_table(linker, data_set, quick):
    truth = linkage_runs.truth_of(data_set.files)
    if quick and len(truth) > QUICK_ROWS:
        print(f"{data_set.name}: left out by --quick", file=sys.stderr)
        return
    exact = linkage_runs.score_exact(data_set.files, truth, data_set.exact)
    for profile in data_set.profiles:
        groups, report = linker.link(profile.source(), data_set.files, columns=profile.columns, exclude=profile.exclude)
        found = linkage_runs.score_groups(groups, truth)
        own_count = (report["true_pairs"], report["declared_pairs"], report["correct_pairs"])
        if own_count != (found.true, found.declared, found.correct):
            sys.exit(f"{data_set.name}: the program counts {own_count}, not {found.true, found.declared, found.correct}")
        best = "–"
        if not quick and len(truth) <= BEST_ROWS:
            best = f"{best_f1(linker, profile, data_set.files, truth):.4f}"
        yield (f"| {data_set.name} | {profile.name} | {linker.preset(profile.source())} | {found.true:,} | "
               f"{found.precision:.4f} | {found.recall:.4f} | {found.f1:.4f} | {exact.precision:.4f} | "
               f"{exact.recall:.4f} | {exact.f1:.4f} | {best} |")


def write_table(document, lines):
    text = document.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        sys.exit(f"{document}: the marks '{BEGIN}' and '{END}' are missing")
    table = BEGIN + "\n" + "\n".join(lines) + "\n" + END
    document.write_text(re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: table, text, flags=re.DOTALL),
                        encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--write", type=pathlib.Path, metavar="DOCUMENT")
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    lines = ["| set | profile | preset | true pairs | precision | recall | F1 | exact P | exact R | exact F1 | best F1 |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    with tempfile.TemporaryDirectory(prefix="ieum-quality-") as folder:
        linker = linkage_runs.Linker(options.program, folder)
        for data_set in PUBLIC_SETS:
            place = options.data / (data_set.folder or data_set.name)
            data_set.files = {name: place / file for name, file in data_set.files.items()}
        for data_set in PUBLIC_SETS + list(generated_sets(linker, options.large)):
            if options.only not in data_set.name:
                continue
            if not all(pathlib.Path(path).is_file() for path in data_set.files.values()):
                print(f"{data_set.name}: not on this machine, left out", file=sys.stderr)
                continue
            for line in rows_of_table(linker, data_set, options.quick):
                lines.append(line)
                print(line, flush=True)
    if options.write:
        write_table(options.write, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
