"""Near-duplicates: articles whose clean text is nearly that of one archived before (agency copy, a corrected version, a mirror).

They are marked in the catalog, never dropped. MinHash (Broder 1997, doi:10.1109/SEQUEN.1997.666900) finds candidates by banding
(Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, section 3.4); the similarity that is stored is no estimate but the
Jaccard index of the two sets of shingles. Bands are rows of the catalog,
not memory. Why so: docs/decisions/0009-near-duplicates.md.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from newsarchive.textnorm import fold

NEAR = 0.6
"""Jaccard index from which two texts are near-duplicates: measured in docs/decisions/0009-near-duplicates.md."""
_WORDS, _CHARACTERS = 3, 5
"""Shingles are so many words; of text that is mostly CJK, so many characters."""
FEWEST = 20
"""Texts of fewer shingles are compared with nothing: a caption or a notice is like many others and copies none."""
_MOST = 4096
"""Shingles that are looked at, from the start of the text: 25 times the usual article. Bounds the time of a hostile page."""
_BANDS, _ROWS = 12, 4
"""A pair of Jaccard index j meets in a band with probability 1 - (1 - j**4)**12: 81 % at 0.6, 96 % at 0.7, 9 % at 0.3."""
_BUCKET, _COMPARED = 16, 4
"""Articles taken from a band, the earliest; and how many of those that share most bands are compared: bounds the cost of a page."""
_SEED = 20260101
_TOKEN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")

SCHEMA = """
CREATE TABLE near_duplicates (article TEXT PRIMARY KEY, nearest TEXT NOT NULL, similarity REAL NOT NULL) STRICT;
CREATE TABLE near_bands (band INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (band, number)) STRICT, WITHOUT ROWID;
"""
"""Which earlier article is nearest to an article; the bands of every article's MinHash, with its number."""


class Nearest(NamedTuple):
    """The earlier article that is nearest."""

    article: str
    """Its id."""
    similarity: float
    """Jaccard index of the shingles, :data:`NEAR` to 1, to four digits."""


def shingles(text: str) -> list[str]:
    """The distinct shingles of ``text`` in order of appearance; empty where they are fewer than :data:`FEWEST`."""
    folded = fold(text[: _MOST * 16])
    tokens = (folded.split() if folded.isascii() else _TOKEN.findall(folded))[:_MOST]
    single = 0 if folded.isascii() else sum(map(_is_cjk, tokens))
    length = _CHARACTERS if 2 * single > len(tokens) else _WORDS
    runs = zip(*(tokens[start:] for start in range(length)), strict=False)
    found = list(dict.fromkeys(map(" ".join, runs)))
    return found if len(found) >= FEWEST else []


def _is_cjk(token: str) -> bool:
    return token[0] >= "\u2e80" and len(token) == 1


def bands(parts: list[str]) -> list[int]:
    """The keys under which texts with these shingles are met: one a band, of 63 bits, the same on every machine; none of none."""
    if not parts:
        return []
    from rensa import RMinHash

    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(parts)
    values = [int(value) for value in sketch.digest()]
    return [_key(number, values[number * _ROWS : (number + 1) * _ROWS]) for number in range(_BANDS)]


def _key(band: int, values: list[int]) -> int:
    """FNV-1a over a band's values; the band's number begins it, so that no two bands share keys by design."""
    state = 0xCBF29CE484222325 ^ band
    for value in values:
        state = ((state ^ value) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return state >> 1


def similarity(one: list[str], other: list[str]) -> float:
    """Jaccard index of two sets of shingles, 0 to 1."""
    left, right = set(one), set(other)
    return len(left & right) / len(left | right) if left and right else 0.0


def enter(db: sqlite3.Connection, number: int, identity: str, text: str, keys: Sequence[int]) -> Nearest | None:
    """Note an article in the two tables, and the nearest of those noted before, if one is near.

    Args:
        db: the catalog, in a transaction; ``articles`` holds the others.
        number: of the article in the catalog.
        identity: its id.
        text: its clean text.
        keys: its :func:`bands`.
    """
    nearest = _nearest(db, number, text, keys)
    db.executemany("INSERT OR IGNORE INTO near_bands VALUES (?, ?)", [(key, number) for key in keys])
    if nearest is not None:
        db.execute("INSERT INTO near_duplicates VALUES (?, ?, ?)", (identity, *nearest))
    return nearest


def forget(db: sqlite3.Connection, number: int, identity: str, text: str) -> None:
    """Take back what :func:`enter` noted of an article, but for what it was nearest to."""
    keys = bands(shingles(text))
    db.executemany("DELETE FROM near_bands WHERE band = ? AND number = ?", [(key, number) for key in keys])
    db.execute("DELETE FROM near_duplicates WHERE article = ?", (identity,))


def _nearest(db: sqlite3.Connection, own: int, text: str, keys: Sequence[int]) -> Nearest | None:
    met: Counter[int] = Counter()
    for key in keys:
        query = "SELECT number FROM near_bands WHERE band = ? AND number < ? ORDER BY number LIMIT ?"
        met.update(row[0] for row in db.execute(query, (key, own, _BUCKET)))
    if not met:
        return None
    parts = shingles(text)
    best: Nearest | None = None
    for number in sorted(met, key=lambda number: (-met[number], number))[:_COMPARED]:
        identity, other = db.execute("SELECT id, text FROM articles WHERE number = ?", (number,)).fetchone()
        found = Nearest(identity, round(similarity(parts, shingles(other)), 4))
        if found.similarity >= NEAR and (best is None or found.similarity > best.similarity):
            best = found
    return best
