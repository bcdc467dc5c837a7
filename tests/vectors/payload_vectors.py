#!/usr/bin/env python3
"""Makes the golden vectors of docs/formats/payload-*.md independently of the C++ code, from the pages alone.

    payload_vectors.py --write   writes the vector files beside this script, and the seeds of the fuzz targets
    payload_vectors.py --check   exits 1 if a file or a worked example in docs/formats differs
"""

import datetime
import hashlib
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
DOCS = HERE.parent.parent / "docs" / "formats"
CORPUS = HERE.parent / "fuzz" / "corpus"


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


SCHEMA = {
    "format": "ieum-payload-schema",
    "schema": "clinic-visits",
    "version": 1,
    "title": "Visits of a clinic",
    "columns": [
        {"name": "age", "column": "나이", "purpose": "age groups", "role": "quasi_identifier",
         "type": "integer", "min": 0, "max": 130, "transforms": [{"transform": "top_code", "at": 90}]},
        {"name": "cost", "purpose": "burden of disease", "role": "other", "type": "decimal", "places": 2,
         "nullable": True},
        {"name": "sex", "purpose": "groups", "role": "quasi_identifier", "type": "category",
         "codes": [{"code": "M", "label": "male"}, {"code": "F", "label": "female"}]},
        {"name": "first_visit", "purpose": "time in care", "role": "quasi_identifier", "type": "date",
         "transforms": [{"transform": "date_to", "unit": "month"}]},
        {"name": "memo", "purpose": "diagnosis in words", "role": "sensitive", "type": "text", "max_bytes": 200,
         "nullable": True},
        {"name": "scan", "purpose": "image analysis", "role": "sensitive", "type": "object", "nullable": True,
         "media_types": ["image/png", "application/dicom"]},
        {"name": "ward", "purpose": "grouping without names", "role": "other", "type": "text", "max_bytes": 40,
         "transforms": [{"transform": "keyed_hash", "bytes": 8}]},
    ],
}
CANONICAL = json.dumps(SCHEMA, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
DIGEST = sha256(CANONICAL)

# serial, age, cost in cents, sex, month of the first visit, memo, scan (digest, media type, bytes), ward
MONTH = (2024 - 1970) * 12
ROWS = [
    (bytes([0x11]) * 16, 42, 1250, 0, MONTH, "감기", (sha256(b"scan"), 1, 48213), bytes([0xC1]) * 8),
    (bytes([0x22]) * 16, 90, None, 1, MONTH + 11, None, None, bytes([0xC2]) * 8),
    (bytes([0x33]) * 16, 7, -5, 1, -1, "a\tb", (sha256(b""), 0, 0), bytes([0xC1]) * 8),
]


def bitmap(values):
    bits = bytearray((len(values) + 7) // 8)
    for i, value in enumerate(values):
        if value is None:
            bits[i // 8] |= 1 << (i % 8)
    return bytes(bits)


def chunk(sequence, rows):
    head = b"IEUMPCH1" + struct.pack("<II", sequence, len(rows)) + DIGEST
    serials, ages, costs, sexes, visits, memos, scans, wards = zip(*rows)
    body = head + b"".join(serials)
    body += b"".join(struct.pack("<q", age) for age in ages)
    body += bitmap(costs) + b"".join(struct.pack("<q", cost or 0) for cost in costs)
    body += bytes(sexes)
    body += b"".join(struct.pack("<i", visit) for visit in visits)
    texts = [(memo or "").encode() for memo in memos]
    body += bitmap(memos) + b"".join(struct.pack("<H", len(text)) for text in texts) + b"".join(texts)
    files = [scan or (bytes(32), 0, 0) for scan in scans]
    body += bitmap(scans) + b"".join(digest for digest, _, _ in files)
    body += b"".join(struct.pack("<q", size) for _, _, size in files) + bytes(media for _, media, _ in files)
    body += b"".join(wards)
    return body + crc32c(body)


CHUNKS = [chunk(0, ROWS[:2]), chunk(1, ROWS[2:])]


def header():
    project, holder = b"demo", b"hospital-a"
    rest = struct.pack("<H", len(project)) + project + struct.pack("<H", len(holder)) + holder
    rest += DIGEST + struct.pack("<I", len(CANONICAL)) + CANONICAL
    head = b"IEUMPAY1" + struct.pack("<I", 8 + 4 + len(rest) + 4) + rest
    return head + crc32c(head)


def payload_file(chunks, rows):
    body = header()
    for each in chunks:
        body += struct.pack("<I", len(each)) + each
    digest = sha256(b"ieum payload v1" + sha256(header()) + b"".join(sha256(each) for each in chunks))
    tail = struct.pack("<IQI", 0, rows, len(chunks)) + digest
    return body + tail + crc32c(tail)


def dump(data):
    """Sixteen bytes a line."""
    return "".join(data[i : i + 16].hex(" ") + "\n" for i in range(0, len(data), 16))


FILES = {
    "payload_schema.json": CANONICAL.decode(),
    "payload_chunk.hex": dump(CHUNKS[0]),
    "payload_file.hex": dump(payload_file(CHUNKS, 3)),
}
# What each page must show, word for word.
PAGES = {
    "payload-schema.md": [json.dumps(SCHEMA, ensure_ascii=False, indent=1), DIGEST.hex()],
    "payload-file.md": [FILES["payload_chunk.hex"]],
}
SEEDS = {
    "payload_schema_fuzz/clinic-visits.json": CANONICAL,
    "payload_schema_fuzz/every_transform.json": json.dumps({
        "format": "ieum-payload-schema", "schema": "all", "version": 2, "columns": [
            {"name": "a", "purpose": "p", "role": "other", "type": "integer", "transforms": [
                {"transform": "round", "to": 10}, {"transform": "bottom_code", "at": 0},
                {"transform": "noise", "distribution": "normal", "scale": 2, "bound": 20}]},
            {"name": "b", "purpose": "p", "role": "other", "type": "decimal", "places": 1, "min": "-1.5", "transforms": [
                {"transform": "noise", "distribution": "laplace", "scale": "0.5", "bound": "5.0"}]},
            {"name": "c", "purpose": "p", "role": "other", "type": "category",
             "codes": [{"code": "1168010100"}, {"code": "2611010100"}], "transforms": [
                 {"transform": "region", "level": "sigungu"},
                 {"transform": "group_rare", "minimum_rows": 10, "into": "other"}]},
            {"name": "d", "purpose": "p", "role": "other", "type": "date", "min": "1900-01-01",
             "transforms": [{"transform": "date_to", "unit": "quarter"}]},
        ]}).encode(),
    "payload_file_fuzz/two_chunks": payload_file(CHUNKS, 3),
    "payload_file_fuzz/no_chunk": payload_file([], 0),
}


def main():
    assert datetime.date(2024, 1, 1).year * 12 - 1970 * 12 == MONTH
    if sys.argv[1:] == ["--write"]:
        for name, content in FILES.items():
            (HERE / name).write_text(content, encoding="utf-8")
        for name, content in SEEDS.items():
            (CORPUS / name).parent.mkdir(exist_ok=True)
            (CORPUS / name).write_bytes(content)
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
