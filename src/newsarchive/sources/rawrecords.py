"""A WARC or ARC file cut into its records as they stand, past damage to the next whole one.

Only the cutting belongs here: where a record begins and ends, compressed or not, and where to go on behind one that is
damaged (the readers of the field stop there, or pass it in silence). What a record says: webarchive.py.

Formats: WARC 1.1 (ISO 28500:2017), section 4 and annex D; WARC in Zstandard (IIPC: a frame a record, a dictionary in a
skippable frame before them); the ARC file format, version 1 (Burner and Kahle 1996).
"""

from __future__ import annotations

import lzma
import mmap
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from newsarchive.sources.compressed import Coding, Decoder, coding_of, zstd_decoder
from newsarchive.sources.stream import CHUNK, bytes_written

MAX_HEAD = 64 * 1024
"""Bytes of a record's named fields, or of an ARC record's line. A URI has 8 KiB at most (naming.py); all else is short."""
_USUAL_HEAD = 2 * 1024

_START = re.compile(
    rb"WARC/\d\.\d{1,2}\r?\n|(?:filedesc|https?|ftp|dns|file|urn|whois):\S{1,8192} [^\n]{1,400} \d{1,15}\r?\n"
)
"""What a record begins with: the version line of WARC, the one line of ARC."""
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LINE_ENDS = b"\r\n"

_DICTIONARY = b"\x5d\x2a\x4d\x18"
_LARGEST_DICTIONARY = 16 * 1024 * 1024
_ERRORS = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
"""What the decoders raise for bytes that are not theirs."""
_SLICE = 16 * 1024


class RawRecord(NamedTuple):
    """A record, whole."""

    offset: int
    """In bytes of the file: of the record, or of the compressed member that it stands in."""
    data: bytes
    """From its first line to the end of its block, without the line ends that close it."""


class Damage(NamedTuple):
    """Bytes that are no whole record, or a record that is too large to be read."""

    offset: int
    problem: str
    resumed: int | None
    """Where reading goes on, in bytes of the file; None where no further record begins."""


class _Broken(Exception):
    """The bytes do not go on as a record does."""


def raw_records(data: mmap.mmap, limit: int) -> Iterator[RawRecord | Damage]:
    """The records of a file in order, and the damage between them. One record is held at a time.

    Args:
        data: the file as it is: plain, or in gzip members or zstd frames of one record or (as some tools write them) several.
        limit: bytes of one record's block; a larger one is a Damage, and reading goes on behind it.
    """
    medium = _Medium(data)
    position: int | None = medium.first
    while position is not None and position < len(data):
        member = medium.member(position)
        try:
            while member.skip_line_ends():
                yield _record(member, limit)
            position = member.end
        except _Broken as broken:
            place = member.record_start
            position = medium.next_start(place + 1)
            yield Damage(place, str(broken), position)


def _record(member: _Member, limit: int) -> RawRecord | Damage:
    """The record that begins here.

    Raises:
        _Broken: there is none, or it is cut off.
    """
    member.record_start = start = member.place
    head, length = _head(member)
    size = len(head) + length
    data = member.take(size) if length <= limit else b""
    there = len(data) if length <= limit else member.skip(size)
    if there < size:
        raise _Broken(f"cut off: {there - len(head)} of {length} bytes of the block are there")
    _check_closed(member, is_warc=head.startswith(b"WARC/"))
    if length > limit:
        return Damage(start, f"the record is larger than {bytes_written(limit)}", member.place)
    return RawRecord(start, data)


def _head(member: _Member) -> tuple[bytes, int]:
    """The lines before the block, with the empty one that ends them, and the block's length in bytes."""
    for size in (_USUAL_HEAD, MAX_HEAD):
        seen = member.peek(size)
        if not _START.match(seen):
            continue
        if not seen.startswith(b"WARC/"):
            line = seen[: seen.index(b"\n") + 1]
            return line, int(line.split()[-1])
        if end := _HEAD_END.search(seen):
            length = _LENGTH.search(seen, 0, end.end())
            if length is None:
                raise _Broken("the record states no Content-Length")
            return seen[: end.end()], int(length[1])
    raise _Broken("no record begins here" if not _START.match(seen) else "the record's head does not end")


def _check_closed(member: _Member, *, is_warc: bool) -> None:
    """A Content-Length that is too long would swallow the records behind it, one that is too short leave a rest."""
    following = member.peek(_USUAL_HEAD).lstrip(_LINE_ENDS)
    if is_warc and following and not following.startswith(b"WARC/"):
        raise _Broken("the block does not end where its Content-Length says")


class _Medium:
    """The file: plain, or compressed in one of the ways that web archives are."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._coding: Coding | None = coding_of(data[:10])
        self._dictionary, self.first = _dictionary(data)

    def member(self, position: int) -> _Member:
        """What stands at ``position``, to be read."""
        return _Member(self._data, position, self._decoder())

    def next_start(self, position: int) -> int | None:
        """Where the next record begins, from ``position`` on; None where there is none."""
        magic = b"\n" if self._coding is None else self._coding.magic[0]
        behind = len(magic) if self._coding is None else 0
        position = max(0, position - behind)
        while (position := self._data.find(magic, position)) >= 0:
            if self._is_start(position + behind):
                return position + behind
            position += 1
        return None

    def _is_start(self, position: int) -> bool:
        if self._coding is None:
            return bool(_START.match(self._data, position))
        return bool(_START.match(self.member(position).peek(_USUAL_HEAD, strict=False)))

    def _decoder(self) -> Decoder | None:
        if self._coding is None:
            return None
        return zstd_decoder(self._dictionary) if self._dictionary else self._coding.decoder()


def _dictionary(data: mmap.mmap) -> tuple[bytes, int]:
    """The zstd dictionary that the file begins with, and where its records do."""
    if data[:4] != _DICTIONARY:
        return b"", 0
    end = 8 + int.from_bytes(data[4:8], "little")
    held = bytes(data[8 : min(end, 8 + _LARGEST_DICTIONARY)])
    if coding := coding_of(held[:10]):  # the dictionary may be compressed itself
        try:
            held = b"".join(_inflated(coding.decoder(), held))[:_LARGEST_DICTIONARY]
        except _ERRORS:
            return b"", end
    return held, end


def _inflated(decoder: Decoder, data: bytes) -> Iterator[bytes]:
    total = 0
    while total <= _LARGEST_DICTIONARY and not decoder.eof:
        piece = decoder.decompress(data, CHUNK)
        data = b""
        total += len(piece)
        yield piece
        if decoder.needs_input:
            return


class _Member:
    """The bytes of one compressed member, or of the plain file to its end, from front to back."""

    def __init__(self, data: mmap.mmap, start: int, decoder: Decoder | None) -> None:
        self._data, self._start, self._decoder = data, start, decoder
        self._buffer = bytearray()
        self._next = start  # of the file, not yet read
        self._done = False
        self.record_start = start
        self._given = 0

    @property
    def place(self) -> int:
        """Where in the file what comes next stands: in a plain file exactly, else the member that it is in."""
        return self._start if self._decoder else self._start + self._given

    @property
    def end(self) -> int:
        """Where in the file the member ends, once all is read."""
        return self._next

    def peek(self, size: int, *, strict: bool = True) -> bytes:
        """The next ``size`` bytes, or what there is of them, which stay.

        Raises:
            _Broken: the coding is damaged (if not ``strict``: what came before the damage).
        """
        try:
            self._fill(size)
        except _Broken:
            if strict:
                raise
        return bytes(self._buffer[:size])

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes, or what there is of them."""
        self._fill(size)
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._given += len(taken)
        return taken

    def skip(self, size: int) -> int:
        """Pass ``size`` bytes, or what there is of them; how many there were."""
        left = size
        while left > 0 and (piece := self.take(min(left, CHUNK))):
            left -= len(piece)
        return size - left

    def skip_line_ends(self) -> bool:
        """Pass what closes a record; whether anything follows."""
        while following := self.peek(_USUAL_HEAD):
            kept = following.lstrip(_LINE_ENDS)
            self.take(len(following) - len(kept))
            if kept:
                return True
        return False

    def _fill(self, size: int) -> None:
        while len(self._buffer) < size and not self._done:
            if self._decoder is None:
                self._read_plain()
            else:
                self._decode(self._decoder)

    def _read_plain(self) -> None:
        piece = self._data[self._next : self._next + CHUNK]
        self._next += len(piece)
        self._buffer += piece
        self._done = not piece

    def _decode(self, decoder: Decoder) -> None:
        data = b""
        if decoder.needs_input:
            data = self._data[self._next : self._next + _SLICE]
            self._next += len(data)
            if not data:
                self._done = True
                raise _Broken("the compressed member is cut off at the end of the file")
        try:
            self._buffer += decoder.decompress(data, CHUNK)
        except _ERRORS as error:
            self._done = True
            raise _Broken(f"the compressed member is damaged ({error})") from None
        if decoder.eof:
            self._done = True
            self._next -= len(decoder.unused_data)
