#!/usr/bin/env python3
"""Links every set that a shipped profile fits, by `ieum link`, and scores the output file itself.

usage: link_quality_test.py IEUM_PROGRAM DATA_FOLDER

Prints one Markdown row per set (docs/quality.md is this table). Fails if FEBRL4 or the generated people fall
below F1 0.99, if the program's own figures differ from those counted here, or if one and two threads, or two runs,
write different files. Sets that are not on this machine are named and left out.
"""
import collections
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

FEBRL_SETS = ["febrl1", "febrl2", "febrl3", "febrl4", "febrl4_partial", "febrl_d10k"]
F1_WANTED = {"febrl4": 0.99, "generated 5,000": 0.99}


def truth_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return {row["row_id"]: row["entity_id"] for row in csv.DictReader(file)}


def cross_pairs(groups):
    """Pairs with one member in a and one in b, as a number; groups: list of (dataset, …)."""
    count = collections.Counter(dataset for dataset, _ in groups)
    return count["a"] * count["b"]


def score(groups_file, files):
    """(true, declared, correct) pairs of the output file, counted without the program under test."""
    truth = {(name, row): person for name, path in files.items() for row, person in truth_of(path).items()}
    by_person, by_key, by_both = (collections.defaultdict(list) for _ in range(3))
    with open(groups_file, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if sorted((r["dataset"], r["row_id"]) for r in rows) != sorted(truth) or not all(r["joint_key"] for r in rows):
        sys.exit(f"{groups_file}: not every row exactly once with a joint key")
    for row in rows:
        record = (row["dataset"], row["row_id"])
        by_person[truth[record]].append(record)
        by_key[row["joint_key"]].append(record)
        by_both[truth[record], row["joint_key"]].append(record)
    return tuple(sum(cross_pairs(group) for group in groups.values()) for groups in (by_person, by_key, by_both))


def link(program, profile, secret, files, out, threads):
    command = [program, "link", "--profile", profile, "--secret-file", secret, "--out", out, "--truth", "entity_id",
               "--threads", str(threads), "--output", "json"]
    for name, path in files.items():
        command += ["--party", f"{name}={path}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def main():
    program, data = sys.argv[1], pathlib.Path(sys.argv[2])
    failed = False
    with tempfile.TemporaryDirectory(prefix="ieum-quality-") as folder:
        secret = f"{folder}/secret"
        subprocess.run([program, "secret", "new", "--no-passphrase", "--out", secret], check=True, capture_output=True)
        sets = {}
        for name in FEBRL_SETS:
            files = {party: data / name / f"{party}.csv" for party in ("a", "b")}
            if all(path.is_file() for path in files.values()):
                sets[name] = ("febrl-person", files)
            else:
                print(f"{name}: not on this machine, left out")
        for persons in (5_000, 20_000):
            files = {party: f"{folder}/{party}{persons}.csv" for party in ("a", "b")}
            subprocess.run([program, "synth", "--persons", str(persons), "--seed", "1", "--out-a", files["a"],
                            "--out-b", files["b"]], check=True, capture_output=True)
            sets[f"generated {persons:,}"] = ("korean-person", files)

        print("| set | profile | true pairs | declared | precision | recall | F1 |")
        print("|---|---|---|---|---|---|---|")
        for name, (profile, files) in sets.items():
            outputs = [f"{folder}/groups{threads}.csv" for threads in (1, 2)]
            reports = [link(program, profile, secret, files, out, threads) for threads, out in enumerate(outputs, 1)]
            if pathlib.Path(outputs[0]).read_bytes() != pathlib.Path(outputs[1]).read_bytes():
                print(f"{name}: one and two threads wrote different files")
                failed = True
            true, declared, correct = score(outputs[0], files)
            precision, recall = correct / max(declared, 1), correct / max(true, 1)
            f1 = 2 * correct / max(true + declared, 1)
            print(f"| {name} | {profile} | {true:,} | {declared:,} | {precision:.4f} | {recall:.4f} | {f1:.4f} |")
            own = (reports[0]["true_pairs"], reports[0]["declared_pairs"], reports[0]["correct_pairs"])
            if own != (true, declared, correct):
                print(f"{name}: the program counts {own}, this test {(true, declared, correct)}")
                failed = True
            if f1 < F1_WANTED.get(name, 0):
                print(f"{name}: F1 below {F1_WANTED[name]}")
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
