#!/usr/bin/env python3
"""Makes the golden vectors of docs/formats independently of the C++ code, from the pages alone.

    format_vectors.py --write   writes the vector files beside this script
    format_vectors.py --check   exits 1 if a file or a worked example in docs/formats differs
"""

import hashlib
import hmac
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
DOCS = HERE.parent.parent / "docs" / "formats"


def crc32c(data):
    """Bit by bit, from the definition: reflected polynomial 0x82f63b78."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return struct.pack("<I", crc ^ 0xFFFFFFFF)


def sha256(data):
    return hashlib.sha256(data).digest()


PROFILE = {
    "profile": "example",
    "version": 1,
    "unicode": "15.0",
    "icu": "72.1",
    "preset": "plain",
    "threshold": 8000,
    "segments": [{"name": "all", "bits": 64, "weight": 1}],
    "fields": [
        {"name": "surname", "column": "성", "segment": "all", "normalizer": "hangul_name",
         "tokenizer": "jamo_bigrams", "bits_per_token": 2}
    ],
}
CANONICAL = json.dumps(PROFILE, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

SUBMISSION_ID = bytes(range(0xA0, 0xB0))
PROFILE_DIGEST = sha256(CANONICAL)


def chunk(sequence, rows, keys=()):
    """rows: list of (serial, encoding). keys: for each row its blocking keys, or nothing at all."""
    head = b"IEUMCHK1" + SUBMISSION_ID
    key_count = len(keys[0]) if keys else 0
    head += struct.pack("<IIII", sequence, len(rows), len(rows[0][1]), key_count) + PROFILE_DIGEST
    body = head + b"".join(s for s, _ in rows) + b"".join(e for _, e in rows)
    body += b"".join(struct.pack("<Q", key) for row in keys for key in row)
    return body + crc32c(body)


ROWS = [
    (bytes([0x11]) * 16, bytes.fromhex("0100000000000080")),  # bits 0 and 63
    (bytes([0x22]) * 16, bytes.fromhex("0003000000000000")),  # bits 8 and 9
]
CHUNKS = [chunk(0, ROWS), chunk(1, [(bytes([0x33]) * 16, bytes.fromhex("ffffffffffffffff"))])]
KEYED_CHUNK = chunk(0, ROWS, [[0x0102030405060708, 0], [0xFFEEDDCCBBAA9988, 5]])


def submission_file():
    project = b"demo"
    head = b"IEUMSUB2" + struct.pack("<H", len(project)) + project + SUBMISSION_ID
    head += PROFILE_DIGEST + struct.pack("<II", 8, 0) + agreement_tag()
    body = head + crc32c(head)
    for each in CHUNKS:
        body += struct.pack("<I", len(each)) + each
    digest = sha256(b"ieum submission v1" + b"".join(sha256(each) for each in CHUNKS))
    tail = struct.pack("<IQI", 0, 3, len(CHUNKS)) + digest
    return body + tail + crc32c(tail)


SECRET = bytes(range(32))


def agreement_tag():
    """Of two persons, the encodings of the worked example standing for what the secret makes of them."""
    extracted = hmac.new(b"demo", SECRET, "sha256").digest()
    key = hmac.new(extracted, b"ieum/v1/submission check\x01", "sha256").digest()
    answers = sha256(b"".join(sha256(encoding) for _, encoding in ROWS))
    return hmac.new(key, PROFILE_DIGEST + answers, "sha256").digest()


def joint_key_file(count=2):
    head = b"IEUMJKF1" + struct.pack("<QQ", 3, count)
    for name in (b"flu-2026", b"hospital-a"):
        head += bytes([len(name)]) + name
    rows = [(0x11, 0xAA), (0x22, 0xBB)][:count]
    body = head + b"".join(bytes([serial]) * 16 + bytes([key]) * 16 for serial, key in rows)
    return body + sha256(body)


SECRET_FILE = "ieum holder secret 1\n" + SECRET.hex() + "\n"


def check_value():
    """HKDF-SHA-256 with an empty salt; one block of output is enough for four bytes."""
    extracted = hmac.new(bytes(32), SECRET, "sha256").digest()
    return hmac.new(extracted, b"ieum/v1/check value\x01", "sha256").digest()[:4].hex()


def dump(data):
    """Sixteen bytes a line."""
    return "".join(data[i : i + 16].hex(" ") + "\n" for i in range(0, len(data), 16))


FILES = {
    "profile.json": CANONICAL.decode(),
    "profile.digest.hex": dump(PROFILE_DIGEST),
    "chunk.hex": dump(CHUNKS[0]),
    "chunk_with_keys.hex": dump(KEYED_CHUNK),
    "agreement_tag.hex": dump(agreement_tag()),
    "submission_file.hex": dump(submission_file()),
    "joint_key_file.hex": dump(joint_key_file()),
    "secret_file.txt": SECRET_FILE,
    "secret_check_value.txt": check_value() + "\n",
}
# What each page must show, word for word.
PAGES = {
    "profile.md": [CANONICAL.decode(), PROFILE_DIGEST.hex()],
    "chunk.md": [FILES["chunk.hex"], FILES["chunk_with_keys.hex"]],
    "agreement-tag.md": [dump(agreement_tag())],
    "submission-file.md": [FILES["submission_file.hex"]],
    "joint-key-file.md": [FILES["joint_key_file.hex"]],
    "secret-file.md": [SECRET_FILE, check_value()],
}


def main():
    if sys.argv[1:] == ["--write"]:
        for name, content in FILES.items():
            (HERE / name).write_text(content, encoding="utf-8")
        return 0
    if sys.argv[1:] != ["--check"]:
        print(__doc__, file=sys.stderr)
        return 2
    wrong = [f"tests/vectors/{n}" for n, c in FILES.items()
             if (HERE / n).read_text(encoding="utf-8") != c]
    wrong += [f"docs/formats/{n}" for n, parts in PAGES.items()
              for part in parts if part not in (DOCS / n).read_text(encoding="utf-8")]
    for name in wrong:
        print(f"{name} differs from its format; see {pathlib.Path(__file__).name}", file=sys.stderr)
    print(f"checked {len(FILES)} vectors and {len(PAGES)} pages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
