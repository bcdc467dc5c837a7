#!/usr/bin/env python3
"""Measures a whole linkage: from the CSV files of two holders to their joint keys, through a server over mutual TLS.

usage: whole_run.py BIN_DIR --persons N [--threads T] [--seed S] [--timeout SECONDS] [--min-precision P] [--min-recall R]

Two files of N invented Koreans (ieum synth --preset kr-mid, half of whom are in both) are encoded, submitted, sealed,
matched by model and read back, one step after another, all on this machine: holders and server share its processors.
Printed, as Markdown: every step with its time, its share of the total, its rate, the processor time of client and
server together, and the largest memory of each; then what the server says of its stages, and precision and recall
against the truth. Everything is written to a temporary folder (TMPDIR chooses where), which is removed.

Exit status 1 if a step fails, a row gets no key, or quality is below the limits; 2 for wrong arguments; 3 if the
timeout has passed.
"""
import argparse
import csv
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

SOURCE_ROOT = pathlib.Path(__file__).resolve().parents[2]
PROFILE = "korean-person"
PROJECT = "whole-run"
HOLDERS = {"a": "hospital-a", "b": "insurer-b"}
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """A step that did not do what it should; the text says which and why."""


class Step:
    """One line of the table. Times in seconds, memory in KiB; work_count 0: nothing to count."""

    def __init__(self, name, work_count, seconds, processor_seconds, client_kib, server_kib):
        self.name, self.work_count, self.seconds = name, work_count, seconds
        self.processor_seconds = processor_seconds
        self.client_kib, self.server_kib = client_kib, server_kib


class Server:
    """The matcher in a process of its own on a loopback port."""

    def __init__(self, bin_dir, folder, threads):
        self._log = folder / "server.log"
        port_file = folder / "port"
        certs = folder / "certs"
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                [bin_dir / "ieum-server", "--role", "matcher", "--listen", "127.0.0.1:0", "--port-file", port_file,
                 "--data-dir", folder / "matcher", "--threads", str(threads), "--tls-ca", certs / "ca.pem",
                 "--tls-cert", certs / "server.pem", "--tls-key", certs / "server.key",
                 "--keystore", folder / "keystore", "--keystore-passphrase-file", certs / "keystore.passphrase", "--one-person"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self.address = f"127.0.0.1:{self._port(port_file)}"
        except BaseException:
            self.stop()
            raise

    def _port(self, port_file):
        while not (port_file.exists() and port_file.read_text(encoding="ascii").strip()):
            if self._process.poll() is not None:
                raise Failure(f"the server did not start:\n{self._log.read_text(encoding='utf-8')}")
            time.sleep(0.02)
        return port_file.read_text(encoding="ascii").strip()

    def processor_seconds(self):
        stat = pathlib.Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        user, system = stat.rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / TICKS_PER_SECOND

    def forget_peak(self):
        """From now on peak_kib() is of what comes."""
        pathlib.Path(f"/proc/{self._process.pid}/clear_refs").write_text("5", encoding="ascii")

    def peak_kib(self):
        status = pathlib.Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))

    def stop(self):
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def run_program(command, folder):
    """(standard output, seconds, processor seconds, largest memory in KiB) of a command that must succeed."""
    with open(folder / "stdout", "w+b") as out, open(folder / "stderr", "w+b") as err:
        start = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        text = out.read().decode("utf-8", "replace")
        if process.returncode != 0:
            raise Failure(f"'{pathlib.Path(command[0]).name} {command[1]}' ended with {process.returncode}:\n{text}"
                          f"{err.read().decode('utf-8', 'replace')}")
    return text, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


class WholeRun:
    """The steps in their order; `steps` is what has been measured."""

    def __init__(self, options, folder):
        self._options, self._folder = options, folder
        self._bin = pathlib.Path(options.bin_dir).resolve()
        self._server = None
        self.row_counts = {}
        self.steps = []

    def prepare(self):
        """What is there before the linkage begins: two files, a secret of the holders, certificates, a server."""
        f = self._folder
        self._plain("ieum", "synth", "--persons", self._options.persons, "--preset", "kr-mid", "--seed",
                    self._options.seed, "--out-a", f / "a.csv", "--out-b", f / "b.csv")
        for name in HOLDERS:
            with open(f / f"{name}.csv", "rb") as file:
                self.row_counts[name] = sum(1 for _ in file) - 1
        self._plain("ieum", "secret", "new", "--no-passphrase", "--out", f / "holder.secret")
        (f / "profile.json").write_text(self._plain("ieum", "profile", "show", PROFILE), encoding="utf-8")
        run_program([SOURCE_ROOT / "deploy/make-dev-ca.sh", f / "certs", "server=matcher@linkage-center",
                     "operator=operator@linkage-center"]
                    + [f"{name}=holder@{institution}" for name, institution in HOLDERS.items()], f)
        self._plain("ieumctl", "keystore", "init", "--keystore", f / "keystore", "--passphrase-file",
                    f / "certs" / "keystore.passphrase")
        self._server = Server(self._bin, f, self._options.threads)

    def link(self):
        f = self._folder
        rows = self.row_counts
        self._plain("ieumctl", "project", "new", "--id", PROJECT, "--profile", f / "profile.json", "--test",
                    "--joint-keys-to-holders", "--matcher", "linkage-center", "--out", f / "manifest.json",
                    *(word for institution in HOLDERS.values() for word in ("--holder", institution)))
        self._measure("create the project", 0, "ieumctl", "project", "create", *self._as("operator"), "--manifest",
                      f / "manifest.json")
        for name in HOLDERS:
            self._measure(f"encode {name}", rows[name], "ieum", "encode", "--profile", f / "profile.json",
                          "--secret-file", f / "holder.secret", "--project", PROJECT, "--in", f / f"{name}.csv",
                          "--out", f / f"{name}.ieum", "--serials", f / f"{name}.serials", "--truth", "entity_id",
                          "--threads", self._options.threads)
        for name in HOLDERS:
            self._measure(f"submit {name}", rows[name], "ieum", "submit", *self._as(name), "--in", f / f"{name}.ieum")
        self._measure("seal", 0, "ieumctl", "project", "seal", *self._as("operator"), "--id", PROJECT)
        self._measure("match", sum(rows.values()), "ieumctl", "run", "start", *self._as("operator"), "--project",
                      PROJECT, "--wait")
        self._measure("pre-check", sum(rows.values()), "ieum", "precheck", *self._as("a"), "--project", PROJECT, "--with",
                      HOLDERS["b"])
        for name in HOLDERS:
            self._measure(f"read the keys of {name}", rows[name], "ieum", "results", *self._as(name), "--project",
                          PROJECT, "--serials", f / f"{name}.serials", "--secret-file", f / "holder.secret", "--out",
                          f / f"{name}.keys.csv")

    def report(self):
        """The server's report of the run."""
        return json.loads(self._plain("ieumctl", "report", *self._as("operator"), "--project", PROJECT, "--output",
                                      "json"))["report"]

    def submitted_bytes(self):
        return sum((self._folder / f"{name}.ieum").stat().st_size for name in HOLDERS)

    def score(self):
        """{fact: value} of ieum score over the keys that the holders got."""
        f = self._folder
        with open(f / "groups.csv", "w", encoding="utf-8", newline="") as groups:
            groups.write("dataset,row_id,joint_key\n")
            for name in HOLDERS:
                with open(f / f"{name}.keys.csv", encoding="utf-8", newline="") as keys:
                    count = 0
                    for count, row in enumerate(csv.DictReader(keys), 1):
                        groups.write(f"{name},{row['row_id']},{row['joint_key']}\n")
                if count != self.row_counts[name]:
                    raise Failure(f"{count} keys for the {self.row_counts[name]} rows of {name}.csv")
        parties = [word for name in HOLDERS for word in ("--party", f"{name}={f / name}.csv")]
        return json.loads(self._plain("ieum", "score", *parties, "--truth", "entity_id", "--groups", f / "groups.csv",
                                      "--output", "json"))

    def stop(self):
        if self._server is not None:
            self._server.stop()

    def _as(self, name):
        certs = self._folder / "certs"
        return ["--server", self._server.address, "--ca", certs / "ca.pem", "--cert", certs / f"{name}.pem", "--key",
                certs / f"{name}.key"]

    def _plain(self, program, *arguments):
        return run_program([self._bin / program, *arguments], self._folder)[0]

    def _measure(self, step, work_count, program, *arguments):
        self._server.forget_peak()
        before = self._server.processor_seconds()
        _, seconds, processor, kib = run_program([self._bin / program, *arguments], self._folder)
        processor += self._server.processor_seconds() - before
        self.steps.append(Step(step, work_count, seconds, processor, kib, self._server.peak_kib()))


def count_text(count):
    return f"{count:,}"


def seconds_text(seconds):
    return f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"


def rate_text(count, seconds):
    return f"{count_text(round(count / max(seconds, 1e-6)))}/s" if count else "–"


def memory_text(kib):
    return f"{kib / 1024:,.0f} MiB"


def print_table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def processor_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "an unnamed processor"


def print_steps(run, load_before):
    total = sum(step.seconds for step in run.steps)
    row_count = sum(run.row_counts.values())
    rows = [[step.name, f"{count_text(step.work_count)} rows" if step.work_count else "–", seconds_text(step.seconds),
             f"{100 * step.seconds / total:.1f} %", rate_text(step.work_count, step.seconds),
             seconds_text(step.processor_seconds), memory_text(step.client_kib), memory_text(step.server_kib)]
            for step in run.steps]
    rows.append(["**all**", f"{count_text(row_count)} rows", f"**{seconds_text(total)}**", "100 %",
                 rate_text(row_count, total), seconds_text(sum(step.processor_seconds for step in run.steps)),
                 memory_text(max(step.client_kib for step in run.steps)),
                 memory_text(max(step.server_kib for step in run.steps))])
    load_after = os.getloadavg()[0]
    print(f"{len(os.sched_getaffinity(0))} processors of {processor_name()}; load {load_before:.1f} before, "
          f"{load_after:.1f} after; {run.submitted_bytes() / 2**20:,.0f} MiB submitted\n")
    print_table(["step", "work", "time", "share", "rate", "processor time", "client memory", "server memory"], rows)


def print_stages(report):
    total = sum(int(stage["elapsed_micros"]) for stage in report["stages"]) / 1e6
    rows = []
    for stage in report["stages"]:
        seconds, count = int(stage["elapsed_micros"]) / 1e6, int(stage["work_count"])
        size = int(stage["byte_count"])
        rows.append([stage["name"], count_text(count), seconds_text(seconds), f"{100 * seconds / total:.1f} %",
                     rate_text(count, seconds), f"{size / 2**20:,.0f} MiB" if size else "–"])
    print("\nStages of the match, by the server:\n")
    print_table(["stage", "rows or pairs", "time", "share", "rate", "bytes"], rows)


def print_quality(report, score):
    model = report["model"]
    print(f"\nprecision {score['precision']:.4f} (estimated {model['estimated_precision_millionths'] / 1e6:.4f}), "
          f"recall {score['recall']:.4f}, F1 {score['f1']:.4f}; completeness at least "
          f"{model['completeness_bound_millionths'] / 1e6:.4f}")


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("bin_dir", help="folder with ieum, ieumctl and ieum-server")
    parser.add_argument("--persons", type=int, required=True, help="persons in each file")
    parser.add_argument("--threads", type=int, default=2, help="threads of the server and of encoding (default 2)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the invented persons (default 1)")
    parser.add_argument("--timeout", type=float, default=900, help="seconds for all of it (default 900)")
    parser.add_argument("--min-precision", type=float, default=0.98, help="fail below this (default 0.98)")
    parser.add_argument("--min-recall", type=float, default=0.95, help="fail below this (default 0.95)")
    options = parser.parse_args(arguments)
    for program in ("ieum", "ieumctl", "ieum-server"):
        if not os.access(pathlib.Path(options.bin_dir) / program, os.X_OK):
            parser.error(f"there is no program '{program}' in '{options.bin_dir}'; build it first")
    return options


def measure(options):
    with tempfile.TemporaryDirectory(prefix="ieum-whole-run-") as folder:
        run = WholeRun(options, pathlib.Path(folder))
        try:
            run.prepare()
            load = os.getloadavg()[0]
            run.link()
            print_steps(run, load)
            report, score = run.report(), run.score()
        finally:
            run.stop()
        print_stages(report)
        print_quality(report, score)
    if score["precision"] < options.min_precision or score["recall"] < options.min_recall:
        raise Failure(f"quality is below the limits: precision {options.min_precision}, recall {options.min_recall}")


def on_alarm(_signal, _frame):
    raise TimeoutError


def on_termination(number, _frame):
    """Leaves by the usual way, so that the server is stopped and the folder removed."""
    sys.exit(128 + number)


def main(arguments):
    options = parse_arguments(arguments)
    signal.signal(signal.SIGALRM, on_alarm)
    signal.signal(signal.SIGTERM, on_termination)
    signal.setitimer(signal.ITIMER_REAL, options.timeout)
    try:
        measure(options)
    except Failure as failure:
        print(f"whole_run.py: {failure}", file=sys.stderr)
        return 1
    except TimeoutError:
        print(f"whole_run.py: not done after {options.timeout:g} s", file=sys.stderr)
        return 3
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
