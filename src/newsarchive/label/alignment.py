"""Which blocks of a page stand in a text that an extractor made of it: words against words, in order, in linear time.

The extractor may have split or joined paragraphs, dropped words or left out half a block, and the page may show the same
sentence several times (teasers). Pure functions; what the answer means for a role is decided in tagger.py.

The method follows the patience and Hunt-Szymanski ways of comparing files (J. W. Hunt and T. G. Szymanski, "A fast
algorithm for computing longest common subsequences", CACM 20(5), 1977): rare matches first, the longest increasing
sequence of those, then what lies between.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

# Chinese and Japanese are written without spaces: every character is a word. Others are runs of letters and digits.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")

# None of these numbers is delicate. On 150 pages of five corpora the blocks found in trafilatura's text had a word F1 of
# 0.9353 (its text itself: 0.9354), and between 0.9352 and 0.9355 with SHINGLE 3 to 5, _ENOUGH 0.3 to 0.7, _SLACK 0 to
# 100 and _REACH 0 to 200.
SHINGLE = 4
"""Words that must follow each other to count as found. Blocks of fewer count only between others that were found."""
_ENOUGH = 0.5  # share of a block's shingles; of a list of teasers or a footer the extractor may have taken a sentence
_SLACK = 10  # words that the extractor may have left out or put in before a shingle; more in long blocks
_REACH = 60  # words to look ahead for a short block, in the text between two found ones
_MOST_PLACES = 8  # of one shingle; more say nothing of where it belongs, and make the work quadratic


def words(text: str) -> list[str]:
    """The words of ``text``, NFKC and case-folded; Chinese and Japanese by character."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def stands_in(extracted: str, texts: Sequence[str]) -> list[bool]:
    """For each of ``texts``, in page order, whether it stands in ``extracted``. Linear in the sizes of both.

    Each word of ``extracted`` is given to one block at most: of several copies in the page, the one in order wins.
    """
    match = _Match(words(extracted), [words(text) for text in texts])
    found = match.long_blocks()
    _put_in_order(found)
    anchors = [one for one in found if one.at >= 0 and match.claim(one.block, one.at)]
    for one in found:
        if one.at < 0:  # out of order: fine if nobody has that text yet
            any(match.claim(one.block, place) for place in one.places)
    match.short_blocks(anchors)
    return match.answer


@dataclass(slots=True)
class _Found:
    """A long block of which enough stands in the text."""

    block: int
    places: list[int]
    """Where in the text it could begin, ascending."""
    at: int = -1
    """Where it begins, if that is in order with the others."""


class _Match:
    """The text, the blocks, and which words of the text are given to a block already."""

    def __init__(self, target: list[str], blocks: list[list[str]]) -> None:
        self.target = target
        self.blocks = blocks
        self.taken = bytearray(len(target))
        self.answer = [False] * len(blocks)

    def claim(self, block: int, start: int) -> bool:
        """Give the words from ``start`` to the block, unless most of them are taken."""
        end = min(start + len(self.blocks[block]), len(self.target))
        if 2 * self.taken.count(1, start, end) > end - start:
            return False
        self.taken[start:end] = b"\1" * (end - start)
        self.answer[block] = True
        return True

    def long_blocks(self) -> list[_Found]:
        """The blocks of a shingle's length or more that stand in the text, wherever."""
        places: dict[tuple[str, ...], list[int]] = {}
        for n in range(len(self.target) - SHINGLE + 1):
            here = places.setdefault(tuple(self.target[n : n + SHINGLE]), [])
            if len(here) < _MOST_PLACES:
                here.append(n)
        found = ((number, _starts(block, places)) for number, block in enumerate(self.blocks))
        return [_Found(number, starts) for number, starts in found if starts]

    def short_blocks(self, anchors: list[_Found]) -> None:
        """Find the blocks shorter than a shingle in the text between those found; before the first: upwards from it."""
        block, word = -1, 0
        for one in anchors:
            between = range(block + 1, one.block)
            self._upwards(between, one.at) if block < 0 else self._downwards(between, word, one.at)
            block, word = one.block, one.at + len(self.blocks[one.block])
        self._downwards(range(block + 1, len(self.blocks)), word, len(self.target))

    def _downwards(self, blocks: range, word: int, end: int) -> None:
        for block in blocks:
            last = min(end - len(self.blocks[block]), word + _REACH)
            start = self._exact(block, range(word, last + 1))
            word = word if start is None else start + len(self.blocks[block])

    def _upwards(self, blocks: range, end: int) -> None:
        for block in reversed(blocks):
            last = end - len(self.blocks[block])
            start = self._exact(block, range(last, max(0, last - _REACH) - 1, -1))
            end = end if start is None else start

    def _exact(self, block: int, starts: range) -> int | None:
        """Claim the first of ``starts`` where the words of a short block stand and are free."""
        wanted = self.blocks[block]
        if not 0 < len(wanted) < SHINGLE:
            return None
        for start in starts:
            end = start + len(wanted)
            if self.target[start:end] == wanted and not any(self.taken[start:end]):
                self.claim(block, start)
                return start
        return None


def _starts(block: list[str], places: dict[tuple[str, ...], list[int]]) -> list[int]:
    """Where in the text the block could begin; nowhere if too little of it is there."""
    shingles = len(block) - SHINGLE + 1
    hits = [(n, at) for n in range(shingles) if (at := places.get(tuple(block[n : n + SHINGLE]))) is not None]
    if not hits or len(hits) < _ENOUGH * shingles:
        return []
    offset, rarest = min(hits[:50], key=lambda hit: len(hit[1]))  # the rarest near its beginning says best where
    starts = sorted({max(0, place - offset) for place in rarest})
    return [start for start in starts if _together(hits, start) >= _ENOUGH * shingles]


def _together(hits: list[tuple[int, list[int]]], start: int) -> int:
    """How many of the hits stand about where they would if the block began at ``start``; the others are chance."""
    slack = _SLACK + len(hits) // 4
    return sum(any(abs(place - n - start) <= slack for place in at) for n, at in hits)


def _put_in_order(found: list[_Found]) -> None:
    """Set ``at`` along a longest sequence of blocks whose places ascend (Hunt and Szymanski's algorithm)."""
    ends: list[int] = []  # the smallest place at which a sequence of length k + 1 can end
    heads: list[int] = []  # the link that ends there
    links: list[tuple[_Found, int, int]] = []  # block, place, link before
    for one in found:
        for place in reversed(one.places):
            k = bisect_left(ends, place)
            links.append((one, place, heads[k - 1] if k else -1))
            ends[k : k + 1] = [place]
            heads[k : k + 1] = [len(links) - 1]
    link = heads[-1] if heads else -1
    while link >= 0:
        one, place, link = links[link]
        one.at = place
