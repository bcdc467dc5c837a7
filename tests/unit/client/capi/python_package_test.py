#!/usr/bin/env python3
"""The Python package against the C++ example's bytes, and against what a careless program may hand it."""

import datetime
import os
import pathlib
import subprocess
import tempfile
import threading
import time
import unittest

import ieum

PROFILE = pathlib.Path(os.environ["IEUM_PROFILES"], "korean-person.json")
# The rows of client-sdk/example/encode_rows.cc.
ROWS = [("김민준", "1990-03-02", "M", "010-1234-5678", "서울특별시 중구"),
        ("이서연", "1985/11/30", "F", "+82 10 8765 4321", "부산광역시 북구"),
        ("박 지후", "20010115", "M", None, "경상북도 칠곡군")]


class PackageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ieum-python-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.secret = self.write("holder.secret", "ieum holder secret 1\n" + "0f" * 16 + "a5" * 16 + "\n")

    def write(self, name, text, mode=0o600):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def encoder(self, **changes):
        encoder = ieum.Encoder(**{"profile": PROFILE, "secret_file": self.secret, "project": "trial", **changes})
        self.addCleanup(encoder.close)
        return encoder

    def test_bytes_equal_those_of_the_cpp_sdk(self):
        done = subprocess.run([os.environ["IEUM_EXAMPLE"], PROFILE, self.secret, "trial"], check=True,
                              stdout=subprocess.PIPE, text=True)
        encoder = self.encoder()
        self.assertEqual([encoding.hex() for encoding in encoder.encode(ROWS)], done.stdout.split())
        as_mappings = [dict(zip(encoder.columns, row)) | {"other": 7} for row in ROWS]
        self.assertEqual([encoding.hex() for encoding in encoder.encode(as_mappings)], done.stdout.split())
        self.assertEqual(len(done.stdout.split()[0]), 2 * encoder.encoding_size)

    def test_dates_and_empty_text_are_understood(self):
        encoder = self.encoder()
        plain = list(encoder.encode([ROWS[0], ROWS[2]]))
        typed = list(encoder.encode([(ROWS[0][0], datetime.date(1990, 3, 2), *ROWS[0][2:]),
                                     [*ROWS[2][:1], datetime.datetime(2001, 1, 15, 23, 59), "M", "", ROWS[2][4]]]))
        self.assertEqual(typed, plain)

    def test_an_iterator_of_any_length_is_read_in_pieces(self):
        taken = []

        def rows():
            for i in range(5000):
                taken.append(i)
                yield ROWS[i % 3]

        encodings = self.encoder().encode(rows())
        first = next(encodings)
        self.assertLessEqual(len(taken), 2000)
        rest = list(encodings)
        self.assertEqual(len(rest), 4999)
        self.assertEqual(rest[2], first)
        self.assertEqual(list(self.encoder().encode([])), [])

    def test_blocking_keys_come_beside_the_encoding(self):
        encoder = self.encoder()
        pairs = list(encoder.encode_with_keys(ROWS))
        self.assertEqual([encoding for encoding, _ in pairs], list(encoder.encode(ROWS)))
        self.assertTrue(all(len(keys) == encoder.blocking_key_count for _, keys in pairs))

    def test_a_bad_row_is_named_after_the_good_ones_were_given(self):
        for position in (0, 1, 1500):
            rows = [ROWS[0]] * position + [("김민준", "1990-03-02", "M", "801212-1234567", "x")] + [ROWS[1]]
            given = []
            with self.assertRaises(ieum.RowError) as caught:
                for encoding in self.encoder().encode(rows):
                    given.append(encoding)
            self.assertEqual((len(given), caught.exception.row), (position, position))
            self.assertRegex(str(caught.exception), rf"^row {position}: field 'phone'.*resident registration")
            self.assertNotIn("1234567", str(caught.exception))

    def test_rows_of_no_usable_form_are_errors_without_values(self):
        good = dict(zip(self.encoder().columns, ROWS[0]))
        cases = [({"name": "canary"}, "has no key 'birth_date'"), (("canary",), "has 1 values"),
                 ("canary", "is a str"), (b"canary", "is a bytes"), (None, "is a NoneType"), (7, "is a int"),
                 (good | {"birth_date": 19900302.0}, "field 'birth_date' is a float"),
                 (good | {"name": b"canary"}, "field 'name' is a bytes"),
                 (good | {"name": "canary\ud800"}, "field 'name' has a lone surrogate"),
                 (good | {"name": "canary" * 100000}, "field 'name'"), (good | {"name": "ca\0nary" * 1000}, "field 'name'")]
        for row, message in cases:
            with self.assertRaises(ieum.RowError) as caught:
                list(self.encoder().encode([ROWS[0], row]))
            self.assertEqual(caught.exception.row, 1)
            self.assertIn(message, str(caught.exception))
            self.assertNotIn("canary", str(caught.exception))
            self.assertIsNone(caught.exception.__cause__)
            self.assertTrue(caught.exception.__suppress_context__ or caught.exception.__context__ is None)

    def test_opening_fails_clearly(self):
        cases = [({"profile": self.folder / "none.json"}, "NOT_FOUND", "none.json"),
                 ({"profile": self.folder}, "UNAVAILABLE", "cannot read profile"),
                 ({"profile": {}}, "INVALID_ARGUMENT", "profile: "),
                 ({"secret_file": self.folder / "none"}, "NOT_FOUND", "none"),
                 ({"secret_file": self.write("open.secret", self.secret.read_text(), 0o644)}, "PERMISSION_DENIED", "chmod"),
                 ({"secret_file": self.write("bad.secret", "canary")}, "INVALID_ARGUMENT", "bad.secret"),
                 ({"project": "No Such Name"}, "INVALID_ARGUMENT", "project id"),
                 ({"passphrase_file": self.folder / "none"}, "NOT_FOUND", "passphrase file"),
                 ({"passphrase_file": self.write("open.txt", "canary", 0o640)}, "PERMISSION_DENIED", "chmod 600"),
                 ({"passphrase_file": self.write("long.txt", "canary" * 1000)}, "INVALID_ARGUMENT", "more than")]
        for changes, code, message in cases:
            with self.assertRaises(ieum.Error) as caught:
                self.encoder(**changes)
            self.assertEqual(caught.exception.code, code, str(caught.exception))
            self.assertIn(message, str(caught.exception))
            self.assertNotIn("canary", str(caught.exception))

    def test_a_closed_encoder_says_so(self):
        with self.encoder() as encoder:
            self.assertEqual(len(list(encoder.encode(ROWS))), 3)
        encoder.close()
        with self.assertRaisesRegex(ieum.Error, "closed"):
            list(encoder.encode(ROWS))

    def test_threads_may_share_an_encoder(self):
        encoder, results = self.encoder(), []
        threads = [threading.Thread(target=lambda: results.append(list(encoder.encode(ROWS * 300)))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(results), 4)
        self.assertTrue(all(result == results[0] for result in results))

    def test_a_hundred_thousand_rows(self):
        rows = [(f"{'김이박최'[i % 4]}{chr(0xAC00 + i % 11172)}준", f"19{50 + i % 50}-0{1 + i % 9}-1{i % 9}", "MF"[i % 2],
                 f"010-{1000 + i % 9000}-{i % 10000:04}", "중구") for i in range(100_000)]
        start = time.monotonic()
        count = sum(1 for _ in self.encoder().encode(rows))
        seconds = time.monotonic() - start
        self.assertEqual(count, 100_000)
        print(f"\n100,000 rows in {seconds:.2f} s, {count / seconds:,.0f} rows/s")


if __name__ == "__main__":
    unittest.main()
