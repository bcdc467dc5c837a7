#!/usr/bin/env python3
"""Makes the golden vector of a bundle independently of the C++ code, from docs/formats/bundle.md alone.

    bundle_vectors.py --write   writes the vector files beside this script
    bundle_vectors.py --check   exits 1 if a file or the worked example in the page differs

The certificates were made once, for keys that everybody knows: bundle_ca.pem vouches for bundle_sender.pem and
bundle_recipient.pem until the year 2125. P-256 and AES-GCM come from sealed_vectors.py, as slow and unsafe.
"""

import hashlib
import hmac
import base64
import pathlib
import struct
import sys

from sealed_vectors import G, add, counting, dump, gcm_seal, hkdf, multiply

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "formats" / "bundle.md"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SENDER, RECIPIENT, EPHEMERAL = (int.from_bytes(counting(first), "big") for first in (0x01, 0x41, 0x81))


def point(number):
    x, y = multiply(number, G)
    return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")


def der(tag, *parts):
    content = b"".join(parts)
    assert len(content) < 128
    return bytes([tag, len(content)]) + content


CURVE = der(0x06, bytes.fromhex("2a8648ce3d030107"))
EC = der(0x06, bytes.fromhex("2a8648ce3d0201"))


def key_pem(number):
    """RFC 5915."""
    content = der(0x30, der(2, b"\1"), der(4, number.to_bytes(32, "big")), der(0xA0, CURVE),
                  der(0xA1, der(3, b"\0" + point(number))))
    text = base64.b64encode(content).decode()
    lines = "".join(text[i : i + 64] + "\n" for i in range(0, len(text), 64))
    return f"-----BEGIN EC PRIVATE KEY-----\n{lines}-----END EC PRIVATE KEY-----\n"


def key_digest(number):
    return hashlib.sha256(der(0x30, der(0x30, EC, CURVE), der(3, b"\0" + point(number)))).digest()


def sign(number, message):
    """ECDSA with SHA-256 and the nonce of RFC 6979; every other nonce would do as well."""
    digest = hashlib.sha256(message).digest()
    seed = number.to_bytes(32, "big") + (int.from_bytes(digest, "big") % ORDER).to_bytes(32, "big")
    k, v = bytes(32), b"\1" * 32
    for mark in (b"\0", b"\1"):
        k = hmac.new(k, v + mark + seed, "sha256").digest()
        v = hmac.new(k, v, "sha256").digest()
    v = hmac.new(k, v, "sha256").digest()
    nonce = int.from_bytes(v, "big")
    assert 0 < nonce < ORDER
    r = multiply(nonce, G)[0] % ORDER
    s = pow(nonce, -1, ORDER) * (int.from_bytes(digest, "big") + r * number) % ORDER

    def integer(value):
        content = value.to_bytes(33, "big").lstrip(b"\0")
        return der(2, b"\0" * (content[0] >> 7) + content)

    return der(0x30, integer(r), integer(s))


def text(value):
    return struct.pack("B", len(value)) + value


BUNDLE_ID = bytes(range(0xA0, 0xB0))


def bundle():
    """The bytes 00 to ff, from hospital-a to the matcher, as cover and one part."""
    content = bytes(range(256))
    chain = (HERE / "bundle_sender.pem").read_bytes()
    header = (b"IEUMBDL1" + struct.pack("<H", 1) + text(b"demo") + bytes(32) + BUNDLE_ID
              + struct.pack("<q", 1_750_000_000) + text(b"ieum://hospital-a/holder/kim")
              + text(b"ieum://linkage-center/matcher/main") + key_digest(RECIPIENT) + point(EPHEMERAL)
              + struct.pack("<I", len(chain)) + chain)
    digest = hashlib.sha256(header).digest()
    shared = multiply(EPHEMERAL, multiply(RECIPIENT, G))[0].to_bytes(32, "big")
    key = hkdf(shared, digest, b"ieum/v1/bundle content", 32)
    nonce = struct.pack("<QI", 0, 1)
    part = b"IEUMBPT1" + BUNDLE_ID + struct.pack("<I", 1) + gcm_seal(key, nonce, digest + nonce, content)
    table = struct.pack("<QIQ", len(content), 1, len(part)) + hashlib.sha256(part).digest()
    signature = sign(SENDER, b"ieum bundle 1" + header + table)
    return header + table + struct.pack("<H", len(signature)) + signature, part


COVER, PART = bundle()
FILES = {
    "bundle_cover.hex": dump(COVER),
    "bundle_part.hex": dump(PART),
    "bundle_recipient.key": key_pem(RECIPIENT),
}


def self_test():
    """RFC 6979, appendix A.2.5: the key of P-256, message "sample", SHA-256."""
    key = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
    signature = sign(key, b"sample").hex()
    assert "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" in signature
    assert add(multiply(5, G), multiply(7, G)) == multiply(12, G)


def main():
    self_test()
    if sys.argv[1:] == ["--write"]:
        for name, content in FILES.items():
            (HERE / name).write_text(content, encoding="utf-8")
        return 0
    if sys.argv[1:] != ["--check"]:
        print(__doc__, file=sys.stderr)
        return 2
    wrong = [f"tests/vectors/{n}" for n, c in FILES.items()
             if not (HERE / n).exists() or (HERE / n).read_text(encoding="utf-8") != c]
    if dump(PART) not in PAGE.read_text(encoding="utf-8"):
        wrong.append("docs/formats/bundle.md")
    for name in wrong:
        print(f"{name} differs from its format; see {pathlib.Path(__file__).name}", file=sys.stderr)
    print(f"checked {len(FILES)} vectors and 1 page")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
