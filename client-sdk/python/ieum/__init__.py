"""Ieum for Python: identifiers of persons in, keyed encodings out, the same bytes as the program `ieum encode` writes.

>>> import ieum                                                     # doctest: +SKIP
>>> with ieum.Encoder("profile.json", "holder.secret", "flu-2026", passphrase_file="passphrase") as encoder:
...     for encoding in encoder.encode([{"name": "김민준", "birth_date": "1990-03-02", "sex": "M",
...                                      "phone": "010-1234-5678", "district": "중구"}]):
...         print(len(encoding))                                    # doctest: +SKIP
160

Only the standard library and libieum-client are used. Encodings may leave the holder; values and secrets may not.
"""

from ieum._encoder import Encoder, Error, RowError, software_version

__all__ = ["Encoder", "Error", "RowError", "software_version"]
