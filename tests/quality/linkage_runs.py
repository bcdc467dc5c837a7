"""What the quality scripts share: truth, scoring without the program under test, and the commands they run."""
import collections
import csv
import gzip
import io
import json
import os
import pathlib
import subprocess
import sys


def rows_of(path):
    """The rows of a CSV file, which may be compressed, as dictionaries."""
    raw = gzip.open(path, "rb") if str(path).endswith(".gz") else open(path, "rb")
    with raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def truth_of(files):
    """{(dataset, row id): person} of {dataset: path}."""
    return {(name, row["row_id"]): row["entity_id"] for name, path in files.items() for row in rows_of(path)}


def cross_pairs(records):
    """Pairs with members in two datasets, as a number; records: [(dataset, …)]."""
    counts = collections.Counter(dataset for dataset, _ in records)
    total = sum(counts.values())
    return (total * total - sum(n * n for n in counts.values())) // 2


def pairs_within(groups):
    return sum(cross_pairs(group) for group in groups.values())


class Score:
    def __init__(self, true, declared, correct):
        self.true, self.declared, self.correct = true, declared, correct
        self.precision = correct / declared if declared else 1.0
        self.recall = correct / true if true else 1.0
        self.f1 = 2 * correct / (true + declared) if true + declared else 1.0


def score(truth, key_of):
    """Pairs of different datasets by person and by key; records without key are alone."""
    by_person, by_key, by_both = (collections.defaultdict(list) for _ in range(3))
    for record, person in truth.items():
        by_person[person].append(record)
        key = key_of.get(record)
        if key:
            by_key[key].append(record)
            by_both[person, key].append(record)
    return Score(*(pairs_within(groups) for groups in (by_person, by_key, by_both)))


def score_groups(groups_file, truth):
    """The score of an output file of ieum link; ends if it is not every row once with a joint key."""
    with open(groups_file, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key_of = {(row["dataset"], row["row_id"]): row["joint_key"] for row in rows}
    if len(rows) != len(truth) or key_of.keys() != truth.keys() or not all(key_of.values()):
        sys.exit(f"{groups_file}: not every row exactly once with a joint key")
    return score(truth, key_of)


def score_exact(files, truth, columns):
    """The score of equal values: letters and digits of the columns in lower case, all of them present."""
    key_of = {}
    for name, path in files.items():
        for row in rows_of(path):
            values = ["".join(c for c in row[column].lower() if c.isalnum()) for column in columns]
            if all(values):
                key_of[name, row["row_id"]] = "\0".join(values)
    return score(truth, key_of)


def run(command):
    """Runs a command to its end; ends the script with its message if it fails."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(str(part) for part in command)}\nended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode()


class Linker:
    """ieum link with a holder secret of its own, in a folder for its files."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.secret = self.folder / "secret"
        run([program, "secret", "new", "--no-passphrase", "--out", self.secret])

    def link(self, profile, files, out="groups.csv", columns=None, exclude=(), threshold=None, threads=None,
             model=False, weight=None, duplicates=(), solver=None):
        """Runs one linkage, scored by the profile or by the model; returns (output file, the program's own report)."""
        groups = self.folder / out
        command = [self.program, "link", "--profile", profile, "--secret-file", self.secret, "--out", groups, "--truth",
                   "entity_id", "--threads", threads or os.cpu_count() or 1, "--output", "json"]
        for name, path in files.items():
            command += ["--party", f"{name}={path}"]
        for ours, theirs in (columns or {}).items():
            command += ["--column", f"{ours}={theirs}"]
        for column in exclude:
            command += ["--exclude", column]
        if threshold:
            command += ["--threshold", threshold]
        if model or weight is not None:
            if weight is not None:
                command += ["--match-weight", weight]
            if duplicates:
                command += ["--duplicates", ",".join(duplicates)]
            if solver:
                command += ["--solve", solver]
        else:
            command += ["--scoring", "profile"]
        return groups, json.loads(run(command))

    def preset(self, profile):
        return json.loads(run([self.program, "profile", "show", profile]))["preset"]

    def synth(self, persons, seed, preset="kr-mid", people="korean"):
        """Two files of generated persons: {dataset: path}."""
        files = {party: self.folder / f"{people}-{preset}-{persons}-{seed}-{party}.csv" for party in ("a", "b")}
        if not all(path.exists() for path in files.values()):
            run([self.program, "synth", "--persons", persons, "--seed", seed, "--people", people, "--preset", preset,
                 "--out-a", files["a"], "--out-b", files["b"]])
        return files
