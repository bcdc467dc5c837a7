#!/usr/bin/env python3
"""Makes the golden vectors of sealed files independently of the C++ code, from the pages of docs/formats alone.

    sealed_vectors.py --write   writes the vector files beside this script
    sealed_vectors.py --check   exits 1 if a file or a worked example in docs/formats differs

AES-256-GCM and P-256 are written out below for a few blocks; they are slow and not safe to use for anything else.
"""

import hashlib
import hmac
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
DOCS = HERE.parent.parent / "docs" / "formats"


def aes_tables():
    box, p, q = [0] * 256, 1, 1
    while True:
        p ^= (p << 1) ^ (0x11B if p & 0x80 else 0)
        p &= 0xFF
        for shift in (1, 2, 4):
            q ^= q << shift
        q &= 0xFF
        q ^= 0x09 if q & 0x80 else 0
        x = q ^ (q << 1 | q >> 7) ^ (q << 2 | q >> 6) ^ (q << 3 | q >> 5) ^ (q << 4 | q >> 4)
        box[p] = (x ^ 0x63) & 0xFF
        if p == 1:
            box[0] = 0x63
            return box


SBOX = aes_tables()


def double(x):
    return ((x << 1) ^ (0x11B if x & 0x80 else 0)) & 0xFF


def expand(key):
    words, rcon = [list(key[i : i + 4]) for i in range(0, 32, 4)], 1
    for i in range(8, 60):
        word = list(words[-1])
        if i % 8 == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= rcon
            rcon = double(rcon)
        elif i % 8 == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(word, words[i - 8])])
    return [sum(words[i : i + 4], []) for i in range(0, 60, 4)]


def aes(keys, block):
    state = [a ^ b for a, b in zip(block, keys[0])]
    for number, key in enumerate(keys[1:], 1):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 14:
            mixed = []
            for c in range(0, 16, 4):
                a = state[c : c + 4]
                mixed += [double(a[i]) ^ double(a[(i + 1) % 4]) ^ a[(i + 1) % 4] ^ a[(i + 2) % 4] ^ a[(i + 3) % 4]
                          for i in range(4)]
            state = mixed
        state = [a ^ b for a, b in zip(state, key)]
    return bytes(state)


def gcm_seal(key, nonce, associated, text):
    """NIST SP 800-38D with a nonce of 12 bytes: ciphertext and tag."""
    keys = expand(key)
    h = int.from_bytes(aes(keys, bytes(16)), "big")

    def times_h(x):
        z, v = 0, h
        for i in range(127, -1, -1):
            z ^= v if x >> i & 1 else 0
            v = (v >> 1) ^ (0xE1 << 120 if v & 1 else 0)
        return z

    out = b""
    for i in range(0, len(text), 16):
        pad = aes(keys, nonce + struct.pack(">I", 2 + i // 16))
        out += bytes(a ^ b for a, b in zip(text[i : i + 16], pad))
    y = 0
    for data in (associated, out):
        for i in range(0, len(data), 16):
            y = times_h(y ^ int.from_bytes(data[i : i + 16].ljust(16, b"\0"), "big"))
    y = times_h(y ^ (len(associated) * 8 << 64 | len(out) * 8))
    tag = y ^ int.from_bytes(aes(keys, nonce + b"\0\0\0\1"), "big")
    return out + tag.to_bytes(16, "big")


def hkdf(secret, salt, info, size):
    extracted = hmac.new(salt or bytes(32), secret, "sha256").digest()
    out, block = b"", b""
    while len(out) < size:
        block = hmac.new(extracted, block + info + bytes([len(out) // 32 + 1]), "sha256").digest()
        out += block
    return out[:size]


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return struct.pack("<I", crc ^ 0xFFFFFFFF)


SECRET = bytes(range(32))
PASSPHRASE = b"one two three four five"


def secret_file():
    """The randomness of the example counts up from a0: salt, then nonce."""
    salt, nonce = bytes(range(0xA0, 0xB0)), bytes(range(0xB0, 0xBC))
    key = hashlib.scrypt(PASSPHRASE, salt=salt, n=1 << 15, r=8, p=1, maxmem=1 << 26, dklen=32)
    head = f"ieum holder secret 2\nscrypt 15 8 1 {salt.hex()}\naes-256-gcm {nonce.hex()}\n"
    return head + gcm_seal(key, nonce, head.encode(), SECRET).hex() + "\n"


def serial_map():
    """Two rows of project demo; the submission id counts up from a0."""
    project, submission = b"demo", bytes(range(0xA0, 0xB0))
    derived = hkdf(SECRET, submission, b"ieum/v1/serial map" + project, 48)
    head = b"IEUMMAP1" + struct.pack("<H", len(project)) + project + submission + derived[32:]
    head += crc32c(head)
    rows = b""
    for row_id, serial in (("a1", b"\x11" * 16), ("환자 7", b"\x22" * 16)):
        rows += struct.pack("<I", len(row_id.encode())) + row_id.encode() + serial
    out = head
    for number, content, last in ((0, rows, 0), (1, struct.pack("<Q", 2), 1)):
        sealed = gcm_seal(derived[:32], struct.pack("<QBBBB", number, 0, 0, 0, last), head, content)
        out += struct.pack("<I", len(sealed)) + sealed
    return out


P = 2**256 - 2**224 + 2**192 + 2**96 - 1
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if a != b:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(number, point):
    result = None
    while number:
        result = add(result, point) if number & 1 else result
        point, number = add(point, point), number >> 1
    return result


def counting(first):
    return bytes((first + i) & 0xFF for i in range(32))


PRIVATE_KEYS, SHARES = [counting(0x01), counting(0x41)], [counting(0x80), counting(0xC0)]
PUBLIC = [multiply(int.from_bytes(key, "big"), G) for key in PRIVATE_KEYS]


def sized(kind, part):
    return struct.pack(kind, len(part)) + part


def offer(sender):
    name = b"ab"[sender : sender + 1]
    commitment = hmac.new(b"ieum agreement share 1" + sized("B", b"demo") + sized("B", name), SHARES[sender], "sha256")
    x, y = PUBLIC[sender]
    return (b"IEUMAGO1" + sized("<H", b"demo") + b"\x02" + sized("B", b"a") + sized("B", b"b") + bytes([sender])
            + b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big") + commitment.digest()
            + sized("<H", b"certificate") + sized("<H", b"signature"))


def offers_digest():
    digests = b"".join(hashlib.sha256(offer(i)).digest() for i in (0, 1))
    return hashlib.sha256(b"ieum agreement offers 1" + digests).digest()


def sealed_shares():
    """Those of holder a for holder b, with the nonce e0 to eb."""
    head = b"IEUMAGS1" + sized("<H", b"demo") + b"\x00" + offers_digest()
    shared = multiply(int.from_bytes(PRIVATE_KEYS[0], "big"), PUBLIC[1])[0].to_bytes(32, "big")
    key = hkdf(shared, offers_digest(), b"ieum/v1/agreement seal\x00\x01", 32)
    nonce = bytes(range(0xE0, 0xEC))
    return head + b"\x01\x01" + nonce + gcm_seal(key, nonce, head, SHARES[0]) + sized("<H", b"signature")


def agreed_check_value():
    secret = hkdf(SHARES[0] + SHARES[1], b"demo", b"ieum/v1/agreed holder secret" + offers_digest(), 32)
    return hkdf(secret, b"", b"ieum/v1/check value", 4).hex()


def dump(data):
    """Sixteen bytes a line."""
    return "".join(data[i : i + 16].hex(" ") + "\n" for i in range(0, len(data), 16))


FILES = {
    "secret_file_sealed.txt": secret_file(),
    "serial_map.hex": dump(serial_map()),
    "agreement_offer.hex": dump(offer(0)),
    "agreement_shares.hex": dump(sealed_shares()),
    "agreement_check_value.txt": agreed_check_value() + "\n",
}
# What each page must show, word for word.
PAGES = {
    "secret-file.md": [secret_file(), PASSPHRASE.decode()],
    "serial-map.md": [dump(serial_map())],
    "secret-agreement.md": [dump(offer(0)), dump(sealed_shares()), agreed_check_value()],
}


def self_test():
    """Published vectors: a mistake in here must not look like one in the C++ code."""
    # Test case 16 of the GCM paper.
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    text = bytes.fromhex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                         "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
    tag = gcm_seal(key, bytes.fromhex("cafebabefacedbaddecaf888"),
                   bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"), text)[-16:]
    assert tag.hex() == "76fc6ece0f4e1768cddf8853bb2d551b"
    # RFC 5903, section 8.1.
    public = multiply(0xC88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433, G)
    assert public[0] == 0xDAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180


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
    wrong += [f"docs/formats/{n}" for n, parts in PAGES.items()
              for part in parts if part not in (DOCS / n).read_text(encoding="utf-8")]
    for name in wrong:
        print(f"{name} differs from its format; see {pathlib.Path(__file__).name}", file=sys.stderr)
    print(f"checked {len(FILES)} vectors and {len(PAGES)} pages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
