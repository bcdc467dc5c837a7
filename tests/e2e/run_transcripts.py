#!/usr/bin/env python3
"""Runs the console transcripts of a document and compares what is printed.

usage: run_transcripts.py --bin DIR PAGE.md …
       run_transcripts.py --self-test

A transcript is a fenced block with the word `console`. A line `$ command` (continued by a trailing backslash) is
run by bash in a folder that is empty when the page begins but for the repository's folder `deploy`, with DIR first in
PATH; the lines after it are its standard output and standard error together. In an expected line `…` stands for any text; a line that is only `…`
stands for any number of lines. `[exit N]` as last line is the expected exit status, 0 where it is absent.
"""
import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

TIMEOUT_SECONDS = 240
DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy"


def transcripts(text):
    """Yields (line number, command, expected lines)."""
    inside, command, expected, start = False, None, [], 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if inside and command is not None:
                yield start, command, expected
            inside, command, expected = (not inside and line.strip() == "```console"), None, []
        elif inside and command is not None and command.endswith("\\") and not expected:
            command = command[:-1] + line.strip()
        elif inside and line.startswith("$ "):
            if command is not None:
                yield start, command, expected
            command, expected, start = line[2:], [], number
        elif inside:
            expected.append(line)


def matches(expected, actual):
    """True if the actual lines fit the expected ones with their wildcards."""
    if not expected:
        return not actual
    if expected[0].strip() == "…":
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    if not actual:
        return False
    pattern = ".*".join(re.escape(part) for part in expected[0].rstrip().split("…"))
    return re.fullmatch(pattern, actual[0].rstrip()) is not None and matches(expected[1:], actual[1:])


def end_leftovers(folder):
    """Ends what a page has started and not ended, such as a server: it works in the page's folder."""
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.readlink(entry / "cwd").startswith(folder + "/"):
                os.kill(int(entry.name), signal.SIGTERM)
        except OSError:
            continue  # gone, or not ours


def run_page(name, text, bin_dir):
    """Number of commands run and a list of complaints."""
    count, complaints = 0, []
    with tempfile.TemporaryDirectory(prefix="ieum-transcript-") as folder, contextlib.ExitStack() as ended:
        os.symlink(DEPLOY, os.path.join(folder, "deploy"))
        ended.callback(end_leftovers, folder)
        environment = dict(os.environ, PATH=f"{bin_dir}:{os.environ['PATH']}", LC_ALL="C.UTF-8")
        for line, command, expected in transcripts(text):
            count += 1
            wanted_exit = 0
            if expected and re.fullmatch(r"\[exit \d+\]", expected[-1].strip()):
                wanted_exit = int(re.findall(r"\d+", expected[-1])[0])
                expected = expected[:-1]
            done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS,
                                  check=False)
            actual = done.stdout.decode("utf-8", "replace").splitlines()
            if done.returncode != wanted_exit or not matches(expected, actual):
                complaints.append(f"{name}:{line}: $ {command}\n  exit {done.returncode}, wanted {wanted_exit}; "
                                  "printed:\n" + "\n".join("    " + a for a in actual)
                                  + "\n  the page says:\n" + "\n".join("    " + e for e in expected))
    if count == 0:
        complaints.append(f"{name}: no transcript found")
    return count, complaints


def self_test():
    good = "```console\n$ echo a b; \\\n  exit 3\na …\n[exit 3]\n$ seq 5\n1\n…\n5\n```\n"
    bad = ["```console\n$ echo a\nb\n```\n", "```console\n$ false\n```\n", "```console\n$ seq 3\n1\n2\n```\n", "nothing\n"]
    assert run_page("good", good, "/nonexistent") == (2, [])
    assert all(run_page("bad", page, "/nonexistent")[1] for page in bad)
    return 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) < 3 or arguments[0] != "--bin":
        print(__doc__, file=sys.stderr)
        return 2
    failed = False
    for page in arguments[2:]:
        count, complaints = run_page(page, pathlib.Path(page).read_text(encoding="utf-8"),
                                     pathlib.Path(arguments[1]).resolve())
        print(f"{page}: {count} commands, {len(complaints)} failed")
        for complaint in complaints:
            print(complaint)
        failed = failed or bool(complaints)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
