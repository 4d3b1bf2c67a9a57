"""gzip, bzip2, xz and Zstandard, undone piece by piece: a bomb costs time in proportion to what is read, not memory.

Only the four codings belong here; containers of several files (zip, tar, WARC) do not. Formats: RFC 1952 (gzip),
the bzip2 manual, the .xz file format 1.2, RFC 8878 (Zstandard).
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from newsarchive.sources.stream import CHUNK, Stream, Unreadable, bytes_written

MAX_DEPTH = 2
"""A page.gz.xz exists; three layers are somebody's trap."""

_WINDOW = 128 * 1024 * 1024
"""Memory that one decoder may take. `xz -9` needs 65 MiB and `zstd --ultra -22` 128 MiB; only `--long=28` and
dictionaries set by hand need more."""

_SLICE = 16 * 1024
"""Compressed bytes given to a decoder at a time. What a member leaves over is copied, so a large slice full of tiny
members would cost its square: 16 KiB of empty gzip members are 6 MB of copying."""

_ZSTD_SLICE = 512
"""python-zstandard gives all output at once. A block of 4 bytes can say 128 KiB, so 512 bytes are at most 16 MiB."""

_BARREN = 64 * 1024 * 1024
"""Compressed bytes without a single byte of output (empty members, skippable frames) after which we stop reading."""


class Decoder(Protocol):
    """What `bz2` and `lzma` offer: bounded output, one member."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


class _Gzip:
    """`zlib` behind the interface of `bz2`. The CRC and the length of the member are checked."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(wbits=31)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        output = self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)
        self.needs_input = not self._decoder.unconsumed_tail and len(output) < max_length
        return output


class _Zstd:
    """`zstandard` behind the interface of `bz2`; the output is bounded by small bites of input."""

    def __init__(self, dictionary: bytes = b"") -> None:
        import zstandard

        known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._decoder = zstandard.ZstdDecompressor(dict_data=known, max_window_size=_WINDOW).decompressobj()
        self._waiting = memoryview(b"")

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data + bytes(self._waiting)

    def decompress(self, data: bytes, _max_length: int = -1, /) -> bytes:
        import zstandard

        waiting = memoryview(data) if data else self._waiting
        self._waiting = waiting[_ZSTD_SLICE:]
        try:
            return self._decoder.decompress(waiting[:_ZSTD_SLICE])
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from None


def zstd_decoder(dictionary: bytes) -> Decoder:
    """A decoder for one frame that was compressed with ``dictionary``."""
    return _Zstd(dictionary)


@dataclass(frozen=True, slots=True)
class Coding:
    """A way to compress one stream of bytes."""

    name: str
    magic: tuple[bytes, ...]
    decoder: Callable[[], Decoder]

    def matches(self, head: bytes) -> bool:
        """Whether ``head`` begins a member of this coding."""
        return head.startswith(self.magic)


CODINGS = (
    Coding("gzip", (b"\x1f\x8b",), _Gzip),
    Coding(
        "bzip2",
        tuple(b"BZh%d1AY&SY" % n for n in range(1, 10)) + tuple(b"BZh%d\x17rE8P\x90" % n for n in range(1, 10)),
        bz2.BZ2Decompressor,
    ),
    Coding("xz", (b"\xfd7zXZ\x00",), lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_WINDOW)),
    Coding("zstd", (b"\x28\xb5\x2f\xfd", *(bytes([n]) + b"\x2a\x4d\x18" for n in range(0x50, 0x60))), _Zstd),
)


def uncompressed(stream: Stream) -> tuple[Stream, str]:
    """The bytes inside ``stream``, through at most two codings, and the names of these (``gzip``; empty if none).

    The stream may raise `Unreadable` while it is read: truncated, corrupt, followed by something else.

    Raises:
        Unreadable: three codings, or the first bytes cannot be read.
    """
    names: list[str] = []
    while coding := coding_of(stream.head(10)):
        if len(names) == MAX_DEPTH:
            raise Unreadable(f"compressed more than {MAX_DEPTH} times: {', '.join(names)}, {coding.name}")
        names.append(coding.name)
        stream = Stream(_decoded(stream, coding))
    return stream, ", ".join(names)


def coding_of(head: bytes) -> Coding | None:
    """The coding that ``head`` begins, by its magic number."""
    return next((coding for coding in CODINGS if coding.matches(head)), None)


def _decoded(source: Iterable[bytes], coding: Coding) -> Iterator[bytes]:
    members = _Members(coding)
    for chunk in source:
        for start in range(0, len(chunk), _SLICE):
            yield from members.feed(chunk[start : start + _SLICE])
    members.finish()


class _Members:
    """The members (gzip), streams (bzip2, xz) or frames (zstd) of a file, one after the other."""

    def __init__(self, coding: Coding) -> None:
        self.coding = coding
        self.decoder: Decoder | None = None
        self.finished = 0
        self.silent = True  # the present member has given nothing so far
        self.barren = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the next compressed bytes hold."""
        self._count_barren(len(data))
        # NULs between members and at the end are padding (tapes; the .xz format, section 2.2).
        while data := data if self.decoder else data.lstrip(b"\0"):
            self.decoder = decoder = self.decoder or self._next_decoder()
            yield from self._pieces(decoder, data)
            data = decoder.unused_data if decoder.eof else b""
            if decoder.eof:
                self.finished += 1
                self.decoder = None

    def finish(self) -> None:
        """The file is at its end: is the member?"""
        if self.decoder:
            raise Unreadable(f"truncated {self.coding.name}: ends inside a member")

    def _next_decoder(self) -> Decoder:
        self.silent = True
        return self.coding.decoder()

    def _pieces(self, decoder: Decoder, data: bytes) -> Iterator[bytes]:
        more = True
        while more:
            piece = self._decompress(decoder, data)
            data = b""
            if piece:
                self.silent = False
                self.barren = 0
                yield piece
            more = not (decoder.eof or decoder.needs_input)

    def _decompress(self, decoder: Decoder, data: bytes) -> bytes:
        try:
            return decoder.decompress(data, CHUNK)
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
            if self.finished and self.silent:
                raise Unreadable(f"{self.coding.name}: followed by data that is not {self.coding.name}") from None
            raise Unreadable(f"corrupt {self.coding.name}: {error}") from None

    def _count_barren(self, size: int) -> None:
        self.barren += size
        if self.barren > _BARREN:
            raise Unreadable(f"{self.coding.name}: {bytes_written(_BARREN)} of compressed data with nothing in them")
