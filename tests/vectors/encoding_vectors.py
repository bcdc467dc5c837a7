#!/usr/bin/env python3
"""Makes the golden vectors of docs/formats/encoding.md independently of the C++ code, from the page alone.

    encoding_vectors.py --write   writes encoding.json beside this script
    encoding_vectors.py --check   exits 1 if the file or the worked example of the page differs
    encoding_vectors.py --show    prints the worked example of the page
"""

import hashlib
import hmac
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "formats" / "encoding.md"

SECRET = bytes(range(32))
PROJECT = "demo"
PROFILE = {
    "profile": "vectors",
    "version": 1,
    "unicode": "15.0",
    "icu": "72.1",
    "preset": "plain",
    "threshold": 8000,
    "segments": [
        {"name": "name", "bits": 192, "weight": 1},
        {"name": "other", "bits": 128, "weight": 1},
    ],
    "fields": [
        {"name": "latin", "segment": "name", "normalizer": "latin_name", "tokenizer": "bigrams",
         "bits_per_token": 3},
        {"name": "hangul", "segment": "name", "normalizer": "hangul_name",
         "tokenizer": "jamo_bigrams", "bits_per_token": 2},
        {"name": "birth", "segment": "other", "normalizer": "date", "tokenizer": "date_components",
         "bits_per_token": 2, "invalid": "keep", "missing_values": ["1900-01-01"]},
        {"name": "phone", "segment": "other", "normalizer": "phone",
         "tokenizer": "positional_digits", "bits_per_token": 1},
        {"name": "sex", "segment": "other", "normalizer": "code", "tokenizer": "whole",
         "bits_per_token": 10},
    ],
}
# Raw values and what the rules make of them; empty where the value counts as missing.
PERSONS = [
    (["O'Brien", "", "1980-12-01", "", "f"], ["obrien", "", "19801201", "", "F"]),
    (["", "김민준", "1980년 12월 1일", "+82-10-1234-5678", "남"],
     ["", "김민준", "19801201", "01012345678", "남"]),
    (["José María", "남궁 A", "1980-13-41", "1012345678", "code longer than seven"],
     ["jose maria", "남궁", "19801341", "01012345678", "CODELONGERTHANSEVEN"]),
    (["", "", " 1900-01-01 ", "", ""], ["", "", "", "", ""]),
    (["", "", "80-12-01", "", ""], ["", "", "801201", "", ""]),
]
# Tokenizers that no field of the profile uses, with normalised values.
OTHER_TOKENS = [("word_bigrams", "obrien smith"), ("word_bigrams", "김민준"), ("date_bigrams", "19801201"),
                ("date_bigrams", "801201")]
EXAMPLE = ("birth", "19801201", b"\x03m12")


def pad(characters):
    return ["\x02", *characters, "\x03"]


def slots(text):
    out = []
    for character in text:
        syllable = ord(character) - 0xAC00
        if 0 <= syllable < 11172:
            out += [chr(0x1100 + syllable // 588), chr(0x1161 + syllable % 588 // 28),
                    chr(0x11A7 + syllable % 28)]
        else:
            out.append(character)
    return out


def grams(number, characters):
    padded = pad(characters)
    return [bytes([number]) + (a + b).encode() for a, b in zip(padded, padded[1:])]


def tokens(tokenizer, text):
    if tokenizer == "bigrams":
        return grams(1, text)
    if tokenizer == "jamo_bigrams":
        return grams(2, slots(text))
    if tokenizer == "date_components":
        parts = [b"y" + text[:4].encode(), b"m" + text[4:6].encode(), b"d" + text[6:].encode()]
        digits = [b"p" + bytes([i]) + digit.encode() for i, digit in enumerate(text)]
        return [b"\x03" + part for part in (parts if len(text) == 8 else []) + digits]
    if tokenizer == "word_bigrams":
        return [token for word in text.split(" ") for token in grams(6, word)]
    if tokenizer == "date_bigrams":
        parts = [b"y" + text[:4].encode(), b"m" + text[4:6].encode(), b"d" + text[6:].encode()]
        digits = [b"b" + token[1:] for token in grams(7, text)]
        return [b"\x07" + part for part in (parts if len(text) == 8 else []) + digits]
    if tokenizer == "positional_digits":
        return [bytes([4, i]) + character.encode() for i, character in enumerate(text)]
    return [b"\x05" + text.encode()]


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def field_key(field):
    """HKDF-SHA-256 of 32 bytes is one block of output."""
    info = b"ieum/v1/field" + hashlib.sha256(canonical(PROFILE)).digest() + field["name"].encode()
    extracted = hmac.new(PROJECT.encode(), SECRET, "sha256").digest()
    return hmac.new(extracted, info + b"\x01", "sha256").digest()


def positions(key, token, count, bits):
    stream = b"".join(hmac.new(key, token + bytes([block]), "sha256").digest()
                      for block in range((count + 7) // 8))
    return [number * bits >> 32 for number in struct.unpack_from(f"<{count}I", stream)]


def segment_of(field):
    first = 0
    for segment in PROFILE["segments"]:
        if segment["name"] == field["segment"]:
            return first, segment["bits"]
        first += segment["bits"]
    raise KeyError(field["segment"])


def encode(normalized):
    row = bytearray(sum(segment["bits"] for segment in PROFILE["segments"]) // 8)
    for field, value in zip(PROFILE["fields"], normalized):
        if not value:
            continue
        first, bits = segment_of(field)
        for token in tokens(field["tokenizer"], value):
            for position in positions(field_key(field), token, field["bits_per_token"], bits):
                row[(first + position) // 8] |= 1 << (first + position) % 8
    return bytes(row)


def vectors():
    names = [field["name"] for field in PROFILE["fields"]]
    cases = [dict(values=raw, encoding=encode(normalized).hex()) for raw, normalized in PERSONS]
    samples = [dict(tokenizer=field["tokenizer"], normalized=value,
                    tokens=[token.hex() for token in tokens(field["tokenizer"], value)])
               for _, normalized in PERSONS for field, value in zip(PROFILE["fields"], normalized)
               if value]
    samples += [dict(tokenizer=tokenizer, normalized=value,
                     tokens=[token.hex() for token in tokens(tokenizer, value)])
                for tokenizer, value in OTHER_TOKENS]
    content = dict(description="Page: docs/formats/encoding.md. Never use this secret.",
                   secret=SECRET.hex(), project=PROJECT, profile=PROFILE, fields=names,
                   tokens=samples, persons=cases)
    return json.dumps(content, indent=1) + "\n"


def example():
    name, value, token = EXAMPLE
    field = next(field for field in PROFILE["fields"] if field["name"] == name)
    key = field_key(field)
    bits = segment_of(field)[1]
    tag = hmac.new(key, token + b"\0", "sha256").digest()
    numbers = struct.unpack_from("<2I", tag)
    found = positions(key, token, 2, bits)
    person = encode(PERSONS[0][1]).hex()
    return "\n".join([
        f"profile digest  {hashlib.sha256(canonical(PROFILE)).hexdigest()}",
        f"field key       {key.hex()}",
        f"token           {token.hex(' ')}",
        f"hashed          {(token + bytes(1)).hex(' ')}",
        f"tag             {tag.hex()}",
        f"numbers         {numbers[0]} {numbers[1]}",
        f"positions       {found[0]} {found[1]}",
        f"record          {person[:40]}",
        f"                {person[40:]}",
    ]) + "\n"


def main():
    target = HERE / "encoding.json"
    if sys.argv[1:] == ["--write"]:
        target.write_text(vectors(), encoding="utf-8")
        return 0
    if sys.argv[1:] == ["--show"]:
        print(example(), end="")
        return 0
    if sys.argv[1:] != ["--check"]:
        print(__doc__, file=sys.stderr)
        return 2
    wrong = []
    if target.read_text(encoding="utf-8") != vectors():
        wrong.append("tests/vectors/encoding.json")
    if example() not in PAGE.read_text(encoding="utf-8"):
        wrong.append("docs/formats/encoding.md")
    for name in wrong:
        print(f"{name} differs from its format; see {pathlib.Path(__file__).name}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
