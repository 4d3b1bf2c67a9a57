"""From what was typed to pages: the arguments of a command as the sources layer wants them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from newsarchive.model import Failure, RawPage
from newsarchive.sources import InputKind, OpenSource, SourceOptions, open_source, read_sources


def read(names: Sequence[str], archive: Path, kind: str, **stated: str | None) -> Iterator[RawPage | Failure]:
    """The pages of several sources; the archive that they go into is none of them."""
    options = replace(_options(kind, **stated), left_out=str(archive))
    return read_sources(names, options, _stdin())


def read_one(name: str, kind: str, **stated: str | None) -> OpenSource:
    """One source, and whether it is a stream of pages."""
    return open_source(name, _options(kind, **stated), _stdin())


def _stdin() -> BinaryIO | None:
    return sys.stdin.buffer if sys.stdin is not None else None  # None: the caller closed it


def _options(kind: str, url: str | None, encoding: str | None, language: str | None, date: str | None) -> SourceOptions:
    return SourceOptions(InputKind(kind), url, encoding, language, date)
