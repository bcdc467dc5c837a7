#!/usr/bin/env python3
"""Writes audit_entry.hex and audit_erasure.hex from docs/formats/audit-log.md alone, to compare with.

usage: audit_vectors.py OUTPUT_DIR
"""
import hashlib
import pathlib
import struct
import sys


def text(value):
    raw = value.encode()
    return struct.pack("<B", len(raw)) + raw


def entry():
    out = struct.pack("<BQqBQ", 1, 1, 1_750_000_000_000_001, 2, 0)
    out += text("ieum://hospital-a/holder/kim")
    out += bytes([0xAB]) + bytes(31)
    out += struct.pack("<B", 4) + bytes([192, 0, 0, 7]) + bytes(12) + struct.pack("<H", 51_234)
    out += text("SubmissionService/SealSubmission") + text("flu") + struct.pack("<I", 0)
    out += struct.pack("<B", 1) + text("hospital-a") + struct.pack("<QQ", 0, 4_196)
    out += struct.pack("<BBBB", 3, 0, 0, 3)
    out += struct.pack("<B", 1) + hashlib.sha256(b"submission").digest()
    return out


def erasure():
    out = struct.pack("<BQqBQ", 1, 9, 1_850_000_000_000_001, 1, 0)
    out += text("ieum://linkage-center/matcher/m1")
    out += bytes(32)
    out += struct.pack("<B", 0) + bytes(16) + struct.pack("<H", 0)
    out += text("Audit/Erase") + text("") + struct.pack("<I", 0)
    out += struct.pack("<B", 3)
    for label, first, end in (("three-years", 0, 2), ("two-years", 2, 3), ("after-destruction", 5, 8)):
        out += text(label) + struct.pack("<QQ", first, end)
    out += struct.pack("<BBBB", 1, 0, 0, 4)
    out += struct.pack("<B", 0)
    return out


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    for name, content in (("audit_entry.hex", entry()), ("audit_erasure.hex", erasure())):
        digits = content.hex()
        lines = [digits[i:i + 96] for i in range(0, len(digits), 96)]
        (pathlib.Path(sys.argv[1]) / name).write_text("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
