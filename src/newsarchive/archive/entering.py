"""A capture entered into the tables of the catalog, within a transaction of :class:`newsarchive.archive.catalog.Catalog`.

An article that was cleaned again takes the place of the one before it: the cleaning of the highest generation counts, in whatever
order the segments are entered, so that a catalog made anew says the same.
"""

from __future__ import annotations

import sqlite3

from newsarchive.archive import neardup, sitememory
from newsarchive.archive.entry import Entry
from newsarchive.archive.search import spaced
from newsarchive.archive.shard import Capture, Place, Written

SCHEMA = """
CREATE TABLE IF NOT EXISTS cleaned_again (article TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT;
"""
"""How often the article that counts was cleaned after its page was taken in."""


def enter(db: sqlite3.Connection, one: Written, segment: str, run: str) -> None:
    """Enter a capture of ``segment``, and its article where none counts more."""
    item = one.item
    db.execute(
        "INSERT INTO captures (uri, date, article, kind, record_id, segment, offset, length) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (item.uri, item.date, item.sha256, one.kind, one.record_id, segment, one.place.offset, one.place.length),
    )
    if one.entry is None or one.line is None or not isinstance(item, Capture):
        return
    is_new = _insert(db, item, one.entry, segment, one.line)
    if not is_new and item.generation > _generation(db, one.entry.id):
        _replace(db, one.entry, segment, one.line)
    elif not is_new:
        return
    if item.generation:
        db.execute("INSERT OR REPLACE INTO cleaned_again VALUES (?, ?)", (one.entry.id, item.generation))
    elif is_new and one.entry.lines is not None and _is_first(db, item.uri) and not _is_near(db, one.entry.id):
        sitememory.learn(db, run, item.uri, one.entry.lines)


def _generation(db: sqlite3.Connection, identity: str) -> int:
    row = db.execute("SELECT generation FROM cleaned_again WHERE article = ?", (identity,)).fetchone()
    return row[0] if row else 0


def _insert(db: sqlite3.Connection, item: Capture, e: Entry, segment: str, line: Place) -> bool:
    """Whether the article was not there."""
    row = db.execute(
        "INSERT INTO articles (id, uri, date, status, verdict, headline, byline, published, language, text,"
        " segment, line_offset, line_length) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            *(e.id, item.uri, item.date, e.status, e.verdict, e.headline, e.byline, e.published, e.language),
            *(e.text, segment, line.offset, line.length),
        ),
    )
    if not row.rowcount:
        return False
    number = int(row.lastrowid or 0)
    _find(db, number, e)
    neardup.enter(db, number, e.id, e.text, e.bands)
    return True


def _find(db: sqlite3.Connection, number: int, e: Entry) -> None:
    """Make an article one that can be searched for."""
    db.execute(
        "INSERT INTO articles_fts (rowid, headline, text) VALUES (?, ?, ?)",
        (number, spaced(e.headline or ""), spaced(e.text)),
    )


def _replace(db: sqlite3.Connection, e: Entry, segment: str, line: Place) -> None:
    number, headline, text = db.execute("SELECT number, headline, text FROM articles WHERE id = ?", (e.id,)).fetchone()
    gone = ("delete", number, spaced(headline or ""), spaced(text))
    db.execute("INSERT INTO articles_fts (articles_fts, rowid, headline, text) VALUES (?, ?, ?, ?)", gone)
    neardup.forget(db, number, e.id, text)
    db.execute(
        "UPDATE articles SET status = ?, verdict = ?, headline = ?, byline = ?, published = ?, language = ?, text = ?,"
        " segment = ?, line_offset = ?, line_length = ? WHERE number = ?",
        (
            *(e.status, e.verdict, e.headline, e.byline, e.published, e.language, e.text),
            *(segment, line.offset, line.length, number),
        ),
    )
    _find(db, number, e)
    neardup.enter(db, number, e.id, e.text, e.bands)


def _is_first(db: sqlite3.Connection, uri: str) -> bool:
    """Whether there is no more than one capture of ``uri``."""
    return len(db.execute("SELECT 1 FROM captures WHERE uri = ? LIMIT 2", (uri,)).fetchall()) < 2


def _is_near(db: sqlite3.Connection, identity: str) -> bool:
    return db.execute("SELECT 1 FROM near_duplicates WHERE article = ?", (identity,)).fetchone() is not None
