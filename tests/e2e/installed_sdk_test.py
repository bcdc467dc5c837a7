#!/usr/bin/env python3
"""Installs the SDK into a new prefix, builds the examples against it twice (CMake package, pkg-config), runs them, and
compares their bytes with each other, with the installed Python package, and with what `ieum encode` writes.

usage: installed_sdk_test.py CMAKE BUILD_DIR EXAMPLE_DIR C_COMPILER CXX_COMPILER
"""
import os
import pathlib
import subprocess
import sys
import tempfile

SECRET = "ieum holder secret 1\n" + "3c" * 32 + "\n"
PYTHON = """
import sys, ieum
rows = [("김민준", "1990-03-02", "M", "010-1234-5678", "서울특별시 중구"),
        ("이서연", "1985/11/30", "F", "+82 10 8765 4321", "부산광역시 북구"),
        ("박 지후", "20010115", "M", None, "경상북도 칠곡군")]
for encoding in ieum.Encoder(*sys.argv[1:]).encode(rows):
    print(encoding.hex())
"""
CSV = """row_id,name,birth_date,sex,phone,district
1,김민준,1990-03-02,M,010-1234-5678,서울특별시 중구
2,이서연,1985/11/30,F,+82 10 8765 4321,부산광역시 북구
3,박 지후,20010115,M,,경상북도 칠곡군
"""


def run(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                          stdin=subprocess.DEVNULL, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def flags(prefix, *arguments):
    paths = ":".join(str(file.parent) for file in prefix.rglob("ieum-client.pc"))
    return run("pkg-config", *arguments, env={**os.environ, "PKG_CONFIG_PATH": paths}).split()


def build_with_cmake(cmake, prefix, example, folder, c, cxx):
    run(cmake, "-S", example, "-B", folder, f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_C_COMPILER={c}",
        f"-DCMAKE_CXX_COMPILER={cxx}", f"-DCMAKE_BUILD_RPATH={library_dir(prefix)}")
    run(cmake, "--build", folder)
    return [folder / "encode_rows", folder / "encode_rows_c"]


def build_with_pkg_config(prefix, example, folder, c, cxx):
    folder.mkdir()
    rpath = f"-Wl,-rpath,{library_dir(prefix)}"
    run(cxx, "-std=c++20", example / "encode_rows.cc", "-o", folder / "encode_rows",
        *flags(prefix, "--cflags", "--libs", "ieum-sdk"))
    run(c, "-std=c99", "-Wall", "-Werror", example / "encode_rows_c.c", "-o", folder / "encode_rows_c", rpath,
        *flags(prefix, "--cflags", "--libs", "ieum-client"))
    return [folder / "encode_rows", folder / "encode_rows_c"]


def library_dir(prefix):
    return next(prefix.rglob("libieum-client.so.1")).parent


def main():
    cmake, build, example, c, cxx = sys.argv[1:]
    build, example = pathlib.Path(build), pathlib.Path(example)
    with tempfile.TemporaryDirectory(prefix="ieum-sdk-") as name:
        folder = pathlib.Path(name)
        prefix = folder / "prefix"
        run(cmake, "--install", build, "--prefix", prefix, "--component", "sdk")
        installed = [str(file.relative_to(prefix)) for file in prefix.rglob("*")]
        if any("grpc" in file or file.endswith(".proto") for file in installed):
            sys.exit("the SDK installed something of the wire, which it does not need")

        ieum = build / "bin" / "ieum"
        profile, secret = folder / "profile.json", folder / "holder.secret"
        profile.write_text(run(ieum, "profile", "show", "korean-person"), encoding="utf-8")
        secret.write_text(SECRET, encoding="utf-8")
        secret.chmod(0o600)
        programs = build_with_cmake(cmake, prefix, example, folder / "cmake", c, cxx)
        programs += build_with_pkg_config(prefix, example, folder / "pkg-config", c, cxx)
        outputs = [run(program, profile, secret, "flu-2026") for program in programs]
        package = next(prefix.rglob("_encoder.py")).parent.parent
        outputs.append(run(sys.executable, "-B", "-c", PYTHON, profile, secret, "flu-2026",
                           env={**os.environ, "PYTHONPATH": str(package)}))
        lines = outputs[0].split()
        if len(lines) != 3 or any(output != outputs[0] for output in outputs):
            sys.exit("the examples disagree:\n" + "\n".join(outputs))

        (folder / "a.csv").write_text(CSV, encoding="utf-8")
        passphrase = folder / "passphrase"
        passphrase.write_text("a passphrase of this test\n", encoding="utf-8")
        passphrase.chmod(0o600)
        run(ieum, "encode", "--profile", profile, "--secret-file", secret, "--passphrase-file", passphrase, "--project",
            "flu-2026", "--in", folder / "a.csv", "--out", folder / "a.ieum", "--serials", folder / "a.serials")
        content = (folder / "a.ieum").read_bytes()
        if any(bytes.fromhex(line) not in content for line in lines):
            sys.exit("'ieum encode' writes other bytes than the examples")


if __name__ == "__main__":
    main()
