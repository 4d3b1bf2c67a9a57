"""The catalog against the segments it was derived from."""

from __future__ import annotations

import sqlite3

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.check_segment import SegmentFacts
from newsarchive.archive.layout import Layout
from newsarchive.archive.report import Report
from newsarchive.errors import StorageError

NAME = "catalog.sqlite3"


def check_catalog(layout: Layout, facts: list[SegmentFacts], report: Report, *, running: bool) -> None:
    """Compare every row with what the segments say; ``running``: segments not yet entered are no damage."""
    try:
        with Catalog(layout.catalog) as catalog:
            for row in catalog.rows("PRAGMA integrity_check(10)"):
                if row[0] != "ok":
                    report.add(NAME, "", f"SQLite finds it damaged: {row[0]}")
            known = catalog.segment_names()
            for fact in facts:
                if fact.name not in known:
                    _not_entered(fact.name, report, running=running)
                elif not fact.damaged:
                    _compare(catalog, fact, report)
            for name in sorted(known - {fact.name for fact in facts}):
                report.add(NAME, f"segment {name}", "is not among the segments")
    except (StorageError, sqlite3.Error, UnicodeDecodeError) as error:
        report.add(NAME, "", f"cannot be read: {error}; it is derived: delete it, and the next ingest rebuilds it")


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
    for identity in sorted(set(articles) | set(fact.articles)):
        place, text = fact.articles.get(identity, (None, ""))
        if place is None or articles.get(identity) != (place.offset, place.length, text):
            report.add(NAME, f"article {identity}", "is not what the segment has")
