"""Which patterns can match a line at all: the needs of many patterns (needs.py), looked up for all lines of a page at once.

Where the patterns come from and what a match means stands in phrases.py.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate

from newsarchive.label.folding import beyond_ascii
from newsarchive.label.needs import Needs, Place
from newsarchive.label.patternwalk import DIGIT, ODD, level
from newsarchive.textnorm import fold

_REMEMBERED = 8192  # first words
_LONGEST = 8  # characters of a first word that are looked at; no need is longer
_FEW = 20  # pieces; of more most are told by their characters not to stand in the page (Chinese has hundreds)
_DIGITS = "0123456789 "

Numbers = tuple[int, ...]
"""Patterns by their numbers."""


class PhraseIndex:
    """The needs of patterns, by what is looked for. Patterns are numbered as they come."""

    def __init__(self, needs: Sequence[Needs]) -> None:
        self._needs = needs
        self._all = tuple(range(len(needs)))
        self._bare = _numbers(needs, Place.BARE) + _numbers(needs, Place.UNKNOWN)
        self._always = _numbers(needs, Place.UNKNOWN)
        self._first = _by_word(needs, Place.FIRST)
        self._by_digits = tuple(i for word, numbers in self._first.items() if word[0] == DIGIT for i in numbers)
        self._opened_by = lru_cache(_REMEMBERED)(self._look_up_first)
        within = _by_word(needs, Place.WITHIN)
        self._digit = within.pop(DIGIT, ())
        self._signs = [(word, numbers) for word, numbers in within.items() if _is_sign(word)]
        self._pieces = [(word, numbers) for word, numbers in within.items() if word[0] != " " and not _is_sign(word)]
        words = [word for word in within if word[0] == " "]
        self._word = _any_word(words)
        self._words: dict[str, Numbers] = {}
        for word in words:
            self._words[word.rstrip()] = self._words.get(word.rstrip(), ()) + within[word]

    def may_match(self, number: int, line: str) -> bool:
        """Whether ``line``, of which pattern ``number`` is a candidate, holds what the pattern needs besides."""
        needs = self._needs[number]
        return not needs.also or _UNTOLD in line or needs.may_match(_visible_key(line))

    def candidates(self, texts: Sequence[str], keys: Sequence[str]) -> list[Numbers]:
        """For each line, as it stands and folded, the patterns that can match it: in any order, some perhaps twice."""
        opening, bare, opened_by = self._opening, self._bare, self._opened_by
        page = "\n".join(texts)
        beyond = "" if page.isascii() else beyond_ascii(page)
        if _ODD.search(beyond):
            keys = [_visible_key(text) if _ODD.search(text) else key for text, key in zip(texts, keys, strict=True)]
        found = [
            (opened_by(" ", key.partition(" ")[0][:_LONGEST]) if key[0] > "9" else opening(key)) if key else bare
            for key in keys
        ]
        if found:
            self._add_words(found, keys)
            self._add_signs(found, texts, page)
            if _UNTOLD in beyond:
                found = [self._all if _UNTOLD in text else each for text, each in zip(texts, found, strict=True)]
        return found

    def _opening(self, key: str) -> Numbers:
        rest = key.lstrip(_DIGITS)
        return self._opened_by(DIGIT + " ", rest.partition(" ")[0][:_LONGEST])

    def _look_up_first(self, before: str, word: str) -> Numbers:
        """The patterns of lines that begin with ``word``, behind digits or not."""
        word = level(word)
        if word[:1].isdecimal():  # not 0 to 9: too rare to be told apart
            return self._always + self._by_digits
        found = self._always + self._first.get(f"{before}{word} ", ())
        for end in range(1, len(word) + 1):
            found += self._first.get(before + word[:end], ())
        return found if before == " " else found + self._first.get(DIGIT, ())

    def _add_words(self, found: list[Numbers], keys: Sequence[str]) -> None:
        page = level(" " + " \n ".join(keys) + " ")
        ends = list(accumulate(len(key) + 3 for key in keys))
        if self._word:
            for hit in self._word.finditer(page):
                found[bisect_right(ends, hit.start())] += self._words.get(hit.group()) or self._words[" " + DIGIT]
        pieces = self._pieces
        if len(pieces) > _FEW:
            characters = set(page)
            pieces = [each for each in pieces if characters.issuperset(each[0])]
        _add(pieces, found, page, ends)

    def _add_signs(self, found: list[Numbers], texts: Sequence[str], page: str) -> None:
        ends = list(accumulate(len(text) + 1 for text in texts))
        _add(self._signs, found, page, ends)
        if self._digit:
            for hit in _DIGIT.finditer(page):
                found[bisect_right(ends, hit.start())] += self._digit


def _add(pieces: Iterable[tuple[str, Numbers]], found: list[Numbers], page: str, ends: Sequence[int]) -> None:
    """To each line that holds one of ``pieces``, its patterns. ``ends``: where the lines of ``page`` end."""
    for piece, numbers in pieces:
        at = page.find(piece)
        while at >= 0:
            line = bisect_right(ends, at)
            found[line] += numbers
            at = page.find(piece, ends[line])


_DIGIT = re.compile(r"\d+")
_ODD = re.compile(f"{ODD.pattern}|İ")
_UNTOLD = "\u0345"
"""The one mark that ``re`` takes for a letter, a small iota. A line that holds it is not judged by its needs."""


def _visible_key(line: str) -> str:
    """``line``, folded as a pattern sees it."""
    return fold(_ODD.sub(_stand_in, line))


def _stand_in(found: re.Match[str]) -> str:
    """What a pattern sees of a character that folds to others: no letter; "İ" is an "i" to ``re``."""
    return "i" if found.group() == "İ" else " "


def _is_sign(word: str) -> bool:
    return len(word) == 1 and not word.isalpha()


def _numbers(needs: Sequence[Needs], place: Place) -> Numbers:
    return tuple(i for i, need in enumerate(needs) if need.place is place)


def _by_word(needs: Sequence[Needs], place: Place) -> dict[str, Numbers]:
    found: dict[str, list[int]] = {}
    for i, need in enumerate(needs):
        for word in need.words if need.place is place else ():
            found.setdefault(word, []).append(i)
    return {word: tuple(numbers) for word, numbers in found.items()}


def _any_word(words: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for any of ``words``, shared beginnings once: it takes a few steps a word of the page, however many it knows."""
    words = sorted(words)
    return re.compile(_spelt(words)) if words else None


def _spelt(words: Sequence[str]) -> str:
    """``words``, sorted, as a regular expression; the space that ends a word is looked at, for it begins the next."""
    if not words[0]:
        return ""
    branches = []
    while words:
        letter = words[0][0]
        rest = [word[1:] for word in words if word[0] == letter]
        words = words[len(rest) :]
        branches.append("(?= )" if letter == " " and not rest[0] else _letter(letter) + _spelt(rest))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _letter(letter: str) -> str:
    return r"\d" if letter == DIGIT else re.escape(letter)
