"""From names on a command line to pages: files, folders, standard input, JSON Lines, web archives, zip and tar, compressed or not.

    for page in read_sources(["seeds", "-"], SourceOptions(), sys.stdin.buffer): ...

Every input gives a RawPage, a NoPage (the capture of a picture, say) or a Failure that says what is wrong with it; no input raises,
blocks or fills the memory, and none is left out in silence. What a page is called: naming.py. What counts as a page: sniff.py.
Only the public names belong here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from newsarchive.digest import canonical_json, sha256_hex
from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import files, naming, reader
from newsarchive.sources.choice import PassedOver, SourceFile
from newsarchive.sources.contents import Shape, look
from newsarchive.sources.options import MAX_BYTES, InputKind, SourceOptions, normalise_date
from newsarchive.sources.stream import Unreadable

__all__ = [
    "MAX_BYTES",
    "InputKind",
    "OpenSource",
    "SourceOptions",
    "normalise_date",
    "open_source",
    "read_files",
    "read_sources",
]

STDIN = "-"


@dataclass(frozen=True, slots=True)
class OpenSource:
    """One source and what to expect of it."""

    is_stream: bool
    """True: any number of pages (a container, a folder), to be answered one a line. False: one page."""
    pages: Iterator[RawPage | NoPage | Failure]
    """Lazy; to be used once."""


def read_sources(
    names: Sequence[str], options: SourceOptions, stdin: BinaryIO | None = None
) -> Iterator[RawPage | NoPage | Failure]:
    """Every page under ``names``, lazily, in the order of the files' URIs; then those of standard input (``-``).

    The order depends neither on the order of the names nor on the file system. A name that stands twice is read twice (but
    standard input can be read only once). Nothing is raised for the sake of an input.
    """
    for file in read_files(names, options, stdin):
        for page in file.pages:
            if not isinstance(page, PassedOver):  # nothing is: that is for `Choice`
                yield page


def read_files(names: Sequence[str], options: SourceOptions, stdin: BinaryIO | None = None) -> Iterator[SourceFile]:
    """As :func:`read_sources`, file by file: each is opened when its first page is asked for."""
    for found in files.find([name for name in names if name != STDIN], options.left_out):
        key = [naming.absolute(found.path), found.uri, options.kind.value, options.url, options.max_bytes]
        path = None if found.reason else found.path
        yield SourceFile(
            found.uri, path, sha256_hex(canonical_json(list(map(_plain, key)))), reader.pages_of_file(found, options)
        )
    for count in range(list(names).count(STDIN)):
        uri = naming.STDIN_URI
        again = iter((Failure(uri, "source", "standard input was named before and has been read"),))
        yield SourceFile(uri, None, "", again if count else reader.pages_of_stdin(stdin, options))


def _plain(value: str | int | None) -> str:
    """Also of a path that is not UTF-8."""
    return os.fsencode(str(value)).hex()


def open_source(name: str, options: SourceOptions, stdin: BinaryIO | None = None) -> OpenSource:
    """One source, looked at just enough to know whether it is one page or a stream of them."""
    if name != STDIN:
        return OpenSource(_is_stream(name, options), read_sources([name], options))
    stream, origin = reader.stdin_stream(stdin)
    try:
        contents = look(stream, origin, options)
    except Unreadable as error:
        return OpenSource(False, iter([Failure(origin.uri, error.stage, str(error))]))
    return OpenSource(contents.shape is not Shape.PAGE, reader.pages_in(contents, options))


def _is_stream(name: str, options: SourceOptions) -> bool:
    """The file is opened and closed: nothing stays open if the pages are never asked for."""
    if files.is_folder(name):
        return True
    try:
        with reader.opened(files.named(name)) as (stream, origin):
            return look(stream, origin, options).shape is not Shape.PAGE
    except Unreadable:
        return False
