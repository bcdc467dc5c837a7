#!/usr/bin/env python3
"""Runs one template of deploy/scenario.sh and holds it to its outcome: rows released, certificates and audit logs that
verify without a server, nothing left but the evidence, no server left.

usage: scenario_test.py SOURCE_ROOT BIN_DIR NAME
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

PERSONS = 600
F1_WANTED = 0.95
# What the manifest has that is not the usual.
TERMS = {"card-telecom": "financial law", "bank-transport": "financial law",
         "cancer-cohort": "star of cancer-center"}
# Holders that are told which of their rows are joinable, and send the payload of these only.
EXTRACTING = {"bank-transport": ["transport-b"]}
SENDING = {"card-telecom": ["telecom-b"]}


def run(*command):
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=280, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def number(pattern, text):
    found = re.search(pattern + r"\s+([\d.]+)", text)
    if not found:
        sys.exit(f"no '{pattern}' in the output:\n{text}")
    return float(found.group(1))


def check(condition, message, text):
    if not condition:
        sys.exit(f"{message}\n{text}")


def servers_of(folder):
    """Servers whose working folder lies in `folder`."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.readlink(entry / "cwd").startswith(folder):
                found.append(entry.name)
        except OSError:
            continue
    return found


def check_evidence(bin_dir, name, data, text):
    check(sorted(entry.name for entry in data.iterdir()) == [".ieum-scenario", "evidence"],
          "more is left than the evidence", text)
    evidence = data / "evidence"
    for server in ("matcher", "joiner"):
        key = evidence / f"{server}.pub"
        status, said = run(bin_dir / "ieumctl", "certificate", "verify", "--in", evidence / f"{server}.certificate",
                           "--audit-public-key", key)
        check(status == 0, f"the certificate of the {server} does not verify", said)
        status, said = run(bin_dir / "ieumctl", "audit", "verify", "--folder", evidence / f"{server}-log",
                           "--log-key", key)
        check(status == 0 and "is whole" in said, f"the audit log of the {server} does not verify", said)
    manifest = (evidence / "manifest.txt").read_text(encoding="utf-8")
    check(TERMS.get(name, "procedure of              PIPA") in manifest, "the manifest is not the template's", manifest)
    logs = ["--log", evidence / "matcher-log", evidence / "joiner-log",
            "--log-key", evidence / "matcher.pub", evidence / "joiner.pub"]
    check_records(bin_dir, evidence, logs)
    # The verification can fail: the other server's key does not do.
    status, said = run(bin_dir / "ieumctl", "audit", "verify", "--folder", evidence / "matcher-log",
                       "--log-key", evidence / "joiner.pub")
    check(status != 0, "the matcher's log verifies with the joiner's key", said)


def check_records(bin_dir, evidence, logs):
    """What the logs say of the project, made again from the evidence alone."""
    def record(*command):
        status, said = run(bin_dir / "ieumctl", "record", *command, "--output", "json")
        check(status == 0, f"record {command[0]} ended with {status}", said)
        return json.loads(said)
    made = record("processing", *logs, "--manifest", evidence / "manifest")
    acts = [each["act"] for each in made["handovers"]]
    check(acts.count("Release/Export") == 1 and acts.count("Bundle/Export") == len(made["holders"]) + len(EXTRACTING.get(made["project"], [])),
          "the record has not what was given out", str(made))
    rows = [each["submitted_rows"] for each in made["holders"]]  # a cohort is smaller than the others
    check(min(rows) > 0 and max(rows) == PERSONS, "rows are missing", str(made))
    check([each["act"] for each in made["ends"]] == ["Project/Destroyed"] * 2, "no destruction", str(made))
    check(re.fullmatch(r"\d{4}-\d\d-\d\d", made["kept_until"]) is not None, "kept for ever", str(made))
    clock = record("progress", *logs, "--project", made["project"])
    check(clock["outcome"] == "in time" and len(clock["steps"]) >= 7, "no clock", str(clock))
    year = time.strftime("%Y", time.gmtime(time.time() + 9 * 3600))
    annual = record("annual", *logs, "--year", year, "--manifest", evidence / "manifest")
    check((annual["created"], annual["releases"], annual["destroyed"]) == (1, 1, 1), "not the year's", str(annual))
    for page in ("processing-record.html", "progress.html"):
        check("</html>" in (evidence / page).read_text(encoding="utf-8"), f"no {page}", str(page))


def main():
    source, bin_dir, name = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory(prefix="ieum-scenario-") as folder:
        os.chmod(folder, 0o711)  # the parties have users of their own
        data = pathlib.Path(folder, "data")
        status, text = run(source / "deploy/scenario.sh", name, "--persons", PERSONS, "--dir", data, "--bin", bin_dir)
        check(status == 0, f"scenario.sh ended with {status}", text)
        fit = number("persons that fit the join", text)
        released = number("persons released", text)
        check(fit >= 100 and abs(released - fit) <= 0.1 * fit, f"{released} released, {fit} fit the join", text)
        check(number("F1", text) >= F1_WANTED, f"F1 below {F1_WANTED}", text)
        check("only in the holders' own files" in text, "names were not searched for", text)
        separated = "all refused" in text
        check(separated == (os.geteuid() == 0), "users are separated exactly as root", text)
        for act in ("SubmissionService/SubmitChunks", "BundleService/FinishImport", "ReleaseService/ExportRelease"):
            check(act in text, f"no {act} in what the servers did", text)
        for holder in EXTRACTING.get(name, []):
            check("BundleService/ExportJoinableSerials" in text, "nobody was told joinable serials", text)
            check(f"tells {holder} which rows are joinable" in text, "no such step", text)
        for holder in SENDING.get(name, []):
            check(f"{holder:18}sends its payload bundle" in text, f"{holder} did not send its payload itself", text)
        check(not servers_of(folder), "a server is still there", text)
        check_evidence(bin_dir, name, data, text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
