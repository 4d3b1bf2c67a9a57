"""The characters of a page as one array of code points: where its blocks and words stand, counts of signs, hashes of words.

A word is never made as a string: its hash is the difference of two running sums of a polynomial over the code points (Rabin and
Karp 1987, modulo 2^64), so that all words of a page are hashed in a few array operations. What the counts and hashes are good
for is vectors.py's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsarchive.label.characters import CLASSES, COUNTED, FIELD, character_tables

Array = NDArray[Any]

_BASE = 0x9E3779B97F4A7C15 | 1
_MIX = np.uint64(0xD6E8FEB86659FD93)


class PageText:
    """The page as one array of code points, a line feed after each block."""

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "\n".join(texts) + "\n"
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        tables = character_tables()
        small = np.minimum(codes, 0xFFFF)
        self.codes = codes
        self.small: Array = small
        self.classes: Array = tables.classes[small]
        folded = tables.folded[small]
        beyond = codes > 0xFFFF
        if beyond.any():
            folded = np.where(beyond, codes, folded)
        powers, inverses = _powers(1 << max(14, len(codes).bit_length()))
        self._polynomial = _running(folded * powers[: len(codes)])
        self._inverses = inverses
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self.ends: Array = np.cumsum(lengths + 1) - 1
        self.starts: Array = self.ends - lengths
        self.lengths = lengths
        self._words()

    def _words(self) -> None:
        """Where words begin and end: runs of letters and digits; each sign of a script without spaces is a word."""
        word = (self.classes & (CLASSES["letter"] | CLASSES["digit"])) != 0
        dense = (self.classes & CLASSES["dense"]) != 0
        before = np.empty_like(word)
        before[0] = False
        before[1:] = word[:-1]
        dense_before = np.empty_like(dense)
        dense_before[0] = False
        dense_before[1:] = dense[:-1]
        begins = word & (~before | dense | dense_before)
        self.word_starts: Array = np.flatnonzero(begins)
        closes = np.empty_like(begins)
        closes[:-1] = word[:-1] & (~word[1:] | begins[1:])
        closes[-1] = False
        self.word_ends: Array = np.flatnonzero(closes) + 1
        self.firsts: Array = np.searchsorted(self.word_starts, self.starts)
        self.amounts: Array = np.diff(np.append(self.firsts, len(self.word_starts)))
        self.block_of_word: Array = np.repeat(np.arange(len(self.starts)), self.amounts)
        self.word_hashes: Array = self.hashes(self.word_starts, self.word_ends)
        self.dense = dense

    def hashes(self, starts: Array, ends: Array) -> Array:
        """uint64, a hash of the folded characters between each start and end, wherever in the page they stand."""
        return mixed((self._polynomial[ends] - self._polynomial[starts]) * self._inverses[starts])

    def counts(self) -> dict[str, Array]:
        """float64, how many characters of each counted class each block has."""
        found = {}
        for table, names in zip(character_tables().packed, COUNTED, strict=True):
            sums = _running(table[self.small])
            found.update(_unpacked(sums[self.ends] - sums[self.starts], names))
        return found

    def word_counts(self, flags: dict[str, Array]) -> dict[str, Array]:
        """float64, how many words of each block have each of at most seven marks."""
        packed = np.zeros(len(self.word_starts), np.uint64)
        for i, flag in enumerate(flags.values()):
            packed += flag.astype(np.uint64) << np.uint64(FIELD * i)
        sums = _running(packed)
        return _unpacked(sums[self.firsts + self.amounts] - sums[self.firsts], tuple(flags))


def _running(values: Array) -> Array:
    """uint64, the sums of the first 0, 1, 2, … values."""
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values, out=sums[1:])
    return sums


def _unpacked(sums: Array, names: Sequence[str]) -> dict[str, Array]:
    """Counts that were added up side by side in the bits of one number."""
    mask = np.uint64((1 << FIELD) - 1)
    return {name: ((sums >> np.uint64(FIELD * i)) & mask).astype(np.float64) for i, name in enumerate(names)}


@cache
def _powers(size: int) -> tuple[Array, Array]:
    """uint64, the powers of the base and of its inverse modulo 2^64."""
    base = np.full(size, _BASE, np.uint64)
    inverse = np.full(size, pow(_BASE, -1, 1 << 64), np.uint64)
    base[0] = inverse[0] = 1
    return np.multiply.accumulate(base), np.multiply.accumulate(inverse)


def mixed(hashes: Array) -> Array:
    """The bits of each hash stirred, so that the high ones depend on all."""
    hashes = (hashes ^ (hashes >> np.uint64(32))) * _MIX
    stirred: Array = hashes ^ (hashes >> np.uint64(29))
    return stirred
