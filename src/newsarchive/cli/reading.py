"""From what was typed to pages: the arguments of a command as the sources layer wants them, and hints where there are none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from newsarchive.model import Failure
from newsarchive.sources import InputKind, OpenSource, SourceOptions, open_source, read_files
from newsarchive.sources.choice import SourceFile
from newsarchive.sources.naming import STDIN_URI, file_uri, path_of
from newsarchive.textnorm import printable

STDIN = "-"
_MOST_NAMES = 10_000
"""Names of a folder among which a similar one is looked for."""


def read(names: Sequence[str], archive: Path, kind: str, **stated: str | None) -> Iterator[SourceFile]:
    """The files of several sources; the archive that they go into is none of them."""
    options = replace(_options(kind, **stated), left_out=str(archive))
    return read_files(names, options, _stdin())


def read_each(names: Sequence[str], kind: str, **stated: str | None) -> Iterator[tuple[str, OpenSource]]:
    """Each source with its name, in the order of the names. What cannot be read holds one Failure."""
    options = _options(kind, **stated)
    for number, name in enumerate(names):
        if name == STDIN and STDIN in names[:number]:
            yield name, _failed(STDIN_URI, "standard input was named before and has been read")
        elif is_folder(name):
            yield name, _failed(file_uri(path_of(name)), "a folder: `newsarchive ingest` takes folders")
        else:
            yield name, open_source(name, options, _stdin())


def shown(name: str) -> str:
    """A source's name, safe to print."""
    return "standard input" if name == STDIN else printable(name)


def is_folder(name: str) -> bool:
    """Whether that is the name of a folder."""
    return name != STDIN and os.path.isdir(path_of(name))  # noqa: PTH112 (a name of 5,000 letters is an error to pathlib)


def hint(name: str) -> str:
    """What may have been meant where there is no file ``name``, in brackets; empty where nothing comes to mind."""
    if name.lower().startswith(("http://", "https://")):
        return " (newsarchive fetches nothing: `curl -sL URL | newsarchive clean --url URL`)"
    path = Path(path_of(name))
    near = _similar(path.name, path.parent)
    return f" (did you mean {printable(str(path.parent / near))}?)" if near else ""


def _similar(name: str, folder: Path) -> str | None:
    from difflib import get_close_matches

    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, _MOST_NAMES)]
    except (OSError, ValueError):
        return None
    return next(iter(get_close_matches(name[:255], names, 1, 0.75)), None)


def _failed(uri: str, reason: str) -> OpenSource:
    return OpenSource(False, iter([Failure(uri, "source", reason)]))


def _stdin() -> BinaryIO | None:
    return sys.stdin.buffer if sys.stdin is not None else None  # None: the caller closed it


def _options(kind: str, url: str | None, encoding: str | None, language: str | None, date: str | None) -> SourceOptions:
    return SourceOptions(InputKind(kind), url, encoding, language, date)
