#!/usr/bin/env python3
"""Makes the golden vectors of hardening and blocking keys independently of the C++ code, from
docs/formats/encoding.md alone. Filters themselves are held by encoding_vectors.py.

    encoding_hardening.py --write   writes encoding_hardening.json beside this script
    encoding_hardening.py --check   exits 1 if the file differs
"""

import hashlib
import hmac
import json
import pathlib
import struct
import sys

import encoding_vectors as base

TARGET = pathlib.Path(__file__).resolve().parent / "encoding_hardening.json"

PROFILE = {
    "profile": "vectors-hardened",
    "version": 1,
    "unicode": base.PROFILE["unicode"],
    "icu": base.PROFILE["icu"],
    "preset": "plain",
    "threshold": 8000,
    "segments": [
        {"name": "diffused", "bits": 320, "weight": 1,
         "hardening": {"method": "diffusion", "filter_bits": 192, "xor_count": 5}},
        {"name": "balanced", "bits": 128, "weight": 1, "hardening": {"method": "balance"}},
        {"name": "flipped", "bits": 192, "weight": 1,
         "hardening": {"method": "flip", "basis_points": 1250}},
        {"name": "folded", "bits": 64, "weight": 1, "hardening": {"method": "xor_fold"}},
        {"name": "bare", "bits": 64, "weight": 1},
    ],
    "fields": [
        {"name": "latin", "segment": "diffused", "normalizer": "latin_name", "tokenizer": "bigrams",
         "bits_per_token": 4},
        {"name": "birth", "segment": "diffused", "normalizer": "date",
         "tokenizer": "date_components", "bits_per_token": 3, "invalid": "keep"},
        {"name": "hangul", "segment": "balanced", "normalizer": "hangul_name",
         "tokenizer": "jamo_bigrams", "bits_per_token": 2},
        {"name": "phone", "segment": "flipped", "normalizer": "phone",
         "tokenizer": "positional_digits", "bits_per_token": 3},
        {"name": "code", "segment": "folded", "normalizer": "code", "tokenizer": "whole",
         "bits_per_token": 9},
        {"name": "sex", "segment": "bare", "normalizer": "code", "tokenizer": "whole",
         "bits_per_token": 5},
    ],
    "blocking_keys": [
        {"name": "name_and_birth", "method": "exact", "fields": ["hangul", "birth"]},
        {"name": "person", "method": "minhash", "fields": ["latin", "hangul", "birth"], "bands": 3,
         "rows": 4},
        {"name": "phone", "method": "exact", "fields": ["phone"]},
        {"name": "name", "method": "minhash", "fields": ["latin"], "bands": 1, "rows": 1},
    ],
}
# Raw values and what the rules make of them; empty where the value counts as missing.
PERSONS = [
    (["O'Brien", "1980-12-01", "김민준", "010-1234-5678", "A 17", "f"],
     ["obrien", "19801201", "김민준", "01012345678", "A17", "F"]),
    (["obrian", "1980-12-01", "김민준", "010-1234-5679", "", "F"],
     ["obrian", "19801201", "김민준", "01012345679", "", "F"]),
    (["", "1980-13-41", "", "", "code longer than seven", ""],
     ["", "19801341", "", "", "CODELONGERTHANSEVEN", ""]),
    (["José María", "", "남궁 A", "", "", ""], ["jose maria", "", "남궁", "", "", ""]),
    (["", "", "", "", "", ""], ["", "", "", "", "", ""]),
]


def derived_key(purpose, name):
    """HKDF-SHA-256 of 32 bytes is one block of output."""
    info = purpose + hashlib.sha256(base.canonical(PROFILE)).digest() + name.encode()
    extracted = hmac.new(base.PROJECT.encode(), base.SECRET, "sha256").digest()
    return hmac.new(extracted, info + b"\x01", "sha256").digest()


def filter_bits(segment):
    hardening = segment.get("hardening", {"method": "none"})
    return {"diffusion": hardening.get("filter_bits"), "balance": segment["bits"] // 2,
            "xor_fold": 2 * segment["bits"]}.get(hardening["method"], segment["bits"])


def bloom_filter(segment, normalized):
    bits = [0] * filter_bits(segment)
    for field, value in zip(PROFILE["fields"], normalized):
        if field["segment"] != segment["name"] or not value:
            continue
        key = derived_key(b"ieum/v1/field", field["name"])
        for token in base.tokens(field["tokenizer"], value):
            for position in base.positions(key, token, field["bits_per_token"], len(bits)):
                bits[position] = 1
    return bits


def packed(bits):
    return bytes(sum(bit << i for i, bit in enumerate(bits[at:at + 8])) for at in range(0, len(bits), 8))


def diffuse(bits, segment):
    key = derived_key(b"ieum/v1/diffusion", segment["name"])
    out = []
    for j in range(segment["bits"]):
        chosen, block = [], 0
        while len(chosen) < segment["hardening"]["xor_count"]:
            tag = hmac.new(key, struct.pack("<II", j, block), "sha256").digest()
            for number in struct.unpack("<8I", tag):
                position = number * len(bits) >> 32
                if position not in chosen and len(chosen) < segment["hardening"]["xor_count"]:
                    chosen.append(position)
            block += 1
        out.append(sum(bits[position] for position in chosen) % 2)
    return out


def flip(bits, segment):
    key = derived_key(b"ieum/v1/flip", segment["name"])
    threshold = (segment["hardening"]["basis_points"] * 65536 + 5000) // 10000
    seed = hmac.new(key, packed(bits), "sha256").digest()
    stream = b"".join(hmac.new(key, seed + struct.pack("<I", block), "sha256").digest()
                      for block in range(len(bits) // 16))
    numbers = struct.unpack(f"<{len(bits)}H", stream)
    return [bit ^ (number < threshold) for bit, number in zip(bits, numbers)]


def harden(bits, segment):
    method = segment.get("hardening", {"method": "none"})["method"]
    if not any(bits):
        return [0] * segment["bits"]
    if method == "diffusion":
        return diffuse(bits, segment)
    if method == "balance":
        return bits + [1 - bit for bit in bits]
    if method == "flip":
        return flip(bits, segment)
    if method == "xor_fold":
        return [a ^ b for a, b in zip(bits, bits[segment["bits"]:])]
    return bits


def encode(normalized):
    return b"".join(packed(harden(bloom_filter(segment, normalized), segment))
                    for segment in PROFILE["segments"])


def first_number(tag):
    return struct.unpack_from("<Q", tag)[0] or 1


def exact_key(entry, values):
    if not all(values):
        return 0
    message = b"".join(struct.pack("<I", len(value.encode())) + value.encode() for value in values)
    return first_number(hmac.new(derived_key(b"ieum/v1/blocking", entry["name"]), message, "sha256").digest())


def min_hash_keys(entry, values):
    key = derived_key(b"ieum/v1/blocking", entry["name"])
    tokenizers = {field["name"]: field["tokenizer"] for field in PROFILE["fields"]}
    numbers = [2 ** 32 - 1] * (entry["bands"] * entry["rows"])
    for place, (name, value) in enumerate(zip(entry["fields"], values)):
        for token in base.tokens(tokenizers[name], value) if value else []:
            stream = b"".join(hmac.new(key, bytes([0, place]) + token + bytes([block]), "sha256").digest()
                              for block in range((len(numbers) + 7) // 8))
            numbers = [min(pair) for pair in zip(numbers, struct.unpack_from(f"<{len(numbers)}I", stream))]
    keys = []
    for band in range(entry["bands"]):
        own = numbers[band * entry["rows"]:(band + 1) * entry["rows"]]
        message = bytes([1, band]) + struct.pack(f"<{len(own)}I", *own)
        missing = all(number == 2 ** 32 - 1 for number in own)
        keys.append(0 if missing else first_number(hmac.new(key, message, "sha256").digest()))
    return keys


def blocking_keys(normalized):
    value_of = dict(zip((field["name"] for field in PROFILE["fields"]), normalized))
    keys = []
    for entry in PROFILE["blocking_keys"]:
        values = [value_of[name] for name in entry["fields"]]
        keys += [exact_key(entry, values)] if entry["method"] == "exact" else min_hash_keys(entry, values)
    return keys


def vectors():
    cases = [dict(values=raw, encoding=encode(normalized).hex(),
                  blocking_keys=[f"{key:016x}" for key in blocking_keys(normalized)])
             for raw, normalized in PERSONS]
    content = dict(description="Page: docs/formats/encoding.md. Never use this secret.",
                   secret=base.SECRET.hex(), project=base.PROJECT, profile=PROFILE, persons=cases)
    return json.dumps(content, indent=1) + "\n"


def main():
    if sys.argv[1:] == ["--write"]:
        TARGET.write_text(vectors(), encoding="utf-8")
        return 0
    if sys.argv[1:] != ["--check"]:
        print(__doc__, file=sys.stderr)
        return 2
    if TARGET.read_text(encoding="utf-8") == vectors():
        return 0
    print(f"tests/vectors/{TARGET.name} differs from its format; see {pathlib.Path(__file__).name}",
          file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
