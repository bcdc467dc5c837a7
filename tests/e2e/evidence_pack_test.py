#!/usr/bin/env python3
"""Makes an evidence pack of a drafted project with the real programs, twice, and looks at what it says.

usage: evidence_pack_test.py SOURCE_ROOT BIN_DIR
"""
import csv
import hashlib
import pathlib
import subprocess
import sys
import tempfile


def check(condition, what):
    if not condition:
        sys.exit(f"evidence_pack_test.py: {what}")


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main():
    source, bin_dir = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="ieum-test-") as name:
        folder = pathlib.Path(name)
        profile = subprocess.run([bin_dir / "ieum", "profile", "show", "korean-person-record"], check=True, capture_output=True)
        (folder / "profile.json").write_bytes(profile.stdout)
        subprocess.run([bin_dir / "ieumctl", "project", "new", "--id", "flu-2026", "--holder", "hospital-a", "--holder", "insurer-b",
                        "--matcher", "key-agency", "--joiner", "join-center", "--researcher", "university-c", "--profile",
                        folder / "profile.json", "--purpose", "influenza <and> costs", "--legal-basis", "PIPA art. 28-3", "--title",
                        "Influenza", "--end-date", "2027-12-31", "--extraction", "insurer-b", "--time-series", "--out",
                        folder / "flu.manifest"], check=True, capture_output=True)

        def make(out, *more):
            return subprocess.run([sys.executable, "-B", source / "deploy" / "evidence_pack.py", "--manifest", folder / "flu.manifest",
                                   "--bin", bin_dir, "--out", folder / out, "--persons", "1000", "--attacked", "300", *more],
                                  capture_output=True, text=True, check=False)

        done = make("pack")
        check(done.returncode == 0, done.stderr)
        page = (folder / "pack" / "index.html").read_text(encoding="utf-8")
        for text in ("influenza &lt;and&gt; costs", "which of its rows are joinable, among decoys", "the same for a person in every release",
                     "encodings and random serials of all holders", "korean-person-record", "2027-12-31"):
            check(text in page, f"the page does not say '{text}'")
        check("http" not in page, "the page refers to something outside")
        risk = rows_of(folder / "pack" / "risk.csv")
        check(len(risk) == 1 and float(risk[0]["found, 20 known"].rstrip(" %")) <= 5, f"risk is {risk}")
        quality = {row["correct"]: float(row["F1"]) for row in rows_of(folder / "pack" / "quality.csv")}
        check(len(quality) == 2 and max(quality.values()) > 0.95 > min(quality.values()), f"quality is {quality}")
        for line in (folder / "pack" / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
            digest, file = line.split("  ")
            check(hashlib.sha256((folder / "pack" / file).read_bytes()).hexdigest() == digest, f"another digest of {file}")

        check(make("again").returncode == 0, "not a second time")
        same = [(folder / each / "SHA256SUMS").read_bytes() for each in ("pack", "again")]
        check(same[0] == same[1], "the same command made other files")
        korean = make("korean", "--language", "ko")
        check(korean.returncode == 0 and "비조치의견" in (folder / "korean" / "index.html").read_text(encoding="utf-8"), "no Korean page")
        check(make("pack").returncode == 2, "wrote over a folder")
        (folder / "flu.manifest").write_text("{}", encoding="utf-8")
        check(make("empty").returncode == 1, "took a manifest that is none")


if __name__ == "__main__":
    main()
