"""What speaks for a block being the headline, in numbers: the columns that headlinechoice.py weighs.

A network sees each block and its surroundings; it does not see which other blocks claim to be the headline, nor where the body
that it found begins. Only measuring belongs here. The order of the columns is what the weights were learnt for: training and use
share this module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from newsarchive.label.headlinecues import NO_HEADLINE, cues_around
from newsarchive.label.headlinewords import Words
from newsarchive.label.pagetext import Array
from newsarchive.label.phrases import Cue
from newsarchive.label.vectors import NAMES
from newsarchive.model import Document, Role

VERSION = 2
"""Raised whenever the columns change: weights fit only the columns that they were learnt for."""

_ROLES = tuple(Role)
_HEADLINE = _ROLES.index(Role.HEADLINE)
_AROUND = tuple(
    _ROLES.index(role)
    for role in (Role.BYLINE, Role.DATE, Role.STANDFIRST, Role.BODY, Role.NAV, Role.HEADLINE, Role.RELATED)
)
"""What stands before and after a headline, or does not."""
CHANCES, NEAR = len(_ROLES) + 2 + 3 * len(_AROUND), 6
"""Columns: those of the network's chances, which come first; and those on either side of the end of the rough ones, which
rest on these chances too."""
_IS_HEADING = NAMES.index("is heading")
_MEASURES = np.array(
    [
        NAMES.index(name)
        for name in (
            *("characters", "words", "capitals", "capital initials", "digits", "ends a sentence", "begins small"),
            *("numbers", "blank lines before", "echo", "words of its own", "twins", "is heading"),
        )
    ]
)
"""What is compared with the neighbours: a kicker is shorter than the headline after it, a standfirst longer."""
_NEIGHBOURS = np.array((-1, 1, 2))
_TAGS = "h1 h2 h3 h4 nav li header article main aside b strong font td p a".split()
_LIKELY, _NEAR, _HEADINGS, _TITLED = 12, 8, 12, 6
"""Candidates: the likeliest for the network, those before the body, the first h1 and h2, and what a title holds. With these the
headline is among them on 99.4 % of 9,500 pages of text that have it as a line, and on 99.8 % of 3,150 of HTML."""
_LONGEST = 70
"""Words, or signs of a script without spaces; of 3,990 gold headlines all but one are shorter (the longest has 73)."""
_SHORTEST = 12  # characters: what is shorter stands in many a title
_HEAD = 400  # characters of a block, and of a title, that are compared
_LEDE, _MORE = 3, 8  # paragraphs at the beginning of the body
_PARAGRAPH = 12  # words
_LEAST = 1e-4  # chances are told apart down to this
_FAR = 5.0  # in scores; beyond it a candidate is out of question


@dataclass(frozen=True)
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

    @cached_property
    def first(self) -> int:
        """The first paragraph of the body; without one its first block, without a body the end of the page."""
        found = self.paragraphs(1) or np.flatnonzero(self.body)[:1].tolist()
        return int(found[0]) if found else len(self.words)

    def paragraphs(self, most: int) -> list[int]:
        """The first paragraphs of the body."""
        found: list[int] = np.flatnonzero(self.body & (self.words >= _PARAGRAPH))[:most].tolist()
        return found


def candidates(page: Seen, cue_of: Callable[[int], Cue | None]) -> list[int]:
    """The blocks that may be the headline, in order; about twenty.

    Args:
        page: what the network made of it.
        cue_of: what the phrase tables say of a block; a label or a notice is no headline.
    """
    n, first = len(page.words), page.first
    likely = np.argsort(-page.chances[:, _HEADLINE], kind="stable")[:_LIKELY].tolist()
    near = range(max(0, first - _NEAR), min(n, first + 1))
    found = {*likely, *near, *range(min(2, n)), *_headings(page), *_titled(page.document)}
    texts = page.document.blocks
    return sorted(
        i
        for i in found
        if page.words[i] <= _LONGEST and any(map(str.isalpha, texts[i].text[:_HEAD])) and cue_of(i) not in NO_HEADLINE
    )


def _headings(page: Seen) -> list[int]:
    found: list[int] = []
    for i in _all_headings(page):
        markup = page.document.blocks[i].markup
        if markup and ("h1" in markup.path or markup.path.endswith("h2")):
            found.append(i)
            if len(found) == _HEADINGS:
                break
    return found


def _all_headings(page: Seen) -> list[int]:
    if not _is_markup(page.document):
        return []
    found: list[int] = np.flatnonzero(page.dense[:, _IS_HEADING] > 0).tolist()
    return found


def _titled(document: Document) -> list[int]:
    """The first and last blocks that stand in a title."""
    blocks = document.blocks
    if not blocks:
        return []
    titles = "\n".join(title[:_HEAD] for title, _ in _titles(document))
    found = [i for i, block in enumerate(blocks) if i > 1 and len(block.text) > _SHORTEST and block.text in titles]
    return found[: _TITLED // 2] + found[-_TITLED // 2 :]


def _titles(document: Document) -> list[tuple[str, int]]:
    """What the page gives as its title, and the block that it is, -1 for the head of an HTML page; a text may begin with one."""
    if not _is_markup(document):
        given = [(block.text, i) for i, block in enumerate(document.blocks[:2])]
        return given + [("", -1)] * (2 - len(given))
    hints = document.hints
    stated = next((claim.value for claim in hints.claims if claim.field == "headline"), "")
    return [(hints.og_title, -1), (hints.title, -1), (stated, -1)]


def _is_markup(document: Document) -> bool:
    return bool(document.blocks) and document.blocks[0].markup is not None


def rough_columns(page: Seen, places: Sequence[int]) -> Array:
    """float64, candidates x columns: those that cost little, enough to leave most candidates out.

    Args:
        page: what the network made of it.
        places: its candidates, one at least, in order.
    """
    at = np.array(places)
    found: Array = np.concatenate([_chances(page, at), _places(page, at), page.dense[at], _between(page, at)], axis=1)
    return found


def columns(
    page: Seen, places: Sequence[int], rough: Array, scores: Array, cue_of: Callable[[int], Cue | None]
) -> Array:
    """float64, candidates x columns.

    Args:
        page: what the network made of it.
        places: the candidates that are left, one at least, in order.
        rough: their rough columns.
        scores: their scores by these.
        cue_of: what the phrase tables say of a block.
    """
    at, blocks, first = np.array(places), page.document.blocks, page.first
    words = Words([blocks[i].text for i in places], places, first)
    parts = [
        rough,
        _beside(at, scores),
        _neighbours(page, at),
        _way(page, places, first),
        words.titles(_titles(page.document)),
        words.paragraphs([blocks[i].text for i in page.paragraphs(_MORE)], _LEDE),
        words.others(),
        words.likenesses(),
        words.repeats(blocks),
        cues_around(at, len(page.words), cue_of),
    ]
    if _is_markup(page.document):
        parts.append(_markup(page, places, first))
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
    return np.concatenate([logs, np.array((gap, gap == 0)).T, wide[at + 2], after, wide[at]], axis=1)


def _places(page: Seen, at: Array) -> Array:
    """Where it stands, from the first paragraph and from the top."""
    before = page.first - at
    columns = (
        before > 0,
        np.log1p(np.maximum(before, 0)) / 3,
        np.log1p(np.maximum(-before, 0)) / 3,
        before == 1,
        (before > 1) & (before < 6),
        at == 0,
        at == 1,
        at / len(page.words),
        np.log1p(at) / 4,
    )
    return np.array(columns).T


def _between(page: Seen, at: Array) -> Array:
    """How much stands between each and the first paragraph, how much of the body above it, and how many blocks are likelier."""
    first = page.first
    sums = np.zeros((3, len(page.words) + 1))
    np.cumsum([page.words, page.words >= _PARAGRAPH, page.body * page.words], axis=1, out=sums[:, 1:])
    words, long, _ = np.maximum(sums[:, first, None] - sums[:, np.minimum(at + 1, first)], 0.0)
    own = page.chances[:, _HEADLINE]
    rank = (own > own[at, None]).sum(axis=1)
    above = sums[2, at] / max(sums[2, -1], 1.0)
    return np.array((np.log1p(words) / 3, np.log1p(long), np.log1p(rank) / 2, rank == 0, rank == 1, above)).T


def _beside(at: Array, scores: Array) -> Array:
    """The rough score of each beside the best and beside the candidates before and after it, and how far these are."""
    gaps = np.full((2, len(at)), -_FAR)
    far = np.zeros((2, len(at)))
    steps, blocks = np.diff(scores), np.log1p(np.diff(at)) / 3
    gaps[0, 1:], gaps[1, :-1] = -steps, steps
    far[0, 1:], far[1, :-1] = blocks, blocks
    best = scores - scores.max()
    return np.array((np.maximum(best, -_FAR), best == 0, *np.clip(gaps, -_FAR, _FAR), *far)).T


def _neighbours(page: Seen, at: Array) -> Array:
    """The measures of the blocks around it."""
    n = len(page.words)
    near = at[:, None] + _NEIGHBOURS
    inside = (near >= 0) & (near < n)
    found: Array = page.dense[np.clip(near, 0, n - 1)][:, :, _MEASURES] * inside[:, :, None]
    return found.reshape(len(at), -1)


def _way(page: Seen, places: Sequence[int], first: int) -> Array:
    """The likeliest of each role around a headline on the way from it to the first paragraph: a likelier headline, or a menu."""
    found = np.zeros((len(places), len(_AROUND)))
    for row, i in zip(found, places, strict=True):
        if i + 1 < first:
            row[:] = page.chances[i + 1 : first, _AROUND].max(axis=0)
    return found


def _markup(page: Seen, places: Sequence[int], first: int) -> Array:
    """The elements that each candidate stands in, and whether its h1 or h2 is the one that counts."""
    blocks = page.document.blocks
    paths = [(markup.path if (markup := blocks[i].markup) else "").split("/") for i in places]
    tags = np.array([[tag in path for tag in _TAGS] for path in paths], np.float64)
    in_h1, in_h2 = tags[:, 0], tags[:, 1]
    h1s = sum("h1" in markup.path for i in _all_headings(page) if (markup := blocks[i].markup))
    before = np.array(places) < first
    ranks = [in_h1 * (h1s == 1), in_h1 * before, in_h2 * (h1s == 0), in_h2 * (h1s == 0) * before]
    return np.concatenate([tags, np.stack(ranks, axis=1)], axis=1)
