#!/usr/bin/env python3
"""Says what a package of Ieum is made of: a software bill of materials (CycloneDX 1.5, JSON) on standard output.

usage: make-sbom.py PACKAGE.deb …

Components are the Debian packages whose libraries the package's programs load, directly or not, as installed on this
machine: so run it where the package was built, or where it is installed. The same packages give the same bytes.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def loaded_libraries(file):
    """Paths of the shared libraries that a program or library loads."""
    done = subprocess.run(("ldd", file), check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return set(re.findall(r"(?:=> |^\s*)(/\S+)", done.stdout, re.MULTILINE))


def is_elf(file):
    return file.is_file() and not file.is_symlink() and file.read_bytes()[:4] == b"\x7fELF"


def package_of(library):
    """The Debian package that owns a library; None if nobody does."""
    real = str(pathlib.Path(library).resolve())
    for path in (library, real, real.removeprefix("/usr")):
        done = subprocess.run(("dpkg-query", "--search", path), check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
        if done.returncode == 0:
            return done.stdout.split(": ")[0].split(",")[0].split(":")[0]
    return None


def component(name):
    version, source = run("dpkg-query", "--show", "--showformat=${Version} ${source:Package}", name).split("\n")[0].split(" ")
    return {"type": "library", "bom-ref": f"deb:{name}", "name": name, "version": version,
            "purl": f"pkg:deb/debian/{name}@{version}?distro=debian-12",
            "properties": [{"name": "debian:source", "value": source}]}


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    ours, libraries, needs = [], set(), {}
    for deb in sys.argv[1:]:
        name, version = run("dpkg-deb", "--show", "--showformat=${Package} ${Version}", deb).split()
        with tempfile.TemporaryDirectory(prefix="ieum-sbom-") as folder:
            run("dpkg-deb", "--extract", deb, folder)
            own = set()
            for file in filter(is_elf, sorted(pathlib.Path(folder).rglob("*"))):
                own |= {package_of(library) for library in loaded_libraries(str(file))} - {None}
        digest = run("sha256sum", deb).split()[0]
        ours.append({"type": "application", "bom-ref": f"deb:{name}", "name": name, "version": version,
                     "hashes": [{"alg": "SHA-256", "content": digest}]})
        needs[f"deb:{name}"] = sorted(f"deb:{package}" for package in own)
        libraries |= own
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
           "components": ours + [component(name) for name in sorted(libraries)],
           "dependencies": [{"ref": ref, "dependsOn": names} for ref, names in sorted(needs.items())]}
    json.dump(bom, sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
