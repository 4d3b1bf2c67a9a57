"""The catalog against the segments it was derived from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.check_segment import SegmentFacts
from newsarchive.archive.layout import Layout
from newsarchive.archive.report import Report
from newsarchive.errors import StorageError

NAME = "catalog.sqlite3"


class CatalogCheck:
    """Compares the catalog with one segment after the other, so that no more than one is held in memory."""

    def __init__(self, layout: Layout, report: Report, *, running: bool) -> None:
        """Open the catalog and have SQLite check it; ``running``: segments not yet entered are no damage."""
        self._report, self._running = report, running
        self._catalog: Catalog | None = None
        self._known: set[str] = set()
        if layout.catalog.exists() and not cut_off(layout, running=running):
            self._trying(lambda: self._start(layout))

    def expect(self, names: set[str] | None) -> None:
        """Only the segments ``names`` will be looked into; None: all."""
        if names is not None:
            self._known &= names

    def segment(self, fact: SegmentFacts) -> None:
        """Compare what is entered of a segment with what its files say."""
        self._trying(lambda: self._segment(fact))

    def finish(self) -> None:
        """What is entered and was not among the segments is too much."""
        for name in sorted(self._known):
            self._report.add(NAME, f"segment {name}", "is not among the segments")
        self._close()

    def _close(self) -> None:
        if self._catalog is not None:
            self._catalog.close()
        self._catalog = None

    def _trying(self, step: Callable[[], None]) -> None:
        try:
            step()
        except (StorageError, sqlite3.Error, UnicodeDecodeError) as error:
            self._close()
            self._known = set()
            why = "it is derived: delete it, and the next ingest rebuilds it"
            self._report.add(NAME, "", f"cannot be read: {error}; {why}")

    def _start(self, layout: Layout) -> None:
        self._catalog = Catalog(layout.catalog)
        for row in self._catalog.rows("PRAGMA integrity_check(10)"):
            if row[0] != "ok":
                self._report.add(NAME, "", f"SQLite finds it damaged: {row[0]}")
        self._known = self._catalog.segment_names()

    def _segment(self, fact: SegmentFacts) -> None:
        if self._catalog is None:
            return
        if fact.name not in self._known:
            _not_entered(fact.name, self._report, running=self._running)
        elif not fact.damaged:
            _compare(self._catalog, fact, self._report)
        self._known.discard(fact.name)


def cut_off(layout: Layout, *, running: bool) -> bool:
    """Whether a transaction is under way or was cut off (to read the catalog then, SQLite would have to write), or the first
    one was not yet made."""
    journal = layout.catalog.with_name(layout.catalog.name + "-journal")
    hot = journal.exists() and journal.stat().st_size > 0
    return running and (hot or (layout.catalog.exists() and layout.catalog.stat().st_size == 0))


def _not_entered(name: str, report: Report, *, running: bool) -> None:
    if running:
        report.unfinished.append(f"segments/{name}: published, not in the catalog yet; the next ingest enters it")
    else:
        report.add(NAME, f"segment {name}", "is not in the catalog")


def _compare(catalog: Catalog, fact: SegmentFacts, report: Report) -> None:
    query = "SELECT uri, date, article, kind, record_id, offset, length FROM captures WHERE segment = ? ORDER BY number"
    stated = [tuple(row) for row in catalog.rows(query, fact.name)]
    expected = [(c.uri, c.date, c.article, c.kind, c.record_id, c.offset, c.length) for c in fact.captures]
    for record in sorted(set(expected) ^ set(stated), key=str):
        side = "is not in the WARC as it says" if record in stated else "is missing"
        report.add(NAME, f"capture {record[4]} {record[0]}", side)
    rows = catalog.rows("SELECT id, line_offset, line_length, text FROM articles WHERE segment = ?", fact.name)
    articles = {row["id"]: (row["line_offset"], row["line_length"], row["text"]) for row in rows}
    generations = catalog.generations(fact.name)
    counting = {c.article for c in fact.captures if c.generation == generations.get(c.article, 0)}
    for identity in sorted(set(articles) | (set(fact.articles) & counting)):
        place, text = fact.articles.get(identity, (None, ""))
        if place is None or articles.get(identity) != (place.offset, place.length, text):
            report.add(NAME, f"article {identity}", "is not what the segment has")
