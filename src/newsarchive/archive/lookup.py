"""What people ask of the catalog: the captures, the articles in which words occur, the article of an id or a URI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.search import fts_query
from newsarchive.errors import NothingDone
from newsarchive.textnorm import printable

_CAPTURES = (
    "SELECT c.article AS id, c.uri, c.date, c.kind, a.status, a.verdict, a.headline, a.language, c.record_id,"
    " c.segment, n.nearest AS near_duplicate_of FROM captures c LEFT JOIN articles a ON a.id = c.article"
    " LEFT JOIN near_duplicates n ON n.article = c.article WHERE c.kind <> 'again'"
    " ORDER BY c.date DESC, c.number DESC LIMIT ?"
)
_SEARCH = (
    "SELECT a.id, a.uri, a.date, a.status, a.headline, a.language, bm25(articles_fts, 5.0, 1.0) AS score, a.text,"
    " n.nearest AS near_duplicate_of FROM articles_fts JOIN articles a ON a.number = articles_fts.rowid"
    " LEFT JOIN near_duplicates n ON n.article = a.id"
    " WHERE articles_fts MATCH ? ORDER BY score, a.number LIMIT ?"
)
_BY_ID = "SELECT * FROM articles WHERE id BETWEEN ? AND ? LIMIT 2"
_BY_URI = (
    "SELECT a.* FROM captures c JOIN articles a ON a.id = c.article WHERE c.uri = ? AND c.kind <> 'again'"
    " ORDER BY c.number DESC LIMIT 1"
)


def captures(catalog: Catalog, limit: int) -> Iterator[dict[str, Any]]:
    """See :meth:`newsarchive.archive.Archive.captures`."""
    yield from map(dict, catalog.rows(_CAPTURES, limit))


def search(catalog: Catalog, typed: str, limit: int) -> Iterator[dict[str, Any]]:
    """See :meth:`newsarchive.archive.Archive.search`."""
    if words := fts_query(typed):
        yield from map(dict, catalog.rows(_SEARCH, words, limit))


def find(catalog: Catalog, key: str) -> Any:
    """The article's row of ``key``: an id, or its first 4 or more hex digits, or a URI (its latest version).

    Raises:
        NothingDone: there is none, or the digits fit several.
    """
    is_prefix = 4 <= len(key) <= 64 and not key.strip("0123456789abcdefABCDEF")
    rows = list(catalog.rows(_BY_ID, key.lower(), key.lower() + "g") if is_prefix else catalog.rows(_BY_URI, key))
    if not rows:
        raise NothingDone(f"{printable(key)}: no article of this id or URI; `newsarchive list` shows what there is")
    if len(rows) > 1:
        raise NothingDone(f"{key}: several ids begin so; give more digits")
    return rows[0]
