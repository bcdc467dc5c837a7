"""The encoder over the C interface (client-sdk/capi/ieum.h)."""

import ctypes
import datetime
import itertools
import json
import os
import pathlib
import stat
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Optional, Union

from ieum._library import LIBRARY

_API_VERSION = 1
_ROWS_PER_CALL = 1024
_MAX_PASSPHRASE_BYTES = 1024

_CODES = {3: "INVALID_ARGUMENT", 5: "NOT_FOUND", 7: "PERMISSION_DENIED", 8: "RESOURCE_EXHAUSTED",
          9: "FAILED_PRECONDITION", 13: "INTERNAL", 14: "UNAVAILABLE"}
_INVALID_ARGUMENT = 3

Value = Union[str, datetime.date, None]
Row = Union[Mapping[str, Value], Sequence[Value]]
Path = Union[str, "os.PathLike[str]"]


class Error(Exception):
    """What went wrong, which rule, what to do next; never a value. `code` is a word of docs/style.md."""

    def __init__(self, message: str, code: str = "INVALID_ARGUMENT") -> None:
        super().__init__(message)
        self.code = code


class RowError(Error, ValueError):
    """A row breaks a rule. `row` counts from 0 over all rows given to encode()."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(f"row {row}: {message}")
        self.row = row


class _Message(ctypes.Structure):
    _fields_ = [("text", ctypes.c_char * 1024)]

    def __str__(self) -> str:
        return self.text.decode("utf-8", "replace")


def _load() -> ctypes.CDLL:
    path = pathlib.Path(__file__).resolve().parent / LIBRARY
    try:
        library = ctypes.CDLL(str(path) if path.exists() else path.name)
    except OSError as error:
        raise ImportError(f"cannot load {path.name}: {error}; install libieum-client, or set LD_LIBRARY_PATH") from None
    library.ieum_api_version.restype = ctypes.c_int
    if library.ieum_api_version() != _API_VERSION:
        raise ImportError(f"{path.name} has interface version {library.ieum_api_version()}; this package needs "
                          f"{_API_VERSION}. Install both from the same release")
    size, handle, text = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_char_p
    signatures = {
        "ieum_software_version": (text, []),
        "ieum_encoder_open": (ctypes.c_int, [text, size, text, text, size, text, ctypes.POINTER(handle),
                                             ctypes.POINTER(_Message)]),
        "ieum_encoder_close": (None, [handle]),
        "ieum_encoder_field_count": (size, [handle]),
        "ieum_encoder_field_name": (text, [handle, size]),
        "ieum_encoder_field_column": (text, [handle, size]),
        "ieum_encoder_encoding_size": (size, [handle]),
        "ieum_encoder_blocking_key_count": (size, [handle]),
        "ieum_encoder_profile_digest": (text, [handle]),
        "ieum_encoder_encode": (ctypes.c_int, [handle, size, ctypes.POINTER(text), ctypes.POINTER(size), handle, handle,
                                               ctypes.POINTER(size), ctypes.POINTER(_Message)]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


_ieum = _load()


def software_version() -> str:
    """Version of libieum-client, such as "0.1.0"."""
    return _ieum.ieum_software_version().decode()


def _read_passphrase(path: Path) -> bytearray:
    """The file without its last line end. Mode 0600, or a pipe such as /dev/fd/3."""
    try:
        with open(path, "rb", buffering=0) as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_ISREG(mode) and mode & 0o077:
                raise Error(f"passphrase file '{os.fspath(path)}' can be read or written by others; run chmod 600",
                            "PERMISSION_DENIED")
            passphrase = bytearray()
            while len(passphrase) <= _MAX_PASSPHRASE_BYTES and (piece := file.read(_MAX_PASSPHRASE_BYTES)):
                passphrase += piece
    except FileNotFoundError:
        raise Error(f"there is no passphrase file '{os.fspath(path)}'", "NOT_FOUND") from None
    except OSError as error:
        raise Error(f"cannot read passphrase file '{os.fspath(path)}': {error.strerror}", "UNAVAILABLE") from None
    if len(passphrase) > _MAX_PASSPHRASE_BYTES:
        raise Error(f"passphrase file '{os.fspath(path)}' has more than {_MAX_PASSPHRASE_BYTES} bytes")
    if passphrase.endswith(b"\n"):
        del passphrase[-1]
    if passphrase.endswith(b"\r"):
        del passphrase[-1]
    return passphrase


def _profile_text(profile: Union[Path, Mapping[str, Any]]) -> bytes:
    if isinstance(profile, Mapping):
        return json.dumps(profile).encode()
    try:
        return pathlib.Path(profile).read_bytes()
    except FileNotFoundError:
        raise Error(f"there is no profile file '{os.fspath(profile)}'; write one with: ieum profile show NAME >FILE",
                    "NOT_FOUND") from None
    except OSError as error:
        raise Error(f"cannot read profile file '{os.fspath(profile)}': {error.strerror}", "UNAVAILABLE") from None


class Encoder:
    """Encodes rows under one profile, holder secret and project. Any thread may use it, one at a time waits.

    profile: path of the profile's JSON file, or the profile as a mapping.
    secret_file: the holder secret (mode 0600); passphrase_file opens it if it is encrypted.
    project: id of the project, as in `ieum encode --project`.
    """

    def __init__(self, profile: Union[Path, Mapping[str, Any]], secret_file: Path, project: str,
                 passphrase_file: Optional[Path] = None) -> None:
        self._handle = ctypes.c_void_p()
        self._lock = threading.Lock()
        text = _profile_text(profile)
        passphrase = None if passphrase_file is None else _read_passphrase(passphrase_file)
        buffer = None if passphrase is None else (ctypes.c_char * max(1, len(passphrase))).from_buffer(
            passphrase if passphrase else bytearray(1))
        message = _Message()
        try:
            code = _ieum.ieum_encoder_open(text, len(text), os.fsencode(secret_file),
                                           None if buffer is None else ctypes.cast(buffer, ctypes.c_char_p),
                                           0 if passphrase is None else len(passphrase), str(project).encode(),
                                           ctypes.byref(self._handle), ctypes.byref(message))
        finally:
            if buffer is not None:
                ctypes.memset(buffer, 0, ctypes.sizeof(buffer))
        if code != 0:
            raise Error(str(message), _CODES.get(code, "INTERNAL"))
        count = _ieum.ieum_encoder_field_count(self._handle)
        self._names = [_ieum.ieum_encoder_field_name(self._handle, i).decode() for i in range(count)]
        self._columns = [_ieum.ieum_encoder_field_column(self._handle, i).decode() for i in range(count)]
        self._size = _ieum.ieum_encoder_encoding_size(self._handle)
        self._key_count = _ieum.ieum_encoder_blocking_key_count(self._handle)
        self._digest = _ieum.ieum_encoder_profile_digest(self._handle).decode()

    @property
    def columns(self) -> "tuple[str, ...]":
        """Keys of a mapping, and the order of a sequence."""
        return tuple(self._columns)

    @property
    def encoding_size(self) -> int:
        """Bytes of one encoding."""
        return self._size

    @property
    def blocking_key_count(self) -> int:
        """Blocking keys of one record, perhaps 0."""
        return self._key_count

    @property
    def profile_digest(self) -> str:
        """SHA-256 of the profile's canonical form: equal digests, equal profiles."""
        return self._digest

    def encode(self, rows: Iterable[Row]) -> Iterator[bytes]:
        """Yields the encoding of each row in order, reading ahead a thousand rows at most.

        A row is a mapping with a key for every column (others are ignored), or a sequence in the order of `columns`.
        A value is text, a date, or None or "" for missing. RowError names the first row that breaks a rule, after the
        encodings of the rows before it were yielded.
        """
        return (encoding for encoding, _ in self._encode(rows, want_keys=False))

    def encode_with_keys(self, rows: Iterable[Row]) -> "Iterator[tuple[bytes, tuple[int, ...]]]":
        """As encode(), with the record's blocking keys beside each encoding; 0 where it has none."""
        return self._encode(rows, want_keys=True)

    def close(self) -> None:
        """Cleanses keys and frees memory. Further encoding is an error."""
        with self._lock:
            handle, self._handle = self._handle, ctypes.c_void_p()
            _ieum.ieum_encoder_close(handle)

    def __enter__(self) -> "Encoder":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def _encode(self, rows: Iterable[Row], want_keys: bool) -> "Iterator[tuple[bytes, tuple[int, ...]]]":
        iterator, first = iter(rows), 0
        while batch := list(itertools.islice(iterator, _ROWS_PER_CALL)):
            values, error = self._values(batch, first)
            count = len(values) // len(self._columns)
            encodings, keys, failure = self._call(values, count, first, want_keys)
            size, width = self._size, self._key_count
            for i in range(failure.row - first if failure else count):
                yield encodings[i * size:(i + 1) * size], tuple(keys[i * width:(i + 1) * width])
            if failure or error:
                raise (failure or error)
            first += len(batch)

    def _values(self, batch: "list[Row]", first: int) -> "tuple[list[Optional[bytes]], Optional[RowError]]":
        """Texts of the rows up to one that has no usable form, and what is wrong with it."""
        values: "list[Optional[bytes]]" = []
        for number, row in enumerate(batch, first):
            try:
                values.extend(self._row(row, number))
            except RowError as error:
                return values, error
        return values, None

    def _row(self, row: Row, number: int) -> "list[Optional[bytes]]":
        if isinstance(row, Mapping):
            for column in self._columns:
                if column not in row:
                    raise RowError(number, f"has no key '{column}'; give None for a missing value")
            cells = [row[column] for column in self._columns]
        elif isinstance(row, Sequence) and not isinstance(row, (str, bytes, bytearray)):
            cells = list(row)
        else:
            raise RowError(number, f"is a {type(row).__name__}; want a mapping or a sequence of values")
        if len(cells) != len(self._columns):
            raise RowError(number, f"has {len(cells)} values; the profile has {len(self._columns)} fields: "
                           + ", ".join(self._columns))
        return [self._text(cell, number, field) for field, cell in enumerate(cells)]

    def _text(self, cell: Value, number: int, field: int) -> Optional[bytes]:
        if cell is None:
            return None
        if isinstance(cell, datetime.date):  # datetime is one too; its time of day is no part of a person
            cell = cell.isoformat()[:10]
        if not isinstance(cell, str):
            raise RowError(number, f"field '{self._names[field]}' is a {type(cell).__name__}; want str, a date or None")
        try:
            return cell.encode()
        except UnicodeEncodeError:  # its own message shows the value
            raise RowError(number, f"field '{self._names[field]}' has a lone surrogate; it is not Unicode text") from None

    def _call(self, values: "list[Optional[bytes]]", count: int, first: int,
              want_keys: bool) -> "tuple[bytes, list[int], Optional[RowError]]":
        with self._lock:
            if not self._handle:
                raise Error("the encoder is closed", "FAILED_PRECONDITION")
            encodings = ctypes.create_string_buffer(max(1, count * self._size))
            keys = (ctypes.c_uint64 * (count * self._key_count))() if want_keys and self._key_count else None
            failed, message = ctypes.c_size_t(), _Message()
            code = _ieum.ieum_encoder_encode(
                self._handle, count, (ctypes.c_char_p * len(values))(*values),
                (ctypes.c_size_t * len(values))(*(0 if value is None else len(value) for value in values)), encodings,
                keys, ctypes.byref(failed), ctypes.byref(message))
        failure = None
        if code == _INVALID_ARGUMENT:
            prefix = f"record {failed.value}: "
            failure = RowError(first + failed.value, str(message).removeprefix(prefix))
        elif code != 0:
            raise Error(str(message), _CODES.get(code, "INTERNAL"))
        return encodings.raw, list(keys) if keys is not None else [], failure
