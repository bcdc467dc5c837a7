#!/usr/bin/env python3
"""Runs deploy/quickstart.sh as a newcomer would: twice into the same folder, then with files of the newcomer's own.

usage: quickstart_test.py SOURCE_ROOT BIN_DIR
"""
import pathlib
import re
import subprocess
import sys
import tempfile

F1_WANTED = 0.99  # one-to-one on FEBRL4, or on the generated persons, where half of each file has no partner


def quickstart(source, bin_dir, *arguments):
    done = subprocess.run([source / "deploy/quickstart.sh", "--bin", bin_dir, *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=150, check=False)
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode != 0:
        sys.exit(f"quickstart.sh ended with {done.returncode}:\n{text}")
    return text


def server_pids(marker):
    """Processes whose command line holds `marker`."""
    pids = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            if "ieum-server" in command and marker in command:
                pids.append(entry.name)
    return pids


def check(condition, message, text):
    if not condition:
        sys.exit(f"{message}\n{text}")


def main():
    source, bin_dir = pathlib.Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="ieum-quickstart-") as folder:
        data = f"{folder}/data"
        for turn in (1, 2):
            text = quickstart(source, bin_dir, "--dir", data)
            f1 = re.search(r"F1\s+(\d\.\d+)", text)
            check(f1 and float(f1.group(1)) >= F1_WANTED, f"turn {turn}: no F1 of {F1_WANTED} or more", text)
            check(not server_pids(data), f"turn {turn}: the server is still there", text)
        keys = pathlib.Path(data, "a.keys.csv").read_text(encoding="utf-8").splitlines()
        check(keys[0] == "row_id,joint_key" and len(keys) == 5001, "a.keys.csv is not whole", keys[0])

        # Files of one's own, without truth.
        subprocess.run([f"{bin_dir}/ieum", "synth", "--persons", "200", "--seed", "7", "--out-a", f"{folder}/a.csv",
                        "--out-b", f"{folder}/b.csv"], check=True, stdout=subprocess.DEVNULL)
        text = quickstart(source, bin_dir, "--dir", f"{folder}/own", "--a", f"{folder}/a.csv", "--b",
                          f"{folder}/b.csv", "--profile", "korean-person")
        check("Quality" not in text and "Report" in text, "the run without truth scored, or did not report", text)
        check(not server_pids(folder), "the server is still there", text)
    print("quickstart ran three times; last report:")
    print(text)


if __name__ == "__main__":
    sys.exit(main())
