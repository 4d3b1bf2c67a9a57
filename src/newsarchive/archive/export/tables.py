"""Articles one a line or a row: JSON Lines, CSV, Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, Protocol

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.export.selection import Selection, line_of
from newsarchive.archive.layout import Layout
from newsarchive.errors import ConfigurationError

COLUMNS = (
    "id", "uri", "date", "status", "verdict", "headline", "byline", "published", "language", "near_duplicate_of", "text",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula for a spreadsheet (OWASP, CSV Injection)."""
_BATCH = 1000


class Sink(Protocol):
    """Where a stream goes."""

    def write(self, data: bytes, /) -> int: ...


class _Encoded:
    """A sink as the csv module wants it."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write(self, text: str) -> None:
        self._sink.write(text.encode("utf-8", "backslashreplace"))


def write_jsonl(layout: Layout, catalog: Catalog, selection: Selection, file: Sink) -> int:
    """The articles as they stand in the archive, RFC 8785 canonical JSON; how many."""
    count = 0
    for row in selection.rows(catalog):
        file.write(line_of(layout, row))
        count += 1
    return count


def write_csv(_: Layout, catalog: Catalog, selection: Selection, file: Sink) -> int:
    """RFC 4180, UTF-8, with a header; how many. What a spreadsheet would take for a formula gets an apostrophe in front."""
    writer = csv.writer(_Encoded(file), lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for row in selection.rows(catalog):
        writer.writerow([defused(row[name]) for name in COLUMNS])
        count += 1
    return count


def defused(cell: str | None) -> str:
    """``cell`` for CSV: with an apostrophe where it begins as a formula does; empty for None."""
    return f"'{cell}" if cell and cell.startswith(_FORMULA) else cell or ""


def write_parquet(_: Layout, catalog: Catalog, selection: Selection, file: BinaryIO) -> int:
    """Apache Parquet, all columns strings; how many.

    Raises:
        ConfigurationError: pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ConfigurationError(f"parquet needs pyarrow: pip install 'newsarchive[parquet]' ({error})") from error
    schema = pyarrow.schema([(name, pyarrow.string()) for name in COLUMNS])
    rows = selection.rows(catalog)
    count = 0
    with parquet.ParquetWriter(file, schema) as writer:
        while batch := list(islice(rows, _BATCH)):
            writer.write_table(pyarrow.table(dict(_columns(batch)), schema))
            count += len(batch)
    return count


def _columns(rows: list[Any]) -> Iterator[tuple[str, list[str | None]]]:
    for name in COLUMNS:
        yield name, [row[name] for row in rows]
