"""Reading a WARC file strictly: gzip members one by one, each a whole record, and past damage to the next whole one.

The readers of the field pass a file whose last record is cut off; here every member must be complete, its Content-Length kept, its
record closed by CRLF CRLF, and no byte may stand between members (WARC 1.1, section 4 and annex D; RFC 1952).
"""

from __future__ import annotations

import hashlib
import mmap
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsarchive.archive.records import LEVEL
from newsarchive.digest import label_matches, labelled

LARGEST = 256 * 1024 * 1024  # bytes of one record after decompression; ours are below 80 MiB
_MAGIC = b"\x1f\x8b\x08"
_STEP = (
    8 * 1024
)  # bytes of the file taken at a time, doubled within a record; at 64 KiB small records read a fifth slower
_LARGEST_STEP = 1024 * 1024
_VERSIONS = (b"WARC/1.1\r\n", b"WARC/1.0\r\n")
"""Ours, and that of most records that are copied."""
_OTHER_PAYLOAD = ("revisit", "response")
"""Types whose payload is not their block: it is elsewhere, or has HTTP headers before it."""
_LENGTH = re.compile(rb"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record."""

    number: int
    offset: int
    length: int
    """Of the gzip member, in bytes."""
    headers: dict[str, str]
    """Named fields, names in lower case."""
    block: bytes
    sha256: str
    """Of the block as it is, hex."""
    problem: str = ""
    """What is wrong with its digests; empty where nothing is."""
    odd: bool = False
    """This zlib compresses the record to other bytes. Known only where :func:`read_members` was asked to ``recompress``."""

    @property
    def name(self) -> str:
        return _name(self.number, self.offset, self.headers)


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no whole record."""

    number: int
    offset: int
    headers: dict[str, str]
    """What could still be read of the named fields."""
    problem: str

    @property
    def name(self) -> str:
        return _name(self.number, self.offset, self.headers)


def _name(number: int, offset: int, headers: dict[str, str]) -> str:
    known = [headers[key] for key in ("warc-type", "warc-record-id", "warc-target-uri") if key in headers]
    return " ".join([f"record {number}", *known, f"at byte {offset}"])


def read_members(path: Path, *, recompress: bool = False) -> Iterator[Record | Damage]:
    """The records of ``path`` in order, and the damage between them; an empty file has one damage.

    Args:
        path: a WARC file, one gzip member a record.
        recompress: compress each record again and compare; takes more time than all the rest.
    """
    with open(path, "rb") as file:
        if path.stat().st_size == 0:
            yield Damage(1, 0, {}, "the file is empty")
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            offset, number = 0, 0
            while offset < len(data):
                number += 1
                found = _member(data, offset, number, recompress=recompress)
                yield found
                offset = offset + found.length if isinstance(found, Record) else _next_record(data, offset + 1)


def read_member(path: Path, offset: int) -> Record | Damage:
    """The record that begins at byte ``offset`` of ``path``.

    Raises:
        OSError: the file cannot be read, or ends before that.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return _member(data, offset, 1, recompress=False)


def _member(data: mmap.mmap, offset: int, number: int, *, recompress: bool) -> Record | Damage:
    engine = zlib.decompressobj(31)
    plain = bytearray()
    position, step = offset, _STEP
    problem = ""
    try:
        while not engine.eof and position < len(data) and len(plain) <= LARGEST:
            plain += engine.decompress(data[position : position + step], LARGEST - len(plain) + 1)
            position += step
            step = min(2 * step, _LARGEST_STEP)
    except zlib.error as error:
        problem = f"the gzip member is damaged ({error})"
    if not problem and len(plain) > LARGEST:
        problem = f"the record is larger than {LARGEST} bytes"
    if not problem and not engine.eof:
        problem = "the gzip member is cut off at the end of the file"
    if problem:
        return Damage(number, offset, _headers(bytes(plain)), problem)
    length = min(position, len(data)) - len(engine.unused_data) - offset
    odd = recompress and zlib.compress(plain, LEVEL, 31) != data[offset : offset + length]
    return _record(number, offset, length, bytes(plain), odd=odd)


def parse_record(plain: bytes) -> Record | Damage:
    """The one record that ``plain`` is, with the CRLF CRLF that closes it, as strictly as in a file."""
    return _record(1, 0, len(plain), plain, odd=False)


def _record(number: int, offset: int, length: int, plain: bytes, *, odd: bool) -> Record | Damage:
    end = plain.find(b"\r\n\r\n")
    headers = _headers(plain[:end] if end >= 0 else plain)
    if not plain.startswith(_VERSIONS) or end < 0:
        return Damage(number, offset, headers, "the member holds no record of WARC 1.1 or 1.0")
    stated = headers.get("content-length", "")
    size = len(plain) - end - 8  # without the CRLF CRLF before and behind it
    if not _LENGTH.fullmatch(stated.encode()) or size != int(stated) or not plain.endswith(b"\r\n\r\n"):
        return Damage(number, offset, headers, f"Content-Length is {stated!r}, the block has {max(0, size)} bytes")
    block = plain[end + 4 : -4]
    sha256 = hashlib.sha256(block).hexdigest()
    ours = plain.startswith(_VERSIONS[0]) and headers.get("warc-type") != "response"
    problem = _digest_problem(headers, block, labelled(sha256), ours=ours)
    return Record(number, offset, length, headers, block, sha256, problem, odd)


def _digest_problem(headers: dict[str, str], block: bytes, actual: str, *, ours: bool) -> str:
    stated = headers.get("warc-block-digest")
    if stated is None:
        return "the record has no WARC-Block-Digest" if ours else ""
    if not _right(stated, block, actual):
        return f"WARC-Block-Digest is {stated}, the block has {actual}"
    payload = headers.get("warc-payload-digest")
    if payload is not None and headers.get("warc-type") not in _OTHER_PAYLOAD and not _right(payload, block, actual):
        return f"WARC-Payload-Digest is {payload}, the payload has {actual}"
    return ""


def _right(stated: str, block: bytes, actual: str) -> bool:
    """Ours to the letter; of a record that was copied, in its own algorithm where we know it."""
    return stated == actual or (not stated.startswith("sha256:") and label_matches(stated, block) is not False)


def _headers(head: bytes) -> dict[str, str]:
    lines = head.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")[1:]
    pairs = (line.partition(": ") for line in lines)
    return {name.lower(): value for name, separator, value in pairs if separator}


def _next_record(data: mmap.mmap, start: int) -> int:
    """Where the next gzip member that opens a WARC record begins, from ``start``; the end where there is none."""
    while (start := data.find(_MAGIC, start)) >= 0:
        try:
            if zlib.decompressobj(31).decompress(data[start : start + _STEP], 5) == b"WARC/":
                return start
        except zlib.error:
            pass
        start += 1
    return len(data)
