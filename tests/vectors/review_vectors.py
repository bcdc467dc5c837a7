#!/usr/bin/env python3
"""Makes the golden vectors of a review independently of the C++ code, from docs/formats/review.md alone.

    review_vectors.py --write   writes the vector files beside this script
    review_vectors.py --check   exits 1 if a file or the worked example in the page differs

The signer is bundle_sender.pem, whose key everybody knows and who is no member; see bundle_vectors.py.
"""

import hashlib
import pathlib
import sys

from bundle_vectors import SENDER, dump, sign
from manifest_vectors import MANIFEST, canonical

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "formats" / "review.md"
OPENED = 1_750_000_000_000_000
DAY = 86_400_000_000

CASE = {
    "format": "ieum-review-case", "version": 1, "project": "demo",
    "manifest": hashlib.sha256(canonical(MANIFEST)).hexdigest(), "institution": "join-center", "release": 1,
    "recipients": ["university-c"], "candidate": hashlib.sha256(b"candidate").hexdigest(),
    "pack": hashlib.sha256(b"pack").hexdigest(), "verdict": "warn", "columns": ["나이", "sex"],
    "conditions": ["use in the secured room"],
    "committee": [{"member": "ieum://join-center/reviewer/kim", "unit": "release", "expert": "inside"},
                  {"member": "ieum://stat-lab/reviewer/park", "unit": "methods", "expert": "outside"},
                  {"member": "ieum://law-office/reviewer/han", "unit": "legal", "expert": "outside"}],
    "approvals": 3, "opened": OPENED, "respond_by": OPENED + 10 * DAY,
}
VOTE = {
    "kind": "vote", "case": hashlib.sha256(canonical(CASE)).hexdigest(), "by": "ieum://hospital-a/holder/kim",
    "time": OPENED + DAY, "conflict": "none", "verdict": "approve-with-conditions",
    "conditions": ["나이는 10세 단위로"], "reason": "the rare value is of no person",
}
MESSAGE = b"ieum review v1\0" + hashlib.sha256(canonical(VOTE)).digest()
SIGNED = {
    "format": "ieum-signed-review", "version": 1, "body": VOTE,
    "certificate": (HERE / "bundle_sender.pem").read_text(encoding="utf-8"), "signature": sign(SENDER, MESSAGE).hex(),
}

FILES = {
    "review_case.json": canonical(CASE).decode(),
    "review_message.hex": dump(MESSAGE),
    "review_vote.json": canonical(SIGNED).decode() + "\n",
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
        wrong.append("docs/formats/review.md")
    for name in wrong:
        print(f"{name} differs from its format; see {pathlib.Path(__file__).name}", file=sys.stderr)
    print(f"checked {len(FILES)} vectors and 1 page")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
