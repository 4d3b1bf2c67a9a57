"""Blocks to numbers: what the network sees of a page. Measures and hashed words, for all blocks of the page at once.

Every measure is a sum over the page's code points (pagetext.py), cut at the ends of the blocks. Hashed words as features:
Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning". Training and use share this module; what a trained
network makes of the numbers is network.py's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from newsarchive.label.characters import CLASSES
from newsarchive.label.pagetext import Array, PageText, mixed
from newsarchive.label.tagwords import agreement, markup_measures
from newsarchive.model import Block, Kind

VERSION = 1
"""Raised whenever the numbers change: a network fits only the vectors that it was trained on."""
HEAD = 300
"""Characters of a block that are looked at; length and ending are measured on all of it."""
WORDS = 40
"""Words of a block that are hashed; more add time and no accuracy."""

_KINDS = tuple(Kind)
_KIND_NUMBERS = {kind: i for i, kind in enumerate(_KINDS)}
_LONG = 12  # words: a paragraph, whose words a headline announces
_BEGINNING = 4  # words

NAMES: tuple[str, ...] = tuple(
    """characters, words, word length, capitals, small initials, capital initials, digits, commas, sentence ends, quotes,
    separators, other signs, ends a sentence, ends with a colon, ends with a question, ends with an ellipsis, begins
    small, begins with a digit, begins with a sign, no letters, long words, numbers, years, times, at sign, copyright
    sign, slashes, brackets, blank lines before, blank lines after, indent, twins, seen above, echo, words of its own,
    same beginning, place, blocks above, blocks below, blocks of the page, words above, longest of the page, share of the
    page, dense script, is paragraph, is heading, is list_item, is quote, is table_row""".replace("\n    ", " ").split(
        ", "
    )
)
"""What each column of :attr:`Vectors.dense` says."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """A page in numbers."""

    dense: Array
    """float32, blocks x measures, each roughly within -1 to 3."""
    tokens: Array
    """uint32, the hashes of the words of all blocks, one block after the other; the last of each block is that of its text."""
    starts: Array
    """int64, where each block's words begin in ``tokens``; every block has one at least."""
    words: Array
    """float64, the words of each block; each sign of a script without spaces is one."""
    markup_tokens: Array | None = None
    """The same for tags and class names; None for text."""
    markup_starts: Array | None = None


def vectors(blocks: Sequence[Block], titles: tuple[str, str] | None = None) -> Vectors:
    """The blocks of one page in numbers. Linear in the number of blocks; pure.

    Args:
        blocks: one at least.
        titles: for HTML, what the head gives as title and as og:title; None for text, whose blocks have no markup.
    """
    texts = [block.text[:HEAD] for block in blocks]
    page = PageText(texts)
    dense, line_hashes, words = _measures(blocks, page)
    tokens, starts = _tokens(page, line_hashes)
    if titles is None:
        return Vectors(dense, tokens, starts, words)
    markup_dense, markup_tokens, markup_starts = markup_measures(blocks)
    agreed = agreement(page, titles, HEAD)
    return Vectors(
        np.concatenate([dense, markup_dense, agreed], axis=1), tokens, starts, words, markup_tokens, markup_starts
    )


def _measures(blocks: Sequence[Block], page: PageText) -> tuple[Array, Array, Array]:
    """float32 blocks x measures (in the order of :data:`NAMES`), the hash of each block's text, and its words."""
    n = len(blocks)
    count = page.counts()
    chars = np.maximum(page.lengths, 1).astype(np.float64)
    whole = np.array([len(block.text) for block in blocks], np.float64)
    scale = np.maximum(whole / chars, 1.0)
    raw_words = page.amounts.astype(np.float64)
    dense = count["dense"]
    words = np.maximum(raw_words - 0.4 * dense, 0.0)
    some = np.maximum(raw_words, 1.0)
    first = page.classes[page.word_starts]
    size = page.word_ends - page.word_starts
    is_number = (first & CLASSES["digit"]) != 0
    head = page.codes[page.word_starts]
    after = page.codes[page.word_ends]
    marked = page.word_counts(
        {
            "small": (first & CLASSES["lower"]) != 0,
            "capital": (first & CLASSES["upper"]) != 0,
            "long": size >= 8,
            "number": is_number,
            "year": is_number & (size == 4) & ((head == 0x31) | (head == 0x32)),
            "clock": is_number & (size <= 2) & ((after == 0x3A) | (after == 0x2E)),
        }
    )
    opening = np.where(page.lengths > 0, page.classes[page.starts], 0)
    ending = _endings(page)
    letters = np.maximum(count["letter"], 1.0)
    texts = page.hashes(page.starts, page.ends)
    _, inverse, counts = np.unique(texts, return_inverse=True, return_counts=True)
    order = np.argsort(inverse, kind="stable")
    above = np.zeros(n)
    above[order[1:]] = inverse[order[1:]] == inverse[order[:-1]]
    total_words = words * scale
    blank = np.minimum(np.array([block.blank_before for block in blocks], np.float64), 4)
    index = np.arange(n, dtype=np.float64)
    running = np.cumsum(total_words) - total_words
    kinds = np.array([_KIND_NUMBERS[block.kind] for block in blocks])
    columns = [
        np.log2(1 + whole) / 4,
        np.log2(1 + total_words) / 3,
        np.minimum(letters / some, 12) / 6,
        count["upper"] / letters,
        marked["small"] / some,
        marked["capital"] / some,
        count["digit"] / chars,
        np.minimum(count["comma"] / some * 8, 3),
        np.minimum(count["stop"], 6) / 3,
        np.minimum(count["quote"], 4) / 4,
        np.minimum(count["separator"], 4) / 2,
        np.minimum(count["sign"] / chars * 8, 3),
        *((ending & CLASSES[name]) != 0 for name in ("stop", "colon", "question", "ellipsis")),
        *((opening & CLASSES[name]) != 0 for name in ("lower", "digit", "sign")),
        count["letter"] == 0,
        np.minimum(marked["long"] / some, 1),
        np.minimum(marked["number"], 4) / 2,
        np.minimum(marked["year"], 2),
        np.minimum(marked["clock"], 2),
        *(np.minimum(count[name], 2) for name in ("at", "copyright", "slash", "bracket")),
        blank / 2,
        np.append(blank[1:], 4.0) / 2,
        np.minimum(np.array([block.indent for block in blocks], np.float64), 16) / 8,
        np.minimum(counts[inverse] - 1, 3) / 2,
        above,
        *_echo(page, total_words),
        _same_beginning(page),
        index / max(n, 1),
        np.log2(1 + index) / 6,
        np.log2(1 + (n - 1 - index)) / 6,
        np.full(n, np.log2(1 + n) / 6),
        running / max(total_words.sum(), 1.0),
        np.full(n, np.log2(1 + total_words.max(initial=0.0)) / 6),
        np.minimum(total_words / max(total_words.sum(), 1.0) * 8, 3),
        dense / chars,
        *(kinds == i for i in range(len(_KINDS))),
    ]
    return np.stack(columns, axis=1, dtype=np.float32, casting="unsafe"), texts, raw_words * scale


def _echo(page: PageText, words: Array) -> tuple[Array, Array]:
    """How many of a block's content words return in the paragraphs of the page, and how many stand nowhere else: a headline's
    words return in its article. In scripts without spaces, pairs of neighbours stand for words."""
    if not len(page.word_hashes):
        return np.zeros(len(words)), np.zeros(len(words))
    block = page.block_of_word
    dense = page.dense[page.word_starts]
    hashes = page.word_hashes.copy()
    hashes[:-1] = np.where(dense[:-1], hashes[:-1] * np.uint64(3) + hashes[1:], hashes[:-1])
    content = dense | (page.word_ends - page.word_starts >= 4)
    _, inverse = np.unique(hashes, return_inverse=True)
    long = words[block] >= _LONG
    size = int(inverse.max()) + 1
    in_long = np.bincount(inverse, weights=long, minlength=size)
    everywhere = np.bincount(inverse, minlength=size)
    elsewhere = (in_long[inverse] - long) > 0
    marked = page.word_counts(
        {"content": content, "elsewhere": content & elsewhere, "own": content & (everywhere[inverse] == 1)}
    )
    some = np.maximum(marked["content"], 1.0)
    return marked["elsewhere"] / some, marked["own"] / some


def _same_beginning(page: PageText) -> Array:
    """Whether another block begins with the same four words."""
    n = len(page.ends)
    firsts, amounts = page.firsts, page.amounts
    long = np.flatnonzero(amounts >= _BEGINNING)
    result = np.zeros(n)
    if len(long):
        first = firsts[long]
        hashes = page.hashes(page.word_starts[first], page.word_ends[first + _BEGINNING - 1])
        _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
        result[long] = np.minimum(counts[inverse] - 1, 2)
    return result


def _endings(page: PageText) -> Array:
    """The class of the last character of each block, closing quotes and brackets aside."""
    last = np.maximum(page.ends - 1, page.starts)
    classes = page.classes
    for _ in range(2):
        closing = ((classes[last] & (CLASSES["quote"] | CLASSES["bracket"])) != 0) & (last > page.starts)
        last = np.where(closing, last - 1, last)
    return np.where(page.lengths > 0, classes[last], 0)


def _tokens(page: PageText, texts: Array) -> tuple[Array, Array]:
    """Hashes of the words, of pairs of neighbours, of the first and last words in their places, and of the whole text."""
    n = len(page.ends)
    block = page.block_of_word
    hashes = page.word_hashes
    firsts, amounts = page.firsts, page.amounts
    rank = np.arange(len(block)) - firsts[block]
    keep = rank < WORDS
    paired = keep[:-1] & (block[1:] == block[:-1])
    pairs = hashes[:-1] * np.uint64(3) + hashes[1:] * np.uint64(5) if len(hashes) else hashes
    leading = rank < 2
    salted = hashes[leading] + (rank[leading].astype(np.uint64) + np.uint64(11)) * np.uint64(0x1F123BB5159A55E5)
    some = amounts > 0
    last = hashes[(firsts + amounts - 1)[some]] ^ np.uint64(0x5851F42D4C957F2D)
    all_hashes = np.concatenate([hashes[keep], pairs[paired] if len(hashes) else pairs, salted, last, texts])
    owners = np.concatenate([block[keep], block[:-1][paired], block[leading], np.flatnonzero(some), np.arange(n)])
    return _bagged(all_hashes, owners, n)


def _bagged(hashes: Array, owners: Array, n: int) -> tuple[Array, Array]:
    order = np.argsort(owners, kind="stable")
    tokens = (mixed(hashes[order]) >> np.uint64(32)).astype(np.uint32)
    starts = np.searchsorted(owners[order], np.arange(n))
    return tokens, starts
