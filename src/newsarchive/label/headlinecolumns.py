"""What speaks for a block being the headline, in numbers: the columns that headlinechoice.py weighs.

A network sees each block and its surroundings; it does not see which other blocks claim to be the headline, nor where the body
that it found begins. Only measuring belongs here. The order of the columns is what the weights were learnt for: training and use
share this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from newsarchive.label.pagetext import Array
from newsarchive.label.vectors import NAMES
from newsarchive.model import Document, Role

VERSION = 1
"""Raised whenever the columns change: weights fit only the columns that they were learnt for."""

_ROLES = tuple(Role)
_HEADLINE = _ROLES.index(Role.HEADLINE)
_AROUND = tuple(
    _ROLES.index(role)
    for role in (Role.BYLINE, Role.DATE, Role.STANDFIRST, Role.BODY, Role.NAV, Role.HEADLINE, Role.RELATED)
)
"""What stands before and after a headline, or does not."""
_MEASURES = tuple(
    NAMES.index(name)
    for name in (
        *(
            "characters",
            "words",
            "capitals",
            "capital initials",
            "digits",
            "ends a sentence",
            "begins small",
            "numbers",
        ),
        *("blank lines before", "echo", "words of its own", "twins", "is heading"),
    )
)
"""What is compared with the neighbours: a kicker is shorter than the headline after it, a standfirst longer."""
_NEIGHBOURS = (-1, 1, 2)
_TAGS = "h1 h2 h3 h4 nav li header article main aside b strong font td p a".split()
_LIKELY, _NEAR, _HEADINGS = 12, 8, 12
"""Candidates: the likeliest for the network, those before the body, and the first h1 and h2. With these the headline is among
them on 98.6 % of 7,284 pages of text that have it as a line, and on 98.8 % of 2,447 of HTML."""
_LONGEST = 70
"""Words, or signs of a script without spaces; of 3,990 gold headlines all but one are shorter (the longest has 73)."""
_HEAD = 400  # characters of a block, and of a title, that are compared
_LEDE = 3  # paragraphs at the beginning of the body
_LEAST = 1e-4  # chances are told apart down to this
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as the tagger has it."""

    document: Document
    chances: Array
    """float64, blocks x roles, of the network."""
    dense: Array
    """float32, blocks x measures (vectors.py)."""
    words: Array
    """float64, the words of each block."""
    body: Array
    """bool, the blocks that are likely the body."""

    @property
    def first(self) -> int:
        """The first paragraph of the body; without one its first block, without a body the end of the page."""
        paragraphs = np.flatnonzero(self.body & (self.words >= 12))
        if not len(paragraphs):
            paragraphs = np.flatnonzero(self.body)
        return int(paragraphs[0]) if len(paragraphs) else len(self.words)


def candidates(page: Seen, is_label: Callable[[int], bool]) -> list[int]:
    """The blocks that may be the headline, in order; about twenty.

    Args:
        page: what the network made of it.
        is_label: whether the words of a block say that it is a label or a notice, and so no headline.
    """
    n, first = len(page.words), page.first
    likely = np.argsort(-page.chances[:, _HEADLINE], kind="stable")[:_LIKELY].tolist()
    near = range(max(0, first - _NEAR), min(n, first + 1))
    found = {*likely, *near, *range(min(2, n)), *_headings(page.document)}
    texts = page.document.blocks
    return sorted(
        i
        for i in found
        if page.words[i] <= _LONGEST and any(map(str.isalpha, texts[i].text[:_HEAD])) and not is_label(i)
    )


def _headings(document: Document) -> list[int]:
    found: list[int] = []
    for i, block in enumerate(document.blocks):
        if block.markup is None:
            break
        path = block.markup.path
        if "h1" in path or path.endswith("h2"):
            found.append(i)
            if len(found) == _HEADINGS:
                break
    return found


def columns(page: Seen, places: Sequence[int]) -> Array:
    """float64, candidates x columns.

    Args:
        page: what the network made of it.
        places: its candidates, one at least, in order.
    """
    at = np.array(places)
    texts = _Texts(page, places)
    parts = [
        _chances(page, at),
        _places(page, at),
        page.dense[at],
        _neighbours(page, at),
        texts.titles(),
        texts.lede(),
        texts.others(),
    ]
    if page.document.blocks[0].markup is not None:
        parts.append(_markup(page, places))
    found: Array = np.concatenate(parts, axis=1, dtype=np.float64)
    return found


def _chances(page: Seen, at: Array) -> Array:
    """What the network says of each candidate, beside the likeliest, and of the blocks around it."""
    logs = np.log(np.maximum(page.chances[at], _LEAST)) / 4
    best = logs[:, _HEADLINE].max()
    wide = np.zeros((len(page.chances) + 4, len(_AROUND)))
    wide[1:-3] = page.chances[:, _AROUND]
    after = np.maximum(np.maximum(wide[at + 2], wide[at + 3]), wide[at + 4])
    gap = logs[:, _HEADLINE] - best
    return np.concatenate([logs, np.stack([gap, gap == 0], axis=1), wide[at + 2], after, wide[at]], axis=1)


def _places(page: Seen, at: Array) -> Array:
    """Where it stands, from the first paragraph and from the top."""
    before = page.first - at
    columns = [
        before > 0,
        np.log1p(np.maximum(before, 0)) / 3,
        np.log1p(np.maximum(-before, 0)) / 3,
        before == 1,
        (before > 1) & (before < 6),
        at == 0,
        at == 1,
    ]
    return np.stack(columns, axis=1)


def _neighbours(page: Seen, at: Array) -> Array:
    """The measures of the blocks around it."""
    n = len(page.words)
    rows = []
    for offset in _NEIGHBOURS:
        near = at + offset
        inside = (near >= 0) & (near < n)
        rows.append(page.dense[np.clip(near, 0, n - 1)][:, _MEASURES] * inside[:, None])
    return np.concatenate(rows, axis=1)


def _markup(page: Seen, places: Sequence[int]) -> Array:
    """The elements that each candidate stands in, and whether its h1 or h2 is the one that counts."""
    blocks = page.document.blocks
    paths = [markup.path if (markup := blocks[i].markup) else "" for i in places]
    tags = np.array([[tag in path.split("/") for tag in _TAGS] for path in paths], np.float64)
    in_h1, in_h2 = tags[:, 0], tags[:, 1]
    h1s = sum("h1" in block.markup.path for block in blocks if block.markup)
    before = np.array(places) < page.first
    ranks = [in_h1 * (h1s == 1), in_h1 * before, in_h2 * (h1s == 0), in_h2 * (h1s == 0) * before]
    return np.concatenate([tags, np.stack(ranks, axis=1)], axis=1)


class _Texts:
    """The words of the candidates, beside each other's, those of the titles and those of the body."""

    def __init__(self, page: Seen, places: Sequence[int]) -> None:
        self.page, self.places = page, places
        self.words = [_split(page.document.blocks[i].text) for i in places]
        self.sets = [frozenset(words) for words in self.words]
        self.joined = [_joined(words) for words in self.words]

    def titles(self) -> Array:
        """How far it agrees with what the head gives as title; a text may begin with that."""
        blocks, hints = self.page.document.blocks, self.page.document.hints
        if blocks[0].markup is not None:
            given = [(hints.og_title, -1), (hints.title, -1)]
        else:
            given = [(block.text, i) for i, block in enumerate(blocks[:2])]
        given += [("", -1)] * (2 - len(given))
        return np.concatenate([self._agreement(text, itself) for text, itself in given], axis=1)

    def _agreement(self, title: str, itself: int) -> Array:
        words = _split(title)
        known, joined = frozenset(words), _joined(words)
        rows = []
        for place, own, text in zip(self.places, self.words, self.joined, strict=True):
            if place == itself or not words:
                rows.append((0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0))
                continue
            common = sum(map(known.__contains__, own))
            recall = min(common / len(words), 1.0)
            inside = float(len(own) >= 2 and text in joined)
            begins = float(inside and joined.startswith(text))
            holds = float(len(words) >= 3 and joined in text)
            long = inside * (len(own) >= 4)
            rows.append((common / max(len(own), 1), recall, inside, long, inside * recall, begins, holds, 0.0))
        return np.array(rows)

    def lede(self) -> Array:
        """The share of its words that return in each of the first paragraphs."""
        page = self.page
        paragraphs = np.flatnonzero(page.body & (page.words >= 12))[:_LEDE].tolist()
        found = np.zeros((len(self.places), _LEDE))
        contents = [[word for word in words if len(word) > 3 or not word.isascii()] for words in self.words]
        for k, i in enumerate(paragraphs):
            known = frozenset(_split(page.document.blocks[i].text, 1500))
            for j, content in enumerate(contents):
                found[j, k] = sum(map(known.__contains__, content)) / max(len(content), 1)
        return found

    def others(self) -> Array:
        """What it shares with its neighbours, whether another candidate holds or repeats it, and whether it is short or long."""
        everything = "\n".join(self.joined)
        rows = []
        for j, (words, text) in enumerate(zip(self.words, self.joined, strict=True)):
            three = len(words) >= 3
            held = three and everything.count(text) > self.joined.count(text)
            repeats = three and text in self.joined[:j]
            counts = (len(words) < 3, len(words) < 2, len(words) > 20)
            rows.append((self._shared(j, j + 1), self._shared(j, j - 1), held, repeats, *counts))
        return np.array(rows, np.float64)

    def _shared(self, j: int, k: int) -> float:
        """The share of the words of candidate ``j`` that the next or previous block has, if it is a candidate."""
        if not 0 <= k < len(self.places) or abs(self.places[j] - self.places[k]) != 1:
            return 0.0
        return len(self.sets[j] & self.sets[k]) / max(len(self.sets[j]), 1)


def _split(text: str, most: int = _HEAD) -> list[str]:
    return _WORD.findall(text[:most].lower())


def _joined(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
