#!/usr/bin/env python3
"""The shared library shows exactly the functions of its header, and nothing of its inside.

usage: exports_test.py LIBRARY HEADER
"""
import re
import subprocess
import sys


def main():
    library, header = sys.argv[1:]
    symbols = subprocess.run(["nm", "-D", "--defined-only", library], check=True, stdout=subprocess.PIPE, text=True)
    shown = {line.split()[-1].split("@")[0] for line in symbols.stdout.splitlines()} - {"IEUM_1"}
    with open(header, encoding="utf-8") as file:
        declared = set(re.findall(r"^IEUM_EXPORT [^;(]*?(ieum_\w+)\(", file.read(), re.MULTILINE))
    if len(declared) < 10:
        sys.exit(f"only {len(declared)} functions found in {header}")
    if shown != declared:
        sys.exit(f"hidden but declared: {sorted(declared - shown)}; shown but not declared: {sorted(shown - declared)}")


if __name__ == "__main__":
    main()
