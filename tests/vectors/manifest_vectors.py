#!/usr/bin/env python3
"""Makes the golden vector of a signed manifest independently of the C++ code, from docs/formats/manifest.md alone.

    manifest_vectors.py --write   writes the vector files beside this script
    manifest_vectors.py --check   exits 1 if a file or the worked example in the page differs

The signer is bundle_sender.pem, whose key everybody knows; see bundle_vectors.py.
"""

import hashlib
import json
import pathlib
import struct
import sys

from bundle_vectors import SENDER, dump, sign

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "formats" / "manifest.md"
TIME = 1_750_000_000_000_000

PROFILE = {
    "profile": "demo", "version": 1, "preset": "record", "threshold": 8000,
    "segments": [{"name": "all", "bits": 64, "weight": 1,
                  "hardening": {"method": "diffusion", "filter_bits": 64, "xor_count": 2}}],
}


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


MANIFEST = {
    "format": "ieum-manifest", "version": 1, "project": "demo", "title": "독감과 결근",
    "parties": [
        {"institution": "hospital-a", "role": "holder", "country": "KR"},
        {"institution": "insurer-b", "role": "holder", "country": "KR"},
        {"institution": "linkage-center", "role": "matcher", "country": "KR"},
        {"institution": "join-center", "role": "joiner", "country": "KR"},
        {"institution": "university-c", "role": "researcher", "country": "KR"},
    ],
    "profile": PROFILE, "profile_digest": hashlib.sha256(canonical(PROFILE)).hexdigest(),
    "purpose": "statistics", "legal_basis": "PIPA article 28-3", "route": "pipa", "delivery": "holders",
    "joins": [{"type": "left", "party": "hospital-a", "several_rows": "leave_out", "matched_to": ["university-c"],
               "unmatched_to": "own_holder"}],
    "minimum_file_rows": 1000, "minimum_matched_rows": 100, "pre_check_questions": 3, "retention_days": 30,
    "end_date": "2027-12-31", "review_quorum": 3, "threshold": 8000, "test": False, "field_level_approved": False,
}

MESSAGE = b"ieum manifest v1\0" + hashlib.sha256(canonical(MANIFEST)).digest() + struct.pack("<q", TIME)
SIGNED = {
    "format": "ieum-signed-manifest", "version": 1, "manifest": MANIFEST,
    "signatures": [{"certificate": (HERE / "bundle_sender.pem").read_text(encoding="utf-8"), "time": TIME,
                    "signature": sign(SENDER, MESSAGE).hex()}],
}

FILES = {
    "manifest.json": canonical(MANIFEST).decode(),
    "manifest_message.hex": dump(MESSAGE),
    "manifest_signed.json": canonical(SIGNED).decode() + "\n",
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
             if not (HERE / n).exists() or (HERE / n).read_text(encoding="utf-8") != c]
    if dump(MESSAGE) not in PAGE.read_text(encoding="utf-8"):
        wrong.append("docs/formats/manifest.md")
    for name in wrong:
        print(f"{name} differs from its format; see {pathlib.Path(__file__).name}", file=sys.stderr)
    print(f"checked {len(FILES)} vectors and 1 page")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
