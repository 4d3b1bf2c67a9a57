"""Which articles of an archive are meant, and the catalog's rows of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.layout import JSONL, Layout
from newsarchive.archive.search import fts_query
from newsarchive.errors import StorageError

_QUERY = (
    "SELECT a.*, n.nearest AS near_duplicate_of FROM articles a LEFT JOIN near_duplicates n ON n.article = a.id"
    " WHERE (?1 IS NULL OR a.status = ?1) AND (?2 IS NULL OR a.date >= ?2)"
    " AND (?3 IS NULL OR a.number IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?3)) ORDER BY a.number"
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions that all must hold; None: any."""

    status: str | None = None
    """``article`` or ``not_article``."""
    since: str | None = None
    """Archived with this date or a later one, ``YYYY-MM-DDThh:mm:ssZ``."""
    query: str | None = None
    """Words as for ``search``."""

    def rows(self, catalog: Catalog) -> Iterator[Any]:
        """The catalog's rows, in the order in which the articles were archived."""
        words = None if self.query is None else fts_query(self.query)
        if words != "":
            yield from catalog.rows(_QUERY, self.status, self.since, words)


def line_of(layout: Layout, row: Any) -> bytes:
    """The article of a row as it stands in the JSON Lines of its segment, with its newline.

    Raises:
        StorageError: it cannot be read.
    """
    path = layout.segment_file(row["segment"], JSONL)
    try:
        with open(path, "rb") as file:
            file.seek(row["line_offset"])
            line = file.read(row["line_length"])
    except OSError as error:
        raise StorageError(f"{path.name}: {error.strerror}; see `newsarchive verify`") from error
    if not (line.startswith(b"{") and line.endswith(b"}\n") and row["id"].encode() in line):
        raise StorageError(f"{path.name}: the article {row['id'][:12]} is not where it was; see `newsarchive verify`")
    return line
