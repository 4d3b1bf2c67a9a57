"""What a stream of bytes holds, by its first bytes: one page, or a container of any number of them.

Only the looking belongs here; the pages are read in reader.py. A container of another kind is one more `Shape`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from newsarchive.sources import magic, sniff, webarchive
from newsarchive.sources.compressed import coding_of, uncompressed
from newsarchive.sources.options import InputKind, SourceOptions
from newsarchive.sources.stream import HEAD, Stream, Unreadable


class Shape(Enum):
    """What a source is: one page, or a container of any number of them."""

    PAGE = "page"
    LINES = "JSON Lines"
    CAPTURES = "web archive"
    ZIP = "zip archive"
    TAR = "tar archive"


_BY_MAGIC = {"zip archive": Shape.ZIP, "WACZ web archive": Shape.ZIP, "tar archive": Shape.TAR}
_PACKED = (Shape.ZIP, Shape.TAR)


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a stream before its first byte."""

    uri: str
    name: str = ""
    """The file's name, for its suffix."""
    date: str | None = None
    is_stdin: bool = False
    path: str | None = None
    """Of a real file, to be opened again."""
    container: str = ""
    """What it stands in; empty for a file or standard input."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A stream whose kind is known, compression undone."""

    stream: Stream
    origin: Origin
    coding: str = ""
    """How it was compressed: ``gzip``, ``xz, gzip``; empty: not at all."""
    shape: Shape = Shape.PAGE


def look(stream: Stream, origin: Origin, options: SourceOptions) -> Contents:
    """What the stream holds, by its first bytes.

    Raises:
        Unreadable: the first bytes cannot be read, are compressed three times, or are not what the caller says.
    """
    if options.kind in (InputKind.AUTO, InputKind.WARC) and _is_web_archive(stream):
        return Contents(stream, origin, shape=Shape.CAPTURES)
    stream, coding = uncompressed(stream)
    if options.kind in (InputKind.AUTO, InputKind.WARC):
        return Contents(stream, origin, coding, _shape(stream, origin, options))
    return Contents(stream, origin, coding, Shape.LINES if options.kind is InputKind.JSONL else Shape.PAGE)


def _is_web_archive(stream: Stream) -> bool:
    first = stream.head(12)
    return bool(coding_of(first) or first[:4] in (b"WARC", b"file")) and webarchive.is_web_archive(stream.head(4096))


def _shape(stream: Stream, origin: Origin, options: SourceOptions) -> Shape:
    head = stream.head(HEAD, sniff.is_json_lines)
    if webarchive.is_web_archive(head):
        return Shape.CAPTURES
    if options.kind is InputKind.WARC:
        raise Unreadable(f"not a WARC, WET or ARC file: {magic.name_of(head) or 'no record begins at its first byte'}")
    shape = _BY_MAGIC.get(magic.name_of(head) or "", Shape.PAGE)
    if shape in _PACKED and origin.container:
        raise Unreadable(f"a {shape.value} in a {origin.container} is not opened: unpack it first")
    return Shape.LINES if shape is Shape.PAGE and sniff.is_json_lines(head, origin.name) else shape
