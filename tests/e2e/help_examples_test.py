#!/usr/bin/env python3
"""Runs every example of `ieum --help` and of each subcommand's --help, in a folder with the files that they name.

usage: help_examples_test.py BIN_DIR SOURCE_ROOT

Examples with --server, and all of `ieumctl --help`, are only read: no option of theirs may be refused. The quickstart test
and tests/integration run these commands.
"""
import gzip
import hashlib
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

HOLDERS = {"me": "hospital-a", "other": "insurer-b"}
PASSPHRASE = "one two three four five"
LEAST_EXAMPLES = 90  # fewer: the help was not understood


def run(command, folder, environment):
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)


def must(command, folder, environment):
    done = run(command, folder, environment)
    if done.returncode != 0:
        sys.exit(f"cannot prepare: {command}\n{done.stdout.decode()}")
    return done.stdout.decode()


def section(text, title):
    found = re.search(rf"^{title}:\n(.*?)(?=^\S|\Z)", text, re.DOTALL | re.MULTILINE)
    return found.group(1) if found else ""


def examples(program, command, folder, environment):
    """Yields (command, example) of `command` and everything below it."""
    text = must(f"{program} {command} --help", folder, environment)
    for example in re.sub(r"\\\n\s*", "", section(text, "Examples")).splitlines():
        if example.strip():
            yield command, example.strip()
    for name in re.findall(r"^  ([a-z-]+)\s", section(text, "Subcommands"), re.MULTILINE):
        yield from examples(program, f"{command} {name}".strip(), folder, environment)


def is_read(example, folder, environment):
    """Whether the program takes every option of an example; nothing listens where it then looks for a server."""
    example = re.sub(r"--server \S+", "--server 127.0.0.1:9", example)
    done = run(f"timeout 3 {example}", folder, environment)
    if done.returncode == 2 and re.search(rb"unknown|required|expected|excludes|requires|to see what it takes", done.stdout):
        print(f"{example}\n  is not understood: {done.stdout.decode()}")
        return False
    return True


def write_joint_keys(file, serials):
    """A joint key file (docs/formats/joint-key-file.md) of project flu-2026 for these serials, in hexadecimal."""
    content = b"IEUMJKF1" + struct.pack("<QQ", 1, len(serials))
    content += b"".join(bytes([len(name)]) + name for name in (b"flu-2026", b"hospital-a"))
    content += b"".join(bytes.fromhex(serial) + struct.pack(">QQ", 0, i) for i, serial in enumerate(serials))
    file.write_bytes(content + hashlib.sha256(content).digest())


def prepare(folder, source, environment):
    """The files that examples read."""
    digits = "".join(f"{byte:02x}" for byte in range(32))
    for name, text in (("passphrase", PASSPHRASE), ("passphrase.txt", PASSPHRASE), ("issued.txt", digits)):
        (folder / name).write_text(text + "\n", encoding="ascii")
        (folder / name).chmod(0o600)
    agree = "ieum secret agree"
    offers = "--offer hospital-a.offer --offer insurer-b.offer --ca ca.pem"
    commands = ["ieum synth --persons 1000 --out-a a.csv --out-b b.csv", "ieum profile show korean-person >profile.json",
                "cp profile.json ours.json; ieum profile show korean-person-field >theirs.json",
                "ieum secret new --out holder.secret", "ieum secret new --no-passphrase --out old.secret",
                "ieum exact salt --out project.salt", "ieum exact show statutory >exact.json",
                "ieum encode --profile profile.json --secret-file holder.secret --project flu-2026 --in a.csv --out a.ieum "
                "--serials a.serials",
                "ieum profile test --profile korean-person --secret-file holder.secret --project flu-2026 "
                "--out theirs.answers.json",
                "ieum link --profile profile.json --secret-file holder.secret --party a=a.csv --party b=b.csv "
                "--out groups.csv",
                f"{source}/deploy/make-dev-ca.sh . matcher=matcher@linkage-center "
                + " ".join(f"{n}=holder@{i}" for n, i in HOLDERS.items())]
    for step in ("start --project flu-2026 --holder hospital-a --holder insurer-b --ca ca.pem --out {1}.offer",
                 f"seal {offers} --out {{1}}.shares"):
        commands += [f"{agree} {step.format(*holder)} --cert {holder[0]}.pem --key {holder[0]}.key --state "
                     + ("flu.state" if holder[0] == "me" else "other.state") for holder in HOLDERS.items()]
    make = "ieum bundle make --ca ca.pem"
    commands += ["cp other.pem insurer-b.pem; cp hospital-a.shares a.shares",
                 f"{make} --kind submission --in a.ieum --out a.bundle --to matcher.pem --cert me.pem --key me.key",
                 "ieum serials export --serials a.serials --secret-file holder.secret --out serials.csv"]
    for command in commands:
        must(command, folder, environment)
    rows = (folder / "serials.csv").read_text(encoding="utf-8").splitlines()[1:]
    write_joint_keys(folder / "keys.joint", [row.rsplit(",", 1)[1] for row in rows])
    must(f"{make} --kind joint-keys --project flu-2026 --in keys.joint --out keys.bundle --to me.pem "
         "--cert matcher.pem --key matcher.key", folder, environment)
    header, rows = (folder / "a.csv").read_text(encoding="utf-8").split("\n", 1)
    header = header.replace("row_id", "patient_no")
    (folder / "patients.csv.gz").write_bytes(
        gzip.compress((header.replace(",name", ",patient_name") + "\n" + rows).encode("cp949")))
    # Payload of the same rows.
    schema = {"format": "ieum-payload-schema", "schema": "people", "version": 1, "columns": [
        {"name": "sex", "purpose": "of the question", "role": "quasi_identifier", "type": "text", "max_bytes": 8, "nullable": True}]}
    (folder / "schema.json").write_text(json.dumps(schema), encoding="ascii")
    (folder / "visits.csv").write_text("patient_no,sex\n1,F\n2,M\n", encoding="cp949")
    (folder / "transform.key").write_text(digits + "\n", encoding="ascii")
    (folder / "transform.key").chmod(0o600)
    must("ieum payload make --schema schema.json --in a.csv --serials a.serials --secret-file holder.secret --holder hospital-a "
         "--out a.payload", folder, environment)
    # Rows that are taken back.
    (folder / "objections.csv").write_text("row_id\n" + "".join(row.split(",", 1)[0] + "\n" for row in rows.splitlines()[:2]), encoding="utf-8")
    (folder / "wrong.csv").write_text("patient_no\n" + rows.split(",", 1)[0] + "\n", encoding="utf-8")
    must("ieum objection make --in objections.csv --serials a.serials --secret-file holder.secret --holder hospital-a "
         "--out a.objections", folder, environment)
    shutil.copy(source / "deploy" / "examples" / "demo.release", folder)
    # A release candidate that passes.
    people = [f"{sex},{age},{disease}" for sex in "FM" for age in ("30-39", "40-49", "50-59")
              for disease in ("flu", "gout", "stroke", "asthma") for _ in range(15)]
    for name in ("candidate", "earlier", "holder"):
        (folder / f"{name}.csv").write_text("sex,age,disease\n" + "\n".join(people) + "\n", encoding="ascii")
    columns = [{"name": name, "role": role, "purpose": "of the question"} for name, role in
               (("sex", "quasi_identifier"), ("age", "quasi_identifier"), ("disease", "sensitive"))]
    (folder / "review.json").write_text(json.dumps({"version": 1, "purpose": "flu and age", "columns": columns}), encoding="ascii")
    (folder / "policy.json").write_text('{"version": 1}', encoding="ascii")
    # One example calls the ids of a.csv something else.
    (folder / "by_number").mkdir()
    (folder / "by_number" / "a.csv").write_text(header + "\n" + rows, encoding="utf-8")


def write_manifests(folder, environment):
    """A manifest without gaps and the mock linkage of it; examples of ieumctl leave a draft."""
    must("ieumctl project new --id flu-2026 --holder hospital-a --holder insurer-b --matcher agency --profile profile.json "
         "--test --out flu-2026.manifest", folder, environment)
    must("ieumctl project mock --manifest flu-2026.manifest --id flu-2026-mock --per-mille 100 --maximum-rows 1000 "
         "--out flu-2026-mock.manifest", folder, environment)


def main():
    bin_dir, source = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    environment = dict(os.environ, PATH=f"{bin_dir}:{os.environ['PATH']}", LC_ALL="C.UTF-8",
                       IEUM_PASSPHRASE_FILE="passphrase")
    count, failed = 0, 0
    with tempfile.TemporaryDirectory(prefix="ieum-help-") as top:
        files = pathlib.Path(top) / "files"
        files.mkdir()
        prepare(files, source, environment)
        for command, example in examples("ieumctl", "", files, environment):
            count, failed = count + 1, failed + (not is_read(example, files, environment))
        write_manifests(files, environment)
        for command, example in examples("ieum", "", files, environment):
            if "--server " in example:
                count, failed = count + 1, failed + (not is_read(example, files, environment))
                continue
            folder = pathlib.Path(top) / str(count)
            shutil.copytree(files, folder)
            if "--id-column patient_no" in example:
                shutil.copy(folder / "by_number" / "a.csv", folder / "a.csv")
            if "--force" not in example:  # what the example makes is not there yet
                made = {"encode": "out|serials", "secret agree start": "out|state"}.get(command, "out")
                for name in re.findall(rf"--(?:{made}) (\S+)", example):
                    (folder / name).unlink(missing_ok=True)
                    for part in folder.glob(name.replace(".bundle", ".[0-9]*")):
                        part.unlink()
            done = run(example, folder, environment)
            count += 1
            if done.returncode != 0:
                failed += 1
                print(f"ieum {command} --help: {example}\n  exit {done.returncode}: {done.stdout.decode()}")
            shutil.rmtree(folder)
    if count < LEAST_EXAMPLES:
        sys.exit(f"only {count} examples were found")
    print(f"{count} examples, {failed} failed")
    sys.exit(1 if failed else 0)


main()
