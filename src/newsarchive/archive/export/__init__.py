"""An archive, or articles of it, in the forms that others take. One module a family of formats, and the table of them.

Nothing is written outside the target, nothing overwrites what is there unless told, and a file appears whole or not at all.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.durable import OPEN
from newsarchive.archive.export import bag, documents, tables, wacz
from newsarchive.archive.export.selection import Selection
from newsarchive.archive.layout import Layout
from newsarchive.errors import StorageError
from newsarchive.textnorm import printable


class Target(StrEnum):
    """The formats of ``export``."""

    WACZ = "wacz"
    BAGIT = "bagit"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    MARKDOWN = "markdown"


WHOLE = frozenset({Target.WACZ, Target.BAGIT})
"""Formats that hold the whole archive: no selection."""
STREAMS = frozenset({Target.JSONL, Target.CSV})
"""Formats that can go to a pipe."""
_STREAMED: dict[Target, Callable[[Layout, Catalog, Selection, tables.Sink], int]] = {
    Target.JSONL: tables.write_jsonl,
    Target.CSV: tables.write_csv,
}
_FILES: dict[Target, Callable[[Layout, Catalog, Selection, BinaryIO], int]] = {
    **_STREAMED,
    Target.PARQUET: tables.write_parquet,
    Target.WACZ: wacz.write_wacz,
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    to: Target
    count: int
    """Articles; of a WACZ pages; of a bag files."""


def export(
    layout: Layout, to: Target, path: Path | tables.Sink, selection: Selection, *, time: str = "", force: bool = False
) -> Exported:
    """Write the archive at ``layout`` to ``path``; reads the archive only.

    Args:
        layout: the archive.
        to: the format.
        path: the file, or for ``bagit`` and ``markdown`` the folder; for those in :data:`STREAMS` also what bytes are written to.
        selection: which articles; not for those in :data:`WHOLE`.
        time: of a bag, its Bagging-Date, ``YYYY-MM-DDThh:mm:ssZ``.
        force: write over a file that is there. A folder must be new or empty, whatever is said.

    Raises:
        StorageError: there is no archive here, ``path`` is there already or cannot be written, or a run is going on.
        DamageFound: a file of the archive is not what it was when it was written.
        ConfigurationError: the format needs a package that is not installed.
    """
    layout.require()
    if to in WHOLE and any(layout.runs.glob(f"*{OPEN}")):
        raise StorageError("a run is going on, or was cut off: export the whole archive after the next ingest")
    with Catalog(layout.catalog) as catalog:
        if not isinstance(path, Path):
            return Exported(to, _STREAMED[to](layout, catalog, selection, path))
        if to is Target.BAGIT:
            with _new_folder(path) as folder:
                return Exported(to, bag.write_bag(layout, folder, time))
        if to is Target.MARKDOWN:
            with _new_folder(path) as folder:
                return Exported(to, documents.write_markdown(layout, catalog, selection, folder))
        with _new_file(path, force) as file:
            return Exported(to, _FILES[to](layout, catalog, selection, file))


@contextmanager
def _new_file(path: Path, force: bool) -> Iterator[BinaryIO]:
    """A file that appears under ``path`` when it is whole."""
    shown = printable(str(path))
    if path.exists() and not (force and path.is_file()):
        raise StorageError(f"{shown}: is there already{'' if path.is_dir() else '; --force writes over it'}")
    temporary = path.with_name(f".{path.name}.{os.getpid()}{OPEN}")
    try:
        with open(temporary, "w+b") as file:
            yield file
        temporary.replace(path)
    except OSError as error:
        raise StorageError(f"{shown}: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _new_folder(path: Path) -> Iterator[Path]:
    """A folder that appears under ``path`` when it is whole."""
    shown = printable(str(path))
    temporary = path.with_name(f".{path.name}.{os.getpid()}{OPEN}")
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise StorageError(f"{shown}: is there already; name a new folder, or an empty one")
        temporary.mkdir()
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise StorageError(f"{shown}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
