#!/usr/bin/env python3
"""Makes the golden vectors of sealed storage independently of the C++ code, from docs/formats alone.

    storage_vectors.py --write   writes keystore.hex and sealed_value.hex beside this script
    storage_vectors.py --check   exits 1 if a file differs
"""

import hashlib
import pathlib
import struct
import sys

from sealed_vectors import gcm_seal, hkdf

HERE = pathlib.Path(__file__).resolve().parent


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
    key = hkdf(PROJECT_KEY, salt, b"ieum sealed value 1 aes-256-gcm", 32)
    database_key = PROJECT + bytes([0, 0, 0, 1, 0, 0, 0, 0])
    associated = b"ieum sealed value 1" + header[:18] + bytes([6]) + b"chunks" + PROJECT + database_key
    return header + gcm_seal(key, bytes(12), associated, b"an encoding or two")


def lines(data):
    digits = data.hex()
    return "".join(digits[i:i + 96] + "\n" for i in range(0, len(digits), 96))


def main():
    if sys.argv[1:] not in (["--write"], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
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
