"""A stream of bytes -> the pages in it: undone compression, one page or JSON Lines, each page a RawPage or a Failure.

The seam of the layer: other modules find, undo and look; this one puts them in a row. A container of another kind
(WARC, zip) will be one more branch in `pages_of`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedIOBase
from typing import BinaryIO

from newsarchive.digest import sha256_hex
from newsarchive.model import Failure, RawPage
from newsarchive.sources import files, naming, sniff
from newsarchive.sources.compressed import uncompressed
from newsarchive.sources.jsonl import Place, page_of
from newsarchive.sources.options import InputKind, SourceOptions, date_of_mtime
from newsarchive.sources.stream import CHUNK, HEAD, Stream, Unreachable, Unreadable

Pages = Iterator[RawPage | Failure]


_FORCED = {InputKind.TEXT: sniff.TEXT, InputKind.HTML: sniff.HTML}


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a stream before its first byte."""

    uri: str
    name: str = ""
    """The file's name, for its suffix."""
    date: str | None = None
    is_stdin: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """A stream whose kind is known, compression undone."""

    stream: Stream
    origin: Origin
    coding: str = ""
    """How it was compressed: ``gzip``, ``xz, gzip``; empty: not at all."""
    is_lines: bool = False
    """JSON Lines: any number of pages. Else one page."""


def pages_of_file(found: files.Found, options: SourceOptions) -> Pages:
    """The pages of a file. It is opened when the first is asked for."""
    try:
        with opened(found) as (stream, origin):
            yield from pages_of(stream, origin, options)
    except Unreadable as error:
        yield Failure(found.uri, error.stage, str(error))


@contextmanager
def opened(found: files.Found) -> Iterator[tuple[Stream, Origin]]:
    """The bytes of a file.

    Raises:
        Unreachable: it cannot be read.
    """
    if found.reason:
        raise Unreachable(found.reason)
    file, state = files.open_regular(found.path)
    with file:
        date = date_of_mtime(state.st_mtime_ns // 1_000_000_000)
        yield Stream(_chunks_of(file)), Origin(found.uri, found.uri.rpartition("/")[2], date)


def pages_of_stdin(stdin: BinaryIO | None, options: SourceOptions) -> Pages:
    """The pages of standard input; JSON Lines are answered as they come."""
    stream, origin = stdin_stream(stdin)
    return pages_of(stream, origin, options)


def stdin_stream(stdin: BinaryIO | None) -> tuple[Stream, Origin]:
    """Standard input, with nothing read yet."""
    return Stream(_chunks_of(stdin)), Origin(naming.STDIN_URI, is_stdin=True)


def pages_of(stream: Stream, origin: Origin, options: SourceOptions) -> Pages:
    """The pages in a stream."""
    try:
        contents = look(stream, origin, options)
    except Unreadable as error:
        yield Failure(_uri_of_failure(origin, options), error.stage, str(error))
        return
    yield from pages_in(contents, options)


def pages_in(contents: Contents, options: SourceOptions) -> Pages:
    """The pages of a stream that has been looked at; a Failure at the end says why there may be more."""
    try:
        yield from _read(contents, options)
    except Unreadable as error:
        yield Failure(_uri_of_failure(contents.origin, options), error.stage, str(error))


def look(stream: Stream, origin: Origin, options: SourceOptions) -> Contents:
    """What the stream holds, by its first bytes.

    Raises:
        Unreadable: the first bytes cannot be read, or are compressed three times.
    """
    stream, coding = uncompressed(stream)
    if options.kind is InputKind.AUTO:
        head = stream.head(HEAD, sniff.is_json_lines)
        return Contents(stream, origin, coding, sniff.is_json_lines(head, origin.name))
    return Contents(stream, origin, coding, options.kind is InputKind.JSONL)


def _read(contents: Contents, options: SourceOptions) -> Pages:
    if not contents.stream.head(1):
        raise Unreadable("empty (0 bytes after decompression)" if contents.coding else "empty (0 bytes)")
    if contents.is_lines:
        return _lines(contents, options)
    return iter((_page(contents, options),))


def _lines(contents: Contents, options: SourceOptions) -> Pages:
    origin = contents.origin
    place = Place(origin.uri, date=origin.date, by_content=origin.is_stdin)
    number = 0
    for number, line in contents.stream.lines(options.max_bytes):
        yield page_of(line, number, place, options)
    if not number:
        raise Unreadable("no line in it that is not blank")


def _page(contents: Contents, options: SourceOptions) -> RawPage | Failure:
    origin = contents.origin
    media_type, data = _forced_or_seen(contents, options)
    try:
        uri = naming.page_url(options.url) if options.url else origin.uri
    except ValueError as error:
        return Failure(origin.uri, "source", str(error))
    return RawPage(
        data=data,
        uri=f"urn:sha256:{sha256_hex(data)}" if origin.is_stdin and not options.url else uri,
        date=options.date or origin.date,
        date_is_stated=options.date is not None,
        media_type=media_type,
        encoding_given=options.encoding,
        language=options.language,
    )


def _forced_or_seen(contents: Contents, options: SourceOptions) -> tuple[str, bytes]:
    """The media type and the bytes. What is no page is told by its head, so that a film is not read in vain.

    Only for a compressed file of unknown nature the size goes first: a bomb is called by its name.
    """
    stream, forced = contents.stream, _FORCED.get(options.kind)
    if not contents.coding:
        return forced or sniff.page_type(stream.head(HEAD)), stream.read_all(options.max_bytes)
    if not forced:
        sniff.check_format(stream.head(HEAD))
    data = stream.read_all(options.max_bytes, " after decompression")
    return forced or sniff.page_type(data), data


def _uri_of_failure(origin: Origin, options: SourceOptions) -> str:
    try:
        return naming.page_url(options.url) if options.url else origin.uri
    except ValueError:
        return origin.uri


def _chunks_of(file: BinaryIO | None) -> Iterator[bytes]:
    if file is None:
        raise Unreadable("there is no standard input")
    read = (
        file.read1 if isinstance(file, BufferedIOBase) else file.read
    )  # read1 takes what a pipe has and does not wait
    try:
        while chunk := read(CHUNK):
            yield chunk
    except OSError as error:
        raise Unreachable(files.reason_of(error)) from None
    except ValueError:
        raise Unreadable("closed before it was read") from None
