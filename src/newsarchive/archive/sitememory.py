"""The sketch of each site in the catalog: which lines its pages share, learnt as articles are entered.

A site is a host or, of files, a folder. Counted is on how many pages a line stood: each page once, whatever its versions, and none
that is nearly another. The sketch is that of lossy counting (Manku and Motwani, VLDB 2002, section 4.2): every :data:`WINDOW`
pages the lines go that stood on less than one page of :data:`WINDOW` since they were first met, so it stays small however many
pages a site has. It is a function of the articles in their order, so it can be rebuilt from the segments as the catalog can.

What a run goes by is what was known when it began: before a run first changes a site, what was known of it is put by. So neither
the number of workers nor their order decides what is written. What a line does to a page: label/recurring.py.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from newsarchive.model import Article, Recurring, Role, SiteMemory, Status

PAGES = 3
"""A line recurs that stood on so many pages of the site, and on one of :data:`OF` of those seen since it first did."""
OF = 20

WINDOW = 50
"""Pages; a line that stands on fewer than one of so many is forgotten. Twice :data:`OF` and more, so that what counts is kept."""
_MOST_LEARNT = 500
"""Different lines of a page that are learnt, from its start: five times the usual page. Bounds what a hostile one costs."""
_MOST_TOLD = 500
"""Lines of a site that a run is told of, those on most pages."""
_NOT_LEARNT = frozenset({Role.RELATED, Role.RELATED_HEADING, Role.RELATED_PREVIOUS, Role.RELATED_NEXT})
"""A teaser stands on many pages, and on its own article as the first paragraph."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS sites
    (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, pages INTEGER NOT NULL, run TEXT NOT NULL, known TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS site_lines
    (site INTEGER NOT NULL, line INTEGER NOT NULL, first INTEGER NOT NULL, pages INTEGER NOT NULL, PRIMARY KEY (site, line))
    STRICT, WITHOUT ROWID;
"""
"""``run``: the last that changed the site; ``known``: the lines that recurred when it began, as JSON. ``first``: the number,
within the site, of the first page that a line stood on."""


def site_of(uri: str) -> str:
    """The site that a page belongs to: its host without ``www.``, the folder of a file; empty where it has none."""
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
    except ValueError:  # brackets that hold no address
        return ""
    if parts.scheme in ("http", "https"):
        return host.removeprefix("www.")
    if parts.scheme == "file":
        return f"file://{parts.path.rpartition('/')[0]}/"
    return ""


def lines_of(article: Article) -> Iterator[str]:
    """The lines of a page that may recur: its body, and what was removed but for links to other articles."""
    yield from (part.text for part in article.body)
    yield from (gone.text for gone in article.removed if gone.role not in _NOT_LEARNT)


def learn(db: sqlite3.Connection, run: str, uri: str, keys: Sequence[int]) -> None:
    """Note the lines of an article that is new to the archive.

    Args:
        db: the catalog, in a transaction.
        run: the run that it came with.
        uri: where it stands; no page of it was learnt before.
        keys: of the page's lines (:func:`keys_of`).
    """
    site = site_of(uri)
    if not site:
        return
    number, page = _begun(db, run, site)
    db.execute("UPDATE sites SET pages = ? WHERE number = ?", (page, number))
    db.executemany(
        "INSERT INTO site_lines VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET pages = pages + 1",
        [(number, key, page) for key in keys],
    )
    if page % WINDOW == 0:
        db.execute("DELETE FROM site_lines WHERE site = ? AND pages * ? <= ? - first", (number, WINDOW, page))


def keys_of(article: Article) -> tuple[int, ...] | None:
    """What the lines of a page are known by; None: it is no article, as a list of teasers, and teaches nothing."""
    if article.status is not Status.ARTICLE:
        return None
    from newsarchive.label.recurring import line_key

    found: dict[int, None] = {}
    for line in dict.fromkeys(lines_of(article)):
        if len(found) == _MOST_LEARNT:
            break
        if (key := line_key(line)) is not None:
            found[key] = None
    return tuple(found)


def _begun(db: sqlite3.Connection, run: str, site: str) -> tuple[int, int]:
    """Number of the site, and of the page that comes next; what was known of it before the run is put by."""
    row = db.execute("SELECT number, pages, run FROM sites WHERE name = ?", (site,)).fetchone()
    if row is None:
        made = db.execute("INSERT INTO sites (name, pages, run, known) VALUES (?, 0, ?, '[]')", (site, run))
        return int(made.lastrowid or 0), 1
    number, pages, last = row
    if last != run:
        known = json.dumps(_recurring(db, number, pages), separators=(",", ":"))
        db.execute("UPDATE sites SET run = ?, known = ? WHERE number = ?", (run, known, number))
    return number, pages + 1


def _recurring(db: sqlite3.Connection, number: int, pages: int) -> list[tuple[int, int, int]]:
    rows = db.execute(
        "SELECT line, pages, ?1 - first + 1 AS seen FROM site_lines"
        " WHERE site = ?2 AND pages >= ?3 AND pages * ?4 >= ?1 - first + 1 ORDER BY pages DESC, line LIMIT ?5",
        (pages, number, PAGES, OF, _MOST_TOLD),
    )
    return sorted(tuple(row) for row in rows)


def known_before(db: sqlite3.Connection, run: str, uris: Iterable[str]) -> tuple[SiteMemory, ...]:
    """What was known, when ``run`` began, of the sites of these pages; sites without lines that recur are left out."""
    memories = (SiteMemory(site, _known(db, run, site)) for site in sorted({site_of(uri) for uri in uris} - {""}))
    return tuple(memory for memory in memories if memory.lines)


def _known(db: sqlite3.Connection, run: str, site: str) -> tuple[Recurring, ...]:
    row = db.execute("SELECT number, pages, run, known FROM sites WHERE name = ?", (site,)).fetchone()
    if row is None:
        return ()
    number, pages, last, known = row
    return tuple(Recurring(*line) for line in (json.loads(known) if last == run else _recurring(db, number, pages)))
