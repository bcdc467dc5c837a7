#!/usr/bin/env python3
"""Makes the golden vectors of docs/formats/release-file.md independently of the C++ code, from the pages alone.

    release_vectors.py --write   writes the vector files beside this script, and the seeds of the fuzz target
    release_vectors.py --check   exits 1 if a file or the worked example in docs/formats differs
"""

import hmac
import json
import struct
import sys

from payload_vectors import CORPUS, DOCS, HERE, bitmap, crc32c, dump, sha256

PROJECT, RECIPIENT, RELEASE = "demo", "univ-c", 1
SECRET = bytes(range(32))


def canonical(document):
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hkdf(secret, salt, info):
    """RFC 5869, 32 bytes: one block."""
    key = hmac.digest(salt, secret, "sha256")
    return hmac.digest(key, info + b"\x01", "sha256")


RELEASE_SECRET = hkdf(SECRET, PROJECT.encode(), f"ieum/v1/release {RECIPIENT} {RELEASE}".encode())


def release_key(joint_key):
    return hmac.digest(RELEASE_SECRET, joint_key, "sha256")[:16]


SCHEMAS = {
    "hospital-a": {"format": "ieum-payload-schema", "schema": "clinic-visits", "version": 1, "title": "Visits of a clinic",
                   "columns": [
        {"name": "age", "purpose": "age groups", "role": "quasi_identifier", "type": "integer", "min": 0, "max": 130,
         "transforms": [{"transform": "top_code", "at": 90}]},
        {"name": "cost", "purpose": "burden of disease", "role": "other", "type": "decimal", "places": 2, "nullable": True},
        {"name": "sex", "purpose": "groups", "role": "quasi_identifier", "type": "category",
         "codes": [{"code": "M", "label": "male"}, {"code": "F", "label": "female"}]}]},
    "insurer-b": {"format": "ieum-payload-schema", "schema": "claims", "version": 2, "columns": [
        {"name": "claims", "description": "paid in 2025", "purpose": "use of care", "role": "other", "type": "integer", "min": 0},
        {"name": "tier", "purpose": "cover", "role": "sensitive", "type": "category",
         "codes": [{"code": "gold"}, {"code": "basic"}]},
        {"name": "memo", "purpose": "diagnosis in words", "role": "sensitive", "type": "text", "max_bytes": 40, "nullable": True}]},
}


def key_of(digit):
    return bytes([digit]) * 16


# holder → serial, joint key, band, released values
ROWS = {
    "hospital-a": [(key_of(0x11), key_of(0xAA), 0, (42, 1250, 0)), (key_of(0x22), key_of(0xBB), 1, (90, None, 1)),
                   (key_of(0x33), key_of(0xCC), 0, (7, -5, 1))],
    "insurer-b": [(key_of(0x44), key_of(0xAA), 1, (3, 0, "감기, \"심함\"")), (key_of(0x55), key_of(0xDD), 0, (1, 1, None))],
}
DESCRIPTION = {
    "format": "ieum-release", "version": 1, "project": PROJECT, "recipient": RECIPIENT, "release": RELEASE,
    "manifest": sha256(b"manifest").hex(),
    "join": {"type": "left", "party": "hospital-a", "several_rows": "leave_out", "unmatched_to": "researchers"},
    "holders": [{"holder": holder, "payload": sha256(holder.encode()).hex(), "schema": schema}
                for holder, schema in SCHEMAS.items()],
    "confidence_bands": ["certain", "likely"],
    "provenance": {"software": "ieum 0.1.0", "profile": sha256(b"profile").hex(), "run": 3,
                   "rule": "model, threshold 9500 basis points", "date": "2026-11-23"},
}
ACCOUNT = {
    "holders": [{"rows": 3, "matched_rows": 1, "released_rows": 3}, {"rows": 2, "matched_rows": 1, "released_rows": 1}],
    "bias": [{"column": "hospital-a.sex", "code": "M", "rows": 1, "released_rows": 1},
             {"column": "hospital-a.sex", "code": "F", "rows": 2, "released_rows": 2},
             {"column": "insurer-b.tier", "code": "gold", "rows": 1, "released_rows": 1},
             {"column": "insurer-b.tier", "code": "basic", "rows": 1, "released_rows": 0}],
}


def joined_rows():
    """(release key, values of hospital-a, values of insurer-b or None, band) in the order of the keys."""
    others = {joint: (band, values) for _, joint, band, values in ROWS["insurer-b"]}
    rows = []
    for _, joint, band, values in ROWS["hospital-a"]:
        other_band, other = others.get(joint, (0, None))
        rows.append((release_key(joint), values, other, max(band, other_band)))
    return sorted(rows)


def chunk(rows, description):
    keys, ours, theirs, bands = zip(*rows)
    body = b"IEUMRCH1" + struct.pack("<II", 0, len(rows)) + sha256(description) + b"".join(keys)
    body += bitmap(theirs)
    body += b"".join(struct.pack("<q", age) for age, _, _ in ours)
    costs = [cost for _, cost, _ in ours]
    body += bitmap(costs) + b"".join(struct.pack("<q", cost or 0) for cost in costs)
    body += bytes(sex for _, _, sex in ours)
    claims, tiers, memos = ([row and row[c] for row in theirs] for c in range(3))
    body += bitmap(claims) + b"".join(struct.pack("<q", claim or 0) for claim in claims)
    body += bitmap(tiers) + bytes(tier or 0 for tier in tiers)
    texts = [(memo or "").encode() for memo in memos]
    body += bitmap(memos) + b"".join(struct.pack("<H", len(text)) for text in texts) + b"".join(texts)
    body += bytes(bands)
    return body + crc32c(body)


def release_file(document, chunks, rows, account):
    description, account = canonical(document), canonical(account)
    head = b"IEUMREL1" + struct.pack("<I", len(description)) + description
    head += crc32c(head)
    digest = sha256(b"ieum release v1" + sha256(head) + b"".join(sha256(each) for each in chunks) + sha256(account))
    tail = struct.pack("<I", 0) + account + struct.pack("<IQI", len(account), rows, len(chunks)) + digest
    return head + b"".join(struct.pack("<I", len(each)) + each for each in chunks) + tail + crc32c(tail)


CHUNK = chunk(joined_rows(), canonical(DESCRIPTION))
FILE = release_file(DESCRIPTION, [CHUNK], 3, ACCOUNT)
PLAIN = dict(DESCRIPTION, join={"type": "any", "at_least": 2, "several_rows": "combine", "unmatched_to": "nobody"})
del PLAIN["confidence_bands"]

FILES = {
    "release_description.json": canonical(DESCRIPTION).decode(),
    "release_chunk.hex": dump(CHUNK),
    "release_file.hex": dump(FILE),
}
PAGES = {"release-file.md": [json.dumps(DESCRIPTION, ensure_ascii=False, indent=1), FILES["release_chunk.hex"],
                             RELEASE_SECRET.hex(), release_key(key_of(0xAA)).hex(), canonical(ACCOUNT).decode()]}
EXAMPLE = HERE.parent.parent / "deploy" / "examples" / "demo.release"  # of docs/release.md
SEEDS = {"release_file_fuzz/three_rows": FILE, "release_file_fuzz/no_row": release_file(PLAIN, [], 0, {})}


def main():
    if sys.argv[1:] == ["--write"]:
        for name, content in FILES.items():
            (HERE / name).write_text(content, encoding="utf-8")
        for name, content in SEEDS.items():
            (CORPUS / name).parent.mkdir(exist_ok=True)
            (CORPUS / name).write_bytes(content)
        EXAMPLE.parent.mkdir(exist_ok=True)
        EXAMPLE.write_bytes(FILE)
        return 0
    if sys.argv[1:] != ["--check"]:
        print(__doc__, file=sys.stderr)
        return 2
    wrong = [f"tests/vectors/{n}" for n, c in FILES.items() if (HERE / n).read_text(encoding="utf-8") != c]
    wrong += [f"tests/fuzz/corpus/{n}" for n, c in SEEDS.items() if (CORPUS / n).read_bytes() != c]
    wrong += [f"docs/formats/{n}" for n, parts in PAGES.items()
              for part in parts if part not in (DOCS / n).read_text(encoding="utf-8")]
    wrong += ["deploy/examples/demo.release"] if EXAMPLE.read_bytes() != FILE else []
    for name in wrong:
        print(f"{name} differs from its format; see release_vectors.py", file=sys.stderr)
    print(f"checked {len(FILES)} vectors and {len(PAGES)} page")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
