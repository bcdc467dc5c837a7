#!/usr/bin/env python3
"""Links every public set and generated persons by `ieum link` and writes the table of docs/quality.md.

usage: quality_table.py IEUM_PROGRAM DATA_FOLDER [--write DOCUMENT] [--only TEXT] [--quick] [--large]

Every set with a profile of plain comparison, once as it is and once with a segment for each field, and, where its
columns fit, a shipped hardened template. Scored by the model, which is given neither labels nor threshold; beside it
the program's own estimates, the plaintext reference, the profile's hand-set weights and threshold, and the exact hash:
pairs whose key columns are equal, as letters and digits, all present. "Best F1" is that of the best match weight, found
with the truth: an upper bound that nobody reaches in practice. Sets that are not on this machine are named and left
out. --write puts the table between the marks in the document. --quick leaves out the upper bounds and sets of more
than 30,000 rows; --large adds 100,000 x 100,000 generated persons.
"""
import argparse
import dataclasses
import json
import pathlib
import re
import sys
import tempfile

import linkage_runs

HERE = pathlib.Path(__file__).resolve().parent
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
QUICK_ROWS = 30_000
# Match weights tried for the upper bound, in millinats: first the coarse ones, then around the best of them.
COARSE = range(-8_000, 12_001, 2_000)
FINE = (-1_000, -500, 500, 1_000)
BEST_ROWS = 45_000  # of all files; for larger sets the upper bound is left out

EUROPEAN = {"birth_date": "date_of_birth", "street": "address_1", "city": "suburb"}


@dataclasses.dataclass
class Profile:
    name: str  # built-in, or of the folder profiles
    columns: dict = dataclasses.field(default_factory=dict)
    exclude: tuple = ()
    # "": as it is. "fields": a segment of 256 bits for each field, k = 8. "field": the same filters, balanced, as the
    # preset field has them. "record": one filter of 1,024 bits, diffused, as the preset record has it.
    kind: str = ""

    def source(self, linker):
        own = HERE / "profiles" / f"{self.name}.json"
        if not self.kind:
            return own if own.exists() else self.name
        text = own.read_text(encoding="utf-8") if own.exists() else linkage_runs.run(
            [linker.program, "profile", "show", self.name])
        profile = json.loads(text)
        profile["profile"] += f"-{self.kind}"
        profile["segments"] = list(self.segments(profile["fields"]))
        for field in profile["fields"]:
            alone = self.kind != "record"
            field["segment"] = field["name"] if alone else "record"
            # About 400 positions for a row, of eight tokens in a field.
            field["bits_per_token"] = 8 if alone else max(2, 400 // (8 * len(profile["fields"])))
        path = linker.folder / f"{profile['profile']}.json"
        path.write_text(json.dumps(profile), encoding="utf-8")
        return path


    def segments(self, fields):
        if self.kind == "record":
            yield {"name": "record", "bits": 2048, "weight": 1,
                   "hardening": {"method": "diffusion", "filter_bits": 1024, "xor_count": 8}}
            return
        for field in fields:
            segment = {"name": field["name"], "bits": 256, "weight": 10}
            yield segment if self.kind == "fields" else dict(segment, bits=512, hardening={"method": "balance"})

    def preset(self, shape):
        return {"fields": "plain", "field": "field*", "record": "record*"}.get(self.kind, shape["preset"])


KINDS = ("", "fields", "field", "record")


@dataclasses.dataclass
class DataSet:
    name: str
    files: dict  # {dataset: file name in the folder}
    exact: tuple  # columns of the exact key
    profiles: list
    folder: str = ""
    reference: float = None  # F1 of plaintext Fellegi-Sunter without labels, from the README of the public sets
    duplicates: tuple = ()   # datasets that hold several rows of one person


def febrl(name, reference, duplicates=()):
    return DataSet(name, {"a": "a.csv", "b": "b.csv"}, ("given_name", "surname", "date_of_birth", "postcode"),
                   [Profile("febrl-person", kind=kind) for kind in KINDS] +
                   [Profile("european-person", EUROPEAN, ("sex",))], "", reference, duplicates)


def own(name, profile, exact, files=None, folder=None, reference=None, duplicates=()):
    return DataSet(name, files or {"a": "a.csv", "b": "b.csv"}, exact,
                   [Profile(profile, kind=kind) for kind in KINDS], folder or name, reference, duplicates)


ANONLINK = ("givenname", "surname", "dob", "phone_number")
FOREIGNERS = ("fname", "surname", "date")
SPLINK = ("first_name", "surname", "dob", "email")
RLDATA = ("fname_c1", "lname_c1", "by", "bm", "bd")
PUBLIC_SETS = [
    febrl("febrl1", 1.0), febrl("febrl2", 1.0, ("b",)), febrl("febrl3", 0.9997, ("b",)), febrl("febrl4", 0.9998),
    febrl("febrl4_partial", 0.9996), febrl("febrl_d10k", 1.0),
    own("rldata500", "rldata", RLDATA),
    own("rldata10000", "rldata", RLDATA, reference=0.9711),
    own("splink_fake1000", "splink", SPLINK),
    own("splink_fake1000 with duplicates", "splink", SPLINK, {"a": "a_dup.csv", "b": "b_dup.csv"}, "splink_fake1000",
        duplicates=("a", "b")),
    own("anonlink5 p1, p2", "anonlink", ANONLINK, {"p1": "p1.csv", "p2": "p2.csv"}, "anonlink5", 0.9850),
    own("anonlink5 p1 to p5", "anonlink", ANONLINK, {f"p{i}": f"p{i}.csv" for i in range(1, 6)}, "anonlink5"),
    own("foreigners110k", "foreigners", FOREIGNERS, reference=0.9239),
    own("foreigners110k with duplicates", "foreigners", FOREIGNERS, {"a": "a_dup.csv.gz", "b": "b_dup.csv.gz"},
        "foreigners110k", 0.5891, ("a", "b")),
    own("geco_en", "geco-en", ("given_name", "surname", "telephone_number"), reference=0.9276),
    own("geco_ja", "geco-ja", ("surname", "credit_card_number"), reference=0.0),
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


def best_f1(link, truth):
    def f1_at(weight):
        return linkage_runs.score_groups(link(weight=weight)[0], truth).f1
    best, weight = max((f1_at(weight), weight) for weight in COARSE)
    return max([best] + [f1_at(weight + step) for step in FINE])


def share(value):
    return "–" if value is None else f"{value:.4f}"


def rows_of_table(linker, data_set, quick):
    truth = linkage_runs.truth_of(data_set.files)
    if quick and len(truth) > QUICK_ROWS:
        print(f"{data_set.name}: left out by --quick", file=sys.stderr)
        return
    exact = linkage_runs.score_exact(data_set.files, truth, data_set.exact)
    for profile in data_set.profiles:
        source = profile.source(linker)

        def link(model=True, weight=None):
            return linker.link(source, data_set.files, columns=profile.columns, exclude=profile.exclude, model=model,
                               weight=weight, duplicates=data_set.duplicates)
        groups, report = link()
        found = linkage_runs.score_groups(groups, truth)
        own_count = (report["true_pairs"], report["declared_pairs"], report["correct_pairs"])
        if own_count != (found.true, found.declared, found.correct):
            sys.exit(f"{data_set.name}: the program counts {own_count}, not {found.true, found.declared, found.correct}")
        wants_best = not quick and len(truth) <= BEST_ROWS and profile.kind in ("", "fields")
        best = best_f1(link, truth) if wants_best else None
        by_profile = None
        if not profile.kind and not data_set.duplicates:
            by_profile = linkage_runs.score_groups(link(model=False)[0], truth).f1
        shape = json.loads(linkage_runs.run([linker.program, "profile", "show", source]))
        yield (f"| {data_set.name} | {profile.name} | {profile.preset(shape)} | {len(shape['segments'])} | {found.true:,} | "
               f"{share(found.f1)} | {share(data_set.reference)} | {share(best)} | {share(found.precision)} | "
               f"{share(report['estimated_precision'])} | {share(found.recall)} | {share(report['completeness_bound'])} | "
               f"{share(by_profile)} | {share(exact.f1)} |")


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
    lines = ["| set | profile | preset | segments | true pairs | F1 | plaintext F1 | best F1 | precision | estimated | recall "
             "| completeness ≥ | F1, hand-set | exact F1 |", "|" + "---|" * 14]
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
