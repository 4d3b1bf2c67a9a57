"""A stream of bytes -> the pages in it: undone compression, one page or a container, each page a RawPage or a Failure.

The seam of the layer: other modules find, undo and look; this one puts them in a row. A container of another kind is one
more module and one row in `_CONTAINERS` and a `Shape` (contents.py).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BufferedIOBase
from typing import BinaryIO

from newsarchive.digest import sha256_hex
from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import files, naming, saved, sniff, webarchive
from newsarchive.sources.contents import Contents, Origin, Shape, look
from newsarchive.sources.jsonl import Place, page_of
from newsarchive.sources.members import Member
from newsarchive.sources.options import InputKind, SourceOptions, date_of_mtime
from newsarchive.sources.stream import CHUNK, HEAD, Stream, Unreachable, Unreadable, bytes_written

Pages = Iterator[RawPage | NoPage | Failure]


_FORCED = {InputKind.TEXT: sniff.TEXT, InputKind.HTML: sniff.HTML}
_LARGEST_SPOOL = 4 * 1024 * 1024 * 1024
"""Bytes of a container that is compressed once more, put on disk to be read at any place. More is a bomb, or should be
decompressed first."""


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
        yield Stream(_chunks_of(file)), Origin(found.uri, found.uri.rpartition("/")[2], date, path=found.path)


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


def _read(contents: Contents, options: SourceOptions) -> Pages:
    if not contents.stream.head(1):
        raise Unreadable("empty (0 bytes after decompression)" if contents.coding else "empty (0 bytes)")
    if contents.shape is Shape.PAGE:
        return iter((_page(contents, options),))
    return _some(_CONTAINERS[contents.shape](contents, options), contents.shape)


def _some(pages: Pages, shape: Shape) -> Pages:
    """``pages``, or an error where there is none: nothing ends in silence."""
    none = True
    for page in pages:
        none = False
        yield page
    if none:
        raise Unreadable(f"a {shape.value} with no page in it")


def _captures(contents: Contents, options: SourceOptions) -> Pages:
    with _real_file(contents) as file:
        yield from webarchive.captures(file, contents.origin.uri, options)


def _zipped(contents: Contents, options: SourceOptions) -> Pages:
    from newsarchive.sources.zipped import zip_members

    with _real_file(contents) as file:
        size = os.fstat(file.fileno()).st_size
        for member in zip_members(file, size):
            yield from _in_container(member, contents, options)


def _tarred(contents: Contents, options: SourceOptions) -> Pages:
    from newsarchive.sources.tarred import tar_members

    for member in tar_members(contents.stream):
        yield from _in_container(member, contents, options)


def _in_container(member: Member | Failure, contents: Contents, options: SourceOptions) -> Pages:
    """The pages of one member, which may be JSON Lines or a WARC, but no further zip or tar."""
    origin = contents.origin
    name = member.uri if isinstance(member, Failure) else member.name
    uri = f"{origin.uri}/{'/'.join(naming.escaped(step) for step in name.split('/') if step)}"
    if isinstance(member, Failure):
        yield Failure(uri, member.stage, member.reason)
        return
    inner = Origin(uri, uri.rpartition("/")[2], member.date or origin.date, container=contents.shape.value)
    yield from pages_of(member.open(), inner, replace(options, url=None))


@contextmanager
def _real_file(contents: Contents) -> Iterator[BinaryIO]:
    """The container as a file that can be read at any place: itself, or put on disk while it is read.

    Raises:
        Unreadable: it cannot be read to its end, or is too large.
    """
    if contents.origin.path is not None and not contents.coding:
        file, _ = files.open_regular(contents.origin.path)
        with file:
            yield file
        return
    limit = _LARGEST_SPOOL if contents.coding or contents.origin.container else None
    with tempfile.TemporaryFile(prefix="newsarchive-") as spool:
        for chunk in contents.stream:
            spool.write(chunk)
            if limit is not None and spool.tell() > limit:
                raise Unreadable(f"more than {bytes_written(limit)} after decompression; decompress it first")
        spool.flush()
        spool.seek(0)
        yield spool


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
    page = saved.Saved(data, None, None)
    if media_type == saved.MHTML:
        media_type, page = sniff.HTML, saved.from_mhtml(data)
    elif media_type == sniff.HTML:
        page = saved.from_single_file(data) or page
    try:
        url = options.url or page.url
        uri = naming.page_url(url) if url else origin.uri
    except ValueError as error:
        return Failure(origin.uri, "source", str(error))
    return RawPage(
        data=page.data,
        uri=f"urn:sha256:{sha256_hex(page.data)}" if origin.is_stdin and uri == origin.uri else uri,
        date=options.date or page.date or origin.date,
        date_is_stated=options.date is not None or page.date is not None,
        media_type=media_type,
        encoding=page.charset,
        encoding_given=options.encoding,
        language=options.language,
    )


def _forced_or_seen(contents: Contents, options: SourceOptions) -> tuple[str, bytes]:
    """The media type and the bytes. What is no page is told by its head, so that a film is not read in vain.

    Only for a compressed file of unknown nature the size goes first: a bomb is called by its name.
    """
    stream, forced = contents.stream, _FORCED.get(options.kind)
    if not forced and saved.is_mhtml(stream.head(HEAD)):
        return saved.MHTML, stream.read_all(options.max_bytes)
    if not contents.coding:
        return forced or sniff.page_type(stream.head(HEAD)), stream.read_all(options.max_bytes)
    if not forced:
        sniff.check_format(stream.head(HEAD))
    data = stream.read_all(options.max_bytes, " after decompression")
    return forced or sniff.page_type(data), data


_CONTAINERS: dict[Shape, Callable[[Contents, SourceOptions], Pages]] = {
    Shape.LINES: _lines,
    Shape.CAPTURES: _captures,
    Shape.ZIP: _zipped,
    Shape.TAR: _tarred,
}


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
