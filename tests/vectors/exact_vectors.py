#!/usr/bin/env python3
"""Makes the vectors of docs/formats/exact-profile.md independently of the C++ code, with hashlib and Python's codecs.

    exact_vectors.py --write   writes exact.json beside this script
    exact_vectors.py --check   exits 1 if exact.json differs
"""

import base64
import hashlib
import json
import pathlib
import struct
import sys
import unicodedata

TARGET = pathlib.Path(__file__).resolve().parent / "exact.json"

# The authority's example: SHA256(UTF-8(name + birth + phone + salt)).
OFFICIAL = "9a4005ebbdc5b5dcf399e1905c4291b48bdafb8549308eca84610b14f556cb42"
PERSON = ["홍길동", "801212", "01012341234"]
SALT = "abcd"
KOREAN_SALT = "소금 — 아주 긴 비밀 " * 40


def fields(*normalizers):
    return [dict(name=f"field_{i}", **({"normalizer": n} if isinstance(n, str) else n)) for i, n in
            enumerate(normalizers)]


RAW = fields("raw", "raw", "raw")
MESSY = fields("hangul_name",
               {"normalizer": "date", "form": "YYMMDD", "missing_values": ["1900-01-01"]},
               {"normalizer": "phone"})


def profile(spec, formula="H(id+salt)", **changes):
    members = dict(exact_profile="vector", version=1, unicode="15.0", icu="72.1", fields=spec, separator="",
                   formula=formula, text_encoding="utf-8", unicode_form="as_is", algorithm="sha256",
                   output="hex_lower")
    members.update(changes)
    return members


def case(name, members, values, key, salt=SALT.encode(), second=b""):
    return dict(name=name, profile=members, values=values, salt=salt.hex(), second_salt=second.hex(), key=key)


def sha(data, algorithm="sha256"):
    return hashlib.new(algorithm, data)


def nfd(text):
    return unicodedata.normalize("NFD", text)


def cases():
    text = "".join(PERSON)
    salted = text + SALT
    messy = [" 홍 길동 ", "1980-12-12", "+82 10-1234-1234"]
    yield case("official", profile(RAW), PERSON, OFFICIAL)
    yield case("official from a holder's own writing", profile(MESSY, unicode_form="nfc"), messy, OFFICIAL)
    yield case("cp949", profile(RAW, text_encoding="cp949"), PERSON, sha(salted.encode("cp949")).hexdigest())
    yield case("nfd", profile(RAW, unicode_form="nfd"), PERSON, sha(nfd(salted).encode()).hexdigest())
    yield case("nfc of decomposed letters", profile(RAW, unicode_form="nfc"), [nfd(v) for v in PERSON], OFFICIAL)
    yield case("decomposed letters as they are", profile(RAW), [nfd(v) for v in PERSON],
               sha(nfd(text).encode() + SALT.encode()).hexdigest())
    yield case("euc-kr", profile(RAW, text_encoding="euc-kr"), PERSON, sha(salted.encode("euc_kr")).hexdigest())
    yield case("syllable that only cp949 has", profile(RAW, text_encoding="cp949"), ["김똠", "1", "2"],
               sha(("김똠12" + SALT).encode("cp949")).hexdigest())
    yield case("salt first with separator", profile(RAW, "H(salt+sep+id)", separator="|"), ["M", "19801212", "0101"],
               sha(b"abcd|M|19801212|0101").hexdigest())
    yield case("salt on both sides", profile(RAW, "H(salt+id+salt)"), PERSON,
               sha((SALT + text + SALT).encode()).hexdigest())
    yield case("no salt", profile(RAW, "H(id)"), PERSON, sha(text.encode()).hexdigest(), salt=b"")
    yield case("two salts", profile(RAW, "H(salt1+id+salt2)"), PERSON, sha((SALT + text + "efgh").encode()).hexdigest(),
               second=b"efgh\n")
    inner = sha(salted.encode())
    for word, written in (("hex_lower", inner.hexdigest().encode()), ("hex_upper", inner.hexdigest().upper().encode()),
                          ("base64", base64.b64encode(inner.digest())), ("bytes", inner.digest())):
        yield case(f"hash of a hash as {word}", profile(RAW, "H(H(id+salt)+salt)", inner=word), PERSON,
                   sha(written + SALT.encode()).hexdigest())
    third = sha(sha(sha(text.encode()).hexdigest().encode()).hexdigest().encode() + SALT.encode())
    yield case("three deep", profile(RAW, "H(H(H(id))+salt)", inner="hex_lower"), PERSON, third.hexdigest())
    for algorithm in ("sha256", "sha384", "sha512"):
        digest = sha(salted.encode(), algorithm)
        yield case(f"{algorithm} lower", profile(RAW, algorithm=algorithm), PERSON, digest.hexdigest())
        yield case(f"{algorithm} upper", profile(RAW, algorithm=algorithm, output="hex_upper"), PERSON,
                   digest.hexdigest().upper())
        yield case(f"{algorithm} base64", profile(RAW, algorithm=algorithm, output="base64"), PERSON,
                   base64.b64encode(digest.digest()).decode())
    for file in (b"abcd\n", b"abcd\r\n", b"\xef\xbb\xbfabcd\n"):
        yield case(f"salt file of {len(file)} bytes", profile(RAW), PERSON, OFFICIAL, salt=file)
    yield case("salt of bytes", profile(RAW, salt_form="bytes"), PERSON,
               sha(text.encode() + b"\x00\xff\n").hexdigest(), salt=b"\x00\xff\n")
    yield case("salt of digits", profile(RAW, salt_form="hex"), PERSON, sha(text.encode() + b"\x00\xff").hexdigest(),
               salt=b"00Ff\n")
    yield case("korean salt in cp949", profile(RAW, text_encoding="cp949"), PERSON,
               sha((text + KOREAN_SALT.replace("—", "-")).encode("cp949")).hexdigest(),
               salt=KOREAN_SALT.replace("—", "-").encode())
    yield case("korean salt decomposed", profile(RAW, unicode_form="nfd"), PERSON,
               sha(nfd(text + KOREAN_SALT).encode()).hexdigest(), salt=KOREAN_SALT.encode())
    forms = fields({"normalizer": "date", "form": "YYYY-MM-DD"}, {"normalizer": "phone", "form": "hyphens"},
                   {"normalizer": "trim", "map": {"남": "1", "여": "2"}})
    yield case("forms and map", profile(forms, separator="^"), ["19801212", "01012341234", " 여\t"],
               sha(b"1980-12-12^010-1234-1234^2abcd").hexdigest())
    short = fields({"normalizer": "date", "form": "YY.MM"}, {"normalizer": "phone", "form": "last4"}, "trim")
    yield case("parts of values", profile(short, separator="/"), ["1980-12-12", "02-123-4567", "x"],
               sha(b"80.12/4567/xabcd").hexdigest())
    yield case("missing", profile(MESSY, unicode_form="nfc"), ["홍길동", "1900-01-01", "01012341234"], None)


def table(codec, keep):
    """SHA-256 over every code point of the basic plane that the codec writes: its number, 4 bytes, and its bytes."""
    digest, count = hashlib.sha256(), 0
    for point in range(0x80, 0x10000):
        try:
            written = chr(point).encode(codec)
        except UnicodeEncodeError:
            continue
        if keep(written):
            digest.update(struct.pack("<I", point) + written)
            count += 1
    return dict(count=count, digest=digest.hexdigest())


def vectors():
    content = dict(description="Page: docs/formats/exact-profile.md. The persons are invented.", cases=list(cases()),
                   # Python's euc_kr writes syllables that KS X 1001 lacks as eight bytes; those are no characters.
                   tables={"cp949": table("cp949", lambda written: True),
                           "euc-kr": table("euc_kr", lambda written: len(written) == 2)})
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def main():
    if sys.argv[1:] == ["--write"]:
        TARGET.write_text(vectors(), encoding="utf-8")
        return 0
    if sys.argv[1:] != ["--check"]:
        print(__doc__, file=sys.stderr)
        return 2
    if TARGET.read_text(encoding="utf-8") == vectors():
        return 0
    print(f"{TARGET.name} differs from what {pathlib.Path(__file__).name} makes", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
