#!/usr/bin/env python3
"""Makes the golden vectors of sealed storage independently of the C++ code, from docs/formats alone.

    sealed_vectors.py --write   writes keystore.hex and sealed_value.hex beside this script
    sealed_vectors.py --check   exits 1 if a file differs
"""

import hashlib
import hmac
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent


def make_sbox():
    """FIPS 197 section 5.1.1: inverse in GF(2^8), then the affine map."""
    box, p, q = [0] * 256, 1, 1
    while True:
        p = p ^ (p << 1) & 0xFF ^ (0x1B if p & 0x80 else 0)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        q ^= 0x09 if q & 0x80 else 0
        rotated = q ^ (q << 1 | q >> 7) ^ (q << 2 | q >> 6) ^ (q << 3 | q >> 5) ^ (q << 4 | q >> 4)
        box[p] = (rotated ^ 0x63) & 0xFF
        if p == 1:
            box[0] = 0x63
            return box


SBOX = make_sbox()


def times2(b):
    return (b << 1) & 0xFF ^ (0x1B if b & 0x80 else 0)


def expand(key):
    words = [list(key[i:i + 4]) for i in range(0, 32, 4)]
    rcon = 1
    for i in range(8, 60):
        word = list(words[i - 1])
        if i % 8 == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= rcon
            rcon = times2(rcon)
        elif i % 8 == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[i - 8], word)])
    return [sum(words[i:i + 4], []) for i in range(0, 60, 4)]


def encrypt_block(round_keys, block):
    state = [a ^ b for a, b in zip(block, round_keys[0])]
    for number, round_key in enumerate(round_keys[1:], 1):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 14:
            mixed = []
            for c in range(0, 16, 4):
                column = state[c:c + 4]
                whole = column[0] ^ column[1] ^ column[2] ^ column[3]
                mixed += [column[i] ^ whole ^ times2(column[i] ^ column[(i + 1) % 4]) for i in range(4)]
            state = mixed
        state = [a ^ b for a, b in zip(state, round_key)]
    return bytes(state)


def ghash(h, data):
    h, y = int.from_bytes(h, "big"), 0
    for at in range(0, len(data), 16):
        x, v, y = y ^ int.from_bytes(data[at:at + 16], "big"), h, 0
        for bit in range(127, -1, -1):
            if x >> bit & 1:
                y ^= v
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
    return y.to_bytes(16, "big")


def gcm_seal(key, nonce, associated, plaintext):
    """NIST SP 800-38D section 7.1, nonces of 96 bits: ciphertext and tag."""
    round_keys = expand(key)
    stream = b"".join(encrypt_block(round_keys, nonce + struct.pack(">I", 2 + i))
                      for i in range((len(plaintext) + 15) // 16))
    ciphertext = bytes(a ^ b for a, b in zip(plaintext, stream))
    pad = lambda text: text + bytes(-len(text) % 16)
    lengths = struct.pack(">QQ", 8 * len(associated), 8 * len(ciphertext))
    digest = ghash(encrypt_block(round_keys, bytes(16)), pad(associated) + pad(ciphertext) + lengths)
    mask = encrypt_block(round_keys, nonce + struct.pack(">I", 1))
    return ciphertext + bytes(a ^ b for a, b in zip(digest, mask))


def root_seal(root, counter, associated, plaintext):
    nonce = bytes([counter]) * 12
    return nonce + gcm_seal(root, nonce, associated, plaintext)


KEYSTORE = bytes(range(0x10, 0x20))
DATABASE = bytes(range(0x30, 0x40))
PROJECT = bytes(range(0x50, 0x60))
KEY_ID = bytes(range(0x70, 0x80))
PROJECT_KEY = bytes(range(0x20, 0x40))


def keystore():
    salt = bytes(range(0xC0, 0xE0))
    root = hashlib.scrypt(b"golden passphrase", salt=salt, n=1024, r=8, p=1, dklen=32)
    parameters = bytes([1]) + struct.pack("<H", 35) + bytes([10, 8, 1]) + salt
    body = b"IEUMKEYS" + struct.pack("<I", 1) + KEYSTORE + DATABASE + struct.pack("<Q", 5) + parameters
    body += root_seal(root, 1, b"ieum keystore root 1" + KEYSTORE + parameters, b"")
    body += struct.pack("<I", 2)
    body += struct.pack("<BI", 3, 1) + bytes([0xA1]) * 16 + bytes([0xA2]) * 16
    body += struct.pack("<qq", 1750000000000000, 1750000001000000) + bytes(60)
    body += struct.pack("<BI", 2, 2) + PROJECT + KEY_ID + struct.pack("<qq", 1750000002000000, 0)
    body += root_seal(root, 2, b"ieum keystore project key 1" + KEYSTORE + PROJECT + KEY_ID, PROJECT_KEY)
    body += root_seal(root, 3, body, b"")
    return body + hashlib.sha256(body).digest()


def sealed_value():
    """Column chunks, key project ‖ 00000001 ‖ 00000000, plaintext "an encoding or two"."""
    salt = bytes(range(0xE0, 0x100))
    header = bytes([1, 1]) + KEY_ID + salt
    extracted = hmac.new(salt, PROJECT_KEY, hashlib.sha256).digest()
    key = hmac.new(extracted, b"ieum sealed value 1 aes-256-gcm" + b"\x01", hashlib.sha256).digest()
    database_key = PROJECT + bytes([0, 0, 0, 1, 0, 0, 0, 0])
    associated = b"ieum sealed value 1" + header[:18] + bytes([6]) + b"chunks" + PROJECT + database_key
    return header + gcm_seal(key, bytes(12), associated, b"an encoding or two")


def lines(data):
    digits = data.hex()
    return "".join(digits[i:i + 96] + "\n" for i in range(0, len(digits), 96))


def self_check():
    """Test case 16 of the GCM paper, by which the code above is known to be right."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    text = bytes.fromhex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c9595680953"
                         "2fcf0e2449a6b525b16aedf5aa0de657ba637b39")
    sealed = gcm_seal(key, bytes.fromhex("cafebabefacedbaddecaf888"),
                      bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"), text)
    assert sealed[-16:].hex() == "76fc6ece0f4e1768cddf8853bb2d551b"


def main():
    if sys.argv[1:] not in (["--write"], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    self_check()
    status = 0
    for name, data in (("keystore.hex", keystore()), ("sealed_value.hex", sealed_value())):
        file = HERE / name
        if sys.argv[1] == "--write":
            file.write_text(lines(data))
        elif file.read_text() != lines(data):
            print(f"{name} differs from what docs/formats says")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
